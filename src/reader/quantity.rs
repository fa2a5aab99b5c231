//! Durations, clock times and calendar moments written as text.

use jiff::civil::{Date, DateTime, Time};

const MINUTE: f64 = 60_000.0;
const HOUR: f64 = 60.0 * MINUTE;
const DAY: f64 = 24.0 * HOUR;

/// The units of a duration with their length in milliseconds, which are whole
/// numbers: the one division comes last and keeps common durations exact.
const UNITS: &[(&[&str], f64)] = &[
    (&["ms", "msec", "millisecond", "milliseconds"], 1.0),
    (&["s", "sec", "secs", "second", "seconds"], 1000.0),
    (&["m", "min", "mins", "minute", "minutes"], MINUTE),
    (&["h", "hr", "hrs", "hour", "hours"], HOUR),
    (&["d", "day", "days"], DAY),
    (&["w", "week", "weeks"], 7.0 * DAY),
    (&["mo", "month", "months"], 30.0 * DAY),
];

/// Minutes in a duration such as `25s`, `1.5min`, `1h30m`, `90 minutes` or `-6h`.
/// A month counts 30 days. `0` needs no unit.
///
/// # Errors
/// A sentence saying what to write instead.
pub fn duration_from_text(text: &str) -> Result<f64, String> {
    let text = text.trim();
    let (sign, mut rest) = match text.strip_prefix('-') {
        Some(rest) => (-1.0, rest.trim_start()),
        None => (1.0, text),
    };
    if rest == "0" {
        return Ok(0.0);
    }
    if rest.is_empty() {
        return Err("write a number with its unit, such as \"25s\" or \"1h30m\"".to_owned());
    }
    let mut total = 0.0;
    while !rest.is_empty() {
        let (amount, after) = leading_number(rest)?;
        let (unit, after) = leading_unit(after, rest)?;
        total += amount * unit;
        rest = after.trim_start();
    }
    if total.is_finite() {
        Ok(sign * total / MINUTE)
    } else {
        Err("write a shorter duration".to_owned())
    }
}

/// Splits off digits with at most one decimal point.
fn leading_number(text: &str) -> Result<(f64, &str), String> {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.');
    let (digits, rest) = text.split_at(end.unwrap_or(text.len()));
    let whole = digits.starts_with(|c: char| c.is_ascii_digit()) && !digits.ends_with('.');
    match digits.parse::<f64>() {
        Ok(amount) if whole => Ok((amount, rest)),
        _ => Err("write a number with its unit, such as \"25s\" or \"1h30m\"".to_owned()),
    }
}

/// Splits off a unit, after any blanks; `all` is the text from its number on.
fn leading_unit<'t>(text: &'t str, all: &str) -> Result<(f64, &'t str), String> {
    let text = text.trim_start();
    let end = text.find(|c: char| !c.is_alphabetic());
    let (name, rest) = text.split_at(end.unwrap_or(text.len()));
    if name.is_empty() {
        let number = super::words::clip(all.trim());
        return Err(if rest.is_empty() {
            format!("write the unit, such as \"{number}s\" or \"{number}min\"")
        } else {
            "write a number with its unit, such as \"25s\" or \"1h30m\"".to_owned()
        });
    }
    let lower = name.to_lowercase();
    let known = UNITS
        .iter()
        .find(|(names, _)| names.contains(&lower.as_str()));
    match known {
        Some((_, length)) => Ok((*length, rest)),
        None => Err("the units are ms, s, min, h, d, w and mo (a month of 30 days)".to_owned()),
    }
}

/// Minutes since midnight of a clock time `HH:MM`, 0 to 1440; `HH:MM+1` is on the
/// next day and counts 1440 more, up to `+7`.
pub fn clock_from_text(text: &str) -> Option<i64> {
    let text = text.trim();
    let (clock, days) = match text.split_once('+') {
        Some((clock, days)) => (clock.trim_end(), digits(days, 1..=1)?),
        None => (text, 0),
    };
    let (hour, minute) = clock.split_once(':')?;
    let (hour, minute) = (digits(hour, 1..=2)?, digits(minute, 2..=2)?);
    let in_day = hour * 60 + minute;
    (minute < 60 && in_day <= 1440 && days <= 7).then_some(in_day + days * 1440)
}

/// A short row of plain digits as a number.
fn digits(text: &str, lengths: std::ops::RangeInclusive<usize>) -> Option<i64> {
    let plain = lengths.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| text.parse().ok())?
}

/// A local date-time such as `2014-11-20T10:00`; a date alone is its midnight.
///
/// # Errors
/// A sentence saying what to write instead; `shape` where the text has another one.
pub fn moment_from_text(text: &str, shape: &str) -> Result<DateTime, String> {
    let text = text.trim();
    let mut parts = text.splitn(2, ['T', 't', ' ']);
    let (date, time) = (parts.next().unwrap_or(""), parts.next());
    // The shape is checked here because jiff also reads many other ones.
    let lengths: Vec<_> = date.split('-').map(str::len).collect();
    if lengths != [4, 2, 2] || !date.bytes().all(|b| b.is_ascii_digit() || b == b'-') {
        return Err(shape.to_owned());
    }
    let unreal = |_| "there is no such day or time; check month, day and hour".to_owned();
    let date: Date = date.parse().map_err(unreal)?;
    let Some(time) = time.map(str::trim) else {
        return Ok(date.to_datetime(Time::midnight()));
    };
    if time.contains(['Z', 'z', '+', '-', '[']) {
        return Err("write local time without an offset".to_owned());
    }
    let plain = |b: u8| b.is_ascii_digit() || b == b':' || b == b'.';
    if time.len() < 5 || time.as_bytes()[2] != b':' || !time.bytes().all(plain) {
        return Err(shape.to_owned());
    }
    let time: Time = time.parse().map_err(unreal)?;
    Ok(date.to_datetime(time))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn durations() {
        for (text, minutes) in [
            ("25s", 25.0 / 60.0),
            ("1.5min", 1.5),
            ("2h", 120.0),
            ("3d", 4320.0),
            ("1h30m", 90.0),
            ("1h 30m", 90.0),
            ("90 minutes", 90.0),
            ("10 ms", 10.0 / 60_000.0),
            ("2w", 20160.0),
            ("-6h", -360.0),
            ("1mo", 43200.0),
            ("2 Hours", 120.0),
            ("0", 0.0),
        ] {
            assert_eq!(duration_from_text(text), Ok(minutes), "{text}");
        }
    }

    #[test]
    fn bad_durations_say_what_to_write() {
        let wrong = |text: &str| duration_from_text(text).unwrap_err();
        assert_eq!(wrong("25"), "write the unit, such as \"25s\" or \"25min\"");
        assert!(wrong("5 parsecs").starts_with("the units are"));
        for text in [
            "", "-", "h", "1..5h", ".5h", "1.h", "--1h", "1,5h", "\u{e4}",
        ] {
            assert!(wrong(text).starts_with("write a number"), "{text}");
        }
        assert!(wrong(&format!("{}d", "9".repeat(400))).contains("shorter"));
    }

    #[test]
    fn clocks() {
        assert_eq!(clock_from_text("00:00"), Some(0));
        assert_eq!(clock_from_text("9:05"), Some(545));
        assert_eq!(clock_from_text("24:00"), Some(1440));
        assert_eq!(clock_from_text("02:00+1"), Some(1560));
        for text in [
            "24:01",
            "12:60",
            "12",
            "12:5",
            "-1:00",
            "12:00+8",
            "12:00+",
            "1\u{e4}:00",
        ] {
            assert_eq!(clock_from_text(text), None, "{text}");
        }
    }

    #[test]
    fn moments() {
        let ten = date(2014, 11, 20).at(10, 0, 0, 0);
        for text in ["2014-11-20T10:00:00", "2014-11-20 10:00"] {
            assert_eq!(moment_from_text(text, "such as"), Ok(ten));
        }
        let day = moment_from_text("2014-11-20", "such as");
        assert_eq!(day, Ok(date(2014, 11, 20).at(0, 0, 0, 0)));
        let offset = moment_from_text("2014-11-20T10:00+01:00", "such as");
        assert_eq!(offset.unwrap_err(), "write local time without an offset");
        assert!(
            moment_from_text("2014-02-30", "such as")
                .unwrap_err()
                .contains("no such day")
        );
        for text in [
            "",
            "soon",
            "20.11.2014",
            "2014-11-20T10",
            "2014-11-20T",
            "2014-11-20T\u{e4}0:0",
        ] {
            assert!(moment_from_text(text, "such as").is_err(), "{text}");
        }
    }
}
