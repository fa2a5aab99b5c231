//! How many heads desks need by hour, found by playing the first worlds of a run again.

use crate::decide::Heads;
use crate::decide::heads::{Came, Target, WORLDS};
use crate::monte_carlo::{self, Failure, Settings, Table};
use crate::sale::Facts;
use crate::sale::desk::Desk;
use crate::sale::time::minutes;
use crate::scenario::Scenario;

/// The heads of each desk that wants a share of its contacts answered in time, by its id.
pub(super) fn find(
    scenario: &Scenario,
    table: &Table,
    settings: Settings,
) -> Result<Vec<(String, Heads)>, Failure> {
    let facts = &scenario.sale.facts;
    let worlds = WORLDS.min(table.rows());
    let settings = Settings {
        replications: worlds,
        ..settings
    };
    let mut found = Vec::new();
    for (place, desk) in facts.desks.iter().enumerate() {
        let Some(target) = target(facts, place) else {
            continue;
        };
        let day_of = facts.days_by_hour();
        let came = came(table, desk, worlds);
        let heads = Heads::find(target, &came, &day_of, |by_hour| {
            let plan = scenario.plan.with_heads(facts, place, by_hour);
            let table = monte_carlo::run(&scenario.sale, &plan, settings, |_| {})?;
            Ok(self::came(&table, desk, worlds))
        })?;
        found.push((desk.id.clone(), heads));
    }
    Ok(found)
}

/// What is wanted of a desk, if a share is.
fn target(facts: &Facts, place: usize) -> Option<Target> {
    let desk = &facts.desks[place];
    let (within, share) = desk.answer?;
    Some(Target {
        within: minutes(within),
        share: share?,
        at_once: desk.chats,
        patience: facts.mean_patience(place),
    })
}

fn came(table: &Table, desk: &Desk, worlds: usize) -> Came {
    let of = |kind: &str| table.series_by_world(&format!("{kind}.{}", desk.id), worlds);
    Came {
        contacts: of("contacts"),
        work: of("work"),
        in_time: of("in_time"),
    }
}
