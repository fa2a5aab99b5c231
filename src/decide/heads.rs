//! How many people a queue needs hour by hour, so that a share of what comes is answered within a time.
//!
//! The load comes from worlds that were played. Each hour has its mean over the worlds, raised as its day is in a bad
//! world: by the 90% quantile of the day's work over its mean. The heads of an hour are the fewest that answer the share in
//! time if that load went on for long (Erlang's formulas); an hour with hardly any contacts has none. Then the same worlds
//! are played with these heads. Where less than nine worlds in ten reach the share, each hour that falls short of it in
//! the worlds that do not gets one head more, and so on for a few rounds.

use super::CONFIDENCE;
use crate::stats::{Mean, Share, point_rank, ratio, wilson};
use crate::theory::{Queue, erlang::fewest_heads};

/// The share of worlds in which the target is to be reached, and the quantile that is a bad world.
pub const BAD: f64 = 0.9;

/// The most worlds that heads are tried in, and the fewest of a run that has as many.
const WORLDS: (usize, usize) = (100, 20);

/// How many worlds of a run heads are tried in, the first ones: playing them once more is to cost little.
pub fn worlds_of(run: usize) -> usize {
    (run / 5).clamp(WORLDS.1, WORLDS.0).min(run)
}

/// How often the worlds are played at most.
const MOST_ROUNDS: usize = 4;

/// Contacts in an hour for which nobody need sit there.
const HARDLY_ANY: f64 = 0.1;

/// Hours that are not sized, nor shown in a series: contacts by hour, one list a world.
pub type ByWorld = Vec<Vec<f64>>;

/// What is wanted of a queue. Times in minutes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Target {
    /// An answer within this time is in time.
    pub within: f64,
    /// The share that is to be.
    pub share: f64,
    /// What one head does at once.
    pub at_once: u32,
    /// How long people wait on average; without end where left out.
    pub patience: Option<f64>,
}

/// What came in worlds that were played, by hour.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Came {
    /// Contacts.
    pub contacts: ByWorld,
    /// Minutes of work they brought.
    pub work: ByWorld,
    /// Contacts answered in time.
    pub in_time: ByWorld,
}

/// The heads needed by hour, as tried.
#[derive(Clone, Debug, PartialEq)]
pub struct Heads {
    /// What is wanted.
    pub target: Target,
    /// By hour.
    pub by_hour: Vec<u32>,
    /// How often the worlds were played.
    pub rounds: usize,
    /// The share answered in time, over all contacts of all worlds.
    pub in_time: Mean,
    /// In which share of the worlds the target is reached.
    pub reached: Share,
}

impl Heads {
    /// Sizes by what came, and tries: `play` plays the same worlds with heads by hour. `day_of` tells the day of each hour.
    ///
    /// # Errors
    ///
    /// When playing fails.
    pub fn find<E>(
        target: Target,
        came: &Came,
        day_of: &[usize],
        mut play: impl FnMut(&[u32]) -> Result<Came, E>,
    ) -> Result<Self, E> {
        let mut by_hour = first_guess(target, came, day_of);
        let mut rounds = 0;
        loop {
            rounds += 1;
            let tried = play(&by_hour)?;
            let (all, in_time) = (totals(&tried.contacts), totals(&tried.in_time));
            let short: Vec<usize> = (0..all.len())
                .filter(|&world| in_time[world] < target.share * all[world])
                .collect();
            let reached = wilson(all.len() - short.len(), all.len(), CONFIDENCE);
            if reached.estimate >= BAD || rounds == MOST_ROUNDS {
                return Ok(Self {
                    target,
                    by_hour,
                    rounds,
                    in_time: ratio(&in_time, &all, CONFIDENCE),
                    reached,
                });
            }
            raise(&mut by_hour, target, &tried, &short);
        }
    }

    /// The most heads in an hour of a day.
    pub fn most(&self, day_of: &[usize], day: usize) -> u32 {
        let hours = self.by_hour.iter().zip(day_of);
        let of_day = hours.filter(|&(_, &of)| of == day);
        of_day.map(|(&heads, _)| heads).max().unwrap_or(0)
    }
}

/// The heads that formulas call for.
fn first_guess(target: Target, came: &Came, day_of: &[usize]) -> Vec<u32> {
    let factors = bad_days(&came.work, day_of);
    let mean = |by_world: &ByWorld, hour: usize| {
        let sum: f64 = by_world.iter().map(|hours| hours[hour]).sum();
        sum / by_world.len().max(1) as f64
    };
    let hours = day_of.iter().enumerate();
    hours
        .map(|(hour, &day)| {
            let (contacts, work) = (mean(&came.contacts, hour), mean(&came.work, hour));
            let factor = factors[day];
            if contacts * factor < HARDLY_ANY {
                return 0;
            }
            let queue = Queue {
                servers: 0,
                rate: contacts * factor / 60.0,
                work: work / contacts,
                patience: target.patience,
            };
            fewest_heads(queue, target.at_once, (target.within, target.share))
        })
        .collect()
}

/// By day: the work of a bad world in means.
fn bad_days(work: &ByWorld, day_of: &[usize]) -> Vec<f64> {
    let days = day_of.last().map_or(0, |&day| day + 1);
    let mut sums = vec![Vec::with_capacity(work.len()); days];
    for world in work {
        let mut of_world = vec![0.0; days];
        for (&day, work) in day_of.iter().zip(world) {
            of_world[day] += work;
        }
        sums.iter_mut()
            .zip(of_world)
            .for_each(|(sums, of_world)| sums.push(of_world));
    }
    let factor = |mut sums: Vec<f64>| {
        sums.sort_unstable_by(f64::total_cmp);
        let bad = sums.get(point_rank(sums.len(), BAD).saturating_sub(1));
        let mean = sums.iter().sum::<f64>() / sums.len().max(1) as f64;
        bad.map_or(1.0, |bad| (bad / mean).max(1.0))
    };
    sums.into_iter().map(factor).collect()
}

/// One head more wherever the worlds that fall short do so.
fn raise(by_hour: &mut [u32], target: Target, tried: &Came, short: &[usize]) {
    for (hour, heads) in by_hour.iter_mut().enumerate() {
        let sum = |of: &ByWorld| short.iter().map(|&world| of[world][hour]).sum::<f64>();
        if sum(&tried.in_time) < target.share * sum(&tried.contacts) {
            *heads += 1;
        }
    }
}

fn totals(by_world: &ByWorld) -> Vec<f64> {
    by_world.iter().map(|hours| hours.iter().sum()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TARGET: Target = Target {
        within: 20.0 / 60.0,
        share: 0.8,
        at_once: 1,
        patience: None,
    };

    fn came(contacts: &[f64], in_time: f64) -> Came {
        let of = |factor: f64| vec![contacts.iter().map(|n| n * factor).collect(); 10];
        Came {
            contacts: of(1.0),
            work: of(3.0),
            in_time: of(in_time),
        }
    }

    /// 200 calls an hour of 3 minutes: 14 people; 0.05 calls: nobody.
    #[test]
    fn the_first_guess_is_erlangs() {
        let all = came(&[200.0, 0.05, 200.0], 0.9);
        let heads = Heads::find(TARGET, &all, &[0, 0, 1], |_| Ok::<_, ()>(all.clone()));
        let heads = heads.expect("played");
        assert_eq!(heads.by_hour, [14, 0, 14]);
        assert_eq!((heads.rounds, heads.reached.estimate), (1, 1.0));
        assert!((heads.in_time.mean - 0.9).abs() < 1e-12);
        assert_eq!(
            (heads.most(&[0, 0, 1], 0), heads.most(&[0, 0, 1], 2)),
            (14, 0)
        );
    }

    /// Two worlds of ten with twice the contacts: the 90% quantile of the day is 2 ÷ 1.2 of its mean.
    #[test]
    fn a_bad_day_raises_its_hours() {
        let mut all = came(&[200.0, 200.0], 0.9);
        for world in 0..2 {
            all.work[world][1] *= 2.0;
            all.contacts[world][1] *= 2.0;
        }
        let heads = first_guess(TARGET, &all, &[0, 1]);
        let queue = Queue {
            servers: 0,
            rate: 400.0 / 60.0,
            work: 3.0,
            patience: None,
        };
        assert_eq!(heads, [14, fewest_heads(queue, 1, (20.0 / 60.0, 0.8))]);
    }

    /// Where the hours of the worlds that fall short do, heads are added, until enough worlds reach the target or it has
    /// been tried often enough.
    #[test]
    fn heads_are_raised_where_playing_falls_short() {
        let all = came(&[200.0, 200.0], 0.9);
        let tries = |enough: u32| {
            let play = |heads: &[u32]| {
                let mut tried = all.clone();
                for world in &mut tried.in_time[..3] {
                    world[0] = if heads[0] < enough { 0.0 } else { 180.0 };
                }
                Ok::<_, ()>(tried)
            };
            Heads::find(TARGET, &all, &[0, 0], play).expect("played")
        };
        let heads = tries(16);
        assert_eq!((heads.by_hour, heads.rounds), (vec![16, 14], 3));
        assert_eq!(heads.reached.k, 10);
        let never = tries(99);
        assert_eq!((never.by_hour, never.rounds), (vec![17, 14], 4));
        assert_eq!(never.reached.k, 7);
    }
}
