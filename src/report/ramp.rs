//! The report of a ramp, for a terminal: goals, stages, months, what they take, cash and the five figures. At most two
//! screens, readable without colour.

use super::columns::{Columns, folded};
use super::number::{chance, estimate, percent, percents, plain, whole};
use super::{HEADING, goals, heading};
use crate::decide::{Answer, Ending};
use crate::ramp::month::BINDS;
use crate::ramp::stage::Target;
use crate::ramp::{Plan, Ramp};
use crate::scenario::Scenario;
use crate::stats::{Interval, Summary};
use std::fmt::Write;

/// Two screens.
const MOST_LINES: usize = 80;

/// Lines that the table of what is needed takes at the most.
const NEED_ROWS: usize = 8;

/// The whole report.
pub fn text(scenario: &Scenario<Ramp>, answer: &Answer, (seed, ending): (u64, Ending)) -> String {
    let report = Report { scenario, answer };
    let mut text = report.title(seed) + &super::ending(ending);
    let above = [report.goals(), report.stages()];
    let below = [
        report.events(),
        report.needs(),
        report.cash(),
        report.figures(),
        report.money(),
        report.warnings(),
    ];
    let parts = || above.iter().chain(&below).filter(|part| !part.is_empty());
    let others = text.lines().count() + parts().map(|part| part.lines().count() + 1).sum::<usize>();
    // Months get the lines that are left; an empty one stands before them, a heading and the names of columns above.
    let months = report.months(MOST_LINES.saturating_sub(others + 4).max(6));
    for part in above.iter().chain([&months]).chain(&below) {
        if !part.is_empty() {
            text.push('\n');
            text.push_str(part);
        }
    }
    text
}

struct Report<'a> {
    scenario: &'a Scenario<Ramp>,
    answer: &'a Answer,
}

impl Report<'_> {
    fn title(&self, seed: u64) -> String {
        let calendar = &self.scenario.sale.facts.calendar;
        format!(
            "{HEADING}{}{HEADING:#}\n{} months from {}; {} of seed {seed}\n",
            self.scenario.title,
            calendar.months(),
            calendar.starts.strftime("%-d %b %Y"),
            super::worlds(self.answer.replications),
        )
    }

    fn goals(&self) -> String {
        goals::text(
            (self.scenario.catalogue(), &self.answer.verdicts),
            usize::MAX,
            "write [goal.trial] with\nmetric = \"stage.trial.met\", with_probability = 0.8",
        )
    }

    fn plan(&self) -> &Plan {
        &self.scenario.plan
    }

    fn get(&self, name: &str) -> Option<&Summary> {
        self.answer.summary(name)
    }

    fn shown(&self, name: &str, unit: &str) -> String {
        self.get(name)
            .map_or_else(|| "-".to_owned(), |summary| estimate(summary, unit))
    }

    /// Every stage: when it begins, what it is to bring, how often and when it does.
    fn stages(&self) -> String {
        let mut columns = Columns::new(["stage", "target", "begins", "met in worlds", "first met"]);
        for stage in &self.plan().stages {
            let month = |what: &str| {
                let months = self.get(&format!("stage.{}.{what}", stage.id))?;
                let (low, high) = (whole(months.p10), whole(months.p90));
                Some(if low == high {
                    low
                } else {
                    format!("{low}-{high} ({})", whole(months.p50))
                })
            };
            let met = self.answer.chance(&format!("stage.{}.met", stage.id));
            columns.row([
                stage.id.clone(),
                stage.target.as_ref().map_or_else(|| "-".to_owned(), told),
                month("begins").unwrap_or_else(|| "never".to_owned()),
                met.map_or_else(
                    || "-".to_owned(),
                    |share| format!("{} ({})", percent(share.estimate), percents(share.interval)),
                ),
                month("month").unwrap_or_else(|| "-".to_owned()),
            ]);
        }
        heading("Stages (begin and are met in month: 8 of 10 worlds, median)")
            + &columns.text_of(10)
    }

    /// Revenue by month, and what holds it back.
    fn months(&self, rows: usize) -> String {
        let calendar = &self.scenario.sale.facts.calendar;
        let revenue = |n: usize| self.get(&format!("month.{n}.revenue"));
        let most = (1..=calendar.months()).filter_map(|n| Some(revenue(n)?.p90));
        let (unit, word) = match most.fold(0.0, f64::max) {
            largest if largest >= 1e11 => (1e9, "billion yuan"),
            large if large >= 1e8 => (1e6, "million yuan"),
            _ => (1e3, "1,000 yuan"),
        };
        let mut columns = Columns::new([
            "month",
            "revenue, mean",
            "p10",
            "p50",
            "p90",
            "target met",
            "held back by (of days)",
        ]);
        let (step, all) = (calendar.months().div_ceil(rows), calendar.months());
        for month in (0..all).step_by(step) {
            let n = month + 1;
            let Some(revenue) = revenue(n) else {
                continue;
            };
            let met = self.answer.chance(&format!("month.{n}.met"));
            let present = self.get(&format!("month.{n}.met"));
            let met = met
                .zip(present)
                .map_or_else(|| "-".to_owned(), |(_, summary)| estimate(summary, "share"));
            columns.row([
                format!("{n:>2} {}", calendar.name(month)),
                in_units(revenue, unit),
                plain(revenue.p10 / unit),
                plain(revenue.p50 / unit),
                plain(revenue.p90 / unit),
                met,
                self.binds(n),
            ]);
        }
        let net = if self.scenario.sale.facts.net {
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

    /// The two that bind most days of a month.
    fn binds(&self, n: usize) -> String {
        let share = |what: &&str| {
            self.get(&format!("binds.{what}.{n}"))
                .map_or(0.0, |summary| summary.mean)
        };
        let mut all: Vec<(&str, f64)> = BINDS.iter().map(|what| (*what, share(what))).collect();
        all.sort_by(|a, b| b.1.total_cmp(&a.1));
        let most = all.iter().take(2).filter(|(_, share)| *share >= 0.005);
        most.map(|(what, share)| format!("{what} {:.0}%", share * 100.0))
            .collect::<Vec<_>>()
            .join(", ")
    }

    /// People and pieces that suffice in nine of ten worlds.
    fn needs(&self) -> String {
        let facts = &self.scenario.sale.facts;
        let roles = facts
            .roles
            .iter()
            .filter(|role| role.serves.is_some())
            .map(|role| ("people", &role.id));
        let names: Vec<(&str, &String)> = roles
            .chain(facts.products.iter().map(|product| ("stock", &product.id)))
            .collect();
        let shown = &names[..names.len().min(7)];
        let mut columns = Columns::new(
            [
                vec!["month".to_owned()],
                shown
                    .iter()
                    .map(|(_, id)| id.chars().take(11).collect())
                    .collect(),
            ]
            .concat(),
        );
        let all = facts.calendar.months();
        for month in (0..all)
            .rev()
            .step_by(all.div_ceil(NEED_ROWS))
            .collect::<Vec<_>>()
            .into_iter()
            .rev()
        {
            let p90 = |(kind, id): &(&str, &String)| {
                let name = format!("{kind}.{id}.{}.needed", month + 1);
                self.get(&name)
                    .map_or_else(|| "-".to_owned(), |summary| whole(summary.p90))
            };
            let name = format!("{:>2} {}", month + 1, facts.calendar.name(month));
            columns.row([vec![name], shown.iter().map(p90).collect()].concat());
        }
        heading("What suffices in 9 of 10 worlds: people by role, pieces by product")
            + &columns.text()
    }

    /// Flash sales inside the ramp.
    fn events(&self) -> String {
        let events = &self.scenario.sale.facts.events;
        if events.is_empty() {
            return String::new();
        }
        let mut columns = Columns::new([
            "flash sale",
            "orders",
            "revenue, yuan",
            "brings, yuan",
            "picked up in time",
        ]);
        for event in events {
            let get =
                |what: &str, unit: &str| self.shown(&format!("event.{}.{what}", event.id), unit);
            columns.row([
                event.id.clone(),
                get("orders", "orders"),
                get("revenue", "yuan"),
                get("brings", "yuan"),
                get("within_promise", "share"),
            ]);
        }
        columns.text_of(4)
    }

    fn cash(&self) -> String {
        let Some((low, end)) = self.get("cash.low").zip(self.get("cash.end")) else {
            return String::new();
        };
        let mut text = format!(
            "Cash (yuan): lowest {} (p10 {}), at the end {} (p10 {})",
            estimate(low, "yuan"),
            plain(low.p10),
            estimate(end, "yuan"),
            plain(end.p10)
        );
        if let Some(dry) = self.answer.chance("cash.dry") {
            let _ = write!(text, "; it runs dry in {}", chance(dry));
        }
        folded(&text, 0) + ".\n"
    }

    /// The five figures that shops steer by, and the rating.
    fn figures(&self) -> String {
        let mut parts = vec![
            format!(
                "a new customer costs {}",
                self.shown("customer.cost", "yuan")
            ),
            format!(
                "a yuan of ads and commissions returns {}",
                self.shown("spend.return", "factor")
            ),
            format!(
                "first orders are {} of visitors",
                self.shown("customer.conversion", "share")
            ),
            format!(
                "returning customers place {} of orders",
                self.shown("customer.repeat", "share")
            ),
            format!("loyal ones {}", self.shown("customer.loyal", "share")),
            format!("rating at the end {}", self.shown("rating.end", "points")),
        ];
        if self.get("reviews.good").is_some() {
            parts.push(format!(
                "good reviews {}",
                self.shown("reviews.good", "share")
            ));
        }
        let line = folded(&parts.join("; "), 2);
        let scores = self
            .plan()
            .stages
            .iter()
            .filter(|stage| !stage.scorecard.is_empty());
        let scores = scores.map(|stage| {
            let most: f64 = stage.scorecard.iter().map(|score| score.points).sum();
            let points = self.shown(&format!("stage.{}.points", stage.id), "points");
            format!(
                "  scorecard of {}: {points} of {} points\n",
                stage.id,
                plain(most)
            )
        });
        heading("Figures to steer by") + &format!("  {line}\n") + &scores.collect::<String>()
    }

    fn money(&self) -> String {
        let yuan = |name: &str| self.shown(&format!("money.{name}"), "yuan");
        let lines = ["refunds", "commission", "goods", "ads", "wages", "other"];
        let lines = lines.iter().filter(|line| {
            self.get(&format!("money.{line}"))
                .is_some_and(|summary| summary.max > 0.0)
        });
        let costs: Vec<String> = lines.map(|line| format!("{line} {}", yuan(line))).collect();
        let line = format!(
            "revenue {}; {}; goods left {}; profit {}",
            yuan("revenue"),
            costs.join(", "),
            yuan("stock"),
            yuan("profit")
        );
        let mut text = heading("Money over all months (yuan)") + "  " + &folded(&line, 2);
        if let Some(loss) = self.answer.chance("money.loss") {
            let _ = write!(text, ",\n  a loss in {}", chance(loss));
        }
        text + "\n"
    }

    fn warnings(&self) -> String {
        let Scenario { warnings, file, .. } = self.scenario;
        super::warnings(warnings, file, usize::MAX)
            + "± is the half-width of a 95% interval of the mean; percentages in brackets are 95% intervals.\n"
    }
}

/// What follows from a ramp without playing it.
pub fn sketch(scenario: &Scenario<Ramp>) -> String {
    let mut columns = Columns::new([
        "stage", "target", "ads", "other", "wages", "visitors", "orders", "revenue",
    ]);
    let sketches = scenario.sale.sketch(&scenario.plan);
    for (stage, sketch) in scenario.plan.stages.iter().zip(sketches) {
        columns.row([
            stage.id.clone(),
            stage.target.as_ref().map_or_else(|| "-".to_owned(), told),
            plain(sketch.ads.in_yuan()),
            plain(sketch.other.in_yuan()),
            plain(sketch.wages.in_yuan()),
            plain(sketch.visitors),
            plain(sketch.orders),
            plain(sketch.revenue),
        ]);
    }
    heading("The last month of each stage at the written means (yuan)")
        + &columns.text()
        + "  free visitors follow the orders of the month before, and past customers come back; no season,\n  no limits, all products ripe, none a hit\n"
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

/// A target in words.
fn told(target: &Target) -> String {
    match target {
        Target::Revenue(yuan) => format!("{} yuan", plain(yuan.in_yuan())),
        Target::Orders(orders) => format!("{} orders a day", plain(*orders)),
        Target::Visitors(visitors) => format!("{} visitors a day", plain(*visitors)),
    }
}
