//! The desk that answers visitors before they buy: who asks, for how long, and who goes away unanswered.

use super::Desk;
use super::contact::{Contact, read_work};
use crate::model::TooLarge;
use crate::random::{Address, Kind, Quantity, Stream, WorldKey};
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

/// What else is drawn of a visitor who asks: visitors of numbers from `orders` on would not buy.
fn stream(key: WorldKey, of: [Address; 2], number: u32, orders: usize) -> Stream {
    let own = (number as usize).checked_sub(orders).map_or_else(
        || of[0].at(u64::from(number)),
        |other| of[1].at(other as u64),
    );
    key.stream(own)
}

/// Who asks before the sale, in one world: (when, number), by both. The visitor of an order has the order's number; those
/// who would not buy are numbered on from the last order.
pub type Asking = Vec<(Ticks, u32)>;

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
        asking.clear();
        demand.draw_others(key, self.idle, visits)?;
        let mut stream = key.stream(self.addresses.asks);
        let buyers = (0..visits.len()).filter(|_| stream.uniform() < self.share);
        asking.extend(buyers.map(|order| (visits.visit(order), order as u32)));
        let others = visits.others().iter().zip(visits.len() as u32..);
        asking.extend(others.map(|(visitor, number)| (visitor.time(), number)));
        asking.sort_unstable();
        Ok(())
    }

    /// Minutes that a visitor's chat takes.
    pub(super) fn work_of(&self, key: WorldKey, number: u32, orders: usize) -> f64 {
        let mut stream = stream(key, self.addresses.work, number, orders);
        self.work.sample(&mut stream)
    }

    /// How long a visitor waits at most; `None` where for ever.
    pub(super) fn patience_of(&self, key: WorldKey, number: u32, orders: usize) -> Option<Ticks> {
        let patience = self.patience.as_ref()?;
        let mut stream = stream(key, self.addresses.patience, number, orders);
        Some(ticks(patience.sample(&mut stream)))
    }

    /// Whether the sale to a visitor who ran out of patience is lost.
    pub(super) fn is_lost(&self, key: WorldKey, order: u32) -> bool {
        let mut stream = key.stream(self.addresses.gives_up.at(u64::from(order)));
        stream.uniform() < self.gives_up
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
