//! The tree a scenario text becomes: values with their places.

use std::fmt;
use std::sync::Arc;

use jiff::civil;

use crate::reader::{Span, words};

/// Keys and values, in the order of the file.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// The entries; no key twice.
    pub entries: Vec<Entry>,
}

impl Table {
    /// The entry with this key.
    pub fn get(&self, key: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.key == key)
    }
}

/// One key with its value.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The key, without quotes.
    pub key: String,
    /// Where the key stands.
    pub key_span: Span,
    /// The value.
    pub node: Node,
}

/// One value with its place in the text and its path in the tree.
#[derive(Clone, Debug)]
pub struct Node {
    /// The value.
    pub value: Value,
    /// Where it stands; for a `[section]` this is its header.
    pub span: Span,
    pub(super) trail: Trail,
}

/// A value.
#[derive(Clone, Debug)]
pub enum Value {
    /// Text.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// Any other number; may still be infinite or not a number.
    Float(f64),
    /// `true` or `false`.
    Boolean(bool),
    /// A date, a time of day or both, written without quotes.
    Moment(CivilTime),
    /// `[ ... ]` or a row of `[[sections]]`.
    List(Vec<Node>),
    /// `{ ... }` or a `[section]`.
    Table(Table),
}

/// A date, a time of day or both, as TOML knows them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CivilTime {
    /// The date, if written.
    pub date: Option<civil::Date>,
    /// The time of day, if written.
    pub time: Option<civil::Time>,
    /// True if an offset such as `Z` or `+01:00` was written.
    pub offset: bool,
}

/// The way from the root to a value. Cheap to copy: steps are shared, and only
/// a message ever turns them into text.
#[derive(Clone, Debug, Default)]
pub struct Trail(Option<Arc<Step>>);

#[derive(Debug)]
struct Step {
    before: Trail,
    name: Name,
}

#[derive(Debug)]
enum Name {
    Key(Box<str>),
    Index(usize),
}

impl Trail {
    /// One step into a table.
    #[must_use]
    pub fn key(&self, key: &str) -> Self {
        self.step(Name::Key(key.into()))
    }

    /// One step into a list, counting from 0.
    #[must_use]
    pub fn index(&self, index: usize) -> Self {
        self.step(Name::Index(index))
    }

    /// True at the root.
    pub fn is_root(&self) -> bool {
        self.0.is_none()
    }

    fn step(&self, name: Name) -> Self {
        let before = self.clone();
        Self(Some(Arc::new(Step { before, name })))
    }
}

impl fmt::Display for Trail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(step) = &self.0 else { return Ok(()) };
        write!(f, "{}", step.before)?;
        let key = match &step.name {
            Name::Index(index) => return write!(f, "[{index}]"),
            Name::Key(key) => key,
        };
        let dot = if step.before.is_root() { "" } else { "." };
        if is_bare(key) {
            write!(f, "{dot}{}", words::clip(key))
        } else {
            write!(f, "{dot}\"{}\"", words::clip(key))
        }
    }
}

/// True if TOML lets a key stand without quotes.
pub(super) fn is_bare(key: &str) -> bool {
    !key.is_empty() && key.bytes().all(is_bare_byte)
}

/// True for the letters a key without quotes may have.
pub(super) fn is_bare_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trails_read_like_keys() {
        let root = Trail::default();
        assert_eq!(root.to_string(), "");
        let deep = root.key("source").key("two words").index(3).key("at");
        assert_eq!(deep.to_string(), "source.\"two words\"[3].at");
    }
}
