//! What `report.js` draws: panels of numbers with the words beside them, so
//! that the script knows how to draw but nothing about what.

use serde_json::{Value, json};

use super::display::{Display, LABELS, Unit, judged, ratio};
use super::{drivers, journey_map, label_trend, segments};
use crate::feedback::{ScoreKind, ScoreUnit};
use crate::report::Summary;
use crate::report::asked_scores::asked_scores;
use crate::report::summary::{Basis, CorrelationSummary, Estimate, TouchpointSummary};

/// All charts by their names; `null` where there is nothing to draw.
pub(super) fn chart_data(summary: &Summary, display: &Display) -> Value {
    let mut charts = json!({
        "locale": display.lang.code(),
        "touchpoints": touchpoints(summary, display),
        "correlations": correlations(summary, display),
        "trend": trend(summary, display),
        "labels": label_trend::chart(summary, display),
        "journey": journey_map::chart(summary, display),
        "plane": journey_map::plane(summary, display),
    });
    for (name, chart) in
        drivers::charts(summary, display).into_iter().chain(segments::charts(summary, display))
    {
        charts[name] = chart;
    }
    charts
}

/// Panels of rows; `total` where the first row is all of them together.
pub(super) fn rows_chart(rows: Vec<String>, panels: Vec<Value>, total: bool) -> Value {
    json!({ "type": "rows", "total": total, "rows": rows, "panels": panels })
}

/// The number that stands for a score: NPS, top-2-box and easy share. The
/// shares mean the same on every scale.
pub(super) fn score_of(row: &TouchpointSummary, kind: ScoreKind) -> Option<Estimate> {
    row.headline(kind)
}

pub(super) fn unit_of(kind: ScoreKind) -> Unit {
    match kind.measure().unit() {
        ScoreUnit::Points => Unit::Points,
        ScoreUnit::Share => Unit::Percent,
    }
}

pub(super) fn title_of(kind: ScoreKind, display: &Display) -> &'static str {
    kind.definition().headline.in_lang(display.lang)
}

/// Most touchpoints a chart can show and still be read; the tables have all.
pub(super) const MOST_ROWS: usize = 40;

/// The touchpoints that charts show: where there are too many, those with the
/// most responses, in their usual order.
pub(super) fn largest(summary: &Summary) -> Vec<usize> {
    let mut by_responses: Vec<usize> = (0..summary.touchpoints.len()).collect();
    by_responses.sort_by_key(|index| {
        std::cmp::Reverse(summary.touchpoints.get(*index).map(|touchpoint| touchpoint.responses))
    });
    by_responses.truncate(MOST_ROWS);
    by_responses.sort_unstable();
    by_responses
}

/// Everything first, then the touchpoints: the rows of both row charts.
fn rows(summary: &Summary) -> impl Iterator<Item = &TouchpointSummary> + Clone {
    let shown = largest(summary).into_iter().filter_map(|index| summary.touchpoints.get(index));
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
    if summary.touchpoints.iter().any(|row| row.own_sentiment.is_some()) {
        panels.push(points(
            display.word("report.chart.own"),
            Unit::Coefficient,
            rows(summary).map(|row| point(row.own_sentiment, Unit::Coefficient, display)),
        ));
    }
    panels.extend(asked_scores(summary).into_iter().map(|kind| {
        let unit = unit_of(kind);
        let drawn = rows(summary).map(|row| point(score_of(row, kind), unit, display));
        points(title_of(kind, display).to_owned(), unit, drawn)
    }));
    rows_chart(names(summary, display), panels, true)
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
    let has = |kind: ScoreKind, basis: Basis| {
        rows(summary)
            .any(|row| row.correlations.iter().any(|c| c.score == kind && c.basis == basis))
    };
    let mut panels: Vec<Value> = Vec::new();
    for kind in ScoreKind::ALL {
        if has(kind, Basis::Comment) {
            panels.push(correlation_panel(summary, kind, Basis::Comment, display));
        }
    }
    // The touchpoint's own part, for the main score only: the table has all.
    let main = ScoreKind::main(|kind| u64::from(has(kind, Basis::Opinions)));
    if let Some(kind) = main {
        panels.push(partial_panel(summary, kind, display));
    }
    if panels.is_empty() { Value::Null } else { rows_chart(names(summary, display), panels, true) }
}

fn correlation_of(
    row: &TouchpointSummary,
    kind: ScoreKind,
    basis: Basis,
) -> Option<&CorrelationSummary> {
    row.correlations.iter().find(|c| c.score == kind && c.basis == basis)
}

fn correlation_panel(summary: &Summary, kind: ScoreKind, basis: Basis, display: &Display) -> Value {
    let drawn = rows(summary).map(|row| {
        let correlation = correlation_of(row, kind, basis)?;
        let mut drawn = point(Some(correlation.tau_b), Unit::Coefficient, display)?;
        let n = display.format.count(correlation.n);
        drawn["note"] = json!(format!("{} · n = {n}", display.q_text(correlation.q)));
        drawn["hollow"] = json!(correlation.q >= 0.05);
        Some(drawn)
    });
    let mut panel = points(format!("τ-b × {}", kind.as_str()), Unit::Coefficient, drawn);
    panel["labelled"] = json!(true);
    panel
}

fn partial_panel(summary: &Summary, kind: ScoreKind, display: &Display) -> Value {
    let drawn = rows(summary).map(|row| {
        let correlation = correlation_of(row, kind, Basis::Opinions)?;
        let own = correlation.partial?;
        let mut drawn = point(Some(own.rho), Unit::Coefficient, display)?;
        let n = display.format.count(correlation.n);
        let p = display.q_text(own.p).replacen('q', "p", 1);
        drawn["note"] = json!(format!("{p} · n = {n}"));
        drawn["hollow"] = json!(own.p >= 0.05);
        Some(drawn)
    });
    let title = format!("{} × {}", display.word("report.correlation.partial"), kind.as_str());
    let mut panel = points(title, Unit::Coefficient, drawn);
    panel["labelled"] = json!(true);
    panel
}

fn trend(summary: &Summary, display: &Display) -> Value {
    if summary.trend.is_empty() {
        return Value::Null;
    }
    let trend = || summary.trend.iter();
    let mut panels = vec![points(
        display.word("report.chart.sentiment"),
        Unit::Coefficient,
        trend().map(|period| point(period.sentiment, Unit::Coefficient, display)),
    )];
    for kind in ScoreKind::ALL {
        if trend().any(|period| period.scores.get(kind).is_some()) {
            let unit = unit_of(kind);
            let estimates = trend().map(|period| point(period.scores.get(kind), unit, display));
            panels.push(points(title_of(kind, display).to_owned(), unit, estimates));
        }
    }
    panels.push(json!({
        "kind": "columns",
        "title": display.word("report.chart.responses"),
        "name": display.word("report.responses"),
        "values": trend().map(|period| period.responses).collect::<Vec<_>>(),
        "texts": trend().map(|period| display.format.count(period.responses)).collect::<Vec<_>>(),
    }));
    let periods: Vec<String> = trend().map(|point| display.period(&point.period)).collect();
    let ticks = display.ticks(trend().map(|point| point.period.as_str()));
    json!({ "type": "trend", "rows": periods, "ticks": ticks, "panels": panels })
}

pub(super) fn points(
    title: String,
    unit: Unit,
    points: impl Iterator<Item = Option<Value>>,
) -> Value {
    json!({
        "kind": "points",
        "title": title,
        "unit": unit,
        "points": points.collect::<Vec<_>>(),
    })
}

/// An estimate as a dot with whiskers; `None` leaves its place empty.
pub(super) fn point(estimate: Option<Estimate>, unit: Unit, display: &Display) -> Option<Value> {
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
