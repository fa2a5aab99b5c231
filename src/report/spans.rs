//! Where the time of the orders of one world went: waiting for stock, before each station, work, waiting for the van.

use super::HEADING;
use super::columns::Columns;
use super::number::percent;
use crate::sale::log::{Fate, Log, OrderRow};
use crate::sale::station::Station;
use crate::scenario::Scenario;

/// Orders of which the slowest are told apart.
const SLOWEST: f64 = 0.05;

/// Where the time of the orders went, and that of the slowest.
pub fn text(scenario: &Scenario, log: &Log) -> String {
    let mut shipped: Vec<(&OrderRow, f64)> = (log.orders.iter())
        .filter(|order| order.fate == Fate::Shipped)
        .filter_map(|order| Some((order, order.picked_up? - order.paid?)))
        .collect();
    if shipped.is_empty() {
        return "No order is picked up in this world.\n".to_owned();
    }
    shipped.sort_by(|a, b| b.1.total_cmp(&a.1));
    let slow = ((shipped.len() as f64 * SLOWEST).ceil() as usize).max(1);
    let spans = spans(scenario, log);
    let rows = |orders: &[(&OrderRow, f64)]| -> Vec<f64> {
        let mut sums = vec![0.0; spans.names.len()];
        for (order, _) in orders {
            for (sum, span) in sums.iter_mut().zip(spans.of(order)) {
                *sum += span;
            }
        }
        sums.iter()
            .map(|sum| sum / orders.len() as f64 / 60.0)
            .collect()
    };
    let (all, slowest) = (rows(&shipped), rows(&shipped[..slow]));
    let whole_time: f64 = slowest.iter().sum();
    let mut columns = Columns::new(["hours, mean", "all orders", "the slowest 5%", "of these"]);
    for ((name, all), slowest) in spans.names.iter().zip(&all).zip(&slowest) {
        if *all >= 0.005 || *slowest >= 0.005 {
            let share = percent(slowest / whole_time);
            columns.row([
                name.clone(),
                format!("{all:.2}"),
                format!("{slowest:.2}"),
                share,
            ]);
        }
    }
    columns.row([
        "together".to_owned(),
        format!("{:.2}", all.iter().sum::<f64>()),
        format!("{whole_time:.2}"),
        "100.0%".to_owned(),
    ]);
    let worst = (slowest.iter().enumerate()).max_by(|a, b| a.1.total_cmp(b.1));
    let cause = worst.map_or("", |(place, _)| spans.names[place].as_str());
    format!(
        "{HEADING}Where the time went{HEADING:#} from payment to pickup: the slowest lost most by {cause}\n{}",
        columns.text()
    )
}

/// The spans that the time of an order consists of.
fn spans(scenario: &Scenario, log: &Log) -> Spans {
    let facts = &scenario.sale.facts;
    let stations: Vec<&Station> = facts.in_line().map(|(_, station)| station).collect();
    let mut names = vec!["waiting for stock".to_owned()];
    for station in &stations {
        names.push(format!("waiting for {}", station.id));
    }
    names.extend([
        "being worked on".to_owned(),
        "waiting for the van".to_owned(),
    ]);
    let mut by_order = vec![Vec::new(); log.orders.len()];
    for row in &log.work {
        let place = stations
            .iter()
            .position(|station| station.id == row.station);
        if let Some(place) = place {
            by_order[row.order].push((place, row.arrived, row.started, row.ended));
        }
    }
    Spans { names, by_order }
}

/// What orders wait for, and the work on each: (station, arrival, beginning, end).
struct Spans {
    names: Vec<String>,
    by_order: Vec<Vec<(usize, f64, f64, f64)>>,
}

impl Spans {
    /// Minutes of an order in each span.
    fn of(&self, order: &OrderRow) -> Vec<f64> {
        let mut spans = vec![0.0; self.names.len()];
        let [.., work, van] = &mut spans[..] else {
            return spans;
        };
        let (paid, scanned) = (order.paid.unwrap_or(0.0), order.scanned.unwrap_or(0.0));
        *van = order.picked_up.unwrap_or(scanned) - scanned;
        let rows = &self.by_order[order.order];
        *work = rows.iter().map(|row| row.3 - row.2).sum();
        let first = rows.iter().map(|row| row.1).fold(f64::INFINITY, f64::min);
        spans[0] = if first.is_finite() {
            (first - paid).max(0.0)
        } else {
            0.0
        };
        for &(station, arrived, started, _) in rows {
            spans[1 + station] += started - arrived;
        }
        spans
    }
}
