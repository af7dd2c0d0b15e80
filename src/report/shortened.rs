//! What a page or a screen shows of a long report: a browser opens a page of some
//! hundred touchpoints, and nobody reads more of them there. The tables have all.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::Summary;
use super::document::{Words, count, phrase};
use super::summary::Name;

/// Touchpoints of a page, and of a screen: those with the most responses.
pub(super) const ON_PAGE: usize = 300;
pub(super) const ON_SCREEN: usize = 100;

/// Pain points of either: the worst.
const MOST_PAIN_POINTS: usize = 1_000;

/// The summary with at most so many touchpoints, and a word on what the tables have
/// beyond that.
pub(super) fn shortened(summary: &Summary, most: usize) -> Cow<'_, Summary> {
    let (touchpoints, pains) = (summary.touchpoints.len(), summary.pain_points.len());
    if touchpoints <= most && pains <= MOST_PAIN_POINTS {
        return Cow::Borrowed(summary);
    }
    let mut short = summary.clone();
    let mut warn = |key: &'static str, shown: usize, of: usize| {
        let text = phrase(key, [("shown", count(shown as u64)), ("of", count(of as u64))]);
        short.warnings.push(Name::both(|lang| Words::new(lang).say(&text)));
    };
    if pains > MOST_PAIN_POINTS {
        warn("report.fewer_pain_points", MOST_PAIN_POINTS, pains);
    }
    if touchpoints > most {
        warn("report.fewer_touchpoints", most, touchpoints);
        let mut largest: Vec<usize> = (0..touchpoints).collect();
        largest.sort_by_key(|at| (std::cmp::Reverse(summary.touchpoints[*at].responses), *at));
        largest.truncate(most);
        largest.sort_unstable();
        short.touchpoints = largest.iter().map(|at| summary.touchpoints[*at].clone()).collect();
        let shown: BTreeSet<Name> = short.touchpoints.iter().map(|t| t.name.clone()).collect();
        for stage in &mut short.course.stages {
            stage.touchpoints.retain(|name| shown.contains(name));
        }
        short.course.stages.retain(|stage| !stage.touchpoints.is_empty());
        short.course.detractors.truncate(most);
        if let Some(implied) = &mut short.implied {
            implied.touchpoints.truncate(most);
        }
    }
    short.pain_points.truncate(MOST_PAIN_POINTS);
    Cow::Owned(short)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Lang, sample};

    #[test]
    fn a_page_has_the_largest_touchpoints_in_order_and_says_so() {
        let mut summary = sample::summary();
        assert!(matches!(shortened(&summary, ON_PAGE), Cow::Borrowed(_)));
        let one = summary.touchpoints[0].clone();
        summary.touchpoints = (0..2_000_u64)
            .map(|i| {
                let (name, responses) = (Name::same(format!("t{i:04}")), i % 7);
                crate::report::summary::TouchpointSummary { name, responses, ..one.clone() }
            })
            .collect();
        let short = shortened(&summary, ON_PAGE);
        assert_eq!(short.touchpoints.len(), ON_PAGE);
        // 285 of 2,000 have six responses, and the first of those with five fill up.
        assert_eq!(short.touchpoints.iter().filter(|t| t.responses == 6).count(), 285);
        assert!(short.touchpoints.is_sorted_by(|a, b| a.name < b.name));
        let said = short.warnings.last().map(|w| w.en.as_str()).unwrap_or_default();
        assert!(said.contains("300") && said.contains("2,000"), "{said}");
        let page = crate::report::html::report_html(&summary, Lang::En);
        assert!(page.len() < 4_000_000 && page.contains(said), "{}", page.len());
    }
}
