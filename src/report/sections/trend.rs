//! The trend, one row a period.

use super::labels::{self, LABELS};
use super::scores::{self, SENTIMENT};
use super::{PAGE, WORKBOOK, overall};
use crate::feedback::ScoreKind;
use crate::report::Summary;
use crate::report::document::{
    Block, Cell, Chart, ColumnKind, Columns, Emphasis, Marks, Panel, Plot, Point, Section, Table,
    Text, Unit, points, ticks, word,
};
use crate::report::summary::{Estimate, Grain, TrendPoint};

/// The section.
pub(crate) fn section(summary: &Summary) -> Section<'_> {
    let title = match summary.grain {
        Grain::Month => "report.trend",
        Grain::Week => "report.trend_by_week",
        Grain::Quarter => "report.trend_by_quarter",
        Grain::Year => "report.trend_by_year",
    };
    let mut section = Section::new("trend", word(title)).sheet("workbook.sheet.trend");
    if summary.trend.is_empty() {
        let empty = Block::Paragraph(Emphasis::Empty, word("report.empty.dates"));
        section.push(PAGE, empty);
        return section;
    }
    section.push(PAGE, Block::Paragraph(Emphasis::Note, word("report.trend_note")));
    section.push(PAGE, Block::Chart(chart(summary)));
    section.push(PAGE, folded(table(summary)));
    let untold = overall::untold(summary);
    section.extend(PAGE, untold.into_iter().map(|said| Block::Paragraph(Emphasis::Note, said)));
    section.push(WORKBOOK, Block::Table(table(summary)));
    section.push(WORKBOOK, Block::Space);
    let charts = [chart(summary)].into_iter().chain(labels::chart(summary));
    section.extend(WORKBOOK, charts.map(Block::Chart));
    labels::extend(&mut section, summary);
    section
}

/// A table that stands behind its chart.
pub(crate) fn folded(table: Table<'_>) -> Block<'_> {
    let blocks = vec![Block::Table(table)];
    Block::Fold { summary: word("report.as_table"), open: true, blocks }
}

/// Names of the periods.
pub(crate) fn periods(summary: &Summary) -> Vec<Text> {
    summary.trend.iter().map(|point| Text::Period(point.period.clone())).collect()
}

fn table(summary: &Summary) -> Table<'_> {
    let heading = match summary.grain {
        Grain::Month => "workbook.month",
        Grain::Week => "workbook.week",
        Grain::Quarter => "workbook.quarter",
        Grain::Year => "workbook.year",
    };
    let rated = summary.trend.iter().any(|point| point.comment_rate.is_some());
    let columns = Columns::of(&summary.trend)
        .cell(word(heading), ColumnKind::Text, |point| Cell::Period(point.period.clone()))
        .head()
        .count(word("report.responses"), |point| Some(point.responses))
        .count(word("report.comments"), |point| Some(point.comments))
        .estimate(word("report.card.comment_rate.title"), Unit::Percent, |point| point.comment_rate)
        .on_if(rated, PAGE.and(WORKBOOK))
        .estimate(word("report.sentiment"), Unit::Coefficient, |point| point.sentiment)
        .coloured(SENTIMENT);
    let columns = known(summary).into_iter().fold(columns, |columns, kind| {
        columns.estimate(scores::heading(kind), scores::unit(kind), move |p| p.scores.get(kind))
    });
    let labelled = summary.trend.iter().any(|point| point.labels.is_some());
    let columns = LABELS.into_iter().fold(columns, |columns, label| {
        columns
            .number(labels::share_heading(label), Unit::Percent, move |point| {
                labels::share_of_period(point, label)
            })
            .on_if(labelled, WORKBOOK)
    });
    columns.table(word("report.trend")).sortable().main()
}

/// Every measure over the periods.
pub(crate) fn chart(summary: &Summary) -> Chart {
    let estimates = |title, unit, of: &dyn Fn(&TrendPoint) -> Option<Estimate>| {
        points(title, unit, summary.trend.iter().map(|point| Point::of(of(point))))
    };
    let sentiment = word("report.chart.sentiment");
    let mut panels = vec![estimates(sentiment, Unit::Coefficient, &|point| point.sentiment)];
    panels.extend(known(summary).into_iter().map(|kind| {
        estimates(scores::title(kind), scores::unit(kind), &|point| point.scores.get(kind))
    }));
    panels.push(volume(summary.trend.iter().map(|point| point.responses)));
    let periods_of: Vec<&str> = summary.trend.iter().map(|point| point.period.as_str()).collect();
    Chart::new(
        "trend",
        word("report.trend"),
        "report.trend_alt",
        Plot::Trend { names: periods(summary), ticks: ticks(&periods_of), panels },
    )
}

/// A panel of the number of responses.
pub(crate) fn volume(responses: impl Iterator<Item = u64>) -> Panel {
    let marks = Marks::Columns { name: word("report.responses"), values: responses.collect() };
    Panel { title: word("report.chart.responses"), marks }
}

/// The scores of which some period knows.
fn known(summary: &Summary) -> Vec<ScoreKind> {
    let known = |kind: &ScoreKind| summary.trend.iter().any(|p| p.scores.get(*kind).is_some());
    ScoreKind::ALL.into_iter().filter(known).collect()
}
