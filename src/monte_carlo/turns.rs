//! In which order several plans are played in a world: what one has in common with the plan before it is not played again.

use crate::model::Model;

/// A plan's turn: its place among the plans, and how many steps it has in common with the plan that is played before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Turn {
    pub place: usize,
    pub steps: usize,
}

/// The turns of plans that are played in the same world: the first one first, then those that have most in common with it.
/// Whatever comes later leaves the first steps as the first plan had them, so that all have at least these in common.
pub(super) fn turns<M: Model>(plans: &[(&M, &M::Plan)]) -> Vec<Turn> {
    let Some(&first) = plans.first() else {
        return Vec::new();
    };
    let with_first = plans
        .iter()
        .map(|(model, plan)| model.steps_in_common(plan, first));
    let mut places: Vec<(usize, usize)> = with_first.enumerate().collect();
    places[1..].sort_by_key(|&(_, steps)| std::cmp::Reverse(steps));
    let mut before = None;
    let turn = |(place, _): (usize, usize)| {
        let (model, plan) = plans[place];
        let steps = before.map_or(0, |before| model.steps_in_common(plan, before));
        before = Some((model, plan));
        Turn { place, steps }
    };
    places.into_iter().map(turn).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Scenario;

    #[test]
    fn plans_that_differ_late_come_early() {
        let text = "[sale]\nopens = 2026-01-01T10:00:00\n[source.all]\norders = 10\n[product.tea]\nprice = 9\nstock = 50\n\
                    [station.pick]\nservers = 2\n[station.pack]\nservers = 2\n[carrier.sto]\n\
                    pickup.noon = { at = \"12:00\", parcels = 5 }\n\
                    [option.stock]\nset = { \"product.tea.stock\" = 60 }\n\
                    [option.pick]\nset = { \"station.pick.servers\" = 3 }\n\
                    [option.van]\nset = { \"carrier.sto.pickup.noon.parcels\" = 9 }\n\
                    [option.both]\nset = { \"station.pack.servers\" = 3, \"carrier.sto.pickup.noon.parcels\" = 9 }\n";
        let scenario = Scenario::from_text("shop.toml", text, &[]).expect("a scenario");
        let options = scenario.options.iter().map(|one| (&one.sale, &one.plan));
        let mut plans = vec![(&scenario.sale, &scenario.plan)];
        plans.extend(options);
        let turns = turns(&plans);
        let places: Vec<usize> = turns.iter().map(|turn| turn.place).collect();
        assert_eq!(places, [0, 3, 4, 2, 1]);
        // Packing, chats and stock are three steps, each station is one.
        let steps: Vec<usize> = turns.iter().map(|turn| turn.steps).collect();
        assert_eq!(steps, [0, 5, 4, 3, 2]);
    }
}
