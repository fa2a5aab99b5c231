//! `surgeplan compare`: the plan and other plans in the same worlds.

use super::output::{Draft, Drafts, failed, print, tell};
use super::progress::Progress;
use super::run::{Draws, refuse, refuse_unknown};
use super::takers::{self, Asked, Taker, contenders, entrants, wrong};
use super::watch::{self, Lookout};
use super::{Exit, Show, read_any};
use crate::decide::criterion::NoCriterion;
use crate::decide::{Comparison, Criterion, Ending, Question};
use crate::monte_carlo::{self, Table};
use crate::report::{self, compare::Compared};
use crate::scenario::{Any, Described, Scenario};
use clap::{Args, value_parser};
use std::path::{Path, PathBuf};

#[derive(Debug, Args)]
pub(super) struct Compare {
    /// The scenario file with its [option.*] tables; or several files, the first of which is the plan
    #[arg(required = true)]
    file: Vec<PathBuf>,
    /// Change a value of the scenario, such as station.pack.servers=4 or sale.promise=24h
    #[arg(long, value_name = "PATH=VALUE")]
    set: Vec<String>,
    /// Compare this option only; may be given several times [default: all]
    #[arg(long, value_name = "ID")]
    option: Vec<String>,
    /// What the best is chosen by: a metric (min:NAME or max:NAME where it is not clear which way is better), or goal.ID
    /// [default: money.profit where anything has a price, else the first goal]
    #[arg(long, value_name = "METRIC")]
    by: Option<String>,
    /// Plans that differ by less are as good as each other, in the metric's unit [default: one standard error]
    #[arg(long, value_name = "X", allow_negative_numbers = true, value_parser = read_indifference)]
    indifference: Option<f64>,
    /// Draw the worlds anew for plans that change facts of the sale or ramp, under the same seed and numbers
    #[arg(long)]
    redraw: bool,
    /// How many worlds to play
    #[arg(long, value_name = "N", default_value_t = 1000, allow_negative_numbers = true, value_parser = value_parser!(u64).range(1..=1_000_000_000_000))]
    replications: u64,
    #[command(flatten)]
    draws: Draws,
    /// Compare a metric beside the usual ones, such as `ship.within_36h` or `ship.hours.p97`
    #[arg(long, value_name = "NAME")]
    metric: Vec<String>,
    /// Write the result as JSON to a file, or to stdout with -
    #[arg(long, value_name = "FILE|-")]
    json: Option<PathBuf>,
    /// Write replications.csv and differences.csv to a folder
    #[arg(long, value_name = "DIR")]
    csv: Option<PathBuf>,
    #[command(flatten)]
    show: Show,
}

pub(super) fn read_indifference(text: &str) -> Result<f64, String> {
    match text.trim().parse::<f64>() {
        Ok(value) if value > 0.0 && value.is_finite() => Ok(value),
        _ => Err("write a number above 0, such as 500".to_owned()),
    }
}

const TABLES: [&str; 2] = ["replications.csv", "differences.csv"];

impl Compare {
    pub(super) fn main(self) -> Result<Exit, Exit> {
        self.show.apply();
        match read_any(&self.file[0], &self.set, &self.asked())? {
            Any::Sale(scenario) => self.among(&scenario),
            Any::Ramp(scenario) => self.among(&scenario),
        }
    }

    /// Compares the plan of a scenario with the others.
    fn among<M: Described>(&self, scenario: &Scenario<M>) -> Result<Exit, Exit> {
        let others = self.others(scenario)?;
        refuse_unknown(&self.metric, scenario.catalogue())?;
        let asked = Asked {
            files: &self.file,
            options: &self.option,
            redraw: self.redraw,
        };
        let takers = takers::all(scenario, &others, &asked)?;
        let criterion = criterion(self.by.as_deref(), scenario)?;
        let to_stdout = self.json.as_deref() == Some(Path::new("-"));
        // Files that cannot be written are found before the worlds are played.
        let json = self.json.as_deref().filter(|_| !to_stdout);
        let json = json.map(Draft::new).transpose()?;
        let csv = self.csv.as_deref();
        let csv = csv.map(|folder| Drafts::new(folder, &TABLES)).transpose()?;
        let metrics = self.metrics(scenario, &criterion);
        // Files hold all metrics.
        let in_files = self.json.is_some() || self.csv.is_some();
        let wanted = if in_files { &[] } else { &metrics[..] };
        let tables = self.play(scenario, &takers, wanted)?;
        if tables[0].rows() == 0 {
            tell("error: interrupted before a world was played\n");
            return Err(Exit::Interrupted);
        }
        let question = Question {
            criterion,
            indifference: self.indifference,
            metrics,
        };
        let comparison = Comparison::of(&contenders(&takers, &tables), &question);
        let compared = Compared {
            scenario,
            set: &self.set,
            seed: self.draws.seed,
            ending: watch::ending(&tables[0], self.worlds()),
            plans: takers.iter().map(Taker::told).collect(),
            comparison: &comparison,
        };
        self.write(&compared, (&takers, &tables), json, csv)?;
        if !self.show.quiet && !to_stdout {
            print(&report::compare::text(&compared))?;
        }
        Ok(match compared.ending {
            Ending::Interrupted => Exit::Interrupted,
            _ if comparison.choice.best().is_some() => Exit::Done,
            _ => Exit::NotMet,
        })
    }

    /// Metrics with numbers of the user's choice, which have to be there when the scenario is read.
    fn asked(&self) -> Vec<String> {
        let named = self.by.as_deref().map(named_by);
        self.metric.iter().cloned().chain(named).collect()
    }

    /// The scenarios of the other files, which are of the same kind.
    fn others<M: Described>(&self, scenario: &Scenario<M>) -> Result<Vec<Scenario<M>>, Exit> {
        let mut asked = self.asked();
        asked.extend(scenario.goals.iter().map(|goal| goal.metric.clone()));
        let others = self.file[1..].iter().map(|file| {
            let other = M::of(read_any(file, &self.set, &asked)?);
            other.map(|scenario| *scenario).map_err(|other| {
                let (one, file) = (&scenario.file, file.display());
                let (name, other) = (M::NAME, other.name());
                wrong(
                    &format!(
                        "`{file}` is a {other}, `{one}` a {name}: they have no world in common"
                    ),
                    "compare plans of sales, or plans of ramps",
                )
            })
        });
        others.collect()
    }

    fn play<M: Described>(
        &self,
        scenario: &Scenario<M>,
        takers: &[Taker<'_, M>],
        metrics: &[String],
    ) -> Result<Vec<Table>, Exit> {
        let settings = self.draws.settings(self.worlds());
        let lookout = Lookout {
            progress: Progress::new(
                settings.replications,
                scenario.sale.metrics().len(),
                scenario.goals.first(),
                self.show.quiet,
            ),
            precision: None,
        };
        watch::mind_interrupts();
        let tables = monte_carlo::run_together(&entrants(takers, metrics), settings, &lookout);
        lookout.progress.finish();
        tables.map_err(|failure| refuse(&failure))
    }

    fn worlds(&self) -> usize {
        usize::try_from(self.replications).unwrap_or(usize::MAX)
    }

    /// The metrics that are compared beside the goals: what the best is chosen by, those asked for, the usual ones.
    fn metrics<M: Described>(&self, scenario: &Scenario<M>, criterion: &Criterion) -> Vec<String> {
        let by = Some(criterion.name.as_str()).filter(|_| criterion.goal.is_none());
        let names = by.into_iter().chain(self.metric.iter().map(String::as_str));
        let usual = usual(scenario);
        let mut metrics: Vec<String> = Vec::new();
        for name in names.chain(usual.iter().map(String::as_str)) {
            if !metrics.iter().any(|known| known == name) {
                metrics.push(name.to_owned());
            }
        }
        metrics
    }

    fn write<M: Described>(
        &self,
        compared: &Compared<'_, M>,
        (takers, tables): (&[Taker<'_, M>], &[Table]),
        json: Option<Draft>,
        csv: Option<Drafts>,
    ) -> Result<(), Exit> {
        let contenders = contenders(takers, tables);
        if let Some(mut drafts) = csv {
            drafts.fill(0, |out| report::csv_compare::replications(&contenders, out))?;
            drafts.fill(1, |out| report::csv_compare::differences(compared, out))?;
            drafts.publish()?;
        }
        if self.json.is_none() {
            return Ok(());
        }
        let document = report::json_compare::document(compared, &contenders)
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

/// The metrics that are compared in every file of a kind: of money only where anything has a price, and of stages that have
/// no goal of their own.
fn usual<M: Described>(scenario: &Scenario<M>) -> Vec<String> {
    let money = scenario.sale.has_money();
    let usual = M::COMPARED.iter().map(|name| (*name).to_owned());
    let usual = usual.filter(|name| money || !name.starts_with("money."));
    let has_goal = |name: &String| scenario.goals.iter().any(|goal| goal.metric == *name);
    let wanted = scenario.sale.wanted(&scenario.plan).into_iter();
    usual.chain(wanted.filter(|name| !has_goal(name))).collect()
}

/// The metric that `--by` names.
pub(super) fn named_by(by: &str) -> String {
    by.trim_start_matches("min:")
        .trim_start_matches("max:")
        .to_owned()
}

/// What plans are chosen by: as asked for, else profit where anything has a price, else the first goal, else what is usual.
pub(super) fn criterion<M: Described>(
    by: Option<&str>,
    scenario: &Scenario<M>,
) -> Result<Criterion, Exit> {
    let first = scenario.goals.first();
    let usual = match first {
        _ if scenario.sale.has_money() => Some("money.profit".to_owned()),
        Some(goal) => Some(format!("goal.{}", goal.id)),
        None => M::BY.map(str::to_owned),
    };
    let Some(by) = by.map(str::to_owned).or(usual) else {
        let title = "nothing tells which plan is better: nothing has a price, and there is no goal";
        let metric = M::EXAMPLES.by;
        let help = format!("write --by and a metric, such as --by {metric}");
        return Err(wrong(title, &help));
    };
    Criterion::read(&by, (scenario.catalogue(), &scenario.goals), M::better)
        .map_err(|NoCriterion { title, help }| wrong(&title, &help))
}
