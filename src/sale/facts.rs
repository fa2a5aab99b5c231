//! Everything about a sale that is not decided: facts, and the laws of chance.

use super::calendar::Calendar;
use super::consumable::Consumable;
use super::courier::Carriers;
use super::demand::Demand;
use super::desk::{Desk, contact::Contact, pre_sale::PreSale};
use super::money::{Fees, Money};
use super::route::Routes;
use super::station::Station;
use super::stock::Range;
use super::team::Team;
use super::time::{Ticks, ticks};

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
    pub teams: Vec<Team>,
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
    /// Stations that inspect what comes back, and are on no route.
    pub inspecting: Vec<usize>,
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

    /// The desk that answers visitors before they buy, if there is one.
    pub fn chat_desk(&self) -> Option<(usize, &PreSale)> {
        let mut desks = self.desks.iter().enumerate();
        desks.find_map(|(place, desk)| Some((place, desk.pre_sale.as_ref()?)))
    }

    /// The desks that answer contacts, with their places.
    pub fn after_sale(&self) -> impl Iterator<Item = (usize, &Desk)> {
        let desks = self.desks.iter().enumerate();
        desks.filter(|(_, desk)| desk.pre_sale.is_none())
    }

    /// The stations but those that inspect what comes back.
    pub fn in_line(&self) -> impl Iterator<Item = (usize, &Station)> + '_ {
        let all = self.stations.iter().enumerate();
        all.filter(|(station, _)| !self.inspecting.contains(station))
    }

    /// What a piece costs the buyer who comes from a source.
    #[inline]
    pub fn price(&self, source: usize, product: usize) -> Money {
        self.demand.sources[source]
            .price
            .unwrap_or(self.range.products[product].price)
    }
}
