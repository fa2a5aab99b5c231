//! Whether a plan meets all goals, by as few worlds as it takes; and by how much it misses them.

use super::super::goal::{Bound, Goal};
use crate::stats::{Sprt, mean};

/// Between the probability asked for and this much less or more either answer is right: ε.
pub const TOLERANCE: f64 = 0.01;

/// The tolerance for a probability: close to 0 and 1 what there is room for.
pub fn tolerance(q: f64) -> f64 {
    TOLERANCE.min(q / 2.0).min((1.0 - q) / 2.0)
}

/// What is known of a plan's goals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It meets all.
    Feasible,
    /// It does not meet this one.
    Infeasible(usize),
    /// So close to a goal that worlds ended before it was known.
    Close,
    /// The scenario cannot be read with it: more people than there are, say.
    NotAPlan,
}

/// By how much some worlds miss a goal, 0 where they do not: how far the share that reaches it is from a probability `q`,
/// and how far the value is from its bound that would have to reach it for that (or the mean), as `m / (1 + m)`.
///
/// So it tells plans apart that reach a goal in no world at all, and goals of different units can be added up.
pub(super) fn missed(goal: &Goal, values: &[f64], q: Option<f64>) -> f64 {
    let part = |value: f64| {
        let by = goal.bound.missed_by(value);
        if by.is_finite() { by / (1.0 + by) } else { 1.0 }
    };
    let Some(q) = q else {
        return part(average(values));
    };
    let mut present = present(values);
    let worlds = values.len();
    let reached = values
        .iter()
        .filter(|&&value| goal.bound.holds(value))
        .count();
    let needed = (q * worlds as f64 - 1e-9).ceil() as usize;
    if reached >= needed {
        return 0.0;
    }
    // Where a world has no value the goal is reached.
    let rank = needed.saturating_sub(1 + worlds - present.len());
    present.sort_by(|a, b| match goal.bound {
        Bound::AtLeast(_) => b.total_cmp(a),
        Bound::AtMost(_) => a.total_cmp(b),
    });
    q - reached as f64 / worlds as f64 + present.get(rank).map_or(0.0, |&value| part(value))
}

/// Standard errors of a share or a mean in the first look at a certificate which it takes until one says so; less, as there
/// are further looks in more worlds.
const CERTIFIED: f64 = 0.8;

/// How far a share or a mean has to be beyond what is asked for so that a certificate in so many worlds says so: points of a
/// share, units of a mean.
fn margin(goal: &Goal, values: &[f64], certificate: usize) -> f64 {
    let worlds = certificate as f64;
    if let Some(q) = goal.with_probability {
        return (CERTIFIED * (q * (1.0 - q) / worlds).sqrt()).min((1.0 - q) / 2.0);
    }
    let sd = mean(&present(values), crate::decide::CONFIDENCE).sd;
    if sd.is_nan() {
        0.0
    } else {
        CERTIFIED * sd / worlds.sqrt()
    }
}

/// How far some worlds are beyond what a goal asks for, in what a certificate takes: 1 and more where it can be certified,
/// below 0 where the goal is missed.
pub(super) fn room(goal: &Goal, values: &[f64], certificate: usize) -> f64 {
    let above = match (goal.with_probability, goal.bound) {
        (Some(q), bound) => {
            let reached = values.iter().filter(|&&value| bound.holds(value));
            reached.count() as f64 / values.len().max(1) as f64 - q
        }
        (None, Bound::AtLeast(limit)) => average(values) - limit,
        (None, Bound::AtMost(limit)) => limit - average(values),
    };
    let times = above / margin(goal, values, certificate);
    // What has no value reaches the goal, and what does not vary can be certified.
    if times.is_nan() { f64::INFINITY } else { times }
}

fn present(values: &[f64]) -> Vec<f64> {
    let present = values.iter().copied().filter(|value| !value.is_nan());
    present.collect()
}

/// The mean of the values that are there; NaN where there are none.
pub(super) fn average(values: &[f64]) -> f64 {
    let present = values.iter().filter(|value| !value.is_nan());
    let (n, sum) = present.fold((0.0, 0.0), |(n, sum), value| (n + 1.0, sum + value));
    sum / n
}

/// A goal tested world by world.
#[derive(Clone, Debug)]
struct Test {
    kind: Kind,
    goal: Goal,
    alpha: f64,
    values: Vec<f64>,
    yes: usize,
    /// Whether it is met, once that is known.
    met: Option<bool>,
}

#[derive(Clone, Copy, Debug)]
enum Kind {
    /// Wald's test.
    Often(Sprt),
    /// Looks at the mean.
    Mean,
    /// A probability of 0.
    Always,
}

/// Worlds after which a mean is looked at for the first time; then after twice as many each time.
const FIRST_LOOK: usize = 64;

impl Test {
    /// The test of a goal with so much risk of a wrong answer either way.
    fn new(goal: &Goal, alpha: f64) -> Self {
        let kind = match goal.with_probability {
            None => Kind::Mean,
            Some(q) => Sprt::new(q, tolerance(q), alpha).map_or(Kind::Always, Kind::Often),
        };
        Self {
            met: matches!(kind, Kind::Always).then_some(true),
            kind,
            goal: goal.clone(),
            alpha,
            values: Vec::new(),
            yes: 0,
        }
    }

    /// Takes in the metric of a world.
    fn add(&mut self, value: f64) {
        self.values.push(value);
        self.yes += usize::from(self.goal.bound.holds(value));
        if self.met.is_some() {
            return;
        }
        let worlds = self.values.len();
        self.met = match self.kind {
            Kind::Often(test) => test.answer(self.yes as f64, (worlds - self.yes) as f64),
            Kind::Mean => {
                let is_look = worlds >= FIRST_LOOK && (worlds / FIRST_LOOK).is_power_of_two();
                let is_look = is_look && worlds.is_multiple_of(FIRST_LOOK);
                is_look
                    .then(|| look(&self.goal, &self.values, self.alpha))
                    .flatten()
            }
            Kind::Always => Some(true),
        };
    }
}

/// Whether a mean lies on one side of its bound: look `j` may be wrong with `α / 2ʲ`, so that all looks together are with α.
fn look(goal: &Goal, values: &[f64], alpha: f64) -> Option<bool> {
    let looks = (values.len() / FIRST_LOOK).ilog2() + 1;
    let present = present(values);
    if present.is_empty() {
        return Some(true);
    }
    let risk = alpha / f64::from(1u32 << looks.min(31));
    // One side of a two-sided interval is wrong half as often.
    let interval = mean(&present, 1.0 - 2.0 * risk).interval;
    match (
        goal.bound.holds(interval.low),
        goal.bound.holds(interval.high),
    ) {
        (true, true) => Some(true),
        (false, false) => Some(false),
        _ => None,
    }
}

/// All goals of a plan tested together.
#[derive(Clone, Debug)]
pub(super) struct Tests {
    goals: Vec<Test>,
}

impl Tests {
    /// `alpha`: the risk of a wrong answer about the plan, shared out over the goals.
    pub fn new(goals: &[Goal], alpha: f64) -> Self {
        let each = alpha / goals.len().max(1) as f64;
        Self {
            goals: goals.iter().map(|goal| Test::new(goal, each)).collect(),
        }
    }

    /// Takes in the goals' metrics of a world; the fate of the plan, once it is known.
    pub fn add(&mut self, values: &[f64]) -> Option<Fate> {
        for (test, &value) in self.goals.iter_mut().zip(values) {
            test.add(value);
        }
        let missed = self.goals.iter().position(|test| test.met == Some(false));
        let all = self.goals.iter().all(|test| test.met == Some(true));
        let missed = missed.map(Fate::Infeasible);
        missed.or_else(|| all.then_some(Fate::Feasible))
    }

    /// By how much the worlds so far miss all goals together.
    pub fn missed(&self) -> f64 {
        let goals = self.goals.iter();
        let each = goals.map(|test| missed(&test.goal, &test.values, test.goal.with_probability));
        each.sum()
    }

    /// The least room of a goal, for a certificate in so many worlds.
    pub fn room(&self, certificate: usize) -> f64 {
        let goals = self.goals.iter();
        let rooms = goals.map(|test| room(&test.goal, &test.values, certificate));
        rooms.fold(f64::INFINITY, f64::min)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decide::Bound;

    fn goal(with_probability: Option<f64>) -> Goal {
        Goal {
            id: "g".to_owned(),
            metric: "m".to_owned(),
            place: 0,
            bound: Bound::AtLeast(1.0),
            never: None,
            with_probability,
        }
    }

    /// After how many worlds the fate of a plan is known.
    fn worlds(goals: &[Goal], alpha: f64, value: impl Fn(usize) -> f64) -> Option<(Fate, usize)> {
        let mut tests = Tests::new(goals, alpha);
        (0..100_000).find_map(|world| {
            let values = vec![value(world); goals.len()];
            tests.add(&values).map(|fate| (fate, world + 1))
        })
    }

    #[test]
    fn probabilities_are_tested_as_wald_did() {
        // ln(0.95 / 0.05) / ln(0.91 / 0.89) = 132.5, and / ln(0.11 / 0.09) = 14.7.
        let often = [goal(Some(0.9))];
        assert_eq!(worlds(&often, 0.05, |_| 1.0), Some((Fate::Feasible, 133)));
        assert_eq!(
            worlds(&often, 0.05, |_| 0.0),
            Some((Fate::Infeasible(0), 15))
        );
        // Two goals share the risk: ln(0.975 / 0.025) / ln(0.91 / 0.89) = 164.8.
        let two = [goal(Some(0.9)), goal(Some(0.9))];
        assert_eq!(worlds(&two, 0.05, |_| 1.0), Some((Fate::Feasible, 165)));
        // At the probability asked for it takes very long, if it ends at all.
        let close = |world: usize| f64::from(u8::from(!world.is_multiple_of(10)));
        assert!(worlds(&often, 0.05, close).is_none_or(|(_, worlds)| worlds > 10_000));
        assert_eq!(
            worlds(&[goal(Some(0.0))], 0.05, |_| 0.0),
            Some((Fate::Feasible, 1))
        );
        assert!(worlds(&[goal(Some(0.999))], 0.05, |_| 1.0).is_some());
    }

    #[test]
    fn means_are_looked_at_after_64_128_256() {
        let mean = [goal(None)];
        let swings =
            |by: f64| move |world: usize| by + f64::from(u8::from(world.is_multiple_of(2)));
        assert_eq!(worlds(&mean, 0.05, swings(1.0)), Some((Fate::Feasible, 64)));
        assert_eq!(
            worlds(&mean, 0.05, swings(0.0)),
            Some((Fate::Infeasible(0), 64))
        );
        // Mean 1.1, sd ½: surely above 1 only when 0.1 > t · 0.5 / √n, after 256 (t = 2.5 at the third look).
        assert_eq!(
            worlds(&mean, 0.05, swings(0.6)),
            Some((Fate::Feasible, 256))
        );
        assert_eq!(
            worlds(&mean, 0.05, |_| f64::NAN),
            Some((Fate::Feasible, 64))
        );
    }

    #[test]
    fn how_far_a_goal_is_missed() {
        let goal = |bound, with_probability| Goal {
            bound,
            ..goal(with_probability)
        };
        // Of ten worlds nine have to hold at least 5: the ninth best is 2, three of five short; five hold.
        let most = goal(Bound::AtLeast(5.0), Some(0.9));
        let values = [9.0, 8.0, 7.0, 6.0, 5.0, 4.0, 3.0, 3.0, 2.0, 1.0];
        let by = missed(&most, &values, Some(0.9));
        assert!((by - (0.4 + 0.6 / 1.6)).abs() < 1e-12, "{by}");
        assert_eq!(missed(&most, &values, Some(0.5)), 0.0);
        // The more of a stock is short, the more is missed, though no world reaches the goal; what is absent does.
        let none = goal(Bound::AtMost(0.0), Some(0.9));
        let lost = |pieces: f64| missed(&none, &[pieces; 10], Some(0.9));
        assert!(lost(50.0) > lost(40.0) && lost(40.0) > lost(1.0) && lost(1.0) > 0.0);
        assert_eq!(missed(&none, &[f64::NAN; 10], Some(0.9)), 0.0);
        let mean = goal(Bound::AtMost(10.0), None);
        assert!((missed(&mean, &[10.0, 30.0], None) - 0.5).abs() < 1e-12);
        assert_eq!(missed(&mean, &[5.0, 15.0], None), 0.0);
        assert_eq!(missed(&mean, &[], None), 0.0);
    }

    #[test]
    fn what_a_certificate_takes() {
        // 0.8 √(0.09 / 1000) = 0.759 points: 91% has room for 1.3 of them, 89% is as far below.
        let often = goal(Some(0.9));
        let worlds = |k: usize| {
            (0..100)
                .map(|i| f64::from(u8::from(i < k)))
                .collect::<Vec<_>>()
        };
        assert!((room(&often, &worlds(91), 1000) - 1.3176).abs() < 1e-3);
        assert!((room(&often, &worlds(89), 1000) + 1.3176).abs() < 1e-3);
        // A mean of 2 with sd 1 (of 100 values 1.005) above 1, in 4 worlds: 1 / 0.4.
        let mean = goal(None);
        let values: Vec<f64> = (0..100).map(|i| f64::from(1 + 2 * (i % 2))).collect();
        assert!((room(&mean, &values, 4) - 2.4875).abs() < 1e-3);
        assert_eq!(room(&mean, &[f64::NAN], 4), f64::INFINITY);
        assert_eq!(room(&mean, &[1.0; 9], 4), f64::INFINITY);
        assert_eq!(room(&mean, &[0.5; 9], 4), f64::NEG_INFINITY);
    }

    #[test]
    fn wrong_answers_are_as_rare_as_said() {
        // A plan with p = q − ε is passed in at most α of all tests.
        use crate::random::{Address, WorldKey};
        let often = [goal(Some(0.9))];
        let (mut passed, tests) = (0, 2000);
        for test in 0..tests {
            let mut stream = WorldKey::new(7, test).stream(Address::purpose("test"));
            let mut tested = Tests::new(&often, 0.05);
            let fate = loop {
                let value = f64::from(u8::from(stream.uniform() < 0.89));
                if let Some(fate) = tested.add(&[value]) {
                    break fate;
                }
            };
            passed += u32::from(fate == Fate::Feasible);
        }
        // 5% of 2,000 with four standard errors.
        assert!(passed < 139, "{passed}");
        assert!(passed > 0);
    }
}
