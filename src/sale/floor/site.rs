//! A station on the floor: its queue, its waves, its equipment, and who stands there idle.

use super::Timer;
use crate::random::{Stream, WorldKey};
use crate::sale::station::{Staffing, Station};
use crate::sale::time::Ticks;
use crate::sale::wave::Wave;
use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

/// A station's state. Orders are meant by their places among its arrivals.
#[derive(Clone, Debug, Default)]
pub struct Site {
    /// Its place in the line; none when no route passes it.
    pub rank: Option<usize>,
    /// The first order that has not begun.
    pub next: usize,
    /// Pieces of work in hand.
    pub working: usize,
    /// How many there may be at once.
    limit: usize,
    /// Who is idle here, longest first.
    pub idle: VecDeque<u32>,
    pub wave: Option<Wave>,
    /// How many orders are in waves that were released.
    pub released: usize,
    /// Released waves that have not begun, as (first order, how many).
    pub waves: VecDeque<(usize, usize)>,
    /// When the first of the others will have waited long enough, as far as a timer is set for it.
    pub due: Ticks,
    /// Equipment that may fail.
    pieces: Vec<Piece>,
    /// Whether it needs no consumable.
    pub needs_nothing: bool,
    /// Whether orders were not begun in the order in which they came.
    pub is_overtaken: bool,
    /// Since when it stands still for want of a consumable, and which.
    pub stands: Option<(Ticks, usize)>,
}

/// A piece of equipment that may fail, or all of a station's at once.
#[derive(Clone, Debug)]
struct Piece {
    is_up: bool,
    is_used: bool,
    luck: Stream,
}

impl Site {
    /// Nobody is here, and nothing has come.
    pub fn begin(&mut self, staffing: &Staffing, rank: Option<usize>, needs_nothing: bool) {
        (self.rank, self.needs_nothing, self.is_overtaken) = (rank, needs_nothing, false);
        (self.next, self.working, self.released) = (0, 0, 0);
        self.limit = staffing.equipment.unwrap_or(usize::MAX);
        self.wave = staffing.wave;
        (self.stands, self.due) = (None, 0);
        self.idle.clear();
        self.waves.clear();
        self.pieces.clear();
    }

    /// The equipment is in order, and fails when its time comes.
    pub fn install(
        &mut self,
        station: usize,
        (fact, key): (&Station, WorldKey),
        timers: &mut BinaryHeap<Reverse<(Ticks, Timer)>>,
    ) {
        let Some(outages) = &fact.outages else {
            return;
        };
        let count = if self.limit == usize::MAX {
            1
        } else {
            self.limit
        };
        for piece in 0..count {
            let mut luck = outages.of_piece(key, piece);
            let at = outages.next(&mut luck, true);
            timers.push(Reverse((at, Timer::turn(station, piece))));
            self.pieces.push(Piece {
                is_up: true,
                is_used: false,
                luck,
            });
        }
    }

    /// A piece of equipment fails or is repaired; returns how long it will stay so.
    pub fn turn(&mut self, piece: usize, fact: &Station) -> Option<Ticks> {
        let piece = self.pieces.get_mut(piece)?;
        piece.is_up = !piece.is_up;
        Some(fact.outages.as_ref()?.next(&mut piece.luck, piece.is_up))
    }

    /// Whether orders are simply begun one by one in the order in which they came.
    #[inline]
    pub fn is_swift(&self) -> bool {
        self.wave.is_none() && self.pieces.is_empty() && !self.is_overtaken
    }

    /// Whether a piece of equipment is in order.
    pub fn is_up(&self, piece: usize) -> bool {
        self.pieces.get(piece).is_none_or(|piece| piece.is_up)
    }

    /// Whether there is equipment for one more piece of work.
    #[inline]
    pub fn may_begin(&self) -> bool {
        self.working < self.limit && (self.pieces.is_empty() || self.free_piece().is_some())
    }

    fn free_piece(&self) -> Option<usize> {
        // Where pieces are not counted, all work uses the one.
        let is_free = |piece: &Piece| piece.is_up && (!piece.is_used || self.limit == usize::MAX);
        self.pieces.iter().position(is_free)
    }

    /// Work begins; returns the piece of equipment it uses.
    #[inline]
    pub fn occupy(&mut self) -> u32 {
        self.working += 1;
        if self.pieces.is_empty() {
            return 0;
        }
        let piece = self.free_piece().unwrap_or(0);
        self.pieces[piece].is_used = true;
        piece as u32
    }

    /// Work is done that used this piece of equipment.
    #[inline]
    pub fn vacate(&mut self, piece: u32) {
        self.working -= 1;
        if let Some(piece) = self.pieces.get_mut(piece as usize) {
            piece.is_used = false;
        }
    }

    /// The orders that are first in the queue: one, or a wave. `came` is how many have come.
    #[inline]
    pub fn head(&self, came: usize) -> Option<(usize, usize)> {
        if self.wave.is_some() {
            self.waves.front().copied()
        } else {
            (self.next < came).then_some((self.next, 1))
        }
    }
}
