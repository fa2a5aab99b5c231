//! How many heads desks need by hour, found by answering again what came in the first worlds of a run.

use crate::decide::Heads;
use crate::decide::heads::{Came, Target, worlds_of};
use crate::monte_carlo::{self, Failure, Settings};
use crate::random::WorldKey;
use crate::sale::Facts;
use crate::sale::desk::alone::{Hours, Study};
use crate::sale::time::minutes;
use crate::scenario::Scenario;

/// The heads of each desk that wants a share of its contacts answered in time, by its id.
pub(super) fn find(
    scenario: &Scenario,
    settings: Settings,
) -> Result<Vec<(String, Heads)>, Failure> {
    let facts = &scenario.sale.facts;
    let mut targets = (0..facts.desks.len()).filter_map(|desk| Some((desk, target(facts, desk)?)));
    let Some(first) = targets.next() else {
        return Ok(Vec::new());
    };
    let settings = Settings {
        replications: worlds_of(settings.replications),
        ..settings
    };
    let callers = monte_carlo::each(settings, |replication, study: &mut Study| {
        let key = WorldKey::new(settings.seed, replication as u64);
        scenario.sale.callers(&scenario.plan, key, study)
    })?;
    let day_of = facts.days_by_hour();
    let targets = std::iter::once(first).chain(targets);
    let found = targets.map(|(desk, target)| {
        let asked = callers
            .iter()
            .map(|callers| scenario.sale.asked(desk, callers));
        let heads = Heads::find(target, &came(asked), &day_of, |by_hour| {
            let plan = scenario.plan.with_heads(facts, desk, by_hour);
            let hours = monte_carlo::each(settings, |world, study: &mut Study| {
                let callers = &callers[world];
                Ok(scenario.sale.answered(&plan, desk, callers, study))
            })?;
            Ok::<_, Failure>(came(hours))
        })?;
        Ok((facts.desks[desk].id.clone(), heads))
    });
    found.collect()
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

/// A desk in all worlds.
fn came(hours: impl IntoIterator<Item = Hours>) -> Came {
    let mut came = Came::default();
    for hours in hours {
        came.contacts.push(hours.contacts);
        came.work.push(hours.work);
        came.in_time.push(hours.in_time);
    }
    came
}
