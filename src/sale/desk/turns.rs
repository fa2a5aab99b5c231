//! Whose turn it is at a desk: who has the fewest chats open, and of these who has begun or finished none for longest.

use crate::sale::time::Ticks;

/// Nobody.
const NOBODY: u32 = u32::MAX;

/// People who can take a chat, in a line for each number of open chats; all steps take the same short time however many
/// people there are.
#[derive(Clone, Debug, Default)]
pub struct Turns {
    /// First and last of each line.
    lines: Vec<(u32, u32)>,
    /// Which lines have anybody, by bits.
    busy: u128,
    people: Vec<Place>,
}

/// A person's place in a line.
#[derive(Clone, Copy, Debug)]
struct Place {
    before: u32,
    after: u32,
    /// Which line; [`NOBODY`] where it stands in none.
    line: u32,
    since: Ticks,
}

const NOWHERE: Place = Place {
    before: NOBODY,
    after: NOBODY,
    line: NOBODY,
    since: 0,
};

impl Turns {
    /// So many people, none of whom can take a chat, with so many chats at most.
    pub fn begin(&mut self, people: usize, chats: u32) {
        self.busy = 0;
        self.lines.clear();
        self.lines.resize(chats as usize, (NOBODY, NOBODY));
        self.people.clear();
        self.people.resize(people, NOWHERE);
    }

    /// Whose turn it is.
    #[inline]
    pub fn next(&self) -> Option<usize> {
        (self.busy != 0).then(|| self.lines[self.busy.trailing_zeros() as usize].0 as usize)
    }

    /// A person stands in no line any more.
    #[inline]
    pub fn leave(&mut self, person: usize) {
        let Place {
            before,
            after,
            line,
            ..
        } = self.people[person];
        if line == NOBODY {
            return;
        }
        self.people[person].line = NOBODY;
        let ends = &mut self.lines[line as usize];
        match before {
            NOBODY => ends.0 = after,
            _ => self.people[before as usize].after = after,
        }
        match after {
            NOBODY => ends.1 = before,
            _ => self.people[after as usize].before = before,
        }
        if ends.0 == NOBODY {
            self.busy &= !(1 << line);
        }
    }

    /// A person joins the line of those with so many chats open, now; of those who join at one time the lower number is
    /// first.
    #[inline]
    pub fn join(&mut self, person: usize, open: u32, now: Ticks) {
        let ends = &mut self.lines[open as usize];
        let mut before = ends.1;
        while before != NOBODY
            && self.people[before as usize].since == now
            && before as usize > person
        {
            before = self.people[before as usize].before;
        }
        let after = match before {
            NOBODY => std::mem::replace(&mut ends.0, person as u32),
            _ => std::mem::replace(&mut self.people[before as usize].after, person as u32),
        };
        match after {
            NOBODY => ends.1 = person as u32,
            _ => self.people[after as usize].before = person as u32,
        }
        self.busy |= 1 << open;
        self.people[person] = Place {
            before,
            after,
            line: open,
            since: now,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn turns_are_those_of_a_sorted_list() {
        let (people, chats) = (7, 3);
        let mut turns = Turns::default();
        turns.begin(people, chats);
        // (open, since, person) of those in line; odd steps of a fixed walk decide who joins and leaves.
        let mut list: Vec<(u32, Ticks, usize)> = Vec::new();
        let mut state = 1u64;
        for step in 0..5000u64 {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            let (person, open) = (
                (state >> 40) as usize % people,
                (state >> 50) as u32 % chats,
            );
            turns.leave(person);
            list.retain(|place| place.2 != person);
            if state >> 60 > 3 {
                let now = step / 4;
                turns.join(person, open, now);
                list.push((open, now, person));
            }
            assert_eq!(turns.next(), list.iter().min().map(|place| place.2));
        }
    }
}
