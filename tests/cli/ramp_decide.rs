//! `surgeplan compare`, `size` and `worth` on revenue ramps as a shop owner types them: answers, documents, tables, exit
//! codes, refusals.

use crate::shop;

use serde_json::Value;
use shop::{BASE, Shop, rows};

const RAMP: &str = r#"title = "Ramp"
[ramp]
starts = 2026-09-01
months = 4
cash = 20000.0
[product.hero]
price = 99.0
unit_cost = 40.0
[channel.search]
cost_per_click = { mean = 1.0, cv = 0.2 }
conversion = { mean = 0.02, cv = 0.3 }
[role.service]
wage = 3000.0
serves = 100
[stage.open]
lasts = "1mo"
[stage.trial]
monthly = { search = 15000.0, rent = 1000.0 } # to be found out
people = { service = 1 }
target = 30000.0
[stock]
buffer = 40
cover = "30d"
[goal.trial]
metric = "stage.trial.met"
with_probability = 0.2
[goal.solvent]
metric = "cash.low"
at_least = 0.0
with_probability = 0.5
"#;

const OPTIONS: &str = r#"
[option.same]
note = "says what the plan says"
set = { "stage.trial.monthly.search" = 15000.0 }
[option.more-search]
set = { "stage.trial.monthly.search" = 20000.0 }
[option.more]
set = { "stage.trial.people.service" = 2, "stock.cover" = "45d", "ramp.cash" = 30000.0 }
"#;

const SIZE: &str = r#"
[size]
minimise = { "stage.trial.monthly.search" = 3, "ramp.cash" = 0.1 }
vary."stage.trial.monthly.search" = { from = 6000, to = 24000, step = 3000 }
vary."ramp.cash" = { from = 10000, to = 40000, step = 10000 }
"#;

fn shop() -> Shop {
    let shop = Shop::new();
    shop.write("ramp.toml", RAMP);
    shop.write("shop.toml", format!("{RAMP}{OPTIONS}{SIZE}"));
    shop
}

fn number(value: &Value) -> f64 {
    value
        .as_f64()
        .unwrap_or_else(|| panic!("{value} is no number"))
}

fn compare(shop: &Shop, code: i32, more: &[&str]) -> shop::Ended {
    let arguments = ["compare", "shop.toml", "--replications", "80"];
    shop.ends(code, &[&arguments, more].concat())
}

/// The metrics of a plan as `surgeplan ramp` tells them.
fn played(shop: &Shop, more: &[&str]) -> Value {
    let arguments = ["ramp", "ramp.toml", "--replications", "80", "--json", "-"];
    let ended = shop.surgeplan(&[&arguments, more].concat());
    ended.document()["metrics"].clone()
}

#[test]
fn the_document_and_the_tables_say_the_same() {
    let shop = shop();
    let ended = compare(&shop, 0, &["--json", "-", "--csv", "tables"]);
    let found = ended.document();
    let options = found["options"].as_array().expect("options");
    let ids: Vec<&str> = options
        .iter()
        .filter_map(|one| one["id"].as_str())
        .collect();
    assert_eq!(ids, ["plan", "same", "more-search", "more"]);
    let best = &found["best"];
    assert_eq!(
        (&best["by"], &best["better"]),
        (&"money.profit".into(), &"more".into())
    );
    let worlds = rows(&shop.text("tables/replications.csv"));
    assert_eq!(worlds.len(), 4 * 80);
    let column = |id: &str, metric: &str| -> Vec<f64> {
        let of = worlds.iter().filter(|row| row["option"] == id);
        of.map(|row| row[metric].parse().expect("a number"))
            .collect()
    };
    let mut seen = Vec::new();
    let tables = rows(&shop.text("tables/differences.csv"));
    for row in tables.iter().filter(|row| !row["of"].starts_with("goal.")) {
        let (one, plan) = (
            column(&row["option"], &row["of"]),
            column("plan", &row["of"]),
        );
        let mean = one.iter().zip(&plan).map(|(a, b)| a - b).sum::<f64>() / 80.0;
        let told: f64 = row["difference"].parse().expect("a number");
        assert!((mean - told).abs() <= 1e-9 * mean.abs().max(1.0), "{row:?}");
        if row["option"] == "more" {
            seen.push(row["of"].as_str());
        }
        // Common random numbers: what changes nothing differs in no world.
        if row["option"] == "same" {
            assert_eq!((told, row["claim"].as_str()), (0.0, "same"), "{row:?}");
            assert_eq!(one, plan);
        }
    }
    // The trial's target has a goal of its own.
    let usual = [
        "money.profit",
        "money.revenue",
        "cash.low",
        "cash.end",
        "spend.return",
    ];
    assert_eq!(seen, usual);
    // 3 plans, 2 goals and 5 metrics.
    assert_eq!(found["intervals_together"], 21);
}

/// The plan of a comparison is the plan of `ramp`, an option is the file with `--set`, and neither hangs on other options or
/// on threads.
#[test]
fn the_same_numbers_as_a_ramp_on_any_number_of_threads() {
    let shop = shop();
    let one = compare(&shop, 0, &["--json", "-", "--threads", "1"]).document();
    let many = compare(&shop, 0, &["--json", "-", "--threads", "3"]).document();
    assert_eq!(one, many);
    let options = &one["options"];
    assert_eq!(options[0]["metrics"], played(&shop, &[]));
    assert_eq!(options[1]["metrics"], options[0]["metrics"]);
    let set = ["--set", "stage.trial.monthly.search=20000"];
    assert_eq!(options[2]["metrics"], played(&shop, &set));
    let few = compare(&shop, 0, &["--json", "-", "--option", "more"]).document();
    assert_eq!(few["options"].as_array().map(Vec::len), Some(2));
    assert_eq!(few["options"][1]["metrics"], options[3]["metrics"]);
    // Another seed draws other worlds.
    let seed = ["--seed", "2", "--json", "-"];
    let other =
        shop.surgeplan(&[&["compare", "shop.toml", "--replications", "80"], &seed[..]].concat());
    let other = other.document();
    assert_ne!(other["options"][0]["metrics"], options[0]["metrics"]);
}

#[test]
fn the_best_by_what_one_asks_for() {
    let shop = shop();
    let best = |by: &str| -> Value {
        let by = ["--by", by, "--json", "-"];
        let arguments = [&["compare", "shop.toml", "--replications", "80"], &by[..]].concat();
        shop.surgeplan(&arguments).document()["best"].clone()
    };
    assert_eq!(best("cash.end")["better"], "more");
    assert_eq!(best("customer.cost")["better"], "less");
    assert_eq!(best("month.3.visitors")["option"], "more-search");
    let least = best("min:money.ads");
    assert_eq!(
        (&least["option"], &least["better"]),
        (&"plan".into(), &"less".into())
    );
    assert_eq!(best("goal.trial")["unit"], "share");
    let text = compare(
        &shop,
        0,
        &["--by", "money.revenue", "--metric", "rating.end"],
    )
    .stdout;
    let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for words in [
        "BEST more-search: money.revenue",
        "trial: stage.trial.met in 20.0% of worlds",
        "The same with every plan in every world: rating.end.",
        "says what the plan says",
    ] {
        assert!(flat.contains(words), "{words}: {text}");
    }
}

#[test]
fn what_changes_facts_is_refused_unless_worlds_are_drawn_anew() {
    let shop = shop();
    // Each in a file of its own, as all are told at once.
    for (path, value) in [
        ("channel.search.conversion", "0.03"),
        ("product.hero.price", "89.0"),
        ("role.service.wage", "100.0"),
        ("stock.lead", "\"3d\""),
        ("ramp.payout", "\"3d\""),
        ("stage.trial.target", "20000.0"),
    ] {
        let option =
            format!("[option.fact]\nset = {{ \"ramp.cash\" = 5.0, \"{path}\" = {value} }}\n");
        shop.write("fact.toml", format!("{RAMP}{option}"));
        let line = RAMP.lines().count() + 2;
        let refused = shop.ends(2, &["compare", "fact.toml"]).stderr;
        for words in [
            format!("`option.fact` changes a fact of the ramp, not a decision: `{path}`"),
            format!("fact.toml:{line}:28"),
            "--redraw".to_owned(),
            "1 error in fact.toml".to_owned(),
        ] {
            assert!(refused.contains(&words), "{words}: {refused}");
        }
        shop.ends(0, &["check", "fact.toml"]);
        let redrawn = [
            "compare",
            "fact.toml",
            "--replications",
            "80",
            "--redraw",
            "--json",
            "-",
        ];
        let found = shop.surgeplan(&redrawn).document();
        assert_eq!(found["options"][1]["redrawn"], true);
        let set = format!("{path}={value}");
        let alone = played(&shop, &["--set", "ramp.cash=5", "--set", &set]);
        assert_eq!(found["options"][1]["metrics"], alone);
    }
}

#[test]
fn several_files() {
    let shop = shop();
    shop.write("two.toml", RAMP.replace("service = 1", "service = 2"));
    shop.write("hot.toml", RAMP.replace("mean = 0.02", "mean = 0.03"));
    shop.write(
        "wish.toml",
        RAMP.replace("target = 30000.0", "target = 20000.0"),
    );
    let compare = |code, files: &[&str], more: &[&str]| {
        let arguments = [&["compare"], files, &["--replications", "40"], more].concat();
        shop.ends(code, &arguments)
    };
    let found = compare(0, &["ramp.toml", "two.toml"], &["--json", "-"]).document();
    assert_eq!(found["options"][1]["id"], "two");
    let both = compare(
        0,
        &["shop.toml", "two.toml"],
        &["--option", "more", "--json", "-"],
    );
    let ids = both.document()["options"].clone();
    assert_eq!(
        (&ids[1]["id"], &ids[2]["id"]),
        (&"more".into(), &"two".into())
    );
    for (file, kind) in [("hot.toml", "channel"), ("wish.toml", "stage.trial.target")] {
        let refused = compare(2, &["ramp.toml", file], &[]).stderr;
        let words =
            format!("`{file}` is another ramp than `ramp.toml`: its facts differ in {kind}");
        assert!(refused.contains(&words), "{refused}");
        let more = ["--redraw", "--json", "-"];
        let found = shop.surgeplan(
            &[
                &["compare", "ramp.toml", file, "--replications", "20"][..],
                &more,
            ]
            .concat(),
        );
        assert_eq!(found.document()["options"][1]["redrawn"], true);
    }
    // A sale beside a ramp, and a ramp beside a sale.
    shop.write("base.toml", BASE);
    let refused = compare(2, &["ramp.toml", "base.toml"], &[]).stderr;
    let words = "`base.toml` is a flash sale, `ramp.toml` a revenue ramp: they have no world in common\nhelp: compare plans of sales, or plans of ramps";
    assert!(refused.contains(words), "{refused}");
    let refused = compare(2, &["base.toml", "ramp.toml"], &["--redraw"]).stderr;
    assert!(
        refused.contains("`ramp.toml` is a revenue ramp, `base.toml` a flash sale"),
        "{refused}"
    );
    assert!(
        compare(3, &["ramp.toml", "nowhere.toml"], &[])
            .stderr
            .contains("nowhere.toml")
    );
}

/// Cases, one a line: what stands at the end of the ramp (`⏎` ends a line) `|` words of the error `|` words of its help.
#[test]
fn bad_input_is_refused_in_clear_words() {
    let shop = shop();
    let mut cases = 0;
    for case in r#"
        [option.a]⏎note = "x" | `option.a` needs `set` | set = { "stage.trial.monthly.search" = 15000.0 }
        [option.a]⏎set = {} | `option.a` changes nothing | "stage.trial.monthly.search"
        [option.plan]⏎set = { "ramp.cash" = 5 } | `plan` is the name of the plan itself | another name
        [option.a]⏎set = { "stage" = {} } | `option.a` would replace all of `stage` | "stage.trial.monthly.search" = 15000.0
        [option.a]⏎set = { "goal.trial.with_probability" = 0.1 } | `option.a` cannot change `goal` | the same goals
        [option.a]⏎set = { "stage.trial.people.cook" = 2 } | `option.a`: `stage.trial.people`: no role is called `cook` | the roles are: service
        [option.a]⏎set = { "stage.trial.people.service" = 2.5 } | `option.a`: `stage.trial.people.service` | whole number
        [option.a]⏎set = { "stage.trial.monthly.search" = "a lot" } | `option.a`: `stage.trial.monthly.search`: expected a number | quotes
        [option.a]⏎set = { "stock.cover" = 30 } | `option.a`: `stock.cover` is a duration and needs a unit | "30
        [option.a]⏎set = { "ramp.cash" = -5.0 } | `option.a`: `ramp.cash` cannot be -5 | at least 0
        [option.a]⏎set = { "sale.heat" = 2.0 } | `option.a`: `sale` is not a known key | the scenario takes `basket`
        [size]⏎vary."ramp.cash" = { from = 1, to = 2 } | `size` needs `minimise` | "money.ads" or weights such as { "stage.trial.monthly.search" = 1 }
        [size]⏎minimise = "money.ads" | `size` needs `vary` | vary."stage.trial.monthly.search" = { from = 5000
        [size]⏎minimise = "money.add"⏎vary."ramp.cash" = { from = 1, to = 2 } | there is no metric `money.add` | did you mean `money.ads`? `surgeplan ramp --list-metrics FILE`
        [size]⏎minimise = {}⏎vary."ramp.cash" = { from = 1, to = 2 } | a sum in which nothing counts | "stage.trial.monthly.search" = 1
        [size]⏎minimise = { "stock.buffer" = 1 }⏎vary."ramp.cash" = { from = 1, to = 2 } | `stock.buffer` is not varied | under `vary`
        [size]⏎minimise = { "stock.cover" = 1 }⏎vary."stock.cover" = { from = "10d", to = "20d", step = "5d" } | `stock.cover` is a time, which has no sum | numbers only
        [size]⏎minimise = "money.ads"⏎vary."channel.search.drift" = { from = 0.0, to = 0.1, step = 0.1 } | `channel.search.drift` is a fact of the ramp, not a decision | vary cash, and by stage money, people
        [size]⏎minimise = "money.ads"⏎vary."stage.trial.target" = { from = 1000, to = 9000, step = 1000 } | `stage.trial.target` is a fact of the ramp | vary cash
        [size]⏎minimise = "money.ads"⏎vary."stage.trail.monthly.search" = { from = 1, to = 2 } | `size.vary`: `stage.trial` never ends | did you mean `trial`?
        [size]⏎minimise = "money.ads"⏎vary."stage.trial.people.cook" = { from = 1, to = 2 } | `size.vary`: `stage.trial.people`: no role is called `cook` | the roles are
        [size]⏎minimise = "money.ads"⏎vary."goal.trial.with_probability" = { from = 0.1, to = 0.2, step = 0.1 } | `goal` cannot be varied | the same goals
        [size]⏎minimise = "money.ads"⏎vary."stock.cover" = { from = "10d", to = "20d" } | needs `step` | as a duration
        [size]⏎minimise = "money.ads"⏎vary."ramp.cash" = { from = 5, to = 2 } | ends before it begins | lesser value
        [size]⏎minimise = "money.ads"⏎vary."ramp.cash" = { from = 1 } | needs `to` | vary."stage.trial.monthly.search" =
        [size]⏎maximise = "money.ads"⏎minimise = "money.ads"⏎vary."ramp.cash" = { from = 1, to = 2 } | both minimise and maximise | keep one
        "#
    .lines()
    .map(str::trim)
    .filter(|case| !case.is_empty())
    {
        let (end, told) = case.split_once(" | ").expect("words");
        let (title, help) = told.split_once(" | ").expect("a help");
        shop.write("wrong.toml", format!("{RAMP}{}\n", end.replace('⏎', "\n")));
        for command in ["check", "compare", "ramp"] {
            let errors = shop.ends(2, &[command, "wrong.toml"]).stderr;
            assert!(errors.contains(title) && errors.contains(help) && errors.contains("= help: "), "{case}:\n{errors}");
            assert!(errors.contains("--> wrong.toml:"), "{case}:\n{errors}");
            assert!(errors.ends_with("\n1 error in wrong.toml\n"), "{case}:\n{errors}");
        }
        cases += 1;
    }
    assert!(cases > 25, "{cases}");
}

/// A slip in a path adds a thing, or spends money on something that is no channel.
#[test]
fn slips_are_told() {
    let shop = shop();
    let option = |set: &str| format!("{RAMP}[option.a]\nset = {{ {set} }}\n");
    shop.write("wrong.toml", option("\"stage.trail.monthly.search\" = 1"));
    let told = shop.ends(2, &["check", "wrong.toml"]).stderr;
    for words in [
        "error: `option.a`: `stage.trial` never ends",
        "warning: `option.a`: this adds `stage.trail`, which the file does not have",
        "did you mean `trial`?",
    ] {
        assert!(told.contains(words), "{words}: {told}");
    }
    shop.write("slip.toml", option("\"stage.trial.monthly.serach\" = 9000"));
    let told = shop
        .surgeplan(&["compare", "slip.toml", "--replications", "20"])
        .stdout;
    let words = "warning: `option.a`: `stage.trial.monthly.serach` is no channel: the money is spent, and nobody";
    assert!(told.contains(words), "{told}");
    // Rent is none either, and nobody takes it for one.
    let plain = shop.ends(0, &["check", "ramp.toml"]).stdout;
    assert!(plain.contains("no errors, no warnings"), "{plain}");
}

#[test]
fn wrong_arguments() {
    let shop = shop();
    for (arguments, words) in [
        (
            &["compare", "ramp.toml"][..],
            "`ramp.toml` has nothing to compare its plan with\nhelp: write [option.more] with set = { \"stage.trial.monthly.search\" = 15000.0 }",
        ),
        (
            &["compare", "shop.toml", "--option", "les"],
            "there is no option `les`\nhelp: there is: `same`, `more-search`, `more`",
        ),
        (
            &["compare", "shop.toml", "--by", "money.profits"],
            "did you mean `money.profit`? `surgeplan ramp --list-metrics FILE`",
        ),
        (
            &["compare", "shop.toml", "--by", "customer.repeat"],
            "write --by max:customer.repeat or --by min:customer.repeat",
        ),
        (
            &["compare", "shop.toml", "--metric", "ship.within_36h"],
            "there is no metric `ship.within_36h`",
        ),
        (
            &["worth", "ramp.toml", "--by", "goal.triel"],
            "there is no goal `triel` to choose by\nhelp: there is: `trial`, `solvent`",
        ),
        (
            &["size", "ramp.toml"],
            "`ramp.toml` does not say what may be decided\nhelp: write [size] with minimise = { \"stage.trial.monthly.search\" = 1 }",
        ),
    ] {
        let ended = shop.ends(2, arguments);
        assert!(
            ended.stderr.contains(words),
            "{arguments:?}: {}",
            ended.stderr
        );
        assert_eq!(ended.stdout, "");
    }
    let free = [
        "compare",
        "shop.toml",
        "--set",
        "product.hero.price=0",
        "--replications",
        "20",
        "--json",
        "-",
    ];
    let found = shop.surgeplan(&free).document();
    assert_eq!(found["best"]["by"], "goal.trial");
}

/// One world, worlds without a buyer: an answer, never a panic.
#[test]
fn odd_ones() {
    let shop = shop();
    let nobody = ["--set", "channel.search={ base = 0, conversion = 0.0 }"];
    for command in [
        &["compare", "shop.toml", "--replications", "1"][..],
        &["worth", "shop.toml", "--replications", "1"],
        &[
            "worth",
            "shop.toml",
            "--replications",
            "30",
            "--by",
            "spend.return",
        ],
        &[
            "worth",
            "shop.toml",
            "--replications",
            "30",
            "--by",
            "goal.solvent",
        ],
    ] {
        let ended = shop.surgeplan(command);
        assert!(
            ended.code <= 1 && !ended.stderr.contains("panicked"),
            "{command:?}: {}",
            ended.stderr
        );
    }
    for command in ["compare", "worth"] {
        let arguments = [&[command, "shop.toml", "--replications", "20"][..], &nobody].concat();
        let ended = shop.surgeplan(&arguments);
        assert!(
            ended.code <= 1 && !ended.stdout.contains("NaN"),
            "{}{}",
            ended.stdout,
            ended.stderr
        );
    }
}

#[test]
fn the_cheapest_plan_is_found_certified_and_written_in_place() {
    let shop = shop();
    let arguments = ["size", "shop.toml", "--replications", "400", "--json", "-"];
    let found = shop
        .ends(
            0,
            &[
                &arguments[..],
                &["--write", "new.toml", "--set", "ramp.payout=7d"],
            ]
            .concat(),
        )
        .document();
    assert_eq!(found["ended"], "all plans decided");
    let plan = found["plan"].as_object().expect("a plan");
    let search = number(&plan["stage.trial.monthly.search"]);
    let cash = number(&plan["ramp.cash"]);
    assert_eq!(
        number(&found["objective"]["value"]),
        3.0 * search + 0.1 * cash
    );
    // Only what was decided is another.
    let (old, new) = (shop.text("shop.toml"), shop.text("new.toml"));
    assert!(
        new.contains(" # to be found out\n") && new.contains("payout = \"7d\""),
        "{new}"
    );
    let differ = old
        .lines()
        .filter(|line| !new.lines().any(|other| other == *line));
    assert!(differ.count() <= 2, "{new}");
    // Its goals are those of the certificate: the same worlds.
    let worlds = found["replications"].to_string();
    let ran = shop.surgeplan(&["ramp", "new.toml", "--replications", &worlds, "--json", "-"]);
    let ran = ran.document();
    for goal in [0, 1] {
        assert_eq!(found["goals"][goal]["met"], "yes");
        for key in ["estimate", "ci95", "metric"] {
            assert_eq!(ran["goals"][goal][key], found["goals"][goal][key], "{key}");
        }
    }
    // A step less of the budget misses a goal.
    let less = found["neighbours"].as_array().expect("a list");
    assert!(
        less.iter()
            .any(|one| one["path"] == "stage.trial.monthly.search"
                && one["goals"]
                    .as_array()
                    .is_some_and(|goals| goals.iter().any(|goal| goal["met"] != "yes"))),
        "{less:?}"
    );
    let one = [&arguments[..], &["--threads", "1"]].concat();
    let two = [&arguments[..], &["--threads", "2"]].concat();
    assert_eq!(shop.ends(0, &one).document(), shop.ends(0, &two).document());
}

/// Durations are written as the file writes them, and what cannot be read is no plan.
#[test]
fn times_of_a_ramp_can_be_varied() {
    let shop = shop();
    let ends = RAMP.replace(
        "target = 30000.0\n",
        "target = 30000.0\nends = { at_latest = \"2mo\" }\n[stage.last]\n",
    );
    let size = r#"[size]
maximise = "money.profit"
vary."stage.trial.ends.at_latest" = { from = "1mo", to = "3mo", step = "1mo" }
vary."stock.cover" = { from = "0d", to = "30d", step = "10d" }
"#;
    shop.write("times.toml", format!("{ends}{size}"));
    let arguments = [
        "size",
        "times.toml",
        "--replications",
        "100",
        "--json",
        "-",
        "--write",
        "new.toml",
    ];
    let found = shop.surgeplan(&arguments).document();
    let plan = &found["plan"];
    let months = plan["stage.trial.ends.at_latest"]
        .as_str()
        .expect("a duration");
    assert!(months.ends_with("mo"), "{plan}");
    let cover = plan["stock.cover"].as_str().expect("a duration");
    assert!(cover.ends_with(['d', 's']), "{plan}");
    assert!(
        shop.text("new.toml")
            .contains(&format!("at_latest = \"{months}\""))
    );
    shop.ends(0, &["check", "new.toml"]);
}

fn worth(shop: &Shop, file: &str, worlds: &str, more: &[&str]) -> Value {
    let arguments = ["worth", file, "--replications", worlds, "--json", "-"];
    shop.ends(0, &[&arguments, more].concat()).document()
}

fn of<'a>(found: &'a Value, key: &str, id: &str) -> &'a Value {
    let mut all = found[key].as_array().expect("a list").iter();
    all.find(|one| one["id"] == id || one["name"] == id)
        .unwrap_or_else(|| panic!("no {id} in {}", found[key]))
}

#[test]
fn one_more_of_each_is_a_plan_of_its_own() {
    let shop = shop();
    let found = worth(&shop, "ramp.toml", "80", &["--csv", "tables"]);
    let mut ids: Vec<&str> = found["worth"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|one| one["id"].as_str())
        .collect();
    ids.sort_unstable();
    assert_eq!(
        ids,
        [
            "ramp.cash",
            "stage.open.lasts",
            "stage.trial.monthly.search",
            "stage.trial.people.service",
            "stock.buffer",
            "stock.cover",
        ]
    );
    let set = |id: &str| of(&found, "worth", id)["set"][0].clone();
    assert_eq!(set("ramp.cash"), "ramp.cash=22000");
    assert_eq!(set("stage.open.lasts"), "stage.open.lasts=\"2mo\"");
    assert_eq!(
        set("stage.trial.monthly.search"),
        "stage.trial.monthly.search=16500"
    );
    assert_eq!(
        set("stage.trial.people.service"),
        "stage.trial.people.service=2"
    );
    assert_eq!(set("stock.buffer"), "stock.buffer=44");
    assert_eq!(set("stock.cover"), "stock.cover=\"37d\"");
    let free: Vec<&str> = found["worth"]
        .as_array()
        .expect("a list")
        .iter()
        .filter(|one| one["before_its_price"] == true)
        .filter_map(|one| one["id"].as_str())
        .collect();
    assert_eq!(free, ["ramp.cash"]);
    // 6 resources, profit and 2 goals.
    assert_eq!(found["intervals_together"], 18);
    let profit = |metrics: &Value| number(&metrics["money.profit"]["mean"]);
    let plan = profit(&played(&shop, &[]));
    for one in found["worth"].as_array().expect("a list") {
        let set = one["set"][0].as_str().expect("a change");
        let more = profit(&played(&shop, &["--set", set]));
        let told = number(&one["change"]["difference"]);
        assert!((more - plan - told).abs() < 1e-6, "{set}: {told}");
    }
    assert_eq!(rows(&shop.text("tables/factors.csv")).len(), 80);
    assert_eq!(found, worth(&shop, "ramp.toml", "80", &["--threads", "1"]));
}

/// Where nobody buys, money and people cost exactly what they cost, month by month.
#[test]
fn what_brings_nothing_costs_its_price() {
    let shop = shop();
    let set = ["--set", "channel.search.conversion=0.0"];
    let found = worth(&shop, "ramp.toml", "80", &set);
    let change = |id: &str| number(&of(&found, "worth", id)["change"]["difference"]);
    // Three months of a tenth of 15,000, and of a wage of 3,000 a month from the first day on.
    assert_eq!(change("stage.trial.monthly.search"), -4500.0);
    assert_eq!(change("stage.trial.people.service"), -9000.0);
    // A month more before the trial saves one of it: 15,000, the rent of 1,000 and the wage.
    assert_eq!(change("stage.open.lasts"), 19_000.0);
    assert_eq!(change("ramp.cash"), 0.0);
    let text = shop
        .ends(
            0,
            &[&["worth", "ramp.toml", "--replications", "40"][..], &set].concat(),
        )
        .stdout;
    let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for words in [
        "+1 month of open: +19,000 yuan of profit",
        "No world's profit changes by +10% cash at the start",
        "Profit is that of all months, after ads, wages and goods.",
    ] {
        assert!(flat.contains(words), "{words}: {text}");
    }
}

/// A click of 1 yuan brings 59 yuan times the conversion: it is bought where that is above 1 ÷ 59, and to know it is worth
/// most before one chooses.
#[test]
fn what_to_find_out_first() {
    let shop = shop();
    let certain = RAMP
        .replace("{ mean = 1.0, cv = 0.2 }", "1.0")
        .replace("{ mean = 0.02, cv = 0.3 }", "{ mean = 0.017, cv = 0.4 }")
        .replace("[stock]\nbuffer = 40\ncover = \"30d\"\n", "")
        .replace("serves = 100\n", "");
    let options = r#"
[option.little]
set = { "stage.trial.monthly.search" = 5000.0 }
[option.much]
set = { "stage.trial.monthly.search" = 60000.0 }
[option.better]
set = { "channel.search.conversion" = 0.03 }
"#;
    shop.write("known.toml", format!("{certain}{options}"));
    let found = worth(&shop, "known.toml", "600", &[]);
    let names: Vec<&str> = found["factors"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|one| one["name"].as_str())
        .collect();
    assert_eq!(names, ["channel.search.conversion", "arrivals"]);
    let explained = &found["factors"][0]["explains"]["money.profit"];
    assert!(
        number(&explained["share"]) > 0.9 && explained["sure"] == true,
        "{explained}"
    );
    let information = &found["information"];
    // The option that changes a fact is no plan for this market.
    assert_eq!(
        information["plans"],
        serde_json::json!(["plan", "little", "much"])
    );
    let known = of(information, "factors", "channel.search.conversion");
    assert_eq!(
        (&known["sure"], &known["choices"]),
        (&true.into(), &serde_json::json!(["little", "much"])),
        "{known}"
    );
    let cut = number(&known["cuts"][0]);
    assert!((cut - 1.0 / 59.0).abs() < 0.002, "{cut}");
    let told = shop
        .ends(0, &["worth", "known.toml", "--replications", "80"])
        .stdout;
    let told = told.split_whitespace().collect::<Vec<_>>().join(" ");
    for words in [
        "Find out first: channel.search.conversion, which explains",
        "Worth knowing before one chooses among 3 plans",
        "channel.search.conversion: ",
    ] {
        assert!(told.contains(words), "{words}: {told}");
    }
}

/// What is told first is what explains most of what one chooses by, be it the second goal.
#[test]
fn what_to_find_out_first_for_a_goal() {
    let shop = shop();
    let set = ["--set", "ramp.cash=40000", "--by", "goal.solvent"];
    let arguments = [&["worth", "ramp.toml", "--replications", "400"], &set[..]].concat();
    let told = shop.ends(0, &arguments).stdout;
    let flat = told.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(flat.contains("of the spread of goal.solvent."), "{told}");
    let found = worth(&shop, "ramp.toml", "400", &set);
    let shares = found["factors"].as_array().expect("a list").iter();
    let shares = shares.map(|one| number(&one["explains"]["goal.solvent"]["share"]));
    let shares: Vec<f64> = shares.collect();
    assert!(shares.is_sorted_by(|a, b| a >= b), "{shares:?}");
}

/// A ramp is told and replayed whatever other plans stand in its file.
#[test]
fn other_plans_change_nothing_of_the_plan() {
    let shop = shop();
    let of = |file: &str| {
        let arguments = ["ramp", file, "--replications", "40", "--json", "-"];
        shop.surgeplan(&arguments).document()["metrics"].clone()
    };
    assert_eq!(of("ramp.toml"), of("shop.toml"));
    let story = |file: &str| shop.ends(0, &["replay", file, "--replication", "3"]).stdout;
    assert_eq!(story("ramp.toml"), story("shop.toml"));
    let checked = |file: &str| shop.ends(0, &["check", file]).stdout.replace(file, "");
    assert_eq!(checked("ramp.toml"), checked("shop.toml"));
}
