//! The uncertain factors of a world against what the laws of a scenario say of them, and what is drawn with them.

use crate::common;

use common::from_text;
use surgeplan::monte_carlo::{Settings, Watch, factors};
use surgeplan::stats;

struct Silent;

impl Watch for Silent {
    fn done(&self, _rows: &[f64]) {}
}

const WORLDS: usize = 2000;

/// The names of the factors of a scenario, and their values over many worlds.
fn all(text: &str) -> Vec<(String, Vec<f64>)> {
    let scenario = from_text(text, &[]);
    let settings = Settings {
        seed: 5,
        replications: WORLDS,
        threads: None,
    };
    let (names, table) =
        factors(&scenario.sale, &scenario.plan, settings, &Silent).expect("worlds that fit");
    let columns = (0..names.len()).map(|place| table.column(place));
    names.into_iter().map(|one| one.name).zip(columns).collect()
}

const CERTAIN: &str = r#"
[sale]
opens = 2026-11-11T10:00:00
[source.fans]
orders = 400
[station.pack]
work = "30s"
servers = 3
"#;

#[test]
fn where_nothing_is_uncertain_there_is_the_chance_of_who_comes() {
    let found = all(CERTAIN);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].0, "arrivals");
}

const UNCERTAIN: &str = r#"
[sale]
opens = 2026-11-11T10:00:00
closes = 2026-11-12T10:00:00
heat = { mean = 1, cv = 0.3 }
unpaid = 0.2
payment = { mean = "5min", cv = 0.5 }
[source.ads]
budget = 2000
cost_per_mille = { mean = 20, cv = 0.1 }
click_rate = { mean = 0.04, cv = 0.2 }
conversion = { mean = 0.1, cv = 0.3 }
[source.fans]
orders = 400
[product.hit]
price = 50
stock = 500
share = 3
units = { dist = "discrete", values = [1, 2], weights = [80, 20] }
restock.first = { units = 10, ordered = "2h", lead = { mean = "30h", cv = 0.2 } }
[product.beside]
price = 20
[station.pack]
work = { mean = "30s", cv = 0.5 }
[team.hands]
heads = 6
absence = 0.1
spread = 0.2
[shift.day]
from = "10:00"
to = "18:00"
breaks = ["12:00-13:00"]
days = "0..9"
assign.pack = { hands = 5 }
[carrier.van]
delivery = { mean = "50h", cv = 0.4 }
pickup.noon = { at = "12:00", parcels = { mean = 300, cv = 0.1 }, noshow = 0.2, late = { mean = "20min", cv = 1 } }
[desk.chat]
share = 0.3
work = "5min"
servers = 2
patience = "3min"
gives_up = 0.5
[desk.after]
servers = 1
[contact.tracking]
desk = "after"
per_order = 0.1
if_late = 0.4
lag = { from = "paid", mean = "6h", cv = 1 }
work = "5min"
"#;

/// Expected value, and standard deviation where theory has one.
#[test]
fn each_factor_has_its_mean_and_spread() {
    let found = all(UNCERTAIN);
    // Buyers expected: 2000 / 20 · 1000 · 0.04 · 0.1 of ads, a little more as their price varies, and 400 fans.
    let orders = 400.0 + 400.0_f64;
    let share = |p: f64| Some((p * (1.0 - p) / orders).sqrt());
    let expected: [(&str, f64, Option<f64>); 20] = [
        ("sale.heat", 1.0, Some(0.3)),
        ("source.ads.cost_per_mille", 20.0, Some(2.0)),
        ("source.ads.click_rate", 0.04, Some(0.008)),
        ("source.ads.conversion", 0.1, Some(0.03)),
        ("arrivals", 1.0, Some(1.0 / orders.sqrt())),
        ("sale.unpaid", 0.2, share(0.2)),
        ("sale.payment", 5.0, Some(2.5 / orders.sqrt())),
        ("product.hit.share", 0.75, share(0.75)),
        ("product.hit.units", 1.2, Some(0.4 / (0.75 * orders).sqrt())),
        ("product.hit.restock.first.lead", 30.0, Some(6.0)),
        ("product.beside.share", 0.25, share(0.25)),
        ("station.pack.work", 1.0, Some(0.5 / orders.sqrt())),
        // Five people on the day of the sale, the next, and the two after it until ten o'clock.
        (
            "team.hands.absence",
            2.0,
            Some((20.0 * 0.1 * 0.9_f64).sqrt()),
        ),
        ("team.hands.spread", 1.0, Some(0.2 / 5.0_f64.sqrt())),
        // Vans at noon on the same days but the last.
        (
            "carrier.van.pickup.noon.noshow",
            0.6,
            Some((3.0 * 0.2 * 0.8_f64).sqrt()),
        ),
        (
            "carrier.van.pickup.noon.late",
            20.0,
            Some(20.0 / 3.0_f64.sqrt()),
        ),
        ("carrier.van.pickup.noon.parcels", 299.5, None),
        ("carrier.van.delivery", 50.0, Some(20.0 / orders.sqrt())),
        ("desk.chat.share", 0.3, share(0.3)),
        ("contact.tracking.per_order", 0.1, share(0.1)),
    ];
    let names: Vec<&str> = found.iter().map(|(name, _)| name.as_str()).collect();
    let known: Vec<&str> = expected.iter().map(|one| one.0).collect();
    assert_eq!(names, known);
    for ((name, values), (_, mean, sd)) in found.iter().zip(expected) {
        let there: Vec<f64> = values
            .iter()
            .copied()
            .filter(|value| !value.is_nan())
            .collect();
        let estimate = stats::mean(&there, 0.95);
        assert!(
            (estimate.mean - mean).abs() < 4.5 * estimate.se + 1e-4 * mean,
            "{name}: {estimate:?}, not {mean}"
        );
        if let Some(sd) = sd {
            // The standard error of a standard deviation is 1.6% of a normal one, and a few times that of a skew one.
            assert!(
                (estimate.sd / sd - 1.0).abs() < 0.12,
                "{name}: {estimate:?}, not {sd}"
            );
        }
    }
}

/// Means over orders do not tell how hot a world is: the spread of a cold one, of few orders, is the same.
#[test]
fn means_over_orders_do_not_tell_how_many_there_are() {
    let text = CERTAIN
        .replace("[source", "heat = { p10 = 0.2, p90 = 3 }\n[source")
        .replace("\"30s\"", "{ mean = \"30s\", cv = 1 }");
    let found = all(&text);
    let column = |name: &str| &found.iter().find(|one| one.0 == name).expect("a factor").1;
    let (heat, work) = (column("sale.heat"), column("station.pack.work"));
    let strays: Vec<f64> = work
        .iter()
        .map(|work| (work - 1.0) * (work - 1.0))
        .collect();
    let share = stats::explained(heat, &strays, 0.95);
    assert!(share.p > 1e-4, "{share:?}");
}
