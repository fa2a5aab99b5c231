//! The documents of `--json` that only ramps have.

use super::json::{Check, bytes, head, pair, warnings};
use super::reach::{Found, Reached};
use crate::decide::Reach;
use crate::decide::reach::{BOUNDS, TRIED};
use crate::ramp::Ramp;
use crate::scenario::Scenario;
use crate::stats::Share;
use serde_json::{Value, json};

/// The document of `ramp --reach`, in bytes.
///
/// # Errors
///
/// When it cannot be written (it always can).
pub fn reach(
    scenario: &Scenario<Ramp>,
    set: &[String],
    seed: u64,
    reached: &Reached,
) -> serde_json::Result<Vec<u8>> {
    let share = |share: &Share| json!({ "estimate": share.estimate, "ci95": pair(share.interval) });
    let mut levers = serde_json::Map::new();
    for found in &reached.found {
        let Found { lever, planned, .. } = found;
        let value = match &found.reach {
            Reach::At(needed) => json!({
                "reached": "yes",
                "planned": planned,
                "needed": found.needed,
                "factor": needed.factor,
                "factor_is": if needed.is_least { "least" } else { "most" },
                "until": needed.until,
                "factor_ci95": [needed.might, needed.does],
                "probability": share(&needed.share),
            }),
            Reach::Always(least) => json!({
                "reached": "always", "planned": planned, "factor": null, "probability": share(least),
            }),
            Reach::Never(most, at) => json!({
                "reached": "no", "planned": planned, "factor": null, "best_factor": at, "probability": share(most),
            }),
        };
        levers.insert(lever.word().to_owned(), value);
    }
    let mut value = serde_json::to_value(head("ramp", scenario, set))?;
    let answer = json!({
        "seed": seed,
        "replications": reached.worlds,
        "target": reached.target,
        "with_probability": reached.wanted,
        "as_planned": share(&reached.planned),
        "worlds_with_target": reached.planned.n,
        "bounds": [BOUNDS.0, BOUNDS.1],
        "factors_tried": TRIED,
        "reach": levers,
        "warnings": warnings(&scenario.warnings),
    });
    if let (Some(all), Value::Object(more)) = (value.as_object_mut(), answer) {
        all.extend(more);
    }
    bytes(&value)
}

/// The document of `check` on a ramp, in bytes.
///
/// # Errors
///
/// When it cannot be written (it always can).
pub fn check(scenario: &Scenario<Ramp>, set: &[String]) -> serde_json::Result<Vec<u8>> {
    let mut stages = serde_json::Map::new();
    let sketches = scenario.sale.sketch(&scenario.plan);
    for (stage, sketch) in scenario.plan.stages.iter().zip(sketches) {
        let value = json!({
            "ads": sketch.ads.in_yuan(),
            "other": sketch.other.in_yuan(),
            "wages": sketch.wages.in_yuan(),
            "visitors": sketch.visitors,
            "orders": sketch.orders,
            "revenue": sketch.revenue,
        });
        stages.insert(stage.id.clone(), value);
    }
    bytes(&Check {
        head: head("check", scenario, set),
        load: json!({ "stages": stages }),
        warnings: warnings(&scenario.warnings),
    })
}
