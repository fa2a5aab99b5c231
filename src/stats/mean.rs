//! Means over replications, and pooled ratios.

use super::interval::{Interval, risk};
use super::student_quantile;

/// An estimated mean (or ratio) with its uncertainty, in the unit of the values.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mean {
    /// Number of replications.
    pub n: usize,
    /// The estimate.
    pub mean: f64,
    /// Standard deviation of one replication, with divisor `n − 1`.
    pub sd: f64,
    /// Standard error of the estimate, `sd / √n`.
    pub se: f64,
    /// Confidence interval of the estimate.
    pub interval: Interval,
}

impl Mean {
    /// From the estimate and the sum of squared deviations, in the unit of the estimate.
    fn from_squares(n: usize, mean: f64, squares: f64, confidence: f64) -> Self {
        let df = n as f64 - 1.0;
        let sd = if df >= 1.0 {
            (squares / df).sqrt()
        } else {
            f64::NAN
        };
        let se = sd / (n as f64).sqrt();
        let half =
            risk(confidence).map_or(f64::INFINITY, |risk| -student_quantile(risk / 2.0, df) * se);
        Self {
            n,
            mean,
            sd,
            se,
            interval: Interval::around(mean, half),
        }
    }
}

/// The mean of independent `values` with its Student t interval,
/// `x̄ ± t_{n−1, 1−α/2} s / √n` with `α = 1 − confidence`
/// (Law, Simulation Modeling and Analysis, 5th ed., section 4.5).
///
/// Exact for normal values, and by the central limit theorem nearly so for means of many. Sums are
/// compensated (Neumaier) and run in slice order; the variance is in two passes. Equal values give
/// `sd` exactly 0.
///
/// Edges: no value, mean `NaN`; fewer than two, `sd` and `se` are `NaN` and the interval unbounded;
/// a value that is not finite, or sums beyond the largest number, give `NaN` or infinity and an
/// unbounded interval.
///
/// ```
/// use surgeplan::stats::mean;
/// let times = [12.1, 9.8, 11.4, 10.9, 13.0, 10.2, 11.7, 12.5, 9.9, 11.1];
/// let m = mean(&times, 0.95);
/// assert!((m.mean - 11.26).abs() < 1e-12);
/// assert!((m.interval.low - 10.47840006).abs() < 1e-8);
/// assert!((m.interval.high - 12.04159994).abs() < 1e-8);
/// ```
pub fn mean(values: &[f64], confidence: f64) -> Mean {
    let n = values.len();
    if let [first, rest @ ..] = values
        && rest.iter().all(|value| value == first)
    {
        let squares = if first.is_finite() { 0.0 } else { f64::NAN };
        return Mean::from_squares(n, *first, squares, confidence);
    }
    let centre = sum(values.iter().copied()) / n as f64;
    let drift = sum(values.iter().map(|value| value - centre));
    let squares = sum(values.iter().map(|value| square(value - centre)));
    let corrected = (squares - drift * drift / n as f64).max(0.0);
    let squares = if squares.is_nan() { squares } else { corrected };
    Mean::from_squares(n, centre, squares, confidence)
}

/// The pooled ratio `R = Σ numerators / Σ denominators` over independent replications, for
/// instance all late orders over all orders, with its delta-method error: with residuals
/// `eᵢ = Nᵢ − R Dᵢ` and `D̄` the mean denominator, `sd = √(Σ eᵢ² / (n − 1)) / |D̄|`, `se = sd / √n`
/// and a Student t interval with `n − 1` degrees of freedom
/// (Cochran, Sampling Techniques, 3rd ed., section 2.11).
///
/// Orders of one replication are not taken as independent of each other. The estimate has a bias
/// of the order `1 / n`. A replication with nothing in it (0 of 0) adds no residual but counts.
///
/// Edges: slices of different lengths, or denominators that add up to 0, give `NaN` and an
/// unbounded interval (`n` is then the shorter length); otherwise as for [`mean()`].
///
/// ```
/// use surgeplan::stats::ratio;
/// // by hand: R = 6/12, residuals −½, 0, ½, so s = ½ and sd = ½ / 4
/// let r = ratio(&[1.0, 2.0, 3.0], &[3.0, 4.0, 5.0], 0.95);
/// assert_eq!((r.mean, r.sd), (0.5, 0.125));
/// ```
pub fn ratio(numerators: &[f64], denominators: &[f64], confidence: f64) -> Mean {
    let n = numerators.len().min(denominators.len());
    let total = sum(denominators.iter().copied());
    if numerators.len() != denominators.len() || total == 0.0 {
        return Mean::from_squares(n, f64::NAN, f64::NAN, confidence);
    }
    let estimate = sum(numerators.iter().copied()) / total;
    let average = total / n as f64;
    let pairs = numerators.iter().zip(denominators);
    let squares = sum(pairs.map(|(top, bottom)| square((top - estimate * bottom) / average)));
    Mean::from_squares(n, estimate, squares, confidence)
}

/// Not `powi`, whose last digit may depend on the machine.
fn square(x: f64) -> f64 {
    x * x
}

/// Compensated sum in the order of the terms (Neumaier 1974).
pub(super) fn sum(terms: impl Iterator<Item = f64>) -> f64 {
    let (mut total, mut lost) = (0.0_f64, 0.0);
    for term in terms {
        let next = total + term;
        lost += if total.abs() >= term.abs() {
            (total - next) + term
        } else {
            (term - next) + total
        };
        total = next;
    }
    total + lost
}

#[cfg(test)]
mod tests {
    use super::sum;

    #[test]
    fn the_sum_keeps_what_a_plain_one_loses() {
        let terms = [1.0, 1e100, 1.0, -1e100];
        assert_eq!(terms.iter().sum::<f64>(), 0.0);
        assert_eq!(sum(terms.into_iter()), 2.0);
    }
}
