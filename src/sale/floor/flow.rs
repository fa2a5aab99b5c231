//! Orders on the floor: they enter, queue, are begun and done, and go on.

use super::Floor;
use crate::sale::play::{pieces_of, work_of};
use crate::sale::time::{Stamp, Ticks};

impl Floor<'_> {
    /// Orders enter the line now.
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
    pub fn queue(&mut self, station: usize, order: usize) {
        let stamp = Stamp::new(self.now, order);
        let Some(site) = self.state.sites.get(station) else {
            self.arrivals[station].insert(stamp, 0);
            return;
        };
        let fixed = site.released.max(self.services[station].starts.len());
        self.arrivals[station].insert(stamp, fixed);
        self.wake(station);
        if !self.state.staying.is_empty() {
            let paid = self.paid_at[order];
            let route = usize::from(self.route[order]);
            self.state.staying.join(paid, (route, station));
        }
    }

    /// Everything that happens now, station by station along the line.
    pub fn settle(&mut self) {
        loop {
            self.gather_done();
            let done = self.state.done.last().map_or(usize::MAX, |done| done.0);
            let rank = done.min(self.state.awake.first());
            if rank == usize::MAX {
                return;
            }
            while let Some(&(place, _, person)) = self.state.done.last()
                && place == rank
            {
                self.state.done.pop();
                self.complete(person);
            }
            self.state.awake.sleep(rank);
            self.start(self.facts.routes.sequence[rank]);
        }
    }

    /// Who is done now, by place in the line and order.
    fn gather_done(&mut self) {
        if self.state.in_hand.next() != self.now {
            return;
        }
        let state = &mut *self.state;
        while state.in_hand.next() == self.now
            && let Some(person) = state.in_hand.pop()
        {
            let (rank, order) = state.people[person].work;
            state.done.push((rank, order, person));
        }
        state.done.sort_unstable_by(|a, b| b.cmp(a));
    }

    /// Work is done: the person is free, the orders go on.
    pub fn complete(&mut self, person: usize) {
        let state = &self.state.people[person];
        let ((rank, _), (first, count), piece) = (state.work, state.job, state.piece);
        let station = self.facts.routes.sequence[rank];
        self.state.sites[station].vacate(piece);
        self.state.awake.wake(rank);
        self.release(person);
        for at in first..first + count {
            let order = self.arrivals[station].stamps()[at].order();
            if !self.state.staying.is_empty() {
                let paid = self.paid_at[order];
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
            site.waves.retain(|wave| wave.first != first);
        }
        let lead = self.arrivals[station].stamps()[first].order();
        let took = stretch(
            self.work_on(station, (first, count)),
            self.pace(person, station),
        );
        for at in first..first + count {
            self.services[station].add(at, (self.now, took, person));
            if !self.state.staying.is_empty() {
                let order = self.arrivals[station].stamps()[at].order();
                self.state.staying.take(self.paid_at[order], station);
            }
        }
        let starts = &self.services[station].starts;
        let next = &mut self.state.sites[station].next;
        while starts.get(*next).is_some_and(|&start| start != Ticks::MAX) {
            *next += 1;
        }
        let state = &mut self.state.people[person];
        (state.busy, state.piece) = (true, piece);
        (state.work, state.job) = ((rank, lead), (first, count));
        self.state
            .in_hand
            .push(self.now + Ticks::from(took), person);
    }

    /// The work on an order at a station, in ticks at speed 1; another draw for each time it was sent back.
    #[inline]
    pub fn work_of_one(&self, station: usize, order: usize) -> u32 {
        match self.state.rework.rounds(order) {
            0 => work_of(self.facts, self.world, station, order, self.cut),
            round => {
                let pieces = pieces_of(self.world, order, self.cut);
                self.facts.stations[station].draw_again(self.world.key, (order, round), pieces)
            }
        }
    }

    /// The work on some of a station's orders, in ticks at speed 1.
    #[inline]
    pub fn work_on(&self, station: usize, (first, count): (usize, usize)) -> u32 {
        let orders = &self.arrivals[station].stamps()[first..first + count];
        if self.state.sites[station].wave.is_none() {
            return self.work_of_one(station, orders[0].order());
        }
        let fact = &self.facts.stations[station];
        let orders_work = orders
            .iter()
            .map(|stamp| self.work_of_one(station, stamp.order()));
        let work = orders_work.fold(0, u32::saturating_add);
        work.saturating_add(fact.draw_wave(self.world.key, orders[0].order()))
    }
}

/// Work done at a pace; exact at pace 1. What exceeds 119 hours is 119 hours.
#[inline]
pub fn stretch(work: u32, pace: f64) -> u32 {
    (f64::from(work) * pace + 0.5) as u32
}
