//! Products bought along: what an order takes and what it leaves out, by hand and by the thinning of Poisson streams.

use crate::common;

use common::along::{SHOP, TEA, Told, WORLDS, at, each_world, has};
use common::{from_text, poisson, tally, within_four_se};
use surgeplan::random::WorldKey;
use surgeplan::sale::load::Load;
use surgeplan::sale::log::Fate;
use surgeplan::stats::mean;

#[test]
fn three_companions_go_to_the_first_three_orders() {
    each_world(TEA, &[], |scene| {
        let orders = scene.paid();
        for (place, order) in orders.iter().enumerate() {
            let took = place < 3;
            assert_eq!(has(order, "cake"), took);
            assert_eq!(order.units, 1 + u32::from(took));
            // A minute a piece, and a person for everybody.
            let minutes = order.scanned.expect("a scan") - at(order);
            assert!((minutes - f64::from(order.units)).abs() < 1e-6);
        }
        let n = orders.len() as f64;
        // The source's own price is that of the order's own product.
        for (name, value) in [
            ("orders.paid", n),
            ("orders.with", 3.0),
            ("orders.lost_stock", 0.0),
            ("units.sold", n + 3.0),
            ("money.revenue", 15.0 * n + 90.0),
            ("stock.tea.sold", n),
            ("stock.cake.sold", 3.0),
            ("stock.cake.left", 0.0),
            ("stock.cake.left_out", n - 3.0),
            ("stock.cake.lost", 0.0),
            ("stock.cake.sold_out", 1.0),
        ] {
            assert_eq!(scene.value(name), value, "{name}");
        }
        assert!(!scene.names.iter().any(|name| name == "stock.tea.left_out"));
    });
    // Only orders paid in the span that is measured are counted.
    let measure = ["sale.measure=[\"6h\", \"12h\"]", "product.cake.stock=500"];
    each_world(TEA, &measure, |scene| {
        let measured = scene.paid().into_iter();
        let measured = measured.filter(|order| (360.0..720.0).contains(&at(order)));
        assert_eq!(scene.value("orders.with"), measured.count() as f64);
        assert_eq!(scene.value("stock.cake.sold"), scene.paid().len() as f64);
    });
    // A buffer is not sold, and enough for all leaves nobody without.
    each_world(TEA, &["product.cake.buffer=1"], |scene| {
        assert_eq!(scene.value("stock.cake.sold"), 2.0);
        assert_eq!(scene.value("stock.cake.left"), 1.0);
    });
    each_world(TEA, &["product.cake.stock=500"], |scene| {
        assert_eq!(scene.value("stock.cake.left_out"), 0.0);
        assert_eq!(scene.value("stock.cake.sold_out"), 0.0);
        assert_eq!(scene.value("orders.with"), scene.value("orders.paid"));
    });
}

#[test]
fn a_lost_product_loses_the_whole_order() {
    each_world(TEA, &["product.tea.stock=2"], |scene| {
        for (place, order) in scene.paid().into_iter().enumerate() {
            let fate = if place < 2 {
                Fate::Shipped
            } else {
                Fate::LostStock
            };
            assert_eq!((order.fate, has(order, "cake")), (fate, place < 2));
        }
        assert_eq!(scene.value("stock.cake.left"), 1.0);
        assert_eq!(scene.value("stock.cake.left_out"), 0.0);
    });
}

/// Ten of 20 pieces of tea in boxes, all 3 of cake. The first three orders take tea loose and open a box of cake each; the
/// next ten are orders of one product and take boxes; then seven loose pieces are left.
#[test]
fn orders_with_something_along_take_loose_pieces() {
    let changes = [
        "product.tea.stock=20",
        "prepack.a={ product = \"tea\", share = 0.5 }",
        "prepack.b={ product = \"cake\", share = 1.0 }",
    ];
    each_world(TEA, &changes, |scene| {
        for (place, order) in scene.paid().into_iter().enumerate() {
            let route = match place {
                3..13 => "prepacked",
                0..20 => "standard",
                _ => "",
            };
            assert_eq!(order.route, route, "{place}");
        }
        assert_eq!(scene.value("prepack.used"), 10.0);
        assert_eq!(scene.value("prepack.opened"), 3.0);
        assert_eq!(scene.value("prepack.left"), 0.0);
    });
    // With one loose piece only, the second and third order open boxes of tea.
    let few = [
        "product.tea.stock=8",
        "prepack={ product = \"tea\", share = 0.9 }",
    ];
    each_world(TEA, &few, |scene| {
        assert_eq!(scene.value("prepack.opened"), 2.0);
        assert_eq!(scene.value("prepack.used"), 5.0);
    });
}

#[test]
fn an_order_cut_short_takes_what_it_wants_along() {
    let changes = ["product.tea.units=2", "product.tea.stock=3"];
    each_world(TEA, &changes, |scene| {
        let orders = scene.paid();
        let got = orders.iter().map(|order| (order.units, order.fate));
        let first: Vec<_> = got.take(3).collect();
        // The third asked for three pieces and got none.
        let expected = [(3, Fate::Shipped), (2, Fate::Shipped), (3, Fate::LostStock)];
        assert_eq!(first, expected);
        assert_eq!(scene.value("units.sold"), 5.0);
        assert_eq!(scene.value("stock.cake.left"), 1.0);
    });
}

#[test]
fn a_share_of_nothing_changes_nothing() {
    let prepack = "prepack={ product = \"tea\", share = 0.3 }";
    let without = SHOP.replace("with  = { cake = 0.5, jam = 0.3 }\n", "");
    for stock in ["product.tea.stock=150", "product.tea.backorder=true"] {
        let changes = [
            "product.tea.stock=150",
            prepack,
            stock,
            "product.cake.stock=40",
        ];
        let plain = from_text(&without, &changes);
        let none = [&changes[..], &["product.tea.with={ cake = 0, jam = 0 }"]].concat();
        let none = from_text(&without, &none);
        for world in 0..WORLDS {
            let key = WorldKey::new(9, world);
            let (before, after) = (Told::of(&plain, key), Told::of(&none, key));
            assert_eq!(before.log, after.log);
            assert_eq!(before.world.work, after.world.work);
            for name in &before.names {
                assert_eq!(
                    before.value(name).to_bits(),
                    after.value(name).to_bits(),
                    "{name}"
                );
            }
            assert_eq!(before.outcome.series, after.outcome.series);
            assert_eq!(after.value("orders.with"), 0.0);
            assert_eq!(after.names.len(), before.names.len() + 3);
        }
    }
}

#[test]
fn companions_do_not_see_each_other_nor_the_plan() {
    let key = WorldKey::new(5, 8);
    let asked = |changes: &[&str], product: u16| -> Vec<usize> {
        let scene = Told::of(&from_text(SHOP, changes), key);
        let orders = scene.log.orders.iter();
        orders
            .filter(|order| scene.asks(order, product))
            .map(|order| order.order)
            .collect()
    };
    let both = asked(&[], 1);
    assert!(!both.is_empty());
    assert_eq!(both, asked(&["product.tea.with={ cake = 0.5 }"], 1));
    assert_eq!(
        both,
        asked(
            &[
                "product.cake.stock=0",
                "product.tea.stock=7",
                "station.pack.servers=1"
            ],
            1
        )
    );
    // Who asks for it at a share of a half asks for it at any larger one.
    let more = asked(&["product.tea.with.cake=0.8"], 1);
    assert!(both.len() < more.len() && both.iter().all(|order| more.contains(order)));
    assert_eq!(asked(&[], 2), asked(&["product.tea.with.cake=0.8"], 2));
}

#[test]
fn people_on_shifts_pack_the_same_pieces() {
    let pieces = "station.pack.per_unit={ mean = \"1min\", cv = 1 }";
    let stock = "product.cake.stock=30";
    let servers = from_text(SHOP, &[pieces, stock, "station.pack.servers=2"]);
    let shift = "from = \"00:00\"\nto = \"24:00\"\nassign.pack = { packers = 2 }";
    let text = format!(
        "{}[team.packers]\n[shift.all]\n{shift}\n",
        SHOP.replace("servers = 500\n", "")
    );
    let people = from_text(&text, &[pieces, stock]);
    for world in 0..WORLDS {
        let key = WorldKey::new(4, world);
        let (servers, people) = (Told::of(&servers, key), Told::of(&people, key));
        assert!(servers.value("stock.cake.left_out") > 0.0);
        assert_eq!(servers.log.orders, people.log.orders);
    }
}

/// Each piece has a draw of its own: two exponential times of a minute have a variance of two, and one where the companion
/// is left out has one.
#[test]
fn work_is_drawn_for_each_piece() {
    let pieces = "station.pack.per_unit={ dist = \"exponential\", mean = \"1min\" }";
    for (stock, pieces_each) in [
        ("product.cake.stock=9999", 2.0),
        ("product.cake.stock=0", 1.0),
    ] {
        let scenario = from_text(TEA, &[pieces, stock, "source.page.orders=4000"]);
        let scene = Told::of(&scenario, WorldKey::new(6, 0));
        let work: Vec<f64> = scene
            .log
            .work
            .iter()
            .map(|row| row.ended - row.started)
            .collect();
        let got = mean(&work, 0.95);
        within_four_se("mean", got.mean, got.se, pieces_each);
        let squares: Vec<f64> = work.iter().map(|x| (x - pieces_each).powi(2)).collect();
        let got = mean(&squares, 0.95);
        within_four_se("variance", got.mean, got.se, pieces_each);
    }
}

/// Orders are Poisson; those that hold a companion are a thinned stream, and pieces bought along and orders of the product
/// itself add up to a Poisson count (tea 2/3 of 90 orders, with cake in 0.3 and jam in 0.1 of them).
#[test]
fn companions_are_a_thinned_stream() {
    const WORLDS: usize = 8000;
    let changes = [
        "sale.unpaid=0",
        "source.page.orders=90",
        "product.tea.with={ cake = 0.3, jam = 0.1 }",
    ];
    let counts = |changes: &[&str], names: &[&str]| {
        let scenario = from_text(SHOP, changes);
        let places: Vec<usize> = names
            .iter()
            .map(|name| scenario.catalogue().find(name).expect("a metric"))
            .collect();
        tally(&scenario, 21, WORLDS, |scene| {
            places
                .iter()
                .map(|&place| scene.outcome.values[place])
                .collect()
        })
    };
    let names = ["stock.jam.sold", "stock.cake.sold", "orders.with"];
    let (jam, cake, with) = (6.0, 30.0 + 18.0, 60.0 * (1.0 - 0.7 * 0.9));
    for ((name, exact), got) in names
        .iter()
        .zip([jam, cake, with])
        .zip(counts(&changes, &names))
    {
        let se = (exact / WORLDS as f64).sqrt();
        within_four_se(name, got.iter().sum::<f64>() / WORLDS as f64, se, exact);
        // The fourth central moment of a Poisson count is its mean + 3 mean².
        let squares = got.iter().map(|x| (x - exact).powi(2)).sum::<f64>() / WORLDS as f64;
        let se = ((exact + 2.0 * exact * exact) / WORLDS as f64).sqrt();
        within_four_se(&format!("{name}, variance"), squares, se, exact);
    }
    // Of a stock of six the smaller of count and stock is sold, and the rest left out.
    let few = [&changes[..], &["product.jam.stock=6"]].concat();
    let got = counts(&few, &["stock.jam.sold", "stock.jam.left_out"]);
    let sold = poisson(jam, |n| n.min(6.0));
    let left_out = poisson(jam, |n| (n - 6.0).max(0.0));
    for (name, got, (exact, variance)) in [("sold", &got[0], sold), ("left out", &got[1], left_out)]
    {
        let se = (variance / WORLDS as f64).sqrt();
        within_four_se(name, got.iter().sum::<f64>() / WORLDS as f64, se, exact);
    }
}

/// A hundred orders of tea flow in over a day; half want cake, of which there are 30.
#[test]
fn the_load_holds_what_is_bought_along() {
    let load = |changes: &[&str]| {
        let all = [
            &["source.page.orders=100", "product.tea.with.cake=0.5"],
            changes,
        ]
        .concat();
        let scenario = from_text(TEA, &all);
        Load::of(&scenario.sale.facts, &scenario.plan)
    };
    let is = |got: f64, want: f64| assert!((got - want).abs() < 1e-9, "{got}, not {want}");
    for (changes, pieces) in [
        (&["product.cake.stock=30"][..], 130.0),
        (&["product.cake.stock=500"], 150.0),
        (&["product.tea.stock=40", "product.cake.stock=500"], 60.0),
    ] {
        let load = load(changes);
        is(load.stations[0].work * 60.0, pieces);
        is(
            load.stations[0].orders,
            pieces.min(100.0) - if pieces < 100.0 { 20.0 } else { 0.0 },
        );
    }
    // Of 100 pieces of tea all are in boxes: only orders of tea alone take them as they are, past the packers.
    let boxes = [
        "product.tea.stock=100",
        "product.cake.stock=500",
        "prepack={ product = \"tea\", share = 1.0 }",
    ];
    is(load(&boxes).stations[0].orders, 50.0);
    // Orders with cake have opened the other half of the boxes by then, so that the restock is packed for everybody.
    let restock = [
        &boxes[..],
        &[
            "source.page.orders=200",
            "product.tea.restock.a={ units = 100, ordered = \"12h\" }",
        ],
    ];
    is(load(&restock.concat()).stations[0].orders, 50.0 + 100.0);
    // Two companions, each of half the orders: three quarters hold any, 4/3 pieces each.
    let two = [
        "product.cake.stock=500",
        "product.jam={ price = 5, share = 0 }",
        "product.tea.with.jam=0.5",
    ];
    is(load(&two).stations[0].work * 60.0, 200.0);
    is(load(&two).stations[0].orders, 100.0);
}
