//! What happened at the desks of one world, as a table.

use super::ask;
use crate::sale::play::{Buffers, NEVER};
use crate::sale::time::{Ticks, minutes};
use crate::sale::{Plan, Sale};

/// A contact. Times are minutes from opening.
#[derive(Clone, Debug, PartialEq)]
pub struct ContactRow {
    /// The id of its kind; before the sale `chat` for who would buy, and `idle` for others.
    pub contact: String,
    /// The order's number; none where there is none.
    pub order: Option<usize>,
    /// How many times it has come, this one included.
    pub attempt: u16,
    /// The id of the desk.
    pub desk: String,
    /// When it came.
    pub arrived: f64,
    /// When it was answered.
    pub started: Option<f64>,
    /// When the answer was done.
    pub ended: Option<f64>,
    /// Who answered: the id of the team, empty where people sit without one, and the number from 1 in the team or at the
    /// desk.
    pub agent: Option<(String, usize)>,
    /// When it left unanswered.
    pub left: Option<f64>,
}

impl Sale {
    /// The contacts of a play: by desk, and there by arrival.
    pub(in crate::sale) fn contact_rows(&self, plan: &Plan, buffers: &Buffers) -> Vec<ContactRow> {
        let known = |time: Ticks| (time != NEVER).then(|| minutes(time));
        let Some(roster) = &plan.desks else {
            return Vec::new();
        };
        let mut rows = Vec::new();
        for (desk, chats) in self.facts.desks.iter().zip(&buffers.desks.chats) {
            let mut chats: Vec<_> = chats.iter().collect();
            chats.sort_by_key(|chat| (chat.arrived, chat.order, chat.kind));
            rows.extend(chats.into_iter().map(|chat| {
                let person = roster.people[chat.person as usize];
                let team = person.team.map(|team| self.facts.teams[team].id.clone());
                let before = desk.pre_sale.is_some();
                let is_idle = before && chat.kind == ask::KINDS[1];
                let kind = usize::from(chat.kind);
                let kind = if before {
                    ask::WORDS[kind]
                } else {
                    &self.facts.contacts[kind].id
                };
                let agent = (team.unwrap_or_default(), person.number + 1);
                ContactRow {
                    contact: kind.to_owned(),
                    order: (!is_idle).then_some(chat.order as usize),
                    attempt: chat.attempt + 1,
                    desk: desk.id.clone(),
                    arrived: minutes(chat.arrived),
                    started: known(chat.started),
                    ended: known(chat.ended),
                    agent: (chat.started != NEVER).then_some(agent),
                    left: known(chat.left),
                }
            }));
        }
        rows
    }
}
