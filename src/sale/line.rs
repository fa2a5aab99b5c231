//! The metrics of a station: how busy its people were, and how long its queue was.

use super::Facts;
use super::durations::{DurationGauges, Durations};
use super::play::NEVER;
use super::services::Services;
use super::time::{Stamp, Ticks, minutes};
use crate::model::Catalogue;
use std::iter::repeat;

/// The places of a station's metrics in an outcome.
#[derive(Clone, Debug)]
pub struct StationGauges {
    utilisation: usize,
    wait: DurationGauges,
    peak: usize,
    mean: usize,
    /// Whether orders wait longest here.
    pub bottleneck: usize,
}

/// The time over which people's work and queues are looked at.
#[derive(Clone, Copy, Debug)]
pub struct Span {
    /// First tick.
    pub from: Ticks,
    /// Last tick.
    pub to: Ticks,
    /// Whether nothing happened outside.
    pub holds_all: bool,
}

/// What happened at a station.
#[derive(Clone, Copy, Debug)]
pub struct Line<'a> {
    /// Orders as they came.
    pub arrivals: &'a [Stamp],
    /// The work on them, as far as it began.
    pub services: &'a Services,
    /// Person-ticks there within the span that is looked at.
    pub there: Ticks,
    /// When each order is (or would be) paid, by number.
    pub paid_at: &'a [Ticks],
}

impl StationGauges {
    /// Names the metrics; `until` says when the span that is looked at ends.
    pub fn new(id: &str, until: &str, c: &mut Catalogue) -> Self {
        let name = format!("station.{id}");
        Self {
            utilisation: c.add(
                format!("{name}.utilisation"),
                "share",
                format!("time people at {id} work ÷ time they are there, from opening to {until}"),
            ),
            wait: DurationGauges {
                mean: c.add(
                    format!("{name}.wait.mean"),
                    "min",
                    format!("wait in the queue of {id}, mean"),
                ),
                quantiles: c.quantiles(
                    &format!("{name}.wait"),
                    &[95],
                    "min",
                    &format!("wait in the queue of {id}"),
                ),
                within: c.within(
                    &format!("{name}.wait"),
                    &[],
                    &format!("share of orders that wait for {id}"),
                ),
                unit: minutes,
            },
            peak: c.add(
                format!("{name}.queue.peak"),
                "orders",
                format!("longest queue at {id}"),
            ),
            mean: c.add(
                format!("{name}.queue.mean"),
                "orders",
                format!("queue at {id}, mean from opening to {until}"),
            ),
            bottleneck: c.add(
                format!("{name}.bottleneck"),
                "yes/no",
                format!("1 where orders wait longest at {id}, all waits added up, else 0"),
            ),
        }
    }

    /// Reports a station and returns all the time orders waited there within the span.
    pub fn report(
        &self,
        facts: &Facts,
        line: &Line<'_>,
        span: Span,
        durations: &mut Durations,
        values: &mut [f64],
    ) -> Ticks {
        line.waits(facts, durations);
        durations.report(&self.wait, values);
        let (queued, busy) = if span.holds_all {
            let work = line.services.pieces();
            (
                durations.sum(),
                work.map(|(_, work)| Ticks::from(work)).sum(),
            )
        } else {
            line.sums_within(span, facts.end())
        };
        let Span { from, to, .. } = span;
        let there = line.there;
        if there > 0 {
            values[self.utilisation] = busy as f64 / there as f64;
        }
        values[self.peak] = line.peak(span) as f64;
        if to > from {
            values[self.mean] = queued as f64 / (to - from) as f64;
        }
        queued
    }
}

impl Line<'_> {
    /// The waits of measured orders; of those whose work never began, until the end.
    fn waits(&self, facts: &Facts, durations: &mut Durations) {
        let starts = &self.services.starts[..];
        let (begun, left) = self.arrivals.split_at(starts.len());
        let begun = begun.iter().zip(starts);
        let measured = |arrival: &Stamp| facts.measures(self.paid_at[arrival.order()]);
        durations.clear();
        if facts.measure.is_none() && !self.services.overtaken {
            let waits = begun.map(|(arrival, &start)| start - arrival.time());
            durations.extend(starts.len(), waits);
        } else {
            let begun = begun.filter(|(arrival, _)| measured(arrival));
            let waits = begun.clone().filter(|&(_, &start)| start != NEVER);
            durations.extend(
                starts.len(),
                waits.map(|(arrival, &start)| start - arrival.time()),
            );
            let passed = begun.filter(|&(_, &start)| start == NEVER);
            durations.extend_unfinished(passed.map(|(arrival, _)| facts.end() - arrival.time()));
        }
        let left = left.iter().filter(|arrival| measured(arrival));
        durations.extend_unfinished(left.map(|arrival| facts.end() - arrival.time()));
    }

    /// The time orders waited and the time people worked within a span, all added up.
    fn sums_within(&self, Span { from, to, .. }: Span, end: Ticks) -> (Ticks, Ticks) {
        let starts = &self.services.starts;
        let clip = |time: Ticks| time.clamp(from, to);
        let (mut queued, mut busy) = (0, 0);
        for (arrival, start) in self.arrivals.iter().zip(starts.iter().chain(repeat(&end))) {
            queued += clip(*start) - clip(arrival.time());
        }
        for (start, work) in self.services.pieces() {
            busy += clip(start + Ticks::from(work)) - clip(start);
        }
        (queued, busy)
    }

    /// The longest queue that an order found itself in as it came within a span.
    fn peak(&self, Span { from, to, .. }: Span) -> usize {
        let starts = self.services.rising();
        let first = self
            .arrivals
            .partition_point(|arrival| arrival.time() < from);
        let mut peak = 0;
        for (index, arrival) in self.arrivals.iter().enumerate().skip(first) {
            let time = arrival.time();
            if time > to {
                break;
            }
            // The queue is longer yet when the order that is `peak` places ahead has not begun.
            while peak <= index && starts.get(index - peak).is_none_or(|&start| start > time) {
                peak += 1;
            }
        }
        peak
    }
}
