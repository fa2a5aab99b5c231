//! TOML syntax errors in plain words.

use crate::reader::{Span, tree, words};

/// A syntax error as it is shown.
#[derive(Debug, PartialEq, Eq)]
pub struct Wording {
    /// Stable kind.
    pub code: &'static str,
    /// What is wrong.
    pub title: String,
    /// What to write instead; may be empty.
    pub help: String,
}

/// The parser's messages by how they begin, what is wrong, and what to write
/// instead. The first match counts.
const PLAIN: &[(&str, &str, &str)] = &[
    ("invalid basic string, expected `\"`", NO_QUOTE, END_QUOTE),
    ("invalid literal string, expected `'`", NO_QUOTE, END_QUOTE),
    (
        "invalid multi-line basic string, expected `\"`",
        NO_QUOTE,
        END_QUOTE,
    ),
    (
        "invalid multi-line literal string, expected `'`",
        NO_QUOTE,
        END_QUOTE,
    ),
    ("invalid basic string", CONTROL, "delete it"),
    ("invalid literal string", CONTROL, "delete it"),
    ("invalid multi-line", CONTROL, "delete it"),
    ("invalid comment character", CONTROL, "delete it"),
    (
        "missing opening quote",
        "this text has no opening quote",
        "begin it with the quote it ends with",
    ),
    ("missing escaped value", BACKSLASH, TWO_BACKSLASHES),
    ("too few unicode", BACKSLASH, TWO_BACKSLASHES),
    (
        "unexpected leading zero",
        "a number cannot begin with 0",
        "leave the zero out, or quote it if it is text",
    ),
    ("invalid mantissa", POINT, "write 0.5 or 5.0"),
    ("invalid fraction", POINT, "write 0.5 or 5.0"),
    (
        "`_` may only",
        "`_` may only stand between the digits of a number",
        "",
    ),
    ("missing value for key", NO_VALUE, VALUE_OR_REMARK),
    ("key with no value", NO_VALUE, VALUE_OR_REMARK),
    (
        "missing value",
        "a value is missing here",
        "write a value after the =",
    ),
    ("unquoted keys cannot be empty", NO_KEY, KEY_OR_SECTION),
    ("missing key", NO_KEY, KEY_OR_SECTION),
    (
        "keys cannot be multi-line",
        "a key cannot span lines",
        "use one pair of quotes",
    ),
    (
        "unclosed table",
        NO_BRACKET,
        "end it with the ] it began with",
    ),
    ("unclosed array table", NO_BRACKET, "end it with ]]"),
    ("unclosed array", "a list is not closed", "end it with ]"),
    (
        "unclosed inline table",
        "an inline table is not closed",
        "end it with }",
    ),
    ("missing comma", "a comma is missing here", ""),
    ("extra comma", "there is a comma too many", ""),
    ("extra `=`", "there is an = too many", ""),
    ("extra assignment", "there is an = too many", ""),
    (
        "missing assignment",
        "an = is missing here",
        "write `key = value`",
    ),
    (
        "unexpected key or value",
        "the line should end here",
        "write one setting per line",
    ),
    (
        "cannot recurse",
        NESTED,
        "use fewer brackets inside brackets",
    ),
    ("recursion limit", NESTED, "use fewer parts in the key"),
];

const NO_QUOTE: &str = "this text has no closing quote";
const END_QUOTE: &str = "end it with the quote it began with";
const CONTROL: &str = "there is an invisible control character here";
const BACKSLASH: &str = "a backslash in double quotes needs a special letter after it";
const TWO_BACKSLASHES: &str = "write \\\\ for a backslash, or use single quotes: 'a\\b'";
const POINT: &str = "a number needs digits before and after its point";
const NO_VALUE: &str = "this key has no value";
const VALUE_OR_REMARK: &str = "write `key = value`, or # before a remark";
const NO_KEY: &str = "a key is missing here";
const KEY_OR_SECTION: &str = "write `key = value` or `[section]`";
const NO_BRACKET: &str = "this section header is not closed";
const NESTED: &str = "this is nested too deeply";

/// Words for the parser's `message` about the place `span` in `text`.
pub fn wording(message: &str, text: &str, span: Span) -> Wording {
    let plain = || {
        let known = PLAIN.iter().find(|(start, ..)| message.starts_with(start));
        known.map(|(_, title, help)| ((*title).to_owned(), (*help).to_owned()))
    };
    let (title, help) = particular(message, text, span)
        .or_else(plain)
        .unwrap_or_else(|| (format!("this is not valid TOML: {message}"), String::new()));
    let code = if message.starts_with("duplicate key") {
        "duplicate_key"
    } else {
        "syntax"
    };
    Wording { code, title, help }
}

/// The errors whose wording depends on what stands there.
fn particular(message: &str, text: &str, span: Span) -> Option<(String, String)> {
    let found = &text[span.start..span.end];
    let shown = words::clip(found);
    let starts = |start: &str| message.starts_with(start);
    let symbol = starts("invalid boolean") || starts("invalid float");
    if starts("string values must be quoted") || (symbol && found.starts_with(char::is_alphabetic))
    {
        return Some(unquoted_wording(found));
    }
    let code = code_of(line_around(text, span.start));
    let (title, help) = if starts("invalid unquoted key") {
        let help = "use only letters a-z, digits, - and _, or put the key in quotes";
        (format!("`{shown}` cannot be a key"), help)
    } else if starts("duplicate key") {
        let help = "keep one of them; a section is opened only once";
        (format!("`{shown}` is there twice"), help)
    } else if starts("key with no value") && code.contains(':') {
        (
            NO_VALUE.to_owned(),
            "write `key = value`, with = instead of :",
        )
    } else if starts("unexpected key or value") && is_decimal_comma(text, span.start) {
        let help = "write decimals with a point, such as 1.5";
        ("a number has no comma".to_owned(), help)
    } else if let Some(rest) = message.strip_prefix("cannot extend value of type ") {
        let kind = match rest.split(' ').next() {
            Some("inline") => "a table in braces",
            Some("array") => "a list",
            Some("string") => "text",
            _ => "a single value",
        };
        let title = format!("`{shown}` is already written as {kind}");
        (title, "write all of it in one place")
    } else if starts("invalid date") || starts("invalid time") || starts("invalid offset") {
        let wanted = message.split_once(", expected ");
        let help = wanted.map_or("", |(_, rest)| rest);
        ("there is no such date or time".to_owned(), help)
    } else {
        return None;
    };
    Some((title, help.to_owned()))
}

/// Text without quotes, the most common slip.
fn unquoted_wording(found: &str) -> (String, String) {
    let shown = words::clip(found);
    let help = match found.to_lowercase().as_str() {
        "" => {
            let title = "a value is missing after the `=`".to_owned();
            return (title, "write a value, or remove the line".to_owned());
        }
        "true" | "yes" | "on" => "write true".to_owned(),
        "false" | "no" | "off" => "write false".to_owned(),
        _ => words::percent_help(found).unwrap_or(format!("text goes in quotes: \"{shown}\"")),
    };
    (format!("`{shown}` is not a value"), help)
}

/// True if a comma between two digits is at this place.
fn is_decimal_comma(text: &str, at: usize) -> bool {
    let digit = |c: char| c.is_ascii_digit();
    let after = text[at..].strip_prefix(',');
    text[..at].ends_with(digit) && after.is_some_and(|after| after.starts_with(digit))
}

/// The line a byte is in.
fn line_around(text: &str, at: usize) -> &str {
    let start = text[..at].rfind('\n').map_or(0, |found| found + 1);
    let end = text[at..].find('\n').map_or(text.len(), |found| at + found);
    &text[start..end]
}

/// How many lines above are searched for the first of two equal keys.
const LOOK_BACK: usize = 2000;

/// Where a doubled key stood first, if that is certain: a header with the same
/// words, or the same key first on a line of the same section.
pub fn earlier(text: &str, span: Span) -> Option<Span> {
    let line_start = text[..span.start].rfind('\n').map_or(0, |found| found + 1);
    let header = code_of(line_around(text, span.start));
    let key = &text[span.start..span.end];
    let is_header = header.starts_with('[');
    let leads = text[line_start..span.start].trim().is_empty();
    let is_key = leads && tree::is_bare(key);
    if !is_header && !is_key {
        return None;
    }
    let mut end = line_start.checked_sub(1)?;
    for _ in 0..LOOK_BACK {
        let start = text[..end].rfind('\n').map_or(0, |found| found + 1);
        let line = &text[start..end];
        let code = code_of(line);
        let at = start + line.len() - line.trim_start().len();
        let place = |length| Span {
            source: span.source,
            start: at,
            end: at + length,
        };
        if is_header && code == header {
            return Some(place(code.len()));
        }
        if !is_header && code.starts_with('[') {
            return None;
        }
        let rest = code.strip_prefix(key).map(str::trim_start);
        if !is_header && rest.is_some_and(|rest| rest.starts_with('=')) {
            return Some(place(key.len()));
        }
        end = start.checked_sub(1)?;
    }
    None
}

/// A line without its remark and the blanks around it.
fn code_of(line: &str) -> &str {
    line.split('#').next().unwrap_or("").trim()
}
