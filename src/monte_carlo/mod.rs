//! Many worlds: replications in parallel, and the table of their outcomes.
//!
//! A replication is a pure function of (seed, replication number), and its outcome goes to its own row of the table, so
//! that any number of threads gives the same table to the last bit. Each thread keeps one world and one set of buffers;
//! memory grows with the number of replications by the table alone.

mod arena;
mod factors;
mod table;
mod turns;

pub use arena::{Arena, Kept, Lane};
pub use factors::factors;
pub use table::{SERIES_ROWS, Table};

use crate::model::{Frame, Model, Outcome, TooLarge};
use crate::random::WorldKey;
use rayon::prelude::*;
use std::fmt;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use turns::{Turn, turns};

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

/// A plan that is played beside others in the same worlds.
#[derive(Debug)]
pub struct Entrant<'a, M: Model> {
    /// Names the outcomes and plays the plan.
    pub model: &'a M,
    /// What is decided.
    pub plan: &'a M::Plan,
    /// Whether its worlds are drawn by its own model, under the same keys; else those of the first entrant are played.
    pub redraw: bool,
    /// Places of the metrics that are wanted, all where none is named: the others may be left out.
    pub asked: Vec<usize>,
}

/// What a thread keeps from replication to replication.
struct Workplace<M: Model> {
    world: M::World,
    /// The world of an entrant that has its own.
    redrawn: M::World,
    buffers: M::Buffers,
    outcome: Outcome,
}

impl<M: Model> Default for Workplace<M> {
    fn default() -> Self {
        Self {
            world: M::World::default(),
            redrawn: M::World::default(),
            buffers: M::Buffers::default(),
            outcome: Outcome::default(),
        }
    }
}

/// Replications that a thread takes at once.
const BATCH: usize = 8;

/// What looks on while worlds are played, and may end the run.
pub trait Watch: Sync {
    /// More replications are through, with these rows (of the first plan).
    fn done(&self, rows: &[f64]);

    /// Whether to stop at once; what is through by then, up to the first gap, is kept.
    fn stopped(&self) -> bool {
        false
    }

    /// The number of replications after which to look whether they are enough, given how many are through and how many
    /// there are to be at most. It may not depend on anything else, so that a run ends at the same replication anywhere.
    fn next_look(&self, _through: usize, most: usize) -> usize {
        most
    }

    /// Whether the replications so far are enough.
    fn enough(&self, _table: &Table) -> bool {
        false
    }
}

/// Looks on and never ends a run.
struct Onlooker<F>(F);

impl<F: Fn(&[f64]) + Sync> Watch for Onlooker<F> {
    fn done(&self, rows: &[f64]) {
        (self.0)(rows);
    }
}

/// Plays a plan in many worlds; `done` is told the rows of replications that are through.
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
    run_watched(model, plan, settings, &Onlooker(done))
}

/// Plays a plan in many worlds, until `watch` has seen enough.
///
/// # Errors
///
/// As [`run`].
pub fn run_watched<M: Model>(
    model: &M,
    plan: &M::Plan,
    settings: Settings,
    watch: &impl Watch,
) -> Result<Table, Failure> {
    let entrants = [Entrant {
        model,
        plan,
        redraw: false,
        asked: Vec::new(),
    }];
    let mut tables = [Table::new(model.metrics().len(), model.frame())];
    play_all(&entrants, &mut tables, settings, watch)?;
    let [table] = tables;
    Ok(table)
}

/// Plays several plans in the same worlds, each drawn once: a table an entrant, all with as many rows, without series.
/// `watch` sees the outcomes of the first.
///
/// # Errors
///
/// As [`run`].
pub fn run_together<M: Model>(
    entrants: &[Entrant<'_, M>],
    settings: Settings,
    watch: &impl Watch,
) -> Result<Vec<Table>, Failure> {
    let tables = entrants
        .iter()
        .map(|entrant| Table::new(entrant.model.metrics().len(), &Frame::default()));
    let mut tables: Vec<Table> = tables.collect();
    play_all(entrants, &mut tables, settings, watch)?;
    Ok(tables)
}

/// Something for each replication, in their order, on so many threads; `of` has buffers of its thread.
///
/// # Errors
///
/// When a world is too large, or threads cannot be started.
pub fn each<B: Default + Send, T: Send>(
    settings: Settings,
    of: impl Fn(usize, &mut B) -> Result<T, TooLarge> + Sync,
) -> Result<Vec<T>, Failure> {
    let all = (0..settings.replications).into_par_iter();
    let each = all.map_init(B::default, |buffers, replication| {
        of(replication, buffers).map_err(|cause| Failure::World { replication, cause })
    });
    threads(settings)?.install(|| each.collect())
}

fn threads(settings: Settings) -> Result<rayon::ThreadPool, Failure> {
    rayon::ThreadPoolBuilder::new()
        .num_threads(settings.threads.unwrap_or(0))
        .build()
        .map_err(|cause| Failure::Threads(cause.to_string()))
}

/// Fills a table for each entrant, until `watch` has seen enough.
fn play_all<M: Model>(
    entrants: &[Entrant<'_, M>],
    tables: &mut [Table],
    settings: Settings,
    watch: &impl Watch,
) -> Result<(), Failure> {
    let pool = threads(settings)?;
    let round = Round {
        entrants,
        turns: turns_of(entrants),
        seed: settings.seed,
        watch,
        workplaces: Mutex::default(),
    };
    let mut rows = 0;
    while rows < settings.replications && !tables.is_empty() {
        let look = watch.next_look(rows, settings.replications);
        let next = look.clamp(rows + 1, settings.replications);
        Table::extend_all(tables, next)?;
        let through = pool.install(|| round.play(tables, rows))?;
        if through < next {
            for table in tables.iter_mut() {
                table.truncate(through);
            }
            break;
        }
        rows = next;
        if watch.enough(&tables[0]) {
            break;
        }
    }
    Ok(())
}

/// The turns of entrants: those with worlds of their own come last, and have nothing in common with anybody.
fn turns_of<M: Model>(entrants: &[Entrant<'_, M>]) -> Vec<Turn> {
    let places = |redraw: bool| {
        let all = entrants.iter().enumerate();
        all.filter(move |(_, entrant)| entrant.redraw == redraw)
    };
    let together: Vec<usize> = places(false).map(|(place, _)| place).collect();
    let plans = places(false).map(|(_, entrant)| (entrant.model, entrant.plan));
    let plans: Vec<(&M, &M::Plan)> = plans.collect();
    let here = turns(&plans).into_iter().map(|turn| Turn {
        place: together[turn.place],
        ..turn
    });
    let alone = places(true).map(|(place, _)| Turn { place, steps: 0 });
    here.chain(alone).collect()
}

/// What all replications of a run have in common.
struct Round<'a, M: Model, W> {
    entrants: &'a [Entrant<'a, M>],
    turns: Vec<Turn>,
    seed: u64,
    watch: &'a W,
    workplaces: Mutex<Vec<Workplace<M>>>,
}

impl<M: Model, W: Watch> Round<'_, M, W> {
    /// Plays the rows from one on and tells how many there are now without a gap.
    fn play(&self, tables: &mut [Table], from: usize) -> Result<usize, Failure> {
        let rows = tables[0].rows();
        let mut batches: Vec<Vec<table::Batch<'_>>> = Vec::new();
        for table in tables {
            for (index, batch) in table.batches(from, BATCH).into_iter().enumerate() {
                match batches.get_mut(index) {
                    Some(together) => together.push(batch),
                    None => batches.push(vec![batch]),
                }
            }
        }
        let through: Vec<AtomicBool> = batches.iter().map(|_| AtomicBool::new(false)).collect();
        batches
            .into_par_iter()
            .zip(&through)
            .try_for_each(|(mut together, through)| {
                if self.watch.stopped() {
                    return Ok(());
                }
                let spare = self.workplaces.lock().ok().and_then(|mut all| all.pop());
                let mut workplace = spare.unwrap_or_default();
                self.play_batch(&mut together, &mut workplace)?;
                through.store(true, Ordering::Relaxed);
                if let Ok(mut all) = self.workplaces.lock() {
                    all.push(workplace);
                }
                Ok(())
            })?;
        let first_gap = through
            .iter()
            .position(|done| !done.load(Ordering::Relaxed));
        Ok(first_gap.map_or(rows, |batches| from + batches * BATCH))
    }

    /// Plays the same replications of every entrant, each in a world that is drawn once.
    fn play_batch(
        &self,
        together: &mut [table::Batch<'_>],
        workplace: &mut Workplace<M>,
    ) -> Result<(), Failure> {
        let Workplace {
            world,
            redrawn,
            buffers,
            outcome,
        } = workplace;
        let (first, columns) = (together[0].first, self.entrants[0].model.metrics().len());
        for offset in 0..together[0].rows.len() / columns {
            let replication = first + offset;
            let key = WorldKey::new(self.seed, replication as u64);
            let too_large = |cause| Failure::World { replication, cause };
            let first = self.entrants[0].model;
            first.draw(key, world).map_err(too_large)?;
            for &Turn { place, steps } in &self.turns {
                let (entrant, batch) = (&self.entrants[place], &mut together[place]);
                let world: &M::World = if entrant.redraw {
                    entrant.model.draw(key, redrawn).map_err(too_large)?;
                    redrawn
                } else {
                    world
                };
                outcome.with_series = batch.keeps_series();
                outcome.asked.clone_from(&entrant.asked);
                let plan = (entrant.plan, steps);
                entrant.model.play_on(plan, world, buffers, outcome);
                batch.write(offset, outcome);
            }
        }
        self.watch.done(together[0].rows);
        Ok(())
    }
}
