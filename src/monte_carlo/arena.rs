//! Plans come and go while worlds are played block by block, and little is kept of each outcome: what a search needs.

use super::turns::{Turn, turns};
use super::{Failure, Workplace};
use crate::model::Model;
use crate::random::WorldKey;
use rayon::prelude::*;
use std::ops::Range;
use std::sync::Mutex;

/// A plan in an arena, and the metrics that are kept of its outcomes.
#[derive(Debug)]
pub struct Lane<'a, M: Model> {
    /// Names the outcomes and plays the plan.
    pub model: &'a M,
    /// What is decided.
    pub plan: &'a M::Plan,
    /// Places of metrics.
    pub keep: &'a [usize],
}

/// What is kept of outcomes, row by row.
pub type Kept = Vec<Vec<f64>>;

/// Threads and buffers that stay from block to block; all worlds are of one seed.
pub struct Arena<M: Model> {
    pool: rayon::ThreadPool,
    workplaces: Mutex<Vec<Workplace<M>>>,
}

impl<M: Model> Arena<M> {
    /// An arena on so many threads; `None` = one for each processor.
    ///
    /// # Errors
    ///
    /// When the threads cannot be started.
    pub fn new(threads: Option<usize>) -> Result<Self, Failure> {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads.unwrap_or(0))
            .build()
            .map_err(|cause| Failure::Threads(cause.to_string()))?;
        Ok(Self {
            pool,
            workplaces: Mutex::default(),
        })
    }

    /// Plays these replications of a seed, each world drawn once for all lanes: for each lane and world the values kept, as
    /// they count. They depend on nothing but plan, seed and replication. `None` when `stopped` told so before all were
    /// through.
    ///
    /// # Errors
    ///
    /// When a world is too large to play.
    pub fn play(
        &self,
        lanes: &[Lane<'_, M>],
        (seed, worlds): (u64, Range<usize>),
        stopped: &(dyn Fn() -> bool + Sync),
    ) -> Result<Option<Vec<Kept>>, Failure> {
        let Some(first) = lanes.first() else {
            return Ok(Some(Vec::new()));
        };
        let plans: Vec<(&M, &M::Plan)> = lanes.iter().map(|one| (one.model, one.plan)).collect();
        let turns = turns(&plans);
        let one = |replication: usize| {
            if stopped() {
                return Ok(None);
            }
            let spare = self.workplaces.lock().ok().and_then(|mut all| all.pop());
            let mut workplace = spare.unwrap_or_default();
            let Workplace {
                world,
                buffers,
                outcome,
                ..
            } = &mut workplace;
            outcome.with_series = false;
            let key = WorldKey::new(seed, replication as u64);
            first
                .model
                .draw(key, world)
                .map_err(|cause| Failure::World { replication, cause })?;
            let mut kept = vec![Vec::new(); lanes.len()];
            for &Turn { place, steps } in &turns {
                let lane = &lanes[place];
                let plan = (lane.plan, steps);
                outcome.asked.clear();
                outcome.asked.extend_from_slice(lane.keep);
                lane.model.play_on(plan, world, buffers, outcome);
                let metrics = lane.model.metrics();
                let values = lane.keep.iter();
                let values = values.map(|&place| metrics[place].counted(outcome.values[place]));
                kept[place] = values.collect::<Vec<f64>>();
            }
            if let Ok(mut all) = self.workplaces.lock() {
                all.push(workplace);
            }
            Ok(Some(kept))
        };
        let rows: Result<Vec<Option<Kept>>, Failure> = self
            .pool
            .install(|| worlds.into_par_iter().with_min_len(4).map(one).collect());
        let mut played = vec![Vec::new(); lanes.len()];
        for row in rows? {
            let Some(row) = row else {
                return Ok(None);
            };
            for (lane, values) in played.iter_mut().zip(row) {
                lane.push(values);
            }
        }
        Ok(Some(played))
    }
}
