//! A station on the floor: its queue, its waves, its equipment, and who stands there.

use super::Timer;
use super::hands::{Held, Leftover};
use crate::random::{Stream, WorldKey};
use crate::sale::station::{Staffing, Station};
use crate::sale::time::{Stamp, Ticks};
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
    /// Who works here, by when each is free; while things happen one by one, nobody.
    pub hands: Vec<Stamp>,
    /// Work in hand of people who take no more here.
    pub leftovers: Vec<Leftover>,
    /// Who is idle here, longest first, while things happen one by one.
    pub idle: VecDeque<u32>,
    /// Pieces of work in hand then.
    working: usize,
    /// How many there may be at once.
    limit: usize,
    /// When each piece of equipment is free, the first of them first; none where there is enough for everybody.
    pub room: Vec<Ticks>,
    pub wave: Option<Wave>,
    /// How many orders are in waves that were released.
    pub released: usize,
    /// Released waves that have not begun.
    pub waves: VecDeque<Next>,
    /// When the first of the others will have waited long enough, as far as a timer is set for it.
    pub due: Ticks,
    /// Equipment that may fail.
    pieces: Vec<Piece>,
    /// Whether it needs no consumable.
    pub needs_nothing: bool,
    /// Since when it stands still for want of a consumable, and which.
    pub stands: Option<(Ticks, usize)>,
}

/// What is first in a queue: an order, or a wave; and when it was ready to be begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Next {
    pub ready: Ticks,
    pub first: usize,
    pub count: usize,
}

/// A piece of equipment that may fail, or all of a station's at once.
#[derive(Clone, Debug)]
struct Piece {
    is_up: bool,
    /// When the work it is used for is done.
    used_until: Ticks,
    luck: Stream,
}

impl Site {
    /// Nobody is here, and nothing has come.
    pub fn begin(&mut self, staffing: &Staffing, rank: Option<usize>, needs_nothing: bool) {
        (self.rank, self.needs_nothing) = (rank, needs_nothing);
        (self.next, self.working, self.released) = (0, 0, 0);
        self.limit = staffing.equipment.unwrap_or(usize::MAX);
        self.wave = staffing.wave;
        (self.stands, self.due) = (None, 0);
        self.hands.clear();
        self.leftovers.clear();
        self.idle.clear();
        self.waves.clear();
        self.pieces.clear();
    }

    /// Becomes the same as another, as far as anything but waves changes while nobody comes or goes.
    pub fn copy(&mut self, other: &Self) {
        (self.next, self.released, self.stands) = (other.next, other.released, other.stands);
        self.hands.clone_from(&other.hands);
        self.leftovers.clone_from(&other.leftovers);
        self.pieces.clone_from(&other.pieces);
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
                used_until: 0,
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

    /// Whether a piece of equipment is in order.
    pub fn is_up(&self, piece: usize) -> bool {
        self.pieces.get(piece).is_none_or(|piece| piece.is_up)
    }

    /// Whether orders are begun one by one in the order in which they came, so many of them so far, and nothing is used up.
    pub fn is_simple(&self, begun: usize) -> bool {
        let in_turn = self.wave.is_none() && self.next == begun;
        in_turn && self.pieces.is_empty() && self.needs_nothing
    }

    /// Finds out whether there is equipment for everybody, or else when each piece is free.
    pub fn find_room(&mut self, hands: &[Stamp], held: &[Held]) {
        self.room.clear();
        if !self.pieces.is_empty() || self.limit >= hands.len() + self.leftovers.len() {
            return;
        }
        let busy = hands.iter().filter(|hand| held[hand.order()].count > 0);
        let leftovers = self.leftovers.iter().map(|leftover| leftover.end);
        self.room
            .extend(busy.map(|hand| hand.time()).chain(leftovers));
        self.room.resize(self.room.len().max(self.limit), 0);
        self.room.sort_unstable();
    }

    /// When there is equipment for work that somebody could begin at a time, and which; none while all of it is down.
    #[inline]
    pub fn room_from(&self, start: Ticks) -> Option<(Ticks, u32)> {
        if self.pieces.is_empty() {
            let free = self.room.first().copied().unwrap_or(0);
            return Some((start.max(free), 0));
        }
        // Where pieces are not counted, all work uses the one.
        let counted = self.limit != usize::MAX;
        let pieces = self.pieces.iter().zip(0..).filter(|(piece, _)| piece.is_up);
        let free = |piece: &Piece| {
            if counted {
                piece.used_until.max(start)
            } else {
                start
            }
        };
        pieces.map(|(piece, number)| (free(piece), number)).min()
    }

    /// Work begins that uses a piece of equipment until a time.
    #[inline]
    pub fn take_room(&mut self, piece: u32, until: Ticks) {
        take_turn(&mut self.room, until);
        self.use_until(piece, until);
    }

    /// A piece of equipment that may fail is used until a time.
    #[inline]
    pub fn use_until(&mut self, piece: u32, until: Ticks) {
        if let Some(piece) = self.pieces.get_mut(piece as usize) {
            piece.used_until = until;
        }
    }

    /// From here on things happen one by one; nothing is in hand yet.
    pub fn part(&mut self) {
        (self.working, self.due) = (0, 0);
        self.idle.clear();
        self.pieces
            .iter_mut()
            .for_each(|piece| piece.used_until = 0);
    }

    /// Whether there is equipment for one more piece of work.
    #[inline]
    pub fn may_begin(&self) -> bool {
        self.working < self.limit && (self.pieces.is_empty() || self.free_piece().is_some())
    }

    fn free_piece(&self) -> Option<usize> {
        let counted = self.limit != usize::MAX;
        let is_free = |piece: &Piece| piece.is_up && !(counted && piece.used_until > 0);
        self.pieces.iter().position(is_free)
    }

    /// Work begins; returns the piece of equipment it uses.
    #[inline]
    pub fn occupy(&mut self) -> u32 {
        let piece = self.free_piece().unwrap_or(0) as u32;
        self.occupy_with(piece);
        piece
    }

    /// Work is in hand that uses this piece of equipment.
    #[inline]
    pub fn occupy_with(&mut self, piece: u32) {
        self.working += 1;
        self.use_until(piece, Ticks::MAX);
    }

    /// Work is done that used this piece of equipment.
    #[inline]
    pub fn vacate(&mut self, piece: u32) {
        self.working -= 1;
        self.use_until(piece, 0);
    }

    /// The orders that are first in the queue: one, or a wave. `came` is how many have come.
    #[inline]
    pub fn head(&self, came: usize) -> Option<(usize, usize)> {
        if self.wave.is_some() {
            self.waves.front().map(|wave| (wave.first, wave.count))
        } else {
            (self.next < came).then_some((self.next, 1))
        }
    }
}

/// The first of a line gives way to another one, wherever that comes; the line is in order before and after.
#[inline]
pub fn take_turn<T: Ord + Copy>(line: &mut [T], new: T) {
    let mut place = 0;
    while let Some(&next) = line.get(place + 1)
        && next < new
    {
        line[place] = next;
        place += 1;
    }
    if let Some(first) = line.get_mut(place) {
        *first = new;
    }
}
