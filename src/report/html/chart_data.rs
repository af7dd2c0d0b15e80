//! What `report.js` draws: panels of numbers with the words beside them, so
//! that the script knows how to draw but nothing about what.

use serde_json::{Value, json};

use super::display::{Display, LABELS, Unit, judged, ratio};
use crate::ingest::ScoreKind;
use crate::report::Summary;
use crate::report::asked_scores::asked_scores;
use crate::report::summary::{Estimate, TouchpointSummary};

/// The three charts; `null` where there is nothing to draw.
pub(super) fn chart_data(summary: &Summary, display: &Display) -> Value {
    json!({
        "locale": display.lang.code(),
        "touchpoints": touchpoints(summary, display),
        "correlations": correlations(summary, display),
        "trend": trend(summary, display),
    })
}

/// Most touchpoints a chart can show and still be read; the tables have all.
pub(super) const MOST_ROWS: usize = 40;

/// Everything first, then the touchpoints: the rows of both row charts. Where
/// there are too many, those with the most responses, in their usual order.
fn rows(summary: &Summary) -> impl Iterator<Item = &TouchpointSummary> + Clone {
    let mut by_responses: Vec<usize> = (0..summary.touchpoints.len()).collect();
    by_responses.sort_by_key(|index| {
        std::cmp::Reverse(summary.touchpoints.get(*index).map(|touchpoint| touchpoint.responses))
    });
    by_responses.truncate(MOST_ROWS);
    by_responses.sort_unstable();
    let shown = by_responses.into_iter().filter_map(|index| summary.touchpoints.get(index));
    std::iter::once(&summary.overall).chain(shown)
}

fn names(summary: &Summary, display: &Display) -> Vec<String> {
    rows(summary).map(|row| row.name.in_lang(display.lang).to_owned()).collect()
}

fn touchpoints(summary: &Summary, display: &Display) -> Value {
    if summary.touchpoints.is_empty() {
        return Value::Null;
    }
    let mut panels = vec![
        shares(summary, display, "diverging", &[1, 0, 4, 5]),
        shares(summary, display, "stacked", &[2, 3]),
        points(
            display.word("report.chart.sentiment"),
            Unit::Coefficient,
            rows(summary).map(|row| point(row.sentiment, Unit::Coefficient, display)),
        ),
    ];
    panels.extend(asked_scores(summary).into_iter().map(|kind| {
        let (title, unit) = match kind {
            ScoreKind::Nps => ("report.chart.nps", Unit::Points),
            ScoreKind::Csat => ("report.chart.csat", Unit::Percent),
            ScoreKind::Ces => ("report.chart.ces", Unit::Percent),
        };
        let estimates = rows(summary).map(|row| match kind {
            ScoreKind::Nps => row.nps.as_ref().map(|nps| nps.nps),
            ScoreKind::Csat => row.csat.as_ref().map(|csat| csat.top2),
            // The share on the easy side means the same on every scale.
            ScoreKind::Ces => row.ces.as_ref().map(|ces| ces.easy),
        });
        points(display.word(title), unit, estimates.map(|e| point(e, unit, display)))
    }));
    json!({ "rows": names(summary, display), "panels": panels })
}

/// Shares of some of [`LABELS`], in the order they are stacked from the
/// middle outwards.
fn shares(summary: &Summary, display: &Display, kind: &str, labels: &[usize]) -> Value {
    let title = match kind {
        "diverging" => "report.chart.shares",
        _ => "report.chart.undecided",
    };
    let series: Vec<Value> = labels
        .iter()
        .filter_map(|index| LABELS.get(*index))
        .map(|label| {
            let values = rows(summary).map(|row| {
                row.sentiment.map(|_| ratio((label.count)(&row.labels), judged(&row.labels)))
            });
            let texts: Vec<Option<String>> =
                values.clone().map(|v| v.map(|v| display.write(v, Unit::Percent))).collect();
            json!({
                "key": label.key,
                "name": display.word(label.word),
                "values": values.collect::<Vec<_>>(),
                "texts": texts,
            })
        })
        .collect();
    json!({ "kind": kind, "title": display.word(title), "unit": Unit::Percent, "series": series })
}

fn correlations(summary: &Summary, display: &Display) -> Value {
    let asked: Vec<ScoreKind> = ScoreKind::ALL
        .into_iter()
        .filter(|kind| rows(summary).any(|r| r.correlations.iter().any(|c| c.score == *kind)))
        .collect();
    if asked.is_empty() {
        return Value::Null;
    }
    let panels: Vec<Value> = asked
        .into_iter()
        .map(|kind| {
            let points_of = rows(summary).map(|row| {
                let correlation = row.correlations.iter().find(|c| c.score == kind)?;
                let mut point = point(Some(correlation.tau_b), Unit::Coefficient, display)?;
                let q = display.format.probability(correlation.q);
                let n = display.format.count(correlation.n);
                point["note"] = json!(format!("q {}{q} · n = {n}", equals(&q)));
                point["hollow"] = json!(correlation.q >= 0.05);
                Some(point)
            });
            let title = format!("τ-b × {}", kind.as_str());
            let mut panel = points(title, Unit::Coefficient, points_of);
            panel["labelled"] = json!(true);
            panel
        })
        .collect();
    json!({ "rows": names(summary, display), "panels": panels })
}

/// The sign before a probability, which may bring its own.
fn equals(probability: &str) -> &'static str {
    if probability.starts_with('<') { "" } else { "= " }
}

fn trend(summary: &Summary, display: &Display) -> Value {
    if summary.trend.is_empty() {
        return Value::Null;
    }
    let trend = || summary.trend.iter();
    let mut panels = vec![points(
        display.word("report.chart.sentiment"),
        Unit::Coefficient,
        trend().map(|month| point(month.sentiment, Unit::Coefficient, display)),
    )];
    if trend().any(|month| month.nps.is_some()) {
        let estimates = trend().map(|month| point(month.nps, Unit::Points, display));
        panels.push(points(display.word("report.chart.nps"), Unit::Points, estimates));
    }
    if trend().any(|month| month.csat_top2.is_some()) {
        let estimates = trend().map(|month| point(month.csat_top2, Unit::Percent, display));
        panels.push(points(display.word("report.chart.csat"), Unit::Percent, estimates));
    }
    panels.push(json!({
        "kind": "columns",
        "title": display.word("report.chart.responses"),
        "name": display.word("report.responses"),
        "values": trend().map(|month| month.responses).collect::<Vec<_>>(),
        "texts": trend().map(|month| display.format.count(month.responses)).collect::<Vec<_>>(),
    }));
    let months: Vec<String> = trend().map(|month| display.format.month(&month.period)).collect();
    json!({ "rows": months, "panels": panels })
}

fn points(title: String, unit: Unit, points: impl Iterator<Item = Option<Value>>) -> Value {
    json!({
        "kind": "points",
        "title": title,
        "unit": unit,
        "points": points.collect::<Vec<_>>(),
    })
}

/// An estimate as a dot with whiskers; `None` leaves its place empty.
fn point(estimate: Option<Estimate>, unit: Unit, display: &Display) -> Option<Value> {
    let estimate =
        estimate.filter(|e| e.value.is_finite() && e.low.is_finite() && e.high.is_finite())?;
    Some(json!({
        "value": estimate.value,
        "low": estimate.low,
        "high": estimate.high,
        "text": display.write(estimate.value, unit),
        "interval": display.interval(&estimate, unit),
    }))
}
