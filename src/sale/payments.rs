//! Who pays when: as the world has it, or later where visitors chat before they buy.
//!
//! Everything that looks at the time of an order's payment asks here.

use super::Facts;
use super::time::{Stamp, Ticks};
use super::world::World;

/// The payments of a play. Without a chat desk they are the world's own, and nothing is kept here.
#[derive(Clone, Debug, Default)]
pub struct Payments {
    are_own: bool,
    at: Vec<Ticks>,
    /// By order: whether it was lost in chat, paid or not.
    gone: Vec<bool>,
    paid: Vec<Stamp>,
    lost: Vec<Stamp>,
}

impl Payments {
    /// When each order was (or would have been) paid.
    #[inline]
    pub fn times<'a>(&'a self, world: &'a World) -> &'a [Ticks] {
        if self.are_own {
            &self.at
        } else {
            world.visits.paid_at()
        }
    }

    /// The paid orders in order of payment.
    #[inline]
    pub fn paid<'a>(&'a self, world: &'a World) -> &'a [Stamp] {
        if self.are_own {
            &self.paid
        } else {
            world.visits.paid()
        }
    }

    /// The orders that were lost in chat, stamped with when they would have been paid; who would not have paid is none of
    /// them.
    pub fn lost_in_chat(&self) -> &[Stamp] {
        &self.lost
    }

    /// How many of these enter the metrics.
    pub(super) fn lost_measured(&self, facts: &Facts) -> usize {
        let lost = self.lost.iter();
        lost.filter(|lost| facts.measures(lost.time())).count()
    }

    /// Forgets the play before: payments are the world's.
    pub(super) fn forget(&mut self) {
        self.are_own = false;
        self.lost.clear();
    }

    /// From here on payments are those of this play. `chats` tells of each visitor who asked: the order's number, when the
    /// chat was done or the wait given up (the lag of payment runs from then on), and whether the sale is lost. What is
    /// paid after `end` is not seen.
    pub(super) fn delay(
        &mut self,
        world: &World,
        end: Ticks,
        chats: impl Iterator<Item = (usize, Ticks, bool)>,
    ) {
        self.are_own = true;
        self.at.clear();
        self.at.extend_from_slice(world.visits.paid_at());
        self.gone.clear();
        self.gone.resize(self.at.len(), false);
        for (order, over, gone) in chats {
            let lag = self.at[order] - world.visits.visit(order);
            self.at[order] = over.saturating_add(lag).min(end + 1);
            self.gone[order] = gone;
        }
        self.paid.clear();
        self.lost.clear();
        for paid in world.visits.paid() {
            let order = paid.order();
            let stamp = Stamp::new(self.at[order], order);
            if stamp.time() > end {
                continue;
            }
            if self.gone[order] {
                self.lost.push(stamp);
            } else {
                self.paid.push(stamp);
            }
        }
        self.paid.sort_unstable();
    }
}
