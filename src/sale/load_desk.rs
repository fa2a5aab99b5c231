//! What comes to desks at the means, hour by hour, against who is there: the hours of a sale, displaced by the lags.
//!
//! Visitors ask before the sale as they come; sales lost so are left out. Orders are paid and scanned as the load of the line has it, and go with the next van that has room for them. A lag is
//! spread as its law is at points that are drawn once. Orders that are late, mis-shipped, oversold or lost on the way, and
//! contacts that come again, are left out. The first guess of heads is Erlang's for each hour of these means.

use super::desk::contact::{Contact, Moment};
use super::load::{HOUR, Load};
use super::time::{MINUTE, minutes, ticks};
use super::{Facts, Plan};
use crate::random::{Address, Quantity, WorldKey};
use crate::theory::{Queue, erlang::fewest_heads};

/// Points that stand for the law of a lag.
const POINTS: usize = 400;

/// What comes to a desk.
#[derive(Clone, Debug, PartialEq)]
pub struct DeskLoad {
    /// By hour from opening to the end of `follow`.
    pub hours: Vec<DeskHour>,
}

/// A desk in one hour.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct DeskHour {
    /// Contacts that come.
    pub contacts: f64,
    /// Hours of chats they bring.
    pub work: f64,
    /// Hours of chats that the people who are there can have open, by their skills.
    pub staffed: f64,
    /// Heads that answer the share wanted in time, where one is.
    pub heads: Option<u32>,
}

/// So many orders at a minute from opening.
type Mass = (f64, f64);

impl DeskLoad {
    /// All desks of a plan, in file order.
    pub(super) fn all(facts: &Facts, plan: &Plan, load: &Load) -> Vec<Self> {
        if facts.desks.is_empty() {
            return Vec::new();
        }
        let days = facts.days_by_hour();
        let hours = days.len() - 1;
        let mut all = vec![vec![DeskHour::default(); hours]; facts.desks.len()];
        let shipped = shipped(facts, plan, load);
        for contact in facts.contacts.iter().filter(|one| one.per_order > 0.0) {
            let mut bases = bases(facts, load, &shipped, contact.from);
            bases.retain(|mass| mass.1 > 0.0);
            spread(contact, &bases, &mut all[contact.desk]);
        }
        if let Some((desk, chats)) = facts.chat_desk() {
            for (hour, told) in all[desk].iter_mut().enumerate() {
                let span = (hour as f64 * HOUR, (hour + 1) as f64 * HOUR);
                told.contacts = facts.demand.mean_asking((chats.share, chats.idle), span);
                told.work = told.contacts * chats.work.mean() / HOUR;
            }
        }
        for (desk, hours) in all.iter_mut().enumerate() {
            for (hour, told) in hours.iter_mut().enumerate() {
                told.staffed = staffed(facts, plan, desk, hour);
                told.heads = heads(facts, desk, told);
            }
        }
        all.into_iter().map(|hours| Self { hours }).collect()
    }

    /// Sums over hours from one to before another, of contacts, work and what people can do.
    pub fn sums(&self, from: usize, to: usize) -> [f64; 3] {
        let hours = self.hours[from..to.min(self.hours.len())].iter();
        hours.fold([0.0; 3], |[contacts, work, staffed], hour| {
            [
                contacts + hour.contacts,
                work + hour.work,
                staffed + hour.staffed,
            ]
        })
    }
}

/// Parcels as vans take them, and by which carrier; as they are scanned where nobody fetches them.
fn shipped(facts: &Facts, plan: &Plan, load: &Load) -> Vec<(Option<usize>, Mass)> {
    let scanned = load.hours.iter().enumerate();
    let scanned: Vec<Mass> = scanned
        .map(|(hour, told)| ((hour as f64 + 0.5) * HOUR, told.scanned))
        .collect();
    let all: f64 = load.carriers.iter().map(|carrier| carrier.parcels).sum();
    let mut shipped = Vec::new();
    for (carrier, agreed) in plan.pickups.iter().enumerate() {
        let share = load.carriers[carrier].parcels / all.max(f64::MIN_POSITIVE);
        let parcels = scanned.iter().map(|&(at, orders)| (at, orders * share));
        if agreed.pickups.is_empty() {
            shipped.extend(parcels.map(|mass| (Some(carrier), mass)));
            continue;
        }
        let (mut parcels, mut waiting) = (parcels.peekable(), 0.0);
        for call in agreed.calls() {
            let at = minutes(call.planned);
            while let Some(ready) = parcels.next_if(|mass| mass.0 <= at) {
                waiting += ready.1;
            }
            let pickup = &agreed.pickups[call.pickup];
            let taken = waiting.min(pickup.room.mean() * (1.0 - pickup.noshow));
            waiting -= taken;
            shipped.push((Some(carrier), (at, taken)));
        }
    }
    if facts.carriers.carriers.is_empty() {
        shipped.extend(scanned.into_iter().map(|mass| (None, mass)));
    }
    shipped
}

/// When orders reach the moment from which a lag runs.
fn bases(facts: &Facts, load: &Load, shipped: &[(Option<usize>, Mass)], from: Moment) -> Vec<Mass> {
    let paid = load.hours.iter().enumerate();
    let paid = paid.map(|(hour, told)| ((hour as f64 + 0.5) * HOUR, told.orders));
    match from {
        Moment::Paid => paid.collect(),
        Moment::Promise => paid
            .map(|(at, orders)| (minutes(facts.due(ticks(at))), orders))
            .collect(),
        Moment::Shipped => shipped.iter().map(|&(_, mass)| mass).collect(),
        Moment::Delivered => {
            let mut delivered = Vec::new();
            for (carrier, fact) in facts.carriers.carriers.iter().enumerate() {
                let points = points(&fact.id, &fact.delivery);
                let parcels = shipped.iter().filter(|(of, _)| *of == Some(carrier));
                for &(_, (at, orders)) in parcels {
                    let each = orders * (1.0 - fact.loss) / points.len() as f64;
                    delivered.extend(points.iter().map(|took| (at + took, each)));
                }
            }
            by_hour(delivered, facts)
        }
    }
}

/// The same by whole hours, so that there are few of them.
fn by_hour(masses: Vec<Mass>, facts: &Facts) -> Vec<Mass> {
    let mut hours = vec![0.0; facts.days_by_hour().len()];
    for (at, orders) in masses {
        if let Some(sum) = hours.get_mut((at / HOUR) as usize) {
            *sum += orders;
        }
    }
    let hours = hours.into_iter().enumerate();
    hours
        .map(|(hour, orders)| ((hour as f64 + 0.5) * HOUR, orders))
        .collect()
}

/// Contacts of a kind, by hour.
fn spread(contact: &Contact, bases: &[Mass], hours: &mut [DeskHour]) {
    let points = points(&contact.id, &contact.lag);
    let each = contact.per_order / points.len() as f64;
    let work = contact.work.mean() / HOUR;
    for &(at, orders) in bases {
        for lag in &points {
            if let Some(hour) = hours.get_mut(((at + lag) / HOUR) as usize) {
                hour.contacts += orders * each;
                hour.work += orders * each * work;
            }
        }
    }
}

/// Points of a law, drawn once and for all.
fn points(id: &str, law: &Quantity) -> Vec<f64> {
    if law.is_certain() {
        return vec![law.mean()];
    }
    let mut stream = WorldKey::new(0, 0).stream(Address::purpose("check").of(id));
    (0..POINTS).map(|_| law.sample(&mut stream)).collect()
}

/// Hours of chats that people at a desk can have open in an hour.
fn staffed(facts: &Facts, plan: &Plan, desk: usize, hour: usize) -> f64 {
    let Some(roster) = &plan.desks else {
        return 0.0;
    };
    let [from, to] = [hour, hour + 1].map(|hour| ticks(hour as f64 * HOUR));
    let place = facts.stations.len() + desk;
    let (_, able) = roster.staffed(&facts.teams, place, usize::MAX, (from, to));
    able * f64::from(facts.desks[desk].chats) / (HOUR * MINUTE)
}

fn heads(facts: &Facts, desk: usize, hour: &DeskHour) -> Option<u32> {
    let (within, share) = facts.desks[desk].answer?;
    // With less than a contact in ten hours it is not worth while.
    if hour.contacts < 0.1 {
        return share.map(|_| 0);
    }
    let queue = Queue {
        servers: 0,
        rate: hour.contacts / HOUR,
        work: hour.work / hour.contacts * HOUR,
        patience: facts.mean_patience(desk),
    };
    share.map(|share| fewest_heads(queue, facts.desks[desk].chats, (minutes(within), share)))
}
