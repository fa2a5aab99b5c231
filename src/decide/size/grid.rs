//! The lattice of plans: what may be decided in which steps, what more of each thing does to a goal, plans by rising cost.

use crate::model::Effect;
use std::cmp::Ordering;
use std::collections::BinaryHeap;

/// A plan of the lattice: the level of each axis.
pub type Point = Vec<u32>;

/// What may be decided: a number in steps.
#[derive(Clone, Debug, PartialEq)]
pub struct Axis {
    /// Number at level 0.
    pub from: f64,
    /// Between one level and the next.
    pub step: f64,
    /// How many levels there are, 1 at least.
    pub levels: u32,
    /// What one unit of it adds to the weighted sum, where that is what is to be small.
    pub weight: f64,
    /// What more of it does to each goal.
    pub effects: Vec<Effect>,
}

impl Axis {
    /// Its number at a level.
    pub fn number(&self, level: u32) -> f64 {
        self.from + self.step * f64::from(level)
    }
}

/// All plans.
#[derive(Clone, Debug, PartialEq)]
pub struct Grid {
    /// What is decided, in the order of the file.
    pub axes: Vec<Axis>,
}

impl Grid {
    /// How many plans there are; of more than 10³⁰⁰ only that.
    pub fn plans(&self) -> f64 {
        self.axes
            .iter()
            .map(|axis| f64::from(axis.levels))
            .product()
    }

    /// The weighted sum of a plan.
    pub fn cost(&self, point: &[u32]) -> f64 {
        let axes = self.axes.iter().zip(point);
        axes.map(|(axis, &level)| axis.weight * axis.number(level))
            .sum()
    }

    /// The plan with the most of everything.
    pub fn top(&self) -> Point {
        self.axes.iter().map(|axis| axis.levels - 1).collect()
    }

    /// Whether more of anything cannot hurt a goal.
    pub fn is_helped(&self, goal: usize) -> bool {
        let mut axes = self.axes.iter();
        axes.all(|axis| axis.effects[goal] != Effect::Unknown)
    }

    /// Whether a plan that misses a goal rules out others.
    pub fn rules_out(&self, goal: usize) -> bool {
        let mut axes = self.axes.iter();
        axes.any(|axis| axis.effects[goal] != Effect::Unknown)
    }

    /// A plan's levels of whatever has this effect on a goal.
    pub fn levels(&self, point: &[u32], goal: usize, effect: Effect) -> Point {
        let axes = self.axes.iter().zip(point);
        axes.filter(|(axis, _)| axis.effects[goal] == effect)
            .map(|(_, &level)| level)
            .collect()
    }

    /// A neighbour: so many levels more or less on an axis; `None` beyond its end.
    pub fn step(&self, point: &[u32], axis: usize, by: i64) -> Option<Point> {
        let level = i64::from(point[axis]) + by;
        let fits = (0..i64::from(self.axes[axis].levels)).contains(&level);
        fits.then(|| {
            let mut next = point.to_vec();
            next[axis] = level as u32;
            next
        })
    }

    /// All plans with no less than `corner` of anything, by rising cost; equal ones in the order of their levels.
    pub fn by_cost(&self, corner: &[u32]) -> ByCost<'_> {
        let mut plans = ByCost {
            grid: self,
            corner: corner.to_vec(),
            heap: BinaryHeap::new(),
        };
        // Where more is cheaper the way up begins at the end.
        let first = vec![0; self.axes.len()];
        plans.push(first, 0);
        plans
    }
}

/// Plans by rising cost, each found when it is asked for.
pub struct ByCost<'a> {
    grid: &'a Grid,
    corner: Point,
    heap: BinaryHeap<Ranked>,
}

/// A plan in the order of its cost.
struct Ranked {
    cost: f64,
    point: Point,
    /// Steps from the cheapest plan by axis.
    steps: Vec<u32>,
    /// The axis stepped on last; plans come up once, as steps are taken axis by axis.
    last: usize,
}

impl PartialEq for Ranked {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Ranked {}

impl PartialOrd for Ranked {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Ranked {
    /// The cheapest is the greatest, as a heap gives it first.
    fn cmp(&self, other: &Self) -> Ordering {
        let by_cost = other.cost.total_cmp(&self.cost);
        by_cost.then_with(|| other.point.cmp(&self.point))
    }
}

impl ByCost<'_> {
    fn push(&mut self, steps: Vec<u32>, last: usize) {
        let axes = self.grid.axes.iter().zip(&self.corner).zip(&steps);
        let point = axes.map(|((axis, &least), &steps)| {
            if axis.weight < 0.0 {
                axis.levels - 1 - steps
            } else {
                least + steps
            }
        });
        let point: Point = point.collect();
        self.heap.push(Ranked {
            cost: self.grid.cost(&point),
            point,
            steps,
            last,
        });
    }
}

impl Iterator for ByCost<'_> {
    type Item = Point;

    fn next(&mut self) -> Option<Point> {
        let Ranked {
            point, steps, last, ..
        } = self.heap.pop()?;
        for axis in last..steps.len() {
            if steps[axis] + 1 < self.grid.axes[axis].levels - self.corner[axis] {
                let mut next = steps.clone();
                next[axis] += 1;
                self.push(next, axis);
            }
        }
        Some(point)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn axis(levels: u32, weight: f64) -> Axis {
        Axis {
            from: 1.0,
            step: 1.0,
            levels,
            weight,
            effects: Vec::new(),
        }
    }

    #[test]
    fn plans_come_once_each_by_rising_cost() {
        for weights in [[15.0, 16.0, 0.0], [2.0, 1.0, 1.0], [-3.0, 2.0, 5.0]] {
            let grid = Grid {
                axes: vec![
                    axis(4, weights[0]),
                    axis(3, weights[1]),
                    axis(5, weights[2]),
                ],
            };
            let all: Vec<Point> = grid.by_cost(&[0, 0, 0]).collect();
            let mut sorted = all.clone();
            sorted.sort_by(|a, b| grid.cost(a).total_cmp(&grid.cost(b)).then(a.cmp(b)));
            assert_eq!(all, sorted, "{weights:?}");
            sorted.sort();
            sorted.dedup();
            assert_eq!((all.len(), sorted.len()), (60, 60));
            let some: Vec<Point> = grid.by_cost(&[2, 1, 0]).collect();
            let inside = |point: &&Point| point[0] >= 2 && point[1] >= 1;
            assert!(some.iter().eq(all.iter().filter(inside)), "{weights:?}");
        }
    }

    #[test]
    fn steps_end_with_the_axis() {
        let grid = Grid {
            axes: vec![axis(9, 1.0), axis(9, 1.0)],
        };
        assert_eq!(grid.step(&[8, 0], 0, 1), None);
        assert_eq!(grid.step(&[8, 0], 0, -2), Some(vec![6, 0]));
    }

    #[test]
    fn a_huge_grid_takes_no_memory_before_it_is_walked() {
        let grid = Grid {
            axes: vec![axis(1_000_000, 1.0); 3],
        };
        assert_eq!(grid.plans(), 1e18);
        assert_eq!(
            grid.by_cost(&[0; 3]).nth(100).map(|p| grid.cost(&p)),
            Some(10.0)
        );
    }
}
