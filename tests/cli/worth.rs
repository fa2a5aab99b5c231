//! `surgeplan worth` as a shop owner types it: answers, documents, tables, exit codes, refusals.

use crate::shop;

use serde_json::Value;
use shop::{BASE, Shop, rows};
use std::fmt::Write;

fn worth(shop: &Shop, file: &str, worlds: &str, more: &[&str]) -> shop::Ended {
    let arguments = ["worth", file, "--replications", worlds];
    shop.ends(0, &[&arguments, more].concat())
}

fn document(shop: &Shop, file: &str, worlds: &str, more: &[&str]) -> Value {
    worth(shop, file, worlds, &[&["--json", "-"], more].concat()).document()
}

fn number(value: &Value) -> f64 {
    value
        .as_f64()
        .unwrap_or_else(|| panic!("{value} is no number"))
}

fn list<'a>(found: &'a Value, key: &str) -> &'a Vec<Value> {
    found[key].as_array().expect("a list")
}

fn of<'a>(found: &'a Value, key: &str, id: &str) -> &'a Value {
    let mut all = list(found, key).iter();
    all.find(|one| one["id"] == id || one["name"] == id)
        .unwrap_or_else(|| panic!("no {id} in {}", found[key]))
}

/// Each resource is a plan of its own: what is told of it can be recomputed from the tables, and is what `run` says.
#[test]
fn the_document_and_the_tables_say_the_same() {
    let shop = Shop::new();
    let found = document(&shop, "base.toml", "60", &["--csv", "tables"]);
    assert_eq!(
        (&found["command"], &found["replications"]),
        (&"worth".into(), &60.into())
    );
    assert_eq!(
        (&found["by"], &found["better"]),
        (&"money.profit".into(), &"more".into())
    );
    let mut ids: Vec<&str> = list(&found, "worth")
        .iter()
        .filter_map(|one| one["id"].as_str())
        .collect();
    ids.sort_unstable();
    assert_eq!(
        ids,
        [
            "carrier.sto.pickup.noon.parcels",
            "prepack.share",
            "product.hit.stock",
            "station.pack.servers",
            "station.pick.servers",
        ]
    );
    let set = |id: &str| of(&found, "worth", id)["set"][0].clone();
    assert_eq!(
        set("carrier.sto.pickup.noon.parcels"),
        "carrier.sto.pickup.noon.parcels=44"
    );
    assert_eq!(set("prepack.share"), "prepack.share=0.35");
    assert_eq!(set("product.hit.stock"), "product.hit.stock=190");
    // 5 resources, profit and a goal.
    assert_eq!(found["intervals_together"], 10);
    let worlds = rows(&shop.text("tables/replications.csv"));
    assert_eq!(worlds.len(), 6 * 60);
    let profits = |plan: &str| -> Vec<f64> {
        let mine = worlds.iter().filter(|row| row["plan"] == plan);
        mine.map(|row| row["money.profit"].parse().expect("a number"))
            .collect()
    };
    let table = rows(&shop.text("tables/worth.csv"));
    let mut last = f64::INFINITY;
    for row in table.iter().filter(|row| row["of"] == "money.profit") {
        let (more, plan) = (profits(&row["resource"]), profits("plan"));
        let mean = more.iter().zip(&plan).map(|(a, b)| a - b).sum::<f64>() / 60.0;
        let told: f64 = row["difference"].parse().expect("a number");
        assert!((mean - told).abs() < 1e-9 * mean.abs().max(1.0), "{row:?}");
        let one = of(&found, "worth", &row["resource"]);
        assert_eq!(number(&one["change"]["difference"]), told);
        assert_eq!(one["rank"], row["rank"].as_str());
        assert!(told <= last, "ranked");
        last = told;
    }
    let run = ["run", "base.toml", "--replications", "60", "--json", "-"];
    let plan = shop.ends(0, &run).document();
    let with = [&run[..], &["--set", "product.hit.stock=190"]].concat();
    let more = shop.ends(0, &with).document();
    let profit = |of: &Value| number(&of["metrics"]["money.profit"]["mean"]);
    let told = number(&of(&found, "worth", "product.hit.stock")["change"]["difference"]);
    assert!((profit(&more) - profit(&plan) - told).abs() < 1e-6);
    assert_eq!(found["plan"]["goals"], plan["goals"]);
    assert_eq!(rows(&shop.text("tables/factors.csv")).len(), 60);
}

#[test]
fn the_same_numbers_on_any_number_of_threads() {
    let shop = Shop::new();
    let one = document(&shop, "base.toml", "50", &["--threads", "1"]);
    let many = document(&shop, "base.toml", "50", &["--threads", "3"]);
    assert_eq!(one, many);
}

/// A quiet shop: two at pack, one sits at the desk; orders that anybody could pack in a minute.
const QUIET: &str = r#"
[sale]
opens = 2026-11-11T10:00:00
follow = "3d"
[source.fans]
orders = 30
[product.hit]
price = 50
stock = 500
unit_cost = 20
[station.pack]
work = "60s"
[team.hands]
heads = 2
wage = 20
[team.desk]
wage = 30
skills = { after = 1.0 }
[shift.day]
from = "10:00"
to = "16:00"
days = "0..1"
assign.pack = { hands = 2 }
[shift.night]
from = "20:00"
to = "02:00"
days = [0]
assign.after = { desk = 1 }
[desk.after]
[contact.tracking]
desk = "after"
per_order = 0.9
lag = { from = "paid", mean = "6h", cv = 1 }
work = "5min"
[goal.in_time]
metric = "ship.within_promise"
at_least = 0.9
with_probability = 0.9
"#;

/// Nobody is needed there: one more costs exactly its hours, and the sale is the same in every world.
#[test]
fn people_cost_their_hours() {
    let shop = Shop::new();
    shop.write("quiet.toml", QUIET);
    let found = document(&shop, "quiet.toml", "30", &[]);
    let change = |key: &str, id: &str| number(&of(&found, key, id)["change"]["difference"]);
    // Six hours on each of two days; two shifts an hour longer; six hours of the night.
    assert_eq!(change("worth", "shift.day.assign.pack.hands"), -240.0);
    assert_eq!(change("worth", "shift.day.to"), -80.0);
    assert_eq!(change("worth", "shift.night.assign.after.desk"), -180.0);
    assert_eq!(
        of(&found, "worth", "shift.night.to")["set"][0],
        "shift.night.to=\"03:00\""
    );
    assert_eq!(
        of(&found, "worth", "shift.day.assign.pack.hands")["rank"],
        "not worth it"
    );
    // The third head has to be hired, the second at the desk has not: its team has as many as are placed.
    let set = of(&found, "worth", "shift.day.assign.pack.hands")["set"].clone();
    assert_eq!(set.as_array().map(Vec::len), Some(2));
    assert_eq!(set[1], "team.hands.heads=3");
    let windows: Vec<(&str, i64, i64)> = list(&found, "hours")
        .iter()
        .filter(|one| one["place"] == "pack")
        .map(|one| {
            assert_eq!(number(&one["change"]["difference"]), -40.0);
            let minute = |key: &str| one[key].as_i64().expect("a minute");
            (
                one["team"].as_str().expect("a team"),
                minute("day"),
                minute("from"),
            )
        })
        .collect();
    let mut sorted = windows.clone();
    sorted.sort_unstable();
    let hours = [600, 720, 840];
    let all: Vec<_> = [0, 1]
        .iter()
        .flat_map(|&day| hours.map(|from| ("hands", day, from)))
        .collect();
    assert_eq!(sorted, all);
    let text = worth(&shop, "quiet.toml", "30", &[]).stdout;
    assert!(text.contains("NOT WORTH IT"), "{text}");
    // Nothing is paid: what it brings is before its price.
    let free = document(&shop, "quiet.toml", "30", &["--set", "team.hands.wage=0"]);
    let one = of(&free, "worth", "shift.day.assign.pack.hands");
    assert_eq!(
        (&one["before_its_price"], &one["rank"]),
        (&true.into(), &"changes nothing".into())
    );
}

/// A packer who is short from 12 to 14 o'clock is worth most there.
#[test]
fn the_hour_that_is_short_of_people_stands_out() {
    let shop = Shop::new();
    let busy = QUIET
        .replace(
            "orders = 30",
            "orders = 400\nprofile = \"noon\"\n[profile.noon]\nhourly = [1, 1, 8, 8, 1, 1]",
        )
        .replace("hands = 2 }", "hands = 1 }");
    shop.write("busy.toml", busy);
    let found = document(&shop, "busy.toml", "60", &["--by", "ship.hours.mean"]);
    let best = &list(&found, "hours")[0];
    assert_eq!(
        (&best["place"], &best["day"], &best["from"]),
        (&"pack".into(), &0.into(), &720.into())
    );
    assert_eq!(
        (&best["rank"], &found["better"]),
        (&"worth it".into(), &"less".into())
    );
    assert!(number(&best["change"]["difference"]) < 0.0);
}

/// Where buyers come by the heat alone it explains all but the chance of their number, and stock is chosen by it.
#[test]
fn what_to_find_out_first() {
    let shop = Shop::new();
    let text = r#"
[sale]
opens = 2026-11-11T10:00:00
heat = { p10 = 0.4, p90 = 2.0 }
[source.fans]
orders = 400
[product.hit]
price = 50
unit_cost = 30
salvage = 0
stock = 400
[station.pack]
work = { mean = "30s", cv = 0.5 }
servers = 3
[option.little]
set = { "product.hit.stock" = 200 }
[option.much]
set = { "product.hit.stock" = 700 }
[option.hotter]
set = { "sale.heat" = 2.0 }
"#;
    shop.write("heat.toml", text);
    let found = document(&shop, "heat.toml", "400", &[]);
    let names: Vec<&str> = list(&found, "factors")
        .iter()
        .filter_map(|one| one["name"].as_str())
        .collect();
    assert_eq!(names.len(), 3);
    assert_eq!(names[0], "sale.heat");
    assert!(names.contains(&"arrivals") && names.contains(&"station.pack.work"));
    let share = |name: &str| &of(&found, "factors", name)["explains"]["money.profit"];
    assert!(
        number(&share("sale.heat")["share"]) > 0.9,
        "{}",
        share("sale.heat")
    );
    assert_eq!(share("sale.heat")["sure"], true);
    assert_eq!(share("station.pack.work")["sure"], false);
    // The option that changes a fact is another sale, not a plan for this one.
    let information = &found["information"];
    assert_eq!(
        information["plans"],
        serde_json::json!(["plan", "little", "much"])
    );
    let heat = of(information, "factors", "sale.heat");
    assert_eq!(heat["sure"], true);
    let choices: Vec<&str> = list(heat, "choices")
        .iter()
        .filter_map(Value::as_str)
        .collect();
    assert_eq!(
        (choices.first(), choices.last()),
        (Some(&"little"), Some(&"much")),
        "{heat}"
    );
    let gain = number(&heat["gain"]["mean"]);
    // Nothing is worth more than to know everything.
    assert!(
        gain > 500.0 && gain <= number(&information["everything"]["mean"]),
        "{information}"
    );
    assert_eq!(
        of(information, "factors", "station.pack.work")["sure"],
        false
    );
    let told = worth(&shop, "heat.toml", "400", &[]).stdout;
    let told = told.split_whitespace().collect::<Vec<_>>().join(" ");
    for words in [
        "Find out first: sale.heat, which explains",
        "Worth knowing before one chooses among 3 plans",
        "sale.heat: ",
        "below ",
    ] {
        assert!(told.contains(words), "{words}: {told}");
    }
}

#[test]
fn what_cannot_be_had_is_said() {
    let shop = Shop::new();
    let text = BASE.replace("share = 0.3", "share = 0.97").replace(
        "parcels = 40",
        "parcels = { dist = \"gamma\", mean = 40, cv = 0.1 }",
    );
    shop.write("full.toml", text);
    let found = document(&shop, "full.toml", "20", &[]);
    let left_out = list(&found, "left_out");
    assert_eq!(left_out.len(), 2, "{left_out:?}");
    assert_eq!(left_out[0]["what"], "+10% parcels for sto noon");
    assert_eq!(left_out[0]["why"], "its law has no scale that is known");
    assert_eq!(left_out[1]["what"], "+5 points of hit prepacked");
    assert!(
        left_out[1]["why"]
            .as_str()
            .expect("a text")
            .contains("prepack.share"),
        "{left_out:?}"
    );
    let said = worth(&shop, "full.toml", "20", &[])
        .stdout
        .replace('\n', " ");
    assert!(
        said.contains("Left out: +5 points of hit prepacked (`prepack.share` cannot be 1.02)"),
        "{said}"
    );
    let scaled = BASE.replace("parcels = 40", "parcels = { p10 = 30, p90 = 50 }");
    shop.write("scaled.toml", scaled);
    let found = document(&shop, "scaled.toml", "20", &[]);
    let set = &of(&found, "worth", "carrier.sto.pickup.noon.parcels")["set"][0];
    assert_eq!(
        set,
        "carrier.sto.pickup.noon.parcels={ p10 = 33, p90 = 55.00000000000001 }"
    );
}

/// Of many resources those that change something in a few worlds are played on, and the others are said to be left out.
#[test]
fn many_resources_are_cut_to_those_that_matter() {
    let shop = Shop::new();
    let mut text = "[sale]\nopens = 2026-11-11T10:00:00\nheat = { p10 = 0.5, p90 = 2 }\n[source.fans]\norders = 900\n".to_owned();
    for n in 1..=30 {
        let stock = n + 10;
        let _ = write!(
            text,
            "[station.step-number-{n}]\nwork = \"{n}s\"\nservers = 1\n[product.number-{n}]\nprice = 9\nstock = {stock}\n"
        );
    }
    shop.write("large.toml", text);
    let found = document(&shop, "large.toml", "40", &[]);
    assert_eq!(
        (list(&found, "worth").len(), &found["found"]),
        (40, &60.into())
    );
    assert_eq!(found["intervals_together"], 60);
    // Every stock runs out at times and no station changes what is sold.
    let stocks = list(&found, "worth")
        .iter()
        .filter(|one| one["kind"] == "stock");
    assert_eq!(stocks.count(), 30);
    let told = worth(&shop, "large.toml", "40", &[]).stdout;
    assert!(
        told.replace('\n', " ")
            .contains("Of 60 resources 20 are left out"),
        "{told}"
    );
    assert!(told.lines().count() <= 80, "{told}");
}

#[test]
fn wrong_arguments() {
    let shop = Shop::new();
    for (arguments, words) in [
        (["--by", "money.profits"], "did you mean `money.profit`?"),
        (
            ["--by", "goal.late"],
            "there is no goal `late` to choose by",
        ),
        (
            ["--by", "station.pick.utilisation"],
            "write --by max:station.pick.utilisation or",
        ),
        (["--replications", "0"], "invalid value '0'"),
        (["--json", "no/where.json"], "there is no folder"),
        (["--set", "station.pick.servers=0"], "must be between 1 and"),
    ] {
        let ended = shop.surgeplan(&[&["worth", "base.toml"], &arguments[..]].concat());
        assert!(ended.code == 2 || ended.code == 3, "{arguments:?}");
        assert!(
            ended.stderr.contains(words),
            "{arguments:?}: {}",
            ended.stderr
        );
        assert_eq!(ended.stdout, "");
    }
    let bare = "[sale]\nopens = 2026-11-11T10:00:00\n[source.fans]\norders = 10\n[station.pack]\nservers = 1\n";
    shop.write("bare.toml", bare);
    let usual = worth(&shop, "bare.toml", "20", &[]).stdout;
    assert!(usual.contains("makes ship.hours.p95 no better"), "{usual}");
    let text = worth(&shop, "bare.toml", "20", &["--by", "ship.hours.mean"]).stdout;
    assert!(text.contains("changes by +1 server at pack."), "{text}");
}

/// One world, worlds without orders, a goal as the criterion: an answer, never a panic.
#[test]
fn odd_ones() {
    let shop = Shop::new();
    for more in [
        &["--set", "source.fans.orders=0"][..],
        &["--by", "goal.in_time"],
        &["--by", "ship.hours.p95", "--set", "source.fans.orders=0"],
        &[
            "--set",
            "goal.wait={ metric = \"station.pack.wait.mean\", at_most = 3 }",
        ],
    ] {
        for worlds in ["1", "30"] {
            let text = worth(&shop, "base.toml", worlds, more).stdout;
            assert!(!text.contains("NaN") && !text.contains("inf "), "{text}");
            assert!(
                text.lines().all(|line| line.chars().count() <= 100),
                "{text}"
            );
        }
    }
    // Large numbers leave less room for names.
    let large = QUIET
        .replace("wage = 20", "wage = 1234567")
        .replace("wage = 30", "wage = 7654321");
    shop.write("large.toml", large);
    let text = worth(
        &shop,
        "large.toml",
        "20",
        &["--set", "shift.day.assign.pack.hands=1"],
    )
    .stdout;
    assert!(text.contains("One more person for two hours"), "{text}");
    assert!(
        text.lines().all(|line| line.chars().count() <= 100),
        "{text}"
    );
    let quiet = worth(&shop, "base.toml", "5", &["--quiet"]);
    assert_eq!((quiet.stdout.as_str(), quiet.stderr.as_str()), ("", ""));
}
