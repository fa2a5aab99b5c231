//! Warnings about what is legal but doubtful: shown once, and changing nothing.

use crate::reader::{Section, Span};
use crate::sale::load::Load;
use crate::sale::{Facts, Plan};

/// Raises all doubts about a scenario that has no errors.
pub fn raise(root: &Section<'_>, facts: &Facts, plan: &Plan, unreckoned: &[String]) {
    heat(root, facts);
    let load = Load::of(facts, plan);
    prepack(root, facts, plan, &load);
    line(root, facts, &load);
    if !unreckoned.is_empty() {
        let keys: Vec<String> = unreckoned.iter().map(|key| format!("`{key}`")).collect();
        let title = format!(
            "money and paid hours are not reckoned yet: {} changes nothing in this version",
            keys.join(", ")
        );
        warn(
            root,
            "not_reckoned",
            None,
            title,
            "they are kept for a later version, and what ships when does not depend on them",
        );
    }
}

fn warn(root: &Section<'_>, code: &'static str, span: Option<Span>, title: String, help: &str) {
    root.problems().warn(code, span, title, "", help);
}

fn heat(root: &Section<'_>, facts: &Facts) {
    let span = root.table("sale").map(|sale| sale.span());
    let demand = &facts.demand;
    let mean = demand.heat.mean();
    if demand.heat.is_certain() && mean == 1.0 {
        let certain = demand
            .sources
            .iter()
            .all(crate::sale::source::Source::is_certain);
        let title = if certain {
            "no uncertainty is given: the size of the sale is taken as known".to_owned()
        } else {
            "no heat is given: nothing makes the whole sale bigger or smaller than planned"
                .to_owned()
        };
        let help = "sales come out twice as big as planned; write heat = { p10 = 0.6, p90 = 1.5 } under [sale], or plans will be too tight";
        warn(root, "no_heat", span, title, help);
    } else if (mean - 1.0).abs() > 0.05 {
        let title = format!(
            "`sale.heat` is {mean:.2} on average: all sources it touches are planned {mean:.2} times as big as written"
        );
        warn(
            root,
            "heat_mean",
            span,
            title,
            "choose its quantiles so that the mean is near 1",
        );
    }
}

/// Shares of the stock that cannot be packed in time.
fn prepack(root: &Section<'_>, facts: &Facts, plan: &Plan, load: &Load) {
    for packing in load.prepack.iter().filter(|load| load.room < load.planned) {
        let table = &plan.prepack.tables[packing.table];
        let teams = plan.prepack.teams(packing.table).into_iter();
        let who: Vec<&str> = teams.map(|team| facts.teams[team].id.as_str()).collect();
        let who = match &who[..] {
            [] => "nobody".to_owned(),
            [one] => (*one).to_owned(),
            [some @ .., last] => format!("{} and {last}", some.join(", ")),
        };
        let title = format!(
            "`{}`: {who} can pack about {:.0} of {:.0} boxes by the opening",
            table.path, packing.room, packing.planned
        );
        let help = "more people, longer shifts, an earlier `from`, or a smaller share; what is not packed then is packed in the line";
        warn(root, "prepack_too_large", Some(table.span), title, help);
    }
}

fn line(root: &Section<'_>, facts: &Facts, load: &Load) {
    let stations = root.tables("station");
    let span = |index: usize| stations.get(index).map(|(_, section)| section.span());
    if facts.stations.is_empty() {
        warn(
            root,
            "no_station",
            None,
            "there are no stations: orders are ready as soon as they are paid".to_owned(),
            "add [station.pack] with work and servers",
        );
    }
    for (index, station) in facts.stations.iter().enumerate() {
        let sum = &load.stations[index];
        let id = &station.id;
        if !facts.routes.sequence.contains(&index) {
            warn(
                root,
                "unused_station",
                span(index),
                format!("no route passes `station.{id}`"),
                "name it in a route, or remove it",
            );
        } else if sum.load() > 1.0 {
            let title = format!(
                "`station.{id}` gets {:.0} hours of work, its people are there {:.0} hours from opening to closing",
                sum.work, sum.staffed
            );
            warn(
                root,
                "overload",
                span(index),
                title,
                "more people, longer hours, or more packed in advance",
            );
        }
    }
    let carriers = root.tables("carrier");
    for (index, sum) in load.carriers.iter().enumerate() {
        if sum.parcels > sum.room {
            let title = format!(
                "`carrier.{}` gets {:.0} parcels, its {} pickups until the last promise take {:.0}",
                facts.carriers.carriers[index].id, sum.parcels, sum.pickups, sum.room
            );
            let span = carriers.get(index).map(|(_, section)| section.span());
            warn(
                root,
                "pickups_too_small",
                span,
                title,
                "agree on more or larger pickups",
            );
        }
    }
}
