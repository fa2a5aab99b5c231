//! Outages: equipment that fails and is repaired.

use super::context::Context;
use super::time::{Ticks, ticks};
use crate::random::{Address, Kind, Quantity, Stream, WorldKey};
use crate::reader::Section;

/// How a station's equipment fails: each piece by itself where the station counts its equipment, else all at once.
///
/// What is down begins no work; work in hand is finished. Times run day and night, used or not, so that they are the
/// same under every plan.
#[derive(Clone, Debug, PartialEq)]
pub struct Outages {
    /// Minutes from opening, or from a repair, to the next failure.
    pub every: Quantity,
    /// Minutes until it is repaired.
    pub lasts: Quantity,
    address: Address,
}

/// The shortest mean time between failures, in minutes: what fails every few seconds is slow, not broken.
const SHORTEST: f64 = 1.0;

impl Outages {
    /// Reads a station's `down`.
    pub fn read(id: &str, station: &Section<'_>, cx: &Context<'_>) -> Option<Self> {
        let s = station.table("down")?;
        s.about("How equipment fails, and how long until it is repaired.");
        let [every, lasts] = ["every", "lasts"].map(|key| {
            let field = Quantity::field(&s, key, Kind::Duration, cx.files);
            if !s.has(key) {
                s.missing(key, "write down = { every = { dist = \"exponential\", mean = \"8h\" }, lasts = \"20min\" }");
            }
            (field.span(), field.or(Quantity::constant(60.0)))
        });
        if every.1.mean() < SHORTEST {
            let title = format!("`{}.every` is less than a minute on average", s.path());
            let help = "write the time between failures; for slow work write longer `work`";
            s.problems().error("out_of_range", every.0, title, "", help);
        }
        s.close();
        Some(Self {
            every: every.1,
            lasts: lasts.1,
            address: Address::purpose("station").of(id).of("down"),
        })
    }

    /// The failures of a piece of equipment, from the opening on.
    pub fn of_piece(&self, key: WorldKey, piece: usize) -> Stream {
        key.stream(self.address.at(piece as u64))
    }

    /// How long a piece works until it fails, or is down until it is repaired; at least a tick, so that time goes on.
    pub fn next(&self, stream: &mut Stream, is_up: bool) -> Ticks {
        let span = if is_up { &self.every } else { &self.lasts };
        ticks(span.sample(stream)).max(1)
    }

    /// The share of time a piece works in the long run.
    pub fn availability(&self) -> f64 {
        self.every.mean() / (self.every.mean() + self.lasts.mean())
    }
}
