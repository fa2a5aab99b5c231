//! What people read, kept as snapshots: help, reports, errors.
//! After a wanted change: `INSTA_UPDATE=always cargo test --test texts`

mod shop;

use insta::assert_snapshot;
use shop::{Shop, repository};
use std::fmt::Write;

fn snapshot(name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| assert_snapshot!(name, text));
}

/// At most two screens of a terminal.
fn fits(name: &str, text: &str) {
    assert!(
        text.lines().count() <= 80,
        "{name} has {} lines",
        text.lines().count()
    );
    for line in text.lines() {
        assert!(line.chars().count() <= 100, "{name}: too wide: {line}");
        assert_eq!(line, line.trim_end(), "{name}: blanks at the end of a line");
    }
    assert!(!text.contains('\u{1b}'), "{name} is coloured");
}

fn shop_with(file: &str) -> Shop {
    let shop = Shop::new();
    shop.write(file, repository(&format!("scenarios/{file}")));
    shop
}

#[test]
fn help() {
    let shop = Shop::new();
    for command in [
        "surgeplan",
        "new",
        "check",
        "run",
        "ramp",
        "replay",
        "schema",
    ] {
        let arguments = match command {
            "surgeplan" => vec!["--help"],
            _ => vec![command, "--help"],
        };
        let text = shop.ends(0, &arguments).stdout;
        assert!(
            text.lines().all(|line| line.chars().count() <= 100),
            "{command}"
        );
        snapshot(&format!("help-{command}"), &text);
    }
}

#[test]
fn reports() {
    for file in ["juhuasuan.toml", "new-year-goods.toml", "small.toml"] {
        let shop = shop_with(file);
        let arguments = ["run", file, "--replications", "200", "--color", "never"];
        let text = shop.surgeplan(&arguments).stdout;
        fits(file, &text);
        snapshot(&format!("run-{}", file.trim_end_matches(".toml")), &text);
    }
}

#[test]
fn ramps() {
    let shop = shop_with("juhuasuan.toml");
    for name in ["tmall-ramp", "orders-a-day"] {
        let file = format!("{name}.toml");
        shop.write(&file, repository(&format!("scenarios/{file}")));
        let more = ["--replications", "200", "--color", "never"];
        let text = shop
            .surgeplan(&[&["ramp", &file], &more[..]].concat())
            .stdout;
        fits(&file, &text);
        snapshot(&format!("ramp-{name}"), &text);
    }
    let text = shop
        .ends(0, &["check", "tmall-ramp.toml", "--color", "never"])
        .stdout;
    fits("check", &text);
    snapshot("check-tmall-ramp", &text);
    let reach = [
        "ramp",
        "orders-a-day.toml",
        "--reach",
        "stage.two_hundred",
        "--replications",
        "200",
    ];
    let text = shop.surgeplan(&reach).stdout;
    fits("reach", &text);
    snapshot("reach-orders-a-day", &text);
}

#[test]
fn long_ramps_fit_as_well() {
    let shop = shop_with("orders-a-day.toml");
    let mut sets = vec![
        "ramp.months=120".to_owned(),
        "ramp.cash=1e12".to_owned(),
        "basket.units={ mean = 900, cv = 2 }".to_owned(),
    ];
    for n in 0..12 {
        sets.push(format!(
            "product.one_with_a_rather_long_name_{n}={{ price = 1e6 }}"
        ));
        sets.push(format!("stage.another_with_a_long_name_{n}={{ target = 1e9, ends = {{ at_latest = \"1mo\" }} }}"));
        sets.push(format!(
            "goal.g{n}={{ metric = \"month.{}.met\", with_probability = 0.5 }}",
            n + 2
        ));
    }
    sets.push("stage.two_hundred.lasts=3mo".to_owned());
    let mut arguments = vec!["ramp", "orders-a-day.toml", "--replications", "3"];
    for set in &sets {
        arguments.extend(["--set", set]);
    }
    let ended = shop.surgeplan(&arguments);
    assert!(ended.code <= 1, "{}", ended.stderr);
    assert!(
        ended.stdout.lines().all(|line| line.chars().count() <= 100),
        "{}",
        ended.stdout
    );
}

#[test]
fn stories() {
    for (file, world) in [
        (
            "juhuasuan.toml",
            ["--quantile", "0.95", "--metric", "ship.hours.p95"].as_slice(),
        ),
        ("new-year-goods.toml", &["--replication", "3"]),
        ("small.toml", &["--replication", "7"]),
    ] {
        let shop = shop_with(file);
        let arguments = [&["replay", file, "--color", "never"], world].concat();
        let text = shop.ends(0, &arguments).stdout;
        assert!(
            text.lines().all(|line| line.chars().count() <= 100),
            "{text}"
        );
        snapshot(&format!("story-{}", file.trim_end_matches(".toml")), &text);
    }
}

#[test]
fn five_stations_and_three_carriers_fit() {
    let shop = Shop::new();
    shop.write("every.toml", repository("tests/scenarios/every_key.toml"));
    fits("check", &shop.ends(0, &["check", "every.toml"]).stdout);
    let ended = shop.surgeplan(&["run", "every.toml", "--replications", "200"]);
    fits("run", &ended.stdout);
}

#[test]
fn large_sales_are_cut_to_what_fits() {
    let shop = Shop::new();
    let mut text = "[sale]\nopens = 2026-11-11T10:00:00\n[source.fans]\norders = 900\n".to_owned();
    for n in 1..=30 {
        let stock = n + 10;
        let _ = write!(
            text,
            "[station.step-number-{n}]
            work = \"{n}s\"
            servers = 1
            open = [\"10:00-19:00\"]
            [product.number-{n}]
            price = 9
            stock = {stock}
            [carrier.van-{n}]
            pickup.noon = {{ at = \"14:00\", parcels = 90 }}
            "
        );
    }
    shop.write("large.toml", text);
    let ended = shop.ends(0, &["run", "large.toml", "--replications", "20"]);
    fits("run", &ended.stdout);
    for words in [
        "... and 24 more, all of them with --json",
        "longest queues)",
        "The bottleneck is step-number-1:",
    ] {
        assert!(ended.stdout.contains(words), "{words}: {}", ended.stdout);
    }
    let checked = shop.ends(0, &["check", "large.toml"]).stdout;
    assert!(
        checked.lines().all(|line| line.chars().count() <= 130),
        "{checked}"
    );
    assert!(checked.contains("busiest)"), "{checked}");
}

/// Reports far from the examples: long names, several products and carriers, a long sale, goals of all kinds, few worlds.
#[test]
fn reports_of_odd_sales_fit_as_well() {
    let shop = shop_with("juhuasuan.toml");
    let mut reports = 0;
    for odd in [
        &["sale.closes=2014-11-27T10:00:00"][..],
        &["sale.heat={ p10 = 5, p90 = 50 }"],
        &["sale.heat=0"],
        &[
            "team.warehouse.heads=30",
            "shift.day.assign.print.warehouse=9",
            "shift.day.assign.scan.warehouse=9",
        ],
        &[
            "goal.a={ metric = \"flow.minutes.mean\", at_most = 100 }",
            "goal.b={ metric = \"heat\", at_least = 1 }",
        ],
        &["product.one_with_a_rather_long_name_for_a_table={ price = 1, stock = 10 }"],
        &[
            "carrier.another-one={ pickup.at_the_end_of_the_day = { at = \"23:00\", parcels = 10 } }",
        ],
    ] {
        let mut arguments = vec!["run", "juhuasuan.toml", "--replications", "9"];
        for set in odd {
            arguments.extend(["--set", set]);
        }
        let ended = shop.surgeplan(&arguments);
        assert!(ended.code <= 1, "{odd:?}: {}", ended.stderr);
        fits(odd[0], &ended.stdout);
        reports += 1;
    }
    assert_eq!(reports, 7);
    let ended = shop.surgeplan(&["run", "juhuasuan.toml", "--replications", "1"]);
    fits("one world", &ended.stdout);
    assert!(ended.stdout.contains("; 1 world of seed 1") && ended.stdout.contains("% ± ?"));
    assert!(
        !ended.stdout.contains("NaN") && !ended.stdout.contains("± inf"),
        "{}",
        ended.stdout
    );
}

#[test]
fn check() {
    let shop = shop_with("juhuasuan.toml");
    let text = shop
        .ends(0, &["check", "juhuasuan.toml", "--color", "never"])
        .stdout;
    fits("check", &text);
    snapshot("check-juhuasuan", &text);
}

#[test]
fn many_errors_at_once() {
    let shop = Shop::new();
    shop.write("wrong.toml", repository("tests/scenarios/wrong.toml"));
    let text = shop
        .ends(2, &["check", "wrong.toml", "--color", "never"])
        .stderr;
    assert!(text.ends_with("\n22 errors in wrong.toml\n"));
    snapshot("errors", &text);
}
