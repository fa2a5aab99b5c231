//! The seed promise for ramps: the same file and seed give the same numbers to the last bit.

use crate::play;
use std::path::Path;
use surgeplan::ramp::Ramp;
use surgeplan::scenario::Scenario;

/// FNV-1a over the bits of all values, row by row; absent values say nothing.
fn fingerprint(scenario: &Scenario<Ramp>) -> u64 {
    let table = play(scenario, 20, None);
    let rows = (0..table.rows()).flat_map(|row| table.row(row));
    let bits = rows.map(|value| match value {
        value if value.is_nan() => u64::MAX,
        value => value.to_bits(),
    });
    let bytes = bits.flat_map(u64::to_le_bytes);
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// A change of these numbers is a change of seeded numbers: say "Value-breaking" in CHANGELOG.md, then write the new ones down.
#[test]
fn twenty_worlds_give_the_numbers_of_old() {
    for (file, kept) in [
        ("tests/scenarios/every_key_ramp.toml", 0x6078_5c95_821f_d1fc),
        ("scenarios/orders-a-day.toml", 0xfe1f_506e_c387_3105),
        ("scenarios/tmall-ramp.toml", 0x0008_97b3_6d65_3142),
    ] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
        let scenario = Scenario::read_of(&path, &[], &[]).expect("a scenario");
        assert_eq!(fingerprint(&scenario), kept, "{file}");
    }
}
