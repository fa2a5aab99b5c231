//! Products bought along: an order of one product may hold a piece of others as well.
//!
//! An order asks for its companions when it gets pieces of its own product, and takes a piece of each that its shelf may
//! still sell to it (see [`super::supply`]); a companion that is not there is left out, and nothing waits for it.

use super::context::{Context, named_by};
use super::shelf::Shelf;
use super::stock::{Product, Range};
use crate::model::Catalogue;
use crate::random::{Address, WorldKey};
use crate::reader::{Entry, Item, Section};

/// A product that is bought along with another.
#[derive(Clone, Debug, PartialEq)]
pub struct Companion {
    /// Which product, in file order.
    pub product: usize,
    /// The share of the other's orders that hold a piece of it, 0 to 1.
    pub share: f64,
    address: Address,
}

impl Companion {
    /// Reads `with` of the product called `id`.
    pub fn read_all(id: &str, s: &Section<'_>, cx: &Context<'_>) -> Vec<Self> {
        let Some(table) = s.table("with") else {
            return Vec::new();
        };
        let items = table.items().into_iter();
        items
            .filter_map(|(entry, item)| Self::read(id, (entry, item), &table, cx))
            .collect()
    }

    fn read(
        id: &str,
        (entry, item): (&Entry, Item<'_>),
        table: &Section<'_>,
        cx: &Context<'_>,
    ) -> Option<Self> {
        let share = read_share(item);
        let product = named_by(entry, table, "product", &cx.ids.products)?;
        if entry.key == id {
            table.problems().error(
                "with_itself",
                Some(entry.key_span),
                format!("`{}` names `{id}` itself", table.path()),
                "",
                "name other products; more pieces of the same are `units`",
            );
            return None;
        }
        Some(Self {
            product,
            share: share?,
            address: Address::purpose("with").of(id).of(&entry.key),
        })
    }
}

fn read_share(item: Item<'_>) -> Option<f64> {
    let share = item.number()?;
    if (0.0..=1.0).contains(&share) {
        return Some(share);
    }
    let title = format!("`{}` is {share}, must be between 0 and 1", item.path());
    let help = "write the share of orders that hold a piece of it, such as 0.06";
    item.wrong("out_of_range", title, help);
    None
}

/// How many companions an order of a product holds, at the means.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mean {
    /// The share of orders that hold any.
    pub share: f64,
    /// Companions in an order that holds any.
    pub pieces: f64,
}

impl Product {
    /// What is bought along with it on average, if anything can be.
    pub fn mean_along(&self) -> Option<Mean> {
        let none: f64 = self.with.iter().map(|with| 1.0 - with.share).product();
        let pieces: f64 = self.with.iter().map(|with| with.share).sum();
        let share = 1.0 - none;
        (share > 0.0).then(|| Mean {
            share,
            pieces: pieces / share,
        })
    }
}

/// What the world draws of companions; empty where no product has any.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Along {
    /// (Order, product) of every piece asked for along, sorted.
    pairs: Vec<(u32, u16)>,
    /// By order number: pieces asked for, companions among them.
    pieces: Vec<u32>,
}

impl Along {
    /// Draws what all orders ask for along: a uniform number for each order of a product and each of its companions, from
    /// a stream of that pair of products. `products` and `units` are, by order number, an order's own product and its
    /// pieces.
    pub fn draw(&mut self, range: &Range, key: WorldKey, products: &[u16], units: &[u32]) {
        self.pairs.clear();
        self.pieces.clear();
        if !range.has_companions() {
            return;
        }
        for (index, product) in range.products.iter().enumerate() {
            for with in &product.with {
                let mut stream = key.stream(with.address);
                let own = products.iter().enumerate();
                let own = own.filter(|&(_, &product)| usize::from(product) == index);
                let holds = own.filter(|_| stream.uniform() < with.share);
                self.pairs
                    .extend(holds.map(|(order, _)| (order as u32, with.product as u16)));
            }
        }
        self.pairs.sort_unstable();
        self.pieces.extend_from_slice(units);
        for &(order, _) in &self.pairs {
            self.pieces[order as usize] += 1;
        }
    }

    /// The pieces all orders ask for, companions among them; `units` are those of their own products.
    #[inline]
    pub fn pieces<'a>(&'a self, units: &'a [u32]) -> &'a [u32] {
        if self.pairs.is_empty() {
            units
        } else {
            &self.pieces
        }
    }

    /// The companions of an order that asks for `units` pieces of its own product, as (order, product).
    pub fn of(&self, order: usize, units: u32) -> &[(u32, u16)] {
        if self.pairs.is_empty() || self.pieces[order] == units {
            return &[];
        }
        let from = self
            .pairs
            .partition_point(|&(other, _)| (other as usize) < order);
        let count = (self.pieces[order] - units) as usize;
        &self.pairs[from..from + count]
    }
}

/// What was bought along in a play, reused from play to play.
#[derive(Clone, Debug, Default)]
pub struct AlongBuffers {
    /// (Order, product) of every piece that was taken along; sorted once all is sold.
    pub taken: Vec<(u32, u16)>,
    /// Measured orders that took a piece along.
    pub(super) orders: u64,
}

impl AlongBuffers {
    /// Forgets the play before.
    pub(super) fn clear(&mut self) {
        self.taken.clear();
        self.orders = 0;
    }

    /// The products of which an order took a piece along.
    pub fn of(&self, order: usize) -> impl Iterator<Item = usize> + '_ {
        let from = self
            .taken
            .partition_point(|&(other, _)| (other as usize) < order);
        let own = self.taken[from..].iter();
        own.take_while(move |&&(other, _)| other as usize == order)
            .map(|&(_, product)| usize::from(product))
    }
}

/// The places of the metrics of companions in an outcome; none where no product has any.
#[derive(Clone, Debug)]
pub struct AlongGauges {
    orders: Option<usize>,
    /// (Product, place) of every product that is a companion.
    left_out: Vec<(usize, usize)>,
}

impl AlongGauges {
    /// Names the metrics.
    pub fn new(range: &Range, catalogue: &mut Catalogue) -> Self {
        let orders = range.has_companions().then(|| {
            catalogue.add(
                "orders.with",
                "orders",
                "paid orders that took a product along with their own",
            )
        });
        let is_companion = |index: usize| {
            range
                .companions()
                .any(|with: &Companion| with.product == index)
        };
        let products = range.products.iter().enumerate();
        let left_out = products
            .filter(|&(index, _)| is_companion(index))
            .map(|(index, Product { id, .. })| {
                let name = format!("stock.{id}.left_out");
                let meaning =
                    format!("pieces of {id} asked for along with another product and not there");
                (index, catalogue.add(name, "pieces", meaning))
            })
            .collect();
        Self { orders, left_out }
    }

    /// Reports a play.
    pub fn report(&self, bought: &AlongBuffers, shelves: &[Shelf], values: &mut [f64]) {
        if let Some(orders) = self.orders {
            values[orders] = bought.orders as f64;
        }
        for &(product, place) in &self.left_out {
            values[place] = shelves[product].left_out as f64;
        }
    }
}
