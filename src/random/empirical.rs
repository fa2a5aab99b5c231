//! Observed values from a column of a CSV file.
//!
//! This room reads no files itself: what a scenario refers to is loaded beforehand into [`Attachments`].

use super::quantity::Kind;
use crate::reader::{Item, Section};
use std::collections::BTreeMap;

/// The texts of the files a scenario refers to, by the path written in it; a file that could not be read is there with
/// the reason.
#[derive(Clone, Debug, Default)]
pub struct Attachments {
    texts: BTreeMap<String, Result<String, String>>,
    /// What those files refer to themselves, relative to their own folders.
    inner: BTreeMap<String, Attachments>,
}

impl Attachments {
    /// Adds a file's text, or why it could not be read.
    pub fn insert(&mut self, path: &str, text: Result<String, String>) {
        self.texts.insert(path.to_owned(), text);
    }

    /// Adds what a file refers to itself.
    pub fn insert_inner(&mut self, path: &str, files: Self) {
        self.inner.insert(path.to_owned(), files);
    }

    /// A file's text, or why it could not be read; `None` where it was not looked for.
    pub fn text(&self, path: &str) -> Option<Result<&str, &str>> {
        let text = self.texts.get(path)?;
        Some(text.as_deref().map_err(String::as_str))
    }

    /// What a file refers to itself.
    pub fn of(&self, path: &str) -> &Self {
        static NONE: Attachments = Attachments {
            texts: BTreeMap::new(),
            inner: BTreeMap::new(),
        };
        self.inner.get(path).unwrap_or(&NONE)
    }

    /// The columns of these names of the CSV file named by `item`, as texts with their line numbers; `None` after a
    /// located error.
    pub(crate) fn columns(
        &self,
        item: Item<'_>,
        names: &[&str],
    ) -> Option<Vec<(usize, Vec<String>)>> {
        let path = item.text()?;
        let refuse = |title: String, help: &str| {
            item.wrong("bad_file", title, help);
            None
        };
        let text = match self.texts.get(path) {
            Some(Ok(text)) => text,
            Some(Err(reason)) => {
                return refuse(format!("cannot read `{path}`: {reason}"), RELATIVE);
            }
            None => return refuse(format!("cannot read `{path}`"), RELATIVE),
        };
        let mut lines = text
            .lines()
            .enumerate()
            .filter(|(_, line)| !line.trim().is_empty());
        let Some((_, header)) = lines.next() else {
            return refuse(
                format!("`{path}` is empty"),
                "its first line names the columns",
            );
        };
        let heads: Vec<&str> = split(header);
        let mut places = Vec::new();
        for name in names {
            let Some(place) = heads.iter().position(|head| head == name) else {
                let title = format!("`{path}` has no column `{name}`");
                return refuse(title, &format!("its columns are: {}", heads.join(", ")));
            };
            places.push(place);
        }
        let mut rows = Vec::new();
        for (index, line) in lines {
            let cells = split(line);
            if cells.len() != heads.len() {
                let title = format!(
                    "line {} of `{path}` has {} cells, its first line {}",
                    index + 1,
                    cells.len(),
                    heads.len()
                );
                return refuse(title, "give every line as many cells as there are columns");
            }
            rows.push((
                index + 1,
                places
                    .iter()
                    .map(|&place| cells[place].to_owned())
                    .collect(),
            ));
        }
        Some(rows)
    }
}

const RELATIVE: &str = "paths are relative to the scenario file";

fn split(line: &str) -> Vec<&str> {
    line.split(',')
        .map(|cell| cell.trim().trim_matches('"').trim())
        .collect()
}

/// `file`, `column` and, for durations, `unit` of an empirical distribution: its values in minutes, yuan or plain.
pub(super) fn column(section: &Section<'_>, kind: Kind, files: &Attachments) -> Option<Vec<f64>> {
    const UNITS: [(&str, f64); 5] = [
        ("ms", 1.0 / 60_000.0),
        ("s", 1.0 / 60.0),
        ("min", 1.0),
        ("h", 60.0),
        ("d", 1440.0),
    ];
    let file = section.item("file")?;
    let name = section.text("column").required();
    let factor = if kind == Kind::Duration {
        let unit = section
            .field("unit", |item| item.choice(&UNITS.map(|(name, _)| name)))
            .optional();
        if unit.is_none() {
            section.missing(
                "unit",
                "say what the column counts: unit = \"s\", \"min\", \"h\" or \"d\"",
            );
        }
        UNITS[unit?].1
    } else {
        1.0
    };
    if name.is_empty() {
        return None;
    }
    let mut values = Vec::new();
    for (line, cells) in files.columns(file, &[name])? {
        match cells[0].parse::<f64>() {
            Ok(value) if value.is_finite() && value >= 0.0 => values.push(value * factor),
            _ => {
                let title = format!("line {line}: `{}` is not a number of 0 or more", cells[0]);
                file.wrong("bad_file", title, "every cell of the column must be one");
                return None;
            }
        }
    }
    Some(values)
}
