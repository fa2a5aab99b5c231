//! Pickups: when vans come, what they take and what they leave behind.

use super::calendar::{Calendar, Days};
use super::context::Context;
use super::time::{Ticks, ticks};
use crate::random::{Address, Kind, Quantity, WorldKey};
use crate::reader::Section;

/// What is agreed with a carrier: its pickups, and who takes what it leaves at the end of a day.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pickups {
    /// In file order; none = parcels are handed over as they are scanned.
    pub pickups: Vec<Pickup>,
    /// The carrier that takes what is left behind after the last pickup of a day.
    pub overflow: Option<usize>,
    /// Every single call of a van within the time that is followed, by planned time.
    calls: Vec<Call>,
}

/// A daily pickup.
#[derive(Clone, Debug, PartialEq)]
pub struct Pickup {
    /// Its name in the file.
    pub id: String,
    /// Minutes of the day at which the van is due.
    pub at: f64,
    /// On which days.
    pub days: Days,
    /// Minutes of the day until which parcels must be scanned; the van's arrival when not given.
    pub cutoff: Option<f64>,
    /// How many parcels it can take.
    pub room: Room,
    /// Minutes late.
    pub late: Quantity,
    /// Probability that no van comes.
    pub noshow: f64,
    address: Address,
}

/// How many parcels a pickup can take.
#[derive(Clone, Debug, PartialEq)]
pub enum Room {
    /// So many.
    Parcels(Quantity),
    /// What couriers load while they stay, as far as the vehicle holds it.
    Crew {
        /// People who load.
        couriers: f64,
        /// Parcels a minute that each loads.
        rate: f64,
        /// Minutes they stay.
        stays: f64,
        /// Parcels the vehicle holds.
        vehicle: f64,
    },
}

impl Room {
    fn draw(&self, key: WorldKey, address: Address) -> u64 {
        match self {
            Self::Parcels(parcels) => parcels.sample(&mut key.stream(address.of("parcels"))) as u64,
            Self::Crew { .. } => self.mean() as u64,
        }
    }

    /// Whether it is not the same on all days.
    pub fn is_uncertain(&self) -> bool {
        matches!(self, Self::Parcels(parcels) if !parcels.is_certain())
    }

    /// Parcels it takes on average.
    pub fn mean(&self) -> f64 {
        match *self {
            Self::Parcels(ref parcels) => parcels.mean(),
            Self::Crew {
                couriers,
                rate,
                stays,
                vehicle,
            } => (couriers * rate * stays + 1e-9).floor().min(vehicle),
        }
    }
}

/// One van on one day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Call {
    /// Which of the carrier's pickups.
    pub pickup: usize,
    /// Which day.
    pub day: i64,
    /// When it is due.
    pub planned: Ticks,
    /// Until when parcels must be scanned, where it is not the van's arrival.
    pub cutoff: Option<Ticks>,
    /// Whether it is the first of its pickup.
    pub first: bool,
}

impl Pickup {
    /// When the van of a call arrives, and how many parcels it can take: none when it does not come.
    pub fn draw(&self, key: WorldKey, call: &Call) -> (Ticks, u64) {
        // The day may be negative; as a bit pattern it is an address all the same.
        let address = self.address.at(call.day as u64);
        let late = if self.late.is_zero() {
            0
        } else {
            ticks(self.late.sample(&mut key.stream(address.of("late"))))
        };
        let room = if self.is_missed(key, call) {
            0
        } else {
            self.room.draw(key, address)
        };
        (call.planned.saturating_add(late), room)
    }
}

impl Pickup {
    /// Whether the van of a call does not come.
    pub fn is_missed(&self, key: WorldKey, call: &Call) -> bool {
        let address = self.address.at(call.day as u64).of("noshow");
        self.noshow > 0.0 && key.stream(address).uniform() < self.noshow
    }
}

impl Pickups {
    /// The vans planned, by time.
    pub fn calls(&self) -> &[Call] {
        &self.calls
    }

    /// What is agreed, with every van within the time that is followed.
    pub fn new(pickups: Vec<Pickup>, overflow: Option<usize>, calendar: &Calendar) -> Self {
        let mut calls = Vec::new();
        for (index, pickup) in pickups.iter().enumerate() {
            let mut first = true;
            // A van at "00:30+1" of the day before the opening may come after it.
            for day in (-7..=calendar.last_day()).filter(|&day| pickup.days.contains(day)) {
                let minute = calendar.minute(day, pickup.at);
                if minute < 0.0 || minute > calendar.follow {
                    continue;
                }
                let cutoff = pickup
                    .cutoff
                    .map(|cutoff| ticks(calendar.minute(day, cutoff)));
                calls.push(Call {
                    pickup: index,
                    day,
                    planned: ticks(minute),
                    cutoff,
                    first,
                });
                first = false;
            }
        }
        calls.sort_by_key(|call| (call.planned, call.pickup));
        Self {
            pickups,
            overflow,
            calls,
        }
    }
}

pub(super) fn read_pickup(id: &str, s: Section<'_>, carrier: Address, cx: &Context<'_>) -> Pickup {
    s.about("A daily pickup: when the van comes and how many parcels it takes.");
    let at = s.clock("at").required() as f64;
    let cutoff = s.clock("cutoff");
    let (cutoff_span, cutoff) = (cutoff.span(), cutoff.optional().map(|minute| minute as f64));
    if cutoff.is_some_and(|cutoff| cutoff > at) {
        let title = format!("`{}`: the cut-off lies after the pickup", s.path());
        s.problems().error("cutoff_late", cutoff_span, title, "", "a van after midnight is written at = \"00:30+1\", with the cut-off on the evening before");
    }
    let days = s
        .field("days", |item| Days::read(item, &cx.calendar))
        .or(Days::All);
    let room = match (s.has("parcels"), s.has("couriers")) {
        (true, false) => Room::Parcels(
            s.field("parcels", |item| {
                Quantity::read(item, Kind::Count, cx.files)
            })
            .or(Quantity::constant(0.0)),
        ),
        (false, true) => read_crew(&s),
        (both, _) => {
            let found = if both {
                "both are given"
            } else {
                "neither is given"
            };
            let title = format!("`{}` needs either parcels or couriers", s.path());
            s.problems().error(
                "bad_pickup",
                Some(s.span()),
                title,
                found,
                "write parcels = 500, or couriers = 2, loads = \"400/h\", stays = \"1h\"",
            );
            for key in ["parcels", "couriers", "loads", "stays", "vehicle"] {
                s.accept_unread(key);
            }
            Room::Parcels(Quantity::constant(0.0))
        }
    };
    let pickup = Pickup {
        id: id.to_owned(),
        at,
        days,
        cutoff,
        room,
        late: Quantity::field(&s, "late", Kind::Duration, cx.files).or(Quantity::constant(0.0)),
        noshow: s.probability("noshow").or(0.0),
        address: carrier.of("pickup").of(id),
    };
    s.close();
    pickup
}

fn read_crew(s: &Section<'_>) -> Room {
    let couriers = s.integer("couriers").within(0, 10_000).or(0) as f64;
    let rate = s.field("loads", |item| item.rate()).above(0.0);
    let rate = if s.has("loads") {
        rate.or(1.0)
    } else {
        s.missing("loads", "parcels a courier loads, such as \"400/h\"");
        1.0
    };
    let stays = s.duration("stays").above(0.0).required();
    let vehicle = s
        .integer("vehicle")
        .at_least(0)
        .optional()
        .map_or(f64::INFINITY, |room| room as f64);
    Room::Crew {
        couriers,
        rate,
        stays,
        vehicle,
    }
}
