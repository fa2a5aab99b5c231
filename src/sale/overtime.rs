//! Hours by kind: regular, overtime, night, holiday; and how long people stay when a shift clears its queue.

use super::calendar::{Calendar, Hours};
use super::shift::read_span;
use super::time::{Ticks, ticks};
use crate::reader::{Item, Section};

/// The kinds of hours. An hour that is of several is of the one that pays most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HourKind {
    /// None of the others.
    Regular,
    /// Beyond so many hours of a shift, or after its end.
    Overtime,
    /// At night.
    Night,
    /// On a holiday.
    Holiday,
}

impl HourKind {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Regular, Self::Overtime, Self::Night, Self::Holiday];

    /// What its hours are.
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Regular => "neither overtime nor at night nor on a holiday",
            Self::Overtime => "overtime",
            Self::Night => "at night",
            Self::Holiday => "on a holiday",
        }
    }

    /// As written in names of metrics.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Regular => "regular",
            Self::Overtime => "overtime",
            Self::Night => "night",
            Self::Holiday => "holiday",
        }
    }
}

/// Rules for overtime, nights and holidays: a decision.
#[derive(Clone, Debug, PartialEq)]
pub struct Overtime {
    /// Time of a shift (breaks out) after which its hours are overtime.
    pub after: Option<Ticks>,
    /// The longest people stay after the end of a shift that clears its queue.
    pub limit: Ticks,
    /// Pay factors by kind.
    pub factors: [f64; 4],
    /// Whether anything is said about kinds of hours.
    pub is_written: bool,
    night: Option<Hours>,
    holidays: Option<Hours>,
}

impl Overtime {
    /// Reads `[overtime]` and `sale.holidays`.
    pub fn read(root: &Section<'_>, sale: &Section<'_>, calendar: &Calendar) -> Self {
        let holidays = sale.field("holidays", |item| read_holidays(item, calendar));
        let mut overtime = Self {
            after: None,
            limit: ticks(180.0),
            factors: [1.0, 1.5, 1.0, 3.0],
            night: None,
            is_written: root.has("overtime") || sale.has("holidays"),
            holidays: holidays.optional(),
        };
        let Some(s) = root.table("overtime") else {
            return overtime;
        };
        s.about("When hours are overtime or at night, what they pay, and how long people stay after a shift that clears.");
        let factor = |s: &Section<'_>, key: &'static str, usual: f64| {
            s.number(key).within(0.1, 100.0).or(usual)
        };
        overtime.after = s
            .duration("after")
            .within(0.0, 1440.0)
            .optional()
            .map(ticks);
        overtime.limit = ticks(s.duration("limit").within(0.0, 1440.0).or(180.0));
        overtime.factors[1] = factor(&s, "factor", 1.5);
        overtime.factors[3] = factor(&s, "holiday", 3.0);
        if let Some(night) = s.table("night") {
            let (from, to) = read_span(&night);
            overtime.factors[2] = factor(&night, "factor", 1.0);
            overtime.night = Some(Hours::daily(&[(from, to)], calendar));
            night.close();
        }
        s.close();
        overtime
    }

    /// Whether all hours are regular, but those after the end of a shift.
    fn is_plain(&self) -> bool {
        self.after.is_none() && self.night.is_none() && self.holidays.is_none()
    }

    /// Adds a person's time on duty from one time to another to the hours by kind; from `over` on it is overtime.
    pub fn add(&self, (from, to): (Ticks, Ticks), over: Ticks, hours: &mut [Ticks; 4]) {
        if self.is_plain() {
            let over = over.clamp(from, to);
            hours[HourKind::Regular as usize] += over - from;
            hours[HourKind::Overtime as usize] += to - over;
            return;
        }
        let spans = [None, None, self.night.as_ref(), self.holidays.as_ref()];
        let mut at = from;
        while at < to {
            let mut next = if over > at { over.min(to) } else { to };
            let mut kind = HourKind::Regular;
            for other in [HourKind::Overtime, HourKind::Night, HourKind::Holiday] {
                let hours = spans[other as usize];
                let is_now = match hours {
                    Some(hours) => hours.open_at(at),
                    None => other == HourKind::Overtime && at >= over,
                };
                next = next.min(hours.map_or(Ticks::MAX, |hours| hours.edge_after(at)));
                if is_now && self.factors[other as usize] >= self.factors[kind as usize] {
                    kind = other;
                }
            }
            hours[kind as usize] += next - at;
            at = next;
        }
    }
}

fn read_holidays(item: Item<'_>, calendar: &Calendar) -> Option<Hours> {
    let mut days = Vec::new();
    for one in item.list()? {
        let from = calendar.since_opening(one.moment()?.date().at(0, 0, 0, 0));
        days.push((from, from + 1440.0));
    }
    Some(Hours::dated(&days, calendar))
}
