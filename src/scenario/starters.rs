//! Commented scenarios to begin with; each is a file of `scenarios/`, so that it is played by the tests.

/// A starter: its name, what it is, its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Starter {
    /// As given to `new --template`.
    pub name: &'static str,
    /// One line in plain words.
    pub about: &'static str,
    /// The scenario.
    pub text: &'static str,
}

/// All starters.
pub const STARTERS: [Starter; 4] = [
    Starter {
        name: "small",
        about: "ten lines: one source, a few stations",
        text: include_str!("../../scenarios/small.toml"),
    },
    Starter {
        name: "sale",
        about: "a first flash sale with stock, prepacking and couriers",
        text: include_str!("../../scenarios/juhuasuan.toml"),
    },
    Starter {
        name: "group-buy",
        about: "group-buy sites with reserved pieces, a restock, orders that wait for it",
        text: include_str!("../../scenarios/group-buy.toml"),
    },
    Starter {
        name: "ramp",
        about: "a revenue ramp: from 30 to 200 orders a day, in stages",
        text: include_str!("../../scenarios/orders-a-day.toml"),
    },
];
