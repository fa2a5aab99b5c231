//! With everything but one part switched off exact results hold.

use super::{column, first, near, play, ramp};

/// Six months of 60 orders, all certain. By hand, in yuan a month: revenue 60 · 100 = 6,000, refunds 600, commission 300,
/// goods 60 · 40 = 2,400, two people 6,000, rent 1,000: −4,300. In June two orders a day, so that the ten days whose money
/// is not there yet owe 20 · (100 − 10 − 5) = 1,700. 50,000 − 500 − 6 · 4,300 − 1,700 = 22,000.
const SPREADSHEET: &str = r#"
    [ramp]
    starts = 2026-01-01
    months = 6
    cash = 50000.0
    payout = "10d"
    counts = "mean"
    [product.one]
    price = 100.0
    unit_cost = 40.0
    [basket]
    refunds = 0.1
    [channel.partners]
    visitors = 3000
    commission = 0.05
    conversion = 0.02
    [role.help]
    wage = 3000.0
    [stage.only]
    once = 500.0
    monthly = { rent = 1000.0 }
    people = { help = 2 }
    target = 6000.0
"#;

#[test]
fn six_months_agree_with_a_spreadsheet_to_the_cent() {
    let scenario = ramp(SPREADSHEET, &[]);
    let table = play(&scenario, 2, Some(1));
    for (name, value) in [
        ("month.1.revenue", 6000.0),
        ("month.2.revenue", 6000.0),
        ("month.6.orders", 60.0),
        ("month.6.visitors", 3000.0),
        ("stage.only.met", 1.0),
        ("stage.only.month", 1.0),
        ("stage.only.revenue", 36_000.0),
        ("money.revenue", 36_000.0),
        ("money.refunds", 3600.0),
        ("money.commission", 1800.0),
        ("money.goods", 14_400.0),
        ("money.wages", 36_000.0),
        ("money.other", 6500.0),
        ("money.profit", -26_300.0),
        ("cash.end", 22_000.0),
        ("cash.low", 22_000.0),
        ("customer.cost", 5.0),
        ("spend.return", 20.0),
        ("customer.conversion", 0.02),
        ("binds.traffic.3", 1.0),
    ] {
        let values = column(&scenario, &table, name);
        assert!(
            values.iter().all(|got| (got - value).abs() < 1e-6),
            "{name}: {values:?}, not {value}"
        );
    }
    // Net of refunds 5,400 a month do not meet 6,000.
    let net = ramp(SPREADSHEET, &["ramp.measure=net"]);
    assert_eq!(first(&net, "stage.only.met"), 0.0);
    assert_eq!(first(&net, "month.1.revenue"), 5400.0);
    // Targets in orders and visitors a day: 60 ÷ 28 in February, 3,000 ÷ 28.
    for (target, met) in [
        ("target_orders=2.14", 1.0),
        ("target_orders=2.15", 0.0),
        ("target_visitors=107", 1.0),
        ("target_visitors=108", 0.0),
    ] {
        let text = SPREADSHEET.replace("target = 6000.0", "");
        let scenario = ramp(&text, &[&format!("stage.only.{target}")]);
        assert_eq!(first(&scenario, "month.2.met"), met, "{target}");
    }
}

/// Clicks for a spend: the integral of ds / (c (1 + s/S)), by Simpson's rule.
#[test]
fn clicks_are_the_integral_of_diminishing_returns() {
    let text = SPREADSHEET.replace("visitors = 3000", "").replace(
        "commission = 0.05",
        "cost_per_click = 2.0\ndrift = 0.1\nsaturates = 5000.0",
    );
    let scenario = ramp(&text, &["stage.only.monthly.partners=20000.0"]);
    let (n, spend) = (2000, 20_000.0);
    let price = |s: f64| 1.0 / (2.0 * (1.0 + s / 5000.0));
    let step = spend / f64::from(n);
    let weight = |i: i32| {
        if i == 0 || i == n {
            1.0
        } else if i % 2 == 1 {
            4.0
        } else {
            2.0
        }
    };
    let clicks: f64 = (0..=n)
        .map(|i| weight(i) * price(f64::from(i) * step))
        .sum::<f64>()
        * step
        / 3.0;
    assert!((first(&scenario, "month.1.visitors") / clicks - 1.0).abs() < 1e-9);
    // A tenth dearer each month.
    assert!((first(&scenario, "month.3.visitors") / (clicks / 1.21) - 1.0).abs() < 1e-9);
}

/// 100 customers in the first month, none new after: 0.8 · 100 · 0.1 = 8 come back, then half as many each month; of 20 loyal
/// ones a quarter each month.
#[test]
fn cohorts_add_up_by_hand() {
    let text = SPREADSHEET
        .replace("visitors = 3000", "")
        .replace("commission = 0.05", "cost_per_click = 1.0")
        .replace("conversion = 0.02", "conversion = 0.1")
        + "[customers]\nrepeat = 0.1\ndecay = 0.5\nloyal = 0.2\nloyal_repeat = 0.25\n";
    let text = text.replace(
        "[stage.only]",
        "[stage.first]\nlasts = \"1mo\"\nmonthly = { partners = 1000.0 }\n[stage.only]",
    );
    let scenario = ramp(&text, &[]);
    let orders: Vec<f64> = (1..=5)
        .map(|n| first(&scenario, &format!("month.{n}.orders")))
        .collect();
    // 8 + 5, 4 + 5, 2 + 5, 1 + 5: whole orders, as parts are carried on.
    assert_eq!(orders, [100.0, 13.0, 9.0, 7.0, 6.0]);
    let all = 100.0 + 15.5 + 25.0; // with 0.5 + 5 in the last month
    assert!((first(&scenario, "customer.repeat") - 15.5 / all).abs() < 0.005);
    assert!((first(&scenario, "customer.loyal") - 25.0 / all).abs() < 0.005);
}

/// Revenue of a month is a·N₁ + b·N₂ with Poisson counts whose means share a lognormal factor: P(revenue ≥ target) by
/// integration over the factor, and sums over both counts.
#[test]
fn compound_poisson_revenue_against_a_target() {
    let text = r"
        [ramp]
        starts = 2026-03-01
        months = 2
        [product.cheap]
        price = 40.0
        share = 0.7
        [product.dear]
        price = 150.0
        share = 0.3
        [channel.partners]
        visitors = { mean = 2000, cv = 0.5 }
        conversion = 0.02
        [stage.only]
        target = 3200.0
    ";
    let (mean, sigma) = (40.0, (1.25f64).ln().sqrt());
    let at_least = |factor: f64| {
        let (cheap, dear) = (pmf(mean * factor * 0.7), pmf(mean * factor * 0.3));
        let mut sum = 0.0;
        for (i, p) in cheap.iter().enumerate() {
            for (j, q) in dear.iter().enumerate() {
                if 40.0 * i as f64 + 150.0 * j as f64 >= 3200.0 {
                    sum += p * q;
                }
            }
        }
        sum
    };
    let (steps, mut expected) = (240, 0.0);
    for step in 0..=steps {
        let z = -6.0 + 12.0 * f64::from(step) / f64::from(steps);
        let density =
            (-z * z / 2.0).exp() / (2.0 * std::f64::consts::PI).sqrt() * 12.0 / f64::from(steps);
        expected += density * at_least((sigma * z - sigma * sigma / 2.0).exp());
    }
    assert!((0.2..0.8).contains(&expected), "{expected}");
    let scenario = ramp(text, &[]);
    let table = play(&scenario, 40_000, None);
    // The factor is drawn for each month: both have this probability, and independently.
    let (one, other) = (
        column(&scenario, &table, "month.1.met"),
        column(&scenario, &table, "month.2.met"),
    );
    near(&one, expected);
    near(&other, expected);
    let both: Vec<f64> = one.iter().zip(&other).map(|(a, b)| a * b).collect();
    near(&both, expected * expected);
}

/// Poisson probabilities of 0 to 250.
fn pmf(mean: f64) -> Vec<f64> {
    let mut share = (-mean).exp();
    (0..250)
        .map(|n| {
            let here = share;
            share *= mean / f64::from(n + 1);
            here
        })
        .collect()
}

/// Pieces in orders: revenue of a month has mean λ·p·μ and variance λ·p²·(μ² + σ²).
#[test]
fn baskets_vary_from_order_to_order() {
    let text = SPREADSHEET.replace("counts = \"mean\"\n", "") + "";
    let text = text.replace(
        "refunds = 0.1",
        "units = { dist = \"discrete\", values = [1, 2, 5], weights = [70, 20, 10] }",
    );
    let scenario = ramp(&text, &[]);
    let revenue = column(&scenario, &play(&scenario, 20_000, None), "month.1.revenue");
    let (mean, square) = (1.6, 0.7 + 0.8 + 2.5);
    near(&revenue, 60.0 * 100.0 * mean);
    let expected = 60.0 * 100.0 * 100.0 * square;
    let squares: Vec<f64> = revenue
        .iter()
        .map(|x| (x - 60.0 * 100.0 * mean).powi(2))
        .collect();
    let variance = squares.iter().sum::<f64>() / squares.len() as f64;
    // Four standard errors of a variance over 20,000 worlds: 4 · √(2 ÷ 20,000).
    assert!(
        (variance / expected - 1.0).abs() < 0.04,
        "{variance} against {expected}"
    );
}

/// One packer, 30 a day: of 60 orders on the first day and none after, 30 are shipped on each of two days, in time. Of 120,
/// 30 remain after the third day, late.
#[test]
fn what_waits_longer_than_two_days_is_late() {
    let text = SPREADSHEET
        .replace("[role.help]", "[role.help]\nserves = 30")
        .replace("people = { help = 2 }", "people = { help = 1 }")
        .replace(
            "[product.one]",
            "boost.rush = { on = 2026-02-10, factor = FACTOR }\n[product.one]",
        )
        + "[rating]\nlate_costs = 2.0\nelasticity = 1.0\n";
    for (orders, late) in [(60.0, 0), (90.0, 0), (120.0, 30)] {
        let factor = orders / (60.0 / 28.0);
        let scenario = ramp(&text.replace("FACTOR", &format!("{factor:?}")), &[]);
        let (days, _) = scenario
            .sale
            .replay(&scenario.plan, surgeplan::random::WorldKey::new(1, 0))
            .expect("a world");
        let rush = &days[40..46];
        assert!(
            (rush[0].orders as f64 - orders).abs() <= 1.0,
            "{}",
            rush[0].orders
        );
        assert_eq!(rush[0].shipped, 30);
        let total: u64 = days.iter().map(|day| day.late).sum();
        // A few orders of the days after stand behind.
        assert!(total >= late && total <= late + 3, "{orders}: {total}");
        let falls = days[60].rating < days[39].rating;
        assert_eq!(falls, total > 0, "{orders}");
    }
}

/// Who gets no answer does not buy: one person answers 40 chats a day, an order brings two.
#[test]
fn unanswered_chats_are_lost_orders() {
    let text = SPREADSHEET
        .replace(
            "[role.help]",
            "[role.help]\nserves = 40\nper_order = 2.0\nunit = \"chats\"",
        )
        .replace("people = { help = 2 }", "people = { help = 1 }")
        .replace("visitors = 3000", "visitors = 60000");
    let scenario = ramp(&text, &[]);
    // June: 40 asked for a day, 20 answered.
    assert_eq!(first(&scenario, "month.6.orders"), 600.0);
    assert_eq!(first(&scenario, "binds.service.6"), 1.0);
    assert_eq!(first(&scenario, "people.help.6.needed"), 2.0);
    // Before anybody has come the owners answer all.
    let later = ramp(&text, &["role.help.hiring=31d"]);
    assert_eq!(first(&later, "month.1.orders"), 1200.0);
    assert_eq!(first(&later, "month.3.orders"), 620.0);
}

/// Two a day are sold of what is bought every ten days, with five days of lead: ordered up to 10 + 20 · 2 = 50.
#[test]
fn stock_is_ordered_up_to_its_level() {
    let text = SPREADSHEET.replace(
        "starts = 2026-01-01\n    months = 6",
        "starts = 2026-06-01\n    months = 1",
    ) + "[stock]\nbuffer = 10\nlead = \"5d\"\nreview = \"10d\"\ncover = \"20d\"\n";
    let scenario = ramp(&text, &["product.one.stock=50"]);
    let (days, _) = scenario
        .sale
        .replay(&scenario.plan, surgeplan::random::WorldKey::new(1, 0))
        .expect("a world");
    let bought: Vec<(usize, f64)> = days
        .iter()
        .enumerate()
        .filter(|(_, day)| day.goods.in_yuan() > 0.0)
        .map(|(at, day)| (at, day.goods.in_yuan()))
        .collect();
    // Day 0: 50. Day 10: 20 were sold. Day 20: again 20.
    assert_eq!(bought, [(0, 2000.0), (10, 800.0), (20, 800.0)]);
    assert_eq!(first(&scenario, "money.stock"), (50.0 + 40.0 - 60.0) * 40.0);
    assert_eq!(first(&scenario, "stock.one.1.needed"), 60.0);
    // Without cash nothing is bought: 50 pieces are sold, and cash held the other days back.
    let poor = ramp(
        &text,
        &[
            "product.one.stock=50",
            "ramp.cash=2500.0",
            "ramp.payout=90d",
        ],
    );
    assert_eq!(first(&poor, "month.1.orders"), 50.0);
    assert_eq!((first(&poor, "binds.cash.1") * 30.0).round(), 5.0);
    assert_eq!(first(&poor, "binds.stock.1"), 0.0);
}

#[test]
fn products_grow_ripen_and_are_cleared() {
    let text = SPREADSHEET.replace("visitors = 3000", "visitors = 300000");
    let life = "[product.one.life]\nnursery = \"31d\"\ngrowth = \"59d\"\nmaturity = \"30d\"\ndecline = 0.5\n[product.one.clear]\nafter = \"151d\"\nprice = 0.6\n";
    let scenario = ramp(&(text + life), &[]);
    let month = |n: usize| first(&scenario, &format!("month.{n}.orders"));
    // 6,000 orders a month when ripe; 0.3 in January, a straight line in February and March (29 of its days), April ripe.
    assert_eq!(month(1), 1800.0);
    // The mean of the line over February is 0.3 + 0.7 · 14 ÷ 59.
    assert!((month(2) - 6000.0 * (0.3 + 0.7 * 14.0 / 59.0)).abs() <= 1.0);
    assert_eq!(month(4), 6000.0);
    // May: half a month's decline over 30 days from day 120 on: mean of 2^(−t/30) over 31 days.
    let decline = 30.0 / std::f64::consts::LN_2 * (1.0 - 2f64.powf(-31.0 / 30.0)) / 31.0;
    assert!((month(5) - 6000.0 * decline).abs() < 3.0, "{}", month(5));
    // June, day 151 on: at 60 yuan.
    assert_eq!(first(&scenario, "month.6.revenue"), month(6) * 60.0);
}

#[test]
fn hits_come_with_their_chance() {
    let text = SPREADSHEET.replace(
        "[basket]",
        "hit = { chance = 0.3, factor = 3.0, after = \"59d\" }\n[basket]",
    );
    let scenario = ramp(&text, &[]);
    let table = play(&scenario, 2000, None);
    let march = column(&scenario, &table, "month.3.orders");
    assert!(
        march
            .iter()
            .all(|&orders| orders == 60.0 || orders == 180.0)
    );
    let hits: Vec<f64> = march
        .iter()
        .map(|&orders| f64::from(u8::from(orders == 180.0)))
        .collect();
    near(&hits, 0.3);
    assert!(
        column(&scenario, &table, "month.2.orders")
            .iter()
            .all(|&orders| orders == 60.0)
    );
}

/// Stages end when their target is met or at the latest, always with a month.
#[test]
fn stages_follow_each_other() {
    let text = SPREADSHEET.replace("[stage.only]", "[stage.open]\nlasts = \"1mo\"\n[stage.trial]\ntarget = TARGET\nends = { met_months = 2, at_latest = \"3mo\" }\n[stage.only]");
    for (target, begins, met) in [("6000.0", 4.0, 1.0), ("6001.0", 5.0, 0.0)] {
        let scenario = ramp(&text.replace("TARGET", target), &[]);
        assert_eq!(first(&scenario, "stage.only.begins"), begins);
        assert_eq!(first(&scenario, "stage.trial.met"), met);
        let month = first(&scenario, "stage.trial.month");
        assert!(if met == 1.0 {
            month == 2.0
        } else {
            month.is_nan()
        });
        assert!(first(&scenario, "month.1.met").is_nan());
        // `once` is paid when the last stage begins, people are hired then.
        assert_eq!(first(&scenario, "money.wages"), 6000.0 * (7.0 - begins));
    }
}
