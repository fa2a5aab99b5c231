//! Random small shops, for properties that hold in every world.
#![allow(dead_code, reason = "every file of tests uses a part of it")]

use proptest::prelude::*;
use std::fmt::Write;

/// A station as it is written, with what the checks need to know of it.
#[derive(Clone, Debug)]
pub struct Bench {
    pub id: &'static str,
    work: String,
    pub servers: usize,
    pub equipment: Option<usize>,
    /// Opening hours of every day in minutes of the day; the end may lie past midnight.
    pub open: Option<(u32, u32)>,
}

impl Bench {
    /// No more work at once than this.
    pub fn at_once(&self) -> usize {
        self.equipment
            .map_or(self.servers, |most| most.min(self.servers))
    }

    /// Whether work may begin at this minute of the civil day.
    pub fn is_open(&self, minute_of_day: f64) -> bool {
        self.open.is_none_or(|(from, to)| {
            let (from, to) = (f64::from(from), f64::from(to));
            let within = |minute: f64| from <= minute && minute < to;
            within(minute_of_day) || within(minute_of_day + 1440.0)
        })
    }
}

/// A van of the first carrier.
#[derive(Clone, Debug)]
struct Van {
    at: u32,
    cutoff: u32,
    parcels: u32,
    noshow: bool,
    late: bool,
}

/// What happens to stock beside the orders.
#[derive(Clone, Debug)]
pub struct Supply {
    /// Pieces of tea that come five hours after opening.
    pub tea: u32,
    /// Pieces of cake that come three hours after opening when half of it was sold by then.
    pub cake: u32,
    miscount: bool,
    reserved: u32,
}

/// A small shop.
#[derive(Clone, Debug)]
pub struct Shop {
    pub seed: u64,
    pub line: Vec<Bench>,
    /// Pieces of tea and of cake on hand.
    pub stock: (Option<u32>, Option<u32>),
    /// Restocks, a listing that shows too much tea, a club with tea of its own, cake that is waited for.
    pub supply: Option<Supply>,
    /// The shares of orders of tea with cake along, and of cake with tea.
    pub along: Option<(f64, f64)>,
    sale: String,
    orders: u32,
    units: &'static str,
    buffer: u32,
    boxed: f64,
    own_route: bool,
    vans: Vec<Van>,
    overflow: u8,
}

/// The sale opens at eight in the morning.
pub const OPENS: f64 = 480.0;

fn hm(minute: u32) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

const WORKS: [&str; 5] = [
    "\"0s\"",
    "\"90s\"",
    "{ mean = \"2min\", cv = 0.8 }",
    "{ dist = \"exponential\", mean = \"3min\" }",
    "{ dist = \"discrete\", values = [\"1min\", \"10min\"], weights = [3, 1] }",
];

const PER_UNIT: &str =
    "per_unit = { mean = \"20s\", cv = 0.5 }\nspecial = { share = 0.1, work = \"5min\" }";

fn benches() -> impl Strategy<Value = Vec<Bench>> {
    let hours = prop_oneof![
        3 => Just(None),
        1 => Just(Some((540, 1020))),
        1 => Just(Some((1320, 1800))),
        1 => Just(Some((600, 660))),
    ];
    let equipment = prop_oneof![3 => Just(None), 1 => (1..4usize).prop_map(Some)];
    // Up to 16 people: beyond 12 the engine keeps them in a heap.
    let bench = (0..WORKS.len(), 1..17usize, equipment, hours, any::<bool>());
    prop::collection::vec(bench, 1..5).prop_map(|benches| {
        let ids = ["print", "pick", "pack", "scan"];
        let each = ids.into_iter().zip(benches);
        each.map(|(id, (work, servers, equipment, open, per_unit))| Bench {
            id,
            work: if per_unit {
                format!("{}\n{PER_UNIT}", WORKS[work])
            } else {
                WORKS[work].to_owned()
            },
            servers,
            equipment,
            open,
        })
        .collect()
    })
}

fn sales() -> impl Strategy<Value = String> {
    let heat = prop_oneof![Just(""), Just("heat = { mean = 1, cv = 0.4 }\n")];
    let payment = prop_oneof![
        Just(""),
        Just("payment = \"10min\"\n"),
        Just("unpaid = 0.2\npayment = { mean = \"30min\", cv = 2 }\n"),
    ];
    let promise = prop_oneof![
        Just(""),
        Just("promise = \"6h\"\n"),
        Just("promise = 2026-11-11T20:00:00\n")
    ];
    let follow = prop_oneof![Just("26h"), Just("4d")];
    (heat, payment, promise, follow).prop_map(|(heat, payment, promise, follow)| {
        format!("{heat}{payment}{promise}follow = \"{follow}\"\n")
    })
}

/// Any small shop.
pub fn shops() -> impl Strategy<Value = Shop> {
    let van = (
        480..1400u32,
        0..300u32,
        0..80u32,
        any::<bool>(),
        any::<bool>(),
    );
    let vans = prop::collection::vec(
        van.prop_map(|(at, before, parcels, noshow, late)| Van {
            at,
            cutoff: at - before,
            parcels,
            noshow,
            late,
        }),
        0..4,
    );
    let units = prop_oneof![
        Just("1"),
        Just("3"),
        Just("{ dist = \"discrete\", values = [1, 2, 5], weights = [6, 3, 1] }"),
    ];
    let stock = || prop_oneof![Just(None), (0..300u32).prop_map(Some)];
    let goods = (stock(), stock(), units, 0..20u32, 0.0..1.0f64);
    let supply = (1..200u32, 1..200u32, any::<bool>(), 0..40u32);
    let supply = supply.prop_map(|(tea, cake, miscount, reserved)| Supply {
        tea,
        cake,
        miscount,
        reserved,
    });
    let supply = prop_oneof![1 => Just(None), 1 => supply.prop_map(Some)];
    let along = prop::option::of((0.0..1.0f64, 0.0..1.0f64));
    let rest = (
        1..250u32,
        any::<bool>(),
        0..3u8,
        any::<u64>(),
        (supply, along),
    );
    (benches(), sales(), vans, goods, rest).prop_map(|(line, sale, vans, goods, rest)| Shop {
        seed: rest.3,
        line,
        stock: (goods.0, goods.1),
        sale,
        orders: rest.0,
        units: goods.2,
        buffer: goods.3,
        boxed: goods.4,
        own_route: rest.1,
        vans,
        overflow: rest.2,
        supply: rest.4.0,
        along: rest.4.1,
    })
}

impl Shop {
    /// Its scenario file.
    pub fn text(&self) -> String {
        let mut text = format!("[sale]\nopens = 2026-11-11T08:00:00\n{}", self.sale);
        let mut add = |line: &str| writeln!(text, "{line}").expect("memory");
        add(&format!(
            "[source.ads]\nvisitors = {{ mean = {}, cv = 0.3 }}\nconversion = 0.5\nbursty = 3",
            2 * self.orders
        ));
        add(&format!(
            "[source.fans]\norders = {}\nprofile = \"rush\"",
            self.orders
        ));
        add(
            "[profile.rush]\nburst = 0.6\nfast = { share = 0.7, mean = \"20min\" }\nslow = { mean = \"2h\" }\nrhythm = \"flat\"",
        );
        add(&format!(
            "[product.tea]\nprice = 20\nshare = 2\nunits = {}",
            self.units
        ));
        if let Some((cake, _)) = self.along {
            add(&format!("with = {{ cake = {cake:.2} }}"));
        }
        if let Some(stock) = self.stock.0 {
            add(&format!("stock = {stock}\nbuffer = {}", self.buffer));
            if let Some(supply) = &self.supply {
                let (units, miscount) = (supply.tea, if supply.miscount { 0.2 } else { 0.0 });
                add(&format!("miscount = {miscount}"));
                add(&format!(
                    "restock.a = {{ units = {units}, ordered = \"1h\", lead = \"4h\" }}"
                ));
                let reserved = supply.reserved.min(stock.saturating_sub(self.buffer));
                add("[source.club]\norders = 20\nproduct = \"tea\"");
                add(&format!(
                    "reserve = {{ units = {reserved}, until = \"7h\" }}"
                ));
            }
        }
        add(&format!(
            "[product.cake]\nprice = 30\nunits = {}",
            self.units
        ));
        if let Some((_, tea)) = self.along {
            add(&format!("with = {{ tea = {tea:.2} }}"));
        }
        if let Some(stock) = self.stock.1 {
            add(&format!("stock = {stock}"));
            if let Some(supply) = &self.supply {
                add(&format!(
                    "backorder = true\nrestock.b = {{ units = {}, ordered = \"3h\", if = \"2 * sold > stock\" }}",
                    supply.cake
                ));
            }
        }
        if self.own_route {
            let ends = [self.line[0].id, self.line[self.line.len() - 1].id];
            let route = if self.line.len() > 1 {
                &ends[..]
            } else {
                &ends[..1]
            };
            add(&format!("route = \"short\"\n[route]\nshort = {route:?}"));
        }
        if self.stock.0.is_some() {
            add(&format!(
                "[prepack]\nproduct = \"tea\"\nshare = {:.2}",
                self.boxed
            ));
        }
        for bench in &self.line {
            add(&format!(
                "[station.{}]\nwork = {}\nservers = {}",
                bench.id, bench.work, bench.servers
            ));
            if let Some(equipment) = bench.equipment {
                add(&format!("equipment = {equipment}"));
            }
            if let Some((from, to)) = bench.open {
                add(&format!("open = [\"{}-{}\"]", hm(from), hm(to % 1440)));
            }
        }
        self.write_carriers(&mut text);
        text
    }

    fn write_carriers(&self, text: &mut String) {
        if self.vans.is_empty() {
            return;
        }
        let mut add = |line: &str| writeln!(text, "{line}").expect("memory");
        add("[carrier.slow]\nshare = 3\nloss = 0.1");
        if self.overflow > 0 {
            add("overflow = \"fast\"");
        }
        for (index, van) in self.vans.iter().enumerate() {
            let noshow = if van.noshow { ", noshow = 0.3" } else { "" };
            let late = if van.late {
                ", late = { mean = \"40min\", cv = 1 }"
            } else {
                ""
            };
            let (at, cutoff, parcels) = (hm(van.at), hm(van.cutoff), van.parcels);
            add(&format!(
                "pickup.v{index} = {{ at = \"{at}\", cutoff = \"{cutoff}\", parcels = {parcels}{noshow}{late} }}"
            ));
        }
        add("[carrier.fast]\nshare = 1\nonly = [\"fans\"]");
        if self.overflow > 1 {
            add(
                "pickup.eve = { at = \"23:00\", couriers = 2, loads = \"60/h\", stays = \"30min\", vehicle = 50 }",
            );
        }
    }
}
