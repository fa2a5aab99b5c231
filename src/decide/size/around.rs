//! What becomes of the answer with a little less or more of each thing, which goal binds, and what comes next.

use super::grid::Point;
use super::trials::{Judged, Trials};
use super::{Answer, Ending, Found, Halt, Plans};
use crate::decide::verdict::Met;
use crate::monte_carlo::Failure;

/// How a plan beside the answer is got from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// A step less on an axis.
    Less(usize),
    /// A step more on an axis.
    More(usize),
    /// The dearest plan below the answer that is known to fail.
    Cheaper,
}

/// A plan beside the answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Around {
    /// How it is got.
    pub step: Step,
    /// What comes of it, in the worlds of the answer's certificate; `None` where it is no plan.
    pub judged: Option<Judged>,
    /// The plan.
    pub point: Point,
}

/// The whole answer of a search.
pub(super) fn complete<P: Plans>(
    mut t: Trials<'_, P>,
    found: Found,
    ending: Ending,
) -> Result<Answer, Failure> {
    let looked = match &found.certified {
        Some(answer) => beside(&mut t, &found, answer),
        None => nearest(&mut t, &found),
    };
    let Beside {
        runner_up,
        around,
        nearest,
    } = match looked {
        Ok(beside) => beside,
        Err(Halt::Failed(failure)) => return Err(failure),
        Err(_) => Beside::default(),
    };
    let binding = found
        .certified
        .as_ref()
        .and_then(|answer| binding(&t, answer, &around));
    Ok(Answer {
        ending,
        plan: found.certified,
        runner_up,
        around,
        binding,
        nearest,
        unsure: found.unsure,
        selected: found.selected,
        checked: found.checked,
        pruning_failed: found.pruning_failed,
        plans: t.question.grid.plans(),
        played: t.played,
        not_plans: t.not_plans,
        replications: t.replications,
    })
}

#[derive(Default)]
struct Beside {
    runner_up: Option<Judged>,
    around: Vec<Around>,
    nearest: Option<Judged>,
}

/// The runner-up and the neighbours, in the worlds of the certificate.
fn beside<P: Plans>(t: &mut Trials<'_, P>, found: &Found, answer: &Judged) -> Result<Beside, Halt> {
    let grid = &t.question.grid;
    let known = t.question.metric.is_none();
    let mut steps: Vec<(Step, Point)> = Vec::new();
    for axis in 0..grid.axes.len() {
        for (step, by) in [(Step::Less(axis), -1), (Step::More(axis), 1)] {
            let next = grid.step(&answer.point, axis, by);
            // Where the cost is known only what is cheaper is of interest.
            let next = next.filter(|next| !known || grid.cost(next) < grid.cost(&answer.point));
            steps.extend(next.map(|next| (step, next)));
        }
    }
    if known {
        let mut below: Vec<&Point> = t.failed().map(|(point, _)| point).collect();
        below.retain(|point| grid.cost(point) < grid.cost(&answer.point));
        below.retain(|point| !steps.iter().any(|(_, step)| step == *point));
        let dearest = below
            .into_iter()
            .max_by(|a, b| grid.cost(a).total_cmp(&grid.cost(b)));
        steps.extend(dearest.map(|point| (Step::Cheaper, point.clone())));
    }
    let mut points: Vec<Point> = found.runner_up.iter().cloned().collect();
    points.extend(steps.iter().map(|(_, point)| point.clone()));
    let confidence = t.confidence();
    let mut judged = t.judge(&points, answer.worlds, confidence)?.into_iter();
    Ok(Beside {
        runner_up: found
            .runner_up
            .as_ref()
            .and_then(|_| judged.next().flatten()),
        around: steps
            .into_iter()
            .zip(judged)
            .map(|((step, point), judged)| Around {
                step,
                judged,
                point,
            })
            .collect(),
        nearest: None,
    })
}

/// Where there is no plan, the one that came nearest.
fn nearest<P: Plans>(t: &mut Trials<'_, P>, found: &Found) -> Result<Beside, Halt> {
    let tested = t.nearest.as_ref().map(|(_, point)| point.clone());
    let unsure = found.unsure.first().map(|judged| judged.point.clone());
    let Some(point) = unsure.or(tested) else {
        return Ok(Beside::default());
    };
    let worlds = t.question.replications;
    let mut judged = t.judge(&[point], worlds, crate::decide::CONFIDENCE)?;
    Ok(Beside {
        nearest: judged.pop().flatten(),
        ..Beside::default()
    })
}

/// The goal that most of the better neighbours miss; of equal ones the one with the least room in the certificate, by the
/// half-width of its interval.
fn binding<P: Plans>(t: &Trials<'_, P>, answer: &Judged, around: &[Around]) -> Option<usize> {
    let better = |judged: &&Judged| match t.question.metric {
        None => true,
        Some(_) => t.question.towards(judged.objective) > t.question.towards(answer.objective),
    };
    let better: Vec<&Judged> = around
        .iter()
        .filter_map(|one| one.judged.as_ref())
        .filter(better)
        .collect();
    let misses = |goal: usize| {
        let missed = better
            .iter()
            .filter(|one| one.verdicts[goal].met == Met::No);
        missed.count()
    };
    let room = |goal: usize| {
        let verdict = &answer.verdicts[goal];
        verdict.room() / verdict.interval.half_width()
    };
    (0..answer.verdicts.len())
        .filter(|&goal| misses(goal) > 0)
        .max_by(|&a, &b| misses(a).cmp(&misses(b)).then(room(b).total_cmp(&room(a))))
}
