//! Formulas of queueing theory: a first guess of what playing would show, and what plays are held against.

pub mod erlang;

pub use erlang::Queue;
