//! What README.md promises: its scenarios run, its keys and metrics exist, its report is the program's own.

use crate::shop;

use shop::{Shop, repository};
use std::collections::BTreeSet;
use surgeplan::reader::{Problems, Sources, Table, Value, parse};

/// The blocks of README.md in this language.
fn blocks(language: &str) -> Vec<String> {
    let readme = repository("README.md");
    let parts = readme.split("```").skip(1).step_by(2);
    let found: Vec<String> = parts
        .filter_map(|part| part.strip_prefix(language)?.strip_prefix('\n'))
        .map(str::to_owned)
        .collect();
    assert!(!found.is_empty(), "README.md has no block of {language}");
    found
}

#[test]
fn whole_scenarios_of_the_readme_run() {
    let shop = Shop::new();
    let (mut whole, mut plans, mut shapes) = (0, 0, 0);
    for block in blocks("toml") {
        if block.contains("[sale]") {
            shop.write("readme.toml", &block);
            shop.ends(0, &["check", "readme.toml"]);
            let ended = shop.surgeplan(&["run", "readme.toml", "--replications", "20"]);
            assert!(ended.code <= 1, "{}", ended.stderr);
            whole += 1;
            continue;
        }
        if block.contains("\"stage.") {
            let ramp = repository("scenarios/orders-a-day.toml");
            let plan = ramp.split("# Other plans.").next().expect("a plan");
            shop.write("ramp.toml", format!("{plan}{block}"));
            shop.ends(0, &["check", "ramp.toml"]);
            let ended = shop.surgeplan(&["compare", "ramp.toml", "--replications", "20"]);
            assert!(ended.code <= 1, "{}", ended.stderr);
            plans += 1;
            continue;
        }
        // The others show how a quantity is written, one a line.
        for line in block.lines().filter(|line| line.starts_with('{')) {
            let value = line.split(" #").next().expect("a value");
            let set = match value {
                _ if value.contains("file") => continue,
                _ if value.contains("values") => format!("product.hit.units={value}"),
                _ if value.contains('"') => format!(
                    "station.pack.work={}",
                    value.replace('d', "min").replace("minist", "dist")
                ),
                _ => format!("sale.heat={value}"),
            };
            shop.ends(0, &["check", "base.toml", "--set", &set]);
            shapes += 1;
        }
    }
    assert_eq!((whole, plans, shapes), (1, 1, 5));
}

#[test]
fn every_file_of_scenarios_passes_check() {
    let shop = Shop::new();
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let mut files = 0;
    for entry in std::fs::read_dir(folder).expect("scenarios") {
        let path = entry.expect("an entry").path();
        let ended = shop.ends(0, &["check", &path.to_string_lossy()]);
        assert!(ended.stdout.contains("no errors"));
        files += 1;
    }
    assert!(files >= 2);
}

#[test]
fn commands_of_the_readme_work_in_their_order() {
    let shop = Shop::new();
    let mut commands = 0;
    for block in blocks("sh") {
        for line in block.lines() {
            let line = line.split(" #").next().expect("a command").trim();
            if let Some(arguments) = line.strip_prefix("surgeplan ") {
                let arguments: Vec<&str> = arguments.split(' ').collect();
                let ended = shop.surgeplan(&arguments);
                assert!(ended.code <= 1, "{line}: {}", ended.stderr);
                commands += 1;
            }
        }
    }
    assert!(commands >= 4);
}

#[test]
fn the_report_of_the_readme_is_the_programs_own() {
    let shop = Shop::new();
    shop.write("juhuasuan.toml", repository("scenarios/juhuasuan.toml"));
    let ended = shop.surgeplan(&["run", "juhuasuan.toml"]);
    assert!(ended.code <= 1, "{}", ended.stderr);
    let report = ended.stdout;
    for block in blocks("text") {
        assert!(report.contains(&block), "{block}\nis not in\n{report}");
    }
}

/// Rows of README's tables whose first cell begins like this, split into cells.
fn rows(start: &str) -> Vec<Vec<String>> {
    let readme = repository("README.md");
    let lines = readme.lines().filter(|line| line.starts_with(start));
    lines
        .map(|line| {
            line.replace("\\|", "¦")
                .split('|')
                .map(|cell| cell.trim().to_owned())
                .collect()
        })
        .collect()
}

/// The words between backticks.
fn quoted(text: &str) -> Vec<String> {
    text.split('`')
        .skip(1)
        .step_by(2)
        .map(str::to_owned)
        .collect()
}

/// All keys of a table and of the tables in it.
fn collect(table: &Table, keys: &mut BTreeSet<String>) {
    for entry in &table.entries {
        keys.insert(entry.key.clone());
        let mut inside = vec![&entry.node.value];
        while let Some(value) = inside.pop() {
            match value {
                Value::Table(table) => collect(table, keys),
                Value::List(list) => inside.extend(list.iter().map(|node| &node.value)),
                _ => {}
            }
        }
    }
}

#[test]
fn every_key_of_the_readme_is_accepted() {
    let shop = Shop::new();
    let mut trees = Vec::new();
    for name in ["every_key", "fingerprint", "n01", "every_key_ramp"] {
        let path = format!("{}/tests/scenarios/{name}.toml", env!("CARGO_MANIFEST_DIR"));
        let ended = shop.ends(0, &["check", &path]);
        assert!(ended.stdout.contains("no errors"), "{}", ended.stdout);
        let text = repository(&format!("tests/scenarios/{name}.toml"));
        trees.push(parse(&mut Sources::new(name, text), &[], &Problems::new()));
    }
    let mut seen = 0;
    for row in rows("| `[") {
        let table = quoted(&row[1]).remove(0);
        let kind = table
            .trim_matches(['[', ']'])
            .split('.')
            .next()
            .expect("a name")
            .to_owned();
        let mut keys = BTreeSet::new();
        for entry in trees.iter().filter_map(|tree| tree.get(&kind)) {
            if let Value::Table(table) = &entry.node.value {
                collect(table, &mut keys);
            }
        }
        for word in quoted(&row[2]) {
            let key = word.split([' ', '=']).next().expect("a word");
            let key = key
                .trim_start_matches('[')
                .split(".ID")
                .next()
                .expect("a word");
            let is_key = !key.is_empty() && key.chars().all(|c| c.is_ascii_lowercase() || c == '_');
            // Paths that the row refers to, such as `product.route`.
            if is_key && key != kind {
                assert!(
                    keys.contains(key),
                    "`{key}` of [{kind}] stands in no scenario of the tests"
                );
                seen += 1;
            }
        }
    }
    assert!(seen > 60, "only {seen} keys were found in README.md");
}

#[test]
fn every_metric_and_option_of_the_readme_exists() {
    let shop = Shop::new();
    // Some metrics are there only where a key is used.
    let scenario = format!(
        "{}/tests/scenarios/every_key.toml",
        env!("CARGO_MANIFEST_DIR")
    );
    let readme = repository("README.md");
    let starts = [
        "ship.", "flow.", "orders.", "station.", "courier.", "people.",
    ];
    let words = quoted(&readme.replace("```", ""));
    let metrics: BTreeSet<&String> = words
        .iter()
        .filter(|word| starts.iter().any(|start| word.starts_with(start)))
        .filter(|word| !word.contains([' ', '=']) && word.rsplit('.').next() != Some("csv"))
        .collect();
    assert!(metrics.len() >= 4, "{metrics:?}");
    for metric in metrics {
        shop.ends(0, &["run", &scenario, "--list-metrics", "--metric", metric]);
    }
    let help: String = ["new", "check", "run", "compare", "size", "ramp", "replay"]
        .map(|command| shop.ends(0, &[command, "--help"]).stdout)
        .concat();
    let options: BTreeSet<&str> = words
        .iter()
        .flat_map(|word| word.split(' '))
        .filter(|word| word.starts_with("--") && !["--release", "--open", "--path"].contains(word))
        .collect();
    assert!(options.len() >= 12, "{options:?}");
    for option in options {
        assert!(
            help.contains(&format!("{option} ")) || help.contains(&format!("{option}\n")),
            "{option}"
        );
    }
}
