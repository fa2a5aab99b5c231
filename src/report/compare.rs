//! The report of a comparison, for a terminal: the decision in a sentence, then what it rests on.

use super::columns::{WIDTH, clip_amid, clip_to, folded, padded, width};
use super::compare_rows::signed;
use super::heading;
use super::number::{percent, plain, whole};
use super::{GOOD, HEADING, OPEN};
use crate::decide::{Comparison, Ending, Gap, Met};
use crate::model::Better;
use crate::reader::Problem;
use crate::scenario::{Described, Scenario};
use std::fmt::Write;

/// A comparison, and all that is told of it.
#[derive(Debug)]
pub struct Compared<'a, M: Described> {
    /// The scenario of the plan.
    pub scenario: &'a Scenario<M>,
    /// Changes to it from the command line.
    pub set: &'a [String],
    /// What all worlds have in common.
    pub seed: u64,
    /// How it ended.
    pub ending: Ending,
    /// The plans, in order; the first is the scenario's own.
    pub plans: Vec<Told<'a>>,
    /// What came out.
    pub comparison: &'a Comparison,
}

/// What is told of a plan beside its outcomes.
#[derive(Clone, Copy, Debug)]
pub struct Told<'a> {
    /// Its name.
    pub id: &'a str,
    /// What the shop says of it.
    pub note: &'a str,
    /// What it changes.
    pub set: &'a [String],
    /// Whether it was played in worlds of its own.
    pub redrawn: bool,
    /// What is doubtful about it beside what is doubtful about the plan.
    pub warnings: &'a [Problem],
}

/// Two screens.
const MOST_LINES: usize = 80;

/// The whole report.
pub fn text<M: Described>(compared: &Compared<'_, M>) -> String {
    let mut text = compared.title();
    let [decision, plans, notes] = [compared.decision(), compared.plans(), compared.notes()];
    // An empty line stands before each part.
    let lines = |part: &str| part.lines().count() + 1;
    let others = text.lines().count() + lines(&decision) + lines(&plans) + lines(&notes);
    let room = MOST_LINES.saturating_sub(others + 2);
    // What one chooses by is shown whatever goals there are.
    let first_metric = compared.plans.len() + 2;
    let goals = compared.goals(room.saturating_sub(first_metric));
    let metrics = compared.metrics(room.saturating_sub(goals.lines().count()));
    for part in [decision, plans, goals, metrics, notes] {
        if !part.is_empty() {
            text.push('\n');
            text.push_str(&part);
        }
    }
    text
}

/// Longest name of a plan in a table.
pub(super) const NAME: usize = 22;

impl<M: Described> Compared<'_, M> {
    fn title(&self) -> String {
        let worlds = match self.comparison.replications {
            1 => "world".to_owned(),
            more => format!("{} worlds", whole(more as f64)),
        };
        let worlds = match &self.redrawn()[..] {
            [] => format!("the same {worlds}"),
            own => format!("{worlds}, the same but for those of {},", list(own)),
        };
        let mut text = format!(
            "{HEADING}{}{HEADING:#}\n{} plans in {worlds} of seed {}\n",
            self.scenario.title,
            self.plans.len(),
            self.seed
        );
        if self.ending == Ending::Interrupted {
            let _ = writeln!(
                text,
                "{OPEN}interrupted{OPEN:#}: the worlds played until then"
            );
        }
        text
    }

    /// A plan's name in a sentence.
    fn name(&self, plan: usize) -> String {
        match plan {
            0 => "the plan as it is".to_owned(),
            _ if self.plans[plan].redrawn => {
                format!("{} (in worlds of its own)", self.plans[plan].id)
            }
            _ => self.plans[plan].id.to_owned(),
        }
    }

    /// The names of the plans that have worlds of their own.
    fn redrawn(&self) -> Vec<&str> {
        let redrawn = self.plans.iter().filter(|plan| plan.redrawn);
        redrawn.map(|plan| plan.id).collect()
    }

    /// A number of the criterion, with its unit.
    fn number(&self, value: f64) -> String {
        match self.comparison.choice.criterion.unit {
            "share" => percent(value),
            unit => format!("{} {unit}", plain(value)),
        }
    }

    fn decision(&self) -> String {
        let choice = &self.comparison.choice;
        let (front, criterion) = (choice.selection.front, &choice.criterion);
        let way = match criterion.better {
            Better::More => "the more the better",
            Better::Less => "the less the better",
        };
        let mean = self.number(choice.means[front]);
        let by = format!("{} {mean} on average ({way})", criterion.name);
        let (style, word, mut sentence) = if choice.selection.decided {
            (GOOD, "BEST", format!("{}: {by}", self.name(front)))
        } else {
            let names = choice.left().into_iter().map(|plan| self.name(plan));
            let names: Vec<String> = names.collect();
            let names = list(&names.iter().map(String::as_str).collect::<Vec<_>>());
            let front = self.name(front);
            let sentence = format!("between {names}. In front is {front}: {by}");
            (OPEN, "TOO CLOSE TO CALL", sentence)
        };
        if let Some(next) = choice.next
            && let Some(gap) = &choice.ahead[next]
        {
            let _ = write!(sentence, ", {}", self.ahead(gap, next));
        }
        sentence.push_str(". ");
        sentence.push_str(&self.confidence());
        sentence.push(' ');
        sentence.push_str(&self.goals_of(front));
        format!(
            "{style}{word}{style:#}  {}\n",
            folded(&sentence, word.len() + 2)
        )
    }

    /// How much the plan in front is ahead of the next.
    fn ahead(&self, gap: &Gap, next: usize) -> String {
        let next = self.name(next);
        if gap.same {
            return format!("the same as {next} in every world");
        }
        let (low, high) = (gap.interval.low, gap.interval.high);
        // Who was found to be worse may come out in front over all worlds, if by little.
        let is_more =
            (self.comparison.choice.criterion.better == Better::More) == (gap.difference >= 0.0);
        format!(
            "{} {} than {next}, the next (better by {} to {})",
            self.number(gap.difference.abs()),
            if is_more { "more" } else { "less" },
            self.signed(low),
            self.signed(high)
        )
    }

    fn signed(&self, value: f64) -> String {
        signed(value, self.comparison.choice.criterion.unit)
    }

    fn confidence(&self) -> String {
        let choice = &self.comparison.choice;
        if choice.selection.decided && choice.indifference == 0.0 {
            let gaps = choice.ahead.iter().flatten();
            let told = if gaps.clone().all(|gap| gap.same) {
                "All plans are the same in every world."
            } else {
                "They differ by the same in every world."
            };
            return told.to_owned();
        }
        let zone = self.number(choice.indifference);
        let told = if choice.from_spread {
            " (one standard error; --indifference sets it)"
        } else {
            ""
        };
        if choice.selection.decided {
            return format!(
                "With 95% confidence none of the others is better by more than {zone}{told}."
            );
        }
        let needed = choice.selection.needed;
        if needed <= self.comparison.replications {
            return "More worlds would tell.".to_owned();
        }
        let needed = rounded_up(needed);
        // The standard error falls with the number of worlds; what would do is said for this one.
        let flag = if choice.from_spread {
            format!(" --indifference {}", two_digits(choice.indifference))
        } else {
            String::new()
        };
        format!(
            "To be 95% sure which is best, up to {zone}{told}, {} worlds would do: --replications {needed}{flag}.",
            whole(needed as f64)
        )
    }

    fn goals_of(&self, plan: usize) -> String {
        let verdicts = &self.comparison.verdicts[plan];
        if verdicts.is_empty() {
            return "No goals are set.".to_owned();
        }
        if self.comparison.meets_all(plan) {
            return "It meets all goals.".to_owned();
        }
        let of = |met: Met| {
            let those = verdicts.iter().filter(move |one| one.met == met);
            those.map(|one| one.goal.id.as_str()).collect::<Vec<_>>()
        };
        let mut parts = Vec::new();
        if let missed @ [_, ..] = &of(Met::No)[..] {
            parts.push(format!("does not meet {}", list(missed)));
        }
        if let close @ [_, ..] = &of(Met::TooClose)[..] {
            parts.push(format!("may or may not meet {}", list(close)));
        }
        let safe = self.comparison.safest().map_or_else(String::new, |safe| {
            let means = &self.comparison.choice.means;
            let price = (means[safe] - means[plan]).abs();
            let is_more = means[safe] >= means[plan];
            format!(
                " {} meets all goals, with {} {} on average.",
                self.name(safe),
                self.number(price),
                if is_more { "more" } else { "less" }
            )
        });
        format!("It {}.{safe}", parts.join(", and "))
    }

    /// The plans, and what became of them.
    fn plans(&self) -> String {
        let mut text = heading("The plans");
        for (index, plan) in self.plans.iter().enumerate() {
            let about = match plan.note {
                "" => plan.set.join(", "),
                note => note.to_owned(),
            };
            let about = if plan.redrawn {
                format!("in worlds of its own: {about}")
            } else {
                about
            };
            let (name, fate) = (padded(&clip(plan.id), NAME), padded(&self.fate(index), 32));
            let line = format!("{name}  {fate}  ");
            let about = clip_to(about.trim(), WIDTH - 2 - width(&line));
            let _ = writeln!(text, "{}", format!("  {line}{about}").trim_end());
        }
        text
    }

    fn fate(&self, plan: usize) -> String {
        let comparison = self.comparison;
        let choice = &comparison.choice;
        if choice.best() == Some(plan) {
            "best".to_owned()
        } else if let Some(better) = comparison.dominated_by[plan] {
            clip_to(&format!("dominated by {}", self.plans[better].id), 32)
        } else if choice.is_worse(plan) {
            "worse".to_owned()
        } else if choice.selection.eliminated[plan].is_some() {
            "no better".to_owned()
        } else if choice.selection.decided {
            "as good, up to the indifference".to_owned()
        } else if plan == choice.selection.front {
            "in front".to_owned()
        } else {
            "may be best".to_owned()
        }
    }

    fn notes(&self) -> String {
        let mut text = String::new();
        let own = self.scenario.warnings.iter();
        for warning in own.chain(self.plans.iter().flat_map(|plan| plan.warnings)) {
            let title = folded(&warning.title, 9);
            let _ = writeln!(text, "{OPEN}warning:{OPEN:#} {title}");
        }
        let together = self.comparison.together;
        let worlds = match &self.redrawn()[..] {
            [] => "in the same worlds".to_owned(),
            own => format!(
                "world by world under the same numbers, in the same worlds but for {}",
                list(own)
            ),
        };
        let line = format!(
            "Differences are against the plan {worlds}; the intervals in brackets hold all together at 95% ({together} of them). \
             Dominated: another plan is better or as good in every goal and in {}. ± is the half-width of a 95% interval of the mean.",
            self.comparison.choice.criterion.name
        );
        text + &folded(&line, 0) + "\n"
    }
}

/// A number of worlds with two digits, and not less.
pub(super) fn rounded_up(worlds: usize) -> usize {
    let mut unit = 1;
    while worlds / unit >= 100 {
        unit *= 10;
    }
    worlds.div_ceil(unit).saturating_mul(unit)
}

/// A number above 0 rounded up to two digits, as one types it.
pub(super) fn two_digits(value: f64) -> String {
    let unit = libm::pow(10.0, value.log10().floor() - 1.0);
    let digits = (value / unit).ceil();
    if unit >= 1.0 {
        format!("{:.0}", digits * unit)
    } else {
        let decimals = (-unit.log10()).round() as usize;
        format!("{:.decimals$}", digits * unit)
    }
}

pub(super) fn list(names: &[&str]) -> String {
    match names {
        [some @ .., last] if !some.is_empty() => format!("{} and {last}", some.join(", ")),
        _ => names.concat(),
    }
}

/// A plan's name in a table.
pub(super) fn clip(name: &str) -> String {
    clip_amid(name, NAME)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_numbers() {
        assert_eq!(
            [99, 100, 1001, 12_345].map(rounded_up),
            [99, 100, 1100, 13_000]
        );
        assert_eq!(
            [1234.0, 11.81, 0.01234, 5.0].map(two_digits),
            ["1300", "12", "0.013", "5.0"]
        );
        assert_eq!(signed(1234.4, "yuan"), "+1,234");
        assert_eq!(signed(-0.0321, "share"), "-3.2 pt");
        assert_eq!(signed(0.0, "yuan"), "0");
        assert_eq!(signed(f64::INFINITY, "yuan"), "?");
        assert_eq!(list(&["a", "b", "c"]), "a, b and c");
        assert_eq!(list(&["a"]), "a");
    }
}
