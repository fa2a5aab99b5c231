//! The order of play: month by month, day by day: visitors, orders, service, stock, shipping, cash. What is done on a day
//! stands in `trade` and `evening`.

use super::books::{Buffers, Day};
use super::people::{Crew, NEVER, Work};
use super::plan::Plan;
use super::stage::Progress;
use super::{Facts, World};

/// Days of orders by which the search rank goes.
pub(super) const RANK_DAYS: usize = 30;

/// A play that goes on.
pub(super) struct Play<'a> {
    pub facts: &'a Facts,
    pub plan: &'a Plan,
    pub world: &'a World,
    pub b: &'a mut Buffers,
    pub progress: Progress,
    pub month: usize,
    /// The next day on which people come, have learned or go.
    next_change: usize,
    /// Orders a day that the people who are there can answer, and get out.
    pub answers: f64,
    pub ships: f64,
    /// Orders of each of the last days, in a ring, and their sum.
    pub ring: [u64; RANK_DAYS],
    pub ranked: u64,
    /// Orders waiting to be shipped, how many of them are late, and those of yesterday.
    pub waiting: u64,
    pub waiting_late: u64,
    pub yesterday: u64,
    /// Days and orders of the present seven days.
    pub week: (u32, u64),
}

/// What a day is expected to bring.
#[derive(Clone, Copy)]
pub(super) struct Expected {
    pub visitors: f64,
    pub orders: f64,
    pub reckoned: f64,
    pub past: (f64, f64),
    pub commissioned: f64,
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
        next_change: 0,
        answers: f64::INFINITY,
        ships: f64::INFINITY,
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
            self.next_change = day;
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
        if day >= self.next_change {
            self.come_and_go(day);
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
        self.sell(day, &expected, &mut today);
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

    /// People come, learn and go; only then it is another number of orders that they can do.
    fn come_and_go(&mut self, day: usize) {
        for (crew, role) in self.b.crews.iter_mut().zip(&self.facts.roles) {
            crew.begin_day(role, self.world.key, day);
        }
        let changes = self.b.crews.iter().map(Crew::next_change);
        self.next_change = changes.min().unwrap_or(NEVER);
        self.answers = self.room(Work::Chats);
        self.ships = self.room(Work::Orders);
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
        for (asked, shelf) in book.asked.iter_mut().zip(&mut self.b.shelves) {
            *asked = std::mem::take(&mut shelf.wanted);
        }
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
