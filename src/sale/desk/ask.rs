//! Visitors who ask before they buy: when the desk is done with them, and what that does to payments.

use super::pre_sale::PreSale;
use super::waiting::Visitors;
use super::{Chat, DeskBuffers, play};
use crate::sale::Facts;
use crate::sale::payments::Payments;
use crate::sale::play::NEVER;
use crate::sale::roster::Roster;
use crate::sale::world::World;

/// The kind of a chat with a visitor who would buy, and with another one.
pub const KINDS: [u16; 2] = [0, 1];

/// What logs call these.
pub const WORDS: [&str; 2] = ["chat", "idle"];

/// Plays the desk before the sale. Who asked pays once answered, or once out of patience, unless the sale is lost then.
pub(super) fn ask(
    (facts, roster): (&Facts, &Roster),
    (desk, pre_sale): (usize, &PreSale),
    world: &World,
    (buffers, payments): (&mut DeskBuffers, &mut Payments),
) {
    let orders = world.visits.len();
    let asking = world.asking.who.iter().map(|&(at, number)| {
        let kind = KINDS[usize::from(number as usize >= orders)];
        Chat::new(at, (number, kind), 0)
    });
    buffers.chats[desk].extend(asking);
    let visitors = Visitors {
        work: &world.asking.work,
        patience: &world.asking.patience,
    };
    play::play((facts, roster), &visitors, desk, buffers);
    let buyers = buffers.chats[desk].iter();
    let buyers = buyers.filter(|chat| chat.kind == KINDS[0]);
    let over = buyers.map(|chat| {
        let lost = chat.left != NEVER && pre_sale.is_lost(world.key, chat.order);
        (chat.order as usize, chat.ended.min(chat.left), lost)
    });
    payments.delay(world, facts.end(), over);
}
