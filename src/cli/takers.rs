//! The plans that take part in a comparison: the plan of a file, its options, the plans of other files.

use super::Exit;
use super::output::tell;
use crate::decide::{Contender, Goal};
use crate::monte_carlo::{Entrant, Table};
use crate::reader::{self, Problem, Severity, Span};
use crate::report::compare::Told;
use crate::scenario::option::PLAN;
use crate::scenario::{Candidate, Described, Scenario};
use std::path::PathBuf;

/// A plan that takes part.
pub(super) struct Taker<'a, M: Described> {
    id: String,
    note: &'a str,
    set: &'a [String],
    sale: &'a M,
    plan: &'a M::Plan,
    goals: Vec<Goal>,
    /// Whether its worlds are others than those of the first.
    redraw: bool,
    warnings: &'a [Problem],
}

/// What is asked for.
pub(super) struct Asked<'a> {
    /// The files, that of the plan first.
    pub files: &'a [PathBuf],
    /// Which options; none = all, or none beside other files.
    pub options: &'a [String],
    /// Whether plans that change facts have worlds of their own.
    pub redraw: bool,
}

/// The plan and those it is compared with, if they can be; others are those of the other files.
pub(super) fn all<'a, M: Described>(
    scenario: &'a Scenario<M>,
    others: &'a [Scenario<M>],
    asked: &Asked<'_>,
) -> Result<Vec<Taker<'a, M>>, Exit> {
    let mut takers = vec![Taker::of_scenario(PLAN.to_owned(), scenario, scenario)?];
    takers.extend(options(scenario, asked)?);
    for (file, other) in asked.files[1..].iter().zip(others) {
        let stem = file.file_stem().unwrap_or_default().to_string_lossy();
        let mut taker = Taker::of_scenario(stem.into_owned(), other, scenario)?;
        let differ = scenario.differing_facts(other);
        taker.redraw = !differ.is_empty();
        if taker.redraw && !asked.redraw {
            let (one, other, thing) = (&scenario.file, &other.file, M::THING);
            let more = match differ.len() {
                0..=3 => String::new(),
                all => format!(" and {} more", all - 3),
            };
            let differ = differ[..differ.len().min(3)].join(", ") + &more;
            return Err(wrong(
                &format!("`{other}` is another {thing} than `{one}`: its facts differ in {differ}"),
                "a plan is a set of decisions, compared in the same worlds; --redraw draws the worlds of this one anew",
            ));
        }
        takers.push(taker);
    }
    for (index, taker) in takers.iter().enumerate() {
        if takers[..index].iter().any(|other| other.id == taker.id) {
            let title = format!("two plans are called `{}`", taker.id);
            return Err(wrong(&title, "give the file or the option another name"));
        }
    }
    if takers.len() < 2 {
        let change = M::EXAMPLES.change;
        return Err(wrong(
            &format!("`{}` has nothing to compare its plan with", scenario.file),
            &format!("write [option.more] with set = {{ {change} }}, or name another file"),
        ));
    }
    Ok(takers)
}

/// The options that take part: all, or those that are named; beside other files only those.
fn options<'a, M: Described>(
    scenario: &'a Scenario<M>,
    asked: &Asked<'_>,
) -> Result<Vec<Taker<'a, M>>, Exit> {
    let known = &scenario.options;
    for id in asked.options {
        if !known.iter().any(|option| option.id == *id) {
            let ids: Vec<String> = known.iter().map(|one| format!("`{}`", one.id)).collect();
            let help = match &ids[..] {
                [] => "the scenario has no [option.*]".to_owned(),
                ids => format!("there is: {}", ids.join(", ")),
            };
            return Err(wrong(&format!("there is no option `{id}`"), &help));
        }
    }
    let all = asked.options.is_empty() && asked.files.len() == 1;
    let chosen = known
        .iter()
        .filter(|option| all || asked.options.contains(&option.id));
    let mut problems = Vec::new();
    let takers = chosen.map(|option| {
        let changes = option.facts.iter().filter(|_| !asked.redraw);
        problems.extend(changes.map(|change| changes_fact(option, change)));
        Taker {
            id: option.id.clone(),
            note: &option.note,
            set: &option.set,
            sale: &option.sale,
            plan: &option.plan,
            goals: option.goals.clone(),
            redraw: !option.facts.is_empty(),
            warnings: &option.warnings,
        }
    });
    let takers = takers.collect();
    if problems.is_empty() {
        return Ok(takers);
    }
    tell(reader::render(&problems, &scenario.sources, true));
    Err(Exit::Wrong)
}

/// What is said of an option that changes a fact.
fn changes_fact<M: Described>(option: &Candidate<M>, (path, span): &(String, Span)) -> Problem {
    let (id, thing) = (&option.id, M::THING);
    let help = "plans are compared in the same worlds; --redraw draws the worlds of this one anew";
    Problem {
        severity: Severity::Error,
        code: "not_a_decision",
        title: format!("`option.{id}` changes a fact of the {thing}, not a decision: `{path}`"),
        span: Some(*span),
        label: String::new(),
        also: Vec::new(),
        help: Some(help.to_owned()),
    }
}

/// How they are played: for all metrics, or where some are named for these and those of the goals.
pub(super) fn entrants<'a, M: Described>(
    takers: &'a [Taker<'_, M>],
    metrics: &[String],
) -> Vec<Entrant<'a, M>> {
    let all = takers.iter().map(|taker| {
        let named = metrics
            .iter()
            .filter_map(|name| taker.sale.catalogue().find(name));
        let mut asked: Vec<usize> = named.collect();
        if !metrics.is_empty() {
            asked.extend(taker.goals.iter().map(|goal| goal.place));
        }
        Entrant {
            model: taker.sale,
            plan: taker.plan,
            redraw: taker.redraw,
            asked,
        }
    });
    all.collect()
}

/// What came of them.
pub(super) fn contenders<'a, M: Described>(
    takers: &'a [Taker<'_, M>],
    tables: &'a [Table],
) -> Vec<Contender<'a>> {
    let all = takers.iter().zip(tables).map(|(taker, table)| Contender {
        id: &taker.id,
        metrics: taker.sale.metrics(),
        goals: &taker.goals,
        table,
    });
    all.collect()
}

impl<'a, M: Described> Taker<'a, M> {
    /// The plan of a scenario file, judged by the goals of the first.
    fn of_scenario(id: String, of: &'a Scenario<M>, first: &Scenario<M>) -> Result<Self, Exit> {
        let goals = first.goals.iter().map(|goal| {
            let place = of.catalogue().find(&goal.metric).ok_or_else(|| {
                let title = format!("`{}` has no metric `{}`", of.file, goal.metric);
                let help = format!("`goal.{}` of `{}` asks for it", goal.id, first.file);
                wrong(&title, &help)
            })?;
            Ok(Goal {
                place,
                ..goal.clone()
            })
        });
        Ok(Self {
            id,
            note: "",
            set: &[],
            sale: &of.sale,
            plan: &of.plan,
            goals: goals.collect::<Result<_, Exit>>()?,
            redraw: false,
            warnings: if std::ptr::eq(of, first) {
                &[]
            } else {
                &of.warnings
            },
        })
    }

    pub(super) fn told(&self) -> Told<'_> {
        Told {
            id: &self.id,
            note: self.note,
            set: self.set,
            redrawn: self.redraw,
            warnings: self.warnings,
        }
    }
}

/// Tells what is wrong with what was asked for.
pub(super) fn wrong(title: &str, help: &str) -> Exit {
    tell(format_args!("error: {title}\nhelp: {help}\n"));
    Exit::Wrong
}
