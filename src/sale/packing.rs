//! Packing in advance on shifts: every next box goes to whoever is free first, and what is not finished at the opening is
//! not there.

use super::Facts;
use super::plan::Plan;
use super::prepack::{PackingPost, Prepack, Prepacking};
use super::shelf::Shelf;
use super::time::{Ticks, hours, ticks};
use crate::model::Catalogue;
use crate::random::{Address, Stream, WorldKey};
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::collections::binary_heap::PeekMut;

/// Buffers for packing, reused from play to play. Ticks are those of [`Prepacking`].
#[derive(Clone, Debug, Default)]
pub struct PackingBuffers {
    /// All boxes that were begun, by beginning.
    pub boxes: Vec<PackedBox>,
    /// By table: boxes that are there at the opening.
    pub packed: Vec<u64>,
    people: Vec<Packer>,
    /// By table and team: time on duty.
    there: Vec<Ticks>,
    teams: usize,
    /// By table: boxes that are begun, and the draws of their work.
    begun: Vec<(u64, Stream)>,
    /// By table and box: minutes of work at speed 1, a block of boxes at a time.
    work: Vec<Vec<f64>>,
    /// When who is there is free next, as (time, post).
    free: BinaryHeap<Reverse<(Ticks, usize)>>,
}

/// A box that was begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PackedBox {
    /// The table it belongs to.
    pub table: usize,
    /// Its number there, from 0.
    pub number: u64,
    /// Who packed it, by the place among those who pack.
    pub person: usize,
    /// When it was begun.
    pub start: Ticks,
    /// When it was finished.
    pub end: Ticks,
}

/// A person's state.
#[derive(Clone, Copy, Debug)]
struct Packer {
    team: usize,
    number: usize,
    speed: f64,
    /// When the last box begun is done.
    free: Ticks,
    /// The present post.
    post: Option<usize>,
    /// Time on duty at the posts before it, and at it.
    on_duty: (Ticks, Ticks),
}

/// Packs all boxes of a plan.
pub fn pack(facts: &Facts, plan: &Plan, key: WorldKey, packing: &mut PackingBuffers) {
    packing.clear();
    let prepack = &plan.prepack;
    if !prepack.on_shifts() {
        return;
    }
    packing.begin(facts, prepack, key);
    packing.work_off(facts, plan);
    packing.packed.resize(prepack.tables.len(), 0);
    for packed in &packing.boxes {
        packing.packed[packed.table] += u64::from(packed.end <= prepack.opening);
    }
    for (table, packed) in prepack.tables.iter().zip(&mut packing.packed) {
        if table.shifts.is_empty() {
            *packed = plan.stocks[table.product].boxes;
        }
    }
}

impl PackingBuffers {
    /// The shelves get the boxes that are finished at the opening.
    pub fn fill(&self, prepack: &Prepacking, shelves: &mut [Shelf]) {
        for (table, &packed) in prepack.tables.iter().zip(&self.packed) {
            shelves[table.product].boxes = packed;
        }
    }

    /// How long a person of a team was on duty on prepack shifts.
    pub fn worked(&self, team: usize, number: usize) -> Ticks {
        let person = |packer: &&Packer| (packer.team, packer.number) == (team, number);
        self.people.iter().find(person).map_or(0, Packer::worked)
    }

    /// How long people of a team were on duty at a table.
    pub fn there(&self, table: usize, team: usize) -> Ticks {
        self.there[table * self.teams + team]
    }

    fn clear(&mut self) {
        self.boxes.clear();
        self.packed.clear();
        self.people.clear();
        self.there.clear();
        self.begun.clear();
        self.free.clear();
    }

    /// Who is there, how fast, and from when.
    fn begin(&mut self, facts: &Facts, prepack: &Prepacking, key: WorldKey) {
        let packers = prepack.people.iter().filter_map(|person| {
            let (team, number) = (person.team?, person.number);
            Some(Packer {
                team,
                number,
                speed: facts.teams[team].personal_speed(key, number),
                free: 0,
                post: None,
                on_duty: (0, 0),
            })
        });
        self.people.extend(packers);
        // Boxes are drawn one by one, so that the first ones are the same however many follow.
        let streams = prepack.tables.iter().map(|table| {
            let product = &facts.range.products[table.product].id;
            (0, key.stream(Address::purpose("box").of(product)))
        });
        self.begun.extend(streams);
        self.work.resize_with(prepack.tables.len(), Vec::new);
        self.work.iter_mut().for_each(Vec::clear);
        self.teams = facts.teams.len();
        self.there.resize(prepack.tables.len() * self.teams, 0);
        for (index, post) in prepack.posts.iter().enumerate() {
            let Packer { team, number, .. } = self.people[post.person];
            let shift = &prepack.tables[post.table].shifts[post.shift];
            if !facts.teams[team].is_absent(key, number, &shift.id, post.day) {
                self.free.push(Reverse((post.from, index)));
                self.there[post.table * self.teams + team] += post.to - post.from;
            }
        }
    }

    /// People take one box after the other. Posts of one time come in the order of the plan.
    fn work_off(&mut self, facts: &Facts, plan: &Plan) {
        let prepack = &plan.prepack;
        while let Some(mut first) = self.free.peek_mut() {
            let Reverse((time, index)) = *first;
            let post = &prepack.posts[index];
            let person = &mut self.people[post.person];
            person.come(index, post);
            // A box of the shift before may take until now.
            let start = time.max(person.free);
            let table = &prepack.tables[post.table];
            let (begun, stream) = &mut self.begun[post.table];
            let planned = plan.stocks[table.product].boxes;
            if *begun >= planned || start >= post.to {
                PeekMut::pop(first);
                continue;
            }
            if start > time {
                *first = Reverse((start, index));
                continue;
            }
            let work = &mut self.work[post.table];
            let place = (*begun % BLOCK) as usize;
            if place == 0 {
                work.resize((planned - *begun).min(BLOCK) as usize, 0.0);
                draw_boxes(table, stream, work);
            }
            let minutes = work[place];
            let speed = person.speed_at(start - post.from, facts, prepack);
            let end = start.saturating_add(ticks(minutes / speed));
            person.free = end;
            self.boxes.push(PackedBox {
                table: post.table,
                number: *begun,
                person: post.person,
                start,
                end,
            });
            *begun += 1;
            if end < post.to {
                *first = Reverse((end, index));
            } else {
                PeekMut::pop(first);
            }
        }
    }
}

/// So many boxes are drawn at once.
const BLOCK: u64 = 1024;

/// Draws the work of the next boxes of a table.
fn draw_boxes(table: &Prepack, stream: &mut Stream, work: &mut [f64]) {
    let [order, piece] = &table.work;
    if piece.is_certain() {
        order.fill_in_turn(stream, work);
        let more = piece.mean();
        for minutes in work {
            *minutes += more;
        }
    } else {
        work.fill_with(|| order.sample(stream) + piece.sample(stream));
    }
}

impl Packer {
    /// Begins a post, unless it has begun.
    fn come(&mut self, index: usize, post: &PackingPost) {
        if self.post != Some(index) {
            self.post = Some(index);
            self.on_duty = (self.worked(), post.to - post.from);
        }
    }

    /// The speed of a box that is begun so long after the post.
    fn speed_at(&self, here: Ticks, facts: &Facts, prepack: &Prepacking) -> f64 {
        let team = &facts.teams[self.team];
        self.speed * team.pace(prepack.skill(team), (here, self.on_duty.0 + here))
    }

    fn worked(&self) -> Ticks {
        self.on_duty.0 + self.on_duty.1
    }
}

/// The places of the metrics of packing in an outcome; only those of what is written.
#[derive(Clone, Debug)]
pub struct PackingGauges {
    shifts: Option<ShiftGauges>,
    unpacking: Option<usize>,
}

#[derive(Clone, Debug)]
struct ShiftGauges {
    packed: usize,
    missing: usize,
    hours: usize,
    /// Boxes packed and missing by table, where there are several.
    tables: Vec<[usize; 2]>,
}

impl ShiftGauges {
    fn new(facts: &Facts, prepack: &Prepacking, c: &mut Catalogue) -> Self {
        const WHAT: [(&str, &str); 2] = [
            ("packed", "finished by the opening"),
            ("missing", "planned and not finished by the opening"),
        ];
        let [packed, missing] = WHAT.map(|(what, words)| {
            c.add(format!("prepack.{what}"), "boxes", format!("boxes {words}"))
        });
        let hours = c.add(
            "prepack.hours",
            "h",
            "hours people are there on prepack shifts, absences left out",
        );
        let mut tables = Vec::new();
        if prepack.tables.len() > 1 {
            for table in &prepack.tables {
                let id = &facts.range.products[table.product].id;
                tables.push(WHAT.map(|(what, words)| {
                    let meaning = format!("boxes of {id} {words}");
                    c.add(format!("prepack.{id}.{what}"), "boxes", meaning)
                }));
            }
        }
        Self {
            packed,
            missing,
            hours,
            tables,
        }
    }
}

impl PackingGauges {
    /// Names the metrics.
    pub fn new(facts: &Facts, prepack: &Prepacking, c: &mut Catalogue) -> Self {
        let tables = &prepack.tables;
        let shifts = prepack
            .on_shifts()
            .then(|| ShiftGauges::new(facts, prepack, c));
        let unpacking = tables.iter().any(|table| table.unpack > 0.0).then(|| {
            c.add(
                "prepack.unpack_hours",
                "h",
                "hours of work to unpack the boxes that are left over",
            )
        });
        Self { shifts, unpacking }
    }

    /// Reports a play.
    pub fn report(
        &self,
        plan: &Plan,
        packing: &PackingBuffers,
        shelves: &[Shelf],
        values: &mut [f64],
    ) {
        let tables = &plan.prepack.tables;
        if let Some(gauges) = &self.shifts {
            let (mut packed, mut missing) = (0, 0);
            for (index, (table, &done)) in tables.iter().zip(&packing.packed).enumerate() {
                let left = plan.stocks[table.product].boxes - done;
                packed += done;
                missing += left;
                if let Some(&[packed, missing]) = gauges.tables.get(index) {
                    (values[packed], values[missing]) = (done as f64, left as f64);
                }
            }
            values[gauges.packed] = packed as f64;
            values[gauges.missing] = missing as f64;
            values[gauges.hours] = hours(packing.people.iter().map(Packer::worked).sum());
        }
        if let Some(place) = self.unpacking {
            let minutes = tables
                .iter()
                .map(|table| shelves[table.product].boxes as f64 * table.unpack);
            values[place] = minutes.sum::<f64>() / 60.0;
        }
    }
}
