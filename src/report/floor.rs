//! What happened on the floor beside the queues: errors, hours by kind, consumables. Nothing of what a scenario has not.

use super::columns::folded;
use super::number::{estimate, percent, percents, whole};
use super::run::Report;
use crate::decide::CONFIDENCE;
use crate::sale::consumable::Supply;
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

    /// How much of each consumable suffices, a line each.
    pub(super) fn consumables(&self) -> String {
        let facts = &self.scenario.sale.facts;
        let all = facts.consumables.iter().zip(&self.scenario.plan.supplies);
        let mut text: String = all
            .clone()
            .take(self.rows)
            .filter_map(|(fact, supply)| self.consumable(&fact.id, supply))
            .collect();
        let more = all.len().saturating_sub(self.rows);
        if more > 0 {
            let _ = writeln!(text, "  ... and {more} more, all of them with --json");
        }
        text
    }

    fn consumable(&self, id: &str, supply: &Supply) -> Option<String> {
        let name = |what: &str| format!("consumable.{id}.{what}");
        let place = self.scenario.catalogue().find(&name("needed"))?;
        let mut needed = self.table.column(place);
        needed.sort_unstable_by(f64::total_cmp);
        let there = supply.stock + supply.deliveries.iter().map(|d| d.1).sum::<f64>();
        let enough = needed.partition_point(|&needed| needed <= there);
        let share = wilson(enough, needed.len(), CONFIDENCE);
        let suffices = quantile(&needed, SUFFICES, CONFIDENCE);
        let mean = self.answer.summary(&name("needed"))?;
        let mut line = format!(
            "{id}: {} there, {} needed ({} in 95% of worlds), enough in {} ({})",
            whole(there),
            estimate(mean, "units"),
            whole(suffices.estimate),
            percent(share.estimate),
            percents(share.interval)
        );
        let out = self.answer.summary(&name("out_hours"));
        if let Some(out) = out.filter(|out| out.max > 0.0) {
            let _ = write!(line, "; it stands still for {} h", estimate(out, "h"));
        }
        Some(format!("  {}\n", folded(&line, 4)))
    }
}
