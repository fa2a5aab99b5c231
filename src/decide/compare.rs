//! Several plans in the same worlds: how they differ, which is best, which one need not be looked at any more.

use super::criterion::Criterion;
use super::gap::{ALPHA, Gap, reached, towards};
use super::goal::Goal;
use super::verdict::{Met, Verdict, judge};
use crate::model::{Better, Metric};
use crate::monte_carlo::Table;
use crate::stats::{Rules, Selection, Summary, select, summarise, widest};

/// A plan that was played, and its outcomes.
#[derive(Clone, Copy, Debug)]
pub struct Contender<'a> {
    /// Its name.
    pub id: &'a str,
    /// The metrics of its outcomes.
    pub metrics: &'a [Metric],
    /// The goals, with their places among these metrics; the same ones for all.
    pub goals: &'a [Goal],
    /// Its outcomes; replications are paired by number.
    pub table: &'a Table,
}

impl Contender<'_> {
    /// A metric's values as they count; `None` where this plan has no such metric.
    pub(super) fn column(&self, name: &str) -> Option<Vec<f64>> {
        let place = self.metrics.iter().position(|metric| metric.name == name)?;
        let column = self.table.column(place).into_iter();
        Some(
            column
                .map(|value| self.metrics[place].counted(value))
                .collect(),
        )
    }

    /// The criterion's values; NaN where this plan has no such metric.
    pub(super) fn of_criterion(&self, criterion: &Criterion) -> Vec<f64> {
        match criterion.goal {
            Some(goal) => {
                let goal = &self.goals[goal];
                reached(goal, &goal.column(self.table))
            }
            None => self
                .column(&criterion.name)
                .unwrap_or_else(|| vec![f64::NAN; self.table.rows()]),
        }
    }

    fn of_goal(&self, goal: usize) -> Vec<f64> {
        let goal = &self.goals[goal];
        towards(goal, &goal.column(self.table))
    }
}

/// How plans are compared.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// What the best is chosen by.
    pub criterion: Criterion,
    /// Plans that differ by less are as good as each other, in the criterion's unit; `None` = one standard error.
    pub indifference: Option<f64>,
    /// Metrics to be shown beside the goals.
    pub metrics: Vec<String>,
}

/// What is known of several plans after they were played; lists run over the plans in their order, the first being the
/// plan that the others are held against.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// Replications played.
    pub replications: usize,
    /// The goals' verdicts for each plan.
    pub verdicts: Vec<Vec<Verdict>>,
    /// For each goal, how each plan differs from the first; `None` for the first.
    pub goal_gaps: Vec<Vec<Option<Gap>>>,
    /// The metrics asked for.
    pub metrics: Vec<Row>,
    /// How many differences hold together at 95%: all those above.
    pub together: usize,
    /// Which plan makes each one needless, if one does.
    pub dominated_by: Vec<Option<usize>>,
    /// Which is best.
    pub choice: Choice,
}

/// A metric of several plans.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The metric.
    pub metric: Metric,
    /// Each plan's values summed up; `None` where it has none.
    pub summaries: Vec<Option<Summary>>,
    /// How each plan differs from the first; `None` for the first, and where one of them has no such metric.
    pub gaps: Vec<Option<Gap>>,
}

/// Which plan is best.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// What it is chosen by.
    pub criterion: Criterion,
    /// Plans that differ by less are as good as each other.
    pub indifference: f64,
    /// Whether that was chosen from the spread.
    pub from_spread: bool,
    /// How the selection went.
    pub selection: Selection,
    /// Each plan's mean over the worlds in which all have a value.
    pub means: Vec<f64>,
    /// How much the one in front is better than each of the others, over all worlds; `None` for itself. All together.
    pub ahead: Vec<Option<Gap>>,
    /// The plan that comes next after the one in front.
    pub next: Option<usize>,
}

impl Choice {
    /// The plan chosen.
    pub fn best(&self) -> Option<usize> {
        self.selection.decided.then_some(self.selection.front)
    }

    /// Whether a plan is surely worse than the one in front.
    pub fn is_worse(&self, plan: usize) -> bool {
        self.ahead[plan].as_ref().is_some_and(Gap::is_larger)
    }

    /// The plans among which nothing is decided, or the one chosen.
    pub fn left(&self) -> Vec<usize> {
        let eliminated = &self.selection.eliminated;
        (0..eliminated.len())
            .filter(|&plan| match self.best() {
                Some(best) => plan == best,
                None => eliminated[plan].is_none(),
            })
            .collect()
    }
}

impl Comparison {
    /// Compares plans that were played in the same worlds; there is one at least.
    ///
    /// Differences are held against the first plan. Their intervals hold together at 95%, all goals and metrics and plans
    /// (Bonferroni). The best is selected by [`select`] at 95%. As all worlds are played anyway, all of them are its first
    /// stage: plans may differ much in few worlds and not at all in most, and the spread of that is not to be had from a few.
    /// Where no indifference zone is given it is one standard error of the difference that varies most: then who is chosen is
    /// in front of the others by about two to three standard errors.
    pub fn of(contenders: &[Contender<'_>], question: &Question) -> Self {
        let others = contenders.len().saturating_sub(1);
        let goals = contenders.first().map_or(0, |first| first.goals.len());
        let together = others * (goals + question.metrics.len());
        let rows = question.metrics.iter();
        Self {
            replications: contenders.first().map_or(0, |first| first.table.rows()),
            verdicts: contenders
                .iter()
                .map(|one| {
                    one.goals
                        .iter()
                        .map(|goal| judge(goal, one.table))
                        .collect()
                })
                .collect(),
            goal_gaps: (0..goals)
                .map(|goal| goal_gaps(contenders, goal, together))
                .collect(),
            metrics: rows
                .filter_map(|name| Row::of(contenders, name, together))
                .collect(),
            together,
            dominated_by: dominated(contenders, &question.criterion),
            choice: choose(contenders, question),
        }
    }

    /// The plan that is best on average among those that meet all goals for sure.
    pub fn safest(&self) -> Option<usize> {
        let (means, criterion) = (&self.choice.means, &self.choice.criterion);
        let value = |plan: usize| criterion.towards(means[plan]);
        (0..means.len())
            .filter(|&plan| self.meets_all(plan))
            .max_by(|&a, &b| value(a).total_cmp(&value(b)).then(b.cmp(&a)))
    }

    /// Whether a plan meets all goals for sure.
    pub fn meets_all(&self, plan: usize) -> bool {
        self.verdicts[plan].iter().all(|one| one.met == Met::Yes)
    }
}

/// How plans differ from the first in a goal: in how often it is reached, or in the metric where it is judged on the mean.
pub(super) fn goal_gaps(
    contenders: &[Contender<'_>],
    goal: usize,
    claims: usize,
) -> Vec<Option<Gap>> {
    let values = |one: &Contender<'_>| {
        let goal = &one.goals[goal];
        let column = goal.column(one.table);
        match goal.with_probability {
            Some(_) => (reached(goal, &column), true),
            None => (column, false),
        }
    };
    let first = values(&contenders[0]).0;
    let each = contenders.iter().enumerate();
    each.map(|(plan, one)| {
        let (column, yes_no) = values(one);
        (plan > 0).then(|| Gap::new(&column, &first, yes_no, claims))
    })
    .collect()
}

impl Row {
    fn of(contenders: &[Contender<'_>], name: &str, claims: usize) -> Option<Self> {
        let columns: Vec<Option<Vec<f64>>> =
            contenders.iter().map(|one| one.column(name)).collect();
        let mut metrics = contenders.iter().flat_map(|one| one.metrics);
        let metric = metrics.find(|metric| metric.name == name)?.clone();
        let gap = |plan: usize| {
            let pair = columns[plan].as_ref().zip(columns[0].as_ref());
            let (one, first) = pair.filter(|_| plan > 0)?;
            Some(Gap::new(one, first, metric.unit == "yes/no", claims)).filter(|gap| gap.n > 0)
        };
        Some(Self {
            gaps: (0..contenders.len()).map(gap).collect(),
            summaries: columns
                .iter()
                .map(|column| summarise(column.as_ref()?))
                .collect(),
            metric,
        })
    }
}

/// The values of the criterion by plan, more being better, over the worlds in which all plans have one; and whether they
/// are yes or no.
fn criterion_columns(contenders: &[Contender<'_>], criterion: &Criterion) -> (Vec<Vec<f64>>, bool) {
    let columns = contenders.iter().map(|one| one.of_criterion(criterion));
    let columns: Vec<Vec<f64>> = columns.collect();
    let worlds = columns.first().map_or(0, Vec::len);
    let whole: Vec<usize> = (0..worlds)
        .filter(|&world| columns.iter().all(|column| !column[world].is_nan()))
        .collect();
    let towards = |column: &Vec<f64>| -> Vec<f64> {
        let values = whole.iter().map(|&world| column[world]);
        values.map(|value| criterion.towards(value)).collect()
    };
    let yes_no = criterion.is_yes_no();
    (columns.iter().map(towards).collect(), yes_no)
}

fn choose(contenders: &[Contender<'_>], question: &Question) -> Choice {
    let criterion = &question.criterion;
    let (columns, yes_no) = criterion_columns(contenders, criterion);
    let first_stage = columns.iter().map(Vec::len).min().unwrap_or(0);
    let indifference = question.indifference.unwrap_or_else(|| {
        let spread = widest(&columns, first_stage);
        (spread / first_stage as f64).sqrt()
    });
    let rules = Rules {
        alpha: ALPHA,
        indifference,
        first_stage,
    };
    let selection = select(&columns, &rules);
    let mean = |column: &Vec<f64>| column.iter().sum::<f64>() / column.len() as f64;
    let means: Vec<f64> = columns.iter().map(mean).collect();
    let front = selection.front;
    let claims = contenders.len().saturating_sub(1);
    let others = (0..contenders.len()).filter(|&plan| plan != front);
    let next = others.max_by(|&a, &b| means[a].total_cmp(&means[b]).then(b.cmp(&a)));
    let ahead = columns.iter().enumerate().map(|(plan, column)| {
        (plan != front).then(|| Gap::new(&columns[front], column, yes_no, claims))
    });
    let ahead = ahead.collect();
    Choice {
        criterion: criterion.clone(),
        indifference,
        from_spread: question.indifference.is_none(),
        means: means
            .into_iter()
            .map(|mean| match criterion.better {
                Better::More => mean,
                Better::Less => -mean,
            })
            .collect(),
        selection,
        ahead,
        next,
    }
}

/// For each plan, one that is at least as good in every goal and in the criterion and better in one of them: surely better,
/// or worse in no world. All these claims hold together at 95%. Of several the one with the best mean is named.
fn dominated(contenders: &[Contender<'_>], criterion: &Criterion) -> Vec<Option<usize>> {
    let (by, yes_no) = criterion_columns(contenders, criterion);
    let goals = contenders.first().map_or(0, |first| first.goals.len());
    let mut criteria = vec![(by.clone(), yes_no)];
    for goal in 0..goals {
        let yes_no = contenders[0].goals[goal].with_probability.is_some();
        let columns = contenders.iter().map(|one| one.of_goal(goal)).collect();
        criteria.push((columns, yes_no));
    }
    let pairs = contenders.len() * contenders.len().saturating_sub(1);
    let claims = pairs * criteria.len();
    let dominates = |one: usize, other: usize| {
        let gaps = criteria
            .iter()
            .map(|(columns, yes_no)| Gap::new(&columns[one], &columns[other], *yes_no, claims));
        let gaps: Vec<Gap> = gaps.collect();
        gaps.iter().all(Gap::is_no_smaller) && gaps.iter().any(Gap::is_larger)
    };
    let total = |plan: usize| by[plan].iter().sum::<f64>();
    (0..contenders.len())
        .map(|plan| {
            let others = (0..contenders.len()).filter(|&other| other != plan);
            others
                .filter(|&other| dominates(other, plan))
                .max_by(|&a, &b| total(a).total_cmp(&total(b)).then(b.cmp(&a)))
        })
        .collect()
}
