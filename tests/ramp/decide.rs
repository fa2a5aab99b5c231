//! What is decided of a ramp: what makes another market, and what more of a thing does to a goal.

use crate::ramp;
use surgeplan::model::{Better, Effect};
use surgeplan::ramp::Ramp;
use surgeplan::scenario::{Decided, Scenario};

/// Two stages with people, stock bought ahead, and a rating.
const STAGED: &str = r#"
[ramp]
starts = 2026-09-01
months = 6
cash = 60000.0
[product.hero]
price = 99.0
unit_cost = 40.0
stock = 100
[product.late]
price = 59.0
life = { from = "grow" }
[basket]
refunds = 0.1
[channel.search]
cost_per_click = { mean = 1.0, cv = 0.2 }
conversion = { mean = 0.03, cv = 0.3 }
[customers]
repeat = 0.1
[rating]
late_costs = 1.0
elasticity = 1.0
[role.service]
wage = 3000.0
serves = 60
[role.warehouse]
wage = 2800.0
serves = 40
hiring = { mean = "7d", cv = 0.5 }
[stage.trial]
monthly = { search = 10000.0 }
people = { service = 1, warehouse = 1 }
target = 30000.0
ends = { met_months = 1, at_latest = "3mo" }
[stage.grow]
monthly = { search = 20000.0, rent = 2000.0 }
people = { service = 2, warehouse = 2 }
target = 60000.0
scorecard.a = { metric = "spend.return", at_least = 3.0 }
[stock]
buffer = 40
lead = { mean = "10d", cv = 0.3 }
[goal.grow]
metric = "stage.grow.met"
with_probability = 0.5
"#;

#[test]
fn what_is_decided_and_what_makes_another_market() {
    let plan = ramp(STAGED, &[]);
    let differ = |set: &str| {
        let other = ramp(STAGED, &[set]);
        Decided::differences(&plan.sale, &plan.plan, (&other.sale, &other.plan))
    };
    for set in [
        "ramp.cash=90000",
        "product.hero.stock=300",
        "stage.trial.once=500",
        "stage.trial.monthly.search=12000",
        "stage.grow.monthly={ search = 1000.0 }",
        "stage.grow.people={ warehouse = 5 }",
        "stage.trial.ends.at_latest=2mo",
        "stock.buffer=0",
        "stock.cover=60d",
        "stock.review=1d",
        // A stage more, and what is bought ahead of a product by itself.
        "stage.last={ monthly = { search = 5.0 } }",
        "stock={ hero = { buffer = 3, lead = { mean = \"10d\", cv = 0.3 } } }",
    ] {
        let set = if set.starts_with("stage.last") {
            vec![set, "stage.grow.lasts=2mo"]
        } else {
            vec![set]
        };
        let other = ramp(STAGED, &set);
        let found = Decided::differences(&plan.sale, &plan.plan, (&other.sale, &other.plan));
        assert_eq!(found, [""; 0], "{set:?}");
        assert!(!Ramp::is_same(&plan.plan, &other.plan), "{set:?}");
    }
    for (set, kind) in [
        ("ramp.payout=3d", "ramp"),
        ("ramp.measure=net", "ramp"),
        ("ramp.counts=mean", "ramp"),
        ("ramp.boost.x={ on = 2026-11-11, factor = 2 }", "season"),
        ("product.hero.price=89", "product"),
        ("product.late.life.from=trial", "product"),
        ("basket.refunds=0.2", "basket"),
        ("channel.search.conversion=0.03", "channel"),
        ("customers.repeat=0.2", "customers"),
        ("rating.late_costs=2", "rating"),
        ("role.service.wage=1", "role"),
        ("role.warehouse.hiring=7d", "role"),
        ("stock.lead=10d", "stock.lead"),
        ("stage.trial.target=20000", "stage.target"),
        ("stage.grow.target_counts_events=false", "stage.target"),
        ("stage.grow.scorecard.a.at_least=2", "stage.target"),
        ("stage.trial.ends.met_months=2", "stage.target"),
    ] {
        assert_eq!(differ(set), [kind], "{set}");
    }
    // Other months have other days.
    assert_eq!(
        differ("ramp.starts=2026-10-01"),
        ["ramp", "season", "product"]
    );
    // Wherever it is written.
    let moved = ramp(&format!("# A remark.\n{STAGED}"), &[]);
    assert!(Ramp::is_same(&plan.plan, &moved.plan));
}

/// A stage before all others moves them, and neither products nor flash sales that come with one of them are others by that.
#[test]
fn stages_are_told_by_their_names() {
    let before = STAGED.replace(
        "[stage.trial]",
        "[stage.open]\nlasts = \"1mo\"\n[stage.trial]",
    );
    let (plan, other) = (ramp(STAGED, &[]), ramp(&before, &[]));
    let found = Decided::differences(&plan.sale, &plan.plan, (&other.sale, &other.plan));
    // What came with the first stage comes with another now.
    assert_eq!(found, ["product"]);
    let of_trial =
        |text: &str| text.replace("stock = 100", "stock = 100\nlife = { from = \"trial\" }");
    let (plan, other) = (ramp(&of_trial(STAGED), &[]), ramp(&of_trial(&before), &[]));
    let found = Decided::differences(&plan.sale, &plan.plan, (&other.sale, &other.plan));
    assert_eq!(found, [""; 0]);
}

#[test]
fn what_more_of_a_thing_does_to_a_goal() {
    let of = |scenario: &Scenario<Ramp>, path: &str, metric: &str, better: Better| {
        scenario.sale.effect(&scenario.plan, path, (metric, better))
    };
    let staged = ramp(STAGED, &[]);
    let more = |path: &str, metric: &str| of(&staged, path, metric, Better::More);
    // What comes later does not touch what was before it.
    for path in [
        "stage.grow.monthly.search",
        "stage.grow.people.service",
        "product.late.stock",
    ] {
        assert_eq!(more(path, "stage.trial.met"), Effect::Nothing, "{path}");
        assert_eq!(more(path, "month.1.revenue"), Effect::Nothing, "{path}");
        assert_eq!(more(path, "month.2.revenue"), Effect::Unknown, "{path}");
        assert_eq!(more(path, "stage.grow.met"), Effect::Unknown, "{path}");
        assert_eq!(more(path, "cash.low"), Effect::Unknown, "{path}");
    }
    assert_eq!(
        more("stock.late.buffer", "people.service.1.needed"),
        Effect::Nothing
    );
    // Here cash limits what is bought, so that whatever costs money may hurt.
    for path in [
        "stage.trial.monthly.search",
        "stage.trial.people.service",
        "ramp.cash",
    ] {
        assert_eq!(more(path, "stage.trial.met"), Effect::Unknown, "{path}");
    }
    let endless = STAGED.replace("stock = 100\n", "").replace(
        "[stock]\nbuffer = 40\nlead = { mean = \"10d\", cv = 0.3 }\n",
        "",
    );
    let endless = ramp(&endless, &[]);
    let more = |path: &str, metric: &str| of(&endless, path, metric, Better::More);
    assert_eq!(more("ramp.cash", "stage.grow.met"), Effect::Nothing);
    assert_eq!(more("ramp.cash", "cash.low"), Effect::Helps);
    assert_eq!(
        of(&endless, "ramp.cash", "cash.dry", Better::Less),
        Effect::Helps
    );
    assert_eq!(
        of(&endless, "ramp.cash", "cash.low", Better::Less),
        Effect::Unknown
    );
    // Orders that nobody ships lower the rating, so that only those who ship help.
    assert_eq!(
        more("stage.trial.monthly.search", "stage.trial.met"),
        Effect::Unknown
    );
    assert_eq!(
        more("stage.trial.people.service", "stage.trial.met"),
        Effect::Unknown
    );
    // The first in the warehouse comes when he comes; those after him help, but not what moves with the trial's end.
    assert_eq!(
        more("stage.trial.people.warehouse", "stage.trial.met"),
        Effect::Unknown
    );
    assert_eq!(
        more("stage.grow.people.warehouse", "stage.grow.met"),
        Effect::Helps
    );
    assert_eq!(
        more("stage.grow.people.warehouse", "reviews.good"),
        Effect::Helps
    );
    assert_eq!(
        more("stage.grow.people.warehouse", "month.5.orders"),
        Effect::Helps
    );
    assert_eq!(
        more("stage.grow.people.warehouse", "money.profit"),
        Effect::Unknown
    );
    let calm = |set: &[&str]| {
        let set = [&["rating.elasticity=0", "role.warehouse.hiring=3d"], set].concat();
        let text = endless.sources.text(0).to_owned();
        ramp(&text, &set)
    };
    let of_trial = calm(&[]);
    for path in [
        "stage.trial.monthly.search",
        "stage.trial.people.service",
        "stage.trial.people.warehouse",
    ] {
        let more = |metric: &str| of(&of_trial, path, metric, Better::More);
        assert_eq!(more("stage.trial.met"), Effect::Helps, "{path}");
        // The trial ends sooner then, and the months of the next stage are others.
        assert_eq!(more("stage.grow.met"), Effect::Unknown, "{path}");
    }
    let by_time = calm(&["stage.trial.ends={ at_latest = \"2mo\" }"]);
    for metric in ["stage.grow.met", "month.4.revenue", "money.revenue"] {
        let effect = of(&by_time, "stage.trial.monthly.search", metric, Better::More);
        assert_eq!(effect, Effect::Helps, "{metric}");
    }
    // Where owners may do it alone, the first person of a role is not more, but less.
    let alone = calm(&["stage.trial.people.service=0"]);
    let path = "stage.trial.people.service";
    assert_eq!(
        of(&alone, path, "stage.trial.met", Better::More),
        Effect::Unknown
    );
}

/// Without purchasing a first stock alone is bought with cash as well.
#[test]
fn a_first_stock_hangs_on_cash() {
    let text = STAGED.replace(
        "[stock]\nbuffer = 40\nlead = { mean = \"10d\", cv = 0.3 }\n",
        "",
    );
    for (text, effect) in [
        (text.as_str(), Effect::Unknown),
        (&text.replace("stock = 100\n", ""), Effect::Nothing),
    ] {
        let scenario = ramp(text, &[]);
        let goal = ("stage.grow.met", Better::More);
        let found = scenario.sale.effect(&scenario.plan, "ramp.cash", goal);
        assert_eq!(found, effect);
    }
}
