//! The chat desk before the sale against exact results, and what holds in every world.
//!
//! `cargo test --test theory_chat -- --nocapture` shows every estimate with its distance in standard errors.

use crate::common;

use common::conservation::{metric, orders_are_conserved, stock_is_conserved};
use common::shop::{Shop, shops};
use common::{Played, Scene, from_text, play, play_on, tally, theory, within_four_se};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use std::collections::BTreeMap;
use surgeplan::model::Model;
use surgeplan::random::WorldKey;
use surgeplan::sale::World;
use surgeplan::sale::log::Log;
use surgeplan::sale::time::minutes;
use surgeplan::scenario::Scenario;
use surgeplan::stats::{self, Mean};

/// A chat desk to which 28 visitors an hour come as a Poisson process. Two days of warm-up, then twenty are measured.
fn erlang(sale: &str, desk: &str) -> Scenario {
    let text = format!(
        "[sale]\nopens = 2026-01-01T00:00:00\ncloses = 2026-01-24T00:00:00\nfollow = \"25d\"\nmeasure = [\"2d\", \"22d\"]\n\
         {sale}\n\
         [desk.chat]\nwork = {{ dist = \"exponential\", mean = \"6min\" }}\n\
         patience = {{ dist = \"exponential\", mean = \"10min\" }}\nanswer = {{ within = \"2min\" }}\n{desk}\n"
    );
    from_text(&text, &[])
}

const HOURS: f64 = 24.0 * 23.0;

/// The pooled share or mean over all chats.
fn pooled(played: &Played, sums: &[f64]) -> Mean {
    stats::ratio(sums, &played.column("desk.chat.contacts"), 0.95)
}

/// A mean or share of every replication times its chats.
fn times(played: &Played, name: &str) -> Vec<f64> {
    let all = played.column("desk.chat.contacts");
    let values = played.column(name);
    values
        .iter()
        .zip(&all)
        .map(|(value, all)| value * all)
        .collect()
}

/// Everybody asks, and four in ten of those who leave do not buy. Standard errors: 0.3% of the shares, 0.5% of the mean
/// wait, 0.2% of the load.
#[test]
fn impatient_visitors_are_erlang_a() {
    const WORLDS: usize = 60;
    let want = theory("A02a");
    let source = format!("[source.all]\norders = {}", 28.0 * HOURS);
    let three = erlang(&source, "share = 1\ngives_up = 0.4\nservers = 3");
    let played = play(&three, 11, WORLDS);
    let abandoned = pooled(&played, &played.column("desk.chat.abandoned"));
    want.check(&["P_abandon"], abandoned);
    let wait = pooled(&played, &times(&played, "desk.chat.wait.mean"));
    want.check(&["mean_wait_all_min"], wait);
    let in_time = pooled(&played, &times(&played, "desk.chat.answered_in_time"));
    want.check(&["P_served_within_2min"], in_time);
    want.check(&["util"], played.mean("desk.chat.utilisation"));
    let lost = pooled(&played, &played.column("orders.lost_chat"));
    let exact = 0.4 * want.get(&["P_abandon"]);
    within_four_se("sales lost", lost.mean, lost.se, exact);
    let paid = pooled(&played, &played.column("orders.paid"));
    within_four_se("sales", paid.mean, paid.se, 1.0 - exact);
    // One person with three chats open is three people with one each.
    let one = play(
        &erlang(&source, "share = 1\ngives_up = 0.4\nservers = 1\nchats = 3"),
        11,
        WORLDS,
    );
    for name in [
        "desk.chat.abandoned",
        "desk.chat.wait.mean",
        "desk.chat.utilisation",
        "orders.lost_chat",
        "orders.paid",
    ] {
        assert_eq!(one.column(name), played.column(name), "{name}");
    }
}

/// The same 28 an hour, of 80 visitors: 40 would buy and 16 of these ask, 12 of the other 40 ask. A quarter of the buyers
/// would not pay, and is no lost sale.
#[test]
fn idle_and_unpaying_visitors_are_erlang_a_too() {
    const WORLDS: usize = 60;
    let want = theory("A02a");
    let source = format!(
        "unpaid = 0.25\n[source.all]\nvisitors = {}\nconversion = 0.5",
        80.0 * HOURS
    );
    let desk = "share = 0.4\nidle = 0.3\ngives_up = 0.5\nservers = 3";
    let played = play(&erlang(&source, desk), 12, WORLDS);
    let abandoned = pooled(&played, &played.column("desk.chat.abandoned"));
    want.check(&["P_abandon"], abandoned);
    let lost = pooled(&played, &played.column("orders.lost_chat"));
    let exact = 16.0 / 28.0 * 0.75 * 0.5 * want.get(&["P_abandon"]);
    within_four_se("sales lost", lost.mean, lost.se, exact);
    let unpaid = pooled(&played, &played.column("orders.unpaid"));
    within_four_se("unpaid", unpaid.mean, unpaid.se, 40.0 / 28.0 * 0.25);
}

/// Visitors who would not buy come by the profile, heat, conversion and bursts of their source.
#[test]
fn idle_visitors_follow_their_source() {
    const WORLDS: usize = 4000;
    let text = "[sale]\nopens = 2026-01-01T00:00:00\ncloses = 2026-01-01T00:20:00\nfollow = \"1d\"\nheat = HEAT\n\
                [source.all]\nvisitors = 400\nconversion = { mean = 0.25, cv = 0.4 }\nprofile = \"p\"\nbursty = 11\n\
                [profile.p]\nsteps = [[\"0min\", 3], [\"10min\", 1]]\n\
                [desk.chat]\nservers = 1\nidle = 0.5\nwork = \"0min\"\n";
    let counts = |text: &str| {
        tally(&from_text(text, &[]), 5, WORLDS, |scene: &Scene| {
            let idle = scene.world.asking.who.iter();
            let first = idle.filter(|&&(at, _)| minutes(at) < 10.0).count();
            let buyers = 0..scene.world.visits.len();
            let early = buyers.filter(|&order| minutes(scene.world.visits.visit(order)) < 10.0);
            let late = scene.world.asking.who.len() - first;
            [first, late, early.count()].map(|n| n as f64).to_vec()
        })
    };
    let check = |what: &str, values: &[f64], exact: f64| {
        let got = stats::mean(values, 0.95);
        within_four_se(what, got.mean, got.se, exact);
    };
    // 400 × 0.75 × 0.5 ask, three quarters of them early.
    let certain = text
        .replace("HEAT", "1")
        .replace("{ mean = 0.25, cv = 0.4 }", "0.25");
    let columns = counts(&certain);
    check("early", &columns[0], 112.5);
    check("late", &columns[1], 37.5);
    // A gamma factor of variance (11 − 1) ÷ 75 on both: their covariance is 112.5 × 75 times that.
    let together = columns[0].iter().zip(&columns[2]);
    let products: Vec<f64> = together
        .map(|(idle, buy)| (idle - 112.5) * (buy - 75.0))
        .collect();
    check("covariance", &products, 1125.0);
    // Heat of mean 1 and cv 0.5 leaves the mean, and conversion takes from one what it gives to the other.
    let columns = counts(&text.replace("HEAT", "{ mean = 1, cv = 0.5 }"));
    check("with heat, early", &columns[0], 112.5);
    let all: Vec<f64> = columns[0]
        .iter()
        .zip(&columns[1])
        .map(|(a, b)| a + b)
        .collect();
    let squares: Vec<f64> = all.iter().map(|all| (all - 150.0).powi(2)).collect();
    // Given factors the count has mean 200 h (1 − c), and its own variance: that of a Poisson count, and of bursts.
    let (heat, others) = (1.0 + 0.25, 0.75_f64.powi(2) + 0.1_f64.powi(2));
    let between = 200.0_f64.powi(2) * heat * others - 150.0_f64.powi(2);
    // A stretch of weight w has factors of variance 10 ÷ (400 h c w), which adds 200² h² (1 − c)² w² times that: it
    // takes the mean of (1 − c)² ÷ c under the beta law, (b + 1) b ÷ ((a + b) (a − 1)).
    let sum = 0.25 * 0.75 / 0.01 - 1.0;
    let (a, b) = (0.25 * sum, 0.75 * sum);
    let bursts = 200.0_f64.powi(2) * 10.0 / 400.0 * (b + 1.0) * b / ((a + b) * (a - 1.0));
    check("variance", &squares, between + 150.0 + bursts);
}

fn replay(scenario: &Scenario, seed: u64) -> (Log, BTreeMap<String, f64>) {
    let key = WorldKey::new(seed, 0);
    let replayed = scenario.sale.replay(&scenario.plan, key);
    let (log, outcome) = replayed.unwrap_or_else(|e| panic!("{e}"));
    let names = scenario
        .sale
        .metrics()
        .iter()
        .map(|metric| metric.name.clone());
    (log, names.zip(outcome.values).collect())
}

fn with(shop: &Shop, desk: &str) -> Scenario {
    from_text(&format!("{}[desk.chat]\n{desk}\n", shop.text()), &[])
}

/// A desk that keeps people waiting and loses some.
const BUSY: &str = "servers = 2\nchats = 2\nopen = [\"08:00-20:00\"]\nshare = 0.5\nidle = 0.1\nwork = { mean = \"5min\", cv = 1 }\n\
                    patience = { mean = \"10min\", cv = 1 }\ngives_up = 0.5";

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None,
        rng_seed: RngSeed::Fixed(1), ..ProptestConfig::default() })]

    /// Nothing is lost or doubled, and work stands in no queue before it is paid.
    #[test]
    fn orders_and_stock_are_conserved(shop in shops()) {
        let scenario = with(&shop, BUSY);
        let key = WorldKey::new(shop.seed, 0);
        let (log, outcome) = scenario.sale.replay(&scenario.plan, key).expect("a small world");
        let mut world = World::default();
        scenario.sale.draw(key, &mut world).expect("a small world");
        orders_are_conserved(&scenario, &log, &outcome);
        stock_is_conserved(&scenario, (&world, &log, &outcome), &shop);
        for row in &log.work {
            prop_assert!(log.orders[row.order].paid.is_some_and(|paid| paid <= row.arrived));
        }
        let chats = metric(&scenario, &outcome, "desk.chat.contacts");
        prop_assert_eq!(chats, log.contacts.len() as f64);
        // Who waits until the end of `follow`, or is still answered then, pays no more.
        for row in log.contacts.iter().filter(|row| row.order.is_some()) {
            let order = &log.orders[row.order.expect("a buyer")];
            let over = row.ended.or(row.left).unwrap_or(f64::INFINITY);
            prop_assert!(order.paid.is_none_or(|paid| paid >= over - 1e-9));
        }
    }

    /// A desk that takes no time changes nothing.
    #[test]
    fn answers_at_once_leave_the_sale_as_it_was(shop in shops()) {
        let desk = "servers = 1000\nshare = 0.7\nidle = 0.2\nwork = \"0min\"\npatience = \"0min\"\ngives_up = 1";
        let (plain, before) = replay(&from_text(&shop.text(), &[]), shop.seed);
        let (told, after) = replay(&with(&shop, desk), shop.seed);
        prop_assert_eq!(plain.orders, told.orders);
        prop_assert_eq!(plain.work, told.work);
        prop_assert_eq!(plain.pickups, told.pickups);
        prop_assert_eq!(plain.events, told.events);
        for (name, value) in before.iter().filter(|(name, _)| *name != "people.hours") {
            prop_assert_eq!(value.to_bits(), after[name].to_bits(), "{}", name);
        }
        prop_assert_eq!(after["orders.lost_chat"], 0.0);
    }

    /// One more agent changes neither who asks when, nor how long a chat takes.
    #[test]
    fn the_plan_changes_no_draw_of_the_world(shop in shops()) {
        let more = BUSY.replace("servers = 2", "servers = 3");
        let [before, after] = [BUSY, &more].map(|desk| replay(&with(&shop, desk), shop.seed).0.contacts);
        prop_assert_eq!(before.len(), after.len());
        for (a, b) in before.iter().zip(&after) {
            prop_assert_eq!((a.order, a.arrived.to_bits()), (b.order, b.arrived.to_bits()));
            if let (Some(from), Some(to), Some(begin), Some(end)) = (a.started, a.ended, b.started, b.ended) {
                prop_assert!(((to - from) - (end - begin)).abs() < 1e-6);
            }
            // Who leaves under both plans has waited as long.
            if let (Some(one), Some(other)) = (a.left, b.left) {
                prop_assert_eq!(one.to_bits(), other.to_bits());
            }
        }
    }
}

/// The same numbers on any number of threads; buffers that were used before leave no trace.
#[test]
fn threads_and_plays_before_change_nothing() {
    let text = format!(
        "[sale]\nopens = 2026-01-01T08:00:00\n[source.all]\nvisitors = 900\nconversion = 0.3\n[desk.chat]\n{BUSY}\n"
    );
    let scenario = from_text(&text, &[]);
    let one = play_on(&scenario, 3, 40, Some(1));
    let two = play_on(&scenario, 3, 40, Some(2));
    for name in [
        "orders.paid",
        "orders.lost_chat",
        "desk.chat.wait.p95",
        "flow.minutes.mean",
    ] {
        assert_eq!(one.column(name), two.column(name), "{name}");
    }
    assert!(one.mean("orders.lost_chat").mean > 1.0);
    let (_, alone) = replay(&scenario, 3);
    assert_eq!(alone["orders.paid"], one.column("orders.paid")[0]);
}
