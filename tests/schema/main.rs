//! The schema that `surgeplan schema` prints, held against the reader: it refuses no file that can be read, and finds
//! what an editor should find.

mod convert;
mod keys;
#[path = "../shop/mod.rs"]
mod shop;

use boon::{Compiler, Schemas};
use convert::{Checker, Found, json_of, pointers, problems, problems_of, toml_of};
use serde_json::{Value as Json, json};
use shop::{BASE, Shop, repository};
use std::path::Path;
use surgeplan::ramp::Ramp;
use surgeplan::sale::Sale;
use surgeplan::scenario::schema::{schema, schema_of};

/// Scenarios of the repository that can be read without their files.
fn scenarios() -> Vec<(String, String)> {
    let mut found = vec![("base".to_owned(), BASE.to_owned())];
    for folder in ["scenarios", "tests/scenarios"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
        for entry in std::fs::read_dir(path).expect("a folder") {
            let path = entry.expect("an entry").path();
            let is_scenario = path.extension().is_some_and(|end| end == "toml");
            if is_scenario && !path.ends_with("wrong.toml") {
                let text = std::fs::read_to_string(&path).expect("text");
                found.push((path.display().to_string(), text));
            }
        }
    }
    found.sort();
    found
}

#[test]
fn it_is_a_schema_of_its_draft() {
    let schema = schema();
    let draft = schema["$schema"].as_str().expect("a draft").to_owned();
    let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
    let index = compiler.compile(&draft, &mut schemas).expect("the draft");
    let valid = schemas.validate(&schema, index);
    assert!(valid.is_ok(), "{valid:?}");
    // The draft lets a reference lead nowhere; compiling follows them.
    Checker::new(&schema);
    // Not everything passes.
    assert!(
        schemas
            .validate(&json!({ "type": "tabel" }), index)
            .is_err()
    );
}

#[test]
fn it_is_the_same_every_time_and_the_program_prints_it() {
    let text = format!("{:#}\n", schema());
    assert_eq!(text, format!("{:#}\n", schema()));
    let shop = Shop::new();
    let ended = shop.ends(0, &["schema"]);
    assert_eq!(
        (ended.stdout.as_str(), ended.stderr.as_str()),
        (text.as_str(), "")
    );
    shop.ends(2, &["schema", "base.toml"]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told() {
    let shop = Shop::new();
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full");
    let ended = std::process::Command::new(shop.command(&[]).get_program())
        .arg("schema")
        .stdout(full.expect("the device"))
        .output()
        .expect("it runs");
    let told = String::from_utf8_lossy(&ended.stderr);
    assert_eq!(ended.status.code(), Some(3));
    assert!(told.contains("cannot write standard output"), "{told}");
}

#[test]
fn scenarios_agree_with_it() {
    let checker = Checker::new(&schema());
    let all = scenarios();
    assert!(all.len() >= 18, "{}", all.len());
    for (name, text) in all {
        let instance = json_of(&text);
        assert_eq!(checker.refusal(&instance), None, "{name}");
        // What the other tests change is the same scenario, however it is written.
        let problems: fn(&str) -> Found = if instance["ramp"].is_null() {
            problems_of::<Sale>
        } else {
            problems_of::<Ramp>
        };
        let (one, other) = (problems(&text), problems(&toml_of(&instance)));
        assert_eq!(one.is_some(), other.is_some(), "{name}: {other:?}");
    }
}

/// Values of every kind, some of which are right somewhere.
fn values() -> Vec<Json> {
    vec![
        json!(true),
        json!(0),
        json!(0.5),
        json!(3),
        json!(-1),
        json!(1e7),
        json!(""),
        json!("id"),
        json!("2h"),
        json!(" 1 h30 MIN "),
        json!("-2h"),
        json!("0"),
        json!("9:30 +1"),
        json!("10:00:00"),
        json!("10:00-12:00"),
        json!("2026-11-12"),
        json!("2026-11-12T01:00:00.5"),
        json!("30/h"),
        json!("1e2 / .5 h"),
        json!("3..7"),
        json!("rest"),
        json!("flat"),
        json!([]),
        json!([1]),
        json!(["0h", "3h"]),
        json!([["0h", 2], [0, 1.5]]),
        json!({}),
        json!({ "mean": 3, "cv": 0.5 }),
        json!({ "mean": "3min", "cv": 0.5 }),
        json!({ "dist": "uniform", "low": 0, "high": 1 }),
        json!({ "id": 1 }),
    ]
}

/// Changes a scenario in many ways, one at a time: `see` gets the change and what came of it.
fn changed(instance: &Json, mut see: impl FnMut(&str, &Json)) {
    for at in pointers(instance) {
        for value in values() {
            let mut other = instance.clone();
            *other.pointer_mut(&at).expect("it is there") = value.clone();
            if other.is_object() {
                see(&format!("{at} = {value}"), &other);
            }
        }
        if let Some((above, key)) = at.rsplit_once('/') {
            let mut other = instance.clone();
            if let Some(Json::Object(table)) = other.pointer_mut(above) {
                table.shift_remove(key);
                see(&format!("{at} removed"), &other);
            }
        }
    }
}

#[test]
fn what_can_be_read_agrees_with_it_whatever_is_changed() {
    let checker = Checker::new(&schema());
    let (mut read, mut refused, mut found) = (0, 0_u32, 0_u32);
    let every_key = repository("tests/scenarios/every_key.toml");
    for text in [BASE, &every_key] {
        changed(&json_of(text), |change, instance| {
            let refusal = checker.refusal(instance);
            if problems(&toml_of(instance)).is_none() {
                assert_eq!(refusal, None, "{change}");
                read += 1;
            } else {
                refused += 1;
                found += u32::from(refusal.is_some());
            }
        });
    }
    assert!(read > 500, "only {read} could be read");
    let share = f64::from(found) / f64::from(refused);
    assert!(share > 0.8, "it finds {found} of {refused} errors only");
}

#[test]
fn unknown_keys_are_found_at_every_level() {
    let checker = Checker::new(&schema());
    let instance = json_of(&repository("tests/scenarios/every_key.toml"));
    let mut unseen = Vec::new();
    let mut levels = 0;
    for at in pointers(&instance) {
        // Fees of the user's own have whatever name the user gives them.
        if at == "/fees/other" {
            continue;
        }
        let mut other = instance.clone();
        let Some(Json::Object(table)) = other.pointer_mut(&at) else {
            continue;
        };
        table.insert("zzz".to_owned(), json!(1));
        assert!(problems(&toml_of(&other)).is_some(), "{at}");
        levels += 1;
        if checker.takes(&other) {
            unseen.push(at);
        }
    }
    // Names of products, stations and teams: whether there are any like that is told by `check`.
    let names = [
        "/product/hit/with",
        "/prepack/hits/shift/early/assign",
        "/prepack/hits/shift/night/assign",
        "/team/gifts/skills",
        "/team/service/skills",
        "/shift/day/assign/wrap",
        "/shift/late/assign/wrap",
        "/shift/after/assign/after",
        // Paths of any key; whether they lead somewhere is told by `check`.
        "/option/more/set",
        "/size/minimise",
    ];
    assert_eq!(unseen, names);
    assert!(levels > 60, "{levels}");
}

#[test]
fn both_refuse_what_is_wrong() {
    let checker = Checker::new(&schema());
    let mut cases = 0;
    for case in r#"
        heat = { => haet = {
        heat = { => unpaid = 1.1⏎heat = {
        heat = { => unpaid = "10%"⏎heat = {
        heat = { => promise = 48⏎heat = {
        heat = { => promise = "48"⏎heat = {
        heat = { => measure = "10h"⏎heat = {
        heat = { => holidays = ["monday"]⏎heat = {
        open = ["10:00-22:00"] => open = ["10:00"]
        heat = { p10 = 0.6, p90 = 1.5 } => heat = { p10 = 0.6, p91 = 1.5 }
        heat = { p10 = 0.6, p90 = 1.5 } => heat = { dist = "gama", mean = 1, cv = 1 }
        heat = { p10 = 0.6, p90 = 1.5 } => heat = -1
        opens = 2026-11-11T10:00:00⏎ =>
        2026-11-11T10:00:00 => "tomorrow"
        2026-11-11T10:00:00 => 2026-11-11T10:00:00Z
        orders = 100 => orders = "100"
        orders = 100 => orders = -1
        orders = 100 => orders = 100⏎bursty = 0.5
        orders = 100 => orders = 100⏎heat = "yes"
        orders = 100 => orders = 100⏎product = "hit"⏎reserve = { units = 3 }
        price = 99.0 => price = -0.01
        price = 79.0⏎ =>
        stock = 90 => stock = 90.5
        stock = 90 => stock = 90⏎miscount = 2
        stock = 90 => stock = 90⏎restock.a = { ordered = "1h" }
        stock = 90 => stock = 90⏎restock.a = { units = 0, ordered = "1h" }
        stock = 90 => stock = 90⏎restock."a b" = { units = 1, ordered = "1h" }
        stock = 90 => stock = 90⏎units = 0
        stock = 90 => stock = 90⏎units = { dist = "discrete", values = [0, 1], weights = [1, 1] }
        share = 0.3 => share = 1.01
        share = 0.3⏎ => share = 0.3⏎shift.early = { from = "08:00" }⏎
        "20s" => 20
        "20s" => "20"
        "20s" => "20s"⏎wave = { orders = 20 }
        "20s" => "20s"⏎wave = { orders = 0, after = "5min" }
        "20s" => "20s"⏎errors = 0.95
        "20s" => "20s"⏎catches = 1.5
        "20s" => "20s"⏎down = { every = "4h" }
        [goal.in_time] => [consumable.tape]⏎station = "pick"⏎[goal.in_time]
        [goal.in_time] => [consumable.tape]⏎station = "pick"⏎stock = -1⏎[goal.in_time]
        [goal.in_time] => [overtime]⏎limit = 3⏎[goal.in_time]
        [goal.in_time] => [overtime]⏎night = { from = "22:00" }⏎[goal.in_time]
        [goal.in_time] => [shift.day]⏎from = "10:00"⏎to = "19:00"⏎end = "leave"⏎[goal.in_time]
        [goal.in_time] => [shift.day]⏎from = "10:00"⏎to = "19:00"⏎flexible = 30⏎[goal.in_time]
        "20s"⏎servers = 1 => "20s"⏎servers = 0
        open = ["10:00-22:00"] => open = "10:00-22:00"
        "14:00" => "2pm"
        "14:00" => "14:00", loads = "30"
        at = "14:00",  =>
        metric = "ship.within_promise"⏎ =>
        with_probability = 0.5 => with_probability = 1.5
        [goal.in_time] => [goal."in time"]
        [goal.in_time] => [shift.late]⏎from = "22:00"⏎[goal.in_time]
        [goal.in_time] => [team.temps]⏎heads = -1⏎[goal.in_time]
        [goal.in_time] => [team.temps]⏎skills = { pack = 101 }⏎[goal.in_time]
        [goal.in_time] => [shift.day]⏎from = "10:00"⏎to = "19:00"⏎assign.pack = { temps = "all" }⏎[goal.in_time]
        [goal.in_time] => [profile.p]⏎hourly = [1, -1]⏎[goal.in_time]
        [goal.in_time] => [profile.p]⏎rhythm = "shoes"⏎[goal.in_time]
        [goal.in_time] => [route]⏎standard = "pick"⏎[goal.in_time]
        [goal.in_time] => [overtime]⏎after = 8⏎[goal.in_time]
        "#
    .lines()
    .map(str::trim)
    .filter(|case| !case.is_empty())
    {
        let (from, to) = case.split_once(" =>").expect("a change");
        let (from, to) = (from.replace('⏎', "\n"), to.trim_start().replace('⏎', "\n"));
        assert_eq!(BASE.matches(&from).count(), 1, "`{from}` stands once in the base");
        let text = BASE.replace(&from, &to);
        assert!(problems(&text).is_some(), "the reader takes {case}");
        assert!(!checker.takes(&json_of(&text)), "the schema takes {case}");
        cases += 1;
    }
    assert!(cases > 40);
}

#[test]
fn a_part_of_it_as_it_is() {
    let whole = schema_of::<Sale>();
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    let pickup = whole
        .pointer("/properties/carrier/patternProperties/^[A-Za-z0-9_-]{1,40}$/properties/pickup")
        .expect("pickups");
    let part = json!({
        "pickup": pickup,
        "days": whole["$defs"]["days"],
        "duration": whole["$defs"]["duration"],
    });
    settings.bind(|| insta::assert_snapshot!("schema-pickup", format!("{part:#}")));
}
