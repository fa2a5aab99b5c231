//! Problems as text for people.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::Range;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{
    Annotation, AnnotationKind, Element, Group, Level, Origin, Renderer, Snippet,
    normalize_untrusted_str,
};

use crate::reader::{Problem, Severity, Sources, Span};

/// Most problems shown one by one.
const SHOWN: usize = 50;
/// Columns of the output.
const WIDTH: usize = 100;
/// Longest stretch of text shown around a place, in bytes.
const EXCERPT: usize = 2000;

/// The problems as text, each with the lines it is about, and a count at the end.
/// Nothing at all if there are no problems. `styled` adds terminal colours.
pub fn render(problems: &[Problem], sources: &Sources, styled: bool) -> String {
    if problems.is_empty() {
        return String::new();
    }
    let renderer = if styled {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    let renderer = renderer.decor_style(DecorStyle::Ascii).term_width(WIDTH);
    let mut text = String::new();
    for problem in problems.iter().take(SHOWN) {
        text.push_str(&renderer.render(&[group(problem, sources)]));
        text.push_str("\n\n");
    }
    if problems.len() > SHOWN {
        let _ = writeln!(text, "... and {} more\n", problems.len() - SHOWN);
    }
    let name = normalize_untrusted_str(sources.name(0));
    let _ = writeln!(text, "{} in {name}", count(problems));
    text
}

/// "3 errors, 1 warning".
fn count(problems: &[Problem]) -> String {
    let is_error = |problem: &&Problem| problem.severity == Severity::Error;
    let errors = problems.iter().filter(is_error).count();
    let plural = |count: usize, word: &str| match count {
        1 => format!("1 {word}"),
        _ => format!("{count} {word}s"),
    };
    match (errors, problems.len() - errors) {
        (errors, 0) => plural(errors, "error"),
        (0, warnings) => plural(warnings, "warning"),
        (errors, warnings) => {
            format!(
                "{}, {}",
                plural(errors, "error"),
                plural(warnings, "warning")
            )
        }
    }
}

fn group<'a>(problem: &Problem, sources: &'a Sources) -> Group<'a> {
    let level = match problem.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = level.primary_title(normalize_untrusted_str(&problem.title));
    let mut group = title.elements(Vec::<Element<'a>>::new());
    for (source, places) in places(problem) {
        for element in excerpt(source, &places, sources) {
            group = group.element(element);
        }
    }
    if problem.span.is_none() {
        group = group.element(Origin::path(normalize_untrusted_str(sources.name(0))));
    }
    if let Some(help) = &problem.help {
        group = group.element(Level::HELP.message(normalize_untrusted_str(help.trim_end())));
    }
    group
}

/// One marked place.
struct Mark<'p> {
    span: Span,
    label: &'p str,
    primary: bool,
}

/// All places of a problem, the ones of each source together, the main one first.
fn places(problem: &Problem) -> Vec<(usize, Vec<Mark<'_>>)> {
    let main = problem.span.map(|span| Mark {
        span,
        label: &problem.label,
        primary: true,
    });
    let others = problem.also.iter().map(|(span, label)| Mark {
        span: *span,
        label,
        primary: false,
    });
    let mut by_source: BTreeMap<(bool, usize), Vec<Mark<'_>>> = BTreeMap::new();
    let first = problem.span.map(|span| span.source);
    for mark in main.into_iter().chain(others) {
        let source = mark.span.source;
        let key = (Some(source) != first, source);
        by_source.entry(key).or_default().push(mark);
    }
    let by_source = by_source.into_iter();
    by_source
        .map(|((_, source), marks)| (source, marks))
        .collect()
}

/// The lines around the marks of one source. Only these lines reach the renderer,
/// which would otherwise walk through the whole file for every problem.
fn excerpt<'a>(source: usize, marks: &[Mark<'_>], sources: &'a Sources) -> Vec<Element<'a>> {
    let Some(first) = marks.first() else {
        return Vec::new();
    };
    let lines = marks.iter().map(|mark| sources.lines(mark.span));
    let whole = lines.fold(sources.lines(first.span), |all, one| {
        all.start.min(one.start)..all.end.max(one.end)
    });
    if whole.len() > EXCERPT {
        return marks
            .iter()
            .flat_map(|mark| narrow(mark, sources))
            .collect();
    }
    let top = Span {
        source,
        start: whole.start,
        end: whole.start,
    };
    let annotations = marks.iter().map(|mark| annotation(mark, &whole, sources));
    let snippet = Snippet::source(&sources.text(source)[whole.clone()])
        .path(normalize_untrusted_str(sources.name(source)))
        .line_start(sources.line_column(top).0)
        .annotations(annotations);
    vec![snippet.into()]
}

/// One mark in a very long line or with a very long span: a cut of the text
/// around its start, the place given by an explicit line and column.
fn narrow<'a>(mark: &Mark<'_>, sources: &'a Sources) -> Vec<Element<'a>> {
    let source = mark.span.source;
    let text = sources.text(source);
    let bytes = sources.bytes(mark.span);
    let line = sources.lines(Span {
        end: mark.span.start,
        ..mark.span
    });
    // A few words before the mark and the rest of its first line, if that is short.
    let from = text.floor_char_boundary(bytes.start.saturating_sub(30));
    let until = text.floor_char_boundary(bytes.start + WIDTH);
    let cut = from.max(line.start)..until.min(line.end).max(bytes.start);
    let (line, column) = sources.line_column(mark.span);
    let path = normalize_untrusted_str(sources.name(source));
    let shown = Mark {
        span: Span {
            end: bytes.end.min(cut.end),
            ..mark.span
        },
        ..*mark
    };
    let origin = Origin::path(path).line(line).char_column(column);
    let snippet = Snippet::source(&text[cut.clone()])
        .line_start(line)
        .annotation(annotation(&shown, &cut, sources));
    vec![origin.into(), snippet.into()]
}

fn annotation<'a>(mark: &Mark<'_>, shown: &Range<usize>, sources: &Sources) -> Annotation<'a> {
    let bytes = sources.bytes(mark.span);
    let start = bytes.start.clamp(shown.start, shown.end) - shown.start;
    let end = bytes.end.clamp(shown.start, shown.end) - shown.start;
    let kind = if mark.primary {
        AnnotationKind::Primary
    } else {
        AnnotationKind::Context
    };
    let annotation = kind.span(start..end.max(start));
    if mark.label.is_empty() {
        annotation
    } else {
        annotation.label(normalize_untrusted_str(mark.label))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reader::Problems;

    fn span(source: usize, start: usize, end: usize) -> Span {
        Span { source, start, end }
    }

    #[test]
    fn a_problem_shows_its_line() {
        let text = "a = 1\n[sale]\nunpaid = 1.4\n".to_owned();
        let sources = Sources::new("shop.toml", text);
        let problems = Problems::new();
        let title = "`sale.unpaid` is 1.4, must be between 0 and 1";
        problems.error("out_of_range", Some(span(0, 22, 25)), title, "here", "less");
        problems.warn("odd", None, "odd", "", "");
        let text = render(&problems.into_vec(), &sources, false);
        let expected = "\
error: `sale.unpaid` is 1.4, must be between 0 and 1
 --> shop.toml:3:10
  |
3 | unpaid = 1.4
  |          ^^^ here
  |
  = help: less

warning: odd
--> shop.toml

1 error, 1 warning in shop.toml
";
        assert_eq!(text, expected);
    }

    #[test]
    fn long_lines_keep_their_true_column() {
        let text = format!("x = \"{}\"\nb = 1\n", "y".repeat(5000));
        let sources = Sources::new("shop.toml", text);
        let problems = Problems::new();
        problems.error("a", Some(span(0, 3000, 3001)), "t", "", "");
        problems.error("b", Some(span(0, 4, 5013)), "t", "", "");
        let text = render(&problems.into_vec(), &sources, false);
        assert!(text.contains("shop.toml:1:3001"), "{text}");
        assert!(text.contains("shop.toml:1:5\n"), "{text}");
        assert!(
            text.lines().all(|line| line.chars().count() <= WIDTH + 40),
            "{text}"
        );
    }

    #[test]
    fn many_problems_are_cut_and_counted() {
        let sources = Sources::new("shop.toml", "a = 1".to_owned());
        let problems = Problems::new();
        for _ in 0..60 {
            problems.error("a", Some(span(0, 0, 1)), "\u{1b}[31m", "", "");
        }
        let all = problems.into_vec();
        let text = render(&all, &sources, false);
        assert!(text.ends_with("... and 10 more\n\n60 errors in shop.toml\n"));
        assert!(!text.contains('\u{1b}'));
        assert!(render(&all, &sources, true).contains('\u{1b}'));
        assert_eq!(render(&[], &sources, false), "");
    }

    #[test]
    fn impossible_places_do_no_harm() {
        let sources = Sources::new("shop.toml", "\u{e4}".to_owned());
        let problems = Problems::new();
        for place in [span(0, 1, 1), span(0, 5, 2), span(7, 0, 3), span(0, 2, 2)] {
            problems.error("a", Some(place), "t", "l", "h");
        }
        assert!(render(&problems.into_vec(), &sources, false).contains("4 errors"));
    }
}
