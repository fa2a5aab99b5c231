//! How much of the spread of one number another one explains, from the pairs themselves.

use super::beta::{self, Point};
use super::interval::{Interval, risk};
use super::{normal_quantile, ratio};
use std::ops::Range;

/// The share of a number's variance that another number explains, with its uncertainty.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Explained {
    /// Pairs in which both are numbers.
    pub n: usize,
    /// The estimate; about 0, and below it as often as above, where nothing is explained.
    pub share: f64,
    /// Its standard error.
    pub se: f64,
    /// Its confidence interval, within 0 and 1.
    pub interval: Interval,
    /// How probable at most such a fit is when nothing is explained (F test).
    pub p: f64,
}

/// The most lines that are fitted.
const MOST_PIECES: usize = 8;
/// Pairs to a line at least.
const TO_A_PIECE: usize = 20;

/// The first-order index of `y` for `x`, `S = Var(E[Y | X]) / Var(Y)` (Pearson's correlation ratio; the main effect of
/// Sobol', 1993), from a given sample, as Plischke, Borgonovo & Smith (2013), European Journal of Operational Research 226,
/// 536-550, have it: the pairs are cut by `x` into classes that are equally full. In place of the mean of each class a
/// straight line is fitted in it, so that nothing is lost to the width of the classes where `E[Y | X]` is smooth. There are
/// up to 8, with 20 pairs each at least; equal values of `x` stay together.
///
/// With `p` parameters fitted and `n` pairs, `S = 1 − (Σ rᵢ² / (n − p)) / (Σ (yᵢ − ȳ)² / (n − 1))`, which is free of the bias
/// of a fit (Ezekiel, 1930). Its standard error is that of the ratio of sums (delta method), and beside it that of a fit to
/// nothing, `√(2 (p − 1)) / n · (1 − S)`. `p` is the F test's that the lines explain nothing at all.
///
/// Edges: fewer than 20 pairs, an `x` or a `y` that never varies: nothing is explained and nothing claimed (`p = 1`).
///
/// ```
/// use surgeplan::stats::explained;
/// let xs: Vec<f64> = (0..100).map(f64::from).collect();
/// let line: Vec<f64> = xs.iter().map(|x| 3.0 - x).collect();
/// assert!((explained(&xs, &line, 0.95).share - 1.0).abs() < 1e-12);
/// ```
pub fn explained(xs: &[f64], ys: &[f64], confidence: f64) -> Explained {
    let pairs = sorted(xs, ys);
    let n = pairs.len();
    let nothing = Explained {
        n,
        share: 0.0,
        se: f64::NAN,
        interval: Interval::ANY_SHARE,
        p: 1.0,
    };
    let mean = pairs.iter().map(|pair| pair.1).sum::<f64>() / n as f64;
    let around: Vec<f64> = pairs.iter().map(|pair| square(pair.1 - mean)).collect();
    let places: Vec<f64> = pairs.iter().map(|pair| pair.0).collect();
    let classes = classes(&places, (n / TO_A_PIECE).min(MOST_PIECES));
    let mut left = Vec::with_capacity(n);
    let each = classes.into_iter();
    let fitted: usize = each.map(|class| fit(&pairs[class], &mut left)).sum();
    let total: f64 = around.iter().sum();
    if fitted < 2 || n < TO_A_PIECE || total <= 0.0 {
        return nothing;
    }
    let unexplained: f64 = left.iter().sum::<f64>() / total;
    let (free, all) = ((n - fitted) as f64, n as f64 - 1.0);
    let share = 1.0 - unexplained * all / free;
    let of_ratio = ratio(&left, &around, confidence).se;
    let of_nothing = (2.0 * (fitted as f64 - 1.0)).sqrt() / n as f64 * unexplained;
    let se = (square(of_ratio) + square(of_nothing)).sqrt();
    let half = risk(confidence).map_or(f64::INFINITY, |risk| -normal_quantile(risk / 2.0) * se);
    let at = Point {
        x: (1.0 - unexplained).max(0.0),
        rest: unexplained.min(1.0),
    };
    Explained {
        n,
        share,
        se,
        interval: Interval {
            low: (share - half).clamp(0.0, 1.0),
            high: (share + half).clamp(0.0, 1.0),
        },
        p: beta::tails((fitted as f64 - 1.0) / 2.0, free / 2.0, at).1,
    }
}

/// The pairs in which both are numbers, by the first.
fn sorted(xs: &[f64], ys: &[f64]) -> Vec<(f64, f64)> {
    let pairs = xs.iter().copied().zip(ys.iter().copied());
    let mut pairs: Vec<(f64, f64)> = pairs
        .filter(|(x, y)| x.is_finite() && y.is_finite())
        .collect();
    // Stable, so that equal values stay in the order of the worlds.
    pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
    pairs
}

/// Cuts sorted values into so many classes that are about equally full; equal values stay together.
pub(super) fn classes(sorted: &[f64], most: usize) -> Vec<Range<usize>> {
    let n = sorted.len();
    let mut classes = Vec::new();
    let mut from = 0;
    for class in 1..=most.max(1) {
        let mut to = n * class / most.max(1);
        while to > from && to < n && sorted[to] == sorted[to - 1] {
            to += 1;
        }
        if to > from {
            classes.push(from..to);
            from = to;
        }
    }
    classes
}

/// Fits a straight line by least squares, or the mean where all stand at one place, adds the squares of what it leaves,
/// and tells how many parameters it has.
fn fit(pairs: &[(f64, f64)], left: &mut Vec<f64>) -> usize {
    let n = pairs.len() as f64;
    let x_mean = pairs.iter().map(|pair| pair.0).sum::<f64>() / n;
    let y_mean = pairs.iter().map(|pair| pair.1).sum::<f64>() / n;
    let spread: f64 = pairs.iter().map(|pair| square(pair.0 - x_mean)).sum();
    let shared: f64 = pairs
        .iter()
        .map(|pair| (pair.0 - x_mean) * (pair.1 - y_mean))
        .sum();
    let is_one_place = pairs.iter().all(|pair| pair.0 == pairs[0].0) || spread <= 0.0;
    let slope = if is_one_place { 0.0 } else { shared / spread };
    left.extend(
        pairs
            .iter()
            .map(|pair| square(pair.1 - y_mean - slope * (pair.0 - x_mean))),
    );
    if is_one_place { 1 } else { 2 }
}

/// Not `powi`, whose last digit may depend on the machine.
fn square(x: f64) -> f64 {
    x * x
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_are_equally_full_and_keep_equals_together() {
        let whole: Vec<f64> = (0..10).map(f64::from).collect();
        assert_eq!(classes(&whole, 3), [0..3, 3..6, 6..10]);
        assert_eq!(classes(&[0.0, 0.0, 0.0, 0.0, 1.0, 2.0], 3), [0..4, 4..6]);
        let one = classes(&[1.0; 5], 3);
        assert_eq!((one.len(), &one[0]), (1, &(0..5)));
        assert!(classes(&[], 3).is_empty());
    }

    #[test]
    fn a_line_leaves_nothing_and_one_place_has_one_parameter() {
        let mut left = Vec::new();
        assert_eq!(fit(&[(0.0, 1.0), (1.0, 3.0), (2.0, 5.0)], &mut left), 2);
        assert!(left.iter().all(|&one| one < 1e-24));
        left.clear();
        assert_eq!(fit(&[(7.0, 1.0), (7.0, 3.0)], &mut left), 1);
        assert_eq!(left, [1.0, 1.0]);
    }
}
