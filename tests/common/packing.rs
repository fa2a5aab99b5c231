//! A sale to which the tests of prepacking add teams and tables.
#![allow(dead_code, reason = "every file of tests uses a part of it")]

use surgeplan::random::WorldKey;
use surgeplan::sale::log::Log;
use surgeplan::scenario::Scenario;

/// A sale that opens at ten, with one station; teams and tables are added.
pub const SALE: &str = r#"[sale]
opens  = 2026-11-11T10:00:00
follow = "3d"
[source.fans]
orders = 60
[product.tea]
price = 20.0
stock = 100
[station.pack]
work     = "7min"
per_unit = "1min"
servers  = 3
"#;

/// A world of a scenario: its log, and its metrics by name.
pub fn replay(scenario: &Scenario, world: u64) -> (Log, impl Fn(&str) -> f64 + '_) {
    let key = WorldKey::new(3, world);
    let (log, outcome) = scenario
        .sale
        .replay(&scenario.plan, key)
        .expect("a small world");
    let value = move |name: &str| {
        let place = scenario.catalogue().find(name);
        outcome.values[place.unwrap_or_else(|| panic!("no metric {name}"))]
    };
    (log, value)
}
