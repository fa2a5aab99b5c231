//! Plans of a ramp that cannot come to what they say: stages after its end, targets that cannot be met, nobody left to do
//! the work, money for nothing.

use crate::ramp::people::Work;
use crate::ramp::stage::{Ends, Stage};
use crate::ramp::{Plan, Ramp};
use crate::reader::{Section, Span};

/// Raises all doubts about a plan.
pub(super) fn raise(root: &Section<'_>, ramp: &Ramp, plan: &Plan) {
    stages(root, ramp, plan);
    work(root, ramp, plan);
    clicks(root, ramp, plan);
    first_stock(root, ramp, plan);
}

/// Where a key of a stage stands, such as `ends.met_months`; else where the stage does.
fn place(root: &Section<'_>, stage: &Stage, table: &'static str, key: &str) -> Option<Span> {
    let tables = root.tables("stage").into_iter();
    let (_, section) = tables.into_iter().find(|(id, _)| *id == stage.id)?;
    let inner = section.table(table).and_then(|inner| inner.span_of(key));
    Some(inner.unwrap_or(section.span()))
}

/// Stages that never begin, and targets that are never met often enough.
fn stages(root: &Section<'_>, ramp: &Ramp, plan: &Plan) {
    let (months, last) = (ramp.facts.calendar.months(), plan.stages.len() - 1);
    for (index, (stage, begins)) in plan.stages.iter().zip(plan.earliest()).enumerate() {
        if begins >= months {
            let title = format!(
                "`stage.{}` never begins: the stages before it take {begins} months at least, and the ramp has {months}",
                stage.id
            );
            let help = "let the stages before it end sooner, or give ramp.months more";
            let problems = root.problems();
            problems.warn("never_begins", place(root, stage, "", ""), title, "", help);
            return;
        }
        let Ends {
            met_months: Some(wanted),
            at_latest,
        } = stage.ends
        else {
            continue;
        };
        let (most, why) = match at_latest.filter(|_| index < last) {
            Some(most) if most < months - begins => (most, "the stage lasts no longer than"),
            _ => (months - begins, "from its beginning to the end there are"),
        };
        if wanted > most {
            let title = format!(
                "`stage.{}` can never meet its target in {wanted} months: {why} {most}",
                stage.id
            );
            let help = format!("write met_months = {most} or less, or let it last longer");
            let span = place(root, stage, "ends", "met_months");
            root.problems().warn("never_met", span, title, "", help);
        }
    }
}

/// People whose work nobody does any more, where somebody did before: all orders are lost, or wait for ever.
fn work(root: &Section<'_>, ramp: &Ramp, plan: &Plan) {
    for (work, what) in [
        (Work::Chats, "no chat is answered, and no order comes"),
        (Work::Orders, "no order goes out"),
    ] {
        let roles: Vec<usize> = (0..ramp.facts.roles.len())
            .filter(|&role| ramp.facts.roles[role].work == work)
            .filter(|&role| ramp.facts.roles[role].serves.is_some())
            .collect();
        let mut levels = vec![0; ramp.facts.roles.len()];
        for stage in &plan.stages {
            let before: usize = roles.iter().map(|&role| levels[role]).sum();
            for (level, wanted) in levels.iter_mut().zip(&stage.people) {
                *level = wanted.unwrap_or(*level);
            }
            let now: usize = roles.iter().map(|&role| levels[role]).sum();
            if before > 0 && now == 0 {
                let role = roles.iter().find(|&&role| stage.people[role] == Some(0));
                let id = role.map_or("", |&role| ramp.facts.roles[role].id.as_str());
                let title = format!(
                    "`stage.{}.people.{id}` is 0, and nobody else does the work: {what} from then on",
                    stage.id
                );
                let help =
                    "keep somebody, or leave the role out of `people`: it then stays as it was";
                let span = place(root, stage, "people", id);
                root.problems().warn("nobody_left", span, title, "", help);
            }
        }
    }
}

/// Budgets of channels whose visitors are not bought.
fn clicks(root: &Section<'_>, ramp: &Ramp, plan: &Plan) {
    for stage in &plan.stages {
        for (channel, budget) in ramp.facts.channels.iter().zip(&stage.ads) {
            if channel.is_paid() || budget.in_yuan() == 0.0 {
                continue;
            }
            let id = &channel.id;
            let title = format!(
                "`stage.{}.monthly.{id}` buys nothing: visitors of `channel.{id}` are not bought by the click",
                stage.id
            );
            let help = "spend it on a channel with cost_per_click or cost_per_mille, or under a name of its own";
            let span = place(root, stage, "monthly", id);
            root.problems().warn("buys_nothing", span, title, "", help);
        }
    }
}

/// A first stock that the cash at the start does not pay for.
fn first_stock(root: &Section<'_>, ramp: &Ramp, plan: &Plan) {
    let mut cash = plan.cash;
    for (product, stock) in ramp.facts.products.iter().zip(&plan.stocks) {
        let Some(wanted) = stock.first_pieces().filter(|_| product.from == 0) else {
            continue;
        };
        let pieces = wanted.min(cash.buys(product.unit_cost));
        cash -= product.unit_cost * pieces;
        if pieces < wanted {
            let title = format!(
                "the cash at the start buys {pieces} of the {wanted} pieces of `{}` that are wanted first",
                product.id
            );
            let help = "give ramp.cash more, or let the first stock be smaller (product.stock, or stock.buffer)";
            let span = root
                .table("ramp")
                .map(|ramp| ramp.span_of("cash").unwrap_or(ramp.span()));
            root.problems().warn("cannot_buy", span, title, "", help);
        }
    }
}
