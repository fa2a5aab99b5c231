//! Warnings about what is legal but doubtful in a ramp; and metrics of scorecards that do not exist.

use crate::model::Metric;
use crate::ramp::channel::Traffic;
use crate::ramp::{Plan, Ramp};
use crate::reader::Section;
use crate::scenario::Described;

/// Raises all doubts about a ramp that has no errors.
pub fn raise(root: &Section<'_>, ramp: &Ramp, plan: &Plan) {
    certain(root, ramp);
    feeds_itself(root, ramp);
    budgets(root, ramp, plan);
    scorecards(root, ramp, plan);
}

fn warn(root: &Section<'_>, code: &'static str, title: String, help: &str) {
    root.problems().warn(code, None, title, "", help);
}

fn certain(root: &Section<'_>, ramp: &Ramp) {
    let facts = &ramp.facts;
    let certain = facts
        .channels
        .iter()
        .all(crate::ramp::channel::Channel::is_certain);
    if certain && !facts.at_mean {
        let title =
            "no uncertainty is given for any channel: only counts vary around what is written"
                .to_owned();
        warn(
            root,
            "no_uncertainty",
            title,
            "write conversion = { mean = 0.02, cv = 0.25 }, or the odds will be too good",
        );
    }
}

/// Organic visitors whose orders bring more organic visitors than there were.
fn feeds_itself(root: &Section<'_>, ramp: &Ramp) {
    let brings = |(per_order, conversion): (f64, f64)| per_order * conversion;
    let channels = ramp.facts.channels.iter();
    let organic = channels.filter_map(|channel| match channel.traffic {
        Traffic::Organic { per_order, .. } => Some((per_order, channel.conversion.mean())),
        _ => None,
    });
    let gain: f64 = organic.map(brings).sum();
    if gain >= 0.9 {
        let title = format!(
            "every order brings {gain:.2} orders more by free visitors in the month after: growth that feeds itself without end"
        );
        warn(
            root,
            "feeds_itself",
            title,
            "lower per_order of the organic channel, or be sure that stock and people end the growth",
        );
    }
}

/// Channels that are paid for by the click and get no budget in any stage.
fn budgets(root: &Section<'_>, ramp: &Ramp, plan: &Plan) {
    for (index, channel) in ramp.facts.channels.iter().enumerate() {
        let bought = plan
            .stages
            .iter()
            .any(|stage| stage.ads[index].in_yuan() > 0.0);
        if channel.is_paid() && !bought {
            let title = format!(
                "`channel.{}` is paid for, and no stage has a budget for it: nobody comes",
                channel.id
            );
            let help = format!("write monthly = {{ {} = 10000.0 }} in a stage", channel.id);
            warn(root, "no_budget", title, &help);
        }
    }
}

fn scorecards(root: &Section<'_>, ramp: &Ramp, plan: &Plan) {
    let known = |name: &str| {
        ramp.catalogue()
            .metrics()
            .iter()
            .any(|metric: &Metric| metric.name == name)
    };
    for score in plan.stages.iter().flat_map(|stage| &stage.scorecard) {
        if !known(&score.metric) {
            let title = format!(
                "a scorecard looks at `{}`, and there is no such metric",
                score.metric
            );
            let help = ramp.catalogue().help(&score.metric);
            root.problems()
                .error("unknown_metric", score.span, title, "", help);
        }
    }
}
