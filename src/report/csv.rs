//! Tables as CSV: the summaries and replications of `--csv`, and the log of a replay.

use crate::decide::Answer;
use crate::model::Metric;
use crate::monte_carlo::Table;
use crate::sale::log::Log;
use crate::stats::Summary;
use std::io::{Result, Write};

/// `metrics.csv`: a row a metric, with the numbers of the JSON document.
///
/// # Errors
///
/// When writing fails.
pub fn metrics(answer: &Answer, out: &mut dyn Write) -> Result<()> {
    writeln!(
        out,
        "metric,unit,n,mean,se,ci95_low,ci95_high,sd,min,p05,p10,p25,p50,p75,p90,p95,max"
    )?;
    for (metric, summary) in &answer.metrics {
        let Some(s) = summary else { continue };
        let &Summary {
            n,
            mean,
            se,
            interval,
            sd,
            min,
            p05,
            p10,
            p25,
            p50,
            p75,
            p90,
            p95,
            max,
        } = s;
        write!(out, "{},{},{n}", metric.name, metric.unit)?;
        for value in [
            mean,
            se,
            interval.low,
            interval.high,
            sd,
            min,
            p05,
            p10,
            p25,
            p50,
            p75,
            p90,
            p95,
            max,
        ] {
            write!(out, ",{}", cell(value))?;
        }
        writeln!(out)?;
    }
    Ok(())
}

/// `replications.csv`: a row a replication, a column a metric; empty where it is absent.
///
/// # Errors
///
/// When writing fails.
pub fn replications(metrics: &[Metric], table: &Table, out: &mut dyn Write) -> Result<()> {
    write!(out, "replication")?;
    for metric in metrics {
        write!(out, ",{}", metric.name)?;
    }
    writeln!(out)?;
    for replication in 0..table.rows() {
        write!(out, "{replication}")?;
        for &value in table.row(replication) {
            write!(out, ",{}", cell(value))?;
        }
        writeln!(out)?;
    }
    Ok(())
}

/// `series.csv`: a row a series and grid point.
///
/// # Errors
///
/// When writing fails.
pub fn series(answer: &Answer, out: &mut dyn Write) -> Result<()> {
    writeln!(out, "series,unit,minute,mean,p10,p50,p90")?;
    for band in &answer.series {
        for (point, time) in band.times().into_iter().enumerate() {
            write!(out, "{},{},{time}", band.metric.name, band.metric.unit)?;
            for values in [&band.mean, &band.p10, &band.p50, &band.p90] {
                write!(out, ",{}", cell(values[point]))?;
            }
            writeln!(out)?;
        }
    }
    Ok(())
}

/// `orders.csv` of a log. Times are minutes from opening; `with` holds the ids of products bought along, with a blank
/// between.
///
/// # Errors
///
/// When writing fails.
pub fn log_orders(log: &Log, out: &mut dyn Write) -> Result<()> {
    writeln!(
        out,
        "order,source,paid,product,units,with,carrier,route,fate,scanned,picked_up,delivered"
    )?;
    for row in &log.orders {
        let [paid, scanned, picked_up, delivered] =
            [row.paid, row.scanned, row.picked_up, row.delivered]
                .map(|time| time.map_or_else(String::new, minute));
        writeln!(
            out,
            "{},{},{paid},{},{},{},{},{},{},{scanned},{picked_up},{delivered}",
            row.order,
            row.source,
            row.product,
            row.units,
            row.with.join(" "),
            row.carrier,
            row.route,
            row.fate.word(),
        )?;
    }
    Ok(())
}

/// `work.csv` of a log. Times are minutes from opening; `team` is empty where people stand without one.
///
/// # Errors
///
/// When writing fails.
pub fn log_work(log: &Log, out: &mut dyn Write) -> Result<()> {
    writeln!(out, "order,station,team,person,arrived,started,ended")?;
    for row in &log.work {
        let [arrived, started, ended] = [row.arrived, row.started, row.ended].map(minute);
        writeln!(
            out,
            "{},{},{},{},{arrived},{started},{ended}",
            row.order, row.station, row.team, row.person
        )?;
    }
    Ok(())
}

/// `pickups.csv` of a log. Times are minutes from opening.
///
/// # Errors
///
/// When writing fails.
pub fn log_pickups(log: &Log, out: &mut dyn Write) -> Result<()> {
    writeln!(out, "carrier,pickup,day,at,capacity,waiting,taken,left")?;
    for row in &log.pickups {
        writeln!(
            out,
            "{},{},{},{},{},{},{},{}",
            row.carrier,
            row.pickup,
            row.day,
            minute(row.at),
            row.capacity,
            row.waiting,
            row.taken,
            row.left
        )?;
    }
    Ok(())
}

/// `boxes.csv` of a log. Times are minutes from opening, negative before it.
///
/// # Errors
///
/// When writing fails.
pub fn log_boxes(log: &Log, out: &mut dyn Write) -> Result<()> {
    writeln!(out, "product,box,team,person,started,ended")?;
    for row in &log.boxes {
        let started = minute(row.started);
        // What is not finished at the opening is dropped, and its packer free.
        let ended = if row.ended > 0.0 {
            String::new()
        } else {
            minute(row.ended)
        };
        writeln!(
            out,
            "{},{},{},{},{started},{ended}",
            row.product, row.number, row.team, row.person
        )?;
    }
    Ok(())
}

/// `contacts.csv` of a log. Times are minutes from opening; `team` is empty where people sit without one.
///
/// # Errors
///
/// When writing fails.
pub fn log_contacts(log: &Log, out: &mut dyn Write) -> Result<()> {
    writeln!(
        out,
        "contact,order,attempt,desk,arrived,started,ended,team,agent,left"
    )?;
    for row in &log.contacts {
        let [started, ended, left] =
            [row.started, row.ended, row.left].map(|time| time.map_or_else(String::new, minute));
        let (team, agent) = row.agent.as_ref().map_or_else(
            || (String::new(), String::new()),
            |(team, number)| (team.clone(), number.to_string()),
        );
        writeln!(
            out,
            "{},{},{},{},{},{started},{ended},{team},{agent},{left}",
            row.contact,
            row.order
                .map_or_else(String::new, |order| order.to_string()),
            row.attempt,
            row.desk,
            minute(row.arrived),
        )?;
    }
    Ok(())
}

/// A number that reads back to the same bits; nothing where there is none.
pub(super) fn cell(value: f64) -> String {
    if value.is_finite() {
        value.to_string()
    } else {
        String::new()
    }
}

fn minute(time: f64) -> String {
    format!("{time:.6}")
}
