//! The first lines of the report: its title and what stands out, in
//! sentences made from the numbers.

use rust_i18n::t;

use super::display::{Display, Unit};
use crate::report::Summary;
use crate::report::summary::{Estimate, TouchpointSummary};

pub(super) fn title(summary: &Summary, display: &Display) -> String {
    match period(summary, display) {
        Some(period) => {
            t!("report.title_with_period", locale = display.lang.code(), period = period)
                .into_owned()
        }
        None => display.word("report.title"),
    }
}

pub(super) fn period(summary: &Summary, display: &Display) -> Option<String> {
    summary.period.as_ref().map(|period| {
        t!(
            "report.period",
            locale = display.lang.code(),
            from = display.format.day(&period.from),
            to = display.format.day(&period.to)
        )
        .into_owned()
    })
}

pub(super) fn volume(summary: &Summary, display: &Display) -> String {
    t!(
        "report.volume",
        locale = display.lang.code(),
        responses = display.format.count(summary.overall.responses),
        comments = display.format.count(summary.overall.comments),
        touchpoints = summary.touchpoints.len()
    )
    .into_owned()
}

/// The best and worst touchpoint, the worst pain point and the strongest
/// correlation, as far as there are any.
pub(super) fn findings(summary: &Summary, display: &Display) -> Vec<String> {
    [extremes(summary, display), worst_pain(summary, display), correlation(summary, display)]
        .into_iter()
        .flatten()
        .collect()
}

fn extremes(summary: &Summary, display: &Display) -> Option<String> {
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
    let text = t!(
        "report.finding.extremes",
        locale = display.lang.code(),
        worst = worst.name.in_lang(display.lang),
        low = display.write(low.value, Unit::Coefficient),
        low_interval = display.interval(low, Unit::Coefficient),
        best = best.name.in_lang(display.lang),
        high = display.write(high.value, Unit::Coefficient),
        high_interval = display.interval(high, Unit::Coefficient)
    );
    Some(text.into_owned())
}

fn worst_pain(summary: &Summary, display: &Display) -> Option<String> {
    let pain = summary.pain_points.first()?;
    let text = t!(
        "report.finding.pain",
        locale = display.lang.code(),
        touchpoint = pain.touchpoint.in_lang(display.lang),
        aspect = display.aspect_of(pain),
        share = display.write(pain.negative_share.value, Unit::Percent),
        interval = display.interval(&pain.negative_share, Unit::Percent),
        mentions = display.format.count(pain.mentions)
    );
    Some(text.into_owned())
}

fn correlation(summary: &Summary, display: &Display) -> Option<String> {
    let (touchpoint, strongest) = summary
        .touchpoints
        .iter()
        .flat_map(|touchpoint| touchpoint.correlations.iter().map(move |c| (touchpoint, c)))
        .filter(|(_, c)| c.q < 0.05 && !c.low_base && c.tau_b.value > 0.0)
        .max_by(|a, b| a.1.tau_b.value.total_cmp(&b.1.tau_b.value))?;
    let text = t!(
        "report.finding.correlation",
        locale = display.lang.code(),
        touchpoint = touchpoint.name.in_lang(display.lang),
        score = strongest.score.as_str(),
        tau = display.write(strongest.tau_b.value, Unit::Coefficient),
        interval = display.interval(&strongest.tau_b, Unit::Coefficient)
    );
    Some(text.into_owned())
}
