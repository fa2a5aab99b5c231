//! Goals: what a metric is to reach, and how surely.

use crate::model::{Catalogue, counted};
use crate::monte_carlo::Table;
use crate::reader::{Section, Span};

/// A goal of a scenario.
#[derive(Clone, Debug, PartialEq)]
pub struct Goal {
    /// Its name in the file.
    pub id: String,
    /// The metric's name.
    pub metric: String,
    /// The metric's place in an outcome.
    pub place: usize,
    /// What the metric is to reach.
    pub bound: Bound,
    /// What counts where the metric is absent because something never happens; `None` where it had no case.
    pub never: Option<f64>,
    /// In which share of the worlds it is to be reached; `None` = on average.
    pub with_probability: Option<f64>,
}

impl Goal {
    /// A value of its metric as it counts.
    pub fn counted(&self, value: f64) -> f64 {
        counted(self.never, value)
    }

    /// Its metric in every world of a table, as it counts.
    pub fn column(&self, table: &Table) -> Vec<f64> {
        let column = table.column(self.place).into_iter();
        column.map(|value| self.counted(value)).collect()
    }

    /// Whether it is reached by a value of its metric.
    pub fn holds(&self, value: f64) -> bool {
        self.bound.holds(self.counted(value))
    }
}

/// On which side of a number a metric is to lie.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Bound {
    /// This or more.
    AtLeast(f64),
    /// This or less.
    AtMost(f64),
}

impl Bound {
    /// Whether a value is on the right side; what is absent is met.
    pub fn holds(self, value: f64) -> bool {
        match self {
            _ if value.is_nan() => true,
            Self::AtLeast(limit) => value >= limit,
            Self::AtMost(limit) => value <= limit,
        }
    }

    /// By how much a value misses it, as a part of it (of 1 where it is less); 0 where it holds.
    pub fn missed_by(self, value: f64) -> f64 {
        let (Self::AtLeast(limit) | Self::AtMost(limit)) = self;
        if self.holds(value) {
            0.0
        } else {
            (value - limit).abs() / limit.abs().max(1.0)
        }
    }
}

/// A goal as written, before it is known which metrics there are.
#[derive(Clone, Debug)]
pub struct WrittenGoal {
    goal: Goal,
    metric_span: Option<Span>,
    bound_span: Option<Span>,
    /// Whether neither `at_least` nor `at_most` is written.
    unbounded: bool,
}

impl WrittenGoal {
    /// The metric asked for.
    pub fn metric(&self) -> &str {
        &self.goal.metric
    }

    /// Reads `[goal.*]`.
    pub fn read_all(root: &Section<'_>) -> Vec<Self> {
        root.tables("goal")
            .into_iter()
            .map(|(id, section)| Self::read(id, section))
            .collect()
    }

    fn read(id: String, section: Section<'_>) -> Self {
        section.about("A goal: what a metric is to reach, and how surely.");
        let metric = section.text("metric");
        let metric_span = metric.span();
        let metric = metric.required().to_owned();
        let (least, most) = (section.number("at_least"), section.number("at_most"));
        let bound_span = least.span().or(most.span());
        let unbounded = bound_span.is_none();
        let bound = match (least.optional(), most.optional()) {
            (Some(limit), None) => Bound::AtLeast(limit),
            (None, Some(limit)) => Bound::AtMost(limit),
            // Yes or no: 1 is yes. What else may go without a number is settled once the metric is known.
            (None, None) => Bound::AtLeast(1.0),
            (Some(_), Some(_)) => {
                let title = format!("`{}` has both at_least and at_most", section.path());
                section
                    .problems()
                    .error("bad_goal", bound_span, title, "", "write two goals");
                Bound::AtLeast(1.0)
            }
        };
        let with_probability = section.probability("with_probability").optional();
        section.close();
        Self {
            goal: Goal {
                id,
                metric,
                place: 0,
                bound,
                never: None,
                with_probability,
            },
            metric_span,
            bound_span,
            unbounded,
        }
    }

    /// Finds the goal's metric among those there are.
    pub fn resolve(self, catalogue: &Catalogue, root: &Section<'_>) -> Option<Goal> {
        let Self {
            mut goal,
            metric_span,
            bound_span,
            unbounded,
        } = self;
        if goal.metric.is_empty() {
            return None;
        }
        let Some(place) = catalogue.find(&goal.metric) else {
            let help = catalogue.help(&goal.metric);
            let title = format!(
                "`goal.{}.metric`: there is no metric `{}`",
                goal.id, goal.metric
            );
            root.problems()
                .error("unknown_metric", metric_span, title, "", help);
            return None;
        };
        goal.place = place;
        let metric = &catalogue.metrics()[place];
        if unbounded && metric.unit != "yes/no" {
            let title = format!(
                "`goal.{}` does not say what `{}` is to reach",
                goal.id, goal.metric
            );
            let help = "write at_least or at_most; only yes/no metrics go without";
            root.problems()
                .error("missing_key", metric_span, title, "", help);
            return None;
        }
        goal.never = metric.never;
        if let (Some(never), Bound::AtMost(limit)) = (metric.never, goal.bound)
            && limit >= never
        {
            let last = never - 1.0;
            let title = format!(
                "`goal.{}` asks for {limit}, and {last} is the last there is",
                goal.id
            );
            let help = format!("what never happens would meet it: write at_most = {last}, or less");
            root.problems()
                .error("beyond_the_end", bound_span, title, "", help);
            return None;
        }
        let out_of_reach = metric.unit == "share"
            && match goal.bound {
                Bound::AtLeast(limit) => limit > 1.0,
                Bound::AtMost(limit) => limit < 0.0,
            };
        if out_of_reach {
            let title = format!(
                "`goal.{}` can never be met: a share lies between 0 and 1",
                goal.id
            );
            root.problems().warn(
                "goal_out_of_reach",
                bound_span,
                title,
                "",
                "write 0.95 for 95%",
            );
        }
        Some(goal)
    }
}
