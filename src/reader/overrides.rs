//! `--set PATH=VALUE`: changes to the tree from the command line.

use std::ops::Range;

use toml::de::DeValue;

use crate::reader::convert::Converter;
use crate::reader::{Entry, Node, Problem, Problems, Severity, Sources, Span, Table, Trail, Value};
use crate::reader::{parse, scan, tree, words};

const CODE: &str = "bad_override";

/// One part of the path with its place in the typed text.
pub(super) struct Part {
    pub key: String,
    pub at: Range<usize>,
}

/// A refusal: where in the typed text, what is wrong, what to write instead.
pub(super) struct Refusal {
    at: Range<usize>,
    title: String,
    help: String,
}

fn refuse<T>(at: Range<usize>, title: &str, help: &str) -> Result<T, Refusal> {
    Err(Refusal {
        at,
        title: title.to_owned(),
        help: help.to_owned(),
    })
}

/// Applies the override that is source number `source`.
pub fn apply(sources: &Sources, source: usize, table: &mut Table, problems: &Problems) {
    let text = sources.text(source);
    let (parts, value_at) = match path(text) {
        Ok(found) => found,
        Err(Refusal { at, title, help }) => {
            let (start, end) = (at.start, at.end);
            let span = Span { source, start, end };
            problems.error(CODE, Some(span), title, "", help);
            return;
        }
    };
    let mut trail = Trail::default();
    for part in &parts {
        trail = trail.key(&part.key);
    }
    let converter = Converter {
        source,
        offset: value_at,
        problems,
    };
    if let Some(node) = value(sources, converter, trail) {
        let place = |part: &Part| Span {
            source,
            start: part.at.start,
            end: part.at.end,
        };
        insert(table, &parts, node, place, problems);
    }
}

/// Reads the path; also says where the value begins.
fn path(text: &str) -> Result<(Vec<Part>, usize), Refusal> {
    let help = "write it like --set section.key=value";
    let (parts, at) = keys(text)?;
    if at == text.len() {
        return refuse(0..at, "there is no = in this --set", help);
    }
    if parts.len() > scan::MAX_PARTS {
        let title = format!("this key has more than {} parts", scan::MAX_PARTS);
        return refuse(0..at, &title, "use fewer tables inside tables");
    }
    let start = blanks(text, at + 1);
    if text[start..].trim().is_empty() {
        return refuse(at..at + 1, "there is no value after the =", help);
    }
    Ok((parts, start))
}

/// Reads keys with points between them, up to a `=` or the end of the text; also says where that is.
pub(super) fn keys(text: &str) -> Result<(Vec<Part>, usize), Refusal> {
    let help = "write it like --set section.key=value";
    let mut parts = Vec::new();
    let mut at = blanks(text, 0);
    loop {
        let part = part(text, at)?;
        at = blanks(text, part.at.end);
        parts.push(part);
        match text.as_bytes().get(at) {
            Some(b'=') | None => return Ok((parts, at)),
            Some(b'.') => at = blanks(text, at + 1),
            Some(_) => {
                let end = text.ceil_char_boundary(at + 1);
                return refuse(at..end, "this cannot be part of a key", help);
            }
        }
    }
}

/// The first byte from `at` on that is not a blank.
fn blanks(text: &str, at: usize) -> usize {
    text.len() - text[at..].trim_start().len()
}

/// One part of the path: a bare key or one in quotes.
fn part(text: &str, at: usize) -> Result<Part, Refusal> {
    let rest = &text[at..];
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''));
    let length = match quote {
        Some(quote) => quoted(rest, quote),
        None => rest.bytes().take_while(|b| tree::is_bare_byte(*b)).count(),
    };
    let at = at..at + length;
    if length == 0 {
        let help = "write it like --set section.key=value";
        let title = match rest.chars().next() {
            Some('=' | '.') | None => "a key is missing here",
            Some(_) => "this cannot be part of a key",
        };
        let end = rest.chars().next().map_or(0, char::len_utf8);
        return refuse(at.start..at.start + end, title, help);
    }
    let key = if quote.is_some() {
        match DeValue::parse(&rest[..length]).map(toml::Spanned::into_inner) {
            Ok(DeValue::String(key)) => key.into_owned(),
            _ => return refuse(at, "this quoted key is not complete", "close its quote"),
        }
    } else {
        rest[..length].to_owned()
    };
    Ok(Part { key, at })
}

/// Length of a key in quotes, up to the end of the text if it is never closed.
fn quoted(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, letter) in text.char_indices().skip(1) {
        if letter == quote && !escaped {
            return at + 1;
        }
        escaped = letter == '\\' && !escaped && quote == '"';
    }
    text.len()
}

/// Reads the value: TOML if it is TOML, plain text if it only lacks its quotes.
fn value(sources: &Sources, converter: Converter<'_>, trail: Trail) -> Option<Node> {
    let text = sources.text(converter.source)[converter.offset..].trim_end();
    if parse::too_long_key(text, converter) {
        return None;
    }
    let (parsed, errors) = DeValue::parse_recoverable(text);
    let marked = text.starts_with(['[', '{', '"', '\'']);
    if errors.is_empty() && !is_time(parsed.get_ref()) {
        return Some(converter.node(parsed, trail, scan::MAX_PARTS));
    }
    let span = Span {
        source: converter.source,
        start: converter.offset,
        end: converter.offset + text.len(),
    };
    if marked {
        parse::report_all(sources, converter, &errors);
        return None;
    }
    if text.contains(char::is_control) {
        let title = "there is an invisible control character here";
        let problems = converter.problems;
        problems.error(CODE, Some(span), title, "", "put the value in quotes");
        return None;
    }
    let value = Value::Text(text.to_owned());
    Some(Node { value, span, trail })
}

/// A time of day alone, such as 09:00, is text: most clock times are written so.
fn is_time(value: &DeValue<'_>) -> bool {
    let moment = value.as_datetime();
    moment.is_some_and(|moment| moment.date.is_none() && moment.time.is_some())
}

/// Puts the value into the tree, creating tables on the way; `place` tells where a part of the path is written.
pub(super) fn insert(
    table: &mut Table,
    parts: &[Part],
    node: Node,
    place: impl Fn(&Part) -> Span,
    problems: &Problems,
) {
    let Some((last, way)) = parts.split_last() else {
        return;
    };
    let mut table = table;
    let mut trail = Trail::default();
    for (depth, part) in way.iter().enumerate() {
        trail = trail.key(&part.key);
        let span = place(part);
        if depth == 1 {
            doubt_new_id(table, &trail, part, span, problems);
        }
        let position = position_or_new(table, part, span, || Node {
            value: Value::Table(Table::default()),
            span,
            trail: trail.clone(),
        });
        let there = &mut table.entries[position].node;
        if !matches!(there.value, Value::Table(_)) {
            problems.push(not_a_table(there, span));
            return;
        }
        let Value::Table(inner) = &mut there.value else {
            return;
        };
        table = inner;
    }
    let key_span = place(last);
    if let Some(entry) = table.entries.iter_mut().find(|one| one.key == last.key) {
        entry.key_span = key_span;
        entry.node = node;
    } else {
        let key = last.key.clone();
        table.entries.push(Entry {
            key,
            key_span,
            node,
        });
    }
}

/// Where the entry for this part is; it is added at the end if there is none.
fn position_or_new(
    table: &mut Table,
    part: &Part,
    key_span: Span,
    new: impl FnOnce() -> Node,
) -> usize {
    let found = table.entries.iter().position(|one| one.key == part.key);
    found.unwrap_or_else(|| {
        let key = part.key.clone();
        let node = new();
        table.entries.push(Entry {
            key,
            key_span,
            node,
        });
        table.entries.len() - 1
    })
}

/// Warns about one key of a thing that is not there beside one that is called almost the same: a slip adds a thing.
fn doubt_new_id(table: &Table, trail: &Trail, part: &Part, span: Span, problems: &Problems) {
    let ids: Vec<_> = table.entries.iter().map(|one| one.key.as_str()).collect();
    if ids.contains(&part.key.as_str()) {
        return;
    }
    if let Some(near) = words::nearest(&part.key, &ids) {
        let title = format!("this adds `{trail}`, which the file does not have");
        let help = format!("did you mean `{near}`?");
        problems.warn("added_by_set", Some(span), title, "", help);
    }
}

fn not_a_table(there: &Node, span: Span) -> Problem {
    let help = match there.value {
        Value::List(_) => "set the whole list: key=[...]",
        _ => "set the value itself, or remove the rest of the path",
    };
    let kind = words::kind(&there.value);
    Problem {
        severity: Severity::Error,
        code: CODE,
        title: format!(
            "`{}` is {kind}, so nothing can be set inside it",
            there.trail
        ),
        span: Some(span),
        label: String::new(),
        also: vec![(there.span, words::found(there))],
        help: Some(help.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The tree after the overrides as `key=value` text, and the problems.
    fn set(text: &str, overrides: &[&str]) -> (String, Vec<Problem>) {
        let mut sources = Sources::new("a", text.to_owned());
        let overrides: Vec<_> = overrides.iter().map(|one| (*one).to_owned()).collect();
        let problems = Problems::new();
        let table = parse::parse(&mut sources, &overrides, &problems);
        (shown(&table), problems.into_vec())
    }

    fn shown(table: &Table) -> String {
        let one = |entry: &Entry| match &entry.node.value {
            Value::Table(inner) => format!("{}({})", entry.key, shown(inner)),
            _ => format!("{}={}", entry.key, words::value(&entry.node)),
        };
        let all: Vec<_> = table.entries.iter().map(one).collect();
        all.join(" ")
    }

    fn title(text: &str, typed: &str) -> String {
        let (_, mut problems) = set(text, &[typed]);
        let problem = problems.remove(0);
        let span = problem.span.unwrap();
        assert_eq!(span.source, 1);
        format!("{}..{} {}", span.start, span.end, problem.title)
    }

    #[test]
    fn values_are_toml_or_plain_text() {
        for (typed, tree) in [
            ("a=1", "a=1"),
            (" a . b = 0.5 ", "a(b=0.5)"),
            ("a=72h", "a=\"72h\""),
            ("a=09:00", "a=\"09:00\""),
            ("a=cool", "a=\"cool\""),
            ("a=true", "a=true"),
            ("a=1 2", "a=\"1 2\""),
            ("a='b=c'", "a=\"b=c\""),
            ("a=[1, 2]", "a=a list"),
            ("a={b = 1, c.d = 2}", "a(b=1 c(d=2))"),
            ("\"x y\".'=.'=1", "x y(=.=1)"),
        ] {
            let (found, problems) = set("", &[typed]);
            assert_eq!((found.as_str(), problems.len()), (tree, 0), "{typed}");
        }
    }

    #[test]
    fn order_is_kept_and_later_ones_win() {
        let text = "b = 1\na = 2\n[t]\nx = 1\ny = 2";
        let (tree, problems) = set(text, &["a=5", "b=6", "t.x=7", "t.z.w=8", "b=9", "n=0"]);
        assert_eq!(tree, "b=9 a=5 t(x=7 y=2 z(w=8)) n=0");
        assert!(problems.is_empty());
        assert_eq!(set(text, &["t={q=1}"]).0, "b=1 a=2 t(q=1)");
    }

    #[test]
    fn a_new_thing_beside_a_similar_one_is_doubted() {
        let text = "[station.pack]\nwork = 1";
        assert_eq!(
            title(text, "station.pakc.work=2"),
            "8..12 this adds `station.pakc`, which the file does not have"
        );
        for typed in [
            "station.pack.work=2",
            "station.scan.work=2",
            "station.pakc={}",
        ] {
            assert!(set(text, &[typed]).1.is_empty(), "{typed}");
        }
    }

    #[test]
    fn wrong_ones_point_into_the_typed_text() {
        assert_eq!(title("", "foo"), "0..3 there is no = in this --set");
        assert_eq!(title("", "=3"), "0..1 a key is missing here");
        assert_eq!(title("", ""), "0..0 a key is missing here");
        assert_eq!(title("", "a..b=3"), "2..3 a key is missing here");
        assert_eq!(title("", "a="), "1..2 there is no value after the =");
        assert_eq!(title("", "a b=1"), "2..3 this cannot be part of a key");
        assert_eq!(title("", "\u{e4}=1"), "0..2 this cannot be part of a key");
        assert_eq!(title("", "\"a=1"), "0..4 this quoted key is not complete");
        assert_eq!(title("", "a=[1"), "4..4 a list is not closed");
        assert_eq!(
            title("", "a=99999999999999999999"),
            "2..22 this number is too big"
        );
        let inside = title("a = 1", "a.b=2");
        assert_eq!(
            inside,
            "0..1 `a` is a number, so nothing can be set inside it"
        );
        let long = format!("{}a=1", "a.".repeat(20));
        assert_eq!(title("", &long), "0..41 this key has more than 16 parts");
    }
}
