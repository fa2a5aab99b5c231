//! The report of what more of each resource is worth, for a terminal: the decision in a sentence, then what it rests on.

use super::columns::{WIDTH, clip_amid, clip_to, folded, padded};
use super::compare::list;
use super::compare_rows::signed;
use super::heading;
use super::number::{percent, plain, whole};
use super::{BAD, GOOD, HEADING, OPEN};
use crate::decide::{Ending, Gap, Goal, Learning, Met, Rank, Worth};
use crate::scenario::resource::{Kind, LeftOut, Resource};
use crate::scenario::{Described, Scenario};
use std::fmt::Write;

/// What resources are worth, and all that is told of it.
#[derive(Debug)]
pub struct Valuation<'a, M: Described> {
    /// The scenario of the plan.
    pub scenario: &'a Scenario<M>,
    /// Changes to it from the command line.
    pub set: &'a [String],
    /// What all worlds have in common.
    pub seed: u64,
    /// How it ended.
    pub ending: Ending,
    /// What came out.
    pub worth: &'a Worth,
    /// The resources, in its order.
    pub resources: &'a [Resource<M>],
    /// How many there were to choose these from.
    pub found: usize,
    /// What could not be had.
    pub left_out: &'a [LeftOut],
    /// What there is to find out.
    pub learning: &'a Learning,
    /// The plans there are to choose from when something is known: the plan, then the options.
    pub plans: Vec<&'a str>,
    /// Options that change facts, so that they are no plans for the same worlds.
    pub redrawn: Vec<&'a str>,
}

/// The whole report.
pub fn text<M: Described>(valuation: &Valuation<'_, M>) -> String {
    let mut text = valuation.title();
    for part in [
        valuation.decision(),
        valuation.table(),
        valuation.hours(),
        valuation.factors(),
        valuation.information(),
        valuation.notes(),
    ] {
        if !part.is_empty() {
            text.push('\n');
            text.push_str(&part);
        }
    }
    text
}

/// Width of what there is one more of.
const NAME: usize = 42;
/// Goals that have a column.
const GOALS: usize = 3;
/// Rows of each rank at most: worth it, the same before a price that the file does not say, too close to call, not worth it.
const ROWS: [(Rank, bool, usize); 4] = [
    (Rank::Worth, false, 12),
    (Rank::Worth, true, 7),
    (Rank::TooClose, false, 7),
    (Rank::NotWorth, false, 4),
];

impl<M: Described> Valuation<'_, M> {
    /// The unit of how a goal changes.
    pub(super) fn unit_of(&self, goal: &Goal) -> &'static str {
        match goal.with_probability {
            Some(_) => "share",
            None => self.scenario.catalogue().metrics()[goal.place].unit,
        }
    }

    /// The goals there is room for: those that are not surely met before others, in file order.
    pub(super) fn goals(&self) -> Vec<usize> {
        let verdicts = &self.worth.verdicts;
        let mut goals: Vec<usize> = (0..verdicts.len()).collect();
        goals.sort_by_key(|&goal| verdicts[goal].met == Met::Yes);
        goals.truncate(GOALS);
        goals.sort_unstable();
        goals
    }

    /// What it is ranked by, in words.
    pub(super) fn criterion(&self) -> &str {
        match self.worth.criterion.name.as_str() {
            "money.profit" => "profit",
            name => name,
        }
    }

    fn title(&self) -> String {
        let worlds = match self.worth.replications {
            1 => "world".to_owned(),
            more => format!("{} worlds", whole(more as f64)),
        };
        let mut text = format!(
            "{HEADING}{}{HEADING:#}\nOne more of each resource in the same {worlds} of seed {}\n",
            self.scenario.title, self.seed
        );
        if self.ending == Ending::Interrupted {
            let _ = writeln!(
                text,
                "{OPEN}interrupted{OPEN:#}: the worlds played until then"
            );
        }
        text
    }

    /// A number of the criterion, with its unit.
    pub(super) fn number(&self, value: f64) -> String {
        match self.worth.criterion.unit {
            "share" => percent(value),
            unit => format!("{} {unit}", plain(value)),
        }
    }

    pub(super) fn signed(&self, value: f64) -> String {
        signed(value, self.worth.criterion.unit)
    }

    /// The ranking, without people for two hours.
    fn table(&self) -> String {
        let worth = self.worth;
        let places = worth.ranked.iter().copied();
        let places: Vec<usize> = places
            .filter(|&place| !matches!(self.resources[place].kind, Kind::Window(_)))
            .collect();
        let unit = worth.criterion.unit;
        let by = clip_to(&format!("{}, {unit}", self.criterion()), 28);
        let mut head = format!("{:<NAME$} {by:>28} ", "One more of each, ranked");
        for goal in self.goals() {
            let id = &worth.verdicts[goal].goal.id;
            let _ = write!(head, " {:>8}", clip_amid(id, 8));
        }
        let mut text = heading(head.trim_end());
        let mut left = 0;
        for (rank, is_free, most) in ROWS {
            let of_rank = places.iter().copied().filter(|&place| {
                let is_before = rank == Rank::Worth && self.resources[place].is_free;
                worth.valued[place].rank == rank && is_before == is_free
            });
            let of_rank: Vec<usize> = of_rank.collect();
            if of_rank.is_empty() {
                continue;
            }
            let (style, word) = match rank {
                Rank::Worth if is_free => (OPEN, "worth something, before its own price"),
                Rank::Worth => (GOOD, rank.word()),
                Rank::TooClose => (OPEN, rank.word()),
                _ => (BAD, rank.word()),
            };
            let _ = writeln!(text, " {style}{word}{style:#}");
            // One more takes no more room than to say so.
            let most = most + usize::from(of_rank.len() == most + 1);
            left += of_rank.len().saturating_sub(most);
            for place in of_rank.into_iter().take(most) {
                text.push_str(&self.row(place));
            }
        }
        if left > 0 {
            let _ = writeln!(text, "  ... and {left} more, all of them with --json");
        }
        text + &self.without_effect(&places)
    }

    fn row(&self, place: usize) -> String {
        let (resource, valued) = (&self.resources[place], &self.worth.valued[place]);
        let (low, high) = (valued.by.interval.low, valued.by.interval.high);
        let interval = format!("({} to {})", self.signed(low), self.signed(high));
        let change = self.signed(valued.by.difference);
        let mut numbers = format!("{change:>9} {interval:>21}");
        for goal in self.goals() {
            let unit = self.unit_of(&self.worth.verdicts[goal].goal);
            let _ = write!(numbers, " {:>8}", brief(&valued.goals[goal], unit));
        }
        // Large numbers leave less room for the name.
        let room = WIDTH.saturating_sub(2 + numbers.chars().count());
        let width = room.min(NAME - 2);
        let mark = if resource.is_free { "*" } else { "" };
        let name = format!("{}{mark}", clip_to(&resource.what, width.saturating_sub(2)));
        let name = padded(&name, width);
        format!("{}\n", format!("  {name}{numbers}").trim_end())
    }

    /// What changes nothing that it is ranked by.
    fn without_effect(&self, places: &[usize]) -> String {
        let same = places
            .iter()
            .map(|&place| (place, &self.worth.valued[place]));
        let same: Vec<&str> = same
            .filter(|(_, valued)| valued.rank == Rank::Same)
            .map(|(place, _)| self.resources[place].what.as_str())
            .collect();
        let by = self.criterion();
        match &same[..] {
            [] => String::new(),
            few if few.len() <= 6 => {
                folded(&format!("No world's {by} changes by {}.", list(few)), 0) + "\n"
            }
            many => {
                let (first, more) = (many[..5].join(", "), many.len() - 5);
                folded(
                    &format!("No world's {by} changes by {first} and {more} more."),
                    0,
                ) + "\n"
            }
        }
    }

    fn notes(&self) -> String {
        let mut text = String::new();
        for warning in &self.scenario.warnings {
            let title = folded(&warning.title, 9);
            let _ = writeln!(text, "{OPEN}warning:{OPEN:#} {title}");
        }
        let mut line = format!(
            "Differences are against the plan in the same worlds; the intervals in brackets, and what has no ?, hold all \
             together at 95% ({} of them).",
            self.worth.together
        );
        if self.worth.criterion.name == "money.profit" {
            let _ = write!(line, " {}", M::PROFIT);
        }
        if self.resources.iter().any(|resource| resource.is_free) {
            line.push_str(" * what it costs is not in the file: that is still to be taken off.");
        }
        let cut = self.found - self.resources.len();
        if cut > 0 {
            let few = self.worth.replications.min(100);
            let _ = write!(
                line,
                " Of {} resources {cut} are left out, which changed least in the first {few} worlds.",
                self.found
            );
        }
        line.push_str(&self.units_of_goals());
        for (index, one) in self.left_out.iter().enumerate() {
            if index == 2 {
                let _ = write!(line, " And {} more.", self.left_out.len() - 2);
                break;
            }
            let _ = write!(line, " Left out: {} ({}).", one.what, one.why);
        }
        text + &folded(&line, 0) + "\n"
    }

    /// What goals are told in that are judged on the mean, and which are not told.
    fn units_of_goals(&self) -> String {
        let (shown, verdicts) = (self.goals(), &self.worth.verdicts);
        let on_mean = shown.iter().map(|&goal| &verdicts[goal].goal);
        let on_mean = on_mean.filter(|goal| goal.with_probability.is_none());
        let units = on_mean.map(|goal| format!("{} in {}", goal.id, self.unit_of(goal)));
        let units: Vec<String> = units.collect();
        let mut line = String::new();
        if !units.is_empty() {
            let _ = write!(line, " Judged on the mean: {}.", units.join(", "));
        }
        let hidden = (0..verdicts.len()).filter(|goal| !shown.contains(goal));
        let hidden: Vec<&str> = hidden.map(|goal| verdicts[goal].goal.id.as_str()).collect();
        if !hidden.is_empty() {
            let _ = write!(line, " Without a column, in --json: {}.", list(&hidden));
        }
        line
    }
}

/// A difference in a few letters: with a question mark where it is not sure, a point where there is none in any world.
pub(super) fn brief(gap: &Gap, unit: &str) -> String {
    match gap.sure {
        _ if gap.same => "·".to_owned(),
        std::cmp::Ordering::Equal => {
            format!("{} ?", signed(gap.difference, unit).trim_end_matches(" pt"))
        }
        _ => signed(gap.difference, unit),
    }
}
