//! The calendar: days counted from the opening, times of day, opening hours.

use super::time::{Ticks, ticks};
use crate::random::Window;
use crate::reader::{Form, Item, Section, Value};
use jiff::civil::{Date, DateTime};

/// How the sale's clock lies in the calendar. Times are minutes from opening, local and without daylight saving.
#[derive(Clone, Debug, PartialEq)]
pub struct Calendar {
    /// When the sale opens.
    pub opens: DateTime,
    /// Minutes from opening to closing.
    pub closes: f64,
    /// Minutes from opening until which orders are followed.
    pub follow: f64,
}

impl Calendar {
    /// Reads a duration, or a local time: minutes (from opening, for a time), and whether it was a duration.
    pub fn read_time(&self, item: Item<'_>) -> Option<(f64, bool)> {
        // A date has a `T` between day and time; a bare number is a duration that lacks its unit.
        let is_date = matches!(&item.node().value, Value::Text(text) if text.contains('T'));
        if item.is_number() || (item.is_text() && !is_date) {
            return item.duration().map(|minutes| (minutes, true));
        }
        item.moment().map(|time| (self.since_opening(time), false))
    }

    /// Minutes of the civil day at the opening.
    pub fn opening_minute(&self) -> f64 {
        let time = self.opens.time();
        f64::from(time.hour()) * 60.0 + f64::from(time.minute()) + f64::from(time.second()) / 60.0
    }

    /// The window in which visitors come.
    pub fn window(&self) -> Window {
        Window {
            opens: self.opening_minute(),
            length: self.closes,
        }
    }

    /// Minutes from opening of a time of day (in minutes) on a day; day 0 is the date of the opening.
    pub fn minute(&self, day: i64, minute_of_day: f64) -> f64 {
        day as f64 * 1440.0 + minute_of_day - self.opening_minute()
    }

    /// The last day that is followed.
    pub fn last_day(&self) -> i64 {
        ((self.follow + self.opening_minute()) / 1440.0).ceil() as i64
    }

    /// Minutes from opening of a civil time.
    pub fn since_opening(&self, time: DateTime) -> f64 {
        time.duration_since(self.opens).as_secs_f64() / 60.0
    }

    /// The civil time of a minute from opening, as (day, hour, minute of the hour).
    pub fn civil(&self, minute: f64) -> (i64, i64, i64) {
        let whole = (minute + self.opening_minute() + 1e-6).floor() as i64;
        (
            whole.div_euclid(1440),
            whole.rem_euclid(1440) / 60,
            whole.rem_euclid(60),
        )
    }

    /// The date of a day counted from the opening.
    pub fn date(&self, day: i64) -> Option<Date> {
        self.opens
            .date()
            .checked_add(jiff::Span::new().try_days(day).ok()?)
            .ok()
    }

    /// The weekday of a day counted from the opening: "Thu"; "day 12" where the calendar ends.
    pub fn weekday(&self, day: i64) -> String {
        self.date(day).map_or_else(
            || format!("day {day}"),
            |date| date.strftime("%a").to_string(),
        )
    }
}

/// On which days something happens.
#[derive(Clone, Debug, PartialEq)]
pub enum Days {
    /// Every day.
    All,
    /// These, as ranges from first to last.
    Some(Vec<(i64, i64)>),
}

impl Days {
    /// Whether a day is one of them.
    pub fn contains(&self, day: i64) -> bool {
        match self {
            Self::All => true,
            Self::Some(ranges) => ranges
                .iter()
                .any(|&(first, last)| (first..=last).contains(&day)),
        }
    }

    /// Reads `[0, 1]`, `"1.."`, `"3..7"` or dates.
    pub fn read(item: Item<'_>, calendar: &Calendar) -> Option<Self> {
        let item = item.shared("days");
        if item.is_text() && item.text()?.contains("..") {
            return Self::read_range(item);
        }
        let mut ranges = Vec::new();
        for day in if item.is_list() {
            item.list()?
        } else {
            vec![item]
        } {
            let day = if day.is_number() {
                day.integer()?
            } else {
                let date = day.moment()?.date();
                (date.duration_since(calendar.opens.date()).as_hours()) / 24
            };
            ranges.push((day, day));
        }
        if ranges.is_empty() {
            item.wrong(
                "out_of_range",
                format!("`{}` names no day", item.path()),
                "leave it out for every day",
            );
            return None;
        }
        Some(Self::Some(ranges))
    }

    fn read_range(item: Item<'_>) -> Option<Self> {
        let text = item.text()?;
        let (first, last) = text.split_once("..")?;
        let first = first.trim().parse::<i64>();
        let last = if last.trim().is_empty() {
            Ok(i64::MAX)
        } else {
            last.trim().parse()
        };
        match (first, last) {
            (Ok(first), Ok(last)) if first <= last => Some(Self::Some(vec![(first, last)])),
            _ => {
                let title = format!("`{}`: `{text}` is not a range of days", item.path());
                item.wrong("bad_days", title, "write \"3..7\" for day 3 to day 7, \"1..\" for day 1 and after; day 0 is the opening's");
                None
            }
        }
    }
}

const HOURS: Form = Form {
    name: "hours",
    about: "hours of a day, such as \"10:00-24:00\"; \"22:00-06:00\" goes past midnight",
    pattern: r"^\s*[0-9]{1,2}:[0-9]{2}(\s*\+[0-9])?\s*-\s*[0-9]{1,2}:[0-9]{2}(\s*\+[0-9])?\s*$",
};

/// A time of day as `"HH:MM-HH:MM"`, in minutes; the end is later than the start and may lie past midnight.
pub(super) fn read_hours(item: Item<'_>) -> Option<(f64, f64)> {
    let text = item.text_of(&HOURS)?;
    let parsed = text.split_once('-').and_then(|(from, to)| {
        Some((
            crate::reader::clock_from_text(from.trim())?,
            crate::reader::clock_from_text(to.trim())?,
        ))
    });
    match parsed {
        Some((from, to)) if from < 1440 && from != to => {
            Some((from as f64, if to > from { to } else { to + 1440 } as f64))
        }
        _ => {
            let title = format!("`{}`: `{text}` is not a span of hours", item.path());
            item.wrong(
                "bad_hours",
                title,
                "write \"10:00-24:00\"; \"22:00-06:00\" goes past midnight",
            );
            None
        }
    }
}

/// When work may begin: spans of time from opening on, sorted and apart; none = always.
#[derive(Clone, Debug, PartialEq)]
pub struct Hours {
    spans: Option<Vec<(Ticks, Ticks)>>,
}

impl Hours {
    /// Day and night.
    pub const fn always() -> Self {
        Self { spans: None }
    }

    /// Daily hours (in minutes of the day, ends possibly past midnight) over the time that is followed.
    pub fn daily(hours: &[(f64, f64)], calendar: &Calendar) -> Self {
        let spans: Vec<(f64, f64)> = (-1..=calendar.last_day())
            .flat_map(|day| hours.iter().map(move |&(from, to)| (day, from, to)))
            .map(|(day, from, to)| (calendar.minute(day, from), calendar.minute(day, to)))
            .collect();
        Self::dated(&spans, calendar)
    }

    /// Spans of minutes from opening, as far as they lie in the time that is followed.
    pub fn dated(spans: &[(f64, f64)], calendar: &Calendar) -> Self {
        let spans = spans
            .iter()
            .filter(|&&(from, to)| to > 0.0 && from < calendar.follow);
        let mut spans: Vec<(Ticks, Ticks)> = spans
            .map(|&(from, to)| (ticks(from.max(0.0)), ticks(to)))
            .collect();
        spans.sort_unstable();
        let mut joined: Vec<(Ticks, Ticks)> = Vec::with_capacity(spans.len());
        for (from, to) in spans {
            match joined.last_mut() {
                Some(last) if from <= last.1 => last.1 = last.1.max(to),
                _ => joined.push((from, to)),
            }
        }
        Self {
            spans: Some(joined),
        }
    }

    /// The spans, or `None` when always open.
    pub fn spans(&self) -> Option<&[(Ticks, Ticks)]> {
        self.spans.as_deref()
    }

    /// Ticks that are open between two times.
    pub fn open_between(&self, from: Ticks, to: Ticks) -> Ticks {
        match &self.spans {
            None => to.saturating_sub(from),
            Some(spans) => spans
                .iter()
                .map(|&(a, b)| b.min(to).saturating_sub(a.max(from)))
                .sum(),
        }
    }

    /// Whether work may begin at this time.
    pub fn open_at(&self, time: Ticks) -> bool {
        self.spans
            .as_ref()
            .is_none_or(|spans| spans.iter().any(|&(from, to)| (from..to).contains(&time)))
    }

    /// The first time after this one at which they open or close.
    pub fn edge_after(&self, time: Ticks) -> Ticks {
        let spans = self.spans.iter().flatten();
        let mut edges = spans.flat_map(|&(from, to)| [from, to]);
        edges.find(|&edge| edge > time).unwrap_or(Ticks::MAX)
    }

    /// Reads `open = ["10:00-13:00", "14:00-24:00"]`; always open when left out.
    pub fn read(section: &Section<'_>, calendar: &Calendar) -> Self {
        let Some(item) = section.item("open") else {
            return Self::always();
        };
        let Some(list) = item.list() else {
            return Self::always();
        };
        if list.is_empty() {
            item.wrong(
                "bad_hours",
                format!("`{}` is empty: the station would never open", item.path()),
                "leave it out for always open",
            );
        }
        let mut hours: Vec<(f64, f64)> = list.into_iter().filter_map(read_hours).collect();
        hours.sort_by(|a, b| a.0.total_cmp(&b.0));
        let next_day = hours.first().map(|first| (first.0 + 1440.0, first.1));
        let following = hours.iter().skip(1).copied().chain(next_day);
        if hours
            .iter()
            .zip(following)
            .any(|(span, next)| span.1 > next.0)
        {
            item.wrong(
                "bad_hours",
                format!("`{}` has hours that overlap", item.path()),
                "write each hour once",
            );
        }
        Self::daily(&hours, calendar)
    }
}
