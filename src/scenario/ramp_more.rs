//! One more of what the plan of a ramp holds: people, money and time by stage, cash, goods.

use super::Scenario;
use super::resource::{Draft, Kind, LeftOut, key, node};
use crate::money::Money;
use crate::ramp::Ramp;
use crate::ramp::stage::Stage;
use crate::ramp::stock::Purchasing;
use crate::reader::{Table, Value};

/// A tenth more.
const TENTH: f64 = 1.1;
/// Days more of the forecast that are bought ahead.
const WEEK: f64 = 7.0;

/// All of them, in the order: people, budgets, months, cash, goods.
pub(super) fn all(scenario: &Scenario<Ramp>) -> Vec<Result<Draft, LeftOut>> {
    let more = More {
        scenario,
        tree: &scenario.origin.tree,
    };
    let all = [
        more.heads(),
        more.budgets(),
        more.months(),
        more.cash(),
        more.goods(),
    ];
    all.into_iter().flatten().map(Ok).collect()
}

struct More<'a> {
    scenario: &'a Scenario<Ramp>,
    tree: &'a Table,
}

/// One way to have more of something.
fn draft(kind: Kind, is_free: bool, what: String, path: &str, value: &str) -> Draft {
    Draft {
        kind,
        is_free,
        ways: vec![(what, vec![format!("{path}={value}")])],
    }
}

impl More<'_> {
    fn stages(&self) -> &[Stage] {
        &self.scenario.plan.stages
    }

    /// A head of each role in each stage in which anybody of it is wanted, be it from a stage before.
    fn heads(&self) -> Vec<Draft> {
        let mut drafts = Vec::new();
        let mut levels = vec![0; self.scenario.sale.facts.roles.len()];
        for stage in self.stages() {
            let roles = self.scenario.sale.facts.roles.iter();
            for ((role, level), wanted) in roles.zip(&mut levels).zip(&stage.people) {
                *level = wanted.unwrap_or(*level);
                if *level == 0 && wanted.is_none() {
                    continue;
                }
                let path = format!("stage.{}.people.{}", key(&stage.id), key(&role.id));
                let what = format!("+1 {} in {}", role.id, stage.id);
                let (is_free, more) = (role.wage == Money::ZERO, *level + 1);
                drafts.push(draft(Kind::Head, is_free, what, &path, &more.to_string()));
            }
        }
        drafts
    }

    /// A tenth more of each channel's budget in each stage that has one.
    fn budgets(&self) -> Vec<Draft> {
        let mut drafts = Vec::new();
        for stage in self.stages() {
            let channels = self.scenario.sale.facts.channels.iter().zip(&stage.ads);
            for (channel, budget) in channels.filter(|(_, budget)| **budget > Money::ZERO) {
                let path = format!("stage.{}.monthly.{}", key(&stage.id), key(&channel.id));
                let what = format!("+10% for {} in {}", channel.id, stage.id);
                drafts.push(draft(
                    Kind::Budget,
                    false,
                    what,
                    &path,
                    &tenth_more(*budget),
                ));
            }
        }
        drafts
    }

    /// A month more of each stage that ends by time.
    fn months(&self) -> Vec<Draft> {
        let stages = self.stages().split_last().map_or(&[][..], |(_, some)| some);
        let by_time = stages
            .iter()
            .filter_map(|stage| Some((stage, stage.ends.at_latest?)));
        by_time
            .map(|(stage, months)| {
                let ends = node(self.tree, &["stage", &stage.id, "ends"]).is_some();
                let (name, what) = if ends {
                    (
                        "ends.at_latest",
                        format!("+1 month at most for {}", stage.id),
                    )
                } else {
                    ("lasts", format!("+1 month of {}", stage.id))
                };
                let path = format!("stage.{}.{name}", key(&stage.id));
                draft(
                    Kind::Month,
                    false,
                    what,
                    &path,
                    &format!("\"{}mo\"", months + 1),
                )
            })
            .collect()
    }

    fn cash(&self) -> Vec<Draft> {
        let cash = self.scenario.plan.cash;
        let some = Some(cash).filter(|cash| *cash > Money::ZERO);
        some.map(|cash| {
            let what = "+10% cash at the start".to_owned();
            draft(Kind::Cash, true, what, "ramp.cash", &tenth_more(cash))
        })
        .into_iter()
        .collect()
    }

    fn goods(&self) -> Vec<Draft> {
        let products = self.scenario.sale.facts.products.iter();
        let mut drafts = Vec::new();
        for (product, stock) in products.clone().zip(&self.scenario.plan.stocks) {
            if let Some(first) = stock.first.filter(|&first| first > 0) {
                let path = format!("product.{}.stock", key(&product.id));
                let what = format!("+10% first pieces of {}", product.id);
                let is_free = product.unit_cost == Money::ZERO;
                drafts.push(draft(Kind::Stock, is_free, what, &path, &pieces(first)));
            }
        }
        let is_table = |id: &str| {
            let node = node(self.tree, &["stock", id]);
            node.is_some_and(|node| matches!(node.value, Value::Table(_)))
        };
        let bought = |stock: &crate::ramp::stock::Stock| stock.purchasing.clone();
        let each = products.zip(&self.scenario.plan.stocks);
        let each = each.filter_map(|(product, stock)| Some((product, bought(stock)?)));
        if each.clone().any(|(product, _)| is_table(&product.id)) {
            for (product, purchasing) in each {
                let (path, of) = (
                    format!("stock.{}", key(&product.id)),
                    format!(" of {}", product.id),
                );
                drafts.extend(bought_ahead(&purchasing, &path, &of));
            }
        } else if let Some((_, purchasing)) = each.clone().next() {
            drafts.extend(bought_ahead(&purchasing, "stock", ""));
        }
        drafts
    }
}

/// More of what is bought ahead.
fn bought_ahead(purchasing: &Purchasing, path: &str, of: &str) -> Vec<Draft> {
    let mut drafts = Vec::new();
    if purchasing.buffer > 0 {
        let (what, path) = (format!("+10% buffer{of}"), format!("{path}.buffer"));
        let value = pieces(purchasing.buffer);
        drafts.push(draft(Kind::Stock, false, what, &path, &value));
    }
    let (what, path) = (format!("+{WEEK} d of cover{of}"), format!("{path}.cover"));
    let value = format!("\"{}d\"", purchasing.cover + WEEK);
    drafts.push(draft(Kind::Cover, false, what, &path, &value));
    drafts
}

/// An amount a tenth larger, as one types it.
fn tenth_more(amount: Money) -> String {
    format!("{}", (amount.in_yuan() * TENTH * 100.0).round() / 100.0)
}

/// A tenth more pieces, a whole one at least.
fn pieces(pieces: u64) -> String {
    (pieces + pieces.div_ceil(10)).to_string()
}
