//! Plain values: numbers, text, durations and times.

use jiff::civil::DateTime;

use crate::reader::survey::{Form, ID, Kind};
use crate::reader::{Item, Value, words};
use crate::reader::{clock_from_text, duration_from_text, moment_from_text};

impl<'a> Item<'a> {
    /// A finite number, whole or not.
    pub fn number(&self) -> Option<f64> {
        if let Some(sample) = self.noted(Kind::Number, 1.0) {
            return Some(sample);
        }
        match &self.node().value {
            Value::Integer(whole) => Some(*whole as f64),
            Value::Float(number) if number.is_finite() => Some(*number),
            Value::Float(_) => {
                let title = format!("`{}` must be a finite number", self.path());
                self.wrong("out_of_range", title, "write a plain number, such as 12.5");
                None
            }
            Value::Text(text) => self.wrong_kind("a number", number_help(text, "12.5")),
            _ => self.wrong_kind("a number", "write a plain number, such as 12.5"),
        }
    }

    /// A whole number; `3.0` counts as 3.
    pub fn integer(&self) -> Option<i64> {
        // Beyond 2^53 not every whole number exists as a float.
        const EXACT: f64 = 9_007_199_254_740_992.0;
        if let Some(sample) = self.noted(Kind::Integer, 1) {
            return Some(sample);
        }
        match &self.node().value {
            Value::Integer(whole) => Some(*whole),
            Value::Float(number) if number.fract() == 0.0 && number.abs() <= EXACT => {
                Some(*number as i64)
            }
            Value::Float(_) => {
                let title = format!("`{}` must be a whole number", self.path());
                self.wrong("wrong_kind", title, "write it without decimals");
                None
            }
            Value::Text(text) => self.wrong_kind("a whole number", number_help(text, "12")),
            _ => self.wrong_kind("a whole number", "write a plain number, such as 12"),
        }
    }

    /// `true` or `false`.
    pub fn boolean(&self) -> Option<bool> {
        if let Some(sample) = self.noted(Kind::Boolean, false) {
            return Some(sample);
        }
        match &self.node().value {
            Value::Boolean(flag) => Some(*flag),
            _ => self.wrong_kind("true or false", "write true or false, without quotes"),
        }
    }

    /// Text.
    pub fn text(&self) -> Option<&'a str> {
        if let Some(sample) = self.noted(Kind::Text, ID) {
            return Some(sample);
        }
        match &self.node().value {
            Value::Text(text) => Some(text),
            Value::List(_) | Value::Table(_) => self.wrong_kind("text", "write one text in quotes"),
            _ => self.wrong_kind("text", "put it in quotes"),
        }
    }

    /// Text that the caller takes apart; `form` describes how it is to be written.
    pub fn text_of(&self, form: &'static Form) -> Option<&'a str> {
        if let Some(sample) = self.noted(Kind::Form(form), ID) {
            return Some(sample);
        }
        self.text()
    }

    /// A duration in minutes: text with a unit, or the bare number 0.
    pub fn duration(&self) -> Option<f64> {
        self.duration_such_as(["s", "min"])
    }

    /// A duration in minutes of days or months, as help has it.
    pub fn long_duration(&self) -> Option<f64> {
        self.duration_such_as(["d", "mo"])
    }

    fn duration_such_as(&self, [one, other]: [&str; 2]) -> Option<f64> {
        if let Some(sample) = self.noted(Kind::Duration, 1.0) {
            return Some(sample);
        }
        let help = match &self.node().value {
            Value::Integer(0) => return Some(0.0),
            Value::Float(number) if *number == 0.0 => return Some(0.0),
            Value::Text(text) => match duration_from_text(text) {
                Ok(minutes) => return Some(minutes),
                Err(help) => help,
            },
            Value::Integer(_) | Value::Float(_) => {
                let title = format!("`{}` is a duration and needs a unit", self.path());
                let number = words::value(self.node());
                let help =
                    format!("write the unit, such as \"{number}{one}\" or \"{number}{other}\"");
                self.wrong("not_a_duration", title, help);
                return None;
            }
            _ => return self.wrong_kind("a duration", "write it like \"25s\" or \"1h30m\""),
        };
        let title = format!("`{}` is not a duration", self.path());
        self.wrong("not_a_duration", title, help);
        None
    }

    /// A rate such as `400/h`, as count per minute.
    pub fn rate(&self) -> Option<f64> {
        if let Some(sample) = self.noted(Kind::Rate, 1.0) {
            return Some(sample);
        }
        let help = "write a count and a unit of time, such as \"400/h\" or \"7/min\"";
        let Value::Text(text) = &self.node().value else {
            return self.wrong_kind("a rate", help);
        };
        let rate = rate_from_text(text);
        if rate.is_none() {
            let title = format!("`{}` is not a rate", self.path());
            self.wrong("not_a_rate", title, help);
        }
        rate
    }

    /// A clock time in minutes since that day's midnight, 0 to 1440; with `+N`
    /// N days later.
    pub fn clock(&self) -> Option<i64> {
        if let Some(sample) = self.noted(Kind::Clock, 0) {
            return Some(sample);
        }
        let help = "write it like \"09:30\"; \"02:00+1\" is two at night of the next day";
        let minutes = match &self.node().value {
            Value::Text(text) => clock_from_text(text),
            Value::Moment(stamp) if stamp.date.is_none() && !stamp.offset => stamp
                .time
                .filter(|time| time.second() == 0 && time.subsec_nanosecond() == 0)
                .map(|time| i64::from(time.hour()) * 60 + i64::from(time.minute())),
            Value::Moment(_) => None,
            _ => return self.wrong_kind("a clock time", help),
        };
        if minutes.is_none() {
            let title = format!("`{}` is not a clock time", self.path());
            self.wrong("not_a_clock", title, help);
        }
        minutes
    }

    /// A local date and time; a date alone is its midnight.
    pub fn moment(&self) -> Option<DateTime> {
        self.moment_such_as("date and time", "2014-11-20T10:00:00")
    }

    /// A day, as help has it; a time of the day is welcome.
    pub fn day(&self) -> Option<DateTime> {
        self.moment_such_as("date", "2026-09-01")
    }

    fn moment_such_as(&self, what: &str, such_as: &str) -> Option<DateTime> {
        if let Some(sample) = self.noted(Kind::Moment, DateTime::default()) {
            return Some(sample);
        }
        let shape = format!("write a {what}, such as {such_as}");
        let help = match &self.node().value {
            Value::Text(text) => match moment_from_text(text, &shape) {
                Ok(moment) => return Some(moment),
                Err(help) => help,
            },
            Value::Moment(stamp) => match (stamp.offset, stamp.date) {
                (true, _) => "write local time without an offset".to_owned(),
                (false, None) => shape,
                (false, Some(date)) => {
                    return Some(date.to_datetime(stamp.time.unwrap_or_default()));
                }
            },
            _ => return self.wrong_kind(&format!("a {what}"), &shape),
        };
        let title = format!("`{}` is not a local {what}", self.path());
        self.wrong("not_a_moment", title, help);
        None
    }
}

/// What to write instead of text where a number is wanted.
fn number_help(text: &str, example: &str) -> String {
    let text = text.trim();
    if let Some(help) = words::percent_help(text) {
        help
    } else if let Some(help) = words::currency_help(text) {
        help
    } else if text.parse::<f64>().is_ok_and(f64::is_finite) {
        format!("write it without quotes: {}", words::clip(text))
    } else {
        format!("write a plain number, such as {example}, without quotes")
    }
}

fn rate_from_text(text: &str) -> Option<f64> {
    let (count, unit) = text.split_once('/')?;
    let count: f64 = count
        .trim()
        .parse()
        .ok()
        .filter(|count: &f64| count.is_finite())?;
    let minutes = duration_from_text(&format!("1{}", unit.trim())).ok()?;
    (minutes > 0.0 && count >= 0.0).then(|| count / minutes)
}

#[cfg(test)]
mod tests {
    use crate::reader::item::tests::read;

    fn refused(text: &str) -> Result<f64, String> {
        Err(text.to_owned())
    }

    #[test]
    fn numbers() {
        let number = |value: &str| read(value, |item| item.number());
        assert_eq!(number("3"), Ok(3.0));
        assert_eq!(number("2.5"), Ok(2.5));
        assert_eq!(
            number("\"60%\""),
            refused("`k.x`: expected a number, found text | write it as a part of one: 0.6")
        );
        assert_eq!(
            number("\"12\""),
            refused("`k.x`: expected a number, found text | write it without quotes: 12")
        );
        assert!(
            number("nan")
                .unwrap_err()
                .contains("must be a finite number")
        );
        assert!(number("1e999").is_err() && number("true").is_err());
        let integer = |value: &str| read(value, |item| item.integer());
        assert_eq!(integer("3.0"), Ok(3));
        assert!(
            integer("3.5")
                .unwrap_err()
                .contains("must be a whole number")
        );
        assert!(integer("1e300").is_err() && integer("inf").is_err());
    }

    #[test]
    fn text_and_flags() {
        assert_eq!(read("true", |item| item.boolean()), Ok(true));
        let flag = read("\"yes\"", |item| item.boolean()).unwrap_err();
        assert!(flag.starts_with("`k.x`: expected true or false, found text"));
        assert_eq!(read("'a'", |item| item.text().map(str::len)), Ok(1));
        let text = read("5", |item| item.text().map(str::len)).unwrap_err();
        assert_eq!(
            text,
            "`k.x`: expected text, found a number | put it in quotes"
        );
    }

    #[test]
    fn durations_need_a_unit() {
        let duration = |value: &str| read(value, |item| item.duration());
        assert_eq!(duration("\"1h30m\""), Ok(90.0));
        assert_eq!(duration("0"), Ok(0.0));
        assert_eq!(
            duration("25"),
            refused(
                "`k.x` is a duration and needs a unit | \
                 write the unit, such as \"25s\" or \"25min\""
            )
        );
        assert!(duration("\"5 parsecs\"").is_err() && duration("[]").is_err());
    }

    #[test]
    fn clocks_and_moments() {
        let clock = |value: &str| read(value, |item| item.clock());
        assert_eq!(clock("\"02:00+1\""), Ok(1560));
        assert_eq!(clock("09:30"), Ok(570));
        assert!(clock("09:30:05").is_err() && clock("\"25:00\"").is_err());
        assert!(clock("930").is_err() && clock("2014-11-20").is_err());
        let moment = |value: &str| read(value, |item| item.moment());
        let ten = jiff::civil::date(2014, 11, 20).at(10, 0, 0, 0);
        assert_eq!(moment("2014-11-20T10:00:00"), Ok(ten));
        assert_eq!(moment("\"2014-11-20 10:00\""), Ok(ten));
        assert_eq!(moment("2014-11-20").map(jiff::civil::DateTime::hour), Ok(0));
        let offset = moment("2014-11-20T10:00:00Z").unwrap_err();
        assert!(offset.ends_with("| write local time without an offset"));
        assert!(moment("10:00:00").is_err() && moment("2014").is_err());
    }
}
