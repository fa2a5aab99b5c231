//! The search where plans are judged by a metric: those that meet the goals, and among them the one with the best mean.

use super::fate::Fate;
use super::grid::Point;
use super::trials::Trials;
use super::{Found, Halt, Plans, local};

/// Lattices of at most so many plans are looked at in full.
const SMALL: f64 = 400.0;
/// Plans that are tested together.
const WAVE: usize = 32;

pub(super) fn search<P: Plans>(t: &mut Trials<'_, P>, found: &mut Found) -> Result<(), Halt> {
    let grid = &t.question.grid;
    found.local = grid.plans() > SMALL;
    let pool = if found.local {
        local::pool(t, found)?
    } else {
        grid.by_cost(&vec![0; grid.axes.len()]).collect()
    };
    let mut left = feasible(t, &pool)?;
    while !left.is_empty() {
        let selected = t.select(&left)?;
        let front = selected.order[0].clone();
        t.best = Some((front.clone(), f64::NAN));
        let judged = t.certify(&front)?;
        found.judge(judged);
        if let Some(certified) = &found.certified {
            t.best = Some((front, certified.objective));
            found.runner_up = selected.order.get(1).cloned();
            found.selected = Some(selected);
            return Ok(());
        }
        left.retain(|point| *point != front);
    }
    Ok(())
}

/// The plans that meet all goals, or may.
fn feasible<P: Plans>(t: &mut Trials<'_, P>, pool: &[Point]) -> Result<Vec<Point>, Halt> {
    let mut left = Vec::new();
    for wave in pool.chunks(WAVE) {
        let fates = t.test(wave)?;
        let those = wave.iter().zip(fates);
        let those = those.filter(|(_, fate)| matches!(fate, Fate::Feasible | Fate::Close));
        left.extend(those.map(|(point, _)| point.clone()));
    }
    Ok(left)
}
