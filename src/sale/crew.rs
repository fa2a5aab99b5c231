//! The line worked by people on shifts: the same queues, cut into epochs at which people come and go.
//!
//! Within an epoch each station in turn takes its waiting orders in order of arrival: an order starts when it is there
//! and the earliest person is free, and not at or after the epoch's end; who has begun finishes. Only the queues, the
//! work in hand and everybody's free time cross from one epoch to the next.

use super::Facts;
use super::plan::Plan;
use super::play::{Buffers, work_of};
use super::roster::{Epoch, Roster};
use super::time::{Runs, Stamp, Ticks};
use super::world::World;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Buffers for playing shifts, reused from play to play.
#[derive(Clone, Debug, Default)]
pub struct CrewBuffers {
    /// Everybody's state.
    people: Vec<State>,
    absent: Vec<bool>,
    /// By station: who was there, as (from, to, heads), by time.
    pub presence: Vec<Vec<(Ticks, Ticks, u32)>>,
    /// By station: orders that come to it from outside the line.
    fresh: Vec<Runs>,
    fed: Vec<usize>,
    /// By station (and last the orders that are done): arrivals of the present epoch.
    coming: Vec<Runs>,
    /// By station: ends of work in hand.
    in_hand: Vec<Vec<Stamp>>,
    /// By station: when each piece of equipment is free, where it limits the people.
    equipment: Vec<Vec<Ticks>>,
    free: BinaryHeap<Reverse<Stamp>>,
    spare: Vec<Stamp>,
}

/// A person's state.
#[derive(Clone, Copy, Debug)]
struct State {
    /// When the last work begun is done.
    free: Ticks,
    /// Own speed.
    speed: f64,
    /// Time on duty since the present shift began, and over all, up to the present epoch.
    on_duty: (Ticks, Ticks),
    /// The shift that time belongs to.
    shift: Option<(usize, i64)>,
}

/// Works the whole line.
pub fn work_line(
    facts: &Facts,
    plan: &Plan,
    roster: &Roster,
    world: &World,
    buffers: &mut Buffers,
) {
    let mut crew = std::mem::take(&mut buffers.crew);
    crew.begin(facts, plan, roster, world, buffers);
    for epoch in &roster.epochs {
        for &station in &facts.routes.sequence {
            crew.receive(station, epoch, facts.end(), buffers);
            crew.serve((facts, roster, world), station, epoch, buffers);
            crew.send(facts, station, epoch, buffers);
        }
        crew.spend(roster, epoch);
    }
    let done = facts.stations.len();
    crew.receive(
        done,
        &Epoch {
            from: 0,
            to: Ticks::MAX,
            on: Vec::new(),
        },
        facts.end(),
        buffers,
    );
    buffers.crew = crew;
}

impl CrewBuffers {
    /// Person-ticks at a station between two times.
    pub fn there(&self, station: usize, (from, to): (Ticks, Ticks)) -> Ticks {
        let spans = self.presence[station].iter();
        let clipped = spans.map(|&(begin, end, heads)| {
            end.min(to).saturating_sub(begin.max(from)) * Ticks::from(heads)
        });
        clipped.sum()
    }

    fn begin(
        &mut self,
        facts: &Facts,
        plan: &Plan,
        roster: &Roster,
        world: &World,
        buffers: &mut Buffers,
    ) {
        let stations = facts.stations.len();
        let personal = roster.people.iter().map(|person| {
            let speed = person.team.map_or(1.0, |team| {
                facts.teams[team].personal_speed(world.key, person.number)
            });
            State {
                free: 0,
                speed,
                on_duty: (0, 0),
                shift: None,
            }
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
        // What `sell` laid out is taken in epoch by epoch.
        std::mem::swap(&mut self.fresh, &mut buffers.arrivals);
        buffers.arrivals.resize_with(stations + 1, Runs::default);
        self.coming.resize_with(stations + 1, Runs::default);
        for runs in buffers.arrivals.iter_mut().chain(&mut self.coming) {
            runs.clear();
        }
        for runs in &mut self.fresh {
            runs.merge(&mut self.spare);
        }
        self.fed.clear();
        self.fed.resize(stations + 1, 0);
        self.in_hand.resize_with(stations, Vec::new);
        self.in_hand.iter_mut().for_each(Vec::clear);
        self.presence.resize_with(stations, Vec::new);
        self.presence.iter_mut().for_each(Vec::clear);
        self.equipment.resize_with(stations, Vec::new);
        for (free, staffing) in self.equipment.iter_mut().zip(&plan.staffing) {
            free.clear();
            free.resize(staffing.equipment.unwrap_or(0), 0);
        }
        for services in &mut buffers.services {
            services.clear();
        }
    }

    /// The epoch's arrivals join the queue.
    fn receive(&mut self, station: usize, epoch: &Epoch, end: Ticks, buffers: &mut Buffers) {
        let coming = &mut self.coming[station];
        if let Some(fresh) = self.fresh.get(station) {
            let left = &fresh.stamps()[self.fed[station]..];
            // The last epoch takes in what comes at the very end.
            let count = left.partition_point(|stamp| stamp.time() < epoch.to || epoch.to >= end);
            coming.begin();
            left[..count].iter().for_each(|&stamp| coming.push(stamp));
            self.fed[station] += count;
        }
        coming.merge(&mut self.spare);
        let arrivals = &mut buffers.arrivals[station];
        coming
            .stamps()
            .iter()
            .for_each(|&stamp| arrivals.push(stamp));
        coming.clear();
    }

    /// Who is at the station in the epoch, by the time from which each is free.
    fn gather(&mut self, roster: &Roster, station: usize, epoch: &Epoch) {
        self.free.clear();
        for index in epoch.on(station) {
            if self.absent[index] {
                continue;
            }
            let duty = roster.duties[index];
            let state = &mut self.people[duty.person];
            if duty.shift != state.shift {
                state.shift = duty.shift;
                state.on_duty.0 = 0;
            }
            let free = state.free.max(epoch.from);
            self.free.push(Reverse(Stamp::new(free, duty.person)));
        }
        if !self.free.is_empty() {
            self.presence[station].push((epoch.from, epoch.to, self.free.len() as u32));
        }
    }

    /// The station works until the epoch ends.
    fn serve(
        &mut self,
        (facts, roster, world): (&Facts, &Roster, &World),
        station: usize,
        epoch: &Epoch,
        buffers: &mut Buffers,
    ) {
        self.gather(roster, station, epoch);
        if self.free.is_empty() {
            return;
        }
        let Buffers {
            arrivals,
            services,
            cut,
            ..
        } = buffers;
        let services = &mut services[station];
        let equipment = &mut self.equipment[station];
        // Work in hand of people who have left still takes its place, so it is kept account of at any time.
        let limited = !equipment.is_empty();
        let queue = &arrivals[station].stamps()[services.starts.len()..];
        for arrival in queue {
            let Some(mut earliest) = self.free.peek_mut() else {
                break;
            };
            let Reverse(free) = *earliest;
            let machine = if limited { first_free(equipment) } else { 0 };
            let ready = if limited { equipment[machine] } else { 0 };
            let start = arrival.time().max(free.time()).max(ready);
            if start >= epoch.to || start >= facts.end() {
                break;
            }
            let person = free.order();
            let state = &self.people[person];
            let spent = start - epoch.from;
            let skill = roster.people[person].team.map_or(1.0, |team| {
                let on_duty = (state.on_duty.0 + spent, state.on_duty.1 + spent);
                facts.teams[team].speed(station, on_duty)
            });
            let work = work_of(facts, world, station, arrival.order(), cut);
            let took = stretch(work, skill * state.speed);
            let done = start + Ticks::from(took);
            services.push(start, took, person);
            self.in_hand[station].push(Stamp::new(done, arrival.order()));
            if limited {
                equipment[machine] = done;
            }
            *earliest = Reverse(Stamp::new(done, person));
        }
        for Reverse(free) in self.free.drain() {
            self.people[free.order()].free = free.time();
        }
    }

    /// What is done by the epoch's end goes on to its next station.
    fn send(&mut self, facts: &Facts, station: usize, epoch: &Epoch, buffers: &Buffers) {
        let in_hand = &mut self.in_hand[station];
        in_hand.sort_unstable();
        let last = epoch.to >= facts.end();
        let count = in_hand.partition_point(|done| {
            if last {
                done.time() <= facts.end()
            } else {
                done.time() < epoch.to
            }
        });
        self.coming.iter_mut().for_each(Runs::begin);
        for done in in_hand.drain(..count) {
            let route = usize::from(buffers.route[done.order()]);
            self.coming[facts.routes.next(route, station)].push(done);
        }
    }

    /// Everybody there has spent the epoch on duty.
    fn spend(&mut self, roster: &Roster, epoch: &Epoch) {
        for &(_, duty) in &epoch.on {
            if !self.absent[duty as usize] {
                let state = &mut self.people[roster.duties[duty as usize].person];
                state.on_duty.0 += epoch.to - epoch.from;
                state.on_duty.1 += epoch.to - epoch.from;
            }
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

fn first_free(equipment: &[Ticks]) -> usize {
    let mut first = 0;
    for (index, free) in equipment.iter().enumerate() {
        if *free < equipment[first] {
            first = index;
        }
    }
    first
}
