//! `surgeplan compare` as a shop owner types it: answers, documents, tables, exit codes, refusals.

use crate::shop;

use serde_json::Value;
use shop::{BASE, Shop, rows};

const OPTIONS: &str = r#"
[option.second-picker]
note = "one more at pick"
set = { "station.pick.servers" = 2 }
[option.no-boxes]
set = { "prepack.share" = 0.0 }
[option.van]
set = { "carrier.sto.pickup.noon.parcels" = 80 }
"#;

fn shop() -> Shop {
    let shop = Shop::new();
    shop.write("shop.toml", format!("{BASE}{OPTIONS}"));
    shop
}

fn compare(shop: &Shop, code: i32, more: &[&str]) -> shop::Ended {
    let arguments = ["compare", "shop.toml", "--replications", "60"];
    shop.ends(code, &[&arguments, more].concat())
}

fn number(value: &Value) -> f64 {
    value
        .as_f64()
        .unwrap_or_else(|| panic!("{value} is no number"))
}

#[test]
fn the_document_and_the_tables_say_the_same() {
    let shop = shop();
    let ended = compare(&shop, 0, &["--json", "-", "--csv", "tables"]);
    let found = ended.document();
    assert_eq!(found["command"], "compare");
    assert_eq!(found["replications"], 60);
    let options = found["options"].as_array().expect("options");
    let ids: Vec<&str> = options
        .iter()
        .filter_map(|one| one["id"].as_str())
        .collect();
    assert_eq!(ids, ["plan", "second-picker", "no-boxes", "van"]);
    assert_eq!(options[1]["note"], "one more at pick");
    assert_eq!(options[1]["set"][0], "station.pick.servers=2");
    assert_eq!(options[0]["goals"][0]["id"], "in_time");
    let best = &found["best"];
    assert_eq!(
        (&best["by"], &best["better"]),
        (&"money.profit".into(), &"more".into())
    );
    assert!(ids.contains(&best["option"].as_str().expect("a plan")));
    // Every difference can be recomputed from the replications.
    let worlds = rows(&shop.text("tables/replications.csv"));
    assert_eq!(worlds.len(), 4 * 60);
    let column = |id: &str, metric: &str| -> Vec<f64> {
        let of = worlds.iter().filter(|row| row["option"] == id);
        of.map(|row| row[metric].parse().expect("a number"))
            .collect()
    };
    let (mut seen, tables) = (0, rows(&shop.text("tables/differences.csv")));
    for row in tables.iter().filter(|row| !row["of"].starts_with("goal.")) {
        let (one, plan) = (
            column(&row["option"], &row["of"]),
            column("plan", &row["of"]),
        );
        let mean = one.iter().zip(&plan).map(|(a, b)| a - b).sum::<f64>() / 60.0;
        let told: f64 = row["difference"].parse().expect("a number");
        assert!((mean - told).abs() <= 1e-9 * mean.abs().max(1.0), "{row:?}");
        let all = found["differences"].as_array().expect("differences").iter();
        let mine = all
            .clone()
            .find(|one| one["option"] == row["option"].as_str());
        let mine = &mine.expect("the option")["metrics"][&row["of"]];
        assert_eq!(number(&mine["difference"]), told);
        assert_eq!(mine["claim"], row["claim"].as_str());
        seen += 1;
    }
    assert_eq!(seen, 3 * 8);
    // 3 plans, a goal and 8 metrics.
    assert_eq!(found["intervals_together"], 27);
}

/// The plan of a comparison is the plan of a run, and its numbers do not depend on threads or on other options.
#[test]
fn the_same_numbers_as_a_run_on_any_number_of_threads() {
    let shop = shop();
    let run = ["run", "shop.toml", "--replications", "60", "--json", "-"];
    let alone = shop.ends(0, &run).document();
    let one = compare(&shop, 0, &["--json", "-", "--threads", "1"]).document();
    let many = compare(&shop, 0, &["--json", "-", "--threads", "3"]).document();
    assert_eq!(one, many);
    assert_eq!(one["options"][0]["metrics"], alone["metrics"]);
    assert_eq!(one["options"][0]["goals"], alone["goals"]);
    let with = [&run[..], &["--set", "station.pick.servers=2"]].concat();
    let second = shop.ends(0, &with).document();
    assert_eq!(one["options"][1]["metrics"], second["metrics"]);
    let few = compare(&shop, 0, &["--json", "-", "--option", "van"]).document();
    assert_eq!(few["options"].as_array().expect("options").len(), 2);
    assert_eq!(few["options"][1]["metrics"], one["options"][3]["metrics"]);
}

#[test]
fn the_best_by_what_one_asks_for() {
    let shop = shop();
    let best = |by: &str| -> Value {
        compare(
            &shop,
            0,
            &["--by", by, "--json", "-", "--indifference", "0.5"],
        )
        .document()["best"]
            .clone()
    };
    // Two pick faster than one, in every world.
    let waits = best("station.pick.wait.mean");
    assert_eq!(
        (&waits["option"], &waits["better"]),
        (&"second-picker".into(), &"less".into())
    );
    assert_eq!(best("max:station.pick.wait.mean")["option"], "no-boxes");
    assert_eq!(best("min:orders.paid")["better"], "less");
    // More by the goal than one can do without is no less.
    assert_eq!(best("goal.in_time")["unit"], "share");
    let text = compare(
        &shop,
        0,
        &[
            "--by",
            "station.pick.wait.mean",
            "--metric",
            "ship.within_7h",
        ],
    );
    for words in [
        "BEST  second-picker: station.pick.wait.mean",
        "(the less the better)",
        "ship.within_7h, share",
        "hold all together at 95% (33 of them)",
    ] {
        let flat = text.stdout.replace('\n', " ").replace("      ", "");
        assert!(flat.contains(words), "{words}: {}", text.stdout);
    }
}

#[test]
fn too_close_to_call_says_how_many_worlds_would_tell() {
    let shop = shop();
    // Where the van comes for 40 or 80 parcels nothing of the profit hangs on it; pick's wait by a hair's breadth does.
    let ended = compare(
        &shop,
        1,
        &[
            "--by",
            "ship.hours.mean",
            "--indifference",
            "0.0001",
            "--option",
            "van",
            "--option",
            "no-boxes",
        ],
    );
    assert!(
        ended.stdout.contains("TOO CLOSE TO CALL  between"),
        "{}",
        ended.stdout
    );
    assert!(
        ended.stdout.contains("worlds would do: --replications"),
        "{}",
        ended.stdout
    );
    let found = compare(
        &shop,
        1,
        &[
            "--by",
            "ship.hours.mean",
            "--indifference",
            "0.0001",
            "--option",
            "van",
            "--option",
            "no-boxes",
            "--json",
            "-",
        ],
    )
    .document();
    assert_eq!(found["best"]["option"], Value::Null);
    assert!(number(&found["best"]["replications_needed"]) > 60.0);
    assert!(found["best"]["left"].as_array().expect("some").len() > 1);
}

#[test]
fn what_changes_facts_is_refused_unless_worlds_are_drawn_anew() {
    let shop = shop();
    let hot =
        "\n[option.hot]\nset = { \"station.pick.servers\" = 2, \"source.fans.orders\" = 150 }\n";
    shop.write("hot.toml", format!("{BASE}{OPTIONS}{hot}"));
    let refused = shop
        .ends(2, &["compare", "hot.toml", "--replications", "20"])
        .stderr;
    for words in [
        "`option.hot` changes a fact of the sale, not a decision: `source.fans.orders`",
        "hot.toml:39:37",
        "--redraw",
        "1 error in hot.toml",
    ] {
        assert!(refused.contains(words), "{words}: {refused}");
    }
    // Others can still be compared, and everything with worlds of its own.
    let few = [
        "compare",
        "hot.toml",
        "--replications",
        "20",
        "--option",
        "van",
    ];
    shop.ends(0, &few);
    let all = [
        "compare",
        "hot.toml",
        "--replications",
        "40",
        "--redraw",
        "--json",
        "-",
    ];
    let found = shop.surgeplan(&all).document();
    assert_eq!(found["options"][4]["redrawn"], true);
    assert_eq!(found["options"][1]["redrawn"], false);
    let alone = shop::document(
        &shop,
        &[
            "--set",
            "station.pick.servers=2",
            "--set",
            "source.fans.orders=150",
        ],
    );
    assert_eq!(found["options"][4]["metrics"], alone["metrics"]);
}

#[test]
fn several_files() {
    let shop = shop();
    shop.write(
        "two.toml",
        BASE.replace("work = \"20s\"\nservers = 1", "work = \"20s\"\nservers = 2"),
    );
    shop.write("hot.toml", BASE.replace("orders = 100", "orders = 150"));
    shop.write(
        "goalless.toml",
        BASE.split("[carrier").next().expect("a part"),
    );
    let compare = |code, more: &[&str]| {
        shop.ends(
            code,
            &[&["compare", "shop.toml"], more, &["--replications", "40"]].concat(),
        )
    };
    let found = compare(0, &["two.toml", "--json", "-"]).document();
    assert_eq!(found["options"].as_array().expect("options").len(), 2);
    assert_eq!(found["options"][1]["id"], "two");
    let both = compare(0, &["two.toml", "--option", "second-picker", "--json", "-"]).document();
    let options = &both["options"];
    assert_eq!(
        (&options[1]["id"], &options[2]["id"]),
        (&"second-picker".into(), &"two".into())
    );
    assert_eq!(options[1]["metrics"], options[2]["metrics"]);
    let refused = compare(2, &["hot.toml"]).stderr;
    assert!(
        refused.contains("`hot.toml` is another sale than `shop.toml`: its facts differ in source"),
        "{refused}"
    );
    let found = shop.surgeplan(&[
        "compare",
        "shop.toml",
        "hot.toml",
        "--redraw",
        "--json",
        "-",
    ]);
    assert_eq!(found.document()["options"][1]["redrawn"], true);
    let refused = compare(2, &["two.toml", "./two.toml"]).stderr;
    assert!(refused.contains("two plans are called `two`"), "{refused}");
    let refused = compare(2, &["goalless.toml"]).stderr;
    assert!(refused.contains("its facts differ in carrier"), "{refused}");
    assert!(
        compare(3, &["nowhere.toml"])
            .stderr
            .contains("nowhere.toml")
    );
}

#[test]
fn wrong_arguments() {
    let shop = shop();
    let alone = shop.ends(2, &["compare", "base.toml"]).stderr;
    assert!(
        alone.contains("`base.toml` has nothing to compare its plan with"),
        "{alone}"
    );
    for (arguments, words) in [
        (
            ["--option", "vans"],
            "there is no option `vans`\nhelp: there is: `second-picker`",
        ),
        (["--by", "money.profits"], "did you mean `money.profit`?"),
        (
            ["--by", "station.pick.utilisation"],
            "write --by max:station.pick.utilisation or",
        ),
        (
            ["--by", "goal.late"],
            "there is no goal `late` to choose by\nhelp: there is: `in_time`",
        ),
        (["--indifference", "0"], "write a number above 0"),
        (["--indifference", "five"], "write a number above 0"),
        (
            ["--metric", "ship.within"],
            "there is no metric `ship.within`",
        ),
        (["--replications", "0"], "invalid value '0'"),
        (["--json", "no/where.json"], "there is no folder"),
    ] {
        let ended = shop.surgeplan(&[&["compare", "shop.toml"], &arguments[..]].concat());
        assert!(ended.code == 2 || ended.code == 3, "{arguments:?}");
        assert!(
            ended.stderr.contains(words),
            "{arguments:?}: {}",
            ended.stderr
        );
        assert_eq!(ended.stdout, "");
    }
    let bare = "[sale]\nopens = 2026-11-11T10:00:00\n[source.fans]\norders = 10\n[station.pack]\nservers = 1\n\
                [option.two]\nset = { \"station.pack.servers\" = 2 }\n";
    shop.write("bare.toml", bare);
    let few = ["compare", "bare.toml", "--replications", "20"];
    let usual = shop.ends(0, &few).stdout;
    assert!(usual.contains("ship.hours.p95 0 h on average"), "{usual}");
    let by = ["--by", "ship.hours.mean"];
    shop.ends(0, &[&few, &by[..]].concat());
}

/// One world, worlds without a case of the metric, plans that are the same: an answer, never a panic.
#[test]
fn odd_comparisons() {
    let shop = shop();
    let one = shop
        .ends(1, &["compare", "shop.toml", "--replications", "1"])
        .stdout;
    assert!(one.contains("More worlds would tell."), "{one}");
    let none = ["--set", "source.fans.orders=0", "--by", "ship.hours.mean"];
    compare(&shop, 1, &none);
    let same = compare(&shop, 0, &["--set", "source.fans.orders=0"]).stdout;
    assert!(
        same.contains("All plans are the same in every world."),
        "{same}"
    );
    let quiet = compare(&shop, 0, &["--quiet"]);
    assert_eq!((quiet.stdout.as_str(), quiet.stderr.as_str()), ("", ""));
}
