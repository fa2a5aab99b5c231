//! Laws as atoms: values with their weights, for sums of draws that are reckoned and not drawn.

use super::law::{Law, triangular};
use super::listed::Empirical;
use crate::stats::normal_quantile;

/// A value and its weight; those of a law add up to 1.
pub(super) type Atom = (f64, f64);

/// Points that stand for a density.
const POINTS: usize = 4096;

/// Beyond so much below its top the logarithm of a density says nothing any more: e⁻⁴⁰.
const DEEP: f64 = 40.0;

/// Logarithms and log-odds beyond which a number is 0, or 1, or infinite.
const FAR: f64 = 700.0;

impl Law {
    /// Its values and their weights, rising: all of them where it has a list of values, else so many points that mean and
    /// spread are right to about 10⁻⁶.
    pub(super) fn atoms(&self) -> Vec<Atom> {
        let by_rank = |value: &dyn Fn(f64) -> f64| {
            let ranks = (0..POINTS).map(|point| (point as f64 + 0.5) / POINTS as f64);
            ranks.map(|u| (value(u), 1.0)).collect()
        };
        let atoms = match *self {
            Self::Constant(value) => vec![(value, 1.0)],
            Self::Uniform { low, high } => by_rank(&|u| low + (high - low) * u),
            Self::Triangular { low, likely, high } => {
                by_rank(&|u| triangular(u, low, likely, high))
            }
            Self::Normal { mean, sd } => over(0.0, |z| -z * z / 2.0, |z| mean + sd * z),
            Self::Lognormal {
                base,
                factor,
                sigma,
            } => {
                let value = |z: f64| base + factor * libm::exp(sigma * z);
                over(0.0, |z| -z * z / 2.0, value)
            }
            // Over the logarithm, in which all these densities have one top and no edge.
            Self::Gamma { shape, scale } => {
                let density = |t: f64| shape * t - libm::exp(t);
                over(libm::log(shape), density, |t| scale * libm::exp(t))
            }
            Self::Weibull { shape, scale } => {
                let value = |t: f64| scale * libm::exp(t / shape);
                over(0.0, |t| t - libm::exp(t), value)
            }
            Self::Exponential { mean } => over(0.0, |t| t - libm::exp(t), |t| mean * libm::exp(t)),
            // Over the log-odds.
            Self::Beta { a, b, low, high } => {
                let share = |t: f64| 1.0 / (1.0 + libm::exp(-t));
                let density =
                    |t: f64| -a * libm::log1p(libm::exp(-t)) - b * libm::log1p(libm::exp(t));
                over(libm::log(a / b), density, |t| low + (high - low) * share(t))
            }
            Self::Discrete(ref discrete) => discrete.shares().collect(),
            Self::Empirical(ref empirical) => observed(empirical),
        };
        merged(atoms)
    }
}

/// Points of a density in t whose logarithm rises to its top and falls from it, as wide as it says anything; what lies beyond
/// the numbers there are stands at their ends.
fn over(top: f64, density: impl Fn(f64) -> f64, value: impl Fn(f64) -> f64) -> Vec<Atom> {
    let top = top.clamp(-FAR, FAR);
    let highest = density(top);
    let end = |way: f64| {
        let is_deep = |far: f64| density(top + way * far) < highest - DEEP;
        let (mut near, mut far) = (0.0, 1e-6);
        while !is_deep(far) && top.abs().max((top + way * far).abs()) < FAR {
            (near, far) = (far, 2.0 * far);
        }
        for _ in 0..40 {
            let middle = f64::midpoint(near, far);
            if is_deep(middle) {
                far = middle;
            } else {
                near = middle;
            }
        }
        (top + way * near).clamp(-FAR, FAR)
    };
    let (low, high) = (end(-1.0), end(1.0));
    let step = (high - low) / (POINTS - 1) as f64;
    let points = (0..POINTS).map(|point| low + step * point as f64);
    let mut atoms: Vec<Atom> = points
        .map(|t| (value(t), step * libm::exp(density(t) - highest)))
        .collect();
    // An end that is not deep falls on at its slope, e to the power of a straight line.
    for (at, next, place) in [(low, low + step, 0), (high, high - step, POINTS - 1)] {
        let slope = (density(next) - density(at)) / step;
        if density(at) > highest - DEEP && slope > 0.0 {
            atoms[place].1 = libm::exp(density(at) - highest) * (step / 2.0 + 1.0 / slope);
        }
    }
    atoms
}

/// Observed values; smoothed ones each as some points of its kernel, which has their variance.
fn observed(empirical: &Empirical) -> Vec<Atom> {
    let Some((mean, width, shrink)) = empirical.kernel() else {
        return empirical
            .values()
            .iter()
            .map(|&value| (value, 1.0))
            .collect();
    };
    let points = (POINTS / empirical.values().len()).clamp(4, 64);
    let ranks = (0..points).map(|point| (point as f64 + 0.5) / points as f64);
    let normals: Vec<f64> = ranks.map(normal_quantile).collect();
    let square: f64 = normals.iter().map(|z| z * z).sum();
    let width = width / (square / points as f64).sqrt();
    let values = empirical.values().iter();
    let each = values.flat_map(|value| {
        let around = normals.iter();
        around.map(move |z| (mean + shrink * (value - mean + width * z), 1.0))
    });
    each.collect()
}

/// Atoms by rising value, those of one value as one, of a weight of 1 in all.
pub(super) fn merged(mut atoms: Vec<Atom>) -> Vec<Atom> {
    atoms.retain(|&(_, weight)| weight > 0.0);
    // Stable, as it merges runs that rise already: sums come in such runs.
    atoms.sort_by(|a, b| a.0.total_cmp(&b.0));
    let total: f64 = atoms.iter().map(|atom| atom.1).sum();
    let mut merged: Vec<Atom> = Vec::new();
    for (value, weight) in atoms {
        match merged.last_mut() {
            // Sums such as 0.1 + 0.2 and 0.3 are one value.
            Some(last) if value - last.0 <= 1e-12 * value.abs() => last.1 += weight / total,
            _ => merged.push((value, weight / total)),
        }
    }
    merged
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::listed::Discrete;

    fn moments(atoms: &[Atom]) -> (f64, f64) {
        let mean: f64 = atoms.iter().map(|(value, weight)| value * weight).sum();
        let square = atoms.iter();
        let variance = square.map(|(value, weight)| (value - mean).powi(2) * weight);
        (mean, variance.sum())
    }

    #[test]
    fn atoms_have_the_mean_and_the_variance_of_their_law() {
        let beta = |mean, cv| Law::beta(mean, cv).expect("a beta law");
        let discrete = Discrete::new(&[20.0, 1.0], &[5.0, 95.0]).expect("values");
        for law in [
            Law::Constant(1.15),
            Law::Uniform {
                low: 1.0,
                high: 3.0,
            },
            Law::Triangular {
                low: 1.0,
                likely: 1.5,
                high: 4.0,
            },
            Law::Normal { mean: 3.0, sd: 0.5 },
            Law::lognormal(1.2, 0.3),
            Law::lognormal(3.0, 5.0),
            Law::gamma(2.0, 0.01),
            Law::gamma(2.0, 0.7),
            Law::gamma(2.0, 6.0),
            Law::Weibull {
                shape: 0.6,
                scale: 2.0,
            },
            Law::Exponential { mean: 1.7 },
            Law::pert(1.0, 2.0, 9.0),
            beta(0.02, 0.3),
            beta(0.5, 0.99),
            Law::Discrete(discrete),
            Law::Empirical(Empirical::new(&[1.0, 2.0, 2.0, 7.0], false).expect("values")),
            Law::Empirical(Empirical::new(&[1.0, 2.0, 2.0, 7.0], true).expect("values")),
        ] {
            let atoms = law.atoms();
            let (mean, variance) = moments(&atoms);
            assert!((mean / law.mean() - 1.0).abs() < 1e-5, "{law:?}: {mean}");
            let spread = (variance - law.variance()).abs();
            assert!(spread <= 1e-4 * law.variance(), "{law:?}: {variance}");
            assert!(atoms.windows(2).all(|pair| pair[0].0 < pair[1].0));
        }
    }
}
