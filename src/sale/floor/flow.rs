//! Orders on the floor: they enter, queue, are begun and done, and go on.

use super::{Done, Floor};
use crate::sale::play::work_of;
use crate::sale::time::{Stamp, Ticks};
use std::cmp::Reverse;

impl Floor<'_> {
    /// Orders enter the line.
    pub fn enter(&mut self) {
        while let Some(&stamp) = self.state.entries.stamps().get(self.state.entered)
            && stamp.time() == self.now
        {
            self.state.entered += 1;
            let route = usize::from(self.route[stamp.order()]);
            self.queue(self.facts.routes.first(route), stamp.order());
        }
    }

    /// An order joins a station's queue, or is done with the line.
    fn queue(&mut self, station: usize, order: usize) {
        let stamp = Stamp::new(self.now, order);
        let Some(site) = self.state.sites.get(station) else {
            self.arrivals[station].insert(stamp, 0);
            return;
        };
        let fixed = site.released.max(self.services[station].starts.len());
        self.arrivals[station].insert(stamp, fixed);
        self.wake(station);
        if !self.state.staying.is_empty() {
            let paid = self.world.visits.paid_at()[order];
            let route = usize::from(self.route[order]);
            self.state.staying.join(paid, (route, station));
        }
    }

    /// Everything that happens now, station by station along the line.
    pub fn settle(&mut self) {
        loop {
            let done = self.state.in_hand.peek().map(|Reverse(done)| done.place());
            let done = done.filter(|&(time, _)| time == self.now);
            let done = done.map_or(usize::MAX, |(_, rank)| rank);
            let rank = done.min(self.state.awake.first());
            if rank == usize::MAX {
                return;
            }
            while let Some(&Reverse(done)) = self.state.in_hand.peek()
                && done.place() == (self.now, rank)
            {
                self.state.in_hand.pop();
                self.complete(done);
            }
            self.state.awake.sleep(rank);
            self.start(self.facts.routes.sequence[rank]);
        }
    }

    /// Work is done: the person is free, the orders go on.
    fn complete(&mut self, done: Done) {
        let rank = done.place().1;
        let station = self.facts.routes.sequence[rank];
        let state = &self.state.people[done.person()];
        let ((first, count), piece) = (state.job, state.piece);
        self.state.sites[station].vacate(piece);
        self.state.awake.wake(rank);
        self.release(done.person());
        for at in first..first + count {
            let order = self.arrivals[station].stamps()[at].order();
            if !self.state.staying.is_empty() {
                let paid = self.world.visits.paid_at()[order];
                let route = usize::from(self.route[order]);
                self.state.staying.pass(paid, (route, station));
            }
            let next = self.after_work(station, rank, order);
            self.queue(next, order);
        }
    }

    /// A station begins what work it can.
    fn start(&mut self, station: usize) {
        if self.now >= self.end {
            return;
        }
        self.release_waves(station);
        while let Some((place, orders)) = self.next_work(station) {
            self.begin(station, place, orders);
        }
    }

    /// Who is to begin, as a place among the idle, and what.
    fn next_work(&mut self, station: usize) -> Option<(usize, (usize, usize))> {
        let site = &self.state.sites[station];
        if site.idle.is_empty() || !site.may_begin() {
            return None;
        }
        let (place, orders) = if self.state.staying.is_empty() {
            (0, site.head(self.arrivals[station].stamps().len())?)
        } else {
            self.choose(station)?
        };
        if !self.facts.consumables.is_empty() && !self.take_supplies(station, orders) {
            return None;
        }
        Some((place, orders))
    }

    /// A person begins work on some of a station's orders.
    fn begin(&mut self, station: usize, place: usize, (first, count): (usize, usize)) {
        let site = &mut self.state.sites[station];
        let rank = site.rank.unwrap_or(0);
        let person = site.idle.remove(place).unwrap_or(0) as usize;
        let piece = site.occupy();
        if site.wave.is_some() {
            site.waves.retain(|wave| wave.0 != first);
        }
        let lead = self.arrivals[station].stamps()[first].order();
        let took = stretch(
            self.work_on(station, (first, count)),
            self.speed(person, station),
        );
        for at in first..first + count {
            self.services[station].add(at, (self.now, took, person));
            if !self.state.staying.is_empty() {
                let order = self.arrivals[station].stamps()[at].order();
                self.state
                    .staying
                    .take(self.world.visits.paid_at()[order], station);
            }
        }
        let starts = &self.services[station].starts;
        let next = &mut self.state.sites[station].next;
        while starts.get(*next).is_some_and(|&start| start != Ticks::MAX) {
            *next += 1;
        }
        let state = &mut self.state.people[person];
        (state.busy, state.job, state.piece) = (true, (first, count), piece);
        let done = Done::new((self.now + Ticks::from(took), rank), lead, person);
        self.state.in_hand.push(Reverse(done));
    }

    /// The work on some of a station's orders, in ticks at speed 1.
    fn work_on(&self, station: usize, (first, count): (usize, usize)) -> u32 {
        let fact = &self.facts.stations[station];
        let orders = &self.arrivals[station].stamps()[first..first + count];
        let one = |order: usize| match self.state.rework.rounds(order) {
            0 => work_of(self.facts, self.world, station, order, self.cut),
            round => {
                let pieces = crate::sale::play::pieces_of(self.world, order, self.cut);
                fact.draw_again(self.world.key, (order, round), pieces)
            }
        };
        let orders_work = orders.iter().map(|stamp| one(stamp.order()));
        let work = orders_work.fold(0, u32::saturating_add);
        if self.state.sites[station].wave.is_none() {
            return work;
        }
        work.saturating_add(fact.draw_wave(self.world.key, orders[0].order()))
    }
}

/// Work done at a speed; exact at speed 1.
fn stretch(work: u32, speed: f64) -> u32 {
    if speed == 1.0 {
        work
    } else {
        (f64::from(work) / speed + 0.5).min(f64::from(u32::MAX)) as u32
    }
}
