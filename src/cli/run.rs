//! `surgeplan run`: the plan in many worlds.

use super::output::{Draft, Drafts, failed, print, tell};
use super::progress::Progress;
use super::{Exit, Input, Show, TOO_LARGE};
use crate::decide::Answer;
use crate::model::{Catalogue, Model};
use crate::monte_carlo::{self, Failure, Settings, Table};
use crate::report;
use crate::report::columns::Columns;
use crate::scenario::Scenario;
use clap::Args;
use clap::value_parser;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

#[derive(Debug, Args)]
pub(super) struct Run {
    #[command(flatten)]
    input: Input,
    #[command(flatten)]
    worlds: Worlds,
    /// Ask for a metric beside the usual ones, such as `ship.within_36h` or `ship.hours.p97`
    #[arg(long, value_name = "NAME")]
    metric: Vec<String>,
    /// Print all metrics with unit and meaning, and stop
    #[arg(long)]
    list_metrics: bool,
    /// Write the result as JSON to a file, or to stdout with -
    #[arg(long, value_name = "FILE|-")]
    json: Option<PathBuf>,
    /// Write metrics.csv, replications.csv and series.csv to a folder
    #[arg(long, value_name = "DIR")]
    csv: Option<PathBuf>,
    #[command(flatten)]
    show: Show,
}

/// Which worlds, and how.
#[derive(Debug, Args)]
struct Worlds {
    /// How many worlds to play
    #[arg(long, value_name = "N", default_value_t = 1000, allow_negative_numbers = true, value_parser = value_parser!(u64).range(1..=1_000_000_000_000))]
    replications: u64,
    /// What all worlds of a run have in common; the same seed gives the same numbers
    #[arg(
        long,
        value_name = "N",
        default_value_t = 1,
        allow_negative_numbers = true
    )]
    seed: u64,
    /// How many threads [default: one for each processor]; the numbers do not depend on it
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = value_parser!(u64).range(1..=1024))]
    threads: Option<u64>,
}

const TABLES: [&str; 3] = ["metrics.csv", "replications.csv", "series.csv"];

impl Run {
    pub(super) fn main(self) -> Result<Exit, Exit> {
        self.show.apply();
        let scenario = self.input.read(&self.metric)?;
        refuse_unknown(&self.metric, scenario.catalogue())?;
        if self.list_metrics {
            return print(&list(scenario.catalogue())).map(|()| Exit::Done);
        }
        let to_stdout = self.json.as_deref() == Some(Path::new("-"));
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
        let answer = Answer::of(scenario.sale.metrics(), &scenario.goals, &table);
        self.write(&scenario, &answer, &table, json, csv)?;
        if !self.show.quiet && !to_stdout {
            print(&report::run::text(
                &scenario,
                &answer,
                &table,
                self.worlds.seed,
            ))?;
        }
        Ok(if answer.all_met() {
            Exit::Done
        } else {
            Exit::NotMet
        })
    }

    fn play(&self, scenario: &Scenario) -> Result<Table, Exit> {
        let settings = Settings {
            seed: self.worlds.seed,
            replications: usize::try_from(self.worlds.replications).unwrap_or(usize::MAX),
            threads: self.worlds.threads.map(|threads| threads as usize),
        };
        let columns = scenario.sale.metrics().len();
        let progress = Progress::new(
            settings.replications,
            columns,
            scenario.goals.first(),
            self.show.quiet,
        );
        let table = monte_carlo::run(&scenario.sale, &scenario.plan, settings, |rows| {
            progress.add(rows);
        });
        progress.finish();
        table.map_err(|failure| {
            let (exit, help) = match failure {
                Failure::World { .. } => (Exit::Wrong, TOO_LARGE),
                Failure::Memory { .. } => (Exit::Wrong, "help: ask for fewer --replications"),
                Failure::Threads(_) => (Exit::InputOutput, "help: ask for fewer --threads"),
            };
            tell(format_args!("error: {failure}\n{help}\n"));
            exit
        })
    }

    fn write(
        &self,
        scenario: &Scenario,
        answer: &Answer,
        table: &Table,
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
        let document = report::json::run(scenario, &self.input.set, answer, self.worlds.seed)
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

fn refuse_unknown(asked: &[String], catalogue: &Catalogue) -> Result<(), Exit> {
    let unknown = asked.iter().filter(|name| catalogue.find(name).is_none());
    let mut text = String::new();
    for name in unknown {
        let guess = catalogue.nearest(name).map(|known| &known.name);
        let guess = guess.map_or_else(String::new, |known| format!("did you mean `{known}`? "));
        let _ = writeln!(text, "error: there is no metric `{name}`");
        let _ = writeln!(
            text,
            "help: {guess}`surgeplan run --list-metrics FILE` prints all"
        );
    }
    if text.is_empty() {
        return Ok(());
    }
    tell(text);
    Err(Exit::Wrong)
}

fn list(catalogue: &Catalogue) -> String {
    let mut text = String::new();
    let mut columns = Columns::plain();
    for metric in catalogue.metrics() {
        columns.row([metric.name.as_str(), metric.unit, &metric.meaning]);
    }
    text.push_str(&columns.text());
    text.push_str("\nFor any number, when a goal or --metric asks for it:\n");
    let mut columns = Columns::plain();
    for metric in catalogue.families() {
        columns.row([metric.name.as_str(), metric.unit, &metric.meaning]);
    }
    text + &columns.text()
}
