//! Answers become text, JSON and CSV. Computes no statistic.
//!
//! | room | holds |
//! |---|---|
//! | [`number`] | how numbers are written for people |
//! | [`columns`] | aligned columns |
//! | [`run`] | the report of a run, for a terminal |
//! | `day`, `prepack`, `desk`, `money` | its table by hour, its lines on boxes packed in advance, its table of desks, its
//! lines on money |
//! | [`compare`], `compare_rows`, [`json_compare`], [`csv_compare`] | a comparison, for a terminal and for other programs |
//! | [`worth`], `worth_hours`, `learn`, [`json_worth`], [`csv_worth`] | what more of each resource is worth, what to find out |
//! | [`size`], [`json_size`] | the plan that a search found, for a terminal and for other programs |
//! | `goals` | goals and what came of them |
//! | [`load`], `load_desk` | the load table of `check`; its table of desks |
//! | [`json`] | the documents of `--json` |
//! | [`csv`] | the tables of `--csv` and of a replay's log |

pub mod columns;
pub mod compare;
mod compare_rows;
pub mod csv;
pub mod csv_compare;
pub mod csv_worth;
mod day;
mod desk;
mod floor;
mod goals;
mod goods;
pub mod json;
pub mod json_compare;
pub mod json_size;
pub mod json_worth;
mod learn;
pub mod load;
mod load_desk;
mod money;
pub mod number;
mod people;
mod prepack;
pub mod run;
pub mod size;
mod spans;
pub mod story;
mod story_desk;
pub mod worth;
mod worth_hours;

use anstyle::{AnsiColor, Style};

/// Headings.
pub const HEADING: Style = Style::new().bold();
/// What is good.
pub const GOOD: Style = AnsiColor::Green.on_default().bold();
/// What is bad.
pub const BAD: Style = AnsiColor::Red.on_default().bold();
/// What is undecided.
pub const OPEN: Style = AnsiColor::Yellow.on_default().bold();
