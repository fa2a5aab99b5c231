//! The search for a plan against what is known: by hand where nothing is left to chance, and by playing every plan where
//! ruling plans out unplayed might go wrong.

use crate::ramp;
use surgeplan::decide::size::{Answer, Grid, Looker, Plans, Point, Question, Standing, size};
use surgeplan::decide::{Met, judge};
use surgeplan::model::Effect;
use surgeplan::monte_carlo::{Settings, run};
use surgeplan::ramp::Ramp;
use surgeplan::scenario::{Scenario, Size};

/// A search without end.
struct Patient;

impl Looker for Patient {
    fn tell(&self, _: &Standing) {}

    fn stopped(&self) -> bool {
        false
    }
}

const WORLDS: usize = 300;

fn question(scenario: &Scenario<Ramp>, sizing: &Size<Ramp>, grid: Grid) -> Question {
    Question {
        metric: sizing.objective.metric().cloned(),
        goals: scenario.goals.clone(),
        starts: vec![sizing.own(), sizing.carrying()],
        indifference: Some(50.0),
        seed: 1,
        replications: WORLDS,
        threads: None,
        most_plans: None,
        time: None,
        grid,
    }
}

/// What is found when each axis does this to the goals.
fn find_with(scenario: &Scenario<Ramp>, effect: impl Fn(Effect) -> Effect) -> Answer {
    let sizing = scenario.size.as_ref().expect("a size");
    let mut grid = sizing.grid(&scenario.goals);
    for axis in &mut grid.axes {
        for one in &mut axis.effects {
            *one = effect(*one);
        }
    }
    size(sizing, &question(scenario, sizing, grid), &Patient).expect("an answer")
}

fn find(scenario: &Scenario<Ramp>) -> Answer {
    find_with(scenario, |effect| effect)
}

/// All plans of a lattice.
fn all(grid: &Grid) -> Vec<Point> {
    grid.by_cost(&vec![0; grid.axes.len()]).collect()
}

/// A shop without chance: clicks at 1 yuan with diminishing returns, 3% of visitors buy, 100 yuan of which 60 stay.
const CERTAIN: &str = r#"
[ramp]
starts = 2026-09-01
months = 5
counts = "mean"
[product.hero]
price = 100.0
unit_cost = 40.0
[channel.search]
cost_per_click = 1.0
saturates = 10000.0
conversion = 0.05
[stage.only]
monthly = { search = 10000.0 }
target = 60000.0
[goal.met]
metric = "stage.only.met"
with_probability = 0.9
"#;

/// A month's profit is 60 · 0.05 · S ln(1 + s ÷ S) − s, which is largest at s = S · (60 · 0.05 − 1) = 20,000.
#[test]
fn the_best_budget_is_where_the_last_yuan_brings_a_yuan() {
    let text = CERTAIN.split("[goal").next().expect("a part").to_owned()
        + "[size]\nmaximise = \"money.profit\"\nvary.\"stage.only.monthly.search\" = { from = 10000, to = 30000, step = 1000 }\n";
    let scenario = ramp(&text, &[]);
    let plan = find(&scenario).plan.expect("a plan");
    assert_eq!(plan.point, [10]);
    let a_month = 60.0 * 0.05 * 10_000.0 * 3f64.ln() - 20_000.0;
    // Of each day only whole orders are sold: at most one of 60 yuan is still to come.
    assert!(
        (plan.objective - 5.0 * a_month).abs() < 60.0,
        "{}",
        plan.objective
    );
}

/// The target is met from the least s on with 100 · 0.05 · S ln(1 + s ÷ S) of 60,000 or more; a plan that never meets it does
/// not do so by the second month either.
#[test]
fn the_least_budget_for_a_target_is_that_of_the_formula() {
    for goal in ["met\"", "month\"\nat_most = 2"] {
        let text = CERTAIN.replace("stage.only.met\"", &format!("stage.only.{goal}"));
        check_the_least_budget(&text);
    }
}

fn check_the_least_budget(text: &str) {
    let size = "[size]\nminimise = { \"stage.only.monthly.search\" = 1 }\nvary.\"stage.only.monthly.search\" = { from = 1000, to = 60000, step = 500 }\n";
    let scenario = ramp(&format!("{text}{size}"), &[]);
    let plan = find(&scenario).plan.expect("a plan");
    let revenue = |budget: f64| 100.0 * 0.05 * 10_000.0 * (budget / 10_000.0).ln_1p();
    let steps = (2..=120).map(|step| f64::from(step) * 500.0);
    let least = steps
        .into_iter()
        .find(|&budget| revenue(budget) >= 60_000.0);
    assert_eq!(Some(plan.objective), least);
}

/// Two stages in a market that nobody knows.
const UNSURE: &str = r#"
[ramp]
starts = 2026-09-01
months = 6
cash = 40000.0
[product.hero]
price = 100.0
unit_cost = 40.0
[channel.search]
cost_per_click = { mean = 1.0, cv = 0.2 }
conversion = { mean = 0.03, cv = 0.15 }
[channel.free]
base = 3000
per_order = 5.0
conversion = 0.02
[role.service]
wage = 3000.0
serves = 12
[role.warehouse]
wage = 2800.0
serves = 12
[rating]
late_costs = 2.0
elasticity = 2.0
good = { share = 0.98, at = 4.6 }
[stage.trial]
monthly = { search = 10000.0 }
people = { service = 2, warehouse = 2 }
target = 30000.0
ends = { met_months = 1, at_latest = "2mo" }
[stage.grow]
monthly = { search = 20000.0 }
people = { service = 3, warehouse = 3 }
target = 60000.0
[goal.trial]
metric = "stage.trial.met"
with_probability = 0.8
[goal.grow]
metric = "stage.grow.met"
with_probability = 0.6
"#;

const VARY: &str = r#"
[size]
minimise = { "stage.trial.monthly.search" = 2, "stage.grow.monthly.search" = 4, "stage.grow.people.warehouse" = 11200 }
vary."stage.trial.monthly.search" = { from = 4000, to = 16000, step = 3000 }
vary."stage.grow.monthly.search" = { from = 5000, to = 29000, step = 6000 }
vary."stage.grow.people.warehouse" = { from = 1, to = 4 }
"#;

/// Whatever stands against it, the search finds what it finds when no plan is ruled out, and what playing every plan in the
/// worlds of the certificate finds.
#[test]
fn ruling_plans_out_gives_no_other_answer() {
    let cases: [(&str, &[&str]); 6] = [
        ("as it is", &[]),
        // Cash that is spent on clicks is missing where stock is bought.
        (
            "cash",
            &[
                "stock={ buffer = 30, lead = \"6d\", cover = \"30d\" }",
                "ramp.cash=15000",
            ],
        ),
        // The sooner the trial is over, the more of the next stage falls in the months in which nobody buys.
        (
            "season",
            &[
                "ramp.season=[1, 1, 1, 1, 1, 1, 1, 1, 0.4, 0.4, 1.5, 1.5]",
                "stage.grow.ends={ at_latest = \"2mo\" }",
                "stage.last={}",
            ],
        ),
        // More orders than can be shipped ruin the rating.
        (
            "reviews",
            &[
                "goal.reviews={ metric = \"reviews.good\", at_least = 0.975, with_probability = 0.8 }",
            ],
        ),
        // Stages of fixed length: more helps.
        (
            "by time",
            &[
                "stage.trial.ends={ at_latest = \"2mo\" }",
                "rating.elasticity=0",
            ],
        ),
        (
            "money",
            &["goal.cash={ metric = \"cash.low\", at_least = 0.0, with_probability = 0.7 }"],
        ),
    ];
    let (mut played, mut of_all) = (0, 0);
    for (name, set) in cases {
        let scenario = ramp(&format!("{UNSURE}{VARY}"), set);
        let found = find(&scenario);
        let every = find_with(&scenario, |_| Effect::Unknown);
        let point = |answer: &Answer| answer.plan.as_ref().map(|plan| plan.point.clone());
        assert_eq!(point(&found), point(&every), "{name}");
        assert!(!found.pruning_failed, "{name}");
        // Looking for what is ruled out takes a few plans more where little is.
        assert!(5 * found.played <= 6 * every.played, "{name}");
        if ["cash", "season", "by time"].contains(&name) {
            (played, of_all) = (played + found.played, of_all + every.played);
        }
        check_by_brute_force(name, &scenario, point(&found).as_ref());
    }
    // Where what comes later cannot help what is wanted before it, or more of it helps, less than half has to be played.
    assert!(2 * played < of_all, "{played} of {of_all}");
}

/// Plays every plan that is no dearer than the answer.
fn check_by_brute_force(name: &str, scenario: &Scenario<Ramp>, found: Option<&Point>) {
    let sizing = scenario.size.as_ref().expect("a size");
    let grid = sizing.grid(&scenario.goals);
    for point in all(&grid) {
        let ready = sizing.read(&point).expect("a plan");
        let settings = Settings {
            seed: 1,
            replications: WORLDS,
            threads: None,
        };
        let table = run(&ready.model, &ready.plan, settings, |_| {}).expect("worlds");
        let verdicts = ready.goals.iter().map(|goal| judge(goal, &table).met);
        let verdicts: Vec<Met> = verdicts.collect();
        if Some(&point) == found {
            assert!(!verdicts.contains(&Met::No), "{name}: {point:?}");
            return;
        }
        let meets_all = verdicts.iter().all(|met| *met == Met::Yes);
        assert!(!meets_all, "{name}: {point:?} is cheaper than {found:?}");
    }
    assert_eq!(found, None, "{name}");
}

/// The owners answer every chat themselves until somebody is hired: nobody is best, and one to three are worse than two
/// dozen would be. Were people thought to help, as they help a sale, it would be found out that they do not.
#[test]
fn the_first_person_is_not_one_more() {
    let vary = r#"
[size]
minimise = { "stage.trial.people.service" = 1 }
vary."stage.trial.people.service" = { from = 0, to = 3 }
"#;
    let set = ["role.service.serves=1", "stage.trial.monthly.search=16000"];
    let one_goal = UNSURE.split("[goal.grow]").next().expect("a part");
    let scenario = ramp(&format!("{one_goal}{vary}"), &set);
    let found = find(&scenario).plan.expect("a plan");
    assert_eq!(found.point, [0]);
    let naive = find_with(&scenario, |_| Effect::Helps);
    let plan = naive.plan.expect("a plan");
    assert_eq!((&plan.point[..], naive.pruning_failed), (&[0][..], true));
}
