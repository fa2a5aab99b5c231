//! Nothing is lost or doubled: orders and pieces.

use super::shop::{Shop, Supply};
use surgeplan::model::Outcome;
use surgeplan::sale::World;
use surgeplan::sale::log::{Fate, Log, OrderRow};
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
    let lost_chat = scenario.catalogue().find("orders.lost_chat");
    let lost_chat = lost_chat.map_or(0.0, |place| outcome.values[place]);
    assert_eq!(lost_chat, with(Fate::LostChat));
    for (number, order) in log.orders.iter().enumerate() {
        assert_eq!(order.order, number);
        let gone = matches!(order.fate, Fate::Unpaid | Fate::LostChat);
        assert_eq!(order.paid.is_none(), gone);
        assert_eq!(order.picked_up.is_some(), order.fate == Fate::Shipped);
        let (paid, scanned) = (order.paid, order.scanned);
        if let (Some(scanned), Some(picked_up)) = (scanned, order.picked_up) {
            assert!(paid <= Some(scanned) && scanned <= picked_up);
        } else {
            assert!(order.picked_up.is_none());
        }
    }
}

/// Pieces on hand and pieces that came are sold, with orders of their own product or along with others, or left; money is
/// paid for what is accepted.
pub fn stock_is_conserved(
    scenario: &Scenario,
    (world, log, outcome): (&World, &Log, &Outcome),
    shop: &Shop,
) {
    let value = |name: &str| metric(scenario, outcome, name);
    let waits = |id: &str| id == "cake" && shop.stock.1.is_some() && shop.supply.is_some();
    // Who may wait gets all its pieces or none; others less than they asked for, or what they took along.
    let own = |order: &OrderRow| {
        if waits(&order.product) || order.fate == Fate::Oversold {
            world.baskets.units[order.order]
        } else {
            order.units - order.with.len() as u32
        }
    };
    let units = |id: &str, fates: &[Fate]| {
        let orders = log.orders.iter().filter(|order| order.product == id);
        let kept = orders.filter(|order| fates.contains(&order.fate));
        kept.map(|order| f64::from(own(order))).sum::<f64>()
    };
    let along = |id: &str| {
        let with = log.orders.iter().flat_map(|order| &order.with);
        with.filter(|with| *with == id).count() as f64
    };
    let taken = |id: &str| units(id, &[Fate::Shipped, Fate::Waiting]);
    let arrives =
        |pieces: fn(&Supply) -> u32| shop.supply.as_ref().map_or(0.0, |s| f64::from(pieces(s)));
    let restocks = [arrives(|supply| supply.tea), arrives(|supply| supply.cake)];
    let (mut lost, mut sold_at_all) = (0.0, 0.0);
    for ((id, stock), restock) in [("tea", shop.stock.0), ("cake", shop.stock.1)]
        .into_iter()
        .zip(restocks)
    {
        let (sold, left) = (
            value(&format!("stock.{id}.sold")),
            value(&format!("stock.{id}.left")),
        );
        if waits(id) {
            // Among those that wait are orders whose pieces never come.
            let least = units(id, &[Fate::Shipped]);
            assert!((least..=taken(id)).contains(&(sold - along(id))));
        } else {
            assert_eq!(sold, taken(id) + along(id));
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
    let accepted = |id: &str| taken(id) + units(id, &[Fate::Oversold]) + along(id);
    assert_eq!(
        value("money.revenue"),
        20.0 * accepted("tea") + 30.0 * accepted("cake")
    );
    boxes_are_conserved(scenario, log, outcome);
    if shop.along.is_some() {
        left_out_is_the_rest(scenario, (world, log, outcome), waits);
    }
}

fn boxes_are_conserved(scenario: &Scenario, log: &Log, outcome: &Outcome) {
    let packed: u64 = scenario.plan.stocks.iter().map(|stock| stock.boxes).sum();
    let boxes = ["used", "left", "opened"]
        .map(|what| metric(scenario, outcome, &format!("prepack.{what}")));
    assert_eq!(boxes.iter().sum::<f64>(), packed as f64);
    let boxed: Vec<&OrderRow> = log
        .orders
        .iter()
        .filter(|order| order.route == "prepacked")
        .collect();
    let units = boxed.iter().map(|order| f64::from(order.units));
    assert_eq!(boxes[0], units.sum::<f64>());
    assert!(boxed.iter().all(|order| order.with.is_empty()));
}

/// What orders that get pieces ask for along they take or leave out; those that get none ask for nothing.
fn left_out_is_the_rest(
    scenario: &Scenario,
    (world, log, outcome): (&World, &Log, &Outcome),
    waits: impl Fn(&str) -> bool,
) {
    let with = log.orders.iter().filter(|order| !order.with.is_empty());
    assert_eq!(
        metric(scenario, outcome, "orders.with"),
        with.count() as f64
    );
    for (place, id) in ["tea", "cake"].into_iter().enumerate() {
        let (mut left_out, mut unsure) = (0.0, 0.0);
        for order in &log.orders {
            let asked = world.baskets.along(order.order).iter();
            let asks = asked.into_iter().any(|with| usize::from(with.1) == place);
            let took = order.with.iter().any(|with| with == id);
            assert!(asks || !took);
            match order.fate {
                Fate::Shipped | Fate::Waiting if took || !asks => {}
                // Its pieces may never have come.
                Fate::Waiting if waits(&order.product) => unsure += 1.0,
                Fate::Shipped | Fate::Waiting => left_out += 1.0,
                _ => assert!(!took),
            }
        }
        let told = metric(scenario, outcome, &format!("stock.{id}.left_out"));
        assert!((left_out..=left_out + unsure).contains(&told));
    }
}
