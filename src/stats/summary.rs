//! One column of numbers in one line.

use super::{Interval, mean, point_rank};

/// What a table shows of one number over the replications, in the unit of the values.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Summary {
    /// Replications in which the number exists.
    pub n: usize,
    /// Mean over them.
    pub mean: f64,
    /// Standard error of the mean; `NaN` when `n = 1`.
    pub se: f64,
    /// Student t interval of the mean at 95%; unbounded when `n = 1`.
    pub interval: Interval,
    /// Standard deviation of one replication; `NaN` when `n = 1`.
    pub sd: f64,
    /// Smallest value.
    pub min: f64,
    /// 5% quantile.
    pub p05: f64,
    /// 10% quantile.
    pub p10: f64,
    /// Lower quartile.
    pub p25: f64,
    /// Median.
    pub p50: f64,
    /// Upper quartile.
    pub p75: f64,
    /// 90% quantile.
    pub p90: f64,
    /// 95% quantile.
    pub p95: f64,
    /// Largest value.
    pub max: f64,
}

/// Summarises `values`, one a replication in replication order. `NaN` stands for "absent in that
/// replication" and is left out; nothing is returned when nothing is left.
///
/// The mean is that of [`mean()`] at 95%; a quantile is the order statistic of rank [`point_rank`],
/// so it is always a value that occurred. Infinite values have their place in the order and make
/// the mean infinite or `NaN` with an unbounded interval.
///
/// ```
/// use surgeplan::stats::summarise;
/// let values: Vec<f64> = (1..=100).map(f64::from).collect();
/// let s = summarise(&values).unwrap();
/// assert_eq!((s.mean, s.p05, s.p50, s.p95, s.max), (50.5, 5.0, 50.0, 95.0, 100.0));
/// assert_eq!(summarise(&[f64::NAN]), None);
/// ```
pub fn summarise(values: &[f64]) -> Option<Summary> {
    let present: Vec<f64> = values.iter().copied().filter(|v| !v.is_nan()).collect();
    let estimate = mean(&present, 0.95);
    let mut sorted = present;
    sorted.sort_unstable_by(f64::total_cmp);
    let (min, max) = (*sorted.first()?, *sorted.last()?);
    let at = |p: f64| sorted[point_rank(sorted.len(), p) - 1];
    Some(Summary {
        n: estimate.n,
        mean: estimate.mean,
        se: estimate.se,
        interval: estimate.interval,
        sd: estimate.sd,
        min,
        p05: at(0.05),
        p10: at(0.10),
        p25: at(0.25),
        p50: at(0.50),
        p75: at(0.75),
        p90: at(0.90),
        p95: at(0.95),
        max,
    })
}
