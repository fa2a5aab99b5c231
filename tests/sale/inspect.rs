//! Goods that come back and are inspected, by hand.

use crate::common;

use common::bursts::{Played, replay, shop};

/// Two orders are delivered after ten hours and sent back an hour later: answered by minutes 670 and 680, back a day
/// after that, at 21:10 and 21:20 of the next day. An inspection takes twenty minutes and ten for each piece.
fn back(follow: &str, product: &str, more: &str) -> Played {
    let rest = format!(
        "[desk.after]\nservers = 1\n[carrier.sto]\ndelivery = \"10h\"\n[contact.back]\ndesk = \"after\"\nwork = \"10min\"\nper_order = 1\n\
         lag = {{ from = \"delivered\", dist = \"constant\", value = \"1h\" }}\nrefund = 1\n\
         returns = {{ lag = \"1d\", station = \"inspect\" }}\n[station.pack]\nservers = 1\n\
         [station.inspect]\nwork = \"20min\"\nper_unit = \"10min\"\n{more}\n"
    );
    replay(&shop(follow, &[(0, 2, product)], &rest), 0)
}

#[test]
fn goods_are_inspected_in_order_of_coming_back() {
    let played = back("3d", "", "servers = 1\n");
    played.works("inspect", &[(2110.0, 2140.0, 1), (2140.0, 2170.0, 1)]);
    for (name, exact) in [
        ("orders.returned", 2.0),
        ("orders.returned_sound", 2.0),
        ("orders.uninspected", 0.0),
        ("station.inspect.wait.mean", 10.0),
        ("station.inspect.queue.peak", 1.0),
        ("station.inspect.queue.mean", 20.0 / 4320.0),
        ("station.inspect.utilisation", 60.0 / 4320.0),
        ("station.inspect.bottleneck", 0.0),
        // The desk, pack, and whoever inspects: each three days.
        ("people.hours", 3.0 * 72.0),
    ] {
        played.has(name, exact);
    }
    // Two people, and each has an order of his own.
    let played = back("3d", "", "servers = 2\n");
    played.works("inspect", &[(2110.0, 2140.0, 1), (2120.0, 2150.0, 2)]);
    // An order of two pieces takes ten minutes more.
    let played = back("3d", "units = 2", "servers = 1\n");
    played.works("inspect", &[(2110.0, 2150.0, 1)]);
}

/// People on a shift begin at nine on the day after, at half speed; those of a flexible shift stay here, whatever waits
/// in the line.
#[test]
fn people_on_shifts_inspect_and_are_paid() {
    let shift = "[team.a]\nwage = 6\nskills = { pack = 1, inspect = 0.5 }\n[shift.day]\nfrom = \"09:00\"\nto = \"18:00\"\ndays = [2]\n\
                 assign.inspect = { a = 1 }\n";
    let played = back("3d", "", shift);
    // Day 2 begins 38 hours after the opening; nine in the morning is minute 2820.
    played.works("inspect", &[(2820.0, 2880.0, 1), (2880.0, 2940.0, 1)]);
    assert!(played.work("inspect").iter().all(|row| row.team == "a"));
    played.has("money.wages", 9.0 * 6.0);
    played.has("people.hours", 9.0 + 2.0 * 72.0);
    played.has("station.inspect.utilisation", 120.0 / 540.0);
    let flexible = shift.replace("days = [2]", "flexible = \"30min\"\ndays = [2]");
    let played = back("3d", "", &flexible);
    played.works("inspect", &[(2820.0, 2880.0, 1), (2880.0, 2940.0, 1)]);
    // A break, and somebody else after it.
    let breaks = shift.replace("days = [2]", "breaks = [\"09:30-12:00\"]\ndays = [2]");
    let played = back("3d", "", &breaks);
    played.works("inspect", &[(2820.0, 2880.0, 1), (3000.0, 3060.0, 1)]);
}

/// What nobody has looked at by the end of `follow` is worth nothing: it is not known to be sound.
#[test]
fn what_is_not_inspected_is_not_known_to_be_sound() {
    for (follow, found) in [("2150min", 1.0), ("2139min", 0.0), ("3d", 2.0)] {
        let played = back(follow, "unit_cost = 8\nsalvage = 5", "servers = 1\n");
        played.has("orders.returned", 2.0);
        played.has("orders.returned_sound", found);
        played.has("orders.uninspected", 2.0 - found);
        played.has("money.salvage", 5.0 * found);
    }
}

/// Stations that inspect are on no route, and left out of the one that is not written.
#[test]
fn the_line_does_not_pass_a_station_that_inspects() {
    let played = back("3d", "", "servers = 1\n");
    assert_eq!(played.work("pack").len(), 2);
    let facts = &played.scenario.sale.facts;
    assert_eq!(facts.routes.sequence, [0]);
    assert!(
        played
            .scenario
            .warnings
            .iter()
            .all(|doubt| doubt.code != "unused_station")
    );
}
