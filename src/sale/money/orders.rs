//! What orders bring, what they cost to send, and what is paid back for them. Nothing is looked at order by order that no
//! key asks for.

use super::{Ledger, Line, Money};
use crate::sale::Facts;
use crate::sale::plan::Plan;
use crate::sale::play::{Buffers, NEVER, NO_ROUTE, OVERSOLD, cut_to};
use crate::sale::world::World;

/// Books everything that hangs on orders.
pub(super) fn book(facts: &Facts, plan: &Plan, play: (&World, &Buffers), ledger: &mut Ledger) {
    let revenue = play.1.revenue;
    ledger.add(Line::Revenue, revenue);
    ledger.add(Line::Commission, revenue.part(facts.fees.commission));
    commissions(facts, play, ledger);
    courier(facts, plan, play, ledger);
    late(facts, play, ledger);
    out_of_stock(facts, play, ledger);
}

/// What an order that was accepted cost its buyer; one that got fewer pieces than it asked for pays what it got.
pub fn price(facts: &Facts, play: (&World, &Buffers), order: usize) -> Money {
    let own = |product| facts.price(play.0.visits.source(order), product);
    let (pieces, along) = pieces(play, order, own);
    pieces
        + along
            .map(|product| facts.range.products[product].price)
            .sum()
}

/// What the pieces of an order that was accepted come to, at so much a piece of each product.
pub(super) fn worth(
    play: (&World, &Buffers),
    order: usize,
    piece: impl Fn(usize) -> Money,
) -> Money {
    let (pieces, along) = pieces(play, order, &piece);
    pieces + along.map(piece).sum()
}

/// What the pieces of an order's own product come to; and the products it took a piece of along.
fn pieces<'b>(
    (world, buffers): (&World, &'b Buffers),
    order: usize,
    piece: impl Fn(usize) -> Money,
) -> (Money, impl Iterator<Item = usize> + 'b) {
    let along = || buffers.along.of(order);
    let units = match cut_to(&buffers.cut, order) {
        None => world.baskets.units[order],
        Some(all) => all - along().count() as u32,
    };
    let own = piece(usize::from(world.baskets.product[order]));
    (own * u64::from(units), along())
}

/// Each source's share of the revenue that it brought.
fn commissions(facts: &Facts, (world, buffers): (&World, &Buffers), ledger: &mut Ledger) {
    for (index, source) in facts.demand.sources.iter().enumerate() {
        if source.commission.is_zero() {
            continue;
        }
        let accepted = buffers.payments.paid(world).iter().map(|paid| paid.order());
        let own = accepted.filter(|&order| {
            world.visits.source(order) == index && buffers.route[order] != NO_ROUTE
        });
        let revenue: Money = own.map(|order| price(facts, (world, buffers), order)).sum();
        ledger.add(Line::Commission, revenue.part(source.commission));
    }
}

/// A fee for each parcel, by the carrier that took it: what vans took; and what carriers without pickups were handed.
fn courier(facts: &Facts, plan: &Plan, (world, buffers): (&World, &Buffers), ledger: &mut Ledger) {
    for (index, carrier) in facts.carriers.carriers.iter().enumerate() {
        if carrier.fee == Money::ZERO {
            continue;
        }
        let parcels = if plan.pickups[index].pickups.is_empty() {
            let own = world.carrier.iter().zip(&buffers.shipped_at);
            let own = own.filter(|&(&of, &at)| usize::from(of) == index && at != NEVER);
            let moved = buffers.courier.moved.iter();
            let moved = moved.filter(|&&(_, to)| usize::from(to) == index);
            (own.count() + moved.count()) as u64
        } else {
            let vans = buffers.courier.visits().iter();
            let own = vans.filter(|van| van.carrier == index);
            own.map(|van| van.taken).sum()
        };
        ledger.add(Line::Courier, carrier.fee * parcels);
    }
}

/// For orders picked up after the promise, and those not picked up whose promise was over by the end of `follow`.
fn late(facts: &Facts, (world, buffers): (&World, &Buffers), ledger: &mut Ledger) {
    let fee = facts.fees.late;
    if fee.is_nothing() {
        return;
    }
    for paid in buffers.payments.paid(world) {
        let order = paid.order();
        let gone = buffers.shipped_at[order].min(facts.end());
        if buffers.route[order] < OVERSOLD && gone > facts.due(paid.time()) {
            ledger.add(Line::Late, fee.of(price(facts, (world, buffers), order)));
        }
    }
}

/// Oversold orders get their price back, and something beside.
fn out_of_stock(facts: &Facts, play: (&World, &Buffers), ledger: &mut Ledger) {
    let products = &facts.range.products;
    if products.iter().all(|product| product.miscount == 0.0) {
        return;
    }
    let buffers = play.1;
    let fee = facts.fees.out_of_stock;
    for paid in buffers.payments.paid(play.0) {
        if buffers.route[paid.order()] == OVERSOLD {
            let price = price(facts, play, paid.order());
            ledger.add(Line::Refunds, price);
            ledger.add(Line::OutOfStock, fee.of(price));
        }
    }
}
