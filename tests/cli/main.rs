//! What a shop owner types and reads: commands, reports, documents, tables, exit codes, refusals.

#[path = "../shop/mod.rs"]
mod shop;

mod compare;
mod documents;
mod ending;
mod errors;
mod fingerprint;
mod never_panics;
mod outputs;
mod ramp;
mod ramp_decide;
mod ramp_reach;
mod ramp_report;
mod refusals;
mod sale;
mod size;
mod texts;
mod worth;
