//! The format of a scenario file as JSON Schema, for editors that complete and check while one types.
//!
//! There is no list of keys here: the schema is what the reading functions ask for, see [`Survey`].

use super::{Described, Parts};
use crate::ramp::Ramp;
use crate::random::Attachments;
use crate::reader::Survey;
use crate::sale::Sale;

/// The schema (draft 2020-12). Every file that [`super::Scenario`] takes agrees with it; what only makes sense together,
/// or with the rest of the file, is left to `surgeplan check`.
pub fn schema() -> serde_json::Value {
    let survey = Survey::new();
    let files = Attachments::default();
    let complete = survey.explore(|root| {
        if root.has(Ramp::TABLE) {
            Parts::<Ramp>::read(&root, &files);
        } else {
            Parts::<Sale>::read(&root, &files);
        }
        root.close();
    });
    debug_assert!(
        complete,
        "there are ways to write a file that were not gone"
    );
    survey.schema("A scenario of surgeplan")
}
