//! The search where the cost of a plan is known without playing it. Few plans are tested by rising cost; of many a local
//! search finds a cheap one first, and those that would be cheaper still are tested by falling cost. What has no more of
//! whatever helps than a plan that missed a goal is ruled out.

use super::checked::Spared;
use super::fate::Fate;
use super::grid::Point;
use super::lift::{descend, lift, lift_nearest};
use super::ruled::Ruled;
use super::trials::Trials;
use super::{Found, Halt, Plans, local};

/// Plans that are tested together at most; the first wave has a quarter.
const WAVE: usize = 16;
/// Of at most so many plans no local search is made first.
const FEW: f64 = 1000.0;
/// Plans that are walked over by cost at most.
const WALKED: usize = 200_000;
/// Plans that are tested beyond the answer, for the next that meets the goals.
const BEYOND: usize = 64;
/// Plans that are certified at most before one is.
const TRIES: usize = 12;

pub(super) fn search<P: Plans>(t: &mut Trials<'_, P>, found: &mut Found) -> Result<(), Halt> {
    let mut walk = Walk {
        corner: vec![0; t.question.grid.axes.len()],
        prunes: true,
        spared: Spared::default(),
    };
    loop {
        walk.go(t, found)?;
        if !walk.prunes || walk.spared.are_rightly(t, found, &walk.corner)? {
            return Ok(());
        }
        // More of something hurts here: every plan is looked at by itself.
        walk.prunes = false;
        walk.corner.fill(0);
        *found = Found {
            pruning_failed: true,
            checked: found.checked,
            ..Found::default()
        };
    }
}

/// A way over the lattice.
struct Walk {
    /// Whatever has less than this of anything is ruled out.
    corner: Point,
    prunes: bool,
    /// Plans that were ruled out on the way.
    spared: Spared,
}

impl Walk {
    fn go<P: Plans>(&mut self, t: &mut Trials<'_, P>, found: &mut Found) -> Result<(), Halt> {
        let grid = &t.question.grid;
        let starts = [t.question.starts.clone(), vec![grid.top()]].concat();
        t.test(&starts)?;
        if self.prunes && (0..t.question.goals.len()).any(|goal| grid.is_helped(goal)) {
            self.find_corner(t)?;
        }
        let spans = grid.axes.iter().zip(&self.corner);
        let plans: f64 = spans
            .map(|(axis, least)| f64::from(axis.levels - least))
            .product();
        if plans <= FEW {
            return self.rise(t, found);
        }
        t.decides = false;
        approach(t, found)?;
        t.decides = true;
        if self.sink(t)? {
            found.limited = false;
            return self.rise(t, found);
        }
        found.local = true;
        certify_known(t, found)
    }

    /// Finds the least of each thing with which, all others at their most, the goals can be met: by halving, all at once.
    fn find_corner<P: Plans>(&mut self, t: &mut Trials<'_, P>) -> Result<(), Halt> {
        let grid = &t.question.grid;
        let top = grid.top();
        match t.known(&top).map(|top| top.fate) {
            Some(Fate::Infeasible(goal)) if grid.is_helped(goal) => {
                self.corner.clone_from(&top);
                return Ok(());
            }
            Some(Fate::NotAPlan) | None => return Ok(()),
            Some(_) => {}
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
            }
        }
        self.corner = spans.into_iter().map(|(least, _)| least).collect();
        Ok(())
    }

    /// Tests what would be cheaper than the cheapest plan that is known to meet the goals, by falling cost, so that a plan
    /// that misses them rules out many; tells whether all of it is decided, or can be by rising cost.
    fn sink<P: Plans>(&mut self, t: &mut Trials<'_, P>) -> Result<bool, Halt> {
        let grid = &t.question.grid;
        let limit = cheapest(t);
        let all = grid.by_cost(&self.corner);
        let mut below: Vec<Point> = all
            .take_while(|point| grid.cost(point) < limit)
            .take(WALKED + 1)
            .collect();
        if below.len() > WALKED {
            return Ok(false);
        }
        let mut ruled = self.ruled(t);
        let mut close = 0;
        loop {
            let limit = cheapest(t);
            let mut wave: Vec<Point> = Vec::new();
            while wave.len() < WAVE
                && let Some(point) = below.pop()
            {
                if self.prunes && ruled.holds(grid, &point) {
                    self.spared.add(point);
                } else if grid.cost(&point) < limit && t.known(&point).is_none() {
                    wave.push(point);
                }
            }
            if wave.is_empty() {
                return Ok(true);
            }
            let fates = t.test(&wave)?;
            for (point, fate) in wave.iter().zip(fates) {
                if let Fate::Infeasible(goal) = fate {
                    ruled.add(grid, point, goal);
                }
                close += usize::from(fate == Fate::Close);
            }
            // So many lie on the boundary of a goal that it cannot be told which is the cheapest.
            if close > TRIES {
                return Ok(false);
            }
        }
    }

    /// Tests plans by rising cost until one is certified and the next one that meets the goals is known.
    fn rise<P: Plans>(&mut self, t: &mut Trials<'_, P>, found: &mut Found) -> Result<(), Halt> {
        let grid = &t.question.grid;
        let mut plans = grid.by_cost(&self.corner).take(WALKED);
        let (mut ruled, mut wave) = (self.ruled(t), WAVE / 4);
        let (mut walked, mut beyond) = (0, 0);
        loop {
            let mut points: Vec<Point> = Vec::new();
            for point in plans.by_ref() {
                walked += 1;
                if self.prunes && ruled.holds(grid, &point) {
                    if found.certified.is_none() {
                        self.spared.add(point);
                    }
                    continue;
                }
                points.push(point);
                if points.len() == wave {
                    break;
                }
            }
            if points.is_empty() {
                return if walked == WALKED && found.certified.is_none() {
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
                if found.certified.is_some() {
                    beyond += 1;
                    if fate == Fate::Feasible || beyond > BEYOND {
                        return Ok(());
                    }
                } else if matches!(fate, Fate::Feasible | Fate::Close) {
                    certify(t, found, point)?;
                }
            }
            wave = (2 * wave).min(WAVE);
        }
    }

    /// What the plans that were tested rule out.
    fn ruled<P: Plans>(&self, t: &Trials<'_, P>) -> Ruled {
        let mut ruled = Ruled::default();
        for (point, goal) in t.failed().filter(|_| self.prunes) {
            ruled.add(&t.question.grid, point, goal);
        }
        ruled
    }
}

/// Finds a cheap plan that can be certified by steps: from the best of a local search, and from the one with the most.
fn approach<P: Plans>(t: &mut Trials<'_, P>, found: &mut Found) -> Result<(), Halt> {
    let pool = local::pool(t, found)?;
    for wave in pool.chunks(WAVE) {
        t.test(wave)?;
    }
    let cheapest = |t: &Trials<'_, P>, is_certain: bool| {
        let plans = t.tested().filter(|(point, tested)| {
            let may = matches!(tested.fate, Fate::Feasible | Fate::Close);
            may && (!is_certain || t.is_certain(point))
        });
        let plans = plans.map(|(point, _)| point);
        let best = plans.max_by(|a, b| t.merit(a).total_cmp(&t.merit(b)).then(b.cmp(a)));
        best.cloned()
    };
    let lifted = match cheapest(t, false) {
        Some(close) => lift(t, &close)?,
        None => lift_nearest(t)?,
    };
    if let Some((certain, stride)) = lifted {
        descend(t, certain, stride)?;
    }
    if let Some(certain) = cheapest(t, true) {
        descend(t, certain, 1)?;
    }
    Ok(())
}

/// The cost of the cheapest plan that is known to meet the goals.
fn cheapest<P: Plans>(t: &Trials<'_, P>) -> f64 {
    let feasible = t
        .tested()
        .filter(|(_, tested)| tested.fate == Fate::Feasible);
    let costs = feasible.map(|(point, _)| t.question.grid.cost(point));
    costs.fold(f64::INFINITY, f64::min)
}

/// Certifies the best of the plans that are known to meet the goals, or may; where one is not, the next has to have more
/// room.
pub(super) fn certify_known<P: Plans>(
    t: &mut Trials<'_, P>,
    found: &mut Found,
) -> Result<(), Halt> {
    let may = |fate| matches!(fate, Fate::Feasible | Fate::Close);
    let plans = t.tested().filter(|(_, tested)| may(tested.fate));
    let plans = plans.map(|(point, tested)| (point.clone(), t.merit(point), tested.room));
    let mut plans: Vec<(Point, f64, f64)> = plans.collect();
    plans.sort_by(|(a, one, _), (b, other, _)| other.total_cmp(one).then(a.cmp(b)));
    // What a local search has seen last may not be tested yet, nor what a search begins with that was ended early.
    let best = t.best.iter().map(|(point, _)| point);
    let top = t.question.grid.top();
    let early = t.question.starts.iter().chain([&top]).filter(|_| t.is_over);
    let untested: Vec<(Point, f64, f64)> = best
        .chain(early)
        .filter(|point| t.known(point).is_none())
        .map(|point| (point.clone(), 0.0, f64::INFINITY))
        .collect();
    let mut least = f64::NEG_INFINITY;
    for (point, _, room) in untested.into_iter().chain(plans) {
        if found.certified.is_some() || found.unsure.len() >= TRIES {
            break;
        }
        if room > least {
            certify(t, found, &point)?;
            // Where one on the boundary is not certified, no other there is.
            least = if room.is_finite() {
                room.max(1.0)
            } else {
                least
            };
        }
    }
    Ok(())
}

/// Certifies a plan, unless it was tried before; after many tries only what has more room than those.
fn certify<P: Plans>(t: &mut Trials<'_, P>, found: &mut Found, point: &Point) -> Result<(), Halt> {
    let rooms = found.unsure.iter().map(|judged| t.room(&judged.point));
    let most = rooms.fold(f64::NEG_INFINITY, f64::max);
    let is_hopeless = found.unsure.len() >= TRIES && t.room(point) <= most;
    if !is_hopeless && !found.was_tried(point) {
        let judged = t.certify(point)?;
        found.judge(judged);
    }
    Ok(())
}
