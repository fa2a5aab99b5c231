//! Flash sales inside a ramp.

use std::path::Path;
use surgeplan::model::{Model, Outcome};
use surgeplan::money::Money;
use surgeplan::ramp::Ramp;
use surgeplan::ramp::books::Day;
use surgeplan::random::{Address, WorldKey};
use surgeplan::sale::{World, play::Buffers};
use surgeplan::scenario::Scenario;

const SALE: &str = r#"
    [sale]
    opens = 2020-11-20T10:00:00
    [source.fans]
    orders = 300
    profile = "shape"
    [profile.shape]
    file = "shape.csv"
    [product.hit]
    price = 50.0
    unit_cost = 20.0
    stock = 1000
    [product.other]
    price = 30.0
    unit_cost = 10.0
    stock = 100
    share = 0.1
    [prepack]
    product = "hit"
    share = 0.5
    [station.pack]
    work = "2min"
    [team.crew]
    wage = 20.0
    [team.temps]
    wage = 25.0
    [shift.day]
    from = "10:00"
    to = "20:00"
    assign.pack = { crew = 3, temps = 1 }
"#;

const RAMP: &str = r#"
    [ramp]
    starts = 2026-01-01
    months = 3
    cash = 10000.0
    payout = "5d"
    [product.main]
    price = 60.0
    unit_cost = 22.0
    stock = 150
    [channel.none]
    visitors = 0
    conversion = 0.02
    [customers]
    repeat = 0.5
    decay = 0.5
    [role.ware]
    wage = 3000.0
    [stage.only]
    people = { ware = 2 }
    target = 1000.0
    [event.big]
    campaign = "sales/sale.toml"
    month = 2
    product = { hit = "main" }
    team = { crew = "ware" }
"#;

/// A folder with the ramp, and the sale and its profile in a folder of their own.
fn read(ramp: &str, overrides: &[&str]) -> Scenario<Ramp> {
    read_with(ramp, SALE, overrides)
}

/// The same with another sale.
fn read_with(ramp: &str, sale: &str, overrides: &[&str]) -> Scenario<Ramp> {
    let folder = tempfile::tempdir().expect("a folder");
    let write =
        |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("written");
    std::fs::create_dir(folder.path().join("sales")).expect("a folder");
    write("ramp.toml", ramp);
    write("sales/sale.toml", sale);
    write("sales/shape.csv", "time,weight\n0h,3\n6h,1\n24h,0\n");
    let overrides: Vec<String> = overrides.iter().map(ToString::to_string).collect();
    Scenario::read_of(&folder.path().join("ramp.toml"), &overrides, &[])
        .unwrap_or_else(|refused| panic!("{refused}"))
}

/// The sale of the file with the ramp's 150 pieces and two people, played by itself in the world that is inside the ramp's.
#[test]
fn it_is_the_sale_itself_with_the_stock_and_people_of_the_ramp() {
    let ramp = read(RAMP, &[]);
    let alone = {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("sale.toml");
        let text = SALE
            .replace("stock = 1000", "stock = 150")
            .replace("crew = 3", "crew = 2")
            .replace("unit_cost = 20.0\n", "")
            .replace("wage = 20.0", "");
        std::fs::write(&path, text).expect("written");
        std::fs::write(
            folder.path().join("shape.csv"),
            "time,weight\n0h,3\n6h,1\n24h,0\n",
        )
        .expect("written");
        Scenario::read(Path::new(&path), &[], &[]).unwrap_or_else(|refused| panic!("{refused}"))
    };
    let value = |metrics: &[surgeplan::model::Metric], outcome: &Outcome, name: &str| {
        outcome.values[metrics
            .iter()
            .position(|metric| metric.name == name)
            .expect("a metric")]
    };
    for world in 0..20 {
        let key = WorldKey::new(1, world);
        let (days, of_ramp) = ramp.sale.replay(&ramp.plan, key).expect("a world");
        let (mut drawn, mut buffers, mut outcome) =
            (World::default(), Buffers::default(), Outcome::default());
        alone
            .sale
            .draw(key.within(Address::purpose("event").of("big")), &mut drawn)
            .expect("a world");
        alone
            .sale
            .play(&drawn, &alone.plan, &mut buffers, &mut outcome);
        let sale = |name: &str| value(alone.sale.metrics(), &outcome, name);
        let of_event = |name: &str| value(ramp.sale.metrics(), &of_ramp, name);
        for (there, here) in [
            ("event.big.orders", "orders.paid"),
            ("event.big.revenue", "money.revenue"),
            ("event.big.within_promise", "ship.within_promise"),
        ] {
            assert_eq!(of_event(there), sale(here), "{there}");
        }
        assert_eq!(
            of_event("event.big.brings"),
            sale("money.revenue") - sale("money.cost")
        );
        // On 20 February, as the file opens on a 20th; its costs that day, its money five days later.
        let at = 31 + 19;
        assert_eq!(days[at].events, Money::yuan(sale("money.revenue")));
        assert_eq!(days[at].event_costs, Money::yuan(sale("money.cost")));
        assert_eq!(days[at + 5].received, days[at].events);
        let cash = days.iter().fold(Money::yuan(10_000.0), |cash, day| {
            cash + day.received - day.goods - day.spent - day.wages - day.event_costs
        });
        assert_eq!(of_event("cash.end"), cash.in_yuan());
        // Its revenue is kept apart, but counts towards the target.
        assert_eq!(
            (of_event("month.2.revenue"), of_event("month.2.met")),
            (0.0, 1.0)
        );
        assert_eq!(
            of_event("stage.only.revenue"),
            of_event("money.revenue") + sale("money.revenue")
        );
        // Half of its buyers come back in March, of whom the shelf serves what is left.
        let asked: u64 = days[59..].iter().map(|day| day.asked).sum();
        let expected = sale("orders.paid") / 2.0;
        assert!(
            (asked as f64 - expected).abs() < 5.0 * expected.sqrt(),
            "{asked} against {expected}"
        );
        assert_eq!(
            of_event("money.stock"),
            (sale("stock.hit.left") - of_event("month.3.orders")) * 22.0
        );
    }
}

#[test]
fn it_may_not_count_and_may_follow_a_stage() {
    let apart = read(RAMP, &["stage.only.target_counts_events=false"]);
    let (_, outcome) = apart
        .sale
        .replay(&apart.plan, WorldKey::new(1, 0))
        .expect("a world");
    let place = apart.catalogue().find("month.2.met").expect("a metric");
    assert_eq!(outcome.values[place], 0.0);
    let text = RAMP.replace("month = 2", "stage = \"only\"\nafter = \"3d\"");
    let early = read(&text, &[]);
    let (days, _) = early
        .sale
        .replay(&early.plan, WorldKey::new(1, 0))
        .expect("a world");
    assert!(days[3].events > Money::ZERO);
    assert!(
        days.iter()
            .enumerate()
            .all(|(at, day)| at == 3 || day.events == Money::ZERO)
    );
}

/// The shop's one world with a flash sale, day by day, and its metrics.
fn played(scenario: &Scenario<Ramp>) -> (Vec<Day>, impl Fn(&str) -> f64 + use<>) {
    let played = scenario.sale.replay(&scenario.plan, WorldKey::new(1, 0));
    let (days, outcome) = played.expect("a world");
    let names: Vec<String> = scenario
        .sale
        .metrics()
        .iter()
        .map(|metric| metric.name.clone())
        .collect();
    let value = move |name: &str| {
        let place = names.iter().position(|other| other == name);
        outcome.values[place.unwrap_or_else(|| panic!("no metric {name}"))]
    };
    (days, value)
}

/// Where the ramp buys what it sells, a flash sale buys its pieces as well; the file's stock is the most it can sell.
#[test]
fn goods_are_not_free_where_the_ramp_buys_as_it_sells() {
    let text = RAMP.replace("    stock = 150\n", "");
    let scenario = read(&text, &["customers.repeat=0"]);
    let (days, value) = played(&scenario);
    // Units are one by one: the product at 50 yuan, the other at 30.
    let other = (value("event.big.orders") * 50.0 - value("event.big.revenue")) / 20.0;
    let pieces = value("event.big.orders") - other;
    assert!(pieces > 200.0, "{pieces}");
    assert_eq!(value("money.goods"), pieces * 22.0);
    assert_eq!(days[31 + 19].goods, Money::yuan(pieces * 22.0));
    assert_eq!(
        value("money.profit"),
        value("event.big.brings") - value("money.goods") - value("money.wages")
    );
}

/// Both products of the sale are the ramp's one: together they sell no more than its 150 pieces.
#[test]
fn one_shelf_is_not_sold_twice() {
    let text = RAMP.replace("{ hit = \"main\" }", "{ hit = \"main\", other = \"main\" }");
    let scenario = read(&text, &["customers.repeat=0"]);
    let (days, value) = played(&scenario);
    let orders = value("event.big.orders");
    assert_eq!(value("money.stock"), (150.0 - orders) * 22.0);
    assert!((100.0..=150.0).contains(&orders), "{orders}");
    // What they were sold of the ramp's shelf cost nothing but what the shelf did.
    assert_eq!(value("money.goods"), 150.0 * 22.0);
    assert_eq!(days[0].goods, Money::yuan(150.0 * 22.0));
    // Those who found nothing asked for it all the same.
    let asked = value("event.big.orders") + value("event.big.lost");
    assert!(asked > 250.0, "{asked}");
    assert_eq!(value("stock.main.2.needed"), asked);
}

/// A product that comes into the shop later is not there for an earlier sale.
#[test]
fn what_has_not_come_yet_is_not_there() {
    let text = RAMP.replace(
        "[stage.only]",
        "[stage.before]\nlasts = \"2mo\"\n[stage.only]",
    );
    let scenario = read(
        &text,
        &[
            "product.main.life={ from = \"only\" }",
            "product.b={ price = 1.0 }",
        ],
    );
    let (_, value) = played(&scenario);
    // Nothing but the other product, which stands in the file with a stock of 100 and a tenth of the share.
    assert_eq!(value("event.big.revenue"), 30.0 * value("event.big.orders"));
    assert!(value("event.big.lost") > 200.0);
}

/// The sale's orders are work for the role that is its team, and count towards a target in orders where flash sales count.
#[test]
fn its_orders_are_work_and_count() {
    let text = RAMP
        .replace("target = 1000.0", "target_orders = 3")
        .replace("wage = 3000.0", "wage = 3000.0\n    serves = 10");
    let more = ["customers.repeat=0", "ramp.counts=\"mean\""];
    let (_, value) = played(&read(&text, &more));
    let orders = value("event.big.orders");
    assert!(orders > 3.0 * 28.0);
    assert_eq!([value("month.2.met"), value("month.2.orders")], [1.0, 0.0]);
    let asked = orders + value("event.big.lost");
    assert_eq!(value("people.ware.2.needed"), (asked / 7.0 / 10.0).ceil());
    assert_eq!(value("people.ware.1.needed"), 0.0);
    let apart = [&more[..], &["stage.only.target_counts_events=false"]].concat();
    assert_eq!(played(&read(&text, &apart)).1("month.2.met"), 0.0);
    // A team of the sale's own leaves the ramp's people alone.
    let own = text.replace("team = { crew = \"ware\" }", "");
    assert_eq!(played(&read(&own, &more)).1("people.ware.2.needed"), 0.0);
}

/// Orders of a flash sale that come late are in the rating of its day.
#[test]
fn the_rating_of_the_day_knows_of_the_sale() {
    let text = RAMP.to_owned() + "[rating]\nstart = 4.7\nlate_costs = 2.0\n";
    let slow = SALE.replace("work = \"2min\"", "work = \"400min\"");
    let scenario = read_with(&text, &slow, &["customers.repeat=0"]);
    let (days, value) = played(&scenario);
    let (orders, share) = (value("event.big.orders"), value("event.big.within_promise"));
    let late = (orders * (1.0 - share)).round();
    assert!(late > 50.0, "{late}");
    // A shop of which nothing is known stands as if a hundred orders had been served well, less a ninetieth a day.
    let before = 100.0 * (1.0f64 - 1.0 / 90.0).powi(51);
    let expected = 4.7 - 2.0 * late / (before + orders);
    assert!(
        (days[31 + 19].rating - expected).abs() < 1e-9,
        "{}, not {expected}",
        days[50].rating
    );
}

/// The shop buys what the file places as soon as the sale lies within lead and cover, and has it there when it opens.
#[test]
fn stock_is_bought_for_a_sale_ahead() {
    let text = RAMP
        .replace("stock = 150", "")
        .replace("cash = 10000.0", "cash = 100000.0")
        + "[stock]\nlead = \"10d\"\nreview = \"7d\"\ncover = \"14d\"\n";
    let scenario = read(&text, &["customers.repeat=0"]);
    let (days, value) = played(&scenario);
    // It opens on day 50: 24 days before the shop does not look, two days later it does, and buys the 1,000 pieces.
    let bought: Vec<usize> = (0..days.len())
        .filter(|&day| days[day].goods > Money::ZERO)
        .collect();
    assert_eq!(bought, [28]);
    assert_eq!(days[28].goods, Money::yuan(22_000.0));
    let other = (value("event.big.orders") * 50.0 - value("event.big.revenue")) / 20.0;
    let sold = value("event.big.orders") - other;
    assert!(sold > 200.0);
    assert_eq!(value("money.stock"), (1000.0 - sold) * 22.0);
}
