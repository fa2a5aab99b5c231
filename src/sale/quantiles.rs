//! Quantiles over the orders of one replication.

use super::time::Ticks;

/// Finds order statistics by counting into buckets, without sorting everything.
#[derive(Clone, Debug, Default)]
pub struct Quantiles {
    counts: Vec<u32>,
    bucket: Vec<Ticks>,
}

const BUCKETS: usize = 512;

impl Quantiles {
    /// Passes the ⌈p·n⌉-th smallest of `values` to `found` for each (p, place); nothing when there are no values.
    ///
    /// Probabilities are hundredths between 0.01 and 0.99.
    pub fn find(
        &mut self,
        values: &[Ticks],
        asked: &[(f64, usize)],
        mut found: impl FnMut(usize, Ticks),
    ) {
        if asked.is_empty() {
            return;
        }
        let Some(&largest) = values.iter().max() else {
            return;
        };
        let shift =
            (Ticks::BITS - largest.leading_zeros()).saturating_sub(BUCKETS.trailing_zeros());
        self.counts.clear();
        self.counts.resize(BUCKETS, 0);
        for &value in values {
            self.counts[(value >> shift) as usize & (BUCKETS - 1)] += 1;
        }
        for &(p, place) in asked {
            // Whole hundredths keep 0.95 · 20 from becoming 19.000000000000004.
            let rank = (values.len() as u64 * (p * 100.0).round() as u64)
                .div_ceil(100)
                .max(1) as usize;
            found(place, self.select(values, shift, rank));
        }
    }

    fn select(&mut self, values: &[Ticks], shift: u32, rank: usize) -> Ticks {
        let mut below = 0;
        let mut index = 0;
        while below + (self.counts[index] as usize) < rank {
            below += self.counts[index] as usize;
            index += 1;
        }
        self.bucket.clear();
        self.bucket.extend(
            values
                .iter()
                .filter(|&&value| (value >> shift) as usize == index),
        );
        *self.bucket.select_nth_unstable(rank - below - 1).1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_sorting() {
        let mut quantiles = Quantiles::default();
        let mut state = 1u64;
        for n in [1usize, 2, 19, 20, 100, 1000] {
            let values: Vec<Ticks> = (0..n)
                .map(|i| {
                    state = state
                        .wrapping_mul(6_364_136_223_846_793_005)
                        .wrapping_add(1);
                    (state >> (20 + i % 40)) * u64::from(i % 3 > 0)
                })
                .collect();
            let mut sorted = values.clone();
            sorted.sort_unstable();
            for percent in 1..100usize {
                let rank = (n * percent).div_ceil(100).max(1);
                let mut seen = None;
                quantiles.find(&values, &[(percent as f64 / 100.0, 7)], |place, value| {
                    seen = Some((place, value));
                });
                assert_eq!(seen, Some((7, sorted[rank - 1])), "p{percent} of {n}");
            }
        }
        quantiles.find(&[], &[(0.5, 0)], |_, _| panic!("no value to find"));
    }
}
