//! A shop owner at the command line: a folder of their own, and the program in it.
#![allow(dead_code, reason = "each test file uses some of it")]

use assert_cmd::Command;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use tempfile::TempDir;

/// A scenario that a test can change in one place.
pub const BASE: &str = r#"title = "Base"
[sale]
opens = 2026-11-11T10:00:00
heat = { p10 = 0.6, p90 = 1.5 }
[source.fans]
orders = 100
[product.hit]
price = 99.0
stock = 90
[product.beside]
price = 79.0
share = 0.2
[prepack]
product = "hit"
share = 0.3
[station.pick]
work = "20s"
servers = 1
[station.pack]
work = { mean = "75s", cv = 0.5 }
servers = 1
open = ["10:00-22:00"]
[carrier.sto]
pickup.noon = { at = "14:00", parcels = 40 }
[goal.in_time]
metric = "ship.within_promise"
at_least = 0.5
with_probability = 0.5
"#;

/// A file of the repository.
pub fn repository(path: &str) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// How a command ended.
pub struct Ended {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Ended {
    /// The document on stdout.
    pub fn document(&self) -> Value {
        serde_json::from_str(&self.stdout).expect("stdout is one JSON document")
    }
}

/// A folder with `base.toml` in it.
pub struct Shop(TempDir);

impl Shop {
    pub fn new() -> Self {
        let shop = Self(TempDir::new().expect("a folder"));
        shop.write("base.toml", BASE);
        shop
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub fn write(&self, name: &str, contents: impl AsRef<[u8]>) {
        fs::write(self.path(name), contents).expect("the folder can be written");
    }

    pub fn text(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// The names of all files and folders, hidden ones too.
    pub fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.0.path()).expect("the folder is there");
        let names = entries.map(|entry| entry.expect("an entry").file_name());
        let mut names: Vec<String> = names
            .map(|name| name.to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    /// The program in this folder, as on a machine without special settings.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = assert_cmd::cargo::cargo_bin_cmd!("surgeplan");
        for name in ["COLUMNS", "NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE"] {
            command.env_remove(name);
        }
        command.current_dir(self.0.path()).args(arguments);
        command
    }

    /// Runs the program to its end.
    #[track_caller]
    pub fn surgeplan(&self, arguments: &[&str]) -> Ended {
        let output = self.command(arguments).output().expect("it runs");
        let text = |bytes| String::from_utf8(bytes).expect("output is text");
        Ended {
            code: output.status.code().expect("it ends by itself"),
            stdout: text(output.stdout),
            stderr: text(output.stderr),
        }
    }

    /// Runs the program, which must end with this code and, whatever happens, without a panic.
    #[track_caller]
    pub fn ends(&self, code: i32, arguments: &[&str]) -> Ended {
        let ended = self.surgeplan(arguments);
        assert!(!ended.stderr.contains("panicked"), "{}", ended.stderr);
        assert_eq!(ended.code, code, "{arguments:?}: {}", ended.stderr);
        ended
    }
}

/// `run base.toml` in a few worlds with these options, which must end with this code.
#[track_caller]
pub fn run(shop: &Shop, code: i32, more: &[&str]) -> Ended {
    shop.ends(
        code,
        &[&["run", "base.toml", "--replications", "40"], more].concat(),
    )
}

/// The document of such a run.
#[track_caller]
pub fn document(shop: &Shop, more: &[&str]) -> Value {
    let arguments = ["run", "base.toml", "--replications", "40", "--json", "-"];
    shop.surgeplan(&[&arguments, more].concat()).document()
}

/// The mean of a metric in a document.
#[track_caller]
pub fn mean(document: &Value, metric: &str) -> f64 {
    let mean = &document["metrics"][metric]["mean"];
    mean.as_f64()
        .unwrap_or_else(|| panic!("{metric} has no mean"))
}

/// Rows by the names of their columns.
pub fn rows(text: &str) -> Vec<BTreeMap<String, String>> {
    let mut lines = text.lines().map(|line| line.split(',').map(str::to_owned));
    let names: Vec<String> = lines.next().expect("a line of names").collect();
    lines
        .map(|cells| {
            let cells: Vec<String> = cells.collect();
            assert_eq!(cells.len(), names.len());
            names.iter().cloned().zip(cells).collect()
        })
        .collect()
}

/// A small revenue ramp.
pub const RAMP: &str = r#"title = "Ramp"
[ramp]
starts = 2026-09-01
months = 4
cash = 20000.0
[product.hero]
price = 99.0
unit_cost = 40.0
[channel.search]
cost_per_click = { mean = 1.0, cv = 0.2 }
conversion = { mean = 0.02, cv = 0.3 }
[role.service]
wage = 3000.0
serves = 100
[stage.open]
lasts = "1mo"
[stage.trial]
monthly = { search = 15000.0 }
people = { service = 1 }
target = 30000.0
[goal.trial]
metric = "stage.trial.met"
with_probability = 0.2
"#;

/// A folder with it.
pub fn ramp_shop() -> Shop {
    let shop = Shop::new();
    shop.write("ramp.toml", RAMP);
    shop
}
