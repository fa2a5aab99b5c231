//! The floor by hand: waves, errors and checks, failures, consumables; and that a world does not depend on the plan.

use crate::common;

use common::bursts::{Played, near, replay, shop};
use common::conservation::metric;
use common::from_text;
use surgeplan::random::WorldKey;
use surgeplan::sale::World;
use surgeplan::sale::log::WorkRow;
use surgeplan::sale::time::ticks;

/// Three make a wave: two waves at once, and who is left waits ten minutes for others, of whom one comes.
#[test]
fn waves_are_released_by_number_and_by_time() {
    let station = "[station.pick]\nwork = \"1min\"\nservers = 1\nwave = { orders = 3, after = \"10min\", work = \"2min\" }\n";
    let played = replay(&shop("1d", &[(0, 7, ""), (4, 1, "")], station), 0);
    let (first, second, third) = ((0.0, 5.0, 1), (5.0, 10.0, 1), (10.0, 14.0, 1));
    played.works(
        "pick",
        &[first, first, first, second, second, second, third, third],
    );
    played.has("people.hours", 24.0);
    // The work of a wave counts once: 14 minutes of the 14 from opening to the last scan.
    played.has("station.pick.utilisation", 1.0);
    // Six waited 0 or 5 minutes, the seventh 10, the eighth 6.
    played.has("station.pick.wait.mean", (3.0 * 5.0 + 10.0 + 6.0) / 8.0);
}

/// A wave of one that was released by time takes in nobody who comes while it waits for a free person.
#[test]
fn a_released_wave_keeps_its_orders() {
    let station =
        "[station.pick]\nwork = \"5min\"\nservers = 1\nwave = { orders = 2, after = \"3min\" }\n";
    let played = replay(
        &shop("1d", &[(0, 2, ""), (1, 1, ""), (5, 1, "")], station),
        0,
    );
    played.works(
        "pick",
        &[
            (0.0, 10.0, 1),
            (0.0, 10.0, 1),
            (10.0, 15.0, 1),
            (15.0, 20.0, 1),
        ],
    );
    assert_eq!(played.products("pick"), ["p0", "p0", "p1", "p2"]);
}

#[test]
fn several_people_take_a_wave_each_as_far_as_equipment_goes() {
    let station =
        "[station.pick]\nwork = \"3min\"\nservers = 2\nwave = { orders = 2, after = \"1min\" }\n";
    let text = shop("1d", &[(0, 5, "")], station);
    let one = (0.0, 6.0, 1);
    let two = (0.0, 6.0, 2);
    replay(&text, 0).works("pick", &[one, one, two, two, (6.0, 9.0, 1)]);
    // With one trolley the second person, idle for longer, takes the second wave, and then it is the first one's turn.
    let played = replay(&(text + "equipment = 1\n"), 0);
    let two = (6.0, 12.0, 2);
    played.works("pick", &[one, one, two, two, (12.0, 15.0, 1)]);
}

/// Nobody is there from minute 2 to 30: the wave is released at minute 3 all the same, and who comes at 20 is in another.
#[test]
fn waves_are_released_while_a_station_is_closed() {
    let station = "[station.pick]\nwork = \"1min\"\nservers = 1\nopen = [\"10:00-10:02\", \"10:30-12:00\"]\nwave = { orders = 9, after = \"3min\" }\n";
    let played = replay(&shop("1d", &[(0, 2, ""), (20, 1, "")], station), 0);
    played.works("pick", &[(30.0, 32.0, 1), (30.0, 32.0, 1), (32.0, 33.0, 1)]);
}

const LOOP: &str = "[station.pick]\nwork = { mean = \"2min\", cv = 0.6 }\nservers = 3\nerrors = PICK\n\
                    [station.pack]\nwork = { mean = \"1min\", cv = 0.6 }\nservers = 3\nerrors = PACK\n\
                    [station.check]\nwork = { mean = \"30s\", cv = 0.6 }\nservers = 2\ncatches = CHECK\n\
                    [station.scan]\nwork = { mean = \"10s\", cv = 0.6 }\nservers = 1\n";

fn two_bursts(pick: &str, pack: &str, check: &str) -> String {
    let stations = LOOP
        .replace("PICK", pick)
        .replace("PACK", pack)
        .replace("CHECK", check);
    shop("3d", &[(0, 30, ""), (60, 30, "")], &stations)
}

fn looped(pick: &str, pack: &str, check: &str) -> Played {
    replay(&two_bursts(pick, pack, check), 5)
}

/// What each order passes: its rows by beginning, of all orders that are worked on.
fn passages(played: &Played) -> Vec<Vec<&WorkRow>> {
    let mut rows = vec![Vec::new(); played.log.orders.len()];
    for row in &played.log.work {
        rows[row.order].push(row);
    }
    for passage in &mut rows {
        passage.sort_by(|a, b| {
            a.started
                .total_cmp(&b.started)
                .then(a.arrived.total_cmp(&b.arrived))
        });
    }
    rows.retain(|passage| !passage.is_empty());
    rows
}

/// Every order goes round until a round without error, its visits as the draws of error and catch say.
#[test]
fn orders_are_sent_back_to_the_station_of_their_first_error() {
    let played = looped("0.6", "0.5", "0.8");
    let (key, stations) = (WorldKey::new(3, 5), &played.scenario.sale.facts.stations);
    let (mut sent_back, mut misshipped) = (0, 0);
    for passage in passages(&played) {
        let order = passage[0].order;
        let (mut by_hand, mut round, mut from) = (Vec::new(), 0, 0);
        loop {
            by_hand.extend(from..=2);
            let fails =
                |station: usize| station >= from && stations[station].goes_wrong(key, order, round);
            let flaw = (0..2).find(|&station| fails(station));
            match flaw {
                Some(station) if stations[2].finds(key, order, round) => from = station,
                flaw => {
                    misshipped += u32::from(flaw.is_some());
                    break;
                }
            }
            (round, sent_back) = (round + 1, sent_back + 1);
        }
        by_hand.push(3);
        let names = ["pick", "pack", "check", "scan"];
        let by_hand: Vec<&str> = by_hand.into_iter().map(|station| names[station]).collect();
        let told: Vec<&str> = passage.iter().map(|row| row.station.as_str()).collect();
        assert_eq!(told, by_hand);
        assert!(passage.windows(2).all(|two| two[0].ended == two[1].arrived));
        // Other work each time.
        for (at, row) in passage.iter().enumerate() {
            let took = row.ended - row.started;
            let again = passage[..at]
                .iter()
                .filter(|before| before.station == row.station);
            for before in again {
                assert!(
                    (before.ended - before.started - took).abs() > 1e-9,
                    "{row:?}"
                );
            }
        }
    }
    assert!(sent_back > 20 && misshipped > 3);
    // Only of orders that are paid in the time that is measured.
    let second = from_text(
        &two_bursts("0.6", "0.5", "0.8"),
        &["sale.measure=[\"30min\", \"3h\"]"],
    );
    let outcome = second
        .sale
        .replay(&second.plan, key)
        .expect("a small world")
        .1;
    let rows = passages(&played);
    let late = rows
        .iter()
        .filter(|rows| played.log.orders[rows[0].order].product == "p1");
    let again = late.map(|rows| rows.iter().filter(|row| row.station == "check").count() - 1);
    let exact = again.sum::<usize>() as f64;
    assert!(near(metric(&second, &outcome, "orders.sent_back"), exact));
    assert!(exact < f64::from(sent_back));
    played.has("orders.sent_back", f64::from(sent_back));
    played.has("orders.misshipped", f64::from(misshipped));
    assert_eq!(passages(&played).len(), 60);
}

/// Errors and checks change no work of a first visit; who is found first by a perfect check is shipped wrong without.
#[test]
fn first_visits_are_the_same_with_and_without_errors() {
    let (none, blind, perfect) = (
        looped("0", "0", "0"),
        looped("0.9", "0", "0"),
        looped("0.9", "0", "1"),
    );
    let first = |passage: &[&WorkRow]| -> Vec<f64> {
        let rows = ["pick", "pack", "check", "scan"]
            .map(|id| passage.iter().find(|row| row.station == id));
        rows.map(|row| row.map_or(0.0, |row| row.ended - row.started))
            .to_vec()
    };
    let alike = |a: Vec<f64>, b: Vec<f64>| a.iter().zip(&b).all(|(a, b)| (a - b).abs() < 1e-9);
    for ((a, b), c) in passages(&none)
        .iter()
        .zip(passages(&blind))
        .zip(passages(&perfect))
    {
        assert!(alike(first(a), first(&b)) && alike(first(a), first(&c)[..3].to_vec()));
        // Its last visit to the scan is work again where it was sent back.
        assert_eq!(c.len() % 3, 1);
    }
    let again = passages(&perfect)
        .iter()
        .filter(|passage| passage.len() > 4)
        .count();
    blind.has("orders.misshipped", again as f64);
    perfect.has("orders.misshipped", 0.0);
    let rounds: usize = passages(&perfect)
        .iter()
        .map(|passage| (passage.len() - 4) / 3)
        .sum();
    perfect.has("orders.sent_back", rounds as f64);
    blind.has("orders.sent_back", 0.0);
}

/// Up for an hour, down for half of one. Work in hand is finished; what would begin while it is down waits.
#[test]
fn what_is_down_begins_nothing() {
    let station = |work: &str| {
        format!(
            "[station.pack]\nwork = \"{work}\"\nservers = 1\ndown = {{ every = \"60min\", lasts = \"30min\" }}\n"
        )
    };
    let begins = |starts: [f64; 6], work: f64| starts.map(|start| (start, start + work, 1));
    replay(&shop("1d", &[(0, 6, "")], &station("25min")), 0)
        .works("pack", &begins([0.0, 25.0, 50.0, 90.0, 115.0, 140.0], 25.0));
    replay(&shop("1d", &[(0, 6, "")], &station("30min")), 0).works(
        "pack",
        &begins([0.0, 30.0, 90.0, 120.0, 180.0, 210.0], 30.0),
    );
    // Work that outlasts the repair goes on without a break.
    replay(&shop("1d", &[(0, 6, "")], &station("50min")), 0).works(
        "pack",
        &begins([0.0, 50.0, 100.0, 180.0, 230.0, 280.0], 50.0),
    );
    // Not counted, all equipment is down at once.
    let two = station("25min").replace("servers = 1", "servers = 2");
    let at = |start: f64, person| (start, start + 25.0, person);
    let by_hand = [
        at(0.0, 1),
        at(0.0, 2),
        at(25.0, 1),
        at(25.0, 2),
        at(50.0, 1),
        at(50.0, 2),
        at(90.0, 1),
        at(90.0, 2),
    ];
    replay(&shop("1d", &[(0, 8, "")], &two), 0).works("pack", &by_hand);
}

/// Each of two machines fails by itself; by hand, the next order goes to the machine that is free and up first.
#[test]
fn counted_equipment_fails_piece_by_piece() {
    let text = shop(
        "2d",
        &[(0, 80, "")],
        "[station.pack]\nwork = \"7min\"\nservers = 3\nequipment = 2\n\
         down = { every = { dist = \"exponential\", mean = \"40min\" }, lasts = { dist = \"uniform\", low = \"5min\", high = \"60min\" } }\n",
    );
    let mut apart = 0;
    for world in 0..20 {
        let played = replay(&text, world);
        let fact = &played.scenario.sale.facts.stations[0];
        let outages = fact.outages.as_ref().expect("it fails");
        // The times at which each piece is up, in ticks.
        let ups: Vec<Vec<(u64, u64)>> = (0..2)
            .map(|piece| {
                let mut luck = outages.of_piece(WorldKey::new(3, world), piece);
                let (mut spans, mut at) = (Vec::new(), 0);
                while at < ticks(2.0 * 1440.0) {
                    let fails = at + outages.next(&mut luck, true);
                    spans.push((at, fails));
                    at = fails + outages.next(&mut luck, false);
                }
                spans
            })
            .collect();
        let rows = played.work("pack");
        assert_eq!(rows.len(), 80);
        let mut free = [0u64; 2];
        for row in rows {
            let ready = |piece: usize| {
                let from = free[piece].max(ticks(row.arrived));
                let up = ups[piece].iter().find(|&&(_, fails)| fails > from);
                up.expect("it is up again").0.max(from)
            };
            let piece = usize::from(ready(1) < ready(0));
            apart += usize::from(ready(0).abs_diff(ready(1)) > ticks(10.0));
            assert_eq!(ticks(row.started), ready(piece), "{row:?} in world {world}");
            free[piece] = ready(piece) + ticks(7.0);
        }
    }
    assert!(apart > 100, "the pieces fail apart: {apart}");
}

const PACK: &str = "[station.pack]\nwork = \"10min\"\nservers = 1\n";

/// Two boxes for four orders; more come an hour after opening. From minute 20 to 60 the packer stands still.
#[test]
fn a_station_without_boxes_stands_still() {
    let boxes = "[consumable.box]\nstation = \"pack\"\nstock = 2\ndelivery.later = { at = \"1h\", units = 5 }\n";
    let played = replay(&shop("1d", &[(0, 4, "")], &format!("{PACK}{boxes}")), 0);
    played.works(
        "pack",
        &[
            (0.0, 10.0, 1),
            (10.0, 20.0, 1),
            (60.0, 70.0, 1),
            (70.0, 80.0, 1),
        ],
    );
    played.has("consumable.box.needed", 4.0);
    played.has("consumable.box.used", 4.0);
    played.has("consumable.box.out_hours", 40.0 / 60.0);
    // The same as a date; what comes before the opening is there at it.
    let dated = boxes
        .replace("\"1h\"", "2026-11-11T11:00:00")
        .replace("stock = 2", "stock = 0");
    let dated = dated + "delivery.early = { at = \"-2h\", units = 2 }\n";
    let again = replay(&shop("1d", &[(0, 4, "")], &format!("{PACK}{dated}")), 0);
    assert_eq!(again.log, played.log);
    // None comes any more, and from 10:30 nobody is there who could work.
    let short = boxes.replace("units = 5", "units = 0");
    let short = PACK.to_owned() + "open = [\"10:00-10:30\"]\n" + &short;
    let played = replay(&shop("1d", &[(0, 4, "")], &short), 0);
    played.works("pack", &[(0.0, 10.0, 1), (10.0, 20.0, 1)]);
    played.has("consumable.box.needed", 4.0);
    played.has("consumable.box.used", 2.0);
    played.has("consumable.box.out_hours", 10.0 / 60.0);
}

/// Three cards for the first order, one for the next, and two are there: the second waits its turn.
#[test]
fn the_first_of_the_queue_waits_for_what_it_needs() {
    let cards = "[consumable.card]\nstation = \"pack\"\nper_unit = 1\nper_order = 0.5\nstock = 2\n\
                 delivery.a = { at = \"30min\", units = 1 }\ndelivery.b = { at = \"1h\", units = 2 }\n";
    let bursts = [(0, 3, "units = 3"), (5, 1, "units = 1")];
    let played = replay(&shop("1d", &bursts, &format!("{PACK}{cards}")), 0);
    played.works("pack", &[(60.0, 70.0, 1), (70.0, 80.0, 1)]);
    assert_eq!(played.products("pack"), ["p0", "p1"]);
    played.has("consumable.card.used", 5.0);
    played.has("consumable.card.needed", 5.0);
    played.has("consumable.card.out_hours", 1.0);
    // A wave takes what all of its orders need at once, or nothing.
    let waves = PACK.to_owned() + "wave = { orders = 2, after = \"5min\" }\n" + cards;
    let played = replay(&shop("1d", &bursts, &waves), 0);
    played.works("pack", &[(60.0, 80.0, 1), (60.0, 80.0, 1)]);
}

/// Tape is out from minute 10 to 40, then boxes until 60.
#[test]
fn each_consumable_answers_for_its_own_hours() {
    let both = "[consumable.carton]\nstation = \"pack\"\nstock = 1\ndelivery.a = { at = \"1h\", units = 9 }\n\
                [consumable.tape]\nstation = \"pack\"\nper_order = 2\nstock = 3\ndelivery.a = { at = \"40min\", units = 9 }\n";
    for order in [both.to_owned(), swapped(both)] {
        let played = replay(&shop("1d", &[(0, 3, "")], &format!("{PACK}{order}")), 0);
        played.works("pack", &[(0.0, 10.0, 1), (60.0, 70.0, 1), (70.0, 80.0, 1)]);
        let (carton, tape) = (
            played.value("consumable.carton.out_hours"),
            played.value("consumable.tape.out_hours"),
        );
        // The time both are out is told once, of the one that is written first.
        let first = if order == both {
            (50.0, 0.0)
        } else {
            (20.0, 30.0)
        };
        assert!(
            near(60.0 * carton, first.0) && near(60.0 * tape, first.1),
            "{carton} {tape}"
        );
    }
}

/// The two consumables the other way round.
fn swapped(text: &str) -> String {
    let at = text.rfind("[consumable").expect("two");
    text[at..].to_owned() + &text[..at]
}

/// Draws of the world that are no array: work again, waves, errors and failures of the first piece do not depend on the
/// plan; those in arrays do not either.
#[test]
fn a_world_is_the_same_under_every_plan() {
    let people = "[station.pack]\nwork = \"20min\"\n[team.a]\nheads = 1\n[shift.day]\nfrom = \"10:00\"\nto = \"11:00\"\nend = \"clear\"\nassign.pack = { a = 1 }\n";
    let text = shop(
        "2d",
        &[
            (
                0,
                40,
                "units = { dist = \"discrete\", values = [1, 3], weights = [2, 1] }",
            ),
            (30, 40, ""),
        ],
        &format!(
            "{}{people}[consumable.box]\nstation = \"pack\"\nstock = 50\n",
            LOOP.replace("PICK", "0.1")
                .replace("PACK", "0")
                .replace("CHECK", "0.5")
                .replace("[station.pack]", "[station.wrap]")
        ),
    );
    let changed = [
        text.replace("{ a = 1 }", "{ a = 2 }").replace("heads = 1", "heads = 2"),
        text.clone() + "[team.b]\nspread = 0.2\nabsence = 0.1\n[shift.late]\nfrom = \"12:00\"\nto = \"15:00\"\nassign.pack = { b = 1 }\n",
        text.replace("servers = 3", "servers = 4"),
        text.replace("errors = 0.1", "errors = 0.1\nequipment = 2\nwave = { orders = 4, after = \"2min\", work = { mean = \"1min\", cv = 0.4 } }"),
        text.replace("stock = 50\n", "stock = 9\ndelivery.a = { at = \"2h\", units = 900 }\n"),
        text.replace("end = \"clear\"", "flexible = \"20min\"\nswitch = \"1min\""),
        text.clone() + "[overtime]\nlimit = \"1h\"\nafter = \"4h\"\n",
        text.replace("catches = 0.5", "catches = 0.5\ndown = { every = { dist = \"exponential\", mean = \"2h\" }, lasts = \"9min\" }"),
        text.replace("stock = 40", "stock = 35"),
    ];
    let draw = |text: &str, replication: u64| {
        let scenario = from_text(text, &[]);
        let mut world = World::default();
        let drawn = surgeplan::model::Model::draw(
            &scenario.sale,
            WorldKey::new(9, replication),
            &mut world,
        );
        drawn.expect("a small world");
        let visits = (
            world.visits.paid().to_vec(),
            world.visits.paid_at().to_vec(),
        );
        let sources: Vec<usize> = (0..world.visits.len())
            .map(|order| world.visits.source(order))
            .collect();
        (
            visits,
            sources,
            world.baskets.product,
            world.baskets.units,
            world.carrier,
            world.work,
        )
    };
    for replication in 0..5 {
        let world = draw(&text, replication);
        assert!(world.1.len() > 80 && world.5.iter().all(|work| !work.is_empty()));
        for changed in &changed {
            assert_ne!(*changed, text);
            assert!(draw(changed, replication) == world, "{changed}");
        }
        // And it is drawn: another world is another one.
        assert!(draw(&text, replication + 9) != world);
    }
}
