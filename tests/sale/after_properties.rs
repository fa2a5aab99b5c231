//! Random shops after their sale: what desks settled, what came back and what it cost, reckoned again from the log.

use crate::common;

use common::conservation::metric;
use common::from_text;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use surgeplan::model::Outcome;
use surgeplan::random::WorldKey;
use surgeplan::sale::log::{Log, OrderRow};
use surgeplan::scenario::Scenario;

/// A shop: shares of orders sent back and exchanged, follow in days, hours of the shift, people at the desk and
/// inspecting, patience in minutes, mean minutes of a chat and of an inspection.
#[derive(Clone, Debug)]
struct Shop {
    shares: [f64; 2],
    follow: u32,
    hours: (u32, u32),
    people: [usize; 2],
    patience: u32,
    work: [u32; 2],
    seed: u64,
}

fn shops() -> impl Strategy<Value = Shop> {
    let parts = (
        [0.05..0.5, 0.05..0.5],
        4u32..9,
        (6u32..12, 13u32..23),
        [1usize..4, 1usize..3],
        5u32..600,
        [2u32..40, 2u32..60],
        0u64..1000,
    );
    parts.prop_map(
        |(shares, follow, hours, people, patience, work, seed)| Shop {
            shares,
            follow,
            hours,
            people,
            patience,
            work,
            seed,
        },
    )
}

impl Shop {
    fn text(&self) -> String {
        let Self {
            shares: [back, swap],
            follow,
            hours: (from, to),
            people: [desk, bench],
            patience,
            work: [chat, look],
            ..
        } = self;
        let contact = |id: &str, share: f64, end: &str, more: &str| {
            format!(
                "[contact.{id}]\ndesk = \"after\"\nper_order = {share}\nlag = {{ from = \"delivered\", mean = \"12h\", cv = 1 }}\n\
                 work = {{ mean = \"{chat}min\", cv = 0.8 }}\npatience = \"{patience}min\"\nagain = 0.7\nagain_after = \"5h\"\n\
                 {end} = 1\nreturns = {{ {more}, station = \"inspect\" }}\n"
            )
        };
        format!(
            "[sale]\nopens = 2026-01-01T10:00:00\ncloses = 2026-01-01T16:00:00\nfollow = \"{follow}d\"\n\
             [source.all]\norders = 120\n[product.hit]\nprice = 99.5\nunit_cost = 48\nsalvage = 30\nstock = 110\nmiscount = 0.1\n\
             [carrier.sto]\nfee = 6\ndelivery = {{ mean = \"20h\", cv = 0.5 }}\nloss = 0.05\n\
             [station.pack]\nwork = \"2min\"\nservers = 2\n[station.inspect]\nwork = {{ mean = \"{look}min\", cv = 0.8 }}\n\
             [team.a]\nwage = 20.0\nspread = 0.2\nabsence = 0.1\n[shift.day]\nfrom = \"{from:02}:00\"\nto = \"{to}:00\"\n\
             breaks = [\"12:00-12:30\"]\nassign.after = {{ a = {desk} }}\nassign.inspect = {{ a = {bench} }}\n[desk.after]\nchats = 2\n{}{}",
            contact(
                "back",
                *back,
                "refund",
                "lag = \"10h\", sound = 1, freight = 8"
            ),
            contact(
                "swap",
                *swap,
                "exchange",
                "lag = \"30h\", sound = 0, freight = 5"
            ),
        )
    }
}

/// What was settled, by the log.
#[derive(Debug, Default)]
struct Settled {
    refunded: BTreeSet<usize>,
    exchanged: BTreeSet<usize>,
    /// When the goods of an order are back first, and the kind.
    back: BTreeMap<usize, (f64, bool)>,
}

impl Settled {
    fn of(log: &Log, end: f64) -> Self {
        let mut all = Self::default();
        for row in &log.contacts {
            let Some(ended) = row.ended.filter(|&ended| ended <= end) else {
                continue;
            };
            let order = row.order.expect("an order");
            let refund = row.contact == "back";
            let list = if refund {
                &mut all.refunded
            } else {
                &mut all.exchanged
            };
            list.insert(order);
            let delivered = log.orders[order].delivered.expect("delivered");
            let at = ended.max(delivered) + if refund { 600.0 } else { 1800.0 };
            if at <= end {
                let first = all.back.entry(order).or_insert((at, refund));
                if at < first.0 {
                    *first = (at, refund);
                }
            }
        }
        all
    }
}

/// Played once, with the ledger and the metrics.
fn check(shop: &Shop, seen: &RefCell<[f64; 6]>) -> Result<(), TestCaseError> {
    let scenario = from_text(&shop.text(), &[]);
    let key = WorldKey::new(shop.seed, 0);
    let (log, outcome) = scenario.sale.replay(&scenario.plan, key).expect("small");
    let end = f64::from(shop.follow) * 1440.0;
    let settled = Settled::of(&log, end);
    let value = |name: &str| metric(&scenario, &outcome, name);
    prop_assert_eq!(value("orders.refunded"), settled.refunded.len() as f64);
    prop_assert_eq!(value("orders.exchanged"), settled.exchanged.len() as f64);
    prop_assert_eq!(value("orders.returned"), settled.back.len() as f64);
    let inspected = inspections(&log, &settled, end)?;
    let uninspected = settled.back.len() - inspected.len();
    prop_assert_eq!(value("orders.uninspected"), uninspected as f64);
    let sound: Vec<&usize> = (inspected.iter())
        .filter(|order| settled.back[order].1)
        .collect();
    prop_assert_eq!(value("orders.returned_sound"), sound.len() as f64);
    let units = |orders: &mut dyn Iterator<Item = &usize>| -> f64 {
        orders
            .map(|&order| f64::from(log.orders[order].units))
            .sum()
    };
    let oversold = (log.orders.iter()).filter(|row| row.fate.word() == "oversold");
    let oversold: f64 = oversold.map(|row: &OrderRow| f64::from(row.units)).sum();
    let stock = value("stock.hit.left");
    let freight = settled
        .back
        .values()
        .map(|&(_, refund)| if refund { 8.0 } else { 5.0 });
    for (name, yuan) in [
        (
            "refunds",
            99.5 * (units(&mut settled.refunded.iter()) + oversold),
        ),
        (
            "exchanges",
            48.0 * units(&mut settled.exchanged.iter()) + 6.0 * settled.exchanged.len() as f64,
        ),
        ("freight", freight.sum()),
        (
            "salvage",
            30.0 * (stock + units(&mut sound.iter().copied())),
        ),
        ("wages", 20.0 * (value("people.hours") - 2.0 * end / 60.0)),
    ] {
        let got = value(&format!("money.{name}"));
        // Wages are rounded to the fen.
        prop_assert!(
            (got - yuan).abs() < 0.0051,
            "{name}: {got}, reckoned {yuan}"
        );
    }
    happened(&scenario, &outcome, seen, uninspected);
    Ok(())
}

/// Inspections: each of goods that are back, in order of coming back, and by nobody who is at another. Returns the orders
/// whose inspection is done by the end.
fn inspections(log: &Log, settled: &Settled, end: f64) -> Result<BTreeSet<usize>, TestCaseError> {
    let rows = log.work.iter().filter(|row| row.station == "inspect");
    let mut done = BTreeSet::new();
    let (mut last, mut busy) = ((f64::MIN, f64::MIN), BTreeMap::new());
    for row in rows {
        let (at, _) = settled.back[&row.order];
        prop_assert!((row.arrived - at).abs() < 1e-3 && row.started >= row.arrived);
        prop_assert!((row.arrived, row.started) >= last, "{row:?}");
        last = (row.arrived, row.started);
        let free = busy.insert(row.person, row.ended).unwrap_or(0.0);
        prop_assert!(row.started >= free - 1e-6, "{row:?}");
        if row.ended <= end {
            done.insert(row.order);
        }
    }
    Ok(done)
}

fn happened(scenario: &Scenario, outcome: &Outcome, seen: &RefCell<[f64; 6]>, uninspected: usize) {
    let names = [
        "orders.refunded",
        "orders.exchanged",
        "orders.returned",
        "orders.returned_sound",
        "desk.after.abandoned",
    ];
    let counts = names.map(|name| metric(scenario, outcome, name));
    let counts = counts.into_iter().chain([uninspected as f64]);
    for (sum, count) in seen.borrow_mut().iter_mut().zip(counts) {
        *sum += count;
    }
}

#[test]
fn what_came_back_is_reckoned_again_from_the_log() {
    let seen = RefCell::new([0.0; 6]);
    let config = Config {
        cases: 120,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(1),
        ..Config::default()
    };
    let mut runner = proptest::test_runner::TestRunner::new(config);
    let outcome = runner.run(&shops(), |shop| check(&shop, &seen));
    outcome.unwrap_or_else(|failure| panic!("{failure}"));
    assert!(seen.borrow().iter().all(|&sum| sum > 20.0), "{seen:?}");
}
