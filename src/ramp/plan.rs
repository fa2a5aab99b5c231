//! The plan of a ramp: what is decided, and what is supposed.

use super::stage::Stage;
use super::stock::Stock;
use crate::money::Money;

/// What is decided, each list in the order of the things it is about.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// Cash at the start.
    pub cash: Money,
    /// Money, people and targets by stage.
    pub stages: Vec<Stage>,
    /// What is bought of each product.
    pub stocks: Vec<Stock>,
    /// What is supposed to be otherwise than the facts say, to see what would have to be true.
    pub supposed: Supposed,
}

impl Plan {
    /// The first month in which each stage can begin, counted from 0; beyond all months where one before it never ends.
    pub fn earliest(&self) -> Vec<usize> {
        let mut begins = 0usize;
        let each = self.stages.iter().map(|stage| {
            let ends = [stage.ends.met_months, stage.ends.at_latest];
            let soonest = ends.into_iter().flatten().min();
            let here = begins;
            begins = begins.saturating_add(soonest.unwrap_or(usize::MAX));
            here
        });
        each.collect()
    }

    /// The most people of a role that any stage asks for.
    pub fn most(&self, role: usize) -> usize {
        let levels = self.stages.iter().filter_map(|stage| stage.people[role]);
        levels.max().unwrap_or(0)
    }
}

/// Factors on the facts and on the budgets; all are 1 in a plan as written. The world they are played in stays the same.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Supposed {
    /// On the visitors of all channels.
    pub traffic: f64,
    /// On the share of visitors who buy.
    pub conversion: f64,
    /// On the pieces in an order.
    pub basket: f64,
    /// On the budgets of channels.
    pub budget: f64,
}

impl Default for Supposed {
    fn default() -> Self {
        Self {
            traffic: 1.0,
            conversion: 1.0,
            basket: 1.0,
            budget: 1.0,
        }
    }
}
