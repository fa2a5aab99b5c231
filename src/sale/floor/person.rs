//! People on the floor: where they are and what they do.

use super::{Floor, Note, Timer};
use crate::sale::overtime::HourKind;
use crate::sale::roster::Duty;
use crate::sale::time::Ticks;

/// A person's state.
#[derive(Clone, Copy, Debug)]
pub struct Person {
    /// Own speed.
    speed: f64,
    /// Until when its paces stay what they are.
    pub steady_until: Ticks,
    /// Whether it has work in hand, on duty or not.
    pub busy: bool,
    /// Where it has work in hand, as a place in the line, and on which order, the first of them where there are several.
    pub work: (usize, usize),
    /// The orders it has in hand, as places among its station's arrivals: first, and how many.
    pub job: (usize, usize),
    /// The piece of equipment it uses.
    pub piece: u32,
    /// When what it has in hand is done, as far as that is known.
    pub until: Ticks,
    /// When it was last done, or came.
    pub free: Ticks,
    /// Where it is.
    pub whereabouts: Whereabouts,
    /// The station it stands at, walks to, or will come back to.
    pub place: usize,
    /// Where it goes when its work is done.
    pub target: Option<usize>,
    /// When it last set out for another station.
    pub moved: Option<Ticks>,
    /// On duty since.
    since: Ticks,
    /// At its place since.
    at_place: Ticks,
    /// Time on duty before `since`: in the present shift, and over all.
    on_duty: (Ticks, Ticks),
    /// The present shift and its day.
    pub shift: Option<(usize, i64)>,
    /// The end of its shift, when it stays beyond.
    pub stays: Option<Ticks>,
}

/// Where a person is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whereabouts {
    /// Not on duty.
    Away,
    /// At its place.
    There,
    /// On the way to its place, where it will be at this time.
    Walking(Ticks),
}

impl Person {
    /// Somebody who has not come yet, with its own speed and the time it has been on duty before.
    pub fn new(speed: f64, worked: Ticks) -> Self {
        Self {
            speed,
            steady_until: 0,
            busy: false,
            work: (0, 0),
            job: (0, 0),
            piece: 0,
            until: 0,
            free: 0,
            whereabouts: Whereabouts::Away,
            place: usize::MAX,
            target: None,
            moved: None,
            since: 0,
            at_place: 0,
            on_duty: (0, worked),
            shift: None,
            stays: None,
        }
    }

    /// Whether it stands at its place with nothing in hand.
    pub fn is_idle(&self) -> bool {
        self.whereabouts == Whereabouts::There && !self.busy
    }
}

impl Floor<'_> {
    /// How many minutes a person takes for a minute of work that it begins at a station now.
    #[inline]
    pub fn pace(&mut self, person: usize, station: usize) -> f64 {
        let people = self.state.people.len();
        if self.now >= self.state.people[person].steady_until {
            self.find_paces(person, station);
        }
        self.state.paces[station * people + person]
    }

    /// Finds a person's paces as they are now, and until when they stay so: everywhere, or where they change all the time,
    /// at the one station.
    #[cold]
    fn find_paces(&mut self, person: usize, station: usize) {
        let on_duty = self.on_duty(person);
        let team = self.roster.people[person].team;
        let team = team.map(|team| &self.facts.teams[team]);
        let steady = team.map_or(Ticks::MAX, |team| team.steady_for(on_duty));
        let stations = if steady == 0 {
            station..station + 1
        } else {
            0..self.facts.stations.len()
        };
        let state = &mut *self.state;
        let (people, own) = (state.people.len(), state.people[person].speed);
        for station in stations {
            let skill = team.map_or(1.0, |team| team.speed(station, on_duty));
            state.paces[station * people + person] = 1.0 / (skill * own);
        }
        state.people[person].steady_until = self.now.saturating_add(steady);
        state.saved.paced.push(person);
    }

    /// How long a person on duty has been so: in the present shift, and over all.
    pub fn on_duty(&self, person: usize) -> (Ticks, Ticks) {
        let state = &self.state.people[person];
        let spent = self.now - state.since;
        (state.on_duty.0 + spent, state.on_duty.1 + spent)
    }

    /// A person comes on duty: when a shift begins, or after a break.
    pub fn come(&mut self, duty: Duty) {
        // Who has stayed until the next shift begins stays no longer.
        self.leave(duty.person);
        let person = &mut self.state.people[duty.person];
        if person.shift != duty.shift || duty.shift.is_none() {
            person.shift = duty.shift;
            // A shift that was on at the opening has tired and taught its people.
            person.on_duty.0 = duty.before;
            person.on_duty.1 += duty.before;
            person.place = duty.station;
        }
        person.since = self.now;
        person.steady_until = self.now;
        self.arrive(duty.person);
    }

    /// A person is at its place.
    pub fn arrive(&mut self, person: usize) {
        let state = &mut self.state.people[person];
        state.whereabouts = Whereabouts::There;
        state.at_place = self.now;
        if !self.state.one_by_one {
            self.stand(person);
        } else if !state.busy {
            self.idle(person);
        }
    }

    /// A person has come to the end of its way, unless it has left in between.
    pub fn end_walk(&mut self, person: usize) {
        if self.state.people[person].whereabouts == Whereabouts::Walking(self.now) {
            self.arrive(person);
        }
    }

    /// A person has stayed as long as people may, unless it has left or stays for another shift.
    pub fn end_stay(&mut self, person: usize) {
        let limit = self.roster.overtime.limit;
        let stays = self.state.people[person].stays;
        if stays.is_some_and(|end| end + limit == self.now) {
            self.leave(person);
        }
    }

    /// A person has nothing in hand and waits for work at its place.
    fn idle(&mut self, person: usize) {
        self.state.staying.touch();
        self.join_idle(person);
        self.wake(self.state.people[person].place);
    }

    /// A person joins those who are idle at its place.
    pub fn join_idle(&mut self, person: usize) {
        let people = &mut self.state.people;
        people[person].free = self.now;
        let site = &mut self.state.sites[people[person].place];
        let idle = &mut site.idle;
        idle.push_back(person as u32);
        // Those who are free since the same time are taken by number.
        let mut at = idle.len() - 1;
        while at > 0 {
            let before = idle[at - 1] as usize;
            if (people[before].free, before) < (self.now, person) {
                break;
            }
            idle.swap(at - 1, at);
            at -= 1;
        }
    }

    /// A person's work is done.
    pub fn release(&mut self, person: usize) {
        let state = &mut self.state.people[person];
        state.busy = false;
        if state.whereabouts == Whereabouts::There {
            match state.target.take() {
                Some(target) => self.walk(person, target),
                None => self.idle(person),
            }
        }
    }

    /// A person leaves its place.
    fn step_away(&mut self, person: usize) {
        let state = &self.state.people[person];
        if state.whereabouts != Whereabouts::There {
            return;
        }
        self.state.presence[state.place].push((state.at_place, self.now));
        if !self.state.one_by_one {
            self.step_out(person);
        } else if !state.busy {
            let place = state.place;
            let people = &self.state.people;
            let idle = &mut self.state.sites[place].idle;
            let since = |person: usize| (people[person].free, person);
            // They stand in this order; with thousands of people, looking at each would take minutes.
            let at = idle.partition_point(|&other| since(other as usize) < since(person));
            // Who has just finished and goes elsewhere never stood among them.
            if idle.get(at) == Some(&(person as u32)) {
                idle.remove(at);
            }
            if idle.is_empty() {
                self.go_on(place);
            }
        }
    }

    /// A person without work in hand goes to another station.
    pub fn walk(&mut self, person: usize, to: usize) {
        self.step_away(person);
        let state = &mut self.state.people[person];
        let takes = state
            .shift
            .map_or(0, |(shift, _)| self.roster.shifts[shift].switch);
        // Even where it takes no time, what it has just finished goes on before it begins anything there.
        let at = self.now + takes.max(1);
        let from = state.place;
        let note = Note::Moved { person, from, to };
        self.state.diary.push((self.now, note));
        (state.place, state.whereabouts) = (to, Whereabouts::Walking(at));
        state.moved = Some(self.now);
        let timer = Timer::Walk {
            person: person as u32,
        };
        self.set_timer(at, timer);
    }

    /// A person goes off duty: for a break, or as its shift is over. Work in hand is finished.
    pub fn leave(&mut self, person: usize) {
        if self.state.people[person].whereabouts == Whereabouts::Away {
            return;
        }
        self.step_away(person);
        let state = &mut self.state.people[person];
        let spent = self.now - state.since;
        let rules = &self.roster.overtime;
        let tired = rules
            .after
            .map(|after| state.since + after.saturating_sub(state.on_duty.0));
        let over = tired
            .unwrap_or(Ticks::MAX)
            .min(state.stays.take().unwrap_or(Ticks::MAX));
        let mut kinds = [0; 4];
        if state.shift.is_some() {
            rules.add((state.since, self.now), over, &mut kinds);
        } else {
            kinds[HourKind::Regular as usize] = spent;
        }
        let of = (state.shift.map(|(shift, _)| shift)).zip(self.roster.people[person].team);
        self.state.hours.add(of, kinds);
        state.on_duty.0 += spent;
        state.on_duty.1 += spent;
        state.whereabouts = Whereabouts::Away;
        if let Some(target) = state.target.take() {
            state.place = target;
        }
    }
}
