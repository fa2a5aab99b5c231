//! People of flexible shifts are placed anew at fixed times: where orders then spend the least time in the line, by a
//! forecast of the whole line.
//!
//! From the placement as it is, one person after another is moved, whichever shortens that time most, until no move does;
//! then two of different teams may change places. Who has work in hand finishes it first; changing stations takes its
//! time, and who has just changed stays for a while as long as orders wait there.

use super::Floor;
use super::forecast::Forecast;
use super::person::Whereabouts;
use super::water::Crew;
use crate::sale::tick::Tick;
use crate::sale::time::{minutes, ticks};

/// Buffers for placing people, reused from time to time.
#[derive(Clone, Debug, Default)]
pub struct Rebalance {
    forecast: Forecast,
    /// People who may be moved, and the place in the line where each stands or goes.
    movable: Vec<Mover>,
    /// By mover and place: speed there.
    speeds: Vec<f64>,
    /// By place: who is there.
    crews: Vec<Crew>,
}

/// Somebody who may be moved.
#[derive(Clone, Copy, Debug)]
struct Mover {
    person: usize,
    team: usize,
    was: usize,
    place: usize,
    /// Minutes of work in hand.
    hand: f64,
    /// Its row among the speeds.
    row: usize,
}

/// A better placement saves at least this share of the time orders spend in the line; for less nobody is moved.
const WORTH: f64 = 1e-4;

/// Where less than this share of the time in the line is waiting, people stay where they are.
const LITTLE: f64 = 0.03;

/// Minutes for which who has changed stations stays there while orders wait.
const SETTLE: f64 = 30.0;

/// Who goes where.
type Change = [(usize, usize); 2];

impl Rebalance {
    /// Forgets the play before.
    pub fn begin(&mut self) {
        self.forecast.forget();
    }

    /// The time orders spend in the line with people placed so; looked at as far as the limit.
    fn cost(&mut self, limit: f64) -> f64 {
        self.forecast.cost(&self.crews, limit)
    }

    /// Whether two people can change places, and a place that is short of hands has somebody faster then.
    fn gains(&self, (one, from): (usize, usize), (two, to): (usize, usize)) -> bool {
        let speed = |index: usize, place: usize| self.speeds[self.movable[index].row + place];
        let short = &self.forecast.short;
        let gains = |one: usize, two: usize, place: usize| {
            short[place] && speed(one, place) > speed(two, place)
        };
        let gain = gains(one, two, to) || gains(two, one, from);
        gain && self.can(one, to) && self.can(two, from)
    }

    fn can(&self, index: usize, place: usize) -> bool {
        self.speeds[self.movable[index].row + place] > 0.0
    }
}

impl Floor<'_> {
    /// Places the people of a flexible shift anew.
    pub fn rebalance(&mut self, tick: Tick) {
        let mut rebalance = std::mem::take(&mut self.state.rebalance);
        if !rebalance.forecast.is_learned() {
            self.learn(&mut rebalance.forecast);
        }
        rebalance.forecast.span = tick.span;
        if self.look(tick, &mut rebalance.forecast) && self.gather(tick, &mut rebalance) {
            rebalance.forecast.find_net();
            self.improve(&mut rebalance);
            for index in 0..rebalance.movable.len() {
                let mover = rebalance.movable[index];
                if mover.place != mover.was {
                    self.send(mover.person, self.facts.routes.sequence[mover.place]);
                }
            }
        }
        self.state.rebalance = rebalance;
    }

    /// Who may be moved, and what all people can do where they stand; tells whether anybody may be.
    fn gather(&self, tick: Tick, rebalance: &mut Rebalance) -> bool {
        let places = self.facts.routes.sequence.len();
        rebalance.movable.clear();
        rebalance.speeds.clear();
        rebalance.crews.clear();
        rebalance.crews.resize(places, Crew::default());
        rebalance.forecast.most.clear();
        rebalance.forecast.most.resize(places, 0.0);
        rebalance.forecast.pooled = 0.0;
        for person in 0..self.state.people.len() {
            self.gather_person(person, tick, rebalance);
        }
        // Of those who are alike, the idle are moved first.
        let busy = |mover: &Mover| self.state.people[mover.person].busy;
        rebalance
            .movable
            .sort_unstable_by_key(|mover| (mover.team, mover.place, busy(mover), mover.person));
        self.limit(rebalance);
        !rebalance.movable.is_empty()
    }

    /// What a person can do, here or anywhere.
    fn gather_person(&self, person: usize, tick: Tick, rebalance: &mut Rebalance) {
        let state = &self.state.people[person];
        let station = state.target.unwrap_or(state.place);
        if state.whereabouts == Whereabouts::Away {
            return;
        }
        let Some(place) = self.state.sites[station].rank else {
            return;
        };
        let Rebalance {
            forecast,
            movable,
            speeds,
            crews,
        } = rebalance;
        let hand = self.work_in_hand(person, forecast);
        let is_there = state.whereabouts == Whereabouts::There;
        let moves =
            is_there && state.shift == Some((tick.shift, tick.day)) && !self.has_just_come(person);
        let Some(team) = self.roster.people[person].team.filter(|_| moves) else {
            let speed = self.known_speed(person, station);
            crews[place].add(1.0, speed, hand, forecast.span);
            forecast.most[place] += speed;
            forecast.pooled += speed;
            return;
        };
        let row = speeds.len();
        let stations = self.facts.routes.sequence.iter();
        speeds.extend(stations.map(|&station| self.known_speed(person, station)));
        forecast.count_in(&speeds[row..]);
        crews[place].add(1.0, speeds[row + place], hand, forecast.span);
        movable.push(Mover {
            person,
            team,
            was: place,
            place,
            hand,
            row,
        });
    }

    /// Equipment limits how many can work at once.
    fn limit(&self, rebalance: &mut Rebalance) {
        let Rebalance {
            forecast,
            movable,
            speeds,
            crews,
        } = rebalance;
        forecast.limits.clear();
        for (place, &station) in self.facts.routes.sequence.iter().enumerate() {
            let equipment = self.plan.staffing[station].equipment;
            let limit = equipment.map_or(f64::MAX, |pieces| pieces as f64);
            forecast.limits.push(limit);
            let come = |mover: &&Mover| mover.place != place && speeds[mover.row + place] > 0.0;
            let heads = crews[place].heads + movable.iter().filter(come).count() as f64;
            if heads > limit {
                forecast.most[place] *= limit / heads;
            }
        }
    }

    /// Minutes a person still needs for the work it has in hand, half done on average.
    fn work_in_hand(&self, person: usize, forecast: &Forecast) -> f64 {
        let state = &self.state.people[person];
        let rank = self.state.sites.get(state.place).and_then(|site| site.rank);
        match rank {
            Some(rank) if state.busy => {
                0.5 * forecast.work(rank) / self.known_speed(person, state.place).max(1e-3)
            }
            _ => 0.0,
        }
    }

    /// Whether a person has changed stations a short while ago and finds work where it is.
    fn has_just_come(&self, person: usize) -> bool {
        let state = &self.state.people[person];
        let waiting =
            self.state.sites[state.place].next < self.arrivals[state.place].stamps().len();
        waiting
            && state
                .moved
                .is_some_and(|moved| self.now < moved + ticks(SETTLE))
    }

    /// The speed at which people like this one work at a station, with what it has learned; nobody knows its own speed.
    /// Stations with servers of their own take nobody else.
    fn known_speed(&self, person: usize, station: usize) -> f64 {
        if self.roster.people[person].team.is_some() && self.plan.staffing[station].servers > 0 {
            return 0.0;
        }
        self.roster.people[person].team.map_or(1.0, |team| {
            self.facts.teams[team].speed(station, self.on_duty(person))
        })
    }

    /// Moves people as long as it helps.
    fn improve(&self, rebalance: &mut Rebalance) {
        let mut best = rebalance.cost(f64::INFINITY);
        if rebalance.forecast.waits < LITTLE * best {
            return;
        }
        loop {
            rebalance.forecast.find_short(&rebalance.crews);
            let asked = best * (1.0 - WORTH);
            let change = self.best_move(rebalance, asked);
            let change = change.or_else(|| self.best_exchange(rebalance, asked));
            let Some(moves) = change else {
                return;
            };
            for (mover, to) in moves {
                self.place(rebalance, mover, to);
            }
            best = rebalance.cost(f64::INFINITY);
        }
    }

    /// The move of one person that costs least, if it costs less than so much.
    fn best_move(&self, rebalance: &mut Rebalance, asked: f64) -> Option<Change> {
        let mut best = None;
        let mut limit = asked;
        for one in 0..rebalance.movable.len() {
            if is_like_before(&rebalance.movable, one) {
                continue;
            }
            let from = rebalance.movable[one].place;
            for to in 0..rebalance.crews.len() {
                if to == from || !rebalance.forecast.short[to] || !rebalance.can(one, to) {
                    continue;
                }
                self.place(rebalance, one, to);
                let cost = rebalance.cost(limit);
                if cost < limit {
                    (limit, best) = (cost, Some([(one, to), (one, to)]));
                }
                self.place(rebalance, one, from);
            }
        }
        best
    }

    /// The same of two people of different teams who change places.
    fn best_exchange(&self, rebalance: &mut Rebalance, asked: f64) -> Option<Change> {
        let mut best = None;
        let mut limit = asked;
        for one in 0..rebalance.movable.len() {
            for two in one + 1..rebalance.movable.len() {
                let (first, second) = (rebalance.movable[one], rebalance.movable[two]);
                let (from, to) = (first.place, second.place);
                if first.team == second.team
                    || from == to
                    || is_like_before(&rebalance.movable, one)
                    || is_like_before(&rebalance.movable, two)
                    || !rebalance.gains((one, from), (two, to))
                {
                    continue;
                }
                self.place(rebalance, one, to);
                self.place(rebalance, two, from);
                let cost = rebalance.cost(limit);
                if cost < limit {
                    (limit, best) = (cost, Some([(one, to), (two, from)]));
                }
                self.place(rebalance, two, to);
                self.place(rebalance, one, from);
            }
        }
        best
    }

    /// Lets a person stand at a place. Who changes stations does nothing there before its work in hand is done and it has
    /// walked.
    fn place(&self, rebalance: &mut Rebalance, index: usize, to: usize) {
        let mover = rebalance.movable[index];
        let span = rebalance.forecast.span;
        let shift = self.state.people[mover.person].shift;
        let walk = shift.map_or(0.0, |(shift, _)| minutes(self.roster.shifts[shift].switch));
        let lost = |place: usize| mover.hand + if place == mover.was { 0.0 } else { walk };
        let speeds = &rebalance.speeds[mover.row..];
        let (here, there) = (mover.place, to);
        rebalance.crews[here].add(-1.0, speeds[here], lost(here), span);
        rebalance.crews[there].add(1.0, speeds[there], lost(there), span);
        rebalance.movable[index].place = to;
    }

    /// A person is to stand at another station; who has work in hand finishes it first.
    fn send(&mut self, person: usize, to: usize) {
        let state = &mut self.state.people[person];
        if state.busy && !self.state.one_by_one {
            self.send_later(person, to);
        } else if state.busy {
            state.target = (to != state.place).then_some(to);
        } else {
            self.walk(person, to);
        }
    }
}

/// Whether somebody before is the same in all that counts.
fn is_like_before(movable: &[Mover], index: usize) -> bool {
    let one = movable[index];
    index > 0 && {
        let before = movable[index - 1];
        (before.team, before.was, before.place) == (one.team, one.was, one.place)
    }
}
