//! The seed promise: the same file, seed and number of replications give the same numbers to the last bit, in every build.
//!
//! `.ci/run` compares the release and the debug program without conditions. They are more than two optimisation levels:
//! `cargo test` builds the dependencies for the development tools too, and cargo unites their features. Were one of those
//! tools to turn on `num-traits/std`, the samplers of `rand_distr` would take `ln` and `exp` from the system's mathematics in
//! place of `libm`: the tests would play other worlds than the program that is shipped, on each machine others.

use crate::shop;

use shop::{Shop, repository};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;
use surgeplan::monte_carlo::{self, Settings};
use surgeplan::scenario::Scenario;

const SCENARIO: &str = "tests/scenarios/fingerprint.toml";

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// FNV-1a over the bits of all values, row by row.
fn fingerprint() -> u64 {
    let scenario = Scenario::read(&root().join(SCENARIO), &[], &[]).expect("a scenario");
    let settings = Settings {
        seed: 1,
        replications: 20,
        threads: None,
    };
    let table = monte_carlo::run(&scenario.sale, &scenario.plan, settings, |_| {});
    let table = table.expect("worlds that can be played");
    let rows = (0..table.rows()).flat_map(|row| table.row(row));
    let bytes = rows.flat_map(|value| {
        // Absent values are NaN, whose bits say nothing.
        let bits = if value.is_nan() {
            u64::MAX
        } else {
            value.to_bits()
        };
        bits.to_le_bytes()
    });
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// A change of this number is a change of seeded numbers: say "Value-breaking" in CHANGELOG.md, then write the new one down.
#[test]
fn twenty_worlds_give_the_numbers_of_old() {
    let kept = repository("tests/reference/fingerprint.txt");
    assert_eq!(format!("{:016x}", fingerprint()), kept.trim());
}

#[test]
fn the_scenario_draws_from_every_distribution_and_profile() {
    let text = repository(SCENARIO).replace("  =", " =");
    let dists = "constant uniform triangular pert normal lognormal gamma weibull exponential beta discrete empirical";
    for dist in dists.split(' ') {
        assert!(text.contains(&format!("dist = \"{dist}\"")), "{dist}");
    }
    for key in [
        "hourly =",
        "steps =",
        "burst =",
        "file =",
        "rhythm =",
        "p10 =",
        "low =",
        "smooth = true",
        "bursty =",
    ] {
        assert!(text.contains(key), "{key}");
    }
}

fn replications_csv(program: &Path) -> String {
    let shop = Shop::new();
    let status = Command::new(program)
        .arg("run")
        .arg(root().join(SCENARIO))
        .args(["--replications", "200", "--quiet", "--csv"])
        .arg(shop.path("tables"))
        .status();
    assert!(status.expect("it runs").code() <= Some(1));
    shop.text("tables/replications.csv")
}

/// When anything the program is built from was changed last.
fn last_change(folder: &Path) -> SystemTime {
    let entries = fs::read_dir(folder).expect("sources");
    let times = entries.map(|entry| {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            last_change(&path)
        } else {
            changed(&path).expect("a file")
        }
    });
    times.max().unwrap_or(SystemTime::UNIX_EPOCH)
}

fn changed(path: &Path) -> Option<SystemTime> {
    fs::metadata(path).ok()?.modified().ok()
}

/// Compares with the release build if there is a fresh one; `.ci/run` makes one and compares without this condition.
#[test]
fn the_release_build_plays_the_same_worlds() {
    let tested = PathBuf::from(env!("CARGO_BIN_EXE_surgeplan"));
    let own = replications_csv(&tested);
    assert_eq!(own.lines().count(), 201);
    let here = std::env::current_exe().expect("this test");
    // target/debug/deps/fingerprint-... and target/release/surgeplan
    let target = here.ancestors().nth(3).expect("the folder of all builds");
    let release = target
        .join("release")
        .join(tested.file_name().expect("a name"));
    let sources =
        ["Cargo.toml", "Cargo.lock"].map(|name| changed(&root().join(name)).expect("a file"));
    let sources = sources
        .into_iter()
        .max()
        .max(Some(last_change(&root().join("src"))));
    if changed(&release) > sources {
        assert_eq!(replications_csv(&release), own);
    }
}
