//! Other plans that are written beside a scenario's own: options, and what may be decided.

use super::option::{self, Candidate};
use super::size::{self, Size};
use super::size_keys;
use super::{Described, Read};
use crate::random::Attachments;
use crate::reader::{Problems, Section, Sources, Table};
use std::path::Path;

/// What is written of other plans.
pub(super) struct Others<'a> {
    options: Vec<option::Written<'a>>,
    size: Option<size_keys::Written<'a>>,
}

/// The scenario that other plans are changes to; it has no errors.
pub(super) struct Whole<'a> {
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
}

impl<'a> Others<'a> {
    /// Reads `[option.*]` and `[size]`.
    pub fn read<M: Described>(root: &Section<'a>) -> Self {
        Self {
            options: option::Written::read_all(root, M::EXAMPLES.change),
            size: size_keys::Written::read::<M>(root),
        }
    }

    /// The metric that is to be as small or as large as can be, if it is one.
    pub fn metric(&self) -> Option<&str> {
        self.size.as_ref().and_then(size_keys::Written::metric)
    }

    /// The plans, and what may be decided; what is wrong with them is told at its place in the file.
    pub fn resolve<M: Described>(
        self,
        read: &Read<M>,
        whole: Whole<'_>,
        problems: &Problems,
    ) -> (Vec<Candidate<M>>, Option<Size<M>>) {
        let Whole {
            tree,
            folder,
            files,
            sources,
            asked,
        } = whole;
        let base = option::Base {
            tree,
            folder,
            asked,
            sale: &read.sale,
            plan: &read.plan,
            sources,
        };
        let options = base.candidates(self.options, problems);
        let size = self.size.and_then(|size| {
            let base = size::Base {
                tree,
                files,
                asked,
                read,
            };
            size.resolve(&base, problems)
        });
        (options, size)
    }
}
