//! People who may leave their own work and are placed nowhere in a shift.

use super::Plan;
use super::roster::{Epoch, Roster};

/// People without a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LeftOut<'a> {
    /// The id of the shift, as it runs the first time.
    pub shift: &'a str,
    /// Which team.
    pub team: usize,
    /// How many.
    pub people: usize,
    /// Of how many that may leave.
    pub of: usize,
}

impl Plan {
    /// People without a place, by shift and team; those of teams that are placed in the shift.
    pub fn left_out(&self) -> Vec<LeftOut<'_>> {
        let rosters: Vec<&Roster> = [&self.roster, &self.desks].into_iter().flatten().collect();
        let mut all = Vec::new();
        let Some(one) = rosters.first() else {
            return all;
        };
        for (shift, written) in one.shifts.iter().enumerate() {
            let duties = rosters.iter().flat_map(|roster| &roster.duties);
            let days = duties.filter_map(|duty| duty.shift.filter(|&(other, _)| other == shift));
            let first = days.min_by_key(|&(_, day)| day);
            for (team, &may_leave) in one.may_leave.iter().enumerate() {
                let mut placements = rosters
                    .iter()
                    .flat_map(|roster| &roster.shifts[shift].placements);
                let placed = placements.any(|placement| placement.team == team);
                let (Some(of), Some(first), true) = (may_leave, first, placed) else {
                    continue;
                };
                let people = of.saturating_sub(most_of(&rosters, team, first));
                if people > 0 {
                    all.push(LeftOut {
                        shift: &written.id,
                        team,
                        people,
                        of,
                    });
                }
            }
        }
        all
    }
}

/// The most people of a team on duty anywhere at one time of a shift.
fn most_of(rosters: &[&Roster], team: usize, shift: (usize, i64)) -> usize {
    let duties = |roster: &&Roster, epoch: &Epoch| {
        let on = epoch
            .on
            .iter()
            .map(|&(_, duty)| roster.duties[duty as usize]);
        on.collect::<Vec<_>>()
    };
    // Numbers change only where an epoch of a roster begins.
    let begins = rosters.iter().flat_map(|roster| &roster.epochs);
    let at = |epoch: &Epoch| {
        let (mut runs, mut people) = (false, 0);
        for roster in rosters {
            let next = roster
                .epochs
                .partition_point(|other| other.from <= epoch.from);
            for duty in next
                .checked_sub(1)
                .map_or_else(Vec::new, |at| duties(roster, &roster.epochs[at]))
            {
                runs |= duty.shift == Some(shift);
                people += usize::from(roster.people[duty.person].team == Some(team));
            }
        }
        if runs { people } else { 0 }
    };
    begins.map(at).max().unwrap_or(0)
}
