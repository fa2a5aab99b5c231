//! What follows from a scenario without playing it: expected orders, work against people, parcels against pickups, hour
//! by hour.
//!
//! Everything uncertain stands at its mean and orders flow like water: in every hour a station works off as much as its
//! people can and passes it on within the hour. Queues that come from chance alone do not show; those that come from too
//! few people do. A restock comes after its mean lead, if what is sold at the means fulfils its condition; boxes are there as
//! many as people on prepack shifts can pack by their skills; reservations, miscounts, learning, tiring and orders that are sent back are left out. What is bought along
//! is taken from what the hour's orders leave.

use super::load_desk::DeskLoad;
use super::load_goods::{Class, Supply, classes};
use super::outage::Outages;
use super::time::{MINUTE, Ticks, ticks};
use super::{Facts, Plan};

/// The load of a plan at the means.
#[derive(Clone, Debug, PartialEq)]
pub struct Load {
    /// Orders paid and taken.
    pub orders: f64,
    /// Orders that find nothing left.
    pub lost: f64,
    /// By station, in file order.
    pub stations: Vec<StationLoad>,
    /// By hour from opening, until the line is empty or two days after closing.
    pub hours: Vec<HourLoad>,
    /// By carrier, in file order.
    pub carriers: Vec<CarrierLoad>,
    /// By table whose boxes are packed on shifts, in file order.
    pub prepack: Vec<PrepackLoad>,
    /// By desk, in file order.
    pub desks: Vec<DeskLoad>,
}

/// A station's load over the sale.
#[derive(Clone, Debug, PartialEq)]
pub struct StationLoad {
    /// Orders that come to it.
    pub orders: f64,
    /// Hours of work they bring.
    pub work: f64,
    /// Hours people (as far as equipment lets them work) are there from opening to closing.
    pub staffed: f64,
    /// The longest queue in hours of work for the people there, and the hour from opening at which it is reached.
    pub longest: (f64, usize),
}

impl StationLoad {
    /// Work ÷ people's time.
    pub fn load(&self) -> f64 {
        if self.work == 0.0 {
            0.0
        } else {
            self.work / self.staffed
        }
    }
}

/// One hour.
#[derive(Clone, Debug, PartialEq)]
pub struct HourLoad {
    /// Orders paid and taken.
    pub orders: f64,
    /// By station.
    pub stations: Vec<StationHour>,
    /// Orders that leave the line.
    pub scanned: f64,
}

/// A station in one hour.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct StationHour {
    /// Orders that arrive.
    pub orders: f64,
    /// Hours of work they bring.
    pub work: f64,
    /// Hours people are there, as far as equipment lets them work.
    pub staffed: f64,
    /// Orders left at the end of the hour.
    pub left: f64,
    /// Hours of work they take.
    pub left_work: f64,
}

/// A carrier's parcels against its pickups.
#[derive(Clone, Debug, PartialEq)]
pub struct CarrierLoad {
    /// Parcels it gets.
    pub parcels: f64,
    /// Parcels its pickups can take from opening to the last due time of an order; infinite without pickups.
    pub room: f64,
    /// How many pickups that are.
    pub pickups: usize,
}

/// Boxes to be packed against the people who pack them.
#[derive(Clone, Debug, PartialEq)]
pub struct PrepackLoad {
    /// Which table.
    pub table: usize,
    /// Which product.
    pub product: usize,
    /// Boxes that are to be packed.
    pub planned: f64,
    /// Boxes that people can pack by the opening.
    pub room: f64,
}

impl PrepackLoad {
    fn all(facts: &Facts, plan: &Plan) -> Vec<Self> {
        let tables = plan.prepack.tables.iter().enumerate();
        tables
            .filter(|(_, written)| !written.shifts.is_empty())
            .map(|(table, written)| Self {
                table,
                product: written.product,
                planned: plan.stocks[written.product].boxes as f64,
                room: plan.prepack.room(table, &facts.teams),
            })
            .collect()
    }
}

/// Minutes.
pub(super) const HOUR: f64 = 60.0;

impl Load {
    /// The load of a plan.
    pub fn of(facts: &Facts, plan: &Plan) -> Self {
        let classes = classes(facts, plan);
        let closing = (facts.calendar.closes / HOUR).ceil() as usize;
        let last = ((facts.calendar.follow / HOUR) as usize).min(closing + 48);
        let mut load = Self {
            orders: 0.0,
            lost: 0.0,
            stations: Vec::new(),
            hours: Vec::new(),
            carriers: Vec::new(),
            prepack: PrepackLoad::all(facts, plan),
            desks: Vec::new(),
        };
        let mut boxes: Vec<f64> = plan.stocks.iter().map(|stock| stock.boxes as f64).collect();
        for table in &load.prepack {
            boxes[table.product] = table.planned.min(table.room);
        }
        let mut supply: Vec<Supply> = (plan.stocks.iter().zip(boxes))
            .map(|(stock, boxes)| Supply::new(stock, boxes))
            .collect();
        let mut queues = vec![vec![0.0; classes.len()]; facts.stations.len()];
        for hour in 0..last {
            for (product, supply) in supply.iter_mut().enumerate() {
                supply.restock(plan, product, hour);
            }
            let arriving = load.sell(facts, hour, &classes, &mut supply);
            let flow = flow(facts, plan, hour, &classes, arriving, &mut queues);
            let empty = queues.iter().flatten().all(|&orders| orders < 0.5);
            load.hours.push(flow);
            if hour + 1 >= closing && empty {
                break;
            }
        }
        load.stations = (0..facts.stations.len())
            .map(|station| load.sum_station(facts, plan, station))
            .collect();
        load.carriers = carriers(facts, plan, load.orders);
        load.desks = DeskLoad::all(facts, plan, &load);
        load
    }

    fn sum_station(&self, facts: &Facts, plan: &Plan, station: usize) -> StationLoad {
        let mut sum = StationLoad {
            orders: 0.0,
            work: 0.0,
            staffed: 0.0,
            longest: (0.0, 0),
        };
        let closing = ticks(facts.calendar.closes);
        let (_, at_once) = plan.most(station);
        sum.staffed = able_hours(facts, plan, station, 0, closing);
        for (hour, load) in self.hours.iter().enumerate() {
            let load = load.stations[station];
            sum.orders += load.orders;
            sum.work += load.work;
            let queue = load.left_work / at_once.max(1) as f64;
            if queue > sum.longest.0 {
                sum.longest = (queue, hour);
            }
        }
        sum
    }

    /// The station that is loaded most, if any work is done at all.
    pub fn bottleneck(&self) -> Option<usize> {
        let loaded = self
            .stations
            .iter()
            .enumerate()
            .filter(|(_, station)| station.work > 0.0);
        loaded
            .max_by(|a, b| a.1.load().total_cmp(&b.1.load()))
            .map(|(index, _)| index)
    }
}

/// Hours of people (as far as equipment lets them work) at a station between two times.
fn able_hours(facts: &Facts, plan: &Plan, station: usize, from: Ticks, to: Ticks) -> f64 {
    let (_, able) = plan.staffed(&facts.teams, station, (from, to));
    let outages = facts.stations[station].outages.as_ref();
    able * outages.map_or(1.0, Outages::availability) / (60.0 * MINUTE)
}

/// Passes an hour's orders down the line.
fn flow(
    facts: &Facts,
    plan: &Plan,
    hour: usize,
    classes: &[Class],
    arriving: Vec<f64>,
    queues: &mut [Vec<f64>],
) -> HourLoad {
    let (from, to) = (ticks(hour as f64 * HOUR), ticks((hour + 1) as f64 * HOUR));
    let mut result = HourLoad {
        orders: arriving.iter().sum(),
        stations: vec![StationHour::default(); facts.stations.len()],
        scanned: 0.0,
    };
    let mut inflow = vec![vec![0.0; classes.len()]; facts.stations.len() + 1];
    for (index, (class, orders)) in classes.iter().zip(arriving).enumerate() {
        inflow[facts.routes.first(class.route)][index] += orders;
    }
    for &station in &facts.routes.sequence {
        let work_of = |orders: &[f64]| -> f64 {
            orders
                .iter()
                .zip(classes)
                .map(|(orders, class)| orders * class.work[station] / HOUR)
                .sum()
        };
        let arrived = work_of(&inflow[station]);
        for (queue, arrived) in queues[station].iter_mut().zip(&inflow[station]) {
            *queue += arrived;
        }
        let (waiting, there) = (
            work_of(&queues[station]),
            able_hours(facts, plan, station, from, to),
        );
        let done = match (there > 0.0, waiting > there) {
            (false, _) => 0.0,
            (true, true) => there / waiting,
            (true, false) => 1.0,
        };
        for (index, class) in classes.iter().enumerate() {
            let orders = queues[station][index] * done;
            queues[station][index] -= orders;
            inflow[facts.routes.next(class.route, station)][index] += orders;
        }
        result.stations[station] = StationHour {
            orders: inflow[station].iter().sum(),
            work: arrived,
            staffed: there,
            left: queues[station].iter().sum(),
            left_work: work_of(&queues[station]),
        };
    }
    result.scanned = inflow[facts.stations.len()].iter().sum();
    result
}

/// Parcels by carrier: its share of all buyers, as far as their orders are taken.
fn carriers(facts: &Facts, plan: &Plan, taken: f64) -> Vec<CarrierLoad> {
    let last_paid = ticks(facts.calendar.closes + facts.demand.payment.mean());
    let until = facts.due(last_paid).max(last_paid).min(facts.end());
    let heat = facts.demand.heat.mean();
    let kept = taken / facts.demand.mean_buyers().max(f64::MIN_POSITIVE);
    let mut loads = Vec::new();
    for (index, agreed) in plan.pickups.iter().enumerate() {
        let mut parcels = 0.0;
        for (source_index, source) in facts.demand.sources.iter().enumerate() {
            let buyers = source.mean_buyers(heat) * kept;
            for product in 0..facts.range.products.len() {
                let share = facts.carriers.share(source_index, product, index);
                parcels += buyers * facts.range.share(source.product, product) * share;
            }
        }
        let calls = agreed.calls().iter().filter(|call| call.planned <= until);
        let rooms: Vec<f64> = calls
            .map(|call| &agreed.pickups[call.pickup])
            .map(|pickup| pickup.room.mean() * (1.0 - pickup.noshow))
            .collect();
        let room = if agreed.pickups.is_empty() {
            f64::INFINITY
        } else {
            rooms.iter().sum()
        };
        loads.push(CarrierLoad {
            parcels,
            room,
            pickups: rooms.len(),
        });
    }
    loads
}
