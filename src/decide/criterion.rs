//! What the best of several plans is chosen by.

use super::goal::{Bound, Goal};
use crate::model::{Better, Catalogue, Metric};

/// A number that one wants more or less of.
#[derive(Clone, Debug, PartialEq)]
pub struct Criterion {
    /// The metric's name, or `goal.ID` for how often a goal is reached.
    pub name: String,
    /// Its unit; the one of a goal is `share`.
    pub unit: &'static str,
    /// Which way it is better.
    pub better: Better,
    /// The goal's place among the goals, where it is one.
    pub goal: Option<usize>,
}

/// Why there is no such criterion, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoCriterion {
    /// What is wrong.
    pub title: String,
    /// What to do.
    pub help: String,
}

impl Criterion {
    /// Reads `money.profit`, `min:station.pack.queue.peak`, `max:stock.hit.left` or `goal.in_time`.
    ///
    /// Without `min:` or `max:` a goal on the metric tells the way, or else `better`, which knows the metrics.
    ///
    /// # Errors
    ///
    /// When there is no such metric or goal, or nothing tells which way is better.
    pub fn read(
        text: &str,
        (catalogue, goals): (&Catalogue, &[Goal]),
        better: impl Fn(&Metric) -> Option<Better>,
    ) -> Result<Self, NoCriterion> {
        if let Some(id) = text.strip_prefix("goal.") {
            return Self::of_goal(id, goals);
        }
        let (written, name) = match text.split_once(':') {
            Some(("max", name)) => (Some(Better::More), name),
            Some(("min", name)) => (Some(Better::Less), name),
            _ => (None, text),
        };
        let Some(place) = catalogue.find(name) else {
            return Err(NoCriterion {
                title: format!("there is no metric `{name}` to choose by"),
                help: catalogue.help(name),
            });
        };
        let metric = &catalogue.metrics()[place];
        let of_goal = || {
            let goal = goals.iter().find(|goal| goal.metric == name)?;
            Some(match goal.bound {
                Bound::AtLeast(_) => Better::More,
                Bound::AtMost(_) => Better::Less,
            })
        };
        match written.or_else(of_goal).or_else(|| better(metric)) {
            Some(better) => Ok(Self {
                name: name.to_owned(),
                unit: metric.unit,
                better,
                goal: None,
            }),
            None => Err(NoCriterion {
                title: format!("it is not known whether more or less of `{name}` is better"),
                help: format!("write --by max:{name} or --by min:{name}"),
            }),
        }
    }

    fn of_goal(id: &str, goals: &[Goal]) -> Result<Self, NoCriterion> {
        let found = goals.iter().position(|goal| goal.id == id);
        let Some((goal, place)) = found.map(|place| (&goals[place], place)) else {
            let ids: Vec<String> = goals.iter().map(|goal| format!("`{}`", goal.id)).collect();
            let help = if ids.is_empty() {
                "the scenario has no goals; name a metric".to_owned()
            } else {
                format!("there is: {}", ids.join(", "))
            };
            return Err(NoCriterion {
                title: format!("there is no goal `{id}` to choose by"),
                help,
            });
        };
        Ok(Self {
            name: format!("goal.{}", goal.id),
            unit: "share",
            better: Better::More,
            goal: Some(place),
        })
    }

    /// Whether each world's value is 1 or 0.
    pub(super) fn is_yes_no(&self) -> bool {
        self.goal.is_some() || self.unit == "yes/no"
    }

    /// Its values for the selection, where more is better.
    pub(super) fn towards(&self, value: f64) -> f64 {
        match self.better {
            Better::More => value,
            Better::Less => -value,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_is_told_by_the_user_by_a_goal_or_by_the_metric() {
        let mut catalogue = Catalogue::new(&[]);
        catalogue.add("cost", "yuan", "");
        catalogue.add("left", "pieces", "");
        let goal = |id: &str, metric: &str, bound| Goal {
            id: id.to_owned(),
            metric: metric.to_owned(),
            place: 0,
            bound,
            never: None,
            with_probability: None,
        };
        let goals = [goal("few", "left", Bound::AtMost(3.0))];
        let known = |metric: &Metric| (metric.unit == "yuan").then_some(Better::Less);
        let read = |text: &str, goals: &[Goal]| {
            Criterion::read(text, (&catalogue, goals), known)
                .map(|found| (found.better, found.goal))
                .map_err(|error| format!("{} | {}", error.title, error.help))
        };
        assert_eq!(read("cost", &[]), Ok((Better::Less, None)));
        assert_eq!(read("max:cost", &[]), Ok((Better::More, None)));
        assert_eq!(read("left", &goals), Ok((Better::Less, None)));
        assert_eq!(read("goal.few", &goals), Ok((Better::More, Some(0))));
        let unknown = read("left", &[]).unwrap_err();
        assert!(
            unknown.ends_with("write --by max:left or --by min:left"),
            "{unknown}"
        );
        let slip = read("min:cots", &[]).unwrap_err();
        assert!(slip.contains("did you mean `cost`?"), "{slip}");
        assert!(
            read("goal.many", &goals)
                .unwrap_err()
                .ends_with("there is: `few`")
        );
        assert!(
            read("goal.many", &[])
                .unwrap_err()
                .ends_with("name a metric")
        );
    }
}
