//! Nothing is lost or doubled: orders and pieces.

use super::shop::{Shop, Supply};
use surgeplan::model::Outcome;
use surgeplan::sale::log::{Fate, Log};
use surgeplan::scenario::Scenario;

/// A metric of a world.
pub fn metric(scenario: &Scenario, outcome: &Outcome, name: &str) -> f64 {
    let place = scenario.catalogue().find(name);
    outcome.values[place.unwrap_or_else(|| panic!("no metric {name}"))]
}

/// Every order has one fate, and the metrics count them.
pub fn orders_are_conserved(scenario: &Scenario, log: &Log, outcome: &Outcome) {
    let value = |name: &str| metric(scenario, outcome, name);
    let with = |fate: Fate| log.orders.iter().filter(|order| order.fate == fate).count() as f64;
    let (shipped, waiting) = (with(Fate::Shipped), with(Fate::Waiting));
    let oversold = with(Fate::Oversold);
    assert_eq!(value("orders.paid"), shipped + waiting + oversold);
    assert_eq!(value("orders.oversold"), oversold);
    assert_eq!(value("orders.unshipped"), waiting);
    assert_eq!(value("orders.unpaid"), with(Fate::Unpaid));
    assert_eq!(value("orders.lost_stock"), with(Fate::LostStock));
    for (number, order) in log.orders.iter().enumerate() {
        assert_eq!(order.order, number);
        assert_eq!(order.paid.is_none(), order.fate == Fate::Unpaid);
        assert_eq!(order.picked_up.is_some(), order.fate == Fate::Shipped);
        let (paid, scanned) = (order.paid, order.scanned);
        if let (Some(scanned), Some(picked_up)) = (scanned, order.picked_up) {
            assert!(paid <= Some(scanned) && scanned <= picked_up);
        } else {
            assert!(order.picked_up.is_none());
        }
    }
}

/// Pieces on hand and pieces that came are sold or left; money is paid for what is accepted.
pub fn stock_is_conserved(scenario: &Scenario, log: &Log, outcome: &Outcome, shop: &Shop) {
    let value = |name: &str| metric(scenario, outcome, name);
    let units = |id: &str, fates: &[Fate]| {
        let orders = log.orders.iter().filter(|order| order.product == id);
        let kept = orders.filter(|order| fates.contains(&order.fate));
        kept.map(|order| f64::from(order.units)).sum::<f64>()
    };
    let taken = |id: &str| units(id, &[Fate::Shipped, Fate::Waiting]);
    let (mut lost, mut sold_at_all) = (0.0, 0.0);
    let arrives =
        |pieces: fn(&Supply) -> u32| shop.supply.as_ref().map_or(0.0, |s| f64::from(pieces(s)));
    let restocks = [arrives(|supply| supply.tea), arrives(|supply| supply.cake)];
    for ((id, stock), restock) in [("tea", shop.stock.0), ("cake", shop.stock.1)]
        .into_iter()
        .zip(restocks)
    {
        let (sold, left) = (
            value(&format!("stock.{id}.sold")),
            value(&format!("stock.{id}.left")),
        );
        if id == "cake" && restock > 0.0 {
            // Among those that wait are orders whose pieces never come.
            assert!((units(id, &[Fate::Shipped])..=taken(id)).contains(&sold));
        } else {
            assert_eq!(sold, taken(id));
        }
        match stock {
            Some(stock) => {
                let arrived = sold + left - f64::from(stock);
                assert!(arrived == restock || id == "cake" && arrived == 0.0);
            }
            None => assert!(left.is_nan()),
        }
        lost += value(&format!("stock.{id}.lost"));
        sold_at_all += sold;
    }
    assert_eq!(lost, value("orders.lost_stock"));
    assert_eq!(value("units.sold"), sold_at_all);
    let accepted = |id: &str| taken(id) + units(id, &[Fate::Oversold]);
    assert_eq!(
        value("money.revenue"),
        20.0 * accepted("tea") + 30.0 * accepted("cake")
    );
    let packed: u64 = scenario.plan.stocks.iter().map(|stock| stock.boxes).sum();
    let boxes = ["used", "left", "opened"].map(|what| value(&format!("prepack.{what}")));
    assert_eq!(boxes.iter().sum::<f64>(), packed as f64);
    let boxed = log.orders.iter().filter(|order| order.route == "prepacked");
    assert_eq!(
        boxes[0],
        boxed.map(|order| f64::from(order.units)).sum::<f64>()
    );
}
