//! placeholder
use super::Floor;
use crate::sale::roster::Tick;
/// X
#[derive(Clone, Debug, Default)]
pub struct Rebalance {}
impl Floor<'_> {
    /// X
    pub fn rebalance(&mut self, _tick: Tick) {}
}
