//! The outcome of a sale: its metrics and time series.

use super::pickup::CourierGauges;
use super::plan::Plan;
use super::play::{Buffers, NEVER, work_of};
use super::stock::StockGauges;
use super::time::{Ticks, hours, minutes, ticks};
use super::world::World;
use super::{Facts, Promise};
use crate::model::{Catalogue, Frame, Metric, Outcome};

/// The places of all metrics in an outcome, and the grid of its series.
#[derive(Clone, Debug)]
pub struct Gauges {
    catalogue: Catalogue,
    frame: Frame,
    orders: OrderGauges,
    flow: DurationGauges,
    ship: DurationGauges,
    last_scan: usize,
    promise: [usize; 2],
    stations: Vec<StationGauges>,
    courier: CourierGauges,
    stock: StockGauges,
}

#[derive(Clone, Debug)]
struct OrderGauges {
    heat: usize,
    paid: usize,
    unpaid: usize,
    unshipped: usize,
}

/// Metrics of a duration of each order: mean, quantiles and shares within a time.
#[derive(Clone, Debug)]
struct DurationGauges {
    mean: usize,
    quantiles: Vec<(f64, usize)>,
    within: Vec<(f64, usize)>,
    unit: fn(Ticks) -> f64,
}

#[derive(Clone, Debug)]
struct StationGauges {
    utilisation: usize,
    wait: DurationGauges,
    peak: usize,
    mean: usize,
    bottleneck: usize,
}

impl Gauges {
    /// Names all metrics of a sale, and those that are asked for beside.
    pub fn new(facts: &Facts, plan: &Plan, asked: &[String]) -> Self {
        let mut c = Catalogue::new(asked);
        let orders = OrderGauges {
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
        };
        let stock = StockGauges::new(&facts.range, &mut c);
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
            .map(|station| StationGauges::new(&station.id, &mut c))
            .collect();
        let courier = CourierGauges::new(&facts.carriers.carriers, &plan.pickups, &mut c);
        Self {
            frame: frame(facts),
            orders,
            flow,
            ship,
            last_scan,
            promise,
            stations,
            courier,
            stock,
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
        self.stock
            .report(&buffers.shelves, &plan.stocks, buffers.revenue, values);
        self.courier.report(&plan.pickups, &buffers.courier, values);
        self.report_orders(facts, world, buffers, values);
        let last_scan = buffers.scanned().last().map(|scan| scan.time());
        values[self.last_scan] = last_scan.map_or(f64::NAN, hours);
        let span = facts
            .measure
            .unwrap_or((0, last_scan.unwrap_or(facts.end())));
        let mut longest = (0, None);
        for station in 0..self.stations.len() {
            let waited =
                self.stations[station].report(facts, plan, world, station, span, buffers, values);
            values[self.stations[station].bottleneck] = 0.0;
            if waited > longest.0 {
                longest = (waited, Some(station));
            }
        }
        if let Some(station) = longest.1 {
            values[self.stations[station].bottleneck] = 1.0;
        }
        outcome.series.clear();
        if outcome.with_series {
            self.report_series(facts, world, buffers, &mut outcome.series);
        }
    }

    fn report_orders(
        &self,
        facts: &Facts,
        world: &World,
        buffers: &mut Buffers,
        values: &mut [f64],
    ) {
        let paid = world.visits.paid();
        let measured = paid
            .iter()
            .filter(|paid| facts.measures(paid.time()))
            .count() as u64;
        let came = if facts.measure.is_none() {
            world.visits.len() as u64
        } else {
            world
                .visits
                .paid_at()
                .iter()
                .filter(|&&time| facts.measures(time))
                .count() as u64
        };
        values[self.orders.heat] = world.visits.heat;
        values[self.orders.unpaid] = (came - measured) as f64;
        let sold = measured - buffers.lost_measured;
        values[self.orders.paid] = sold as f64;
        let Buffers {
            durations,
            ages,
            quantiles,
            scanned_at,
            shipped_at,
            route,
            ..
        } = buffers;
        let mut late = 0u64;
        for (gauges, done_at) in [(&self.flow, &*scanned_at), (&self.ship, &*shipped_at)] {
            durations.clear();
            ages.clear();
            late = 0;
            for &paid in paid {
                let (order, time) = (paid.order(), paid.time());
                if route[order] == super::play::NO_ROUTE || !facts.measures(time) {
                    continue;
                }
                let done = done_at[order];
                if done == NEVER {
                    ages.push(facts.end() - time);
                }
                durations.push(done.min(facts.end()) - time);
                late += u64::from(done > facts.due(time));
            }
            gauges.report(durations, ages, quantiles, values);
        }
        values[self.orders.unshipped] = ages.len() as f64;
        values[self.promise[1]] = late as f64;
        if sold > 0 {
            values[self.promise[0]] = (sold - late) as f64 / sold as f64;
        }
    }

    fn report_series(
        &self,
        facts: &Facts,
        world: &World,
        buffers: &Buffers,
        series: &mut Vec<f32>,
    ) {
        let Frame { step, points, .. } = self.frame;
        series.resize(points * self.frame.series.len(), 0.0);
        let step = ticks(step);
        let mut rows = series.chunks_exact_mut(points);
        // The first grid point at or after a time.
        let place = |time: Ticks| usize::try_from(time.div_ceil(step)).unwrap_or(usize::MAX);
        let count = |row: &mut [f32], from: Ticks, to: Ticks| {
            let (from, to) = (place(from), place(to));
            if from < points {
                row[from] += 1.0;
            }
            if to < points {
                row[to] -= 1.0;
            }
        };
        let level = |row: &mut [f32]| {
            let mut sum = 0.0;
            for value in row {
                sum += *value;
                *value = sum;
            }
        };
        if let Some(row) = rows.next() {
            for paid in world.visits.paid() {
                let place = (paid.time() / step) as usize;
                if place < points && buffers.route[paid.order()] != super::play::NO_ROUTE {
                    row[place] += 1.0;
                }
            }
        }
        for station in 0..self.stations.len() {
            let (Some(queue), Some(busy)) = (rows.next(), rows.next()) else {
                return;
            };
            let starts = &buffers.starts[station];
            for (index, arrival) in buffers.arrivals[station].stamps().iter().enumerate() {
                let start = starts.get(index).copied();
                count(queue, arrival.time(), start.unwrap_or(NEVER));
                if let Some(start) = start {
                    let work = work_of(facts, world, station, arrival.order(), &buffers.cut);
                    count(busy, start, start + Ticks::from(work));
                }
            }
            level(queue);
            level(busy);
        }
        if let Some(row) = rows.next() {
            for scan in buffers.scanned() {
                count(row, scan.time(), buffers.shipped_at[scan.order()]);
            }
            level(row);
        }
    }
}

impl DurationGauges {
    /// `durations` of all cases, those that had not ended at their age at the end of `follow`, which `ages` repeats.
    fn report(
        &self,
        durations: &[Ticks],
        ages: &[Ticks],
        quantiles: &mut super::quantiles::Quantiles,
        values: &mut [f64],
    ) {
        if durations.is_empty() {
            return;
        }
        let cases = durations.len() as f64;
        // Whole ticks add up exactly; 2^64 of them are a million orders waiting 58,000 years each... times 17.
        let sum: u64 = durations.iter().sum();
        values[self.mean] = (self.unit)(sum) / cases;
        let unit = self.unit;
        quantiles.find(durations, &self.quantiles, |place, value| {
            values[place] = unit(value);
        });
        for &(limit, place) in &self.within {
            let limit = ticks(limit);
            let count = |all: &[Ticks]| all.iter().filter(|&&duration| duration <= limit).count();
            values[place] = (count(durations) - count(ages)) as f64 / cases;
        }
    }
}

impl StationGauges {
    fn new(id: &str, c: &mut Catalogue) -> Self {
        let name = format!("station.{id}");
        Self {
            utilisation: c.add(
                format!("{name}.utilisation"),
                "share",
                format!(
                    "time people at {id} work ÷ time they are there, from opening to the last scan"
                ),
            ),
            wait: DurationGauges {
                mean: c.add(
                    format!("{name}.wait.mean"),
                    "min",
                    format!("wait in the queue of {id}, mean"),
                ),
                quantiles: c.quantiles(
                    &format!("{name}.wait"),
                    &[95],
                    "min",
                    &format!("wait in the queue of {id}"),
                ),
                within: c.within(
                    &format!("{name}.wait"),
                    &[],
                    &format!("share of orders that wait for {id}"),
                ),
                unit: minutes,
            },
            peak: c.add(
                format!("{name}.queue.peak"),
                "orders",
                format!("longest queue at {id}"),
            ),
            mean: c.add(
                format!("{name}.queue.mean"),
                "orders",
                format!("queue at {id}, mean from opening to the last scan"),
            ),
            bottleneck: c.add(
                format!("{name}.bottleneck"),
                "yes/no",
                format!("1 where orders wait longest at {id}, all waits added up, else 0"),
            ),
        }
    }

    /// Reports a station and returns all the time orders waited there within the span.
    #[allow(
        clippy::too_many_arguments,
        reason = "a station's report looks at everything that was played"
    )]
    fn report(
        &self,
        facts: &Facts,
        plan: &Plan,
        world: &World,
        station: usize,
        (from, to): (Ticks, Ticks),
        buffers: &mut Buffers,
        values: &mut [f64],
    ) -> Ticks {
        let Buffers {
            arrivals,
            starts,
            durations,
            ages,
            quantiles,
            cut,
            ..
        } = buffers;
        let (arrivals, starts) = (arrivals[station].stamps(), &starts[station]);
        let overlap = |a: Ticks, b: Ticks| b.min(to).saturating_sub(a.max(from));
        let (mut queued, mut busy, mut peak, mut begun) = (0, 0, 0, 0);
        durations.clear();
        ages.clear();
        for (index, arrival) in arrivals.iter().enumerate() {
            let (time, order) = (arrival.time(), arrival.order());
            while starts.get(begun).is_some_and(|&start| start <= time) {
                begun += 1;
            }
            if (from..=to).contains(&time) {
                // Orders that arrive at the very same time may have begun already.
                peak = peak.max((index + 1).saturating_sub(begun));
            }
            let start = starts.get(index).copied();
            let until = start.unwrap_or(facts.end());
            queued += overlap(time, until);
            if let Some(start) = start {
                let work = if cut.is_empty() {
                    world.work[station][order]
                } else {
                    work_of(facts, world, station, order, cut)
                };
                busy += overlap(start, start + Ticks::from(work));
            }
            if facts.measure.is_none() || facts.measures(world.visits.paid_at()[order]) {
                durations.push(until - time);
                if start.is_none() {
                    ages.push(until - time);
                }
            }
        }
        self.wait.report(durations, ages, quantiles, values);
        let staffing = &plan.staffing[station];
        let there = staffing.hours.open_between(from, to) * staffing.servers as u64;
        if there > 0 {
            values[self.utilisation] = busy as f64 / there as f64;
        }
        values[self.peak] = peak as f64;
        if to > from {
            values[self.mean] = queued as f64 / (to - from) as f64;
        }
        queued
    }
}

/// A grid of quarter hours over the sale and the day after it; of hours when that is more than three days.
fn frame(facts: &Facts) -> Frame {
    let span = (facts.calendar.closes + 1440.0).min(facts.calendar.follow);
    let step = if span <= 3.0 * 1440.0 { 15.0 } else { 60.0 };
    let mut series = vec![Metric {
        name: "orders".to_owned(),
        unit: "orders",
        meaning: "orders paid and taken from one grid point to the next".to_owned(),
    }];
    let mut add = |name: String, unit: &'static str, meaning: String| {
        series.push(Metric {
            name,
            unit,
            meaning,
        });
    };
    for station in &facts.stations {
        add(
            format!("queue.{}", station.id),
            "orders",
            format!("orders waiting for {}", station.id),
        );
        add(
            format!("busy.{}", station.id),
            "people",
            format!("people at work at {}", station.id),
        );
    }
    add(
        "parcels.waiting".to_owned(),
        "parcels",
        "parcels scanned and not yet picked up".to_owned(),
    );
    // A year of hours is plenty; longer studies see their first year.
    let points = ((span / step).floor() as usize + 1).min(8784);
    Frame {
        step,
        points,
        series,
    }
}

impl Facts {
    /// By when an order paid at this time is to be picked up.
    #[inline]
    pub fn due(&self, paid: Ticks) -> Ticks {
        match self.promise {
            Promise::After(span) => paid + span,
            Promise::By(time) => time,
        }
    }
}
