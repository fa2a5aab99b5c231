//! Which paths of a file are decisions: these, and no others. All else is fact or chance, and a change of it makes another
//! world.

use crate::reader::{Node, Table, Value};

/// What is decided, by paths in which `*` stands for an id and `**` for all that follows.
#[derive(Clone, Copy, Debug)]
pub struct Decisions {
    /// Values.
    pub values: &'static [&'static str],
    /// Things that may come or go as a whole; a new one brings facts of its own.
    pub things: &'static [&'static str],
}

/// Where two files differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Difference {
    /// The path of a value, or of a thing that only one of them has.
    path: Vec<String>,
    is_thing: bool,
}

impl Difference {
    /// The path as it is written.
    pub fn path(&self) -> String {
        self.path.join(".")
    }

    /// Whether it is a decision.
    pub fn is_decided(&self, decisions: Decisions) -> bool {
        let all = if self.is_thing {
            decisions.things
        } else {
            decisions.values
        };
        all.iter().any(|decision| self.is_at(decision))
    }

    fn is_at(&self, decision: &str) -> bool {
        let mut path = self.path.iter();
        for part in decision.split('.') {
            match (part, path.next()) {
                ("**", _) => return true,
                ("*", Some(_)) => {}
                (part, Some(key)) if part == key => {}
                _ => return false,
            }
        }
        path.next().is_none()
    }
}

/// Where two files differ, value by value, whatever else is written differently.
pub(super) fn differences(one: &Table, other: &Table) -> Vec<Difference> {
    let mut found = Vec::new();
    compare(one, other, &mut Vec::new(), &mut found);
    found
}

fn compare(one: &Table, other: &Table, way: &mut Vec<String>, found: &mut Vec<Difference>) {
    let new = other.entries.iter();
    let new = new.filter(|entry| one.get(&entry.key).is_none());
    for entry in one.entries.iter().chain(new) {
        way.push(entry.key.clone());
        let pair = one.get(&entry.key).zip(other.get(&entry.key));
        match pair.map(|(one, other)| (&one.node, &other.node)) {
            Some((one, other)) => match (&one.value, &other.value) {
                (Value::Table(one), Value::Table(other)) => compare(one, other, way, found),
                _ if is_same(one, other) => {}
                _ => found.push(Difference {
                    path: way.clone(),
                    is_thing: false,
                }),
            },
            None => found.push(Difference {
                path: way.clone(),
                is_thing: matches!(entry.node.value, Value::Table(_)),
            }),
        }
        way.pop();
    }
}

/// Whether two values are written alike.
fn is_same(one: &Node, other: &Node) -> bool {
    match (&one.value, &other.value) {
        (Value::Text(one), Value::Text(other)) => one == other,
        (Value::Integer(one), Value::Integer(other)) => one == other,
        (Value::Float(one), Value::Float(other)) => one == other,
        (Value::Integer(whole), Value::Float(number))
        | (Value::Float(number), Value::Integer(whole)) => *whole as f64 == *number,
        (Value::Boolean(one), Value::Boolean(other)) => one == other,
        (Value::Moment(one), Value::Moment(other)) => one == other,
        (Value::List(one), Value::List(other)) => {
            let mut pairs = one.iter().zip(other);
            one.len() == other.len() && pairs.all(|(one, other)| is_same(one, other))
        }
        (Value::Table(one), Value::Table(other)) => differences(one, other).is_empty(),
        _ => false,
    }
}

/// What is decided in a sale.
pub(super) const OF_SALE: Decisions = Decisions {
    values: &[
        "station.*.servers",
        "station.*.open",
        "station.*.equipment",
        "station.*.wave.orders",
        "station.*.wave.after",
        "desk.*.servers",
        "desk.*.open",
        "team.*.heads",
        "team.*.stay",
        "shift.*.from",
        "shift.*.to",
        "shift.*.days",
        "shift.*.breaks",
        "shift.*.assign.**",
        "shift.*.flexible",
        "shift.*.end",
        "overtime.limit",
        "prepack.share",
        "prepack.from",
        "prepack.shift.*.from",
        "prepack.shift.*.to",
        "prepack.shift.*.days",
        "prepack.shift.*.breaks",
        "prepack.shift.*.assign.**",
        "prepack.*.share",
        "prepack.*.from",
        "prepack.*.shift.*.from",
        "prepack.*.shift.*.to",
        "prepack.*.shift.*.days",
        "prepack.*.shift.*.breaks",
        "prepack.*.shift.*.assign.**",
        "product.*.stock",
        "product.*.buffer",
        "product.*.backorder",
        "product.*.restock.*.units",
        "product.*.restock.*.ordered",
        "product.*.restock.*.if",
        "source.*.reserve.**",
        "carrier.*.pickup.*.at",
        "carrier.*.pickup.*.days",
        "carrier.*.pickup.*.cutoff",
        "carrier.*.pickup.*.parcels",
        "carrier.*.pickup.*.couriers",
        "carrier.*.pickup.*.stays",
        "carrier.*.pickup.*.vehicle",
        "carrier.*.overflow",
        "consumable.*.stock",
        "consumable.*.delivery.**",
    ],
    things: &[
        "station.*.wave",
        "team.*",
        "shift",
        "shift.*",
        "shift.*.assign.**",
        "prepack",
        "prepack.*",
        "prepack.shift.*",
        "prepack.*.shift.*",
        "prepack.shift.*.assign.**",
        "prepack.*.shift.*.assign.**",
        "product.*.restock",
        "product.*.restock.*",
        "source.*.reserve",
        "carrier.*.pickup",
        "carrier.*.pickup.*",
        "consumable.*.delivery.**",
    ],
};

/// What is decided in a ramp.
pub(super) const OF_RAMP: Decisions = Decisions {
    values: &[
        "ramp.cash",
        "stage.*.once",
        "stage.*.monthly.**",
        "stage.*.people.**",
        "stage.*.lasts",
        "stage.*.ends.at_latest",
        "product.*.stock",
        "stock.buffer",
        "stock.review",
        "stock.cover",
        "stock.*.buffer",
        "stock.*.review",
        "stock.*.cover",
    ],
    things: &[
        "stage.*",
        "stage.*.monthly",
        "stage.*.people",
        "stage.*.ends",
        "stock",
        "stock.*",
    ],
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reader::{Problems, Sources, parse};

    fn tree(text: &str) -> Table {
        let mut sources = Sources::new("a.toml", text.to_owned());
        parse(&mut sources, &[], &Problems::new())
    }

    #[test]
    fn what_differs_and_what_of_it_is_decided() {
        let base = tree(
            "[team.a]\nheads = 2\nwage = 20\n[shift.day]\nfrom = \"10:00\"\nassign.pack = { a = 1 }\n[carrier.s]\npickup.n = { at = \"14:00\", parcels = 5, noshow = 0.1 }",
        );
        let told = |other: &str| {
            let found = differences(&base, &tree(other));
            let told = found.iter().map(|one| {
                let word = if one.is_decided(OF_SALE) { "" } else { "fact " };
                format!("{word}{}", one.path())
            });
            told.collect::<Vec<String>>().join(", ")
        };
        // Written otherwise, but the same.
        assert_eq!(
            told(
                "team.a = { wage = 20.0, heads = 2 }\nshift.day.assign.pack.a = 1\nshift.day.from = \"10:00\"\ncarrier.s.pickup.n = { noshow = 0.1, parcels = 5, at = \"14:00\" }"
            ),
            ""
        );
        assert_eq!(
            told(
                "[team.a]\nheads = 3\nwage = 21\n[team.b]\nwage = 18\n[shift.day]\nfrom = \"09:00\"\npremium = 2\nassign.pack = { a = \"rest\" }\nassign.pick = { b = 1 }\n[carrier.s]\nfee = 3\npickup.n = { at = \"14:00\", parcels = { mean = 5, cv = 0.1 }, noshow = 0.2 }\npickup.late = { at = \"20:00\", parcels = 9, noshow = 0.3 }"
            ),
            "team.a.heads, fact team.a.wage, team.b, shift.day.from, shift.day.assign.pack.a, shift.day.assign.pick, fact shift.day.premium, carrier.s.pickup.n.parcels, fact carrier.s.pickup.n.noshow, carrier.s.pickup.late, fact carrier.s.fee"
        );
    }
}
