//! How fast a replication is, against the same line written by hand.
//!
//! The figures that count are ratios taken in one run: `one plan` over `recursion by hand` for a whole replication, and for
//! plans beside it in the same world, drawn already, `one more plan` over `one plan`. Worlds differ from iteration to
//! iteration, as branch predictors would learn a single one by heart.

use criterion::measurement::WallTime;
use criterion::{
    BatchSize, BenchmarkGroup, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main,
};
use rand::rngs::Xoshiro256PlusPlus;
use rand::{RngExt, SeedableRng};
use rand_distr::{Distribution, Exp1, LogNormal};
use std::hint::black_box;
use std::time::{Duration, Instant};
use surgeplan::model::{Model, Outcome};
use surgeplan::random::WorldKey;
use surgeplan::sale::play::Buffers;
use surgeplan::sale::{Plan, Sale, World};
use surgeplan::scenario::Scenario;

const FLASHLINE: &str = include_str!("../tests/scenarios/flashline-1.toml");

/// The Kiefer-Wolfowitz recursion as one would write it for this one line: no plan, no calendar, five results.
struct ByHand {
    work: [LogNormal<f64>; 4],
    orders: Vec<(f64, bool)>,
    queue: Vec<(f64, usize)>,
    next: Vec<(f64, usize)>,
    done: Vec<(f64, usize)>,
    flow: Vec<f64>,
}

const SERVERS: [usize; 4] = [2, 5, 7, 2];
const RATES: [(f64, f64, f64); 5] = [
    (0.0, 60.0, 500.0),
    (60.0, 120.0, 250.0),
    (120.0, 600.0, 60.0),
    (600.0, 840.0, 120.0),
    (840.0, 1440.0, 25.0),
];
const PICKUPS: [f64; 8] = [600.0, 960.0, 1320.0, 1680.0, 2040.0, 2400.0, 2760.0, 3120.0];

impl ByHand {
    fn new() -> Self {
        let law = |mean: f64, cv: f64| LogNormal::from_mean_cv(mean, cv).expect("a mean above 0");
        Self {
            work: [law(0.3, 0.3), law(1.5, 0.6), law(2.0, 0.5), law(0.25, 0.3)],
            orders: Vec::new(),
            queue: Vec::new(),
            next: Vec::new(),
            done: Vec::new(),
            flow: Vec::new(),
        }
    }

    fn replicate(&mut self, replication: u64) -> [f64; 5] {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(replication);
        self.orders.clear();
        for (from, to, rate) in RATES {
            let mut time = from;
            loop {
                let gap: f64 = Exp1.sample(&mut rng);
                time += gap * 60.0 / rate;
                if time >= to {
                    break;
                }
                self.orders.push((time, rng.random::<f64>() < 1.0 / 3.0));
            }
        }
        self.queue.clear();
        self.queue.extend(
            self.orders
                .iter()
                .enumerate()
                .map(|(order, &(time, _))| (time, order)),
        );
        self.station(0, &mut rng);
        let (orders, queue, done) = (&self.orders, &mut self.queue, &mut self.done);
        done.clear();
        done.extend(queue.iter().filter(|(_, order)| orders[*order].1));
        queue.retain(|(_, order)| !orders[*order].1);
        self.station(1, &mut rng);
        self.station(2, &mut rng);
        self.queue.append(&mut self.done);
        self.queue.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
        self.station(3, &mut rng);
        self.reckon()
    }

    /// Serves the queue and replaces it by the departures in order of time.
    fn station(&mut self, station: usize, rng: &mut Xoshiro256PlusPlus) {
        let mut free = [0.0f64; 8];
        let free = &mut free[..SERVERS[station]];
        self.next.clear();
        for &(arrival, order) in &self.queue {
            let mut first = 0;
            for server in 1..free.len() {
                if free[server] < free[first] {
                    first = server;
                }
            }
            let end = arrival.max(free[first]) + self.work[station].sample(rng);
            free[first] = end;
            self.next.push((end, order));
        }
        self.next.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
        std::mem::swap(&mut self.queue, &mut self.next);
    }

    fn reckon(&mut self) -> [f64; 5] {
        let n = self.queue.len();
        self.flow.clear();
        self.flow.extend(
            self.queue
                .iter()
                .map(|&(end, order)| end - self.orders[order].0),
        );
        let mean = self.flow.iter().sum::<f64>() / n as f64;
        let rank = (n * 95).div_ceil(100).max(1) - 1;
        let p95 = *self.flow.select_nth_unstable_by(rank, f64::total_cmp).1;
        let (mut taken, mut left, mut in_a_day) = (0, 0, 0);
        for at in PICKUPS {
            let ready = self.queue.partition_point(|&(end, _)| end <= at);
            let takes = (ready - taken).min(800);
            in_a_day += self.queue[taken..taken + takes]
                .iter()
                .filter(|(_, o)| at - self.orders[*o].0 <= 1440.0)
                .count();
            taken += takes;
            left += ready - taken;
        }
        let last = self.queue.last().map_or(0.0, |last| last.0 / 60.0);
        [mean, p95, last, left as f64, in_a_day as f64 / n as f64]
    }
}

/// A scenario with a workplace to play it.
struct Bench {
    sale: Sale,
    plan: Plan,
    world: World,
    buffers: Buffers,
    outcome: Outcome,
}

impl Bench {
    fn new(text: &str) -> Self {
        let scenario =
            Scenario::from_text("bench.toml", text, &[]).expect("a scenario without errors");
        let Scenario { sale, plan, .. } = scenario;
        Self {
            sale,
            plan,
            world: World::default(),
            buffers: Buffers::default(),
            outcome: Outcome::default(),
        }
    }

    fn replicate(&mut self, replication: u64) -> f64 {
        self.sale
            .draw(WorldKey::new(1, replication), &mut self.world)
            .expect("a world that fits");
        self.sale.play(
            &self.world,
            &self.plan,
            &mut self.buffers,
            &mut self.outcome,
        );
        self.outcome.values[0]
    }
}

/// The metrics that `compare` shows of every sale.
const COMPARED: [&str; 5] = [
    "ship.within_promise",
    "ship.hours.p95",
    "people.hours",
    "orders.lost_stock",
    "courier.left_behind",
];

/// Plans beside the scenario's own, each with one change, played after it and each other in worlds that are drawn already,
/// many different ones in turn: for the metrics that `compare` shows, and from where they differ. The time is that of one
/// of them, the mean of all.
fn one_more_plan(
    group: &mut BenchmarkGroup<'_, WallTime>,
    name: &str,
    text: &str,
    changes: &[&str],
) {
    let scenario = Scenario::from_text("bench.toml", text, &[]).expect("a scenario without errors");
    let others: Vec<_> = changes
        .iter()
        .map(|change| scenario.with(change, "", &[(*change).to_owned()]))
        .map(|other| other.expect("another plan"))
        .collect();
    let worlds: Vec<World> = (0..256)
        .map(|replication| {
            let mut world = World::default();
            let key = WorldKey::new(1, replication);
            let drawn = scenario.sale.draw(key, &mut world);
            drawn.expect("a world that fits");
            world
        })
        .collect();
    let mut asked: Vec<usize> = scenario.goals.iter().map(|goal| goal.place).collect();
    asked.extend(COMPARED.map(|name| scenario.catalogue().find(name).expect("a metric")));
    let (mut buffers, mut outcome, mut turn) = (Buffers::default(), Outcome::default(), 0);
    group.bench_function(name, |b| {
        b.iter_custom(|iterations| {
            let mut spent = Duration::ZERO;
            for _ in 0..iterations {
                turn = (turn + 1) % worlds.len();
                let world = &worlds[turn];
                outcome.asked.clone_from(&asked);
                let mut before = (&scenario.sale, &scenario.plan);
                before.0.play(world, before.1, &mut buffers, &mut outcome);
                for other in &others {
                    let steps = other.sale.steps_in_common(&other.plan, before);
                    let begin = Instant::now();
                    let plan = (&other.plan, steps);
                    other.sale.play_on(plan, world, &mut buffers, &mut outcome);
                    black_box(outcome.values[0]);
                    spent += begin.elapsed();
                    before = (&other.sale, &other.plan);
                }
            }
            spent / others.len() as u32
        });
    });
}

fn flashline(c: &mut Criterion) {
    let mut group = c.benchmark_group("flashline-1");
    let mut by_hand = ByHand::new();
    let mut replication = 0;
    group.bench_function("recursion by hand", |b| {
        b.iter(|| {
            replication += 1;
            black_box(by_hand.replicate(replication))
        });
    });
    let mut bench = Bench::new(FLASHLINE);
    group.bench_function("one plan", |b| {
        b.iter(|| {
            replication += 1;
            black_box(bench.replicate(replication))
        });
    });
    let people = [
        "station.scan.servers=3",
        "station.pack.servers=8",
        "station.pick.servers=6",
        "station.print.servers=3",
    ];
    one_more_plan(&mut group, "one more plan", FLASHLINE, &people);
    group.finish();
}

/// One station, and as many orders a minute as keep its people busy four fifths of the time.
fn one_station(servers: usize, orders: usize) -> String {
    let minutes = orders as f64 / (0.8 * servers as f64);
    format!(
        "[sale]\nopens = 2026-11-11T00:00:00\ncloses = 2026-11-12T00:00:00\nfollow = \"10d\"\n[source.all]\norders = {orders}\n\
         [profile.p]\nrhythm = \"flat\"\n[station.pack]\nservers = {servers}\nwork = {{ mean = \"{}ms\", cv = 0.5 }}\n",
        (1440.0 / minutes * 60_000.0).round()
    )
}

fn sizes(c: &mut Criterion) {
    let mut group = c.benchmark_group("one station");
    for (name, servers, orders) in [
        ("200 people", 200, 20_000),
        ("200,000 orders", 10, 200_000),
        ("20,000 orders", 10, 20_000),
    ] {
        let mut bench = Bench::new(&one_station(servers, orders));
        let mut replication = 0;
        group
            .throughput(Throughput::Elements(orders as u64))
            .sample_size(20);
        group.bench_function(BenchmarkId::from_parameter(name), |b| {
            b.iter_batched(
                || {
                    replication += 1;
                    replication
                },
                |replication| black_box(bench.replicate(replication)),
                BatchSize::SmallInput,
            );
        });
    }
    group.finish();
}

/// The line of `flashline-1` with people of two teams on a shift.
fn with_people() -> String {
    let mut text = FLASHLINE.to_owned();
    for servers in ["servers = 2\n", "servers = 5\n", "servers = 7\n"] {
        text = text.replace(servers, "");
    }
    text + "[team.ware]\n[team.temps]\nskills = { pick = 0.8, pack = 0.8 }\n[shift.all]\nfrom = \"00:00\"\nto = \"24:00\"\n\
        assign.print = { ware = 2 }\nassign.pick = { ware = 3, temps = 2 }\nassign.pack = { ware = 3, temps = 4 }\nassign.scan = { ware = 2 }\n"
}

/// What placing people anew every half hour costs: the same line with and without.
fn rebalancing(c: &mut Criterion) {
    let mut group = c.benchmark_group("placing people anew");
    let juhuasuan = include_str!("../scenarios/juhuasuan.toml");
    let flexible = "flexible = \"30min\"";
    for (name, without, with) in [
        ("flashline", with_people(), with_people() + flexible),
        (
            "juhuasuan",
            juhuasuan.replace(flexible, ""),
            juhuasuan.to_owned(),
        ),
    ] {
        for (how, text) in [("never", without), ("every 30 min", with)] {
            let mut bench = Bench::new(&text);
            let mut replication = 0;
            group.bench_function(BenchmarkId::new(name, how), |b| {
                b.iter(|| {
                    replication += 1;
                    black_box(bench.replicate(replication))
                });
            });
        }
    }
    group.finish();
}

/// What one more plan in the same worlds costs: the example's whole replication, its draw, and each of its options in a world
/// that is drawn already. The figures that count are these over the first.
fn together(c: &mut Criterion) {
    let mut group = c.benchmark_group("juhuasuan");
    let text = include_str!("../scenarios/juhuasuan.toml");
    let mut bench = Bench::new(text);
    let mut replication = 0;
    group.bench_function("one plan", |b| {
        b.iter(|| {
            replication += 1;
            black_box(bench.replicate(replication))
        });
    });
    group.bench_function("the world", |b| {
        b.iter(|| {
            replication += 1;
            let key = WorldKey::new(1, replication);
            bench.sale.draw(key, &mut bench.world).is_ok()
        });
    });
    for (name, change) in [
        ("one more van", "carrier.sto.pickup.noon.parcels=1000"),
        ("more people", "shift.day.assign.pack.temps=4"),
        ("more boxes", "prepack.share=0.5"),
    ] {
        one_more_plan(&mut group, name, text, &[change]);
    }
    group.finish();
}

criterion_group!(benches, flashline, sizes, rebalancing, together);
criterion_main!(benches);
