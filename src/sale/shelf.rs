//! What is left of a product, and what an order takes of it.

use super::stock::Stock;

/// What is left on a product's shelf while its orders are played.
#[derive(Clone, Copy, Debug, Default)]
pub struct Shelf {
    /// Pieces that may still be sold.
    pub(super) left: u64,
    /// Those of them that are in boxes packed in advance.
    pub(super) boxes: u64,
    /// Pieces sold.
    pub(crate) sold: u64,
    /// Orders that found nothing and were lost.
    pub(crate) lost: u64,
    /// Boxes that went out as they were.
    pub(super) boxes_used: u64,
    /// Boxes that were opened.
    pub(super) boxes_opened: u64,
    /// Pieces that restocks brought.
    pub(crate) arrived: u64,
    /// Whether an order found too little and was not lost.
    pub(super) short: bool,
    /// Pieces asked for along with another product and not there.
    pub(super) left_out: u64,
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
        let got = self.left.min(u64::from(units)) as u32;
        if got == 0 {
            self.lost += 1;
            return Taken::Nothing;
        }
        if self.take_boxes(got) {
            return Taken::Boxes(got);
        }
        self.take_loose(got);
        Taken::Loose(got)
    }

    /// An order takes so many pieces that are there in boxes, if these cover it.
    #[inline]
    pub fn take_boxes(&mut self, units: u32) -> bool {
        let units = u64::from(units);
        let covered = self.boxes >= units;
        if covered {
            self.left -= units;
            self.sold += units;
            self.boxes -= units;
            self.boxes_used += units;
        }
        covered
    }

    /// An order takes so many pieces that are there loose, and opens boxes only for what is not.
    #[inline]
    pub fn take_loose(&mut self, units: u32) {
        let units = u64::from(units);
        let opened = units.saturating_sub(self.left - self.boxes);
        if self.left != u64::MAX {
            self.left -= units;
        }
        self.sold += units;
        self.boxes -= opened;
        self.boxes_opened += opened;
    }

    /// Whether an order found nothing, or too little.
    pub fn found_empty(&self) -> bool {
        self.lost > 0 || self.short || self.left_out > 0
    }

    /// A restock arrives.
    pub fn arrive(&mut self, units: u64) {
        self.left += units;
        self.arrived += units;
    }
}
