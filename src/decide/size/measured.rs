//! The search where plans are judged by a metric: those that meet the goals, and among them the one with the best mean.

use super::choose::Selected;
use super::fate::Fate;
use super::grid::Point;
use super::lift::{lift, lift_nearest};
use super::trials::Trials;
use super::{Found, Halt, Plans, local};

/// Lattices of at most so many plans are looked at in full.
const FEW: f64 = 1000.0;
/// Plans that are tested together.
const WAVE: usize = 32;
/// How often the plan in front is held against its neighbours, after a local search.
const ROUNDS: usize = 12;

pub(super) fn search<P: Plans>(t: &mut Trials<'_, P>, found: &mut Found) -> Result<(), Halt> {
    let grid = &t.question.grid;
    found.local = grid.plans() > FEW;
    t.decides = !found.local;
    // The scenario's own plan is one of them, whatever becomes of the search.
    let mut left = feasible(t, found, &t.question.starts)?;
    let pool = if found.local {
        local::pool(t, found)?
    } else {
        grid.by_cost(&vec![0; grid.axes.len()]).collect()
    };
    left.extend(feasible(t, found, &pool)?);
    if found.local && left.is_empty() {
        left.extend(lift_nearest(t)?.map(|(point, _)| point));
    }
    left.sort();
    left.dedup();
    while !left.is_empty() {
        let selected = contest(t, found, &mut left)?;
        let front = selected.order[0].clone();
        let judged = t.certify(&front)?;
        found.judge(judged);
        if let Some(certified) = &found.certified {
            t.best = Some((front, certified.objective));
            found.selected = Some(selected);
            return Ok(());
        }
        // Where one on the boundary of a goal is not certified, no other there is.
        let least = t.room(&front).max(1.0);
        found.least_room = least;
        left.retain(|point| t.room(point) > least);
    }
    Ok(())
}

/// Selects the plan with the best mean of some. After a local search they become more: whoever is in front has to be as
/// good as its neighbours, and beside one on the boundary of a goal there has to be one that can be certified.
fn contest<P: Plans>(
    t: &mut Trials<'_, P>,
    found: &mut Found,
    left: &mut Vec<Point>,
) -> Result<Selected, Halt> {
    let mut selected = t.select(left)?;
    if !found.local {
        return Ok(selected);
    }
    for _ in 0..ROUNDS {
        let front = &selected.order[0];
        let mut steps = local::neighbours(&t.question.grid, front, 1);
        if t.room(front) < 1.0 {
            match lift(t, front) {
                Err(Halt::Plans) => found.limited = true,
                lifted => steps.extend(lifted?.map(|(point, _)| point)),
            }
        }
        let before = left.len();
        let steps = feasible(t, found, &steps)?.into_iter();
        left.extend(steps.filter(|step| t.room(step) > found.least_room));
        left.sort();
        left.dedup();
        if left.len() == before {
            break;
        }
        selected = t.select(left)?;
    }
    Ok(selected)
}

/// The plans that meet all goals, or may, as far as the limit of plans allows to find out.
fn feasible<P: Plans>(
    t: &mut Trials<'_, P>,
    found: &mut Found,
    pool: &[Point],
) -> Result<Vec<Point>, Halt> {
    for wave in pool.chunks(WAVE) {
        match t.test(wave) {
            Err(Halt::Plans) => {
                found.limited = true;
                break;
            }
            fates => fates?,
        };
    }
    let may = |point: &&Point| {
        let fate = t.known(point).map(|tested| tested.fate);
        matches!(fate, Some(Fate::Feasible | Fate::Close))
    };
    Ok(pool.iter().filter(may).cloned().collect())
}
