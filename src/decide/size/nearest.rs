//! Where no plan meets all goals: which one comes nearest, and whether each goal that it misses can be met alone.

use super::certificate::Judged;
use super::grid::{Axis, Grid, Point};
use super::trials::Trials;
use super::{Ending, Found, Halt, Plans, Question, Ready, known};
use crate::decide::verdict::Met;

/// A goal that the nearest plan misses, by itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Alone {
    /// Which goal.
    pub goal: usize,
    /// A plan that meets this goal, judged by all of them.
    pub plan: Option<Judged>,
    /// Where there is none, whether none can be had, or none was found.
    pub is_surely_none: bool,
}

/// What comes nearest.
#[derive(Debug, Default)]
pub(super) struct Nearest {
    pub plan: Option<Judged>,
    pub alone: Vec<Alone>,
}

/// Plans that may be nearest which are judged in the same worlds.
const CLOSEST: usize = 8;
/// Plans that are played at most to see whether a goal can be met alone.
const PLANS: usize = 2000;

/// Finds out what comes nearest; after an interruption only that.
pub(super) fn of<P: Plans>(
    t: &mut Trials<'_, P>,
    found: &Found,
    ending: Ending,
) -> Result<Nearest, Halt> {
    let plans = t.tested().filter(|(_, tested)| tested.missed.is_finite());
    let mut plans: Vec<(Point, f64)> = plans
        .map(|(point, tested)| (point.clone(), tested.missed))
        .collect();
    plans.sort_by(|(a, one), (b, other)| one.total_cmp(other).then(a.cmp(b)));
    let closest = plans.into_iter().map(|(point, _)| point).take(CLOSEST);
    let unsure = found.unsure.iter().map(|judged| judged.point.clone());
    let mut points: Vec<Point> = closest.chain(unsure.take(1)).collect();
    points.sort();
    points.dedup();
    let judged = t.judge(&points, t.question.replications, crate::decide::CONFIDENCE)?;
    let judged = judged.into_iter().flatten();
    let plan = judged.min_by(|a, b| a.missed.total_cmp(&b.missed).then(a.point.cmp(&b.point)));
    let mut nearest = Nearest {
        plan,
        alone: Vec::new(),
    };
    let all_done = matches!(ending, Ending::Done | Ending::Local);
    let missed = nearest
        .plan
        .iter()
        .flat_map(|plan| plan.verdicts.iter().enumerate());
    let missed = missed.filter(|(_, verdict)| verdict.met != Met::Yes);
    let missed: Vec<usize> = missed.map(|(goal, _)| goal).collect();
    for goal in missed
        .into_iter()
        .filter(|_| all_done && found.unsure.is_empty())
    {
        nearest.alone.push(alone(t, goal, ending)?);
    }
    Ok(nearest)
}

/// Whether a goal can be met when no other is to be.
fn alone<P: Plans>(t: &mut Trials<'_, P>, goal: usize, ending: Ending) -> Result<Alone, Halt> {
    let mut alone = Alone {
        goal,
        plan: None,
        is_surely_none: ending == Ending::Done,
    };
    if t.question.goals.len() == 1 {
        return Ok(alone);
    }
    let axes = t.question.grid.axes.iter().map(|axis| Axis {
        effects: vec![axis.effects[goal]],
        ..axis.clone()
    });
    let question = Question {
        grid: Grid {
            axes: axes.collect(),
        },
        metric: None,
        goals: vec![t.question.goals[goal].clone()],
        most_plans: Some(PLANS),
        ..t.question.clone()
    };
    let plans = One {
        plans: t.plans,
        goal,
    };
    let mut trials = Trials::new(&plans, &question, t.looker).map_err(Halt::Failed)?;
    let mut found = Found::default();
    let searched = known::search(&mut trials, &mut found);
    t.replications += trials.replications;
    match searched {
        Err(Halt::Failed(failure)) => return Err(Halt::Failed(failure)),
        Ok(()) if !found.local && found.unsure.is_empty() => alone.is_surely_none = true,
        _ => alone.is_surely_none = false,
    }
    if let Some(plan) = found.certified {
        let (points, worlds) = ([plan.point], plan.worlds);
        let judged = t.judge(&points, worlds, crate::decide::CONFIDENCE)?.pop();
        (alone.plan, alone.is_surely_none) = (judged.flatten(), false);
    }
    Ok(alone)
}

/// The same plans with one of their goals.
struct One<'a, P> {
    plans: &'a P,
    goal: usize,
}

impl<P: Plans> Plans for One<'_, P> {
    type Model = P::Model;

    fn read(&self, point: &[u32]) -> Option<Ready<P::Model>> {
        let mut ready = self.plans.read(point)?;
        ready.goals = vec![ready.goals.swap_remove(self.goal)];
        ready.objective = None;
        Some(ready)
    }
}
