//! The order of play: pack in advance, chat, sell, work down the line, ship, answer, reckon.

use super::along::AlongBuffers;
use super::desk::{self, DeskBuffers};
use super::durations::Durations;
use super::floor::{self, FloorBuffers};
use super::money::{self, Ledger, Money};
use super::overtime::HourKind;
use super::packing::{self, PackingBuffers};
use super::payments::Payments;
use super::plan::Plan;
use super::route::PREPACKED;
use super::servers::Tournament;
use super::services::Services;
use super::shelf::{Shelf, Taken};
use super::station;
use super::steps;
use super::supply::{self, SupplyBuffers};
use super::time::{Runs, Stamp, Ticks};
use super::van::{self, CourierBuffers};
use super::world::World;
use super::{Facts, Gauges};
use crate::model::Outcome;

/// The route of an order that goes none: unpaid, or nothing was left.
pub const NO_ROUTE: u8 = u8::MAX;

/// The route of an order that was accepted though no piece was there.
pub const OVERSOLD: u8 = NO_ROUTE - 1;

/// The time of what does not happen.
pub const NEVER: Ticks = Ticks::MAX;

/// What happens while a plan is played in a world, by order number or by station; reused from play to play.
#[derive(Clone, Debug, Default)]
pub struct Buffers {
    /// The route of each order.
    pub route: Vec<u8>,
    /// Orders that got fewer pieces than they asked for, as (order, pieces); sorted once all is sold.
    pub cut: Vec<(usize, u32)>,
    /// Orders that enter the line at each station, in sorted runs.
    pub(super) entries: Vec<Runs>,
    /// Arrivals at each station, and last the orders that are done, each sorted.
    pub arrivals: Vec<Runs>,
    /// The work on each of a station's arrivals, as far as it began.
    pub services: Vec<Services>,
    /// When each order was scanned out.
    pub scanned_at: Vec<Ticks>,
    /// When each order was picked up.
    pub shipped_at: Vec<Ticks>,
    /// Vans.
    pub courier: CourierBuffers,
    /// Who pays when.
    pub payments: Payments,
    /// What is left of each product.
    pub shelves: Vec<Shelf>,
    /// What was bought along.
    pub along: AlongBuffers,
    pub(super) lost_measured: u64,
    pub(super) revenue: Money,
    /// What was earned and spent.
    pub ledger: Ledger,
    /// Measured orders that got something, by time of payment.
    pub(super) sold: Vec<Stamp>,
    pub(super) durations: Durations,
    /// What left each station of a line with servers, by time.
    departures: Vec<Vec<Stamp>>,
    /// By station, and last of what leaves the line: whether its queue was worked off with the plan before.
    worked_off: Vec<bool>,
    spare: Vec<Stamp>,
    servers: Tournament,
    /// Boxes packed before the opening.
    pub packing: PackingBuffers,
    /// What comes and goes beside the orders.
    pub supply: SupplyBuffers,
    /// People who come and go.
    pub floor: FloorBuffers,
    /// Desks and what came to them.
    pub desks: DeskBuffers,
}

impl Buffers {
    /// The orders that were scanned out, by time.
    pub fn scanned(&self) -> &[Stamp] {
        self.arrivals.last().map_or(&[], Runs::stamps)
    }

    /// Person-ticks by [kind](super::overtime::HourKind) from opening to the end of `follow`, in the line and at desks.
    pub fn hours(&self, facts: &Facts, plan: &Plan) -> [Ticks; 4] {
        let mut hours = [0; 4];
        if plan.roster.is_some() {
            hours = *self.floor.hours().all();
        } else {
            let servers = plan.staffing.iter().enumerate();
            let in_line = servers.filter(|(station, _)| !facts.inspecting.contains(station));
            hours[HourKind::Regular as usize] = in_line
                .map(|(_, there)| there.there((0, facts.end())))
                .sum();
        }
        if plan.desks.is_some() {
            let sums = hours.iter_mut().zip(self.desks.hours().all());
            sums.for_each(|(sum, spent)| *sum += spent);
        }
        hours
    }

    /// The pieces an order got, those bought along among them; what it asked for when it got none.
    pub fn units(&self, world: &World, order: usize) -> u32 {
        pieces_of(world, order, &self.cut)
    }
}

/// Plays a plan in a world. Its first `steps` are in the buffers already: they are those of the plan that was played there
/// last, in the same world (see [`steps`]).
pub fn play(
    facts: &Facts,
    gauges: &Gauges,
    (plan, steps): (&Plan, usize),
    world: &World,
    buffers: &mut Buffers,
    outcome: &mut Outcome,
) {
    if steps == steps::PACK {
        packing::pack(facts, plan, world.key, &mut buffers.packing);
    }
    if steps <= steps::CHAT {
        buffers.payments.forget();
        desk::open(facts, plan, world, buffers);
    }
    if steps <= steps::SELL {
        lay_out(facts, plan, world, buffers);
        if supply::is_needed(facts, plan) {
            supply::sell(facts, plan, world, buffers);
        } else {
            sell(facts, world, buffers);
        }
        // From here on orders are looked up by number.
        buffers.cut.sort_unstable();
    }
    if steps < steps::ship(facts) {
        match &plan.roster {
            None => work_line(
                facts,
                plan,
                world,
                steps.saturating_sub(steps::WORK),
                buffers,
            ),
            Some(roster) => floor::work_line(facts, plan, roster, world, buffers),
        }
    }
    if steps <= steps::ship(facts) {
        ship(facts, plan, world, buffers);
    }
    if steps <= steps::answer(facts) {
        desk::answer(facts, plan, world, buffers);
    }
    money::reckon(facts, plan, world, buffers);
    gauges.report(facts, plan, world, buffers, outcome);
}

/// The shop at the opening: goods on the shelves, and no order yet.
fn lay_out(facts: &Facts, plan: &Plan, world: &World, buffers: &mut Buffers) {
    buffers.route.clear();
    buffers.route.resize(world.visits.len(), NO_ROUTE);
    buffers.cut.clear();
    buffers.along.clear();
    let stations = facts.stations.len();
    buffers.entries.resize_with(stations + 1, Runs::default);
    buffers.entries.iter_mut().for_each(Runs::clear);
    buffers.shelves.clear();
    buffers.shelves.extend(plan.stocks.iter().map(Shelf::new));
    buffers.packing.fill(&plan.prepack, &mut buffers.shelves);
    buffers.sold.clear();
    (buffers.lost_measured, buffers.revenue) = (0, Money::ZERO);
    buffers.supply.forget();
}

/// Orders take stock as they are paid and go to their first station.
fn sell(facts: &Facts, world: &World, buffers: &mut Buffers) {
    let Buffers {
        route,
        cut,
        entries,
        shelves,
        sold,
        payments,
        ..
    } = buffers;
    entries.iter_mut().for_each(Runs::begin);
    let orders = world.visits.len();
    let (products, pieces) = (
        &world.baskets.product[..orders],
        &world.baskets.units[..orders],
    );
    let route = &mut route[..orders];
    let (mut lost_measured, mut revenue) = (0, Money::ZERO);
    for &paid in payments.paid(world) {
        let order = paid.order();
        let product = usize::from(products[order]);
        let asked = pieces[order];
        let measured = facts.measures(paid.time());
        let (units, way) = match shelves[product].take(asked) {
            Taken::Nothing => {
                lost_measured += u64::from(measured);
                continue;
            }
            Taken::Boxes(units) => (units, PREPACKED),
            Taken::Loose(units) => (units, usize::from(facts.own_route[product])),
        };
        if measured {
            sold.push(paid);
        }
        if units < asked {
            cut.push((order, units));
        }
        route[order] = way as u8;
        revenue += facts.price(world.visits.source(order), product) * u64::from(units);
        entries[facts.routes.first(way)].push(paid);
    }
    (buffers.lost_measured, buffers.revenue) = (lost_measured, revenue);
}

/// A line with servers works off its queues, station by station; the first ones are worked off already.
fn work_line(facts: &Facts, plan: &Plan, world: &World, done: usize, buffers: &mut Buffers) {
    let stations = facts.stations.len();
    let sequence = &facts.routes.sequence;
    buffers.arrivals.resize_with(stations + 1, Runs::default);
    buffers.services.resize_with(stations, Services::default);
    buffers.departures.resize_with(stations, Vec::new);
    buffers.worked_off.clear();
    buffers.worked_off.resize(stations + 1, false);
    for &station in &sequence[..done] {
        buffers.worked_off[station] = true;
    }
    let entries = buffers.entries.iter().zip(&buffers.worked_off);
    for (arrivals, (entries, is_worked_off)) in buffers.arrivals.iter_mut().zip(entries) {
        if !is_worked_off {
            arrivals.copy(entries);
        }
    }
    for (rank, &station) in sequence.iter().enumerate() {
        if rank >= done {
            work(facts, plan, world, station, buffers);
        }
        send_on(facts, station, buffers);
    }
}

/// A station works off its queue.
fn work(facts: &Facts, plan: &Plan, world: &World, station: usize, buffers: &mut Buffers) {
    let Buffers {
        cut,
        arrivals,
        services,
        departures,
        spare,
        servers,
        ..
    } = buffers;
    arrivals[station].merge(spare);
    let input = (
        arrivals[station].stamps(),
        &plan.staffing[station],
        facts.end(),
    );
    let drawn = &world.work[station][..];
    let (services, departures) = (&mut services[station], &mut departures[station]);
    if cut.is_empty() {
        let work = |order: usize| drawn[order];
        station::serve(input, work, servers, services, departures);
    } else {
        let work = |order: usize| work_of(facts, world, station, order, cut);
        station::serve(input, work, servers, services, departures);
    }
}

/// What leaves a station goes on to the next station of its route, but for those that are worked off already.
fn send_on(facts: &Facts, station: usize, buffers: &mut Buffers) {
    let Buffers {
        route,
        arrivals,
        departures,
        worked_off,
        ..
    } = buffers;
    let departures = &departures[station];
    if let Some(next) = facts.routes.only_next(station) {
        if !worked_off[next] {
            arrivals[next].append(departures);
        }
        return;
    }
    arrivals.iter_mut().for_each(Runs::begin);
    for &stamp in departures {
        let next = facts
            .routes
            .next(usize::from(route[stamp.order()]), station);
        if !worked_off[next] {
            arrivals[next].push(stamp);
        }
    }
}

/// The work of an order at a station; one that got fewer pieces than it asked for has its own draw.
pub(super) fn work_of(
    facts: &Facts,
    world: &World,
    station: usize,
    order: usize,
    cut: &[(usize, u32)],
) -> u32 {
    match cut_to(cut, order) {
        None => world.work[station][order],
        Some(units) => facts.stations[station].draw_cut(world.key, order, units),
    }
}

/// The pieces an order got, those bought along among them; what it asked for when it got none.
pub(super) fn pieces_of(world: &World, order: usize, cut: &[(usize, u32)]) -> u32 {
    cut_to(cut, order).unwrap_or(world.baskets.pieces()[order])
}

/// The pieces an order got, if it got fewer than it asked for.
pub(super) fn cut_to(cut: &[(usize, u32)], order: usize) -> Option<u32> {
    let place = cut.binary_search_by_key(&order, |cut| cut.0).ok()?;
    Some(cut[place].1)
}

fn ship(facts: &Facts, plan: &Plan, world: &World, buffers: &mut Buffers) {
    let orders = world.visits.len();
    for times in [&mut buffers.scanned_at, &mut buffers.shipped_at] {
        times.clear();
        times.resize(orders, NEVER);
    }
    let done = buffers.arrivals.len() - 1;
    let scanned = buffers.arrivals[done].merge(&mut buffers.spare);
    for scan in scanned {
        buffers.scanned_at[scan.order()] = scan.time();
    }
    let parcels = (scanned, &world.carrier[..], facts.end());
    van::ship(
        parcels,
        (&plan.pickups, world.key),
        &mut buffers.courier,
        &mut buffers.shipped_at,
    );
}
