//! Boxes packed in advance on shifts: small cases by hand.

use crate::common;

use common::from_text;
use common::packing::{SALE, replay};
use surgeplan::model::{Model, Outcome};
use surgeplan::random::WorldKey;
use surgeplan::sale::World;
use surgeplan::sale::log::BoxRow;
use surgeplan::sale::play::Buffers;
use surgeplan::sale::time::minutes;

fn near(left: f64, right: f64) -> bool {
    (left - right).abs() < 1e-5
}

/// The boxes of a log as (team, minutes in which they are begun and finished).
#[track_caller]
fn assert_boxes(boxes: &[&BoxRow], expected: &[(&str, f64, f64)]) {
    for (number, (row, &(team, started, ended))) in boxes.iter().zip(expected).enumerate() {
        let same = row.team == team && near(row.started, started) && near(row.ended, ended);
        assert!(same, "box {number}: {row:?}, not {team} {started} {ended}");
        assert_eq!(row.number, number as u64);
    }
    assert_eq!(boxes.len(), expected.len());
}

/// An hour the evening before and the last hour before the opening; `a` takes 7 minutes a box and `b` 14.
const TWO_PEOPLE: &str = r#"[team.a]
heads = 1
[team.b]
heads = 1
skills = { pack = 0.5 }
[prepack]
product = "tea"
share   = 0.4
from    = 2026-11-10T12:00:00
work    = "7min"
unpack  = "30s"
shift.evening = { from = "17:00", to = "18:00", assign = { a = 1, b = 1 } }
shift.morning = { from = "09:00", to = "12:00", assign = { b = 1, a = 1 } }
"#;

#[test]
fn two_people_by_hand() {
    let scenario = from_text(&format!("{SALE}{TWO_PEOPLE}"), &[]);
    assert!(scenario.plan.roster.is_none(), "the line has no shifts");
    let (log, value) = replay(&scenario, 0);
    // From 17:00 (minute -1020): a begins every 7 minutes up to 17:56, b every 14; whoever is free first, a on ties.
    let mut expected = Vec::new();
    for from in [-1020.0, -60.0] {
        for step in 0..9 {
            let minute = f64::from(step) * 7.0;
            expected.push(("a", from + minute, from + minute + 7.0));
            if step % 2 == 0 {
                expected.push(("b", from + minute, from + minute + 14.0));
            }
        }
    }
    assert_boxes(&log.boxes.iter().collect::<Vec<_>>(), &expected);
    // In the evening 9 + 5, the last ones finished after the shift; in the morning 8 + 4 by the opening, and the two begun
    // at 9:56 are not there.
    assert_eq!(value("prepack.packed"), 26.0);
    assert_eq!(value("prepack.missing"), 14.0);
    assert_eq!(value("prepack.hours"), 4.0);
    let (used, opened, left) = (
        value("prepack.used"),
        value("prepack.opened"),
        value("prepack.left"),
    );
    assert_eq!(used + opened + left, 26.0);
    assert!(near(value("prepack.unpack_hours"), left * 0.5 / 60.0));
}

#[test]
fn no_more_boxes_than_planned() {
    let scenario = from_text(&format!("{SALE}{TWO_PEOPLE}"), &["prepack.share=0.1"]);
    let (log, value) = replay(&scenario, 0);
    assert_eq!(log.boxes.len(), 10);
    assert_eq!(
        (value("prepack.packed"), value("prepack.missing")),
        (10.0, 0.0)
    );
    assert_eq!(value("prepack.hours"), 4.0, "they are there all the same");
    let none = from_text(
        &format!("{SALE}{TWO_PEOPLE}"),
        &[
            "prepack.shift.evening.assign={ a = 0 }",
            "prepack.shift.morning.assign={ b = 0 }",
        ],
    );
    let (log, value) = replay(&none, 0);
    assert!(log.boxes.is_empty());
    assert_eq!(
        (value("prepack.packed"), value("prepack.missing")),
        (0.0, 40.0)
    );
    assert!(log.orders.iter().all(|order| order.route != "prepacked"));
}

/// Without `work` a box takes what an order of one piece takes at `pack`: 7 + 1 minutes.
#[test]
fn the_work_is_that_of_the_station_where_none_is_written() {
    let text = format!("{SALE}{TWO_PEOPLE}").replace("work    = \"7min\"\n", "");
    let scenario = from_text(&text, &[]);
    let (log, _) = replay(&scenario, 0);
    for row in &log.boxes {
        let minutes = if row.team == "a" { 8.0 } else { 16.0 };
        assert!(near(row.ended - row.started, minutes), "{row:?}");
    }
}

/// No station is called `pack`: everybody packs at speed 1.
#[test]
fn without_a_station_pack_skills_do_not_matter() {
    let text = format!("{SALE}{TWO_PEOPLE}").replace("station.pack", "station.desk");
    let text = text.replace("pack = 0.5", "desk = 0.5");
    let scenario = from_text(&text, &[]);
    let (log, value) = replay(&scenario, 0);
    assert!(
        log.boxes
            .iter()
            .all(|row| near(row.ended - row.started, 7.0))
    );
    assert_eq!(value("prepack.packed"), 9.0 + 9.0 + 8.0 + 8.0);
}

/// Two products, one person who goes from one table to the other and takes the last box begun along.
#[test]
fn nobody_packs_two_boxes_at_a_time() {
    let tables = [
        "[prepack.one]\nproduct = \"tea\"\nshare = 0.5\nwork = \"7min\"\nshift.x = { from = \"08:00\", to = \"09:00\", assign = { a = 1 } }\n",
        "[prepack.two]\nproduct = \"cake\"\nshare = 0.5\nwork = \"7min\"\nunpack = \"1min\"\nshift.x = { from = \"09:00\", to = \"10:00\", assign = { a = 1 } }\n",
    ];
    let cake = "[team.a]\nheads = 1\n[product.cake]\nprice = 1\nstock = 60\n";
    for order in [[0, 1], [1, 0]] {
        let text = format!("{SALE}{cake}{}{}", tables[order[0]], tables[order[1]]);
        let scenario = from_text(&text, &[]);
        let (log, value) = replay(&scenario, 0);
        let of = |product: &str| -> Vec<&BoxRow> {
            let boxes = log.boxes.iter();
            boxes.filter(|row| row.product == product).collect()
        };
        let row = |from: f64| {
            move |step: i32| {
                (
                    "a",
                    from + f64::from(step) * 7.0,
                    from + f64::from(step) * 7.0 + 7.0,
                )
            }
        };
        // Packing begins a day before: 8:00 to 9:00 is on the morning of the opening only, minutes -120 to -60.
        assert_boxes(&of("tea"), &(0..9).map(row(-120.0)).collect::<Vec<_>>());
        assert_boxes(&of("cake"), &(0..9).map(row(-57.0)).collect::<Vec<_>>());
        assert_eq!(value("prepack.tea.packed"), 9.0);
        assert_eq!(value("prepack.tea.missing"), 41.0);
        assert_eq!(value("prepack.cake.packed"), 8.0);
        assert_eq!(value("prepack.cake.missing"), 22.0);
        assert_eq!(
            (value("prepack.packed"), value("prepack.missing")),
            (17.0, 63.0)
        );
        assert_eq!(value("prepack.hours"), 2.0);
    }
}

/// Night shifts of a person who takes an hour a box: how many there are, and how long the person is there.
#[test]
fn a_shift_over_midnight() {
    let night = |from: &str, opens: &str| {
        let text = format!(
            "{SALE}[team.a]\n[prepack]\nproduct = \"tea\"\nshare = 1\nfrom = {from}\nwork = \"1h\"\n\
             shift.night = {{ from = \"22:00\", to = \"02:00\", assign = {{ a = 1 }} }}\n"
        );
        let text = text.replace("2026-11-11T10:00:00", opens);
        let scenario = from_text(&text, &[]);
        let (log, value) = replay(&scenario, 0);
        (
            log.boxes.len(),
            value("prepack.packed"),
            value("prepack.hours"),
        )
    };
    let ten = "2026-11-11T10:00:00";
    // The first night from 23:00 on, the second one whole.
    assert_eq!(night("2026-11-09T23:00:00", ten), (7, 7.0, 7.0));
    // The night shift that is on duty when packing begins.
    assert_eq!(night("2026-11-10T00:30:00", ten), (6, 6.0, 5.5));
    // The shop opens in the middle of the shift: from 22:00 three boxes by 1:00; the one begun at half past twelve is not
    // there.
    assert_eq!(
        night("2026-11-10T12:00:00", "2026-11-11T01:00:00"),
        (3, 3.0, 3.0)
    );
    assert_eq!(
        night("2026-11-10T22:30:00", "2026-11-11T01:00:00"),
        (3, 2.0, 2.5)
    );
}

/// From skill 0.5 to 1 in 4 hours on duty, and half as fast after an hour of a shift; the time is kept for the line.
#[test]
fn people_learn_and_tire_while_they_pack() {
    let people = "[team.a]\nskills = { pack = 0.5 }\nlearns = \"4h\"\ntires = { after = \"1h\", speed = 0.5 }\n";
    let table = "[prepack]\nproduct = \"tea\"\nshare = 1\nfrom = 2026-11-10T08:00:00\nwork = \"6min\"\n\
                 shift.early = { from = \"08:00\", to = \"10:00\", assign = { a = 2 } }\n";
    let scenario = from_text(&format!("{SALE}{people}{table}"), &[]);
    let (log, _) = replay(&scenario, 0);
    let took = |from: f64| {
        let row = log
            .boxes
            .iter()
            .find(|row| near(row.started, from) && row.person == 1);
        let row = row.unwrap_or_else(|| panic!("a box begun at {from}: {:?}", log.boxes));
        row.ended - row.started
    };
    assert!(near(took(-1560.0), 6.0 / 0.5));
    // After 12 minutes on duty.
    assert!(near(took(-1548.0), 6.0 / (0.5 + 0.5 * 0.2 / 4.0)));
    // The next morning, after two hours on duty.
    assert!(near(took(-120.0), 6.0 / 0.75));
    let tired = log
        .boxes
        .iter()
        .find(|row| row.started >= -60.0)
        .expect("a box");
    let speed = 0.5 * (0.5 + 0.5 * (2.0 + (tired.started + 120.0) / 60.0) / 4.0);
    assert!(near(tired.ended - tired.started, 6.0 / speed));

    let (mut world, mut buffers, mut outcome) =
        (World::default(), Buffers::default(), Outcome::default());
    let sale = &scenario.sale;
    sale.draw(WorldKey::new(1, 0), &mut world)
        .expect("a small world");
    sale.play(&world, &scenario.plan, &mut buffers, &mut outcome);
    let hours = |number: usize| minutes(buffers.packing.worked(0, number)) / 60.0;
    assert_eq!([0, 1, 2].map(hours), [4.0, 4.0, 0.0]);
}

#[test]
fn heads_left_out_count_packers_and_nobody_is_idle() {
    let text = format!(
        "{SALE}[team.a]\n[prepack]\nproduct = \"tea\"\nshare = 0.3\nwork = \"1min\"\n\
         shift.day = {{ from = \"10:00\", to = \"18:00\", assign = {{ a = 5 }} }}\n"
    );
    let scenario = from_text(&text, &[]);
    assert_eq!(scenario.plan.prepack.people.len(), 5);
    let codes: Vec<&str> = scenario
        .warnings
        .iter()
        .map(|warning| warning.code)
        .collect();
    assert_eq!(codes, ["no_heat"]);
}

/// What `check` reckons: 3 h for one at speed 1 and one at 0.5, at 9 minutes a box: 30 boxes.
#[test]
fn check_says_when_the_share_cannot_be_packed() {
    let text = format!(
        "{SALE}[team.a]\nheads = 1\n[team.b]\nskills = {{ pack = 0.5 }}\n[prepack]\nproduct = \"tea\"\nshare = 0.4\nwork = \"9min\"\n\
         shift.day = {{ from = \"07:00\", to = \"10:00\", assign = {{ b = 1, a = 1 }} }}\n"
    );
    let warned = |change: &str| {
        let scenario = from_text(&text, &[change]);
        let warnings = scenario.warnings.into_iter();
        let mut found = warnings.filter(|warning| warning.code == "prepack_too_large");
        found
            .next()
            .map(|warning| (warning.title, warning.span.is_some()))
    };
    let title = "`prepack`: a and b can pack about 30 of 40 boxes by the opening";
    assert_eq!(warned("prepack.share=0.4"), Some((title.to_owned(), true)));
    assert_eq!(warned("prepack.share=0.3"), None);
    let nobody = warned("prepack.shift.day.assign={ a = 0 }")
        .expect("a warning")
        .0;
    assert!(nobody.contains("nobody can pack about 0 of 40"), "{nobody}");
}

#[test]
fn what_says_nothing_is_warned_of() {
    let table = "[prepack]\nproduct = \"tea\"\nshare = 0.1\n";
    let shift = |id: &str, hours: &str, assign: &str| {
        format!("shift.{id} = {{ {hours}, assign = {{ {assign} }} }}\n")
    };
    let (early, late) = (
        "from = \"08:00\", to = \"10:00\"",
        "from = \"10:00\", to = \"18:00\"",
    );
    let team = "[team.a]\n";
    let cases = [
        (
            "from = 2026-11-10T12:00:00\nwork = \"1min\"\n".to_owned(),
            vec![
                "`prepack.from` changes nothing",
                "`prepack.work` changes nothing",
            ],
        ),
        (
            shift("x", early, "") + &shift("y", early, "a = 1") + team,
            vec!["`prepack.shift.x` places nobody"],
        ),
        (
            "from = 2026-11-11T07:00:00\n".to_owned()
                + &shift("x", early, "a = 1")
                + &shift("y", late, "a = 1")
                + team,
            vec!["`prepack.shift.y` does not run between"],
        ),
        ("unpack = \"10s\"\n".to_owned(), vec![]),
    ];
    for (keys, expected) in cases {
        let scenario = from_text(&format!("{SALE}{table}{keys}"), &[]);
        let warnings = scenario.warnings.iter();
        let found: Vec<&str> = warnings
            .filter(|warning| warning.code != "no_heat" && warning.code != "prepack_too_large")
            .map(|warning| warning.title.as_str())
            .collect();
        assert_eq!(found.len(), expected.len(), "{found:?}");
        for (found, expected) in found.iter().zip(expected) {
            assert!(found.starts_with(expected), "{found}");
        }
        assert!(
            scenario
                .warnings
                .iter()
                .all(|warning| warning.span.is_some())
        );
    }
}
