//! Plans on trial: each is played in as many worlds as it takes to know what is asked of it, all in the same ones.

use super::fate::{Fate, Tests, average};
use super::grid::Point;
use super::{Halt, Looker, Plans, Question, Ready, Standing};
use crate::decide::gap::ALPHA;
use crate::monte_carlo::{Arena, Failure, Kept, Lane};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::time::Instant;

/// What a search has found out so far, and what it took.
pub(super) struct Trials<'a, P: Plans> {
    pub plans: &'a P,
    pub question: &'a Question,
    pub looker: &'a dyn Looker,
    arena: Arena<P::Model>,
    began: Instant,
    /// Plans whose goals were tested.
    tested: BTreeMap<Point, Tested>,
    /// The metric that is to be best of plans that may meet the goals, in the first worlds of the search; more is better.
    pub values: BTreeMap<Point, Vec<f64>>,
    /// The best plan found so far, with its weighted sum or the mean of its metric.
    pub best: Option<(Point, f64)>,
    looked_at: BTreeSet<Point>,
    /// Plans that were played, those no scenario can be read with, and replications.
    pub played: usize,
    pub not_plans: usize,
    pub replications: u64,
    /// How often it was looked at a certificate.
    pub(super) looks: u32,
    /// Whether plans are tested until they are decided, or only as far as it takes to see which are good.
    pub decides: bool,
    /// Whether the search is over, so that only what it has found is still judged.
    pub is_over: bool,
}

/// What the test of a plan told.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Tested {
    pub fate: Fate,
    /// By how much its worlds missed the goals.
    pub missed: f64,
    /// How far beyond its goals it is, by the one that is closest, in what a certificate takes.
    pub room: f64,
}

/// Worlds of a block; the first ones are shorter, as most plans fall early.
pub(super) const BLOCK: usize = 512;
/// Most worlds for the test of a plan, by those of a certificate: where all plans are to be decided, and where they are not.
const MOST_FOR_TEST: [usize; 2] = [10, 2];
impl<'a, P: Plans> Trials<'a, P> {
    pub fn new(
        plans: &'a P,
        question: &'a Question,
        looker: &'a dyn Looker,
    ) -> Result<Self, Failure> {
        Ok(Self {
            plans,
            question,
            looker,
            arena: Arena::new(question.threads)?,
            began: Instant::now(),
            tested: BTreeMap::new(),
            values: BTreeMap::new(),
            best: None,
            looked_at: BTreeSet::new(),
            played: 0,
            not_plans: 0,
            replications: 0,
            looks: 0,
            decides: true,
            is_over: false,
        })
    }

    /// The seed of the worlds of the search: others than those of the certificate, which are the user's.
    fn search_seed(&self) -> u64 {
        self.question.seed ^ 0x5EA2_C400_5EED_0001
    }

    /// What is known of a plan.
    pub fn known(&self, point: &[u32]) -> Option<Tested> {
        self.tested.get(point).copied()
    }

    /// How far beyond its goals a plan is that was tested, in what a certificate takes.
    pub fn room(&self, point: &[u32]) -> f64 {
        self.known(point)
            .map_or(f64::NEG_INFINITY, |tested| tested.room)
    }

    /// Whether a plan may meet the goals by so much that a certificate will say so.
    pub fn is_certain(&self, point: &[u32]) -> bool {
        let tested = self.known(point);
        tested.is_some_and(|tested| {
            matches!(tested.fate, Fate::Feasible | Fate::Close) && tested.room >= 1.0
        })
    }

    /// Plans that were tested.
    pub fn tested(&self) -> impl Iterator<Item = (&Point, Tested)> {
        self.tested.iter().map(|(point, tested)| (point, *tested))
    }

    /// Plans that do not meet a goal, with that goal.
    pub fn failed(&self) -> impl Iterator<Item = (&Point, usize)> {
        self.tested()
            .filter_map(|(point, tested)| match tested.fate {
                Fate::Infeasible(goal) => Some((point, goal)),
                _ => None,
            })
    }

    /// The risk of a wrong claim about all plans together: where a mean is selected beside, that takes the other half.
    pub fn risk(&self) -> f64 {
        match self.question.metric {
            Some(_) => ALPHA / 2.0,
            None => ALPHA,
        }
    }

    /// Whether to go on.
    pub fn go_on(&self) -> Result<(), Halt> {
        let left = self.question.grid.plans() - (self.played + self.not_plans) as f64;
        self.looker.tell(&Standing {
            left,
            replications: self.replications,
            best: self.best.as_ref().map(|(_, objective)| *objective),
        });
        self.halted().map_or(Ok(()), Err)
    }

    /// Why nothing more is to be played, if so.
    fn halted(&self) -> Option<Halt> {
        if self.is_over {
            return None;
        }
        if self.looker.stopped() {
            return Some(Halt::Interrupted);
        }
        let time = self.question.time;
        let is_late = time.is_some_and(|most| self.began.elapsed() >= most);
        is_late.then_some(Halt::Time)
    }

    /// Reads plans that are to be played, and counts those that are new. Where not all of them may be, the list is shorter.
    pub fn admit(&mut self, points: &[Point]) -> Vec<Option<Ready<P::Model>>> {
        let most = self.question.most_plans.unwrap_or(usize::MAX);
        let mut admitted = Vec::with_capacity(points.len());
        for point in points {
            let is_new = !self.looked_at.contains(point);
            if is_new && self.played >= most {
                break;
            }
            let ready = self.plans.read(point);
            if is_new {
                self.looked_at.insert(point.clone());
                *(if ready.is_some() {
                    &mut self.played
                } else {
                    &mut self.not_plans
                }) += 1;
            }
            admitted.push(ready);
        }
        admitted
    }

    /// Tests whether plans meet the goals; what is known already is not played again.
    pub fn test(&mut self, points: &[Point]) -> Result<Vec<Fate>, Halt> {
        let mut new: Vec<Point> = Vec::new();
        for point in points {
            if !self.tested.contains_key(point) && !new.contains(point) {
                new.push(point.clone());
            }
        }
        let ready = self.admit(&new);
        let admitted = ready.len();
        self.play_tests(&new, ready)?;
        if admitted < new.len() {
            return Err(Halt::Plans);
        }
        Ok(points.iter().map(|point| self.tested[point].fate).collect())
    }

    fn play_tests(
        &mut self,
        points: &[Point],
        ready: Vec<Option<Ready<P::Model>>>,
    ) -> Result<(), Halt> {
        let alpha = self.risk() / self.question.grid.plans().max(1.0);
        let mut open: Vec<OnTest<'_, P>> = Vec::new();
        for (point, ready) in points.iter().zip(ready) {
            match ready {
                None => drop(self.tested.insert(point.clone(), NOT_A_PLAN)),
                Some(ready) => open.push(OnTest {
                    point,
                    keep: ready.all_places(),
                    tests: Tests::new(&ready.goals, alpha),
                    values: Vec::new(),
                    ready,
                }),
            }
        }
        let times = MOST_FOR_TEST[usize::from(!self.decides)];
        let most = times * self.question.replications;
        let (mut from, mut block) = (0, 32);
        while !open.is_empty() && from < most {
            self.go_on()?;
            let next = (from + block).min(most);
            let lanes = open.iter().map(|one| one.ready.lane(&one.keep));
            let lanes: Vec<Lane<'_, P::Model>> = lanes.collect();
            let played = self.play(&lanes, from..next)?;
            let mut left = Vec::with_capacity(open.len());
            for (mut one, rows) in open.into_iter().zip(played) {
                let objective = one.ready.objective.map(|_| one.ready.goals.len());
                let metric = rows
                    .iter()
                    .filter_map(|row| objective.map(|place| row[place]));
                one.values
                    .extend(metric.map(|value| self.question.towards(value)));
                match rows.iter().find_map(|row| one.tests.add(row)) {
                    Some(fate) => self.end(one, fate),
                    None => left.push(one),
                }
            }
            open = left;
            (from, block) = (next, (2 * block).min(BLOCK));
        }
        for one in open {
            self.end(one, Fate::Close);
        }
        Ok(())
    }

    /// Takes in what a test has told.
    fn end(&mut self, one: OnTest<'_, P>, fate: Fate) {
        let tested = Tested {
            fate,
            missed: one.tests.missed(),
            room: one.tests.room(self.question.replications),
        };
        self.tested.insert(one.point.clone(), tested);
        if fate == Fate::Feasible {
            let objective = match self.question.metric {
                Some(_) => self.question.towards(average(&one.values)),
                None => self.question.grid.cost(one.point),
            };
            self.note(one.point, objective);
        }
        if self.question.metric.is_some() && matches!(fate, Fate::Feasible | Fate::Close) {
            self.values.insert(one.point.clone(), one.values);
        }
    }

    /// Remembers a plan that meets the goals, if it is the best so far.
    pub fn note(&mut self, point: &Point, objective: f64) {
        let merit = |objective: f64| match self.question.metric {
            Some(_) => self.question.towards(objective),
            None => -objective,
        };
        let best = self.best.as_ref();
        if best.is_none_or(|(_, best)| merit(objective) > merit(*best)) {
            self.best = Some((point.clone(), objective));
        }
    }

    /// The weighted sum of a plan, or the mean of its metric in the worlds it was tested in, so that more is better.
    pub fn merit(&self, point: &Point) -> f64 {
        if self.question.metric.is_none() {
            return -self.question.grid.cost(point);
        }
        let mean = self
            .values
            .get(point)
            .map_or(f64::NAN, |values| average(values));
        if mean.is_nan() {
            f64::NEG_INFINITY
        } else {
            mean
        }
    }

    /// Plays worlds of the search.
    pub fn play(
        &mut self,
        lanes: &[Lane<'_, P::Model>],
        worlds: Range<usize>,
    ) -> Result<Vec<Kept>, Halt> {
        let seed = self.search_seed();
        self.play_of(seed, lanes, worlds)
    }

    /// Plays worlds of a seed.
    pub(super) fn play_of(
        &mut self,
        seed: u64,
        lanes: &[Lane<'_, P::Model>],
        worlds: Range<usize>,
    ) -> Result<Vec<Kept>, Halt> {
        let (looker, is_over) = (self.looker, self.is_over);
        let (began, time) = (self.began, self.question.time);
        let stopped = || {
            let is_late = || time.is_some_and(|most| began.elapsed() >= most);
            !is_over && (looker.stopped() || is_late())
        };
        self.replications += (lanes.len() * worlds.len()) as u64;
        let played = self.arena.play(lanes, (seed, worlds), &stopped);
        let played = played.map_err(Halt::Failed)?;
        played.ok_or_else(|| self.halted().unwrap_or(Halt::Interrupted))
    }

    /// The first worlds of the search for plans that are some: for each the metrics of its goals, and the one that is to be
    /// best.
    pub fn sample(
        &mut self,
        ready: &[Option<Ready<P::Model>>],
        worlds: usize,
    ) -> Result<Vec<Option<Kept>>, Halt> {
        self.go_on()?;
        let keeps = ready.iter().flatten().map(Ready::all_places);
        let keeps: Vec<Vec<usize>> = keeps.collect();
        let lanes = ready.iter().flatten().zip(&keeps);
        let lanes = lanes.map(|(ready, keep)| ready.lane(keep));
        let lanes: Vec<Lane<'_, P::Model>> = lanes.collect();
        let mut played = self.play(&lanes, 0..worlds)?.into_iter();
        let each = ready
            .iter()
            .map(|ready| ready.as_ref().and_then(|_| played.next()));
        Ok(each.collect())
    }
}

const NOT_A_PLAN: Tested = Tested {
    fate: Fate::NotAPlan,
    missed: f64::INFINITY,
    room: f64::NEG_INFINITY,
};

/// A plan that is tested.
struct OnTest<'a, P: Plans> {
    point: &'a Point,
    ready: Ready<P::Model>,
    keep: Vec<usize>,
    tests: Tests,
    values: Vec<f64>,
}
