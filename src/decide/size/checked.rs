//! Whether plans were rightly ruled out: some of them are played all the same, with the most and with the least of other
//! things, and at random.

use super::fate::Fate;
use super::grid::{Grid, Point};
use super::ruled::is_within;
use super::trials::Trials;
use super::{Found, Halt, Plans, local};
use crate::random::{Address, WorldKey};
use std::collections::BTreeSet;

/// Plans that are played of each kind.
const SAMPLE: usize = 12;
/// Plans drawn at random from all, to find some that are ruled out.
const DRAWN: u64 = 1000;

/// Plans that were ruled out on the way: a sample of them, whatever the order in which they came.
#[derive(Clone, Debug, Default)]
pub(super) struct Spared {
    /// Those with the least marks.
    some: BTreeSet<(u64, Point)>,
}

impl Spared {
    /// Takes in a plan that is ruled out.
    pub fn add(&mut self, point: Point) {
        let key = point
            .iter()
            .fold(Address::purpose("spared"), |address, &level| {
                address.at(u64::from(level))
            });
        // Numbers above 0 are in the order of their bits.
        let mark = WorldKey::new(0, 0).stream(key).uniform().to_bits();
        self.some.insert((mark, point));
        if self.some.len() > 2 * SAMPLE {
            self.some.pop_last();
        }
    }

    /// Plays some of the plans that were ruled out and would have been cheaper than the answer: those on the way, and those
    /// with less than `corner` of something. Tells whether none of them meets all goals.
    pub fn are_rightly<P: Plans>(
        &self,
        t: &mut Trials<'_, P>,
        found: &mut Found,
        corner: &Point,
    ) -> Result<bool, Halt> {
        let grid = &t.question.grid;
        let answer = found.certified.as_ref();
        let limit = answer.map_or(f64::INFINITY, |answer| grid.cost(&answer.point));
        let is_open = |point: &Point| grid.cost(point) < limit && t.known(point).is_none();
        let mut most = with_most(grid, corner, limit);
        most.sort_by(|a, b| grid.cost(b).total_cmp(&grid.cost(a)).then(a.cmp(b)));
        let mut sample: Vec<Point> = Vec::new();
        for point in most.into_iter().filter(is_open) {
            if sample.len() < SAMPLE && !sample.iter().any(|other| is_within(&point, other)) {
                sample.push(point);
            }
        }
        let least = with_least(corner).into_iter().filter(is_open);
        sample.extend(least.take(SAMPLE));
        let drawn =
            (0..DRAWN).map(|number| local::random(grid, (t.question.seed, 1 << 32 | number)));
        let is_below = |point: &Point| !is_within(corner, point);
        sample.extend(
            drawn
                .filter(|point| is_below(point) && is_open(point))
                .take(SAMPLE),
        );
        let spared = self.some.iter().map(|(_, point)| point.clone());
        sample.extend(spared.filter(is_open));
        sample.sort();
        sample.dedup();
        let fates = t.test(&sample)?;
        found.checked += sample.len();
        Ok(!fates.contains(&Fate::Feasible))
    }
}

/// Plans with a step too little of one thing and as much of the others as is cheaper than the limit.
fn with_most(grid: &Grid, corner: &Point, limit: f64) -> Vec<Point> {
    let axes = grid.axes.len();
    let mut points = Vec::new();
    for short in (0..axes).filter(|&axis| corner[axis] > 0) {
        for turn in 0..axes {
            let mut point = corner.clone();
            point[short] -= 1;
            let others = (0..axes).map(|axis| (axis + turn) % axes);
            for axis in others.filter(|&axis| axis != short) {
                let room = limit - grid.cost(&point);
                let each = grid.axes[axis].weight * grid.axes[axis].step;
                let most = grid.axes[axis].levels - 1 - point[axis];
                let more = if each > 0.0 {
                    (room / each).ceil() - 1.0
                } else {
                    f64::INFINITY
                };
                point[axis] += (more.max(0.0) as u32).min(most);
            }
            points.push(point);
        }
    }
    points
}

/// Plans with a step too little of one thing, or none of it, and the least of the others.
fn with_least(corner: &Point) -> Vec<Point> {
    let mut points = Vec::new();
    for short in (0..corner.len()).filter(|&axis| corner[axis] > 0) {
        let mut point = vec![0; corner.len()];
        points.push(point.clone());
        point[short] = corner[short] - 1;
        points.push(point);
    }
    points
}
