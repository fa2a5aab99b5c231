//! The roster: shifts laid out in the calendar, and every person's post at every time.

use super::calendar::Calendar;
use super::context::Context;
use super::demand::Demand;
use super::overtime::Overtime;
use super::placing::Crew;
use super::route::Routes;
use super::shift::{Count, Shift};
use super::station::Staffing;
use super::team::{Heads, Team};
use super::time::{Ticks, minutes, ticks};
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
    /// Everybody's comings and goings, by time; who goes does so before others come.
    pub edges: Vec<Edge>,
    /// Stretches of time in which nobody comes or goes.
    pub epochs: Vec<Epoch>,
    /// When people on flexible shifts are placed anew, by time.
    pub ticks: Vec<Tick>,
    /// Rules for overtime, nights and holidays.
    pub overtime: Overtime,
}

/// The people of a flexible shift are placed anew.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tick {
    /// When.
    pub at: Ticks,
    /// Which shift.
    pub shift: usize,
    /// The day on which it began.
    pub day: i64,
    /// How often its people are placed.
    pub every: Ticks,
    /// Minutes for which people are placed.
    pub span: f64,
    /// Minutes from then until nobody is on duty any more.
    pub rest: f64,
    /// Minutes from then until somebody comes again.
    pub night: f64,
    /// Orders the file makes expect from the opening until now.
    pub came: f64,
    /// The same since people were last placed.
    pub lately: f64,
    /// The same in the time for which people are placed.
    pub next: f64,
    /// The same from then until nobody is on duty any more.
    pub later: f64,
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

/// Somebody comes on duty or goes off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edge {
    /// When.
    pub at: Ticks,
    /// Whether it comes.
    pub comes: bool,
    /// The place of the duty in the roster.
    pub duty: usize,
    /// Whether its shift is over.
    pub last: bool,
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

impl Post {
    /// The time on duty between the breaks.
    fn stretches(&self) -> Vec<(Ticks, Ticks)> {
        let mut breaks = self.breaks.clone();
        breaks.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut stretches = Vec::new();
        let mut from = self.from;
        for (begin, end) in breaks.into_iter().chain([(self.to, self.to)]) {
            if ticks(begin) > ticks(from) {
                stretches.push((ticks(from), ticks(begin)));
            }
            from = from.max(end);
        }
        stretches
    }
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
    /// Lays out the shifts. People placed at two stations at one time, or more people than there are, are errors.
    pub fn new(
        shifts: Vec<Shift>,
        (teams, heads): (&[Team], &[Heads]),
        (staffing, overtime): (&[Staffing], Overtime),
        (calendar, demand): (&Calendar, &Demand),
        problems: &Problems,
    ) -> Self {
        let mut people = Vec::new();
        let mut posts = Vec::new();
        let occurrences = occurrences(&shifts, calendar);
        for (team, heads) in heads.iter().enumerate() {
            let crew = Crew {
                team,
                heads,
                name: &teams[team].id,
                shifts: &shifts,
                occurrences: &occurrences,
            };
            let first = people.len();
            let most = crew.place(first, &mut posts, problems);
            people.extend((0..most).map(|number| Person {
                team: Some(team),
                number,
            }));
        }
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
        let edges = edges(&posts, ticks(calendar.follow));
        let duties: Vec<Duty> = posts.into_iter().map(|post| post.duty).collect();
        Self {
            epochs: epochs(&edges, &duties, ticks(calendar.follow)),
            ticks: flexible_ticks((&shifts, &occurrences), &overtime, demand),
            overtime,
            shifts,
            people,
            duties,
            edges,
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

    /// Whether hours are told by kind: where rules are written, or shifts go on as overtime.
    pub fn has_kinds(&self) -> bool {
        self.overtime.is_written || self.shifts.iter().any(|shift| shift.clears)
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

/// Shifts by beginning: from day −1, whose shift may be on duty at the opening, to the end of what is followed.
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
    all.sort_by(|a, b| a.from.total_cmp(&b.from).then(a.shift.cmp(&b.shift)));
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

/// All comings and goings up to the end of what is followed.
fn edges(posts: &[Post], end: Ticks) -> Vec<Edge> {
    let mut edges = Vec::new();
    for (duty, post) in posts.iter().enumerate() {
        for (from, to) in post.stretches().into_iter().filter(|&(from, _)| from < end) {
            let last = to >= ticks(post.to);
            edges.push(Edge {
                at: from,
                comes: true,
                duty,
                last: false,
            });
            edges.push(Edge {
                at: to.min(end),
                comes: false,
                duty,
                last,
            });
        }
    }
    edges.sort_unstable();
    edges
}

/// When people on flexible shifts are placed anew: when the shift begins, every so often from then on, and while they
/// stay.
fn flexible_ticks(
    (shifts, occurrences): (&[Shift], &[Occurrence]),
    overtime: &Overtime,
    demand: &Demand,
) -> Vec<Tick> {
    let mut all = Vec::new();
    let end = |occurrence: &Occurrence| {
        let clears = shifts[occurrence.shift].clears;
        occurrence.to + if clears { minutes(overtime.limit) } else { 0.0 }
    };
    let worked = worked(occurrences, end);
    // Orders enter the line when they are paid.
    let lag = demand.payment.mean();
    let expected = |from: f64, to: f64| {
        if to > from {
            demand.mean_orders(from - lag, to - lag)
        } else {
            0.0
        }
    };
    for occurrence in occurrences {
        let shift = occurrence.shift;
        let Some(ticks_between) = shifts[shift].flexible else {
            continue;
        };
        let every = minutes(ticks_between);
        let to = end(occurrence);
        let period = worked.partition_point(|period| period.1 < to);
        let until = worked[period].1;
        let night = worked.get(period + 1).map_or(1440.0, |next| next.0 - until);
        let count = ((to - occurrence.from) / every).ceil() as u32;
        let times = (0..count).map(|step| occurrence.from + f64::from(step) * every);
        for at in times.filter(|&at| at >= 0.0) {
            let stand = at
                + every
                    .max(STAND + minutes(shifts[shift].switch))
                    .min(until - at);
            all.push(Tick {
                at: ticks(at),
                shift,
                day: occurrence.day,
                every: ticks_between,
                span: stand - at,
                rest: until - stand,
                night,
                came: expected(0.0, at),
                lately: expected(at - every, at),
                next: expected(at, stand),
                later: expected(stand, until),
            });
        }
    }
    all.sort_by_key(|tick| (tick.at, tick.shift, tick.day));
    all
}

/// Stretches of time in which some shift is on duty, or may stay, in minutes from opening.
fn worked(occurrences: &[Occurrence], end: impl Fn(&Occurrence) -> f64) -> Vec<(f64, f64)> {
    let mut worked: Vec<(f64, f64)> = Vec::new();
    for occurrence in occurrences {
        let to = end(occurrence);
        match worked.last_mut() {
            Some(last) if occurrence.from <= last.1 => last.1 = last.1.max(to),
            _ => worked.push((occurrence.from, to)),
        }
    }
    worked
}

/// Minutes for which people are placed at least: that they may be placed anew sooner is no reason to look less far.
const STAND: f64 = 90.0;

/// Cuts time wherever somebody comes or goes.
fn epochs(edges: &[Edge], duties: &[Duty], end: Ticks) -> Vec<Epoch> {
    let mut epochs = Vec::new();
    let mut on: Vec<(u16, u32)> = Vec::new();
    let mut from = 0;
    for edge in edges {
        if edge.at > from {
            epochs.push(Epoch {
                from,
                to: edge.at,
                on: on.clone(),
            });
            from = edge.at;
        }
        let here = (duties[edge.duty].station as u16, edge.duty as u32);
        match on.binary_search(&here) {
            Ok(place) if !edge.comes => drop(on.remove(place)),
            Err(place) if edge.comes => on.insert(place, here),
            _ => {}
        }
    }
    if from < end {
        epochs.push(Epoch { from, to: end, on });
    }
    epochs
}

/// Reads `[team.*]` and `[shift.*]`; stations have servers or people on shifts, and somebody who can work there.
pub fn read(
    root: &Section<'_>,
    cx: &Context<'_>,
    (staffing, by_event): (&[Staffing], bool),
    (overtime, demand): (Overtime, &Demand),
    routes: &Routes,
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
        let comes = |shift: &Shift| {
            let mut skills = shift
                .placements
                .iter()
                .map(|one| teams[one.team].skills[index]);
            shift.flexible.is_some() && skills.any(|skill| skill > 0.0)
        };
        let placed = placed || shifts.iter().any(comes);
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
        if !placements().any(|placement| placement.team == index) {
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
    if (shifts.is_empty() && !by_event) || root.problems().has_errors() {
        return (teams, None);
    }
    let roster = Roster::new(
        shifts,
        (&teams, &heads),
        (staffing, overtime),
        (&cx.calendar, demand),
        root.problems(),
    );
    (teams, Some(roster))
}
