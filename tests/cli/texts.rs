//! What people read, kept as snapshots: help, reports, errors.
//! After a wanted change: `INSTA_UPDATE=always cargo test --test texts`

use crate::shop;

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
        "compare",
        "size",
        "worth",
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

/// A report without the time that the search took.
fn untimed(text: &str) -> String {
    let lines = text
        .lines()
        .map(|line| match line.split_once(" replications in ") {
            Some((before, _)) => format!("{before} replications in ...\n"),
            None if line.ends_with(" plans a second.") || line == "second." => String::new(),
            None => format!("{line}\n"),
        });
    lines.collect()
}

#[test]
fn sizes() {
    let shop = shop_with("group-buy.toml");
    let text = shop
        .ends(0, &["size", "group-buy.toml", "--color", "never"])
        .stdout;
    fits("group-buy", &text);
    snapshot("size-group-buy", &untimed(&text));
    // Steps from plan to plan, and a goal that nothing can meet.
    let few = [
        "--replications",
        "200",
        "--set",
        "size.maximise=money.profit",
        "--color",
        "never",
    ];
    shop.write("n01.toml", repository("tests/scenarios/n01.toml"));
    let vary = "size.vary={\"product.thing.stock\" = { from = 1501, to = 2500 }}";
    let text = shop
        .ends(
            0,
            &[&["size", "n01.toml", "--set", vary][..], &few].concat(),
        )
        .stdout;
    fits("newsvendor", &text);
    snapshot("size-newsvendor", &untimed(&text));
    let never = "goal.at_once={ metric = \"ship.hours.p50\", at_most = 1, with_probability = 0.9 }";
    let text = shop
        .ends(
            1,
            &["size", "group-buy.toml", "--set", never, "--color", "never"],
        )
        .stdout;
    fits("never", &text);
    snapshot("size-never", &untimed(&text));
}

#[test]
fn comparisons() {
    for file in ["juhuasuan.toml", "group-buy.toml"] {
        let shop = shop_with(file);
        let arguments = ["compare", file, "--replications", "200", "--color", "never"];
        let text = shop.surgeplan(&arguments).stdout;
        fits(file, &text);
        snapshot(
            &format!("compare-{}", file.trim_end_matches(".toml")),
            &text,
        );
    }
}

#[test]
fn the_report_of_a_warehouse() {
    let shop = shop_with("double-eleven.toml");
    let arguments = [
        "run",
        "double-eleven.toml",
        "--replications",
        "5",
        "--color",
        "never",
    ];
    let text = shop.surgeplan(&arguments).stdout;
    fits("double-eleven.toml", &text);
    snapshot("run-double-eleven", &text);
}

#[test]
fn scenarios_leave_no_doubt() {
    for file in [
        "double-eleven.toml",
        "juhuasuan.toml",
        "new-year-goods.toml",
    ] {
        let text = shop_with(file).ends(0, &["check", file]).stdout;
        assert!(text.contains(": no errors, no warnings\n"), "{text}");
        assert!(
            text.lines().all(|line| line.chars().count() <= 130),
            "{text}"
        );
    }
}

#[test]
fn what_more_is_worth() {
    for (file, worlds) in [("juhuasuan.toml", "60"), ("group-buy.toml", "200")] {
        let shop = shop_with(file);
        let arguments = ["worth", file, "--replications", worlds, "--color", "never"];
        let text = shop.ends(0, &arguments).stdout;
        fits(file, &text);
        snapshot(&format!("worth-{}", file.trim_end_matches(".toml")), &text);
    }
    let shop = Shop::new();
    shop.write("every.toml", repository("tests/scenarios/every_key.toml"));
    let arguments = ["worth", "every.toml", "--replications", "10"];
    fits("worth", &shop.ends(0, &arguments).stdout);
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
fn decisions_of_ramps() {
    let shop = shop_with("juhuasuan.toml");
    for (name, worlds) in [("tmall-ramp", "60"), ("orders-a-day", "200")] {
        let file = format!("{name}.toml");
        shop.write(&file, repository(&format!("scenarios/{file}")));
        for command in ["compare", "worth"] {
            let arguments = [command, &file, "--replications", worlds, "--color", "never"];
            let text = shop.surgeplan(&arguments).stdout;
            fits(&file, &text);
            snapshot(&format!("{command}-{name}"), &text);
        }
    }
    let size = [
        "size",
        "orders-a-day.toml",
        "--replications",
        "100",
        "--color",
        "never",
    ];
    let text = shop.surgeplan(&size).stdout;
    fits("size", &text);
    snapshot("size-orders-a-day", &untimed(&text));
    shop.write(
        "every.toml",
        repository("tests/scenarios/every_key_ramp.toml"),
    );
    shop.write(
        "flashline-1.toml",
        repository("tests/scenarios/flashline-1.toml"),
    );
    for command in ["compare", "worth", "size"] {
        let ended = shop.surgeplan(&[command, "every.toml", "--replications", "20"]);
        assert!(ended.code <= 1, "{}", ended.stderr);
        fits(command, &ended.stdout);
    }
}

/// Of many plans, goals and metrics those are shown that there is room for.
#[test]
fn comparisons_of_too_much_fit() {
    let shop = shop_with("orders-a-day.toml");
    let mut sets = Vec::new();
    for n in 1..=7 {
        sets.push(format!(
            "option.number_{n}={{ set = {{ \"ramp.cash\" = {n}00000.0 }} }}"
        ));
        sets.push(format!(
            "goal.g{n}={{ metric = \"month.{n}.revenue\", at_least = {n}0000 }}"
        ));
    }
    let mut arguments = vec!["compare", "orders-a-day.toml", "--replications", "20"];
    for set in &sets {
        arguments.extend(["--set", set]);
    }
    let ended = shop.surgeplan(&arguments);
    fits("compare", &ended.stdout);
    for words in [
        " more goals, all of them with --json",
        "\nmoney.profit, yuan\n",
        " more metrics, ",
    ] {
        assert!(ended.stdout.contains(words), "{words}: {}", ended.stdout);
    }
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
        ("double-eleven.toml", ["--replication", "1"].as_slice()),
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

/// More of everything than two screens hold: goals, warnings, stations, products, pickups, consumables, desks.
#[test]
fn a_report_of_too_much_of_everything_fits() {
    let shop = shop_with("juhuasuan.toml");
    let mut text = repository("scenarios/juhuasuan.toml");
    for n in 1..=12 {
        let _ = write!(
            text,
            "[goal.number-{n}]
            metric = \"orders.paid\"
            at_least = {n}
            [product.number-{n}]
            price = 9
            stock = 1
            [station.unused-{n}]
            servers = 1
            [consumable.number-{n}]
            station = \"pack\"
            stock = 3000
            [carrier.van-{n}]
            pickup.noon = {{ at = \"14:00\", parcels = 90 }}
            [desk.number-{n}]
            servers = 1
            "
        );
    }
    shop.write("much.toml", text);
    let ended = shop.surgeplan(&["run", "much.toml", "--replications", "20"]);
    fits("run", &ended.stdout);
    for words in ["... and 13 more, ", "more: `surgeplan check", "The day"] {
        assert!(ended.stdout.contains(words), "{words}: {}", ended.stdout);
    }
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
