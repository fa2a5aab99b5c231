//! What an order costs in a small sale and in large ones, played in turn so that a busy machine slows all of them down:
//! `flashline-1` (one bare line), `juhuasuan.toml` (the example with all that belongs to a sale, about 1,900 orders paid) and
//! `double-eleven.toml` (the same with 200,000).
//!
//! The figures that count are the ratios: the median over the rounds of time per paid order, drawing and playing.

use std::fs;
use std::time::{Duration, Instant};
use surgeplan::model::{Model, Outcome};
use surgeplan::random::WorldKey;
use surgeplan::sale::play::Buffers;
use surgeplan::sale::{Plan, Sale, World};
use surgeplan::scenario::Scenario;

const ROUNDS: usize = 60;

/// How long a scenario's turn takes at least.
const TURN: Duration = Duration::from_millis(100);

/// A scenario with a workplace to play it.
struct Bench {
    sale: Sale,
    plan: Plan,
    world: World,
    buffers: Buffers,
    outcome: Outcome,
    replication: u64,
    /// By round: nanoseconds an order.
    costs: Vec<f64>,
}

impl Bench {
    fn new(text: &str) -> Self {
        let scenario =
            Scenario::from_text("bench.toml", text, &[]).expect("a scenario without errors");
        let Scenario { sale, plan, .. } = scenario;
        let mut bench = Self {
            sale,
            plan,
            world: World::default(),
            buffers: Buffers::default(),
            outcome: Outcome::default(),
            replication: 0,
            costs: Vec::new(),
        };
        bench.replicate();
        bench
    }

    /// Plays another world; tells how many orders were paid.
    fn replicate(&mut self) -> usize {
        self.replication += 1;
        self.sale
            .draw(WorldKey::new(1, self.replication), &mut self.world)
            .expect("a world that fits");
        self.sale.play(
            &self.world,
            &self.plan,
            &mut self.buffers,
            &mut self.outcome,
        );
        self.world.visits.paid().len()
    }

    fn take_turn(&mut self) {
        let (begin, mut orders) = (Instant::now(), 0);
        while begin.elapsed() < TURN {
            orders += self.replicate();
        }
        self.costs
            .push(begin.elapsed().as_nanos() as f64 / orders as f64);
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn main() {
    // `cargo bench -- NAME` asks for others.
    let asked = std::env::args().skip(1).find(|word| !word.starts_with('-'));
    if asked.is_some_and(|name| !"scale".contains(&name)) {
        return;
    }
    let mut benches = [
        (
            "flashline-1",
            include_str!("../tests/scenarios/flashline-1.toml"),
        ),
        ("juhuasuan", include_str!("../scenarios/juhuasuan.toml")),
        (
            "double-eleven",
            include_str!("../scenarios/double-eleven.toml"),
        ),
    ]
    .map(|(name, text)| (name, Bench::new(text)));
    for _ in 0..ROUNDS {
        for (_, bench) in &mut benches {
            bench.take_turn();
        }
    }
    for (name, bench) in &benches {
        println!(
            "{name:14} {:6.0} ns a paid order",
            median(bench.costs.clone())
        );
    }
    for pair in benches.windows(2) {
        let [(small, before), (large, after)] = pair else {
            continue;
        };
        let ratios = after.costs.iter().zip(&before.costs).map(|(a, b)| a / b);
        println!("{large} ÷ {small}: {:.2}", median(ratios.collect()));
    }
    // Where the system tells it (Linux): the most memory this thread's world and buffers took.
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    if let Some(peak) = status.lines().find_map(|line| line.strip_prefix("VmHWM:")) {
        println!("peak memory, one thread: {}", peak.trim());
    }
}
