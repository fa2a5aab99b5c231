//! Probabilities over replications: `k` of `n` came out well.

use super::beta;
use super::interval::{Interval, risk};
use super::normal_quantile;

/// An estimated probability with its uncertainty, between 0 and 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Share {
    /// Replications that came out well.
    pub k: usize,
    /// All replications.
    pub n: usize,
    /// `k / n`.
    pub estimate: f64,
    /// Confidence interval of the probability.
    pub interval: Interval,
}

/// The share `k / n` with its two-sided Wilson score interval, to show beside a probability
/// (Wilson 1927; recommended by Brown, Cai & `DasGupta` 2001): with `z` the normal quantile at
/// `1 − α/2` and `α = 1 − confidence`,
/// `(k + z²/2 ± z √(k (n − k) / n + z²/4)) / (n + z²)`.
///
/// It covers at the stated confidence on average over the true probability, not for each one: for
/// a claim use [`clopper_pearson_lower`]. The lower end is exactly 0 at `k = 0` and the upper end
/// exactly 1 at `k = n`.
///
/// Edges: `n = 0` or `k > n` give `NaN` with the interval from 0 to 1; a confidence that is not
/// strictly between 0 and 1 gives that interval too.
///
/// ```
/// use surgeplan::stats::wilson;
/// let share = wilson(37, 40, 0.95);
/// assert_eq!(share.estimate, 0.925);
/// assert!((share.interval.low - 0.8013576648).abs() < 1e-9);
/// assert!((share.interval.high - 0.9741639742).abs() < 1e-9);
/// ```
pub fn wilson(k: usize, n: usize, confidence: f64) -> Share {
    let possible = n > 0 && k <= n;
    let interval = match risk(confidence) {
        Some(risk) if possible => wilson_interval(k, n, -normal_quantile(risk / 2.0)),
        _ => Interval::ANY_SHARE,
    };
    Share {
        k,
        n,
        estimate: if possible {
            k as f64 / n as f64
        } else {
            f64::NAN
        },
        interval,
    }
}

/// The lower end is rationalised to `k² / (n (k + z²/2 + root))`, so that nothing cancels.
fn wilson_interval(k: usize, n: usize, z: f64) -> Interval {
    let (well, all, badly) = (k as f64, n as f64, (n - k) as f64);
    let root = z * (well * (badly / all) + z * z / 4.0).sqrt();
    let sum = well + z * z / 2.0 + root;
    Interval {
        low: well * (well / all) / sum,
        high: if k == n {
            1.0
        } else {
            (sum / (all + z * z)).min(1.0)
        },
    }
}

/// One-sided lower bound of a probability at `confidence`, for the claim "at least this often":
/// the `p` with `P(Bin(n, p) ≥ k) = 1 − confidence` (Clopper & Pearson 1934), the `1 − confidence`
/// quantile of a beta distribution with parameters `k` and `n − k + 1`. The claim is wrong at most
/// as often as stated, whatever the true probability.
///
/// Edges: 0 at `k = 0`, also when `n = 0`; `NaN`, which supports no claim, when `k > n`; 0 when
/// the confidence is not strictly between 0 and 1. Right to 1e-14 relative up to `n = 10⁷`.
///
/// ```
/// use surgeplan::stats::clopper_pearson_lower;
/// // 29 of 29 is the least that certifies "at least 90%" at 95%; here p²⁹ = 0.05
/// assert!((clopper_pearson_lower(29, 29, 0.95) - 0.9018553723).abs() < 1e-9);
/// ```
pub fn clopper_pearson_lower(k: usize, n: usize, confidence: f64) -> f64 {
    match risk(confidence) {
        _ if k > n => f64::NAN,
        Some(risk) if k > 0 => beta::quantile(k as f64, (n - k) as f64 + 1.0, risk, 1.0 - risk).x,
        _ => 0.0,
    }
}

/// One-sided upper bound of a probability at `confidence`, for the claim "at most this often": the
/// `p` with `P(Bin(n, p) ≤ k) = 1 − confidence` (Clopper & Pearson 1934), the `confidence` quantile
/// of a beta distribution with parameters `k + 1` and `n − k`. With both bounds at `1 − α/2` the
/// two make the exact two-sided interval at `1 − α`.
///
/// Edges: 1 at `k = n`, also when both are 0; `NaN` when `k > n`; 1 when the confidence is not
/// strictly between 0 and 1. Right to 1e-14 relative up to `n = 10⁷`.
///
/// ```
/// use surgeplan::stats::clopper_pearson_upper;
/// // nothing in 40: 1 − 0.025^(1/40)
/// assert!((clopper_pearson_upper(0, 40, 0.975) - 0.08809730288).abs() < 1e-9);
/// ```
pub fn clopper_pearson_upper(k: usize, n: usize, confidence: f64) -> f64 {
    match risk(confidence) {
        _ if k > n => f64::NAN,
        Some(risk) if k < n => beta::quantile(k as f64 + 1.0, (n - k) as f64, 1.0 - risk, risk).x,
        _ => 1.0,
    }
}
