//! Products bought along where stock is reserved, listed too high or waited for: each rule played again from the rows of
//! orders by a plain loop.

use crate::common;

use common::along::{SHOP, TEA, at, each_world, has};
use std::collections::VecDeque;
use surgeplan::sale::log::{Fate, OrderRow};

#[test]
fn pieces_reserved_for_a_source_are_not_taken_along() {
    let changes = [
        "product.cake.stock=80",
        "source.club={ orders = 30, product = \"cake\", reserve = { units = 40, until = \"8h\" } }",
    ];
    let (mut left_out, mut after) = (0.0, 0);
    each_world(SHOP, &changes, |scene| {
        let (mut own, mut common, mut missed) = (40, 40, 0.0);
        for order in scene.paid() {
            if at(order) >= 480.0 {
                (own, common) = (0, common + own);
            }
            if order.product == "tea" {
                let takes = scene.asks(order, 1) && common > 0;
                missed += f64::from(u8::from(scene.asks(order, 1) && !takes));
                assert_eq!(has(order, "cake"), takes);
                common -= i32::from(takes);
                after += u32::from(takes && at(order) >= 480.0);
                left_out += f64::from(u8::from(scene.asks(order, 1) && !takes && own > 0));
            } else if order.source == "club" && own > 0 {
                own -= 1;
            } else {
                assert_eq!(order.fate == Fate::LostStock, common == 0);
                common -= i32::from(common > 0);
            }
        }
        assert_eq!(scene.value("stock.cake.left"), f64::from(own + common));
        assert_eq!(scene.value("stock.cake.left_out"), missed);
    });
    assert!(left_out > 0.0 && after > 0, "{left_out} {after}");
}

#[test]
fn pieces_that_are_only_listed_are_left_out() {
    // floor(61 * 1.2) = 73 are shown, 12 of them not there.
    let changes = ["product.cake.stock=61", "product.cake.miscount=0.2"];
    let (mut sold, mut left_out) = (0, 0);
    each_world(SHOP, &changes, |scene| {
        let (mut left, mut phantom, mut oversold) = (61, 12, 0.0);
        for order in scene.paid() {
            let (is_own, asks) = (order.product == "cake", scene.asks(order, 1));
            if !is_own && !asks {
                assert!(!has(order, "cake"));
                continue;
            }
            if is_own {
                let fate = match (left, phantom) {
                    (0, 0) => Fate::LostStock,
                    (0, _) => Fate::Oversold,
                    _ => Fate::Shipped,
                };
                assert_eq!(order.fate, fate);
                oversold += f64::from(u8::from(fate == Fate::Oversold));
                sold += u32::from(fate == Fate::Oversold);
            } else {
                // The order itself is sound: it goes without.
                assert_eq!((order.fate, has(order, "cake")), (Fate::Shipped, left > 0));
                left_out += u32::from(left == 0 && phantom > 0);
            }
            phantom -= i32::from(left == 0 && phantom > 0);
            left -= i32::from(left > 0);
        }
        assert_eq!(scene.value("orders.oversold"), oversold);
    });
    assert!(sold > 0 && left_out > 0, "{sold} {left_out}");
    // An oversold order takes nothing along.
    each_world(
        TEA,
        &[
            "product.tea.stock=10",
            "product.tea.miscount=0.5",
            "product.cake.stock=99",
        ],
        |scene| {
            assert_eq!(scene.value("orders.oversold"), 5.0);
            assert_eq!(scene.value("stock.cake.sold"), 10.0);
            assert_eq!(scene.value("money.revenue"), 15.0 * 15.0 + 30.0 * 10.0);
        },
    );
}

/// Tea is waited for; cake comes at the same time as the first tea, and is there for those who waited. Jam runs out.
#[test]
fn orders_that_waited_take_along_what_is_there_when_they_are_sent() {
    let changes = [
        "product.tea.backorder=true",
        "product.tea.stock=61",
        "product.tea.restock.a={ units = 33, ordered = \"0h\", lead = \"10h\" }",
        "product.tea.restock.b={ units = 100, ordered = \"0h\", lead = \"16h\" }",
        "product.cake.stock=15",
        "product.cake.restock.a={ units = 20, ordered = \"0h\", lead = \"10h\" }",
        "product.jam.stock=12",
    ];
    let (mut waited_and_took, mut waited_and_missed) = (0, 0);
    each_world(SHOP, &changes, |scene| {
        let mut events: VecDeque<(f64, u32, u32)> =
            [(600.0, 33, 20), (960.0, 100, 0), (f64::MAX, 0, 0)].into();
        let (mut tea, mut cake, mut jam) = (61u32, 15u32, 12u32);
        let mut queue: VecDeque<&OrderRow> = VecDeque::new();
        let orders = scene.paid();
        let mut revenue = 0.0;
        let mut send = |order: &OrderRow, time: f64, cake: &mut u32, jam: &mut u32| {
            let takes = [
                scene.asks(order, 1) && *cake > 0,
                scene.asks(order, 2) && *jam > 0,
            ];
            assert_eq!([has(order, "cake"), has(order, "jam")], takes);
            assert_eq!(order.units, 2 + u32::from(takes[0]) + u32::from(takes[1]));
            assert_eq!(scene.arrived(order), Some(time));
            (*cake, *jam) = (*cake - u32::from(takes[0]), *jam - u32::from(takes[1]));
            revenue += 30.0 * f64::from(u8::from(takes[0])) + 5.0 * f64::from(u8::from(takes[1]));
            if time > at(order) {
                waited_and_took += u32::from(takes[0]);
                waited_and_missed += u32::from(scene.asks(order, 2) && !takes[1]);
            }
        };
        for order in orders.iter().map(Some).chain([None]) {
            while events[0].0 <= order.map_or(1e9, |order| at(order)) {
                let (time, more_tea, more_cake) = events.pop_front().expect("an event");
                (tea, cake) = (tea + more_tea, cake + more_cake);
                let mut sent = Vec::new();
                while tea >= 2 && !queue.is_empty() {
                    tea -= 2;
                    sent.extend(queue.pop_front());
                }
                // Those that are sent at the same time take by their numbers.
                sent.sort_by_key(|order| order.order);
                for order in sent {
                    send(order, time, &mut cake, &mut jam);
                }
            }
            let Some(&order) = order else { break };
            if order.product == "cake" {
                assert_eq!(order.fate == Fate::LostStock, cake == 0);
                cake -= u32::from(cake > 0);
            } else if tea >= 2 && queue.is_empty() {
                tea -= 2;
                send(order, at(order), &mut cake, &mut jam);
            } else {
                queue.push_back(order);
            }
        }
        for order in &queue {
            assert_eq!((order.fate, order.with.len()), (Fate::Waiting, 0));
        }
        let of = |id: &str, price: f64| {
            orders
                .iter()
                .filter(|o| o.product == id && o.fate != Fate::LostStock)
                .count() as f64
                * price
        };
        assert_eq!(
            scene.value("money.revenue"),
            revenue + of("tea", 40.0) + of("cake", 30.0)
        );
        let left = ["tea", "cake", "jam"].map(|id| scene.value(&format!("stock.{id}.left")));
        assert_eq!(left, [tea, cake, jam].map(f64::from));
        let with = orders.iter().filter(|order| !order.with.is_empty()).count();
        assert_eq!(scene.value("orders.with"), with as f64);
    });
    assert!(
        waited_and_took > 0 && waited_and_missed > 0,
        "{waited_and_took} {waited_and_missed}"
    );
}

#[test]
fn pieces_kept_for_those_who_wait_are_not_taken_along() {
    // Orders of two pieces of cake wait; of 21 that come one is left over for the next of them.
    let changes = [
        "product.cake.units=2",
        "product.cake.backorder=true",
        "product.cake.stock=10",
        "product.cake.restock.a={ units = 21, ordered = \"0h\", lead = \"6h\" }",
    ];
    let mut kept_away = 0;
    each_world(SHOP, &changes, |scene| {
        let (mut left, mut kept, mut waiting, mut came) = (10, 0, 0, false);
        for order in scene.paid() {
            if !came && at(order) >= 360.0 {
                let there = left + 21;
                let sent = waiting.min(there / 2);
                (left, waiting, came) = (there - 2 * sent, waiting - sent, true);
                kept = if waiting > 0 { left } else { 0 };
            }
            // A piece that came while nobody waited is not kept: an order of two may leave it over, and this one take it.
            let free = left - kept;
            if order.product == "cake" {
                let waits = free < 2;
                assert_eq!(scene.arrived(order) == order.paid, !waits);
                (waiting, left) = (waiting + i32::from(waits), left - if waits { 0 } else { 2 });
            } else {
                let takes = scene.asks(order, 1) && free > 0;
                assert_eq!(has(order, "cake"), takes);
                left -= i32::from(takes);
                kept_away += u32::from(scene.asks(order, 1) && left > 0 && !takes);
            }
        }
        assert_eq!(scene.value("stock.cake.left"), f64::from(left));
    });
    assert!(kept_away > 0);
}
