//! Whether a plan meets all goals, by as few worlds as it takes.

use super::super::goal::Goal;
use crate::stats::{Sprt, mean};

/// Between the probability asked for and this much less or more either answer is right: ε.
pub const TOLERANCE: f64 = 0.01;

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

/// A goal tested world by world.
#[derive(Clone, Debug)]
struct Test {
    kind: Kind,
    goal: Goal,
    alpha: f64,
    yes: usize,
    no: usize,
    /// Whether it is met, once that is known.
    met: Option<bool>,
}

#[derive(Clone, Debug)]
enum Kind {
    /// Wald's test.
    Often(Sprt),
    /// The values so far.
    Mean(Vec<f64>),
    /// A probability of 0.
    Always,
}

/// Worlds after which a mean is looked at for the first time; then after twice as many each time.
const FIRST_LOOK: usize = 64;

impl Test {
    /// The test of a goal with so much risk of a wrong answer either way.
    fn new(goal: &Goal, alpha: f64) -> Self {
        let kind = match goal.with_probability {
            None => Kind::Mean(Vec::new()),
            // Close to 0 and 1 the tolerance is what there is room for.
            Some(q) => {
                let epsilon = TOLERANCE.min(q / 2.0).min((1.0 - q) / 2.0);
                Sprt::new(q, epsilon, alpha).map_or(Kind::Always, Kind::Often)
            }
        };
        Self {
            met: matches!(kind, Kind::Always).then_some(true),
            kind,
            goal: goal.clone(),
            alpha,
            yes: 0,
            no: 0,
        }
    }

    /// Takes in the metric of a world.
    fn add(&mut self, value: f64) {
        let holds = self.goal.bound.holds(value);
        *(if holds { &mut self.yes } else { &mut self.no }) += 1;
        if self.met.is_some() {
            return;
        }
        let worlds = self.yes + self.no;
        self.met = match &mut self.kind {
            Kind::Often(test) => test.answer(self.yes as f64, self.no as f64),
            Kind::Mean(values) => {
                values.extend(Some(value).filter(|value| !value.is_nan()));
                let is_look = worlds >= FIRST_LOOK && (worlds / FIRST_LOOK).is_power_of_two();
                let is_look = is_look && worlds.is_multiple_of(FIRST_LOOK);
                is_look
                    .then(|| look(&self.goal, values, self.alpha, worlds))
                    .flatten()
            }
            Kind::Always => Some(true),
        };
    }
}

/// Whether a mean lies on one side of its bound: look `j` may be wrong with `α / 2ʲ`, so that all looks together are with α.
fn look(goal: &Goal, values: &[f64], alpha: f64, worlds: usize) -> Option<bool> {
    if values.is_empty() {
        return Some(true);
    }
    let looks = (worlds / FIRST_LOOK).ilog2() + 1;
    let risk = alpha / f64::from(1u32 << looks.min(31));
    // One side of a two-sided interval is wrong half as often.
    let interval = mean(values, 1.0 - 2.0 * risk).interval;
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
    worlds: usize,
    /// Worlds in which all were reached.
    all: usize,
}

impl Tests {
    /// `alpha`: the risk of a wrong answer about the plan, shared out over the goals.
    pub fn new(goals: &[Goal], alpha: f64) -> Self {
        let each = alpha / goals.len().max(1) as f64;
        Self {
            goals: goals.iter().map(|goal| Test::new(goal, each)).collect(),
            worlds: 0,
            all: 0,
        }
    }

    /// Takes in the goals' metrics of a world; the fate of the plan, once it is known.
    pub fn add(&mut self, values: &[f64]) -> Option<Fate> {
        self.worlds += 1;
        let mut tests = self.goals.iter().zip(values);
        self.all += usize::from(tests.all(|(test, &value)| test.goal.bound.holds(value)));
        for (test, &value) in self.goals.iter_mut().zip(values) {
            test.add(value);
        }
        self.fate()
    }

    fn fate(&self) -> Option<Fate> {
        let missed = self.goals.iter().position(|test| test.met == Some(false));
        let all = self.goals.iter().all(|test| test.met == Some(true));
        let missed = missed.map(Fate::Infeasible);
        missed.or_else(|| all.then_some(Fate::Feasible))
    }

    /// How near it comes to meeting all: in which share of its worlds all goals were reached, and the mean share of each.
    pub fn nearness(&self) -> (f64, f64) {
        let worlds = self.worlds.max(1) as f64;
        let reached: usize = self.goals.iter().map(|test| test.yes).sum();
        let goals = self.goals.len().max(1) as f64;
        (self.all as f64 / worlds, reached as f64 / worlds / goals)
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
