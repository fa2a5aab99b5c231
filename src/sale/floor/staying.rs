//! Shifts that clear: their people stay after the end until what was paid before it has passed them, or up to a limit.

use super::person::Whereabouts;
use super::{Floor, Timer};
use crate::sale::time::Ticks;

/// Shifts that are over and whose people are still there, reused from play to play.
#[derive(Clone, Debug, Default)]
pub struct Staying {
    endings: Vec<Ending>,
    /// How many of them are going on; the others are kept for their buffers.
    active: usize,
    /// Whether something has happened since people were last sent home.
    touched: bool,
    needed: Vec<bool>,
}

/// A time at which shifts were over, and the orders that were paid before it.
#[derive(Clone, Debug, Default)]
struct Ending {
    end: Ticks,
    /// By route and station: how many are there, waiting or in hand.
    here: Vec<u32>,
    /// By station: how many wait.
    waiting: Vec<u32>,
}

impl Staying {
    /// Everybody is at home.
    pub fn begin(&mut self) {
        (self.active, self.touched) = (0, false);
    }

    /// Whether nobody stays.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.active == 0
    }

    /// An order paid then joins a queue.
    pub fn join(&mut self, paid: Ticks, (route, station): (usize, usize)) {
        for ending in self.endings[..self.active]
            .iter_mut()
            .filter(|ending| paid < ending.end)
        {
            let stations = ending.waiting.len();
            ending.here[route * stations + station] += 1;
            ending.waiting[station] += 1;
        }
    }

    /// It is begun.
    pub fn take(&mut self, paid: Ticks, station: usize) {
        for ending in self.endings[..self.active]
            .iter_mut()
            .filter(|ending| paid < ending.end)
        {
            ending.waiting[station] -= 1;
        }
    }

    /// It is done there.
    pub fn pass(&mut self, paid: Ticks, (route, station): (usize, usize)) {
        self.touched = true;
        for ending in self.endings[..self.active]
            .iter_mut()
            .filter(|ending| paid < ending.end)
        {
            let stations = ending.waiting.len();
            ending.here[route * stations + station] -= 1;
        }
    }

    /// Somebody who stays has nothing in hand.
    pub fn touch(&mut self) {
        self.touched = true;
    }

    fn waits(&self, end: Ticks, station: usize) -> bool {
        let mut endings = self.endings[..self.active].iter();
        endings.any(|ending| ending.end == end && ending.waiting[station] > 0)
    }
}

impl Floor<'_> {
    /// A person's shift is over, and it stays.
    pub fn stay(&mut self, person: usize) {
        let limit = self.roster.overtime.limit;
        if limit == 0 || self.state.people[person].whereabouts == Whereabouts::Away {
            self.leave(person);
            return;
        }
        let end = self.now;
        self.state.people[person].stays = Some(end);
        let timer = Timer::Limit {
            person: person as u32,
        };
        self.set_timer(end + limit, timer);
        let staying = &mut self.state.staying;
        staying.touched = true;
        if staying.endings[..staying.active]
            .iter()
            .all(|ending| ending.end != end)
        {
            self.count_orders(end);
        }
    }

    /// Where the orders are that were paid before now.
    fn count_orders(&mut self, end: Ticks) {
        let stations = self.facts.stations.len();
        let mut staying = std::mem::take(&mut self.state.staying);
        if staying.endings.len() == staying.active {
            staying.endings.push(Ending::default());
        }
        let ending = &mut staying.endings[staying.active];
        staying.active += 1;
        ending.end = end;
        ending.here.clear();
        ending
            .here
            .resize(self.facts.routes.ids.len() * stations, 0);
        ending.waiting.clear();
        ending.waiting.resize(stations, 0);
        let paid = self.paid_at;
        for (station, site) in self.state.sites.iter().enumerate() {
            let starts = &self.services[station].starts;
            let came = self.arrivals[station]
                .stamps()
                .iter()
                .enumerate()
                .skip(site.next);
            let waiting =
                came.filter(|&(at, _)| starts.get(at).is_none_or(|&start| start == Ticks::MAX));
            for (_, stamp) in waiting.filter(|(_, stamp)| paid[stamp.order()] < end) {
                ending.waiting[station] += 1;
                ending.here[usize::from(self.route[stamp.order()]) * stations + station] += 1;
            }
        }
        for (rank, orders) in self.in_hand() {
            let station = self.facts.routes.sequence[rank];
            let orders = self.arrivals[station].stamps()[orders].iter();
            for order in orders
                .map(|stamp| stamp.order())
                .filter(|&order| paid[order] < end)
            {
                ending.here[usize::from(self.route[order]) * stations + station] += 1;
            }
        }
        self.state.staying = staying;
    }

    /// Who is idle at a station where people stay, and what it may begin: a place among the idle, and (first order, how
    /// many).
    pub fn choose(&self, station: usize) -> Option<(usize, (usize, usize))> {
        let site = &self.state.sites[station];
        let head = site.head(self.arrivals[station].stamps().len());
        for (place, &person) in site.idle.iter().enumerate() {
            let Some(end) = self.state.people[person as usize].stays else {
                return head.map(|orders| (place, orders));
            };
            if self.state.staying.waits(end, station)
                && let Some(orders) = self.first_paid_before(end, station)
            {
                return Some((place, orders));
            }
        }
        None
    }

    fn first_paid_before(&self, end: Ticks, station: usize) -> Option<(usize, usize)> {
        let site = &self.state.sites[station];
        let (came, starts) = (
            self.arrivals[station].stamps(),
            &self.services[station].starts,
        );
        let paid = self.paid_at;
        let counts = |&(first, count): &(usize, usize)| {
            came[first..first + count]
                .iter()
                .any(|stamp| paid[stamp.order()] < end)
        };
        if site.wave.is_some() {
            let waves = site.waves.iter();
            return waves.map(|wave| (wave.first, wave.count)).find(counts);
        }
        let waiting = (site.next..came.len())
            .filter(|&at| starts.get(at).is_none_or(|&start| start == Ticks::MAX));
        waiting.map(|at| (at, 1)).find(counts)
    }

    /// Who stays and can do no more for the orders paid before the end of its shift goes home.
    pub fn send_home(&mut self) {
        if self.state.staying.is_empty() || !std::mem::take(&mut self.state.staying.touched) {
            return;
        }
        let mut kept = 0;
        for index in 0..self.state.staying.active {
            let end = self.state.staying.endings[index].end;
            self.find_needed(index);
            let mut anybody = false;
            for person in 0..self.state.people.len() {
                let state = &self.state.people[person];
                if state.stays != Some(end) {
                    continue;
                }
                if state.is_idle() && !self.is_needed(person) {
                    self.leave(person);
                } else {
                    anybody = true;
                }
            }
            if anybody {
                self.state.staying.endings.swap(kept, index);
                kept += 1;
            }
        }
        self.state.staying.active = kept;
    }

    /// The stations to which orders paid before an ending may still come.
    fn find_needed(&mut self, ending: usize) {
        let staying = &mut self.state.staying;
        let here = &staying.endings[ending].here;
        let stations = self.facts.stations.len();
        staying.needed.clear();
        staying.needed.resize(stations, false);
        for (route, sequence) in self.facts.routes.stations.iter().enumerate() {
            let mut comes = false;
            for &station in sequence {
                comes |= here[route * stations + station] > 0;
                staying.needed[station] |= comes;
            }
        }
    }

    /// Who may be placed anew is needed wherever it can work.
    fn is_needed(&self, person: usize) -> bool {
        let state = &self.state.people[person];
        let needed = &self.state.staying.needed;
        let flexible = state
            .shift
            .is_some_and(|(shift, _)| self.roster.shifts[shift].flexible.is_some());
        let team = self.roster.people[person].team;
        match team {
            Some(team) if flexible => {
                let skills = self.facts.teams[team].skills.iter().zip(needed);
                skills
                    .into_iter()
                    .any(|(&skill, &needed)| needed && skill > 0.0)
            }
            _ => needed.get(state.place).is_some_and(|&needed| needed),
        }
    }
}
