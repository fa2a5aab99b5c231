//! Ramps as a shop owner plays them at the command line: results, what would have to be true, and what is refused.

mod shop;

use shop::{Shop, repository};

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
monthly = { search = 15000.0 }
people = { service = 1 }
target = 30000.0
[goal.trial]
metric = "stage.trial.met"
with_probability = 0.2
"#;

fn shop() -> Shop {
    let shop = Shop::new();
    shop.write("ramp.toml", RAMP);
    shop
}

#[test]
fn a_ramp_is_played_to_every_kind_of_result() {
    let shop = shop();
    let more = ["--replications", "200", "--json", "-", "--csv", "out"];
    let ended = shop.ends(0, &[&["ramp", "ramp.toml"], &more[..]].concat());
    let document = ended.document();
    assert_eq!(document["command"], "ramp");
    assert_eq!(document["goals"][0]["met"], "yes");
    let metrics = &document["metrics"];
    assert_eq!(metrics["month.2.met"]["unit"], "yes/no");
    // A stage without a target has no months to meet it.
    assert!(metrics["month.1.met"].is_null() && metrics["stage.open.met"].is_null());
    assert_eq!(metrics["month.1.orders"]["max"], 0.0);
    assert_eq!(
        document["series"]["cash"]["t"].as_array().map(Vec::len),
        Some(122)
    );
    let rows = shop.text("out/replications.csv");
    assert_eq!(rows.lines().count(), 201);
    assert!(
        rows.lines()
            .next()
            .is_some_and(|head| head.contains("month.4.revenue"))
    );
    // The same numbers on one thread.
    let one = shop.ends(
        0,
        &[
            "ramp",
            "ramp.toml",
            "--replications",
            "200",
            "--json",
            "-",
            "--threads",
            "1",
        ],
    );
    assert_eq!(one.document()["metrics"], *metrics);
    let listed = shop
        .ends(0, &["ramp", "ramp.toml", "--list-metrics"])
        .stdout;
    for name in [
        "stage.trial.month",
        "binds.warehouse.4",
        "people.service.2.needed",
        "stock.hero.3.needed",
        "cash.dry",
        "customer.loyal",
        "spend.return",
    ] {
        assert!(
            listed
                .lines()
                .any(|line| line.trim_start().starts_with(name)),
            "{name}"
        );
    }
    let dear = [
        "ramp",
        "ramp.toml",
        "--replications",
        "50",
        "--set",
        "stage.trial.target=90000",
    ];
    shop.ends(1, &dear);
    let precise = shop
        .ends(0, &["ramp", "ramp.toml", "--precision", "4%"])
        .stdout;
    assert!(
        precise.contains("played until the goals are known"),
        "{precise}"
    );
}

#[test]
fn each_model_is_played_by_its_own_commands() {
    let shop = shop();
    let told = shop.ends(2, &["run", "ramp.toml"]).stderr;
    assert!(
        told.contains("this is a revenue ramp, not a flash sale")
            && told.contains("--> ramp.toml:2:2")
            && told.contains("`surgeplan ramp`, `compare`, `size`, `worth`"),
        "{told}"
    );
    let told = shop.ends(2, &["ramp", "base.toml"]).stderr;
    assert!(
        told.contains("this is a flash sale, not a revenue ramp")
            && told.contains("`surgeplan run`"),
        "{told}"
    );
    shop.write("both.toml", format!("{RAMP}[sale]\nopens = 2026-09-01\n"));
    for command in ["run", "ramp", "check"] {
        let told = shop.ends(2, &[command, "both.toml"]).stderr;
        assert!(
            told.contains("this has [") && told.contains("1 error"),
            "{told}"
        );
    }
    shop.write("none.toml", "title = \"nothing\"\n");
    let told = shop.ends(2, &["ramp", "none.toml"]).stderr;
    assert!(told.contains("needs `ramp`"), "{told}");
    let told = shop.ends(2, &["check", "none.toml"]).stderr;
    assert!(
        told.contains("needs `sale`") && told.contains("a revenue ramp has [ramp]"),
        "{told}"
    );
    shop.ends(0, &["new", "starter.toml", "--template", "ramp"]);
    shop.ends(0, &["check", "starter.toml"]);
    let checked = shop
        .ends(0, &["check", "ramp.toml", "--json", "-"])
        .document();
    assert_eq!(checked["load"]["stages"]["trial"]["visitors"], 15_000.0);
}

fn reach<'a>(more: &[&'a str]) -> Vec<&'a str> {
    let usual = [
        "ramp",
        "ramp.toml",
        "--replications",
        "300",
        "--json",
        "-",
        "--set",
        "role.service.serves=1e6",
        "--reach",
    ];
    [&usual[..], more].concat()
}

/// Revenue of the month is about 15,000 · 0.02 · 99 = 29,700: it takes a little more of everything.
#[test]
fn what_would_have_to_be_true_is_found() {
    let shop = shop();
    let found = shop
        .ends(1, &reach(&["stage.trial", "--with", "0.9"]))
        .document();
    assert_eq!(found["with_probability"], 0.9);
    for lever in ["traffic", "conversion", "basket", "budget"] {
        let found = &found["reach"][lever];
        let factor = found["factor"].as_f64().expect("a factor");
        assert!((1.0..2.0).contains(&factor), "{lever}: {found}");
        let probability = found["probability"]["estimate"].as_f64().expect("a share");
        assert!((0.9..0.95).contains(&probability), "{lever}: {found}");
        // Played with the factor the target is met as often as is told.
        let more = match lever {
            "budget" => format!("stage.trial.monthly.search={:?}", 15_000.0 * factor),
            _ => continue,
        };
        let metric = &shop
            .surgeplan(&[
                "ramp",
                "ramp.toml",
                "--replications",
                "300",
                "--json",
                "-",
                "--set",
                "role.service.serves=1e6",
                "--set",
                &more,
            ])
            .document()["metrics"]["stage.trial.met"];
        assert!((metric["mean"].as_f64().expect("a mean") - probability).abs() < 0.01);
    }
    // As planned it is met already; and beyond all bounds.
    let less = shop
        .ends(0, &reach(&["stage.trial", "--with", "0.1"]))
        .document();
    assert!(
        less["reach"]["traffic"]["factor"]
            .as_f64()
            .expect("a factor")
            < 1.0
    );
    let never = shop
        .ends(1, &reach(&["month.3", "--set", "stage.trial.target=9e6"]))
        .document();
    assert_eq!(never["reach"]["basket"]["reached"], "no");
    let told = shop
        .ends(2, &["ramp", "ramp.toml", "--reach", "stage.tryal"])
        .stderr;
    assert!(
        told.contains("no target `stage.tryal`") && told.contains("stage.trial"),
        "{told}"
    );
    shop.ends(
        2,
        &[
            "ramp",
            "ramp.toml",
            "--reach",
            "stage.trial",
            "--with",
            "1.5",
        ],
    );
}

/// Advertising that uses up the cash for goods: too much of it, and nothing is there to sell. Only less does.
#[test]
fn less_may_be_what_it_takes() {
    let shop = Shop::new();
    let text = RAMP
        .replace("cash = 20000.0", "cash = 5000.0\npayout = \"300d\"")
        .replace("mean = 0.02, cv = 0.3", "mean = 0.0001, cv = 0.3")
        .replace("[stage.open]\nlasts = \"1mo\"\n", "")
        .replace("unit_cost = 40.0", "unit_cost = 40.0\nstock = 0")
        .replace("search = 15000.0", "search = 30000.0")
        .replace("target = 30000.0", "target = 4000.0")
        .replace("serves = 100", "serves = 1e6")
        + "[channel.free]\nvisitors = 10000\nconversion = 0.01\n[stock]\nlead = \"1d\"\n";
    shop.write("ramp.toml", text);
    let found = shop
        .ends(1, &reach(&["month.1", "--with", "0.9"]))
        .document();
    let budget = &found["reach"]["budget"];
    assert_eq!(
        (&budget["reached"], &budget["factor_is"]),
        (&"yes".into(), &"most".into())
    );
    let factor = budget["factor"].as_f64().expect("a factor");
    assert!((0.1..0.7).contains(&factor), "{budget}");
    // A little less does, and a little more does not.
    for (part, met) in [(1.0, true), (1.02, false)] {
        let set = format!("stage.trial.monthly.search={:?}", 30_000.0 * factor * part);
        let played = shop.surgeplan(&[
            "ramp",
            "ramp.toml",
            "--replications",
            "300",
            "--json",
            "-",
            "--set",
            "role.service.serves=1e6",
            "--set",
            &set,
        ]);
        let share = played.document()["metrics"]["month.1.met"]["mean"].as_f64();
        assert_eq!(share.expect("a share") >= 0.9, met, "{set}");
    }
    let told = shop
        .surgeplan(&[
            "ramp",
            "ramp.toml",
            "--replications",
            "100",
            "--reach",
            "month.1",
            "--with",
            "0.9",
        ])
        .stdout;
    assert!(
        told.contains("at most ") && told.contains("17 factors from 0.1 to 10 were tried"),
        "{told}"
    );
    assert!(told.contains("traffic: no factor tried does"), "{told}");
}

/// Visitors are those that come as played, free ones that follow orders among them.
#[test]
fn traffic_is_what_comes() {
    let shop = shop();
    let free = [
        "--set",
        "channel.free={ base = 2000, per_order = 20.0, conversion = 0.02 }",
    ];
    let found = shop
        .surgeplan(&reach(&[&["month.3", "--with", "0.5"][..], &free].concat()))
        .document();
    let traffic = &found["reach"]["traffic"];
    let mut arguments = vec![
        "ramp",
        "ramp.toml",
        "--replications",
        "300",
        "--json",
        "-",
        "--set",
        "role.service.serves=1e6",
    ];
    arguments.extend(free);
    let played = shop.surgeplan(&arguments).document();
    let mean = &played["metrics"]["month.3.visitors"]["mean"];
    let (mean, planned) = (
        mean.as_f64().expect("a mean"),
        traffic["planned"].as_f64().expect("visitors"),
    );
    assert!((planned / mean - 1.0).abs() < 1e-9, "{planned}, not {mean}");
    // A stage's month is one of all its months.
    let stage = shop
        .surgeplan(&reach(
            &[&["stage.trial", "--with", "0.5"][..], &free].concat(),
        ))
        .document();
    let months = (2..=4).map(|n| {
        let mean = &played["metrics"][format!("month.{n}.visitors")]["mean"];
        mean.as_f64().expect("a mean")
    });
    let planned = stage["reach"]["traffic"]["planned"]
        .as_f64()
        .expect("visitors");
    assert!(
        (planned / (months.sum::<f64>() / 3.0) - 1.0).abs() < 1e-9,
        "{planned}"
    );
}

#[test]
fn what_a_search_has_no_use_for_is_refused() {
    let shop = shop();
    for (more, words) in [
        (["--csv", "out"].as_slice(), "--reach does not take --csv"),
        (&["--precision", "1%"], "--reach does not take --precision"),
    ] {
        let told = shop.ends(
            2,
            &[&["ramp", "ramp.toml", "--reach", "stage.trial"], more].concat(),
        );
        assert!(
            told.stderr.contains(words) && told.stderr.contains("help: "),
            "{}",
            told.stderr
        );
    }
    let listed = shop.ends(
        0,
        &[
            "ramp",
            "ramp.toml",
            "--reach",
            "stage.trial",
            "--list-metrics",
        ],
    );
    assert!(listed.stdout.contains("month.1.revenue"));
    // The first month belongs to a stage without a target.
    let told = shop
        .ends(
            2,
            &[
                "ramp",
                "ramp.toml",
                "--reach",
                "month.1",
                "--replications",
                "20",
            ],
        )
        .stderr;
    assert!(
        told.contains("no stage has a target in `month.1`") && told.contains("name a stage"),
        "{told}"
    );
}

/// In the third month one world in so many is in a stage without a target: those say nothing of the target.
#[test]
fn worlds_without_the_target_do_not_count() {
    let shop = Shop::new();
    let text = RAMP.replace(
        "target = 30000.0",
        "target = 30000.0\nends = { met_months = 1, at_latest = \"2mo\" }\n[stage.rest]",
    );
    shop.write("ramp.toml", text);
    let found = shop
        .surgeplan(&reach(&["month.3", "--with", "0.5"]))
        .document();
    let left = found["worlds_with_target"].as_u64().expect("a count");
    assert!((50..250).contains(&left), "{left}");
    // Worlds that have it have missed it in the month before.
    let more = [
        "ramp",
        "ramp.toml",
        "--replications",
        "300",
        "--json",
        "-",
        "--set",
        "role.service.serves=1e6",
    ];
    let played = shop.surgeplan(&more).document();
    let met = played["metrics"]["month.3.met"]["mean"]
        .as_f64()
        .expect("a share");
    let planned = found["as_planned"]["estimate"].as_f64().expect("a share");
    assert!((met - planned).abs() < 1e-12, "{met}, {planned}");
}

/// The numbers of a line such as "revenue 1,200 ± 30; less goods 400; ...", by the words before them.
fn told_number(text: &str, words: &str) -> f64 {
    let line: Vec<&str> = text.split_whitespace().collect();
    let line = line.join(" ");
    let rest = line
        .split(words)
        .nth(1)
        .unwrap_or_else(|| panic!("{words}: {text}"));
    let number = rest.split_whitespace().next().expect("a number");
    let plain: String = number
        .chars()
        .filter(|c| c.is_ascii_digit() || "-.".contains(*c))
        .collect();
    plain.trim_end_matches('.').parse().expect("a number")
}

#[test]
fn a_report_says_what_it_shows() {
    let shop = shop();
    shop.write("sale.toml", repository("scenarios/small.toml"));
    let event = "event.x={ campaign = \"sale.toml\", month = 3 }";
    let long = "product.one_of_the_products_with_a_long_name={ price = 99.0 }";
    let mut arguments = vec![
        "ramp",
        "ramp.toml",
        "--replications",
        "40",
        "--set",
        event,
        "--set",
        long,
    ];
    arguments.extend(["--set", "ramp.months=14"]);
    let others = ["b", "c", "d", "e", "f", "g", "h"]
        .map(|id| format!("product.{id}={{ price = 9.0, share = 0.1 }}"));
    for set in &others {
        arguments.extend(["--set", set]);
    }
    let told = shop.surgeplan(&arguments).stdout;
    // The lines of money add up, but for what rounding leaves of each.
    let money = told.split("Money over all months").nth(1).expect("money");
    let number = |words: &str| told_number(money, words);
    let profit = number("revenue ") + number("flash sales bring ") + number("goods left ")
        - number("less goods ")
        - number("ads ")
        - number("wages ");
    assert!((profit - number("profit ")).abs() < 4.0, "{profit}: {told}");
    // Every product is there, by enough of its name, and which months are shown is said.
    assert!(
        told.contains("What suffices in 9 of 10 worlds: every month of 2"),
        "{told}"
    );
    for name in [
        "hero, pieces",
        "one_of_the_pr…, pieces",
        "h, pieces",
        "service, people",
    ] {
        assert!(told.contains(name), "{name}: {told}");
    }
    assert!(
        told.lines().all(|line| line.chars().count() <= 100),
        "{told}"
    );
    // Nothing is spent: there are no costs, and no empty place of theirs.
    let free = [
        "--set",
        "role.service.wage=0",
        "--set",
        "stage.trial.monthly={}",
        "--set",
        "product.hero.unit_cost=0",
        "--set",
        "channel.free={ visitors = 3000, conversion = 0.02 }",
    ];
    let told = shop
        .surgeplan(&[&["ramp", "ramp.toml", "--replications", "20"], &free[..]].concat())
        .stdout;
    assert!(
        !told.contains(";;") && !told.contains("; ;") && !told.contains("less "),
        "{told}"
    );
}

/// Targets in orders are shown in orders, those in visitors in visitors; how often one is to be met, and where it is not.
#[test]
fn targets_are_shown_in_what_they_count() {
    let shop = Shop::new();
    let text = RAMP.replace(
        "target = 30000.0",
        "target_orders = 10\nends = { met_months = 2 }",
    );
    shop.write("ramp.toml", text);
    let told = shop
        .surgeplan(&["ramp", "ramp.toml", "--replications", "200"])
        .stdout;
    let row = |told: &str, start: &str| -> String {
        let line = told
            .lines()
            .find(|line| line.trim_start().starts_with(start));
        line.unwrap_or_else(|| panic!("{start}: {told}")).to_owned()
    };
    assert!(row(&told, "month").contains("orders a day"), "{told}");
    // 15,000 clicks at about one yuan, of whom 2% buy, in 31 days: about 10 orders a day.
    let orders: f64 = row(&told, "2 Oct 2026")
        .split_whitespace()
        .nth(8)
        .expect("orders")
        .parse()
        .expect("a number");
    assert!((9.0..11.0).contains(&orders), "{orders}: {told}");
    let stage = row(&told, "trial");
    assert!(
        stage.contains("10.0 orders a day") && stage.contains("2 months: "),
        "{stage}"
    );
    // In some worlds it is met in no month: the months are of the others, and it says so.
    assert!(stage.contains(", in "), "{stage}");
    shop.write(
        "ramp.toml",
        RAMP.replace("target = 30000.0", "target_visitors = 400"),
    );
    let told = shop
        .surgeplan(&["ramp", "ramp.toml", "--replications", "20"])
        .stdout;
    assert!(row(&told, "month").contains("visitors a day"), "{told}");
}

/// A goal on what is yes or no asks for yes.
#[test]
fn goals_of_yes_or_no_ask_for_yes() {
    let shop = shop();
    for more in ["", ".at_least=1"] {
        let set = format!(
            "goal.trial{}",
            if more.is_empty() {
                ".with_probability=0.3"
            } else {
                more
            }
        );
        let told = shop
            .surgeplan(&["ramp", "ramp.toml", "--replications", "20", "--set", &set])
            .stdout;
        assert!(
            told.contains("trial: stage.trial.met\n") && !told.contains("at least 1"),
            "{told}"
        );
    }
}

/// What was lost or late is told, and is a metric that can be a goal; so is the month in which cash is lowest.
#[test]
fn lost_and_late_orders_are_told() {
    let shop = Shop::new();
    let text = RAMP
        .replace("serves = 100", "serves = 4\n[role.pack]\nserves = 3")
        .replace(
            "people = { service = 1 }",
            "people = { service = 1, pack = 1 }",
        );
    shop.write("ramp.toml", text);
    let ended = shop.surgeplan(&["ramp", "ramp.toml", "--replications", "20"]);
    let told: Vec<&str> = ended.stdout.split_whitespace().collect();
    let told = told.join(" ");
    assert!(
        told.contains(" lost because nobody answered; ") && told.contains(" waiting at the end."),
        "{told}"
    );
    let metrics = shop
        .surgeplan(&["ramp", "ramp.toml", "--replications", "20", "--json", "-"])
        .document();
    let mean = |name: &str| {
        metrics["metrics"][name]["mean"]
            .as_f64()
            .unwrap_or_else(|| panic!("{name}"))
    };
    // Four chats a day are answered, three orders go out: in 92 days 276, and the others wait.
    let orders: f64 = (1..=4).map(|n| mean(&format!("month.{n}.orders"))).sum();
    assert!(
        (orders - mean("orders.unshipped") - 276.0).abs() < 4.0,
        "{orders}"
    );
    assert!(mean("orders.late") > 50.0 && mean("orders.lost_chat") > 300.0);
    assert_eq!(mean("orders.lost_stock"), 0.0);
    assert!((1.0..=4.0).contains(&mean("cash.low_month")));
}

/// Cases, one a line: what to replace in the ramp (`⏎` ends a line) `=>` by what `|` words of the error `|` words of its help.
#[test]
fn bad_input_is_refused_in_clear_words() {
    let shop = shop();
    shop.write("sale.toml", repository("scenarios/small.toml"));
    shop.write(
        "loop.toml",
        format!("{RAMP}[event.x]\ncampaign = \"loop.toml\"\nmonth = 2\n"),
    );
    let mut cases = 0;
    for case in r#"
        lasts = "1mo" => | `stage.open` never ends | write lasts
        lasts = "1mo" => ends = { met_months = 1 } | waits for a target | give the stage a target
        lasts = "1mo" => lasts = "1mo"⏎ends = { at_latest = "2mo" } | both ends and lasts | keep one
        lasts = "1mo" => lasts = 1 | is a duration and needs a unit | "1d" or "1mo"
        lasts = "1mo" => ends = { at_latest = 3 } | `stage.open.ends.at_latest` is a duration and needs a unit | "3d" or "3mo"
        cash = 20000.0 => cash = 20000.0⏎payout = 10 | `ramp.payout` is a duration and needs a unit | "10d" or "10mo"
        starts = 2026-09-01 => starts = "next month" | `ramp.starts` is not a local date | such as 2026-09-01
        starts = 2026-09-01 => starts = 12 | `ramp.starts`: expected a date, found a number | write a date
        starts = 2026-09-01 => starts = 10:00:00 | `ramp.starts` is not a local date | such as 2026-09-01
        [ramp] => [ramp | this section header is not closed | end it with the ]
        cost_per_click = { mean = 1.0, cv = 0.2 } => visitors = 1e300 | `channel.search.visitors` | there are fewer people
        cost_per_click = { mean = 1.0, cv = 0.2 } => base = 1e12 | `channel.search.base` cannot be | between 0 and
        [goal.trial] => [basket]⏎units = 0⏎[goal.trial] | `basket.units` | more than 0: an order holds something
        [goal.trial] => [event.x]⏎campaign = "sale.toml"⏎month = 20⏎[goal.x]⏎metric = "event.x.orders"⏎at_least = 1⏎[goal.trial] | `event.x.month` cannot be 20 | has 4 months
        [goal.trial] => [event.x]⏎campaign = "sale.toml"⏎stage = "trial"⏎after = "100d"⏎[goal.trial] | `event.x` never opens: `trial` begins in month 2 at the earliest, and 100 days later | follow sooner
        [goal.trial] => [stage.late]⏎[event.x]⏎campaign = "sale.toml"⏎stage = "late"⏎[goal.trial] | never ends | at_latest
        lasts = "1mo" => lasts = "1mo"⏎target_orders = 3⏎target = 5.0 | has both target and target_orders | one target
        unit_cost = 40.0 => unit_cost = 40.0⏎life = { from = "trial" }⏎[stage.none]⏎lasts = "1mo"⏎target = 4.0 | `stage.none` has a target, but nothing is sold yet | life.from
        people = { service = 1 } => | nobody is ever hired as `service` | people = { service = 2 }
        people = { service = 1 } => people = { service = 1, cook = 2 } | no role is called `cook` | the roles are: service
        people = { service = 1 } => people = { service = -1 } | number of people | from 0 to 10,000
        [goal.trial] => [event.x]⏎campaign = "sale.toml"⏎month = 5⏎[goal.trial] | `event.x.month` cannot be 5 | has 4 months
        [goal.trial] => [event.x]⏎campaign = "sale.toml"⏎month = 0⏎[goal.trial] | `event.x.month` cannot be 0 | counted from 1
        [goal.trial] => [event.x]⏎campaign = "sale.toml"⏎[goal.trial] | `event.x` needs `month` | counted from 1
        [goal.trial] => [event.x]⏎campaign = "sale.toml"⏎month = 2⏎product = { no = "hero" }⏎[goal.trial] | the campaign has no product called `no` | it has:
        [goal.trial] => [event.x]⏎campaign = "none.toml"⏎month = 2⏎[goal.trial] | cannot read `none.toml` | relative to
        [goal.trial] => [event.x]⏎campaign = "ramp.toml"⏎month = 2⏎[goal.trial] | `ramp.toml` is a revenue ramp | never end
        [goal.trial] => [event.x]⏎campaign = "loop.toml"⏎month = 2⏎[goal.trial] | `loop.toml` is a revenue ramp | never end
        cash = 20000.0 => cash = "20,000 yuan" | `ramp.cash`: expected a number, found text | without sign or quotes: 20000
        cash = 20000.0 => cash = "￥20000" | expected a number, found text | without sign or quotes: 20000
        cash = 20000.0 => cash = -5 | `ramp.cash` cannot be -5 | at least 0
        search = 15000.0 => search = "15,000 RMB" | `stage.trial.monthly.search`: expected a number | quotes: 15000
        months = 4 => months = 0 | `ramp.months` cannot be 0 | between 1 and 120
        starts = 2026-09-01⏎ => | `ramp` needs `starts` | such as
        months = 4 => months = 4⏎boost.d = { on = 2026-08-31, factor = 2 } | `ramp.boost.d.on` lies outside the ramp | 2026-12-31
        months = 4 => months = 4⏎boost.d = { on = 2027-01-01, factor = 2 } | lies outside the ramp | runs from 2026-09-01
        months = 4 => months = 4⏎season = [1, 2] | must be twelve numbers | January to December
        cost_per_click = { mean = 1.0, cv = 0.2 } => | does not say where its visitors come from | cost_per_click
        cost_per_click = { mean = 1.0, cv = 0.2 } => cost_per_click = 1.0⏎visitors = 3 | has both cost_per_click and visitors | one of
        cost_per_click = { mean = 1.0, cv = 0.2 } => cost_per_click = 0 | `channel.search.cost_per_click` cannot be 0 | more than 0
        cost_per_click = { mean = 1.0, cv = 0.2 } => cost_per_mille = 8.0 | needs `click_rate` | click_rate = 0.01
        serves = 100 => serves = 100⏎unit = "parcels" | cannot be "parcels" | "orders", "chats"
        price = 99.0 => price = 99.0⏎share = 0 | no product has a share | give one a share
        price = 99.0 => price = 99.0⏎life = { from = "never" } | no stage is called `never` | `open`
        target = 30000.0 => target = 30000.0⏎scorecard.a = { metric = "reviews.god", at_least = 1 } | there is no such metric | --list-metrics
        metric = "stage.trial.met" => metric = "month.0.met" | there is no metric `month.0.met` | --list-metrics
        [goal.trial] => [stock.hat]⏎buffer = 3⏎[goal.trial] | no product is called `hat` | the products are: hero
        "#
    .lines()
    .map(str::trim)
    .filter(|case| !case.is_empty())
    {
        let (change, told) = case.split_once(" | ").expect("words");
        let (title, help) = told.split_once('|').expect("a help");
        let (from, to) = change.split_once(" =>").expect("a change");
        let (from, to) = (from.replace('⏎', "\n"), to.trim_start().replace('⏎', "\n"));
        assert_eq!(RAMP.matches(&from).count(), 1, "`{from}` stands once");
        shop.write("wrong.toml", RAMP.replace(&from, &to));
        for command in ["check", "ramp"] {
            let errors = shop.ends(2, &[command, "wrong.toml"]).stderr;
            assert!(errors.contains(title.trim()) && errors.contains(help.trim()) && errors.contains("= help: "), "{case}:\n{errors}");
            assert!(errors.ends_with("\n1 error in wrong.toml\n"), "{case}:\n{errors}");
        }
        cases += 1;
    }
    assert!(cases > 34, "{cases}");
}

#[test]
fn doubts_are_told() {
    let shop = shop();
    for (set, words) in [
        ("stage.open.lasts=40d", "is taken as 2"),
        (
            "stage.trial.monthly={ serach = 100.0 }",
            "did you mean `search`?",
        ),
        (
            "channel.free={ visitors = 100, conversion = 0.02 }\nstage.trial.monthly.free=100",
            "`stage.trial.monthly.free` buys nothing",
        ),
        (
            "stage.open.lasts=6mo",
            "`stage.trial` never begins: the stages before it take 6 months at least, and the ramp has 4",
        ),
        (
            "stage.open.lasts=\nstage.open.target=1.0\nstage.open.ends={ met_months = 3, at_latest = \"2mo\" }",
            "`stage.open` can never meet its target in 3 months: the stage lasts no longer than 2",
        ),
        (
            "stage.trial.ends={ met_months = 4 }",
            "can never meet its target in 4 months: from its beginning to the end there are 3",
        ),
        (
            "stage.end={ people = { service = 0 } }\nstage.trial.lasts=1mo",
            "`stage.end.people.service` is 0, and nobody else does the work",
        ),
        (
            "product.hero.stock=1000",
            "buys 500 of the 1000 pieces of `hero`",
        ),
        (
            "channel.search={ cost_per_click = 1.0, conversion = 0.02 }",
            "no uncertainty is given",
        ),
        (
            "channel.free={ base = 100, per_order = 60.0, conversion = 0.02 }",
            "feeds itself",
        ),
        (
            "channel.display={ cost_per_click = 1.0, conversion = 0.02 }",
            "no stage has a budget for it",
        ),
    ] {
        let (mut arguments, mut text) = (vec!["check", "doubtful.toml"], RAMP.to_owned());
        for set in set.lines() {
            match set.strip_suffix('=') {
                // Taken out.
                Some(path) => {
                    let key = path.rsplit('.').next().expect("a key");
                    let line = text.lines().find(|line| line.starts_with(key));
                    text = text.replace(line.expect("a line"), "");
                }
                None => arguments.extend(["--set", set]),
            }
        }
        shop.write("doubtful.toml", text);
        let told = shop.ends(0, &arguments).stdout;
        let told: Vec<&str> = told.split_whitespace().collect();
        let told = told.join(" ");
        assert!(told.contains(words), "{set}: {told}");
        assert!(
            told.contains(" --> ") || set.starts_with("channel.search"),
            "{set}: {told}"
        );
    }
    let plain = shop.ends(0, &["check", "ramp.toml"]).stdout;
    assert!(plain.contains("no errors, no warnings"), "{plain}");
}

#[test]
fn one_world_is_told_month_by_month_and_written_day_by_day() {
    let shop = shop();
    let found = [
        "replay",
        "ramp.toml",
        "--quantile",
        "0.9",
        "--metric",
        "cash.low",
        "--replications",
        "50",
    ];
    let told = shop.ends(0, &found).stdout;
    assert!(
        told.contains("cash.low is ") && told.contains("45 of 50 worlds have no more")
            || told.contains("90.0% of 50 worlds"),
        "{told}"
    );
    assert!(
        told.contains(" 4 Dec 2026") && told.contains("trial begins in month 2"),
        "{told}"
    );
    shop.ends(
        0,
        &["replay", "ramp.toml", "--replication", "3", "--log", "log"],
    );
    let days = shop.text("log/days.csv");
    let rows: Vec<Vec<&str>> = days.lines().map(|line| line.split(',').collect()).collect();
    assert_eq!(rows.len(), 123);
    assert!(rows.iter().all(|row| row.len() == rows[0].len()));
    let sum = |name: &str| -> f64 {
        let place = rows[0]
            .iter()
            .position(|head| *head == name)
            .expect("a column");
        rows[1..]
            .iter()
            .map(|row| row[place].parse::<f64>().expect("a number"))
            .sum()
    };
    // What the run says of this world.
    shop.surgeplan(&["ramp", "ramp.toml", "--replications", "4", "--csv", "out"]);
    let table = shop.text("out/replications.csv");
    let table: Vec<Vec<&str>> = table
        .lines()
        .map(|line| line.split(',').collect())
        .collect();
    let place = table[0]
        .iter()
        .position(|head| *head == "money.revenue")
        .expect("a column");
    let revenue: f64 = table[4][place].parse().expect("a number");
    assert!((sum("revenue") - revenue).abs() < 1e-6 * revenue.max(1.0));
    assert_eq!(
        sum("asked"),
        sum("orders") + sum("unanswered") + sum("no_stock")
    );
}
