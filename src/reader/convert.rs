//! From the TOML parser's tree to ours: owned, spanned, in file order.

use jiff::civil;
use toml::Spanned;
use toml::de::{DeInteger, DeTable, DeValue};

use crate::reader::{CivilTime, Entry, Node, Problems, Span, Table, Trail, Value};

/// Deepest level of tables and lists inside each other.
const MAX_DEPTH: usize = 64;

/// Turns parsed TOML into nodes; `offset` is where the parsed part begins in its source.
#[derive(Clone, Copy)]
pub struct Converter<'a> {
    /// Which source the text is.
    pub source: usize,
    /// Byte of the source at which the parsed text begins.
    pub offset: usize,
    /// Where values that cannot be kept are reported.
    pub problems: &'a Problems,
}

impl Converter<'_> {
    /// A table at `trail`, its entries in the order of the text.
    pub fn table(self, table: DeTable<'_>, trail: &Trail, depth: usize) -> Table {
        let mut entries: Vec<Entry> = table
            .into_iter()
            .map(|(key, value)| {
                let key_span = self.span(&key.span());
                let key = key.into_inner().into_owned();
                let node = self.node(value, trail.key(&key), depth + 1);
                Entry {
                    key,
                    key_span,
                    node,
                }
            })
            .collect();
        entries.sort_by_key(|entry| entry.key_span.start);
        Table { entries }
    }

    /// One value at `trail`.
    pub fn node(self, value: Spanned<DeValue<'_>>, trail: Trail, depth: usize) -> Node {
        let span = self.span(&value.span());
        let value = match value.into_inner() {
            DeValue::String(text) => Value::Text(text.into_owned()),
            DeValue::Integer(whole) => Value::Integer(self.integer(&whole, span)),
            DeValue::Float(float) => Value::Float(float.as_str().parse().unwrap_or(f64::NAN)),
            DeValue::Boolean(flag) => Value::Boolean(flag),
            moment @ DeValue::Datetime(_) => Value::Moment(self.civil_time(&moment, span)),
            DeValue::Array(_) | DeValue::Table(_) if depth > MAX_DEPTH => {
                let title = format!("this is more than {MAX_DEPTH} levels deep");
                self.refuse("too_deep", span, &title, "use fewer tables inside tables");
                Value::List(Vec::new())
            }
            DeValue::Array(list) => {
                let nodes = list.into_iter().enumerate();
                let nodes = nodes.map(|(at, one)| self.node(one, trail.index(at), depth + 1));
                Value::List(nodes.collect())
            }
            DeValue::Table(table) => Value::Table(self.table(table, &trail, depth)),
        };
        Node { value, span, trail }
    }

    fn span(self, range: &std::ops::Range<usize>) -> Span {
        Span {
            source: self.source,
            start: range.start + self.offset,
            end: range.end + self.offset,
        }
    }

    /// Reports a value and keeps later complaints about its stand-in quiet.
    fn refuse(self, code: &'static str, span: Span, title: &str, help: &str) {
        self.problems.error(code, Some(span), title, "", help);
        self.problems.mute(span);
    }

    fn integer(self, whole: &DeInteger<'_>, span: Span) -> i64 {
        let parsed = i64::from_str_radix(whole.as_str(), whole.radix());
        parsed.unwrap_or_else(|_| {
            let help = "numbers up to about 9 billion billions can be written";
            self.refuse("number_too_big", span, "this number is too big", help);
            0
        })
    }

    // Takes the whole value because toml has no public name for its date type.
    fn civil_time(self, value: &DeValue<'_>, span: Span) -> CivilTime {
        let Some(moment) = value.as_datetime() else {
            return CivilTime::default();
        };
        let date = moment.date.map(|date| {
            let (month, day) = (date.month.cast_signed(), date.day.cast_signed());
            civil::Date::new(date.year.cast_signed(), month, day)
        });
        let time = moment.time.map(|time| {
            let (hour, minute) = (time.hour.cast_signed(), time.minute.cast_signed());
            let second = time.second.unwrap_or(0).cast_signed();
            let nanosecond = time.nanosecond.unwrap_or(0).cast_signed();
            civil::Time::new(hour, minute, second, nanosecond)
        });
        if matches!(date, Some(Err(_))) || matches!(time, Some(Err(_))) {
            let help = "check month, day, hour and second";
            self.refuse("bad_moment", span, "there is no such date or time", help);
        }
        CivilTime {
            date: date.and_then(Result::ok),
            time: time.and_then(Result::ok),
            offset: moment.offset.is_some(),
        }
    }
}
