//! Built-in shapes of a day: relative order rates by hour of the civil day, 24 numbers from midnight on.
//!
//! Only the form counts, not the sum. `office` is measured: orders by hour of the UCI Online Retail data (20,725 orders
//! of a British wholesaler, 2010-12 to 2011-12; Daqing Chen, CC BY 4.0). The others are assumed shapes of Chinese
//! consumer shopping: a quiet night, a plateau from ten in the morning, a dip at dinner and the highest rate from eight
//! to eleven in the evening; `food` peaks before meals, `evening` keeps the whole day low. A shop that knows its own
//! day writes 24 numbers instead.

/// The names that a scenario may use.
pub const NAMES: [&str; 5] = ["flat", "clothing", "food", "evening", "office"];

/// The shape of the `index`-th of [`NAMES`].
pub const fn shape(index: usize) -> [f64; 24] {
    SHAPES[index]
}

const SHAPES: [[f64; 24]; 5] = [
    [1.0; 24],
    [
        2.4, 1.2, 0.7, 0.5, 0.4, 0.5, 0.9, 1.8, 3.2, 4.6, 5.8, 5.6, 5.0, 5.4, 5.6, 5.6, 5.4, 4.8,
        4.6, 5.6, 7.2, 8.0, 7.4, 4.8,
    ],
    [
        1.2, 0.6, 0.4, 0.3, 0.3, 0.6, 1.6, 3.0, 3.8, 4.6, 7.0, 8.2, 5.6, 4.0, 4.2, 5.2, 7.2, 8.0,
        6.0, 5.2, 5.6, 5.4, 4.2, 2.4,
    ],
    [
        3.0, 1.4, 0.8, 0.5, 0.4, 0.4, 0.6, 1.0, 1.6, 2.2, 2.6, 2.8, 3.0, 2.8, 2.6, 2.6, 2.8, 3.4,
        5.0, 8.0, 11.0, 12.0, 10.0, 6.0,
    ],
    OFFICE,
];

const OFFICE: [f64; 24] = [
    0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 29.0, 568.0, 1538.0, 2431.0, 2473.0, 3322.0, 2818.0, 2554.0,
    2474.0, 1406.0, 738.0, 209.0, 146.0, 18.0, 0.0, 0.0, 0.0,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn office_holds_every_order_of_the_data() {
        assert_eq!(OFFICE.iter().sum::<f64>(), 20_725.0);
    }
}
