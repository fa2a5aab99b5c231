//! The tables of `worth --csv`.

use super::csv::cell;
use super::json_compare::claim;
use super::worth::Valuation;
use crate::decide::{Contender, Gap};
use crate::scenario::Described;
use std::io::{Result, Write};

/// `worth.csv`: a row for each resource and what changes by it, ranked.
///
/// # Errors
///
/// When writing fails.
pub fn worth<M: Described>(valuation: &Valuation<'_, M>, out: &mut dyn Write) -> Result<()> {
    writeln!(
        out,
        "resource,kind,rank,of,n,difference,se,low,high,p,claim"
    )?;
    let worth = valuation.worth;
    for &place in &worth.ranked {
        let (resource, valued) = (&valuation.resources[place], &worth.valued[place]);
        let by = (worth.criterion.name.clone(), &valued.by);
        let goals = worth.verdicts.iter().zip(&valued.goals);
        let goals = goals.map(|(verdict, gap)| (format!("goal.{}", verdict.goal.id), gap));
        let by = Some(by).filter(|_| worth.criterion.goal.is_none());
        for (of, gap) in by.into_iter().chain(goals) {
            let (id, kind) = (text(&resource.candidate.id), resource.kind.word());
            let Gap {
                n,
                difference,
                se,
                interval,
                p,
                ..
            } = *gap;
            write!(out, "{id},{kind},{},{of},{n}", valued.rank.word())?;
            for value in [difference, se, interval.low, interval.high] {
                write!(out, ",{}", cell(value))?;
            }
            writeln!(out, ",{},{}", p.map_or_else(String::new, cell), claim(gap))?;
        }
    }
    Ok(())
}

/// `replications.csv`: a row for each plan and world, with what it is ranked by and the metrics of the goals; empty where
/// absent.
///
/// # Errors
///
/// When writing fails.
pub fn replications<M: Described>(
    valuation: &Valuation<'_, M>,
    contenders: &[Contender<'_>],
    out: &mut dyn Write,
) -> Result<()> {
    let worth = valuation.worth;
    let by = Some(worth.criterion.name.as_str()).filter(|_| worth.criterion.goal.is_none());
    let goals = worth
        .verdicts
        .iter()
        .map(|verdict| verdict.goal.metric.as_str());
    let mut names: Vec<&str> = Vec::new();
    for name in by.into_iter().chain(goals) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    writeln!(out, "plan,replication,{}", names.join(","))?;
    for contender in contenders {
        let place = |name: &&str| contender.metrics.iter().position(|one| one.name == *name);
        let places: Vec<Option<usize>> = names.iter().map(place).collect();
        for replication in 0..contender.table.rows() {
            write!(out, "{},{replication}", text(contender.id))?;
            let row = contender.table.row(replication);
            for place in &places {
                write!(
                    out,
                    ",{}",
                    place.map_or_else(String::new, |at| cell(row[at]))
                )?;
            }
            writeln!(out)?;
        }
    }
    Ok(())
}

/// A name; in quotes where it holds what divides cells.
fn text(name: &str) -> String {
    if name.contains([',', '"', '\n']) {
        format!("\"{}\"", name.replace('"', "\"\""))
    } else {
        name.to_owned()
    }
}
