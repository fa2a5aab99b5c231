//! A file becomes a checked scenario: facts, chance, a plan and goals, or all its errors at once.
//!
//! | room | holds |
//! |---|---|
//! | [`described`] | what a model needs to be written in a file: a sale, a ramp; files of either |
//! | [`attachments`] | loads the files a scenario refers to |
//! | [`doubts`], [`ramp_doubts`] | warnings about what is legal but doubtful, in a sale and in a ramp |
//! | [`schema`] | the format of the file, for editors |
//! | [`starters`] | commented scenarios to begin with |

pub mod attachments;
pub mod described;
pub mod doubts;
pub mod ramp_doubts;
pub mod schema;
pub mod starters;

use crate::decide::Goal;
use crate::decide::goal::WrittenGoal;
use crate::model::Catalogue;
use crate::random::Attachments;
use crate::reader::{self, Problem, Problems, ReadError, Section, Sources, Span, Table};
use crate::sale::Sale;
pub use described::{Any, Described};
use sha2::{Digest, Sha256};
use std::fmt::{self, Write as _};
use std::path::Path;

/// A scenario of a model, read and checked.
#[derive(Clone, Debug)]
pub struct Scenario<M: Described = Sale> {
    /// Its title, or the file's name when it has none.
    pub title: String,
    /// The file's name as given.
    pub file: String,
    /// SHA-256 of the file's text, in hexadecimal (overrides not included).
    pub sha256: String,
    /// The sale (or ramp), ready to be drawn and played.
    pub sale: M,
    /// What is decided.
    pub plan: M::Plan,
    /// What the shop wants.
    pub goals: Vec<Goal>,
    /// What is doubtful about it.
    pub warnings: Vec<Problem>,
    /// The texts that the warnings point into.
    pub sources: Sources,
}

/// Why a scenario could not be had.
#[derive(Debug)]
pub enum Refused {
    /// The file could not be read, or is no scenario.
    Unreadable(ReadError),
    /// It has errors.
    Wrong {
        /// Errors, and warnings beside them.
        problems: Vec<Problem>,
        /// The texts they point into.
        sources: Sources,
    },
}

impl Refused {
    /// All that is wrong, with the places it is about; `styled` adds terminal colours.
    pub fn render(&self, styled: bool) -> String {
        match self {
            Self::Unreadable(error) => format!("error: {error}\n"),
            Self::Wrong { problems, sources } => reader::render(problems, sources, styled),
        }
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(false))
    }
}

impl std::error::Error for Refused {}

impl Scenario {
    /// Reads the file of a sale with overrides (`PATH=VALUE`); `asked` names metrics that are wanted beside the usual ones.
    ///
    /// # Errors
    ///
    /// When the file cannot be read, or anything in it is wrong.
    pub fn read(path: &Path, overrides: &[String], asked: &[String]) -> Result<Self, Refused> {
        Self::read_of(path, overrides, asked)
    }

    /// Reads a sale from its text; files it refers to are not looked for.
    ///
    /// ```
    /// use surgeplan::scenario::Scenario;
    /// let text = r#"
    ///     [sale]
    ///     opens = 2026-11-11T10:00:00
    ///     [source.fans]
    ///     orders = 200
    ///     [station.pack]
    ///     work = "90s"
    ///     servers = 2
    /// "#;
    /// let scenario = Scenario::from_text("shop.toml", text, &[]).unwrap();
    /// assert_eq!(scenario.plan.staffing[0].servers, 2);
    /// ```
    ///
    /// # Errors
    ///
    /// When anything in it is wrong.
    pub fn from_text(name: &str, text: &str, overrides: &[String]) -> Result<Self, Refused> {
        Self::from_text_of(name, text, overrides)
    }
}

impl<M: Described> Scenario<M> {
    /// Reads the file of any model; the rest is as in [`Scenario::read`].
    ///
    /// # Errors
    ///
    /// When the file cannot be read, or anything in it is wrong.
    pub fn read_of(path: &Path, overrides: &[String], asked: &[String]) -> Result<Self, Refused> {
        let sources = reader::read_file(path).map_err(Refused::Unreadable)?;
        Self::from_sources(sources, path.parent(), overrides, asked)
    }

    /// Reads a scenario of any model from its text; files it refers to are not looked for.
    ///
    /// ```
    /// use surgeplan::ramp::Ramp;
    /// use surgeplan::scenario::Scenario;
    /// let text = r#"
    ///     [ramp]
    ///     starts = 2026-09-01
    ///     months = 6
    ///     [product.hero]
    ///     price = 99.0
    ///     [channel.search]
    ///     cost_per_click = 1.0
    ///     conversion = 0.02
    ///     [stage.trial]
    ///     monthly = { search = 10000.0 }
    ///     target = 30000.0
    /// "#;
    /// let scenario = Scenario::<Ramp>::from_text_of("ramp.toml", text, &[]).unwrap();
    /// assert_eq!(scenario.plan.stages[0].id, "trial");
    /// ```
    ///
    /// # Errors
    ///
    /// When anything in it is wrong.
    pub fn from_text_of(name: &str, text: &str, overrides: &[String]) -> Result<Self, Refused> {
        Self::from_sources(Sources::new(name, text.to_owned()), None, overrides, &[])
    }

    fn from_sources(
        mut sources: Sources,
        folder: Option<&Path>,
        overrides: &[String],
        asked: &[String],
    ) -> Result<Self, Refused> {
        let problems = Problems::new();
        let tree = reader::parse(&mut sources, overrides, &problems);
        Self::from_tree(&tree, sources, folder, problems, asked)
    }

    fn from_tree(
        tree: &Table,
        sources: Sources,
        folder: Option<&Path>,
        problems: Problems,
        asked: &[String],
    ) -> Result<Self, Refused> {
        let other = described::is_of_other::<M>(&Section::root(tree, TOP, &problems));
        if other {
            let problems = problems.into_vec();
            return Err(Refused::Wrong { problems, sources });
        }
        let read = read_tree(tree, folder, &problems, asked);
        let wrong = problems.has_errors();
        let problems = problems.into_vec();
        if wrong {
            return Err(Refused::Wrong { problems, sources });
        }
        let (title, sale, plan, goals) = read;
        let file = sources.name(0).to_owned();
        let mut sha256 = String::new();
        for byte in Sha256::digest(sources.text(0)) {
            let _ = write!(sha256, "{byte:02x}");
        }
        let title = if title.is_empty() {
            file.clone()
        } else {
            title
        };
        Ok(Self {
            title,
            file,
            sha256,
            sale,
            plan,
            goals,
            warnings: problems,
            sources,
        })
    }

    /// The metrics of this scenario.
    pub fn catalogue(&self) -> &Catalogue {
        self.sale.catalogue()
    }
}

/// The whole file.
const TOP: Span = Span {
    source: 0,
    start: 0,
    end: 0,
};

fn read_tree<M: Described>(
    tree: &Table,
    folder: Option<&Path>,
    problems: &Problems,
    asked: &[String],
) -> (String, M, M::Plan, Vec<Goal>) {
    let root = Section::root(tree, TOP, problems);
    let files = attachments::load(tree, folder);
    let Parts {
        title,
        facts,
        plan,
        goals: written,
    } = Parts::<M>::read(&root, &files);
    let mut names: Vec<String> = written
        .iter()
        .map(|goal| goal.metric().to_owned())
        .collect();
    names.extend_from_slice(asked);
    // Where errors are known the places below may refer to things that are not there.
    let sale = M::new(facts, &plan, &names);
    let goals: Vec<Goal> = written
        .into_iter()
        .filter_map(|goal| goal.resolve(sale.catalogue(), &root))
        .collect();
    root.close();
    if !problems.has_errors() {
        let root = Section::root(tree, TOP, problems);
        sale.doubt(&root, &plan);
    }
    (title, sale, plan, goals)
}

/// All that is written in a scenario, as it is read.
struct Parts<M: Described> {
    title: String,
    facts: M::Facts,
    plan: M::Plan,
    goals: Vec<WrittenGoal>,
}

impl<M: Described> Parts<M> {
    /// Asks for every key there is.
    fn read(root: &Section<'_>, files: &Attachments) -> Self {
        let title = root.text("title").or("").to_owned();
        described::need_table::<M>(root);
        let (facts, plan) = M::read(root, files);
        let goals = WrittenGoal::read_all(root);
        refuse_later_parts(root);
        Self {
            title,
            facts,
            plan,
            goals,
        }
    }
}

/// Parts of the format that this version does not play: said, never silently left out.
fn refuse_later_parts(root: &Section<'_>) {
    for (key, what) in [("option", "options"), ("size", "sizes of a plan")] {
        root.later(key, what);
    }
}
