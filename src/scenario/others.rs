//! Other plans that are written beside a scenario's own: options, and what may be decided. Sales have them; those of a ramp
//! are not built yet.

use super::option::{self, Candidate};
use super::size::{self, Size};
use super::size_keys;
use crate::decide::Goal;
use crate::random::Attachments;
use crate::reader::{Problems, Section, Sources, Table};
use crate::sale::Sale;
use std::path::Path;

/// What is written of other plans.
pub struct Others<'a> {
    options: Vec<option::Written<'a>>,
    size: Option<size_keys::Written<'a>>,
}

/// The scenario that other plans are changes to; it has no errors.
pub struct Whole<'a> {
    /// The file.
    pub tree: &'a Table,
    /// Where files that it refers to are looked for.
    pub folder: Option<&'a Path>,
    /// These files.
    pub files: Attachments,
    /// Its text.
    pub sources: &'a Sources,
    /// Metrics wanted beside the usual ones.
    pub asked: &'a [String],
    /// What the shop wants.
    pub goals: &'a [Goal],
}

impl<'a> Others<'a> {
    /// Reads `[option.*]` and `[size]`.
    pub(super) fn read(root: &Section<'a>) -> Self {
        Self {
            options: option::Written::read_all(root),
            size: size_keys::Written::read(root),
        }
    }

    /// There are none; keys that a later version plays are refused by name, never silently left out.
    pub(super) fn refused(root: &Section<'_>) -> Self {
        for (key, what) in [("option", "options of a ramp"), ("size", "sizes of a ramp")] {
            root.later(key, what);
        }
        Self {
            options: Vec::new(),
            size: None,
        }
    }

    /// The metric that is to be as small or as large as can be, if it is one.
    pub(super) fn metric(&self) -> Option<&str> {
        self.size.as_ref().and_then(size_keys::Written::metric)
    }

    /// The plans, and what may be decided; what is wrong with them is told at its place in the file.
    pub(super) fn resolve(
        self,
        sale: &Sale,
        whole: Whole<'_>,
        problems: &Problems,
    ) -> (Vec<Candidate>, Option<Size>) {
        let Whole {
            tree,
            folder,
            files,
            sources,
            asked,
            goals,
        } = whole;
        let facts = &sale.facts;
        let base = option::Base {
            tree,
            folder,
            asked,
            facts,
            sources,
        };
        let options = base.candidates(self.options, problems);
        let size = self.size.and_then(|size| {
            let base = size::Base {
                tree,
                files,
                asked,
                facts,
                goals,
                catalogue: sale.gauges().catalogue(),
            };
            size.resolve(base, problems)
        });
        (options, size)
    }
}
