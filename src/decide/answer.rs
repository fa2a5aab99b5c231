//! What is known after a run: every metric and series summarised, every goal judged.

use super::goal::Goal;
use super::heads::Heads;
use super::verdict::{Met, Verdict, judge};
use crate::model::{Metric, Series};
use crate::monte_carlo::Table;
use crate::stats::{Share, Summary, mean, point_rank, summarise, wilson};

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// All worlds that were asked for have been played.
    AllPlayed,
    /// The precision asked for is reached.
    PrecisionReached,
    /// All worlds that might be played have been, and the precision asked for is not reached.
    PrecisionMissed,
    /// It was interrupted; the first worlds have been played.
    Interrupted,
}

impl Ending {
    /// As written in documents.
    pub const fn word(self) -> &'static str {
        match self {
            Self::AllPlayed => "all played",
            Self::PrecisionReached => "precision reached",
            Self::PrecisionMissed => "precision not reached",
            Self::Interrupted => "interrupted",
        }
    }
}

/// The answer of a run.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// Replications played.
    pub replications: usize,
    /// The goals' verdicts, in file order.
    pub verdicts: Vec<Verdict>,
    /// Every metric with its summary; `None` where no replication has a case of it.
    pub metrics: Vec<(Metric, Option<Summary>)>,
    /// For every yes/no metric, in which share of the replications it is 1.
    pub chances: Vec<Option<Share>>,
    /// Every series with its band.
    pub series: Vec<Band>,
    /// The people that queues need by hour, by their ids; empty until somebody looks for them.
    pub heads: Vec<(String, Heads)>,
}

/// A series over the replications that keep one: at each grid point mean and quantiles.
#[derive(Clone, Debug, PartialEq)]
pub struct Band {
    /// Its name, unit and meaning.
    pub metric: Metric,
    /// Minutes between its grid points; the first lies at the opening.
    pub step: f64,
    /// Mean over replications.
    pub mean: Vec<f64>,
    /// One in ten replications is not above this.
    pub p10: Vec<f64>,
    /// Median.
    pub p50: Vec<f64>,
    /// Nine in ten replications are not above this.
    pub p90: Vec<f64>,
}

/// Where a number lies over the worlds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    /// Mean over replications.
    pub mean: f64,
    /// Half-width of the mean's interval at 95%.
    pub half: f64,
    /// Nine in ten replications are not above this.
    pub p90: f64,
}

impl Spread {
    /// The spread of one value a replication; NaN when there are none.
    pub fn of(mut values: Vec<f64>) -> Self {
        let n = values.len();
        let estimate = mean(&values, super::CONFIDENCE);
        values.sort_unstable_by(f64::total_cmp);
        let p90 = values.get(point_rank(n, 0.9).saturating_sub(1)).copied();
        Self {
            mean: estimate.mean,
            half: estimate.interval.half_width(),
            p90: p90.unwrap_or(f64::NAN),
        }
    }
}

impl Answer {
    /// Sums up a table of outcomes.
    pub fn of(metrics: &[Metric], goals: &[Goal], table: &Table) -> Self {
        let frame = table.frame();
        Self {
            replications: table.rows(),
            verdicts: goals.iter().map(|goal| judge(goal, table)).collect(),
            metrics: metrics
                .iter()
                .enumerate()
                .map(|(place, metric)| (metric.clone(), summarise(&table.column(place))))
                .collect(),
            chances: metrics
                .iter()
                .enumerate()
                .map(|(place, metric)| chance(metric, place, table))
                .collect(),
            heads: Vec::new(),
            series: (0..frame.series.len())
                .map(|index| Band::of(index, table))
                .collect(),
        }
    }

    /// In which share of the replications a yes/no metric is 1.
    pub fn chance(&self, name: &str) -> Option<&Share> {
        let place = self
            .metrics
            .iter()
            .position(|(metric, _)| metric.name == name)?;
        self.chances[place].as_ref()
    }

    /// A metric's summary.
    pub fn summary(&self, name: &str) -> Option<&Summary> {
        self.metrics
            .iter()
            .find(|(metric, _)| metric.name == name)?
            .1
            .as_ref()
    }

    /// A series' band.
    pub fn band(&self, name: &str) -> Option<&Band> {
        self.series.iter().find(|band| band.metric.name == name)
    }

    /// Whether every goal is met, and known to be.
    pub fn all_met(&self) -> bool {
        self.verdicts.iter().all(|verdict| verdict.met == Met::Yes)
    }
}

fn chance(metric: &Metric, place: usize, table: &Table) -> Option<Share> {
    let yes = |column: &[f64]| column.iter().filter(|&&value| value == 1.0).count();
    (metric.unit == "yes/no").then(|| {
        let column = table.column(place);
        wilson(yes(&column), column.len(), super::CONFIDENCE)
    })
}

impl Band {
    /// Minutes from opening of the grid points.
    pub fn times(&self) -> Vec<f64> {
        let points = 0..self.mean.len();
        points.map(|point| point as f64 * self.step).collect()
    }

    fn of(index: usize, table: &Table) -> Self {
        let &Series {
            ref metric,
            step,
            points,
        } = &table.frame().series[index];
        let mut band = Self {
            metric: metric.clone(),
            step,
            mean: Vec::with_capacity(points),
            p10: Vec::with_capacity(points),
            p50: Vec::with_capacity(points),
            p90: Vec::with_capacity(points),
        };
        for point in 0..points {
            let mut values = table.series(index, point);
            let n = values.len();
            band.mean.push(values.iter().sum::<f64>() / n as f64);
            values.sort_unstable_by(f64::total_cmp);
            let at = |p: f64| {
                values
                    .get(point_rank(n, p).saturating_sub(1))
                    .copied()
                    .unwrap_or(f64::NAN)
            };
            band.p10.push(at(0.1));
            band.p50.push(at(0.5));
            band.p90.push(at(0.9));
        }
        band
    }
}
