//! Which random numbers a draw gets.
//!
//! Every source of chance has a stream of its own, keyed by (seed, replication, [`Address`]). A stream never depends on
//! the plan, the thread, or on what was drawn before, which is what makes worlds comparable across plans and runs
//! repeatable on any number of threads. The generator is xoshiro256++ of the `rand` crate (named and portable), seeded
//! by `SplitMix64`.

use rand::SeedableRng;
use rand::rngs::Xoshiro256PlusPlus;
use rand_distr::{Distribution, Exp1, StandardNormal};

/// Where in the world a draw stands: a purpose, the id of a thing, and as many numbers (index, day...) as it takes.
///
/// Things are named by their id and never by their position in the file, so that one more of them leaves the draws of
/// the others as they were.
///
/// ```
/// use surgeplan::random::{Address, WorldKey};
/// let van = Address::purpose("pickup").of("sto").of("noon");
/// let key = WorldKey::new(1, 0);
/// assert_eq!(key.stream(van.at(2)).uniform(), key.stream(van.at(2)).uniform());
/// assert_ne!(key.stream(van.at(2)).uniform(), key.stream(van.at(3)).uniform());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Address(u64);

impl Address {
    /// The address of a kind of draw, such as `"payment"`.
    pub const fn purpose(name: &str) -> Self {
        Self(hash_text(0, name))
    }

    /// The same kind of draw for the thing of this id.
    #[must_use]
    pub const fn of(self, id: &str) -> Self {
        Self(hash_text(self.0, id))
    }

    /// The same for the `index`-th of them, or the `index`-th day.
    #[must_use]
    pub const fn at(self, index: u64) -> Self {
        Self(mix(self.0 ^ mix(index ^ 0xA076_1D64_78BD_642F)))
    }
}

/// One world of one seed: what all its streams have in common.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WorldKey(u64);

impl WorldKey {
    /// The key of replication number `replication` (counted from 0) under `seed`.
    pub const fn new(seed: u64, replication: u64) -> Self {
        Self(mix(mix(seed).wrapping_add(
            replication.wrapping_mul(0x9E37_79B9_7F4A_7C15),
        )))
    }

    /// The key of a world inside this one, such as that of a sale inside a ramp.
    #[must_use]
    pub const fn within(self, address: Address) -> Self {
        Self(mix(self.0 ^ mix(address.0)))
    }

    /// The stream of draws at an address of this world, from its beginning.
    pub fn stream(self, address: Address) -> Stream {
        Stream(Xoshiro256PlusPlus::seed_from_u64(mix(self.0 ^ address.0)))
    }

    /// The stream of one of many numbered things at an address: for what is drawn one by one while a plan is played, as it
    /// takes less time than an [`Address`] of its own.
    #[inline]
    pub fn stream_of(self, address: Address, index: u64) -> Stream {
        Stream(Xoshiro256PlusPlus::seed_from_u64(self.lot(address, index)))
    }

    /// A uniform number in [0, 1) for one of many numbered things at an address.
    #[inline]
    pub fn uniform_of(self, address: Address, index: u64) -> f64 {
        (mix(self.lot(address, index)) >> 11) as f64 * (1.0 / (1u64 << 53) as f64)
    }

    /// Steps of an odd number that is far from those `mix` takes.
    const fn lot(self, address: Address, index: u64) -> u64 {
        mix(self.0 ^ address.0).wrapping_add(index.wrapping_mul(0xD1B5_4A32_D192_ED03))
    }
}

/// A stream of random numbers.
#[derive(Clone, Debug)]
pub struct Stream(Xoshiro256PlusPlus);

/// Where the ziggurat of `rand_distr` for the normal distribution hands over to its tail.
const NORMAL_TAIL: f64 = 3.654_152_885_361_009;
/// The same for the exponential distribution.
const EXPONENTIAL_TAIL: f64 = 7.697_117_470_131_05;

impl Stream {
    /// A uniform number in [0, 1), a multiple of 2⁻⁵³.
    #[inline]
    pub fn uniform(&mut self) -> f64 {
        rand::RngExt::random(&mut self.0)
    }

    /// 64 random bits.
    #[inline]
    pub fn bits(&mut self) -> u64 {
        rand::RngExt::random(&mut self.0)
    }

    /// A standard normal number.
    ///
    /// Beyond 3.65 `rand_distr` takes a logarithm from whatever the build uses; such a value (one in 3,900) tells only
    /// its sign here and the tail is drawn anew with `libm`, after Marsaglia (1964), so that all builds agree.
    #[inline]
    pub fn normal(&mut self) -> f64 {
        let z: f64 = StandardNormal.sample(&mut self.0);
        if z.abs() > NORMAL_TAIL {
            self.normal_tail().copysign(z)
        } else {
            z
        }
    }

    /// Draws a standard normal number into every place of `values`.
    pub fn fill_normal(&mut self, values: &mut [f64]) {
        // A copy whose address nobody has stays in registers from draw to draw.
        let mut generator = self.0.clone();
        for place in values {
            let z: f64 = StandardNormal.sample(&mut generator);
            *place = if z.abs() > NORMAL_TAIL {
                let mut stream = Self(generator);
                let tail = stream.normal_tail().copysign(z);
                generator = stream.0;
                tail
            } else {
                z
            };
        }
        self.0 = generator;
    }

    #[cold]
    fn normal_tail(&mut self) -> f64 {
        loop {
            let x = self.exponential() / NORMAL_TAIL;
            if 2.0 * self.exponential() > x * x {
                return NORMAL_TAIL + x;
            }
        }
    }

    /// An exponential number of mean 1.
    ///
    /// As in [`Stream::normal`], the tail beyond 7.7 is drawn anew with `libm`.
    #[inline]
    pub fn exponential(&mut self) -> f64 {
        let x: f64 = Exp1.sample(&mut self.0);
        if x > EXPONENTIAL_TAIL {
            EXPONENTIAL_TAIL - libm::log(1.0 - self.uniform())
        } else {
            x
        }
    }

    /// The generator itself, for samplers of `rand_distr` that take no logarithm or power.
    #[inline]
    pub fn generator(&mut self) -> &mut Xoshiro256PlusPlus {
        &mut self.0
    }
}

/// `SplitMix64`'s finaliser: every input bit reaches every output bit (Steele, Lea and Flood, 2014).
const fn mix(value: u64) -> u64 {
    let mut z = value.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

const fn hash_text(start: u64, text: &str) -> u64 {
    let bytes = text.as_bytes();
    let mut hash = mix(start ^ bytes.len() as u64);
    let mut i = 0;
    while i < bytes.len() {
        hash = mix(hash ^ bytes[i] as u64);
        i += 1;
    }
    hash
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_numbers_are_pinned() {
        // A change of these values is value-breaking: say so in CHANGELOG.md.
        let mut stream = WorldKey::new(1, 0).stream(Address::purpose("work").of("pick"));
        let drawn = [stream.uniform(), stream.normal(), stream.exponential()];
        assert_eq!(drawn.map(f64::to_bits), PINNED, "drawn {drawn:?}");
    }

    const PINNED: [u64; 3] = [
        4_606_685_205_056_412_616,
        4_605_434_109_071_076_545,
        4_609_607_419_539_161_045,
    ];

    #[test]
    fn tails_keep_their_weight_and_mean() {
        let mut stream = WorldKey::new(7, 7).stream(Address::purpose("test"));
        let n = 4_000_000;
        let (mut beyond, mut excess, mut far, mut long) = (0u32, 0.0, 0u32, 0.0);
        for _ in 0..n {
            let z = stream.normal();
            if z > NORMAL_TAIL {
                beyond += 1;
                excess += z - NORMAL_TAIL;
            }
            let x = stream.exponential();
            if x > EXPONENTIAL_TAIL {
                far += 1;
                long += x - EXPONENTIAL_TAIL;
            }
        }
        // P(Z > 3.654...) = 1.2903e-4, P(X > 7.697...) = e^-7.697 = 4.5408e-4; the excess of X has mean 1,
        // that of Z has mean phi(r)/P − r = 0.2563.
        let near = |got: f64, want: f64, se: f64| {
            assert!((got - want).abs() < 4.0 * se, "{got} against {want} ± {se}");
        };
        near(
            f64::from(beyond),
            1.290_3e-4 * f64::from(n),
            (1.29e-4 * f64::from(n)).sqrt(),
        );
        near(
            f64::from(far),
            4.540_8e-4 * f64::from(n),
            (4.54e-4 * f64::from(n)).sqrt(),
        );
        near(long / f64::from(far), 1.0, 1.0 / f64::from(far).sqrt());
        near(
            excess / f64::from(beyond),
            0.2563,
            0.245 / f64::from(beyond).sqrt(),
        );
    }

    #[test]
    fn neighbouring_streams_are_unlike() {
        // Correlation of first uniforms over neighbouring replications and addresses stays within noise.
        let n = 20_000u64;
        let mut sum = 0.0;
        for r in 0..n {
            let a = WorldKey::new(1, r).stream(Address::purpose("a")).uniform() - 0.5;
            let b = WorldKey::new(1, r + 1)
                .stream(Address::purpose("a"))
                .uniform()
                - 0.5;
            let c = WorldKey::new(1, r)
                .stream(Address::purpose("a").at(1))
                .uniform()
                - 0.5;
            sum += a * b + a * c;
        }
        let scale = (2.0 * n as f64).sqrt() / 12.0;
        assert!(sum.abs() < 4.0 * scale, "{sum} against ± {scale}");
    }
}
