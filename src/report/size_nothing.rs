//! What is told where a search found no plan: why, and what comes nearest.

use super::columns::folded;
use super::compare::list;
use super::goals::verdicts;
use super::heading;
use super::number::counted;
use super::size::Found;
use super::{BAD, OPEN};
use crate::decide::Met;
use crate::decide::size::{Alone, Ending, Judged};
use crate::scenario::Described;

impl<M: Described> Found<'_, M> {
    pub(super) fn nothing(&self) -> String {
        let answer = self.answer;
        let goals = self.goals("the goal", "all goals");
        let (style, word, sentence) = match answer.ending {
            _ if !answer.unsure.is_empty() => (
                OPEN,
                "TOO CLOSE TO CALL",
                format!(
                    "no plan can be certified to meet {goals}; some are close. More --replications tell."
                ),
            ),
            Ending::Interrupted => (
                OPEN,
                "INTERRUPTED",
                format!("before a plan was found that meets {goals}."),
            ),
            Ending::PlansSpent | Ending::TimeOver => (
                OPEN,
                "NOTHING FOUND",
                format!(
                    "before the search ended after {}; raise size.limit, or vary less.",
                    counted(answer.played as f64, "plan")
                ),
            ),
            Ending::Local => (
                OPEN,
                "NOTHING FOUND",
                format!(
                    "that meets {goals}, by steps from several plans; there are too many to look at all. {}",
                    self.why()
                ),
            ),
            Ending::Done => (
                BAD,
                "NO PLAN",
                format!("{} {}", self.never(goals), self.why()),
            ),
        };
        format!(
            "{style}{word}{style:#}  {}\n",
            folded(sentence.trim_end(), word.len() + 2)
        )
    }

    /// That no plan meets the goals, as far as that is known.
    fn never(&self, goals: &str) -> String {
        let spare = self.spare();
        let unplayed = match self.answer.checked {
            0 => String::new(),
            checked => format!(
                "; those that were not played have no more of what helps than one that misses a goal, and {checked} of them \
                 were played to check that"
            ),
        };
        format!("within the ranges meets {goals}{spare}, with 95% confidence{unplayed}.")
    }

    /// Which goal cannot be met, or not together with which.
    fn why(&self) -> String {
        let several = self.scenario.goals.len() > 1;
        let alone = self.answer.alone.iter().filter(|_| several);
        let told = alone.map(|one| {
            let id = &self.scenario.goals[one.goal].id;
            match one {
                Alone {
                    plan: Some(plan), ..
                } => {
                    let missed = missed(plan);
                    let values = self.values(plan);
                    match &missed[..] {
                        [] => format!("{id} can be met alone, with {values}."),
                        missed => {
                            format!(
                                "{id} can be met alone, with {values}, but that misses {}.",
                                list(missed)
                            )
                        }
                    }
                }
                Alone {
                    is_surely_none: true,
                    ..
                } => format!("{id} cannot be met at all."),
                Alone { .. } => format!("No plan was found that meets {id} alone."),
            }
        });
        told.collect::<Vec<String>>().join(" ")
    }

    pub(super) fn nearest(&self) -> String {
        let Some(nearest) = &self.answer.nearest else {
            return String::new();
        };
        let line = format!("{}: {}", self.values(nearest), self.worth(nearest));
        format!(
            "{}  {}\n{}",
            heading("The plan that comes nearest"),
            folded(&line, 2),
            verdicts(self.scenario.catalogue(), &nearest.verdicts)
        )
    }
}

/// The goals that a plan does not surely meet.
fn missed(plan: &Judged) -> Vec<&str> {
    let missed = plan.verdicts.iter().filter(|one| one.met != Met::Yes);
    missed.map(|one| one.goal.id.as_str()).collect()
}
