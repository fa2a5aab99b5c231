//! The evening of a day: what its orders bring and what it costs, flash sales that open, what is written down of it.

use super::books::Day;
use super::count::real;
use super::month::Spend;
use super::play::{Expected, Play, RANK_DAYS, WEEK};
use crate::money::{Money, Rate};

impl Play<'_> {
    /// What orders bring: money that comes later, reviews, customers, a place in the search.
    #[inline]
    pub(super) fn settle(&mut self, day: usize, expected: &Expected, today: &mut Day) {
        let revenue = today.revenue.in_yuan();
        let part = |share: f64| {
            if share > 0.0 {
                Money::whole_fen(revenue * share)
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
        let orders = real(today.orders);
        self.b.memory.add(orders, real(today.late));
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
    #[inline]
    pub(super) fn spend(&mut self, day: usize, is_last: bool, today: &mut Day) {
        let outlook = &self.b.outlook;
        let Spend { ads, mut other } = if is_last { outlook.last } else { outlook.daily };
        let days = self.facts.calendar.days_of(self.month);
        if day == days.start && self.progress.is_new() {
            other += self.plan.stages[self.progress.stage].once;
        }
        if is_last {
            for (crew, role) in self.b.crews.iter_mut().zip(&self.facts.roles) {
                let person_days = crew.days_until(day + 1);
                today.wages += role
                    .wage
                    .for_time(person_days, days.len() as u64, Rate::of(1.0));
            }
        }
        today.spent = ads + other;
        self.b.cash.pay(today.spent + today.wages);
        self.b.totals.ads += ads;
        self.b.totals.other += other;
    }

    /// Flash sales that open today are played in full: what they bring and cost counts today, its money comes like that of
    /// other sales, its buyers become customers and lift the search rank. Tells how many orders were asked for in them.
    pub(super) fn hold_events(&mut self, day: usize, today: &mut Day) -> u64 {
        let mut asked = 0;
        for index in 0..self.b.events.len() {
            if self.b.events[index].0 != Some(day) {
                continue;
            }
            let (event, b) = (&self.facts.events[index], &mut *self.b);
            let world = &self.world.sales[index];
            let supply = (&self.facts.products[..], &mut b.shelves[..], &b.crews[..]);
            let took = event.play(world, supply, &mut b.of_events);
            let brings = took.revenue - took.refunds - took.commission;
            b.events[index].1 = Some(took);
            b.cash.pay(took.costs + took.goods);
            b.cash.expect(day, self.facts.payout, brings);
            b.memory.remember(took.orders as f64, took.late as f64);
            b.cohorts.add(took.orders as f64);
            b.totals.events += brings;
            b.totals.events -= took.costs;
            let book = &mut b.books[self.month];
            book.events += took.revenue;
            book.event_orders += took.orders;
            book.event_refunds += took.refunds;
            self.ring[day % RANK_DAYS] += took.orders;
            self.ranked += took.orders;
            today.events += brings;
            today.event_costs += took.costs;
            today.goods += took.goods;
            asked += took.orders + took.lost;
        }
        asked
    }

    /// The day goes into the books of its month.
    #[inline]
    pub(super) fn book(
        &mut self,
        (day, in_events): (usize, u64),
        expected: &Expected,
        today: &Day,
    ) {
        let asked = [today.asked, today.asked + in_events];
        let oldest = std::mem::replace(&mut self.week[day % WEEK], asked);
        let book = &mut self.b.books[self.month];
        for (place, sum) in self.of_week.iter_mut().enumerate() {
            *sum = *sum + asked[place] - oldest[place];
            book.peak[place] = book.peak[place].max(*sum);
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
        totals.orders += real(today.orders);
        totals.unanswered += today.unanswered;
        totals.no_stock += today.no_stock;
        totals.late += today.late;
        totals.waiting = today.waiting;
    }

    /// What held the day back: whatever lost or delayed orders; else conversion where fewer bought than would by what is
    /// written, with every product there and ripe, and traffic where they did not.
    fn bind(&mut self, expected: &Expected, today: &Day) {
        let (mut stock, mut cash) = (false, false);
        if today.no_stock > 0 {
            for shelf in self.b.shelves.iter().filter(|shelf| shelf.missed) {
                stock |= !shelf.short_of_cash;
                cash |= shelf.short_of_cash;
            }
        }
        let (late, unanswered) = (today.waiting > 0, today.unanswered > 0);
        let mut bound = [false, false, stock, late, unanswered, cash];
        if !bound.contains(&true) {
            bound[usize::from(expected.likely < expected.reckoned * (1.0 - 1e-9))] = true;
        }
        let binds = self.b.books[self.month].binds.iter_mut();
        binds
            .zip(bound)
            .for_each(|(days, bound)| *days += u32::from(bound));
    }
}
