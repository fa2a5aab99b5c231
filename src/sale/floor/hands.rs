//! Who stands at a station, by when each is free next: all there is to know of people while nobody comes or goes.

use super::person::Whereabouts;
use super::site::Site;
use super::{Floor, Timer};
use crate::sale::time::{Stamp, Ticks};
use std::mem::take;
use std::ops::Range;

/// Orders that somebody has in hand, as places among its station's arrivals: first, and how many, 0 where it has nothing in
/// hand; and the piece of equipment it uses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Held {
    pub first: u32,
    pub count: u32,
    pub piece: u32,
}

impl Held {
    /// The orders, as places among the arrivals.
    #[inline]
    pub fn orders(self) -> Range<usize> {
        let first = self.first as usize;
        first..first + self.count as usize
    }
}

/// Work that is finished by somebody who then takes no more there: who is off duty, or goes elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Leftover {
    pub end: Ticks,
    pub person: u32,
    pub held: Held,
}

impl Site {
    /// A person is here, free from a time on.
    pub fn stand(&mut self, free: Ticks, person: usize) {
        let hand = Stamp::new(free, person);
        let place = self.hands.partition_point(|&other| other < hand);
        self.hands.insert(place, hand);
    }

    /// A person takes no more work here; when it is free.
    fn step_out(&mut self, person: usize) -> Option<Ticks> {
        let place = self.hands.iter().position(|hand| hand.order() == person)?;
        Some(self.hands.remove(place).time())
    }
}

impl Floor<'_> {
    /// A person is at its place, and takes work there as soon as it has nothing else in hand.
    pub fn stand(&mut self, person: usize) {
        let state = &self.state.people[person];
        let free = if state.busy { state.until } else { self.now };
        self.state.sites[state.place].stand(free, person);
    }

    /// A person takes no more work at its place; what it has in hand it finishes.
    pub fn step_out(&mut self, person: usize) {
        let place = self.state.people[person].place;
        let Some(end) = self.state.sites[place].step_out(person) else {
            return;
        };
        let held = take(&mut self.state.held[person]);
        if held.count > 0 {
            let person = person as u32;
            let leftover = Leftover { end, person, held };
            self.state.sites[place].leftovers.push(leftover);
        }
        let people = &self.state.people;
        let idle = |hand: &Stamp| hand.time() <= self.now && !people[hand.order()].busy;
        if !self.state.sites[place].hands.first().is_some_and(idle) {
            self.go_on(place);
        }
    }

    /// A person with work in hand is to stand at another station when that is done, or stays after all.
    pub fn send_later(&mut self, person: usize, to: usize) {
        let state = &mut self.state.people[person];
        let (until, before) = (state.until, state.target);
        state.target = (to != state.place).then_some(to);
        match (before, state.target) {
            (None, Some(_)) => {
                self.step_out(person);
                let person = person as u32;
                self.set_timer(until, Timer::Free { person });
            }
            (Some(_), None) => self.stand(person),
            _ => {}
        }
    }

    /// Who was to go elsewhere has finished its work, and goes.
    pub fn end_work(&mut self, person: usize) {
        let state = &mut self.state.people[person];
        if state.whereabouts == Whereabouts::There
            && state.until == self.now
            && let Some(target) = state.target.take()
        {
            state.busy = false;
            self.walk(person, target);
        }
    }

    /// Everybody's work in hand: the place in the line, and its orders as places among the arrivals there.
    pub fn in_hand(&self) -> impl Iterator<Item = (usize, Range<usize>)> + '_ {
        let state = &*self.state;
        let hands = state.sites.iter().flat_map(move |site| {
            let here = site.hands.iter().map(|hand| state.held[hand.order()]);
            let leftovers = site.leftovers.iter().map(|one| one.held);
            let all = here.filter(|held| held.count > 0).chain(leftovers);
            all.map(|held| (site.rank.unwrap_or(0), held.orders()))
        });
        let one_by_one = state.in_hand.all().map(|(_, person)| {
            let person = &state.people[person];
            let (first, count) = person.job;
            (person.work.0, first..first + count)
        });
        one_by_one.chain(hands)
    }

    /// Sees who has something in hand now, and until when.
    pub fn look_at_hands(&mut self) {
        let state = &mut *self.state;
        for site in &state.sites {
            for hand in &site.hands {
                let person = &mut state.people[hand.order()];
                person.busy = state.held[hand.order()].count > 0;
                person.until = hand.time();
            }
        }
        for leftover in state.sites.iter().flat_map(|site| &site.leftovers) {
            let person = &mut state.people[leftover.person as usize];
            (person.busy, person.until) = (true, leftover.end);
        }
    }

    /// From here on things happen one by one.
    pub fn part(&mut self) {
        let mut sites = take(&mut self.state.sites);
        for (site, arrivals) in sites.iter_mut().zip(&*self.arrivals) {
            site.part();
            let state = &mut *self.state;
            let (mut hands, mut leftovers) = (take(&mut site.hands), take(&mut site.leftovers));
            for hand in hands.drain(..) {
                let (end, person) = (hand.time(), hand.order() as u32);
                let held = take(&mut state.held[hand.order()]);
                if held.count > 0 {
                    leftovers.push(Leftover { end, person, held });
                } else if !state.people[hand.order()].busy {
                    state.people[hand.order()].free = end;
                    site.idle.push_back(person);
                }
            }
            for Leftover { end, person, held } in leftovers.drain(..) {
                state.in_hand.push(end, person as usize);
                site.occupy_with(held.piece);
                let lead = arrivals.stamps()[held.first as usize].order();
                let person = &mut state.people[person as usize];
                person.work = (site.rank.unwrap_or(0), lead);
                person.job = (held.first as usize, held.count as usize);
                person.piece = held.piece;
            }
            (site.hands, site.leftovers) = (hands, leftovers);
            if let Some(rank) = site.rank {
                state.awake.wake(rank);
            }
        }
        self.state.sites = sites;
        self.state.one_by_one = true;
    }

    /// From here on stations are worked off one after the other again.
    pub fn join(&mut self) {
        let state = &mut *self.state;
        state.one_by_one = false;
        for site in &mut state.sites {
            site.waves.iter_mut().for_each(|wave| wave.ready = self.now);
            for person in site.idle.drain(..) {
                let free = state.people[person as usize].free;
                site.hands.push(Stamp::new(free, person as usize));
            }
        }
        let in_hand = take(&mut state.in_hand);
        for (end, person) in in_hand.all() {
            self.join_with_work(end, person);
        }
        self.state.in_hand = in_hand;
        self.state.in_hand.clear();
    }

    fn join_with_work(&mut self, end: Ticks, person: usize) {
        let state = &mut self.state.people[person];
        state.until = end;
        let (place, (first, count)) = (state.place, state.job);
        let station = self.facts.routes.sequence[state.work.0];
        let is_there = state.whereabouts == Whereabouts::There;
        let (stays, goes) = (
            is_there && state.target.is_none(),
            is_there && state.target.is_some(),
        );
        let held = Held {
            first: first as u32,
            count: count as u32,
            piece: state.piece,
        };
        let sites = &mut self.state.sites;
        sites[station].use_until(held.piece, end);
        if stays {
            sites[place].stand(end, person);
        }
        if stays && place == station {
            self.state.held[person] = held;
        } else {
            let person = person as u32;
            let leftover = Leftover { end, person, held };
            sites[station].leftovers.push(leftover);
        }
        if goes {
            let person = person as u32;
            self.set_timer(end, Timer::Free { person });
        }
    }
}
