//! Searches over plans of a model so small that every answer is known.

mod known;
mod measured;

use super::*;
use crate::decide::{Bound, Met};
use crate::model::{Better, Effect, Frame, Metric, Outcome, TooLarge};
use crate::random::{Address, WorldKey};
use std::sync::atomic::{AtomicUsize, Ordering};

/// A plan is what comes of a world, which is one uniform number: two metrics.
struct Toy(Vec<Metric>);

/// What comes of a world.
struct Play(Box<dyn Fn(f64) -> [f64; 2] + Sync>);

/// Its chance of going well, and its gain, which varies from world to world for all plans alike.
impl From<(f64, f64)> for Play {
    fn from((chance, gain): (f64, f64)) -> Self {
        Self(Box::new(move |world| {
            [f64::from(u8::from(world < chance)), gain + 10.0 * world]
        }))
    }
}

impl Toy {
    fn new() -> Self {
        let metric = |name: &str| Metric {
            name: name.to_owned(),
            unit: "yuan",
            meaning: String::new(),
            never: None,
        };
        Self(vec![metric("well"), metric("gain")])
    }
}

impl Model for Toy {
    type Plan = Play;
    type World = f64;
    type Buffers = ();

    fn metrics(&self) -> &[Metric] {
        &self.0
    }

    fn frame(&self) -> &Frame {
        static NONE: Frame = Frame { series: Vec::new() };
        &NONE
    }

    fn draw(&self, key: WorldKey, world: &mut f64) -> Result<(), TooLarge> {
        *world = key.stream(Address::purpose("toy")).uniform();
        Ok(())
    }

    fn play(&self, world: &f64, plan: &Play, (): &mut (), outcome: &mut Outcome) {
        outcome.values = plan.0(*world).to_vec();
    }
}

/// Plans by what their numbers make of them, or no plan.
struct Shop<'a, F> {
    plans: F,
    question: &'a Question,
}

impl<T: Into<Play>, F: Fn(&[u32]) -> Option<T>> Plans for Shop<'_, F> {
    type Model = Toy;

    fn read(&self, point: &[u32]) -> Option<Ready<Toy>> {
        Some(Ready {
            model: Toy::new(),
            plan: (self.plans)(point)?.into(),
            goals: self.question.goals.clone(),
            objective: self.question.metric.as_ref().map(|_| 1),
        })
    }
}

fn goals() -> Vec<Goal> {
    vec![Goal {
        id: "well".to_owned(),
        metric: "well".to_owned(),
        place: 0,
        bound: Bound::AtLeast(1.0),
        never: None,
        with_probability: Some(0.9),
    }]
}

/// Ends a search after so many looks.
struct Patience(usize, AtomicUsize);

impl Patience {
    fn new(looks: usize) -> Self {
        Self(looks, AtomicUsize::new(0))
    }
}

impl Looker for Patience {
    fn tell(&self, _: &Standing) {
        self.1.fetch_add(1, Ordering::Relaxed);
    }

    fn stopped(&self) -> bool {
        self.1.load(Ordering::Relaxed) > self.0
    }
}

fn question(levels: &[u32], weights: &[f64]) -> Question {
    let axes = levels.iter().zip(weights).map(|(&levels, &weight)| Axis {
        from: 1.0,
        step: 1.0,
        levels,
        weight,
        effects: vec![Effect::Helps],
    });
    Question {
        grid: Grid {
            axes: axes.collect(),
        },
        metric: None,
        goals: goals(),
        starts: Vec::new(),
        indifference: None,
        seed: 3,
        replications: 500,
        threads: Some(1),
        most_plans: None,
        time: None,
    }
}

fn gain() -> Criterion {
    Criterion {
        name: "gain".to_owned(),
        unit: "yuan",
        better: Better::More,
        goal: None,
    }
}

/// A search without end.
fn find<T: Into<Play>>(question: &Question, plans: impl Fn(&[u32]) -> Option<T>) -> Answer {
    let shop = Shop { plans, question };
    size(&shop, question, &Patience::new(usize::MAX)).expect("an answer")
}

/// The same question about a metric that is to be large.
fn most(question: Question) -> Question {
    Question {
        metric: Some(gain()),
        ..question
    }
}

fn number(point: &[u32], axis: usize) -> f64 {
    f64::from(point[axis]) + 1.0
}
