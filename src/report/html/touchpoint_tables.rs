//! The tables of touchpoints, correlations and periods. Whatever a chart
//! shows stands in one of them.

use rust_i18n::t;
use serde::Serialize;

use super::display::{Display, LABELS, TableCell, Unit, judged, ratio};
use crate::feedback::ScoreKind;
use crate::report::Summary;
use crate::report::number_format::{ABSENT, stars};
use crate::report::summary::{Basis, Estimate, TouchpointSummary};

/// Which score columns the touchpoint table has.
#[derive(Debug, Serialize)]
pub(super) struct ScoreColumns {
    nps: bool,
    csat: bool,
    ces: bool,
}

impl ScoreColumns {
    pub(super) fn new(asked: &[ScoreKind]) -> ScoreColumns {
        ScoreColumns {
            nps: asked.contains(&ScoreKind::Nps),
            csat: asked.contains(&ScoreKind::Csat),
            ces: asked.contains(&ScoreKind::Ces),
        }
    }
}

#[derive(Debug, Serialize)]
pub(super) struct TouchpointRow {
    name: String,
    stage: String,
    owner: String,
    responses: TableCell,
    comments: TableCell,
    /// Share of every label, in the order of [`LABELS`].
    labels: Vec<TableCell>,
    sentiment: TableCell,
    own: TableCell,
    nps: TableCell,
    csat: TableCell,
    ces: TableCell,
    easy: TableCell,
    /// With the main score: of the comment, its q, and what is the
    /// touchpoint's own.
    tau_b: TableCell,
    q: TableCell,
    stars: &'static str,
    partial: TableCell,
}

/// One row; `common` says that effort was asked on several scales, so that its
/// means are shown on 0–100.
pub(super) fn touchpoint(
    row: &TouchpointSummary,
    stage: &str,
    common: bool,
    main: Option<ScoreKind>,
    display: &Display,
) -> TouchpointRow {
    let total = judged(&row.labels);
    let with_main =
        |basis| row.correlations.iter().find(move |c| Some(c.score) == main && c.basis == basis);
    let said = with_main(Basis::Comment);
    let own = with_main(Basis::Opinions).and_then(|c| c.partial);
    let or_dash = |text: &str| if text.is_empty() { ABSENT } else { text }.to_owned();
    TouchpointRow {
        stage: or_dash(stage),
        owner: or_dash(row.owner.as_deref().unwrap_or_default()),
        own: display.estimate(row.own_sentiment, Unit::Coefficient),
        tau_b: display.estimate(said.map(|c| c.tau_b), Unit::Coefficient),
        q: probability(said.map(|c| c.q), display),
        stars: said.map_or("", |c| stars(c.q)),
        partial: display.estimate(own.map(|partial| partial.rho), Unit::Coefficient),
        name: row.name.in_lang(display.lang).to_owned(),
        responses: display.count(row.responses),
        comments: display.count(row.comments),
        labels: LABELS
            .iter()
            .map(|label| {
                // Shares of a suppressed touchpoint would tell what its mean does not.
                let share = row.sentiment.map(|_| ratio((label.count)(&row.labels), total));
                let cell = share.map(|value| Estimate { value, low: value, high: value });
                TableCell { interval: String::new(), ..display.estimate(cell, Unit::Percent) }
            })
            .collect(),
        sentiment: display.estimate(row.sentiment, Unit::Coefficient),
        nps: display.estimate(row.headline(ScoreKind::Nps), Unit::Points),
        csat: display.estimate(row.headline(ScoreKind::Csat), Unit::Percent),
        ces: display.estimate(row.scores.ces().map(|ces| ces.mean_beside(common)), Unit::Mean),
        easy: display.estimate(row.headline(ScoreKind::Ces), Unit::Percent),
    }
}

fn probability(p: Option<f64>, display: &Display) -> TableCell {
    p.map_or_else(|| display.value(None, Unit::Mean), |p| display.probability(p))
}

/// What the dashes of the table mean, where it has any.
pub(super) fn suppressed_note(summary: &Summary, display: &Display) -> Option<String> {
    let partly = |row: &TouchpointSummary| {
        row.sentiment.is_none()
            || summary
                .overall
                .scores
                .iter()
                .any(|(kind, score)| score.is_some() && row.score(kind).is_none())
    };
    summary.touchpoints.iter().any(partly).then(|| {
        t!(
            "report.suppressed_note",
            locale = display.lang.code(),
            n = display.format.count(summary.suppression.metric)
        )
        .into_owned()
    })
}

#[derive(Debug, Serialize)]
pub(super) struct CorrelationRow {
    name: String,
    score: &'static str,
    basis: String,
    n: TableCell,
    tau_b: TableCell,
    spearman: TableCell,
    pearson: TableCell,
    partial: TableCell,
    partial_p: TableCell,
    p: TableCell,
    permuted: bool,
    q: TableCell,
    stars: &'static str,
    low_base: bool,
}

/// The correlations of everything, then of each touchpoint.
pub(super) fn correlations(summary: &Summary, display: &Display) -> Vec<CorrelationRow> {
    std::iter::once(&summary.overall)
        .chain(&summary.touchpoints)
        .flat_map(|row| row.correlations.iter().map(move |c| (row, c)))
        .map(|(row, c)| CorrelationRow {
            name: row.name.in_lang(display.lang).to_owned(),
            score: c.score.as_str(),
            n: display.count(c.n),
            tau_b: display.estimate(Some(c.tau_b), Unit::Coefficient),
            basis: display.word(match c.basis {
                Basis::Comment => "report.correlation.comment",
                Basis::Opinions => "report.correlation.opinions",
            }),
            spearman: display.estimate(Some(c.spearman), Unit::Coefficient),
            pearson: display.estimate(Some(c.pearson), Unit::Coefficient),
            partial: display.estimate(c.partial.map(|own| own.rho), Unit::Coefficient),
            partial_p: probability(c.partial.map(|own| own.p), display),
            p: display.probability(c.p),
            permuted: c.permuted,
            q: display.probability(c.q),
            stars: stars(c.q),
            low_base: c.low_base,
        })
        .collect()
}

#[derive(Debug, Serialize)]
pub(super) struct TrendRow {
    period: String,
    /// The period as it is sorted, `YYYY-MM` or `YYYY-Www`.
    iso: String,
    responses: TableCell,
    comments: TableCell,
    comment_rate: TableCell,
    sentiment: TableCell,
    nps: TableCell,
    csat: TableCell,
    easy: TableCell,
}

pub(super) fn trend(summary: &Summary, display: &Display) -> Vec<TrendRow> {
    summary
        .trend
        .iter()
        .map(|point| TrendRow {
            period: display.period(&point.period),
            iso: point.period.clone(),
            responses: display.count(point.responses),
            comments: display.count(point.comments),
            comment_rate: display.estimate(point.comment_rate, Unit::Percent),
            sentiment: display.estimate(point.sentiment, Unit::Coefficient),
            nps: display.estimate(point.scores.get(ScoreKind::Nps), Unit::Points),
            csat: display.estimate(point.scores.get(ScoreKind::Csat), Unit::Percent),
            easy: display.estimate(point.scores.get(ScoreKind::Ces), Unit::Percent),
        })
        .collect()
}
