//! People on shifts: the same numbers as servers where they are equal, and small cases by hand.

use crate::common;

use common::{from_text, play};
use surgeplan::random::WorldKey;
use surgeplan::sale::log::Log;
use surgeplan::scenario::Scenario;

const SALE: &str = "
[sale]
opens = 2026-11-11T10:00:00
follow = \"6d\"
heat = { p10 = 0.6, p90 = 1.6 }
[source.fans]
orders = 700
profile = \"opening\"
[profile.opening]
hourly = [40, 15, 8, 5, 4, 3, 3, 2, 2, 3, 4, 4]
[product.hit]
price = 99
units = { dist = \"discrete\", values = [1, 2, 3], weights = [80, 15, 5] }
stock = 900
[prepack]
product = \"hit\"
share = 0.3
[station.print]
work = { mean = \"24s\", cv = 0.3 }
equipment = 2
PRINT
[station.pick]
work = { mean = \"30s\", cv = 0.5 }
per_unit = { mean = \"40s\", cv = 0.5 }
PICK
[station.pack]
work = { mean = \"70s\", cv = 0.5 }
PACK
[station.scan]
work = { mean = \"12s\", cv = 0.3 }
SCAN
[carrier.sto]
pickup.evening = { at = \"19:30\", parcels = 400 }
";

/// The sale with these people: servers and opening hours, or shifts.
fn sale(print: &str, pick: &str, pack: &str, scan: &str, rest: &str) -> String {
    let text = SALE.replace("PRINT", print).replace("PICK", pick);
    text.replace("PACK", pack).replace("SCAN", scan) + rest
}

fn with_servers() -> String {
    let hours = "open = [\"10:00-13:00\", \"13:30-19:00\", \"22:00-02:00\"]";
    let servers = |count: usize| format!("servers = {count}\n{hours}");
    sale(&servers(3), &servers(2), &servers(3), &servers(1), "")
}

fn with_shifts() -> String {
    let assign = "assign.print = { ware = 3 }\nassign.pick = { ware = 1, temps = 1 }\nassign.pack = { temps = \"rest\" }\nassign.scan = { ware = 1 }";
    let shifts = format!(
        "[team.ware]\nheads = 7\nstay = 2\n[team.temps]\nheads = 4\n\
         [shift.day]\nfrom = \"10:00\"\nto = \"19:00\"\nbreaks = [\"13:00-13:30\"]\n{assign}\n\
         [shift.night]\nfrom = \"22:00\"\nto = \"02:00\"\n{assign}\n"
    );
    sale("", "", "", "", &shifts)
}

#[test]
fn equal_people_at_speed_one_are_servers_to_the_last_bit() {
    let (servers, shifts) = (
        from_text(&with_servers(), &[]),
        from_text(&with_shifts(), &[]),
    );
    let (a, b) = (play(&servers, 5, 200), play(&shifts, 5, 200));
    let bits = |row: &[f64]| row.iter().map(|value| value.to_bits()).collect::<Vec<_>>();
    for replication in 0..200 {
        assert_eq!(
            bits(a.table.row(replication)),
            bits(b.table.row(replication))
        );
    }
    for series in 0..a.table.frame().series.len() {
        for point in 0..a.table.frame().series[series].points {
            assert_eq!(a.table.series(series, point), b.table.series(series, point));
        }
    }
}

#[test]
fn a_mixed_line_is_the_same_too() {
    let hours = "open = [\"10:00-13:00\", \"13:30-19:00\", \"22:00-02:00\"]";
    let assign = "assign.pick = { temps = 2 }\nassign.pack = { temps = 3 }";
    let shifts = format!(
        "[team.temps]\n[shift.day]\nfrom = \"10:00\"\nto = \"19:00\"\nbreaks = [\"13:00-13:30\"]\n{assign}\n\
         [shift.night]\nfrom = \"22:00\"\nto = \"02:00\"\n{assign}\n"
    );
    let mixed = sale(
        &format!("servers = 3\n{hours}"),
        "",
        "",
        &format!("servers = 1\n{hours}"),
        &shifts,
    );
    let (a, b) = (
        play(&from_text(&with_servers(), &[]), 9, 50),
        play(&from_text(&mixed, &[]), 9, 50),
    );
    for replication in 0..50 {
        let bits = |row: &[f64]| row.iter().map(|value| value.to_bits()).collect::<Vec<_>>();
        assert_eq!(
            bits(a.table.row(replication)),
            bits(b.table.row(replication))
        );
    }
}

fn replay(text: &str, replication: u64) -> (Scenario, Log) {
    let scenario = from_text(text, &[]);
    let key = WorldKey::new(3, replication);
    let log = scenario
        .sale
        .replay(&scenario.plan, key)
        .expect("a small world")
        .0;
    (scenario, log)
}

/// One station, ten minutes an order.
fn one_station(people: &str) -> String {
    format!(
        "[sale]\nopens = 2026-11-11T20:00:00\ncloses = 2026-11-12T08:00:00\nfollow = \"4d\"\n\
         [source.fans]\norders = 60\n[station.pack]\nwork = \"10min\"\n{people}"
    )
}

fn near(left: f64, right: f64) -> bool {
    (left - right).abs() < 1e-5
}

/// A shift from 22:00 to 02:00, opening at 20:00: work begins at minutes 120 to 360 of each day, and who began at 359
/// finishes.
#[test]
fn a_shift_over_midnight() {
    let people = "[team.night]\nheads = 2\n[shift.night]\nfrom = \"22:00\"\nto = \"02:00\"\nassign.pack = { night = 2 }\n";
    let text = one_station(people)
        .replace("10min", "7min")
        .replace("orders = 60", "orders = 300");
    let (_, log) = replay(&text, 0);
    assert!(log.work.len() > 40);
    // Two people by hand: the earliest free one takes the next order, at its arrival or at the shift's beginning.
    let mut free = [0.0f64; 2];
    for row in &log.work {
        let first = usize::from(free[1] < free[0]);
        let ready = row.arrived.max(free[first]);
        let day = ((ready - 360.0) / 1440.0).ceil().max(0.0);
        let start = if near(ready, 360.0 + 1440.0 * (day - 1.0)) {
            120.0 + 1440.0 * day
        } else {
            ready.max(120.0 + 1440.0 * day)
        };
        assert!(near(row.started, start), "{row:?} should start at {start}");
        assert!(near(row.ended, start + 7.0));
        free[first] = start + 7.0;
    }
    // The queue of the first night is still there when it ends.
    let mut first_night = log.work.iter().filter(|row| row.started < 360.0);
    let last = first_night.next_back().expect("work in the first night");
    assert!(last.started > 350.0 && last.ended > 360.0, "{last:?}");
}

/// Skill 0.5 takes 20 minutes, and 2 takes 5; with an own speed the same person is always as fast.
#[test]
fn skills_and_own_speed() {
    let people = |skill: &str, spread: &str| {
        one_station(&format!(
            "[team.a]\nheads = 1\nskills = {{ pack = {skill} }}\nspread = {spread}\n\
             [shift.all]\nfrom = \"00:00\"\nto = \"24:00\"\nassign.pack = {{ a = 1 }}\n"
        ))
    };
    for (skill, minutes) in [("0.5", 20.0), ("2", 5.0), ("1", 10.0)] {
        let (_, log) = replay(&people(skill, "0"), 1);
        assert!(
            log.work
                .iter()
                .all(|row| near(row.ended - row.started, minutes)
                    && row.team == "a"
                    && row.person == 1)
        );
    }
    let (_, log) = replay(&people("1", "0.3"), 1);
    let took = log.work[0].ended - log.work[0].started;
    assert!(!near(took, 10.0));
    assert!(
        log.work
            .iter()
            .all(|row| near(row.ended - row.started, took))
    );
}

/// From skill 0.5, learning in 8 hours on duty: after 2 hours the speed is 0.625, after 8 it is 1. Tired to 0.5 after
/// 3 hours of a shift. The break is no time on duty.
#[test]
fn learning_and_tiring() {
    let shift = "[shift.all]\nfrom = \"20:00\"\nto = \"04:00\"\nbreaks = [\"21:00-22:00\"]\nassign.pack = { a = 1 }\n";
    let (_, log) = replay(
        &one_station(&format!(
            "[team.a]\nskills = {{ pack = 0.5 }}\nlearns = \"8h\"\n{shift}"
        )),
        2,
    );
    let on_duty = |minute: f64| {
        let (day, of_day) = ((minute / 1440.0).floor(), minute.rem_euclid(1440.0));
        420.0 * day
            + if of_day >= 120.0 {
                of_day - 60.0
            } else {
                of_day.min(60.0)
            }
    };
    for row in &log.work {
        let speed = 0.5 + 0.5 * (on_duty(row.started) / 480.0).min(1.0);
        assert!(near(row.ended - row.started, 10.0 / speed), "{row:?}");
    }
    let (_, log) = replay(
        &one_station(&format!(
            "[team.a]\ntires = {{ after = \"3h\", speed = 0.5 }}\n{shift}"
        )),
        2,
    );
    for row in &log.work {
        let tired = on_duty(row.started.rem_euclid(1440.0)) >= 180.0 - 1e-6;
        assert!(
            near(row.ended - row.started, if tired { 20.0 } else { 10.0 }),
            "{row:?}"
        );
    }
    assert!(
        log.work
            .iter()
            .any(|row| near(row.ended - row.started, 20.0))
    );
}

/// With everybody absent half of the time, a shift of one person works on about half of the days.
#[test]
fn absence_is_drawn_by_person_and_shift() {
    let people = |heads: usize| {
        one_station(&format!(
            "[team.a]\nheads = {heads}\nabsence = 0.5\n[shift.all]\nfrom = \"20:00\"\nto = \"23:00\"\ndays = [0]\nassign.pack = {{ a = {heads} }}\n"
        ))
    };
    let worlds = 2000;
    let (mut there, mut both) = (0, 0);
    for world in 0..worlds {
        let (_, one) = replay(&people(1), world);
        let (_, two) = replay(&people(2), world);
        let worked = |log: &Log, person: usize| log.work.iter().any(|row| row.person == person);
        // One more person changes nobody else's luck (and with an hour's work there is enough for both).
        assert_eq!(worked(&one, 1), worked(&two, 1));
        there += usize::from(worked(&one, 1));
        both += usize::from(worked(&two, 1) && worked(&two, 2));
    }
    let near = |count: usize, p: f64| {
        let n = worlds as f64;
        assert!(
            (count as f64 - n * p).abs() < 4.0 * (n * p * (1.0 - p)).sqrt(),
            "{count} of {worlds}, not {p}"
        );
    };
    near(there, 0.5);
    near(both, 0.25);
}

/// All errors about people, each with its place.
#[test]
fn wrong_rosters_are_refused() {
    let team = "[team.a]\nheads = 3\nstay = 1\n[team.b]\nskills = { pack = 0 }\n";
    let day = "[shift.day]\nfrom = \"20:00\"\nto = \"23:00\"\n";
    for (people, reason) in [
        (
            format!("{team}{day}assign.pack = {{ a = 3 }}\n"),
            "more people of team `a` are placed",
        ),
        (
            format!(
                "{team}{day}assign.pack = {{ a = 1 }}\n[shift.late]\nfrom = \"22:00\"\nto = \"24:00\"\nassign.pack = {{ a = 2 }}\n"
            ),
            "placed here at the same time",
        ),
        (
            format!("{team}{day}assign.pack = {{ b = 1 }}\n"),
            "has no skill for `pack`",
        ),
        (
            format!("{team}{day}assign.pick = {{ a = 1 }}\n"),
            "no station is called `pick`",
        ),
        (
            format!("{team}{day}assign.pack = {{ c = 1 }}\n"),
            "no team is called `c`",
        ),
        (
            format!("{team}{day}assign.pack = {{ b = \"rest\" }}\n"),
            "no skill",
        ),
        (
            format!("[team.a]\n{day}assign.pack = {{ a = \"rest\" }}\n"),
            "\"rest\" of team `a` is unknown",
        ),
        (
            format!("{team}{day}assign.pack = {{ a = \"all\" }}\n"),
            "rest",
        ),
        (
            format!("{team}{day}breaks = [\"19:00-20:30\"]\nassign.pack = {{ a = 1 }}\n"),
            "lies outside its shift",
        ),
        (team.to_owned(), "nobody works at `station.pack`"),
        (
            format!("servers = 2\n{team}{day}assign.pack = {{ a = 1 }}\n"),
            "has servers, and people on shifts as well",
        ),
        (
            "[team.a]\nheads = 1\nstay = 2\n".to_owned() + day + "assign.pack = { a = 0 }\n",
            "more people stay back than there are",
        ),
    ] {
        let text = one_station(&people);
        let refused = Scenario::from_text("shop.toml", &text, &[])
            .expect_err(&text)
            .to_string();
        assert!(refused.contains(reason), "{people}\n{refused}");
        assert!(refused.contains("shop.toml:"), "has no place: {refused}");
    }
}

/// "rest" is all who may leave and stand nowhere else, in this shift or in one that overlaps.
#[test]
fn rest_leaves_those_who_are_placed_by_number() {
    let people = "[team.a]\nheads = 6\nstay = 1\n[shift.day]\nfrom = \"20:00\"\nto = \"24:00\"\nassign.pack = { a = \"rest\" }\n\
                  [station.scan]\n[shift.late]\nfrom = \"22:00\"\nto = \"24:00\"\nassign.scan = { a = 2 }\n";
    let (scenario, _) = replay(&one_station(people), 0);
    assert_eq!(scenario.plan.most(0), (3, 3));
    assert_eq!(scenario.plan.most(1), (2, 2));
}

/// Two people from 20:00 to 24:00 with a break of half an hour, on three evenings: 21 hours.
#[test]
fn hours_are_counted_without_breaks() {
    let people = "[team.a]\n[shift.day]\nfrom = \"20:00\"\nto = \"24:00\"\nbreaks = [\"22:00-22:30\"]\ndays = \"0..2\"\nassign.pack = { a = 2 }\n";
    let played = play(&from_text(&one_station(people), &[]), 1, 3);
    assert_eq!(played.column("people.hours"), [21.0; 3]);
}

#[test]
fn a_team_that_is_placed_nowhere_is_doubted() {
    let scenario = from_text(&one_station("servers = 1\n[team.a]\nheads = 3\n"), &[]);
    assert!(
        scenario
            .warnings
            .iter()
            .any(|warning| warning.code == "idle_team")
    );
}
