//! A number of a scenario that may be uncertain: its law, its unit and its bounds, and how it is written.
//!
//! ```toml
//! work  = "25s"                                    # certain
//! work  = { mean = "25s", cv = 0.4 }               # lognormal (a beta law where the quantity is a share)
//! heat  = { p10 = 0.57, p90 = 1.52 }               # lognormal through two quantiles, or three
//! lead  = { low = "2d", likely = "3d", high = "7d" } # PERT
//! units = { dist = "discrete", values = [1, 2, 3], weights = [88, 10, 2] }
//! ```

use super::empirical::{self, Attachments};
use super::law::{Discrete, Empirical, Law};
use super::stream::Stream;
use crate::reader::{Item, Section};

/// What a quantity counts, which gives its unit and its bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A plain number, 0 or more.
    Number,
    /// A share between 0 and 1.
    Share,
    /// Money in yuan, 0 or more.
    Money,
    /// A duration in minutes, 0 or more.
    Duration,
    /// A whole number, 0 or more: draws are rounded to the nearest.
    Count,
    /// A whole number, 1 or more.
    PositiveCount,
}

impl Kind {
    const fn bounds(self) -> (f64, f64) {
        match self {
            Self::Share => (0.0, 1.0),
            Self::PositiveCount => (1.0, f64::INFINITY),
            _ => (0.0, f64::INFINITY),
        }
    }

    const fn rounds(self) -> bool {
        matches!(self, Self::Count | Self::PositiveCount)
    }

    const fn wording(self) -> &'static str {
        match self {
            Self::Number | Self::Money => "0 or more",
            Self::Share => "between 0 and 1",
            Self::Duration => "a duration of 0 or more, such as \"25s\"",
            Self::Count => "a whole number, 0 or more",
            Self::PositiveCount => "a whole number, 1 or more",
        }
    }
}

/// A number that may be uncertain. Durations are in minutes, money in yuan, shares between 0 and 1.
///
/// Values outside the bounds of its [`Kind`] are drawn anew (the law is cut off there).
#[derive(Clone, Debug, PartialEq)]
pub struct Quantity {
    law: Law,
    low: f64,
    high: f64,
    rounds: bool,
    cut: bool,
}

impl Quantity {
    /// A quantity that follows `law` within the bounds of `kind`.
    pub fn new(law: Law, kind: Kind) -> Self {
        let (low, high) = kind.bounds();
        let (least, largest) = law.support();
        // Rounding first: 0.6 pieces are one piece, not too few.
        let slack = if kind.rounds() { 0.5 } else { 0.0 };
        Self {
            law,
            low: low - slack,
            high,
            rounds: kind.rounds(),
            cut: least < low - slack || largest > high,
        }
    }

    /// A certain value.
    pub fn constant(value: f64) -> Self {
        Self {
            law: Law::Constant(value),
            low: f64::NEG_INFINITY,
            high: f64::INFINITY,
            rounds: false,
            cut: false,
        }
    }

    /// Its law.
    pub fn law(&self) -> &Law {
        &self.law
    }

    /// The mean of its law (cutting at the bounds and rounding left out).
    pub fn mean(&self) -> f64 {
        self.law.mean()
    }

    /// Whether it is always the same value.
    pub fn is_certain(&self) -> bool {
        self.law.is_certain()
    }

    /// Whether it is always 0.
    pub fn is_zero(&self) -> bool {
        self.law == Law::Constant(0.0)
    }

    /// Draws one value.
    #[inline]
    pub fn sample(&self, stream: &mut Stream) -> f64 {
        let value = self.law.sample(stream);
        if self.cut || self.rounds {
            self.finish(value, stream)
        } else {
            value
        }
    }

    /// Draws a value into every place of `values`.
    pub fn fill(&self, stream: &mut Stream, values: &mut [f64]) {
        self.law.fill(stream, values);
        if self.cut || self.rounds {
            for value in values {
                *value = self.finish(*value, stream);
            }
        }
    }

    fn finish(&self, mut value: f64, stream: &mut Stream) -> f64 {
        let mut tries = 0;
        while value < self.low || value > self.high {
            tries += 1;
            if tries == 1000 {
                // Reading refuses laws that lie almost wholly outside; this ends the loop for what slips through.
                value = value.clamp(self.low, self.high);
                break;
            }
            value = self.law.sample(stream);
        }
        // A value of exactly low − 0.5 would round away from the bounds.
        if self.rounds {
            value.round().max(self.low + 0.5)
        } else {
            value
        }
    }

    /// Reads a quantity of this kind from its item; `None` after a located error.
    pub fn read(item: Item<'_>, kind: Kind, files: &Attachments) -> Option<Self> {
        let law = if item.is_table() {
            read_law(item.section()?, kind, files)?
        } else {
            Law::Constant(read_value(item, kind)?)
        };
        let quantity = Self::new(law, kind);
        let (least, largest) = quantity.law.support();
        let mean = quantity.mean();
        if largest < quantity.low
            || least > quantity.high
            || mean < quantity.low
            || mean > quantity.high
        {
            let title = format!(
                "`{}` must be {}, but is {mean} on average",
                item.path(),
                kind.wording()
            );
            item.wrong("out_of_range", title, "give it values inside these bounds");
            return None;
        }
        Some(quantity)
    }
}

/// One number in the unit of `kind`.
fn read_value(item: Item<'_>, kind: Kind) -> Option<f64> {
    let value = match kind {
        Kind::Duration => item.duration()?,
        Kind::Count | Kind::PositiveCount => item.integer()? as f64,
        _ => item.number()?,
    };
    let (low, high) = kind.bounds();
    if value < low || value > high {
        let title = format!("`{}` must be {}", item.path(), kind.wording());
        item.wrong("out_of_range", title, "");
        return None;
    }
    Some(value)
}

/// A parameter in the unit of `kind`; counts may have fractions here (a mean of 1.2 pieces).
fn parameter(section: &Section<'_>, key: &'static str, kind: Kind) -> Option<f64> {
    section
        .field(key, |item| {
            if kind == Kind::Duration {
                item.duration()
            } else {
                item.number()
            }
        })
        .optional()
}

const DISTRIBUTIONS: [&str; 12] = [
    "constant",
    "uniform",
    "triangular",
    "pert",
    "normal",
    "lognormal",
    "gamma",
    "weibull",
    "exponential",
    "beta",
    "discrete",
    "empirical",
];

fn read_law(section: Section<'_>, kind: Kind, files: &Attachments) -> Option<Law> {
    let named = section.has("dist");
    let choice = section.choice("dist", &DISTRIBUTIONS).optional();
    let law = match choice.map(|index| DISTRIBUTIONS[index]) {
        None if named => None,
        None => plain(&section, kind),
        Some("constant") => one(&section, "value", kind).map(Law::Constant),
        Some("uniform") => uniform(&section, kind),
        Some("triangular") => {
            three(&section, kind).map(|[low, likely, high]| Law::Triangular { low, likely, high })
        }
        Some("pert") => {
            three(&section, kind).map(|[low, likely, high]| Law::pert(low, likely, high))
        }
        Some("normal") => normal(&section, kind),
        Some("lognormal") => lognormal(&section, kind),
        Some("gamma") => gamma(&section, kind),
        Some("weibull") => weibull(&section, kind),
        Some("exponential") => one(&section, "mean", kind)
            .and_then(|mean| positive(&section, "mean", mean).then_some(Law::Exponential { mean })),
        Some("beta") => beta(&section, kind),
        Some("discrete") => discrete(&section, kind),
        Some(_) => observed(&section, kind, files),
    };
    section.close();
    law
}

/// A table without `dist`: the form tells the law.
fn plain(section: &Section<'_>, kind: Kind) -> Option<Law> {
    if section.has("low") || section.has("likely") || section.has("high") {
        three(section, kind).map(|[low, likely, high]| Law::pert(low, likely, high))
    } else if kind == Kind::Share && section.has("mean") {
        beta(section, kind)
    } else {
        lognormal(section, kind)
    }
}

fn one(section: &Section<'_>, key: &'static str, kind: Kind) -> Option<f64> {
    let present = section.has(key);
    let value = parameter(section, key, kind);
    if !present {
        section.missing(key, "write it, or leave the table out for a certain value");
    }
    value
}

fn two(section: &Section<'_>, keys: [&'static str; 2], kind: Kind) -> Option<[f64; 2]> {
    let (first, second) = (one(section, keys[0], kind), one(section, keys[1], kind));
    Some([first?, second?])
}

fn three(section: &Section<'_>, kind: Kind) -> Option<[f64; 3]> {
    let (low, likely, high) = (
        one(section, "low", kind),
        one(section, "likely", kind),
        one(section, "high", kind),
    );
    let (low, likely, high) = (low?, likely?, high?);
    if low <= likely && likely <= high {
        return Some([low, likely, high]);
    }
    refuse(section, "needs low ≤ likely ≤ high");
    None
}

fn uniform(section: &Section<'_>, kind: Kind) -> Option<Law> {
    let [low, high] = two(section, ["low", "high"], kind)?;
    if low <= high {
        return Some(Law::Uniform { low, high });
    }
    refuse(section, "needs low ≤ high");
    None
}

fn mean_and_cv(section: &Section<'_>, kind: Kind) -> Option<(f64, f64)> {
    let mean = one(section, "mean", kind);
    let cv = if section.has("sd") {
        let sd = parameter(section, "sd", kind);
        mean.zip(sd).map(|(mean, sd)| sd / mean)
    } else {
        one(section, "cv", Kind::Number)
    };
    let (mean, cv) = (mean?, cv?);
    if !positive(section, "mean", mean) {
        return None;
    }
    if (0.0..=100.0).contains(&cv) {
        return Some((mean, cv));
    }
    refuse(
        section,
        &format!("has a cv (standard deviation ÷ mean) of {cv}, must be between 0 and 100"),
    );
    None
}

fn normal(section: &Section<'_>, kind: Kind) -> Option<Law> {
    mean_and_cv(section, kind).map(|(mean, cv)| Law::Normal {
        mean,
        sd: mean * cv,
    })
}

/// By mean and cv, or through two or three quantiles.
fn lognormal(section: &Section<'_>, kind: Kind) -> Option<Law> {
    let quantiles: Vec<(f64, f64)> = QUANTILES
        .iter()
        .filter(|(key, _)| section.has(key))
        .filter_map(|&(key, z)| Some((z, parameter(section, key, kind)?)))
        .collect();
    let written = QUANTILES.iter().filter(|(key, _)| section.has(key)).count();
    if written == 0 {
        return mean_and_cv(section, kind).map(|(mean, cv)| Law::lognormal(mean, cv));
    }
    if quantiles.len() < written {
        return None;
    }
    let rising = quantiles.windows(2).all(|pair| pair[0].1 < pair[1].1);
    match quantiles[..] {
        _ if !rising => refuse(section, "has quantiles that do not rise"),
        [(z0, x0), (z1, x1)] if x0 > 0.0 => {
            let sigma = libm::log(x1 / x0) / (z1 - z0);
            return Some(Law::Lognormal {
                base: 0.0,
                factor: x0 * libm::exp(-sigma * z0),
                sigma,
            });
        }
        [(z0, x0), (z1, x1), (z2, x2)] if z1 == 0.0 && z0 == -z2 => {
            return Some(through([x0, x1, x2], z2));
        }
        [(_, x0), _] => refuse(
            section,
            &format!("has a quantile of {x0}: a lognormal lies above 0"),
        ),
        _ => refuse(
            section,
            "needs two quantiles, or three with p50 in the middle and the others as far from it",
        ),
    }
    None
}

/// Keys of quantiles with their standard normal scores.
const QUANTILES: [(&str, f64); 7] = [
    ("p05", -1.644_853_626_951_472_7),
    ("p10", -1.281_551_565_544_600_4),
    ("p25", -0.674_489_750_196_081_7),
    ("p50", 0.0),
    ("p75", 0.674_489_750_196_081_7),
    ("p90", 1.281_551_565_544_600_4),
    ("p95", 1.644_853_626_951_472_7),
];

/// The shifted lognormal through quantiles at −z, 0 and z: with r = (high − middle) ÷ (middle − low), sigma = ln r ÷ z.
fn through([low, middle, high]: [f64; 3], z: f64) -> Law {
    let ratio = (high - middle) / (middle - low);
    if (ratio - 1.0).abs() < 1e-9 {
        return Law::Normal {
            mean: middle,
            sd: (high - low) / (2.0 * z),
        };
    }
    let factor = (middle - low) / (1.0 - 1.0 / ratio);
    Law::Lognormal {
        base: middle - factor,
        factor,
        sigma: libm::log(ratio) / z,
    }
}

fn shape_and_scale(section: &Section<'_>, kind: Kind) -> Option<(f64, f64)> {
    let (shape, scale) = (
        one(section, "shape", Kind::Number),
        one(section, "scale", kind),
    );
    let (shape, scale) = (shape?, scale?);
    (positive(section, "shape", shape) && positive(section, "scale", scale))
        .then_some((shape, scale))
}

fn gamma(section: &Section<'_>, kind: Kind) -> Option<Law> {
    if section.has("shape") || section.has("scale") {
        return shape_and_scale(section, kind).map(|(shape, scale)| Law::Gamma { shape, scale });
    }
    let (mean, cv) = mean_and_cv(section, kind)?;
    Some(if cv == 0.0 {
        Law::Constant(mean)
    } else {
        Law::gamma(mean, cv)
    })
}

fn weibull(section: &Section<'_>, kind: Kind) -> Option<Law> {
    if section.has("mean") {
        let [mean, shape] = [
            one(section, "mean", kind),
            one(section, "shape", Kind::Number),
        ];
        let (mean, shape) = (mean?, shape?);
        return (positive(section, "mean", mean) && positive(section, "shape", shape)).then(|| {
            Law::Weibull {
                shape,
                scale: mean / libm::tgamma(1.0 + 1.0 / shape),
            }
        });
    }
    shape_and_scale(section, kind).map(|(shape, scale)| Law::Weibull { shape, scale })
}

fn beta(section: &Section<'_>, kind: Kind) -> Option<Law> {
    if section.has("a") || section.has("b") {
        let [a, b] = two(section, ["a", "b"], Kind::Number)?;
        let low = parameter(section, "low", kind).unwrap_or(0.0);
        let high = parameter(section, "high", kind).unwrap_or(1.0);
        if !(positive(section, "a", a) && positive(section, "b", b)) {
            return None;
        }
        if low < high {
            return Some(Law::Beta { a, b, low, high });
        }
        refuse(section, "needs low < high");
        return None;
    }
    let (mean, cv) = mean_and_cv(section, kind)?;
    if cv == 0.0 {
        return Some(Law::Constant(mean));
    }
    let law = Law::beta(mean, cv);
    if law.is_none() {
        refuse(
            section,
            "has no beta law: it needs a mean below 1 and cv² below (1 − mean) ÷ mean",
        );
    }
    law
}

fn discrete(section: &Section<'_>, kind: Kind) -> Option<Law> {
    let list = |key: &'static str, kind: Kind| {
        if !section.has(key) {
            section.missing(key, "write values = [1, 2, 3] and weights = [88, 10, 2]");
        }
        section
            .field(key, |item| {
                item.list()?
                    .into_iter()
                    .map(|item| read_value(item, kind))
                    .collect::<Option<Vec<_>>>()
            })
            .optional()
    };
    let (values, weights) = (list("values", kind), list("weights", Kind::Number));
    let (values, weights) = (values?, weights?);
    let law = Discrete::new(&values, &weights);
    if law.is_none() {
        refuse(
            section,
            "needs as many weights as values, none negative and not all 0",
        );
    }
    law.map(Law::Discrete)
}

fn observed(section: &Section<'_>, kind: Kind, files: &Attachments) -> Option<Law> {
    let values = if section.has("values") {
        section
            .field("values", |item| {
                item.list()?
                    .into_iter()
                    .map(|item| read_value(item, kind))
                    .collect()
            })
            .optional()
    } else if section.has("file") {
        empirical::column(section, kind, files)
    } else {
        section.missing(
            "values",
            "write values = [...], or file = \"x.csv\" and column = \"minutes\"",
        );
        None
    };
    let smooth = section.boolean("smooth").or(false);
    let values: Vec<f64> = values?;
    let law = Empirical::new(&values, smooth);
    if law.is_none() {
        refuse(section, "has no values");
    }
    law.map(Law::Empirical)
}

fn positive(section: &Section<'_>, key: &'static str, value: f64) -> bool {
    if value > 0.0 {
        return true;
    }
    refuse(section, &format!("has {key} = {value}, must be above 0"));
    false
}

fn refuse(section: &Section<'_>, what: &str) {
    section.problems().error(
        "bad_distribution",
        Some(section.span()),
        format!("`{}` {what}", section.path()),
        "",
        "",
    );
}
