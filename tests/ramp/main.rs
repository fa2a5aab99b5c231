//! Ramps against what is known exactly: a spreadsheet, integrals, cohorts by hand, compound Poisson revenue, and what holds
//! in every world.

mod damage;
mod decide;
mod events;
mod exact;
mod factors;
mod fingerprint;
mod properties;
mod search;

use surgeplan::model::Model;
use surgeplan::monte_carlo::{Settings, Table, run};
use surgeplan::ramp::Ramp;
use surgeplan::scenario::Scenario;
use surgeplan::stats;

/// A ramp from its text, with overrides.
fn ramp(text: &str, overrides: &[&str]) -> Scenario<Ramp> {
    let overrides: Vec<String> = overrides.iter().map(ToString::to_string).collect();
    Scenario::from_text_of("ramp.toml", text, &overrides)
        .unwrap_or_else(|refused| panic!("{refused}\n{text}"))
}

/// Plays it in so many worlds of seed 1.
fn play(scenario: &Scenario<Ramp>, replications: usize, threads: Option<usize>) -> Table {
    let settings = Settings {
        seed: 1,
        replications,
        threads,
    };
    run(&scenario.sale, &scenario.plan, settings, |_| {}).unwrap_or_else(|e| panic!("{e}"))
}

/// A metric over all replications.
fn column(scenario: &Scenario<Ramp>, table: &Table, name: &str) -> Vec<f64> {
    let metrics = scenario.sale.metrics().iter();
    let place = metrics.clone().position(|metric| metric.name == name);
    table.column(place.unwrap_or_else(|| panic!("no metric {name}")))
}

/// A metric of the first world.
fn first(scenario: &Scenario<Ramp>, name: &str) -> f64 {
    column(scenario, &play(scenario, 1, Some(1)), name)[0]
}

/// That a mean lies within four standard errors of what it is to be.
#[track_caller]
fn near(values: &[f64], expected: f64) {
    let mean = stats::mean(values, 0.95);
    assert!(
        (mean.mean - expected).abs() <= 4.0 * mean.se + 1e-12,
        "{} ± {} against {expected}",
        mean.mean,
        mean.se
    );
}
