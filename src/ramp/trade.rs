//! The trade of a day: what is expected, bought, asked for, answered, sold and shipped.

use super::books::Day;
use super::count::{real, whole};
use super::people::Work;
use super::play::{Expected, Play};
use crate::money::Money;
use crate::random::poisson_at;

/// No more orders than this are played on a day.
const MOST_A_DAY: f64 = 1e9;

/// How many of so many orders people do who can do `room` of them in a day: all, or what is whole of it; a part of one that
/// is begun is carried on to the next day on which there are too many.
#[inline]
fn doable(room: f64, orders: u64, begun: &mut f64) -> u64 {
    if room >= real(orders) {
        return orders;
    }
    let exact = room + *begun;
    let done = whole(exact).min(orders);
    *begun = exact.fract();
    done
}

impl Play<'_> {
    /// Visitors and orders to expect of a day.
    #[inline]
    pub(super) fn expect(&self, day: usize) -> Expected {
        let outlook = &self.b.outlook;
        let pull = self.b.memory.pull(&self.facts.rating);
        let (mut visitors, mut orders, mut reckoned) =
            (outlook.visitors, outlook.orders, outlook.reckoned);
        for channel in &outlook.organic {
            let come = (channel.base + channel.per_order * real(self.ranked)) * pull;
            visitors += come;
            orders += come * channel.conversion;
            reckoned += come * channel.reckoned;
        }
        let (back, loyal) = outlook.past;
        let orders = orders + back + loyal;
        let mut lift = self.facts.pull[day] * pull;
        // What no shop has is cut off, so that nothing overflows.
        let most = orders.max(1.0);
        if lift * most >= MOST_A_DAY / 2.0 {
            lift = lift.min(MOST_A_DAY / most);
        }
        Expected {
            visitors,
            orders: orders * lift,
            reckoned: reckoned + back + loyal,
            past: (back * lift, loyal * lift),
            commissioned: outlook.commissioned * lift,
            likely: 0.0,
        }
    }

    /// New products come in, ordered goods arrive, and more is bought; tells what was paid for it.
    #[inline]
    pub(super) fn buy(&mut self, day: usize, expected: &Expected) -> Money {
        let mut paid = Money::ZERO;
        let (facts, pieces) = (
            self.facts,
            self.facts.basket.mean * self.plan.supposed.basket,
        );
        let products = facts.products.iter().zip(&self.plan.stocks).enumerate();
        for ((place, (product, stock)), shelf) in products.zip(&mut self.b.shelves) {
            let Some(since) = shelf.since else {
                if product.from <= self.progress.stage {
                    let cash = self.b.cash.balance - paid;
                    paid += shelf.open(product, stock, (day, cash));
                    let reckoned = expected.reckoned;
                    shelf.expect(
                        reckoned * product.share * product.pull(0, false) * pieces,
                        reckoned,
                    );
                }
                continue;
            };
            shelf.receive(day);
            let Some(purchasing) = stock.purchasing.as_ref().filter(|_| day >= shelf.next_look)
            else {
                continue;
            };
            shelf.next_look += purchasing.review;
            if !product.is_cleared(day - since) {
                let cash = self.b.cash.balance - paid;
                let events = facts.events.iter().zip(&self.b.events);
                let ahead = events
                    .filter(|(_, (opens, _))| {
                        let soon = || day + 1..=day + purchasing.horizon();
                        opens.is_some_and(|opens| soon().contains(&opens))
                    })
                    .map(|(event, _)| event.places(place))
                    .sum();
                paid += shelf.review(
                    (product, purchasing),
                    self.world.key,
                    (day, expected.reckoned, ahead, cash),
                );
            }
        }
        if paid > Money::ZERO {
            self.b.cash.pay(paid);
        }
        paid
    }

    /// Orders that buyers want to place, by product; of what is cleared and sold out nobody asks any more.
    #[inline]
    pub(super) fn ask(&mut self, day: usize, expected: &mut Expected, today: &mut Day) {
        let (facts, world) = (self.facts, self.world);
        let days = facts.pull.len();
        let lucks = world
            .orders
            .chunks_exact(days)
            .zip(world.normals.chunks_exact(days));
        let products = facts.products.iter().zip(&world.hits).zip(lucks);
        for (((product, &is_hit), (uniform, normal)), shelf) in products.zip(&mut self.b.shelves) {
            let Some(since) = shelf.since else {
                continue;
            };
            let age = day - since;
            let mean = if product.is_cleared(age) && shelf.is_gone() {
                0.0
            } else {
                expected.orders * product.share * product.pull(age, is_hit)
            };
            expected.likely += mean;
            let orders = if facts.at_mean {
                let exact = mean + shelf.carried.0;
                let there = (exact + 1e-9).floor();
                shelf.carried.0 = exact - there;
                whole(there)
            } else {
                poisson_at(mean.min(MOST_A_DAY), (uniform[day], normal[day]))
            };
            (shelf.asked, shelf.answered) = (orders, orders);
            today.asked += orders;
        }
    }

    /// Who asks a question and gets no answer does not buy: all products lose the same share.
    #[inline]
    pub(super) fn answer(&mut self, today: &mut Day) {
        if self.answers >= real(today.asked) {
            return;
        }
        let room = doable(self.answers, today.asked, &mut self.begun.0);
        today.unanswered = today.asked - room;
        let (mut asked, mut answered) = (0u128, 0u128);
        for shelf in &mut self.b.shelves {
            asked += u128::from(shelf.asked);
            let by_now = u128::from(room) * asked / u128::from(today.asked);
            shelf.answered = (by_now - answered) as u64;
            answered = by_now;
        }
    }

    /// Orders a day that the people who do this work can do, all roles together; endless where nothing limits it.
    pub(super) fn room(&self, work: Work) -> f64 {
        let mut room = None;
        for (crew, role) in self.b.crews.iter().zip(&self.facts.roles) {
            let orders = crew.orders(role);
            if role.work == work && orders.is_finite() {
                room = Some(room.unwrap_or(0.0) + orders);
            }
        }
        room.unwrap_or(f64::INFINITY)
    }

    /// Orders take their pieces from the shelf and are paid; the shop remembers what was asked for.
    #[inline]
    pub(super) fn sell(&mut self, day: usize, expected: &Expected, today: &mut Day) {
        let (facts, scale) = (self.facts, self.plan.supposed.basket);
        let days = facts.pull.len();
        // None where pieces are certain or played at their mean.
        let mut normals = self.world.pieces.chunks_exact(days);
        for (product, shelf) in facts.products.iter().zip(&mut self.b.shelves) {
            let normal = normals.next().map(|normals| normals[day]);
            let Some(since) = shelf.since else {
                continue;
            };
            let (asked, orders) = (shelf.asked, shelf.answered);
            let pieces = facts
                .basket
                .pieces(orders, scale, normal, &mut shelf.carried.1);
            let (served, taken) = shelf.take(orders, pieces);
            let is_cleared = product.is_cleared(day - since);
            shelf.missed = served < orders && !is_cleared;
            today.no_stock += orders - served;
            today.orders += served;
            today.revenue += product.price_at(day - since) * taken;
            if shelf.pieces.is_none() {
                today.goods += product.unit_cost * taken;
                self.b.cash.pay(product.unit_cost * taken);
            }
            // Who was not answered asked for as many pieces as the others. Nobody buys more of what is cleared.
            shelf.wanted += if is_cleared {
                taken
            } else if asked == orders {
                pieces
            } else {
                (pieces as f64 * asked as f64 / orders.max(1) as f64 + 0.5) as u64
            };
            shelf.remember(real(asked) * facts.basket.mean * scale, expected.reckoned);
        }
    }

    /// Orders go out, the oldest first; what is neither today's nor yesterday's is past the platform's 48 hours, and late.
    #[inline]
    pub(super) fn ship(&mut self, today: &mut Day) {
        self.waiting += today.orders;
        today.shipped = doable(self.ships, self.waiting, &mut self.begun.1);
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
}
