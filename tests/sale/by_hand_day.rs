//! A whole day (`scenarios/by-hand.toml`) played a second time by plain loops over floating minutes. Only the times of
//! payment and the products come from the log; nothing else is left to chance.

use crate::common;

use common::scenario;
use std::collections::BTreeMap;
use surgeplan::random::WorldKey;
use surgeplan::sale::log::{Fate, Log, OrderRow};
use surgeplan::scenario::Scenario;

/// What happens on the day, as the loops tell it.
#[derive(Default)]
struct Day {
    paid: Vec<f64>,
    /// Pieces it got, by order.
    units: Vec<f64>,
    boxed: Vec<bool>,
    /// (arrival, start, end) by station and order.
    work: BTreeMap<&'static str, BTreeMap<usize, (f64, f64, f64)>>,
    scanned: BTreeMap<usize, f64>,
    shipped: BTreeMap<usize, f64>,
    overflowed: usize,
}

const END: f64 = 50.0 * 60.0;

/// Minutes from opening (10:00) of a time on a day.
fn clock(day: f64, hour: f64, minute: f64) -> f64 {
    day * 1440.0 + hour * 60.0 + minute - 600.0
}

/// A time as a whole number, so that equal times stay equal after rounding errors and the order's number decides.
fn tick(minute: f64) -> i64 {
    (minute * 600_000.0).round() as i64
}

/// The first open minute from `time` on.
fn open_from(time: f64, hours: &[(f64, f64)]) -> f64 {
    let spans = (0..4).flat_map(|day| {
        let at = move |hour: f64| clock(f64::from(day), hour, 0.0);
        hours.iter().map(move |&(from, to)| (at(from), at(to)))
    });
    let mut open = spans
        .filter(|&(_, to)| time < to)
        .map(|(from, _)| from.max(time));
    if hours.is_empty() {
        time
    } else {
        open.next().expect("four days are enough")
    }
}

/// (station, people, minutes an order, minutes a piece, hours, whether boxes come there)
type Bench<'a> = (&'static str, usize, f64, f64, &'a [(f64, f64)], bool);

impl Day {
    /// 940 pieces of tea, 12 kept back, 235 in boxes; three to an order of tea, two to one of cake, which never runs out.
    fn sell(&mut self, orders: &[OrderRow]) {
        let (mut loose, mut boxes): (f64, f64) = (940.0 - 12.0 - 235.0, 235.0);
        for order in orders {
            let mut boxed = false;
            let mut units: f64 = 2.0;
            if order.product == "tea" {
                units = (loose + boxes).min(3.0);
                boxed = units > 0.0 && boxes >= units;
                if boxed {
                    boxes -= units;
                } else {
                    let opened = (units - loose).max(0.0);
                    loose -= units - opened;
                    boxes -= opened;
                }
            }
            self.paid.push(order.paid.expect("all are paid"));
            self.units.push(units);
            self.boxed.push(boxed);
        }
    }

    fn line(&mut self) {
        let (none, pick, pack) = ([], [(9.0, 12.0), (13.0, 20.0)], [(8.0, 22.0)]);
        let line: [Bench; 4] = [
            ("print", 1, 0.25, 0.0, &none, true),
            ("pick", 3, 0.5, 25.0 / 60.0, &pick, false),
            ("pack", 3, 1.5, 0.0, &pack, false),
            ("scan", 2, 0.2, 0.0, &none, true),
        ];
        let orders = (0..self.paid.len()).filter(|&order| self.units[order] > 0.0);
        let mut at: BTreeMap<usize, f64> = orders.map(|order| (order, self.paid[order])).collect();
        for (id, people, each, piece, hours, boxes) in line {
            let mut queue: Vec<(f64, usize)> =
                at.iter().map(|(&order, &time)| (time, order)).collect();
            queue.retain(|&(_, order)| boxes || !self.boxed[order]);
            queue.sort_by_key(|&(time, order)| (tick(time), order));
            let mut free = vec![0.0_f64; people];
            for (arrived, order) in queue {
                let person = (0..people)
                    .min_by(|&a, &b| free[a].total_cmp(&free[b]))
                    .expect("people");
                let start = open_from(arrived.max(free[person]), hours);
                free[person] = start + each + piece * self.units[order];
                at.insert(order, free[person]);
                self.work
                    .entry(id)
                    .or_default()
                    .insert(order, (arrived, start, free[person]));
            }
        }
        // All is done long before the end of `follow`, so that nothing has to be cut off there.
        assert!(at.values().all(|&time| time < clock(1.0, 15.0, 0.0)));
        self.scanned = at;
    }

    /// On each day the vans come at 13:30 (scanned by 13:00, 300 parcels), 20:45 (90), and the other carrier's, which only
    /// carries what is left then, at 21:15 (25).
    fn ship(&mut self) {
        let mut over: Vec<usize> = Vec::new();
        for day in [0.0, 1.0, 2.0] {
            let vans = [
                (13.5, 13.0, 300, false),
                (20.75, 20.75, 90, true),
                (21.25, 21.25, 25, false),
            ];
            for (at, cutoff, room, last) in vans {
                let (at, cutoff) = (clock(day, at, 0.0), clock(day, cutoff, 0.0));
                if !(0.0..=END).contains(&at) {
                    continue;
                }
                let other = room == 25;
                let mut ready: Vec<(f64, usize)> = Vec::new();
                for (&order, &time) in &self.scanned {
                    let here = over.contains(&order) == other;
                    if here && time <= cutoff && !self.shipped.contains_key(&order) {
                        ready.push((time, order));
                    }
                }
                ready.sort_by_key(|&(time, order)| (tick(time), order));
                for (place, &(_, order)) in ready.iter().enumerate() {
                    if place < room {
                        self.shipped.insert(order, at);
                    } else if last {
                        over.push(order);
                    }
                }
            }
        }
        self.overflowed = over.len();
    }
}

fn near(got: f64, want: f64, what: &str) {
    assert!(
        (got - want).abs() < 1e-6,
        "{what}: got {got}, by hand {want}"
    );
}

fn replay(scenario: &Scenario, replication: u64) -> (Log, BTreeMap<String, f64>) {
    let key = WorldKey::new(1, replication);
    let (log, outcome) = scenario
        .sale
        .replay(&scenario.plan, key)
        .expect("a small world");
    let names = scenario
        .catalogue()
        .metrics()
        .iter()
        .map(|metric| metric.name.clone());
    (log, names.zip(outcome.values).collect())
}

#[test]
fn a_whole_day_played_twice() {
    let scenario = scenario("by-hand.toml", &[], &[]);
    for replication in 0..20 {
        let (log, metrics) = replay(&scenario, replication);
        let mut day = Day::default();
        day.sell(&log.orders);
        day.line();
        day.ship();
        compare_orders(&day, &log);
        compare_metrics(&day, &metrics);
    }
}

fn compare_orders(day: &Day, log: &Log) {
    let rows: usize = day.work.values().map(BTreeMap::len).sum();
    assert_eq!(log.work.len(), rows);
    for row in &log.work {
        let (arrived, started, ended) = day.work[row.station.as_str()][&row.order];
        near(row.arrived, arrived, "arrival");
        near(row.started, started, "start");
        near(row.ended, ended, "end");
    }
    for (number, order) in log.orders.iter().enumerate() {
        let fate = match (day.units[number] > 0.0, day.shipped.contains_key(&number)) {
            (false, _) => Fate::LostStock,
            (true, false) => Fate::Waiting,
            (true, true) => Fate::Shipped,
        };
        assert_eq!(order.fate, fate, "{order:?}");
        if fate != Fate::LostStock {
            assert_eq!(f64::from(order.units), day.units[number]);
            assert_eq!(order.route == "prepacked", day.boxed[number]);
            near(order.scanned.expect("a scan"), day.scanned[&number], "scan");
        }
        if let Some(&shipped) = day.shipped.get(&number) {
            near(order.picked_up.expect("a pickup"), shipped, "pickup");
        }
    }
}

fn compare_metrics(day: &Day, metrics: &BTreeMap<String, f64>) {
    let is = |name: &str, want: f64| near(metrics[name], want, name);
    let taken: Vec<usize> = day.scanned.keys().copied().collect();
    let sold = taken.len() as f64;
    let sum = |of: &dyn Fn(usize) -> f64| taken.iter().map(|&order| of(order)).sum::<f64>();
    let shipped = |order: usize| day.shipped.get(&order).copied();
    is("orders.paid", sold);
    is("orders.lost_stock", day.units.len() as f64 - sold);
    is("orders.unshipped", sold - day.shipped.len() as f64);
    is("units.sold", sum(&|order| day.units[order]));
    is(
        "prepack.used",
        sum(&|order| {
            if day.boxed[order] {
                day.units[order]
            } else {
                0.0
            }
        }),
    );
    is("courier.overflowed", day.overflowed as f64);
    let flow = |order: usize| day.scanned[&order] - day.paid[order];
    is("flow.minutes.mean", sum(&flow) / sold);
    is(
        "flow.minutes.p95",
        quantile(taken.iter().map(|&order| flow(order)), 0.95),
    );
    is(
        "flow.within_1h",
        sum(&|order| f64::from(u8::from(flow(order) <= 60.0))) / sold,
    );
    // What is not picked up enters times with its age at the end.
    let ship = |order: usize| (shipped(order).unwrap_or(END) - day.paid[order]) / 60.0;
    is("ship.hours.mean", sum(&ship) / sold);
    is(
        "ship.hours.p90",
        quantile(taken.iter().map(|&order| ship(order)), 0.9),
    );
    // The promise is noon of the next day, whenever an order was paid.
    let noon = clock(1.0, 12.0, 0.0);
    let late = sum(&|order| f64::from(u8::from(shipped(order).is_none_or(|time| time > noon))));
    assert!(late > 0.0 && late < sold);
    is("ship.late", late);
    is("ship.within_promise", 1.0 - late / sold);
    let last = day.scanned.values().copied().fold(0.0, f64::max);
    is("flow.last_scan", last / 60.0);
    let rows = day.work["pick"].values();
    let wait: f64 = rows
        .clone()
        .map(|&(arrived, started, _)| started - arrived)
        .sum();
    let busy: f64 = rows
        .clone()
        .map(|&(_, started, ended)| ended.min(last) - started.min(last))
        .sum();
    is(
        "station.pick.wait.mean",
        wait / day.work["pick"].len() as f64,
    );
    is("station.pick.queue.mean", wait / last);
    // Four people from 10:00 to 12:00, 13:00 to 20:00 and, where work is left, from 9:00 on the next day.
    let open: f64 = [
        (0.0, 10.0, 12.0),
        (0.0, 13.0, 20.0),
        (1.0, 9.0, 12.0),
        (1.0, 13.0, 20.0),
    ]
    .iter()
    .map(|&(day, from, to)| (clock(day, to, 0.0).min(last) - clock(day, from, 0.0)).max(0.0))
    .sum();
    is("station.pick.utilisation", busy / (4.0 * open));
    let peak = rows.clone().map(|&(at, _, _)| {
        rows.clone()
            .filter(|&&(arrived, started, _)| arrived <= at && at < started)
            .count()
    });
    is("station.pick.queue.peak", peak.max().unwrap_or(0) as f64);
}

/// The smallest value that at least a share p of all do not exceed.
fn quantile(values: impl Iterator<Item = f64>, p: f64) -> f64 {
    let mut sorted: Vec<f64> = values.collect();
    sorted.sort_by(f64::total_cmp);
    sorted[(sorted.len() as f64 * p - 1e-9).ceil() as usize - 1]
}
