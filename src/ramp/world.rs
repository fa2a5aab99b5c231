//! The world of a ramp: the market, whatever is decided.

use super::Facts;
use super::channel::Drawn;
use crate::model::TooLarge;
use crate::random::WorldKey;
use crate::sale;
use crate::stats::normal_quantiles;

/// One draw of everything that is not decided. What depends on how much is decided (hires, purchases) is drawn by address
/// from the key while playing.
#[derive(Clone, Debug, Default)]
pub struct World {
    /// What all streams of this world have in common.
    pub key: WorldKey,
    /// Prices, visitors and conversion by channel.
    pub channels: Vec<Drawn>,
    /// Share of revenue that is paid back.
    pub refunds: f64,
    /// Share of customers who buy again in the month after.
    pub repeat: f64,
    /// Whether each product becomes a hit.
    pub hits: Vec<bool>,
    /// For each product and day the uniform number whose quantile its orders are.
    pub orders: Vec<f64>,
    /// The standard normal number at the same quantile, for each of these.
    pub normals: Vec<f64>,
    /// For each product and day a standard normal number for the pieces in its orders; none where they are certain.
    pub pieces: Vec<f64>,
    /// The worlds of flash sales.
    pub sales: Vec<sale::World>,
}

impl World {
    /// Draws the world of this key over the old one.
    ///
    /// # Errors
    ///
    /// When a flash sale in it is larger than can be played.
    pub fn draw(&mut self, facts: &Facts, key: WorldKey) -> Result<(), TooLarge> {
        self.key = key;
        self.channels
            .resize_with(facts.channels.len(), Drawn::default);
        for (channel, drawn) in facts.channels.iter().zip(&mut self.channels) {
            channel.draw(key, &facts.calendar, drawn);
        }
        self.refunds = facts.basket.refunds.sample(&mut key.stream(REFUNDS));
        self.repeat = facts.customers.draw(key);
        self.hits.clear();
        self.hits
            .extend(facts.products.iter().map(|product| product.is_hit(key)));
        let days = facts.calendar.days();
        self.orders.resize(facts.products.len() * days, 0.0);
        self.normals.resize(self.orders.len(), 0.0);
        self.pieces.resize(
            if facts.basket.sd > 0.0 {
                self.orders.len()
            } else {
                0
            },
            0.0,
        );
        for (index, product) in facts.products.iter().enumerate() {
            let mut stream = product.stream(key, "orders");
            let places = index * days..(index + 1) * days;
            self.orders[places.clone()].fill_with(|| stream.uniform());
            if facts.basket.sd > 0.0 {
                product
                    .stream(key, "pieces")
                    .fill_normal(&mut self.pieces[places]);
            }
        }
        normal_quantiles(&self.orders, &mut self.normals);
        self.sales
            .resize_with(facts.events.len(), sale::World::default);
        let mut events = facts.events.iter().zip(&mut self.sales);
        events.try_for_each(|(event, world)| event.draw(key, world))
    }
}

const REFUNDS: crate::random::Address = crate::random::Address::purpose("refunds");
