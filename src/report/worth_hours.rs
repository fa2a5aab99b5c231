//! The table of one more person for two hours, by place and time.

use super::compare::clip_to;
use super::number::weekday;
use super::run::heading;
use super::worth::{Valuation, brief};
use crate::scenario::resource::{Kind, Window};
use std::fmt::Write;

/// Width of a day and two hours.
const TIME: usize = 20;
/// Width of what changes, and of how the goal does.
const CELLS: [usize; 2] = [11, 8];

impl Valuation<'_> {
    /// One more person for two hours: a row a time, a column a place.
    pub(super) fn hours(&self) -> String {
        let windows = self.windows();
        let mut places: Vec<(&str, &str)> = Vec::new();
        let mut times: Vec<(i64, i64)> = Vec::new();
        for (_, window) in &windows {
            let here = (window.place.as_str(), window.team.as_str());
            if !places.contains(&here) {
                places.push(here);
            }
            if !times.contains(&(window.day, window.from)) {
                times.push((window.day, window.from));
            }
        }
        if windows.is_empty() {
            return String::new();
        }
        times.sort_unstable();
        let mut text = heading(&self.title_of_hours());
        let mut line = " ".repeat(TIME);
        for (place, team) in &places {
            let width = CELLS[0] + self.goal_width();
            let _ = write!(
                line,
                "{:>width$}",
                clip_to(&format!("{team} at {place}"), width - 1)
            );
        }
        text.push_str(&line);
        text.push('\n');
        for time in times {
            let mut line = self.time(time);
            for place in &places {
                let found = windows.iter().find(|(_, window)| {
                    (window.day, window.from) == time && (&*window.place, &*window.team) == *place
                });
                line.push_str(&self.cells(found.map(|(place, _)| *place)));
            }
            let _ = writeln!(text, "{}", line.trim_end());
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
        let goal = self.worth.verdicts.first();
        let goal = goal.map_or_else(String::new, |first| {
            format!(", then the goal {}", first.goal.id)
        });
        clip_to(&format!("One more person for two hours: {by}{goal}"), 100)
    }

    /// Without goals there is no column for them.
    fn goal_width(&self) -> usize {
        if self.worth.verdicts.is_empty() {
            0
        } else {
            CELLS[1]
        }
    }

    fn time(&self, (day, from): (i64, i64)) -> String {
        let day = weekday(&self.scenario.sale.facts.calendar, day);
        let (from, to) = (from / 60, from / 60 + 2);
        format!(
            "  {:<width$}",
            format!("{day} {from:02}:00-{to:02}:00"),
            width = TIME - 2
        )
    }

    fn cells(&self, resource: Option<usize>) -> String {
        let goal_width = self.goal_width();
        let Some(resource) = resource else {
            return format!("{:>width$}", "-", width = CELLS[0] + goal_width);
        };
        let valued = &self.worth.valued[resource];
        let mark = if self.resources[resource].is_free {
            "*"
        } else {
            ""
        };
        let change = format!("{}{mark}", brief(&valued.by, self.worth.criterion.unit));
        let goal = self.worth.verdicts.first().zip(valued.goals.first());
        let goal = goal.map_or_else(String::new, |(verdict, gap)| {
            brief(gap, self.unit_of(&verdict.goal))
        });
        format!("{change:>width$}{goal:>goal_width$}", width = CELLS[0])
    }
}
