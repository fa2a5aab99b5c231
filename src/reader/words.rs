//! Small pieces of wording shared by all messages.

use std::fmt::Write as _;

use crate::reader::{Node, Value};

/// Longest piece of somebody's text that is repeated in a message, in characters.
const SHOWN: usize = 40;
/// Longest text that is compared with known names; longer ones are no typos.
const COMPARED: usize = 60;
/// How many names a help text lists.
const LISTED: usize = 24;

/// Text fit for one line of a message: shortened, control characters spelled out.
pub fn clip(text: &str) -> String {
    let mut shown = String::new();
    for (count, letter) in text.chars().enumerate() {
        if count == SHOWN {
            shown.push_str("...");
            break;
        }
        if letter.is_control() {
            shown.extend(letter.escape_default());
        } else {
            shown.push(letter);
        }
    }
    shown
}

/// A number the way a person writes it.
pub fn number(value: f64) -> String {
    let size = value.abs();
    if value.is_finite() && size != 0.0 && !(1e-6..1e15).contains(&size) {
        format!("{value:e}")
    } else {
        format!("{value}")
    }
}

/// A duration the way a person writes it: in the largest unit that keeps it whole.
pub fn duration(minutes: f64) -> String {
    let units = [(1440.0, "d"), (60.0, "h"), (1.0, "min")];
    let whole = |size: f64| minutes % size == 0.0;
    match units
        .iter()
        .find(|(size, _)| minutes != 0.0 && whole(*size))
    {
        Some((size, unit)) => format!("{} {unit}", number(minutes / size)),
        None if minutes == 0.0 => "0".to_owned(),
        None => format!("{} s", number(minutes * 60.0)),
    }
}

/// A value as it may stand in a sentence: `1.4`, `"25s"`, `a list`.
pub fn value(node: &Node) -> String {
    match &node.value {
        Value::Text(text) => format!("\"{}\"", clip(text)),
        Value::Integer(whole) => whole.to_string(),
        Value::Float(float) => number(*float),
        Value::Boolean(flag) => flag.to_string(),
        Value::Moment(_) => "a date or time".to_owned(),
        Value::List(_) => "a list".to_owned(),
        Value::Table(_) => "a table".to_owned(),
    }
}

/// The kind of a value: `text`, `a number`, ...
pub fn kind(value: &Value) -> &'static str {
    match value {
        Value::Text(_) => "text",
        Value::Integer(_) | Value::Float(_) => "a number",
        Value::Boolean(_) => "true or false",
        Value::Moment(_) => "a date or time",
        Value::List(_) => "a list",
        Value::Table(_) => "a table",
    }
}

/// The text at the carets: what was found there.
pub fn found(node: &Node) -> String {
    match &node.value {
        Value::Text(_) => format!("found the text {}", value(node)),
        Value::Integer(_) | Value::Float(_) => format!("found the number {}", value(node)),
        _ => format!("found {}", value(node)),
    }
}

/// The names in a row, each between `quote`s; long rows are cut.
pub fn list<T: AsRef<str>>(names: &[T], quote: char) -> String {
    let mut row = String::new();
    for (count, name) in names.iter().enumerate() {
        if count == LISTED {
            let _ = write!(row, " and {} more", names.len() - count);
            break;
        }
        let comma = if count == 0 { "" } else { ", " };
        let _ = write!(row, "{comma}{quote}{}{quote}", clip(name.as_ref()));
    }
    row
}

/// The known name that was probably meant.
pub fn nearest<'n, T: AsRef<str>>(typed: &str, known: &'n [T]) -> Option<&'n str> {
    let length = typed.chars().count();
    // Comparing takes time and memory with the product of the lengths.
    if length == 0 || length > COMPARED {
        return None;
    }
    let typed = typed.to_lowercase();
    let allowed = (length / 3).max(1);
    known
        .iter()
        .map(AsRef::as_ref)
        .filter(|name| name.len() <= 2 * COMPARED)
        .map(|name| (strsim::osa_distance(&typed, &name.to_lowercase()), name))
        // A one-letter name is one change away from every other letter.
        .filter(|(distance, name)| *distance <= allowed && *distance < name.chars().count())
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// "did you mean ...? " for the start of a help text, or nothing.
pub fn did_you_mean<T: AsRef<str>>(typed: &str, known: &[T], quote: char) -> String {
    match nearest(typed, known) {
        Some(name) => format!("did you mean {quote}{}{quote}? ", clip(name)),
        None => String::new(),
    }
}

/// What to write instead of `12%`, if the text is like that.
pub fn percent_help(text: &str) -> Option<String> {
    let number = text.trim().strip_suffix('%')?.trim().parse::<f64>().ok()?;
    let part = self::number(number / 100.0);
    Some(format!("write it as a part of one: {part}"))
}

/// What to write instead of `160,000 yuan`, if the text is like that.
pub fn currency_help(text: &str) -> Option<String> {
    const SIGNS: [&str; 8] = [
        "yuan", "rmb", "cny", "\u{a5}", "\u{ffe5}", "\u{5143}", "$", "\u{20ac}",
    ];
    let lower = text.trim().to_lowercase();
    let amount = SIGNS.iter().find_map(|sign| {
        let rest = lower
            .strip_prefix(sign)
            .or_else(|| lower.strip_suffix(sign))?;
        let digits: String = rest
            .chars()
            .filter(|c| !matches!(c, ',' | ' ' | '_' | '\''))
            .collect();
        digits
            .parse::<f64>()
            .ok()
            .filter(|amount| amount.is_finite())
    })?;
    let amount = self::number(amount);
    Some(format!(
        "money is a plain number of yuan, without sign or quotes: {amount}"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typos_are_recognised() {
        let known = ["conversion", "sessions", "at"];
        assert_eq!(nearest("conversoin", &known), Some("conversion"));
        assert_eq!(nearest("Sessions", &known), Some("sessions"));
        assert_eq!(nearest("weather", &known), None);
        assert_eq!(nearest("", &known), None);
        assert_eq!(nearest(&"a".repeat(100_000), &known), None);
        assert_eq!(nearest("x", &["y"]), None);
    }

    #[test]
    fn long_and_odd_text_is_tamed() {
        assert_eq!(clip("a\nb\u{1b}[31m"), "a\\nb\\u{1b}[31m");
        assert_eq!(clip(&"x".repeat(50)), format!("{}...", "x".repeat(40)));
        let many: Vec<String> = (0..30).map(|n| n.to_string()).collect();
        assert!(list(&many, '`').ends_with("`23` and 6 more"));
    }

    #[test]
    fn currency_is_taken_off() {
        for text in [
            "160,000 yuan",
            "\u{ffe5}160000",
            "160 000 RMB",
            "$160,000.00",
        ] {
            assert!(
                currency_help(text).is_some_and(|help| help.ends_with(": 160000")),
                "{text}"
            );
        }
        for text in ["160,000", "yuan", "12%", "a lot of yuan"] {
            assert_eq!(currency_help(text), None, "{text}");
        }
    }

    #[test]
    fn numbers_are_plain() {
        assert_eq!(number(1.0), "1");
        assert_eq!(number(0.25), "0.25");
        assert_eq!(number(1e300), "1e300");
        assert_eq!(number(f64::NAN), "NaN");
        assert_eq!(duration(1_440_000.0), "1000 d");
        assert_eq!(duration(90.0), "90 min");
        assert_eq!(duration(0.5), "30 s");
        assert_eq!(duration(0.0), "0");
    }
}
