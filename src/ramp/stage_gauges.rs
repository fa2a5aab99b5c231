//! What is told of a stage: when it begins, when its target is met, what it brings.

use super::books::Reached;
use super::stage::Stage;
use crate::model::Catalogue;

/// The places of a stage's metrics in an outcome.
#[derive(Clone, Debug)]
pub(super) struct StageGauges {
    met: Option<usize>,
    month: Option<usize>,
    begins: usize,
    revenue: usize,
    /// The metric's place, what it is to reach, and points for it; none where the metric is not known.
    scores: Vec<(Option<usize>, f64, f64)>,
    points: Option<usize>,
}

impl StageGauges {
    /// Names the metrics of a stage in a ramp of so many months.
    pub fn new(stage: &Stage, months: usize, c: &mut Catalogue) -> Self {
        let id = &stage.id;
        // What never happens is later than the last month.
        let never = (months + 1) as f64;
        let times = match stage.met_months() {
            1 => "in a month of it".to_owned(),
            more => format!("in {more} months of it"),
        };
        let has_target = stage.target.is_some();
        Self {
            met: has_target.then(|| {
                c.add(
                    format!("stage.{id}.met"),
                    "yes/no",
                    format!("1 where the target of {id} was met {times}, else 0"),
                )
            }),
            month: has_target.then(|| {
                c.add_time(
                    format!("stage.{id}.month"),
                    ("month", never),
                    format!("the first month in which the target of {id} was met, counted from 1"),
                )
            }),
            begins: c.add_time(
                format!("stage.{id}.begins"),
                ("month", never),
                format!("the month in which {id} begins, counted from 1"),
            ),
            revenue: c.add(
                format!("stage.{id}.revenue"),
                "yuan",
                format!("revenue in {id} as its target counts it"),
            ),
            scores: Vec::new(),
            points: (!stage.scorecard.is_empty()).then(|| {
                c.add(
                    format!("stage.{id}.points"),
                    "points",
                    format!("points on the scorecard of {id}"),
                )
            }),
        }
    }

    /// Finds the metrics of its scorecard, now that all are named.
    pub fn resolve(&mut self, stage: &Stage, catalogue: &Catalogue) {
        let scores = stage.scorecard.iter();
        let found = scores.map(|score| {
            let place = catalogue.find(&score.metric);
            (place, score.at_least, score.points)
        });
        self.scores = found.collect();
    }

    /// Reports what came of it; what its scorecard looks at is reported by then.
    pub fn report(&self, reached: &Reached, has_target: bool, values: &mut [f64]) {
        let month = |month: Option<usize>| month.map_or(f64::NAN, |month| (month + 1) as f64);
        if let (Some(met), Some(first), true) = (self.met, self.month, has_target) {
            values[met] = f64::from(u8::from(reached.met));
            values[first] = month(reached.first_met);
        }
        values[self.begins] = month(reached.begins);
        values[self.revenue] = reached.revenue.in_yuan();
        if let Some(place) = self.points {
            let scores = self.scores.iter();
            values[place] = scores
                .filter(|(place, least, _)| place.is_some_and(|place| values[place] >= *least))
                .map(|score| score.2)
                .sum();
        }
    }
}
