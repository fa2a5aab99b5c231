//! Goods by hand: first stock and cash, clearance, what is on its way at the end.

use crate::{first, ramp};
use surgeplan::ramp::books::Day;
use surgeplan::random::WorldKey;
use surgeplan::scenario::Scenario;

/// Twenty orders a day in months of 31, 28, 31 and 30 days, all at the mean.
const SHOP: &str = r#"
    [ramp]
    starts = 2026-01-01
    months = 4
    cash = 1000.0
    payout = "10d"
    counts = "mean"
    [product.a]
    price = 100.0
    unit_cost = 40.0
    [channel.s]
    visitors = 31000
    conversion = 0.02
    [stage.only]
    target = 1000.0
"#;

fn days(scenario: &Scenario<surgeplan::ramp::Ramp>) -> Vec<Day> {
    let played = scenario.sale.replay(&scenario.plan, WorldKey::new(1, 0));
    played.expect("a world").0
}

/// 1,000 yuan buy 25 of the 100 pieces wanted: the first day sells 20, the second 5, and what holds the days after back is
/// cash until the first money arrives, and after.
#[test]
fn a_first_stock_is_bought_as_far_as_cash_goes() {
    let scenario = ramp(SHOP, &["product.a.stock=100"]);
    let days = days(&scenario);
    let orders: Vec<u64> = days[..3].iter().map(|day| day.orders).collect();
    assert_eq!(orders, [20, 5, 0]);
    assert_eq!(days[0].goods.in_yuan(), 1000.0);
    assert_eq!(first(&scenario, "cash.low"), 0.0);
    assert_eq!(first(&scenario, "binds.cash.2"), 1.0);
    // With the money for it the shop buys it all, and then has too little.
    let rich = ramp(SHOP, &["product.a.stock=100", "ramp.cash=4000"]);
    assert_eq!(first(&rich, "month.1.orders"), 100.0);
    assert_eq!(first(&rich, "binds.stock.2"), 1.0);
    assert_eq!(first(&rich, "binds.cash.2"), 0.0);
}

/// A hundred pieces are bought, and more that come after the end: what they cost is not lost.
#[test]
fn goods_on_their_way_at_the_end_are_goods_left() {
    let more = ["stock={ buffer = 100, lead = \"200d\", review = \"100d\", cover = \"0d\" }"];
    let text = SHOP.replace("cash = 1000.0", "cash = 100000.0");
    let scenario = ramp(&text, &more);
    // The shelf is empty when the shop looks at it for the first time, and it orders 100 again.
    assert_eq!(first(&scenario, "money.goods"), 200.0 * 40.0);
    assert_eq!(first(&scenario, "money.revenue"), 100.0 * 100.0);
    assert_eq!(first(&scenario, "money.stock"), 100.0 * 40.0);
    assert_eq!(first(&scenario, "money.profit"), 100.0 * 60.0);
}

/// Of 700 pieces all are sold in January and on the first days of February; from the 59th day on the product is cleared and
/// gone, and nobody misses it.
#[test]
fn what_is_cleared_and_sold_out_is_gone() {
    let text = SHOP.replace("cash = 1000.0", "cash = 100000.0").replace(
        "unit_cost = 40.0",
        "unit_cost = 40.0\nstock = 1200\nclear = { after = \"59d\", price = 0.5 }",
    );
    let scenario = ramp(&text, &[]);
    // 620 in January, 22.1 a day in February, and after 59 days there are none.
    assert_eq!(first(&scenario, "stock.a.1.needed"), 620.0);
    assert_eq!(first(&scenario, "stock.a.2.needed"), 620.0);
    let days = days(&scenario);
    assert!(
        days[59..]
            .iter()
            .all(|day| (day.asked, day.no_stock) == (0, 0))
    );
    for (name, value) in [
        ("binds.stock.3", 0.0),
        ("binds.conversion.3", 1.0),
        ("stock.a.3.needed", 0.0),
        ("stock.a.4.needed", 0.0),
    ] {
        assert_eq!(first(&scenario, name), value, "{name}");
    }
    // What is left for the clearance runs out in it: that is what it is for, and no want of stock.
    let more = ramp(&text, &["product.a.stock=1250"]);
    assert_eq!(first(&more, "stock.a.3.needed"), 10.0);
    assert_eq!(first(&more, "binds.stock.3"), 0.0);
}

/// In its nursery a product takes 0.3 of its orders: fewer buy, and there is enough of everything.
#[test]
fn young_products_are_a_matter_of_conversion() {
    let text = SHOP.replace(
        "unit_cost = 40.0",
        "unit_cost = 40.0\nlife = { nursery = \"59d\", growth = \"0d\", maturity = \"12mo\" }",
    );
    let scenario = ramp(&text, &[]);
    assert_eq!(first(&scenario, "binds.conversion.1"), 1.0);
    assert_eq!(first(&scenario, "binds.traffic.3"), 1.0);
}
