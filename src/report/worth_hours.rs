//! The table of one more person for two hours, by place and time.

use super::columns::{WIDTH, clip_to};
use super::heading;
use super::worth::{Valuation, brief};
use crate::decide::Met;
use crate::scenario::Described;
use crate::scenario::resource::{Kind, Window};
use std::fmt::Write;

/// Width of a day and two hours.
const TIME: usize = 20;
/// Width of what changes at least, and of how the goal does, with a blank before it.
const CELLS: [usize; 2] = [11, 9];

impl<M: Described> Valuation<'_, M> {
    /// One more person for two hours: a row a time, a column a place.
    pub(super) fn hours(&self) -> String {
        let windows = self.windows();
        let (mut places, times) = axes(&windows);
        if windows.is_empty() {
            return String::new();
        }
        let cells = windows.iter().map(|&(place, _)| self.change(place));
        let longest = cells.map(|cell| cell.chars().count() + 1).max();
        let change = longest.unwrap_or(0).max(CELLS[0]);
        let width = change + self.goal_width();
        let left = places.len().saturating_sub((WIDTH - TIME) / width);
        places.truncate((WIDTH - TIME) / width);
        let mut line = " ".repeat(TIME);
        for (place, team) in &places {
            let name = clip_to(&format!("{team} at {place}"), width - 1);
            let _ = write!(line, "{name:>width$}");
        }
        let mut text = format!("{}{line}\n", heading(&self.title_of_hours()));
        for time in times {
            let mut line = told(time);
            for place in &places {
                let mut here = windows.iter().filter(|(_, window)| is_at(window, *place));
                let cell = match here.find(|(_, window)| when(window) == time) {
                    Some((resource, _)) => self.cells(*resource, change),
                    None => "-".to_owned(),
                };
                let _ = write!(line, "{cell:>width$}");
            }
            let _ = writeln!(text, "{}", line.trim_end());
        }
        if left > 0 {
            let _ = writeln!(
                text,
                "  ... and {left} more places, all of them with --json"
            );
        }
        text
    }

    /// The people for two hours, as places among the resources, in order.
    fn windows(&self) -> Vec<(usize, &Window)> {
        let all = self.resources.iter().enumerate();
        all.filter_map(|(place, resource)| match &resource.kind {
            Kind::Window(window) => Some((place, window)),
            _ => None,
        })
        .collect()
    }

    fn title_of_hours(&self) -> String {
        let by = format!("{}, {}", self.criterion(), self.worth.criterion.unit);
        let verdicts = &self.worth.verdicts;
        let goal = self.goal_by_hour().map_or_else(String::new, |goal| {
            let of = match verdicts.len() {
                1 => String::new(),
                all => format!(" (of {all}: --json)"),
            };
            format!(", then the goal {}{of}", verdicts[goal].goal.id)
        });
        clip_to(&format!("One more person for two hours: {by}{goal}"), 100)
    }

    /// The goal that is told by hour: the first that is not surely met, else the first.
    fn goal_by_hour(&self) -> Option<usize> {
        let verdicts = &self.worth.verdicts;
        let open = verdicts.iter().position(|one| one.met != Met::Yes);
        open.or(Some(0).filter(|_| !verdicts.is_empty()))
    }

    /// Without goals there is no column for them.
    fn goal_width(&self) -> usize {
        if self.worth.verdicts.is_empty() {
            0
        } else {
            CELLS[1]
        }
    }

    /// How the criterion changes.
    fn change(&self, resource: usize) -> String {
        let by = brief(&self.worth.valued[resource].by, self.worth.criterion.unit);
        let mark = if self.resources[resource].is_free {
            "*"
        } else {
            ""
        };
        format!("{by}{mark}")
    }

    fn cells(&self, resource: usize, width: usize) -> String {
        let (change, goal_width) = (self.change(resource), self.goal_width());
        let goals = &self.worth.valued[resource].goals;
        let goal = self.goal_by_hour().map_or_else(String::new, |goal| {
            let unit = self.unit_of(&self.worth.verdicts[goal].goal);
            brief(&goals[goal], unit)
        });
        format!("{change:>width$}{goal:>goal_width$}")
    }
}

/// A place and the team of whoever is there.
type Place<'a> = (&'a str, &'a str);

fn is_at(window: &Window, place: Place<'_>) -> bool {
    (window.place.as_str(), window.team.as_str()) == place
}

/// A day, a minute of it, and what the day is called.
type Time<'a> = (i64, i64, &'a str);

fn when(window: &Window) -> Time<'_> {
    (window.day, window.from, &window.weekday)
}

fn told((_, from, weekday): Time<'_>) -> String {
    let (from, to) = (from / 60, from / 60 + 2);
    let time = format!("{weekday} {from:02}:00-{to:02}:00");
    format!("  {time:<width$}", width = TIME - 2)
}

/// The places in order, and the times sorted.
fn axes<'a>(windows: &[(usize, &'a Window)]) -> (Vec<Place<'a>>, Vec<Time<'a>>) {
    let mut places: Vec<Place<'a>> = Vec::new();
    let mut times: Vec<Time<'a>> = Vec::new();
    for (_, window) in windows {
        if !places.iter().any(|&place| is_at(window, place)) {
            places.push((&window.place, &window.team));
        }
        times.push(when(window));
    }
    times.sort_unstable();
    times.dedup();
    (places, times)
}
