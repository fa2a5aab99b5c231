//! Stations: what an order's work there takes, who serves, and how the queue is played.

use super::calendar::Hours;
use super::context::Context;
use super::outage::Outages;
use super::servers::{Servers, SortedEnds, Tournament};
use super::services::Services;
use super::time::{MINUTE, Stamp, Ticks};
use super::wave::{self, Wave};
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
    /// Work for a wave, beside that for its orders.
    pub wave_work: Quantity,
    /// Share of orders with which something goes wrong here.
    pub errors: f64,
    /// Share of orders that went wrong before which are found here, and sent back to where they did.
    pub catches: f64,
    /// How its equipment fails.
    pub outages: Option<Outages>,
    address: Address,
    draws: Draws,
}

/// Where the draws stand that are made order by order while a plan is played: an id takes time to spell.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Draws {
    cut: Address,
    again: Address,
    wave: Address,
    inspection: Address,
    error: Address,
    catch: Address,
}

impl Draws {
    fn at(station: Address) -> Self {
        Self {
            cut: station.of("cut"),
            again: station.of("again"),
            wave: station.of("wave"),
            inspection: station.of("inspection"),
            error: station.of("error"),
            catch: station.of("catch"),
        }
    }
}

/// What is decided about a station.
#[derive(Clone, Debug, PartialEq)]
pub struct Staffing {
    /// People who stand there while it is open; 0 where people work in shifts.
    pub servers: usize,
    /// Printers or benches: no more work at once than these.
    pub equipment: Option<usize>,
    /// When work may begin.
    pub hours: Hours,
    /// How orders are put together, if they are.
    pub wave: Option<Wave>,
}

impl Staffing {
    /// Person-ticks between two times.
    pub fn there(&self, (from, to): (Ticks, Ticks)) -> Ticks {
        self.hours.open_between(from, to) * self.servers as u64
    }

    /// How many orders can be worked on at once.
    pub fn at_once(&self) -> usize {
        self.equipment
            .map_or(self.servers, |equipment| equipment.min(self.servers))
    }
}

impl Station {
    /// Reads a `[station.ID]` table.
    pub fn read(id: &str, s: Section<'_>, cx: &Context<'_>) -> (Self, Staffing) {
        s.about("A station: the work of an order there, and who does it.");
        let quantity = |s: &Section<'_>, key: &'static str| {
            let quantity = Quantity::field(s, key, Kind::Duration, cx.files);
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
                special.about(
                    "Special packaging: the share of orders that get it, and the work it adds.",
                );
                let read = (
                    special.probability("share").required(),
                    quantity(&special, "work"),
                );
                special.close();
                read
            });
        let (wave, wave_work) = wave::read(&s, quantity);
        let address = Address::purpose("station").of(id);
        let station = Self {
            id: id.to_owned(),
            work: quantity(&s, "work"),
            per_unit: quantity(&s, "per_unit"),
            special,
            wave_work,
            errors: s.number("errors").within(0.0, MOST_ERRORS).or(0.0),
            catches: s.probability("catches").or(0.0),
            outages: Outages::read(id, &s, cx),
            address,
            draws: Draws::at(address),
        };
        if s.has("open") && !s.has("servers") {
            s.missing(
                "servers",
                "opening hours go with a number of people; people on shifts bring their own hours",
            );
        }
        let staffing = Staffing {
            servers: s.integer("servers").within(1, 100_000).or(0) as usize,
            equipment: s
                .integer("equipment")
                .within(1, 100_000)
                .optional()
                .map(|n| n as usize),
            hours: Hours::read(&s, &cx.calendar),
            wave,
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
        minutes.resize(count, 0.0);
        self.work
            .fill(&mut key.stream(self.address.of("work")), minutes);
        if !self.per_unit.is_zero() {
            let pieces = &mut buffers.pieces;
            let count: usize = wanted.iter().map(|order| units[order] as usize).sum();
            pieces.resize(count, 0.0);
            self.per_unit
                .fill_in_turn(&mut key.stream(self.address.of("unit")), pieces);
            let mut rest = &pieces[..];
            for (minutes, order) in minutes.iter_mut().zip(wanted.iter()) {
                let (own, others) = rest.split_at(units[order] as usize);
                *minutes += own.iter().sum::<f64>();
                rest = others;
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
        self.draw_one(key.stream_of(self.draws.cut, order as u64), units)
    }

    /// The work of an order that has been sent back so many times.
    pub fn draw_again(&self, key: WorldKey, (order, round): (usize, u16), units: u32) -> u32 {
        let visit = visit(order, round);
        self.draw_one(key.stream_of(self.draws.again, visit), units)
    }

    /// The work on goods of an order that have come back.
    pub fn draw_inspection(&self, key: WorldKey, order: usize, units: u32) -> u32 {
        self.draw_one(key.stream_of(self.draws.inspection, order as u64), units)
    }

    /// The work for a wave that begins with this order, beside that for its orders.
    pub fn draw_wave(&self, key: WorldKey, order: usize) -> u32 {
        let mut stream = key.stream_of(self.draws.wave, order as u64);
        work_ticks(self.wave_work.sample(&mut stream))
    }

    /// Whether something goes wrong with an order that has been sent back so many times.
    pub fn goes_wrong(&self, key: WorldKey, order: usize, round: u16) -> bool {
        happens(self.draws.error, self.errors, (key, order, round))
    }

    /// Whether it is found here that something went wrong.
    pub fn finds(&self, key: WorldKey, order: usize, round: u16) -> bool {
        happens(self.draws.catch, self.catches, (key, order, round))
    }

    fn draw_one(&self, mut stream: Stream, units: u32) -> u32 {
        let pieces: f64 = (0..units).map(|_| self.per_unit.sample(&mut stream)).sum();
        work_ticks(self.work.sample(&mut stream) + pieces + self.draw_special(&mut stream))
    }
}

#[inline]
fn happens(what: Address, share: f64, (key, order, round): (WorldKey, usize, u16)) -> bool {
    share > 0.0 && key.uniform_of(what, visit(order, round)) < share
}

/// The number of an order that has been sent back so many times.
const fn visit(order: usize, round: u16) -> u64 {
    order as u64 | (round as u64) << 32
}

/// The largest share of errors: with more, orders would go round and round.
const MOST_ERRORS: f64 = 0.9;

/// The longest work that may be written, in minutes; see [`work_ticks`].
pub(super) const LONGEST_WORK: f64 = 480.0;

/// Work as ticks, rounded as in [`super::time::ticks`]. What exceeds 119 hours, the largest number of ticks in 32 bits,
/// is 119 hours.
#[inline]
fn work_ticks(minutes: f64) -> u32 {
    (minutes * MINUTE + 0.5) as u32
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

/// Plays a first-come-first-served queue with equal servers.
///
/// `arrivals` are sorted; `services` gets the work on each of them, as long as it begins before `end`; `departures` gets
/// every order whose work is done by `end`, sorted. This is the recursion of Kiefer and Wolfowitz (1955): an order starts
/// at its arrival or when the earliest server is free, whichever is later, and waits on while the station is closed; work
/// begun is finished after closing.
pub fn serve(
    (arrivals, staffing, end): (&[Stamp], &Staffing, Ticks),
    work: impl Fn(usize) -> u32,
    many: &mut Tournament,
    services: &mut Services,
    departures: &mut Vec<Stamp>,
) {
    let clock = Clock {
        spans: staffing.hours.spans(),
        at: 0,
    };
    let queue = (arrivals, clock, end);
    // Servers beyond the number of orders have nothing to do.
    let servers = staffing.at_once().min(arrivals.len());
    match servers {
        0 => {
            services.starts.clear();
            services.work.clear();
            departures.clear();
        }
        1 => serve_few::<1>(queue, work, services, departures),
        2 => serve_few::<2>(queue, work, services, departures),
        3 => serve_few::<3>(queue, work, services, departures),
        4 => serve_few::<4>(queue, work, services, departures),
        5 => serve_few::<5>(queue, work, services, departures),
        6 => serve_few::<6>(queue, work, services, departures),
        7 => serve_few::<7>(queue, work, services, departures),
        8 => serve_few::<8>(queue, work, services, departures),
        _ => {
            many.begin(servers);
            serve_with(queue, work, many, services, departures);
        }
    }
    settle(departures);
    // Servers were there before their first work.
    departures.drain(..servers);
    while departures.last().is_some_and(|last| last.time() > end) {
        departures.pop();
    }
}

fn serve_few<const N: usize>(
    queue: (&[Stamp], Clock<'_>, Ticks),
    work: impl Fn(usize) -> u32,
    services: &mut Services,
    departures: &mut Vec<Stamp>,
) {
    let mut servers = SortedEnds::<N>::default();
    serve_with(queue, work, &mut servers, services, departures);
}

/// Departures begin with those that servers before their first work are remembered by.
fn serve_with(
    (arrivals, mut clock, end): (&[Stamp], Clock<'_>, Ticks),
    work: impl Fn(usize) -> u32,
    servers: &mut impl Servers,
    services: &mut Services,
    departures: &mut Vec<Stamp>,
) {
    let Services {
        starts, work: took, ..
    } = services;
    starts.resize(arrivals.len(), 0);
    took.resize(arrivals.len(), 0);
    departures.resize(arrivals.len(), Stamp::default());
    let mut begun = 0;
    let places = starts.iter_mut().zip(&mut *took).zip(&mut *departures);
    for (arrival, ((start_place, took_place), departure)) in arrivals.iter().zip(places) {
        let start = clock.open_from(servers.earliest().max(*arrival));
        if start.time() >= end {
            break;
        }
        let order = arrival.order();
        let takes = work(order);
        (*start_place, *took_place) = (start.time(), takes);
        *departure = servers.replace_earliest(start.later(takes, order));
        begun += 1;
    }
    starts.truncate(begun);
    took.truncate(begun);
    departures.truncate(begun);
    servers.rest(departures);
    departures[begun..].sort_unstable();
}

/// Sorts departures, which come in order of time already; only those of the same time may not be in order of number.
fn settle(departures: &mut [Stamp]) {
    for at in 1..departures.len() {
        let mut place = at;
        while place > 0 && departures[place - 1] > departures[place] {
            departures.swap(place - 1, place);
            place -= 1;
        }
    }
}

/// Opening hours, read off in rising order of time.
struct Clock<'a> {
    spans: Option<&'a [(Ticks, Ticks)]>,
    at: usize,
}

impl Clock<'_> {
    /// The first time from `ready` on at which the station is open; never, when it does not open again.
    #[inline]
    fn open_from(&mut self, ready: Stamp) -> Stamp {
        let Some(spans) = self.spans else {
            return ready;
        };
        while let Some(&(from, to)) = spans.get(self.at) {
            if ready.time() < to {
                return ready.max(Stamp::new(from, 0));
            }
            self.at += 1;
        }
        Stamp::LAST
    }
}
