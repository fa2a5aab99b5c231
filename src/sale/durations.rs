//! Durations of the orders of one replication, and the metrics made of them.

use super::quantiles::Quantiles;
use super::time::{Ticks, ticks};

/// Metrics of a duration of each order: mean, quantiles and shares within a time.
#[derive(Clone, Debug)]
pub struct DurationGauges {
    /// The place of the mean.
    pub mean: usize,
    /// Probabilities and places of quantiles.
    pub quantiles: Vec<(f64, usize)>,
    /// Minutes and places of shares within a time.
    pub within: Vec<(f64, usize)>,
    /// What they are told in.
    pub unit: fn(Ticks) -> f64,
}

/// Durations, reused from metric to metric.
#[derive(Clone, Debug, Default)]
pub struct Durations {
    /// Those above 0. Most waits are none at all, and need no looking at.
    positive: Vec<Ticks>,
    zeros: usize,
    sum: Ticks,
    largest: Ticks,
    /// How old those were at the end of `follow` that had not ended; they are among the durations too.
    ages: Vec<Ticks>,
    quantiles: Quantiles,
}

impl Durations {
    /// Forgets those of before.
    pub fn clear(&mut self) {
        self.positive.clear();
        self.ages.clear();
        (self.zeros, self.sum, self.largest) = (0, 0, 0);
    }

    /// Adds these, at most `most`.
    #[inline]
    pub fn extend(&mut self, most: usize, durations: impl Iterator<Item = Ticks>) {
        let before = self.positive.len();
        self.positive.resize(before + most, 0);
        let places = &mut self.positive[before..];
        let (mut cases, mut kept, mut sum, mut largest) = (0, 0, 0, 0);
        for duration in durations {
            places[kept] = duration;
            kept += usize::from(duration > 0);
            cases += 1;
            sum += duration;
            largest = duration.max(largest);
        }
        self.positive.truncate(before + kept);
        self.zeros += cases - kept;
        // Whole ticks add up exactly; 2^64 of them are a million orders waiting 58,000 years each... times 17.
        self.sum += sum;
        self.largest = self.largest.max(largest);
    }

    /// Adds those that had not ended, by their ages.
    pub fn extend_unfinished(&mut self, ages: impl Iterator<Item = Ticks> + Clone) {
        self.ages.extend(ages.clone());
        self.extend(self.ages.len(), ages);
    }

    /// How many there are.
    pub fn cases(&self) -> usize {
        self.zeros + self.positive.len()
    }

    /// How many of them had not ended.
    pub fn unfinished(&self) -> usize {
        self.ages.len()
    }

    /// All of them together.
    pub fn sum(&self) -> Ticks {
        self.sum
    }

    /// Reports them; without any, the metrics stay as they are.
    pub fn report(&mut self, gauges: &DurationGauges, values: &mut [f64]) {
        let cases = self.cases();
        if cases == 0 {
            return;
        }
        let unit = gauges.unit;
        values[gauges.mean] = unit(self.sum) / cases as f64;
        let all = (self.zeros, &self.positive[..], self.largest);
        self.quantiles.find(all, &gauges.quantiles, |place, value| {
            values[place] = unit(value);
        });
        for &(limit, place) in &gauges.within {
            let limit = ticks(limit);
            let count = |all: &[Ticks]| all.iter().filter(|&&duration| duration <= limit).count();
            let within = self.zeros + count(&self.positive) - count(&self.ages);
            values[place] = within as f64 / cases as f64;
        }
    }
}
