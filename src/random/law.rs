//! The distributions and their exact samplers.
//!
//! Samplers take uniform, normal and exponential numbers from [`Stream`] and powers from [`exp`] and `libm`, never from
//! the platform, so that every build and system draws the same values.

use super::exp::exp;
use super::listed::{Discrete, Empirical};
use super::stream::Stream;

/// A distribution with its parameters, in the unit of the quantity it stands for.
#[derive(Clone, Debug)]
pub enum Law {
    /// Always this value.
    Constant(f64),
    /// Evenly between two values.
    Uniform {
        /// Least value.
        low: f64,
        /// Largest value.
        high: f64,
    },
    /// A triangle with its top at `likely`.
    Triangular {
        /// Least value.
        low: f64,
        /// The mode.
        likely: f64,
        /// Largest value.
        high: f64,
    },
    /// Normal, by mean and standard deviation.
    Normal {
        /// Mean.
        mean: f64,
        /// Standard deviation.
        sd: f64,
    },
    /// `base + factor · exp(sigma · Z)` with Z standard normal: a lognormal when `base` is 0, else one shifted (and,
    /// with a negative factor and sigma, mirrored) so that it goes through three quantiles.
    Lognormal {
        /// What is added.
        base: f64,
        /// The median over `base`.
        factor: f64,
        /// Standard deviation of the logarithm.
        sigma: f64,
    },
    /// Gamma, by shape and scale; the mean is their product.
    Gamma {
        /// Shape (dimensionless).
        shape: f64,
        /// Scale.
        scale: f64,
    },
    /// Weibull, by shape and scale.
    Weibull {
        /// Shape (dimensionless).
        shape: f64,
        /// Scale: the 63.2% quantile.
        scale: f64,
    },
    /// Exponential, by mean.
    Exponential {
        /// Mean.
        mean: f64,
    },
    /// Beta stretched over `low..high`; PERT is one of these.
    Beta {
        /// First shape.
        a: f64,
        /// Second shape.
        b: f64,
        /// Least value.
        low: f64,
        /// Largest value.
        high: f64,
    },
    /// One of some values by their weights.
    Discrete(Discrete),
    /// Observed values, each as likely as the other.
    Empirical(Empirical),
}

impl PartialEq for Law {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Discrete(a), Self::Discrete(b)) => a == b,
            (Self::Empirical(a), Self::Empirical(b)) => a == b,
            (Self::Discrete(_) | Self::Empirical(_), _)
            | (_, Self::Discrete(_) | Self::Empirical(_)) => false,
            _ => self.kind_and_parameters() == other.kind_and_parameters(),
        }
    }
}

impl Law {
    /// A lognormal of this mean and coefficient of variation (standard deviation ÷ mean).
    ///
    /// σ² = ln(1 + cv²), median = mean ÷ √(1 + cv²).
    ///
    /// ```
    /// let law = surgeplan::random::Law::lognormal(1.5, 0.6);
    /// assert!((law.mean() - 1.5).abs() < 1e-12);
    /// ```
    pub fn lognormal(mean: f64, cv: f64) -> Self {
        let square = 1.0 + cv * cv;
        Self::Lognormal {
            base: 0.0,
            factor: mean / square.sqrt(),
            sigma: libm::log(square).sqrt(),
        }
    }

    /// A gamma law of this mean and coefficient of variation.
    pub fn gamma(mean: f64, cv: f64) -> Self {
        Self::Gamma {
            shape: 1.0 / (cv * cv),
            scale: mean * cv * cv,
        }
    }

    /// A beta law on 0..1 of this mean and coefficient of variation; `None` when no beta law has them
    /// (cv² ≥ (1 − mean) ÷ mean).
    pub fn beta(mean: f64, cv: f64) -> Option<Self> {
        let size = (1.0 - mean) / (mean * cv * cv) - 1.0;
        (mean > 0.0 && size > 0.0).then_some(Self::Beta {
            a: mean * size,
            b: (1.0 - mean) * size,
            low: 0.0,
            high: 1.0,
        })
    }

    /// PERT: a beta law on `low..high` with mean (low + 4·likely + high) ÷ 6 (Malcolm et al., 1959).
    pub fn pert(low: f64, likely: f64, high: f64) -> Self {
        let width = high - low;
        if width <= 0.0 {
            return Self::Constant(likely);
        }
        Self::Beta {
            a: 1.0 + 4.0 * (likely - low) / width,
            b: 1.0 + 4.0 * (high - likely) / width,
            low,
            high,
        }
    }

    /// Draws one value.
    #[inline]
    pub fn sample(&self, stream: &mut Stream) -> f64 {
        match *self {
            Self::Constant(value) => value,
            Self::Uniform { low, high } => low + (high - low) * stream.uniform(),
            Self::Triangular { low, likely, high } => {
                triangular(stream.uniform(), low, likely, high)
            }
            Self::Normal { mean, sd } => mean + sd * stream.normal(),
            Self::Lognormal {
                base,
                factor,
                sigma,
            } => base + factor * exp(sigma * stream.normal()),
            Self::Gamma { shape, scale } => scale * standard_gamma(shape, stream),
            Self::Weibull { shape, scale } => scale * exp(libm::log(stream.exponential()) / shape),
            Self::Exponential { mean } => mean * stream.exponential(),
            Self::Beta { a, b, low, high } => {
                let x = standard_gamma(a, stream);
                let y = standard_gamma(b, stream);
                // Two tiny shapes can both give 0: then the law sits at its two ends.
                let share = if x + y > 0.0 {
                    x / (x + y)
                } else {
                    f64::from(stream.uniform() < a / (a + b))
                };
                low + (high - low) * share
            }
            Self::Discrete(ref discrete) => discrete.sample(stream),
            Self::Empirical(ref empirical) => empirical.sample(stream),
        }
    }

    /// Draws a value into every place of `values`: the same values as calling [`Law::sample`] for each, but with the
    /// powers of a lognormal law taken in one sweep.
    pub fn fill(&self, stream: &mut Stream, values: &mut [f64]) {
        match *self {
            Self::Constant(value) => values.fill(value),
            Self::Lognormal {
                base,
                factor,
                sigma,
            } => {
                stream.fill_normal(values);
                for value in values.iter_mut() {
                    *value = base + factor * exp(sigma * *value);
                }
            }
            _ => values
                .iter_mut()
                .for_each(|value| *value = self.sample(stream)),
        }
    }

    /// The mean, before any cutting at bounds.
    pub fn mean(&self) -> f64 {
        match *self {
            Self::Constant(value) => value,
            Self::Uniform { low, high } => f64::midpoint(low, high),
            Self::Triangular { low, likely, high } => (low + likely + high) / 3.0,
            Self::Normal { mean, .. } | Self::Exponential { mean } => mean,
            Self::Lognormal {
                base,
                factor,
                sigma,
            } => base + factor * libm::exp(sigma * sigma / 2.0),
            Self::Gamma { shape, scale } => shape * scale,
            Self::Weibull { shape, scale } => scale * libm::tgamma(1.0 + 1.0 / shape),
            Self::Beta { a, b, low, high } => low + (high - low) * a / (a + b),
            Self::Discrete(ref discrete) => {
                discrete.shares().map(|(value, share)| value * share).sum()
            }
            Self::Empirical(ref empirical) => empirical.mean(),
        }
    }

    /// The variance, before any cutting at bounds.
    pub fn variance(&self) -> f64 {
        let spread = |shares: &mut dyn Iterator<Item = (f64, f64)>, mean: f64| -> f64 {
            shares
                .map(|(value, share)| share * (value - mean) * (value - mean))
                .sum()
        };
        match *self {
            Self::Constant(_) => 0.0,
            Self::Uniform { low, high } => (high - low) * (high - low) / 12.0,
            Self::Triangular { low, likely, high } => {
                let (width, to_top) = (high - low, likely - low);
                (width * width - width * to_top + to_top * to_top) / 18.0
            }
            Self::Normal { sd, .. } => sd * sd,
            Self::Lognormal { factor, sigma, .. } => {
                let growth = libm::exp(sigma * sigma);
                factor * factor * growth * (growth - 1.0)
            }
            Self::Gamma { shape, scale } => shape * scale * scale,
            Self::Weibull { shape, scale } => {
                let moment = |power: f64| libm::tgamma(1.0 + power / shape);
                scale * scale * (moment(2.0) - moment(1.0) * moment(1.0))
            }
            Self::Exponential { mean } => mean * mean,
            Self::Beta { a, b, low, high } => {
                let (width, sum) = (high - low, a + b);
                width * width * a * b / (sum * sum * (sum + 1.0))
            }
            Self::Discrete(ref discrete) => spread(&mut discrete.shares(), self.mean()),
            Self::Empirical(ref empirical) => {
                let share = 1.0 / empirical.values().len() as f64;
                let mut shares = empirical.values().iter().map(|&value| (value, share));
                spread(&mut shares, empirical.mean())
            }
        }
    }

    /// The least and the largest value it can give.
    pub fn support(&self) -> (f64, f64) {
        let span = |values: &[f64]| {
            values
                .iter()
                .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), &v| {
                    (low.min(v), high.max(v))
                })
        };
        match *self {
            Self::Constant(value) => (value, value),
            Self::Uniform { low, high }
            | Self::Triangular { low, high, .. }
            | Self::Beta { low, high, .. } => (low, high),
            Self::Normal { sd: 0.0, mean } => (mean, mean),
            Self::Lognormal { base, factor, .. } if factor >= 0.0 => (base, f64::INFINITY),
            Self::Lognormal { base, .. } => (f64::NEG_INFINITY, base),
            Self::Gamma { .. } | Self::Weibull { .. } | Self::Exponential { .. } => {
                (0.0, f64::INFINITY)
            }
            Self::Discrete(ref discrete) => span(discrete.values()),
            Self::Empirical(ref empirical) if empirical.kernel().is_none() => {
                span(empirical.values())
            }
            Self::Normal { .. } | Self::Empirical(_) => (f64::NEG_INFINITY, f64::INFINITY),
        }
    }

    /// Whether every draw gives the same value.
    pub fn is_certain(&self) -> bool {
        let (low, high) = self.support();
        low == high || matches!(self, Self::Lognormal { sigma: 0.0, .. })
    }

    /// Whether it gives none but a few whole numbers.
    pub(super) fn is_whole(&self) -> bool {
        match self {
            Self::Constant(value) => value.fract() == 0.0,
            Self::Discrete(discrete) => discrete.values().iter().all(|value| value.fract() == 0.0),
            _ => false,
        }
    }

    fn kind_and_parameters(&self) -> (u8, [f64; 4]) {
        match *self {
            Self::Constant(value) => (0, [value, 0.0, 0.0, 0.0]),
            Self::Uniform { low, high } => (1, [low, high, 0.0, 0.0]),
            Self::Triangular { low, likely, high } => (2, [low, likely, high, 0.0]),
            Self::Normal { mean, sd } => (3, [mean, sd, 0.0, 0.0]),
            Self::Lognormal {
                base,
                factor,
                sigma,
            } => (4, [base, factor, sigma, 0.0]),
            Self::Gamma { shape, scale } => (5, [shape, scale, 0.0, 0.0]),
            Self::Weibull { shape, scale } => (6, [shape, scale, 0.0, 0.0]),
            Self::Exponential { mean } => (7, [mean, 0.0, 0.0, 0.0]),
            Self::Beta { a, b, low, high } => (8, [a, b, low, high]),
            Self::Discrete(_) | Self::Empirical(_) => (9, [0.0; 4]),
        }
    }
}

pub(super) fn triangular(u: f64, low: f64, likely: f64, high: f64) -> f64 {
    let width = high - low;
    if u * width < likely - low {
        low + (u * width * (likely - low)).sqrt()
    } else {
        high - ((1.0 - u) * width * (high - likely)).sqrt()
    }
}

/// Gamma of scale 1: Marsaglia and Tsang (2000), with their boost for shapes below 1.
pub(crate) fn standard_gamma(shape: f64, stream: &mut Stream) -> f64 {
    if shape < 1.0 {
        let boost = exp(libm::log(1.0 - stream.uniform()) / shape);
        return boost * standard_gamma(shape + 1.0, stream);
    }
    let scale = shape - 1.0 / 3.0;
    let slope = 1.0 / (9.0 * scale).sqrt();
    loop {
        let x = stream.normal();
        let root = 1.0 + slope * x;
        if root <= 0.0 {
            continue;
        }
        let v = root * root * root;
        let u = 1.0 - stream.uniform();
        let square = x * x;
        let squeezed = u < 1.0 - 0.0331 * square * square;
        if squeezed || libm::log(u) < 0.5 * square + scale * (1.0 - v + libm::log(v)) {
            return scale * v;
        }
    }
}
