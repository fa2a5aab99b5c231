//! Flash sales by hand, by what holds in every world, and against logs that are read again.

#[path = "../common/mod.rs"]
mod common;
#[path = "../shop/mod.rs"]
mod shop;

mod after_properties;
mod after_sale;
mod along;
mod along_supply;
mod by_hand;
mod by_hand_day;
mod chat;
mod desk;
mod effect;
mod fingerprint_laws;
mod floor;
mod floor_people;
mod floor_properties;
mod inspect;
mod money;
mod people;
mod people_properties;
mod prepack;
mod prepack_properties;
mod properties;
mod rebalance;
mod stock;
mod together;
