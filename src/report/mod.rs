//! Answers become text, JSON and CSV. Computes no statistic.
//!
//! | room | holds |
//! |---|---|
//! | [`number`] | how numbers are written for people |
//! | [`columns`] | aligned columns |
//! | [`run`], [`ramp`], `ramp_months` | the report of a run, for a terminal: of a sale, of a ramp; its tables by month |
//! | [`story`], [`ramp_story`] | one world of a sale, of a ramp |
//! | [`reach`], [`json_ramp`] | what would have to be true for a target; documents that only ramps have |
//! | `day`, `prepack`, `desk`, `money` | its table by hour, its lines on boxes packed in advance, its table of desks, its
//! lines on money |
//! | [`compare`], `compare_rows`, [`json_compare`], [`csv_compare`] | a comparison, for a terminal and for other programs |
//! | [`worth`], `worth_hours`, `learn`, [`json_worth`], [`csv_worth`] | what more of each resource is worth, what to find out |
//! | [`size`], `size_around`, [`json_size`] | the plan that a search found, for a terminal and for other programs |
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
pub mod json_ramp;
pub mod json_size;
pub mod json_worth;
mod learn;
pub mod load;
mod load_desk;
mod money;
pub mod number;
mod people;
mod prepack;
pub mod ramp;
mod ramp_months;
pub mod ramp_story;
pub mod reach;
pub mod run;
pub mod size;
mod size_around;
mod size_claim;
mod size_nothing;
mod spans;
pub mod story;
mod story_desk;
pub mod worth;
mod worth_claim;
mod worth_hours;

use crate::decide::Ending;
use crate::reader::Problem;
use anstyle::{AnsiColor, Style};
use columns::folded;
use std::fmt::Write;

/// Headings.
pub const HEADING: Style = Style::new().bold();
/// What is good.
pub const GOOD: Style = AnsiColor::Green.on_default().bold();
/// What is bad.
pub const BAD: Style = AnsiColor::Red.on_default().bold();
/// What is undecided.
pub const OPEN: Style = AnsiColor::Yellow.on_default().bold();

fn heading(text: &str) -> String {
    format!("{HEADING}{text}{HEADING:#}\n")
}

/// How many worlds were played.
fn worlds(replications: usize) -> String {
    match replications {
        1 => "1 world".to_owned(),
        more => format!("{} worlds", number::whole(more as f64)),
    }
}

/// How a run ended, where it is not that all worlds were played.
fn ending(ending: Ending) -> String {
    match ending {
        Ending::AllPlayed => String::new(),
        Ending::PrecisionReached => {
            "played until the goals are known as precisely as asked\n".to_owned()
        }
        Ending::PrecisionMissed => {
            format!("{OPEN}the precision asked for is not reached{OPEN:#} with these worlds\n")
        }
        Ending::Interrupted => {
            format!("{OPEN}interrupted{OPEN:#}: the worlds played until then\n")
        }
    }
}

/// What is doubtful about a scenario, as much as there is room for.
fn warnings(warnings: &[Problem], file: &str, most: usize) -> String {
    let mut text = String::new();
    for warning in warnings.iter().take(most) {
        let _ = writeln!(text, "{OPEN}warning:{OPEN:#} {}", folded(&warning.title, 9));
    }
    if !warnings.is_empty() {
        let more = match warnings.len().saturating_sub(most) {
            0 => String::new(),
            more => format!("{more} more: "),
        };
        let _ = writeln!(
            text,
            "{more}`surgeplan check {file}` shows where, and what to do"
        );
    }
    text
}
