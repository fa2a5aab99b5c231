//! How runs end: when the precision asked for is reached, or by Ctrl-C.

use crate::shop;

use serde_json::Value;
use shop::{Shop, repository};
use surgeplan::decide::precision::is_relative;
use surgeplan::stats::mean;

/// The rule stops at the worked numbers of the reference, looked at from the tenth observation on.
#[test]
fn the_relative_rule_stops_where_the_reference_does() {
    let stats: Value =
        serde_json::from_str(&repository("tests/reference/stats.json")).expect("JSON");
    let results = stats["sequential_relative_precision"]["results"].as_array();
    for result in results.expect("results") {
        let asked = result["g"].as_f64().expect("a share");
        let mut data: Vec<f64> = Vec::new();
        let stop = (1..10_000).find(|&k| {
            let k = f64::from(k);
            data.push(10.0 + 4.0 * (2.3 * k).sin() + 3.0 * (5.1 * k).cos());
            data.len() >= 10 && is_relative(&mean(&data, 0.95), asked)
        });
        assert_eq!(stop.map(i64::from), result["stop_n"].as_i64(), "{asked}");
        let found = mean(&data, 0.95).interval.half_width();
        let half = result["halfwidth"].as_f64().expect("a number");
        assert!((found - half).abs() < 1e-9, "{found} {half}");
    }
}

fn document(shop: &Shop, arguments: &[&str]) -> Value {
    let mut all = vec!["run", "base.toml", "--json", "-"];
    all.extend(arguments);
    let ended = shop.surgeplan(&all);
    assert!(ended.code <= 1, "{}", ended.stderr);
    serde_json::from_str(&ended.stdout).expect("JSON")
}

#[test]
fn a_run_ends_when_it_knows_enough_and_at_the_same_world_anywhere() {
    let shop = Shop::new();
    let asked = [
        "--precision",
        "2%",
        "--set",
        "goal.in_time.with_probability=0.9",
    ];
    let with = |more: &[&str]| document(&shop, &[&asked[..], more].concat());
    let one = with(&["--threads", "1"]);
    assert_eq!(one["ended"], "precision reached");
    let interval = &one["goals"][0]["ci95"];
    let half = |v: &Value| (v[1].as_f64().expect("high") - v[0].as_f64().expect("low")) / 2.0;
    assert!(half(interval) <= 0.02, "{interval}");
    for threads in ["2", "5"] {
        assert_eq!(with(&["--threads", threads]), one);
    }
    // The same worlds as a run of as many.
    let worlds = one["replications"].as_u64().expect("a number").to_string();
    let plain = document(&shop, &["--set", asked[3], "--replications", &worlds]);
    assert_eq!(plain["metrics"], one["metrics"]);
    let missed = document(&shop, &["--precision", "0.1%", "--replications", "150"]);
    assert_eq!(missed["ended"], "precision not reached");
    assert_eq!(missed["replications"], 150);
}

#[test]
fn precisions_that_are_none_are_refused() {
    let shop = Shop::new();
    for wrong in ["0", "0%", "100%", "-1%", "nan", "inf", "one", ""] {
        let ended = shop.ends(2, &["run", "base.toml", "--precision", wrong]);
        assert!(
            ended.stderr.contains("such as 1%"),
            "{wrong}: {}",
            ended.stderr
        );
    }
}

/// Ctrl-C ends a run in good order: what is played by then is reported, and is what a run of as many worlds gives.
#[cfg(target_os = "linux")]
#[test]
fn an_interrupted_run_reports_what_is_done() {
    let shop = Shop::new();
    let arguments = [
        "run",
        "base.toml",
        "--precision",
        "0.0001%",
        "--json",
        "done.json",
        "--quiet",
    ];
    let mut running = std::process::Command::new(env!("CARGO_BIN_EXE_surgeplan"))
        .current_dir(shop.path("."))
        .args(arguments)
        .spawn()
        .expect("a program that starts");
    // The signal is sent once the program minds it, which the system tells: bit 1 of the signals caught is SIGINT.
    let status = format!("/proc/{}/status", running.id());
    loop {
        let text = std::fs::read_to_string(&status).expect("a running program");
        let caught = text.lines().find_map(|line| line.strip_prefix("SigCgt:"));
        let caught = u64::from_str_radix(caught.expect("caught signals").trim(), 16);
        if caught.expect("a mask") & 2 != 0 {
            break;
        }
        std::thread::yield_now();
    }
    // A hundred worlds are played before the first look; a signal right now may come before any is through.
    std::thread::sleep(std::time::Duration::from_millis(300));
    let pid = running.id().to_string();
    let sent = std::process::Command::new("kill")
        .args(["-INT", &pid])
        .status();
    assert!(sent.expect("kill").success());
    assert_eq!(running.wait().expect("an end").code(), Some(4));
    let done: Value = serde_json::from_str(&shop.text("done.json")).expect("JSON");
    assert_eq!(done["ended"], "interrupted");
    let worlds = done["replications"].as_u64().expect("a number").to_string();
    let plain = document(&shop, &["--replications", &worlds]);
    assert_eq!(plain["metrics"], done["metrics"]);
}
