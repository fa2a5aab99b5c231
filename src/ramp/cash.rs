//! Cash: what comes in when, what goes out, and where it is lowest.

use crate::money::Money;

/// The cash of a play.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cash {
    /// What is there.
    pub balance: Money,
    /// The least there ever was at the end of a day.
    pub low: Money,
    /// The first day at whose end there was no more than that.
    pub low_day: usize,
    /// What sales will bring, by day.
    due: Vec<Money>,
    /// What came in today.
    pub received: Money,
    /// What went out today.
    pub paid: Money,
}

impl Cash {
    /// Begins a play of so many days.
    pub fn open(&mut self, balance: Money, days: usize) {
        (self.balance, self.low, self.low_day) = (balance, balance, 0);
        self.due.clear();
        self.due.resize(days, Money::ZERO);
    }

    /// A day begins: what sales of `payout` days ago brought comes in.
    #[inline]
    pub fn begin_day(&mut self, day: usize) {
        (self.received, self.paid) = (self.due[day], Money::ZERO);
        self.balance += self.received;
    }

    /// Something is paid.
    #[inline]
    pub fn pay(&mut self, amount: Money) {
        self.paid += amount;
        self.balance -= amount;
    }

    /// A sale of today brings this so many days later; beyond the end it is not seen any more.
    #[inline]
    pub fn expect(&mut self, today: usize, payout: usize, amount: Money) {
        if payout == 0 {
            self.received += amount;
            self.balance += amount;
        } else if let Some(due) = self.due.get_mut(today + payout) {
            *due += amount;
        }
    }

    /// A day ends.
    #[inline]
    pub fn end_day(&mut self, day: usize) {
        if self.balance < self.low {
            (self.low, self.low_day) = (self.balance, day);
        }
    }
}
