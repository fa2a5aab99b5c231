//! What comes after the sale, in the story of one world: contacts day by day, when a desk drowned and why, goods that are
//! back.

use super::HEADING;
use super::columns::folded;
use super::number::{plain, time, whole};
use crate::sale::desk::Desk;
use crate::sale::desk::log::ContactRow;
use crate::sale::log::{Log, WorkRow};
use crate::sale::time::{MINUTE, minutes, ticks};
use crate::scenario::Scenario;
use std::collections::BTreeMap;
use std::fmt::Write;

/// A desk drowns while somebody waits so many times as long as an answer in time takes.
const DROWNS: f64 = 3.0;

/// Minutes after which it does so at the earliest, and those after which it does where no time is wanted.
const PATIENCE: (f64, f64) = (30.0, 60.0);

/// Fewer in an hour who leave are not told.
const FEWEST_LEFT: usize = 5;

/// How often it is told that a desk drowned.
const MOST_TOLD: usize = 4;

/// The story; nothing where there is no desk.
pub fn text(scenario: &Scenario, log: &Log) -> String {
    let facts = &scenario.sale.facts;
    if facts.desks.is_empty() {
        return String::new();
    }
    let title = match facts.chat_desk() {
        None => "After the sale",
        Some(_) => "Desks",
    };
    let mut text = format!("{HEADING}{title}{HEADING:#} (who waits at midnight)\n");
    for (place, desk) in facts.desks.iter().enumerate() {
        let rows: Vec<&ContactRow> = (log.contacts.iter())
            .filter(|row| row.desk == desk.id)
            .collect();
        let line = format!("{}: {}", desk.id, days(scenario, &rows));
        let _ = writeln!(text, "  {}", folded(&line, 4));
        text.push_str(&drowned(scenario, (place, desk), &rows));
        text.push_str(&deserted(scenario, place, &rows));
    }
    text + &inspected(scenario, log) + "\n"
}

/// When a contact waited no more: answered, gone, or not by the end.
fn gone(row: &ContactRow) -> f64 {
    row.started.or(row.left).unwrap_or(f64::INFINITY)
}

/// Contacts by day, and who waits at its end.
fn days(scenario: &Scenario, rows: &[&ContactRow]) -> String {
    let calendar = &scenario.sale.facts.calendar;
    let day_of = |row: &&ContactRow| calendar.civil(row.arrived).0;
    let last = rows.iter().map(day_of).max().unwrap_or(0);
    let mut told = Vec::new();
    for day in 0..=last {
        let came = rows.iter().filter(|row| day_of(row) == day).count();
        let midnight = calendar.minute(day + 1, 0.0);
        let waits = |row: &&&ContactRow| row.arrived <= midnight && gone(row) > midnight;
        let waiting = rows.iter().filter(waits).count();
        if came + waiting == 0 {
            continue;
        }
        let waiting = match waiting {
            0 => String::new(),
            some => format!(" ({})", whole(some as f64)),
        };
        let name = calendar.weekday(day);
        told.push(format!("{name} {}{waiting}", whole(came as f64)));
    }
    let left = rows.iter().filter(|row| row.left.is_some()).count();
    let mut text = format!("{} contacts", whole(rows.len() as f64));
    if left > 0 {
        let _ = write!(text, ", {} left unanswered", whole(left as f64));
    }
    if !told.is_empty() {
        let _ = write!(text, ", by day {}", told.join(", "));
    }
    text
}

/// A time in which somebody waited for long.
struct Flood {
    from: f64,
    to: f64,
    /// Since when those waited who did.
    since: f64,
    longest: f64,
}

/// Times in which somebody waited for long, those less than an hour apart as one.
fn floods(rows: &[&ContactRow], limit: f64, end: f64) -> Vec<Flood> {
    let mut floods: Vec<Flood> = Vec::new();
    for row in rows {
        let to = gone(row).min(end);
        let (from, waited) = (row.arrived + limit, to - row.arrived);
        if waited <= limit {
            continue;
        }
        match floods.last_mut() {
            Some(last) if from <= last.to + 60.0 => {
                last.to = last.to.max(to);
                last.longest = last.longest.max(waited);
            }
            _ => floods.push(Flood {
                from,
                to,
                since: row.arrived,
                longest: waited,
            }),
        }
    }
    floods
}

/// When a desk drowned, and why: how many came, and how many people were to sit there.
fn drowned(scenario: &Scenario, (place, desk): (usize, &Desk), rows: &[&ContactRow]) -> String {
    let facts = &scenario.sale.facts;
    let limit = desk.answer.map_or(PATIENCE.1, |(within, _)| {
        (DROWNS * minutes(within)).max(PATIENCE.0)
    });
    let mut floods = floods(rows, limit, facts.calendar.follow);
    let more = floods.len().saturating_sub(MOST_TOLD);
    floods.sort_by(|a, b| b.longest.total_cmp(&a.longest));
    floods.truncate(MOST_TOLD);
    floods.sort_by(|a, b| a.from.total_cmp(&b.from));
    let mut text = String::new();
    for Flood {
        from,
        to,
        since,
        longest,
    } in floods
    {
        let came = rows.iter().filter(|row| (since..to).contains(&row.arrived));
        let line = format!(
            "drowned {} - {}: {} came since {}, {}; the longest waited {} h",
            time(&facts.calendar, from),
            time(&facts.calendar, to),
            whole(came.count() as f64),
            time(&facts.calendar, since),
            there(scenario, place, (since, to)),
            plain(longest / 60.0),
        );
        let _ = writeln!(text, "    {}", folded(&line, 6));
    }
    if more > 0 {
        let _ = writeln!(text, "    ... and {more} times more, for less long");
    }
    text
}

/// The hours, those that follow each other as one, in which more than half of those who came left unanswered.
fn deserted(scenario: &Scenario, place: usize, rows: &[&ContactRow]) -> String {
    let calendar = &scenario.sale.facts.calendar;
    let mut hours: BTreeMap<u64, (usize, usize)> = BTreeMap::new();
    for row in rows {
        let (came, left) = hours.entry((row.arrived / 60.0) as u64).or_default();
        *came += 1;
        *left += usize::from(row.left.is_some());
    }
    // From, to, came, left.
    let mut spans: Vec<(u64, u64, usize, usize)> = Vec::new();
    for (hour, (came, left)) in hours {
        if left < FEWEST_LEFT || 2 * left <= came {
            continue;
        }
        match spans.last_mut() {
            Some(last) if last.1 == hour => {
                *last = (last.0, hour + 1, last.2 + came, last.3 + left);
            }
            _ => spans.push((hour, hour + 1, came, left)),
        }
    }
    let more = spans.len().saturating_sub(MOST_TOLD);
    let mut text = String::new();
    for &(from, to, came, left) in spans.iter().take(MOST_TOLD) {
        let span = (from as f64 * 60.0, to as f64 * 60.0);
        let line = format!(
            "{} - {}: {} of {} who came left unanswered, {}",
            time(calendar, span.0),
            time(calendar, span.1),
            whole(left as f64),
            whole(came as f64),
            there(scenario, place, span),
        );
        let _ = writeln!(text, "    {}", folded(&line, 6));
    }
    if more > 0 {
        let _ = writeln!(text, "    ... and {more} times more");
    }
    text
}

/// Who was to sit at a desk.
fn there(scenario: &Scenario, desk: usize, (from, to): (f64, f64)) -> String {
    let facts = &scenario.sale.facts;
    let place = facts.stations.len() + desk;
    let Some(roster) = &scenario.plan.desks else {
        return String::new();
    };
    let span = (ticks(from), ticks(to));
    let (heads, _) = roster.staffed(&facts.teams, place, usize::MAX, span);
    let heads = heads / MINUTE / (to - from).max(f64::MIN_POSITIVE);
    // Whoever ends a flood has just come.
    if heads < 0.05 {
        "nobody was on duty".to_owned()
    } else {
        format!("{heads:.1} people were on duty on average")
    }
}

/// Goods that are back and were inspected.
fn inspected(scenario: &Scenario, log: &Log) -> String {
    let facts = &scenario.sale.facts;
    let mut text = String::new();
    for &station in &facts.inspecting {
        let id = &facts.stations[station].id;
        let rows: Vec<&WorkRow> = (log.work.iter()).filter(|row| row.station == *id).collect();
        let Some(first) = rows.first() else {
            continue;
        };
        let waits = rows.iter().map(|row| row.started - row.arrived);
        let longest = waits.fold(0.0, f64::max);
        let line = format!(
            "{id}: {} orders that came back were inspected, the first on {}; the longest waited {} h",
            whole(rows.len() as f64),
            time(&facts.calendar, first.started),
            plain(longest / 60.0)
        );
        let _ = writeln!(text, "  {}", folded(&line, 4));
    }
    text
}
