//! Restocks: pieces ordered at a time, if things stand so, and there when their lead has passed.

use super::condition::{Condition, Known};
use super::context::Context;
use super::time::{MOST_DAYS, Ticks, ticks};
use crate::random::{Address, Kind, Quantity, WorldKey};
use crate::reader::Section;

/// A restock of a product; part of the plan.
#[derive(Clone, Debug, PartialEq)]
pub struct Restock {
    /// Its name in the file.
    pub id: String,
    /// Pieces.
    pub units: u64,
    /// When it is ordered, in minutes from opening; negative before.
    pub ordered: f64,
    /// Minutes from order to arrival.
    pub lead: Quantity,
    /// Whether it is ordered at all; always when there is none.
    pub condition: Option<Condition>,
    address: Address,
}

impl Restock {
    /// Reads all `[product.ID.restock.*]` of a product.
    pub fn read_all(product: &str, s: &Section<'_>, cx: &Context<'_>) -> Vec<Self> {
        let tables = s.tables("restock").into_iter();
        tables
            .map(|(id, s)| Self::read(product, &id, s, cx))
            .collect()
    }

    fn read(product: &str, id: &str, s: Section<'_>, cx: &Context<'_>) -> Self {
        s.about("Pieces that come later: how many, when they are ordered, how long they take.");
        let most = MOST_DAYS * 1440.0;
        let units = s.integer("units").within(1, 1_000_000_000).required();
        let ordered = s.duration("ordered").within(-most, most).required();
        let restock = Self {
            id: id.to_owned(),
            units: units as u64,
            ordered,
            lead: Quantity::field(&s, "lead", Kind::Duration, cx.files).or(Quantity::constant(0.0)),
            condition: s.field("if", Condition::read).optional(),
            address: Address::purpose("restock").of(product).of(id),
        };
        s.close();
        restock
    }

    /// When it is decided whether it is ordered: what is ordered before the opening, at the opening.
    pub fn decided(&self) -> Ticks {
        ticks(self.ordered)
    }

    /// Whether it is ordered when so many pieces are sold of so many on hand at the opening.
    pub fn is_wanted(&self, sold: f64, stock: f64) -> bool {
        self.condition.as_ref().is_none_or(|condition| {
            condition.holds(Known {
                sold,
                stock,
                hours: self.ordered / 60.0,
            })
        })
    }

    /// When it arrives in a world, if it is ordered; not before the opening. Drawn by its own address.
    pub fn arrives(&self, key: WorldKey) -> Ticks {
        let lead = self.lead.sample(&mut key.stream(self.address));
        ticks(self.ordered + lead)
    }

    /// The same at the mean of its lead, in minutes.
    pub fn arrives_on_average(&self) -> f64 {
        (self.ordered + self.lead.mean()).max(0.0)
    }
}
