//! The best plan on a lattice: cheapest by a weighted sum, or best in a metric, among those that meet all goals.
//!
//! | room | holds |
//! |---|---|
//! | [`grid`] | the lattice, what more of each thing does to a goal, plans by rising cost |
//! | [`fate`] | whether a plan meets all goals, by as few worlds as it takes |
//! | [`trials`] | plans on trial in shared worlds: tests |
//! | `certificate` | plans judged in worlds the search has not seen |
//! | `choose` | which of several plans has the best mean |
//! | `known` | the search where the cost is known without playing |
//! | `ruled`, `checked` | what is ruled out by plans that missed a goal; whether that was right |
//! | `measured` | the search where it is a metric |
//! | `local`, `lift` | steps from plan to plan where there are too many to look at all, and to one that can be certified |
//! | `around` | what becomes of the answer with a little less or more |
//! | `nearest` | where there is no answer, what comes nearest |
//!
//! All plans are played in the same worlds, those of a seed derived from the user's; the answer is certified in the worlds
//! of the user's seed, which the search never sees: `run` with the plan found plays the same ones.

mod around;
mod certificate;
mod checked;
mod choose;
pub mod fate;
pub mod grid;
mod known;
mod lift;
mod local;
mod measured;
mod nearest;
mod ruled;
#[cfg(test)]
mod tests;
pub mod trials;

pub use around::{Around, Step};
pub use certificate::Judged;
pub use choose::Selected;
pub use fate::{Fate, TOLERANCE, tolerance};
pub use grid::{Axis, Grid, Point};
pub use nearest::Alone;

use super::criterion::Criterion;
use super::goal::Goal;
use crate::model::Model;
use crate::monte_carlo::{Failure, Lane};
use std::time::Duration;
use trials::Trials;

/// Plans by their points on the lattice.
pub trait Plans {
    /// What plays them.
    type Model: Model;

    /// A plan, ready to be played; `None` where there is no such plan, as more people on a shift than the team has.
    fn read(&self, point: &[u32]) -> Option<Ready<Self::Model>>;
}

/// A plan, ready to be played.
#[derive(Clone, Debug)]
pub struct Ready<M: Model> {
    /// Names its metrics and plays it.
    pub model: M,
    /// What is decided.
    pub plan: M::Plan,
    /// The goals, with their places among these metrics.
    pub goals: Vec<Goal>,
    /// The place of the metric that is to be best, if one is.
    pub objective: Option<usize>,
}

impl<M: Model> Ready<M> {
    fn goal_places(&self) -> Vec<usize> {
        self.goals.iter().map(|goal| goal.place).collect()
    }

    fn objective_places(&self) -> Vec<usize> {
        self.objective.into_iter().collect()
    }

    /// Those of the goals, then that of the objective.
    fn all_places(&self) -> Vec<usize> {
        [self.goal_places(), self.objective_places()].concat()
    }

    fn lane<'a>(&'a self, keep: &'a [usize]) -> Lane<'a, M> {
        Lane {
            model: &self.model,
            plan: &self.plan,
            keep,
        }
    }
}

/// What is sought, and how.
#[derive(Clone, Debug)]
pub struct Question {
    /// The plans there are; the weights of its axes count where no metric is to be best. The least sum is sought.
    pub grid: Grid,
    /// The metric that is to be best, if one is.
    pub metric: Option<Criterion>,
    /// The goals.
    pub goals: Vec<Goal>,
    /// Plans that are looked at first, the scenario's own among them; from these and the one with the most of everything a
    /// local search begins.
    pub starts: Vec<Point>,
    /// Means that differ by less are as good as each other; `None` = a tenth of the half-width of the mean itself at
    /// `replications`.
    pub indifference: Option<f64>,
    /// The user's seed: that of the certificate's worlds.
    pub seed: u64,
    /// Worlds of the certificate, when it is not too close to call.
    pub replications: usize,
    /// Threads; `None` = one for each processor.
    pub threads: Option<usize>,
    /// Most plans to play.
    pub most_plans: Option<usize>,
    /// How long to search at most.
    pub time: Option<Duration>,
}

impl Question {
    /// The metric, so that more is better.
    fn towards(&self, value: f64) -> f64 {
        let metric = self.metric.as_ref();
        metric.map_or(value, |criterion| criterion.towards(value))
    }
}

/// How a search stands.
#[derive(Clone, Copy, Debug)]
pub struct Standing {
    /// Plans that were not played.
    pub left: f64,
    /// Replications played.
    pub replications: u64,
    /// The weighted sum or metric of the best plan so far.
    pub best: Option<f64>,
}

/// What looks on while plans are sought, and may end the search.
pub trait Looker: Sync {
    /// How it stands.
    fn tell(&self, standing: &Standing);

    /// Whether to stop.
    fn stopped(&self) -> bool;

    /// The search is over, and the best plan found is certified.
    fn certifies(&self) {}
}

/// How a search ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// All plans that matter are known.
    Done,
    /// A local search came to its end.
    Local,
    /// As many plans as allowed were played.
    PlansSpent,
    /// The time was over.
    TimeOver,
    /// It was interrupted.
    Interrupted,
}

impl Ending {
    /// As written in documents.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Done => "all plans decided",
            Self::Local => "local search",
            Self::PlansSpent => "limit of plans",
            Self::TimeOver => "limit of time",
            Self::Interrupted => "interrupted",
        }
    }
}

/// Why a search goes no further.
#[derive(Clone, Debug, PartialEq)]
enum Halt {
    Interrupted,
    Plans,
    Time,
    Failed(Failure),
}

/// What a search has found.
#[derive(Clone, Debug, Default, PartialEq)]
struct Found {
    certified: Option<Judged>,
    /// Plans whose certificate says no, or is too close to call.
    unsure: Vec<Judged>,
    selected: Option<Selected>,
    /// What has no more room than this is not certified; 0 while nothing was tried.
    least_room: f64,
    /// Whether only a part of the lattice was searched.
    local: bool,
    /// Whether it ended early as many plans as allowed were played.
    limited: bool,
    /// Plans that were ruled out unplayed and then played to see whether that was right.
    checked: usize,
    /// One of them met all goals, so that nothing was ruled out unplayed any more.
    pruning_failed: bool,
}

/// What came of a search.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// How it ended.
    pub ending: Ending,
    /// The plan, certified in worlds that the search has not seen.
    pub plan: Option<Judged>,
    /// The next best plan that meets all goals, as far as the search knows; in the same worlds.
    pub runner_up: Option<Judged>,
    /// Plans a step from the answer, and the dearest one below it that is known to fail; in the same worlds.
    pub around: Vec<Around>,
    /// The goal that keeps the plan from being better.
    pub binding: Option<usize>,
    /// Where there is no plan, the one that comes nearest.
    pub nearest: Option<Judged>,
    /// The goals that one misses, each by itself.
    pub alone: Vec<Alone>,
    /// Better plans whose certificate says no, or is too close to call.
    pub unsure: Vec<Judged>,
    /// How the best mean was selected.
    pub selected: Option<Selected>,
    /// Plans that were ruled out unplayed and then played to see whether that was right.
    pub checked: usize,
    /// One of them met all goals, so that nothing was ruled out unplayed any more.
    pub pruning_failed: bool,
    /// Plans of the lattice.
    pub plans: f64,
    /// Plans that were played.
    pub played: usize,
    /// Those looked at that are no plan.
    pub not_plans: usize,
    /// Replications played, those of the certificate included.
    pub replications: u64,
}

/// Seeks the best plan that meets all goals.
///
/// # Errors
///
/// When a world is too large to play, or threads cannot be started.
pub fn size<P: Plans>(
    plans: &P,
    question: &Question,
    looker: &dyn Looker,
) -> Result<Answer, Failure> {
    let mut trials = Trials::new(plans, question, looker)?;
    let mut found = Found::default();
    let searched = match question.metric {
        None => known::search(&mut trials, &mut found),
        Some(_) => measured::search(&mut trials, &mut found),
    };
    let ending = match searched {
        Ok(()) if found.limited => Ending::PlansSpent,
        Ok(()) if found.local => Ending::Local,
        Ok(()) => Ending::Done,
        Err(Halt::Interrupted) => Ending::Interrupted,
        Err(Halt::Plans) => Ending::PlansSpent,
        Err(Halt::Time) => Ending::TimeOver,
        Err(Halt::Failed(failure)) => return Err(failure),
    };
    if found.certified.is_none() && ending != Ending::Done {
        trials.is_over = true;
        looker.certifies();
        if let Err(Halt::Failed(failure)) = known::certify_known(&mut trials, &mut found) {
            return Err(failure);
        }
    }
    around::complete(trials, found, ending)
}

impl Found {
    /// Whether a plan was tried, and could not be certified.
    fn was_tried(&self, point: &Point) -> bool {
        self.unsure.iter().any(|judged| judged.point == *point)
    }

    /// Takes in what a certificate says.
    fn judge(&mut self, judged: Option<Judged>) {
        match judged {
            Some(judged) if judged.met() == super::Met::Yes => self.certified = Some(judged),
            Some(judged) => self.unsure.push(judged),
            None => {}
        }
    }
}
