//! Everything that happened in one world, as tables that can be checked with a spreadsheet.
//!
//! Times are minutes from opening.

use super::desk::log::ContactRow;
use super::events::Event;
use super::play::{Buffers, NEVER, NO_ROUTE, OVERSOLD};
use super::services::Services;
use super::time::{Stamp, Ticks, minutes};
use super::{Plan, Sale, World};
use crate::model::{Model, Outcome, TooLarge};
use crate::random::WorldKey;

/// What became of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Picked up.
    Shipped,
    /// Not picked up by the end of `follow`.
    Waiting,
    /// Nothing was left of its product.
    LostStock,
    /// Its visitor waited too long for an answer before buying, and went away.
    LostChat,
    /// Accepted by a listing that showed more pieces than there were; not shipped.
    Oversold,
    /// Never paid, or not by the end of `follow`.
    Unpaid,
}

impl Fate {
    /// As written in tables.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Shipped => "shipped",
            Self::Waiting => "waiting",
            Self::LostStock => "lost_stock",
            Self::LostChat => "lost_chat",
            Self::Oversold => "oversold",
            Self::Unpaid => "unpaid",
        }
    }
}

/// An order. Times are minutes from opening.
#[derive(Clone, Debug, PartialEq)]
pub struct OrderRow {
    /// Its number: its place in time among all visits that ended in an order.
    pub order: usize,
    /// The id of its source.
    pub source: String,
    /// When it was paid.
    pub paid: Option<f64>,
    /// The id of its product.
    pub product: String,
    /// Pieces it got, those bought along among them; or asked for when it got none.
    pub units: u32,
    /// The ids of the products of which it took a piece along.
    pub with: Vec<String>,
    /// The id of the carrier that took it (or was to).
    pub carrier: String,
    /// The id of its route.
    pub route: String,
    /// What became of it.
    pub fate: Fate,
    /// When its last station was done with it.
    pub scanned: Option<f64>,
    /// When it was picked up.
    pub picked_up: Option<f64>,
    /// When it reached the buyer; none when it was lost on the way.
    pub delivered: Option<f64>,
}

/// A piece of work. Times are minutes from opening.
#[derive(Clone, Debug, PartialEq)]
pub struct WorkRow {
    /// The order's number.
    pub order: usize,
    /// The id of the station.
    pub station: String,
    /// The id of the team; empty where people stand without one.
    pub team: String,
    /// Who did it: numbers from 1 in the team, or of the station's servers.
    pub person: usize,
    /// When the order joined the queue.
    pub arrived: f64,
    /// When the work began.
    pub started: f64,
    /// When it was done.
    pub ended: f64,
}

/// A van that came, or did not. Times are minutes from opening.
#[derive(Clone, Debug, PartialEq)]
pub struct PickupRow {
    /// The id of the carrier.
    pub carrier: String,
    /// The id of the pickup.
    pub pickup: String,
    /// The day, counted from the opening's.
    pub day: i64,
    /// When it came (or was to).
    pub at: f64,
    /// Parcels it could take; 0 when it did not come.
    pub capacity: u64,
    /// Parcels that were ready for it.
    pub waiting: u64,
    /// Parcels it took.
    pub taken: u64,
    /// Parcels it left behind.
    pub left: u64,
}

/// A box that was begun in advance on a shift. Times are minutes from opening, negative before it; a box that ends later
/// is not there.
#[derive(Clone, Debug, PartialEq)]
pub struct BoxRow {
    /// The id of the product.
    pub product: String,
    /// Its number among the boxes of the product, from 0.
    pub number: u64,
    /// The id of the team.
    pub team: String,
    /// Who packed it: numbers from 1 in the team.
    pub person: usize,
    /// When it was begun.
    pub started: f64,
    /// When it was finished.
    pub ended: f64,
}

/// One world, told in tables.
#[derive(Clone, Debug, PartialEq)]
pub struct Log {
    /// By order number.
    pub orders: Vec<OrderRow>,
    /// By station, and there by start.
    pub work: Vec<WorkRow>,
    /// By arrival.
    pub pickups: Vec<PickupRow>,
    /// By start.
    pub boxes: Vec<BoxRow>,
    /// What else happened, by time.
    pub events: Vec<Event>,
    /// By desk, and there by arrival.
    pub contacts: Vec<ContactRow>,
}

impl Sale {
    /// Plays one world and tells everything that happened, beside its outcome.
    ///
    /// # Errors
    ///
    /// When more orders come up than can be played.
    pub fn replay(&self, plan: &Plan, key: WorldKey) -> Result<(Log, Outcome), TooLarge> {
        let (mut world, mut buffers) = (World::default(), Buffers::default());
        let mut outcome = Outcome {
            with_series: true,
            ..Outcome::default()
        };
        self.draw(key, &mut world)?;
        self.play(&world, plan, &mut buffers, &mut outcome);
        let log = Log {
            orders: self.order_rows(plan, &world, &buffers),
            work: self.work_rows(plan, &world, &buffers),
            pickups: self.pickup_rows(plan, &buffers),
            boxes: self.box_rows(plan, &buffers),
            events: self.events(plan, &world, &buffers),
            contacts: self.contact_rows(plan, &buffers),
        };
        Ok((log, outcome))
    }

    fn order_rows(&self, plan: &Plan, world: &World, buffers: &Buffers) -> Vec<OrderRow> {
        let facts = &self.facts;
        let marked = |stamps: &[Stamp]| {
            let mut marks = vec![false; world.visits.len()];
            for stamp in stamps {
                marks[stamp.order()] = true;
            }
            marks
        };
        let payments = &buffers.payments;
        let (paid_at, paid) = (payments.times(world), marked(payments.paid(world)));
        let lost_in_chat = marked(payments.lost_in_chat());
        let mut carriers = world.carrier.clone();
        for &(order, carrier) in &buffers.courier.moved {
            carriers[order as usize] = carrier;
        }
        let row = |order: usize| {
            let carrier = facts.carriers.carriers.get(usize::from(carriers[order]));
            let shipped = buffers.shipped_at[order];
            let fate = match (paid[order], buffers.route[order], shipped == NEVER) {
                (false, _, _) if lost_in_chat[order] => Fate::LostChat,
                (false, _, _) => Fate::Unpaid,
                (true, NO_ROUTE, _) => Fate::LostStock,
                (true, OVERSOLD, _) => Fate::Oversold,
                (true, _, true) => Fate::Waiting,
                (true, _, false) => Fate::Shipped,
            };
            let delivered = if fate == Fate::Shipped {
                carrier
                    .and_then(|carrier| carrier.deliver(world.key, order))
                    .map(|took| minutes(shipped) + took)
            } else {
                None
            };
            OrderRow {
                order,
                source: facts.demand.sources[world.visits.source(order)].id.clone(),
                paid: paid[order].then(|| minutes(paid_at[order])),
                product: facts.range.products[usize::from(world.baskets.product[order])]
                    .id
                    .clone(),
                units: buffers.units(world, order),
                with: buffers
                    .along
                    .of(order)
                    .map(|product| facts.range.products[product].id.clone())
                    .collect(),
                carrier: carrier.map_or_else(String::new, |carrier| carrier.id.clone()),
                route: facts
                    .routes
                    .ids
                    .get(usize::from(buffers.route[order]))
                    .cloned()
                    .unwrap_or_default(),
                fate,
                scanned: known(buffers.scanned_at[order]),
                picked_up: known(shipped),
                delivered,
            }
        };
        debug_assert_eq!(plan.stocks.len(), facts.range.products.len());
        (0..world.visits.len()).map(row).collect()
    }

    fn work_rows(&self, plan: &Plan, world: &World, buffers: &Buffers) -> Vec<WorkRow> {
        let mut rows = Vec::new();
        for (station, fact) in self.facts.stations.iter().enumerate() {
            let roster = if self.facts.inspecting.contains(&station) {
                &plan.desks
            } else {
                &plan.roster
            };
            // The end of each server's last work; the first free one takes the next order.
            let mut free: Vec<Ticks> =
                vec![0; plan.staffing[station].at_once().min(world.visits.len())];
            let arrivals = buffers.arrivals[station].stamps();
            let Services {
                starts,
                work,
                person: people,
                ..
            } = &buffers.services[station];
            for (index, ((arrival, &start), &work)) in
                arrivals.iter().zip(starts).zip(work).enumerate()
            {
                if start == NEVER {
                    continue;
                }
                let order = arrival.order();
                let end = start + Ticks::from(work);
                let (team, number) =
                    if let (Some(roster), Some(&person)) = (roster, people.get(index)) {
                        let person = roster.people[person as usize];
                        let team = person.team.map(|team| self.facts.teams[team].id.clone());
                        (team.unwrap_or_default(), person.number)
                    } else {
                        let first = free.iter().position(|&until| until <= start).unwrap_or(0);
                        free[first] = end;
                        (String::new(), first)
                    };
                rows.push(WorkRow {
                    order,
                    station: fact.id.clone(),
                    team,
                    person: number + 1,
                    arrived: minutes(arrival.time()),
                    started: minutes(start),
                    ended: minutes(end),
                });
            }
        }
        rows
    }

    fn pickup_rows(&self, plan: &Plan, buffers: &Buffers) -> Vec<PickupRow> {
        let row = |visit: &super::van::Visit| {
            let agreed = &plan.pickups[visit.carrier];
            let call = &agreed.calls()[visit.call];
            PickupRow {
                carrier: self.facts.carriers.carriers[visit.carrier].id.clone(),
                pickup: agreed.pickups[call.pickup].id.clone(),
                day: call.day,
                at: minutes(visit.at),
                capacity: visit.room,
                waiting: visit.waiting,
                taken: visit.taken,
                left: visit.left(),
            }
        };
        buffers.courier.visits().iter().map(row).collect()
    }

    fn box_rows(&self, plan: &Plan, buffers: &Buffers) -> Vec<BoxRow> {
        let prepack = &plan.prepack;
        let from_opening = |time: Ticks| minutes(time) - minutes(prepack.opening);
        let row = |packed: &super::packing::PackedBox| {
            let product = prepack.tables[packed.table].product;
            let person = prepack.people[packed.person];
            let team = person.team.map(|team| self.facts.teams[team].id.clone());
            BoxRow {
                product: self.facts.range.products[product].id.clone(),
                number: packed.number,
                team: team.unwrap_or_default(),
                person: person.number + 1,
                started: from_opening(packed.start),
                ended: from_opening(packed.end),
            }
        };
        buffers.packing.boxes.iter().map(row).collect()
    }
}

fn known(time: Ticks) -> Option<f64> {
    (time != NEVER).then(|| minutes(time))
}
