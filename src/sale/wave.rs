//! Waves: orders that are worked on together, such as a pick list for twenty of them.

use super::time::{MOST_DAYS, Ticks, ticks};
use crate::random::Quantity;
use crate::reader::Section;

/// When orders are put together: a decision.
///
/// A wave is released when so many orders wait, or when the first of them has waited so long; from then on its orders are
/// fixed, and it waits for somebody who is free. It takes the work of the wave and that of each of its orders, and all
/// of them are done when it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wave {
    /// The most orders in a wave.
    pub orders: usize,
    /// How long the first order waits for others.
    pub after: Ticks,
}

/// Reads a station's `wave`: the rule, and the work for a wave beside that for its orders, read as all work is.
pub fn read(
    station: &Section<'_>,
    work: impl Fn(&Section<'_>, &'static str) -> Quantity,
) -> (Option<Wave>, Quantity) {
    let Some(s) = station.table("wave") else {
        return (None, Quantity::constant(0.0));
    };
    s.about("Orders worked on together: so many, or those of so long.");
    let orders = s.integer("orders").within(1, 100_000).required();
    let after = s.duration("after").within(0.0, MOST_DAYS * 1440.0);
    let wave = Wave {
        orders: orders as usize,
        after: ticks(after.required()),
    };
    let work = work(&s, "work");
    s.close();
    (Some(wave), work)
}
