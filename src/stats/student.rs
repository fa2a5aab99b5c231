//! Quantiles of Student's t distribution.

use super::{beta, normal_quantile};

/// Degrees of freedom above which the expansion in `1 / df` is exact to the last digits.
const LARGE_DF: f64 = 1e4;
/// Tail probability below which the expansion is not trusted at [`LARGE_DF`].
const DEEP_TAIL: f64 = 1e-30;

/// The value below which Student's t with `df > 0` degrees of freedom lies with probability `p`.
///
/// With `I` the regularised incomplete beta function, `P(T > t) = ½ I_x(df / 2, ½)` at
/// `x = df / (df + t²)` (Abramowitz & Stegun 26.7.1, 26.5.27), inverted by Newton's method. Above
/// 10 000 degrees of freedom: the normal quantile with four terms of the Cornish-Fisher expansion
/// in `1 / df`, Abramowitz & Stegun 26.7.5.
///
/// Edges: `p = 0` and `p = 1` give minus and plus infinity; `p` outside `[0, 1]`, `df ≤ 0` or a
/// `NaN` give `NaN`; infinite `df` is the normal distribution. Values beyond about 1e150, which
/// only `df < 3` can reach, are cut there. `df` need not be whole. Right to 1e-14 relative up to
/// `df = 10⁷`.
///
/// ```
/// use surgeplan::stats::student_quantile;
/// // any printed table of t, 9 degrees of freedom, 97.5%
/// assert!((student_quantile(0.975, 9.0) - 2.262157163).abs() < 1e-9);
/// ```
pub fn student_quantile(p: f64, df: f64) -> f64 {
    if !(0.0..=1.0).contains(&p) || df.is_nan() || df <= 0.0 {
        return f64::NAN;
    }
    let tail = p.min(1.0 - p);
    let upper = if tail == 0.0 {
        f64::INFINITY
    } else if df == f64::INFINITY || (df > LARGE_DF && tail > DEEP_TAIL) {
        expansion(normal_quantile(tail).abs(), df)
    } else {
        by_beta(tail, df)
    };
    if p < 0.5 { -upper } else { upper }
}

/// The upper `tail` quantile, `tail` in `(0, ½]`, through the incomplete beta function.
fn by_beta(tail: f64, df: f64) -> f64 {
    let middle = 1.0 - 2.0 * tail;
    if middle == 0.0 {
        return 0.0;
    }
    let at = beta::quantile(df / 2.0, 0.5, 2.0 * tail, middle);
    df.sqrt() * (at.rest / at.x).sqrt()
}

/// Abramowitz & Stegun 26.7.5, `x` being the normal quantile.
fn expansion(x: f64, df: f64) -> f64 {
    let s = x * x;
    let first = (s + 1.0) / 4.0;
    let second = ((5.0 * s + 16.0) * s + 3.0) / 96.0;
    let third = (((3.0 * s + 19.0) * s + 17.0) * s - 15.0) / 384.0;
    let fourth = ((((79.0 * s + 776.0) * s + 1482.0) * s - 1920.0) * s - 945.0) / 92_160.0;
    x * (1.0 + (first + (second + (third + fourth / df) / df) / df) / df)
}

#[cfg(test)]
mod tests {
    use super::{by_beta, expansion, normal_quantile};

    #[test]
    fn the_two_ways_to_a_quantile_agree_where_they_meet() {
        for df in [1.0e4, 3.0e4, 1.0e5, 1.0e6, 1.0e7] {
            for tail in [0.49, 0.25, 0.05, 0.025, 1e-3, 1e-6, 1e-12, 1e-20] {
                let (one, other) = (by_beta(tail, df), expansion(-normal_quantile(tail), df));
                assert!(
                    (one / other - 1.0).abs() < 1e-11,
                    "df {df} tail {tail}: {one} {other}"
                );
            }
        }
    }
}
