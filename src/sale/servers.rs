//! The free times of a station's servers.
//!
//! Each server that has worked is remembered by the end of its last piece of work, stamped with the order it was done
//! for. Taking the earliest of them as the next order starts yields the departures of the station in order of time, so
//! that no sort is needed between stations.

use super::time::Stamp;

/// Servers by the end of their present or last work.
pub trait Servers {
    /// The earliest end, if any server has worked yet.
    fn earliest(&self) -> Option<Stamp>;
    /// How many have worked.
    fn len(&self) -> usize;
    /// Adds a server that has not worked before.
    fn add(&mut self, end: Stamp);
    /// Gives the earliest server its next piece of work.
    fn replace_earliest(&mut self, end: Stamp);
    /// Takes out the earliest.
    fn remove_earliest(&mut self) -> Option<Stamp>;
}

/// Up to this many servers a sorted array is faster than a heap.
pub const FEW: usize = 12;

/// Few servers: ends in rising order.
#[derive(Clone, Debug, Default)]
pub struct SortedEnds {
    ends: [Stamp; FEW],
    len: usize,
}

impl Servers for SortedEnds {
    #[inline]
    fn earliest(&self) -> Option<Stamp> {
        self.ends[..self.len].first().copied()
    }

    #[inline]
    fn len(&self) -> usize {
        self.len
    }

    fn add(&mut self, end: Stamp) {
        let place = self.ends[..self.len].partition_point(|&other| other < end);
        self.ends.copy_within(place..self.len, place + 1);
        self.ends[place] = end;
        self.len += 1;
    }

    #[inline]
    fn replace_earliest(&mut self, end: Stamp) {
        // Every place takes the middle one of its own, its right neighbour's and the new end: no branch to mispredict.
        let last = self.len - 1;
        let ends = &mut self.ends[..=last];
        for i in 0..last {
            let next = ends[i + 1];
            ends[i] = if i == 0 {
                next.min(end)
            } else {
                next.min(end).max(ends[i])
            };
        }
        ends[last] = if last == 0 { end } else { ends[last].max(end) };
    }

    fn remove_earliest(&mut self) -> Option<Stamp> {
        let first = self.earliest()?;
        self.ends.copy_within(1..self.len, 0);
        self.len -= 1;
        Some(first)
    }
}

/// Many servers: a heap in which every node has four children (half the depth of a binary one).
#[derive(Clone, Debug, Default)]
pub struct HeapOfEnds {
    ends: Vec<Stamp>,
}

impl HeapOfEnds {
    /// Forgets all servers.
    pub fn clear(&mut self) {
        self.ends.clear();
    }

    #[inline]
    fn sink(&mut self, end: Stamp) {
        let ends = &mut self.ends[..];
        let mut hole = 0;
        loop {
            let first = 4 * hole + 1;
            if first >= ends.len() {
                break;
            }
            let last = (first + 4).min(ends.len());
            let mut least = first;
            for child in first + 1..last {
                if ends[child] < ends[least] {
                    least = child;
                }
            }
            if end <= ends[least] {
                break;
            }
            ends[hole] = ends[least];
            hole = least;
        }
        ends[hole] = end;
    }
}

impl Servers for HeapOfEnds {
    #[inline]
    fn earliest(&self) -> Option<Stamp> {
        self.ends.first().copied()
    }

    #[inline]
    fn len(&self) -> usize {
        self.ends.len()
    }

    fn add(&mut self, end: Stamp) {
        let mut hole = self.ends.len();
        self.ends.push(end);
        while hole > 0 {
            let parent = (hole - 1) / 4;
            if self.ends[parent] <= end {
                break;
            }
            self.ends[hole] = self.ends[parent];
            hole = parent;
        }
        self.ends[hole] = end;
    }

    #[inline]
    fn replace_earliest(&mut self, end: Stamp) {
        self.sink(end);
    }

    fn remove_earliest(&mut self) -> Option<Stamp> {
        let first = self.earliest()?;
        let end = self.ends.pop()?;
        if !self.ends.is_empty() {
            self.sink(end);
        }
        Some(first)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plays_like_a_sorted_list(servers: &mut impl Servers, many: usize) {
        let mut reference: Vec<Stamp> = Vec::new();
        let mut state = 12345u64;
        for step in 0..2000 {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            let end = Stamp::new((state >> 50) + step, step as usize);
            assert_eq!(servers.earliest(), reference.first().copied());
            if reference.len() < many {
                servers.add(end);
            } else {
                servers.replace_earliest(end);
                reference.remove(0);
            }
            reference.push(end);
            reference.sort();
            assert_eq!(servers.len(), reference.len());
        }
        for expected in reference {
            assert_eq!(servers.remove_earliest(), Some(expected));
        }
        assert_eq!(servers.remove_earliest(), None);
    }

    #[test]
    fn both_kinds_keep_the_earliest_first() {
        for many in 1..=FEW {
            plays_like_a_sorted_list(&mut SortedEnds::default(), many);
        }
        for many in [1, 2, 5, 6, 21, 200] {
            plays_like_a_sorted_list(&mut HeapOfEnds::default(), many);
        }
    }
}
