//! Reservations: pieces kept for a source, such as the volume a group-buy site has announced.

use super::source::Source;
use super::stock::Stock;
use super::time::{MOST_DAYS, Ticks, ticks};
use crate::reader::Section;

/// Pieces kept for a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reserve {
    /// How many.
    pub units: u64,
    /// Until when; what is left of them then is for everybody.
    pub until: Ticks,
}

impl Reserve {
    /// Reads a source's `reserve`.
    pub fn read(source: &Section<'_>) -> Option<Self> {
        let s = source.table("reserve")?;
        s.about("Pieces of its product that are kept for the source.");
        if !source.has("product") {
            s.problems().error(
                "missing_key",
                Some(s.span()),
                format!("`{}` does not say of which product", s.path()),
                "",
                "give the source a product, such as product = \"hit\"",
            );
        }
        let units = s.integer("units").within(0, 1_000_000_000).required();
        let until = s.duration("until").within(0.0, MOST_DAYS * 1440.0);
        let reserve = Self {
            units: units as u64,
            until: ticks(until.required()),
        };
        s.close();
        Some(reserve)
    }
}

/// Reports reservations of more than there is.
pub fn check(root: &Section<'_>, sources: &[Source], stocks: &[Stock]) {
    if root.problems().has_errors() || sources.iter().all(|source| source.reserve.is_none()) {
        return;
    }
    let mut left: Vec<Option<u64>> = stocks
        .iter()
        .map(|stock| stock.pieces.map(|_| stock.sellable()))
        .collect();
    for (source, (_, section)) in sources.iter().zip(root.tables("source")) {
        let (Some(reserve), Some(product)) = (source.reserve, source.product) else {
            continue;
        };
        let span = section.item("reserve").map(|item| item.name_span());
        let path = format!("{}.reserve", section.path());
        match &mut left[product] {
            None => root.problems().error(
                "missing_key",
                span,
                format!("`{path}` keeps pieces of a stock that is not given"),
                "",
                "give the product a stock",
            ),
            Some(left) if *left < reserve.units => {
                root.problems().error(
                    "out_of_range",
                    span,
                    format!(
                        "`{path}` keeps {} pieces, but only {left} are left to keep",
                        reserve.units
                    ),
                    "all reservations of a product must be at most its stock less its buffer",
                    "reserve fewer pieces, or give the product more stock",
                );
                return;
            }
            Some(left) => *left -= reserve.units,
        }
    }
}
