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
    let mut odd = std::mem::take(&mut buffers.desks.odd);
    take_carriers(world, buffers);
    find_odd(facts, world, buffers, &mut odd);
    for (kind, contact) in facts.contacts.iter().enumerate() {
        let orders = Orders {
            facts,
            world,
            buffers,
            contact,
        };
        let (here, kind, bring) = (
            &mut chats[contact.desk],
            kind as u16,
            &world.contacts[kind][..],
        );
        for &order in bring {
            let base = orders.base(order as usize, true);
            here.extend(orders.chat(order, kind, base));
        }
        if contact.has_causes() {
            let others = odd
                .iter()
                .filter(|&order| bring.binary_search(order).is_err());
            for &order in others {
                let base = orders.base(order as usize, false);
                here.extend(orders.chat(order, kind, base));
            }
        }
    }
    for (desk, _) in facts.after_sale() {
        chats[desk].sort_unstable_by_key(|chat| (chat.arrived, chat.order, chat.kind));
    }
    (buffers.desks.chats, buffers.desks.odd) = (chats, odd);
}

/// The orders with which something was not as it should be, if contacts ask for it: late, mis-shipped, oversold.
fn find_odd(facts: &Facts, world: &World, buffers: &Buffers, odd: &mut Vec<u32>) {
    odd.clear();
    if !facts.contacts.iter().any(Contact::has_causes) {
        return;
    }
    let paid = buffers.payments.times(world);
    let orders = buffers.route.iter().zip(&buffers.shipped_at).zip(paid);
    let is_odd = |order: usize, route: u8, shipped: Ticks, paid: Ticks| {
        route == OVERSOLD || shipped > facts.due(paid) || buffers.floor.rework.is_flawed(order)
    };
    odd.extend(
        (0u32..)
            .zip(orders)
            .filter(|&(order, ((&route, &shipped), &paid))| {
                route != NO_ROUTE && is_odd(order as usize, route, shipped, paid)
            })
            .map(|(order, _)| order),
    );
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
    /// An order's contact, if there is one by the end: its lag runs from `base` on.
    fn chat(&self, order: u32, kind: u16, base: Option<Ticks>) -> Option<Chat> {
        let mut stream = self.contact.stream(self.world.key, Draw::Lag, (order, 0));
        let arrived = base?.saturating_add(ticks(self.contact.lag.sample(&mut stream)));
        (arrived < self.facts.end()).then(|| Chat::new(arrived, (order, kind), 0))
    }

    /// From when on the lag of an order's contact runs; `None` when it brings none. `brings` tells that it does whatever
    /// becomes of it.
    fn base(&self, order: usize, brings: bool) -> Option<Ticks> {
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
        let base = if brings { self.moment(order) } else { NEVER };
        if base != NEVER {
            return Some(base);
        }
        let luck = contact.luck(self.world.key, order as u32, brings);
        let (oversold, shipped) = (route == OVERSOLD, buffers.shipped_at[order]);
        let wrong = shipped != NEVER && buffers.floor.rework.is_flawed(order);
        if !brings && wrong && luck < contact.if_misshipped {
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
