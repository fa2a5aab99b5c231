//! Who waits at a desk: what the desk's loop asks of contacts, and of visitors before they buy.

use super::Chat;
use super::contact::Contact;
use super::contact::Draw;
use crate::random::WorldKey;
use crate::sale::time::{Ticks, ticks};

/// The most times a contact is made: who has left so often does not come back.
const MOST_ATTEMPTS: u16 = 10;

/// What the loop of a desk asks of those who wait there. All of it is of the world: asked twice, it is told the same.
pub(super) trait Waiting {
    /// All priorities there are.
    fn priorities(&self) -> impl Iterator<Item = i32>;
    /// Higher ones are answered first.
    fn priority(&self, chat: &Chat) -> i32;
    /// How long a chat waits at most, by its place among all of the desk; `None` where for ever.
    fn patience(&self, place: usize, chat: &Chat) -> Option<Ticks>;
    /// Minutes that it takes at speed 1.
    fn work(&self, place: usize, chat: &Chat) -> f64;
    /// How long after leaving it comes back, if it does.
    fn comes_back_after(&self, chat: &Chat) -> Option<Ticks>;
}

/// Contacts after the sale.
pub(super) struct Contacts<'a> {
    pub contacts: &'a [Contact],
    pub key: WorldKey,
}

impl Contacts<'_> {
    fn of(&self, chat: &Chat) -> &Contact {
        &self.contacts[usize::from(chat.kind)]
    }
}

impl Waiting for Contacts<'_> {
    fn priorities(&self) -> impl Iterator<Item = i32> {
        self.contacts.iter().map(|contact| contact.priority)
    }

    fn priority(&self, chat: &Chat) -> i32 {
        self.of(chat).priority
    }

    fn patience(&self, _: usize, chat: &Chat) -> Option<Ticks> {
        let contact = self.of(chat);
        let patience = contact.patience.as_ref()?;
        let mut stream = contact.stream(self.key, Draw::Patience, (chat.order, chat.attempt));
        Some(ticks(patience.sample(&mut stream)))
    }

    fn work(&self, _: usize, chat: &Chat) -> f64 {
        let contact = self.of(chat);
        let mut stream = contact.stream(self.key, Draw::Work, (chat.order, chat.attempt));
        contact.work.sample(&mut stream)
    }

    fn comes_back_after(&self, chat: &Chat) -> Option<Ticks> {
        let contact = self.of(chat);
        let (again, after) = &contact.again;
        if *again == 0.0 {
            return None;
        }
        let mut stream = contact.stream(self.key, Draw::Again, (chat.order, chat.attempt));
        let comes = stream.uniform() < *again && chat.attempt + 1 < MOST_ATTEMPTS;
        comes.then(|| ticks(after.sample(&mut stream)))
    }
}

/// Visitors before they buy, in order of time: first come, first served, and nobody comes back.
pub(super) struct Visitors<'a> {
    /// Minutes of work.
    pub work: &'a [f64],
    /// None where all wait for ever.
    pub patience: &'a [Ticks],
}

impl Waiting for Visitors<'_> {
    fn priorities(&self) -> impl Iterator<Item = i32> {
        [0].into_iter()
    }

    fn priority(&self, _: &Chat) -> i32 {
        0
    }

    fn patience(&self, place: usize, _: &Chat) -> Option<Ticks> {
        self.patience.get(place).copied()
    }

    fn work(&self, place: usize, _: &Chat) -> f64 {
        self.work[place]
    }

    fn comes_back_after(&self, _: &Chat) -> Option<Ticks> {
        None
    }
}
