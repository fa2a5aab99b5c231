//! What is sold at the means, hour by hour, and of what kinds the orders are.

use super::load::{HOUR, Load};
use super::stock::Stock;
use super::{Facts, Plan};

/// Orders that are alike: one product, and what its pieces come in.
pub(super) struct Class {
    pub product: usize,
    what: Pieces,
    pub route: usize,
    /// Minutes of work by station.
    pub work: Vec<f64>,
}

/// What the pieces of an order are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Pieces {
    Loose,
    Boxed,
    /// Loose, and of other products too.
    Mixed,
}

/// What there is of a product.
pub(super) struct Supply {
    left: f64,
    boxes: f64,
    sold: f64,
    /// Orders that wait for a restock.
    waiting: f64,
    /// Restocks that were ordered, by their place in the plan.
    ordered: Vec<usize>,
}

impl Supply {
    pub fn new(stock: &Stock, boxes: f64) -> Self {
        let pieces = stock.pieces.map(|_| stock.sellable() as f64);
        Self {
            left: pieces.unwrap_or(f64::INFINITY),
            boxes,
            sold: 0.0,
            waiting: 0.0,
            ordered: Vec::new(),
        }
    }

    /// Sells of so many pieces those that are there.
    fn take(&mut self, asked: f64) -> f64 {
        let sold = asked.min(self.left);
        self.left -= sold;
        self.sold += sold;
        sold
    }

    /// Those in boxes of so many pieces that were sold to orders of this product only.
    fn take_boxes(&mut self, sold: f64) -> f64 {
        let boxed = sold.min(self.boxes);
        // Others opened boxes when loose pieces ran out.
        self.boxes = (self.boxes - boxed).min(self.left);
        boxed
    }

    /// Orders the restocks whose time comes in an hour, by what was sold before it, and takes in those that arrive.
    pub fn restock(&mut self, plan: &Plan, product: usize, hour: usize) {
        let (from, to) = (hour as f64 * HOUR, (hour + 1) as f64 * HOUR);
        let falls_here = |minute: f64| (from..to).contains(&minute.max(0.0));
        let stock = plan.stocks[product].pieces.unwrap_or(0) as f64;
        for (place, restock) in plan.restocks[product].iter().enumerate() {
            if falls_here(restock.ordered) && restock.is_wanted(self.sold, stock) {
                self.ordered.push(place);
            }
            if falls_here(restock.arrives_on_average()) && self.ordered.contains(&place) {
                self.left += restock.units as f64;
            }
        }
    }
}

impl Load {
    /// Orders of the hour by class, as far as there is stock.
    pub(super) fn sell(
        &mut self,
        facts: &Facts,
        hour: usize,
        classes: &[Class],
        supply: &mut [Supply],
    ) -> Vec<f64> {
        let mut sold = Vec::with_capacity(supply.len());
        for (product, wanted) in wanted(facts, hour).into_iter().enumerate() {
            let fact = &facts.range.products[product];
            let units = fact.units.mean();
            let supply = &mut supply[product];
            let wanted = wanted + std::mem::take(&mut supply.waiting);
            let pieces = supply.take(wanted * units);
            self.orders += pieces / units;
            if fact.backorder {
                supply.waiting = wanted - pieces / units;
            } else {
                self.lost += wanted - pieces / units;
            }
            sold.push(pieces);
        }
        let units = |product: usize| facts.range.products[product].units.mean();
        let taken = sold.iter().enumerate();
        let mixed: Vec<f64> = taken
            .map(|(product, pieces)| take_along(facts, product, pieces / units(product), supply))
            .collect();
        let mut boxed = Vec::with_capacity(supply.len());
        for (product, supply) in supply.iter_mut().enumerate() {
            sold[product] -= mixed[product] * units(product);
            boxed.push(supply.take_boxes(sold[product]));
        }
        let orders = |&Class { product, what, .. }: &Class| match what {
            Pieces::Loose => (sold[product] - boxed[product]) / units(product),
            Pieces::Boxed => boxed[product] / units(product),
            Pieces::Mixed => mixed[product],
        };
        classes.iter().map(orders).collect()
    }
}

/// Orders of an hour by product, as if there was stock for all.
fn wanted(facts: &Facts, hour: usize) -> Vec<f64> {
    let (from, to) = (hour as f64 * HOUR, (hour + 1) as f64 * HOUR);
    let heat = facts.demand.heat.mean();
    let mut wanted = vec![0.0; facts.range.products.len()];
    for source in &facts.demand.sources {
        let buyers = source.mean_buyers(heat)
            * source.profile.share_between(from, to)
            * (1.0 - facts.demand.unpaid);
        for (product, wanted) in wanted.iter_mut().enumerate() {
            *wanted += buyers * facts.range.share(source.product, product);
        }
    }
    wanted
}

/// How many of so many orders of a product take something along.
fn take_along(facts: &Facts, product: usize, orders: f64, supply: &mut [Supply]) -> f64 {
    let product = &facts.range.products[product];
    let Some(mean) = product.mean_along() else {
        return 0.0;
    };
    let asked = product.with.iter();
    let taken = asked.map(|with| supply[with.product].take(orders * with.share));
    taken.sum::<f64>() / mean.pieces
}

/// The kinds of orders of a scenario.
pub(super) fn classes(facts: &Facts, plan: &Plan) -> Vec<Class> {
    let mut classes = Vec::new();
    for (index, product) in facts.range.products.iter().enumerate() {
        let [own, boxed] = facts.routes.of_product(product.route);
        let mut add = |what, route, pieces: f64| {
            let stations = 0..facts.stations.len();
            classes.push(Class {
                product: index,
                what,
                route,
                work: stations
                    .map(|station| plan.mean_work(facts, station, pieces))
                    .collect(),
            });
        };
        let units = product.units.mean();
        add(Pieces::Loose, own, units);
        add(Pieces::Boxed, boxed, units);
        if let Some(mean) = product.mean_along() {
            add(Pieces::Mixed, own, units + mean.pieces);
        }
    }
    classes
}
