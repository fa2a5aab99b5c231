//! What answers at desks cost: money paid back, goods sent in exchange, the way back of goods. An oversold order has been
//! paid back already.

use super::orders::{price, worth};
use super::{Ledger, Line};
use crate::sale::Facts;
use crate::sale::play::{Buffers, OVERSOLD};
use crate::sale::world::World;

/// Books what desks settled.
pub(super) fn book(facts: &Facts, play: (&World, &Buffers), ledger: &mut Ledger) {
    let (world, buffers) = play;
    let products = &facts.range.products;
    let settled = &buffers.desks.settled;
    for order in accepted(&settled.refunded, buffers) {
        ledger.add(Line::Refunds, price(facts, play, order));
    }
    for order in accepted(&settled.exchanged, buffers) {
        let fee = facts
            .carriers
            .carriers
            .get(usize::from(world.carrier[order]));
        let goods = worth(play, order, |product| products[product].unit_cost);
        ledger.add(
            Line::Exchanges,
            goods + fee.map(|carrier| carrier.fee).unwrap_or_default(),
        );
    }
    for back in &settled.returned {
        let returns = &facts.contacts[usize::from(back.kind)].returns;
        let freight = returns.as_ref().map(|returns| returns.freight);
        ledger.add(Line::Freight, freight.unwrap_or_default());
        if back.is_found_sound() {
            let value = worth(play, back.order as usize, |product| {
                products[product].salvage
            });
            ledger.add(Line::Salvage, value);
        }
    }
}

/// Those of orders that were not oversold.
fn accepted<'a>(orders: &'a [u32], buffers: &'a Buffers) -> impl Iterator<Item = usize> + 'a {
    let orders = orders.iter().map(|&order| order as usize);
    orders.filter(|&order| buffers.route[order] != OVERSOLD)
}
