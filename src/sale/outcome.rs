//! The outcome of a sale: its metrics and time series.

use super::along::AlongGauges;
use super::desk::{self, DeskGauges};
use super::durations::{DurationGauges, Durations};
use super::floor::FloorGauges;
use super::line::{Line, Span, StationGauges};
use super::line_series;
use super::money::MoneyGauges;
use super::packing::PackingGauges;
use super::plan::Plan;
use super::play::{Buffers, NEVER};
use super::stock::StockGauges;
use super::time::{Stamp, Ticks, hours, minutes};
use super::van::CourierGauges;
use super::world::World;
use super::{Facts, Promise};
use crate::model::{Catalogue, Frame, Outcome};
use std::ops::Range;

/// The places of all metrics in an outcome, and the grid of its series.
#[derive(Clone, Debug)]
pub struct Gauges {
    catalogue: Catalogue,
    frame: Frame,
    /// How many of the series are of the line; the others are of desks.
    line_series: usize,
    orders: OrderGauges,
    flow: DurationGauges,
    ship: DurationGauges,
    last_scan: usize,
    promise: [usize; 2],
    stations: Vec<StationGauges>,
    people_hours: usize,
    floor: FloorGauges,
    desks: DeskGauges,
    courier: CourierGauges,
    stock: StockGauges,
    along: AlongGauges,
    packing: PackingGauges,
    money: MoneyGauges,
    /// The places of metrics that take time to find: they are left out where none of them is asked for.
    of_flow: Range<usize>,
    of_ship: Range<usize>,
    of_stations: Range<usize>,
    of_floor: Range<usize>,
    of_desks: Range<usize>,
}

#[derive(Clone, Debug)]
struct OrderGauges {
    heat: usize,
    paid: usize,
    unpaid: usize,
    unshipped: usize,
    backordered: usize,
    oversold: usize,
}

impl OrderGauges {
    fn new(c: &mut Catalogue) -> Self {
        Self {
            heat: c.add("heat", "factor", "the heat drawn: one factor on demand"),
            paid: c.add(
                "orders.paid",
                "orders",
                "orders paid and taken (unpaid and lost ones left out)",
            ),
            unpaid: c.add("orders.unpaid", "orders", "orders that were never paid"),
            unshipped: c.add(
                "orders.unshipped",
                "orders",
                "paid orders not picked up by the end of `follow`",
            ),
            backordered: c.add(
                "orders.backordered",
                "orders",
                "paid orders that had to wait for a restock",
            ),
            oversold: c.add(
                "orders.oversold",
                "orders",
                "paid orders that the listing took though no piece was there",
            ),
        }
    }
}

impl Gauges {
    /// Names all metrics of a sale, and those that are asked for beside.
    pub fn new(facts: &Facts, plan: &Plan, asked: &[String]) -> Self {
        let mut c = Catalogue::new(asked);
        let orders = OrderGauges::new(&mut c);
        let stock = StockGauges::new(&facts.range, &mut c);
        let along = AlongGauges::new(&facts.range, &mut c);
        let packing = PackingGauges::new(facts, &plan.prepack, &mut c);
        let from_flow = c.metrics().len();
        let flow = DurationGauges {
            mean: c.add(
                "flow.minutes.mean",
                "min",
                "payment to scan, mean over orders",
            ),
            quantiles: c.quantiles("flow.minutes", &[50, 95], "min", "payment to scan"),
            within: c.within("flow", &["1h", "12h"], "share of paid orders scanned"),
            unit: minutes,
        };
        let of_flow = from_flow..c.metrics().len();
        let last_scan = c.add("flow.last_scan", "h", "hours from opening to the last scan");
        let ship = DurationGauges {
            mean: c.add(
                "ship.hours.mean",
                "h",
                "payment to pickup, mean over orders",
            ),
            quantiles: c.quantiles("ship.hours", &[50, 90, 95, 99], "h", "payment to pickup"),
            within: c.within("ship", &["24h", "48h"], "share of paid orders picked up"),
            unit: hours,
        };
        let of_ship = last_scan + 1..c.metrics().len();
        let promise = [
            c.add(
                "ship.within_promise",
                "share",
                "share of paid orders picked up within the promise",
            ),
            c.add(
                "ship.late",
                "orders",
                "paid orders not picked up within the promise",
            ),
        ];
        let stations = facts
            .stations
            .iter()
            .enumerate()
            .map(|(station, fact)| {
                let inspects = facts.inspecting.contains(&station);
                let until = if inspects {
                    "the end of `follow`"
                } else {
                    "the last scan"
                };
                StationGauges::new(&fact.id, until, &mut c)
            })
            .collect();
        let people_hours = c.add(
            "people.hours",
            "h",
            "hours people are there from opening to the end of `follow`, breaks and absences left out",
        );
        let floor = FloorGauges::new(facts, plan, &mut c);
        let of_floor = people_hours + 1..c.metrics().len();
        let desks = DeskGauges::new(facts, &mut c);
        let of_desks = of_floor.end..c.metrics().len();
        let courier = CourierGauges::new(&facts.carriers.carriers, &plan.pickups, &mut c);
        let money = MoneyGauges::new(&mut c);
        let mut frame = line_series::frame(facts);
        let line_series = frame.series.len();
        desk::series::add(facts, &mut frame);
        Self {
            frame,
            line_series,
            orders,
            flow,
            ship,
            last_scan,
            promise,
            stations,
            people_hours,
            floor,
            desks,
            courier,
            stock,
            along,
            packing,
            money,
            of_flow,
            of_ship,
            of_stations: promise[1] + 1..people_hours,
            of_floor,
            of_desks,
            catalogue: c,
        }
    }

    /// The metrics.
    pub fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }

    /// The series.
    pub fn frame(&self) -> &Frame {
        &self.frame
    }

    /// Reports a play.
    pub(super) fn report(
        &self,
        facts: &Facts,
        plan: &Plan,
        world: &World,
        buffers: &mut Buffers,
        outcome: &mut Outcome,
    ) {
        let values = &mut outcome.values;
        values.clear();
        values.resize(self.catalogue.metrics().len(), f64::NAN);
        let asked = &outcome.asked[..];
        self.stock.report(&buffers.shelves, &plan.stocks, values);
        self.money.report(&buffers.ledger, values);
        self.along.report(&buffers.along, &buffers.shelves, values);
        self.packing
            .report(plan, &buffers.packing, &buffers.shelves, values);
        self.courier.report(&plan.pickups, &buffers.courier, values);
        self.report_orders(facts, world, buffers, (asked, values));
        let last_scan = buffers.scanned().last().map(|scan| scan.time());
        values[self.last_scan] = last_scan.map_or(f64::NAN, hours);
        if is_asked(asked, &self.of_stations) {
            self.report_stations(facts, plan, world, buffers, values);
        }
        values[self.people_hours] = hours(buffers.hours(facts, plan).iter().sum());
        if is_asked(asked, &self.of_floor) {
            self.floor.report((facts, plan), world, buffers, values);
        }
        if is_asked(asked, &self.of_desks) {
            self.desks.report(facts, world, buffers, values);
        }
        outcome.series.clear();
        if outcome.with_series {
            let (of_line, all) = (self.frame.offset(self.line_series), self.frame.series.len());
            outcome.series.resize(self.frame.offset(all), 0.0);
            let (of_line, of_desks) = outcome.series.split_at_mut(of_line);
            line_series::report(facts, &self.frame.series[0], (world, buffers), of_line);
            desk::series::report(facts, &buffers.desks, of_desks);
        }
    }

    fn report_orders(
        &self,
        facts: &Facts,
        world: &World,
        buffers: &mut Buffers,
        (asked, values): (&[usize], &mut [f64]),
    ) {
        let Buffers {
            sold,
            durations,
            scanned_at,
            shipped_at,
            supply,
            lost_measured,
            payments,
            ..
        } = buffers;
        let oversold = supply.oversold;
        values[self.orders.oversold] = oversold as f64;
        values[self.orders.backordered] = supply.backordered as f64;
        let measured = (sold.len() as u64 + oversold) + *lost_measured;
        let came = if facts.measure.is_none() {
            world.visits.len()
        } else {
            let times = payments.times(world).iter();
            times.filter(|&&time| facts.measures(time)).count()
        };
        values[self.orders.heat] = world.visits.heat;
        let lost_chat = payments.lost_measured(facts) as u64;
        values[self.orders.unpaid] = (came as u64 - measured - lost_chat) as f64;
        values[self.orders.paid] = (sold.len() as u64 + oversold) as f64;
        if is_asked(asked, &self.of_flow) {
            fill(durations, sold, scanned_at, facts.end());
            durations.report(&self.flow, values);
        }
        if is_asked(asked, &self.of_ship) || asked.contains(&self.orders.unshipped) {
            fill(durations, sold, shipped_at, facts.end());
            durations.report(&self.ship, values);
            values[self.orders.unshipped] = durations.unfinished() as f64;
        }
        let late = |paid: &&Stamp| shipped_at[paid.order()] > facts.due(paid.time());
        let late = sold.iter().filter(late).count();
        values[self.promise[1]] = late as f64;
        if !sold.is_empty() {
            values[self.promise[0]] = (sold.len() - late) as f64 / sold.len() as f64;
        }
    }

    fn report_stations(
        &self,
        facts: &Facts,
        plan: &Plan,
        world: &World,
        buffers: &mut Buffers,
        values: &mut [f64],
    ) {
        let last_scan = buffers.scanned().last().map(|scan| scan.time());
        let (from, to) = facts
            .measure
            .unwrap_or((0, last_scan.unwrap_or(facts.end())));
        let holds_all = facts.measure.is_none() && buffers.scanned().len() == buffers.sold.len();
        let span = Span {
            from,
            to,
            holds_all,
        };
        let mut longest = (0, None);
        for (station, gauges) in self.stations.iter().enumerate() {
            let inspects = facts.inspecting.iter().position(|&other| other == station);
            // What comes back does so when all is scanned.
            let span = match (inspects, facts.measure) {
                (Some(_), None) => Span {
                    to: facts.end(),
                    holds_all: false,
                    ..span
                },
                _ => span,
            };
            let there = match (inspects, &plan.roster) {
                (Some(place), _) => {
                    let place = facts.desks.len() + place;
                    buffers.desks.there(place, (span.from, span.to))
                }
                (None, Some(_)) => buffers.floor.there(station, (span.from, span.to)),
                (None, None) => plan.staffing[station].there((span.from, span.to)),
            };
            let line = Line {
                arrivals: buffers.arrivals[station].stamps(),
                services: &buffers.services[station],
                there,
                paid_at: buffers.payments.times(world),
            };
            let waited = gauges.report(facts, &line, span, &mut buffers.durations, values);
            values[gauges.bottleneck] = 0.0;
            if waited > longest.0 && inspects.is_none() {
                longest = (waited, Some(gauges));
            }
        }
        if let Some(gauges) = longest.1 {
            values[gauges.bottleneck] = 1.0;
        }
    }
}

/// Whether any of these metrics is asked for; all are, where none is named.
fn is_asked(asked: &[usize], places: &Range<usize>) -> bool {
    asked.is_empty() || asked.iter().any(|place| places.contains(place))
}

/// Takes the time from payment until something was done with an order, if ever it was.
fn fill(durations: &mut Durations, paid: &[Stamp], done_at: &[Ticks], end: Ticks) {
    durations.clear();
    let finished = paid.iter().map(|paid| (done_at[paid.order()], paid.time()));
    let finished = finished.filter(|&(done, _)| done != NEVER);
    durations.extend(paid.len(), finished.map(|(done, paid)| done - paid));
    if durations.cases() < paid.len() {
        let left = paid.iter().filter(|paid| done_at[paid.order()] == NEVER);
        durations.extend_unfinished(left.map(|paid| end - paid.time()));
    }
}

impl Facts {
    /// By when an order paid at this time is to be picked up.
    #[inline]
    pub fn due(&self, paid: Ticks) -> Ticks {
        match self.promise {
            Promise::After(span) => paid.saturating_add(span),
            Promise::By(time) => time,
        }
    }
}
