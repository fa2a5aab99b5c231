//! What follows from a ramp without playing it: for each stage what its money brings at the written means.

use super::channel::Traffic;
use super::customers::Cohorts;
use super::month::MOST_VISITORS;
use super::plan::Plan;
use super::stage::{Stage, Target};
use super::{Facts, Ramp};
use crate::money::Money;

/// The last month of a stage at the written means: with the free visitors that the orders of the month before bring, and the
/// customers of all months before; no season, every product ripe, none a hit, no limits.
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
    /// Orders, those of past customers among them.
    pub orders: f64,
    /// Revenue, in yuan.
    pub revenue: f64,
}

/// Days of a month.
const DAYS: f64 = 30.0;

impl Ramp {
    /// A sketch of every stage.
    pub fn sketch(&self, plan: &Plan) -> Vec<Sketch> {
        let facts = &self.facts;
        let mut people = vec![0; facts.roles.len()];
        let (mut cohorts, mut orders) = (Cohorts::default(), 0.0);
        let mut left = facts.calendar.months();
        let each = plan.stages.iter().enumerate().map(|(index, stage)| {
            for (heads, level) in people.iter_mut().zip(&stage.people) {
                *heads = level.unwrap_or(*heads);
            }
            let is_last = index + 1 == plan.stages.len();
            let most = stage.ends.at_latest.filter(|_| !is_last);
            let mut met = 0;
            // A stage that the ramp has no month left for is sketched as if it had one.
            let mut months = most.unwrap_or(left).min(left).max(1);
            loop {
                let sketch = month(facts, (stage, index), (&mut cohorts, orders), &people);
                orders = sketch.orders;
                (months, left) = (months - 1, left.saturating_sub(1));
                met += usize::from(meets(stage, &sketch));
                let is_over = stage.ends.met_months.is_some_and(|wanted| met >= wanted);
                if months == 0 || (is_over && !is_last) {
                    return sketch;
                }
            }
        });
        each.collect()
    }
}

/// Whether a month as sketched meets the target of its stage.
fn meets(stage: &Stage, sketch: &Sketch) -> bool {
    match stage.target {
        Some(Target::Revenue(wanted)) => sketch.revenue >= wanted.in_yuan(),
        Some(Target::Orders(wanted)) => sketch.orders / DAYS >= wanted,
        Some(Target::Visitors(wanted)) => sketch.visitors / DAYS >= wanted,
        None => false,
    }
}

/// A month of a stage, after one with so many orders.
fn month(
    facts: &Facts,
    (stage, index): (&Stage, usize),
    (cohorts, ranked): (&mut Cohorts, f64),
    people: &[usize],
) -> Sketch {
    let (mut visitors, mut bought) = (0.0, 0.0);
    for (channel, budget) in facts.channels.iter().zip(&stage.ads) {
        let come = match &channel.traffic {
            Traffic::Clicks(clicks) => {
                let rate = clicks.click_rate.as_ref();
                let rate = rate.map_or(1.0, |rate| 1000.0 * rate.mean());
                clicks.bought(budget.in_yuan(), (clicks.price.mean() / rate).max(1e-3))
            }
            Traffic::Given { visitors, .. } => visitors.mean(),
            Traffic::Organic { base, per_order } => base + per_order * ranked,
        }
        .min(MOST_VISITORS);
        visitors += come;
        bought += come * channel.conversion.mean();
    }
    let (back, loyal) = cohorts.expected(&facts.customers, facts.customers.repeat.mean());
    let products = facts.products.iter();
    let sold = products.filter(|product| product.from <= index);
    let (share, price) = sold.fold((0.0, 0.0), |(share, price), product| {
        let yuan = product.share * product.price.in_yuan();
        (share + product.share, price + yuan)
    });
    cohorts.add(bought * share);
    cohorts.next_month(facts.customers.decay);
    let asked = bought + back + loyal;
    let wages = facts.roles.iter().zip(people);
    Sketch {
        ads: stage.ads.iter().copied().sum(),
        other: stage.other,
        wages: wages.map(|(role, &heads)| role.wage * heads as u64).sum(),
        visitors,
        bought,
        orders: asked * share,
        revenue: asked * price * facts.basket.mean,
    }
}
