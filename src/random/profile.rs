//! When visitors come: arrival profiles and their Poisson draws.
//!
//! A profile says how a source's visitors spread over the sale. It is made of pieces, each with a share of the whole and
//! a shape within it that is either flat or a decaying exponential. Arrivals are a Poisson process: unit exponential
//! gaps in accumulated rate, mapped back through the profile, so that they come out sorted and exact, with no grid.

use super::law::standard_gamma;
use super::stream::{Address, Stream, WorldKey};

/// The time over which visitors come.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Window {
    /// Minutes of the civil day at the opening.
    pub opens: f64,
    /// Minutes from opening to closing.
    pub length: f64,
}

/// An arrival profile over a sale: shares that add up to 1.
#[derive(Clone, Debug, PartialEq)]
pub struct Profile {
    /// Streams of arrivals that lie over each other, each in order of time.
    layers: Vec<Vec<Piece>>,
    /// The share of the written profile that falls after the closing (and was left out).
    pub cut: f64,
}

/// A stretch of time with its share of all arrivals.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Piece {
    from: f64,
    to: f64,
    share: f64,
    /// Mean of the decaying exponential in minutes; `None` = flat.
    decay: Option<f64>,
}

impl Piece {
    /// The minute by which a fraction of the piece's arrivals have come; `fading` is [`Piece::fading`].
    #[inline]
    fn minute(&self, fraction: f64, fading: f64) -> f64 {
        match self.decay {
            None => self.from + fraction * (self.to - self.from),
            Some(mean) => self.from - mean * libm::log(1.0 - fraction * fading),
        }
    }

    /// The share of its exponential that falls within a piece.
    fn fading(&self) -> f64 {
        self.decay
            .map_or(0.0, |mean| 1.0 - libm::exp((self.from - self.to) / mean))
    }
}

/// The length of the stretches whose counts a bursty source overdisperses, in minutes.
const STRETCH: f64 = 10.0;

/// Buffers for drawing, reused from world to world.
#[derive(Clone, Debug, Default)]
pub struct ProfileBuffers {
    factors: Vec<f64>,
}

impl Profile {
    /// As many at any time as at any other.
    pub fn flat(window: Window) -> Self {
        Self::from_steps(&[(0.0, 1.0)], window).unwrap_or(Self {
            layers: Vec::new(),
            cut: 0.0,
        })
    }

    /// A rate from each time on (minutes from opening, rising, and any unit of rate), 0 before the first; `None` when no
    /// rate within the sale is positive.
    pub fn from_steps(steps: &[(f64, f64)], window: Window) -> Option<Self> {
        let mut pieces = Vec::new();
        let (mut inside, mut outside) = (0.0, 0.0);
        for (index, &(from, rate)) in steps.iter().enumerate() {
            let end = steps
                .get(index + 1)
                .map_or(window.length.max(from), |next| next.0);
            let to = end.min(window.length);
            outside += rate * (end - from.max(to)).max(0.0);
            let share = rate * (to - from).max(0.0);
            if share > 0.0 {
                inside += share;
                pieces.push(Piece {
                    from,
                    to,
                    share,
                    decay: None,
                });
            }
        }
        for piece in &mut pieces {
            piece.share /= inside;
        }
        (inside > 0.0).then(|| Self {
            layers: vec![pieces],
            cut: outside / (inside + outside),
        })
    }

    /// Rates by hour of the civil day, repeated over the sale.
    pub(super) fn from_rhythm(hours: &[f64; 24], window: Window) -> Option<Self> {
        let mut steps = Vec::new();
        let mut hour = (window.opens / 60.0).floor();
        while hour * 60.0 - window.opens < window.length {
            steps.push((
                (hour * 60.0 - window.opens).max(0.0),
                hours[hour as usize % 24],
            ));
            hour += 1.0;
        }
        Self::from_steps(&steps, window)
    }

    /// The opening burst: a share in a mix of two exponentials (each as (share of the burst, mean in minutes), cut off
    /// at the closing), the rest in a rhythm.
    pub(super) fn with_burst(burst: f64, parts: &[(f64, f64)], rest: Self, window: Window) -> Self {
        let mut layers: Vec<Vec<Piece>> = parts
            .iter()
            .filter(|(share, _)| burst * share > 0.0)
            .map(|&(share, mean)| {
                vec![Piece {
                    from: 0.0,
                    to: window.length,
                    share: burst * share,
                    decay: Some(mean),
                }]
            })
            .collect();
        if burst < 1.0 {
            layers.extend(rest.layers.into_iter().map(|mut layer| {
                for piece in &mut layer {
                    piece.share *= 1.0 - burst;
                }
                layer
            }));
        }
        Self { layers, cut: 0.0 }
    }

    /// The share of all arrivals that come between two minutes from opening.
    pub fn share_between(&self, from: f64, to: f64) -> f64 {
        let share = |piece: &Piece| {
            let (low, high) = (from.max(piece.from), to.min(piece.to));
            if high <= low {
                return 0.0;
            }
            piece.share
                * match piece.decay {
                    None => (high - low) / (piece.to - piece.from),
                    Some(mean) => {
                        let survives = |minute: f64| libm::exp((piece.from - minute) / mean);
                        (survives(low) - survives(high)) / (1.0 - survives(piece.to))
                    }
                }
        };
        self.layers.iter().flatten().map(share).sum()
    }

    /// The same profile cut at every 10 minutes, as bursty sources need it.
    #[must_use]
    pub fn in_stretches(&self) -> Self {
        let layers = self
            .layers
            .iter()
            .map(|layer| layer.iter().flat_map(stretches).collect())
            .collect();
        Self {
            layers,
            cut: self.cut,
        }
    }

    /// Draws the arrivals of a Poisson number of visitors with the given mean and passes each to `arrive` as (layer,
    /// minute from opening): layer after layer, sorted by time within each.
    ///
    /// `bursty` is variance ÷ mean of the counts in stretches of 10 minutes (1 = Poisson): above 1 each stretch's rate
    /// has a gamma factor of mean 1 and variance (bursty − 1) ÷ the stretch's mean count, which makes the counts
    /// negative binomial. Needs [`Profile::in_stretches`] when above 1.
    pub fn draw(
        &self,
        mean: f64,
        bursty: f64,
        world: (WorldKey, Address),
        buffers: &mut ProfileBuffers,
        arrive: impl FnMut(usize, f64),
    ) {
        self.draw_of("arrivals", mean, (mean, bursty), world, buffers, arrive);
    }

    /// Draws other visitors beside those of [`Profile::draw`], who came with the mean and the burstiness of `first`: a
    /// Poisson number of the given mean, in the same bursts and else by draws of their own.
    pub fn draw_others(
        &self,
        mean: f64,
        first: (f64, f64),
        world: (WorldKey, Address),
        buffers: &mut ProfileBuffers,
        arrive: impl FnMut(usize, f64),
    ) {
        self.draw_of("others", mean, first, world, buffers, arrive);
    }

    fn draw_of(
        &self,
        who: &str,
        mean: f64,
        (first, bursty): (f64, f64),
        (key, address): (WorldKey, Address),
        buffers: &mut ProfileBuffers,
        mut arrive: impl FnMut(usize, f64),
    ) {
        if mean <= 0.0 {
            return;
        }
        self.draw_factors(
            first,
            bursty,
            key.stream(address.of("bursts")),
            &mut buffers.factors,
        );
        let mut stream = key.stream(address.of(who));
        for (index, layer) in self.layers.iter().enumerate() {
            draw_layer(layer, mean, &buffers.factors, &mut stream, |minute| {
                arrive(index, minute);
            });
        }
    }

    fn draw_factors(&self, mean: f64, bursty: f64, mut stream: Stream, factors: &mut Vec<f64>) {
        factors.clear();
        if bursty <= 1.0 {
            return;
        }
        let end = self
            .layers
            .iter()
            .flatten()
            .fold(0.0, |end: f64, piece| end.max(piece.to));
        let excess = bursty - 1.0;
        for index in 0..(end / STRETCH).ceil() as usize {
            let from = index as f64 * STRETCH;
            let count = mean * self.share_between(from, from + STRETCH);
            let factor = if count > 0.0 {
                standard_gamma(count / excess, &mut stream) * excess / count
            } else {
                1.0
            };
            factors.push(factor);
        }
    }
}

fn draw_layer(
    layer: &[Piece],
    mean: f64,
    factors: &[f64],
    stream: &mut Stream,
    mut arrive: impl FnMut(f64),
) {
    let mut due = stream.exponential();
    for piece in layer {
        let factor = if factors.is_empty() {
            1.0
        } else {
            factors
                .get((piece.from / STRETCH) as usize)
                .copied()
                .unwrap_or(1.0)
        };
        let count = mean * piece.share * factor;
        let fading = piece.fading();
        while due < count {
            arrive(piece.minute(due / count, fading));
            due += stream.exponential();
        }
        due -= count;
    }
}

fn stretches(piece: &Piece) -> Vec<Piece> {
    let mut parts = Vec::new();
    let mut from = piece.from;
    let whole = Profile {
        layers: vec![vec![*piece]],
        cut: 0.0,
    };
    while from < piece.to {
        let to = (((from / STRETCH).floor() + 1.0) * STRETCH).min(piece.to);
        parts.push(Piece {
            from,
            to,
            share: whole.share_between(from, to),
            decay: piece.decay,
        });
        from = to;
    }
    parts
}
