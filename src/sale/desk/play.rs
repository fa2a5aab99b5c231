//! A desk from the opening to the end of `follow`, event by event.
//!
//! At one time chats are done first, then people go and come, then contacts join the queue, then chats begin; last, those
//! leave whose wait has reached their patience. Equal contacts are taken by number of order and of kind.

use super::agents::{Agents, Seats};
use super::waiting::Waiting;
use super::{Chat, DeskBuffers};
use crate::random::WorldKey;
use crate::sale::Facts;
use crate::sale::money::wages::PaidHours;
use crate::sale::packing::PackingBuffers;
use crate::sale::play::NEVER;
use crate::sale::roster::Roster;
use crate::sale::time::{Ticks, ticks};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Times of chats, the earliest first.
pub(super) type Times = BinaryHeap<Reverse<(Ticks, u32)>>;

/// A place in the queue: priority with its sign turned, time of arrival, order, kind; and the chat.
type Place = (i32, Ticks, u32, u16, u32);

/// Buffers of a desk.
#[derive(Clone, Debug, Default)]
pub struct State {
    pub(super) agents: Agents,
    /// Who waits; those who left are among them.
    queue: BinaryHeap<Reverse<Place>>,
    pub(super) done: Times,
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
    state.agents.begin();
    state.queue.clear();
    for times in [&mut state.done, &mut state.leaving, &mut state.coming_back] {
        times.clear();
    }
    let seats = Seats {
        place: facts.stations.len() + desk,
        chats: facts.desks[desk].chats,
    };
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

/// The time of the earliest, if there is any.
pub(super) fn earliest(times: &Times) -> Ticks {
    times.peek().map_or(NEVER, |Reverse((at, _))| *at)
}

/// Takes the earliest, if its time has come.
pub(super) fn due(times: &mut Times, now: Ticks) -> Option<usize> {
    if earliest(times) != now {
        return None;
    }
    times.pop().map(|Reverse((_, chat))| chat as usize)
}

impl<W: Waiting> Play<'_, W> {
    fn run(&mut self, end: Ticks) {
        self.skip_edges();
        loop {
            self.now = self.next();
            if self.now >= end {
                break;
            }
            while let Some(chat) = due(&mut self.state.done, self.now) {
                let person = self.chats[chat].person as usize;
                self.state.agents.close(person, self.now, self.seats);
            }
            self.pass_edges();
            self.take_in();
            self.begin_chats();
            // A chat that takes no time may be done before anybody leaves.
            if earliest(&self.state.done) > self.now {
                while let Some(chat) = due(&mut self.state.leaving, self.now) {
                    self.leave(chat);
                }
            }
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
    fn next(&self) -> Ticks {
        let state = &self.state;
        let coming = self.chats[..self.first].get(self.came);
        let edge = self.roster.edges.get(self.passed);
        coming
            .map_or(NEVER, |chat| chat.arrived)
            .min(edge.map_or(NEVER, |edge| edge.at))
            .min(earliest(&state.done))
            .min(earliest(&state.leaving))
            .min(earliest(&state.coming_back))
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
        while let Some(chat) = due(&mut self.state.coming_back, self.now) {
            self.join(chat);
        }
    }

    fn join(&mut self, chat: usize) {
        let joins = &self.chats[chat];
        if let Some(patience) = self.who.patience(joins) {
            let leaves = joins.arrived.saturating_add(patience);
            self.state.leaving.push(Reverse((leaves, chat as u32)));
        }
        let Chat {
            arrived,
            order,
            kind,
            ..
        } = *joins;
        let place = (-self.who.priority(joins), arrived, order, kind, chat as u32);
        self.state.queue.push(Reverse(place));
    }

    /// Who is free takes who is first in the queue.
    fn begin_chats(&mut self) {
        while let Some(chat) = self.first_waiting()
            && let Some(person) = self.state.agents.next()
        {
            self.state.queue.pop();
            let work = self.who.work(&self.chats[chat]);
            let agents = &mut self.state.agents;
            let speed = agents.open(person, self.now, self.facts, self.roster, self.seats);
            let ended = self.now.saturating_add(ticks(work / speed));
            let chat_now = &mut self.chats[chat];
            (chat_now.started, chat_now.ended) = (self.now, ended);
            chat_now.person = person as u32;
            self.state.done.push(Reverse((ended, chat as u32)));
        }
    }

    fn first_waiting(&mut self) -> Option<usize> {
        let queue = &mut self.state.queue;
        while let Some(&Reverse((.., chat))) = queue.peek() {
            if self.chats[chat as usize].left == NEVER {
                return Some(chat as usize);
            }
            queue.pop();
        }
        None
    }

    /// A contact has waited as long as its patience lasts, and leaves unless it was answered. It may come back.
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
            self.state.coming_back.push(Reverse((back, place)));
        }
    }
}
