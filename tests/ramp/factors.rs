//! The uncertain factors of a market against what the laws of a scenario say of them.

use crate::{near, ramp};
use surgeplan::monte_carlo::{Settings, Watch, factors};
use surgeplan::scenario::Scenario;
use surgeplan::{ramp::Ramp, stats};

struct Silent;

impl Watch for Silent {
    fn done(&self, _rows: &[f64]) {}
}

const WORLDS: usize = 4000;

/// The names of the factors of a ramp, and their values over many worlds.
fn all(scenario: &Scenario<Ramp>) -> Vec<(String, Vec<f64>)> {
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

const MARKET: &str = r#"
[ramp]
starts = 2026-09-01
months = 4
[product.hero]
price = 99.0
share = 3
hit = { chance = 0.3, factor = 2.0 }
[product.other]
price = 59.0
[basket]
refunds = { mean = 0.1, cv = 0.2 }
[channel.search]
cost_per_click = { mean = 2.0, cv = 0.2 }
conversion = { mean = 0.02, cv = 0.3 }
[channel.display]
cost_per_mille = { mean = 8.0, cv = 0.1 }
click_rate = { mean = 0.01, cv = 0.2 }
conversion = 0.01
[channel.friends]
visitors = { mean = 1000, cv = 0.5 }
conversion = { mean = 0.02, cv = 0.2 }
[channel.free]
base = 100
conversion = 0.02
[customers]
repeat = { mean = 0.06, cv = 0.3 }
[role.pack]
serves = 50
hiring = { mean = "10d", cv = 0.5 }
leaves = 0.1
[stage.only]
monthly = { search = 100.0, display = 100.0 }
people = { pack = 4 }
[stock.hero]
lead = { mean = "12d", cv = 0.25 }
review = "10d"
"#;

/// Expected value, and standard deviation where theory has one.
#[test]
fn each_factor_has_its_mean_and_spread() {
    let found = all(&ramp(MARKET, &[]));
    // Of 122 days: 12 looks at the shelf; parts of days of a lead count as days, half of one on average.
    let share = (3.0_f64 / 4.0).powi(2) + (1.0_f64 / 4.0).powi(2);
    // P(gone by day t) = 1 − 0.9^(t / 30), and the day on which one goes counts.
    let rate = -0.9_f64.ln() / 30.0;
    let stays = (0..122)
        .map(|day| (-rate * f64::from(day)).exp())
        .sum::<f64>();
    let expected: [(&str, f64, Option<f64>); 12] = [
        ("channel.search.cost_per_click", 2.0, Some(0.4)),
        ("channel.search.conversion", 0.02, Some(0.006)),
        ("channel.display.cost_per_mille", 8.0, Some(0.8)),
        ("channel.display.click_rate", 0.01, Some(0.002)),
        (
            "channel.friends.visitors",
            1000.0,
            Some(500.0 / 4.0_f64.sqrt()),
        ),
        ("channel.friends.conversion", 0.02, Some(0.004)),
        ("arrivals", 0.5, Some((share / 12.0 / 122.0).sqrt())),
        ("basket.refunds", 0.1, Some(0.02)),
        ("customers.repeat", 0.06, Some(0.018)),
        ("product.hero.hit", 0.3, Some((0.3 * 0.7_f64).sqrt())),
        ("role.pack.hiring", 10.5, Some(5.0 / 4.0_f64.sqrt())),
        ("role.pack.leaves", stays, None),
    ];
    let names: Vec<&str> = found.iter().map(|(name, _)| name.as_str()).collect();
    let known: Vec<&str> = expected
        .iter()
        .map(|one| one.0)
        .chain(["stock.hero.lead"])
        .collect();
    assert_eq!(names, known);
    for ((name, values), (_, mean, sd)) in found.iter().zip(expected) {
        let estimate = stats::mean(values, 0.95);
        // Half a day of the lead is so only nearly.
        let slack = if name == "role.pack.hiring" {
            0.05
        } else {
            1e-4 * mean
        };
        assert!(
            (estimate.mean - mean).abs() < 4.5 * estimate.se + slack,
            "{name}: {estimate:?}, not {mean}"
        );
        if let Some(sd) = sd {
            assert!(
                (estimate.sd / sd - 1.0).abs() < 0.1,
                "{name}: {estimate:?}, not {sd}"
            );
        }
    }
    let lead = &found.last().expect("a factor").1;
    near(lead, stats::mean(lead, 0.95).mean.clamp(12.4, 12.6));
}

#[test]
fn where_nothing_is_uncertain_there_is_the_chance_of_who_comes_or_nothing() {
    let certain = r"
        [ramp]
        starts = 2026-09-01
        months = 2
        [product.hero]
        price = 99.0
        [channel.free]
        base = 1000
        conversion = 0.02
        [stage.only]
    ";
    let found = all(&ramp(certain, &[]));
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].0, "arrivals");
    let on_paper = all(&ramp(certain, &["ramp.counts=mean"]));
    assert!(on_paper.is_empty());
    // What is certain to happen, or not to, is nothing to find out.
    for hit in ["{ chance = 0, factor = 2 }", "{ chance = 1, factor = 2 }"] {
        assert_eq!(
            all(&ramp(certain, &[&format!("product.hero.hit={hit}")])).len(),
            1
        );
    }
}

/// A factor is the draw that is played, whatever the plan: with it goes the revenue.
#[test]
fn factors_are_those_of_the_worlds_that_are_played() {
    let scenario = ramp(MARKET, &["stage.only.monthly={ search = 20000.0 }"]);
    let found = all(&scenario);
    let settings = Settings {
        seed: 5,
        replications: WORLDS,
        threads: None,
    };
    let table = surgeplan::monte_carlo::run(&scenario.sale, &scenario.plan, settings, |_| {});
    let table = table.expect("worlds");
    let orders = crate::column(&scenario, &table, "month.1.orders");
    let of = |name: &str| &found.iter().find(|one| one.0 == name).expect("a factor").1;
    let (price, conversion) = (
        of("channel.search.cost_per_click"),
        of("channel.search.conversion"),
    );
    // Visitors are 20,000 ÷ price; a quarter of the orders is of the product that is never out of stock.
    let expected = price
        .iter()
        .zip(conversion)
        .map(|(price, conversion)| 20_000.0 / price * conversion);
    let expected: Vec<f64> = expected.collect();
    let together = stats::explained(&expected, &orders, 0.95);
    assert!(together.share > 0.5, "{together:?}");
    let more = ramp(MARKET, &["stage.only.people.pack=5"]);
    let again = all(&more);
    for (one, other) in found
        .iter()
        .zip(&again)
        .filter(|(one, _)| !one.0.starts_with("role."))
    {
        assert_eq!(one, other);
    }
}

/// A flash sale inside has the factors of a sale, behind its name.
#[test]
fn flash_sales_have_their_factors() {
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/tmall-ramp.toml");
    let scenario = Scenario::<Ramp>::read_of(&file, &[], &[]).expect("a scenario");
    let settings = Settings {
        seed: 2,
        replications: 40,
        threads: None,
    };
    let (names, table) =
        factors(&scenario.sale, &scenario.plan, settings, &Silent).expect("worlds that fit");
    let place = |name: &str| names.iter().position(|one| one.name == name);
    let heat = place("event.first.sale.heat").expect("the heat");
    assert!(place("event.first.arrivals").is_some());
    let mean = stats::mean(&table.column(heat), 0.95);
    assert!(
        mean.sd > 0.1 && (mean.mean - 1.0).abs() < 4.0 * mean.se,
        "{mean:?}"
    );
    assert_eq!(table.row(0).len(), names.len());
}
