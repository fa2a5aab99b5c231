//! What was done at a station: when work on its orders began, how long it took, and who did it.

use super::play::NEVER;
use super::time::Ticks;

/// What was done at a station, by order of arrival; shorter than the arrivals when work on the last never began.
#[derive(Clone, Debug, Default)]
pub struct Services {
    /// When the work began; [`NEVER`] where it did not though that on later arrivals did.
    pub starts: Vec<Ticks>,
    /// How long it took.
    pub work: Vec<u32>,
    /// Who did it, where people work in shifts: places in the roster.
    pub person: Vec<u32>,
    /// Whether work was not begun in order of arrival, so that the beginnings do not rise.
    pub overtaken: bool,
    /// The beginnings, sorted, where they are not.
    sorted: Vec<Ticks>,
    /// Whether orders are worked on in waves: those of a wave follow each other and have beginning and person in common.
    pub waves: bool,
}

impl Services {
    /// Forgets everything.
    pub fn clear(&mut self) {
        (self.overtaken, self.waves) = (false, false);
        self.starts.clear();
        self.work.clear();
        self.person.clear();
    }

    /// Adds a piece of work on an arrival; those before it that have none have not begun yet.
    pub fn add(&mut self, arrival: usize, (start, work, person): (Ticks, u32, usize)) {
        if arrival < self.starts.len() {
            (self.starts[arrival], self.work[arrival]) = (start, work);
            self.person[arrival] = person as u32;
            return;
        }
        if arrival > self.starts.len() {
            self.overtaken = true;
            self.starts.resize(arrival, NEVER);
            self.work.resize(arrival, 0);
            self.person.resize(arrival, 0);
        }
        self.push((start, work, person));
    }

    /// Adds a piece of work on the next arrival.
    #[inline]
    pub fn push(&mut self, (start, work, person): (Ticks, u32, usize)) {
        self.starts.push(start);
        self.work.push(work);
        self.person.push(person as u32);
    }

    /// Takes out the last pieces of work, but for so many.
    pub fn truncate(&mut self, count: usize) {
        self.starts.truncate(count);
        self.work.truncate(count);
        self.person.truncate(count);
    }

    /// Ends a play: what comes last has begun, and [`Services::rising`] can be asked for.
    pub fn finish(&mut self) {
        while self.starts.last() == Some(&NEVER) {
            self.starts.pop();
            self.work.pop();
            self.person.pop();
        }
        self.sorted.clear();
        if self.overtaken {
            let begun = self.starts.iter().filter(|&&start| start != NEVER);
            self.sorted.extend(begun);
            self.sorted.sort_unstable();
        }
    }

    /// The beginnings in order of time.
    pub fn rising(&self) -> &[Ticks] {
        if self.overtaken {
            &self.sorted
        } else {
            &self.starts
        }
    }

    /// The work that was done, as (beginning, how long); that on a wave once.
    pub fn pieces(&self) -> impl Iterator<Item = (Ticks, u32)> + '_ {
        let all = self
            .starts
            .iter()
            .copied()
            .zip(self.work.iter().copied())
            .enumerate();
        let first = |&(index, (start, _)): &(usize, (Ticks, u32))| {
            let with_before = self.waves
                && index > 0
                && self.starts[index - 1] == start
                && self.person[index - 1] == self.person[index];
            start != NEVER && !with_before
        };
        all.filter(first).map(|(_, piece)| piece)
    }
}
