//! Counts as numbers, and numbers as counts. No count of a ramp comes near 2⁶³, and processors turn signed numbers in one
//! step where unsigned ones take several.

/// A count as a number.
#[inline]
pub fn real(count: u64) -> f64 {
    count.cast_signed() as f64
}

/// The whole part of a number that is not negative.
#[inline]
pub fn whole(number: f64) -> u64 {
    (number as i64).cast_unsigned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_as_without_a_sign() {
        for number in [0.0, 0.99, 1.0, 1e9 + 0.5, 4.5e15, 9.2e18] {
            assert_eq!(whole(number), number as u64);
            assert_eq!(real(number as u64), number as u64 as f64);
        }
    }
}
