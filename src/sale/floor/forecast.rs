//! What becomes of the orders in the line if people stand so for a while: a forecast in which orders flow like water and
//! every piece of work takes its mean.
//!
//! The cost of a placement is the time orders will spend in the line. While people stand so: the water's way through the
//! queues, the work itself, and the waits that chance makes where a station is nearly full. After that nobody knows who
//! will stand where, and it is taken to go as fast as it can: as fast as all hands together, or as all who can work at the
//! station that then needs longest. Orders that are left when people go home wait until they come again.

use super::water::{Crew, End, Room, STEPS, power};

/// What there is to know when people are placed, and the forecast made of it. Times are minutes.
#[derive(Clone, Debug, Default)]
pub struct Forecast {
    routes: usize,
    /// By place in the line: mean work on an order, and orders in a minute of it.
    work: Vec<f64>,
    per_minute: Vec<f64>,
    /// By place and route: where an order goes next (the number of places: done).
    next: Vec<usize>,
    /// By place and route: work still to be done on an order, that there included.
    left: Vec<f64>,
    /// Places and routes by that work, least first; only those some order passes.
    by_left: Vec<usize>,
    /// Routes on which orders wait or will come.
    used: Vec<usize>,
    /// By place and route: orders that wait.
    queues: Vec<f64>,
    /// By place and route: orders that enter within the time.
    inflow: Vec<f64>,
    /// Orders that enter after it until nobody is there any more, for each that enters within it.
    pub later: f64,
    /// How long people stand so.
    pub span: f64,
    /// How long people work on after that.
    pub rest: f64,
    /// How long an order that is left then has to wait until people come again.
    pub night: f64,
    /// By place: minutes of work a minute of all who can work there.
    pub most: Vec<f64>,
    /// The same of all people together, wherever.
    pub pooled: f64,
    /// By place: the most who can work at once.
    pub limits: Vec<f64>,
    /// By number of servers: the power to which a load is taken.
    powers: Vec<f64>,
    /// What of the last cost was waiting, not work.
    pub waits: f64,
    /// By place: the waits there.
    waits_at: Vec<f64>,
    /// By place: whether more hands there can help much, by the last cost that was looked at to the end and remembered.
    pub short: Vec<bool>,
    net_pooled: f64,
    net: Vec<f64>,
    passing: Vec<f64>,
    flow: Vec<f64>,
    coming: Vec<f64>,
}

/// Powers are kept for less than so many servers.
const FEW_SERVERS: u32 = 64;

/// A place at which less than this share of all waits is spent is not short of hands.
const FEW_WAITS: f64 = 0.02;

/// What is kept at least of the speed at which queues shrink, after what comes in.
const LEAST_NET: f64 = 0.1;

impl Forecast {
    /// Learns the line: the mean work at each place, and for each route where its orders go, as places in the line.
    pub fn learn<R: DoubleEndedIterator<Item = usize>>(
        &mut self,
        work: impl Iterator<Item = f64>,
        routes: impl ExactSizeIterator<Item = R>,
    ) {
        self.work.clear();
        self.work.extend(work);
        self.per_minute.clear();
        let rates = self.work.iter().map(|&work| 1.0 / work.max(1e-6));
        self.per_minute.extend(rates);
        self.powers.clear();
        self.powers
            .extend((0..FEW_SERVERS).map(|n| power(f64::from(n))));
        let places = self.work.len();
        self.routes = routes.len();
        let cells = places * self.routes;
        for numbers in [
            &mut self.queues,
            &mut self.inflow,
            &mut self.flow,
            &mut self.coming,
            &mut self.left,
        ] {
            numbers.clear();
            numbers.resize(cells, 0.0);
        }
        self.next.clear();
        self.next.resize(cells, places);
        self.by_left.clear();
        for (route, stations) in routes.enumerate() {
            let mut after = (places, 0.0);
            for place in stations.rev() {
                let cell = place * self.routes + route;
                self.next[cell] = after.0;
                after = (place, after.1 + self.work[place]);
                self.left[cell] = after.1;
                self.by_left.push(cell);
            }
        }
        let left = &self.left;
        self.by_left
            .sort_by(|&a, &b| left[a].total_cmp(&left[b]).then(a.cmp(&b)));
    }

    /// Forgets the line.
    pub fn forget(&mut self) {
        self.work.clear();
    }

    /// Whether it knows the line.
    pub fn is_learned(&self) -> bool {
        !self.work.is_empty()
    }

    /// Nothing waits, and nothing comes.
    pub fn clear(&mut self) {
        self.queues.fill(0.0);
        self.inflow.fill(0.0);
    }

    /// Finds the routes on which there is anything to see.
    pub fn find_used(&mut self) {
        let cells = |numbers: &[f64], route: usize| {
            let mut cells = numbers.iter().skip(route).step_by(self.routes);
            cells.any(|&orders| orders > 0.0)
        };
        let routes = 0..self.routes;
        self.used.clear();
        self.used
            .extend(routes.filter(|&r| cells(&self.queues, r) || cells(&self.inflow, r)));
    }

    /// Mean work on an order at a place.
    pub fn work(&self, place: usize) -> f64 {
        self.work[place]
    }

    /// Orders wait at a place, on a route.
    pub fn wait(&mut self, place: usize, route: usize, orders: f64) {
        self.queues[place * self.routes + route] += orders;
    }

    /// Orders enter at a place, on a route.
    pub fn enter(&mut self, place: usize, route: usize, orders: f64) {
        self.inflow[place * self.routes + route] += orders;
    }

    /// Where an order goes after a place; the number of places when it is done.
    pub fn after(&self, place: usize, route: usize) -> usize {
        self.next[place * self.routes + route]
    }

    /// Counts somebody in who works at these speeds at the places.
    pub fn count_in(&mut self, speeds: &[f64]) {
        let (mut done, mut all) = (0.0, 0.0);
        for ((most, &work), &speed) in self.most.iter_mut().zip(&self.work).zip(speeds) {
            *most += speed;
            if speed > 0.0 {
                done += speed * work;
                all += work;
            }
        }
        self.pooled += done / all.max(1e-9);
    }

    /// Minutes all orders together will spend in the line with these people at each place; not looked at to the end, and
    /// only known to be too much, when they come to `limit` before.
    pub fn cost(&mut self, crews: &[Crew], limit: f64) -> f64 {
        self.flow.copy_from_slice(&self.queues);
        self.waits = 0.0;
        self.waits_at.fill(0.0);
        let mut cost = 0.0;
        for _ in 0..STEPS {
            for (coming, &inflow) in self.coming.iter_mut().zip(&self.inflow) {
                *coming = inflow / STEPS as f64;
            }
            for (place, crew) in crews.iter().enumerate() {
                cost += self.flow_through(place, crew);
                if cost >= limit {
                    return cost;
                }
            }
        }
        cost + self.cost_after()
    }

    /// Remembers where orders wait by the last cost, and more hands find room: they help nowhere else.
    pub fn find_short(&mut self, crews: &[Crew]) {
        let Self {
            waits_at,
            short,
            limits,
            ..
        } = self;
        let places = crews.iter().zip(&*limits).zip(&*waits_at);
        let places = places.map(|((crew, limit), waits)| {
            let has_room = crew.heads < *limit;
            if has_room { *waits } else { 0.0 }
        });
        let few = FEW_WAITS * places.clone().sum::<f64>();
        short.clear();
        short.extend(places.map(|waits| waits > few));
    }

    /// Lets the water flow through a place for a step; returns the time orders spend there.
    fn flow_through(&mut self, place: usize, crew: &Crew) -> f64 {
        let first = place * self.routes;
        let (mut here, mut coming) = (0.0, 0.0);
        for cell in self.used.iter().map(|route| first + route) {
            here += self.flow[cell];
            coming += self.coming[cell];
        }
        let all = here + coming;
        if all <= 0.0 {
            return 0.0;
        }
        let step = self.span / STEPS as f64;
        let (at_once, able) = crew.at_once(self.limits[place]);
        let can = (able * step * self.per_minute[place]).max(1e-9);
        let room = Room {
            at_once,
            can,
            takes: 1.0 / can,
            power: self.power(at_once),
        };
        let (stay, area) = room.serve(here, coming);
        let share = (1.0 - stay / all).max(0.0);
        for &route in &self.used {
            let cell = first + route;
            let goes = (self.flow[cell] + self.coming[cell]) * share;
            self.flow[cell] += self.coming[cell] - goes;
            let next = self.next[cell];
            if next < self.work.len() {
                self.coming[next * self.routes + route] += goes;
            }
        }
        let chance = room.chance_wait(all);
        let waits = (chance + (area - at_once).max(0.0)) * step;
        self.waits += waits;
        self.waits_at[place] += waits;
        (area + chance) * step
    }

    /// The power for so many servers.
    fn power(&self, servers: f64) -> f64 {
        match self.powers.get(servers as usize) {
            Some(&known) if servers.fract() == 0.0 => known,
            _ => power(servers),
        }
    }

    /// The time orders spend in the line that are left after that: the work on each, and the wait for it, halfway between
    /// that for all hands together and that for the scarcest of the people who can work at one place.
    fn cost_after(&mut self) -> f64 {
        let mut work = 0.0;
        let mut hands = self.end(self.net_pooled);
        for &cell in &self.by_left {
            work += self.flow[cell] * self.left[cell];
            hands.finish(self.flow[cell], self.left[cell]);
        }
        // By place: the orders that are still to pass it.
        self.passing.fill(0.0);
        for &route in &self.used {
            let mut orders = 0.0;
            for (place, passing) in self.passing.iter_mut().enumerate() {
                let cell = place * self.routes + route;
                orders += self.flow[cell];
                *passing += if self.left[cell] > 0.0 { orders } else { 0.0 };
            }
        }
        let mut most = hands.cost;
        for (place, &orders) in self.passing.iter().enumerate() {
            let mut end = self.end(self.net[place]);
            end.finish(orders, self.work[place]);
            most = most.max(end.cost);
            self.waits_at[place] += 0.5 * (end.cost - hands.cost).max(0.0);
        }
        let waits = 0.5 * (hands.cost + most);
        self.waits += waits;
        work + waits
    }

    /// How long all need for a minute of work after people stood so, together and at each place, beyond what keeps coming;
    /// to be found once all is known that placing people does not change.
    pub fn find_net(&mut self) {
        let coming = self.by_left.iter();
        let coming = coming
            .map(|&cell| self.inflow[cell] * self.left[cell])
            .sum();
        self.net_pooled = self.beyond(self.pooled, coming);
        self.net.clear();
        for place in 0..self.work.len() {
            let mut coming = 0.0;
            let passes = |route: &&usize| self.left[place * self.routes + **route] > 0.0;
            for &route in self.used.iter().filter(passes) {
                let cells = (0..=place).map(|before| before * self.routes + route);
                coming += cells.map(|cell| self.inflow[cell]).sum::<f64>();
            }
            let net = self.beyond(self.most[place], coming * self.work[place]);
            self.net.push(net);
        }
        for numbers in [&mut self.passing, &mut self.waits_at] {
            numbers.clear();
            numbers.resize(self.work.len(), 0.0);
        }
    }

    /// Minutes that people who do so much work a minute need for a minute of it beyond that which keeps coming, so much
    /// within the time.
    fn beyond(&self, speed: f64, coming: f64) -> f64 {
        let load = coming * self.later / (speed * self.rest).max(1e-9);
        1.0 / (speed * (1.0 - load).max(LEAST_NET)).max(1e-9)
    }

    /// People who need so long for a minute of work.
    fn end(&self, pace: f64) -> End {
        End {
            pace,
            rest: self.rest,
            night: self.night,
            at: 0.0,
            cost: 0.0,
        }
    }
}
