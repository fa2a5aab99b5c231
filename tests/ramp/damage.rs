//! Damaged ramps: whatever stands at a key, reading and playing never panics, and what is refused is refused with help.

use std::path::Path;
use surgeplan::model::{Model, Outcome};
use surgeplan::ramp::books::Buffers;
use surgeplan::ramp::{Ramp, World};
use surgeplan::random::WorldKey;
use surgeplan::reader::{Problems, Sources, Table, Value, parse};
use surgeplan::scenario::{Refused, Scenario};

/// What stands where a value belongs.
const VALUES: [&str; 18] = [
    "0",
    "-1",
    "1",
    "120",
    "1e300",
    "1e-300",
    "0.5",
    "\"x\"",
    "\"0d\"",
    "\"1e9mo\"",
    "\"99999999mo\"",
    "true",
    "[]",
    "{}",
    "{ mean = 1e300, cv = 1e300 }",
    "{ dist = \"uniform\", low = 0, high = 1 }",
    "9999-12-31",
    "0001-01-01",
];

/// The paths of all keys.
fn paths(above: &str, table: &Table, all: &mut Vec<String>) {
    for entry in &table.entries {
        let path = format!("{above}{}", entry.key);
        if let Value::Table(inner) = &entry.node.value {
            paths(&format!("{path}."), inner, all);
        }
        all.push(path);
    }
}

#[test]
fn whatever_stands_at_a_key_nothing_panics() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios/every_key_ramp.toml");
    let text = std::fs::read_to_string(&file).expect("a file");
    let tree = parse(&mut Sources::new("a", text), &[], &Problems::new());
    let mut keys = Vec::new();
    paths("", &tree, &mut keys);
    let (mut played, mut refused) = (0, 0);
    for key in keys {
        for value in VALUES {
            let set = [format!("{key}={value}"), "event.first.month=2".to_owned()];
            match Scenario::<Ramp>::read_of(&file, &set, &[]) {
                Ok(scenario) => {
                    play(&scenario);
                    played += 1;
                }
                Err(Refused::Wrong { problems, .. }) => {
                    assert!(
                        problems.iter().any(|problem| problem.help.is_some()),
                        "{set:?}: {problems:?}"
                    );
                    refused += 1;
                }
                Err(other) => panic!("{other}"),
            }
        }
    }
    assert!(played > 300 && refused > 800, "{played}, {refused}");
}

fn play(scenario: &Scenario<Ramp>) {
    let (mut world, mut buffers, mut outcome) =
        (World::default(), Buffers::default(), Outcome::default());
    if scenario.sale.draw(WorldKey::new(1, 1), &mut world).is_ok() {
        scenario
            .sale
            .play(&world, &scenario.plan, &mut buffers, &mut outcome);
        assert_eq!(outcome.values.len(), scenario.sale.metrics().len());
    }
}
