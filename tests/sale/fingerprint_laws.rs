//! The numbers that are drawn, pinned bit by bit.
//!
//! A build with other dependencies, features or flags must draw the same: one that switches the mathematics under a
//! sampler (as a dependency with `num-traits/std` would) fails here. A change of these constants is value-breaking: say
//! so in CHANGELOG.md.

use crate::common;

use common::from_text;
use surgeplan::model::Model;
use surgeplan::random::{Address, WorldKey};
use surgeplan::sale::World;

/// Draws of each distribution.
const DRAWS: usize = 200_000;

/// FNV-1a over the bit patterns of numbers.
fn fingerprint(values: impl IntoIterator<Item = u64>) -> u64 {
    values
        .into_iter()
        .flat_map(u64::to_le_bytes)
        .fold(0xCBF2_9CE4_8422_2325, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3)
        })
}

/// Draws of the work at a station that is written so.
fn of_work(name: &str, written: &str) -> u64 {
    let scenario = from_text(
        &format!(
            "[sale]\nopens = 2026-11-11T10:00:00\n[source.fans]\norders = 10\n[station.pack]\nwork = {written}\nservers = 1"
        ),
        &[],
    );
    let mut drawn = vec![0.0; DRAWS];
    let mut stream = WorldKey::new(1, 0).stream(Address::purpose("fingerprint").of(name));
    scenario.sale.facts.stations[0]
        .work
        .fill(&mut stream, &mut drawn);
    assert!(drawn.iter().all(|&minutes| (0.0..1e6).contains(&minutes)));
    fingerprint(drawn.into_iter().map(f64::to_bits))
}

/// Name, how it is written, and the fingerprint of its draws.
const WORKS: [(&str, &str, u64); 14] = [
    (
        "uniform",
        "{ dist = \"uniform\", low = \"1min\", high = \"4min\" }",
        0x2E59_81C4_CDFD_2937,
    ),
    (
        "triangular",
        "{ dist = \"triangular\", low = \"1min\", likely = \"2min\", high = \"7min\" }",
        0x1794_2264_8843_2A69,
    ),
    (
        "pert",
        "{ low = \"1min\", likely = \"2min\", high = \"7min\" }",
        0x396A_5648_9C2A_AC95,
    ),
    (
        "normal",
        "{ dist = \"normal\", mean = \"3min\", sd = \"2min\" }",
        0x02B5_9FD8_7116_8D48,
    ),
    (
        "lognormal",
        "{ mean = \"90s\", cv = 0.6 }",
        0x8B2A_2CC4_7816_6B09,
    ),
    (
        "lognormal through three quantiles",
        "{ p10 = \"1min\", p50 = \"2min\", p90 = \"5min\" }",
        0x211D_7A93_F732_7DBF,
    ),
    (
        "gamma, shape below 1",
        "{ dist = \"gamma\", shape = 0.4, scale = \"3min\" }",
        0x1868_D9D0_11C6_52B1,
    ),
    (
        "gamma, shape above 1",
        "{ dist = \"gamma\", mean = \"2min\", cv = 0.5 }",
        0xAF16_5AB2_BFE6_2CBE,
    ),
    (
        "weibull",
        "{ dist = \"weibull\", shape = 1.7, scale = \"2min\" }",
        0x1C2C_C989_27C6_E388,
    ),
    (
        "exponential",
        "{ dist = \"exponential\", mean = \"2min\" }",
        0xA240_4ED3_1D93_CE13,
    ),
    (
        "beta",
        "{ dist = \"beta\", a = 0.7, b = 2.5, low = \"1min\", high = \"9min\" }",
        0x3F51_5371_3914_5B85,
    ),
    (
        "discrete",
        "{ dist = \"discrete\", values = [\"1min\", \"2min\", \"5min\"], weights = [88, 10, 2] }",
        0x2A07_5369_E2E3_3045,
    ),
    (
        "empirical",
        "{ dist = \"empirical\", values = [\"61s\", \"75s\", \"92s\", \"140s\", \"3min\"] }",
        0x6B32_6A2F_5285_722A,
    ),
    (
        "empirical, smoothed",
        "{ dist = \"empirical\", smooth = true, values = [\"61s\", \"75s\", \"92s\", \"140s\", \"3min\"] }",
        0xF163_3ACC_1C6D_9417,
    ),
];

#[test]
fn every_distribution_draws_the_pinned_numbers() {
    let wrong: Vec<String> = WORKS
        .iter()
        .map(|(name, written, pinned)| (name, of_work(name, written), pinned))
        .filter(|(_, drawn, pinned)| drawn != *pinned)
        .map(|(name, drawn, pinned)| format!("{name}: drawn {drawn:#018X}, pinned {pinned:#018X}"))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A world with everything that is drawn another way: bursts and rhythms, bursty gamma counts, heat, carriers.
const SALE: &str = r#"
    [sale]
    opens   = 2026-11-11T10:00:00
    heat    = { p10 = 0.57, p90 = 1.52 }
    unpaid  = 0.1
    payment = { mean = "20min", cv = 2 }
    [source.ads]
    budget        = 20000
    cost_per_click = { mean = 1.2, cv = 0.2 }
    conversion    = { mean = 0.5, cv = 0.2 }
    profile       = "burst"
    bursty        = 3
    [source.fans]
    members    = 20000
    reach      = { low = 0.2, likely = 0.3, high = 0.6 }
    conversion = 0.5
    profile    = "burst"
    [profile.burst]
    burst  = 0.4
    fast   = { share = 0.7, mean = "5min" }
    slow   = { mean = "1h" }
    rhythm = "clothing"
    [product.tea]
    price = 20
    units = { dist = "discrete", values = [1, 2, 3], weights = [88, 10, 2] }
    [product.cake]
    price = 20
    share = 0.3
    [station.pack]
    work     = "1min"
    per_unit = { mean = "20s", cv = 0.5 }
    special  = { share = 0.1, work = "5min" }
    servers  = 9
    [carrier.a]
    share = 2
    [carrier.b]
"#;

/// Paid times and work are in ticks, which round differences in a last bit away: five worlds are some 60,000 orders.
#[test]
fn whole_worlds_are_the_pinned_ones() {
    let scenario = from_text(SALE, &[]);
    let mut world = World::default();
    let mut all = Vec::new();
    for replication in 0..5 {
        let key = WorldKey::new(1, replication);
        scenario
            .sale
            .draw(key, &mut world)
            .expect("a world that can be played");
        all.push(world.visits.heat.to_bits());
        all.extend(world.visits.paid_at());
        all.extend(world.visits.paid().iter().map(|paid| paid.order() as u64));
        all.extend(
            world
                .baskets
                .product
                .iter()
                .map(|&product| u64::from(product)),
        );
        all.extend(world.baskets.units.iter().map(|&units| u64::from(units)));
        all.extend(world.carrier.iter().map(|&carrier| u64::from(carrier)));
        all.extend(world.work[0].iter().map(|&work| u64::from(work)));
    }
    let drawn = fingerprint(all);
    assert_eq!(drawn, SALE_DRAWN, "drawn {drawn:#018X}");
}

const SALE_DRAWN: u64 = 0x8955_4AAA_E9C7_2570;
