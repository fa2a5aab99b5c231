//! Vans: how pickups are played, what each van takes and leaves behind.

use super::courier::Carrier;
use super::pickup::Pickups;
use super::time::{Stamp, Ticks};
use crate::model::Catalogue;
use crate::random::WorldKey;

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
    for (index, call) in agreed.calls().iter().enumerate() {
        let (at, room) = agreed.pickups[call.pickup].draw(key, call);
        if at <= end {
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
    let call = &agreed.calls()[visit.call];
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
    let day = |visit: &Visit| plan[carrier].calls()[visit.call].day;
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
            let call = &plan[visit.carrier].calls()[visit.call];
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
