//! What it is worth to know a number before one chooses.

use super::explained::classes;
use super::{Mean, mean};

/// A choice that hangs on a number, and what it gains.
#[derive(Clone, Debug, PartialEq)]
pub struct Information {
    /// How much more than the choice made without knowing it brings, with its interval.
    pub gain: Mean,
    /// Where the choice changes, rising; none where it never does.
    pub cuts: Vec<f64>,
    /// What is chosen below the first cut, between the cuts, and above the last.
    pub choices: Vec<usize>,
}

/// Sets of worlds that are left out in turn.
const FOLDS: usize = 10;
/// Classes of the number between which the choice may change.
const MOST_CLASSES: usize = 16;
/// Worlds in a class at least.
const TO_A_CLASS: usize = 20;

/// The choice that is best on average, more being better: the place among `values`, each over the same worlds.
pub fn best_now(values: &[Vec<f64>]) -> usize {
    let all: Vec<usize> = (0..values.first().map_or(0, Vec::len)).collect();
    best(&sums(values, &all))
}

/// The value of knowing `x` before choosing among several ways, of which `values` holds what each brings in every world
/// (more is better): the expected value of partial perfect information, `E[max E[V | X]] − max E[V]` (Raiffa & Schlaifer,
/// 1961; from given samples: Strong & Oakley, 2013, Medical Decision Making 33, 755-766).
///
/// The choice is a rule: one way below a cut of `x`, another above, two cuts at most, laid at quantiles of `x`. To be free of
/// the optimism of choosing and valuing by the same worlds, each tenth of the worlds is valued by the rule, and by the one
/// choice without it, that are best in the other nine tenths. So the gain is that of a rule which one can have, a little less
/// than of the best there is; by chance it may be below 0. The rule that is told is that of all worlds.
///
/// Edges: worlds in which anything is no number are left out; with no world or no way the gain is `NaN`, with one way or few
/// worlds it is 0.
pub fn information(xs: &[f64], values: &[Vec<f64>], confidence: f64) -> Information {
    let whole = |&world: &usize| {
        xs[world].is_finite() && values.iter().all(|value| value[world].is_finite())
    };
    let all = if values.is_empty() { 0 } else { xs.len() };
    let mut worlds: Vec<usize> = (0..all).filter(whole).collect();
    worlds.sort_by(|&a, &b| xs[a].total_cmp(&xs[b]));
    let mut gains = Vec::with_capacity(worlds.len());
    for fold in 0..FOLDS {
        let (mine, others): (Vec<usize>, Vec<usize>) =
            worlds.iter().partition(|&&world| world % FOLDS == fold);
        let now = best(&sums(values, &others));
        let rule = Rule::learn(xs, values, &others);
        gains.extend(
            mine.into_iter()
                .map(|world| values[rule.choose(xs[world])][world] - values[now][world]),
        );
    }
    let Rule { cuts, choices } = Rule::learn(xs, values, &worlds);
    Information {
        gain: mean(&gains, confidence),
        cuts,
        choices,
    }
}

/// What knowing everything beforehand would be worth: the best way in every world, less the one that is best on average.
/// No knowledge can be worth more.
pub fn perfect_information(values: &[Vec<f64>], confidence: f64) -> Mean {
    let now = best_now(values);
    let worlds = 0..values.first().map_or(0, Vec::len);
    let gains = worlds.map(|world| {
        let all = values.iter().map(|value| value[world]);
        all.fold(f64::NEG_INFINITY, f64::max) - values[now][world]
    });
    mean(&gains.collect::<Vec<f64>>(), confidence)
}

/// Which way is chosen by a number.
struct Rule {
    cuts: Vec<f64>,
    choices: Vec<usize>,
}

impl Rule {
    /// The rule that brings most in these worlds, which are sorted by `xs`. Of rules that bring the same that with fewer cuts.
    fn learn(xs: &[f64], values: &[Vec<f64>], worlds: &[usize]) -> Self {
        if values.is_empty() {
            let (cuts, choices) = (Vec::new(), Vec::new());
            return Self { cuts, choices };
        }
        let sorted: Vec<f64> = worlds.iter().map(|&world| xs[world]).collect();
        let classes = classes(&sorted, (worlds.len() / TO_A_CLASS).clamp(1, MOST_CLASSES));
        let each: Vec<Vec<f64>> = classes
            .iter()
            .map(|class| sums(values, &worlds[class.clone()]))
            .collect();
        // The best way in the classes from one to before another, and what it brings.
        let stretch = |from: usize, to: usize| -> (usize, f64) {
            let of = |way: usize| each[from..to].iter().map(|sums| sums[way]).sum::<f64>();
            let all: Vec<f64> = (0..values.len()).map(of).collect();
            (best(&all), all[best(&all)])
        };
        let value = |edges: &[usize]| -> f64 {
            let stretches = edges.windows(2);
            stretches.map(|pair| stretch(pair[0], pair[1]).1).sum()
        };
        let last = each.len();
        let mut best_edges = vec![0, last];
        let mut most = value(&best_edges);
        for edges in all_edges(last) {
            let brings = value(&edges);
            if brings > most {
                (most, best_edges) = (brings, edges);
            }
        }
        let mut rule = Self {
            cuts: Vec::new(),
            choices: vec![stretch(best_edges[0], best_edges[1]).0],
        };
        for pair in best_edges[1..].windows(2) {
            let (choice, at) = (stretch(pair[0], pair[1]).0, classes[pair[0]].start);
            // By rounding a cut may seem to gain something where the choice does not change.
            if rule.choices.last() != Some(&choice) {
                rule.choices.push(choice);
                rule.cuts.push(f64::midpoint(sorted[at - 1], sorted[at]));
            }
        }
        rule
    }

    fn choose(&self, x: f64) -> usize {
        self.choices[self.cuts.partition_point(|&cut| cut <= x)]
    }
}

/// All ways to cut so many classes into two or three stretches, as the edges of these.
fn all_edges(last: usize) -> Vec<Vec<usize>> {
    let mut all: Vec<Vec<usize>> = (1..last).map(|cut| vec![0, cut, last]).collect();
    for first in 1..last {
        all.extend((first + 1..last).map(|second| vec![0, first, second, last]));
    }
    all
}

fn sums(values: &[Vec<f64>], worlds: &[usize]) -> Vec<f64> {
    let sum = |value: &Vec<f64>| worlds.iter().map(|&world| value[world]).sum();
    values.iter().map(sum).collect()
}

/// The place of the largest; the first of several.
fn best(sums: &[f64]) -> usize {
    let mut best = 0;
    for (place, sum) in sums.iter().enumerate() {
        if *sum > sums[best] {
            best = place;
        }
    }
    best
}
