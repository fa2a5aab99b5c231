//! What becomes of the orders in the line if people stand so until they are next placed anew: a forecast in which orders
//! flow like water and every piece of work takes its mean.
//!
//! Nobody on the floor knows more: the orders that wait and where, how many came of late, and how the sale is expected
//! to go on. The cost of a placement is the time orders will spend in the line: until the next placement as it flows,
//! and after that as if everybody could help everywhere, those first that need least.

/// What there is to know when people are placed, and the forecast made of it. Times are minutes.
#[derive(Clone, Debug, Default)]
pub struct Forecast {
    routes: usize,
    /// By place in the line: mean work on an order.
    pub work: Vec<f64>,
    /// By place and route: orders that wait or will come there within the time, and where they go next (the number of
    /// places: done).
    pub queues: Vec<f64>,
    next: Vec<usize>,
    /// By place and route: work still to be done on an order, that there included.
    left: Vec<f64>,
    /// Places and routes by that work, least first.
    by_left: Vec<usize>,
    /// By place and route: orders that enter within the time.
    pub inflow: Vec<f64>,
    /// Orders that enter after it while the shift lasts, each with all work of the route they take most.
    pub later: f64,
    /// How long people stand so.
    pub span: f64,
    /// How long they work on after that.
    pub rest: f64,
    /// How long an order that is left then has to wait until people come again.
    pub night: f64,
    /// What all people can do together after that, in minutes of work a minute.
    pub pooled: f64,
    flow: Vec<f64>,
}

/// Steps in which the water flows; more follow the filling of queues more closely.
const STEPS: usize = 3;

impl Forecast {
    /// Learns the line: the mean work at each place, and for each route where its orders go, as places in the line.
    pub fn learn<R: DoubleEndedIterator<Item = usize>>(
        &mut self,
        work: impl Iterator<Item = f64>,
        routes: impl ExactSizeIterator<Item = R>,
    ) {
        self.work.clear();
        self.work.extend(work);
        self.routes = routes.len();
        let cells = self.work.len() * self.routes;
        for numbers in [
            &mut self.queues,
            &mut self.inflow,
            &mut self.flow,
            &mut self.left,
        ] {
            numbers.clear();
            numbers.resize(cells, 0.0);
        }
        self.next.clear();
        self.next.resize(cells, self.work.len());
        for (route, places) in routes.enumerate() {
            let mut after = (self.work.len(), 0.0);
            for place in places.rev() {
                let cell = place * self.routes + route;
                self.next[cell] = after.0;
                after = (place, after.1 + self.work[place]);
                self.left[cell] = after.1;
            }
        }
        self.by_left.clear();
        self.by_left.extend(0..cells);
        let left = &self.left;
        self.by_left.sort_by(|&a, &b| left[a].total_cmp(&left[b]));
    }

    /// Forgets the line.
    pub fn forget(&mut self) {
        self.work.clear();
    }

    /// Whether it knows the line.
    pub fn is_learned(&self) -> bool {
        !self.work.is_empty()
    }

    /// Orders that wait at a place, on a route.
    pub fn queue(&mut self, place: usize, route: usize) -> &mut f64 {
        &mut self.queues[place * self.routes + route]
    }

    /// Orders that enter at a place, on a route.
    pub fn enters(&mut self, place: usize, route: usize) -> &mut f64 {
        &mut self.inflow[place * self.routes + route]
    }

    /// Where an order goes after a place; the number of places when it is done.
    pub fn after(&self, place: usize, route: usize) -> usize {
        self.next[place * self.routes + route]
    }

    /// Minutes all orders together will spend in the line with these speeds at each place.
    pub fn cost(&mut self, speeds: &[f64]) -> f64 {
        self.flow.copy_from_slice(&self.queues);
        let step = self.span / STEPS as f64;
        let mut cost = 0.0;
        for _ in 0..STEPS {
            cost += step * self.flow_on(speeds, step);
        }
        cost + self.cost_after()
    }

    /// Lets the water flow for a while and tells how much is left in the line.
    fn flow_on(&mut self, speeds: &[f64], step: f64) -> f64 {
        let mut all = 0.0;
        for (place, (&work, &speed)) in self.work.iter().zip(speeds).enumerate() {
            let cells = place * self.routes..(place + 1) * self.routes;
            let mut here = 0.0;
            for cell in cells.clone() {
                self.flow[cell] += self.inflow[cell] / STEPS as f64;
                here += self.flow[cell];
            }
            if here <= 0.0 {
                continue;
            }
            let share = (speed * step / (here * work).max(1e-9)).min(1.0);
            for cell in cells.clone() {
                let done = self.flow[cell] * share;
                self.flow[cell] -= done;
                let next = self.next[cell];
                if next < self.work.len() {
                    self.flow[next * self.routes + cell % self.routes] += done;
                }
            }
            all += here * (1.0 - share);
        }
        all
    }

    /// The time orders spend in the line that are left, or come later: everybody helps everywhere, those first that need
    /// least; what is left in the end waits until people come again.
    fn cost_after(&self) -> f64 {
        let (mut cost, mut at) = (0.0, 0.0);
        let mut finish = |orders: f64, work: f64| {
            let lasts = orders * work / self.pooled.max(1e-9);
            let over = (at + lasts - self.rest).max(0.0).min(lasts);
            cost += orders * (at + 0.5 * lasts);
            if lasts > 0.0 {
                cost += orders * over / lasts * self.night;
            }
            at += lasts;
        };
        for &cell in &self.by_left {
            if self.flow[cell] > 0.0 {
                finish(self.flow[cell], self.left[cell]);
            }
        }
        let most = self.by_left.last().map_or(0.0, |&cell| self.left[cell]);
        finish(self.later, most);
        cost
    }
}
