//! The floor against exact results: waves, feedback, failures, consumables.
//!
//! `cargo test --test theory_floor -- --nocapture` shows every estimate with its distance in standard errors.

use crate::common;

use common::{Scene, from_text, play, scenario, tally, theory, within_four_se};
use surgeplan::sale::time::{minutes, ticks};
use surgeplan::scenario::Scenario;
use surgeplan::stats::{self, Mean, mean};

/// A stationary sale: two days of warm-up, then twenty are measured.
fn stationary(per_hour: f64, stations: &str, asked: &[&str]) -> Scenario {
    let orders = per_hour * 552.0;
    let text = format!(
        "[sale]\nopens = 2026-01-01T00:00:00\ncloses = 2026-01-24T00:00:00\nfollow = \"25d\"\nmeasure = [\"2d\", \"22d\"]\n\
         [source.all]\norders = {orders:.1}\n{stations}"
    );
    let asked: Vec<String> = asked.iter().map(ToString::to_string).collect();
    let goals: Vec<String> = asked
        .iter()
        .enumerate()
        .map(|(index, metric)| format!("[goal.g{index}]\nmetric = \"{metric}\"\nat_least = 0\n"))
        .collect();
    from_text(&(text + &goals.concat()), &[])
}

/// Waves of one, and waves whose work is all that there is, are M/D/1. Standard errors: 0.05% of load, 0.3% of waits.
#[test]
fn waves_of_one_are_a_queue_with_constant_work() {
    let want = theory("S05");
    let asked = [
        "station.desk.wait.within_1min",
        "station.desk.wait.within_3min",
    ];
    for (wave, work) in [
        ("{orders = 1, after = \"0s\"}", "1min"),
        ("{orders = 1, after = \"9h\", work = \"1min\"}", "0s"),
    ] {
        let overrides = [
            format!("station.desk.wave={wave}"),
            format!("station.desk.work={work}"),
        ];
        let overrides: Vec<&str> = overrides.iter().map(String::as_str).collect();
        let played = play(&scenario("s05.toml", &overrides, &asked), 5, 200);
        want.check(&["rho"], played.mean("station.desk.utilisation"));
        want.check(&["Wq_min"], played.pooled("station.desk.wait.mean"));
        want.check(&["Lq"], played.mean("station.desk.queue.mean"));
        want.check(&["P_wait_le_1min"], played.pooled(asked[0]));
        want.check(&["P_wait_le_3min"], played.pooled(asked[1]));
    }
}

fn check(what: &str, got: Mean, exact: f64) {
    within_four_se(what, got.mean, got.se, exact);
}

/// With work of the wave alone a server does λ·w/k of its time: below one the queue is stationary, above it grows by
/// what a server that never rests leaves.
#[test]
fn waves_have_the_load_of_a_bulk_queue() {
    let station = |minutes: &str| {
        format!(
            "[station.desk]\nservers = 1\nwave = {{ orders = 4, after = \"5d\", work = \"{minutes}min\" }}\n"
        )
    };
    let stable = play(&stationary(40.0, &station("5"), &[]), 1, 100);
    check(
        "bulk load",
        stable.mean("station.desk.utilisation"),
        40.0 / 60.0 * 5.0 / 4.0,
    );
    let overloaded = stationary(40.0, &station("7"), &[]);
    let begun = tally(&overloaded, 1, 20, |scene: &Scene| {
        vec![scene.begun_by(0, 22.0 * 1440.0)]
    });
    for begun in &begun[0] {
        // A wave every seven minutes from a first one on.
        let most = 4.0 * (22.0 * 1440.0 / 7.0 + 1.0);
        assert!(
            (most - 60.0..=most).contains(begun),
            "{begun}, at most {most}"
        );
    }
}

/// Without queue nor work an order waits for its wave only: (k − 1) / 2λ where waves fill; where time ends them, one waits
/// all of it and λ·a half of it. Standard errors: 0.1%.
#[test]
fn orders_wait_for_their_wave_to_fill() {
    let rate = 40.0 / 60.0;
    let station = |wave: &str| format!("[station.desk]\nservers = 9\nwave = {wave}\n");
    let filled = play(
        &stationary(40.0, &station("{ orders = 8, after = \"5d\" }"), &[]),
        2,
        60,
    );
    check(
        "wait to fill",
        filled.pooled("station.desk.wait.mean"),
        7.0 / (2.0 * rate),
    );
    let timed = play(
        &stationary(40.0, &station("{ orders = 999, after = \"6min\" }"), &[]),
        2,
        60,
    );
    let exact = (6.0 + rate * 6.0 * 3.0) / (1.0 + rate * 6.0);
    check(
        "wait for time",
        timed.pooled("station.desk.wait.mean"),
        exact,
    );
}

/// Pick with errors and a perfect check, all work exponential: a Jackson network with feedback. Standard errors: 0.05% of
/// loads, 0.3% to 0.5% of orders present and flow times, 0.1% of visits.
#[test]
fn errors_and_a_check_are_jackson_feedback() {
    const WORLDS: usize = 150;
    let (p, rate, pick, test) = (0.25, 40.0 / 60.0, 0.7, 0.8);
    let scenario = stationary(
        40.0,
        "[station.pick]\nwork = { dist = \"exponential\", mean = \"0.7min\" }\nservers = 1\nerrors = 0.25\n\
         [station.check]\nwork = { dist = \"exponential\", mean = \"0.8min\" }\nservers = 1\ncatches = 1\n",
        &[],
    );
    let played = play(&scenario, 3, WORLDS);
    let loads = [rate / (1.0 - p) * pick, rate / (1.0 - p) * test];
    let present = |load: f64| load / (1.0 - load);
    let mut all = 0.0;
    for (id, load) in ["pick", "check"].into_iter().zip(loads) {
        let busy = format!("station.{id}.utilisation");
        check(&format!("load of {id}"), played.mean(&busy), load);
        let queues = played.column(&format!("station.{id}.queue.mean"));
        let both: Vec<f64> = queues
            .iter()
            .zip(played.column(&busy))
            .map(|(q, b)| q + b)
            .collect();
        check(&format!("orders at {id}"), mean(&both, 0.95), present(load));
        all += present(load);
    }
    check("flow time", played.pooled("flow.minutes.mean"), all / rate);
    let hours: Vec<f64> = (48..528).map(f64::from).collect();
    let columns = tally(&scenario, 3, WORLDS, |scene: &Scene| {
        let mut counts = vec![0.0; 5];
        for order in (0..scene.world.visits.len()).filter(|&order| scene.measured(order)) {
            counts[usize::from(scene.buffers.floor.rework.rounds(order)).min(3)] += 1.0;
        }
        let at = |id: &str, hour: f64| {
            scene.series(&format!("queue.{id}"), hour * 60.0)
                + scene.series(&format!("busy.{id}"), hour * 60.0)
        };
        let empty = hours
            .iter()
            .filter(|&&hour| at("pick", hour) + at("check", hour) == 0.0);
        counts[4] = empty.count() as f64 / hours.len() as f64;
        counts
    });
    check(
        "P(empty)",
        mean(&columns[4], 0.95),
        (1.0 - loads[0]) * (1.0 - loads[1]),
    );
    let sums: Vec<f64> = columns[..4]
        .iter()
        .map(|column| column.iter().sum())
        .collect();
    let orders: f64 = sums.iter().sum();
    for (rounds, sum) in sums.iter().enumerate() {
        let tail = p.powi(i32::try_from(rounds).expect("few"));
        let exact = if rounds == 3 { tail } else { tail * (1.0 - p) };
        let se = (exact * (1.0 - exact) / orders).sqrt();
        within_four_se(
            &format!("sent back {rounds} times"),
            sum / orders,
            se,
            exact,
        );
    }
}

/// With a check that finds a share c of errors, p·(1 − c) / (1 − p·c) of orders leave with one, and each is sent back
/// p·c / (1 − p·c) times. Standard errors: 0.3%.
#[test]
fn what_a_check_does_not_find_is_shipped() {
    let (p, c) = (0.3, 0.6);
    let text = "[sale]\nopens = 2026-01-01T00:00:00\n[source.all]\norders = 500\n\
                [station.pick]\nservers = 4\nerrors = 0.3\n[station.check]\nservers = 4\ncatches = 0.6\n";
    let played = play(&from_text(text, &[]), 4, 600);
    let orders = played.column("orders.paid");
    let share = |name: &str| stats::ratio(&played.column(name), &orders, 0.95);
    check(
        "misshipped",
        share("orders.misshipped"),
        p * (1.0 - c) / (1.0 - p * c),
    );
    check(
        "sent back",
        share("orders.sent_back"),
        p * c / (1.0 - p * c),
    );
}

/// Orders that take no time find a station down in a share lasts / (every + lasts) of cases and wait E[lasts²] /
/// 2(every + lasts) on average. Standard errors: 0.3%, 0.9%.
#[test]
fn failures_take_their_share_of_time() {
    let scenario = stationary(
        40.0,
        "[station.desk]\nservers = 1\n\
         down = { every = { dist = \"exponential\", mean = \"60min\" }, lasts = { dist = \"exponential\", mean = \"20min\" } }\n",
        &["station.desk.wait.within_0min"],
    );
    let played = play(&scenario, 5, 200);
    check(
        "up",
        played.pooled("station.desk.wait.within_0min"),
        60.0 / 80.0,
    );
    check(
        "wait for repair",
        played.pooled("station.desk.wait.mean"),
        800.0 / 160.0,
    );
}

/// A station that always has work, of w each, begins at every repair and then as often as its up time holds w: a cycle of
/// every + lasts has 1 / (1 − exp(−w / every)) beginnings, as what is in hand at a failure is finished before the repair.
/// Standard errors: 0.2%.
#[test]
fn failures_cut_the_throughput_of_a_busy_station() {
    let text = "[sale]\nopens = 2026-01-01T00:00:00\nfollow = \"100d\"\n[source.all]\norders = 40000\nprofile = \"once\"\n\
                [profile.once]\nsteps = [[\"0s\", 1], [\"1s\", 0]]\n\
                [station.desk]\nwork = \"5min\"\nservers = 1\ndown = { every = { dist = \"exponential\", mean = \"60min\" }, lasts = \"20min\" }\n";
    let days = 90.0 * 1440.0;
    let columns = tally(&from_text(text, &[]), 6, 100, |scene: &Scene| {
        let starts = &scene.buffers.services[0].starts;
        let begun = |day: f64| starts.partition_point(|&start| start < ticks(day * 1440.0)) as f64;
        assert!(starts.len() < scene.world.visits.len(), "always busy");
        vec![(begun(100.0) - begun(10.0)) / days, minutes(starts[0])]
    });
    let exact = 1.0 / (80.0 * (1.0 - (-5.0f64 / 60.0).exp()));
    check("throughput", mean(&columns[0], 0.95), exact);
}

/// Orders are Poisson with mean 9 and take one box each: 14 boxes suffice with 95%, however many there are; and with 14
/// the station stands still in just the other worlds.
#[test]
fn the_consumables_that_suffice_are_a_poisson_quantile() {
    const WORLDS: usize = 20_000;
    let cdf = |most: u32| {
        let terms = (0..=most).scan(1.0, |term, k| {
            let now = *term;
            *term *= 9.0 / f64::from(k + 1);
            Some(now)
        });
        terms.sum::<f64>() * (-9.0f64).exp()
    };
    let exact = (0..60).find(|&k| cdf(k) >= 0.95).expect("a quantile");
    for stock in [3, exact] {
        let text = format!(
            "[sale]\nopens = 2026-01-01T00:00:00\nfollow = \"2d\"\n[source.all]\norders = 9\n[station.pack]\nwork = \"1min\"\nservers = 1\n\
             [consumable.box]\nstation = \"pack\"\nstock = {stock}\n"
        );
        let played = play(&from_text(&text, &[]), 7, WORLDS);
        let mut needed = played.column("consumable.box.needed");
        let never: Vec<bool> = played
            .column("consumable.box.out_hours")
            .iter()
            .map(|&out| out == 0.0)
            .collect();
        for (needed, never) in needed.iter().zip(&never) {
            assert_eq!(*needed <= f64::from(stock), *never);
        }
        let share = never.iter().filter(|&&never| never).count() as f64 / WORLDS as f64;
        let p = cdf(stock);
        within_four_se(
            &format!("{stock} boxes suffice"),
            share,
            (p * (1.0 - p) / WORLDS as f64).sqrt(),
            p,
        );
        needed.sort_by(f64::total_cmp);
        assert_eq!(
            stats::quantile(&needed, 0.95, 0.95).estimate,
            f64::from(exact)
        );
    }
}
