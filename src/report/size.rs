//! The report of a search for a plan, for a terminal: the decision in a sentence, its certificate, the plan ready to be
//! pasted, what a little less of each thing would miss.

use super::columns::folded;
use super::goals::verdicts;
use super::heading;
use super::number::{counted, percent, plain, whole};
use super::{HEADING, OPEN};
use crate::decide::size::{Answer, Ending, Judged, Point};
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
            found.around(),
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
            counted(plans, "plan")
        } else {
            format!("{plans:.0e} plans")
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

    /// What a plan has otherwise than the one found; all of it where there is none.
    pub(super) fn changed(&self, point: &Point) -> String {
        let plan = self.answer.plan.as_ref().map(|plan| &plan.point);
        let values = self.size.values(point).into_iter().enumerate();
        let values = values.filter(|(axis, _)| plan.is_none_or(|plan| plan[*axis] != point[*axis]));
        let values = values.map(|(_, (path, text))| format!("{path} = {text}"));
        values.collect::<Vec<String>>().join(", ")
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

    fn notes(&self) -> String {
        let answer = self.answer;
        let mut text = String::new();
        // One more takes no more room than to say so.
        let most_unsure = MOST_UNSURE + usize::from(answer.unsure.len() == MOST_UNSURE + 1);
        for unsure in answer.unsure.iter().take(most_unsure) {
            let line = format!(
                "not certified in {} worlds: {}: {}{}",
                whole(unsure.worlds as f64),
                self.changed(&unsure.point),
                self.worth(unsure),
                self.fate(unsure)
            );
            let _ = writeln!(text, "{}", folded(&line, 2));
        }
        if answer.unsure.len() > most_unsure {
            let more = answer.unsure.len() - most_unsure;
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
        let mut text = format!("{} played", counted(answer.played as f64, "plan"));
        match answer.not_plans {
            0 => {}
            1 => text.push_str(", 1 is no plan"),
            more => {
                let _ = write!(text, ", {} are no plans", whole(more as f64));
            }
        }
        if left > 0.0 && answer.ending == Ending::Done {
            text.push_str(", the others ruled out or no better");
        }
        let decided = if answer.ending == Ending::Done && answer.plans < 1e9 {
            answer.plans
        } else {
            answer.played as f64
        };
        let _ = write!(
            text,
            "; {} in {:.1} s: {} plans a second.",
            counted(answer.replications as f64, "replication"),
            self.seconds,
            plain(decided / self.seconds.max(1e-3))
        );
        text
    }
}

/// Plans that could not be certified which are told of.
const MOST_UNSURE: usize = 3;
