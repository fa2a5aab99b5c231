//! Past customers: who bought once, and buys again.

use super::context::Context;
use crate::random::{Address, Kind, Quantity, WorldKey};
use crate::reader::Section;

/// How customers come back: facts and chance.
#[derive(Clone, Debug, PartialEq)]
pub struct Customers {
    /// Share of a month's new customers who buy again in the month after; the same all through.
    pub repeat: Quantity,
    /// What that share is multiplied by from month to month.
    pub decay: f64,
    /// Share of new customers who stay loyal.
    pub loyal: f64,
    /// Share of the loyal who buy in every month from the next on.
    pub loyal_repeat: f64,
}

impl Customers {
    /// Reads `[customers]`.
    pub fn read(root: &Section<'_>, cx: &Context<'_>) -> Self {
        let Some(s) = root.table("customers") else {
            return Self {
                repeat: Quantity::constant(0.0),
                decay: 0.8,
                loyal: 0.0,
                loyal_repeat: 0.0,
            };
        };
        s.about("How past customers come back.");
        let customers = Self {
            repeat: Quantity::field(&s, "repeat", Kind::Share, cx.files)
                .or(Quantity::constant(0.0)),
            decay: s.probability("decay").or(0.8),
            loyal: s.probability("loyal").or(0.0),
            loyal_repeat: s.probability("loyal_repeat").or(0.0),
        };
        s.close();
        customers
    }

    /// The share that buys again in this world.
    pub fn draw(&self, key: WorldKey) -> f64 {
        self.repeat
            .sample(&mut key.stream(Address::purpose("repeat")))
    }
}

/// The cohorts of a play. A cohort of c new customers brings c·(1 − loyal)·repeat·decayᵏ⁻¹ + c·`loyal`·`loyal_repeat` orders
/// in the k-th month after theirs; all cohorts together are two sums.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Cohorts {
    /// Cohorts, each by as much as its share has decayed.
    fading: f64,
    /// All customers of the months before.
    all: f64,
    /// New customers of this month.
    fresh: f64,
}

impl Cohorts {
    /// New customers bought.
    #[inline]
    pub fn add(&mut self, new: f64) {
        self.fresh += new;
    }

    /// A month is over.
    pub fn next_month(&mut self, decay: f64) {
        self.fading = self.fading * decay + self.fresh;
        self.all += self.fresh;
        self.fresh = 0.0;
    }

    /// Orders expected of them in this month: of those who come back, and of the loyal.
    pub fn expected(&self, customers: &Customers, repeat: f64) -> (f64, f64) {
        let Customers {
            loyal,
            loyal_repeat,
            ..
        } = customers;
        (
            self.fading * (1.0 - loyal) * repeat,
            self.all * loyal * loyal_repeat,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cohorts_fade_and_the_loyal_stay() {
        let customers = Customers {
            repeat: Quantity::constant(0.1),
            decay: 0.5,
            loyal: 0.2,
            loyal_repeat: 0.25,
        };
        let mut cohorts = Cohorts::default();
        for new in [100.0, 40.0, 0.0] {
            cohorts.add(new);
            cohorts.next_month(customers.decay);
        }
        // Month 4: 100 are three months old (0.1 · 0.5²), 40 two (0.1 · 0.5), of four fifths; a fifth of 140 at 0.25.
        let (back, loyal) = cohorts.expected(&customers, 0.1);
        assert!((back - 0.8 * (100.0 * 0.025 + 40.0 * 0.05)).abs() < 1e-12);
        assert!((loyal - 7.0).abs() < 1e-12);
    }
}
