//! The people of a desk: who is there, how many chats each has open, who takes the next.

use super::turns::Turns;
use crate::random::WorldKey;
use crate::sale::Facts;
use crate::sale::money::wages::PaidHours;
use crate::sale::overtime::HourKind;
use crate::sale::packing::PackingBuffers;
use crate::sale::roster::{Edge, Roster};
use crate::sale::time::Ticks;

/// Everybody who sits at desks, by place in the roster; reused from play to play.
#[derive(Clone, Debug, Default)]
pub struct Agents {
    people: Vec<Agent>,
    /// By duty: whether its person is absent.
    absent: Vec<bool>,
    turns: Turns,
}

#[derive(Clone, Copy, Debug, Default)]
struct Agent {
    /// Own speed.
    speed: f64,
    /// On duty before the opening, packing boxes.
    packed: Ticks,
    is_there: bool,
    open: u32,
    /// On duty since.
    since: Ticks,
    /// Time on duty before `since`: in the present shift, and over all.
    on_duty: (Ticks, Ticks),
    shift: Option<(usize, i64)>,
}

/// Where people sit: a desk, as a place among the skills of teams, and how many chats each has open at most.
#[derive(Clone, Copy, Debug)]
pub struct Seats {
    /// The place.
    pub place: usize,
    /// Chats a person.
    pub chats: u32,
}

impl Agents {
    /// The people of a world.
    pub fn meet(
        &mut self,
        (facts, roster): (&Facts, &Roster),
        (key, packing): (WorldKey, &PackingBuffers),
    ) {
        self.people.clear();
        self.people.extend(roster.people.iter().map(|person| {
            let (speed, packed) = person.team.map_or((1.0, 0), |team| {
                let speed = facts.teams[team].personal_speed(key, person.number);
                (speed, packing.worked(team, person.number))
            });
            Agent {
                speed,
                packed,
                ..Agent::default()
            }
        }));
        self.absent.clear();
        self.absent.extend(roster.duties.iter().map(|duty| {
            let person = roster.people[duty.person];
            let (Some(team), Some((shift, day))) = (person.team, duty.shift) else {
                return false;
            };
            facts.teams[team].is_absent(key, person.number, &roster.shifts[shift].id, day)
        }));
    }

    /// A desk before anybody comes.
    pub fn begin(&mut self, seats: Seats) {
        self.turns.begin(self.people.len(), seats.chats);
        for agent in &mut self.people {
            *agent = Agent {
                speed: agent.speed,
                packed: agent.packed,
                on_duty: (0, agent.packed),
                ..Agent::default()
            };
        }
    }

    /// Somebody comes or goes. Who goes finishes the chats that are open; tells the time that was spent on duty.
    pub fn pass(
        &mut self,
        edge: Edge,
        roster: &Roster,
        seats: Seats,
        hours: &mut PaidHours,
    ) -> Option<(Ticks, Ticks)> {
        if self.absent[edge.duty] {
            return None;
        }
        let duty = roster.duties[edge.duty];
        if !edge.comes {
            return self.leave(duty.person, edge.at, roster, hours);
        }
        let agent = &mut self.people[duty.person];
        if agent.shift != duty.shift || duty.shift.is_none() {
            agent.shift = duty.shift;
            // A shift that was on at the opening has tired and taught its people.
            agent.on_duty.0 = duty.before;
            agent.on_duty.1 += duty.before;
        }
        (agent.since, agent.is_there) = (edge.at, true);
        self.queue(duty.person, edge.at, seats);
        None
    }

    /// A person goes off duty.
    fn leave(
        &mut self,
        person: usize,
        now: Ticks,
        roster: &Roster,
        hours: &mut PaidHours,
    ) -> Option<(Ticks, Ticks)> {
        let agent = &mut self.people[person];
        if !std::mem::replace(&mut agent.is_there, false) {
            return None;
        }
        self.turns.leave(person);
        let span = (agent.since, now);
        let rules = &roster.overtime;
        let mut kinds = [0; 4];
        if agent.shift.is_some() {
            let over = rules.after.map_or(Ticks::MAX, |after| {
                agent.since + after.saturating_sub(agent.on_duty.0)
            });
            rules.add(span, over, &mut kinds);
        } else {
            kinds[HourKind::Regular as usize] = now - agent.since;
        }
        let of = (agent.shift.map(|(shift, _)| shift)).zip(roster.people[person].team);
        hours.add(of, kinds);
        agent.on_duty.0 += now - agent.since;
        agent.on_duty.1 += now - agent.since;
        Some(span)
    }

    /// Everybody goes home.
    pub fn end(
        &mut self,
        now: Ticks,
        roster: &Roster,
        hours: &mut PaidHours,
        presence: &mut Vec<(Ticks, Ticks)>,
    ) {
        let people = 0..self.people.len();
        presence.extend(people.filter_map(|person| self.leave(person, now, roster, hours)));
    }

    /// Who takes the next chat, if anybody can.
    #[inline]
    pub fn next(&self) -> Option<usize> {
        self.turns.next()
    }

    /// A person begins a chat; returns its speed.
    pub fn open(
        &mut self,
        person: usize,
        now: Ticks,
        facts: &Facts,
        roster: &Roster,
        seats: Seats,
    ) -> f64 {
        let agent = &mut self.people[person];
        agent.open += 1;
        let spent = now - agent.since;
        let on_duty = (agent.on_duty.0 + spent, agent.on_duty.1 + spent);
        let team = roster.people[person].team;
        let skill = team.map_or(1.0, |team| facts.teams[team].speed(seats.place, on_duty));
        let speed = skill * agent.speed;
        self.queue(person, now, seats);
        speed
    }

    /// A chat is done.
    pub fn close(&mut self, person: usize, now: Ticks, seats: Seats) {
        self.people[person].open -= 1;
        self.queue(person, now, seats);
    }

    /// A person's turn is another one now.
    fn queue(&mut self, person: usize, now: Ticks, seats: Seats) {
        self.turns.leave(person);
        let agent = &self.people[person];
        if agent.is_there && agent.open < seats.chats {
            self.turns.join(person, agent.open, now);
        }
    }
}
