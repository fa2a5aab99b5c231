//! What ends a run early: Ctrl-C, or a precision that is reached.

use super::Exit;
use super::progress::Progress;
use crate::decide::{Ending, Precision};
use crate::monte_carlo::{Table, Watch};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

/// Looks on while worlds are played: shows progress, minds Ctrl-C and the precision asked for.
pub struct Lookout<'a> {
    /// Shown on a terminal.
    pub progress: Progress<'a>,
    /// Enough is known when this is reached.
    pub precision: Option<Precision>,
}

impl Watch for Lookout<'_> {
    fn done(&self, rows: &[f64]) {
        self.progress.add(rows);
    }

    fn stopped(&self) -> bool {
        is_interrupted()
    }

    fn next_look(&self, through: usize, most: usize) -> usize {
        match self.precision {
            Some(_) => Precision::next_look(through, most),
            None => most,
        }
    }

    fn enough(&self, table: &Table) -> bool {
        self.precision
            .as_ref()
            .is_some_and(|precision| precision.is_reached(table))
    }
}

static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// From now on Ctrl-C ends a run in good order; pressed again, it ends the program.
pub fn mind_interrupts() {
    static MINDED: OnceLock<()> = OnceLock::new();
    MINDED.get_or_init(|| {
        // Where the system has no such signals Ctrl-C ends the program at once, as it always did.
        let _ = ctrlc::set_handler(|| {
            if INTERRUPTED.swap(true, Ordering::Relaxed) {
                std::process::exit(i32::from(Exit::Interrupted.code()));
            }
        });
    });
}

/// Whether Ctrl-C has been pressed.
pub fn is_interrupted() -> bool {
    INTERRUPTED.load(Ordering::Relaxed)
}

/// How a run of so many worlds, without a precision to reach, has ended.
pub fn ending(table: &Table, asked: usize) -> Ending {
    if is_interrupted() && table.rows() < asked {
        Ending::Interrupted
    } else {
        Ending::AllPlayed
    }
}
