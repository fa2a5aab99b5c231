//! Reads a scenario file: text in, a spanned tree out, every problem located.
//!
//! The reader knows TOML, places in a text, numbers, durations and clock times.
//! It knows nothing about what a scenario means: other rooms ask a [`Section`]
//! for the keys they know, and whatever nobody asked for is reported.
//!
//! ```text
//! read_file -> Sources -> parse (+ --set overrides) -> Table
//!           -> Section::root -> typed fields -> close -> render
//! ```
//!
//! What reading functions ask for also tells what a file may hold: a [`Survey`] lets
//! them read a file that has everything, and writes down the format as JSON Schema.
//!
//! Nothing here panics on any input, and no reader stops at the first problem:
//! they all go to one [`Problems`] list and reading continues.

mod changes;
mod convert;
mod edit;
mod explore;
mod field;
mod file;
mod item;
mod keys;
mod overrides;
mod parse;
mod probe;
mod problem;
mod quantity;
mod render;
mod scalar;
mod scan;
mod schema;
mod section;
mod source;
mod survey;
mod syntax;
#[cfg(test)]
mod torture;
mod tree;
mod words;

pub use changes::{changed, retyped};
pub use edit::{edited, typed_changes};
pub use field::Field;
pub use file::{MAX_BYTES, ReadError, read_file};
pub use item::Item;
pub use parse::parse;
pub use problem::{Problem, Problems, Severity};
pub use quantity::{clock_from_text, duration_from_text, moment_from_text};
pub use render::render;
pub use schema::{duration_in_json, number_in_json};
pub use section::Section;
pub use source::{Sources, Span};
pub use survey::{Form, Survey};
pub use tree::{CivilTime, Entry, Node, Table, Trail, Value};
pub use words::nearest;
