//! The floor by hand: shifts that clear their queue, and hours by kind.

use crate::common;

use common::bursts::{Played, replay, shop};

const SOMEBODY: &str = "[station.pack]\nwork = \"20min\"\n[team.a]\nheads = 1\n[shift.day]\nfrom = \"10:00\"\nto = \"11:00\"\ndays = \"0..1\"\nend = \"clear\"\nassign.pack = { a = 1 }\n";

/// Four orders from opening keep the packer until 11:20; the one paid at 11:10 waits until the next day.
#[test]
fn who_clears_stays_for_what_was_paid_before_the_end() {
    let played = replay(&shop("2d", &[(0, 4, ""), (70, 1, "")], SOMEBODY), 0);
    let at = |start: f64| (start, start + 20.0, 1);
    played.works("pack", &[at(0.0), at(20.0), at(40.0), at(60.0), at(1440.0)]);
    played.has("people.hours", (80.0 + 60.0) / 60.0);
    played.has("people.regular_hours", 2.0);
    played.has("people.overtime_hours", 20.0 / 60.0);
    // No work begins after the limit; what is begun before is finished.
    let limited = SOMEBODY.to_owned() + "[overtime]\nlimit = \"10min\"\n";
    let played = replay(&shop("2d", &[(0, 5, "")], &limited), 0);
    played.works("pack", &[at(0.0), at(20.0), at(40.0), at(60.0), at(1440.0)]);
    played.has("people.overtime_hours", 10.0 / 60.0);
    let never = SOMEBODY.to_owned() + "[overtime]\nlimit = \"0min\"\n";
    let played = replay(&shop("2d", &[(0, 4, "")], &never), 0);
    played.works("pack", &[at(0.0), at(20.0), at(40.0), at(1440.0)]);
    played.has("people.overtime_hours", 0.0);
    // Who has nothing to clear goes home on time.
    let played = replay(&shop("2d", &[(0, 3, ""), (70, 1, "")], SOMEBODY), 0);
    played.has("people.hours", 2.0);
}

/// One order is still picked until 11:20, paid in time; another, paid at 11:10, is at the packer before it.
#[test]
fn an_order_paid_later_is_passed_over() {
    let line = "[station.pick]\nwork = \"30min\"\nservers = 1\n[route]\nstandard = [\"pick\", \"pack\"]\nquick = [\"pack\"]\n";
    let bursts = [(50, 1, ""), (70, 1, "route = \"quick\"")];
    let text = shop("2d", &bursts, &(line.to_owned() + SOMEBODY));
    let played = replay(&text, 0);
    played.works("pack", &[(80.0, 100.0, 1), (1440.0, 1460.0, 1)]);
    assert_eq!(played.products("pack"), ["p0", "p1"]);
    played.has("people.overtime_hours", 40.0 / 60.0);
    // Waits: none, and from minute 70 to 1440.
    played.has("station.pack.wait.mean", 1370.0 / 2.0);
    played.has("station.pack.queue.peak", 1.0);
    // Somebody of another shift takes it in between.
    let late = "[team.b]\n[shift.late]\nfrom = \"11:30\"\nto = \"12:00\"\ndays = [0]\nassign.pack = { b = 1 }\n";
    let played = replay(&(text + late), 0);
    played.works("pack", &[(80.0, 100.0, 1), (90.0, 110.0, 1)]);
    assert_eq!(played.work("pack")[1].team, "b");
}

/// Who stays goes over into its next shift, and its hours are regular again from then on.
#[test]
fn who_stays_goes_over_into_its_next_shift() {
    let second =
        "[shift.noon]\nfrom = \"11:30\"\nto = \"12:30\"\ndays = [0]\nassign.pack = { a = 1 }\n";
    let text = SOMEBODY.replace("days = \"0..1\"", "days = [0]") + second;
    let played = replay(&shop("1d", &[(0, 9, "")], &text), 0);
    let starts = [0.0, 20.0, 40.0, 60.0, 80.0, 100.0, 120.0, 140.0];
    played.works("pack", &starts.map(|start| (start, start + 20.0, 1)));
    played.has("people.hours", 2.5);
    played.has("people.overtime_hours", 0.5);
    played.has("people.regular_hours", 2.0);
}

/// Two people at two stations: each goes home when nothing can come to it any more, the first before the second.
#[test]
fn people_go_home_one_station_after_the_other() {
    let line = "[station.pick]\nwork = \"10min\"\n[station.pack]\nwork = \"20min\"\n[team.a]\n[shift.day]\nfrom = \"10:00\"\nto = \"10:30\"\n\
                days = [0]\nend = \"clear\"\nassign.pick = { a = 1 }\nassign.pack = { a = 1 }\n";
    let played = replay(&shop("1d", &[(0, 5, "")], line), 0);
    played.works(
        "pick",
        &[0.0, 10.0, 20.0, 30.0, 40.0].map(|start| (start, start + 10.0, 1)),
    );
    played.works(
        "pack",
        &[10.0, 30.0, 50.0, 70.0, 90.0].map(|start| (start, start + 20.0, 2)),
    );
    // The picker leaves at 50, the packer at 110.
    played.has("people.overtime_hours", (20.0 + 80.0) / 60.0);
    played.has("people.hours", (50.0 + 110.0) / 60.0);
}

/// Two people from 20:00 to 04:00 with a break from 23:00 to 23:30; the six hours are full at 02:30.
#[test]
fn hours_are_of_the_kind_that_pays_most() {
    let night = |rules: &str, holidays: &str| {
        let text = shop(
            "2d",
            &[(0, 1, "")],
            "[station.pack]\nservers = 1\n[station.scan]\n[team.a]\n[shift.night]\nfrom = \"20:00\"\nto = \"04:00\"\nbreaks = [\"23:00-23:30\"]\ndays = [0]\nassign.scan = { a = 2 }\n",
        );
        let text = text.replace("[sale]\n", &format!("[sale]\n{holidays}\n"));
        replay(&format!("{text}[overtime]\n{rules}\n"), 0)
    };
    let kinds = |played: &Played, hours: [f64; 4]| {
        // The packer at its station is there for 48 hours, all regular.
        played.has("people.hours", 48.0 + 15.0);
        for (kind, hours) in ["regular", "overtime", "night", "holiday"]
            .into_iter()
            .zip(hours)
        {
            let server = if kind == "regular" { 48.0 } else { 0.0 };
            played.has(&format!("people.{kind}_hours"), server + 2.0 * hours);
        }
    };
    let (all, free) = (
        "after = \"6h\"\nnight = { from = \"22:00\", to = \"06:00\", factor = 1.2 }",
        "holidays = [2026-11-12]",
    );
    kinds(&night(all, free), [2.0, 0.0, 1.5, 4.0]);
    kinds(&night(all, ""), [2.0, 1.5, 4.0, 0.0]);
    kinds(
        &night(&(all.to_owned() + "\nholiday = 1.3"), free),
        [2.0, 1.5, 1.5, 2.5],
    );
    kinds(&night(&all.replace("1.2", "2"), ""), [2.0, 0.0, 5.5, 0.0]);
    kinds(&night("after = \"6h\"", ""), [6.0, 1.5, 0.0, 0.0]);
    kinds(&night("factor = 2", ""), [7.5, 0.0, 0.0, 0.0]);
    // A factor of one makes an hour of the night one of the night all the same.
    kinds(
        &night("night = { from = \"22:00\", to = \"06:00\" }", ""),
        [2.0, 0.0, 5.5, 0.0],
    );
}

/// People are placed anew until the last order is done, and walk half an hour: who is on the way then goes home when it
/// arrives, and nobody stays longer.
#[test]
fn nobody_stays_when_all_is_done() {
    let line = |orders: u32| {
        let people = "[station.pick]\nwork = \"10min\"\n[station.pack]\nwork = \"10min\"\n[team.a]\n[shift.day]\nfrom = \"10:00\"\nto = \"11:00\"\n\
                      days = [0]\nend = \"clear\"\nflexible = \"35min\"\nswitch = \"30min\"\nassign.pick = { a = 4 }\n[overtime]\nlimit = \"10h\"\n\
                      [team.b]\n[shift.late]\nfrom = \"23:30\"\nto = \"24:00\"\ndays = [0]\nassign.pack = { b = 1 }\n";
        shop("1d", &[(0, orders, "")], people)
    };
    let mut walks = 0;
    for orders in 1..40 {
        let played = replay(&line(orders), 0);
        let rows = played.log.work.iter().filter(|row| row.team == "a");
        let last = rows.map(|row| row.ended).fold(60.0, f64::max);
        // Half an hour is team b's.
        let hours = 60.0 * played.value("people.hours") - 30.0;
        assert!(hours <= 4.0 * (last + 30.0), "{orders}: {hours}, {last}");
        walks += usize::from(hours > 4.0 * last + 1e-3);
    }
    assert!(walks > 0, "somebody was on the way in {walks} cases");
}

/// A night shift is on when the sale opens at two: it has worked eight hours by then, so that all its hours after the
/// opening are overtime beyond eight.
#[test]
fn a_shift_that_began_before_the_opening_has_worked_already() {
    let scenario = common::from_text(
        "[sale]\nopens = 2026-11-11T02:00:00\nfollow = \"1d\"\n[source.fans]\norders = 300\n[station.pack]\nwork = \"1min\"\n\
         [team.a]\nheads = 1\ntires = { after = \"7h\", speed = 0.5 }\n[shift.night]\nfrom = \"18:00\"\nto = \"06:00\"\ndays = [-1]\n\
         breaks = [\"21:00-21:30\"]\nassign.pack = { a = 1 }\n[overtime]\nafter = \"8h\"\n",
        &[],
    );
    let key = surgeplan::random::WorldKey::new(1, 0);
    let replayed = scenario.sale.replay(&scenario.plan, key);
    let (log, outcome) = replayed.expect("a small world");
    let value = |name: &str| outcome.values[scenario.catalogue().find(name).expect(name)];
    assert_eq!(value("people.regular_hours"), 0.5);
    assert_eq!(value("people.overtime_hours"), 3.5);
    assert!(
        log.work
            .iter()
            .all(|row| (row.ended - row.started - 2.0).abs() < 1e-6)
    );
    assert!(!log.work.is_empty());
}
