//! What is worth telling of a play on the floor, beside the work itself.

use crate::sale::time::Ticks;

/// Something that happened on the floor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Note {
    /// A person (a place in the roster) set out for another station.
    Moved {
        /// Who.
        person: usize,
        /// From which station.
        from: usize,
        /// To which station.
        to: usize,
    },
    /// A station stood still for want of a consumable.
    Stood {
        /// Which station.
        station: usize,
        /// Which consumable.
        consumable: usize,
        /// Until when.
        until: Ticks,
    },
    /// A piece of a station's equipment failed.
    Failed {
        /// Which station.
        station: usize,
        /// Which piece.
        piece: usize,
        /// Until when.
        until: Ticks,
    },
    /// A person did not come to its shift.
    Absent {
        /// Which duty of the roster.
        duty: usize,
    },
}
