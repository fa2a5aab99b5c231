//! The table of outcomes: one row a replication, one column a metric.

use super::Failure;
use crate::model::{Frame, Outcome};

/// Time series are kept of at most this many replications, the first ones: plenty for bands in a picture, and it keeps
/// memory flat however many are played.
pub const SERIES_ROWS: usize = 1000;

/// Values of series that are kept in all (64 MB); long sales with many stations keep fewer replications, but 50 at least.
const SERIES_VALUES: usize = 16_000_000;

/// Outcomes by replication number.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    columns: usize,
    values: Vec<f64>,
    frame: Frame,
    series: Vec<f32>,
}

/// A run of rows.
pub(super) struct Batch<'a> {
    /// The first one's number.
    pub first: usize,
    /// Their values.
    pub rows: &'a mut [f64],
    /// The series of those rows that keep them (the first ones), as far as they are not written yet.
    series: &'a mut [f32],
}

impl Batch<'_> {
    /// Whether the row that is written next keeps its series.
    pub fn keeps_series(&self) -> bool {
        !self.series.is_empty()
    }

    /// Writes the outcome of a row; rows are written in turn.
    pub fn write(&mut self, offset: usize, outcome: &Outcome) {
        let columns = outcome.values.len();
        self.rows[offset * columns..][..columns].copy_from_slice(&outcome.values);
        if self.keeps_series() {
            let (mine, rest) = std::mem::take(&mut self.series).split_at_mut(outcome.series.len());
            mine.copy_from_slice(&outcome.series);
            self.series = rest;
        }
    }
}

impl Table {
    pub(super) fn new(columns: usize, frame: &Frame) -> Self {
        Self {
            columns,
            values: Vec::new(),
            frame: frame.clone(),
            series: Vec::new(),
        }
    }

    /// Makes room in all tables for so many replications in all.
    pub(super) fn extend_all(tables: &mut [Self], rows: usize) -> Result<(), Failure> {
        let columns: u128 = tables.iter().map(|table| table.columns as u128).sum();
        let bytes = rows as u128 * columns * 8;
        // Systems promise more memory than there is; a table of 64 GB is a slip of the finger.
        let sane = bytes <= 64_000_000_000;
        if !sane || !tables.iter_mut().all(|table| table.reserve(rows)) {
            return Err(Failure::Memory { bytes });
        }
        for table in tables {
            table.extend(rows);
        }
        Ok(())
    }

    /// Whether there is memory for so many replications in all.
    fn reserve(&mut self, rows: usize) -> bool {
        let more = (rows - self.rows()).checked_mul(self.columns);
        more.is_some_and(|cells| self.values.try_reserve_exact(cells).is_ok())
    }

    fn extend(&mut self, rows: usize) {
        self.values.resize(rows * self.columns, f64::NAN);
        self.series
            .resize(rows.min(self.series_rows()) * self.cells(), 0.0);
    }

    /// Forgets all replications from this one on.
    pub(super) fn truncate(&mut self, rows: usize) {
        self.values.truncate(rows * self.columns);
        self.series.truncate(rows * self.cells());
    }

    /// The rows from one on in batches of so many.
    pub(super) fn batches(&mut self, from: usize, rows: usize) -> Vec<Batch<'_>> {
        let (cells, columns) = (self.cells(), self.columns);
        let kept = self.series.len().min(from * cells);
        let mut series = &mut self.series[kept..];
        let mut batches = Vec::new();
        let values = self.values[from * columns..].chunks_mut(rows * columns.max(1));
        for (index, values) in values.enumerate() {
            let kept = (values.len() / columns.max(1) * cells).min(series.len());
            let (mine, rest) = std::mem::take(&mut series).split_at_mut(kept);
            series = rest;
            batches.push(Batch {
                first: from + index * rows,
                rows: values,
                series: mine,
            });
        }
        batches
    }

    /// How many replications keep their series.
    fn series_rows(&self) -> usize {
        (SERIES_VALUES / self.cells().max(1)).clamp(50, SERIES_ROWS)
    }

    /// Values of the series of one replication.
    fn cells(&self) -> usize {
        self.frame.offset(self.frame.series.len())
    }

    /// Number of replications.
    pub fn rows(&self) -> usize {
        self.values.len().checked_div(self.columns).unwrap_or(0)
    }

    /// The metrics of a replication.
    pub fn row(&self, replication: usize) -> &[f64] {
        &self.values[replication * self.columns..(replication + 1) * self.columns]
    }

    /// A metric over all replications, in their order; NaN where it is absent.
    pub fn column(&self, metric: usize) -> Vec<f64> {
        self.values
            .iter()
            .skip(metric)
            .step_by(self.columns.max(1))
            .copied()
            .collect()
    }

    /// The grid and names of the series.
    pub fn frame(&self) -> &Frame {
        &self.frame
    }

    /// The values of a series at a grid point, over the replications that keep series.
    pub fn series(&self, series: usize, point: usize) -> Vec<f64> {
        let cells = self.cells();
        let at = self.frame.offset(series) + point;
        self.series
            .iter()
            .skip(at)
            .step_by(cells.max(1))
            .map(|&value| f64::from(value))
            .collect()
    }

    /// The sums of a series over grid points from one to before another, over the replications that keep series.
    pub fn series_sums(&self, series: usize, from: usize, to: usize) -> Vec<f64> {
        let cells = self.cells();
        let at = self.frame.offset(series);
        let rows = self.series.chunks_exact(cells.max(1));
        rows.map(|row| {
            row[at + from..at + to]
                .iter()
                .map(|&value| f64::from(value))
                .sum()
        })
        .collect()
    }
}
