//! Numbers become estimates with their uncertainty. This room knows no word of the shop.
//!
//! | file | what it holds |
//! |---|---|
//! | `interval.rs` | a confidence interval, possibly unbounded on a side |
//! | `mean.rs` | means over replications (Student t); pooled ratios (delta method) |
//! | `share.rs` | probabilities: Wilson to show, Clopper-Pearson to claim |
//! | `quantile.rs` | quantiles as order statistics with binomial ranks |
//! | `discordant.rs` | two probabilities over the same replications (`McNemar`) |
//! | `selection.rs` | which of several is best, with a guarantee (Kim & Nelson) |
//! | `elimination.rs` | which of many is best: what is surely worse falls out, look by look |
//! | `explained.rs` | how much of the spread of one number another explains (first-order index) |
//! | `information.rs` | what it is worth to know a number before one chooses |
//! | `sequential.rs` | whether a probability is large enough, by as few replications as it takes (Wald) |
//! | `summary.rs` | one column of numbers in one line: mean, spread, quantiles |
//! | `student.rs` | quantiles of Student's t |
//! | `normal.rs` | quantiles of the normal distribution |
//! | `beta.rs` | the incomplete beta function and its inverse, on which t and binomial rest |
//!
//! Nothing here panics, whatever the numbers: what cannot be estimated is `NaN`, what cannot be
//! bounded is an infinite side. Logarithms and exponentials come from `libm` and sums run in slice
//! order, so that a result is the same on every machine.
//!
//! A confidence is a probability strictly between 0 and 1, such as 0.95. With any other value
//! nothing is claimed: intervals are as wide as they can be.

mod beta;
mod discordant;
mod elimination;
mod explained;
mod information;
mod interval;
mod mean;
mod normal;
mod quantile;
mod selection;
mod sequential;
mod share;
mod student;
mod summary;

pub use discordant::{Discordant, discordant};
pub use elimination::{Elimination, Look};
pub use explained::{Explained, explained};
pub use information::{Information, best_now, information, perfect_information};
pub use interval::Interval;
pub use mean::{Mean, mean, ratio};
pub use normal::{normal_quantile, normal_quantiles};
pub use quantile::{Quantile, point_rank, quantile};
pub use selection::{Race, Rules, Selection, kim_nelson, select, widest};
pub use sequential::Sprt;
pub use share::{Share, clopper_pearson_lower, clopper_pearson_upper, wilson};
pub use student::student_quantile;
pub use summary::{Summary, summarise};
