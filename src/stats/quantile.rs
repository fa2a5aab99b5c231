//! Quantiles over replications, as order statistics with binomial ranks.

use super::beta::{self, Point};
use super::interval::{Interval, risk};

/// An estimated quantile with its distribution-free uncertainty, in the unit of the values.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Quantile {
    /// Which quantile: the probability to lie at or below it.
    pub p: f64,
    /// The order statistic of rank [`point_rank`].
    pub estimate: f64,
    /// Confidence interval; a side is infinite when the values are too few to bound it.
    pub interval: Interval,
    /// Probability that such an interval holds the quantile, at least the confidence asked for.
    pub coverage: f64,
}

/// The `p` quantile of values **sorted** upwards, with its order-statistic interval
/// (David & Nagaraja, Order Statistics, 3rd ed., section 7.1). With `B` binomial `(n, p)` and
/// `α = 1 − confidence`, ranks counted from 1:
/// the lower end is the value of rank `l`, the smallest with `P(B ≤ l) ≥ α/2`; the upper that of
/// rank `u = m + 1`, `m` the smallest with `P(B ≤ m) ≥ 1 − α/2`; the coverage is
/// `P(l ≤ B ≤ u − 1)`. `l = 0` and `u = n + 1` are unbounded sides. Whatever the distribution the
/// coverage is at least this; it is exactly this for a continuous one.
///
/// Edges: no values give a `NaN` estimate and an unbounded interval; so does `p` outside `[0, 1]`,
/// whose coverage is `NaN` as there is no such quantile; a confidence that is not strictly between
/// 0 and 1 gives an unbounded interval with coverage 1. Values out of order or `NaN` give an
/// answer without meaning.
///
/// ```
/// use surgeplan::stats::quantile;
/// let values: Vec<f64> = (1..=60).map(f64::from).collect();
/// let q = quantile(&values, 0.95, 0.95); // 60 replications do not bound a p95 above
/// assert_eq!((q.estimate, q.interval.low, q.interval.high), (57.0, 53.0, f64::INFINITY));
/// assert!((q.coverage - 0.9902108513).abs() < 1e-9);
/// ```
pub fn quantile(sorted: &[f64], p: f64, confidence: f64) -> Quantile {
    let n = sorted.len();
    let possible = (0.0..=1.0).contains(&p);
    let at_rank = |rank: usize| rank.checked_sub(1).and_then(|i| sorted.get(i)).copied();
    let (interval, coverage) = match risk(confidence) {
        Some(risk) if possible => {
            let (lower, upper, coverage) = ranks(n, p, risk / 2.0);
            let interval = Interval {
                low: at_rank(lower).unwrap_or(f64::NEG_INFINITY),
                high: at_rank(upper).unwrap_or(f64::INFINITY),
            };
            (interval, coverage)
        }
        _ if possible => (Interval::UNBOUNDED, 1.0),
        _ => (Interval::UNBOUNDED, f64::NAN),
    };
    let estimate = at_rank(point_rank(n, p)).filter(|_| possible);
    Quantile {
        p,
        estimate: estimate.unwrap_or(f64::NAN),
        interval,
        coverage,
    }
}

/// The rank, counted from 1, of the order statistic that estimates the `p` quantile of `n` values:
/// `⌈n p⌉`, kept within `1..=n`. A product that is whole but for the rounding of `p`, such as
/// `0.07 · 100`, counts as whole (a few units in the last place).
///
/// Edges: 0 when `n = 0`; `p` below 0 or `NaN` counts as 0, above 1 as 1.
///
/// ```
/// use surgeplan::stats::point_rank;
/// assert_eq!(point_rank(1000, 0.9), 900);
/// assert_eq!((0.07_f64 * 100.0).ceil(), 8.0);
/// assert_eq!(point_rank(100, 0.07), 7);
/// ```
pub fn point_rank(n: usize, p: f64) -> usize {
    let product = n as f64 * p;
    let rank = (product * (1.0 - 8.0 * f64::EPSILON)).ceil() as usize;
    rank.max(1).min(n)
}

/// Lower rank, upper rank and coverage of the interval with probability `side` left on each side.
fn ranks(n: usize, p: f64, side: f64) -> (usize, usize, f64) {
    let nearly = 1e-12; // equality but for rounding
    let lower = smallest(n, |k| binomial(k, n, p).0 >= side * (1.0 - nearly));
    let upper = 1 + smallest(n, |k| binomial(k, n, p).1 <= side * (1.0 + nearly));
    let below = lower.checked_sub(1).map_or(0.0, |k| binomial(k, n, p).0);
    let above = binomial(upper - 1, n, p).1;
    (lower, upper, 1.0 - below - above)
}

/// The smallest `k` in `0..=n` that `holds`, for what holds from some `k` on and at `n`.
fn smallest(n: usize, holds: impl Fn(usize) -> bool) -> usize {
    let (mut low, mut high) = (0, n);
    while low < high {
        let middle = low + (high - low) / 2;
        if holds(middle) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    low
}

/// `P(B ≤ k)` and `P(B > k)` for `B` binomial `(n, p)`, Abramowitz & Stegun 26.5.24.
fn binomial(k: usize, n: usize, p: f64) -> (f64, f64) {
    if k >= n {
        return (1.0, 0.0);
    }
    let at = Point {
        x: p,
        rest: 1.0 - p,
    };
    let (more, at_most) = beta::tails(k as f64 + 1.0, (n - k) as f64, at);
    (at_most, more)
}
