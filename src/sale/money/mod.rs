//! Money: what a sale brings and what it costs, line by line.
//!
//! All amounts are whole ten-thousandths of a yuan, so that lines add up to the profit to the last digit in every world.
//! What is a share of something, or pay for a time, is rounded to the fen where it arises: the compensation of each order,
//! the commission of the platform and of each source, the pay of a team in a shift by kind of hours.
//!
//! | room | holds |
//! |---|---|
//! | [`fees`] | what the platform takes: `[fees]` |
//! | [`wages`] | hours and what they pay |
//! | [`orders`], `returns` | what orders bring, cost and are paid back; what comes back of them |
//! | [`ledger`] | the lines, their sums, their metrics |

pub mod fees;
pub mod ledger;
pub mod orders;
mod returns;
pub mod wages;

pub use crate::money::{Money, Rate};
pub use fees::Fees;
pub use ledger::{Ledger, Line, MoneyGauges};

use super::Facts;
use super::plan::Plan;
use super::play::Buffers;
use super::world::World;

/// Reckons a play that is over: the lines of its ledger.
pub(super) fn reckon(facts: &Facts, plan: &Plan, world: &World, buffers: &mut Buffers) {
    let mut ledger = Ledger::default();
    goods(facts, plan, buffers, &mut ledger);
    wages::book(facts, plan, buffers, &mut ledger);
    orders::book(facts, plan, (world, buffers), &mut ledger);
    if plan.desks.is_some() {
        returns::book(facts, (world, buffers), &mut ledger);
    }
    ledger.add(Line::Slot, facts.fees.slot);
    ledger.add(Line::Other, facts.fees.other);
    for source in &facts.demand.sources {
        ledger.add(Line::Ads, source.traffic.budget());
    }
    for (consumable, supply) in facts.consumables.iter().zip(&plan.supplies) {
        let bought = consumable.cost.of_amount(supply.bought(facts.end()));
        ledger.add(Line::Consumables, bought);
    }
    buffers.ledger = ledger;
}

/// All stock that was bought, restocks that were ordered included, and what is left of it; of a product without a stock
/// as many pieces as were sold.
fn goods(facts: &Facts, plan: &Plan, buffers: &Buffers, ledger: &mut Ledger) {
    for (index, product) in facts.range.products.iter().enumerate() {
        let sold = buffers.shelves[index].sold;
        let bought = plan.stocks[index].pieces.map_or(sold, |pieces| {
            pieces + buffers.supply.pieces_ordered(index, &plan.restocks)
        });
        ledger.add(Line::Goods, product.unit_cost * bought);
        ledger.add(Line::Salvage, product.salvage * (bought - sold));
    }
}
