//! What stands out, in sentences made from the numbers.

use crate::report::Summary;
use crate::report::document::{Text, Unit, aspect_of, count, estimate, phrase, word};
use crate::report::summary::{Estimate, TouchpointSummary};

/// The title of the report, with its period where it is known.
pub(crate) fn title(summary: &Summary) -> Text {
    match period(summary) {
        Some(period) => phrase("report.title_with_period", [("period", period)]),
        None => word("report.title"),
    }
}

/// From the first to the last day.
pub(crate) fn period(summary: &Summary) -> Option<Text> {
    let period = summary.period.as_ref()?;
    let day = |iso: &String| Text::Day(iso.clone());
    Some(phrase("report.period", [("from", day(&period.from)), ("to", day(&period.to))]))
}

/// The best and worst touchpoint, the worst pain point and the strongest
/// correlation, as far as there are any.
pub(crate) fn findings(summary: &Summary) -> Vec<Text> {
    [extremes(summary), worst_pain(summary), correlation(summary)].into_iter().flatten().collect()
}

fn extremes(summary: &Summary) -> Option<Text> {
    let rated: Vec<(&TouchpointSummary, Estimate)> = summary
        .touchpoints
        .iter()
        .filter_map(|touchpoint| touchpoint.sentiment.map(|sentiment| (touchpoint, sentiment)))
        .collect();
    let by_value = |a: &&(_, Estimate), b: &&(_, Estimate)| a.1.value.total_cmp(&b.1.value);
    let (worst, low) = rated.iter().min_by(by_value)?;
    let (best, high) = rated.iter().max_by(by_value)?;
    // Overlapping intervals give no order worth a headline.
    if low.high >= high.low {
        return None;
    }
    let places = [
        ("worst", (&worst.name).into()),
        ("low", estimate(low, Unit::Coefficient)),
        ("best", (&best.name).into()),
        ("high", estimate(high, Unit::Coefficient)),
    ];
    Some(phrase("report.finding.extremes", places))
}

fn worst_pain(summary: &Summary) -> Option<Text> {
    let pain = summary.pain_points.first()?;
    let places = [
        ("touchpoint", (&pain.touchpoint).into()),
        ("aspect", aspect_of(pain)),
        ("share", estimate(&pain.negative_share, Unit::Percent)),
        ("mentions", count(pain.mentions)),
    ];
    Some(phrase("report.finding.pain", places))
}

fn correlation(summary: &Summary) -> Option<Text> {
    let (touchpoint, strongest) = summary
        .touchpoints
        .iter()
        .flat_map(|touchpoint| touchpoint.correlations.iter().map(move |c| (touchpoint, c)))
        .filter(|(_, c)| c.q < 0.05 && !c.low_base && c.tau_b.value > 0.0)
        .max_by(|a, b| a.1.tau_b.value.total_cmp(&b.1.tau_b.value))?;
    let places = [
        ("touchpoint", (&touchpoint.name).into()),
        ("score", super::scores::name(strongest.score)),
        ("tau", estimate(&strongest.tau_b, Unit::Coefficient)),
    ];
    Some(phrase("report.finding.correlation", places))
}
