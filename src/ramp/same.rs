//! Whether two ramps play in the same worlds, so that their plans can be compared, and whether two plans are the same.

use super::event::{Event, Opens};
use super::plan::Plan;
use super::product::Product;
use super::stage::{Score, Stage};
use super::stock::Purchasing;
use super::{Facts, Ramp};
use crate::money::Money;

impl Ramp {
    /// What differs in the facts of this ramp, or in what is wanted of its stages, from another, such as `channel`; none
    /// when plans for both can be played in the same worlds and held against the same targets.
    ///
    /// Decided are cash, and by stage money, people and how long it lasts, and what is bought of each product; but the lead
    /// of what is bought is chance.
    pub fn differences(&self, plan: &Plan, (other, others): (&Self, &Plan)) -> Vec<&'static str> {
        // A field that is new has to be thought about here.
        let Facts {
            calendar,
            pull,
            payout,
            net,
            at_mean,
            channels,
            products,
            basket,
            customers,
            rating,
            roles,
            events,
        } = &self.facts;
        let other = &other.facts;
        let ramp = (calendar, payout, net, at_mean)
            == (&other.calendar, &other.payout, &other.net, &other.at_mean);
        let of_products = |products: &[Product], plan: &Plan| -> Vec<(Product, String)> {
            let products = products.iter();
            products.map(|one| launched(one, plan)).collect()
        };
        let of_events = |events: &[Event], plan: &Plan| -> Vec<(Event, Option<String>)> {
            let events = events.iter();
            events.map(|one| placed(one, plan)).collect()
        };
        let same = [
            ("ramp", ramp),
            ("season", *pull == other.pull),
            (
                "product",
                of_products(products, plan) == of_products(&other.products, others),
            ),
            ("basket", *basket == other.basket),
            ("channel", *channels == other.channels),
            ("customers", *customers == other.customers),
            ("rating", *rating == other.rating),
            ("role", *roles == other.roles),
            (
                "event",
                of_events(events, plan) == of_events(&other.events, others),
            ),
            ("stock.lead", same_leads(plan, others)),
            ("stage.target", same_targets(plan, others)),
        ];
        let differ = same.into_iter().filter(|(_, same)| !same);
        differ.map(|(kind, _)| kind).collect()
    }

    /// Whether anything has a price, so that its profit says something.
    pub fn has_money(&self) -> bool {
        let mut prices = self.facts.products.iter().map(|product| product.price);
        prices.any(|price| price > Money::ZERO)
    }
}

impl Plan {
    /// Whether it decides the same as another, wherever the two are written.
    pub fn is_same(&self, other: &Self) -> bool {
        let unplaced = |plan: &Self| {
            let mut plan = plan.clone();
            for stage in &mut plan.stages {
                stage.scorecard = wanted(stage);
            }
            plan
        };
        unplaced(self) == unplaced(other)
    }
}

/// A product, and the stage with which it comes: stages may stand at other places.
fn launched(product: &Product, plan: &Plan) -> (Product, String) {
    let mut product = product.clone();
    let stage = plan.stages.get(std::mem::take(&mut product.from));
    (
        product,
        stage.map_or_else(String::new, |stage| stage.id.clone()),
    )
}

/// A flash sale, and the stage that it comes after.
fn placed(event: &Event, plan: &Plan) -> (Event, Option<String>) {
    let mut event = event.clone();
    let stage = match &mut event.opens {
        Opens::Day(_) => None,
        Opens::After(stage, _) => plan.stages.get(std::mem::take(stage)),
    };
    (event, stage.map(|stage| stage.id.clone()))
}

/// Whether what both buy ahead takes as long to come.
fn same_leads(plan: &Plan, others: &Plan) -> bool {
    fn bought(plan: &Plan) -> impl Iterator<Item = Option<&Purchasing>> {
        plan.stocks.iter().map(|stock| stock.purchasing.as_ref())
    }
    let mut both = bought(plan).zip(bought(others));
    both.all(|pair| match pair {
        (Some(one), Some(other)) => one.lead == other.lead,
        _ => true,
    })
}

/// Whether the same is wanted of stages that both have.
fn same_targets(plan: &Plan, others: &Plan) -> bool {
    plan.stages.iter().all(|stage| {
        let mut namesakes = others.stages.iter().filter(|other| other.id == stage.id);
        namesakes.all(|other| {
            let of = |stage: &Stage| (stage.target, stage.counts_events, stage.ends.met_months);
            of(stage) == of(other) && wanted(stage) == wanted(other)
        })
    })
}

/// A stage's scorecard, wherever it is written.
fn wanted(stage: &Stage) -> Vec<Score> {
    let scores = stage.scorecard.iter();
    let unplaced = |score: &Score| Score {
        span: None,
        ..score.clone()
    };
    scores.map(unplaced).collect()
}
