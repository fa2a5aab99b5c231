//! The document of `worth --json`. Names and shapes are a contract; numbers that do not exist are null.

use super::json::{Goal, Head, Map, Warning, bytes, goal, head, pair, warnings};
use super::json_compare::Difference;
use super::worth::Valuation;
use crate::decide::{Ending, Learning, Lesson};
use crate::model::Better;
use crate::scenario::Described;
use crate::scenario::resource::{Kind, Window};
use crate::stats::{Explained, Information, Mean};
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
    by: &'a str,
    unit: &'static str,
    better: &'static str,
    plan: Plan<'a>,
    worth: Vec<One<'a>>,
    hours: Vec<One<'a>>,
    /// How many resources there were to choose from.
    found: usize,
    left_out: Vec<LeftOut<'a>>,
    /// How many intervals of differences hold together at 95%.
    intervals_together: usize,
    factors: Vec<Factor<'a>>,
    information: Choosing<'a>,
    warnings: Vec<Warning<'a>>,
}

#[derive(Serialize)]
struct Plan<'a> {
    mean: Option<f64>,
    goals: Vec<Goal<'a>>,
}

/// One more of something.
#[derive(Serialize)]
struct One<'a> {
    id: &'a str,
    what: &'a str,
    kind: &'static str,
    set: &'a [String],
    /// Whether the scenario does not say what it costs.
    before_its_price: bool,
    #[serde(flatten)]
    window: Option<Hours<'a>>,
    rank: &'static str,
    change: Difference,
    goals: Map<'a, Difference>,
}

/// When somebody is there for two hours, in minutes of the day.
#[derive(Serialize)]
struct Hours<'a> {
    place: &'a str,
    team: &'a str,
    day: i64,
    from: i64,
    to: i64,
}

#[derive(Serialize)]
struct LeftOut<'a> {
    what: &'a str,
    why: &'a str,
}

#[derive(Serialize)]
struct Factor<'a> {
    name: &'a str,
    unit: &'static str,
    meaning: &'a str,
    explains: Map<'a, Share>,
}

/// A share of the variance.
#[derive(Serialize)]
struct Share {
    n: usize,
    #[serde(rename = "share")]
    estimate: f64,
    se: f64,
    ci95: [f64; 2],
    p: f64,
    /// Whether it is sure that it is not 0, as one of all such claims.
    sure: bool,
}

/// What it is worth to know something before choosing.
#[derive(Serialize)]
struct Choosing<'a> {
    plans: &'a [&'a str],
    /// The plan that is best on average.
    now: &'a str,
    everything: Option<Gain>,
    factors: Vec<Knowing<'a>>,
}

#[derive(Serialize)]
struct Gain {
    mean: f64,
    se: f64,
    interval: [f64; 2],
}

#[derive(Serialize)]
struct Knowing<'a> {
    name: &'a str,
    gain: Gain,
    sure: bool,
    cuts: &'a [f64],
    choices: Vec<&'a str>,
}

/// The document, in bytes.
///
/// # Errors
///
/// When it cannot be written (it always can).
pub fn document<M: Described>(valuation: &Valuation<'_, M>) -> serde_json::Result<Vec<u8>> {
    let (worth, scenario) = (valuation.worth, valuation.scenario);
    let (windows, ranked): (Vec<usize>, Vec<usize>) = worth
        .ranked
        .iter()
        .partition(|&&place| matches!(valuation.resources[place].kind, Kind::Window(_)));
    let all = |places: Vec<usize>| {
        places
            .into_iter()
            .map(|place| one(valuation, place))
            .collect()
    };
    let left_out = valuation.left_out.iter();
    bytes(&Document {
        head: head("worth", scenario, valuation.set),
        seed: valuation.seed,
        replications: worth.replications,
        ended: (valuation.ending != Ending::AllPlayed).then(|| valuation.ending.word()),
        by: &worth.criterion.name,
        unit: worth.criterion.unit,
        better: match worth.criterion.better {
            Better::More => "more",
            Better::Less => "less",
        },
        plan: Plan {
            mean: worth.plan.as_ref().map(|plan| plan.mean),
            goals: worth.verdicts.iter().map(goal).collect(),
        },
        worth: all(ranked),
        hours: all(windows),
        found: valuation.found,
        left_out: left_out
            .map(|one| LeftOut {
                what: &one.what,
                why: &one.why,
            })
            .collect(),
        intervals_together: worth.together,
        factors: factors(valuation.learning),
        information: choosing(valuation),
        warnings: warnings(&scenario.warnings),
    })
}

fn one<'a, M: Described>(valuation: &Valuation<'a, M>, place: usize) -> One<'a> {
    let worth = valuation.worth;
    let (resource, valued) = (&valuation.resources[place], &worth.valued[place]);
    let goals = worth.verdicts.iter().zip(&valued.goals);
    let goals = goals.map(|(verdict, gap)| {
        let unit = valuation.unit_of(&verdict.goal);
        (verdict.goal.id.as_str(), Difference::new(unit, gap))
    });
    One {
        id: &resource.candidate.id,
        what: &resource.what,
        kind: resource.kind.word(),
        set: &resource.candidate.set,
        before_its_price: resource.is_free,
        window: match &resource.kind {
            Kind::Window(window) => Some(hours(window)),
            _ => None,
        },
        rank: valued.rank.word(),
        change: Difference::new(worth.criterion.unit, &valued.by),
        goals: Map(goals.collect()),
    }
}

fn hours(window: &Window) -> Hours<'_> {
    Hours {
        place: &window.place,
        team: &window.team,
        day: window.day,
        from: window.from,
        to: window.to,
    }
}

fn factors(learning: &Learning) -> Vec<Factor<'_>> {
    let share = |found: &Explained| Share {
        n: found.n,
        estimate: found.share,
        se: found.se,
        ci95: pair(found.interval),
        p: found.p,
        sure: learning.is_sure(found),
    };
    let factor = |lesson: &'_ Lesson| -> Vec<(usize, Share)> {
        lesson.explains.iter().map(share).enumerate().collect()
    };
    let lessons = learning.lessons.iter();
    lessons
        .map(|lesson| Factor {
            name: &lesson.factor.name,
            unit: lesson.factor.unit,
            meaning: &lesson.factor.meaning,
            explains: Map(factor(lesson)
                .into_iter()
                .map(|(target, share)| (learning.targets[target].as_str(), share))
                .collect()),
        })
        .collect()
}

fn choosing<'a, M: Described>(valuation: &'a Valuation<'_, M>) -> Choosing<'a> {
    let gain = |gain: &Mean| Gain {
        mean: gain.mean,
        se: gain.se,
        interval: pair(gain.interval),
    };
    let (plans, learning) = (&valuation.plans[..], valuation.learning);
    let knowing = |lesson: &'a Lesson| {
        let found: &Information = lesson.information.as_ref()?;
        Some(Knowing {
            name: &lesson.factor.name,
            gain: gain(&found.gain),
            sure: Learning::is_worth_knowing(found),
            cuts: &found.cuts,
            choices: found.choices.iter().map(|&plan| plans[plan]).collect(),
        })
    };
    Choosing {
        plans,
        now: plans[learning.now],
        everything: learning.everything.as_ref().map(gain),
        factors: learning.lessons.iter().filter_map(knowing).collect(),
    }
}
