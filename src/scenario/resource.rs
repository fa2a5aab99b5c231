//! One more of whatever a plan decides, each as another plan for the same sale or ramp.
//!
//! What there is one more of follows from the scenario by rule. In a sale (`more`): a head for each team where a shift
//! places it, an hour for each shift, a server, a piece of equipment, a tenth more room in each van or one more courier, 100
//! pieces of each stock, 5 points of each share that is packed in advance, a tenth more of a consumable that runs out. And
//! one more person for two hours (`window`), at the places with the longest waits. In a ramp (`ramp_more`): by stage a head
//! of each role, a tenth more of each budget, a month more; a tenth more cash; of what is bought ahead a tenth more of the
//! first pieces and of the buffer, and a week more of cover.

use super::{Candidate, Described, Scenario};
use crate::reader::{Node, Table, Value};
use crate::sale::Sale;

/// One more of something, as a plan.
#[derive(Clone, Debug)]
pub struct Resource<M: Described = Sale> {
    /// What there is more of.
    pub kind: Kind,
    /// In words: `+1 temps at pack (shift day)`.
    pub what: String,
    /// Whether the scenario says nothing of what it costs, so that what it brings is before its price.
    pub is_free: bool,
    /// The plan; named by the path of what changes.
    pub candidate: Candidate<M>,
}

/// What there is more of.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// A person: of a team in a shift, of a role in a stage.
    Head,
    /// An hour of a shift.
    Hour,
    /// A server of a station or desk.
    Server,
    /// A piece of equipment.
    Equipment,
    /// Room in a van, or a courier.
    Pickup,
    /// Pieces in stock.
    Stock,
    /// Boxes that are packed in advance.
    Prepack,
    /// Something that is used up.
    Consumable,
    /// Money for a channel in a stage.
    Budget,
    /// A month of a stage.
    Month,
    /// Cash at the start.
    Cash,
    /// Days of the forecast that are bought ahead.
    Cover,
    /// A person for two hours.
    Window(Window),
}

impl Kind {
    /// As told to other programs.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Head => "head",
            Self::Hour => "hour",
            Self::Server => "server",
            Self::Equipment => "equipment",
            Self::Pickup => "pickup",
            Self::Stock => "stock",
            Self::Prepack => "prepack",
            Self::Consumable => "consumable",
            Self::Budget => "budget",
            Self::Month => "month",
            Self::Cash => "cash",
            Self::Cover => "cover",
            Self::Window(_) => "window",
        }
    }
}

/// Where and when there is one more person for two hours.
#[derive(Clone, Debug, PartialEq)]
pub struct Window {
    /// The station or desk.
    pub place: String,
    /// The team that the person is of.
    pub team: String,
    /// The day, counted from the opening's.
    pub day: i64,
    /// What that day is called: `Thu`.
    pub weekday: String,
    /// From which minute of the day.
    pub from: i64,
    /// To which.
    pub to: i64,
}

/// What cannot be had, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// What there was to be one more of.
    pub what: String,
    /// Why not.
    pub why: String,
}

/// A resource before it is read.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// What there is more of.
    pub kind: Kind,
    /// Whether the scenario says nothing of what it costs.
    pub is_free: bool,
    /// What it is in words and what changes, as one types it; the first way that makes a plan is taken.
    pub ways: Vec<(String, Vec<String>)>,
}

/// The longest list of resources that is read; what comes after it is left out.
const MOST_READ: usize = 300;

/// All resources of a scenario, and what cannot be had. `seen` tells the mean of a metric over some worlds of the plan.
pub fn all<M: Described>(
    scenario: &Scenario<M>,
    seen: &dyn Fn(&str) -> Option<f64>,
) -> (Vec<Resource<M>>, Vec<LeftOut>) {
    let drafts = M::more(scenario, seen).into_iter();
    let (mut resources, mut left_out) = (Vec::new(), Vec::new());
    for (index, draft) in drafts.enumerate() {
        let resource = match draft {
            Ok(draft) if index < MOST_READ => draft.resolve(scenario),
            Ok(draft) => Err(draft.left_out(format!("only {MOST_READ} are looked at"))),
            Err(left_out) => Err(left_out),
        };
        match resource {
            Ok(resource) => resources.push(resource),
            Err(why) => left_out.push(why),
        }
    }
    (resources, left_out)
}

impl Draft {
    fn left_out(self, why: String) -> LeftOut {
        let first = self.ways.into_iter().next();
        let what = first.map_or_else(String::new, |(what, _)| what);
        LeftOut { what, why }
    }

    /// The plan of the first way that makes one; else why the first makes none.
    fn resolve<M: Described>(self, scenario: &Scenario<M>) -> Result<Resource<M>, LeftOut> {
        let mut refused = None;
        for (what, set) in &self.ways {
            let id = set.first().and_then(|one| one.split('=').next());
            match scenario.with(id.unwrap_or_default(), what, set) {
                Ok(candidate) => {
                    return Ok(Resource {
                        what: what.clone(),
                        kind: self.kind,
                        is_free: self.is_free,
                        candidate,
                    });
                }
                Err(why) => refused = refused.or(Some(why)),
            }
        }
        Err(self.left_out(refused.unwrap_or_default()))
    }
}

/// What stands at a path of a file.
pub(super) fn node<'a>(tree: &'a Table, path: &[&str]) -> Option<&'a Node> {
    let (last, way) = path.split_last()?;
    let mut table = tree;
    for step in way {
        match &table.get(step)?.node.value {
            Value::Table(inner) => table = inner,
            _ => return None,
        }
    }
    table.get(last).map(|entry| &entry.node)
}

/// The number that stands at a path of a file.
pub(super) fn number(tree: &Table, path: &[&str]) -> Option<f64> {
    match node(tree, path)?.value {
        Value::Integer(number) => Some(number as f64),
        Value::Float(number) => Some(number),
        _ => None,
    }
}

/// A name as it stands in a path.
pub(super) fn key(name: &str) -> String {
    let is_bare = |letter: char| letter.is_ascii_alphanumeric() || "-_".contains(letter);
    if !name.is_empty() && name.chars().all(is_bare) {
        name.to_owned()
    } else {
        format!("\"{}\"", name.replace('\\', "\\\\").replace('"', "\\\""))
    }
}
