//! A desk alone: what came to it in a world that was played, answered again by other people. Nothing else is played, as the
//! contacts after the sale, and the visitors before it, come whoever answers them.

use super::pre_sale::Asking;
use super::waiting::{Contacts, Visitors};
use super::{Chat, DeskBuffers, play, series};
use crate::model::{Outcome, TooLarge};
use crate::random::WorldKey;
use crate::sale::play::Buffers;
use crate::sale::roster::Roster;
use crate::sale::world::World;
use crate::sale::{Facts, Plan, Sale};

/// Who came to the desks of a world for the first time.
#[derive(Clone, Debug)]
pub struct Callers {
    key: WorldKey,
    /// Those who ask before the sale.
    asking: Asking,
    /// By desk, by time.
    chats: Vec<Vec<Chat>>,
}

/// What a thread keeps from world to world.
#[derive(Clone, Debug, Default)]
pub struct Study {
    world: World,
    buffers: Buffers,
    outcome: Outcome,
    alone: Buffers,
}

/// A desk by hour from the opening: contacts, minutes of work they bring, contacts answered in time.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Hours {
    /// Contacts that came.
    pub contacts: Vec<f64>,
    /// Work of those who came for the first time, at the mean of their kinds.
    pub work: Vec<f64>,
    /// Those answered in time.
    pub in_time: Vec<f64>,
}

impl Sale {
    /// Plays a plan in the world of this key and tells who came to its desks.
    ///
    /// # Errors
    ///
    /// When the world is too large.
    pub fn callers(
        &self,
        plan: &Plan,
        key: WorldKey,
        study: &mut Study,
    ) -> Result<Callers, TooLarge> {
        let Study {
            world,
            buffers,
            outcome,
            ..
        } = study;
        world.draw(&self.facts, key)?;
        crate::model::Model::play(self, world, plan, buffers, outcome);
        let first = |chats: &Vec<Chat>| {
            let first = chats.iter().filter(|chat| chat.attempt == 0);
            first
                .map(|chat| Chat::new(chat.arrived, (chat.order, chat.kind), 0))
                .collect()
        };
        Ok(Callers {
            key,
            asking: world.asking.clone(),
            chats: buffers.desks.chats.iter().map(first).collect(),
        })
    }

    /// What callers ask of a desk by hour; nobody answers.
    pub fn asked(&self, desk: usize, callers: &Callers) -> Hours {
        Hours::of(&self.facts, desk, &callers.chats[desk])
    }

    /// A desk by hour, where these callers are answered by whoever sits there in a plan.
    pub fn answered(
        &self,
        plan: &Plan,
        desk: usize,
        callers: &Callers,
        study: &mut Study,
    ) -> Hours {
        let facts = &self.facts;
        let Some(roster) = &plan.desks else {
            return Hours::default();
        };
        let Buffers { desks, packing, .. } = &mut study.alone;
        desks.clear((facts, roster), (callers.key, packing));
        desks.chats[desk].extend_from_slice(&callers.chats[desk]);
        answer((facts, roster), desk, callers, desks);
        Hours::of(facts, desk, &desks.chats[desk])
    }
}

impl Hours {
    fn of(facts: &Facts, desk: usize, chats: &[Chat]) -> Self {
        let [contacts, _, in_time, _, work] = series::of_desk(facts, desk, chats);
        Self {
            contacts,
            work,
            in_time,
        }
    }
}

fn answer(
    (facts, roster): (&Facts, &Roster),
    desk: usize,
    callers: &Callers,
    buffers: &mut DeskBuffers,
) {
    let key = callers.key;
    if facts.desks[desk].pre_sale.is_some() {
        let visitors = Visitors {
            work: &callers.asking.work,
            patience: &callers.asking.patience,
        };
        play::play((facts, roster), &visitors, desk, buffers);
    } else {
        let contacts = Contacts {
            contacts: &facts.contacts,
            key,
        };
        play::play((facts, roster), &contacts, desk, buffers);
    }
}
