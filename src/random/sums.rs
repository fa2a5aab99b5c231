//! Sums of independent draws as quantiles.
//!
//! What a number of orders holds together hangs on how many there are, and that hangs on the plan. So the sum is the
//! quantile of its law at a normal number of the world: the world stays the same under every plan, and more draws of
//! what is not negative never give a smaller sum.

use super::atoms::{Atom, merged};
use super::quantity::Quantity;
use super::stairs::{STEPS, Stairs, middle, step_of, weight};
use std::sync::{Arc, Mutex, PoisonError};

/// Laws of sums with so many values at most are kept value by value.
const EXACT: usize = 256;

/// Every number of draws up to this has its own law, or up to the second where all of these are exact; above, four in each
/// doubling.
const DENSE: [usize; 2] = [16, 64];
/// Laws of more draws than this, or less skewed than this, are taken from the formula.
const RECKONED: usize = 1 << 16;
const SKEWED: f64 = 0.1;
/// No more draws are asked for.
const MOST: usize = 1 << 31;

/// The laws of the sums of 0, 1, 2, ... independent draws of a quantity that is not negative.
///
/// The law of up to 16 draws is the convolution of the quantity's own, in 128 steps with the right mean; where it has few
/// values that of up to 64 draws, exactly. Above, it is that of four numbers in each doubling, and on a straight line
/// between them: which keeps the mean, and more draws from giving less. Where so many draws are hardly skewed (0.1 or
/// less), it is that of a gamma law with their mean, variance and skewness γ by the formula of Wilson and Hilferty (1931),
///
/// x = nμ + σ√n · (2 ÷ γ) · ((1 + γz ÷ 6 − γ² ÷ 36)³ − 1).
///
/// ```
/// use surgeplan::random::{Kind, Law, Quantity, Sums};
/// let sums = Sums::of(&Quantity::new(Law::lognormal(1.2, 0.3), Kind::Number));
/// assert!((sums.at(10, 0.0) - 11.9).abs() < 0.1 && sums.at(11, 0.0) > sums.at(10, 0.0));
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Sums {
    /// By number of draws up to `dense`, then four in each doubling: those before all others are in even steps.
    uneven: Vec<Stairs>,
    /// The values of the others, step by step: those of all laws, so that neighbours lie side by side.
    even: Vec<f64>,
    dense: usize,
    mean: f64,
}

impl Sums {
    /// The sums of a quantity. Their laws are made once for all that ask for those of the same quantity.
    pub fn of(quantity: &Quantity) -> Arc<Self> {
        static MADE: Mutex<Vec<(Quantity, Arc<Sums>)>> = Mutex::new(Vec::new());
        // What is in there is whole, whoever panicked beside it.
        let mut made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, sums)) = made.iter().find(|(of, _)| of == quantity) {
            return Arc::clone(sums);
        }
        let sums = Arc::new(Self::new(&quantity.atoms()));
        if made.len() == KEPT {
            made.remove(0);
        }
        made.push((quantity.clone(), Arc::clone(&sums)));
        sums
    }

    fn new(atoms: &[Atom]) -> Self {
        let moments = Moments::of(atoms);
        let mut sums = vec![vec![(0.0, 1.0)], shortened(atoms.to_vec())];
        for count in 2..=DENSE[1] {
            let sum = sum(&sums[count / 2], &sums[count - count / 2]);
            if count > DENSE[0] && sum.len() == STEPS {
                break;
            }
            sums.push(sum);
        }
        let is_exact = sums.len() > DENSE[1];
        let dense = DENSE[usize::from(is_exact)];
        sums.truncate(dense + 1);
        let counts = (1..).map(|step| quarter(dense, step));
        let counts: Vec<usize> = counts.take_while(|&count| count <= MOST).collect();
        let skewed = counts
            .iter()
            .take_while(|&&count| count <= RECKONED && moments.skewness(count).abs() > SKEWED);
        for &count in skewed {
            let half = &sums[place(dense, count / 2)];
            sums.push(sum(half, half));
        }
        let mut laws: Vec<Stairs> = sums.iter().map(|sum| Stairs::new(sum)).collect();
        for &count in &counts[laws.len() - dense - 1..] {
            laws.push(moments.stairs(count, &laws[laws.len() - 1]));
        }
        let uneven = laws.iter().rposition(|law| !law.is_even());
        let even = laws.split_off(uneven.map_or(0, |last| last + 1));
        let steps = 0..STEPS;
        Self {
            uneven: laws,
            even: steps
                .flat_map(|step| even.iter().map(move |law| law.in_step(step)))
                .collect(),
            dense,
            mean: moments.mean,
        }
    }

    /// The mean of one draw.
    pub fn mean(&self) -> f64 {
        self.mean
    }

    /// The sum of so many draws at the quantile of a standard normal number.
    #[inline]
    pub fn at(&self, count: u64, normal: f64) -> f64 {
        let count = (count as usize).min(MOST - 1);
        let place = place(self.dense, count);
        let step = step_of(normal);
        let below = self.value(place, step, normal);
        if count <= self.dense {
            return below;
        }
        let between = (1 << (count.ilog2() - 2)) - 1;
        if count & between == 0 {
            return below;
        }
        let part = (count & between) as f64 / (between + 1) as f64;
        below + part * (self.value(place + 1, step, normal) - below)
    }

    /// The value of a law at a normal number, which lies in a step.
    #[inline]
    fn value(&self, place: usize, step: usize, normal: f64) -> f64 {
        match self.uneven.get(place) {
            Some(law) => law.at(normal),
            None => self.even[step * (self.even.len() / STEPS) + place - self.uneven.len()],
        }
    }
}

/// The number of draws of the `step`-th law above the dense ones: 5/4, 6/4, 7/4, 8/4, 10/4, ... of these.
fn quarter(dense: usize, step: usize) -> usize {
    ((4 + step % 4) * (dense / 4)) << (step / 4)
}

/// The place of the law of so many draws, or of the next fewer that have one.
#[inline]
fn place(dense: usize, count: usize) -> usize {
    if count <= dense {
        return count;
    }
    let doublings = (count.ilog2() - dense.ilog2()) as usize;
    let quarters = count >> (count.ilog2() - 2);
    dense + 4 * doublings + quarters - 4
}

/// So many quantities have their laws kept: a scenario has one.
const KEPT: usize = 16;

/// Mean, standard deviation and skewness of one draw, and its bounds.
#[derive(Clone, Copy, Debug)]
struct Moments {
    mean: f64,
    sd: f64,
    skewness: f64,
    least: f64,
    most: f64,
}

impl Moments {
    fn of(atoms: &[Atom]) -> Self {
        let mean: f64 = atoms.iter().map(|(value, weight)| value * weight).sum();
        let about = |power: i32| -> f64 {
            let each = atoms.iter();
            each.map(|(value, weight)| (value - mean).powi(power) * weight)
                .sum()
        };
        let sd = about(2).sqrt();
        Self {
            mean,
            sd,
            skewness: if sd > 0.0 { about(3) / sd.powi(3) } else { 0.0 },
            least: atoms.first().map_or(0.0, |atom| atom.0),
            most: atoms.last().map_or(0.0, |atom| atom.0),
        }
    }

    /// The skewness of the sum of so many draws.
    fn skewness(&self, count: usize) -> f64 {
        self.skewness / (count as f64).sqrt()
    }

    /// The law of the sum of so many draws by the formula, nowhere below that of fewer draws.
    fn stairs(&self, count: usize, before: &Stairs) -> Stairs {
        let n = count as f64;
        let skewness = self.skewness(count);
        let value = |z: f64| {
            let part = if skewness.abs() < 1e-6 {
                z
            } else {
                let root = 1.0 + skewness * (z / 6.0 - skewness / 36.0);
                2.0 / skewness * (root * root * root - 1.0)
            };
            let sum = n * self.mean + self.sd * n.sqrt() * part;
            sum.clamp(n * self.least, n * self.most).max(before.at(z))
        };
        let steps = (0..STEPS).map(|step| (value(middle(step)), weight(step)));
        Stairs::new(&steps.collect::<Vec<Atom>>())
    }
}

/// The sum of two independent draws of laws.
fn sum(one: &[Atom], other: &[Atom]) -> Vec<Atom> {
    let pairs = one.iter().flat_map(|a| {
        let others = other.iter();
        others.map(move |b| (a.0 + b.0, a.1 * b.1))
    });
    shortened(merged(pairs.collect()))
}

/// A law with too many values as the means of its steps.
fn shortened(atoms: Vec<Atom>) -> Vec<Atom> {
    if atoms.len() <= EXACT {
        return atoms;
    }
    let mut steps = Vec::with_capacity(STEPS);
    let (mut here, mut room) = ((0.0, 0.0), weight(0));
    for (value, mut left) in atoms {
        while left > 0.0 {
            let is_last = steps.len() + 1 == STEPS;
            let part = if is_last { left } else { left.min(room) };
            here = (here.0 + part * value, here.1 + part);
            (left, room) = (left - part, room - part);
            if room <= 0.0 && !is_last {
                steps.push((here.0 / here.1, here.1));
                (here, room) = ((0.0, 0.0), weight(steps.len()));
            }
        }
    }
    if here.1 > 0.0 {
        steps.push((here.0 / here.1, here.1));
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::listed::Discrete;
    use crate::random::{Kind, Law};
    use crate::stats::normal_quantile;

    fn sums(law: Law) -> Arc<Sums> {
        Sums::of(&Quantity::new(law, Kind::Number))
    }

    fn two() -> Law {
        Law::Discrete(Discrete::new(&[1.0, 20.0], &[95.0, 5.0]).expect("values"))
    }

    /// Normal numbers from −7 to 7.
    fn normals() -> impl Iterator<Item = f64> {
        (-1400..=1400).map(|z| f64::from(z) / 200.0)
    }

    /// Of n orders k hold 20 pieces, with the probability of the binomial law.
    #[test]
    fn few_draws_of_few_values_are_exact() {
        let sums = sums(two());
        for n in 0..=64u64 {
            for z in normals() {
                let u = 0.5 * libm::erfc(-z / std::f64::consts::SQRT_2);
                let (mut share, mut k) = (0.95f64.powi(n as i32), 0);
                let mut below = share;
                while below <= u && k < n {
                    share *= (n - k) as f64 / (k + 1) as f64 * (0.05 / 0.95);
                    below += share;
                    k += 1;
                }
                let exact = (n + 19 * k) as f64;
                let near = (below - u).abs().min((below - share - u).abs()) < 1e-13;
                assert!(sums.at(n, z) == exact || near, "{n}, {z}: {exact}");
            }
        }
    }

    #[test]
    fn more_draws_never_give_less() {
        let beta = Law::pert(0.0, 0.1, 4.0);
        for law in [
            two(),
            Law::lognormal(1.2, 0.3),
            Law::lognormal(3.0, 5.0),
            beta,
        ] {
            let least = law.support().0;
            let sums = sums(law);
            let many = (0..300).chain((9..27).flat_map(|n| (1 << n) - 3..(1 << n) + 3));
            for z in normals().step_by(20) {
                let mut last = 0.0;
                for n in many.clone() {
                    let sum = sums.at(n, z);
                    assert!(sum >= last * (1.0 - 1e-12), "{n}, {z}: {sum} after {last}");
                    assert!(sum >= n as f64 * least * (1.0 - 1e-12), "{n}, {z}: {sum}");
                    last = sum;
                }
            }
        }
    }

    /// The sum of n draws has the mean nμ, the variance nσ² and the skewness γ ÷ √n, but for what 128 steps lose.
    #[test]
    fn sums_have_the_moments_of_sums() {
        let three = Discrete::new(&[1.0, 2.0, 3.0], &[88.0, 10.0, 2.0]).expect("values");
        // Law, and what its standard deviation and its skewness may be short of.
        for (law, sd_short, skewness_short) in [
            (two(), 0.006, 0.04),
            (Law::Discrete(three), 0.004, 0.01),
            (Law::lognormal(1.2, 0.3), 0.004, 0.003),
            (Law::gamma(2.0, 0.8), 0.004, 0.003),
            (Law::lognormal(2.0, 1.5), 0.006, 0.01),
            (Law::lognormal(3.0, 5.0), 0.015, 0.22),
        ] {
            let moments = Moments::of(&law.atoms());
            let sums = sums(law.clone());
            for n in [1, 2, 5, 16, 17, 30, 64, 90, 300, 1000, 30_000, 1_000_000] {
                let step = 1e-3;
                let weight = |z: f64| libm::exp(-z * z / 2.0);
                let points = (-8500..8500).map(|z| (f64::from(z) + 0.5) * step);
                let each = points.map(|z| (sums.at(n, z), weight(z)));
                let found = Moments::of(&merged(each.collect()));
                let near = |found: f64, exact: f64, short: f64| {
                    assert!(
                        (found / exact - 1.0).abs() < short,
                        "{law:?}, {n}: {found}, not {exact}"
                    );
                };
                let count = n as usize;
                near(found.mean, n as f64 * moments.mean, 3e-4);
                near(found.sd, (n as f64).sqrt() * moments.sd, sd_short);
                near(found.skewness, moments.skewness(count), skewness_short);
            }
        }
    }

    /// Ten draws of a lognormal law of cv 1.5, against ten thousand times ten that are drawn.
    #[test]
    fn sums_lie_where_drawn_ones_do() {
        use crate::random::{Address, WorldKey};
        let law = Law::lognormal(2.0, 1.5);
        let sums = sums(law.clone());
        let mut stream = WorldKey::new(3, 0).stream(Address::purpose("test"));
        let mut drawn: Vec<f64> = (0..40_000)
            .map(|_| (0..10).map(|_| law.sample(&mut stream)).sum())
            .collect();
        drawn.sort_by(f64::total_cmp);
        for u in [0.02, 0.1, 0.3, 0.5, 0.7, 0.9, 0.98] {
            let reckoned = sums.at(10, normal_quantile(u));
            let below = drawn.partition_point(|&one| one < reckoned) as f64 / 40_000.0;
            // Four standard errors, and half a step of 0.09 of the normal number.
            let slack = 4.0 * (u * (1.0 - u) / 40_000.0).sqrt() + 0.02;
            assert!((below - u).abs() < slack, "{u}: {below}");
        }
    }
}
