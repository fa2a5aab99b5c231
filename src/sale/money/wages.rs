//! Hours and what they pay: a team's wage × the factor of the kind of hours × the premium of the shift.
//!
//! Hours count from the opening on, breaks and absences left out; those of prepack shifts pay the plain wage. Servers
//! without a team have no wage.

use super::{Ledger, Line, Money, Rate};
use crate::random::Quantity;
use crate::sale::Facts;
use crate::sale::overtime::HourKind;
use crate::sale::plan::Plan;
use crate::sale::play::Buffers;
use crate::sale::prepack::Prepack;
use crate::sale::roster::Roster;
use crate::sale::time::{MINUTE, Ticks, ticks};

/// Ticks in an hour.
const HOUR: u64 = 60 * MINUTE as u64;

/// Hours on duty by kind, and by shift and team, reused from play to play.
#[derive(Clone, Debug, Default)]
pub struct PaidHours {
    all: [Ticks; 4],
    teams: usize,
    ticks: Vec<[Ticks; 4]>,
}

impl PaidHours {
    /// Nobody has worked yet.
    pub(in crate::sale) fn begin(&mut self, shifts: usize, teams: usize) {
        self.all = [0; 4];
        self.teams = teams;
        self.ticks.clear();
        self.ticks.resize(shifts * teams, [0; 4]);
    }

    /// Becomes the same as others.
    pub(in crate::sale) fn copy(&mut self, other: &Self) {
        (self.all, self.teams) = (other.all, other.teams);
        self.ticks.clone_from(&other.ticks);
    }

    /// Somebody was on duty: of a team in a shift, or a server.
    pub(in crate::sale) fn add(&mut self, of: Option<(usize, usize)>, spent: [Ticks; 4]) {
        let own = of.map(|(shift, team)| &mut self.ticks[shift * self.teams + team]);
        for sums in own.into_iter().chain([&mut self.all]) {
            sums.iter_mut()
                .zip(spent)
                .for_each(|(sum, spent)| *sum += spent);
        }
    }

    /// Person-ticks of everybody, by kind.
    pub const fn all(&self) -> &[Ticks; 4] {
        &self.all
    }

    /// Ticks of a team on duty in a shift, over all its days, by kind.
    pub fn of(&self, shift: usize, team: usize) -> [Ticks; 4] {
        self.ticks[shift * self.teams + team]
    }
}

/// Books all wages.
pub(super) fn book(facts: &Facts, plan: &Plan, buffers: &Buffers, ledger: &mut Ledger) {
    if let Some(roster) = &plan.roster {
        book_roster(facts, roster, buffers.floor.hours(), ledger);
    }
    if let Some(roster) = &plan.desks {
        book_roster(facts, roster, buffers.desks.hours(), ledger);
    }
    for (index, table) in plan.prepack.tables.iter().enumerate() {
        let pay = pay_of_packing(facts, plan, buffers, (index, table));
        ledger.add(Line::Prepack, pay);
        let left = ticks(buffers.shelves[table.product].boxes as f64 * table.unpack);
        let wage = table.wage.unwrap_or_else(|| mean_wage(facts, plan, index));
        ledger.add(Line::Unpack, wage.for_time(left, HOUR, Rate::of(1.0)));
    }
}

/// Those of the line, or of the desks.
fn book_roster(facts: &Facts, roster: &Roster, hours: &PaidHours, ledger: &mut Ledger) {
    const LINES: [Line; 4] = [Line::Regular, Line::Overtime, Line::Night, Line::Holiday];
    for (shift, written) in roster.shifts.iter().enumerate() {
        for (team, fact) in facts.teams.iter().enumerate() {
            let spent = hours.of(shift, team);
            for kind in HourKind::ALL {
                let factor = roster.overtime.factors[kind as usize] * written.premium;
                let pay = fact
                    .wage
                    .for_time(spent[kind as usize], HOUR, Rate::of(factor));
                ledger.add(LINES[kind as usize], pay);
            }
        }
    }
}

/// Hours on prepack shifts at the table's own wage or the team's; without shifts the work of all boxes at the table's own.
fn pay_of_packing(
    facts: &Facts,
    plan: &Plan,
    buffers: &Buffers,
    (index, table): (usize, &Prepack),
) -> Money {
    let plain = Rate::of(1.0);
    if table.shifts.is_empty() {
        let work: f64 = table.work.iter().map(Quantity::mean).sum();
        let spent = ticks(plan.stocks[table.product].boxes as f64 * work);
        let wage = table.wage.unwrap_or_default();
        return wage.for_time(spent, HOUR, plain);
    }
    let teams = facts.teams.iter().enumerate();
    let pay = teams.map(|(team, fact)| {
        let spent = buffers.packing.there(index, team);
        let wage = table.wage.unwrap_or(fact.wage);
        wage.for_time(spent, HOUR, plain)
    });
    pay.sum()
}

/// What the teams placed at a table earn on average.
fn mean_wage(facts: &Facts, plan: &Plan, table: usize) -> Money {
    let teams = plan.prepack.teams(table).into_iter();
    let wages: Vec<Money> = teams.map(|team| facts.teams[team].wage).collect();
    Money::mean(&wages)
}
