//! The command line: one file a command.

mod check;
mod compare;
mod exit;
mod heads;
mod new;
mod output;
mod progress;
mod ramp;
mod reach;
mod replay;
mod run;
mod schema;
mod size;
mod takers;
mod watch;
mod worth;

pub use exit::Exit;

use crate::sale::Sale;
use crate::scenario::{Any, Described, Refused, Scenario};
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::{Path, PathBuf};

/// Will the flash sale ship in time, and what does it take?
///
/// Plays a scenario file in many worlds and answers in probabilities with their uncertainty.
#[derive(Debug, Parser)]
#[command(name = "surgeplan", version, max_term_width = 100, after_help = AFTER)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

const AFTER: &str = "Begin with: surgeplan new sale.toml, surgeplan check sale.toml, surgeplan run sale.toml\n\n\
Exit codes: 0 done and all goals met (or none set), 1 a goal not met or too close to call,\n\
2 the scenario or the arguments are wrong, 3 an input or output failed, 4 interrupted.";

#[derive(Debug, Subcommand)]
enum Command {
    /// Write a commented starter scenario
    New(new::New),
    /// Find errors and doubts, and what follows without simulating
    Check(check::Check),
    /// Play the plan in many worlds: the report
    Run(run::Run),
    /// Play the plan and its options in the same worlds: which is best, and how surely
    Compare(compare::Compare),
    /// Find the cheapest plan that meets the goals, or the one best in a metric, and certify it
    Size(size::Size),
    /// What one more of each resource is worth, and what to find out first
    Worth(worth::Worth),
    /// Play a revenue ramp in many worlds: revenue by month against targets
    Ramp(ramp::Ramp),
    /// Tell one world hour by hour (a ramp month by month), or write everything that happened in it as tables
    Replay(replay::Replay),
    /// Print the format of a scenario file as JSON Schema, for editors
    Schema,
}

/// The scenario, and changes to it.
#[derive(Debug, Args)]
struct Input {
    /// The scenario file
    file: PathBuf,
    /// Change a value of the scenario, such as station.pack.servers=4 or sale.promise=24h
    #[arg(long, value_name = "PATH=VALUE")]
    set: Vec<String>,
}

/// What to do about a world that is too large to play.
const TOO_LARGE: &str = "help: check the numbers of the sources and `sale.heat`";

/// How to show things.
#[derive(Debug, Args)]
struct Show {
    /// Print nothing but errors
    #[arg(long)]
    quiet: bool,
    /// Colours and bold type
    #[arg(long, value_enum, default_value_t = Color::Auto)]
    color: Color,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Color {
    /// On a terminal
    Auto,
    /// Everywhere
    Always,
    /// Nowhere
    Never,
}

impl Show {
    fn apply(&self) {
        match self.color {
            Color::Auto => {}
            Color::Always => anstream::ColorChoice::Always.write_global(),
            Color::Never => anstream::ColorChoice::Never.write_global(),
        }
    }
}

impl Input {
    /// Reads the scenario of a model; what is wrong with it is told on stderr.
    fn read<M: Described>(&self, asked: &[String]) -> Result<Scenario<M>, Exit> {
        let scenario = Scenario::read_of(&self.file, &self.set, asked);
        scenario.map_err(|refused| tell_refused(&refused))
    }

    /// Reads the scenario of whichever model; what is wrong with it is told on stderr.
    fn read_any(&self, asked: &[String]) -> Result<Any, Exit> {
        read_any(&self.file, &self.set, asked)
    }
}

/// Tells why a scenario could not be had.
fn tell_refused(refused: &Refused) -> Exit {
    // The stream takes the colours out where they are not wanted.
    output::tell(refused.render(true));
    match refused {
        Refused::Unreadable(error) if error.is_io => Exit::InputOutput,
        _ => Exit::Wrong,
    }
}

/// Reads a scenario of whichever model with overrides; what is wrong with it is told on stderr.
fn read_any(file: &Path, set: &[String], asked: &[String]) -> Result<Any, Exit> {
    Any::read(file, set, asked).map_err(|refused| tell_refused(&refused))
}

/// Does what the arguments ask for.
pub fn main() -> Exit {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            let shown = error.print();
            return match (error.use_stderr(), shown) {
                (true, _) => Exit::Wrong,
                (false, Ok(())) => Exit::Done,
                (false, Err(_)) => Exit::InputOutput,
            };
        }
    };
    let done = match cli.command {
        Command::New(new) => new.main(),
        Command::Check(check) => check.main(),
        Command::Run(run) => run.main::<Sale>(),
        Command::Compare(compare) => compare.main(),
        Command::Size(size) => size.main(),
        Command::Worth(worth) => worth.main(),
        Command::Ramp(ramp) => ramp.main(),
        Command::Replay(replay) => replay.main(),
        Command::Schema => schema::main(),
    };
    done.unwrap_or_else(|exit| exit)
}
