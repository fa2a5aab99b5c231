//! Which of several plans has the best mean of a metric, in the worlds of the search: what is surely worse than the one in
//! front is played no more, until none of the others can be better by more than what is indifferent.

use super::grid::Point;
use super::trials::{BLOCK, Trials};
use super::{Halt, Plans, Ready};
use crate::monte_carlo::Lane;
use crate::stats::{Elimination, mean};
use std::collections::BTreeMap;

/// Which of several plans has the best mean.
#[derive(Clone, Debug, PartialEq)]
pub struct Selected {
    /// The plans, the one in front first, then those that may be as good by their means, then the others, the last to fall
    /// out first.
    pub order: Vec<Point>,
    /// How many of these are not surely worse than the one in front, itself among them.
    pub left: usize,
    /// With 95% confidence none is better than the one in front by more than this, in the metric's unit.
    pub gap: f64,
    /// Plans that differ by less are as good as each other.
    pub indifference: f64,
    /// Whether that was chosen from the spread.
    pub from_spread: bool,
    /// Whether the one in front is chosen: none is better by more than what is indifferent.
    pub decided: bool,
    /// After how many worlds.
    pub worlds: usize,
}

impl Selected {
    /// Takes in a plan that is among those in front, at a place, after it was held against the one in front.
    pub(super) fn take(&mut self, place: usize, plan: &Point, rematch: &Self) {
        let was_left = self.order[..self.left].contains(plan);
        self.order.retain(|point| point != plan);
        self.order.insert(place, plan.clone());
        self.left += usize::from(!was_left);
        self.gap = self.gap.max(rematch.gap);
        self.decided &= rematch.decided;
    }
}

/// Worlds before which nothing falls out: what happens in one world of fifty has to be seen.
const LEAST: usize = 400;
/// More plans than this are looked at for the first time after so few worlds.
const MANY: usize = 16;
/// Worlds are doubled so often.
const DOUBLED: u32 = 4;
/// Left out, the indifference zone is this part of the half-width of the mean itself.
const ZONE: f64 = 0.1;

impl<P: Plans> Trials<'_, P> {
    /// Selects the plan with the best mean of the metric among some that were tested; more is played of those that are left.
    pub fn select(&mut self, points: &[Point]) -> Result<Selected, Halt> {
        let ready: Vec<Ready<P::Model>> = points
            .iter()
            .filter_map(|point| self.plans.read(point))
            .collect();
        let mut race = Elimination::new(points.len(), self.risk());
        let all = self.question.replications.max(LEAST);
        let mut looks: Vec<usize> = (0..=DOUBLED).map(|doubled| all << doubled).collect();
        if points.len() > MANY {
            looks.insert(0, LEAST.min(all));
        }
        let mut selected = Selected {
            order: points.to_vec(),
            left: points.len(),
            gap: 0.0,
            indifference: self.question.indifference.unwrap_or(0.0),
            from_spread: self.question.indifference.is_none(),
            decided: true,
            worlds: 0,
        };
        for worlds in looks {
            self.extend(points, &ready, race.left(), worlds)?;
            let values: Vec<&[f64]> = points
                .iter()
                .map(|point| self.first(point, worlds))
                .collect();
            let Some(look) = race.look(&values) else {
                break;
            };
            selected.worlds = worlds;
            selected.gap = look.gap;
            if selected.from_spread {
                selected.indifference = self.zone(values[look.front]);
            }
            selected.decided = look.gap <= selected.indifference;
            selected.left = race.left().len();
            selected.order = order(points, &race, &values, look.front);
            if selected.left == 1 || (selected.decided && worlds >= all) {
                break;
            }
        }
        Ok(selected)
    }

    /// The metric of a plan in its first worlds.
    fn first(&self, point: &Point, worlds: usize) -> &[f64] {
        let values = self.values.get(point).map_or(&[][..], Vec::as_slice);
        &values[..worlds.min(values.len())]
    }

    /// A part of the half-width that the mean of a plan has in a certificate.
    fn zone(&self, values: &[f64]) -> f64 {
        let present = values.iter().copied().filter(|value| !value.is_nan());
        let present: Vec<f64> = present.collect();
        let half = mean(&present, crate::decide::CONFIDENCE)
            .interval
            .half_width();
        let zone = ZONE * half * (present.len() as f64 / self.question.replications as f64).sqrt();
        if zone.is_finite() { zone } else { 0.0 }
    }

    /// Plays some of the plans until each has so many worlds.
    fn extend(
        &mut self,
        points: &[Point],
        ready: &[Ready<P::Model>],
        left: &[usize],
        worlds: usize,
    ) -> Result<(), Halt> {
        let mut by_length: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for &plan in left {
            let through = self.first(&points[plan], worlds).len();
            by_length.entry(through).or_default().push(plan);
        }
        for (mut from, plans) in by_length {
            let keeps = plans.iter().map(|&plan| ready[plan].objective_places());
            let keeps: Vec<Vec<usize>> = keeps.collect();
            let lanes = plans.iter().zip(&keeps);
            let lanes = lanes.map(|(&plan, keep)| ready[plan].lane(keep));
            let lanes: Vec<Lane<'_, P::Model>> = lanes.collect();
            while from < worlds {
                self.go_on()?;
                let next = (from + BLOCK).min(worlds);
                let played = self.play(&lanes, from..next)?;
                for (&plan, rows) in plans.iter().zip(played) {
                    let metric = rows.iter().map(|row| self.question.towards(row[0]));
                    let metric: Vec<f64> = metric.collect();
                    let values = self.values.entry(points[plan].clone()).or_default();
                    values.extend(metric);
                }
                from = next;
            }
        }
        Ok(())
    }
}

/// The plan in front, those that are left by their means, then the others, the last to fall out first.
fn order(points: &[Point], race: &Elimination, values: &[&[f64]], front: usize) -> Vec<Point> {
    let mean = |plan: usize| {
        let present = values[plan].iter().filter(|value| !value.is_nan());
        let (n, sum) = present.fold((0.0, 0.0), |(n, sum), value| (n + 1.0, sum + value));
        sum / n
    };
    let mut left = race.left().to_vec();
    left.sort_by(|&a, &b| {
        let is_front = (b == front).cmp(&(a == front));
        is_front.then(mean(b).total_cmp(&mean(a)))
    });
    let out = race.out().iter().rev();
    let order = left.iter().chain(out);
    order.map(|&plan| points[plan].clone()).collect()
}
