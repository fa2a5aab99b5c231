//! Chance: how it is written in a scenario and how it is drawn.
//!
//! | room | holds |
//! |---|---|
//! | [`stream`] | which random numbers a draw gets: streams by (seed, replication, address) |
//! | [`law`] | the distributions and their exact samplers |
//! | [`listed`] | laws by lists of values: by weight, or as observed |
//! | `law_keys` | how distributions are written in a scenario |
//! | [`quantity`] | a number of a scenario that may be uncertain: a law, its unit and its bounds |
//! | [`sums`], `atoms`, `stairs` | sums of many draws as quantiles: more draws never give less; laws as values, and as steps |
//! | [`profile`] | when visitors come: arrival profiles and their Poisson draws |
//! | `profile_keys` | how profiles are written in a scenario |
//! | [`empirical`] | observed values, inline or from a column of a CSV file |
//! | [`rhythm`] | built-in shapes of a day |
//! | [`poisson`] | counts as quantiles: more expected never gives fewer |
//! | [`exp`] | an exponential function that gives the same bits in every build |
//!
//! Nothing in here reads a file, a clock or an environment, and nothing depends on a plan.

mod atoms;
pub mod empirical;
pub mod exp;
pub mod law;
mod law_keys;
pub mod listed;
pub mod poisson;
pub mod profile;
mod profile_keys;
pub mod quantity;
pub mod rhythm;
mod stairs;
pub mod stream;
pub mod sums;

pub use empirical::Attachments;
pub use law::Law;
pub use listed::Discrete;
pub use poisson::{poisson_at, poisson_quantile};
pub use profile::{Profile, Window};
pub use quantity::{Kind, Quantity};
pub use stream::{Address, Stream, WorldKey};
pub use sums::Sums;
