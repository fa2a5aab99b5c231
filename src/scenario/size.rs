//! What may be decided, and what is to be as little or as much as can be; each plan of that lattice is the file with other
//! values, read as a whole. How it is written stands in `size_keys`.

use super::range::Range;
use super::{Described, Parts, Read, TOP, resolve};
use crate::decide::size::{Axis, Grid, Plans, Point, Ready};
use crate::decide::{Bound, Criterion, Goal};
use crate::model::{Better, Catalogue};
use crate::random::Attachments;
use crate::reader::{self, Entry, Node, Problem, Problems, Section, Severity, Table};
use crate::sale::load::Load;
use crate::sale::{Facts, Sale};
use std::time::Duration;

/// What `surgeplan size` is to find for a scenario.
#[derive(Clone, Debug)]
pub struct Size {
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
pub(super) struct Base<'a> {
    pub tree: &'a Table,
    pub files: Attachments,
    pub asked: &'a [String],
    pub facts: &'a Facts,
    pub goals: &'a [Goal],
    pub catalogue: &'a Catalogue,
}

impl Size {
    /// The lattice of plans; its least sum is sought, so what is to be large counts negative.
    pub fn grid(&self) -> Grid {
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
            helps: range.helps(),
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
        let level =
            |range: &Range| node_at(&self.tree, &range.path).and_then(|node| range.level_of(node));
        self.vary
            .iter()
            .map(|range| level(range).unwrap_or(0))
            .collect()
    }

    /// A plan that can carry the mean load, as far as more people help: where a station is loaded above 85%, it gets more.
    pub fn carrying(&self) -> Point {
        let mut point: Point = vec![0; self.vary.len()];
        for (level, range) in point.iter_mut().zip(&self.vary) {
            // Shares, stocks and times begin in the middle.
            *level = if range.helps() { 0 } else { range.levels / 2 };
        }
        for _ in 0..1000 {
            let Ok(read) = self.read_plan(&point) else {
                break;
            };
            let load = Load::of(&read.sale.facts, &read.plan);
            let stations = read.sale.facts.stations.iter().zip(&load.stations);
            let busy = stations.filter(|(_, load)| load.load() > 0.85);
            let busy: Vec<&str> = busy.map(|(station, _)| station.id.as_str()).collect();
            let more = self.vary.iter().zip(&point).position(|(range, &level)| {
                let parts: Vec<&str> = range.path.split('.').collect();
                let (["station", id, "servers"] | ["shift", _, "assign", id, _]) = parts[..] else {
                    return false;
                };
                busy.contains(&id) && level + 1 < range.levels
            });
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
    fn read_plan(&self, point: &[u32]) -> Result<Read, Vec<Problem>> {
        let changes = self.vary.iter().zip(point);
        let changes = changes.map(|(range, &level)| range.change(level));
        self.read_changed(&changes.collect::<Vec<Entry>>())
    }

    fn read_changed(&self, changes: &[Entry]) -> Result<Read, Vec<Problem>> {
        let problems = Problems::new();
        let changes: Vec<&Entry> = changes.iter().collect();
        let tree = reader::changed(&self.tree, &changes, &problems);
        let root = Section::root(&tree, TOP, &problems);
        let (read, _) = resolve(Parts::<Sale>::read(&root, &self.files), &root, &self.asked);
        root.close();
        if problems.has_errors() {
            let mut wrong = problems.into_vec();
            wrong.retain(|problem| problem.severity == Severity::Error);
            return Err(wrong);
        }
        Ok(read)
    }

    /// Whether the scenario can be read, and has the same facts, with every key at an end where it does not stand now.
    pub(super) fn is_readable_at_an_end(&self, facts: &Facts) -> bool {
        let ends = self.vary.iter().zip(self.own());
        let ends = ends.map(|(range, own)| if own == 0 { range.levels - 1 } else { 0 });
        let read = self.read_plan(&ends.collect::<Point>());
        read.is_ok_and(|read| facts.differences(&read.sale.facts).is_empty())
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
    pub(super) fn check_range(&self, axis: usize, facts: &Facts, problems: &Problems) -> bool {
        let range = &self.vary[axis];
        let ends = [0, range.levels - 1];
        let read = ends.map(|level| self.read_changed(&[range.change(level)]));
        if let [Err(first), Err(_)] = &read {
            for problem in first {
                let mut problem = problem.clone();
                problem.title = format!("`size.vary`: {}", problem.title);
                problem.span = Some(range.change(0).key_span);
                problems.push(problem);
            }
            return false;
        }
        let mut plans = read.iter().flatten();
        let is_fact = plans.any(|read| !facts.differences(&read.sale.facts).is_empty());
        if is_fact {
            let title = format!("`{}` is a fact of the sale, not a decision", range.path);
            let help = self.slip(axis).unwrap_or_else(|| {
                "vary people, equipment, stock, boxes packed in advance, pickups and times"
                    .to_owned()
            });
            let span = range.change(0).key_span;
            problems.error("not_a_decision", Some(span), title, "", help);
        }
        !is_fact
    }
}

impl Plans for Size {
    type Model = Sale;

    fn read(&self, point: &[u32]) -> Option<Ready<Sale>> {
        let Read {
            sale, plan, goals, ..
        } = self.read_plan(point).ok()?;
        let objective = match &self.objective {
            Objective::Metric(criterion) => Some(sale.gauges().catalogue().find(&criterion.name)?),
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

/// Whether more people and room cannot hurt a goal, as one would think: those on time, queues and orders that go wrong,
/// not those on money, hours or how busy people are.
pub fn is_helped(goal: &Goal) -> bool {
    const MORE: [&str; 3] = ["ship.within_", "flow.within_", ".wait.within_"];
    const LESS: [&str; 13] = [
        "ship.hours.",
        "flow.minutes.",
        "flow.last_scan",
        "ship.late",
        "courier.left_behind",
        "orders.unshipped",
        "orders.backordered",
        "orders.lost_stock",
        "orders.oversold",
        "orders.misshipped",
        "orders.sent_back",
        ".wait.",
        ".queue.",
    ];
    let is = |words: &[&str]| {
        let mut words = words.iter();
        words.any(|word| {
            goal.metric.starts_with(word) || word.starts_with('.') && goal.metric.contains(word)
        })
    };
    match goal.bound {
        Bound::AtLeast(_) => is(&MORE),
        Bound::AtMost(_) => is(&LESS) && !is(&MORE),
    }
}

/// What stands at a path.
fn node_at<'a>(tree: &'a Table, path: &str) -> Option<&'a Node> {
    let mut table = tree;
    let parts: Vec<&str> = path.split('.').collect();
    let (last, way) = parts.split_last()?;
    for part in way {
        match &table.get(part)?.node.value {
            reader::Value::Table(inner) => table = inner,
            _ => return None,
        }
    }
    Some(&table.get(last)?.node)
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
