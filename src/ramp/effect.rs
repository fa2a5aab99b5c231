//! What more of something that is decided does to a goal.
//!
//! What comes with a later stage does not touch what is wanted of an earlier one: that holds exactly, in every world. People
//! and budgets help sales, as one would think, where nothing stands against it: money spent is missing where stock is
//! bought, orders that nobody ships lower the rating, and a target that is met sooner moves the stages after it.

use super::people::Work;
use super::plan::Plan;
use super::sketch::Sketch;
use super::stock::Stock;
use super::{Facts, Ramp};
use crate::model::{Better, Effect};

/// What is decided at a path.
#[derive(Clone, Copy, Debug, PartialEq)]
enum What {
    /// People of a role in a stage.
    People(usize, usize),
    /// The monthly budget of a channel in a stage.
    Budget(usize),
    /// Something else of a stage.
    Stage(usize),
    /// The stock of a product that comes with a stage.
    Stock(usize),
    /// Cash at the start.
    Cash,
    /// Anything else.
    Other,
}

impl What {
    fn at(path: &str, facts: &Facts, plan: &Plan) -> Self {
        let bare = path.replace([' ', '"', '\''], "");
        let parts: Vec<&str> = bare.split('.').collect();
        let stage = |id: &str| plan.stages.iter().position(|stage| stage.id == id);
        let role = |id: &str| facts.roles.iter().position(|role| role.id == id);
        let product = |id: &str| facts.products.iter().find(|product| product.id == id);
        let is_channel = |id: &str| facts.channels.iter().any(|channel| channel.id == id);
        match parts[..] {
            ["stage", id, ref rest @ ..] => match (stage(id), rest) {
                (Some(stage), ["people", id]) => {
                    role(id).map_or(Self::Stage(stage), |role| Self::People(stage, role))
                }
                (Some(stage), ["monthly", id]) if is_channel(id) => Self::Budget(stage),
                (Some(stage), _) => Self::Stage(stage),
                (None, _) => Self::Other,
            },
            ["stock", id, _] | ["product", id, "stock"] => {
                product(id).map_or(Self::Other, |product| Self::Stock(product.from))
            }
            ["ramp", "cash"] => Self::Cash,
            _ => Self::Other,
        }
    }

    /// The stage from which on it matters.
    fn from(self) -> usize {
        match self {
            Self::People(stage, _)
            | Self::Budget(stage)
            | Self::Stage(stage)
            | Self::Stock(stage) => stage,
            Self::Cash | Self::Other => 0,
        }
    }
}

/// What more of what stands at a path does to a goal on a metric of which one wants more or less. `plan` has the least there
/// may be of everything that is decided.
pub fn effect(facts: &Facts, plan: &Plan, path: &str, (metric, better): (&str, Better)) -> Effect {
    let what = What::at(path, facts, plan);
    let parts: Vec<&str> = metric.split('.').collect();
    if what.from() > until(&parts, plan) {
        return Effect::Nothing;
    }
    let helps = match (what, better) {
        (What::Cash, _) if is_endless(plan) => {
            // Nothing hangs on it then but what is left of it.
            let is_of_cash = parts[0] == "cash";
            if !is_of_cash {
                return Effect::Nothing;
            }
            (parts[1] == "dry") == (better == Better::Less)
        }
        (What::Budget(stage), Better::More) => {
            is_endless(plan) && !rates(facts) && is_sold(&parts, plan, stage)
        }
        (What::People(stage, role), Better::More) => {
            helps_at_work(facts, plan, (stage, role), &parts)
        }
        _ => false,
    };
    if helps {
        Effect::Helps
    } else {
        Effect::Unknown
    }
}

/// The last stage on which a metric may hang.
fn until(parts: &[&str], plan: &Plan) -> usize {
    let last = plan.stages.len() - 1;
    match parts {
        ["stage", id, "met" | "month" | "begins" | "revenue"] => {
            let stage = plan.stages.iter().position(|stage| stage.id == *id);
            stage.unwrap_or(last)
        }
        ["month", month, _] | ["binds", _, month] | ["people" | "stock", .., month, "needed"] => {
            // Each stage before lasts a month at least.
            let month = month.parse::<usize>();
            month.map_or(last, |month| month.saturating_sub(1).min(last))
        }
        _ => last,
    }
}

/// Whether more people of a role in a stage help.
fn helps_at_work(
    facts: &Facts,
    plan: &Plan,
    (stage, place): (usize, usize),
    parts: &[&str],
) -> bool {
    let role = &facts.roles[place];
    let hired = |stage: usize| plan.stages[stage].people[place].is_some_and(|heads| heads > 0);
    // Before anybody has come the owners do the work, whatever there is of it.
    let comes_first = !(0..stage).any(hired);
    if role.serves.is_none() || !hired(stage) || (comes_first && !role.hiring.is_certain()) {
        return false;
    }
    let ships = role.work == Work::Orders;
    match parts {
        ["reviews", "good"] | ["rating", "end"] => {
            ships && is_steady(plan, stage, plan.stages.len())
        }
        _ => is_endless(plan) && (ships || !rates(facts)) && is_sold(parts, plan, stage),
    }
}

/// Whether a metric tells of what is sold, in months that come when they come, whatever is decided of a stage.
fn is_sold(parts: &[&str], plan: &Plan, from: usize) -> bool {
    let place = |id: &str| plan.stages.iter().position(|stage| stage.id == id);
    match parts {
        ["stage", id, "met"] => place(id).is_some_and(|stage| is_steady(plan, from, stage)),
        ["stage", id, "revenue"] => place(id).is_some_and(|stage| is_steady(plan, from, stage + 1)),
        ["month", _, _] | ["money", "revenue"] => is_steady(plan, from, plan.stages.len()),
        _ => false,
    }
}

/// Whether no stage from one to before another ends sooner the more is sold.
fn is_steady(plan: &Plan, from: usize, to: usize) -> bool {
    let last = plan.stages.len() - 1;
    let mut stages = plan.stages[from..to.min(last).max(from)].iter();
    stages.all(|stage| stage.ends.met_months.is_none())
}

/// Whether there is always enough of every product, so that nothing is bought as far as cash goes.
fn is_endless(plan: &Plan) -> bool {
    plan.stocks.iter().all(|stock| *stock == Stock::default())
}

/// Whether orders that come late keep others from coming.
fn rates(facts: &Facts) -> bool {
    let mut roles = facts.roles.iter();
    let limits = roles.any(|role| role.work == Work::Orders && role.serves.is_some());
    limits && facts.rating.late_costs > 0.0 && facts.rating.elasticity > 0.0
}

/// Whether people stand at a path.
pub fn is_people(path: &str) -> bool {
    let parts: Vec<&str> = path.split('.').collect();
    matches!(parts[..], ["stage", _, "people", _])
}

/// For each of these paths whether fewer people stand there than the stage needs, at the written means and loaded to 85%.
pub fn is_short(ramp: &Ramp, plan: &Plan, paths: &[&str]) -> Vec<bool> {
    let sketches = ramp.sketch(plan);
    let is_short = |path: &&str| match What::at(path, &ramp.facts, plan) {
        What::People(stage, role) => {
            let Sketch { orders, .. } = sketches[stage];
            let needed = ramp.facts.roles[role].needed(orders / 30.0 / 0.85);
            let there = plan.stages[stage].people[role].unwrap_or(0);
            (there as f64) < needed
        }
        _ => false,
    };
    paths.iter().map(is_short).collect()
}
