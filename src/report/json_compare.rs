//! The document of `compare --json`. Names and shapes are a contract; numbers that do not exist are null.

use super::compare::Compared;
use super::json::{Estimate, Goal, Head, Map, Warning, bytes, goal, head, pair, warnings};
use crate::decide::{Contender, Ending, Gap};
use crate::model::Better;
use crate::scenario::Described;
use crate::stats::summarise;
use serde::Serialize;

#[derive(Serialize)]
struct Document<'a> {
    #[serde(flatten)]
    head: Head<'a>,
    seed: u64,
    replications: usize,
    /// Only where it is not that all worlds asked for have been played.
    #[serde(skip_serializing_if = "Option::is_none")]
    ended: Option<&'static str>,
    best: Best<'a>,
    options: Vec<Plan<'a>>,
    differences: Vec<Differences<'a>>,
    /// How many intervals of differences hold together at 95%.
    intervals_together: usize,
    warnings: Vec<Warning<'a>>,
}

#[derive(Serialize)]
struct Best<'a> {
    /// The plan chosen; null where it is too close to call.
    option: Option<&'a str>,
    /// The plan chosen, or the one in front.
    in_front: &'a str,
    /// The plans that may be best.
    left: Vec<&'a str>,
    by: &'a str,
    unit: &'static str,
    better: &'static str,
    confidence: f64,
    indifference: f64,
    indifference_from_spread: bool,
    /// After how many worlds at most it will be decided; null where it is.
    replications_needed: Option<usize>,
    meets_all_goals: bool,
    next: Option<Next<'a>>,
}

/// How the plan in front differs from the one that comes next; more is better whatever the metric.
#[derive(Serialize)]
struct Next<'a> {
    option: &'a str,
    ahead_by: f64,
    se: f64,
    interval: [f64; 2],
}

#[derive(Serialize)]
struct Plan<'a> {
    id: &'a str,
    note: &'a str,
    set: &'a [String],
    /// Whether it was played in worlds of its own.
    redrawn: bool,
    /// Whether it is worse than the one in front, by more than chance.
    worse: bool,
    dominated_by: Option<&'a str>,
    mean: f64,
    goals: Vec<Goal<'a>>,
    metrics: Map<'a, Estimate>,
}

/// How a plan differs from the first.
#[derive(Serialize)]
struct Differences<'a> {
    option: &'a str,
    against: &'a str,
    goals: Map<'a, Difference>,
    metrics: Map<'a, Difference>,
}

#[derive(Serialize)]
pub(super) struct Difference {
    unit: &'static str,
    n: usize,
    #[serde(rename = "difference")]
    mean: f64,
    se: f64,
    interval: [f64; 2],
    #[serde(skip_serializing_if = "Option::is_none")]
    p: Option<f64>,
    /// "more" or "less" where that is sure, "same" where it is so in every world, else "not sure".
    claim: &'static str,
}

impl Difference {
    pub fn new(unit: &'static str, gap: &Gap) -> Self {
        Self {
            unit,
            n: gap.n,
            mean: gap.difference,
            se: gap.se,
            interval: pair(gap.interval),
            p: gap.p,
            claim: claim(gap),
        }
    }
}

/// What can be said of a difference.
pub(super) fn claim(gap: &Gap) -> &'static str {
    match gap.sure {
        _ if gap.same => "same",
        std::cmp::Ordering::Greater => "more",
        std::cmp::Ordering::Less => "less",
        std::cmp::Ordering::Equal => "not sure",
    }
}

/// The document, in bytes.
///
/// # Errors
///
/// When it cannot be written (it always can).
pub fn document<M: Described>(
    compared: &Compared<'_, M>,
    contenders: &[Contender<'_>],
) -> serde_json::Result<Vec<u8>> {
    let own = warnings(&compared.scenario.warnings);
    let others = compared.plans.iter().map(|plan| warnings(plan.warnings));
    bytes(&Document {
        head: head("compare", compared.scenario, compared.set),
        seed: compared.seed,
        replications: compared.comparison.replications,
        ended: (compared.ending != Ending::AllPlayed).then(|| compared.ending.word()),
        best: best(compared),
        options: contenders
            .iter()
            .enumerate()
            .map(|(index, contender)| plan(compared, index, contender))
            .collect(),
        differences: (1..compared.plans.len())
            .map(|index| differences(compared, index))
            .collect(),
        intervals_together: compared.comparison.together,
        warnings: own.into_iter().chain(others.flatten()).collect(),
    })
}

fn best<'a, M: Described>(compared: &Compared<'a, M>) -> Best<'a> {
    let choice = &compared.comparison.choice;
    let selection = &choice.selection;
    let id = |plan: usize| compared.plans[plan].id;
    Best {
        option: choice.best().map(id),
        in_front: id(selection.front),
        left: choice.left().into_iter().map(id).collect(),
        by: &choice.criterion.name,
        unit: choice.criterion.unit,
        better: match choice.criterion.better {
            Better::More => "more",
            Better::Less => "less",
        },
        confidence: crate::decide::CONFIDENCE,
        indifference: choice.indifference,
        indifference_from_spread: choice.from_spread,
        replications_needed: (!selection.decided).then_some(selection.needed),
        meets_all_goals: compared.comparison.meets_all(selection.front),
        next: choice.next.and_then(|next| {
            let gap = choice.ahead[next].as_ref()?;
            Some(Next {
                option: id(next),
                ahead_by: gap.difference,
                se: gap.se,
                interval: pair(gap.interval),
            })
        }),
    }
}

fn plan<'a, M: Described>(
    compared: &Compared<'a, M>,
    index: usize,
    contender: &Contender<'a>,
) -> Plan<'a> {
    let told = compared.plans[index];
    let comparison = compared.comparison;
    let metrics = contender.metrics.iter().enumerate();
    let metrics = metrics.filter_map(|(place, metric)| {
        let summary = summarise(&contender.table.column(place))?;
        let estimate = Estimate::new(metric.unit, &summary);
        Some((metric.name.as_str(), estimate))
    });
    Plan {
        id: told.id,
        note: told.note,
        set: told.set,
        redrawn: told.redrawn,
        worse: comparison.choice.is_worse(index),
        dominated_by: comparison.dominated_by[index].map(|by| compared.plans[by].id),
        mean: comparison.choice.means[index],
        goals: comparison.verdicts[index].iter().map(goal).collect(),
        metrics: Map(metrics.collect()),
    }
}

fn differences<'a, M: Described>(compared: &Compared<'a, M>, index: usize) -> Differences<'a> {
    let comparison = compared.comparison;
    let catalogue = compared.scenario.catalogue();
    let goals = comparison.verdicts[0].iter().zip(&comparison.goal_gaps);
    let goals = goals.filter_map(|(verdict, gaps)| {
        let goal = &verdict.goal;
        let unit = match goal.with_probability {
            Some(_) => "share",
            None => catalogue.metrics()[goal.place].unit,
        };
        Some((
            goal.id.as_str(),
            Difference::new(unit, gaps[index].as_ref()?),
        ))
    });
    let metrics = comparison.metrics.iter().filter_map(|row| {
        let difference = Difference::new(row.metric.unit, row.gaps[index].as_ref()?);
        Some((row.metric.name.as_str(), difference))
    });
    Differences {
        option: compared.plans[index].id,
        against: compared.plans[0].id,
        goals: Map(goals.collect()),
        metrics: Map(metrics.collect()),
    }
}
