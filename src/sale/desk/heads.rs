//! A desk with so many heads in each hour, in place of whoever sits there: to try what it needs.

use crate::sale::Facts;
use crate::sale::plan::Plan;
use crate::sale::roster::{Duty, Edge, Person, Roster, epochs};
use crate::sale::time::{Ticks, ticks};

/// Minutes.
const HOUR: f64 = 60.0;

impl Plan {
    /// The same plan, but for a desk where so many people of full speed sit in each hour from the opening, and nobody else.
    #[must_use]
    pub fn with_heads(&self, facts: &Facts, desk: usize, by_hour: &[u32]) -> Self {
        let place = facts.stations.len() + desk;
        let desks = self.desks.as_ref();
        Self {
            desks: desks.map(|roster| roster.with_heads(place, by_hour, facts.end())),
            ..self.clone()
        }
    }
}

impl Roster {
    fn with_heads(&self, place: usize, by_hour: &[u32], end: Ticks) -> Self {
        let mut new = self.clone();
        new.edges
            .retain(|edge| self.duties[edge.duty].station != place);
        let most = by_hour.iter().copied().max().unwrap_or(0);
        for number in 0..most {
            let duty = Duty {
                person: new.people.len(),
                station: place,
                shift: None,
                before: 0,
            };
            new.people.push(Person {
                team: None,
                number: number as usize,
            });
            for (from, to) in spans(by_hour, number, end) {
                let of = new.duties.len();
                new.duties.push(duty);
                for (at, comes) in [(from, true), (to, false)] {
                    new.edges.push(Edge {
                        at,
                        comes,
                        duty: of,
                        last: !comes,
                    });
                }
            }
        }
        new.edges.sort_unstable();
        new.epochs = epochs(&new.edges, &new.duties, end);
        new
    }
}

/// When somebody of this number is there.
fn spans(by_hour: &[u32], number: u32, end: Ticks) -> Vec<(Ticks, Ticks)> {
    let mut spans: Vec<(Ticks, Ticks)> = Vec::new();
    for (hour, _) in by_hour
        .iter()
        .enumerate()
        .filter(|&(_, &heads)| heads > number)
    {
        let [from, to] = [hour, hour + 1].map(|hour| ticks(hour as f64 * HOUR).min(end));
        match spans.last_mut() {
            Some(last) if last.1 == from => last.1 = to,
            _ => spans.push((from, to)),
        }
    }
    spans.retain(|&(from, to)| from < to);
    spans
}
