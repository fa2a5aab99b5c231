//! What happened on the floor beside the queues: errors, hours by kind, consumables. Nothing of what a scenario has not.

use super::columns::Columns;
use super::heading;
use super::number::{estimate, percent, percents, whole};
use super::run::Report;
use crate::decide::CONFIDENCE;
use crate::sale::overtime::HourKind;
use crate::stats::{quantile, wilson};
use std::fmt::Write;

/// The share of worlds that a consumable is to suffice in.
const SUFFICES: f64 = 0.95;

impl Report<'_> {
    /// Errors and hours, in a line each, below the table of the line.
    pub(super) fn floor(&self) -> String {
        let show = |name: &str| {
            let summary = self.answer.summary(name)?;
            Some(estimate(summary, "orders"))
        };
        let mut text = String::new();
        if let (Some(flawed), Some(back)) = (show("orders.misshipped"), show("orders.sent_back")) {
            let _ = writeln!(
                text,
                "  errors: {back} orders sent back, {flawed} left unnoticed"
            );
        }
        let hours = HourKind::ALL.map(|kind| {
            Some((
                self.answer
                    .summary(&format!("people.{}_hours", kind.word()))?,
                kind,
            ))
        });
        // Hours that nobody works are not worth a word, but in a plan that might have them.
        let told: Vec<String> = hours
            .into_iter()
            .flatten()
            .filter(|(summary, kind)| summary.max > 0.0 || *kind == HourKind::Overtime)
            .map(|(summary, kind)| format!("{} {}", kind.word(), estimate(summary, "h")))
            .collect();
        if !told.is_empty() {
            let _ = writeln!(text, "  people's hours: {}", told.join(", "));
        }
        text
    }

    /// How much of each consumable suffices.
    pub(super) fn consumables(&self) -> String {
        let facts = &self.scenario.sale.facts;
        let mut columns = Columns::new([
            "consumable",
            "there and\ndelivered",
            "needed",
            "95% of worlds\nneed at most",
            "enough\nin",
            "stands\nstill, h",
        ]);
        for (fact, supply) in facts.consumables.iter().zip(&self.scenario.plan.supplies) {
            let name = |what: &str| format!("consumable.{}.{what}", fact.id);
            let Some(place) = self.scenario.catalogue().find(&name("needed")) else {
                continue;
            };
            let mut needed = self.table.column(place);
            needed.sort_unstable_by(f64::total_cmp);
            let there = supply.stock + supply.deliveries.iter().map(|d| d.1).sum::<f64>();
            let enough = needed.partition_point(|&needed| needed <= there);
            let share = wilson(enough, needed.len(), CONFIDENCE);
            let suffices = quantile(&needed, SUFFICES, CONFIDENCE);
            let show = |what: &str| {
                let summary = self.answer.summary(&name(what));
                summary.map_or_else(|| "-".to_owned(), |summary| estimate(summary, "units"))
            };
            columns.row([
                fact.id.clone(),
                whole(there),
                show("needed"),
                format!(
                    "{} ({} to {})",
                    whole(suffices.estimate),
                    whole(suffices.interval.low),
                    whole(suffices.interval.high)
                ),
                format!("{} ({})", percent(share.estimate), percents(share.interval)),
                show("out_hours"),
            ]);
        }
        if facts.consumables.is_empty() {
            String::new()
        } else {
            heading("Consumables") + &columns.text_of(super::run::MOST_ROWS)
        }
    }
}
