//! What customers bought, one by one: recency, frequency, monetary value, and how long ago they
//! came.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::journey::kpi::{Order, days};

/// What a customer bought up to a day.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Purchases {
    /// Days from the last order to that day.
    pub recency: i64,
    /// Orders.
    pub frequency: u64,
    /// What was paid, less what was given back.
    pub monetary: f64,
    /// Days from the first order to that day.
    pub since: i64,
    /// The longest time between two orders of which the later lies so many days back, as pairs
    /// of both; see [`returned`](Self::returned).
    gap: Option<(i64, i64)>,
}

impl Purchases {
    /// Whether somebody came back within the last `within` days after at least `away` days
    /// without an order.
    pub fn returned(&self, away: i64, within: i64) -> bool {
        self.gap.is_some_and(|(gap, back)| gap >= away && back < within)
    }
}

/// What every customer bought up to the end of `as_of`; customers without an order have none.
pub(super) fn purchases(orders: &[Order], as_of: Date, within: i64) -> BTreeMap<u32, Purchases> {
    let mut of: BTreeMap<u32, Vec<(Date, f64)>> = BTreeMap::new();
    for order in orders.iter().filter(|order| order.date <= as_of) {
        if let Some(id) = order.id {
            of.entry(id).or_default().push((order.date, order.amount));
        }
    }
    let told = |mut all: Vec<(Date, f64)>| {
        all.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
        let bought: Vec<i64> = all
            .iter()
            .filter(|(_, amount)| *amount >= 0.0)
            .map(|(day, _)| days(*day, as_of))
            .collect();
        let gaps = bought.windows(2).map(|pair| (pair[0] - pair[1], pair[1]));
        Some(Purchases {
            recency: *bought.last()?,
            frequency: bought.len() as u64,
            monetary: all.iter().map(|(_, amount)| amount).sum(),
            since: *bought.first()?,
            gap: gaps.filter(|(_, back)| *back < within).max(),
        })
    };
    of.into_iter().filter_map(|(id, all)| Some((id, told(all)?))).collect()
}
