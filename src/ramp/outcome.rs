//! The outcome of a ramp: its metrics and time series.

use super::Facts;
use super::books::Buffers;
use super::month::MonthGauges;
use super::plan::Plan;
use super::series::{frame, series};
use super::stage_gauges::StageGauges;
use super::stock::Shelf;
use crate::model::{Catalogue, Frame, Outcome};
use crate::money::Money;

/// The places of all metrics in an outcome, and the grid of its series.
#[derive(Clone, Debug)]
pub struct Gauges {
    catalogue: Catalogue,
    frame: Frame,
    months: Vec<MonthGauges>,
    stages: Vec<StageGauges>,
    cash: [usize; 4],
    orders: [usize; 4],
    five: [usize; 5],
    rating: usize,
    good: Option<usize>,
    money: [usize; 10],
    events: Vec<[usize; 5]>,
    /// What flash sales brought and cost, where there are any.
    of_events: Option<usize>,
}

impl Gauges {
    /// Names all metrics of a ramp.
    pub fn new(facts: &Facts, plan: &Plan, asked: &[String]) -> Self {
        let mut c = Catalogue::of("ramp", asked);
        let stages = plan
            .stages
            .iter()
            .map(|stage| StageGauges::new(stage, facts.calendar.months(), &mut c))
            .collect();
        let cash = [
            c.add("cash.low", "yuan", "the least cash at the end of a day"),
            c.add(
                "cash.end",
                "yuan",
                "cash at the end; money of sales not yet paid out is not in it",
            ),
            c.add(
                "cash.dry",
                "yes/no",
                "1 where cash is below 0 at the end of a day, else 0",
            ),
            c.add(
                "cash.low_month",
                "month",
                "the month in which cash is lowest, counted from 1",
            ),
        ];
        let orders = order_gauges(&mut c);
        let five = [
            c.add(
                "customer.cost",
                "yuan",
                "ads and commissions for each new customer, flash sales left out",
            ),
            c.add(
                "spend.return",
                "factor",
                "revenue for each yuan of ads and commissions, flash sales left out",
            ),
            c.add(
                "customer.conversion",
                "share",
                "first orders ÷ visitors, flash sales left out",
            ),
            c.add(
                "customer.repeat",
                "share",
                "share of orders by customers who come back, the loyal left out",
            ),
            c.add(
                "customer.loyal",
                "share",
                "share of orders by loyal customers",
            ),
        ];
        let rating = c.add("rating.end", "points", "the rating at the end, of 5");
        let good = facts
            .rating
            .good
            .map(|_| c.add("reviews.good", "share", "share of good reviews at the end"));
        let money = money_gauges(&mut c);
        let events: Vec<_> = facts
            .events
            .iter()
            .map(|event| event_gauges(&event.id, &mut c))
            .collect();
        let of_events = (!events.is_empty()).then(|| c.add("money.events", "yuan", "what flash sales brought less all they cost, goods and people of the ramp left out"));
        let met = plan.stages.iter().any(|stage| stage.target.is_some());
        let months = (0..facts.calendar.months())
            .map(|month| MonthGauges::new(facts, month, met, &mut c))
            .collect();
        let mut gauges = Self {
            frame: frame(facts),
            stages,
            cash,
            orders,
            five,
            rating,
            good,
            events,
            of_events,
            money,
            months,
            catalogue: c,
        };
        for (stage, written) in gauges.stages.iter_mut().zip(&plan.stages) {
            stage.resolve(written, &gauges.catalogue);
        }
        gauges
    }

    /// The metrics.
    pub fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }

    /// The series.
    pub fn frame(&self) -> &Frame {
        &self.frame
    }

    /// Reports a play.
    pub(super) fn report(
        &self,
        facts: &Facts,
        plan: &Plan,
        b: &mut Buffers,
        outcome: &mut Outcome,
    ) {
        let values = &mut outcome.values;
        values.clear();
        values.resize(self.catalogue.metrics().len(), f64::NAN);
        for (month, gauges) in self.months.iter().enumerate() {
            gauges.report(facts, (&b.books[month], month), values);
        }
        values[self.cash[0]] = b.cash.low.in_yuan();
        values[self.cash[1]] = b.cash.balance.in_yuan();
        values[self.cash[2]] = f64::from(u8::from(b.cash.low < Money::ZERO));
        values[self.cash[3]] = (facts.calendar.month_of(b.cash.low_day) + 1) as f64;
        let totals = &b.totals;
        let orders = [
            totals.unanswered,
            totals.no_stock,
            totals.late,
            totals.waiting,
        ];
        for (place, count) in self.orders.into_iter().zip(orders) {
            values[place] = count as f64;
        }
        self.report_five(b, values);
        let rating = b.memory.rating(&facts.rating);
        values[self.rating] = rating;
        if let (Some(place), Some(share)) = (self.good, facts.rating.good_share(rating)) {
            values[place] = share;
        }
        self.report_money(facts, b, values);
        self.report_events(b, values);
        for (gauges, (reached, stage)) in self.stages.iter().zip(b.stages.iter().zip(&plan.stages))
        {
            gauges.report(reached, stage.target.is_some(), values);
        }
        outcome.series.clear();
        if outcome.with_series {
            series(facts, b, &mut outcome.series);
            // Later plays keep their days only where they are asked to.
            b.keeps_days = false;
        }
    }

    fn report_five(&self, b: &Buffers, values: &mut [f64]) {
        let totals = &b.totals;
        let spent = (totals.ads + totals.commission).in_yuan();
        let new = totals.orders - totals.back - totals.loyal;
        let ratio = |above: f64, below: f64| if below > 0.0 { above / below } else { f64::NAN };
        let five = [
            ratio(spent, new),
            ratio(totals.revenue.in_yuan(), spent),
            ratio(new, totals.visitors),
            ratio(totals.back, totals.orders),
            ratio(totals.loyal, totals.orders),
        ];
        self.five
            .iter()
            .zip(five)
            .for_each(|(&place, value)| values[place] = value);
    }

    fn report_events(&self, b: &Buffers, values: &mut [f64]) {
        for (places, (_, took)) in self.events.iter().zip(&b.events) {
            let Some(took) = took else {
                continue;
            };
            let brings = took.revenue - took.refunds - took.commission - took.costs;
            values[places[0]] = took.orders as f64;
            values[places[1]] = took.revenue.in_yuan();
            values[places[2]] = brings.in_yuan();
            values[places[3]] = took.in_time.unwrap_or(f64::NAN);
            values[places[4]] = took.lost as f64;
        }
        if let Some(place) = self.of_events {
            values[place] = b.totals.events.in_yuan();
        }
    }

    fn report_money(&self, facts: &Facts, b: &Buffers, values: &mut [f64]) {
        let t = &b.totals;
        let left = facts.products.iter().zip(&b.shelves);
        let stock: Money = left
            .map(|(product, shelf): (_, &Shelf)| product.salvage * shelf.owned())
            .sum();
        let cost = t.refunds + t.commission + t.goods + t.ads + t.other + t.wages;
        let profit = t.revenue + t.events + stock - cost;
        let lines = [
            t.revenue,
            t.refunds,
            t.commission,
            t.goods,
            t.ads,
            t.other,
            t.wages,
            stock,
            profit,
        ];
        self.money
            .iter()
            .zip(lines)
            .for_each(|(&place, line)| values[place] = line.in_yuan());
        values[self.money[9]] = f64::from(u8::from(profit < Money::ZERO));
    }
}

fn event_gauges(id: &str, c: &mut Catalogue) -> [usize; 5] {
    [
        c.add(format!("event.{id}.orders"), "orders", format!("orders paid and taken in {id}")),
        c.add(format!("event.{id}.revenue"), "yuan", format!("revenue of {id}")),
        c.add(format!("event.{id}.brings"), "yuan", format!("revenue of {id} less refunds, commission and its costs, goods and people of the ramp left out")),
        c.add(format!("event.{id}.within_promise"), "share", format!("share of orders of {id} picked up within the promise")),
        c.add(format!("event.{id}.lost"), "orders", format!("orders of {id} lost: nothing was left, or nobody answered")),
    ]
}

/// Orders of the shop, flash sales left out.
fn order_gauges(c: &mut Catalogue) -> [usize; 4] {
    [
        ("lost_chat", "orders lost because nobody answered"),
        ("lost_stock", "orders that found nothing left"),
        (
            "late",
            "orders not shipped by the end of the day after they were paid",
        ),
        ("unshipped", "orders that wait to be shipped at the end"),
    ]
    .map(|(name, meaning)| {
        let meaning = format!("{meaning}, flash sales left out");
        c.add(format!("orders.{name}"), "orders", meaning)
    })
}

fn money_gauges(c: &mut Catalogue) -> [usize; 10] {
    let lines = [
        ("revenue", "revenue paid"),
        ("refunds", "revenue paid back"),
        ("commission", "commissions of channels"),
        (
            "goods",
            "goods bought, those of the ramp for flash sales among them",
        ),
        ("ads", "budgets of channels"),
        ("other", "other money of stages, one-off and monthly"),
        ("wages", "wages"),
        (
            "stock",
            "what goods left at the end are worth, those on their way among them",
        ),
        (
            "profit",
            "revenue, what flash sales brought and stock left less refunds, commission, goods, ads, other money and wages",
        ),
    ];
    let mut places = [0; 10];
    for (place, (name, meaning)) in places.iter_mut().zip(lines) {
        *place = c.add(format!("money.{name}"), "yuan", meaning);
    }
    places[9] = c.add(
        "money.loss",
        "yes/no",
        "1 where the profit is below 0, else 0",
    );
    places
}
