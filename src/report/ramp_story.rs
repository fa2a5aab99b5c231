//! One world of a ramp as a story: month by month what came, what it brought, what was lost and what cash was left.

use super::columns::Columns;
use super::number::{percent, plain, whole};
use super::story::Chosen;
use super::{HEADING, heading};
use crate::model::Outcome;
use crate::money::Money;
use crate::ramp::Ramp;
use crate::ramp::books::Day;
use crate::scenario::Scenario;
use std::fmt::Write as _;
use std::io::{Result, Write};

/// The story.
pub fn text(
    scenario: &Scenario<Ramp>,
    chosen: &Chosen,
    (days, outcome): (&[Day], &Outcome),
) -> String {
    let value = |name: &str| {
        let place = scenario.catalogue().find(name)?;
        Some(outcome.values[place]).filter(|value| !value.is_nan())
    };
    let mut text = format!(
        "{HEADING}{}: world {} of seed {}{HEADING:#}\n",
        scenario.title, chosen.replication, chosen.seed
    );
    if let Some((metric, quantile, worlds)) = &chosen.by {
        let here = value(metric).map_or_else(|| "-".to_owned(), plain);
        let _ = writeln!(
            text,
            "{metric} is {here} here; {} of {} worlds have no more",
            percent(*quantile),
            whole(*worlds as f64)
        );
    }
    text.push('\n');
    text + &heading("Month by month (money in yuan)")
        + &months(scenario, days, value)
        + &stages(scenario, value)
}

fn months(scenario: &Scenario<Ramp>, days: &[Day], value: impl Fn(&str) -> Option<f64>) -> String {
    let calendar = &scenario.sale.facts.calendar;
    let mut columns = Columns::new([
        "month",
        "visitors",
        "orders",
        "revenue",
        "target",
        "unanswered",
        "no stock",
        "late",
        "rating",
        "cash",
    ]);
    for month in 0..calendar.months() {
        let of_month = &days[calendar.days_of(month)];
        let count = |of: fn(&Day) -> u64| whole(of_month.iter().map(of).sum::<u64>() as f64);
        let revenue: Money = of_month.iter().map(|day| day.revenue).sum();
        let visitors: f64 = of_month.iter().map(|day| day.visitors).sum();
        let (rating, cash) = of_month
            .last()
            .map_or((0.0, 0.0), |day| (day.rating, day.cash.in_yuan()));
        let met = match value(&format!("month.{}.met", month + 1)) {
            None => "-",
            Some(1.0) => "met",
            Some(_) => "not met",
        };
        columns.row([
            format!("{:>2} {}", month + 1, calendar.name(month)),
            whole(visitors),
            count(|day| day.orders),
            plain(revenue.in_yuan()),
            met.to_owned(),
            count(|day| day.unanswered),
            count(|day| day.no_stock),
            count(|day| day.late),
            plain(rating),
            plain(cash),
        ]);
    }
    columns.text()
}

fn stages(scenario: &Scenario<Ramp>, value: impl Fn(&str) -> Option<f64>) -> String {
    let mut text = "\n".to_owned();
    for stage in &scenario.plan.stages {
        let month = |what: &str| value(&format!("stage.{}.{what}", stage.id)).map(whole);
        let begins = month("begins").map_or_else(
            || "never begins".to_owned(),
            |month| format!("begins in month {month}"),
        );
        let met = match (&stage.target, month("month")) {
            (None, _) => String::new(),
            (Some(_), Some(month)) => format!(", its target is first met in month {month}"),
            (Some(_), None) => ", its target is never met".to_owned(),
        };
        let _ = writeln!(text, "{} {begins}{met}.", stage.id);
    }
    for event in &scenario.sale.facts.events {
        if let (Some(orders), Some(revenue)) = (
            value(&format!("event.{}.orders", event.id)),
            value(&format!("event.{}.revenue", event.id)),
        ) {
            let _ = writeln!(
                text,
                "The flash sale {} sells {} orders for {} yuan.",
                event.id,
                whole(orders),
                plain(revenue)
            );
        }
    }
    text
}

/// `days.csv` of one world: counts, and money in yuan.
///
/// # Errors
///
/// When writing fails.
pub fn log_days(scenario: &Scenario<Ramp>, days: &[Day], out: &mut dyn Write) -> Result<()> {
    writeln!(
        out,
        "day,date,visitors,asked,unanswered,no_stock,orders,shipped,waiting,late,revenue,refunds,commission,goods,spent,wages,events,event_costs,received,cash,rating"
    )?;
    for (number, day) in days.iter().enumerate() {
        let date = scenario.sale.facts.calendar.date(number);
        let counts = [
            day.asked,
            day.unanswered,
            day.no_stock,
            day.orders,
            day.shipped,
            day.waiting,
            day.late,
        ];
        let money = [
            day.revenue,
            day.refunds,
            day.commission,
            day.goods,
            day.spent,
            day.wages,
            day.events,
            day.event_costs,
            day.received,
            day.cash,
        ];
        write!(out, "{number},{date},{:.3}", day.visitors)?;
        counts
            .iter()
            .try_for_each(|count| write!(out, ",{count}"))?;
        money
            .iter()
            .try_for_each(|amount| write!(out, ",{:.4}", amount.in_yuan()))?;
        writeln!(out, ",{:.4}", day.rating)?;
    }
    Ok(())
}
