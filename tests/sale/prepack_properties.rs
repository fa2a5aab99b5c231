//! Random prepacking: whatever people pack on whatever shifts, the log keeps the rules and no box is lost.

#![allow(
    clippy::format_push_string,
    reason = "a scenario is text, and the test is no hot path"
)]

use crate::common;

use common::conservation::metric;
use common::from_text;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use std::collections::BTreeMap;
use surgeplan::model::Outcome;
use surgeplan::random::WorldKey;
use surgeplan::sale::log::{BoxRow, Log};
use surgeplan::scenario::Scenario;

/// A prepack shift: when it begins (hour of the day), how long it runs, and the people of two teams on it.
#[derive(Clone, Debug)]
struct Shift {
    from: i64,
    hours: i64,
    people: [usize; 2],
}

/// A table: the share of the stock, hours before the opening at which packing begins, its shifts.
#[derive(Clone, Debug)]
struct Table {
    share: f64,
    early: i64,
    shifts: Vec<Shift>,
}

#[derive(Clone, Debug)]
struct Packing {
    tables: Vec<Table>,
    orders: u32,
    stock: u32,
    units: &'static str,
    work: &'static str,
    team: &'static str,
    with_pack: bool,
    on_line: bool,
}

fn table() -> impl Strategy<Value = Table> {
    let shift =
        (0i64..24, 1i64..14, [0usize..4, 0usize..3]).prop_map(|(from, hours, people)| Shift {
            from,
            hours,
            people,
        });
    let shifts = prop::collection::vec(shift, 0..4);
    // A day before the opening or more, so that no shift misses it.
    (0.0..1.0f64, 24i64..70, shifts).prop_map(|(share, early, shifts)| Table {
        share,
        early,
        shifts,
    })
}

fn packing() -> impl Strategy<Value = Packing> {
    let units = prop::sample::select(vec![
        "1",
        "3",
        "{ dist = \"discrete\", values = [1, 2, 5], weights = [6, 3, 1] }",
    ]);
    let work = prop::sample::select(vec!["\"0s\"", "\"35min\"", "{ mean = \"9min\", cv = 0.8 }"]);
    let team = prop::sample::select(vec![
        "",
        "spread = 0.4\nabsence = 0.3",
        "learns = \"10h\"\ntires = { after = \"3h\", speed = 0.7 }",
    ]);
    let flags = (any::<bool>(), any::<bool>());
    let tables = prop::collection::vec(table(), 1..3);
    (tables, 1..200u32, 0..900u32, units, work, team, flags).prop_map(
        |(tables, orders, stock, units, work, team, (with_pack, on_line))| Packing {
            tables,
            orders,
            stock,
            units,
            work,
            team,
            with_pack,
            on_line,
        },
    )
}

impl Packing {
    fn text(&self) -> String {
        let pack = if self.with_pack { "pack" } else { "wrap" };
        let mut text = format!(
            "[sale]\nopens = 2026-11-11T10:00:00\nfollow = \"2d\"\n[source.fans]\norders = {}\n\
             [team.a]\nskills = {{ {pack} = 0.8 }}\n{}\n[team.b]\n[station.{pack}]\nwork = \"1min\"\n",
            self.orders, self.team
        );
        if self.on_line {
            text += &format!(
                "[shift.line]\nfrom = \"10:00\"\nto = \"20:00\"\nassign.{pack} = {{ a = 1, b = 1 }}\n"
            );
        } else {
            text += "servers = 2\n";
        }
        for (index, table) in self.tables.iter().enumerate() {
            let Table { share, early, .. } = table;
            let (day, hour) = (11 - (early + 13) / 24, (10 - early).rem_euclid(24));
            text += &format!(
                "[product.p{index}]\nprice = 1\nunits = {}\nstock = {}\n\
                 [prepack.t{index}]\nproduct = \"p{index}\"\nshare = {share:?}\nwork = {}\nunpack = \"30s\"\n\
                 from = 2026-11-{day:02}T{hour:02}:00:00\n",
                self.units, self.stock, self.work
            );
            for (number, shift) in table.shifts.iter().enumerate() {
                let Shift {
                    from,
                    hours,
                    people,
                } = shift;
                text += &format!(
                    "shift.s{number} = {{ from = \"{from:02}:00\", to = \"{:02}:00\", assign = {{ a = {}, b = {} }} }}\n",
                    (from + hours) % 24,
                    people[0],
                    people[1]
                );
            }
        }
        text
    }
}

impl Table {
    /// Whether a team may begin a box at a minute from opening.
    fn on_shift(&self, team: usize, minute: f64) -> bool {
        let clock = minute + 600.0;
        let begins = -60.0 * self.early as f64;
        minute > begins - 1e-6
            && minute < 0.0
            && self.shifts.iter().any(|shift| {
                let within = |day: i64| {
                    let from = (day * 1440 + shift.from * 60) as f64;
                    clock > from - 1e-6 && clock < from + 60.0 * shift.hours as f64
                };
                shift.people[team] > 0 && (-5..=0).any(within)
            })
    }
}

fn keeps_the_rules(packing: &Packing, log: &Log) -> Result<(), TestCaseError> {
    let mut people: BTreeMap<(&str, usize), Vec<&BoxRow>> = BTreeMap::new();
    prop_assert!(
        log.boxes
            .windows(2)
            .all(|two| two[0].started <= two[1].started)
    );
    for row in &log.boxes {
        let table = &packing.tables[usize::from(row.product == "p1")];
        let team = usize::from(row.team == "b");
        prop_assert!(
            table.on_shift(team, row.started),
            "{row:?} outside its shifts"
        );
        people.entry((&row.team, row.person)).or_default().push(row);
    }
    for rows in people.values() {
        let apart = rows
            .windows(2)
            .all(|two| two[0].ended <= two[1].started + 1e-9);
        prop_assert!(apart, "nobody packs two boxes at a time: {rows:?}");
    }
    Ok(())
}

fn boxes_are_conserved(
    packing: &Packing,
    scenario: &Scenario,
    (log, outcome): (&Log, &Outcome),
) -> Result<(), TestCaseError> {
    let value = |name: &str| metric(scenario, outcome, name);
    let (mut packed, mut planned) = (0, 0);
    for (index, table) in packing.tables.iter().enumerate() {
        let all = scenario.plan.stocks[index].boxes;
        let rows = log
            .boxes
            .iter()
            .filter(|row| row.product == format!("p{index}"));
        let rows: Vec<&BoxRow> = rows.collect();
        let numbered = rows
            .iter()
            .enumerate()
            .all(|(n, row)| row.number == n as u64);
        prop_assert!(numbered && rows.len() as u64 <= all);
        planned += all;
        packed += if table.shifts.is_empty() {
            all
        } else {
            rows.iter().filter(|row| row.ended <= 0.0).count() as u64
        };
    }
    let boxes = ["used", "opened", "left"].map(|what| value(&format!("prepack.{what}")));
    prop_assert_eq!(boxes.iter().sum::<f64>(), packed as f64);
    prop_assert!((value("prepack.unpack_hours") - boxes[2] / 120.0).abs() < 1e-9);
    if scenario.plan.prepack.on_shifts() {
        prop_assert_eq!(value("prepack.packed"), packed as f64);
        prop_assert_eq!(value("prepack.missing"), (planned - packed) as f64);
    } else {
        prop_assert!(scenario.catalogue().find("prepack.packed").is_none());
    }
    let boxed = log.orders.iter().filter(|order| order.route == "prepacked");
    let gone: u32 = boxed.map(|order| order.units).sum();
    prop_assert_eq!(boxes[0], f64::from(gone));
    Ok(())
}

#[test]
fn random_prepacking_keeps_the_rules_and_loses_no_box() {
    let config = Config {
        cases: 500,
        failure_persistence: None,
        ..Config::default()
    };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[8; 32]);
    let (mut boxes, mut late) = (0, 0);
    let totals = std::cell::RefCell::new((&mut boxes, &mut late));
    TestRunner::new_with_rng(config, rng)
        .run(&(packing(), 0u64..1000), |(packing, world)| {
            let scenario = from_text(&packing.text(), &[]);
            let (log, outcome) = scenario
                .sale
                .replay(&scenario.plan, WorldKey::new(1, world))
                .expect("a small world");
            keeps_the_rules(&packing, &log)?;
            boxes_are_conserved(&packing, &scenario, (&log, &outcome))?;
            let mut totals = totals.borrow_mut();
            *totals.0 += log.boxes.len();
            *totals.1 += log.boxes.iter().filter(|row| row.ended > 0.0).count();
            Ok(())
        })
        .unwrap_or_else(|failure| panic!("{failure}"));
    assert!(boxes > 5000 && late > 50, "{boxes} boxes, {late} too late");
}
