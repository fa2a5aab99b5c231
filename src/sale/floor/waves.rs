//! Waves on the floor: orders are put together, and wait together.

use super::site::Next;
use super::{Floor, Timer};
use crate::sale::time::Ticks;

impl Floor<'_> {
    /// Puts together the orders that wait, as far as it is time to.
    pub fn release_waves(&mut self, station: usize) {
        let site = &mut self.state.sites[station];
        let Some(wave) = site.wave else {
            return;
        };
        self.release_before(station, self.now.saturating_add(1));
        let site = &mut self.state.sites[station];
        let came = self.arrivals[station].stamps();
        let Some(first) = came.get(site.released) else {
            return;
        };
        let due = first.time().saturating_add(wave.after);
        if due < Ticks::MAX && due != site.due {
            site.due = due;
            let timer = Timer::Wave {
                station: station as u32,
            };
            self.set_timer(due, timer);
        }
    }

    /// Puts together the orders that have come, as far as it is time to before a time: so many, or those of so long.
    pub fn release_before(&mut self, station: usize, until: Ticks) {
        let site = &mut self.state.sites[station];
        let Some(wave) = site.wave else {
            return;
        };
        let came = self.arrivals[station].stamps();
        while let Some(one) = came.get(site.released) {
            let first = site.released;
            let due = one.time().saturating_add(wave.after);
            let full = came.get(first + wave.orders - 1).map(|last| last.time());
            let (ready, count) = match full {
                Some(full) if full <= due => (full, wave.orders),
                _ if due < until => {
                    let waiting = came[first..].iter().take(wave.orders);
                    (due, waiting.take_while(|one| one.time() <= due).count())
                }
                _ => return,
            };
            site.waves.push_back(Next {
                ready,
                first,
                count,
            });
            site.released += count;
        }
    }
}
