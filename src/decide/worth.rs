//! What one more of each resource is worth: how the plan with it differs from the plan, in the same worlds.

use super::compare::{Contender, goal_gaps};
use super::criterion::Criterion;
use super::gap::Gap;
use super::verdict::{Verdict, judge};
use crate::model::Better;
use crate::stats::{Summary, summarise};
use std::cmp::Ordering;

/// What is known of one more of something.
#[derive(Clone, Debug, PartialEq)]
pub struct Valued {
    /// How the criterion changes.
    pub by: Gap,
    /// How each goal changes: in how often it is reached, or in its metric where it is judged on the mean.
    pub goals: Vec<Gap>,
    /// What can be claimed.
    pub rank: Rank,
}

/// What can be claimed of one more of something, all such claims together at 95%.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rank {
    /// It is surely better by the criterion.
    Worth,
    /// Neither can be claimed.
    TooClose,
    /// It changes the criterion in no world.
    Same,
    /// It is surely worse.
    NotWorth,
}

impl Rank {
    /// As shown everywhere.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Worth => "worth it",
            Self::TooClose => "too close to call",
            Self::Same => "changes nothing",
            Self::NotWorth => "not worth it",
        }
    }

    fn of(gap: &Gap, better: Better) -> Self {
        let good = match better {
            Better::More => Ordering::Greater,
            Better::Less => Ordering::Less,
        };
        match gap.sure {
            _ if gap.same => Self::Same,
            Ordering::Equal => Self::TooClose,
            sure if sure == good => Self::Worth,
            _ => Self::NotWorth,
        }
    }
}

/// What one more of each is worth.
#[derive(Clone, Debug, PartialEq)]
pub struct Worth {
    /// Replications played.
    pub replications: usize,
    /// What it is ranked by.
    pub criterion: Criterion,
    /// The plan's goals.
    pub verdicts: Vec<Verdict>,
    /// The plan's criterion; `None` where no world has one.
    pub plan: Option<Summary>,
    /// Each one's worth, in the order in which they were given.
    pub valued: Vec<Valued>,
    /// Their places by how much better they are on average, the best first.
    pub ranked: Vec<usize>,
    /// How many intervals hold together at 95%.
    pub together: usize,
}

impl Worth {
    /// Holds plans against the first. `claims` is how many resources there were to choose these from: intervals hold together
    /// at 95% for all of them and all goals (Bonferroni), so that they do for any that are chosen, by whatever.
    pub fn of(contenders: &[Contender<'_>], criterion: &Criterion, claims: usize) -> Self {
        let goals = contenders.first().map_or(0, |plan| plan.goals.len());
        let of_criterion = usize::from(criterion.goal.is_none());
        let together = claims.max(contenders.len().saturating_sub(1)) * (goals + of_criterion);
        let columns = contenders.iter().map(|one| one.of_criterion(criterion));
        let columns: Vec<Vec<f64>> = columns.collect();
        let of_goals: Vec<Vec<Option<Gap>>> = (0..goals)
            .map(|goal| goal_gaps(contenders, goal, together))
            .collect();
        let valued = (1..contenders.len()).map(|place| {
            let yes_no = criterion.is_yes_no();
            let by = Gap::new(&columns[place], &columns[0], yes_no, together);
            Valued {
                by,
                goals: of_goals.iter().filter_map(|gaps| gaps[place]).collect(),
                rank: Rank::of(&by, criterion.better),
            }
        });
        let valued: Vec<Valued> = valued.collect();
        let plan = contenders.first();
        Self {
            replications: plan.map_or(0, |plan| plan.table.rows()),
            verdicts: plan.map_or_else(Vec::new, |plan| {
                let goals = plan.goals.iter();
                goals.map(|goal| judge(goal, plan.table)).collect()
            }),
            plan: columns.first().and_then(|column| summarise(column)),
            ranked: ranked(&valued, criterion),
            criterion: criterion.clone(),
            valued,
            together,
        }
    }

    /// How many have a rank.
    pub fn count(&self, rank: Rank) -> usize {
        self.valued.iter().filter(|one| one.rank == rank).count()
    }
}

/// The places from the largest gain on; of equal gains the surer first, then the first given.
fn ranked(valued: &[Valued], criterion: &Criterion) -> Vec<usize> {
    let gain = |place: usize| match valued[place].by.difference {
        none if none.is_nan() => f64::NEG_INFINITY,
        difference => criterion.towards(difference),
    };
    let mut ranked: Vec<usize> = (0..valued.len()).collect();
    ranked.sort_by(|&a, &b| {
        let ranks = valued[a].rank.cmp(&valued[b].rank);
        gain(b).total_cmp(&gain(a)).then(ranks)
    });
    ranked
}

/// Which plans to play in all worlds, when there are more than `most` of them: those that change most in a few worlds, in
/// the criterion or in a goal. Places among `contenders`, rising; never 0, which is the plan itself.
pub fn that_matter(contenders: &[Contender<'_>], criterion: &Criterion, most: usize) -> Vec<usize> {
    let worth = Worth::of(contenders, criterion, 0);
    let size = |gap: &Gap| {
        let size = gap.difference.abs();
        if size.is_nan() { 0.0 } else { size }
    };
    let mut places: Vec<usize> = (0..worth.valued.len()).collect();
    let key = |place: usize| {
        let one = &worth.valued[place];
        let goals = one.goals.iter().filter(|gap| !gap.same).count();
        (goals, size(&one.by))
    };
    places.sort_by(|&a, &b| {
        let ((a_goals, a_by), (b_goals, b_by)) = (key(a), key(b));
        b_by.total_cmp(&a_by).then(b_goals.cmp(&a_goals))
    });
    places.truncate(most);
    places.sort_unstable();
    places.into_iter().map(|place| place + 1).collect()
}
