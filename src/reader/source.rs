//! The texts being read and places in them.

use std::ops::Range;

/// A stretch of bytes in one of the texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// Which text of the [`Sources`]; 0 is the scenario file.
    pub source: usize,
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

/// The scenario file (source 0) and one more text for each `--set`.
#[derive(Clone, Debug)]
pub struct Sources {
    all: Vec<Source>,
}

/// One named text, with the byte each of its lines starts at.
#[derive(Clone, Debug)]
struct Source {
    name: String,
    text: String,
    line_starts: Vec<usize>,
}

impl Source {
    fn new(name: &str, mut text: String) -> Self {
        // Editors on Windows like to put a byte order mark first; it is not content.
        if text.starts_with('\u{feff}') {
            text.drain(..'\u{feff}'.len_utf8());
        }
        let breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let line_starts = std::iter::once(0)
            .chain(breaks.map(|(at, _)| at + 1))
            .collect();
        Self {
            name: name.to_owned(),
            text,
            line_starts,
        }
    }

    /// Index of the line that holds `byte`, counting from 0.
    fn line_index(&self, byte: usize) -> usize {
        self.line_starts.partition_point(|start| *start <= byte) - 1
    }
}

impl Sources {
    /// Starts with the scenario file. A byte order mark at its start is dropped.
    pub fn new(name: &str, text: String) -> Self {
        Self {
            all: vec![Source::new(name, text)],
        }
    }

    /// Adds one more text and returns its number.
    pub fn add(&mut self, name: &str, text: String) -> usize {
        self.all.push(Source::new(name, text));
        self.all.len() - 1
    }

    /// The name of a text; empty if there is no such text.
    pub fn name(&self, source: usize) -> &str {
        self.all.get(source).map_or("", |one| one.name.as_str())
    }

    /// A whole text; empty if there is no such text.
    pub fn text(&self, source: usize) -> &str {
        self.all.get(source).map_or("", |one| one.text.as_str())
    }

    /// Line and column of the span's start, both from 1, columns in characters.
    pub fn line_column(&self, span: Span) -> (usize, usize) {
        let Some(source) = self.all.get(span.source) else {
            return (1, 1);
        };
        let start = self.bytes(span).start;
        let line = source.line_index(start);
        let before = &source.text[source.line_starts[line]..start];
        (line + 1, before.chars().count() + 1)
    }

    /// The span's bytes, forced to lie inside the text and on whole characters,
    /// so that slicing can never fail.
    pub(super) fn bytes(&self, span: Span) -> Range<usize> {
        let text = self.text(span.source);
        let start = text.floor_char_boundary(span.start);
        let end = text.ceil_char_boundary(span.end);
        start..end.max(start)
    }

    /// The bytes of the whole lines a span touches, without the last line's end.
    pub(super) fn lines(&self, span: Span) -> Range<usize> {
        let Some(source) = self.all.get(span.source) else {
            return 0..0;
        };
        let bytes = self.bytes(span);
        let first = source.line_index(bytes.start);
        let last = source.line_index(bytes.end);
        let next = source.line_starts.get(last + 1);
        let end = next.map_or(source.text.len(), |start| start - 1);
        source.line_starts[first]..end
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(start: usize, end: usize) -> Span {
        Span {
            source: 0,
            start,
            end,
        }
    }

    #[test]
    fn columns_count_characters() {
        let sources = Sources::new("a", "x = 1\n\u{e4}\u{e4} = 2\n".to_owned());
        assert_eq!(sources.line_column(span(0, 1)), (1, 1));
        assert_eq!(sources.line_column(span(6, 8)), (2, 1));
        assert_eq!(sources.line_column(span(11, 12)), (2, 4));
        assert_eq!(sources.line_column(span(7, 8)), (2, 1));
        assert_eq!(sources.line_column(span(999, 1000)), (3, 1));
    }

    #[test]
    fn mark_is_dropped_and_lines_are_whole() {
        let sources = Sources::new("a", "\u{feff}ab\ncd\nef".to_owned());
        assert_eq!(sources.text(0), "ab\ncd\nef");
        assert_eq!(sources.lines(span(4, 5)), 3..5);
        assert_eq!(sources.lines(span(1, 7)), 0..8);
        assert_eq!(sources.text(9), "");
    }

    #[test]
    fn empty_text_has_a_first_line() {
        let sources = Sources::new("a", String::new());
        assert_eq!(sources.line_column(span(0, 0)), (1, 1));
        assert_eq!(sources.lines(span(0, 9)), 0..0);
    }
}
