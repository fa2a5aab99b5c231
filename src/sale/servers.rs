//! The free times of a station's servers.
//!
//! Each server is remembered by the end of its last piece of work and the order it was done for. Taking the earliest of
//! them as the next order starts yields the departures of the station in order of time, so that no sort is needed
//! between stations. A server that has not worked yet counts as one that left order 0 at the opening.

use super::time::Stamp;

/// Servers by the end of their present or last work.
pub trait Servers {
    /// The earliest end; its order number may be of any kind.
    fn earliest(&self) -> Stamp;
    /// Gives the earliest server its next piece of work and tells its last one. Ends never precede the earliest.
    fn replace_earliest(&mut self, end: Stamp) -> Stamp;
    /// Adds the last work of all servers to `ends`, in any order.
    fn rest(&self, ends: &mut Vec<Stamp>);
}

/// Few servers (up to about 8, beyond which a tournament is faster): all ends in rising order.
#[derive(Clone, Debug)]
pub struct SortedEnds<const N: usize>([Stamp; N]);

impl<const N: usize> Default for SortedEnds<N> {
    fn default() -> Self {
        Self([Stamp::default(); N])
    }
}

impl<const N: usize> Servers for SortedEnds<N> {
    #[inline]
    fn earliest(&self) -> Stamp {
        self.0[0]
    }

    #[inline]
    fn replace_earliest(&mut self, end: Stamp) -> Stamp {
        let old = self.0;
        // Every place takes the middle one of its own, its right neighbour's and the new end: no branch to mispredict.
        for place in 0..N {
            let next = old.get(place + 1).map_or(end, |&next| next.min(end));
            self.0[place] = if place == 0 {
                next
            } else {
                next.max(old[place])
            };
        }
        old[0]
    }

    fn rest(&self, ends: &mut Vec<Stamp>) {
        ends.extend_from_slice(&self.0);
    }
}

/// Many servers: a tournament of losers (Knuth, The Art of Computer Programming 3, section 5.4.1).
///
/// Servers stand in pairs, and so do the winners of pairs: the earlier end goes on to the next round. Every match
/// remembers the one that lost it, so that a new end of the last winner has to play only the matches on its own way up,
/// of which there are as many whoever wins. Ends are stamped with the server here.
#[derive(Clone, Debug, Default)]
pub struct Tournament {
    winner: Stamp,
    /// The loser of each match: the final at 1, the matches before match `m` at `2m` and `2m + 1`.
    losers: Vec<Stamp>,
    /// The order of each server's last work.
    orders: Vec<u32>,
}

impl Tournament {
    /// So many servers that have not worked yet, in place of those of before.
    pub fn begin(&mut self, servers: usize) {
        let entries = servers.next_power_of_two();
        self.orders.clear();
        self.orders.resize(servers, 0);
        self.winner = Stamp::default();
        self.losers.clear();
        self.losers.extend((0..entries).map(|game| {
            // All are equal yet, so the lower server wins, and the first of those who came by the right side loses.
            let right = 2 * game + 1;
            let first = (right << (entries.ilog2() - right.ilog2())) - entries;
            if first < servers {
                Stamp::new(0, first)
            } else {
                Stamp::LAST
            }
        }));
    }
}

impl Servers for Tournament {
    #[inline]
    fn earliest(&self) -> Stamp {
        self.winner
    }

    #[inline]
    fn replace_earliest(&mut self, end: Stamp) -> Stamp {
        let server = self.winner.order();
        let order = std::mem::replace(&mut self.orders[server], end.order() as u32);
        let done = Stamp::new(self.winner.time(), order as usize);
        let mut winner = Stamp::new(end.time(), server);
        let mut game = usize::midpoint(self.losers.len(), server);
        while game > 0 {
            let other = self.losers[game];
            self.losers[game] = winner.max(other);
            winner = winner.min(other);
            game /= 2;
        }
        self.winner = winner;
        done
    }

    fn rest(&self, ends: &mut Vec<Stamp>) {
        let losers = self.losers.iter().skip(1);
        let all = losers.filter(|&&end| end != Stamp::LAST);
        ends.extend(
            all.chain([&self.winner])
                .map(|end| Stamp::new(end.time(), self.orders[end.order()] as usize)),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plays_like_a_sorted_list(servers: &mut impl Servers, many: usize) {
        let mut reference = vec![Stamp::default(); many];
        let mut state = 12345u64;
        for step in 0..2000 {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            // Twice the steps and odd or even by chance: no two ends at the same time.
            let end = Stamp::new((state >> 50) * 4096 + 2 * step, step as usize);
            assert_eq!(servers.earliest().time(), reference[0].time());
            assert_eq!(servers.replace_earliest(end), reference.remove(0));
            reference.push(end);
            reference.sort();
        }
        let mut rest = Vec::new();
        servers.rest(&mut rest);
        rest.sort();
        assert_eq!(rest, reference);
    }

    #[test]
    fn both_kinds_keep_the_earliest_first() {
        plays_like_a_sorted_list(&mut SortedEnds::<1>::default(), 1);
        plays_like_a_sorted_list(&mut SortedEnds::<2>::default(), 2);
        plays_like_a_sorted_list(&mut SortedEnds::<7>::default(), 7);
        let mut tournament = Tournament::default();
        for many in [1, 2, 5, 6, 21, 200, 256] {
            tournament.begin(many);
            plays_like_a_sorted_list(&mut tournament, many);
        }
    }
}
