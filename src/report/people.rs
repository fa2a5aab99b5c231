//! Who is where, in `check`: what people at each station can do hour by hour, and who is left without a place.

use super::HEADING;
use super::columns::{Columns, fits};
use super::load::{busiest, name};
use crate::sale::load::{HourLoad, Load};
use crate::scenario::Scenario;
use std::fmt::Write;

/// Rows that say how staffing goes on.
const MOST_ROWS: usize = 12;

/// The table, where people work on shifts.
pub fn text(scenario: &Scenario, load: &Load) -> String {
    let on_shifts = (scenario.plan.roster.as_ref()).filter(|roster| !roster.shifts.is_empty());
    if on_shifts.is_none() || load.hours.is_empty() {
        return String::new();
    }
    let mut text = String::new();
    for stations in [load.stations.len(), 8, 5, 3] {
        text = staffed(scenario, load, &busiest(scenario, load, stations));
        if fits(&text) {
            break;
        }
    }
    text + &left_out(scenario)
}

/// Hours of work at full speed that people can do in an hour, by station; hours that are alike in one row.
fn staffed(scenario: &Scenario, load: &Load, shown: &[usize]) -> String {
    let stations = &scenario.sale.facts.stations;
    let ids = shown.iter().map(|&station| stations[station].id.clone());
    let mut columns = Columns::new(["hours".to_owned()].into_iter().chain(ids));
    let alike = |a: &HourLoad, b: &HourLoad| {
        let mut both = a.stations.iter().zip(&b.stations);
        both.all(|(a, b)| (a.staffed - b.staffed).abs() < 1e-9)
    };
    let mut spans: Vec<(usize, usize)> = Vec::new();
    for (hour, there) in load.hours.iter().enumerate() {
        match spans.last_mut() {
            Some(last) if alike(there, &load.hours[last.0]) => last.1 = hour + 1,
            _ => spans.push((hour, hour + 1)),
        }
    }
    for &(from, to) in spans.iter().take(MOST_ROWS) {
        let cell = |&station: &usize| match load.hours[from].stations[station].staffed {
            0.0 => "-".to_owned(),
            staffed => format!("{staffed:.2}"),
        };
        columns.row(
            [name(scenario, from, to)]
                .into_iter()
                .chain(shown.iter().map(cell)),
        );
    }
    let mut text = format!(
        "{HEADING}Staffed{HEADING:#} (hours of work that people can do in an hour, by their skills)\n{}",
        columns.text()
    );
    if spans.len() > MOST_ROWS {
        text.push_str("  ... and on; --json gives every hour\n");
    }
    text
}

/// People who may leave their own work and stand nowhere.
fn left_out(scenario: &Scenario) -> String {
    let mut text = String::new();
    for left in scenario.plan.left_out() {
        let _ = writeln!(
            text,
            "  without a place in shift {}: {} of the {} people of {} that may leave",
            left.shift, left.people, left.of, scenario.sale.facts.teams[left.team].id
        );
    }
    text
}
