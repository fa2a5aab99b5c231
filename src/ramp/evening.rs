//! The evening of a day: what its orders bring and what it costs, flash sales that open, what is written down of it.

use super::books::Day;
use super::count::real;
use super::month::Spend;
use super::play::{Expected, Play, RANK_DAYS};
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
    /// other sales, its buyers become customers and lift the search rank.
    pub(super) fn hold_events(&mut self, day: usize, today: &mut Day) {
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
    #[inline]
    pub(super) fn book(&mut self, expected: &Expected, today: &Day) {
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
        totals.orders += real(today.orders);
    }

    /// What held the day back: whatever lost or delayed orders; else conversion where it was below what is written, and
    /// traffic where it was not.
    fn bind(&mut self, expected: &Expected, today: &Day) {
        let lost = today.no_stock > 0;
        let short = lost && self.b.shelves.iter().any(|shelf| shelf.short_of_cash);
        let mut bound = [
            false,
            false,
            lost && !short,
            today.waiting > 0,
            today.unanswered > 0,
            short,
        ];
        if !bound.contains(&true) {
            bound[usize::from(expected.orders < expected.reckoned * (1.0 - 1e-9))] = true;
        }
        let binds = self.b.books[self.month].binds.iter_mut();
        binds
            .zip(bound)
            .for_each(|(days, bound)| *days += u32::from(bound));
    }
}
