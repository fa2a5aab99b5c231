//! `surgeplan worth`: one more of each resource in the same worlds as the plan, and what to find out first.

use super::compare::{criterion, named_by};
use super::output::{Draft, Drafts, failed, print, tell};
use super::progress::Progress;
use super::run::{Draws, refuse};
use super::watch::{self, Lookout};
use super::{Exit, Input, Show};
use crate::decide::worth::that_matter;
use crate::decide::{Contender, Criterion, Ending, Learning, Worth as Worths};
use crate::model::Metric;
use crate::monte_carlo::{self, Entrant, Table, Watch};
use crate::report::{self, worth::Valuation};
use crate::scenario::option::PLAN;
use crate::scenario::resource::{self, Kind, LeftOut, Resource};
use crate::scenario::{Any, Candidate, Described, Scenario};
use clap::{Args, value_parser};
use std::path::{Path, PathBuf};

#[derive(Debug, Args)]
pub(super) struct Worth {
    #[command(flatten)]
    input: Input,
    /// What resources are ranked by: a metric (min:NAME or max:NAME where it is not clear which way is better), or goal.ID
    /// [default: money.profit where anything has a price, else the first goal]
    #[arg(long, value_name = "METRIC")]
    by: Option<String>,
    /// How many worlds to play
    #[arg(long, value_name = "N", default_value_t = 1000, allow_negative_numbers = true, value_parser = value_parser!(u64).range(1..=1_000_000_000_000))]
    replications: u64,
    #[command(flatten)]
    draws: Draws,
    /// Write the result as JSON to a file, or to stdout with -
    #[arg(long, value_name = "FILE|-")]
    json: Option<PathBuf>,
    /// Write worth.csv, replications.csv and factors.csv to a folder
    #[arg(long, value_name = "DIR")]
    csv: Option<PathBuf>,
    #[command(flatten)]
    show: Show,
}

const TABLES: [&str; 3] = ["worth.csv", "replications.csv", "factors.csv"];

/// Worlds in which the plan is looked at, and everything that there may be more of where that is much.
const FEW: usize = 100;
/// Resources that are played in all worlds, beside people for two hours.
const MOST: usize = 40;

/// All plans that are played: the plan, one more of each resource, the options.
struct Field<'a, M: Described> {
    scenario: &'a Scenario<M>,
    resources: Vec<Resource<M>>,
    options: Vec<&'a Candidate<M>>,
    /// How many resources there were to choose from.
    found: usize,
    left_out: Vec<LeftOut>,
}

/// What came of them.
struct Played {
    tables: Vec<Table>,
    factors: (Vec<Metric>, Table),
}

impl Worth {
    pub(super) fn main(self) -> Result<Exit, Exit> {
        self.show.apply();
        let asked: Vec<String> = self.by.iter().map(|by| named_by(by)).collect();
        match self.input.read_any(&asked)? {
            Any::Sale(scenario) => self.of(&scenario),
            Any::Ramp(scenario) => self.of(&scenario),
        }
    }

    /// What more is worth in a scenario.
    fn of<M: Described>(&self, scenario: &Scenario<M>) -> Result<Exit, Exit> {
        let criterion = criterion(self.by.as_deref(), scenario)?;
        let to_stdout = self.json.as_deref() == Some(Path::new("-"));
        // Files that cannot be written are found before the worlds are played.
        let json = self.json.as_deref().filter(|_| !to_stdout);
        let json = json.map(Draft::new).transpose()?;
        let csv = self.csv.as_deref();
        let csv = csv.map(|folder| Drafts::new(folder, &TABLES)).transpose()?;
        watch::mind_interrupts();
        let field = self.field(scenario, &criterion)?;
        let played = self.play_all(&field)?;
        if played.tables[0].rows() == 0 {
            tell("error: interrupted before a world was played\n");
            return Err(Exit::Interrupted);
        }
        let contenders = field.contenders(&played.tables);
        let (with_one_more, options) = contenders.split_at(1 + field.resources.len());
        let worth = Worths::of(with_one_more, &criterion, field.found);
        let plans = [&contenders[..1], options].concat();
        let (names, factors) = &played.factors;
        let learning = Learning::of(&plans, &criterion, (names, factors));
        let redrawn = scenario.options.iter();
        let redrawn = redrawn.filter(|option| !option.facts.is_empty());
        let valuation = Valuation {
            scenario,
            set: &self.input.set,
            seed: self.draws.seed,
            ending: watch::ending(&played.tables[0], self.worlds()),
            worth: &worth,
            resources: &field.resources,
            found: field.found,
            left_out: &field.left_out,
            learning: &learning,
            plans: plans.iter().map(|plan| plan.id).collect(),
            redrawn: redrawn.map(|option| option.id.as_str()).collect(),
        };
        self.write(&valuation, &contenders, &played.factors, json, csv)?;
        if !self.show.quiet && !to_stdout {
            print(&report::worth::text(&valuation))?;
        }
        Ok(match valuation.ending {
            Ending::Interrupted => Exit::Interrupted,
            _ => Exit::Done,
        })
    }

    /// Everything that is to be played in all worlds.
    fn field<'a, M: Described>(
        &self,
        scenario: &'a Scenario<M>,
        criterion: &Criterion,
    ) -> Result<Field<'a, M>, Exit> {
        let few = self.worlds().min(FEW);
        let mut field = Field::of(scenario);
        let pilot = self.play(&field, few, true)?.remove(0);
        let seen = |name: &str| {
            let column = pilot.column(scenario.catalogue().find(name)?);
            let there: Vec<f64> = column.into_iter().filter(|value| !value.is_nan()).collect();
            (!there.is_empty()).then(|| there.iter().sum::<f64>() / there.len() as f64)
        };
        let (resources, left_out) = resource::all(scenario, &seen);
        (field.found, field.left_out) = (resources.len(), left_out);
        let (windows, mut resources): (Vec<_>, Vec<_>) = resources
            .into_iter()
            .partition(|one| matches!(one.kind, Kind::Window(_)));
        if resources.len() > MOST {
            field.resources = resources;
            let tables = self.play(&field, few, true)?;
            let contenders = field.contenders(&tables);
            let chosen = that_matter(&contenders, criterion, MOST);
            resources = std::mem::take(&mut field.resources);
            let mut place = 0;
            resources.retain(|_| {
                place += 1;
                chosen.contains(&place)
            });
        }
        resources.extend(windows);
        field.resources = resources;
        let facts = |option: &&Candidate<M>| option.facts.is_empty();
        field.options = scenario.options.iter().filter(facts).collect();
        Ok(field)
    }

    fn play_all<M: Described>(&self, field: &Field<'_, M>) -> Result<Played, Exit> {
        let tables = self.play(field, self.worlds(), self.show.quiet)?;
        let scenario = field.scenario;
        let settings = self.draws.settings(tables[0].rows());
        let factors = monte_carlo::factors(&scenario.sale, &scenario.plan, settings, &Unmoved);
        Ok(Played {
            tables,
            factors: factors.map_err(|failure| refuse(&failure))?,
        })
    }

    fn play<M: Described>(
        &self,
        field: &Field<'_, M>,
        worlds: usize,
        quiet: bool,
    ) -> Result<Vec<Table>, Exit> {
        let scenario = field.scenario;
        let columns = scenario.sale.metrics().len();
        let goal = scenario.goals.first();
        let lookout = Lookout {
            progress: Progress::new(worlds, columns, goal, quiet),
            precision: None,
        };
        let settings = self.draws.settings(worlds);
        let tables = monte_carlo::run_together(&field.entrants(), settings, &lookout);
        lookout.progress.finish();
        tables.map_err(|failure| refuse(&failure))
    }

    fn worlds(&self) -> usize {
        usize::try_from(self.replications).unwrap_or(usize::MAX)
    }

    fn write<M: Described>(
        &self,
        valuation: &Valuation<'_, M>,
        contenders: &[Contender<'_>],
        factors: &(Vec<Metric>, Table),
        json: Option<Draft>,
        csv: Option<Drafts>,
    ) -> Result<(), Exit> {
        if let Some(mut drafts) = csv {
            drafts.fill(0, |out| report::csv_worth::worth(valuation, out))?;
            drafts.fill(1, |out| {
                report::csv_worth::replications(valuation, contenders, out)
            })?;
            drafts.fill(2, |out| {
                report::csv::replications(&factors.0, &factors.1, out)
            })?;
            drafts.publish()?;
        }
        if self.json.is_none() {
            return Ok(());
        }
        let document = report::json_worth::document(valuation)
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

/// Worlds that have been played are drawn again to the end, Ctrl-C or not: that is short.
struct Unmoved;

impl Watch for Unmoved {
    fn done(&self, _rows: &[f64]) {}
}

impl<'a, M: Described> Field<'a, M> {
    /// The plan alone.
    fn of(scenario: &'a Scenario<M>) -> Self {
        Self {
            scenario,
            resources: Vec::new(),
            options: Vec::new(),
            found: 0,
            left_out: Vec::new(),
        }
    }

    fn candidates(&self) -> impl Iterator<Item = &Candidate<M>> {
        let resources = self.resources.iter().map(|one| &one.candidate);
        resources.chain(self.options.iter().copied())
    }

    fn entrants(&self) -> Vec<Entrant<'_, M>> {
        let plan = (&self.scenario.sale, &self.scenario.plan);
        let others = self.candidates().map(|one| (&one.sale, &one.plan));
        let all = std::iter::once(plan).chain(others);
        all.map(|(model, plan)| Entrant {
            model,
            plan,
            redraw: false,
            asked: Vec::new(),
        })
        .collect()
    }

    fn contenders<'b>(&'b self, tables: &'b [Table]) -> Vec<Contender<'b>> {
        let plan = (PLAN, &self.scenario.sale, &self.scenario.goals);
        let others = self.candidates();
        let others = others.map(|one| (one.id.as_str(), &one.sale, &one.goals));
        let all = std::iter::once(plan).chain(others).zip(tables);
        all.map(|((id, sale, goals), table)| Contender {
            id,
            metrics: sale.metrics(),
            goals,
            table,
        })
        .collect()
    }
}
