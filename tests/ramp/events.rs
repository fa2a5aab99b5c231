//! Flash sales inside a ramp.

use std::path::Path;
use surgeplan::model::{Model, Outcome};
use surgeplan::money::Money;
use surgeplan::ramp::Ramp;
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
    let folder = tempfile::tempdir().expect("a folder");
    let write =
        |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("written");
    std::fs::create_dir(folder.path().join("sales")).expect("a folder");
    write("ramp.toml", ramp);
    write("sales/sale.toml", SALE);
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
