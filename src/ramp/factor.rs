//! The uncertain factors of a world, one number each: what there is to find out about a market before it is decided.
//!
//! A factor that is drawn once for a world (a conversion, the price of a click, what comes back) is that draw. What is drawn
//! anew each month, for each person or each purchase is told by its mean. Flash sales have those of a sale, each behind the
//! name of the event. Only what is uncertain in the scenario is a factor.

use super::channel::Traffic;
use super::plan::Plan;
use super::{Facts, World};
use crate::model::{Metric, Model};
use crate::random::Quantity;

/// A factor, by the place of what it is about.
#[derive(Clone, Copy, Debug)]
enum Factor {
    Conversion(usize),
    Price(usize),
    ClickRate(usize),
    Visitors(usize),
    Arrivals,
    Refunds,
    Repeat,
    Hit(usize),
    Hiring(usize),
    Leaves(usize),
    Lead(usize),
}

/// The factors of a ramp, in the order of [`values`].
pub(super) fn metrics(facts: &Facts, plan: &Plan) -> Vec<Metric> {
    let own = all(facts, plan).into_iter().map(|one| one.metric(facts));
    let of_events = facts.events.iter().flat_map(|event| {
        let factors = event.sale.factors(&event.plan).into_iter();
        factors.map(|factor| Metric {
            name: format!("event.{}.{}", event.id, factor.name),
            ..factor
        })
    });
    own.chain(of_events).collect()
}

/// Adds their values in a world; NaN where the world has no case of one.
pub(super) fn values(facts: &Facts, plan: &Plan, world: &World, values: &mut Vec<f64>) {
    let own = all(facts, plan).into_iter();
    values.extend(own.map(|one| one.value(facts, plan, world)));
    for (event, world) in facts.events.iter().zip(&world.sales) {
        event.sale.factors_of(world, &event.plan, values);
    }
}

fn all(facts: &Facts, plan: &Plan) -> Vec<Factor> {
    let mut all = Vec::new();
    let mut add = |is_uncertain: bool, factor| {
        if is_uncertain {
            all.push(factor);
        }
    };
    for (index, channel) in facts.channels.iter().enumerate() {
        match &channel.traffic {
            Traffic::Clicks(clicks) => {
                add(!clicks.price.is_certain(), Factor::Price(index));
                let rate = clicks.click_rate.as_ref();
                let is_certain = rate.is_none_or(Quantity::is_certain);
                add(!is_certain, Factor::ClickRate(index));
            }
            Traffic::Given { visitors, .. } => {
                add(!visitors.is_certain(), Factor::Visitors(index));
            }
            Traffic::Organic { .. } => {}
        }
        add(!channel.conversion.is_certain(), Factor::Conversion(index));
    }
    add(!facts.at_mean, Factor::Arrivals);
    add(!facts.basket.refunds.is_certain(), Factor::Refunds);
    add(!facts.customers.repeat.is_certain(), Factor::Repeat);
    for (index, product) in facts.products.iter().enumerate() {
        let is_open = |chance: f64| 0.0 < chance && chance < 1.0;
        add(
            product.hit.is_some_and(|hit| is_open(hit.chance)),
            Factor::Hit(index),
        );
    }
    for (index, role) in facts.roles.iter().enumerate() {
        let is_hired = plan.most(index) > 0;
        add(is_hired && !role.hiring.is_certain(), Factor::Hiring(index));
        add(is_hired && role.leaves > 0.0, Factor::Leaves(index));
    }
    for (index, stock) in plan.stocks.iter().enumerate() {
        let purchasing = stock.purchasing.as_ref();
        let is_certain = purchasing.is_none_or(|purchasing| purchasing.lead.is_certain());
        add(!is_certain, Factor::Lead(index));
    }
    all
}

impl Factor {
    /// Its name, which is the path of the key that says it where there is one, its unit and its meaning.
    fn metric(self, facts: &Facts) -> Metric {
        let (unit, meaning) = self.meaning();
        Metric {
            name: self.name(facts),
            unit,
            meaning: meaning.to_owned(),
            never: None,
        }
    }

    fn name(self, facts: &Facts) -> String {
        let channel =
            |index: usize, key: &str| format!("channel.{}.{key}", facts.channels[index].id);
        let role = |index: usize, key: &str| format!("role.{}.{key}", facts.roles[index].id);
        match self {
            Self::Conversion(index) => channel(index, "conversion"),
            Self::Price(index) => match &facts.channels[index].traffic {
                Traffic::Clicks(clicks) if clicks.click_rate.is_some() => {
                    channel(index, "cost_per_mille")
                }
                _ => channel(index, "cost_per_click"),
            },
            Self::ClickRate(index) => channel(index, "click_rate"),
            Self::Visitors(index) => channel(index, "visitors"),
            Self::Arrivals => "arrivals".to_owned(),
            Self::Refunds => "basket.refunds".to_owned(),
            Self::Repeat => "customers.repeat".to_owned(),
            Self::Hit(index) => format!("product.{}.hit", facts.products[index].id),
            Self::Hiring(index) => role(index, "hiring"),
            Self::Leaves(index) => role(index, "leaves"),
            Self::Lead(index) => format!("stock.{}.lead", facts.products[index].id),
        }
    }

    fn meaning(self) -> (&'static str, &'static str) {
        match self {
            Self::Conversion(_) => ("share", "share of the channel's visitors who buy"),
            Self::Price(_) => ("yuan", "price at the start, for small budgets"),
            Self::ClickRate(_) => ("share", "share of views that click"),
            Self::Visitors(_) => ("visitors", "mean visitors a month"),
            Self::Arrivals => (
                "share",
                "where the counts of orders lie among all they might be, on average: chance alone",
            ),
            Self::Refunds => ("share", "share of revenue that is paid back"),
            Self::Repeat => (
                "share",
                "share of customers who buy again in the month after",
            ),
            Self::Hit(_) => ("yes/no", "1 where the product becomes a hit, else 0"),
            Self::Hiring(_) => ("d", "mean days until the first in each place comes"),
            Self::Leaves(_) => (
                "d",
                "mean days that the first in each place stays, of those of the ramp",
            ),
            Self::Lead(_) => ("d", "mean days from purchase to arrival"),
        }
    }

    fn value(self, facts: &Facts, plan: &Plan, world: &World) -> f64 {
        let days = facts.calendar.days();
        let of_first = |role: usize, of: fn((usize, usize)) -> usize| {
            let seats = 0..plan.most(role);
            let drawn = seats.map(|seat| of(facts.roles[role].draw(world.key, seat, 0)));
            mean(drawn.map(|value| value.min(days) as f64))
        };
        match self {
            Self::Conversion(index) => world.channels[index].conversion,
            Self::Price(index) => facts.channels[index].prices(world.key).0,
            Self::ClickRate(index) => facts.channels[index]
                .prices(world.key)
                .1
                .unwrap_or(f64::NAN),
            Self::Visitors(index) => mean(world.channels[index].visitors.iter().copied()),
            Self::Arrivals => {
                let products = facts.products.iter().zip(world.orders.chunks_exact(days));
                let share =
                    products.map(|(product, days)| product.share * mean(days.iter().copied()));
                share.sum()
            }
            Self::Refunds => world.refunds,
            Self::Repeat => world.repeat,
            Self::Hit(index) => f64::from(u8::from(world.hits[index])),
            Self::Hiring(role) => of_first(role, |(lead, _)| lead),
            Self::Leaves(role) => of_first(role, |(_, stays)| stays),
            Self::Lead(index) => {
                let Some(purchasing) = &plan.stocks[index].purchasing else {
                    return f64::NAN;
                };
                let (product, looks) = (&facts.products[index], days / purchasing.review);
                let purchases = 0..looks.max(1) as u64;
                mean(purchases.map(|one| purchasing.lead_of(world.key, product, one) as f64))
            }
        }
    }
}

/// NaN where there is nothing.
fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let (sum, count) = values.fold((0.0, 0.0), |(sum, count), value| (sum + value, count + 1.0));
    sum / count
}
