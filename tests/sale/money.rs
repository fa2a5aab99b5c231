//! Money: a small sale by hand to the fen, lines that add up in every world, and every line reckoned again from the log.

#![allow(
    clippy::format_push_string,
    reason = "a scenario is text, and the test is no hot path"
)]

use crate::common;

use common::floors::{Line as Floor, line};
use common::from_text;
use common::shop::{Shop, shops};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use std::cell::RefCell;
use surgeplan::model::{Model, Outcome};
use surgeplan::random::WorldKey;
use surgeplan::sale::World;
use surgeplan::sale::consumable::Supply;
use surgeplan::sale::log::{Fate, Log, OrderRow};
use surgeplan::sale::money::{Ledger, Line, Money};
use surgeplan::sale::play::Buffers;
use surgeplan::sale::time::ticks;
use surgeplan::scenario::Scenario;

/// A world of a scenario, played.
struct Played {
    scenario: Scenario,
    log: Log,
    outcome: Outcome,
    ledger: Ledger,
    /// By order: pieces asked for of its own product.
    asked: Vec<u32>,
}

impl Played {
    fn new(text: &str, (seed, world): (u64, u64)) -> Self {
        let scenario = from_text(text, &[]);
        let key = WorldKey::new(seed, world);
        let sale = &scenario.sale;
        let (log, outcome) = sale.replay(&scenario.plan, key).expect("a small world");
        let (mut world, mut buffers) = (World::default(), Buffers::default());
        sale.draw(key, &mut world).expect("a small world");
        sale.play(
            &world,
            &scenario.plan,
            &mut buffers,
            &mut Outcome::default(),
        );
        Self {
            log,
            outcome,
            ledger: buffers.ledger,
            asked: world.baskets.units.clone(),
            scenario,
        }
    }

    fn value(&self, name: &str) -> f64 {
        let place = self.scenario.catalogue().find(name);
        self.outcome.values[place.unwrap_or_else(|| panic!("no metric {name}"))]
    }

    #[track_caller]
    fn is(&self, name: &str, yuan: f64) {
        let got = self.value(&format!("money.{name}"));
        assert!((got - yuan).abs() < 1e-9, "{name}: {got}, by hand {yuan}");
    }

    fn of(&self, fate: Fate) -> impl Iterator<Item = &OrderRow> {
        self.log.orders.iter().filter(move |row| row.fate == fate)
    }
}

/// Whole fen, half upwards; floating sums may be a little below half a fen.
fn fen(yuan: f64) -> f64 {
    (yuan * 100.0 + 0.5 + 1e-7).floor() / 100.0
}

/// Lines add up to the last digit, and as metrics.
fn adds_up(played: &Played) -> Result<(), TestCaseError> {
    let ledger = &played.ledger;
    let sum = |brings: bool| -> Money {
        let lines = Line::ALL.into_iter().filter(|line| line.brings() == brings);
        lines.map(|line| ledger[line]).sum()
    };
    prop_assert_eq!(sum(true) - sum(false), ledger.profit());
    let value = |name: &str| played.value(&format!("money.{name}"));
    let signed = Line::ALL.map(|line| {
        let amount = value(line.words().0);
        prop_assert_eq!(amount, ledger[line].in_yuan());
        prop_assert!(amount >= 0.0);
        Ok(if line.brings() { amount } else { -amount })
    });
    let signed: f64 = signed.into_iter().sum::<Result<f64, _>>()?;
    prop_assert!((signed - value("profit")).abs() < 1e-6);
    let reckoned = value("net_revenue") + value("salvage") - value("cost");
    prop_assert!((reckoned - value("profit")).abs() < 1e-6);
    prop_assert_eq!(value("loss") == 1.0, value("profit") < 0.0);
    Ok(())
}

/// One person, all work certain; who comes when is chance, and told by the log.
const BY_HAND: &str = r#"
[sale]
opens   = 2026-11-11T10:00:00
closes  = 2026-11-11T11:00:00
follow  = "3d"
promise = 2026-11-11T12:30:00
[source.fans]
orders     = 40
commission = 0.035
[source.ads]
budget         = 123.45
cost_per_click = 1.0
conversion     = 0.1
price          = 89.99
[product.hit]
price     = 99.0
unit_cost = 48.0
salvage   = 30.0
stock     = 20
miscount  = 0.2
restock.second = { units = 7, ordered = "30min", lead = "90d", if = "sold > 3" }
restock.third  = { units = 9, ordered = "30min", if = "sold > 1000" }
[prepack]
product = "hit"
share   = 0.3
from    = 2026-11-11T08:00:00
work    = "30min"
unpack  = "10min"
wage    = 18.0
shift.early = { from = "08:00", to = "10:00", assign = { own = 1 } }
[station.pack]
work = "30min"
[route]
prepacked = ["pack"]
[consumable.box]
station = "pack"
stock   = 30
cost    = 0.85
delivery.soon = { at = "2h", units = 10.5 }
delivery.late = { at = "9d", units = 1000 }
[team.own]
wage = 20.0
[shift.day]
from    = "09:00"
to      = "19:00"
days    = [0]
breaks  = ["13:00-13:30"]
assign.pack = { own = 1 }
premium = 1.1
[shift.rest]
from = "20:00"
to   = "02:00"
days = [0]
assign.pack = { own = 1 }
[overtime]
after   = "6h"
factor  = 1.5
night   = { from = "22:00", to = "06:00", factor = 1.2 }
[carrier.sto]
fee = 6.5
pickup.noon = { at = "12:30", days = [0], parcels = 3 }
pickup.eve  = { at = "18:00", days = [0], parcels = 5 }
[fees]
commission   = 0.05
slot         = 250.0
late         = { share = 0.3, cap = 28.0 }
out_of_stock = { share = 0.1 }
other        = { photos = 30.5, stall = 12 }
"#;

#[test]
fn a_small_sale_by_hand_to_the_fen() {
    let played = Played::new(BY_HAND, (3, 0));
    let paid = played.log.orders.iter().filter(|row| row.paid.is_some());
    let taken: Vec<&OrderRow> = paid.filter(|row| row.fate != Fate::LostStock).collect();
    // 20 pieces of stock sold one by one, and 4 that are only listed.
    assert_eq!(taken.len(), 24);
    assert_eq!(played.of(Fate::Oversold).count(), 4);
    let ads = |rows: &[&OrderRow]| rows.iter().filter(|row| row.source == "ads").count() as f64;
    let (n_ads, n_fans) = (ads(&taken), 24.0 - ads(&taken));
    assert!(n_ads > 2.0, "both prices are paid");
    let (fans, revenue) = (99.0 * n_fans, 99.0 * n_fans + 89.99 * n_ads);
    played.is("revenue", revenue);
    played.is("commission", fen(0.05 * revenue) + fen(0.035 * fans));
    let over: Vec<&OrderRow> = played.of(Fate::Oversold).collect();
    let over_ads = ads(&over);
    let refunds = 99.0 * (4.0 - over_ads) + 89.99 * over_ads;
    played.is("refunds", refunds);
    // A tenth of 99 is 9.90; of 89.99 it is 9.00 in whole fen.
    played.is("out_of_stock", 9.9 * (4.0 - over_ads) + 9.0 * over_ads);
    // The second restock is ordered at half past ten and never comes in time; the third is not wanted.
    played.is("goods", 48.0 * 27.0);
    played.is("salvage", 30.0 * 7.0);
    // The vans take 3 by the promise at 12:30 and 5 later: 20 - 3 are late, each at 28 instead of 29.70; of 89.99 a share
    // of 0.3 is 27.00 in whole fen.
    assert_eq!(played.of(Fate::Shipped).count(), 8);
    let shipped_in_time = |row: &&OrderRow| row.picked_up.is_some_and(|at| at <= 150.0);
    let late =
        played.log.orders.iter().filter(|row| {
            matches!(row.fate, Fate::Shipped | Fate::Waiting) && !shipped_in_time(row)
        });
    let late: Vec<&OrderRow> = late.collect();
    assert_eq!(late.len(), 17);
    played.is("late", 28.0 * (17.0 - ads(&late)) + 27.0 * ads(&late));
    played.is("courier", 6.5 * 8.0);
    played.is("ads", 123.45);
    played.is("slot", 250.0);
    played.is("other", 42.5);
    // What is delivered after the end of `follow` is not bought: 40.5 · 0.85 = 34.425.
    played.is("consumables", 34.43);
    // From the opening to 19:00 without the break 8.5 h; the shift is an hour old then, so that 5 of them are regular, at
    // 20 · 1.1; in the evening 2 h, and 4 h at night.
    played.is("wages.regular", 20.0 * 1.1 * 5.0 + 20.0 * 2.0);
    played.is("wages.overtime", 20.0 * 1.1 * 1.5 * 3.5);
    played.is("wages.night", 20.0 * 1.2 * 4.0);
    played.is("wages.holiday", 0.0);
    // Two hours at the table's own wage; 4 of 6 boxes are finished, and all are sold.
    played.is("wages.prepack", 36.0);
    played.is("wages.unpack", 0.0);
    adds_up(&played).expect("lines add up");
}

#[test]
fn left_over_boxes_and_prepacking_without_shifts_are_paid() {
    let text = "[sale]\nopens = 2026-11-11T10:00:00\nfollow = \"2d\"\n[source.fans]\norders = 0\n\
        [product.hit]\nprice = 10\nunit_cost = 4\nstock = 100\n\
        [prepack]\nproduct = \"hit\"\nshare = 0.4\nwork = \"50s\"\nunpack = \"15s\"\nwage = 20.5\n\
        [station.pack]\nwork = \"60s\"\nservers = 1\n";
    let played = Played::new(text, (1, 0));
    // 40 boxes of 50 s at 20.50 an hour are 11.388..., of 15 s 3.4166...
    played.is("wages.prepack", 11.39);
    played.is("wages.unpack", 3.42);
    // Salvage left out is what a piece costs.
    played.is("goods", 400.0);
    played.is("salvage", 400.0);
    played.is("profit", -14.81);
    played.is("loss", 1.0);
    // Without a wage of its own unpacking pays the mean of the teams that packed.
    let shifts = "shift.early = { from = \"08:00\", to = \"10:00\", assign = { a = 1, b = 2 } }\n";
    let teams = "[team.a]\nwage = 20\n[team.b]\nwage = 25\n";
    let text = text.replace("wage = 20.5\n", shifts) + teams;
    let played = Played::new(&text, (1, 0));
    played.is("wages.prepack", 2.0 * 20.0 + 4.0 * 25.0);
    played.is("wages.unpack", 3.75);
}

fn runner(cases: u32) -> TestRunner {
    let config = Config {
        cases,
        failure_persistence: None,
        ..Config::default()
    };
    TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &[23; 32]))
}

/// A random shop with prices of everything.
fn priced(shop: &Shop) -> String {
    let mut text = shop.text();
    for (table, keys) in [
        ("source.ads", "commission = 0.0375"),
        ("product.tea", "unit_cost = 7.13\nsalvage = 2.5"),
        ("product.cake", "unit_cost = 11.99"),
        ("carrier.slow", "fee = 5.55"),
        ("carrier.fast", "fee = 12"),
    ] {
        text = text.replace(&format!("[{table}]\n"), &format!("[{table}]\n{keys}\n"));
    }
    text + "[fees]\ncommission = 0.0525\nslot = 99.99\nlate = { share = 0.333, cap = 17.77 }\nout_of_stock = { share = 0.15, cap = 4.5 }\n"
}

/// What the orders of a shop come to, by the log.
#[derive(Debug, Default)]
struct Reckoned {
    revenue: f64,
    ads: f64,
    refunds: f64,
    out_of_stock: f64,
    late: f64,
    late_orders: f64,
    courier: f64,
}

impl Reckoned {
    fn of(played: &Played, shop: &Shop) -> Self {
        let mut all = Self::default();
        let facts = &played.scenario.sale.facts;
        let price = |id: &str| if id == "tea" { 20.0 } else { 30.0 };
        let waits = shop.supply.is_some() && shop.stock.1.is_some();
        for row in &played.log.orders {
            let (Some(paid), true) = (row.paid, row.fate != Fate::LostStock) else {
                continue;
            };
            let whole = row.fate == Fate::Oversold || waits && row.product == "cake";
            let own = if whole {
                played.asked[row.order]
            } else {
                row.units - row.with.len() as u32
            };
            let along: f64 = row.with.iter().map(|id| price(id)).sum();
            let cost = price(&row.product) * f64::from(own) + along;
            all.revenue += cost;
            all.ads += cost * f64::from(u8::from(row.source == "ads"));
            if row.fate == Fate::Oversold {
                all.refunds += cost;
                all.out_of_stock += fen(0.15 * cost).min(4.5);
                continue;
            }
            let gone = row.picked_up.map_or(facts.end(), ticks);
            if gone > facts.due(ticks(paid)) {
                all.late_orders += 1.0;
                all.late += fen(0.333 * cost).min(17.77);
            }
            all.courier += match (row.fate, &row.carrier[..]) {
                (Fate::Shipped, "slow") => 5.55,
                (Fate::Shipped, "fast") => 12.0,
                _ => 0.0,
            };
        }
        all
    }
}

#[test]
fn random_shops_are_reckoned_again_from_the_log() {
    let seen = RefCell::new([0.0; 5]);
    let run = |shop: Shop| {
        let played = Played::new(&priced(&shop), (shop.seed, 0));
        adds_up(&played)?;
        let all = Reckoned::of(&played, &shop);
        let value = |name: &str| played.value(name);
        let pieces = |id: &str| {
            let (sold, left) = (format!("stock.{id}.sold"), format!("stock.{id}.left"));
            (
                value(&sold),
                Some(value(&left))
                    .filter(|left| !left.is_nan())
                    .unwrap_or(0.0),
            )
        };
        let (tea, cake) = (pieces("tea"), pieces("cake"));
        let expected = [
            ("revenue", all.revenue),
            (
                "commission",
                fen(0.0525 * all.revenue) + fen(0.0375 * all.ads),
            ),
            ("refunds", all.refunds),
            ("out_of_stock", all.out_of_stock),
            ("late", all.late),
            ("courier", all.courier),
            ("goods", 7.13 * (tea.0 + tea.1) + 11.99 * (cake.0 + cake.1)),
            ("salvage", 2.5 * tea.1 + 11.99 * cake.1),
            ("wages", 0.0),
            ("slot", 99.99),
        ];
        for (name, yuan) in expected {
            let got = value(&format!("money.{name}"));
            prop_assert!((got - yuan).abs() < 1e-6, "{name}: {got}, reckoned {yuan}");
        }
        prop_assert!(value("money.late") <= 17.77 * all.late_orders + 1e-9);
        let times = [all.refunds, all.late, all.courier, all.ads, tea.1];
        for (seen, times) in seen.borrow_mut().iter_mut().zip(times) {
            *seen += times;
        }
        Ok(())
    };
    let outcome = runner(300).run(&shops(), run);
    outcome.unwrap_or_else(|failure| panic!("{failure}"));
    assert!(seen.borrow().iter().all(|&sum| sum > 0.0), "{seen:?}");
}

/// A random floor whose teams earn so much, with a premium on all shifts of the first.
fn paid(floor: &Floor, wages: [f64; 2], premium: f64) -> String {
    let text = floor
        .text()
        .replace("[team.a]\n", &format!("[team.a]\nwage = {:?}\n", wages[0]));
    let text = text.replace("[team.b]\n", &format!("[team.b]\nwage = {:?}\n", wages[1]));
    let shifts: Vec<String> = (0..3).map(|n| format!("[shift.n{n}]\n")).collect();
    let text = shifts.iter().fold(text, |text, shift| {
        text.replace(shift, &format!("{shift}premium = {premium:?}\n"))
    });
    let text = text.replace("[consumable.box]\n", "[consumable.box]\ncost = 0.85\n");
    text.replace("[consumable.card]\n", "[consumable.card]\ncost = 0.3\n")
}

#[test]
fn wages_on_random_floors_are_hours_at_their_factors() {
    const KINDS: [(&str, f64); 4] = [
        ("regular", 1.0),
        ("overtime", 1.5),
        ("night", 1.6),
        ("holiday", 3.0),
    ];
    let seen = RefCell::new([0.0; 4]);
    let run = |(floor, world): (Floor, u64)| {
        let play = |wages: [f64; 2], premium: f64| {
            let played = Played::new(&paid(&floor, wages, premium), (1, world));
            adds_up(&played).map(|()| played)
        };
        let (both, a, b) = (
            play([21.37, 21.37], 1.0)?,
            play([21.37, 0.0], 1.0)?,
            play([0.0, 21.37], 1.0)?,
        );
        let premium = play([21.37, 0.0], 1.25)?;
        for (index, (kind, factor)) in KINDS.into_iter().enumerate() {
            let name = format!("money.wages.{kind}");
            let hours = both.value(&format!("people.{kind}_hours"));
            let wages = both.value(&name);
            // Half a fen for each team in each of at most four shifts.
            let slack = 0.005 * 8.0 + 1e-6;
            prop_assert!((wages - hours * 21.37 * factor).abs() <= slack, "{kind}");
            prop_assert!(
                (a.value(&name) + b.value(&name) - wages).abs() < 1e-6,
                "{kind}"
            );
            prop_assert!((premium.value(&name) - 1.25 * a.value(&name)).abs() <= 2.0 * slack);
            seen.borrow_mut()[index] += hours;
        }
        let [boxes, cards] = &both.scenario.plan.supplies[..] else {
            panic!("two consumables");
        };
        let bought = |supply: &Supply| -> f64 {
            supply.stock
                + supply
                    .deliveries
                    .iter()
                    .map(|delivery| delivery.1)
                    .sum::<f64>()
        };
        let consumables = fen(0.85 * bought(boxes)) + fen(0.3 * bought(cards));
        prop_assert!((both.value("money.consumables") - consumables).abs() < 1e-6);
        Ok(())
    };
    let outcome = runner(40).run(&(line(), 0u64..1000), run);
    outcome.unwrap_or_else(|failure| panic!("{failure}"));
    assert!(seen.borrow().iter().all(|&hours| hours > 10.0), "{seen:?}");
}

#[test]
fn doubts_about_money_are_told() {
    let told = |text: &str| -> Vec<&'static str> {
        let warnings = from_text(text, &[]).warnings;
        warnings.iter().map(|warning| warning.code).collect()
    };
    let base = "[sale]\nopens = 2026-11-11T10:00:00\nheat = { mean = 1, cv = 0.3 }\n[source.fans]\norders = 9\n\
        [product.hit]\nprice = 10\nstock = 100\nlist = 10\n[prepack]\nproduct = \"hit\"\nshare = 0.4\nwork = \"50s\"\nwage = 9\n\
        [station.pack]\nwork = \"60s\"\nservers = 1\n[station.scan]\nwork = \"1s\"\n[team.a]\nwage = 20\n\
        [shift.day]\nfrom = \"10:00\"\nto = \"19:00\"\nassign.scan = { a = 1 }\n";
    assert_eq!(told(base), ["unpaid_servers"]);
    assert!(told(&base.replace("wage = 20\n", "")).is_empty());
    let cheap = base.replace("list = 10", "list = 9.99");
    assert_eq!(told(&cheap), ["list_below_price", "unpaid_servers"]);
    // Without a wage nobody asks how long the boxes take.
    let unpaid = base.replace("wage = 9\n", "");
    assert_eq!(told(&unpaid), ["unused_key", "unpaid_servers"]);
}
