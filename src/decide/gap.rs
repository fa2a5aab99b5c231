//! How much one plan differs from another in the same worlds, and how surely.

use super::goal::{Bound, Goal};
use crate::stats::{Interval, discordant, mean};
use std::cmp::Ordering;

/// The probability of a wrong claim among all that are made together.
pub const ALPHA: f64 = 0.05;

/// A paired difference: the value of one plan less that of another, world by world.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gap {
    /// Worlds in which both have a value.
    pub n: usize,
    /// Mean of the differences.
    pub difference: f64,
    /// Its standard error.
    pub se: f64,
    /// Its interval, simultaneous with all others it was made with.
    pub interval: Interval,
    /// Of yes/no answers, how probable at most such a difference is when there is none (the exact test of `McNemar`).
    pub p: Option<f64>,
    /// Which way it surely goes; equal where that cannot be said.
    pub sure: Ordering,
    /// Whether it is the same in all worlds.
    pub same: bool,
    /// Whether it is never below 0.
    pub never_below: bool,
}

impl Gap {
    /// The difference of two metrics, or of two yes/no answers (1 and 0), as one of so many claims made together.
    pub fn new(one: &[f64], other: &[f64], yes_no: bool, claims: usize) -> Self {
        let pairs = one.iter().zip(other);
        let differences: Vec<f64> = pairs
            .map(|(one, other)| one - other)
            .filter(|difference| !difference.is_nan())
            .collect();
        let count = |value: f64| differences.iter().filter(|&&one| one == value).count();
        let risk = ALPHA / claims.max(1) as f64;
        let n = differences.len();
        let (difference, se, interval, p) = if yes_no {
            let found = discordant((count(1.0), count(-1.0)), n, 1.0 - risk);
            (found.difference, found.se, found.interval, Some(found.p))
        } else {
            let found = mean(&differences, 1.0 - risk);
            (found.mean, found.se, found.interval, None)
        };
        let claimed = match p {
            Some(p) => p <= risk,
            None => interval.low > 0.0 || interval.high < 0.0,
        };
        let way = difference.partial_cmp(&0.0).unwrap_or(Ordering::Equal);
        Self {
            n,
            difference,
            se,
            interval,
            p,
            sure: if claimed { way } else { Ordering::Equal },
            same: differences.iter().all(|&one| one == 0.0),
            never_below: differences.iter().all(|&one| one >= 0.0),
        }
    }

    /// Whether the first is surely larger.
    pub fn is_larger(&self) -> bool {
        self.sure == Ordering::Greater
    }

    /// Whether the first is surely larger, or in no world smaller.
    pub fn is_no_smaller(&self) -> bool {
        self.is_larger() || (self.never_below && self.n > 0)
    }
}

/// Whether a goal is reached in each world by values of its metric as they count: 1 or 0.
pub(super) fn reached(goal: &Goal, column: &[f64]) -> Vec<f64> {
    let yes = |&value: &f64| f64::from(u8::from(goal.bound.holds(value)));
    column.iter().map(yes).collect()
}

/// What a goal asks for in each world, so that more is better: whether it is reached, or its metric where it is judged on
/// the mean.
pub(super) fn towards(goal: &Goal, column: &[f64]) -> Vec<f64> {
    match (goal.with_probability, goal.bound) {
        (Some(_), _) => reached(goal, column),
        (None, Bound::AtLeast(_)) => column.to_vec(),
        (None, Bound::AtMost(_)) => column.iter().map(|value| -value).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn claims_are_made_together() {
        let one = [3.0, 4.0, 6.0, 5.0, f64::NAN];
        let other = [2.0, 3.0, 4.0, 3.0, 1.0];
        // By hand: differences 1, 1, 2, 2; mean 1.5, sd 0.5774, t(3, 97.5%) = 3.1824.
        let gap = Gap::new(&one, &other, false, 1);
        assert_eq!(
            (gap.n, gap.difference, gap.sure),
            (4, 1.5, Ordering::Greater)
        );
        assert!((gap.interval.low - (1.5 - 3.182_446 * 0.288_675)).abs() < 1e-5);
        assert!(gap.never_below && !gap.same && gap.is_no_smaller());
        // With a hundred such claims it is not sure any more: t(3, 99.975%) = 12.9.
        let gap = Gap::new(&one, &other, false, 100);
        assert_eq!(gap.sure, Ordering::Equal);
        assert!(gap.is_no_smaller());
    }

    #[test]
    fn yes_and_no_by_discordant_pairs() {
        let one: Vec<f64> = (0..100).map(|i| f64::from(u8::from(i < 90))).collect();
        let other: Vec<f64> = (0..100).map(|i| f64::from(u8::from(i < 80))).collect();
        let gap = Gap::new(&one, &other, true, 1);
        assert!(gap.p.is_some_and(|p| (p - 2.0 / 1024.0).abs() < 1e-15));
        assert_eq!(gap.sure, Ordering::Greater);
        assert_eq!(Gap::new(&other, &one, true, 1).sure, Ordering::Less);
        assert_eq!(Gap::new(&one, &other, true, 30).sure, Ordering::Equal);
        let same = Gap::new(&one, &one, true, 1);
        assert!(same.same && same.is_no_smaller() && !same.is_larger());
    }
}
