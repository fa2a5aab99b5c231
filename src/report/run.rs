//! The report of a run, for a terminal: goals first, then the day, the line, shipping, pickups and stock. At most two
//! screens, readable without colour.

use super::columns::{Columns, fits, folded};
use super::number::{chance, estimate, percent, percents, plain, span, time, whole};
use super::{BAD, GOOD, HEADING, OPEN};
use crate::decide::{Answer, Bound, Met, Spread, Verdict};
use crate::monte_carlo::Table;
use crate::sale::Promise;
use crate::sale::time::minutes;
use crate::scenario::Scenario;
use crate::stats::Share;
use std::fmt::Write;

/// The whole report.
pub fn text(scenario: &Scenario, answer: &Answer, table: &Table, seed: u64) -> String {
    let report = Report {
        scenario,
        answer,
        table,
    };
    let mut text = report.title(seed);
    for part in [
        report.goals(),
        report.headline(),
        report.day(),
        report.line(),
        report.shipping(),
        report.pickups(),
        report.stock(),
        report.warnings(),
    ] {
        if !part.is_empty() {
            text.push('\n');
            text.push_str(&part);
        }
    }
    text
}

/// Rows of a table of stations, pickups or products: two screens hold them all.
const MOST_ROWS: usize = 6;

/// Means below this are small numbers whose relative uncertainty tells nothing.
const COUNTS: f64 = 20.0;

struct Report<'a> {
    scenario: &'a Scenario,
    answer: &'a Answer,
    table: &'a Table,
}

fn heading(text: &str) -> String {
    format!("{HEADING}{text}{HEADING:#}\n")
}

impl Report<'_> {
    fn title(&self, seed: u64) -> String {
        let calendar = &self.scenario.sale.facts.calendar;
        let opens = calendar.opens.strftime("%a %-d %b %Y %H:%M");
        format!(
            "{HEADING}{}{HEADING:#}\nopens {opens}, closes {}, followed for {}; {} of seed {seed}\n",
            self.scenario.title,
            time(calendar, calendar.closes),
            span(calendar.follow),
            match self.answer.replications {
                1 => "1 world".to_owned(),
                more => format!("{} worlds", whole(more as f64)),
            },
        )
    }

    fn goals(&self) -> String {
        if self.answer.verdicts.is_empty() {
            return "No goals are set: write [goal.in_time] with\nmetric = \"ship.within_promise\", at_least = 0.99, with_probability = 0.9\n".to_owned();
        }
        let mut text = heading("Goals");
        for verdict in &self.answer.verdicts {
            let (word, style) = match verdict.met {
                Met::Yes => ("MET", GOOD),
                Met::No => ("NOT MET", BAD),
                Met::TooClose => ("TOO CLOSE TO CALL", OPEN),
            };
            let [asked, found] = self.goal(verdict);
            let _ = writeln!(
                text,
                "  {style}{word:<17}{style:#}  {}: {asked}\n{:21}{found}",
                verdict.goal.id, ""
            );
        }
        text
    }

    /// What is asked for, and what came out.
    fn goal(&self, verdict: &Verdict) -> [String; 2] {
        let goal = &verdict.goal;
        let share = self.scenario.catalogue().metrics()[goal.place].unit == "share";
        let number = |value: f64| if share { percent(value) } else { plain(value) };
        let bound = match goal.bound {
            Bound::AtLeast(limit) => format!("at least {}", number(limit)),
            Bound::AtMost(limit) => format!("at most {}", number(limit)),
        };
        let name = &goal.metric;
        let (low, high) = (verdict.interval.low, verdict.interval.high);
        match goal.with_probability {
            Some(wanted) => [
                format!("{name} {bound}"),
                format!(
                    "in {} of worlds ({}), asked {}",
                    percent(verdict.estimate),
                    percents(verdict.interval),
                    percent(wanted)
                ),
            ],
            None => [
                format!("{name} {bound} on average"),
                format!(
                    "{} ({} to {})",
                    number(verdict.estimate),
                    number(low),
                    number(high)
                ),
            ],
        }
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

    /// The day by hour: means, and what one world in ten exceeds where there is room for it.
    fn day(&self) -> String {
        let all = self.scenario.sale.facts.stations.len();
        let mut text = String::new();
        for (wide, stations) in [
            (true, all),
            (false, all),
            (false, 6),
            (false, 3),
            (false, 0),
        ] {
            text = self.day_in(wide, &self.longest_queues(stations));
            if fits(&text) {
                break;
            }
        }
        text
    }

    /// The so many stations with the longest queues, in the order of the file.
    fn longest_queues(&self, count: usize) -> Vec<usize> {
        let stations = &self.scenario.sale.facts.stations;
        let peak = |index: &usize| {
            let name = format!("station.{}.queue.peak", stations[*index].id);
            self.answer.summary(&name).map_or(0.0, |peak| peak.mean)
        };
        let mut longest: Vec<usize> = (0..stations.len()).collect();
        longest.sort_by(|a, b| peak(b).total_cmp(&peak(a)));
        longest.truncate(count);
        longest.sort_unstable();
        longest
    }

    fn day_in(&self, wide: bool, shown: &[usize]) -> String {
        let hours = self.hours();
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
        for &(from, to) in &hours {
            let level = |name: &str| self.spread(name, to, to + 1);
            let busy = stations.iter().map(|station| {
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
            all if all == stations.len() => " (means)".to_owned(),
            some => format!(" (means; the {some} longest queues)"),
        };
        let mut text = heading(&format!(
            "The day{note}: queues and parcels at the end of the hour"
        ));
        text.push_str(&columns.text());
        if hours
            .last()
            .is_some_and(|last| last.1 + 1 == self.answer.times.len())
        {
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
    fn spread(&self, name: &str, from: usize, to: usize) -> Spread {
        let series = self
            .answer
            .series
            .iter()
            .position(|band| band.metric.name == name);
        Spread::of(series.map_or_else(Vec::new, |series| self.table.series_sums(series, from, to)))
    }

    /// The hours to show as ranges of grid points: as long as anything goes on, one by one, hours in which no station is
    /// open together; in longer steps when that would be more than 30.
    fn hours(&self) -> Vec<(usize, usize)> {
        let grid = self.answer.times.get(1).copied().unwrap_or(60.0);
        let per_hour = (60.0 / grid).round().max(1.0) as usize;
        let quiet = |point: usize| {
            self.answer
                .series
                .iter()
                .all(|band| band.p90[point] < 0.5 && band.mean[point] < 0.5)
        };
        // The last grid point only ends the last hour.
        let points = self.answer.times.len().saturating_sub(1);
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
            if ranges.len() <= 30 {
                return ranges;
            }
        }
        Vec::new()
    }

    fn closed(&self, from: usize, to: usize) -> bool {
        let mut busy = self
            .answer
            .series
            .iter()
            .filter(|band| band.metric.name.starts_with("busy."));
        !self.scenario.sale.facts.stations.is_empty()
            && busy.all(|band| sum(&band.mean[from..to]) == 0.0)
    }

    fn hour_name(&self, from: usize, to: usize) -> String {
        let calendar = &self.scenario.sale.facts.calendar;
        let grid = self.answer.times.get(1).copied().unwrap_or(60.0);
        let (_, hour, minute) = calendar.civil(to as f64 * grid);
        format!(
            "{} - {hour:02}:{minute:02}",
            time(calendar, from as f64 * grid)
        )
    }

    fn line(&self) -> String {
        let stations = &self.scenario.sale.facts.stations;
        if stations.is_empty() {
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
        for station in stations {
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
        text + &columns.text_of(MOST_ROWS)
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

    fn pickups(&self) -> String {
        let carriers = &self.scenario.sale.facts.carriers.carriers;
        let calendar = &self.scenario.sale.facts.calendar;
        let mut columns = Columns::new([
            "pickup",
            "first",
            "takes",
            "ready",
            "taken",
            "left\nbehind",
            "left,\nall days",
        ]);
        let mut any = false;
        for (carrier, agreed) in carriers.iter().zip(&self.scenario.plan.pickups) {
            for (index, pickup) in agreed.pickups.iter().enumerate() {
                any = true;
                let get = |what: &str| {
                    let name = format!("pickup.{}.{}.{what}", carrier.id, pickup.id);
                    self.answer
                        .summary(&name)
                        .map_or_else(|| "-".to_owned(), |summary| estimate(summary, "parcels"))
                };
                let first = agreed.calls().iter().find(|call| call.pickup == index);
                columns.row([
                    format!("{} {}", carrier.id, pickup.id),
                    first.map_or_else(String::new, |call| time(calendar, minutes(call.planned))),
                    plain(pickup.room.mean()),
                    get("waiting"),
                    get("taken"),
                    get("left"),
                    get("left.total"),
                ]);
            }
        }
        if any {
            heading("Pickups (parcels at the first of each, and left over all days)")
                + &columns.text_of(MOST_ROWS)
        } else {
            String::new()
        }
    }

    /// Products with limited stock.
    fn stock(&self) -> String {
        let products = &self.scenario.sale.facts.range.products;
        let mut columns = Columns::new([
            "product",
            "stock",
            "sold",
            "left",
            "orders\nlost",
            "worlds it is\nsold out in",
        ]);
        let mut any = false;
        for (product, stock) in products.iter().zip(&self.scenario.plan.stocks) {
            let Some(pieces) = stock.pieces else { continue };
            any = true;
            let get = |what: &str| {
                let name = format!("stock.{}.{what}", product.id);
                self.answer
                    .summary(&name)
                    .map_or_else(|| "-".to_owned(), |summary| estimate(summary, "pieces"))
            };
            let sold_out = self
                .answer
                .chance(&format!("stock.{}.sold_out", product.id));
            columns.row([
                product.id.clone(),
                whole(pieces as f64),
                get("sold"),
                get("left"),
                get("lost"),
                sold_out.map_or_else(String::new, |share| {
                    format!("{} ({})", percent(share.estimate), percents(share.interval))
                }),
            ]);
        }
        if !any {
            return String::new();
        }
        let mut text = heading("Stock") + &columns.text_of(MOST_ROWS);
        if let (Some(used), Some(left)) = (
            self.answer.summary("prepack.used"),
            self.answer.summary("prepack.left"),
        ) && used.mean + left.mean > 0.0
        {
            let _ = writeln!(
                text,
                "  packed in advance: {} boxes used, {} left over",
                estimate(used, "boxes"),
                estimate(left, "boxes")
            );
        }
        text
    }

    fn warnings(&self) -> String {
        let mut text = String::new();
        for warning in &self.scenario.warnings {
            let title = folded(&warning.title, 9);
            let _ = writeln!(text, "{OPEN}warning:{OPEN:#} {title}");
        }
        if !self.scenario.warnings.is_empty() {
            let _ = writeln!(
                text,
                "`surgeplan check {}` shows where, and what to do",
                self.scenario.file
            );
        }
        text + "± is the half-width of a 95% interval of the mean; percentages in brackets are 95% intervals.\n"
    }
}

fn sum(values: &[f64]) -> f64 {
    values.iter().sum()
}
