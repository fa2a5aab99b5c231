//! Shops in which something is bought along, and their worlds with what was drawn and what came of it.

use super::from_text;
use surgeplan::model::{Model, Outcome};
use surgeplan::random::WorldKey;
use surgeplan::sale::World;
use surgeplan::sale::log::{Log, OrderRow};
use surgeplan::scenario::Scenario;

/// Everybody buys tea; nobody buys cake but with it.
pub const TEA: &str = r#"[sale]
opens  = 2026-11-11T10:00:00
follow = "3d"
[source.page]
orders = 40
price  = 15.0
[product.tea]
price = 20.0
with  = { cake = 1 }
[product.cake]
price = 30.0
share = 0
stock = 3
[station.pack]
per_unit = "1min"
servers  = 500
"#;

/// Two pieces of tea to an order, with cake and jam along; orders of cake too.
pub const SHOP: &str = r#"[sale]
opens  = 2026-11-11T10:00:00
follow = "3d"
unpaid = 0.1
payment = { mean = "5min", cv = 2 }
[source.page]
orders  = 200
[product.tea]
price = 20.0
share = 2
units = 2
with  = { cake = 0.5, jam = 0.3 }
[product.cake]
price = 30.0
[product.jam]
price = 5.0
share = 0
[station.pack]
work    = "1min"
servers = 500
"#;

pub const WORLDS: u64 = 12;

/// A world that was played.
pub struct Told {
    pub world: World,
    pub log: Log,
    pub outcome: Outcome,
    pub names: Vec<String>,
}

impl Told {
    pub fn of(scenario: &Scenario, key: WorldKey) -> Self {
        let mut world = World::default();
        scenario.sale.draw(key, &mut world).expect("a small world");
        let (log, outcome) = scenario
            .sale
            .replay(&scenario.plan, key)
            .expect("a small world");
        let names = scenario.sale.metrics().iter();
        Self {
            world,
            log,
            outcome,
            names: names.map(|metric| metric.name.clone()).collect(),
        }
    }

    pub fn value(&self, name: &str) -> f64 {
        let place = self.names.iter().position(|other| other == name);
        self.outcome.values[place.unwrap_or_else(|| panic!("no metric {name}"))]
    }

    /// The paid orders in order of payment.
    pub fn paid(&self) -> Vec<&OrderRow> {
        let orders = self.log.orders.iter();
        let mut paid: Vec<&OrderRow> = orders.filter(|order| order.paid.is_some()).collect();
        paid.sort_by(|a, b| {
            (at(a), a.order)
                .partial_cmp(&(at(b), b.order))
                .expect("times")
        });
        paid
    }

    /// Whether an order asks for the product of this place along.
    pub fn asks(&self, order: &OrderRow, product: u16) -> bool {
        let along = self.world.baskets.along(order.order).iter();
        along.into_iter().any(|&(_, other)| other == product)
    }

    /// When the station saw an order.
    pub fn arrived(&self, order: &OrderRow) -> Option<f64> {
        let mut rows = self.log.work.iter();
        rows.find(|row| row.order == order.order)
            .map(|row| row.arrived)
    }
}

pub fn at(order: &OrderRow) -> f64 {
    order.paid.expect("a paid order")
}

pub fn has(order: &OrderRow, id: &str) -> bool {
    order.with.iter().any(|with| with == id)
}

pub fn each_world(text: &str, changes: &[&str], mut look: impl FnMut(&Told)) {
    let scenario = from_text(text, changes);
    for world in 0..WORLDS {
        look(&Told::of(&scenario, WorldKey::new(3, world)));
    }
}
