//! `surgeplan size`: the cheapest plan that meets the goals, or the one best in a metric.

use super::output::{Draft, failed, print, tell};
use super::run::{Draws, refuse};
use super::takers::wrong;
use super::watch;
use super::{Exit, Input, Show};
use crate::decide::size::{self, Answer, Ending, Looker, Question, Standing};
use crate::reader::{self, Problem, Severity, edited, typed_changes};
use crate::report;
use crate::report::number::{plain, whole};
use crate::report::size::Found;
use crate::scenario::decided::Examples;
use crate::scenario::size::{NEVER_SURE, Objective, Size as Sizing};
use crate::scenario::{Any, Described, Scenario};
use clap::{Args, value_parser};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

#[derive(Debug, Args)]
pub(super) struct Size {
    #[command(flatten)]
    input: Input,
    /// How many worlds to certify the plan in, which the search does not see; more where it is too close to call
    #[arg(long, value_name = "N", default_value_t = 1000, allow_negative_numbers = true, value_parser = value_parser!(u64).range(1..=1_000_000_000))]
    replications: u64,
    #[command(flatten)]
    draws: Draws,
    /// Plans that differ by less are as good as each other, in the metric's unit [default: what the worlds can tell]
    #[arg(long, value_name = "X", allow_negative_numbers = true, value_parser = super::compare::read_indifference)]
    indifference: Option<f64>,
    /// Write the scenario with the plan found to a file
    #[arg(long, value_name = "FILE")]
    write: Option<PathBuf>,
    /// Write over a file that is there
    #[arg(long)]
    force: bool,
    /// Write the result as JSON to a file, or to stdout with -
    #[arg(long, value_name = "FILE|-")]
    json: Option<PathBuf>,
    #[command(flatten)]
    show: Show,
}

/// Plans that are played at most, where the scenario does not say.
const MOST_PLANS: usize = 20_000;

impl Size {
    pub(super) fn main(self) -> Result<Exit, Exit> {
        self.show.apply();
        match self.input.read_any(&[])? {
            Any::Sale(scenario) => self.find(&scenario),
            Any::Ramp(scenario) => self.find(&scenario),
        }
    }

    /// Finds a plan for a scenario.
    fn find<M: Described>(&self, scenario: &Scenario<M>) -> Result<Exit, Exit> {
        let Some(sizing) = &scenario.size else {
            let Examples { weight, range, .. } = M::EXAMPLES;
            let help = format!("write [size] with minimise = {weight} and {range}");
            let title = format!("`{}` does not say what may be decided", scenario.file);
            return Err(wrong(&title, &help));
        };
        refuse_sure_goals(scenario)?;
        let to_stdout = self.json.as_deref() == Some(Path::new("-"));
        // Files that cannot be written are found before the search.
        let json = self.json.as_deref().filter(|_| !to_stdout);
        let json = json.map(Draft::new).transpose()?;
        let write = self.target()?;
        let began = Instant::now();
        let answer = self.search(scenario, sizing)?;
        refuse_no_plans(scenario, sizing, &answer)?;
        let seconds = began.elapsed().as_secs_f64();
        let written = match (write, &answer.plan) {
            (Some(draft), Some(plan)) => {
                Some(self.write(draft, scenario, &sizing.values(&plan.point))?)
            }
            _ => None,
        };
        let file = self.write.as_deref().map(|path| path.display().to_string());
        let warnings = match &answer.plan {
            Some(plan) => sizing.warnings(&plan.point),
            None => scenario.warnings.clone(),
        };
        let found = Found {
            scenario,
            set: &self.input.set,
            size: sizing,
            answer: &answer,
            seed: self.draws.seed,
            seconds,
            written: file.as_deref().filter(|_| written == Some(true)),
            warnings: &warnings,
        };
        if self.json.is_some() {
            let document = report::json_size::document(&found)
                .map_err(|error| failed("the result", &error.into()))?;
            match json {
                None => print(&String::from_utf8_lossy(&document))?,
                Some(mut draft) => {
                    draft.fill(|out| out.write_all(&document))?;
                    draft.publish()?;
                }
            }
        }
        if !self.show.quiet && !to_stdout {
            print(&report::size::text(&found))?;
        }
        // The plan is told all the same.
        match written {
            Some(false) => Err(Exit::InputOutput),
            _ => Ok(exit(&answer)),
        }
    }

    fn search<M: Described>(
        &self,
        scenario: &Scenario<M>,
        sizing: &Sizing<M>,
    ) -> Result<Answer, Exit> {
        let grid = sizing.grid(&scenario.goals);
        let question = Question {
            metric: sizing.objective.metric().cloned(),
            goals: scenario.goals.clone(),
            starts: vec![sizing.own(), sizing.carrying()],
            indifference: self.indifference,
            seed: self.draws.seed,
            replications: usize::try_from(self.replications).unwrap_or(usize::MAX),
            threads: self.draws.threads.map(|threads| threads as usize),
            most_plans: Some(sizing.most_plans.unwrap_or(MOST_PLANS)),
            time: sizing.time,
            grid,
        };
        let watcher = Watcher::new(&sizing.objective, self.show.quiet);
        watch::mind_interrupts();
        let answer = size::size(sizing, &question, &watcher);
        watcher.bar.finish_and_clear();
        answer.map_err(|failure| refuse(&failure))
    }

    /// The file that the plan is to be written to.
    fn target(&self) -> Result<Option<Draft>, Exit> {
        let Some(path) = &self.write else {
            return Ok(None);
        };
        if path.exists() && !self.force {
            tell(format_args!(
                "error: `{}` is there already\nhelp: choose another name, or write over it with --force\n",
                path.display()
            ));
            return Err(Exit::InputOutput);
        }
        Draft::new(path).map(Some)
    }

    /// Writes the scenario with the plan's values and those of --set in place, if it then reads as the plan that was found;
    /// tells whether it was written.
    fn write<M: Described>(
        &self,
        mut draft: Draft,
        scenario: &Scenario<M>,
        values: &[(&str, String)],
    ) -> Result<bool, Exit> {
        let mut changes = typed_changes(&self.input.set);
        let values = values.iter();
        changes.extend(values.map(|(path, value)| ((*path).to_owned(), value.clone())));
        let mut text = Some(scenario.sources.text(0).to_owned());
        for (path, value) in &changes {
            text = text.and_then(|text| edited(&text, path, value));
        }
        let sets: Vec<String> = changes
            .iter()
            .map(|(path, value)| format!("{path}={value}"))
            .collect();
        let folder = self.input.file.parent();
        let text = text.filter(|text| {
            let meant = Scenario::<M>::read_of(&self.input.file, &sets, &[]);
            let found = Scenario::<M>::from_text_in(&scenario.file, text, folder);
            matches!((meant, found), (Ok(meant), Ok(found)) if M::is_same(&meant.plan, &found.plan))
        });
        let Some(text) = text else {
            tell(
                "error: the plan cannot be written into the scenario's text\nhelp: paste its values, and put whole tables of --set into the file first\n",
            );
            return Ok(false);
        };
        draft.fill(|out| out.write_all(text.as_bytes()))?;
        draft.publish().map(|()| true)
    }
}

fn exit(answer: &Answer) -> Exit {
    let undecided = answer.selected.as_ref().is_some_and(|one| !one.decided);
    match (&answer.plan, answer.ending) {
        (_, Ending::Interrupted) => Exit::Interrupted,
        (Some(_), _) if !undecided => Exit::Done,
        _ => Exit::NotMet,
    }
}

/// Refuses goals that no plan can be certified for.
fn refuse_sure_goals<M: Described>(scenario: &Scenario<M>) -> Result<(), Exit> {
    let doubts = scenario.warnings.iter();
    let sure = doubts.filter(|doubt| doubt.code == NEVER_SURE).cloned();
    let sure: Vec<Problem> = sure
        .map(|doubt| Problem {
            severity: Severity::Error,
            ..doubt
        })
        .collect();
    if sure.is_empty() {
        return Ok(());
    }
    tell(reader::render(&sure, &scenario.sources, true));
    Err(Exit::Wrong)
}

/// Where no combination of values makes a plan, tells what is wrong with the first.
fn refuse_no_plans<M: Described>(
    scenario: &Scenario<M>,
    sizing: &Sizing<M>,
    answer: &Answer,
) -> Result<(), Exit> {
    if answer.played > 0 || answer.not_plans == 0 {
        return Ok(());
    }
    let lowest = vec![0; sizing.vary.len()];
    if let Some(problem) = sizing.why_not(&lowest) {
        tell(reader::render(&[problem], &scenario.sources, true));
    }
    let looked = whole(answer.not_plans as f64);
    tell(format_args!(
        "error: none of the {looked} plans looked at is one: the scenario cannot be read with their values\nhelp: change the ranges under [size]\n"
    ));
    Err(Exit::Wrong)
}

/// Shows on a terminal how the search stands, and minds Ctrl-C.
struct Watcher<'a> {
    bar: ProgressBar,
    objective: &'a Objective,
    quiet: bool,
}

impl<'a> Watcher<'a> {
    fn new(objective: &'a Objective, quiet: bool) -> Self {
        let target = if quiet {
            ProgressDrawTarget::hidden()
        } else {
            ProgressDrawTarget::stderr_with_hz(10)
        };
        let bar = ProgressBar::with_draw_target(None, target);
        if let Ok(style) = ProgressStyle::with_template("{spinner} {elapsed} {msg}") {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(200));
        Self {
            bar,
            objective,
            quiet,
        }
    }
}

impl Looker for Watcher<'_> {
    fn tell(&self, standing: &Standing) {
        let best = standing.best.filter(|best| best.is_finite());
        let best = best.map_or_else(
            || "none yet".to_owned(),
            |best| plain(self.objective.shown(best)),
        );
        self.bar.set_message(format!(
            "{} plans left, {} replications, best so far: {best}",
            whole(standing.left),
            whole(standing.replications as f64)
        ));
    }

    fn stopped(&self) -> bool {
        watch::is_interrupted()
    }

    fn certifies(&self) {
        if watch::is_interrupted() && !self.quiet {
            let line =
                "interrupted: the best plan found is certified now; Ctrl-C again ends at once";
            self.bar.suspend(|| tell(format_args!("{line}\n")));
        }
        self.bar.set_message("certifying the best plan found");
    }
}
