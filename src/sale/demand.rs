//! Demand: how hot the sale is, where its buyers come from and when they pay.

use super::calendar::Calendar;
use super::context::Context;
use super::source::{Source, read_profile};
use super::time::{MOST_ORDERS, Runs, Stamp, Ticks, ticks};
use crate::model::TooLarge;
use crate::random::profile::ProfileBuffers;
use crate::random::{Address, Kind, Profile, Quantity, WorldKey};
use crate::reader::Section;

/// Heat, sources and payment: facts and chance, no decision.
#[derive(Clone, Debug, PartialEq)]
pub struct Demand {
    /// One factor on the visitors of all sources that it touches.
    pub heat: Quantity,
    /// Share of orders that are never paid.
    pub unpaid: f64,
    /// Minutes from order to payment.
    pub payment: Quantity,
    /// Where buyers come from.
    pub sources: Vec<Source>,
}

/// What the sale draws of demand, with the buffers it takes.
#[derive(Clone, Debug, Default)]
pub struct Visits {
    /// The heat of this world.
    pub heat: f64,
    /// Time of visit and source, by order number: orders are numbered by the time of their visit.
    came: Runs,
    /// Visitors who would not buy and ask something: time and source.
    others: Runs,
    spare: Vec<Stamp>,
    profile: ProfileBuffers,
    lags: Vec<f64>,
    paid_at: Vec<Ticks>,
    paid: Vec<Stamp>,
}

impl Visits {
    /// Number of orders, paid and unpaid.
    pub fn len(&self) -> usize {
        self.came.stamps().len()
    }

    /// Whether nobody came.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The source of an order.
    #[inline]
    pub fn source(&self, order: usize) -> usize {
        self.came.stamps()[order].order()
    }

    /// When the visitor of an order came.
    #[inline]
    pub fn visit(&self, order: usize) -> Ticks {
        self.came.stamps()[order].time()
    }

    /// The visitors who would not buy, of [`Demand::draw_others`], by time.
    pub(super) fn others(&self) -> &[Stamp] {
        self.others.stamps()
    }

    /// When each order is (or would be) paid, where nobody chats before.
    pub fn paid_at(&self) -> &[Ticks] {
        &self.paid_at
    }

    /// The paid orders, stamped with the time of payment where nobody chats before; then they are in order of that.
    pub fn paid(&self) -> &[Stamp] {
        &self.paid
    }
}

impl Demand {
    /// Orders expected to be paid from one time to another (minutes from opening), at the mean of all that is uncertain.
    pub fn mean_orders(&self, from: f64, to: f64) -> f64 {
        let heat = self.heat.mean();
        let sources = self.sources.iter();
        let buyers = sources.map(|s| s.mean_buyers(heat) * s.profile.share_between(from, to));
        buyers.sum::<f64>() * (1.0 - self.unpaid)
    }

    /// Visitors expected to come from one time to another who ask first, of shares of those who would buy and of the others.
    pub fn mean_asking(&self, (share, idle): (f64, f64), (from, to): (f64, f64)) -> f64 {
        let heat = self.heat.mean();
        let asking = self.sources.iter().map(|source| {
            let all = source.mean_buyers(heat) * share + source.mean_others(heat) * idle;
            all * source.profile.share_between(from, to)
        });
        asking.sum()
    }

    /// The sale's own keys of demand, the profiles and the sources.
    pub fn read(root: &Section<'_>, sale: &Section<'_>, cx: &Context<'_>) -> Self {
        let window = cx.calendar.window();
        let profiles: Vec<Option<Profile>> = root
            .tables("profile")
            .into_iter()
            .map(|(_, s)| read_profile(s, cx))
            .collect();
        let quantity = |key: &'static str, kind: Kind, default: f64| {
            Quantity::field(sale, key, kind, cx.files).or(Quantity::constant(default))
        };
        let demand = Self {
            heat: quantity("heat", Kind::Number, 1.0),
            unpaid: sale.probability("unpaid").or(0.0),
            payment: quantity("payment", Kind::Duration, 0.0),
            sources: root
                .tables("source")
                .into_iter()
                .map(|(id, s)| Source::read(&id, s, cx, &profiles))
                .collect(),
        };
        if demand.sources.is_empty() {
            root.problems().error(
                "no_source",
                None,
                "the scenario has no source of buyers",
                "",
                "add one, such as [source.fans] with orders = 2000",
            );
        }
        if demand.sources.len() > usize::from(u16::MAX) || window.length <= 0.0 {
            root.problems()
                .error("too_large", None, "the sale cannot be played", "", "");
        }
        demand.check_size(root);
        demand
    }

    /// More orders than can be numbered are told before any is played, at the source that most come from.
    fn check_size(&self, root: &Section<'_>) {
        let heat = self.heat.mean();
        let buyers = |source: &Source| source.mean_buyers(heat);
        let sources = self.sources.iter().enumerate();
        let largest = sources.max_by(|(_, a), (_, b)| buyers(a).total_cmp(&buyers(b)));
        let total: f64 = self.sources.iter().map(buyers).sum();
        let many = |count: f64| match count {
            _ if count < 1e12 => format!("{:.1} million", count / 1e6),
            _ => format!("{count:e}"),
        };
        if let Some((place, source)) = largest.filter(|_| total > MOST_FOR_SURE) {
            root.problems().error(
                "too_large",
                Some(root.tables("source")[place].1.span()),
                format!("{} orders are expected in a sale", many(total)),
                format!("{} of them from here", many(buyers(source))),
                format!("at most {:.0} million can be played", MOST_FOR_SURE / 1e6),
            );
        }
    }

    /// Buyers expected at the mean of everything that is uncertain.
    pub fn mean_buyers(&self) -> f64 {
        let heat = self.heat.mean();
        self.sources
            .iter()
            .map(|source| source.mean_buyers(heat))
            .sum()
    }

    /// Orders expected in a world of this heat, paid or not: what is left to chance is the count alone.
    pub(super) fn expected_orders(&self, key: WorldKey, heat: f64) -> f64 {
        let sources = self.sources.iter();
        sources.map(|source| source.draw_means(key, heat).0).sum()
    }

    /// Draws visits and payments; `chats` tells that visitors chat before they buy, so that payments are put in order later.
    ///
    /// # Errors
    ///
    /// When more orders come up than can be numbered.
    pub fn draw(
        &self,
        key: WorldKey,
        (calendar, chats): (&Calendar, bool),
        v: &mut Visits,
    ) -> Result<(), TooLarge> {
        v.heat = self.heat.sample(&mut key.stream(HEAT));
        v.came.clear();
        let mut expected = 0.0;
        for (index, source) in self.sources.iter().enumerate() {
            let (mean, _) = source.draw_means(key, v.heat);
            expected += mean;
            check_size(expected, "orders")?;
            let mut present = usize::MAX;
            let (visits, profile) = (&mut v.came, &mut v.profile);
            source.profile.draw(
                mean,
                source.bursty,
                (key, source.address),
                profile,
                |layer, minute| {
                    if layer != present {
                        present = layer;
                        visits.begin();
                    }
                    visits.push(Stamp::new(ticks(minute), index));
                },
            );
        }
        v.came.merge(&mut v.spare);
        self.draw_payments(key, (ticks(calendar.follow), chats), v);
        Ok(())
    }

    /// Draws a share of the visitors who would not buy, beside the buyers of [`Demand::draw`].
    ///
    /// # Errors
    ///
    /// When they are more than orders can be numbered.
    pub(super) fn draw_others(
        &self,
        key: WorldKey,
        share: f64,
        v: &mut Visits,
    ) -> Result<(), TooLarge> {
        v.others.clear();
        let mut expected = 0.0;
        for (index, source) in self.sources.iter().enumerate() {
            let (buyers, others) = source.draw_means(key, v.heat);
            let mean = others * share;
            expected += mean;
            check_size(expected, "other visitors who ask")?;
            let mut present = usize::MAX;
            let (visits, profile) = (&mut v.others, &mut v.profile);
            source.profile.draw_others(
                mean,
                (buyers, source.bursty),
                (key, source.address),
                profile,
                |layer, minute| {
                    if layer != present {
                        present = layer;
                        visits.begin();
                    }
                    visits.push(Stamp::new(ticks(minute), index));
                },
            );
        }
        v.others.merge(&mut v.spare);
        Ok(())
    }

    fn draw_payments(&self, key: WorldKey, (end, chats): (Ticks, bool), v: &mut Visits) {
        // What is paid later than the end is as good as paid right after it: neither is seen.
        let paid = |visit: Ticks, lag: Ticks| visit.saturating_add(lag).min(end + 1);
        let visits = v.came.stamps();
        v.paid_at.clear();
        if self.payment.is_certain() {
            let lag = ticks(self.payment.mean());
            v.paid_at
                .extend(visits.iter().map(|visit| paid(visit.time(), lag)));
        } else {
            v.lags.resize(visits.len(), 0.0);
            self.payment.fill(&mut key.stream(PAYMENT), &mut v.lags);
            v.paid_at.extend(
                visits
                    .iter()
                    .zip(&v.lags)
                    .map(|(visit, &lag)| paid(visit.time(), ticks(lag))),
            );
        }
        let stamped = v
            .paid_at
            .iter()
            .enumerate()
            .map(|(order, &time)| Stamp::new(time, order));
        if self.unpaid > 0.0 {
            // Who pays is not to be foreseen: a place that is written over takes less time than a branch.
            v.paid.resize(visits.len(), Stamp::default());
            let mut stream = key.stream(UNPAID);
            let mut kept = 0;
            for stamp in stamped {
                v.paid[kept] = stamp;
                kept += usize::from(stream.uniform() >= self.unpaid);
            }
            v.paid.truncate(kept);
        } else {
            v.paid.clear();
            v.paid.extend(stamped);
        }
        // What is paid after the end of `follow` is not seen any more.
        v.paid.retain(|paid| paid.time() <= end);
        if !self.payment.is_certain() && !chats {
            v.paid.sort_unstable();
        }
    }
}

/// The most that may be expected, so that all can be numbered: a Poisson count strays from its mean by thousands at this
/// size, not by a tenth.
const MOST_FOR_SURE: f64 = MOST_ORDERS as f64 * 0.9;

/// Whether so many can be numbered.
fn check_size(expected: f64, what: &'static str) -> Result<(), TooLarge> {
    let most = MOST_FOR_SURE;
    if expected > most || expected.is_nan() {
        return Err(TooLarge {
            expected: (expected, what),
            most,
        });
    }
    Ok(())
}

const HEAT: Address = Address::purpose("heat");
const PAYMENT: Address = Address::purpose("payment");
const UNPAID: Address = Address::purpose("unpaid");
