//! What the platform takes, and what buyers get for orders that are late or not there.

use super::{Money, Rate};
use crate::reader::Section;

/// Fees: facts.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fees {
    /// The platform's share of the revenue.
    pub commission: Rate,
    /// For the place on the event's page.
    pub slot: Money,
    /// All others together.
    pub other: Money,
    /// For an order that is not picked up within the promise.
    pub late: Compensation,
    /// For an order that is oversold.
    pub out_of_stock: Compensation,
}

/// What a buyer gets: a share of what the order cost, at most so much.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Compensation {
    /// The share.
    pub share: Rate,
    /// The most for an order, where there is a limit.
    pub cap: Option<Money>,
}

impl Compensation {
    /// For an order that cost so much.
    #[must_use]
    pub fn of(self, price: Money) -> Money {
        let part = price.part(self.share);
        self.cap.map_or(part, |cap| part.min(cap))
    }

    /// Whether nobody gets anything.
    pub fn is_nothing(self) -> bool {
        self.share.is_zero()
    }

    fn read(s: &Section<'_>, key: &'static str, about: &'static str) -> Self {
        let Some(table) = s.table(key) else {
            return Self::default();
        };
        table.about(about);
        let compensation = Self {
            share: Rate::of(table.probability("share").required()),
            cap: table.money("cap").optional().map(Money::yuan),
        };
        table.close();
        compensation
    }
}

impl Fees {
    /// Reads `[fees]`.
    pub fn read(root: &Section<'_>) -> Self {
        let Some(s) = root.table("fees") else {
            return Self::default();
        };
        s.about(
            "What the platform takes, and what buyers get for orders that are late or not there.",
        );
        let fees = Self {
            commission: Rate::of(s.probability("commission").or(0.0)),
            slot: Money::yuan(s.money("slot").or(0.0)),
            other: read_others(&s),
            late: Compensation::read(
                &s,
                "late",
                "For an order that is not picked up within the promise: a share of its price, at most `cap`.",
            ),
            out_of_stock: Compensation::read(
                &s,
                "out_of_stock",
                "For an oversold order, beside its price: a share of it, at most `cap`.",
            ),
        };
        s.close();
        fees
    }
}

/// The sum of `other.ID`.
fn read_others(s: &Section<'_>) -> Money {
    let Some(table) = s.table("other") else {
        return Money::ZERO;
    };
    table.about("Whatever else the sale costs, in yuan, by a name for it.");
    let items = table.items().into_iter();
    let fees = items.filter_map(|(_, item)| {
        let fee = item.number()?;
        if item.fits(fee, 0.0, MOST) {
            return Some(Money::yuan(fee));
        }
        let title = format!("`{}` is {fee}, must be 0 or more", item.path());
        item.wrong("out_of_range", title, "write what it costs in yuan");
        None
    });
    fees.sum()
}

/// The largest amount a file can name, in yuan.
const MOST: f64 = 1e12;
