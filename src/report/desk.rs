//! Desks before the sale and after it: their busiest days, what their answers led to, and the people they need.

use super::columns::{Columns, fits, folded};
use super::heading;
use super::number::{chance, day_name, estimate, percent, plain, span_short, whole};
use super::run::Report;
use crate::decide::Heads;
use std::fmt::Write;

/// Rows of the table: two screens have room for little more.
const MOST_ROWS: usize = 5;

/// The columns of the table.
const HEADINGS: [&str; 9] = [
    "desk, its\nbusiest days",
    "contacts",
    "one in\nten has",
    "left un-\nanswered",
    "answered\nin time",
    "mean wait,\nmin",
    "p95 wait,\nmin",
    "waiting at\nmidnight",
    "heads\nneeded",
];

/// Columns that a table does without which would be too wide, one after the other.
const SPARED: [usize; 3] = [6, 2, 7];

impl Report<'_> {
    /// The table, what was sent back, and heads; nothing where there is no desk.
    pub(super) fn desks(&self) -> String {
        let facts = &self.scenario.sale.facts;
        if facts.desks.is_empty() {
            return String::new();
        }
        let rows = self.desk_rows(MOST_ROWS.min(self.rows));
        // What no desk has a number of is not worth a column.
        let mut shown: Vec<usize> = (0..HEADINGS.len())
            .filter(|&column| {
                rows.iter()
                    .any(|row| !matches!(&row[column][..], "" | "-" | "0"))
            })
            .collect();
        let mut table = columns_of(&rows, &shown);
        for spared in SPARED {
            if !fits(&table) {
                shown.retain(|&column| column != spared);
                table = columns_of(&rows, &shown);
            }
        }
        let desks = if facts.chat_desk().is_some() {
            "Desks"
        } else {
            "After-sale"
        };
        let title = format!("{desks}{}", self.settled());
        let lines: Vec<String> = (self.inspections().into_iter())
            .chain(
                self.answer
                    .heads
                    .iter()
                    .take(2)
                    .map(|(id, heads)| self.needed(id, heads)),
            )
            .collect();
        heading(&title) + &table + &lines.concat()
    }

    /// Desks and their busiest days in so many rows, or more where there are more desks.
    fn desk_rows(&self, most: usize) -> Vec<[String; 9]> {
        let facts = &self.scenario.sale.facts;
        let mut rows = Vec::new();
        let days = (most / facts.desks.len()).saturating_sub(1);
        for (place, desk) in facts.desks.iter().enumerate() {
            let heads = self.answer.heads.iter().find(|(id, _)| *id == desk.id);
            let heads = heads.map(|(_, heads)| heads);
            rows.push(self.desk_row(&desk.id, heads));
            for day in self.busiest_days(&desk.id, days) {
                rows.push(self.day_row(place, day, heads));
            }
        }
        rows
    }

    /// A desk over all its days.
    fn desk_row(&self, id: &str, heads: Option<&Heads>) -> [String; 9] {
        let get = |what: &str| self.answer.summary(&format!("desk.{id}.{what}"));
        let none = || "-".to_owned();
        let show = |what: &str, unit: &str| get(what).map_or_else(none, |one| estimate(one, unit));
        let most = heads.and_then(|heads| heads.by_hour.iter().max());
        [
            id.to_owned(),
            show("contacts", "contacts"),
            get("contacts").map_or_else(none, |all| whole(all.p90)),
            show("abandoned", "contacts"),
            show("answered_in_time", "share"),
            show("wait.mean", "min"),
            show("wait.p95", "min"),
            show("backlog", "contacts"),
            most.map_or_else(none, u32::to_string),
        ]
    }

    /// A desk on one day, by the hours that begin on it.
    fn day_row(&self, desk: usize, day: usize, heads: Option<&Heads>) -> [String; 9] {
        let facts = &self.scenario.sale.facts;
        let (id, days) = (&facts.desks[desk].id, facts.days_by_hour());
        let (from, to) = hours_of(&days, day);
        let sum = |kind: &str| self.spread(&format!("{kind}.{id}"), from, to);
        let contacts = sum("contacts");
        let of_contacts = |kind: &str| sum(kind).mean / contacts.mean;
        let is_timed = facts.desks[desk].answer.is_some();
        [
            format!("  {}", day_name(&facts.calendar, day)),
            whole(contacts.mean),
            whole(contacts.p90),
            String::new(),
            if is_timed {
                percent(of_contacts("in_time"))
            } else {
                "-".to_owned()
            },
            plain(of_contacts("waited")),
            String::new(),
            if to < days.len() {
                let midnight = self.spread(&format!("backlog.{id}"), to, to + 1);
                format!("{} / {}", whole(midnight.mean), whole(midnight.p90))
            } else {
                "-".to_owned()
            },
            heads.map_or_else(
                || "-".to_owned(),
                |heads| heads.most(&days, day).to_string(),
            ),
        ]
    }

    /// The days with the most contacts, in their order.
    fn busiest_days(&self, id: &str, count: usize) -> Vec<usize> {
        let days = self.scenario.sale.facts.days_by_hour();
        let last = days.last().map_or(0, |&day| day + 1);
        let contacts = |day: usize| {
            let (from, to) = hours_of(&days, day);
            self.spread(&format!("contacts.{id}"), from, to).mean
        };
        let mut all: Vec<(usize, f64)> = (0..last).map(|day| (day, contacts(day))).collect();
        all.retain(|&(_, contacts)| contacts > 0.0);
        all.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        let mut busiest: Vec<usize> = all.into_iter().take(count).map(|(day, _)| day).collect();
        busiest.sort_unstable();
        busiest
    }

    /// Refunds, exchanges and goods sent back, where there are any.
    fn settled(&self) -> String {
        let told: Vec<String> = ["refunded", "exchanged", "returned"]
            .into_iter()
            .filter_map(|what| {
                let summary = self.answer.summary(&format!("orders.{what}"))?;
                (summary.max > 0.0).then(|| format!("{} {what}", estimate(summary, "orders")))
            })
            .collect();
        if told.is_empty() {
            String::new()
        } else {
            format!(" (orders: {})", told.join(", "))
        }
    }

    /// What people who inspect what comes back have to do, in a line.
    fn inspections(&self) -> Option<String> {
        let facts = &self.scenario.sale.facts;
        let mut told = Vec::new();
        for &station in &facts.inspecting {
            let id = &facts.stations[station].id;
            let get = |what: &str| self.answer.summary(&format!("station.{id}.{what}"));
            let busy = get("utilisation").map_or_else(|| "-".to_owned(), |one| percent(one.mean));
            let wait =
                get("wait.mean").map_or_else(|| "-".to_owned(), |one| plain(one.mean / 60.0));
            told.push(format!("people busy {busy} at {id}, wait {wait} h"));
        }
        let left = self.answer.summary("orders.uninspected")?;
        let left = format!("{} not inspected by the end", estimate(left, "orders"));
        let line = format!("goods back: {}; {left}", told.join(", "));
        Some(format!("  {}\n", folded(&line, 2)))
    }

    /// The heads of the busiest day by hour, and what came of playing them.
    fn needed(&self, id: &str, heads: &Heads) -> String {
        let facts = &self.scenario.sale.facts;
        let days = facts.days_by_hour();
        let Some(&day) = self.busiest_days(id, 1).first() else {
            return String::new();
        };
        let (from, to) = hours_of(&days, day);
        let hours = (from..to).map(|hour| {
            let (_, hour_of_day, _) = facts.calendar.civil(hour as f64 * 60.0);
            (hour_of_day, heads.by_hour[hour])
        });
        let line = format!(
            "heads for {} within {} at {id} by hour on {}: {}; played in {} worlds: {} in time, enough in {}",
            percent(heads.target.share),
            span_short(heads.target.within),
            day_name(&facts.calendar, day),
            ranges(&hours.collect::<Vec<_>>()),
            heads.reached.n,
            percent(heads.in_time.mean),
            chance(&heads.reached),
        );
        let mut text = String::new();
        let _ = writeln!(text, "  {}", folded(&line, 2));
        text
    }
}

/// The rows, with the headings, in these columns.
fn columns_of(rows: &[[String; 9]], shown: &[usize]) -> String {
    let mut columns = Columns::new(shown.iter().map(|&column| HEADINGS[column]));
    for row in rows {
        columns.row(shown.iter().map(|&column| row[column].clone()));
    }
    columns.text_of(MOST_ROWS)
}

/// The hours that begin on a day, from the first to before the last.
fn hours_of(days: &[usize], day: usize) -> (usize, usize) {
    (
        days.partition_point(|&of| of < day),
        days.partition_point(|&of| of <= day),
    )
}

/// Heads by hour of the day, hours that are alike together: "00-09 1, 09-24 2".
fn ranges(hours: &[(i64, u32)]) -> String {
    let mut told: Vec<(i64, i64, u32)> = Vec::new();
    for &(hour, heads) in hours {
        match told.last_mut() {
            Some(last) if last.2 == heads && last.1 == hour => last.1 = hour + 1,
            _ => told.push((hour, hour + 1, heads)),
        }
    }
    let told = told
        .iter()
        .map(|(from, to, heads)| format!("{from:02}-{to:02} {heads}"));
    told.collect::<Vec<_>>().join(", ")
}
