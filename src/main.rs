//! surgeplan
fn main() {}
