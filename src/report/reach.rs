//! What would have to be true for a target, in lines for a terminal.

use super::HEADING;
use super::columns::Columns;
use super::number::{percent, percents, plain};
use crate::decide::Reach;
use crate::decide::reach::BOUNDS;
use crate::ramp::sketch::Sketch;
use crate::ramp::{Lever, Ramp};
use crate::scenario::Scenario;
use crate::stats::Share;

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
        "planned",
        "needed",
        "factor",
        "might do from",
        "does at 95% from",
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
        let mut row = vec![
            format!("{} ({})", lever.word(), lever.unit()),
            number(planned),
        ];
        match reach {
            Reach::At(needed) => row.extend([
                number(planned * needed.factor),
                format!("{:.2}", needed.factor),
                format!("{:.2}", needed.might),
                needed
                    .does
                    .map_or_else(|| "-".to_owned(), |factor| format!("{factor:.2}")),
            ]),
            Reach::Always(share) => row.extend([format!(
                "{} or less: {} of worlds",
                number(planned * BOUNDS.0),
                percent(share.estimate)
            )]),
            Reach::Never(share) => row.extend([format!(
                "no such value up to {}: at most {} of worlds",
                number(planned * BOUNDS.1),
                percent(share.estimate)
            )]),
        }
        columns.row(row);
    }
    text.push_str(&columns.text());
    text.push_str("\nA factor might do where the 95% interval of the probability reaches what is asked, and does where all\nof it does; planned and needed are a month of the stage at the written means. Where there is none, the\nlargest probability found within the bounds stands.\n");
    text
}
