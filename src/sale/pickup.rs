//! Pickups: when vans come, what they take and what they leave behind.

use super::calendar::{Calendar, Days};
use super::context::Context;
use super::courier::Carrier;
use super::time::{Stamp, Ticks, ticks};
use crate::model::Catalogue;
use crate::random::{Address, Kind, Quantity, WorldKey};
use crate::reader::Section;

/// What is agreed with a carrier: its pickups, and who takes what it leaves at the end of a day.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pickups {
    /// In file order; none = parcels are handed over as they are scanned.
    pub pickups: Vec<Pickup>,
    /// The carrier that takes what is left behind after the last pickup of a day.
    pub overflow: Option<usize>,
    /// Every single call of a van within the time that is followed, by planned time.
    calls: Vec<Call>,
}

/// A daily pickup.
#[derive(Clone, Debug, PartialEq)]
pub struct Pickup {
    /// Its name in the file.
    pub id: String,
    /// Minutes of the day at which the van is due.
    pub at: f64,
    /// On which days.
    pub days: Days,
    /// Minutes of the day until which parcels must be scanned; the van's arrival when not given.
    pub cutoff: Option<f64>,
    /// How many parcels it can take.
    pub room: Room,
    /// Minutes late.
    pub late: Quantity,
    /// Probability that no van comes.
    pub noshow: f64,
    address: Address,
}

/// How many parcels a pickup can take.
#[derive(Clone, Debug, PartialEq)]
pub enum Room {
    /// So many.
    Parcels(Quantity),
    /// What couriers load while they stay, as far as the vehicle holds it.
    Crew {
        /// People who load.
        couriers: f64,
        /// Parcels a minute that each loads.
        rate: f64,
        /// Minutes they stay.
        stays: f64,
        /// Parcels the vehicle holds.
        vehicle: f64,
    },
}

impl Room {
    fn draw(&self, key: WorldKey, address: Address) -> u64 {
        match self {
            Self::Parcels(parcels) => parcels.sample(&mut key.stream(address.of("parcels"))) as u64,
            Self::Crew { .. } => self.mean() as u64,
        }
    }

    /// Parcels it takes on average.
    pub fn mean(&self) -> f64 {
        match *self {
            Self::Parcels(ref parcels) => parcels.mean(),
            Self::Crew {
                couriers,
                rate,
                stays,
                vehicle,
            } => (couriers * rate * stays + 1e-9).floor().min(vehicle),
        }
    }
}

/// One van on one day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Call {
    /// Which of the carrier's pickups.
    pub pickup: usize,
    /// Which day.
    pub day: i64,
    /// When it is due.
    pub planned: Ticks,
    cutoff: Option<Ticks>,
    first: bool,
}

impl Pickups {
    /// The vans planned, by time.
    pub fn calls(&self) -> &[Call] {
        &self.calls
    }

    /// What is agreed, with every van within the time that is followed.
    pub fn new(pickups: Vec<Pickup>, overflow: Option<usize>, calendar: &Calendar) -> Self {
        let mut calls = Vec::new();
        for (index, pickup) in pickups.iter().enumerate() {
            let mut first = true;
            // A van at "00:30+1" of the day before the opening may come after it.
            for day in (-7..=calendar.last_day()).filter(|&day| pickup.days.contains(day)) {
                let minute = calendar.minute(day, pickup.at);
                if minute < 0.0 || minute > calendar.follow {
                    continue;
                }
                let cutoff = pickup
                    .cutoff
                    .map(|cutoff| ticks(calendar.minute(day, cutoff)));
                calls.push(Call {
                    pickup: index,
                    day,
                    planned: ticks(minute),
                    cutoff,
                    first,
                });
                first = false;
            }
        }
        calls.sort_by_key(|call| (call.planned, call.pickup));
        Self {
            pickups,
            overflow,
            calls,
        }
    }
}

pub(super) fn read_pickup(id: &str, s: Section<'_>, carrier: Address, cx: &Context<'_>) -> Pickup {
    let at = s.clock("at").required() as f64;
    let cutoff = s.clock("cutoff");
    let (cutoff_span, cutoff) = (cutoff.span(), cutoff.optional().map(|minute| minute as f64));
    if cutoff.is_some_and(|cutoff| cutoff > at) {
        let title = format!("`{}`: the cut-off lies after the pickup", s.path());
        s.problems().error("cutoff_late", cutoff_span, title, "", "a van after midnight is written at = \"00:30+1\", with the cut-off on the evening before");
    }
    let days = s
        .field("days", |item| Days::read(item, &cx.calendar))
        .or(Days::All);
    let room = match (s.has("parcels"), s.has("couriers")) {
        (true, false) => Room::Parcels(
            s.field("parcels", |item| {
                Quantity::read(item, Kind::Count, cx.files)
            })
            .or(Quantity::constant(0.0)),
        ),
        (false, true) => read_crew(&s),
        (both, _) => {
            let found = if both {
                "both are given"
            } else {
                "neither is given"
            };
            let title = format!("`{}` needs either parcels or couriers", s.path());
            s.problems().error(
                "bad_pickup",
                Some(s.span()),
                title,
                found,
                "write parcels = 500, or couriers = 2, loads = \"400/h\", stays = \"1h\"",
            );
            for key in ["parcels", "couriers", "loads", "stays", "vehicle"] {
                s.accept_unread(key);
            }
            Room::Parcels(Quantity::constant(0.0))
        }
    };
    let pickup = Pickup {
        id: id.to_owned(),
        at,
        days,
        cutoff,
        room,
        late: s
            .field("late", |item| {
                Quantity::read(item, Kind::Duration, cx.files)
            })
            .or(Quantity::constant(0.0)),
        noshow: s.probability("noshow").or(0.0),
        address: carrier.of("pickup").of(id),
    };
    s.close();
    pickup
}

fn read_crew(s: &Section<'_>) -> Room {
    let couriers = s.integer("couriers").within(0, 10_000).or(0) as f64;
    let rate = s.field("loads", |item| item.rate()).above(0.0);
    let rate = if s.has("loads") {
        rate.or(1.0)
    } else {
        s.missing("loads", "parcels a courier loads, such as \"400/h\"");
        1.0
    };
    let stays = s.duration("stays").above(0.0).required();
    let vehicle = s
        .integer("vehicle")
        .at_least(0)
        .optional()
        .map_or(f64::INFINITY, |room| room as f64);
    Room::Crew {
        couriers,
        rate,
        stays,
        vehicle,
    }
}

/// A van that came, or did not.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Visit {
    /// Which carrier.
    pub carrier: usize,
    /// Which of its calls.
    pub call: usize,
    /// When it arrived.
    pub at: Ticks,
    /// Parcels it could take; 0 when it did not come.
    pub room: u64,
    /// Parcels scanned by its cut-off.
    pub waiting: u64,
    /// Parcels it took.
    pub taken: u64,
}

impl Visit {
    /// Parcels that waited in vain.
    pub fn left(&self) -> u64 {
        self.waiting - self.taken
    }
}

/// Buffers for playing the pickups.
#[derive(Clone, Debug, Default)]
pub struct CourierBuffers {
    /// Parcels of each carrier in scan order, and how many of them are gone.
    waiting: Vec<(Vec<Stamp>, usize)>,
    visits: Vec<Visit>,
    spare: Vec<Stamp>,
    /// Parcels that changed to another carrier, as (order, carrier).
    pub moved: Vec<(u32, u16)>,
}

impl CourierBuffers {
    /// All vans, by arrival.
    pub fn visits(&self) -> &[Visit] {
        &self.visits
    }
}

/// Plays all pickups: `shipped_at` gets the time of each parcel's pickup by order number.
pub fn ship(
    (scanned, carrier, end): (&[Stamp], &[u16], Ticks),
    (plan, key): (&[Pickups], WorldKey),
    buffers: &mut CourierBuffers,
    shipped_at: &mut [Ticks],
) {
    buffers.visits.clear();
    buffers.moved.clear();
    if plan.iter().all(|agreed| agreed.pickups.is_empty()) {
        for parcel in scanned {
            shipped_at[parcel.order()] = parcel.time();
        }
        return;
    }
    buffers.waiting.resize_with(plan.len(), Default::default);
    buffers.waiting.iter_mut().for_each(|(parcels, gone)| {
        parcels.clear();
        *gone = 0;
    });
    for &parcel in scanned {
        let index = usize::from(carrier[parcel.order()]);
        if plan[index].pickups.is_empty() {
            shipped_at[parcel.order()] = parcel.time();
        } else {
            buffers.waiting[index].0.push(parcel);
        }
    }
    for (index, agreed) in plan.iter().enumerate() {
        draw_calls(index, agreed, key, end, &mut buffers.visits);
    }
    buffers
        .visits
        .sort_unstable_by_key(|visit| (visit.at, visit.carrier, visit.call));
    for index in 0..buffers.visits.len() {
        load(index, plan, buffers, shipped_at);
    }
}

fn draw_calls(
    carrier: usize,
    agreed: &Pickups,
    key: WorldKey,
    end: Ticks,
    visits: &mut Vec<Visit>,
) {
    for (index, call) in agreed.calls.iter().enumerate() {
        let pickup = &agreed.pickups[call.pickup];
        // The day may be negative; as a bit pattern it is an address all the same.
        let address = pickup.address.at(call.day as u64);
        let missed =
            pickup.noshow > 0.0 && key.stream(address.of("noshow")).uniform() < pickup.noshow;
        let late = if pickup.late.is_zero() {
            0
        } else {
            ticks(pickup.late.sample(&mut key.stream(address.of("late"))))
        };
        let at = call.planned.saturating_add(late);
        if at <= end {
            let room = if missed {
                0
            } else {
                pickup.room.draw(key, address)
            };
            visits.push(Visit {
                carrier,
                call: index,
                at,
                room,
                waiting: 0,
                taken: 0,
            });
        }
    }
}

fn load(index: usize, plan: &[Pickups], buffers: &mut CourierBuffers, shipped_at: &mut [Ticks]) {
    let visit = &mut buffers.visits[index];
    let agreed = &plan[visit.carrier];
    let call = &agreed.calls[visit.call];
    let cutoff = call.cutoff.unwrap_or(visit.at);
    let (parcels, gone) = &mut buffers.waiting[visit.carrier];
    let waiting = &parcels[*gone..];
    let ready = waiting.partition_point(|parcel| parcel.time() <= cutoff);
    let taken = (ready as u64).min(visit.room) as usize;
    for parcel in &waiting[..taken] {
        shipped_at[parcel.order()] = visit.at;
    }
    (visit.waiting, visit.taken) = (ready as u64, taken as u64);
    *gone += taken;
    let left = ready - taken;
    if let Some(other) = agreed.overflow
        && left > 0
        && is_last_of_day(index, plan, &buffers.visits)
    {
        let (carrier, at) = (buffers.visits[index].carrier, buffers.visits[index].at);
        overflow((carrier, other), left, at, plan, buffers, shipped_at);
    }
}

/// Whether no van of the same carrier and day arrives after this one.
fn is_last_of_day(index: usize, plan: &[Pickups], visits: &[Visit]) -> bool {
    let carrier = visits[index].carrier;
    let day = |visit: &Visit| plan[carrier].calls[visit.call].day;
    let mut later = visits[index + 1..]
        .iter()
        .filter(|later| later.carrier == carrier);
    !later.any(|later| day(later) == day(&visits[index]))
}

/// Hands over what the last pickup of the day left behind; it queues at the other carrier by its time of scanning.
fn overflow(
    (from, to): (usize, usize),
    left: usize,
    at: Ticks,
    plan: &[Pickups],
    buffers: &mut CourierBuffers,
    shipped_at: &mut [Ticks],
) {
    let (parcels, gone) = &mut buffers.waiting[from];
    buffers.spare.clear();
    buffers.spare.extend(parcels.drain(*gone..*gone + left));
    buffers.moved.extend(
        buffers
            .spare
            .iter()
            .map(|parcel| (parcel.order() as u32, to as u16)),
    );
    if plan[to].pickups.is_empty() {
        buffers
            .spare
            .iter()
            .for_each(|parcel| shipped_at[parcel.order()] = at);
        return;
    }
    let (parcels, gone) = &mut buffers.waiting[to];
    parcels.extend_from_slice(&buffers.spare);
    parcels[*gone..].sort_unstable();
}

/// The places of courier metrics in an outcome.
#[derive(Clone, Debug)]
pub struct CourierGauges {
    /// For each carrier and pickup: waiting, taken and left at its first call, taken and left over all.
    pickups: Vec<Vec<[usize; 5]>>,
    left_behind: usize,
    overflowed: usize,
}

impl CourierGauges {
    /// Names the metrics.
    pub fn new(carriers: &[Carrier], plan: &[Pickups], catalogue: &mut Catalogue) -> Self {
        let mut pickups = Vec::new();
        for (carrier, agreed) in carriers.iter().zip(plan) {
            pickups.push(
                agreed
                    .pickups
                    .iter()
                    .map(|pickup| {
                        let name = format!("pickup.{}.{}", carrier.id, pickup.id);
                        let mut add = |what: &str, meaning: &str| {
                            catalogue.add(
                                format!("{name}.{what}"),
                                "parcels",
                                format!("{meaning} by {} {}", carrier.id, pickup.id),
                            )
                        };
                        [
                            add("waiting", "parcels ready at its first call, to be taken"),
                            add("taken", "parcels taken at its first call"),
                            add("left", "parcels left behind at its first call"),
                            add("taken.total", "parcels taken over all days"),
                            add("left.total", "parcels left behind, summed over all days,"),
                        ]
                    })
                    .collect(),
            );
        }
        Self {
            pickups,
            left_behind: catalogue.add(
                "courier.left_behind",
                "parcels",
                "parcels left behind, summed over all pickups",
            ),
            overflowed: catalogue.add(
                "courier.overflowed",
                "parcels",
                "parcels handed over to another carrier at the end of a day",
            ),
        }
    }

    /// Reports the vans of a replication.
    pub fn report(&self, plan: &[Pickups], buffers: &CourierBuffers, values: &mut [f64]) {
        for pickup in self.pickups.iter().flatten() {
            values[pickup[3]] = 0.0;
            values[pickup[4]] = 0.0;
        }
        let mut left_behind = 0;
        for visit in &buffers.visits {
            let call = &plan[visit.carrier].calls[visit.call];
            let places = &self.pickups[visit.carrier][call.pickup];
            if call.first {
                values[places[0]] = visit.waiting as f64;
                values[places[1]] = visit.taken as f64;
                values[places[2]] = visit.left() as f64;
            }
            values[places[3]] += visit.taken as f64;
            values[places[4]] += visit.left() as f64;
            left_behind += visit.left();
        }
        values[self.left_behind] = left_behind as f64;
        values[self.overflowed] = buffers.moved.len() as f64;
    }
}
