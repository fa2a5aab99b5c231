//! Demand, stock and couriers with known answers (`reference/theory.json`), and a whole flash day against an independent
//! program (`reference/flashline-1.json`).
//!
//! `cargo test --test theory_sale -- --nocapture` shows every estimate with its distance in standard errors.

use crate::common;

use common::{play, scenario, theory, within_four_se};
use serde_json::Value;
use surgeplan::stats::{mean, ratio};

/// 1 where a value passes the test, else 0.
fn happened(values: &[f64], test: impl Fn(f64) -> bool) -> Vec<f64> {
    values
        .iter()
        .map(|&value| f64::from(u8::from(test(value))))
        .collect()
}

/// Standard errors: 0.01% to 0.2% of what waits and is taken, 0.6% to 0.8% of what is left (2.0% by the last van),
/// probabilities 0.3% to 1.9%, squared spreads 1.0% to 1.3% (3.0% by the last van).
#[test]
fn c01_five_vans() {
    let want = theory("C01");
    let played = play(&scenario("c01.toml", &[], &[]), 11, 20_000);
    for place in 0..5 {
        let index = place.to_string();
        let column = |what: &str| played.column(&format!("pickup.van.p{}.{what}", place + 1));
        let key = |name| ["pickups", &index, name];
        let left = column("left");
        want.check(&key("mean_waiting_before"), mean(&column("waiting"), 0.95));
        want.check(&key("mean_taken"), mean(&column("taken"), 0.95));
        want.check(&key("mean_left"), mean(&left, 0.95));
        want.check_share(&key("P_none_left"), &happened(&left, |left| left == 0.0));
        want.check_sd(&key("sd_left"), want.get(&key("mean_left")), &left);
        want.check_quantile(&key("q95_left"), 0.95, &left);
    }
}

/// Standard errors: 0.01% and 0.02% of the means, 0.7% of squared spreads, probabilities 0.3% and 1.2%; given exactly 1,960
/// orders (some 360 worlds) 16%.
#[test]
fn b01_boxes_packed_in_advance() {
    const WORLDS: usize = 40_000;
    let want = theory("B01");
    let scenario = scenario("b01.toml", &[], &[]);
    assert_eq!(scenario.plan.stocks[1].boxes, 640);
    let played = play(&scenario, 12, WORLDS);
    let (wanted, others) = (
        played.column("stock.ready.sold"),
        played.column("stock.loose.sold"),
    );
    let orders = played.column("orders.paid");
    want.check(&["mean_prepacked"], mean(&wanted, 0.95));
    want.check_sd(&["sd_prepacked"], want.get(&["mean_prepacked"]), &wanted);
    want.check_share(&["P_gt_680"], &happened(&wanted, |n| n > 680.0));
    let bypassed = played.mean("prepack.used");
    want.check(&["E_bypassed_with_stock_B"], bypassed);
    // Run out: somebody wanted a box and none was left.
    want.check_share(&["P_stock_B_runs_out"], &happened(&wanted, |n| n > 640.0));
    // The two counts are independent Poisson variables with means 1960/3 and its double.
    let third = want.get(&["mean_prepacked"]);
    let products: Vec<f64> = wanted
        .iter()
        .zip(&others)
        .map(|(a, b)| (a - third) * (b - 2.0 * third))
        .collect();
    want.check(&["cov_pre_full"], mean(&products, 0.95));
    // Given n orders the count is binomial, so that its squared distance from n/3 over n has the same mean for all n.
    let squares: Vec<f64> = wanted
        .iter()
        .zip(&orders)
        .map(|(x, n)| (x - n / 3.0) * (x - n / 3.0) * 1960.0 / n)
        .collect();
    let (got, sd) = (
        mean(&squares, 0.95),
        want.get(&["sd_prepacked_given_N1960"]),
    );
    within_four_se(
        "B01 sd given the orders (squared)",
        got.mean,
        got.se,
        sd * sd,
    );
    let given: Vec<f64> = wanted
        .iter()
        .zip(&orders)
        .filter(|(_, orders)| **orders == 1960.0)
        .map(|(wanted, _)| *wanted)
        .collect();
    want.check_share(&["P_gt_680_given_N1960"], &happened(&given, |n| n > 680.0));
}

/// Standard errors: 0.1% of the mean, 0.8% of the dispersion, 1.3% of the probability.
#[test]
fn p02_orders_of_an_uncertain_day() {
    let want = theory("P02");
    let played = play(&scenario("p02.toml", &[], &[]), 13, 40_000);
    let orders = played.column("orders.paid");
    let exact = want.get(&["mean"]);
    want.check(&["mean"], mean(&orders, 0.95));
    want.check_sd(&["sd"], exact, &orders);
    let squares: Vec<f64> = orders
        .iter()
        .map(|n| (n - exact) * (n - exact) / exact)
        .collect();
    want.check(&["dispersion_var_over_mean"], mean(&squares, 0.95));
    want.check_share(&["P_total_gt_2400"], &happened(&orders, |n| n > 2400.0));
    want.check_quantile(&["q95"], 0.95, &orders);
    want.check_quantile(&["q05"], 0.05, &orders);
}

/// A newsvendor at its best stock, one piece beside it, and at 2,000.
fn newsvendor(law: &str, heat: &str, seed: u64) {
    const WORLDS: usize = 20_000;
    let want = theory("N01");
    let best = want.get(&[law, "Qstar"]);
    let at = |stock: f64| {
        let stock = format!("product.thing.stock={stock}");
        play(&scenario("n01.toml", &[heat, &stock], &[]), seed, WORLDS)
    };
    let played = at(best);
    let (lost, sold) = (
        played.column("orders.lost_stock"),
        played.column("units.sold"),
    );
    let demand: Vec<f64> = lost.iter().zip(&sold).map(|(a, b)| a + b).collect();
    want.check(&[law, "mean"], mean(&demand, 0.95));
    want.check_sd(&[law, "sd"], want.get(&[law, "mean"]), &demand);
    want.check(&[law, "E_lost"], mean(&lost, 0.95));
    want.check(&[law, "fill_rate"], ratio(&sold, &demand, 0.95));
    let out = happened(&lost, |lost| lost > 0.0);
    want.check_share(&[law, "P_stockout_demand_gt_Q"], &out);
    want.check(&[law, "profit"], played.mean("money.profit"));
    want.check(&[law, "profit_Qm1"], at(best - 1.0).mean("money.profit"));
    want.check(&[law, "profit_Qp1"], at(best + 1.0).mean("money.profit"));
    let more = at(2000.0);
    want.check(&[law, "E_lost_at_2000"], more.mean("orders.lost_stock"));
    want.check(&[law, "profit_at_2000"], more.mean("money.profit"));
}

/// Standard errors: 1.5% of the orders lost (2.1% at 2,000), 0.01% of fill rate and profit, 1.1% of the probability.
#[test]
fn n01_newsvendor_with_poisson_demand() {
    newsvendor("poisson_1960", "sale.heat=1.0", 14);
}

/// Standard errors: 1.5% of the orders lost (1.2% at 2,000), 0.07% of fill rate, 0.15% of profit, 1.1% of the probability.
#[test]
fn n01_newsvendor_with_an_uncertain_day() {
    newsvendor(
        "flash_day_poisson_x_lognormal_cv.2",
        "sale.heat={ mean = 1, cv = 0.2 }",
        15,
    );
}

/// 200,000 worlds of another program against 20,000 of this one; both have their standard errors. That of the
/// difference: orders 0.02%, flow 0.1%, its 95% quantile 0.1%, last scan 0.002%, left behind 0.1%.
#[test]
fn flashline_1_line_and_vans() {
    const WORLDS: usize = 20_000;
    let want: Value = serde_json::from_str(include_str!("../reference/flashline-1.json"))
        .expect("the reference is JSON");
    let number = |part: &str, key: &str| want[part][key].as_f64().expect("a number");
    let scenario = scenario("flashline-1.toml", &[], &["flow.within_24h"]);
    let played = play(&scenario, 16, WORLDS);
    let vans = ["a", "b", "c"].map(|id| played.column(&format!("pickup.van.{id}.left")));
    let left: Vec<f64> = (0..WORLDS)
        .map(|row| vans.iter().map(|van| van[row]).sum())
        .collect();
    let estimates = [
        ("n_orders", played.mean("orders.paid")),
        ("mean_flow_min", played.mean("flow.minutes.mean")),
        ("p95_flow_min", played.mean("flow.minutes.p95")),
        ("makespan_h", played.mean("flow.last_scan")),
        ("left_behind_3", mean(&left, 0.95)),
        ("frac_24h", played.mean("flow.within_24h")),
    ];
    for (key, got) in estimates {
        let se = got.se.hypot(number("se", key));
        within_four_se(key, got.mean, se, number("mean", key));
    }
}

/// One more person anywhere on the line. On a line a particular order may come later by it, because orders overtake each
/// other; over many worlds the mean time to the scan falls.
#[test]
fn one_more_person_on_a_line_helps_on_average() {
    const WORLDS: usize = 400;
    let flow = |change: &[&str]| {
        let scenario = scenario("flashline-1.toml", change, &[]);
        play(&scenario, 17, WORLDS).column("flow.minutes.mean")
    };
    let as_planned = flow(&[]);
    for change in [
        "print.servers=3",
        "pick.servers=6",
        "pack.servers=8",
        "scan.servers=3",
    ] {
        let more = flow(&[&format!("station.{change}")]);
        let saved: Vec<f64> = as_planned.iter().zip(more).map(|(a, b)| a - b).collect();
        let saved = mean(&saved, 0.95);
        println!("{change}: {:.4} ± {:.4} min", saved.mean, saved.se);
        assert!(saved.mean > 4.0 * saved.se, "{change}: {saved:?}");
    }
}
