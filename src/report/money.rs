//! What the sale brings and costs, in a few lines of the report of a run.

use super::columns::folded;
use super::heading;
use super::number::{chance, estimate, plain};
use super::run::Report;
use crate::sale::money::Line;
use crate::stats::Summary;
use std::fmt::Write;

/// Between words that stand in one line.
const JOINED: &str = "\u{a0}";

impl Report<'_> {
    /// The lines; nothing where no cost is written.
    pub(super) fn money(&self) -> String {
        let (Some(cost), Some(profit)) = (self.yuan("cost"), self.yuan("profit")) else {
            return String::new();
        };
        if cost.max == 0.0 {
            return String::new();
        }
        let mut text = heading("Money (yuan)");
        for line in [self.income(), self.costs(cost)] {
            let _ = writeln!(text, "  {}", folded(&line, 2).replace(JOINED, " "));
        }
        let mut line = format!(
            "profit {} ({} to {} in 8 of 10 worlds)",
            estimate(profit, "yuan"),
            plain(profit.p10),
            plain(profit.p90)
        );
        if let Some(loss) = self.answer.chance("money.loss") {
            let _ = write!(line, ", a loss in {}", chance(loss));
        }
        text + &format!("  {}\n", folded(&line, 2))
    }

    fn yuan(&self, name: &str) -> Option<&Summary> {
        self.answer.summary(&format!("money.{name}"))
    }

    /// A line in words; what is nothing in all worlds is not worth one.
    fn told(&self, name: &str, words: &str) -> Option<String> {
        let summary = self.yuan(name).filter(|summary| summary.max > 0.0)?;
        let told = format!("{words} {}", estimate(summary, "yuan"));
        Some(told.replace(' ', JOINED))
    }

    fn income(&self) -> String {
        let parts = [
            ("revenue", "revenue"),
            ("refunds", "less refunds"),
            ("salvage", "what is left is worth"),
        ];
        let told = parts.map(|(name, words)| self.told(name, words));
        told.into_iter().flatten().collect::<Vec<_>>().join(", ")
    }

    fn costs(&self, all: &Summary) -> String {
        let lines = Line::ALL.into_iter().filter(|line| line.is_cost());
        let lines = lines.filter(|line| !Line::WAGES.contains(line));
        let costs = lines.filter_map(|line| {
            let name = line.words().0;
            self.told(name, &name.replace('_', " "))
        });
        let costs: Vec<String> = costs.chain(self.told("wages", "wages")).collect();
        format!("costs {}: {}", estimate(all, "yuan"), costs.join(", "))
    }
}
