//! A table that remembers which of its keys were asked for.

use std::cell::{Cell, RefCell};

use crate::reader::field::Home;

use crate::reader::probe::Probe;
use crate::reader::{Entry, Item, Problems, Span, Table, Trail, Value, words};

/// Longest id of a `[kind.id]` section, in characters.
pub(super) const MAX_ID: usize = 40;

/// A table with its path. Ask it for every key you know, then [`Section::close`]
/// it, and whatever is left is reported.
#[derive(Debug)]
pub struct Section<'a> {
    table: &'a Table,
    path: String,
    pub(super) home: Home<'a>,
    /// Keys somebody asked for, listed as allowed.
    asked: RefCell<Vec<&'static str>>,
    /// Keys that are known but not played, not listed.
    later: RefCell<Vec<&'static str>>,
    /// True once all keys are welcome.
    open: Cell<bool>,
}

impl<'a> Section<'a> {
    /// The whole file; `span` is where problems without a better place go.
    pub fn root(table: &'a Table, span: Span, problems: &'a Problems) -> Self {
        Self::new(table, Trail::default(), span, problems)
    }

    pub(super) fn new(table: &'a Table, trail: Trail, span: Span, problems: &'a Problems) -> Self {
        Self {
            table,
            path: trail.to_string(),
            home: Home {
                trail,
                span,
                problems,
                probe: None,
            },
            asked: RefCell::default(),
            later: RefCell::default(),
            open: Cell::new(false),
        }
    }

    /// The same section in the file of a survey.
    pub(super) fn surveyed(mut self, probe: Probe<'a>) -> Self {
        self.home.probe = Some(probe);
        self
    }

    /// Says in a sentence what the section is, for descriptions of the format.
    pub fn about(&self, about: &'static str) {
        if let Some(probe) = self.home.probe {
            probe.about(about);
        }
    }

    /// The full path; empty for the whole file.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Where the header or key stands that names this section.
    pub fn span(&self) -> Span {
        self.home.span
    }

    /// Where problems go.
    pub fn problems(&self) -> &'a Problems {
        self.home.problems
    }

    /// True if the key is present. Does not count as asking for it.
    pub fn has(&self, key: &str) -> bool {
        if let Some(probe) = self.home.probe {
            return probe.has(key);
        }
        self.table.get(key).is_some()
    }

    /// Where a key stands, if it is written. Does not count as asking for it.
    pub fn span_of(&self, key: &str) -> Option<Span> {
        self.table.get(key).map(|entry| entry.key_span)
    }

    /// The value of a key, if present.
    pub fn item(&self, key: &'static str) -> Option<Item<'a>> {
        self.accept_unread(key);
        self.peek(key)
    }

    fn peek(&self, key: &str) -> Option<Item<'a>> {
        if let Some(probe) = self.home.probe {
            return Some(probe.key(key)?.item(self.home.problems));
        }
        self.table.get(key).map(|entry| self.item_of(entry))
    }

    fn item_of(&self, entry: &'a Entry) -> Item<'a> {
        Item::new(&entry.node, entry.key_span, self.home.problems)
    }

    /// Names a key that is known but not played by this version: an error if it is
    /// present. `what` is the thing in plural, such as "pick waves".
    pub fn later(&self, key: &'static str, what: &str) {
        self.later.borrow_mut().push(key);
        if let Some(entry) = self.table.get(key) {
            let title = format!("`{}`: {what} are not built yet", entry.node.trail);
            let help = "remove it for now; a later version will play it";
            let span = Some(entry.key_span);
            self.problems()
                .error("not_built_yet", span, title, "", help);
        }
    }

    /// Counts a key as asked for without reading it.
    pub fn accept_unread(&self, key: &'static str) {
        if let Some(probe) = self.home.probe {
            probe.know(key);
        }
        let mut asked = self.asked.borrow_mut();
        if !asked.contains(&key) {
            asked.push(key);
        }
    }

    /// The section of this name inside this one, if present.
    pub fn table(&self, key: &'static str) -> Option<Section<'a>> {
        self.item(key)?.section()
    }

    /// All `[key.id]` sections in the order of the file, with their ids. Always the
    /// same ones in the same order as [`Section::ids`] gives.
    pub fn tables(&self, key: &'static str) -> Vec<(String, Section<'a>)> {
        let Some(all) = self.table(key) else {
            return Vec::new();
        };
        if let Some(probe) = all.home.probe {
            let section = probe.each(true).section(self.home.problems);
            return vec![(probe.entry().key.clone(), section)];
        }
        let read = |entry: &'a Entry| {
            let section = all.item_of(entry).section()?;
            if !is_id(&entry.key) {
                let title = format!("`{}` is not a good id", words::clip(&entry.key));
                let help = format!("use 1 to {MAX_ID} letters a-z, digits, - and _");
                self.problems()
                    .error("bad_id", Some(entry.key_span), title, "", help);
            }
            Some((entry.key.clone(), section))
        };
        all.table.entries.iter().filter_map(read).collect()
    }

    /// The ids of all `[key.id]` sections, without any side effect.
    pub fn ids(&self, key: &str) -> Vec<String> {
        if self.home.probe.is_some() {
            return Probe::ids();
        }
        let Some(Value::Table(all)) = self.table.get(key).map(|entry| &entry.node.value) else {
            return Vec::new();
        };
        let tables = all.entries.iter();
        tables
            .filter(|entry| matches!(entry.node.value, Value::Table(_)))
            .map(|entry| entry.key.clone())
            .collect()
    }

    /// All entries; every key is welcome from here on.
    pub fn items(&self) -> Vec<(&'a Entry, Item<'a>)> {
        self.open.set(true);
        if let Some(probe) = self.home.probe {
            let item = probe.each(false).item(self.home.problems);
            return vec![(probe.entry(), item)];
        }
        let entries = self.table.entries.iter();
        entries.map(|entry| (entry, self.item_of(entry))).collect()
    }

    /// Reports at this section's name that it needs `key`.
    pub fn missing(&self, key: &str, help: &str) {
        self.home.missing(key, help);
    }

    /// Reports every key that nobody asked for.
    pub fn close(self) {
        if let Some(probe) = self.home.probe {
            probe.close();
            return;
        }
        if self.open.get() {
            return;
        }
        let asked = self.asked.borrow();
        let later = self.later.borrow();
        for entry in &self.table.entries {
            let key = entry.key.as_str();
            if !asked.contains(&key) && !later.contains(&key) {
                self.unknown(entry, &asked);
            }
        }
    }

    fn unknown(&self, entry: &Entry, asked: &[&str]) {
        let title = format!("`{}` is not a known key", entry.node.trail);
        let home = match self.path.as_str() {
            "" => "the scenario".to_owned(),
            path => format!("`{path}`"),
        };
        let help = if asked.is_empty() {
            format!("{home} takes no keys")
        } else {
            let mut sorted = asked.to_vec();
            sorted.sort_unstable();
            let guess = words::did_you_mean(&entry.key, asked, '`');
            format!("{guess}{home} takes {}", words::list(&sorted, '`'))
        };
        self.problems()
            .error("unknown_key", Some(entry.key_span), title, "", help);
    }
}

/// True for ids of 1 to 40 letters, digits, `-` and `_`.
fn is_id(key: &str) -> bool {
    super::tree::is_bare(key) && key.len() <= MAX_ID
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reader::{Sources, parse};

    const TOP: Span = Span {
        source: 0,
        start: 0,
        end: 0,
    };

    /// Reads the text's root and gives "code: title | help" of every problem.
    fn read(text: &str, with: impl Fn(Section<'_>)) -> Vec<String> {
        let problems = Problems::new();
        let table = parse(&mut Sources::new("a", text.to_owned()), &[], &problems);
        with(Section::root(&table, TOP, &problems));
        let all = problems.into_vec().into_iter();
        all.map(|problem| {
            let help = problem.help.unwrap_or_default();
            format!("{}: {} | {help}", problem.code, problem.title)
        })
        .collect()
    }

    #[test]
    fn unknown_keys_are_guessed() {
        let found = read("[s]\nconversoin = 1\nzzz = 2\n[t]\na = 1", |root| {
            let s = root.table("s").unwrap();
            assert!(s.has("zzz") && !s.has("conversion"));
            s.number("conversion").or(0.5);
            s.accept_unread("at");
            s.close();
            root.table("t").unwrap().close();
            root.close();
        });
        assert_eq!(
            found,
            [
                "unknown_key: `s.conversoin` is not a known key | \
                 did you mean `conversion`? `s` takes `at`, `conversion`",
                "unknown_key: `s.zzz` is not a known key | `s` takes `at`, `conversion`",
                "unknown_key: `t.a` is not a known key | `t` takes no keys",
            ]
        );
    }

    #[test]
    fn missing_wrong_and_refused_values() {
        let found = read("[s]\na = 'x'\nb = 1.4\nd = '90s'", |root| {
            let s = root.table("s").unwrap();
            assert_eq!(s.number("a").required(), 0.0);
            assert_eq!(s.probability("b").required(), 0.0);
            assert_eq!(s.integer("c").at_least(5).required(), 0);
            assert_eq!(s.duration("d").at_least(2.0).or(7.0), 7.0);
            assert_eq!(s.duration("d").above(1.0).optional(), Some(1.5));
            assert_eq!(s.text("e").span(), None);
            root.text("name").required();
            root.missing("shape", "add a shape");
        });
        assert_eq!(
            found,
            [
                "missing_key: the scenario needs `name` | add `name = ...`",
                "missing_key: the scenario needs `shape` | add a shape",
                "missing_key: `s` needs `c` | add `c = ...` to `s`",
                "wrong_kind: `s.a`: expected a number, found text | \
                 write a plain number, such as 12.5, without quotes",
                "out_of_range: `s.b` cannot be 1.4 | it must be between 0 and 1",
                "out_of_range: `s.d` cannot be \"90s\" | it must be at least 2 min",
            ]
        );
    }

    #[test]
    fn named_tables_and_ids_agree() {
        let text = "[n.z]\nk = 1\n[n.a]\n['n'.'b c']\n[n]\nx = 3\n";
        let found = read(text, |root| {
            let ids: Vec<_> = root.tables("n").into_iter().map(|(id, _)| id).collect();
            assert_eq!(ids, ["z", "a", "b c"]);
            assert_eq!(root.ids("n"), ids);
            assert!(root.ids("none").is_empty() && root.tables("none").is_empty());
            root.close();
        });
        assert_eq!(
            found,
            [
                "bad_id: `b c` is not a good id | use 1 to 40 letters a-z, digits, - and _",
                "wrong_kind: `n.x`: expected a table, found a number | \
                 write it as [n.x] or { ... }",
            ]
        );
    }

    #[test]
    fn later_keys_and_free_maps() {
        let found = read("wave = 1\n[m]\na = 1\nb = 2", |root| {
            root.later("wave", "pick waves");
            root.later("other", "others");
            let m = root.table("m").unwrap();
            let keys: Vec<_> = m
                .items()
                .iter()
                .map(|(e, i)| (e.key.clone(), i.path()))
                .collect();
            assert_eq!(keys[1], ("b".to_owned(), "m.b".to_owned()));
            m.close();
            root.close();
        });
        assert_eq!(
            found,
            ["not_built_yet: `wave`: pick waves are not built yet | \
              remove it for now; a later version will play it"]
        );
    }

    #[test]
    fn broken_lines_are_reported_once() {
        let found = read("a = 5m\nb = 99999999999999999999\n", |root| {
            assert_eq!(root.duration("a").required(), 5.0);
            root.probability("b").required();
            root.close();
        });
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found[0].starts_with("syntax: `5m` is not a value"));
        assert!(found[1].starts_with("number_too_big"));
    }
}
