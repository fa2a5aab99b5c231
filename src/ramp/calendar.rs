//! The calendar of a ramp: days and months from its start, and what season and fixed dates do to demand.

use crate::reader::{Section, Span};
use jiff::ToSpan;
use jiff::civil::Date;
use std::ops::Range;

/// The most months a ramp may have.
pub const MOST_MONTHS: i64 = 120;

/// Days of a month where a duration says how many months: `"1mo"` is 30 days.
pub const MONTH: f64 = 30.0;

/// Minutes in a day.
pub const DAY: f64 = 1440.0;

/// Days and months, counted from the start; a month runs from the start's day of the month to the next such day.
#[derive(Clone, Debug, PartialEq)]
pub struct Calendar {
    /// The first day.
    pub starts: Date,
    /// The first day of each month, and last the day after the end.
    firsts: Vec<usize>,
}

impl Calendar {
    /// So many months from a date.
    pub fn new(starts: Date, months: usize) -> Self {
        let first = |month: usize| {
            let date = starts.saturating_add(signed(month).months());
            (date.duration_since(starts).as_hours() / 24) as usize
        };
        Self {
            starts,
            firsts: (0..=months).map(first).collect(),
        }
    }

    /// Reads `starts` and `months` of `[ramp]`.
    pub fn read(ramp: &Section<'_>) -> Self {
        let starts = ramp.moment("starts").check(|starts| {
            let wording = "must lie in the years 1900 to 2200".to_owned();
            let fits = (1900..=2200).contains(&starts.year());
            fits.then_some(()).ok_or(wording)
        });
        let starts = if ramp.has("starts") {
            starts.optional().unwrap_or_default().date()
        } else {
            ramp.missing("starts", "the first day, such as starts = 2026-09-01");
            Date::default()
        };
        let months = ramp.integer("months").within(1, MOST_MONTHS).required();
        Self::new(starts, months.clamp(1, MOST_MONTHS) as usize)
    }

    /// How many months.
    pub fn months(&self) -> usize {
        self.firsts.len() - 1
    }

    /// How many days.
    pub fn days(&self) -> usize {
        self.firsts[self.months()]
    }

    /// The days of a month; months are counted from 0 here, and from 1 wherever people read them.
    #[inline]
    pub fn days_of(&self, month: usize) -> Range<usize> {
        self.firsts[month]..self.firsts[month + 1]
    }

    /// The month of a day.
    pub fn month_of(&self, day: usize) -> usize {
        self.firsts.partition_point(|&first| first <= day) - 1
    }

    /// The date of a day.
    pub fn date(&self, day: usize) -> Date {
        self.starts.saturating_add(signed(day).days())
    }

    /// The day of a date; negative before the start.
    pub fn day_of(&self, date: Date) -> i64 {
        date.duration_since(self.starts).as_hours() / 24
    }

    /// A month as people call it: "Sep 2013".
    pub fn name(&self, month: usize) -> String {
        self.date(self.firsts[month]).strftime("%b %Y").to_string()
    }
}

/// A count of days or months as a number that may be negative; none comes near the limit.
pub(super) fn signed(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// Whole days that a duration in minutes takes, a part of a day counting as one.
#[inline]
pub fn whole_days(minutes: f64) -> usize {
    let days = minutes / DAY - 1e-9;
    let whole = days as usize;
    whole.saturating_add(usize::from((whole as f64) < days))
}

/// The factor on orders of every day, from the season of its month and the boosts it lies in.
pub fn read_pull(
    ramp: &Section<'_>,
    basket: Option<&Section<'_>>,
    calendar: &Calendar,
) -> Vec<f64> {
    let mut season = read_season(ramp);
    if let Some(basket) = basket {
        let of_basket = read_season(basket);
        if let (Some(_), Some(item)) = (&season, basket.item("season")) {
            let help = "keep one of the two";
            item.wrong("twice", "`season` stands under [ramp] already", help);
        }
        season = season.or(of_basket);
    }
    let season = season.unwrap_or_else(|| vec![1.0; 12]);
    let of_month = |day| season[calendar.date(day).month() as usize - 1];
    let mut pull: Vec<f64> = (0..calendar.days()).map(of_month).collect();
    for (_, boost) in ramp.tables("boost") {
        let (days, factor) = read_boost(&boost, calendar);
        pull[days].iter_mut().for_each(|pull| *pull *= factor);
        boost.close();
    }
    pull
}

/// Twelve factors, January to December.
fn read_season(section: &Section<'_>) -> Option<Vec<f64>> {
    let item = section.item("season")?;
    let numbers: Vec<f64> = item
        .list()?
        .iter()
        .filter_map(|one| {
            let number = one.number()?;
            one.fits(number, 0.0, 1e6).then_some(number)
        })
        .collect();
    if numbers.len() != 12 {
        let title = format!("`{}` must be twelve numbers of 0 or more", item.path());
        item.wrong(
            "out_of_range",
            title,
            "one a month from January to December, 1 for an average month",
        );
        return None;
    }
    Some(numbers)
}

fn read_boost(boost: &Section<'_>, calendar: &Calendar) -> (Range<usize>, f64) {
    boost.about("A fixed date that lifts (or lowers) orders, such as Double 12.");
    let on = boost.moment("on");
    let span = on.span();
    if !boost.has("on") {
        boost.missing("on", "its first day, such as on = 2026-12-12");
    }
    let lasts = boost.duration("lasts").within(DAY, 366.0 * DAY).or(DAY);
    let factor = boost.number("factor").within(0.0, 1000.0).required();
    let Some(on) = on.optional() else {
        return (0..0, factor);
    };
    let day = calendar.day_of(on.date());
    let end = day.saturating_add(signed(whole_days(lasts)));
    if !boost.problems().has_errors() && (day < 0 || day >= signed(calendar.days())) {
        outside(boost, span, calendar);
        return (0..0, factor);
    }
    let clip = |day: i64| day.clamp(0, signed(calendar.days())) as usize;
    (clip(day)..clip(end), factor)
}

fn outside(boost: &Section<'_>, span: Option<Span>, calendar: &Calendar) {
    let (from, to) = (calendar.starts, calendar.date(calendar.days() - 1));
    let title = format!("`{}.on` lies outside the ramp", boost.path());
    let help = format!("the ramp runs from {from} to {to}");
    boost
        .problems()
        .error("out_of_range", span, title, "", help);
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn months_are_those_of_the_calendar() {
        let calendar = Calendar::new(date(2013, 9, 1), 18);
        assert_eq!((calendar.days(), calendar.months()), (546, 18));
        assert_eq!(calendar.days_of(5), 153..181); // February 2014
        assert_eq!(
            [0, 29, 30, 545].map(|day| calendar.month_of(day)),
            [0, 0, 1, 17]
        );
        assert_eq!(calendar.name(17), "Feb 2015");
        assert_eq!(calendar.date(30), date(2013, 10, 1));
        // Months of a start on the 31st end with the month.
        let short = Calendar::new(date(2024, 1, 31), 2);
        assert_eq!([short.days_of(0), short.days_of(1)], [0..29, 29..60]);
    }

    #[test]
    fn parts_of_days_count_as_days() {
        assert_eq!(
            [0.0, 1.0, 1440.0, 1441.0, 14.0 * DAY, -DAY].map(whole_days),
            [0, 1, 1, 2, 14, 0]
        );
        assert_eq!([f64::INFINITY, f64::NAN].map(whole_days), [usize::MAX, 0]);
    }
}
