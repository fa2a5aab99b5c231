//! Products, their stock, and the boxes packed before opening.

use super::context::Context;
use crate::model::Catalogue;
use crate::random::law::Discrete;
use crate::random::{Address, Kind, Quantity, WorldKey};
use crate::reader::Section;

/// A product: facts and chance.
#[derive(Clone, Debug, PartialEq)]
pub struct Product {
    /// Its name in the file.
    pub id: String,
    /// Sale price in yuan.
    pub price: f64,
    /// Relative share of demand.
    pub share: f64,
    /// Pieces in an order.
    pub units: Quantity,
    /// The route its orders go, where it is not the standard one.
    pub route: Option<usize>,
}

/// What is decided about a product.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stock {
    /// Pieces on hand; `None` = as many as are asked for.
    pub pieces: Option<u64>,
    /// Pieces of them that are not sold.
    pub buffer: u64,
    /// Pieces packed before opening, one to a box.
    pub boxes: u64,
}

impl Stock {
    /// Pieces that may be sold.
    pub fn sellable(&self) -> u64 {
        self.pieces
            .map_or(u64::MAX, |pieces| pieces.saturating_sub(self.buffer))
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
    /// The pieces asked for.
    pub units: Vec<u32>,
}

/// A range of products and what is decided about each.
pub type RangeAndStock = (Range, Vec<Stock>);

impl Range {
    /// Reads `[product.*]` and `[prepack]`.
    pub fn read(root: &Section<'_>, cx: &Context<'_>) -> RangeAndStock {
        let mut products = Vec::new();
        let mut stocks = Vec::new();
        for (id, s) in root.tables("product") {
            let (product, stock) = read_product(&id, s, cx);
            products.push(product);
            stocks.push(stock);
        }
        if products.is_empty() {
            products.push(Product {
                id: cx.ids.products[0].clone(),
                price: 0.0,
                share: 1.0,
                units: Quantity::constant(1.0),
                route: None,
            });
            stocks.push(Stock::default());
        }
        read_prepack(root, cx, &mut stocks);
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
        (Self { products, choice }, stocks)
    }

    /// The share of a source's orders that want a product; `fixed` is the source's own product, if it has one.
    pub fn share(&self, fixed: Option<usize>, product: usize) -> f64 {
        match (fixed, &self.choice) {
            (Some(fixed), _) => f64::from(u8::from(fixed == product)),
            (None, Some(choice)) => choice.share(product),
            (None, None) => 1.0,
        }
    }

    /// Draws each order's product and pieces; `fixed` tells the product of an order whose source names one.
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
    }
}

const PRODUCT: Address = Address::purpose("product");
const UNITS: Address = Address::purpose("units");

fn read_product(id: &str, s: Section<'_>, cx: &Context<'_>) -> (Product, Stock) {
    let price = s.money("price").required();
    let product = Product {
        id: id.to_owned(),
        price,
        share: s.number("share").at_least(0.0).or(1.0),
        units: s
            .field("units", |item| Quantity::read(item, Kind::Pieces, cx.files))
            .or(Quantity::constant(1.0)),
        route: s.reference("route", "route", &cx.ids.routes).optional(),
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
    s.later("with", "products bought along");
    s.later("backorder", "backorders");
    s.later("miscount", "miscounted listings");
    s.later("restock", "restocks");
    for key in ["list", "unit_cost", "salvage"] {
        cx.unreckoned_money(&s, key);
    }
    s.close();
    (product, stock)
}

/// `[prepack]` for one product, or `[prepack.ID]` tables for several.
fn read_prepack(root: &Section<'_>, cx: &Context<'_>, stocks: &mut [Stock]) {
    let Some(section) = root.table("prepack") else {
        return;
    };
    if section.has("product") || section.has("share") {
        read_one_prepack(section, cx, stocks);
        return;
    }
    for (_, entry) in section.items() {
        if let Some(one) = entry.section() {
            read_one_prepack(one, cx, stocks);
        }
    }
    section.close();
}

fn read_one_prepack(s: Section<'_>, cx: &Context<'_>, stocks: &mut [Stock]) {
    let product = s.reference("product", "product", &cx.ids.products);
    let span = product.span();
    let product = if s.has("product") {
        product.optional()
    } else {
        s.missing("product", "the id of the product that is packed in advance");
        None
    };
    let share = s.probability("share").required();
    s.later("shift", "prepacking on shifts");
    cx.unreckoned(&s, "from", |item| item.moment());
    cx.unreckoned(&s, "unpack", |item| item.duration());
    cx.unreckoned(&s, "work", |item| {
        Quantity::read(item, Kind::Duration, cx.files)
    });
    cx.unreckoned_money(&s, "wage");
    if let Some(stock) = product.and_then(|index| stocks.get_mut(index)) {
        if stock.boxes > 0 {
            s.problems().error(
                "twice",
                span,
                format!("`{}`: this product is prepacked already", s.path()),
                "",
                "keep one of the two",
            );
        }
        match stock.pieces {
            Some(pieces) => {
                // A share such as 0.3 of 10 must not become 2.9999.
                stock.boxes = ((pieces as f64 * share + 1e-9) as u64).min(stock.sellable());
            }
            // A stock that is there but wrong has its own error.
            None if share > 0.0 && !s.problems().has_errors() => s.problems().error(
                "missing_key",
                span,
                format!("`{}` packs a share of a stock that is not given", s.path()),
                "",
                "give the product a stock",
            ),
            None => {}
        }
    }
    s.close();
}

/// What is left on a product's shelf while its orders are played.
#[derive(Clone, Copy, Debug, Default)]
pub struct Shelf {
    left: u64,
    boxes: u64,
    sold: u64,
    lost: u64,
    boxes_used: u64,
    boxes_opened: u64,
}

/// What an order got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// Nothing was left.
    Nothing,
    /// Pieces from boxes packed in advance.
    Boxes(u32),
    /// Loose pieces.
    Loose(u32),
}

impl Shelf {
    /// As it stands at the opening.
    pub fn new(stock: &Stock) -> Self {
        Self {
            left: stock.sellable(),
            boxes: stock.boxes,
            ..Self::default()
        }
    }

    /// An order for `units` pieces is paid: it takes what it asks for, or what is left when that is less.
    ///
    /// Boxes go to orders they cover wholly; other orders take loose pieces, and open boxes only when these run out.
    #[inline]
    pub fn take(&mut self, units: u32) -> Taken {
        let got = self.left.min(u64::from(units));
        if got == 0 {
            self.lost += 1;
            return Taken::Nothing;
        }
        let loose = self.left - self.boxes;
        if self.left != u64::MAX {
            self.left -= got;
        }
        self.sold += got;
        if self.boxes >= got {
            self.boxes -= got;
            self.boxes_used += got;
            return Taken::Boxes(got as u32);
        }
        let opened = got.saturating_sub(loose);
        self.boxes -= opened;
        self.boxes_opened += opened;
        Taken::Loose(got as u32)
    }
}

/// The places of stock metrics in an outcome.
#[derive(Clone, Debug)]
pub struct StockGauges {
    products: Vec<[usize; 4]>,
    units: usize,
    lost: usize,
    revenue: usize,
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
        let units = catalogue.add("units.sold", "pieces", "pieces in paid orders");
        let revenue = catalogue.add("money.revenue", "yuan", "paid orders at their sale price");
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
            revenue,
            prepack,
        }
    }

    /// Reports the shelves at the end.
    pub fn report(&self, shelves: &[Shelf], stocks: &[Stock], revenue: f64, values: &mut [f64]) {
        let sum = |of: fn(&Shelf) -> u64| shelves.iter().map(of).sum::<u64>() as f64;
        values[self.units] = sum(|shelf| shelf.sold);
        values[self.lost] = sum(|shelf| shelf.lost);
        values[self.revenue] = revenue;
        let [used, left, opened] = self.prepack;
        values[used] = sum(|shelf| shelf.boxes_used);
        values[left] = sum(|shelf| shelf.boxes);
        values[opened] = sum(|shelf| shelf.boxes_opened);
        for ((shelf, stock), &[left, sold, lost, sold_out]) in
            shelves.iter().zip(stocks).zip(&self.products)
        {
            values[left] = stock
                .pieces
                .map_or(f64::NAN, |pieces| (pieces - shelf.sold) as f64);
            values[sold] = shelf.sold as f64;
            values[lost] = shelf.lost as f64;
            values[sold_out] = f64::from(u8::from(shelf.lost > 0));
        }
    }
}
