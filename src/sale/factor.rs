//! The uncertain factors of a world, one number each: what there is to find out about a sale before it is decided.
//!
//! A factor that is drawn once for a world (the heat, a conversion, a lead) is that draw. What is drawn for each order,
//! person or van is told by the whole world: the work at a station by what it comes to, against what was to be expected of
//! these orders; absences by how many there are. Means and shares over orders stray the more the fewer orders there are: so
//! that they do not tell how many there are they are drawn in to what they would be of the mean number of orders. Only what is uncertain in the scenario is a factor. `factor_value` tells their values.

use super::Facts;
use super::plan::Plan;
use crate::model::Metric;

/// A factor, by the places of what it is about.
#[derive(Clone, Copy, Debug)]
pub(super) enum Factor {
    Heat,
    /// One of the quantities that a source's visitors are drawn from.
    Traffic(usize, usize),
    Conversion(usize),
    Arrivals,
    Unpaid,
    Payment,
    Share(usize),
    Units(usize),
    Work(usize),
    Lead(usize, usize),
    Absence(usize),
    Speed(usize),
    Missed(usize, usize),
    Late(usize, usize),
    Room(usize, usize),
    Delivery(usize),
    Asking,
    Contact(usize),
}

/// All factors of a sale.
pub(super) fn all(facts: &Facts, plan: &Plan) -> Vec<Factor> {
    let mut all = Vec::new();
    let mut add = |is_uncertain: bool, factor| {
        if is_uncertain {
            all.push(factor);
        }
    };
    of_demand(facts, &mut add);
    of_goods(facts, plan, &mut add);
    of_people(facts, &mut add);
    of_carriers(facts, plan, &mut add);
    let asks = facts.chat_desk().map_or(0.0, |(_, desk)| desk.share);
    add(asks > 0.0, Factor::Asking);
    for (index, contact) in facts.contacts.iter().enumerate() {
        add(contact.per_order > 0.0, Factor::Contact(index));
    }
    all
}

fn of_demand(facts: &Facts, add: &mut impl FnMut(bool, Factor)) {
    let demand = &facts.demand;
    add(!demand.heat.is_certain(), Factor::Heat);
    for (index, source) in demand.sources.iter().enumerate() {
        for (place, drawn) in source.traffic.quantities().into_iter().enumerate() {
            let is_uncertain = drawn.is_some_and(|(_, _, quantity)| !quantity.is_certain());
            add(is_uncertain, Factor::Traffic(index, place));
        }
        add(!source.conversion.is_certain(), Factor::Conversion(index));
    }
    add(true, Factor::Arrivals);
    add(demand.unpaid > 0.0, Factor::Unpaid);
    add(!demand.payment.is_certain(), Factor::Payment);
}

fn of_goods(facts: &Facts, plan: &Plan, add: &mut impl FnMut(bool, Factor)) {
    let products = &facts.range.products;
    for (index, product) in products.iter().enumerate() {
        add(products.len() > 1, Factor::Share(index));
        add(!product.units.is_certain(), Factor::Units(index));
        for (restock, one) in plan.restocks[index].iter().enumerate() {
            add(!one.lead.is_certain(), Factor::Lead(index, restock));
        }
    }
}

fn of_people(facts: &Facts, add: &mut impl FnMut(bool, Factor)) {
    for (index, station) in facts.stations.iter().enumerate() {
        let is_certain = station.work.is_certain() && station.per_unit.is_certain();
        add(!is_certain || station.special.0 > 0.0, Factor::Work(index));
    }
    for (index, team) in facts.teams.iter().enumerate() {
        add(team.absence > 0.0, Factor::Absence(index));
        add(team.spread > 0.0, Factor::Speed(index));
    }
}

fn of_carriers(facts: &Facts, plan: &Plan, add: &mut impl FnMut(bool, Factor)) {
    for (index, carrier) in facts.carriers.carriers.iter().enumerate() {
        for (place, pickup) in plan.pickups[index].pickups.iter().enumerate() {
            add(pickup.noshow > 0.0, Factor::Missed(index, place));
            add(!pickup.late.is_certain(), Factor::Late(index, place));
            add(pickup.room.is_uncertain(), Factor::Room(index, place));
        }
        add(!carrier.delivery.is_certain(), Factor::Delivery(index));
    }
}

impl Factor {
    /// Its name, which is the path of the key that says it where there is one, its unit and its meaning.
    pub fn metric(self, facts: &Facts, plan: &Plan) -> Metric {
        let (unit, meaning) = self.meaning();
        Metric {
            name: self.name(facts, plan),
            unit,
            meaning: meaning.to_owned(),
            never: None,
        }
    }

    fn name(self, facts: &Facts, plan: &Plan) -> String {
        let source = |index: usize| format!("source.{}", facts.demand.sources[index].id);
        let product = |index: usize| format!("product.{}", facts.range.products[index].id);
        let team = |index: usize| format!("team.{}", facts.teams[index].id);
        let carrier = |index: usize| format!("carrier.{}", facts.carriers.carriers[index].id);
        let van = |index: usize, place: usize| {
            let pickup = &plan.pickups[index].pickups[place].id;
            format!("{}.pickup.{pickup}", carrier(index))
        };
        match self {
            Self::Heat => "sale.heat".to_owned(),
            Self::Traffic(index, place) => {
                let drawn = facts.demand.sources[index].traffic.quantities()[place];
                format!("{}.{}", source(index), drawn.map_or("", |(key, ..)| key))
            }
            Self::Conversion(index) => format!("{}.conversion", source(index)),
            Self::Arrivals => "arrivals".to_owned(),
            Self::Unpaid => "sale.unpaid".to_owned(),
            Self::Payment => "sale.payment".to_owned(),
            Self::Share(index) => format!("{}.share", product(index)),
            Self::Units(index) => format!("{}.units", product(index)),
            Self::Lead(index, place) => {
                let restock = &plan.restocks[index][place].id;
                format!("{}.restock.{restock}.lead", product(index))
            }
            Self::Work(index) => format!("station.{}.work", facts.stations[index].id),
            Self::Absence(index) => format!("{}.absence", team(index)),
            Self::Speed(index) => format!("{}.spread", team(index)),
            Self::Missed(index, place) => format!("{}.noshow", van(index, place)),
            Self::Late(index, place) => format!("{}.late", van(index, place)),
            Self::Room(index, place) => format!("{}.parcels", van(index, place)),
            Self::Delivery(index) => format!("{}.delivery", carrier(index)),
            Self::Asking => {
                let desk = facts.chat_desk().map(|(place, _)| &facts.desks[place].id);
                format!("desk.{}.share", desk.map_or("", String::as_str))
            }
            Self::Contact(index) => format!("contact.{}.per_order", facts.contacts[index].id),
        }
    }

    fn meaning(self) -> (&'static str, &'static str) {
        match self {
            Self::Heat => ("factor", "how hot the sale is"),
            Self::Traffic(..) => ("as written", "how many come from this source"),
            Self::Conversion(_) => ("share", "share of visitors who buy"),
            Self::Arrivals => ("factor", "orders against those expected: chance alone"),
            Self::Unpaid => ("share", "share of orders that are not paid"),
            Self::Payment => ("min", "mean time from order to payment"),
            Self::Share(_) => ("share", "share of orders of this product"),
            Self::Units(_) => ("pieces", "mean pieces of an order"),
            Self::Lead(..) => ("h", "time from order to arrival"),
            Self::Work(_) => ("factor", "mean work against what is expected"),
            Self::Absence(_) => ("shifts", "shifts missed by two days after the closing"),
            Self::Speed(_) => ("factor", "mean personal speed of these people"),
            Self::Missed(..) => (
                "vans",
                "vans that did not come by two days after the closing",
            ),
            Self::Late(..) => (
                "min",
                "mean lateness of the van by two days after the closing",
            ),
            Self::Room(..) => (
                "parcels",
                "mean room of the van by two days after the closing",
            ),
            Self::Delivery(_) => ("h", "mean time of delivery"),
            Self::Asking => ("share", "share of buyers who ask first"),
            Self::Contact(_) => ("share", "share of orders that bring one in any case"),
        }
    }
}
