//! `surgeplan replay`: one world again, as tables.

use super::output::{Drafts, print, tell};
use super::{Exit, Input, Show, TOO_LARGE};
use crate::random::WorldKey;
use crate::report;
use clap::Args;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(super) struct Replay {
    #[command(flatten)]
    input: Input,
    /// Which world: its replication number, counted from 0
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    replication: u64,
    /// Write orders.csv, work.csv, pickups.csv, boxes.csv and contacts.csv to a folder; times are minutes from opening
    #[arg(long, value_name = "DIR")]
    log: PathBuf,
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
        let scenario = self.input.read(&[])?;
        let mut drafts = Drafts::new(&self.log, &TABLES)?;
        let key = WorldKey::new(self.seed, self.replication);
        let (log, _) = scenario.sale.replay(&scenario.plan, key).map_err(|cause| {
            tell(format_args!(
                "error: replication {}: {cause}\n{TOO_LARGE}\n",
                self.replication
            ));
            Exit::Wrong
        })?;
        drafts.fill(0, |out| report::csv::log_orders(&log, out))?;
        drafts.fill(1, |out| report::csv::log_work(&log, out))?;
        drafts.fill(2, |out| report::csv::log_pickups(&log, out))?;
        drafts.fill(3, |out| report::csv::log_boxes(&log, out))?;
        drafts.fill(4, |out| report::csv::log_contacts(&log, out))?;
        drafts.publish()?;
        if !self.show.quiet {
            print(&format!(
                "world {} of seed {}: {} orders, {} pieces of work, {} pickups; tables in {}\n",
                self.replication,
                self.seed,
                log.orders.len(),
                log.work.len(),
                log.pickups.len(),
                self.log.display()
            ))?;
        }
        Ok(Exit::Done)
    }
}
