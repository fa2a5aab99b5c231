//! What people can do, by hand: parts of orders, and how many would do.

use crate::{first, ramp};
use surgeplan::random::WorldKey;

/// One order a day, and a packer who does so many a day.
fn packer(serves: &str) -> String {
    format!(
        r#"
        [ramp]
        starts = 2026-01-01
        months = 3
        cash = 100000.0
        counts = "mean"
        [product.a]
        price = 100.0
        [channel.s]
        visitors = 31
        conversion = 1.0
        [role.ware]
        wage = 1000.0
        serves = {serves}
        [stage.only]
        people = {{ ware = 1 }}
        target = 1000.0
        "#
    )
}

/// At 0.9 orders a day nine of ten days see one go out; at 0.75 three of four.
#[test]
fn parts_of_orders_are_finished_on_the_next_day() {
    for (serves, shipped) in [("0.9", 27), ("0.75", 23), ("1.0", 31)] {
        let scenario = ramp(&packer(serves), &[]);
        let played = scenario.sale.replay(&scenario.plan, WorldKey::new(1, 0));
        let days = played.expect("a world").0;
        let out: u64 = days[..31].iter().map(|day| day.shipped).sum();
        assert_eq!(out, shipped, "{serves}");
    }
    // Answers likewise: who asks on the tenth day finds nobody.
    let chats = ramp(&packer("0.9"), &["role.ware.unit=\"chats\""]);
    assert_eq!(first(&chats, "month.1.orders"), 27.0);
    // Time that nobody needed is not saved up.
    let text = packer("1.5") + "[ramp.boost.day]\non = 2026-01-20\nfactor = 2.0\n";
    let scenario = ramp(&text, &[]);
    let played = scenario.sale.replay(&scenario.plan, WorldKey::new(1, 0));
    let days = played.expect("a world").0;
    assert_eq!((days[19].asked, days[19].shipped), (2, 1));
}

/// Ten a day, and thirty on the last three days of January and the first four of February: those seven days end in
/// February, and in January the busiest seven have 4 · 10 + 3 · 30 = 130, or 18.6 a day.
#[test]
fn the_busiest_seven_days_may_begin_in_the_month_before() {
    let text = packer("1.0").replace("visitors = 31", "base = 0")
        + "[channel.t]\ncost_per_click = 1.0\nconversion = 1.0\n[ramp.boost.d]\non = 2026-01-29\nlasts = \"7d\"\nfactor = 3.0\n";
    let scenario = ramp(
        &text,
        &[
            "stage.only.monthly={ t = 310 }",
            "stage.only.lasts=\"1mo\"",
            "stage.two={ monthly = { t = 280 }, lasts = \"1mo\" }",
            "stage.three={ monthly = { t = 310 } }",
        ],
    );
    let needed = |n: usize| first(&scenario, &format!("people.ware.{n}.needed"));
    assert_eq!([needed(1), needed(2), needed(3)], [19.0, 30.0, 10.0]);
}
