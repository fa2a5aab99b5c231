//! Stations: what an order's work there takes, who serves, and how the queue is played.

use super::calendar::Hours;
use super::context::Context;
use super::servers::{FEW, HeapOfEnds, Servers, SortedEnds};
use super::time::{Stamp, Ticks, ticks};
use crate::random::{Address, Kind, Quantity, Stream, WorldKey};
use crate::reader::Section;

/// What an order's work at a station takes: facts and chance. Durations in minutes.
#[derive(Clone, Debug, PartialEq)]
pub struct Station {
    /// Its name in the file.
    pub id: String,
    /// Work for an order.
    pub work: Quantity,
    /// Work for each of its pieces.
    pub per_unit: Quantity,
    /// Share of orders with special packaging, and the work it adds.
    pub special: (f64, Quantity),
    address: Address,
}

/// What is decided about a station.
#[derive(Clone, Debug, PartialEq)]
pub struct Staffing {
    /// People who stand there while it is open.
    pub servers: usize,
    /// Printers or benches: no more work at once than these.
    pub equipment: Option<usize>,
    /// When work may begin.
    pub hours: Hours,
}

impl Staffing {
    /// How many orders can be worked on at once.
    pub fn at_once(&self) -> usize {
        self.equipment
            .map_or(self.servers, |equipment| equipment.min(self.servers))
    }
}

impl Station {
    /// Reads a `[station.ID]` table.
    pub fn read(id: &str, s: Section<'_>, cx: &Context<'_>) -> (Self, Staffing) {
        let quantity = |s: &Section<'_>, key: &'static str| {
            let quantity = s.field(key, |item| Quantity::read(item, Kind::Duration, cx.files));
            let (span, path) = (quantity.span(), s.path());
            let quantity = quantity.or(Quantity::constant(0.0));
            if quantity.mean() > LONGEST_WORK {
                s.problems().error(
                    "out_of_range",
                    span,
                    format!("`{path}.{key}` takes {:.0} hours, must be at most 8", quantity.mean() / 60.0),
                    "",
                    "a piece of work is begun and finished by one person; cut longer work into stations",
                );
            }
            quantity
        };
        let special = s
            .table("special")
            .map_or((0.0, Quantity::constant(0.0)), |special| {
                let read = (
                    special.probability("share").required(),
                    quantity(&special, "work"),
                );
                special.close();
                read
            });
        let station = Self {
            id: id.to_owned(),
            work: quantity(&s, "work"),
            per_unit: quantity(&s, "per_unit"),
            special,
            address: Address::purpose("station").of(id),
        };
        for (key, what) in [
            ("wave", "pick waves"),
            ("errors", "picking errors"),
            ("catches", "checks"),
            ("down", "failures"),
        ] {
            s.later(key, what);
        }
        if !s.has("servers") {
            s.missing("servers", "how many people stand there, such as servers = 5 (teams and shifts are not built yet)");
        }
        let staffing = Staffing {
            servers: s.integer("servers").within(1, 100_000).or(1) as usize,
            equipment: s
                .integer("equipment")
                .within(1, 100_000)
                .optional()
                .map(|n| n as usize),
            hours: Hours::read(&s, &cx.calendar),
        };
        s.close();
        (station, staffing)
    }

    /// Minutes of work an order of so many pieces takes on average.
    pub fn mean_work(&self, units: f64) -> f64 {
        self.work.mean() + units * self.per_unit.mean() + self.special.0 * self.special.1.mean()
    }

    /// Draws the work of orders there, in ticks by order number; only `wanted` orders get any.
    pub fn draw(
        &self,
        key: WorldKey,
        wanted: Wanted<'_>,
        units: &[u32],
        buffers: &mut WorkBuffers,
        work: &mut Vec<u32>,
    ) {
        let count = wanted.len();
        let minutes = &mut buffers.minutes;
        minutes.clear();
        minutes.resize(count, 0.0);
        self.work
            .fill(&mut key.stream(self.address.of("work")), minutes);
        if !self.per_unit.is_zero() {
            let mut stream = key.stream(self.address.of("unit"));
            let all = wanted.iter().map(|order| units[order] as usize).sum();
            buffers.pieces.clear();
            buffers.pieces.resize(all, 0.0);
            self.per_unit.fill(&mut stream, &mut buffers.pieces);
            let mut at = 0;
            for (minutes, order) in minutes.iter_mut().zip(wanted.iter()) {
                let next = at + units[order] as usize;
                *minutes += buffers.pieces[at..next].iter().sum::<f64>();
                at = next;
            }
        }
        if self.special.0 > 0.0 {
            let mut stream = key.stream(self.address.of("special"));
            for minutes in minutes.iter_mut() {
                *minutes += self.draw_special(&mut stream);
            }
        }
        work.clear();
        match wanted {
            Wanted::All(_) => work.extend(minutes.iter().map(|&minutes| work_ticks(minutes))),
            Wanted::Some(orders, all) => {
                work.resize(all, 0);
                for (&order, &minutes) in orders.iter().zip(minutes.iter()) {
                    work[order as usize] = work_ticks(minutes);
                }
            }
        }
    }

    fn draw_special(&self, stream: &mut Stream) -> f64 {
        if stream.uniform() < self.special.0 {
            self.special.1.sample(stream)
        } else {
            0.0
        }
    }

    /// The work of an order that got fewer pieces than it asked for, drawn by its own address.
    pub fn draw_cut(&self, key: WorldKey, order: usize, units: u32) -> u32 {
        let mut stream = key.stream(self.address.of("cut").at(order as u64));
        let pieces: f64 = (0..units).map(|_| self.per_unit.sample(&mut stream)).sum();
        work_ticks(self.work.sample(&mut stream) + pieces + self.draw_special(&mut stream))
    }
}

/// The longest work that may be written, in minutes; see [`work_ticks`].
const LONGEST_WORK: f64 = 480.0;

/// Work as ticks. What exceeds 119 hours, the largest number of ticks in 32 bits, is 119 hours.
fn work_ticks(minutes: f64) -> u32 {
    ticks(minutes).min(Ticks::from(u32::MAX)) as u32
}

/// Which orders of a world may come to a station.
#[derive(Clone, Copy, Debug)]
pub enum Wanted<'a> {
    /// All of so many.
    All(usize),
    /// These, of so many.
    Some(&'a [u32], usize),
}

impl Wanted<'_> {
    fn len(&self) -> usize {
        match self {
            Self::All(count) => *count,
            Self::Some(orders, _) => orders.len(),
        }
    }

    fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        let (all, some) = match self {
            Self::All(count) => (0..*count, [].as_slice()),
            Self::Some(orders, _) => (0..0, *orders),
        };
        all.chain(some.iter().map(|&order| order as usize))
    }
}

/// Buffers for drawing work.
#[derive(Clone, Debug, Default)]
pub struct WorkBuffers {
    minutes: Vec<f64>,
    pieces: Vec<f64>,
}

/// Buffers for playing a queue.
#[derive(Clone, Debug, Default)]
pub struct QueueBuffers {
    few: SortedEnds,
    many: HeapOfEnds,
}

/// Plays a first-come-first-served queue with equal servers.
///
/// `arrivals` are sorted; `starts` gets the time at which the work on each of them begins, as long as that is before
/// `end`; `departures` gets every order whose work is done by `end`, sorted. This is the recursion of Kiefer and
/// Wolfowitz (1955): an order starts at its arrival or when the earliest server is free, whichever is later, and waits on
/// while the station is closed; work begun is finished after closing.
pub fn serve(
    (arrivals, staffing, end): (&[Stamp], &Staffing, Ticks),
    work: impl Fn(usize) -> u32,
    buffers: &mut QueueBuffers,
    starts: &mut Vec<Ticks>,
    departures: &mut Vec<Stamp>,
) {
    starts.clear();
    departures.clear();
    let servers = staffing.at_once();
    let queue = (arrivals, servers, end);
    let clock = Clock {
        spans: staffing.hours.spans(),
        at: 0,
    };
    if servers <= FEW {
        buffers.few = SortedEnds::default();
        serve_with(queue, clock, work, &mut buffers.few, starts, departures);
    } else {
        buffers.many.clear();
        serve_with(queue, clock, work, &mut buffers.many, starts, departures);
    }
    while departures.last().is_some_and(|last| last.time() > end) {
        departures.pop();
    }
}

fn serve_with(
    (arrivals, servers, end): (&[Stamp], usize, Ticks),
    mut clock: Clock<'_>,
    work: impl Fn(usize) -> u32,
    ends: &mut impl Servers,
    starts: &mut Vec<Ticks>,
    departures: &mut Vec<Stamp>,
) {
    for &arrival in arrivals {
        let free = if ends.len() < servers {
            None
        } else {
            ends.earliest()
        };
        let ready = free.map_or(arrival.time(), |free| arrival.time().max(free.time()));
        let start = clock.open_from(ready);
        if start >= end {
            break;
        }
        starts.push(start);
        let order = arrival.order();
        let done = Stamp::new(start + Ticks::from(work(order)), order);
        if let Some(free) = free {
            ends.replace_earliest(done);
            depart(free, departures);
        } else {
            ends.add(done);
        }
    }
    while let Some(done) = ends.remove_earliest() {
        depart(done, departures);
    }
}

/// Departures come in order of time already; only work of no length can end at the very time of an earlier departure
/// with a higher order number, which it then precedes.
#[inline]
fn depart(done: Stamp, departures: &mut Vec<Stamp>) {
    departures.push(done);
    let mut place = departures.len() - 1;
    while place > 0 && departures[place - 1] > done {
        departures[place] = departures[place - 1];
        place -= 1;
    }
    departures[place] = done;
}

/// Opening hours, read off in rising order of time.
struct Clock<'a> {
    spans: Option<&'a [(Ticks, Ticks)]>,
    at: usize,
}

impl Clock<'_> {
    /// The first time from `time` on at which the station is open; never, when it does not open again.
    #[inline]
    fn open_from(&mut self, time: Ticks) -> Ticks {
        let Some(spans) = self.spans else { return time };
        while let Some(&(from, to)) = spans.get(self.at) {
            if time < to {
                return time.max(from);
            }
            self.at += 1;
        }
        Ticks::MAX
    }
}
