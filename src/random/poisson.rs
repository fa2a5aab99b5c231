//! Poisson counts as quantiles.
//!
//! A count whose mean hangs on the plan is the quantile at a uniform number of the world: the world stays the same under
//! every plan, and a larger mean never gives a smaller count.

use super::exp::exp;
use crate::stats::normal_quantile;

/// Below this mean the distribution is summed up from 0.
const SMALL: f64 = 10.0;

/// Above this mean the expansion is right to within 10⁻⁷ of a count, and no longer held against the exact distribution.
const LARGE: f64 = 1e5;

/// The count of a Poisson law at a quantile: the smallest n with P(N ≤ n) > `u`, for `u` in [0, 1).
///
/// Small means: inversion by summing. Others: the normal expansion of Giles (2016), Algorithm 955, ACM Trans. Math.
/// Softw. 42, with w = Φ⁻¹(u), of which the whole part is the count,
///
/// x = λ + w√λ + (1/3 + w²/6) − (w/36 + w³/72)/√λ + (−8/405 + 7w²/810 + w⁴/270)/λ,
///
/// and where x is so near a whole number that the expansion cannot tell, the exact distribution is asked.
///
/// ```
/// use surgeplan::random::poisson_quantile;
/// // P(N = 0) = e⁻² = 0.135, P(N ≤ 1) = 0.406, P(N ≤ 2) = 0.677
/// assert_eq!([0.13, 0.14, 0.5, 0.68].map(|u| poisson_quantile(2.0, u)), [0, 1, 2, 3]);
/// ```
#[inline]
pub fn poisson_quantile(mean: f64, u: f64) -> u64 {
    if mean < SMALL {
        summed(mean, u)
    } else {
        expanded(mean, (u, normal_quantile(u)))
    }
}

/// The same for whom the standard normal number at this quantile is at hand, `w` = Φ⁻¹(`u`): one draw may be asked for the
/// counts of many means.
#[inline]
pub fn poisson_at(mean: f64, (u, w): (f64, f64)) -> u64 {
    if mean < SMALL {
        summed(mean, u)
    } else {
        expanded(mean, (u, w))
    }
}

fn summed(mean: f64, u: f64) -> u64 {
    if mean <= 0.0 {
        return 0;
    }
    let mut share = exp(-mean);
    let (mut sum, mut n) = (share, 0usize);
    // At u = 1 − 2⁻⁵³ rounding may keep the sum below; a share too small to raise it ends it.
    while u >= sum && sum + share > sum {
        n += 1;
        share *= mean * INVERSE.get(n).copied().unwrap_or(1.0 / n as f64);
        sum += share;
    }
    n as u64
}

/// 1 ÷ n: multiplying is quicker than dividing.
const INVERSE: [f64; 64] = {
    let mut table = [1.0; 64];
    let mut n = 1;
    while n < 64 {
        table[n] = 1.0 / n as f64;
        n += 1;
    }
    table
};

/// Φ⁻¹ of half the least number above 0 that is drawn, which stands for 0.
const LEAST: f64 = -8.292_361_075_813_595;

#[inline]
fn expanded(mean: f64, (u, w): (f64, f64)) -> u64 {
    let w = w.max(LEAST);
    if mean > LARGE {
        return beyond(mean, w);
    }
    let (root, square) = (mean.sqrt(), w * w);
    // One division for all: what that changes is far below what the expansion cannot tell.
    let by_root = 1.0 / root;
    let by_mean = by_root * by_root;
    let x = mean + w * root + (1.0 / 3.0 + square / 6.0)
        - w * (1.0 / 36.0 + square / 72.0) * by_root
        + (square * (7.0 / 810.0 + square / 270.0) - 8.0 / 405.0) * by_mean;
    let unsure = (1.0 / 40.0 + square * (1.0 / 80.0 + square / 160.0)) * by_mean;
    // The nearest whole number of one that is not negative. Signed numbers are turned in one step.
    let x = x.max(0.0);
    let nearest = (x + 0.5) as i64;
    let near = nearest as f64;
    if (x - near).abs() > unsure || nearest < 1 {
        return (x as i64).cast_unsigned();
    }
    nearest.cast_unsigned() - u64::from(u < at_most(mean, near - 1.0))
}

/// The whole part of the expansion for large means, where the exact distribution is not asked.
#[cold]
fn beyond(mean: f64, w: f64) -> u64 {
    let (root, square) = (mean.sqrt(), w * w);
    let x = mean + w * root + (1.0 / 3.0 + square / 6.0) - w * (1.0 / 36.0 + square / 72.0) / root
        + (square * (7.0 / 810.0 + square / 270.0) - 8.0 / 405.0) / mean;
    x.max(0.0) as u64
}

/// P(N ≤ n), summed downwards from n.
#[cold]
fn at_most(mean: f64, n: f64) -> f64 {
    let mut share = exp(n * libm::log(mean) - mean - libm::lgamma(n + 1.0));
    let (mut sum, mut n) = (share, n);
    while n > 0.0 && share > sum * f64::EPSILON * 0.01 {
        share *= n / mean;
        n -= 1.0;
        sum += share;
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Address, WorldKey};

    #[test]
    fn counts_are_those_of_the_exact_distribution() {
        let mut stream = WorldKey::new(3, 0).stream(Address::purpose("test"));
        for mean in [0.01, 0.7, 3.0, 11.9, 12.0, 14.5, 40.0, 333.3, 5000.0] {
            let mut at_edge = 0;
            for _ in 0..4000 {
                let u = stream.uniform();
                let n = poisson_quantile(mean, u) as f64;
                let (below, here) = (
                    if n > 0.0 { at_most(mean, n - 1.0) } else { 0.0 },
                    at_most(mean, n),
                );
                // Sums are right to about 1e-12 for these means.
                assert!(
                    below <= u + 1e-11 && u < here + 1e-11,
                    "mean {mean}, u {u}: {n}"
                );
                at_edge += u32::from((u - below).min(here - u) < 1e-11);
            }
            assert!(at_edge < 3);
        }
    }

    #[test]
    fn more_expected_never_gives_fewer() {
        let mut stream = WorldKey::new(4, 0).stream(Address::purpose("test"));
        for _ in 0..300 {
            let u = stream.uniform();
            let mut last = 0;
            for step in 1..600 {
                let n = poisson_quantile(f64::from(step) * 0.07, u);
                assert!(n >= last, "u {u}, mean {}", f64::from(step) * 0.07);
                last = n;
            }
        }
    }

    #[test]
    fn the_normal_number_at_hand_gives_the_same_count() {
        assert_eq!(
            normal_quantile(f64::EPSILON / 4.0).to_bits(),
            LEAST.to_bits()
        );
        let mut stream = WorldKey::new(5, 0).stream(Address::purpose("test"));
        for mean in [0.3, 9.99, 10.0, 77.0, 1e4, 3e5] {
            for u in (0..500)
                .map(|_| stream.uniform())
                .chain([0.0, f64::EPSILON / 2.0])
            {
                let at = poisson_at(mean, (u, normal_quantile(u)));
                assert_eq!(at, poisson_quantile(mean, u), "mean {mean}, u {u}");
            }
        }
    }

    #[test]
    fn edges() {
        assert_eq!(poisson_quantile(0.0, 0.999), 0);
        assert!(poisson_quantile(5.0, 1.0 - f64::EPSILON / 2.0) < 60);
        assert!(poisson_quantile(1e9, 0.0) > 999_000_000);
        assert_eq!(poisson_quantile(50.0, 0.0) / 50, 0);
    }
}
