//! Damaged scenarios: whatever a file says, reading and playing it never panics and always ends.

use crate::shop;

use shop::repository;
use surgeplan::decide::{Answer, Ending};
use surgeplan::model::Model;
use surgeplan::monte_carlo::{self, Settings};
use surgeplan::sale::load::Load;
use surgeplan::scenario::Scenario;

/// How much more damage than in the committed tests: `SURGEPLAN_DAMAGE=100` takes minutes.
fn rounds(usual: usize) -> usize {
    let more = std::env::var("SURGEPLAN_DAMAGE")
        .ok()
        .and_then(|text| text.parse::<usize>().ok());
    usual * more.unwrap_or(1)
}

/// A small deterministic generator (splitmix64), so that failures repeat.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut x = self.0;
        x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (x ^ (x >> 31)) as usize % below.max(1)
    }

    fn one_of<'a>(&mut self, all: &[&'a str]) -> &'a str {
        all[self.roll(all.len())]
    }
}

/// What shops, spreadsheets and cats on keyboards put where a value belongs.
const VALUES: &[&str] = &[
    "0",
    "-0.0",
    "1",
    "-1",
    "2",
    "0.5",
    "1e-300",
    "1e308",
    "-1e308",
    "1e400",
    "nan",
    "inf",
    "-inf",
    "99999999999999999999",
    "9223372036854775807",
    "-9223372036854775808",
    "4294967296",
    "65536",
    "1000000",
    "0.9999999999999999",
    "true",
    "\"\"",
    "\"0\"",
    "\"0s\"",
    "\"-1s\"",
    "\"1e400d\"",
    "\"1ms\"",
    "\"1000d\"",
    "\"999999999d\"",
    "\"0.0001ms\"",
    "\"8h\"",
    "\"1h\"",
    "\"00:00\"",
    "\"24:00\"",
    "\"23:59+1\"",
    "\"12:00+9\"",
    "\"400/h\"",
    "\"0/h\"",
    "\"1e300/ms\"",
    "\"pack\"",
    "\"hit\"",
    "\"fans\"",
    "\"flat\"",
    "\"clothing\"",
    "\"sto\"",
    "\"standard\"",
    "\"ship.hours.p99\"",
    "\"flow.within_0s\"",
    "\"heat\"",
    "\"1..\"",
    "\"3..7\"",
    "\"0..99999\"",
    "[]",
    "[[]]",
    "[0]",
    "[-1]",
    "[0, 1, 2]",
    "[\"00:00-24:00\"]",
    "[\"22:00-06:00\", \"23:00-07:00\"]",
    "[\"10:00-10:01\"]",
    "[\"pick\"]",
    "[\"scan\", \"pack\"]",
    "[[\"0h\", 0]]",
    "[[\"0h\", 1e300], [\"1h\", 1e-300]]",
    "[1e308, 1e308, 1e308]",
    "{}",
    "{ a = 1 }",
    "{ mean = 1, cv = 100 }",
    "{ mean = \"1s\", cv = 100 }",
    "{ mean = 1e308, cv = 1 }",
    "{ mean = 1e-308, cv = 1e-308 }",
    "{ p10 = 1e-300, p90 = 1e300 }",
    "{ p10 = \"1ms\", p90 = \"7h\" }",
    "{ p10 = 1, p50 = 2, p90 = 2.0000001 }",
    "{ p05 = -5, p50 = 0, p95 = 9 }",
    "{ low = 0, likely = 0, high = 0 }",
    "{ low = \"0s\", likely = \"0s\", high = \"1h\" }",
    "{ low = -1e308, likely = 0, high = 1e308 }",
    "{ dist = \"weibull\", shape = 0.001, scale = 1 }",
    "{ dist = \"weibull\", mean = \"1min\", shape = 0.01 }",
    "{ dist = \"gamma\", shape = 1e-9, scale = 1e9 }",
    "{ dist = \"gamma\", mean = \"1s\", cv = 0 }",
    "{ dist = \"beta\", a = 1e-9, b = 1e-9 }",
    "{ dist = \"beta\", a = 1e300, b = 1e300 }",
    "{ dist = \"normal\", mean = 1, cv = 99 }",
    "{ dist = \"exponential\", mean = \"8h\" }",
    "{ dist = \"discrete\", values = [0], weights = [1] }",
    "{ dist = \"discrete\", values = [1, 2], weights = [1e308, 1e308] }",
    "{ dist = \"uniform\", low = 1, high = 1 }",
    "{ dist = \"triangular\", low = 0, likely = 0, high = 0 }",
    "2026-11-11T10:00:00",
    "2026-11-11",
    "0001-01-01T00:00:00",
    "9999-12-31T23:59:59",
    "2014-11-20T10:00:01",
    "10:00:00",
];

const SPICE: &[u8] = b"[]{}=.,\"'#\n\r\t \\-_+:0159eTZsmhd\x00\x7f\xef\xbb\xbf\xf0\x9f";

/// Replaces what stands behind an `=`, the place chosen at random.
fn swap_value(text: &str, dice: &mut Dice) -> String {
    let places: Vec<usize> = text.match_indices("= ").map(|(at, _)| at + 2).collect();
    let Some(&start) = places.get(dice.roll(places.len())) else {
        return text.to_owned();
    };
    let rest = &text[start..];
    // A value within an inline table, or all to the end of the line.
    let inner = rest.find([',', '}', '#', '\n']).unwrap_or(rest.len());
    let line = rest.find(['#', '\n']).unwrap_or(rest.len());
    let end = start + if dice.roll(2) == 0 { inner } else { line };
    format!("{}{} {}", &text[..start], dice.one_of(VALUES), &text[end..])
}

fn damage_bytes(text: &str, dice: &mut Dice) -> String {
    let mut bytes = text.as_bytes().to_vec();
    if bytes.is_empty() {
        return " ".to_owned();
    }
    let at = dice.roll(bytes.len());
    let end = (at + dice.roll(20)).min(bytes.len());
    match dice.roll(5) {
        0 => drop(bytes.drain(at..end)),
        1 => bytes.insert(at, SPICE[dice.roll(SPICE.len())]),
        2 => bytes[at] ^= 1 << dice.roll(8),
        3 => bytes[at] = SPICE[dice.roll(SPICE.len())],
        _ => bytes.truncate(at.max(1)),
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn damage_lines(text: &str, dice: &mut Dice) -> String {
    let mut lines: Vec<&str> = text.lines().collect();
    if lines.is_empty() {
        return "\n".to_owned();
    }
    let (one, other) = (dice.roll(lines.len()), dice.roll(lines.len()));
    match dice.roll(4) {
        0 => drop(lines.remove(one)),
        1 => lines.insert(other, lines[one]),
        2 => lines.swap(one, other),
        _ => lines.truncate(one.max(1)),
    }
    lines.join("\n")
}

/// Where a text came from, so that a panic can be repeated.
struct Told<'a>(&'a str, &'a [String]);

impl Drop for Told<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("--- the scenario, with {:?}\n{}", self.1, self.0);
        }
    }
}

/// Reads a text and, if it is accepted and not too large, plays it; whether it was accepted.
fn survive(text: &str, overrides: &[String], seed: u64) -> bool {
    let _told = Told(text, overrides);
    let scenario = match Scenario::from_text("shop.toml", text, overrides) {
        Ok(scenario) => scenario,
        Err(refused) => {
            let told = refused.render(false);
            assert!(
                told.contains("error: "),
                "refused without an error:\n{told}"
            );
            return false;
        }
    };
    let load = Load::of(&scenario.sale.facts, &scenario.plan);
    let _ = surgeplan::report::load::text(&scenario, &load);
    let _ = surgeplan::report::json::check(&scenario, overrides, &load).expect("a document");
    if load.orders + load.lost > 20_000.0 {
        return true;
    }
    let settings = Settings {
        seed,
        replications: 2,
        threads: Some(1),
    };
    // A world of too many orders is refused, which is a fine answer.
    if let Ok(table) = monte_carlo::run(&scenario.sale, &scenario.plan, settings, |_| {}) {
        let answer = Answer::of(scenario.sale.metrics(), &scenario.goals, &table);
        let told =
            surgeplan::report::run::text(&scenario, &answer, &table, (seed, Ending::AllPlayed));
        assert!(told.lines().count() > 5 && !told.contains("NaN"), "{told}");
        surgeplan::report::json::run(&scenario, overrides, &answer, (seed, Ending::AllPlayed))
            .expect("a document");
    }
    true
}

fn scenarios() -> [String; 2] {
    [
        repository("scenarios/juhuasuan.toml"),
        repository("tests/scenarios/every_key.toml"),
    ]
}

#[test]
fn whole_scenarios_are_accepted() {
    for text in scenarios() {
        assert!(survive(&text, &[], 1));
    }
}

#[test]
fn damaged_bytes_and_lines() {
    let mut dice = Dice(1);
    let mut accepted = 0;
    let all = rounds(1200);
    for round in 0..all {
        let mut text = scenarios()[round % 2].clone();
        for _ in 0..=dice.roll(4) {
            text = if dice.roll(2) == 0 {
                damage_bytes(&text, &mut dice)
            } else {
                damage_lines(&text, &mut dice)
            };
        }
        accepted += usize::from(survive(&text, &[], round as u64));
    }
    // Some damage is a remark or a number and stays a scenario; most is not.
    assert!(
        accepted > all / 50 && accepted < all / 2,
        "{accepted} of {all} are accepted"
    );
}

#[test]
fn swapped_values() {
    let mut dice = Dice(2);
    let mut accepted = 0;
    let all = rounds(2500);
    for round in 0..all {
        let mut text = scenarios()[round % 2].clone();
        for _ in 0..=dice.roll(2) {
            text = swap_value(&text, &mut dice);
        }
        accepted += usize::from(survive(&text, &[], round as u64));
    }
    assert!(
        accepted > all / 50 && accepted < all / 2,
        "{accepted} of {all} are accepted"
    );
}

#[test]
fn every_value_for_every_key_by_set() {
    let paths = every_path();
    assert!(paths.len() > 100);
    let mut dice = Dice(3);
    let mut accepted = 0;
    let all = rounds(2500);
    for round in 0..all {
        let overrides: Vec<String> = (0..=dice.roll(2))
            .map(|_| format!("{}={}", paths[dice.roll(paths.len())], dice.one_of(VALUES)))
            .collect();
        accepted += usize::from(survive(&scenarios()[1], &overrides, round as u64));
    }
    assert!(
        accepted > all / 50 && accepted < all / 2,
        "{accepted} of {all} are accepted"
    );
}

/// The path of every key and table of the scenario with all keys.
fn every_path() -> Vec<String> {
    use surgeplan::reader::{Problems, Sources, Table, Value, parse};
    fn collect(table: &Table, prefix: &str, paths: &mut Vec<String>) {
        for entry in &table.entries {
            let path = format!("{prefix}{}", entry.key);
            if let Value::Table(inner) = &entry.node.value {
                collect(inner, &format!("{path}."), paths);
            }
            paths.push(path);
        }
    }
    let mut sources = Sources::new("every_key.toml", scenarios()[1].clone());
    let mut paths = Vec::new();
    collect(&parse(&mut sources, &[], &Problems::new()), "", &mut paths);
    paths
}
