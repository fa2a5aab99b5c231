//! The metrics of what happens on the floor beside the queues; each only where a scenario has it.

use crate::model::Catalogue;
use crate::sale::consumable::ConsumableGauges;
use crate::sale::overtime::HourKind;
use crate::sale::play::{Buffers, NEVER};
use crate::sale::roster::Roster;
use crate::sale::time::hours;
use crate::sale::{Facts, Plan, World};

/// The places of these metrics in an outcome.
#[derive(Clone, Debug)]
pub struct FloorGauges {
    /// Orders that left with an error, and how many times orders were sent back.
    errors: Option<[usize; 2]>,
    hours: Option<[usize; 4]>,
    consumables: Vec<ConsumableGauges>,
}

impl FloorGauges {
    /// Names the metrics.
    pub fn new(facts: &Facts, plan: &Plan, c: &mut Catalogue) -> Self {
        let has_errors = facts.stations.iter().any(|station| station.errors > 0.0);
        let errors = has_errors.then(|| {
            [
                c.add(
                    "orders.misshipped",
                    "orders",
                    "orders scanned with an error nobody found",
                ),
                c.add(
                    "orders.sent_back",
                    "orders",
                    "times an order was sent back to put an error right",
                ),
            ]
        });
        let has_kinds = [&plan.roster, &plan.desks]
            .into_iter()
            .flatten()
            .any(Roster::has_kinds);
        let hours = has_kinds.then(|| {
            HourKind::ALL.map(|kind| {
                let meaning = format!("those of people.hours that are {}", kind.meaning());
                c.add(format!("people.{}_hours", kind.word()), "h", meaning)
            })
        });
        let consumables = facts.consumables.iter();
        Self {
            errors,
            hours,
            consumables: consumables
                .map(|consumable| ConsumableGauges::new(&consumable.id, c))
                .collect(),
        }
    }

    /// Reports a play.
    pub fn report(
        &self,
        (facts, plan): (&Facts, &Plan),
        world: &World,
        buffers: &mut Buffers,
        values: &mut [f64],
    ) {
        if let Some([misshipped, sent_back]) = self.errors {
            let rework = &buffers.floor.rework;
            let paid = buffers.payments.times(world);
            let measured = |order: &usize| facts.measures(paid[*order]);
            let scanned = buffers.scanned().iter().map(|scan| scan.order());
            let flawed = scanned.filter(|&order| rework.is_flawed(order));
            values[misshipped] = flawed.filter(measured).count() as f64;
            let rounds = (0..paid.len()).filter(measured);
            let rounds = rounds.map(|order| u64::from(rework.rounds(order)));
            values[sent_back] = rounds.sum::<u64>() as f64;
        }
        if let Some(places) = self.hours {
            for (place, spent) in places.into_iter().zip(buffers.hours(facts, plan)) {
                values[place] = hours(spent);
            }
        }
        for (index, gauges) in self.consumables.iter().enumerate() {
            let supplies = &buffers.floor.supplies;
            let (used, out) = (supplies.used[index], supplies.out[index]);
            values[gauges.used] = used;
            values[gauges.out_hours] = hours(out);
            values[gauges.needed] = used + still_needed(facts, world, buffers, index);
        }
    }
}

/// What orders would take of a consumable that pass its station and have not been begun there.
fn still_needed(facts: &Facts, world: &World, buffers: &mut Buffers, consumable: usize) -> f64 {
    let fact = &facts.consumables[consumable];
    let mut begun = std::mem::take(&mut buffers.floor.begun);
    begun.clear();
    begun.resize(world.visits.len(), false);
    let starts = buffers.services[fact.station].starts.iter();
    let came = buffers.arrivals[fact.station].stamps().iter();
    for (stamp, &start) in came.zip(starts) {
        begun[stamp.order()] |= start != NEVER;
    }
    let mut passes = [false; u8::MAX as usize + 1];
    for (passes, stations) in passes.iter_mut().zip(&facts.routes.stations) {
        *passes = stations.contains(&fact.station);
    }
    let mut needed = 0.0;
    for (order, &route) in buffers.route.iter().enumerate() {
        if passes[usize::from(route)] && !begun[order] {
            needed += fact.takes(buffers.units(world, order));
        }
    }
    buffers.floor.begun = begun;
    needed
}
