//! How numbers are written for people.

use crate::sale::calendar::Calendar;
use crate::stats::{Interval, Share, Summary};

/// A number with as many digits as a reader needs: 12,346, 123, 12.3, 1.23, 0.123.
pub fn plain(value: f64) -> String {
    with_decimals(value, decimals(value))
}

/// A number rounded to the whole: 12,346, 36, <1.
pub fn whole(value: f64) -> String {
    if value > 0.0 && value < 0.5 {
        "<1".to_owned()
    } else {
        with_decimals(value, 0)
    }
}

/// So many of something: 1 plan, 2,304 plans.
pub fn counted(count: f64, what: &str) -> String {
    match whole(count) {
        one if one == "1" => format!("1 {what}"),
        more => format!("{more} {what}s"),
    }
}

/// A share as percentage: 98.7%.
pub fn percent(share: f64) -> String {
    if share.is_nan() {
        return "-".to_owned();
    }
    // 99.96% must not read as all.
    let rounded = (share * 1000.0).round() / 10.0;
    let near = (rounded == 100.0 && share < 1.0) || (rounded == 0.0 && share > 0.0);
    if near {
        format!("{:.2}%", share * 100.0)
    } else {
        format!("{rounded:.1}%")
    }
}

/// Percentages from low to high: 85.8-87.7%.
pub fn percents(interval: Interval) -> String {
    let low = percent(interval.low);
    format!("{}-{}", low.trim_end_matches('%'), percent(interval.high))
}

/// A share of worlds: 12.3% of worlds (10.4-14.5%).
pub fn chance(share: &Share) -> String {
    format!(
        "{} of worlds ({})",
        percent(share.estimate),
        percents(share.interval)
    )
}

/// A mean with its half-width at 95%: 1,856 ± 37; only the number when it is the same in all replications.
pub fn estimate(summary: &Summary, unit: &str) -> String {
    let half = summary.interval.half_width();
    if unit == "share" {
        let mean = percent(summary.mean);
        return if !half.is_finite() {
            format!("{mean} ± ?")
        } else if half > 0.0 {
            format!("{mean} ± {}", percent(half).trim_end_matches('%'))
        } else {
            mean
        };
    }
    let digits = decimals(summary.mean);
    let mean = with_decimals(summary.mean, digits);
    if !half.is_finite() {
        return format!("{mean} ± ?");
    }
    if half > 0.0 {
        format!(
            "{mean} ± {}",
            // A half-width below 10 keeps a decimal beside a mean that has none.
            with_decimals(half, digits.max(usize::from(half < 9.95)))
        )
    } else {
        mean
    }
}

fn decimals(value: f64) -> usize {
    match value.abs() {
        size if size >= 99.95 || size == 0.0 => 0,
        size if size >= 9.995 => 1,
        size if size >= 0.9995 => 2,
        _ => 3,
    }
}

fn with_decimals(value: f64, decimals: usize) -> String {
    if !value.is_finite() {
        return "-".to_owned();
    }
    let text = format!("{:.decimals$}", value.abs());
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let mut grouped = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    let sign = if value < 0.0 && text.bytes().any(|byte| (b'1'..=b'9').contains(&byte)) {
        "-"
    } else {
        ""
    };
    if fraction.is_empty() {
        format!("{sign}{grouped}")
    } else {
        format!("{sign}{grouped}.{fraction}")
    }
}

/// A time of the calendar: "Thu 14:30".
pub fn time(calendar: &Calendar, minute: f64) -> String {
    let (day, hour, minutes) = calendar.civil(minute);
    format!("{} {hour:02}:{minutes:02}", calendar.weekday(day))
}

/// A day counted from the opening's: "Sun, day 3".
pub fn day_name(calendar: &Calendar, day: usize) -> String {
    let name = i64::try_from(day).map(|day| calendar.weekday(day));
    format!("{}, day {day}", name.unwrap_or_default())
}

/// A duration in hours, as people say it: "48 h", "15 days".
pub fn span(minutes: f64) -> String {
    if minutes >= 3.0 * 1440.0 && minutes % 1440.0 == 0.0 {
        format!("{} days", minutes / 1440.0)
    } else {
        format!("{} h", plain_short(minutes / 60.0))
    }
}

/// A short duration: "10 min", "2 h".
pub fn span_short(minutes: f64) -> String {
    if minutes < 60.0 {
        format!("{} min", plain_short(minutes))
    } else {
        span(minutes)
    }
}

fn plain_short(value: f64) -> String {
    if value.fract() == 0.0 {
        with_decimals(value, 0)
    } else {
        with_decimals(value, 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_for_people() {
        let texts = [
            1_234_567.8,
            999.96,
            99.96,
            12.345,
            1.0,
            0.1234,
            0.0,
            -1234.0,
            f64::NAN,
        ]
        .map(plain);
        assert_eq!(
            texts,
            [
                "1,234,568",
                "1,000",
                "100",
                "12.3",
                "1.00",
                "0.123",
                "0",
                "-1,234",
                "-"
            ]
        );
        assert_eq!(
            [0.5, 0.99996, 1.0, 0.0, 0.0002].map(percent),
            ["50.0%", "100.00%", "100.0%", "0.0%", "0.02%"]
        );
    }
}
