//! Time in whole ticks, and orders stamped with it.
//!
//! Integer time makes sums exact and results equal on every system. A tick is a tenth of a millisecond, so that the
//! durations shops write ("24s", "1.5min") are whole numbers of ticks.

/// A time from opening, or a duration, in ticks of 0.1 ms.
pub type Ticks = u64;

/// Ticks in a minute.
pub const MINUTE: f64 = 600_000.0;

/// The most orders a world can hold: what fits beside the time in a [`Stamp`].
pub const MOST_ORDERS: usize = 1 << ORDER_BITS;

/// The longest time that can be followed, in days.
pub const MOST_DAYS: f64 = 1000.0;

const ORDER_BITS: u32 = 24;
const ORDER_MASK: u64 = MOST_ORDERS as u64 - 1;

/// Minutes as ticks, to the nearest; times before opening become 0 and endless ones the largest.
#[inline]
pub fn ticks(minutes: f64) -> Ticks {
    // Adding one half and cutting off rounds as `round` does for what is not negative, at a fraction of its time.
    (minutes * MINUTE + 0.5) as Ticks
}

/// Ticks as minutes.
#[inline]
pub fn minutes(ticks: Ticks) -> f64 {
    ticks as f64 / MINUTE
}

/// Ticks as hours.
#[inline]
pub fn hours(ticks: Ticks) -> f64 {
    ticks as f64 / (60.0 * MINUTE)
}

/// An order at a point of time. Stamps sort by time, equal times by order number, which is how ties are broken
/// everywhere.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stamp(u64);

impl Stamp {
    /// Later than every order.
    pub const LAST: Self = Self(u64::MAX);

    /// The order of this number at this time.
    #[inline]
    pub const fn new(time: Ticks, order: usize) -> Self {
        Self((time << ORDER_BITS) | order as u64)
    }

    /// The order of this number so much later.
    #[inline]
    #[must_use]
    pub const fn later(self, by: u32, order: usize) -> Self {
        // Shorter than taking the time out and putting it in again: the line's queues wait for just this.
        Self((self.0 & !ORDER_MASK) + (((by as u64) << ORDER_BITS) | order as u64))
    }

    /// When.
    #[inline]
    pub const fn time(self) -> Ticks {
        self.0 >> ORDER_BITS
    }

    /// Which order.
    #[inline]
    pub const fn order(self) -> usize {
        (self.0 & ORDER_MASK) as usize
    }
}

/// Stamps in sorted runs, one from each place they come from, to be merged into one sorted list.
#[derive(Clone, Debug, Default)]
pub struct Runs {
    stamps: Vec<Stamp>,
    /// Where each run begins.
    begins: Vec<usize>,
}

impl Runs {
    /// Takes everything out.
    pub fn clear(&mut self) {
        self.stamps.clear();
        self.begins.clear();
    }

    /// Becomes the same as others.
    pub fn copy(&mut self, other: &Self) {
        self.stamps.clone_from(&other.stamps);
        self.begins.clone_from(&other.begins);
    }

    /// What is pushed from here on belongs to a new run.
    pub fn begin(&mut self) {
        let at = self.stamps.len();
        match self.begins.last() {
            Some(&last) if last == at => {}
            _ => self.begins.push(at),
        }
    }

    /// Adds a stamp to the present run, which it does not precede.
    #[inline]
    pub fn push(&mut self, stamp: Stamp) {
        self.stamps.push(stamp);
    }

    /// Adds a new run.
    pub fn append(&mut self, run: &[Stamp]) {
        self.begin();
        self.stamps.extend_from_slice(run);
    }

    /// Adds the runs of others.
    pub fn append_runs(&mut self, runs: &Self) {
        for (index, &from) in runs.begins.iter().enumerate() {
            let to = runs.begins.get(index + 1).copied();
            self.append(&runs.stamps[from..to.unwrap_or(runs.stamps.len())]);
        }
    }

    /// Adds a stamp in its place among those from `from` on; for stamps that come nearly sorted, and all in one run.
    pub fn insert(&mut self, stamp: Stamp, from: usize) {
        self.stamps.push(stamp);
        let mut place = self.stamps.len() - 1;
        while place > from && self.stamps[place - 1] > stamp {
            self.stamps.swap(place - 1, place);
            place -= 1;
        }
    }

    /// Merges what came since the last time, as runs; all of that comes after what was there before.
    pub fn merge_new(&mut self, spare: &mut Vec<Stamp>) {
        if let [first, rest @ ..] = &self.begins[..] {
            for (index, &middle) in rest.iter().enumerate() {
                let end = rest.get(index + 1).copied();
                let end = end.unwrap_or(self.stamps.len());
                let (left, right) = (&self.stamps[*first..middle], &self.stamps[middle..end]);
                // Mostly one of them is empty, or wholly before the other.
                if left.last() <= right.first() || left.is_empty() || right.is_empty() {
                    continue;
                }
                spare.resize(end - first, Stamp::default());
                merge_two(left, right, spare);
                self.stamps[*first..end].copy_from_slice(spare);
            }
        }
        self.begins.clear();
    }

    /// Takes out everything from a place on.
    pub fn truncate(&mut self, count: usize) {
        self.stamps.truncate(count);
        self.begins.clear();
    }

    /// Merges the runs; afterwards all stamps are one sorted run.
    pub fn merge(&mut self, spare: &mut Vec<Stamp>) -> &[Stamp] {
        if self.begins.last() == Some(&self.stamps.len()) {
            self.begins.pop();
        }
        while self.begins.len() > 1 {
            // Neighbouring runs two by two: every stamp moves once for each doubling of the number of runs.
            spare.resize(self.stamps.len(), Stamp::default());
            let mut kept = 0;
            let mut first = 0;
            while first < self.begins.len() {
                let from = self.begins[first];
                let middle = self
                    .begins
                    .get(first + 1)
                    .copied()
                    .unwrap_or(self.stamps.len());
                let end = self
                    .begins
                    .get(first + 2)
                    .copied()
                    .unwrap_or(self.stamps.len());
                self.begins[kept] = from;
                kept += 1;
                merge_two(
                    &self.stamps[from..middle],
                    &self.stamps[middle..end],
                    &mut spare[from..end],
                );
                first += 2;
            }
            self.begins.truncate(kept);
            std::mem::swap(&mut self.stamps, spare);
        }
        &self.stamps
    }

    /// The stamps, sorted once [`Runs::merge`] has been called.
    pub fn stamps(&self) -> &[Stamp] {
        &self.stamps
    }
}

/// Merges two sorted runs into a place that holds both. It begins at both ends, as two walks side by side take less time
/// than one after the other.
fn merge_two(left: &[Stamp], right: &[Stamp], into: &mut [Stamp]) {
    // So many can be taken from both ends before either run is used up.
    let sure = left.len().min(right.len());
    let (mut i, mut j) = (0, 0);
    let (mut i_end, mut j_end) = (left.len(), right.len());
    let all = into.len();
    for at in 0..sure {
        let (a, b) = (left[i], right[j]);
        into[at] = a.min(b);
        i += usize::from(a <= b);
        j += usize::from(a > b);
        let (a, b) = (left[i_end - 1], right[j_end - 1]);
        into[all - 1 - at] = a.max(b);
        i_end -= usize::from(a > b);
        j_end -= usize::from(a <= b);
    }
    let (left, right) = (&left[i..i_end], &right[j..j_end]);
    let rest = &mut into[sure..all - sure];
    let (mut i, mut j) = (0, 0);
    while let (Some(&a), Some(&b)) = (left.get(i), right.get(j)) {
        rest[i + j] = a.min(b);
        i += usize::from(a <= b);
        j += usize::from(a > b);
    }
    rest[i + j..right.len() + i].copy_from_slice(&right[j..]);
    rest[right.len() + i..].copy_from_slice(&left[i..]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shop_durations_are_whole_ticks() {
        assert_eq!(ticks(24.0 / 60.0), 240_000);
        assert_eq!(ticks(1.5), 900_000);
        assert_eq!(ticks(-3.0), 0);
        assert_eq!(ticks(f64::NAN), 0);
    }

    #[test]
    fn stamps_sort_by_time_then_order() {
        let early = Stamp::new(5, 9);
        let late = Stamp::new(6, 1);
        assert!(early < late && Stamp::new(5, 3) < early);
        assert_eq!((late.time(), late.order()), (6, 1));
        assert_eq!(late.later(3, 0), Stamp::new(9, 0));
        let last = ticks(MOST_DAYS * 1440.0);
        assert_eq!(Stamp::new(last, MOST_ORDERS - 1).time(), last);
    }

    #[test]
    fn merging_runs_sorts() {
        for runs in 0..6u64 {
            let mut merged = Runs::default();
            let mut all = Vec::new();
            for run in 0..runs {
                merged.begin();
                for step in 0..(run * 7) % 5 {
                    let stamp = Stamp::new((step * 13 + run * 5) % 50 + step * 50, run as usize);
                    merged.push(stamp);
                    all.push(stamp);
                }
            }
            merged.begin();
            all.sort();
            assert_eq!(merged.merge(&mut Vec::new()), all);
        }
    }
}
