//! The order of play: month by month, day by day: visitors, orders, service, stock, shipping, cash.

use super::books::{Buffers, Day};
use super::month::Spend;
use super::people::Work;
use super::plan::Plan;
use super::stage::Progress;
use super::{Facts, World};
use crate::money::Money;
use crate::random::poisson_quantile;

/// Days of orders by which the search rank goes.
const RANK_DAYS: usize = 30;

/// No more orders than this are played on a day.
const MOST_A_DAY: f64 = 1e9;

/// A play that goes on.
struct Play<'a> {
    facts: &'a Facts,
    plan: &'a Plan,
    world: &'a World,
    b: &'a mut Buffers,
    progress: Progress,
    month: usize,
    /// Orders of each of the last days, in a ring, and their sum.
    ring: [u64; RANK_DAYS],
    ranked: u64,
    /// Orders waiting to be shipped, how many of them are late, and those of yesterday.
    waiting: u64,
    waiting_late: u64,
    yesterday: u64,
    /// Days and orders of the present seven days.
    week: (u32, u64),
}

/// What a day is expected to bring.
#[derive(Clone, Copy)]
struct Expected {
    visitors: f64,
    orders: f64,
    reckoned: f64,
    past: (f64, f64),
    commissioned: f64,
}

/// Plays a plan in a world; `series` tells whether days are wanted.
pub fn play(facts: &Facts, plan: &Plan, world: &World, b: &mut Buffers, series: bool) {
    b.open(facts, plan, series);
    let mut play = Play {
        facts,
        plan,
        world,
        b,
        progress: Progress::default(),
        month: 0,
        ring: [0; RANK_DAYS],
        ranked: 0,
        waiting: 0,
        waiting_late: 0,
        yesterday: 0,
        week: (0, 0),
    };
    for month in 0..facts.calendar.months() {
        play.begin_month(month);
        let days = facts.calendar.days_of(month);
        let last = days.end - 1;
        for day in days {
            play.day(day, day == last);
        }
        play.end_month();
    }
}

impl Play<'_> {
    fn begin_month(&mut self, month: usize) {
        self.month = month;
        let (index, day) = (
            self.progress.stage,
            self.facts.calendar.days_of(month).start,
        );
        let stage = &self.plan.stages[index];
        self.b.books[month].clear(index, self.facts.products.len());
        self.week = (0, 0);
        if self.progress.is_new() {
            self.b.stages[index].begins = Some(month);
            for (event, (opens, _)) in self.facts.events.iter().zip(&mut self.b.events) {
                *opens = opens.or(event.day(index, day));
            }
            for ((crew, role), level) in self
                .b
                .crews
                .iter_mut()
                .zip(&self.facts.roles)
                .zip(&stage.people)
            {
                if let Some(level) = *level {
                    crew.set_level(role, self.world.key, level, day);
                }
            }
        }
        self.b.outlook.of(
            self.facts,
            (stage, &self.plan.supposed),
            self.world,
            (month, &self.b.cohorts),
        );
    }

    fn day(&mut self, day: usize, is_last: bool) {
        self.b.cash.begin_day(day);
        for (crew, role) in self.b.crews.iter_mut().zip(&self.facts.roles) {
            crew.begin_day(role, self.world.key, day);
        }
        let expected = self.expect(day);
        let goods = self.buy(day, &expected);
        let mut today = Day {
            visitors: expected.visitors,
            goods,
            ..Day::default()
        };
        self.ask(day, &expected, &mut today);
        self.answer(&mut today);
        self.sell(day, &mut today);
        self.ship(&mut today);
        self.settle(day, &expected, &mut today);
        self.spend(day, is_last, &mut today);
        self.hold_events(day, &mut today);
        self.book(&expected, &today);
        self.b.cash.end_day();
        if self.b.keeps_days {
            self.keep(today);
        }
    }

    /// Visitors and orders to expect of a day.
    fn expect(&self, day: usize) -> Expected {
        let outlook = &self.b.outlook;
        let pull = self.b.memory.pull(&self.facts.rating);
        let (mut visitors, mut orders, mut reckoned) =
            (outlook.visitors, outlook.orders, outlook.reckoned);
        for channel in &outlook.organic {
            let come = (channel.base + channel.per_order * self.ranked as f64) * pull;
            visitors += come;
            orders += come * channel.conversion;
            reckoned += come * channel.reckoned;
        }
        let (back, loyal) = outlook.past;
        let lift = self.facts.pull[day] * pull;
        // What no shop has is cut off, so that nothing overflows.
        let lift = lift.min(MOST_A_DAY / (orders + back + loyal).max(1.0));
        Expected {
            visitors,
            orders: (orders + back + loyal) * lift,
            reckoned: reckoned + back + loyal,
            past: (back * lift, loyal * lift),
            commissioned: outlook.commissioned * lift,
        }
    }

    /// New products come in, ordered goods arrive, and more is bought; tells what was paid for it.
    fn buy(&mut self, day: usize, expected: &Expected) -> Money {
        let mut paid = Money::ZERO;
        for index in 0..self.facts.products.len() {
            let (product, stock, shelf) = (
                &self.facts.products[index],
                &self.plan.stocks[index],
                &mut self.b.shelves[index],
            );
            let Some(since) = shelf.since else {
                if product.from <= self.progress.stage {
                    paid += shelf.open(product, stock, day);
                    let pieces = self.facts.basket.mean * self.plan.supposed.basket;
                    let reckoned = expected.reckoned;
                    shelf.expect(
                        reckoned * product.share * product.pull(0, false) * pieces,
                        reckoned,
                    );
                }
                continue;
            };
            shelf.receive(day);
            let Some(purchasing) = &stock.purchasing else {
                continue;
            };
            if (day - since).is_multiple_of(purchasing.review) && !product.is_cleared(day - since) {
                let cash = self.b.cash.balance - paid;
                paid += shelf.review(
                    (product, purchasing),
                    self.world.key,
                    (day, expected.reckoned, cash),
                );
            }
        }
        if paid > Money::ZERO {
            self.b.cash.pay(paid);
        }
        paid
    }

    /// Orders that buyers want to place, by product.
    fn ask(&mut self, day: usize, expected: &Expected, today: &mut Day) {
        let days = self.facts.pull.len();
        for (index, product) in self.facts.products.iter().enumerate() {
            let Some(since) = self.b.shelves[index].since else {
                continue;
            };
            let mean =
                expected.orders * product.share * product.pull(day - since, self.world.hits[index]);
            let orders = if self.facts.at_mean {
                let exact = mean + self.b.carried[index].0;
                let whole = (exact + 1e-9).floor();
                self.b.carried[index].0 = exact - whole;
                whole as u64
            } else {
                poisson_quantile(mean.min(MOST_A_DAY), self.world.orders[index * days + day])
            };
            self.b.asked[index] = orders;
            today.asked += orders;
        }
    }

    /// Who asks a question and gets no answer does not buy: all products lose the same share.
    fn answer(&mut self, today: &mut Day) {
        self.b.sold.copy_from_slice(&self.b.asked);
        let room = self.room(Work::Chats);
        if room >= today.asked as f64 {
            return;
        }
        let room = room as u64;
        today.unanswered = today.asked - room;
        let (mut asked, mut answered) = (0u128, 0u128);
        for (sold, &wanted) in self.b.sold.iter_mut().zip(&self.b.asked) {
            asked += u128::from(wanted);
            let by_now = u128::from(room) * asked / u128::from(today.asked);
            *sold = (by_now - answered) as u64;
            answered = by_now;
        }
    }

    /// Orders a day that the people who do this work can do, all roles together; endless where nothing limits it.
    fn room(&self, work: Work) -> f64 {
        let mut room = None;
        for (crew, role) in self.b.crews.iter().zip(&self.facts.roles) {
            let orders = crew.orders(role);
            if role.work == work && orders.is_finite() {
                room = Some(room.unwrap_or(0.0) + orders);
            }
        }
        room.unwrap_or(f64::INFINITY)
    }

    /// Orders take their pieces from the shelf and are paid.
    fn sell(&mut self, day: usize, today: &mut Day) {
        let days = self.facts.pull.len();
        let scale = self.plan.supposed.basket;
        for (index, product) in self.facts.products.iter().enumerate() {
            let (orders, shelf) = (self.b.sold[index], &mut self.b.shelves[index]);
            let Some(since) = shelf.since else {
                continue;
            };
            let normal = self
                .world
                .pieces
                .get(index * days + day)
                .copied()
                .unwrap_or(0.0);
            let pieces =
                self.facts
                    .basket
                    .pieces(orders, scale, normal, &mut self.b.carried[index].1);
            let (served, taken) = shelf.take(orders, pieces);
            today.no_stock += orders - served;
            today.orders += served;
            today.revenue += product.price_at(day - since) * taken;
            if shelf.pieces.is_none() {
                today.goods += product.unit_cost * taken;
                self.b.cash.pay(product.unit_cost * taken);
            }
            // Who was not answered asked for as many pieces as the others.
            let asked = self.b.asked[index];
            let wanted = if asked == orders {
                pieces
            } else {
                (pieces as f64 * asked as f64 / orders.max(1) as f64 + 0.5) as u64
            };
            self.b.books[self.month].asked[index] += wanted;
            self.b.sold[index] = served;
        }
    }

    /// Orders go out, the oldest first; what is neither today's nor yesterday's is past the platform's 48 hours, and late.
    fn ship(&mut self, today: &mut Day) {
        let room = self.room(Work::Orders).min(1e15) as u64;
        self.waiting += today.orders;
        today.shipped = self.waiting.min(room);
        self.waiting -= today.shipped;
        self.waiting_late = self.waiting_late.saturating_sub(today.shipped);
        // First come, first shipped: what is left is the latest orders, and those of the last days are in time.
        let in_time = today.orders + self.yesterday;
        let late = self.waiting.saturating_sub(in_time);
        today.late = late - self.waiting_late.min(late);
        self.waiting_late = late;
        self.yesterday = today.orders;
        today.waiting = self.waiting;
    }

    /// What orders bring: money that comes later, reviews, customers, a place in the search.
    fn settle(&mut self, day: usize, expected: &Expected, today: &mut Day) {
        let part = |share: f64| {
            if share > 0.0 {
                Money::whole_fen(today.revenue.in_yuan() * share)
            } else {
                Money::ZERO
            }
        };
        today.refunds = part(self.world.refunds);
        let of_channels = if expected.orders > 0.0 {
            expected.commissioned / expected.orders
        } else {
            0.0
        };
        today.commission = part(of_channels);
        let brings = today.revenue - today.refunds - today.commission;
        self.b.cash.expect(day, self.facts.payout, brings);
        let orders = today.orders as f64;
        self.b.memory.add(orders, today.late as f64);
        today.rating = self.b.memory.rating(&self.facts.rating);
        let by_order = if expected.orders > 0.0 {
            orders / expected.orders
        } else {
            0.0
        };
        let (back, loyal) = (expected.past.0 * by_order, expected.past.1 * by_order);
        self.b.cohorts.add((orders - back - loyal).max(0.0));
        self.b.totals.back += back;
        self.b.totals.loyal += loyal;
        let oldest = &mut self.ring[day % RANK_DAYS];
        self.ranked = self.ranked + today.orders - std::mem::replace(oldest, today.orders);
    }

    /// Money of the stage, and wages with the month's end.
    fn spend(&mut self, day: usize, is_last: bool, today: &mut Day) {
        let outlook = &self.b.outlook;
        let Spend { ads, mut other } = if is_last { outlook.last } else { outlook.daily };
        let days = self.facts.calendar.days_of(self.month);
        if day == days.start && self.progress.is_new() {
            other += self.plan.stages[self.progress.stage].once;
        }
        if is_last {
            for (crew, role) in self.b.crews.iter_mut().zip(&self.facts.roles) {
                today.wages += role.wage.for_time(
                    crew.person_days,
                    days.len() as u64,
                    crate::money::Rate::of(1.0),
                );
                crew.person_days = 0;
            }
        }
        today.spent = ads + other;
        self.b.cash.pay(today.spent + today.wages);
        self.b.totals.ads += ads;
        self.b.totals.other += other;
    }

    /// Flash sales that open today are played in full: what they bring and cost counts today, its money comes like that of
    /// other sales, its buyers become customers and lift the search rank.
    fn hold_events(&mut self, day: usize, today: &mut Day) {
        for index in 0..self.b.events.len() {
            if self.b.events[index].0 != Some(day) {
                continue;
            }
            let (event, b) = (&self.facts.events[index], &mut *self.b);
            let world = &self.world.sales[index];
            let took = event.play(world, (&mut b.shelves, &b.crews), &mut b.of_events);
            let goods = event.arrived(&b.of_events);
            let goods =
                goods.map(|(product, pieces)| self.facts.products[product].unit_cost * pieces);
            let costs = took.costs + goods.sum();
            let brings = took.revenue - took.refunds - took.commission;
            b.events[index].1 = Some(took);
            b.cash.pay(costs);
            b.cash.expect(day, self.facts.payout, brings);
            b.memory.remember(took.orders as f64, took.late as f64);
            b.cohorts.add(took.orders as f64);
            b.totals.events += brings;
            b.totals.events -= costs;
            let book = &mut b.books[self.month];
            book.events += took.revenue;
            book.event_refunds += took.refunds;
            self.ring[day % RANK_DAYS] += took.orders;
            self.ranked += took.orders;
            today.events += brings;
            today.event_costs += costs;
        }
    }

    /// The day goes into the books of its month.
    fn book(&mut self, expected: &Expected, today: &Day) {
        let mean = expected.reckoned;
        for (index, shelf) in self.b.shelves.iter_mut().enumerate() {
            if self.plan.stocks[index].purchasing.is_some() && shelf.since.is_some() {
                let lift = if expected.orders > 0.0 {
                    self.b.asked[index] as f64
                } else {
                    0.0
                };
                shelf.remember(
                    lift * self.facts.basket.mean * self.plan.supposed.basket,
                    mean,
                );
            }
        }
        self.week = (self.week.0 + 1, self.week.1 + today.asked);
        let book = &mut self.b.books[self.month];
        if self.week.0 == 7 {
            book.peak = book.peak.max(self.week.1 as f64 / 7.0);
            self.week = (0, 0);
        }
        book.revenue += today.revenue;
        book.refunds += today.refunds;
        book.orders += today.orders;
        book.visitors += today.visitors;
        self.bind(expected, today);
        let totals = &mut self.b.totals;
        totals.revenue += today.revenue;
        totals.refunds += today.refunds;
        totals.commission += today.commission;
        totals.goods += today.goods;
        totals.wages += today.wages;
        totals.visitors += today.visitors;
        totals.orders += today.orders as f64;
    }

    /// What held the day back: whatever lost or delayed orders; else conversion where it was below what is written, and
    /// traffic where it was not.
    fn bind(&mut self, expected: &Expected, today: &Day) {
        let short = self.b.shelves.iter().any(|shelf| shelf.short_of_cash);
        let mut bound = [
            false,
            false,
            today.no_stock > 0 && !short,
            today.waiting > 0,
            today.unanswered > 0,
            today.no_stock > 0 && short,
        ];
        if !bound.contains(&true) {
            bound[usize::from(expected.orders < expected.reckoned * (1.0 - 1e-9))] = true;
        }
        let binds = self.b.books[self.month].binds.iter_mut();
        binds
            .zip(bound)
            .for_each(|(days, bound)| *days += u32::from(bound));
    }

    fn keep(&mut self, mut today: Day) {
        (today.received, today.cash) = (self.b.cash.received, self.b.cash.balance);
        self.b.days.push(today);
        let heads = self.b.crews.iter().map(|crew| crew.heads as u64);
        let pieces = self.b.shelves.iter().map(|shelf| shelf.pieces.unwrap_or(0));
        self.b.levels.extend(heads.chain(pieces));
    }

    fn end_month(&mut self) {
        let stage = &self.plan.stages[self.progress.stage];
        let book = &mut self.b.books[self.month];
        if self.week.0 > 0 {
            book.peak = book.peak.max(self.week.1 as f64 / f64::from(self.week.0));
        }
        book.met = book.meets(
            stage,
            self.facts.net,
            self.facts.calendar.days_of(self.month).len(),
        );
        let reached = &mut self.b.stages[self.progress.stage];
        reached.revenue += book.counted(self.facts.net, stage.counts_events);
        if book.met == Some(true) && reached.first_met.is_none() {
            reached.first_met = Some(self.month);
        }
        self.b.cohorts.next_month(self.facts.customers.decay);
        let met = book.met;
        let stage = self.progress.stage;
        self.b.stages[stage].met |= self.progress.end_month(&self.plan.stages, met);
    }
}
