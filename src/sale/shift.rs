//! Shifts: who stands where, from when to when.

use super::calendar::{Days, read_hours};
use super::context::{Context, named_by};
use super::time::{Ticks, ticks};
use crate::reader::{Item, Section, Span};

/// A shift: a decision.
#[derive(Clone, Debug, PartialEq)]
pub struct Shift {
    /// Its name in the file.
    pub id: String,
    /// Minutes of the day from which it runs.
    pub from: f64,
    /// Minutes of that day until which it runs, possibly past midnight.
    pub to: f64,
    /// On which days it begins.
    pub days: Days,
    /// Breaks, in minutes of the day it begins on.
    pub breaks: Vec<(f64, f64)>,
    /// How often its people are placed anew, if they are.
    pub flexible: Option<Ticks>,
    /// How long it takes to change to another station.
    pub switch: Ticks,
    /// Whether its people stay to clear what was paid before its end.
    pub clears: bool,
    /// A factor on its pay.
    pub premium: f64,
    /// Who stands where.
    pub placements: Vec<Placement>,
}

/// How many people of a team stand at a station.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Count {
    /// So many.
    Heads(usize),
    /// All of the team that may leave and stand nowhere else.
    Rest,
}

/// People of a team at a station or a desk.
#[derive(Clone, Debug, PartialEq)]
pub struct Placement {
    /// Which station; desks are numbered on from the last station.
    pub station: usize,
    /// Which team.
    pub team: usize,
    /// How many.
    pub count: Count,
    /// Where it is written.
    pub span: Span,
}

impl Shift {
    /// Whether it places people somewhere else only.
    pub fn is_elsewhere(&self, here: impl Fn(usize) -> bool) -> bool {
        let placements = &self.placements;
        !placements.is_empty() && placements.iter().all(|placement| !here(placement.station))
    }

    /// The same shift with only the people who are placed here.
    #[must_use]
    pub fn only(&self, here: impl Fn(usize) -> bool) -> Self {
        let mut part = self.clone();
        part.placements.retain(|placement| here(placement.station));
        part
    }

    /// Reads a `[shift.ID]` table.
    pub fn read(id: &str, s: Section<'_>, cx: &Context<'_>) -> Self {
        s.about("A shift: from when to when, on which days, who stands where.");
        let (from, to) = read_span(&s);
        let days = s
            .field("days", |item| Days::read(item, &cx.calendar))
            .or(Days::All);
        let breaks = s
            .item("breaks")
            .map_or_else(Vec::new, |item| read_breaks(item, from, to));
        let placements = s
            .table("assign")
            .map_or_else(Vec::new, |table| read_assign(&table, cx));
        let flexible = s.duration("flexible").within(1.0, 1440.0).optional();
        if s.has("switch") && !s.has("flexible") {
            s.missing(
                "flexible",
                "people change stations on flexible shifts only: write flexible = \"30min\"",
            );
        }
        let switch = s.duration("switch").within(0.0, 240.0).or(2.0);
        let clears = s.choice("end", &["stop", "clear"]).or(0) == 1;
        if placements.is_empty() && !s.problems().has_errors() {
            let title = format!("`{}` places nobody", s.path());
            s.problems().warn(
                "empty_shift",
                Some(s.span()),
                title,
                "",
                "write assign.pack = { temps = 2 }",
            );
        }
        let premium = s.number("premium").within(0.1, 100.0).or(1.0);
        s.close();
        Self {
            id: id.to_owned(),
            from,
            to,
            days,
            breaks,
            flexible: flexible.map(ticks),
            switch: ticks(switch),
            clears,
            premium,
            placements,
        }
    }
}

/// `from` and `to` of a table in minutes of the day; what ends before it begins goes past midnight.
pub(super) fn read_span(s: &Section<'_>) -> (f64, f64) {
    let from = s.clock("from").required();
    let to = s.clock("to").check(|&to| {
        if to == from && s.has("from") {
            Err(
                "must not end when it begins; for day and night write from = \"00:00\", to = \"24:00\""
                    .to_owned(),
            )
        } else {
            Ok(())
        }
    });
    let (from, to) = (from as f64, to.required() as f64);
    (from, if to > from { to } else { to + 1440.0 })
}

fn read_breaks(item: Item<'_>, from: f64, to: f64) -> Vec<(f64, f64)> {
    let mut breaks = Vec::new();
    for one in item.list().unwrap_or_default() {
        let Some((begin, end)) = read_hours(one) else {
            continue;
        };
        // A break at one in the night of a shift that began in the evening is on the next day.
        let shift = if begin < from { 1440.0 } else { 0.0 };
        let (begin, end) = (begin + shift, end + shift);
        if begin < from || end > to {
            let title = format!("`{}` lies outside its shift", one.path());
            one.wrong(
                "bad_hours",
                title,
                "let the break begin and end within the shift",
            );
            continue;
        }
        breaks.push((begin, end));
    }
    breaks
}

fn read_assign(table: &Section<'_>, cx: &Context<'_>) -> Vec<Placement> {
    let mut placements = Vec::new();
    table
        .about("Who stands where: for the id of a station or desk, how many people of which team.");
    for (entry, item) in table.items() {
        let station = named_by(entry, table, cx.ids.word_for_places(), &cx.ids.places);
        let (Some(station), Some(people)) = (station, item.section()) else {
            continue;
        };
        for (who, count) in people.items() {
            let team = named_by(who, &people, "team", &cx.ids.teams);
            if let (Some(team), Some(count)) = (team, read_count(count)) {
                placements.push(Placement {
                    station,
                    team,
                    count,
                    span: who.key_span,
                });
            }
        }
    }
    placements
}

/// A number of people, or `"rest"`.
fn read_count(item: Item<'_>) -> Option<Count> {
    if item.is_text() {
        return item.choice(&["rest"]).map(|_| Count::Rest);
    }
    match item.integer()? {
        count if item.fits(count as f64, 0.0, 100_000.0) => Some(Count::Heads(count as usize)),
        count => {
            let title = format!(
                "`{}` is {count}, must be between 0 and 100,000",
                item.path()
            );
            item.wrong(
                "out_of_range",
                title,
                "write how many people, or \"rest\" for all who are left",
            );
            None
        }
    }
}
