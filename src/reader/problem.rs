//! Problems found while reading, and the list that collects them.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use crate::reader::Span;

/// How bad a problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// The scenario cannot be used.
    Error,
    /// The scenario can be used, but probably does not say what was meant.
    Warning,
}

/// One thing wrong with the scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Error or warning.
    pub severity: Severity,
    /// Stable kind in `snake_case`, such as `unknown_key`.
    pub code: &'static str,
    /// What is wrong, in one line.
    pub title: String,
    /// Where; `None` if it belongs to no place in particular.
    pub span: Option<Span>,
    /// Text next to the carets; may be empty.
    pub label: String,
    /// Other places that matter, each with its own text.
    pub also: Vec<(Span, String)>,
    /// What to do about it.
    pub help: Option<String>,
}

/// All problems found so far. Shared by reference while reading.
#[derive(Debug, Default)]
pub struct Problems {
    all: RefCell<Vec<Problem>>,
    errors: Cell<bool>,
    /// Source and start of each muted place, with its end.
    muted: RefCell<BTreeMap<(usize, usize), usize>>,
}

impl Problems {
    /// An empty list.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a problem, unless its place is already known to be broken (for
    /// instance a line that is not valid TOML), where it would only be an echo.
    pub fn push(&self, problem: Problem) {
        if problem.span.is_some_and(|span| self.is_muted(span)) {
            return;
        }
        if problem.severity == Severity::Error {
            self.errors.set(true);
        }
        self.all.borrow_mut().push(problem);
    }

    /// Adds an error. An empty `help` means there is none.
    pub fn error(
        &self,
        code: &'static str,
        span: Option<Span>,
        title: impl Into<String>,
        label: impl Into<String>,
        help: impl Into<String>,
    ) {
        let texts = [title.into(), label.into(), help.into()];
        self.push(simple(Severity::Error, code, span, texts));
    }

    /// Adds a warning. An empty `help` means there is none.
    pub fn warn(
        &self,
        code: &'static str,
        span: Option<Span>,
        title: impl Into<String>,
        label: impl Into<String>,
        help: impl Into<String>,
    ) {
        let texts = [title.into(), label.into(), help.into()];
        self.push(simple(Severity::Warning, code, span, texts));
    }

    /// True as soon as one error was added.
    pub fn has_errors(&self) -> bool {
        self.errors.get()
    }

    /// Number of problems so far.
    pub fn len(&self) -> usize {
        self.all.borrow().len()
    }

    /// True if nothing was found so far.
    pub fn is_empty(&self) -> bool {
        self.all.borrow().is_empty()
    }

    /// All problems by place: source, then start; unlocated ones last.
    pub fn into_vec(self) -> Vec<Problem> {
        let mut all = self.all.into_inner();
        all.sort_by_key(|problem| match problem.span {
            Some(span) => (false, span.source, span.start),
            None => (true, 0, 0),
        });
        all
    }

    /// From now on, problems that start inside `place` are dropped: an error was
    /// reported there and the value in the tree is only a stand-in.
    pub(super) fn mute(&self, place: Span) {
        // A place inside a muted one would hide the rest of the larger one.
        if !self.is_muted(place) {
            let mut muted = self.muted.borrow_mut();
            muted.insert((place.source, place.start), place.end);
        }
    }

    fn is_muted(&self, span: Span) -> bool {
        let muted = self.muted.borrow();
        let before = muted.range(..=(span.source, span.start)).next_back();
        before.is_some_and(|((source, _), end)| *source == span.source && span.start <= *end)
    }
}

/// A problem with one place and the texts `[title, label, help]`.
pub(super) fn simple(
    severity: Severity,
    code: &'static str,
    span: Option<Span>,
    [title, label, help]: [String; 3],
) -> Problem {
    Problem {
        severity,
        code,
        title,
        span,
        label,
        also: Vec::new(),
        help: (!help.is_empty()).then_some(help),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(source: usize, start: usize) -> Span {
        let end = start + 1;
        Span { source, start, end }
    }

    #[test]
    fn sorted_by_place_with_unlocated_last() {
        let problems = Problems::new();
        assert!(problems.is_empty());
        problems.warn("a", None, "t", "", "");
        assert!(!problems.has_errors());
        problems.error("b", Some(span(1, 0)), "t", "", "help");
        problems.error("c", Some(span(0, 9)), "t", "", "");
        problems.error("d", Some(span(0, 2)), "t", "", "");
        assert!(problems.has_errors());
        assert_eq!(problems.len(), 4);
        let all = problems.into_vec();
        let codes: Vec<_> = all.iter().map(|problem| problem.code).collect();
        assert_eq!(codes, ["d", "c", "b", "a"]);
        assert_eq!(all[2].help.as_deref(), Some("help"));
        assert_eq!(all[0].help, None);
    }

    #[test]
    fn muted_places_stay_quiet() {
        let problems = Problems::new();
        problems.mute(Span {
            source: 0,
            start: 4,
            end: 8,
        });
        problems.error("a", Some(span(0, 4)), "t", "", "");
        problems.error("b", Some(span(0, 3)), "t", "", "");
        problems.error("c", Some(span(1, 5)), "t", "", "");
        assert_eq!(problems.len(), 2);
    }
}
