//! The labels of comments: how they are called, coloured and counted, and how
//! they change from period to period.

use super::ratio;
use crate::report::Summary;
use crate::report::document::{
    Block, Cell, Chart, ColumnKind, Columns, Emphasis, Outputs, Plot, Section, Series, Table, Text,
    Tint, Unit, phrase, ticks, word,
};
use crate::report::summary::{LabelCounts, TrendPoint};
use crate::sentiment::Label;

/// The labels of judged comments, from worst to best with the undecided in the
/// middle.
pub(crate) const LABELS: [Label; 6] = [
    Label::VeryNegative,
    Label::Negative,
    Label::Neutral,
    Label::Mixed,
    Label::Positive,
    Label::VeryPositive,
];

/// Periods with labels that make a trend of them.
const FEWEST: usize = 2;

/// What a label is called.
pub(crate) fn name(label: Label) -> Text {
    word(format!("label.{}", label.as_str()))
}

/// The colour of a label.
pub(crate) fn tint(label: Label) -> Tint {
    match label {
        Label::VeryNegative => Tint::VeryNegative,
        Label::Negative => Tint::Negative,
        Label::Neutral | Label::Undetected => Tint::Neutral,
        Label::Mixed => Tint::Mixed,
        Label::Positive => Tint::Positive,
        Label::VeryPositive => Tint::VeryPositive,
    }
}

/// Comments that got one of [`LABELS`].
pub(crate) fn judged(labels: &LabelCounts) -> u64 {
    LABELS.iter().map(|label| labels.get(*label)).sum()
}

/// The share of a label among the judged comments.
pub(crate) fn share(labels: &LabelCounts, label: Label) -> f64 {
    ratio(labels.get(label), judged(labels))
}

/// The share of a label in a period; `None` where there are too few comments.
pub(crate) fn share_of_period(point: &TrendPoint, label: Label) -> Option<f64> {
    point.labels.as_ref().filter(|labels| judged(labels) > 0).map(|labels| share(labels, label))
}

/// All comments, or those of a period.
struct LabelRow<'a> {
    period: Option<&'a str>,
    comments: u64,
    labels: Option<LabelCounts>,
}

/// All comments first, then period by period; empty where there is no trend.
fn rows(summary: &Summary) -> Vec<LabelRow<'_>> {
    let labelled = summary.trend.iter().filter(|point| point.labels.is_some()).count();
    if labelled < FEWEST {
        return Vec::new();
    }
    let overall = &summary.overall;
    let labels = overall.sentiment.map(|_| overall.labels);
    let all = LabelRow { period: None, comments: overall.comments, labels };
    let of_periods = summary.trend.iter().map(|point| LabelRow {
        period: Some(&point.period),
        comments: point.comments,
        labels: point.labels,
    });
    std::iter::once(all).chain(of_periods).collect()
}

/// The labels of all comments and of each period.
pub(crate) fn chart(summary: &Summary) -> Option<Chart> {
    let rows = rows(summary);
    let series = LABELS.map(|label| Series {
        name: name(label),
        tint: tint(label),
        values: rows.iter().map(|row| row.labels.as_ref().map(|l| share(l, label))).collect(),
    });
    let all = || Text::from(&summary.overall.name);
    let periods: Vec<&str> = summary.trend.iter().map(|point| point.period.as_str()).collect();
    let names = [all()].into_iter().chain(super::trend::periods(summary)).collect();
    let ticks = [all()].into_iter().chain(ticks(&periods)).collect();
    let plot = Plot::Stacks { names, ticks, series: series.into(), apart: true };
    let title = word("report.label_trend.title");
    (!rows.is_empty()).then(|| Chart::new("labels", title, "report.label_trend.alt", plot))
}

/// How the labels change, as a part of the trend.
pub(crate) fn extend<'a>(section: &mut Section<'a>, summary: &'a Summary) {
    let Some(chart) = chart(summary) else { return };
    let title = || word("report.label_trend.title");
    let columns = Columns::of(rows(summary))
        .cell(word("report.period_column"), ColumnKind::Text, |row| match row.period {
            Some(period) => Cell::Period(period.to_owned()),
            None => Cell::Text((&summary.overall.name).into()),
        })
        .count(word("report.comments"), |row| Some(row.comments));
    let columns = LABELS.into_iter().fold(columns, |columns, label| {
        columns.number(name(label), Unit::Percent, move |row| {
            row.labels.as_ref().map(|labels| share(labels, label))
        })
    });
    let table = Table { total: Some(0), ..columns.table(title()).sortable() };
    section.extend(
        Outputs::PAGE,
        [
            Block::Heading(title(), None),
            Block::Paragraph(Emphasis::Note, word("report.label_trend.note")),
            Block::Chart(chart),
            super::trend::folded(table),
        ],
    );
}

/// The heading of a label's share.
pub(crate) fn share_heading(label: Label) -> Text {
    phrase("workbook.share_of", [("label", name(label))])
}
