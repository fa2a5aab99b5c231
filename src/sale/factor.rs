//! The uncertain factors of a world, one number each: what there is to find out about a sale before it is decided.
//!
//! A factor that is drawn once for a world (the heat, a conversion, a lead) is that draw. What is drawn for each order,
//! person or van is told by the whole world: the work at a station by what it comes to, against what was to be expected of
//! these orders; absences by how many there are. Only what is uncertain in the scenario is a factor.

use super::Facts;
use super::plan::Plan;
use super::pickup::{Call, Pickup};
use super::roster::Roster;
use super::source::Traffic;
use super::time::{Ticks, minutes, ticks};
use super::world::World;
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

/// Absences, vans and speeds count until so long after the closing: the time in which a sale is shipped.
const AFTER_CLOSING: f64 = 2.0 * 1440.0;

/// All factors of a sale.
pub(super) fn all(facts: &Facts, plan: &Plan) -> Vec<Factor> {
    let mut all = Vec::new();
    let demand = &facts.demand;
    let mut add = |is_uncertain: bool, factor| {
        if is_uncertain {
            all.push(factor);
        }
    };
    add(!demand.heat.is_certain(), Factor::Heat);
    for (index, source) in demand.sources.iter().enumerate() {
        for (place, quantity) in source.traffic.quantities().into_iter().enumerate() {
            add(!quantity.1.is_certain(), Factor::Traffic(index, place));
        }
        add(!source.conversion.is_certain(), Factor::Conversion(index));
    }
    add(true, Factor::Arrivals);
    add(demand.unpaid > 0.0, Factor::Unpaid);
    add(!demand.payment.is_certain(), Factor::Payment);
    let products = &facts.range.products;
    for (index, product) in products.iter().enumerate() {
        add(products.len() > 1, Factor::Share(index));
        add(!product.units.is_certain(), Factor::Units(index));
        for (restock, one) in plan.restocks[index].iter().enumerate() {
            add(!one.lead.is_certain(), Factor::Lead(index, restock));
        }
    }
    for (index, station) in facts.stations.iter().enumerate() {
        let is_certain = station.work.is_certain() && station.per_unit.is_certain();
        add(!is_certain || station.special.0 > 0.0, Factor::Work(index));
    }
    for (index, team) in facts.teams.iter().enumerate() {
        add(team.absence > 0.0, Factor::Absence(index));
        add(team.spread > 0.0, Factor::Speed(index));
    }
    for (index, carrier) in facts.carriers.carriers.iter().enumerate() {
        for (place, pickup) in plan.pickups[index].pickups.iter().enumerate() {
            add(pickup.noshow > 0.0, Factor::Missed(index, place));
            add(!pickup.late.is_certain(), Factor::Late(index, place));
            add(pickup.room.is_uncertain(), Factor::Room(index, place));
        }
        add(!carrier.delivery.is_certain(), Factor::Delivery(index));
    }
    let asks = facts.chat_desk().map_or(0.0, |(_, desk)| desk.share);
    add(asks > 0.0, Factor::Asking);
    for (index, contact) in facts.contacts.iter().enumerate() {
        add(contact.per_order > 0.0, Factor::Contact(index));
    }
    all
}

impl Factor {
    /// Its name, which is the path of the key that says it where there is one, its unit and its meaning.
    pub fn metric(self, facts: &Facts, plan: &Plan) -> Metric {
        let (name, unit, meaning) = self.words(facts, plan);
        Metric {
            name,
            unit,
            meaning: meaning.to_owned(),
        }
    }

    fn words(self, facts: &Facts, plan: &Plan) -> (String, &'static str, &'static str) {
        let source = |index: usize| &facts.demand.sources[index].id;
        let product = |index: usize| &facts.range.products[index].id;
        let team = |index: usize| &facts.teams[index].id;
        let carrier = |index: usize| &facts.carriers.carriers[index].id;
        let van = |index: usize, place: usize| {
            let pickup = &plan.pickups[index].pickups[place].id;
            format!("carrier.{}.pickup.{pickup}", carrier(index))
        };
        match self {
            Self::Heat => ("sale.heat".to_owned(), "factor", "how hot the sale is"),
            Self::Traffic(index, place) => {
                let (key, _) = facts.demand.sources[index].traffic.quantities()[place];
                (format!("source.{}.{key}", source(index)), "value", "how many come from it")
            }
            Self::Conversion(index) => {
                (format!("source.{}.conversion", source(index)), "share", "share of its visitors who buy")
            }
            Self::Arrivals => ("arrivals".to_owned(), "factor", "orders against those expected: chance of who comes"),
            Self::Unpaid => ("sale.unpaid".to_owned(), "share", "share of orders that are not paid"),
            Self::Payment => ("sale.payment".to_owned(), "min", "mean time from order to payment"),
            Self::Share(index) => (format!("product.{}.share", product(index)), "share", "share of orders"),
            Self::Units(index) => (format!("product.{}.units", product(index)), "pieces", "mean pieces of an order"),
            Self::Lead(index, place) => {
                let restock = &plan.restocks[index][place].id;
                (format!("product.{}.restock.{restock}.lead", product(index)), "h", "time from order to arrival")
            }
            Self::Work(index) => {
                (format!("station.{}.work", facts.stations[index].id), "factor", "mean work against what is expected")
            }
            Self::Absence(index) => {
                (format!("team.{}.absence", team(index)), "shifts", "shifts missed until two days after closing")
            }
            Self::Speed(index) => (format!("team.{}.spread", team(index)), "factor", "mean personal speed of its people"),
            Self::Missed(index, place) => {
                (format!("{}.noshow", van(index, place)), "vans", "vans that do not come until two days after closing")
            }
            Self::Late(index, place) => {
                (format!("{}.late", van(index, place)), "min", "mean lateness until two days after closing")
            }
            Self::Room(index, place) => {
                (format!("{}.parcels", van(index, place)), "parcels", "mean room until two days after closing")
            }
            Self::Delivery(index) => (format!("carrier.{}.delivery", carrier(index)), "h", "mean time of delivery"),
            Self::Asking => {
                let desk = facts.chat_desk().map_or("", |(place, _)| &facts.desks[place].id);
                (format!("desk.{desk}.share"), "share", "share of buyers who ask first")
            }
            Self::Contact(index) => {
                (format!("contact.{}.per_order", facts.contacts[index].id), "share", "share of orders that bring one")
            }
        }
    }

    /// Its value in a world; NaN where the world has no case of it.
    pub fn value(self, facts: &Facts, plan: &Plan, world: &World) -> f64 {
        let key = world.key;
        let orders = world.visits.len();
        match self {
            Self::Heat => world.visits.heat,
            Self::Traffic(index, place) => {
                let source = &facts.demand.sources[index];
                source.traffic.drawn(place, key, source.address)
            }
            Self::Conversion(index) => facts.demand.sources[index].drawn_conversion(key),
            Self::Arrivals => orders as f64 / facts.demand.expected_orders(key, world.visits.heat),
            Self::Unpaid => 1.0 - world.visits.paid().len() as f64 / orders as f64,
            Self::Payment => {
                let lag = |order: usize| minutes(world.visits.paid_at()[order] - world.visits.visit(order));
                (0..orders).map(lag).sum::<f64>() / orders as f64
            }
            Self::Share(product) => {
                let of = world.baskets.product.iter().filter(|&&of| usize::from(of) == product);
                of.count() as f64 / orders as f64
            }
            Self::Units(product) => {
                let all = world.baskets.product.iter().zip(&world.baskets.units);
                let pieces = all.filter(|(of, _)| usize::from(**of) == product);
                mean(pieces.map(|(_, &units)| f64::from(units)))
            }
            Self::Lead(product, place) => {
                let restock = &plan.restocks[product][place];
                minutes(restock.arrives(key)) / 60.0 - restock.ordered / 60.0
            }
            Self::Work(station) => work(facts, world, station),
            Self::Absence(team) => absences(facts, plan, world, team),
            Self::Speed(team) => speed(facts, plan, world, team),
            Self::Missed(..) | Self::Late(..) | Self::Room(..) => self.of_vans(facts, plan, world),
            Self::Delivery(index) => {
                let carrier = &facts.carriers.carriers[index];
                let all = world.carrier.iter().enumerate();
                let mine = all.filter(|(_, of)| usize::from(**of) == index);
                mean(mine.filter_map(|(order, _)| carrier.deliver(key, order))) / 60.0
            }
            Self::Asking => {
                let ask = world.asking.iter().filter(|(_, number)| (*number as usize) < orders);
                ask.count() as f64 / orders as f64
            }
            Self::Contact(kind) => {
                let bring = world.contacts[kind].iter();
                let bring = bring.filter(|(_, luck)| *luck < facts.contacts[kind].per_order);
                bring.count() as f64 / orders as f64
            }
        }
    }

    fn of_vans(self, facts: &Facts, plan: &Plan, world: &World) -> f64 {
        let calls = |carrier: usize, place: usize| {
            let agreed = &plan.pickups[carrier];
            let calls = agreed.calls().iter();
            calls.filter(move |call| call.pickup == place && call.planned <= last(facts))
        };
        let van = |carrier: usize, place: usize| &plan.pickups[carrier].pickups[place];
        let draw = |pickup: &Pickup, call: &Call| pickup.draw(world.key, call);
        match self {
            Self::Missed(carrier, place) => {
                let missed = |call: &&Call| van(carrier, place).is_missed(world.key, call);
                calls(carrier, place).filter(missed).count() as f64
            }
            Self::Late(carrier, place) => {
                let late = |call: &Call| minutes(draw(van(carrier, place), call).0 - call.planned);
                mean(calls(carrier, place).map(late))
            }
            Self::Room(carrier, place) => {
                let came = |call: &&Call| !van(carrier, place).is_missed(world.key, call);
                let room = |call: &Call| draw(van(carrier, place), call).1 as f64;
                mean(calls(carrier, place).filter(came).map(room))
            }
            _ => f64::NAN,
        }
    }
}

/// The work that all orders of a world come to at a station, against what is expected of orders of so many pieces.
fn work(facts: &Facts, world: &World, station: usize) -> f64 {
    let (fact, comes) = (&facts.stations[station], &facts.comes_to[station]);
    let all = world.baskets.product.iter().zip(world.baskets.pieces());
    let (mut drawn, mut expected) = (0.0, 0.0);
    for ((product, &pieces), &work) in all.zip(&world.work[station]) {
        if comes[usize::from(*product)] {
            drawn += minutes(Ticks::from(work));
            expected += fact.mean_work(f64::from(pieces));
        }
    }
    drawn / expected
}

/// The shifts that people of a team miss.
fn absences(facts: &Facts, plan: &Plan, world: &World, team: usize) -> f64 {
    let missed = |roster: &Roster| {
        let duties = on_duty(facts, roster, team);
        let missed = duties.filter(|&(person, shift, day)| {
            facts.teams[team].is_absent(world.key, person, &roster.shifts[shift].id, day)
        });
        missed.count()
    };
    rosters(plan).map(missed).sum::<usize>() as f64
}

/// The mean personal speed of the people of a team who come.
fn speed(facts: &Facts, plan: &Plan, world: &World, team: usize) -> f64 {
    let all = rosters(plan).flat_map(|roster| on_duty(facts, roster, team));
    let mut people: Vec<usize> = all.map(|(person, ..)| person).collect();
    people.sort_unstable();
    people.dedup();
    let speeds = people.into_iter();
    mean(speeds.map(|person| facts.teams[team].personal_speed(world.key, person)))
}

fn rosters(plan: &Plan) -> impl Iterator<Item = &Roster> {
    plan.roster.iter().chain(&plan.desks)
}

/// Who of a team is to be there in which shift on which day, until two days after the closing; each shift once.
fn on_duty<'a>(
    facts: &'a Facts,
    roster: &'a Roster,
    team: usize,
) -> impl Iterator<Item = (usize, usize, i64)> + 'a {
    let comes = roster.edges.iter().filter(|edge| edge.comes);
    let mut seen = Vec::new();
    comes.filter_map(move |edge| {
        let duty = &roster.duties[edge.duty];
        let person = roster.people[duty.person];
        let (shift, day) = duty.shift?;
        let here = (person.number, shift, day);
        if person.team != Some(team) || edge.at > last(facts) || seen.contains(&here) {
            return None;
        }
        seen.push(here);
        Some(here)
    })
}

/// Until when absences and vans count.
fn last(facts: &Facts) -> Ticks {
    ticks(facts.calendar.closes + AFTER_CLOSING)
}

/// NaN where there is nothing.
fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let (sum, count) = values.fold((0.0, 0.0), |(sum, count), value| (sum + value, count + 1.0));
    sum / count
}

impl Traffic {
    /// What its visitors are drawn from, by key.
    fn quantities(&self) -> Vec<(&'static str, &crate::random::Quantity)> {
        match self {
            Self::Orders(count) => vec![("orders", count)],
            Self::Visitors(count) => vec![("visitors", count)],
            Self::Members(_, reach) => vec![("reach", reach)],
            Self::Clicks(_, price) => vec![("cost_per_click", price)],
            Self::Views(_, price, rate) => vec![("cost_per_mille", price), ("click_rate", rate)],
        }
    }
}
