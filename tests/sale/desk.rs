//! Desks by hand: who answers whom when, and which orders bring a contact.

use crate::common;

use common::bursts::{Played, near, replay, shop};
use surgeplan::sale::desk::log::ContactRow;

/// A desk with one person, day and night.
const ONE: &str = "[desk.after]\nservers = 1\n";

/// A kind of contact that every order brings at once.
fn every(id: &str, work: u32, more: &str) -> String {
    format!(
        "[contact.{id}]\ndesk = \"after\"\nper_order = 1\nlag = {{ from = \"paid\", dist = \"constant\", value = \"0min\" }}\n\
         work = \"{work}min\"\n{more}\n"
    )
}

/// Checks the contacts of a kind: (came, answered or left, done).
#[track_caller]
fn has_contacts(played: &Played, kind: &str, by_hand: &[(f64, f64, Option<f64>)]) {
    let rows: Vec<&ContactRow> = (played.log.contacts.iter())
        .filter(|row| row.contact == kind)
        .collect();
    let alike = rows.len() == by_hand.len()
        && rows.iter().zip(by_hand).all(|(row, hand)| {
            let gone = row.started.or(row.left).unwrap_or(f64::INFINITY);
            let ended = match (row.ended, hand.2) {
                (Some(ended), Some(hand)) => near(ended, hand),
                (ended, hand) => ended == hand,
            };
            near(row.arrived, hand.0) && (near(gone, hand.1) || gone == hand.1) && ended
        });
    assert!(alike, "{rows:#?}\nby hand {by_hand:?}");
}

/// One person with two chats open; who complains is answered before who asks; who asks leaves after a quarter of an hour
/// and comes back ten minutes later.
#[test]
fn priority_patience_and_two_chats_at_once() {
    let ask = every(
        "ask",
        20,
        "patience = \"15min\"\nagain = 1\nagain_after = \"10min\"",
    );
    let gripe = every("gripe", 10, "priority = 1").replace("0min", "5min");
    let gripe = gripe.replace("work = \"15min\"", "work = \"10min\"");
    let desk =
        "[desk.after]\nservers = 1\nchats = 2\nanswer = { within = \"10min\", share = 0.8 }\n";
    let text = shop(
        "2d",
        &[(0, 2, ""), (3, 1, "")],
        &[desk, &ask, &gripe].concat(),
    );
    let played = replay(&text, 0);
    let done = |came: f64, begun: f64, ended: f64| (came, begun, Some(ended));
    let asked = [
        done(0.0, 0.0, 20.0),
        done(0.0, 0.0, 20.0),
        (3.0, 18.0, None),
        done(28.0, 30.0, 50.0),
    ];
    has_contacts(&played, "ask", &asked);
    let griped = [
        done(5.0, 20.0, 30.0),
        done(5.0, 20.0, 30.0),
        done(8.0, 30.0, 40.0),
    ];
    has_contacts(&played, "gripe", &griped);
    let last = played.log.contacts.iter().find(|row| row.attempt == 2);
    assert!(last.is_some_and(|row| near(row.arrived, 28.0)));
    for (name, exact) in [
        ("desk.after.contacts", 7.0),
        ("desk.after.answered", 6.0),
        ("desk.after.abandoned", 1.0),
        ("desk.after.answered_in_time", 3.0 / 7.0),
        (
            "desk.after.wait.mean",
            (15.0 + 15.0 + 22.0 + 15.0 + 2.0) / 7.0,
        ),
        ("desk.after.utilisation", 90.0 / (2.0 * 2880.0)),
        ("desk.after.peak", 7.0),
        ("desk.after.peak_day", 0.0),
        ("contact.ask.count", 3.0),
        ("contact.gripe.count", 3.0),
        ("people.hours", 48.0),
    ] {
        played.has(name, exact);
    }
}

/// Whose patience ends when somebody is free is answered; whose patience is none leaves when nobody is.
#[test]
fn patience_is_passed_only_when_the_wait_is_longer() {
    let text = |patience: u32| {
        let ask = every("ask", 20, &format!("patience = \"{patience}min\""));
        shop("1d", &[(0, 1, ""), (5, 1, "")], &[ONE, &ask].concat())
    };
    let first = (0.0, 0.0, Some(20.0));
    let played = replay(&text(16), 0);
    has_contacts(&played, "ask", &[first, (5.0, 20.0, Some(40.0))]);
    let played = replay(&text(14), 0);
    has_contacts(&played, "ask", &[first, (5.0, 19.0, None)]);
    let played = replay(&text(0), 0);
    has_contacts(&played, "ask", &[first, (5.0, 5.0, None)]);
    // Chats that take no time keep nobody waiting, though all come at once.
    let at_once = text(0).replace("work = \"20min\"", "work = \"0min\"");
    let at_once = at_once.replace("[sale]", "[sale]\npromise = 2026-11-11T12:00:00");
    let played = replay(&at_once.replace("from = \"paid\"", "from = \"promise\""), 0);
    let now = (120.0, 120.0, Some(120.0));
    has_contacts(&played, "ask", &[now, now]);
}

/// Seven ask at ten in the morning: two are answered before the half-hour shift ends (the second is finished after it),
/// the others by the night shift, and the last two of these after midnight.
#[test]
fn shifts_end_and_the_night_goes_on() {
    let shifts = "[desk.after]\n[team.day]\n[team.night]\nskills = { after = 0.5 }\n\
                  [shift.day]\nfrom = \"10:00\"\nto = \"10:30\"\nassign.after = { day = 1 }\n\
                  [shift.night]\nfrom = \"23:00\"\nto = \"01:00\"\nassign.after = { night = 1 }\n\
                  [overtime]\nnight = { from = \"22:00\", to = \"06:00\" }\n";
    let ask = every("ask", 20, "");
    let played = replay(&shop("2d", &[(0, 7, "")], &[shifts, &ask].concat()), 0);
    // At half the speed a chat takes forty minutes; at a quarter to one the night shift begins its last.
    let begun = [0.0, 20.0, 780.0, 820.0, 860.0, 1440.0, 1460.0];
    let mut rows: Vec<_> = begun.map(|at| (0.0, at, None)).to_vec();
    for (row, takes) in rows
        .iter_mut()
        .zip([20.0, 20.0, 40.0, 40.0, 40.0, 20.0, 20.0])
    {
        row.2 = Some(row.1 + takes);
    }
    has_contacts(&played, "ask", &rows);
    let teams: Vec<&str> = (played.log.contacts.iter())
        .map(|row| row.agent.as_ref().map_or("", |agent| agent.0.as_str()))
        .collect();
    assert_eq!(
        teams,
        ["day", "day", "night", "night", "night", "day", "day"]
    );
    // At midnight (minute 840) three wait.
    played.has("desk.after.backlog", 3.0);
    played.has("people.hours", 2.0 * 0.5 + 2.0 * 2.0);
    played.has("people.night_hours", 4.0);
    played.has("people.regular_hours", 1.0);
    // What is done after the shift counts as work: 80 min by day, 120 by night, of 60 and 240 min there.
    played.has("desk.after.utilisation", 200.0 / 300.0);
    assert!(played.scenario.plan.roster.is_none());
}

/// A break is no time to begin a chat in; chats that were open come back with their person.
#[test]
fn breaks_and_the_end_of_what_is_followed() {
    let shift = "[desk.after]\nchats = 2\n[team.a]\n[shift.day]\nfrom = \"10:00\"\nto = \"12:00\"\nbreaks = [\"10:10-10:20\"]\n\
                 assign.after = { a = 1 }\n";
    let ask = every("ask", 30, "");
    let played = replay(
        &shop(
            "105min",
            &[(0, 1, ""), (12, 2, "")],
            &[shift, &ask].concat(),
        )
        .replace("22:00", "11:00"),
        0,
    );
    let rows = [
        (0.0, 0.0, Some(30.0)),
        (12.0, 20.0, Some(50.0)),
        (12.0, 30.0, Some(60.0)),
    ];
    has_contacts(&played, "ask", &rows);
    played.has("people.hours", (105.0 - 10.0) / 60.0);
}

/// Two people, each with room for two: the next chat goes to who has fewer open.
#[test]
fn who_has_fewest_chats_open_takes_the_next() {
    let desk = "[desk.after]\nservers = 2\nchats = 2\n";
    let ask = every("ask", 30, "");
    let text = shop("1d", &[(0, 3, ""), (10, 1, "")], &[desk, &ask].concat());
    let played = replay(&text, 0);
    let agents: Vec<usize> = (played.log.contacts.iter())
        .map(|row| row.agent.as_ref().map_or(0, |agent| agent.1))
        .collect();
    assert_eq!(agents, [1, 2, 1, 2]);
}

/// A line that takes two hours for each of two orders, against a promise of one.
const SLOW: &str = "[station.pack]\nwork = \"2h\"\nservers = 1\n";

fn slow(follow: &str, more: &str, contact: &str) -> Played {
    slow_from("shipped", follow, more, contact)
}

fn slow_from(from: &str, follow: &str, more: &str, contact: &str) -> Played {
    let contact = format!(
        "[contact.where]\ndesk = \"after\"\nwork = \"1min\"\nlag = {{ from = \"{from}\", dist = \"constant\", value = \"30min\" }}\n{contact}\n"
    );
    let text = shop(follow, &[(0, 2, more)], &[ONE, SLOW, &contact].concat());
    replay(
        &text.replace(
            "closes = 2026-11-11T22:00:00",
            "promise = \"1h\"\ncloses = 2026-11-11T11:00:00",
        ),
        0,
    )
}

/// When contacts of a play came.
fn came(played: &Played) -> Vec<f64> {
    let times = played.log.contacts.iter().map(|row| row.arrived);
    times.map(|time| (time * 100.0).round() / 100.0).collect()
}

#[test]
fn the_late_ask_from_the_promise_on_and_others_from_shipping() {
    assert_eq!(came(&slow("1d", "", "if_late = 1")), [90.0, 90.0]);
    assert_eq!(came(&slow("1d", "", "per_order = 1")), [150.0, 270.0]);
    let both = "per_order = 1\nif_late = 1";
    assert_eq!(came(&slow("1d", "", both)), [150.0, 270.0]);
    // The second order is not shipped by the end of three hours.
    assert_eq!(came(&slow("3h", "", both)), [90.0, 150.0]);
    assert_eq!(came(&slow("3h", "", "per_order = 1")), [150.0]);
    // One that will be late is not so yet.
    assert!(came(&slow("80min", "", both)).is_empty());
    assert!(came(&slow("1d", "", "if_misshipped = 1\nif_oversold = 1")).is_empty());
}

/// A listing that shows twice the stock of two: two orders more than can be sent.
#[test]
fn the_oversold_ask_when_nothing_comes() {
    let more = "miscount = 1";
    let played = slow("1d", more, "if_oversold = 1");
    played.has("orders.oversold", 2.0);
    assert_eq!(came(&played), [90.0, 90.0]);
    // They are not among the late.
    assert_eq!(came(&slow("1d", more, "if_late = 1")).len(), 2);
    let both = "per_order = 1\nif_oversold = 1";
    assert_eq!(came(&slow("1d", more, both)), [90.0, 90.0, 150.0, 270.0]);
    // Who asks some time after paying need not wait for the promise.
    let paid = slow_from("paid", "1d", more, "if_oversold = 1");
    assert_eq!(came(&paid), [30.0, 30.0]);
}

const CARRIER: &str = "[carrier.sto]\ndelivery = \"10h\"\n";

fn delivered(carrier: &str, contact: &str) -> Played {
    let contact = format!(
        "[contact.back]\ndesk = \"after\"\nwork = \"10min\"\nper_order = 1\n\
         lag = {{ from = \"delivered\", dist = \"constant\", value = \"1h\" }}\n{contact}\n"
    );
    replay(
        &shop("3d", &[(0, 2, "")], &[ONE, carrier, &contact].concat()),
        0,
    )
}

/// Both orders are delivered after ten hours and sent back an hour later: answered at 11:00 and 11:10, back 24 h after
/// the answer is done.
#[test]
fn answers_end_in_refunds_and_goods_come_back() {
    let contact = "refund = 1\nreturns = { lag = \"1d\", sound = 0 }";
    let played = delivered(CARRIER, contact);
    assert_eq!(came(&played), [660.0, 660.0]);
    for (name, exact) in [
        ("orders.refunded", 2.0),
        ("orders.exchanged", 0.0),
        ("orders.returned", 2.0),
        ("orders.returned_sound", 0.0),
    ] {
        played.has(name, exact);
    }
    let played = delivered(CARRIER, "exchange = 1\nreturns = { lag = \"1d\" }");
    played.has("orders.exchanged", 2.0);
    played.has("orders.returned_sound", 2.0);
    // The second is answered by 680 and would be back at 680 + 3640 min; three days are 4320.
    let played = delivered(CARRIER, "refund = 1\nreturns = { lag = \"3645min\" }");
    played.has("orders.returned", 1.0);
    let played = delivered(CARRIER, "refund = 1\npatience = \"5min\"");
    played.has("desk.after.abandoned", 1.0);
    played.has("orders.refunded", 1.0);
    let lost = CARRIER.to_owned() + "loss = 1\n";
    assert!(came(&delivered(&lost, contact)).is_empty());
}
