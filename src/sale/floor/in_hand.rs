//! Work in hand, by the time at which it will be done.

use crate::sale::time::{Stamp, Ticks};

/// Who will be done when, the next one last: it is taken off the end, and most work that begins is done late.
#[derive(Clone, Debug, Default)]
pub struct InHand {
    people: Vec<Stamp>,
}

/// Up to so many make place one by one, which takes less time than halving.
const FEW: usize = 24;

impl InHand {
    /// Nobody has anything in hand.
    pub fn clear(&mut self) {
        self.people.clear();
    }

    /// When the next one is done; never when nobody is at work.
    #[inline]
    pub fn next(&self) -> Ticks {
        self.people.last().map_or(Ticks::MAX, |done| done.time())
    }

    /// A person will be done at this time.
    #[inline]
    pub fn push(&mut self, time: Ticks, person: usize) {
        let done = Stamp::new(time, person);
        let count = self.people.len();
        if count > FEW {
            let place = self.people.partition_point(|other| *other > done);
            self.people.insert(place, done);
            return;
        }
        self.people.push(done);
        let mut place = count;
        while place > 0 && self.people[place - 1] < done {
            self.people[place] = self.people[place - 1];
            place -= 1;
        }
        self.people[place] = done;
    }

    /// Takes the person that is done next.
    #[inline]
    pub fn pop(&mut self) -> Option<usize> {
        self.people.pop().map(Stamp::order)
    }

    /// Everybody at work: when each is done, and who.
    pub fn all(&self) -> impl Iterator<Item = (Ticks, usize)> + '_ {
        let all = self.people.iter();
        all.map(|done| (done.time(), done.order()))
    }
}
