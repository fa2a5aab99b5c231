//! What a model needs to be written in a scenario file; and files that may describe either model.

use super::decided::Decided;
use super::resource::{Draft, LeftOut};
use super::{Refused, Scenario, doubts, more, ramp_doubts, ramp_more, window};
use crate::model::Catalogue;
use crate::ramp::{self, Ramp};
use crate::random::Attachments;
use crate::reader::{self, Problems, Section, Value};
use crate::sale::{self, Sale};
use std::path::Path;

/// A model that a scenario file can describe.
pub trait Described: Decided {
    /// The table that says so.
    const TABLE: &'static str;
    /// What its files are called, and what the others are.
    const NAME: &'static str;
    /// What to write where the table is missing.
    const EXAMPLE: &'static str;
    /// The command that plays its plan in many worlds.
    const COMMAND: &'static str;
    /// Commands for its files.
    const COMMANDS: &'static str;
    /// Everything that is not decided.
    type Facts;

    /// Reads facts and plan; they are usable only when there are no errors.
    fn read(root: &Section<'_>, files: &Attachments) -> (Self::Facts, Self::Plan);

    /// The model of these facts; `asked` are the metrics wanted beside the usual ones.
    fn new(facts: Self::Facts, plan: &Self::Plan, asked: &[String]) -> Self;

    /// The metrics.
    fn catalogue(&self) -> &Catalogue;

    /// A scenario of this model; of another it comes back as it is.
    fn of(any: Any) -> Result<Box<Scenario<Self>>, Any>;

    /// Raises doubts about a scenario that has no errors.
    fn doubt(&self, root: &Section<'_>, plan: &Self::Plan);

    /// One more of whatever a plan decides, as changes; `seen` tells the mean of a metric over some worlds of the plan.
    fn more(
        scenario: &Scenario<Self>,
        seen: &dyn Fn(&str) -> Option<f64>,
    ) -> Vec<Result<Draft, LeftOut>>;
}

impl Described for Sale {
    const TABLE: &'static str = "sale";
    const COMMAND: &'static str = "run";
    const NAME: &'static str = "flash sale";
    const EXAMPLE: &'static str =
        "write [sale] with opens = 2026-11-11T10:00:00; a revenue ramp has [ramp] in its place";
    const COMMANDS: &'static str =
        "`surgeplan run`, `compare`, `size`, `worth`, `check` or `replay`";
    type Facts = sale::Facts;

    fn read(root: &Section<'_>, files: &Attachments) -> (sale::Facts, sale::Plan) {
        sale::read(root, files)
    }

    fn new(facts: sale::Facts, plan: &sale::Plan, asked: &[String]) -> Self {
        Self::new(facts, plan, asked)
    }

    fn catalogue(&self) -> &Catalogue {
        self.gauges().catalogue()
    }

    fn of(any: Any) -> Result<Box<Scenario>, Any> {
        match any {
            Any::Sale(scenario) => Ok(scenario),
            other @ Any::Ramp(_) => Err(other),
        }
    }

    fn doubt(&self, root: &Section<'_>, plan: &sale::Plan) {
        doubts::raise(root, &self.facts, plan);
    }

    fn more(
        scenario: &Scenario,
        seen: &dyn Fn(&str) -> Option<f64>,
    ) -> Vec<Result<Draft, LeftOut>> {
        let windows = window::all(scenario, seen).into_iter().map(Ok);
        more::all(scenario, seen)
            .into_iter()
            .chain(windows)
            .collect()
    }
}

impl Described for Ramp {
    const TABLE: &'static str = "ramp";
    const COMMAND: &'static str = "ramp";
    const NAME: &'static str = "revenue ramp";
    const EXAMPLE: &'static str = "write [ramp] with starts = 2026-09-01 and months = 12; a flash sale has [sale] in its place";
    const COMMANDS: &'static str =
        "`surgeplan ramp`, `compare`, `size`, `worth`, `check` or `replay`";
    type Facts = ramp::Facts;

    fn read(root: &Section<'_>, files: &Attachments) -> (ramp::Facts, ramp::Plan) {
        ramp::read(root, files)
    }

    fn new(facts: ramp::Facts, plan: &ramp::Plan, asked: &[String]) -> Self {
        Self::new(facts, plan, asked)
    }

    fn catalogue(&self) -> &Catalogue {
        self.gauges().catalogue()
    }

    fn of(any: Any) -> Result<Box<Scenario<Self>>, Any> {
        match any {
            Any::Ramp(scenario) => Ok(scenario),
            other @ Any::Sale(_) => Err(other),
        }
    }

    fn doubt(&self, root: &Section<'_>, plan: &ramp::Plan) {
        ramp_doubts::raise(root, self, plan);
    }

    fn more(
        scenario: &Scenario<Self>,
        _: &dyn Fn(&str) -> Option<f64>,
    ) -> Vec<Result<Draft, LeftOut>> {
        ramp_more::all(scenario)
    }
}

/// Tells a file that is of the other model, or of both; nothing else of it is read then.
pub(super) fn is_of_other<M: Described>(root: &Section<'_>) -> bool {
    let both = [
        (Sale::TABLE, Sale::NAME, Sale::COMMANDS),
        (Ramp::TABLE, Ramp::NAME, Ramp::COMMANDS),
    ];
    let mut others = both.into_iter().filter(|(table, ..)| *table != M::TABLE);
    let Some((table, name, commands)) = others.find(|(table, ..)| root.has(table)) else {
        return false;
    };
    let span = root.span_of(table);
    let (code, title, help) = if root.has(M::TABLE) {
        let title = format!(
            "a scenario is a {} or a {name}: this has [{}] and [{table}]",
            M::NAME,
            M::TABLE
        );
        let help = "write two files; a ramp plays a sale's file by [event.ID] with campaign = \"sale.toml\"";
        ("two_models", title, help.to_owned())
    } else {
        let title = format!("this is a {name}, not a {}", M::NAME);
        ("other_model", title, format!("play it with {commands}"))
    };
    root.problems().error(code, span, title, "", help);
    true
}

/// Tells a file without the table of its model.
pub(super) fn need_table<M: Described>(root: &Section<'_>) {
    if !root.has(M::TABLE) {
        root.missing(M::TABLE, M::EXAMPLE);
    }
}

/// A scenario of either model.
#[derive(Clone, Debug)]
pub enum Any {
    /// A flash sale.
    Sale(Box<Scenario<Sale>>),
    /// A revenue ramp.
    Ramp(Box<Scenario<Ramp>>),
}

impl Any {
    /// What such files are called.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Sale(_) => Sale::NAME,
            Self::Ramp(_) => Ramp::NAME,
        }
    }

    /// Reads a scenario file of whichever model, with overrides; `asked` names metrics that are wanted beside the usual
    /// ones.
    ///
    /// # Errors
    ///
    /// When the file cannot be read, or anything in it is wrong.
    pub fn read(path: &Path, overrides: &[String], asked: &[String]) -> Result<Self, Refused> {
        let mut sources = reader::read_file(path).map_err(Refused::Unreadable)?;
        let problems = Problems::new();
        let tree = reader::parse(&mut sources, overrides, &problems);
        let is_ramp = tree
            .get(Ramp::TABLE)
            .is_some_and(|entry| matches!(entry.node.value, Value::Table(_)));
        let folder = path.parent();
        if is_ramp && tree.get(Sale::TABLE).is_none() {
            let ramp = Scenario::from_tree(tree, sources, folder, problems, asked)?;
            return Ok(Self::Ramp(Box::new(ramp)));
        }
        let sale = Scenario::from_tree(tree, sources, folder, problems, asked)?;
        Ok(Self::Sale(Box::new(sale)))
    }
}
