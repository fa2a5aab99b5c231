//! Selling where stock is more than a number that falls: restocks, reservations, orders that wait for pieces, listings
//! that show too much.
//!
//! What happens to the stock happens before the orders that are paid at the same time.

use super::Facts;
use super::plan::Plan;
use super::play::{Buffers, OVERSOLD};
use super::route::PREPACKED;
use super::shelf::{Shelf, Taken};
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
        || facts.demand.sources.iter().any(|s| s.reserve.is_some())
}

/// Orders take stock as they are paid, or when it comes, and go to their first station.
pub fn sell(facts: &Facts, plan: &Plan, world: &World, buffers: &mut Buffers) {
    let mut supply = std::mem::take(&mut buffers.supply);
    supply.begin(facts, plan, world, &mut buffers.shelves);
    buffers.arrivals.iter_mut().for_each(Runs::begin);
    for &paid in world.visits.paid() {
        supply.pass(paid.time(), (facts, plan, world), &mut buffers.shelves);
        supply.take(paid, (facts, world), buffers);
    }
    supply.pass(facts.end(), (facts, plan, world), &mut buffers.shelves);
    supply.send(buffers);
    buffers.supply = supply;
}

impl SupplyBuffers {
    /// Forgets the orders counted before, which the metrics of any sale look at.
    pub(super) fn forget(&mut self) {
        (self.backordered, self.oversold) = (0, 0);
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
        self.ordered.clear();
        self.served.clear();
        self.passed = 0;
    }

    /// Lets everything happen to the stock up to a time.
    fn pass(
        &mut self,
        until: Ticks,
        (facts, plan, world): (&Facts, &Plan, &World),
        shelves: &mut [Shelf],
    ) {
        while let Some(&Event { at, what }) = self.events.get(self.passed)
            && at <= until
        {
            self.passed += 1;
            let (product, pieces) = match what {
                What::Release { source } => {
                    let pieces = std::mem::take(&mut self.reserved[source]);
                    let product = facts.demand.sources[source].product.unwrap_or(0);
                    self.by_product[product].reserved -= pieces;
                    (product, pieces)
                }
                What::Decide { product, restock } => {
                    let stock = plan.stocks[product].pieces.unwrap_or(0) as f64;
                    let sold = shelves[product].sold as f64;
                    if plan.restocks[product][restock].is_wanted(sold, stock) {
                        self.ordered.push((product, restock));
                    }
                    continue;
                }
                What::Arrive { product, restock } => {
                    if !self.ordered.contains(&(product, restock)) {
                        continue;
                    }
                    let units = plan.restocks[product][restock].units;
                    shelves[product].arrive(units);
                    (product, units)
                }
            };
            self.serve((product, pieces), at, (facts, world), &mut shelves[product]);
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

    /// An order is paid.
    fn take(&mut self, paid: Stamp, (facts, world): (&Facts, &World), buffers: &mut Buffers) {
        let order = paid.order();
        let product = usize::from(world.baskets.product[order]);
        let source = world.visits.source(order);
        let asked = world.baskets.units[order];
        let measured = facts.measures(paid.time());
        let here = &mut self.by_product[product];
        let shelf = &mut buffers.shelves[product];
        let wants_own = facts.demand.sources[source].product == Some(product);
        let own = if wants_own { self.reserved[source] } else { 0 };
        let available = own + (shelf.left - here.reserved - here.kept);
        let revenue = f64::from(asked) * facts.price(source, product);
        let own_route = facts.own_route[product];
        if facts.range.products[product].backorder && available < u64::from(asked) {
            here.queue.push_back(order as u32);
            shelf.short = true;
            buffers.route[order] = own_route;
            buffers.revenue += revenue;
            self.backordered += u64::from(measured);
            if measured {
                buffers.sold.push(paid);
            }
            return;
        }
        let (units, way) = match shelf.take_of(available, asked) {
            Taken::Nothing if here.phantom > 0 => {
                here.phantom -= here.phantom.min(u64::from(asked));
                shelf.short = true;
                buffers.route[order] = OVERSOLD;
                buffers.revenue += revenue;
                self.oversold += u64::from(measured);
                return;
            }
            Taken::Nothing => {
                shelf.lost += 1;
                buffers.lost_measured += u64::from(measured);
                return;
            }
            Taken::Boxes(units) => (units, PREPACKED),
            Taken::Loose(units) => (units, usize::from(own_route)),
        };
        let from_own = own.min(u64::from(units));
        self.reserved[source] -= from_own;
        here.reserved -= from_own;
        if units < asked {
            here.phantom -= here.phantom.min(u64::from(asked - units));
            buffers.cut.push((order, units));
        }
        if measured {
            buffers.sold.push(paid);
        }
        buffers.route[order] = way as u8;
        buffers.revenue += f64::from(units) * facts.price(source, product);
        buffers.arrivals[facts.routes.first(way)].push(paid);
    }

    /// Orders that waited enter the line when their pieces are there.
    fn send(&mut self, buffers: &mut Buffers) {
        self.served.sort_unstable();
        buffers.arrivals.iter_mut().for_each(Runs::begin);
        for &(stamp, station) in &self.served {
            buffers.arrivals[station].push(stamp);
        }
    }
}
