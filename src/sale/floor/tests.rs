//! Stations worked off one after the other, and everything one by one: the same comes of both, to the last tick.

use crate::model::{Model, Outcome};
use crate::random::WorldKey;
use crate::sale::World;
use crate::sale::play::Buffers;
use crate::scenario::Scenario;

/// A shop whose people are equal in nothing: learning, tiring, absent, on breaks and over midnight, placed anew; with
/// machines, errors and a consumable that runs out.
const SHOP: &str = r#"
[sale]
opens = 2026-01-05T10:00:00
follow = "4d"
payment = { mean = "60s", cv = 4 }
[source.all]
orders = 900
profile = "burst"
[profile.burst]
burst = 0.5
fast = { share = 0.3, mean = "7min" }
slow = { mean = "2h" }
[station.print]
work = { mean = "24s", cv = 0.3 }
equipment = 2
[station.pick]
work = { mean = "70s", cv = 0.6 }
errors = 0.03
[station.pack]
work = { mean = "80s", cv = 0.5 }
[station.scan]
work = { mean = "15s", cv = 0.3 }
equipment = 1
catches = 0.7
[team.old]
skills = { print = 1.0, pick = 1.1, pack = 0.9, scan = 1.0 }
spread = 0.2
absence = 0.1
tires = { after = "4h", speed = 0.8 }
[team.new]
skills = { pick = 0.79, pack = 0.79, scan = 0.9 }
learns = "8h"
[shift.day]
from = "08:00"
to = "17:00"
breaks = ["12:30-13:00"]
flexible = "30min"
assign.print = { old = 2 }
assign.pick = { old = 1, new = 3 }
assign.pack = { old = 1, new = 3 }
assign.scan = { old = 1 }
[shift.late]
from = "16:00"
to = "01:00"
flexible = "20min"
assign.print = { old = 1 }
assign.pick = { old = 1, new = 1 }
assign.pack = { new = 2 }
assign.scan = { new = 1 }
[consumable.box]
stock = 300
station = "pack"
delivery.more = { at = "9h", units = 1000 }
"#;

/// Pick carts, a printer that fails, a shift that clears: this plays one by one for a while of itself.
const SPECIAL: &str = r#"
[station.pick]
wave = { orders = 6, after = "8min", work = "2min" }
[station.print]
down = { every = { mean = "3h", cv = 1 }, lasts = { mean = "15min", cv = 0.5 } }
[shift.late]
end = "clear"
"#;

/// People who are at another station the moment they set out, every few minutes, and stay until all is out.
const AT_ONCE: &str = r#"
[shift.day]
switch = "0min"
end = "clear"
[shift.late]
switch = "0min"
end = "clear"
"#;

/// A shop with more keys below its own tables.
fn with(more: &str) -> String {
    let mut text = SHOP.to_owned();
    for table in more.split('[').skip(1) {
        let (id, keys) = table.split_once("]\n").expect("a table with keys");
        text = text.replace(&format!("[{id}]\n"), &format!("[{id}]\n{keys}"));
    }
    text
}

fn both_ways(text: &str) {
    let scenario = Scenario::from_text("shop.toml", text, &[]).expect("a scenario");
    let (sale, plan) = (&scenario.sale, &scenario.plan);
    let mut world = World::default();
    for replication in 0..20 {
        let key = WorldKey::new(3, replication);
        sale.draw(key, &mut world).expect("a world that fits");
        let mut outcome = Outcome::default();
        let (mut swept, mut one_by_one) = (Buffers::default(), Buffers::default());
        one_by_one.floor.always_one_by_one = true;
        sale.play(&world, plan, &mut swept, &mut outcome);
        sale.play(&world, plan, &mut one_by_one, &mut outcome);
        let stations = swept.services.iter().zip(&one_by_one.services);
        for (station, (one, other)) in stations.enumerate() {
            let came = |buffers: &Buffers| buffers.arrivals[station].stamps().to_vec();
            assert!(
                came(&swept) == came(&one_by_one),
                "{replication}, {station}"
            );
            assert!(one.starts == other.starts, "{replication}, {station}");
            assert!((&one.work, &one.person) == (&other.work, &other.person));
        }
        assert!(swept.scanned_at == one_by_one.scanned_at);
        let (one, other) = (&swept.floor, &one_by_one.floor);
        assert_eq!(one.hours.all(), other.hours.all());
        assert_eq!(one.presence, other.presence);
        assert_eq!(one.supplies.out, other.supplies.out);
    }
}

#[test]
fn stations_one_after_the_other_or_all_one_by_one() {
    both_ways(SHOP);
    both_ways(&with(SPECIAL));
    both_ways(&with(AT_ONCE));
    both_ways(include_str!("../../../scenarios/juhuasuan.toml"));
    both_ways(include_str!("../../../scenarios/new-year-goods.toml"));
}
