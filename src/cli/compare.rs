//! `surgeplan compare`: the plan and other plans in the same worlds.

use super::output::{Draft, Drafts, failed, print, tell};
use super::progress::Progress;
use super::run::{Draws, refuse, refuse_unknown};
use super::watch::{self, Lookout};
use super::{Exit, Show, read_scenario};
use crate::decide::criterion::NoCriterion;
use crate::decide::{Comparison, Contender, Criterion, Ending, Goal, Question};
use crate::model::Model;
use crate::monte_carlo::{self, Entrant, Table};
use crate::reader::{self, Problem, Severity};
use crate::report::{self, compare::Compared};
use crate::sale::better::better;
use crate::sale::{Plan, Sale};
use crate::scenario::Scenario;
use crate::scenario::option::PLAN;
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
    /// Draw the worlds anew for plans that change facts of the sale, under the same seed and numbers
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

/// Metrics that are compared in every sale, and those where anything has a price.
const USUAL: [&str; 5] = [
    "ship.within_promise",
    "ship.hours.p95",
    "people.hours",
    "orders.lost_stock",
    "courier.left_behind",
];
const OF_MONEY: [&str; 3] = ["money.profit", "money.cost", "money.wages"];

/// A plan that takes part.
struct Taker<'a> {
    id: String,
    note: &'a str,
    set: &'a [String],
    sale: &'a Sale,
    plan: &'a Plan,
    goals: Vec<Goal>,
    /// Whether its worlds are others than those of the first.
    redraw: bool,
    warnings: &'a [Problem],
}

impl Compare {
    pub(super) fn main(self) -> Result<Exit, Exit> {
        self.show.apply();
        let scenario: Scenario = read_scenario(&self.file[0], &self.set, &self.asked())?;
        let mut asked = self.asked();
        asked.extend(scenario.goals.iter().map(|goal| goal.metric.clone()));
        let others = self.file[1..].iter();
        let others: Vec<Scenario> = others
            .map(|file| read_scenario(file, &self.set, &asked))
            .collect::<Result<_, _>>()?;
        refuse_unknown(&self.metric, scenario.catalogue())?;
        let takers = self.takers(&scenario, &others)?;
        let criterion = criterion(self.by.as_deref(), &scenario)?;
        let to_stdout = self.json.as_deref() == Some(Path::new("-"));
        // Files that cannot be written are found before the worlds are played.
        let json = self.json.as_deref().filter(|_| !to_stdout);
        let json = json.map(Draft::new).transpose()?;
        let csv = self.csv.as_deref();
        let csv = csv.map(|folder| Drafts::new(folder, &TABLES)).transpose()?;
        let tables = self.play(&scenario, &takers)?;
        if tables[0].rows() == 0 {
            tell("error: interrupted before a world was played\n");
            return Err(Exit::Interrupted);
        }
        let comparison = self.compare(&scenario, &takers, &tables, criterion);
        let compared = Compared {
            scenario: &scenario,
            set: &self.set,
            seed: self.draws.seed,
            ending: watch::ending(&tables[0], self.worlds()),
            plans: takers.iter().map(Taker::told).collect(),
            comparison: &comparison,
        };
        self.write(&compared, &takers, &tables, json, csv)?;
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

    /// The plan and those it is compared with, if they can be.
    fn takers<'a>(
        &self,
        scenario: &'a Scenario,
        others: &'a [Scenario],
    ) -> Result<Vec<Taker<'a>>, Exit> {
        let mut takers = vec![Taker::of_scenario(PLAN.to_owned(), scenario, scenario)?];
        takers.extend(self.options(scenario)?);
        for (file, other) in self.file[1..].iter().zip(others) {
            let stem = file.file_stem().unwrap_or_default().to_string_lossy();
            let mut taker = Taker::of_scenario(stem.into_owned(), other, scenario)?;
            let differ = scenario.sale.facts.differences(&other.sale.facts);
            taker.redraw = !differ.is_empty();
            if taker.redraw && !self.redraw {
                let (one, other) = (&scenario.file, &other.file);
                let differ = differ.join(", ");
                return Err(wrong(
                    &format!(
                        "`{other}` is another sale than `{one}`: its facts differ in {differ}"
                    ),
                    "a plan is a set of decisions, compared in the same worlds; --redraw draws the worlds of this one anew",
                ));
            }
            takers.push(taker);
        }
        for (index, taker) in takers.iter().enumerate() {
            if takers[..index].iter().any(|other| other.id == taker.id) {
                let title = format!("two plans are called `{}`", taker.id);
                return Err(wrong(&title, "give the file or the option another name"));
            }
        }
        if takers.len() < 2 {
            return Err(wrong(
                &format!("`{}` has nothing to compare its plan with", scenario.file),
                "write [option.more] with set = { \"station.pack.servers\" = 3 }, or name another file",
            ));
        }
        Ok(takers)
    }

    /// The options that take part: all, or those that are named; beside other files only those.
    fn options<'a>(&self, scenario: &'a Scenario) -> Result<Vec<Taker<'a>>, Exit> {
        let known = &scenario.options;
        for id in &self.option {
            if !known.iter().any(|option| option.id == *id) {
                let ids: Vec<String> = known.iter().map(|one| format!("`{}`", one.id)).collect();
                let help = match &ids[..] {
                    [] => "the scenario has no [option.*]".to_owned(),
                    ids => format!("there is: {}", ids.join(", ")),
                };
                return Err(wrong(&format!("there is no option `{id}`"), &help));
            }
        }
        let all = self.option.is_empty() && self.file.len() == 1;
        let chosen = known
            .iter()
            .filter(|option| all || self.option.contains(&option.id));
        let mut problems = Vec::new();
        let takers = chosen.map(|option| {
            let changes = option.facts.iter().filter(|_| !self.redraw);
            problems.extend(changes.map(|(path, span)| Problem {
                severity: Severity::Error,
                code: "not_a_decision",
                title: format!(
                    "`option.{}` changes a fact of the sale, not a decision: `{path}`",
                    option.id
                ),
                span: Some(*span),
                label: String::new(),
                also: Vec::new(),
                help: Some(
                    "plans are compared in the same worlds; --redraw draws the worlds of this one anew"
                        .to_owned(),
                ),
            }));
            Taker {
                id: option.id.clone(),
                note: &option.note,
                set: &option.set,
                sale: &option.sale,
                plan: &option.plan,
                goals: option.goals.clone(),
                redraw: !option.facts.is_empty(),
                warnings: &option.warnings,
            }
        });
        let takers = takers.collect();
        if problems.is_empty() {
            return Ok(takers);
        }
        tell(reader::render(&problems, &scenario.sources, true));
        Err(Exit::Wrong)
    }

    fn play(&self, scenario: &Scenario, takers: &[Taker<'_>]) -> Result<Vec<Table>, Exit> {
        let settings = self.draws.settings(self.worlds());
        let entrants = takers.iter().map(|taker| Entrant {
            model: taker.sale,
            plan: taker.plan,
            redraw: taker.redraw,
        });
        let entrants: Vec<Entrant<'_, Sale>> = entrants.collect();
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
        let tables = monte_carlo::run_together(&entrants, settings, &lookout);
        lookout.progress.finish();
        tables.map_err(|failure| refuse(&failure))
    }

    fn worlds(&self) -> usize {
        usize::try_from(self.replications).unwrap_or(usize::MAX)
    }

    fn compare(
        &self,
        scenario: &Scenario,
        takers: &[Taker<'_>],
        tables: &[Table],
        criterion: Criterion,
    ) -> Comparison {
        let money = scenario.sale.facts.has_money();
        let of_money = OF_MONEY.iter().filter(|_| money);
        let by = Some(criterion.name.as_str()).filter(|_| criterion.goal.is_none());
        let names = by.into_iter().chain(self.metric.iter().map(String::as_str));
        let mut metrics: Vec<String> = Vec::new();
        for name in names.chain(of_money.chain(&USUAL).copied()) {
            if !metrics.iter().any(|known| known == name) {
                metrics.push(name.to_owned());
            }
        }
        let question = Question {
            criterion,
            indifference: self.indifference,
            metrics,
        };
        let contenders: Vec<Contender<'_>> = contenders(takers, tables).collect();
        Comparison::of(&contenders, &question)
    }

    fn write(
        &self,
        compared: &Compared<'_>,
        takers: &[Taker<'_>],
        tables: &[Table],
        json: Option<Draft>,
        csv: Option<Drafts>,
    ) -> Result<(), Exit> {
        if let Some(mut drafts) = csv {
            let contenders: Vec<Contender<'_>> = contenders(takers, tables).collect();
            drafts.fill(0, |out| report::csv_compare::replications(&contenders, out))?;
            drafts.fill(1, |out| report::csv_compare::differences(compared, out))?;
            drafts.publish()?;
        }
        if self.json.is_none() {
            return Ok(());
        }
        let contenders: Vec<Contender<'_>> = contenders(takers, tables).collect();
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

fn contenders<'a>(
    takers: &'a [Taker<'_>],
    tables: &'a [Table],
) -> impl Iterator<Item = Contender<'a>> {
    takers.iter().zip(tables).map(|(taker, table)| Contender {
        id: &taker.id,
        metrics: taker.sale.metrics(),
        goals: &taker.goals,
        table,
    })
}

impl<'a> Taker<'a> {
    /// The plan of a scenario file, judged by the goals of the first.
    fn of_scenario(id: String, of: &'a Scenario, first: &Scenario) -> Result<Self, Exit> {
        let goals = first.goals.iter().map(|goal| {
            let place = of.catalogue().find(&goal.metric).ok_or_else(|| {
                let title = format!("`{}` has no metric `{}`", of.file, goal.metric);
                let help = format!("`goal.{}` of `{}` asks for it", goal.id, first.file);
                wrong(&title, &help)
            })?;
            Ok(Goal {
                place,
                ..goal.clone()
            })
        });
        Ok(Self {
            id,
            note: "",
            set: &[],
            sale: &of.sale,
            plan: &of.plan,
            goals: goals.collect::<Result<_, Exit>>()?,
            redraw: false,
            warnings: if std::ptr::eq(of, first) {
                &[]
            } else {
                &of.warnings
            },
        })
    }

    fn told(&self) -> report::compare::Told<'_> {
        report::compare::Told {
            id: &self.id,
            note: self.note,
            set: self.set,
            redrawn: self.redraw,
            warnings: self.warnings,
        }
    }
}

/// The metric that `--by` names.
pub(super) fn named_by(by: &str) -> String {
    by.trim_start_matches("min:")
        .trim_start_matches("max:")
        .to_owned()
}

/// What plans are chosen by: as asked for, else profit where anything has a price, else the first goal.
pub(super) fn criterion(by: Option<&str>, scenario: &Scenario) -> Result<Criterion, Exit> {
    let first = scenario.goals.first();
    let usual = match first {
        _ if scenario.sale.facts.has_money() => Some("money.profit".to_owned()),
        goal => goal.map(|goal| format!("goal.{}", goal.id)),
    };
    let Some(by) = by.map(str::to_owned).or(usual) else {
        let title = "nothing tells which plan is better: nothing has a price, and there is no goal";
        return Err(wrong(
            title,
            "write --by and a metric, such as --by ship.hours.p95",
        ));
    };
    Criterion::read(&by, (scenario.catalogue(), &scenario.goals), better)
        .map_err(|NoCriterion { title, help }| wrong(&title, &help))
}

pub(super) fn wrong(title: &str, help: &str) -> Exit {
    tell(format_args!("error: {title}\nhelp: {help}\n"));
    Exit::Wrong
}
