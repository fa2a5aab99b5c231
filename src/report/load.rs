//! The load table of `check`: what follows from a scenario without playing it.

use super::HEADING;
use super::columns::{Columns, fits};
use super::number::{percent, plain, time, whole};
use super::{load_desk, people};
use crate::sale::load::{HourLoad, Load, StationHour};
use crate::sale::time::{MINUTE, ticks};
use crate::scenario::Scenario;
use std::fmt::Write;

/// The table as text.
pub fn text(scenario: &Scenario, load: &Load) -> String {
    let left_out = match scenario.sale.facts.chat_desk() {
        None => "learning, tiring and rework",
        Some(_) => "learning, tiring, rework and lost chats",
    };
    let mut text = format!(
        "{HEADING}What follows without simulating{HEADING:#} (at the means; {left_out} left out)\n  {} orders paid and taken",
        plain(load.orders)
    );
    if load.lost >= 0.5 {
        let _ = write!(text, ", {} find nothing left", plain(load.lost));
    }
    text.push('\n');
    text.push_str(&stations(scenario, load));
    text.push_str(&hours(scenario, load));
    text.push_str(&people::text(scenario, load));
    text.push_str(&carriers(scenario, load));
    text.push_str(&prepack(scenario, load));
    text.push_str(&load_desk::text(scenario, load));
    text
}

fn stations(scenario: &Scenario, load: &Load) -> String {
    let facts = &scenario.sale.facts;
    if facts.in_line().next().is_none() {
        return String::new();
    }
    let mut columns = Columns::new([
        "station",
        "people",
        "at once",
        "orders",
        "work, h",
        "staffed, h",
        "load",
        "longest queue, h of work",
    ]);
    for (index, station) in facts.in_line() {
        let sum = &load.stations[index];
        let (people, at_once) = scenario.plan.most(index);
        let longest = if sum.longest.0 < 0.05 {
            "-".to_owned()
        } else {
            let at = time(&facts.calendar, (sum.longest.1 + 1) as f64 * 60.0);
            format!("{:.1} at {at}", sum.longest.0)
        };
        columns.row([
            station.id.clone(),
            people.to_string(),
            at_once.to_string(),
            plain(sum.orders),
            format!("{:.1}", sum.work),
            format!("{:.1}", sum.staffed),
            percent(sum.load()),
            longest,
        ]);
    }
    let mut text = columns.text();
    if let Some(index) = load.bottleneck() {
        let id = &facts.stations[index].id;
        let _ = writeln!(
            text,
            "  first bottleneck: {id}, its work takes {} of its people's time from opening to closing",
            percent(load.stations[index].load())
        );
    }
    text
}

/// Rows that fit a screen.
const MOST_ROWS: usize = 30;

/// The hours one by one, those in which nobody works together.
fn ranges(load: &Load) -> Vec<(usize, usize)> {
    let closed = |hour: &HourLoad| hour.stations.iter().all(|station| station.staffed == 0.0);
    let mut ranges: Vec<(usize, usize)> = Vec::new();
    for (index, hour) in load.hours.iter().enumerate() {
        match ranges.last_mut() {
            Some(last) if closed(hour) && closed(&load.hours[last.0]) => last.1 = index + 1,
            _ => ranges.push((index, index + 1)),
        }
    }
    ranges
}

pub(super) fn name(scenario: &Scenario, from: usize, to: usize) -> String {
    let calendar = &scenario.sale.facts.calendar;
    let (_, hour, minute) = calendar.civil(to as f64 * 60.0);
    format!(
        "{} - {hour:02}:{minute:02}",
        time(calendar, from as f64 * 60.0)
    )
}

/// People at all stations in an hour, on average.
fn heads(scenario: &Scenario, hour: usize) -> String {
    let span = (ticks(hour as f64 * 60.0), ticks((hour + 1) as f64 * 60.0));
    let teams = &scenario.sale.facts.teams;
    let stations = scenario.sale.facts.in_line();
    let ticks: f64 = stations
        .map(|(station, _)| scenario.plan.staffed(teams, station, span).0)
        .sum();
    let people = ticks / (60.0 * MINUTE);
    if people.fract() == 0.0 {
        format!("{people}")
    } else {
        format!("{people:.1}")
    }
}

fn hours(scenario: &Scenario, load: &Load) -> String {
    let all = scenario.sale.facts.in_line().count();
    if all == 0 {
        return String::new();
    }
    let mut text = String::new();
    for stations in [all, 6, 4, 2] {
        text = hours_of(scenario, load, &busiest(scenario, load, stations));
        if fits(&text) {
            break;
        }
    }
    text
}

/// The so many stations with the highest load, in the order of the file.
pub(super) fn busiest(scenario: &Scenario, load: &Load, count: usize) -> Vec<usize> {
    let in_line = scenario.sale.facts.in_line();
    let mut busiest: Vec<usize> = in_line.map(|(index, _)| index).collect();
    busiest.sort_by(|&a, &b| load.stations[b].load().total_cmp(&load.stations[a].load()));
    busiest.truncate(count);
    busiest.sort_unstable();
    busiest
}

fn hours_of(scenario: &Scenario, load: &Load, shown: &[usize]) -> String {
    let facts = &scenario.sale.facts;
    let mut columns = Columns::new(
        ["hour".to_owned(), "orders".to_owned(), "people".to_owned()]
            .into_iter()
            .chain(
                shown
                    .iter()
                    .map(|&index| format!("load\n{}", facts.stations[index].id)),
            )
            .chain(["scanned".to_owned()]),
    );
    let ranges = ranges(load);
    for &(from, to) in ranges.iter().take(MOST_ROWS) {
        let hours = &load.hours[from..to];
        let total = |of: fn(&HourLoad) -> f64| whole(hours.iter().map(of).sum());
        let last = &hours[hours.len() - 1];
        let stations = shown.iter().map(|&station| {
            let sum = |of: fn(&StationHour) -> f64| -> f64 {
                hours.iter().map(|hour| of(&hour.stations[station])).sum()
            };
            let left = last.stations[station].left;
            let waiting = if left > 0.5 {
                format!(", {}", whole(left))
            } else {
                String::new()
            };
            match sum(|hour| hour.staffed) {
                0.0 => format!("closed{waiting}"),
                staffed => format!("{:.0}%{waiting}", 100.0 * sum(|hour| hour.work) / staffed),
            }
        });
        let first = [
            name(scenario, from, to),
            total(|hour| hour.orders),
            heads(scenario, from),
        ];
        let end = [total(|hour| hour.scanned)];
        columns.row(first.into_iter().chain(stations).chain(end));
    }
    let some = if shown.len() < facts.in_line().count() {
        format!("; the {} busiest", shown.len())
    } else {
        String::new()
    };
    let mut text = format!(
        "{HEADING}Load by hour{HEADING:#} (work that arrives ÷ what people can do, orders waiting at its end{some})\n"
    );
    text.push_str(&columns.text());
    if ranges.len() > MOST_ROWS {
        text.push_str("  ... and on; --json gives every hour\n");
    }
    text
}

fn carriers(scenario: &Scenario, load: &Load) -> String {
    let carriers = &scenario.sale.facts.carriers.carriers;
    if carriers.is_empty() {
        return String::new();
    }
    let mut columns = Columns::new(["carrier", "parcels", "pickups", "they take", "load"]);
    for (carrier, sum) in carriers.iter().zip(&load.carriers) {
        let endless = sum.room.is_infinite();
        columns.row([
            carrier.id.clone(),
            plain(sum.parcels),
            if endless {
                "as scanned".to_owned()
            } else {
                sum.pickups.to_string()
            },
            if endless {
                "all".to_owned()
            } else {
                plain(sum.room)
            },
            if endless {
                "-".to_owned()
            } else {
                percent(sum.parcels / sum.room.max(f64::MIN_POSITIVE))
            },
        ]);
    }
    format!(
        "{HEADING}Parcels against pickups{HEADING:#} (pickups until the last order is due)\n{}",
        columns.text()
    )
}

/// Boxes that are packed on shifts.
fn prepack(scenario: &Scenario, load: &Load) -> String {
    if load.prepack.is_empty() {
        return String::new();
    }
    let facts = &scenario.sale.facts;
    let mut columns = Columns::new(["boxes of", "planned", "people can pack", "load"]);
    for packing in &load.prepack {
        columns.row([
            facts.range.products[packing.product].id.clone(),
            whole(packing.planned),
            if packing.room.is_finite() {
                whole(packing.room)
            } else {
                "all".to_owned()
            },
            if packing.room > 0.0 {
                percent(packing.planned / packing.room)
            } else {
                "-".to_owned()
            },
        ]);
    }
    format!(
        "{HEADING}Packing in advance{HEADING:#} (until the opening)\n{}",
        columns.text()
    )
}
