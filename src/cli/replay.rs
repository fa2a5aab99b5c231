//! `surgeplan replay`: one world again, as a story or as tables.

use super::output::{Drafts, print, tell};
use super::progress::Progress;
use super::run::{refuse, refuse_unknown};
use super::watch::{self, Lookout};
use super::{Exit, Input, Show, TOO_LARGE};
use crate::model::TooLarge;
use crate::monte_carlo::{self, Settings};
use crate::ramp::Ramp;
use crate::random::WorldKey;
use crate::report;
use crate::report::story::Chosen;
use crate::scenario::{Any, Described, Scenario};
use crate::stats::point_rank;
use clap::{Args, value_parser};
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(super) struct Replay {
    #[command(flatten)]
    input: Input,
    #[command(flatten)]
    which: Which,
    /// Write orders.csv, work.csv, pickups.csv, boxes.csv and contacts.csv to a folder instead, times in minutes from
    /// opening; of a ramp days.csv
    #[arg(long, value_name = "DIR")]
    log: Option<PathBuf>,
    /// The seed of the run the world belongs to
    #[arg(
        long,
        value_name = "N",
        default_value_t = 1,
        allow_negative_numbers = true
    )]
    seed: u64,
    #[command(flatten)]
    show: Show,
}

/// Which world.
#[derive(Debug, Args)]
struct Which {
    /// Which world: its replication number, counted from 0
    #[arg(
        long,
        value_name = "N",
        allow_negative_numbers = true,
        required_unless_present = "quantile",
        conflicts_with = "quantile"
    )]
    replication: Option<u64>,
    /// The world at which a metric is at this quantile, such as 0.95; with --metric
    #[arg(long, value_name = "P", allow_negative_numbers = true, requires = "metric", value_parser = read_quantile)]
    quantile: Option<f64>,
    /// The metric of --quantile, such as ship.hours.p95
    #[arg(long, value_name = "NAME", requires = "quantile")]
    metric: Option<String>,
    /// Among how many worlds --quantile looks
    #[arg(long, value_name = "N", default_value_t = 1000, allow_negative_numbers = true, value_parser = value_parser!(u64).range(1..=1_000_000))]
    replications: u64,
}

fn read_quantile(text: &str) -> Result<f64, String> {
    match text.trim().parse::<f64>() {
        Ok(value) if (0.0..=1.0).contains(&value) => Ok(value),
        _ => Err("write a probability from 0 to 1, such as 0.95".to_owned()),
    }
}

const TABLES: [&str; 5] = [
    "orders.csv",
    "work.csv",
    "pickups.csv",
    "boxes.csv",
    "contacts.csv",
];

impl Replay {
    pub(super) fn main(self) -> Result<Exit, Exit> {
        self.show.apply();
        let asked: Vec<String> = self.which.metric.iter().cloned().collect();
        match self.input.read_any(&asked)? {
            Any::Sale(scenario) => self.tell_sale(&scenario, &asked),
            Any::Ramp(scenario) => self.tell_ramp(&scenario, &asked),
        }
    }

    fn tell_ramp(&self, scenario: &Scenario<Ramp>, asked: &[String]) -> Result<Exit, Exit> {
        refuse_unknown(asked, scenario.catalogue())?;
        let drafts = self.log.as_deref();
        let drafts = drafts
            .map(|folder| Drafts::new(folder, &["days.csv"]))
            .transpose()?;
        let chosen = self.choose(scenario)?;
        let key = WorldKey::new(self.seed, chosen.replication);
        let played = scenario.sale.replay(&scenario.plan, key);
        let (days, outcome) = played.map_err(|cause| too_large(&chosen, &cause))?;
        let Some((mut drafts, folder)) = drafts.zip(self.log.as_deref()) else {
            if !self.show.quiet {
                print(&report::ramp_story::text(
                    scenario,
                    &chosen,
                    (&days, &outcome),
                ))?;
            }
            return Ok(Exit::Done);
        };
        drafts.fill(0, |out| report::ramp_story::log_days(scenario, &days, out))?;
        drafts.publish()?;
        if !self.show.quiet {
            print(&format!(
                "world {} of seed {}: {} days; table in {}\n",
                chosen.replication,
                self.seed,
                days.len(),
                folder.display()
            ))?;
        }
        Ok(Exit::Done)
    }

    fn tell_sale(&self, scenario: &Scenario, asked: &[String]) -> Result<Exit, Exit> {
        refuse_unknown(asked, scenario.catalogue())?;
        let drafts = self.log.as_deref();
        let drafts = drafts
            .map(|folder| Drafts::new(folder, &TABLES))
            .transpose()?;
        let chosen = self.choose(scenario)?;
        let key = WorldKey::new(self.seed, chosen.replication);
        let played = scenario.sale.replay(&scenario.plan, key);
        let (log, outcome) = played.map_err(|cause| too_large(&chosen, &cause))?;
        let Some((mut drafts, folder)) = drafts.zip(self.log.as_deref()) else {
            if !self.show.quiet {
                print(&report::story::text(scenario, &chosen, (&log, &outcome)))?;
            }
            return Ok(Exit::Done);
        };
        drafts.fill(0, |out| report::csv::log_orders(&log, out))?;
        drafts.fill(1, |out| report::csv::log_work(&log, out))?;
        drafts.fill(2, |out| report::csv::log_pickups(&log, out))?;
        drafts.fill(3, |out| report::csv::log_boxes(&log, out))?;
        drafts.fill(4, |out| report::csv::log_contacts(&log, out))?;
        drafts.publish()?;
        if !self.show.quiet {
            print(&format!(
                "world {} of seed {}: {} orders, {} pieces of work, {} pickups; tables in {}\n",
                chosen.replication,
                self.seed,
                log.orders.len(),
                log.work.len(),
                log.pickups.len(),
                folder.display()
            ))?;
        }
        Ok(Exit::Done)
    }

    /// The world asked for: by its number, or by where it stands among others.
    fn choose<M: Described>(&self, scenario: &Scenario<M>) -> Result<Chosen, Exit> {
        let (Some(quantile), Some(metric)) = (self.which.quantile, &self.which.metric) else {
            return Ok(Chosen {
                seed: self.seed,
                replication: self.which.replication.unwrap_or(0),
                by: None,
            });
        };
        let settings = Settings {
            seed: self.seed,
            replications: self.which.replications as usize,
            threads: None,
        };
        let columns = scenario.sale.metrics().len();
        let lookout = Lookout {
            progress: Progress::new(settings.replications, columns, None, self.show.quiet),
            precision: None,
        };
        watch::mind_interrupts();
        let table = monte_carlo::run_watched(&scenario.sale, &scenario.plan, settings, &lookout);
        lookout.progress.finish();
        let table = table.map_err(|failure| refuse(&failure))?;
        let place = scenario.catalogue().find(metric).unwrap_or(0);
        let values = table.column(place).into_iter().enumerate();
        let mut worlds: Vec<(usize, f64)> = values.filter(|(_, value)| !value.is_nan()).collect();
        worlds.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
        let rank = point_rank(worlds.len(), quantile).saturating_sub(1);
        let Some(&(replication, _)) = worlds.get(rank) else {
            tell(format_args!(
                "error: no world has a case of `{metric}`\nhelp: choose another metric, or a world by --replication\n"
            ));
            return Err(Exit::Wrong);
        };
        if watch::is_interrupted() {
            return Err(Exit::Interrupted);
        }
        Ok(Chosen {
            seed: self.seed,
            replication: replication as u64,
            by: Some((metric.clone(), quantile, worlds.len())),
        })
    }
}

/// Tells that a world is too large to play.
fn too_large(chosen: &Chosen, cause: &TooLarge) -> Exit {
    let world = chosen.replication;
    tell(format_args!(
        "error: replication {world}: {cause}\n{TOO_LARGE}\n"
    ));
    Exit::Wrong
}
