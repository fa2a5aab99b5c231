//! The tables of `compare --csv`.

use super::compare::Compared;
use super::csv::cell;
use super::json_compare::claim;
use crate::decide::{Contender, Gap};
use crate::scenario::Described;
use std::io::{Result, Write};

/// `replications.csv`: a row a plan and replication, a column for each metric that any plan has; empty where it is absent.
///
/// # Errors
///
/// When writing fails.
pub fn replications(contenders: &[Contender<'_>], out: &mut dyn Write) -> Result<()> {
    let mut names: Vec<&str> = Vec::new();
    for metric in contenders.iter().flat_map(|one| one.metrics) {
        if !names.contains(&metric.name.as_str()) {
            names.push(&metric.name);
        }
    }
    write!(out, "option,replication")?;
    for name in &names {
        write!(out, ",{name}")?;
    }
    writeln!(out)?;
    for contender in contenders {
        let place = |name: &&str| contender.metrics.iter().position(|one| one.name == *name);
        let places: Vec<Option<usize>> = names.iter().map(place).collect();
        for replication in 0..contender.table.rows() {
            write!(out, "{},{replication}", contender.id)?;
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

/// `differences.csv`: a row for each plan but the first and each goal and metric compared.
///
/// # Errors
///
/// When writing fails.
pub fn differences<M: Described>(compared: &Compared<'_, M>, out: &mut dyn Write) -> Result<()> {
    writeln!(out, "option,against,of,n,difference,se,low,high,p,claim")?;
    let comparison = compared.comparison;
    let against = compared.plans[0].id;
    for (index, plan) in compared.plans.iter().enumerate().skip(1) {
        let goals = comparison.verdicts[0].iter().zip(&comparison.goal_gaps);
        let goals = goals.map(|(verdict, gaps)| (format!("goal.{}", verdict.goal.id), gaps[index]));
        let rows = comparison.metrics.iter();
        let rows = rows.map(|row| (row.metric.name.clone(), row.gaps[index]));
        for (of, gap) in goals.chain(rows) {
            let Some(gap) = gap else { continue };
            let Gap {
                n,
                difference,
                se,
                interval,
                p,
                ..
            } = gap;
            write!(out, "{},{against},{of},{n}", plan.id)?;
            for value in [difference, se, interval.low, interval.high] {
                write!(out, ",{}", cell(value))?;
            }
            writeln!(out, ",{},{}", p.map_or_else(String::new, cell), claim(&gap))?;
        }
    }
    Ok(())
}
