//! The roster: shifts laid out in the calendar, and every person's post at every time.

use super::calendar::Calendar;
use super::context::Context;
use super::route::Routes;
use super::shift::{Count, Placement, Shift};
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
struct Occurrence {
    shift: usize,
    day: i64,
    from: f64,
    to: f64,
}

/// A duty with its times, in minutes from opening.
struct Post {
    duty: Duty,
    from: f64,
    to: f64,
    breaks: Vec<(f64, f64)>,
}

impl Roster {
    /// Lays out the shifts. People placed at two stations at one time, or more people than there are, are errors.
    pub fn new(
        shifts: Vec<Shift>,
        (teams, heads): (&[Team], &[Heads]),
        staffing: &[Staffing],
        calendar: &Calendar,
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
            for duty in self.on(epoch, station) {
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

    /// The duties at a station in an epoch.
    pub fn on<'a>(&'a self, epoch: &'a Epoch, station: usize) -> impl Iterator<Item = &'a Duty> {
        let first = epoch
            .on
            .partition_point(|&(at, _)| usize::from(at) < station);
        let here = epoch.on[first..]
            .iter()
            .take_while(move |&&(at, _)| usize::from(at) == station);
        here.map(|&(_, duty)| &self.duties[duty as usize])
    }

    /// The most people at a station at one time.
    pub fn most(&self, station: usize) -> usize {
        self.epochs
            .iter()
            .map(|epoch| self.on(epoch, station).count())
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

/// A team and all shifts in which it is placed.
struct Crew<'a> {
    team: usize,
    heads: &'a Heads,
    name: &'a str,
    shifts: &'a [Shift],
    occurrences: &'a [Occurrence],
}

impl<'a> Crew<'a> {
    fn placements(&self, occurrence: &Occurrence) -> impl Iterator<Item = &'a Placement> {
        let team = self.team;
        self.shifts[occurrence.shift]
            .placements
            .iter()
            .filter(move |placement| placement.team == team)
    }

    /// Places the team's people, always those of the lowest numbers that are free, and tells how many there are.
    fn place(&self, first: usize, posts: &mut Vec<Post>, problems: &Problems) -> usize {
        let free_heads = self
            .heads
            .heads
            .map(|heads| heads.saturating_sub(self.heads.stay));
        // Until when each person stands somewhere, and by which placement.
        let mut busy: Vec<(f64, Option<&Placement>)> = Vec::new();
        for occurrence in self.occurrences {
            for placement in self.placements(occurrence) {
                let count = match (placement.count, free_heads) {
                    (Count::Heads(count), _) => count,
                    (Count::Rest, Some(heads)) => {
                        heads.saturating_sub(self.placed_beside(occurrence, placement))
                    }
                    (Count::Rest, None) => {
                        let title = format!("\"rest\" of team `{}` is unknown", self.name);
                        problems.error(
                            "rest_unknown",
                            Some(placement.span),
                            title,
                            "",
                            "give the team its heads",
                        );
                        return busy.len();
                    }
                };
                for _ in 0..count {
                    let person = busy
                        .iter()
                        .position(|&(until, _)| until <= occurrence.from)
                        .unwrap_or(busy.len());
                    if free_heads.is_some_and(|heads| person >= heads) {
                        self.refuse(placement, &busy, occurrence.from, problems);
                        return busy.len();
                    }
                    if person == busy.len() {
                        busy.push((0.0, None));
                    }
                    busy[person] = (occurrence.to, Some(placement));
                    let duty = Duty {
                        person: first + person,
                        station: placement.station,
                        shift: Some((occurrence.shift, occurrence.day)),
                    };
                    posts.push(Post {
                        duty,
                        from: occurrence.from,
                        to: occurrence.to,
                        breaks: Vec::new(),
                    });
                }
            }
        }
        busy.len()
    }

    /// The most people of the team that numbers place elsewhere at any time of a shift.
    fn placed_beside(&self, occurrence: &Occurrence, rest: &Placement) -> usize {
        let counted = |other: &Occurrence| -> usize {
            self.placements(other)
                .filter(|placement| *placement != rest)
                .filter_map(|placement| match placement.count {
                    Count::Heads(count) => Some(count),
                    Count::Rest => None,
                })
                .sum()
        };
        let beside = || {
            let all = self.occurrences.iter();
            all.filter(|other| other.from < occurrence.to && other.to > occurrence.from)
        };
        // The number changes only where a shift begins.
        let begins = beside().map(|other| other.from.max(occurrence.from));
        let at = |time: f64| {
            beside()
                .filter(|other| other.from <= time && other.to > time)
                .map(counted)
                .sum()
        };
        begins.map(at).max().unwrap_or(0)
    }

    fn refuse(
        &self,
        placement: &Placement,
        busy: &[(f64, Option<&Placement>)],
        from: f64,
        problems: &Problems,
    ) {
        let others = busy
            .iter()
            .filter(|(until, _)| *until > from)
            .filter_map(|(_, by)| *by);
        let mut also: Vec<_> = others
            .map(|other| (other.span, "placed here at the same time".to_owned()))
            .collect();
        also.retain(|(span, _)| *span != placement.span);
        also.dedup();
        let heads = self.heads.heads.unwrap_or(0);
        if self.heads.heads.is_some() {
            also.push((
                self.heads.span,
                format!("{heads} people, of whom {} stay", self.heads.stay),
            ));
        }
        problems.push(Problem {
            severity: Severity::Error,
            code: "too_many_people",
            title: format!("more people of team `{}` are placed at one time than may leave", self.name),
            span: Some(placement.span),
            label: "one too many from here on".to_owned(),
            also,
            help: Some("place fewer, or let the shifts not overlap; heads left out = as many as are placed".to_owned()),
        });
    }
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
    if shifts.is_empty() || root.problems().has_errors() {
        return (teams, None);
    }
    let roster = Roster::new(
        shifts,
        (&teams, &heads),
        staffing,
        &cx.calendar,
        root.problems(),
    );
    (teams, Some(roster))
}
