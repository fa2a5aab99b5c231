//! Small cases worked out by hand in the comments. A whole day follows in `by_hand_day.rs`.

use crate::common;

use common::from_text;
use surgeplan::random::WorldKey;
use surgeplan::sale::play::NEVER;
use surgeplan::sale::servers::Tournament;
use surgeplan::sale::services::Services;
use surgeplan::sale::shelf::{Shelf, Taken};
use surgeplan::sale::station;
use surgeplan::sale::stock::Stock;
use surgeplan::sale::time::{Stamp, Ticks, minutes, ticks};
use surgeplan::sale::van::{self, CourierBuffers};

fn stamps(list: &[(usize, f64)]) -> Vec<Stamp> {
    let stamp = |&(order, minute): &(usize, f64)| Stamp::new(ticks(minute), order);
    list.iter().map(stamp).collect()
}

/// Two people, 10 minutes an order, open 10:00-11:00 and from 13:00; the sale opens at 10:00.
///
/// | order | comes | free person | starts | ends | |
/// |---|---|---|---|---|---|
/// | 0 | 0 | both | 0 | 10 | |
/// | 1 | 1 | the second | 1 | 11 | |
/// | 2 | 2 | at 10 | 10 | 20 | |
/// | 3 | 3 | at 11 | 11 | 21 | |
/// | 4 | 55 | both | 55 | 65 | begun work is finished after closing at 60 |
/// | 5 | 56 | the other | 56 | 66 | |
/// | 6 | 57 | at 65, closed | 180 | 190 | 13:00 |
/// | 7 | 59 | at 66, closed | 180 | 190 | |
/// | 8 | 185 | at 190 | 190 | 200 | |
/// | 9 | 240 | both | 240 | 250 | not done by the end at 245 |
/// | 10 | 245 | | | | not begun by the end |
#[test]
fn two_people_and_a_closed_door() {
    let scenario = from_text(
        "[sale]\nopens = 2026-11-11T10:00:00\n[source.fans]\norders = 1\n[station.pack]\nwork = \"10min\"\nservers = 2\nopen = [\"10:00-11:00\", \"13:00-24:00\"]",
        &[],
    );
    let comes = [
        0.0, 1.0, 2.0, 3.0, 55.0, 56.0, 57.0, 59.0, 185.0, 240.0, 245.0,
    ];
    let arrivals = stamps(&comes.into_iter().enumerate().collect::<Vec<_>>());
    let (mut services, mut departures) = (Services::default(), Vec::new());
    station::serve(
        (&arrivals, &scenario.plan.staffing[0], ticks(245.0)),
        |_| ticks(10.0) as u32,
        &mut Tournament::default(),
        &mut services,
        &mut departures,
    );
    let starts: Vec<f64> = services.starts.into_iter().map(minutes).collect();
    assert_eq!(
        starts,
        [0.0, 1.0, 10.0, 11.0, 55.0, 56.0, 180.0, 180.0, 190.0, 240.0]
    );
    let ends = [10.0, 11.0, 20.0, 21.0, 65.0, 66.0, 190.0, 190.0, 200.0];
    assert_eq!(
        departures,
        stamps(&ends.into_iter().enumerate().collect::<Vec<_>>())
    );
}

/// The times in minutes at which parcels scanned at these minutes are picked up, and (waiting, taken) of every van.
fn ship(
    vans: &str,
    scanned: &[(usize, f64)],
    carrier: &[u16],
) -> (Vec<Option<f64>>, Vec<(u64, u64)>) {
    let sale = "[sale]\nopens = 2026-11-11T10:00:00\nfollow = \"30h\"\n[source.fans]\norders = 1\n";
    let scenario = from_text(&format!("{sale}{vans}"), &[]);
    let mut shipped = vec![NEVER; carrier.len()];
    let mut buffers = CourierBuffers::default();
    van::ship(
        (&stamps(scanned), carrier, scenario.sale.facts.end()),
        (&scenario.plan.pickups, WorldKey::new(1, 0)),
        &mut buffers,
        &mut shipped,
    );
    let known = |time: Ticks| (time != NEVER).then(|| minutes(time));
    let visits = buffers.visits().iter();
    (
        shipped.into_iter().map(known).collect(),
        visits.map(|visit| (visit.waiting, visit.taken)).collect(),
    )
}

const SLOW: &str = "[carrier.slow]\noverflow = \"fast\"\npickup.noon = { at = \"12:00\", cutoff = \"11:00\", parcels = 2 }\npickup.eve = { at = \"18:00\", parcels = 1, late = \"90min\" }\n[carrier.fast]\n";
const SCANNED: [(usize, f64); 7] = [
    (0, 10.0),
    (1, 30.0),
    (2, 50.0),
    (3, 70.0),
    (4, 300.0),
    (5, 560.0),
    (6, 575.0),
];

/// Noon (minute 120) takes two of the three parcels scanned by 11:00 (minute 60). The evening's van comes at 19:30
/// (minute 570) and finds parcels 2 to 5; it takes one, and as the last of the day leaves three, which go to the other
/// carrier at once: it has no pickups. Parcel 6 missed the van and goes at noon of the next day (minute 1560), by whose
/// cut-off it is scanned. The evening of that day lies after the end of `follow`.
#[test]
fn a_cutoff_a_late_van_and_overflow() {
    let (shipped, vans) = ship(SLOW, &SCANNED, &[0; 7]);
    let want = [120.0, 120.0, 570.0, 570.0, 570.0, 570.0, 1560.0];
    assert_eq!(shipped, want.map(Some));
    assert_eq!(vans, [(3, 2), (4, 1), (1, 1)]);
}

/// As before, but the other carrier has a van at 19:45 (minute 585) for two parcels, and a parcel 7 of its own, scanned at
/// minute 400. Parcels 3, 4 and 5 come over at minute 570 and queue by their scan: 3 (minute 70) and 4 (300) are taken, 7
/// (400) and 5 (560) stay; the next van of that carrier is due after `follow` ends.
#[test]
fn overflow_queues_by_scan_at_the_other_carrier() {
    let vans = format!("{SLOW}pickup.late = {{ at = \"19:45\", parcels = 2 }}\n");
    let scanned = [
        (0, 10.0),
        (1, 30.0),
        (2, 50.0),
        (3, 70.0),
        (4, 300.0),
        (7, 400.0),
        (5, 560.0),
        (6, 575.0),
    ];
    let (shipped, vans) = ship(&vans, &scanned, &[0, 0, 0, 0, 0, 0, 0, 1]);
    let want = [
        Some(120.0),
        Some(120.0),
        Some(570.0),
        Some(585.0),
        Some(585.0),
        None,
        Some(1560.0),
        None,
    ];
    assert_eq!(shipped, want);
    assert_eq!(vans, [(3, 2), (4, 1), (4, 2), (1, 1)]);
}

/// Ten pieces, one kept back, four of them in boxes; orders of three. The first takes three boxes (5 loose, 1 box left),
/// the second three loose ones (2 loose, 1 box), the third two loose ones and the piece of the last box, which is opened;
/// nothing is left for the fourth.
#[test]
fn boxes_then_loose_pieces_then_nothing() {
    let mut shelf = Shelf::new(&Stock {
        pieces: Some(10),
        buffer: 1,
        boxes: 4,
    });
    let got = [3; 4].map(|units| shelf.take(units));
    assert_eq!(
        got,
        [
            Taken::Boxes(3),
            Taken::Loose(3),
            Taken::Loose(3),
            Taken::Nothing
        ]
    );
}

/// Eight pieces and orders of three: the third takes the two that are left, those after it find nothing. One of two
/// pieces would find them in boxes.
#[test]
fn the_last_order_takes_what_is_left() {
    let mut shelf = Shelf::new(&Stock {
        pieces: Some(8),
        buffer: 0,
        boxes: 0,
    });
    let got = [3; 5].map(|units| shelf.take(units));
    let nothing = Taken::Nothing;
    assert_eq!(
        got,
        [
            Taken::Loose(3),
            Taken::Loose(3),
            Taken::Loose(2),
            nothing,
            nothing
        ]
    );
    let mut boxed = Shelf::new(&Stock {
        pieces: Some(2),
        buffer: 0,
        boxes: 2,
    });
    assert_eq!(boxed.take(3), Taken::Boxes(2));
}
