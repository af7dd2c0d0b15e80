//! The charts of the touchpoints.

use super::has_text;
use super::labels::{self, LABELS};
use super::scores;
use crate::report::Summary;
use crate::report::document::{
    Chart, Dot, Marks, Panel, Plane, Plot, Point, Series, Text, Tint, Unit, count, parts, phrase,
    plain, points, value, word,
};
use crate::report::summary::{Estimate, TouchpointSummary};

/// Most touchpoints a chart can show and still be read; the tables have all.
pub(crate) const MOST_ROWS: usize = 40;

/// Said where charts do not show all touchpoints.
pub(crate) fn chart_limit(summary: &Summary) -> Option<Text> {
    let many = summary.touchpoints.len() > MOST_ROWS;
    many.then(|| phrase("report.chart_limit", [("n", count(MOST_ROWS as u64))]))
}

/// The touchpoints that charts show: where there are too many, those with the
/// most responses, in their usual order.
pub(crate) fn largest(summary: &Summary) -> Vec<usize> {
    let mut by_responses: Vec<usize> = (0..summary.touchpoints.len()).collect();
    by_responses.sort_by_key(|index| {
        std::cmp::Reverse(summary.touchpoints.get(*index).map(|touchpoint| touchpoint.responses))
    });
    by_responses.truncate(MOST_ROWS);
    by_responses.sort_unstable();
    by_responses
}

/// Everything first, then the touchpoints that charts show.
pub(crate) fn drawn(summary: &Summary) -> Vec<&TouchpointSummary> {
    let shown = largest(summary).into_iter().filter_map(|index| summary.touchpoints.get(index));
    std::iter::once(&summary.overall).chain(shown).collect()
}

/// The labels and scores of touchpoints, beside each other.
pub(super) fn label_chart(summary: &Summary) -> Chart {
    let rows = drawn(summary);
    // In the order in which they are stacked from the middle outwards.
    let shares = |title: &'static str, stacked: &[usize], diverging| {
        let series = stacked.iter().filter_map(|at| LABELS.get(*at)).map(|label| Series {
            name: labels::name(*label),
            tint: labels::tint(*label),
            values: rows
                .iter()
                .map(|row| row.sentiment.map(|_| labels::share(&row.labels, *label)))
                .collect(),
        });
        let marks = Marks::Shares { series: series.collect(), diverging };
        Panel { title: word(title), marks }
    };
    let estimates = |title, unit, of: &dyn Fn(&TouchpointSummary) -> Option<Estimate>| {
        points(title, unit, rows.iter().map(|row| Point::of(of(row))))
    };
    let mut panels = Vec::new();
    if has_text(summary) {
        panels.extend([
            shares("report.chart.shares", &[1, 0, 4, 5], true),
            shares("report.chart.undecided", &[2, 3], false),
            estimates(word("report.chart.sentiment"), Unit::Coefficient, &|row| row.sentiment),
        ]);
    }
    if summary.touchpoints.iter().any(|row| row.own_sentiment.is_some()) {
        let own = word("report.chart.own");
        panels.push(estimates(own, Unit::Coefficient, &|row| row.own_sentiment));
    }
    panels.extend(
        scores::asked(summary).into_iter().map(|kind| {
            estimates(scores::title(kind), scores::unit(kind), &|row| row.headline(kind))
        }),
    );
    let names = rows.iter().map(|row| (&row.name).into()).collect();
    Chart::new(
        "touchpoints",
        word("report.touchpoint_chart"),
        "report.touchpoint_alt",
        Plot::Rows { names, total: true, panels },
    )
}

/// Sentiment against the score, one bubble a touchpoint.
pub(super) fn plane(summary: &Summary) -> Option<Chart> {
    let kind = summary.course.score?;
    let unit = scores::unit(kind);
    let said = |what: Text, number: Text| parts([what, plain(" "), number]);
    let dot = |row: &TouchpointSummary| {
        let (x, y) = (row.heard()?, row.headline(kind)?);
        let finite = x.value.is_finite() && y.value.is_finite();
        finite.then(|| Dot {
            name: (&row.name).into(),
            at: (x.value, y.value),
            size: Some(row.responses),
            tint: Tint::Sentiment,
            hollow: false,
            lines: vec![
                said(word("report.chart.sentiment"), value(&x, Unit::Coefficient)),
                said(scores::title(kind), value(&y, unit)),
                said(word("report.responses"), count(row.responses)),
            ],
        })
    };
    let dots: Vec<Dot> = drawn(summary).into_iter().skip(1).filter_map(dot).collect();
    let all = summary.overall.heard().zip(summary.overall.headline(kind));
    let plane = Plane {
        x: (word("report.chart.sentiment"), Unit::Coefficient),
        y: (scores::title(kind), unit),
        cut: all.map(|(x, y)| (x.value, y.value)),
        corners: None,
        dots,
    };
    (plane.dots.len() > 1).then(|| {
        Chart::new("plane", word("report.plane"), "report.plane_alt", Plot::Plane(Box::new(plane)))
    })
}
