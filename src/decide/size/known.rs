//! The search where the cost of a plan is known without playing it: plans are tested by rising cost, and what has no more
//! of anything than a plan that failed is ruled out.

use super::fate::Fate;
use super::grid::Point;
use super::ruled::{Ruled, is_within};
use super::trials::Trials;
use super::{Found, Halt, Plans};

/// Plans that are tested together at most; the first wave has a quarter.
const WAVE: usize = 16;
/// Plans ruled out that are played at the end all the same.
const SAMPLE: usize = 12;
/// Lattices with more plans than this are first walked down from the top, so that there is an answer early.
const LARGE: f64 = 1e5;
/// Plans that are walked over by rising cost at most.
const WALKED: usize = 1_000_000;

pub(super) fn search<P: Plans>(t: &mut Trials<'_, P>, found: &mut Found) -> Result<(), Halt> {
    let grid = &t.question.grid;
    let mut walk = Walk {
        corner: vec![0; grid.axes.len()],
        prunes: true,
        dropped: Vec::new(),
    };
    if (0..t.question.goals.len()).any(|goal| grid.is_helped(goal)) {
        walk.find_corner(t)?;
    }
    loop {
        walk.go(t, found)?;
        if !walk.prunes || walk.is_right(t, found)? {
            return Ok(());
        }
        // More of something hurts here: every plan is looked at by itself.
        walk.prunes = false;
        walk.corner.fill(0);
        found.pruning_failed = true;
        found.certified = None;
        found.runner_up = None;
    }
}

/// A way over the lattice.
struct Walk {
    /// Whatever has less than this of anything is ruled out.
    corner: Point,
    prunes: bool,
    /// The last plans that were ruled out on the way.
    dropped: Vec<Point>,
}

impl Walk {
    /// Finds the least of each thing with which, all others at their most, the goals can be met: by halving, all at once.
    fn find_corner<P: Plans>(&mut self, t: &mut Trials<'_, P>) -> Result<(), Halt> {
        let grid = &t.question.grid;
        let top = grid.top();
        match t.test(std::slice::from_ref(&top))?[0] {
            Fate::Feasible => note(t, &top),
            Fate::Infeasible(goal) if grid.is_helped(goal) => {
                self.corner.clone_from(&top);
                return Ok(());
            }
            Fate::Infeasible(_) | Fate::Close => {}
            Fate::NotAPlan => return Ok(()),
        }
        let mut spans: Vec<(u32, u32)> = top.iter().map(|&most| (0, most)).collect();
        loop {
            let open = (0..spans.len()).filter(|&axis| spans[axis].0 < spans[axis].1);
            let open: Vec<usize> = open.collect();
            if open.is_empty() {
                break;
            }
            let probes = open.iter().map(|&axis| {
                let mut point = top.clone();
                point[axis] = u32::midpoint(spans[axis].0, spans[axis].1);
                point
            });
            let probes: Vec<Point> = probes.collect();
            let fates = t.test(&probes)?;
            for ((&axis, point), fate) in open.iter().zip(&probes).zip(fates) {
                match fate {
                    Fate::Infeasible(goal) if grid.is_helped(goal) => {
                        spans[axis].0 = point[axis] + 1;
                    }
                    _ => spans[axis].1 = point[axis],
                }
                if fate == Fate::Feasible {
                    note(t, point);
                }
            }
        }
        self.corner = spans.into_iter().map(|(least, _)| least).collect();
        if t.question.grid.plans() > LARGE && t.best.is_some() {
            descend(t, top, &self.corner)?;
        }
        Ok(())
    }

    /// Tests plans by rising cost until one is certified and the next one that is feasible is known.
    fn go<P: Plans>(&mut self, t: &mut Trials<'_, P>, found: &mut Found) -> Result<(), Halt> {
        let grid = &t.question.grid;
        let mut plans = grid.by_cost(&self.corner).take(WALKED);
        let (mut ruled, mut wave) = (Ruled::default(), WAVE / 4);
        for (point, goal) in t.failed().filter(|_| self.prunes) {
            ruled.add(grid, point, goal);
        }
        let mut walked = 0;
        loop {
            let mut points: Vec<Point> = Vec::new();
            for point in plans.by_ref() {
                walked += 1;
                if self.prunes && ruled.holds(grid, &point) {
                    self.drop(point);
                    continue;
                }
                points.push(point);
                if points.len() == wave {
                    break;
                }
            }
            if points.is_empty() {
                return if walked == WALKED {
                    Err(Halt::Plans)
                } else {
                    Ok(())
                };
            }
            let fates = t.test(&points)?;
            for (point, fate) in points.iter().zip(fates) {
                if let Fate::Infeasible(goal) = fate {
                    ruled.add(grid, point, goal);
                }
                if take(t, found, point, fate)? {
                    return Ok(());
                }
            }
            wave = (2 * wave).min(WAVE);
        }
    }

    fn drop(&mut self, point: Point) {
        if self.dropped.len() == 4 * SAMPLE {
            self.dropped.remove(0);
        }
        self.dropped.push(point);
    }

    /// Plays some of the plans that were ruled out, those with the most that would have been cheaper than the answer, and
    /// tells whether none of them meets all goals.
    fn is_right<P: Plans>(&self, t: &mut Trials<'_, P>, found: &mut Found) -> Result<bool, Halt> {
        let grid = &t.question.grid;
        let limit = found.certified.as_ref();
        let limit = limit.map_or(f64::INFINITY, |answer| grid.cost(&answer.point));
        let mut ruled_out = self.below_corner(t, limit);
        ruled_out.extend(self.dropped.iter().cloned());
        ruled_out.retain(|point| grid.cost(point) < limit && t.known(point).is_none());
        ruled_out.sort_by(|a, b| grid.cost(b).total_cmp(&grid.cost(a)).then(a.cmp(b)));
        ruled_out.dedup();
        let mut sample: Vec<Point> = Vec::new();
        for point in ruled_out {
            if sample.len() < SAMPLE && !sample.iter().any(|other| is_within(&point, other)) {
                sample.push(point);
            }
        }
        let fates = t.test(&sample)?;
        found.checked += sample.len();
        Ok(!fates.contains(&Fate::Feasible))
    }

    /// Plans with a step too little of one thing and as much of the others as is cheaper than the answer.
    fn below_corner<P: Plans>(&self, t: &Trials<'_, P>, limit: f64) -> Vec<Point> {
        let grid = &t.question.grid;
        let axes = grid.axes.len();
        let mut points = Vec::new();
        for short in (0..axes).filter(|&axis| self.corner[axis] > 0) {
            for turn in 0..axes {
                let mut point = self.corner.clone();
                point[short] -= 1;
                for axis in (0..axes)
                    .map(|axis| (axis + turn) % axes)
                    .filter(|&axis| axis != short)
                {
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
}

/// Takes in a plan that comes by rising cost; tells whether all is known.
fn take<P: Plans>(
    t: &mut Trials<'_, P>,
    found: &mut Found,
    point: &Point,
    fate: Fate,
) -> Result<bool, Halt> {
    if !matches!(fate, Fate::Feasible | Fate::Close) {
        return Ok(false);
    }
    if found.certified.is_some() {
        if fate == Fate::Feasible {
            found.runner_up = Some(point.clone());
        }
        return Ok(fate == Fate::Feasible);
    }
    if found.unsure.iter().any(|judged| judged.point == *point) {
        return Ok(false);
    }
    let judged = t.certify(point)?;
    found.judge(judged);
    if found.certified.is_some() {
        t.best = Some((point.clone(), t.question.grid.cost(point)));
    }
    Ok(false)
}

/// Remembers a plan that is feasible, if it is the cheapest so far.
fn note<P: Plans>(t: &mut Trials<'_, P>, point: &Point) {
    let cost = t.question.grid.cost(point);
    if t.best.as_ref().is_none_or(|(_, least)| cost < *least) {
        t.best = Some((point.clone(), cost));
    }
}

/// Goes down from a plan that is feasible while there is a cheaper one with less of one thing, in ever smaller steps.
fn descend<P: Plans>(t: &mut Trials<'_, P>, from: Point, corner: &Point) -> Result<(), Halt> {
    let grid = &t.question.grid;
    let mut here = from;
    let mut stride = here.iter().copied().max().unwrap_or(0).next_power_of_two();
    while stride > 0 {
        let axes = 0..here.len();
        let steps = axes.filter_map(|axis| {
            let next = grid.step(&here, axis, -i64::from(stride))?;
            (next[axis] >= corner[axis] && grid.cost(&next) < grid.cost(&here)).then_some(next)
        });
        let mut steps: Vec<Point> = steps.collect();
        steps.sort_by(|a, b| grid.cost(a).total_cmp(&grid.cost(b)).then(a.cmp(b)));
        let fates = t.test(&steps)?;
        let down = steps
            .into_iter()
            .zip(fates)
            .find(|(_, fate)| *fate == Fate::Feasible);
        match down {
            Some((next, _)) => {
                note(t, &next);
                here = next;
            }
            None => stride /= 2,
        }
    }
    Ok(())
}
