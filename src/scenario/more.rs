//! One more of what a plan holds: people, hours, equipment, vans, stock.

use super::Scenario;
use super::resource::{Draft, Kind, LeftOut, key, node, number};
use crate::reader::{Node, Table, Value};
use crate::sale::money::Money;
use crate::sale::prepack::Prepack;
use crate::sale::shift::{Count, Placement, Shift};

/// All of them but people for some hours, in the order: people, hours, servers and equipment, vans, goods.
pub(super) fn all(
    scenario: &Scenario,
    seen: &dyn Fn(&str) -> Option<f64>,
) -> Vec<Result<Draft, LeftOut>> {
    let more = More {
        scenario,
        tree: &scenario.origin.tree,
    };
    let people = more.heads().into_iter().chain(more.packers());
    let goods = more.goods().into_iter().chain(more.consumables(seen));
    let machines = more.machines().into_iter();
    let mut drafts: Vec<Result<Draft, LeftOut>> = people.map(Ok).collect();
    drafts.extend(more.hours());
    drafts.extend(machines.map(Ok));
    drafts.extend(more.vans());
    drafts.extend(goods.map(Ok));
    drafts
}

/// Pieces of stock that there are more of.
const PIECES: u64 = 100;
/// How much more is packed in advance, as a share of the stock.
const POINTS: f64 = 0.05;
/// A tenth more.
const TENTH: f64 = 1.1;

pub(super) struct More<'a> {
    pub scenario: &'a Scenario,
    pub tree: &'a Table,
}

impl More<'_> {
    /// The shifts as written, each with all who are placed, in the line and at desks.
    pub fn shifts(&self) -> Vec<(&Shift, Vec<&Placement>)> {
        let plan = &self.scenario.plan;
        let rosters = || plan.roster.iter().chain(&plan.desks);
        let shifts = rosters()
            .next()
            .map_or(&[][..], |roster| &roster.shifts[..]);
        let each = shifts.iter().enumerate();
        each.map(|(index, shift)| {
            let placed = rosters().flat_map(|roster| &roster.shifts[index].placements);
            (shift, placed.collect())
        })
        .collect()
    }

    /// Where people are placed, stations before desks.
    pub fn place(&self, place: usize) -> &str {
        let facts = &self.scenario.sale.facts;
        match place.checked_sub(facts.stations.len()) {
            None => &facts.stations[place].id,
            Some(desk) => &facts.desks[desk].id,
        }
    }

    pub fn team(&self, team: usize) -> (&str, bool) {
        let team = &self.scenario.sale.facts.teams[team];
        (&team.id, team.wage == Money::ZERO)
    }

    /// The name that a shift of prepacking has in the file, where it stands below its table.
    fn short<'s>(&self, table: &Prepack, shift: &'s Shift) -> &'s str {
        let product = &self.scenario.sale.facts.range.products[table.product].id;
        let before = format!("prepack.{product}.");
        shift.id.strip_prefix(&before).unwrap_or(&shift.id)
    }

    /// What tells the tables of prepacking apart, where there are several.
    fn of_product(&self, table: &Prepack) -> String {
        if self.scenario.plan.prepack.tables.len() < 2 {
            return String::new();
        }
        let product = &self.scenario.sale.facts.range.products[table.product];
        format!(" of {}", product.id)
    }

    /// A change by itself, and where the team has not as many people, with one more of these.
    pub fn ways(&self, what: &str, change: String, team: &str) -> Vec<(String, Vec<String>)> {
        let mut ways = vec![(what.to_owned(), vec![change.clone()])];
        if let Some(heads) = self.integer(&["team", team, "heads"]) {
            let more = format!("team.{}.heads={}", key(team), heads + 1);
            ways.push((what.to_owned(), vec![change, more]));
        }
        ways
    }

    fn heads(&self) -> Vec<Draft> {
        let mut drafts = Vec::new();
        let mut rest = Vec::new();
        for (shift, placed) in self.shifts() {
            for placement in placed {
                let (team, is_free) = self.team(placement.team);
                let place = self.place(placement.station);
                let ways = match placement.count {
                    Count::Heads(count) => {
                        let (shift, here, who) = (key(&shift.id), key(place), key(team));
                        let change = format!("shift.{shift}.assign.{here}.{who}={}", count + 1);
                        let what = format!("+1 {team} at {place} (shift {shift})");
                        self.ways(&what, change, team)
                    }
                    Count::Rest if rest.contains(&placement.team) => continue,
                    Count::Rest => {
                        rest.push(placement.team);
                        let heads = self.integer(&["team", team, "heads"]).unwrap_or(0);
                        let change = format!("team.{}.heads={}", key(team), heads + 1);
                        vec![(format!("+1 {team} in all, with the rest"), vec![change])]
                    }
                };
                drafts.push(Draft {
                    kind: Kind::Head,
                    is_free,
                    ways,
                });
            }
        }
        drafts
    }

    fn packers(&self) -> Vec<Draft> {
        let mut drafts = Vec::new();
        for table in &self.scenario.plan.prepack.tables {
            for shift in &table.shifts {
                for placement in &shift.placements {
                    let Count::Heads(count) = placement.count else {
                        continue;
                    };
                    let (team, is_free) = self.team(placement.team);
                    let (id, of) = (self.short(table, shift), self.of_product(table));
                    let path = format!("{}.shift.{}.assign", table.path, key(id));
                    let what = format!("+1 {team} to prepack (shift {id}{of})");
                    drafts.push(Draft {
                        kind: Kind::Head,
                        is_free: is_free && table.wage.is_none(),
                        ways: self.ways(&what, format!("{path}.{}={}", key(team), count + 1), team),
                    });
                }
            }
        }
        drafts
    }

    fn hours(&self) -> Vec<Result<Draft, LeftOut>> {
        let tables = &self.scenario.plan.prepack.tables;
        let packing = tables.iter().flat_map(|table| {
            let shifts = table.shifts.iter();
            shifts.map(move |shift| {
                let placed: Vec<&Placement> = shift.placements.iter().collect();
                let path = format!("{}.shift", table.path);
                let name = (self.short(table, shift), self.of_product(table));
                (path, name, shift, placed)
            })
        });
        let shifts = self.shifts().into_iter();
        let shifts = shifts.map(|(shift, placed)| {
            (
                "shift".to_owned(),
                (&*shift.id, String::new()),
                shift,
                placed,
            )
        });
        shifts
            .chain(packing)
            .map(|(path, name, shift, placed)| {
                Ok(Draft {
                    kind: Kind::Hour,
                    is_free: placed.iter().all(|placement| self.team(placement.team).1),
                    ways: hour_ways(&path, name, shift)?,
                })
            })
            .collect()
    }

    fn machines(&self) -> Vec<Draft> {
        let mut drafts = Vec::new();
        let facts = &self.scenario.sale.facts;
        let stations = facts.stations.iter().map(|one| ("station", &one.id));
        let desks = facts.desks.iter().map(|one| ("desk", &one.id));
        for (table, id) in stations.chain(desks) {
            for (kind, name) in [(Kind::Server, "servers"), (Kind::Equipment, "equipment")] {
                let Some(count) = self.integer(&[table, id, name]) else {
                    continue;
                };
                let what = if name == "servers" { "server" } else { name };
                let set = format!("{table}.{}.{name}={}", key(id), count + 1);
                drafts.push(Draft {
                    kind,
                    is_free: true,
                    ways: vec![(format!("+1 {what} at {id}"), vec![set])],
                });
            }
        }
        drafts
    }

    fn vans(&self) -> Vec<Result<Draft, LeftOut>> {
        let mut drafts = Vec::new();
        let facts = &self.scenario.sale.facts;
        let agreed = facts
            .carriers
            .carriers
            .iter()
            .zip(&self.scenario.plan.pickups);
        for (carrier, agreed) in agreed {
            for pickup in &agreed.pickups {
                let (id, van) = (&carrier.id, &pickup.id);
                let path = format!("carrier.{}.pickup.{}", key(id), key(van));
                let here = ["carrier", id, "pickup", van];
                let (what, set) =
                    if let Some(count) = self.integer(&[&here[..], &["couriers"]].concat()) {
                        let what = format!("+1 courier for {id} {van}");
                        (what, Some(format!("{path}.couriers={}", count + 1)))
                    } else {
                        let parcels = self.node(&[&here[..], &["parcels"]].concat());
                        let more = parcels.and_then(scaled);
                        let set = more.map(|more| format!("{path}.parcels={more}"));
                        (format!("+10% parcels for {id} {van}"), set)
                    };
                drafts.push(match set {
                    Some(set) => Ok(Draft {
                        kind: Kind::Pickup,
                        is_free: true,
                        ways: vec![(what, vec![set])],
                    }),
                    None => Err(LeftOut {
                        what,
                        why: "its law has no scale that is known".to_owned(),
                    }),
                });
            }
        }
        drafts
    }

    fn goods(&self) -> Vec<Draft> {
        let mut drafts = Vec::new();
        let products = &self.scenario.sale.facts.range.products;
        for (product, stock) in products.iter().zip(&self.scenario.plan.stocks) {
            let Some(pieces) = stock.pieces else { continue };
            let set = format!("product.{}.stock={}", key(&product.id), pieces + PIECES);
            drafts.push(Draft {
                kind: Kind::Stock,
                is_free: product.unit_cost == Money::ZERO,
                ways: vec![(format!("+{PIECES} pieces of {}", product.id), vec![set])],
            });
        }
        for table in &self.scenario.plan.prepack.tables {
            let id = table
                .path
                .strip_prefix("prepack.")
                .map(|id| id.trim_matches('"'));
            let names: Vec<&str> = std::iter::once("prepack").chain(id).collect();
            let Some(share) = self.number(&[&names[..], &["share"]].concat()) else {
                continue;
            };
            let product = &products[table.product].id;
            // To a millionth, as it is typed.
            let more = ((share + POINTS) * 1e6).round() / 1e6;
            drafts.push(Draft {
                kind: Kind::Prepack,
                is_free: table.wage.is_none() && table.shifts.is_empty(),
                ways: vec![(
                    format!("+5 points of {product} prepacked"),
                    vec![format!("{}.share={more}", table.path)],
                )],
            });
        }
        drafts
    }

    fn consumables(&self, seen: &dyn Fn(&str) -> Option<f64>) -> Vec<Draft> {
        let facts = &self.scenario.sale.facts;
        let all = facts.consumables.iter().zip(&self.scenario.plan.supplies);
        all.filter(|(one, _)| {
            let hours = seen(&format!("consumable.{}.out_hours", one.id));
            hours.is_some_and(|hours| hours > 0.0)
        })
        .map(|(one, supply)| {
            let more = (supply.stock * TENTH).ceil();
            let set = format!("consumable.{}.stock={more}", key(&one.id));
            Draft {
                kind: Kind::Consumable,
                is_free: one.cost == Money::ZERO,
                ways: vec![(format!("+10% of {}", one.id), vec![set])],
            }
        })
        .collect()
    }

    pub fn node(&self, path: &[&str]) -> Option<&Node> {
        node(self.tree, path)
    }

    fn number(&self, path: &[&str]) -> Option<f64> {
        number(self.tree, path)
    }

    fn integer(&self, path: &[&str]) -> Option<i64> {
        self.number(path)
            .filter(|number| number.fract() == 0.0)
            .map(|number| number as i64)
    }
}

/// An hour longer in the evening, else in the morning.
fn hour_ways(
    path: &str,
    (id, of): (&str, String),
    shift: &Shift,
) -> Result<Vec<(String, Vec<String>)>, LeftOut> {
    let (from, to) = (shift.from as i64, shift.to as i64);
    if to + 60 - from >= 1440 {
        let what = format!("+1 h for shift {id}{of}");
        let why = "it goes on day and night".to_owned();
        return Err(LeftOut { what, why });
    }
    let way = |word: &str, minute: i64| {
        let time = clock(minute);
        let change = format!("{path}.{}.{word}=\"{time}\"", key(id));
        (
            format!("+1 h for shift {id}{of}, {word} {time}"),
            vec![change],
        )
    };
    let mut ways = vec![way("to", to + 60)];
    if from >= 60 {
        ways.push(way("from", from - 60));
    }
    Ok(ways)
}

/// A minute of the day as it is written; what comes after midnight is of the next day.
pub(super) fn clock(minute: i64) -> String {
    let minute = if minute > 1440 { minute - 1440 } else { minute };
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

/// A quantity a tenth larger, as one types it; `None` where it is not known how.
fn scaled(node: &Node) -> Option<String> {
    let larger = |number: f64| (number * TENTH).ceil();
    match &node.value {
        Value::Integer(number) => Some(larger(*number as f64).to_string()),
        Value::Float(number) => Some(larger(*number).to_string()),
        Value::Table(table) => {
            let entries = table.entries.iter().map(|entry| {
                let number = match entry.node.value {
                    Value::Integer(number) => number as f64,
                    Value::Float(number) => number,
                    _ => return None,
                };
                match entry.key.as_str() {
                    "cv" => Some(format!("cv = {number}")),
                    "mean" | "p10" | "p50" | "p90" | "low" | "likely" | "high" => {
                        Some(format!("{} = {}", entry.key, number * TENTH))
                    }
                    _ => None,
                }
            });
            let entries: Vec<String> = entries.collect::<Option<_>>()?;
            Some(format!("{{ {} }}", entries.join(", ")))
        }
        _ => None,
    }
}
