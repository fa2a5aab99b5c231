//! Selling where stock is more than a number that falls: restocks, reservations, orders that wait for pieces, listings
//! that show too much, products bought along.
//!
//! What happens to the stock happens before the orders that are paid at the same time, and all of it before orders that
//! waited take what they want along.

use super::Facts;
use super::money::Money;
use super::plan::Plan;
use super::play::{Buffers, OVERSOLD};
use super::restock::Restock;
use super::route::PREPACKED;
use super::shelf::Shelf;
use super::time::{Runs, Stamp, Ticks};
use super::world::World;
use std::collections::VecDeque;

/// Buffers for selling so, reused from play to play.
#[derive(Clone, Debug, Default)]
pub struct SupplyBuffers {
    events: Vec<Event>,
    /// How many of them have happened.
    passed: usize,
    /// Restocks that were ordered, as (product, restock).
    ordered: Vec<(usize, usize)>,
    /// By source: pieces kept for it.
    reserved: Vec<u64>,
    by_product: Vec<Reckoning>,
    /// Orders that waited, when their pieces came, and the station they go to.
    served: Vec<(Stamp, usize)>,
    /// How many of them have taken what they want along.
    completed: usize,
    /// Measured orders that had to wait for a restock.
    pub(super) backordered: u64,
    /// Measured orders that were accepted and had no piece.
    pub(super) oversold: u64,
}

/// What a product's shelf does not know.
#[derive(Clone, Debug, Default)]
struct Reckoning {
    /// Pieces kept for sources.
    reserved: u64,
    /// Pieces that came while orders waited, kept for these.
    kept: u64,
    /// Pieces that the listing shows and that are not there.
    phantom: u64,
    /// Orders that wait, in order of payment.
    queue: VecDeque<u32>,
}

/// Sorted by time; what is released or arrives at the time of a decision changes nothing of what it looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Event {
    at: Ticks,
    what: What,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum What {
    /// A reservation ends.
    Release { source: usize },
    /// It is decided whether a restock is ordered.
    Decide { product: usize, restock: usize },
    /// A restock arrives, if it was ordered.
    Arrive { product: usize, restock: usize },
}

/// Whether a sale has to be sold so.
pub fn is_needed(facts: &Facts, plan: &Plan) -> bool {
    let products = &facts.range.products;
    plan.restocks.iter().any(|restocks| !restocks.is_empty())
        || products.iter().any(|p| p.backorder || p.miscount > 0.0)
        || facts.range.has_companions()
        || facts.demand.sources.iter().any(|s| s.reserve.is_some())
}

/// Orders take stock as they are paid, or when it comes, and go to their first station.
pub fn sell(facts: &Facts, plan: &Plan, world: &World, buffers: &mut Buffers) {
    let mut supply = std::mem::take(&mut buffers.supply);
    supply.begin(facts, plan, world, &mut buffers.shelves);
    buffers.entries.iter_mut().for_each(Runs::begin);
    let mut sold = 0;
    while let Some(&paid) = buffers.payments.paid(world).get(sold) {
        sold += 1;
        supply.pass(paid.time(), (facts, plan, world), buffers);
        supply.take(paid, (facts, world), buffers);
    }
    supply.pass(facts.end(), (facts, plan, world), buffers);
    supply.send(buffers);
    buffers.along.taken.sort_unstable();
    buffers.supply = supply;
}

impl SupplyBuffers {
    /// Restocks that were ordered, as (product, restock).
    pub fn ordered(&self) -> &[(usize, usize)] {
        &self.ordered
    }

    /// Forgets the play before: what is looked at after any play.
    pub(super) fn forget(&mut self) {
        (self.backordered, self.oversold) = (0, 0);
        self.ordered.clear();
    }

    /// Pieces of a product in restocks that were ordered, those that are not there yet among them.
    pub fn pieces_ordered(&self, product: usize, restocks: &[Vec<Restock>]) -> u64 {
        let own = self.ordered.iter().filter(|&&(of, _)| of == product);
        own.map(|&(_, restock)| restocks[product][restock].units)
            .sum()
    }

    /// Lays out what will happen to the stock.
    fn begin(&mut self, facts: &Facts, plan: &Plan, world: &World, shelves: &mut [Shelf]) {
        let products = &facts.range.products;
        self.by_product
            .resize_with(products.len(), Reckoning::default);
        for (index, product) in products.iter().enumerate() {
            let stock = &plan.stocks[index];
            let here = &mut self.by_product[index];
            (here.reserved, here.kept, here.phantom) = (0, 0, 0);
            here.queue.clear();
            if product.miscount > 0.0 && !product.backorder {
                let (there, phantom) = stock.listed(product.miscount);
                shelves[index].left = there;
                here.phantom = phantom;
            }
        }
        self.events.clear();
        self.reserved.clear();
        for (source, fact) in facts.demand.sources.iter().enumerate() {
            let mut units = 0;
            if let (Some(reserve), Some(product)) = (fact.reserve, fact.product) {
                let here = &mut self.by_product[product];
                units = reserve.units.min(shelves[product].left - here.reserved);
                here.reserved += units;
                let (at, what) = (reserve.until, What::Release { source });
                self.events.push(Event { at, what });
            }
            self.reserved.push(units);
        }
        for (product, restocks) in plan.restocks.iter().enumerate() {
            for (restock, written) in restocks.iter().enumerate() {
                let mut add = |at, what| self.events.push(Event { at, what });
                add(written.decided(), What::Decide { product, restock });
                add(
                    written.arrives(world.key),
                    What::Arrive { product, restock },
                );
            }
        }
        self.events.sort_unstable();
        self.served.clear();
        (self.passed, self.completed) = (0, 0);
    }

    /// Lets everything happen to the stock up to a time.
    fn pass(
        &mut self,
        until: Ticks,
        (facts, plan, world): (&Facts, &Plan, &World),
        buffers: &mut Buffers,
    ) {
        while let Some(&Event { at, what }) = self.events.get(self.passed)
            && at <= until
        {
            self.passed += 1;
            let shelves = &mut buffers.shelves;
            if let Some((product, pieces)) = self.happen(what, (facts, plan), shelves) {
                self.serve((product, pieces), at, (facts, world), &mut shelves[product]);
            }
            let next = self.events.get(self.passed);
            if next.is_none_or(|next| next.at > at) {
                self.complete((facts, world), buffers);
            }
        }
    }

    /// Something happens to the stock: the pieces that come of it, and of which product.
    fn happen(
        &mut self,
        what: What,
        (facts, plan): (&Facts, &Plan),
        shelves: &mut [Shelf],
    ) -> Option<(usize, u64)> {
        match what {
            What::Release { source } => {
                let pieces = std::mem::take(&mut self.reserved[source]);
                let product = facts.demand.sources[source].product.unwrap_or(0);
                self.by_product[product].reserved -= pieces;
                Some((product, pieces))
            }
            What::Decide { product, restock } => {
                let stock = plan.stocks[product].pieces.unwrap_or(0) as f64;
                let sold = shelves[product].sold as f64;
                if plan.restocks[product][restock].is_wanted(sold, stock) {
                    self.ordered.push((product, restock));
                }
                None
            }
            What::Arrive { product, restock } => {
                if !self.ordered.contains(&(product, restock)) {
                    return None;
                }
                let units = plan.restocks[product][restock].units;
                shelves[product].arrive(units);
                Some((product, units))
            }
        }
    }

    /// Pieces that came go to the orders that wait, in order of payment; to everybody else when none waits any more.
    fn serve(
        &mut self,
        (product, pieces): (usize, u64),
        at: Ticks,
        (facts, world): (&Facts, &World),
        shelf: &mut Shelf,
    ) {
        let here = &mut self.by_product[product];
        here.kept += pieces;
        while let Some(&order) = here.queue.front() {
            let order = order as usize;
            let asked = world.baskets.units[order];
            if shelf.left - here.reserved < u64::from(asked) {
                return;
            }
            here.queue.pop_front();
            shelf.take_loose(asked);
            here.kept = here.kept.saturating_sub(u64::from(asked));
            let route = usize::from(facts.own_route[product]);
            self.served
                .push((Stamp::new(at, order), facts.routes.first(route)));
        }
        here.kept = 0;
    }

    /// Orders whose pieces have come take what they want along, by their numbers.
    fn complete(&mut self, (facts, world): (&Facts, &World), buffers: &mut Buffers) {
        self.served[self.completed..].sort_unstable();
        while let Some(&(stamp, _)) = self.served.get(self.completed) {
            self.completed += 1;
            let order = stamp.order();
            let got = world.baskets.units[order] + self.take_along(order, (facts, world), buffers);
            if got < world.baskets.pieces()[order] {
                buffers.cut.push((order, got));
            }
        }
    }

    /// An order takes a piece of everything it wants along that is there for it; tells how many these are.
    fn take_along(
        &mut self,
        order: usize,
        (facts, world): (&Facts, &World),
        buffers: &mut Buffers,
    ) -> u32 {
        let mut got = 0;
        for &(_, companion) in world.baskets.along(order) {
            let product = usize::from(companion);
            let here = &mut self.by_product[product];
            let shelf = &mut buffers.shelves[product];
            // A source's own pieces are never among these: it has them of its orders' own product.
            if shelf.left == here.reserved + here.kept {
                shelf.left_out += 1;
                here.phantom = here.phantom.saturating_sub(1);
                continue;
            }
            shelf.take_loose(1);
            buffers.revenue += facts.range.products[product].price;
            buffers.along.taken.push((order as u32, companion));
            got += 1;
        }
        let measured = got > 0 && facts.measures(buffers.payments.times(world)[order]);
        buffers.along.orders += u64::from(measured);
        got
    }

    /// An order is paid: it takes what is there for it, or waits, or goes without.
    fn take(&mut self, paid: Stamp, (facts, world): (&Facts, &World), buffers: &mut Buffers) {
        let order = paid.order();
        let product = usize::from(world.baskets.product[order]);
        let source = world.visits.source(order);
        let asked = world.baskets.units[order];
        let wants_own = facts.demand.sources[source].product == Some(product);
        let own = if wants_own { self.reserved[source] } else { 0 };
        let here = &self.by_product[product];
        let available = own + (buffers.shelves[product].left - here.reserved - here.kept);
        let units = available.min(u64::from(asked)) as u32;
        if units < asked && facts.range.products[product].backorder {
            self.wait(paid, (facts, world), buffers);
            return;
        }
        if units == 0 {
            self.go_without(paid, (facts, world), buffers);
            return;
        }
        buffers.revenue += facts.price(source, product) * u64::from(units);
        let along = self.take_along(order, (facts, world), buffers);
        let shelf = &mut buffers.shelves[product];
        let way = if along == 0 && shelf.take_boxes(units) {
            PREPACKED
        } else {
            shelf.take_loose(units);
            usize::from(facts.own_route[product])
        };
        let from_own = own.min(u64::from(units));
        self.reserved[source] -= from_own;
        let here = &mut self.by_product[product];
        here.reserved -= from_own;
        here.phantom -= here.phantom.min(u64::from(asked - units));
        if units + along < world.baskets.pieces()[order] {
            buffers.cut.push((order, units + along));
        }
        if facts.measures(paid.time()) {
            buffers.sold.push(paid);
        }
        buffers.route[order] = way as u8;
        buffers.entries[facts.routes.first(way)].push(paid);
    }

    /// An order waits for a restock.
    fn wait(&mut self, paid: Stamp, (facts, world): (&Facts, &World), buffers: &mut Buffers) {
        let order = paid.order();
        let product = usize::from(world.baskets.product[order]);
        self.by_product[product].queue.push_back(order as u32);
        buffers.shelves[product].short = true;
        buffers.route[order] = facts.own_route[product];
        buffers.revenue += price_of_all(facts, world, order);
        if facts.measures(paid.time()) {
            self.backordered += 1;
            buffers.sold.push(paid);
        }
    }

    /// An order gets nothing: it is oversold if the listing shows a piece, and lost else.
    fn go_without(&mut self, paid: Stamp, (facts, world): (&Facts, &World), buffers: &mut Buffers) {
        let order = paid.order();
        let product = usize::from(world.baskets.product[order]);
        let measured = u64::from(facts.measures(paid.time()));
        let here = &mut self.by_product[product];
        let shelf = &mut buffers.shelves[product];
        if here.phantom == 0 {
            shelf.lost += 1;
            buffers.lost_measured += measured;
            return;
        }
        let asked = world.baskets.units[order];
        here.phantom -= here.phantom.min(u64::from(asked));
        shelf.short = true;
        buffers.route[order] = OVERSOLD;
        buffers.revenue += price_of_all(facts, world, order);
        self.oversold += measured;
    }

    /// Orders that waited enter the line when their pieces are there.
    fn send(&mut self, buffers: &mut Buffers) {
        self.served.sort_unstable();
        buffers.entries.iter_mut().for_each(Runs::begin);
        for &(stamp, station) in &self.served {
            buffers.entries[station].push(stamp);
        }
    }
}

/// What the pieces that an order asks for of its own product cost.
fn price_of_all(facts: &Facts, world: &World, order: usize) -> Money {
    let product = usize::from(world.baskets.product[order]);
    let price = facts.price(world.visits.source(order), product);
    price * u64::from(world.baskets.units[order])
}
