//! Will the flash sale ship in time, and what does it take? A Monte Carlo engine for shops.
//!
//! A shop preparing a flash sale has two kinds of things before it: what it **decides** and what **happens to it**. The
//! whole library is cut along that line.
//!
//! | word | meaning |
//! |---|---|
//! | [`Scenario`](scenario::Scenario) | a file, read and checked: facts, uncertainty, a plan, goals |
//! | [`Plan`](sale::Plan) | what the shop decides: people, stock, boxes packed in advance, pickups |
//! | [`World`](sale::World) | one draw of everything it does not decide; never depends on the plan |
//! | [`Outcome`](model::Outcome) | what came of playing one plan in one world: named metrics and time series |
//!
//! # Quick start
//!
//! Describe, play, judge:
//!
//! ```
//! use surgeplan::decide::{Answer, Met};
//! use surgeplan::model::Model;
//! use surgeplan::monte_carlo::{self, Settings};
//! use surgeplan::scenario::Scenario;
//!
//! let text = r#"
//!     [sale]
//!     opens = 2026-11-11T10:00:00
//!     [source.fans]
//!     orders = 300
//!     [station.pack]
//!     work = { mean = "90s", cv = 0.5 }
//!     servers = 2
//!     [goal.in_time]
//!     metric = "ship.within_24h"
//!     at_least = 0.99
//!     with_probability = 0.9
//! "#;
//! let scenario = Scenario::from_text("shop.toml", text, &[])?;
//! let settings = Settings { seed: 1, replications: 100, threads: None };
//! let table = monte_carlo::run(&scenario.sale, &scenario.plan, settings, |_rows| {})?;
//! let answer = Answer::of(scenario.sale.metrics(), &scenario.goals, &table);
//! assert_eq!(answer.verdicts[0].met, Met::Yes);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # The map
//!
//! Each room uses only rooms above it (`scenario` builds what `sale` describes):
//!
//! | room | holds |
//! |---|---|
//! | [`reader`] | a file's text becomes typed keys, every problem with its place; knows no word of the shop |
//! | [`stats`] | numbers become estimates with their uncertainty; knows no word of the shop |
//! | [`random`] | how chance is written and drawn: streams, distributions, profiles |
//! | [`theory`] | formulas of queueing theory: first guesses, and what plays are held against |
//! | [`model`] | the small trait through which Monte Carlo and decisions see a model |
//! | [`money`] | amounts that add up exactly |
//! | [`sale`] | one flash sale, played exactly |
//! | [`ramp`] | months towards a target, day by day |
//! | [`monte_carlo`] | many worlds in parallel, the table of outcomes |
//! | [`decide`] | estimates become answers at a stated confidence |
//! | [`scenario`] | a file becomes a checked scenario |
//! | [`report`] | answers become text, JSON, CSV; computes no statistic |
//! | [`cli`] | one file a command |
//!
//! # Units
//!
//! Time runs in minutes from the opening of the sale (inside the engine in ticks of 0.1 ms, see [`sale::time`]), money
//! is yuan, people are counted in heads. A share lies between 0 and 1.
//!
//! # The seed promise
//!
//! The same scenario, seed and number of replications give the same numbers to the last bit, on any number of threads
//! and in every build. Changing the plan changes no draw of the world. A change of this crate that alters seeded numbers
//! is marked "Value-breaking" in `CHANGELOG.md`.

pub mod cli;
pub mod decide;
pub mod model;
pub mod money;
pub mod monte_carlo;
pub mod ramp;
pub mod random;
pub mod reader;
pub mod report;
pub mod sale;
pub mod scenario;
pub mod stats;
pub mod theory;
