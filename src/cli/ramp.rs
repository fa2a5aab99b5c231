//! `surgeplan ramp`: revenue by month against targets, and what would have to be true to reach one.

use super::output::{Draft, failed, print, tell};
use super::run::{Reported, Run, refuse};
use super::watch;
use super::{Exit, run};
use crate::decide::{Answer, CONFIDENCE, Ending, reach};
use crate::model::Model;
use crate::monte_carlo::{self, Settings, Table};
use crate::ramp::{self, Lever, Supposed};
use crate::report;
use crate::report::reach::{Found, Reached};
use crate::scenario::Scenario;
use crate::stats::{Share, clopper_pearson_lower, wilson};
use clap::Args;

#[derive(Debug, Args)]
#[command(mut_arg("metric", |metric| metric.hide(true)))]
pub(super) struct Ramp {
    #[command(flatten)]
    run: Run,
    /// What would have to be true to meet a target, such as stage.mature or month.12: the traffic, conversion, basket or
    /// budget, one at a time, others as planned
    #[arg(long, value_name = "TARGET")]
    reach: Option<String>,
    /// The probability with which --reach is to be met
    #[arg(long, value_name = "P", requires = "reach", default_value_t = 0.8, value_parser = read_probability)]
    with: f64,
}

/// Reads a probability between 0 and 1, both left out.
fn read_probability(text: &str) -> Result<f64, String> {
    match text.trim().parse::<f64>() {
        Ok(value) if value > 0.0 && value < 1.0 => Ok(value),
        _ => Err("write a probability above 0 and below 1, such as 0.8".to_owned()),
    }
}

impl Ramp {
    pub(super) fn main(self) -> Result<Exit, Exit> {
        match &self.reach {
            None => self.run.main::<ramp::Ramp>(),
            Some(target) => self.look_for(target),
        }
    }

    /// Looks for the factors at which a target is met with the probability asked.
    fn look_for(&self, target: &str) -> Result<Exit, Exit> {
        let run = &self.run;
        run.show.apply();
        let scenario: Scenario<ramp::Ramp> = run.input.read(&[])?;
        let place = place_of(&scenario, target)?;
        watch::mind_interrupts();
        let settings = run.worlds.settings();
        let share = |supposed| share(&scenario, place, supposed, settings);
        let planned = share(Supposed::default())?;
        let mut found = Vec::new();
        for lever in Lever::ALL {
            let reach = reach(self.with, |factor| share(Supposed::only(lever, factor)))?;
            found.push(Found { lever, reach });
        }
        let reached = Reached {
            target: target.to_owned(),
            wanted: self.with,
            planned,
            found,
        };
        self.tell(&scenario, &reached)?;
        let sure = clopper_pearson_lower(planned.k, planned.n, CONFIDENCE) >= self.with;
        Ok(if sure { Exit::Done } else { Exit::NotMet })
    }

    fn tell(&self, scenario: &Scenario<ramp::Ramp>, reached: &Reached) -> Result<(), Exit> {
        let run = &self.run;
        let to_stdout = run.writes_to_stdout();
        if let Some(path) = &run.json {
            let document =
                report::json_ramp::reach(scenario, &run.input.set, run.worlds.draws.seed, reached)
                    .map_err(|error| failed("the result", &error.into()))?;
            if to_stdout {
                return print(&String::from_utf8_lossy(&document));
            }
            let mut draft = Draft::new(path)?;
            draft.fill(|out| out.write_all(&document))?;
            draft.publish()?;
        }
        if run.show.quiet {
            return Ok(());
        }
        print(&report::reach::text(
            scenario,
            reached,
            run.worlds.draws.seed,
        ))
    }
}

/// The metric that tells whether a target is met.
fn place_of(scenario: &Scenario<ramp::Ramp>, target: &str) -> Result<usize, Exit> {
    let name = format!("{}.met", target.trim_end_matches(".met"));
    let place = scenario.catalogue().find(&name);
    place.ok_or_else(|| {
        let metrics = scenario.catalogue().metrics().iter();
        let known: Vec<&str> = metrics
            .filter_map(|metric| metric.name.strip_suffix(".met"))
            .collect();
        let help = match known[..] {
            [] => "no stage has a target: write target = 30000.0 in one".to_owned(),
            _ => format!("there is: {}", known.join(", ")),
        };
        tell(format_args!(
            "error: there is no target `{target}`\nhelp: {help}\n"
        ));
        Exit::Wrong
    })
}

/// In which share of the worlds the target is met when this is supposed.
fn share(
    scenario: &Scenario<ramp::Ramp>,
    place: usize,
    supposed: Supposed,
    settings: Settings,
) -> Result<Share, Exit> {
    let plan = ramp::Plan {
        supposed,
        ..scenario.plan.clone()
    };
    let lookout = run::quiet_lookout(scenario.sale.metrics().len(), settings.replications);
    let table = monte_carlo::run_watched(&scenario.sale, &plan, settings, &lookout);
    let table = table.map_err(|failure| refuse(&failure))?;
    if table.rows() < settings.replications {
        tell(format_args!(
            "error: interrupted before the answer was found\n"
        ));
        return Err(Exit::Interrupted);
    }
    let met = table.column(place).into_iter().filter(|&met| met == 1.0);
    Ok(wilson(met.count(), table.rows(), CONFIDENCE))
}

impl Reported for ramp::Ramp {
    const USUAL: &'static [&'static str] = &["money.revenue"];

    fn text(
        scenario: &Scenario<Self>,
        answer: &Answer,
        _table: &Table,
        seed_and_ending: (u64, Ending),
    ) -> String {
        report::ramp::text(scenario, answer, seed_and_ending)
    }
}
