//! Goods that are back wait at a station that is on no route, first come first served, until somebody there has looked
//! at them: whether they are sound is known then.
//!
//! At one time work is done first, then people go and come, then goods join the queue, then work begins; goods that are
//! back at one time are taken by number of order. People who are placed here stay here, in flexible shifts too.

use super::agents::{Agents, Seats};
use super::times::Times;
use super::{DeskBuffers, contact::Contact};
use crate::random::WorldKey;
use crate::reader::Section;
use crate::sale::Facts;
use crate::sale::consumable::Consumable;
use crate::sale::money::wages::PaidHours;
use crate::sale::play::{Buffers, NEVER, pieces_of};
use crate::sale::roster::{Edge, Roster};
use crate::sale::route::Routes;
use crate::sale::services::Services;
use crate::sale::time::{Runs, Stamp, Ticks};
use crate::sale::world::World;

/// The stations where goods that come back are inspected, in file order.
pub fn stations(contacts: &[Contact]) -> Vec<usize> {
    let returns = contacts
        .iter()
        .filter_map(|contact| contact.returns.as_ref());
    let mut all: Vec<usize> = returns.filter_map(|returns| returns.station).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// A station that inspects is on no route, and does nothing but the work on what comes back.
pub fn check(
    root: &Section<'_>,
    inspecting: &[usize],
    routes: &Routes,
    consumables: &[Consumable],
) {
    let problems = root.problems();
    for (station, (id, section)) in root.tables("station").iter().enumerate() {
        if !inspecting.contains(&station) {
            continue;
        }
        if routes.sequence.contains(&station) {
            let title = format!("`station.{id}` is on a route, and inspects what comes back");
            let help = "inspect at a station of its own, such as [station.inspect], and leave that out of [route]";
            problems.error("inspects_on_route", Some(section.span()), title, "", help);
        }
        for key in ["equipment", "special", "wave", "errors", "catches", "down"] {
            if let Some(item) = section.item(key).filter(|_| section.has(key)) {
                let title = format!(
                    "`{}` is not for a station that inspects what comes back",
                    item.path()
                );
                let help = "remove it: `work` and `per_unit` tell what an inspection takes";
                problems.error("not_for_inspection", Some(item.span()), title, "", help);
            }
        }
    }
    for (consumable, (id, section)) in consumables.iter().zip(root.tables("consumable")) {
        if inspecting.contains(&consumable.station) {
            let title = format!("`consumable.{id}` is for a station that inspects what comes back");
            let help = "nothing is used up there: name a station on a route";
            problems.error("not_for_inspection", Some(section.span()), title, "", help);
        }
    }
}

/// Plays all stations that inspect, once it is settled what comes back.
pub(super) fn inspect(facts: &Facts, roster: &Roster, world: &World, buffers: &mut Buffers) {
    for (place, &station) in facts.inspecting.iter().enumerate() {
        let Buffers {
            arrivals,
            services,
            desks,
            cut,
            ..
        } = buffers;
        let (arrivals, services) = (&mut arrivals[station], &mut services[station]);
        line_up(facts, station, desks, arrivals);
        services.clear();
        let DeskBuffers {
            state,
            presence,
            hours,
            settled,
            ..
        } = desks;
        let seats = Seats {
            place: station,
            chats: 1,
        };
        state.agents.begin(seats);
        state.done.clear();
        let bench = Bench {
            facts,
            roster,
            key: world.key,
            seats,
            agents: &mut state.agents,
            done: &mut state.done,
            hours,
            presence: &mut presence[facts.desks.len() + place],
        };
        let units = |order: usize| pieces_of(world, order, cut);
        bench.play(arrivals.stamps(), units, services);
        services.finish();
        for (arrival, piece) in arrivals.stamps().iter().zip(services.pieces()) {
            let known = piece.0 + Ticks::from(piece.1);
            if known <= facts.end() {
                settled.is_known(arrival.order(), known);
            }
        }
    }
}

/// The goods that come to a station, in order of coming back.
fn line_up(facts: &Facts, station: usize, desks: &mut DeskBuffers, arrivals: &mut Runs) {
    let DeskBuffers { settled, back, .. } = desks;
    back.clear();
    let here = settled.returned.iter_mut().filter(|back| {
        let returns = facts.contacts[usize::from(back.kind)].returns.as_ref();
        returns.and_then(|returns| returns.station) == Some(station)
    });
    back.extend(here.map(|back| {
        back.known = NEVER;
        Stamp::new(back.at, back.order as usize)
    }));
    back.sort_unstable();
    arrivals.clear();
    arrivals.append(back);
}

/// A station that inspects, while it is played.
struct Bench<'a> {
    facts: &'a Facts,
    roster: &'a Roster,
    key: WorldKey,
    seats: Seats,
    agents: &'a mut Agents,
    /// Work in hand: its end, and whose it is.
    done: &'a mut Times,
    hours: &'a mut PaidHours,
    presence: &'a mut Vec<(Ticks, Ticks)>,
}

impl Bench<'_> {
    fn play(mut self, arrivals: &[Stamp], units: impl Fn(usize) -> u32, services: &mut Services) {
        self.presence.clear();
        let end = self.facts.end();
        let (roster, place) = (self.roster, self.seats.place);
        let mut edges = roster.edges.iter().peekable();
        let is_here = |edge: &&Edge| roster.duties[edge.duty].station == place;
        let mut came = 0;
        loop {
            while edges.next_if(|edge| !is_here(edge)).is_some() {}
            let coming = arrivals.get(came).map_or(NEVER, |stamp| stamp.time());
            let edge = edges.peek().map_or(NEVER, |edge| edge.at);
            let now = coming.min(edge).min(self.done.earliest());
            if now >= end {
                break;
            }
            while let Some(person) = self.done.due(now) {
                self.agents.close(person as usize, now, self.seats);
            }
            while let Some(&edge) = edges.next_if(|edge| edge.at == now || !is_here(edge)) {
                if is_here(&&edge) {
                    let span = self.agents.pass(edge, self.roster, self.seats, self.hours);
                    self.presence.extend(span);
                }
            }
            while arrivals.get(came).is_some_and(|stamp| stamp.time() == now) {
                came += 1;
            }
            while services.starts.len() < came
                && let Some(person) = self.agents.next()
            {
                let order = arrivals[services.starts.len()].order();
                self.begin((order, units(order)), (person, now), services);
            }
        }
        let Self {
            hours, presence, ..
        } = self;
        self.agents.end(end, self.roster, hours, presence);
    }

    /// Somebody begins to look at the goods of an order.
    fn begin(
        &mut self,
        (order, units): (usize, u32),
        (person, now): (usize, Ticks),
        services: &mut Services,
    ) {
        let station = &self.facts.stations[self.seats.place];
        let work = station.draw_inspection(self.key, order, units);
        let speed = self
            .agents
            .open(person, now, self.facts, self.roster, self.seats);
        let takes = (f64::from(work) / speed + 0.5).min(f64::from(u32::MAX)) as u32;
        services.push((now, takes, person));
        self.done.push(now + Ticks::from(takes), person as u32);
    }
}
