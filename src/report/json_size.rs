//! The document of `size --json`. Names and shapes are a contract; numbers that do not exist are null.

use super::json::{Goal, Head, Map, Warning, bytes, goal, head, pair, warnings};
use super::size::Found;
use crate::decide::size::{Judged, Point, Selected, Step, tolerance};
use crate::scenario::Described;
use serde::Serialize;
use serde_json::Value;

#[derive(Serialize)]
struct Document<'a> {
    #[serde(flatten)]
    head: Head<'a>,
    seed: u64,
    /// Worlds of the certificate.
    replications: usize,
    /// How the search ended.
    ended: &'static str,
    /// Path and value of all that is decided; null where no plan is certified.
    plan: Option<Map<'a, Value>>,
    objective: Option<Objective<'a>>,
    goals: Vec<Goal<'a>>,
    runner_up: Option<Plan<'a>>,
    /// The goal that keeps the plan from being better.
    binding: Option<&'a str>,
    /// A step less or more of each thing, and the dearest plan below that fails.
    neighbours: Vec<Neighbour<'a>>,
    /// Where no plan is certified, the one that comes nearest.
    nearest: Option<Plan<'a>>,
    /// The goals that one misses, each by itself.
    alone: Vec<Alone<'a>>,
    /// Better plans whose certificate says no, or is too close to call.
    not_certified: Vec<Plan<'a>>,
    selection: Option<Selection<'a>>,
    /// Within so much of a probability that is asked for either answer of a test is right, by goal.
    tolerance: Map<'a, f64>,
    plans: f64,
    plans_seen: usize,
    not_plans: usize,
    /// Plans ruled out unplayed that were played all the same.
    ruled_out_checked: usize,
    ruling_out_failed: bool,
    replications_played: u64,
    warnings: Vec<Warning<'a>>,
}

#[derive(Serialize)]
struct Objective<'a> {
    /// The metric; null for a weighted sum.
    metric: Option<&'a str>,
    unit: Option<&'static str>,
    better: &'static str,
    value: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    ci95: Option<[f64; 2]>,
}

#[derive(Serialize)]
struct Plan<'a> {
    #[serde(rename = "plan")]
    values: Map<'a, Value>,
    objective: f64,
    /// How its metric differs from that of the answer in the same worlds, all together at 95%.
    #[serde(skip_serializing_if = "Option::is_none")]
    difference: Option<Difference>,
    goals: Vec<Goal<'a>>,
    replications: usize,
}

#[derive(Serialize)]
struct Difference {
    mean: f64,
    ci95: [f64; 2],
    same_in_every_world: bool,
}

#[derive(Serialize)]
struct Alone<'a> {
    goal: &'a str,
    /// Whether it can be met when no other goal is to be: yes, no, or not found.
    can_be_met: &'static str,
    /// With which plan, and what becomes of all goals then.
    with: Option<Plan<'a>>,
}

#[derive(Serialize)]
struct Neighbour<'a> {
    /// What is changed: "less", "more", or "cheaper" for the dearest plan below.
    step: &'static str,
    path: Option<&'a str>,
    /// Null where it is no plan.
    #[serde(flatten)]
    plan: Option<Plan<'a>>,
}

#[derive(Serialize)]
struct Selection<'a> {
    /// Plans that differ by less are as good as each other.
    indifference: f64,
    indifference_from_spread: bool,
    decided: bool,
    /// No other plan is better by more than this, with 95% confidence.
    no_better_than: f64,
    /// Plans that may be better, by their means.
    may_be_better: Vec<Map<'a, Value>>,
    among: usize,
    replications: usize,
}

/// The document, in bytes.
///
/// # Errors
///
/// When it cannot be written (it always can).
pub fn document<M: Described>(found: &Found<'_, M>) -> serde_json::Result<Vec<u8>> {
    let answer = found.answer;
    let chosen = answer.plan.as_ref();
    bytes(&Document {
        head: head("size", found.scenario, found.set),
        seed: found.seed,
        replications: chosen
            .or(answer.nearest.as_ref())
            .map_or(0, |one| one.worlds),
        ended: answer.ending.word(),
        plan: chosen.map(|judged| values(found, &judged.point)),
        objective: chosen.map(|judged| objective(found, judged)),
        goals: chosen.map_or_else(Vec::new, |judged| {
            judged.verdicts.iter().map(goal).collect()
        }),
        runner_up: answer.runner_up.as_ref().map(|judged| plan(found, judged)),
        binding: answer
            .binding
            .map(|index| found.scenario.goals[index].id.as_str()),
        neighbours: neighbours(found),
        nearest: answer.nearest.as_ref().map(|judged| plan(found, judged)),
        not_certified: answer
            .unsure
            .iter()
            .map(|judged| plan(found, judged))
            .collect(),
        alone: alone(found),
        selection: answer
            .selected
            .as_ref()
            .map(|selected| selection(found, selected)),
        tolerance: tolerances(found),
        plans: answer.plans,
        plans_seen: answer.played,
        not_plans: answer.not_plans,
        ruled_out_checked: answer.checked,
        ruling_out_failed: answer.pruning_failed,
        replications_played: answer.replications,
        warnings: warnings(found.warnings),
    })
}

fn selection<'a, M: Described>(found: &Found<'a, M>, selected: &Selected) -> Selection<'a> {
    let others = selected.order[..selected.left].iter().skip(1);
    Selection {
        indifference: selected.indifference,
        indifference_from_spread: selected.from_spread,
        decided: selected.decided,
        no_better_than: selected.gap,
        may_be_better: others.map(|point| values(found, point)).collect(),
        among: selected.order.len(),
        replications: selected.worlds,
    }
}

fn alone<'a, M: Described>(found: &Found<'a, M>) -> Vec<Alone<'a>> {
    let alone = found.answer.alone.iter();
    alone
        .map(|one| Alone {
            goal: &found.scenario.goals[one.goal].id,
            can_be_met: match one.plan {
                Some(_) => "yes",
                None if one.is_surely_none => "no",
                None => "not found",
            },
            with: one.plan.as_ref().map(|judged| plan(found, judged)),
        })
        .collect()
}

fn tolerances<'a, M: Described>(found: &Found<'a, M>) -> Map<'a, f64> {
    let goals = found.scenario.goals.iter();
    let with = goals.filter_map(|goal| Some((goal.id.as_str(), tolerance(goal.with_probability?))));
    Map(with.collect())
}

fn neighbours<'a, M: Described>(found: &Found<'a, M>) -> Vec<Neighbour<'a>> {
    let around = found.answer.around.iter();
    around
        .map(|one| {
            let (step, axis) = match one.step {
                Step::Less(axis) => ("less", Some(axis)),
                Step::More(axis) => ("more", Some(axis)),
                Step::Cheaper => ("cheaper", None),
            };
            Neighbour {
                step,
                path: axis.map(|axis| found.size.vary[axis].path.as_str()),
                plan: one.judged.as_ref().map(|judged| plan(found, judged)),
            }
        })
        .collect()
}

/// Values as JSON has them; times are text.
fn values<'a, M: Described>(found: &Found<'a, M>, point: &Point) -> Map<'a, Value> {
    let values = found.size.values(point).into_iter();
    let values = values.map(|(path, text)| {
        // Numbers and texts of TOML as written here are those of JSON.
        let value = serde_json::from_str(&text).unwrap_or(Value::String(text));
        (path, value)
    });
    Map(values.collect())
}

fn plan<'a, M: Described>(found: &Found<'a, M>, judged: &'a Judged) -> Plan<'a> {
    Plan {
        values: values(found, &judged.point),
        objective: found.objective(judged),
        difference: judged.gap.map(|gap| Difference {
            mean: gap.difference,
            ci95: pair(gap.interval),
            same_in_every_world: gap.same,
        }),
        goals: judged.verdicts.iter().map(goal).collect(),
        replications: judged.worlds,
    }
}

fn objective<'a, M: Described>(found: &Found<'a, M>, judged: &Judged) -> Objective<'a> {
    let metric = found.size.objective.metric();
    Objective {
        metric: metric.map(|criterion| criterion.name.as_str()),
        unit: metric.map(|criterion| criterion.unit),
        better: if found.is_more_better() {
            "more"
        } else {
            "less"
        },
        value: found.objective(judged),
        ci95: judged.estimate.map(|estimate| pair(estimate.interval)),
    }
}
