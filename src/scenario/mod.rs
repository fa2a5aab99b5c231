//! A file becomes a checked scenario: facts, chance, a plan and goals, or all its errors at once.
//!
//! | room | holds |
//! |---|---|
//! | [`described`] | what a model needs to be written in a file: a sale, a ramp; files of either |
//! | [`decided`] | what is decided in a model, and how its plans are weighed |
//! | [`attachments`] | loads the files a scenario refers to |
//! | [`doubts`], [`ramp_doubts`], `ramp_plans` | warnings about what is legal but doubtful, in a sale and in a ramp; plans of one that cannot come to what they say |
//! | `others` | other plans written beside its own |
//! | [`option`] | other plans for the same sale or ramp |
//! | [`size`], `size_keys`, [`range`] | what may be decided, how it is written, in which steps; plans of that lattice |
//! | [`resource`] | one more of whatever is decided, as other plans |
//! | `more`, `window`, `ramp_more` | what there is one more of: in a sale, there also for two hours; in a ramp |
//! | [`schema`] | the format of the file, for editors |
//! | [`starters`] | commented scenarios to begin with |

pub mod attachments;
pub mod decided;
pub mod decisions;
pub mod described;
pub mod doubts;
mod more;
pub mod option;
mod others;
pub mod ramp_doubts;
mod ramp_more;
mod ramp_plans;
pub mod range;
pub mod resource;
pub mod schema;
pub mod size;
mod size_keys;
pub mod starters;
mod window;

pub use decided::Decided;
pub use described::{Any, Described};
pub use option::Candidate;
pub use size::Size;

use crate::decide::Goal;
use crate::decide::goal::WrittenGoal;
use crate::model::Catalogue;
use crate::random::Attachments;
use crate::reader::{self, Problem, Problems, ReadError, Section, Sources, Span, Table};
use crate::sale::Sale;
use others::{Others, Whole};
use sha2::{Digest, Sha256};
use std::fmt::{self, Write as _};
use std::path::{Path, PathBuf};

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
    /// Other plans for it.
    pub options: Vec<Candidate<M>>,
    /// What may be decided, if it is to be sized.
    pub size: Option<Size<M>>,
    /// What is doubtful about it.
    pub warnings: Vec<Problem>,
    /// The texts that the warnings point into.
    pub sources: Sources,
    origin: Origin,
}

/// What a scenario was read from, to be read again with changes.
#[derive(Clone, Debug)]
struct Origin {
    tree: Table,
    folder: Option<PathBuf>,
    asked: Vec<String>,
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

    /// Reads a scenario of any model from its text; files it refers to are looked for in a folder.
    ///
    /// # Errors
    ///
    /// When anything in it is wrong.
    pub fn from_text_in(name: &str, text: &str, folder: Option<&Path>) -> Result<Self, Refused> {
        Self::from_sources(Sources::new(name, text.to_owned()), folder, &[], &[])
    }

    fn from_sources(
        mut sources: Sources,
        folder: Option<&Path>,
        overrides: &[String],
        asked: &[String],
    ) -> Result<Self, Refused> {
        let problems = Problems::new();
        let tree = reader::parse(&mut sources, overrides, &problems);
        Self::from_tree(tree, sources, folder, problems, asked)
    }

    fn from_tree(
        tree: Table,
        sources: Sources,
        folder: Option<&Path>,
        problems: Problems,
        asked: &[String],
    ) -> Result<Self, Refused> {
        let root = Section::root(&tree, TOP, &problems);
        // Where a slip takes the table of the model away, what is missing and unknown without it is but an echo.
        let is_lost = problems.has_errors() && !root.has(M::TABLE);
        if is_lost || described::is_of_other::<M>(&root) {
            let problems = problems.into_vec();
            return Err(Refused::Wrong { problems, sources });
        }
        let (read, mut options, size) = read_tree::<M>(&tree, (folder, &sources), &problems, asked);
        let wrong = problems.has_errors();
        let mut problems = problems.into_vec();
        if wrong {
            return Err(Refused::Wrong { problems, sources });
        }
        problems.retain(|doubt| !is_settled(doubt, &options, size.as_ref()));
        let Read {
            title,
            sale,
            plan,
            goals,
        } = read;
        for option in &mut options {
            let known = |doubt: &Problem| {
                let mut known = problems.iter();
                known.any(|known| doubt.code == known.code && doubt.title.ends_with(&known.title))
            };
            option.warnings.retain(|doubt| !known(doubt));
        }
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
            options,
            size,
            warnings: problems,
            sources,
            origin: Origin {
                tree,
                folder: folder.map(Path::to_owned),
                asked: asked.to_vec(),
            },
        })
    }

    /// The metrics of this scenario.
    pub fn catalogue(&self) -> &Catalogue {
        self.sale.catalogue()
    }
}

/// What stands in a scenario, as far as a plan can be played by it.
struct Read<M: Described> {
    title: String,
    sale: M,
    plan: M::Plan,
    goals: Vec<Goal>,
}

impl<M: Described> Read<M> {
    /// Whether its facts are others than those of a plan.
    fn is_of_others(&self, other: &Self) -> bool {
        let other = (&other.sale, &other.plan);
        !M::differences(&self.sale, &self.plan, other).is_empty()
    }
}

/// Whether a doubt about a plan is none, as another plan needs what is of no use here: a team that only an option places.
fn is_settled<M: Described>(
    doubt: &Problem,
    options: &[Candidate<M>],
    size: Option<&Size<M>>,
) -> bool {
    let has_it = |option: &Candidate<M>| {
        let mut doubts = option.warnings.iter();
        doubts.any(|other| other.code == doubt.code && other.title.ends_with(&doubt.title))
    };
    let is_varied = |path: &str| {
        let id = path.rsplit('.').next().unwrap_or_default();
        doubt.title.starts_with(&format!("`team.{id}`"))
    };
    let mut ranges = size.iter().flat_map(|size| &size.vary);
    doubt.code == "idle_team"
        && (!options.iter().all(has_it) || ranges.any(|range| is_varied(&range.path)))
}

fn read_tree<M: Described>(
    tree: &Table,
    (folder, sources): (Option<&Path>, &Sources),
    problems: &Problems,
    asked: &[String],
) -> (Read<M>, Vec<Candidate<M>>, Option<Size<M>>) {
    let root = Section::root(tree, TOP, problems);
    let files = attachments::load(tree, folder);
    let (read, others) = resolve(Parts::<M>::read(&root, &files), &root, asked);
    root.close();
    if problems.has_errors() {
        return (read, Vec::new(), None);
    }
    let whole = Whole {
        tree,
        folder,
        files,
        sources,
        asked,
    };
    let (options, size) = others.resolve(&read, whole, problems);
    let root = Section::root(tree, TOP, problems);
    read.sale.doubt(&root, &read.plan);
    (read, options, size)
}

/// Reads the tree of a scenario that is changed by an option.
fn read_changed<M: Described>(
    tree: &Table,
    folder: Option<&Path>,
    problems: &Problems,
    asked: &[String],
) -> Read<M> {
    let root = Section::root(tree, TOP, problems);
    let files = attachments::load(tree, folder);
    let (read, _) = resolve(Parts::<M>::read(&root, &files), &root, asked);
    root.close();
    if !problems.has_errors() {
        let root = Section::root(tree, TOP, problems);
        read.sale.doubt(&root, &read.plan);
    }
    read
}

/// Where problems go that have no better place.
const TOP: Span = Span {
    source: 0,
    start: 0,
    end: 0,
};

/// Names the metrics of what is read, and finds those of the goals among them. Where errors are known, what comes back
/// may refer to things that are not there.
fn resolve<'a, M: Described>(
    parts: Parts<'a, M>,
    root: &Section<'_>,
    asked: &[String],
) -> (Read<M>, Others<'a>) {
    let Parts {
        title,
        facts,
        plan,
        goals: written,
        others,
    } = parts;
    let mut names: Vec<String> = written
        .iter()
        .map(|goal| goal.metric().to_owned())
        .collect();
    names.extend_from_slice(asked);
    names.extend(others.metric().map(str::to_owned));
    let sale = M::new(facts, &plan, &names);
    let goals = written
        .into_iter()
        .filter_map(|goal| goal.resolve(sale.catalogue(), root))
        .collect();
    let read = Read {
        title,
        sale,
        plan,
        goals,
    };
    (read, others)
}

/// All that is written in a scenario, as it is read.
struct Parts<'a, M: Described> {
    title: String,
    facts: M::Facts,
    plan: M::Plan,
    goals: Vec<WrittenGoal>,
    others: Others<'a>,
}

impl<'a, M: Described> Parts<'a, M> {
    /// Asks for every key there is.
    fn read(root: &Section<'a>, files: &Attachments) -> Self {
        let title = root.text("title").or("").to_owned();
        described::need_table::<M>(root);
        let (facts, plan) = M::read(root, files);
        Self {
            title,
            facts,
            plan,
            goals: WrittenGoal::read_all(root),
            others: Others::read::<M>(root),
        }
    }
}
