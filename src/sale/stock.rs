//! Products, their stock, and the boxes packed before opening.

use super::along::{Along, Companion};
use super::context::Context;
use super::money::Money;
use super::restock::Restock;
use super::shelf::Shelf;
use crate::model::Catalogue;
use crate::random::Discrete;
use crate::random::{Address, Kind, Quantity, WorldKey};
use crate::reader::Section;

/// A product: facts and chance.
#[derive(Clone, Debug, PartialEq)]
pub struct Product {
    /// Its name in the file.
    pub id: String,
    /// Sale price.
    pub price: Money,
    /// What a piece costs the shop.
    pub unit_cost: Money,
    /// What a piece that is left over is worth.
    pub salvage: Money,
    /// Relative share of demand.
    pub share: f64,
    /// Pieces in an order.
    pub units: Quantity,
    /// The route its orders go, where it is not the standard one.
    pub route: Option<usize>,
    /// Whether orders that find too little wait for a restock.
    pub backorder: bool,
    /// The share of the stock that the listing shows beyond what is there.
    pub miscount: f64,
    /// What is bought along with it.
    pub with: Vec<Companion>,
}

/// What is decided about a product.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stock {
    /// Pieces on hand; `None` = as many as are asked for.
    pub pieces: Option<u64>,
    /// Pieces of them that are not sold.
    pub buffer: u64,
    /// Pieces that are to be packed before opening, one to a box.
    pub boxes: u64,
}

impl Stock {
    /// Pieces that may be sold.
    pub fn sellable(&self) -> u64 {
        self.pieces
            .map_or(u64::MAX, |pieces| pieces.saturating_sub(self.buffer))
    }

    /// So many pieces in place of those written; the same share of them is to be packed before opening.
    pub fn scale(&mut self, pieces: u64) {
        let share = self.boxes as f64 / self.pieces.unwrap_or(0).max(1) as f64;
        self.pieces = Some(pieces);
        self.boxes = ((pieces as f64 * share + 1e-9) as u64).min(self.sellable());
    }

    /// Pieces that may be sold when the listing shows so large a share too many: those that are there, and those that
    /// are not. The buffer is kept off the listing, so that it covers a miscount.
    pub fn listed(&self, miscount: f64) -> (u64, u64) {
        let Some(pieces) = self.pieces else {
            return (u64::MAX, 0);
        };
        // A share such as 0.29 of 100 must not become 28.9999.
        let shown = (pieces as f64 * (1.0 + miscount) + 1e-6) as u64;
        let listed = shown.saturating_sub(self.buffer);
        (listed.min(pieces), listed.saturating_sub(pieces))
    }
}

/// The products and how demand spreads over them.
#[derive(Clone, Debug, PartialEq)]
pub struct Range {
    /// In file order.
    pub products: Vec<Product>,
    choice: Option<Discrete>,
}

/// What the world draws of baskets, by order number.
#[derive(Clone, Debug, Default)]
pub struct Baskets {
    /// The product.
    pub product: Vec<u16>,
    /// The pieces of it asked for.
    pub units: Vec<u32>,
    /// What is bought along.
    along: Along,
}

impl Baskets {
    /// The pieces asked for, those bought along among them.
    pub fn pieces(&self) -> &[u32] {
        self.along.pieces(&self.units)
    }

    /// What an order asks for along with its product: a piece each, as (order, product).
    #[inline]
    pub fn along(&self, order: usize) -> &[(u32, u16)] {
        self.along.of(order, self.units[order])
    }
}

/// A range of products and what is decided about each: stock and restocks.
pub type RangeAndStock = (Range, Vec<Stock>, Vec<Vec<Restock>>);

impl Range {
    /// Pieces in an order on average.
    pub fn mean_units(&self) -> f64 {
        let products = self.products.iter().enumerate();
        products
            .map(|(index, product)| self.share(None, index) * product.units.mean())
            .sum()
    }

    /// Reads `[product.*]`.
    pub fn read(root: &Section<'_>, cx: &Context<'_>) -> RangeAndStock {
        let mut products = Vec::new();
        let (mut stocks, mut restocks) = (Vec::new(), Vec::new());
        for (id, s) in root.tables("product") {
            let (product, stock, ordered) = read_product(&id, s, cx);
            products.push(product);
            stocks.push(stock);
            restocks.push(ordered);
        }
        if products.is_empty() {
            products.push(Product {
                id: cx.ids.products[0].clone(),
                price: Money::ZERO,
                unit_cost: Money::ZERO,
                salvage: Money::ZERO,
                share: 1.0,
                units: Quantity::constant(1.0),
                route: None,
                backorder: false,
                miscount: 0.0,
                with: Vec::new(),
            });
            stocks.push(Stock::default());
            restocks.push(Vec::new());
        }
        let shares: Vec<f64> = products.iter().map(|product| product.share).collect();
        let positions: Vec<f64> = (0..shares.len()).map(|index| index as f64).collect();
        let choice = Discrete::new(&positions, &shares);
        if choice.is_none() && !root.problems().has_errors() {
            root.problems().error(
                "out_of_range",
                None,
                "no product has a share of demand above 0",
                "",
                "give one a share",
            );
        }
        let choice = if products.len() > 1 { choice } else { None };
        (Self { products, choice }, stocks, restocks)
    }

    /// The share of a source's orders that want a product; `fixed` is the source's own product, if it has one.
    pub fn share(&self, fixed: Option<usize>, product: usize) -> f64 {
        match (fixed, &self.choice) {
            (Some(fixed), _) => f64::from(u8::from(fixed == product)),
            (None, Some(choice)) => choice.share(product),
            (None, None) => 1.0,
        }
    }

    /// Everything that is bought along with any product.
    pub fn companions(&self) -> impl Iterator<Item = &Companion> {
        self.products.iter().flat_map(|product| &product.with)
    }

    /// Whether anything is bought along.
    pub fn has_companions(&self) -> bool {
        self.companions().next().is_some()
    }

    /// Draws each order's product and pieces, and what it asks for along; `fixed` tells the product of an order whose
    /// source names one.
    pub fn draw(
        &self,
        key: WorldKey,
        orders: usize,
        fixed: impl Fn(usize) -> Option<usize>,
        baskets: &mut Baskets,
    ) {
        baskets.product.clear();
        match &self.choice {
            None => baskets.product.resize(orders, 0),
            Some(choice) => {
                let mut stream = key.stream(PRODUCT);
                baskets.product.extend(
                    (0..orders).map(|order| {
                        fixed(order).unwrap_or_else(|| choice.index(&mut stream)) as u16
                    }),
                );
            }
        }
        baskets.units.clear();
        if self
            .products
            .iter()
            .all(|product| product.units.is_certain())
        {
            let units: Vec<u32> = self
                .products
                .iter()
                .map(|product| product.units.mean() as u32)
                .collect();
            baskets.units.extend(
                baskets
                    .product
                    .iter()
                    .map(|&product| units[usize::from(product)]),
            );
        } else {
            let mut stream = key.stream(UNITS);
            baskets.units.extend(baskets.product.iter().map(|&product| {
                self.products[usize::from(product)]
                    .units
                    .sample(&mut stream) as u32
            }));
        }
        let Baskets {
            product,
            units,
            along,
        } = baskets;
        along.draw(self, key, product, units);
    }
}

const PRODUCT: Address = Address::purpose("product");
const UNITS: Address = Address::purpose("units");

fn read_product(id: &str, s: Section<'_>, cx: &Context<'_>) -> (Product, Stock, Vec<Restock>) {
    s.about("A product: its price, its share of demand, its stock.");
    let price = read_price(&s);
    let unit_cost = s.money("unit_cost").or(0.0);
    let product = Product {
        id: id.to_owned(),
        price: Money::yuan(price),
        unit_cost: Money::yuan(unit_cost),
        salvage: Money::yuan(s.money("salvage").optional().unwrap_or(unit_cost)),
        share: s.number("share").at_least(0.0).or(1.0),
        units: Quantity::field(&s, "units", Kind::Pieces, cx.files).or(Quantity::constant(1.0)),
        route: s.reference("route", "route", &cx.ids.routes).optional(),
        backorder: s.boolean("backorder").or(false),
        miscount: s.probability("miscount").or(0.0),
        with: Companion::read_all(id, &s, cx),
    };
    let stock = Stock {
        pieces: s
            .integer("stock")
            .within(0, 1_000_000_000)
            .optional()
            .map(|pieces| pieces as u64),
        buffer: s.integer("buffer").within(0, 1_000_000_000).or(0) as u64,
        boxes: 0,
    };
    let restocks = Restock::read_all(id, &s, cx);
    if stock.pieces.is_none() && !s.has("stock") {
        let needs = [
            ("restock", !restocks.is_empty()),
            ("backorder", product.backorder),
            ("miscount", product.miscount > 0.0),
        ];
        for (key, _) in needs.iter().filter(|(_, is_used)| *is_used) {
            s.problems().error(
                "missing_key",
                s.item(key).map(|item| item.name_span()),
                format!("`{}.{key}` needs a stock that can run out", s.path()),
                "",
                "give the product a stock, such as stock = 3000",
            );
        }
    }
    s.close();
    (product, stock, restocks)
}

/// The sale price, which the list price is not below.
fn read_price(s: &Section<'_>) -> f64 {
    let price = s.money("price").required();
    let list = s.money("list");
    let span = list.span();
    if list.optional().is_some_and(|list| list < price) {
        s.problems().warn(
            "list_below_price",
            span,
            format!("`{}.list` is below the sale price", s.path()),
            "",
            "the list price is that of ordinary days; it changes nothing in the sale",
        );
    }
    price
}

/// The places of stock metrics in an outcome.
#[derive(Clone, Debug)]
pub struct StockGauges {
    products: Vec<[usize; 4]>,
    units: usize,
    lost: usize,
    prepack: [usize; 3],
}

impl StockGauges {
    /// Names the metrics.
    pub fn new(range: &Range, catalogue: &mut Catalogue) -> Self {
        let lost = catalogue.add(
            "orders.lost_stock",
            "orders",
            "orders that found nothing left",
        );
        let units = catalogue.add("units.sold", "pieces", "pieces that paid orders took");
        let names = [
            (
                "prepack.used",
                "boxes packed in advance that went out as they were",
            ),
            ("prepack.left", "boxes packed in advance that nobody took"),
            (
                "prepack.opened",
                "boxes opened for orders that had no loose pieces left",
            ),
        ];
        let prepack = names.map(|(name, meaning)| catalogue.add(name, "boxes", meaning));
        let products = range
            .products
            .iter()
            .map(|Product { id, .. }| {
                [
                    catalogue.add(
                        format!("stock.{id}.left"),
                        "pieces",
                        format!("pieces of {id} left at the end"),
                    ),
                    catalogue.add(
                        format!("stock.{id}.sold"),
                        "pieces",
                        format!("pieces of {id} sold"),
                    ),
                    catalogue.add(
                        format!("stock.{id}.lost"),
                        "orders",
                        format!("orders that found no {id} left"),
                    ),
                    catalogue.add(
                        format!("stock.{id}.sold_out"),
                        "yes/no",
                        format!("1 where an order found no {id} left, else 0"),
                    ),
                ]
            })
            .collect();
        Self {
            products,
            units,
            lost,
            prepack,
        }
    }

    /// Reports the shelves at the end.
    pub fn report(&self, shelves: &[Shelf], stocks: &[Stock], values: &mut [f64]) {
        let sum = |of: fn(&Shelf) -> u64| shelves.iter().map(of).sum::<u64>() as f64;
        values[self.units] = sum(|shelf| shelf.sold);
        values[self.lost] = sum(|shelf| shelf.lost);
        let [used, left, opened] = self.prepack;
        values[used] = sum(|shelf| shelf.boxes_used);
        values[left] = sum(|shelf| shelf.boxes);
        values[opened] = sum(|shelf| shelf.boxes_opened);
        for ((shelf, stock), &[left, sold, lost, sold_out]) in
            shelves.iter().zip(stocks).zip(&self.products)
        {
            values[left] = stock.pieces.map_or(f64::NAN, |pieces| {
                (pieces + shelf.arrived - shelf.sold) as f64
            });
            values[sold] = shelf.sold as f64;
            values[lost] = shelf.lost as f64;
            values[sold_out] = f64::from(u8::from(shelf.found_empty()));
        }
    }
}
