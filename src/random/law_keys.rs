//! How distributions are written in a scenario: the keys of each law, their checks and errors.

use super::empirical::{self, Attachments};
use super::law::Law;
use super::listed::{Discrete, Empirical};
use super::quantity::{Kind, read_value};
use crate::reader::Section;

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

pub(super) fn read_law(section: Section<'_>, kind: Kind, files: &Attachments) -> Option<Law> {
    section.about(
        "A quantity: certain, or uncertain as { mean, cv }, { p10, p90 }, { low, likely, high } or { dist = \"...\", ... }.",
    );
    read_law_keys(section, kind, files)
}

/// The same of a table that has been described.
pub(super) fn read_law_keys(section: Section<'_>, kind: Kind, files: &Attachments) -> Option<Law> {
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
        "write { mean, cv }, { p10, p90 }, { low, likely, high }, or { dist = \"...\", ... } with its parameters",
    );
}
