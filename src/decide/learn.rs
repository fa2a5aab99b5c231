//! What to find out first: which uncertain factors explain the spread of what comes out, and which of them one would choose
//! another plan for.

use super::CONFIDENCE;
use super::compare::Contender;
use super::criterion::Criterion;
use super::gap::{ALPHA, reached};
use crate::model::Metric;
use crate::monte_carlo::Table;
use crate::stats::{
    Explained, Information, Mean, best_now, explained, information, perfect_information,
};

/// What is known of an uncertain factor.
#[derive(Clone, Debug, PartialEq)]
pub struct Lesson {
    /// The factor.
    pub factor: Metric,
    /// How much of the spread of each target it explains.
    pub explains: Vec<Explained>,
    /// What it is worth to know it before choosing among the plans; `None` where there is one plan.
    pub information: Option<Information>,
}

/// What there is to find out.
#[derive(Clone, Debug, PartialEq)]
pub struct Learning {
    /// What has a spread: the criterion, then the goals (`goal.ID`), each as reached or not in a world, or its metric where it
    /// is judged on the mean.
    pub targets: Vec<String>,
    /// The place among them of what one chooses by.
    pub main: usize,
    /// The factors, by the share that they explain of the spread of what one chooses by, the largest first.
    pub lessons: Vec<Lesson>,
    /// Without knowing anything: the plan that is best on average, as its place among those to choose from.
    pub now: usize,
    /// What it would be worth to know everything; `None` where there is one plan.
    pub everything: Option<Mean>,
    /// The probability of a wrong claim that something is explained; all claims together hold at 95%.
    pub risk: f64,
}

impl Learning {
    /// Learns from the worlds in which plans were played, the first being the plan whose spread is explained; all of them are
    /// to choose from. `factors` has the same worlds.
    pub fn of(
        plans: &[Contender<'_>],
        criterion: &Criterion,
        (names, factors): (&[Metric], &Table),
    ) -> Self {
        let (targets, columns) = targets(&plans[0], criterion);
        let claims = (names.len() * targets.len()).max(1);
        let values: Vec<Vec<f64>> = plans.iter().map(|plan| towards(plan, criterion)).collect();
        let (worlds, values) = whole(&values);
        let confidence = 1.0 - ALPHA / names.len().max(1) as f64;
        let has_choice = plans.len() > 1;
        let mut lessons: Vec<Lesson> = names
            .iter()
            .enumerate()
            .map(|(place, factor)| {
                let xs = factors.column(place);
                let explains = columns.iter();
                Lesson {
                    factor: factor.clone(),
                    explains: explains.map(|ys| explained(&xs, ys, CONFIDENCE)).collect(),
                    information: has_choice
                        .then(|| information(&at(&xs, &worlds), &values, confidence)),
                }
            })
            .collect();
        let main = criterion.goal.unwrap_or(0);
        let share = |lesson: &Lesson| lesson.explains.get(main).map_or(0.0, |one| one.share);
        lessons.sort_by(|a, b| share(b).total_cmp(&share(a)));
        Self {
            targets,
            main,
            lessons,
            now: best_now(&values),
            everything: has_choice.then(|| perfect_information(&values, CONFIDENCE)),
            risk: ALPHA / claims as f64,
        }
    }

    /// Whether it is sure that a factor explains something of a target: by the F test, as one of all such claims, and by its
    /// own interval, which minds that a goal missed in a few worlds is no normal number.
    pub fn is_sure(&self, explained: &Explained) -> bool {
        explained.p <= self.risk && explained.interval.low > 0.0
    }

    /// Whether a choice that hangs on a factor is surely better than one that does not.
    pub fn is_worth_knowing(found: &Information) -> bool {
        found.gain.interval.low > 0.0 && !found.cuts.is_empty()
    }

    /// The factors for which one would surely choose another plan, by what it is worth, the most first.
    pub fn worth_knowing(&self) -> Vec<(&Lesson, &Information)> {
        let all = self.lessons.iter();
        let with = all.filter_map(|lesson| Some((lesson, lesson.information.as_ref()?)));
        let mut sure: Vec<_> = with
            .filter(|(_, found)| Self::is_worth_knowing(found))
            .collect();
        sure.sort_by(|a, b| b.1.gain.mean.total_cmp(&a.1.gain.mean));
        sure
    }
}

/// What has a spread, and its values by world.
fn targets(plan: &Contender<'_>, criterion: &Criterion) -> (Vec<String>, Vec<Vec<f64>>) {
    let mut names = Vec::new();
    let mut columns = Vec::new();
    if criterion.goal.is_none() {
        names.push(criterion.name.clone());
        columns.push(plan.of_criterion(criterion));
    }
    for goal in plan.goals {
        let column = goal.column(plan.table);
        names.push(format!("goal.{}", goal.id));
        columns.push(match goal.with_probability {
            Some(_) => reached(goal, &column),
            None => column,
        });
    }
    (names, columns)
}

fn towards(plan: &Contender<'_>, criterion: &Criterion) -> Vec<f64> {
    let column = plan.of_criterion(criterion).into_iter();
    column.map(|value| criterion.towards(value)).collect()
}

/// The worlds in which all plans have a value, and their values in these.
fn whole(values: &[Vec<f64>]) -> (Vec<usize>, Vec<Vec<f64>>) {
    let all = 0..values.first().map_or(0, Vec::len);
    let is_whole = |&world: &usize| values.iter().all(|value| !value[world].is_nan());
    let worlds: Vec<usize> = all.filter(is_whole).collect();
    let kept = values.iter().map(|value| at(value, &worlds)).collect();
    (worlds, kept)
}

fn at(values: &[f64], worlds: &[usize]) -> Vec<f64> {
    worlds.iter().map(|&world| values[world]).collect()
}
