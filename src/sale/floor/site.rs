//! A station on the floor: its queue, and who stands there idle.

use crate::sale::station::Staffing;
use std::collections::VecDeque;

/// A station's state.
#[derive(Clone, Debug, Default)]
pub struct Site {
    /// Its place in the line; none when no route passes it.
    pub rank: Option<usize>,
    /// How many of its arrivals have begun.
    pub next: usize,
    /// Pieces of work in hand.
    pub working: usize,
    /// How many there may be at once.
    limit: usize,
    /// Who is idle here, longest first.
    pub idle: VecDeque<u32>,
}

impl Site {
    /// Nobody is here, and nothing has come.
    pub fn begin(&mut self, staffing: &Staffing) {
        (self.rank, self.next, self.working) = (None, 0, 0);
        self.limit = staffing.equipment.unwrap_or(usize::MAX);
        self.idle.clear();
    }

    /// Whether there is equipment for one more piece of work.
    #[inline]
    pub fn may_begin(&self) -> bool {
        self.working < self.limit
    }
}
