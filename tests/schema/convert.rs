//! Scenarios as JSON and back, and what the schema and the reader say of them.

use boon::{Compiler, SchemaIndex, Schemas};
use serde_json::{Map, Value as Json, json};
use surgeplan::reader::{self, Problems, Sources, Table, Value};
use surgeplan::sale::Sale;
use surgeplan::scenario::{Described, Refused, Scenario};

/// A validator and the schema it holds.
pub struct Checker {
    schemas: Schemas,
    index: SchemaIndex,
}

impl Checker {
    pub fn new(schema: &Json) -> Self {
        let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
        let name = "surgeplan.schema.json";
        compiler
            .add_resource(name, schema.clone())
            .expect("a schema");
        let index = compiler.compile(name, &mut schemas);
        let index = index.unwrap_or_else(|error| panic!("{error:#}"));
        Self { schemas, index }
    }

    pub fn refusal(&self, instance: &Json) -> Option<String> {
        let found = self.schemas.validate(instance, self.index);
        found.err().map(|error| format!("{error}"))
    }

    pub fn takes(&self, instance: &Json) -> bool {
        self.refusal(instance).is_none()
    }
}

/// A scenario as JSON; dates and times become text.
pub fn json_of(text: &str) -> Json {
    fn table(table: &Table) -> Json {
        let entries = table.entries.iter();
        let entries: Map<_, _> = entries
            .map(|entry| (entry.key.clone(), value(&entry.node.value)))
            .collect();
        entries.into()
    }
    fn value(found: &Value) -> Json {
        match found {
            Value::Text(text) => json!(text),
            Value::Integer(whole) => json!(whole),
            Value::Float(number) => json!(number),
            Value::Boolean(flag) => json!(flag),
            Value::Moment(moment) => {
                let date = moment.date.map(|date| date.to_string());
                let time = moment.time.map(|time| time.to_string());
                let parts: Vec<_> = [date, time].into_iter().flatten().collect();
                let offset = if moment.offset { "Z" } else { "" };
                json!(parts.join("T") + offset)
            }
            Value::List(list) => list.iter().map(|node| value(&node.value)).collect(),
            Value::Table(inner) => table(inner),
        }
    }
    let problems = Problems::new();
    let tree = reader::parse(&mut Sources::new("a", text.to_owned()), &[], &problems);
    assert!(problems.is_empty(), "{text}");
    table(&tree)
}

/// The same as TOML again.
pub fn toml_of(instance: &Json) -> String {
    fn value(json: &Json) -> String {
        match json {
            Json::Array(list) => {
                let list: Vec<_> = list.iter().map(value).collect();
                format!("[{}]", list.join(", "))
            }
            Json::Object(table) => {
                let entries = table.iter();
                let entries: Vec<_> = entries
                    .map(|(key, inner)| format!("{key:?} = {}", value(inner)))
                    .collect();
                format!("{{ {} }}", entries.join(", "))
            }
            plain => plain.to_string(),
        }
    }
    let entries = instance.as_object().expect("a table").iter();
    let lines: Vec<_> = entries
        .map(|(key, inner)| format!("{key:?} = {}\n", value(inner)))
        .collect();
    lines.concat()
}

/// Problems as (code, title, help); none where there is nothing wrong.
pub type Found = Option<Vec<(&'static str, String, String)>>;

/// The problems of a sale; `None` when it can be played.
pub fn problems(text: &str) -> Found {
    problems_of::<Sale>(text)
}

/// The problems of a file of a model.
pub fn problems_of<M: Described>(text: &str) -> Found {
    let Err(refused) = Scenario::<M>::from_text_of("shop.toml", text, &[]) else {
        return None;
    };
    let Refused::Wrong { problems, .. } = refused else {
        panic!("{refused}");
    };
    let problems = problems.into_iter();
    let told = problems.map(|one| (one.code, one.title, one.help.unwrap_or_default()));
    Some(told.collect())
}

/// Paths (as JSON pointers) of everything in a document.
pub fn pointers(document: &Json) -> Vec<String> {
    fn walk(at: &str, value: &Json, all: &mut Vec<String>) {
        all.push(at.to_owned());
        match value {
            Json::Object(table) => {
                for (key, inner) in table {
                    walk(&format!("{at}/{key}"), inner, all);
                }
            }
            Json::Array(list) => {
                for (index, inner) in list.iter().enumerate() {
                    walk(&format!("{at}/{index}"), inner, all);
                }
            }
            _ => {}
        }
    }
    let mut all = Vec::new();
    walk("", document, &mut all);
    all
}
