//! What more of what is decided does to a goal: people and room help where they stand, and nothing is taken for granted
//! where others move with them.

use surgeplan::model::{Better, Effect};
use surgeplan::sale::effect::effect;
use surgeplan::scenario::Scenario;

/// A line of three stations; people of two teams, a van, a product, a desk after the sale.
const LINE: &str = r#"
[sale]
opens = 2026-11-11T10:00:00
[source.fans]
orders = 500
[product.hit]
price = 99.0
stock = 400
[station.pick]
work = "60s"
[station.pack]
work = "90s"
equipment = 3
[station.scan]
work = "10s"
servers = 1
[team.crew]
wage = 22
[team.temps]
wage = 18
[shift.day]
from = "10:00"
to = "20:00"
assign.pick = { crew = 1, temps = 0 }
assign.pack = { temps = 1 }
assign.after = { crew = 1 }
[carrier.sto]
pickup.noon = { at = "14:00", parcels = 300 }
[desk.after]
[contact.late]
desk = "after"
per_order = 0.1
lag = { from = "delivered", mean = "1d", cv = 0.5 }
work = "5min"
[goal.in_time]
metric = "ship.within_36h"
at_least = 0.9
with_probability = 0.9
"#;

#[track_caller]
fn told(text: &str, path: &str, metric: &str) -> Effect {
    let scenario = Scenario::from_text("line.toml", text, &[]).expect("a scenario");
    let better = match metric {
        within if within.contains("within") || within.contains("in_time") => Better::More,
        _ => Better::Less,
    };
    effect(&scenario.sale.facts, &scenario.plan, path, (metric, better))
}

const PICK: &str = "shift.day.assign.pick.crew";
const PACK: &str = "shift.day.assign.pack.temps";
const SCAN: &str = "station.scan.servers";
const VAN: &str = "carrier.sto.pickup.noon.parcels";

#[test]
fn people_and_room_help_where_they_stand() {
    use Effect::{Helps, Nothing, Unknown};
    for (path, metric, wanted) in [
        // Orders go out sooner the more people there are, wherever.
        (PICK, "flow.within_2h", Helps),
        (PACK, "ship.within_36h", Helps),
        (SCAN, "ship.hours.p95", Helps),
        ("station.pack.equipment", "flow.last_scan", Helps),
        (VAN, "ship.late", Helps),
        // The line does not feel the van, nor what is answered afterwards.
        (VAN, "flow.minutes.p95", Nothing),
        ("shift.day.assign.after.crew", "ship.within_36h", Nothing),
        // A station's own people shorten its queue; those before it lengthen it, those behind it do not touch it.
        (PACK, "station.pack.queue.peak", Helps),
        (PACK, "station.pack.wait.within_1h", Helps),
        (PICK, "station.pack.queue.peak", Unknown),
        (PICK, "station.scan.wait.p95", Unknown),
        (SCAN, "station.pack.queue.peak", Nothing),
        (VAN, "station.pack.queue.peak", Nothing),
        // Of temps who stand there as well some may be others.
        (PACK, "station.pick.wait.mean", Unknown),
        // The more vans meet, the more may be left behind; the more is done, the more goes wrong.
        (PACK, "courier.left_behind", Unknown),
        (PACK, "orders.misshipped", Unknown),
        (PACK, "money.cost", Unknown),
        (PACK, "station.pack.utilisation", Unknown),
        // Stock lets more orders find goods, which are then in the line.
        ("product.hit.stock", "orders.lost_stock", Helps),
        ("product.hit.stock", "ship.within_36h", Unknown),
        (PACK, "orders.lost_stock", Nothing),
        (
            "shift.day.assign.after.crew",
            "desk.after.answered_in_time",
            Helps,
        ),
        (PACK, "desk.after.answered_in_time", Unknown),
        ("shift.day.from", "ship.within_36h", Unknown),
    ] {
        assert_eq!(told(LINE, path, metric), wanted, "{path} {metric}");
    }
    // One wants less of what helps.
    let scenario = Scenario::from_text("line.toml", LINE, &[]).expect("a scenario");
    let (facts, plan) = (&scenario.sale.facts, &scenario.plan);
    let less = effect(facts, plan, PACK, ("ship.within_36h", Better::Less));
    assert_eq!(less, Effect::Unknown);
}

#[test]
fn where_others_move_nothing_is_taken_for_granted() {
    let with = |from: &str, to: &str| {
        assert!(LINE.contains(from), "{from}");
        LINE.replace(from, to)
    };
    // Whoever picks is missing among the rest who pack.
    let rest = with(
        "assign.pack = { temps = 1 }",
        "assign.pack = { crew = \"rest\" }",
    )
    .replace("[team.crew]\n", "[team.crew]\nheads = 8\n");
    assert_eq!(told(&rest, PICK, "ship.within_36h"), Effect::Unknown);
    assert_eq!(told(&rest, SCAN, "ship.within_36h"), Effect::Helps);
    // People are placed anew every half hour by a forecast.
    let flexible = with("to = \"20:00\"\n", "to = \"20:00\"\nflexible = \"30min\"\n");
    assert_eq!(told(&flexible, PICK, "ship.within_36h"), Effect::Unknown);
    // Slow people hold up orders that others would have done sooner: by 90 s, which is little in a day and much in an hour.
    let slow = with(
        "[team.temps]\n",
        "[team.temps]\nskills = { pick = 0.4, pack = 0.5 }\n",
    );
    assert_eq!(
        told(&slow, "shift.day.assign.pick.temps", "ship.within_36h"),
        Effect::Helps
    );
    assert_eq!(
        told(&slow, "shift.day.assign.pick.temps", "flow.within_1h"),
        Effect::Unknown
    );
    assert_eq!(told(&slow, PICK, "station.pick.wait.mean"), Effect::Unknown);
    assert_eq!(told(&slow, PACK, "station.pack.wait.mean"), Effect::Helps);
    // Waves are put together otherwise when orders come sooner.
    let wave = with(
        "work = \"90s\"\n",
        "work = \"90s\"\nwave = { orders = 10, after = \"20min\" }\n",
    );
    assert_eq!(told(&wave, PICK, "flow.within_2h"), Effect::Unknown);
    assert_eq!(told(&wave, PACK, "flow.within_2h"), Effect::Helps);
    // What is sent back comes again.
    let back = with("work = \"60s\"\n", "work = \"60s\"\nerrors = 0.1\n")
        .replace("work = \"10s\"\n", "work = \"10s\"\ncatches = 0.9\n");
    assert_eq!(
        told(&back, SCAN, "station.pack.queue.peak"),
        Effect::Unknown
    );
    // What is left behind at night may go a slower way.
    let overflow = with(
        "[carrier.sto]\n",
        "[carrier.ems]\nshare = 0\npickup.late = { at = \"22:00\", parcels = 9 }\n[carrier.sto]\noverflow = \"ems\"\n",
    );
    assert_eq!(told(&overflow, VAN, "ship.within_36h"), Effect::Unknown);
    assert_eq!(told(&overflow, PACK, "ship.within_36h"), Effect::Unknown);
    assert_eq!(told(&overflow, PACK, "flow.within_2h"), Effect::Helps);
    // More stock may keep a restock from being ordered.
    let restock = with(
        "stock = 400\n",
        "stock = 400\nrestock.more = { units = 50, ordered = \"2h\", if = \"sold > 0.5 * stock\" }\n",
    );
    assert_eq!(
        told(&restock, "product.hit.stock", "orders.lost_stock"),
        Effect::Unknown
    );
    // Visitors who are answered buy, and are in the line.
    let chat = with(
        "[desk.after]\n",
        "[desk.chat]\nshare = 0.5\nwork = \"5min\"\nservers = 2\n[desk.after]\n",
    );
    assert_eq!(
        told(&chat, "desk.chat.servers", "ship.within_36h"),
        Effect::Unknown
    );
}
