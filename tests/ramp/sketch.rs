//! What `check` reckons without playing, by hand.

use crate::ramp;

/// 1,000 visitors of an unknown shop and 10 more for each order of the month before, of whom 2% buy; of a month's new customers a
/// tenth comes back in the next one, and half as many in each after.
#[test]
fn a_stage_is_sketched_by_its_last_month() {
    let scenario = ramp(
        r"
        [ramp]
        starts = 2026-01-01
        months = 12
        [product.a]
        price = 100.0
        [channel.free]
        base = 1000
        per_order = 10.0
        conversion = 0.02
        [customers]
        repeat = 0.1
        decay = 0.5
        [stage.first]
        lasts = '2mo'
        [stage.second]
        target_orders = 0.9
        ends = { met_months = 1, at_latest = '6mo' }
        [stage.third]
        lasts = '1mo'
        [stage.never]
        ",
        &["stage.third.lasts=20mo"],
    );
    // Orders 20; then 1,200 visitors and 24 + 2; then 1,260 and 25.2 + 2.4 + 1, or 0.953 a day, which meets the target.
    let sketches = scenario.sale.sketch(&scenario.plan);
    for (stage, visitors, orders) in [(0, 1200.0, 26.0), (1, 1260.0, 28.6)] {
        let sketch = sketches[stage];
        assert!((sketch.visitors - visitors).abs() < 1e-9, "{sketch:?}");
        assert!((sketch.orders - orders).abs() < 1e-9, "{sketch:?}");
        assert!((sketch.revenue - 100.0 * orders).abs() < 1e-6, "{sketch:?}");
        assert!((sketch.bought - 0.02 * visitors).abs() < 1e-9, "{sketch:?}");
    }
    // Nine months are left for the third stage, in which orders rise to v = 1,000 + 10 o with o = 0.02 v (1 + 0.1 ÷ 0.5).
    let steady = 1000.0 / (1.0 - 10.0 * 0.02 * 1.2);
    assert!(
        (sketches[2].visitors / steady - 1.0).abs() < 1e-3,
        "{:?}",
        sketches[2]
    );
    assert!(sketches[3].visitors >= sketches[2].visitors);
}
