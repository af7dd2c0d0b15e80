//! How right the engine is on this export, by the comments that somebody has read, and what is
//! true of all of them.

use super::{BRIEF, PAGE, WORKBOOK};
use crate::report::Summary;
use crate::report::document::{
    Block, Bullet, Cell, ColumnKind, Columns, Emphasis, Section, Shape, Table, Text, Unit, count,
    estimate, phrase, plain, stars, word,
};
use crate::report::summary::{
    CheckedGroup, CheckedGroups, CheckedMean, CheckedShare, GroupField, LabelCheckSummary,
};
use crate::sentiment::labelled::Reading;

/// The section; `None` where nobody has read anything.
pub(crate) fn section(summary: &Summary) -> Option<Section<'_>> {
    let check = summary.label_check.as_ref()?;
    let title = || word("report.check.title");
    let mut section = Section::new("label-check", title()).sheet("workbook.sheet.label_check");
    let said = sentences(summary, check);
    section.push(BRIEF, Block::List(Bullet::Point, said.clone()));
    let both = PAGE.and(WORKBOOK);
    section.extend(both, said.into_iter().map(|text| Block::Paragraph(Emphasis::Plain, text)));
    section.push(both, Block::Table(shares(check)));
    section.push(both, Block::Heading(word("report.check.confusion"), None));
    section.push(both, Block::Table(confusion(check)));
    for groups in &check.groups {
        section.push(both, Block::Heading(field(groups), None));
        section.push(both, Block::Table(group_table(groups)));
        if groups.too_few > 0 {
            let text = phrase("report.check.too_few", [("n", count(groups.too_few))]);
            section.push(both, Block::Paragraph(Emphasis::Note, text));
        }
    }
    if !check.correlations.is_empty() {
        section.push(both, Block::Heading(word("report.check.correlations"), None));
        section.push(both, Block::Table(correlations(check)));
    }
    section.push(both, Block::Paragraph(Emphasis::Note, word("report.check.note")));
    Some(section)
}

/// What a reader must know, the most important first.
fn sentences(summary: &Summary, check: &LabelCheckSummary) -> Vec<Text> {
    let agreement = [
        ("labels", count(check.labels)),
        ("comments", count(check.comments)),
        ("agreement", estimate(&check.agreement, Unit::Percent)),
        ("model", plain(summary.tool.model.clone())),
    ];
    let mut said: Vec<Text> = in_short(summary).into_iter().collect();
    said.push(phrase("report.check.agreement", agreement));
    if check.empty > 0 {
        said.push(phrase("report.check.empty", [("n", count(check.empty))]));
    }
    said
}

/// The share of negative comments as it is, beside what the engine says.
pub(crate) fn in_short(summary: &Summary) -> Option<Text> {
    let check = summary.label_check.as_ref()?;
    let negative = check.shares.iter().find(|share| share.label == Reading::Negative)?;
    let places = [
        ("labels", count(check.labels)),
        ("share", estimate(&negative.corrected, Unit::Percent)),
        ("classified", Text::Number(negative.classified, Unit::Percent)),
    ];
    let inside = (negative.corrected.low..=negative.corrected.high).contains(&negative.classified);
    let key = if inside { "report.check.as_said" } else { "report.check.otherwise" };
    Some(phrase(key, places))
}

fn reading(of: Reading) -> Text {
    word(format!("label.{}", of.as_str()))
}

/// A row of the table of shares; the last is the mean sentiment.
enum Line<'a> {
    Share(&'a CheckedShare),
    Sentiment(&'a CheckedMean),
}

fn shares(check: &LabelCheckSummary) -> Table<'_> {
    let lines = check.shares.iter().map(Line::Share);
    let columns = Columns::of(lines.chain([Line::Sentiment(&check.sentiment)]))
        .text(word("report.check.of"), |line| {
            Some(match line {
                Line::Share(share) => reading(share.label),
                Line::Sentiment(_) => word("report.sentiment"),
            })
        })
        .cell(word("report.check.classified"), ColumnKind::Number, |line| match line {
            Line::Share(share) => Cell::Number(share.classified, Unit::Percent),
            Line::Sentiment(mean) => Cell::Number(mean.classified, Unit::Coefficient),
        })
        .cell(word("report.check.corrected"), ColumnKind::Estimate, |line| match line {
            Line::Share(share) => Cell::Estimate(share.corrected, Unit::Percent),
            Line::Sentiment(mean) => Cell::Estimate(mean.corrected, Unit::Coefficient),
        });
    Table { shape: Shape::Narrow, ..columns.table(word("report.check.title")) }
}

/// What readers say by what the engine says.
fn confusion(check: &LabelCheckSummary) -> Table<'_> {
    let columns =
        Columns::of(Reading::ALL).text(word("report.check.read_as"), |row| Some(reading(*row)));
    let columns = Reading::ALL.into_iter().fold(columns, |columns, column| {
        let heading = phrase("report.check.taken_for", [("label", reading(column))]);
        columns.count(heading, move |row| Some(check.confusion[*row as usize][column as usize]))
    });
    Table { shape: Shape::Narrow, ..columns.table(word("report.check.confusion")) }
}

fn field(groups: &CheckedGroups) -> Text {
    match &groups.field {
        GroupField::Touchpoint => word("report.touchpoint"),
        GroupField::Segment(name) => plain(name.clone()),
        GroupField::Period => word("report.period_column"),
    }
}

fn group_table(groups: &CheckedGroups) -> Table<'_> {
    let period = groups.field == GroupField::Period;
    Columns::of(&groups.groups)
        .cell(field(groups), ColumnKind::Text, move |group: &&CheckedGroup| match period {
            true => Cell::Period(group.name.clone()),
            false => Cell::Text(plain(group.name.clone())),
        })
        .count(word("report.comments"), |group| Some(group.comments))
        .count(word("report.check.labels"), |group| Some(group.labels))
        .number(word("report.check.negative_classified"), Unit::Percent, |group| {
            Some(group.negative.classified)
        })
        .estimate(word("report.check.negative"), Unit::Percent, |group| {
            Some(group.negative.corrected)
        })
        .cell(word("report.check.difference"), ColumnKind::Estimate, |group| {
            match group.difference {
                Some(difference) => Cell::Estimate(difference, Unit::ShareDifference)
                    .marked(group.q.map_or("", stars)),
                None => Cell::Absent,
            }
        })
        .estimate(word("report.sentiment"), Unit::Coefficient, |group| {
            Some(group.sentiment.corrected)
        })
        .table(field(groups))
}

fn correlations(check: &LabelCheckSummary) -> Table<'_> {
    let columns = Columns::of(&check.correlations)
        .text(word("report.score_column"), |row| Some((&row.name).into()))
        .count(word("report.comments"), |row| Some(row.comments))
        .count(word("report.check.labels"), |row| Some(row.labels))
        .number(word("report.check.classified"), Unit::Coefficient, |row| Some(row.classified))
        .estimate(word("report.check.corrected"), Unit::Coefficient, |row| Some(row.corrected));
    Table { shape: Shape::Narrow, ..columns.table(word("report.check.correlations")) }
}
