//! `surgeplan ramp --reach` as a shop owner types it: what would have to be true, and what is refused.

use crate::shop;

use shop::{RAMP, Shop, ramp_shop as shop};

const USUAL: [&str; 8] = [
    "ramp",
    "ramp.toml",
    "--replications",
    "300",
    "--json",
    "-",
    "--set",
    "role.service.serves=1e6",
];

fn reach<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [&USUAL[..], &["--reach"], more].concat()
}

/// The mean of a metric where the ramp is played with some more arguments.
fn played(shop: &Shop, more: &[&str], metric: &str) -> f64 {
    let document = shop.surgeplan(&[&USUAL[..], more].concat()).document();
    document["metrics"][metric]["mean"]
        .as_f64()
        .expect("a mean")
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
        if lever == "budget" {
            // Played with the factor the target is met as often as is told.
            let more = format!("stage.trial.monthly.search={:?}", 15_000.0 * factor);
            let met = played(&shop, &["--set", &more], "stage.trial.met");
            assert!((met - probability).abs() < 0.01);
        }
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
        let share = played(&shop, &["--set", &set], "month.1.met");
        assert_eq!(share >= 0.9, met, "{set}");
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
    let mean = played(&shop, &free, "month.3.visitors");
    let planned = traffic["planned"].as_f64().expect("visitors");
    assert!((planned / mean - 1.0).abs() < 1e-9, "{planned}, not {mean}");
    // A stage's month is one of all its months.
    let stage = shop
        .surgeplan(&reach(
            &[&["stage.trial", "--with", "0.5"][..], &free].concat(),
        ))
        .document();
    let months = (2..=4).map(|n| played(&shop, &free, &format!("month.{n}.visitors")));
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
    let met = played(&shop, &[], "month.3.met");
    let planned = found["as_planned"]["estimate"].as_f64().expect("a share");
    assert!((met - planned).abs() < 1e-12, "{met}, {planned}");
}
