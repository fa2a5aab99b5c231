//! Which way a metric of a ramp is better, where everybody would agree.

use crate::model::{Better, Metric};

/// Which way a metric is better; `None` where it depends on what one wants (goods left, people needed, a share of orders).
pub fn better(metric: &Metric) -> Option<Better> {
    let parts: Vec<&str> = metric.name.split('.').collect();
    match parts[..] {
        ["money", "profit" | "revenue" | "events"]
        | ["cash", "low" | "end"]
        | ["month", _, _]
        | [
            "event",
            _,
            "orders" | "revenue" | "brings" | "within_promise",
        ]
        | ["stage", _, "met" | "revenue" | "points"]
        | ["spend", "return"]
        | ["customer", "conversion"]
        | ["rating" | "reviews", _] => Some(Better::More),
        ["money", "stock"] => None,
        ["money" | "orders", _]
        | ["cash", "dry"]
        | ["customer", "cost"]
        | ["event", _, "lost"]
        | ["stage", _, "month"]
        | ["binds", _, _] => Some(Better::Less),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directions() {
        let of = |name: &str| {
            better(&Metric {
                name: name.to_owned(),
                unit: "yuan",
                meaning: String::new(),
                never: None,
            })
        };
        for name in [
            "money.profit",
            "cash.low",
            "stage.trial.met",
            "month.3.orders",
            "event.first.brings",
            "reviews.good",
        ] {
            assert_eq!(of(name), Some(Better::More), "{name}");
        }
        for name in [
            "money.ads",
            "money.loss",
            "cash.dry",
            "customer.cost",
            "stage.trial.month",
            "binds.cash.4",
        ] {
            assert_eq!(of(name), Some(Better::Less), "{name}");
        }
        for name in [
            "money.stock",
            "people.service.2.needed",
            "customer.repeat",
            "stage.trial.begins",
        ] {
            assert_eq!(of(name), None, "{name}");
        }
    }
}
