//! How `[size]` is written: what is to be small or large, what may be decided, when the search ends.

use super::Described;
use super::decided::Examples;
use super::range::Range;
use super::size::{Base, Objective, Size};
use crate::decide::criterion::NoCriterion;
use crate::decide::{Criterion, Goal};
use crate::model::Better;
use crate::reader::{Entry, Item, Problems, Section, Span};
use std::marker::PhantomData;
use std::time::Duration;

/// `[size]` as written.
pub(super) struct Written<'a> {
    vary: Vec<Range>,
    better: Better,
    objective: Option<WrittenObjective<'a>>,
    most_plans: Option<usize>,
    time: Option<Duration>,
    span: Span,
}

enum WrittenObjective<'a> {
    Metric(&'a str, Span),
    Sum(Vec<(&'a Entry, f64)>, Span),
}

impl<'a> Written<'a> {
    /// Reads `[size]`, if there is one.
    pub fn read<M: Described>(root: &Section<'a>) -> Option<Self> {
        let s = root.table("size")?;
        s.about(
            "What `surgeplan size` may decide, and what is to be as little or as much as can be.",
        );
        let examples = M::EXAMPLES;
        let (less, more) = (s.has("minimise"), s.has("maximise"));
        s.accept_unread("minimise");
        s.accept_unread("maximise");
        if !less && !more {
            let Examples { metric, weight, .. } = examples;
            let help = format!(
                "write minimise or maximise, with a metric such as \"{metric}\" or weights such as {weight}"
            );
            s.missing("minimise", &help);
        }
        let (item, better) = if more {
            (s.item("maximise"), Better::More)
        } else {
            (s.item("minimise").filter(|_| less), Better::Less)
        };
        if let Some(item) = item.filter(|_| less && more) {
            let title = "`size` has both minimise and maximise";
            let help = "keep one of them";
            s.problems()
                .error("bad_size", Some(item.name_span()), title, "", help);
        }
        let objective = item.and_then(|item| WrittenObjective::read(item, examples.weight));
        let vary = s.table("vary").map_or_else(Vec::new, |vary| {
            vary.about("Keys of the scenario, in quotes, and the values that may stand there.");
            if vary.items().is_empty() {
                let title = format!("`{}` says nothing that may be decided", vary.path());
                let help = format!("write {}", examples.range);
                let problems = vary.problems();
                problems.error("bad_range", Some(vary.span()), title, "", help);
            }
            let items = vary.items().into_iter();
            items
                .filter_map(|(entry, item)| Range::read(entry, item, examples.range))
                .collect()
        });
        if !s.has("vary") {
            s.missing("vary", &format!("write {}", examples.range));
        }
        let (most_plans, time) = limit(&s);
        let written = Self {
            vary,
            better,
            objective,
            most_plans,
            time,
            span: s.span(),
        };
        s.close();
        Some(written)
    }

    /// The metric asked for, if it is one.
    pub fn metric(&self) -> Option<&str> {
        match self.objective {
            Some(WrittenObjective::Metric(name, _)) => Some(name),
            _ => None,
        }
    }

    /// What is to be found, in a scenario that has no errors otherwise.
    pub fn resolve<M: Described>(self, base: &Base<'_, M>, problems: &Problems) -> Option<Size<M>> {
        let objective = self.objective(base, problems);
        self.doubt_goals(&base.read.goals, problems);
        let mut sound = self.check_paths(problems);
        let size = Size {
            vary: self.vary,
            objective: objective?,
            most_plans: self.most_plans,
            time: self.time,
            tree: base.tree.clone(),
            files: base.files.clone(),
            asked: base.asked.to_vec(),
            model: PhantomData,
        };
        // One look at all keys together is enough where nothing is wrong.
        let are_decided = (0..size.vary.len()).all(|axis| size.is_decided(axis));
        if sound && !(are_decided && size.is_readable_at_an_end(base.read)) {
            for axis in 0..size.vary.len() {
                sound &= size.check_range(axis, base.read, problems);
            }
        }
        (sound && !size.vary.is_empty()).then_some(size)
    }

    fn objective<M: Described>(
        &self,
        base: &Base<'_, M>,
        problems: &Problems,
    ) -> Option<Objective> {
        match self.objective.as_ref()? {
            WrittenObjective::Metric(name, span) => {
                let way = match self.better {
                    Better::More => "max",
                    Better::Less => "min",
                };
                let found = Criterion::read(
                    &format!("{way}:{name}"),
                    (base.read.sale.catalogue(), &base.read.goals),
                    M::better,
                );
                found
                    .map(Objective::Metric)
                    .map_err(|NoCriterion { title, help }| {
                        problems.error("unknown_metric", Some(*span), title, "", help);
                    })
                    .ok()
            }
            WrittenObjective::Sum(written, span) => {
                self.sum((written, *span), &base.read.goals, problems)
            }
        }
    }

    /// The sum of what is varied, each with its weight.
    fn sum(
        &self,
        (written, span): (&[(&Entry, f64)], Span),
        goals: &[Goal],
        problems: &Problems,
    ) -> Option<Objective> {
        let mut weights = vec![0.0; self.vary.len()];
        let mut sound = true;
        for (entry, weight) in written {
            let axis = self.vary.iter().position(|range| range.path == entry.key);
            let (title, help) = match axis {
                Some(axis) if self.vary[axis].is_number() => {
                    weights[axis] = *weight;
                    continue;
                }
                Some(_) => ("is a time, which has no sum", "weigh numbers only"),
                None => (
                    "is not varied, so it is the same for all plans",
                    "weigh what stands under `vary`, under the same path",
                ),
            };
            let title = format!("`{}` {title}", entry.key);
            problems.error("bad_weight", Some(entry.key_span), title, "", help);
            sound = false;
        }
        if goals.is_empty() {
            let title =
                "there are no goals, so the cheapest plan is the one with the least of everything";
            let help = "write a [goal.*] that the plan is to meet";
            problems.error("no_goal", Some(span), title, "", help);
            sound = false;
        }
        sound.then_some(Objective::Sum {
            weights,
            better: self.better,
        })
    }

    /// Refuses keys that are no part of a plan, and those that are there twice.
    fn check_paths(&self, problems: &Problems) -> bool {
        let mut sound = true;
        for (index, range) in self.vary.iter().enumerate() {
            let bare = |range: &Range| range.path.replace([' ', '"', '\''], "");
            let path = bare(range);
            let first = path.split('.').next().unwrap_or_default();
            let (title, help) = if ["goal", "option", "size", "title"].contains(&first) {
                let title = format!("`{first}` cannot be varied");
                (title, "all plans are judged by the same goals")
            } else if self.vary[..index].iter().any(|other| bare(other) == path) {
                (format!("`{path}` is varied twice"), "keep one of them")
            } else {
                continue;
            };
            let span = range.change(0).key_span;
            problems.error("bad_range", Some(span), title, "", help);
            sound = false;
        }
        sound
    }

    /// Tells goals that no number of worlds can show to be met, so that no plan can be certified.
    fn doubt_goals(&self, goals: &[Goal], problems: &Problems) {
        for goal in goals
            .iter()
            .filter(|goal| goal.with_probability == Some(1.0))
        {
            let title = format!(
                "`goal.{}` asks for every world, which no number of worlds can show",
                goal.id
            );
            let help =
                "for `surgeplan size` write a probability below 1, such as with_probability = 0.99";
            problems.warn(NEVER_SURE, Some(self.span), title, "", help);
        }
    }
}

/// The code of a goal that no plan can be certified for.
pub const NEVER_SURE: &str = "goal_never_sure";

impl<'a> WrittenObjective<'a> {
    fn read(item: Item<'a>, example: &str) -> Option<Self> {
        if !item.is_table() {
            return item.text().map(|name| Self::Metric(name, item.span()));
        }
        let s = item.section()?;
        s.about("Paths of what is varied, in quotes, and what a unit of each counts.");
        let mut weights = Vec::new();
        for (entry, item) in s.items() {
            weights.push((entry, item.number()?));
        }
        if weights.iter().all(|(_, weight)| *weight == 0.0) {
            let help = format!("write weights such as {example}");
            let title = "a sum in which nothing counts".to_owned();
            s.problems()
                .error("bad_weight", Some(s.span()), title, "", help);
            return None;
        }
        Some(Self::Sum(weights, s.span()))
    }
}

fn limit(s: &Section<'_>) -> (Option<usize>, Option<Duration>) {
    let Some(limit) = s.table("limit") else {
        return (None, None);
    };
    limit.about("When the search ends at the latest.");
    let plans = limit.integer("plans").within(1, 1_000_000_000).optional();
    let time = limit
        .duration("time")
        .above(0.0)
        .at_most(10.0 * 1440.0)
        .optional();
    limit.close();
    let time = time.map(|minutes| Duration::from_secs_f64(minutes * 60.0));
    (plans.map(|plans| plans as usize), time)
}
