//! Goods on their way and on the shelf, in the report of a run: pickups and stock.

use super::columns::Columns;
use super::heading;
use super::number::{estimate, percent, percents, plain, time, whole};
use super::prepack;
use super::run::Report;
use crate::sale::time::minutes;

impl Report<'_> {
    /// What the vans take and leave behind.
    pub(super) fn pickups(&self) -> String {
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
                let find = |what: &str| {
                    let name = format!("pickup.{}.{}.{what}", carrier.id, pickup.id);
                    self.answer.summary(&name)
                };
                let get = |what: &str| {
                    find(what).map_or_else(|| "-".to_owned(), |one| estimate(one, "parcels"))
                };
                let left_behind = find("left.total").map_or(0.0, |left| left.mean);
                let first = agreed.calls().iter().find(|call| call.pickup == index);
                let cells = [
                    format!("{} {}", carrier.id, pickup.id),
                    first.map_or_else(String::new, |call| time(calendar, minutes(call.planned))),
                    plain(pickup.room.mean()),
                    get("waiting"),
                    get("taken"),
                    get("left"),
                    get("left.total"),
                ];
                columns.weighted_row(left_behind, cells);
            }
        }
        if any {
            heading("Pickups (parcels at the first of each, and left over all days)")
                + &columns.text_of(self.rows)
        } else {
            String::new()
        }
    }

    /// Products with limited stock, boxes packed in advance, consumables.
    pub(super) fn stock(&self) -> String {
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
            let weight = sold_out.map_or(0.0, |share| share.estimate);
            let cells = [
                product.id.clone(),
                whole(pieces as f64),
                get("sold"),
                get("left"),
                get("lost"),
                sold_out.map_or_else(String::new, |share| {
                    format!("{} ({})", percent(share.estimate), percents(share.interval))
                }),
            ];
            columns.weighted_row(weight, cells);
        }
        let table = if any {
            columns.text_of(self.rows) + &prepack::text(self.answer)
        } else {
            String::new()
        };
        let text = table + &self.consumables();
        if text.is_empty() {
            return text;
        }
        heading("Stock") + &text
    }
}
