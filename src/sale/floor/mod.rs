//! The line worked by people who come and go: the shop floor.
//!
//! The calendar cuts time where people come and go, move, take breaks, where deliveries come and equipment fails. From one
//! such time to the next stations are worked off one after the other. While people stay to clear what was paid before the
//! end of their shift, who does what hangs on where all orders are: then everything happens one by one. Both ways the same
//! comes of it: at one time people are done, orders join queues by number, then work begins, station by station along the
//! line. For equal people at speed 1 this is the recursion of [`super::station::serve`] to the last tick.
//!
//! | room | holds |
//! |---|---|
//! | `sweep`, `hands`, `saved` | stations are worked off; by whom; what can be undone when an order is sent back |
//! | `flow`, `in_hand`, `awake` | one by one: queue, begin, done, on to the next station; work that will be done; which stations have something to look at |
//! | `person`, `staying` | people: come, idle, work, leave; stay after the end of a shift |
//! | `rebalance`, `outlook`, `forecast`, `water` | people of flexible shifts are placed anew, where they help most; by what is known then |
//! | `site`, `waves`, `supplies` | stations: equipment that fails, waves, consumables |
//! | `rework` | errors, and checks that send orders back |
//! | `agenda` | what stands in the calendar |
//! | `gauges`, `diary` | metrics; what is worth telling |

mod agenda;
mod awake;
mod diary;
mod flow;
mod forecast;
mod gauges;
mod hands;
mod in_hand;
mod outlook;
mod person;
mod rebalance;
mod rework;
mod saved;
mod site;
mod staying;
mod supplies;
mod sweep;
#[cfg(test)]
mod tests;
mod water;
mod waves;

use super::Facts;
use super::money::wages::PaidHours;
use super::packing::PackingBuffers;
use super::plan::Plan;
use super::play::Buffers;
use super::roster::Roster;
use super::services::Services;
use super::time::{Runs, Stamp, Ticks};
use super::world::World;
use agenda::Timer;
use awake::Awake;
pub use diary::Note;
pub use gauges::FloorGauges;
use hands::Held;
use in_hand::InHand;
use person::Person;
use rebalance::Rebalance;
use rework::Rework;
use saved::Saved;
use site::Site;
use staying::Staying;
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use supplies::Supplies;

/// Buffers of the floor, reused from play to play.
#[derive(Clone, Debug, Default)]
pub struct FloorBuffers {
    people: Vec<Person>,
    absent: Vec<bool>,
    sites: Vec<Site>,
    /// By person: what it has in hand, as long as it stands where it works.
    held: Vec<Held>,
    /// By station and person: how many minutes it takes there for a minute of work.
    paces: Vec<f64>,
    /// Orders that are done at a station.
    finished: Vec<Stamp>,
    saved: Saved,
    /// Whether things happen one by one.
    one_by_one: bool,
    /// Whether they do so all the time, to see that the same comes of it.
    #[cfg(test)]
    always_one_by_one: bool,
    awake: Awake,
    in_hand: InHand,
    /// Who is done now, as (place in the line, order, person), last first.
    done: Vec<(usize, usize, usize)>,
    /// Orders that enter the line, and how many have.
    entries: Runs,
    entered: usize,
    /// How many of the roster's edges and ticks are passed.
    passed: (usize, usize),
    timers: BinaryHeap<Reverse<(Ticks, Timer)>>,
    /// When something stands in the calendar next.
    calendar: Ticks,
    staying: Staying,
    rebalance: Rebalance,
    /// By station: who was there, as (from, to) of one person.
    presence: Vec<Vec<(Ticks, Ticks)>>,
    hours: PaidHours,
    /// What went wrong with orders.
    pub rework: Rework,
    /// What is worth telling, by when it began (standing still by when it ended).
    pub diary: Vec<(Ticks, Note)>,
    /// What was taken of consumables.
    pub supplies: Supplies,
    /// By order: whether it was begun at the station that is looked at.
    begun: Vec<bool>,
    spare: Vec<Stamp>,
}

impl FloorBuffers {
    /// Person-ticks at a station between two times.
    pub fn there(&self, station: usize, (from, to): (Ticks, Ticks)) -> Ticks {
        let spans = self.presence[station].iter();
        spans
            .map(|&(begin, end)| end.min(to).saturating_sub(begin.max(from)))
            .sum()
    }

    /// Hours on duty, wherever.
    pub fn hours(&self) -> &PaidHours {
        &self.hours
    }

    fn begin(
        &mut self,
        (facts, roster): (&Facts, &Roster),
        (world, packing): (&World, &PackingBuffers),
        entries: &[Runs],
    ) {
        let personal = roster.people.iter().map(|person| {
            let Some(team) = person.team else {
                return Person::new(1.0, 0);
            };
            let speed = facts.teams[team].personal_speed(world.key, person.number);
            // Who has packed boxes before the opening has learned by it.
            Person::new(speed, packing.worked(team, person.number))
        });
        self.people.clear();
        self.people.extend(personal);
        self.absent.clear();
        self.absent.extend(roster.duties.iter().map(|duty| {
            let person = roster.people[duty.person];
            let (Some(team), Some((shift, day))) = (person.team, duty.shift) else {
                return false;
            };
            facts.teams[team].is_absent(world.key, person.number, &roster.shifts[shift].id, day)
        }));
        // What enters at each station does so in one sequence.
        self.entries.clear();
        for runs in entries {
            self.entries.append_runs(runs);
        }
        self.entries.merge(&mut self.spare);
        self.held.clear();
        self.held.resize(self.people.len(), Held::default());
        self.one_by_one = false;
        self.in_hand.clear();
        self.done.clear();
        self.diary.clear();
        self.timers.clear();
        self.awake.clear();
        self.staying.begin();
        self.rebalance.begin();
        self.hours.begin(roster.shifts.len(), facts.teams.len());
        (self.entered, self.passed) = (0, (0, 0));
    }
}

/// A play on the floor.
struct Floor<'a> {
    facts: &'a Facts,
    plan: &'a Plan,
    roster: &'a Roster,
    world: &'a World,
    state: &'a mut FloorBuffers,
    arrivals: &'a mut [Runs],
    services: &'a mut [Services],
    route: &'a [u8],
    cut: &'a [(usize, u32)],
    paid_at: &'a [Ticks],
    now: Ticks,
    end: Ticks,
}

/// Works the whole line.
pub fn work_line(
    facts: &Facts,
    plan: &Plan,
    roster: &Roster,
    world: &World,
    buffers: &mut Buffers,
) {
    let stations = facts.stations.len();
    buffers.arrivals.resize_with(stations + 1, Runs::default);
    buffers.arrivals.iter_mut().for_each(Runs::clear);
    buffers.services.resize_with(stations, Services::default);
    let Buffers {
        floor: state,
        entries,
        arrivals,
        services,
        route,
        cut,
        packing,
        payments,
        ..
    } = buffers;
    state.begin((facts, roster), (world, packing), entries);
    let mut floor = Floor {
        facts,
        plan,
        roster,
        world,
        state,
        arrivals,
        services,
        route,
        cut,
        paid_at: payments.times(world),
        now: 0,
        end: facts.end(),
    };
    floor.set_up();
    floor.play();
}

impl Floor<'_> {
    /// The stations before anybody comes.
    fn set_up(&mut self) {
        let (facts, state) = (self.facts, &mut *self.state);
        let stations = facts.stations.len();
        state.presence.resize_with(stations, Vec::new);
        state.presence.iter_mut().for_each(Vec::clear);
        state.sites.resize_with(stations, Site::default);
        for (station, site) in state.sites.iter_mut().enumerate() {
            let rank = facts
                .routes
                .sequence
                .iter()
                .position(|&other| other == station);
            let mut needed = facts.consumables.iter();
            let needs_nothing = needed.all(|consumable| consumable.station != station);
            site.begin(&self.plan.staffing[station], rank, needs_nothing);
            let fact = (&facts.stations[station], self.world.key);
            site.install(station, fact, &mut state.timers);
            self.services[station].clear();
            self.services[station].waves = site.wave.is_some();
        }
        let has_errors = facts.stations.iter().any(|station| station.errors > 0.0);
        let orders = if has_errors {
            self.world.visits.len()
        } else {
            0
        };
        state.rework.begin(orders);
        let sends_back = facts.stations.iter().any(|station| station.catches > 0.0);
        state.saved.begin(has_errors && sends_back);
        state.supplies.begin(&self.plan.supplies);
        state.paces.clear();
        state.paces.resize(stations * state.people.len(), 0.0);
        self.order_supplies();
        self.state.calendar = self.next_in_calendar();
    }

    fn play(&mut self) {
        #[cfg(test)]
        if self.state.always_one_by_one {
            self.play_one_by_one();
            return;
        }
        loop {
            if self.state.one_by_one {
                if !self.step() {
                    break;
                }
            } else {
                let next = self.state.calendar;
                self.sweep(next.min(self.end + 1));
                if next > self.end {
                    break;
                }
                self.now = next;
                self.turn_calendar();
                if !self.state.staying.is_empty() {
                    self.part();
                    self.settle_now();
                }
            }
            if self.state.one_by_one && self.state.staying.is_empty() {
                self.join();
            }
        }
        self.go_home();
    }

    #[cfg(test)]
    fn play_one_by_one(&mut self) {
        self.part();
        while self.step() {}
        self.go_home();
    }

    /// The end of what is followed.
    fn go_home(&mut self) {
        self.now = self.end;
        for person in 0..self.state.people.len() {
            self.leave(person);
        }
        self.services.iter_mut().for_each(Services::finish);
    }

    /// The next time at which anything happens, where things happen one by one; tells whether there is one before the end.
    fn step(&mut self) -> bool {
        let entry = self.state.entries.stamps().get(self.state.entered);
        let entry = entry.map_or(Ticks::MAX, |stamp| stamp.time());
        let next = self.state.in_hand.next().min(entry);
        self.now = next.min(self.state.calendar);
        if self.now > self.end {
            return false;
        }
        if self.state.calendar == self.now {
            self.turn_calendar();
        }
        self.settle_now();
        true
    }

    /// What happens now beside what stands in the calendar.
    fn settle_now(&mut self) {
        self.enter();
        self.settle();
        self.send_home();
    }

    /// A station has something to look at.
    fn wake(&mut self, station: usize) {
        if let Some(rank) = self.state.sites[station].rank {
            self.state.awake.wake(rank);
        }
    }
}
