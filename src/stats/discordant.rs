//! Two yes/no answers in the same replications: how much more often the one is yes.

use super::beta::{self, Point};
use super::interval::{Interval, risk};
use super::normal_quantile;

/// The difference of two probabilities over the same replications, by those in which the answers differ.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Discordant {
    /// Replications.
    pub n: usize,
    /// Those in which only the first is yes.
    pub first: usize,
    /// Those in which only the second is yes.
    pub second: usize,
    /// Probability of the first less that of the second, `(first − second) / n`.
    pub difference: f64,
    /// Its standard error, `√(first + second − (first − second)² / n) / n`.
    pub se: f64,
    /// Its confidence interval.
    pub interval: Interval,
    /// How probable at most a split at least as uneven is when both are yes equally often (exact, two-sided).
    pub p: f64,
}

/// Compares two yes/no answers over the same `n` replications: `first` of them are yes for the first alone, `second` for
/// the second alone.
///
/// The test is that of `McNemar` (1947) in its exact form: `p = min(1, 2 P(Bin(first + second, ½) ≤ min(first, second)))`. The
/// interval is the adjusted one of Bonett & Price (2012), Journal of Educational and Behavioral Statistics 37, 479-488:
/// with one replication more of either kind, `p₁ − p₂ ± z √((p₁ + p₂ − (p₁ − p₂)²) / (n + 2))`; it has a width though the
/// answers never differ.
///
/// Edges: `n = 0` or more differences than replications give `NaN`, `p = 1` and the interval from −1 to 1; so does a
/// confidence that is not strictly between 0 and 1 for the interval.
///
/// ```
/// use surgeplan::stats::discordant;
/// let d = discordant((37, 12), 2000, 0.95);
/// assert_eq!(d.difference, 0.0125);
/// assert!((d.se - 0.003488821434).abs() < 1e-12);
/// assert!((d.p - 0.000469757318).abs() < 1e-12);
/// ```
pub fn discordant((first, second): (usize, usize), n: usize, confidence: f64) -> Discordant {
    let any = Interval {
        low: -1.0,
        high: 1.0,
    };
    let possible = n > 0 && first + second <= n;
    let (one, other, all) = (first as f64, second as f64, n as f64);
    let gap = one - other;
    let interval = match risk(confidence) {
        Some(risk) if possible => adjusted((one, other), all, -normal_quantile(risk / 2.0)),
        _ => any,
    };
    let or_nan = |value: f64| if possible { value } else { f64::NAN };
    Discordant {
        n,
        first,
        second,
        difference: or_nan(gap / all),
        se: or_nan((one + other - gap * gap / all).max(0.0).sqrt() / all),
        interval,
        p: if possible { exact(first, second) } else { 1.0 },
    }
}

fn adjusted((first, second): (f64, f64), n: f64, z: f64) -> Interval {
    let all = n + 2.0;
    let (one, other) = ((first + 1.0) / all, (second + 1.0) / all);
    let gap = one - other;
    let half = z * ((one + other - gap * gap) / all).sqrt();
    Interval {
        low: (gap - half).max(-1.0),
        high: (gap + half).min(1.0),
    }
}

/// `P(Bin(m, ½) ≤ k) = I_½(m − k, k + 1)`, twice.
fn exact(first: usize, second: usize) -> f64 {
    let (few, many) = (first.min(second), first.max(second));
    if few == many {
        return 1.0;
    }
    let half = Point { x: 0.5, rest: 0.5 };
    (2.0 * beta::tails(many as f64, few as f64 + 1.0, half).0).min(1.0)
}
