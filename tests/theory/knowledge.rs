//! What explains the spread of a number, and what it is worth to know it, against models whose answers are known.

use std::f64::consts::PI;
use surgeplan::random::{Address, Stream, WorldKey};
use surgeplan::stats::{explained, information, perfect_information};

fn stream(replication: u64) -> Stream {
    WorldKey::new(11, replication).stream(Address::purpose("test"))
}

/// So many draws of so many numbers, a column each.
fn columns(width: usize, n: usize, mut draw: impl FnMut() -> f64) -> Vec<Vec<f64>> {
    let mut columns = vec![Vec::new(); width];
    for _ in 0..n {
        for column in &mut columns {
            column.push(draw());
        }
    }
    columns
}

/// `Y = 3 X₁ + 2 X₂ + X₃` of standard normal numbers: the shares are 9, 4 and 1 of 14.
fn additive(replication: u64, n: usize) -> (Vec<Vec<f64>>, Vec<f64>) {
    let mut stream = stream(replication);
    let xs = columns(4, n, || stream.normal());
    let y = |i: usize| 3.0 * xs[0][i] + 2.0 * xs[1][i] + xs[2][i];
    let ys = (0..n).map(y).collect();
    (xs, ys)
}

#[test]
fn an_additive_model_has_the_shares_of_its_variances() {
    let (xs, ys) = additive(0, 4000);
    for (x, truth) in xs.iter().zip([9.0, 4.0, 1.0, 0.0]) {
        let found = explained(x, &ys, 0.95);
        let truth = truth / 14.0;
        assert!((found.share - truth).abs() < 4.0 * found.se, "{found:?}");
        assert!(found.se < 0.02, "{found:?}");
        assert_eq!(found.p < 1e-6, truth > 0.0, "{found:?}");
    }
}

/// Ishigami & Homma (1990) with a = 7, b = 0.1: 0.3139, 0.4424 and 0, the last though `Y` hangs on `X₃` beside `X₁`.
#[test]
fn the_function_of_ishigami() {
    let n = 8000;
    let mut stream = stream(1);
    let xs = columns(3, n, || PI * (2.0 * stream.uniform() - 1.0));
    let ys: Vec<f64> = (0..n)
        .map(|i| {
            let (first, second, third) = (xs[0][i].sin(), xs[1][i].sin(), xs[2][i]);
            first + 7.0 * second * second + 0.1 * third * third * third * third * first
        })
        .collect();
    for (x, truth) in xs.iter().zip([0.313_905_2, 0.442_411_1, 0.0]) {
        let found = explained(x, &ys, 0.95);
        assert!((found.share - truth).abs() < 4.0 * found.se, "{found:?}");
        assert!((found.share - truth).abs() < 0.03, "{found:?}");
        assert_eq!(found.p < 1e-6, truth > 0.0, "{found:?}");
    }
}

/// In 400 samples of 500: an interval at 95% holds the truth in about 95% of them (the delta method a little less), and
/// nothing is said to explain something in about 5%.
#[test]
fn intervals_and_claims_keep_their_promise() {
    let samples = 400;
    let (mut held, mut claimed, mut sum) = (0, 0, 0.0);
    for replication in 0..samples {
        let (xs, ys) = additive(100 + replication, 500);
        let middle = explained(&xs[1], &ys, 0.95);
        held += u32::from(middle.interval.contains(4.0 / 14.0));
        let none = explained(&xs[3], &ys, 0.95);
        claimed += u32::from(none.p <= 0.05);
        sum += none.share;
    }
    let samples = samples as f64;
    assert!(f64::from(held) / samples > 0.92, "{held}");
    // 5% of 400 is 20, with a standard deviation of 4.4.
    assert!((8..=34).contains(&claimed), "{claimed}");
    // No bias: √(2 · 15) / 500 in each sample.
    assert!(
        (sum / samples).abs() < 4.0 * 0.011 / samples.sqrt(),
        "{sum}"
    );
}

#[test]
fn few_kinds_of_values_and_none_at_all() {
    let mut stream = stream(2);
    let coin = columns(1, 1000, || f64::from(u8::from(stream.uniform() < 0.1))).remove(0);
    let noise = columns(1, 1000, || stream.normal()).remove(0);
    // Var(Y) = 100 · 0.09 + 1, of which the coin explains 9 of 10.
    let ys: Vec<f64> = coin.iter().zip(&noise).map(|(c, e)| 10.0 * c + e).collect();
    let found = explained(&coin, &ys, 0.95);
    assert!(
        (found.share - 0.9).abs() < 4.0 * found.se && found.se < 0.05,
        "{found:?}"
    );
    for (xs, ys) in [
        (vec![1.0; 100], noise[..100].to_vec()),
        (noise[..100].to_vec(), vec![3.0; 100]),
        (noise[..10].to_vec(), noise[..10].to_vec()),
        (Vec::new(), Vec::new()),
        (vec![f64::NAN; 50], vec![f64::INFINITY; 50]),
    ] {
        let found = explained(&xs, &ys, 0.95);
        assert_eq!((found.share, found.p), (0.0, 1.0), "{found:?}");
        assert_eq!((found.interval.low, found.interval.high), (0.0, 1.0));
    }
}

/// Nothing, or `X` with noise, where `X` is uniform from −1 to 1: worth `E max(0, X)` = ¼ to know.
#[test]
fn what_it_is_worth_to_know_a_number() {
    let n = 8000;
    let mut stream = stream(3);
    let xs = columns(2, n, || 2.0 * stream.uniform() - 1.0);
    let second: Vec<f64> = xs[0].iter().map(|x| x + stream.normal()).collect();
    let values = [vec![0.0; n], second];
    let found = information(&xs[0], &values, 0.95);
    assert!(
        (found.gain.mean - 0.25).abs() < 4.0 * found.gain.se,
        "{found:?}"
    );
    assert!(found.gain.se < 0.02);
    assert_eq!(found.choices, [0, 1], "{found:?}");
    assert!(found.cuts[0].abs() < 0.2, "{found:?}");
    let nothing = information(&xs[1], &values, 0.95);
    assert!(nothing.gain.interval.low <= 0.0, "{nothing:?}");
    // E max(0, Z), Z = X + noise: no less than to know X alone.
    assert!(perfect_information(&values, 0.95).mean > found.gain.mean);
}

/// Three ways, the nearest of which to `X` is best: by hand 0.0735, with cuts at 0.35 and 0.65.
#[test]
fn a_choice_that_changes_twice() {
    let mut stream = stream(4);
    let x = columns(1, 8000, || stream.uniform()).remove(0);
    let way = |at: f64| -> Vec<f64> { x.iter().map(|x| -(x - at) * (x - at)).collect() };
    let values = [way(0.2), way(0.5), way(0.8)];
    let found = information(&x, &values, 0.95);
    assert_eq!(found.choices, [0, 1, 2]);
    assert!((found.cuts[0] - 0.35).abs() < 0.05 && (found.cuts[1] - 0.65).abs() < 0.05);
    // A cut at a sixteenth beside the best one costs little.
    assert!(
        (found.gain.mean - 0.0735).abs() < 4.0 * found.gain.se + 0.001,
        "{found:?}"
    );
}

/// Whoever chooses and values by the same worlds finds a gain where there is none.
#[test]
fn no_gain_is_found_where_there_is_none() {
    let samples = 200;
    let mut sum = 0.0;
    for replication in 0..samples {
        let mut stream = stream(1000 + replication);
        let drawn = columns(5, 300, || stream.normal());
        let found = information(&drawn[0], &drawn[1..], 0.95);
        sum += found.gain.mean;
    }
    let mean = sum / samples as f64;
    // The standard error of one is √2 / √300 = 0.08 at most, of the mean of 200 0.006.
    assert!(mean < 3.0 * 0.006, "{mean}");
    assert!(mean > -0.1, "{mean}");
}

#[test]
fn odd_samples_are_answered_without_a_panic() {
    for n in [0, 1, 5, 39] {
        let xs: Vec<f64> = (0..n).map(f64::from).collect();
        let one = information(&xs, std::slice::from_ref(&xs), 0.95);
        assert_eq!((one.cuts.len(), &one.choices[..]), (0, &[0][..]));
        assert!(n == 0 || one.gain.mean == 0.0);
        assert!(information(&xs, &[], 0.95).gain.mean.is_nan());
    }
    let same = information(&[1.0; 100], &[vec![1.0; 100], vec![2.0; 100]], 0.95);
    assert_eq!((same.choices, same.gain.mean), (vec![1], 0.0));
}
