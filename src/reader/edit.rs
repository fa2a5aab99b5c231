//! A text with one value changed in place: everything else, remarks and all, stays as it is.

use std::fmt::Write as _;

use crate::reader::overrides::{Part, keys};
use crate::reader::tree::is_bare;
use crate::reader::{Entry, Node, Problems, Sources, Table, Value, parse};

/// The TOML text with `value` (TOML as well) at a path such as `shift.day.assign.pack.temps`, added where the text does
/// not say it yet. `None` where that cannot be done: the text is not TOML, or a whole section stands at the path.
///
/// ```
/// use surgeplan::reader::edited;
/// let text = "[station.pack]\nservers = 2 # people\n";
/// let more = edited(text, "station.pack.servers", "3").unwrap();
/// assert_eq!(more, "[station.pack]\nservers = 3 # people\n");
/// let new = edited(text, "station.pack.open", "[\"10:00-22:00\"]").unwrap();
/// assert_eq!(new, "[station.pack]\nservers = 2 # people\nopen = [\"10:00-22:00\"]\n");
/// ```
pub fn edited(text: &str, path: &str, value: &str) -> Option<String> {
    let tree = tree(text)?;
    let (parts, _) = keys(path).ok().filter(|(_, end)| *end == path.len())?;
    let (known, rest) = follow(&tree, &parts);
    let text = match (known.last(), rest) {
        (Some(node), []) => replaced(text, node, value)?,
        _ => added(text, &parts, &known, value)?,
    };
    // Whatever was done must have led to what was meant.
    let tree = self::tree(&text)?;
    let (_, rest) = follow(&tree, &parts);
    rest.is_empty().then_some(text)
}

/// Values and where they are to stand, of changes as typed at the command line.
pub fn typed_changes(changes: &[String]) -> Vec<(String, String)> {
    let problems = Problems::new();
    let tree = parse(&mut Sources::new("", String::new()), changes, &problems);
    let mut found = Vec::new();
    collect(&tree, "", &mut found);
    found
}

fn collect(table: &Table, before: &str, found: &mut Vec<(String, String)>) {
    for entry in &table.entries {
        let path = format!("{before}{}", quoted(&entry.key));
        match &entry.node.value {
            Value::Table(inner) => collect(inner, &format!("{path}."), found),
            _ => found.push((path, written(&entry.node.value))),
        }
    }
}

/// A value as TOML.
fn written(value: &Value) -> String {
    match value {
        Value::Text(text) => string(text),
        Value::Integer(number) => number.to_string(),
        Value::Float(number) if number.is_finite() => format!("{number:?}"),
        Value::Float(number) => number.to_string().to_lowercase(),
        Value::Boolean(flag) => flag.to_string(),
        Value::Moment(moment) => {
            let date = moment.date.map(|date| date.to_string());
            let time = moment.time.map(|time| time.to_string());
            [date, time]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join("T")
        }
        Value::List(nodes) => {
            let nodes: Vec<String> = nodes.iter().map(|node| written(&node.value)).collect();
            format!("[{}]", nodes.join(", "))
        }
        Value::Table(table) => {
            let one =
                |entry: &Entry| format!("{} = {}", quoted(&entry.key), written(&entry.node.value));
            let entries: Vec<String> = table.entries.iter().map(one).collect();
            format!("{{ {} }}", entries.join(", "))
        }
    }
}

/// Text in the quotes of TOML.
fn string(text: &str) -> String {
    let mut quoted = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' | '\\' => quoted.extend(['\\', letter]),
            letter if letter.is_control() => {
                let _ = write!(quoted, "\\u{:04X}", u32::from(letter));
            }
            letter => quoted.push(letter),
        }
    }
    quoted.push('"');
    quoted
}

fn quoted(key: &str) -> String {
    if is_bare(key) {
        key.to_owned()
    } else {
        string(key)
    }
}

fn tree(text: &str) -> Option<Table> {
    let problems = Problems::new();
    let tree = parse(&mut Sources::new("", text.to_owned()), &[], &problems);
    (!problems.has_errors()).then_some(tree)
}

/// The values on the way along a path as far as they are there, and the rest of the path.
fn follow<'t, 'p>(tree: &'t Table, parts: &'p [Part]) -> (Vec<&'t Node>, &'p [Part]) {
    let mut table = tree;
    let mut known = Vec::new();
    for (depth, part) in parts.iter().enumerate() {
        let Some(entry) = table.get(&part.key) else {
            return (known, &parts[depth..]);
        };
        known.push(&entry.node);
        match &entry.node.value {
            Value::Table(inner) => table = inner,
            _ => return (known, &parts[depth + 1..]),
        }
    }
    (known, &[])
}

/// A value replaced; a section under a header of its own is none.
fn replaced(text: &str, node: &Node, value: &str) -> Option<String> {
    let range = node.span.start..node.span.end;
    let old = text.get(range.clone())?;
    let is_header = matches!(node.value, Value::Table(_)) && !old.starts_with('{');
    if is_header {
        return None;
    }
    let mut text = text.to_owned();
    text.replace_range(range, value);
    Some(text)
}

/// A value added in the innermost table that is written out, behind all that stands there, as it comes last in the tree too:
/// in its braces, or below its header; else at the end.
fn added(text: &str, parts: &[Part], known: &[&Node], value: &str) -> Option<String> {
    let path = |parts: &[Part]| {
        let keys: Vec<String> = parts.iter().map(|part| quoted(&part.key)).collect();
        keys.join(".")
    };
    for (depth, node) in known.iter().enumerate().rev() {
        let Value::Table(table) = &node.value else {
            // There is something else on the way.
            return None;
        };
        let span = text.get(node.span.start..node.span.end)?;
        let line = format!("{} = {value}", path(&parts[depth + 1..]));
        if span.starts_with('{') {
            let inside = if table.entries.is_empty() {
                format!("{{ {line} }}")
            } else {
                let before = span.strip_suffix('}')?.trim_end();
                format!("{before}, {line} }}")
            };
            return Some(spliced(text, node.span.start..node.span.end, &inside));
        }
        if span.starts_with('[') {
            let last = end_of(text, table).map_or(node.span.end, |end| end.max(node.span.end));
            let end = text[last..].find('\n').map(|at| last + at + 1);
            return Some(match end {
                Some(end) => spliced(text, end..end, &format!("{line}\n")),
                None => format!("{text}\n{line}\n"),
            });
        }
    }
    let (last, section) = parts.split_last()?;
    let line = format!("{} = {value}\n", quoted(&last.key));
    let gap = if text.is_empty() || text.ends_with('\n') {
        ""
    } else {
        "\n"
    };
    Some(if section.is_empty() {
        format!("{line}{text}")
    } else {
        format!("{text}{gap}[{}]\n{line}", path(section))
    })
}

/// Where the last value ends that stands below the header of a table; what has a header of its own stands elsewhere.
fn end_of(text: &str, table: &Table) -> Option<usize> {
    let ends = table.entries.iter().filter_map(|entry| {
        let node = &entry.node;
        let is_header = |node: &Node| text[node.span.start..].starts_with('[');
        match &node.value {
            Value::Table(_) if is_header(node) => None,
            Value::Table(inner) if !text[node.span.start..].starts_with('{') => end_of(text, inner),
            Value::List(nodes)
                if nodes
                    .iter()
                    .any(|one| matches!(one.value, Value::Table(_)) && is_header(one)) =>
            {
                None
            }
            _ => Some(node.span.end),
        }
    });
    ends.max()
}

fn spliced(text: &str, range: std::ops::Range<usize>, with: &str) -> String {
    format!("{}{with}{}", &text[..range.start], &text[range.end..])
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "title = \"x\" # a title\n[a] # the first\nx = 1 # one\nd.e = { y = 2, z = [1, 2] }\nf.g = 3\n[b.c]\nk = \"08:00\"\nt = {}\n";

    #[test]
    fn values_change_in_place() {
        for (path, value, from, to) in [
            ("a.x", "2", "x = 1 #", "x = 2 #"),
            ("a.d.e.y", "0.3", "y = 2,", "y = 0.3,"),
            ("a.d.e.z", "[3]", "z = [1, 2]", "z = [3]"),
            ("b.c.k", "\"09:30\"", "\"08:00\"", "\"09:30\""),
            ("a.d.e.new", "5", "2] }", "2], new = 5 }"),
            ("b.c.t.new", "5", "t = {}", "t = { new = 5 }"),
            ("a.new", "5", "f.g = 3\n", "f.g = 3\nnew = 5\n"),
            ("a.d.h", "5", "f.g = 3\n", "f.g = 3\nd.h = 5\n"),
            ("a.f.h.i", "5", "f.g = 3\n", "f.g = 3\nf.h.i = 5\n"),
            ("b.new.q", "5", "t = {}\n", "t = {}\n[b.new]\nq = 5\n"),
            (
                "new.q.\"two words\"",
                "5",
                "t = {}\n",
                "t = {}\n[new.q]\n\"two words\" = 5\n",
            ),
            ("new", "5", "title =", "new = 5\ntitle ="),
        ] {
            assert_eq!(TEXT.matches(from).count(), 1, "{from}");
            assert_eq!(
                edited(TEXT, path, value),
                Some(TEXT.replace(from, to)),
                "{path}"
            );
        }
        for (path, value) in [
            ("a", "5"),
            ("a.x.y", "5"),
            ("a..x", "5"),
            ("a.x", "5 6"),
            ("b", "1"),
        ] {
            assert_eq!(edited(TEXT, path, value), None, "{path}");
        }
    }

    #[test]
    fn what_was_typed_becomes_toml() {
        let typed = [
            "a.x=72h",
            "b.\"c d\"=[1, 2.0]",
            "m=2026-11-11T10:00:00",
            "t={q = true}",
            "c=09:00",
        ];
        let found = typed_changes(&typed.map(str::to_owned));
        let texts: Vec<String> = found
            .iter()
            .map(|(path, value)| format!("{path}={value}"))
            .collect();
        assert_eq!(
            texts,
            [
                "a.x=\"72h\"",
                "b.\"c d\"=[1, 2.0]",
                "m=2026-11-11T10:00:00",
                "t.q=true",
                "c=\"09:00\""
            ]
        );
    }
}
