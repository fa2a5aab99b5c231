//! Files and outputs that fail: a clear message, the right exit code, never a panic, no partial file.

use crate::shop;

use shop::{BASE, Shop, document, mean, run};
use std::fs;
use std::process::{Command, Stdio};

/// A file's name, its bytes, and what is said about it.
type Bad<'a> = (&'a str, Vec<u8>, &'a str);

fn bad_files() -> Vec<Bad<'static>> {
    let utf16 = [0xff, 0xfe]
        .into_iter()
        .chain(BASE.encode_utf16().flat_map(u16::to_le_bytes));
    let binary = (0..4000u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8);
    let nested = |open: &str, close: &str| {
        format!(
            "{BASE}\n[x]\ny = {}{}\n",
            open.repeat(5000),
            close.repeat(5000)
        )
        .into_bytes()
    };
    vec![
        ("empty", Vec::new(), "is empty"),
        ("white", b" \n\t\r\n\n".to_vec(), "is empty"),
        ("mark", b"\xef\xbb\xbf".to_vec(), "is empty"),
        (
            "remark",
            b"# nothing yet\n".to_vec(),
            "the scenario needs `sale`",
        ),
        ("binary", binary.collect(), "is not text"),
        ("utf16", utf16.collect(), "is saved as UTF-16 text"),
        (
            "latin",
            b"# one\ntitle = \"caf\xe9\"\n".to_vec(),
            "is not UTF-8 text: line 2, byte 19",
        ),
        ("nul", [BASE.as_bytes(), b"\0"].concat(), "is a NUL"),
        (
            "large",
            [BASE.as_bytes(), &[b'#'; 5_000_000]].concat(),
            "is larger than 4 MB",
        ),
        ("lists", nested("[", "]"), "nested too deeply"),
        ("tables", nested("{a=", "}"), "nested too deeply"),
        (
            "dots",
            format!("{}a = 1\n", "a.".repeat(100_000)).into_bytes(),
            "more than 16 parts",
        ),
        (
            "words",
            b"Dear shop, ten thousand orders please.\n".to_vec(),
            "error",
        ),
        ("csv", b"order,source\n1,fans\n".to_vec(), "error"),
    ]
}

#[test]
fn files_that_are_no_scenario_are_refused() {
    let shop = Shop::new();
    for (name, bytes, said) in bad_files() {
        let file = format!("{name}.toml");
        shop.write(&file, bytes);
        for command in [
            &["check"][..],
            &["run", "--json", "-"],
            &["replay", "--replication", "0", "--log", "log"],
        ] {
            let ended = shop.ends(2, &[command, &[&file]].concat());
            assert!(ended.stderr.contains(said), "{name}: {}", ended.stderr);
            assert!(
                ended.stderr.contains(&file) && ended.stderr.contains("help: "),
                "{name}: {}",
                ended.stderr
            );
            assert!(ended.stderr.lines().count() < 1200, "{name}");
            assert_eq!(ended.stdout, "", "{name}");
        }
    }
    assert!(!shop.path("log").exists());
}

#[test]
fn truncated_files_are_never_taken_for_whole() {
    let shop = Shop::new();
    // Up to the number of buyers nothing can be played; up to the first station only a sale without any.
    let needed = BASE.find("servers").expect("a station");
    for length in (1..needed).step_by(7) {
        shop.write("cut.toml", &BASE[..length]);
        let ended = shop.surgeplan(&["check", "cut.toml"]);
        let whole = BASE[..length].contains("orders = 1") && ended.code == 0;
        assert!(
            whole || ended.code == 2,
            "cut at {length}: {}",
            ended.stderr
        );
        assert!(whole || ended.stderr.contains("error: "), "cut at {length}");
    }
    shop.write("cut.toml", &BASE[..needed]);
    let ended = shop.ends(2, &["check", "cut.toml"]);
    assert!(ended.stderr.contains("nobody works at `station.pick`"));
}

#[test]
fn marks_and_line_ends_of_other_systems_change_nothing() {
    let shop = Shop::new();
    let plain = document(&shop, &[]);
    for text in [
        format!("\u{feff}{BASE}"),
        BASE.replace('\n', "\r\n"),
        BASE.trim_end().to_owned(),
    ] {
        shop.write("base.toml", text);
        assert_eq!(document(&shop, &[])["metrics"], plain["metrics"]);
    }
    shop.write(
        "base.toml",
        BASE.replace("orders = 100", "orders = -1")
            .replace('\n', "\r\n"),
    );
    let ended = shop.ends(2, &["check", "base.toml"]);
    assert!(
        ended.stderr.contains("--> base.toml:6:10"),
        "{}",
        ended.stderr
    );
}

#[test]
fn files_that_cannot_be_read_are_an_input_failure() {
    let shop = Shop::new();
    fs::create_dir(shop.path("folder")).expect("a folder");
    for (name, said) in [
        ("missing.toml", "cannot read missing.toml"),
        ("folder", "it is a directory"),
        (".", "it is a directory"),
        ("base.toml/more.toml", "cannot read base.toml/more.toml"),
    ] {
        for command in [
            &["check"][..],
            &["run"],
            &["replay", "--replication", "0", "--log", "log"],
        ] {
            let ended = shop.ends(3, &[command, &[name]].concat());
            assert!(
                ended.stderr.contains(said) && ended.stderr.contains("help: "),
                "{}",
                ended.stderr
            );
        }
    }
    assert_eq!(shop.names(), ["base.toml", "folder"]);
}

#[test]
fn too_many_orders_are_refused_and_a_million_are_played() {
    let shop = Shop::new();
    for orders in ["17000000", "1e18", "1e308"] {
        let set = format!("source.fans.orders={orders}");
        let ended = run(
            &shop,
            2,
            &["--set", &set, "--json", "out.json", "--csv", "tables"],
        );
        assert!(
            ended.stderr.contains("at most 15 million can be played"),
            "{}",
            ended.stderr
        );
        assert!(
            ended.stderr.contains("help: ") && ended.stderr.len() < 300,
            "{}",
            ended.stderr
        );
        let ended = shop.ends(
            2,
            &[
                "replay",
                "base.toml",
                "--set",
                &set,
                "--replication",
                "0",
                "--log",
                "log",
            ],
        );
        assert!(ended.stderr.contains("help: "));
    }
    assert_eq!(shop.names(), ["base.toml"]);
    let million = [
        "--set",
        "source.fans.orders=1000000",
        "--set",
        "sale.heat=1",
        "--set",
        "product.hit.stock=2000000",
    ];
    let arguments = ["run", "base.toml", "--replications", "2", "--json", "-"];
    let found = shop
        .ends(1, &[&arguments, &million[..]].concat())
        .document();
    assert!((mean(&found, "orders.paid") - 1e6).abs() < 1e4);
    assert!(mean(&found, "orders.unshipped") > 9e5);
}

#[test]
fn outputs_that_cannot_be_written_fail_before_any_world_is_played() {
    let shop = Shop::new();
    fs::create_dir(shop.path("folder")).expect("a folder");
    shop.write("old.json", "old");
    for (output, said) in [
        (["--json", "folder"], "it is a directory"),
        (["--json", "."], "it is a directory"),
        (
            ["--json", "nowhere/out.json"],
            "there is no folder `nowhere`",
        ),
        (
            ["--json", "old.json/out.json"],
            "there is no folder `old.json`",
        ),
        (["--csv", "old.json"], "cannot write folder `old.json`"),
        (
            ["--csv", "old.json/tables"],
            "cannot write folder `old.json/tables`",
        ),
    ] {
        let ended = run(&shop, 3, &output);
        assert!(ended.stderr.contains(said), "{output:?}: {}", ended.stderr);
        assert_eq!(ended.stdout, "", "{output:?}");
    }
    for arguments in [
        &["check", "base.toml", "--json", "folder"][..],
        &["check", "base.toml", "--json", "nowhere/out.json"],
        &[
            "replay",
            "base.toml",
            "--replication",
            "0",
            "--log",
            "old.json",
        ],
        &["new", "folder"],
        &["new", "--force", "folder"],
        &["new", "nowhere/sale.toml"],
        &["new", "old.json/sale.toml"],
    ] {
        let ended = shop.ends(3, arguments);
        assert!(ended.stderr.starts_with("error: "), "{arguments:?}");
    }
    // A table that is a folder: the others are not left alone.
    fs::create_dir_all(shop.path("tables/series.csv")).expect("a folder");
    run(&shop, 3, &["--csv", "tables"]);
    assert_eq!(fs::read_dir(shop.path("tables")).expect("there").count(), 1);
    assert_eq!(shop.names(), ["base.toml", "folder", "old.json", "tables"]);
    assert_eq!(shop.text("old.json"), "old");
}

#[test]
fn failed_runs_keep_older_results() {
    let shop = Shop::new();
    let outputs = ["--json", "out.json", "--csv", "tables"];
    run(&shop, 0, &outputs);
    let before = (shop.text("out.json"), shop.text("tables/replications.csv"));
    for (code, wrong) in [(2, "foo=1"), (2, "source.fans.orders=1e9")] {
        run(&shop, code, &[&outputs[..], &["--set", wrong]].concat());
        let after = (shop.text("out.json"), shop.text("tables/replications.csv"));
        assert_eq!(after, before, "{wrong}");
    }
    // A goal that is missed is a result, not a failure.
    run(
        &shop,
        1,
        &[&outputs[..], &["--set", "goal.in_time.at_least=1.5"]].concat(),
    );
    assert_ne!(shop.text("out.json"), before.0);
    assert_eq!(shop.names(), ["base.toml", "out.json", "tables"]);
    assert_eq!(fs::read_dir(shop.path("tables")).expect("there").count(), 3);
}

#[cfg(target_os = "linux")]
#[test]
fn links_stay_links_and_devices_stay_devices() {
    use std::os::unix::fs::{FileTypeExt, symlink};
    let shop = Shop::new();
    shop.write("real.json", "old");
    symlink("real.json", shop.path("link.json")).expect("a link");
    run(&shop, 0, &["--json", "link.json", "--quiet"]);
    assert!(shop.text("real.json").starts_with('{'));
    assert!(shop.path("link.json").is_symlink());
    // A pipe of the shop's own: were it replaced by a file, nobody would be harmed.
    let pipe = shop.path("pipe");
    let made = Command::new("mkfifo")
        .arg(&pipe)
        .status()
        .expect("mkfifo runs");
    assert!(made.success());
    let reader = std::thread::spawn({
        let pipe = pipe.clone();
        move || fs::read_to_string(pipe).expect("the pipe gives text")
    });
    run(&shop, 0, &["--json", "pipe", "--quiet"]);
    assert!(fs::metadata(&pipe).expect("there").file_type().is_fifo());
    assert_eq!(reader.join().expect("read"), shop.text("real.json"));
    // Only now one of the machine's own, which a test run by root could lose.
    let ended = run(&shop, 3, &["--json", "/dev/full"]);
    assert!(
        ended
            .stderr
            .contains("cannot write `/dev/full`: No space left"),
        "{}",
        ended.stderr
    );
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_output_failure() {
    let shop = Shop::new();
    let full = || {
        fs::OpenOptions::new()
            .write(true)
            .open("/dev/full")
            .expect("/dev/full")
    };
    let program = env!("CARGO_BIN_EXE_surgeplan");
    for arguments in [
        &["run", "base.toml", "--replications", "5"][..],
        &["run", "base.toml", "--replications", "5", "--json", "-"],
        &["run", "base.toml", "--list-metrics"],
        &["check", "base.toml"],
        &["check", "base.toml", "--json", "-"],
        &["new", "new.toml"],
        &["replay", "base.toml", "--replication", "0", "--log", "log"],
        &["--help"],
        &["--version"],
    ] {
        let mut command = Command::new(program);
        command.current_dir(shop.path("")).args(arguments);
        let output = command.stdout(full()).output().expect("it runs");
        assert_eq!(output.status.code(), Some(3), "{arguments:?}");
        // With nobody to tell, the exit code alone says it.
        let status = command.stdout(full()).stderr(full()).status();
        assert_eq!(status.expect("it runs").code(), Some(3), "{arguments:?}");
    }
    let mut wrong = Command::new(program);
    let status = wrong
        .args(["check", "missing.toml"])
        .stderr(full())
        .status();
    assert_eq!(status.expect("it runs").code(), Some(3));
}

#[test]
fn a_reader_that_leaves_is_an_output_failure() {
    let shop = Shop::new();
    for arguments in [
        &["run", "base.toml", "--replications", "5"][..],
        &["run", "base.toml", "--json", "-"],
        &["check", "base.toml"],
        &["run", "base.toml", "--list-metrics"],
    ] {
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        let mut command = Command::new(env!("CARGO_BIN_EXE_surgeplan"));
        command.current_dir(shop.path("")).args(arguments);
        let output = command
            .stdout(writer)
            .stderr(Stdio::piped())
            .output()
            .expect("it runs");
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(3), "{arguments:?}: {said}");
        // Who reads no further wants to hear no more.
        assert_eq!(said, "", "{arguments:?}");
    }
}
