//! What more of something that is decided does to a goal.
//!
//! People, servers and equipment at a station on the way make orders go out sooner, and so does room in vans: that helps
//! goals on flow and shipping, as one would think. At the station itself they help goals on its queue and waits; what stands
//! before it brings it more orders at a time, and what stands behind it does not touch it. Where anything else moves with
//! what is decided (people who stand elsewhere when they are not here, who are placed anew every so often, who are slower
//! than others by more than a little of the time a goal allows) nothing is taken for granted.

use super::desk::Desk;
use super::load::Load;
use super::roster::Roster;
use super::shift::{Count, Shift};
use super::time::minutes;
use super::{Facts, Plan};
use crate::model::{Better, Effect, short_time};
use crate::sale::facts::Promise;

/// What more of what stands at a path does to a goal on a metric of which one wants more or less; of the plan it matters who
/// stands where, not how many.
pub fn effect(facts: &Facts, plan: &Plan, path: &str, (metric, better): (&str, Better)) -> Effect {
    let sale = Sale { facts, plan };
    match About::of(metric, better, facts) {
        Some(about) => sale.effect(sale.what(path), about),
        None => Effect::Unknown,
    }
}

/// What is decided at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    /// People of a team at a station or desk, which are numbered on from the last station.
    People(usize, usize),
    /// People without a shift, equipment, or what is used up, at a station or desk.
    Place(usize),
    /// Room in a van, or who loads it.
    Room,
    /// Pieces of a product at the opening.
    Stock(usize),
    /// Anything else.
    Other,
}

/// What a goal is about.
#[derive(Clone, Copy, Debug, PartialEq)]
enum About {
    /// When orders are scanned; how many minutes they may take, 0 where that is not known.
    Flow(f64),
    /// When parcels are picked up, and how many minutes that may take.
    Shipping(f64),
    /// The queue and the waits of a station on the way.
    Station(usize),
    /// How soon a desk answers.
    Desk(usize),
    /// Orders that find no goods.
    Lost,
}

/// A delay of less than this part of the time that a goal allows is little.
const LITTLE: f64 = 0.01;
/// Minutes that goals allow which do not say how many.
const DAY: f64 = 1440.0;

impl About {
    fn of(metric: &str, better: Better, facts: &Facts) -> Option<Self> {
        let parts: Vec<&str> = metric.split('.').collect();
        let within = |word: &str| short_time(word.strip_prefix("within_")?);
        let promised = match facts.promise {
            Promise::After(time) => minutes(time),
            Promise::By(_) => DAY,
        };
        let station = |id: &str| {
            facts
                .in_line()
                .find(|(_, one)| one.id == id)
                .map(|one| one.0)
        };
        let desk = |id: &str| facts.desks.iter().position(|desk| desk.id == id);
        let behind = facts.stations.len();
        match (&parts[..], better) {
            (["flow", word], Better::More) => Some(Self::Flow(within(word)?)),
            (["flow", "minutes", _], Better::Less) => Some(Self::Flow(0.0)),
            (["flow", "last_scan"], Better::Less) => Some(Self::Flow(DAY)),
            (["ship", "within_promise"], Better::More) => Some(Self::Shipping(promised)),
            (["ship", word], Better::More) => Some(Self::Shipping(within(word)?)),
            (["ship", "hours", _] | ["ship", "late"] | ["orders", "unshipped"], Better::Less) => {
                Some(Self::Shipping(DAY))
            }
            (["station", id, "wait" | "queue", word], _) => {
                let is_wanted = (better == Better::More) == within(word).is_some();
                station(id).filter(|_| is_wanted).map(Self::Station)
            }
            (["desk", id, "answered_in_time"], Better::More)
            | (["desk", id, "wait", _] | ["desk", id, "abandoned"], Better::Less) => {
                desk(id).map(|desk| Self::Desk(behind + desk))
            }
            (["orders", "lost_stock"], Better::Less) => Some(Self::Lost),
            _ => None,
        }
    }
}

/// A sale and the least of its plans.
struct Sale<'a> {
    facts: &'a Facts,
    plan: &'a Plan,
}

impl Sale<'_> {
    fn what(&self, path: &str) -> What {
        let facts = self.facts;
        let bare = path.replace([' ', '"', '\''], "");
        let parts: Vec<&str> = bare.split('.').collect();
        let station = |id: &str| facts.stations.iter().position(|one| one.id == id);
        let desk = |id: &str| {
            let desk = facts.desks.iter().position(|desk| desk.id == id);
            desk.map(|desk| facts.stations.len() + desk)
        };
        let team = |id: &str| facts.teams.iter().position(|team| team.id == id);
        let found = match parts[..] {
            ["station", id, "servers" | "equipment"] => station(id).map(What::Place),
            ["desk", id, "servers"] => desk(id).map(What::Place),
            ["consumable", id, "stock"] => {
                let mut all = facts.consumables.iter();
                all.find(|one| one.id == id)
                    .map(|one| What::Place(one.station))
            }
            ["shift", _, "assign", place, id] => {
                let place = station(place).or_else(|| desk(place));
                place
                    .zip(team(id))
                    .map(|(place, team)| What::People(place, team))
            }
            [
                "carrier",
                _,
                "pickup",
                _,
                "parcels" | "couriers" | "vehicle",
            ] => Some(What::Room),
            ["product", id, "stock"] => {
                let mut all = facts.range.products.iter();
                all.position(|product| product.id == id).map(What::Stock)
            }
            _ => None,
        };
        found.unwrap_or(What::Other)
    }

    fn effect(&self, what: What, about: About) -> Effect {
        let place = match what {
            What::People(place, _) | What::Place(place) => place,
            What::Room => return self.of_room(about),
            What::Stock(product) if about == About::Lost && self.is_simple(product) => {
                return Effect::Helps;
            }
            What::Stock(_) | What::Other => return Effect::Unknown,
        };
        if !self.stays(what) {
            return Effect::Unknown;
        }
        if place >= self.facts.stations.len() {
            return self.of_desk((what, place), about);
        }
        if self.facts.inspecting.contains(&place) {
            return Effect::Unknown;
        }
        match about {
            // What is left behind at night may go another way than what is scanned a little later.
            About::Shipping(_) if self.has_overflow() => Effect::Unknown,
            About::Flow(allowed) | About::Shipping(allowed) => self.in_line((what, place), allowed),
            About::Station(station) => self.at_station((what, place), station),
            About::Desk(_) => Effect::Unknown,
            About::Lost => Effect::Nothing,
        }
    }

    /// Room in vans: what is not left behind is shipped sooner; the line does not feel it.
    fn of_room(&self, about: About) -> Effect {
        match about {
            About::Shipping(_) if !self.has_overflow() => Effect::Helps,
            About::Shipping(_) | About::Desk(_) => Effect::Unknown,
            About::Flow(_) | About::Station(_) | About::Lost => Effect::Nothing,
        }
    }

    /// People at a desk: they help its answers, and after the sale nothing else feels it.
    fn of_desk(&self, (what, place): (What, usize), about: About) -> Effect {
        let desk: &Desk = &self.facts.desks[place - self.facts.stations.len()];
        match about {
            About::Desk(of) if of == place && self.delay((what, place), 1.0) == 0.0 => {
                Effect::Helps
            }
            About::Desk(_) => Effect::Unknown,
            _ if desk.pre_sale.is_some() => Effect::Unknown,
            _ => Effect::Nothing,
        }
    }

    /// More at a station on the way: orders go out sooner, but for waves behind it, which are put together otherwise, and
    /// for slow people who hold up an order that others would have done sooner.
    fn in_line(&self, (what, place): (What, usize), allowed: f64) -> Effect {
        let mut behind = self.behind(place);
        let work = self.plan.mean_work(self.facts, place, 1.0);
        let held_up = self.delay((what, place), work);
        let has_wave = behind.any(|station| self.plan.staffing[station].wave.is_some());
        if has_wave || held_up > LITTLE * allowed {
            Effect::Unknown
        } else {
            Effect::Helps
        }
    }

    /// What more at a station does to the queue of another.
    fn at_station(&self, (what, place): (What, usize), station: usize) -> Effect {
        if place == station {
            let work = self.plan.mean_work(self.facts, place, 1.0);
            return if self.delay((what, place), work) == 0.0 {
                Effect::Helps
            } else {
                Effect::Unknown
            };
        }
        let stations = self.facts.stations.iter();
        let sends_back = stations.clone().any(|one| one.errors > 0.0)
            && stations.clone().any(|one| one.catches > 0.0);
        let is_shared = match what {
            What::People(_, team) => self.teams_at(station).contains(&team),
            _ => false,
        };
        let is_behind = self.behind(station).any(|one| one == place);
        if is_behind && !sends_back && !is_shared {
            Effect::Nothing
        } else {
            Effect::Unknown
        }
    }

    /// Stations that come after one on any route.
    fn behind(&self, station: usize) -> impl Iterator<Item = usize> + '_ {
        let sequence = self.facts.routes.sequence.iter().copied();
        sequence.skip_while(move |&one| one != station).skip(1)
    }

    fn has_overflow(&self) -> bool {
        let mut pickups = self.plan.pickups.iter();
        pickups.any(|pickups| pickups.overflow.is_some())
    }

    /// Shifts at stations and desks, and those that pack in advance.
    fn shifts(&self) -> impl Iterator<Item = &Shift> {
        let rosters = [&self.plan.roster, &self.plan.desks].into_iter().flatten();
        let tables = self.plan.prepack.tables.iter();
        let shifts = rosters.flat_map(|roster: &Roster| &roster.shifts);
        shifts.chain(tables.flat_map(|table| &table.shifts))
    }

    /// Whether nobody else is placed otherwise when there is more of it.
    fn stays(&self, what: What) -> bool {
        let is_moved = match what {
            What::People(_, team) => self.shifts().any(|shift| {
                let mut placements = shift.placements.iter();
                placements.any(|one| one.team == team && one.count == Count::Rest)
            }),
            _ => false,
        };
        !is_moved && self.shifts().all(|shift| shift.flexible.is_none())
    }

    /// The teams with people at a station or desk.
    fn teams_at(&self, place: usize) -> Vec<usize> {
        let placements = self.shifts().flat_map(|shift| &shift.placements);
        let there = placements.filter(|placement| placement.station == place);
        there.map(|placement| placement.team).collect()
    }

    /// How many minutes longer the slowest person at a place may have so much work than the fastest.
    fn delay(&self, (what, place): (What, usize), work: f64) -> f64 {
        let mut teams = self.teams_at(place);
        if let What::People(_, team) = what {
            teams.push(team);
        }
        let speeds = teams.iter().map(|&team| {
            let team = &self.facts.teams[team];
            let (skill, spread) = (team.skills[place], 1.0 + 2.0 * team.spread);
            let fastest = if team.learns.is_some() {
                skill.max(1.0)
            } else {
                skill
            };
            let tired = team.tires.map_or(1.0, |(_, speed)| speed);
            (skill * tired / spread, fastest * spread)
        });
        let (slowest, fastest) = speeds
            .fold((f64::INFINITY, 0.0_f64), |(slowest, fastest), one| {
                (slowest.min(one.0), fastest.max(one.1))
            });
        if teams.is_empty() {
            return 0.0;
        }
        work / slowest - work / fastest
    }

    /// Whether more of a product only lets more orders find it.
    fn is_simple(&self, product: usize) -> bool {
        let products = &self.facts.range.products;
        let alone = products.iter().all(|one| one.with.is_empty());
        let own = &products[product];
        let sources = &self.facts.demand.sources;
        alone
            && own.miscount == 0.0
            && !own.backorder
            && sources.iter().all(|source| source.reserve.is_none())
            && self.plan.restocks[product]
                .iter()
                .all(|restock| restock.condition.is_none())
            && self
                .plan
                .prepack
                .tables
                .iter()
                .all(|table| table.product != product)
    }
}

/// Whether people, equipment or room for more stands at a path, of which a plan has just enough to begin with.
pub fn helps(path: &str) -> bool {
    let parts: Vec<&str> = path.split('.').collect();
    matches!(
        parts[..],
        ["station" | "desk", _, "servers" | "equipment" | "chats"]
            | ["team", _, "heads"]
            | ["consumable", _, "stock"]
            | [
                "carrier",
                _,
                "pickup",
                _,
                "parcels" | "couriers" | "vehicle",
            ]
            | ["shift", _, "assign", _, _]
            | ["prepack", "shift", _, "assign", _]
    )
}

/// For each of these paths whether more people there would help a station that is loaded above 85% at the means.
pub fn is_short(facts: &Facts, plan: &Plan, paths: &[&str]) -> Vec<bool> {
    let load = Load::of(facts, plan);
    let stations = facts.stations.iter().zip(&load.stations);
    let busy = stations.filter(|(_, load)| load.load() > 0.85);
    let busy: Vec<&str> = busy.map(|(station, _)| station.id.as_str()).collect();
    let is_of_busy = |path: &&str| {
        let parts: Vec<&str> = path.split('.').collect();
        match parts[..] {
            ["station", id, "servers"] | ["shift", _, "assign", id, _] => busy.contains(&id),
            _ => false,
        }
    };
    paths.iter().map(is_of_busy).collect()
}
