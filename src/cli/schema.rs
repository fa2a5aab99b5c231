//! `surgeplan schema`: the format of a scenario file, for editors.

use super::Exit;
use super::output::print;
use crate::scenario;

pub(super) fn main() -> Result<Exit, Exit> {
    let schema = scenario::schema::schema();
    print(&format!("{schema:#}\n"))?;
    Ok(Exit::Done)
}
