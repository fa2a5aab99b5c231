//! Too many plans to look at all: from several plans on, a step at a time to a better neighbour, first in long steps and
//! few worlds, then in short steps and more (as R-SPLINE does; Wang, Pasupathy & Schmeiser, 2013, ACM TOMACS 23, 17).

use super::fate::{average, missed, room};
use super::grid::{Grid, Point};
use super::trials::Trials;
use super::{Found, Halt, Plans, Ready};
use crate::monte_carlo::Kept;
use crate::random::{Address, WorldKey};
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// Worlds for long steps, for steps to the next level, and for the plans that are left.
const WORLDS: [usize; 3] = [32, 128, 512];
/// Starts drawn at random, beside those that are given.
const RANDOM: u64 = 2;
/// Plans that are looked at again in most worlds.
const AGAIN: usize = 10;
/// Plans that go on, for each of the rooms that are asked for.
const POOL: usize = 6;
/// Rooms that are asked for, by what a certificate takes: plans on the boundary are the best, and may not be certified.
const ROOMS: [f64; 3] = [1.0, 2.0, 4.0];

/// How good a plan is in the first worlds of the search.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Merit {
    /// By how much it misses goals; less is better.
    missed: f64,
    /// The mean of the metric, or the weighted sum; more is better.
    mean: f64,
    /// How much better than asked for it is, by the goal that is closest, in what a certificate takes.
    room: f64,
}

impl Merit {
    const NONE: Self = Self {
        missed: f64::INFINITY,
        mean: f64::NEG_INFINITY,
        room: f64::NEG_INFINITY,
    };

    fn is_better(self, other: Self) -> bool {
        self.order(other) == Ordering::Less
    }

    /// The better one first.
    fn order(self, other: Self) -> Ordering {
        self.missed
            .total_cmp(&other.missed)
            .then(other.mean.total_cmp(&self.mean))
    }
}

/// What is known of plans by the number of worlds.
type Seen = [BTreeMap<Point, Merit>; 3];

/// The best plans of a local search: those that just meet the goals, and those that have room.
pub(super) fn pool<P: Plans>(t: &mut Trials<'_, P>, found: &mut Found) -> Result<Vec<Point>, Halt> {
    let mut seen = Seen::default();
    match climb_all(t, &mut seen) {
        // The plans found until then go on.
        Err(Halt::Plans) => found.limited = true,
        other => other?,
    }
    let Some(finest) = seen.iter().rev().find(|merits| !merits.is_empty()) else {
        return Ok(Vec::new());
    };
    let best = sorted(finest);
    let mut pool: Vec<Point> = Vec::new();
    for room in ROOMS {
        let with_room = best.iter().filter(|(_, merit)| merit.room >= room);
        pool.extend(with_room.take(POOL).map(|(point, _)| point.clone()));
    }
    if pool.is_empty() {
        pool.extend(best.into_iter().take(POOL).map(|(point, _)| point));
    }
    pool.sort();
    pool.dedup();
    Ok(pool)
}

/// Plans that are some, the best first.
fn sorted(merits: &BTreeMap<Point, Merit>) -> Vec<(Point, Merit)> {
    let plans = merits.iter().filter(|(_, merit)| **merit != Merit::NONE);
    let plans = plans.map(|(point, merit)| (point.clone(), *merit));
    let mut plans: Vec<(Point, Merit)> = plans.collect();
    plans.sort_by(|(a, one), (b, other)| one.order(*other).then(a.cmp(b)));
    plans
}

fn climb_all<P: Plans>(t: &mut Trials<'_, P>, seen: &mut Seen) -> Result<(), Halt> {
    let mut starts = t.question.starts.clone();
    starts.push(t.question.grid.top());
    starts.extend((0..RANDOM).map(|start| random(&t.question.grid, (t.question.seed, start))));
    for start in starts {
        climb(t, seen, start)?;
    }
    // The best ones once more, in more worlds, and from the front on a step at a time.
    let best = sorted(&seen[1]).into_iter().take(AGAIN);
    let points: Vec<Point> = best.map(|(point, _)| point).collect();
    let merits = merits(t, seen, &points, 2)?;
    if let Some(front) = front(&points, &merits) {
        walk(t, seen, (points[front].clone(), merits[front]), 2, 1)?;
    }
    Ok(())
}

/// A plan anywhere on the lattice.
pub(super) fn random(grid: &Grid, (seed, number): (u64, u64)) -> Point {
    let address = Address::purpose("size start");
    let mut stream = WorldKey::new(seed, number).stream(address);
    let axes = grid.axes.iter();
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
    let mut stride = longest.unwrap_or(0).max(1).next_power_of_two();
    while stride > 1 {
        here = walk(t, seen, here, 0, stride)?;
        stride /= 2;
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
        let steps = neighbours(&t.question.grid, &here.0, stride);
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
pub(super) fn neighbours(grid: &Grid, point: &Point, stride: u32) -> Vec<Point> {
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
    let ready = t.admit(&new);
    let rows = t.sample(&ready, WORLDS[worlds])?;
    for ((point, ready), rows) in new.iter().zip(&ready).zip(rows) {
        let merit = match (ready, rows) {
            (Some(ready), Some(rows)) => merit(t, (point, ready), &rows, worlds),
            _ => Merit::NONE,
        };
        seen[worlds].insert(point.clone(), merit);
        if merit.missed == 0.0 && worlds > 0 {
            let objective = match t.question.metric {
                Some(_) => t.question.towards(merit.mean),
                None => -merit.mean,
            };
            t.note(point, objective);
        }
    }
    if ready.len() < new.len() {
        return Err(Halt::Plans);
    }
    Ok(points.iter().map(|point| seen[worlds][point]).collect())
}

/// The merit of a plan by its outcomes in some worlds; in most of them a goal is met where that could be certified.
fn merit<P: Plans>(
    t: &Trials<'_, P>,
    (point, ready): (&Point, &Ready<P::Model>),
    rows: &Kept,
    worlds: usize,
) -> Merit {
    let column = |index: usize| rows.iter().map(|row| row[index]).collect::<Vec<f64>>();
    let certificate = t.question.replications;
    let is_finest = worlds + 1 == WORLDS.len();
    let (mut by, mut least) = (0.0, f64::INFINITY);
    for (index, goal) in ready.goals.iter().enumerate() {
        let values = column(index);
        let room = room(goal, &values, certificate);
        least = least.min(room);
        by += missed(goal, &values, goal.with_probability);
        if is_finest && room < 1.0 {
            let lacks = (1.0 - room).min(1e9);
            by += lacks / (1.0 + lacks);
        }
    }
    let mean = match t.question.metric {
        None => -t.question.grid.cost(point),
        Some(_) => t.question.towards(average(&column(ready.goals.len()))),
    };
    Merit {
        missed: by,
        mean: if mean.is_nan() {
            f64::NEG_INFINITY
        } else {
            mean
        },
        room: least,
    }
}
