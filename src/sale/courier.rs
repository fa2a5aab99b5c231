//! Carriers: who takes a parcel, and how long it travels.

use super::context::Context;
use super::money::Money;
use super::pickup::{Pickups, read_pickup};
use super::source::Source;
use super::stock::Range;
use crate::random::Discrete;
use crate::random::{Address, Kind, Quantity, WorldKey};
use crate::reader::Section;

/// A carrier: facts and chance.
#[derive(Clone, Debug, PartialEq)]
pub struct Carrier {
    /// Its name in the file.
    pub id: String,
    /// Relative share of the parcels it may carry.
    pub share: f64,
    /// What it takes for a parcel.
    pub fee: Money,
    /// Minutes from pickup to delivery.
    pub delivery: Quantity,
    /// Share of parcels lost on the way.
    pub loss: f64,
    /// Sources and products whose parcels it carries; empty = all.
    pub only: Vec<Restriction>,
    /// Where the ways of its parcels are drawn.
    way: Address,
}

/// One source or product a carrier is kept to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Restriction {
    /// Orders of this source.
    Source(usize),
    /// Orders of this product.
    Product(usize),
}

/// The carriers and how parcels spread over them.
#[derive(Clone, Debug, PartialEq)]
pub struct Carriers {
    /// In file order.
    pub carriers: Vec<Carrier>,
    /// For each source and product, how a parcel chooses.
    choices: Vec<Choice>,
    products: usize,
}

#[derive(Clone, Debug, PartialEq)]
enum Choice {
    One(usize),
    Some(Discrete, Vec<u16>),
}

impl Carriers {
    /// Reads `[carrier.*]`.
    pub fn read(
        root: &Section<'_>,
        sources: &[Source],
        range: &Range,
        cx: &Context<'_>,
    ) -> (Self, Vec<Pickups>) {
        let (mut carriers, mut agreed) = (Vec::new(), Vec::new());
        let mut spans = Vec::new();
        for (id, s) in root.tables("carrier") {
            spans.push(s.span());
            let (carrier, pickups) = read_carrier(&id, s, cx);
            carriers.push(carrier);
            agreed.push(pickups);
        }
        for (start, span) in spans.iter().enumerate() {
            let mut seen = vec![start];
            while let Some(next) = agreed[seen[seen.len() - 1]].overflow {
                if next == start {
                    let title = format!(
                        "`carrier.{}`: what it leaves comes back to it",
                        carriers[start].id
                    );
                    root.problems().error(
                        "overflow_circle",
                        Some(*span),
                        title,
                        "",
                        "let the overflow end at a carrier that has none",
                    );
                }
                if seen.contains(&next) {
                    break;
                }
                seen.push(next);
            }
        }
        let mut all = Self {
            carriers,
            choices: Vec::new(),
            products: range.products.len(),
        };
        all.choose(root, sources, range);
        (all, agreed)
    }

    fn choose(&mut self, root: &Section<'_>, sources: &[Source], range: &Range) {
        for (source_index, source) in sources.iter().enumerate() {
            for (product_index, product) in range.products.iter().enumerate() {
                let fits = |carrier: &Carrier| {
                    carrier.only.is_empty()
                        || carrier.only.contains(&Restriction::Source(source_index))
                        || carrier.only.contains(&Restriction::Product(product_index))
                };
                let eligible: Vec<usize> = (0..self.carriers.len())
                    .filter(|&index| {
                        fits(&self.carriers[index]) && self.carriers[index].share > 0.0
                    })
                    .collect();
                let weights: Vec<f64> = eligible
                    .iter()
                    .map(|&index| self.carriers[index].share)
                    .collect();
                let choice = match eligible[..] {
                    [] => {
                        if !self.carriers.is_empty()
                            && range.share(source.product, product_index) > 0.0
                        {
                            root.problems().error(
                                "no_carrier",
                                None,
                                format!(
                                    "no carrier takes orders of product `{}` from source `{}`",
                                    product.id, source.id
                                ),
                                "",
                                "widen a carrier's `only`, or add a carrier without it",
                            );
                        }
                        Choice::One(0)
                    }
                    [one] => Choice::One(one),
                    _ => {
                        let ids: Vec<f64> = eligible.iter().map(|&index| index as f64).collect();
                        match Discrete::new(&ids, &weights) {
                            Some(discrete) => {
                                Choice::Some(discrete, eligible.iter().map(|&i| i as u16).collect())
                            }
                            None => Choice::One(eligible[0]),
                        }
                    }
                };
                self.choices.push(choice);
            }
        }
    }

    /// Draws each order's carrier.
    pub fn draw(
        &self,
        key: WorldKey,
        orders: usize,
        of: impl Fn(usize) -> (usize, usize),
        carrier: &mut Vec<u16>,
    ) {
        carrier.clear();
        if let [Choice::One(only), rest @ ..] = &self.choices[..]
            && rest.iter().all(|choice| choice == &Choice::One(*only))
        {
            carrier.resize(orders, *only as u16);
            return;
        }
        let mut stream = key.stream(CARRIER);
        carrier.extend((0..orders).map(|order| {
            let (source, product) = of(order);
            match &self.choices[source * self.products + product] {
                Choice::One(index) => *index as u16,
                Choice::Some(discrete, indices) => indices[discrete.index(&mut stream)],
            }
        }));
    }

    /// The share of the orders of a source and product that a carrier gets.
    pub fn share(&self, source: usize, product: usize, carrier: usize) -> f64 {
        match &self.choices[source * self.products + product] {
            Choice::One(index) => f64::from(u8::from(*index == carrier)),
            Choice::Some(discrete, indices) => indices
                .iter()
                .position(|&i| usize::from(i) == carrier)
                .map_or(0.0, |place| discrete.share(place)),
        }
    }
}

const CARRIER: Address = Address::purpose("carrier");

impl Carrier {
    /// Minutes from pickup to delivery of an order; `None` when it is lost on the way. Drawn by the order's own address.
    pub fn deliver(&self, key: WorldKey, order: usize) -> Option<f64> {
        let mut stream = key.stream_of(self.way, order as u64);
        let lost = stream.uniform() < self.loss;
        (!lost).then(|| self.delivery.sample(&mut stream))
    }
}

fn read_carrier(id: &str, s: Section<'_>, cx: &Context<'_>) -> (Carrier, Pickups) {
    s.about("A carrier: its share of the parcels, its pickups, how long it travels.");
    let address = Address::purpose("carrier").of(id);
    let only = s
        .item("only")
        .and_then(|item| item.list())
        .unwrap_or_default();
    let both: Vec<String> = cx
        .ids
        .sources
        .iter()
        .chain(&cx.ids.products)
        .cloned()
        .collect();
    let only = only
        .into_iter()
        .filter_map(|item| item.reference("source or product", &both))
        .map(|index| match index.checked_sub(cx.ids.sources.len()) {
            None => Restriction::Source(index),
            Some(product) => Restriction::Product(product),
        })
        .collect();
    let carrier = Carrier {
        id: id.to_owned(),
        share: s.number("share").at_least(0.0).or(1.0),
        fee: Money::yuan(s.money("fee").or(0.0)),
        delivery: Quantity::field(&s, "delivery", Kind::Duration, cx.files)
            .or(Quantity::constant(3.0 * 1440.0)),
        loss: s.probability("loss").or(0.0),
        only,
        way: address.of("delivery"),
    };
    let pickups = s.tables("pickup").into_iter();
    let agreed = Pickups::new(
        pickups
            .map(|(id, p)| read_pickup(&id, p, address, cx))
            .collect(),
        s.reference("overflow", "carrier", &cx.ids.carriers)
            .optional(),
        &cx.calendar,
    );
    if !agreed.pickups.is_empty() && agreed.calls().is_empty() {
        let title = format!(
            "`{}` has no pickup between the opening and the end of `follow`",
            s.path()
        );
        s.problems().error(
            "no_pickup",
            Some(s.span()),
            title,
            "its parcels would never leave",
            "add a pickup, or days on which one comes",
        );
    }
    if agreed.pickups.is_empty() {
        if agreed.overflow.is_some() {
            s.problems().error(
                "overflow_unused",
                Some(s.span()),
                format!(
                    "`{}` has an overflow but no pickup that could leave anything behind",
                    s.path()
                ),
                "",
                "give it pickups",
            );
        }
        let title = format!("`{}` has no pickups", s.path());
        s.problems().warn(
            "no_pickup",
            Some(s.span()),
            title,
            "its parcels count as shipped when they are scanned",
            "add pickup.ID = { at = \"19:00\", parcels = 500 }",
        );
    }
    s.close();
    (carrier, agreed)
}
