//! Desks hour by hour, from the opening to the end of `follow`.

use super::{Chat, Desk, DeskBuffers};
use crate::model::{Frame, Metric, Series};
use crate::random::Quantity;
use crate::sale::Facts;
use crate::sale::time::{Ticks, minutes, ticks};

/// Minutes between grid points.
const HOUR: f64 = 60.0;

/// A year of hours; longer studies see their first year.
const MOST_HOURS: usize = 8784;

/// How many hours there are, the one that begins at the end among them.
fn hours(facts: &Facts) -> usize {
    ((facts.calendar.follow / HOUR) as usize + 1).min(MOST_HOURS)
}

/// Series of a desk: what comes before its id, unit and meaning.
const KINDS: [(&str, &str, &str); 5] = [
    (
        "contacts",
        "contacts",
        "contacts that came from one grid point to the next",
    ),
    ("backlog", "contacts", "contacts waiting"),
    (
        "in_time",
        "contacts",
        "those of contacts that are answered in time, where that is said",
    ),
    (
        "waited",
        "min",
        "waits of contacts, until their answer or until they leave, all added up",
    ),
    (
        "work",
        "min",
        "work that contacts bring which come for the first time, at the mean of their kinds",
    ),
];

/// Names the series.
pub fn add(facts: &Facts, frame: &mut Frame) {
    for Desk { id, .. } in &facts.desks {
        frame
            .series
            .extend(KINDS.map(|(kind, unit, meaning)| Series {
                metric: Metric {
                    name: format!("{kind}.{id}"),
                    unit,
                    meaning: format!("{meaning}, at {id}"),
                    never: None,
                },
                step: HOUR,
                points: hours(facts),
            }));
    }
}

impl Facts {
    /// The day, counted from the opening's, on which each hour of the series of desks begins.
    pub fn days_by_hour(&self) -> Vec<usize> {
        let day = |hour: usize| self.calendar.civil(hour as f64 * HOUR).0.max(0) as usize;
        (0..hours(self)).map(day).collect()
    }

    /// Mean patience of those who come to a desk, in minutes; `None` where some of them wait without end.
    pub fn mean_patience(&self, desk: usize) -> Option<f64> {
        if let Some(chats) = &self.desks[desk].pre_sale {
            return chats.patience.as_ref().map(Quantity::mean);
        }
        let (mut sum, mut weights) = (0.0, 0.0);
        for contact in self.contacts.iter().filter(|one| one.desk == desk) {
            sum += contact.most() * contact.patience.as_ref()?.mean();
            weights += contact.most();
        }
        (sum > 0.0).then(|| sum / weights)
    }
}

/// Fills the series of a play, which are 0 yet.
pub fn report(facts: &Facts, buffers: &DeskBuffers, series: &mut [f32]) {
    let mut rows = series.chunks_exact_mut(hours(facts));
    for (desk, chats) in buffers.chats.iter().enumerate() {
        let mut next = || rows.next().unwrap_or_default();
        fill(facts, desk, chats, [next(), next(), next(), next(), next()]);
    }
}

/// The series of one desk, in the order of their kinds.
pub(super) fn of_desk(facts: &Facts, desk: usize, chats: &[Chat]) -> [Vec<f64>; 5] {
    let points = hours(facts);
    let mut cells = vec![0.0; KINDS.len() * points];
    let mut rows = cells.chunks_exact_mut(points);
    let mut next = || rows.next().unwrap_or_default();
    fill(facts, desk, chats, [next(), next(), next(), next(), next()]);
    let mut rows = cells.chunks_exact(points);
    [(); 5].map(|()| {
        rows.next()
            .unwrap_or_default()
            .iter()
            .map(|&value| value.into())
            .collect()
    })
}

fn fill(facts: &Facts, desk: usize, chats: &[Chat], rows: [&mut [f32]; 5]) {
    let [came, backlog, in_time, waited, work] = rows;
    let (step, end) = (ticks(HOUR), facts.end());
    let desk = &facts.desks[desk];
    let within = desk.answer.map_or(0, |(within, _)| within);
    // The first grid point at or after a time.
    let at = |time: Ticks| time.div_ceil(step) as usize;
    for chat in chats {
        let hour = (chat.arrived / step) as usize;
        let gone = chat.gone();
        if hour >= came.len() {
            continue;
        }
        came[hour] += 1.0;
        waited[hour] += minutes(gone.min(end) - chat.arrived) as f32;
        in_time[hour] += f32::from(u8::from(chat.is_in_time(within)));
        if chat.attempt == 0 {
            let chats = desk.pre_sale.as_ref().map(|chats| &chats.work);
            let mean = chats.unwrap_or_else(|| &facts.contacts[usize::from(chat.kind)].work);
            work[hour] += mean.mean() as f32;
        }
        for (point, change) in [(at(chat.arrived), 1.0), (at(gone), -1.0)] {
            if let Some(level) = backlog.get_mut(point) {
                *level += change;
            }
        }
    }
    let mut level = 0.0;
    for value in backlog {
        level += *value;
        *value = level;
    }
}
