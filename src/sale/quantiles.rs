//! Quantiles over the orders of one replication.

use super::time::Ticks;

/// Finds order statistics by counting into buckets, and looking closely only at those they fall into.
#[derive(Clone, Debug, Default)]
pub struct Quantiles {
    /// The values of the buckets looked at.
    chosen: Vec<Ticks>,
    /// What is asked for, as rank among the chosen values (from 0) and place.
    ranks: Vec<(usize, usize)>,
}

const BUCKETS: usize = 256;

impl Quantiles {
    /// Passes the ⌈p·n⌉-th smallest value to `found` for each (p, place); nothing when there are no values.
    ///
    /// The values are so many zeros, and positive ones with the largest of them. Probabilities rise; they are hundredths
    /// between 0.01 and 0.99.
    pub fn find(
        &mut self,
        (zeros, positive, largest): (usize, &[Ticks], Ticks),
        asked: &[(f64, usize)],
        mut found: impl FnMut(usize, Ticks),
    ) {
        let all = (zeros + positive.len()) as u64;
        // Whole hundredths keep 0.95 · 20 from becoming 19.000000000000004.
        let rank = |p: f64| (all * (p * 100.0).round() as u64).div_ceil(100) as usize;
        let in_zeros = asked.partition_point(|&(p, _)| rank(p) <= zeros);
        if all > 0 {
            asked[..in_zeros]
                .iter()
                .for_each(|&(_, place)| found(place, 0));
        }
        let asked = asked[in_zeros..].iter();
        self.choose(
            positive,
            largest,
            asked.map(|&(p, place)| (rank(p) - zeros, place)),
        );
        let (mut rest, mut before) = (&mut self.chosen[..], 0);
        for &(rank, place) in &self.ranks {
            let (_, &mut value, _) = rest.select_nth_unstable(rank - before);
            found(place, value);
            rest = &mut rest[rank - before..];
            before = rank;
        }
    }

    /// Picks the values of all buckets that `asked` ranks (from 1, rising) fall into.
    fn choose(
        &mut self,
        values: &[Ticks],
        largest: Ticks,
        asked: impl Iterator<Item = (usize, usize)>,
    ) {
        self.ranks.clear();
        let mut asked = asked.peekable();
        if asked.peek().is_none() {
            self.chosen.clear();
            return;
        }
        let shift =
            (Ticks::BITS - largest.leading_zeros()).saturating_sub(BUCKETS.trailing_zeros());
        let bucket = |value: Ticks| (value >> shift) as usize & (BUCKETS - 1);
        let mut counts = [0; BUCKETS];
        for &value in values {
            counts[bucket(value)] += 1;
        }
        let mut looked_at = [false; BUCKETS];
        let (mut index, mut below, mut left_out) = (0, 0, 0);
        for (rank, place) in asked {
            while below + counts[index] < rank {
                below += counts[index];
                left_out += if looked_at[index] { 0 } else { counts[index] };
                index += 1;
            }
            looked_at[index] = true;
            self.ranks.push((rank - 1 - left_out, place));
        }
        self.chosen.resize(values.len(), 0);
        let mut kept = 0;
        for &value in values {
            self.chosen[kept] = value;
            kept += usize::from(looked_at[bucket(value)]);
        }
        self.chosen.truncate(kept);
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
            let positive: Vec<Ticks> = values.into_iter().filter(|&value| value > 0).collect();
            let all = (n - positive.len(), &positive[..], sorted[n - 1]);
            let asked: Vec<(f64, usize)> = (1..100)
                .map(|percent| (percent as f64 / 100.0, percent))
                .collect();
            let mut check = |asked: &[(f64, usize)]| {
                let mut seen = Vec::new();
                quantiles.find(all, asked, |percent, value| seen.push((percent, value)));
                let expected = asked
                    .iter()
                    .map(|&(_, percent)| (percent, sorted[(n * percent).div_ceil(100).max(1) - 1]));
                assert_eq!(seen, expected.collect::<Vec<_>>(), "of {n}");
            };
            check(&asked);
            for &one in &asked {
                check(&[one]);
            }
        }
        quantiles.find((0, &[], 0), &[(0.5, 0)], |_, _| panic!("no value to find"));
    }
}
