//! Whether two scenarios play in the same worlds, so that their plans can be compared, and whether two plans are the same.

use super::team::Team;
use super::{Facts, Plan};

impl Facts {
    /// The kinds of tables of a scenario whose facts differ from those of another, such as `source`; none when plans for
    /// both can be played in the same worlds.
    ///
    /// A few decisions stand among the facts and make no difference: a team that only one of them has, pieces kept for a
    /// source, whether orders wait for a restock.
    pub fn differences(&self, other: &Self) -> Vec<&'static str> {
        // A field that is new has to be thought about here.
        let Self {
            calendar,
            promise,
            measure,
            demand,
            range,
            stations,
            consumables,
            teams,
            routes,
            carriers,
            fees,
            desks,
            contacts,
            // These follow from contacts, products and routes.
            inspecting: _,
            comes_to: _,
            own_route: _,
        } = self;
        let sale = *calendar == other.calendar && *promise == other.promise;
        let (mut mine, mut theirs) = (demand.clone(), other.demand.clone());
        let sources = mine.sources.iter_mut().chain(&mut theirs.sources);
        sources.for_each(|source| source.reserve = None);
        let (mut products, mut others) = (range.clone(), other.range.clone());
        let each = products.products.iter_mut().chain(&mut others.products);
        each.for_each(|product| product.backorder = false);
        let same = [
            ("sale", sale && *measure == other.measure),
            ("source", mine == theirs),
            ("product", products == others),
            ("station", *stations == other.stations),
            ("consumable", *consumables == other.consumables),
            ("team", same_teams(teams, &other.teams)),
            ("route", *routes == other.routes),
            ("carrier", *carriers == other.carriers),
            ("fees", *fees == other.fees),
            ("desk", *desks == other.desks),
            ("contact", *contacts == other.contacts),
        ];
        let differ = same.into_iter().filter(|(_, same)| !same);
        differ.map(|(kind, _)| kind).collect()
    }

    /// Whether anything in the scenario has a price, so that its profit says something.
    pub fn has_money(&self) -> bool {
        let mut prices = self.range.products.iter().map(|product| product.price);
        let mut sources = self.demand.sources.iter().filter_map(|source| source.price);
        let free = super::money::Money::ZERO;
        prices.any(|price| price > free) || sources.any(|price| price > free)
    }
}

impl Plan {
    /// Whether it decides the same as another, wherever the two are written.
    pub fn is_same(&self, other: &Self) -> bool {
        let mut mine = self.clone();
        let tables = mine.prepack.tables.iter_mut().zip(&other.prepack.tables);
        tables.for_each(|(table, other)| table.span = other.span);
        mine == *other
    }
}

/// Whether teams that both have are the same; what a team's people do by chance does not depend on other teams.
fn same_teams(one: &[Team], other: &[Team]) -> bool {
    one.iter().all(|team| {
        let mut namesakes = other.iter().filter(|namesake| namesake.id == team.id);
        namesakes.all(|namesake| namesake == team)
    })
}
