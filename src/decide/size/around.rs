//! What becomes of the answer with a little less or more of each thing, which goal binds, and what comes next.

use super::certificate::Judged;
use super::fate::Fate;
use super::grid::Point;
use super::nearest;
use super::trials::Trials;
use super::{Answer, Ending, Found, Halt, Plans};
use crate::decide::verdict::Met;
use crate::model::Better;
use crate::monte_carlo::Failure;
use std::cmp::Ordering;

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

/// Plans that may come next which are played beside the answer.
const NEXT: usize = 6;
/// How often a plan beside the answer may take its place.
const ROUNDS: usize = 8;

/// The whole answer of a search.
pub(super) fn complete<P: Plans>(
    mut t: Trials<'_, P>,
    mut found: Found,
    ending: Ending,
) -> Result<Answer, Failure> {
    t.is_over = true;
    let failed = |halt| match halt {
        Halt::Failed(failure) => Some(failure),
        // When it is over nothing else ends it.
        _ => None,
    };
    let (mut beside, mut missed) = (Beside::default(), nearest::Nearest::default());
    if found.certified.is_none() {
        match nearest::of(&mut t, &found, ending) {
            Ok(nearest) => missed = nearest,
            Err(halt) => failed(halt).map_or(Ok(()), Err)?,
        }
    } else if ending != Ending::Interrupted {
        match settled(&mut t, &mut found) {
            Ok(plans) => beside = plans,
            Err(halt) => failed(halt).map_or(Ok(()), Err)?,
        }
    }
    let answer = found.certified.as_ref();
    let binding = answer.and_then(|answer| binding(&t, answer, &beside.around));
    Ok(Answer {
        ending,
        plan: found.certified,
        runner_up: beside.runner_up,
        around: beside.around,
        binding,
        nearest: missed.plan,
        alone: missed.alone,
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
}

/// The plans beside the answer. One of them that surely meets the goals and is surely better takes its place, if it is
/// certified as well.
fn settled<P: Plans>(t: &mut Trials<'_, P>, found: &mut Found) -> Result<Beside, Halt> {
    let mut round = 0;
    loop {
        let Some(answer) = found.certified.clone() else {
            return Ok(Beside::default());
        };
        let mut beside = beside(t, found, &answer)?;
        let Some(rival) = rival(t, found, &beside, &answer).filter(|_| round < ROUNDS) else {
            beside.doubt(found);
            return Ok(beside);
        };
        round += 1;
        // Here it is ahead; in the worlds of the search it was not, or was not played: they decide.
        let rematch = match found.selected {
            Some(_) => Some(t.select(&[answer.point, rival.point.clone()])?),
            None => None,
        };
        if let (Some(selected), Some(rematch)) = (&mut found.selected, &rematch)
            && rematch.order[0] != rival.point
        {
            selected.take(1, &rival.point, rematch);
            selected.decided = false;
            beside.doubt(found);
            return Ok(beside);
        }
        let judged = t.certify(&rival.point)?;
        match judged {
            Some(judged) if judged.met() == Met::Yes => {
                if let (Some(selected), Some(rematch)) = (&mut found.selected, &rematch) {
                    selected.take(0, &rival.point, rematch);
                }
                found.certified = Some(judged);
            }
            judged => found.unsure.extend(judged),
        }
    }
}

/// The best plan beside the answer that surely meets the goals and is surely better.
fn rival<P: Plans>(
    t: &Trials<'_, P>,
    found: &Found,
    beside: &Beside,
    answer: &Judged,
) -> Option<Judged> {
    let around = beside.around.iter().filter_map(|one| one.judged.as_ref());
    let all = around.chain(&beside.runner_up).filter(|one| {
        let meets = one.met() == Met::Yes && !found.was_tried(&one.point);
        meets && is_surely_better(t, one, answer)
    });
    all.max_by(|a, b| merit(t, a).total_cmp(&merit(t, b)))
        .cloned()
}

impl Beside {
    /// Of what could not be certified in more worlds, what is known is what those tell.
    fn doubt(&mut self, found: &Found) {
        for one in &mut self.around {
            let unsure = found.unsure.iter().find(|unsure| unsure.point == one.point);
            if let (Some(judged), Some(unsure)) = (&mut one.judged, unsure) {
                judged.verdicts.clone_from(&unsure.verdicts);
                judged.worlds = unsure.worlds;
            }
        }
    }
}

/// The mean of the metric or the weighted sum, so that more is better.
fn merit<P: Plans>(t: &Trials<'_, P>, judged: &Judged) -> f64 {
    match t.question.metric {
        Some(_) => t.question.towards(judged.objective),
        None => -judged.objective,
    }
}

fn is_surely_better<P: Plans>(t: &Trials<'_, P>, one: &Judged, answer: &Judged) -> bool {
    let Some(criterion) = &t.question.metric else {
        return one.objective < answer.objective;
    };
    let good = match criterion.better {
        Better::More => Ordering::Greater,
        Better::Less => Ordering::Less,
    };
    one.gap.is_some_and(|gap| !gap.same && gap.sure == good)
}

/// The runner-up and the neighbours, in the worlds of the certificate.
fn beside<P: Plans>(t: &mut Trials<'_, P>, found: &Found, answer: &Judged) -> Result<Beside, Halt> {
    let steps = steps(t, answer);
    let mut points = vec![answer.point.clone()];
    points.extend(steps.iter().map(|(_, point)| point.clone()));
    let next = next(t, found, answer).into_iter();
    let next = next.filter(|point| !points.contains(point));
    points.extend(next.collect::<Vec<Point>>());
    let confidence = t.confidence();
    let judged = t.judge(&points, answer.worlds, confidence)?;
    let meets = judged[1..]
        .iter()
        .flatten()
        .filter(|one| one.met() == Met::Yes);
    let runner_up = meets
        .filter(|one| !found.was_tried(&one.point))
        .max_by(|a, b| {
            merit(t, a)
                .total_cmp(&merit(t, b))
                .then(b.point.cmp(&a.point))
        })
        .cloned();
    let around = steps.into_iter().zip(&judged[1..]);
    Ok(Beside {
        runner_up,
        around: around
            .map(|((step, point), judged)| Around {
                step,
                judged: judged.clone(),
                point,
            })
            .collect(),
    })
}

/// Plans a step from the answer. Where the cost is known only what is cheaper is of interest, and the dearest plan below
/// the answer that is known to fail.
fn steps<P: Plans>(t: &Trials<'_, P>, answer: &Judged) -> Vec<(Step, Point)> {
    let grid = &t.question.grid;
    let is_known = t.question.metric.is_none();
    let is_cheaper = |point: &Point| grid.cost(point) < grid.cost(&answer.point);
    let mut steps: Vec<(Step, Point)> = Vec::new();
    for axis in 0..grid.axes.len() {
        for (step, by) in [(Step::Less(axis), -1), (Step::More(axis), 1)] {
            let next = grid.step(&answer.point, axis, by);
            let next = next.filter(|next| !is_known || is_cheaper(next));
            steps.extend(next.map(|next| (step, next)));
        }
    }
    if is_known {
        let below = t
            .failed()
            .map(|(point, _)| point)
            .filter(|point| is_cheaper(point));
        let below = below.filter(|point| !steps.iter().any(|(_, step)| step == *point));
        let dearest = below.max_by(|a, b| grid.cost(a).total_cmp(&grid.cost(b)));
        steps.extend(dearest.cloned().map(|point| (Step::Cheaper, point)));
    }
    steps
}

/// The best plans that are known to meet the goals, or may, beside the answer.
fn next<P: Plans>(t: &Trials<'_, P>, found: &Found, answer: &Judged) -> Vec<Point> {
    if let Some(selected) = &found.selected {
        let others = selected
            .order
            .iter()
            .filter(|point| **point != answer.point);
        return others.take(NEXT).cloned().collect();
    }
    let grid = &t.question.grid;
    let feasible = t
        .tested()
        .filter(|(_, tested)| tested.fate == Fate::Feasible);
    let mut others: Vec<Point> = feasible.map(|(point, _)| point.clone()).collect();
    // In a large grid what was tried may lie far above the answer: the plans a step dearer come next.
    let axes = 0..grid.axes.len();
    let steps = axes.flat_map(|axis| [-1, 1].map(|by| grid.step(&answer.point, axis, by)));
    let is_no_cheaper = |point: &Point| grid.cost(point) >= grid.cost(&answer.point);
    others.extend(steps.flatten().filter(is_no_cheaper));
    others.sort_by(|a, b| grid.cost(a).total_cmp(&grid.cost(b)).then(a.cmp(b)));
    others.dedup();
    others.retain(|point| *point != answer.point);
    others.truncate(NEXT);
    others
}

/// The goal that most of the better neighbours miss; of equal ones the one with the least room in the certificate, by the
/// half-width of its interval.
fn binding<P: Plans>(t: &Trials<'_, P>, answer: &Judged, around: &[Around]) -> Option<usize> {
    let better = |judged: &&Judged| merit(t, judged) > merit(t, answer);
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
