//! The steps of a play, and how many of the first ones two plans have in common: what a plan shares with the one played
//! before it in the same world need not be played again.
//!
//! Steps are numbered: packing in advance, chats, selling, each station of a line with `servers` (or the whole floor), vans,
//! contacts; what is then reckoned and reported is so for every plan.

use super::Facts;
use super::plan::Plan;

/// Boxes are packed in advance.
pub const PACK: usize = 0;
/// Visitors chat before they buy.
pub const CHAT: usize = 1;
/// Orders take stock.
pub const SELL: usize = 2;
/// The first station, and those after it in the order of the line.
pub const WORK: usize = 3;

/// Vans take parcels.
pub fn ship(facts: &Facts) -> usize {
    WORK + facts.routes.sequence.len()
}

/// Contacts come and are answered.
pub fn answer(facts: &Facts) -> usize {
    ship(facts) + 1
}

/// How many of the first steps are the same for two plans, each with the facts it is played by, in any world that both can be
/// played in.
pub fn in_common((facts, one): (&Facts, &Plan), (others, other): (&Facts, &Plan)) -> usize {
    let boxes = |plan: &Plan| {
        plan.stocks
            .iter()
            .map(|stock| stock.boxes)
            .collect::<Vec<_>>()
    };
    let chats = facts.chat_desk().is_some();
    // A plan may bring teams of its own, and then people have other numbers.
    if facts.teams != others.teams || one.prepack != other.prepack || boxes(one) != boxes(other) {
        PACK
    } else if chats && one.desks != other.desks {
        CHAT
    } else if one.stocks != other.stocks
        || one.restocks != other.restocks
        || !sells_alike(facts, others)
    {
        SELL
    } else if let Some(rank) = first_station(facts, one, other) {
        WORK + rank
    } else if one.pickups != other.pickups {
        ship(facts)
    } else if one.desks != other.desks {
        answer(facts)
    } else {
        answer(facts) + 1
    }
}

/// Whether the decisions on selling that stand among the facts are the same.
fn sells_alike(facts: &Facts, others: &Facts) -> bool {
    let reserves = |facts: &Facts| {
        let sources = facts.demand.sources.iter();
        sources.map(|source| source.reserve).collect::<Vec<_>>()
    };
    let waits = |facts: &Facts| {
        let products = facts.range.products.iter();
        products
            .map(|product| product.backorder)
            .collect::<Vec<_>>()
    };
    reserves(facts) == reserves(others) && waits(facts) == waits(others)
}

/// The first station along the line that is not worked in the same way.
fn first_station(facts: &Facts, one: &Plan, other: &Plan) -> Option<usize> {
    if one.roster != other.roster || one.supplies != other.supplies {
        return Some(0);
    }
    let differs = |&station: &usize| one.staffing[station] != other.staffing[station];
    let rank = facts.routes.sequence.iter().position(differs)?;
    // On the floor people go from station to station.
    Some(if one.roster.is_some() { 0 } else { rank })
}
