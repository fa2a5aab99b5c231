//! `surgeplan ramp`: revenue by month against targets.

use super::run::{Reported, Run};
use super::{Exit, reach};
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
            Some(target) => reach::look_for(&self.run, (target, self.with)),
        }
    }
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
