//! Kinds of contacts: who asks about an order, when, and what it takes to answer.

use crate::random::{Address, Kind, Quantity, Stream, WorldKey};
use crate::reader::Section;
use crate::sale::context::Context;
use crate::sale::money::Money;
use crate::sale::station::LONGEST_WORK;

/// The most kinds of contacts: those of all orders can be numbered.
const MOST_CONTACTS: usize = 200;

/// A kind of contact: facts and chance. Durations in minutes.
#[derive(Clone, Debug, PartialEq)]
pub struct Contact {
    /// Its name in the file.
    pub id: String,
    /// The desk it comes to.
    pub desk: usize,
    /// Share of paid orders that bring one.
    pub per_order: f64,
    /// Share of orders not picked up within the promise.
    pub if_late: f64,
    /// Share of orders that left with an error.
    pub if_misshipped: f64,
    /// Share of oversold orders.
    pub if_oversold: f64,
    /// From when on the lag runs.
    pub from: Moment,
    /// How long after that it comes.
    pub lag: Quantity,
    /// How long a chat takes.
    pub work: Quantity,
    /// How long it waits for an answer; endless where left out.
    pub patience: Option<Quantity>,
    /// Probability that it comes back after leaving, and how long after.
    pub again: (f64, Quantity),
    /// Higher ones are answered first.
    pub priority: i32,
    /// Share of answers that end in a refund.
    pub refund: f64,
    /// Share of answers that end in an exchange.
    pub exchange: f64,
    /// How goods come back where they end so.
    pub returns: Option<Returns>,
    address: Address,
    draws: [Address; Draw::WORDS.len()],
}

/// What is drawn of one contact after the other while a plan is played.
#[derive(Clone, Copy, Debug)]
pub(super) enum Draw {
    Lag,
    Patience,
    Work,
    Again,
    End,
    Return,
    Sound,
}

impl Draw {
    /// In order; what their addresses are made of.
    const WORDS: [&str; 7] = ["lag", "patience", "work", "again", "end", "return", "sound"];
}

/// Goods that are sent back.
#[derive(Clone, Debug, PartialEq)]
pub struct Returns {
    /// Minutes from the answer (or from delivery, when that is later) until they are back.
    pub lag: Quantity,
    /// Share of them that is sound.
    pub sound: f64,
    /// What the shop pays for an order's way back.
    pub freight: Money,
    /// The station where they are inspected; they are known to be sound or not as soon as they are back without one.
    pub station: Option<usize>,
}

/// A moment of an order's life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// When it was paid.
    Paid,
    /// When it was picked up.
    Shipped,
    /// When it reached the buyer.
    Delivered,
    /// By when it was to be picked up.
    Promise,
}

impl Moment {
    const WORDS: [&str; 4] = ["paid", "shipped", "delivered", "promise"];
    const ALL: [Self; 4] = [Self::Paid, Self::Shipped, Self::Delivered, Self::Promise];
}

impl Contact {
    /// Reads all `[contact.*]`.
    pub fn read_all(root: &Section<'_>, cx: &Context<'_>) -> Vec<Self> {
        let tables = root.tables("contact").into_iter();
        let all: Vec<Self> = tables.map(|(id, s)| Self::read(&id, s, cx)).collect();
        if all.len() > MOST_CONTACTS {
            let title = "there are more than 200 kinds of contacts";
            root.problems().error("too_large", None, title, "", "");
        }
        all
    }

    fn read(id: &str, s: Section<'_>, cx: &Context<'_>) -> Self {
        s.about("A kind of contact after the sale: which orders bring one, when, and what an answer takes.");
        let desk = s.reference("desk", "desk", &cx.ids.desks);
        if !s.has("desk") {
            s.missing("desk", "the id of the desk that answers, such as \"after\"");
        }
        let share = |key: &'static str| s.probability(key).or(0.0);
        let [per_order, if_late] = [share("per_order"), share("if_late")];
        let [if_misshipped, if_oversold] = [share("if_misshipped"), share("if_oversold")];
        let (from, lag) = read_lag(&s, cx).unwrap_or((Moment::Paid, Quantity::constant(0.0)));
        let address = Address::purpose("contact").of(id);
        let contact = Self {
            id: id.to_owned(),
            desk: desk.optional().unwrap_or(0),
            per_order,
            if_late,
            if_misshipped,
            if_oversold,
            from,
            lag,
            work: read_required_work(&s, cx),
            patience: Quantity::field(&s, "patience", Kind::Duration, cx.files).optional(),
            again: read_again(&s, cx),
            priority: s.integer("priority").within(-100, 100).or(0) as i32,
            refund: share("refund"),
            exchange: share("exchange"),
            returns: read_returns(&s, cx),
            address,
            draws: Draw::WORDS.map(|word| address.of(word)),
        };
        if contact.refund + contact.exchange > 1.0 {
            let span = s.item("exchange").map(|item| item.span());
            let title = format!(
                "`{}`: more than all answers end in a refund or an exchange",
                s.path()
            );
            let help = "let `refund` and `exchange` be 1 together at most";
            s.problems().error("out_of_range", span, title, "", help);
        }
        s.close();
        contact
    }

    /// The largest of its probabilities.
    pub fn most(&self) -> f64 {
        let all = [self.if_late, self.if_misshipped, self.if_oversold];
        all.into_iter().fold(self.per_order, f64::max)
    }

    /// Draws the orders that bring one whatever becomes of them, by number: a share `per_order`. From one to the next it is
    /// a geometric number of orders, the whole part of an exponential one.
    pub fn draw(&self, key: WorldKey, orders: usize, drawn: &mut Vec<u32>) {
        drawn.clear();
        if self.per_order == 0.0 {
            return;
        }
        let apart = -1.0 / libm::log1p(-self.per_order);
        let mut stream = key.stream(self.address.of("luck"));
        let mut order = stream.exponential() * apart;
        while order < orders as f64 {
            drawn.push(order as u32);
            order = order.floor() + 1.0 + (stream.exponential() * apart).floor();
        }
    }

    /// The uniform number of an order that is held against its probabilities.
    pub(super) fn luck(&self, key: WorldKey, order: u32, brings: bool) -> f64 {
        let within = key.uniform_of(self.address, u64::from(order));
        if brings {
            self.per_order * within
        } else {
            self.per_order + (1.0 - self.per_order) * within
        }
    }

    /// Whether orders bring one by what becomes of them.
    pub(super) fn has_causes(&self) -> bool {
        self.most() > self.per_order
    }

    /// What else is drawn of a contact: by its order, and how often it has left before.
    pub(super) fn stream(&self, key: WorldKey, what: Draw, (order, attempt): (u32, u16)) -> Stream {
        let visit = u64::from(order) | u64::from(attempt) << 32;
        key.stream_of(self.draws[what as usize], visit)
    }
}

fn read_lag(s: &Section<'_>, cx: &Context<'_>) -> Option<(Moment, Quantity)> {
    let Some(item) = s.item("lag") else {
        s.missing(
            "lag",
            "write lag = { from = \"delivered\", mean = \"2d\", cv = 0.8 }",
        );
        return None;
    };
    let table = item.section()?;
    table.about(
        "How long after which moment of the order it comes: `from`, and the keys of a duration.",
    );
    let from = table.choice("from", &Moment::WORDS).optional();
    if !table.has("from") {
        table.missing(
            "from",
            "write from = \"paid\", \"shipped\", \"delivered\" or \"promise\"",
        );
    }
    let from_item = table.item("from");
    let lag = Quantity::read_keys(table, item, Kind::Duration, cx.files);
    let from = Moment::ALL[from?];
    if let (Moment::Delivered, [], Some(item)) = (from, &cx.ids.carriers[..], from_item) {
        let title = format!(
            "`{}`: nothing is delivered, as there is no carrier",
            item.path()
        );
        let help = "add [carrier.sto] with its delivery, or write from = \"shipped\"";
        item.wrong("no_carrier", title, help);
    }
    Some((from, lag?))
}

fn read_required_work(s: &Section<'_>, cx: &Context<'_>) -> Quantity {
    if !s.has("work") {
        s.missing(
            "work",
            "how long a chat takes, such as work = { mean = \"6min\", cv = 0.8 }",
        );
    }
    read_work(s, cx)
}

/// How long a chat takes.
pub(super) fn read_work(s: &Section<'_>, cx: &Context<'_>) -> Quantity {
    let work = Quantity::field(s, "work", Kind::Duration, cx.files);
    let span = work.span();
    let work = work.or(Quantity::constant(0.0));
    if work.mean() > LONGEST_WORK {
        let hours = work.mean() / 60.0;
        let title = format!(
            "`{}.work` takes {hours:.0} hours, must be at most 8",
            s.path()
        );
        let help = "a chat is begun and finished by one person";
        s.problems().error("out_of_range", span, title, "", help);
    }
    work
}

fn read_again(s: &Section<'_>, cx: &Context<'_>) -> (f64, Quantity) {
    let again = s.probability("again").or(0.0);
    let after = Quantity::field(s, "again_after", Kind::Duration, cx.files);
    if s.has("again") && !s.has("again_after") {
        s.missing(
            "again_after",
            "how long after leaving it comes back, such as again_after = \"2h\"",
        );
    }
    if s.has("again") && !s.has("patience") {
        s.missing(
            "patience",
            "only who leaves can come back: write patience = \"10min\"",
        );
    }
    (again, after.or(Quantity::constant(0.0)))
}

fn read_returns(s: &Section<'_>, cx: &Context<'_>) -> Option<Returns> {
    let table = s.table("returns")?;
    table.about("Goods that come back where an answer ends in a refund or an exchange.");
    if !s.has("refund") && !s.has("exchange") {
        s.missing(
            "refund",
            "goods come back where an answer ends in a refund or an exchange: write refund = 1.0",
        );
    }
    if !table.has("lag") {
        table.missing(
            "lag",
            "how long the goods travel back, such as lag = { mean = \"3d\", cv = 0.4 }",
        );
    }
    let lag = Quantity::field(&table, "lag", Kind::Duration, cx.files);
    let returns = Returns {
        lag: lag.or(Quantity::constant(0.0)),
        sound: table.probability("sound").or(1.0),
        freight: Money::yuan(table.money("freight").or(0.0)),
        station: table
            .reference("station", "station", &cx.ids.stations)
            .optional(),
    };
    table.close();
    Some(returns)
}
