//! `surgeplan size`: the reference problem and the newsvendor, what is written and told, and what cannot be.

use crate::shop;

use serde_json::Value;
use shop::{BASE, Shop, repository};

/// A number of a reference file.
fn reference(file: &str, path: &[&str]) -> Value {
    let document: Value = serde_json::from_str(&repository(file)).expect("JSON");
    path.iter()
        .fold(document, |value, key| match key.parse::<usize>() {
            Ok(index) => value[index].clone(),
            Err(_) => value[key].clone(),
        })
}

fn sized(shop: &Shop, code: i32, file: &str, more: &[&str]) -> Value {
    let arguments = ["size", file, "--json", "-"];
    shop.ends(code, &[&arguments, more].concat()).document()
}

#[test]
fn the_reference_problem_has_its_optimum_from_every_seed() {
    let shop = Shop::new();
    shop.write("p1.toml", repository("tests/scenarios/p1.toml"));
    let optimum = reference(
        "tests/reference/planner.json",
        &["problems", "0", "optimum"],
    );
    let second = reference(
        "tests/reference/planner.json",
        &["problems", "0", "feasible_runners_up", "0"],
    );
    for seed in ["1", "2", "20141120"] {
        let found = sized(&shop, 0, "p1.toml", &["--seed", seed]);
        let staffing = |plan: &Value| -> Vec<Value> {
            let plan = plan.as_object().expect("a plan");
            plan.values().cloned().collect()
        };
        assert_eq!(
            Value::from(staffing(&found["plan"])),
            optimum["c"],
            "{seed}"
        );
        assert_eq!(found["objective"]["value"], 264.0);
        assert_eq!(
            Value::from(staffing(&found["runner_up"]["plan"])),
            second["c"]
        );
        assert_eq!(found["binding"], "within_an_hour");
        assert_eq!(
            (&found["plans"], &found["ended"]),
            (&4096.0.into(), &"all plans decided".into())
        );
        // The certificate agrees with 100,000 replications of another program, within four standard errors.
        let p = optimum["p1"].as_f64().expect("a probability");
        let estimate = found["goals"][0]["estimate"].as_f64().expect("an estimate");
        assert!(
            (estimate - p).abs() < 4.0 * (p * (1.0 - p) / 1000.0).sqrt(),
            "{estimate} {p}"
        );
        // Each with one person less misses the goal.
        let neighbours = found["neighbours"].as_array().expect("a list");
        let less = neighbours.iter().filter(|one| one["step"] == "less");
        assert_eq!(less.filter(|one| one["goals"][0]["met"] == "no").count(), 4);
        // 4,096 plans by the work of a few.
        assert!(
            found["plans_seen"].as_u64().expect("a number") < 60,
            "{}",
            found["plans_seen"]
        );
    }
}

#[test]
fn the_newsvendor_quantity_is_found() {
    let shop = Shop::new();
    shop.write("n01.toml", repository("tests/scenarios/n01.toml"));
    let theory = |demand: &str| {
        let cases = reference("tests/reference/theory.json", &["cases"]);
        let cases = cases.as_array().expect("cases");
        let case = cases
            .iter()
            .find(|case| case["id"] == "N01")
            .expect("the newsvendor");
        case["values"][demand]["Qstar"]
            .as_u64()
            .expect("a quantity")
    };
    for (demand, heat, step, indifference) in [
        ("poisson_1960", "1.0", 10, "5"),
        (
            "flash_day_poisson_x_lognormal_cv.2",
            "{ mean = 1, cv = 0.2 }",
            100,
            "60",
        ),
    ] {
        let best = theory(demand);
        let (from, to) = (best - 4 * step, best + 4 * step);
        let vary = format!(
            "size.vary={{ \"product.thing.stock\" = {{ from = {from}, to = {to}, step = {step} }} }}"
        );
        let heat = format!("sale.heat={heat}");
        let arguments = [
            "--set",
            "size.maximise=money.profit",
            "--set",
            &vary,
            "--set",
            &heat,
            "--indifference",
            indifference,
        ];
        let found = sized(&shop, 0, "n01.toml", &arguments);
        assert_eq!(found["plan"]["product.thing.stock"], best, "{demand}");
        assert_eq!(found["selection"]["decided"], true);
    }
}

/// A shop that may choose how many people pack, from when on, and how much is packed in advance.
const CHOICE: &str = r#"
[size]
minimise = { "station.pack.servers" = 18, "prepack.share" = 5 }
vary."station.pack.servers" = { from = 1, to = 4 } # people
vary."prepack.share" = { from = 0.0, to = 0.3, step = 0.1 }
vary."carrier.sto.pickup.noon.at" = { from = "13:00", to = "15:00", step = "1h" }
"#;

fn choice() -> Shop {
    let shop = Shop::new();
    let goal = BASE
        .replace("at_least = 0.5", "at_least = 0.9")
        .replace("parcels = 40", "parcels = 90");
    shop.write("choice.toml", goal + CHOICE);
    shop
}

#[test]
fn the_plan_is_written_in_place_and_reads_as_what_was_found() {
    let shop = choice();
    let found = sized(
        &shop,
        0,
        "choice.toml",
        &["--write", "new.toml", "--set", "sale.promise=40h"],
    );
    let (old, new) = (shop.text("choice.toml"), shop.text("new.toml"));
    assert!(
        new.contains("promise = \"40h\"\n") && new.contains(" # people\n"),
        "{new}"
    );
    // Only what was decided is another, and one line is new.
    let same = old
        .lines()
        .filter(|line| new.lines().any(|other| other == *line))
        .count();
    assert!(same + 3 >= old.lines().count(), "{new}");
    assert_eq!(new.lines().count(), old.lines().count() + 1);
    let share = found["plan"]["prepack.share"].as_f64().expect("a share");
    assert!([0.0, 0.1, 0.2, 0.3].contains(&share), "{share}");
    // Its goals are those of the certificate: the same worlds.
    let worlds = found["replications"].to_string();
    let run = shop.surgeplan(&["run", "new.toml", "--replications", &worlds, "--json", "-"]);
    let run = run.document();
    for key in ["estimate", "ci95", "metric"] {
        assert_eq!(run["goals"][0][key], found["goals"][0][key], "{key}");
    }
    let arguments = ["size", "choice.toml", "--write", "new.toml"];
    let refused = shop.ends(3, &arguments).stderr;
    assert!(refused.contains("`new.toml` is there already"), "{refused}");
    shop.ends(0, &[&arguments[..], &["--force"]].concat());
    assert_eq!(shop.names().len(), 3, "nothing else is left behind");
}

#[test]
fn the_same_on_any_number_of_threads_and_for_people_too() {
    let shop = choice();
    let one = sized(&shop, 0, "choice.toml", &["--threads", "1"]);
    assert_eq!(one, sized(&shop, 0, "choice.toml", &["--threads", "2"]));
    let text = shop.ends(0, &["size", "choice.toml"]).stdout;
    assert!(
        text.contains("\nCHEAPEST  station.pack.servers = "),
        "{text}"
    );
    assert!(
        text.contains("\n  [option.sized.set]\n  \"station.pack.servers\" = "),
        "{text}"
    );
    // What is to be pasted can be.
    let set = text
        .split("  [option.sized.set]\n")
        .nth(1)
        .expect("a table");
    let set: Vec<&str> = set
        .lines()
        .take_while(|line| line.starts_with("  \""))
        .collect();
    let pasted = format!(
        "{}\n[option.sized.set]\n{}\n",
        shop.text("choice.toml"),
        set.join("\n")
    );
    shop.write("pasted.toml", pasted);
    shop.ends(0, &["check", "pasted.toml"]);
    for line in text.lines() {
        assert!(line.chars().count() <= 100, "{line}");
    }
}

#[test]
fn what_cannot_be_met_is_told_with_the_nearest_plan() {
    let shop = Shop::new();
    let text = BASE.replace(
        "at_least = 0.5\nwith_probability = 0.5",
        "at_least = 0.9\nwith_probability = 0.9",
    );
    shop.write("choice.toml", text + "[size]\nminimise = { \"station.pack.servers\" = 18 }\nvary.\"station.pack.servers\" = { from = 1, to = 8 }\n");
    // 40 parcels fit into the van each day, whoever packs.
    let found = sized(&shop, 1, "choice.toml", &[]);
    assert_eq!(
        (&found["plan"], &found["objective"]),
        (&Value::Null, &Value::Null)
    );
    assert_eq!(found["nearest"]["goals"][0]["met"], "no");
    let told = shop.ends(1, &["size", "choice.toml"]).stdout;
    assert!(
        told.contains(
            "NO PLAN  within the ranges meets the goal with 1 pt of probability to spare, with 95%"
        ),
        "{told}"
    );
}

#[test]
fn what_is_no_plan_and_what_is_not_said() {
    let shop = Shop::new();
    let refused = shop.ends(2, &["size", "base.toml"]).stderr;
    assert!(
        refused.contains("does not say what may be decided"),
        "{refused}"
    );
    // Of a team of three no more than three can be placed, in all.
    let people = BASE.replace("servers = 1\nopen = [\"10:00-22:00\"]\n", "")
        + "[team.all]\nheads = 3\n[shift.day]\nfrom = \"10:00\"\nto = \"22:00\"\nassign.pick = { all = 1 }\nassign.pack = { all = 1 }\n[size]\n";
    let people = people.replace("work = \"20s\"\nservers = 1\n", "work = \"20s\"\n");
    let vary = |from: u32| {
        format!(
            "minimise = \"money.cost\"\nvary.\"shift.day.assign.pick.all\" = {{ from = {from}, to = 3 }}\nvary.\"shift.day.assign.pack.all\" = {{ from = {from}, to = 3 }}\n"
        )
    };
    shop.write("people.toml", people.clone() + &vary(1));
    let found = sized(&shop, 0, "people.toml", &[]);
    assert_eq!(found["not_plans"], 6);
    shop.write("people.toml", people + &vary(2));
    let refused = shop.ends(2, &["size", "people.toml"]).stderr;
    assert!(
        refused.contains("none of the 4 plans looked at is one"),
        "{refused}"
    );
    assert!(
        refused.contains("people.toml:"),
        "with the place of the first: {refused}"
    );
}

#[test]
fn limits_are_told() {
    let shop = choice();
    let limit = "size.limit={ plans = 3 }";
    let found = sized(&shop, 0, "choice.toml", &["--set", limit]);
    assert_eq!(found["ended"], "limit of plans");
    let told = shop
        .ends(0, &["size", "choice.toml", "--set", limit])
        .stdout;
    let flat = told.split_whitespace().collect::<Vec<_>>().join(" ");
    let words = "It is not proven to be the best of all: the search ended after 3 plans.";
    assert!(
        flat.contains("BEST FOUND") && flat.contains(words),
        "{told}"
    );
    let never = "goal.in_time.metric=ship.within_1h";
    let arguments = ["size", "choice.toml", "--set", limit, "--set", never];
    let told = shop.ends(1, &arguments).stdout;
    assert!(
        told.contains("NOTHING FOUND  before the search ended after 3 plans"),
        "{told}"
    );
}

/// People on shifts, and a station before another whose queue has to be short.
const PEOPLE: &str = r#"title = "Pack table for 60"
[sale]
opens = 2026-11-11T10:00:00
follow = "3d"
heat = { p10 = 0.8, p90 = 1.2 }
[source.all]
orders = 600
profile = "front"
[profile.front]
steps = [["0h", 300], ["1h", 30], ["11h", 0]]
[station.pick]
work = { mean = "60s", cv = 0.5 }
[station.pack]
work = { mean = "60s", cv = 0.5 }
[team.crew]
wage = 20
[shift.day]
from = "10:00"
to = "24:00"
assign.pick = { crew = 9 } # as many as there is room for
assign.pack = { crew = 9 }
[goal.room]
metric = "station.pack.queue.peak"
at_most = 60
with_probability = 0.9
[goal.out]
metric = "flow.within_10h"
at_least = 0.95
with_probability = 0.9
[size]
minimise = { "shift.day.assign.pick.crew" = 1, "shift.day.assign.pack.crew" = 18 }
vary."shift.day.assign.pick.crew" = { from = 1, to = 12 }
vary."shift.day.assign.pack.crew" = { from = 1, to = 12 }
"#;

#[test]
fn who_stands_before_a_queue_makes_it_longer() {
    let shop = Shop::new();
    shop.write("people.toml", PEOPLE);
    for seed in ["1", "2", "3"] {
        let arguments = ["--seed", seed, "--replications", "400"];
        let found = sized(&shop, 0, "people.toml", &arguments);
        // One person at each is slow enough before, and fast enough behind.
        assert_eq!(found["objective"]["value"], 19.0, "{seed}");
        assert_eq!(found["ruling_out_failed"], false);
    }
}

#[test]
fn a_plan_of_people_on_shifts_is_written_wherever_its_numbers_move_the_text() {
    let shop = Shop::new();
    shop.write("people.toml", PEOPLE);
    let arguments = ["--replications", "100", "--write", "new.toml"];
    let found = sized(&shop, 0, "people.toml", &arguments);
    let new = shop.text("new.toml");
    assert!(
        new.contains("assign.pick = { crew = 1 } # as many as there is room for"),
        "{new}"
    );
    assert_eq!(found["plan"]["shift.day.assign.pick.crew"], 1);
    // Longer numbers too, and where no people are varied at all.
    let vary = "size.vary={ \"shift.day.assign.pick.crew\" = { from = 10, to = 10 }, \"shift.day.from\" = { from = \"09:00\", to = \"10:00\", step = \"1h\" } }";
    let sets = [
        "--set",
        "size.minimise=money.wages",
        "--set",
        vary,
        "--set",
        "goal.room.at_most=600",
    ];
    let more = ["--write", "longer.toml", "--replications", "100"];
    sized(&shop, 0, "people.toml", &[&sets[..], &more].concat());
    assert!(
        shop.text("longer.toml")
            .contains("assign.pick = { crew = 10 } #")
    );
    shop.ends(0, &["check", "longer.toml"]);
    let example = repository("scenarios/juhuasuan.toml");
    shop.write("example.toml", example);
    let few = ["--set", "size.limit.plans=12", "--replications", "60"];
    let write = ["size", "example.toml", "--write", "example-new.toml"];
    shop.surgeplan(&[&write[..], &few].concat());
    let lines = |name: &str| shop.text(name).lines().count();
    assert_eq!(
        lines("example-new.toml"),
        lines("example.toml") + 1,
        "the limit is new"
    );
}

#[test]
fn a_limit_below_a_wave_is_kept_and_used() {
    let shop = Shop::new();
    shop.write("people.toml", PEOPLE);
    for plans in [1, 2, 5] {
        let limit = format!("size.limit={{ plans = {plans} }}");
        let arguments = [
            "size",
            "people.toml",
            "--json",
            "-",
            "--set",
            &limit,
            "--replications",
            "100",
        ];
        let found = shop.surgeplan(&arguments).document();
        assert_eq!(
            (&found["plans_seen"], &found["ended"]),
            (&plans.into(), &"limit of plans".into())
        );
    }
}

/// The rest packs: who picks is missing there.
#[test]
fn the_rest_is_less_when_others_are_more() {
    let shop = Shop::new();
    let rest = PEOPLE
        .replace("[team.crew]\n", "[team.crew]\nheads = 8\n")
        .replace(
            "work = { mean = \"60s\", cv = 0.5 }\n[station.pack]\nwork = { mean = \"60s\"",
            "work = { mean = \"210s\", cv = 0.5 }\n[station.pack]\nwork = { mean = \"330s\"",
        )
        .replace(
            "assign.pack = { crew = 9 }",
            "assign.pack = { crew = \"rest\" }",
        )
        .replace("crew = 9 }", "crew = 1 }")
        .replace("at_most = 60", "at_most = 600")
        .replace(", \"shift.day.assign.pack.crew\" = 18", "")
        .replace(
            "vary.\"shift.day.assign.pack.crew\" = { from = 1, to = 12 }\n",
            "",
        )
        .replace("to = 12", "to = 7");
    shop.write("rest.toml", rest);
    let found = sized(&shop, 0, "rest.toml", &["--replications", "400"]);
    let picks = found["plan"]["shift.day.assign.pick.crew"]
        .as_u64()
        .expect("a number");
    // With seven who pick one is left to pack 55 hours of work; with one nobody picks 35 hours.
    assert!((2..=5).contains(&picks), "{picks}");
}
