//! Stages: money, people and a target until it is met; decisions, but for the names of things.

use super::calendar::{DAY, MONTH};
use super::context::Context;
use crate::money::Money;
use crate::reader::{Entry, Item, Section, Span, nearest};

/// A stage of the plan.
#[derive(Clone, Debug, PartialEq)]
pub struct Stage {
    /// Its name in the file.
    pub id: String,
    /// Spent on its first day.
    pub once: Money,
    /// Spent a month, by channel.
    pub ads: Vec<Money>,
    /// Spent a month on everything else.
    pub other: Money,
    /// People wanted by role; none = as many as in the stage before.
    pub people: Vec<Option<usize>>,
    /// What a month is to bring.
    pub target: Option<Target>,
    /// Whether revenue of flash sales counts.
    pub counts_events: bool,
    /// When it ends.
    pub ends: Ends,
    /// Points for what is reached.
    pub scorecard: Vec<Score>,
}

/// What a month is to bring.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Target {
    /// Revenue in the month, in yuan.
    Revenue(Money),
    /// Orders a day on average.
    Orders(f64),
    /// Visitors a day on average.
    Visitors(f64),
}

/// When a stage ends; always with a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ends {
    /// When the target is met in so many months; none = it does not end by that.
    pub met_months: Option<usize>,
    /// After so many months at the latest; none = never.
    pub at_latest: Option<usize>,
}

/// A line of a stage's scorecard.
#[derive(Clone, Debug, PartialEq)]
pub struct Score {
    /// The metric it looks at.
    pub metric: String,
    /// Where that is written.
    pub span: Option<Span>,
    /// What the metric is to reach.
    pub at_least: f64,
    /// Points for it.
    pub points: f64,
}

impl Stage {
    /// Reads all `[stage.*]`, in file order.
    pub fn read_all(root: &Section<'_>, cx: &Context<'_>) -> Vec<Self> {
        let tables = root.tables("stage");
        if tables.is_empty() {
            root.missing("stage", "what is spent and wanted, such as [stage.trial] with monthly = { search = 10000.0 } and target = 30000.0");
        }
        let last = tables.len().saturating_sub(1);
        let stages = tables.into_iter().enumerate();
        stages
            .map(|(index, (id, s))| Self::read(&id, s, cx, index == last))
            .collect()
    }

    fn read(id: &str, s: Section<'_>, cx: &Context<'_>, is_last: bool) -> Self {
        s.about("A stage: what is spent, who works, what a month is to bring, and when it ends.");
        let (ads, other) = read_monthly(&s, cx);
        let target = read_target(&s);
        let stage = Self {
            id: id.to_owned(),
            once: Money::yuan(s.money("once").or(0.0)),
            ads,
            other,
            people: read_people(&s, cx),
            target,
            counts_events: s.boolean("target_counts_events").or(true),
            ends: read_ends(&s, target.is_some(), is_last),
            scorecard: s
                .tables("scorecard")
                .into_iter()
                .map(|(_, score)| read_score(score))
                .collect(),
        };
        s.close();
        stage
    }

    /// Months in which the target is to be met, for the stage to have met it.
    pub fn met_months(&self) -> usize {
        self.ends.met_months.unwrap_or(1)
    }
}

fn read_monthly(s: &Section<'_>, cx: &Context<'_>) -> (Vec<Money>, Money) {
    let (mut ads, mut other) = (vec![Money::ZERO; cx.channels.len()], Money::ZERO);
    let Some(table) = s.table("monthly") else {
        return (ads, other);
    };
    table.about("What is spent a month: the budgets of channels by their id, and anything else by a name of its own.");
    for (entry, item) in table.items() {
        let Some(yuan) = amount(item, 1e12, "an amount of yuan a month") else {
            continue;
        };
        let channel = cx.channels.iter().position(|id| *id == entry.key);
        if let Some(channel) = channel {
            ads[channel] += Money::yuan(yuan);
        } else {
            other += Money::yuan(yuan);
            doubt_name(&table, entry, cx);
        }
    }
    (ads, other)
}

/// Warns about money that is spent on a name almost like that of a channel: a slip brings no visitors.
fn doubt_name(table: &Section<'_>, entry: &Entry, cx: &Context<'_>) {
    if let Some(near) = nearest(&entry.key, &cx.channels) {
        let path = format!("{}.{}", table.path(), entry.key);
        let title = format!("`{path}` is no channel: the money is spent, and nobody comes for it");
        let help = format!("did you mean `{near}`?");
        let problems = table.problems();
        problems.warn("no_channel", Some(entry.key_span), title, "", help);
    }
}

fn amount(item: Item<'_>, most: f64, what: &str) -> Option<f64> {
    let value = item.number()?;
    if !item.fits(value, 0.0, most) {
        item.wrong(
            "out_of_range",
            format!("`{}` must be {what}, 0 or more", item.path()),
            "write a plain number, such as 10000.0",
        );
        return None;
    }
    Some(value)
}

fn read_people(s: &Section<'_>, cx: &Context<'_>) -> Vec<Option<usize>> {
    let mut people = vec![None; cx.roles.len()];
    let Some(table) = s.table("people") else {
        return people;
    };
    table
        .about("People wanted by role: a level, not an addition. A role left out stays as it was.");
    for (entry, item) in table.items() {
        let heads = item
            .integer()
            .filter(|&heads| item.fits(heads as f64, 0.0, 10_000.0));
        let Some(role) = cx.roles.iter().position(|id| *id == entry.key) else {
            let title = format!("`{}`: no role is called `{}`", table.path(), entry.key);
            let help = if cx.roles.is_empty() {
                format!("add [role.{}]", entry.key)
            } else {
                format!("the roles are: {}", cx.roles.join(", "))
            };
            table
                .problems()
                .error("unknown_reference", Some(entry.key_span), title, "", help);
            continue;
        };
        if heads.is_none() && !table.problems().has_errors() {
            item.wrong(
                "out_of_range",
                format!("`{}` must be a number of people", item.path()),
                "write a whole number from 0 to 10,000",
            );
        }
        people[role] = heads.map(|heads| heads as usize);
    }
    people
}

fn read_target(s: &Section<'_>) -> Option<Target> {
    let ways: Vec<&'static str> = ["target", "target_orders", "target_visitors"]
        .into_iter()
        .filter(|key| s.has(key))
        .collect();
    if let [one, other, ..] = ways[..] {
        for way in &ways {
            s.accept_unread(way);
        }
        let title = format!("`{}` has both {one} and {other}", s.path());
        let help = "a stage has one target: keep one of them";
        s.problems().error("twice", Some(s.span()), title, "", help);
    }
    match ways.first() {
        Some(&"target") => Some(Target::Revenue(Money::yuan(s.money("target").or(0.0)))),
        Some(&"target_orders") => Some(Target::Orders(
            s.number("target_orders").within(0.0, 1e9).or(0.0),
        )),
        Some(_) => Some(Target::Visitors(
            s.number("target_visitors").within(0.0, 1e12).or(0.0),
        )),
        None => None,
    }
}

/// A duration in whole months; what is no whole number of them takes the month in which it ends.
fn months(minutes: f64) -> usize {
    (minutes / (MONTH * DAY) - 1e-9).ceil().max(1.0) as usize
}

fn read_ends(s: &Section<'_>, has_target: bool, is_last: bool) -> Ends {
    let whole = |section: &Section<'_>, key: &'static str| {
        let field = section
            .long_duration(key)
            .above(0.0)
            .at_most(200.0 * MONTH * DAY);
        let span = field.span();
        let minutes = field.optional();
        if let Some(part) = minutes.filter(|minutes| minutes % (MONTH * DAY) != 0.0) {
            let title = format!(
                "`{}.{key}` is no whole number of months: it is taken as {}",
                section.path(),
                months(part)
            );
            section.problems().warn(
                "not_whole",
                span,
                title,
                "",
                "stages end with a month; write \"2mo\" (a month counts 30 days)",
            );
        }
        minutes.map(months)
    };
    let written = s.table("ends").map(|ends| {
        ends.about(
            "It ends when its target was met in so many months, or at the latest after so long.",
        );
        let read = Ends {
            met_months: ends
                .integer("met_months")
                .within(1, 120)
                .optional()
                .map(|months| months as usize),
            at_latest: whole(&ends, "at_latest"),
        };
        if read.met_months.is_some() && !has_target {
            let title = format!(
                "`{}.met_months` waits for a target, and the stage has none",
                ends.path()
            );
            ends.problems().error(
                "missing_key",
                ends.item("met_months").map(|item| item.span()),
                title,
                "",
                "give the stage a target, or write lasts = \"1mo\" in place of `ends`",
            );
        }
        ends.close();
        read
    });
    let lasts = whole(s, "lasts");
    if written.is_some() && lasts.is_some() {
        let title = format!("`{}` has both ends and lasts", s.path());
        s.problems()
            .error("twice", Some(s.span()), title, "", "keep one of them");
    }
    let ends = written.unwrap_or(Ends {
        met_months: None,
        at_latest: lasts,
    });
    if ends
        == (Ends {
            met_months: None,
            at_latest: None,
        })
        && !is_last
        && !s.problems().has_errors()
    {
        let title = format!("`{}` never ends, and there is a stage after it", s.path());
        s.problems().error(
            "never_ends",
            Some(s.span()),
            title,
            "",
            "write lasts = \"1mo\", or ends = { met_months = 1, at_latest = \"4mo\" }",
        );
    }
    ends
}

fn read_score(score: Section<'_>) -> Score {
    score.about("A line of the stage's scorecard: points where a metric reaches a number.");
    let metric = score.text("metric");
    let span = metric.span();
    let read = Score {
        metric: metric.required().to_owned(),
        span,
        at_least: score.number("at_least").required(),
        points: score.number("points").within(0.0, 1e6).or(1.0),
    };
    score.close();
    read
}

/// How far a play has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// The stage.
    pub stage: usize,
    /// Months it has lasted.
    months: usize,
    /// Months in which its target was met.
    met: usize,
}

impl Progress {
    /// A month of the stage is over; tells whether the stage has now met its target as it is to.
    pub fn end_month(&mut self, stages: &[Stage], met: Option<bool>) -> bool {
        let stage = &stages[self.stage];
        self.months += 1;
        self.met += usize::from(met == Some(true));
        let reached = met == Some(true) && self.met == stage.met_months();
        let Ends {
            met_months,
            at_latest,
        } = stage.ends;
        let over = met_months.is_some_and(|wanted| self.met >= wanted)
            || at_latest.is_some_and(|most| self.months >= most);
        if over && self.stage + 1 < stages.len() {
            *self = Self {
                stage: self.stage + 1,
                months: 0,
                met: 0,
            };
        }
        reached
    }

    /// Whether its first month begins.
    pub fn is_new(&self) -> bool {
        self.months == 0
    }
}
