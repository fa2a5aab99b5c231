//! Who waits at a desk, in a line for each priority.

use super::Chat;
use std::collections::VecDeque;

/// Chats that wait, as places among all of the desk: a line for each priority, the highest first, each in order of arrival.
#[derive(Clone, Debug, Default)]
pub struct Lines {
    priorities: Vec<i32>,
    lines: Vec<VecDeque<u32>>,
}

impl Lines {
    /// Nobody waits; these are the priorities there are.
    pub fn begin(&mut self, priorities: impl Iterator<Item = i32>) {
        self.priorities.clear();
        self.priorities.extend(priorities);
        self.priorities.sort_unstable_by(|a, b| b.cmp(a));
        self.priorities.dedup();
        self.lines.resize_with(self.priorities.len(), VecDeque::new);
        self.lines.iter_mut().for_each(VecDeque::clear);
    }

    /// Whether nobody waits.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.lines.iter().all(VecDeque::is_empty)
    }

    /// A chat of this priority joins; of those who come at one time the lower order is first, and then the lower kind.
    #[inline]
    pub fn join(&mut self, chats: &[Chat], chat: usize, priority: i32) {
        let same = |other: &i32| *other == priority;
        let line = self.priorities.iter().position(same).unwrap_or(0);
        let line = &mut self.lines[line];
        line.push_back(chat as u32);
        let key = |chat: u32| {
            let chat = &chats[chat as usize];
            (chat.arrived, chat.order, chat.kind)
        };
        let mut place = line.len() - 1;
        while place > 0 && key(line[place - 1]) > key(chat as u32) {
            line.swap(place - 1, place);
            place -= 1;
        }
    }

    /// Takes the one who is first.
    #[inline]
    pub fn pop(&mut self) -> Option<usize> {
        let mut lines = self.lines.iter_mut();
        lines
            .find_map(VecDeque::pop_front)
            .map(|chat| chat as usize)
    }
}
