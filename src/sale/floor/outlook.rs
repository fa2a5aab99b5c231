//! What is known on the floor when people are placed: the orders that wait and where, the work in hand, and what the file
//! makes expect of the sale, corrected by the orders that have come. Nobody knows which orders will come, how long their
//! work takes, who will be absent or when equipment fails.

use super::Floor;
use super::forecast::Forecast;
use crate::sale::tick::Tick;
use crate::sale::time::Ticks;
use std::ops::Range;

/// Orders that are taken to come in any case, so that no station is left by all for want of work.
const ALWAYS: f64 = 0.5;

/// As many orders as the forecast in the file is worth, when it is set against those that have come.
const PRIOR: f64 = 10.0;

/// Orders of late that tell how many go which route.
const LATEST: usize = 50;

/// As many routes as can be told from each other.
const ROUTES: usize = u8::MAX as usize + 1;

impl Floor<'_> {
    /// Learns the line: the mean work at its stations, errors that send orders back left out, and its routes.
    pub fn learn(&self, forecast: &mut Forecast) {
        let units = self.facts.range.mean_units();
        let stations = self.facts.routes.sequence.iter();
        let work = stations.map(|&station| self.plan.mean_work(self.facts, station, units));
        let place = |&station: &usize| self.state.sites[station].rank.unwrap_or(0);
        let routes = self.facts.routes.stations.iter();
        forecast.learn(work, routes.map(|route| route.iter().map(place)));
    }

    /// Sees what waits and what came of late; tells whether there is anything to do.
    pub fn look(&self, tick: Tick, forecast: &mut Forecast) -> bool {
        forecast.clear();
        let mut waiting = false;
        for (station, site) in self.state.sites.iter().enumerate() {
            let Some(place) = site.rank else {
                continue;
            };
            let starts = &self.services[station].starts;
            let came = self.arrivals[station].stamps().iter().enumerate();
            let mut counts = [0u32; ROUTES];
            for (at, stamp) in came.skip(site.next) {
                if starts.get(at).is_none_or(|&start| start == Ticks::MAX) {
                    counts[usize::from(self.route[stamp.order()])] += 1;
                }
            }
            for (route, &count) in counts[..self.facts.routes.ids.len()].iter().enumerate() {
                forecast.wait(place, route, f64::from(count));
                waiting |= count > 0;
            }
        }
        for job in self.in_hand() {
            waiting |= self.see_in_hand(job, forecast);
        }
        let expected = self.expect(tick, forecast);
        forecast.later = if tick.next > 0.0 {
            tick.later / tick.next
        } else {
            0.0
        };
        forecast.find_used();
        forecast.rest = tick.rest;
        forecast.night = tick.night;
        waiting || expected > 0.0
    }

    /// Sees work in hand: its orders join the next queue when it is done, about half of it from now.
    fn see_in_hand(&self, (place, orders): (usize, Range<usize>), forecast: &mut Forecast) -> bool {
        let station = self.facts.routes.sequence[place];
        let mut goes_on = false;
        for stamp in &self.arrivals[station].stamps()[orders] {
            let route = usize::from(self.route[stamp.order()]);
            let next = forecast.after(place, route);
            if next < self.facts.routes.sequence.len() {
                // What comes is spread over the time, half of it later on average.
                let comes = (forecast.work(place) / forecast.span).min(1.0);
                forecast.wait(next, route, 1.0 - comes);
                forecast.enter(next, route, comes);
                goes_on = true;
            }
        }
        goes_on
    }

    /// Expects orders as the file does, corrected by what has come since the opening, and of late.
    fn expect(&self, tick: Tick, forecast: &mut Forecast) -> f64 {
        let entered = &self.state.entries.stamps()[..self.state.entered];
        let since = self.now.saturating_sub(tick.every);
        let before = entered.partition_point(|stamp| stamp.time() <= since);
        let lately = (entered.len() - before) as f64;
        let all = (entered.len() as f64 + PRIOR) / (tick.came + PRIOR);
        let late = (lately + PRIOR) / (tick.lately * all + PRIOR);
        let orders = tick.next * all * late;
        let latest = &entered[entered.len().saturating_sub(LATEST)..];
        let mut counts = [0u32; ROUTES];
        for stamp in latest {
            counts[usize::from(self.route[stamp.order()])] += 1;
        }
        for (route, &count) in counts[..self.facts.routes.ids.len()].iter().enumerate() {
            if let Some(place) = self.place_of_first(route).filter(|_| count > 0) {
                let share = f64::from(count) / latest.len() as f64;
                forecast.enter(place, route, orders * share);
            }
        }
        let rest = if latest.is_empty() { orders } else { 0.0 } + ALWAYS;
        if let Some(place) = self.place_of_first(0) {
            forecast.enter(place, 0, rest);
        }
        orders
    }

    fn place_of_first(&self, route: usize) -> Option<usize> {
        let first = self.facts.routes.first(route);
        self.state.sites.get(first).and_then(|site| site.rank)
    }
}
