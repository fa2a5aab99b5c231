//! What becomes of the plan that a search found with a little less or more of each thing, and which goal binds.

use super::columns::folded;
use super::compare_rows::signed;
use super::goals::number;
use super::heading;
use super::number::percent;
use super::size::Found;
use crate::decide::size::{Around, Ending, Judged, Step};
use crate::decide::{Met, Verdict};
use crate::scenario::Described;
use std::fmt::Write;

impl<M: Described> Found<'_, M> {
    /// The plans beside it, the runner-up and the goal that binds.
    pub(super) fn around(&self) -> String {
        let answer = self.answer;
        let mut text = String::new();
        if !answer.around.is_empty() {
            let title = if self.size.objective.metric().is_none() {
                "With a step less, in the same worlds"
            } else {
                "With a step less or more, in the same worlds: the metric, and its difference"
            };
            text.push_str(&heading(title));
        }
        for one in &answer.around {
            text.push_str(&self.neighbour(one));
        }
        match &answer.runner_up {
            Some(next) => {
                let line = format!(
                    "Runner-up: {}: {}{}{}",
                    self.changed(&next.point),
                    self.worth(next),
                    self.ahead(next),
                    self.fate(next)
                );
                let _ = writeln!(text, "  {}", folded(&line, 4));
            }
            None if answer.ending == Ending::Interrupted => {}
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

    fn neighbour(&self, one: &Around) -> String {
        let what = self.changed(&one.point);
        let fate = match &one.judged {
            Some(judged) => {
                let (worth, ahead) = (self.worth(judged), self.ahead(judged));
                format!("{worth}{ahead}{}", self.fate(judged))
            }
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

    /// How its metric differs from that of the plan found.
    fn ahead(&self, judged: &Judged) -> String {
        let Some((gap, criterion)) = judged.gap.zip(self.size.objective.metric()) else {
            return String::new();
        };
        if gap.same {
            return ", the same in every world".to_owned();
        }
        let of = |value: f64| signed(value, criterion.unit);
        let (low, high) = (of(gap.interval.low), of(gap.interval.high));
        format!(", {} ({low} to {high})", of(gap.difference))
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
