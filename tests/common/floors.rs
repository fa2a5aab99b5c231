//! Random floors with everything on at once, as scenarios.
#![allow(dead_code, reason = "every file of tests uses a part of it")]
#![allow(
    clippy::format_push_string,
    reason = "a scenario is text, and the test is no hot path"
)]

use proptest::prelude::*;

/// The length of the line.
pub const STATIONS: usize = 4;

/// A shift of team a: hour of the day and length, its break (hours after its beginning), days, people by station.
#[derive(Clone, Debug)]
pub struct Shift {
    from: i64,
    hours: i64,
    rest: Option<i64>,
    days: (i64, i64),
    people: [usize; STATIONS],
    flexible: bool,
    clears: bool,
}

/// Waves (orders, minutes) and equipment by station, failures and shares of errors at the first two.
#[derive(Clone, Debug)]
pub struct Stations {
    pub wave: [Option<(usize, u32)>; 2],
    pub equipment: [Option<usize>; STATIONS],
    pub down: [bool; 2],
    errors: [f64; 2],
    catches: f64,
}

#[derive(Clone, Debug)]
pub struct Line {
    pub shifts: Vec<Shift>,
    pub stations: Stations,
    /// Minutes that people stay at most, and the minutes of a shift after which hours are overtime.
    pub limit: u32,
    after: u32,
    /// Boxes at s1 and cards at s2: on hand, and delivered after eight hours.
    pub supplies: [(u32, u32); 2],
    absence: f64,
    spread: f64,
    learns: bool,
    /// The station at which people of team a cannot work.
    cannot: Option<usize>,
}

fn shift() -> impl Strategy<Value = Shift> {
    let days = prop::sample::select(vec![(0, 9), (0, 1), (1, 9), (2, 4)]);
    let people = [0usize..4, 0usize..4, 0usize..3, 0usize..3];
    let rest = prop::option::of(1i64..3);
    (
        0i64..24,
        3i64..12,
        rest,
        days,
        people,
        any::<bool>(),
        any::<bool>(),
    )
        .prop_map(
            |(from, hours, rest, days, people, flexible, clears)| Shift {
                from,
                hours,
                rest,
                days,
                people,
                flexible,
                clears,
            },
        )
}

fn stations() -> impl Strategy<Value = Stations> {
    let wave = || prop::option::of((1usize..7, 0u32..40));
    let equipment = || prop::option::of(1usize..4);
    (
        [wave(), wave()],
        [equipment(), equipment(), equipment(), equipment()],
        [any::<bool>(), any::<bool>()],
        [0.01..0.5f64, 0.01..0.5f64],
        prop::sample::select(vec![0.0, 0.5, 1.0]),
    )
        .prop_map(|(wave, equipment, down, errors, catches)| Stations {
            wave,
            equipment,
            down,
            errors,
            catches,
        })
}

/// A random floor.
pub fn line() -> impl Strategy<Value = Line> {
    let limit = prop::sample::select(vec![0u32, 45, 180]);
    let supply = || (10u32..200, 0u32..300);
    let people = (
        0.0..0.4f64,
        0.0..0.4f64,
        any::<bool>(),
        prop::option::of(0usize..STATIONS),
    );
    (
        prop::collection::vec(shift(), 1..4),
        stations(),
        (limit, 60u32..600),
        [supply(), supply()],
        people,
    )
        .prop_map(
            |(shifts, stations, (limit, after), supplies, (absence, spread, learns, cannot))| {
                Line {
                    shifts,
                    stations,
                    limit,
                    after,
                    supplies,
                    absence,
                    spread,
                    learns,
                    cannot,
                }
            },
        )
}

impl Line {
    /// As a scenario.
    pub fn text(&self) -> String {
        let mut text = "[sale]\nopens = 2026-11-11T10:00:00\nfollow = \"5d\"\nholidays = [2026-11-12]\npayment = { dist = \"exponential\", mean = \"20min\" }\n\
                        [source.fans]\norders = 180\n\
                        [product.hit]\nprice = 1\nunits = { dist = \"discrete\", values = [1, 4], weights = [3, 1] }\nstock = 230\n\
                        [prepack]\nproduct = \"hit\"\nshare = 0.2\n[route]\nstandard = [\"s0\", \"s1\", \"s2\", \"s3\"]\nprepacked = [\"s0\", \"s3\"]\n"
            .to_owned();
        self.write_stations(&mut text);
        for (id, station, takes, (stock, later)) in [
            ("box", 1, "per_order = 1", self.supplies[0]),
            ("card", 2, "per_unit = 1", self.supplies[1]),
        ] {
            text += &format!(
                "[consumable.{id}]\nstation = \"s{station}\"\n{takes}\nstock = {stock}\ndelivery.a = {{ at = \"8h\", units = {later} }}\n\
                 delivery.b = {{ at = 2026-11-14T10:00:00, units = 250 }}\n"
            );
        }
        self.write_people(&mut text);
        text
    }

    fn write_stations(&self, text: &mut String) {
        let Stations {
            wave,
            equipment,
            down,
            errors,
            catches,
        } = &self.stations;
        for (index, work) in ["60s", "120s", "40s", "20s"].into_iter().enumerate() {
            *text += &format!(
                "[station.s{index}]\nwork = {{ mean = \"{work}\", cv = 0.5 }}\nper_unit = \"5s\"\n"
            );
            if let Some(equipment) = equipment[index] {
                *text += &format!("equipment = {equipment}\n");
            }
            if index < 2 {
                *text += &format!("errors = {:?}\n", errors[index]);
                if let Some((orders, after)) = wave[index] {
                    *text += &format!(
                        "wave = {{ orders = {orders}, after = \"{after}min\", work = {{ mean = \"1min\", cv = 0.3 }} }}\n"
                    );
                }
                if down[index] {
                    *text += "down = { every = { dist = \"exponential\", mean = \"4h\" }, lasts = { dist = \"exponential\", mean = \"30min\" } }\n";
                }
            }
        }
        *text = text.replace(
            "[station.s2]\n",
            &format!("[station.s2]\ncatches = {catches:?}\n"),
        );
    }

    fn write_people(&self, text: &mut String) {
        let Self {
            absence, spread, ..
        } = self;
        let skills = (0..STATIONS).filter(|&station| self.can(station));
        let skills: Vec<String> = skills
            .map(|station| format!("s{station} = 0.{}", 9 - station))
            .collect();
        *text += &format!(
            "[team.a]\nabsence = {absence:?}\nspread = {spread:?}\nskills = {{ {} }}\n",
            skills.join(", ")
        );
        if self.learns {
            *text += "learns = \"10h\"\ntires = { after = \"4h\", speed = 0.7 }\n";
        }
        // Somebody works everywhere in the end, so that nobody need be placed by chance.
        *text += "[team.b]\n[shift.last]\nfrom = \"06:00\"\nto = \"08:00\"\ndays = \"4..\"\n";
        for station in 0..STATIONS {
            *text += &format!("assign.s{station} = {{ b = 1 }}\n");
        }
        for (index, shift) in self.shifts.iter().enumerate() {
            let end = (shift.from + shift.hours) % 24;
            *text += &format!(
                "[shift.n{index}]\nfrom = \"{:02}:00\"\nto = \"{end:02}:00\"\ndays = \"{}..{}\"\n",
                shift.from, shift.days.0, shift.days.1
            );
            if let Some(rest) = shift.rest {
                let begin = (shift.from + rest) % 24;
                *text += &format!("breaks = [\"{begin:02}:00-{begin:02}:30\"]\n");
            }
            if shift.flexible {
                *text += "flexible = \"25min\"\nswitch = \"3min\"\n";
            }
            if shift.clears {
                *text += "end = \"clear\"\n";
            }
            for station in (0..STATIONS).filter(|&station| self.can(station)) {
                *text += &format!("assign.s{station} = {{ a = {} }}\n", shift.people[station]);
            }
        }
        *text += &format!(
            "[overtime]\nafter = \"{}min\"\nlimit = \"{}min\"\nnight = {{ from = \"22:00\", to = \"06:00\", factor = 1.6 }}\n",
            self.after, self.limit
        );
    }

    fn can(&self, station: usize) -> bool {
        self.cannot != Some(station)
    }

    /// The ends of shifts (in minutes from opening) whose people may begin work at a station at this minute though they
    /// are over, and whether people of a shift that goes on may.
    pub fn there(&self, station: usize, minute: f64) -> (bool, Vec<f64>) {
        let (mut on, mut ends) = (false, Vec::new());
        for shift in &self.shifts {
            let somebody = (0..STATIONS).any(|at| self.can(at) && shift.people[at] > 0);
            let here =
                self.can(station) && (shift.people[station] > 0 || shift.flexible && somebody);
            for day in (shift.days.0..=shift.days.1.min(6)).filter(|_| here) {
                let from = (day * 1440 + shift.from * 60 - 600) as f64;
                let to = from + (shift.hours * 60) as f64;
                let resting = shift.rest.is_some_and(|rest| {
                    let begin = from + (rest * 60) as f64;
                    begin + SLACK < minute && minute < begin + 30.0 - SLACK
                });
                on |= from - SLACK < minute && minute < to + SLACK && !resting;
                if shift.clears
                    && to - SLACK < minute
                    && minute < to + f64::from(self.limit) + SLACK
                {
                    ends.push(to);
                }
            }
        }
        (on, ends)
    }
}

/// Minutes are ticks in floating point.
pub const SLACK: f64 = 1e-6;
