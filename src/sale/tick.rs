//! When people of flexible shifts are placed anew, and what the file makes expect then.

use super::demand::Demand;
use super::overtime::Overtime;
use super::roster::Occurrence;
use super::shift::Shift;
use super::time::{Ticks, minutes, ticks};

/// The people of a flexible shift are placed anew.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tick {
    /// When.
    pub at: Ticks,
    /// Which shift.
    pub shift: usize,
    /// The day on which it began.
    pub day: i64,
    /// How often its people are placed.
    pub every: Ticks,
    /// Minutes for which people are placed.
    pub span: f64,
    /// Minutes from then until nobody is on duty any more.
    pub rest: f64,
    /// Minutes from then until somebody comes again.
    pub night: f64,
    /// Orders the file makes expect from the opening until now.
    pub came: f64,
    /// The same since people were last placed.
    pub lately: f64,
    /// The same in the time for which people are placed.
    pub next: f64,
    /// The same from then until nobody is on duty any more.
    pub later: f64,
}

/// When people on flexible shifts are placed anew: when the shift begins, every so often from then on, and while they
/// stay.
pub(super) fn all(
    (shifts, occurrences): (&[Shift], &[Occurrence]),
    overtime: &Overtime,
    demand: &Demand,
) -> Vec<Tick> {
    // Those beyond the shifts of the line are of prepacking.
    let of_line = |occurrence: &&Occurrence| occurrence.shift < shifts.len();
    let occurrences: Vec<&Occurrence> = occurrences.iter().filter(of_line).collect();
    let mut all = Vec::new();
    let end = |occurrence: &Occurrence| {
        let clears = shifts[occurrence.shift].clears;
        occurrence.to + if clears { minutes(overtime.limit) } else { 0.0 }
    };
    let worked = worked(&occurrences, end);
    // Orders enter the line when they are paid.
    let lag = demand.payment.mean();
    let expected = |from: f64, to: f64| {
        if to > from {
            demand.mean_orders(from - lag, to - lag)
        } else {
            0.0
        }
    };
    for occurrence in occurrences {
        let shift = occurrence.shift;
        let Some(ticks_between) = shifts[shift].flexible else {
            continue;
        };
        let every = minutes(ticks_between);
        let to = end(occurrence);
        let period = worked.partition_point(|period| period.1 < to);
        let until = worked[period].1;
        let night = worked.get(period + 1).map_or(1440.0, |next| next.0 - until);
        let count = ((to - occurrence.from) / every).ceil() as u32;
        let times = (0..count).map(|step| occurrence.from + f64::from(step) * every);
        for at in times.filter(|&at| at >= 0.0) {
            let stand = at
                + every
                    .max(STAND + minutes(shifts[shift].switch))
                    .min(until - at);
            all.push(Tick {
                at: ticks(at),
                shift,
                day: occurrence.day,
                every: ticks_between,
                span: stand - at,
                rest: until - stand,
                night,
                came: expected(0.0, at),
                lately: expected(at - every, at),
                next: expected(at, stand),
                later: expected(stand, until),
            });
        }
    }
    all.sort_by_key(|tick| (tick.at, tick.shift, tick.day));
    all
}

/// Stretches of time in which some shift is on duty, or may stay, in minutes from opening.
fn worked(occurrences: &[&Occurrence], end: impl Fn(&Occurrence) -> f64) -> Vec<(f64, f64)> {
    let mut worked: Vec<(f64, f64)> = Vec::new();
    for occurrence in occurrences {
        let to = end(occurrence);
        match worked.last_mut() {
            Some(last) if occurrence.from <= last.1 => last.1 = last.1.max(to),
            _ => worked.push((occurrence.from, to)),
        }
    }
    worked
}

/// Minutes for which people are placed at least: that they may be placed anew sooner is no reason to look less far.
const STAND: f64 = 90.0;
