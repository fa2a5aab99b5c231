//! Levers: what may have to be otherwise for a target to be met.

use super::sketch::Sketch;
use super::{Facts, Supposed};

/// A thing on which much hangs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lever {
    /// Visitors of all channels.
    Traffic,
    /// The share of visitors who buy.
    Conversion,
    /// Pieces in an order.
    Basket,
    /// Budgets of channels.
    Budget,
}

impl Lever {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Traffic, Self::Conversion, Self::Basket, Self::Budget];

    /// Its name.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Traffic => "traffic",
            Self::Conversion => "conversion",
            Self::Basket => "basket",
            Self::Budget => "budget",
        }
    }

    /// What it counts in a month of a stage, as planned: visitors, the share who buy, pieces in an order, yuan.
    pub fn planned(self, facts: &Facts, stage: &Sketch) -> f64 {
        match self {
            Self::Traffic => stage.visitors,
            Self::Conversion => stage.bought / stage.visitors.max(f64::MIN_POSITIVE),
            Self::Basket => facts.basket.mean,
            Self::Budget => stage.ads.in_yuan(),
        }
    }

    /// Its unit.
    pub const fn unit(self) -> &'static str {
        match self {
            Self::Traffic => "visitors a month",
            Self::Conversion => "of visitors",
            Self::Basket => "pieces an order",
            Self::Budget => "yuan a month",
        }
    }
}

impl Supposed {
    /// One lever at a factor, all others as planned.
    #[must_use]
    pub fn only(lever: Lever, factor: f64) -> Self {
        let mut supposed = Self::default();
        *match lever {
            Lever::Traffic => &mut supposed.traffic,
            Lever::Conversion => &mut supposed.conversion,
            Lever::Basket => &mut supposed.basket,
            Lever::Budget => &mut supposed.budget,
        } = factor;
        supposed
    }
}
