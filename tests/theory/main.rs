//! What is known exactly: queues, desks, floors and days against formulas and references; laws and statistics.

#[path = "../common/mod.rs"]
mod common;

mod chance;
mod chat;
mod desk;
mod factors;
mod floor;
mod knowledge;
mod prepack_chance;
mod queues;
mod sale;
mod stats;
