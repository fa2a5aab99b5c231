//! The factors of many worlds, which are drawn and not played.

use super::{Failure, Settings, Table, Watch, run_watched};
use crate::model::{Frame, Metric, Model, Outcome, TooLarge};
use crate::random::WorldKey;

/// A model whose outcomes are the factors of its worlds.
struct Factors<'a, M> {
    model: &'a M,
    names: Vec<Metric>,
    frame: Frame,
}

impl<M: Model> Model for Factors<'_, M> {
    type Plan = M::Plan;
    type World = M::World;
    type Buffers = ();

    fn metrics(&self) -> &[Metric] {
        &self.names
    }

    fn frame(&self) -> &Frame {
        &self.frame
    }

    fn draw(&self, key: WorldKey, world: &mut M::World) -> Result<(), TooLarge> {
        self.model.draw(key, world)
    }

    fn play(&self, world: &M::World, plan: &M::Plan, (): &mut (), outcome: &mut Outcome) {
        outcome.values.clear();
        self.model.factors_of(world, plan, &mut outcome.values);
    }
}

/// The factors of the same worlds as [`super::run`] plays, a row a world and a column a factor; no rows where there are
/// none.
///
/// # Errors
///
/// As [`super::run`].
pub fn factors<M: Model>(
    model: &M,
    plan: &M::Plan,
    settings: Settings,
    watch: &impl Watch,
) -> Result<(Vec<Metric>, Table), Failure> {
    let names = model.factors(plan);
    let replications = if names.is_empty() {
        0
    } else {
        settings.replications
    };
    let settings = Settings {
        replications,
        ..settings
    };
    let factors = Factors {
        model,
        names,
        frame: Frame::default(),
    };
    let table = run_watched(&factors, plan, settings, watch)?;
    Ok((factors.names, table))
}
