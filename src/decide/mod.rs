//! Estimates become answers: is a goal met, at a stated confidence.

pub mod answer;
pub mod compare;
pub mod criterion;
pub mod gap;
pub mod goal;
pub mod heads;
pub mod learn;
pub mod precision;
pub mod reach;
pub mod size;
pub mod verdict;
pub mod worth;

pub use answer::{Answer, Band, Ending, Spread};
pub use compare::{Choice, Comparison, Contender, Question};
pub use criterion::Criterion;
pub use gap::Gap;
pub use goal::{Bound, Goal};
pub use heads::Heads;
pub use learn::{Learning, Lesson};
pub use precision::Precision;
pub use reach::{Needed, Reach, reach};
pub use verdict::{Met, Verdict, judge};
pub use worth::{Rank, Worth};

/// The confidence of every interval and claim.
pub const CONFIDENCE: f64 = 0.95;
