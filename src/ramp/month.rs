//! Months: what is known of one when it begins, and what came of it.

use super::channel::Traffic;
use super::customers::Cohorts;
use super::plan::Supposed;
use super::play::WEEK;
use super::stage::{Stage, Target};
use super::{Facts, World};
use crate::model::Catalogue;
use crate::money::{Money, Rate};

/// No channel brings more visitors a month: there are fewer people.
pub(super) const MOST_VISITORS: f64 = 1e13;

/// What is known of a month when it begins, by day.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outlook {
    /// Visitors who do not hang on the orders before.
    pub visitors: f64,
    /// Orders of them.
    pub orders: f64,
    /// Orders of them by what is written of conversion: what the shop reckons with.
    pub reckoned: f64,
    /// Their orders, each by the share of its revenue that goes to its channel.
    pub commissioned: f64,
    /// Channels whose visitors come by themselves.
    pub organic: Vec<Organic>,
    /// Orders of those who come back, and of the loyal.
    pub past: (f64, f64),
    /// What is spent on each day but the last.
    pub daily: Spend,
    /// What is spent on the last day.
    pub last: Spend,
}

/// A channel whose visitors come by themselves, by day.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Organic {
    /// Visitors of an unknown shop.
    pub base: f64,
    /// More for each order of the last 30 days.
    pub per_order: f64,
    /// Share who buy.
    pub conversion: f64,
    /// The same as written.
    pub reckoned: f64,
}

/// Money spent by what it is spent on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Spend {
    /// Budgets of channels.
    pub ads: Money,
    /// Everything else of the stage's monthly money.
    pub other: Money,
}

impl Outlook {
    /// Looks at a month of a stage.
    pub fn of(
        &mut self,
        facts: &Facts,
        (stage, supposed): (&Stage, &Supposed),
        world: &World,
        (month, cohorts): (usize, &Cohorts),
    ) {
        let days = facts.calendar.days_of(month).len();
        let by_day = 1.0 / days as f64;
        self.clear();
        let mut ads = Money::ZERO;
        for ((channel, drawn), &written) in
            facts.channels.iter().zip(&world.channels).zip(&stage.ads)
        {
            let conversion = (drawn.conversion * supposed.conversion).min(1.0);
            let mean = (channel.conversion.mean() * supposed.conversion).min(1.0);
            let budget = if supposed.budget == 1.0 {
                written
            } else {
                written.of_amount(supposed.budget)
            };
            ads += budget;
            let visitors = match &channel.traffic {
                Traffic::Clicks(clicks) => clicks.bought(budget.in_yuan(), drawn.price[month]),
                Traffic::Given { .. } => drawn.visitors[month],
                Traffic::Organic { base, per_order } => {
                    self.organic.push(Organic {
                        base: base * supposed.traffic * by_day,
                        per_order: per_order * supposed.traffic * by_day,
                        conversion,
                        reckoned: mean,
                    });
                    continue;
                }
            }
            .min(MOST_VISITORS)
                * supposed.traffic
                * by_day;
            self.visitors += visitors;
            self.orders += visitors * conversion;
            self.reckoned += visitors * mean;
            self.commissioned += visitors * conversion * channel.commission();
        }
        let (back, loyal) = cohorts.expected(&facts.customers, world.repeat);
        self.past = (back * by_day, loyal * by_day);
        self.spread(
            Spend {
                ads,
                other: stage.other,
            },
            days,
        );
    }

    fn clear(&mut self) {
        self.organic.clear();
        (self.visitors, self.orders, self.reckoned, self.commissioned) = (0.0, 0.0, 0.0, 0.0);
    }

    /// Equal amounts by day, whole fen; the last day has what is left.
    fn spread(&mut self, month: Spend, days: usize) {
        let part = |amount: Money| {
            let daily = amount.for_time(1, days as u64, Rate::of(1.0));
            (daily, amount - daily * (days as u64 - 1))
        };
        let (ads, last_ads) = part(month.ads);
        let (other, last_other) = part(month.other);
        self.daily = Spend { ads, other };
        self.last = Spend {
            ads: last_ads,
            other: last_other,
        };
    }
}

/// What may bind a day.
pub const BINDS: [&str; 6] = [
    "traffic",
    "conversion",
    "stock",
    "warehouse",
    "service",
    "cash",
];

/// What came of a month.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Book {
    /// The stage it belonged to.
    pub stage: usize,
    /// Revenue paid, flash sales left out.
    pub revenue: Money,
    /// What of it is paid back.
    pub refunds: Money,
    /// Revenue of flash sales that open in it.
    pub events: Money,
    /// What of it is paid back.
    pub event_refunds: Money,
    /// Orders of flash sales that open in it.
    pub event_orders: u64,
    /// Orders paid and taken.
    pub orders: u64,
    /// Visitors of all channels.
    pub visitors: f64,
    /// Whether the stage's target was met; none where it has none.
    pub met: Option<bool>,
    /// Days on which each of [`BINDS`] bound.
    pub binds: [u32; 6],
    /// Most orders that were asked for in seven days on end, the last of them in it: in the shop, and with flash sales.
    pub peak: [u64; 2],
    /// Pieces asked for by product.
    pub asked: Vec<u64>,
}

impl Book {
    /// Forgets the month before, and begins one of so many products.
    pub fn clear(&mut self, stage: usize, products: usize) {
        let mut asked = std::mem::take(&mut self.asked);
        asked.clear();
        asked.resize(products, 0);
        *self = Self {
            stage,
            asked,
            ..Self::default()
        };
    }

    /// Revenue as targets count it.
    pub fn counted(&self, net: bool, events: bool) -> Money {
        let refunds = if net { self.refunds } else { Money::ZERO };
        let event_refunds = if net { self.event_refunds } else { Money::ZERO };
        let of_events = if events {
            self.events - event_refunds
        } else {
            Money::ZERO
        };
        self.revenue - refunds + of_events
    }

    /// Whether a stage's target is met by a month of so many days.
    pub fn meets(&self, stage: &Stage, net: bool, days: usize) -> Option<bool> {
        let a_day = |count: f64| count / days as f64;
        Some(match stage.target? {
            Target::Revenue(wanted) => self.counted(net, stage.counts_events) >= wanted,
            Target::Orders(wanted) => {
                let of_events = if stage.counts_events {
                    self.event_orders
                } else {
                    0
                };
                a_day((self.orders + of_events) as f64) >= wanted
            }
            Target::Visitors(wanted) => a_day(self.visitors) >= wanted,
        })
    }
}

/// The places of a month's metrics in an outcome.
#[derive(Clone, Debug)]
pub struct MonthGauges {
    revenue: usize,
    orders: usize,
    visitors: usize,
    met: Option<usize>,
    binds: [usize; 6],
    /// Place, and whether people of the role work in flash sales.
    people: Vec<Option<(usize, bool)>>,
    stock: Vec<usize>,
}

impl MonthGauges {
    /// Names the metrics; `met` tells whether any stage has a target.
    pub fn new(facts: &Facts, month: usize, met: bool, c: &mut Catalogue) -> Self {
        let (n, name) = (month + 1, facts.calendar.name(month));
        let counted = if facts.net { "net of refunds" } else { "paid" };
        Self {
            revenue: c.add(format!("month.{n}.revenue"), "yuan", format!("revenue in {name}, {counted}, flash sales left out")),
            orders: c.add(format!("month.{n}.orders"), "orders", format!("orders paid and taken in {name}, flash sales left out")),
            visitors: c.add(format!("month.{n}.visitors"), "visitors", format!("visitors of all channels in {name}")),
            met: met.then(|| c.add(format!("month.{n}.met"), "yes/no", format!("1 where the stage's target was met in {name}, else 0; absent without a target"))),
            binds: BINDS.map(|what| c.add(format!("binds.{what}.{n}"), "share", format!("share of the days of {name} on which {what} held orders back"))),
            people: facts.roles.iter().enumerate().map(|(place, role)| {
                role.serves?;
                let in_events = facts.events.iter().any(|event| event.takes(place));
                let which = if in_events { "flash sales among them" } else { "flash sales left out" };
                let meaning = format!("people at full speed as {} who would do the orders of the busiest seven days that end in {name}, {which}", role.id);
                Some((c.add(format!("people.{}.{n}.needed", role.id), "people", meaning), in_events))
            }).collect(),
            stock: facts.products.iter().map(|product| c.add(format!("stock.{}.{n}.needed", product.id), "pieces", format!("pieces of {} asked for in {name}, flash sales among it; those sold where it is cleared", product.id))).collect(),
        }
    }

    /// Reports a month.
    pub fn report(&self, facts: &Facts, (book, month): (&Book, usize), values: &mut [f64]) {
        let days = facts.calendar.days_of(month).len() as f64;
        values[self.revenue] = book.counted(facts.net, false).in_yuan();
        values[self.orders] = book.orders as f64;
        values[self.visitors] = book.visitors;
        if let Some(place) = self.met {
            values[place] = book.met.map_or(f64::NAN, |met| f64::from(u8::from(met)));
        }
        for (&place, count) in self.binds.iter().zip(book.binds) {
            values[place] = f64::from(count) / days;
        }
        for (place, role) in self.people.iter().zip(&facts.roles) {
            if let Some((place, in_events)) = *place {
                let orders = book.peak[usize::from(in_events)];
                values[place] = role.needed(orders as f64 / WEEK as f64);
            }
        }
        for (&place, &asked) in self.stock.iter().zip(&book.asked) {
            values[place] = asked as f64;
        }
    }
}
