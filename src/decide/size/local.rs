//! Too many plans to look at all: from several plans on, a step at a time to a better neighbour, first in long steps and
//! few worlds, then in short steps and more.

use super::grid::Point;
use super::trials::Trials;
use super::{Found, Halt, Plans, Ready};
use crate::random::{Address, WorldKey};
use std::collections::BTreeMap;

/// Worlds for long steps, for steps to the next level, and for the plans that are left.
const WORLDS: [usize; 3] = [32, 128, 512];
/// Starts drawn at random, beside those that are given.
const RANDOM: u64 = 2;
/// Plans that go on to the selection.
const POOL: usize = 10;

/// How good a plan is in the first worlds of the search: by how much it misses goals (less is better), then the mean of the
/// metric (more is better).
#[derive(Clone, Copy, Debug, PartialEq)]
struct Merit {
    missed: f64,
    mean: f64,
}

impl Merit {
    const NONE: Self = Self {
        missed: f64::INFINITY,
        mean: f64::NEG_INFINITY,
    };

    fn is_better(self, other: Self) -> bool {
        self.missed < other.missed || (self.missed == other.missed && self.mean > other.mean)
    }

    fn order(self, other: Self) -> std::cmp::Ordering {
        self.missed
            .total_cmp(&other.missed)
            .then(other.mean.total_cmp(&self.mean))
    }
}

/// The best plans of a local search, best first.
pub(super) fn pool<P: Plans>(t: &mut Trials<'_, P>, found: &mut Found) -> Result<Vec<Point>, Halt> {
    let mut seen = [BTreeMap::new(), BTreeMap::new(), BTreeMap::new()];
    match climb_all(t, &mut seen) {
        // The plans found until then go on.
        Err(Halt::Plans) => found.limited = true,
        other => other?,
    }
    let finest = seen.iter().rev().find(|merits| !merits.is_empty());
    let mut best: Vec<(&Point, Merit)> = finest
        .into_iter()
        .flatten()
        .map(|(point, merit)| (point, *merit))
        .filter(|(_, merit)| *merit != Merit::NONE)
        .collect();
    best.sort_by(|(a, one), (b, other)| one.order(*other).then(a.cmp(b)));
    best.truncate(POOL);
    Ok(best.into_iter().map(|(point, _)| point.clone()).collect())
}

/// What is known of plans by the number of worlds.
type Seen = [BTreeMap<Point, Merit>; 3];

fn climb_all<P: Plans>(t: &mut Trials<'_, P>, seen: &mut Seen) -> Result<(), Halt> {
    let mut starts = t.question.starts.clone();
    starts.push(t.question.grid.top());
    starts.extend((0..RANDOM).map(|start| random(t, start)));
    for start in starts {
        climb(t, seen, start)?;
    }
    // The best ones once more, in more worlds, with their neighbours.
    let mut best: Vec<(Point, Merit)> = seen[1].clone().into_iter().collect();
    best.sort_by(|(a, one), (b, other)| one.order(*other).then(a.cmp(b)));
    best.truncate(POOL);
    let points: Vec<Point> = best.into_iter().map(|(point, _)| point).collect();
    let merits = merits(t, seen, &points, 2)?;
    if let Some(front) = front(&points, &merits) {
        walk(t, seen, (points[front].clone(), merits[front]), 2, 1)?;
    }
    Ok(())
}

/// A plan anywhere on the lattice.
fn random<P: Plans>(t: &Trials<'_, P>, start: u64) -> Point {
    let address = Address::purpose("size start");
    let mut stream = WorldKey::new(t.question.seed, start).stream(address);
    let axes = t.question.grid.axes.iter();
    axes.map(|axis| (stream.uniform() * f64::from(axis.levels)) as u32)
        .collect()
}

/// From a plan to the best one that steps lead to: long ones first.
fn climb<P: Plans>(t: &mut Trials<'_, P>, seen: &mut Seen, start: Point) -> Result<(), Halt> {
    let merit = merits(t, seen, std::slice::from_ref(&start), 0)?[0];
    let mut here = (start, merit);
    let longest = t
        .question
        .grid
        .axes
        .iter()
        .map(|axis| axis.levels / 4)
        .max();
    let mut parts = longest.unwrap_or(0).max(1).next_power_of_two();
    while parts > 1 {
        here = walk(t, seen, here, 0, parts)?;
        parts /= 2;
    }
    let merit = merits(t, seen, std::slice::from_ref(&here.0), 1)?[0];
    walk(t, seen, (here.0, merit), 1, 1)?;
    Ok(())
}

/// Goes to the best neighbour while there is a better one.
fn walk<P: Plans>(
    t: &mut Trials<'_, P>,
    seen: &mut Seen,
    mut here: (Point, Merit),
    worlds: usize,
    stride: u32,
) -> Result<(Point, Merit), Halt> {
    loop {
        let steps = neighbours(t, &here.0, stride);
        let merits = merits(t, seen, &steps, worlds)?;
        match front(&steps, &merits) {
            Some(best) if merits[best].is_better(here.1) => {
                here = (steps[best].clone(), merits[best]);
            }
            _ => return Ok(here),
        }
    }
}

fn front(points: &[Point], merits: &[Merit]) -> Option<usize> {
    (0..points.len()).min_by(|&a, &b| {
        let order = merits[a].order(merits[b]);
        order.then_with(|| points[a].cmp(&points[b]))
    })
}

/// Steps along each axis, as long as its number of levels allows; steps to the next level also as exchanges of one thing
/// for another.
fn neighbours<P: Plans>(t: &Trials<'_, P>, point: &Point, stride: u32) -> Vec<Point> {
    let grid = &t.question.grid;
    let mut steps = Vec::new();
    for axis in 0..point.len() {
        // Axes with few levels have short steps.
        let long = i64::from(stride.min((grid.axes[axis].levels / 4).max(1)));
        steps.extend(
            [-long, long]
                .iter()
                .filter_map(|&by| grid.step(point, axis, by)),
        );
        if stride == 1 {
            for other in (0..point.len()).filter(|&other| other != axis) {
                let swapped = grid
                    .step(point, axis, 1)
                    .and_then(|next| grid.step(&next, other, -1));
                steps.extend(swapped);
            }
        }
    }
    steps
}

/// The merits of plans; each is played once in so many worlds.
fn merits<P: Plans>(
    t: &mut Trials<'_, P>,
    seen: &mut Seen,
    points: &[Point],
    worlds: usize,
) -> Result<Vec<Merit>, Halt> {
    let mut new: Vec<Point> = Vec::new();
    for point in points {
        if !seen[worlds].contains_key(point) && !new.contains(point) {
            new.push(point.clone());
        }
    }
    if !new.is_empty() {
        let ready = t.read_to_play(&new)?;
        let rows = t.sample(&ready, WORLDS[worlds])?;
        for ((point, ready), rows) in new.iter().zip(&ready).zip(rows) {
            let merit = match (ready, rows) {
                (Some(ready), Some(rows)) => merit(t, ready, &rows),
                _ => Merit::NONE,
            };
            seen[worlds].insert(point.clone(), merit);
            if worlds > 0 || t.best.is_none() {
                note(t, point, merit);
            }
        }
    }
    Ok(points.iter().map(|point| seen[worlds][point]).collect())
}

/// Remembers the best plan that misses nothing.
fn note<P: Plans>(t: &mut Trials<'_, P>, point: &Point, merit: Merit) {
    let mean = t.question.towards(merit.mean);
    let is_best = t
        .best
        .as_ref()
        .is_none_or(|(_, best)| merit.mean > t.question.towards(*best));
    if merit.missed == 0.0 && is_best {
        t.best = Some((point.clone(), mean));
    }
}

fn merit<P: Plans>(t: &Trials<'_, P>, ready: &Ready<P::Model>, rows: &[Vec<f64>]) -> Merit {
    let worlds = rows.len() as f64;
    let mean = |index: usize| {
        let values = rows
            .iter()
            .map(|row| row[index])
            .filter(|value| !value.is_nan());
        let (n, sum) = values.fold((0.0_f64, 0.0), |(n, sum), value| (n + 1.0, sum + value));
        sum / n
    };
    let mut missed = 0.0;
    for (index, goal) in ready.goals.iter().enumerate() {
        missed += match goal.with_probability {
            Some(wanted) => {
                let reached = rows
                    .iter()
                    .filter(|row| goal.bound.holds(row[index]))
                    .count();
                (wanted - reached as f64 / worlds).max(0.0)
            }
            None => goal.bound.missed_by(mean(index)),
        };
    }
    let mean = t.question.towards(mean(ready.goals.len()));
    Merit {
        missed,
        mean: if mean.is_nan() {
            f64::NEG_INFINITY
        } else {
            mean
        },
    }
}
