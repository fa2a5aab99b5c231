//! What would have to be true for a target, in lines for a terminal.

use super::HEADING;
use super::columns::Columns;
use super::number::{chance, percent, percents, plain};
use crate::decide::Reach;
use crate::decide::reach::BOUNDS;
use crate::ramp::sketch::Sketch;
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
    /// How often it is met as planned.
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
}

impl Reached {
    /// The stage the target belongs to, as sketched; the last one with a target where it is a month's.
    pub fn sketch(&self, scenario: &Scenario<Ramp>) -> Option<Sketch> {
        let stages = scenario.plan.stages.iter();
        let of_target = stages
            .clone()
            .position(|stage| self.target == format!("stage.{}", stage.id));
        let last = stages.clone().rposition(|stage| stage.target.is_some());
        let sketches = scenario.sale.sketch(&scenario.plan);
        sketches.get(of_target.or(last)?).copied()
    }
}

/// The answer.
pub fn text(scenario: &Scenario<Ramp>, reached: &Reached, seed: u64) -> String {
    let planned = reached.planned;
    let mut text = format!(
        "{HEADING}{}{HEADING:#}\n{} of seed {seed}\n\n{} is met in {} of worlds ({}) as planned; asked {}.\n\
         What would have to be true, one at a time, all else as planned:\n",
        scenario.title,
        super::worlds(planned.n),
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
    let Some(sketch) = reached.sketch(scenario) else {
        return text;
    };
    for Found { lever, reach } in &reached.found {
        let planned = lever.planned(&scenario.sale.facts, &sketch);
        let number = |value: f64| match lever {
            Lever::Conversion => percent(value.min(1.0)),
            _ => plain(value),
        };
        let factor = |factor: f64| format!("{factor:.2}");
        let none = || "-".to_owned();
        let found = match reach {
            Reach::At(needed) => [
                number(planned * needed.factor),
                factor(needed.factor),
                factor(needed.might),
                needed.does.map_or_else(none, factor),
            ],
            Reach::Always(_) => [
                format!("{} or less", number(planned * BOUNDS.0)),
                none(),
                none(),
                none(),
            ],
            Reach::Never(_) => [
                format!("none up to {}", number(planned * BOUNDS.1)),
                none(),
                none(),
                none(),
            ],
        };
        let names = [
            lever.word().to_owned(),
            lever.unit().to_owned(),
            number(planned),
        ];
        columns.row(names.into_iter().chain(found));
    }
    text.push_str(&columns.text());
    for Found { lever, reach } in &reached.found {
        if let Reach::Never(most) = reach {
            let _ = writeln!(
                text,
                "  {}: no such value in its bounds; at most {}",
                lever.word(),
                chance(most)
            );
        }
    }
    text.push_str(NOTE);
    text
}

const NOTE: &str = "
A factor might do where the 95% interval of the probability reaches what is asked, and does where
all of it does. Planned and needed are a month of the stage at the written means.
";
