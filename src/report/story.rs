//! One world as a story: hour by hour what came, where the queues stood and what happened; then where the time went.

use super::columns::folded;
use super::number::{percent, plain, time, whole};
use super::{HEADING, spans, story_desk};
use crate::model::Outcome;
use crate::sale::calendar::Calendar;
use crate::sale::events::{Event, Happening};
use crate::sale::log::{Log, PickupRow, WorkRow};
use crate::scenario::Scenario;
use std::fmt::Write;

/// Which world is told, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct Chosen {
    /// The seed of its run.
    pub seed: u64,
    /// Its replication number.
    pub replication: u64,
    /// Where it was looked for by a metric: the metric, the quantile, and among how many worlds.
    pub by: Option<(String, f64, usize)>,
}

/// The story.
pub fn text(scenario: &Scenario, chosen: &Chosen, (log, outcome): (&Log, &Outcome)) -> String {
    let story = Story {
        scenario,
        calendar: &scenario.sale.facts.calendar,
        log,
        outcome,
    };
    [
        story.title(chosen),
        "\n".to_owned(),
        story.hours(),
        "\n".to_owned(),
        story_desk::text(scenario, log),
        spans::text(scenario, log),
    ]
    .concat()
}

struct Story<'a> {
    scenario: &'a Scenario,
    calendar: &'a Calendar,
    log: &'a Log,
    outcome: &'a Outcome,
}

const HOUR: f64 = 60.0;

/// Moves of people in an hour that are told one by one; more are counted.
const FEW_MOVES: usize = 3;

impl Story<'_> {
    fn value(&self, name: &str) -> Option<f64> {
        let place = self.scenario.catalogue().find(name)?;
        Some(self.outcome.values[place]).filter(|value| !value.is_nan())
    }

    fn title(&self, chosen: &Chosen) -> String {
        let mut text = format!(
            "{HEADING}{}: world {} of seed {}{HEADING:#}\n",
            self.scenario.title, chosen.replication, chosen.seed
        );
        if let Some((metric, quantile, worlds)) = &chosen.by {
            let unit = self.unit(metric);
            let value = self
                .value(metric)
                .map_or_else(String::new, |value| show(value, unit));
            let _ = writeln!(
                text,
                "{metric} is {value} here; {} of {} worlds have no more",
                percent(*quantile),
                whole(*worlds as f64)
            );
        }
        let orders = |name: &str| self.value(name).map_or_else(|| "-".to_owned(), whole);
        let mut facts = vec![
            format!(
                "heat {}",
                self.value("heat").map_or_else(|| "-".to_owned(), plain)
            ),
            format!("{} orders paid and taken", orders("orders.paid")),
        ];
        for (name, words) in [
            ("orders.lost_stock", "found nothing left"),
            ("orders.lost_chat", "lost in chat"),
            ("orders.oversold", "oversold"),
            ("orders.unshipped", "never picked up"),
        ] {
            if self.value(name).is_some_and(|count| count > 0.0) {
                facts.push(format!("{} {words}", orders(name)));
            }
        }
        if let Some(share) = self.value("ship.within_promise") {
            facts.push(format!("{} picked up as promised", percent(share)));
        }
        let _ = writeln!(text, "{}", folded(&facts.join("; "), 0));
        for goal in &self.scenario.goals {
            let value = self.outcome.values[goal.place];
            let met = if goal.holds(value) { "met" } else { "not met" };
            let _ = writeln!(
                text,
                "goal {}: {} {} - {met} in this world",
                goal.id,
                goal.metric,
                show(value, self.unit(&goal.metric))
            );
        }
        text
    }

    fn unit(&self, metric: &str) -> &'static str {
        let place = self.scenario.catalogue().find(metric);
        place.map_or("", |place| self.scenario.catalogue().metrics()[place].unit)
    }

    /// Every hour in which something happens; hours without anything are told together.
    fn hours(&self) -> String {
        let mut text = format!(
            "{HEADING}Hour by hour{HEADING:#} (paid and scanned in it; at its end who waits for what, the first since)\n"
        );
        let last = self.last_minute();
        let (mut hour, mut quiet) = (0.0, None);
        while hour < last {
            let told = self.hour(hour);
            if told.is_empty() {
                quiet.get_or_insert(hour);
            } else {
                if let Some(from) = quiet.take() {
                    text.push_str(&self.silence(from, hour));
                }
                text.push_str(&told);
            }
            hour += HOUR;
        }
        text
    }

    /// The end of the story: when nothing happens any more.
    fn last_minute(&self) -> f64 {
        let orders = self.log.orders.iter();
        let done = orders.filter_map(|order| order.picked_up.or(order.scanned).or(order.paid));
        done.fold(0.0, f64::max) + 1.0
    }

    fn silence(&self, from: f64, to: f64) -> String {
        let paid = self.paid(from, to);
        let still = if paid > 0 {
            format!(", {} orders paid", whole(paid as f64))
        } else {
            String::new()
        };
        let line = format!(
            "{} - {}  nobody works{still}{}",
            time(self.calendar, from),
            time(self.calendar, to),
            self.queues(to)
        );
        format!("  {}\n", folded(&line, 13).trim_start())
    }

    fn paid(&self, from: f64, to: f64) -> usize {
        let paid = self.log.orders.iter().filter_map(|order| order.paid);
        paid.filter(|paid| (from..to).contains(paid)).count()
    }

    fn hour(&self, from: f64) -> String {
        let to = from + HOUR;
        let here = |at: f64| (from..to).contains(&at);
        let scanned = self.log.orders.iter().filter_map(|order| order.scanned);
        let scanned = scanned.filter(|&scanned| here(scanned)).count();
        let vans = self.log.pickups.iter().filter(|van| here(van.at));
        let vans: Vec<&PickupRow> = vans.filter(|van| van.waiting > 0).collect();
        let events: Vec<&Event> = self
            .log
            .events
            .iter()
            .filter(|event| here(event.at))
            .collect();
        let at_work = self.at_work(from, to);
        if at_work == 0.0 && scanned == 0 && vans.is_empty() && events.is_empty() {
            return String::new();
        }
        let line = format!(
            "{}  {} paid, {} scanned{}; {at_work:.1} at work",
            time(self.calendar, from),
            whole(self.paid(from, to) as f64),
            whole(scanned as f64),
            self.queues(to),
        );
        let mut text = format!("  {}\n", folded(&line, 13).trim_start());
        let mut told: Vec<(f64, String)> =
            vans.iter().map(|van| (van.at, Self::van(van))).collect();
        told.extend(self.tell(&events));
        told.sort_by(|a, b| a.0.total_cmp(&b.0));
        for (at, words) in told {
            let clock = time(self.calendar, at);
            let line = format!("{} {words}", clock.split(' ').next_back().unwrap_or(""));
            let _ = writeln!(text, "      {}", folded(&line, 12));
        }
        text
    }

    /// People at work on average.
    fn at_work(&self, from: f64, to: f64) -> f64 {
        let clip = |row: &WorkRow| (row.ended.min(to) - row.started.max(from)).max(0.0);
        let mut waves: Vec<(&str, &str, usize, u64)> = Vec::new();
        let mut sum = 0.0;
        let facts = &self.scenario.sale.facts;
        let in_line = |row: &&WorkRow| {
            facts
                .in_line()
                .any(|(_, station)| station.id == row.station)
        };
        for row in (self.log.work.iter()).filter(|row| clip(row) > 0.0 && in_line(row)) {
            // The orders of a wave are one piece of work.
            let piece = (
                row.station.as_str(),
                row.team.as_str(),
                row.person,
                row.started.to_bits(),
            );
            if waves.last() != Some(&piece) {
                waves.push(piece);
                sum += clip(row);
            }
        }
        sum / (to - from)
    }

    /// Where orders wait at a time, and since when the first of them does.
    fn queues(&self, at: f64) -> String {
        let in_line = self.scenario.sale.facts.in_line();
        let stations: Vec<_> = in_line.map(|(_, station)| station).collect();
        let mut waiting: Vec<(usize, f64)> = vec![(0, at); stations.len()];
        for row in self
            .log
            .work
            .iter()
            .filter(|row| row.arrived <= at && row.started > at)
        {
            let place = stations
                .iter()
                .position(|station| station.id == row.station);
            if let Some((count, since)) = place.map(|place| &mut waiting[place]) {
                *count += 1;
                *since = since.min(row.arrived);
            }
        }
        let told = stations
            .iter()
            .zip(waiting)
            .filter(|(_, (count, _))| *count > 0);
        told.fold(String::new(), |mut text, (station, (count, since))| {
            let long = at - since;
            let long = match long {
                hours if hours >= 90.0 => format!(" ({:.1} h)", hours / 60.0),
                minutes if minutes >= 1.0 => format!(" ({minutes:.0} min)"),
                _ => String::new(),
            };
            let _ = write!(text, ", {} for {}{long}", whole(count as f64), station.id);
            text
        })
    }

    fn van(van: &PickupRow) -> String {
        let name = format!("{} {}", van.carrier, van.pickup);
        match (van.capacity, van.left) {
            (0, _) => format!(
                "{name} does not come: {} parcels are left behind",
                whole(van.left as f64)
            ),
            (_, 0) => format!("{name} takes all {}", whole(van.taken as f64)),
            _ => format!(
                "{name} takes {} and leaves {} behind",
                whole(van.taken as f64),
                whole(van.left as f64)
            ),
        }
    }

    fn tell(&self, events: &[&Event]) -> Vec<(f64, String)> {
        let is_move = |event: &&&Event| matches!(event.what, Happening::Moved { .. });
        let moves = events.iter().filter(is_move).count();
        let mut told: Vec<(f64, String)> = Vec::new();
        for event in events {
            if moves > FEW_MOVES && is_move(&event) {
                continue;
            }
            told.push((event.at, self.event(&event.what)));
        }
        if moves > FEW_MOVES
            && let Some(first) = events.iter().find(|event| is_move(event))
        {
            told.push((
                first.at,
                format!("people change stations {moves} times in this hour"),
            ));
        }
        told
    }

    fn event(&self, what: &Happening) -> String {
        let clock = |at: f64| time(self.calendar, at);
        match what {
            Happening::SoldOut { product, lost } => {
                format!(
                    "{product} runs out: {} orders find nothing",
                    whole(*lost as f64)
                )
            }
            Happening::Restocked { product, units } => {
                format!("a restock arrives: {} {product}", whole(*units as f64))
            }
            Happening::Stood {
                station,
                consumable,
                until,
            } => {
                format!(
                    "no {consumable} left: {station} stands still until {}",
                    clock(*until)
                )
            }
            Happening::Failed { station, until } => {
                format!("equipment fails at {station} until {}", clock(*until))
            }
            Happening::Absent {
                team,
                person,
                shift,
            } => {
                format!("{team} {person} does not come (shift {shift})")
            }
            Happening::Moved {
                team,
                person,
                from,
                to,
            } => {
                format!("{team} {person} goes from {from} to {to}")
            }
        }
    }
}

fn show(value: f64, unit: &str) -> String {
    match unit {
        "share" => percent(value),
        _ if value.is_nan() => "has no case".to_owned(),
        "yes/no" => if value == 1.0 { "yes" } else { "no" }.to_owned(),
        unit => format!("{} {unit}", plain(value)),
    }
}
