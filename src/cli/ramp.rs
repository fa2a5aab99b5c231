//! `surgeplan ramp`: revenue by month against targets.

use super::Exit;
use super::run::{Reported, Run};
use crate::decide::{Answer, Ending};
use crate::monte_carlo::Table;
use crate::ramp;
use crate::report;
use crate::scenario::Scenario;
use clap::Args;

#[derive(Debug, Args)]
#[command(mut_arg("metric", |metric| metric.hide(true)))]
pub(super) struct Ramp {
    #[command(flatten)]
    run: Run,
}

impl Ramp {
    pub(super) fn main(self) -> Result<Exit, Exit> {
        self.run.main::<ramp::Ramp>()
    }
}

impl Reported for ramp::Ramp {
    const COMMAND: &'static str = "ramp";
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
