//! Progress on a terminal's stderr: replications done, rate, time left, and how the first goal stands.

use crate::decide::Goal;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::sync::atomic::{AtomicUsize, Ordering};

/// The progress of a run.
pub struct Progress<'a> {
    bar: ProgressBar,
    goal: Option<&'a Goal>,
    columns: usize,
    met: AtomicUsize,
}

impl<'a> Progress<'a> {
    /// Progress towards so many replications of so many metrics; nothing is shown when `quiet` or where stderr is no
    /// terminal.
    pub fn new(replications: usize, columns: usize, goal: Option<&'a Goal>, quiet: bool) -> Self {
        let target = if quiet {
            ProgressDrawTarget::hidden()
        } else {
            ProgressDrawTarget::stderr_with_hz(10)
        };
        let bar = ProgressBar::with_draw_target(Some(replications as u64), target);
        let style = "{bar:30} {human_pos} of {human_len} worlds, {per_sec}, {eta} left {msg}";
        if let Ok(style) = ProgressStyle::with_template(style) {
            bar.set_style(style);
        }
        Self {
            bar,
            goal,
            columns,
            met: AtomicUsize::new(0),
        }
    }

    /// More replications are through, with these rows.
    pub fn add(&self, rows: &[f64]) {
        let rows = rows.chunks_exact(self.columns);
        self.bar.inc(rows.len() as u64);
        if let Some(goal) = self.goal {
            let met = rows.filter(|row| goal.holds(row[goal.place])).count();
            let met = self.met.fetch_add(met, Ordering::Relaxed) + met;
            let share = 100.0 * met as f64 / self.bar.position().max(1) as f64;
            self.bar.set_message(format!("| {}: {share:.0}%", goal.id));
        }
    }

    /// What is looked at now.
    pub fn say(&self, what: &'static str) {
        self.bar.set_message(format!("| {what}"));
    }

    /// All is done: the bar goes away.
    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }
}
