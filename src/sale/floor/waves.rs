//! Waves on the floor: orders are put together, and wait together.

use super::{Floor, Timer};
use crate::sale::time::Ticks;

impl Floor<'_> {
    /// Puts together the orders that wait, as far as it is time to.
    pub fn release_waves(&mut self, station: usize) {
        let site = &mut self.state.sites[station];
        let Some(wave) = site.wave else {
            return;
        };
        let came = self.arrivals[station].stamps();
        while came.len() - site.released >= wave.orders {
            site.waves.push_back((site.released, wave.orders));
            site.released += wave.orders;
        }
        let left = came.len() - site.released;
        if left == 0 {
            return;
        }
        let due = came[site.released].time().saturating_add(wave.after);
        if due <= self.now {
            site.waves.push_back((site.released, left));
            site.released += left;
        } else if due < Ticks::MAX && due != site.due {
            site.due = due;
            let timer = Timer::Wave {
                station: station as u32,
            };
            self.set_timer(due, timer);
        }
    }
}
