//! Teams: departments, what their people can do and how fast.

use super::context::{Context, named_by};
use super::money::Money;
use super::time::{Ticks, minutes, ticks};
use crate::random::{Address, Law, WorldKey};
use crate::reader::{Section, Span};

/// A team: facts and chance.
#[derive(Clone, Debug, PartialEq)]
pub struct Team {
    /// Its name in the file.
    pub id: String,
    /// Pay for an hour.
    pub wage: Money,
    /// Speed at each station relative to the work as written; 0 where its people cannot work.
    /// Speed at each station, then at each desk, relative to the work as written; 0 where its people cannot work.
    pub skills: Vec<f64>,
    /// Coefficient of variation of personal speed.
    pub spread: f64,
    /// Probability that a person misses a shift.
    pub absence: f64,
    /// Hours on duty (in ticks) in which speed rises from the skill to 1.
    pub learns: Option<Ticks>,
    /// Time on duty (in ticks) after which speed changes by a factor.
    pub tires: Option<(Ticks, f64)>,
    /// People of it who can come at all, where that is known only while playing; the others are absent. None = everybody.
    pub present: Option<usize>,
    address: Address,
}

/// What is decided about a team.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Heads {
    /// How many people; `None` = as many as are ever placed at once.
    pub heads: Option<usize>,
    /// How many stay back on their own work.
    pub stay: usize,
    /// Where the number of heads is written (or the team).
    pub span: Span,
}

impl Heads {
    /// How many may leave their own work; `None` = as many as are ever placed at once.
    pub fn may_leave(&self) -> Option<usize> {
        self.heads.map(|heads| heads.saturating_sub(self.stay))
    }
}

impl Team {
    /// Reads a `[team.ID]` table.
    pub fn read(id: &str, s: Section<'_>, cx: &Context<'_>) -> (Self, Heads) {
        s.about("A department: how many people it has and what they can do.");
        let skills = match s.table("skills") {
            None => vec![1.0; cx.ids.places.len()],
            Some(table) => read_skills(&table, cx),
        };
        let tires = s.table("tires").map(|table| {
            table.about("People tire: after so long on duty their speed is multiplied by this.");
            let after = table.duration("after").at_least(0.0).required();
            let speed = table.number("speed").within(0.01, 1.0).or(1.0);
            table.close();
            (ticks(after), speed)
        });
        let learns = s.duration("learns").above(0.0).optional().map(ticks);
        let heads = s.integer("heads").within(0, 100_000);
        let heads = Heads {
            span: heads.span().unwrap_or(s.span()),
            heads: heads.optional().map(|heads| heads as usize),
            stay: s.integer("stay").within(0, 100_000).or(0) as usize,
        };
        if heads.heads.is_some_and(|all| heads.stay > all) {
            let title = format!("`{}`: more people stay back than there are", s.path());
            s.problems().error(
                "too_many_people",
                Some(heads.span),
                title,
                "",
                "let fewer stay",
            );
        }
        let team = Self {
            id: id.to_owned(),
            wage: Money::yuan(s.money("wage").or(0.0)),
            skills,
            spread: s.number("spread").within(0.0, 2.0).or(0.0),
            absence: s.probability("absence").or(0.0),
            learns,
            tires,
            present: None,
            address: Address::purpose("team").of(id),
        };
        s.close();
        (team, heads)
    }

    /// Whether a person misses a shift on a day. Drawn by address: one more person changes nobody else's luck.
    pub fn is_absent(&self, key: WorldKey, person: usize, shift: &str, day: i64) -> bool {
        if self.present.is_some_and(|present| person >= present) {
            return true;
        }
        if self.absence == 0.0 {
            return false;
        }
        // The day may be negative; as a bit pattern it is an address all the same.
        let address = self
            .address
            .of("absence")
            .of(shift)
            .at(person as u64)
            .at(day as u64);
        key.stream(address).uniform() < self.absence
    }

    /// A person's own speed, 1 on average.
    pub fn personal_speed(&self, key: WorldKey, person: usize) -> f64 {
        if self.spread == 0.0 {
            return 1.0;
        }
        let law = Law::lognormal(1.0, self.spread);
        law.sample(&mut key.stream(self.address.of("speed").at(person as u64)))
    }

    /// The speed of work at a station that begins after so much time on duty: since the shift began, and over all.
    pub fn speed(&self, station: usize, on_duty: (Ticks, Ticks)) -> f64 {
        self.pace(self.skills[station], on_duty)
    }

    /// For how long the speeds of somebody stay the same who has been on duty for so long and goes on.
    pub fn steady_for(&self, (shift, over_all): (Ticks, Ticks)) -> Ticks {
        if self.learns.is_some_and(|span| over_all < span) {
            return 0;
        }
        match self.tires {
            Some((after, _)) if shift < after => after - shift,
            _ => Ticks::MAX,
        }
    }

    /// The same of work that its people have this skill for.
    pub fn pace(&self, skill: f64, (shift, over_all): (Ticks, Ticks)) -> f64 {
        if self.learns.is_none() && self.tires.is_none() {
            return skill;
        }
        let learned = match self.learns {
            // Who is faster than 1 already has nothing to learn; who cannot do it at all does not learn it by the way.
            Some(span) if skill > 0.0 && skill < 1.0 => {
                let share = (minutes(over_all) / minutes(span)).min(1.0);
                skill + (1.0 - skill) * share
            }
            _ => skill,
        };
        match self.tires {
            Some((after, factor)) if shift >= after => learned * factor,
            _ => learned,
        }
    }
}

fn read_skills(table: &Section<'_>, cx: &Context<'_>) -> Vec<f64> {
    let mut skills = vec![0.0; cx.ids.places.len()];
    table.about("Speed at each station or desk, by its id; 1 is what its work is written for.");
    for (entry, item) in table.items() {
        let Some(station) = named_by(entry, table, cx.ids.word_for_places(), &cx.ids.places) else {
            continue;
        };
        match item.number() {
            Some(speed) if item.fits(speed, 0.0, 100.0) => skills[station] = speed,
            Some(speed) => {
                let title = format!("`{}` is {speed}, must be between 0 and 100", item.path());
                item.wrong(
                    "out_of_range",
                    title,
                    "1 is the speed the work is written for",
                );
            }
            None => {}
        }
    }
    skills
}
