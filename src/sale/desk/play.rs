//! A desk from the opening to the end of `follow`, event by event.
//!
//! At one time chats are done first, then people go and come, then contacts join the queue, then chats begin; last, those
//! leave whose wait has reached their patience. Equal contacts are taken by number of order and of kind. When somebody has
//! left is found out when it would be his turn, which tells the same; only who will come back is seen to leave in time.

use super::agents::{Agents, Seats};
use super::lines::Lines;
use super::times::Times;
use super::waiting::Waiting;
use super::{Chat, DeskBuffers};
use crate::random::WorldKey;
use crate::sale::Facts;
use crate::sale::money::wages::PaidHours;
use crate::sale::packing::PackingBuffers;
use crate::sale::play::NEVER;
use crate::sale::roster::Roster;
use crate::sale::time::{Ticks, ticks};

/// Buffers of a desk.
#[derive(Clone, Debug, Default)]
pub struct State {
    pub(super) agents: Agents,
    lines: Lines,
    pub(super) done: Times,
    /// Those who will come back if they leave.
    leaving: Times,
    coming_back: Times,
}

impl State {
    /// The people of a world.
    pub fn meet(&mut self, facts: (&Facts, &Roster), world: (WorldKey, &PackingBuffers)) {
        self.agents.meet(facts, world);
    }
}

struct Play<'a, W> {
    facts: &'a Facts,
    roster: &'a Roster,
    who: &'a W,
    seats: Seats,
    chats: &'a mut Vec<Chat>,
    state: &'a mut State,
    hours: &'a mut PaidHours,
    presence: &'a mut Vec<(Ticks, Ticks)>,
    /// How many contacts come for the first time, and how many have; the same of the roster's edges.
    first: usize,
    came: usize,
    passed: usize,
    now: Ticks,
}

/// Plays a desk whose contacts are laid out by time.
pub(super) fn play(
    (facts, roster): (&Facts, &Roster),
    who: &impl Waiting,
    desk: usize,
    buffers: &mut DeskBuffers,
) {
    let DeskBuffers {
        chats,
        presence,
        hours,
        state,
        ..
    } = buffers;
    let (chats, presence) = (&mut chats[desk], &mut presence[desk]);
    presence.clear();
    let seats = Seats {
        place: facts.stations.len() + desk,
        chats: facts.desks[desk].chats,
    };
    state.agents.begin(seats);
    state.lines.begin(who.priorities());
    for times in [&mut state.done, &mut state.leaving, &mut state.coming_back] {
        times.clear();
    }
    let mut play = Play {
        facts,
        roster,
        who,
        seats,
        first: chats.len(),
        chats,
        state,
        hours,
        presence,
        came: 0,
        passed: 0,
        now: 0,
    };
    play.run(facts.end());
}

impl<W: Waiting> Play<'_, W> {
    fn run(&mut self, end: Ticks) {
        self.skip_edges();
        loop {
            self.now = self.next();
            if self.now >= end {
                break;
            }
            while let Some(chat) = self.state.done.due(self.now) {
                let person = self.chats[chat as usize].person as usize;
                self.state.agents.close(person, self.now, self.seats);
            }
            self.pass_edges();
            self.take_in();
            self.begin_chats();
            // A chat that takes no time may be done before anybody leaves.
            if self.state.done.earliest() > self.now {
                while let Some(chat) = self.state.leaving.due(self.now) {
                    self.leave(chat as usize);
                }
            }
        }
        while let Some(chat) = self.state.lines.pop() {
            self.has_left(chat, end);
        }
        let Self {
            state,
            roster,
            hours,
            presence,
            ..
        } = self;
        state.agents.end(end, roster, hours, presence);
    }

    /// When something happens next.
    #[inline]
    fn next(&self) -> Ticks {
        let state = &self.state;
        let coming = self.chats[..self.first].get(self.came);
        let edge = self.roster.edges.get(self.passed);
        coming
            .map_or(NEVER, |chat| chat.arrived)
            .min(edge.map_or(NEVER, |edge| edge.at))
            .min(state.done.earliest())
            .min(state.leaving.earliest())
            .min(state.coming_back.earliest())
    }

    /// Passes over the comings and goings at other desks.
    fn skip_edges(&mut self) {
        let duties = &self.roster.duties;
        while let Some(edge) = self.roster.edges.get(self.passed)
            && duties[edge.duty].station != self.seats.place
        {
            self.passed += 1;
        }
    }

    fn pass_edges(&mut self) {
        while let Some(&edge) = self.roster.edges.get(self.passed)
            && edge.at == self.now
        {
            let agents = &mut self.state.agents;
            let span = agents.pass(edge, self.roster, self.seats, self.hours);
            self.presence.extend(span);
            self.passed += 1;
            self.skip_edges();
        }
    }

    /// Contacts join the queue.
    fn take_in(&mut self) {
        while self.came < self.first && self.chats[self.came].arrived == self.now {
            self.join(self.came);
            self.came += 1;
        }
        while let Some(chat) = self.state.coming_back.due(self.now) {
            self.join(chat as usize);
        }
    }

    #[inline]
    fn join(&mut self, chat: usize) {
        let joins = &self.chats[chat];
        if self.who.comes_back_after(joins).is_some()
            && let Some(patience) = self.who.patience(chat, joins)
        {
            let leaves = joins.arrived.saturating_add(patience);
            self.state.leaving.push(leaves, chat as u32);
        }
        let priority = self.who.priority(joins);
        self.state.lines.join(self.chats, chat, priority);
    }

    /// Who is free takes who is first in the queue.
    fn begin_chats(&mut self) {
        while !self.state.lines.is_empty()
            && let Some(person) = self.state.agents.next()
        {
            let Some(chat) = self.state.lines.pop() else {
                return;
            };
            if self.has_left(chat, self.now) {
                continue;
            }
            let work = self.who.work(chat, &self.chats[chat]);
            let agents = &mut self.state.agents;
            let speed = agents.open(person, self.now, self.facts, self.roster, self.seats);
            let ended = self.now.saturating_add(ticks(work / speed));
            let begins = &mut self.chats[chat];
            (begins.started, begins.ended) = (self.now, ended);
            begins.person = person as u32;
            self.state.done.push(ended, chat as u32);
        }
    }

    /// Whether somebody who waited has left before a time.
    fn has_left(&mut self, chat: usize, now: Ticks) -> bool {
        let waited = &mut self.chats[chat];
        if waited.left == NEVER && waited.arrived < now {
            let patience = self.who.patience(chat, waited);
            let leaves = patience.map_or(NEVER, |patience| waited.arrived.saturating_add(patience));
            if leaves < now {
                waited.left = leaves;
            }
        }
        waited.left != NEVER
    }

    /// A contact that will come back has waited as long as its patience lasts, and leaves unless it was answered.
    fn leave(&mut self, chat: usize) {
        let leaves = &mut self.chats[chat];
        if leaves.started != NEVER {
            return;
        }
        leaves.left = self.now;
        let Chat {
            order,
            kind,
            attempt,
            ..
        } = *leaves;
        let Some(after) = self.who.comes_back_after(leaves) else {
            return;
        };
        let back = self.now.saturating_add(after);
        if back < self.facts.end() {
            let place = self.chats.len() as u32;
            self.chats.push(Chat::new(back, (order, kind), attempt + 1));
            self.state.coming_back.push(back, place);
        }
    }
}
