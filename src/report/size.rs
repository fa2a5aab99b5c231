//! The report of a search for a plan, for a terminal: the decision in a sentence, its certificate, the plan ready to be
//! pasted, what a little less of each thing would miss.

use super::columns::folded;
use super::goals::verdicts;
use super::heading;
use super::number::{percent, plain, whole};
use super::{BAD, GOOD, HEADING, OPEN};
use crate::decide::Met;
use crate::decide::size::{Answer, Ending, Judged};
use crate::model::Better;
use crate::reader::Problem;
use crate::scenario::size::{Objective, Size};
use crate::scenario::{Described, Scenario};
use std::fmt::Write;

/// What a search found, and all that is told of it.
#[derive(Debug)]
pub struct Found<'a, M: Described> {
    /// The scenario.
    pub scenario: &'a Scenario<M>,
    /// Changes to it from the command line.
    pub set: &'a [String],
    /// What was to be found.
    pub size: &'a Size<M>,
    /// What came out.
    pub answer: &'a Answer,
    /// What is doubtful about the plan found, or about the scenario's where there is none.
    pub warnings: &'a [Problem],
    /// The seed of the certificate's worlds.
    pub seed: u64,
    /// How long the search took, in seconds.
    pub seconds: f64,
    /// Where the plan was written, if it was.
    pub written: Option<&'a str>,
}

/// The whole report.
pub fn text<M: Described>(found: &Found<'_, M>) -> String {
    let mut text = found.title();
    let parts = match &found.answer.plan {
        Some(plan) => [
            found.decision(plan),
            found.certificate(plan),
            found.paste(plan),
            found.around(plan),
            found.notes(),
        ],
        None => [
            found.nothing(),
            found.nearest(),
            found
                .answer
                .nearest
                .as_ref()
                .map_or_else(String::new, |plan| found.paste(plan)),
            String::new(),
            found.notes(),
        ],
    };
    for part in parts {
        if !part.is_empty() {
            text.push('\n');
            text.push_str(&part);
        }
    }
    text
}

impl<M: Described> Found<'_, M> {
    /// The weighted sum as the user counts it, or the mean of the metric.
    pub fn objective(&self, judged: &Judged) -> f64 {
        match judged.estimate {
            Some(_) => judged.objective,
            None => self.size.objective.shown(judged.objective),
        }
    }

    /// Whether more of the objective is better.
    pub fn is_more_better(&self) -> bool {
        let better = match &self.size.objective {
            Objective::Metric(criterion) => criterion.better,
            Objective::Sum { better, .. } => *better,
        };
        better == Better::More
    }

    fn title(&self) -> String {
        let plans = self.answer.plans;
        let plans = if plans < 1e15 {
            whole(plans)
        } else {
            format!("{plans:.0e}")
        };
        let plans = if plans == "1" {
            "1 plan".to_owned()
        } else {
            format!("{plans} plans")
        };
        let things = match &self.size.vary[..] {
            [one] => format!("{} varied", one.path),
            more => format!("{} things varied", more.len()),
        };
        let line = format!("{plans}: {things}; worlds of seed {}", self.seed);
        format!(
            "{HEADING}{}{HEADING:#}\n{}\n",
            self.scenario.title,
            folded(&line, 0)
        )
    }

    /// The values of a plan in a sentence.
    pub(super) fn values(&self, judged: &Judged) -> String {
        let values = self.size.values(&judged.point).into_iter();
        let values: Vec<String> = values
            .map(|(path, text)| format!("{path} = {text}"))
            .collect();
        values.join(", ")
    }

    /// The objective of a plan, with its unit.
    pub(super) fn worth(&self, judged: &Judged) -> String {
        let value = self.objective(judged);
        match self.size.objective.metric() {
            Some(criterion) if criterion.unit == "share" => percent(value),
            Some(criterion) => format!("{} {}", plain(value), criterion.unit),
            None => plain(value),
        }
    }

    fn decision(&self, plan: &Judged) -> String {
        let (style, word, claim) = self.claim();
        let goals = match plan.verdicts.len() {
            0 => "no goals are set",
            1 => "it meets the goal",
            _ => "it meets all goals",
        };
        let what = match self.size.objective.metric() {
            Some(criterion) => {
                let half = plan
                    .estimate
                    .map_or(f64::NAN, |one| one.interval.half_width());
                let half = match criterion.unit {
                    _ if !half.is_finite() => "?".to_owned(),
                    "share" => percent(half),
                    _ => plain(half),
                };
                format!(
                    "{} {} ± {half} on average",
                    criterion.name,
                    self.worth(plan)
                )
            }
            None => format!("a sum of {}", self.worth(plan)),
        };
        let sentence = format!("{}: {what}; {goals}. {claim}", self.values(plan));
        format!(
            "{style}{word}{style:#}  {}\n",
            folded(&sentence, word.len() + 2)
        )
    }

    /// What can be said of the plan in front of all others.
    fn claim(&self) -> (anstyle::Style, &'static str, String) {
        let answer = self.answer;
        let sum = self.size.objective.metric().is_none();
        let cut = match answer.ending {
            Ending::Done => None,
            Ending::Local => Some("steps from plan to plan lead to nothing better".to_owned()),
            Ending::PlansSpent => Some(format!(
                "the search ended after {} plans",
                whole(answer.played as f64)
            )),
            Ending::TimeOver => Some(
                "the search ended by its limit of time, so another machine may find another plan"
                    .to_owned(),
            ),
            Ending::Interrupted => Some("the search was interrupted".to_owned()),
        };
        if let Some(cut) = cut {
            let claim =
                format!("It is the best plan found, not proven to be the best of all: {cut}.");
            return (OPEN, "BEST FOUND", claim);
        }
        let Some(selected) = &answer.selected else {
            let (word, than) = if self.is_more_better() {
                ("LARGEST", "larger")
            } else {
                ("CHEAPEST", "cheaper")
            };
            let claim = if sum && answer.unsure.is_empty() {
                format!("With 95% confidence no {than} plan does.")
            } else {
                format!("No {than} plan is known to.")
            };
            return (GOOD, word, claim);
        };
        let zone = match self.size.objective.metric() {
            Some(criterion) if criterion.unit == "share" => percent(selected.indifference),
            Some(criterion) => format!("{} {}", plain(selected.indifference), criterion.unit),
            None => String::new(),
        };
        let told = if selected.from_spread {
            " (what so many worlds can tell; --indifference sets it)"
        } else {
            ""
        };
        if selected.decided {
            let claim = format!(
                "With 95% confidence no other plan that meets the goals is better by more than {zone}{told}."
            );
            return (GOOD, "BEST", claim);
        }
        let claim = format!("Some others are too close to call up to {zone}{told}.");
        (OPEN, "IN FRONT", claim)
    }

    fn certificate(&self, plan: &Judged) -> String {
        if plan.verdicts.is_empty() {
            return String::new();
        }
        let title = format!(
            "Certificate: {} worlds that the search has not seen",
            whole(plan.worlds as f64)
        );
        heading(&title) + &verdicts(self.scenario.catalogue(), &plan.verdicts)
    }

    fn paste(&self, plan: &Judged) -> String {
        let mut text = heading(if self.answer.plan.is_some() {
            "The plan, to be pasted into the scenario and compared"
        } else {
            "That plan, to be pasted into the scenario and compared"
        });
        text.push_str("  [option.sized.set]\n");
        for (path, value) in self.size.values(&plan.point) {
            let _ = writeln!(
                text,
                "  \"{}\" = {value}",
                path.replace('\\', "\\\\").replace('"', "\\\"")
            );
        }
        if let Some(file) = self.written {
            let line = format!("The whole scenario with it is written to {file}.");
            let _ = writeln!(text, "  {}", folded(&line, 2));
        }
        text
    }

    fn nothing(&self) -> String {
        let answer = self.answer;
        let missed = answer.nearest.iter().flat_map(|one| &one.verdicts);
        let missed: Vec<&str> = missed
            .filter(|verdict| verdict.met != Met::Yes)
            .map(|verdict| verdict.goal.id.as_str())
            .collect();
        let (style, word, sentence) = match answer.ending {
            Ending::Interrupted => (OPEN, "INTERRUPTED", "before a plan was certified.".to_owned()),
            Ending::PlansSpent | Ending::TimeOver => (
                OPEN,
                "NOTHING FOUND",
                format!(
                    "before the search ended after {} plans; raise size.limit, or vary less.",
                    whole(answer.played as f64)
                ),
            ),
            _ if !answer.unsure.is_empty() => (
                OPEN,
                "TOO CLOSE TO CALL",
                "no plan can be certified to meet the goals; some are close. More --replications tell.".to_owned(),
            ),
            _ if missed.is_empty() => (BAD, "NO PLAN", "meets all goals within the ranges.".to_owned()),
            _ => (
                BAD,
                "NO PLAN",
                format!(
                    "meets all goals within the ranges: {} cannot be met, not even by the plan that comes nearest.",
                    missed.join(" and ")
                ),
            ),
        };
        format!(
            "{style}{word}{style:#}  {}\n",
            folded(&sentence, word.len() + 2)
        )
    }

    fn nearest(&self) -> String {
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

    fn notes(&self) -> String {
        let answer = self.answer;
        let mut text = String::new();
        for unsure in answer.unsure.iter().take(MOST_UNSURE) {
            let line = format!(
                "not certified: {}: {}{}",
                self.values(unsure),
                self.worth(unsure),
                self.fate(unsure)
            );
            let _ = writeln!(text, "{}", folded(&line, 0));
        }
        if answer.unsure.len() > MOST_UNSURE {
            let more = answer.unsure.len() - MOST_UNSURE;
            let _ = writeln!(text, "... and {more} more, all of them with --json");
        }
        if answer.pruning_failed {
            let line = "A plan with less met the goals where one with more had not: more hurts here, so every plan was looked at by itself.";
            let _ = writeln!(text, "{OPEN}note:{OPEN:#} {}", folded(line, 6));
        }
        for warning in self.warnings {
            let _ = writeln!(text, "{OPEN}warning:{OPEN:#} {}", folded(&warning.title, 9));
        }
        text + &folded(&self.effort(), 0) + "\n"
    }

    /// What the search took.
    fn effort(&self) -> String {
        let answer = self.answer;
        let left = answer.plans - (answer.played + answer.not_plans) as f64;
        let mut text = format!("{} plans played", whole(answer.played as f64));
        if answer.not_plans > 0 {
            let _ = write!(text, ", {} are no plan", whole(answer.not_plans as f64));
        }
        if left > 0.0 && answer.ending == Ending::Done {
            let _ = write!(text, ", the others ruled out or no better");
        }
        if answer.checked > 0 && !answer.pruning_failed {
            let _ = write!(
                text,
                " ({} of those ruled out were played to check it)",
                whole(answer.checked as f64)
            );
        }
        let decided = if answer.ending == Ending::Done && answer.plans < 1e9 {
            answer.plans
        } else {
            answer.played as f64
        };
        let _ = write!(
            text,
            "; {} replications in {:.1} s: {} plans a second.",
            whole(answer.replications as f64),
            self.seconds,
            plain(decided / self.seconds.max(1e-3))
        );
        text
    }
}

/// Plans that could not be certified which are told of.
const MOST_UNSURE: usize = 3;
