//! What follows from a ramp without playing it: for each stage what its money brings at the written means.

use super::channel::Traffic;
use super::plan::Plan;
use super::{Facts, Ramp};
use crate::money::Money;

/// A month of a stage at the written means: no season, no growth of free visitors or past customers, every product ripe.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sketch {
    /// Budgets of channels.
    pub ads: Money,
    /// Other money of the stage, a month.
    pub other: Money,
    /// Wages of the people wanted.
    pub wages: Money,
    /// Visitors.
    pub visitors: f64,
    /// Visitors who would buy if every product were there.
    pub bought: f64,
    /// Orders.
    pub orders: f64,
    /// Revenue, in yuan.
    pub revenue: f64,
}

impl Ramp {
    /// A sketch of every stage.
    pub fn sketch(&self, plan: &Plan) -> Vec<Sketch> {
        let mut people = vec![0; self.facts.roles.len()];
        let stages = 0..plan.stages.len();
        stages
            .map(|stage| {
                for (heads, level) in people.iter_mut().zip(&plan.stages[stage].people) {
                    *heads = level.unwrap_or(*heads);
                }
                sketch(&self.facts, plan, stage, &people)
            })
            .collect()
    }
}

fn sketch(facts: &Facts, plan: &Plan, index: usize, people: &[usize]) -> Sketch {
    let stage = &plan.stages[index];
    let (mut visitors, mut orders) = (0.0, 0.0);
    for (channel, budget) in facts.channels.iter().zip(&stage.ads) {
        let come = match &channel.traffic {
            Traffic::Clicks(clicks) => {
                let rate = clicks
                    .click_rate
                    .as_ref()
                    .map_or(1.0, |rate| 1000.0 * rate.mean());
                clicks.bought(budget.in_yuan(), (clicks.price.mean() / rate).max(1e-3))
            }
            Traffic::Given { visitors, .. } => visitors.mean(),
            Traffic::Organic { base, .. } => *base,
        };
        visitors += come;
        orders += come * channel.conversion.mean();
    }
    let sold = facts
        .products
        .iter()
        .filter(|product| product.from <= index);
    let (share, price) = sold.fold((0.0, 0.0), |(share, price), product| {
        (
            share + product.share,
            price + product.share * product.price.in_yuan(),
        )
    });
    let wages = facts.roles.iter().zip(people);
    Sketch {
        ads: stage.ads.iter().copied().sum(),
        other: stage.other,
        wages: wages.map(|(role, &heads)| role.wage * heads as u64).sum(),
        visitors,
        bought: orders,
        orders: orders * share,
        revenue: orders * price * facts.basket.mean,
    }
}
