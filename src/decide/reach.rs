//! What would have to be true: the factors on one thing at which a probability is reached, all else as planned.

use crate::stats::Share;
use std::collections::BTreeMap;

/// How far a factor is looked for.
pub const BOUNDS: (f64, f64) = (0.1, 10.0);

/// Factors that are tried on each side of the plan, out to the bounds, each by the same part away from the one before: a
/// probability that is reached only between two of them (a third apart) is not found.
const STEPS: usize = 8;

/// So many factors are tried, the plan's 1 among them.
pub const TRIED: usize = 2 * STEPS + 1;

/// An end is found when its bounds differ by no more than this.
const NEAR: f64 = 1.004;

/// Factors around one another at which the probability is reached, those nearest to the plan.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Needed {
    /// The end nearest to the plan (the lower one where the plan itself does and less does not): the probability estimated
    /// is what was asked there.
    pub factor: f64,
    /// Whether it is the least factor that does; else it is the most.
    pub is_least: bool,
    /// The other end, where the probability falls again; none = it does not up to the bound.
    pub until: Option<f64>,
    /// The end as it may be: the upper end of Wilson's interval reaches what was asked from here on; none = at all factors
    /// tried beyond.
    pub might: Option<f64>,
    /// The end as it surely (95%) is: the lower end reaches it from here on; none = at none of these factors.
    pub does: Option<f64>,
    /// The probability at the factor.
    pub share: Share,
}

/// What came of looking for a factor.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Reach {
    /// These factors.
    At(Needed),
    /// It is reached at all factors that were tried; the least probability seen is this.
    Always(Share),
    /// It is reached at none of them; the largest probability seen is this, at this factor.
    Never(Share, f64),
}

/// A factor that is tried.
fn factor(step: usize) -> f64 {
    let away = step as f64 - STEPS as f64;
    libm::pow(BOUNDS.1, away / STEPS as f64)
}

/// Looks on both sides of the plan for the factors at which a probability is at least what was asked, nearest to the plan.
/// `share_at` plays the plan with a factor, in the same worlds every time.
///
/// # Errors
///
/// Those of `share_at`.
pub fn reach<E>(wanted: f64, share_at: impl FnMut(f64) -> Result<Share, E>) -> Result<Reach, E> {
    let mut search = Search {
        wanted,
        share_at,
        seen: BTreeMap::new(),
    };
    let mut shares = Vec::with_capacity(TRIED);
    for step in 0..TRIED {
        shares.push(search.at(factor(step))?);
    }
    let does = |step: usize| shares[step].estimate >= wanted;
    // The nearer the better; of two that are as near, more of it.
    let nearest = (0..=STEPS).find_map(|away| {
        let both = [STEPS + away, STEPS - away];
        both.into_iter().find(|&step| does(step))
    });
    let extreme = |better: fn(f64, f64) -> bool| {
        let best = |one: usize, other: usize| {
            let is_better = better(shares[other].estimate, shares[one].estimate);
            if is_better { other } else { one }
        };
        (0..TRIED).reduce(best).unwrap_or(STEPS)
    };
    let Some(nearest) = nearest else {
        let most = extreme(|one, other| one > other);
        return Ok(Reach::Never(shares[most], factor(most)));
    };
    let low = (0..=nearest).rev().take_while(|&step| does(step)).last();
    let high = (nearest..TRIED).take_while(|&step| does(step)).last();
    let (low, high) = (low.unwrap_or(nearest), high.unwrap_or(nearest));
    if (low, high) == (0, TRIED - 1) {
        let least = extreme(|one, other| one < other);
        return Ok(Reach::Always(shares[least]));
    }
    // Where the plan does, less of it is asked for, as far as that ends anywhere.
    let is_least = if (low..=high).contains(&STEPS) {
        low > 0
    } else {
        low > STEPS
    };
    search.needed((low, high), is_least).map(Reach::At)
}

/// A search that goes on.
struct Search<F> {
    wanted: f64,
    share_at: F,
    seen: BTreeMap<u64, Share>,
}

impl<E, F: FnMut(f64) -> Result<Share, E>> Search<F> {
    fn at(&mut self, factor: f64) -> Result<Share, E> {
        if let Some(share) = self.seen.get(&factor.to_bits()) {
            return Ok(*share);
        }
        let share = (self.share_at)(factor)?;
        self.seen.insert(factor.to_bits(), share);
        Ok(share)
    }

    /// The ends of the factors that do, from one step to another.
    fn needed(&mut self, (low, high): (usize, usize), is_least: bool) -> Result<Needed, E> {
        let (near, far) = if is_least { (low, high) } else { (high, low) };
        let estimate = |share: &Share| share.estimate;
        let at = self.end(near, !is_least, estimate)?.unwrap_or(factor(near));
        let until = self.end(far, is_least, estimate)?;
        // Further out the upper end of the interval may still reach it; the lower end does from further in.
        let might = self.end(near, !is_least, |share| share.interval.high)?;
        let mut does = None;
        let mut inwards = near;
        while (low..=high).contains(&inwards) {
            if self.at(factor(inwards))?.interval.low >= self.wanted {
                let sure = self.end(inwards, !is_least, |share| share.interval.low)?;
                does = Some(sure.unwrap_or(factor(inwards)));
                break;
            }
            inwards = if is_least {
                inwards + 1
            } else {
                inwards.wrapping_sub(1)
            };
        }
        Ok(Needed {
            factor: at,
            is_least,
            until,
            might,
            does,
            share: self.at(at)?,
        })
    }

    /// From a step at which a number of the probability is large enough, up or down: the last factor at which it is; none
    /// where it is all the way.
    fn end(
        &mut self,
        from: usize,
        upwards: bool,
        number: fn(&Share) -> f64,
    ) -> Result<Option<f64>, E> {
        let (mut inside, mut step) = (factor(from), from);
        let mut outside = loop {
            step = if upwards {
                step + 1
            } else {
                step.wrapping_sub(1)
            };
            if step >= TRIED {
                return Ok(None);
            }
            if number(&self.at(factor(step))?) < self.wanted {
                break factor(step);
            }
            inside = factor(step);
        };
        while (outside / inside).max(inside / outside) > NEAR {
            let middle = (inside * outside).sqrt();
            if number(&self.at(middle)?) >= self.wanted {
                inside = middle;
            } else {
                outside = middle;
            }
        }
        Ok(Some(inside))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::wilson;

    /// Of 10,000 worlds, those in which the factor is one of the world's.
    fn share(does: impl Fn(f64, f64) -> bool) -> impl FnMut(f64) -> Result<Share, ()> {
        move |factor| {
            let worlds = (1..=10_000).filter(|&n| does(factor, f64::from(n) / 10_000.0));
            Ok(wilson(worlds.count(), 10_000, 0.95))
        }
    }

    fn needed(wanted: f64, does: impl Fn(f64, f64) -> bool) -> Needed {
        match reach(wanted, share(does)) {
            Ok(Reach::At(needed)) => needed,
            other => panic!("{other:?}"),
        }
    }

    fn is_near(factor: f64, exact: f64) -> bool {
        (factor / exact - 1.0).abs() < 0.005
    }

    #[test]
    fn the_factor_is_the_quantile() {
        // Reached in 80% of worlds at 0.5 + 0.8 · 2 = 2.1, in 20% at 0.9.
        for (wanted, factor) in [(0.8, 2.1), (0.2, 0.9)] {
            let found = needed(wanted, |factor, u| factor >= 0.5 + 2.0 * u);
            assert!(is_near(found.factor, factor) && found.is_least, "{found:?}");
            assert_eq!(found.until, None);
            // Half-width of the probability: 0.0078, of which a factor's is twice as large.
            let (might, does) = (found.might.expect("a bound"), found.does.expect("a bound"));
            assert!(might < found.factor && found.factor < does);
            assert!((does - might - 4.0 * 0.0078).abs() < 0.02, "{found:?}");
        }
    }

    /// What helps and then hurts: reached between 0.3 and 0.6 (less than planned), or between 1.7 and 3 (more), or around
    /// the plan.
    #[test]
    fn both_sides_are_looked_at() {
        for (low, high, is_least) in [
            (0.3, 0.6, false),
            (1.7, 3.0, true),
            (0.8, 1.4, true),
            (0.01, 1.2, false),
        ] {
            let found = needed(0.8, |factor, _| (low..=high).contains(&factor));
            let (near, far) = if is_least { (low, high) } else { (high, low) };
            assert_eq!(found.is_least, is_least);
            assert!(is_near(found.factor, near), "{found:?}");
            let until = found.until.filter(|&until| is_near(until, far));
            assert_eq!(until.is_some(), far > BOUNDS.0, "{found:?}");
        }
        // Of both sides the nearer one.
        let found = needed(0.8, |factor, _| factor <= 0.7 || factor >= 5.0);
        assert!(is_near(found.factor, 0.7) && !found.is_least);
        assert_eq!(found.until, None);
    }

    #[test]
    fn bounds_are_told() {
        let never = |_: f64, _: f64| false;
        assert!(matches!(reach(0.8, share(never)), Ok(Reach::Never(share, _)) if share.k == 0));
        assert!(
            matches!(reach(0.8, share(|_, _| true)), Ok(Reach::Always(share)) if share.k == 10_000)
        );
        // A third of the worlds lies within the bounds, most of all at the upper one.
        assert!(matches!(
            reach(0.8, share(|factor, u| factor >= 30.0 * u)),
            Ok(Reach::Never(share, at)) if share.k == 3333 && at == BOUNDS.1
        ));
        let failing = |_: f64| Err("stopped");
        assert_eq!(reach(0.8, failing), Err("stopped"));
        assert_eq!(
            [factor(0), factor(STEPS), factor(TRIED - 1)],
            [0.1, 1.0, 10.0]
        );
    }
}
