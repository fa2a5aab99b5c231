//! How `[prepack]` is written.

use super::calendar::Days;
use super::context::{Context, named_by};
use super::money::Money;
use super::prepack::{Prepack, Prepacking, times};
use super::shift::{Count, Placement, Shift, read_span};
use super::station::{LONGEST_WORK, Station};
use super::stock::Stock;
use super::time::MOST_ORDERS;
use crate::random::{Kind, Quantity};
use crate::reader::{Item, Section, Span};

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
        // Tables of several products have nothing but tables.
        if ["product", "share", "from", "unpack"]
            .iter()
            .any(|key| section.has(key))
        {
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
        wage: s.money("wage").optional().map(Money::yuan),
        shifts,
        span: s.span(),
    };
    if !s.has("shift") && !s.problems().has_errors() {
        warn_unused(&s);
    }
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
    if is_needed && pack.is_none() && !s.has("work") {
        let title = format!("`{}` needs `work`", s.path());
        let help = "how long a box takes, such as work = \"55s\"; no station is called `pack` to take it from";
        s.problems()
            .error("missing_key", Some(s.span()), title, "", help);
    }
    let written = Quantity::field(s, "work", Kind::Duration, cx.files);
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
        (None, None) => [nothing(), nothing()],
    }
}

/// A shift of people who pack. Its id is the address of absences: no ordinary shift can be called so.
fn read_shift(id: String, s: Section<'_>, cx: &Context<'_>) -> Shift {
    let (from, to) = read_span(&s);
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
        flexible: None,
        switch: 0,
        clears: false,
        premium: 1.0,
        id,
        from,
        to,
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
        // How long the boxes take is paid for, where it is said what it pays.
        let is_paid = key == "work" && s.has("wage");
        if let (false, Some(item)) = (is_paid, s.item(key)) {
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
