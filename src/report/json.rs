//! The documents of `--json`. Names and shapes are a contract; numbers that do not exist are null.

use crate::decide::{Answer, Bound, Ending, Heads, Verdict};
use crate::reader::Problem;
use crate::sale::load::Load;
use crate::sale::load_desk::DeskHour;
use crate::scenario::{Described, Scenario};
use crate::stats::{Interval, Summary};
use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};
use serde_json::{Value, json};

/// What all documents begin with.
#[derive(Serialize)]
pub(super) struct Head<'a> {
    surgeplan: &'static str,
    command: &'static str,
    scenario: Named<'a>,
}

#[derive(Serialize)]
struct Named<'a> {
    title: &'a str,
    file: &'a str,
    sha256: &'a str,
    set: &'a [String],
}

/// The document of `run`.
#[derive(Serialize)]
struct Run<'a> {
    #[serde(flatten)]
    head: Head<'a>,
    seed: u64,
    replications: usize,
    /// Only where it is not that all worlds asked for have been played.
    #[serde(skip_serializing_if = "Option::is_none")]
    ended: Option<&'static str>,
    metrics: Map<'a, Estimate>,
    goals: Vec<Goal<'a>>,
    series: Map<'a, Series<'a>>,
    /// By desk; only where a share of answers is wanted in time.
    #[serde(skip_serializing_if = "Option::is_none")]
    heads: Option<Map<'a, Needed<'a>>>,
    warnings: Vec<Warning<'a>>,
}

/// The document of `check`.
#[derive(Serialize)]
pub(super) struct Check<'a> {
    #[serde(flatten)]
    pub head: Head<'a>,
    pub load: Value,
    pub warnings: Vec<Warning<'a>>,
}

/// Names and values, in order.
pub(super) struct Map<'a, T>(pub Vec<(&'a str, T)>);

impl<T: Serialize> Serialize for Map<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, value) in &self.0 {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

#[derive(Serialize)]
pub(super) struct Estimate {
    unit: &'static str,
    mean: f64,
    se: f64,
    ci95: [f64; 2],
    sd: f64,
    min: f64,
    p05: f64,
    p10: f64,
    p25: f64,
    p50: f64,
    p75: f64,
    p90: f64,
    p95: f64,
    max: f64,
}

impl Estimate {
    pub fn new(unit: &'static str, s: &Summary) -> Self {
        let &Summary {
            mean,
            se,
            sd,
            min,
            p05,
            p10,
            p25,
            p50,
            p75,
            p90,
            p95,
            max,
            ..
        } = s;
        Self {
            unit,
            mean,
            se,
            ci95: pair(s.interval),
            sd,
            min,
            p05,
            p10,
            p25,
            p50,
            p75,
            p90,
            p95,
            max,
        }
    }
}

pub(super) fn pair(interval: Interval) -> [f64; 2] {
    [interval.low, interval.high]
}

#[derive(Serialize)]
pub(super) struct Goal<'a> {
    id: &'a str,
    metric: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    at_least: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    at_most: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    with_probability: Option<f64>,
    estimate: f64,
    ci95: [f64; 2],
    met: &'static str,
}

#[derive(Serialize)]
struct Series<'a> {
    unit: &'static str,
    t: Vec<f64>,
    mean: &'a [f64],
    p10: &'a [f64],
    p50: &'a [f64],
    p90: &'a [f64],
}

/// The people a desk needs.
#[derive(Serialize)]
struct Needed<'a> {
    within_minutes: f64,
    share: f64,
    /// From the opening on.
    by_hour: &'a [u32],
    /// How often the worlds were played, and what came of it the last time.
    rounds: usize,
    worlds: usize,
    answered_in_time: f64,
    ci95: [f64; 2],
    reached: f64,
    reached_ci95: [f64; 2],
}

impl<'a> Needed<'a> {
    fn new(heads: &'a Heads) -> Self {
        Self {
            within_minutes: heads.target.within,
            share: heads.target.share,
            by_hour: &heads.by_hour,
            rounds: heads.rounds,
            worlds: heads.reached.n,
            answered_in_time: heads.in_time.mean,
            ci95: pair(heads.in_time.interval),
            reached: heads.reached.estimate,
            reached_ci95: pair(heads.reached.interval),
        }
    }
}

#[derive(Serialize)]
pub(super) struct Warning<'a> {
    code: &'a str,
    message: &'a str,
    help: Option<&'a str>,
}

pub(super) fn warnings(problems: &[Problem]) -> Vec<Warning<'_>> {
    problems
        .iter()
        .map(|p| Warning {
            code: p.code,
            message: &p.title,
            help: p.help.as_deref(),
        })
        .collect()
}

pub(super) fn head<'a, M: Described>(
    command: &'static str,
    scenario: &'a Scenario<M>,
    set: &'a [String],
) -> Head<'a> {
    let Scenario {
        title,
        file,
        sha256,
        ..
    } = scenario;
    Head {
        surgeplan: env!("CARGO_PKG_VERSION"),
        command,
        scenario: Named {
            title,
            file,
            sha256,
            set,
        },
    }
}

/// The document of `run` (or `ramp`), in bytes.
///
/// # Errors
///
/// When it cannot be written (it always can).
pub fn run<M: Described>(
    scenario: &Scenario<M>,
    set: &[String],
    answer: &Answer,
    (seed, ending): (u64, Ending),
) -> serde_json::Result<Vec<u8>> {
    let metrics = answer
        .metrics
        .iter()
        .filter_map(|(metric, summary)| {
            Some((
                metric.name.as_str(),
                Estimate::new(metric.unit, summary.as_ref()?),
            ))
        })
        .collect();
    let series = answer.series.iter().map(|band| {
        let values = Series {
            unit: band.metric.unit,
            t: band.times(),
            mean: &band.mean,
            p10: &band.p10,
            p50: &band.p50,
            p90: &band.p90,
        };
        (band.metric.name.as_str(), values)
    });
    let needed = answer.heads.iter();
    let needed = needed.map(|(desk, heads)| (desk.as_str(), Needed::new(heads)));
    bytes(&Run {
        head: head(M::COMMAND, scenario, set),
        seed,
        replications: answer.replications,
        ended: (ending != Ending::AllPlayed).then(|| ending.word()),
        metrics: Map(metrics),
        goals: answer.verdicts.iter().map(goal).collect(),
        series: Map(series.collect()),
        heads: (!answer.heads.is_empty()).then(|| Map(needed.collect())),
        warnings: warnings(&scenario.warnings),
    })
}

pub(super) fn goal(verdict: &Verdict) -> Goal<'_> {
    let goal = &verdict.goal;
    let (at_least, at_most) = match goal.bound {
        Bound::AtLeast(limit) => (Some(limit), None),
        Bound::AtMost(limit) => (None, Some(limit)),
    };
    Goal {
        id: &goal.id,
        metric: &goal.metric,
        at_least,
        at_most,
        with_probability: goal.with_probability,
        estimate: verdict.estimate,
        ci95: pair(verdict.interval),
        met: verdict.met.word(),
    }
}

/// The document of `check`, in bytes.
///
/// # Errors
///
/// When it cannot be written (it always can).
pub fn check(scenario: &Scenario, set: &[String], load: &Load) -> serde_json::Result<Vec<u8>> {
    bytes(&Check {
        head: head("check", scenario, set),
        load: load_value(scenario, load),
        warnings: warnings(&scenario.warnings),
    })
}

fn load_value(scenario: &Scenario, load: &Load) -> Value {
    let facts = &scenario.sale.facts;
    let mut stations = serde_json::Map::new();
    for (index, station) in facts.in_line() {
        let sum = &load.stations[index];
        let hour = |of: fn(&crate::sale::load::StationHour) -> f64| -> Vec<f64> {
            load.hours
                .iter()
                .map(|hour| of(&hour.stations[index]))
                .collect()
        };
        let value = json!({
            "people": scenario.plan.most(index).0,
            "at_once": scenario.plan.most(index).1,
            "orders": sum.orders,
            "work_hours": sum.work,
            "staffed_hours": sum.staffed,
            "load": sum.load(),
            "longest_queue_hours": sum.longest.0,
            "by_hour": {
                "orders": hour(|h| h.orders),
                "work_hours": hour(|h| h.work),
                "staffed_hours": hour(|h| h.staffed),
                "left": hour(|h| h.left),
            },
        });
        stations.insert(station.id.clone(), value);
    }
    let mut carriers = serde_json::Map::new();
    for (carrier, sum) in facts.carriers.carriers.iter().zip(&load.carriers) {
        let value = json!({ "parcels": sum.parcels, "pickups": sum.pickups, "room": sum.room });
        carriers.insert(carrier.id.clone(), value);
    }
    let mut prepack = serde_json::Map::new();
    for packing in &load.prepack {
        let value = json!({ "planned": packing.planned, "room": packing.room });
        prepack.insert(facts.range.products[packing.product].id.clone(), value);
    }
    let mut desks = serde_json::Map::new();
    for (desk, told) in facts.desks.iter().zip(&load.desks) {
        let [contacts, work, staffed] = told.sums(0, told.hours.len());
        let hour = |of: fn(&DeskHour) -> f64| -> Vec<f64> { told.hours.iter().map(of).collect() };
        let heads: Option<Vec<u32>> = told.hours.iter().map(|hour| hour.heads).collect();
        let value = json!({
            "contacts": contacts,
            "chat_hours": work,
            "staffed_chat_hours": staffed,
            "by_hour": {
                "contacts": hour(|h| h.contacts),
                "chat_hours": hour(|h| h.work),
                "staffed_chat_hours": hour(|h| h.staffed),
                "heads": heads,
            },
        });
        desks.insert(desk.id.clone(), value);
    }
    json!({
        "orders": load.orders,
        "lost_stock": load.lost,
        "bottleneck": load.bottleneck().map(|index| &facts.stations[index].id),
        "orders_by_hour": load.hours.iter().map(|hour| hour.orders).collect::<Vec<_>>(),
        "scanned_by_hour": load.hours.iter().map(|hour| hour.scanned).collect::<Vec<_>>(),
        "stations": stations,
        "carriers": carriers,
        "prepack": prepack,
        "desks": desks,
        "without_a_place": left_out(scenario),
    })
}

/// People who may leave their own work and stand nowhere, by shift.
fn left_out(scenario: &Scenario) -> Vec<Value> {
    let facts = &scenario.sale.facts;
    let told = scenario.plan.left_out().into_iter().map(|left| {
        json!({
            "shift": left.shift,
            "team": facts.teams[left.team].id,
            "people": left.people,
            "of": left.of,
        })
    });
    told.collect()
}

pub(super) fn bytes(value: &impl Serialize) -> serde_json::Result<Vec<u8>> {
    let mut bytes = serde_json::to_vec_pretty(value)?;
    bytes.push(b'\n');
    Ok(bytes)
}
