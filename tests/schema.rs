//! The schema that `surgeplan schema` prints, held against the reader: it refuses no file that can be read, and finds
//! what an editor should find.

mod shop;

use boon::{Compiler, SchemaIndex, Schemas};
use serde_json::{Map, Value as Json, json};
use shop::{BASE, Shop, repository};
use std::collections::BTreeSet;
use surgeplan::reader::{self, Problems, Sources, Table, Value};
use surgeplan::scenario::schema::schema;
use surgeplan::scenario::{Refused, Scenario};

/// A validator and the schema it holds.
struct Checker {
    schemas: Schemas,
    index: SchemaIndex,
}

impl Checker {
    fn new(schema: &Json) -> Self {
        let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
        let name = "surgeplan.schema.json";
        compiler
            .add_resource(name, schema.clone())
            .expect("a schema");
        let index = compiler.compile(name, &mut schemas);
        let index = index.unwrap_or_else(|error| panic!("{error:#}"));
        Self { schemas, index }
    }

    fn refusal(&self, instance: &Json) -> Option<String> {
        let found = self.schemas.validate(instance, self.index);
        found.err().map(|error| format!("{error}"))
    }

    fn takes(&self, instance: &Json) -> bool {
        self.refusal(instance).is_none()
    }
}

/// A scenario as JSON; dates and times become text.
fn json_of(text: &str) -> Json {
    fn table(table: &Table) -> Json {
        let entries = table.entries.iter();
        let entries: Map<_, _> = entries
            .map(|entry| (entry.key.clone(), value(&entry.node.value)))
            .collect();
        entries.into()
    }
    fn value(found: &Value) -> Json {
        match found {
            Value::Text(text) => json!(text),
            Value::Integer(whole) => json!(whole),
            Value::Float(number) => json!(number),
            Value::Boolean(flag) => json!(flag),
            Value::Moment(moment) => {
                let date = moment.date.map(|date| date.to_string());
                let time = moment.time.map(|time| time.to_string());
                let parts: Vec<_> = [date, time].into_iter().flatten().collect();
                let offset = if moment.offset { "Z" } else { "" };
                json!(parts.join("T") + offset)
            }
            Value::List(list) => list.iter().map(|node| value(&node.value)).collect(),
            Value::Table(inner) => table(inner),
        }
    }
    let problems = Problems::new();
    let tree = reader::parse(&mut Sources::new("a", text.to_owned()), &[], &problems);
    assert!(problems.is_empty(), "{text}");
    table(&tree)
}

/// The same as TOML again.
fn toml_of(instance: &Json) -> String {
    fn value(json: &Json) -> String {
        match json {
            Json::Array(list) => {
                let list: Vec<_> = list.iter().map(value).collect();
                format!("[{}]", list.join(", "))
            }
            Json::Object(table) => {
                let entries = table.iter();
                let entries: Vec<_> = entries
                    .map(|(key, inner)| format!("{key:?} = {}", value(inner)))
                    .collect();
                format!("{{ {} }}", entries.join(", "))
            }
            plain => plain.to_string(),
        }
    }
    let entries = instance.as_object().expect("a table").iter();
    entries
        .map(|(key, inner)| format!("{key:?} = {}\n", value(inner)))
        .collect()
}

/// The problems of a scenario as (code, title, help); `None` when it can be played.
fn problems(text: &str) -> Option<Vec<(&'static str, String, String)>> {
    let Err(refused) = Scenario::from_text("shop.toml", text, &[]) else {
        return None;
    };
    let Refused::Wrong { problems, .. } = refused else {
        panic!("{refused}");
    };
    let problems = problems.into_iter();
    let told = problems.map(|one| (one.code, one.title, one.help.unwrap_or_default()));
    Some(told.collect())
}

/// Paths (as JSON pointers) of everything in a document.
fn pointers(document: &Json) -> Vec<String> {
    fn walk(at: &str, value: &Json, all: &mut Vec<String>) {
        all.push(at.to_owned());
        match value {
            Json::Object(table) => {
                for (key, inner) in table {
                    walk(&format!("{at}/{key}"), inner, all);
                }
            }
            Json::Array(list) => {
                for (index, inner) in list.iter().enumerate() {
                    walk(&format!("{at}/{index}"), inner, all);
                }
            }
            _ => {}
        }
    }
    let mut all = Vec::new();
    walk("", document, &mut all);
    all
}

/// Scenarios of the repository that can be read without their files.
fn scenarios() -> Vec<(String, String)> {
    let mut found = vec![("base".to_owned(), BASE.to_owned())];
    for folder in ["scenarios", "tests/scenarios"] {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
        for entry in std::fs::read_dir(path).expect("a folder") {
            let name = entry.expect("an entry").file_name();
            let name = format!("{folder}/{}", name.to_string_lossy());
            if name.ends_with(".toml") && !name.ends_with("wrong.toml") {
                found.push((name.clone(), repository(&name)));
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
    let (mut read, mut refused, mut found) = (0, 0, 0);
    let every_key = repository("tests/scenarios/every_key.toml");
    for text in [BASE, &every_key] {
        changed(&json_of(text), |change, instance| {
            let refusal = checker.refusal(instance);
            match problems(&toml_of(instance)) {
                None => {
                    assert_eq!(refusal, None, "{change}");
                    read += 1;
                }
                Some(_) => {
                    refused += 1;
                    found += usize::from(refusal.is_some());
                }
            }
        });
    }
    assert!(read > 500, "only {read} could be read");
    let share = f64::from(u32::try_from(found).expect("few")) / f64::from(refused);
    assert!(share > 0.8, "it finds {found} of {refused} errors only");
}

#[test]
fn unknown_keys_are_found_at_every_level() {
    let checker = Checker::new(&schema());
    let instance = json_of(&repository("tests/scenarios/every_key.toml"));
    let mut unseen = Vec::new();
    let mut levels = 0;
    for at in pointers(&instance) {
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
    // Names of stations and teams: whether there are any like that is told by `check`.
    assert_eq!(unseen, ["/team/gifts/skills", "/shift/day/assign/wrap"]);
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
        share = 0.3⏎ => share = 0.3⏎shift.early = { from = "08:00", to = "09:00" }⏎
        "20s" => 20
        "20s" => "20"
        "20s" => "20s"⏎wave = { orders = 20 }
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
        [goal.in_time] => [overtime]⏎after = "8h"⏎[goal.in_time]
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

/// What a schema says, with its references followed.
fn follow<'s>(whole: &'s Json, schema: &'s Json) -> &'s Json {
    let Some(reference) = schema["$ref"].as_str() else {
        return schema;
    };
    whole.pointer(&reference[1..]).expect("a definition")
}

/// The kinds of value a schema takes.
fn kinds<'s>(whole: &'s Json, schema: &'s Json) -> Vec<&'s Json> {
    let schema = follow(whole, schema);
    match schema["anyOf"].as_array() {
        None => vec![schema],
        Some(any) => any.iter().flat_map(|one| kinds(whole, one)).collect(),
    }
}

/// Values of a kind that a reader may take: of texts without a form one of these is right.
fn samples(whole: &Json, kind: &Json) -> Vec<Json> {
    if let Some(words) = kind["enum"].as_array() {
        return words.clone();
    }
    if !kind["const"].is_null() {
        return vec![kind["const"].clone()];
    }
    match kind["type"].as_str() {
        Some("boolean") => vec![json!(true)],
        Some("integer" | "number") => vec![json!(1)],
        Some("string") => {
            let texts = [
                "id",
                "2h",
                "10:00",
                "10:00-12:00",
                "2026-11-12",
                "1/h",
                "0..",
                "sold > 1",
            ];
            texts.map(|text| json!(text)).to_vec()
        }
        Some("array") => {
            let elements = kinds(whole, &kind["items"]);
            let elements = elements.iter().flat_map(|one| samples(whole, one));
            elements.map(|one| json!([one])).collect()
        }
        Some("object") => vec![json!({})],
        _ => panic!("{kind}"),
    }
}

/// Tables of a schema: path, as (key, `None` = any key) pairs, and what is said of them. Each definition comes once.
fn tables<'s>(whole: &'s Json) -> Vec<(Vec<String>, &'s Json)> {
    let mut found = Vec::new();
    let mut seen = BTreeSet::new();
    let mut open: Vec<(Vec<String>, &Json)> = vec![(Vec::new(), whole)];
    while let Some((path, schema)) = open.pop() {
        if schema["$ref"]
            .as_str()
            .is_some_and(|name| !seen.insert(name))
        {
            continue;
        }
        for kind in kinds(whole, schema) {
            if kind["type"] != "object" {
                continue;
            }
            found.push((path.clone(), kind));
            let step = |key: &str| [&path[..], &[key.to_owned()]].concat();
            let named = kind["properties"].as_object().into_iter().flatten();
            open.extend(named.map(|(key, inner)| (step(key), inner)));
            let ids = kind["patternProperties"].as_object().into_iter().flatten();
            open.extend(ids.map(|(_, inner)| (step("id"), inner)));
            if kind["additionalProperties"].is_object() {
                open.push((step("id"), &kind["additionalProperties"]));
            }
        }
    }
    found
}

/// A scenario of nothing but this table.
fn only(path: &[String], table: Json) -> Json {
    path.iter()
        .rev()
        .fold(table, |inner, key| json!({ key: inner }))
}

/// Codes of problems of a value that stands where no such value may stand.
const WRONG: [&str; 9] = [
    "unknown_key",
    "not_built_yet",
    "wrong_kind",
    "unknown_choice",
    "not_a_duration",
    "not_a_clock",
    "not_a_moment",
    "not_a_rate",
    "bad_hours",
];

#[test]
fn every_key_and_kind_of_it_is_read() {
    let whole = schema();
    let mut keys = 0;
    for (path, table) in tables(&whole) {
        let named = table["properties"].as_object().cloned().unwrap_or_default();
        for (key, inner) in &named {
            keys += 1;
            let full = [&path[..], &[key.clone()]].concat().join(".");
            for kind in kinds(&whole, inner) {
                let reads = |table: &Json| {
                    samples(&whole, kind).into_iter().any(|sample| {
                        let mut table = table.clone();
                        table[key] = sample;
                        let text = toml_of(&only(&path, table));
                        let found = problems(&text).unwrap_or_default();
                        !found.iter().any(|(code, title, _)| {
                            WRONG.contains(code) && title.starts_with(&format!("`{full}"))
                        })
                    })
                };
                // Some keys are taken beside one or two certain others only.
                let beside = || {
                    let others = named.iter().filter(|(other, _)| *other != key);
                    others.flat_map(|(other, schema)| {
                        let all = kinds(&whole, schema).into_iter();
                        let all = all.flat_map(|kind| samples(&whole, kind));
                        all.map(|value| (other.clone(), value))
                    })
                };
                let is_read = reads(&json!({}))
                    || beside().any(|(other, value)| reads(&json!({ other: value })))
                    || beside().any(|(one, first)| {
                        beside().any(|(two, second)| {
                            reads(&json!({ one.clone(): first.clone(), two: second }))
                        })
                    });
                assert!(is_read, "`{full}` is read as no {kind}");
            }
        }
    }
    assert!(keys > 200, "{keys}");
}

#[test]
fn every_key_the_reader_lists_is_in_it() {
    let whole = schema();
    let mut listed = 0;
    for (path, table) in tables(&whole) {
        let known = table["properties"].as_object();
        let Some(known) = known.filter(|_| table["additionalProperties"] == false) else {
            continue;
        };
        let full = [&path[..], &["zzz".to_owned()]].concat().join(".");
        let beside = known.iter().flat_map(|(key, schema)| {
            let all = kinds(&whole, schema).into_iter();
            let all = all.flat_map(|kind| samples(&whole, kind));
            all.map(move |value| json!({ key: value }))
        });
        for mut table in beside {
            table["zzz"] = json!(1);
            let found = problems(&toml_of(&only(&path, table))).expect("an unknown key");
            let told = found
                .iter()
                .find(|(_, title, _)| *title == format!("`{full}` is not a known key"));
            let Some((_, _, help)) = told else { continue };
            let keys = help.rsplit(" takes ").next().expect("keys");
            for key in keys.split('`').skip(1).step_by(2) {
                assert!(known.contains_key(key), "`{key}` of {path:?} is missing");
                listed += 1;
            }
        }
    }
    assert!(listed > 1000, "{listed}");
}

#[test]
fn a_part_of_it_as_it_is() {
    let whole = schema();
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
