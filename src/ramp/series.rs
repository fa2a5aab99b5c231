//! The time series of a ramp: one grid point a day.

use super::Facts;
use super::books::{Buffers, Day};
use crate::model::{Frame, Metric, Series};

/// The grid and the names.
pub(super) fn frame(facts: &Facts) -> Frame {
    let metric = |name: String, unit: &'static str, meaning: String| Metric {
        name,
        unit,
        meaning,
        never: None,
    };
    let mut series = vec![
        metric(
            "revenue".to_owned(),
            "yuan",
            "revenue of the day".to_owned(),
        ),
        metric(
            "orders".to_owned(),
            "orders",
            "orders paid and taken on the day".to_owned(),
        ),
        metric(
            "visitors".to_owned(),
            "visitors",
            "visitors of all channels on the day".to_owned(),
        ),
        metric(
            "cash".to_owned(),
            "yuan",
            "cash at the end of the day".to_owned(),
        ),
        metric(
            "rating".to_owned(),
            "points",
            "rating at the end of the day, of 5".to_owned(),
        ),
        metric(
            "waiting".to_owned(),
            "orders",
            "orders waiting to be shipped at the end of the day".to_owned(),
        ),
    ];
    series.extend(facts.roles.iter().map(|role| {
        metric(
            format!("people.{}", role.id),
            "people",
            format!("people there as {}", role.id),
        )
    }));
    series.extend(facts.products.iter().map(|product| {
        metric(
            format!("stock.{}", product.id),
            "pieces",
            format!("pieces of {} at the end of the day", product.id),
        )
    }));
    let by_day = series.into_iter().map(|metric| Series {
        metric,
        step: super::calendar::DAY,
        points: facts.calendar.days(),
    });
    Frame {
        series: by_day.collect(),
    }
}

/// Adds the values of a play whose days were kept.
pub(super) fn series(facts: &Facts, b: &Buffers, series: &mut Vec<f32>) {
    let kinds: [fn(&Day) -> f64; 6] = [
        |day| day.revenue.in_yuan(),
        |day| day.orders as f64,
        |day| day.visitors,
        |day| day.cash.in_yuan(),
        |day| day.rating,
        |day| day.waiting as f64,
    ];
    for kind in kinds {
        series.extend(b.days.iter().map(|day| kind(day) as f32));
    }
    let levels = facts.roles.len() + facts.products.len();
    for level in 0..levels {
        series.extend(
            b.levels
                .iter()
                .skip(level)
                .step_by(levels)
                .map(|&value| value as f32),
        );
    }
}
