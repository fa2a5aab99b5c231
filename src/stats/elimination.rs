//! Which of many systems is best: what is surely worse than the one in front falls out, look by look, and of the others it
//! is told how much better than the one in front they may be.

use super::mean::{mean, sum};

/// A successive elimination of systems whose replications are paired.
///
/// At look `j`, system `i` falls out when the mean of `Xf − Xᵢ` over the replications so far is above 0 by Student's
/// one-sided bound at `α / 2ʲ (k − 1)`, where `f` is the system in front. With probability `1 − α` the best of all `k`
/// systems is never out, and is better than the one in front by no more than the largest bound on `Xᵢ − Xf` over those that
/// are left (multiple comparisons with the best; Hsu, 1984, Annals of Statistics 12, 1136-1144): of all these comparisons
/// only those of the best with another can spoil it, `k − 1` at each look. Exact for normal values, and by the central
/// limit theorem nearly so after many replications; what shows in one replication of a thousand takes thousands to be seen.
#[derive(Clone, Debug)]
pub struct Elimination {
    alpha: f64,
    /// With how many others the best may be compared at a look.
    others: usize,
    looks: i32,
    left: Vec<usize>,
    /// Those that are out, by the look at which they fell.
    out: Vec<usize>,
}

/// What a look tells.
#[derive(Clone, Debug, PartialEq)]
pub struct Look {
    /// The system with the largest mean; of equal ones the first.
    pub front: usize,
    /// With confidence `1 − α` no system is better than it by more than this: 0 when it is left alone.
    pub gap: f64,
}

impl Elimination {
    /// Begins with so many systems.
    pub fn new(systems: usize, alpha: f64) -> Self {
        Self {
            alpha,
            others: systems.saturating_sub(1),
            looks: 0,
            left: (0..systems).collect(),
            out: Vec::new(),
        }
    }

    /// The systems that are left, by number.
    pub fn left(&self) -> &[usize] {
        &self.left
    }

    /// Those that are out, the first one first.
    pub fn out(&self) -> &[usize] {
        &self.out
    }

    /// Looks at all replications so far: `values[i][r]` is the value of system `i` in replication `r`, wanted of those that
    /// are left only. Replications in which one of them has no value (`NaN`) say nothing.
    ///
    /// `None` where no system is left to look at.
    pub fn look(&mut self, values: &[&[f64]]) -> Option<Look> {
        self.looks += 1;
        let worlds = self.whole(values);
        let column = |system: usize| worlds.iter().map(move |&world| values[system][world]);
        let total = |system: usize| sum(column(system));
        let totals: Vec<f64> = self.left.iter().map(|&system| total(system)).collect();
        let place =
            (0..totals.len()).max_by(|&a, &b| totals[a].total_cmp(&totals[b]).then(b.cmp(&a)))?;
        let front = self.left[place];
        let risk = self.alpha / f64::from(self.looks).exp2() / self.others.max(1) as f64;
        let (mut left, mut gap) = (Vec::new(), 0.0_f64);
        for &system in &self.left {
            let ahead: Vec<f64> = column(front)
                .zip(column(system))
                .map(|(f, x)| f - x)
                .collect();
            // One side of a two-sided interval is wrong half as often.
            let bounds = mean(&ahead, 1.0 - 2.0 * risk).interval;
            if system != front && bounds.low > 0.0 {
                self.out.push(system);
            } else {
                left.push(system);
                gap = if system == front {
                    gap
                } else {
                    gap.max(-bounds.low)
                };
            }
        }
        self.left = left;
        Some(Look { front, gap })
    }

    /// The replications in which all that are left have a value.
    fn whole(&self, values: &[&[f64]]) -> Vec<usize> {
        let lengths = self.left.iter().map(|&system| values[system].len());
        let is_whole = |&world: &usize| {
            self.left
                .iter()
                .all(|&system| !values[system][world].is_nan())
        };
        (0..lengths.min().unwrap_or(0)).filter(is_whole).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wave(mean: f64, swing: f64) -> Vec<f64> {
        // Swings up and down by the same, so that n values have mean `mean` and sd `swing` √(n / (n − 1)).
        (0..100)
            .map(|r| {
                if r % 2 == 0 {
                    mean + swing
                } else {
                    mean - swing
                }
            })
            .collect()
    }

    #[test]
    fn what_is_surely_worse_falls_out() {
        let systems = [wave(10.0, 1.0), wave(9.9, 3.0), wave(8.0, 0.5)];
        let values: Vec<&[f64]> = systems.iter().map(Vec::as_slice).collect();
        let mut race = Elimination::new(3, 0.05);
        let look = race.look(&values).expect("a look");
        // The last is behind by 2 with sd 0.5; the second by 0.1 with sd 2, so se 0.201.
        assert_eq!(
            (look.front, race.left(), race.out()),
            (0, &[0, 1][..], &[2][..])
        );
        // At 0.05 / 2 / 2 one-sided t(99) is 2.276: it may be better by 2.276 · 0.201 − 0.1 at most.
        assert!(
            (look.gap - (2.276 * 0.201 - 0.1)).abs() < 1e-3,
            "{}",
            look.gap
        );
    }

    #[test]
    fn equal_systems_stay_and_are_no_better() {
        let systems = [wave(1.0, 1.0), wave(1.0, 1.0), vec![f64::NAN; 100]];
        let values: Vec<&[f64]> = systems.iter().map(Vec::as_slice).collect();
        let mut two = Elimination::new(2, 0.05);
        assert_eq!(two.look(&values), Some(Look { front: 0, gap: 0.0 }));
        assert_eq!(two.left(), [0, 1]);
        // Where one has no value nothing is known.
        let look = Elimination::new(3, 0.05).look(&values).expect("a look");
        assert_eq!(
            look,
            Look {
                front: 0,
                gap: f64::INFINITY
            }
        );
        assert_eq!(Elimination::new(0, 0.05).look(&[]), None);
        let alone = Elimination::new(1, 0.05).look(&values[..1]);
        assert_eq!(alone, Some(Look { front: 0, gap: 0.0 }));
    }
}
