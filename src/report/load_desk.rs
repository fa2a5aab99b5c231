//! Contacts against the people who answer them, in `check`: the busiest days.

use super::HEADING;
use super::columns::Columns;
use super::number::{day_name, percent, plain};
use crate::sale::load::Load;
use crate::sale::load_desk::DeskLoad;
use crate::scenario::Scenario;

/// Days that are told of each desk.
const MOST_DAYS: usize = 3;

/// Desks that are told by day.
const MOST_DESKS: usize = 2;

/// The table; nothing where there is no desk.
pub fn text(scenario: &Scenario, load: &Load) -> String {
    let facts = &scenario.sale.facts;
    if load.desks.is_empty() {
        return String::new();
    }
    let days = facts.days_by_hour();
    let mut columns = Columns::new([
        "desk, its busiest days",
        "contacts",
        "chats, h",
        "people can, h",
        "load",
        "heads needed, first guess",
    ]);
    for (desk, told) in facts.desks.iter().zip(&load.desks).take(MOST_DESKS) {
        columns.row(row(desk.id.clone(), told, (0, told.hours.len())));
        for (day, hours) in busiest(told, &days) {
            let name = format!("  {}", day_name(&facts.calendar, day));
            columns.row(row(name, told, hours));
        }
    }
    format!(
        "{HEADING}Contacts against people{HEADING:#} (at the means; those of late, wrong or oversold orders left out)\n{}",
        columns.text()
    )
}

/// A desk in the hours from one to before another.
fn row(name: String, desk: &DeskLoad, (from, to): (usize, usize)) -> [String; 6] {
    let [contacts, work, staffed] = desk.sums(from, to);
    let heads = desk.hours[from..to].iter().filter_map(|hour| hour.heads);
    [
        name,
        plain(contacts),
        format!("{work:.1}"),
        format!("{staffed:.1}"),
        if staffed > 0.0 {
            percent(work / staffed)
        } else {
            "closed".to_owned()
        },
        heads
            .max()
            .map_or_else(|| "-".to_owned(), |heads| heads.to_string()),
    ]
}

/// The days with the most contacts, in their order, and their hours.
fn busiest(desk: &DeskLoad, days: &[usize]) -> Vec<(usize, (usize, usize))> {
    let days = &days[..desk.hours.len()];
    let hours = |day: usize| {
        let from = days.partition_point(|&of| of < day);
        (from, days.partition_point(|&of| of <= day))
    };
    let contacts = |(_, (from, to)): &(usize, (usize, usize))| desk.sums(*from, *to)[0];
    let last = days.last().map_or(0, |&day| day + 1);
    let mut all: Vec<_> = (0..last).map(|day| (day, hours(day))).collect();
    all.retain(|day| contacts(day) > 0.05);
    all.sort_by(|a, b| contacts(b).total_cmp(&contacts(a)).then(a.0.cmp(&b.0)));
    all.truncate(MOST_DAYS);
    all.sort_unstable();
    all
}
