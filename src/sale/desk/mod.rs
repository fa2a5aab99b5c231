//! Before the sale and after it: what visitors and buyers ask about, and the desks that answer.
//!
//! One desk may answer visitors before they buy: who asked pays later, and who runs out of patience may not buy at all.
//! An order brings a contact of a kind by one uniform draw of the world, held against the largest of the probabilities
//! that apply to it. The contact comes to its desk after a lag. A desk is one small event loop: the highest priority is
//! answered first, then who came first; who waits longer than his patience leaves, and may come back.
//!
//! | room | holds |
//! |---|---|
//! | here, [`contact`] | desks and kinds of contacts, and how they are written |
//! | [`pre_sale`], `ask` | who asks before the sale, and how it is written; what chats do to payments |
//! | `arise` | which orders bring a contact, and when |
//! | `play`, `agents`, `turns`, `lines`, `times`, `waiting` | a desk from the opening to the end of `follow`; its people, and whose turn it is; who waits there; what happens when; what is asked of who waits |
//! | [`settle`], `inspect` | what answers lead to: refunds, exchanges, goods sent back; stations that inspect these |
//! | `heads`, [`alone`] | a desk with so many people in each hour, to try what it needs; a desk without the rest |
//! | `gauges`, [`series`], [`log`] | metrics; hour by hour; a row a contact |

mod agents;
pub mod alone;
mod arise;
mod ask;
pub mod contact;
mod gauges;
mod heads;
pub(super) mod inspect;
mod lines;
pub mod log;
mod play;
pub mod pre_sale;
pub mod series;
pub mod settle;
mod times;
mod turns;
mod waiting;

use super::Facts;
use super::calendar::Hours;
use super::context::Context;
use super::money::wages::PaidHours;
use super::packing::PackingBuffers;
use super::plan::Plan;
use super::play::{Buffers, NEVER};
use super::roster::Roster;
use super::time::{Stamp, Ticks, ticks};
use super::world::World;
use crate::random::WorldKey;
use crate::reader::{Problem, Section, Severity};
pub use gauges::DeskGauges;
use pre_sale::PreSale;
use settle::Settled;
use waiting::Contacts;

/// A desk: facts.
#[derive(Clone, Debug, PartialEq)]
pub struct Desk {
    /// Its name in the file.
    pub id: String,
    /// Chats that one person has open at once.
    pub chats: u32,
    /// When an answer is in time, and the share of contacts that is wanted to be.
    pub answer: Option<(Ticks, Option<f64>)>,
    /// Chats before the sale, where it answers visitors.
    pub pre_sale: Option<PreSale>,
}

/// Who sits at a desk without shifts: a decision.
#[derive(Clone, Debug, PartialEq)]
pub struct DeskStaffing {
    /// People who are there while it is open; 0 where people work in shifts.
    pub servers: usize,
    /// When chats may begin.
    pub hours: Hours,
}

impl Desk {
    /// Reads all `[desk.*]`.
    pub fn read_all(root: &Section<'_>, cx: &Context<'_>) -> (Vec<Self>, Vec<DeskStaffing>) {
        let stations = root.tables("station");
        let tables = root.tables("desk").into_iter();
        let read = tables.map(|(id, s)| {
            let station = stations.iter().find(|(other, _)| *other == id);
            if let Some((_, station)) = station {
                root.problems().push(Problem {
                    severity: Severity::Error,
                    code: "same_id",
                    title: format!("a station and a desk are both called `{id}`"),
                    span: Some(s.span()),
                    label: "this desk".to_owned(),
                    also: vec![(station.span(), "this station".to_owned())],
                    help: Some("people are placed at either by its id: rename one".to_owned()),
                });
            }
            Self::read(id, s, cx)
        });
        let (desks, staffing): (Vec<Self>, Vec<DeskStaffing>) = read.unzip();
        if desks.len() > super::MOST_STATIONS {
            let title = "there are more than 200 desks";
            root.problems().error("too_large", None, title, "", "");
        }
        (desks, staffing)
    }

    fn read(id: String, s: Section<'_>, cx: &Context<'_>) -> (Self, DeskStaffing) {
        s.about("A desk where contacts after the sale are answered, or visitors before they buy.");
        let answer = s.table("answer").map(|answer| {
            answer.about("When an answer is in time, and the share of contacts wanted to be.");
            let within = answer.duration("within").at_least(0.0).required();
            let share = answer.probability("share").optional();
            answer.close();
            (ticks(within), share)
        });
        let pre_sale = PreSale::read(&id, &s, cx);
        let desk = Self {
            id,
            chats: s.integer("chats").within(1, 100).or(1) as u32,
            answer,
            pre_sale,
        };
        if s.has("open") && !s.has("servers") {
            s.missing(
                "servers",
                "opening hours go with a number of people; people on shifts bring their own hours",
            );
        }
        let staffing = DeskStaffing {
            servers: s.integer("servers").within(1, 100_000).or(0) as usize,
            hours: Hours::read(&s, &cx.calendar),
        };
        s.close();
        (desk, staffing)
    }
}

/// A chat that came to a desk: a contact after the sale, which may come again; or a visitor before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chat {
    /// When it came.
    pub arrived: Ticks,
    /// The order it is about; a visitor who would not buy has a number beyond all orders.
    pub order: u32,
    /// Its kind of contact; before the sale 0 for who would buy, 1 for others.
    pub kind: u16,
    /// How often it has left before.
    pub attempt: u16,
    /// When it was answered; [`NEVER`] where it was not.
    pub started: Ticks,
    /// When the answer was done.
    pub ended: Ticks,
    /// When it left unanswered.
    pub left: Ticks,
    /// Who answered: a place in the roster of desks.
    pub person: u32,
}

impl Chat {
    fn new(arrived: Ticks, (order, kind): (u32, u16), attempt: u16) -> Self {
        Self {
            arrived,
            order,
            kind,
            attempt,
            started: NEVER,
            ended: NEVER,
            left: NEVER,
            person: 0,
        }
    }

    /// Whether it was answered within a time.
    pub fn is_in_time(&self, within: Ticks) -> bool {
        self.started != NEVER && self.started - self.arrived <= within
    }

    /// When it waited no more, if ever.
    #[inline]
    pub fn gone(&self) -> Ticks {
        self.started.min(self.left)
    }
}

/// What happens at desks, reused from play to play.
#[derive(Clone, Debug, Default)]
pub struct DeskBuffers {
    /// By desk: its contacts; those that came back after all others.
    pub chats: Vec<Vec<Chat>>,
    /// What answers led to.
    pub settled: Settled,
    /// By desk, then by station that inspects: who was there, as (from, to) of one person.
    presence: Vec<Vec<(Ticks, Ticks)>>,
    hours: PaidHours,
    /// Those before the sale.
    hours_before: PaidHours,
    /// The carrier that took each order.
    carriers: Vec<u16>,
    state: play::State,
    counts: Vec<i64>,
    /// Orders with which something was not as it should be, by number.
    odd: Vec<u32>,
    /// Goods on their way to a station that inspects them.
    back: Vec<Stamp>,
}

impl DeskBuffers {
    /// The desks of a world before anybody comes.
    fn clear(&mut self, facts: (&Facts, &Roster), world: (WorldKey, &PackingBuffers)) {
        let (Facts { desks, teams, .. }, roster) = facts;
        self.chats.resize_with(desks.len(), Vec::new);
        self.chats.iter_mut().for_each(Vec::clear);
        self.hours.begin(roster.shifts.len(), teams.len());
        let places = desks.len() + facts.0.inspecting.len();
        self.presence.resize_with(places, Vec::new);
        self.state.meet(facts, world);
    }

    /// Hours on duty, at all desks.
    pub fn hours(&self) -> &PaidHours {
        &self.hours
    }

    /// Person-ticks between two times at a desk, or at a station that inspects (numbered on from the last desk).
    pub fn there(&self, desk: usize, (from, to): (Ticks, Ticks)) -> Ticks {
        let spans = self.presence[desk].iter();
        spans
            .map(|&(begin, end)| end.min(to).saturating_sub(begin.max(from)))
            .sum()
    }
}

/// Visitors ask before they buy, where a desk answers them.
pub fn open(facts: &Facts, plan: &Plan, world: &World, buffers: &mut Buffers) {
    let (Some(roster), Some(chat_desk)) = (&plan.desks, facts.chat_desk()) else {
        return;
    };
    let desks = &mut buffers.desks;
    desks.clear((facts, roster), (world.key, &buffers.packing));
    let parts = (&mut *desks, &mut buffers.payments);
    ask::ask((facts, roster), chat_desk, world, parts);
    desks.hours_before.copy(&desks.hours);
}

/// Contacts come to the desks and are answered. Parcels are on their way.
pub fn answer(facts: &Facts, plan: &Plan, world: &World, buffers: &mut Buffers) {
    let Some(roster) = &plan.desks else {
        return;
    };
    let desks = &mut buffers.desks;
    if facts.chat_desk().is_some() {
        // What comes after the sale begins anew; the chats before it stay.
        for (desk, _) in facts.after_sale() {
            desks.chats[desk].clear();
        }
        desks.hours.copy(&desks.hours_before);
    } else {
        desks.clear((facts, roster), (world.key, &buffers.packing));
    }
    arise::arise(facts, world, buffers);
    let contacts = Contacts {
        contacts: &facts.contacts,
        key: world.key,
    };
    for (desk, _) in facts.after_sale() {
        play::play((facts, roster), &contacts, desk, &mut buffers.desks);
    }
    settle::settle(facts, world, buffers);
    inspect::inspect(facts, roster, world, buffers);
}
