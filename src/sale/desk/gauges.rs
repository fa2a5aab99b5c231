//! The metrics of desks and contacts; none where a scenario has no desk.

use super::{Chat, DeskBuffers};
use crate::model::Catalogue;
use crate::sale::Facts;
use crate::sale::durations::{DurationGauges, Durations};
use crate::sale::play::{Buffers, NEVER};
use crate::sale::time::{Ticks, minutes, ticks};
use crate::sale::world::World;

/// The places of these metrics in an outcome.
#[derive(Clone, Debug)]
pub struct DeskGauges {
    desks: Vec<Gauges>,
    kinds: Vec<usize>,
    lost_chat: Option<usize>,
    /// Refunded, exchanged, returned, returned and sound.
    orders: Option<[usize; 4]>,
    /// Returned and not inspected.
    uninspected: Option<usize>,
}

#[derive(Clone, Debug)]
struct Gauges {
    contacts: usize,
    answered: usize,
    abandoned: usize,
    in_time: Option<usize>,
    wait: DurationGauges,
    utilisation: usize,
    peak_day: usize,
    peak: usize,
    backlog: usize,
}

impl DeskGauges {
    /// Names the metrics.
    pub fn new(facts: &Facts, c: &mut Catalogue) -> Self {
        let desks = facts.desks.iter();
        let desks: Vec<Gauges> = desks
            .map(|desk| Gauges::new(&desk.id, desk.answer.is_some(), c))
            .collect();
        let kinds = facts.contacts.iter();
        let kinds = kinds
            .map(|kind| {
                let meaning = format!(
                    "contacts of kind {}, those that come back not counted again",
                    kind.id
                );
                c.add(format!("contact.{}.count", kind.id), "contacts", meaning)
            })
            .collect();
        let lost_chat = facts.chat_desk().map(|_| {
            let meaning = "orders lost in chat: nobody answered in time before they were bought";
            c.add("orders.lost_chat", "orders", meaning)
        });
        let orders = facts.after_sale().next().map(|_| {
            [
                (
                    "refunded",
                    "orders refunded after the sale by the end of `follow`",
                ),
                ("exchanged", "orders exchanged by the end of `follow`"),
                (
                    "returned",
                    "orders whose goods are back by the end of `follow`",
                ),
                (
                    "returned_sound",
                    "those of orders.returned whose goods are found sound by the end of `follow`",
                ),
            ]
            .map(|(what, meaning)| c.add(format!("orders.{what}"), "orders", meaning))
        });
        let uninspected = (!facts.inspecting.is_empty()).then(|| {
            let meaning =
                "those of orders.returned that nobody has inspected by the end of `follow`";
            c.add("orders.uninspected", "orders", meaning)
        });
        Self {
            desks,
            kinds,
            lost_chat,
            orders,
            uninspected,
        }
    }

    /// Reports a play.
    pub fn report(&self, facts: &Facts, world: &World, buffers: &mut Buffers, values: &mut [f64]) {
        if let Some(place) = self.lost_chat {
            values[place] = buffers.payments.lost_measured(facts) as f64;
        }
        let (desks, durations) = (&mut buffers.desks, &mut buffers.durations);
        let paid = buffers.payments.times(world);
        let measured = |order: u32| facts.measures(paid[order as usize]);
        for (desk, gauges) in self.desks.iter().enumerate() {
            let parts = (&mut *desks, &mut *durations);
            if facts.desks[desk].pre_sale.is_some() {
                // Not all who ask come to an order, so that a chat is measured by when it came.
                let came = |chat: &Chat| facts.measures(chat.arrived);
                gauges.report((facts, desk), came, parts, values);
            } else {
                let of_order = |chat: &Chat| measured(chat.order);
                gauges.report((facts, desk), of_order, parts, values);
            }
        }
        let Some([refunded, exchanged, returned, sound]) = self.orders else {
            return;
        };
        for &place in &self.kinds {
            values[place] = 0.0;
        }
        let chats = facts.after_sale().flat_map(|(desk, _)| &desks.chats[desk]);
        for chat in chats.filter(|chat| chat.attempt == 0 && measured(chat.order)) {
            values[self.kinds[usize::from(chat.kind)]] += 1.0;
        }
        let settled = &desks.settled;
        let count = |orders: &[u32]| orders.iter().filter(|&&order| measured(order)).count() as f64;
        values[refunded] = count(&settled.refunded);
        values[exchanged] = count(&settled.exchanged);
        let back = || settled.returned.iter().filter(|back| measured(back.order));
        values[returned] = back().count() as f64;
        values[sound] = back().filter(|back| back.is_found_sound()).count() as f64;
        if let Some(place) = self.uninspected {
            values[place] = back().filter(|back| back.known == NEVER).count() as f64;
        }
    }
}

impl Gauges {
    fn new(id: &str, has_limit: bool, c: &mut Catalogue) -> Self {
        let name = |what: &str| format!("desk.{id}.{what}");
        let wait = name("wait");
        let waits = format!("wait for an answer at {id}, of those who left until then");
        let mut contacts = |what: &str, meaning: String| c.add(name(what), "contacts", meaning);
        let all = contacts(
            "contacts",
            format!("contacts that came to {id}, those that came back among them"),
        );
        let answered = contacts("answered", format!("contacts answered at {id}"));
        let abandoned = contacts(
            "abandoned",
            format!("contacts that left {id} before they were answered"),
        );
        let peak = contacts(
            "peak",
            format!("contacts that came to {id} on the busiest day"),
        );
        let backlog = contacts(
            "backlog",
            format!("contacts waiting at {id} at the midnight with the most of them"),
        );
        Self {
            contacts: all,
            answered,
            abandoned,
            peak,
            backlog,
            in_time: has_limit.then(|| {
                let meaning =
                    format!("share of the contacts of {id} answered in time, day and night");
                c.add(name("answered_in_time"), "share", meaning)
            }),
            wait: DurationGauges {
                mean: c.add(
                    format!("{wait}.mean"),
                    "min",
                    format!("{waits}, mean over contacts"),
                ),
                quantiles: c.quantiles(&wait, &[95], "min", &waits),
                within: Vec::new(),
                unit: minutes,
            },
            utilisation: c.add(
                name("utilisation"),
                "share",
                format!("chats open at {id}, of those that the people who are there can have open"),
            ),
            peak_day: c.add(
                name("peak_day"),
                "day",
                format!("the busiest day at {id}, counted from the opening's"),
            ),
        }
    }

    fn report(
        &self,
        (facts, desk): (&Facts, usize),
        measured: impl Fn(&Chat) -> bool + Copy,
        (buffers, durations): (&mut DeskBuffers, &mut Durations),
        values: &mut [f64],
    ) {
        let (end, span) = (facts.end(), facts.measure.unwrap_or((0, facts.end())));
        let within = facts.desks[desk].answer.map_or(0, |(within, _)| within);
        let tally = Tally::of((&buffers.chats[desk], measured), (within, span));
        values[self.contacts] = tally.all as f64;
        values[self.answered] = tally.answered as f64;
        values[self.abandoned] = tally.abandoned as f64;
        let counted = || buffers.chats[desk].iter().filter(|chat| measured(chat));
        durations.clear();
        let gone = counted().filter(|chat| chat.gone() != NEVER);
        durations.extend(tally.all, gone.map(|chat| chat.gone() - chat.arrived));
        if durations.cases() < tally.all {
            let waiting = counted().filter(|chat| chat.gone() == NEVER);
            durations.extend_unfinished(waiting.map(|chat| end - chat.arrived));
        }
        durations.report(&self.wait, values);
        if let Some(place) = self.in_time.filter(|_| tally.all > 0) {
            values[place] = tally.in_time as f64 / tally.all as f64;
        }
        let seats = buffers.there(desk, span) * u64::from(facts.desks[desk].chats);
        if seats > 0 {
            values[self.utilisation] = tally.busy as f64 / seats as f64;
        }
        self.report_days((facts, desk), measured, buffers, values);
    }

    /// The busiest day, and the most contacts that wait at a midnight.
    fn report_days(
        &self,
        (facts, desk): (&Facts, usize),
        measured: impl Fn(&Chat) -> bool,
        buffers: &mut DeskBuffers,
        values: &mut [f64],
    ) {
        let DeskBuffers { chats, counts, .. } = buffers;
        let midnight = ticks(facts.calendar.opening_minute());
        let of_day = ticks(1440.0);
        let days = (facts.end() + midnight) / of_day + 2;
        counts.clear();
        counts.resize(2 * days as usize, 0);
        // Contacts by day, and who waits more at the end of a day than at that of the day before.
        let (came, waiting) = counts.split_at_mut(days as usize);
        for chat in chats[desk].iter().filter(|chat| measured(chat)) {
            let arrived = chat.arrived + midnight;
            let day = arrived / of_day;
            came[day as usize] += 1;
            let gone = chat.gone().min(facts.end()) + midnight;
            let next = (day + 1) * of_day;
            // Most are gone before the next midnight.
            if gone > next || arrived == day * of_day {
                // The midnights from its arrival until before it is gone.
                let (first, last) = (arrived.div_ceil(of_day), gone.div_ceil(of_day));
                waiting[first as usize] += 1;
                waiting[last as usize] -= 1;
            }
        }
        let mut peak = (0, 0);
        for (day, &count) in came.iter().enumerate() {
            if count > peak.0 {
                peak = (count, day);
            }
        }
        values[self.peak] = peak.0 as f64;
        if peak.0 > 0 {
            values[self.peak_day] = peak.1 as f64;
        }
        let levels = waiting.iter().scan(0, |level, change| {
            *level += change;
            Some(*level)
        });
        values[self.backlog] = levels.max().unwrap_or(0) as f64;
    }
}

/// The chats of a desk, counted.
#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    all: usize,
    answered: usize,
    abandoned: usize,
    in_time: usize,
    /// Time for which chats were open.
    busy: Ticks,
}

impl Tally {
    /// Counts those that are measured; chats are open within a span, measured or not.
    fn of(
        (chats, measured): (&[Chat], impl Fn(&Chat) -> bool),
        (within, span): (Ticks, (Ticks, Ticks)),
    ) -> Self {
        let mut tally = Self::default();
        for chat in chats {
            let begun = chat.started != NEVER;
            if begun {
                let clip = |time: Ticks| time.clamp(span.0, span.1);
                tally.busy += clip(chat.ended) - clip(chat.started);
            }
            if measured(chat) {
                tally.all += 1;
                tally.answered += usize::from(begun);
                tally.abandoned += usize::from(chat.left != NEVER);
                tally.in_time += usize::from(chat.is_in_time(within));
            }
        }
        tally
    }
}
