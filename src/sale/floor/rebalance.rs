//! People of flexible shifts are placed anew at fixed times: where orders then spend the least time in the line, by a
//! forecast of the whole line.
//!
//! From the placement as it is, one person after another is moved, or two change places, whichever shortens that time
//! most, until nothing does. Who has work in hand finishes it first; changing stations takes its time.

use super::Floor;
use super::forecast::Forecast;
use super::person::Whereabouts;
use crate::sale::roster::Tick;
use crate::sale::time::minutes;

/// Buffers for placing people, reused from time to time.
#[derive(Clone, Debug, Default)]
pub struct Rebalance {
    forecast: Forecast,
    /// People who may be moved, and the place in the line where each stands or goes.
    movable: Vec<Mover>,
    /// By place: speed of all people there, and how many they are.
    speeds: Vec<f64>,
    heads: Vec<usize>,
    capacity: Vec<f64>,
}

/// Somebody who may be moved.
#[derive(Clone, Copy, Debug)]
struct Mover {
    person: usize,
    team: usize,
    was: usize,
    place: usize,
}

/// A better placement saves at least this share of the time orders spend in the line; for less nobody is moved.
const WORTH: f64 = 1e-3;

/// Orders that are taken to come in any case, so that no station is left by all for want of work.
const ALWAYS: f64 = 0.5;

impl Rebalance {
    /// Forgets the play before.
    pub fn begin(&mut self) {
        self.forecast.forget();
    }
}

impl Floor<'_> {
    /// Places the people of a flexible shift anew.
    pub fn rebalance(&mut self, tick: Tick) {
        let mut rebalance = std::mem::take(&mut self.state.rebalance);
        self.gather(tick, &mut rebalance);
        if !rebalance.movable.is_empty() && self.look(tick, &mut rebalance) {
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

    /// Who may be moved, and what all people can do where they stand.
    fn gather(&self, tick: Tick, rebalance: &mut Rebalance) {
        let places = self.facts.routes.sequence.len();
        rebalance.movable.clear();
        rebalance.speeds.clear();
        rebalance.speeds.resize(places, 0.0);
        rebalance.heads.clear();
        rebalance.heads.resize(places, 0);
        for (person, state) in self.state.people.iter().enumerate() {
            let station = state.target.unwrap_or(state.place);
            if state.whereabouts == Whereabouts::Away {
                continue;
            }
            let Some(place) = self.state.sites[station].rank else {
                continue;
            };
            let team = self.roster.people[person].team;
            let skill = team.map_or(1.0, |team| self.facts.teams[team].skills[station]);
            rebalance.speeds[place] += skill;
            rebalance.heads[place] += 1;
            let walks = matches!(state.whereabouts, Whereabouts::Walking(_));
            if let Some(team) = team
                && state.shift == Some((tick.shift, tick.day))
                && !walks
            {
                let was = place;
                rebalance.movable.push(Mover {
                    person,
                    team,
                    was,
                    place,
                });
            }
        }
        // Of those who are alike, the idle are moved first.
        let busy = |mover: &Mover| self.state.people[mover.person].busy;
        rebalance
            .movable
            .sort_by_key(|mover| (mover.team, mover.place, busy(mover), mover.person));
    }

    /// Sees what waits and what came of late; tells whether there is anything to do.
    fn look(&self, tick: Tick, rebalance: &mut Rebalance) -> bool {
        let forecast = &mut rebalance.forecast;
        if !forecast.is_learned() {
            self.learn(forecast);
        }
        forecast.queues.fill(0.0);
        forecast.inflow.fill(0.0);
        let mut waiting = 0.0;
        for (station, site) in self.state.sites.iter().enumerate() {
            let Some(place) = site.rank else {
                continue;
            };
            for stamp in &self.arrivals[station].stamps()[site.next..] {
                *forecast.queue(place, usize::from(self.route[stamp.order()])) += 1.0;
                waiting += 1.0;
            }
        }
        for person in self.state.in_hand.people() {
            let state = &self.state.people[person];
            let ((place, _), (first, count)) = (state.work, state.job);
            let station = self.facts.routes.sequence[place];
            for stamp in &self.arrivals[station].stamps()[first..first + count] {
                let route = usize::from(self.route[stamp.order()]);
                let next = forecast.after(place, route);
                if next < forecast.work.len() {
                    *forecast.queue(next, route) += 1.0;
                    waiting += 1.0;
                }
            }
        }
        let shift = &self.roster.shifts[tick.shift];
        let every = shift.flexible.unwrap_or(1);
        let since = self.now.saturating_sub(every);
        let entered = self.state.entries.stamps()[..self.state.entered]
            .iter()
            .rev();
        let mut came = 0.0;
        for stamp in entered.take_while(|stamp| stamp.time() > since) {
            let route = usize::from(self.route[stamp.order()]);
            if let Some(place) = self.place_of_first(route) {
                *forecast.enters(place, route) += tick.next;
                came += 1.0;
            }
        }
        if let Some(place) = self.place_of_first(0) {
            *forecast.enters(place, 0) += ALWAYS;
        }
        let until = tick.ends.max(self.now + every);
        forecast.span = minutes(every.min(until - self.now));
        forecast.rest = minutes(until - self.now) - forecast.span;
        forecast.night = minutes(tick.night);
        forecast.later = came * tick.later;
        forecast.pooled = rebalance.speeds.iter().sum();
        waiting + came > 0.0
    }

    fn place_of_first(&self, route: usize) -> Option<usize> {
        let first = self.facts.routes.first(route);
        self.state.sites.get(first).and_then(|site| site.rank)
    }

    fn learn(&self, forecast: &mut Forecast) {
        let units = self.facts.range.mean_units();
        let work = self.facts.routes.sequence.iter().map(|&station| {
            let wave = self.plan.staffing[station].wave;
            let fact = &self.facts.stations[station];
            fact.mean_work(units)
                + wave.map_or(0.0, |wave| fact.wave_work.mean() / wave.orders as f64)
        });
        let place = |&station: &usize| self.state.sites[station].rank.unwrap_or(0);
        let routes = self.facts.routes.stations.iter();
        forecast.learn(work, routes.map(|route| route.iter().map(place)));
    }

    /// Moves people as long as it helps.
    fn improve(&self, rebalance: &mut Rebalance) {
        let mut best = self.cost(rebalance);
        loop {
            let asked = best * (1.0 - WORTH);
            let Some((cost, moves)) = self.best_change(rebalance, asked) else {
                return;
            };
            best = cost;
            for (mover, to) in moves.into_iter().flatten() {
                self.place(rebalance, mover, to);
            }
        }
    }

    /// The change that costs least, if it costs less than so much: one person moves, or two change places.
    fn best_change(
        &self,
        rebalance: &mut Rebalance,
        asked: f64,
    ) -> Option<(f64, [Option<(usize, usize)>; 2])> {
        let mut best = None;
        let mut limit = asked;
        let places = rebalance.speeds.len();
        for one in 0..rebalance.movable.len() {
            if is_like_before(&rebalance.movable, one) {
                continue;
            }
            let from = rebalance.movable[one].place;
            for to in (0..places).filter(|&to| to != from) {
                if !self.can(rebalance.movable[one], to) {
                    continue;
                }
                self.place(rebalance, one, to);
                let cost = self.cost(rebalance);
                if cost < limit {
                    (limit, best) = (cost, Some((cost, [Some((one, to)), None])));
                }
                for two in one + 1..rebalance.movable.len() {
                    let other = rebalance.movable[two];
                    let changes = other.place == to && other.team != rebalance.movable[one].team;
                    if !changes || is_like_before(&rebalance.movable, two) || !self.can(other, from)
                    {
                        continue;
                    }
                    self.place(rebalance, two, from);
                    let cost = self.cost(rebalance);
                    if cost < limit {
                        (limit, best) = (cost, Some((cost, [Some((one, to)), Some((two, from))])));
                    }
                    self.place(rebalance, two, to);
                }
                self.place(rebalance, one, from);
            }
        }
        best
    }

    fn can(&self, mover: Mover, place: usize) -> bool {
        self.skill(mover, place) > 0.0
    }

    fn skill(&self, mover: Mover, place: usize) -> f64 {
        self.facts.teams[mover.team].skills[self.facts.routes.sequence[place]]
    }

    /// Lets a person stand at a place.
    fn place(&self, rebalance: &mut Rebalance, index: usize, to: usize) {
        let mover = rebalance.movable[index];
        rebalance.speeds[mover.place] -= self.skill(mover, mover.place);
        rebalance.heads[mover.place] -= 1;
        rebalance.speeds[to] += self.skill(mover, to);
        rebalance.heads[to] += 1;
        rebalance.movable[index].place = to;
    }

    /// The time orders spend in the line with people placed so.
    fn cost(&self, rebalance: &mut Rebalance) -> f64 {
        let Rebalance {
            forecast,
            movable,
            speeds,
            heads,
            capacity,
        } = rebalance;
        capacity.clear();
        capacity.extend_from_slice(speeds);
        // Who changes stations does nothing on the way.
        for mover in movable.iter().filter(|mover| mover.place != mover.was) {
            let shift = self.state.people[mover.person]
                .shift
                .map_or(0, |(shift, _)| shift);
            let walk = minutes(self.roster.shifts[shift].switch);
            capacity[mover.place] -=
                self.skill(*mover, mover.place) * (walk / forecast.span.max(walk)).min(1.0);
        }
        for (place, &station) in self.facts.routes.sequence.iter().enumerate() {
            if let Some(equipment) = self.plan.staffing[station].equipment
                && heads[place] > equipment
            {
                capacity[place] *= equipment as f64 / heads[place] as f64;
            }
        }
        forecast.cost(capacity)
    }

    /// A person is to stand at another station; who has work in hand finishes it first.
    fn send(&mut self, person: usize, to: usize) {
        let state = &mut self.state.people[person];
        if state.busy {
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
