//! One value, ready to be read as something.

use crate::reader::probe::Probe;
use crate::reader::survey::{Kind, Limits};
use crate::reader::{Node, Problem, Problems, Section, Severity, Span, Value, words};

/// One value with its path: the unit of reading.
///
/// Each reader gives `None` after it has reported what is wrong. The readers of
/// plain values are in the file `scalar.rs`.
#[derive(Clone, Copy, Debug)]
pub struct Item<'a> {
    node: &'a Node,
    name_span: Span,
    problems: &'a Problems,
    /// The survey's, if its file is read.
    probe: Option<Probe<'a>>,
}

impl<'a> Item<'a> {
    /// `name_span` is the key that names the value.
    pub(super) fn new(node: &'a Node, name_span: Span, problems: &'a Problems) -> Self {
        Self {
            node,
            name_span,
            problems,
            probe: None,
        }
    }

    /// The same item in the file of a survey.
    pub(super) fn surveyed(mut self, probe: Probe<'a>) -> Self {
        self.probe = Some(probe);
        self
    }

    pub(super) fn probe(&self) -> Option<Probe<'a>> {
        self.probe
    }

    /// Notes in a survey what kind of value is read, and gives it a sample of it.
    pub(super) fn noted<T>(&self, kind: Kind, sample: T) -> Option<T> {
        self.probe?.note(kind);
        Some(sample)
    }

    /// The item as one of many that are written in the same way, which a description of the format tells once, under
    /// this name. Whoever reads it must read the others so too.
    #[must_use]
    pub fn shared(mut self, name: &'static str) -> Self {
        self.probe = self.probe.map(|probe| probe.shared(name));
        self
    }

    /// Whether a number that was read here lies between two others, both included.
    pub fn fits(&self, number: f64, lo: f64, hi: f64) -> bool {
        if let Some(probe) = self.probe {
            let finite = |limit: f64| Some(limit).filter(|limit| limit.is_finite());
            let (least, most) = (finite(lo), finite(hi));
            probe.limit(Limits {
                least,
                most,
                above: None,
            });
        }
        (lo..=hi).contains(&number)
    }

    /// The full path, such as `source.slot[2].at`.
    pub fn path(&self) -> String {
        self.node.trail.to_string()
    }

    /// Where the value stands.
    pub fn span(&self) -> Span {
        self.node.span
    }

    /// Where the key that names the value stands; for a list element its value.
    pub fn name_span(&self) -> Span {
        self.name_span
    }

    /// The value itself.
    pub fn node(&self) -> &'a Node {
        self.node
    }

    /// Where problems go.
    pub fn problems(&self) -> &'a Problems {
        self.problems
    }

    /// Reports an error here, with what was found at the carets.
    pub fn wrong(&self, code: &'static str, title: impl Into<String>, help: impl Into<String>) {
        let label = words::found(self.node);
        self.problems
            .error(code, Some(self.node.span), title, label, help);
    }

    /// Reports that the value is of the wrong kind.
    pub(super) fn wrong_kind<T>(&self, wanted: &str, help: impl Into<String>) -> Option<T> {
        let kind = words::kind(&self.node.value);
        let title = format!("`{}`: expected {wanted}, found {kind}", self.path());
        self.wrong("wrong_kind", title, help);
        None
    }

    /// The elements of a list, with paths ending in `[0]`, `[1]`, ...
    pub fn list(&self) -> Option<Vec<Item<'a>>> {
        if let Some(probe) = self.probe {
            probe.note(Kind::List);
            let elements = probe.elements().into_iter();
            return Some(elements.map(|one| one.item(self.problems)).collect());
        }
        match &self.node.value {
            Value::List(nodes) => {
                let nodes = nodes.iter();
                Some(
                    nodes
                        .map(|one| Item::new(one, one.span, self.problems))
                        .collect(),
                )
            }
            _ => self.wrong_kind("a list", "put it in brackets: [ ... ]"),
        }
    }

    /// The value as a section with keys of its own.
    pub fn section(&self) -> Option<Section<'a>> {
        if let Some(probe) = self.probe {
            return Some(probe.section(self.problems));
        }
        match &self.node.value {
            Value::Table(table) => Some(Section::new(
                table,
                self.node.trail.clone(),
                self.name_span,
                self.problems,
            )),
            _ => self.wrong_kind(
                "a table",
                format!("write it as [{}] or {{ ... }}", self.path()),
            ),
        }
    }

    /// True for `{ ... }` and `[section]`.
    pub fn is_table(&self) -> bool {
        self.is("table", |value| matches!(value, Value::Table(_)))
    }

    /// True for `[ ... ]` and `[[sections]]`.
    pub fn is_list(&self) -> bool {
        self.is("list", |value| matches!(value, Value::List(_)))
    }

    /// True for text.
    pub fn is_text(&self) -> bool {
        self.is("text", |value| matches!(value, Value::Text(_)))
    }

    /// True for numbers, whole or not.
    pub fn is_number(&self) -> bool {
        self.is("number", |value| {
            matches!(value, Value::Integer(_) | Value::Float(_))
        })
    }

    /// True for `true` and `false`.
    pub fn is_boolean(&self) -> bool {
        self.is("boolean", |value| matches!(value, Value::Boolean(_)))
    }

    /// In a survey the value is whatever it is asked for.
    fn is(&self, shape: &str, matches: impl FnOnce(&Value) -> bool) -> bool {
        match self.probe {
            Some(probe) => probe.is(shape),
            None => matches(&self.node.value),
        }
    }

    /// Which of the allowed words the text is.
    pub fn choice(&self, allowed: &[&str]) -> Option<usize> {
        if let Some(probe) = self.probe {
            let words = allowed.iter().map(|&word| word.to_owned());
            probe.note(Kind::Choice(words.collect()));
            return Some(probe.choose(allowed.len()));
        }
        let help = |typed: &str| {
            let guess = words::did_you_mean(typed, allowed, '"');
            format!("{guess}allowed: {}", words::list(allowed, '"'))
        };
        let Value::Text(text) = &self.node.value else {
            return self.wrong_kind("text", help(""));
        };
        let found = allowed.iter().position(|one| one == text);
        if found.is_none() {
            let title = format!("`{}` cannot be \"{}\"", self.path(), words::clip(text));
            self.wrong("unknown_choice", title, help(text));
        }
        found
    }

    /// Which of the ids the text names; `what` is the kind of thing they name.
    pub fn reference(&self, what: &str, ids: &[String]) -> Option<usize> {
        if let Some(probe) = self.probe {
            probe.note(Kind::Id(what.to_owned()));
            return None;
        }
        let text = self.text()?;
        let found = ids.iter().position(|one| one == text);
        if found.is_none() {
            let help = if ids.is_empty() {
                format!("there is no {what} at all")
            } else {
                let guess = words::did_you_mean(text, ids, '`');
                format!("{guess}there is: {}", words::list(ids, '`'))
            };
            self.problems.push(Problem {
                severity: Severity::Error,
                code: "unknown_reference",
                title: format!("no {what} is called `{}`", words::clip(text)),
                span: Some(self.node.span),
                label: format!("named by `{}`", self.path()),
                also: Vec::new(),
                help: Some(help),
            });
        }
        found
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::reader::{Sources, Table, parse};

    fn table(value: &str) -> Table {
        let problems = Problems::new();
        let text = format!("[k]\nx = {value}");
        let table = parse(&mut Sources::new("a", text), &[], &problems);
        assert!(problems.is_empty(), "{value}");
        table
    }

    /// Reads `k.x` and gives the value or "title | help".
    pub fn read<T>(value: &str, read: impl Fn(Item<'_>) -> Option<T>) -> Result<T, String> {
        let table = table(value);
        let problems = Problems::new();
        let Value::Table(k) = &table.entries[0].node.value else {
            return Err("no table".to_owned());
        };
        let entry = &k.entries[0];
        let found = read(Item::new(&entry.node, entry.key_span, &problems));
        found.ok_or_else(|| {
            let problem = problems.into_vec().remove(0);
            format!("{} | {}", problem.title, problem.help.unwrap_or_default())
        })
    }

    #[test]
    fn names() {
        let allowed = ["pick", "pack"];
        let choice = |value: &str| read(value, |item| item.choice(&allowed));
        assert_eq!(choice("\"pack\""), Ok(1));
        assert_eq!(
            choice("\"pikc\"").unwrap_err(),
            "`k.x` cannot be \"pikc\" | did you mean \"pick\"? allowed: \"pick\", \"pack\""
        );
        assert!(
            choice("3")
                .unwrap_err()
                .ends_with("allowed: \"pick\", \"pack\"")
        );
        let ids = ["pick".to_owned(), "wrap".to_owned()];
        let named = |ids: &[String]| read("\"pik\"", |item| item.reference("station", ids));
        assert_eq!(
            named(&ids).unwrap_err(),
            "no station is called `pik` | did you mean `pick`? there is: `pick`, `wrap`"
        );
        let none = named(&[]).unwrap_err();
        assert_eq!(
            none,
            "no station is called `pik` | there is no station at all"
        );
    }

    #[test]
    fn lists_and_sections_have_paths() {
        let paths = |item: Item<'_>| {
            let list = item.list()?;
            let inner = list[1].section()?;
            let deep = inner.item("a")?;
            Some((list[0].path(), inner.path().to_owned(), deep.path()))
        };
        let expected = ["k.x[0]", "k.x[1]", "k.x[1].a"].map(str::to_owned);
        assert_eq!(read("[1, { a = 2 }]", paths), Ok(expected.into()));
        assert!(
            read("1", |item| item.list().map(|_| ()))
                .unwrap_err()
                .contains("expected a list")
        );
        let section = read("1", |item| item.section().map(|_| ())).unwrap_err();
        assert!(section.contains("expected a table, found a number"));
    }
}
