//! `surgeplan check`: errors and doubts, and what follows without simulating.

use super::output::{Draft, print};
use super::{Exit, Input, Show};
use crate::ramp::Ramp;
use crate::reader;
use crate::report;
use crate::sale::load::Load;
use crate::scenario::{Any, Described, Scenario};
use clap::Args;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(super) struct Check {
    #[command(flatten)]
    input: Input,
    /// Write the result as JSON to a file, or to stdout with -
    #[arg(long, value_name = "FILE|-")]
    json: Option<PathBuf>,
    #[command(flatten)]
    show: Show,
}

impl Check {
    pub(super) fn main(self) -> Result<Exit, Exit> {
        self.show.apply();
        let told = match &self.input.read_any(&[])? {
            Any::Sale(scenario) => told_of_sale(scenario, &self.input.set),
            Any::Ramp(scenario) => told_of_ramp(scenario, &self.input.set),
        };
        let to_stdout = self
            .json
            .as_deref()
            .is_some_and(|path| path.as_os_str() == "-");
        if let Some(path) = &self.json {
            let document = told
                .document
                .map_err(|error| super::output::failed("the result", &error.into()))?;
            if to_stdout {
                print(&String::from_utf8_lossy(&document))?;
            } else {
                let mut draft = Draft::new(path)?;
                draft.fill(|out| out.write_all(&document))?;
                draft.publish()?;
            }
        }
        if !self.show.quiet && !to_stdout {
            print(&told.text)?;
        }
        Ok(Exit::Done)
    }
}

/// What is found, for people and for programs.
struct Told {
    text: String,
    document: serde_json::Result<Vec<u8>>,
}

fn told_of_sale(scenario: &Scenario, set: &[String]) -> Told {
    let load = Load::of(&scenario.sale.facts, &scenario.plan);
    Told {
        text: verdict(scenario) + &report::load::text(scenario, &load),
        document: report::json::check(scenario, set, &load),
    }
}

fn told_of_ramp(scenario: &Scenario<Ramp>, set: &[String]) -> Told {
    Told {
        text: verdict(scenario) + &report::ramp::sketch(scenario),
        document: report::json_ramp::check(scenario, set),
    }
}

/// Warnings, and that there are no errors.
fn verdict<M: Described>(scenario: &Scenario<M>) -> String {
    let problems = reader::render(&scenario.warnings, &scenario.sources, true);
    let verdict = if scenario.warnings.is_empty() {
        "no errors, no warnings"
    } else {
        "no errors"
    };
    format!("{problems}{}: {verdict}\n\n", scenario.file)
}
