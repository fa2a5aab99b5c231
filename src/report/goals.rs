//! Goals and what came of them, as lines of a report.

use super::number::{percent, percents, plain, whole};
use super::{BAD, GOOD, OPEN, heading};
use crate::decide::{Bound, Goal, Met, Verdict};
use crate::model::Catalogue;
use std::fmt::Write;

/// The goals of a run, as many as there is room for; `example` is shown where there are none.
pub(super) fn text(
    (catalogue, all): (&Catalogue, &[Verdict]),
    most: usize,
    example: &str,
) -> String {
    if all.is_empty() {
        return format!("No goals are set: {example}\n");
    }
    let (shown, hidden) = all.split_at(all.len().min(most));
    let text = heading("Goals") + &verdicts(catalogue, shown);
    if hidden.is_empty() {
        return text;
    }
    let open = hidden.iter().filter(|goal| goal.met != Met::Yes).count();
    let open = match open {
        0 => "all met".to_owned(),
        open => format!("{open} not met or too close to call"),
    };
    format!(
        "{text}  ... and {} more, {open}; all of them with --json\n",
        hidden.len()
    )
}

/// Two lines a goal: whether it is met, what is asked for, and what came out.
pub(super) fn verdicts(catalogue: &Catalogue, verdicts: &[Verdict]) -> String {
    let mut text = String::new();
    for verdict in verdicts {
        let (word, style) = match verdict.met {
            Met::Yes => ("MET", GOOD),
            Met::No => ("NOT MET", BAD),
            Met::TooClose => ("TOO CLOSE TO CALL", OPEN),
        };
        let [asked, found] = goal(catalogue, verdict);
        let _ = writeln!(
            text,
            "  {style}{word:<17}{style:#}  {}: {asked}\n{:21}{found}",
            verdict.goal.id, ""
        );
    }
    text
}

/// How a goal's number is written: shares in percent.
pub(super) fn number(catalogue: &Catalogue, verdict: &Verdict, value: f64) -> String {
    match catalogue.metrics()[verdict.goal.place].unit {
        "share" => percent(value),
        _ => plain(value),
    }
}

/// What a metric of this unit is to reach: `ship.within_24h at least 80.0%`; of yes or no only its name, where it is yes.
pub(super) fn wanted(goal: &Goal, unit: &str) -> String {
    let number = |value: f64| match unit {
        "share" => percent(value),
        _ => plain(value),
    };
    let name = &goal.metric;
    match goal.bound {
        Bound::AtLeast(1.0) if unit == "yes/no" => name.clone(),
        Bound::AtLeast(limit) => format!("{name} at least {}", number(limit)),
        Bound::AtMost(limit) => format!("{name} at most {}", number(limit)),
    }
}

/// How a mean minds that something may never happen.
fn never(goal: &Goal) -> String {
    goal.never.map_or_else(String::new, |value| {
        format!(", never counting as {}", whole(value))
    })
}

/// What is asked for, and what came out.
fn goal(catalogue: &Catalogue, verdict: &Verdict) -> [String; 2] {
    let goal = &verdict.goal;
    let number = |value: f64| number(catalogue, verdict, value);
    let wanted_of_it = wanted(goal, catalogue.metrics()[goal.place].unit);
    let (low, high) = (verdict.interval.low, verdict.interval.high);
    match goal.with_probability {
        Some(wanted) => [
            wanted_of_it,
            format!(
                "in {} of worlds ({}), asked {}",
                percent(verdict.estimate),
                percents(verdict.interval),
                percent(wanted)
            ),
        ],
        None => [
            format!("{wanted_of_it} on average{}", never(goal)),
            format!(
                "{} ({} to {})",
                number(verdict.estimate),
                number(low),
                number(high)
            ),
        ],
    }
}
