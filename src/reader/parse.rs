//! Text and overrides to a tree.

use toml::de::DeTable;

use crate::reader::convert::Converter;
use crate::reader::{Problem, Problems, Severity, Sources, Span, Table, Trail};
use crate::reader::{overrides, scan, syntax};

/// Syntax errors reported for one text; a file with more is something else.
const MAX_SYNTAX: usize = 200;

/// Parses the scenario file (source 0) and then applies the overrides
/// `PATH=VALUE` in order, each becoming a source of its own.
///
/// Whatever is wrong goes to `problems`; the tree holds what could be understood.
/// Later problems on a line that is not valid TOML are dropped as mere echoes.
pub fn parse(sources: &mut Sources, overrides: &[String], problems: &Problems) -> Table {
    let converter = Converter {
        source: 0,
        offset: 0,
        problems,
    };
    let mut table = document(sources, converter);
    for (count, typed) in overrides.iter().enumerate() {
        let source = sources.add(&format!("--set {}", count + 1), typed.clone());
        overrides::apply(sources, source, &mut table, problems);
    }
    table
}

fn document(sources: &Sources, converter: Converter<'_>) -> Table {
    let text = sources.text(0);
    if too_long_key(text, converter) {
        return Table::default();
    }
    let (parsed, errors) = DeTable::parse_recoverable(text);
    report_all(sources, converter, &errors);
    converter.table(parsed.into_inner(), &Trail::default(), 0)
}

/// Reports a key with so many parts that the text must not reach the parser.
pub(super) fn too_long_key(text: &str, converter: Converter<'_>) -> bool {
    let Some(place) = scan::long_key(text) else {
        return false;
    };
    let title = format!("this key has more than {} parts", scan::MAX_PARTS);
    let span = Span {
        source: converter.source,
        start: place.start + converter.offset,
        end: place.end + converter.offset,
    };
    let help = "use fewer tables inside tables";
    let problems = converter.problems;
    problems.error("too_deep", Some(span), title, "", help);
    true
}

/// Reports the parser's errors and mutes the lines they are on.
pub(super) fn report_all(sources: &Sources, converter: Converter<'_>, errors: &[toml::de::Error]) {
    let mut places: Vec<(Span, &str)> = Vec::new();
    for error in errors {
        let range = error.span().unwrap_or(0..0);
        let span = Span {
            source: converter.source,
            start: range.start + converter.offset,
            end: range.end + converter.offset,
        };
        let span = visible(sources, span);
        // The parser reports some errors once when a section begins and once when
        // it ends.
        if places.last() != Some(&(span, error.message())) {
            places.push((span, error.message()));
        }
    }
    let rest = places.len().saturating_sub(MAX_SYNTAX);
    places.truncate(MAX_SYNTAX);
    for (span, message) in &places {
        converter.problems.push(worded(sources, message, *span));
    }
    if rest > 0 {
        let title = format!("{rest} more places are not valid TOML");
        let help = "is this a scenario file?";
        converter.problems.error("syntax", None, title, "", help);
    }
    for (span, _) in &places {
        let lines = sources.lines(*span);
        converter.problems.mute(Span {
            source: span.source,
            start: lines.start,
            end: lines.end,
        });
    }
}

/// The span on whole characters; an empty one after the last line's end moves to
/// the end of that line, where there is something to see.
fn visible(sources: &Sources, span: Span) -> Span {
    let text = sources.text(span.source);
    let bytes = sources.bytes(span);
    let at_end = bytes.start == text.len() && bytes.start > 0;
    let (start, end) = if at_end {
        let last = text.trim_end().len();
        (last, last)
    } else {
        (bytes.start, bytes.end)
    };
    Span {
        source: span.source,
        start,
        end,
    }
}

fn worded(sources: &Sources, message: &str, span: Span) -> Problem {
    let text = sources.text(span.source);
    let words = syntax::wording(message, text, span);
    let mut also = Vec::new();
    if words.code == "duplicate_key"
        && let Some(first) = syntax::earlier(text, span)
    {
        also.push((first, "first written here".to_owned()));
    }
    Problem {
        severity: Severity::Error,
        code: words.code,
        title: words.title,
        span: Some(span),
        label: String::new(),
        also,
        help: (!words.help.is_empty()).then_some(words.help),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reader::Value;

    fn problems_of(text: &str) -> Vec<Problem> {
        let problems = Problems::new();
        parse(&mut Sources::new("a", text.to_owned()), &[], &problems);
        problems.into_vec()
    }

    /// The first problem's line, column, title and help.
    fn first(text: &str) -> String {
        let sources = Sources::new("a", text.to_owned());
        let problem = problems_of(text).remove(0);
        let (line, column) = sources.line_column(problem.span.unwrap());
        let help = problem.help.unwrap_or_default();
        format!("{line}:{column} {} | {help}", problem.title)
    }

    #[test]
    fn good_text_keeps_its_order() {
        let problems = Problems::new();
        let text = "z = 1\na = 'x'\n[m]\nb = [1, { c = 2.5 }]\n[b.q]\nt = 2014-11-20T10:00:00";
        let table = parse(&mut Sources::new("a", text.to_owned()), &[], &problems);
        assert!(problems.is_empty());
        let keys: Vec<_> = table.entries.iter().map(|one| one.key.as_str()).collect();
        assert_eq!(keys, ["z", "a", "m", "b"]);
        let Value::Table(m) = &table.entries[2].node.value else {
            panic!("m is a table");
        };
        let Value::List(list) = &m.entries[0].node.value else {
            panic!("b is a list");
        };
        assert_eq!(list[1].trail.to_string(), "m.b[1]");
    }

    #[test]
    fn slips_are_worded_plainly() {
        for (text, words) in [
            (
                "a = 1\nb = 15m",
                "2:5 `15m` is not a value | text goes in quotes: \"15m\"",
            ),
            (
                "a = foo",
                "1:5 `foo` is not a value | text goes in quotes: \"foo\"",
            ),
            ("a = True", "1:5 `True` is not a value | write true"),
            ("a = no", "1:5 `no` is not a value | write false"),
            (
                "a = 10%",
                "1:5 `10%` is not a value | write it as a part of one: 0.1",
            ),
            (
                "a =",
                "1:4 a value is missing after the `=` | write a value, or remove the line",
            ),
            (
                "a = 1,5",
                "1:6 a number has no comma | write decimals with a point, such as 1.5",
            ),
            (
                "a = .5",
                "1:5 a number needs digits before and after its point | write 0.5 or 5.0",
            ),
            (
                "a: 1",
                "1:2 `:` cannot be a key | use only letters a-z, digits, - and _, or put the key in quotes",
            ),
            (
                "a",
                "1:2 this key has no value | write `key = value`, or # before a remark",
            ),
            (
                "a = \"x",
                "1:7 this text has no closing quote | end it with the quote it began with",
            ),
            (
                "[a\n\n",
                "1:3 this section header is not closed | end it with the ] it began with",
            ),
            ("a = [1", "1:7 a list is not closed | end it with ]"),
            (
                "a = 'x' b = 2",
                "1:9 the line should end here | write one setting per line",
            ),
            (
                "a = {b = 1}\n[a.c]\nd=1",
                "2:2 `a` is already written as a table in braces | write all of it in one place",
            ),
            (
                "a = 99999999999999999999",
                "1:5 this number is too big | numbers up to about 9 billion billions can be written",
            ),
            (
                "a = 2014-02-30",
                "1:5 there is no such date or time | day between 01 and 28",
            ),
        ] {
            assert_eq!(first(text), words, "{text:?}");
        }
    }

    #[test]
    fn doubled_keys_show_both_places() {
        let doubled = problems_of("[a]\nx = 1\ny = 2\nx = 3\n");
        assert_eq!(doubled.len(), 1);
        assert_eq!(doubled[0].code, "duplicate_key");
        assert_eq!(doubled[0].also[0].0.start, 4);
        let header = problems_of("[a]\nx = 1\n[b]\nx = 2\n[a] # again\n");
        assert_eq!(
            header[0].also[0].0,
            Span {
                source: 0,
                start: 0,
                end: 3
            }
        );
    }

    #[test]
    fn deep_and_endless_input_is_refused() {
        let key = "a.".repeat(100_000);
        assert_eq!(problems_of(&format!("{key} = 1"))[0].code, "too_deep");
        let deep = format!("a = {}{}", "[".repeat(70), "]".repeat(70));
        assert_eq!(problems_of(&deep)[0].code, "too_deep");
        for bracket in [
            "[", "{", "[[", "a={", "a=[", "]", "'", "\"", "\n[", "=", ",", "\\",
        ] {
            assert!(!problems_of(&bracket.repeat(20_000)).is_empty());
        }
        assert_eq!(problems_of(&"]\n".repeat(1000)).len(), MAX_SYNTAX + 1);
    }
}
