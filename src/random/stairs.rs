//! Laws as stairs over the scale of the normal number, for quantiles that are looked up and not reckoned.

use super::atoms::Atom;
use crate::stats::normal_quantile;

/// The scale is cut into so many steps of equal width, from −`END` to `END`; the outer ones go on without end.
pub(super) const STEPS: usize = 128;
const END: f64 = 6.0;
const WIDTH: f64 = 2.0 * END / STEPS as f64;

/// The step in which a normal number lies.
#[inline]
pub(super) fn step_of(normal: f64) -> usize {
    (((normal + END) * (1.0 / WIDTH)) as usize).min(STEPS - 1)
}

/// The normal number at which a step begins.
fn edge(step: usize) -> f64 {
    match step {
        0 => f64::NEG_INFINITY,
        STEPS => f64::INFINITY,
        _ => step as f64 * WIDTH - END,
    }
}

/// A normal number that is an edge but for what is lost where weights are added up.
fn on_edge(normal: f64) -> f64 {
    let step = ((normal + END) / WIDTH).round().clamp(0.0, STEPS as f64);
    let edge = step * WIDTH - END;
    if (normal - edge).abs() < 1e-6 {
        edge
    } else {
        normal
    }
}

/// The probability of a step. Both halves alike: the upper tail is as exact as the lower one.
pub(super) fn weight(step: usize) -> f64 {
    let step = step.min(STEPS - 1 - step);
    let below = |z: f64| 0.5 * libm::erfc(-z / std::f64::consts::SQRT_2);
    below(edge(step + 1)) - below(edge(step))
}

/// The mean of the normal number in a step: ∫zφ = φ(low) − φ(high).
pub(super) fn middle(step: usize) -> f64 {
    let density = |z: f64| libm::exp(-z * z / 2.0) / (2.0 * std::f64::consts::PI).sqrt();
    (density(edge(step)) - density(edge(step + 1))) / weight(step)
}

/// A law as stairs over the normal number: its values, and up to where each goes.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Stairs {
    /// The first value in each step.
    first: [u16; STEPS],
    /// Value, and the normal number at which the next one begins.
    values: Box<[(f64, f64)]>,
}

impl Stairs {
    pub fn new(atoms: &[Atom]) -> Self {
        let mut below = 0.0;
        let ends = atoms.iter().map(|&(value, weight)| {
            below += weight;
            (value, on_edge(normal_quantile(below.min(1.0))))
        });
        let mut values: Box<[(f64, f64)]> = ends.collect();
        if let Some(last) = values.last_mut() {
            last.1 = f64::INFINITY;
        }
        let first = std::array::from_fn(|step| {
            let ends = values.partition_point(|&(_, end)| end <= edge(step));
            ends.min(values.len() - 1) as u16
        });
        Self { first, values }
    }

    /// Whether it has one value in each step.
    pub fn is_even(&self) -> bool {
        let mut ends = self.values.iter().enumerate();
        self.values.len() == 1
            || (self.values.len() == STEPS && ends.all(|(step, &(_, end))| end == edge(step + 1)))
    }

    /// The first value in a step.
    pub fn in_step(&self, step: usize) -> f64 {
        self.values[usize::from(self.first[step])].0
    }

    #[inline]
    pub fn at(&self, normal: f64) -> f64 {
        let mut place = usize::from(self.first[step_of(normal)]);
        while normal >= self.values[place].1 {
            place += 1;
        }
        self.values[place].0
    }
}
