//! The report of a ramp, for a terminal: goals, stages, months, what they take, cash and the five figures. At most two
//! screens, readable without colour.

use super::columns::{Columns, folded};
use super::number::{chance, estimate, percent, percents, plain, whole};
use super::ramp_months::Months;
use super::{HEADING, goals, heading};
use crate::decide::{Answer, Ending};
use crate::ramp::stage::Target;
use crate::ramp::{Plan, Ramp};
use crate::scenario::Scenario;
use crate::stats::Summary;
use std::fmt::Write;

/// Two screens.
const MOST_LINES: usize = 80;

/// The whole report.
pub fn text(scenario: &Scenario<Ramp>, answer: &Answer, (seed, ending): (u64, Ending)) -> String {
    let report = Report { scenario, answer };
    let months = Months {
        facts: &scenario.sale.facts,
        plan: &scenario.plan,
        answer,
    };
    let mut text = report.title(seed) + &super::ending(ending);
    let above = [report.goals(), report.stages()];
    let below = [
        report.events(),
        months.needs(),
        report.orders(),
        report.cash(),
        report.figures(),
        report.money(),
        report.warnings(),
    ];
    let parts = || above.iter().chain(&below).filter(|part| !part.is_empty());
    let others = text.lines().count() + parts().map(|part| part.lines().count() + 1).sum::<usize>();
    // Months get the lines that are left; an empty one stands before them, a heading and the names of columns above.
    let months = months.revenue(MOST_LINES.saturating_sub(others + 4).max(6));
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

    /// Every stage: when it begins, what it is to bring, when it first does, and how often as many times as asked.
    fn stages(&self) -> String {
        let mut columns = Columns::new(["stage", "target", "begins", "first met", "met in worlds"]);
        for stage in &self.plan().stages {
            let month = |what: &str| {
                let months = self.get(&format!("stage.{}.{what}", stage.id))?;
                let mut when = from_to(months);
                if months.p10 < months.p90 {
                    let _ = write!(when, " ({})", whole(months.p50));
                }
                let share = months.n as f64 / self.answer.replications as f64;
                Some(match share {
                    1.0 => when,
                    _ => format!("{when}, in {}", percent(share)),
                })
            };
            let met = self.answer.chance(&format!("stage.{}.met", stage.id));
            let times = match stage.met_months() {
                1 => String::new(),
                more => format!("{more} months: "),
            };
            columns.row([
                stage.id.clone(),
                stage.target.as_ref().map_or_else(|| "-".to_owned(), told),
                month("begins").unwrap_or_else(|| "never".to_owned()),
                month("month").unwrap_or_else(|| {
                    let word = if stage.target.is_some() { "never" } else { "-" };
                    word.to_owned()
                }),
                met.map_or_else(
                    || "-".to_owned(),
                    |share| {
                        format!(
                            "{times}{} ({})",
                            percent(share.estimate),
                            percents(share.interval)
                        )
                    },
                ),
            ]);
        }
        heading(
            "Stages (month: 8 of 10 worlds and median, of those in which they begin or are met)",
        ) + &columns.text_of(10)
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
            "in time",
            "orders lost",
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
                get("lost", "orders"),
            ]);
        }
        columns.text_of(4)
    }

    /// Orders that were lost or came late, where there are any.
    fn orders(&self) -> String {
        let lines = [
            ("lost_chat", "lost because nobody answered"),
            ("lost_stock", "lost because nothing was left"),
            ("late", "shipped late"),
            ("unshipped", "waiting at the end"),
        ];
        let some = lines.iter().filter_map(|(what, words)| {
            let summary = self.get(&format!("orders.{what}"))?;
            (summary.max > 0.0).then(|| format!("{} {words}", estimate(summary, "orders")))
        });
        let some: Vec<String> = some.collect();
        if some.is_empty() {
            return String::new();
        }
        folded(&format!("Orders: {}.", some.join("; ")), 0) + "\n"
    }

    fn cash(&self) -> String {
        let Some((low, end)) = self.get("cash.low").zip(self.get("cash.end")) else {
            return String::new();
        };
        let when = self
            .get("cash.low_month")
            .map_or_else(String::new, |month| format!(" in month {}", from_to(month)));
        let mut text = format!(
            "Cash (yuan): lowest {} (p10 {}){when}, at the end {} (p10 {})",
            estimate(low, "yuan"),
            plain(low.p10),
            estimate(end, "yuan"),
            plain(end.p10)
        );
        if let Some(dry) = self.answer.chance("cash.dry") {
            let _ = write!(text, "; it runs dry in {}", chance(dry));
        }
        text.push('.');
        folded(&text, 0) + "\n"
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

    /// The lines of money, which add up to the profit.
    fn money(&self) -> String {
        let yuan = |name: &str| self.shown(&format!("money.{name}"), "yuan");
        let lines = ["refunds", "commission", "goods", "ads", "wages", "other"];
        let lines = lines.iter().filter(|line| {
            self.get(&format!("money.{line}"))
                .is_some_and(|summary| summary.max > 0.0)
        });
        let costs: Vec<String> = lines.map(|line| format!("{line} {}", yuan(line))).collect();
        let mut parts = vec![format!("revenue {}", yuan("revenue"))];
        if self.get("money.events").is_some() {
            parts.push(format!("flash sales bring {}", yuan("events")));
        }
        parts.push(format!("goods left {}", yuan("stock")));
        if !costs.is_empty() {
            parts.push(format!("less {}", costs.join(", ")));
        }
        parts.push(format!("profit {}", yuan("profit")));
        if let Some(loss) = self.answer.chance("money.loss") {
            parts.push(format!("a loss in {}", chance(loss)));
        }
        heading("Money over all months (yuan)") + "  " + &folded(&parts.join("; "), 2) + "\n"
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

/// Where eight of ten worlds lie: 3, or 3-8.
fn from_to(months: &Summary) -> String {
    let (low, high) = (whole(months.p10), whole(months.p90));
    if low == high {
        low
    } else {
        format!("{low}-{high}")
    }
}

/// A target in words.
fn told(target: &Target) -> String {
    match target {
        Target::Revenue(yuan) => format!("{} yuan", plain(yuan.in_yuan())),
        Target::Orders(orders) => format!("{} orders a day", plain(*orders)),
        Target::Visitors(visitors) => format!("{} visitors a day", plain(*visitors)),
    }
}
