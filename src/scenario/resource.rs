//! One more of whatever a plan decides, each as another plan for the same sale.
//!
//! What there is one more of follows from the scenario by rule (`more`): a head for each team where a shift places it, an
//! hour for each shift, a server, a piece of equipment, a tenth more room in each van or one more courier, 100 pieces of
//! each stock, 5 points of each share that is packed in advance, a tenth more of a consumable that runs out. And one more
//! person for two hours (`window`), at the places with the longest waits.

use super::{Candidate, Scenario};
use super::{more, window};

/// One more of something, as a plan.
#[derive(Clone, Debug)]
pub struct Resource {
    /// What there is more of.
    pub kind: Kind,
    /// In words: `+1 temps at pack (shift day)`.
    pub what: String,
    /// Whether the scenario says nothing of what it costs, so that what it brings is before its price.
    pub is_free: bool,
    /// The plan; named by the path of what changes.
    pub candidate: Candidate,
}

/// What there is more of.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// A person of a team in a shift.
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
pub(super) struct Draft {
    pub kind: Kind,
    pub is_free: bool,
    /// What it is in words and what changes, as one types it; the first way that makes a plan is taken.
    pub ways: Vec<(String, Vec<String>)>,
}

/// The longest list of resources that is read; what comes after it is left out.
const MOST_READ: usize = 300;

/// All resources of a scenario, and what cannot be had. `seen` tells the mean of a metric over some worlds of the plan.
pub fn all(
    scenario: &Scenario,
    seen: &dyn Fn(&str) -> Option<f64>,
) -> (Vec<Resource>, Vec<LeftOut>) {
    let windows = window::all(scenario, seen).into_iter().map(Ok);
    let drafts = more::all(scenario, seen).into_iter().chain(windows);
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
    fn resolve(self, scenario: &Scenario) -> Result<Resource, LeftOut> {
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
