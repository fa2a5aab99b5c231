//! What more of something that is decided does to a goal: people and room help goals on service, as one would think.

use super::load::Load;
use super::{Facts, Plan};
use crate::model::{Better, Effect};

/// What more of what stands at a path does to a goal on a metric of which one wants more or less.
pub fn effect(path: &str, metric: &str, better: Better) -> Effect {
    if helps(path) && is_helped(metric, better) {
        Effect::Helps
    } else {
        Effect::Unknown
    }
}

/// Whether more of it cannot hurt a goal on service: people, servers, equipment, room in vans, what is used up. Not so
/// stock, which brings more orders.
pub fn helps(path: &str) -> bool {
    let parts: Vec<&str> = path.split('.').collect();
    matches!(
        parts[..],
        ["station" | "desk", _, "servers" | "equipment" | "chats"]
            | ["team", _, "heads"]
            | ["consumable", _, "stock"]
            | [
                "carrier",
                _,
                "pickup",
                _,
                "parcels" | "couriers" | "vehicle",
            ]
            | ["shift", _, "assign", _, _]
            | ["prepack", "shift", _, "assign", _]
    )
}

/// For each of these paths whether more people there would help a station that is loaded above 85% at the means.
pub fn is_short(facts: &Facts, plan: &Plan, paths: &[&str]) -> Vec<bool> {
    let load = Load::of(facts, plan);
    let stations = facts.stations.iter().zip(&load.stations);
    let busy = stations.filter(|(_, load)| load.load() > 0.85);
    let busy: Vec<&str> = busy.map(|(station, _)| station.id.as_str()).collect();
    let is_of_busy = |path: &&str| {
        let parts: Vec<&str> = path.split('.').collect();
        match parts[..] {
            ["station", id, "servers"] | ["shift", _, "assign", id, _] => busy.contains(&id),
            _ => false,
        }
    };
    paths.iter().map(is_of_busy).collect()
}

/// Whether more people and room cannot hurt a goal: those on time, queues and orders that go wrong, not those on money,
/// hours or how busy people are.
fn is_helped(metric: &str, better: Better) -> bool {
    const MORE: [&str; 3] = ["ship.within_", "flow.within_", ".wait.within_"];
    const LESS: [&str; 13] = [
        "ship.hours.",
        "flow.minutes.",
        "flow.last_scan",
        "ship.late",
        "courier.left_behind",
        "orders.unshipped",
        "orders.backordered",
        "orders.lost_stock",
        "orders.oversold",
        "orders.misshipped",
        "orders.sent_back",
        ".wait.",
        ".queue.",
    ];
    let is = |words: &[&str]| {
        let mut words = words.iter();
        words.any(|word| metric.starts_with(word) || word.starts_with('.') && metric.contains(word))
    };
    match better {
        Better::More => is(&MORE),
        Better::Less => is(&LESS) && !is(&MORE),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_help_service_and_not_money() {
        let of = |path, metric, better| effect(path, metric, better) == Effect::Helps;
        let people = "shift.day.assign.pack.temps";
        assert!(of(people, "ship.within_36h", Better::More));
        assert!(of(people, "station.pack.wait.p95", Better::Less));
        assert!(of(
            "station.pack.servers",
            "station.pack.wait.within_1h",
            Better::More
        ));
        assert!(!of(people, "ship.within_36h", Better::Less));
        assert!(!of(people, "money.profit", Better::More));
        assert!(!of("product.hit.stock", "ship.within_36h", Better::More));
        assert!(!of("shift.day.from", "ship.within_36h", Better::More));
    }
}
