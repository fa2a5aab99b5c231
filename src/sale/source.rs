//! Sources of buyers: how many come, when, and what share of them buys.

use super::context::Context;
use super::money::{Money, Rate};
use super::reserve::Reserve;
use crate::random::{Address, Kind, Profile, Quantity, WorldKey};
use crate::reader::{Section, Value};

/// A source of buyers.
#[derive(Clone, Debug, PartialEq)]
pub struct Source {
    /// Its name in the file.
    pub id: String,
    /// How many come.
    pub traffic: Traffic,
    /// Share of visitors who buy; 1 where buyers are given directly.
    pub conversion: Quantity,
    /// When they come.
    pub profile: Profile,
    /// Whether the sale's heat touches it.
    pub heat: bool,
    /// Variance ÷ mean of the counts of 10 minutes; 1 = Poisson.
    pub bursty: f64,
    /// The product its buyers want; none = by the products' shares.
    pub product: Option<usize>,
    /// The price its buyers pay, where it is not the product's.
    pub price: Option<Money>,
    /// The share of the revenue it brings that it takes.
    pub commission: Rate,
    /// Pieces of its product kept for it.
    pub reserve: Option<Reserve>,
    pub(super) address: Address,
}

/// How a source's visitors are written.
#[derive(Clone, Debug, PartialEq)]
pub enum Traffic {
    /// Expected buyers.
    Orders(Quantity),
    /// Expected visitors.
    Visitors(Quantity),
    /// Members and the share of them that comes.
    Members(f64, Quantity),
    /// A budget in yuan and the price of a click.
    Clicks(f64, Quantity),
    /// A budget in yuan, the price of a thousand views, and the share of views that click.
    Views(f64, Quantity, Quantity),
}

impl Traffic {
    pub(super) fn draw(&self, key: WorldKey, address: Address) -> f64 {
        let drawn = |place: usize| self.drawn(place, (key, address));
        match self {
            Self::Orders(_) | Self::Visitors(_) => drawn(0),
            Self::Members(members, _) => members * drawn(0),
            Self::Clicks(budget, _) => budget / drawn(0),
            Self::Views(budget, ..) => budget / drawn(0) * 1000.0 * drawn(1),
        }
    }

    /// The quantities that are drawn of it, each by the key that says it and the name of its stream.
    pub(super) fn quantities(&self) -> [Option<(&'static str, &'static str, &Quantity)>; 2] {
        match self {
            Self::Orders(count) => [Some(("orders", "visitors", count)), None],
            Self::Visitors(count) => [Some(("visitors", "visitors", count)), None],
            Self::Members(_, reach) => [Some(("reach", "reach", reach)), None],
            Self::Clicks(_, price) => [Some(("cost_per_click", "click price", price)), None],
            Self::Views(_, price, rate) => [
                Some(("cost_per_mille", "view price", price)),
                Some(("click_rate", "click rate", rate)),
            ],
        }
    }

    /// One of these as it is drawn in a world.
    pub(super) fn drawn(&self, place: usize, (key, address): (WorldKey, Address)) -> f64 {
        self.quantities()[place].map_or(f64::NAN, |(_, what, quantity)| {
            quantity.sample(&mut key.stream(address.of(what)))
        })
    }

    /// What is spent on it.
    pub fn budget(&self) -> Money {
        match self {
            Self::Orders(_) | Self::Visitors(_) | Self::Members(..) => Money::ZERO,
            Self::Clicks(budget, _) | Self::Views(budget, ..) => Money::yuan(*budget),
        }
    }

    /// Visitors (or buyers) at the mean of everything that is uncertain.
    fn mean(&self) -> f64 {
        match self {
            Self::Orders(count) | Self::Visitors(count) => count.mean(),
            Self::Members(members, reach) => members * reach.mean(),
            Self::Clicks(budget, price) => budget / price.mean(),
            Self::Views(budget, price, rate) => budget / price.mean() * 1000.0 * rate.mean(),
        }
    }
}

/// The profile of sources that name none.
const FLAT: &str = "flat";

impl Source {
    /// Buyers expected at the mean of everything that is uncertain, the sale's heat among it.
    pub fn mean_buyers(&self, heat: f64) -> f64 {
        self.traffic.mean() * self.conversion.mean() * if self.heat { heat } else { 1.0 }
    }

    /// Other visitors expected, likewise.
    pub fn mean_others(&self, heat: f64) -> f64 {
        let share = 1.0 - self.conversion.mean();
        self.traffic.mean() * share * if self.heat { heat } else { 1.0 }
    }

    /// Draws how many buyers and other visitors are expected in a world of this heat.
    pub(super) fn draw_means(&self, key: WorldKey, heat: f64) -> (f64, f64) {
        let conversion = self.drawn_conversion(key);
        let heat = if self.heat { heat } else { 1.0 };
        let visitors = self.traffic.draw(key, self.address);
        (
            visitors * conversion * heat,
            visitors * (1.0 - conversion) * heat,
        )
    }

    /// Its conversion in a world.
    pub(super) fn drawn_conversion(&self, key: WorldKey) -> f64 {
        self.conversion
            .sample(&mut key.stream(self.address.of("conversion")))
    }

    /// Whether nothing but the Poisson count is uncertain.
    pub fn is_certain(&self) -> bool {
        self.conversion.is_certain()
            && match &self.traffic {
                Traffic::Orders(q)
                | Traffic::Visitors(q)
                | Traffic::Members(_, q)
                | Traffic::Clicks(_, q) => q.is_certain(),
                Traffic::Views(_, price, rate) => price.is_certain() && rate.is_certain(),
            }
    }

    pub(super) fn read(
        id: &str,
        s: Section<'_>,
        cx: &Context<'_>,
        profiles: &[Option<Profile>],
    ) -> Self {
        s.about("A source of buyers: how many come, when, and what share of them buys.");
        let ways: Vec<&'static str> = ["orders", "visitors", "members", "budget"]
            .into_iter()
            .filter(|key| s.has(key))
            .collect();
        let traffic = read_traffic(&s, cx, &ways);
        let direct = ways == ["orders"];
        let conversion = if direct {
            if let Some(item) = s.item("conversion") {
                item.wrong(
                    "bad_source",
                    format!("`{}` gives orders, which are buyers already", s.path()),
                    "remove `conversion`, or give `visitors`",
                );
            }
            Quantity::constant(1.0)
        } else {
            let conversion = s.field("conversion", |item| {
                Quantity::read(item, Kind::Share, cx.files)
            });
            if !s.has("conversion") && ways.len() == 1 {
                s.missing(
                    "conversion",
                    "the share of visitors who buy, such as { mean = 0.02, cv = 0.2 }",
                );
            }
            conversion.or(Quantity::constant(1.0))
        };
        let named = s.item("profile").filter(|item| {
            // Flat is there without being written, unless the file gives the name to a profile of its own.
            let built_in = matches!(&item.node().value, Value::Text(name) if name == FLAT);
            !built_in || cx.ids.profiles.iter().any(|id| id == FLAT)
        });
        let named = named.and_then(|item| item.reference("profile", &cx.ids.profiles));
        let bursty = s.number("bursty").within(1.0, 10_000.0).or(1.0);
        let profile = named
            .and_then(|index| profiles[index].clone())
            .unwrap_or_else(|| Profile::flat(cx.calendar.window()));
        let source = Self {
            id: id.to_owned(),
            traffic,
            conversion,
            profile: if bursty > 1.0 {
                profile.in_stretches()
            } else {
                profile
            },
            heat: s.boolean("heat").or(ways != ["budget"]),
            bursty,
            product: s
                .reference("product", "product", &cx.ids.products)
                .optional(),
            price: s.money("price").optional().map(Money::yuan),
            commission: Rate::of(s.probability("commission").or(0.0)),
            reserve: Reserve::read(&s),
            address: Address::purpose("source").of(id),
        };
        s.close();
        source
    }
}

fn read_traffic(s: &Section<'_>, cx: &Context<'_>, ways: &[&'static str]) -> Traffic {
    let quantity = |key: &'static str, kind: Kind| {
        if !s.has(key) {
            s.missing(key, "");
        }
        Quantity::field(s, key, kind, cx.files).or(Quantity::constant(1.0))
    };

    match ways {
        ["orders"] => Traffic::Orders(quantity("orders", Kind::Number)),
        ["visitors"] => Traffic::Visitors(quantity("visitors", Kind::Number)),
        ["members"] => Traffic::Members(
            s.number("members").at_least(0.0).or(0.0),
            quantity("reach", Kind::Share),
        ),
        ["budget"] if s.has("cost_per_mille") => Traffic::Views(
            s.money("budget").or(0.0),
            price(s, "cost_per_mille", cx),
            quantity("click_rate", Kind::Share),
        ),
        ["budget"] => Traffic::Clicks(s.money("budget").or(0.0), price(s, "cost_per_click", cx)),
        _ => {
            s.problems().error(
                "bad_source",
                Some(s.span()),
                format!("`{}` needs exactly one way to say how many come", s.path()),
                if ways.is_empty() { "none is given".to_owned() } else { format!("found {}", ways.join(", ")) },
                "write one of orders = 2000, visitors = 36000, members = 10800 with reach = 0.35, or budget = 20000 with cost_per_click = 1.2",
            );
            for key in [
                "orders",
                "visitors",
                "members",
                "reach",
                "budget",
                "cost_per_click",
                "cost_per_mille",
                "click_rate",
            ] {
                s.accept_unread(key);
            }
            Traffic::Orders(Quantity::constant(0.0))
        }
    }
}

/// A price that is divided by: above 0.
fn price(s: &Section<'_>, key: &'static str, cx: &Context<'_>) -> Quantity {
    let Some(item) = s.item(key) else {
        s.missing(
            key,
            "the price of a click in yuan, or cost_per_mille with click_rate",
        );
        return Quantity::constant(1.0);
    };
    let price = Quantity::read(item, Kind::Money, cx.files).unwrap_or(Quantity::constant(1.0));
    if price.law().support().1 <= 0.0 || price.is_zero() {
        item.wrong(
            "out_of_range",
            format!("`{}` is 0, must be above 0", item.path()),
            "",
        );
        return Quantity::constant(1.0);
    }
    price
}

/// A `[profile.ID]` table.
pub(super) fn read_profile(s: Section<'_>, cx: &Context<'_>) -> Option<Profile> {
    let (span, path, problems) = (s.span(), s.path().to_owned(), s.problems());
    let profile = Profile::read(s, cx.calendar.window(), cx.files)?;
    if profile.cut > 0.0 {
        problems.warn(
            "profile_cut",
            Some(span),
            format!(
                "{:.1}% of `{path}` falls after the closing",
                profile.cut * 100.0
            ),
            "its visitors come within the sale instead",
            "let the sale close later, or shorten the profile",
        );
    }
    Some(profile)
}
