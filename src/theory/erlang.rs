//! Queues in balance: Poisson arrivals, exponential work, equal servers, and people who wait without end or leave.
//!
//! Sources: A. K. Erlang (1917) for what is called B and C; C. Palm (1957) for A, in the form of F. Baccelli and
//! G. Hebuterne (1981), as told by A. Mandelbaum and S. Zeltyn, "Service engineering in action" (2007), section 3.

/// A queue that has gone on for long. Times in minutes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Queue {
    /// Servers; a person with several chats open is as many.
    pub servers: u32,
    /// Arrivals a minute.
    pub rate: f64,
    /// Mean work.
    pub work: f64,
    /// Mean patience, exponential; without end where left out.
    pub patience: Option<f64>,
}

/// Steps of Simpson's rule.
const STEPS: u32 = 2000;

/// What is left out beyond the last point of an integral is less than e to the minus this, of the largest value.
const TAIL: f64 = 40.0;

impl Queue {
    /// Servers busy if there were enough of them: rate × work, in Erlang.
    pub fn offered(&self) -> f64 {
        self.rate * self.work
    }

    /// Erlang B: the share that finds all servers busy where nobody can wait.
    ///
    /// ```
    /// use surgeplan::theory::Queue;
    /// // Ten servers and ten Erlang: 21.46% in any table.
    /// let queue = Queue { servers: 10, rate: 10.0, work: 1.0, patience: None };
    /// assert!((queue.blocked() - 0.2146).abs() < 5e-5);
    /// ```
    pub fn blocked(&self) -> f64 {
        let offered = self.offered();
        (1..=self.servers).fold(1.0, |blocked, servers| {
            offered * blocked / (f64::from(servers) + offered * blocked)
        })
    }

    /// The share that waits at all (Erlang C, or A with patience); all, where the queue grows without end.
    pub fn waits(&self) -> f64 {
        match self.patience {
            _ if self.servers == 0 => 1.0,
            Some(patience) => self.virtual_wait(patience, f64::INFINITY, |_| 1.0).1,
            None if self.offered() >= f64::from(self.servers) => 1.0,
            None => {
                let (servers, offered, blocked) =
                    (f64::from(self.servers), self.offered(), self.blocked());
                servers * blocked / (servers - offered * (1.0 - blocked))
            }
        }
    }

    /// The share that is served within a time.
    pub fn served_within(&self, time: f64) -> f64 {
        let spare = f64::from(self.servers) - self.offered();
        match self.patience {
            _ if self.servers == 0 => 0.0,
            Some(patience) => {
                let stays = |wait: f64| (-wait / patience).exp();
                let (none, served) = self.virtual_wait(patience, time, stays);
                none + served
            }
            None if spare <= 0.0 => 0.0,
            None => 1.0 - self.waits() * (-spare * time / self.work).exp(),
        }
    }

    /// The share that leaves unserved.
    pub fn abandons(&self) -> f64 {
        match self.patience {
            None => 0.0,
            Some(_) if self.servers == 0 => 1.0,
            Some(patience) => {
                let left = |wait: f64| -(-wait / patience).exp_m1();
                self.virtual_wait(patience, f64::INFINITY, left).1
            }
        }
    }

    /// The mean wait, until service or until leaving; endless where the queue grows without end.
    pub fn mean_wait(&self) -> f64 {
        let spare = f64::from(self.servers) - self.offered();
        match self.patience {
            Some(patience) => self.abandons() * patience,
            None if spare <= 0.0 => f64::INFINITY,
            None => self.waits() * self.work / spare,
        }
    }

    /// The probability that somebody who would wait for ever need not wait, and the mean of a function of the wait where
    /// he must, but not for longer than a time. With n servers, arrivals λ, work 1/μ and patience 1/θ, that wait has the density
    /// λ π exp(λ (1 − exp(−θx)) / θ − nμx), where π is the probability of n − 1 in service.
    fn virtual_wait(&self, patience: f64, time: f64, of_wait: impl Fn(f64) -> f64) -> (f64, f64) {
        if self.offered() == 0.0 {
            return (1.0, 0.0);
        }
        let offered = self.offered();
        let leaving = f64::from(self.servers) / self.work;
        // The probabilities of fewer than n in service, in those of n − 1.
        let free =
            (1..self.servers).fold(1.0, |sum, servers| 1.0 + f64::from(servers) / offered * sum);
        if free == f64::INFINITY {
            // Thousands more than the load: nobody ever waits.
            return (1.0, 0.0);
        }
        let exponent =
            |wait: f64| -self.rate * patience * (-wait / patience).exp_m1() - leaving * wait;
        let highest = patience * (self.rate / leaving).ln().max(0.0);
        let peak = exponent(highest);
        let mut beyond = TAIL / leaving;
        while exponent(highest + beyond) > peak - TAIL {
            beyond *= 2.0;
        }
        let last = highest + beyond;
        let density = |wait: f64| self.rate * (exponent(wait) - peak).exp();
        // Short patience bends the functions near 0.
        let knee = last.min(10.0 * patience);
        let integral = |to: f64, f: &dyn Fn(f64) -> f64| {
            simpson((0.0, to.min(knee)), f) + simpson((to.min(knee), to), f)
        };
        let all = integral(last, &density);
        let some = integral(last.min(time), &|wait| density(wait) * of_wait(wait));
        let none = free * (-peak).exp();
        (none / (none + all), some / (none + all))
    }
}

/// The integral of a function.
fn simpson((from, to): (f64, f64), f: &dyn Fn(f64) -> f64) -> f64 {
    let step = (to - from) / f64::from(STEPS);
    let weight = |index: u32| match index {
        0 | STEPS => 1.0,
        odd if odd % 2 == 1 => 4.0,
        _ => 2.0,
    };
    let values = (0..=STEPS).map(|index| weight(index) * f(from + f64::from(index) * step));
    values.sum::<f64>() * step / 3.0
}

/// The fewest heads with so many chats each that serve a share within a time.
///
/// ```
/// use surgeplan::theory::{Queue, erlang::fewest_heads};
/// // 100 calls in half an hour, 3 minutes each, 80% within 20 s: 14 people, as call centre tables have it.
/// let calls = Queue { servers: 0, rate: 100.0 / 30.0, work: 3.0, patience: None };
/// assert_eq!(fewest_heads(calls, 1, (20.0 / 60.0, 0.8)), 14);
/// ```
pub fn fewest_heads(queue: Queue, chats: u32, (within, share): (f64, f64)) -> u32 {
    let load = (queue.offered() / f64::from(chats)).ceil() as u32;
    let most = load.saturating_add(MOST_SPARE).min(MOST_HEADS);
    let enough = |heads: u32| {
        let servers = heads.saturating_mul(chats);
        let queue = Queue { servers, ..queue };
        queue.served_within(within) >= share
    };
    // Without patience fewer than the load never do.
    let least = match queue.patience {
        None => load.saturating_sub(1).min(most - 1),
        Some(_) => 0,
    };
    // More heads serve no fewer: from the least on in ever longer steps, then by halves.
    let (mut few, mut many) = (least, least + 1);
    while many < most && !enough(many) {
        (few, many) = (many, most.min(least + 2 * (many - least)));
    }
    while many - few > 1 {
        let middle = few + (many - few) / 2;
        *(if enough(middle) { &mut many } else { &mut few }) = middle;
    }
    many
}

/// Heads beyond the load with which whatever share but all is served at once.
const MOST_SPARE: u32 = 10_000;
/// No desk has more: then so many are told.
const MOST_HEADS: u32 = 1_000_000;

#[cfg(test)]
mod tests {
    use super::*;

    fn near(left: f64, right: f64, to: f64) {
        assert!((left - right).abs() < to, "{left}, {right}");
    }

    fn queue(servers: u32, rate: f64, work: f64, patience: Option<f64>) -> Queue {
        Queue {
            servers,
            rate,
            work,
            patience,
        }
    }

    /// Cases S01, S02a and A02a of the reference.
    #[test]
    fn the_cases_of_the_reference() {
        let one = queue(1, 48.0 / 60.0, 1.0, None);
        near(one.mean_wait(), 4.0, 1e-9);
        near(1.0 - one.served_within(10.0), 0.108_268_226_59, 1e-9);
        let three = queue(3, 2.0, 1.2, None);
        near(three.waits(), 0.647_191_011_24, 1e-9);
        near(three.mean_wait(), 1.294_382_022_5, 1e-9);
        near(1.0 - three.served_within(2.0), 0.238_088_267_54, 1e-9);
        let impatient = queue(3, 28.0 / 60.0, 6.0, Some(10.0));
        near(impatient.abandons(), 0.173_570_033_95, 1e-7);
        near(impatient.waits(), 0.577_005_602_72, 1e-7);
        near(impatient.mean_wait(), 1.735_700_339_5, 1e-6);
        near(impatient.served_within(2.0), 0.594_209_327, 1e-7);
        near(impatient.served_within(1.0 / 3.0), 0.455_646_090_16, 1e-7);
    }

    /// With endless patience A is C; with none it is B.
    #[test]
    fn erlang_a_lies_between_c_and_b() {
        let (patient, endless) = (queue(4, 0.5, 6.0, Some(1e6)), queue(4, 0.5, 6.0, None));
        near(patient.waits(), endless.waits(), 1e-3);
        near(patient.served_within(3.0), endless.served_within(3.0), 1e-3);
        let hasty = queue(4, 0.5, 6.0, Some(1e-3));
        near(hasty.abandons(), hasty.blocked(), 1e-3);
    }

    /// Against the balance of births and deaths, added up state by state.
    #[test]
    fn erlang_a_is_its_birth_and_death_process() {
        for (servers, rate, work, patience) in [
            (1, 0.2, 6.0, 3.0),
            (5, 2.0, 4.0, 20.0),
            (40, 12.0, 3.0, 2.0),
            (10, 5.0, 6.0, 60.0),
        ] {
            let queue = queue(servers, rate, work, Some(patience));
            let (mut state, mut sum, mut waiting, mut busy) = (1.0, 1.0, 0.0, 0.0);
            for there in 1..4000_u32 {
                let left = there.saturating_sub(servers);
                state *= rate / (f64::from(there - left) / work + f64::from(left) / patience);
                sum += state;
                waiting += f64::from(left) * state;
                busy += if there >= servers { state } else { 0.0 };
            }
            near(queue.abandons(), waiting / sum / patience / rate, 1e-5);
            near(queue.waits(), busy / sum, 1e-5);
        }
    }

    #[test]
    fn nobody_and_too_few() {
        let none = queue(0, 1.0, 3.0, None);
        assert!(none.waits() == 1.0 && none.served_within(9.0) == 0.0);
        let thousands = Queue {
            servers: 5000,
            rate: 10.0,
            work: 1.0,
            patience: Some(3.0),
        };
        assert_eq!(
            (thousands.waits(), thousands.served_within(0.0)),
            (0.0, 1.0)
        );
        let few = queue(2, 1.0, 3.0, None);
        assert!(few.waits() == 1.0 && few.mean_wait().is_infinite());
        assert_eq!(queue(0, 1.0, 3.0, Some(1.0)).abandons(), 1.0);
        assert_eq!(fewest_heads(queue(0, 0.001, 1.0, None), 2, (1.0, 0.8)), 1);
        // Two chats each: half the people of one each, where these are even.
        let calls = queue(0, 100.0 / 30.0, 3.0, None);
        assert_eq!(fewest_heads(calls, 2, (20.0 / 60.0, 0.8)), 7);
    }
}
