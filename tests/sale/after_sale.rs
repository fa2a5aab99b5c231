//! After the sale: hours of desks by hand, and the people they need.

use crate::common;
use crate::shop;

use common::bursts::{Played, replay, shop as sale};
use common::from_text;
use serde_json::Value;
use shop::Shop;
use surgeplan::model::Model;
use surgeplan::model::Outcome;
use surgeplan::random::WorldKey;
use surgeplan::sale::World;
use surgeplan::sale::play::Buffers;
use surgeplan::scenario::Scenario;

/// Two orders at once and one at minute 70, each with a contact that takes fifty minutes, at a desk of one.
const TEXT: &str = "[desk.after]\nservers = 1\nanswer = { within = \"30min\", share = 0.8 }\n[contact.ask]\ndesk = \"after\"\nper_order = 1\n\
                    lag = { from = \"paid\", dist = \"constant\", value = \"0min\" }\nwork = \"50min\"\n";

fn text(desk: &str) -> String {
    let rest = TEXT.replace("servers = 1\n", desk);
    let text = sale("5h", &[(0, 2, ""), (70, 1, "")], &rest);
    text.replace(
        "closes = 2026-11-11T22:00:00",
        "closes = 2026-11-11T12:00:00",
    )
}

/// A series, from the first grid point to the last.
fn series(scenario: &Scenario, outcome: &Outcome, name: &str) -> Vec<f64> {
    let frame = scenario.sale.frame();
    let place = frame.series.iter().position(|one| one.metric.name == name);
    let place = place.expect("a series");
    assert_eq!(frame.series[place].step, 60.0);
    let values = &outcome.series[frame.offset(place)..frame.offset(place + 1)];
    values
        .iter()
        .map(|&value| f64::from((value * 100.0).round()) / 100.0)
        .collect()
}

#[test]
fn a_desk_hour_by_hour() {
    let Played {
        scenario, outcome, ..
    } = replay(&text("servers = 1\n"), 0);
    // Begun at 0, 50 and 100.
    for (name, by_hand) in [
        ("contacts.after", [2.0, 1.0, 0.0, 0.0, 0.0, 0.0]),
        ("in_time.after", [1.0, 1.0, 0.0, 0.0, 0.0, 0.0]),
        ("waited.after", [50.0, 30.0, 0.0, 0.0, 0.0, 0.0]),
        ("work.after", [100.0, 50.0, 0.0, 0.0, 0.0, 0.0]),
    ] {
        assert_eq!(series(&scenario, &outcome, name), by_hand, "{name}");
    }
    let slow = text("servers = 1\n").replace("50min\"", "2h\"");
    let Played {
        scenario, outcome, ..
    } = replay(&slow, 0);
    // Begun at 0, 120 and 240; who begins at a grid point waits no more.
    let waiting = series(&scenario, &outcome, "backlog.after");
    assert_eq!(waiting[1..], [1.0, 1.0, 1.0, 0.0, 0.0]);
}

/// One head from 10:00, nobody from 11:00, two from 12:00 to 14:00: the second waits until noon, and so does the third.
#[test]
fn a_plan_with_heads_by_hour() {
    for desk in [
        "servers = 7\n",
        "[team.a]\n[shift.s]\nfrom = \"09:00\"\nto = \"18:00\"\nassign.after = { a = 3 }\n",
    ] {
        let desk = if desk.starts_with('[') {
            text("") + desk
        } else {
            text(desk)
        };
        let scenario = from_text(&desk.replace("50min\"", "70min\""), &[]);
        let plan = scenario
            .plan
            .with_heads(&scenario.sale.facts, 0, &[1, 0, 2, 2, 0]);
        let (log, outcome) = scenario
            .sale
            .replay(&plan, WorldKey::new(3, 0))
            .expect("small");
        let starts: Vec<f64> = (log.contacts.iter())
            .filter_map(|row| row.started.map(f64::round))
            .collect();
        assert_eq!(starts, [0.0, 120.0, 120.0]);
        let place = scenario.catalogue().find("people.hours").expect("a metric");
        assert_eq!(outcome.values[place], 5.0);
    }
}

/// Contacts come as a Poisson process of 28 an hour, day and night, six minutes each: as many heads as Erlang's formula
/// says, in the report and on any number of threads.
#[test]
fn heads_are_those_of_erlang_where_the_load_is_even() {
    let shop = Shop::new();
    let text = "[sale]\nopens = 2026-01-01T00:00:00\ncloses = 2026-01-03T00:00:00\nfollow = \"2d\"\nheat = 1\n\
                [source.all]\norders = 1344\n[desk.after]\nservers = 1\nchats = 1\nanswer = { within = \"2min\", share = 0.8 }\n\
                [contact.ask]\ndesk = \"after\"\nper_order = 1\nlag = { from = \"paid\", dist = \"constant\", value = \"0min\" }\n\
                work = { dist = \"exponential\", mean = \"6min\" }\n";
    shop.write("desk.toml", text);
    let run = |threads: &str| -> Value {
        let ended = shop.ends(
            0,
            &[
                "run",
                "desk.toml",
                "--replications",
                "120",
                "--json",
                "-",
                "--threads",
                threads,
            ],
        );
        let document: Value = serde_json::from_str(&ended.stdout).expect("JSON");
        document["heads"]["after"].clone()
    };
    let one = run("1");
    assert_eq!(one, run("3"));
    let heads = one["by_hour"].as_array().expect("a list");
    assert_eq!(heads.len(), 49);
    // 2.8 Erlang, and 3.0 on a bad day: five answer 80% within two minutes by Erlang's C, four do not.
    let queue = |servers| surgeplan::theory::Queue {
        servers,
        rate: 30.0 / 60.0,
        work: 6.0,
        patience: None,
    };
    assert!(queue(4).served_within(2.0) < 0.8 && queue(5).served_within(2.0) > 0.8);
    let fives = heads.iter().filter(|heads| **heads == 5).count();
    assert!(fives >= 40, "{heads:?}");
    assert_eq!(one["rounds"], 1);
    assert_eq!(one["worlds"], 24);
    assert!(one["reached"].as_f64() >= Some(0.9), "{one}");
    let told = shop
        .ends(0, &["run", "desk.toml", "--replications", "120"])
        .stdout;
    assert!(told.contains("heads for 80.0% within 2 min at after by hour on "));
}

/// What `check` expects by day, from the lags, is what is played: within 4 standard errors and a tenth, as the means leave
/// chance, lateness and errors out; and the third day after the sale has the most.
#[test]
fn the_check_expects_the_peak_of_the_third_day() {
    let shop = Shop::new();
    shop.write("shop.toml", shop::repository("scenarios/juhuasuan.toml"));
    let json = |arguments: &[&str]| -> Value {
        let ended = shop.surgeplan(&[arguments, &["--json", "-"]].concat());
        serde_json::from_str(&ended.stdout).expect("JSON")
    };
    let numbers = |value: &Value| -> Vec<f64> {
        let list = value.as_array().expect("a list");
        list.iter()
            .map(|one| one.as_f64().expect("a number"))
            .collect()
    };
    // Hour 14 from the opening at 10:00 begins day 1.
    let by_day = |hours: &[f64]| -> Vec<f64> {
        let (first, rest) = hours.split_at(14);
        let days = rest.chunks(24).map(|day| day.iter().sum());
        [first.iter().sum()].into_iter().chain(days).collect()
    };
    let checked = json(&["check", "shop.toml"]);
    let expected = by_day(&numbers(
        &checked["load"]["desks"]["after"]["by_hour"]["contacts"],
    ));
    let run = json(&["run", "shop.toml", "--replications", "400"]);
    let played = by_day(&numbers(&run["series"]["contacts.after"]["mean"]));
    let contacts = &run["metrics"]["desk.after.contacts"];
    let [mean, se] = ["mean", "se"].map(|what| contacts[what].as_f64().expect("a number"));
    for day in 1..10 {
        let tolerance = played[day] * (0.1 + 4.0 * se / mean) + 0.5;
        let gap = (played[day] - expected[day]).abs();
        assert!(
            gap < tolerance,
            "day {day}: {} played, {} expected",
            played[day],
            expected[day]
        );
    }
    for days in [&expected, &played] {
        let peak = days.iter().copied().fold(0.0, f64::max);
        assert_eq!(days[3], peak, "{days:?}");
    }
}

/// One person off duty until eleven: two contacts at ten wait for more than thrice ten minutes.
#[test]
fn a_story_tells_when_a_desk_drowned_and_why() {
    let desk = "servers = 1\nopen = [\"11:00-14:00\"]\n";
    let text = text(desk)
        .replace("30min\", share", "10min\", share")
        .replace("50min\"", "10min\"");
    let shop = Shop::new();
    shop.write("shop.toml", text);
    let told = shop
        .ends(0, &["replay", "shop.toml", "--replication", "0"])
        .stdout;
    for words in [
        "After the sale (who waits at midnight)\n  after: 3 contacts, by day Wed 3\n",
        "    drowned Wed 10:30 - Wed 11:10: 2 came since Wed 10:00, 0.1 people were on duty on average; the\n      longest waited 1.17 h\n",
    ] {
        assert!(told.contains(words), "{words}: {told}");
    }
}

/// Series are what was played, summed up: contacts by hour add up to all.
#[test]
fn hours_add_up_to_the_metrics() {
    let text = common_shop();
    let scenario = from_text(&text, &[]);
    let (mut world, mut buffers) = (World::default(), Buffers::default());
    let mut outcome = Outcome {
        with_series: true,
        ..Outcome::default()
    };
    for replication in 0..20 {
        let key = WorldKey::new(9, replication);
        scenario.sale.draw(key, &mut world).expect("small");
        scenario
            .sale
            .play(&world, &scenario.plan, &mut buffers, &mut outcome);
        let value = |name: &str| outcome.values[scenario.catalogue().find(name).expect("a metric")];
        let sum = |name: &str| series(&scenario, &outcome, name).iter().sum::<f64>();
        let contacts = sum("contacts.after");
        assert_eq!(contacts, value("desk.after.contacts"));
        let in_time = value("desk.after.answered_in_time") * contacts;
        assert!((sum("in_time.after") - in_time).abs() < 1e-6);
        let waited = value("desk.after.wait.mean") * contacts;
        assert!((sum("waited.after") / waited - 1.0).abs() < 1e-3);
    }
}

fn common_shop() -> String {
    "[sale]\nopens = 2026-01-01T10:00:00\nfollow = \"3d\"\n[source.all]\norders = 300\n\
     [desk.after]\nservers = 1\nopen = [\"09:00-18:00\"]\nanswer = { within = \"20min\", share = 0.8 }\n\
     [contact.ask]\ndesk = \"after\"\nper_order = 0.5\nlag = { from = \"paid\", mean = \"9h\", cv = 1 }\n\
     work = { mean = \"6min\", cv = 1 }\npatience = \"2h\"\nagain = 0.5\nagain_after = \"1h\"\n"
        .to_owned()
}
