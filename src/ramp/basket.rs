//! Baskets: pieces in an order, and what is paid back.

use super::context::Context;
use super::count::{real, whole};
use crate::random::{Kind, Quantity};
use crate::reader::Section;

/// What orders hold: facts and chance.
#[derive(Clone, Debug, PartialEq)]
pub struct Basket {
    /// Pieces in an order: its mean.
    pub mean: f64,
    /// Their standard deviation from order to order.
    pub sd: f64,
    /// The share of revenue that is paid back: what the shop does not know of it is the same all through.
    pub refunds: Quantity,
}

impl Basket {
    /// Reads `[basket]`, whose `season` belongs to the [calendar](super::calendar).
    pub fn read(section: Option<Section<'_>>, cx: &Context<'_>) -> Self {
        let Some(s) = section else {
            return Self {
                mean: 1.0,
                sd: 0.0,
                refunds: Quantity::constant(0.0),
            };
        };
        s.about("What an order holds, and what is paid back.");
        let units = Quantity::field(&s, "units", Kind::Number, cx.files);
        let units = units.check(|units| {
            if units.mean() > 1e4 {
                Err("must be at most 10,000 on average".to_owned())
            } else {
                Ok(())
            }
        });
        let units = units.or(Quantity::constant(1.0));
        let basket = Self {
            mean: units.mean(),
            sd: if units.is_certain() {
                0.0
            } else {
                units.law().variance().sqrt()
            },
            refunds: Quantity::field(&s, "refunds", Kind::Share, cx.files)
                .or(Quantity::constant(0.0)),
        };
        s.close();
        basket
    }

    /// Pieces of so many orders when a standard normal number is drawn and a part of a piece is carried from before: the
    /// sum of independent orders, by its mean and variance. What is left of a piece is carried on.
    #[inline]
    pub fn pieces(&self, orders: u64, scale: f64, normal: f64, carried: &mut f64) -> u64 {
        if orders == 0 {
            return 0;
        }
        let orders = real(orders);
        let exact = scale * (orders * self.mean + orders.sqrt() * self.sd * normal) + *carried;
        // A sum such as 0.1 + 0.2 ... must not fall short of a whole piece.
        let pieces = whole((exact + 1e-9).max(0.0));
        *carried = (exact - real(pieces)).clamp(-1.0, 1.0);
        pieces
    }
}
