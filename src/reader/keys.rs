//! The keys of a section, each read as what it is.

use jiff::civil::DateTime;
use serde_json::json;

use crate::reader::schema::{duration_in_json, number_in_json};
use crate::reader::{Field, Item, Section, words};

impl<'a> Section<'a> {
    /// Reads a key with any reader.
    pub fn field<T>(
        &self,
        key: &'static str,
        read: impl FnOnce(Item<'a>) -> Option<T>,
    ) -> Field<'a, T> {
        let item = self.item(key);
        Field {
            value: item.and_then(read),
            item,
            key,
            home: self.home.clone(),
            show: words::number,
            tell: |_| None,
        }
    }

    /// A finite number.
    pub fn number(&self, key: &'static str) -> Field<'a, f64> {
        Field {
            tell: |number| Some(number_in_json(*number)),
            ..self.field(key, |item| item.number())
        }
    }

    /// A whole number.
    pub fn integer(&self, key: &'static str) -> Field<'a, i64> {
        Field {
            tell: |number| Some(json!(number)),
            ..self.field(key, |item| item.integer())
        }
    }

    /// A number from 0 to 1.
    pub fn probability(&self, key: &'static str) -> Field<'a, f64> {
        self.number(key).within(0.0, 1.0)
    }

    /// An amount of money, 0 to a trillion yuan.
    pub fn money(&self, key: &'static str) -> Field<'a, f64> {
        self.number(key).at_least(0.0).at_most(1e12)
    }

    /// `true` or `false`.
    pub fn boolean(&self, key: &'static str) -> Field<'a, bool> {
        Field {
            tell: |flag| Some(json!(flag)),
            ..self.field(key, |item| item.boolean())
        }
    }

    /// Text.
    pub fn text(&self, key: &'static str) -> Field<'a, &'a str> {
        self.field(key, |item| item.text())
    }

    /// A duration in minutes. Its limits are in minutes too.
    pub fn duration(&self, key: &'static str) -> Field<'a, f64> {
        Field {
            show: words::duration,
            tell: |minutes| Some(duration_in_json(*minutes)),
            ..self.field(key, |item| item.duration())
        }
    }

    /// A duration of days or months, in minutes. Its limits are in minutes too.
    pub fn long_duration(&self, key: &'static str) -> Field<'a, f64> {
        Field {
            show: words::duration,
            tell: |minutes| Some(duration_in_json(*minutes)),
            ..self.field(key, |item| item.long_duration())
        }
    }

    /// A clock time in minutes since midnight, see [`Item::clock`].
    pub fn clock(&self, key: &'static str) -> Field<'a, i64> {
        Field {
            show: |minutes| format!("{minutes} min after midnight"),
            ..self.field(key, |item| item.clock())
        }
    }

    /// A local date and time.
    pub fn moment(&self, key: &'static str) -> Field<'a, DateTime> {
        self.field(key, |item| item.moment())
    }

    /// A day, at its midnight or a time of it.
    pub fn day(&self, key: &'static str) -> Field<'a, DateTime> {
        self.field(key, |item| item.day())
    }

    /// One of the allowed words, as its position among them.
    pub fn choice(&self, key: &'static str, allowed: &'static [&'static str]) -> Field<'a, usize> {
        self.field(key, |item| item.choice(allowed))
    }

    /// One of the ids, as its position among them; `what` is what they name.
    pub fn reference(&self, key: &'static str, what: &str, ids: &[String]) -> Field<'a, usize> {
        self.field(key, |item| item.reference(what, ids))
    }
}
