//! Sales whose orders come in bursts of a known number at a known minute, so that every beginning and end can be written
//! down by hand.
#![allow(dead_code, reason = "every file of tests uses a part of it")]
#![allow(
    clippy::format_push_string,
    reason = "a scenario is text, and the test is no hot path"
)]

use super::conservation::metric;
use super::from_text;
use surgeplan::model::Outcome;
use surgeplan::random::WorldKey;
use surgeplan::sale::log::{Log, WorkRow};
use surgeplan::scenario::Scenario;

/// A burst of orders: the minute, how many, and what more is said about their product. They come within a millisecond,
/// far more than there is stock for, so that the stock tells how many are taken.
pub type Burst<'a> = (u32, u32, &'a str);

/// A sale of these bursts with these stations and people.
pub fn shop(follow: &str, bursts: &[Burst<'_>], rest: &str) -> String {
    let mut text = format!(
        "[sale]\nopens = 2026-11-11T10:00:00\nfollow = \"{follow}\"\ncloses = 2026-11-11T22:00:00\n"
    );
    for (index, (minute, stock, more)) in bursts.iter().enumerate() {
        let begin = if *minute == 0 {
            "[\"0s\", 1]".to_owned()
        } else {
            format!("[\"0s\", 0], [\"{minute}min\", 1]")
        };
        let end = f64::from(*minute) + 1.0 / 60_000.0;
        let orders = 4 * stock + 60;
        text += &format!(
            "[source.s{index}]\norders = {orders}\nproduct = \"p{index}\"\nprofile = \"f{index}\"\n\
             [profile.f{index}]\nsteps = [{begin}, [\"{end}min\", 0]]\n\
             [product.p{index}]\nprice = 1\nstock = {stock}\n{more}\n"
        );
    }
    text + rest
}

/// One world of a sale, and what came of it.
pub struct Played {
    pub scenario: Scenario,
    pub log: Log,
    pub outcome: Outcome,
}

/// Plays one world of a sale.
pub fn replay(text: &str, world: u64) -> Played {
    let scenario = from_text(text, &[]);
    let replayed = scenario
        .sale
        .replay(&scenario.plan, WorldKey::new(3, world));
    let (log, outcome) = replayed.expect("a small world");
    Played {
        scenario,
        log,
        outcome,
    }
}

/// Equal but for the millisecond in which a burst comes.
pub fn near(left: f64, right: f64) -> bool {
    (left - right).abs() < 1e-3
}

impl Played {
    /// A metric.
    pub fn value(&self, name: &str) -> f64 {
        metric(&self.scenario, &self.outcome, name)
    }

    /// Checks a metric.
    #[track_caller]
    pub fn has(&self, name: &str, exact: f64) {
        let value = self.value(name);
        assert!(near(value, exact), "{name} is {value}, by hand {exact}");
    }

    /// The work at a station by beginning, then by order of arrival.
    pub fn work(&self, station: &str) -> Vec<&WorkRow> {
        let mut rows: Vec<&WorkRow> = self
            .log
            .work
            .iter()
            .filter(|row| row.station == station)
            .collect();
        rows.sort_by(|a, b| {
            let times = a
                .started
                .total_cmp(&b.started)
                .then(a.arrived.total_cmp(&b.arrived));
            times.then(a.order.cmp(&b.order))
        });
        rows
    }

    /// Checks who did what when at a station: (beginning, end, person).
    #[track_caller]
    pub fn works(&self, station: &str, by_hand: &[(f64, f64, usize)]) {
        let rows = self.work(station);
        let told: Vec<_> = rows
            .iter()
            .map(|row| (row.started, row.ended, row.person))
            .collect();
        let alike = told.len() == by_hand.len()
            && told
                .iter()
                .zip(by_hand)
                .all(|(a, b)| near(a.0, b.0) && near(a.1, b.1) && a.2 == b.2);
        assert!(alike, "{told:?}\nby hand {by_hand:?}");
    }

    /// The product of each piece of work at a station.
    pub fn products(&self, station: &str) -> Vec<&str> {
        let rows = self.work(station).into_iter();
        rows.map(|row| self.log.orders[row.order].product.as_str())
            .collect()
    }
}
