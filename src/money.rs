//! Money: amounts that add up exactly, and shares of them. Every model reckons with these.

use std::iter::Sum;
use std::ops::{Add, AddAssign, Mul, Sub, SubAssign};

/// An amount of money in whole ten-thousandths of a yuan.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Money(i128);

/// Ten-thousandths in a yuan, and in a fen.
const YUAN: f64 = 1e4;
const FEN: i128 = 100;

/// Billionths in one.
const ONE: i128 = 1_000_000_000;

/// A share or factor in whole billionths, so that 0.035 of 99 yuan is no more and no less than 3.465.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rate(i128);

impl Rate {
    /// The nearest to a number that is not negative.
    pub fn of(number: f64) -> Self {
        Self((number * ONE as f64).round() as i128)
    }

    /// Whether it is 0.
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }
}

impl Money {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// The amount nearest to so many yuan.
    pub fn yuan(yuan: f64) -> Self {
        Self((yuan * YUAN).round() as i128)
    }

    /// The whole fen nearest to so many yuan, which are not negative, half a fen upwards.
    #[inline]
    pub fn whole_fen(yuan: f64) -> Self {
        Self(i128::from((yuan * 100.0 + 0.5) as u64) * FEN)
    }

    /// In yuan.
    #[inline]
    pub fn in_yuan(self) -> f64 {
        // Amounts that fit half the bits, as all but the largest do, become numbers sooner, and the same ones.
        match i64::try_from(self.0) {
            Ok(amount) => amount as f64 / YUAN,
            Err(_) => self.large(),
        }
    }

    #[cold]
    fn large(self) -> f64 {
        self.0 as f64 / YUAN
    }

    /// A share of it, rounded to the fen, half a fen upwards.
    #[must_use]
    pub fn part(self, share: Rate) -> Self {
        Self(scaled(self.0, share.0, ONE * FEN) * FEN)
    }

    /// So many times it, where the number may be a fraction; rounded to the fen.
    #[must_use]
    pub fn of_amount(self, amount: f64) -> Self {
        self.part(Rate::of(amount))
    }

    /// What it is for so many of `unit` when it is for one, times a factor; rounded to the fen.
    #[must_use]
    pub fn for_time(self, time: u64, unit: u64, factor: Rate) -> Self {
        let whole = self.0 * i128::from(time);
        Self(scaled(whole, factor.0, ONE * FEN * i128::from(unit)) * FEN)
    }

    /// How many pieces at this price it pays for; none where it is a debt, and any number of what costs nothing.
    pub fn buys(self, price: Self) -> u64 {
        if price.0 <= 0 {
            return u64::MAX;
        }
        // Half the bits are divided sooner.
        if let (Ok(amount), Ok(price)) = (u64::try_from(self.0), u64::try_from(price.0)) {
            return amount / price;
        }
        u64::try_from((self.0 / price.0).max(0)).unwrap_or(u64::MAX)
    }

    /// The mean of amounts, to the nearest ten-thousandth below; nothing where there are none.
    pub fn mean(amounts: &[Self]) -> Self {
        let count = amounts.len().max(1) as i128;
        Self(amounts.iter().copied().sum::<Self>().0 / count)
    }
}

/// a · b ÷ d to the nearest whole number, half upwards; nothing is negative. Multiplies in two parts, so that nothing
/// overflows.
fn scaled(a: i128, b: i128, d: i128) -> i128 {
    a / d * b + (a % d * b + d / 2) / d
}

impl Add for Money {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl Sub for Money {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl AddAssign for Money {
    fn add_assign(&mut self, other: Self) {
        self.0 += other.0;
    }
}

impl SubAssign for Money {
    fn sub_assign(&mut self, other: Self) {
        self.0 -= other.0;
    }
}

impl Sum for Money {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, Add::add)
    }
}

/// So many pieces at this price.
impl Mul<u64> for Money {
    type Output = Self;

    #[inline]
    fn mul(self, pieces: u64) -> Self {
        Self(self.0 * i128::from(pieces))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_rounded_as_written_in_decimals() {
        let of = |yuan: f64, share: f64| Money::yuan(yuan).part(Rate::of(share)).in_yuan();
        // In binary floating point 99 · 0.035 is below 3.465.
        assert_eq!(of(99.0, 0.035), 3.47);
        assert_eq!(of(89.0, 0.3), 26.7);
        assert_eq!(of(0.01, 0.5), 0.01);
        assert_eq!(of(0.01, 0.499), 0.0);
        assert_eq!(of(1e12, 1.0), 1e12);
        assert_eq!(Money::yuan(0.85).of_amount(2.5).in_yuan(), 2.13);
    }

    #[test]
    fn hours_are_paid_to_the_fen() {
        let pay = |wage: f64, minutes: u64, factor: f64| {
            Money::yuan(wage)
                .for_time(minutes, 60, Rate::of(factor))
                .in_yuan()
        };
        assert_eq!(pay(22.0, 90, 1.0), 33.0);
        assert_eq!(pay(22.0, 90, 1.5), 49.5);
        assert_eq!(pay(20.0, 1, 1.0), 0.33);
        assert_eq!(pay(1e9, 1_000_000_000, 10_000.0), 1e9 * 1e9 / 60.0 * 1e4);
    }

    #[test]
    fn sums_and_means() {
        let all = [0.1, 0.2, 0.3].map(Money::yuan);
        assert_eq!(all.into_iter().sum::<Money>(), Money::yuan(0.6));
        assert_eq!(Money::mean(&all), Money::yuan(0.2));
        assert_eq!(Money::mean(&[]), Money::ZERO);
        assert_eq!(all[2] - all[0], all[1]);
        assert_eq!(all[0] * 7, Money::yuan(0.7));
        assert_eq!(
            [3.464, 3.466].map(Money::whole_fen),
            [3.46, 3.47].map(Money::yuan)
        );
        assert_eq!(Money::yuan(1.0).buys(all[2]), 3);
        assert_eq!((Money::ZERO - all[0]).buys(all[2]), 0);
        assert_eq!(Money::ZERO.buys(Money::ZERO), u64::MAX);
    }
}
