//! Warnings about what is legal but doubtful: shown once, and changing nothing.

use crate::reader::{Section, Span};
use crate::sale::load::Load;
use crate::sale::money::Money;
use crate::sale::source::Traffic;
use crate::sale::{Facts, Plan};

/// Raises all doubts about a scenario that has no errors.
pub fn raise(root: &Section<'_>, facts: &Facts, plan: &Plan) {
    heat(root, facts);
    let load = Load::of(facts, plan);
    stock(root, facts, plan);
    prepack(root, facts, plan, &load);
    line(root, facts, plan, &load);
    checks(root, facts);
    consumables(root, facts, plan, &load);
    carriers(root, facts, &load);
    servers(root, facts, plan);
    desks(root, facts, &load);
    contacts(root, facts);
}

/// Wages that leave out who works without a team.
fn servers(root: &Section<'_>, facts: &Facts, plan: &Plan) {
    let paid = facts.teams.iter().any(|team| team.wage > Money::ZERO);
    let stations = facts.stations.iter().zip(&plan.staffing);
    let mut unpaid = stations.filter(|(_, staffing)| staffing.servers > 0);
    if let (true, Some((station, _))) = (paid, unpaid.next()) {
        let title = format!(
            "`station.{}.servers` are paid nothing: wages are those of teams",
            station.id
        );
        let help = "place people of a team there on shifts, if their pay is to count";
        warn(root, "unpaid_servers", None, title, help);
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

/// Keys of a product that leave nothing to sell, or change nothing beside others.
fn stock(root: &Section<'_>, facts: &Facts, plan: &Plan) {
    for (index, (id, section)) in root.tables("product").into_iter().enumerate() {
        let (fact, stock) = (&facts.range.products[index], &plan.stocks[index]);
        let place = |key: &'static str| section.item(key).map(|item| item.name_span());
        if stock.pieces.is_some_and(|pieces| pieces > 0) && stock.sellable() == 0 {
            let title = format!("`product.{id}`: the buffer keeps back all of the stock");
            let help = "a smaller buffer, or a larger stock";
            warn(root, "nothing_to_sell", place("buffer"), title, help);
        }
        if fact.backorder && fact.miscount > 0.0 {
            let title = format!("`product.{id}.miscount` changes nothing beside `backorder`");
            let help =
                "who finds no piece waits for a restock and is not oversold; keep one of the two";
            warn(root, "unused_key", place("miscount"), title, help);
        }
        if fact.backorder && stock.pieces.is_some() && plan.restocks[index].is_empty() {
            let title = format!("`product.{id}` lets orders wait for a restock that never comes");
            let help = "add restock.ID = { units = 500, ordered = \"6h\", lead = \"2d\" }, or remove `backorder`";
            warn(root, "no_restock", place("backorder"), title, help);
        }
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

fn line(root: &Section<'_>, facts: &Facts, plan: &Plan, load: &Load) {
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
        if facts.inspecting.contains(&index) {
            continue;
        }
        if !facts.routes.sequence.contains(&index) {
            warn(
                root,
                "unused_station",
                span(index),
                format!("no route passes `station.{id}`"),
                "name it in a route, or remove it",
            );
        } else if sum.load() > 1.0 && !helped(facts, plan, load, index) {
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
}

/// Whether people of flexible shifts can come to a station, and all stations they can work at together have people enough.
fn helped(facts: &Facts, plan: &Plan, load: &Load, station: usize) -> bool {
    let Some(roster) = &plan.roster else {
        return false;
    };
    let flexible = roster
        .shifts
        .iter()
        .filter(|shift| shift.flexible.is_some());
    let placements: Vec<_> = flexible.flat_map(|shift| &shift.placements).collect();
    let comes = |station: usize| {
        let can = |team: usize| facts.teams[team].skills[station] > 0.0;
        placements.iter().any(|placement| can(placement.team))
    };
    let stations = (0..facts.stations.len()).filter(|&other| comes(other));
    let (work, staffed) = stations.fold((0.0, 0.0), |sum, other| {
        let load = &load.stations[other];
        (sum.0 + load.work, sum.1 + load.staffed)
    });
    comes(station) && work <= staffed
}

/// Desks that nothing comes to, or some of it not, or more than their people can answer.
fn desks(root: &Section<'_>, facts: &Facts, load: &Load) {
    for (desk, (id, section)) in root.tables("desk").into_iter().enumerate() {
        let hours = &load.desks[desk];
        let [_, work, staffed] = hours.sums(0, hours.hours.len());
        if work > staffed {
            let title = format!(
                "`desk.{id}` gets {work:.0} hours of chats, its people can have {staffed:.0} hours of them open"
            );
            let help = "more people, longer hours, or more chats at once";
            warn(root, "overload", Some(section.span()), title, help);
        }
        if let Some(pre_sale) = &facts.desks[desk].pre_sale {
            let mut sources = facts.demand.sources.iter();
            let no_others = sources.all(|source| matches!(source.traffic, Traffic::Orders(_)));
            if pre_sale.idle > 0.0 && no_others {
                let title =
                    format!("`desk.{id}.idle` changes nothing: all sources give buyers only");
                let help = "write visitors = 36000 and conversion in a source, or remove `idle`";
                let span = section.item("idle").map(|item| item.span());
                warn(root, "unused_idle", span, title, help);
            }
        } else if facts.contacts.iter().all(|contact| contact.desk != desk) {
            warn(
                root,
                "unused_desk",
                Some(section.span()),
                format!("no contact comes to `desk.{id}`"),
                "name it in a contact: [contact.return] with desk, per_order, lag and work; or remove it",
            );
        }
    }
}

/// Contacts that nothing brings about.
fn contacts(root: &Section<'_>, facts: &Facts) {
    let makes_errors = facts.stations.iter().any(|station| station.errors > 0.0);
    for (contact, (id, section)) in facts.contacts.iter().zip(root.tables("contact")) {
        let misshipped = if makes_errors {
            contact.if_misshipped
        } else {
            0.0
        };
        // Late and oversold orders come of what happens; lost parcels are among the late ones.
        if contact.per_order + contact.if_late + contact.if_oversold + misshipped == 0.0 {
            let title = format!("nothing brings `contact.{id}`");
            let help = match contact.if_misshipped {
                0.0 => "write per_order = 0.05, or another cause",
                _ => "write errors = 0.005 at a station, or another cause",
            };
            warn(root, "unused_contact", Some(section.span()), title, help);
        }
    }
}

/// Checks that have nothing to find.
fn checks(root: &Section<'_>, facts: &Facts) {
    for (index, (id, section)) in root.tables("station").into_iter().enumerate() {
        let finds = facts.routes.stations.iter().any(|route| {
            let before = route.iter().take_while(|&&station| station != index);
            let mut before = before.filter(|&&station| facts.stations[station].errors > 0.0);
            route.contains(&index) && before.next().is_some()
        });
        if facts.stations[index].catches > 0.0 && !finds {
            warn(
                root,
                "nothing_to_catch",
                section.item("catches").map(|item| item.name_span()),
                format!("`station.{id}` checks for errors, and no station before it makes any"),
                "write errors = 0.005 at a station before it on a route",
            );
        }
    }
}

/// Consumables that do not suffice at the means.
fn consumables(root: &Section<'_>, facts: &Facts, plan: &Plan, load: &Load) {
    let units = facts.range.mean_units();
    let tables = root.tables("consumable");
    for (index, (fact, supply)) in facts.consumables.iter().zip(&plan.supplies).enumerate() {
        let each = fact.per_order + fact.per_unit * units;
        let needed = load.stations[fact.station].orders * each;
        let followed = supply.deliveries.iter().filter(|d| d.0 < facts.end());
        let there = supply.stock + followed.map(|d| d.1).sum::<f64>();
        if needed > there {
            warn(
                root,
                "consumable_too_small",
                tables.get(index).map(|(_, section)| section.span()),
                format!(
                    "`consumable.{}`: orders take {needed:.0} on average, {there:.0} are there or delivered",
                    fact.id
                ),
                "a larger stock, or another delivery; a run tells what suffices in 95% of worlds",
            );
        }
    }
}

/// Carriers whose pickups cannot take what they get.
fn carriers(root: &Section<'_>, facts: &Facts, load: &Load) {
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
