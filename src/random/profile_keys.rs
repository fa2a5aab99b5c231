//! How profiles are written in a scenario: steps, hours, bursts, rhythms and files, with their checks and errors.

use super::empirical::Attachments;
use super::profile::{Profile, Window};
use super::rhythm;
use crate::reader::{Item, Section};

impl Profile {
    /// Reads a `[profile.ID]` table; `None` after a located error.
    pub fn read(section: Section<'_>, window: Window, files: &Attachments) -> Option<Self> {
        section.about(
            "When the visitors of a source come: one of hourly, steps, burst, rhythm or file.",
        );
        let forms = ["hourly", "steps", "burst", "file", "rhythm"].map(|key| section.has(key));
        let profile = match forms {
            [true, false, false, false, false] => steps_profile(&section, "hourly", window, hourly),
            [_, true, _, false, false] if !forms[0] && !forms[2] => {
                steps_profile(&section, "steps", window, steps)
            }
            [false, false, true, false, _] => burst(&section, window),
            [false, false, false, true, false] => {
                steps_profile(&section, "file", window, |item| file_steps(item, files))
            }
            [false, false, false, false, true] => section
                .item("rhythm")
                .and_then(|item| read_rhythm(item, window)),
            _ => {
                section.problems().error(
                    "bad_profile",
                    Some(section.span()),
                    format!("`{}` needs exactly one way to say when visitors come", section.path()),
                    "",
                    "write one of hourly = [...], steps = [[\"0h\", 500], ...], burst = 0.4, rhythm = \"clothing\" or file = \"x.csv\"",
                );
                for key in ["hourly", "steps", "burst", "fast", "slow", "file", "rhythm"] {
                    section.accept_unread(key);
                }
                None
            }
        };
        section.close();
        profile
    }
}

type Steps = Vec<(f64, f64)>;

fn steps_profile(
    section: &Section<'_>,
    key: &'static str,
    window: Window,
    read: impl FnOnce(Item<'_>) -> Option<Steps>,
) -> Option<Profile> {
    let item = section.item(key)?;
    let steps = read(item)?;
    let profile = Profile::from_steps(&steps, window);
    if profile.is_none() {
        let title = format!(
            "`{}` has no visitors between opening and closing",
            item.path()
        );
        item.wrong(
            "bad_profile",
            title,
            "at least one weight within the sale must be above 0",
        );
    }
    profile
}

fn weight(item: Item<'_>) -> Option<f64> {
    let value = item.number()?;
    if !item.fits(value, 0.0, MOST_WEIGHT) {
        let allowed = if value < 0.0 {
            "0 or more"
        } else {
            "at most 1e15"
        };
        item.wrong(
            "out_of_range",
            format!("`{}` is {value}, must be {allowed}", item.path()),
            "",
        );
        return None;
    }
    Some(value)
}

/// The largest weight: the sum of all of a profile is a number still.
const MOST_WEIGHT: f64 = 1e15;

fn hourly(item: Item<'_>) -> Option<Steps> {
    let weights: Option<Vec<f64>> = item.list()?.into_iter().map(weight).collect();
    let weights = weights?;
    let end = (weights.len() as f64 * 60.0, 0.0);
    Some(
        weights
            .into_iter()
            .enumerate()
            .map(|(hour, weight)| (hour as f64 * 60.0, weight))
            .chain([end])
            .collect(),
    )
}

fn steps(item: Item<'_>) -> Option<Steps> {
    let mut steps: Steps = Vec::new();
    for step in item.list()? {
        let pair = step.list()?;
        let [time, rate] = pair[..] else {
            let title = format!("`{}` is not a pair of time and rate", step.path());
            step.wrong(
                "bad_profile",
                title,
                "write steps = [[\"0h\", 500], [\"1h\", 250]]",
            );
            return None;
        };
        push_step(&mut steps, time.duration()?, weight(rate)?, &time)?;
    }
    Some(steps)
}

fn push_step(steps: &mut Steps, time: f64, rate: f64, item: &Item<'_>) -> Option<()> {
    if time < 0.0 || steps.last().is_some_and(|last| time <= last.0) {
        let title = format!("`{}`: times must rise from the opening on", item.path());
        item.wrong(
            "bad_profile",
            title,
            "start at \"0h\" and let every time be later than the one before",
        );
        return None;
    }
    steps.push((time, rate));
    Some(())
}

fn file_steps(item: Item<'_>, files: &Attachments) -> Option<Steps> {
    let mut steps = Vec::new();
    for (line, cells) in files.columns(item, &["time", "weight"])? {
        let time = crate::reader::duration_from_text(&cells[0])
            .ok()
            .or_else(|| {
                cells[0]
                    .parse()
                    .ok()
                    .filter(|minutes: &f64| minutes.is_finite())
            });
        match (time, cells[1].parse::<f64>()) {
            (Some(time), Ok(weight)) if weight.is_finite() && weight >= 0.0 => {
                push_step(&mut steps, time, weight, &item)?;
            }
            _ => {
                let title = format!(
                    "line {line}: `{},{}` is not a time and a weight",
                    cells[0], cells[1]
                );
                item.wrong("bad_file", title, "a time is minutes from opening or a duration such as 1h30m, a weight is 0 or more");
                return None;
            }
        }
    }
    Some(steps)
}

fn read_rhythm(item: Item<'_>, window: Window) -> Option<Profile> {
    let hours = if item.is_list() {
        let list = item.list()?;
        let found = list.len();
        let weights: Vec<f64> = list.into_iter().map(weight).collect::<Option<_>>()?;
        let Ok(hours) = <[f64; 24]>::try_from(weights) else {
            let title = format!("`{}` has {found} numbers, must be 24", item.path());
            item.wrong(
                "bad_profile",
                title,
                "one for each hour of the day, from midnight on",
            );
            return None;
        };
        hours
    } else {
        rhythm::shape(item.choice(&rhythm::NAMES)?)
    };
    let profile = Profile::from_rhythm(&hours, window);
    if profile.is_none() {
        let title = format!(
            "`{}` has no visitors between opening and closing",
            item.path()
        );
        item.wrong(
            "bad_profile",
            title,
            "at least one hour of the sale must be above 0",
        );
    }
    profile
}

fn burst(section: &Section<'_>, window: Window) -> Option<Profile> {
    let share = section.probability("burst").optional();
    let part = |key: &'static str, default_share: Option<f64>| {
        let table = section.table(key)?;
        let share = match default_share {
            None => table.probability("share").required(),
            Some(share) => share,
        };
        let mean = table.duration("mean").above(0.0).required();
        table.close();
        Some((share, mean))
    };
    let fast = part("fast", None);
    let slow = part("slow", Some(1.0 - fast.map_or(0.0, |fast| fast.0)));
    let rest = match section.item("rhythm") {
        Some(item) => read_rhythm(item, window)?,
        None => Profile::flat(window),
    };
    if fast.is_none() && slow.is_none() {
        section.missing("fast", "write fast = { share = 0.29, mean = \"6.7min\" } and slow = { mean = \"1.9h\" }, or one of them");
        return None;
    }
    if slow.is_none() && fast.is_some_and(|fast| fast.0 < 1.0) {
        section.missing(
            "slow",
            "the part of the burst that is not fast, such as slow = { mean = \"1.9h\" }",
        );
    }
    let parts: Vec<(f64, f64)> = fast.into_iter().chain(slow).collect();
    let usable = parts.iter().all(|part| part.1 > 0.0);
    Some(Profile::with_burst(
        share?,
        if usable { &parts } else { &[] },
        rest,
        window,
    ))
}
