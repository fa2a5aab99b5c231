//! Ramps as a shop owner plays them at the command line: results, what would have to be true, and what is refused.

use crate::shop;

use shop::{RAMP, ramp_shop as shop, repository};

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
