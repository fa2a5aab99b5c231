//! What happened in a world beside orders, work and vans: stock that ran out, restocks, equipment, people.

use super::floor::Note;
use super::play::{Buffers, NO_ROUTE};
use super::time::minutes;
use super::{Plan, Sale, World};

/// Something that happened, at a minute from opening.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// When.
    pub at: f64,
    /// What.
    pub what: Happening,
}

/// What may happen. Things are named by their ids, people by team and number (from 1), times are minutes from opening.
#[derive(Clone, Debug, PartialEq)]
pub enum Happening {
    /// The first order found nothing of a product; so many did in all.
    SoldOut {
        /// Which product.
        product: String,
        /// Orders that found nothing.
        lost: usize,
    },
    /// A restock arrived.
    Restocked {
        /// Which product.
        product: String,
        /// Pieces.
        units: u64,
    },
    /// A station stood still for want of a consumable.
    Stood {
        /// Which station.
        station: String,
        /// Which consumable.
        consumable: String,
        /// Until when.
        until: f64,
    },
    /// A station's equipment failed.
    Failed {
        /// Which station.
        station: String,
        /// Until when.
        until: f64,
    },
    /// Somebody did not come.
    Absent {
        /// Which team.
        team: String,
        /// Who of it.
        person: usize,
        /// From which shift.
        shift: String,
    },
    /// Somebody of a flexible shift went to another station.
    Moved {
        /// Which team.
        team: String,
        /// Who of it.
        person: usize,
        /// From which station.
        from: String,
        /// To which.
        to: String,
    },
}

impl Sale {
    /// Everything that happened, by time.
    pub(super) fn events(&self, plan: &Plan, world: &World, buffers: &Buffers) -> Vec<Event> {
        let mut events = self.stock_events(plan, world, buffers);
        if plan.roster.is_some() {
            events.extend(self.floor_events(plan, buffers));
        }
        events.sort_by(|a, b| a.at.total_cmp(&b.at));
        events
    }

    fn stock_events(&self, plan: &Plan, world: &World, buffers: &Buffers) -> Vec<Event> {
        let mut events = Vec::new();
        for (product, fact) in self.facts.range.products.iter().enumerate() {
            let of_product = |order: usize| usize::from(world.baskets.product[order]) == product;
            let mut lost =
                buffers.payments.paid(world).iter().filter(|paid| {
                    buffers.route[paid.order()] == NO_ROUTE && of_product(paid.order())
                });
            if let Some(first) = lost.next() {
                let what = Happening::SoldOut {
                    product: fact.id.clone(),
                    lost: 1 + lost.count(),
                };
                let at = minutes(first.time());
                events.push(Event { at, what });
            }
        }
        for &(product, restock) in buffers.supply.ordered() {
            let restock = &plan.restocks[product][restock];
            let at = restock.arrives(world.key);
            if at <= self.facts.end() {
                let what = Happening::Restocked {
                    product: self.facts.range.products[product].id.clone(),
                    units: restock.units,
                };
                let at = minutes(at);
                events.push(Event { at, what });
            }
        }
        events
    }

    fn floor_events(&self, plan: &Plan, buffers: &Buffers) -> Vec<Event> {
        let mut missed = Vec::new();
        let mut events = Vec::new();
        for &(at, note) in &buffers.floor.diary {
            if let Note::Absent { duty } = note {
                // Whoever does not come does not come back from breaks either.
                if missed.contains(&duty) {
                    continue;
                }
                missed.push(duty);
            }
            if let Some(what) = self.tell(plan, note) {
                let at = minutes(at);
                events.push(Event { at, what });
            }
        }
        events
    }

    fn tell(&self, plan: &Plan, note: Note) -> Option<Happening> {
        let roster = plan.roster.as_ref()?;
        let station = |index: usize| self.facts.stations.get(index).map(|one| one.id.clone());
        let name = |index: usize| {
            let person = roster.people[index];
            let team = person.team.map(|team| self.facts.teams[team].id.clone())?;
            Some((team, person.number + 1))
        };
        Some(match note {
            Note::Moved { person, from, to } => {
                let (team, person) = name(person)?;
                let (from, to) = (station(from)?, station(to)?);
                Happening::Moved {
                    team,
                    person,
                    from,
                    to,
                }
            }
            Note::Stood {
                station: place,
                consumable,
                until,
            } => Happening::Stood {
                station: station(place)?,
                consumable: self.facts.consumables[consumable].id.clone(),
                until: minutes(until),
            },
            Note::Failed {
                station: place,
                until,
                ..
            } => Happening::Failed {
                station: station(place)?,
                until: minutes(until),
            },
            Note::Absent { duty } => {
                let duty = roster.duties[duty];
                let (team, person) = name(duty.person)?;
                let shift = roster.shifts.get(duty.shift?.0)?.id.clone();
                Happening::Absent {
                    team,
                    person,
                    shift,
                }
            }
        })
    }
}
