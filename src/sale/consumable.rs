//! Consumables: boxes, slips, tape... A station that runs out of one stands still until the next delivery.

use super::context::Context;
use super::money::Money;
use super::time::{MOST_DAYS, Ticks, ticks};
use crate::model::Catalogue;
use crate::reader::{Item, Section};

/// What is used up at a station: facts.
#[derive(Clone, Debug, PartialEq)]
pub struct Consumable {
    /// Its name in the file.
    pub id: String,
    /// The station that needs it.
    pub station: usize,
    /// How many an order takes.
    pub per_order: f64,
    /// How many each of its pieces takes.
    pub per_unit: f64,
    /// What one costs.
    pub cost: Money,
}

/// What there is of a consumable: a decision.
#[derive(Clone, Debug, PartialEq)]
pub struct Supply {
    /// What is there at the opening, when everything prepacked has been packed.
    pub stock: f64,
    /// What is delivered later, by time.
    pub deliveries: Vec<(Ticks, f64)>,
}

impl Supply {
    /// What is there and comes by a time.
    pub fn bought(&self, end: Ticks) -> f64 {
        let come = self.deliveries.iter().filter(|delivery| delivery.0 <= end);
        self.stock + come.map(|delivery| delivery.1).sum::<f64>()
    }
}

/// The places of a consumable's metrics in an outcome.
#[derive(Clone, Copy, Debug)]
pub struct ConsumableGauges {
    /// What all paid orders take that pass the station.
    pub needed: usize,
    /// What was taken.
    pub used: usize,
    /// Hours the station stood still for want of it.
    pub out_hours: usize,
}

impl Consumable {
    /// Reads all `[consumable.*]`.
    pub fn read_all(root: &Section<'_>, cx: &Context<'_>) -> (Vec<Self>, Vec<Supply>) {
        let tables = root.tables("consumable").into_iter();
        tables.map(|(id, s)| Self::read(&id, s, cx)).unzip()
    }

    fn read(id: &str, s: Section<'_>, cx: &Context<'_>) -> (Self, Supply) {
        s.about("What is used up at a station, such as boxes.");
        let station = s.reference("station", "station", &cx.ids.stations);
        if !s.has("station") {
            s.missing("station", "the id of the station that needs it");
        }
        let amount = |key: &'static str| s.number(key).within(0.0, 1e6);
        let per_unit = amount("per_unit").optional();
        // Each order takes one, unless it is said what pieces take.
        let per_order = amount("per_order").or(if per_unit.is_some() { 0.0 } else { 1.0 });
        let consumable = Self {
            id: id.to_owned(),
            station: station.optional().unwrap_or(0),
            per_order,
            per_unit: per_unit.unwrap_or(0.0),
            cost: Money::yuan(s.money("cost").or(0.0)),
        };
        let stock = s.number("stock").within(0.0, 1e12);
        let span = stock.span();
        let mut supply = Supply {
            stock: stock.required(),
            deliveries: s
                .tables("delivery")
                .into_iter()
                .map(|(_, d)| read_delivery(d, cx))
                .collect(),
        };
        supply.deliveries.sort_by_key(|delivery| delivery.0);
        let comes = supply.stock > 0.0 || supply.deliveries.iter().any(|delivery| delivery.1 > 0.0);
        if !comes && per_order + consumable.per_unit > 0.0 && !s.problems().has_errors() {
            let title = format!("there is never anything of `{}`", s.path());
            let help =
                "write its stock, or a delivery: delivery.first = { at = \"4h\", units = 500 }";
            s.problems().error(
                "never_there",
                span,
                title,
                "its station would stand still for ever",
                help,
            );
        }
        s.close();
        (consumable, supply)
    }

    /// What an order of so many pieces takes.
    pub fn takes(&self, units: u32) -> f64 {
        self.per_order + self.per_unit * f64::from(units)
    }
}

fn read_delivery(s: Section<'_>, cx: &Context<'_>) -> (Ticks, f64) {
    let at = s.field("at", |item| read_time(item, cx)).required();
    let units = s.number("units").within(0.0, 1e12).required();
    s.close();
    (ticks(at), units)
}

/// A local time, or a duration from opening, in minutes from opening.
fn read_time(item: Item<'_>, cx: &Context<'_>) -> Option<f64> {
    let (minutes, _) = cx.calendar.read_time(item)?;
    if minutes.abs() > MOST_DAYS * 1440.0 {
        let title = format!("`{}` is too far from the opening", item.path());
        item.wrong(
            "out_of_range",
            title,
            "write a time at most 1000 days from it",
        );
        return None;
    }
    Some(minutes)
}

impl ConsumableGauges {
    /// Names the metrics.
    pub fn new(id: &str, c: &mut Catalogue) -> Self {
        let name = |what: &str| format!("consumable.{id}.{what}");
        Self {
            needed: c.add(
                name("needed"),
                "units",
                format!("{id} that all paid orders take, whether or not there are so many"),
            ),
            used: c.add(
                name("used"),
                "units",
                format!("{id} taken by the end of `follow`"),
            ),
            out_hours: c.add(
                name("out_hours"),
                "h",
                format!("hours people could work and stood still for want of {id}"),
            ),
        }
    }
}
