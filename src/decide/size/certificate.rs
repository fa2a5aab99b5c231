//! Plans judged in the user's worlds, which the search never sees.

use super::fate::missed;
use super::grid::Point;
use super::trials::Trials;
use super::{Halt, Plans, Ready};
use crate::decide::gap::{ALPHA, Gap};
use crate::decide::verdict::{Met, Verdict, judge_at};
use crate::monte_carlo::{Kept, Lane};
use crate::stats::{Mean, mean};

/// A plan judged in worlds that the search has not seen.
#[derive(Clone, Debug, PartialEq)]
pub struct Judged {
    /// Which plan.
    pub point: Point,
    /// Its weighted sum; or the mean of the metric, with its interval at 95%.
    pub objective: f64,
    /// The metric over these worlds, where it is one.
    pub estimate: Option<Mean>,
    /// How the metric differs from that of the answer in the same worlds, where this is a plan beside it.
    pub gap: Option<Gap>,
    /// The goals.
    pub verdicts: Vec<Verdict>,
    /// By how much the goals are missed, all together: shares and parts of bounds.
    pub missed: f64,
    /// Worlds.
    pub worlds: usize,
}

impl Judged {
    /// What can be said of all its goals together.
    pub fn met(&self) -> Met {
        let any = |met: Met| self.verdicts.iter().any(|one| one.met == met);
        if any(Met::No) {
            Met::No
        } else if any(Met::TooClose) {
            Met::TooClose
        } else {
            Met::Yes
        }
    }
}

/// A certificate that is too close to call is looked at again after twice as many worlds, so often.
const MORE_LOOKS: u32 = 4;

impl<P: Plans> Trials<'_, P> {
    /// Judges plans in the user's worlds, which the search never sees, as `run` would; claims hold at this confidence. Where
    /// a metric is to be best, how it differs from that of the first plan, all differences together at 95%.
    pub fn judge(
        &mut self,
        points: &[Point],
        worlds: usize,
        confidence: f64,
    ) -> Result<Vec<Option<Judged>>, Halt> {
        let ready: Vec<Option<Ready<P::Model>>> =
            points.iter().map(|point| self.plans.read(point)).collect();
        let keeps = ready.iter().flatten().map(Ready::all_places);
        let keeps: Vec<Vec<usize>> = keeps.collect();
        let lanes = ready.iter().flatten().zip(&keeps);
        let lanes = lanes.map(|(ready, keep)| ready.lane(keep));
        let lanes: Vec<Lane<'_, P::Model>> = lanes.collect();
        let mut rows = self
            .play_of(self.question.seed, &lanes, 0..worlds)?
            .into_iter();
        let metric = self.question.metric.as_ref();
        let yes_no = metric.is_some_and(|metric| metric.unit == "yes/no");
        let claims = points.len().saturating_sub(1);
        let mut first: Option<Vec<f64>> = None;
        let judged = points.iter().zip(&ready).map(|(point, ready)| {
            let (ready, rows) = (ready.as_ref()?, rows.next()?);
            let mut judged = self.judged((point, ready), &rows, confidence);
            let objective = ready.goals.len();
            let values = ready.objective.map(|_| column(&rows, objective));
            let pair = values.as_ref().zip(first.as_ref());
            judged.gap = pair.map(|(own, first)| Gap::new(own, first, yes_no, claims));
            first = first.take().or(values);
            Some(judged)
        });
        Ok(judged.collect())
    }

    /// A plan judged by the metrics of its goals, and the one that is to be best, in some worlds.
    fn judged(
        &self,
        (point, ready): (&Point, &Ready<P::Model>),
        rows: &Kept,
        confidence: f64,
    ) -> Judged {
        let goals = ready.goals.iter().enumerate();
        let each = goals.map(|(index, goal)| {
            let values = column(rows, index);
            let by = missed(goal, &values, goal.with_probability);
            (judge_at(goal, &values, confidence), by)
        });
        let (verdicts, missed): (Vec<Verdict>, Vec<f64>) = each.unzip();
        let estimate = ready.objective.map(|_| {
            let values = column(rows, ready.goals.len()).into_iter();
            let present: Vec<f64> = values.filter(|value| !value.is_nan()).collect();
            mean(&present, crate::decide::CONFIDENCE)
        });
        Judged {
            objective: estimate.map_or_else(|| self.question.grid.cost(point), |one| one.mean),
            point: point.clone(),
            estimate,
            gap: None,
            verdicts,
            missed: missed.iter().sum(),
            worlds: rows.len(),
        }
    }

    /// The certificate of a plan: met when every goal is claimed to be. Look `i` at any certificate may be wrong with
    /// `0.05 / i (i + 1)`, so that all of them together are with 5%.
    pub fn certify(&mut self, point: &Point) -> Result<Option<Judged>, Halt> {
        let Some(ready) = self.plans.read(point) else {
            return Ok(None);
        };
        let keep = ready.all_places();
        let lanes = [ready.lane(&keep)];
        let mut rows: Kept = Vec::new();
        let mut more = 0;
        loop {
            let worlds = rows.len()..self.question.replications << more;
            let played = self.play_of(self.question.seed, &lanes, worlds)?;
            rows.extend(played.into_iter().flatten());
            self.looks += 1;
            let judged = self.judged((point, &ready), &rows, self.confidence());
            // When the search is over there is no time for more worlds.
            if judged.met() != Met::TooClose || more == MORE_LOOKS || self.is_over {
                return Ok(Some(judged));
            }
            self.go_on()?;
            more += 1;
        }
    }

    /// The confidence of the last look at a certificate, and of claims beside it.
    pub fn confidence(&self) -> f64 {
        let look = f64::from(self.looks.max(1));
        1.0 - ALPHA / (look * (look + 1.0))
    }
}

fn column(rows: &Kept, index: usize) -> Vec<f64> {
    rows.iter().map(|row| row[index]).collect()
}
