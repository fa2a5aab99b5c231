//! How a roster is written: `[team.*]`, `[shift.*]`, and what of them cannot be.

use super::context::Context;
use super::demand::Demand;
use super::overtime::Overtime;
use super::placing::Places;
use super::prepack::Prepacking;
use super::roster::Roster;
use super::route::Routes;
use super::shift::{Count, Placement, Shift};
use super::team::{Heads, Team};
use crate::reader::{Problem, Section, Severity};

/// Teams and shifts as they are read, and what they are to fit.
struct Written<'a, 'f> {
    root: &'a Section<'f>,
    cx: &'a Context<'f>,
    places: Places<'a>,
    routes: &'a Routes,
    teams: Vec<Team>,
    shifts: Vec<Shift>,
}

/// Reads `[team.*]` and `[shift.*]`; stations have servers or people on shifts, and somebody who can work there. There is
/// a roster of the line where people work on shifts there, or where it is played event by event for another reason; and
/// one of the desks where there are any.
pub fn read(
    root: &Section<'_>,
    cx: &Context<'_>,
    (places, by_event): (Places<'_>, bool),
    (overtime, demand): (Overtime, &Demand),
    routes: &Routes,
    prepacking: &mut Prepacking,
) -> (Vec<Team>, Option<Roster>, Option<Roster>) {
    let teams = root.tables("team").into_iter();
    let (teams, heads): (Vec<Team>, Vec<Heads>) =
        teams.map(|(id, s)| Team::read(&id, s, cx)).unzip();
    let shifts = root.tables("shift").into_iter();
    let shifts: Vec<Shift> = shifts.map(|(id, s)| Shift::read(&id, s, cx)).collect();
    let written = Written {
        root,
        cx,
        places,
        routes,
        teams,
        shifts,
    };
    written.check_placements();
    written.check_stations();
    written.check_desks();
    written.check_teams(prepacking);
    prepacking.check_skills(&written.teams, root.problems());
    written.check_overtime();
    let Written { teams, shifts, .. } = written;
    let elsewhere = |shift: &Shift| shift.is_elsewhere(|place| places.is_in_line(place));
    let is_needed = by_event || !shifts.iter().all(elsewhere);
    let on_shifts = !shifts.is_empty() || prepacking.on_shifts() || !places.at_desks.is_empty();
    if !(by_event || on_shifts) || root.problems().has_errors() {
        return (teams, None, None);
    }
    let (line, desks) = Roster::lay_out(
        &shifts,
        prepacking,
        (&teams, &heads),
        places,
        &overtime,
        (&cx.calendar, demand),
        root.problems(),
    );
    let rosters: Vec<&Roster> = [Some(&line), desks.as_ref()]
        .into_iter()
        .flatten()
        .collect();
    check_times(root, &rosters);
    // Where nobody but packers and people at desks work on shifts, the line is played as without.
    (teams, is_needed.then_some(line), desks)
}

/// Every shift that places somebody runs some time, and `"rest"` is somebody; in the line or at the desks.
fn check_times(root: &Section<'_>, rosters: &[&Roster]) {
    let problems = root.problems();
    if problems.has_errors() {
        return;
    }
    for (shift, (id, section)) in root.tables("shift").iter().enumerate() {
        let placements = || rosters.iter().flat_map(|r| &r.shifts[shift].placements);
        let placed = placements().any(|one| one.count != Count::Heads(0));
        let runs = |roster: &&Roster| {
            let mut edges = roster.edges.iter().filter(|edge| edge.comes);
            edges.any(|edge| roster.duties[edge.duty].is_of(shift))
        };
        if placed && !rosters.iter().any(runs) {
            let title = format!("nobody is ever on duty in `shift.{id}`");
            let help = "check its `days`, its `breaks`, how long `follow` is, and whether \"rest\" is anybody";
            problems.warn("never_runs", Some(section.span()), title, "", help);
            continue;
        }
        for rest in placements().filter(|one| one.count == Count::Rest) {
            let is_here = |roster: &&Roster| {
                roster.duties.iter().any(|duty| {
                    duty.is_of(shift)
                        && duty.station == rest.station
                        && roster.people[duty.person].team == Some(rest.team)
                })
            };
            if !rosters.iter().any(is_here) {
                let title = "\"rest\" is nobody: all who may leave stand elsewhere".to_owned();
                let help = "raise the team's heads, or place fewer by number";
                problems.warn("rest_nobody", Some(rest.span), title, "", help);
            }
        }
    }
}

impl Written<'_, '_> {
    fn placements(&self) -> impl Iterator<Item = &Placement> {
        self.shifts.iter().flat_map(|shift| &shift.placements)
    }

    /// People stand where they can work, and where there are no servers.
    fn check_placements(&self) {
        let mut tables = self.root.tables("station");
        let stations = tables.len();
        tables.extend(self.root.tables("desk"));
        let servers = |place: usize| match place.checked_sub(stations) {
            None => self.places.staffing[place].servers,
            Some(desk) => self.places.at_desks[desk].servers,
        };
        for placement in self.placements() {
            let station = &self.cx.ids.places[placement.station];
            let team = &self.teams[placement.team];
            if servers(placement.station) > 0 {
                self.root.problems().push(Problem {
                    severity: Severity::Error,
                    code: "servers_and_people",
                    title: format!(
                        "`{}` has servers, and people on shifts as well",
                        tables[placement.station].1.path()
                    ),
                    span: Some(placement.span),
                    label: "people are placed here".to_owned(),
                    also: vec![(tables[placement.station].1.span(), "has servers".to_owned())],
                    help: Some("keep one of the two".to_owned()),
                });
            } else if team.skills[placement.station] == 0.0 {
                let title = format!("team `{}` has no skill for `{station}`", team.id);
                let help = format!(
                    "give team.{}.skills.{station} a speed, such as 1.0, or place others",
                    team.id
                );
                let problems = self.root.problems();
                problems.error("no_skill", Some(placement.span), title, "", help);
            }
        }
    }

    /// Somebody works at every station on a route: servers, people who are placed there, or people of a flexible shift
    /// who can.
    fn check_stations(&self) {
        for (station, (id, section)) in self.root.tables("station").iter().enumerate() {
            let placed = self.placements().any(|placement| {
                placement.station == station && placement.count != Count::Heads(0)
            });
            let comes = self.shifts.iter().any(|shift| {
                let can = |placement: &Placement| {
                    self.teams[placement.team].skills[station] > 0.0
                        && placement.count != Count::Heads(0)
                };
                let stands = |placement: &&Placement| self.places.is_in_line(placement.station);
                shift.flexible.is_some() && shift.placements.iter().filter(stands).any(can)
            });
            let passed = self.routes.sequence.contains(&station);
            let inspects = self.places.inspecting.contains(&station);
            let come_by = if inspects { false } else { comes || !passed };
            if section.has("servers") || placed || come_by {
                continue;
            }
            let title = format!("nobody works at `station.{id}`");
            let help = format!(
                "write servers = 5 there, or place people: assign.{id} = {{ team = 2 }} in a shift"
            );
            let label = if inspects {
                "goods that come back wait here in vain"
            } else {
                "orders wait here for ever"
            };
            let problems = self.root.problems();
            problems.error("nobody", Some(section.span()), title, label, help);
        }
    }

    /// Somebody answers at every desk.
    fn check_desks(&self) {
        for (desk, (id, section)) in self.root.tables("desk").iter().enumerate() {
            let place = self.cx.ids.stations.len() + desk;
            let sits = |placement: &Placement| {
                placement.station == place && placement.count != Count::Heads(0)
            };
            if section.has("servers") || self.placements().any(sits) {
                continue;
            }
            let title = format!("nobody answers at `desk.{id}`");
            let help = format!(
                "write servers = 2 there, or place people: assign.{id} = {{ team = 2 }} in a shift"
            );
            let label = "contacts wait here in vain";
            let problems = self.root.problems();
            problems.error("nobody", Some(section.span()), title, label, help);
        }
    }

    /// Hours of servers are of no kind: rules for them are for people on shifts.
    fn check_overtime(&self) {
        let in_vain = self.shifts.is_empty() && !self.root.problems().has_errors();
        if let (Some(section), true) = (self.root.table("overtime"), in_vain) {
            let title = "`overtime` changes nothing: nobody works on shifts".to_owned();
            let help = "place people: [shift.day] with assign.pack = { temps = 2 }, or remove it";
            let problems = self.root.problems();
            problems.warn("unused_key", Some(section.span()), title, "", help);
        }
    }

    /// Every team is placed somewhere.
    fn check_teams(&self, prepacking: &Prepacking) {
        for (team, (id, section)) in self.root.tables("team").iter().enumerate() {
            let packers = prepacking.shifts().flat_map(|shift| &shift.placements);
            let mut all = self.placements().chain(packers);
            if all.any(|placement| placement.team == team) {
                continue;
            }
            let title = format!("`team.{id}` is placed in no shift");
            let help = "place its people: [shift.day] with assign.pack = { ... }, or remove it";
            let problems = self.root.problems();
            problems.warn("idle_team", Some(section.span()), title, "", help);
        }
    }
}
