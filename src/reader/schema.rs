//! What a survey has found, as JSON Schema (draft 2020-12).
//!
//! TOML and JSON differ in dates and times, which are text in JSON. What a schema cannot say (how long a duration may
//! be, whether an id exists, what goes with what) is left to reading: no file that can be read breaks the schema.

use serde_json::{Map, Value as Json, json};

use crate::reader::section::MAX_ID;
use crate::reader::survey::{Kind, Limits, Notes, Place, Survey};
use crate::reader::words;

impl Survey {
    /// The schema of what was read.
    pub fn schema(self, title: &str) -> Json {
        let notes = self.into_notes();
        let mut definitions = Map::new();
        for (name, place) in &notes.shared {
            definitions.insert((*name).to_owned(), notes.value(&notes.places[*place]));
        }
        let kinds = notes.places.iter().flat_map(|place| place.kinds.keys());
        let mut plain: Vec<_> = kinds.filter_map(plain).collect();
        plain.sort_unstable_by_key(|(name, _)| *name);
        definitions.extend(
            plain
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value)),
        );
        let mut schema = object([
            (
                "$schema",
                json!("https://json-schema.org/draft/2020-12/schema"),
            ),
            ("title", json!(title)),
        ]);
        schema.extend(notes.describe(&notes.places[0]));
        schema.insert("$defs".to_owned(), definitions.into());
        schema.into()
    }
}

impl Notes {
    fn value(&self, place: &Place) -> Json {
        self.describe(place).into()
    }

    /// What may stand at a place.
    fn describe(&self, place: &Place) -> Map<String, Json> {
        let kinds = place.kinds.iter();
        let mut kinds: Vec<_> = kinds
            .map(|(kind, limits)| self.kind(place, kind, *limits))
            .collect();
        let mut schema = match kinds.len() {
            0 | 1 => kinds.pop().unwrap_or_default(),
            _ => object([("anyOf", kinds.into())]),
        };
        if let Some(about) = place.about {
            schema.insert("description".to_owned(), json!(about));
        }
        if let [default] = &place.defaults[..] {
            let allowed =
                |limits: &Limits| default.as_f64().is_none_or(|number| limits.allow(number));
            if place.kinds.values().all(allowed) {
                schema.insert("default".to_owned(), default.clone());
            }
        }
        schema
    }

    fn kind(&self, place: &Place, kind: &Kind, limits: Limits) -> Map<String, Json> {
        match kind {
            Kind::Boolean => object([("type", json!("boolean"))]),
            Kind::Integer => number("integer", limits),
            Kind::Number => number("number", limits),
            Kind::Text => object([("type", json!("string"))]),
            Kind::Choice(words) => object([("enum", json!(words))]),
            Kind::Id(what) => object([
                ("type", json!("string")),
                ("description", json!(format!("the id of a {what}"))),
            ]),
            Kind::List => {
                let elements = place.elements.map(|one| self.value(&self.places[one]));
                object([
                    ("type", json!("array")),
                    ("items", elements.unwrap_or(json!({}))),
                ])
            }
            Kind::Table => self.table(place),
            Kind::Shared(name) => reference(name),
            Kind::Duration | Kind::Rate | Kind::Clock | Kind::Moment => {
                let name = plain(kind).map_or("", |(name, _)| name);
                let mut schema = reference(name);
                if let Some(limits) = limits.wording(*kind == Kind::Duration) {
                    let wording = format!("a {name}: {limits}");
                    schema.insert("description".to_owned(), json!(wording));
                }
                schema
            }
        }
    }

    fn table(&self, place: &Place) -> Map<String, Json> {
        let keys = place.keys.iter();
        let keys: Map<_, _> = keys
            .map(|(key, at)| (key.clone(), self.value(&self.places[*at])))
            .collect();
        let mut schema = object([("type", json!("object"))]);
        if !keys.is_empty() {
            schema.insert("properties".to_owned(), keys.into());
        }
        if let Some(required) = place.required.as_ref().filter(|keys| !keys.is_empty()) {
            schema.insert("required".to_owned(), json!(required));
        }
        let each = place.each.map(|one| self.value(&self.places[one]));
        let others = match each {
            Some(each) if place.ids => {
                let pattern = format!("^[A-Za-z0-9_-]{{1,{MAX_ID}}}$");
                schema.insert("patternProperties".to_owned(), json!({ pattern: each }));
                json!(false)
            }
            Some(each) => each,
            None => json!(false),
        };
        schema.insert("additionalProperties".to_owned(), others);
        schema
    }
}

impl Limits {
    fn allow(&self, number: f64) -> bool {
        self.least.is_none_or(|least| number >= least)
            && self.most.is_none_or(|most| number <= most)
            && self.above.is_none_or(|above| number > above)
    }

    /// Limits in words, where a schema cannot compare values; those of durations are in minutes.
    fn wording(&self, duration: bool) -> Option<String> {
        let show = if duration {
            words::duration
        } else {
            words::number
        };
        let told = |limit: Option<f64>, what: &str| Some(format!("{what} {}", show(limit?)));
        let all = [
            told(self.least, "at least"),
            told(self.above, "more than"),
            told(self.most, "at most"),
        ];
        let all: Vec<_> = all.into_iter().flatten().collect();
        (!all.is_empty()).then(|| all.join(", "))
    }
}

fn object<const N: usize>(entries: [(&str, Json); N]) -> Map<String, Json> {
    let entries = entries.into_iter();
    entries
        .map(|(key, value)| (key.to_owned(), value))
        .collect()
}

fn reference(name: &str) -> Map<String, Json> {
    object([("$ref", json!(format!("#/$defs/{name}")))])
}

/// A number as a person writes it: 1, not 1.0.
pub fn plain_json(number: f64) -> Json {
    if number.fract() == 0.0 && number.abs() < 1e15 {
        json!(number as i64)
    } else {
        json!(number)
    }
}

fn number(kind: &str, limits: Limits) -> Map<String, Json> {
    let mut schema = object([("type", json!(kind))]);
    let limits = [
        ("minimum", limits.least),
        ("exclusiveMinimum", limits.above),
        ("maximum", limits.most),
    ];
    for (key, limit) in limits {
        if let Some(limit) = limit {
            schema.insert(key.to_owned(), plain_json(limit));
        }
    }
    schema
}

/// Name and description of a value that is written as text with a form of its own. The patterns take whatever the
/// readers take, and a little more.
fn plain(kind: &Kind) -> Option<(&'static str, Json)> {
    let text = |pattern: &str| json!({ "type": "string", "pattern": pattern });
    let (name, about, form) = match kind {
        Kind::Duration => (
            "duration",
            "a duration with its unit, such as \"25s\", \"1h30m\" or \"3d\"",
            json!({ "anyOf": [
                text(r"^\s*-?\s*(0|([0-9]+(\.[0-9]+)?\s*[A-Za-z]+\s*)+)\s*$"),
                { "const": 0 },
            ] }),
        ),
        Kind::Rate => (
            "rate",
            "a count in a unit of time, such as \"400/h\"",
            text(r"^\s*[0-9.eE+-]+\s*/\s*[0-9.]*\s*[A-Za-z].*$"),
        ),
        Kind::Clock => (
            "clock",
            "a time of day, such as \"09:30\"; \"02:00+1\" is two at night of the next day",
            text(r"^\s*[0-9]{1,2}:[0-9]{2}(\s*\+[0-9]|:00(\.0+)?)?\s*$"),
        ),
        Kind::Moment => (
            "moment",
            "a local date and time, such as 2014-11-20T10:00:00",
            text(r"^\s*[0-9]{4}-[0-9]{2}-[0-9]{2}([Tt ]\s*[0-9]{2}:[0-9:.]*)?\s*$"),
        ),
        _ => return None,
    };
    let mut described = object([("description", json!(about))]);
    described.extend(form.as_object().cloned().unwrap_or_default());
    Some((name, described.into()))
}
