//! Warnings about what is legal but doubtful in a ramp; and metrics of scorecards that do not exist.

use crate::model::Metric;
use crate::ramp::channel::Traffic;
use crate::ramp::{Plan, Ramp};
use crate::reader::{Section, Span};
use crate::scenario::{Described, ramp_plans};

/// Raises all doubts about a ramp that has no errors.
pub fn raise(root: &Section<'_>, ramp: &Ramp, plan: &Plan) {
    certain(root, ramp);
    feeds_itself(root, ramp);
    budgets(root, ramp, plan);
    scorecards(root, ramp, plan);
    ramp_plans::raise(root, ramp, plan);
}

fn warn(root: &Section<'_>, (code, span): (&'static str, Option<Span>), title: String, help: &str) {
    root.problems().warn(code, span, title, "", help);
}

/// Where a channel stands.
fn place(root: &Section<'_>, id: &str) -> Option<Span> {
    let mut channels = root.tables("channel").into_iter();
    let found = channels.find(|(other, _)| other == id);
    found.map(|(_, section)| section.span())
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
            ("no_uncertainty", None),
            title,
            "write conversion = { mean = 0.02, cv = 0.25 }, or the odds will be too good",
        );
    }
}

/// Organic visitors whose orders bring more organic visitors than there were.
fn feeds_itself(root: &Section<'_>, ramp: &Ramp) {
    let mut gain = 0.0;
    let mut organic: Vec<&str> = Vec::new();
    for channel in &ramp.facts.channels {
        if let Traffic::Organic { per_order, .. } = channel.traffic {
            gain += per_order * channel.conversion.mean();
            organic.push(&channel.id);
        }
    }
    if gain >= 0.9 {
        let title = format!(
            "every order brings {gain:.2} orders more by free visitors in the month after: growth that feeds itself without end"
        );
        warn(
            root,
            (
                "feeds_itself",
                organic.first().and_then(|id| place(root, id)),
            ),
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
            warn(root, ("no_budget", place(root, &channel.id)), title, &help);
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
