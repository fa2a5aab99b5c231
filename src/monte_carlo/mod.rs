//! Many worlds: replications in parallel, and the table of their outcomes.
//!
//! A replication is a pure function of (seed, replication number), and its outcome goes to its own row of the table, so
//! that any number of threads gives the same table to the last bit. Each thread keeps one world and one set of buffers;
//! memory grows with the number of replications by the table alone.

mod table;

pub use table::{SERIES_ROWS, Table};

use crate::model::{Model, Outcome, TooLarge};
use crate::random::WorldKey;
use rayon::prelude::*;
use std::fmt;
use std::sync::Mutex;

/// How many worlds, which, and on how many threads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// What all worlds of a run have in common.
    pub seed: u64,
    /// How many worlds: replications 0 to this number less one.
    pub replications: usize,
    /// How many threads; `None` = one for each processor.
    pub threads: Option<usize>,
}

/// Why a run failed.
#[derive(Clone, Debug, PartialEq)]
pub enum Failure {
    /// A world came out too large.
    World {
        /// Its replication number.
        replication: usize,
        /// How large.
        cause: TooLarge,
    },
    /// The table of outcomes does not fit into memory.
    Memory {
        /// Bytes it would take.
        bytes: u128,
    },
    /// The threads could not be started.
    Threads(String),
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::World { replication, cause } => write!(f, "replication {replication}: {cause}"),
            Self::Memory { bytes } => {
                let gigabytes = *bytes as f64 / 1e9;
                write!(
                    f,
                    "the table of outcomes would take {gigabytes:.1} GB of memory"
                )
            }
            Self::Threads(cause) => write!(f, "cannot start the threads: {cause}"),
        }
    }
}

impl std::error::Error for Failure {}

/// What a thread keeps from replication to replication.
struct Workplace<M: Model> {
    world: M::World,
    buffers: M::Buffers,
    outcome: Outcome,
}

impl<M: Model> Default for Workplace<M> {
    fn default() -> Self {
        Self {
            world: M::World::default(),
            buffers: M::Buffers::default(),
            outcome: Outcome::default(),
        }
    }
}

/// Replications that a thread takes at once.
const BATCH: usize = 8;

/// Plays a plan in many worlds. `done` is told how many more replications are through, and the rows they gave.
///
/// # Errors
///
/// When a world is too large to play, the table too large to hold, or threads cannot be started.
pub fn run<M: Model>(
    model: &M,
    plan: &M::Plan,
    settings: Settings,
    done: impl Fn(&[f64]) + Sync,
) -> Result<Table, Failure> {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(settings.threads.unwrap_or(0))
        .build()
        .map_err(|cause| Failure::Threads(cause.to_string()))?;
    let mut table = Table::new(model.metrics().len(), model.frame(), settings.replications)?;
    let workplaces: Mutex<Vec<Workplace<M>>> = Mutex::default();
    let result = pool.install(|| {
        table.batches(BATCH).into_par_iter().try_for_each(|batch| {
            let spare = workplaces.lock().ok().and_then(|mut all| all.pop());
            let mut workplace = spare.unwrap_or_default();
            let (first, rows, mut series) = batch;
            for (offset, row) in rows.chunks_exact_mut(model.metrics().len()).enumerate() {
                let replication = first + offset;
                let key = WorldKey::new(settings.seed, replication as u64);
                let Workplace {
                    world,
                    buffers,
                    outcome,
                } = &mut workplace;
                model
                    .draw(key, world)
                    .map_err(|cause| (replication, cause))?;
                outcome.with_series = !series.is_empty();
                model.play(world, plan, buffers, outcome);
                row.copy_from_slice(&outcome.values);
                let (mine, rest) = series.split_at_mut(outcome.series.len());
                mine.copy_from_slice(&outcome.series);
                series = rest;
            }
            done(rows);
            if let Ok(mut all) = workplaces.lock() {
                all.push(workplace);
            }
            Ok(())
        })
    });
    match result {
        Ok(()) => Ok(table),
        Err((replication, cause)) => Err(Failure::World { replication, cause }),
    }
}
