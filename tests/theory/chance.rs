//! Samplers against the moments and quantiles of their distributions, and how quantities are written.

use surgeplan::random::listed::{Discrete, Empirical};
use surgeplan::random::profile::ProfileBuffers;
use surgeplan::random::{Address, Attachments, Kind, Law, Profile, Quantity, Window, WorldKey};
use surgeplan::reader::{Problems, Section, Sources, Span, parse};

const DRAWS: usize = 400_000;

fn draws(law: &Law) -> Vec<f64> {
    let mut stream = WorldKey::new(11, 3).stream(Address::purpose("test"));
    (0..DRAWS).map(|_| law.sample(&mut stream)).collect()
}

/// Mean and standard deviation within four standard errors; the fourth moment gives that of the variance.
fn has_moments(law: &Law, mean: f64, sd: f64) {
    let values = draws(law);
    let n = DRAWS as f64;
    let found = values.iter().sum::<f64>() / n;
    let second = values.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / n;
    let fourth = values.iter().map(|x| (x - mean).powi(4)).sum::<f64>() / n;
    assert!(
        (found - mean).abs() < 4.0 * sd / n.sqrt(),
        "{law:?}: mean {found}, not {mean}"
    );
    let se = ((fourth - second * second) / n).sqrt();
    assert!(
        (second - sd * sd).abs() < 4.0 * se + 1e-12,
        "{law:?}: variance {second}, not {}",
        sd * sd
    );
    assert!(
        (law.mean() - mean).abs() < 1e-9 * mean.abs().max(1.0),
        "{law:?}: states a mean of {}",
        law.mean()
    );
}

/// The share of draws at or below a value is p.
fn has_quantile(law: &Law, p: f64, value: f64) {
    let below = draws(law).iter().filter(|&&x| x <= value).count() as f64 / DRAWS as f64;
    let se = (p * (1.0 - p) / DRAWS as f64).sqrt();
    assert!(
        (below - p).abs() < 4.0 * se,
        "{law:?}: {below} of the draws are below {value}, not {p}"
    );
}

#[test]
fn moments_are_those_of_the_distributions() {
    has_moments(
        &Law::Uniform {
            low: 2.0,
            high: 5.0,
        },
        3.5,
        3.0 / 12f64.sqrt(),
    );
    has_moments(
        &Law::Triangular {
            low: 1.0,
            likely: 2.0,
            high: 6.0,
        },
        3.0,
        (14.0f64 / 12.0).sqrt(),
    );
    has_moments(
        &Law::Normal {
            mean: 10.0,
            sd: 2.0,
        },
        10.0,
        2.0,
    );
    has_moments(&Law::lognormal(1.5, 0.6), 1.5, 0.9);
    has_moments(&Law::gamma(3.0, 0.5), 3.0, 1.5);
    has_moments(&Law::gamma(3.0, 1.5), 3.0, 4.5);
    has_moments(&Law::Exponential { mean: 4.0 }, 4.0, 4.0);
    has_moments(
        &Law::Weibull {
            shape: 2.0,
            scale: 1.0,
        },
        0.886_226_925_452_758,
        0.463_251_375_720_3,
    );
    // Beta(2, 6): mean 1/4, variance ab / ((a+b)² (a+b+1)) = 12 / 576.
    has_moments(
        &Law::Beta {
            a: 2.0,
            b: 6.0,
            low: 0.0,
            high: 1.0,
        },
        0.25,
        (12.0f64 / 576.0).sqrt(),
    );
    has_moments(
        &Law::Beta {
            a: 0.3,
            b: 0.6,
            low: 0.0,
            high: 3.0,
        },
        1.0,
        3.0 * (0.18f64 / (0.81 * 1.9)).sqrt(),
    );
    // PERT(0, 1, 4) is Beta(2, 4) over 0..4: mean 4/3, variance 16 · 8 / (36 · 7).
    has_moments(
        &Law::pert(0.0, 1.0, 4.0),
        4.0 / 3.0,
        (128.0f64 / 252.0).sqrt(),
    );
    let die = Discrete::new(&[1.0, 2.0, 3.0], &[88.0, 10.0, 2.0]).expect("weights");
    has_moments(&Law::Discrete(die), 1.14, (1.46f64 - 1.14 * 1.14).sqrt());
    let observed = [1.0, 1.0, 2.0, 4.0, 7.0];
    for smooth in [false, true] {
        let empirical = Empirical::new(&observed, smooth).expect("values");
        has_moments(&Law::Empirical(empirical), 3.0, 5.2f64.sqrt());
    }
}

#[test]
fn beta_of_a_mean_and_cv_has_them() {
    let law = Law::beta(0.1, 0.25).expect("a beta law");
    has_moments(&law, 0.1, 0.025);
    assert_eq!(Law::beta(0.5, 1.0), None);
    assert_eq!(Law::beta(1.0, 0.1), None);
}

/// Reads `x = ...` as a quantity.
fn read(text: &str, kind: Kind) -> Result<Quantity, String> {
    let mut sources = Sources::new("x.toml", format!("x = {text}"));
    let problems = Problems::new();
    let table = parse(&mut sources, &[], &problems);
    let root = Section::root(
        &table,
        Span {
            source: 0,
            start: 0,
            end: 0,
        },
        &problems,
    );
    let quantity = root
        .item("x")
        .and_then(|item| Quantity::read(item, kind, &Attachments::default()));
    match quantity {
        Some(quantity) if !problems.has_errors() => Ok(quantity),
        _ => Err(problems
            .into_vec()
            .into_iter()
            .map(|problem| problem.title + "; " + &problem.help.unwrap_or_default())
            .collect()),
    }
}

#[test]
fn quantiles_are_met() {
    let heat = read("{ p10 = 0.57, p90 = 1.52 }", Kind::Number).expect("a quantity");
    has_quantile(heat.law(), 0.1, 0.57);
    has_quantile(heat.law(), 0.9, 1.52);
    for (low, middle, high) in [(1.0, 2.0, 8.0), (1.0, 4.0, 5.0), (1.0, 2.0, 3.0)] {
        let text = format!("{{ p10 = {low:?}, p50 = {middle:?}, p90 = {high:?} }}");
        let law = read(&text, Kind::Number).expect("a quantity").law().clone();
        has_quantile(&law, 0.1, low);
        has_quantile(&law, 0.5, middle);
        has_quantile(&law, 0.9, high);
    }
    has_quantile(
        read("{ p05 = 1, p95 = 9 }", Kind::Number)
            .expect("a quantity")
            .law(),
        0.05,
        1.0,
    );
}

#[test]
fn durations_are_minutes_and_shares_are_beta() {
    assert_eq!(
        read("\"25s\"", Kind::Duration).expect("a quantity").mean(),
        25.0 / 60.0
    );
    assert!(
        (read("{ mean = \"1h\", cv = 0.4 }", Kind::Duration)
            .expect("a quantity")
            .mean()
            - 60.0)
            .abs()
            < 1e-9
    );
    let share = read("{ mean = 0.1, cv = 0.25 }", Kind::Share).expect("a quantity");
    assert!(matches!(share.law(), Law::Beta { .. }));
}

#[test]
fn what_lies_outside_the_bounds_is_drawn_anew() {
    let work = read(
        "{ dist = \"normal\", mean = \"1min\", cv = 1 }",
        Kind::Duration,
    )
    .expect("a quantity");
    let mut stream = WorldKey::new(1, 1).stream(Address::purpose("test"));
    let mut values = vec![0.0; DRAWS];
    work.fill(&mut stream, &mut values);
    assert!(values.iter().all(|&value| value >= 0.0));
    // Mean of a normal cut off at 0 with mean 1 and sd 1: 1 + phi(1) / Phi(1) = 1.28760.
    let mean = values.iter().sum::<f64>() / DRAWS as f64;
    assert!(
        (mean - 1.287_599_97).abs() < 4.0 * 0.794 / (DRAWS as f64).sqrt(),
        "{mean}"
    );
    let pieces = read("{ mean = 1.4, cv = 0.5 }", Kind::Pieces).expect("a quantity");
    let drawn: Vec<f64> = (0..1000).map(|_| pieces.sample(&mut stream)).collect();
    assert!(drawn.iter().all(|&n| n >= 1.0 && n.fract() == 0.0));
}

#[test]
fn wrong_quantities_are_refused_with_their_reason() {
    for (text, kind, reason) in [
        ("{ mean = 0, cv = 0.4 }", Kind::Number, "must be above 0"),
        ("{ mean = 2, cv = -1 }", Kind::Number, "between 0 and 100"),
        ("{ p10 = 3, p90 = 2 }", Kind::Number, "do not rise"),
        ("{ p10 = 3 }", Kind::Number, "two quantiles"),
        ("{ p10 = -3, p90 = 2 }", Kind::Number, "lies above 0"),
        (
            "{ low = 3, likely = 2, high = 4 }",
            Kind::Number,
            "low ≤ likely ≤ high",
        ),
        (
            "{ dist = \"discrete\", values = [1, 2], weights = [0, 0] }",
            Kind::Number,
            "not all 0",
        ),
        (
            "{ dist = \"discrete\", values = [1, 2], weights = [1] }",
            Kind::Number,
            "as many weights",
        ),
        (
            "{ dist = \"empirical\", values = [] }",
            Kind::Number,
            "no values",
        ),
        (
            "{ dist = \"gama\", mean = 2, cv = 1 }",
            Kind::Number,
            "gama",
        ),
        (
            "{ dist = \"gamma\", mean = 2, cv = 1, sigma = 3 }",
            Kind::Number,
            "sigma",
        ),
        ("{ mean = 0.9, cv = 0.5 }", Kind::Share, "no beta law"),
        ("1.2", Kind::Share, "between 0 and 1"),
        ("-1", Kind::Money, "0 or more"),
        ("nan", Kind::Number, "finite"),
        ("25", Kind::Duration, "unit"),
        ("0", Kind::Pieces, "between 1 and 10,000"),
        ("1000000", Kind::Pieces, "between 1 and 10,000"),
        (
            "{ dist = \"weibull\", shape = 1e-300, scale = 2 }",
            Kind::Number,
            "too large on average",
        ),
        ("1.5", Kind::Count, "whole number"),
    ] {
        let refused = read(text, kind).expect_err(text);
        assert!(refused.contains(reason), "{text}: {refused}");
    }
}

const DAY: Window = Window {
    opens: 600.0,
    length: 1440.0,
};

fn read_profile(text: &str) -> Profile {
    let mut sources = Sources::new("x.toml", format!("[x]\n{text}"));
    let problems = Problems::new();
    let table = parse(&mut sources, &[], &problems);
    let root = Section::root(
        &table,
        Span {
            source: 0,
            start: 0,
            end: 0,
        },
        &problems,
    );
    let section = root.table("x").expect("a table");
    let profile = Profile::read(section, DAY, &Attachments::default());
    assert!(!problems.has_errors(), "{:?}", problems.into_vec());
    profile.expect("a profile")
}

/// Counts of a profile's draws between two minutes: mean and variance over worlds.
fn counts(profile: &Profile, mean: f64, bursty: f64, (from, to): (f64, f64)) -> (f64, f64) {
    let mut buffers = ProfileBuffers::default();
    let worlds = 4000;
    let counts: Vec<f64> = (0..worlds)
        .map(|world| {
            let mut count = 0.0;
            let address = (WorldKey::new(5, world), Address::purpose("source").of("x"));
            let mut last = (0, 0.0);
            profile.draw(mean, bursty, address, &mut buffers, |layer, minute| {
                assert!(
                    (layer, minute) >= last && minute < DAY.length,
                    "sorted, within the sale"
                );
                last = (layer, minute);
                count += f64::from(u8::from((from..to).contains(&minute)));
            });
            count
        })
        .collect();
    let n = worlds as f64;
    let found = counts.iter().sum::<f64>() / n;
    (
        found,
        counts.iter().map(|c| (c - found).powi(2)).sum::<f64>() / (n - 1.0),
    )
}

#[test]
fn profiles_spread_visitors_as_written() {
    let opening = read_profile("hourly = [40, 15, 5]");
    assert!((opening.share_between(0.0, 60.0) - 40.0 / 60.0).abs() < 1e-12);
    let burst = read_profile(
        "burst = 0.4\nfast = { share = 0.29, mean = \"6.7min\" }\nslow = { mean = \"1.9h\" }\nrhythm = \"clothing\"",
    );
    assert!((burst.share_between(0.0, 1440.0) - 1.0).abs() < 1e-12);
    // 1 − e^(−12/6.7) of the fast, 1 − e^(−12/114) of the slow part (its tail beyond the day is below 4e-6), and
    // 12 minutes of the hour from ten o'clock of the rhythm, which has 5.8 of 97.0.
    let fast = 1.0 - (-12.0f64 / 6.7).exp();
    let slow = (1.0 - (-12.0f64 / 114.0).exp()) / (1.0 - (-1440.0f64 / 114.0).exp());
    let rhythm = 5.8 * 0.2 / 97.0;
    let exact = 0.4 * (0.29 * fast + 0.71 * slow) + 0.6 * rhythm;
    assert!(
        (burst.share_between(0.0, 12.0) - exact).abs() < 1e-9,
        "{} {exact}",
        burst.share_between(0.0, 12.0)
    );
    let (mean, variance) = counts(&burst, 1000.0, 1.0, (0.0, 12.0));
    let wanted = 1000.0 * exact;
    assert!(
        (mean - wanted).abs() < 4.0 * (wanted / 4000.0).sqrt(),
        "{mean} {wanted}"
    );
    // Poisson: variance = mean, known to ± √(2 / worlds).
    assert!(
        (variance / wanted - 1.0).abs() < 4.0 * (2.0f64 / 4000.0).sqrt(),
        "{variance} {wanted}"
    );
}

#[test]
fn bursty_sources_have_the_variance_they_ask_for() {
    let profile = Profile::flat(DAY).in_stretches();
    let (mean, variance) = counts(&profile, 2880.0, 2.5, (600.0, 610.0));
    assert!(
        (mean - 20.0).abs() < 4.0 * (50.0f64 / 4000.0).sqrt(),
        "{mean}"
    );
    // Negative binomial with kurtosis a little above the normal's: allow for it with 1.3.
    assert!(
        (variance / mean - 2.5).abs() < 4.0 * 2.5 * 1.3 * (2.0f64 / 4000.0).sqrt(),
        "{}",
        variance / mean
    );
}

#[test]
fn a_rhythm_starts_at_the_hour_of_the_opening() {
    // Weights only from ten to eleven: a sale that opens at ten has all of them in its first hour.
    let mut hours = ["0"; 24];
    hours[10] = "1";
    let profile = read_profile(&format!("rhythm = [{}]", hours.join(", ")));
    assert!((profile.share_between(0.0, 60.0) - 1.0).abs() < 1e-12);
}
