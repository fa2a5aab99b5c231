//! What orders hold together, against Panjer's recursion for compound Poisson sums.

use crate::{column, near, play, ramp};
use proptest::prelude::*;
use surgeplan::ramp::Supposed;
use surgeplan::random::WorldKey;

/// Thirty orders in a month of thirty days, of pieces at 100 yuan.
fn shop(units: &str) -> String {
    format!(
        r"
        [ramp]
        starts = 2026-04-01
        months = 1
        [product.a]
        price = 100
        [channel.s]
        visitors = 1500
        conversion = 0.02
        [basket]
        units = {units}
        [stage.one]
        target = 7000
        "
    )
}

/// The law of a sum of a Poisson number of draws that have value j with a probability of `of[j]`: Panjer (1981),
/// g(0) = e^(−λ(1 − f(0))), g(s) = λ ÷ s · Σ j f(j) g(s − j).
fn panjer(lambda: f64, of: &[f64], most: usize) -> Vec<f64> {
    let mut sums = vec![0.0; most + 1];
    sums[0] = (-lambda * (1.0 - of[0])).exp();
    for s in 1..=most {
        let parts = (1..of.len().min(s + 1)).map(|j| j as f64 * of[j] * sums[s - j]);
        sums[s] = lambda / s as f64 * parts.sum::<f64>();
    }
    sums
}

/// P(sum < at) by law and step.
fn below(law: &[f64], at: usize) -> f64 {
    law[..at].iter().sum()
}

/// That a share of worlds is this probability, within four standard errors.
#[track_caller]
fn near_share(values: &[f64], holds: impl Fn(f64) -> bool, expected: f64, what: &str) {
    let share = values.iter().filter(|&&value| holds(value)).count() as f64 / values.len() as f64;
    let se = (expected * (1.0 - expected) / values.len() as f64).sqrt();
    assert!(
        (share - expected).abs() < 4.0 * se,
        "{what}: {share}, not {expected}"
    );
}

/// One buyer in twenty takes twenty pieces, the others one. By Panjer: mean 5,850; p10, p50, p90 2,800, 5,300, 9,200.
#[test]
fn bulk_buyers_are_a_compound_poisson_sum() {
    let scenario = ramp(
        &shop("{ dist = \"discrete\", values = [1, 20], weights = [95, 5] }"),
        &[],
    );
    let table = play(&scenario, 20_000, None);
    let revenue = column(&scenario, &table, "month.1.revenue");
    let mut of = vec![0.0; 21];
    (of[1], of[20]) = (0.95, 0.05);
    let law = panjer(30.0, &of, 500);
    near(&revenue, 30.0 * 1.95 * 100.0);
    for (pieces, yuan) in [(28, 2800.0), (54, 5400.0), (70, 7000.0), (92, 9200.0)] {
        let expected = 1.0 - below(&law, pieces);
        near_share(
            &revenue,
            |value| value >= yuan,
            expected,
            &format!("{yuan}"),
        );
    }
    assert!((1.0 - below(&law, 70) - 0.2951).abs() < 1e-4);
    near(
        &column(&scenario, &table, "month.1.met"),
        1.0 - below(&law, 70),
    );
    // Every order holds a piece at least, and whole ones.
    for world in 0..20 {
        let (days, _) = scenario
            .sale
            .replay(&scenario.plan, WorldKey::new(1, world))
            .expect("a world");
        for day in days {
            let pieces = (day.revenue.in_yuan() / 100.0) as u64;
            assert!(pieces >= day.orders && (pieces - day.orders).is_multiple_of(19));
        }
    }
}

/// Lognormal baskets: mean λμ, variance λμ²(1 + cv²), and the odds of a sum by Panjer in steps of an eighth of a piece.
#[test]
fn skewed_baskets_have_their_mean_and_their_odds() {
    for (mean, cv) in [(1.2, 0.3), (1.5, 1.0), (2.0, 1.5), (2.0, 3.0), (3.0, 5.0)] {
        let scenario = ramp(&shop(&format!("{{ mean = {mean}, cv = {cv} }}")), &[]);
        let revenue = column(&scenario, &play(&scenario, 20_000, None), "month.1.revenue");
        near(&revenue, 30.0 * mean * 100.0);
        if cv < 2.0 {
            let squares = revenue.iter().map(|x| (x / 100.0 - 30.0 * mean).powi(2));
            let variance = squares.sum::<f64>() / revenue.len() as f64;
            let expected = 30.0 * mean * mean * (1.0 + cv * cv);
            assert!(
                (variance / expected - 1.0).abs() < 0.06,
                "{mean}, {cv}: {variance}, not {expected}"
            );
        }
        let (sigma, parts, most) = ((1.0 + cv * cv).ln().sqrt(), 8, 3000);
        let median = mean / (1.0 + cv * cv).sqrt();
        let at_most = |x: f64| 0.5 * libm::erfc(-(x / median).ln() / sigma / 2.0_f64.sqrt());
        let edge = |j: usize| {
            if j == 0 {
                0.0
            } else {
                at_most((j as f64 - 0.5) / f64::from(parts))
            }
        };
        let of: Vec<f64> = (0..=most).map(|j| edge(j + 1) - edge(j)).collect();
        let law = panjer(30.0, &of, most);
        for share in [0.5, 0.8, 1.2, 2.0] {
            // Sums are sold to the nearest piece.
            let pieces = (30.0 * mean * share).round();
            let expected = 1.0 - below(&law, ((pieces - 0.5) * f64::from(parts)) as usize);
            near_share(
                &revenue,
                |value| value >= pieces * 100.0,
                expected,
                &format!("{mean}, {cv}, {share}"),
            );
        }
    }
}

/// On paper every basket is the mean one.
#[test]
fn on_paper_baskets_are_the_mean_one() {
    let scenario = ramp(&shop("{ mean = 1.2, cv = 0.5 }"), &["ramp.counts=mean"]);
    let revenue = column(&scenario, &play(&scenario, 5, None), "month.1.revenue");
    assert!(revenue.iter().all(|&value| value == 3600.0), "{revenue:?}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    /// More visitors bring no fewer pieces, whatever baskets are like.
    #[test]
    fn more_visitors_bring_no_fewer_pieces(cv in 0.1..5.0f64, factor in 1.0..300.0f64, more in 1.0..1.5f64, world in 0u64..1000) {
        let scenario = ramp(&shop(&format!("{{ mean = 1.6, cv = {cv:.1} }}")), &[]);
        let play = |factor: f64| {
            let mut plan = scenario.plan.clone();
            plan.supposed = Supposed { traffic: factor, ..Supposed::default() };
            scenario.sale.replay(&plan, WorldKey::new(3, world)).expect("a world").0
        };
        let (mut less_sold, mut more_sold) = (0.0, 0.0);
        for (less, more) in play(factor).iter().zip(&play(factor * more)) {
            less_sold += less.revenue.in_yuan();
            more_sold += more.revenue.in_yuan();
            prop_assert!(more_sold >= less_sold);
        }
    }
}
