//! `surgeplan ramp --reach`: what would have to be true to meet a target.

use super::Exit;
use super::output::{Draft, failed, print, tell};
use super::progress::Progress;
use super::run::{self, Run, refuse};
use super::watch::{self, Lookout};
use crate::decide::reach::TRIED;
use crate::decide::{CONFIDENCE, Reach, reach};
use crate::model::Model;
use crate::monte_carlo::{self, Settings, Table};
use crate::ramp::{self, Lever, Supposed};
use crate::report;
use crate::report::reach::{Found, Reached};
use crate::scenario::Scenario;
use crate::stats::{Share, clopper_pearson_lower, wilson};

/// Plays that one lever takes at the most, or nearly: all factors that are tried, and four ends between two of them.
const PLAYS: usize = TRIED + 4 * 7;

/// Looks for the factors at which a target is met with the probability asked.
pub(super) fn look_for(run: &Run, (target, wanted): (&str, f64)) -> Result<Exit, Exit> {
    run.show.apply();
    refuse_what_is_not_played(run)?;
    let scenario: Scenario<ramp::Ramp> = run.input.read(&[])?;
    if run.list_metrics {
        return print(&run::list(scenario.catalogue())).map(|()| Exit::Done);
    }
    let place = place_of(&scenario, target)?;
    watch::mind_interrupts();
    let settings = run.worlds.settings();
    let worlds = settings
        .replications
        .saturating_mul(Lever::ALL.len() * PLAYS);
    let columns = scenario.sale.metrics().len();
    let search = Search {
        scenario: &scenario,
        place,
        settings,
        lookout: Lookout {
            progress: Progress::new(worlds, columns, None, run.show.quiet),
            precision: None,
        },
    };
    let reached = search.all(target, wanted);
    search.lookout.progress.finish();
    let reached = reached?;
    tell_found(run, &scenario, &reached)?;
    let planned = reached.planned;
    let sure = clopper_pearson_lower(planned.k, planned.n, CONFIDENCE) >= wanted;
    Ok(if sure { Exit::Done } else { Exit::NotMet })
}

/// Arguments of `ramp` that a search has no use for.
fn refuse_what_is_not_played(run: &Run) -> Result<(), Exit> {
    let (flag, help) = if run.csv.is_some() {
        let help = "--json writes what it finds; --csv goes with `ramp` without --reach";
        ("--csv", help)
    } else if run.worlds.has_precision() {
        let help = "every factor is tried in the same worlds: say how many with --replications";
        ("--precision", help)
    } else {
        return Ok(());
    };
    tell(format_args!(
        "error: --reach does not take {flag}\nhelp: {help}\n"
    ));
    Err(Exit::Wrong)
}

fn tell_found(run: &Run, scenario: &Scenario<ramp::Ramp>, reached: &Reached) -> Result<(), Exit> {
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
    let seed = run.worlds.draws.seed;
    print(&report::reach::text(scenario, reached, seed))
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

/// A search: what is played, in which worlds, and who looks on.
struct Search<'a> {
    scenario: &'a Scenario<ramp::Ramp>,
    place: usize,
    settings: Settings,
    lookout: Lookout<'a>,
}

impl Search<'_> {
    /// Tries every lever.
    fn all(&self, target: &str, wanted: f64) -> Result<Reached, Exit> {
        let as_planned = self.play(Supposed::default())?;
        let planned = self.share(&as_planned);
        if planned.n == 0 {
            let title = format!("no stage has a target in `{target}`, in none of the worlds");
            let help =
                "a month has the target of its stage: name a stage that has one, or a later month";
            tell(format_args!("error: {title}\nhelp: {help}\n"));
            return Err(Exit::Wrong);
        }
        let stage = self.stage_of(target, &as_planned);
        let sketch = self.scenario.sale.sketch(&self.scenario.plan)[stage];
        let mut found = Vec::new();
        for lever in Lever::ALL {
            self.lookout.progress.say(lever.word());
            let only = |factor| Supposed::only(lever, factor);
            let reach = reach(wanted, |factor| Ok(self.share(&self.play(only(factor))?)))?;
            let count = |table: &Table, factor: f64| match lever {
                Lever::Traffic => self.visitors(target, table),
                _ => lever.planned(&self.scenario.sale.facts, &sketch) * factor,
            };
            let needed = match reach {
                Reach::At(needed) => {
                    let factor = needed.factor;
                    Some(count(&self.play(only(factor))?, factor))
                }
                Reach::Always(_) | Reach::Never(..) => None,
            };
            found.push(Found {
                lever,
                reach,
                planned: count(&as_planned, 1.0),
                needed,
            });
        }
        Ok(Reached {
            target: target.to_owned(),
            wanted,
            worlds: as_planned.rows(),
            planned,
            found,
        })
    }

    /// Plays all worlds when this is supposed.
    fn play(&self, supposed: Supposed) -> Result<Table, Exit> {
        let plan = ramp::Plan {
            supposed,
            ..self.scenario.plan.clone()
        };
        let table =
            monte_carlo::run_watched(&self.scenario.sale, &plan, self.settings, &self.lookout);
        let table = table.map_err(|failure| refuse(&failure))?;
        if table.rows() < self.settings.replications {
            tell(format_args!(
                "error: interrupted before the answer was found\n"
            ));
            return Err(Exit::Interrupted);
        }
        Ok(table)
    }

    /// In which share of the worlds that have the target it is met.
    fn share(&self, table: &Table) -> Share {
        let column = table.column(self.place);
        let present = column.iter().filter(|met| !met.is_nan()).count();
        let met = column.iter().filter(|&&met| met == 1.0).count();
        wilson(met, present, CONFIDENCE)
    }

    fn column(&self, table: &Table, name: &str) -> Option<Vec<f64>> {
        let place = self.scenario.catalogue().find(name)?;
        Some(table.column(place))
    }

    /// The stage of a target; a month's is the one that it belongs to in most worlds.
    fn stage_of(&self, target: &str, table: &Table) -> usize {
        let stages = &self.scenario.plan.stages;
        let named = stages
            .iter()
            .position(|stage| target.trim_end_matches(".met") == format!("stage.{}", stage.id));
        let Some(month) = month_of(target) else {
            return named.unwrap_or(0);
        };
        let mut in_it = vec![0; stages.len()];
        let begins: Vec<Vec<f64>> = stages
            .iter()
            .filter_map(|stage| self.column(table, &format!("stage.{}.begins", stage.id)))
            .collect();
        for row in 0..table.rows() {
            // A stage that never begins is NaN, which is not before any month.
            let begun = begins.iter().filter(|begins| begins[row] <= month);
            in_it[begun.count().saturating_sub(1)] += 1;
        }
        let most = (0..stages.len()).max_by_key(|&stage| in_it[stage]);
        most.unwrap_or(0)
    }

    /// Visitors of a month of the target, on average over such months and all worlds.
    fn visitors(&self, target: &str, table: &Table) -> f64 {
        let months = self.scenario.sale.facts.calendar.months();
        let visitors =
            (1..=months).filter_map(|n| self.column(table, &format!("month.{n}.visitors")));
        let visitors: Vec<Vec<f64>> = visitors.collect();
        let begins = self.scenario.plan.stages.iter();
        let begins: Vec<Vec<f64>> = begins
            .filter_map(|stage| self.column(table, &format!("stage.{}.begins", stage.id)))
            .collect();
        let stage = self.stage_of(target, table);
        let (mut sum, mut count) = (0.0, 0usize);
        for row in 0..table.rows() {
            let place = |stage: usize| {
                let begins = begins.get(stage).map_or(f64::NAN, |begins| begins[row]);
                if begins.is_nan() {
                    months
                } else {
                    begins as usize - 1
                }
            };
            let of_target = match month_of(target) {
                Some(month) => month as usize - 1..month as usize,
                None => place(stage)..place(stage + 1),
            };
            for month in of_target {
                sum += visitors[month][row];
                count += 1;
            }
        }
        sum / count as f64
    }
}

/// The month that a target names, counted from 1.
fn month_of(target: &str) -> Option<f64> {
    let month = target.trim_end_matches(".met").strip_prefix("month.")?;
    month.parse().ok()
}
