//! Desks after the sale, a row each, and what their answers led to.

use super::columns::Columns;
use super::heading;
use super::number::{estimate, percent, weekday};
use super::run::Report;

/// Rows of the table: a desk before the sale and one after it are usual, and two screens have room for little more.
const MOST_DESKS: usize = 2;

impl Report<'_> {
    /// The table; nothing where there is no desk.
    pub(super) fn desks(&self) -> String {
        let facts = &self.scenario.sale.facts;
        if facts.desks.is_empty() {
            return String::new();
        }
        let mut columns = Columns::new([
            "desk",
            "contacts",
            "answered\nin time",
            "wanted",
            "mean wait,\nmin",
            "left\nunanswered",
            "busiest\nday",
            "contacts\non it",
        ]);
        for desk in &facts.desks {
            let get = |what: &str| self.answer.summary(&format!("desk.{}.{what}", desk.id));
            let show = |what: &str, unit: &str| {
                get(what).map_or_else(|| "-".to_owned(), |summary| estimate(summary, unit))
            };
            let day = get("peak_day").map(|day| {
                let day = day.p50.round() as i64;
                format!("{}, day {day}", weekday(&facts.calendar, day))
            });
            let wanted = desk.answer.and_then(|(_, wanted)| wanted);
            columns.row([
                desk.id.clone(),
                show("contacts", "contacts"),
                show("answered_in_time", "share"),
                wanted.map_or_else(|| "-".to_owned(), percent),
                show("wait.mean", "min"),
                show("abandoned", "contacts"),
                day.unwrap_or_else(|| "-".to_owned()),
                show("peak", "contacts"),
            ]);
        }
        let title = format!("After-sale{}", self.settled());
        heading(&title) + &columns.text_of(MOST_DESKS)
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
}
