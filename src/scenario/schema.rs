//! The format of scenario files as JSON Schema, for editors that complete and check while one types.
//!
//! There is no list of keys here: the schema is what the reading functions ask for, see [`Survey`].

use super::{Described, Parts};
use crate::ramp::Ramp;
use crate::random::Attachments;
use crate::reader::Survey;
use crate::sale::Sale;
use serde_json::{Map, Value, json};

/// The schema (draft 2020-12). Every file that [`super::Scenario`] takes agrees with it; what only makes sense together,
/// or with the rest of the file, is left to `surgeplan check`.
pub fn schema() -> Value {
    let (mut kinds, mut definitions) = (Vec::new(), Map::new());
    for mut one in [schema_of::<Sale>(), schema_of::<Ramp>()] {
        let Some(kind) = one.as_object_mut() else {
            continue;
        };
        kind.remove("$schema");
        // A definition of this name is read by the same function in both.
        if let Some(Value::Object(more)) = kind.remove("$defs") {
            definitions.extend(more);
        }
        kinds.push(one);
    }
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A scenario of surgeplan",
        "anyOf": kinds,
        "$defs": definitions,
    })
}

/// The schema of the files of one model.
pub fn schema_of<M: Described>() -> Value {
    let survey = Survey::new();
    let files = Attachments::default();
    let complete = survey.explore(|root| {
        Parts::<M>::read(&root, &files);
        root.close();
    });
    debug_assert!(
        complete,
        "there are ways to write a file that were not gone"
    );
    survey.schema(M::NAME)
}
