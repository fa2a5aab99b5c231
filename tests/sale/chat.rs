//! The chat desk before the sale by hand: who is answered when, who pays when, who finds nothing left.

use crate::common;

use common::bursts::{Played, near, replay, shop};
use common::conservation::orders_are_conserved;
use surgeplan::sale::desk::log::ContactRow;
use surgeplan::sale::log::{Fate, OrderRow};

/// A desk where everybody asks for ten minutes first.
fn desk(people: &str, more: &str) -> String {
    format!("[desk.chat]\n{people}\nshare = 1\nwork = \"10min\"\n{more}\n")
}

fn chats(played: &Played) -> &[ContactRow] {
    &played.log.contacts
}

/// The first orders of a play, each checked: (paid, fate).
#[track_caller]
fn has_orders(played: &Played, by_hand: &[(Option<f64>, Fate)]) {
    orders_are_conserved(&played.scenario, &played.log, &played.outcome);
    let orders = &played.log.orders[..by_hand.len()];
    let one = |(order, hand): (&OrderRow, &(Option<f64>, Fate))| {
        let paid = match (order.paid, hand.0) {
            (Some(paid), Some(hand)) => near(paid, hand),
            (paid, hand) => paid == hand,
        };
        paid && order.fate == hand.1
    };
    let alike = orders.iter().zip(by_hand).all(one);
    assert!(alike, "{orders:#?}\nby hand {by_hand:?}");
}

fn paid(minute: f64, fate: Fate) -> (Option<f64>, Fate) {
    (Some(minute), fate)
}

const LOST: (Option<f64>, Fate) = (None, Fate::LostChat);

/// One chat at a time, ten minutes each: the first comers pay at 10, 20, 30, and five minutes more where payment lags.
/// Stock of two is gone at 20 and not at the opening.
#[test]
fn who_asks_pays_after_the_chat() {
    let text = shop("2d", &[(0, 2, "")], &desk("servers = 1", ""));
    let played = replay(&text, 0);
    let by_hand = |lag: f64| {
        [
            paid(10.0 + lag, Fate::Shipped),
            paid(20.0 + lag, Fate::Shipped),
            paid(30.0 + lag, Fate::LostStock),
            paid(40.0 + lag, Fate::LostStock),
        ]
    };
    has_orders(&played, &by_hand(0.0));
    let all = played.log.orders.len() as f64;
    for (name, exact) in [
        ("orders.paid", 2.0),
        ("orders.lost_stock", all - 2.0),
        ("orders.lost_chat", 0.0),
        ("desk.chat.contacts", all),
        ("desk.chat.answered", all),
        ("desk.chat.abandoned", 0.0),
        ("desk.chat.wait.mean", 10.0 * (all - 1.0) / 2.0),
        ("desk.chat.utilisation", 10.0 * all / 2880.0),
        ("desk.chat.peak", all),
        ("people.hours", 48.0),
    ] {
        played.has(name, exact);
    }
    let lagged = replay(&text.replace("[sale]", "[sale]\npayment = \"5min\""), 0);
    has_orders(&lagged, &by_hand(5.0));
    // Three chats at once: three pay at 10.
    let text = shop("2d", &[(0, 4, "")], &desk("servers = 1\nchats = 3", ""));
    let at_once = [10.0, 10.0, 10.0, 20.0].map(|minute| paid(minute, Fate::Shipped));
    has_orders(&replay(&text, 0), &at_once);
}

/// Patience of a quarter of an hour: two are answered, at 0 and at 10. The others buy at 15, before the second, who then
/// finds nothing left of three pieces; or they go away, and a piece is left.
#[test]
fn who_runs_out_of_patience_buys_at_once_or_not_at_all() {
    let text = |gives_up: u32| {
        let more = format!("patience = \"15min\"\ngives_up = {gives_up}");
        shop("2d", &[(0, 3, "")], &desk("servers = 1", &more))
    };
    let played = replay(&text(0), 0);
    let all = played.log.orders.len() as f64;
    let by_hand = [
        paid(10.0, Fate::Shipped),
        paid(20.0, Fate::LostStock),
        paid(15.0, Fate::Shipped),
        paid(15.0, Fate::Shipped),
        paid(15.0, Fate::LostStock),
    ];
    has_orders(&played, &by_hand);
    played.has("desk.chat.abandoned", all - 2.0);
    played.has("orders.lost_chat", 0.0);
    let gone = replay(&text(1), 0);
    let by_hand = [
        paid(10.0, Fate::Shipped),
        paid(20.0, Fate::Shipped),
        LOST,
        LOST,
    ];
    has_orders(&gone, &by_hand);
    gone.has("orders.lost_chat", all - 2.0);
    gone.has("orders.lost_stock", 0.0);
    gone.has("stock.p0.left", 1.0);
    let left = |row: &ContactRow| row.left.is_some_and(|left| near(left, 15.0));
    assert_eq!(
        chats(&gone).iter().filter(|row| left(row)).count() as f64,
        all - 2.0
    );
}

/// Half of them ask, and anybody can be answered at once: who does not ask is ten minutes ahead of who does.
#[test]
fn who_does_not_ask_is_served_before_who_does() {
    let desk = desk("servers = 100\nchats = 10", "").replace("share = 1", "share = 0.5");
    let text = shop("2d", &[(0, 30, "")], &desk);
    let played = replay(&text, 0);
    orders_are_conserved(&played.scenario, &played.log, &played.outcome);
    let asks = |order: &OrderRow| {
        chats(&played)
            .iter()
            .any(|row| row.order == Some(order.order))
    };
    let (later, at_once): (Vec<&OrderRow>, Vec<_>) =
        played.log.orders.iter().partition(|o| asks(o));
    assert!(later.len() > 50 && at_once.len() > 50);
    for (place, order) in at_once.iter().enumerate() {
        let fate = if place < 30 {
            Fate::Shipped
        } else {
            Fate::LostStock
        };
        assert!(order.fate == fate && order.paid.is_some_and(|paid| near(paid, 0.0)));
    }
    let late = |order: &&OrderRow| {
        order.fate == Fate::LostStock && order.paid.is_some_and(|paid| near(paid, 10.0))
    };
    assert!(later.iter().all(late));
}

/// The desk opens at noon, two hours after the sale.
#[test]
fn who_comes_before_the_desk_opens_waits_or_leaves() {
    let people = "servers = 1\nopen = [\"12:00-22:00\"]";
    let patient = replay(&shop("2d", &[(0, 2, "")], &desk(people, "")), 0);
    has_orders(
        &patient,
        &[130.0, 140.0].map(|minute| paid(minute, Fate::Shipped)),
    );
    let more = "patience = \"30min\"\ngives_up = 1";
    let hasty = replay(&shop("2d", &[(0, 2, "")], &desk(people, more)), 0);
    has_orders(&hasty, &[LOST; 3]);
    hasty.has("orders.paid", 0.0);
    // What is followed ends before the desk opens: nobody pays.
    let text = shop("100min", &[(0, 2, "")], &desk(people, "")).replace("T22:00", "T11:00");
    let ended = replay(&text, 0);
    has_orders(&ended, &[(None, Fate::Unpaid); 3]);
    ended.has("orders.paid", 0.0);
    ended.has("orders.lost_chat", 0.0);
}

/// Who would not pay asks the same way, and is no lost sale.
#[test]
fn who_would_not_pay_asks_as_well() {
    let more = "patience = \"15min\"\ngives_up = 1";
    let text = shop("2d", &[(0, 3, "")], &desk("servers = 1", more));
    let text = text.replace("[sale]", "[sale]\nunpaid = 1");
    let played = replay(&text, 0);
    has_orders(&played, &[(None, Fate::Unpaid); 3]);
    let all = played.log.orders.len() as f64;
    for (name, exact) in [
        ("orders.unpaid", all),
        ("orders.lost_chat", 0.0),
        ("desk.chat.contacts", all),
        ("desk.chat.answered", 2.0),
        ("desk.chat.abandoned", all - 2.0),
    ] {
        played.has(name, exact);
    }
}

/// The clocks of everything that runs from payment begin after the chat: the line, the promise, what is paid when it is
/// late, contacts after the sale, the hour of the series, `measure`.
#[test]
fn everything_runs_from_the_payment_of_the_play() {
    let rest = "[station.pack]\nwork = \"2min\"\nservers = 1\n[fees]\nlate = { share = 0.5, cap = 100 }\n\
                [desk.after]\nservers = 1\n[contact.ask]\ndesk = \"after\"\nper_order = 1\nwork = \"1min\"\n\
                lag = { from = \"paid\", dist = \"constant\", value = \"7min\" }\n";
    let text = shop("2d", &[(0, 4, "")], &(desk("servers = 1", "") + rest));
    let text = text.replace("[sale]", "[sale]\npromise = \"3min\"");
    let played = replay(&text, 0);
    has_orders(
        &played,
        &[10.0, 20.0, 30.0, 40.0].map(|minute| paid(minute, Fate::Shipped)),
    );
    for (name, exact) in [
        ("flow.minutes.mean", 2.0),
        ("ship.late", 0.0),
        ("money.late", 0.0),
        ("contact.ask.count", 4.0),
        ("desk.after.contacts", 4.0),
    ] {
        played.has(name, exact);
    }
    let asked = chats(&played).iter().filter(|row| row.contact == "ask");
    let asked: Vec<f64> = asked.map(|row| row.arrived).collect();
    assert!(
        asked
            .iter()
            .zip([17.0, 27.0, 37.0, 47.0])
            .all(|(&a, b)| near(a, b))
    );
    let series = |point: usize| played.outcome.series[point];
    assert_eq!([series(0), series(1), series(2)], [1.0, 1.0, 2.0]);
    // Two minutes of work against a promise of one: all are late, and cost half their price.
    let late = replay(&text.replace("\"3min\"", "\"1min\""), 0);
    late.has("ship.late", 4.0);
    late.has("money.late", 2.0);
    let some = replay(
        &text.replace("[sale]", "[sale]\nmeasure = [\"15min\", \"35min\"]"),
        0,
    );
    for (name, exact) in [
        ("orders.paid", 2.0),
        ("orders.unpaid", 0.0),
        ("contact.ask.count", 2.0),
        // Chats count by when the visitor came.
        ("desk.chat.contacts", 0.0),
    ] {
        some.has(name, exact);
    }
    // With people on shifts the line is another one: the same.
    let shifts = "[station.pack]\nwork = \"2min\"\n[team.a]\n[shift.s]\nfrom = \"09:00\"\nto = \"23:00\"\nassign.pack = { a = 1 }\n";
    let floor = text.replace("[station.pack]\nwork = \"2min\"\nservers = 1\n", shifts);
    let floor = replay(&floor, 0);
    floor.has("flow.minutes.mean", 2.0);
    floor.has("ship.late", 0.0);
}

/// Restocks and reservations meet the payments of the play: two pieces, one of them kept for the club until 15 min, and a
/// third that comes at 35.
#[test]
fn stock_that_comes_and_is_kept_goes_by_payment() {
    let text = "[sale]\nopens = 2026-11-11T10:00:00\nfollow = \"2d\"\n\
                [source.club]\norders = 200\nproduct = \"p\"\nprofile = \"first\"\nreserve = { units = 1, until = \"15min\" }\n\
                [source.all]\norders = 200\nproduct = \"p\"\nprofile = \"second\"\n\
                [profile.first]\nsteps = [[\"0s\", 1], [\"1s\", 0]]\n[profile.second]\nsteps = [[\"0s\", 0], [\"2s\", 1], [\"3s\", 0]]\n\
                [product.p]\nprice = 1\nstock = 2\nrestock.late = { units = 1, ordered = \"35min\" }\n";
    let played = replay(&(text.to_owned() + &desk("servers = 1", "")), 0);
    // At 10 the kept piece, at 20 the other one, at 30 none; at 40 what came at 35.
    let by_hand = [
        paid(10.0, Fate::Shipped),
        paid(20.0, Fate::Shipped),
        paid(30.0, Fate::LostStock),
        paid(40.0, Fate::Shipped),
        paid(50.0, Fate::LostStock),
    ];
    let near_second = |order: &OrderRow| order.paid.map(|paid| (paid * 10.0).round() / 10.0);
    orders_are_conserved(&played.scenario, &played.log, &played.outcome);
    for (order, hand) in played.log.orders.iter().zip(by_hand) {
        assert_eq!((near_second(order), order.fate), hand);
    }
}

/// Sources of orders bring nobody else: `idle` is in vain there.
#[test]
fn idle_visitors_come_from_sources_of_visitors() {
    let idle = "idle = 0.1\n";
    let warned = |text: &str| {
        let scenario = common::from_text(text, &[]);
        scenario
            .warnings
            .iter()
            .any(|warning| warning.code == "unused_idle")
    };
    let orders = shop("2d", &[(0, 2, "")], &desk("servers = 1", idle));
    assert!(warned(&orders) && !warned(&orders.replace(idle, "")));
    let visitors = orders + "[source.more]\nvisitors = 10\nconversion = 0.5\n";
    assert!(!warned(&visitors));
}

/// Visitors who would not buy take the desk's time and nothing else.
#[test]
fn idle_visitors_keep_buyers_waiting() {
    let text = "[sale]\nopens = 2026-11-11T10:00:00\ncloses = 2026-11-11T11:00:00\nfollow = \"10d\"\n\
                [source.lookers]\nvisitors = 300\nconversion = 0\n[source.buyers]\norders = 20\nprofile = \"end\"\n\
                [profile.end]\nsteps = [[\"0min\", 0], [\"59min\", 1]]\n\
                [desk.chat]\nservers = 1\nshare = 1\nidle = 0.5\nwork = \"10min\"\n";
    let played = replay(text, 0);
    orders_are_conserved(&played.scenario, &played.log, &played.outcome);
    let rows = chats(&played);
    let (idle, asked): (Vec<&ContactRow>, Vec<_>) =
        rows.iter().partition(|row| row.contact == "idle");
    // Poisson counts of mean 150 and 20.
    assert!((100..200).contains(&idle.len()) && idle.iter().all(|row| row.order.is_none()));
    assert!(
        asked
            .iter()
            .all(|row| row.contact == "chat" && row.desk == "chat")
    );
    assert_eq!(asked.len(), played.log.orders.len());
    // First come, first served, ten minutes each without a pause.
    let begin = rows[0].arrived;
    for (place, row) in rows.iter().enumerate() {
        let begins = begin + 10.0 * place as f64;
        assert!(
            row.started.is_some_and(|started| near(started, begins)),
            "{row:?}"
        );
        if let Some(order) = row.order {
            let paid = played.log.orders[order].paid;
            assert!(paid.is_some_and(|paid| near(paid, begins + 10.0)));
        }
    }
}
