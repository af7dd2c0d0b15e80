//! What revenue is with whom, by what they said last.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::Serialize;

use super::books::{Books, Given};
use super::{KpiPeriod, KpiSettings};
use crate::metrics::Band;

/// The revenue of the period that is with customers of one band.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct BandRevenue {
    /// Where their last score stood; `None` of customers without one.
    pub band: Option<Band>,
    /// Those of them who bought in the period; of others there is no revenue.
    pub buyers: u64,
    /// What they paid, less what was given back; not told of too few.
    pub revenue: Option<f64>,
    /// Its share of the revenue with all known customers.
    pub share: Option<f64>,
}

/// A row for each band and one for those who gave no score.
pub(super) fn revenue(
    books: &Books,
    given: &[Given],
    settings: &KpiSettings,
    period: KpiPeriod,
) -> Vec<BandRevenue> {
    let Some(orders) = &books.orders else { return Vec::new() };
    let mut last: BTreeMap<u32, (Option<Date>, Band)> = BTreeMap::new();
    for one in given.iter().filter(|one| one.date.is_none_or(|day| day <= period.to)) {
        if let (Some(id), Some(band)) = (one.id, one.band) {
            let known = last.entry(id).or_insert((one.date, band));
            // Of two on a day the lower.
            if one.date > known.0 || one.date == known.0 && band < known.1 {
                *known = (one.date, band);
            }
        }
    }
    let mut sums: BTreeMap<Option<Band>, (BTreeSet<u32>, f64)> = BTreeMap::new();
    for order in orders.iter().filter(|order| period.has(order.date)) {
        let Some(id) = order.id else { continue };
        let sum = sums.entry(last.get(&id).map(|(_, band)| *band)).or_default();
        sum.0.insert(id);
        sum.1 += order.amount;
    }
    if sums.keys().all(Option::is_none) {
        return Vec::new();
    }
    let all: f64 = sums.values().map(|(_, sum)| sum).sum();
    let bands = Band::ALL.map(Some).into_iter().chain([None]);
    let rows: Vec<(Option<Band>, u64, f64)> = bands
        .filter_map(|band| sums.get(&band).map(|(ids, sum)| (band, ids.len() as u64, *sum)))
        .collect();
    let few = |n: u64| n < settings.min_n;
    // One that is hidden alone would follow from the others.
    let hidden = rows.iter().filter(|(_, n, _)| few(*n)).count();
    let least = rows.iter().filter(|(_, n, _)| !few(*n)).map(|(_, n, _)| *n).min();
    let shown = |n: u64| !(few(n) || hidden == 1 && Some(n) == least);
    rows.iter()
        .map(|&(band, buyers, sum)| BandRevenue {
            band,
            buyers,
            revenue: shown(buyers).then_some(sum),
            share: (shown(buyers) && all > 0.0).then(|| sum / all),
        })
        .collect()
}
