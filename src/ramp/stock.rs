//! Stock: bought ahead under lead time, review and cash.

use super::calendar::{DAY, whole_days};
use super::context::Context;
use super::people::NEVER;
use super::product::Product;
use crate::money::Money;
use crate::random::{Kind, Quantity, WorldKey};
use crate::reader::Section;

/// How a product is bought: a decision, but for the lead.
#[derive(Clone, Debug, PartialEq)]
pub struct Purchasing {
    /// Pieces kept on hand.
    pub buffer: u64,
    /// From the order until the pieces are there.
    pub lead: Quantity,
    /// Days from one look at the shelf to the next.
    pub review: usize,
    /// Days of the forecast that are ordered up to.
    pub cover: f64,
}

/// What is decided about a product's stock.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Stock {
    /// Pieces bought when it comes into the shop; none = the buffer, or endless where nothing is bought ahead.
    pub first: Option<u64>,
    /// How more is bought.
    pub purchasing: Option<Purchasing>,
}

impl Purchasing {
    /// Reads `[stock]`, for all products or as `[stock.PRODUCT]` for each.
    pub fn read_all(root: &Section<'_>, cx: &Context<'_>) -> Vec<Option<Self>> {
        let none = || vec![None; cx.products.len()];
        let Some(s) = root.table("stock") else {
            return none();
        };
        s.about("How stock is bought: the buffer kept on hand, the supplier's lead, how often and how far ahead.");
        // Tables of several products have nothing but tables.
        if ["buffer", "lead", "review", "cover"]
            .iter()
            .any(|key| s.has(key))
        {
            let all = Self::read(&s, cx);
            s.close();
            return vec![Some(all); cx.products.len()];
        }
        let mut each = none();
        for (entry, item) in s.items() {
            let Some(one) = item.section() else {
                continue;
            };
            let read = Self::read(&one, cx);
            if let Some(product) = cx.products.iter().position(|id| *id == entry.key) {
                each[product] = Some(read);
            } else {
                let title = format!("`{}`: no product is called `{}`", s.path(), entry.key);
                let help = format!("the products are: {}", cx.products.join(", "));
                s.problems()
                    .error("unknown_reference", Some(entry.key_span), title, "", help);
            }
            one.close();
        }
        each
    }

    fn read(s: &Section<'_>, cx: &Context<'_>) -> Self {
        Self {
            buffer: s.integer("buffer").within(0, 1_000_000_000).or(0) as u64,
            lead: Quantity::field(s, "lead", Kind::Duration, cx.files).or(Quantity::constant(0.0)),
            review: whole_days(s.duration("review").within(DAY, 366.0 * DAY).or(7.0 * DAY)),
            cover: s.duration("cover").within(0.0, 1000.0 * DAY).or(30.0 * DAY) / DAY,
        }
    }

    /// Days that the `count`-th purchase of a product takes to come.
    pub fn lead_of(&self, key: WorldKey, product: &Product, count: u64) -> usize {
        let mut stream = key.stream(product.purchase(count));
        whole_days(self.lead.sample(&mut stream).min(1e7))
    }
}

/// The weight of a day in what the shop remembers of demand: it looks back about two weeks.
const DAY_WEIGHT: f64 = 1.0 / 14.0;

/// A product's shelf in a play.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shelf {
    /// Pieces there; none = as many as are asked for.
    pub pieces: Option<u64>,
    /// When the product came; none = not yet.
    pub since: Option<usize>,
    /// The next day on which the shop looks at it.
    pub next_look: usize,
    /// What is on its way, with the day it comes, and the first of these days.
    coming: Vec<(usize, u64)>,
    due: usize,
    ordered: u64,
    on_order: u64,
    /// Pieces asked for a day, and orders a day the shop reckoned with, as remembered.
    remembered: (f64, f64),
    /// Whether the last purchase was smaller than wanted for want of cash.
    pub short_of_cash: bool,
    /// Orders asked for today.
    pub asked: u64,
    /// Of these, orders of whom somebody answered.
    pub answered: u64,
    /// Pieces asked for in the month.
    pub wanted: u64,
    /// Parts of orders and of pieces that are carried from day to day.
    pub carried: (f64, f64),
}

impl Shelf {
    /// Forgets the play before.
    pub fn clear(&mut self) {
        self.coming.clear();
        *self = Self {
            coming: std::mem::take(&mut self.coming),
            due: NEVER,
            ..Self::default()
        };
    }

    /// The product comes into the shop: its first pieces are bought. Tells what they cost.
    pub fn open(&mut self, product: &Product, stock: &Stock, day: usize) -> Money {
        self.since = Some(day);
        let buffer = stock
            .purchasing
            .as_ref()
            .map(|purchasing| purchasing.buffer);
        self.pieces = stock.first.or(buffer);
        let review = stock.purchasing.as_ref();
        self.next_look = review.map_or(NEVER, |purchasing| day + purchasing.review);
        product.unit_cost * self.pieces.unwrap_or(0)
    }

    /// What was ordered for this day comes.
    #[inline]
    pub fn receive(&mut self, day: usize) {
        if day >= self.due {
            let due = self.coming.extract_if(.., |&mut (comes, _)| comes <= day);
            let come: u64 = due.map(|(_, pieces)| pieces).sum();
            self.on_order -= come;
            self.pieces = self.pieces.map(|pieces| pieces + come);
            let left = self.coming.iter().map(|&(comes, _)| comes);
            self.due = left.min().unwrap_or(NEVER);
        }
    }

    /// The shop looks at the shelf and orders up to the buffer and `cover` days of its forecast, as far as cash goes; tells
    /// what it paid. The forecast is what was asked for against what the shop reckoned with in the last weeks, times what
    /// it reckons with today: so it knows of the visitors it will buy, and learns what share of them buys.
    pub fn review(
        &mut self,
        (product, purchasing): (&Product, &Purchasing),
        key: WorldKey,
        (day, reckoned, cash): (usize, f64, Money),
    ) -> Money {
        let (asked, expected) = self.remembered;
        let a_day = if expected > 0.0 {
            asked / expected * reckoned
        } else {
            0.0
        };
        let level = (purchasing.buffer as f64 + (a_day * purchasing.cover).min(1e12)).ceil() as u64;
        let there = self.pieces.unwrap_or(0) + self.on_order;
        let wanted = level.saturating_sub(there);
        let pieces = wanted.min(cash.buys(product.unit_cost));
        self.short_of_cash = pieces < wanted;
        if pieces == 0 {
            return Money::ZERO;
        }
        let lead = purchasing.lead_of(key, product, self.ordered);
        self.ordered += 1;
        self.on_order += pieces;
        self.coming.push((day + lead, pieces));
        self.due = self.due.min(day + lead);
        product.unit_cost * pieces
    }

    /// Remembers a day: pieces asked for, and orders the shop reckoned with.
    #[inline]
    pub fn remember(&mut self, asked: f64, reckoned: f64) {
        let (old_asked, old_reckoned) = &mut self.remembered;
        *old_asked += DAY_WEIGHT * (asked - *old_asked);
        *old_reckoned += DAY_WEIGHT * (reckoned - *old_reckoned);
    }

    /// What the shop reckons with before it has sold any.
    pub fn expect(&mut self, asked: f64, reckoned: f64) {
        self.remembered = (asked, reckoned);
    }

    /// Takes the pieces of so many orders, as far as they are there; tells how many orders and pieces go out.
    #[inline]
    pub fn take(&mut self, orders: u64, pieces: u64) -> (u64, u64) {
        let Some(there) = self.pieces else {
            return (orders, pieces);
        };
        if pieces <= there {
            self.pieces = Some(there - pieces);
            return (orders, pieces);
        }
        let share = there as f64 / pieces as f64;
        let served = (orders as f64 * share) as u64;
        let taken = ((pieces as f64 / orders as f64 * served as f64) as u64).min(there);
        self.pieces = Some(there - taken);
        (served, taken)
    }
}
