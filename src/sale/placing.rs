//! Placing a team: which of its people stand where in which shift, and whether there are enough of them.

use super::calendar::Hours;
use super::desk::DeskStaffing;
use super::roster::{Duty, Occurrence, Post};
use super::shift::{Count, Placement, Shift};
use super::station::Staffing;
use super::team::Heads;
use crate::reader::{Problem, Problems, Severity};

/// Where people can be placed: stations, and desks, which are numbered on from the last station.
#[derive(Clone, Copy)]
pub(super) struct Places<'a> {
    pub staffing: &'a [Staffing],
    pub at_desks: &'a [DeskStaffing],
    /// Stations that inspect what comes back: they are played with the desks.
    pub inspecting: &'a [usize],
}

impl<'a> Places<'a> {
    pub const fn new(
        staffing: &'a [Staffing],
        at_desks: &'a [DeskStaffing],
        inspecting: &'a [usize],
    ) -> Self {
        Self {
            staffing,
            at_desks,
            inspecting,
        }
    }

    /// Whether a place is a station that orders pass on their way out.
    pub fn is_in_line(&self, place: usize) -> bool {
        place < self.staffing.len() && !self.inspecting.contains(&place)
    }

    /// Servers without shifts, in the line or elsewhere: where, how many, when.
    pub fn servers(&self, in_line: bool) -> Vec<(usize, usize, &'a Hours)> {
        let stations = self
            .staffing
            .iter()
            .map(|there| (there.servers, &there.hours));
        let desks = self
            .at_desks
            .iter()
            .map(|there| (there.servers, &there.hours));
        let all = stations.chain(desks).enumerate();
        all.filter(|&(place, _)| self.is_in_line(place) == in_line)
            .map(|(place, (servers, hours))| (place, servers, hours))
            .collect()
    }
}

/// A team and all shifts in which it is placed.
pub(super) struct Crew<'a> {
    pub team: usize,
    pub heads: &'a Heads,
    pub name: &'a str,
    pub shifts: &'a [Shift],
    pub occurrences: &'a [Occurrence],
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
    pub fn place(&self, first: usize, posts: &mut Vec<Post>, problems: &Problems) -> usize {
        let free_heads = self.heads.may_leave();
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
                        before: 0,
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
