//! What Monte Carlo and decisions know of a model: a world is drawn, a plan is played in it, an outcome comes of it.

use crate::random::WorldKey;
use std::fmt;

/// A model that can be played many times: a flash sale, a revenue ramp.
///
/// [`Model::draw`] sees no plan, so that several plans can be played in one world; [`Model::play`] changes nothing but its
/// buffers and the outcome.
pub trait Model: Sync {
    /// What is decided.
    type Plan: Sync;
    /// One draw of everything that is not decided, with the buffers it takes to draw it.
    type World: Default + Send;
    /// Buffers for playing, reused from replication to replication.
    type Buffers: Default + Send;

    /// The metrics of an outcome, in the order of its values.
    fn metrics(&self) -> &[Metric];

    /// The time series of an outcome.
    fn frame(&self) -> &Frame;

    /// Draws the world of this key over an old one.
    ///
    /// # Errors
    ///
    /// When the drawn world is larger than the model can hold.
    fn draw(&self, key: WorldKey, world: &mut Self::World) -> Result<(), TooLarge>;

    /// Plays a plan in a world.
    fn play(
        &self,
        world: &Self::World,
        plan: &Self::Plan,
        buffers: &mut Self::Buffers,
        outcome: &mut Outcome,
    );

    /// How many of the first steps of a play are the same for a plan and another one with its own model, in any world that
    /// both can be played in; 0 where that is not known.
    fn steps_in_common(&self, _plan: &Self::Plan, _other: (&Self, &Self::Plan)) -> usize {
        0
    }

    /// Plays a plan whose first steps are in the buffers already: so many are in common with the plan that was played there
    /// last, in the same world. The outcome is the same as that of [`Model::play`].
    fn play_on(
        &self,
        (plan, _steps): (&Self::Plan, usize),
        world: &Self::World,
        buffers: &mut Self::Buffers,
        outcome: &mut Outcome,
    ) {
        self.play(world, plan, buffers, outcome);
    }

    /// The uncertain factors of a world under a plan, one number each, so that one can ask what they explain; none where
    /// the model names none.
    fn factors(&self, _plan: &Self::Plan) -> Vec<Metric> {
        Vec::new()
    }

    /// Adds the values of these factors in a world; NaN where the world has no case of one.
    fn factors_of(&self, _world: &Self::World, _plan: &Self::Plan, _values: &mut Vec<f64>) {}
}

/// A world that came out larger than the model can hold.
#[derive(Clone, Debug, PartialEq)]
pub struct TooLarge {
    /// How many are expected in it: of what.
    pub expected: (f64, &'static str),
    /// The most that can be played.
    pub most: f64,
}

impl fmt::Display for TooLarge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            expected: (count, what),
            most,
        } = self;
        let most = (most / 1e5).floor() / 10.0;
        if *count < 1e12 {
            let count = count / 1e6;
            write!(
                f,
                "a world with about {count:.1} million {what} came up, at most {most} million can be played"
            )
        } else {
            write!(
                f,
                "a world with about {count:.0e} {what} came up, at most {most} million can be played"
            )
        }
    }
}

impl std::error::Error for TooLarge {}

/// A named number of an outcome.
#[derive(Clone, Debug, PartialEq)]
pub struct Metric {
    /// Dotted and stable, such as `station.pick.wait.p95`.
    pub name: String,
    /// Such as `min`, `h`, `orders`, or `share`.
    pub unit: &'static str,
    /// One line in plain words.
    pub meaning: String,
    /// Of a time at which something first happens: what counts where it never does, later than all that may be. `None`
    /// where an absent value says that there was no case of it.
    pub never: Option<f64>,
}

impl Metric {
    /// A value as it counts in goals and comparisons.
    pub fn counted(&self, value: f64) -> f64 {
        counted(self.never, value)
    }
}

/// A value as it counts where an absent one may mean that something never happens.
pub fn counted(never: Option<f64>, value: f64) -> f64 {
    match never {
        Some(never) if value.is_nan() => never,
        _ => value,
    }
}

/// Which way a number is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Better {
    /// The more the better.
    More,
    /// The less the better.
    Less,
}

/// What more of something that is decided does to a goal, all else as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// It cannot hurt it, as one would think.
    Helps,
    /// It does not touch it: however much there is, the goal is reached in the same worlds.
    Nothing,
    /// It may help or hurt.
    Unknown,
}

/// Time series of an outcome.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Frame {
    /// In the order of an outcome's series.
    pub series: Vec<Series>,
}

/// A quantity on a grid of times.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// Which quantity.
    pub metric: Metric,
    /// Minutes between grid points; the first lies at 0.
    pub step: f64,
    /// Number of grid points.
    pub points: usize,
}

impl Frame {
    /// Where the values of a series begin among those of all; for the number of series, how many values there are.
    pub fn offset(&self, series: usize) -> usize {
        self.series[..series].iter().map(|one| one.points).sum()
    }
}

/// What came of playing one plan in one world.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outcome {
    /// One value a metric; NaN where the replication has no case of it.
    pub values: Vec<f64>,
    /// One value for each series and grid point, series after series; empty unless asked for.
    pub series: Vec<f32>,
    /// Whether the series are asked for.
    pub with_series: bool,
    /// Places of the metrics that are asked for, all where none is named: others may be left out.
    pub asked: Vec<usize>,
}

/// The names a model gives its metrics, and where in an outcome each stands.
///
/// Families such as `flow.within_<time>` have a member for every number that is asked for, beside those that are always
/// there.
#[derive(Clone, Debug, Default)]
pub struct Catalogue {
    metrics: Vec<Metric>,
    families: Vec<Metric>,
    asked: Vec<String>,
    /// What lists them all.
    listed_by: &'static str,
}

impl Catalogue {
    /// An empty catalogue of a model that `surgeplan run` plays; `asked` are the names that somebody wants to see, goals
    /// for one.
    pub fn new(asked: &[String]) -> Self {
        Self::of("run", asked)
    }

    /// An empty catalogue of a model that this command plays.
    pub fn of(command: &'static str, asked: &[String]) -> Self {
        Self {
            asked: asked.to_vec(),
            listed_by: command,
            ..Self::default()
        }
    }

    /// Adds a metric and tells its place.
    pub fn add(
        &mut self,
        name: impl Into<String>,
        unit: &'static str,
        meaning: impl Into<String>,
    ) -> usize {
        let name = name.into();
        self.metrics.push(Metric {
            name,
            unit,
            meaning: meaning.into(),
            never: None,
        });
        self.metrics.len() - 1
    }

    /// Adds a time at which something first happens, which counts as `never` where it does not, and tells its place.
    pub fn add_time(
        &mut self,
        name: impl Into<String>,
        (unit, never): (&'static str, f64),
        meaning: impl Into<String>,
    ) -> usize {
        let place = self.add(name, unit, meaning);
        self.metrics[place].never = Some(never);
        place
    }

    /// Adds quantiles `<prefix>.p<n>` over the cases of a replication: the usual ones and those asked for, as
    /// (probability, place).
    pub fn quantiles(
        &mut self,
        prefix: &str,
        usual: &[u32],
        unit: &'static str,
        meaning: &str,
    ) -> Vec<(f64, usize)> {
        let stem = format!("{prefix}.p");
        let mut percents = usual.to_vec();
        percents.extend(
            self.asked_after(&stem)
                .iter()
                .filter_map(|rest| percent(rest)),
        );
        percents.sort_unstable();
        percents.dedup();
        self.family(
            format!("{stem}<1..99>"),
            unit,
            format!("{meaning}: any percentile"),
        );
        percents
            .into_iter()
            .map(|n| {
                (
                    f64::from(n) / 100.0,
                    self.add(
                        format!("{stem}{n}"),
                        unit,
                        format!("{meaning}: {n}% are not above it"),
                    ),
                )
            })
            .collect()
    }

    /// Adds shares `<prefix>.within_<time>`: the usual ones and those asked for, as (minutes, place).
    pub fn within(&mut self, prefix: &str, usual: &[&str], meaning: &str) -> Vec<(f64, usize)> {
        let stem = format!("{prefix}.within_");
        let mut times: Vec<String> = usual.iter().map(ToString::to_string).collect();
        times.extend(self.asked_after(&stem));
        times.sort();
        times.dedup();
        self.family(
            format!("{stem}<time>"),
            "share",
            format!("{meaning} within a time such as 90min, 12h or 3d"),
        );
        let mut places: Vec<(f64, usize)> = Vec::new();
        for time in times {
            if let Some(minutes) = short_time(&time) {
                let place = self.add(
                    format!("{stem}{time}"),
                    "share",
                    format!("{meaning} within {time}"),
                );
                places.push((minutes, place));
            }
        }
        places.sort_by(|a, b| a.0.total_cmp(&b.0));
        places
    }

    fn family(&mut self, name: String, unit: &'static str, meaning: String) {
        self.families.push(Metric {
            name,
            unit,
            meaning,
            never: None,
        });
    }

    fn asked_after(&self, stem: &str) -> Vec<String> {
        self.asked
            .iter()
            .filter_map(|name| name.strip_prefix(stem))
            .map(str::to_owned)
            .collect()
    }

    /// All metrics.
    pub fn metrics(&self) -> &[Metric] {
        &self.metrics
    }

    /// Families of metrics that have a member for every number.
    pub fn families(&self) -> &[Metric] {
        &self.families
    }

    /// The place of a metric.
    pub fn find(&self, name: &str) -> Option<usize> {
        self.metrics.iter().position(|metric| metric.name == name)
    }

    /// What to do about a name that is none: the metric that is called most like it, if one is, and where all are listed.
    pub fn help(&self, name: &str) -> String {
        let likeness = |metric: &&Metric| strsim::jaro_winkler(&metric.name, name);
        let nearest = self.metrics.iter().filter(|metric| likeness(metric) > 0.75);
        let nearest = nearest.max_by(|a, b| likeness(a).total_cmp(&likeness(b)));
        let guess = nearest.map_or_else(String::new, |metric| {
            format!("did you mean `{}`? ", metric.name)
        });
        let command = self.listed_by;
        format!("{guess}`surgeplan {command} --list-metrics FILE` prints all")
    }
}

fn percent(text: &str) -> Option<u32> {
    let n: u32 = text.parse().ok()?;
    (1..=99).contains(&n).then_some(n)
}

/// A whole number with a unit, as in `within_36h`, in minutes.
pub fn short_time(text: &str) -> Option<f64> {
    let digits = text.find(|c: char| !c.is_ascii_digit())?;
    let number: u32 = text[..digits].parse().ok()?;
    let unit = match &text[digits..] {
        "s" => 1.0 / 60.0,
        "min" => 1.0,
        "h" => 60.0,
        "d" => 1440.0,
        _ => return None,
    };
    Some(f64::from(number) * unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn families_have_the_members_that_are_asked_for() {
        let asked = [
            "flow.within_12h",
            "ship.hours.p97",
            "ship.hours.p100",
            "flow.within_soon",
        ]
        .map(str::to_owned);
        let mut catalogue = Catalogue::new(&asked);
        let within = catalogue.within("flow", &["90min"], "orders scanned");
        let quantiles = catalogue.quantiles("ship.hours", &[50], "h", "payment to pickup");
        assert_eq!(
            within.iter().map(|w| w.0).collect::<Vec<_>>(),
            [90.0, 720.0]
        );
        assert_eq!(
            quantiles.iter().map(|q| q.0).collect::<Vec<_>>(),
            [0.5, 0.97]
        );
        assert!(catalogue.find("ship.hours.p97").is_some());
        assert!(
            catalogue.find("ship.hours.p100").is_none()
                && catalogue.find("flow.within_soon").is_none()
        );
    }
}
