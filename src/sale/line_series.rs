//! The line by time: orders paid, queues, people at work, parcels waiting.

use super::Facts;
use super::play::{Buffers, NEVER, NO_ROUTE};
use super::time::{Ticks, ticks};
use super::world::World;
use crate::model::{Frame, Metric, Series};
use std::iter::repeat;

/// A grid of quarter hours over the sale and the day after it; of hours when that is more than three days.
pub(super) fn frame(facts: &Facts) -> Frame {
    let span = (facts.calendar.closes + 1440.0).min(facts.calendar.follow);
    let step = if span <= 3.0 * 1440.0 { 15.0 } else { 60.0 };
    // A year of hours is plenty; longer studies see their first year.
    let points = ((span / step).floor() as usize + 1).min(8784);
    let mut frame = Frame::default();
    let mut add = |name: String, unit: &'static str, meaning: String| {
        let metric = Metric {
            name,
            unit,
            meaning,
        };
        frame.series.push(Series {
            metric,
            step,
            points,
        });
    };
    add(
        "orders".to_owned(),
        "orders",
        "orders paid and taken from one grid point to the next".to_owned(),
    );
    for (_, station) in facts.in_line() {
        add(
            format!("queue.{}", station.id),
            "orders",
            format!("orders waiting for {}", station.id),
        );
        add(
            format!("busy.{}", station.id),
            "people",
            format!("people at work at {}", station.id),
        );
    }
    add(
        "parcels.waiting".to_owned(),
        "parcels",
        "parcels scanned and not yet picked up".to_owned(),
    );
    frame
}

/// Fills the series of a play, which are 0 yet; `first` tells their grid.
pub(super) fn report(
    facts: &Facts,
    first: &Series,
    (world, buffers): (&World, &Buffers),
    series: &mut [f32],
) {
    let (step, points) = (ticks(first.step), first.points);
    let mut rows = series.chunks_exact_mut(points);
    // The first grid point at or after a time.
    let place = |time: Ticks| usize::try_from(time.div_ceil(step)).unwrap_or(usize::MAX);
    let count = |row: &mut [f32], from: Ticks, to: Ticks| {
        let (from, to) = (place(from), place(to));
        if from < points {
            row[from] += 1.0;
        }
        if to < points {
            row[to] -= 1.0;
        }
    };
    if let Some(row) = rows.next() {
        for paid in buffers.payments.paid(world) {
            let place = (paid.time() / step) as usize;
            if place < points && buffers.route[paid.order()] != NO_ROUTE {
                row[place] += 1.0;
            }
        }
    }
    for (station, _) in facts.in_line() {
        let (Some(queue), Some(busy)) = (rows.next(), rows.next()) else {
            return;
        };
        let (arrivals, services) = (&buffers.arrivals[station], &buffers.services[station]);
        let starts = services.starts.iter().copied().chain(repeat(NEVER));
        for (arrival, start) in arrivals.stamps().iter().zip(starts) {
            count(queue, arrival.time(), start);
        }
        for (start, work) in services.pieces() {
            count(busy, start, start + Ticks::from(work));
        }
        level(queue);
        level(busy);
    }
    if let Some(row) = rows.next() {
        for scan in buffers.scanned() {
            count(row, scan.time(), buffers.shipped_at[scan.order()]);
        }
        level(row);
    }
}

/// Changes become levels.
fn level(row: &mut [f32]) {
    let mut sum = 0.0;
    for value in row {
        sum += *value;
        *value = sum;
    }
}
