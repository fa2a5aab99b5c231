//! The roster: shifts laid out in the calendar, and every person's post at every time; one of the line, one of the desks
//! and the stations that inspect what comes back.

use super::calendar::{Calendar, Hours};
use super::demand::Demand;
use super::overtime::Overtime;
use super::placing::{Crew, Places};
use super::prepack::Prepacking;
use super::shift::Shift;
use super::team::{Heads, Team};
use super::tick::{self, Tick};
use super::time::{Ticks, ticks};
use crate::reader::Problems;

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
    /// By team: how many people may leave their own work, where it is said.
    pub may_leave: Vec<Option<usize>>,
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
    /// Where: a station, or a desk, which are numbered on from the last station.
    pub station: usize,
    /// In which shift, and on which day it began; `None` for servers without shifts.
    pub shift: Option<(usize, i64)>,
    /// Time on duty before the opening, breaks out.
    pub before: Ticks,
}

impl Duty {
    /// Whether it is one of a shift, on whatever day.
    pub fn is_of(&self, shift: usize) -> bool {
        self.shift.is_some_and(|(of, _)| of == shift)
    }
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
    /// Time on duty before the opening.
    fn before(&self) -> Ticks {
        let span = |from: f64, to: f64| (to.min(0.0) - from.min(0.0)).max(0.0);
        let breaks = self.breaks.iter().map(|&(from, to)| span(from, to));
        ticks(span(self.from, self.to) - breaks.sum::<f64>())
    }

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
    /// Lays out the shifts, and those of prepacking beside them: the line, and the desks, where there are any. People
    /// placed at two places at one time, or more people than there are, are errors.
    pub(super) fn lay_out(
        shifts: &[Shift],
        prepacking: &mut Prepacking,
        (teams, heads): (&[Team], &[Heads]),
        places: Places<'_>,
        overtime: &Overtime,
        (calendar, demand): (&Calendar, &Demand),
        problems: &Problems,
    ) -> (Self, Option<Self>) {
        let mut occurrences = occurrences(shifts, calendar);
        occurrences.extend(prepacking.occurrences(shifts.len(), calendar));
        occurrences.sort_by(|a, b| a.from.total_cmp(&b.from).then(a.shift.cmp(&b.shift)));
        let all: Vec<Shift> = shifts.iter().chain(prepacking.shifts()).cloned().collect();
        let (people, mut posts) = place_teams((teams, heads), (&all, &occurrences), problems);
        let packs = |post: &mut Post| {
            post.duty
                .shift
                .is_some_and(|(shift, _)| shift >= shifts.len())
        };
        let packing: Vec<Post> = posts.extract_if(.., packs).collect();
        prepacking.lay_out(&packing, &people, shifts.len());
        let sits = |post: &mut Post| !places.is_in_line(post.duty.station);
        let sitting: Vec<Post> = posts.extract_if(.., sits).collect();
        let may_leave: Vec<_> = heads.iter().map(Heads::may_leave).collect();
        let roster = |posts, servers: Vec<_>, here: &dyn Fn(usize) -> bool| {
            let shifts: Vec<Shift> = shifts.iter().map(|shift| shift.only(here)).collect();
            let rules = (overtime.clone(), may_leave.clone());
            Self::of_posts(shifts, posts, people.clone(), &servers, rules, calendar)
        };
        let desks = (!places.at_desks.is_empty()).then(|| {
            let elsewhere = |place: usize| !places.is_in_line(place);
            roster(sitting, places.servers(false), &elsewhere)
        });
        let in_line = |place: usize| places.is_in_line(place);
        let mut line = roster(posts, places.servers(true), &in_line);
        // Whoever sits at a desk is not on duty in the line.
        occurrences.retain(|occurrence| {
            let shift = shifts.get(occurrence.shift);
            !shift.is_some_and(|shift| shift.is_elsewhere(in_line))
        });
        line.ticks = tick::all((&line.shifts, &occurrences), overtime, demand);
        (line, desks)
    }

    /// The roster of these posts, and of servers without shifts: where, how many, when.
    fn of_posts(
        shifts: Vec<Shift>,
        mut posts: Vec<Post>,
        mut people: Vec<Person>,
        servers: &[(usize, usize, &Hours)],
        (overtime, may_leave): (Overtime, Vec<Option<usize>>),
        calendar: &Calendar,
    ) -> Self {
        for &servers in servers {
            place_servers(servers, calendar, &mut people, &mut posts);
        }
        for post in &mut posts {
            if let Some((shift, day)) = post.duty.shift {
                let minute = |of_day: f64| calendar.minute(day, of_day);
                let breaks = shifts[shift].breaks.iter();
                post.breaks = breaks
                    .map(|&(from, to)| (minute(from), minute(to)))
                    .collect();
                post.duty.before = post.before();
            }
        }
        posts.sort_by(|a, b| a.from.total_cmp(&b.from));
        let edges = edges(&posts, ticks(calendar.follow));
        let duties: Vec<Duty> = posts.into_iter().map(|post| post.duty).collect();
        Self {
            epochs: epochs(&edges, &duties, ticks(calendar.follow)),
            ticks: Vec::new(),
            overtime,
            may_leave,
            shifts,
            people,
            duties,
            edges,
        }
    }

    /// Person-ticks at a station between two times, and what they can do by their skills and the equipment (in ticks of
    /// work), with as many absent as are on average, and nobody tired or still learning.
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
                let team = self.people[duty.person].team.map(|team| &teams[team]);
                let comes = team.map_or(1.0, |team| 1.0 - team.absence);
                heads += comes;
                speed += comes * team.map_or(1.0, |team| team.skills[station]);
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

/// Everybody's posts, wherever.
fn place_teams(
    (teams, heads): (&[Team], &[Heads]),
    (shifts, occurrences): (&[Shift], &[Occurrence]),
    problems: &Problems,
) -> (Vec<Person>, Vec<Post>) {
    let (mut people, mut posts) = (Vec::new(), Vec::new());
    for (team, heads) in heads.iter().enumerate() {
        let crew = Crew {
            team,
            heads,
            name: &teams[team].id,
            shifts,
            occurrences,
        };
        let first = people.len();
        let most = crew.place(first, &mut posts, problems);
        people.extend((0..most).map(|number| Person {
            team: Some(team),
            number,
        }));
    }
    (people, posts)
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

/// The servers of a station or desk without shifts, there in all its opening hours.
fn place_servers(
    (station, servers, hours): (usize, usize, &Hours),
    calendar: &Calendar,
    people: &mut Vec<Person>,
    posts: &mut Vec<Post>,
) {
    let always = [(0, ticks(calendar.follow))];
    let spans = hours.spans().unwrap_or(&always);
    for number in 0..servers {
        let duty = Duty {
            person: people.len(),
            station,
            shift: None,
            before: 0,
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

/// Cuts time wherever somebody comes or goes.
pub(super) fn epochs(edges: &[Edge], duties: &[Duty], end: Ticks) -> Vec<Epoch> {
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
