//! What will happen when, the earliest first.

use crate::sale::play::NEVER;
use crate::sale::time::Ticks;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Numbered things by their times; of equal times the lower number comes first.
#[derive(Clone, Debug, Default)]
pub struct Times {
    /// A few of them, the earliest last: to make place one by one takes less time than a heap does.
    few: Vec<(Ticks, u32)>,
    /// What was too much for that.
    many: BinaryHeap<Reverse<(Ticks, u32)>>,
}

const FEW: usize = 32;

impl Times {
    /// Nothing will happen.
    pub fn clear(&mut self) {
        self.few.clear();
        self.many.clear();
    }

    /// When the earliest happens; never, where there is nothing.
    #[inline]
    pub fn earliest(&self) -> Ticks {
        let few = self.few.last().map_or(NEVER, |one| one.0);
        let many = self.many.peek().map_or(NEVER, |Reverse(one)| one.0);
        few.min(many)
    }

    /// Something will happen.
    #[inline]
    pub fn push(&mut self, at: Ticks, number: u32) {
        let count = self.few.len();
        if count >= FEW {
            self.many.push(Reverse((at, number)));
            return;
        }
        self.few.push((at, number));
        let mut place = count;
        while place > 0 && self.few[place - 1] < (at, number) {
            self.few[place] = self.few[place - 1];
            place -= 1;
        }
        self.few[place] = (at, number);
    }

    /// Takes the earliest, if its time has come.
    #[inline]
    pub fn due(&mut self, now: Ticks) -> Option<u32> {
        let few = self.few.last().copied().unwrap_or((NEVER, 0));
        let many = self.many.peek().map_or((NEVER, 0), |Reverse(one)| *one);
        if few.0.min(many.0) != now {
            return None;
        }
        if few < many {
            self.few.pop();
            return Some(few.1);
        }
        self.many.pop();
        Some(many.1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_earliest_comes_first() {
        let mut times = Times::default();
        let mut all = Vec::new();
        for number in 0..100u32 {
            let at = Ticks::from(number * 37 % 61);
            times.push(at, number);
            all.push((at, number));
        }
        all.sort_unstable();
        for (at, number) in all {
            assert_eq!((times.earliest(), times.due(at + 1)), (at, None));
            assert_eq!(times.due(at), Some(number));
        }
        assert_eq!((times.earliest(), times.due(5)), (NEVER, None));
    }
}
