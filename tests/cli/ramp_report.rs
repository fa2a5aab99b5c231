//! The report of a ramp: what it shows is what there is.

use crate::shop;

use shop::{RAMP, Shop, ramp_shop as shop, repository};

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
