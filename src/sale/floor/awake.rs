//! Which stations have something to look at now, first along the line.

/// A set of places in the line.
#[derive(Clone, Debug, Default)]
pub struct Awake {
    bits: [u64; 4],
}

impl Awake {
    /// Nobody.
    pub fn clear(&mut self) {
        self.bits = [0; 4];
    }

    /// A place has something to look at.
    #[inline]
    pub fn wake(&mut self, rank: usize) {
        self.bits[rank / 64] |= 1 << (rank % 64);
    }

    /// A place has been looked at.
    #[inline]
    pub fn sleep(&mut self, rank: usize) {
        self.bits[rank / 64] &= !(1 << (rank % 64));
    }

    /// The first of them; `usize::MAX` when there is none.
    #[inline]
    pub fn first(&self) -> usize {
        for (word, bits) in self.bits.iter().enumerate() {
            if *bits != 0 {
                return word * 64 + bits.trailing_zeros() as usize;
            }
        }
        usize::MAX
    }
}
