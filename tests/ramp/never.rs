//! What never happens: a goal on the month of it, where some worlds never come to it.

use crate::{column, near, play, ramp};
use surgeplan::decide::{Answer, Comparison, Contender, Criterion, Met, compare};
use surgeplan::model::{Better, Model};

/// Sixty orders a month on average, Poisson; the target is met by 65 or more.
const MONTHS: &str = r#"
[ramp]
starts = 2026-01-01
months = 4
[product.one]
price = 100.0
[channel.partners]
visitors = 3000
conversion = 0.02
[stage.wait]
target = 6500.0
ends = { met_months = 1 }
[stage.after]
target = 6500.0
[goal.soon]
metric = "stage.wait.month"
at_most = 2
with_probability = 0.5
[goal.begins]
metric = "stage.after.begins"
at_most = 4
with_probability = 0.5
[goal.late]
metric = "stage.wait.month"
at_least = 3
with_probability = 0.5
[goal.mean]
metric = "stage.wait.month"
at_most = 3.0
"#;

/// P(N ≥ 65) for a Poisson count of mean 60, summed up.
fn chance() -> f64 {
    let mut share = (-60.0_f64).exp();
    let below: f64 = (0..65)
        .map(|n| {
            let here = share;
            share *= 60.0 / f64::from(n + 1);
            here
        })
        .sum();
    1.0 - below
}

/// The month is geometric: it is the second or before with 1 − (1 − p)², and none of the four with (1 − p)⁴.
#[test]
fn a_month_that_never_comes_is_later_than_any() {
    let scenario = ramp(MONTHS, &[]);
    let table = play(&scenario, 20_000, None);
    let (p, verdicts) = (
        chance(),
        Answer::of(scenario.sale.metrics(), &scenario.goals, &table).verdicts,
    );
    let se = |share: f64| (share * (1.0 - share) / 20_000.0).sqrt();
    let often = |k: i32| 1.0 - (1.0 - p).powi(k);
    for (verdict, expected) in verdicts.iter().zip([often(2), often(3), 1.0 - often(2)]) {
        assert!(
            (verdict.estimate - expected).abs() < 4.0 * se(expected),
            "{}: {}, not {expected}",
            verdict.goal.id,
            verdict.estimate
        );
    }
    // Half of all worlds are asked for: 0.481 by the second month are too few.
    assert_eq!(verdicts[0].met, Met::No);
    // On average it counts as the month after the last: Σ P(month > k) over k = 0 to 4.
    let mean: f64 = (0..=4).map(|k| 1.0 - often(k)).sum();
    assert!((verdicts[3].estimate - mean).abs() < 0.05);
    // Absent it stays, where it is shown and written.
    let months = column(&scenario, &table, "stage.wait.month");
    let never = months
        .iter()
        .map(|month| f64::from(u8::from(month.is_nan())));
    near(&never.collect::<Vec<_>>(), 1.0 - often(4));
}

/// Where plans are compared, a plan that never comes to it is not better for the worlds in which it does.
#[test]
fn a_plan_that_never_comes_to_it_is_not_the_best() {
    let (plan, other) = (
        ramp(MONTHS, &[]),
        ramp(MONTHS, &["channel.partners.visitors=2600"]),
    );
    let tables = [play(&plan, 2000, None), play(&other, 2000, None)];
    let contenders: Vec<Contender<'_>> = [("plan", &plan), ("other", &other)]
        .into_iter()
        .zip(&tables)
        .map(|((id, scenario), table)| Contender {
            id,
            metrics: scenario.sale.metrics(),
            goals: &scenario.goals,
            table,
        })
        .collect();
    let catalogue = (plan.catalogue(), &plan.goals[..]);
    let criterion = Criterion::read("stage.wait.month", catalogue, |_| Some(Better::Less));
    let question = compare::Question {
        criterion: criterion.expect("a criterion"),
        indifference: None,
        metrics: vec!["stage.wait.month".to_owned()],
    };
    let found = Comparison::of(&contenders, &question);
    assert_eq!(found.choice.best(), Some(0));
    let gap = found.metrics[0].gaps[1].as_ref().expect("a difference");
    assert_eq!(gap.n, 2000);
    // Of those that come to it alone the other has its mean no later than by chance.
    assert!(gap.interval.low > 0.5, "{gap:?}");
}

/// A month after the end would be met by never: it is refused.
#[test]
fn a_month_after_the_end_is_refused() {
    let text = MONTHS.replace("at_most = 2", "at_most = 5");
    let refused = surgeplan::scenario::Scenario::<surgeplan::ramp::Ramp>::from_text_of(
        "ramp.toml",
        &text,
        &[],
    );
    let told = refused.expect_err("refused").to_string();
    assert!(
        told.contains("`goal.soon` asks for 5, and 4 is the last there is")
            && told.contains("write at_most = 4, or less"),
        "{told}"
    );
}
