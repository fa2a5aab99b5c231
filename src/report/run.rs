//! The report of a run, for a terminal: goals first, then the day, the line, shipping, pickups, stock and desks. At most two
//! screens, readable without colour.

use super::columns::{Columns, folded};
use super::number::{chance, estimate, percent, plain, span, time};
use super::{HEADING, day, heading};
use crate::decide::{Answer, Ending};
use crate::monte_carlo::Table;
use crate::sale::Promise;
use crate::sale::time::minutes;
use crate::scenario::Scenario;
use crate::stats::Share;
use std::fmt::Write;

/// The whole report.
pub fn text(
    scenario: &Scenario,
    answer: &Answer,
    table: &Table,
    (seed, ending): (u64, Ending),
) -> String {
    let report = |rows| Report {
        scenario,
        answer,
        table,
        rows,
    };
    let mut text = report(MOST_ROWS).title(seed) + &super::ending(ending);
    let mut left = MOST_LINES.saturating_sub(text.lines().count());
    // Tables have as many rows as leave the day room enough.
    let fits = |rows: &usize| report(*rows).lines_beside_the_day() + day::ENOUGH <= left;
    let rows = (FEWEST_ROWS..=MOST_ROWS).rev().find(fits);
    let report = report(rows.unwrap_or(FEWEST_ROWS));
    left = left.saturating_sub(report.lines_beside_the_day());
    let (above, below) = report.parts();
    for part in above.into_iter().chain([report.day(left)]).chain(below) {
        if !part.is_empty() {
            text.push('\n');
            text.push_str(&part);
        }
    }
    text
}

/// Two screens.
const MOST_LINES: usize = 80;

/// Rows of a table of stations, pickups or products, where there is room for them.
const MOST_ROWS: usize = 6;

/// Rows of a table at least.
const FEWEST_ROWS: usize = 1;

/// A scenario, its answer, and the outcomes they rest on.
pub(super) struct Report<'a> {
    pub(super) scenario: &'a Scenario,
    pub(super) answer: &'a Answer,
    pub(super) table: &'a Table,
    /// Rows of a table at most.
    pub(super) rows: usize,
}

impl Report<'_> {
    /// What stands above the day, and what below it.
    fn parts(&self) -> ([String; 2], [String; 7]) {
        let above = [self.goals(), self.headline()];
        let below = [
            self.line(),
            self.shipping(),
            self.pickups(),
            self.stock(),
            self.desks(),
            self.money(),
            self.warnings(),
        ];
        (above, below)
    }

    /// Lines of all parts but the day, and the empty one before each, that before the day among them.
    fn lines_beside_the_day(&self) -> usize {
        let (above, below) = self.parts();
        let told = above.iter().chain(&below).filter(|part| !part.is_empty());
        told.map(|part| part.lines().count() + 1).sum::<usize>() + 1
    }

    fn title(&self, seed: u64) -> String {
        let calendar = &self.scenario.sale.facts.calendar;
        let opens = calendar.opens.strftime("%a %-d %b %Y %H:%M");
        format!(
            "{HEADING}{}{HEADING:#}\nopens {opens}, closes {}, followed for {}; {} of seed {seed}\n",
            self.scenario.title,
            time(calendar, calendar.closes),
            span(calendar.follow),
            super::worlds(self.answer.replications),
        )
    }

    fn goals(&self) -> String {
        let example = "write [goal.in_time] with\nmetric = \"ship.within_promise\", at_least = 0.99, with_probability = 0.9";
        let catalogue = self.scenario.catalogue();
        super::goals::text((catalogue, &self.answer.verdicts), 3 + self.rows, example)
    }

    fn promise(&self) -> String {
        match self.scenario.sale.facts.promise {
            Promise::After(after) => format!("within {}", span(minutes(after))),
            Promise::By(by) => format!(
                "by {}",
                time(&self.scenario.sale.facts.calendar, minutes(by))
            ),
        }
    }

    /// The sale in one sentence: what an average world brings.
    fn headline(&self) -> String {
        let answer = self.answer;
        let Some(paid) = answer.summary("orders.paid") else {
            return String::new();
        };
        let mut text = format!(
            "{} orders are paid and taken on average (between {} and {} in 8 of 10 worlds)",
            estimate(paid, "orders"),
            plain(paid.p10),
            plain(paid.p90)
        );
        if let Some(kept) = answer.summary("ship.within_promise") {
            let _ = write!(
                text,
                ";\n{} of them are picked up {} as promised",
                estimate(kept, "share"),
                self.promise()
            );
        }
        let mut losses = Vec::new();
        for (name, words) in [
            ("orders.lost_stock", "find nothing left"),
            ("orders.lost_chat", "are lost in chat"),
            ("orders.oversold", "are oversold"),
            ("orders.backordered", "wait for a restock"),
            ("orders.unshipped", "are never picked up"),
        ] {
            if let Some(loss) = answer.summary(name).filter(|loss| loss.mean > 0.0) {
                losses.push(format!("{} {words}", estimate(loss, "orders")));
            }
        }
        if !losses.is_empty() {
            let _ = write!(text, "; {}", losses.join(", "));
        }
        text.push_str(".\n");
        text.split_inclusive('\n')
            .map(|line| folded(line, 0))
            .collect()
    }

    fn line(&self) -> String {
        let facts = &self.scenario.sale.facts;
        if facts.in_line().next().is_none() {
            return String::new();
        }
        let mut columns = Columns::new([
            "station",
            "people busy",
            "mean wait, min",
            "p95 wait, min",
            "longest queue",
            "bottleneck in",
        ]);
        let mut worst: Option<(&str, &Share)> = None;
        for (_, station) in facts.in_line() {
            let get = |what: &str| {
                self.answer
                    .summary(&format!("station.{}.{what}", station.id))
            };
            let show = |what: &str, unit: &str| {
                get(what).map_or_else(|| "-".to_owned(), |summary| estimate(summary, unit))
            };
            let bottleneck = self
                .answer
                .chance(&format!("station.{}.bottleneck", station.id));
            if let Some(share) =
                bottleneck.filter(|share| worst.is_none_or(|worst| share.k > worst.1.k))
            {
                worst = Some((&station.id, share));
            }
            columns.row([
                station.id.clone(),
                show("utilisation", "share"),
                show("wait.mean", "min"),
                show("wait.p95", "min"),
                show("queue.peak", "orders"),
                bottleneck.map_or_else(String::new, |share| percent(share.estimate)),
            ]);
        }
        let mut text = heading("The line");
        if let Some((id, share)) = worst.filter(|worst| worst.1.k > 0) {
            let _ = writeln!(
                text,
                "  The bottleneck is {id}: orders wait longest there in {}.",
                chance(share)
            );
        }
        text + &columns.text_of(self.rows) + &self.floor()
    }

    fn shipping(&self) -> String {
        let mut columns = Columns::new(["payment to", "mean", "p50", "p90", "p95", "p99"]);
        let mut row = |name: &str, prefix: &str, unit: &str, quantiles: [&str; 4]| {
            let show = |metric: String| {
                self.answer
                    .summary(&metric)
                    .map_or_else(|| "-".to_owned(), |summary| estimate(summary, unit))
            };
            let cells = quantiles.map(|q| {
                if q.is_empty() {
                    "-".to_owned()
                } else {
                    show(format!("{prefix}.{q}"))
                }
            });
            columns.row(
                [
                    vec![name.to_owned(), show(format!("{prefix}.mean"))],
                    cells.to_vec(),
                ]
                .concat(),
            );
        };
        row("scan, min", "flow.minutes", "min", ["p50", "", "p95", ""]);
        row("pickup, h", "ship.hours", "h", ["p50", "p90", "p95", "p99"]);
        let mut text = heading("How long orders take") + &columns.text();
        let within = |name: &str| {
            self.answer
                .summary(name)
                .map_or_else(|| "-".to_owned(), |summary| estimate(summary, "share"))
        };
        let _ = writeln!(
            text,
            "  picked up within 24 h: {}, within 48 h: {}",
            within("ship.within_24h"),
            within("ship.within_48h")
        );
        if let Some(last) = self.answer.summary("flow.last_scan") {
            let calendar = &self.scenario.sale.facts.calendar;
            let _ = writeln!(
                text,
                "  last scan {} h after opening: {} at the median, {} in one world of ten",
                estimate(last, "h"),
                time(calendar, last.p50 * 60.0),
                time(calendar, last.p90 * 60.0)
            );
        }
        text
    }

    fn warnings(&self) -> String {
        let Scenario { warnings, file, .. } = self.scenario;
        let text = super::warnings(warnings, file, self.rows);
        text + "± is the half-width of a 95% interval of the mean; percentages in brackets are 95% intervals.\n"
    }
}
