//! Whether a probability is at least so large, by as few replications as it takes.

/// Wald's sequential test of `p ≥ q` on yes/no outcomes, with a tolerance on either side.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sprt {
    /// What a yes adds to the logarithm of the likelihood ratio.
    pub yes: f64,
    /// What a no adds to it (negative).
    pub no: f64,
    /// At this or more `p` is claimed to be at least `q − ε`; at its negative or less, at most `q + ε`.
    pub bound: f64,
}

impl Sprt {
    /// The test of `p ≤ q − ε` against `p ≥ q + ε` with both errors at most `alpha`:
    /// `LLR = k ln(p₁ / p₀) + f ln((1 − p₁) / (1 − p₀))` over `k` yes and `f` no, ended at `± ln((1 − α) / α)` (Wald 1945,
    /// Annals of Mathematical Statistics 16, 117-186). For several candidates at once divide `alpha` by their number.
    /// Between `q − ε` and `q + ε` either end is right.
    ///
    /// `None` unless `0 < q − ε`, `q + ε < 1`, `ε > 0` and `0 < alpha < ½`.
    pub fn new(q: f64, epsilon: f64, alpha: f64) -> Option<Self> {
        let (low, high) = (q - epsilon, q + epsilon);
        let sound = low > 0.0 && high < 1.0 && epsilon > 0.0 && alpha > 0.0 && alpha < 0.5;
        sound.then(|| Self {
            yes: libm::log(high / low),
            no: libm::log((1.0 - high) / (1.0 - low)),
            bound: libm::log((1.0 - alpha) / alpha),
        })
    }

    /// Reads outcomes in order until the test ends: whether `p` is large enough, and after how many; `None` when they end
    /// before.
    ///
    /// ```
    /// use surgeplan::stats::Sprt;
    /// let test = Sprt::new(0.9, 0.02, 0.05).unwrap();
    /// assert_eq!(test.run(std::iter::repeat(true).take(100)), Some((true, 67)));
    /// assert_eq!(test.run(std::iter::repeat(true).take(66)), None);
    /// ```
    pub fn run(&self, outcomes: impl IntoIterator<Item = bool>) -> Option<(bool, usize)> {
        let (mut yes, mut no) = (0.0, 0.0);
        for (index, outcome) in outcomes.into_iter().enumerate() {
            if outcome {
                yes += 1.0;
            } else {
                no += 1.0;
            }
            if let Some(answer) = self.answer(yes, no) {
                return Some((answer, index + 1));
            }
        }
        None
    }

    /// Whether `p` is large enough after so many yes and no; `None` while that is not known.
    pub fn answer(&self, yes: f64, no: f64) -> Option<bool> {
        let ratio = yes * self.yes + no * self.no;
        (ratio.abs() >= self.bound).then_some(ratio > 0.0)
    }
}
