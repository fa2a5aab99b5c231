//! Random floors with everything on at once (waves, errors and checks, failures, consumables, people who are placed anew,
//! stay to clear, learn and are absent): whatever happens, the log and the metrics keep the rules.

use crate::common;

use common::conservation::{metric, orders_are_conserved};
use common::floors::{Line, SLACK, STATIONS, line};
use common::{from_text, play_on};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use std::cell::RefCell;
use std::collections::BTreeMap;
use surgeplan::model::{Model, Outcome};
use surgeplan::random::WorldKey;
use surgeplan::sale::World;
use surgeplan::sale::log::{Log, WorkRow};
use surgeplan::sale::play::Buffers;
use surgeplan::sale::time::ticks;
use surgeplan::scenario::Scenario;

/// Pieces of work at a station by order of arrival: a wave is one.
fn jobs<'a>(log: &'a Log, station: &str) -> Vec<Vec<&'a WorkRow>> {
    let mut jobs: Vec<Vec<&WorkRow>> = Vec::new();
    for row in log.work.iter().filter(|row| row.station == station) {
        match jobs.last_mut() {
            Some(job) if is_one(job[0], row) => job.push(row),
            _ => jobs.push(vec![row]),
        }
    }
    jobs
}

fn is_one(a: &WorkRow, b: &WorkRow) -> bool {
    (a.started, a.ended, &a.team, a.person) == (b.started, b.ended, &b.team, b.person)
}

struct Played {
    line: Line,
    scenario: Scenario,
    key: WorldKey,
    log: Log,
    outcome: Outcome,
}

impl Played {
    fn value(&self, name: &str) -> f64 {
        metric(&self.scenario, &self.outcome, name)
    }

    fn paid(&self, row: &WorkRow) -> f64 {
        self.log.orders[row.order].paid.unwrap_or(f64::MAX)
    }

    /// Nobody does two things at a time, or where it cannot or is not; who clears takes only what was paid in time.
    fn people_keep_the_rules(&self) -> Result<(), TestCaseError> {
        let mut people: BTreeMap<(&str, usize), Vec<(f64, f64)>> = BTreeMap::new();
        for station in 0..STATIONS {
            for job in jobs(&self.log, &format!("s{station}")) {
                let row = job[0];
                people
                    .entry((&row.team, row.person))
                    .or_default()
                    .push((row.started, row.ended));
                prop_assert!(
                    job.iter().all(|row| row.started >= row.arrived) && row.ended > row.started
                );
                if row.team == "a" {
                    let (on, ends) = self.line.there(station, row.started);
                    let in_time = |end: f64| job.iter().any(|row| self.paid(row) < end);
                    prop_assert!(
                        on || ends.into_iter().any(in_time),
                        "{row:?} outside its shifts"
                    );
                }
            }
        }
        for (who, times) in &mut people {
            times.sort_by(|a, b| a.0.total_cmp(&b.0));
            let apart = times.windows(2).all(|two| two[0].1 <= two[1].0);
            prop_assert!(apart, "{who:?} is at two places");
        }
        Ok(())
    }

    /// First come, first served, but for orders paid too late for those who clear; equipment; failures.
    fn queues_keep_the_rules(&self) -> Result<(), TestCaseError> {
        for station in 0..STATIONS {
            let jobs = jobs(&self.log, &format!("s{station}"));
            for (index, later) in jobs.iter().enumerate() {
                let begun = later[0].started;
                for passed in jobs[..index].iter().filter(|job| job[0].started > begun) {
                    let ends = self.line.there(station, begun).1;
                    let may = |end: f64| {
                        later.iter().any(|row| self.paid(row) < end)
                            && passed.iter().all(|row| self.paid(row) >= end)
                    };
                    prop_assert!(
                        ends.into_iter().any(may),
                        "{:?} passes {:?}",
                        later[0],
                        passed[0]
                    );
                }
                if let Some(equipment) = self.line.stations.equipment[station] {
                    let in_hand = jobs
                        .iter()
                        .filter(|job| job[0].started <= begun && job[0].ended > begun);
                    prop_assert!(in_hand.count() <= equipment, "more work than equipment");
                }
                if station < 2 && self.line.stations.down[station] {
                    let pieces = self.line.stations.equipment[station].unwrap_or(1);
                    prop_assert!(
                        (0..pieces).any(|piece| self.is_up(station, piece, begun)),
                        "all is down"
                    );
                }
            }
        }
        Ok(())
    }

    fn is_up(&self, station: usize, piece: usize, minute: f64) -> bool {
        let outages = self.scenario.sale.facts.stations[station]
            .outages
            .as_ref()
            .expect("it fails");
        let mut luck = outages.of_piece(self.key, piece);
        let (mut at, mut up) = (0, true);
        loop {
            at += outages.next(&mut luck, up);
            if at > ticks(minute) {
                return up;
            }
            up = !up;
        }
    }

    /// Orders of a wave follow each other, are no more than may be, and waited together until it was full or time.
    fn waves_keep_the_rules(&self) -> Result<(), TestCaseError> {
        for station in 0..STATIONS {
            let wave = self.line.stations.wave.get(station).copied().flatten();
            for job in jobs(&self.log, &format!("s{station}")) {
                let Some((orders, after)) = wave else {
                    prop_assert_eq!(job.len(), 1);
                    continue;
                };
                let due = job[0].arrived + f64::from(after);
                prop_assert!(job.len() <= orders);
                prop_assert!(job.len() == orders || job[0].started > due - SLACK);
                prop_assert!(job.iter().all(|row| row.arrived < due + SLACK));
            }
        }
        Ok(())
    }

    /// Every order passes its route as its draws of errors and catches send it, and waits nowhere in between.
    fn orders_follow_their_routes(&self) -> Result<(), TestCaseError> {
        let stations = &self.scenario.sale.facts.stations;
        let mut passages: BTreeMap<usize, Vec<&WorkRow>> = BTreeMap::new();
        for row in &self.log.work {
            passages.entry(row.order).or_default().push(row);
        }
        let (mut sent_back, mut misshipped) = (0, 0);
        for (order, passage) in &mut passages {
            passage.sort_by(|a, b| a.started.total_cmp(&b.started));
            let one = &self.log.orders[*order];
            let route: &[usize] = if one.route == "prepacked" {
                &[0, 3]
            } else {
                &[0, 1, 2, 3]
            };
            let (mut round, mut flaw, mut at) = (0, None, 0);
            for (index, row) in passage.iter().enumerate() {
                prop_assert_eq!(&row.station, &format!("s{}", route[at]), "order {}", order);
                prop_assert!(index == 0 || passage[index - 1].ended == row.arrived);
                if row.ended > 5.0 * 1440.0 {
                    break;
                }
                let station = &stations[route[at]];
                if flaw.is_some() && station.finds(self.key, *order, round) {
                    (at, flaw) = (flaw.unwrap_or(0), None);
                    (round, sent_back) = (round + 1, sent_back + 1);
                    continue;
                }
                if flaw.is_none() && station.goes_wrong(self.key, *order, round) {
                    flaw = Some(at);
                }
                at += 1;
            }
            prop_assert_eq!(at == route.len(), one.scanned.is_some());
            misshipped += i32::from(flaw.is_some() && one.scanned.is_some());
        }
        prop_assert_eq!(self.value("orders.sent_back"), f64::from(sent_back));
        prop_assert_eq!(self.value("orders.misshipped"), f64::from(misshipped));
        Ok(())
    }

    /// No more is taken than there was by then, and what is needed is what was taken and what would be.
    fn consumables_are_conserved(&self) -> Result<(), TestCaseError> {
        for (index, (id, station)) in [("box", "s1"), ("card", "s2")].into_iter().enumerate() {
            let takes = |order: usize| {
                if index == 0 {
                    1.0
                } else {
                    f64::from(self.log.orders[order].units)
                }
            };
            let (stock, later) = self.line.supplies[index];
            let mut rows: Vec<&WorkRow> = self
                .log
                .work
                .iter()
                .filter(|row| row.station == station)
                .collect();
            rows.sort_by(|a, b| a.started.total_cmp(&b.started));
            let mut used = 0.0;
            for row in &rows {
                used += takes(row.order);
                let mut come = f64::from(stock);
                come += if row.started >= 480.0 - SLACK {
                    f64::from(later)
                } else {
                    0.0
                };
                come += if row.started >= 3.0 * 1440.0 - SLACK {
                    250.0
                } else {
                    0.0
                };
                prop_assert!(
                    used <= come,
                    "{id}: {used} taken by {}, of {come}",
                    row.started
                );
            }
            prop_assert_eq!(self.value(&format!("consumable.{id}.used")), used);
            let orders = self
                .log
                .orders
                .iter()
                .filter(|order| order.route == "standard");
            let left = orders.filter(|order| rows.iter().all(|row| row.order != order.order));
            let left: f64 = left.map(|order| takes(order.order)).sum();
            prop_assert_eq!(self.value(&format!("consumable.{id}.needed")), used + left);
            let out = self.value(&format!("consumable.{id}.out_hours"));
            prop_assert!((0.0..=120.0).contains(&out));
        }
        Ok(())
    }

    fn hours_add_up(&self) -> Result<(), TestCaseError> {
        let kinds = ["regular", "overtime", "night", "holiday"]
            .map(|kind| self.value(&format!("people.{kind}_hours")));
        prop_assert!(kinds.iter().all(|hours| *hours >= 0.0));
        let all = self.value("people.hours");
        prop_assert!(
            (kinds.iter().sum::<f64>() - all).abs() < 1e-9,
            "{kinds:?} {all}"
        );
        Ok(())
    }
}

/// How often something happened that the rules are about; a rule about what never happens would prove nothing.
#[derive(Default)]
struct Seen(BTreeMap<&'static str, usize>);

impl Seen {
    fn count(&mut self, what: &'static str, times: usize) {
        *self.0.entry(what).or_default() += times;
    }

    fn look(&mut self, played: &Played) {
        let (line, log) = (&played.line, &played.log);
        let mut places: BTreeMap<(usize, i64), Vec<&str>> = BTreeMap::new();
        for station in 0..STATIONS {
            let jobs = jobs(log, &format!("s{station}"));
            for (index, job) in jobs.iter().enumerate() {
                let row = job[0];
                let (on, ends) = line.there(station, row.started);
                let stays = row.team == "a" && !on && !ends.is_empty();
                self.count("work after the end of a shift", usize::from(stays));
                let passes = jobs[..index]
                    .iter()
                    .any(|before| before[0].started > row.started);
                self.count("an order passed over", usize::from(passes));
                self.count("a wave of several", usize::from(job.len() > 1));
                if row.team == "a" && line.shifts.len() == 1 {
                    let day = (row.started / 1440.0).floor() as i64;
                    places
                        .entry((row.person, day))
                        .or_default()
                        .push(&row.station);
                }
            }
        }
        let moved = |places: &&Vec<&str>| places.iter().any(|place| *place != places[0]);
        self.count(
            "a person at two stations",
            places.values().filter(moved).count(),
        );
        for (what, name) in [
            ("an order sent back", "orders.sent_back"),
            ("an order shipped wrong", "orders.misshipped"),
            ("a station without boxes", "consumable.box.out_hours"),
            ("a station without cards", "consumable.card.out_hours"),
            ("overtime", "people.overtime_hours"),
            ("night", "people.night_hours"),
            ("a holiday", "people.holiday_hours"),
            ("boxes packed in advance", "prepack.used"),
            ("an order that waits in the end", "orders.unshipped"),
        ] {
            self.count(what, usize::from(played.value(name) > 0.0));
        }
    }
}

fn runner(cases: u32) -> TestRunner {
    let config = Config {
        cases,
        failure_persistence: None,
        ..Config::default()
    };
    TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &[11; 32]))
}

#[test]
fn random_floors_keep_the_rules() {
    let seen = RefCell::new(Seen::default());
    let run = |(line, world): (Line, u64)| {
        let scenario = from_text(&line.text(), &[]);
        let key = WorldKey::new(1, world);
        let (log, outcome) = scenario
            .sale
            .replay(&scenario.plan, key)
            .expect("a small world");
        orders_are_conserved(&scenario, &log, &outcome);
        let played = Played {
            line,
            scenario,
            key,
            log,
            outcome,
        };
        played.people_keep_the_rules()?;
        played.queues_keep_the_rules()?;
        played.waves_keep_the_rules()?;
        played.orders_follow_their_routes()?;
        played.consumables_are_conserved()?;
        played.hours_add_up()?;
        seen.borrow_mut().look(&played);
        Ok(())
    };
    let outcome = runner(300).run(&(line(), 0u64..1000), run);
    outcome.unwrap_or_else(|failure| panic!("{failure}"));
    let Seen(seen) = seen.into_inner();
    println!("{seen:?}");
    assert!(seen.values().all(|&times| times >= 10), "{seen:?}");
}

fn bits(values: &[f64]) -> Vec<u64> {
    values.iter().map(|value| value.to_bits()).collect()
}

/// On one thread and on two; after another sale was played in the same buffers, and before.
#[test]
fn random_floors_are_the_same_however_they_are_played() {
    let run = |(line, other): (Line, Line)| {
        let (one, two) = (from_text(&line.text(), &[]), from_text(&other.text(), &[]));
        let threads = [1, 2].map(|threads| play_on(&one, 5, 6, Some(threads)));
        for row in 0..6 {
            prop_assert_eq!(
                bits(threads[0].table.row(row)),
                bits(threads[1].table.row(row))
            );
        }
        let (mut world, mut buffers) = (World::default(), Buffers::default());
        let mut play = |scenario: &Scenario| {
            let mut outcome = Outcome {
                with_series: true,
                ..Outcome::default()
            };
            scenario
                .sale
                .draw(WorldKey::new(5, 2), &mut world)
                .expect("a small world");
            scenario
                .sale
                .play(&world, &scenario.plan, &mut buffers, &mut outcome);
            (bits(&outcome.values), outcome.series)
        };
        let (first, _, again) = (play(&one), play(&two), play(&one));
        prop_assert_eq!(&first, &again);
        prop_assert_eq!(&first.0, &bits(threads[0].table.row(2)));
        Ok(())
    };
    let outcome = runner(100).run(&(line(), line()), run);
    outcome.unwrap_or_else(|failure| panic!("{failure}"));
}
