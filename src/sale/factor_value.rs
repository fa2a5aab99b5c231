//! The values of a world's factors.

use super::Facts;
use super::factor::Factor;
use super::pickup::{Call, Pickup};
use super::plan::Plan;
use super::roster::Roster;
use super::time::{Ticks, minutes, ticks};
use super::world::World;
use std::collections::BTreeSet;

/// Absences, vans and speeds count until so long after the closing: the time in which a sale is shipped.
const AFTER_CLOSING: f64 = 2.0 * 1440.0;

impl Factor {
    /// Its value in a world; NaN where the world has no case of it.
    pub fn value(self, facts: &Facts, plan: &Plan, world: &World) -> f64 {
        let (key, orders) = (world.key, world.visits.len() as f64);
        let of_orders = |drawn: f64, mean: f64| mean + (drawn - mean) * drawn_in(facts, orders);
        match self {
            Self::Heat => world.visits.heat,
            Self::Traffic(index, place) => {
                let source = &facts.demand.sources[index];
                source.traffic.drawn(place, (key, source.address))
            }
            Self::Conversion(index) => facts.demand.sources[index].drawn_conversion(key),
            Self::Arrivals => {
                let expected = facts.demand.expected_orders(key, world.visits.heat);
                of_orders(orders / expected, 1.0)
            }
            Self::Unpaid => {
                let paid = world.visits.paid().len() as f64;
                of_orders(1.0 - paid / orders, facts.demand.unpaid)
            }
            Self::Payment => of_orders(lag(world), facts.demand.payment.mean()),
            Self::Work(station) => of_orders(work(facts, world, station), 1.0),
            Self::Delivery(index) => {
                let mean = facts.carriers.carriers[index].delivery.mean();
                of_orders(delivery(facts, world, index), mean) / 60.0
            }
            Self::Asking => {
                let asks = world.asking.who.iter();
                let asks = asks.filter(|(_, number)| (*number as usize) < world.visits.len());
                let share = facts.chat_desk().map_or(0.0, |(_, desk)| desk.share);
                of_orders(asks.count() as f64 / orders, share)
            }
            Self::Contact(kind) => {
                let share = facts.contacts[kind].per_order;
                let bring = world.contacts[kind].len();
                of_orders(bring as f64 / orders, share)
            }
            _ => self.of_plan(facts, plan, world),
        }
    }

    fn of_plan(self, facts: &Facts, plan: &Plan, world: &World) -> f64 {
        let orders = world.visits.len() as f64;
        let of_orders = |drawn: f64, mean: f64| mean + (drawn - mean) * drawn_in(facts, orders);
        match self {
            Self::Share(product) => {
                let all = world.baskets.product.iter();
                let drawn = all.filter(|&&of| usize::from(of) == product).count() as f64;
                of_orders(drawn / orders, expected_share(facts, world, product))
            }
            Self::Units(product) => {
                let all = world.baskets.product.iter().zip(&world.baskets.units);
                let pieces = all.filter(|(of, _)| usize::from(**of) == product);
                let drawn = mean(pieces.map(|(_, &units)| f64::from(units)));
                of_orders(drawn, facts.range.products[product].units.mean())
            }
            Self::Lead(product, place) => {
                let restock = &plan.restocks[product][place];
                (minutes(restock.arrives(world.key)) - restock.ordered) / 60.0
            }
            Self::Absence(team) => absences(facts, plan, world, team),
            Self::Speed(team) => speed(facts, plan, world, team),
            _ => self.of_vans(facts, plan, world),
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

/// What is left of how far a mean over orders strays, drawn in to what it would be of the mean number of orders.
fn drawn_in(facts: &Facts, orders: f64) -> f64 {
    (orders / facts.demand.mean_buyers()).sqrt()
}

/// Mean minutes from order to payment.
fn lag(world: &World) -> f64 {
    let visits = &world.visits;
    let lag = |order: usize| minutes(visits.paid_at()[order] - visits.visit(order));
    mean((0..visits.len()).map(lag))
}

/// Mean minutes of delivery of the orders that a carrier would bring.
fn delivery(facts: &Facts, world: &World, carrier: usize) -> f64 {
    let all = world.carrier.iter().enumerate();
    let mine = all.filter(|(_, of)| usize::from(**of) == carrier);
    let delivers = &facts.carriers.carriers[carrier];
    mean(mine.filter_map(|(order, _)| delivers.deliver(world.key, order)))
}

/// The share of orders of a product that is expected of visitors from these sources.
fn expected_share(facts: &Facts, world: &World, product: usize) -> f64 {
    let sources = &facts.demand.sources;
    let shares: Vec<f64> = sources
        .iter()
        .map(|source| facts.range.share(source.product, product))
        .collect();
    mean((0..world.visits.len()).map(|order| shares[world.visits.source(order)]))
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
    let mut seen = BTreeSet::new();
    comes.filter_map(move |edge| {
        let duty = &roster.duties[edge.duty];
        let person = roster.people[duty.person];
        let (shift, day) = duty.shift?;
        let here = (person.number, shift, day);
        if person.team != Some(team) || edge.at > last(facts) {
            return None;
        }
        seen.insert(here).then_some(here)
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
