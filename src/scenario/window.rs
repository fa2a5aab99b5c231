//! One more person for two hours, through the hours in which people are there on the day of the opening and the day after:
//! at the two stations where orders wait longest, and at the two desks where chats do.

use super::Scenario;
use super::more::{More, clock};
use super::resource::{Draft, Kind, Window, key};
use crate::sale::shift::{Count, Shift};

/// How long one more person is there, in minutes.
const SPAN: i64 = 120;
/// The days that are looked at, counted from the opening's.
const DAYS: [i64; 2] = [0, 1];
/// Stations that are looked at, and desks.
const PLACES: usize = 2;

pub(super) fn all(scenario: &Scenario, seen: &dyn Fn(&str) -> Option<f64>) -> Vec<Draft> {
    let more = More {
        scenario,
        tree: &scenario.origin.tree,
    };
    let facts = &scenario.sale.facts;
    let stations = facts.stations.len();
    let desks = stations..stations + facts.desks.len();
    let in_line = facts.in_line().map(|(station, _)| station);
    let mut places = longest(&more, in_line, "station", seen);
    places.truncate(PLACES);
    places.extend(longest(&more, desks, "desk", seen).into_iter().take(PLACES));
    let windows = places.into_iter().flat_map(|place| {
        let team = team(&more, place);
        let of_team = team.map(|team| at(&more, place, team));
        of_team.unwrap_or_default()
    });
    windows.collect()
}

/// The places of a kind at which somebody waits, the longest waits first.
fn longest(
    more: &More<'_>,
    places: impl Iterator<Item = usize>,
    kind: &str,
    seen: &dyn Fn(&str) -> Option<f64>,
) -> Vec<usize> {
    let wait = |place: usize| {
        let wait = seen(&format!("{kind}.{}.wait.mean", more.place(place)));
        wait.filter(|&wait| wait > 0.0).map(|wait| (place, wait))
    };
    let mut waits: Vec<(usize, f64)> = places.filter_map(wait).collect();
    waits.sort_by(|a, b| b.1.total_cmp(&a.1));
    waits.into_iter().map(|(place, _)| place).collect()
}

/// The shifts whose people work at a place: placed there, or placed anew every so often.
fn shifts<'a>(more: &More<'a>, place: usize) -> Vec<&'a Shift> {
    let stations = more.scenario.sale.facts.stations.len();
    let scenario: &'a Scenario = more.scenario;
    let rosters = scenario.plan.roster.iter().chain(&scenario.plan.desks);
    let all = rosters.flat_map(|roster| &roster.shifts);
    all.filter(|shift| {
        let mut placed = shift.placements.iter().map(|placement| placement.station);
        placed.any(|here| {
            here == place || (shift.flexible.is_some() && here < stations && place < stations)
        })
    })
    .collect()
}

/// The team with most people at a place; of equal ones, and where nobody is placed, the one that works fastest there.
fn team(more: &More<'_>, place: usize) -> Option<usize> {
    let teams = &more.scenario.sale.facts.teams;
    let shifts = shifts(more, place);
    let heads = |team: usize| -> usize {
        let placed = shifts.iter().flat_map(|shift| &shift.placements);
        let here = placed.filter(|one| one.station == place && one.team == team);
        here.map(|one| match one.count {
            Count::Heads(heads) => heads,
            Count::Rest => 1,
        })
        .sum()
    };
    let skill = |team: usize| teams[team].skills[place];
    let able = (0..teams.len()).filter(|&team| skill(team) > 0.0);
    let order = |a: usize, b: usize| heads(a).cmp(&heads(b)).then(skill(a).total_cmp(&skill(b)));
    // Of equal ones the first.
    able.max_by(|&a, &b| order(a, b).then(b.cmp(&a)))
}

fn at(more: &More<'_>, place: usize, team: usize) -> Vec<Draft> {
    let calendar = &more.scenario.sale.facts.calendar;
    let mut drafts = Vec::new();
    for day in DAYS {
        let shifts = shifts(more, place).into_iter();
        let hours = shifts.filter(|shift| shift.days.contains(day));
        let hours: Vec<(f64, f64)> = hours.map(|shift| (shift.from, shift.to)).collect();
        let first = hours.iter().map(|hours| hours.0).min_by(f64::total_cmp);
        let Some(first) = first else { continue };
        let last = hours.iter().map(|hours| hours.1).fold(first, f64::max);
        let opens = if day == 0 {
            calendar.opening_minute()
        } else {
            0.0
        };
        let mut from = (first.max(opens) / SPAN as f64).floor() as i64 * SPAN;
        while (from as f64) < last.min(1440.0) {
            drafts.push(draft(more, (place, team), day, from));
            from += SPAN;
        }
    }
    drafts
}

fn draft(more: &More<'_>, (place, team): (usize, usize), day: i64, from: i64) -> Draft {
    let (place, (team, is_free)) = (more.place(place), more.team(team));
    let to = from + SPAN;
    let mut id = format!("worth_{place}_{day}_{}", clock(from).replace(':', ""));
    while more.node(&["shift", &id]).is_some() {
        id.push('_');
    }
    let change = format!(
        "shift.{}={{ from = \"{}\", to = \"{}\", days = [{day}], assign = {{ {} = {{ {} = 1 }} }} }}",
        key(&id),
        clock(from),
        clock(to),
        key(place),
        key(team)
    );
    let what = format!(
        "+1 {team} at {place}, day {day} {}-{}",
        clock(from),
        clock(to)
    );
    Draft {
        kind: Kind::Window(Window {
            place: place.to_owned(),
            team: team.to_owned(),
            day,
            weekday: more.scenario.sale.facts.calendar.weekday(day),
            from,
            to,
        }),
        is_free,
        ways: more.ways(&what, change, team),
    }
}
