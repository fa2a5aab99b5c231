//! What is written down while a ramp is played: months, people, shelves, cash, sums, days.

use super::Facts;
use super::cash::Cash;
use super::customers::Cohorts;
use super::event::{EventBuffers, Takings};
use super::month::{Book, Outlook};
use super::people::Crew;
use super::plan::Plan;
use super::rating::Memory;
use super::stock::Shelf;
use crate::money::Money;

/// What happens while a plan is played in a world; reused from play to play.
#[derive(Clone, Debug, Default)]
pub struct Buffers {
    /// By month.
    pub books: Vec<Book>,
    /// By role.
    pub crews: Vec<Crew>,
    /// By product.
    pub shelves: Vec<Shelf>,
    /// Cash.
    pub cash: Cash,
    /// Sums of the whole ramp.
    pub totals: Totals,
    /// By stage: the months in which it began and met its target.
    pub stages: Vec<Reached>,
    /// What buyers remember.
    pub memory: Memory,
    /// Every day, where they are kept.
    pub days: Vec<Day>,
    /// By flash sale: the day it opens, and what it brought.
    pub events: Vec<(Option<usize>, Option<Takings>)>,
    pub(super) of_events: EventBuffers,
    /// Whether days are kept.
    pub keeps_days: bool,
    /// People by role and pieces by product, day after day, where days are kept.
    pub levels: Vec<u64>,
    pub(super) cohorts: Cohorts,
    pub(super) outlook: Outlook,
}

/// When a stage began and met its target.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reached {
    /// The month in which it began.
    pub begins: Option<usize>,
    /// The first month in which its target was met.
    pub first_met: Option<usize>,
    /// Whether it was met in as many months as it was to.
    pub met: bool,
    /// Revenue in it, as targets count it.
    pub revenue: Money,
}

/// Sums over all days.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Totals {
    /// Revenue paid.
    pub revenue: Money,
    /// Revenue paid back.
    pub refunds: Money,
    /// Commissions.
    pub commission: Money,
    /// Goods bought.
    pub goods: Money,
    /// Budgets of channels.
    pub ads: Money,
    /// Other money of stages.
    pub other: Money,
    /// Wages.
    pub wages: Money,
    /// What flash sales brought less all they cost, goods and people of the ramp left out.
    pub events: Money,
    /// Visitors.
    pub visitors: f64,
    /// Orders.
    pub orders: f64,
    /// Orders of those who come back.
    pub back: f64,
    /// Orders of the loyal.
    pub loyal: f64,
}

/// A day of a ramp.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Day {
    /// Visitors of all channels.
    pub visitors: f64,
    /// Orders buyers wanted to place.
    pub asked: u64,
    /// Orders lost because nobody answered.
    pub unanswered: u64,
    /// Orders lost because nothing was left.
    pub no_stock: u64,
    /// Orders paid and taken.
    pub orders: u64,
    /// Orders shipped.
    pub shipped: u64,
    /// Orders that wait to be shipped at the end of the day.
    pub waiting: u64,
    /// Orders that have become late.
    pub late: u64,
    /// Revenue paid.
    pub revenue: Money,
    /// What of it is paid back.
    pub refunds: Money,
    /// What of it channels take.
    pub commission: Money,
    /// Goods bought.
    pub goods: Money,
    /// Money of the stage.
    pub spent: Money,
    /// Wages.
    pub wages: Money,
    /// What flash sales that open today bring later.
    pub events: Money,
    /// What they cost, goods of theirs among it.
    pub event_costs: Money,
    /// What came in of earlier sales.
    pub received: Money,
    /// Cash at the end of the day.
    pub cash: Money,
    /// The rating at the end of the day.
    pub rating: f64,
}

impl Buffers {
    /// Forgets the play before and begins another.
    pub(super) fn open(&mut self, facts: &Facts, plan: &Plan, series: bool) {
        let b = self;
        b.books.resize_with(facts.calendar.months(), Book::default);
        b.crews.resize_with(facts.roles.len(), Crew::default);
        b.crews.iter_mut().for_each(Crew::clear);
        b.shelves.resize_with(facts.products.len(), Shelf::default);
        b.shelves.iter_mut().for_each(Shelf::clear);
        b.cash.open(plan.cash, facts.calendar.days());
        b.totals = Totals::default();
        b.stages.clear();
        b.stages.resize(plan.stages.len(), Reached::default());
        b.memory = Memory::default();
        b.days.clear();
        b.levels.clear();
        b.keeps_days |= series;
        b.cohorts = Cohorts::default();
        b.events.clear();
        b.events.resize(facts.events.len(), (None, None));
    }
}
