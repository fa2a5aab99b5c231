//! The plan of a sale: everything the shop decides.

use super::pickup::Pickups;
use super::station::Staffing;
use super::stock::Stock;

/// What is decided, each list in the order of the things it is about.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// People, equipment and opening hours by station.
    pub staffing: Vec<Staffing>,
    /// Stock and boxes packed in advance by product.
    pub stocks: Vec<Stock>,
    /// Pickups by carrier.
    pub pickups: Vec<Pickups>,
}
