//! What becomes of the plan that a search found with a little less or more of each thing, and which goal binds.

use super::columns::folded;
use super::goals::number;
use super::heading;
use super::number::percent;
use super::size::Found;
use crate::decide::size::{Around, Judged, Step};
use crate::decide::{Met, Verdict};
use crate::scenario::Described;
use std::fmt::Write;

impl<M: Described> Found<'_, M> {
    /// The plans beside it, the runner-up and the goal that binds.
    pub(super) fn around(&self, plan: &Judged) -> String {
        let answer = self.answer;
        let mut text = String::new();
        if !answer.around.is_empty() {
            let title = if self.size.objective.metric().is_none() {
                "With a step less, in the same worlds"
            } else {
                "With a step less or more, in the same worlds"
            };
            text.push_str(&heading(title));
        }
        for one in &answer.around {
            text.push_str(&self.neighbour(one, plan));
        }
        match &answer.runner_up {
            Some(next) => {
                let line = format!(
                    "Runner-up: {}: {}{}",
                    self.values(next),
                    self.worth(next),
                    self.fate(next)
                );
                let _ = writeln!(text, "  {}", folded(&line, 2));
            }
            None => text.push_str("  Runner-up: none is known.\n"),
        }
        if let Some(goal) = answer.binding {
            let _ = writeln!(
                text,
                "  What binds: {}, which better plans beside it miss.",
                self.scenario.goals[goal].id
            );
        }
        text
    }

    fn neighbour(&self, one: &Around, plan: &Judged) -> String {
        let changed: Vec<String> = self
            .size
            .vary
            .iter()
            .zip(one.point.iter().zip(&plan.point))
            .filter(|(_, (now, before))| now != before || one.step == Step::Cheaper)
            .map(|(range, (&now, _))| format!("{} = {}", range.path, range.text(now)))
            .collect();
        let what = changed.join(", ");
        let fate = match &one.judged {
            Some(judged) => format!("{}{}", self.worth(judged), self.fate(judged)),
            None => "no plan: the scenario cannot be read with it".to_owned(),
        };
        let first = match one.step {
            Step::Cheaper => format!("next below: {what}"),
            _ => what,
        };
        format!(
            "  {}\n",
            folded(&format!("{first}: {fate}"), 4).trim_start()
        )
    }

    /// What becomes of a plan's goals in few words.
    pub(super) fn fate(&self, judged: &Judged) -> String {
        let told = |verdict: &Verdict| {
            let estimate = match verdict.goal.with_probability {
                Some(_) => format!("{} of worlds", percent(verdict.estimate)),
                None => number(self.scenario.catalogue(), verdict, verdict.estimate),
            };
            format!("{} ({estimate})", verdict.goal.id)
        };
        let of = |met: Met| {
            let those = judged.verdicts.iter().filter(move |one| one.met == met);
            those.map(told).collect::<Vec<String>>().join(", ")
        };
        let (missed, close) = (of(Met::No), of(Met::TooClose));
        match (judged.verdicts.len(), missed.as_str(), close.as_str()) {
            (0, ..) => String::new(),
            (_, "", "") => format!("; meets {}", of(Met::Yes)),
            (_, "", close) => format!("; too close to call: {close}"),
            (_, missed, _) => format!("; misses {missed}"),
        }
    }
}
