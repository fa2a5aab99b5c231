//! Every key of the schema, one by one, held against the reader; and the reader's own lists held against the schema.

use crate::convert::{problems_of, toml_of};
use serde_json::{Value as Json, json};
use std::collections::BTreeSet;
use surgeplan::ramp::Ramp;
use surgeplan::sale::Sale;
use surgeplan::scenario::Described;
use surgeplan::scenario::schema::schema_of;

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
fn tables(whole: &Json) -> Vec<(Vec<String>, &Json)> {
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

/// The path of a key in messages.
fn dotted(path: &[String], key: &str) -> String {
    let steps = path.iter().map(String::as_str).chain([key]);
    steps.collect::<Vec<_>>().join(".")
}

/// Every key of a table with every value of [`samples`].
fn entries(whole: &Json, table: &Json) -> Vec<(String, Json)> {
    let named = table["properties"].as_object().into_iter().flatten();
    let all = named.flat_map(|(key, schema)| {
        let values = kinds(whole, schema).into_iter();
        let values = values.flat_map(|kind| samples(whole, kind));
        values.map(|value| (key.clone(), value))
    });
    all.collect()
}

/// Whether the reader takes a kind of value for a key of a table that has these others.
fn is_read<M: Described>(
    whole: &Json,
    (path, key, kind): (&[String], &str, &Json),
    others: &Json,
) -> bool {
    samples(whole, kind).into_iter().any(|sample| {
        let mut table = others.clone();
        table[key] = sample;
        let found = problems_of::<M>(&toml_of(&only(path, table))).unwrap_or_default();
        let full = format!("`{}", dotted(path, key));
        let mut wrong = found.iter().filter(|(code, ..)| WRONG.contains(code));
        !wrong.any(|(_, title, _)| title.starts_with(&full))
    })
}

#[test]
fn every_key_and_kind_of_it_is_read() {
    every_key_is_read::<Sale>(200);
    every_key_is_read::<Ramp>(100);
}

fn every_key_is_read<M: Described>(least: usize) {
    let whole = schema_of::<M>();
    let mut keys = 0;
    for (path, table) in tables(&whole) {
        let entries = entries(&whole, table);
        for (key, inner) in table["properties"].as_object().into_iter().flatten() {
            keys += 1;
            // Some keys are taken beside one or two certain others only.
            let others = || entries.iter().filter(|(other, _)| other != key);
            for kind in kinds(&whole, inner) {
                let place = (&path[..], key.as_str(), kind);
                let read = |others: &Json| is_read::<M>(&whole, place, others);
                let found = read(&json!({}))
                    || others().any(|(one, value)| read(&json!({ one.clone(): value })))
                    || others().any(|(one, first)| {
                        let pair = |(two, second): &(String, Json)| {
                            json!({ one.clone(): first, two.clone(): second })
                        };
                        others().any(|other| read(&pair(other)))
                    });
                assert!(found, "`{}` is read as no {kind}", dotted(&path, key));
            }
        }
    }
    assert!(keys > least, "{keys}");
}

#[test]
fn its_defaults_may_be_written() {
    let ramp = defaults_are_read::<Ramp>();
    for known in ["role.id.learning = 0.6", "ramp.payout = \"10 d\""] {
        assert!(ramp.contains(known), "{known}: {ramp:#?}");
    }
    let defaults = defaults_are_read::<Sale>();
    for known in [
        "sale.follow = \"15 d\"",
        "sale.heat = 1",
        "carrier.id.delivery = \"3 d\"",
        "product.id.units = 1",
        "station.id.work = \"0\"",
        "team.id.spread = 0",
    ] {
        assert!(defaults.contains(known), "{known}: {defaults:#?}");
    }
    // Those that depend on something else, or only keep reading going, are not told.
    for other in ["source.id.heat", "source.id.budget", "station.id.servers"] {
        let told = defaults.iter().any(|default| default.starts_with(other));
        assert!(!told, "{other}");
    }
}

/// The defaults of a model's files, each of which can be written.
fn defaults_are_read<M: Described>() -> BTreeSet<String> {
    let (whole, mut defaults) = (schema_of::<M>(), BTreeSet::new());
    for (path, table) in tables(&whole) {
        for (key, inner) in table["properties"].as_object().into_iter().flatten() {
            let default = &inner["default"];
            if default.is_null() {
                continue;
            }
            let full = dotted(&path, key);
            let text = toml_of(&only(&path, json!({ key: default })));
            let found = problems_of::<M>(&text).unwrap_or_default();
            // A piece of a scenario has other errors, and some keys are taken beside others only.
            let wrong = found.iter().find(|(code, title, _)| {
                *code != "unknown_key" && title.starts_with(&format!("`{full}"))
            });
            assert_eq!(wrong, None, "{full} = {default}");
            defaults.insert(format!("{full} = {default}"));
        }
    }
    defaults
}

#[test]
fn every_key_the_reader_lists_is_in_it() {
    every_listed_key_is_in_it::<Sale>(1000);
    every_listed_key_is_in_it::<Ramp>(300);
}

fn every_listed_key_is_in_it<M: Described>(least: usize) {
    let whole = schema_of::<M>();
    let mut listed = 0;
    for (path, table) in tables(&whole) {
        let known = table["properties"].as_object();
        let Some(known) = known.filter(|_| table["additionalProperties"] == false) else {
            continue;
        };
        let full = dotted(&path, "zzz");
        for (key, value) in entries(&whole, table) {
            let mut table = json!({ key: value });
            table["zzz"] = json!(1);
            let found = problems_of::<M>(&toml_of(&only(&path, table))).expect("an unknown key");
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
    assert!(listed > least, "{listed}");
}
