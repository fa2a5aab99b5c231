//! Which way a metric of a sale is better, where everybody would agree.

use crate::model::{Better, Metric};

/// More of these is better.
const MORE: [&str; 9] = [
    "orders.paid",
    "units.sold",
    "ship.within_",
    "flow.within_",
    ".wait.within_",
    "money.profit",
    "money.revenue",
    "money.net_revenue",
    "money.salvage",
];

/// Less of these is better; what costs time or money beside them is told by its unit.
const LESS: [&str; 12] = [
    "orders.unpaid",
    "orders.unshipped",
    "orders.backordered",
    "orders.oversold",
    "orders.lost_stock",
    "orders.misshipped",
    "orders.sent_back",
    "ship.late",
    "courier.left_behind",
    "prepack.missing",
    "money.loss",
    ".queue.",
];

/// Which way a metric is better; `None` where it depends on what one wants (stock left, utilisation).
pub fn better(metric: &Metric) -> Option<Better> {
    let is = |words: &[&str]| {
        let mut words = words.iter();
        words.any(|word| metric.name.starts_with(word) || metric.name.contains(word))
    };
    if is(&MORE) {
        Some(Better::More)
    } else if is(&LESS) || matches!(metric.unit, "min" | "h" | "yuan") {
        Some(Better::Less)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directions() {
        let of = |name: &str, unit| {
            better(&Metric {
                name: name.to_owned(),
                unit,
                meaning: String::new(),
                never: None,
            })
        };
        assert_eq!(of("money.profit", "yuan"), Some(Better::More));
        assert_eq!(of("money.wages.overtime", "yuan"), Some(Better::Less));
        assert_eq!(of("ship.within_36h", "share"), Some(Better::More));
        assert_eq!(
            of("station.pack.wait.within_1h", "share"),
            Some(Better::More)
        );
        assert_eq!(of("station.pack.queue.peak", "orders"), Some(Better::Less));
        assert_eq!(of("ship.hours.p95", "h"), Some(Better::Less));
        assert_eq!(of("station.pack.utilisation", "share"), None);
        assert_eq!(of("stock.hit.left", "pieces"), None);
    }
}
