//! The table of outcomes: one row a replication, one column a metric.

use super::Failure;
use crate::model::Frame;

/// Time series are kept of this many replications, the first ones: plenty for bands in a picture, and it keeps memory
/// flat however many are played.
pub const SERIES_ROWS: usize = 1000;

/// Outcomes by replication number.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    columns: usize,
    values: Vec<f64>,
    frame: Frame,
    series: Vec<f32>,
}

/// A run of rows: the first one's number, the values, and the series of those rows that keep them.
pub(super) type Batch<'a> = (usize, &'a mut [f64], &'a mut [f32]);

impl Table {
    pub(super) fn new(columns: usize, frame: &Frame, rows: usize) -> Result<Self, Failure> {
        let bytes = rows as u128 * columns as u128 * 8;
        let mut values = Vec::new();
        let fits =
            usize::try_from(bytes / 8).is_ok_and(|cells| values.try_reserve_exact(cells).is_ok());
        // Systems promise more memory than there is; a table of 64 GB is a slip of the finger.
        if !fits || bytes > 64_000_000_000 {
            return Err(Failure::Memory { bytes });
        }
        values.resize(rows * columns, f64::NAN);
        let cells = frame.points * frame.series.len();
        Ok(Self {
            columns,
            values,
            frame: frame.clone(),
            series: vec![0.0; rows.min(SERIES_ROWS) * cells],
        })
    }

    /// The rows in batches of so many; series are kept of whole batches.
    pub(super) fn batches(&mut self, rows: usize) -> Vec<Batch<'_>> {
        let cells = self.frame.points * self.frame.series.len();
        let mut series = &mut self.series[..];
        let mut batches = Vec::new();
        for (index, values) in self
            .values
            .chunks_mut(rows * self.columns.max(1))
            .enumerate()
        {
            let kept = (values.len() / self.columns.max(1) * cells).min(series.len());
            let (mine, rest) = std::mem::take(&mut series).split_at_mut(kept);
            series = rest;
            batches.push((index * rows, values, mine));
        }
        batches
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
        let cells = self.frame.points * self.frame.series.len();
        let at = series * self.frame.points + point;
        self.series
            .iter()
            .skip(at)
            .step_by(cells.max(1))
            .map(|&value| f64::from(value))
            .collect()
    }

    /// The sums of a series over grid points from one to before another, over the replications that keep series.
    pub fn series_sums(&self, series: usize, from: usize, to: usize) -> Vec<f64> {
        let cells = self.frame.points * self.frame.series.len();
        let at = series * self.frame.points;
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
