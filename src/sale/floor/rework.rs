//! Errors on the floor, and checks that find some of them and send the order back.

use super::Floor;

/// What went wrong with each order, reused from play to play.
#[derive(Clone, Debug, Default)]
pub struct Rework {
    /// By order: the first station along the line at which something went wrong, as its place + 1; 0 = all is well.
    flaws: Vec<u8>,
    /// By order: how often it was sent back.
    rounds: Vec<u16>,
}

impl Rework {
    /// All is well with so many orders; none where nothing can go wrong.
    pub fn begin(&mut self, orders: usize) {
        self.flaws.clear();
        self.flaws.resize(orders, 0);
        self.rounds.clear();
        self.rounds.resize(orders, 0);
    }

    /// How often an order was sent back.
    #[inline]
    pub fn rounds(&self, order: usize) -> u16 {
        self.rounds.get(order).copied().unwrap_or(0)
    }

    /// An order's errors are again what they were.
    pub fn put_back(&mut self, order: usize, (flaw, rounds): (u8, u16)) {
        (self.flaws[order], self.rounds[order]) = (flaw, rounds);
    }

    /// Whether something is wrong with an order that nobody has found.
    pub fn is_flawed(&self, order: usize) -> bool {
        self.flaws.get(order).is_some_and(|&flaw| flaw > 0)
    }
}

impl Floor<'_> {
    /// Where an order goes whose work at a station is done: on, or back to where something went wrong.
    pub fn after_work(&mut self, station: usize, rank: usize, order: usize) -> usize {
        let route = usize::from(self.route[order]);
        let next = self.facts.routes.next(route, station);
        let fact = &self.facts.stations[station];
        if fact.errors == 0.0 && fact.catches == 0.0 {
            return next;
        }
        let rework = &mut self.state.rework;
        let (Some(flaw), Some(round)) = (rework.flaws.get_mut(order), rework.rounds.get_mut(order))
        else {
            return next;
        };
        let before = (order, *flaw, *round);
        if *flaw > 0 && fact.finds(self.world.key, order, *round) {
            self.state.saved.flaws.push(before);
            let back = self.facts.routes.sequence[usize::from(*flaw) - 1];
            *flaw = 0;
            *round = round.saturating_add(1);
            return back;
        }
        if *flaw == 0 && fact.goes_wrong(self.world.key, order, *round) {
            self.state.saved.flaws.push(before);
            *flaw = rank as u8 + 1;
        }
        next
    }
}
