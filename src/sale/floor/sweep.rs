//! The line from one time in the calendar to the next, while nobody comes or goes: station after station works off its
//! queue, and what leaves it is what comes to the next.
//!
//! This is the recursion of Kiefer and Wolfowitz (1955) with people for servers: what is first in a queue is begun by
//! whoever is free first, at that time or when it comes. A check that sends orders back joins stations in a loop; then the
//! line is worked off as if nothing were sent back, and where something is, that is undone and done again until then.

use super::Floor;
use super::flow::stretch;
use super::hands::Held;
use super::site::{Next, take_turn};
use crate::sale::play::NEVER;
use crate::sale::time::{Runs, Stamp, Ticks};

/// A stretch of time in which nobody comes or goes.
#[derive(Clone, Copy, Debug)]
struct Span {
    from: Ticks,
    /// No work begins from this time on.
    last: Ticks,
    /// What is done from this time on is so in the next stretch.
    until: Ticks,
    /// Whether what is sent back goes back at once.
    at_once: bool,
}

impl Floor<'_> {
    /// Works off the line from now until before a time.
    pub fn sweep(&mut self, until: Ticks) {
        if !self.state.saved.is_needed {
            self.try_to_sweep(until, false);
            return;
        }
        while self.now < until {
            self.finish_checks();
            let (from, reach) = (self.now, self.state.saved.reach);
            let to = until.min(from.saturating_add(reach));
            self.save();
            let back = self.try_to_sweep(to, false);
            let saved = &mut self.state.saved;
            if let Some(back) = back {
                // Less far next time; as far as now again after three times that go well.
                saved.reach = (to - from) / 2;
                self.restore();
                self.now = from;
                // What takes no time at a check comes and goes at once: then nothing can be done before it is sent back.
                let at_once = back == from;
                self.try_to_sweep(back.max(from + 1), at_once);
            } else {
                saved.reach = reach.saturating_add(reach / 4 + 1);
            }
            self.now = back.map_or(to, |back| back.max(from + 1));
        }
    }

    /// Works off the line. Where an order is sent back it stops, and tells when that was; unless it is to go on at once.
    fn try_to_sweep(&mut self, until: Ticks, at_once: bool) -> Option<Ticks> {
        let span = Span {
            from: self.now,
            last: until.min(self.end),
            until,
            at_once,
        };
        self.let_in(until);
        let mut back: Option<Ticks> = None;
        for rank in 0..self.facts.routes.sequence.len() {
            let sent = self.work_off(rank, span);
            back = [back, sent].into_iter().flatten().min();
        }
        let done = self.facts.stations.len();
        self.arrivals[done].merge_new(&mut self.state.spare);
        if back.is_none() {
            self.look_at_hands();
        }
        back
    }

    /// Orders enter the line before a time.
    fn let_in(&mut self, until: Ticks) {
        self.arrivals.iter_mut().for_each(Runs::begin);
        while let Some(&stamp) = self.state.entries.stamps().get(self.state.entered)
            && stamp.time() < until
        {
            self.state.entered += 1;
            let route = usize::from(self.route[stamp.order()]);
            self.arrivals[self.facts.routes.first(route)].push(stamp);
        }
    }

    /// A station works off its queue; tells when an order was sent back from there, if one was.
    fn work_off(&mut self, rank: usize, span: Span) -> Option<Ticks> {
        let station = self.facts.routes.sequence[rank];
        self.arrivals[station].merge_new(&mut self.state.spare);
        let mut hands = std::mem::take(&mut self.state.sites[station].hands);
        let mut done = std::mem::take(&mut self.state.finished);
        done.clear();
        if !hands.is_empty() {
            let state = &mut *self.state;
            state.sites[station].find_room(&hands, &state.held);
            if state.sites[station].is_simple(self.services[station].starts.len()) {
                self.begin_simply(station, span, &mut hands, &mut done);
            } else {
                self.begin_in_turn(station, span, &mut hands, &mut done);
            }
        }
        self.finish(station, span.until, &hands, &mut done);
        let back = self.send_on((rank, station), &done, span.at_once);
        self.state.sites[station].hands = hands;
        self.state.finished = done;
        back
    }

    /// The ordinary case, short: orders one by one, and nothing used up.
    fn begin_simply(
        &mut self,
        station: usize,
        span: Span,
        hands: &mut [Stamp],
        done: &mut Vec<Stamp>,
    ) {
        let site = &mut self.state.sites[station];
        let (first, mut room) = (site.next, std::mem::take(&mut site.room));
        let mut services = std::mem::take(&mut self.services[station]);
        let mut at = first;
        while let Some(&arrival) = self.arrivals[station].stamps().get(at) {
            let hand = hands[0];
            let free = room.first().copied().unwrap_or(0).max(hand.time());
            let start = arrival.time().max(span.from).max(free);
            if start >= span.last {
                break;
            }
            let (order, person) = (arrival.order(), hand.order());
            let held = &mut self.state.held[person];
            if held.count > 0 {
                let order = self.arrivals[station].stamps()[held.first as usize].order();
                done.push(Stamp::new(hand.time(), order));
            }
            *held = Held {
                first: at as u32,
                count: 1,
                piece: 0,
            };
            self.now = start;
            let took = stretch(self.work_of_one(station, order), self.pace(person, station));
            services.push((start, took, person));
            let end = start + Ticks::from(took);
            take_turn(hands, Stamp::new(end, person));
            take_turn(&mut room, end);
            at += 1;
        }
        self.services[station] = services;
        let site = &mut self.state.sites[station];
        (site.next, site.room) = (at, room);
    }

    /// What is first in the queue is begun by whoever is free first, again and again.
    fn begin_in_turn(
        &mut self,
        station: usize,
        span: Span,
        hands: &mut [Stamp],
        done: &mut Vec<Stamp>,
    ) {
        while let Some(Next {
            ready,
            first,
            count,
        }) = self.next_at(station, span.until)
        {
            let hand = hands[0];
            let start = ready.max(hand.time()).max(span.from);
            let site = &self.state.sites[station];
            let Some((start, piece)) = site.room_from(start) else {
                break;
            };
            if start >= span.last {
                break;
            }
            self.now = start;
            if !site.needs_nothing && !self.take_supplies(station, (first, count)) {
                break;
            }
            self.put_down(station, hand, done);
            let person = hand.order();
            let work = self.work_on(station, (first, count));
            let took = stretch(work, self.pace(person, station));
            let end = start + Ticks::from(took);
            let services = &mut self.services[station];
            for at in first..first + count {
                if at < services.starts.len() {
                    self.state.saved.passed.push((station, at));
                }
                services.add(at, (start, took, person));
            }
            self.state.held[person] = Held {
                first: first as u32,
                count: count as u32,
                piece,
            };
            let site = &mut self.state.sites[station];
            site.take_room(piece, end);
            if let Some(wave) = site.waves.pop_front() {
                self.state.saved.begun_waves.push((station, wave));
            }
            take_turn(hands, Stamp::new(end, person));
        }
    }

    /// What is first in a station's queue before a time.
    #[inline]
    fn next_at(&mut self, station: usize, until: Ticks) -> Option<Next> {
        let starts = &self.services[station].starts;
        let site = &mut self.state.sites[station];
        while starts.get(site.next).is_some_and(|&start| start != NEVER) {
            site.next += 1;
        }
        if site.wave.is_some() {
            self.release_before(station, until);
            return self.state.sites[station].waves.front().copied();
        }
        let first = site.next;
        let came = self.arrivals[station].stamps().get(first)?;
        Some(Next {
            ready: came.time(),
            first,
            count: 1,
        })
    }

    /// What somebody has had in hand is done.
    #[inline]
    fn put_down(&mut self, station: usize, hand: Stamp, done: &mut Vec<Stamp>) {
        let held = std::mem::take(&mut self.state.held[hand.order()]);
        let orders = self.arrivals[station].stamps()[held.orders()].iter();
        done.extend(orders.map(|order| Stamp::new(hand.time(), order.order())));
    }

    /// What else is done at a station before a time; all of it is in order then.
    fn finish(&mut self, station: usize, until: Ticks, hands: &[Stamp], done: &mut Vec<Stamp>) {
        for &hand in hands.iter().take_while(|hand| hand.time() < until) {
            self.put_down(station, hand, done);
        }
        let mut leftovers = std::mem::take(&mut self.state.sites[station].leftovers);
        leftovers.retain(|leftover| {
            let is_done = leftover.end < until;
            if is_done {
                self.state.people[leftover.person as usize].busy = false;
                let orders = self.arrivals[station].stamps()[leftover.held.orders()].iter();
                done.extend(orders.map(|order| Stamp::new(leftover.end, order.order())));
            }
            !is_done
        });
        self.state.sites[station].leftovers = leftovers;
        settle(done);
    }

    /// What is done at a station goes on to the next; tells when an order was sent back, if one was.
    fn send_on(
        &mut self,
        (rank, station): (usize, usize),
        done: &[Stamp],
        at_once: bool,
    ) -> Option<Ticks> {
        self.arrivals.iter_mut().for_each(Runs::begin);
        for &stamp in done {
            let next = self.after_work(station, rank, stamp.order());
            if self.is_before(next, rank) {
                if !at_once {
                    return Some(stamp.time());
                }
                self.arrivals[next].begin();
            }
            self.arrivals[next].push(stamp);
        }
        None
    }

    /// Whether a station stands before (or at) a place in the line.
    #[inline]
    fn is_before(&self, station: usize, rank: usize) -> bool {
        let site = self.state.sites.get(station);
        site.is_some_and(|site| site.rank.is_some_and(|other| other <= rank))
    }

    /// Checks that are done just now send orders back before anything else happens.
    fn finish_checks(&mut self) {
        for rank in 0..self.facts.routes.sequence.len() {
            let station = self.facts.routes.sequence[rank];
            if self.facts.stations[station].catches == 0.0 {
                continue;
            }
            let mut done = std::mem::take(&mut self.state.finished);
            let hands = std::mem::take(&mut self.state.sites[station].hands);
            done.clear();
            self.finish(station, self.now + 1, &hands, &mut done);
            self.state.sites[station].hands = hands;
            for &stamp in &done {
                let next = self.after_work(station, rank, stamp.order());
                self.arrivals[next].begin();
                self.arrivals[next].push(stamp);
            }
            self.state.finished = done;
        }
    }
}

/// Sorts what is sorted but for a few.
fn settle(done: &mut [Stamp]) {
    for at in 1..done.len() {
        let mut place = at;
        while place > 0 && done[place - 1] > done[place] {
            done.swap(place - 1, place);
            place -= 1;
        }
    }
}
