//! A number of a scenario that may be uncertain: its law, its unit and its bounds, and how it is written.
//!
//! ```toml
//! work  = "25s"                                    # certain
//! work  = { mean = "25s", cv = 0.4 }               # lognormal (a beta law where the quantity is a share)
//! heat  = { p10 = 0.57, p90 = 1.52 }               # lognormal through two quantiles, or three
//! lead  = { low = "2d", likely = "3d", high = "7d" } # PERT
//! units = { dist = "discrete", values = [1, 2, 3], weights = [88, 10, 2] }
//! ```

use super::atoms::{Atom, merged};
use super::empirical::Attachments;
use super::law::Law;
use super::law_keys::{read_law, read_law_keys};
use super::stream::Stream;
use crate::reader::{Field, Item, Section, duration_in_json, number_in_json};

/// What a quantity counts, which gives its unit and its bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A plain number, 0 or more.
    Number,
    /// A share between 0 and 1.
    Share,
    /// Money in yuan, 0 or more.
    Money,
    /// A duration in minutes, 0 or more.
    Duration,
    /// A whole number, 0 or more: draws are rounded to the nearest.
    Count,
    /// A whole number of pieces in an order, 1 to 10,000.
    Pieces,
}

impl Kind {
    const fn bounds(self) -> (f64, f64) {
        match self {
            Self::Share => (0.0, 1.0),
            Self::Pieces => (1.0, 10_000.0),
            _ => (0.0, f64::INFINITY),
        }
    }

    const fn rounds(self) -> bool {
        matches!(self, Self::Count | Self::Pieces)
    }

    /// What descriptions of the format call it.
    const fn name(self) -> &'static str {
        match self {
            Self::Number => "uncertain_number",
            Self::Share => "uncertain_share",
            Self::Money => "uncertain_money",
            Self::Duration => "uncertain_duration",
            Self::Count => "uncertain_count",
            Self::Pieces => "uncertain_pieces",
        }
    }

    const fn wording(self) -> &'static str {
        match self {
            Self::Number | Self::Money => "0 or more",
            Self::Share => "between 0 and 1",
            Self::Duration => "a duration of 0 or more, such as \"25s\"",
            Self::Count => "a whole number, 0 or more",
            Self::Pieces => "a whole number between 1 and 10,000",
        }
    }
}

/// A number that may be uncertain. Durations are in minutes, money in yuan, shares between 0 and 1.
///
/// Values outside the bounds of its [`Kind`] are drawn anew (the law is cut off there).
#[derive(Clone, Debug, PartialEq)]
pub struct Quantity {
    law: Law,
    low: f64,
    high: f64,
    rounds: bool,
    cut: bool,
}

impl Quantity {
    /// A quantity that follows `law` within the bounds of `kind`.
    pub fn new(law: Law, kind: Kind) -> Self {
        let (low, high) = kind.bounds();
        let (least, largest) = law.support();
        // Rounding first: 0.6 pieces are one piece, not too few.
        let slack = if kind.rounds() { 0.5 } else { 0.0 };
        let cut = least < low - slack || largest > high;
        Self {
            low: low - slack,
            high,
            rounds: kind.rounds() && (cut || !law.is_whole()),
            cut,
            law,
        }
    }

    /// A certain value.
    pub fn constant(value: f64) -> Self {
        Self {
            law: Law::Constant(value),
            low: f64::NEG_INFINITY,
            high: f64::INFINITY,
            rounds: false,
            cut: false,
        }
    }

    /// Its law.
    pub fn law(&self) -> &Law {
        &self.law
    }

    /// The mean of its law (cutting at the bounds and rounding left out).
    pub fn mean(&self) -> f64 {
        self.law.mean()
    }

    /// Its values with their weights, as they are drawn: none outside of the bounds of its kind, whole where it is counted.
    pub(super) fn atoms(&self) -> Vec<Atom> {
        let mut atoms = self.law.atoms();
        if self.cut {
            atoms.retain(|&(value, _)| self.low <= value && value <= self.high);
        }
        if self.rounds {
            for atom in &mut atoms {
                atom.0 = atom.0.round().max(self.low + 0.5);
            }
        }
        merged(atoms)
    }

    /// Whether it is always the same value.
    pub fn is_certain(&self) -> bool {
        self.law.is_certain()
    }

    /// Whether it is always 0.
    pub fn is_zero(&self) -> bool {
        self.law == Law::Constant(0.0)
    }

    /// Draws one value.
    #[inline]
    pub fn sample(&self, stream: &mut Stream) -> f64 {
        let value = self.law.sample(stream);
        if self.cut || self.rounds {
            self.finish(value, stream)
        } else {
            value
        }
    }

    /// Draws a value into every place of `values`.
    pub fn fill(&self, stream: &mut Stream, values: &mut [f64]) {
        self.law.fill(stream, values);
        if self.cut || self.rounds {
            for value in values {
                *value = self.finish(*value, stream);
            }
        }
    }

    /// The same, each value as [`Quantity::sample`] would draw it: what is drawn anew is so before the next.
    pub fn fill_in_turn(&self, stream: &mut Stream, values: &mut [f64]) {
        if self.cut || self.rounds {
            values.fill_with(|| self.sample(stream));
        } else {
            self.law.fill(stream, values);
        }
    }

    fn finish(&self, mut value: f64, stream: &mut Stream) -> f64 {
        let mut tries = 0;
        while value < self.low || value > self.high {
            tries += 1;
            if tries == 1000 {
                // Reading refuses laws that lie almost wholly outside; this ends the loop for what slips through.
                value = value.clamp(self.low, self.high);
                break;
            }
            value = self.law.sample(stream);
        }
        // A value of exactly low − 0.5 would round away from the bounds.
        if self.rounds {
            value.round().max(self.low + 0.5)
        } else {
            value
        }
    }

    /// The quantity of this kind that a key gives.
    pub fn field<'a>(
        section: &Section<'a>,
        key: &'static str,
        kind: Kind,
        files: &Attachments,
    ) -> Field<'a, Self> {
        let tell = match kind {
            Kind::Duration => |quantity: &Self| quantity.certain().map(duration_in_json),
            _ => |quantity: &Self| quantity.certain().map(number_in_json),
        };
        let field = section.field(key, |item| Self::read(item, kind, files));
        field.told(tell)
    }

    fn certain(&self) -> Option<f64> {
        match self.law {
            Law::Constant(value) => Some(value),
            _ => None,
        }
    }

    /// Reads a quantity of this kind from its item; `None` after a located error.
    pub fn read(item: Item<'_>, kind: Kind, files: &Attachments) -> Option<Self> {
        let item = item.shared(kind.name());
        let law = if item.is_table() {
            read_law(item.section()?, kind, files)?
        } else {
            Law::Constant(read_value(item, kind)?)
        };
        Self::fitting(law, kind, item)
    }

    /// The same from a table that holds other keys beside those of a law; whoever reads it has asked for them, and said
    /// what the table is.
    pub fn read_keys(
        section: Section<'_>,
        item: Item<'_>,
        kind: Kind,
        files: &Attachments,
    ) -> Option<Self> {
        Self::fitting(read_law_keys(section, kind, files)?, kind, item)
    }

    /// A law whose values lie within the bounds of its kind; an error at its item otherwise.
    fn fitting(law: Law, kind: Kind, item: Item<'_>) -> Option<Self> {
        let quantity = Self::new(law, kind);
        let (least, largest) = quantity.law.support();
        let mean = quantity.mean();
        if mean.is_nan() || mean > LARGEST_MEAN {
            let title = format!("`{}` is too large on average", item.path());
            item.wrong(
                "out_of_range",
                title,
                "choose parameters with a smaller mean",
            );
            return None;
        }
        if largest < quantity.low
            || least > quantity.high
            || mean < quantity.low
            || mean > quantity.high
        {
            let title = format!(
                "`{}` must be {}, but is {mean} on average",
                item.path(),
                kind.wording()
            );
            item.wrong("out_of_range", title, "give it values inside these bounds");
            return None;
        }
        Some(quantity)
    }
}

/// Beyond this a mean is no number any more.
const LARGEST_MEAN: f64 = f64::MAX;

/// One number in the unit of `kind`.
pub(super) fn read_value(item: Item<'_>, kind: Kind) -> Option<f64> {
    let value = match kind {
        Kind::Duration => item.duration()?,
        Kind::Count | Kind::Pieces => item.integer()? as f64,
        _ => item.number()?,
    };
    let (low, high) = kind.bounds();
    if !item.fits(value, low, high) {
        let title = format!("`{}` is out of range", item.path());
        item.wrong(
            "out_of_range",
            title,
            format!("it must be {}", kind.wording()),
        );
        return None;
    }
    Some(value)
}
