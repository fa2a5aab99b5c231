//! Exit codes, as documented in the README.

use std::process::{ExitCode, Termination};

/// How the program ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Done, and all goals are met or none is set.
    Done,
    /// Done, and a goal is not met or too close to call.
    NotMet,
    /// The scenario or the arguments are wrong.
    Wrong,
    /// An input or output failed.
    InputOutput,
    /// Interrupted; what was done by then is reported.
    Interrupted,
}

impl Exit {
    /// Its number.
    pub const fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::NotMet => 1,
            Self::Wrong => 2,
            Self::InputOutput => 3,
            Self::Interrupted => 4,
        }
    }
}

impl Termination for Exit {
    fn report(self) -> ExitCode {
        ExitCode::from(self.code())
    }
}
