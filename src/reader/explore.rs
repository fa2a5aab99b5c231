//! Going every way through code that asks questions.
//!
//! A reading function decides by what it finds: a key is there or not, a value is a table or a number. Reading a made-up
//! file, each such question may be answered either way; [`Ways`] remembers which answers were given one after another
//! and chooses the next so that in the end all were.

use std::collections::BTreeMap;

/// The questions that were asked at one point, and what was asked next after each answer.
#[derive(Debug, Default)]
pub struct Ways {
    /// Usually one; more where something else than the answers decides what is asked.
    questions: BTreeMap<String, Vec<Ways>>,
    /// How often this point was passed.
    tries: usize,
    /// Whether everything that is known to come after it was tried to the end.
    complete: bool,
}

/// The answers given since the beginning.
pub type Walk = Vec<(String, usize)>;

impl Ways {
    /// Chooses one of so many answers to a question that comes up at the end of `walk`, and adds it there: first those
    /// with something new behind them, then those given least.
    pub fn answer(&mut self, walk: &mut Walk, question: String, answers: usize) -> usize {
        let here = self.at(walk);
        if !here.questions.contains_key(&question) {
            here.complete = false;
            let fresh = (0..answers).map(|_| Self::default()).collect();
            here.questions.insert(question.clone(), fresh);
            self.settle(walk);
        }
        let next = self.at(walk).questions.get_mut(&question);
        let branches = next.map_or(&mut [][..], Vec::as_mut_slice);
        let chosen = (0..branches.len())
            .min_by_key(|&answer| (branches[answer].complete, branches[answer].tries))
            .unwrap_or(0);
        branches[chosen].tries += 1;
        walk.push((question, chosen));
        chosen
    }

    /// Tells that nothing more was asked after a walk.
    pub fn end(&mut self, walk: &[(String, usize)]) {
        self.tries += 1;
        let last = self.at(walk);
        last.complete = last.questions.is_empty() || last.complete;
        self.settle(walk);
    }

    /// Whether every answer to every question was tried.
    pub fn is_complete(&self) -> bool {
        self.complete
    }

    /// Whether nobody has come here.
    pub fn is_untouched(&self) -> bool {
        self.tries == 0
    }

    fn at(&mut self, walk: &[(String, usize)]) -> &mut Self {
        match walk {
            [] => self,
            [(question, answer), rest @ ..] => {
                let branches = self.questions.get_mut(question);
                branches.expect("a walk goes where it went before")[*answer].at(rest)
            }
        }
    }

    /// Works out what is complete on a walk, from its end to its beginning.
    fn settle(&mut self, walk: &[(String, usize)]) {
        if let [(question, answer), rest @ ..] = walk
            && let Some(branches) = self.questions.get_mut(question)
        {
            branches[*answer].settle(rest);
        }
        if !self.questions.is_empty() {
            let mut all = self.questions.values().flatten();
            self.complete = all.all(|branch| branch.complete);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Walks until everything was tried, and tells every walk in its answers.
    fn explore(read: impl Fn(&mut dyn FnMut(&str, usize) -> usize)) -> Vec<String> {
        let (mut ways, mut walks) = (Ways::default(), Vec::new());
        while !ways.is_complete() {
            assert!(walks.len() < 100, "it never ends: {walks:?}");
            let mut walk = Walk::new();
            read(&mut |question, answers| ways.answer(&mut walk, question.to_owned(), answers));
            ways.end(&walk);
            walks.push(walk.iter().map(|(_, answer)| answer.to_string()).collect());
        }
        walks.sort();
        walks
    }

    #[test]
    fn every_way_is_gone_once() {
        assert_eq!(explore(|_| ()), [""]);
        let two = explore(|ask| {
            if ask("a", 2) == 1 {
                ask("b", 3);
            }
        });
        assert_eq!(two, ["0", "10", "11", "12"]);
        let all = explore(|ask| {
            for key in ["a", "b", "c"] {
                ask(key, 2);
            }
        });
        assert_eq!(all.len(), 8);
    }

    #[test]
    fn questions_that_come_up_late_are_gone_too() {
        let mut ways = Ways::default();
        let mut walk = Walk::new();
        ways.end(&walk);
        assert!(ways.is_complete());
        ways.answer(&mut walk, "late".to_owned(), 2);
        assert!(!ways.is_complete());
        ways.end(&walk);
        let mut other = Walk::new();
        assert_eq!(ways.answer(&mut other, "late".to_owned(), 2), 1);
        ways.end(&other);
        assert!(ways.is_complete());
    }
}
