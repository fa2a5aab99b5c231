//! Whether two scenarios play in the same worlds, so that their plans can be compared, and whether two plans are the same.

use super::pickup::{Pickup, Room};
use super::roster::Roster;
use super::shift::Shift;
use super::station::Station;
use super::team::Team;
use super::{Facts, Plan};

impl Facts {
    /// What differs in the facts of a scenario from those of another, such as `source`; none when plans for both can be
    /// played in the same worlds and are paid by the same rules.
    ///
    /// A few decisions stand among the facts and make no difference: a team that only one of them has, pieces kept for a
    /// source, whether orders wait for a restock. And a few facts stand among what is decided: what a pickup, a restock, a
    /// shift or boxes packed in advance are like that both have, and what overtime pays.
    pub fn differences(&self, plan: &Plan, (other, others): (&Self, &Plan)) -> Vec<&'static str> {
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
        let (mut products, mut ranges) = (range.clone(), other.range.clone());
        let each = products.products.iter_mut().chain(&mut ranges.products);
        each.for_each(|product| product.backorder = false);
        let same = [
            ("sale", sale && *measure == other.measure),
            ("source", mine == theirs),
            ("product", products == ranges),
            (
                "station",
                same_stations((stations, plan), (&other.stations, others)),
            ),
            ("consumable", *consumables == other.consumables),
            ("team", same_teams(teams, &other.teams)),
            ("route", *routes == other.routes),
            ("carrier", *carriers == other.carriers),
            ("fees", *fees == other.fees),
            ("desk", *desks == other.desks),
            ("contact", *contacts == other.contacts),
            ("carrier.pickup", same_pickups(plan, others)),
            ("product.restock.lead", same_leads(plan, others)),
            ("prepack", same_packing(plan, others)),
            ("shift", same_shifts(plan, others)),
            ("overtime", same_pay(plan, others)),
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
        let mut theirs = other.clone();
        mine.placed_nowhere();
        theirs.placed_nowhere();
        mine == theirs
    }

    /// Forgets where things are written.
    fn placed_nowhere(&mut self) {
        let nowhere = crate::reader::Span {
            source: 0,
            start: 0,
            end: 0,
        };
        let tables = self.prepack.tables.iter_mut();
        let packing = tables.flat_map(|table| {
            table.span = nowhere;
            &mut table.shifts
        });
        let rosters = [&mut self.roster, &mut self.desks].into_iter().flatten();
        let shifts = rosters.flat_map(|roster| &mut roster.shifts);
        let placements = shifts
            .chain(packing)
            .flat_map(|shift| &mut shift.placements);
        placements.for_each(|placement| placement.span = nowhere);
    }

    fn rosters(&self) -> impl Iterator<Item = &Roster> {
        [&self.roster, &self.desks].into_iter().flatten()
    }

    /// All shifts, those that pack in advance with the table they pack at.
    fn shifts(&self) -> impl Iterator<Item = (Option<usize>, &Shift)> {
        let at_work = self.rosters().flat_map(|roster| &roster.shifts);
        let packing = self.prepack.tables.iter();
        let packing = packing.flat_map(|table| {
            let product = Some(table.product);
            table.shifts.iter().map(move |shift| (product, shift))
        });
        at_work.map(|shift| (None, shift)).chain(packing)
    }
}

/// Whether teams that both have are the same; what a team's people do by chance does not depend on other teams.
fn same_teams(one: &[Team], other: &[Team]) -> bool {
    one.iter().all(|team| {
        let mut namesakes = other.iter().filter(|namesake| namesake.id == team.id);
        namesakes.all(|namesake| namesake == team)
    })
}

/// Whether stations are the same, but for the work of waves that only one of the plans has.
fn same_stations((one, plan): (&[Station], &Plan), (other, others): (&[Station], &Plan)) -> bool {
    let pairs = one.iter().zip(other).enumerate();
    let mut same = pairs.map(|(place, (one, other))| {
        let has_wave = |plan: &Plan| plan.staffing[place].wave.is_some();
        if has_wave(plan) == has_wave(others) {
            return one == other;
        }
        let mut one = one.clone();
        one.wave_work = other.wave_work.clone();
        one == *other
    });
    one.len() == other.len() && same.all(|same| same)
}

/// Whether vans that both have are as punctual, and loaded as fast.
fn same_pickups(plan: &Plan, others: &Plan) -> bool {
    let rate = |pickup: &Pickup| match pickup.room {
        Room::Crew { rate, .. } => Some(rate),
        Room::Parcels(_) => None,
    };
    let agreed = plan.pickups.iter().zip(&others.pickups);
    let mut same = agreed.flat_map(|(one, other)| {
        one.pickups.iter().flat_map(move |one| {
            let namesakes = other.pickups.iter().filter(|other| other.id == one.id);
            namesakes.map(move |other| {
                let rates = rate(one).zip(rate(other));
                one.late == other.late
                    && one.noshow == other.noshow
                    && rates.is_none_or(|(one, other)| one == other)
            })
        })
    });
    same.all(|same| same)
}

/// Whether restocks that both have take as long to come.
fn same_leads(plan: &Plan, others: &Plan) -> bool {
    let mut products = plan.restocks.iter().zip(&others.restocks);
    products.all(|(one, other)| {
        one.iter().all(|one| {
            let mut namesakes = other.iter().filter(|other| other.id == one.id);
            namesakes.all(|other| one.lead == other.lead)
        })
    })
}

/// Whether boxes of products that both pack in advance take as long and cost as much.
fn same_packing(plan: &Plan, others: &Plan) -> bool {
    plan.prepack.tables.iter().all(|one| {
        let tables = others.prepack.tables.iter();
        let mut namesakes = tables.filter(|other| other.product == one.product);
        namesakes.all(|other| {
            (&one.work, one.unpack, one.wage) == (&other.work, other.unpack, other.wage)
        })
    })
}

/// Whether shifts that both have pay the same, and people change stations as fast.
fn same_shifts(plan: &Plan, others: &Plan) -> bool {
    plan.shifts().all(|(product, one)| {
        let namesakes = others
            .shifts()
            .filter(|(other_product, other)| *other_product == product && other.id == one.id);
        namesakes
            .map(|(_, other)| other)
            .all(|other| one.premium == other.premium && one.switch == other.switch)
    })
}

/// Whether overtime, nights and holidays are paid the same; how long people stay is decided.
fn same_pay(plan: &Plan, others: &Plan) -> bool {
    plan.rosters().all(|one| {
        others.rosters().all(|other| {
            let mut pay = one.overtime.clone();
            (pay.limit, pay.is_written) = (other.overtime.limit, other.overtime.is_written);
            pay == other.overtime
        })
    })
}
