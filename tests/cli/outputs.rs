//! What `--json`, `--csv` and `--list-metrics` give to other programs.

use crate::shop;

use serde_json::Value;
use shop::{Shop, document, mean, rows, run};

/// A number of a document and one of a table: the same but for the last bit, which this reader of JSON may lose.
#[track_caller]
fn same(told: &Value, cell: &str) {
    let (told, cell) = (told.as_f64(), cell.parse::<f64>().ok());
    let near = told
        .zip(cell)
        .is_some_and(|(a, b)| (a - b).abs() <= 1e-15 * a.abs());
    assert!(near, "{told:?} is not {cell:?}");
}

#[test]
fn json_document_has_the_documented_shape() {
    let shop = Shop::new();
    let found = document(&shop, &["--seed", "7", "--set", "station.pack.work=20min"]);
    let keys = |value: &Value| -> Vec<String> {
        value
            .as_object()
            .expect("an object")
            .keys()
            .cloned()
            .collect()
    };
    assert_eq!(
        keys(&found),
        [
            "surgeplan",
            "command",
            "scenario",
            "seed",
            "replications",
            "metrics",
            "goals",
            "series",
            "warnings"
        ]
    );
    assert_eq!(found["surgeplan"], env!("CARGO_PKG_VERSION"));
    assert_eq!(
        (&found["command"], &found["seed"]),
        (&"run".into(), &7.into())
    );
    assert_eq!(found["replications"], 40);
    assert_eq!(found["scenario"]["title"], "Base");
    assert_eq!(found["scenario"]["file"], "base.toml");
    // sha256sum of the text above.
    assert_eq!(found["scenario"]["sha256"].as_str().map(str::len), Some(64));
    let summary = [
        "unit", "mean", "se", "ci95", "sd", "min", "p05", "p10", "p25", "p50", "p75", "p90", "p95",
        "max",
    ];
    let metrics = found["metrics"].as_object().expect("metrics");
    assert!(metrics.len() > 40);
    for (name, metric) in metrics {
        assert_eq!(keys(metric), summary, "{name}");
        let [low, mean, high] = [&metric["ci95"][0], &metric["mean"], &metric["ci95"][1]]
            .map(|value| value.as_f64().unwrap_or_else(|| panic!("{name}: {metric}")));
        assert!(low <= mean && mean <= high, "{name}");
        let order = [
            "min", "p05", "p10", "p25", "p50", "p75", "p90", "p95", "max",
        ];
        let values = order.map(|key| metric[key].as_f64().expect("a quantile"));
        assert!(values.is_sorted(), "{name}: {values:?}");
    }
    let goal = &found["goals"][0];
    assert_eq!(
        keys(goal),
        [
            "id",
            "metric",
            "at_least",
            "with_probability",
            "estimate",
            "ci95",
            "met"
        ]
    );
    assert!(["yes", "no", "too close to call"].contains(&goal["met"].as_str().expect("a word")));
    let series = found["series"].as_object().expect("series");
    for name in ["orders", "queue.pack", "busy.pack", "parcels.waiting"] {
        let band = &series[name];
        assert_eq!(
            keys(band),
            ["unit", "t", "mean", "p10", "p50", "p90"],
            "{name}"
        );
        let length = |key: &str| band[key].as_array().map(Vec::len);
        assert!(length("t") > Some(24), "{name}");
        for key in ["mean", "p10", "p50", "p90"] {
            assert_eq!(length(key), length("t"), "{name}.{key}");
        }
        assert_eq!(band["t"][0], 0.0);
    }
    let warning = &found["warnings"][0];
    assert_eq!(keys(warning), ["code", "message", "help"]);
    assert_eq!(warning["code"], "overload");
}

#[test]
fn json_goes_alone_to_stdout_or_to_a_file_beside_the_report() {
    let shop = Shop::new();
    let alone = run(&shop, 0, &["--json", "-"]);
    assert!(alone.stdout.starts_with('{') && alone.stdout.ends_with("}\n"));
    assert_eq!(alone.stderr, "");
    let ended = run(&shop, 0, &["--json", "out.json"]);
    assert!(ended.stdout.starts_with("Base\n"));
    assert_eq!(shop.text("out.json"), alone.stdout);
    assert_eq!(run(&shop, 0, &["--json", "out.json", "--quiet"]).stdout, "");
    assert_eq!(shop.names(), ["base.toml", "out.json"]);
}

#[test]
fn threads_change_no_number_and_seeds_change_many() {
    let shop = Shop::new();
    let one = document(&shop, &["--threads", "1"]);
    for threads in ["2", "5"] {
        assert_eq!(
            document(&shop, &["--threads", threads]),
            one,
            "{threads} threads"
        );
    }
    let highest = document(&shop, &["--seed", "18446744073709551615"]);
    assert_eq!(highest["seed"], u64::MAX);
    assert_ne!(highest["metrics"], one["metrics"]);
    assert_ne!(document(&shop, &["--seed", "0"])["metrics"], one["metrics"]);
}

#[test]
fn every_summary_can_be_recomputed_from_replications_csv() {
    let shop = Shop::new();
    let found = document(&shop, &["--csv", "tables"]);
    let worlds = rows(&shop.text("tables/replications.csv"));
    assert_eq!(worlds.len(), 40);
    assert_eq!(worlds[39]["replication"], "39");
    for (name, metric) in found["metrics"].as_object().expect("metrics") {
        let mut values: Vec<f64> = worlds
            .iter()
            .filter_map(|row| row[name].parse().ok())
            .collect();
        values.sort_by(f64::total_cmp);
        let n = values.len() as f64;
        let mean = values.iter().sum::<f64>() / n;
        let variance = values
            .iter()
            .map(|value| (value - mean).powi(2))
            .sum::<f64>()
            / (n - 1.0);
        let rank = |p: f64| values[(p * n).ceil() as usize - 1];
        for (key, value) in [
            ("mean", mean),
            ("sd", variance.sqrt()),
            ("se", (variance / n).sqrt()),
            ("min", values[0]),
            ("p10", rank(0.1)),
            ("p50", rank(0.5)),
            ("p95", rank(0.95)),
            ("max", values[values.len() - 1]),
        ] {
            let told = metric[key].as_f64().expect("a number");
            assert!(
                (told - value).abs() <= 1e-9 * value.abs().max(1e-6),
                "{name}.{key}: {told}, {value}"
            );
        }
    }
    // The other two tables say what the document says.
    for row in rows(&shop.text("tables/metrics.csv")) {
        let told = &found["metrics"][&row["metric"]];
        assert_eq!(told["unit"], row["unit"].as_str());
        for (column, key) in [
            ("mean", "mean"),
            ("se", "se"),
            ("p05", "p05"),
            ("max", "max"),
        ] {
            same(&told[key], &row[column]);
        }
        same(&told["ci95"][0], &row["ci95_low"]);
    }
    let points = rows(&shop.text("tables/series.csv"));
    let orders: Vec<_> = points
        .iter()
        .filter(|row| row["series"] == "orders")
        .collect();
    assert_eq!(
        found["series"]["orders"]["t"].as_array().map(Vec::len),
        Some(orders.len())
    );
    same(&found["series"]["orders"]["mean"][3], &orders[3]["mean"]);
}

#[test]
fn metrics_are_listed_with_unit_and_meaning() {
    let shop = Shop::new();
    let listed = shop.ends(0, &["run", "base.toml", "--list-metrics"]).stdout;
    let found = document(&shop, &[]);
    for name in found["metrics"].as_object().expect("metrics").keys() {
        let line = listed
            .lines()
            .find(|line| line.split_whitespace().next() == Some(name));
        let words = line.map(|line| line.split_whitespace().count());
        assert!(words > Some(3), "{name} is not explained: {line:?}");
    }
    assert!(listed.contains("ship.within_<time>"));
    let asked = [
        "--metric",
        "ship.within_36h",
        "--metric",
        "ship.hours.p97",
        "--metric",
        "station.pack.wait.within_10min",
    ];
    let found = document(&shop, &asked);
    let share = mean(&found, "ship.within_36h");
    assert!(mean(&found, "ship.within_24h") <= share && share <= mean(&found, "ship.within_48h"));
    assert!(mean(&found, "ship.hours.p95") <= mean(&found, "ship.hours.p97"));
    assert!(mean(&found, "station.pack.wait.within_10min") > 0.0);
}

#[test]
fn unknown_metrics_are_refused_all_at_once() {
    let shop = Shop::new();
    let ended = run(
        &shop,
        2,
        &[
            "--metric",
            "ship.within_24hours",
            "--metric",
            "ship.hours.p100",
            "--metric",
            "x",
        ],
    );
    assert_eq!(ended.stderr.matches("error: there is no metric").count(), 3);
    assert!(ended.stderr.contains("did you mean `ship.within_24h`?"));
    assert!(ended.stderr.contains("--list-metrics"));
}
