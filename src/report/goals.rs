//! The goals of a run and their verdicts, in lines for a terminal.

use super::number::{percent, percents, plain};
use super::{BAD, GOOD, OPEN, heading};
use crate::decide::{Answer, Bound, Met, Verdict};
use std::fmt::Write;

/// All goals; `example` is shown where there are none.
pub fn text(answer: &Answer, example: &str) -> String {
    if answer.verdicts.is_empty() {
        return format!("No goals are set: {example}\n");
    }
    let mut text = heading("Goals");
    for verdict in &answer.verdicts {
        let (word, style) = match verdict.met {
            Met::Yes => ("MET", GOOD),
            Met::No => ("NOT MET", BAD),
            Met::TooClose => ("TOO CLOSE TO CALL", OPEN),
        };
        let [asked, found] = goal(answer, verdict);
        let _ = writeln!(
            text,
            "  {style}{word:<17}{style:#}  {}: {asked}\n{:21}{found}",
            verdict.goal.id, ""
        );
    }
    text
}

/// What is asked for, and what came out.
fn goal(answer: &Answer, verdict: &Verdict) -> [String; 2] {
    let goal = &verdict.goal;
    let unit = answer.metrics[goal.place].0.unit;
    let number = |value: f64| {
        if unit == "share" {
            percent(value)
        } else {
            plain(value)
        }
    };
    let bound = match goal.bound {
        Bound::AtLeast(limit) => format!("at least {}", number(limit)),
        Bound::AtMost(limit) => format!("at most {}", number(limit)),
    };
    let name = &goal.metric;
    let (low, high) = (verdict.interval.low, verdict.interval.high);
    match goal.with_probability {
        Some(wanted) => [
            format!("{name} {bound}"),
            format!(
                "in {} of worlds ({}), asked {}",
                percent(verdict.estimate),
                percents(verdict.interval),
                percent(wanted)
            ),
        ],
        None => [
            format!("{name} {bound} on average"),
            format!(
                "{} ({} to {})",
                number(verdict.estimate),
                number(low),
                number(high)
            ),
        ],
    }
}
