//! What stands for a value in the file of a survey: it answers what it is asked, and notes it.

use serde_json::Value as Json;

use crate::reader::survey::{ID, Kind, Limits, Place, Survey, Visit};
use crate::reader::{Entry, Item, Problems, Section};

/// Where a value stands, for the survey it belongs to.
#[derive(Clone, Copy, Debug)]
pub struct Probe<'a> {
    survey: &'a Survey,
    place: usize,
    /// Which reading of it.
    visit: usize,
    /// The visit of the table or list that it stands in.
    above: usize,
}

impl<'a> Probe<'a> {
    pub fn new(survey: &'a Survey, place: usize, visit: usize, above: usize) -> Self {
        Self {
            survey,
            place,
            visit,
            above,
        }
    }

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
        let mut notes = self.survey.notes.borrow_mut();
        let known = notes.shared.get(name).copied();
        let place = known.unwrap_or_else(|| notes.add());
        notes.shared.insert(name, place);
        drop(notes);
        self.survey.visit(place, self.above)
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
