//! Channels: where visitors come from, what they cost, and what share of them buys.

use super::calendar::Calendar;
use super::context::Context;
use crate::random::{Address, Kind, Quantity, WorldKey};
use crate::reader::Section;

/// A channel: facts and chance.
#[derive(Clone, Debug, PartialEq)]
pub struct Channel {
    /// Its name in the file.
    pub id: String,
    /// How many come.
    pub traffic: Traffic,
    /// Share of visitors who buy: what the shop does not know of it is the same all through.
    pub conversion: Quantity,
    address: Address,
}

/// What brings a channel's visitors.
#[derive(Clone, Debug, PartialEq)]
pub enum Traffic {
    /// Clicks, bought with the budget of the stage.
    Clicks(Clicks),
    /// So many visitors a month, drawn anew each month, for a share of the revenue they bring (0 for social media).
    Given {
        /// Visitors a month.
        visitors: Quantity,
        /// Share of the revenue.
        commission: f64,
    },
    /// Visitors who find the shop themselves: so many a month, and more with every order of the last 30 days.
    Organic {
        /// Visitors a month of an unknown shop.
        base: f64,
        /// More visitors a month for each order of the last 30 days.
        per_order: f64,
    },
}

/// What a click costs.
#[derive(Clone, Debug, PartialEq)]
pub struct Clicks {
    /// Price of a click, or of a thousand views where a share of views clicks: at the start, for small budgets.
    pub price: Quantity,
    /// Share of views that click; none where clicks are paid.
    pub click_rate: Option<Quantity>,
    /// What the price rises by in a month, as a share of it.
    pub drift: f64,
    /// Spend a month at which one more click costs twice as much; none = never.
    pub saturates: Option<f64>,
}

impl Clicks {
    /// Clicks a month for a monthly spend, when the first costs so much.
    ///
    /// Diminishing returns: at a spend of s a click costs c·(1 + s/S), so that ∫₀ˢ ds / c(1 + s/S) = (S/c)·ln(1 + s/S)
    /// clicks come of it.
    ///
    /// ```
    /// use surgeplan::ramp::channel::Clicks;
    /// use surgeplan::random::Quantity;
    /// let clicks = Clicks { price: Quantity::constant(2.0), click_rate: None, drift: 0.0, saturates: Some(1000.0) };
    /// assert!((clicks.bought(1000.0, 2.0) - 500.0 * 2f64.ln()).abs() < 1e-9);
    /// ```
    pub fn bought(&self, spend: f64, price: f64) -> f64 {
        match self.saturates {
            Some(at) => at / price * libm::log1p(spend / at),
            None => spend / price,
        }
    }
}

/// What a world holds of a channel.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Drawn {
    /// The price of a click by month; 0 where none are bought.
    pub price: Vec<f64>,
    /// Visitors by month where they are given; 0 elsewhere.
    pub visitors: Vec<f64>,
    /// Share of visitors who buy.
    pub conversion: f64,
}

/// No channel has more visitors a month.
const MOST_VISITORS: f64 = 1e10;

/// No click costs less than a tenth of a fen.
const LEAST_PRICE: f64 = 0.001;

impl Channel {
    /// Reads all `[channel.*]`.
    pub fn read_all(root: &Section<'_>, cx: &Context<'_>) -> Vec<Self> {
        let tables = root.tables("channel");
        if tables.is_empty() {
            root.missing("channel", "where visitors come from, such as [channel.search] with cost_per_click = 1.0 and conversion = 0.02");
        }
        tables
            .into_iter()
            .map(|(id, s)| Self::read(&id, s, cx))
            .collect()
    }

    fn read(id: &str, s: Section<'_>, cx: &Context<'_>) -> Self {
        s.about("A channel: where visitors come from, what they cost, what share of them buys.");
        let ways: Vec<&'static str> = ["cost_per_click", "cost_per_mille", "visitors", "base"]
            .into_iter()
            .filter(|key| s.has(key))
            .collect();
        let traffic = read_traffic(&s, cx, &ways);
        if ways.len() != 1 && !s.problems().has_errors() {
            let found = match ways[..] {
                [] => "does not say where its visitors come from".to_owned(),
                [one, other, ..] => format!("has both {one} and {other}"),
                [_] => String::new(),
            };
            let title = format!("`{}` {found}", s.path());
            let help = "write one of cost_per_click, cost_per_mille with click_rate, visitors (a month), or base (a month) with per_order";
            for way in &ways {
                s.accept_unread(way);
            }
            s.problems()
                .error("bad_channel", Some(s.span()), title, "", help);
        }
        let conversion = Quantity::field(&s, "conversion", Kind::Share, cx.files);
        if !s.has("conversion") {
            s.missing(
                "conversion",
                "the share of its visitors who buy, such as conversion = 0.02",
            );
        }
        let conversion = conversion.or(Quantity::constant(0.0));
        s.close();
        Self {
            id: id.to_owned(),
            traffic,
            conversion,
            address: Address::purpose("channel").of(id),
        }
    }

    /// Draws what a world holds of it.
    pub fn draw(&self, key: WorldKey, calendar: &Calendar, drawn: &mut Drawn) {
        let stream = |what: &str| key.stream(self.address.of(what));
        drawn.conversion = self.conversion.sample(&mut stream("conversion"));
        drawn.price.clear();
        drawn.visitors.clear();
        match &self.traffic {
            Traffic::Clicks(clicks) => {
                let (mut price, rate) = self.prices(key);
                if let Some(rate) = rate {
                    price /= 1000.0 * rate.max(1e-9);
                }
                for _ in 0..calendar.months() {
                    drawn.price.push(price.max(LEAST_PRICE));
                    price *= 1.0 + clicks.drift;
                }
            }
            Traffic::Given { visitors, .. } => {
                let mut stream = stream("visitors");
                drawn
                    .visitors
                    .extend((0..calendar.months()).map(|_| visitors.sample(&mut stream)));
            }
            Traffic::Organic { .. } => {}
        }
    }

    /// What a click costs at first, or a thousand views of which a share clicks; NaN where none are bought.
    pub fn prices(&self, key: WorldKey) -> (f64, Option<f64>) {
        let Traffic::Clicks(clicks) = &self.traffic else {
            return (f64::NAN, None);
        };
        let stream = |what: &str| key.stream(self.address.of(what));
        let rate = clicks.click_rate.as_ref();
        let rate = rate.map(|rate| rate.sample(&mut stream("click rate")));
        (clicks.price.sample(&mut stream("price")), rate)
    }

    /// The share of the revenue it brings that it takes.
    pub fn commission(&self) -> f64 {
        match self.traffic {
            Traffic::Given { commission, .. } => commission,
            _ => 0.0,
        }
    }

    /// Whether its visitors are bought with a budget.
    pub fn is_paid(&self) -> bool {
        matches!(self.traffic, Traffic::Clicks(_))
    }

    /// Whether nothing but the count of orders is uncertain.
    pub fn is_certain(&self) -> bool {
        self.conversion.is_certain()
            && match &self.traffic {
                Traffic::Clicks(clicks) => {
                    clicks.price.is_certain()
                        && clicks.click_rate.as_ref().is_none_or(Quantity::is_certain)
                }
                Traffic::Given { visitors, .. } => visitors.is_certain(),
                Traffic::Organic { .. } => true,
            }
    }
}

fn read_traffic(s: &Section<'_>, cx: &Context<'_>, ways: &[&str]) -> Traffic {
    let quantity = |key, kind| Quantity::field(s, key, kind, cx.files).or(Quantity::constant(1.0));
    match ways.first() {
        Some(&"cost_per_click") => {
            Traffic::Clicks(read_clicks(s, above_zero(s, cx, "cost_per_click"), None))
        }
        Some(&"cost_per_mille") => {
            let rate = quantity("click_rate", Kind::Share);
            if !s.has("click_rate") {
                s.missing(
                    "click_rate",
                    "the share of views that click, such as click_rate = 0.01",
                );
            }
            Traffic::Clicks(read_clicks(
                s,
                above_zero(s, cx, "cost_per_mille"),
                Some(rate),
            ))
        }
        Some(&"visitors") => Traffic::Given {
            visitors: Quantity::field(s, "visitors", Kind::Number, cx.files)
                .check(|visitors| {
                    let fits = visitors.mean() <= MOST_VISITORS;
                    let wording = "must be at most 10,000,000,000 a month: there are fewer people";
                    fits.then_some(()).ok_or(wording.to_owned())
                })
                .or(Quantity::constant(1.0)),
            commission: s.probability("commission").or(0.0),
        },
        _ => Traffic::Organic {
            base: s.number("base").within(0.0, MOST_VISITORS).or(0.0),
            per_order: s.number("per_order").within(0.0, 1e6).or(0.0),
        },
    }
}

fn read_clicks(s: &Section<'_>, price: Quantity, click_rate: Option<Quantity>) -> Clicks {
    Clicks {
        price,
        click_rate,
        drift: s.number("drift").within(-0.5, 1.0).or(0.0),
        saturates: s.number("saturates").above(0.0).at_most(1e12).optional(),
    }
}

/// A price that clicks can be bought at.
fn above_zero(s: &Section<'_>, cx: &Context<'_>, key: &'static str) -> Quantity {
    let price = Quantity::field(s, key, Kind::Money, cx.files);
    let price = price.check(|price| {
        if price.is_zero() {
            Err("must be more than 0".to_owned())
        } else {
            Ok(())
        }
    });
    price.or(Quantity::constant(1.0))
}
