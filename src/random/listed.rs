//! Laws by lists of values: by weight, or as observed.

use super::stream::Stream;
use std::sync::Arc;

/// Values drawn by weight.
#[derive(Clone, Debug, PartialEq)]
pub struct Discrete {
    values: Arc<[f64]>,
    weights: Arc<[f64]>,
    /// Of 2⁶⁴ equally likely numbers those below each bound give its value or one before; the last bound is left out.
    bounds: Arc<[u64]>,
}

/// Up to so many bounds are looked at one by one.
const FEW_BOUNDS: usize = 16;

impl Discrete {
    /// `None` when there are no values, numbers of values and weights differ, a weight is negative or none is positive.
    pub fn new(values: &[f64], weights: &[f64]) -> Option<Self> {
        let total: f64 = weights.iter().sum();
        let sound = weights.iter().all(|&weight| weight >= 0.0);
        if values.len() != weights.len() || !sound || !(total > 0.0 && total.is_finite()) {
            return None;
        }
        // What comes after the last weight above 0 is never drawn, whatever is rounded.
        let last = weights.iter().rposition(|&weight| weight > 0.0)?;
        let mut sum = 0.0;
        let bounds = weights[..last].iter().map(|weight| {
            sum += weight;
            (sum / total * TWO_TO_64) as u64
        });
        Some(Self {
            bounds: bounds.collect(),
            values: values.into(),
            weights: weights.into(),
        })
    }

    /// The values.
    pub(super) fn values(&self) -> &[f64] {
        &self.values
    }

    #[inline]
    pub(super) fn sample(&self, stream: &mut Stream) -> f64 {
        self.values[self.index(stream)]
    }

    /// Draws the position of a value.
    #[inline]
    pub fn index(&self, stream: &mut Stream) -> usize {
        let bits = stream.bits();
        if self.bounds.len() > FEW_BOUNDS {
            return self.bounds.partition_point(|&bound| bound <= bits);
        }
        let bounds = self.bounds.iter();
        bounds.map(|&bound| usize::from(bound <= bits)).sum()
    }

    /// The share of draws that give the `index`-th value.
    pub fn share(&self, index: usize) -> f64 {
        self.weights[index] / self.weights.iter().sum::<f64>()
    }

    /// The values and their shares.
    pub fn shares(&self) -> impl Iterator<Item = (f64, f64)> + '_ {
        let total: f64 = self.weights.iter().sum();
        self.values
            .iter()
            .zip(self.weights.iter())
            .map(move |(&value, &weight)| (value, weight / total))
    }
}

const TWO_TO_64: f64 = 18_446_744_073_709_551_616.0;

/// Observed values, plain or smoothed by a normal kernel that keeps mean and variance (Silverman 1986, section 6.4.1).
#[derive(Clone, Debug, PartialEq)]
pub struct Empirical {
    values: Arc<[f64]>,
    mean: f64,
    /// Kernel width and the factor that takes the kernel's variance back out; `None` draws the values as they are.
    kernel: Option<(f64, f64)>,
}

impl Empirical {
    /// `None` when there are no values or one is not finite.
    pub fn new(values: &[f64], smooth: bool) -> Option<Self> {
        if values.is_empty() || values.iter().any(|v| !v.is_finite()) {
            return None;
        }
        let n = values.len() as f64;
        let mean = values.iter().sum::<f64>() / n;
        let sd = (values.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>() / n).sqrt();
        let mut sorted = values.to_vec();
        sorted.sort_by(f64::total_cmp);
        let at = |p: f64| sorted[((p * n) as usize).min(sorted.len() - 1)];
        let spread = sd.min((at(0.75) - at(0.25)) / 1.34);
        // Silverman's rule of thumb; where half of the values are equal the quartiles say nothing and sd stands alone.
        let width = 0.9 * if spread > 0.0 { spread } else { sd } * libm::pow(n, -0.2);
        let kernel =
            (smooth && sd > 0.0).then(|| (width, 1.0 / (1.0 + width * width / (sd * sd)).sqrt()));
        Some(Self {
            values: values.into(),
            mean,
            kernel,
        })
    }

    /// The values as observed.
    pub(super) fn values(&self) -> &[f64] {
        &self.values
    }

    /// Where they are smoothed, their mean, the kernel's width and the factor that takes its variance back out.
    pub(super) fn kernel(&self) -> Option<(f64, f64, f64)> {
        self.kernel
            .map(|(width, shrink)| (self.mean, width, shrink))
    }

    /// The mean of the values.
    pub(super) fn mean(&self) -> f64 {
        self.mean
    }

    #[inline]
    pub(super) fn sample(&self, stream: &mut Stream) -> f64 {
        let index = (stream.uniform() * self.values.len() as f64) as usize;
        let value = self.values[index];
        match self.kernel {
            None => value,
            Some((width, shrink)) => {
                self.mean + shrink * (value - self.mean + width * stream.normal())
            }
        }
    }
}
