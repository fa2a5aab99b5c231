//! From a plan on the boundary of the goals to one that can be certified, and from there down to the cheapest beside it.

use super::grid::{Grid, Point};
use super::local::neighbours;
use super::trials::Trials;
use super::{Halt, Plans};

/// The best plan that can be certified among those that steps lead to: along one axis, or along all of them up, as long as
/// it takes; and how long they were. `None` where no step leads to one.
pub(super) fn lift<P: Plans>(
    t: &mut Trials<'_, P>,
    from: &Point,
) -> Result<Option<(Point, u32)>, Halt> {
    let mut stride = 1;
    loop {
        let steps = steps(&t.question.grid, from, stride);
        if steps.is_empty() {
            return Ok(None);
        }
        if let Some(best) = best_certain(t, &steps)? {
            return Ok(Some((best, stride)));
        }
        stride *= 2;
    }
}

/// The same from the plan that misses the goals by least.
pub(super) fn lift_nearest<P: Plans>(t: &mut Trials<'_, P>) -> Result<Option<(Point, u32)>, Halt> {
    let nearest = t
        .tested()
        .filter(|(_, tested)| tested.missed.is_finite())
        .min_by(|(_, one), (_, other)| one.missed.total_cmp(&other.missed))
        .map(|(point, _)| point.clone());
    nearest.map_or(Ok(None), |point| lift(t, &point))
}

/// Goes down from a plan that can be certified while there is a cheaper one that can be, in ever smaller steps.
pub(super) fn descend<P: Plans>(
    t: &mut Trials<'_, P>,
    from: Point,
    longest: u32,
) -> Result<(), Halt> {
    let grid = &t.question.grid;
    let (mut here, mut stride) = (from, longest.next_power_of_two());
    while stride > 0 {
        let mut steps = neighbours(grid, &here, stride);
        steps.retain(|step| grid.cost(step) < grid.cost(&here));
        match best_certain(t, &steps)? {
            Some(next) => here = next,
            None => stride /= 2,
        }
    }
    Ok(())
}

/// The best of some plans that can be certified.
fn best_certain<P: Plans>(t: &mut Trials<'_, P>, plans: &[Point]) -> Result<Option<Point>, Halt> {
    t.test(plans)?;
    let certain = plans.iter().filter(|point| t.is_certain(point));
    let best = certain.max_by(|a, b| t.merit(a).total_cmp(&t.merit(b)).then(b.cmp(a)));
    Ok(best.cloned())
}

/// So many levels less or more on an axis, as far as it goes, and more on all of them; none when all of these are beyond
/// the ends of their axes.
fn steps(grid: &Grid, from: &Point, stride: u32) -> Vec<Point> {
    let last = |axis: usize| grid.axes[axis].levels - 1;
    let before = stride / 2;
    let mut steps = Vec::new();
    for axis in 0..from.len() {
        let (below, above) = (from[axis], last(axis) - from[axis]);
        // What was beyond the end already is not looked at again.
        for (room, is_up) in [(below, false), (above, true)] {
            if room > before {
                let by = stride.min(room);
                let mut step = from.clone();
                step[axis] = if is_up {
                    from[axis] + by
                } else {
                    from[axis] - by
                };
                steps.push(step);
            }
        }
    }
    let up = from.iter().enumerate();
    let up: Point = up
        .map(|(axis, level)| (level + stride).min(last(axis)))
        .collect();
    let grew = from.iter().enumerate();
    let mut grew = grew.map(|(axis, level)| last(axis) - level > before);
    if grew.any(|grew| grew) {
        steps.push(up);
    }
    steps.sort();
    steps.dedup();
    steps
}
