//! What holds in every world of any ramp.

use super::{column, play, ramp};
use proptest::prelude::*;
use surgeplan::model::Model;
use surgeplan::money::Money;
use surgeplan::ramp::books::Day;
use surgeplan::ramp::{Supposed, World};
use surgeplan::random::WorldKey;

/// Ramps with everything in them.
fn ramps() -> impl Strategy<Value = String> {
    let numbers = (
        0.0..80_000.0f64,
        0.0..0.05f64,
        1u32..40,
        1u32..5,
        0.01..0.5f64,
    );
    let stock = (0u32..200, 1u32..20, 0u32..60, 0u32..30, prop::bool::ANY);
    (numbers, stock, 1u32..120).prop_map(|((budget, conversion, per_order, people, refunds), (buffer, lead, cover, payout, ahead), serves)| {
        let stock = if ahead { format!("[stock]\nbuffer = {buffer}\nlead = {{ mean = \"{lead}d\", cv = 0.5 }}\nreview = \"3d\"\ncover = \"{cover}d\"\n") } else { String::new() };
        format!(
            r#"
            [ramp]
            starts = 2026-01-15
            months = 5
            cash = 40000.0
            payout = "{payout}d"
            boost.day = {{ on = 2026-02-02, lasts = "2d", factor = 3.0 }}
            [product.a]
            price = 99.9
            unit_cost = 41.37
            share = 2
            hit = {{ chance = 0.4, factor = 2.0 }}
            [product.b]
            price = 49.0
            unit_cost = 20.0
            life = {{ nursery = "20d", growth = "20d", maturity = "20d", decline = 0.7, from = "second" }}
            clear = {{ after = "60d", price = 0.7 }}
            [basket]
            units = {{ mean = 1.3, cv = 0.4 }}
            refunds = {{ mean = {refunds:.3}, cv = 0.2 }}
            [channel.search]
            cost_per_click = {{ mean = 1.0, cv = 0.3 }}
            saturates = 30000.0
            conversion = {conversion:.4}
            [channel.partners]
            visitors = {{ mean = 900, cv = 0.5 }}
            commission = 0.07
            conversion = 0.03
            [channel.free]
            base = 500
            per_order = {per_order}
            conversion = 0.01
            [customers]
            repeat = {{ mean = 0.1, cv = 0.3 }}
            loyal = 0.1
            loyal_repeat = 0.3
            [rating]
            late_costs = 1.5
            elasticity = 1.0
            [role.service]
            wage = 3100.0
            serves = {serves}
            per_order = 1.5
            hiring = {{ mean = "6d", cv = 0.6 }}
            probation = "9d"
            leaves = 0.2
            [role.ship]
            wage = 2800.0
            serves = {serves}
            leaves = 0.3
            [stage.first]
            once = 1234.56
            monthly = {{ search = {budget:.2}, rent = 777.77 }}
            people = {{ service = {people}, ship = 1 }}
            target = 30000.0
            ends = {{ met_months = 1, at_latest = "2mo" }}
            [stage.second]
            monthly = {{ search = 9999.99 }}
            people = {{ ship = {people} }}
            {stock}"#
        )
    })
}

fn sum(days: &[Day], of: impl Fn(&Day) -> Money) -> Money {
    days.iter().map(of).sum()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn money_and_orders_are_conserved_day_by_day(text in ramps(), world in 0u64..1000) {
        let scenario = ramp(&text, &[]);
        let (days, outcome) = scenario.sale.replay(&scenario.plan, WorldKey::new(2, world)).expect("a world");
        let payout = scenario.sale.facts.payout;
        let (mut cash, mut waiting, mut low) = (Money::yuan(40_000.0), 0, Money::yuan(40_000.0));
        for (at, day) in days.iter().enumerate() {
            prop_assert_eq!(day.asked, day.unanswered + day.no_stock + day.orders);
            waiting = waiting + day.orders - day.shipped;
            prop_assert_eq!(waiting, day.waiting);
            prop_assert!(day.revenue >= day.refunds);
            let sold = at.checked_sub(payout).map(|at| &days[at]);
            let due = sold.map_or(Money::ZERO, |day| day.revenue - day.refunds - day.commission);
            prop_assert_eq!(day.received, due);
            cash = cash + day.received - day.goods - day.spent - day.wages;
            prop_assert_eq!(day.cash, cash);
            low = low.min(cash);
        }
        let value = |name: &str| {
            let metrics = scenario.sale.metrics().iter();
            outcome.values[metrics.clone().position(|metric| metric.name == name).expect("a metric")]
        };
        prop_assert_eq!(value("cash.end"), cash.in_yuan());
        prop_assert_eq!(value("cash.low"), low.in_yuan());
        prop_assert_eq!(value("money.revenue"), sum(&days, |day| day.revenue).in_yuan());
        prop_assert_eq!(value("money.goods"), sum(&days, |day| day.goods).in_yuan());
        prop_assert_eq!(Money::yuan(value("money.ads")) + Money::yuan(value("money.other")), sum(&days, |day| day.spent));
        let months: f64 = (1..=5).map(|n| value(&format!("month.{n}.revenue"))).sum();
        prop_assert!((months - value("money.revenue")).abs() < 1e-6);
    }

    #[test]
    fn more_budget_never_brings_fewer_buyers(text in ramps(), world in 0u64..1000, factor in 1.0..5.0f64) {
        // Nothing that limits: no service, no stock, no ratings.
        let text = text.replace("serves = ", "# ").replace("[stock]", "[goal]").replace("late_costs = 1.5", "late_costs = 0.0");
        let text = text.split("[goal]").next().expect("a text");
        let text = text.replace("ends = { met_months = 1, at_latest = \"2mo\" }", "lasts = \"2mo\"");
        let scenario = ramp(&text, &[]);
        let key = WorldKey::new(3, world);
        let (less, _) = scenario.sale.replay(&scenario.plan, key).expect("a world");
        let mut plan = scenario.plan.clone();
        plan.supposed = Supposed { budget: factor, ..Supposed::default() };
        let (more, _) = scenario.sale.replay(&plan, key).expect("a world");
        for (less, more) in less.iter().zip(&more) {
            prop_assert!(more.asked >= less.asked);
        }
    }
}

const PLAIN: &str = include_str!("../../scenarios/orders-a-day.toml");

#[test]
fn numbers_are_the_same_on_any_number_of_threads() {
    let scenario = ramp(PLAIN, &[]);
    let (one, four) = (play(&scenario, 64, Some(1)), play(&scenario, 64, Some(4)));
    for row in 0..64 {
        let bits = |row: &[f64]| row.iter().map(|value| value.to_bits()).collect::<Vec<_>>();
        assert_eq!(bits(one.row(row)), bits(four.row(row)));
    }
}

/// The plan changes no draw of the world; one channel, product or role more leaves the draws of the others.
#[test]
fn worlds_do_not_hang_on_the_plan() {
    let draw = |text: &str, overrides: &[&str]| {
        let scenario = ramp(text, overrides);
        let mut world = World::default();
        scenario
            .sale
            .draw(WorldKey::new(9, 4), &mut world)
            .expect("a world");
        world
    };
    let plain = draw(PLAIN, &[]);
    let other = draw(
        PLAIN,
        &[
            "stage.fifty.monthly.search=90000.0",
            "stage.open.people.service=9",
            "stock.buffer=500",
            "ramp.cash=0",
        ],
    );
    assert_eq!(
        (&plain.channels, &plain.orders, &plain.pieces),
        (&other.channels, &other.orders, &other.pieces)
    );
    assert_eq!(
        (plain.refunds, plain.repeat, &plain.hits),
        (other.refunds, other.repeat, &other.hits)
    );
    let more = PLAIN.replace("[channel.search]", "[channel.new]\nvisitors = { mean = 100, cv = 1.0 }\nconversion = { mean = 0.01, cv = 0.5 }\n[channel.search]");
    let more = more.replace(
        "[product.main]",
        "[product.new]\nprice = 10.0\nhit = { chance = 0.5, factor = 2.0 }\n[product.main]",
    );
    let more = draw(&more, &[]);
    assert_eq!(more.channels[1..], plain.channels[..]);
    let days = plain.orders.len() / 3;
    assert_eq!(more.orders[days..], plain.orders[..]);
    assert_eq!(more.hits[1..], plain.hits[..]);
}

/// Buffers that played other worlds and plans before play as new ones do.
#[test]
fn buffers_remember_nothing() {
    let scenario = ramp(PLAIN, &[]);
    let again = play(&scenario, 40, Some(1));
    let revenue = column(&scenario, &again, "money.revenue");
    for world in [0, 17, 39] {
        let (days, outcome) = scenario
            .sale
            .replay(&scenario.plan, WorldKey::new(1, world))
            .expect("a world");
        assert_eq!(
            outcome
                .values
                .iter()
                .map(|v| v.to_bits())
                .collect::<Vec<_>>(),
            again
                .row(world as usize)
                .iter()
                .map(|v| v.to_bits())
                .collect::<Vec<_>>()
        );
        assert_eq!(
            sum(&days, |day| day.revenue).in_yuan(),
            revenue[world as usize]
        );
    }
}
