//! What answers lead to: refunds, exchanges, goods that come back.

use super::arise::delivered;
use super::contact::Draw;
use crate::sale::Facts;
use crate::sale::play::{Buffers, NEVER};
use crate::sale::time::{Ticks, ticks};
use crate::sale::world::World;

/// What was settled by the end of `follow`: each order once in each list, by number.
#[derive(Clone, Debug, Default)]
pub struct Settled {
    /// Orders whose money went back.
    pub refunded: Vec<u32>,
    /// Orders that got other goods.
    pub exchanged: Vec<u32>,
    /// Orders whose goods are back.
    pub returned: Vec<Return>,
}

impl Settled {
    /// The goods of an order have been inspected.
    pub(super) fn is_known(&mut self, order: usize, known: Ticks) {
        let place = self
            .returned
            .binary_search_by_key(&(order as u32), |back| back.order);
        if let Ok(place) = place {
            self.returned[place].known = known;
        }
    }
}

impl Return {
    /// Whether they are known to be sound by the end of `follow`.
    pub fn is_found_sound(&self) -> bool {
        self.sound && self.known != NEVER
    }
}

/// Goods that are back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Return {
    /// The order they were of.
    pub order: u32,
    /// When they were back.
    pub at: Ticks,
    /// The kind of contact it began with.
    pub kind: u16,
    /// Whether they are sound.
    pub sound: bool,
    /// When that is known: at once, or when they have been inspected; [`NEVER`] where they are not by the end.
    pub known: Ticks,
}

/// Goes through all answers that were done by the end.
pub(super) fn settle(facts: &Facts, world: &World, buffers: &mut Buffers) {
    let mut settled = std::mem::take(&mut buffers.desks.settled);
    settled.refunded.clear();
    settled.exchanged.clear();
    settled.returned.clear();
    let end = facts.end();
    let chats = &buffers.desks.chats;
    let answered = facts.after_sale().flat_map(|(desk, _)| &chats[desk]);
    for chat in answered.filter(|chat| chat.ended <= end) {
        let contact = &facts.contacts[usize::from(chat.kind)];
        if contact.refund + contact.exchange == 0.0 {
            continue;
        }
        let draw = |what: Draw| contact.stream(world.key, what, (chat.order, chat.attempt));
        let luck = draw(Draw::End).uniform();
        if luck < contact.refund {
            settled.refunded.push(chat.order);
        } else if luck < contact.refund + contact.exchange {
            settled.exchanged.push(chat.order);
        } else {
            continue;
        }
        let there = delivered(facts, world, buffers, chat.order as usize);
        let Some(returns) = contact.returns.as_ref().filter(|_| there != NEVER) else {
            continue;
        };
        let lag = returns.lag.sample(&mut draw(Draw::Return));
        let at = chat.ended.max(there).saturating_add(ticks(lag));
        if at <= end {
            settled.returned.push(Return {
                order: chat.order,
                at,
                kind: chat.kind,
                sound: draw(Draw::Sound).uniform() < returns.sound,
                known: at,
            });
        }
    }
    for orders in [&mut settled.refunded, &mut settled.exchanged] {
        orders.sort_unstable();
        orders.dedup();
    }
    // An order's goods come back once, the first time.
    settled.returned.sort_unstable();
    settled.returned.dedup_by_key(|back| back.order);
    buffers.desks.settled = settled;
}
