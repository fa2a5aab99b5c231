//! Consumables on the floor: what is left of them, and stations that stand still.

use super::{Floor, Note, Timer};
use crate::sale::consumable::{Consumable, Supply};
use crate::sale::time::Ticks;

/// What is left of each consumable, reused from play to play.
#[derive(Clone, Debug, Default)]
pub struct Supplies {
    left: Vec<f64>,
    /// Deliveries that have come.
    delivered: Vec<usize>,
    /// What was taken.
    pub used: Vec<f64>,
    /// How long stations stood still for want of each.
    pub out: Vec<Ticks>,
}

/// Amounts are sums of decimal fractions; a millionth more or less is no difference.
const SLACK: f64 = 1e-6;

impl Supplies {
    /// Becomes the same as another.
    pub fn copy(&mut self, other: &Self) {
        self.left.clone_from(&other.left);
        self.delivered.clone_from(&other.delivered);
        self.used.clone_from(&other.used);
        self.out.clone_from(&other.out);
    }

    /// What is there at the opening.
    pub fn begin(&mut self, supplies: &[Supply]) {
        self.left.clear();
        self.left.extend(supplies.iter().map(|supply| supply.stock));
        let count = supplies.len();
        self.used.clear();
        self.used.resize(count, 0.0);
        self.out.clear();
        self.out.resize(count, 0);
        self.delivered.clear();
        self.delivered.resize(count, 0);
    }
}

impl Floor<'_> {
    /// Deliveries are on their way.
    pub fn order_supplies(&mut self) {
        for (consumable, supply) in self.plan.supplies.iter().enumerate() {
            for &(at, _) in &supply.deliveries {
                let timer = Timer::Delivery {
                    consumable: consumable as u32,
                };
                self.set_timer(at, timer);
            }
        }
    }

    /// A delivery has come.
    pub fn deliver(&mut self, consumable: usize) {
        let supplies = &mut self.state.supplies;
        let come = &mut supplies.delivered[consumable];
        supplies.left[consumable] += self.plan.supplies[consumable].deliveries[*come].1;
        *come += 1;
        self.wake(self.facts.consumables[consumable].station);
    }

    /// Takes what some of a station's orders need; where something is wanting, takes nothing and the station stands
    /// still.
    pub fn take_supplies(&mut self, station: usize, (first, count): (usize, usize)) -> bool {
        let orders = &self.arrivals[station].stamps()[first..first + count];
        let takes = |consumable: &Consumable| -> f64 {
            let pieces = |order: usize| crate::sale::play::pieces_of(self.world, order, self.cut);
            orders
                .iter()
                .map(|stamp| consumable.takes(pieces(stamp.order())))
                .sum()
        };
        let here = || {
            let all = self.facts.consumables.iter().enumerate();
            all.filter(|(_, consumable)| consumable.station == station)
        };
        let supplies = &mut self.state.supplies;
        let wanting = here().find(|&(index, fact)| takes(fact) > supplies.left[index] + SLACK);
        if let Some((index, _)) = wanting {
            let stands = self.state.sites[station].stands;
            if stands.is_some_and(|(_, other)| other != index) {
                self.go_on(station);
            }
            self.state.sites[station]
                .stands
                .get_or_insert((self.now, index));
            return false;
        }
        for (index, fact) in here() {
            let takes = takes(fact);
            supplies.left[index] -= takes;
            supplies.used[index] += takes;
        }
        self.go_on(station);
        true
    }

    /// A station no longer stands still, or nobody is there any more to work.
    pub fn go_on(&mut self, station: usize) {
        if let Some((since, consumable)) = self.state.sites[station].stands.take() {
            self.state.supplies.out[consumable] += self.now - since;
            let until = self.now;
            let note = Note::Stood {
                station,
                consumable,
                until,
            };
            self.state.diary.push((since, note));
        }
    }
}
