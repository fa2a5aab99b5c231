//! What plans that missed a goal rule out: whatever has no more of what helps it, and as much of all else that touches it.

use super::grid::{Grid, Point};
use crate::model::Effect;
use std::collections::BTreeMap;

/// What is ruled out without being played.
#[derive(Clone, Debug, Default)]
pub(super) struct Ruled {
    /// For each goal, by the levels of whatever may help or hurt it: those of what helps in plans that missed it, without
    /// those that have no more than another.
    missed: Vec<BTreeMap<Point, Vec<Point>>>,
}

impl Ruled {
    /// Takes in a plan that missed a goal.
    pub fn add(&mut self, grid: &Grid, point: &[u32], goal: usize) {
        if !grid.rules_out(goal) {
            return;
        }
        if self.missed.len() <= goal {
            self.missed.resize_with(goal + 1, BTreeMap::new);
        }
        let same = grid.levels(point, goal, Effect::Unknown);
        let here = grid.levels(point, goal, Effect::Helps);
        let most = self.missed[goal].entry(same).or_default();
        if !most.iter().any(|other| is_within(&here, other)) {
            most.retain(|other| !is_within(other, &here));
            most.push(here);
        }
    }

    /// Whether a plan misses a goal as another has missed it.
    pub fn holds(&self, grid: &Grid, point: &[u32]) -> bool {
        self.missed.iter().enumerate().any(|(goal, missed)| {
            let most = missed.get(&grid.levels(point, goal, Effect::Unknown));
            most.is_some_and(|most| {
                let here = grid.levels(point, goal, Effect::Helps);
                most.iter().any(|other| is_within(&here, other))
            })
        })
    }
}

/// Whether a plan has no more of anything than another.
pub(super) fn is_within(one: &[u32], other: &[u32]) -> bool {
    one.iter().zip(other).all(|(one, other)| one <= other)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decide::size::Axis;

    /// People help both goals, a time may hurt; what is decided later does not touch the first goal.
    fn grid() -> Grid {
        let axis = |effects: [Effect; 2]| Axis {
            from: 1.0,
            step: 1.0,
            levels: 9,
            weight: 1.0,
            effects: effects.to_vec(),
        };
        let (helps, nothing, unknown) = (Effect::Helps, Effect::Nothing, Effect::Unknown);
        Grid {
            axes: vec![
                axis([helps, helps]),
                axis([unknown, unknown]),
                axis([nothing, unknown]),
            ],
        }
    }

    #[test]
    fn what_is_ruled_out() {
        let grid = grid();
        let mut ruled = Ruled::default();
        assert!(!ruled.holds(&grid, &[0, 0, 0]));
        ruled.add(&grid, &[4, 3, 5], 0);
        for (point, is_out) in [
            ([4, 3, 5], true),
            ([2, 3, 5], true),
            // Whatever is decided later.
            ([2, 3, 8], true),
            ([4, 3, 0], true),
            // More people may do, and another time.
            ([5, 3, 5], false),
            ([2, 2, 5], false),
        ] {
            assert_eq!(ruled.holds(&grid, &point), is_out, "{point:?}");
        }
        // The second goal hangs on it.
        let mut ruled = Ruled::default();
        ruled.add(&grid, &[4, 3, 5], 1);
        assert!(ruled.holds(&grid, &[4, 3, 5]) && !ruled.holds(&grid, &[4, 3, 4]));
    }

    #[test]
    fn where_all_may_hurt_nothing_is_ruled_out() {
        let mut grid = grid();
        for axis in &mut grid.axes {
            axis.effects[1] = Effect::Unknown;
        }
        let mut ruled = Ruled::default();
        ruled.add(&grid, &[4, 3, 5], 1);
        assert!(!ruled.holds(&grid, &[4, 3, 5]));
    }
}
