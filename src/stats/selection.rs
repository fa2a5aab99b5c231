//! Which of several systems is best: fully sequential selection with a guarantee.

/// What the selection may get wrong, and how often.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rules {
    /// The probability of choosing a wrong system is at most this.
    pub alpha: f64,
    /// Systems whose means differ by less than this are as good as each other: the indifference zone, above 0.
    pub indifference: f64,
    /// Replications of all systems from which the spread of their differences is learned.
    pub first_stage: usize,
}

/// What came of a selection.
#[derive(Clone, Debug, PartialEq)]
pub struct Selection {
    /// After how many replications each system was found to be worse than another; `None` = it never was.
    pub eliminated: Vec<Option<usize>>,
    /// The system chosen, or the one in front where none could be.
    pub front: usize,
    /// Whether the system in front is chosen.
    pub decided: bool,
    /// After how many replications it was decided, or how many there were.
    pub replications: usize,
    /// After how many replications at most the systems that are left will be told apart.
    pub needed: usize,
}

/// The constant `h² = 2 c η (n₀ − 1)` of Kim & Nelson at `c = 1`, with `η = ((2β)^(−2/(n₀−1)) − 1) / 2` and
/// `β = α / (k − 1)`, which holds under common random numbers.
///
/// `NaN` for fewer than two systems or first replications.
pub fn kim_nelson(systems: usize, rules: &Rules) -> f64 {
    if systems < 2 || rules.first_stage < 2 {
        return f64::NAN;
    }
    let df = rules.first_stage as f64 - 1.0;
    let beta = rules.alpha / (systems as f64 - 1.0);
    let eta = f64::midpoint(libm::pow(2.0 * beta, -2.0 / df), -1.0);
    2.0 * eta * df
}

/// The largest variance of a difference between two systems over the first stage.
pub fn widest(systems: &[Vec<f64>], first_stage: usize) -> f64 {
    let pairs = (0..systems.len()).flat_map(|i| (0..i).map(move |l| (i, l)));
    pairs
        .map(|(i, l)| variance(&systems[i], &systems[l], first_stage))
        .fold(0.0, f64::max)
}

/// Selects the system with the largest mean: procedure KN of Kim & Nelson (2001), ACM TOMACS 11, 251-273, at `c = 1`.
///
/// `systems[i][r]` is the value of system `i` in replication `r`; all have the same replications, and values of one
/// replication may depend on each other (common random numbers). After the first stage, and after each replication from
/// then on, system `i` is eliminated when `X̄ᵢ(r) < X̄ₗ(r) − Wᵢₗ(r)` for another `l` that is left, with
/// `Wᵢₗ(r) = max(0, δ / 2r (h² Sᵢₗ² / δ² − r))` and `Sᵢₗ²` the variance of their difference over the first stage. The
/// last one left is chosen. From `maxᵢₗ ⌊h² Sᵢₗ² / δ²⌋ + 1` replications on no more are eliminated, and the largest mean
/// of those left is chosen; where more replications are there than it takes, it is their mean over all (the procedure
/// takes no more, so this is no worse). For normal values the choice is right with probability `1 − α` at least, when the
/// best is better by `δ` or more than any other.
///
/// Where replications end before, nothing is decided: the largest mean is in front. Equal means go to the system that
/// comes first. One system is chosen at once. With no system, nothing is; a first stage beyond the replications, or
/// below 2, decides nothing.
pub fn select(systems: &[Vec<f64>], rules: &Rules) -> Selection {
    let mut race = Race::new(systems, rules);
    let all = systems.iter().map(Vec::len).min().unwrap_or(0);
    let enough = rules.first_stage >= 2 && all >= rules.first_stage;
    let mut decided = (systems.len() == 1).then_some(0);
    for r in 1..=all {
        race.add(|system| systems[system][r - 1]);
        if enough && r >= rules.first_stage && decided.is_none() {
            decided = race.screen().then_some(r);
        }
    }
    let selection = race.end(decided.is_some());
    Selection {
        replications: decided.unwrap_or(all),
        ..selection
    }
}

/// A selection that goes on, for those who play only what is left in it: [`select`] replication by replication.
#[derive(Clone, Debug)]
pub struct Race {
    /// Replications taken in.
    replications: usize,
    indifference: f64,
    /// `h² Sᵢₗ² / δ²`, row after row.
    reach: Vec<f64>,
    sums: Vec<f64>,
    left: Vec<usize>,
    eliminated: Vec<Option<usize>>,
}

impl Race {
    /// Begins a selection; of the values only the first stage is looked at, for the spread of the differences. They have
    /// to be taken in as all others.
    pub fn new(systems: &[Vec<f64>], rules: &Rules) -> Self {
        let k = systems.len();
        let scale = kim_nelson(k, rules) / (rules.indifference * rules.indifference);
        let mut reach = vec![0.0; k * k];
        for i in 0..k {
            for l in (0..k).filter(|&l| l != i) {
                reach[i * k + l] = scale * variance(&systems[i], &systems[l], rules.first_stage);
            }
        }
        Self {
            replications: 0,
            indifference: rules.indifference,
            reach,
            sums: vec![0.0; k],
            left: (0..k).collect(),
            eliminated: vec![None; k],
        }
    }

    /// The systems that are left, by number.
    pub fn left(&self) -> &[usize] {
        &self.left
    }

    /// Takes in the next replication: the value of each system that is left.
    pub fn add(&mut self, value: impl Fn(usize) -> f64) {
        self.replications += 1;
        for &system in &self.left {
            self.sums[system] += value(system);
        }
    }

    /// Eliminates what is worse than another that was left before this replication, once the first stage is through; tells
    /// whether the choice is made.
    pub fn screen(&mut self) -> bool {
        let (k, n) = (self.reach.len().isqrt(), self.replications as f64);
        let is_worse = |i: usize, l: usize| {
            let gap = self.indifference / (2.0 * n) * (self.reach[i * k + l] - n).max(0.0);
            self.sums[i] / n < self.sums[l] / n - gap
        };
        let (worse, left): (Vec<usize>, Vec<usize>) = self
            .left
            .iter()
            .partition(|&&i| self.left.iter().any(|&l| l != i && is_worse(i, l)));
        self.left = left;
        for i in worse {
            self.eliminated[i] = Some(self.replications);
        }
        self.left.len() == 1 || self.needed() <= self.replications
    }

    /// After how many replications at most those left are told apart.
    fn needed(&self) -> usize {
        let k = self.reach.len().isqrt();
        let pairs = self
            .left
            .iter()
            .flat_map(|&i| self.left.iter().map(move |&l| i * k + l));
        let farthest = pairs.map(|at| self.reach[at]).fold(0.0, f64::max);
        (farthest as usize).saturating_add(1)
    }

    /// Ends the selection; `decided` tells whether the choice is made.
    pub fn end(self, decided: bool) -> Selection {
        let mut front = self.left.first().copied().unwrap_or(0);
        for &i in &self.left {
            if self.sums[i] > self.sums[front] {
                front = i;
            }
        }
        Selection {
            front,
            decided,
            replications: self.replications,
            needed: self.needed(),
            eliminated: self.eliminated,
        }
    }
}

/// Sample variance of the difference of two systems over their first `n` replications.
fn variance(one: &[f64], other: &[f64], n: usize) -> f64 {
    let gaps: Vec<f64> = one
        .iter()
        .zip(other)
        .take(n)
        .map(|(one, other)| one - other)
        .collect();
    let sd = super::mean(&gaps, 0.95).sd;
    sd * sd
}
