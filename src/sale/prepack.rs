//! Prepacking: boxes packed before the opening, one piece to a box; by whom and when, where people pack on shifts.

use super::calendar::{Calendar, Days};
use super::context::{Context, named_by};
use super::roster::{Occurrence, Person, Post};
use super::shift::{Count, Placement, Shift};
use super::station::{LONGEST_WORK, Station};
use super::stock::Stock;
use super::team::Team;
use super::time::{MINUTE, MOST_ORDERS, Ticks, ticks};
use crate::random::{Kind, Quantity};
use crate::reader::{Item, Problems, Section, Span};

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

/// How long before the opening packing may begin, in minutes: 90 days.
const EARLIEST: f64 = 90.0 * 1440.0;

/// Where people of prepack shifts stand: beside the line, after its last station.
fn beside_the_line(cx: &Context<'_>) -> usize {
    cx.ids.stations.len()
}

impl Prepacking {
    /// Reads `[prepack]` for one product, or `[prepack.ID]` tables for several, and sets how many boxes are to be packed.
    pub fn read(
        root: &Section<'_>,
        cx: &Context<'_>,
        stations: &[Station],
        stocks: &mut [Stock],
    ) -> Self {
        let mut prepacking = Self {
            station: stations.iter().position(|station| station.id == "pack"),
            ..Self::default()
        };
        let pack = prepacking.station.map(|pack| &stations[pack]);
        let Some(section) = root.table("prepack") else {
            return prepacking;
        };
        if section.has("product") || section.has("share") {
            prepacking
                .tables
                .extend(read_table(section, cx, pack, stocks));
            return prepacking;
        }
        for (_, entry) in section.items() {
            if let Some(one) = entry.section() {
                prepacking.tables.extend(read_table(one, cx, pack, stocks));
            }
        }
        section.close();
        prepacking
    }

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

    /// Boxes of a product that are there at the opening, by the same reckoning.
    pub fn expected(&self, product: usize, stock: &Stock, teams: &[Team]) -> f64 {
        let planned = stock.boxes as f64;
        let of_product =
            |table: &Prepack| table.product == product && !table.shifts.is_empty() && planned > 0.0;
        let table = self.tables.iter().position(of_product);
        table.map_or(planned, |table| self.room(table, teams).min(planned))
    }
}

/// The days on which a shift runs between `begins` and the opening, and from when to when, in minutes from opening.
fn times(shift: &Shift, begins: f64, calendar: &Calendar) -> Vec<(i64, f64, f64)> {
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

fn read_table(
    s: Section<'_>,
    cx: &Context<'_>,
    pack: Option<&Station>,
    stocks: &mut [Stock],
) -> Option<Prepack> {
    let product = s.reference("product", "product", &cx.ids.products);
    let span = product.span();
    let product = if s.has("product") {
        product.optional()
    } else {
        s.missing("product", "the id of the product that is packed in advance");
        None
    };
    let share = s.probability("share").required();
    if let Some(stock) = product.and_then(|index| stocks.get_mut(index)) {
        plan_boxes(&s, span, share, stock);
    }
    let name = product.map_or("", |product| &cx.ids.products[product]);
    let shifts: Vec<Shift> = s
        .tables("shift")
        .into_iter()
        .map(|(id, shift)| read_shift(format!("prepack.{name}.{id}"), shift, cx))
        .collect();
    if shifts.is_empty() && !s.has("shift") {
        warn_unused(&s);
    }
    let from = read_from(&s, cx);
    if share > 0.0 && !s.problems().has_errors() {
        check_times(&s, &shifts, from, cx);
    }
    let prepack = Prepack {
        path: s.path().to_owned(),
        product: product.unwrap_or(0),
        from,
        work: read_work(&s, cx, pack, !shifts.is_empty()),
        unpack: s.duration("unpack").within(0.0, LONGEST_WORK).or(0.0),
        shifts,
        span: s.span(),
    };
    cx.unreckoned_money(&s, "wage");
    s.close();
    product.map(|_| prepack)
}

/// So many boxes as a share of the stock.
fn plan_boxes(s: &Section<'_>, span: Option<Span>, share: f64, stock: &mut Stock) {
    if stock.boxes > 0 {
        s.problems().error(
            "twice",
            span,
            format!("`{}`: this product is prepacked already", s.path()),
            "",
            "keep one of the two",
        );
    }
    match stock.pieces {
        Some(pieces) => {
            // A share such as 0.3 of 10 must not become 2.9999.
            stock.boxes = ((pieces as f64 * share + 1e-9) as u64).min(stock.sellable());
        }
        // A stock that is there but wrong has its own error.
        None if share > 0.0 && !s.problems().has_errors() => s.problems().error(
            "missing_key",
            span,
            format!("`{}` packs a share of a stock that is not given", s.path()),
            "",
            "give the product a stock",
        ),
        None => {}
    }
    if s.has("shift") && stock.boxes > MOST_ORDERS as u64 {
        s.problems().error(
            "too_large",
            span,
            format!("`{}` packs {} boxes on shifts", s.path(), stock.boxes),
            "",
            format!("at most {MOST_ORDERS} can be played"),
        );
    }
}

fn read_from(s: &Section<'_>, cx: &Context<'_>) -> f64 {
    let Some(item) = s.item("from") else {
        return -1440.0;
    };
    let Some(from) = item.moment() else {
        return -1440.0;
    };
    let from = cx.calendar.since_opening(from);
    if (-EARLIEST..0.0).contains(&from) {
        return from;
    }
    let (title, help) = if from < 0.0 {
        (
            format!("`{}` is more than 90 days before the opening", item.path()),
            "begin later",
        )
    } else {
        (
            format!("`{}` is not before the opening", item.path()),
            "packing in advance begins before `sale.opens`",
        )
    };
    item.wrong("out_of_range", title, help);
    -1440.0
}

/// The work of a box: as written, or that of station `pack` for an order of one piece.
fn read_work(
    s: &Section<'_>,
    cx: &Context<'_>,
    pack: Option<&Station>,
    is_needed: bool,
) -> [Quantity; 2] {
    let nothing = || Quantity::constant(0.0);
    let written = s.field("work", |item| {
        Quantity::read(item, Kind::Duration, cx.files)
    });
    let span = written.span();
    match (written.optional(), pack) {
        (Some(work), _) => {
            if work.mean() > LONGEST_WORK {
                let (path, hours) = (s.path(), work.mean() / 60.0);
                s.problems().error(
                    "out_of_range",
                    span,
                    format!("`{path}.work` takes {hours:.0} hours, must be at most 8"),
                    "",
                    "it is the time for one box",
                );
            }
            [work, nothing()]
        }
        (None, Some(pack)) => [pack.work.clone(), pack.per_unit.clone()],
        (None, None) => {
            if is_needed && !s.has("work") {
                s.missing(
                    "work",
                    "how long a box takes, such as work = \"55s\"; no station is called `pack` to take it from",
                );
            }
            [nothing(), nothing()]
        }
    }
}

/// A shift of people who pack. Its id is the address of absences: no ordinary shift can be called so.
fn read_shift(id: String, s: Section<'_>, cx: &Context<'_>) -> Shift {
    let from = s.clock("from").required() as f64;
    let to = s.clock("to").required() as f64;
    let mut placements = Vec::new();
    let table = s.table("assign");
    for (who, item) in table.iter().flat_map(Section::items) {
        let team = table
            .as_ref()
            .and_then(|table| named_by(who, table, "team", &cx.ids.teams));
        if let (Some(team), Some(count)) = (team, read_heads(item)) {
            placements.push(Placement {
                station: beside_the_line(cx),
                team,
                count: Count::Heads(count),
                span: who.key_span,
            });
        }
    }
    if placements.is_empty() && !s.problems().has_errors() {
        let (title, help) = (
            format!("`{}` places nobody", s.path()),
            "write assign = { warehouse = 2 }",
        );
        s.problems()
            .warn("empty_shift", Some(s.span()), title, "", help);
    }
    let shift = Shift {
        id,
        from,
        // A shift that ends when it begins, or before, goes past midnight.
        to: if to > from { to } else { to + 1440.0 },
        days: Days::All,
        breaks: Vec::new(),
        placements,
    };
    s.close();
    shift
}

fn read_heads(item: Item<'_>) -> Option<usize> {
    let count = item.integer()?;
    if (0..=100_000).contains(&count) {
        return Some(count as usize);
    }
    let title = format!(
        "`{}` is {count}, must be between 0 and 100,000",
        item.path()
    );
    item.wrong("out_of_range", title, "write how many people pack");
    None
}

/// Shifts that never run before the opening.
fn check_times(s: &Section<'_>, shifts: &[Shift], from: f64, cx: &Context<'_>) {
    let written = s.tables("shift");
    let idle = |shift: &Shift| times(shift, from, &cx.calendar).is_empty();
    let all = shifts.iter().all(idle);
    for (shift, (_, section)) in shifts.iter().zip(&written) {
        if !idle(shift) {
            continue;
        }
        let title = format!(
            "`{}` does not run between `from` and the opening",
            section.path()
        );
        let help = "let packing begin earlier (`from` is a day before the opening when it is left out), or change the hours";
        let problems = s.problems();
        if all {
            problems.error("no_time", Some(section.span()), title, "", help);
        } else {
            problems.warn("no_time", Some(section.span()), title, "", help);
        }
    }
}

/// Keys that say nothing without shifts.
fn warn_unused(s: &Section<'_>) {
    for key in ["from", "work"] {
        if let Some(item) = s.item(key) {
            s.problems().warn(
                "unused_key",
                Some(item.name_span()),
                format!(
                    "`{}` changes nothing: without shifts all boxes are packed before the opening",
                    item.path()
                ),
                "",
                "add shift.early = { from = \"09:00\", to = \"18:00\", assign = { warehouse = 2 } }",
            );
        }
    }
}
