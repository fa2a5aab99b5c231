//! The roster: shifts laid out in the calendar, and every person's post at every time.

use super::calendar::Calendar;
use super::context::Context;
use super::placing::Crew;
use super::prepack::Prepacking;
use super::route::Routes;
use super::shift::{Count, Shift};
use super::station::Staffing;
use super::team::{Heads, Team};
use super::time::{Ticks, ticks};
use crate::reader::{Problem, Problems, Section, Severity};

/// Who stands where, from the opening to the end of what is followed.
#[derive(Clone, Debug, PartialEq)]
pub struct Roster {
    /// The shifts as written.
    pub shifts: Vec<Shift>,
    /// Everybody, by team and number; and the numbered servers of stations without shifts.
    pub people: Vec<Person>,
    /// Everybody's times at a post, by beginning.
    pub duties: Vec<Duty>,
    /// Stretches of time in which nobody comes or goes.
    pub epochs: Vec<Epoch>,
}

/// A person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Person {
    /// Its team; `None` for a numbered server of a station without shifts.
    pub team: Option<usize>,
    /// Its number in the team, or at the station.
    pub number: usize,
}

/// A person's time at a post.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Duty {
    /// Who.
    pub person: usize,
    /// Where.
    pub station: usize,
    /// In which shift, and on which day it began; `None` for servers without shifts.
    pub shift: Option<(usize, i64)>,
}

/// A stretch of time in which nobody comes or goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Epoch {
    /// When it begins.
    pub from: Ticks,
    /// When it ends.
    pub to: Ticks,
    /// The duties that go on, by station.
    pub on: Vec<(u16, u32)>,
}

/// A shift on a day, in minutes from opening.
pub(super) struct Occurrence {
    pub shift: usize,
    pub day: i64,
    pub from: f64,
    pub to: f64,
}

/// A duty with its times, in minutes from opening.
pub(super) struct Post {
    pub duty: Duty,
    pub from: f64,
    pub to: f64,
    pub breaks: Vec<(f64, f64)>,
}

impl Epoch {
    /// The duties at a station, as places in the roster.
    pub fn on(&self, station: usize) -> impl Iterator<Item = usize> + '_ {
        let first = self
            .on
            .partition_point(|&(at, _)| usize::from(at) < station);
        let here = self.on[first..].iter();
        here.take_while(move |&&(at, _)| usize::from(at) == station)
            .map(|&(_, duty)| duty as usize)
    }
}

impl Roster {
    /// Lays out the shifts, and those of prepacking beside them. People placed at two places at one time, or more people
    /// than there are, are errors.
    pub fn new(
        shifts: Vec<Shift>,
        prepacking: &mut Prepacking,
        (teams, heads): (&[Team], &[Heads]),
        staffing: &[Staffing],
        calendar: &Calendar,
        problems: &Problems,
    ) -> Self {
        let mut people = Vec::new();
        let mut posts = Vec::new();
        let all: Vec<Shift> = shifts.iter().chain(prepacking.shifts()).cloned().collect();
        let mut occurrences = occurrences(&shifts, calendar);
        occurrences.extend(prepacking.occurrences(shifts.len(), calendar));
        occurrences.sort_by(|a, b| a.from.total_cmp(&b.from).then(a.shift.cmp(&b.shift)));
        for (team, heads) in heads.iter().enumerate() {
            let crew = Crew {
                team,
                heads,
                name: &teams[team].id,
                shifts: &all,
                occurrences: &occurrences,
            };
            let first = people.len();
            let most = crew.place(first, &mut posts, problems);
            people.extend((0..most).map(|number| Person {
                team: Some(team),
                number,
            }));
        }
        let packs = |post: &mut Post| {
            post.duty
                .shift
                .is_some_and(|(shift, _)| shift >= shifts.len())
        };
        let packing: Vec<Post> = posts.extract_if(.., packs).collect();
        prepacking.lay_out(&packing, &people, shifts.len());
        for (station, staffing) in staffing.iter().enumerate() {
            place_servers(station, staffing, calendar, &mut people, &mut posts);
        }
        for post in &mut posts {
            if let Some((shift, day)) = post.duty.shift {
                let minute = |of_day: f64| calendar.minute(day, of_day);
                let breaks = shifts[shift].breaks.iter();
                post.breaks = breaks
                    .map(|&(from, to)| (minute(from), minute(to)))
                    .collect();
            }
        }
        posts.sort_by(|a, b| a.from.total_cmp(&b.from));
        let epochs = epochs(&posts, calendar);
        Self {
            shifts,
            people,
            duties: posts.into_iter().map(|post| post.duty).collect(),
            epochs,
        }
    }

    /// Person-ticks at a station between two times, and what they can do by their skills and the equipment (in ticks of
    /// work), with nobody absent, tired or still learning.
    pub fn staffed(
        &self,
        teams: &[Team],
        station: usize,
        equipment: usize,
        (from, to): (Ticks, Ticks),
    ) -> (f64, f64) {
        let (mut there, mut able) = (0.0, 0.0);
        for epoch in &self.epochs {
            let span = epoch.to.min(to).saturating_sub(epoch.from.max(from)) as f64;
            if span == 0.0 {
                continue;
            }
            let (mut heads, mut speed) = (0.0, 0.0);
            for duty in epoch.on(station).map(|index| &self.duties[index]) {
                heads += 1.0;
                speed += self.people[duty.person]
                    .team
                    .map_or(1.0, |team| teams[team].skills[station]);
            }
            there += heads * span;
            able += span
                * if heads > equipment as f64 {
                    speed * equipment as f64 / heads
                } else {
                    speed
                };
        }
        (there, able)
    }

    /// The most people at a station at one time.
    pub fn most(&self, station: usize) -> usize {
        self.epochs
            .iter()
            .map(|epoch| epoch.on(station).count())
            .max()
            .unwrap_or(0)
    }
}

/// Shifts as they run: from day −1, whose shift may be on duty at the opening, to the end of what is followed.
fn occurrences(shifts: &[Shift], calendar: &Calendar) -> Vec<Occurrence> {
    let mut all = Vec::new();
    for (index, shift) in shifts.iter().enumerate() {
        for day in (-1..=calendar.last_day()).filter(|&day| shift.days.contains(day)) {
            let (from, to) = (
                calendar.minute(day, shift.from),
                calendar.minute(day, shift.to),
            );
            if to > 0.0 && from < calendar.follow {
                all.push(Occurrence {
                    shift: index,
                    day,
                    from,
                    to,
                });
            }
        }
    }
    all
}

/// The servers of a station without shifts, there in all its opening hours.
fn place_servers(
    station: usize,
    staffing: &Staffing,
    calendar: &Calendar,
    people: &mut Vec<Person>,
    posts: &mut Vec<Post>,
) {
    let always = [(0, ticks(calendar.follow))];
    let spans = staffing.hours.spans().unwrap_or(&always);
    for number in 0..staffing.servers {
        let duty = Duty {
            person: people.len(),
            station,
            shift: None,
        };
        people.push(Person { team: None, number });
        posts.extend(spans.iter().map(|&(from, to)| Post {
            duty,
            from: super::time::minutes(from),
            to: super::time::minutes(to),
            breaks: Vec::new(),
        }));
    }
}

/// Cuts time wherever somebody comes or goes.
fn epochs(posts: &[Post], calendar: &Calendar) -> Vec<Epoch> {
    let end = ticks(calendar.follow);
    let mut edges = vec![0, end];
    for post in posts {
        let breaks = post.breaks.iter().flat_map(|&(from, to)| [from, to]);
        edges.extend([post.from, post.to].into_iter().chain(breaks).map(ticks));
    }
    edges.retain(|&edge| edge <= end);
    edges.sort_unstable();
    edges.dedup();
    let there = |post: &Post, from: Ticks, to: Ticks| {
        let within = ticks(post.from) <= from && to <= ticks(post.to);
        within
            && !post
                .breaks
                .iter()
                .any(|&(begin, over)| ticks(begin) <= from && to <= ticks(over))
    };
    let mut epochs = Vec::with_capacity(edges.len());
    for pair in edges.windows(2) {
        let (from, to) = (pair[0], pair[1]);
        let posts = posts.iter().enumerate();
        let mut on: Vec<(u16, u32)> = posts
            .filter(|(_, post)| there(post, from, to))
            .map(|(index, post)| (post.duty.station as u16, index as u32))
            .collect();
        on.sort_unstable();
        epochs.push(Epoch { from, to, on });
    }
    epochs
}

/// Reads `[team.*]` and `[shift.*]`; stations have servers or people on shifts, and somebody who can work there.
pub fn read(
    root: &Section<'_>,
    cx: &Context<'_>,
    staffing: &[Staffing],
    routes: &Routes,
    prepacking: &mut Prepacking,
) -> (Vec<Team>, Option<Roster>) {
    let (teams, heads): (Vec<Team>, Vec<Heads>) = root
        .tables("team")
        .into_iter()
        .map(|(id, s)| Team::read(&id, s, cx))
        .unzip();
    let shifts: Vec<Shift> = root
        .tables("shift")
        .into_iter()
        .map(|(id, s)| Shift::read(&id, s, cx))
        .collect();
    let placements = || shifts.iter().flat_map(|shift| &shift.placements);
    let stations = root.tables("station");
    for placement in placements() {
        let (station, team) = (&cx.ids.stations[placement.station], &teams[placement.team]);
        if staffing[placement.station].servers > 0 {
            root.problems().push(Problem {
                severity: Severity::Error,
                code: "servers_and_people",
                title: format!("`station.{station}` has servers, and people on shifts as well"),
                span: Some(placement.span),
                label: "people are placed here".to_owned(),
                also: vec![(
                    stations[placement.station].1.span(),
                    "has servers".to_owned(),
                )],
                help: Some("keep one of the two".to_owned()),
            });
        } else if team.skills[placement.station] == 0.0 {
            let title = format!("team `{}` has no skill for `{station}`", team.id);
            let help = format!(
                "give team.{}.skills.{station} a speed, such as 1.0, or place others",
                team.id
            );
            root.problems()
                .error("no_skill", Some(placement.span), title, "", help);
        }
    }
    for (index, (id, section)) in stations.iter().enumerate() {
        let placed = placements()
            .any(|placement| placement.station == index && placement.count != Count::Heads(0));
        if !section.has("servers") && !placed && routes.sequence.contains(&index) {
            let title = format!("nobody works at `station.{id}`");
            let help = format!(
                "write servers = 5 there, or place people: assign.{id} = {{ team = 2 }} in a shift"
            );
            root.problems().error(
                "nobody",
                Some(section.span()),
                title,
                "orders wait here for ever",
                help,
            );
        }
    }
    for (index, (id, section)) in root.tables("team").iter().enumerate() {
        let packers = prepacking.shifts().flat_map(|shift| &shift.placements);
        if !placements()
            .chain(packers)
            .any(|placement| placement.team == index)
        {
            let title = format!("`team.{id}` is placed in no shift");
            root.problems().warn(
                "idle_team",
                Some(section.span()),
                title,
                "",
                "place its people: [shift.day] with assign.pack = { ... }, or remove it",
            );
        }
    }
    prepacking.check_skills(&teams, root.problems());
    let on_shifts = !shifts.is_empty();
    if !(on_shifts || prepacking.on_shifts()) || root.problems().has_errors() {
        return (teams, None);
    }
    let roster = Roster::new(
        shifts,
        prepacking,
        (&teams, &heads),
        staffing,
        &cx.calendar,
        root.problems(),
    );
    // Where nobody but packers work on shifts, the line is played as without.
    (teams, on_shifts.then_some(roster))
}
