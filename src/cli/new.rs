//! `surgeplan new`: a commented starter.

use super::output::{Draft, print, tell};
use super::{Exit, Show};
use crate::scenario::starters::STARTERS;
use clap::Args;
use clap::builder::PossibleValuesParser;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(super) struct New {
    /// The file to write
    file: PathBuf,
    /// What to begin with: a small scenario of ten lines, a whole sale, one with group-buy sites, or a revenue ramp
    #[arg(long, default_value = "sale", value_parser = PossibleValuesParser::new(STARTERS.map(|starter| starter.name)))]
    template: String,
    /// Write over a file that is there
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    show: Show,
}

impl New {
    pub(super) fn main(self) -> Result<Exit, Exit> {
        self.show.apply();
        let shown = self.file.display();
        if self.file.exists() && !self.force {
            tell(format_args!(
                "error: `{shown}` is there already\nhelp: choose another name, or write over it with --force\n"
            ));
            return Err(Exit::InputOutput);
        }
        let Some(starter) = STARTERS
            .iter()
            .find(|starter| starter.name == self.template)
        else {
            return Err(Exit::Wrong);
        };
        let mut draft = Draft::new(&self.file)?;
        draft.fill(|out| out.write_all(starter.text.as_bytes()))?;
        draft.publish()?;
        if !self.show.quiet {
            print(&format!(
                "wrote {shown} ({}); next: surgeplan check {shown}\n",
                starter.about
            ))?;
        }
        Ok(Exit::Done)
    }
}
