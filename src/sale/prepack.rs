//! Prepacking: boxes packed before the opening, one piece to a box; by whom and when, where people pack on shifts.

use super::calendar::Calendar;
use super::money::Money;
use super::roster::{Occurrence, Person, Post};
use super::shift::Shift;
use super::team::Team;
use super::time::{MINUTE, Ticks, ticks};
use crate::random::Quantity;
use crate::reader::{Problems, Span};

/// Everything that is packed in advance; part of the plan. Its ticks are counted from the earliest `from`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Prepacking {
    /// One a product, in file order.
    pub tables: Vec<Prepack>,
    /// Everybody who packs, by team and number.
    pub people: Vec<Person>,
    /// Everybody's times at a table, in the order in which ties are broken: by table, team, number and beginning.
    pub posts: Vec<PackingPost>,
    /// The opening.
    pub opening: Ticks,
    /// The station called `pack`, whose skill counts, if there is one.
    pub station: Option<usize>,
}

/// Prepacking of a product. How many boxes is part of its stock.
#[derive(Clone, Debug, PartialEq)]
pub struct Prepack {
    /// Where it stands in the file: `prepack`, or `prepack.ID`.
    pub path: String,
    /// Which product.
    pub product: usize,
    /// When packing begins, in minutes from opening (negative).
    pub from: f64,
    /// Minutes of work for a box: for the order, and for its piece.
    pub work: [Quantity; 2],
    /// Minutes of unpacking for a box that is left over.
    pub unpack: f64,
    /// Pay for an hour, where it is not that of who packs.
    pub wage: Option<Money>,
    /// Who packs when; with no shifts all boxes are packed before the opening.
    pub shifts: Vec<Shift>,
    /// Where it is written.
    pub span: Span,
}

/// A person's time at a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PackingPost {
    /// Which table, by its place.
    pub table: usize,
    /// Which of its shifts.
    pub shift: usize,
    /// On which day the shift began, counted from the opening's.
    pub day: i64,
    /// Who, by the place among those who pack.
    pub person: usize,
    /// From when.
    pub from: Ticks,
    /// Until when.
    pub to: Ticks,
}

impl Prepacking {
    /// Whether people pack on shifts.
    pub fn on_shifts(&self) -> bool {
        self.tables.iter().any(|table| !table.shifts.is_empty())
    }

    /// All its shifts, table by table.
    pub fn shifts(&self) -> impl Iterator<Item = &Shift> {
        self.tables.iter().flat_map(|table| &table.shifts)
    }

    /// Its shifts as they run, numbered from `first` on.
    pub(super) fn occurrences(&self, first: usize, calendar: &Calendar) -> Vec<Occurrence> {
        let tables = self.tables.iter();
        let shifts = tables.flat_map(|table| table.shifts.iter().map(|shift| (table.from, shift)));
        let mut all = Vec::new();
        for (index, (begins, shift)) in shifts.enumerate() {
            let times = times(shift, begins, calendar).into_iter();
            all.extend(times.map(|(day, from, to)| Occurrence {
                shift: first + index,
                day,
                from,
                to,
            }));
        }
        all
    }

    /// Takes the posts of its shifts, which are numbered from `first` on.
    pub(super) fn lay_out(&mut self, posts: &[Post], people: &[Person], first: usize) {
        let begins = self.tables.iter().filter(|table| !table.shifts.is_empty());
        let origin = begins.map(|table| table.from).fold(0.0, f64::min);
        self.opening = ticks(-origin);
        let mut packers: Vec<usize> = posts.iter().map(|post| post.duty.person).collect();
        packers.sort_unstable();
        packers.dedup();
        let owners: Vec<(usize, usize)> = (self.tables.iter().enumerate())
            .flat_map(|(table, written)| (0..written.shifts.len()).map(move |shift| (table, shift)))
            .collect();
        let posted = |post: &Post| {
            let (shift, day) = post.duty.shift?;
            let (table, shift) = owners[shift - first];
            Some(PackingPost {
                table,
                shift,
                day,
                person: packers.partition_point(|&person| person < post.duty.person),
                from: ticks(post.from - origin),
                to: ticks(post.to - origin),
            })
        };
        self.posts = posts.iter().filter_map(posted).collect();
        self.posts
            .sort_unstable_by_key(|post| (post.table, post.person, post.from));
        self.people = packers.into_iter().map(|person| people[person]).collect();
    }

    /// Reports teams that cannot pack.
    pub fn check_skills(&self, teams: &[Team], problems: &Problems) {
        let Some(station) = self.station else { return };
        for placement in self.shifts().flat_map(|shift| &shift.placements) {
            let id = &teams[placement.team].id;
            if teams[placement.team].skills[station] == 0.0 {
                problems.error(
                    "no_skill",
                    Some(placement.span),
                    format!("team `{id}` has no skill for `pack`"),
                    "",
                    format!("give team.{id}.skills.pack a speed, such as 1.0, or place others"),
                );
            }
        }
    }

    /// A team's speed relative to the work of a box as written.
    pub fn skill(&self, team: &Team) -> f64 {
        self.station.map_or(1.0, |station| team.skills[station])
    }

    /// Boxes that the people of a table can pack by the opening on average, with nobody absent, tired or still learning.
    pub fn room(&self, table: usize, teams: &[Team]) -> f64 {
        let posts = self.posts.iter().filter(|post| post.table == table);
        let able = posts.filter_map(|post| {
            let team = self.people[post.person].team?;
            Some((post.to - post.from) as f64 / MINUTE * self.skill(&teams[team]))
        });
        let able: f64 = able.sum();
        let [work, piece] = &self.tables[table].work;
        if able > 0.0 {
            able / (work.mean() + piece.mean())
        } else {
            0.0
        }
    }

    /// The teams placed at a table, in order of the file.
    pub fn teams(&self, table: usize) -> Vec<usize> {
        let posts = self.posts.iter().filter(|post| post.table == table);
        let mut teams: Vec<usize> = posts
            .filter_map(|post| self.people[post.person].team)
            .collect();
        teams.sort_unstable();
        teams.dedup();
        teams
    }
}

/// The days on which a shift runs between `begins` and the opening, and from when to when, in minutes from opening.
pub(super) fn times(shift: &Shift, begins: f64, calendar: &Calendar) -> Vec<(i64, f64, f64)> {
    // The night shift of the evening before may be on duty when packing begins.
    let days = calendar.civil(begins).0 - 1..=0;
    let clipped = days.map(|day| {
        let (from, to) = (
            calendar.minute(day, shift.from),
            calendar.minute(day, shift.to),
        );
        (day, from.max(begins), to.min(0.0))
    });
    clipped.filter(|&(_, from, to)| to > from).collect()
}
