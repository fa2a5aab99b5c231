//! The command line as a user types it: commands, options, exit codes.

use crate::shop;

use serde_json::Value;
use shop::{BASE, Shop, document, mean, repository, rows, run};
use std::collections::BTreeMap;

#[test]
fn new_writes_starters_that_check_and_run() {
    let shop = Shop::new();
    for (template, file) in [
        ("sale", "scenarios/juhuasuan.toml"),
        ("small", "scenarios/small.toml"),
        ("group-buy", "scenarios/group-buy.toml"),
    ] {
        let name = format!("{template}.toml");
        let ended = shop.ends(0, &["new", "--template", template, &name]);
        assert!(ended.stdout.contains(&format!("surgeplan check {name}")));
        assert_eq!(shop.text(&name), repository(file));
        shop.ends(0, &["check", &name]);
        let ended = shop.surgeplan(&["run", &name, "--replications", "20"]);
        assert!(ended.code <= 1, "{}", ended.stderr);
        assert!(ended.stdout.contains("20 worlds of seed 1"));
    }
    // Without a template it is the whole sale; --quiet says nothing.
    let ended = shop.ends(0, &["new", "shop.toml", "--quiet"]);
    assert_eq!(ended.stdout, "");
    assert_eq!(shop.text("shop.toml"), shop.text("sale.toml"));
}

#[test]
fn new_never_writes_over_a_file_without_force() {
    let shop = Shop::new();
    shop.write("mine.toml", "my work");
    let ended = shop.ends(3, &["new", "mine.toml"]);
    assert!(ended.stderr.contains("`mine.toml` is there already"));
    assert!(ended.stderr.contains("--force"));
    assert_eq!(shop.text("mine.toml"), "my work");
    shop.ends(0, &["new", "mine.toml", "--force"]);
    assert_eq!(
        shop.text("mine.toml"),
        repository("scenarios/juhuasuan.toml")
    );
    let ended = shop.ends(2, &["new", "other.toml", "--template", "huge"]);
    assert!(
        ended
            .stderr
            .contains("[possible values: small, sale, group-buy, ramp]")
    );
}

#[test]
fn check_tells_without_simulating() {
    let shop = Shop::new();
    let ended = shop.ends(0, &["check", "base.toml"]);
    for words in [
        "no errors, no warnings",
        "first bottleneck: pack",
        "Parcels against pickups",
    ] {
        assert!(ended.stdout.contains(words), "{words}");
    }
    let ended = shop.ends(
        0,
        &["check", "base.toml", "--set", "station.pack.work=20min"],
    );
    assert!(ended.stdout.contains("warning: `station.pack` gets"));
    assert!(ended.stdout.contains("--> base.toml:19:10"));
    assert!(!ended.stdout.contains("no warnings"));
    let ended = shop.ends(0, &["check", "base.toml", "--quiet"]);
    assert_eq!((ended.stdout.as_str(), ended.stderr.as_str()), ("", ""));
    let found = shop
        .ends(0, &["check", "base.toml", "--json", "-"])
        .document();
    assert_eq!(found["command"], "check");
    assert_eq!(found["load"]["bottleneck"], "pack");
    assert_eq!(found["load"]["stations"]["pick"]["people"], 1);
    assert_eq!(found["warnings"], Value::Array(Vec::new()));
}

#[test]
fn exit_codes_tell_how_the_goals_stand() {
    let shop = Shop::new();
    let met = run(&shop, 0, &[]);
    assert!(met.stdout.contains("\n  MET "));
    let missed = run(&shop, 1, &["--set", "goal.in_time.at_least=1.5"]);
    assert!(missed.stdout.contains("\n  NOT MET "));
    let close = run(
        &shop,
        1,
        &[
            "--set",
            "goal.in_time.metric=heat",
            "--set",
            "goal.in_time.at_least=1",
        ],
    );
    assert!(close.stdout.contains("\n  TOO CLOSE TO CALL "));
    // No goal at all is fine as well.
    let goalless = BASE
        .split("[goal")
        .next()
        .expect("what stands above the goal");
    shop.write("goalless.toml", goalless);
    let ended = shop.ends(0, &["run", "goalless.toml", "--replications", "5"]);
    assert!(ended.stdout.contains("No goals are set"));
    assert_eq!(
        run(&shop, 1, &["--quiet", "--set", "goal.in_time.at_least=1.5"]).stdout,
        ""
    );
}

#[test]
fn set_takes_every_type_of_value() {
    let shop = Shop::new();
    for (typed, metric, expected) in [
        ("product.hit.stock=0", "stock.hit.sold", 0.0),
        ("source.fans.orders=0", "orders.paid", 0.0),
        ("sale.unpaid=1", "orders.paid", 0.0),
        ("sale.unpaid = 1.0", "orders.paid", 0.0),
        ("sale.promise=1000d", "ship.within_promise", 1.0),
        ("sale.promise=\"1000d\"", "ship.within_promise", 1.0),
        (
            "sale.promise=2027-11-11T10:00:00",
            "ship.within_promise",
            1.0,
        ),
        ("prepack.share=1", "prepack.opened", 0.0),
        (
            "carrier.sto.pickup.noon.parcels=2",
            "pickup.sto.noon.taken",
            2.0,
        ),
        (
            "carrier.sto.pickup.noon={ at = \"23:59\", parcels = 3 }",
            "pickup.sto.noon.taken",
            3.0,
        ),
        (
            "carrier.sto.pickup.noon.parcels={ low = 0, likely = 0, high = 0 }",
            "pickup.sto.noon.taken",
            0.0,
        ),
        ("station.pick.equipment=3", "station.pick.wait.mean", 0.0),
        (
            "station.pack.open=[\"00:00-24:00\"]",
            "station.pack.queue.mean",
            0.0,
        ),
        ("sale.heat={ dist = \"constant\", value = 1 }", "heat", 1.0),
        ("\"sale\".'heat'=1", "heat", 1.0),
    ] {
        let found = document(&shop, &["--set", "station.pick.work=0", "--set", typed]);
        let found = mean(&found, metric);
        if typed.contains("open=") {
            assert!(found < 1.0, "{typed} gives {found}");
        } else {
            assert_eq!(found, expected, "{typed}");
        }
    }
}

#[test]
fn set_adds_whole_things_and_the_last_one_wins() {
    let shop = Shop::new();
    let found = document(
        &shop,
        &[
            "--set",
            "source.ads={ visitors = 1000, conversion = 0, heat = false }",
            "--set",
            "source.fans.orders=500",
            "--set",
            "source.fans.orders=0",
            "--set",
            "goal.many={ metric = \"orders.paid\", at_least = 1 }",
        ],
    );
    assert_eq!(mean(&found, "orders.paid"), 0.0);
    assert_eq!(found["goals"][1]["id"], "many");
    assert_eq!(found["goals"][1]["met"], "no");
    assert_eq!(found["scenario"]["set"][2], "source.fans.orders=0");
    // A slip in an id adds a thing: that is said.
    let ended = run(&shop, 0, &["--set", "station.pakc.servers=2"]);
    assert!(ended.stdout.contains("warning: this adds `station.pakc`"));
}

#[test]
fn replay_tells_one_world_of_the_run() {
    let shop = Shop::new();
    run(&shop, 0, &["--csv", "tables"]);
    let ended = shop.ends(
        0,
        &["replay", "base.toml", "--replication", "3", "--log", "log"],
    );
    let worlds = rows(&shop.text("tables/replications.csv"));
    let orders = rows(&shop.text("log/orders.csv"));
    assert!(ended.stdout.contains(&format!("{} orders", orders.len())));
    let counted = |fates: &[&str]| {
        orders
            .iter()
            .filter(|row| fates.contains(&row["fate"].as_str()))
            .count()
    };
    assert_eq!(
        worlds[3]["orders.paid"],
        counted(&["shipped", "waiting"]).to_string()
    );
    assert_eq!(
        worlds[3]["orders.lost_stock"],
        counted(&["lost_stock"]).to_string()
    );
    let work = rows(&shop.text("log/work.csv"));
    let time = |row: &BTreeMap<String, String>, key: &str| row[key].parse::<f64>().expect("a time");
    assert!(work.len() > orders.len() / 2);
    assert!(
        work.iter()
            .all(|row| time(row, "arrived") <= time(row, "started")
                && time(row, "started") <= time(row, "ended"))
    );
    let pickups = rows(&shop.text("log/pickups.csv"));
    let taken: u64 = pickups
        .iter()
        .map(|row| row["taken"].parse::<u64>().expect("a count"))
        .sum();
    assert_eq!(taken.to_string(), counted(&["shipped"]).to_string());
    assert_eq!(pickups[0]["taken"], worlds[3]["pickup.sto.noon.taken"]);
    // Another seed is another world.
    shop.ends(
        0,
        &[
            "replay",
            "base.toml",
            "--replication",
            "3",
            "--log",
            "other",
            "--seed",
            "2",
            "--quiet",
        ],
    );
    assert_ne!(shop.text("other/orders.csv"), shop.text("log/orders.csv"));
    shop.ends(2, &["replay", "base.toml", "--log", "none"]);
    shop.ends(
        2,
        &[
            "replay",
            "base.toml",
            "--replication",
            "-1",
            "--log",
            "none",
        ],
    );
    shop.ends(
        0,
        &[
            "replay",
            "base.toml",
            "--replication",
            "18446744073709551615",
            "--log",
            "last",
        ],
    );
}

#[test]
fn colours_are_where_they_are_asked_for() {
    let shop = Shop::new();
    for (color, styled) in [("always", true), ("never", false), ("auto", false)] {
        let ended = run(&shop, 0, &["--color", color]);
        assert_eq!(ended.stdout.contains('\u{1b}'), styled, "--color {color}");
        let ended = run(&shop, 2, &["--color", color, "--set", "foo=1"]);
        assert_eq!(
            ended.stderr.contains('\u{1b}'),
            styled,
            "errors, --color {color}"
        );
    }
}

#[test]
fn help_and_version_go_to_stdout() {
    let shop = Shop::new();
    let ended = shop.ends(0, &["--version"]);
    assert_eq!(
        ended.stdout,
        format!("surgeplan {}\n", env!("CARGO_PKG_VERSION"))
    );
    assert!(
        shop.ends(0, &["run", "--help"])
            .stdout
            .contains("--replications")
    );
    let ended = shop.ends(2, &[]);
    assert!(ended.stderr.contains("Usage: surgeplan"));
    for wrong in [
        &["fly"][..],
        &["run"],
        &["run", "base.toml", "--fast"],
        &["check", "base.toml", "more"],
    ] {
        assert_eq!(shop.ends(2, wrong).stdout, "", "{wrong:?}");
    }
}

#[test]
fn numbers_of_worlds_seeds_and_threads_have_bounds() {
    let shop = Shop::new();
    for (option, value) in [
        ("--replications", "0"),
        ("--replications", "-5"),
        ("--replications", "1.5"),
        ("--replications", "many"),
        ("--replications", "99999999999999999999"),
        ("--seed", "-1"),
        ("--seed", "18446744073709551616"),
        ("--seed", ""),
        ("--threads", "0"),
        ("--threads", "100000"),
        ("--color", "red"),
    ] {
        let ended = shop.ends(2, &["run", "base.toml", option, value]);
        assert!(
            ended
                .stderr
                .contains(&format!("invalid value '{value}' for '{option}")),
            "{}",
            ended.stderr
        );
    }
    assert_eq!(shop.ends(2, &["run", ""]).stdout, "");
    let ended = shop.ends(
        2,
        &[
            "run",
            "base.toml",
            "--replications",
            "1000000000000",
            "--json",
            "out.json",
        ],
    );
    assert!(ended.stderr.contains("GB of memory") && ended.stderr.contains("fewer --replications"));
    assert_eq!(shop.names(), ["base.toml"]);
}

/// The world of a log is the row of the run, and report and `check` say what is missing.
#[test]
fn boxes_packed_on_shifts_are_told_everywhere() {
    let shop = Shop::new();
    let shift = "share = 0.3\nwork = { mean = \"20min\", cv = 0.5 }\nunpack = \"1min\"\n\
                 shift.early = { from = \"08:00\", to = \"11:00\", assign = { helpers = 2 } }\n[team.helpers]\nspread = 0.2";
    shop.write("base.toml", BASE.replace("share = 0.3", shift));
    let ended = shop.surgeplan(&["run", "base.toml", "--replications", "6", "--csv", "tables"]);
    assert!(
        ended.stdout.contains("  packed by the opening: "),
        "{}",
        ended.stdout
    );
    assert!(
        ended.stdout.contains(" h of unpacking)"),
        "{}",
        ended.stdout
    );
    let checked = shop.ends(0, &["check", "base.toml"]).stdout;
    let warned = "warning: `prepack`: helpers can pack about 18 of 27 boxes by the opening";
    assert!(checked.contains(warned), "{checked}");
    shop.ends(
        0,
        &["replay", "base.toml", "--replication", "5", "--log", "log"],
    );
    let boxes = rows(&shop.text("log/boxes.csv"));
    // A box that is not finished at the opening has no end.
    let ended = |row: &&BTreeMap<String, String>| {
        let end = row["ended"].parse::<f64>();
        assert!(
            end.clone()
                .map_or(row["ended"].is_empty(), |end| end <= 0.0)
        );
        end.is_ok()
    };
    let packed = boxes.iter().filter(ended).count();
    let world = rows(&shop.text("tables/replications.csv")).remove(5);
    assert_eq!(world["prepack.packed"], packed.to_string());
    assert_eq!(world["prepack.missing"], (27 - packed).to_string());
    assert_eq!(world["prepack.hours"], "6");
    assert!(boxes.len() > packed && boxes.iter().all(|row| row["team"] == "helpers"));
}

#[test]
fn replay_finds_the_world_at_a_quantile() {
    let shop = Shop::new();
    shop.write("sale.toml", repository("scenarios/small.toml"));
    let arguments = [
        "run",
        "sale.toml",
        "--replications",
        "60",
        "--csv",
        "tables",
    ];
    shop.surgeplan(&arguments);
    let table = rows(&shop.text("tables/replications.csv"));
    let name = "flow.minutes.mean";
    let mut worlds: Vec<(f64, usize)> = (table.iter().enumerate())
        .map(|(world, row)| (row[name].parse().expect("a number"), world))
        .collect();
    worlds.sort_by(|a, b| a.0.total_cmp(&b.0));
    for (quantile, rank) in [("0", 1), ("0.5", 30), ("0.95", 57), ("1", 60)] {
        let arguments = [
            "replay",
            "sale.toml",
            "--quantile",
            quantile,
            "--metric",
            name,
            "--replications",
            "60",
        ];
        let story = shop.ends(0, &arguments).stdout;
        let world = worlds[rank - 1].1;
        assert!(
            story.starts_with(&format!(
                "A small sale: ten lines are enough: world {world} of seed 1\n{name} is "
            )),
            "{quantile}: {world}: {story}"
        );
    }
    for (wrong, words) in [
        (vec!["replay", "sale.toml"], "--replication <N>"),
        (
            vec!["replay", "sale.toml", "--quantile", "0.5"],
            "--metric <NAME>",
        ),
        (
            vec!["replay", "sale.toml", "--quantile", "1.5", "--metric", name],
            "from 0 to 1",
        ),
        (
            vec![
                "replay",
                "sale.toml",
                "--quantile",
                "0.5",
                "--metric",
                "flow.mean",
            ],
            "there is no metric `flow.mean`",
        ),
    ] {
        let told = shop.ends(2, &wrong).stderr;
        assert!(told.contains(words), "{told}");
    }
}

/// The world of a log is the row of the run, contact by contact; the report has a row for the desk.
#[test]
fn contacts_are_told_everywhere() {
    let shop = Shop::new();
    let desk = "[desk.care]\nservers = 1\nopen = [\"09:00-18:00\"]\nanswer = { within = \"10min\", share = 0.8 }\n\
                [contact.return]\ndesk = \"care\"\nper_order = 0.5\nlag = { from = \"delivered\", mean = \"1d\", cv = 1 }\n\
                work = \"6min\"\npatience = \"5h\"\nrefund = 1\n[goal.in_time]";
    shop.write("base.toml", BASE.replace("[goal.in_time]", desk));
    let ended = shop.surgeplan(&["run", "base.toml", "--replications", "6", "--csv", "tables"]);
    let report = ended.stdout;
    assert!(
        report.contains("After-sale (orders: ") && report.contains("\n  care  "),
        "{report}"
    );
    shop.ends(
        0,
        &["replay", "base.toml", "--replication", "5", "--log", "log"],
    );
    let contacts = rows(&shop.text("log/contacts.csv"));
    let world = rows(&shop.text("tables/replications.csv")).remove(5);
    let with = |column: &str| {
        let told = contacts.iter().filter(|row| !row[column].is_empty());
        told.count().to_string()
    };
    assert_eq!(world["desk.care.contacts"], contacts.len().to_string());
    assert_eq!(world["desk.care.answered"], with("started"));
    assert_eq!(world["desk.care.abandoned"], with("left"));
    assert_eq!(world["orders.refunded"], with("ended"));
    let one = |row: &BTreeMap<String, String>| {
        let agent = if row["started"].is_empty() { "" } else { "1" };
        row["contact"] == "return"
            && row["desk"] == "care"
            && row["attempt"] == "1"
            && row["agent"] == agent
    };
    assert!(
        contacts.len() > 10 && contacts.iter().all(one),
        "{contacts:?}"
    );
}

/// The same of the desk before the sale: who asks, who is lost, and what the answer and the story say of it.
#[test]
fn chats_are_told_everywhere() {
    let shop = Shop::new();
    let desk = "[source.lookers]\nvisitors = 400\nconversion = 0.1\n[desk.care]\nservers = 1\nopen = [\"10:00-18:00\"]\n\
                share = 0.5\nidle = 0.2\nwork = \"6min\"\npatience = \"5min\"\ngives_up = 0.7\n[goal.in_time]";
    shop.write("base.toml", BASE.replace("[goal.in_time]", desk));
    let ended = shop.surgeplan(&["run", "base.toml", "--replications", "6", "--csv", "tables"]);
    let report = ended.stdout;
    assert!(
        report.contains(" are lost in chat") && report.contains("\nDesks\n"),
        "{report}"
    );
    shop.ends(
        0,
        &["replay", "base.toml", "--replication", "5", "--log", "log"],
    );
    let [chats, orders] =
        ["contacts", "orders"].map(|name| rows(&shop.text(&format!("log/{name}.csv"))));
    let world = rows(&shop.text("tables/replications.csv")).remove(5);
    let lost = orders.iter().filter(|order| order["fate"] == "lost_chat");
    assert!(lost.clone().all(|order| order["paid"].is_empty()));
    let lost = lost.count();
    assert_eq!(world["orders.lost_chat"], lost.to_string());
    assert_eq!(world["desk.care.contacts"], chats.len().to_string());
    assert!(lost > 3 && !world.contains_key("orders.refunded"));
    let (asked, idle): (Vec<_>, Vec<_>) = chats.iter().partition(|row| row["contact"] == "chat");
    assert!(asked.iter().all(|row| !row["order"].is_empty()));
    assert!(
        idle.iter()
            .all(|row| row["contact"] == "idle" && row["order"].is_empty())
    );
    assert!(asked.len() > 20 && idle.len() > 20);
    let story = shop.ends(0, &["replay", "base.toml", "--replication", "5"]);
    assert!(story.stdout.contains(&format!("{lost} lost in chat")));
}
