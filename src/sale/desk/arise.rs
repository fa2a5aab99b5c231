//! Which orders bring a contact, and when it comes.

use super::Chat;
use super::contact::{Contact, Draw, Moment};
use crate::sale::Facts;
use crate::sale::play::{Buffers, NEVER, NO_ROUTE, OVERSOLD};
use crate::sale::time::{Ticks, ticks};
use crate::sale::world::World;

/// Lays out the contacts of all orders at their desks, by time of arrival.
pub(super) fn arise(facts: &Facts, world: &World, buffers: &mut Buffers) {
    let mut chats = std::mem::take(&mut buffers.desks.chats);
    take_carriers(world, buffers);
    let end = facts.end();
    for (kind, contact) in facts.contacts.iter().enumerate() {
        let orders = Orders {
            facts,
            world,
            buffers,
            contact,
        };
        for &(order, luck) in &world.contacts[kind] {
            let Some(base) = orders.base(order as usize, luck) else {
                continue;
            };
            let lag = contact
                .lag
                .sample(&mut contact.stream(world.key, Draw::Lag, (order, 0)));
            let arrived = base.saturating_add(ticks(lag));
            if arrived < end {
                chats[contact.desk].push(Chat::new(arrived, (order, kind as u16), 0));
            }
        }
    }
    for (desk, _) in facts.after_sale() {
        chats[desk].sort_unstable_by_key(|chat| (chat.arrived, chat.order, chat.kind));
    }
    buffers.desks.chats = chats;
}

/// The carriers as they were in the end.
fn take_carriers(world: &World, buffers: &mut Buffers) {
    let carriers = &mut buffers.desks.carriers;
    carriers.clone_from(&world.carrier);
    for &(order, carrier) in &buffers.courier.moved {
        carriers[order as usize] = carrier;
    }
}

/// When an order reached the buyer; never, when it was not shipped or was lost on the way. Without carriers it is there
/// as soon as it is shipped.
pub(super) fn delivered(facts: &Facts, world: &World, buffers: &Buffers, order: usize) -> Ticks {
    let shipped = buffers.shipped_at[order];
    let carrier = usize::from(buffers.desks.carriers[order]);
    match facts.carriers.carriers.get(carrier) {
        Some(carrier) if shipped != NEVER => carrier
            .deliver(world.key, order)
            .map_or(NEVER, |minutes| shipped.saturating_add(ticks(minutes))),
        _ => shipped,
    }
}

/// The orders of a world that was played, as a kind of contact looks at them.
struct Orders<'a> {
    facts: &'a Facts,
    world: &'a World,
    buffers: &'a Buffers,
    contact: &'a Contact,
}

impl Orders<'_> {
    /// From when on the lag of an order's contact runs; `None` when it brings none.
    fn base(&self, order: usize, luck: f64) -> Option<Ticks> {
        let Self {
            facts,
            contact,
            buffers,
            ..
        } = *self;
        let route = buffers.route[order];
        if route == NO_ROUTE {
            return None;
        }
        let (oversold, shipped) = (route == OVERSOLD, buffers.shipped_at[order]);
        let wrong = shipped != NEVER && buffers.floor.rework.is_flawed(order);
        if luck < contact.per_order || (wrong && luck < contact.if_misshipped) {
            let base = self.moment(order);
            if base != NEVER {
                return Some(base);
            }
        }
        let paid = self.buffers.payments.times(self.world)[order];
        let due = facts.due(paid);
        // The promise stands for what does not come: an order that is late, or that nothing can be sent for.
        if !oversold && shipped > due && luck < contact.if_late {
            return Some(due);
        }
        let asks = oversold && luck < contact.if_oversold;
        asks.then_some(if contact.from == Moment::Paid {
            paid
        } else {
            due
        })
    }

    /// When the moment came from which the lag runs, if ever.
    fn moment(&self, order: usize) -> Ticks {
        let paid = self.buffers.payments.times(self.world)[order];
        match self.contact.from {
            Moment::Paid => paid,
            Moment::Promise => self.facts.due(paid),
            Moment::Shipped => self.buffers.shipped_at[order],
            Moment::Delivered => delivered(self.facts, self.world, self.buffers, order),
        }
    }
}
