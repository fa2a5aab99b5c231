//! What can be said of the plan that a search found in front of all others: never more than is known.

use super::compare::two_digits;
use super::number::{counted, percent, plain};
use super::size::Found;
use super::{GOOD, OPEN};
use crate::decide::size::{Ending, Selected, tolerance};
use crate::scenario::Described;
use anstyle::Style;
use std::fmt::Write as _;

/// Plans that are too close to call which are named.
const NAMED: usize = 3;

impl<M: Described> Found<'_, M> {
    /// How it is headed, and the claim in a sentence or two.
    pub(super) fn claim(&self) -> (Style, &'static str, String) {
        let answer = self.answer;
        let cut = match answer.ending {
            Ending::Done => None,
            Ending::Local => Some("there are too many plans to look at all".to_owned()),
            Ending::PlansSpent => {
                let plans = counted(answer.played as f64, "plan");
                Some(format!("the search ended after {plans}"))
            }
            Ending::TimeOver => Some(
                "the search ended by its limit of time, so another machine may find another plan"
                    .to_owned(),
            ),
            Ending::Interrupted => Some("the search was interrupted".to_owned()),
        };
        let (style, word, mut claim) = match (&cut, &answer.selected) {
            (None, None) => self.cheapest(),
            (None, Some(selected)) => self.best(selected),
            (Some(_), Some(selected)) => (OPEN, "BEST FOUND", self.beside(selected)),
            (Some(_), None) => (OPEN, "BEST FOUND", String::new()),
        };
        if let Some(cut) = cut {
            let more = format!("It is not proven to be the best of all: {cut}.");
            claim = if claim.is_empty() {
                more
            } else {
                format!("{more} {claim}")
            };
        }
        let unsure = answer.unsure.len();
        if unsure > 0 && (answer.ending != Ending::Done || answer.selected.is_some()) {
            let plans = counted(unsure as f64, "better plan");
            let _ = write!(claim, " {plans} could not be certified.");
        }
        (style, word, claim)
    }

    /// What is said where all that would be cheaper is decided.
    fn cheapest(&self) -> (Style, &'static str, String) {
        let answer = self.answer;
        let (word, than) = if self.is_more_better() {
            ("LARGEST", "larger")
        } else {
            ("CHEAPEST", "cheaper")
        };
        if !answer.unsure.is_empty() {
            let unsure = counted(answer.unsure.len() as f64, "plan");
            let claim = format!("No {than} plan is known to: {unsure} could not be certified.");
            return (GOOD, word, claim);
        }
        let goals = self.goals("it", "them");
        let spare = self.spare();
        let claim = if answer.checked == 0 {
            format!("With 95% confidence no {than} plan meets {goals}{spare}.")
        } else {
            format!(
                "With 95% confidence no {than} plan that was played meets {goals}{spare}; the others have no more of what helps \
                 than one that misses a goal, and {} of them were played to check that.",
                answer.checked
            )
        };
        (GOOD, word, claim)
    }

    /// What is said where all plans were looked at.
    fn best(&self, selected: &Selected) -> (Style, &'static str, String) {
        let others = match self.scenario.goals.len() {
            0 => "no other plan".to_owned(),
            _ => format!(
                "no other plan that meets {}{}",
                self.goals("the goal", "the goals"),
                self.spare()
            ),
        };
        if selected.decided {
            let claim = format!(
                "With 95% confidence {others} is better{}.",
                self.by(selected)
            );
            return (GOOD, "BEST", claim);
        }
        (OPEN, "TOO CLOSE TO CALL", self.close(selected))
    }

    /// What is said of the plans that a local search has looked at.
    fn beside(&self, selected: &Selected) -> String {
        let others = selected.order.len() - 1;
        if others == 0 {
            return String::new();
        }
        let others = match others {
            1 => "the one other that was looked at and".to_owned(),
            more => format!("none of the {more} others that were looked at and"),
        };
        if selected.decided {
            format!(
                "With 95% confidence {others} may meet the goals is better{}.",
                self.by(selected)
            )
        } else {
            self.close(selected)
        }
    }

    /// By how much others may be better, and what does not matter.
    fn by(&self, selected: &Selected) -> String {
        if selected.gap == 0.0 {
            return String::new();
        }
        let (gap, zone) = (
            self.amount(selected.gap),
            self.amount(selected.indifference),
        );
        let told = if selected.from_spread {
            ", a tenth of the ±"
        } else {
            ""
        };
        format!(" by more than {gap} (what makes no difference: {zone}{told})")
    }

    /// Between which plans it is too close to call, and what would tell.
    fn close(&self, selected: &Selected) -> String {
        let others = &selected.order[1..selected.left];
        let named = others.iter().take(NAMED).map(|point| self.changed(point));
        let mut named = named.collect::<Vec<String>>().join(" or ");
        if others.len() > NAMED {
            let _ = write!(named, " or {} more", others.len() - NAMED);
        }
        let gap = self.amount(selected.gap);
        let flag = two_digits(selected.gap);
        format!(
            "With {named} it may be better, by {gap} at most: too close to call after {} worlds. With --indifference {flag}, or \
             more --replications, it is not.",
            super::number::whole(selected.worlds as f64)
        )
    }

    /// An amount of the metric.
    fn amount(&self, value: f64) -> String {
        match self.size.objective.metric() {
            Some(criterion) if criterion.unit == "share" => {
                format!("{} pt", percent(value).trim_end_matches('%'))
            }
            Some(criterion) => format!("{} {}", plain(value), criterion.unit),
            None => plain(value),
        }
    }

    /// The goals in a word.
    pub(super) fn goals(&self, one: &'static str, more: &'static str) -> &'static str {
        if self.scenario.goals.len() == 1 {
            one
        } else {
            more
        }
    }

    /// Within what the tests of probabilities tell no difference.
    pub(super) fn spare(&self) -> String {
        let goals = self.scenario.goals.iter();
        let tolerances = goals.filter_map(|goal| goal.with_probability.map(tolerance));
        let most = tolerances.fold(0.0, f64::max);
        if most == 0.0 {
            return String::new();
        }
        let points = percent(most);
        let points = points.trim_end_matches('%').trim_end_matches(".0");
        format!(" with {points} pt of probability to spare")
    }
}
