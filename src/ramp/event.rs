//! Flash sales inside a ramp: a campaign's file, placed in a month, played in full by the [`sale`] with the
//! stock and people the ramp has then.

use super::calendar::{DAY, signed, whole_days};
use super::context::Context;
use super::people::Crew;
use super::product::Product;
use super::stock::Shelf;
use crate::model::{Model, Outcome, TooLarge};
use crate::money::Money;
use crate::random::{Address, WorldKey};
use crate::reader::{Entry, Item, Problems, Section, Severity, Sources, Span, parse};
use crate::sale::money::Line;
use crate::sale::{self, Sale};

/// A flash sale of a ramp: facts and chance.
#[derive(Clone, Debug)]
pub struct Event {
    /// Its name in the file.
    pub id: String,
    /// When it opens.
    pub opens: Opens,
    /// The sale. What the ramp supplies costs nothing in it: the ramp pays.
    pub sale: Sale,
    /// Its plan, as its file has it.
    pub plan: sale::Plan,
    /// Products of the sale and those of the ramp they are.
    products: Vec<(usize, usize)>,
    /// Teams of the sale and the roles of the ramp they are.
    teams: Vec<(usize, usize)>,
    address: Address,
}

/// When a flash sale opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opens {
    /// On a day of the ramp.
    Day(usize),
    /// So many days after a stage begins.
    After(usize, usize),
}

impl PartialEq for Event {
    fn eq(&self, other: &Self) -> bool {
        (&self.id, self.opens, &self.plan, &self.sale.facts)
            == (&other.id, other.opens, &other.plan, &other.sale.facts)
            && (&self.products, &self.teams) == (&other.products, &other.teams)
    }
}

/// What a flash sale brought.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Takings {
    /// Orders paid and taken.
    pub orders: u64,
    /// Of these, orders not picked up as promised.
    pub late: u64,
    /// Orders lost: nothing was left, or nobody answered.
    pub lost: u64,
    /// Revenue paid.
    pub revenue: Money,
    /// What of it is paid back.
    pub refunds: Money,
    /// What of it platform and sources take.
    pub commission: Money,
    /// Everything else it costs, goods and people of the ramp left out.
    pub costs: Money,
    /// Goods of the ramp that were bought for it: restocks of the file, and what is bought as it is sold.
    pub goods: Money,
    /// Share of orders picked up as promised; none without orders.
    pub in_time: Option<f64>,
}

/// What it takes to play flash sales; reused from play to play.
#[derive(Clone, Debug, Default)]
pub struct EventBuffers {
    sale: sale::play::Buffers,
    outcome: Outcome,
}

impl Event {
    /// Reads all `[event.*]`.
    pub fn read_all(root: &Section<'_>, cx: &Context<'_>) -> Vec<Self> {
        root.tables("event")
            .into_iter()
            .filter_map(|(id, s)| Self::read(&id, s, cx))
            .collect()
    }

    fn read(id: &str, s: Section<'_>, cx: &Context<'_>) -> Option<Self> {
        s.about("A flash sale inside the ramp: a campaign's file, played in full with the stock and people of the ramp.");
        let item = s.item("campaign");
        if item.is_none() {
            s.missing(
                "campaign",
                "the file of the sale, such as campaign = \"sale.toml\"",
            );
        }
        let campaign = item.and_then(|item| read_campaign(item, cx));
        let (when, days) = (
            read_when(&s, cx),
            campaign
                .as_ref()
                .map(|(facts, _)| facts.calendar.opens.date().day()),
        );
        let named = |key: &'static str, what: &str, here: &[String], there: &[String]| {
            read_map(&s, key, what, (here, there))
        };
        let of_file = |of: fn(&sale::Facts) -> Vec<String>| {
            campaign
                .as_ref()
                .map_or_else(Vec::new, |(facts, _)| of(facts))
        };
        let here = of_file(|facts| {
            facts
                .range
                .products
                .iter()
                .map(|product| product.id.clone())
                .collect()
        });
        let products = named("product", "product", &here, &cx.products);
        let here = of_file(|facts| facts.teams.iter().map(|team| team.id.clone()).collect());
        let teams = named("team", "role", &here, &cx.roles);
        s.close();
        let (mut facts, plan) = campaign?;
        for &(product, _) in &products {
            let product = &mut facts.range.products[product];
            (product.unit_cost, product.salvage) = (Money::ZERO, Money::ZERO);
        }
        for &(team, _) in &teams {
            facts.teams[team].wage = Money::ZERO;
        }
        let opens = match (when, days) {
            (Some(When::Month(month)), Some(days)) => Opens::Day(day_in(cx, month, days)),
            (Some(When::After(stage, days)), _) => Opens::After(stage, days),
            // An error is told; goals may name its metrics all the same.
            _ => Opens::Day(usize::MAX),
        };
        let (sale, address) = (
            Sale::new(facts, &plan, &[]),
            Address::purpose("event").of(id),
        );
        Some(Self {
            id: id.to_owned(),
            opens,
            sale,
            plan,
            products,
            teams,
            address,
        })
    }

    /// Draws its world.
    ///
    /// # Errors
    ///
    /// When it is larger than can be played.
    pub fn draw(&self, key: WorldKey, world: &mut sale::World) -> Result<(), TooLarge> {
        self.sale.draw(key.within(self.address), world)
    }

    /// The day it opens, once a stage begins on a day.
    pub fn day(&self, stage: usize, begins: usize) -> Option<usize> {
        match self.opens {
            Opens::Day(day) => Some(day),
            Opens::After(after, days) => (after == stage).then_some(begins + days),
        }
    }

    /// Pieces that its file places of a product of the ramp: what the shop means to have there for it.
    pub fn places(&self, of_ramp: usize) -> u64 {
        let of_product = self.products.iter().filter(|(_, other)| *other == of_ramp);
        let pieces = of_product.map(|&(product, _)| self.plan.stocks[product].pieces.unwrap_or(0));
        pieces.sum()
    }

    /// Whether people of a role of the ramp work in it.
    pub fn takes(&self, role: usize) -> bool {
        self.teams.iter().any(|&(_, of_ramp)| of_ramp == role)
    }

    /// Plays it with what the ramp has: pieces on the shelves, people there. What is left goes back to the shelves.
    pub fn play(
        &self,
        world: &sale::World,
        (products, shelves, crews): (&[Product], &mut [Shelf], &[Crew]),
        b: &mut EventBuffers,
    ) -> Takings {
        let (mut sale, mut plan) = (self.sale.clone(), self.plan.clone());
        for &(team, role) in &self.teams {
            sale.facts.teams[team].present = Some(crews[role].heads);
        }
        self.supply(shelves, &mut plan);
        sale.play(world, &plan, &mut b.sale, &mut b.outcome);
        let goods = self.clear_up(products, shelves, b);
        Takings {
            goods,
            ..self.result(b)
        }
    }

    /// Gives each product of the sale the pieces that the ramp has of it. Products that are one of the ramp share its shelf
    /// by their demand, so that no piece is sold twice. Where the ramp buys what it sells, the file's own stock is the most
    /// that can be sold.
    fn supply(&self, shelves: &[Shelf], plan: &mut sale::Plan) {
        let demand = |product: usize| {
            let product = &self.sale.facts.range.products[product];
            product.share * product.units.mean()
        };
        for (place, &(product, of_ramp)) in self.products.iter().enumerate() {
            let Some(pieces) = shelves[of_ramp].for_events() else {
                continue;
            };
            let of_shelf = self.products.iter().enumerate();
            let of_shelf = of_shelf.filter(|(_, other)| other.1 == of_ramp);
            let (mut before, mut all) = (0.0, 0.0);
            for (other, &(product, _)) in of_shelf {
                before += if other < place { demand(product) } else { 0.0 };
                all += demand(product);
            }
            let up_to = |part: f64| {
                let share = if all > 0.0 { part / all } else { 1.0 };
                ((pieces as f64 * share + 1e-6) as u64).min(pieces)
            };
            let up_to_this = up_to(before + demand(product));
            plan.stocks[product].scale(up_to_this - up_to(before).min(up_to_this));
        }
    }

    /// What is left goes back to the ramp's shelves, and what was asked for is remembered there; tells what was paid for goods
    /// of the ramp: what restocks brought, and all that was sold where the ramp buys what it sells.
    fn clear_up(&self, products: &[Product], shelves: &mut [Shelf], b: &EventBuffers) -> Money {
        let mut paid = Money::ZERO;
        for &(product, of_ramp) in &self.products {
            let sold = &b.sale.shelves[product];
            let shelf = &mut shelves[of_ramp];
            let bought = match &mut shelf.pieces {
                Some(pieces) => {
                    *pieces = (*pieces + sold.arrived).saturating_sub(sold.sold);
                    sold.arrived
                }
                None => sold.sold,
            };
            let units = self.sale.facts.range.products[product].units.mean();
            shelf.wanted += sold.sold + (sold.lost as f64 * units + 0.5) as u64;
            paid += products[of_ramp].unit_cost * bought;
        }
        paid
    }

    fn result(&self, b: &EventBuffers) -> Takings {
        let ledger = &b.sale.ledger;
        let value = |name: &str| {
            let place = self.sale.gauges().catalogue().find(name);
            place.map_or(f64::NAN, |place| b.outcome.values[place])
        };
        let lost = ["orders.lost_stock", "orders.lost_chat"].map(value);
        let in_time = value("ship.within_promise");
        let commission = ledger[Line::Commission];
        Takings {
            orders: value("orders.paid") as u64,
            late: value("ship.late") as u64,
            lost: lost.into_iter().filter(|lost| !lost.is_nan()).sum::<f64>() as u64,
            revenue: ledger[Line::Revenue],
            refunds: ledger[Line::Refunds],
            commission,
            costs: ledger.cost() - commission,
            goods: Money::ZERO,
            in_time: (!in_time.is_nan()).then_some(in_time),
        }
    }
}

/// Facts and plan of a campaign's file; `None` after an error at the name of the file.
fn read_campaign(item: Item<'_>, cx: &Context<'_>) -> Option<(sale::Facts, sale::Plan)> {
    let path = item.text()?;
    let refuse = |title: String, help: String| {
        item.wrong("bad_campaign", title, help);
        None
    };
    let text = match cx.files.text(path) {
        Some(Ok(text)) => text,
        Some(Err(reason)) => {
            return refuse(
                format!("cannot read `{path}`: {reason}"),
                "paths are relative to the scenario file".to_owned(),
            );
        }
        None => {
            return refuse(
                format!("cannot read `{path}`"),
                "paths are relative to the scenario file".to_owned(),
            );
        }
    };
    let problems = Problems::new();
    let tree = parse(&mut Sources::new(path, text.to_owned()), &[], &problems);
    let root = Section::root(
        &tree,
        Span {
            source: 0,
            start: 0,
            end: 0,
        },
        &problems,
    );
    if root.has("ramp") {
        let help = "a campaign is the file of a flash sale, with [sale]; ramps inside ramps would never end";
        return refuse(format!("`{path}` is a revenue ramp"), help.to_owned());
    }
    if !root.has("sale") {
        return refuse(
            format!("`{path}` has no [sale]"),
            "name the file of a flash sale".to_owned(),
        );
    }
    for key in ["title", "goal", "option", "size"] {
        root.accept_unread(key);
    }
    let read = sale::read(&root, cx.files.of(path));
    root.close();
    let errors = problems
        .into_vec()
        .into_iter()
        .filter(|problem| problem.severity == Severity::Error);
    let errors: Vec<String> = errors.map(|problem| problem.title).collect();
    match &errors[..] {
        [] => Some(read),
        [first, ..] => {
            let count = if errors.len() == 1 {
                "an error".to_owned()
            } else {
                format!("{} errors", errors.len())
            };
            refuse(
                format!("`{path}` has {count}: {first}"),
                format!("`surgeplan check {path}` shows where"),
            )
        }
    }
}

/// When an event is to open.
enum When {
    Month(usize),
    After(usize, usize),
}

fn read_when(s: &Section<'_>, cx: &Context<'_>) -> Option<When> {
    let months = signed(cx.calendar.months());
    if s.has("stage") {
        let stage = s.reference("stage", "stage", &cx.stages).optional();
        let after = s.long_duration("after").within(0.0, 4000.0 * DAY).or(0.0);
        if let Some(item) = s.item("month") {
            item.wrong(
                "twice",
                format!("`{}` has both month and stage", s.path()),
                "keep one of the two",
            );
        }
        return Some(When::After(stage?, whole_days(after)));
    }
    let month = s.integer("month").check(|&month| {
        let wording =
            format!("must be 1 to {months}: the ramp has {months} months, counted from 1");
        ((1..=months).contains(&month)).then_some(()).ok_or(wording)
    });
    let month = month.at_least(1);
    if !s.has("month") {
        s.missing("month", "the month it opens in, counted from 1, such as month = 13; or a stage and after how long");
    }
    month
        .optional()
        .map(|month| When::Month(month as usize - 1))
}

/// The day of a month on which the file's day of the month falls; the last where it has none.
fn day_in(cx: &Context<'_>, month: usize, day_of_month: i8) -> usize {
    let mut days = cx.calendar.days_of(month);
    let last = days.end - 1;
    days.find(|&day| cx.calendar.date(day).day() == day_of_month)
        .unwrap_or(last)
}

/// `{ id in the file = id of the ramp }`.
fn read_map(
    s: &Section<'_>,
    key: &'static str,
    what: &str,
    (here, there): (&[String], &[String]),
) -> Vec<(usize, usize)> {
    let Some(table) = s.table(key) else {
        return Vec::new();
    };
    table.about("Which of the ramp's things stand for those of the campaign's file: { id in the file = id of the ramp }.");
    let pair = |(entry, item): (&Entry, Item<'_>)| {
        let other = item.reference(what, there)?;
        let place = here.iter().position(|id| *id == entry.key);
        // A file that cannot be read has its own error.
        if place.is_none() && !here.is_empty() {
            let title = format!(
                "`{}`: the campaign has no {key} called `{}`",
                table.path(),
                entry.key
            );
            table.problems().error(
                "unknown_reference",
                Some(entry.key_span),
                title,
                "",
                format!("it has: {}", here.join(", ")),
            );
        }
        Some((place?, other))
    };
    table.items().into_iter().filter_map(pair).collect()
}
