//! Estimates become answers: is a goal met, at a stated confidence.

pub mod answer;
pub mod goal;
pub mod precision;
pub mod reach;
pub mod verdict;

pub use answer::{Answer, Band, Ending, Spread};
pub use goal::{Bound, Goal};
pub use precision::Precision;
pub use reach::{Needed, Reach, reach};
pub use verdict::{Met, Verdict, judge};

/// The confidence of every interval and claim.
pub const CONFIDENCE: f64 = 0.95;
