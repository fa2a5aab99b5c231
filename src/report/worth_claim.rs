//! What more of each resource is worth, said in a sentence with its confidence.

use super::columns::folded;
use super::compare::rounded_up;
use super::compare_rows::signed;
use super::number::whole;
use super::worth::Valuation;
use super::{BAD, GOOD, OPEN};
use crate::decide::{Bound, Gap, Met, Rank};
use crate::model::Better;
use crate::scenario::Described;
use std::cmp::Ordering;

impl<M: Described> Valuation<'_, M> {
    /// The decision in a sentence, then what it means for the goals and what to find out first.
    pub(super) fn decision(&self) -> String {
        let ranked = &self.worth.ranked;
        let first = |rank, is_free| {
            ranked.iter().copied().find(|&one| {
                let has_price = !self.resources[one].is_free;
                self.worth.valued[one].rank == rank && (is_free || has_price)
            })
        };
        let any = |rank| first(rank, true);
        let (style, word, front) = match (first(Rank::Worth, false), any(Rank::TooClose)) {
            _ if ranked.is_empty() => {
                return "There is nothing of which there could be more.\n".to_owned();
            }
            (Some(front), _) => (GOOD, "WORTH IT", self.of_best(front)),
            (None, near) => match (any(Rank::Worth), near) {
                (Some(front), _) => (OPEN, "WORTH ITS PRICE?", self.of_free(front)),
                (None, Some(front)) => (OPEN, "TOO CLOSE TO CALL", self.of_nearest(front)),
                (None, None) => (BAD, "NOT WORTH IT", self.of_none()),
            },
        };
        let sentence = [front, self.for_goals(), self.first_lesson()];
        let sentence: Vec<String> = sentence.into_iter().filter(|one| !one.is_empty()).collect();
        let sentence = folded(&sentence.join(" "), word.len() + 2);
        format!("{style}{word}{style:#}  {sentence}\n")
    }

    /// What one more of something brings.
    fn gain(&self, place: usize) -> String {
        let (resource, by) = (&self.resources[place], &self.worth.valued[place].by);
        let unit = match self.worth.criterion.unit {
            "share" => String::new(),
            unit => format!(" {unit}"),
        };
        format!(
            "{}: {}{unit} of {} ({} to {}){}",
            resource.what,
            self.signed(by.difference),
            self.criterion(),
            self.signed(by.interval.low),
            self.signed(by.interval.high),
            if resource.is_free {
                ", before its own price"
            } else {
                ""
            }
        )
    }

    fn of_best(&self, place: usize) -> String {
        let (free, all) = (self.free(), self.worth.valued.len());
        let others = match self.worth.count(Rank::Worth) - free {
            1 => "this alone is".to_owned(),
            more => format!("{more} are"),
        };
        let before = match free {
            0 => String::new(),
            1 => ", and 1 more brings something before its own price".to_owned(),
            more => format!(", and {more} more bring something before their own price"),
        };
        let gain = self.gain(place);
        format!("{gain}. With 95% confidence {others} worth it{before}, of {all}.")
    }

    /// How many bring more than they cost as far as the file tells, which does not tell what they cost.
    fn free(&self) -> usize {
        let both = self.resources.iter().zip(&self.worth.valued);
        both.filter(|(resource, valued)| resource.is_free && valued.rank == Rank::Worth)
            .count()
    }

    fn of_free(&self, place: usize) -> String {
        let (free, all) = (self.free(), self.worth.valued.len());
        let (it, brings) = if free == 1 {
            ("it", "this alone brings")
        } else {
            ("they", "such bring")
        };
        let count = if free == 1 {
            String::new()
        } else {
            format!("{free} ")
        };
        let gain = self.gain(place);
        format!(
            "{gain}. With 95% confidence {count}{brings} something, of {all}; whether {it} cost less the file does not say."
        )
    }

    fn of_nearest(&self, place: usize) -> String {
        let (all, gain) = (self.worth.valued.len(), self.gain(place));
        let needed = self.needed(&self.worth.valued[place].by);
        format!("none of {all} is surely worth it. In front is {gain}.{needed}")
    }

    fn of_none(&self) -> String {
        let (all, by) = (self.worth.valued.len(), self.criterion());
        format!(
            "with 95% confidence one more of anything makes {by} no better, whichever of {all}."
        )
    }

    /// How many worlds would tell that it is better, if it is as much better as it seems; a fifth more, as it seems so only.
    fn needed(&self, gap: &Gap) -> String {
        if (gap.difference > 0.0) != (self.worth.criterion.better == Better::More) {
            return String::new();
        }
        let half = gap.interval.half_width();
        let ratio = half / gap.difference.abs();
        let worlds = (self.worth.replications as f64 * ratio * ratio * 1.2).ceil();
        if !worlds.is_finite() || worlds > 1e9 {
            return String::new();
        }
        let worlds = rounded_up(worlds as usize);
        format!(
            " About {} worlds would tell: --replications {worlds}.",
            whole(worlds as f64)
        )
    }

    /// What helps the goals most that are not surely met.
    fn for_goals(&self) -> String {
        let worth = self.worth;
        let mut parts = Vec::new();
        for goal in self.goals() {
            let verdict = &worth.verdicts[goal];
            if verdict.met == Met::Yes {
                continue;
            }
            let id = &verdict.goal.id;
            let state = match verdict.met {
                Met::No => "is not met",
                _ => "may not be met",
            };
            let towards = |place: usize| {
                let difference = worth.valued[place].goals[goal].difference;
                match (verdict.goal.with_probability, verdict.goal.bound) {
                    (None, Bound::AtMost(_)) => -difference,
                    _ => difference,
                }
            };
            let sure = (0..worth.valued.len()).filter(|&place| {
                let gap = &worth.valued[place].goals[goal];
                !gap.same && gap.sure != Ordering::Equal && towards(place) > 0.0
            });
            let best = sure.max_by(|&a, &b| towards(a).total_cmp(&towards(b)).then(b.cmp(&a)));
            parts.push(match best {
                None => format!("{id} {state}, and nothing here surely helps it"),
                Some(place) => {
                    let gap = &worth.valued[place].goals[goal];
                    let more = signed(gap.difference, self.unit_of(&verdict.goal));
                    let what = &self.resources[place].what;
                    format!("{id} {state}: {what} helps most ({more})")
                }
            });
        }
        let open = worth
            .verdicts
            .iter()
            .filter(|one| one.met != Met::Yes)
            .count();
        match (parts.len(), open - parts.len()) {
            (0, _) => String::new(),
            (_, 0) => format!("The goal {}.", parts.join("; the goal ")),
            (_, more) => format!(
                "The goal {}; {more} more are not surely met (--json).",
                parts.join("; the goal ")
            ),
        }
    }
}
