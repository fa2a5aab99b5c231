//! The ledger: every line of money, their sums, and their metrics.

use super::Money;
use crate::model::Catalogue;
use std::ops::Index;

/// A line of the ledger. All amounts are 0 or more; [`Line::brings`] tells on which side they stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    /// Paid orders at their sale price.
    Revenue,
    /// The price of orders, paid back.
    Refunds,
    /// All goods bought.
    Goods,
    /// What goods left over, or back and sound, are worth.
    Salvage,
    /// Commissions of the platform and of sources.
    Commission,
    /// The place on the event's page.
    Slot,
    /// Fees of the user's own.
    Other,
    /// Budgets of sources.
    Ads,
    /// Wages in the line, by kind of hours in the order of [`HourKind`](super::super::overtime::HourKind).
    Regular,
    /// See there.
    Overtime,
    /// See there.
    Night,
    /// See there.
    Holiday,
    /// Wages for packing in advance.
    Prepack,
    /// Wages for unpacking boxes that are left over.
    Unpack,
    /// Consumables bought.
    Consumables,
    /// Fees for parcels picked up.
    Courier,
    /// Paid to buyers whose orders are late.
    Late,
    /// Paid to buyers whose orders were oversold.
    OutOfStock,
    /// Goods sent in exchange.
    Exchanges,
    /// The way back of goods.
    Freight,
}

impl Line {
    /// All of them.
    pub const ALL: [Self; 20] = [
        Self::Revenue,
        Self::Refunds,
        Self::Goods,
        Self::Salvage,
        Self::Commission,
        Self::Slot,
        Self::Other,
        Self::Ads,
        Self::Regular,
        Self::Overtime,
        Self::Night,
        Self::Holiday,
        Self::Prepack,
        Self::Unpack,
        Self::Consumables,
        Self::Courier,
        Self::Late,
        Self::OutOfStock,
        Self::Exchanges,
        Self::Freight,
    ];

    /// Wages, by kind.
    pub const WAGES: [Self; 6] = [
        Self::Regular,
        Self::Overtime,
        Self::Night,
        Self::Holiday,
        Self::Prepack,
        Self::Unpack,
    ];

    /// Its metric without `money.`, and what it is.
    pub const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Revenue => ("revenue", "paid orders at their sale price"),
            Self::Refunds => (
                "refunds",
                "price of orders, paid back: oversold ones, and refunds at desks",
            ),
            Self::Goods => (
                "goods",
                "all stock bought, restocks that were ordered among it",
            ),
            Self::Salvage => (
                "salvage",
                "what goods that are left over, or back and sound, are worth",
            ),
            Self::Commission => ("commission", "commissions of the platform and of sources"),
            Self::Slot => ("slot", "fee for the place on the event's page"),
            Self::Other => ("other", "other fees"),
            Self::Ads => ("ads", "budgets of sources"),
            Self::Regular => ("wages.regular", "wages for regular hours"),
            Self::Overtime => ("wages.overtime", "wages for overtime"),
            Self::Night => ("wages.night", "wages for hours at night"),
            Self::Holiday => ("wages.holiday", "wages for hours on holidays"),
            Self::Prepack => ("wages.prepack", "wages for packing in advance"),
            Self::Unpack => (
                "wages.unpack",
                "wages for unpacking boxes that are left over",
            ),
            Self::Consumables => (
                "consumables",
                "consumables on hand and delivered by the end of `follow`",
            ),
            Self::Courier => ("courier", "carriers' fees for parcels picked up"),
            Self::Late => ("late", "compensation for late orders"),
            Self::OutOfStock => ("out_of_stock", "compensation for oversold orders"),
            Self::Exchanges => (
                "exchanges",
                "goods sent in exchange, and their carriers' fees",
            ),
            Self::Freight => ("freight", "freight of goods that came back"),
        }
    }

    /// Whether it is money that comes in.
    pub const fn brings(self) -> bool {
        matches!(self, Self::Revenue | Self::Salvage)
    }

    /// Whether it is a cost: neither does it come in, nor is it revenue that does not stay.
    pub const fn is_cost(self) -> bool {
        !self.brings() && !matches!(self, Self::Refunds)
    }
}

/// The amounts of all lines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    amounts: [Money; Line::ALL.len()],
}

impl Index<Line> for Ledger {
    type Output = Money;

    fn index(&self, line: Line) -> &Money {
        &self.amounts[line as usize]
    }
}

impl Ledger {
    /// Books an amount to a line.
    pub fn add(&mut self, line: Line, amount: Money) {
        self.amounts[line as usize] += amount;
    }

    fn sum(&self, which: impl Fn(Line) -> bool) -> Money {
        let lines = Line::ALL.into_iter().filter(|&line| which(line));
        lines.map(|line| self[line]).sum()
    }

    /// Revenue that stays.
    pub fn net_revenue(&self) -> Money {
        self[Line::Revenue] - self[Line::Refunds]
    }

    /// All wages.
    pub fn wages(&self) -> Money {
        Line::WAGES.into_iter().map(|line| self[line]).sum()
    }

    /// All costs; no margin that was lost is among them.
    pub fn cost(&self) -> Money {
        self.sum(Line::is_cost)
    }

    /// What all lines come to.
    pub fn profit(&self) -> Money {
        self.sum(Line::brings) - self.sum(|line| !line.brings())
    }
}

/// The places of the metrics of money in an outcome.
#[derive(Clone, Debug)]
pub struct MoneyGauges {
    lines: [usize; Line::ALL.len()],
    net_revenue: usize,
    wages: usize,
    cost: usize,
    profit: usize,
    loss: usize,
}

impl MoneyGauges {
    /// Names the metrics.
    pub fn new(c: &mut Catalogue) -> Self {
        let lines = Line::ALL.map(|line| {
            let (name, meaning) = line.words();
            c.add(format!("money.{name}"), "yuan", meaning)
        });
        Self {
            lines,
            net_revenue: c.add("money.net_revenue", "yuan", "revenue less refunds"),
            wages: c.add("money.wages", "yuan", "all wages"),
            cost: c.add(
                "money.cost",
                "yuan",
                "all costs: goods, commission, slot, other, ads, wages, consumables, courier, compensation, exchanges, freight",
            ),
            profit: c.add(
                "money.profit",
                "yuan",
                "net revenue and salvage less all costs",
            ),
            loss: c.add("money.loss", "yes/no", "1 where the profit is below 0, else 0"),
        }
    }

    /// Reports a ledger.
    pub fn report(&self, ledger: &Ledger, values: &mut [f64]) {
        for (&place, amount) in self.lines.iter().zip(ledger.amounts) {
            values[place] = amount.in_yuan();
        }
        let profit = ledger.profit();
        values[self.net_revenue] = ledger.net_revenue().in_yuan();
        values[self.wages] = ledger.wages().in_yuan();
        values[self.cost] = ledger.cost().in_yuan();
        values[self.profit] = profit.in_yuan();
        values[self.loss] = f64::from(u8::from(profit < Money::ZERO));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_has_its_own_place_and_name() {
        for (index, line) in Line::ALL.into_iter().enumerate() {
            assert_eq!(line as usize, index);
            let others = Line::ALL.into_iter().filter(|other| *other != line);
            assert!(
                others
                    .into_iter()
                    .all(|other| other.words().0 != line.words().0)
            );
        }
        let is_wage = |line: &Line| line.words().0.starts_with("wages.");
        let wages: Vec<Line> = Line::ALL.into_iter().filter(is_wage).collect();
        assert_eq!(wages, Line::WAGES);
    }

    #[test]
    fn lines_add_up() {
        let mut ledger = Ledger::default();
        for (index, line) in Line::ALL.into_iter().enumerate() {
            ledger.add(line, Money::yuan(f64::from(1 << index) / 10.0));
        }
        let all: f64 = Line::ALL.iter().map(|&line| ledger[line].in_yuan()).sum();
        let (costs, profit) = (ledger.cost().in_yuan(), ledger.profit().in_yuan());
        // Revenue 0.1, refunds 0.2, salvage 0.8.
        assert!((costs - (all - 1.1)).abs() < 1e-9);
        assert!((profit - (0.1 + 0.8 - 0.2 - costs)).abs() < 1e-9);
        assert_eq!(ledger.net_revenue(), Money::ZERO - Money::yuan(0.1));
    }
}
