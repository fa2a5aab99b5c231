//! Random rosters: whatever people are placed, the log keeps the rules of the line.

#![allow(
    clippy::format_push_string,
    reason = "a scenario is text, and the test is no hot path"
)]

use crate::common;

use common::from_text;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use std::collections::BTreeMap;
use surgeplan::random::WorldKey;
use surgeplan::sale::log::{Log, WorkRow};

/// A shift: when it begins (hour of the day), how long it runs, its break (hours after its beginning), on which days, and
/// the people at three stations.
#[derive(Clone, Debug)]
struct Shift {
    from: i64,
    hours: i64,
    rest: Option<i64>,
    days: &'static str,
    people: [usize; 3],
}

#[derive(Clone, Debug)]
struct Line {
    shifts: Vec<Shift>,
    servers: bool,
    equipment: Option<usize>,
    absence: f64,
    learns: bool,
    tires: bool,
    spread: f64,
    skill: f64,
}

fn shift() -> impl Strategy<Value = Shift> {
    let days = prop::sample::select(vec!["0..", "0..1", "1..", "2..4"]);
    let rest = prop::option::of(1i64..3);
    (
        0i64..24,
        3i64..12,
        rest,
        days,
        [0usize..4, 0usize..4, 0usize..3],
    )
        .prop_map(|(from, hours, rest, days, people)| Shift {
            from,
            hours,
            rest,
            days,
            people,
        })
}

fn line() -> impl Strategy<Value = Line> {
    let kinds = (
        any::<bool>(),
        prop::option::of(1usize..4),
        any::<bool>(),
        any::<bool>(),
    );
    let numbers = (0.0..0.4f64, 0.0..0.4f64, 0.4..1.5f64);
    (prop::collection::vec(shift(), 1..4), kinds, numbers).prop_map(
        |(shifts, (servers, equipment, learns, tires), (absence, spread, skill))| Line {
            shifts,
            servers,
            equipment,
            absence,
            learns,
            tires,
            spread,
            skill,
        },
    )
}

impl Line {
    fn text(&self) -> String {
        let mut text = "[sale]\nopens = 2026-11-11T10:00:00\nfollow = \"5d\"\n[source.fans]\norders = 250\n\
                        [product.hit]\nprice = 1\nunits = { dist = \"discrete\", values = [1, 4], weights = [3, 1] }\nstock = 400\n\
                        [prepack]\nproduct = \"hit\"\nshare = 0.3\n"
            .to_owned();
        for (index, work) in ["60s", "120s", "30s"].into_iter().enumerate() {
            text += &format!(
                "[station.s{index}]\nwork = {{ mean = \"{work}\", cv = 0.5 }}\nper_unit = \"5s\"\n"
            );
            if let (1, Some(equipment)) = (index, self.equipment) {
                text += &format!("equipment = {equipment}\n");
            }
            if index == 0 && self.servers {
                text += "servers = 2\nopen = [\"08:00-12:00\", \"13:00-22:00\"]\n";
            }
        }
        text += "[route]\nprepacked = [\"s0\", \"s2\"]\n";
        let Self {
            absence,
            spread,
            skill,
            ..
        } = self;
        text += &format!(
            "[team.a]\nabsence = {absence:?}\nspread = {spread:?}\nskills = {{ s0 = {skill:?}, s1 = 1, s2 = {skill:?} }}\n"
        );
        if self.learns {
            text += "learns = \"10h\"\n";
        }
        if self.tires {
            text += "tires = { after = \"4h\", speed = 0.7 }\n";
        }
        // Somebody works everywhere in the end, so that nobody need be placed by chance.
        text += "[team.b]\n[shift.last]\nfrom = \"06:00\"\nto = \"08:00\"\ndays = \"4..\"\n";
        for station in self.placed() {
            text += &format!("assign.s{station} = {{ b = 1 }}\n");
        }
        for (index, shift) in self.shifts.iter().enumerate() {
            let end = (shift.from + shift.hours) % 24;
            text += &format!(
                "[shift.n{index}]\nfrom = \"{:02}:00\"\nto = \"{end:02}:00\"\ndays = \"{}\"\n",
                shift.from, shift.days
            );
            if let Some(rest) = shift.rest {
                let begin = (shift.from + rest) % 24;
                text += &format!("breaks = [\"{begin:02}:00-{begin:02}:30\"]\n");
            }
            for station in self.placed() {
                text += &format!("assign.s{station} = {{ a = {} }}\n", shift.people[station]);
            }
        }
        text
    }

    fn placed(&self) -> std::ops::Range<usize> {
        usize::from(self.servers)..3
    }

    /// Whether work of team a may begin at a minute from opening, at a station.
    fn on_shift(&self, station: usize, minute: f64) -> bool {
        let clock = minute + 600.0;
        self.shifts
            .iter()
            .filter(|shift| shift.people[station] > 0)
            .any(|shift| {
                let (first, last) = match shift.days {
                    "0.." => (0, 99),
                    "0..1" => (0, 1),
                    "1.." => (1, 99),
                    _ => (2, 4),
                };
                (first..=last.min(6)).any(|day| {
                    let from = f64::from(day) * 1440.0 + shift.from as f64 * 60.0;
                    let within =
                        clock > from - 1e-6 && clock < from + shift.hours as f64 * 60.0 + 1e-6;
                    let resting = shift.rest.is_some_and(|rest| {
                        let begin = from + rest as f64 * 60.0;
                        clock > begin + 1e-6 && clock < begin + 30.0 - 1e-6
                    });
                    within && !resting
                })
            })
    }
}

/// Team, station (where servers are numbered by it) and number.
type Worker<'a> = (&'a str, &'a str, usize);

fn keeps_the_rules(line: &Line, log: &Log) -> Result<(), TestCaseError> {
    let mut stations: BTreeMap<&str, Vec<&WorkRow>> = BTreeMap::new();
    let mut people: BTreeMap<Worker<'_>, Vec<(f64, f64)>> = BTreeMap::new();
    let mut left: BTreeMap<usize, f64> = BTreeMap::new();
    for row in &log.work {
        stations.entry(&row.station).or_default().push(row);
        // Servers are numbered at their station, people in their team.
        let station = if row.team.is_empty() {
            row.station.as_str()
        } else {
            ""
        };
        people
            .entry((&row.team, station, row.person))
            .or_default()
            .push((row.started, row.ended));
        prop_assert!(row.started >= row.arrived && row.ended >= row.started);
        if let Some(ended) = left.insert(row.order, row.ended) {
            prop_assert_eq!(
                ended,
                row.arrived,
                "order {} waits between stations",
                row.order
            );
        }
        let station: usize = row.station[1..].parse().expect("a number");
        if row.team == "a" {
            prop_assert!(
                line.on_shift(station, row.started),
                "{row:?} outside its shifts"
            );
        }
    }
    for rows in stations.values() {
        let fifo = rows
            .windows(2)
            .all(|two| two[0].arrived <= two[1].arrived && two[0].started <= two[1].started);
        prop_assert!(fifo, "first come, first served");
    }
    for (who, times) in &mut people {
        times.sort_by(|a, b| a.0.total_cmp(&b.0));
        let apart = times.windows(2).all(|two| two[0].1 <= two[1].0);
        prop_assert!(apart, "{who:?} is at two places");
    }
    if let Some(equipment) = line.equipment {
        let rows = stations.get("s1").map_or(&[][..], |rows| &rows[..]);
        for row in rows {
            let at_once = rows
                .iter()
                .filter(|other| other.started <= row.started && other.ended > row.started);
            prop_assert!(at_once.count() <= equipment, "more work than equipment");
        }
    }
    Ok(())
}

#[test]
fn logs_of_random_rosters_keep_the_rules() {
    let config = Config {
        cases: 150,
        failure_persistence: None,
        ..Config::default()
    };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
    TestRunner::new_with_rng(config, rng)
        .run(&(line(), 0u64..1000), |(line, world)| {
            let scenario = from_text(&line.text(), &[]);
            let (log, outcome) = scenario
                .sale
                .replay(&scenario.plan, WorldKey::new(1, world))
                .expect("a small world");
            keeps_the_rules(&line, &log)?;
            let shipped = log
                .orders
                .iter()
                .filter(|order| order.scanned.is_some())
                .count();
            let place = scenario
                .catalogue()
                .find("orders.unshipped")
                .expect("a metric");
            let taken = log
                .orders
                .iter()
                .filter(|order| order.paid.is_some() && !order.route.is_empty());
            prop_assert_eq!(taken.count() - shipped, outcome.values[place] as usize);
            Ok(())
        })
        .unwrap_or_else(|failure| panic!("{failure}"));
}
