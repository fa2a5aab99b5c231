//! The desk that answers visitors before they buy: who asks, for how long, and who goes away unanswered.

use super::Desk;
use super::contact::{Contact, read_work};
use crate::model::TooLarge;
use crate::random::{Address, Kind, Quantity, WorldKey};
use crate::reader::{Item, Problem, Section, Severity, Value};
use crate::sale::context::Context;
use crate::sale::demand::{Demand, Visits};
use crate::sale::time::{Ticks, ticks};

/// Chats before the sale: facts and chance. Durations in minutes.
#[derive(Clone, Debug, PartialEq)]
pub struct PreSale {
    /// Share of the visitors who would buy that asks first.
    pub share: f64,
    /// Share of the other visitors that asks.
    pub idle: f64,
    /// How long a chat takes.
    pub work: Quantity,
    /// How long a visitor waits for an answer; endless where left out.
    pub patience: Option<Quantity>,
    /// Share of those who ran out of patience that does not buy.
    pub gives_up: f64,
    addresses: Addresses,
}

/// Where its draws are read, spelled once.
#[derive(Clone, Debug, PartialEq)]
struct Addresses {
    asks: Address,
    gives_up: Address,
    /// Of visitors who would buy, and of others.
    work: [Address; 2],
    patience: [Address; 2],
}

impl Addresses {
    fn new(id: &str) -> Self {
        let chat = Address::purpose("chat").of(id);
        let both = |what: &str| [chat.of(what), chat.of(what).of("idle")];
        Self {
            asks: chat.of("asks"),
            gives_up: chat.of("gives up"),
            work: both("work"),
            patience: both("patience"),
        }
    }
}

/// Who asks before the sale, in one world: arrays in order of time.
#[derive(Clone, Debug, Default)]
pub struct Asking {
    /// When, and the visitor's number: that of the order, or beyond all orders of those who would not buy.
    pub who: Vec<(Ticks, u32)>,
    /// Minutes that a chat takes at speed 1.
    pub work: Vec<f64>,
    /// How long each waits at most; none where for ever.
    pub patience: Vec<Ticks>,
    /// Those who would buy, then the others, each in order of time.
    visitors: Vec<(Ticks, u32)>,
    /// Places among these, in order of time.
    turns: Vec<u32>,
    minutes: Vec<f64>,
}

impl Asking {
    /// Puts the first `buyers` of the visitors and the others in one order of time.
    fn merge(&mut self, buyers: usize) {
        let all = &self.visitors[..];
        self.turns.resize(all.len(), 0);
        let (mut one, mut other) = (0, buyers);
        for turn in &mut self.turns {
            let is_first = other == all.len() || (one < buyers && all[one] < all[other]);
            *turn = (if is_first { one } else { other }) as u32;
            one += usize::from(is_first);
            other += usize::from(!is_first);
        }
        let turns = self.turns.iter();
        self.who.clear();
        self.who.extend(turns.map(|&turn| all[turn as usize]));
    }
}

impl PreSale {
    const KEYS: [&str; 5] = ["share", "idle", "work", "patience", "gives_up"];

    /// Reads these keys of a desk; `None` where none is written.
    pub(super) fn read(id: &str, s: &Section<'_>, cx: &Context<'_>) -> Option<Self> {
        let pre_sale = Self {
            share: s.probability("share").or(0.0),
            idle: s.probability("idle").or(0.0),
            work: read_work(s, cx),
            patience: Quantity::field(s, "patience", Kind::Duration, cx.files).optional(),
            gives_up: s.probability("gives_up").or(0.0),
            addresses: Addresses::new(id),
        };
        let written: Vec<&str> = Self::KEYS.into_iter().filter(|key| s.has(key)).collect();
        let asks = s.has("share") || s.has("idle");
        if let ([first, ..], false) = (&written[..], asks) {
            let help = format!(
                "`{first}` is for a desk that answers visitors before they buy: write share = 0.35, the share of buyers who ask"
            );
            s.missing("share", &help);
        }
        if asks && !s.has("work") {
            s.missing(
                "work",
                "how long a chat takes, such as work = { mean = \"5min\", cv = 0.8 }",
            );
        }
        if s.has("gives_up") && !s.has("patience") {
            s.missing(
                "patience",
                "only who runs out of patience gives up: write patience = { mean = \"3min\", cv = 1 }",
            );
        }
        asks.then_some(pre_sale)
    }

    /// Draws who asks before the sale.
    ///
    /// # Errors
    ///
    /// When more visitors ask beside those who buy than orders can be numbered.
    pub(in crate::sale) fn draw(
        &self,
        (key, demand): (WorldKey, &Demand),
        visits: &mut Visits,
        asking: &mut Asking,
    ) -> Result<(), TooLarge> {
        demand.draw_others(key, self.idle, visits)?;
        let mut stream = key.stream(self.addresses.asks);
        let buyers = (0..visits.len()).filter(|_| stream.uniform() < self.share);
        asking.visitors.clear();
        let visitors = &mut asking.visitors;
        visitors.extend(buyers.map(|order| (visits.visit(order), order as u32)));
        let buyers = visitors.len();
        let others = visits.others().iter().zip(visits.len() as u32..);
        visitors.extend(others.map(|(visitor, number)| (visitor.time(), number)));
        asking.merge(buyers);
        let Asking {
            work,
            patience,
            turns,
            minutes,
            ..
        } = asking;
        // A number for each, those who would buy and the others by streams of their own.
        minutes.resize(turns.len(), 0.0);
        let draw = |quantity: &Quantity, addresses: &[Address; 2], minutes: &mut [f64]| {
            let (own, others) = minutes.split_at_mut(buyers);
            for (values, &address) in [own, others].into_iter().zip(addresses) {
                quantity.fill(&mut key.stream(address), values);
            }
        };
        draw(&self.work, &self.addresses.work, minutes);
        work.clear();
        work.extend(turns.iter().map(|&turn| minutes[turn as usize]));
        patience.clear();
        if let Some(quantity) = &self.patience {
            draw(quantity, &self.addresses.patience, minutes);
            let of_each = turns.iter().map(|&turn| ticks(minutes[turn as usize]));
            patience.extend(of_each);
        }
        Ok(())
    }

    /// Whether the sale to a visitor who ran out of patience is lost.
    pub(super) fn is_lost(&self, key: WorldKey, order: u32) -> bool {
        key.uniform_of(self.addresses.gives_up, u64::from(order)) < self.gives_up
    }
}

/// One desk at most answers before the sale, and no contact comes there.
pub fn check(root: &Section<'_>, desks: &[Desk], contacts: &[Contact]) {
    let tables = root.tables("desk");
    let mut before = tables
        .iter()
        .zip(desks)
        .filter(|(_, desk)| desk.pre_sale.is_some());
    let Some(((id, first), _)) = before.next() else {
        return;
    };
    for ((_, other), _) in before {
        root.problems().push(Problem {
            severity: Severity::Error,
            code: "two_chat_desks",
            title: "two desks answer visitors before they buy".to_owned(),
            span: Some(other.span()),
            label: "this desk has `share` or `idle` as well".to_owned(),
            also: vec![(first.span(), "the first of them".to_owned())],
            help: Some(
                "let one desk answer all of them: place both groups of people there".to_owned(),
            ),
        });
    }
    for ((_, table), contact) in root.tables("contact").iter().zip(contacts) {
        // A desk that there is none of has been told.
        let id_of = &desks[contact.desk].id;
        let named =
            |item: &Item<'_>| matches!(&item.node().value, Value::Text(name) if name == id_of);
        let answers_visitors = desks[contact.desk].pre_sale.is_some();
        if let (Some(item), true) = (table.item("desk").filter(named), answers_visitors) {
            let title = format!(
                "`{}`: the desk `{id}` answers visitors before they buy",
                item.path()
            );
            let help = "give contacts after the sale a desk of their own: [desk.after]";
            item.wrong("chat_desk", title, help);
        }
    }
}
