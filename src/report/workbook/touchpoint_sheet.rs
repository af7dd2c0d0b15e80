//! The touchpoints in their order, everything first, with charts of sentiment
//! and of each score.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::charts::{Axis, Bar, ChartData, Drawn, GOOD_BAR, SCORE_BAR};
use super::grid::{Grid, Page};
use super::style::{Kind, Styles, Tint};
use super::words::Words;
use crate::feedback::{Measure, ScoreKind, ScoreUnit};
use crate::report::Summary;
use crate::report::asked_scores::asked_scores;
use crate::report::summary::{
    Basis, CorrelationSummary, Estimate, NpsSummary, ScoreSummary, TouchpointSummary,
};

/// Sentiments are from −1 to 1, but touchpoints rarely beyond these.
pub(super) const SENTIMENT: Tint = Tint::Good(-0.8, 0.0, 0.8);

pub(super) fn sheet(
    summary: &Summary,
    words: &Words,
    styles: &Styles,
    charts: &mut ChartData,
) -> Result<Worksheet, XlsxError> {
    let mut page = Page::new(&words.word("workbook.sheet.touchpoints"), styles)?;
    let rows: Vec<&TouchpointSummary> =
        std::iter::once(&summary.overall).chain(&summary.touchpoints).collect();
    grid(summary, words, &rows).write(&mut page, &rows, true)?;
    page.row += 1;
    let drawn = [sentiment_chart(summary, words, charts)?, score_chart(summary, words, charts)?];
    for drawn in drawn.into_iter().flatten() {
        page.sheet.insert_chart(page.row, 0, &drawn.chart)?;
        page.row += drawn.rows;
    }
    page.finish()
}

fn grid<'a>(
    summary: &'a Summary,
    words: &'a Words,
    rows: &[&TouchpointSummary],
) -> Grid<'a, &'a TouchpointSummary> {
    let lang = words.lang;
    let any = |has: fn(&TouchpointSummary) -> bool| rows.iter().any(|row| has(row));
    let mut grid = Grid::new(words)
        .dimmed(|row: &&TouchpointSummary| row.heard().is_none())
        .text(words.word("report.touchpoint"), move |row: &&TouchpointSummary| {
            Some(row.name.in_lang(lang).to_owned())
        });
    if any(|row| row.stage.is_some()) {
        grid = grid.text(words.word("workbook.stage"), move |row| {
            row.stage.as_ref().map(|stage| stage.in_lang(lang).to_owned())
        });
    }
    if any(|row| row.owner.is_some()) {
        grid = grid.text(words.word("workbook.owner"), |row| row.owner.clone());
    }
    grid = grid
        .count(words.word("report.responses"), |row| Some(row.responses))
        .count(words.word("report.comments"), |row| Some(row.comments))
        .tinted(words.word("report.sentiment"), Kind::Signed2, SENTIMENT, |row| row.sentiment);
    if any(|row| row.own_comments > 0) {
        grid = grid
            .count(words.word("workbook.own_comments"), |row| Some(row.own_comments))
            .tinted(words.word("workbook.own_sentiment"), Kind::Signed2, SENTIMENT, |row| {
                row.own_sentiment
            });
    }
    grid = grid
        .number(words.word("workbook.negative_share"), Kind::Percent, |row| {
            let negative = row.labels.very_negative + row.labels.negative;
            shown_share(row, negative)
        })
        .number(words.word("workbook.positive_share"), Kind::Percent, |row| {
            shown_share(row, row.labels.very_positive + row.labels.positive)
        });
    for kind in asked_scores(summary) {
        grid = scores(grid, words, kind);
    }
    for kind in asked_scores(summary) {
        for basis in [Basis::Comment, Basis::Opinions] {
            if any_correlation(rows, kind, basis) {
                grid = correlations(grid, words, kind, basis);
            }
        }
    }
    grid
}

/// A share of the judged comments, where sentiment is shown at all.
fn shown_share(row: &TouchpointSummary, part: u64) -> Option<f64> {
    (row.sentiment.is_some() && row.comments > 0).then(|| part as f64 / row.comments as f64)
}

fn scores<'a>(
    grid: Grid<'a, &'a TouchpointSummary>,
    words: &'a Words,
    kind: ScoreKind,
) -> Grid<'a, &'a TouchpointSummary> {
    let n = words.of_score("workbook.answers", kind.as_str());
    let [low, middle, high] = kind.measure().tint();
    let heading = kind.definition().column.in_lang(words.lang);
    let grid = grid.count(n, move |row| row.score(kind).map(ScoreSummary::n)).tinted(
        heading,
        unit(kind),
        Tint::Good(low, middle, high),
        move |row| row.headline(kind),
    );
    match kind.measure() {
        Measure::Net => grid
            .count(words.word("report.promoters"), move |row| net(row, kind)?.promoters.into())
            .count(words.word("report.passives"), move |row| net(row, kind)?.passives.into())
            .count(words.word("report.detractors"), move |row| net(row, kind)?.detractors.into()),
        Measure::TopTwo | Measure::Ease => grid.estimate(
            words.of_score("report.score_mean", kind.as_str()),
            Kind::Decimal2,
            move |row| row.score(kind).and_then(ScoreSummary::mean),
        ),
    }
}

fn net(row: &TouchpointSummary, kind: ScoreKind) -> Option<&NpsSummary> {
    row.score(kind).and_then(ScoreSummary::as_net)
}

/// How the headline measure of a score is written.
pub(super) fn unit(kind: ScoreKind) -> Kind {
    match kind.measure().unit() {
        ScoreUnit::Points => Kind::Signed1,
        ScoreUnit::Share => Kind::Percent,
    }
}

fn correlation(
    row: &TouchpointSummary,
    kind: ScoreKind,
    basis: Basis,
) -> Option<&CorrelationSummary> {
    row.correlations.iter().find(|found| found.score == kind && found.basis == basis)
}

fn any_correlation(rows: &[&TouchpointSummary], kind: ScoreKind, basis: Basis) -> bool {
    rows.iter().any(|row| correlation(row, kind, basis).is_some())
}

fn correlations<'a>(
    grid: Grid<'a, &'a TouchpointSummary>,
    words: &'a Words,
    kind: ScoreKind,
    basis: Basis,
) -> Grid<'a, &'a TouchpointSummary> {
    let heading = |measure: &str| {
        let key = match basis {
            Basis::Comment => format!("workbook.correlation.{measure}"),
            Basis::Opinions => format!("workbook.correlation.own_{measure}"),
        };
        words.of_score(&key, kind.as_str())
    };
    let grid = grid
        .count(heading("pairs"), move |row| correlation(row, kind, basis).map(|c| c.n))
        .estimate(heading("tau_b"), Kind::Signed2, move |row| {
            correlation(row, kind, basis).map(|c| c.tau_b)
        })
        .number(heading("q"), Kind::Probability, move |row| {
            correlation(row, kind, basis).map(|c| c.q)
        });
    if basis == Basis::Comment {
        return grid;
    }
    grid.estimate(heading("partial"), Kind::Signed2, move |row| {
        correlation(row, kind, basis)?.partial.map(|partial| partial.rho)
    })
}

fn bars(
    summary: &Summary,
    words: &Words,
    of: impl Fn(&TouchpointSummary) -> Option<Estimate>,
) -> Vec<Bar> {
    let bar = |touchpoint: &TouchpointSummary| Bar {
        name: touchpoint.name.in_lang(words.lang).to_owned(),
        estimate: of(touchpoint),
    };
    summary.touchpoints.iter().map(bar).collect()
}

/// The sentiment at the touchpoints, in their order.
pub(super) fn sentiment_chart(
    summary: &Summary,
    words: &Words,
    charts: &mut ChartData,
) -> Result<Option<Drawn>, XlsxError> {
    let bars = bars(summary, words, TouchpointSummary::heard);
    let axis = Axis { number_format: "+0.0;-0.0;0.0", range: Some((-1.0, 1.0)) };
    charts.bars(&words.word("workbook.chart.sentiment"), &bars, GOOD_BAR, axis)
}

/// The score that most touchpoints have, in their order.
fn score_chart(
    summary: &Summary,
    words: &Words,
    charts: &mut ChartData,
) -> Result<Option<Drawn>, XlsxError> {
    let Some(kind) = summary.course.score else { return Ok(None) };
    let bars = bars(summary, words, |row| row.headline(kind));
    let name = kind.definition().column.in_lang(words.lang);
    let axis = match kind.measure().unit() {
        ScoreUnit::Points => Axis { number_format: "+0;-0;0", range: Some((-100.0, 100.0)) },
        ScoreUnit::Share => Axis { number_format: "0%", range: Some((0.0, 1.0)) },
    };
    let title = words.of_score("workbook.chart.score", name);
    charts.bars(&title, &bars, SCORE_BAR, axis)
}
