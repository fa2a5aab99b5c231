//! `surgeplan run`: the plan in many worlds.

use super::output::{Draft, Drafts, failed, print, tell};
use super::progress::Progress;
use super::watch::{self, Lookout};
use super::{Exit, Input, Show, TOO_LARGE, heads};
use crate::decide::{Answer, Ending, Heads, Precision};
use crate::model::Catalogue;
use crate::monte_carlo::{self, Failure, Settings, Table};
use crate::report;
use crate::report::columns::Columns;
use crate::sale::Sale;
use crate::scenario::{Described, Scenario};
use clap::Args;
use clap::value_parser;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

#[derive(Debug, Args)]
pub(super) struct Run {
    #[command(flatten)]
    pub(super) input: Input,
    #[command(flatten)]
    pub(super) worlds: Worlds,
    /// Ask for a metric beside the usual ones, such as `ship.within_36h` or `ship.hours.p97`
    #[arg(long, value_name = "NAME")]
    metric: Vec<String>,
    /// Print all metrics with unit and meaning, and stop
    #[arg(long)]
    pub(super) list_metrics: bool,
    /// Write the result as JSON to a file, or to stdout with -
    #[arg(long, value_name = "FILE|-")]
    pub(super) json: Option<PathBuf>,
    /// Write metrics.csv, replications.csv and series.csv to a folder
    #[arg(long, value_name = "DIR")]
    pub(super) csv: Option<PathBuf>,
    #[command(flatten)]
    pub(super) show: Show,
}

/// Which worlds, and how.
#[derive(Debug, Args)]
pub(super) struct Worlds {
    /// How many worlds to play [default: 1000; with --precision at most 1000000]
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = value_parser!(u64).range(1..=1_000_000_000_000))]
    replications: Option<u64>,
    /// Play until the goals are known this precisely, such as 1%: in points for probabilities, relative for means
    #[arg(long, value_name = "SHARE", allow_hyphen_values = true, value_parser = read_precision)]
    precision: Option<f64>,
    #[command(flatten)]
    pub(super) draws: Draws,
}

/// Which worlds are drawn, and on what.
#[derive(Debug, Args)]
pub(super) struct Draws {
    /// What all worlds of a run have in common; the same seed gives the same numbers
    #[arg(
        long,
        value_name = "N",
        default_value_t = 1,
        allow_negative_numbers = true
    )]
    pub seed: u64,
    /// How many threads [default: one for each processor]; the numbers do not depend on it
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = value_parser!(u64).range(1..=1024))]
    pub threads: Option<u64>,
}

impl Draws {
    /// So many worlds of them.
    pub(super) fn settings(&self, replications: usize) -> Settings {
        Settings {
            seed: self.seed,
            replications,
            threads: self.threads.map(|threads| threads as usize),
        }
    }
}

impl Worlds {
    /// Which worlds are played, at the most.
    pub(super) fn settings(&self) -> Settings {
        self.draws.settings(self.most())
    }

    /// Whether as many are played as it takes to know the goals precisely.
    pub(super) fn has_precision(&self) -> bool {
        self.precision.is_some()
    }

    /// The most worlds to play.
    fn most(&self) -> usize {
        let usual = if self.precision.is_some() {
            1_000_000
        } else {
            1000
        };
        usize::try_from(self.replications.unwrap_or(usual)).unwrap_or(usize::MAX)
    }
}

/// Reads "1%" or "0.01".
fn read_precision(text: &str) -> Result<f64, String> {
    let (number, unit) = match text.strip_suffix('%') {
        Some(number) => (number, 100.0),
        None => (text, 1.0),
    };
    match number.trim().parse::<f64>() {
        Ok(value) if value > 0.0 && value / unit < 1.0 => Ok(value / unit),
        _ => Err("write a share above 0% and below 100%, such as 1%".to_owned()),
    }
}

const TABLES: [&str; 3] = ["metrics.csv", "replications.csv", "series.csv"];

/// A model whose plan is played and reported by a command.
pub(super) trait Reported: Described {
    /// Metrics that are to be known precisely where there are no goals.
    const USUAL: &'static [&'static str];

    /// The report, for a terminal.
    fn text(
        scenario: &Scenario<Self>,
        answer: &Answer,
        table: &Table,
        seed_and_ending: (u64, Ending),
    ) -> String;

    /// The people that its desks need by hour, where it has desks that want a share of answers in time.
    fn heads(
        _scenario: &Scenario<Self>,
        _settings: Settings,
    ) -> Result<Vec<(String, Heads)>, Failure> {
        Ok(Vec::new())
    }
}

impl Reported for Sale {
    const USUAL: &'static [&'static str] = &["orders.paid", "ship.hours.mean", "flow.minutes.mean"];

    fn text(
        scenario: &Scenario,
        answer: &Answer,
        table: &Table,
        seed_and_ending: (u64, Ending),
    ) -> String {
        report::run::text(scenario, answer, table, seed_and_ending)
    }

    fn heads(scenario: &Scenario, settings: Settings) -> Result<Vec<(String, Heads)>, Failure> {
        heads::find(scenario, settings)
    }
}

impl Run {
    pub(super) fn main<M: Reported>(self) -> Result<Exit, Exit> {
        self.show.apply();
        let scenario = self.input.read::<M>(&self.metric)?;
        refuse_unknown(&self.metric, scenario.catalogue())?;
        if self.list_metrics {
            return print(&list(scenario.catalogue())).map(|()| Exit::Done);
        }
        let to_stdout = self.writes_to_stdout();
        // Files that cannot be written are found before the worlds are played.
        let json = self
            .json
            .as_deref()
            .filter(|_| !to_stdout)
            .map(Draft::new)
            .transpose()?;
        let csv = self
            .csv
            .as_deref()
            .map(|folder| Drafts::new(folder, &TABLES))
            .transpose()?;
        let table = self.play(&scenario)?;
        let ending = self.ending(&scenario, &table);
        if table.rows() == 0 {
            tell(format_args!(
                "error: interrupted before a world was played\n"
            ));
            return Err(Exit::Interrupted);
        }
        let mut answer = Answer::of(scenario.sale.metrics(), &scenario.goals, &table);
        if ending != Ending::Interrupted {
            let settings = Settings {
                replications: table.rows(),
                ..self.worlds.settings()
            };
            let found = M::heads(&scenario, settings);
            answer.heads = found.map_err(|failure| refuse(&failure))?;
        }
        self.write(&scenario, &answer, (&table, ending), json, csv)?;
        if !self.show.quiet && !to_stdout {
            let text = M::text(&scenario, &answer, &table, (self.worlds.draws.seed, ending));
            print(&text)?;
        }
        Ok(match ending {
            Ending::Interrupted => Exit::Interrupted,
            _ if answer.all_met() => Exit::Done,
            _ => Exit::NotMet,
        })
    }

    pub(super) fn writes_to_stdout(&self) -> bool {
        self.json.as_deref() == Some(Path::new("-"))
    }

    /// How the run ended, told by the worlds played.
    fn ending<M: Reported>(&self, scenario: &Scenario<M>, table: &Table) -> Ending {
        match self.precision(scenario) {
            _ if watch::is_interrupted() && table.rows() < self.worlds.most() => {
                Ending::Interrupted
            }
            Some(precision) if precision.is_reached(table) => Ending::PrecisionReached,
            Some(_) => Ending::PrecisionMissed,
            None => Ending::AllPlayed,
        }
    }

    fn precision<M: Reported>(&self, scenario: &Scenario<M>) -> Option<Precision> {
        let places: Vec<usize> = M::USUAL
            .iter()
            .filter_map(|name| scenario.catalogue().find(name))
            .collect();
        self.worlds
            .precision
            .map(|asked| Precision::new(asked, &scenario.goals, &places))
    }

    fn play<M: Reported>(&self, scenario: &Scenario<M>) -> Result<Table, Exit> {
        let settings = self.worlds.settings();
        let columns = scenario.sale.metrics().len();
        let progress = Progress::new(
            settings.replications,
            columns,
            scenario.goals.first(),
            self.show.quiet,
        );
        let lookout = Lookout {
            progress,
            precision: self.precision(scenario),
        };
        watch::mind_interrupts();
        let table = monte_carlo::run_watched(&scenario.sale, &scenario.plan, settings, &lookout);
        lookout.progress.finish();
        table.map_err(|failure| refuse(&failure))
    }

    fn write<M: Reported>(
        &self,
        scenario: &Scenario<M>,
        answer: &Answer,
        (table, ending): (&Table, Ending),
        json: Option<Draft>,
        csv: Option<Drafts>,
    ) -> Result<(), Exit> {
        if let Some(mut drafts) = csv {
            drafts.fill(0, |out| report::csv::metrics(answer, out))?;
            drafts.fill(1, |out| {
                report::csv::replications(scenario.sale.metrics(), table, out)
            })?;
            drafts.fill(2, |out| report::csv::series(answer, out))?;
            drafts.publish()?;
        }
        if self.json.is_none() {
            return Ok(());
        }
        let document = report::json::run(
            scenario,
            &self.input.set,
            answer,
            (self.worlds.draws.seed, ending),
        )
        .map_err(|error| failed("the result", &error.into()))?;
        match json {
            None => print(&String::from_utf8_lossy(&document)),
            Some(mut draft) => {
                draft.fill(|out| out.write_all(&document))?;
                draft.publish()
            }
        }
    }
}

pub(super) fn refuse_unknown(asked: &[String], catalogue: &Catalogue) -> Result<(), Exit> {
    let unknown = asked.iter().filter(|name| catalogue.find(name).is_none());
    let mut text = String::new();
    for name in unknown {
        let _ = writeln!(text, "error: there is no metric `{name}`");
        let _ = writeln!(text, "help: {}", catalogue.help(name));
    }
    if text.is_empty() {
        return Ok(());
    }
    tell(text);
    Err(Exit::Wrong)
}

pub(super) fn list(catalogue: &Catalogue) -> String {
    let mut text = String::new();
    let mut columns = Columns::plain();
    for metric in catalogue.metrics() {
        columns.row([metric.name.as_str(), metric.unit, &metric.meaning]);
    }
    text.push_str(&columns.text());
    if catalogue.families().is_empty() {
        return text;
    }
    text.push_str("\nFor any number, when a goal or --metric asks for it:\n");
    let mut columns = Columns::plain();
    for metric in catalogue.families() {
        columns.row([metric.name.as_str(), metric.unit, &metric.meaning]);
    }
    text + &columns.text()
}

/// Tells why worlds could not be played.
pub(super) fn refuse(failure: &Failure) -> Exit {
    let (exit, help) = match failure {
        Failure::World { .. } => (Exit::Wrong, TOO_LARGE),
        Failure::Memory { .. } => (Exit::Wrong, "help: ask for fewer --replications"),
        Failure::Threads(_) => (Exit::InputOutput, "help: ask for fewer --threads"),
    };
    tell(format_args!("error: {failure}\n{help}\n"));
    exit
}
