//! What would have to be true for a target, in lines for a terminal.

use super::HEADING;
use super::columns::{Columns, folded};
use super::number::{chance, percent, percents, plain};
use crate::decide::Reach;
use crate::decide::reach::{BOUNDS, Needed, TRIED};
use crate::ramp::{Lever, Ramp};
use crate::scenario::Scenario;
use crate::stats::Share;
use std::fmt::Write;

/// What was found for a target.
#[derive(Clone, Debug, PartialEq)]
pub struct Reached {
    /// The target, such as `stage.mature`.
    pub target: String,
    /// The probability with which it is to be met.
    pub wanted: f64,
    /// How many worlds were played.
    pub worlds: usize,
    /// How often it is met as planned, of the worlds that have it.
    pub planned: Share,
    /// What was found for every lever.
    pub found: Vec<Found>,
}

/// What was found for a lever.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Found {
    /// The lever.
    pub lever: Lever,
    /// The factor on it.
    pub reach: Reach,
    /// What it comes to as planned, in its unit.
    pub planned: f64,
    /// What it comes to at the factor, where there is one.
    pub needed: Option<f64>,
}

/// The answer.
pub fn text(scenario: &Scenario<Ramp>, reached: &Reached, seed: u64) -> String {
    let planned = reached.planned;
    let of_those = if planned.n < reached.worlds {
        format!(" the {} worlds that have it", planned.n)
    } else {
        " worlds".to_owned()
    };
    let mut text = format!(
        "{HEADING}{}{HEADING:#}\n{} of seed {seed}\n\n{} is met in {} of{of_those} ({}) as planned; asked {}.\n\
         What would have to be true, one at a time, all else as planned:\n",
        scenario.title,
        super::worlds(reached.worlds),
        reached.target,
        percent(planned.estimate),
        percents(planned.interval),
        percent(reached.wanted),
    );
    let mut columns = Columns::new([
        "",
        "unit",
        "planned",
        "needed",
        "factor",
        "might do",
        "does at 95%",
    ]);
    for found in &reached.found {
        columns.row(row(found));
    }
    text.push_str(&columns.text());
    for Found { lever, reach, .. } in &reached.found {
        if let Some(note) = note(*lever, reach) {
            let _ = writeln!(text, "  {}", folded(&note, 4));
        }
    }
    let (low, high) = BOUNDS;
    let tried = format!(
        "{TRIED} factors from {low} to {high} were tried, and their neighbours where the answer changes: what does only \
         between two that are a third apart is not seen. A factor might do where the 95% interval of the probability \
         reaches what is asked, and does where all of it does. Visitors are those of the month, or of a month of the \
         stage, as played; conversion is that of the channels as written."
    );
    text + "\n" + &folded(&tried, 0) + "\n"
}

/// A lever, what is planned, and what is needed.
fn row(found: &Found) -> [String; 7] {
    let number = |value: f64| match found.lever {
        Lever::Conversion => percent(value.min(1.0)),
        _ => plain(value),
    };
    let factor = |factor: f64| format!("{factor:.2}");
    let none = || "-".to_owned();
    let answer = match &found.reach {
        Reach::At(needed) => {
            let word = if needed.is_least { "" } else { "at most " };
            [
                format!("{word}{}", found.needed.map_or_else(none, number)),
                factor(needed.factor),
                needed.might.map_or_else(none, factor),
                needed.does.map_or_else(none, factor),
            ]
        }
        Reach::Always(_) => ["any".to_owned(), none(), none(), none()],
        Reach::Never(..) => ["none".to_owned(), none(), none(), none()],
    };
    let [needed, factor, might, does] = answer;
    [
        found.lever.word().to_owned(),
        found.lever.unit().to_owned(),
        number(found.planned),
        needed,
        factor,
        might,
        does,
    ]
}

/// What the row of a lever does not say.
fn note(lever: Lever, reach: &Reach) -> Option<String> {
    let word = lever.word();
    match reach {
        Reach::At(Needed {
            until: Some(until),
            is_least,
            ..
        }) => {
            let than = if *is_least { "more" } else { "less" };
            Some(format!(
                "{word}: {than} than a factor of {until:.2} does not do either"
            ))
        }
        Reach::At(_) => None,
        Reach::Always(least) => Some(format!(
            "{word}: every factor tried does; the target is met in {} at least",
            chance(least)
        )),
        Reach::Never(most, at) => Some(format!(
            "{word}: no factor tried does; the most is {} at a factor of {at:.2}",
            chance(most)
        )),
    }
}
