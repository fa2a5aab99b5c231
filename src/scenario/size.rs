//! What may be decided, and what is to be as little or as much as can be; each plan of that lattice is the file with other
//! values, read as a whole. How it is written stands in `size_keys`.

use super::decisions::differences;
use super::range::Range;
use super::resource::node;
pub use super::size_keys::NEVER_SURE;
use super::{Described, Parts, Read, TOP, resolve};
use crate::decide::size::{Axis, Grid, Plans, Point, Ready};
use crate::decide::{Bound, Criterion, Goal};
use crate::model::{Better, Effect};
use crate::random::Attachments;
use crate::reader::{self, Entry, Problem, Problems, Section, Severity, Table};
use crate::sale::Sale;
use std::marker::PhantomData;
use std::time::Duration;

/// What `surgeplan size` is to find for a scenario.
#[derive(Clone, Debug)]
pub struct Size<M: Described = Sale> {
    /// What may be decided, in the order of the file.
    pub vary: Vec<Range>,
    /// What is to be small or large.
    pub objective: Objective,
    /// Most plans to play.
    pub most_plans: Option<usize>,
    /// How long to search at most.
    pub time: Option<Duration>,
    /// The file, to be read with other values.
    pub(super) tree: Table,
    pub(super) files: Attachments,
    pub(super) asked: Vec<String>,
    pub(super) model: PhantomData<M>,
}

/// What is to be small or large.
#[derive(Clone, Debug, PartialEq)]
pub enum Objective {
    /// A metric.
    Metric(Criterion),
    /// A sum of what is decided, with the weight of each, in the order of `vary`.
    Sum {
        /// What a unit of each counts.
        weights: Vec<f64>,
        /// Which way it is better.
        better: Better,
    },
}

/// The scenario that plans are read from.
pub(super) struct Base<'a, M: Described> {
    pub tree: &'a Table,
    pub files: Attachments,
    pub asked: &'a [String],
    pub read: &'a Read<M>,
}

impl<M: Described> Size<M> {
    /// The lattice of plans; its least sum is sought, so what is to be large counts negative.
    pub fn grid(&self, goals: &[Goal]) -> Grid {
        let ends = [0, u32::MAX].map(|end| -> Point {
            let levels = self.vary.iter().map(|range| end.min(range.levels - 1));
            levels.collect()
        });
        // With the least of everything it may be no plan; then the one with the most has to tell.
        let plan = ends.iter().find_map(|end| self.read_plan(end).ok());
        let axes = self.vary.iter().enumerate().map(|(axis, range)| Axis {
            from: range.from,
            step: range.step,
            levels: range.levels,
            weight: match &self.objective {
                Objective::Sum {
                    weights,
                    better: Better::Less,
                } => weights[axis],
                Objective::Sum { weights, .. } => -weights[axis],
                Objective::Metric(_) => 0.0,
            },
            effects: goals
                .iter()
                .map(|goal| {
                    plan.as_ref()
                        .map_or(Effect::Unknown, |read| effect(read, range, goal))
                })
                .collect(),
        });
        Grid {
            axes: axes.collect(),
        }
    }

    /// The values of a plan, as they are written.
    pub fn values(&self, point: &[u32]) -> Vec<(&str, String)> {
        let axes = self.vary.iter().zip(point);
        axes.map(|(range, &level)| (range.path.as_str(), range.text(level)))
            .collect()
    }

    /// The plan of the lattice next to the scenario's own; what the scenario does not say stands at its least.
    pub fn own(&self) -> Point {
        let level = |range: &Range| {
            let path: Vec<&str> = range.path.split('.').collect();
            node(&self.tree, &path).and_then(|node| range.level_of(node))
        };
        self.vary
            .iter()
            .map(|range| level(range).unwrap_or(0))
            .collect()
    }

    /// A plan that can carry the mean load, as far as more people help; of the rest it has the middle.
    pub fn carrying(&self) -> Point {
        let paths: Vec<&str> = self.vary.iter().map(|range| range.path.as_str()).collect();
        let start = |range: &Range| {
            let is_staff = M::is_staff(&range.path);
            if is_staff { 0 } else { range.levels / 2 }
        };
        let mut point: Point = self.vary.iter().map(start).collect();
        for _ in 0..1000 {
            let Ok(read) = self.read_plan(&point) else {
                break;
            };
            let short = read.sale.is_short(&read.plan, &paths);
            let mut axes = 0..point.len();
            let more = axes.find(|&axis| short[axis] && point[axis] + 1 < self.vary[axis].levels);
            let Some(axis) = more else { break };
            point[axis] += 1;
        }
        point
    }

    /// What is doubtful about a plan.
    pub fn warnings(&self, point: &[u32]) -> Vec<Problem> {
        let changes = self.vary.iter().zip(point);
        let changes = changes.map(|(range, &level)| range.change(level));
        let problems = Problems::new();
        let changes: Vec<Entry> = changes.collect();
        let tree = reader::changed(&self.tree, &changes.iter().collect::<Vec<_>>(), &problems);
        if let Ok(read) = self.read_changed(&changes) {
            let root = Section::root(&tree, TOP, &problems);
            read.sale.doubt(&root, &read.plan);
        }
        let mut found = problems.into_vec();
        found.retain(|problem| problem.severity == Severity::Warning);
        found
    }

    /// The first thing that is wrong with a plan that is none.
    pub fn why_not(&self, point: &[u32]) -> Option<Problem> {
        self.read_plan(point).err()?.into_iter().next()
    }

    /// The scenario with the values of a plan, or what is wrong with it then.
    fn read_plan(&self, point: &[u32]) -> Result<Read<M>, Vec<Problem>> {
        let changes = self.vary.iter().zip(point);
        let changes = changes.map(|(range, &level)| range.change(level));
        self.read_changed(&changes.collect::<Vec<Entry>>())
    }

    fn read_changed(&self, changes: &[Entry]) -> Result<Read<M>, Vec<Problem>> {
        let problems = Problems::new();
        let changes: Vec<&Entry> = changes.iter().collect();
        let tree = reader::changed(&self.tree, &changes, &problems);
        let root = Section::root(&tree, TOP, &problems);
        let (read, _) = resolve(Parts::<M>::read(&root, &self.files), &root, &self.asked);
        root.close();
        if problems.has_errors() {
            let mut wrong = problems.into_vec();
            wrong.retain(|problem| problem.severity == Severity::Error);
            return Err(wrong);
        }
        Ok(read)
    }

    /// Whether the scenario can be read, and has the same facts, with every key at an end where it does not stand now.
    pub(super) fn is_readable_at_an_end(&self, of: &Read<M>) -> bool {
        let ends = self.vary.iter().zip(self.own());
        let ends = ends.map(|(range, own)| if own == 0 { range.levels - 1 } else { 0 });
        let read = self.read_plan(&ends.collect::<Point>());
        read.is_ok_and(|read| !of.is_of_others(&read))
    }

    /// Whether a key is a decision, and is one wherever it stands.
    pub(super) fn is_decided(&self, axis: usize) -> bool {
        let range = &self.vary[axis];
        [0, range.levels - 1].iter().all(|&level| {
            let tree = reader::changed(&self.tree, &[&range.change(level)], &Problems::new());
            let differences = differences(&self.tree, &tree);
            differences.iter().all(|one| one.is_decided(M::DECISIONS))
        })
    }

    /// What is said of a path that adds a thing called almost like another.
    fn slip(&self, axis: usize) -> Option<String> {
        let problems = Problems::new();
        reader::changed(&self.tree, &[&self.vary[axis].change(0)], &problems);
        problems
            .into_vec()
            .into_iter()
            .find_map(|problem| problem.help)
    }

    /// Refuses a key that does not exist or is a fact: tried at both ends, the rest of the file as it is.
    pub(super) fn check_range(&self, axis: usize, of: &Read<M>, problems: &Problems) -> bool {
        let range = &self.vary[axis];
        let ends = [0, range.levels - 1];
        let read = ends.map(|level| self.read_changed(&[range.change(level)]));
        if let [Err(first), Err(_)] = &read {
            for problem in first {
                let mut problem = problem.clone();
                problem.title = format!("`size.vary`: {}", problem.title);
                problem.span = Some(range.change(0).key_span);
                problem.help = self.slip(axis).or(problem.help);
                problems.push(problem);
            }
            return false;
        }
        let mut plans = read.iter().flatten();
        let is_fact = !self.is_decided(axis) || plans.any(|read| of.is_of_others(read));
        if is_fact {
            let (path, thing) = (&range.path, M::THING);
            let title = format!("`{path}` is a fact of the {thing}, not a decision");
            let help = self.slip(axis).unwrap_or_else(|| M::VARIED.to_owned());
            let span = range.change(0).key_span;
            problems.error("not_a_decision", Some(span), title, "", help);
        }
        !is_fact
    }
}

impl<M: Described> Plans for Size<M> {
    type Model = M;

    fn read(&self, point: &[u32]) -> Option<Ready<M>> {
        let Read {
            sale, plan, goals, ..
        } = self.read_plan(point).ok()?;
        let objective = match &self.objective {
            Objective::Metric(criterion) => Some(sale.catalogue().find(&criterion.name)?),
            Objective::Sum { .. } => None,
        };
        Some(Ready {
            model: sale,
            plan,
            goals,
            objective,
        })
    }
}

/// What more of a thing does to a goal; the plan has the least of everything.
fn effect<M: Described>(read: &Read<M>, range: &Range, goal: &Goal) -> Effect {
    let better = match goal.bound {
        Bound::AtLeast(_) => Better::More,
        Bound::AtMost(_) => Better::Less,
    };
    read.sale
        .effect(&read.plan, &range.path, (&goal.metric, better))
}

impl Objective {
    /// The metric, if it is one.
    pub fn metric(&self) -> Option<&Criterion> {
        match self {
            Self::Metric(criterion) => Some(criterion),
            Self::Sum { .. } => None,
        }
    }

    /// A sum as the user counts it, from the one that is to be least.
    pub fn shown(&self, sum: f64) -> f64 {
        match self {
            Self::Sum {
                better: Better::More,
                ..
            } => -sum,
            _ => sum,
        }
    }
}
