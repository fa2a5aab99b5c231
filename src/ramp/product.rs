//! Products: prices, how they grow, ripen and decline, hits, clearance.

use super::calendar::{DAY, MONTH, whole_days};
use super::context::Context;
use crate::money::{Money, Rate};
use crate::random::{Address, WorldKey};
use crate::reader::Section;

/// A product: facts and chance.
#[derive(Clone, Debug, PartialEq)]
pub struct Product {
    /// Its name in the file.
    pub id: String,
    /// What a piece costs the buyer.
    pub price: Money,
    /// What it costs in clearance.
    pub cleared_price: Money,
    /// What a piece costs the shop.
    pub unit_cost: Money,
    /// What a piece that is left at the end is worth.
    pub salvage: Money,
    /// Its part of all shares.
    pub share: f64,
    /// The stage with which it comes into the shop.
    pub from: usize,
    /// The factor on its orders by days since it came, to the end of the ramp.
    pub life: Vec<f64>,
    /// What it may become.
    pub hit: Option<Hit>,
    /// Days since it came after which what is left is cleared; none = never.
    pub clears: Option<usize>,
    address: Address,
    purchases: Address,
}

/// A product may become a hit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hit {
    /// With this probability, once.
    pub chance: f64,
    /// The factor on its orders then.
    pub factor: f64,
    /// Days since it came from which it is one.
    pub after: usize,
}

/// The factor on orders of a product in its nursery.
const NURSERY: f64 = 0.3;

impl Product {
    /// Reads all `[product.*]`, with the stock each has at first.
    pub fn read_all(root: &Section<'_>, cx: &Context<'_>) -> (Vec<Self>, Vec<Option<u64>>) {
        let tables = root.tables("product");
        if tables.is_empty() {
            root.missing(
                "product",
                "what is sold, such as [product.hero] with price = 99.0",
            );
        }
        let (mut products, stocks): (Vec<Self>, Vec<_>) = tables
            .into_iter()
            .map(|(id, s)| Self::read(&id, s, cx))
            .unzip();
        let all: f64 = products.iter().map(|product| product.share).sum();
        if all == 0.0 && !products.is_empty() && !root.problems().has_errors() {
            let title = "no product has a share of demand above 0";
            root.problems()
                .error("out_of_range", None, title, "", "give one a share");
        }
        for product in &mut products {
            product.share /= all.max(f64::MIN_POSITIVE);
        }
        (products, stocks)
    }

    fn read(id: &str, s: Section<'_>, cx: &Context<'_>) -> (Self, Option<u64>) {
        s.about("A product: its price, its share of demand, its stock; in a ramp also how it grows and declines.");
        let price = s.money("price").required();
        let list = s.money("list").optional().unwrap_or(price);
        let unit_cost = s.money("unit_cost").or(0.0);
        let salvage = s.money("salvage").optional().unwrap_or(unit_cost);
        let stock = s.integer("stock").within(0, 1_000_000_000).optional();
        let (life, from, nursery) = read_life(&s, cx);
        let hit = s.table("hit").map(|hit| read_hit(hit, nursery));
        let clear = s.table("clear").map(|clear| {
            clear.about("Clearance: after so long no more is bought, and what is left sells at a lower price.");
            let after = clear.duration("after").at_least(0.0).required();
            let price = clear.number("price").within(0.0, 1.0).required();
            clear.close();
            (whole_days(after), price)
        });
        let cleared = clear.map_or(price, |(_, part)| part * list);
        let product = Self {
            id: id.to_owned(),
            price: Money::yuan(price),
            cleared_price: Money::yuan(cleared).part(Rate::of(1.0)),
            unit_cost: Money::yuan(unit_cost),
            salvage: Money::yuan(salvage),
            share: s.number("share").within(0.0, 1e12).or(1.0),
            from,
            life,
            hit,
            clears: clear.map(|clear| clear.0),
            address: Address::purpose("product").of(id),
            purchases: Address::purpose("stock").of(id),
        };
        s.close();
        (product, stock.map(|stock| stock as u64))
    }

    /// Whether it becomes a hit in this world.
    pub fn is_hit(&self, key: WorldKey) -> bool {
        self.hit
            .is_some_and(|hit| key.stream(self.address.of("hit")).uniform() < hit.chance)
    }

    /// Where the draws of its `count`-th purchase stand.
    pub fn purchase(&self, count: u64) -> Address {
        self.purchases.at(count)
    }

    /// Where its days' draws of a kind stand.
    pub fn stream(&self, key: WorldKey, what: &str) -> crate::random::Stream {
        key.stream(self.address.of(what))
    }

    /// The factor on its orders so many days after it came, as a hit or not.
    #[inline]
    pub fn pull(&self, age: usize, is_hit: bool) -> f64 {
        match self.hit {
            Some(hit) if is_hit && age >= hit.after => self.life[age] * hit.factor,
            _ => self.life[age],
        }
    }

    /// What a piece costs the buyer so many days after it came.
    #[inline]
    pub fn price_at(&self, age: usize) -> Money {
        if self.is_cleared(age) {
            self.cleared_price
        } else {
            self.price
        }
    }

    /// Whether it is in clearance so many days after it came.
    #[inline]
    pub fn is_cleared(&self, age: usize) -> bool {
        self.clears.is_some_and(|after| age >= after)
    }
}

/// The factors by day, the stage it comes with, and the days of its nursery.
fn read_life(s: &Section<'_>, cx: &Context<'_>) -> (Vec<f64>, usize, usize) {
    let days = cx.calendar.days();
    let Some(life) = s.table("life") else {
        return (vec![1.0; days], 0, 0);
    };
    life.about("How it grows: a nursery at 0.3 of its orders, growth up to all of them, maturity, then decline.");
    let span = |key| life.duration(key).within(0.0, 10_000.0 * DAY).or(0.0) / DAY;
    let (nursery, growth, maturity) = (span("nursery"), span("growth"), span("maturity"));
    let decline = life.number("decline").within(0.0, 10.0).or(1.0);
    let endless = !life.has("maturity") && !life.has("decline");
    let from = life.reference("from", "stage", &cx.stages).or(0);
    life.close();
    let factor = |day: usize| {
        // The middle of the day stands for it.
        let age = day as f64 + 0.5;
        let (grown, ripe) = (nursery + growth, nursery + growth + maturity);
        if age < nursery {
            NURSERY
        } else if age < grown {
            NURSERY + (1.0 - NURSERY) * (age - nursery) / growth
        } else if age < ripe || endless {
            1.0
        } else {
            libm::pow(decline, (age - ripe) / MONTH)
        }
    };
    (
        (0..days).map(factor).collect(),
        from,
        nursery.ceil() as usize,
    )
}

fn read_hit(hit: Section<'_>, nursery: usize) -> Hit {
    hit.about("What it may become: with this chance its orders are multiplied by the factor.");
    let read = Hit {
        chance: hit.probability("chance").required(),
        factor: hit.number("factor").within(0.0, 1000.0).required(),
        // A hit shows when the nursery is over.
        after: hit
            .duration("after")
            .at_least(0.0)
            .optional()
            .map_or(nursery, whole_days),
    };
    hit.close();
    read
}
