//! What stands in the calendar of the floor: people who come and go, timers, times at which people are placed anew.

use super::{Floor, Note};
use crate::sale::roster::Edge;
use crate::sale::time::Ticks;
use std::cmp::Reverse;

/// What stands in the calendar beside the edges and ticks of the roster.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Timer {
    /// A delivery of a consumable comes.
    Delivery { consumable: u32 },
    /// A piece of equipment fails or is repaired.
    Turn { station: u32, piece: u32 },
    /// The first order of a wave has waited long enough.
    Wave { station: u32 },
    /// A person that is to go to another station has finished its work.
    Free { person: u32 },
    /// A person has walked to its new place.
    Walk { person: u32 },
    /// A person has stayed as long as people may.
    Limit { person: u32 },
}

impl Timer {
    pub fn turn(station: usize, piece: usize) -> Self {
        let (station, piece) = (station as u32, piece as u32);
        Self::Turn { station, piece }
    }
}

impl Floor<'_> {
    /// Something is to happen at a time.
    pub fn set_timer(&mut self, at: Ticks, timer: Timer) {
        self.state.timers.push(Reverse((at, timer)));
        self.state.calendar = self.state.calendar.min(at);
    }

    pub fn next_in_calendar(&self) -> Ticks {
        let (edges, ticks) = self.state.passed;
        let edge = self
            .roster
            .edges
            .get(edges)
            .map_or(Ticks::MAX, |edge| edge.at);
        let tick = self
            .roster
            .ticks
            .get(ticks)
            .map_or(Ticks::MAX, |tick| tick.at);
        let timer = self.state.timers.peek();
        timer
            .map_or(Ticks::MAX, |Reverse((at, _))| *at)
            .min(edge)
            .min(tick)
    }

    /// People come and go, timers go off, people are placed anew.
    pub fn turn_calendar(&mut self) {
        while let Some(&edge) = self.roster.edges.get(self.state.passed.0)
            && edge.at == self.now
        {
            self.state.passed.0 += 1;
            self.pass(edge);
        }
        while let Some(&Reverse((at, timer))) = self.state.timers.peek()
            && at == self.now
        {
            self.state.timers.pop();
            self.go_off(timer);
        }
        while let Some(&tick) = self.roster.ticks.get(self.state.passed.1)
            && tick.at == self.now
        {
            self.state.passed.1 += 1;
            self.rebalance(tick);
        }
        self.state.calendar = self.next_in_calendar();
    }

    fn pass(&mut self, edge: Edge) {
        let Edge {
            comes, duty, last, ..
        } = edge;
        if self.state.absent[duty] {
            if comes {
                self.state.diary.push((self.now, Note::Absent { duty }));
            }
            return;
        }
        let duty = self.roster.duties[duty];
        let clears = duty
            .shift
            .is_some_and(|(shift, _)| self.roster.shifts[shift].clears);
        if comes {
            self.come(duty);
        } else if last && clears && self.now < self.end {
            self.stay(duty.person);
        } else {
            self.leave(duty.person);
        }
    }

    fn go_off(&mut self, timer: Timer) {
        match timer {
            Timer::Delivery { consumable } => self.deliver(consumable as usize),
            Timer::Wave { station } => self.wake(station as usize),
            Timer::Free { person } => self.end_work(person as usize),
            Timer::Walk { person } => self.end_walk(person as usize),
            Timer::Limit { person } => self.end_stay(person as usize),
            Timer::Turn { station, piece } => {
                let fact = &self.facts.stations[station as usize];
                let site = &mut self.state.sites[station as usize];
                if let Some(span) = site.turn(piece as usize, fact) {
                    let until = self.now.saturating_add(span);
                    self.set_timer(until, timer);
                    if !self.state.sites[station as usize].is_up(piece as usize) {
                        let (station, piece) = (station as usize, piece as usize);
                        let note = Note::Failed {
                            station,
                            piece,
                            until,
                        };
                        self.state.diary.push((self.now, note));
                    }
                }
                self.wake(station as usize);
            }
        }
    }
}
