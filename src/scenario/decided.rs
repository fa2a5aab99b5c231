//! What is decided in a model, and how its plans are weighed: what options, sizes and one more of each resource need to
//! know of a sale or a ramp.

use super::decisions::{self, Decisions};
use crate::model::{Better, Effect, Metric, Model};
use crate::ramp::{self, Ramp};
use crate::sale::{self, Sale};
use std::fmt::Debug;

/// How other plans are written, for whoever has to be told.
#[derive(Clone, Copy, Debug)]
pub struct Examples {
    /// A change of something that is decided.
    pub change: &'static str,
    /// A metric that is to be small.
    pub metric: &'static str,
    /// A metric to choose by where nothing has a price.
    pub by: &'static str,
    /// A weight of something that is varied.
    pub weight: &'static str,
    /// The values that it may have.
    pub range: &'static str,
}

/// A model whose plans can be held against each other.
pub trait Decided: Model<Plan: Clone + Debug> + Clone + Debug {
    /// What its plans are plans for, in a sentence.
    const THING: &'static str;
    /// How other plans are written.
    const EXAMPLES: Examples;
    /// What is decided in its files.
    const DECISIONS: Decisions;
    /// The same in words.
    const VARIED: &'static str;
    /// What its profit is, in a sentence.
    const PROFIT: &'static str;
    /// What one chooses by where nothing has a price and there is no goal, if anything.
    const BY: Option<&'static str>;
    /// Metrics that are compared in every file, those of money first.
    const COMPARED: &'static [&'static str];

    /// What differs in its facts from those of another; none where plans for both can be played in the same worlds.
    fn differences(&self, plan: &Self::Plan, other: (&Self, &Self::Plan)) -> Vec<&'static str>;

    /// Whether two plans decide the same, wherever they are written.
    fn is_same(one: &Self::Plan, other: &Self::Plan) -> bool;

    /// Which way a metric is better, where everybody would agree.
    fn better(metric: &Metric) -> Option<Better>;

    /// Whether anything has a price, so that its profit says something.
    fn has_money(&self) -> bool;

    /// Further metrics to compare: what the plan itself wants.
    fn wanted(&self, plan: &Self::Plan) -> Vec<String>;

    /// What more of what stands at a path does to a goal on a metric of which one wants more or less; `plan` has the least
    /// of everything that is decided.
    fn effect(&self, plan: &Self::Plan, path: &str, goal: (&str, Better)) -> Effect;

    /// Whether people (or what is like them) stand at a path, of which a plan has just enough to begin with.
    fn is_staff(path: &str) -> bool;

    /// For each of these paths whether more people there would help to carry the mean load.
    fn is_short(&self, plan: &Self::Plan, paths: &[&str]) -> Vec<bool>;
}

impl Decided for Sale {
    const THING: &'static str = "sale";
    const EXAMPLES: Examples = Examples {
        change: "\"station.pack.servers\" = 3",
        metric: "money.cost",
        by: "ship.hours.p95",
        weight: "{ \"station.pack.servers\" = 18 }",
        range: "vary.\"station.pack.servers\" = { from = 1, to = 8 }",
    };
    const DECISIONS: Decisions = decisions::OF_SALE;
    const VARIED: &'static str =
        "vary people, equipment, stock, boxes packed in advance, pickups and times";
    const PROFIT: &'static str = "Profit is after wages and goods.";
    const BY: Option<&'static str> = Some("ship.hours.p95");
    const COMPARED: &'static [&'static str] = &[
        "money.profit",
        "money.cost",
        "money.wages",
        "ship.within_promise",
        "ship.hours.p95",
        "people.hours",
        "orders.lost_stock",
        "courier.left_behind",
    ];

    fn differences(
        &self,
        plan: &sale::Plan,
        (other, others): (&Self, &sale::Plan),
    ) -> Vec<&'static str> {
        self.facts.differences(plan, (&other.facts, others))
    }

    fn is_same(one: &sale::Plan, other: &sale::Plan) -> bool {
        one.is_same(other)
    }

    fn better(metric: &Metric) -> Option<Better> {
        sale::better::better(metric)
    }

    fn has_money(&self) -> bool {
        self.facts.has_money()
    }

    fn wanted(&self, _: &sale::Plan) -> Vec<String> {
        Vec::new()
    }

    fn effect(&self, plan: &sale::Plan, path: &str, goal: (&str, Better)) -> Effect {
        sale::effect::effect(&self.facts, plan, path, goal)
    }

    fn is_staff(path: &str) -> bool {
        sale::effect::helps(path)
    }

    fn is_short(&self, plan: &sale::Plan, paths: &[&str]) -> Vec<bool> {
        sale::effect::is_short(&self.facts, plan, paths)
    }
}

impl Decided for Ramp {
    const THING: &'static str = "ramp";
    const EXAMPLES: Examples = Examples {
        change: "\"stage.trial.monthly.search\" = 15000.0",
        metric: "money.ads",
        by: "stage.trial.met",
        weight: "{ \"stage.trial.monthly.search\" = 1 }",
        range: "vary.\"stage.trial.monthly.search\" = { from = 5000, to = 30000, step = 5000 }",
    };
    const DECISIONS: Decisions = decisions::OF_RAMP;
    const VARIED: &'static str = "vary cash, and by stage money, people and how long it lasts, and what is bought: stock, buffer, review and cover";
    const PROFIT: &'static str = "Profit is that of all months, after ads, wages and goods.";
    const BY: Option<&'static str> = None;
    const COMPARED: &'static [&'static str] = &[
        "money.profit",
        "money.revenue",
        "cash.low",
        "cash.end",
        "spend.return",
    ];

    fn differences(&self, plan: &ramp::Plan, other: (&Self, &ramp::Plan)) -> Vec<&'static str> {
        self.differences(plan, other)
    }

    fn is_same(one: &ramp::Plan, other: &ramp::Plan) -> bool {
        one.is_same(other)
    }

    fn better(metric: &Metric) -> Option<Better> {
        ramp::better::better(metric)
    }

    fn has_money(&self) -> bool {
        self.has_money()
    }

    fn wanted(&self, plan: &ramp::Plan) -> Vec<String> {
        let with_target = plan.stages.iter().filter(|stage| stage.target.is_some());
        let met = with_target.map(|stage| format!("stage.{}.met", stage.id));
        met.collect()
    }

    fn effect(&self, plan: &ramp::Plan, path: &str, goal: (&str, Better)) -> Effect {
        ramp::effect::effect(&self.facts, plan, path, goal)
    }

    fn is_staff(path: &str) -> bool {
        ramp::effect::is_people(path)
    }

    fn is_short(&self, plan: &ramp::Plan, paths: &[&str]) -> Vec<bool> {
        ramp::effect::is_short(self, plan, paths)
    }
}
