//! The line before a stretch of time, kept so that the stretch can be undone.

use super::Floor;
use super::hands::Held;
use super::site::{Next, Site};
use super::supplies::Supplies;
use crate::sale::play::NEVER;
use crate::sale::time::Ticks;

/// What a stretch of time changes, as it was before; reused from one to the next.
#[derive(Clone, Debug, Default)]
pub struct Saved {
    /// Whether orders may be sent back, so that anything has to be undone.
    pub is_needed: bool,
    /// How far to go next.
    pub reach: Ticks,
    sites: Vec<Site>,
    held: Vec<Held>,
    supplies: Supplies,
    /// By station, and last of those that are done: how many have come.
    came: Vec<usize>,
    /// By station: how many were begun.
    begun: Vec<usize>,
    entered: usize,
    notes: usize,
    /// Orders whose errors changed: their errors, and how often they had been sent back.
    pub flaws: Vec<(usize, u8, u16)>,
    /// Orders that were begun after such as came later: station and place.
    pub passed: Vec<(usize, usize)>,
    /// People whose paces were found.
    pub paced: Vec<usize>,
    /// Waves that were begun, by station.
    pub begun_waves: Vec<(usize, Next)>,
}

impl Saved {
    /// A line in which orders may be sent back, or may not.
    pub fn begin(&mut self, is_needed: bool) {
        (self.is_needed, self.reach) = (is_needed, Ticks::MAX);
        self.flaws.clear();
        self.begun_waves.clear();
        self.paced.clear();
    }
}

impl Floor<'_> {
    /// Keeps the line as it is.
    pub fn save(&mut self) {
        let state = &mut *self.state;
        let saved = &mut state.saved;
        saved.sites.resize_with(state.sites.len(), Site::default);
        let sites = saved.sites.iter_mut().zip(&state.sites);
        sites.for_each(|(saved, site)| saved.copy(site));
        saved.held.clone_from(&state.held);
        saved.supplies.copy(&state.supplies);
        saved.came.clear();
        saved
            .came
            .extend(self.arrivals.iter().map(|runs| runs.stamps().len()));
        saved.begun.clear();
        let services = self.services.iter();
        saved.begun.extend(services.map(|done| done.starts.len()));
        (saved.entered, saved.notes) = (state.entered, state.diary.len());
        saved.flaws.clear();
        saved.passed.clear();
        saved.begun_waves.clear();
        saved.paced.clear();
    }

    /// Undoes everything since.
    pub fn restore(&mut self) {
        let state = &mut *self.state;
        let saved = &mut state.saved;
        // Those that were put together since go, and those that were begun come back.
        for (site, before) in state.sites.iter_mut().zip(&saved.sites) {
            while site.released > before.released
                && let Some(wave) = site.waves.pop_back()
            {
                site.released -= wave.count;
            }
            site.copy(before);
        }
        for (station, wave) in saved.begun_waves.drain(..).rev() {
            let site = &mut state.sites[station];
            if wave.first < site.released {
                site.waves.push_front(wave);
            }
        }
        state.held.clone_from(&saved.held);
        state.supplies.copy(&saved.supplies);
        for (runs, &count) in self.arrivals.iter_mut().zip(&saved.came) {
            runs.truncate(count);
        }
        for &(station, place) in &saved.passed {
            self.services[station].starts[place] = NEVER;
        }
        for (done, &count) in self.services.iter_mut().zip(&saved.begun) {
            done.truncate(count);
        }
        state.entered = saved.entered;
        state.diary.truncate(saved.notes);
        for person in saved.paced.drain(..) {
            state.people[person].steady_until = 0;
        }
        for (order, flaw, rounds) in saved.flaws.drain(..).rev() {
            state.rework.put_back(order, (flaw, rounds));
        }
    }
}
