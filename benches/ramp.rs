//! How fast a ramp is drawn and played: 18 months of daily steps, on one thread. 10,000 replications in a second are
//! 100 µs each.

use criterion::{Criterion, criterion_group, criterion_main};
use std::hint::black_box;
use surgeplan::model::{Model, Outcome};
use surgeplan::ramp::{Ramp, World, books::Buffers};
use surgeplan::random::WorldKey;
use surgeplan::scenario::Scenario;

/// The staged plan of `scenarios/`, without its flash sale: that is measured as a sale.
fn staged_plan() -> Scenario<Ramp> {
    let text = include_str!("../scenarios/tmall-ramp.toml");
    let (before, event) = text.split_once("[event.first]").expect("a flash sale");
    let after = event.split_once("\n\n").expect("a table after it").1;
    Scenario::from_text_of("ramp.toml", &format!("{before}{after}"), &[])
        .unwrap_or_else(|refused| panic!("{refused}"))
}

fn ramps(c: &mut Criterion) {
    let mut group = c.benchmark_group("18 months");
    let Scenario {
        sale: ramp, plan, ..
    } = staged_plan();
    assert_eq!(ramp.facts.calendar.months(), 18);
    let (mut world, mut buffers) = (World::default(), Buffers::default());
    let mut outcome = Outcome::default();
    let mut replication = 0;
    group.bench_function("one plan", |b| {
        b.iter(|| {
            replication += 1;
            ramp.draw(WorldKey::new(1, replication), &mut world)
                .expect("a world");
            ramp.play(&world, &plan, &mut buffers, &mut outcome);
            black_box(outcome.values[0])
        });
    });
    let draw = |replication| {
        let mut world = World::default();
        ramp.draw(WorldKey::new(1, replication), &mut world)
            .expect("a world");
        world
    };
    let worlds: Vec<World> = (0..256).map(draw).collect();
    let mut turn = 0;
    group.bench_function("one more plan", |b| {
        b.iter(|| {
            turn = (turn + 1) % worlds.len();
            ramp.play(&worlds[turn], &plan, &mut buffers, &mut outcome);
            black_box(outcome.values[0])
        });
    });
    group.finish();
}

criterion_group!(benches, ramps);
criterion_main!(benches);
