//! Restocks, orders that wait for them, listings that show too much and pieces kept for a source: each rule played again
//! from the rows of orders by a plain loop.

use crate::common;

use common::from_text;
use std::collections::VecDeque;
use surgeplan::model::Model;
use surgeplan::random::WorldKey;
use surgeplan::sale::World;
use surgeplan::sale::log::{Fate, Log, OrderRow};
use surgeplan::scenario::Scenario;

/// Two sources, one product, two pieces to an order, one station without queues.
const SHOP: &str = r#"[sale]
opens  = 2026-11-11T10:00:00
follow = "3d"
unpaid = 0.1
payment = { mean = "5min", cv = 2 }
[source.site]
orders  = 80
product = "tea"
[source.page]
orders  = 120
[product.tea]
price = 20.0
units = 2
stock = 151
[station.pack]
work    = "1min"
servers = 500
"#;

const WORLDS: u64 = 12;

/// Plays worlds of the shop with changes and looks at each.
fn each_world(changes: &[&str], mut look: impl FnMut(&Log, &dyn Fn(&str) -> f64)) {
    let scenario = from_text(SHOP, changes);
    for world in 0..WORLDS {
        let (log, outcome) = scenario
            .sale
            .replay(&scenario.plan, WorldKey::new(3, world))
            .unwrap_or_else(|e| panic!("{e}"));
        let value = |name: &str| {
            let place = scenario.catalogue().find(name);
            outcome.values[place.unwrap_or_else(|| panic!("no metric {name}"))]
        };
        look(&log, &value);
    }
}

/// The paid orders in order of payment.
fn paid(log: &Log) -> Vec<&OrderRow> {
    let mut paid: Vec<&OrderRow> = log.orders.iter().filter(|o| o.paid.is_some()).collect();
    paid.sort_by(|a, b| {
        (a.paid, a.order)
            .partial_cmp(&(b.paid, b.order))
            .expect("times")
    });
    paid
}

fn at(order: &OrderRow) -> f64 {
    order.paid.expect("a paid order")
}

/// When the station saw an order.
fn arrived(log: &Log, order: usize) -> Option<f64> {
    let row = log.work.iter().find(|row| row.order == order)?;
    Some(row.arrived)
}

#[test]
fn a_restock_is_sold_from_its_arrival_on() {
    // 151 pieces, 40 more after three hours: what is left over of an odd number goes to an order cut to one piece.
    let change = "product.tea.restock.a={ units = 40, ordered = \"-1h\", lead = \"4h\" }";
    let mut lost_between = 0;
    each_world(&[change], |log, value| {
        let (mut left, mut restocked, mut lost) = (151u32, false, 0.0);
        for order in paid(log) {
            if !restocked && at(order) >= 180.0 {
                (left, restocked) = (left + 40, true);
            }
            let units = left.min(2);
            left -= units;
            if units == 0 {
                assert_eq!(order.fate, Fate::LostStock);
                lost += 1.0;
                lost_between += usize::from(!restocked);
            } else {
                assert_eq!((order.fate, order.units), (Fate::Shipped, units));
                assert_eq!(arrived(log, order.order), order.paid);
            }
        }
        assert_eq!(value("orders.lost_stock"), lost);
        assert_eq!(value("stock.tea.left"), f64::from(left));
        assert_eq!(value("stock.tea.sold"), f64::from(191 - left));
        assert_eq!(value("orders.backordered"), 0.0);
    });
    // The case of interest is rare with flat arrivals: it has its own shop.
    each_world(&[change, "product.tea.stock=3"], |log, _| {
        let lost = log.orders.iter().filter(|o| o.fate == Fate::LostStock);
        lost_between += lost.filter(|order| at(order) < 180.0).count();
    });
    assert!(lost_between > 0);
}

#[test]
fn a_condition_is_judged_by_what_is_known_then() {
    let change = "product.tea.restock.a={ units = 1000, ordered = \"6h\", lead = \"2h\", if = \"sold > 0.6 * stock\" }";
    let (mut wanted, mut unwanted) = (0, 0);
    each_world(&[change], |log, value| {
        let before = paid(log).iter().filter(|order| at(order) < 360.0).count();
        let is_wanted = 2.0 * before as f64 > 0.6 * 151.0;
        *(if is_wanted {
            &mut wanted
        } else {
            &mut unwanted
        }) += 1;
        let there = 151.0 + f64::from(u8::from(is_wanted)) * 1000.0;
        assert_eq!(value("stock.tea.left") + value("stock.tea.sold"), there);
    });
    assert!(wanted > 0 && unwanted > 0, "{wanted} {unwanted}");
    // Before the opening nothing is sold, and hours are negative.
    for (condition, arrives) in [
        ("sold > 0", 0.0),
        ("hours < -23", 1000.0),
        ("hours > -23", 0.0),
    ] {
        let early = format!(
            "product.tea.restock.a={{ units = 1000, ordered = \"-1d\", if = \"{condition}\" }}"
        );
        each_world(&[&early], |_, value| {
            let all = value("stock.tea.left") + value("stock.tea.sold");
            assert_eq!(all, 151.0 + arrives, "{condition}");
        });
    }
}

#[test]
fn orders_wait_for_the_restock_in_order_of_payment() {
    let changes = [
        "product.tea.backorder=true",
        "product.tea.stock=61",
        "product.tea.restock.a={ units = 33, ordered = \"0h\", lead = \"10h\" }",
        "product.tea.restock.b={ units = 100, ordered = \"0h\", lead = \"16h\" }",
        "product.tea.restock.never={ units = 900, ordered = \"9h\", if = \"sold > 2 * stock\" }",
    ];
    each_world(&changes, |log, value| {
        let mut events: VecDeque<(f64, u32)> = [(600.0, 33), (960.0, 100), (f64::MAX, 0)].into();
        let (mut left, mut queue, mut waited) = (61u32, VecDeque::new(), 0.0);
        let mut expected = vec![None; log.orders.len()];
        let orders = paid(log);
        let times = orders.iter().map(|order| (at(order), Some(order.order)));
        for (time, order) in times.chain([(1e9, None)]) {
            while events[0].0 <= time {
                let (arrival, units) = events.pop_front().expect("an event");
                left += units;
                while left >= 2 && !queue.is_empty() {
                    let first: usize = queue.pop_front().expect("an order");
                    left -= 2;
                    expected[first] = Some(arrival);
                }
            }
            let Some(order) = order else { break };
            // What came for those who wait is theirs: a piece left over is kept for the next of them.
            if left >= 2 && queue.is_empty() {
                left -= 2;
                expected[order] = Some(time);
            } else {
                queue.push_back(order);
                waited += 1.0;
            }
        }
        for order in &orders {
            let came = arrived(log, order.order);
            assert_eq!(came, expected[order.order]);
            let fate = if came.is_some() {
                Fate::Shipped
            } else {
                Fate::Waiting
            };
            assert_eq!(order.fate, fate);
            assert!(
                order
                    .picked_up
                    .zip(came)
                    .is_none_or(|(up, came)| (up - came - 1.0).abs() < 1e-6)
            );
        }
        assert_eq!(value("orders.backordered"), waited);
        assert_eq!(value("orders.lost_stock"), 0.0);
        assert_eq!(value("orders.paid"), orders.len() as f64);
        assert_eq!(value("orders.unshipped"), queue.len() as f64);
        assert_eq!(value("stock.tea.sold") + value("stock.tea.left"), 194.0);
        assert_eq!(value("money.revenue"), 40.0 * orders.len() as f64);
        // Times count from payment.
        let within = orders
            .iter()
            .filter(|o| o.picked_up.is_some_and(|up| up - at(o) <= 1440.0));
        let share = within.count() as f64 / orders.len() as f64;
        assert_eq!(value("ship.within_24h"), share);
        assert!(waited > 0.0 && !queue.is_empty());
    });
}

#[test]
fn a_listing_that_shows_too_much_oversells() {
    let changes = ["product.tea.miscount=0.1", "product.tea.stock=101"];
    each_world(&changes, |log, value| {
        // floor(101 * 1.1) = 111 are shown, 10 of them not there.
        let (mut left, mut phantom) = (101u32, 10u32);
        let (mut oversold, mut shipped) = (0.0, 0.0);
        for order in paid(log) {
            let units = left.min(2);
            left -= units;
            phantom -= phantom.min(if left == 0 { 2 - units } else { 0 });
            if units > 0 {
                assert_eq!((order.fate, order.units), (Fate::Shipped, units));
                shipped += 1.0;
            } else if order.fate == Fate::Oversold {
                oversold += 1.0;
                assert!(order.scanned.is_none() && arrived(log, order.order).is_none());
            } else {
                assert_eq!((order.fate, phantom), (Fate::LostStock, 0));
            }
        }
        // One piece is sold to a cut order and the other 9 to five: the last of them finds one shown.
        assert_eq!((shipped, oversold), (51.0, 5.0));
        assert_eq!(value("orders.oversold"), oversold);
        assert_eq!(value("orders.paid"), shipped + oversold);
        assert_eq!(value("ship.within_24h"), 1.0);
        assert_eq!(value("flow.within_1h"), 1.0);
        assert_eq!(value("ship.within_promise"), 1.0);
        assert_eq!(value("orders.unshipped"), 0.0);
        assert_eq!(value("stock.tea.left"), 0.0);
        let fates = |fate| log.orders.iter().filter(|o| o.fate == fate).count() as f64;
        assert_eq!(value("orders.lost_stock"), fates(Fate::LostStock));
        assert_eq!(value("orders.unpaid"), fates(Fate::Unpaid));
    });
    // A buffer is kept off the listing, so that it covers the miscount; and who may wait is not oversold.
    for cover in ["product.tea.buffer=10", "product.tea.backorder=true"] {
        each_world(&[changes[0], changes[1], cover], |_, value| {
            assert_eq!(value("orders.oversold"), 0.0, "{cover}");
        });
    }
}

#[test]
fn reserved_pieces_are_for_their_source_until_a_time() {
    let reserve = "source.site.reserve={ units = 90, until = \"8h\" }";
    let (mut kept_away, mut returned) = (0, 0);
    each_world(&[reserve], |log, value| {
        let (mut own, mut common) = (90u32, 61u32);
        for order in paid(log) {
            if at(order) >= 480.0 {
                returned += own;
                (own, common) = (0, common + own);
            }
            let from_own = if order.source == "site" {
                own.min(2)
            } else {
                0
            };
            own -= from_own;
            let units = from_own + common.min(2 - from_own);
            common -= units - from_own;
            let fate = if units > 0 {
                Fate::Shipped
            } else {
                Fate::LostStock
            };
            assert_eq!(order.fate, fate);
            assert!(units == 0 || order.units == units);
            kept_away += usize::from(units == 0 && own > 0);
        }
        assert_eq!(value("stock.tea.left"), f64::from(own + common));
    });
    assert!(kept_away > 0 && returned > 0, "{kept_away} {returned}");
}

#[test]
fn what_comes_back_from_a_reservation_goes_to_those_who_wait() {
    let changes = [
        "product.tea.backorder=true",
        "product.tea.stock=100",
        "source.site.orders=0",
        "source.site.reserve={ units = 90, until = \"8h\" }",
    ];
    each_world(&changes, |log, value| {
        let orders = paid(log);
        for (place, order) in orders.iter().enumerate() {
            let expected = match place {
                0..5 => order.paid,
                5..50 => Some(at(order).max(480.0)),
                _ => None,
            };
            assert_eq!(arrived(log, order.order), expected);
        }
        assert_eq!(value("stock.tea.left"), 0.0);
    });
}

fn drawn(scenario: &Scenario, key: WorldKey) -> World {
    let mut world = World::default();
    scenario.sale.draw(key, &mut world).expect("a small world");
    world
}

#[test]
fn draws_do_not_see_restocks_and_restocks_do_not_see_each_other() {
    let one =
        "product.tea.restock.one={ units = 5, ordered = \"1h\", lead = { mean = \"5h\", cv = 1 } }";
    let more = "product.tea.restock.first={ units = 9, ordered = \"-1h\", lead = { mean = \"2h\", cv = 1 } }";
    let key = WorldKey::new(5, 8);
    let plain = drawn(&from_text(SHOP, &[]), key);
    let changed = from_text(
        SHOP,
        &[more, one, "product.tea.stock=7", "station.pack.servers=1"],
    );
    let other = drawn(&changed, key);
    assert_eq!(plain.visits.paid(), other.visits.paid());
    assert_eq!(plain.baskets.product, other.baskets.product);
    assert_eq!(plain.baskets.units, other.baskets.units);
    assert_eq!(plain.work, other.work);
    let alone = from_text(SHOP, &[one]);
    let [restock] = &alone.plan.restocks[0][..] else {
        panic!("one restock");
    };
    let arrivals: Vec<_> = (0..50)
        .map(|world| restock.arrives(WorldKey::new(5, world)))
        .collect();
    let beside = changed.plan.restocks[0]
        .iter()
        .find(|r| r.id == "one")
        .expect("one");
    let again: Vec<_> = (0..50)
        .map(|world| beside.arrives(WorldKey::new(5, world)))
        .collect();
    assert_eq!(arrivals, again);
    assert!(arrivals.windows(2).any(|pair| pair[0] != pair[1]));
}

#[test]
fn what_changes_nothing_gives_the_same_numbers() {
    // A restock that is never ordered and a miscount of less than a piece take the other way through the sale.
    let never = "product.tea.restock.a={ units = 5, ordered = \"1h\", if = \"sold < 0\" }";
    let prepack = "prepack={ product = \"tea\", share = 0.3 }";
    let plain = from_text(SHOP, &[prepack]);
    for change in [never, "product.tea.miscount=0.0001"] {
        let other = from_text(SHOP, &[prepack, change]);
        for world in 0..WORLDS {
            let key = WorldKey::new(9, world);
            let (log, outcome) = plain.sale.replay(&plain.plan, key).expect("a small world");
            let (same, also) = other.sale.replay(&other.plan, key).expect("a small world");
            assert_eq!(log, same);
            let bits = |values: &[f64]| values.iter().map(|v| v.to_bits()).collect::<Vec<_>>();
            assert_eq!(bits(&outcome.values), bits(&also.values));
        }
    }
}
