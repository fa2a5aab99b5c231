//! Orders as water: a station for a step of the forecast, and work that is done one after the other.

use crate::random::exp::exp;

/// Steps in which the water flows; more follow the filling of queues more closely.
pub const STEPS: usize = 2;

/// (1 + cv²) / 2 of work that is about half as uneven as its mean: the mean wait for it, against work of exponential law.
const UNEVEN: f64 = 0.6;

/// The people at a place in the line.
#[derive(Clone, Copy, Debug, Default)]
pub struct Crew {
    /// How many.
    pub heads: f64,
    /// Minutes of work they do a minute, together; on average over the time, with what is lost on the way and to work in
    /// hand.
    pub able: f64,
}

impl Crew {
    /// Some people join (or, below 0, leave) who work at this speed after so many minutes of the time.
    pub fn add(&mut self, heads: f64, speed: f64, lost: f64, span: f64) {
        self.heads += heads;
        self.able += heads * speed * (1.0 - lost / span).max(0.0);
    }

    /// How many can work at once where so many can at most, and what they do.
    pub fn at_once(&self, limit: f64) -> (f64, f64) {
        if self.heads > limit {
            (limit, self.able * limit / self.heads)
        } else {
            (self.heads, self.able)
        }
    }
}

/// What a station can do in a step.
#[derive(Clone, Copy, Debug)]
pub struct Room {
    /// So many orders can be in hand at once.
    pub at_once: f64,
    /// So many can be done.
    pub can: f64,
    /// Steps for one of them.
    pub takes: f64,
    /// To which power its load is taken (see [`power`]).
    pub power: f64,
}

impl Room {
    /// So many are there, and so many come; returns how many are there in the end, and on average.
    pub fn serve(&self, here: f64, come: f64) -> (f64, f64) {
        let &Self {
            at_once,
            can,
            takes,
            ..
        } = self;
        if at_once < 0.5 {
            return (here + come, here + 0.5 * come);
        }
        let mut now = here;
        let (mut time, mut area) = (1.0, 0.0);
        if now > at_once {
            let net = can - come;
            if net <= now - at_once {
                return (now - net, now - 0.5 * net);
            }
            let queue = (now - at_once) / net;
            area = queue * 0.5 * (now + at_once);
            (now, time) = (at_once, 1.0 - queue);
        }
        // Steps of each piece of work.
        let lasts = at_once * takes;
        let tends = come * lasts;
        let fades = exp(-time * can / at_once);
        let end = tends + (now - tends) * fades;
        if end > at_once {
            let end = (now + (come - can) * time).max(at_once);
            return (end, area + 0.5 * (now + end) * time);
        }
        let mean = tends * time + (now - tends) * (1.0 - fades) * lasts;
        (end, area + mean)
    }

    /// Orders that wait on average because they and their work come unevenly, where so many come: the overflow queue of
    /// Akçelik (1980), beyond that of the water.
    ///
    /// With one server and much time it tends to the queue of M/G/1 below capacity and to none above; several servers wait
    /// less, by the power of Sakasegawa (1977).
    pub fn chance_wait(&self, come: f64) -> f64 {
        if self.at_once < 0.5 {
            return 0.0;
        }
        let load = come * self.takes;
        let full = to_power(load.min(1.0), self.power);
        let short = (load - 1.0).abs();
        let uneven = 8.0 * UNEVEN / STEPS as f64 * full * self.takes;
        0.25 * come * STEPS as f64 * ((short * short + uneven).sqrt() - short)
    }
}

/// The power of Sakasegawa (1977) for so many servers.
pub fn power(servers: f64) -> f64 {
    (2.0 * (servers.max(1.0) + 1.0)).sqrt() - 1.0
}

/// A share to a power of at least 1: whole powers as they are, in between by the straight line that is right near 1. A
/// platform's own power would place people differently on another, and takes longer.
fn to_power(share: f64, power: f64) -> f64 {
    let whole = power as u32;
    let all = (0..whole).fold(1.0, |all, _| all * share);
    all * (1.0 - (power - f64::from(whole)) * (1.0 - share))
}

/// Work that is done after people stood so, one after the other.
#[derive(Clone, Copy, Debug)]
pub struct End {
    /// Minutes for a minute of work, beyond what keeps coming.
    pub pace: f64,
    /// Minutes until people go.
    pub rest: f64,
    /// Minutes until they come again.
    pub night: f64,
    /// Minutes of it that are over.
    pub at: f64,
    /// Minutes that all orders together have spent until they were done.
    pub cost: f64,
}

impl End {
    /// Orders with so much work each are done next; what is left when people go waits until they come again.
    pub fn finish(&mut self, orders: f64, work: f64) {
        if orders <= 0.0 || work <= 0.0 {
            return;
        }
        let lasts = orders * work * self.pace;
        self.cost += orders * (self.at + 0.5 * lasts);
        self.at += lasts;
        let over = self.at - self.rest;
        if over > 0.0 {
            self.cost += orders * (over / lasts).min(1.0) * self.night;
        }
    }
}
