//! How a sale is written: the order in which its tables are read, and `[sale]` itself.

use super::calendar::Calendar;
use super::consumable::Consumable;
use super::context::Context;
use super::courier::Carriers;
use super::demand::Demand;
use super::desk::{Desk, contact::Contact, inspect, pre_sale};
use super::facts::{Facts, Promise};
use super::money::Fees;
use super::overtime::Overtime;
use super::placing::Places;
use super::plan::Plan;
use super::prepack::Prepacking;
use super::route::Routes;
use super::station::{Staffing, Station};
use super::stock::{Product, Range};
use super::time::{MOST_DAYS, Ticks, ticks};
use super::{MOST_STATIONS, reserve, roster_keys};
use crate::random::Attachments;
use crate::reader::Section;

/// Reads the sale of a scenario: facts and plan. Errors and warnings go to the root's problems; what comes back is
/// usable only when there are no errors.
pub fn read(root: &Section<'_>, files: &Attachments) -> (Facts, Plan) {
    let sale = root.table("sale");
    let empty = crate::reader::Table::default();
    let sale = sale.unwrap_or_else(|| Section::root(&empty, root.span(), root.problems()));
    sale.about("The sale: when it opens, what is promised, how big it may turn out.");
    let calendar = read_calendar(&sale);
    let cx = Context::new(root, calendar.clone(), files);
    let (promise, measure) = (
        read_promise(&sale, &calendar),
        read_measure(&sale, &calendar),
    );
    let demand = Demand::read(root, &sale, &cx);
    let overtime = Overtime::read(root, &sale, &cx.calendar);
    sale.close();
    let (range, mut stocks, restocks) = Range::read(root, &cx);
    reserve::check(root, &demand.sources, &stocks);
    let (stations, staffing) = read_stations(root, &cx);
    let mut prepack = Prepacking::read(root, &cx, &stations, &mut stocks);
    let contacts = Contact::read_all(root, &cx);
    let inspecting = inspect::stations(&contacts);
    let routes = Routes::read(root, &cx, &inspecting);
    let (consumables, supplies) = Consumable::read_all(root, &cx);
    inspect::check(root, &inspecting, &routes, &consumables);
    let by_event = !consumables.is_empty() || stations.iter().zip(&staffing).any(is_by_event);
    let (desks, at_desks) = Desk::read_all(root, &cx);
    pre_sale::check(root, &desks, &contacts);
    let (teams, roster, at_desks) = roster_keys::read(
        root,
        &cx,
        (Places::new(&staffing, &at_desks, &inspecting), by_event),
        (overtime, &demand),
        &routes,
        &mut prepack,
    );
    let (carriers, pickups) = Carriers::read(root, &demand.sources, &range, &cx);
    let (comes_to, own_route) = ways(stations.len(), &range, &routes);
    let facts = Facts {
        calendar,
        promise,
        measure,
        demand,
        range,
        stations,
        consumables,
        teams,
        routes,
        carriers,
        fees: Fees::read(root),
        desks,
        contacts,
        inspecting,
        comes_to,
        own_route,
    };
    (
        facts,
        Plan {
            staffing,
            stocks,
            prepack,
            restocks,
            supplies,
            roster,
            desks: at_desks,
            pickups,
        },
    )
}

/// Reads all `[station.*]`.
fn read_stations(root: &Section<'_>, cx: &Context<'_>) -> (Vec<Station>, Vec<Staffing>) {
    let tables = root.tables("station").into_iter();
    let stations: (Vec<Station>, Vec<Staffing>) =
        tables.map(|(id, s)| Station::read(&id, s, cx)).unzip();
    if stations.0.len() > MOST_STATIONS || cx.ids.routes.len() > MOST_STATIONS {
        let title = "there are more than 200 stations or routes";
        root.problems().error("too_large", None, title, "", "");
    }
    stations
}

/// For each station and product, whether its orders may come there; and the route of each product's orders that are not in
/// boxes packed in advance.
fn ways(stations: usize, range: &Range, routes: &Routes) -> (Vec<Vec<bool>>, Vec<u8>) {
    let products = &range.products;
    let of_product = |product: &Product| routes.of_product(product.route);
    let comes = |station: usize, product: &Product| {
        let mut ways = of_product(product).into_iter();
        ways.any(|route| routes.stations[route].contains(&station))
    };
    let comes_to = |station| products.iter().map(|one| comes(station, one)).collect();
    let own_route = products.iter().map(|one| of_product(one)[0] as u8);
    ((0..stations).map(comes_to).collect(), own_route.collect())
}

/// Whether a station's line is more than a queue with servers, and has to be played event by event.
fn is_by_event((station, staffing): (&Station, &Staffing)) -> bool {
    staffing.wave.is_some() || station.errors > 0.0 || station.outages.is_some()
}

fn read_calendar(sale: &Section<'_>) -> Calendar {
    let opens = sale.moment("opens");
    let opens = if sale.has("opens") {
        opens.optional().unwrap_or_default()
    } else {
        sale.missing(
            "opens",
            "when the sale opens, such as opens = 2026-11-11T10:00:00",
        );
        jiff::civil::DateTime::default()
    };
    let mut calendar = Calendar {
        opens,
        closes: 1440.0,
        follow: 15.0 * 1440.0,
    };
    let closes = sale.moment("closes");
    let span = closes.span();
    if let Some(closes) = closes.optional() {
        calendar.closes = calendar.since_opening(closes);
        if calendar.closes <= 0.0 {
            sale.problems().error(
                "out_of_range",
                span,
                "`sale.closes` is not after `sale.opens`",
                "",
                "let it close later",
            );
            calendar.closes = 1440.0;
        }
    }
    let follow = sale
        .duration("follow")
        .above(0.0)
        .at_most(MOST_DAYS * 1440.0);
    let follow_span = follow.span().or(span);
    calendar.follow = follow.or(calendar.follow);
    if calendar.closes > calendar.follow {
        sale.problems().error(
            "out_of_range",
            follow_span,
            format!(
                "the sale closes {} h after opening, but orders are followed for {} h only",
                calendar.closes / 60.0,
                calendar.follow / 60.0
            ),
            "",
            "write a longer `follow`, such as follow = \"90d\" (at most 1000d)",
        );
        calendar.closes = calendar.follow;
    }
    calendar
}

fn read_promise(sale: &Section<'_>, calendar: &Calendar) -> Promise {
    let Some(item) = sale.item("promise") else {
        return Promise::After(ticks(48.0 * 60.0));
    };
    let written = calendar.read_time(item);
    match written {
        Some((minutes, true)) if minutes > 0.0 => Promise::After(ticks(minutes)),
        Some((minutes, false)) if minutes > 0.0 => Promise::By(ticks(minutes)),
        None => Promise::After(0),
        Some(_) => {
            item.wrong(
                "out_of_range",
                "`sale.promise` must lie after payment",
                "write a duration such as \"48h\", or a time after the opening",
            );
            Promise::After(0)
        }
    }
}

fn read_measure(sale: &Section<'_>, calendar: &Calendar) -> Option<(Ticks, Ticks)> {
    let item = sale.item("measure")?;
    let list = item.list()?;
    let [from, to] = list[..] else {
        item.wrong(
            "out_of_range",
            "`sale.measure` must be a pair of durations",
            "write measure = [\"10h\", \"30h\"], from opening",
        );
        return None;
    };
    let (from, to) = (from.duration()?, to.duration()?);
    if from < 0.0 || to <= from || to > calendar.follow {
        item.wrong(
            "out_of_range",
            "`sale.measure` must rise and lie between opening and the end of `follow`",
            "write measure = [\"10h\", \"30h\"], from opening",
        );
        return None;
    }
    Some((ticks(from), ticks(to)))
}
