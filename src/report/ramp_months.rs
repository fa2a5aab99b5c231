//! The tables of a ramp's report that go by month: revenue and what holds it back, and what suffices.

use super::columns::{Columns, WIDTH};
use super::heading;
use super::number::{estimate, plain, whole};
use crate::decide::Answer;
use crate::ramp::month::BINDS;
use crate::ramp::stage::Target;
use crate::ramp::{Facts, Plan};
use crate::stats::{Interval, Summary};
use std::fmt::Write;

/// Months that the table of what is needed shows at the most.
const NEED_MONTHS: usize = 8;
/// Rows of it at the most.
const NEED_ROWS: usize = 10;
/// Columns of a terminal that its names take.
const NAMES: usize = 26;

/// What the tables are made of.
pub(super) struct Months<'a> {
    pub facts: &'a Facts,
    pub plan: &'a Plan,
    pub answer: &'a Answer,
}

impl Months<'_> {
    fn get(&self, month: usize, what: &str) -> Option<&Summary> {
        self.answer.summary(&format!("month.{month}.{what}"))
    }

    /// Revenue by month, orders or visitors a day where a target is one of them, and what holds it back; in so many rows.
    pub(super) fn revenue(&self, rows: usize) -> String {
        let calendar = &self.facts.calendar;
        let all = calendar.months();
        let most = (1..=all).filter_map(|n| Some(self.get(n, "revenue")?.p90));
        let (unit, word) = match most.fold(0.0, f64::max) {
            largest if largest >= 1e11 => (1e9, "billion yuan"),
            large if large >= 1e8 => (1e6, "million yuan"),
            _ => (1e3, "1,000 yuan"),
        };
        let aims = |is: fn(&Target) -> bool| {
            let mut targets = self.plan.stages.iter().filter_map(|stage| stage.target);
            targets.any(|target| is(&target))
        };
        let a_day = [
            ("orders", aims(|target| matches!(target, Target::Orders(_)))),
            (
                "visitors",
                aims(|target| matches!(target, Target::Visitors(_))),
            ),
        ];
        let a_day: Vec<&str> = a_day
            .into_iter()
            .filter_map(|(what, is_aim)| is_aim.then_some(what))
            .collect();
        let mut heads = vec![
            "month".to_owned(),
            "revenue, mean".to_owned(),
            "p10".to_owned(),
        ];
        // Counts of a day take the room of the median.
        heads.extend(a_day.is_empty().then(|| "p50".to_owned()));
        heads.push("p90".to_owned());
        heads.extend(a_day.iter().map(|what| format!("{what} a day")));
        heads.extend(["target met", "held back by (of days)"].map(str::to_owned));
        let mut columns = Columns::new(heads);
        let step = all.div_ceil(rows);
        for month in (0..all).step_by(step) {
            let n = month + 1;
            let Some(revenue) = self.get(n, "revenue") else {
                continue;
            };
            let days = calendar.days_of(month).len() as f64;
            let mut row = vec![
                format!("{n:>2} {}", calendar.name(month)),
                in_units(revenue, unit),
                plain(revenue.p10 / unit),
            ];
            row.extend(a_day.is_empty().then(|| plain(revenue.p50 / unit)));
            row.push(plain(revenue.p90 / unit));
            row.extend(a_day.iter().map(|what| {
                let mean = self.get(n, what).map(|summary| summary.mean / days);
                mean.map_or_else(|| "-".to_owned(), plain)
            }));
            let met = self.get(n, "met");
            row.push(met.map_or_else(|| "-".to_owned(), |summary| estimate(summary, "share")));
            row.push(self.binds(n, if a_day.len() > 1 { 1 } else { 2 }));
            columns.row(row);
        }
        let net = if self.facts.net {
            "net of refunds"
        } else {
            "paid"
        };
        let mut text = heading(&format!(
            "Revenue by month ({word}, {net}, flash sales left out)"
        ));
        text.push_str(&columns.text());
        if step > 1 {
            let _ = writeln!(text, "  every month of {step}; all of them with --json");
        }
        text
    }

    /// What binds most days of a month, so many at the most.
    fn binds(&self, n: usize, most: usize) -> String {
        let share = |what: &&str| {
            let summary = self.answer.summary(&format!("binds.{what}.{n}"));
            summary.map_or(0.0, |summary| summary.mean)
        };
        let mut all: Vec<(&str, f64)> = BINDS.iter().map(|what| (*what, share(what))).collect();
        all.sort_by(|a, b| b.1.total_cmp(&a.1));
        let most = all.iter().take(most).filter(|(_, share)| *share > 0.005);
        most.map(|(what, share)| format!("{what} {:.0}%", share * 100.0))
            .collect::<Vec<_>>()
            .join(", ")
    }

    /// People and pieces that suffice in nine of ten worlds, in as many months as there is room for.
    pub(super) fn needs(&self) -> String {
        let facts = self.facts;
        let roles = facts.roles.iter().filter(|role| role.serves.is_some());
        let names: Vec<(&str, &str)> = roles
            .map(|role| ("people", role.id.as_str()))
            .chain(
                facts
                    .products
                    .iter()
                    .map(|product| ("stock", product.id.as_str())),
            )
            .collect();
        let cell = |(kind, id): (&str, &str), month: usize| {
            let summary = self
                .answer
                .summary(&format!("{kind}.{id}.{}.needed", month + 1));
            summary.map_or_else(|| "-".to_owned(), |summary| whole(summary.p90))
        };
        let all = facts.calendar.months();
        let cells = names
            .iter()
            .flat_map(|&name| (0..all).map(move |month| cell(name, month)));
        let widest = cells
            .map(|cell| cell.chars().count())
            .max()
            .unwrap_or(0)
            .max("Sep 2013".len());
        let room = ((WIDTH - NAMES) / (widest + 2)).clamp(1, NEED_MONTHS);
        let step = all.div_ceil(room);
        // The last month is among them.
        let mut months: Vec<usize> = (0..all).rev().step_by(step).collect();
        months.reverse();
        let heads = months.iter().map(|&month| facts.calendar.name(month));
        let mut columns = Columns::new(std::iter::once(String::new()).chain(heads));
        for &(kind, id) in &names {
            let what = if kind == "people" { "people" } else { "pieces" };
            let row = months.iter().map(|&month| cell((kind, id), month));
            // A long id makes room for what it counts.
            let id: String = match id.chars().count() {
                long if long > 14 => id.chars().take(13).chain(['…']).collect(),
                _ => id.to_owned(),
            };
            columns.row(std::iter::once(format!("{id}, {what}")).chain(row));
        }
        let which = if step > 1 {
            format!(": every month of {step}, all of them with --json")
        } else {
            String::new()
        };
        heading(&format!("What suffices in 9 of 10 worlds{which}")) + &columns.text_of(NEED_ROWS)
    }
}

/// A mean in a larger unit, with its half-width.
fn in_units(summary: &Summary, unit: f64) -> String {
    let scaled = Summary {
        mean: summary.mean / unit,
        interval: Interval {
            low: summary.interval.low / unit,
            high: summary.interval.high / unit,
        },
        ..*summary
    };
    estimate(&scaled, "yuan")
}
