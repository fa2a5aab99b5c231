//! Several plans in the same worlds: each gets what it gets alone, to the last bit; what is a decision and what is a fact.

use crate::common;

use common::from_text;
use std::sync::atomic::{AtomicUsize, Ordering};
use surgeplan::decide::{Comparison, Contender, Criterion, Question};
use surgeplan::model::{Better, Model, Outcome};
use surgeplan::monte_carlo::{Entrant, Settings, Table, Watch, run, run_together};
use surgeplan::random::WorldKey;
use surgeplan::sale::play::Buffers;
use surgeplan::sale::{Plan, Sale, World};
use surgeplan::scenario::Scenario;

const EXAMPLE: &str = include_str!("../../scenarios/juhuasuan.toml");

/// Plans far from each other, so that buffers that are used again would show it; the last two change facts.
const MORE: &str = r#"
[option.another_van]
set = { "carrier.ems.pickup.noon" = { at = "12:00", parcels = 30 } }
[option.no_boxes]
set = { "prepack.share" = 0.0, "product.hit.stock" = 900 }
[option.more_pickers]
set = { "team.students" = { wage = 18.0, skills = { pick = 0.7 } }, "shift.day.assign.pick.students" = 3 }
[option.twice_as_hot]
set = { "sale.heat" = 2.0 }
[option.one_more_station]
set = { "station.wrap" = { work = "20s" }, "team.temps.skills.wrap" = 1.0, "shift.day.assign.wrap.temps" = 2, "shift.later.assign.wrap.temps" = 1, "route.standard" = ["print", "pick", "pack", "wrap", "scan"] }
"#;

fn settings(replications: usize, threads: usize) -> Settings {
    Settings {
        seed: 7,
        replications,
        threads: Some(threads),
    }
}

struct Silent;

impl Watch for Silent {
    fn done(&self, _rows: &[f64]) {}
}

fn entrants(scenario: &Scenario) -> Vec<Entrant<'_, Sale>> {
    let plan = Entrant {
        model: &scenario.sale,
        plan: &scenario.plan,
        redraw: false,
        asked: Vec::new(),
    };
    let options = scenario.options.iter().map(|option| Entrant {
        model: &option.sale,
        plan: &option.plan,
        redraw: !option.facts.is_empty(),
        asked: Vec::new(),
    });
    std::iter::once(plan).chain(options).collect()
}

fn alone(sale: &Sale, plan: &Plan) -> Table {
    run(sale, plan, settings(30, 1), |_| {}).expect("worlds that fit")
}

fn same_rows(one: &Table, other: &Table) -> bool {
    let bits = |table: &Table, row: usize| -> Vec<u64> {
        table.row(row).iter().map(|value| value.to_bits()).collect()
    };
    one.rows() == other.rows() && (0..one.rows()).all(|row| bits(one, row) == bits(other, row))
}

#[test]
fn a_plan_gets_the_same_beside_others_as_alone() {
    let scenario = from_text(&format!("{EXAMPLE}{MORE}"), &[]);
    assert_eq!(scenario.options.len(), 8);
    let entrants = entrants(&scenario);
    let one = run_together(&entrants, settings(30, 1), &Silent).expect("worlds that fit");
    let three = run_together(&entrants, settings(30, 3), &Silent).expect("worlds that fit");
    for (index, entrant) in entrants.iter().enumerate() {
        assert!(same_rows(&one[index], &three[index]), "threads: {index}");
        let alone = alone(entrant.model, entrant.plan);
        assert!(same_rows(&one[index], &alone), "alone: {index}");
    }
    // An option is the scenario with its changes made by hand.
    for option in &scenario.options {
        let by_hand = from_text(
            EXAMPLE,
            &option.set.iter().map(String::as_str).collect::<Vec<_>>(),
        );
        let index = 1 + scenario
            .options
            .iter()
            .position(|one| one.id == option.id)
            .expect("it");
        let table = alone(&by_hand.sale, &by_hand.plan);
        assert_eq!(
            by_hand.sale.metrics(),
            option.sale.metrics(),
            "{}",
            option.id
        );
        assert!(same_rows(&one[index], &table), "by hand: {}", option.id);
    }
}

/// Ends after so many batches.
struct Impatient(AtomicUsize);

impl Watch for Impatient {
    fn done(&self, _rows: &[f64]) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    fn stopped(&self) -> bool {
        self.0.load(Ordering::Relaxed) >= 2
    }
}

#[test]
fn stopped_early_all_plans_have_the_same_first_worlds() {
    let scenario = from_text(EXAMPLE, &[]);
    let entrants = entrants(&scenario);
    let all = run_together(&entrants, settings(100, 1), &Silent).expect("worlds that fit");
    let watch = Impatient(AtomicUsize::new(0));
    let some = run_together(&entrants, settings(100, 1), &watch).expect("worlds that fit");
    assert_eq!(some[0].rows(), 16);
    for (some, all) in some.iter().zip(&all) {
        assert_eq!(some.rows(), 16);
        assert!((0..16).all(|row| format!("{:?}", some.row(row)) == format!("{:?}", all.row(row))));
    }
    let none = run_together::<Sale>(&[], settings(10, 1), &Silent).expect("nothing");
    assert!(none.is_empty());
}

#[test]
fn decisions_change_no_fact_and_facts_are_named() {
    let reserve = "source.members.product = \"hit\"\n";
    let base = EXAMPLE.replace("reach      = 0.35", "reach = 0.35\nproduct = \"hit\"");
    assert!(!base.contains(reserve) && base != EXAMPLE);
    let changed = |set: &str| -> Vec<String> {
        let scenario = from_text(&format!("{base}\n[option.x]\nset = {{ {set} }}\n"), &[]);
        let option = scenario.options.last().expect("the option");
        option.facts.iter().map(|(path, _)| path.clone()).collect()
    };
    for decision in [
        "\"team.temps.heads\" = 9",
        "\"team.promotion.stay\" = 0",
        "\"team.students\" = { wage = 18 }",
        "\"shift.day.assign.pack.temps\" = 4, \"shift.day.to\" = \"22:00\"",
        "\"shift.day.flexible\" = \"1h\", \"shift.day.end\" = \"clear\"",
        "\"shift.evening\" = { from = \"19:00\", to = \"23:00\", assign = { pack = { temps = 2 } } }",
        "\"overtime.limit\" = \"5h\"",
        "\"prepack.share\" = 0.5, \"prepack.shift.prep.assign.temps\" = 2",
        "\"product.hit.stock\" = 4000, \"product.hit.buffer\" = 50",
        "\"product.hit.restock.first.units\" = 900",
        "\"product.hit.backorder\" = true, \"product.hit.miscount\" = 0.005",
        "\"source.members.reserve\" = { units = 100, until = \"5h\" }",
        "\"station.print.equipment\" = 3",
        "\"station.pick.wave\" = { orders = 20, after = \"5min\" }",
        "\"consumable.box.stock\" = 5000, \"consumable.box.delivery.more\" = { at = \"5h\", units = 500 }",
        "\"carrier.sto.pickup.noon.parcels\" = 1000",
        "\"carrier.sto.pickup.night\" = { at = \"23:00\", parcels = 300 }",
        "\"carrier.sto.overflow\" = \"ems\"",
    ] {
        assert_eq!(changed(decision), Vec::<String>::new(), "{decision}");
    }
    for (set, paths) in [
        (
            "\"source.slot.visitors\" = 40000",
            &["source.slot.visitors"][..],
        ),
        (
            "\"prepack.share\" = 0.5, \"sale.heat\" = 1.0, \"product.hit.price\" = 89.0",
            &["sale.heat", "product.hit.price"],
        ),
        ("\"station.pack.work\" = \"40s\"", &["station.pack.work"]),
        ("\"carrier.sto.fee\" = 5.0", &["carrier.sto.fee"]),
        ("\"team.temps.wage\" = 30.0", &["team.temps.wage"]),
        ("\"fees.slot\" = 0.0", &["fees.slot"]),
        ("\"sale.follow\" = \"20d\"", &["sale.follow"]),
        // Neither can be alone.
        (
            "\"profile.flat2\" = { rhythm = \"food\" }, \"source.slot.profile\" = \"flat2\"",
            &["profile.flat2", "source.slot.profile"],
        ),
    ] {
        assert_eq!(changed(set), paths, "{set}");
    }
}

/// The newsvendor: expected profit of a stock under Poisson demand, exactly.
fn newsvendor(stock: f64, mean: f64) -> f64 {
    let (price, cost, salvage) = (10.0, 6.0, 2.0);
    common::poisson(mean, |demand| {
        let sold = demand.min(stock);
        price * sold + salvage * (stock - sold) - cost * stock
    })
    .0
}

/// A case whose best is known: of five stocks the critical ratio (10 − 6) / (10 − 2) chooses the one at the median. The
/// indifference zone is the exact distance to the next, so that only the best is right.
#[test]
fn the_best_is_chosen_as_often_as_promised() {
    let stocks = [34.0, 36.0, 40.0, 44.0, 46.0];
    let profits = stocks.map(|stock| newsvendor(stock, 40.0));
    let gaps = [0, 1, 3, 4].map(|other| profits[2] - profits[other]);
    let nearest = gaps.iter().copied().fold(f64::INFINITY, f64::min);
    assert!(nearest > 0.5, "{profits:?}");
    let options = [36, 40, 44, 46].map(|stock| {
        format!("[option.stock-{stock}]\nset = {{ \"product.it.stock\" = {stock} }}\n")
    });
    let text = format!(
        "[sale]\nopens = 2026-11-11T10:00:00\n[source.fans]\norders = 40\n[product.it]\nprice = 10\nunit_cost = 6\n\
         salvage = 2\nstock = 34\n{}",
        options.concat()
    );
    let scenario = from_text(&text, &[]);
    let (entrants, worlds) = (entrants(&scenario), 300);
    let names = ["plan", "36", "40", "44", "46"];
    let question = Question {
        criterion: Criterion {
            name: "money.profit".to_owned(),
            unit: "yuan",
            better: Better::More,
            goal: None,
        },
        indifference: Some(nearest),
        metrics: vec!["money.profit".to_owned()],
    };
    let (mut wrong, mut undecided) = (0, 0);
    for seed in 1..=200 {
        let settings = Settings {
            seed,
            replications: worlds,
            threads: None,
        };
        let tables = run_together(&entrants, settings, &Silent).expect("worlds that fit");
        let contenders = tables.iter().zip(&entrants).zip(names);
        let contenders = contenders.map(|((table, entrant), id)| Contender {
            id,
            metrics: entrant.model.metrics(),
            goals: &[],
            table,
        });
        let contenders: Vec<Contender<'_>> = contenders.collect();
        let comparison = Comparison::of(&contenders, &question);
        match comparison.choice.best() {
            Some(best) => wrong += usize::from(best != 2),
            None => undecided += 1,
        }
        if seed == 1 {
            // What is chosen by is the exact profit.
            for (plan, profit) in profits.iter().enumerate() {
                let summary = comparison.metrics[0].summaries[plan]
                    .as_ref()
                    .expect("values");
                common::within_four_se("profit", summary.mean, summary.se, *profit);
            }
        }
    }
    println!("{wrong} wrong, {undecided} undecided of 200");
    assert!(wrong <= 10, "{wrong} of 200 are wrong, 5% are allowed");
    assert!(undecided <= 20, "{undecided} of 200 are undecided");
}

/// Changes at every step of a play: boxes, people at desks, stock, people and equipment along the line, supplies, vans.
const CHANGES: [(&str, &[&str]); 3] = [
    (
        include_str!("../../scenarios/juhuasuan.toml"),
        &[
            "prepack.share=0.5",
            "prepack.shift.prep.assign.warehouse=1",
            "shift.chat.assign.chat.service=2",
            "shift.after.assign.after.service=1",
            "product.hit.stock=1500",
            "product.hit.restock.first.units=900",
            "shift.day.assign.pack.temps=4",
            "shift.day.flexible=\"1h\"",
            "station.print.equipment=1",
            "consumable.box.stock=500",
            "carrier.sto.pickup.noon.parcels=100",
        ],
    ),
    (
        include_str!("../scenarios/flashline-1.toml"),
        &[
            "station.print.servers=1",
            "station.pick.servers=6",
            "station.pack.servers=4",
            "station.scan.servers=3",
            "product.loose.stock=900",
            "carrier.van.pickup.a.parcels=300",
        ],
    ),
    (
        include_str!("../../scenarios/new-year-goods.toml"),
        &[
            "product.tea.stock=300",
            "station.pick.wave.orders=5",
            "station.label.equipment=2",
            "overtime.limit=\"1h\"",
            "consumable.carton.stock=2000",
        ],
    ),
];

/// Plans one after another in one world, each from what it has in common with the one before, come to the same as alone;
/// so do metrics that are asked for by themselves.
#[test]
fn what_plans_have_in_common_is_played_once() {
    let (mut chosen, mut shared) = (1usize, 0);
    for (text, changes) in CHANGES {
        let scenario = from_text(text, &[]);
        let with = |change: &&str| {
            let set = [(*change).to_owned()];
            let other = scenario.with(change, "", &set);
            other.unwrap_or_else(|error| panic!("{change}: {error}"))
        };
        let others: Vec<_> = changes.iter().map(with).collect();
        let mut plans = vec![(&scenario.sale, &scenario.plan)];
        plans.extend(others.iter().map(|other| (&other.sale, &other.plan)));
        let (mut world, mut buffers) = (World::default(), Buffers::default());
        for replication in 0..4 {
            let key = WorldKey::new(5, replication);
            scenario
                .sale
                .draw(key, &mut world)
                .expect("a world that fits");
            let mut before: Option<(&Sale, &Plan)> = None;
            for _ in 0..3 * plans.len() {
                chosen = chosen * 69_069 % 65_537;
                let (sale, plan) = plans[chosen % plans.len()];
                let steps = before.map_or(0, |before| sale.steps_in_common(plan, before));
                shared += steps;
                let columns = sale.metrics().len();
                let mut outcome = Outcome {
                    asked: if chosen % 3 == 0 {
                        vec![chosen % columns]
                    } else {
                        Vec::new()
                    },
                    ..Outcome::default()
                };
                sale.play_on((plan, steps), &world, &mut buffers, &mut outcome);
                let mut alone = Outcome::default();
                sale.play(&world, plan, &mut Buffers::default(), &mut alone);
                for place in 0..columns {
                    let is_asked = outcome.asked.is_empty() || outcome.asked.contains(&place);
                    let (got, fresh) = (outcome.values[place], alone.values[place]);
                    assert!(
                        !is_asked || got.to_bits() == fresh.to_bits(),
                        "{}: {got} after others, {fresh} alone",
                        sale.metrics()[place].name
                    );
                }
                before = Some((sale, plan));
            }
        }
    }
    assert!(shared > 200, "{shared} steps in common");
}
