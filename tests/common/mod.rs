//! What the tests of many worlds share: reading a scenario, playing it, its columns by name, and the one tolerance.
#![allow(dead_code, reason = "every file of tests uses a part of it")]

pub mod along;
pub mod bursts;
pub mod conservation;
pub mod floors;
pub mod packing;
pub mod shop;

use rayon::prelude::*;
use serde_json::Value;
use std::path::Path;
use surgeplan::model::{Model, Outcome};
use surgeplan::monte_carlo::{Settings, Table, run};
use surgeplan::random::WorldKey;
use surgeplan::sale::play::Buffers;
use surgeplan::sale::time::{Ticks, ticks};
use surgeplan::sale::{Sale, World};
use surgeplan::scenario::Scenario;
use surgeplan::stats::{self, Mean};

/// A file of `tests/scenarios` with overrides; `asked` are metrics wanted beside the usual ones.
pub fn scenario(file: &str, overrides: &[&str], asked: &[&str]) -> Scenario {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios");
    let owned = |texts: &[&str]| -> Vec<String> { texts.iter().map(ToString::to_string).collect() };
    Scenario::read(&folder.join(file), &owned(overrides), &owned(asked))
        .unwrap_or_else(|refused| panic!("{refused}"))
}

/// A scenario from its text, with overrides.
pub fn from_text(text: &str, overrides: &[&str]) -> Scenario {
    let overrides: Vec<String> = overrides.iter().map(ToString::to_string).collect();
    Scenario::from_text("test.toml", text, &overrides)
        .unwrap_or_else(|refused| panic!("{refused}\n{text}"))
}

/// What came of a scenario in many worlds.
pub struct Played {
    names: Vec<String>,
    pub table: Table,
}

/// Plays a scenario in the worlds 0 to `replications` − 1 of a seed, on all processors.
pub fn play(scenario: &Scenario, seed: u64, replications: usize) -> Played {
    play_on(scenario, seed, replications, None)
}

/// The same on so many threads.
pub fn play_on(
    scenario: &Scenario,
    seed: u64,
    replications: usize,
    threads: Option<usize>,
) -> Played {
    let settings = Settings {
        seed,
        replications,
        threads,
    };
    let table =
        run(&scenario.sale, &scenario.plan, settings, |_| {}).unwrap_or_else(|e| panic!("{e}"));
    let names = scenario.sale.metrics().iter();
    Played {
        names: names.map(|metric| metric.name.clone()).collect(),
        table,
    }
}

impl Played {
    /// A metric over all replications.
    pub fn column(&self, name: &str) -> Vec<f64> {
        let place = self.names.iter().position(|other| other == name);
        let place = place.unwrap_or_else(|| panic!("no metric {name} among {:?}", self.names));
        self.table.column(place)
    }

    /// Its mean over replications.
    pub fn mean(&self, name: &str) -> Mean {
        stats::mean(&self.column(name), 0.95)
    }

    /// The pooled mean over all orders of all replications of what a metric tells of the orders of one.
    pub fn pooled(&self, name: &str) -> Mean {
        let orders = self.column("orders.paid");
        let sums: Vec<f64> = self
            .column(name)
            .iter()
            .zip(&orders)
            .map(|(mean, orders)| if *orders > 0.0 { mean * orders } else { 0.0 })
            .collect();
        stats::ratio(&sums, &orders, 0.95)
    }
}

/// What a tally may look at in a world that was played.
pub struct Scene<'a> {
    pub sale: &'a Sale,
    pub world: &'a World,
    pub buffers: &'a Buffers,
    pub outcome: &'a Outcome,
}

impl Scene<'_> {
    /// The wait in ticks and the order of everything that began at a station.
    pub fn waits(&self, station: usize) -> impl Iterator<Item = (usize, Ticks)> + '_ {
        let arrivals = self.buffers.arrivals[station].stamps().iter();
        arrivals
            .zip(&self.buffers.services[station].starts)
            .map(|(arrival, start)| (arrival.order(), start - arrival.time()))
    }

    /// Whether an order enters the metrics.
    pub fn measured(&self, order: usize) -> bool {
        let times = self.buffers.payments.times(self.world);
        self.sale.facts.measures(times[order])
    }

    /// Orders scanned by a time in minutes.
    pub fn scanned_by(&self, minute: f64) -> f64 {
        let scanned = self.buffers.scanned();
        scanned.partition_point(|scan| scan.time() <= ticks(minute)) as f64
    }

    /// Orders paid by a time in minutes.
    pub fn paid_by(&self, minute: f64) -> f64 {
        let paid = self.buffers.payments.paid(self.world);
        paid.partition_point(|paid| paid.time() <= ticks(minute)) as f64
    }

    /// Orders whose work at a station began by a time in minutes.
    pub fn begun_by(&self, station: usize, minute: f64) -> f64 {
        self.buffers.services[station]
            .starts
            .partition_point(|&start| start <= ticks(minute)) as f64
    }

    /// A series at a clock time in minutes, which must lie on the grid.
    pub fn series(&self, name: &str, minute: f64) -> f64 {
        let frame = self.sale.frame();
        let row = (frame.series.iter()).position(|series| series.metric.name == name);
        let row = row.unwrap_or_else(|| panic!("no series {name}"));
        let point = minute / frame.series[row].step;
        assert_eq!(point.fract(), 0.0, "{minute} is not on the grid");
        f64::from(self.outcome.series[frame.offset(row) + point as usize])
    }
}

/// Plays a scenario as [`play`] does and takes numbers from each world: one column a number.
pub fn tally(
    scenario: &Scenario,
    seed: u64,
    replications: usize,
    count: impl Fn(&Scene) -> Vec<f64> + Sync,
) -> Vec<Vec<f64>> {
    let sale = &scenario.sale;
    let start = || (World::default(), Buffers::default(), Outcome::default());
    let rows: Vec<Vec<f64>> = (0..replications as u64)
        .into_par_iter()
        .map_init(start, |(world, buffers, outcome), replication| {
            outcome.with_series = true;
            sale.draw(WorldKey::new(seed, replication), world)
                .unwrap_or_else(|e| panic!("{e}"));
            sale.play(world, &scenario.plan, buffers, outcome);
            count(&Scene {
                sale,
                world,
                buffers,
                outcome,
            })
        })
        .collect();
    (0..rows[0].len())
        .map(|column| rows.iter().map(|row| row[column]).collect())
        .collect()
}

/// The values of a case of the exact results.
pub struct Exact {
    case: String,
    values: Value,
}

/// A case of `reference/theory.json`.
pub fn theory(case: &str) -> Exact {
    let all: Value = serde_json::from_str(include_str!("../reference/theory.json"))
        .expect("the reference is JSON");
    let cases = all["cases"].as_array().expect("cases");
    let found = cases.iter().find(|found| found["id"] == case);
    Exact {
        case: case.to_owned(),
        values: found.unwrap_or_else(|| panic!("no case {case}"))["values"].clone(),
    }
}

impl Exact {
    /// A number, by its keys.
    pub fn get(&self, keys: &[&str]) -> f64 {
        let mut value = &self.values;
        for key in keys {
            value = match key.parse::<usize>() {
                Ok(index) if value.is_array() => &value[index],
                _ => &value[*key],
            };
        }
        value
            .as_f64()
            .unwrap_or_else(|| panic!("{}: no number {keys:?}", self.case))
    }

    /// The keys of a table.
    pub fn keys(&self, table: &str) -> Vec<String> {
        let table = self.values[table].as_object().expect("a table");
        assert!(!table.is_empty());
        table.keys().cloned().collect()
    }

    /// Checks an estimated mean against the number of these keys.
    #[track_caller]
    pub fn check(&self, keys: &[&str], got: Mean) {
        let name = format!("{} {}", self.case, keys.join("."));
        within_four_se(&name, got.mean, got.se, self.get(keys));
    }

    /// Checks the probability of these keys: `happened` is 1 in the replications in which it did, else 0. Its standard
    /// error comes from the exact value.
    #[track_caller]
    pub fn check_share(&self, keys: &[&str], happened: &[f64]) {
        let exact = self.get(keys);
        let n = happened.len() as f64;
        let name = format!("{} {}", self.case, keys.join("."));
        let got = happened.iter().sum::<f64>() / n;
        within_four_se(&name, got, (exact * (1.0 - exact) / n).sqrt(), exact);
    }

    /// Checks a standard deviation: the mean square distance from the exact mean has the exact variance as its mean.
    #[track_caller]
    pub fn check_sd(&self, keys: &[&str], mean: f64, values: &[f64]) {
        let squares: Vec<f64> = values.iter().map(|x| (x - mean) * (x - mean)).collect();
        let (got, sd) = (stats::mean(&squares, 0.95), self.get(keys));
        let name = format!("{} {} (squared)", self.case, keys.join("."));
        within_four_se(&name, got.mean, got.se, sd * sd);
    }

    /// Checks a quantile by the order statistics that enclose it with the probability of four standard errors.
    #[track_caller]
    pub fn check_quantile(&self, keys: &[&str], p: f64, values: &[f64]) {
        let mut sorted = values.to_vec();
        sorted.sort_by(f64::total_cmp);
        let got = stats::quantile(&sorted, p, FOUR_SE);
        let exact = self.get(keys);
        println!(
            "{} {}: {} for {exact}, interval {:?}",
            self.case,
            keys.join("."),
            got.estimate,
            got.interval
        );
        assert!(got.interval.contains(exact), "{keys:?}: {got:?}, {exact}");
    }
}

/// The probability that a normal variable lies within four standard deviations.
const FOUR_SE: f64 = 0.999_936_657_516_334;

/// Asserts that an estimate lies within four standard errors of the exact value. Shown with `--nocapture`.
#[track_caller]
pub fn within_four_se(what: &str, estimate: f64, se: f64, exact: f64) {
    let z = (estimate - exact) / se;
    let relative = 100.0 * se / exact.abs();
    println!("{what}: {estimate:.6} for {exact:.6}, z {z:+.2}, se {relative:.2}%");
    let close = (estimate - exact).abs() <= 4.0 * se;
    assert!(close, "{what}: {estimate} ± {se}, exact {exact}, z = {z}");
}

/// Mean and variance of a number that follows from a Poisson count of this mean.
pub fn poisson(mean: f64, number: impl Fn(f64) -> f64) -> (f64, f64) {
    let (mut weight, mut first, mut second) = ((-mean).exp(), 0.0, 0.0);
    for n in 0..1000 {
        let n = f64::from(n);
        first += weight * number(n);
        second += weight * number(n).powi(2);
        weight *= mean / (n + 1.0);
    }
    (first, second - first * first)
}
