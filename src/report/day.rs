//! The day of a sale as a table by hour: orders, queues, people at work, parcels.

use super::columns::{Columns, fits};
use super::heading;
use super::number::{time, whole};
use super::run::Report;
use crate::decide::Spread;
use std::fmt::Write;

/// Means below this are small numbers whose relative uncertainty tells nothing.
const COUNTS: f64 = 20.0;

/// Lines of the table that are no hours: its name, its head, notes.
const AROUND: usize = 5;

/// Hours that are shown at least.
const FEWEST: usize = 2;

/// Lines that tell enough of a day.
pub(super) const ENOUGH: usize = AROUND + 6;

impl Report<'_> {
    /// The day by hour in at most so many lines: means, and what one world in ten exceeds where there is room for it.
    pub(super) fn day(&self, lines: usize) -> String {
        let (hours, goes_on) = self.hours(lines.saturating_sub(AROUND).max(FEWEST));
        let all = self.scenario.sale.facts.in_line().count();
        let mut text = String::new();
        for (wide, stations) in [
            (true, all),
            (false, all),
            (false, 6),
            (false, 3),
            (false, 0),
        ] {
            let shown = self.longest_queues(stations);
            text = self.day_in(wide, &shown, (&hours, goes_on));
            if fits(&text) {
                break;
            }
        }
        text
    }

    /// The so many stations with the longest queues, in the order of the file.
    fn longest_queues(&self, count: usize) -> Vec<usize> {
        let facts = &self.scenario.sale.facts;
        let stations = &facts.stations;
        let peak = |index: &usize| {
            let name = format!("station.{}.queue.peak", stations[*index].id);
            self.answer.summary(&name).map_or(0.0, |peak| peak.mean)
        };
        let mut longest: Vec<usize> = facts.in_line().map(|(index, _)| index).collect();
        longest.sort_by(|a, b| peak(b).total_cmp(&peak(a)));
        longest.truncate(count);
        longest.sort_unstable();
        longest
    }

    fn day_in(
        &self,
        wide: bool,
        shown: &[usize],
        (hours, goes_on): (&[(usize, usize)], bool),
    ) -> String {
        let stations = &self.scenario.sale.facts.stations;
        let mut widest = 0.0f64;
        let mut pair = |spread: Spread| {
            if spread.mean >= COUNTS {
                widest = widest.max(spread.half / spread.mean);
            }
            if wide {
                format!("{} / {}", whole(spread.mean), whole(spread.p90))
            } else {
                whole(spread.mean)
            }
        };
        let mut columns = Columns::new(
            ["hours".to_owned(), "orders".to_owned()]
                .into_iter()
                .chain(
                    shown
                        .iter()
                        .map(|&index| format!("queue\n{}", stations[index].id)),
                )
                .chain(["at work".to_owned(), "parcels".to_owned()]),
        );
        for &(from, to) in hours {
            let level = |name: &str| self.spread(name, to, to + 1);
            let busy = self.scenario.sale.facts.in_line().map(|(_, station)| {
                let name = format!("busy.{}", station.id);
                self.spread(&name, from, to).mean / (to - from) as f64
            });
            let mut row = vec![
                self.hour_name(from, to),
                pair(self.spread("orders", from, to)),
            ];
            row.extend(
                shown
                    .iter()
                    .map(|&index| pair(level(&format!("queue.{}", stations[index].id)))),
            );
            row.push(format!("{:.1}", busy.sum::<f64>()));
            row.push(pair(level("parcels.waiting")));
            columns.row(row);
        }
        let note = match shown.len() {
            _ if wide => " (mean / exceeded in one world of ten)".to_owned(),
            all if all == self.scenario.sale.facts.in_line().count() => " (means)".to_owned(),
            some => format!(" (means; the {some} longest queues)"),
        };
        let mut text = heading(&format!(
            "The day{note}: queues and parcels at the end of the hour"
        ));
        text.push_str(&columns.text());
        if goes_on {
            text.push_str("  ... and on, until the line is empty\n");
        }
        if widest > 0.0 && widest.is_finite() {
            let widest = (widest * 100.0).ceil();
            let _ = writeln!(
                text,
                "  Means of {COUNTS} and more are known to ± {widest}% or better (95%)."
            );
        }
        text
    }

    /// A series' sum over grid points, or its level at one.
    pub(super) fn spread(&self, name: &str, from: usize, to: usize) -> Spread {
        let series = self
            .answer
            .series
            .iter()
            .position(|band| band.metric.name == name);
        Spread::of(series.map_or_else(Vec::new, |series| self.table.series_sums(series, from, to)))
    }

    /// The hours to show as ranges of grid points, and whether it goes on after them: one by one, hours in which no station
    /// is open together; in longer steps when that would be far more than so many.
    fn hours(&self, rows: usize) -> (Vec<(usize, usize)>, bool) {
        let (grid, points) = self.grid();
        let per_hour = (60.0 / grid).round().max(1.0) as usize;
        let of_line = || (self.answer.series.iter()).filter(|band| is_of_line(&band.metric.name));
        let quiet =
            |point: usize| of_line().all(|band| band.p90[point] < 0.5 && band.mean[point] < 0.5);
        let end = (0..points).rev().find(|&point| !quiet(point)).unwrap_or(0);
        for hours in [1, 2, 3, 4, 6, 12, 24, 48, 168, 720] {
            let size = per_hour * hours;
            let mut ranges: Vec<(usize, usize)> = Vec::new();
            let mut closed_before = false;
            for from in (0..=end).step_by(size) {
                let to = (from + size).min(points);
                let closed = self.closed(from, to);
                match ranges.last_mut() {
                    Some(last) if closed && closed_before => last.1 = to,
                    _ => ranges.push((from, to)),
                }
                closed_before = closed;
            }
            if ranges.len() <= rows + rows / 2 {
                let goes_on = ranges.len() > rows || end + 1 == points;
                ranges.truncate(rows);
                return (ranges, goes_on);
            }
        }
        (Vec::new(), false)
    }

    /// Minutes between the grid points of the day, and how many there are but the last, which only ends the last hour.
    fn grid(&self) -> (f64, usize) {
        let orders = self.answer.band("orders");
        orders.map_or((60.0, 0), |band| {
            (band.step, band.mean.len().saturating_sub(1))
        })
    }

    fn closed(&self, from: usize, to: usize) -> bool {
        let mut busy = self
            .answer
            .series
            .iter()
            .filter(|band| band.metric.name.starts_with("busy."));
        self.scenario.sale.facts.in_line().next().is_some()
            && busy.all(|band| sum(&band.mean[from..to]) == 0.0)
    }

    fn hour_name(&self, from: usize, to: usize) -> String {
        let calendar = &self.scenario.sale.facts.calendar;
        let (grid, _) = self.grid();
        let (_, hour, minute) = calendar.civil(to as f64 * grid);
        format!(
            "{} - {hour:02}:{minute:02}",
            time(calendar, from as f64 * grid)
        )
    }
}

/// Whether a series is of orders on their way out.
fn is_of_line(name: &str) -> bool {
    let kind = name.split('.').next();
    matches!(kind, Some("orders" | "queue" | "busy" | "parcels"))
}

fn sum(values: &[f64]) -> f64 {
    values.iter().sum()
}
