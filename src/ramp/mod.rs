//! The revenue ramp: can the shop reach so much a month, and what has to be true for it?
//!
//! The same cut as a [sale](crate::sale) on another clock: the world is the market, the plan is money and people by
//! stage, the outcome is revenue month by month. Time goes in days; stages change with months.
//!
//! | room | holds |
//! |---|---|
//! | [`plan`], [`world`], [`play`], [`outcome`] | the three words, and the order of play |
//! | `trade`, `evening` | what is done on a day: orders are asked for, sold and shipped; money, reviews and books follow |
//! | [`channel`] | visitors: bought, given, and those who come by themselves |
//! | [`product`], [`basket`] | what is sold: growth, hits, clearance; pieces in an order, refunds |
//! | [`customers`] | who bought once and comes back |
//! | [`rating`] | late orders lower it, and it lowers conversion |
//! | [`stage`] | money, people and a target until it is met |
//! | [`people`] | roles: hired with a lead, slow on probation, leaving |
//! | [`stock`], [`cash`] | bought ahead under lead, review and cash; what comes in when |
//! | [`event`] | flash sales inside the ramp |
//! | [`month`], [`books`] | what is known of a month when it begins; what is written down of it and of all days |
//! | [`sketch`], [`lever`] | what follows without playing; what may have to be otherwise |
//! | `same`, [`better`], [`effect`] | which plans can be compared; which way a metric is better; what more of something does to a goal |
//! | `factor` | what is uncertain about a world, one number each |
//! | [`calendar`], [`context`], `count` | days, months, season; what rooms know of each other while a file is read; counts as numbers |

pub mod basket;
pub mod better;
pub mod books;
pub mod calendar;
pub mod cash;
pub mod channel;
pub mod context;
mod count;
pub mod customers;
pub mod effect;
mod evening;
pub mod event;
mod factor;
pub mod lever;
pub mod month;
pub mod outcome;
pub mod people;
pub mod plan;
pub mod play;
pub mod product;
pub mod rating;
mod same;
pub mod sketch;
pub mod stage;
pub mod stock;
mod trade;
pub mod world;

pub use lever::Lever;
pub use outcome::Gauges;
pub use plan::{Plan, Supposed};
pub use world::World;

use crate::model::{Frame, Metric, Model, Outcome, TooLarge};
use crate::money::Money;
use crate::random::{Attachments, WorldKey};
use crate::reader::Section;
use basket::Basket;
use calendar::{Calendar, DAY, whole_days};
use channel::Channel;
use context::Context;
use customers::Customers;
use event::Event;
use people::Role;
use product::Product;
use rating::Rating;
use stage::Stage;
use stock::{Purchasing, Stock};

/// Everything about a ramp that is not decided: facts, and the laws of chance.
#[derive(Clone, Debug, PartialEq)]
pub struct Facts {
    /// Its days and months.
    pub calendar: Calendar,
    /// The factor on orders by day: season and boosts.
    pub pull: Vec<f64>,
    /// Days until the money of a sale arrives.
    pub payout: usize,
    /// Whether targets count revenue net of refunds.
    pub net: bool,
    /// Whether every count is played at its mean, not drawn around it.
    pub at_mean: bool,
    /// Where visitors come from.
    pub channels: Vec<Channel>,
    /// What is sold.
    pub products: Vec<Product>,
    /// What an order holds.
    pub basket: Basket,
    /// Who comes back.
    pub customers: Customers,
    /// What late orders do.
    pub rating: Rating,
    /// What people do.
    pub roles: Vec<Role>,
    /// Flash sales.
    pub events: Vec<Event>,
}

/// A ramp that can be drawn and played.
#[derive(Clone, Debug)]
pub struct Ramp {
    /// What is not decided.
    pub facts: Facts,
    gauges: Gauges,
}

impl Ramp {
    /// A ramp of these facts; `plan` tells the stages, `asked` the metrics wanted beside the usual ones.
    pub fn new(facts: Facts, plan: &Plan, asked: &[String]) -> Self {
        let gauges = Gauges::new(&facts, plan, asked);
        Self { facts, gauges }
    }

    /// The metrics and their places.
    pub fn gauges(&self) -> &Gauges {
        &self.gauges
    }

    /// Plays a plan in one world and keeps every day.
    ///
    /// # Errors
    ///
    /// When a flash sale in it is larger than can be played.
    pub fn replay(
        &self,
        plan: &Plan,
        key: WorldKey,
    ) -> Result<(Vec<books::Day>, Outcome), TooLarge> {
        let (mut world, mut buffers) = (World::default(), books::Buffers::default());
        let mut outcome = Outcome::default();
        world.draw(&self.facts, key)?;
        buffers.keeps_days = true;
        self.play(&world, plan, &mut buffers, &mut outcome);
        Ok((buffers.days, outcome))
    }
}

impl Model for Ramp {
    type Plan = Plan;
    type World = World;
    type Buffers = books::Buffers;

    fn metrics(&self) -> &[Metric] {
        self.gauges.catalogue().metrics()
    }

    fn frame(&self) -> &Frame {
        self.gauges.frame()
    }

    fn draw(&self, key: WorldKey, world: &mut World) -> Result<(), TooLarge> {
        world.draw(&self.facts, key)
    }

    fn play(
        &self,
        world: &World,
        plan: &Plan,
        buffers: &mut books::Buffers,
        outcome: &mut Outcome,
    ) {
        play::play(&self.facts, plan, world, buffers, outcome.with_series);
        self.gauges.report(&self.facts, plan, buffers, outcome);
    }

    fn factors(&self, plan: &Plan) -> Vec<Metric> {
        factor::metrics(&self.facts, plan)
    }

    fn factors_of(&self, world: &World, plan: &Plan, values: &mut Vec<f64>) {
        factor::values(&self.facts, plan, world, values);
    }
}

/// The most products; with months they bound the memory of a world.
const MOST_PRODUCTS: usize = 100;

/// Reads the ramp of a scenario: facts and plan. Errors and warnings go to the root's problems; what comes back is usable
/// only when there are no errors.
pub fn read(root: &Section<'_>, files: &Attachments) -> (Facts, Plan) {
    let empty = crate::reader::Table::default();
    let ramp = root.table("ramp");
    let ramp = ramp.unwrap_or_else(|| Section::root(&empty, root.span(), root.problems()));
    ramp.about("The ramp: when it starts, how long it is, what cash there is.");
    let calendar = Calendar::read(&ramp);
    let basket = root.table("basket");
    let pull = calendar::read_pull(&ramp, basket.as_ref(), &calendar);
    let cx = Context::new(root, calendar.clone(), files);
    let (products, first) = Product::read_all(root, &cx);
    let purchasing = Purchasing::read_all(root, &cx);
    let stages = Stage::read_all(root, &cx);
    let facts = Facts {
        pull,
        payout: whole_days(
            ramp.duration("payout")
                .within(0.0, 1000.0 * DAY)
                .or(10.0 * DAY),
        ),
        net: ramp.choice("measure", &["paid", "net"]).or(0) == 1,
        at_mean: ramp.choice("counts", &["drawn", "mean"]).or(0) == 1,
        channels: Channel::read_all(root, &cx),
        products,
        basket: Basket::read(basket, &cx),
        customers: Customers::read(root, &cx),
        rating: Rating::read(root),
        roles: Role::read_all(root, &cx),
        events: Event::read_all(root, &cx),
        calendar,
    };
    let cash = Money::yuan(ramp.money("cash").or(0.0));
    ramp.close();
    let stocks = first.into_iter().zip(purchasing);
    let stocks = stocks
        .map(|(first, purchasing)| Stock { first, purchasing })
        .collect();
    let plan = Plan {
        cash,
        stages,
        stocks,
        supposed: Supposed::default(),
    };
    check(root, &facts, &plan);
    (facts, plan)
}

/// What can only be seen with the whole file read.
fn check(root: &Section<'_>, facts: &Facts, plan: &Plan) {
    let problems = root.problems();
    if facts.products.len() > MOST_PRODUCTS {
        problems.error(
            "too_large",
            None,
            format!("there are more than {MOST_PRODUCTS} products"),
            "",
            "put the long tail into one product",
        );
    }
    if problems.has_errors() {
        return;
    }
    let place = |kind: &'static str, id: &str| {
        root.tables(kind)
            .into_iter()
            .find(|(other, _)| other == id)
            .map(|(_, s)| s.span())
    };
    for (index, role) in facts.roles.iter().enumerate() {
        let hired = plan
            .stages
            .iter()
            .any(|stage| stage.people[index].is_some_and(|heads| heads > 0));
        if !hired {
            let title = format!("nobody is ever hired as `{}`", role.id);
            let help = format!(
                "write people = {{ {} = 2 }} in a stage, or take the role out",
                role.id
            );
            problems.error("never_hired", place("role", &role.id), title, "", help);
        }
    }
    for (index, stage) in plan.stages.iter().enumerate() {
        let sells = facts
            .products
            .iter()
            .any(|product| product.from <= index && product.share > 0.0);
        if stage.target.is_some() && !sells {
            let title = format!(
                "`stage.{}` has a target, but nothing is sold yet: every product comes with a later stage",
                stage.id
            );
            problems.error(
                "before_opening",
                place("stage", &stage.id),
                title,
                "",
                "let a product come earlier (life.from), or take the target out",
            );
        }
    }
}
