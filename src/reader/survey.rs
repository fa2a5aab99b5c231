//! What a file may hold, learned from the functions that read it.
//!
//! A reading function says in every call which key it knows, what kind of value it takes, within which limits, and what
//! it is otherwise. A survey gives such functions a file in which everything is there that they ask for, notes what
//! they ask, and lets them read again until they have gone every way they can (see [`Ways`]). So whatever describes the
//! format cannot differ from what is read.
//!
//! ```text
//! Survey -> root -> reading functions, again and again -> Survey::schema
//! ```

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use crate::reader::explore::{Walk, Ways};
use crate::reader::{Entry, Item, Node, Problems, Section, Span, Table, Trail, Value};

/// The id of everything in the file of a survey, and every text.
pub(super) const ID: &str = "id";

/// Notes of what reading functions ask for.
#[derive(Debug)]
pub struct Survey {
    /// What stands for every key and value; nobody looks at its value, as every reader asks the survey.
    entry: Entry,
    table: Table,
    notes: RefCell<Notes>,
}

#[derive(Debug, Default)]
pub(super) struct Notes {
    /// Every place of the file; the first is the whole.
    pub places: Vec<Place>,
    /// Places that stand for values of one kind anywhere in the file, by name.
    pub shared: BTreeMap<&'static str, usize>,
    visits: Vec<Visit>,
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
    ways: Ways,
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
    fn and(self, other: Self) -> Self {
        Self {
            least: other.least.or(self.least),
            most: other.most.or(self.most),
            above: other.above.or(self.above),
        }
    }
}

/// One reading of one place.
#[derive(Debug, Default)]
struct Visit {
    place: usize,
    walk: Walk,
    answers: BTreeMap<String, usize>,
    readings: Vec<(Kind, Limits)>,
    required: BTreeSet<String>,
    /// Whether its reader has asked for all keys it knows.
    closed: bool,
}

/// Where a value stands, for the survey it belongs to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Probe<'a> {
    survey: &'a Survey,
    place: usize,
    visit: usize,
    /// The visit of the table or list that it stands in.
    above: usize,
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

    fn visit(&self, place: usize, above: usize) -> Probe<'_> {
        let mut notes = self.notes.borrow_mut();
        notes.visits.push(Visit {
            place,
            ..Visit::default()
        });
        Probe {
            survey: self,
            place,
            visit: notes.visits.len() - 1,
            above,
        }
    }

    fn section<'a>(&'a self, probe: Probe<'a>, problems: &'a Problems) -> Section<'a> {
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

impl<'a> Probe<'a> {
    /// The value as an item.
    pub fn item(self, problems: &'a Problems) -> Item<'a> {
        let entry = &self.survey.entry;
        Item::new(&entry.node, entry.key_span, problems).surveyed(self)
    }

    /// The value as a section.
    pub fn section(self, problems: &'a Problems) -> Section<'a> {
        self.note(Kind::Table);
        self.survey.section(self, problems)
    }

    /// The key of an entry of the user's choice.
    pub fn entry(self) -> &'a Entry {
        &self.survey.entry
    }

    /// The ids of things, whatever they are.
    pub fn ids() -> Vec<String> {
        vec![ID.to_owned()]
    }

    /// The value of a key; `None` where it is taken to be left out.
    pub fn key(self, key: &str) -> Option<Self> {
        let place = self.know(key);
        let absent = self.answered(&format!("has {key}")) == Some(0);
        (!absent).then(|| self.survey.visit(place, self.visit))
    }

    /// The place of a key.
    pub fn know(self, key: &str) -> usize {
        let notes = &mut *self.survey.notes.borrow_mut();
        let known = notes.places[self.place].keys.get(key).copied();
        let place = known.unwrap_or_else(|| notes.add());
        let keys = &mut notes.places[self.place].keys;
        keys.insert(key.to_owned(), place);
        place
    }

    /// The value of any key; `ids` tells whether these keys are ids.
    pub fn each(self, ids: bool) -> Self {
        let place = self.place(|place| place.each);
        let place = place.unwrap_or_else(|| self.survey.notes.borrow_mut().add());
        self.edit(|here| (here.each, here.ids) = (Some(place), ids));
        self.survey.visit(place, self.visit)
    }

    /// The elements of a list: one or two.
    pub fn elements(self) -> Vec<Self> {
        let place = self.place(|place| place.elements);
        let place = place.unwrap_or_else(|| self.survey.notes.borrow_mut().add());
        self.edit(|here| here.elements = Some(place));
        let count = self.ask(self.visit, "length".to_owned(), 2) + 1;
        (0..count)
            .map(|_| self.survey.visit(place, self.visit))
            .collect()
    }

    /// The same value at a place shared with others of its kind.
    pub fn shared(self, name: &'static str) -> Self {
        self.note(Kind::Shared(name));
        let notes = &mut *self.survey.notes.borrow_mut();
        let known = notes.shared.get(name).copied();
        let place = known.unwrap_or_else(|| notes.add());
        notes.shared.insert(name, place);
        notes.visits.push(Visit {
            place,
            ..Visit::default()
        });
        Self {
            place,
            visit: notes.visits.len() - 1,
            ..self
        }
    }

    /// Whether a key is there.
    pub fn has(self, key: &str) -> bool {
        self.ask(self.visit, format!("has {key}"), 2) == 1
    }

    /// Whether the value is written in this shape; it has one only.
    pub fn is(self, shape: &str) -> bool {
        let question = format!("is {shape}");
        let notes = self.survey.notes.borrow();
        let mut shapes = notes.visits[self.visit].answers.iter();
        let other = shapes
            .any(|(asked, answer)| asked.starts_with("is ") && *asked != question && *answer == 1);
        drop(notes);
        !other && self.ask(self.visit, question, 2) == 1
    }

    /// Which of so many words it is; what follows from it is read around it.
    pub fn choose(self, words: usize) -> usize {
        self.ask(self.above, format!("choice {}", self.place), words)
    }

    /// Notes that a value of this kind is read.
    pub fn note(self, kind: Kind) {
        self.edit_visit(|visit| visit.readings.push((kind, Limits::default())));
    }

    /// Notes limits of what was read last.
    pub fn limit(self, limits: Limits) {
        self.edit_visit(|visit| {
            if let Some((_, known)) = visit.readings.last_mut() {
                *known = known.and(limits);
            }
        });
    }

    /// Notes what it is in a sentence.
    pub fn about(self, about: &'static str) {
        self.edit(|place| place.about = Some(about));
    }

    /// Notes the value that a key has when it is left out. Where something hangs on whether the key is there, such a
    /// value only keeps reading going.
    pub fn default(self, default: Json) {
        let notes = self.survey.notes.borrow();
        let above = notes.visits[self.above].place;
        let keys = &notes.places[above].keys;
        let name = keys.iter().find(|(_, place)| **place == self.place);
        let asked = name.is_none_or(|(name, _)| {
            let answers = &notes.visits[self.above].answers;
            answers.contains_key(&format!("has {name}"))
        });
        drop(notes);
        if !asked {
            self.edit(|place| {
                if !place.defaults.contains(&default) {
                    place.defaults.push(default);
                }
            });
        }
    }

    /// Notes that a key is needed.
    pub fn require(self, key: &str) {
        self.edit_visit(|visit| {
            visit.required.insert(key.to_owned());
        });
    }

    /// Notes that all keys of the table were asked for.
    pub fn close(self) {
        self.edit_visit(|visit| visit.closed = true);
    }

    fn answered(self, question: &str) -> Option<usize> {
        let notes = self.survey.notes.borrow();
        notes.visits[self.visit].answers.get(question).copied()
    }

    /// The answer to a question about a visit; the same one whenever it is asked again.
    fn ask(self, visit: usize, question: String, answers: usize) -> usize {
        let notes = &mut *self.survey.notes.borrow_mut();
        let visit = &mut notes.visits[visit];
        if let Some(answer) = visit.answers.get(&question) {
            return *answer;
        }
        let ways = &mut notes.places[visit.place].ways;
        let answer = ways.answer(&mut visit.walk, question.clone(), answers);
        visit.answers.insert(question, answer);
        answer
    }

    fn place<T>(self, read: impl FnOnce(&Place) -> T) -> T {
        read(&self.survey.notes.borrow().places[self.place])
    }

    fn edit(self, edit: impl FnOnce(&mut Place)) {
        edit(&mut self.survey.notes.borrow_mut().places[self.place]);
    }

    fn edit_visit(self, edit: impl FnOnce(&mut Visit)) {
        edit(&mut self.survey.notes.borrow_mut().visits[self.visit]);
    }
}

impl Notes {
    fn add(&mut self) -> usize {
        self.places.push(Place::default());
        self.places.len() - 1
    }
}
