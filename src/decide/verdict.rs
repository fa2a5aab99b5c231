//! Whether goals are met, and how surely that is known.

use super::CONFIDENCE;
use super::goal::{Bound, Goal};
use crate::monte_carlo::Table;
use crate::stats::{Interval, clopper_pearson_lower, clopper_pearson_upper, mean, wilson};

/// Whether a goal is met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Met {
    /// Claimed at 95% confidence.
    Yes,
    /// Its contrary is claimed at 95% confidence.
    No,
    /// Neither can be claimed.
    TooClose,
}

impl Met {
    /// As shown everywhere.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
            Self::TooClose => "too close to call",
        }
    }
}

/// What is known of a goal after a run.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// The goal.
    pub goal: Goal,
    /// The probability that it is reached (with `with_probability`), or the mean of its metric.
    pub estimate: f64,
    /// Its interval at 95%.
    pub interval: Interval,
    /// The verdict.
    pub met: Met,
}

impl Verdict {
    /// By how much the estimate is better than what is asked for.
    pub fn room(&self) -> f64 {
        match (self.goal.with_probability, self.goal.bound) {
            (Some(wanted), _) => self.estimate - wanted,
            (None, Bound::AtLeast(limit)) => self.estimate - limit,
            (None, Bound::AtMost(limit)) => limit - self.estimate,
        }
    }
}

/// Judges a goal by the outcomes of a run.
///
/// With a probability: Wilson's interval is shown, and met or not met is claimed by a one-sided Clopper-Pearson bound at
/// 95%. Without: the mean's Student t interval lies on one side of the bound, or the call is too close. Replications in
/// which the metric is absent count as met, and stay out of a mean; but what never happens counts as later than all that
/// does.
pub fn judge(goal: &Goal, table: &Table) -> Verdict {
    judge_at(goal, &goal.column(table), CONFIDENCE)
}

/// The same by the values of its metric as they count, claiming at another confidence; intervals are shown at 95% all the same.
pub fn judge_at(goal: &Goal, column: &[f64], confidence: f64) -> Verdict {
    let (estimate, interval, met) = match goal.with_probability {
        Some(wanted) => with_probability(goal.bound, wanted, column, confidence),
        None => on_average(goal.bound, column, confidence),
    };
    Verdict {
        goal: goal.clone(),
        estimate,
        interval,
        met,
    }
}

fn with_probability(
    bound: Bound,
    wanted: f64,
    column: &[f64],
    confidence: f64,
) -> (f64, Interval, Met) {
    let n = column.len();
    let k = column.iter().filter(|&&value| bound.holds(value)).count();
    let share = wilson(k, n, CONFIDENCE);
    let met = if clopper_pearson_lower(k, n, confidence) >= wanted {
        Met::Yes
    } else if clopper_pearson_upper(k, n, confidence) < wanted {
        Met::No
    } else {
        Met::TooClose
    };
    (share.estimate, share.interval, met)
}

fn on_average(bound: Bound, column: &[f64], confidence: f64) -> (f64, Interval, Met) {
    let present: Vec<f64> = column
        .iter()
        .copied()
        .filter(|value| !value.is_nan())
        .collect();
    let estimate = mean(&present, CONFIDENCE);
    if present.is_empty() {
        return (f64::NAN, Interval::UNBOUNDED, Met::Yes);
    }
    let claimed = mean(&present, confidence).interval;
    let (low, high) = (claimed.low, claimed.high);
    let met = match (bound.holds(low), bound.holds(high)) {
        (true, true) => Met::Yes,
        (false, false) => Met::No,
        _ => Met::TooClose,
    };
    (estimate.mean, estimate.interval, met)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_probability_is_claimed_only_at_its_confidence() {
        // Of 1,000: 915 successes leave the one-sided bound below 0.9, 916 do not (tests/reference/stats.json).
        let column = |k: usize| {
            (0..1000)
                .map(|i| f64::from(u8::from(i < k)))
                .collect::<Vec<_>>()
        };
        let verdict = |k| with_probability(Bound::AtLeast(1.0), 0.9, &column(k), CONFIDENCE).2;
        assert_eq!(verdict(916), Met::Yes);
        assert_eq!(verdict(915), Met::TooClose);
        assert_eq!(verdict(885), Met::TooClose);
        assert_eq!(verdict(880), Met::No);
    }

    #[test]
    fn what_is_absent_counts_as_met() {
        let all_absent = [f64::NAN; 100];
        assert_eq!(
            with_probability(Bound::AtMost(0.0), 0.9, &all_absent, CONFIDENCE).2,
            Met::Yes
        );
        assert_eq!(
            on_average(Bound::AtLeast(5.0), &all_absent, CONFIDENCE).2,
            Met::Yes
        );
    }

    #[test]
    fn one_replication_tells_nothing_of_a_mean() {
        assert_eq!(
            on_average(Bound::AtLeast(5.0), &[7.0], CONFIDENCE).2,
            Met::TooClose
        );
        assert_eq!(
            on_average(Bound::AtLeast(5.0), &[7.0, 7.0], CONFIDENCE).2,
            Met::Yes
        );
        assert_eq!(
            on_average(Bound::AtMost(5.0), &[7.0, 7.0], CONFIDENCE).2,
            Met::No
        );
        assert_eq!(
            on_average(Bound::AtLeast(7.0), &[6.0, 8.0, 7.1], CONFIDENCE).2,
            Met::TooClose
        );
    }
}
