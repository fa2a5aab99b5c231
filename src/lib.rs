//! surgeplan
pub mod decide;
pub mod model;
pub mod monte_carlo;
pub mod random;
pub mod reader;
pub mod sale;
pub mod scenario;
pub mod stats;
