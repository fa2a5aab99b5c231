//! What holds in every world of every scenario: nothing is lost or doubled, queues are first come first served, vans take
//! what they can, more never hurts where it cannot, and the dice do not see the plan.

use crate::common;

use common::conservation::{metric, orders_are_conserved, stock_is_conserved};
use common::shop::{OPENS, Shop, shops};
use common::{from_text, play_on};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use std::collections::BTreeMap;
use surgeplan::model::{Model, Outcome};
use surgeplan::random::WorldKey;
use surgeplan::sale::World;
use surgeplan::sale::log::{Fate, Log, OrderRow, WorkRow};
use surgeplan::scenario::Scenario;

/// Times of the log are whole ticks as minutes; two that differ differ by 1.7e-6 minutes at least.
const SAME: f64 = 1e-6;

fn replay(scenario: &Scenario, seed: u64) -> (Log, Outcome) {
    let key = WorldKey::new(seed, 0);
    scenario
        .sale
        .replay(&scenario.plan, key)
        .unwrap_or_else(|e| panic!("{e}"))
}

/// Every station by itself: first come first served, within its hours, nobody at two orders at once, nobody idle while
/// an order waits.
fn stations_are_fair(log: &Log, shop: &Shop) {
    for bench in &shop.line {
        let rows: Vec<&WorkRow> = log
            .work
            .iter()
            .filter(|row| row.station == bench.id)
            .collect();
        assert!(rows.is_sorted_by(|a, b| (a.arrived, a.order) < (b.arrived, b.order)));
        assert!(rows.is_sorted_by(|a, b| a.started <= b.started));
        let mut busy_until: BTreeMap<usize, f64> = BTreeMap::new();
        for row in &rows {
            assert!(row.arrived <= row.started && row.started <= row.ended);
            assert!(
                bench.is_open((row.started + OPENS).rem_euclid(1440.0)),
                "{row:?}"
            );
            assert!((1..=bench.at_once()).contains(&row.person));
            let before = busy_until.insert(row.person, row.ended);
            assert!(before.is_none_or(|before| before <= row.started), "{row:?}");
            let waited = row.started - row.arrived > SAME;
            let opened = !bench.is_open((row.started + OPENS - SAME).rem_euclid(1440.0));
            if waited && !opened {
                let others = rows.iter().filter(|other| {
                    other.started < row.started && row.started - SAME <= other.ended
                        || other.order != row.order && other.started == row.started
                });
                assert!(
                    others.count() >= bench.at_once(),
                    "idle while {row:?} waited"
                );
            }
        }
    }
}

/// From station to station no time passes, and the stations are those of the order's route.
fn orders_follow_their_routes(scenario: &Scenario, log: &Log) {
    let mut passed: BTreeMap<usize, Vec<&WorkRow>> = BTreeMap::new();
    for &station in &scenario.sale.facts.routes.sequence {
        let id = &scenario.sale.facts.stations[station].id;
        for row in log.work.iter().filter(|row| row.station == *id) {
            passed.entry(row.order).or_default().push(row);
        }
    }
    let standard: Vec<&str> = scenario
        .sale
        .facts
        .stations
        .iter()
        .map(|s| s.id.as_str())
        .collect();
    let last = standard.len() - 1;
    for order in &log.orders {
        let rows = passed.remove(&order.order).unwrap_or_default();
        let stops: Vec<&str> = match order.route.as_str() {
            "" => Vec::new(),
            "prepacked" => standard
                .iter()
                .copied()
                .filter(|id| !["pick", "pack"].contains(id))
                .collect(),
            "short" => standard
                .iter()
                .enumerate()
                .filter(|(i, _)| [0, last].contains(i))
                .map(|(_, id)| *id)
                .collect(),
            _ => standard.clone(),
        };
        let mut at = order.paid.unwrap_or(f64::NAN);
        if let Some(first) = rows.first().filter(|row| row.arrived != at) {
            // Its cake came with the restock.
            assert!(order.product == "cake" && at < first.arrived && first.arrived == 180.0);
            at = first.arrived;
        }
        for (row, stop) in rows.iter().zip(&stops) {
            assert_eq!((row.station.as_str(), row.arrived), (*stop, at));
            at = row.ended;
        }
        assert!(rows.len() <= stops.len());
        if let Some(scanned) = order.scanned {
            assert_eq!((rows.len(), scanned), (stops.len(), at));
        }
    }
    assert!(passed.is_empty());
}

fn vans_take_what_they_can(scenario: &Scenario, log: &Log, outcome: &Outcome) {
    let mut by_van: BTreeMap<(u64, &str), Vec<&OrderRow>> = BTreeMap::new();
    for order in log.orders.iter().filter(|order| order.picked_up.is_some()) {
        let at = order.picked_up.unwrap_or(f64::NAN).to_bits();
        by_van
            .entry((at, order.carrier.as_str()))
            .or_default()
            .push(order);
    }
    let mut left_behind = 0.0;
    for van in &log.pickups {
        assert_eq!(van.waiting, van.taken + van.left);
        assert_eq!(van.taken, van.waiting.min(van.capacity));
        left_behind += van.left as f64;
        let agreed = scenario
            .sale
            .facts
            .carriers
            .carriers
            .iter()
            .zip(&scenario.plan.pickups);
        let (_, agreed) = agreed
            .into_iter()
            .find(|(c, _)| c.id == van.carrier)
            .expect("a carrier");
        let pickup = agreed
            .pickups
            .iter()
            .find(|p| p.id == van.pickup)
            .expect("a pickup");
        let due = |minute: f64| van.day as f64 * 1440.0 + minute - OPENS;
        assert!(van.at >= due(pickup.at) - SAME);
        // Two vans of a carrier may come at the same time: then they are told apart by no order, and only counted.
        let alone = log
            .pickups
            .iter()
            .filter(|v| v.at == van.at && v.carrier == van.carrier)
            .count()
            == 1;
        if alone {
            let mine = by_van
                .remove(&(van.at.to_bits(), van.carrier.as_str()))
                .unwrap_or_default();
            assert_eq!(mine.len() as u64, van.taken, "{van:?}");
            let by = pickup.cutoff.map_or(van.at, due);
            let latest = mine
                .iter()
                .filter_map(|order| order.scanned)
                .fold(f64::MIN, f64::max);
            assert!(
                latest <= by + SAME,
                "{van:?} took what was scanned at {latest}"
            );
            takes_in_scan_order(log, van.at, &van.carrier, latest, by, &mine);
        }
    }
    let value = |name: &str| metric(scenario, outcome, name);
    assert_eq!(value("courier.left_behind"), left_behind);
    let totals =
        log.pickups
            .iter()
            .fold(BTreeMap::new(), |mut sums: BTreeMap<String, f64>, van| {
                *sums
                    .entry(format!("pickup.{}.{}", van.carrier, van.pickup))
                    .or_default() += van.taken as f64;
                sums
            });
    for (name, taken) in totals {
        assert_eq!(value(&format!("{name}.taken.total")), taken);
    }
}

/// What the carrier still has after a van was scanned no earlier than anything the van took, if it was ready for it. An
/// order that came over from another carrier afterwards was not its to take.
fn takes_in_scan_order(
    log: &Log,
    at: f64,
    carrier: &str,
    latest: f64,
    by: f64,
    mine: &[&OrderRow],
) {
    if mine.is_empty() || carrier != "slow" {
        return;
    }
    // Orders of `slow` never come from elsewhere; those that left it for `fast` show as of `fast`.
    for order in log.orders.iter().filter(|order| order.carrier == carrier) {
        let ready = order.scanned.is_some_and(|scanned| scanned <= by.min(at));
        if ready && order.picked_up.is_none_or(|picked_up| picked_up > at) {
            assert!(
                order.scanned >= Some(latest),
                "{order:?} was passed over at {at}"
            );
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None,
        rng_seed: RngSeed::Fixed(1), ..ProptestConfig::default() })]

    #[test]
    fn every_world_is_told_consistently(shop in shops()) {
        let scenario = from_text(&shop.text(), &[]);
        let (log, outcome) = replay(&scenario, shop.seed);
        orders_are_conserved(&scenario, &log, &outcome);
        let mut world = World::default();
        scenario.sale.draw(WorldKey::new(shop.seed, 0), &mut world).expect("a small world");
        stock_is_conserved(&scenario, (&world, &log, &outcome), &shop);
        stations_are_fair(&log, &shop);
        orders_follow_their_routes(&scenario, &log);
        vans_take_what_they_can(&scenario, &log, &outcome);
    }

    /// At a single station; on a line orders may overtake each other, see `theory_sale.rs`.
    #[test]
    fn one_more_person_makes_no_order_later(shop in shops()) {
        let mut shop = shop;
        shop.line.truncate(1);
        shop.line[0].equipment = None;
        let id = shop.line[0].id;
        let more = format!("station.{id}.servers={}", shop.line[0].servers + 1);
        let (before, _) = replay(&from_text(&shop.text(), &[]), shop.seed);
        let (after, _) = replay(&from_text(&shop.text(), &[&more]), shop.seed);
        prop_assert_eq!(before.orders.len(), after.orders.len());
        for (before, after) in before.orders.iter().zip(&after.orders) {
            if let Some(scanned) = before.scanned {
                prop_assert!(after.scanned.is_some_and(|after| after <= scanned), "{before:?} {after:?}");
            }
        }
    }

    #[test]
    fn more_stock_loses_no_more_orders(shop in shops(), less in 0..300u32, more in 1..40u32) {
        let mut shop = shop;
        shop.stock.0 = Some(less);
        shop.supply = None;
        // More orders of tea would take more cake along, which is then lost to others.
        shop.along = None;
        let (before, _) = replay(&from_text(&shop.text(), &[]), shop.seed);
        let stock = format!("product.tea.stock={}", less + more);
        let (after, _) = replay(&from_text(&shop.text(), &[&stock]), shop.seed);
        for (before, after) in before.orders.iter().zip(&after.orders) {
            let lost = |order: &OrderRow| order.fate == Fate::LostStock;
            prop_assert!(!lost(after) || lost(before), "{before:?} {after:?}");
        }
    }

    #[test]
    fn a_world_does_not_see_the_plan(shop in shops(), replication in 0..1000u64) {
        let text = shop.text();
        let mut changes: Vec<String> = Vec::new();
        for bench in &shop.line {
            changes.push(format!("station.{}.servers={}", bench.id, bench.servers + 8));
            changes.push(format!("station.{}.equipment=2", bench.id));
            changes.push(format!("station.{}.open=[\"11:00-12:00\"]", bench.id));
        }
        changes.push("product.tea.stock=77".to_owned());
        changes.push("product.cake.stock=5".to_owned());
        changes.push("product.tea.restock.more={ units = 9, ordered = \"2h\", lead = { mean = \"1h\", cv = 1 } }".to_owned());
        if text.contains("[prepack]") {
            changes.push("prepack.share=0.9".to_owned());
        }
        if text.contains("pickup.v0") {
            changes.push("carrier.slow.pickup.v0.parcels=3".to_owned());
            changes.push("carrier.slow.pickup.v0.at=\"23:30\"".to_owned());
        }
        let changes: Vec<&str> = changes.iter().map(String::as_str).collect();
        let draw = |changes: &[&str]| {
            let mut world = World::default();
            let key = WorldKey::new(shop.seed, replication);
            from_text(&text, changes).sale.draw(key, &mut world).expect("a small world");
            world
        };
        let (one, other) = (draw(&[]), draw(&changes));
        prop_assert_eq!(one.visits.heat.to_bits(), other.visits.heat.to_bits());
        prop_assert_eq!(one.visits.paid_at(), other.visits.paid_at());
        prop_assert_eq!(one.visits.paid(), other.visits.paid());
        prop_assert_eq!(&one.baskets.product, &other.baskets.product);
        prop_assert_eq!(&one.baskets.units, &other.baskets.units);
        prop_assert_eq!(one.baskets.pieces(), other.baskets.pieces());
        let asked = |world: &World| -> Vec<_> {
            let orders = 0..world.visits.len();
            orders.flat_map(|order| world.baskets.along(order).to_vec()).collect()
        };
        prop_assert_eq!(asked(&one), asked(&other));
        prop_assert_eq!(&one.carrier, &other.carrier);
        prop_assert_eq!(&one.work, &other.work);
    }

    /// A van's lateness and whether it comes are drawn by its own address: other vans and people leave them as they are.
    #[test]
    fn a_van_does_not_see_the_rest_of_the_plan(shop in shops()) {
        let text = shop.text();
        prop_assume!(text.contains("pickup.v0"));
        let change = ["carrier.slow.pickup.extra={ at = \"09:00\", parcels = 7, late = \"5min\" }", "station.print.servers=40"];
        let (before, _) = replay(&from_text(&text, &[]), shop.seed);
        let (after, _) = replay(&from_text(&text, &change), shop.seed);
        let told = |log: &Log| -> Vec<_> {
            let vans = log.pickups.iter().filter(|van| van.pickup != "extra");
            vans.map(|van| (van.carrier.clone(), van.pickup.clone(), van.day, van.at.to_bits(), van.capacity)).collect()
        };
        prop_assert_eq!(told(&before), told(&after));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None,
        rng_seed: RngSeed::Fixed(1), ..ProptestConfig::default() })]

    #[test]
    fn any_number_of_threads_gives_the_same_table(shop in shops()) {
        let scenario = from_text(&shop.text(), &[]);
        let bits = |threads: usize| {
            let table = play_on(&scenario, shop.seed, 57, Some(threads)).table;
            let values = (0..57).flat_map(|row| table.row(row).to_vec());
            let mut bits: Vec<u64> = values.map(f64::to_bits).collect();
            let frame = table.frame();
            for series in 0..frame.series.len() {
                for point in 0..frame.series[series].points {
                    bits.extend(table.series(series, point).into_iter().map(f64::to_bits));
                }
            }
            bits
        };
        let one = bits(1);
        prop_assert!(one == bits(2));
        prop_assert!(one == bits(7));
    }
}
