//! What would have to be true: the factor on one thing at which a probability is reached, all else as planned.

use crate::stats::Share;
use std::collections::BTreeMap;

/// How far a factor is looked for.
pub const BOUNDS: (f64, f64) = (0.1, 10.0);

/// Factors that are tried one after another, away from the plan.
const STEPS: [f64; 7] = [1.0, 1.25, 1.6, 2.2, 3.3, 5.5, 10.0];

/// A factor is found when its bounds differ by no more than this.
const NEAR: f64 = 1.004;

/// A factor at which the probability is reached.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Needed {
    /// The factor at which the probability estimated is what was asked.
    pub factor: f64,
    /// The least factor that might do (the upper end of Wilson's interval reaches what was asked).
    pub might: f64,
    /// The factor that does at 95% (the lower end reaches it); none within the bounds.
    pub does: Option<f64>,
    /// The probability at the factor.
    pub share: Share,
}

/// What came of looking for a factor.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Reach {
    /// This factor.
    At(Needed),
    /// It is reached all the way down to the lower bound, where the probability is this.
    Always(Share),
    /// It is not reached up to the upper bound; the largest probability seen is this.
    Never(Share),
}

/// Looks for the factor nearest to the plan at which a probability crosses what was asked. `share_at` plays the plan with
/// a factor in the same worlds every time, so that the probability hardly ever falls where the factor helps.
pub fn reach<E>(
    wanted: f64,
    mut share_at: impl FnMut(f64) -> Result<Share, E>,
) -> Result<Reach, E> {
    let mut seen: BTreeMap<u64, Share> = BTreeMap::new();
    let mut at = |factor: f64| -> Result<Share, E> {
        if let Some(share) = seen.get(&factor.to_bits()) {
            return Ok(*share);
        }
        let share = share_at(factor)?;
        seen.insert(factor.to_bits(), share);
        Ok(share)
    };
    let found = crossing(wanted, &mut at, |share| share.estimate)?;
    let Some(factor) = found else {
        let (low, high) = (at(BOUNDS.0)?, at(1.0)?);
        if high.estimate >= wanted {
            return Ok(Reach::Always(low));
        }
        let best = |a: Share, b: Share| if b.estimate > a.estimate { b } else { a };
        let tried = STEPS
            .map(&mut at)
            .into_iter()
            .collect::<Result<Vec<_>, E>>()?;
        return Ok(Reach::Never(tried.into_iter().reduce(best).unwrap_or(high)));
    };
    let might = crossing(wanted, &mut at, |share| share.interval.high)?;
    let does = crossing(wanted, &mut at, |share| share.interval.low)?;
    let share = at(factor)?;
    Ok(Reach::At(Needed {
        factor,
        might: might.unwrap_or(BOUNDS.0),
        does,
        share,
    }))
}

/// The factor nearest to 1 from which a number drawn from the probability is at least what was asked.
fn crossing<E>(
    wanted: f64,
    at: &mut impl FnMut(f64) -> Result<Share, E>,
    number: fn(&Share) -> f64,
) -> Result<Option<f64>, E> {
    let upwards = number(&at(1.0)?) < wanted;
    let (mut below, mut above) = (1.0, 1.0);
    let mut found = false;
    for step in &STEPS[1..] {
        let factor = if upwards { *step } else { 1.0 / step };
        let reached = number(&at(factor)?) >= wanted;
        if reached == upwards {
            (below, above) = if upwards {
                (below, factor)
            } else {
                (factor, above)
            };
            found = true;
            break;
        }
        (below, above) = (factor, factor);
    }
    if !found {
        return Ok(None);
    }
    while above / below > NEAR {
        let middle = (below * above).sqrt();
        if number(&at(middle)?) >= wanted {
            above = middle;
        } else {
            below = middle;
        }
    }
    Ok(Some(above))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::wilson;

    /// Of 10,000 worlds, those in which the factor is at least as large as the world's number.
    fn share(edge: impl Fn(f64) -> f64) -> impl FnMut(f64) -> Result<Share, ()> {
        move |factor| {
            let worlds = (1..=10_000).filter(|&n| factor >= edge(f64::from(n) / 10_000.0));
            Ok(wilson(worlds.count(), 10_000, 0.95))
        }
    }

    #[test]
    fn the_factor_is_the_quantile() {
        // Reached in 80% of worlds at 0.5 + 0.8 · 2 = 2.1, in 20% at 0.9.
        for (wanted, factor) in [(0.8, 2.1), (0.2, 0.9)] {
            let Ok(Reach::At(needed)) = reach(wanted, share(|u| 0.5 + 2.0 * u)) else {
                panic!("a factor");
            };
            assert!((needed.factor / factor - 1.0).abs() < 0.005, "{needed:?}");
            // Half-width of the probability: 0.0078, of which a factor's is twice as large.
            let does = needed.does.expect("within the bounds");
            assert!(needed.might < needed.factor && needed.factor < does);
            assert!(
                (does - needed.might - 4.0 * 0.0078).abs() < 0.02,
                "{needed:?}"
            );
        }
    }

    #[test]
    fn bounds_are_told() {
        assert!(matches!(reach(0.8, share(|_| 20.0)), Ok(Reach::Never(share)) if share.k == 0));
        assert!(
            matches!(reach(0.8, share(|_| 0.0)), Ok(Reach::Always(share)) if share.k == 10_000)
        );
        // Two thirds of the worlds lie beyond the bounds.
        assert!(matches!(
            reach(0.8, share(|u| 30.0 * u)),
            Ok(Reach::Never(_))
        ));
        let failing = |_: f64| Err("stopped");
        assert_eq!(reach(0.8, failing), Err("stopped"));
    }
}
