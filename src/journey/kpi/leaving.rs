//! Whether those who are unhappy leave: how long customers stay after they first gave a score, by
//! where it stood.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;

use super::books::{Books, Given};
use super::customers::{Customers, LeavingBy};
use super::{KpiPeriod, KpiSettings, days};
use crate::metrics::Band;
use crate::stats::Estimate;
use crate::stats::interval::wilson;
use crate::stats::survival::{Curve, Followed, LogRank, Step, kaplan_meier, log_rank};

/// Days at which bands are compared in tables.
pub(crate) const AFTER: [u32; 4] = [30, 90, 180, 365];

/// Who leaves.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Leaving {
    /// Bands with enough customers, the lowest first.
    pub bands: Vec<LeavingBand>,
    /// Whether they leave alike; `None` where that cannot be said.
    pub test: Option<LeavingTest>,
    /// The same of the low and the high band alone; `None` without one of them.
    pub low_against_high: Option<LeavingTest>,
    /// Customers with a score who could not be followed: they had left already, came to be
    /// customers later, or had no date.
    pub not_followed: u64,
    /// Customers of bands with too few of them.
    pub too_few: u64,
}

/// How long customers of one band stay.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct LeavingBand {
    /// Where the first score stood.
    pub band: Band,
    /// Customers.
    pub customers: u64,
    /// Those who left.
    pub left: u64,
    /// Those who would have left if all bands left alike.
    pub expected: Option<f64>,
    /// Days after which half have left; `None` where more than half are there.
    pub median_days: Option<f64>,
    /// The longest that anybody was followed, in days.
    pub longest: f64,
    /// Share that is still there after 30, 90, 180 and 365 days; `None` beyond the longest.
    pub after: Vec<(u32, Option<Estimate>)>,
    /// Every day on which some left: day, customers until then, those who left, share that is
    /// there after it.
    pub steps: Vec<LeavingStep>,
}

/// A day of a curve.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct LeavingStep {
    /// Days after the first score.
    pub day: f64,
    /// Customers until then.
    pub at_risk: u64,
    /// Those who left.
    pub left: u64,
    /// The share that is there after it.
    pub there: Estimate,
}

/// The log-rank test of the bands.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct LeavingTest {
    /// χ².
    pub statistic: f64,
    /// Degrees of freedom.
    pub df: u64,
    /// p of there being no difference.
    pub p: f64,
}

impl LeavingBand {
    /// The share that is still there after so many days.
    pub(crate) fn at(&self, day: f64) -> Option<Estimate> {
        if day > self.longest {
            return None;
        }
        let before = self.steps.iter().take_while(|step| step.day <= day);
        before
            .last()
            .map_or_else(|| wilson(self.customers, self.customers), |step| Some(step.there))
    }
}

pub(super) fn leaving(
    books: &Books,
    given: &[Given],
    customers: &Customers,
    settings: &KpiSettings,
    period: KpiPeriod,
) -> Option<Leaving> {
    customers.leaving_by?;
    // The first score of each, and the lowest of a day.
    let mut first: BTreeMap<u32, (Date, Band)> = BTreeMap::new();
    let mut undated = std::collections::BTreeSet::new();
    for one in given {
        let (Some(id), Some(band)) = (one.id, one.band) else { continue };
        if !customers.knows(id) {
            continue;
        }
        let Some(date) = one.date else {
            undated.insert(id);
            continue;
        };
        let known = first.entry(id).or_insert((date, band));
        *known = (*known).min((date, band));
    }
    let mut followed: BTreeMap<Band, Vec<Followed>> = BTreeMap::new();
    let mut not_followed = undated.iter().filter(|id| !first.contains_key(id)).count() as u64;
    for (id, (from, band)) in first {
        match follow(books, customers, id, from, period.to) {
            Some(one) => followed.entry(band).or_default().push(one),
            None => not_followed += 1,
        }
    }
    let enough = |group: &Vec<Followed>| group.len() as u64 >= settings.min_n.max(1);
    let too_few =
        followed.values().filter(|group| !enough(group)).map(|few| few.len() as u64).sum();
    followed.retain(|_, group| enough(group));
    if followed.is_empty() {
        return None;
    }
    let groups: Vec<Vec<Followed>> = followed.values().cloned().collect();
    let test = log_rank(&groups);
    let ends = followed.get(&Band::Low).zip(followed.get(&Band::High));
    let ends = ends.and_then(|(low, high)| log_rank(&[low.clone(), high.clone()]));
    let bands = followed.into_iter().enumerate().filter_map(|(at, (band, group))| {
        let expected = test.as_ref().map(|test| test.expected[at]);
        Some(of_band(band, &kaplan_meier(&group)?, expected))
    });
    Some(Leaving {
        bands: bands.collect(),
        test: test.as_ref().map(told),
        low_against_high: ends.as_ref().map(told),
        not_followed,
        too_few,
    })
}

fn told(test: &LogRank) -> LeavingTest {
    LeavingTest { statistic: test.statistic, df: test.df, p: test.p }
}

fn of_band(band: Band, curve: &Curve, expected: Option<f64>) -> LeavingBand {
    let step = |step: &Step| LeavingStep {
        day: step.time,
        at_risk: step.at_risk,
        left: step.ended,
        there: step.survival,
    };
    LeavingBand {
        band,
        customers: curve.n,
        left: curve.ended,
        expected,
        median_days: curve.median(),
        longest: curve.longest,
        after: AFTER.map(|day| (day, curve.at(f64::from(day)))).into(),
        steps: curve.steps.iter().map(step).collect(),
    }
}

/// How long somebody stayed after a day, as far as it is seen until `end`; `None` where it was no
/// customer then.
fn follow(
    books: &Books,
    customers: &Customers,
    id: u32,
    from: Date,
    end: Date,
) -> Option<Followed> {
    let orders = customers.bought.get(&id);
    let since = match books.contract.joined {
        true => customers.records.get(&id)?.joined,
        false => orders?.first().copied(),
    };
    let gone = match customers.leaving_by? {
        LeavingBy::Contract => customers.records.get(&id)?.left,
        LeavingBy::Inactivity(inactive) => {
            let last = orders?.iter().rfind(|day| **day <= end)?;
            let span = jiff::Span::new().try_days(i64::from(inactive)).ok();
            span.and_then(|span| last.checked_add(span).ok())
        }
    };
    let gone = gone.filter(|gone| *gone <= end);
    let time = days(from, gone.unwrap_or(end)) as f64;
    // Whoever is no customer yet cannot leave.
    let known = since.is_some_and(|since| since <= from);
    (known && time > 0.0).then_some(Followed { time, ended: gone.is_some() })
}
