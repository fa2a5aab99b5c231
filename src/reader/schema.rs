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
        plain.sort_by_key(|(name, _)| *name);
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
            Kind::Duration | Kind::Rate | Kind::Clock | Kind::Moment | Kind::Form(_) => {
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

/// A duration in minutes, as text that is read as this duration.
pub fn duration_in_json(minutes: f64) -> Json {
    json!(words::duration(minutes))
}

/// A number as a person writes it: 1, not 1.0.
pub fn number_in_json(number: f64) -> Json {
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
            schema.insert(key.to_owned(), number_in_json(limit));
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
        Kind::Form(form) => (form.name, form.about, text(form.pattern)),
        _ => return None,
    };
    let mut described = object([("description", json!(about))]);
    described.extend(form.as_object().cloned().unwrap_or_default());
    Some((name, described.into()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reader::{Form, Item, Section};

    const COLOUR: Form = Form {
        name: "colour",
        about: "a colour",
        pattern: "^#",
    };

    fn schema_of(read: impl Fn(Section<'_>)) -> Json {
        let survey = Survey::new();
        assert!(survey.explore(read), "it does not end");
        survey.schema("T")
    }

    #[test]
    fn keys_with_kinds_limits_and_defaults() {
        let schema = schema_of(|root| {
            root.about("Everything.");
            root.probability("share").or(0.5);
            root.integer("count").above(0).required();
            root.duration("wait").at_most(90.0).or(60.0);
            root.choice("size", &["s", "m"]).optional();
            root.reference("next", "thing", &[]).optional();
            root.field("paint", |item| item.text_of(&COLOUR)).optional();
            root.later("wave", "waves");
            // A default that breaks the limits only keeps reading going.
            root.number("heads").at_least(1.0).or(0.0);
            root.close();
        });
        let keys = &schema["properties"];
        let expected = json!({
            "count": { "type": "integer", "exclusiveMinimum": 0 },
            "heads": { "type": "number", "minimum": 1 },
            "next": { "type": "string", "description": "the id of a thing" },
            "paint": { "$ref": "#/$defs/colour" },
            "share": { "type": "number", "minimum": 0, "maximum": 1, "default": 0.5 },
            "size": { "enum": ["s", "m"] },
            "wait": {
                "$ref": "#/$defs/duration",
                "description": "a duration: at most 90 min",
                "default": "1 h",
            },
        });
        assert_eq!(*keys, expected);
        assert_eq!(schema["required"], json!(["count"]));
        assert_eq!(schema["additionalProperties"], json!(false));
        assert_eq!(schema["description"], json!("Everything."));
        let colour = json!({ "description": "a colour", "type": "string", "pattern": "^#" });
        assert_eq!(schema["$defs"]["colour"], colour);
    }

    #[test]
    fn tables_by_id_tables_of_any_key_and_shared_values() {
        let schema = schema_of(|root| {
            for (id, thing) in root.tables("thing") {
                assert_eq!(vec![id], root.ids("thing"));
                let amount = thing.item("amount").map(|item| item.shared("amount"));
                amount.and_then(|item| item.number());
                thing.close();
            }
            let weights = root.table("weights");
            for (_, item) in weights.iter().flat_map(Section::items) {
                let weight = item.shared("amount").number();
                assert!(weight.is_some_and(|weight| item.fits(weight, 0.0, 9.0)));
            }
            root.close();
        });
        let (things, weights) = (
            &schema["properties"]["thing"],
            &schema["properties"]["weights"],
        );
        let thing = &things["patternProperties"]["^[A-Za-z0-9_-]{1,40}$"];
        let amount = json!({ "$ref": "#/$defs/amount" });
        assert_eq!(thing["properties"], json!({ "amount": amount }));
        assert_eq!(things["additionalProperties"], json!(false));
        assert_eq!(weights["additionalProperties"], amount);
        assert_eq!(schema["$defs"]["amount"], json!({ "type": "number" }));
    }

    /// What is read in one way only is neither required nor limited in general.
    #[test]
    fn every_way_to_write_a_table_is_found() {
        let schema = schema_of(|root| {
            if root.has("a") {
                root.number("a").at_least(1.0).or(0.0);
                root.number("with_a").at_least(1.0).required();
            } else if root.has("b") {
                root.number("with_a").at_least(0.5).optional();
            } else {
                root.missing("b", "");
            }
            match root.choice("form", &["x", "y"]).optional() {
                Some(0) => root.number("with_x").optional(),
                _ => root.number("with_y").optional(),
            };
            root.text("name").required();
            root.close();
        });
        let keys = schema["properties"].as_object().unwrap();
        let names: Vec<_> = keys.keys().map(String::as_str).collect();
        assert_eq!(names, ["a", "form", "name", "with_a", "with_x", "with_y"]);
        assert_eq!(keys["a"], json!({ "type": "number", "minimum": 1 }));
        assert_eq!(keys["with_a"], json!({ "type": "number", "minimum": 0.5 }));
        assert_eq!(schema["required"], json!(["name"]));
    }

    #[test]
    fn a_value_of_several_shapes() {
        let schema = schema_of(|root| {
            root.field("x", |item| {
                if item.is_list() {
                    let list = item.list()?;
                    list.iter().map(Item::duration).sum()
                } else if item.is_text() {
                    item.text().map(|_| 0.0)
                } else if item.is_table() {
                    item.section()?.integer("deep").optional().map(|_| 0.0)
                } else {
                    item.number()
                }
            })
            .optional();
        });
        let shapes = schema["properties"]["x"]["anyOf"].as_array().unwrap();
        let types: Vec<_> = shapes.iter().map(|one| &one["type"]).collect();
        assert_eq!(types, ["number", "string", "array", "object"]);
        assert_eq!(shapes[2]["items"], json!({ "$ref": "#/$defs/duration" }));
        assert_eq!(
            shapes[3]["properties"]["deep"],
            json!({ "type": "integer" })
        );
    }

    #[test]
    fn ways_without_end_are_told() {
        let readings = std::cell::Cell::new(0);
        let ended = Survey::new().explore(|root| {
            readings.set(readings.get() + 1);
            root.has(&readings.get().to_string());
        });
        assert!(!ended);
    }
}
