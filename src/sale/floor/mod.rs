//! The line worked by people who come and go: the shop floor, event by event.
//!
//! Everything that happens is work that gets done, orders that enter, and what stands in the calendar: people who come
//! and go, breaks, deliveries, repairs. What happens at one time is settled station by station along the line: orders
//! join queues in order of number, people who are done are free, then work begins. For equal people at speed 1 this is
//! the recursion of [`super::station::serve`] to the last tick.

mod awake;
mod person;
mod site;

use super::Facts;
use super::plan::Plan;
use super::play::{Buffers, work_of};
use super::roster::{Edge, Roster};
use super::station::Services;
use super::time::{Runs, Stamp, Ticks};
use super::world::World;
use awake::Awake;
use person::{Person, Whereabouts};
use site::Site;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Buffers of the floor, reused from play to play.
#[derive(Clone, Debug, Default)]
pub struct FloorBuffers {
    people: Vec<Person>,
    sites: Vec<Site>,
    in_hand: BinaryHeap<Reverse<Done>>,
    /// Orders that enter the line, and how many have.
    entries: Runs,
    entered: usize,
    /// How many of the roster's edges are passed.
    edges: usize,
    timers: BinaryHeap<Reverse<(Ticks, Timer)>>,
    awake: Awake,
    absent: Vec<bool>,
    /// By station: who was there, as (from, to) of one person.
    presence: Vec<Vec<(Ticks, Ticks)>>,
    /// All time people were on duty.
    on_duty: Ticks,
    spare: Vec<Stamp>,
}

/// What stands in the calendar beside the edges of the roster.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Timer {
    /// A person has walked to its new place.
    Walk { person: u32 },
}

/// Work that will be done: sorts by time, then by the station's place in the line, then by order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Done(u128);

impl Done {
    fn new(time: Ticks, rank: usize, order: usize, person: usize) -> Self {
        let place = (u128::from(time) << 8) | rank as u128;
        Self((place << 64) | ((order as u128) << 32) | person as u128)
    }

    /// When, and how far down the line.
    fn place(self) -> (Ticks, usize) {
        let place = (self.0 >> 64) as u64;
        (place >> 8, (place & 0xFF) as usize)
    }

    fn order(self) -> usize {
        (self.0 as u64 >> 32) as usize
    }

    fn person(self) -> usize {
        self.0 as u32 as usize
    }
}

impl FloorBuffers {
    /// Person-ticks at a station between two times.
    pub fn there(&self, station: usize, (from, to): (Ticks, Ticks)) -> Ticks {
        let spans = self.presence[station].iter();
        spans
            .map(|&(begin, end)| end.min(to).saturating_sub(begin.max(from)))
            .sum()
    }

    /// Person-ticks on duty, wherever.
    pub fn on_duty(&self) -> Ticks {
        self.on_duty
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
    let Buffers {
        floor: state,
        arrivals,
        services,
        route,
        cut,
        ..
    } = buffers;
    state.begin(facts, roster, world, arrivals);
    for services in services.iter_mut() {
        services.clear();
    }
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
        now: 0,
        end: facts.end(),
    };
    floor.set_up();
    floor.play();
}

impl FloorBuffers {
    fn begin(&mut self, facts: &Facts, roster: &Roster, world: &World, arrivals: &mut [Runs]) {
        let personal = roster.people.iter().map(|person| {
            let speed = person.team.map_or(1.0, |team| {
                facts.teams[team].personal_speed(world.key, person.number)
            });
            Person::new(speed)
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
        // What `sell` laid out at each station enters in one sequence.
        self.entries.clear();
        for runs in arrivals {
            self.entries.append_runs(runs);
            runs.clear();
        }
        self.entries.merge(&mut self.spare);
        self.in_hand.clear();
        self.timers.clear();
        self.awake.clear();
        (self.entered, self.edges, self.on_duty) = (0, 0, 0);
    }
}

impl Floor<'_> {
    /// The stations before anybody comes.
    fn set_up(&mut self) {
        let stations = self.facts.stations.len();
        self.state.presence.resize_with(stations, Vec::new);
        self.state.presence.iter_mut().for_each(Vec::clear);
        self.state.sites.resize_with(stations, Site::default);
        for (site, staffing) in self.state.sites.iter_mut().zip(&self.plan.staffing) {
            site.begin(staffing);
        }
        for (rank, &station) in self.facts.routes.sequence.iter().enumerate() {
            self.state.sites[station].rank = Some(rank);
        }
    }

    fn play(&mut self) {
        loop {
            let calendar = self.next_in_calendar();
            let entry = self.state.entries.stamps().get(self.state.entered);
            let entry = entry.map_or(Ticks::MAX, |stamp| stamp.time());
            let done = self.state.in_hand.peek();
            let done = done.map_or(Ticks::MAX, |Reverse(done)| done.place().0);
            self.now = calendar.min(entry).min(done);
            if self.now > self.end {
                break;
            }
            if calendar == self.now {
                self.turn_calendar();
            }
            if entry == self.now {
                self.enter();
            }
            self.settle();
        }
        self.now = self.end;
        for person in 0..self.state.people.len() {
            self.leave(person);
        }
    }

    fn next_in_calendar(&self) -> Ticks {
        let edge = self.roster.edges.get(self.state.edges);
        let edge = edge.map_or(Ticks::MAX, |edge| edge.at);
        let timer = self.state.timers.peek();
        timer.map_or(edge, |Reverse((at, _))| edge.min(*at))
    }

    /// People come and go, and timers go off.
    fn turn_calendar(&mut self) {
        while let Some(&Edge { at, comes, duty }) = self.roster.edges.get(self.state.edges)
            && at == self.now
        {
            self.state.edges += 1;
            if self.state.absent[duty] {
                continue;
            }
            if comes {
                self.come(duty);
            } else {
                self.leave(self.roster.duties[duty].person);
            }
        }
        while let Some(&Reverse((at, timer))) = self.state.timers.peek()
            && at == self.now
        {
            self.state.timers.pop();
            match timer {
                Timer::Walk { person } => {
                    // Who has left in between does not arrive.
                    let state = &self.state.people[person as usize];
                    if state.whereabouts == Whereabouts::Walking(at) {
                        self.arrive(person as usize);
                    }
                }
            }
        }
    }

    /// Orders enter the line.
    fn enter(&mut self) {
        while let Some(&stamp) = self.state.entries.stamps().get(self.state.entered)
            && stamp.time() == self.now
        {
            self.state.entered += 1;
            let route = usize::from(self.route[stamp.order()]);
            self.queue(self.facts.routes.first(route), stamp.order());
        }
    }

    /// An order joins a station's queue, or is done with the line.
    fn queue(&mut self, station: usize, order: usize) {
        let stamp = Stamp::new(self.now, order);
        let Some(site) = self.state.sites.get(station) else {
            self.arrivals[station].insert(stamp, 0);
            return;
        };
        self.arrivals[station].insert(stamp, site.next);
        if let Some(rank) = site.rank {
            self.state.awake.wake(rank);
        }
    }

    /// Everything that happens now, station by station along the line.
    fn settle(&mut self) {
        loop {
            let done = self.state.in_hand.peek().map(|Reverse(done)| done.place());
            let done = done.filter(|&(time, _)| time == self.now);
            let done = done.map_or(usize::MAX, |(_, rank)| rank);
            let rank = done.min(self.state.awake.first());
            if rank == usize::MAX {
                return;
            }
            while let Some(&Reverse(done)) = self.state.in_hand.peek()
                && done.place() == (self.now, rank)
            {
                self.state.in_hand.pop();
                self.complete(done);
            }
            self.state.awake.sleep(rank);
            self.start(self.facts.routes.sequence[rank]);
        }
    }

    /// Work is done: the person is free, the order goes on.
    fn complete(&mut self, done: Done) {
        let station = self.facts.routes.sequence[done.place().1];
        let order = done.order();
        let site = &mut self.state.sites[station];
        site.working -= 1;
        self.state.awake.wake(done.place().1);
        self.release(done.person());
        let route = usize::from(self.route[order]);
        self.queue(self.facts.routes.next(route, station), order);
    }

    /// A station begins what work it can.
    fn start(&mut self, station: usize) {
        if self.now >= self.end {
            return;
        }
        loop {
            let site = &mut self.state.sites[station];
            let Some(&arrival) = self.arrivals[station].stamps().get(site.next) else {
                return;
            };
            if !site.may_begin() {
                return;
            }
            let Some(person) = site.idle.pop_front() else {
                return;
            };
            site.next += 1;
            site.working += 1;
            let rank = site.rank.unwrap_or(0);
            let (order, person) = (arrival.order(), person as usize);
            let work = work_of(self.facts, self.world, station, order, self.cut);
            let took = stretch(work, self.speed(person, station));
            self.services[station].push(self.now, took, person);
            self.state.people[person].busy = true;
            let done = Done::new(self.now + Ticks::from(took), rank, order, person);
            self.state.in_hand.push(Reverse(done));
        }
    }
}

/// Work done at a speed; exact at speed 1.
fn stretch(work: u32, speed: f64) -> u32 {
    if speed == 1.0 {
        work
    } else {
        (f64::from(work) / speed + 0.5).min(f64::from(u32::MAX)) as u32
    }
}
