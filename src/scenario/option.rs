//! Options: other plans for the same sale or ramp, each written as changes to the scenario.

use super::decisions::differences;
use super::{Described, Origin, Read, Scenario, read_changed};
use crate::decide::Goal;
use crate::reader::{self, Entry, Node, Problem, Problems, Section, Severity, Span, Table, Value};
use crate::sale::Sale;
use std::path::Path;

/// The name of the plan itself among its options.
pub const PLAN: &str = "plan";

/// Another plan for the sale (or ramp) of a scenario.
#[derive(Clone, Debug)]
pub struct Candidate<M: Described = Sale> {
    /// Its name.
    pub id: String,
    /// What the shop says of it.
    pub note: String,
    /// What it changes, as `PATH=VALUE`.
    pub set: Vec<String>,
    /// The sale (or ramp) as it is with these changes, with metrics of its own.
    pub sale: M,
    /// What is decided.
    pub plan: M::Plan,
    /// The scenario's goals, with their places among these metrics.
    pub goals: Vec<Goal>,
    /// Paths among its changes, and where they stand, that change a fact, so that its worlds are others than those of the plan.
    pub facts: Vec<(String, Span)>,
    /// What is doubtful about it beside what is doubtful about the plan.
    pub warnings: Vec<Problem>,
}

impl<M: Described> Scenario<M> {
    /// Another plan for the same sale or ramp: this one with changes as one types them, `PATH=VALUE`.
    ///
    /// # Errors
    ///
    /// Why there is no such plan, in a line: it cannot be read, or is one for another sale.
    pub fn with(&self, id: &str, note: &str, set: &[String]) -> Result<Candidate<M>, String> {
        let Origin {
            tree,
            folder,
            asked,
        } = &self.origin;
        let problems = Problems::new();
        let mut sources = self.sources.clone();
        let tree = reader::retyped(tree, &mut sources, set, &problems);
        let Read {
            sale, plan, goals, ..
        } = read_changed::<M>(&tree, folder.as_deref(), &problems, asked);
        let problems = problems.into_vec().into_iter();
        let mut errors = problems.filter(|problem| problem.severity == Severity::Error);
        if let Some(error) = errors.next() {
            return Err(error.title);
        }
        let differ = M::differences(&self.sale, &self.plan, (&sale, &plan));
        if !differ.is_empty() {
            let (thing, differ) = (M::THING, differ.join(", "));
            return Err(format!("it changes facts of the {thing}: {differ}"));
        }
        Ok(Candidate {
            id: id.to_owned(),
            note: note.to_owned(),
            set: set.to_vec(),
            sale,
            plan,
            goals,
            facts: Vec::new(),
            warnings: Vec::new(),
        })
    }
}

impl<M: Described> Scenario<M> {
    /// Facts in which another scenario differs, by their paths; none when plans for both can be played in the same worlds.
    pub fn differing_facts(&self, other: &Self) -> Vec<String> {
        let kinds = M::differences(&self.sale, &self.plan, (&other.sale, &other.plan));
        if kinds.is_empty() {
            return Vec::new();
        }
        let differences = differences(&self.origin.tree, &other.origin.tree).into_iter();
        let facts = differences.filter(|one| !one.is_decided(M::DECISIONS));
        let paths = facts.map(|one| one.path());
        let is_judging = |path: &String| {
            let first = path.split('.').next().unwrap_or_default();
            ["goal", "option", "size", "title"].contains(&first)
        };
        let paths: Vec<String> = paths.filter(|path| !is_judging(path)).collect();
        if paths.is_empty() {
            return kinds.into_iter().map(str::to_owned).collect();
        }
        paths
    }
}

/// An option as written.
#[derive(Debug)]
pub(super) struct Written<'a> {
    id: String,
    note: String,
    changes: Vec<&'a Entry>,
    span: Span,
}

impl<'a> Written<'a> {
    /// Reads `[option.*]`; `example` is a change as one may be written.
    pub fn read_all(root: &Section<'a>, example: &str) -> Vec<Self> {
        let options = root.tables("option").into_iter();
        options.map(|(id, s)| Self::read(id, s, example)).collect()
    }

    fn read(id: String, s: Section<'a>, example: &str) -> Self {
        s.about("Another plan: what it does otherwise.");
        let help = format!("say what it does otherwise, such as set = {{ {example} }}");
        let changes = s.table("set").map_or_else(Vec::new, |set| {
            set.about("Paths of the scenario, in quotes, and the values that stand there instead.");
            let items = set.items().into_iter();
            let changes: Vec<&Entry> = items.map(|(entry, _)| entry).collect();
            if changes.is_empty() {
                let title = format!("`{}` changes nothing", s.path());
                let problems = s.problems();
                problems.error("empty_option", Some(set.span()), title, "", help.clone());
            }
            changes
        });
        if !s.has("set") {
            s.missing("set", &help);
        }
        if id == PLAN {
            let title = "`plan` is the name of the plan itself";
            let help = "give the option another name";
            s.problems()
                .error("bad_id", Some(s.span()), title, "", help);
        }
        let written = Self {
            id,
            note: s.text("note").or("").to_owned(),
            changes,
            span: s.span(),
        };
        s.close();
        written
    }

    /// Refuses changes of what is no part of a plan or of what it is a plan for.
    fn check<M: Described>(&self, tree: &Table, problems: &Problems) -> bool {
        let mut sound = true;
        for change in &self.changes {
            let first = change.key.split('.').next().unwrap_or_default();
            let (title, help) = if ["goal", "option", "size", "title"].contains(&first.trim()) {
                let title = format!("`option.{}` cannot change `{first}`", self.id);
                let help = "an option is another plan; all plans are judged by the same goals";
                (title, help.to_owned())
            } else if first == change.key
                && tree.get(first).is_some()
                && matches!(change.node.value, Value::Table(_))
            {
                let title = format!("`option.{}` would replace all of `{first}`", self.id);
                let help = format!(
                    "put the whole path in quotes, such as {}",
                    M::EXAMPLES.change
                );
                (title, help)
            } else {
                continue;
            };
            problems.error("bad_option", Some(change.key_span), title, "", help);
            sound = false;
        }
        sound
    }

    /// The candidate; what is wrong with it is told at its place in the file.
    fn resolve<M: Described>(
        self,
        base: &Base<'_, M>,
        problems: &Problems,
    ) -> Option<Candidate<M>> {
        if !self.check::<M>(base.tree, problems) {
            return None;
        }
        let own = Problems::new();
        let Read {
            sale, plan, goals, ..
        } = base.read(&self.changes, &own);
        let (errors, warnings): (Vec<Problem>, Vec<Problem>) = own
            .into_vec()
            .into_iter()
            .partition(|problem| problem.severity == Severity::Error);
        if !errors.is_empty() {
            // A slip in a path may be what is wrong.
            let slips = warnings
                .into_iter()
                .filter(|one| one.code == "added_by_set");
            let told = errors.into_iter().chain(slips);
            told.for_each(|problem| problems.push(self.located(problem)));
            return None;
        }
        let warnings = warnings.into_iter().map(|warning| self.located(warning));
        Some(Candidate {
            facts: base.changed_facts(&self.changes, (&sale, &plan)),
            set: self.changes.iter().map(|one| base.as_typed(one)).collect(),
            warnings: warnings.collect(),
            id: self.id,
            note: self.note,
            sale,
            plan,
            goals,
        })
    }

    /// A problem as one of this option: where it is written, if the problem lies elsewhere.
    fn located(&self, mut problem: Problem) -> Problem {
        problem.title = format!("`option.{}`: {}", self.id, problem.title);
        let mut changes = self.changes.iter();
        if let Some(span) = problem.span
            && !changes.any(|change| holds(change, span))
        {
            let label = std::mem::take(&mut problem.label);
            let label = if label.is_empty() {
                "it is about this".to_owned()
            } else {
                label
            };
            problem.also.push((span, label));
            problem.span = Some(self.span);
        }
        problem
    }
}

/// Whether a place lies in an entry.
fn holds(entry: &Entry, span: Span) -> bool {
    fn within(span: Span, place: Span) -> bool {
        span.source == place.source && place.start <= span.start && span.end <= place.end
    }
    fn inside(node: &Node, span: Span) -> bool {
        within(span, node.span)
            || match &node.value {
                Value::Table(table) => table.entries.iter().any(|entry| holds(entry, span)),
                Value::List(nodes) => nodes.iter().any(|node| inside(node, span)),
                _ => false,
            }
    }
    within(span, entry.key_span) || inside(&entry.node, span)
}

/// What options are changes to.
pub(super) struct Base<'a, M: Described> {
    pub tree: &'a Table,
    pub folder: Option<&'a Path>,
    pub asked: &'a [String],
    pub sale: &'a M,
    pub plan: &'a M::Plan,
    pub sources: &'a reader::Sources,
}

impl<M: Described> Base<'_, M> {
    /// All candidates of a scenario that has no errors.
    pub fn candidates(&self, written: Vec<Written<'_>>, problems: &Problems) -> Vec<Candidate<M>> {
        let written = written.into_iter();
        written
            .filter_map(|one| one.resolve(self, problems))
            .collect()
    }

    fn read(&self, changes: &[&Entry], problems: &Problems) -> Read<M> {
        let tree = reader::changed(self.tree, changes, problems);
        read_changed(&tree, self.folder, problems, self.asked)
    }

    fn changes_facts(&self, other: (&M, &M::Plan)) -> bool {
        !M::differences(self.sale, self.plan, other).is_empty()
    }

    /// Which of the changes are no decisions, by what they change; where all seem to be, and make other facts all the same,
    /// which do, or all of them, where only several together do.
    fn changed_facts(&self, changes: &[&Entry], other: (&M, &M::Plan)) -> Vec<(String, Span)> {
        let no_decisions = changes.iter().flat_map(|change| {
            let tree = reader::changed(self.tree, &[change], &Problems::new());
            let differences = differences(self.tree, &tree).into_iter();
            let facts = differences.filter(|one| !one.is_decided(M::DECISIONS));
            facts.map(|one| (one.path(), change.key_span))
        });
        let no_decisions: Vec<(String, Span)> = no_decisions.collect();
        if !no_decisions.is_empty() || !self.changes_facts(other) {
            return no_decisions;
        }
        let alone = |change: &&&Entry| {
            let problems = Problems::new();
            let read = self.read(&[**change], &problems);
            !problems.has_errors() && self.changes_facts((&read.sale, &read.plan))
        };
        let mut guilty: Vec<&&Entry> = changes.iter().filter(alone).collect();
        if guilty.is_empty() {
            guilty = changes.iter().collect();
        }
        let guilty = guilty.into_iter();
        guilty.map(|one| (one.key.clone(), one.key_span)).collect()
    }

    /// A change as one would type it at the command line; a table under a header of its own is not repeated.
    fn as_typed(&self, change: &Entry) -> String {
        let Span { source, start, end } = change.node.span;
        let text = self.sources.text(source).get(start..end).unwrap_or("");
        let is_header = matches!(change.node.value, Value::Table(_)) && !text.starts_with('{');
        let value = if is_header { "{ ... }" } else { text };
        format!("{}={value}", change.key)
    }
}
