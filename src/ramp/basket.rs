//! Baskets: pieces in an order, and what is paid back.

use super::context::Context;
use super::count::{real, whole};
use crate::random::{Kind, Quantity, Sums};
use crate::reader::Section;
use std::sync::Arc;

/// What orders hold: facts and chance.
#[derive(Clone, Debug, PartialEq)]
pub struct Basket {
    /// Pieces in an order.
    units: Quantity,
    /// What many orders hold together; none where all hold the same.
    sums: Option<Arc<Sums>>,
    /// Pieces in an order: its mean.
    pub mean: f64,
    /// The share of revenue that is paid back: what the shop does not know of it is the same all through.
    pub refunds: Quantity,
}

/// Orders vary by no more times their mean: beyond that a sum says nothing.
const MOST_CV: f64 = 100.0;

impl Basket {
    /// Reads `[basket]`, whose `season` belongs to the [calendar](super::calendar).
    pub fn read(section: Option<Section<'_>>, cx: &Context<'_>) -> Self {
        let Some(s) = section else {
            return Self::new(Quantity::constant(1.0), Quantity::constant(0.0));
        };
        s.about("What an order holds, and what is paid back.");
        let units = Quantity::field(&s, "units", Kind::Number, cx.files);
        let units = units.check(|units| {
            let (mean, sd) = (units.mean(), units.law().variance().sqrt());
            if mean > 1e4 {
                Err("must be at most 10,000 on average".to_owned())
            } else if mean <= 0.0 {
                Err("must be more than 0: an order holds something".to_owned())
            } else if sd.is_nan() || sd > MOST_CV * mean {
                Err(format!(
                    "must vary less: by at most {MOST_CV} times its mean"
                ))
            } else {
                Ok(())
            }
        });
        let units = units.or(Quantity::constant(1.0));
        let refunds = Quantity::field(&s, "refunds", Kind::Share, cx.files);
        let basket = Self::new(units, refunds.or(Quantity::constant(0.0)));
        s.close();
        basket
    }

    fn new(units: Quantity, refunds: Quantity) -> Self {
        let sums = (!units.is_certain()).then(|| Sums::of(&units));
        let mean = sums.as_ref().map_or(units.mean(), |sums| sums.mean());
        Self {
            units,
            sums,
            mean,
            refunds,
        }
    }

    /// Whether orders hold more or less.
    pub fn varies(&self) -> bool {
        self.sums.is_some()
    }

    /// Pieces of so many orders at the quantile of a normal number, at their mean without one; times a factor. A part of a
    /// piece is carried on to the orders that come after, or owed by them.
    #[inline]
    pub fn pieces(&self, orders: u64, scale: f64, normal: Option<f64>, carried: &mut f64) -> u64 {
        if orders == 0 {
            return 0;
        }
        // To the nearest piece; at the mean not before it is whole, and a sum such as 0.1 + 0.2 ... is not to fall short.
        let (pieces, up) = match (&self.sums, normal) {
            (Some(sums), Some(normal)) => (sums.at(orders, normal), 0.5),
            _ => (real(orders) * self.mean, 1e-9),
        };
        let exact = scale * pieces + *carried;
        let pieces = whole(exact + up);
        *carried = exact - real(pieces);
        pieces
    }
}
