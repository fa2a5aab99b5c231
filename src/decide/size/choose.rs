//! Which of several plans has the best mean of a metric: Kim & Nelson's procedure in the worlds of the search.

use super::grid::Point;
use super::trials::{BLOCK, Trials};
use super::{Halt, Plans, Ready};
use crate::decide::gap::ALPHA;
use crate::monte_carlo::Lane;
use crate::stats::{Race, Rules, Selection, widest};

/// Which of several plans has the best mean.
#[derive(Clone, Debug, PartialEq)]
pub struct Selected {
    /// The plans, the one in front first, the others by when they fell out, the last one first.
    pub order: Vec<Point>,
    /// Plans that differ by less are as good as each other, in the metric's unit.
    pub indifference: f64,
    /// Whether that was chosen from the spread.
    pub from_spread: bool,
    /// Whether the one in front is chosen at 95%.
    pub decided: bool,
}

/// Worlds in which all plans are played before a mean rules one out.
const FIRST_STAGE: usize = 50;
/// Most worlds for a selection, by those of a certificate.
const MOST: usize = 50;

impl<P: Plans> Trials<'_, P> {
    /// Selects the plan with the best mean of the metric; plans that are ruled out are played no more.
    pub fn select(&mut self, points: &[Point]) -> Result<Selected, Halt> {
        // Those that come here were played before, so they are plans.
        let ready: Vec<Ready<P::Model>> = self.read(points).into_iter().flatten().collect();
        let all: Vec<usize> = (0..ready.len()).collect();
        let first = self.race_block(&ready, &all, 0..FIRST_STAGE)?;
        let early: Vec<f64> = first.iter().map(|values| values.iter().sum()).collect();
        let indifference = self.indifference(&first);
        let rules = Rules {
            alpha: ALPHA,
            indifference,
            first_stage: FIRST_STAGE,
        };
        let mut race = Race::new(&first, &rules);
        let mut decided = ready.len() < 2 || take(&mut race, &all, &first, FIRST_STAGE - 1);
        let (mut from, most) = (FIRST_STAGE, MOST * self.question.replications);
        while !decided && from < most {
            self.go_on()?;
            let left = race.left().to_vec();
            let block = (from / 2).clamp(64, BLOCK);
            let values = self.race_block(&ready, &left, from..from + block)?;
            decided = take(&mut race, &left, &values, 0);
            from += block;
        }
        Ok(Selected {
            order: order(points, &race.end(decided), &early),
            indifference,
            from_spread: self.question.indifference.is_none(),
            decided,
        })
    }

    /// The user's indifference zone, or two standard errors of the difference that varies most.
    fn indifference(&self, first: &[Vec<f64>]) -> f64 {
        self.question.indifference.unwrap_or_else(|| {
            let spread = widest(first, FIRST_STAGE);
            let zone = 2.0 * (spread / self.question.replications as f64).sqrt();
            // No spread at all: any zone tells equal means apart.
            zone.max(f64::MIN_POSITIVE.sqrt())
        })
    }

    /// The metric of some plans in a block of worlds, more being better.
    fn race_block(
        &mut self,
        ready: &[Ready<P::Model>],
        left: &[usize],
        worlds: std::ops::Range<usize>,
    ) -> Result<Vec<Vec<f64>>, Halt> {
        let keeps = left.iter().map(|&plan| ready[plan].objective_places());
        let keeps: Vec<Vec<usize>> = keeps.collect();
        let lanes = left.iter().zip(&keeps);
        let lanes = lanes.map(|(&plan, keep)| ready[plan].lane(keep));
        let lanes: Vec<Lane<'_, P::Model>> = lanes.collect();
        let played = self.play(&lanes, self.search_seed(), worlds)?;
        let towards = |rows: Vec<Vec<f64>>| {
            let values = rows.iter().map(|row| self.question.towards(row[0]));
            values.collect()
        };
        Ok(played.into_iter().map(towards).collect())
    }
}

/// Takes in worlds in which all plans have a value, and looks from one of them on whether the choice is made.
fn take(race: &mut Race, lanes: &[usize], values: &[Vec<f64>], look_from: usize) -> bool {
    for world in 0..values.first().map_or(0, Vec::len) {
        if values.iter().all(|one| !one[world].is_nan()) {
            let of = |plan: usize| lanes.iter().position(|&one| one == plan);
            race.add(|plan| of(plan).map_or(0.0, |at| values[at][world]));
        }
        if world >= look_from && race.screen() {
            return true;
        }
    }
    false
}

/// The plan in front, then the others by when they fell out; of those that fell together the best of the first stage.
fn order(points: &[Point], selection: &Selection, early: &[f64]) -> Vec<Point> {
    let mut order: Vec<usize> = (0..points.len()).collect();
    order.sort_by(|&a, &b| {
        let out = |plan: usize| selection.eliminated[plan].unwrap_or(usize::MAX);
        let front = (b == selection.front).cmp(&(a == selection.front));
        front
            .then(out(b).cmp(&out(a)))
            .then(early[b].total_cmp(&early[a]))
    });
    order.into_iter().map(|plan| points[plan].clone()).collect()
}
