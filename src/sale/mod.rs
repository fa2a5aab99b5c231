//! One flash sale: from the first visitor to the last parcel.
//!
//! | room | holds |
//! |---|---|
//! | [`plan`], [`world`], [`play`], [`outcome`] | the three words, and the order of play |
//! | [`demand`], [`source`] | heat, sources, payment |
//! | [`stock`], [`shelf`] | products and stock; what an order takes of them |
//! | [`prepack`], `prepack_keys`, [`packing`] | boxes packed in advance, by whom; how it is written; what is done by the opening |
//! | [`restock`], [`condition`], [`reserve`] | pieces that come later, on what condition; pieces kept for a source |
//! | [`along`], [`supply`] | products bought along; selling with all these |
//! | [`route`], [`station`], [`servers`], [`services`] | the line: routes, queues, people; what was done |
//! | [`wave`], [`outage`], [`consumable`] | orders worked on together, equipment that fails, what is used up |
//! | [`team`], [`shift`], [`overtime`], [`roster`], `roster_keys`, `placing`, `left_out`, [`tick`] | who can do what; who stands where and when, and how it is written; when people are placed anew |
//! | [`floor`] | the line worked by people who come and go |
//! | [`courier`], [`pickup`], [`van`] | carriers; what is agreed with them; vans, what they take and leave behind |
//! | [`desk`] | contacts after the sale, and the desks that answer them |
//! | [`time`], [`calendar`] | ticks and stamps; days, hours of the day |
//! | [`mod@line`], [`durations`], [`quantiles`] | metrics: of a station, of a duration of each order |
//! | [`money`] | the ledger: what comes in, what it costs, wages, fees |
//! | [`load`], `load_goods` | what follows from a scenario without playing it |
//! | [`log`], [`events`] | everything that happened in one world, as tables |
//! | [`context`] | what rooms know of each other while a file is read |

pub mod along;
pub mod calendar;
pub mod condition;
pub mod consumable;
pub mod context;
pub mod courier;
pub mod demand;
pub mod desk;
pub mod durations;
pub mod events;
pub mod floor;
mod left_out;
pub mod line;
pub mod load;
mod load_goods;
pub mod log;
pub mod money;
pub mod outage;
pub mod outcome;
pub mod overtime;
pub mod packing;
pub mod pickup;
mod placing;
pub mod plan;
pub mod play;
pub mod prepack;
mod prepack_keys;
pub mod quantiles;
pub mod reserve;
pub mod restock;
pub mod roster;
mod roster_keys;
pub mod route;
pub mod servers;
pub mod services;
pub mod shelf;
pub mod shift;
pub mod source;
pub mod station;
pub mod stock;
pub mod supply;
pub mod team;
pub mod tick;
pub mod time;
pub mod van;
pub mod wave;
pub mod world;

pub use outcome::Gauges;
pub use plan::Plan;
pub use world::World;

use crate::model::{Frame, Metric, Model, Outcome, TooLarge};
use crate::random::{Attachments, WorldKey};
use crate::reader::Section;
use calendar::Calendar;
use consumable::Consumable;
use context::Context;
use courier::Carriers;
use demand::Demand;
use desk::{Desk, contact::Contact};
use money::{Fees, Money};
use overtime::Overtime;
use prepack::Prepacking;
use route::Routes;
use station::Station;
use stock::Range;
use time::{MOST_DAYS, Ticks, ticks};

/// Everything about a sale that is not decided: facts, and the laws of chance.
#[derive(Clone, Debug, PartialEq)]
pub struct Facts {
    /// How it lies in the calendar.
    pub calendar: Calendar,
    /// By when an order is to be picked up.
    pub promise: Promise,
    /// Only orders paid in this span enter the metrics, where given.
    pub measure: Option<(Ticks, Ticks)>,
    /// Who comes and who pays.
    pub demand: Demand,
    /// What is sold.
    pub range: Range,
    /// The stations in file order.
    pub stations: Vec<Station>,
    /// What is used up at stations.
    pub consumables: Vec<Consumable>,
    /// Departments and what their people can do.
    pub teams: Vec<team::Team>,
    /// How orders pass them.
    pub routes: Routes,
    /// Who takes the parcels.
    pub carriers: Carriers,
    /// What the platform takes, and what buyers get.
    pub fees: Fees,
    /// Who answers after the sale.
    pub desks: Vec<Desk>,
    /// What buyers ask about after the sale.
    pub contacts: Vec<Contact>,
    /// For each station and product, whether its orders may come there.
    pub comes_to: Vec<Vec<bool>>,
    /// The route of each product's orders that are not in boxes packed in advance.
    pub own_route: Vec<u8>,
}

/// When an order has to be picked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Promise {
    /// So long after payment.
    After(Ticks),
    /// By a time.
    By(Ticks),
}

impl Facts {
    /// The end of what is followed.
    #[inline]
    pub fn end(&self) -> Ticks {
        ticks(self.calendar.follow)
    }

    /// Whether orders paid at this time enter the metrics.
    #[inline]
    pub fn measures(&self, paid: Ticks) -> bool {
        self.measure
            .is_none_or(|(from, to)| (from..to).contains(&paid))
    }

    /// What a piece costs the buyer who comes from a source.
    #[inline]
    pub fn price(&self, source: usize, product: usize) -> Money {
        self.demand.sources[source]
            .price
            .unwrap_or(self.range.products[product].price)
    }
}

/// A sale that can be drawn and played.
#[derive(Clone, Debug)]
pub struct Sale {
    /// What is not decided.
    pub facts: Facts,
    gauges: Gauges,
}

impl Sale {
    /// A sale of these facts; `plan` tells which pickups there are to be reported, `asked` the metrics wanted beside the
    /// usual ones.
    pub fn new(facts: Facts, plan: &Plan, asked: &[String]) -> Self {
        let gauges = Gauges::new(&facts, plan, asked);
        Self { facts, gauges }
    }

    /// The metrics and their places.
    pub fn gauges(&self) -> &Gauges {
        &self.gauges
    }
}

impl Model for Sale {
    type Plan = Plan;
    type World = World;
    type Buffers = play::Buffers;

    fn metrics(&self) -> &[Metric] {
        self.gauges.catalogue().metrics()
    }

    fn frame(&self) -> &Frame {
        self.gauges.frame()
    }

    fn draw(&self, key: WorldKey, world: &mut World) -> Result<(), TooLarge> {
        world.draw(&self.facts, key)
    }

    fn play(&self, world: &World, plan: &Plan, buffers: &mut play::Buffers, outcome: &mut Outcome) {
        play::play(&self.facts, &self.gauges, plan, world, buffers, outcome);
    }
}

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
    let (stations, staffing): (Vec<Station>, Vec<_>) = root
        .tables("station")
        .into_iter()
        .map(|(id, s)| Station::read(&id, s, &cx))
        .unzip();
    if stations.len() > MOST_STATIONS || cx.ids.routes.len() > MOST_STATIONS {
        root.problems().error(
            "too_large",
            None,
            "there are more than 200 stations or routes",
            "",
            "",
        );
    }
    let mut prepack = Prepacking::read(root, &cx, &stations, &mut stocks);
    let routes = Routes::read(root, &cx);
    let (consumables, supplies) = Consumable::read_all(root, &cx);
    let by_event = !consumables.is_empty() || stations.iter().zip(&staffing).any(is_by_event);
    let (desks, at_desks) = Desk::read_all(root, &cx);
    let contacts = Contact::read_all(root, &cx);
    let (teams, roster, at_desks) = roster_keys::read(
        root,
        &cx,
        (&staffing, by_event, &at_desks),
        (overtime, &demand),
        &routes,
        &mut prepack,
    );
    let (carriers, pickups) = Carriers::read(root, &demand.sources, &range, &cx);
    let of_product = |product: &stock::Product| routes.of_product(product.route);
    let comes = |station: usize, product: &stock::Product| {
        of_product(product)
            .iter()
            .any(|&route| routes.stations[route].contains(&station))
    };
    let comes_to = (0..stations.len())
        .map(|s| {
            range
                .products
                .iter()
                .map(|product| comes(s, product))
                .collect()
        })
        .collect();
    let own_route = range
        .products
        .iter()
        .map(|product| of_product(product)[0] as u8)
        .collect();
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

/// Whether a station's line is more than a queue with servers, and has to be played event by event.
fn is_by_event((station, staffing): (&Station, &station::Staffing)) -> bool {
    staffing.wave.is_some() || station.errors > 0.0 || station.outages.is_some()
}

/// The most stations, and the most routes: their numbers fit a byte.
const MOST_STATIONS: usize = 200;

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
