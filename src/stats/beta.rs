//! The regularised incomplete beta function `I_x(a, b)` and its inverse, accurate for parameters
//! from one half to ten million, where the ones of `statrs` lose digits: there `ln Γ` cancels and
//! the continued fraction stops after 140 terms.
//!
//! The density is in the saddle-point form of Loader (2000), "Fast and accurate computation of
//! binomial probabilities", which cancels nothing large. Everything is written in the log-odds
//! `z = ln(x / (1 − x))`, so that `x` and `1 − x` are both known to full relative precision.

use core::f64::consts::PI;

/// Terms of the continued fraction; about the square root of the larger parameter are needed.
const MOST_TERMS: u32 = 200_000;
/// Steps of the root search; Newton takes about six.
const MOST_STEPS: u32 = 100;
/// Log-odds beyond which no quantile is looked for (e^700 is near the largest number there is).
const FARTHEST: f64 = 700.0;

/// A point between 0 and 1 with its distance to 1, each to full relative precision.
#[derive(Clone, Copy, Debug)]
pub(super) struct Point {
    /// The point `x`.
    pub x: f64,
    /// Its complement `1 − x`.
    pub rest: f64,
}

impl Point {
    fn from_log_odds(z: f64) -> Self {
        let odds = libm::exp(-z.abs());
        let (small, large) = (odds / (1.0 + odds), 1.0 / (1.0 + odds));
        if z < 0.0 {
            Self {
                x: small,
                rest: large,
            }
        } else {
            Self {
                x: large,
                rest: small,
            }
        }
    }

    fn swapped(self) -> Self {
        Self {
            x: self.rest,
            rest: self.x,
        }
    }
}

/// `(I_x(a, b), 1 − I_x(a, b))` for `a, b > 0`: each tail to full relative precision when it is
/// the smaller one.
pub(super) fn tails(a: f64, b: f64, at: Point) -> (f64, f64) {
    if at.x <= 0.0 {
        (0.0, 1.0)
    } else if at.rest <= 0.0 {
        (1.0, 0.0)
    } else if is_left(a, b, at) {
        let lower = libm::exp(ln_density(a, b, at)) * mills(a, b, at);
        (lower, 1.0 - lower)
    } else {
        let upper = libm::exp(ln_density(a, b, at)) * mills(b, a, at.swapped());
        (1.0 - upper, upper)
    }
}

/// The point below which a beta variable with parameters `a, b > 0` lies with probability
/// `lower`; `upper = 1 − lower` is passed too, and the smaller of the two is used. Both must be
/// strictly between 0 and 1.
pub(super) fn quantile(a: f64, b: f64, lower: f64, upper: f64) -> Point {
    if upper < lower {
        return quantile(b, a, upper, lower).swapped();
    }
    let ln_target = libm::log(lower);
    let (mut left, mut right) = (-FARTHEST, FARTHEST);
    let spread = (1.0 / a + 1.0 / b).sqrt();
    let mut z = libm::log(a / b) + super::normal_quantile(lower) * spread;
    for _ in 0..MOST_STEPS {
        if !(left < z && z < right) {
            z = f64::midpoint(left, right);
        }
        let (ln_tail, slope) = ln_lower_tail(a, b, Point::from_log_odds(z));
        let excess = ln_tail - ln_target;
        if excess < 0.0 {
            left = z;
        } else {
            right = z;
        }
        let step = excess / slope;
        z -= step;
        if step.abs() <= 1e-11 * (1.0 + z.abs()) || right - left <= f64::EPSILON {
            break;
        }
    }
    Point::from_log_odds(z.clamp(-FARTHEST, FARTHEST))
}

/// `ln I_x(a, b)` and its derivative by the log-odds. It is concave in the log-odds, so that
/// Newton's method comes from the left and does not overshoot.
fn ln_lower_tail(a: f64, b: f64, at: Point) -> (f64, f64) {
    let ln_density = ln_density(a, b, at);
    if is_left(a, b, at) {
        let mills = mills(a, b, at);
        (ln_density + libm::log(mills), 1.0 / mills)
    } else {
        let density = libm::exp(ln_density);
        let upper = density * mills(b, a, at.swapped());
        (libm::log1p(-upper), density / (1.0 - upper))
    }
}

/// Where the continued fraction of the lower tail converges fast.
fn is_left(a: f64, b: f64, at: Point) -> bool {
    at.x * (a + b + 2.0) < a + 1.0
}

/// Logarithm of the density by the log-odds, `x^a (1 − x)^b / B(a, b)`.
fn ln_density(a: f64, b: f64, at: Point) -> f64 {
    let n = a + b;
    0.5 * libm::log(a / (2.0 * PI) * (b / n)) + stirling_error(n)
        - stirling_error(a)
        - stirling_error(b)
        - deviance(a, n * at.x)
        - deviance(b, n * at.rest)
}

/// `ln Γ(x + 1)` less Stirling's formula `(x + ½) ln x − x + ½ ln 2π`.
fn stirling_error(x: f64) -> f64 {
    if x < 16.0 {
        let stirling = (x + 0.5) * libm::log(x) - x + 0.5 * libm::log(2.0 * PI);
        return libm::lgamma(x + 1.0) - stirling;
    }
    let square = x * x;
    let fourth = 1.0 / 1680.0 - 1.0 / 1188.0 / square;
    let third = 1.0 / 1260.0 - fourth / square;
    let second = 1.0 / 360.0 - third / square;
    (1.0 / 12.0 - second / square) / x
}

/// Loader's `bd0`: `x ln(x / m) + m − x`, by a series where `x` and `m` are close.
fn deviance(x: f64, m: f64) -> f64 {
    let gap = x - m;
    if gap.abs() >= 0.1 * (x + m) {
        return x * libm::log(x / m) - gap;
    }
    let ratio = gap / (x + m);
    let mut sum = gap * ratio;
    let mut power = 2.0 * x * ratio;
    for j in 1..100 {
        power *= ratio * ratio;
        let next = sum + power / f64::from(2 * j + 1);
        if next == sum {
            break;
        }
        sum = next;
    }
    sum
}

/// Lower tail over density by the log-odds, `I_x(a, b) B(a, b) / (x^a (1 − x)^b)`: the continued
/// fraction (9) of `DiDonato` & Morris (1992), ACM TOMS 18, 360-373, its terms uncancelled, by
/// the modified method of Lentz.
fn mills(a: f64, b: f64, Point { x, rest }: Point) -> f64 {
    let lead = 1.0
        + if a > b {
            (a + b) * rest - b
        } else {
            a - (a + b) * x
        };
    let mut fraction = off_zero(a / (a + 1.0) * lead);
    let (mut above, mut below) = (fraction, 0.0);
    for step in 1..MOST_TERMS {
        let step = f64::from(step);
        let end = a + 2.0 * step;
        let product = step * (b - step) * x / (end - 1.0);
        let numerator = (a + step - 1.0) * ((a + b + step - 1.0) / (end - 1.0)) * product * x;
        let term = step + product + (a + step) / (end + 1.0) * (lead + step * (1.0 + rest));
        below = 1.0 / off_zero(term + numerator * below);
        above = off_zero(term + numerator / above);
        let change = above * below;
        fraction *= change;
        if (change - 1.0).abs() <= 1e-15 {
            break;
        }
    }
    1.0 / fraction
}

/// `term`, or a tiny number in the place of zero.
fn off_zero(term: f64) -> f64 {
    if term.abs() < 1e-300 { 1e-300 } else { term }
}
