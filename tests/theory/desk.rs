//! Desks against exact results, and what holds in every world.
//!
//! `cargo test --test theory_desk -- --nocapture` shows every estimate with its distance in standard errors.

use crate::common;

use common::{Played, Scene, from_text, play, scenario, tally, theory, within_four_se};
use std::collections::BTreeMap;
use surgeplan::random::WorldKey;
use surgeplan::sale::desk::Chat;
use surgeplan::sale::play::NEVER;
use surgeplan::sale::time::hours;
use surgeplan::scenario::Scenario;
use surgeplan::stats::{self, Mean};

/// A desk at which contacts arrive as a Poisson process, 28 an hour: orders are paid evenly, and each brings a contact
/// after an exponential lag. Two days of warm-up, then twenty are measured.
fn erlang(desk: &str) -> Scenario {
    let orders = 28.0 * 24.0 * 23.0;
    let text = format!(
        "[sale]\nopens = 2026-01-01T00:00:00\ncloses = 2026-01-24T00:00:00\nfollow = \"25d\"\nmeasure = [\"2d\", \"22d\"]\n\
         [source.all]\norders = {orders}\n\
         [contact.ask]\ndesk = \"after\"\nper_order = 1\n\
         lag = {{ from = \"paid\", dist = \"exponential\", mean = \"2h\" }}\n\
         work = {{ dist = \"exponential\", mean = \"6min\" }}\npatience = {{ dist = \"exponential\", mean = \"10min\" }}\n\
         [desk.after]\nanswer = {{ within = \"2min\" }}\n{desk}\n"
    );
    from_text(&text, &[])
}

/// The pooled share or mean over all contacts.
fn pooled(played: &Played, sums: &[f64]) -> Mean {
    stats::ratio(sums, &played.column("desk.after.contacts"), 0.95)
}

/// Standard errors: 0.3% of the shares, 0.5% of the mean wait, 0.2% of the load.
#[test]
fn a_desk_with_impatient_contacts_is_erlang_a() {
    const WORLDS: usize = 60;
    let want = theory("A02a");
    let three = erlang("servers = 3");
    let played = play(&three, 11, WORLDS);
    let contacts = played.column("desk.after.contacts");
    let times = |name: &str| -> Vec<f64> {
        let shares = played.column(name);
        shares
            .iter()
            .zip(&contacts)
            .map(|(share, all)| share * all)
            .collect()
    };
    want.check(
        &["P_abandon"],
        pooled(&played, &played.column("desk.after.abandoned")),
    );
    want.check(
        &["mean_wait_all_min"],
        pooled(&played, &times("desk.after.wait.mean")),
    );
    want.check(
        &["P_served_within_2min"],
        pooled(&played, &times("desk.after.answered_in_time")),
    );
    want.check(&["util"], played.mean("desk.after.utilisation"));
    let waited = tally(&three, 11, WORLDS, |scene: &Scene| {
        let chats = scene.buffers.desks.chats[0].iter();
        let measured = chats.filter(|chat| scene.measured(chat.order as usize));
        vec![measured.filter(|chat| chat.gone() > chat.arrived).count() as f64]
    });
    want.check(&["P_wait"], pooled(&played, &waited[0]));
    // One person with three chats open is three people with one each.
    let one = play(&erlang("servers = 1\nchats = 3"), 11, WORLDS);
    for what in [
        "abandoned",
        "answered_in_time",
        "wait.mean",
        "utilisation",
        "peak",
    ] {
        let name = format!("desk.after.{what}");
        assert_eq!(one.column(&name), played.column(&name), "{name}");
    }
}

/// Orders are paid evenly over two hours, and three in ten bring a contact after an exponential lag of five hours: the
/// contacts of each hour against the convolution of the two, by Simpson's rule.
#[test]
fn contacts_are_the_orders_displaced_by_their_lag() {
    const WORLDS: usize = 400;
    let text = "[sale]\nopens = 2026-01-01T00:00:00\nfollow = \"3d\"\n[source.all]\norders = 800\nprofile = \"burst\"\n\
                [profile.burst]\nsteps = [[\"0h\", 1], [\"2h\", 0]]\n[desk.after]\nservers = 1\n\
                [contact.ask]\ndesk = \"after\"\nper_order = 0.3\nwork = \"1min\"\n\
                lag = { from = \"paid\", dist = \"exponential\", mean = \"5h\" }\n";
    let came = tally(&from_text(text, &[]), 2, WORLDS, |scene: &Scene| {
        let mut by_hour = vec![0.0; 12];
        for chat in &scene.buffers.desks.chats[0] {
            if let Some(count) = by_hour.get_mut(hours(chat.arrived) as usize) {
                *count += 1.0;
            }
        }
        by_hour
    });
    // Contacts an hour at a time t: the integral over payments s of the rate 400 × 0.3 × the density of the lag at t − s.
    let rate = |t: f64| {
        let last = t.min(2.0);
        let density = |s: f64| 400.0 * 0.3 * (-(t - s) / 5.0).exp() / 5.0;
        simpson(0.0, last, density)
    };
    for (hour, counts) in came.iter().enumerate() {
        let exact = simpson(hour as f64, hour as f64 + 1.0, rate);
        // Thinned and displaced Poisson counts are Poisson.
        let se = (exact / WORLDS as f64).sqrt();
        let got = stats::mean(counts, 0.95).mean;
        within_four_se(&format!("contacts in hour {hour}"), got, se, exact);
    }
}

fn simpson(from: f64, to: f64, f: impl Fn(f64) -> f64) -> f64 {
    let step = (to - from) / 200.0;
    let weight = |index: u32| match index {
        0 | 200 => 1.0,
        odd if odd % 2 == 1 => 4.0,
        _ => 2.0,
    };
    let sum: f64 = (0..=200)
        .map(|index| weight(index) * f(from + f64::from(index) * step))
        .sum();
    sum * step / 3.0
}

/// A shop with all there is: errors, a shared team, breaks, a night shift, absence, learning, two desks.
const ALL: &str = r#"
[sale]
opens = 2026-01-01T10:00:00
follow = "2d"
promise = "6h"
[source.all]
orders = 300
[product.hit]
price = 1
stock = 250
miscount = 0.05
[station.pack]
work = { mean = "4min", cv = 1 }
errors = 0.1
[carrier.sto]
delivery = { mean = "20h", cv = 1 }
loss = 0.02
pickup.noon = { at = "18:00", parcels = 150 }
[team.a]
heads = 3
spread = 0.2
absence = 0.1
learns = "20h"
skills = { pack = 1, after = 0.7 }
[team.b]
tires = { after = "3h", speed = 0.8 }
[shift.day]
from = "09:00"
to = "18:00"
days = "0..3"
breaks = ["12:00-13:00"]
assign.pack = { a = 2 }
assign.after = { a = 1, b = 1 }
[shift.night]
from = "22:00"
to = "04:00"
assign.after = { a = 1 }
assign.loud = { b = 2 }
[desk.after]
chats = 2
answer = { within = "10min" }
[desk.loud]
[contact.ask]
desk = "after"
per_order = 0.3
if_late = 0.8
lag = { from = "shipped", mean = "10h", cv = 1 }
work = { mean = "9min", cv = 1 }
patience = { mean = "20min", cv = 1 }
again = 0.7
again_after = { mean = "3h", cv = 1 }
[contact.wrong]
desk = "after"
if_misshipped = 0.9
priority = 2
lag = { from = "delivered", mean = "10h", cv = 1 }
work = { mean = "20min", cv = 1 }
exchange = 0.5
refund = 0.5
returns = { lag = "1d", sound = 0.9 }
[contact.gripe]
desk = "loud"
per_order = 0.2
if_oversold = 1
lag = { from = "promise", mean = "1d", cv = 1 }
work = { mean = "30min", cv = 1 }
patience = "12h"
"#;

/// Every contact is answered, gone or waiting at the end.
#[test]
fn contacts_are_conserved() {
    let scenario = from_text(ALL, &[]);
    let end = scenario.sale.facts.end();
    let columns = tally(&scenario, 7, 60, |scene: &Scene| {
        let mut sums = vec![0.0; 4];
        for (desk, chats) in scene.buffers.desks.chats.iter().enumerate() {
            let value = |what: &str| {
                let name = format!("desk.{}.{what}", scenario.sale.facts.desks[desk].id);
                let place = scenario.catalogue().find(&name).expect("a metric");
                scene.outcome.values[place]
            };
            for chat in chats {
                assert!(chat.arrived < end && (chat.started == NEVER || chat.left == NEVER));
                assert!(chat.gone() >= chat.arrived);
            }
            let count = |of: fn(&&Chat) -> bool| chats.iter().filter(of).count() as f64;
            let waiting = count(|chat| chat.gone() == NEVER);
            let [answered, left] = [value("answered"), value("abandoned")];
            assert_eq!(value("contacts"), answered + left + waiting);
            let back = count(|chat| chat.attempt > 0);
            for (sum, part) in sums.iter_mut().zip([answered, left, waiting, back]) {
                *sum += part;
            }
        }
        sums
    });
    // All of it happens.
    let happens = |counts: &Vec<f64>| counts.iter().sum::<f64>() > 10.0;
    assert!(columns.iter().all(happens), "{columns:?}");
}

/// Nobody has more chats open than the desk allows, or begins one off duty or absent.
#[test]
fn nobody_answers_more_than_allowed_or_off_duty() {
    let scenario = from_text(ALL, &[]);
    tally(&scenario, 7, 60, |scene: &Scene| {
        for (desk, chats) in scene.buffers.desks.chats.iter().enumerate() {
            let mut open: BTreeMap<u32, Vec<&Chat>> = BTreeMap::new();
            for chat in chats.iter().filter(|chat| chat.started != NEVER) {
                assert!(is_there(scene, &scenario, desk, chat), "{chat:?}");
                open.entry(chat.person).or_default().push(chat);
            }
            let room = scenario.sale.facts.desks[desk].chats as usize;
            for mine in open.values() {
                for chat in mine {
                    let now = chat.started;
                    let at_once = mine.iter().filter(|o| o.started <= now && now < o.ended);
                    assert!(at_once.count() <= room);
                }
            }
        }
        vec![0.0]
    });
}

/// Whether who began a chat was at its desk then.
fn is_there(scene: &Scene, scenario: &Scenario, desk: usize, chat: &Chat) -> bool {
    let roster = scenario.plan.desks.as_ref().expect("desks");
    let facts = &scenario.sale.facts;
    let now = |from: u64, to: u64| (from..to).contains(&chat.started);
    let epoch = roster.epochs.iter().find(|epoch| now(epoch.from, epoch.to));
    let mut on = epoch
        .into_iter()
        .flat_map(|epoch| epoch.on(facts.stations.len() + desk));
    on.any(|duty| {
        let duty = roster.duties[duty];
        let person = roster.people[duty.person];
        let (shift, day) = duty.shift.expect("shifts only");
        let (team, shift) = (person.team.expect("teams only"), &roster.shifts[shift].id);
        let key = scene.world.key;
        duty.person == chat.person as usize
            && !facts.teams[team].is_absent(key, person.number, shift, day)
    })
}

/// Whoever waits is answered as soon as somebody has room: at the beginning of each chat nobody of higher priority, or
/// of the same who came before, is passed over.
#[test]
fn nobody_is_passed_over() {
    let scenario = from_text(ALL, &[]);
    let contacts = &scenario.sale.facts.contacts;
    let rank = |chat: &Chat| {
        let priority = contacts[usize::from(chat.kind)].priority;
        (-priority, chat.arrived, chat.order, chat.kind)
    };
    tally(&scenario, 8, 40, |scene: &Scene| {
        for chats in &scene.buffers.desks.chats {
            for chat in chats.iter().filter(|chat| chat.started != NEVER) {
                let waits =
                    |other: &&Chat| other.arrived <= chat.started && chat.started < other.gone();
                let before = chats
                    .iter()
                    .filter(waits)
                    .find(|other| rank(other) < rank(chat));
                assert_eq!(before, None, "{chat:?}");
            }
        }
        vec![0.0]
    });
}

/// One more person, or a third desk, changes no contact's coming for the first time.
#[test]
fn the_plan_changes_no_draw_of_the_world() {
    let first = |scenario: &Scenario, kind: usize| {
        let (log, _) = scenario
            .sale
            .replay(&scenario.plan, WorldKey::new(1, 4))
            .expect("small");
        let id = &scenario.sale.facts.contacts[kind].id;
        let rows = log
            .contacts
            .into_iter()
            .filter(|row| row.contact == *id && row.attempt == 1);
        rows.map(|row| (row.order, row.arrived.to_bits()))
            .collect::<Vec<_>>()
    };
    let base = from_text(ALL, &[]);
    let more = from_text(
        ALL,
        &[
            "shift.night.assign.after.a=2",
            "desk.after.chats=3",
            "desk.third.servers=1",
        ],
    );
    for kind in [0, 2] {
        assert_eq!(first(&base, kind), first(&more, kind));
        assert!(!first(&base, kind).is_empty());
    }
}

/// A desk changes nothing of the line, and leaves it its fast way of being played.
#[test]
fn the_line_is_played_as_without_desks() {
    let desk = [
        "desk.after.servers=2",
        "contact.ask={desk=\"after\", per_order=0.5, work=\"5min\", lag={from=\"shipped\", mean=\"5h\", cv=1}}",
    ];
    let (plain, with) = (
        scenario("flashline-1.toml", &[], &[]),
        scenario("flashline-1.toml", &desk, &[]),
    );
    assert!(with.plan.roster.is_none() && with.plan.desks.is_some() && plain.plan.desks.is_none());
    let on_shifts = scenario(
        "flashline-1.toml",
        &[
            desk[1],
            "desk.after.chats=1",
            "team.t.heads=1",
            "shift.s={from=\"09:00\", to=\"12:00\", assign={after={t=1}}}",
        ],
        &[],
    );
    assert!(on_shifts.plan.roster.is_none());
    let base = play(&plain, 1, 50);
    for other in [play(&with, 1, 50), play(&on_shifts, 1, 50)] {
        for name in [
            "flow.minutes.mean",
            "ship.hours.p95",
            "flow.last_scan",
            "orders.paid",
        ] {
            assert_eq!(base.column(name), other.column(name), "{name}");
        }
        assert!(other.mean("desk.after.contacts").mean > 100.0);
    }
    // People at desks on the shifts of the line: the floor does not see them.
    let line = "[sale]\nopens = 2026-01-01T10:00:00\nfollow = \"3d\"\n[source.all]\norders = 200\n[station.pack]\nwork = { mean = \"5min\", cv = 1 }\n\
                [team.a]\nspread = 0.3\n[team.b]\n[shift.day]\nfrom = \"09:00\"\nto = \"18:00\"\nflexible = \"30min\"\nassign.pack = { a = 2 }\n";
    let desk = "assign.after = { b = 2 }\n[shift.night]\nfrom = \"18:00\"\nto = \"01:00\"\nassign.after = { b = 1 }\n[desk.after]\n\
                [contact.ask]\ndesk = \"after\"\nper_order = 0.5\nwork = \"5min\"\nlag = { from = \"paid\", mean = \"5h\", cv = 1 }\n";
    let base = play(&from_text(&line.replace("[team.b]\n", ""), &[]), 3, 50);
    let with = play(&from_text(&(line.to_owned() + desk), &[]), 3, 50);
    for name in [
        "flow.minutes.mean",
        "station.pack.utilisation",
        "station.pack.wait.p95",
    ] {
        assert_eq!(base.column(name), with.column(name), "{name}");
    }
    // By day two people from 10:00 on the first day, and until 10:00 on the last; one at night.
    let more = 2.0 * (8.0 + 9.0 + 9.0 + 1.0) + 7.0 * 3.0;
    let [hours, before] = [&with, &base].map(|played| played.mean("people.hours").mean);
    assert!((hours - before - more).abs() < 1e-6, "{hours}, {before}");
}
