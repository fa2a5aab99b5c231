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
    pub(super) sold: u64,
    /// Orders that found nothing and were lost.
    pub(super) lost: u64,
    /// Boxes that went out as they were.
    pub(super) boxes_used: u64,
    /// Boxes that were opened.
    pub(super) boxes_opened: u64,
    /// Pieces that restocks brought.
    pub(super) arrived: u64,
    /// Whether an order found too little and was not lost.
    pub(super) short: bool,
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
        let taken = self.take_of(self.left, units);
        if taken == Taken::Nothing {
            self.lost += 1;
        }
        taken
    }

    /// The same of so many pieces of those that are left; an order that gets nothing is not yet lost.
    #[inline]
    pub fn take_of(&mut self, available: u64, units: u32) -> Taken {
        let got = available.min(u64::from(units));
        if got == 0 {
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

    /// An order that waited takes all its pieces loose: they are there.
    pub fn take_loose(&mut self, units: u32) {
        let units = u64::from(units);
        let opened = units.saturating_sub(self.left - self.boxes);
        self.left -= units;
        self.sold += units;
        self.boxes -= opened;
        self.boxes_opened += opened;
    }

    /// A restock arrives.
    pub fn arrive(&mut self, units: u64) {
        self.left += units;
        self.arrived += units;
    }
}
