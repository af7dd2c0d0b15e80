//! The labels of comments: how they are called, coloured and counted, and how
//! they change from period to period.

use super::ratio;
use crate::report::Summary;
use crate::report::document::{
    Block, Cell, Chart, Columns, Kind, Outputs, Plot, Section, Series, Text, Tint, Unit, Weight,
    phrase, ticks, word,
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

/// How the labels change, as a part of the trend.
pub(crate) fn extend<'a>(section: &mut Section<'a>, summary: &'a Summary) {
    let rows = rows(summary);
    if rows.is_empty() {
        return;
    }
    let name_of = |row: &LabelRow<'_>| match row.period {
        Some(period) => Cell::Period(period.to_owned()),
        None => Cell::Text((&summary.overall.name).into()),
    };
    let names = rows.iter().map(|row| match name_of(row) {
        Cell::Period(period) => Text::Period(period),
        _ => (&summary.overall.name).into(),
    });
    let series = LABELS.map(|label| Series {
        name: name(label),
        tint: tint(label),
        values: rows.iter().map(|row| row.labels.as_ref().map(|l| share(l, label))).collect(),
    });
    let names: Vec<Text> = names.collect();
    let periods: Vec<&str> = summary.trend.iter().map(|point| point.period.as_str()).collect();
    let ticks = names.first().cloned().into_iter().chain(ticks(&periods)).collect();
    let title = || word("report.label_trend.title");
    let chart = Chart::new(
        "labels",
        title(),
        "report.label_trend.alt",
        Plot::Stacks { names, ticks, series: series.into(), apart: true },
    );
    let columns = Columns::of(rows)
        .cell(word("report.period_column"), Kind::Text, name_of)
        .count(word("report.comments"), |row| Some(row.comments));
    let columns = LABELS.into_iter().fold(columns, |columns, label| {
        columns.number(name(label), Unit::Percent, move |row| {
            row.labels.as_ref().map(|labels| share(labels, label))
        })
    });
    let mut table = columns.table(title()).sortable();
    table.total = Some(0);
    section.extend(
        Outputs::PAGE,
        [
            Block::Heading(title(), None),
            Block::Paragraph(Weight::Note, word("report.label_trend.note")),
            Block::Chart(chart),
            super::trend::folded(table),
        ],
    );
}

/// The labels over time, as a workbook draws them.
pub(crate) fn native_chart(summary: &Summary) -> Chart {
    let series = LABELS.map(|label| Series {
        name: name(label),
        tint: tint(label),
        values: summary.trend.iter().map(|point| share_of_period(point, label)).collect(),
    });
    let title = word("report.label_trend.title");
    let names = super::trend::periods(summary);
    let plot = Plot::Stacks { names, ticks: Vec::new(), series: series.into(), apart: false };
    Chart::titled(title, plot)
}

/// The heading of a label's share.
pub(crate) fn share_heading(label: Label) -> Text {
    phrase("workbook.share_of", [("label", name(label))])
}
