//! What works: the touchpoint that scores surely better than the others, else the one
//! whose comments are surely kinder.

use serde::Serialize;

use super::weakness::Weakness;
use super::{CHANCE, Tables};
use crate::journey::contrast::Contrast;
use crate::journey::touchpoint::TouchpointSummary;
use crate::lang::Name;
use crate::stats::Estimate;
use crate::stats::difference::{chance_of, of_estimates};

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
    /// Comments are kind at one touchpoint, and surely less so at another: the kindest and the
    /// worst of those with at least ten comments.
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
        None => extremes(tables.touchpoints, &mended, tables.of_complaints),
    }
}

/// The kindest and the worst touchpoint, where they differ by more than the extremes of so
/// many alike would: the p of the two times the number of pairs they were chosen from
/// (Bonferroni) is at most [`CHANCE`]. The kindest is the one that is surely most praised, the
/// worst the one that surely is least: a dozen kind words tell less than a hundred. What works is
/// not `mended` first, nor a touchpoint `of_complaints`, of which kind words say that something
/// went wrong before.
fn extremes(
    touchpoints: &[TouchpointSummary],
    mended: &[&Name],
    of_complaints: &[Name],
) -> Option<Strength> {
    let rated: Vec<(&TouchpointSummary, Estimate)> = touchpoints
        .iter()
        .filter(|touchpoint| touchpoint.comments.max(touchpoint.own_comments) >= LEAST)
        .filter_map(|touchpoint| Some((touchpoint, touchpoint.heard()?)))
        .collect();
    let (worst, low) = rated.iter().min_by(|a, b| a.1.high.total_cmp(&b.1.high))?;
    let works = rated.iter().filter(|(touchpoint, _)| !of_complaints.contains(&touchpoint.name));
    let (best, high) = works.max_by(|a, b| a.1.low.total_cmp(&b.1.low))?;
    let pairs = rated.len() * (rated.len() - 1) / 2;
    // Ends that are cut off at the end of the range are none to tell an error from.
    let p = chance_of(&of_estimates(high, low)) * pairs as f64;
    let praised = high.low > 0.0 && !mended.contains(&&best.name);
    (best.name != worst.name && p <= CHANCE && praised).then(|| Strength::Comments {
        best: best.name.clone(),
        high: *high,
        worst: worst.name.clone(),
        low: *low,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feedback::PerScore;
    use crate::journey::Suppression;
    use crate::journey::touchpoint::Tally;
    use crate::metrics::Design;

    fn touchpoint(name: &str, comments: u64, [low, value, high]: [f64; 3]) -> TouchpointSummary {
        let empty = Tally::default().summary(
            Name::same(name),
            Default::default(),
            Suppression::default(),
            true,
            (&PerScore::default(), Design::default()),
        );
        TouchpointSummary { comments, sentiment: Some(Estimate { value, low, high }), ..empty }
    }

    fn told(touchpoints: &[TouchpointSummary], mended: &[&str]) -> Option<(String, String)> {
        let mended: Vec<Name> = mended.iter().map(|name| Name::same(*name)).collect();
        let complaints = [Name::same("complaints")];
        match extremes(touchpoints, &mended.iter().collect::<Vec<_>>(), &complaints) {
            Some(Strength::Comments { best, worst, .. }) => Some((best.en, worst.en)),
            _ => None,
        }
    }

    /// Of a dozen who all praise the box less is known than of a hundred who nearly all praise the
    /// price.
    #[test]
    fn what_works_is_surely_praised() {
        let all = [
            touchpoint("box", 12, [0.82, 1.0, 1.0]),
            touchpoint("price", 111, [0.86, 0.9, 0.94]),
            touchpoint("size", 40, [-0.5, -0.3, -0.1]),
            touchpoint("refund", 11, [-0.9, -0.4, 0.1]),
        ];
        let both = |best: &str, worst: &str| Some((best.to_owned(), worst.to_owned()));
        assert_eq!(told(&all, &[]), both("price", "size"));
        assert_eq!(told(&all, &["price"]), None, "to be mended");
        let mut settled = all.to_vec();
        settled.push(touchpoint("complaints", 90, [0.95, 0.97, 0.99]));
        assert_eq!(told(&settled, &[]), both("price", "size"), "something went wrong before");
        // By themselves they are not surely apart.
        assert_eq!(told(&all[..2], &[]), None);
        assert_eq!(told(&all[..1], &[]), None);
        assert_eq!(told(&[], &[]), None);
    }
}
