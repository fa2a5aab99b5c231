//! A confidence interval.

/// A closed interval on the real line, in the unit of the estimate it belongs to.
/// An infinite side is unbounded: the numbers at hand do not limit it.
///
/// ```
/// use surgeplan::stats::Interval;
/// let interval = Interval { low: 10.478, high: 12.042 };
/// assert!(interval.contains(11.26));
/// assert!((interval.half_width() - 0.782).abs() < 1e-12);
/// assert_eq!(Interval::UNBOUNDED.half_width(), f64::INFINITY);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// Lower end; negative infinity when unbounded below.
    pub low: f64,
    /// Upper end; infinity when unbounded above.
    pub high: f64,
}

impl Interval {
    /// The whole line: nothing is claimed.
    pub const UNBOUNDED: Self = Self {
        low: f64::NEG_INFINITY,
        high: f64::INFINITY,
    };

    /// All probabilities: nothing is claimed about a share.
    pub(super) const ANY_SHARE: Self = Self {
        low: 0.0,
        high: 1.0,
    };

    /// `estimate ± half`; unbounded when either is not a finite number.
    pub(super) fn around(estimate: f64, half: f64) -> Self {
        if estimate.is_finite() && half.is_finite() {
            Self {
                low: estimate - half,
                high: estimate + half,
            }
        } else {
            Self::UNBOUNDED
        }
    }

    /// Whether `x` lies in the interval, ends included. Never true of `NaN`.
    pub fn contains(&self, x: f64) -> bool {
        self.low <= x && x <= self.high
    }

    /// Half the distance between the ends; infinite when a side is unbounded.
    pub fn half_width(&self) -> f64 {
        (self.high - self.low) / 2.0
    }
}

/// The probability left outside, `1 − confidence`, or nothing when `confidence` is not strictly
/// between 0 and 1 (or so small that nothing but 1 is left).
pub(super) fn risk(confidence: f64) -> Option<f64> {
    let risk = 1.0 - confidence;
    (risk > 0.0 && risk < 1.0).then_some(risk)
}
