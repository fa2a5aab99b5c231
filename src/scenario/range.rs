//! What may be decided in which steps: a key of the scenario, and the values that may stand there.

use crate::reader::{Entry, Form, Item, Node, Section, Value};
use crate::reader::{clock_from_text, duration_from_text};

/// A key and the values it may have: a number, a duration or a time of day, in equal steps.
#[derive(Clone, Debug)]
pub struct Range {
    /// The key's path, such as `shift.day.assign.pack.temps`.
    pub path: String,
    /// The first value.
    pub from: f64,
    /// From one value to the next.
    pub step: f64,
    /// How many values there are.
    pub levels: u32,
    kind: Kind,
    /// The key in `[size]`, with its first value in place of its table: what is wrong with a value is told there.
    template: Entry,
}

/// How values are written, and what unit `from` and `step` have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// Whole numbers.
    Whole,
    /// Numbers with so many digits after the point.
    Decimal(usize),
    /// Times of day, in minutes since midnight.
    Clock,
    /// Durations, in milliseconds.
    Duration,
    /// Durations that are written in months, in milliseconds.
    Months,
}

const TIME: Form = Form {
    name: "time_of_steps",
    about: "a duration, such as \"30min\", or a time of day, such as \"08:00\"",
    pattern: r"^\s*-?\s*[0-9].*$",
};

/// Most values of one key.
const MOST: f64 = 1e6;

impl Range {
    /// Reads `"PATH" = { from, to, step }`; `example` is such a line.
    pub(super) fn read(entry: &Entry, item: Item<'_>, example: &str) -> Option<Self> {
        let s = item.section()?;
        s.about("A key of the scenario, in quotes, and the values that may stand there.");
        let help = format!("write {example}, the path in quotes");
        for key in ["from", "to"] {
            if !s.has(key) {
                s.missing(key, &help);
            }
        }
        let ends = [s.item("from"), s.item("to")];
        let step = s.item("step");
        let found = match ends {
            [Some(from), Some(to)] => Self::between(entry, (from, to), step, &s),
            _ => None,
        };
        s.close();
        found
    }

    fn between(
        entry: &Entry,
        (from, to): (Item<'_>, Item<'_>),
        step: Option<Item<'_>>,
        s: &Section<'_>,
    ) -> Option<Self> {
        let (first, last) = (Number::read(from), Number::read(to));
        let by = step.map(Number::read);
        let (first, last) = (first?, last?);
        let by = match by {
            Some(by) => by?,
            None if first.is_time() => {
                s.missing("step", "write it as a duration, such as step = \"30min\"");
                return None;
            }
            None => Number::Plain(1.0),
        };
        let kind = kind(first, last, by);
        let Some((kind, [first, last, by])) = kind else {
            let title = format!("`{}`: from, to and step are not of one kind", item_path(s));
            let help = "write three numbers, three durations, or two times of day and a duration";
            from.wrong("bad_range", title, help);
            return None;
        };
        let are_months = [from, to].iter().all(|item| is_in_months(item.node()));
        let kind = match kind {
            Kind::Duration if are_months => Kind::Months,
            kind => kind,
        };
        let steps = (last - first) / by;
        let whole = (steps.round() - steps).abs() < 1e-6;
        let (title, help) = if by <= 0.0 {
            (
                "the step must be above 0",
                "write step = 1, or leave it out",
            )
        } else if last < first {
            (
                "it ends before it begins",
                "write the lesser value as `from`",
            )
        } else if !whole {
            (
                "steps from `from` do not lead to `to`",
                "choose `to` so that they do",
            )
        } else if steps >= MOST {
            ("it has more than a million values", "choose a longer step")
        } else {
            let mut node = from.node().clone();
            node.value = Value::Boolean(false);
            return Some(Self {
                path: entry.key.clone(),
                from: first,
                step: by,
                levels: steps.round() as u32 + 1,
                kind,
                template: Entry {
                    key: entry.key.clone(),
                    key_span: entry.key_span,
                    node,
                },
            });
        };
        let title = format!("`{}`: {title}", item_path(s));
        let place = step.filter(|_| by <= 0.0).unwrap_or(to);
        place.wrong("bad_range", title, help);
        None
    }

    /// A value, as a number: minutes since midnight of a time of day, milliseconds of a duration.
    fn number(&self, level: u32) -> f64 {
        self.from + self.step * f64::from(level)
    }

    /// A value.
    fn value(&self, level: u32) -> Value {
        let number = self.number(level);
        match self.kind {
            Kind::Whole => Value::Integer(number as i64),
            Kind::Decimal(digits) => {
                // 0.1 three times is 0.30000000000000004.
                let text = format!("{number:.digits$}");
                Value::Float(text.parse().unwrap_or(number))
            }
            Kind::Clock => Value::Text(clock(number as i64)),
            Kind::Duration => Value::Text(duration(number.round() as i64, &UNITS)),
            Kind::Months => Value::Text(duration(number.round() as i64, &WITH_MONTHS)),
        }
    }

    /// A value as it is written in a scenario.
    pub fn text(&self, level: u32) -> String {
        match self.value(level) {
            Value::Integer(number) => number.to_string(),
            Value::Float(number) => format!("{number:?}"),
            Value::Text(text) => format!("\"{text}\""),
            _ => String::new(),
        }
    }

    /// What the scenario is changed by for a value.
    pub(super) fn change(&self, level: u32) -> Entry {
        let mut change = self.template.clone();
        change.node.value = self.value(level);
        change
    }

    /// The level whose value is next to that of a node; `None` where that is of another kind.
    pub(super) fn level_of(&self, node: &Node) -> Option<u32> {
        let number = match (&node.value, self.kind) {
            (Value::Integer(number), Kind::Whole | Kind::Decimal(_)) => *number as f64,
            (Value::Float(number), Kind::Whole | Kind::Decimal(_)) => *number,
            (Value::Text(text), Kind::Clock) => clock_from_text(text)? as f64,
            (Value::Text(text), Kind::Duration | Kind::Months) => {
                duration_from_text(text).ok()? * MINUTE
            }
            _ => return None,
        };
        let level = ((number - self.from) / self.step).round();
        Some(level.clamp(0.0, f64::from(self.levels - 1)) as u32)
    }

    /// Whether its values are numbers, so that they can be weighed.
    pub fn is_number(&self) -> bool {
        matches!(self.kind, Kind::Whole | Kind::Decimal(_))
    }
}

fn item_path(s: &Section<'_>) -> String {
    s.path().to_owned()
}

/// An end or a step as written.
#[derive(Clone, Copy, Debug)]
enum Number {
    Plain(f64),
    Clock(i64),
    /// In minutes.
    Duration(f64),
}

/// Milliseconds.
const MINUTE: f64 = 60_000.0;

impl Number {
    fn read(item: Item<'_>) -> Option<Self> {
        if item.is_number() {
            return item.number().map(Self::Plain);
        }
        if matches!(item.node().value, Value::Moment(_)) {
            return item.clock().map(Self::Clock);
        }
        let text = item.text_of(&TIME)?;
        if text.contains(':') {
            item.clock().map(Self::Clock)
        } else {
            item.duration().map(Self::Duration)
        }
    }

    fn is_time(self) -> bool {
        !matches!(self, Self::Plain(_))
    }
}

/// What kind of range it is, and its numbers in the unit of that kind.
fn kind(from: Number, to: Number, step: Number) -> Option<(Kind, [f64; 3])> {
    let milliseconds = |minutes: f64| (minutes * MINUTE).round();
    match (from, to, step) {
        (Number::Plain(from), Number::Plain(to), Number::Plain(step)) => {
            let digits = [from, to, step].map(digits).into_iter().max().unwrap_or(0);
            let kind = if digits == 0 {
                Kind::Whole
            } else {
                Kind::Decimal(digits)
            };
            Some((kind, [from, to, step]))
        }
        (Number::Clock(from), Number::Clock(to), Number::Duration(step)) if step.fract() == 0.0 => {
            Some((Kind::Clock, [from as f64, to as f64, step]))
        }
        (Number::Duration(from), Number::Duration(to), Number::Duration(step)) => {
            Some((Kind::Duration, [from, to, step].map(milliseconds)))
        }
        _ => None,
    }
}

/// Digits after the point of a number as a person writes it.
fn digits(number: f64) -> usize {
    let text = format!("{number}");
    text.split_once('.').map_or(0, |(_, digits)| digits.len())
}

/// A time of day: "09:30", or "02:00+1" of the next day.
fn clock(minutes: i64) -> String {
    if minutes <= 1440 {
        return format!("{:02}:{:02}", minutes / 60, minutes % 60);
    }
    let (day, minute) = (minutes / 1440, minutes % 1440);
    format!("{:02}:{:02}+{day}", minute / 60, minute % 60)
}

/// Whether a duration is written in months of 30 days: `"2mo"`.
fn is_in_months(node: &Node) -> bool {
    matches!(&node.value, Value::Text(text) if text.trim_end().ends_with("mo"))
}

/// Milliseconds of a unit, and how it is written.
type Unit = (i64, &'static str);

const UNITS: [Unit; 5] = [
    (86_400_000, "d"),
    (3_600_000, "h"),
    (60_000, "min"),
    (1000, "s"),
    (1, "ms"),
];
const WITH_MONTHS: [Unit; 2] = [(30 * 86_400_000, "mo"), (86_400_000, "d")];

/// A duration in the largest unit that keeps it whole: "90min", "2h", "500ms".
fn duration(milliseconds: i64, units: &[Unit]) -> String {
    let whole = units.iter().find(|(unit, _)| milliseconds % unit == 0);
    let (unit, name) = whole.unwrap_or(&(1, "ms"));
    match milliseconds {
        0 => "0s".to_owned(),
        _ => format!("{}{name}", milliseconds / unit),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_as_they_are_read() {
        for minutes in [0, 570, 1439, 1440, 1441, 1620, 2880] {
            assert_eq!(clock_from_text(&clock(minutes)), Some(minutes), "{minutes}");
        }
        for (milliseconds, text) in [
            (0, "0s"),
            (500, "500ms"),
            (90_000, "90s"),
            (5_400_000, "90min"),
            (7_200_000, "2h"),
            (-7_200_000, "-2h"),
            (86_400_000, "1d"),
        ] {
            assert_eq!(duration(milliseconds, &UNITS), text);
            let minutes = duration_from_text(text).expect("a duration");
            assert_eq!(minutes * MINUTE, milliseconds as f64);
        }
        let month = 30 * 86_400_000;
        assert_eq!(
            [0, month, 4 * month, month + 86_400_000].map(|time| duration(time, &WITH_MONTHS)),
            ["0s", "1mo", "4mo", "31d"]
        );
        assert_eq!([3.0, 0.1, 2.25].map(digits), [0, 1, 2]);
    }
}
