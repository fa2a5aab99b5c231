//! The ordinary case, short: one thing happens at a time, at stations where orders are worked on one by one.
//!
//! Whatever is more than that is left to [`super::flow`]; both do the same.

use super::Floor;
use super::flow::stretch;
use super::person::Whereabouts;
use crate::sale::time::{Stamp, Ticks};

impl Floor<'_> {
    /// One order enters, and nothing else happens now.
    pub fn enter_one(&mut self) {
        let order = self.state.entries.stamps()[self.state.entered].order();
        self.state.entered += 1;
        let route = usize::from(self.route[order]);
        self.hand_on(self.facts.routes.first(route), order);
    }

    /// One person is done, and nothing else happens now.
    pub fn complete_one(&mut self) {
        let Some(person) = self.state.in_hand.pop() else {
            return;
        };
        let state = &self.state.people[person];
        let (rank, order) = state.work;
        let station = self.facts.routes.sequence[rank];
        let site = &self.state.sites[station];
        if !site.is_swift() {
            self.complete(person);
            self.settle();
            return;
        }
        let stays = state.whereabouts == Whereabouts::There
            && state.place == station
            && state.target.is_none();
        let next = self.after_work(station, rank, order);
        let site = &mut self.state.sites[station];
        site.working -= 1;
        let waits = site.next < self.arrivals[station].stamps().len();
        if stays && waits && site.idle.is_empty() && self.has_supplies(station) {
            self.begin_one(station, person);
        } else if stays {
            self.state.people[person].busy = false;
            self.join_idle(person);
            if waits {
                self.begin_next(station);
            }
        } else {
            self.release(person);
        }
        self.hand_on(next, order);
    }

    /// An order joins a queue; whoever is idle anywhere begins what there is.
    fn hand_on(&mut self, station: usize, order: usize) {
        let stamp = Stamp::new(self.now, order);
        match self.state.sites.get(station) {
            Some(site) if site.is_swift() => {
                self.arrivals[station].insert(stamp, site.next);
                if !site.idle.is_empty() {
                    self.begin_next(station);
                }
            }
            Some(_) => self.queue(station, order),
            None => self.arrivals[station].insert(stamp, 0),
        }
        // Work that takes no time, and people who are free elsewhere.
        if self.state.in_hand.next() == self.now || !self.state.awake.is_empty() {
            self.settle();
        }
    }

    /// Who is idle longest begins the first order in a queue, if there is equipment.
    fn begin_next(&mut self, station: usize) {
        let site = &self.state.sites[station];
        if site.idle.is_empty() || !site.may_begin() || !self.has_supplies(station) {
            return;
        }
        if let Some(person) = self.state.sites[station].idle.pop_front() {
            self.begin_one(station, person as usize);
        }
    }

    /// Takes what the first order in a queue needs, if it is there.
    #[inline]
    fn has_supplies(&mut self, station: usize) -> bool {
        let site = &self.state.sites[station];
        site.needs_nothing || self.take_supplies(station, (site.next, 1))
    }

    /// A person begins the first order in a queue.
    #[inline]
    fn begin_one(&mut self, station: usize, person: usize) {
        let site = &mut self.state.sites[station];
        let at = site.next;
        site.next += 1;
        site.working += 1;
        let rank = site.rank.unwrap_or(0);
        let order = self.arrivals[station].stamps()[at].order();
        let took = stretch(
            self.work_of_one(station, order),
            self.speed(person, station),
        );
        self.services[station].push((self.now, took, person));
        let state = &mut self.state.people[person];
        (state.busy, state.piece) = (true, 0);
        (state.work, state.job) = ((rank, order), (at, 1));
        self.state
            .in_hand
            .push(self.now + Ticks::from(took), person);
    }
}
