//! The tables of a comparison: each plan's values, and how they differ from those of the plan.

use super::columns::{clip_to, folded, padded};
use super::compare::{Compared, NAME, clip};
use super::goals::wanted;
use super::heading;
use super::number::{estimate, percent, plain};
use super::{BAD, GOOD, OPEN};
use crate::decide::compare::Row;
use crate::decide::{Gap, Met, Verdict};
use crate::scenario::Described;
use std::fmt::Write;

impl<M: Described> Compared<'_, M> {
    /// A table for each goal, as many as fit in so many lines.
    pub(super) fn goals(&self, room: usize) -> String {
        let comparison = self.comparison;
        let mut tables = Vec::new();
        for (index, gaps) in comparison.goal_gaps.iter().enumerate() {
            let goal = &comparison.verdicts[0][index].goal;
            let unit = self.scenario.catalogue().metrics()[goal.place].unit;
            let asked = match goal.with_probability {
                Some(wanted) => format!("in {} of worlds", percent(wanted)),
                None => "on average".to_owned(),
            };
            let title = format!("{}: {} {asked}", goal.id, wanted(goal, unit));
            let unit = if goal.with_probability.is_some() {
                "share"
            } else {
                unit
            };
            let mut text = heading(&clip_to(&title, 100));
            for (plan, gap) in gaps.iter().enumerate() {
                let verdict = &comparison.verdicts[plan][index];
                let value = match unit {
                    "share" => percent(verdict.estimate),
                    _ => plain(verdict.estimate),
                };
                text.push_str(&self.line(plan, &value, gap.as_ref(), (unit, &met(verdict))));
            }
            tables.push(text);
        }
        fitting(&tables, room, "goals")
    }

    /// A table for each metric that differs, as many as fit in so many lines.
    pub(super) fn metrics(&self, room: usize) -> String {
        let mut tables = Vec::new();
        let mut same = Vec::new();
        for row in &self.comparison.metrics {
            let others = || row.gaps.iter().skip(1);
            if others().all(|gap| gap.is_some_and(|gap| gap.same)) {
                same.push(row.metric.name.as_str());
                continue;
            }
            tables.push(self.metric(row));
        }
        let mut last = String::new();
        if !same.is_empty() {
            let line = format!(
                "The same with every plan in every world: {}.",
                same.join(", ")
            );
            let _ = writeln!(last, "{}", folded(&line, 0));
        }
        let room = room.saturating_sub(last.lines().count());
        fitting(&tables, room, "metrics") + &last
    }

    fn metric(&self, row: &Row) -> String {
        let metric = &row.metric;
        // How often it is so.
        let unit = match metric.unit {
            "yes/no" => "share",
            unit => unit,
        };
        let title = format!("{}, {}", metric.name, metric.unit);
        let mut text = heading(&clip_to(&title, 100));
        for (plan, summary) in row.summaries.iter().enumerate() {
            let value = summary
                .as_ref()
                .map_or_else(|| "-".to_owned(), |summary| estimate(summary, unit));
            let gap = row.gaps[plan].as_ref();
            text.push_str(&self.line(plan, &value, gap, (unit, "")));
        }
        text
    }

    /// A plan's value and how it differs from the plan.
    fn line(
        &self,
        plan: usize,
        value: &str,
        gap: Option<&Gap>,
        (unit, word): (&str, &str),
    ) -> String {
        let name = clip(self.plans[plan].id);
        let difference = match gap {
            None => String::new(),
            Some(gap) if gap.same => "the same in every world".to_owned(),
            Some(gap) => format!(
                "{:>10}  ({} to {})",
                signed(gap.difference, unit),
                signed(gap.interval.low, unit),
                signed(gap.interval.high, unit)
            ),
        };
        let name = padded(&name, NAME);
        let line = format!("  {name}{value:>18}  {difference:<38}{word}");
        format!("{}\n", line.trim_end())
    }
}

/// As many tables as fit in so many lines, one at least; says how many are left out.
fn fitting(tables: &[String], room: usize, what: &str) -> String {
    let lines = |tables: &[String]| -> usize {
        let lines = tables.iter().map(|table| table.lines().count());
        lines.sum()
    };
    if lines(tables) <= room {
        return tables.concat();
    }
    let fits = |&count: &usize| lines(&tables[..count]) < room;
    let shown = (1..tables.len()).rev().find(fits).unwrap_or(1);
    let left = tables.len() - shown;
    let text = tables[..shown].concat();
    if left == 0 {
        return text;
    }
    format!("{text}  ... and {left} more {what}, all of them with --json\n")
}

fn met(verdict: &Verdict) -> String {
    match verdict.met {
        Met::Yes => format!("{GOOD}MET{GOOD:#}"),
        Met::No => format!("{BAD}NOT MET{BAD:#}"),
        Met::TooClose => format!("{OPEN}TOO CLOSE TO CALL{OPEN:#}"),
    }
}
/// A difference with its sign: +1,234; of shares in points.
pub(super) fn signed(value: f64, unit: &str) -> String {
    let size = match unit {
        "share" => format!("{} pt", percent(value.abs()).trim_end_matches('%')),
        _ => plain(value.abs()),
    };
    match size.bytes().any(|byte| (b'1'..=b'9').contains(&byte)) {
        _ if !value.is_finite() => "?".to_owned(),
        false => size,
        true if value > 0.0 => format!("+{size}"),
        true => format!("-{size}"),
    }
}
