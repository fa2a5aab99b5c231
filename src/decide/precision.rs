//! When enough worlds have been played: the goals are known as precisely as asked.

use super::CONFIDENCE;
use super::goal::Goal;
use crate::monte_carlo::Table;
use crate::stats::{Mean, mean, wilson};

/// What to know how precisely.
#[derive(Clone, Debug, PartialEq)]
pub struct Precision {
    /// Half-width of 95% intervals: in points for probabilities, relative for means; 0.01 is one percent.
    asked: f64,
    /// Places and bounds of the goals; without goals, places of metrics whose means are to be known.
    goals: Vec<Goal>,
    means: Vec<usize>,
}

impl Precision {
    /// This precision for these goals, or for the means of these metrics where there are none.
    pub fn new(asked: f64, goals: &[Goal], means: &[usize]) -> Self {
        let means = if goals.is_empty() {
            means.to_vec()
        } else {
            Vec::new()
        };
        Self {
            asked,
            goals: goals.to_vec(),
            means,
        }
    }

    /// After how many replications to look whether they are enough, when so many are through: 100 at first, then a
    /// quarter more each time.
    pub fn next_look(through: usize, most: usize) -> usize {
        (through + (through / 4).max(100)).min(most)
    }

    /// Whether everything is known as precisely as asked.
    pub fn is_reached(&self, table: &Table) -> bool {
        let goals = self.goals.iter().all(|goal| {
            let column = goal.column(table);
            if goal.with_probability.is_some() {
                let k = column
                    .iter()
                    .filter(|&&value| goal.bound.holds(value))
                    .count();
                return wilson(k, column.len(), CONFIDENCE).interval.half_width() <= self.asked;
            }
            self.knows_mean(&column)
        });
        goals
            && self
                .means
                .iter()
                .all(|&place| self.knows_mean(&table.column(place)))
    }

    fn knows_mean(&self, column: &[f64]) -> bool {
        let present: Vec<f64> = column
            .iter()
            .copied()
            .filter(|value| !value.is_nan())
            .collect();
        // What never occurs needs no more looking for than the rest.
        present.is_empty() || is_relative(&mean(&present, CONFIDENCE), self.asked)
    }
}

/// Whether a mean's half-width is at most `asked` of the true mean: half-width ≤ |mean| · g ÷ (1 + g), as the mean itself is
/// only an estimate (Law, Simulation Modeling and Analysis, section 9.4.1).
pub fn is_relative(mean: &Mean, asked: f64) -> bool {
    mean.interval.half_width() <= mean.mean.abs() * asked / (1.0 + asked)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looks_come_at_fixed_numbers() {
        let mut looks = vec![0];
        while looks[looks.len() - 1] < 1000 {
            looks.push(Precision::next_look(looks[looks.len() - 1], 1000));
        }
        assert_eq!(looks, [0, 100, 200, 300, 400, 500, 625, 781, 976, 1000]);
    }
}
