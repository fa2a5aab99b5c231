//! People by role: hired with a lead, slow on probation, leaving now and then.

use super::calendar::{DAY, MONTH, whole_days};
use super::context::Context;
use crate::money::Money;
use crate::random::{Address, Kind, Quantity, WorldKey};
use crate::reader::Section;

/// A role: facts and chance.
#[derive(Clone, Debug, PartialEq)]
pub struct Role {
    /// Its name in the file.
    pub id: String,
    /// Pay for a month.
    pub wage: Money,
    /// What a person gets done in a day, in its unit; none = it limits nothing.
    pub serves: Option<f64>,
    /// How much of its unit an order brings.
    pub per_order: f64,
    /// What it does.
    pub work: Work,
    /// From the decision to hire until the person comes.
    pub hiring: Quantity,
    /// Days on probation.
    pub probation: usize,
    /// Speed on probation.
    pub learning: f64,
    /// Probability to leave within a month.
    pub leaves: f64,
    address: Address,
}

/// What people of a role do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Work {
    /// Get orders out: what they cannot do waits, and is late.
    Orders,
    /// Answer chats: who is not answered does not buy.
    Chats,
}

/// The role that answers chats where `unit` is left out.
const SERVICE: &str = "service";

impl Role {
    /// Reads all `[role.*]`.
    pub fn read_all(root: &Section<'_>, cx: &Context<'_>) -> Vec<Self> {
        root.tables("role")
            .into_iter()
            .map(|(id, s)| Self::read(&id, s, cx))
            .collect()
    }

    fn read(id: &str, s: Section<'_>, cx: &Context<'_>) -> Self {
        s.about("A role: what its people earn and get done, and how they come and go.");
        let unit = s.choice("unit", &["orders", "chats"]).optional();
        let work = match unit {
            Some(1) => Work::Chats,
            None if id == SERVICE => Work::Chats,
            _ => Work::Orders,
        };
        let role = Self {
            id: id.to_owned(),
            wage: Money::yuan(s.money("wage").or(0.0)),
            serves: s.number("serves").above(0.0).at_most(1e9).optional(),
            per_order: s.number("per_order").within(0.0, 1e6).or(1.0),
            work,
            hiring: Quantity::field(&s, "hiring", Kind::Duration, cx.files)
                .or(Quantity::constant(0.0)),
            probation: whole_days(s.duration("probation").within(0.0, 1000.0 * DAY).or(0.0)),
            learning: s.number("learning").within(0.0, 10.0).or(0.6),
            leaves: s.probability("leaves").or(0.0),
            address: Address::purpose("role").of(id),
        };
        s.close();
        role
    }

    /// Days until the `count`-th person hired for a seat comes, and days it then stays. One more seat leaves all draws of
    /// the others as they are.
    pub(super) fn draw(&self, key: WorldKey, seat: usize, count: u64) -> (usize, usize) {
        let mut stream = key.stream(self.address.at(seat as u64).at(count));
        let lead = whole_days(self.hiring.sample(&mut stream).min(1e7));
        if self.leaves == 0.0 {
            return (lead, NEVER);
        }
        // P(gone within a month) = 1 − exp(−rate · month).
        let rate = -libm::log1p(-self.leaves) / MONTH;
        (
            lead,
            (stream.exponential() / rate).ceil().clamp(1.0, 1e9) as usize,
        )
    }

    /// People who would do so many orders a day, all at full speed.
    pub fn needed(&self, orders_a_day: f64) -> f64 {
        self.serves.map_or(0.0, |serves| {
            (orders_a_day * self.per_order / serves - 1e-9)
                .ceil()
                .max(0.0)
        })
    }
}

/// A day that does not come.
pub const NEVER: usize = usize::MAX;

/// A place for a person of a role, and who is in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Seat {
    hired: u64,
    comes: usize,
    able: usize,
    goes: usize,
}

/// The people of a role in a play.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Crew {
    seats: Vec<Seat>,
    /// Seats that are wanted; those above are empty.
    level: usize,
    /// The next day on which something changes.
    next: usize,
    /// People there.
    pub heads: usize,
    /// What they get done, in people at full speed.
    pub able: f64,
    /// Whether anybody has come yet: before that the owners do the work, and nothing is limited.
    pub begun: bool,
    /// Days people were there since the month began, up to before a day.
    person_days: u64,
    counted: usize,
}

impl Crew {
    /// Forgets the play before.
    pub fn clear(&mut self) {
        self.seats.clear();
        (self.level, self.next, self.heads, self.able) = (0, NEVER, 0, 0.0);
        (self.begun, self.person_days, self.counted) = (false, 0, 0);
    }

    /// So many people are wanted from this day on.
    pub fn set_level(&mut self, role: &Role, key: WorldKey, level: usize, day: usize) {
        // Whoever leaves a seat that is given up leaves today; a seat that is wanted again is filled anew.
        for seat in self.level..level {
            if seat == self.seats.len() {
                self.seats.push(Seat {
                    hired: 0,
                    comes: 0,
                    able: 0,
                    goes: 0,
                });
            }
            self.fill(role, key, seat, day);
        }
        self.level = level;
        self.next = day;
    }

    fn fill(&mut self, role: &Role, key: WorldKey, place: usize, day: usize) {
        let seat = &mut self.seats[place];
        let (lead, stays) = role.draw(key, place, seat.hired);
        seat.hired += 1;
        seat.comes = day.saturating_add(lead);
        seat.able = seat.comes.saturating_add(role.probation);
        seat.goes = seat.comes.saturating_add(stays);
    }

    /// The next day on which somebody comes, has learned or goes.
    pub fn next_change(&self) -> usize {
        self.next
    }

    /// A day begins; nothing is to be done before the next change.
    pub fn begin_day(&mut self, role: &Role, key: WorldKey, day: usize) {
        if day >= self.next {
            self.change(role, key, day);
        }
    }

    /// Days that people were there since this was asked for the last time, up to before a day.
    pub fn days_until(&mut self, day: usize) -> u64 {
        self.count(day);
        std::mem::take(&mut self.person_days)
    }

    fn count(&mut self, day: usize) {
        self.person_days += (self.heads * (day - self.counted)) as u64;
        self.counted = day;
    }

    fn change(&mut self, role: &Role, key: WorldKey, day: usize) {
        self.count(day);
        (self.heads, self.able, self.next) = (0, 0.0, NEVER);
        for place in 0..self.level {
            // Who goes is replaced at once, by one who comes after a lead.
            while self.seats[place].goes <= day {
                let gone = self.seats[place].goes;
                self.fill(role, key, place, gone);
            }
            let seat = self.seats[place];
            if seat.comes <= day {
                self.heads += 1;
                self.able += if seat.able <= day { 1.0 } else { role.learning };
            }
            let edges = [seat.comes, seat.able, seat.goes];
            let next = edges.into_iter().filter(|&edge| edge > day).min();
            self.next = self.next.min(next.unwrap_or(NEVER));
        }
        self.begun |= self.heads > 0;
    }

    /// Orders these people can do in a day; endless where they limit nothing.
    #[inline]
    pub fn orders(&self, role: &Role) -> f64 {
        match role.serves {
            Some(serves) if self.begun && role.per_order > 0.0 => {
                self.able * serves / role.per_order
            }
            _ => f64::INFINITY,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Law;

    fn role() -> Role {
        Role {
            id: "pack".to_owned(),
            wage: Money::yuan(3000.0),
            serves: Some(50.0),
            per_order: 1.0,
            work: Work::Orders,
            hiring: Quantity::new(Law::Exponential { mean: 10.0 * DAY }, Kind::Duration),
            probation: 5,
            learning: 0.5,
            leaves: 0.1,
            address: Address::purpose("role").of("pack"),
        }
    }

    /// P(come by day t) = 1 − e^(−t/10): with nobody leaving, so many of four are there on average, and those of the last
    /// five days at half speed.
    #[test]
    fn hiring_takes_its_time() {
        let role = Role {
            leaves: 0.0,
            ..role()
        };
        let (mut there, mut able) = (0.0, 0.0);
        let worlds = 20_000;
        for world in 0..worlds {
            let (key, mut crew) = (WorldKey::new(5, world), Crew::default());
            crew.clear();
            crew.set_level(&role, key, 4, 0);
            (0..=12).for_each(|day| crew.begin_day(&role, key, day));
            there += crew.heads as f64;
            able += crew.able;
        }
        let by = |day: f64| 4.0 * (1.0 - libm::exp(-day / 10.0));
        // Standard deviation of heads: √(4 · 0.7 · 0.3) = 0.92, so 0.0065 of the mean.
        assert!((there / worlds as f64 - by(12.0)).abs() < 0.026);
        assert!((able / worlds as f64 - f64::midpoint(by(12.0), by(7.0))).abs() < 0.026);
    }

    #[test]
    fn one_more_person_changes_nobody_else() {
        let role = role();
        for world in 0..50 {
            let key = WorldKey::new(6, world);
            let (mut four, mut five) = (Crew::default(), Crew::default());
            for (crew, level) in [(&mut four, 4), (&mut five, 5)] {
                crew.clear();
                crew.set_level(&role, key, level, 3);
                (3..400).for_each(|day| crew.begin_day(&role, key, day));
            }
            assert_eq!(four.seats[..4], five.seats[..4]);
        }
    }

    #[test]
    fn levels_go_down_and_up() {
        let role = Role {
            hiring: Quantity::constant(2.0 * DAY),
            leaves: 0.0,
            ..role()
        };
        let (key, mut crew) = (WorldKey::new(1, 0), Crew::default());
        crew.clear();
        crew.set_level(&role, key, 2, 0);
        let mut heads = Vec::new();
        for day in 0..8 {
            match day {
                4 => crew.set_level(&role, key, 1, day),
                5 => crew.set_level(&role, key, 2, day),
                _ => {}
            }
            crew.begin_day(&role, key, day);
            heads.push(crew.heads);
        }
        assert_eq!(heads, [0, 0, 2, 2, 1, 1, 1, 2]);
        assert_eq!((crew.days_until(8), crew.days_until(8)), (9, 0));
        assert_eq!(role.needed(101.0), 3.0);
        assert_eq!(crew.orders(&role), 75.0); // one at full speed, one at half
    }
}
