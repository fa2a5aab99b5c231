//! `surgeplan check`: errors and doubts, and what follows without simulating.

use super::output::{Draft, print};
use super::{Exit, Input, Show};
use crate::reader;
use crate::report;
use crate::sale::load::Load;
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
        let scenario = self.input.read(&[])?;
        let load = Load::of(&scenario.sale.facts, &scenario.plan);
        let to_stdout = self
            .json
            .as_deref()
            .is_some_and(|path| path.as_os_str() == "-");
        if let Some(path) = &self.json {
            let document = report::json::check(&scenario, &self.input.set, &load)
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
            let problems = reader::render(&scenario.warnings, &scenario.sources, true);
            let verdict = if scenario.warnings.is_empty() {
                "no errors, no warnings"
            } else {
                "no errors"
            };
            let load = report::load::text(&scenario, &load);
            print(&format!("{problems}{}: {verdict}\n\n{load}", scenario.file))?;
        }
        Ok(Exit::Done)
    }
}
