//! What works: the touchpoint that scores surely better than the others, else the one
//! whose comments are surely kinder.

use serde::Serialize;

use super::weakness::Weakness;
use super::{CHANCE, Tables};
use crate::journey::contrast::Contrast;
use crate::journey::touchpoint::TouchpointSummary;
use crate::lang::Name;
use crate::stats::Estimate;
use crate::stats::distribution::{Z_95, normal_two_sided};

/// Fewest comments of a touchpoint whose sentiment is compared.
const LEAST: u64 = 10;

/// What works.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "basis", content = "detail", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Strength {
    /// A touchpoint that scores better than the others.
    Touchpoint(Contrast),
    /// Comments are kindest at one touchpoint, and worst at another.
    Comments {
        /// Where they are kindest.
        best: Name,
        /// Mean sentiment there.
        high: Estimate,
        /// Where they are worst.
        worst: Name,
        /// Mean sentiment there.
        low: Estimate,
    },
}

/// What works, but for a touchpoint of which `weaknesses` tell: “mend Reporting” and “Reporting
/// works” leave the reader with neither.
pub(super) fn of(tables: &Tables<'_>, weaknesses: &[Weakness]) -> Option<Strength> {
    let mended: Vec<&Name> = weaknesses.iter().map(Weakness::touchpoint).collect();
    let strong = tables.contrasts.iter().filter(|c| c.q <= CHANCE && c.difference.value > 0.0);
    let strong = strong.filter(|contrast| !mended.contains(&&contrast.touchpoint));
    match strong.min_by(|a, b| a.gain.total_cmp(&b.gain)) {
        Some(best) => Some(Strength::Touchpoint(best.clone())),
        None => extremes(tables.touchpoints, &mended),
    }
}

/// The kindest and the worst touchpoint, where they differ by more than the extremes of so
/// many alike would: the p of the two times the number of pairs they were chosen from
/// (Bonferroni) is at most [`CHANCE`]. What works is surely praised, and not `mended` first.
fn extremes(touchpoints: &[TouchpointSummary], mended: &[&Name]) -> Option<Strength> {
    let rated: Vec<(&TouchpointSummary, Estimate)> = touchpoints
        .iter()
        .filter(|touchpoint| touchpoint.comments.max(touchpoint.own_comments) >= LEAST)
        .filter_map(|touchpoint| Some((touchpoint, touchpoint.heard()?)))
        .collect();
    let by_value = |a: &&(_, Estimate), b: &&(_, Estimate)| a.1.value.total_cmp(&b.1.value);
    let (worst, low) = rated.iter().min_by(by_value)?;
    let (best, high) = rated.iter().max_by(by_value)?;
    let error = |estimate: &Estimate| (estimate.high - estimate.low) / 2.0 / Z_95;
    let spread = error(low).hypot(error(high));
    let pairs = rated.len() * (rated.len() - 1) / 2;
    if pairs == 0 {
        return None;
    }
    let p = normal_two_sided((high.value - low.value) / spread) * pairs as f64;
    let praised = high.low > 0.0 && !mended.contains(&&best.name);
    (spread > 0.0 && p <= CHANCE && praised).then(|| Strength::Comments {
        best: best.name.clone(),
        high: *high,
        worst: worst.name.clone(),
        low: *low,
    })
}
