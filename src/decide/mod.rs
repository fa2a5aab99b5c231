//! Estimates become answers: is a goal met, at a stated confidence.

pub mod answer;
pub mod goal;
pub mod verdict;

pub use answer::{Answer, Band, Spread};
pub use goal::{Bound, Goal};
pub use verdict::{Met, Verdict, judge};

/// The confidence of every interval and claim.
pub const CONFIDENCE: f64 = 0.95;
