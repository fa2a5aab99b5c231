//! Contacts against the people who answer them, in `check`: the busiest days.

use super::HEADING;
use super::columns::Columns;
use super::number::{percent, plain, weekday};
use crate::sale::load::Load;
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
    let last = days.last().map_or(0, |&day| day + 1);
    let mut columns = Columns::new([
        "desk, its busiest days",
        "contacts",
        "chats, h",
        "people can, h",
        "load",
        "heads needed, first guess",
    ]);
    for (desk, told) in facts.desks.iter().zip(&load.desks).take(MOST_DESKS) {
        let mut row = |name: String, from: usize, to: usize| {
            let [contacts, work, staffed] = told.sums(from, to);
            let hours = told.hours[from..to.min(told.hours.len())].iter();
            let heads = hours.filter_map(|hour| hour.heads).max();
            columns.row([
                name,
                plain(contacts),
                format!("{work:.1}"),
                format!("{staffed:.1}"),
                if staffed > 0.0 {
                    percent(work / staffed)
                } else {
                    "closed".to_owned()
                },
                heads.map_or_else(|| "-".to_owned(), |heads| heads.to_string()),
            ]);
        };
        row(desk.id.clone(), 0, days.len());
        let hours = |day: usize| {
            let from = days.partition_point(|&of| of < day);
            (from, days.partition_point(|&of| of <= day))
        };
        let mut busiest: Vec<usize> = (0..last).collect();
        let contacts = |day: usize| {
            let (from, to) = hours(day);
            told.sums(from, to)[0]
        };
        busiest.retain(|&day| contacts(day) > 0.05);
        busiest.sort_by(|&a, &b| contacts(b).total_cmp(&contacts(a)).then(a.cmp(&b)));
        busiest.truncate(MOST_DAYS);
        busiest.sort_unstable();
        for day in busiest {
            let (from, to) = hours(day);
            let name = weekday(&facts.calendar, day as i64);
            row(format!("  {name}, day {day}"), from, to);
        }
    }
    format!(
        "{HEADING}Contacts against people{HEADING:#} (at the means; those of late, wrong or oversold orders left out)\n{}",
        columns.text()
    )
}
