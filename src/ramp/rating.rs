//! The shop's rating: late orders lower it, and it lowers conversion.

use crate::reader::Section;

/// How the rating moves: facts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rating {
    /// What buyers give who are served well, of 5.
    pub start: f64,
    /// Points lost on an order that is shipped late.
    pub late_costs: f64,
    /// By which power of rating ÷ start conversion and free visitors change.
    pub elasticity: f64,
    /// Good reviews: this share at this rating, and all of them at 5.
    pub good: Option<(f64, f64)>,
}

/// What is remembered of an order shrinks by a part in so many each day: its mean age is that of the platform's half a
/// year of reviews.
const MEMORY: f64 = 90.0;

/// A new shop's rating stands as if so many orders had been served well, so that the first late order does not ruin it.
const BEFORE: f64 = 100.0;

impl Rating {
    /// Reads `[rating]`.
    pub fn read(root: &Section<'_>) -> Self {
        let Some(s) = root.table("rating") else {
            return Self {
                start: 4.7,
                late_costs: 0.0,
                elasticity: 0.0,
                good: None,
            };
        };
        s.about("The shop's rating: late orders lower it, and it lowers conversion.");
        let start = s.number("start").within(1.0, 5.0).or(4.7);
        let rating = Self {
            start,
            late_costs: s.number("late_costs").within(0.0, 4.0).or(0.0),
            elasticity: s.number("elasticity").within(0.0, 100.0).or(0.0),
            good: s.table("good").map(|good| {
                good.about("The share of good reviews at a rating; all are good at 5.");
                let share = good.probability("share").required();
                let at = good.number("at").within(1.0, 4.99).or(start.min(4.99));
                good.close();
                (share, at)
            }),
        };
        s.close();
        rating
    }

    /// Good reviews at a rating, on the straight line through what is written and 5.
    pub fn good_share(&self, rating: f64) -> Option<f64> {
        let (share, at) = self.good?;
        Some((1.0 - (1.0 - share) * (5.0 - rating) / (5.0 - at)).clamp(0.0, 1.0))
    }
}

/// What buyers remember: orders and late ones, the older the less.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Memory {
    orders: f64,
    late: f64,
}

impl Default for Memory {
    fn default() -> Self {
        Self {
            orders: BEFORE,
            late: 0.0,
        }
    }
}

impl Memory {
    /// A day is over.
    #[inline]
    pub fn add(&mut self, orders: f64, late: f64) {
        const KEPT: f64 = 1.0 - 1.0 / MEMORY;
        self.orders = self.orders * KEPT + orders;
        self.late = self.late * KEPT + late;
    }

    /// Orders of a flash sale, beside those of the day.
    pub fn remember(&mut self, orders: f64, late: f64) {
        self.orders += orders;
        self.late += late;
    }

    /// The rating, of 5.
    #[inline]
    pub fn rating(&self, rating: &Rating) -> f64 {
        if self.late == 0.0 {
            return rating.start;
        }
        (rating.start - rating.late_costs * (self.late / self.orders).min(1.0)).max(1.0)
    }

    /// What conversion is multiplied by.
    #[inline]
    pub fn pull(&self, rating: &Rating) -> f64 {
        if self.late == 0.0 || rating.elasticity == 0.0 {
            return 1.0;
        }
        libm::pow(self.rating(rating) / rating.start, rating.elasticity)
    }
}
