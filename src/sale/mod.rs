//! One flash sale: from the first visitor to the last parcel.
//!
//! | room | holds |
//! |---|---|
//! | [`plan`], [`world`], [`play`], [`outcome`] | the three words, and the order of play |
//! | [`steps`] | the steps of a play, and what two plans have in common |
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
//! | [`desk`] | chats before the sale and contacts after it, and the desks that answer them |
//! | [`payments`] | who pays when: later, where visitors chat before they buy |
//! | [`time`], [`calendar`] | ticks and stamps; days, hours of the day |
//! | [`mod@line`], [`durations`], [`quantiles`], `line_series` | metrics: of a station, of a duration of each order; the line by time |
//! | [`money`] | the ledger: what comes in, what it costs, wages, fees |
//! | [`load`], [`load_desk`], `load_goods` | what follows from a scenario without playing it |
//! | [`log`], [`events`] | everything that happened in one world, as tables |
//! | `same`, [`better`], [`effect`] | which plans can be compared; which way a metric is better; what more of something does to a goal |
//! | [`facts`], `sale_keys` | everything that is not decided; how a sale is written |
//! | `factor`, `factor_value` | what is uncertain about a world, one number each |
//! | [`context`] | what rooms know of each other while a file is read |

pub mod along;
pub mod better;
pub mod calendar;
pub mod condition;
pub mod consumable;
pub mod context;
pub mod courier;
pub mod demand;
pub mod desk;
pub mod durations;
pub mod effect;
pub mod events;
mod factor;
mod factor_value;
pub mod facts;
pub mod floor;
mod left_out;
pub mod line;
mod line_series;
pub mod load;
pub mod load_desk;
mod load_goods;
pub mod log;
pub mod money;
pub mod outage;
pub mod outcome;
pub mod overtime;
pub mod packing;
pub mod payments;
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
mod sale_keys;
mod same;
pub mod servers;
pub mod services;
pub mod shelf;
pub mod shift;
pub mod source;
pub mod station;
pub mod steps;
pub mod stock;
pub mod supply;
pub mod team;
pub mod tick;
pub mod time;
pub mod van;
pub mod wave;
pub mod world;

pub use facts::{Facts, Promise};
pub use outcome::Gauges;
pub use plan::Plan;
pub use sale_keys::read;
pub use world::World;

use crate::model::{Frame, Metric, Model, Outcome, TooLarge};
use crate::random::WorldKey;

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
        self.play_on((plan, 0), world, buffers, outcome);
    }

    fn steps_in_common(&self, plan: &Plan, (sale, other): (&Self, &Plan)) -> usize {
        steps::in_common((&self.facts, plan), (&sale.facts, other))
    }

    fn play_on(
        &self,
        plan: (&Plan, usize),
        world: &World,
        buffers: &mut play::Buffers,
        outcome: &mut Outcome,
    ) {
        play::play(&self.facts, &self.gauges, plan, world, buffers, outcome);
    }

    fn factors(&self, plan: &Plan) -> Vec<Metric> {
        let all = factor::all(&self.facts, plan).into_iter();
        all.map(|one| one.metric(&self.facts, plan)).collect()
    }

    fn factors_of(&self, world: &World, plan: &Plan, values: &mut Vec<f64>) {
        let all = factor::all(&self.facts, plan).into_iter();
        values.extend(all.map(|one| one.value(&self.facts, plan, world)));
    }
}

/// The most stations, the most desks, and the most routes: their numbers fit a byte.
const MOST_STATIONS: usize = 200;
