//! Plans on trial: each is played in as many worlds as it takes to know what is asked of it, all in the same ones.

use super::fate::{Fate, Tests};
use super::grid::Point;
use super::{Halt, Looker, Plans, Question, Ready, Standing};
use crate::decide::gap::ALPHA;
use crate::decide::verdict::{Met, Verdict, judge_at};
use crate::monte_carlo::{Arena, Failure, Lane};
use crate::stats::{Mean, mean};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

/// What a search has found out so far, and what it took.
pub(super) struct Trials<'a, P: Plans> {
    plans: &'a P,
    pub question: &'a Question,
    looker: &'a dyn Looker,
    arena: Arena<P::Model>,
    began: Instant,
    /// Plans whose goals were tested.
    fates: BTreeMap<Point, Fate>,
    /// The plan that came nearest to meeting all goals in its test, and how near.
    pub nearest: Option<((f64, f64), Point)>,
    /// The best plan found so far, with its weighted sum or the mean of its metric.
    pub best: Option<(Point, f64)>,
    looked_at: BTreeSet<Point>,
    /// Plans that were played, those no scenario can be read with, and replications.
    pub played: usize,
    pub not_plans: usize,
    pub replications: u64,
    /// How often it was looked at a certificate.
    looks: u32,
}

/// A plan judged in worlds that the search has not seen.
#[derive(Clone, Debug, PartialEq)]
pub struct Judged {
    /// Which plan.
    pub point: Point,
    /// Its weighted sum; or the mean of the metric, with its interval at 95%.
    pub objective: f64,
    /// The metric over these worlds, where it is one.
    pub estimate: Option<Mean>,
    /// The goals.
    pub verdicts: Vec<Verdict>,
    /// Worlds.
    pub worlds: usize,
}

impl Judged {
    /// What can be said of all its goals together.
    pub fn met(&self) -> Met {
        let any = |met: Met| self.verdicts.iter().any(|one| one.met == met);
        if any(Met::No) {
            Met::No
        } else if any(Met::TooClose) {
            Met::TooClose
        } else {
            Met::Yes
        }
    }
}

/// Worlds of a block; the first ones are shorter, as most plans fall early.
pub(super) const BLOCK: usize = 512;
/// Most worlds for the test of a plan, by those of a certificate.
const MOST_FOR_TEST: usize = 10;
/// A certificate that is too close to call is looked at again after twice as many worlds, so often.
const MORE_LOOKS: u32 = 4;

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
            fates: BTreeMap::new(),
            nearest: None,
            best: None,
            looked_at: BTreeSet::new(),
            played: 0,
            not_plans: 0,
            replications: 0,
            looks: 0,
        })
    }

    /// The seed of the worlds of the search: others than those of the certificate, which are the user's.
    pub fn search_seed(&self) -> u64 {
        self.question.seed ^ 0x5EA2_C400_5EED_0001
    }

    /// What is known of a plan.
    pub fn known(&self, point: &[u32]) -> Option<Fate> {
        self.fates.get(point).copied()
    }

    /// Plans that do not meet a goal, with that goal.
    pub fn failed(&self) -> impl Iterator<Item = (&Point, usize)> {
        self.fates.iter().filter_map(|(point, fate)| match fate {
            Fate::Infeasible(goal) => Some((point, *goal)),
            _ => None,
        })
    }

    /// Whether to go on.
    pub fn go_on(&self) -> Result<(), Halt> {
        let left = self.question.grid.plans() - (self.played + self.not_plans) as f64;
        self.looker.tell(&Standing {
            left,
            replications: self.replications,
            best: self.best.as_ref().map(|(_, objective)| *objective),
        });
        if self.looker.stopped() {
            return Err(Halt::Interrupted);
        }
        let time = self.question.time;
        if time.is_some_and(|most| self.began.elapsed() >= most) {
            return Err(Halt::Time);
        }
        Ok(())
    }

    /// Reads plans that are to be played, and counts those that are new; not more than allowed.
    pub fn read_to_play(&mut self, points: &[Point]) -> Result<Vec<Option<Ready<P::Model>>>, Halt> {
        let most = self.question.most_plans.unwrap_or(usize::MAX);
        let new = points
            .iter()
            .filter(|point| !self.looked_at.contains(*point));
        let new: Vec<Point> = new.cloned().collect();
        if self.played + new.len() > most {
            return Err(Halt::Plans);
        }
        let ready = self.read(points);
        for (point, ready) in points.iter().zip(&ready) {
            if self.looked_at.insert(point.clone()) {
                match ready {
                    Some(_) => self.played += 1,
                    None => self.not_plans += 1,
                }
            }
        }
        Ok(ready)
    }

    /// Reads plans.
    pub fn read(&self, points: &[Point]) -> Vec<Option<Ready<P::Model>>> {
        points.iter().map(|point| self.plans.read(point)).collect()
    }

    /// Tests whether plans meet the goals; each is tested once.
    pub fn test(&mut self, points: &[Point]) -> Result<Vec<Fate>, Halt> {
        let mut new: Vec<Point> = Vec::new();
        for point in points {
            if !self.fates.contains_key(point) && !new.contains(point) {
                new.push(point.clone());
            }
        }
        if !new.is_empty() {
            self.test_new(&new)?;
        }
        Ok(points.iter().map(|point| self.fates[point]).collect())
    }

    fn test_new(&mut self, points: &[Point]) -> Result<(), Halt> {
        let ready = self.read_to_play(points)?;
        let alpha = ALPHA / self.question.grid.plans().max(1.0);
        let mut open: Vec<(&Point, Ready<P::Model>, Tests)> = Vec::new();
        for (point, ready) in points.iter().zip(ready) {
            match ready {
                None => drop(self.fates.insert(point.clone(), Fate::NotAPlan)),
                Some(ready) => {
                    let tests = Tests::new(&ready.goals, alpha);
                    open.push((point, ready, tests));
                }
            }
        }
        let most = MOST_FOR_TEST * self.question.replications;
        let (mut from, mut block) = (0, 32);
        while !open.is_empty() && from < most {
            self.go_on()?;
            let next = (from + block).min(most);
            let keeps: Vec<Vec<usize>> = open
                .iter()
                .map(|(_, ready, _)| ready.goal_places())
                .collect();
            let lanes = open
                .iter()
                .zip(&keeps)
                .map(|((_, ready, _), keep)| ready.lane(keep));
            let lanes: Vec<Lane<'_, P::Model>> = lanes.collect();
            let played = self.play(&lanes, self.search_seed(), from..next)?;
            let mut left = Vec::with_capacity(open.len());
            for ((point, ready, mut tests), rows) in open.into_iter().zip(played) {
                match rows.iter().find_map(|row| tests.add(row)) {
                    Some(fate) => self.end(point, fate, &tests),
                    None => left.push((point, ready, tests)),
                }
            }
            open = left;
            (from, block) = (next, (2 * block).min(BLOCK));
        }
        for (point, _, tests) in open {
            self.end(point, Fate::Close, &tests);
        }
        Ok(())
    }

    fn end(&mut self, point: &Point, fate: Fate, tests: &Tests) {
        self.fates.insert(point.clone(), fate);
        let near = tests.nearness();
        if self.nearest.as_ref().is_none_or(|(best, _)| near > *best) {
            self.nearest = Some((near, point.clone()));
        }
    }

    /// Plays worlds of a seed.
    pub fn play(
        &mut self,
        lanes: &[Lane<'_, P::Model>],
        seed: u64,
        worlds: std::ops::Range<usize>,
    ) -> Result<Vec<Vec<Vec<f64>>>, Halt> {
        self.replications += (lanes.len() * worlds.len()) as u64;
        self.arena.play(lanes, (seed, worlds)).map_err(Halt::Failed)
    }

    /// The first worlds of the search for plans: for each the shares of worlds that reach the goals (or the means of their
    /// metrics), and the mean of the metric that is to be best. `None` for those that are no plan.
    pub fn sample(
        &mut self,
        ready: &[Option<Ready<P::Model>>],
        worlds: usize,
    ) -> Result<Vec<Option<Vec<Vec<f64>>>>, Halt> {
        self.go_on()?;
        let those: Vec<&Ready<P::Model>> = ready.iter().flatten().collect();
        let keeps: Vec<Vec<usize>> = those.iter().map(|ready| ready.all_places()).collect();
        let lanes = those
            .iter()
            .zip(&keeps)
            .map(|(ready, keep)| ready.lane(keep));
        let lanes: Vec<Lane<'_, P::Model>> = lanes.collect();
        let mut played = self
            .play(&lanes, self.search_seed(), 0..worlds)?
            .into_iter();
        let each = ready
            .iter()
            .map(|ready| ready.as_ref().and_then(|_| played.next()));
        Ok(each.collect())
    }

    /// Judges plans in the user's worlds, which the search never sees, as `run` would; claims hold at this confidence.
    pub fn judge(
        &mut self,
        points: &[Point],
        worlds: usize,
        confidence: f64,
    ) -> Result<Vec<Option<Judged>>, Halt> {
        let ready = self.read(points);
        let those: Vec<&Ready<P::Model>> = ready.iter().flatten().collect();
        let keeps: Vec<Vec<usize>> = those.iter().map(|ready| ready.all_places()).collect();
        let lanes = those
            .iter()
            .zip(&keeps)
            .map(|(ready, keep)| ready.lane(keep));
        let lanes: Vec<Lane<'_, P::Model>> = lanes.collect();
        let mut played = self
            .play(&lanes, self.question.seed, 0..worlds)?
            .into_iter();
        let judged = points.iter().zip(&ready).map(|(point, ready)| {
            let ready = ready.as_ref()?;
            let rows = played.next()?;
            let column = |index: usize| rows.iter().map(|row| row[index]).collect::<Vec<f64>>();
            let goals = ready.goals.iter().enumerate();
            let verdicts = goals.map(|(index, goal)| judge_at(goal, &column(index), confidence));
            let estimate = ready.objective.map(|_| {
                let values = column(ready.goals.len()).into_iter();
                let present: Vec<f64> = values.filter(|value| !value.is_nan()).collect();
                mean(&present, crate::decide::CONFIDENCE)
            });
            Some(Judged {
                objective: estimate.map_or_else(|| self.question.grid.cost(point), |one| one.mean),
                point: point.clone(),
                estimate,
                verdicts: verdicts.collect(),
                worlds,
            })
        });
        Ok(judged.collect())
    }

    /// The certificate of a plan: met when every goal is claimed to be. Look `i` at any certificate may be wrong with
    /// `0.05 / i (i + 1)`, so that all of them together are with 5%.
    pub fn certify(&mut self, point: &Point) -> Result<Option<Judged>, Halt> {
        let mut last = None;
        for more in 0..=MORE_LOOKS {
            if more > 0 {
                self.go_on()?;
            }
            self.looks += 1;
            let look = f64::from(self.looks);
            let confidence = 1.0 - ALPHA / (look * (look + 1.0));
            let worlds = self.question.replications << more;
            last = self
                .judge(std::slice::from_ref(point), worlds, confidence)?
                .pop()
                .flatten();
            if last
                .as_ref()
                .is_none_or(|judged| judged.met() != Met::TooClose)
            {
                break;
            }
        }
        Ok(last)
    }

    /// The confidence of claims beside the certificate.
    pub fn confidence(&self) -> f64 {
        let look = f64::from(self.looks.max(1));
        1.0 - ALPHA / (look * (look + 1.0))
    }
}
