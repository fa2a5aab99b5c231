//! The world of a sale: everything that happens to it whatever is decided.

use super::Facts;
use super::demand::Visits;
use super::desk::pre_sale::Asking;
use super::station::{Wanted, WorkBuffers};
use super::stock::Baskets;
use crate::model::TooLarge;
use crate::random::WorldKey;

/// One draw of everything that is not decided, in arrays by order number. What depends on how much is decided (vans,
/// cut orders) is drawn by address from the key while playing.
#[derive(Clone, Debug, Default)]
pub struct World {
    /// What all streams of this world have in common.
    pub key: WorldKey,
    /// Visits and payments.
    pub visits: Visits,
    /// Products and pieces.
    pub baskets: Baskets,
    /// The carrier of each order.
    pub carrier: Vec<u16>,
    /// Work in ticks, by station and order.
    pub work: Vec<Vec<u32>>,
    /// By kind of contact: the orders that bring one whatever becomes of them, by number.
    pub contacts: Vec<Vec<u32>>,
    /// Who asks before the sale.
    pub asking: Asking,
    wanted: Vec<u32>,
    buffers: WorkBuffers,
}

impl World {
    /// Draws the world of this key over the old one.
    ///
    /// # Errors
    ///
    /// When more orders come up than can be numbered.
    pub fn draw(&mut self, facts: &Facts, key: WorldKey) -> Result<(), TooLarge> {
        self.key = key;
        let when = (&facts.calendar, facts.chat_desk().is_some());
        facts.demand.draw(key, when, &mut self.visits)?;
        let Self {
            visits,
            baskets,
            carrier,
            ..
        } = self;
        let orders = visits.len();
        let sources = &facts.demand.sources;
        facts.range.draw(
            key,
            orders,
            |order| sources[visits.source(order)].product,
            baskets,
        );
        facts.carriers.draw(
            key,
            orders,
            |order| (visits.source(order), usize::from(baskets.product[order])),
            carrier,
        );
        self.draw_work(facts);
        self.draw_contacts(facts);
        if let Some((_, pre_sale)) = facts.chat_desk() {
            pre_sale.draw((key, &facts.demand), &mut self.visits, &mut self.asking)?;
        }
        Ok(())
    }

    fn draw_contacts(&mut self, facts: &Facts) {
        self.contacts.resize_with(facts.contacts.len(), Vec::new);
        let orders = self.visits.len();
        for (contact, drawn) in facts.contacts.iter().zip(&mut self.contacts) {
            contact.draw(self.key, orders, drawn);
        }
    }

    fn draw_work(&mut self, facts: &Facts) {
        let orders = self.visits.len();
        self.work.resize_with(facts.stations.len(), Vec::new);
        let mut present = None;
        for (index, station) in facts.stations.iter().enumerate() {
            let comes = &facts.comes_to[index][..];
            let wanted = if comes.iter().all(|&comes| comes) {
                Wanted::All(orders)
            } else {
                if present != Some(comes) {
                    choose(&self.baskets.product, comes, &mut self.wanted);
                    present = Some(comes);
                }
                Wanted::Some(&self.wanted, orders)
            };
            station.draw(
                self.key,
                wanted,
                self.baskets.pieces(),
                &mut self.buffers,
                &mut self.work[index],
            );
        }
    }
}

/// The numbers of all orders whose product comes to a station.
fn choose(products: &[u16], comes: &[bool], wanted: &mut Vec<u32>) {
    wanted.resize(products.len(), 0);
    let mut kept = 0;
    for (order, &product) in products.iter().enumerate() {
        wanted[kept] = order as u32;
        kept += usize::from(comes[usize::from(product)]);
    }
    wanted.truncate(kept);
}
