//! What a file may hold, learned from the functions that read it.
//!
//! A reading function says in every call which key it knows, what kind of value it takes, within which limits, and what
//! it is otherwise. A survey gives such functions a file in which everything is there that they ask for, notes what
//! they ask, and lets them read again until they have gone every way they can (see [`Ways`]). So whatever describes the
//! format cannot differ from what is read.
//!
//! What a survey can vary is what it is asked: whether a key is there ([`Section::has`]), which shape a value has
//! ([`Item::is_list`](crate::reader::Item::is_list) and the like), which word of a choice it is, how long a list is. What
//! is read only for certain numbers or texts stays unseen, so let reading hang on those questions.
//!
//! ```text
//! Survey -> root -> reading functions, again and again -> Survey::schema
//! ```

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use crate::reader::explore::{Walk, Ways};
use crate::reader::probe::Probe;
use crate::reader::{Entry, Node, Problems, Section, Span, Table, Trail, Value};

/// The id of everything in the file of a survey, and every text.
pub(super) const ID: &str = "id";

/// Notes of what reading functions ask for.
#[derive(Debug)]
pub struct Survey {
    /// What stands for every key and value; nobody looks at its value, as every reader asks the survey.
    pub(super) entry: Entry,
    table: Table,
    pub(super) notes: RefCell<Notes>,
}

#[derive(Debug, Default)]
pub(super) struct Notes {
    /// Every place of the file; the first is the whole.
    pub places: Vec<Place>,
    /// Places that stand for values of one kind anywhere in the file, by name.
    pub shared: BTreeMap<&'static str, usize>,
    /// Those of the reading that goes on.
    pub visits: Vec<Visit>,
}

/// A place in the file: the whole, a key, the elements of a list.
#[derive(Debug, Default)]
pub(super) struct Place {
    /// What kinds of value may stand there, each with its limits.
    pub kinds: BTreeMap<Kind, Limits>,
    /// Keys of a table.
    pub keys: BTreeMap<String, usize>,
    /// Keys that a table must have.
    pub required: Option<BTreeSet<String>>,
    /// The values of a table with keys of the user's choice.
    pub each: Option<usize>,
    /// Whether these keys are ids.
    pub ids: bool,
    /// The elements of a list.
    pub elements: Option<usize>,
    /// What it is, in a sentence.
    pub about: Option<&'static str>,
    /// Its values when it is left out; several where that depends on something else.
    pub defaults: Vec<Json>,
    /// The ways its readers can go.
    pub ways: Ways,
}

/// A kind of value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// `true` or `false`.
    Boolean,
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// A duration.
    Duration,
    /// A count in a unit of time.
    Rate,
    /// A time of day.
    Clock,
    /// A local date and time.
    Moment,
    /// Text of a form of its own.
    Form(&'static Form),
    /// Any text.
    Text,
    /// One of these words.
    Choice(Vec<String>),
    /// The id of a thing of this name.
    Id(String),
    /// A list.
    List,
    /// A table.
    Table,
    /// What stands at a shared place of this name.
    Shared(&'static str),
}

/// How a text is to be written.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Form {
    /// Its name in a description of the format.
    pub name: &'static str,
    /// What it is, with an example.
    pub about: &'static str,
    /// A regular expression (ECMA-262) that takes all that is read, and may take more.
    pub pattern: &'static str,
}

/// Bounds of a number; none = it may be any.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Limits {
    /// It is this or more.
    pub least: Option<f64>,
    /// It is this or less.
    pub most: Option<f64>,
    /// It is more than this.
    pub above: Option<f64>,
}

impl Limits {
    /// Limits that are kept by whatever keeps these or the others.
    fn or(self, other: Self) -> Self {
        let either = |a: Option<f64>, b: Option<f64>, pick: fn(f64, f64) -> f64| {
            a.zip(b).map(|(a, b)| pick(a, b))
        };
        Self {
            least: either(self.least, other.least, f64::min),
            most: either(self.most, other.most, f64::max),
            above: either(self.above, other.above, f64::min),
        }
    }

    /// Limits that are kept by whatever keeps these and the others, which are set one after another.
    pub(super) fn and(self, other: Self) -> Self {
        Self {
            least: other.least.or(self.least),
            most: other.most.or(self.most),
            above: other.above.or(self.above),
        }
    }
}

/// One reading of one place.
#[derive(Debug, Default)]
pub(super) struct Visit {
    /// Which place.
    pub place: usize,
    /// The answers given, one after another.
    pub walk: Walk,
    /// The same by question.
    pub answers: BTreeMap<String, usize>,
    /// What was read there.
    pub readings: Vec<(Kind, Limits)>,
    /// Keys that were missed or would be.
    pub required: BTreeSet<String>,
    /// Whether its reader has asked for all keys it knows.
    pub closed: bool,
}

impl Default for Survey {
    fn default() -> Self {
        Self::new()
    }
}

impl Survey {
    /// An empty survey.
    pub fn new() -> Self {
        let span = Span {
            source: 0,
            start: 0,
            end: 0,
        };
        let notes = Notes {
            places: vec![Place::default()],
            ..Notes::default()
        };
        Self {
            entry: Entry {
                key: ID.to_owned(),
                key_span: span,
                node: Node {
                    value: Value::Boolean(false),
                    span,
                    trail: Trail::default(),
                },
            },
            table: Table::default(),
            notes: RefCell::new(notes),
        }
    }

    /// Lets a function read the file again and again until it has gone every way, and tells whether it came to that end.
    /// There is always an error among its problems, so that it need not make sense of what it has read.
    pub fn explore(&self, read: impl Fn(Section<'_>)) -> bool {
        /// Far more than any format needs; a survey that grows so long has a table with too many ways to be written.
        const MOST: usize = 10_000;
        for _ in 0..MOST {
            let problems = Problems::new();
            problems.error("survey", None, "", "", "");
            let probe = self.visit(0, 0);
            probe.note(Kind::Table);
            read(self.section(probe, &problems));
            if self.finish() {
                return true;
            }
        }
        false
    }

    pub(super) fn into_notes(self) -> Notes {
        self.notes.into_inner()
    }

    pub(super) fn visit(&self, place: usize, above: usize) -> Probe<'_> {
        let mut notes = self.notes.borrow_mut();
        notes.visits.push(Visit {
            place,
            ..Visit::default()
        });
        Probe::new(self, place, notes.visits.len() - 1, above)
    }

    pub(super) fn section<'a>(&'a self, probe: Probe<'a>, problems: &'a Problems) -> Section<'a> {
        let trail = Trail::default();
        Section::new(&self.table, trail, self.entry.key_span, problems).surveyed(probe)
    }

    /// Adds what was noted in all visits to their places, and tells whether every way was gone.
    fn finish(&self) -> bool {
        let notes = &mut *self.notes.borrow_mut();
        for visit in notes.visits.drain(..) {
            let place = &mut notes.places[visit.place];
            place.ways.end(&visit.walk);
            for (kind, limits) in visit.readings {
                let known = place.kinds.entry(kind).or_insert(limits);
                *known = known.or(limits);
            }
            if visit.closed {
                // A key that is there is not missed.
                let there = visit.answers.iter().filter(|(_, answer)| **answer == 1);
                let there = there.filter_map(|(question, _)| question.strip_prefix("has "));
                let mut required = visit.required;
                required.extend(there.map(str::to_owned));
                place.required = Some(match place.required.take() {
                    None => required,
                    Some(before) => &before & &required,
                });
            }
        }
        let mut ways = notes.places.iter().map(|place| &place.ways);
        ways.all(|ways| ways.is_complete() || ways.is_untouched())
    }
}

impl Notes {
    /// Adds a place.
    pub fn add(&mut self) -> usize {
        self.places.push(Place::default());
        self.places.len() - 1
    }
}
