//! What to find out first: what explains the spread, and for what one would choose another plan.

use super::columns::{clip_amid, clip_to, folded};
use super::compare::list;
use super::heading;
use super::number::{percent, plain};
use super::worth::Valuation;
use crate::decide::Lesson;
use crate::scenario::Described;
use crate::stats::{Explained, Information};
use std::fmt::Write;

/// Width of a factor's name.
const NAME: usize = 32;
/// Width of a share with its interval, with a blank before it.
const SHARE: usize = 17;
/// Factors that are shown at most.
const ROWS: usize = 8;

impl<M: Described> Valuation<'_, M> {
    /// What explains most, in a sentence.
    pub(super) fn first_lesson(&self) -> String {
        let learning = self.learning;
        let Some(first) = learning.lessons.first() else {
            return String::new();
        };
        let Some(found) = first
            .explains
            .get(learning.main)
            .filter(|found| learning.is_sure(found))
        else {
            return String::new();
        };
        let target = learning.targets.get(learning.main);
        let target = match target.map(String::as_str) {
            Some("money.profit") | None => "profit",
            Some(name) => name,
        };
        format!(
            "Find out first: {}, which explains {} of the spread of {target}.",
            first.factor.name,
            short(found)
        )
    }

    /// What explains the spread.
    pub(super) fn factors(&self) -> String {
        let learning = self.learning;
        let of_criterion = usize::from(self.worth.criterion.goal.is_none());
        let goals = self.goals().into_iter().map(|goal| of_criterion + goal);
        let targets: Vec<usize> = (0..of_criterion).chain(goals).collect();
        let is_known = |lesson: &&Lesson| {
            let mut shares = targets.iter().map(|&target| &lesson.explains[target]);
            shares.any(|found| learning.is_sure(found))
        };
        let known: Vec<&Lesson> = learning.lessons.iter().filter(is_known).collect();
        if known.is_empty() {
            return match learning.lessons.len() {
                0 => String::new(),
                all => format!(
                    "What explains the spread: too small to tell, of each uncertain factor ({all}).\n"
                ),
            };
        }
        let mut head = format!("{:<NAME$}", "What explains the spread");
        for &target in &targets {
            let name = learning.targets[target]
                .trim_start_matches("goal.")
                .trim_start_matches("money.");
            let _ = write!(head, "{:>SHARE$}", clip_amid(name, SHARE - 1));
        }
        let mut text = heading(&head);
        for lesson in known.iter().take(ROWS) {
            text.push_str(&self.lesson(lesson, &targets));
        }
        let small = learning.lessons.len() - known.len().min(ROWS);
        let line = format!(
            "First-order shares of the variance, with intervals; - is too small to tell from none. {small} other factors are \
             smaller. Goals: whether a world reaches them."
        );
        text + &folded(&line, 0) + "\n"
    }

    /// A factor and the shares it explains.
    fn lesson(&self, lesson: &Lesson, targets: &[usize]) -> String {
        let name = clip_to(&lesson.factor.name, NAME - 3);
        let mut line = format!("  {name:<width$}", width = NAME - 2);
        for &target in targets {
            let found = &lesson.explains[target];
            let cell = if self.learning.is_sure(found) {
                short(found)
            } else {
                "-".to_owned()
            };
            let _ = write!(line, "{cell:>SHARE$}");
        }
        format!("{}\n", line.trim_end())
    }

    /// What one would choose another plan for.
    pub(super) fn information(&self) -> String {
        let learning = self.learning;
        let Some(everything) = &learning.everything else {
            return folded(
                &format!(
                    "With plans to choose from ([option.ID] tables) this tells which of these factors is worth knowing \
                     before one chooses.{}",
                    self.other_worlds()
                ),
                0,
            ) + "\n";
        };
        let now = self.plan_name(learning.now);
        let title = format!(
            "Worth knowing before one chooses among {} plans (best as it stands: {now})",
            self.plans.len()
        );
        let mut text = heading(&clip_to(&title, 100));
        let found = learning.worth_knowing();
        for (lesson, information) in found.iter().take(4) {
            let name = &lesson.factor.name;
            let line = format!("{name}: {}", self.rule(information));
            let _ = writeln!(text, "  {}", folded(&line, 4));
        }
        let most = self.number(everything.mean);
        let line = if found.is_empty() {
            format!(
                "No factor alone would surely change the choice. To know everything would be worth {most} on average, and \
                 no knowledge more."
            )
        } else {
            format!("To know everything would be worth {most} on average, and no knowledge more.")
        };
        text + &folded(&format!("{line}{}", self.other_worlds()), 0) + "\n"
    }

    /// Options that are no plans for these worlds.
    fn other_worlds(&self) -> String {
        match &self.redrawn[..] {
            [] => String::new(),
            ids => format!(" Left out, as they change facts: {}.", list(ids)),
        }
    }

    fn plan_name(&self, plan: usize) -> &str {
        match plan {
            0 => "the plan as it is",
            _ => self.plans[plan],
        }
    }

    /// What one would choose when, and what that brings.
    fn rule(&self, found: &Information) -> String {
        let gain = &found.gain;
        let of = |value: f64| match self.worth.criterion.unit {
            "share" => percent(value),
            _ => plain(value),
        };
        let (low, high) = (of(gain.interval.low), of(gain.interval.high));
        let mut text = format!("{} ({low} to {high}): ", self.number(gain.mean));
        for (place, &choice) in found.choices.iter().enumerate() {
            let cut = |at: usize| found.cuts.get(at).map(|&cut| plain(cut));
            let when = match (place.checked_sub(1).and_then(cut), cut(place)) {
                (None, Some(high)) => format!("below {high} "),
                (Some(low), Some(high)) => format!(", from {low} to {high} "),
                (Some(low), None) => format!(", above {low} "),
                (None, None) => String::new(),
            };
            text.push_str(&when);
            text.push_str(self.plan_name(choice));
        }
        text
    }
}

/// A share with its interval: 61% (55-67).
fn short(found: &Explained) -> String {
    let digits = usize::from(found.share < 0.1);
    let [share, low, high] =
        [found.share, found.interval.low, found.interval.high].map(|one| one * 100.0);
    format!("{share:.digits$}% ({low:.digits$}-{high:.digits$})")
}
