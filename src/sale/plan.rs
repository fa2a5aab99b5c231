//! The plan of a sale: everything the shop decides.

use super::Facts;
use super::consumable::Supply;
use super::pickup::Pickups;
use super::prepack::Prepacking;
use super::restock::Restock;
use super::roster::Roster;
use super::station::Staffing;
use super::stock::Stock;
use super::team::Team;
use super::time::Ticks;

/// What is decided, each list in the order of the things it is about.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// People, equipment and opening hours by station.
    pub staffing: Vec<Staffing>,
    /// Stock and boxes to be packed in advance by product.
    pub stocks: Vec<Stock>,
    /// Who packs them on which shifts, and how.
    pub prepack: Prepacking,
    /// Restocks by product.
    pub restocks: Vec<Vec<Restock>>,
    /// What there is of each consumable.
    pub supplies: Vec<Supply>,
    /// Who stands where, if people work in shifts or the line is played event by event for another reason.
    pub roster: Option<Roster>,
    /// Who sits at desks when, if there are any.
    pub desks: Option<Roster>,
    /// Pickups by carrier.
    pub pickups: Vec<Pickups>,
}

impl Plan {
    /// Person-ticks at a station between two times, and what they can do by skills and equipment (in ticks of work).
    pub fn staffed(
        &self,
        teams: &[Team],
        station: usize,
        (from, to): (Ticks, Ticks),
    ) -> (f64, f64) {
        let staffing = &self.staffing[station];
        if let Some(roster) = &self.roster {
            let equipment = staffing.equipment.unwrap_or(usize::MAX);
            return roster.staffed(teams, station, equipment, (from, to));
        }
        let open = staffing.hours.open_between(from, to) as f64;
        (
            staffing.there((from, to)) as f64,
            open * staffing.at_once() as f64,
        )
    }

    /// Minutes of work an order of so many pieces takes at a station on average, its share of a full wave's work included.
    pub fn mean_work(&self, facts: &Facts, station: usize, units: f64) -> f64 {
        let fact = &facts.stations[station];
        let wave = self.staffing[station].wave;
        let of_wave = wave.map_or(0.0, |wave| fact.wave_work.mean() / wave.orders as f64);
        fact.mean_work(units) + of_wave
    }

    /// The most people at a station at one time, and how many of them can work at once.
    pub fn most(&self, station: usize) -> (usize, usize) {
        let staffing = &self.staffing[station];
        let people = self
            .roster
            .as_ref()
            .map_or(staffing.servers, |roster| roster.most(station));
        (people, people.min(staffing.equipment.unwrap_or(usize::MAX)))
    }
}
