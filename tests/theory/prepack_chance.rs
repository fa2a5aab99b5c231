//! Prepacking in many worlds: draws that stay whatever the plan, and exact theory.

use crate::common;

use common::packing::{SALE, replay};
use common::{from_text, play, within_four_se};
use surgeplan::sale::log::BoxRow;
use surgeplan::scenario::Scenario;
use surgeplan::stats;

/// Minutes as whole ticks, to compare bit by bit what was rounded in the table.
fn in_ticks(minutes: f64) -> f64 {
    (minutes * 600_000.0).round()
}

/// Two or three people with luck, speed and work of their own.
fn uncertain(heads: usize, work: &str, more: &str) -> Scenario {
    from_text(
        &format!(
            "{SALE}[team.a]\n{more}\n[prepack]\nproduct = \"tea\"\nshare = 1\nfrom = 2026-11-08T08:00:00\nwork = {work}\n\
             shift.day = {{ from = \"08:00\", to = \"09:00\", assign = {{ a = {heads} }} }}\n"
        ),
        &["product.tea.stock=400"],
    )
}

#[test]
fn one_more_person_changes_nobody_elses_draws() {
    let day = |row: &BoxRow| ((row.started + 600.0) / 1440.0).floor() as i64;
    let mut absences = 0;
    for world in 0..20 {
        // The work of every box.
        let works = [2, 3].map(|heads| {
            let scenario = uncertain(heads, "{ mean = \"5min\", cv = 0.5 }", "");
            let (log, _) = replay(&scenario, world);
            let took = |row: &BoxRow| in_ticks(row.ended - row.started);
            log.boxes.iter().map(took).collect::<Vec<f64>>()
        });
        assert!(works[0].len() > 60 && works[1].len() > works[0].len());
        let common = works[0].len();
        assert_eq!(works[0], works[1][..common]);
        assert!(works[0].windows(2).any(|two| two[0] != two[1]));
        // Who is there on which day, and how fast.
        let people = [2, 3].map(|heads| {
            let scenario = uncertain(heads, "\"7min\"", "spread = 0.3\nabsence = 0.4");
            let (log, _) = replay(&scenario, world);
            let mut seen: Vec<(usize, i64, f64)> = (log.boxes.iter())
                .filter(|row| row.person <= 2)
                .map(|row| (row.person, day(row), in_ticks(row.ended - row.started)))
                .collect();
            seen.sort_by(|a, b| a.partial_cmp(b).expect("numbers"));
            seen.dedup();
            seen
        });
        assert_eq!(people[0], people[1]);
        absences += 8 - people[0].len();
    }
    // 2 people, 4 mornings, 20 worlds at 0.4: 64 absences with a standard deviation of 6.2.
    assert!((40..90).contains(&absences), "{absences}");
}

/// A person may miss the prepack shift and be there on the ordinary one of the same name and day.
#[test]
fn shifts_of_the_same_name_do_not_share_their_luck() {
    let text = format!(
        "{}[team.a]\nheads = 1\nabsence = 0.5\n[prepack]\nproduct = \"tea\"\nshare = 1\nfrom = 2026-11-11T08:00:00\nwork = \"7min\"\n\
         shift.day = {{ from = \"08:00\", to = \"10:00\", assign = {{ a = 1 }} }}\n\
         [shift.day]\nfrom = \"10:00\"\nto = \"20:00\"\ndays = [0]\nassign.pack = {{ a = 1 }}\n",
        SALE.replace("servers  = 3\n", "")
    );
    let scenario = from_text(&text, &[]);
    let mut both = [[0, 0], [0, 0]];
    for world in 0..100 {
        let (log, _) = replay(&scenario, world);
        both[usize::from(log.boxes.is_empty())][usize::from(log.work.is_empty())] += 1;
    }
    // Each with probability a quarter: 25 with a standard deviation of 4.3.
    assert!(
        both.iter()
            .flatten()
            .all(|&worlds| (8..43).contains(&worlds)),
        "{both:?}"
    );
}

/// Where all boxes are packed in time, the sale is to the last bit the one in which they simply are there.
#[test]
fn enough_people_are_the_same_as_boxes_that_are_there() {
    let table = "[prepack]\nproduct = \"tea\"\nshare = 0.3\n";
    let shift = "from = 2026-11-09T10:00:00\nwork = \"1min\"\nshift.day = { from = \"10:00\", to = \"18:00\", assign = { a = 1 } }\n[team.a]\n";
    let plain = from_text(&format!("{SALE}{table}"), &[]);
    let packed = from_text(&format!("{SALE}{table}{shift}"), &[]);
    let (a, b) = (play(&plain, 5, 100), play(&packed, 5, 100));
    for metric in plain.catalogue().metrics() {
        let bits = |values: Vec<f64>| values.iter().map(|v| v.to_bits()).collect::<Vec<_>>();
        assert_eq!(
            bits(a.column(&metric.name)),
            bits(b.column(&metric.name)),
            "{}",
            metric.name
        );
    }
    assert!(
        b.column("prepack.packed")
            .iter()
            .all(|&boxes| boxes == 30.0)
    );
    let own = |s: &Scenario| s.catalogue().find("prepack.packed").is_some();
    assert!(!own(&plain) && own(&packed));
}

/// P(X = k) for k = 0, 1, ... of a Poisson law.
fn poisson(mean: f64, most: usize) -> Vec<f64> {
    let mut p = vec![(-mean).exp()];
    for k in 1..=most {
        p.push(p[k - 1] * mean / k as f64);
    }
    p
}

/// One person, exponential work of 6 minutes: boxes finished in an hour are Poisson of mean 10, cut off at the target.
#[test]
fn boxes_in_time_are_poisson() {
    const WORLDS: usize = 20_000;
    let text = |to: &str, from: &str| {
        format!(
            "{SALE}[team.a]\n[prepack]\nproduct = \"tea\"\nshare = 0.12\nfrom = 2026-11-11T06:00:00\n\
             work = {{ dist = \"exponential\", mean = \"6min\" }}\n\
             shift.last = {{ from = \"{from}\", to = \"{to}\", assign = {{ a = 1 }} }}\n"
        )
    };
    let p = poisson(10.0, 60);
    // With the shift ending at the opening, what is begun may come too late; ending hours before, all that is begun is
    // finished, which is one box more than the Poisson number.
    for (from, to, more) in [("09:00", "10:00", 0), ("06:30", "07:30", 1)] {
        let played = play(&from_text(&text(to, from), &[]), 11, WORLDS);
        let packed = played.column("prepack.packed");
        assert!(packed.iter().all(|&boxes| boxes <= 12.0));
        let capped = |k: usize| (k + more).min(12) as f64;
        let mean: f64 = p.iter().enumerate().map(|(k, p)| p * capped(k)).sum();
        let got = stats::mean(&packed, 0.95);
        within_four_se(&format!("boxes by {to}"), got.mean, got.se, mean);
        for boxes in [6, 9, 12] {
            let exact: f64 = (p.iter().enumerate())
                .filter(|&(k, _)| capped(k) == f64::from(boxes))
                .map(|(_, p)| p)
                .sum();
            let share =
                packed.iter().filter(|&&b| b == f64::from(boxes)).count() as f64 / WORLDS as f64;
            let se = (exact * (1.0 - exact) / WORLDS as f64).sqrt();
            within_four_se(&format!("{boxes} boxes by {to}"), share, se, exact);
        }
    }
}
