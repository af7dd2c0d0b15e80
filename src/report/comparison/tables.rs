//! The tables of changes.

use super::said::{self, difference, subject};
use super::{
    BRIEF, CSV, Change, ChangeTable, ComparisonReport, PAGE, ScoreSplit, Subject, TableKind,
    Verdict,
};
use crate::report::document::{
    Block, Cell, ColumnKind, Columns, Emphasis, Outputs, Section, Shape, Table, Text, Tone, Unit,
    count, parts, phrase, plain, stars, word,
};
use crate::report::sections::{change, scores as score_words};
use crate::report::summary::Name;

/// Rows of a page, and of a short report.
const ON_PAGE: usize = 300;
const IN_SHORT: usize = 12;

/// Parts of a split that a short report shows.
const PARTS_IN_SHORT: usize = 5;

fn note<'a>(text: Text) -> Block<'a> {
    Block::Paragraph(Emphasis::Note, text)
}

/// A section of the table of a kind; `None` where there is nothing.
fn section<'a>(
    report: &'a ComparisonReport,
    kind: TableKind,
    id: &'static str,
    title: &'static str,
) -> Option<Section<'a>> {
    let table = report.comparison.table(kind)?;
    let mut section = Section::new(id, word(title));
    let sure = table.sure().count() as u64;
    if table.tested > 0 {
        let places = [("sure", count(sure)), ("tested", count(table.tested))];
        section.push(PAGE.and(BRIEF), note(phrase("compare.family", places)));
    }
    for (outputs, most) in [(PAGE, ON_PAGE), (BRIEF, IN_SHORT)] {
        section.push(outputs, Block::Table(self::table(report, table, title, most)));
        if table.changes.len() > most {
            let places = [("shown", count(most as u64)), ("of", count(table.changes.len() as u64))];
            section.push(outputs, note(phrase("compare.fewer", places)));
        }
    }
    Some(section)
}

/// What changed of a table, for people.
fn table<'a>(
    report: &ComparisonReport,
    table: &'a ChangeTable,
    title: &'static str,
    most: usize,
) -> Table<'a> {
    let [before, after] = report.heads();
    let named = table.changes.iter().any(|change| subject(&change.subject).is_some());
    let rows = table.changes.iter().take(most);
    let columns = Columns::of(rows);
    let columns = match named {
        true => columns
            .text(word("compare.what"), |row: &&Change| subject(&row.subject))
            .at_most(34)
            .head(),
        false => columns,
    };
    let estimate = |row: &Change, of| match of {
        Some(estimate) => Cell::Estimate(estimate, said::unit(&row.measure)),
        None => Cell::Absent,
    };
    let columns = columns
        .text(word("compare.measure"), |row: &&Change| Some(said::measure(&row.measure)))
        .cell(before.clone(), ColumnKind::Estimate, move |row| estimate(row, row.before))
        .on(PAGE)
        .cell(after.clone(), ColumnKind::Estimate, move |row| estimate(row, row.after))
        .on(PAGE)
        .cell(before, ColumnKind::Number, |row| {
            row.before.map_or(Cell::Absent, |e| Cell::Number(e.value, said::unit(&row.measure)))
        })
        .on(BRIEF)
        .cell(after, ColumnKind::Number, |row| {
            row.after.map_or(Cell::Absent, |e| Cell::Number(e.value, said::unit(&row.measure)))
        })
        .on(BRIEF)
        .cell(word("compare.change"), ColumnKind::Estimate, |row| {
            row.change.map_or(Cell::Absent, |change| {
                let (shown, unit) = difference(&row.measure, &change);
                Cell::Estimate(shown, unit)
            })
        })
        .cell(plain("q"), ColumnKind::Number, |row| {
            row.q.map_or(Cell::Absent, |q| Cell::Number(q, Unit::Probability).marked(stars(q)))
        })
        .on(PAGE)
        .cell(word("compare.verdict_column"), ColumnKind::Text, |row| {
            let cell = Cell::Text(said::verdict(row.verdict));
            said::tint(row.verdict).map_or(cell.clone(), |tint| cell.tinted(tint))
        })
        .cell(word("compare.detectable"), ColumnKind::Number, |row| {
            row.detectable
                .map_or(Cell::Absent, |value| Cell::Text(said::least(&row.measure, value)))
        })
        .on(PAGE)
        .count(word("compare.n_before"), |row| Some(row.n_before))
        .on(PAGE)
        .count(word("compare.n_after"), |row| Some(row.n_after))
        .on(PAGE);
    let table = columns.toned(word(title), |row| Tone::muted(!row.is_sure()));
    Table { sortable: named, shape: Shape::Wide, ..table }
}

/// Scores of the whole, and what their changes are made of.
pub(super) fn scores(report: &ComparisonReport) -> Option<Section<'_>> {
    let mut section = section(report, TableKind::Scores, "scores", "compare.scores")?;
    for split in &report.comparison.splits {
        splits(&mut section, split);
    }
    Some(section)
}

/// The change of a score, split by touchpoints.
fn splits<'a>(section: &mut Section<'a>, split: &'a ScoreSplit) {
    let number = |value: f64| Text::Number(scaled(split, value), Unit::Effect);
    let title = phrase("compare.split_of", [("score", score_words::title(split.score))]);
    let text = phrase(
        "compare.split",
        [
            ("change", number(split.change)),
            ("within", number(split.mix.within)),
            ("mix", number(split.mix.mix)),
        ],
    );
    section.push(PAGE, Block::Heading(title.clone(), None));
    section.push(PAGE, note(text.clone()));
    section.push(BRIEF, note(parts([title.clone(), word("report.colon"), text])));
    if let Some(said) = change::said(split.score, &split.mix) {
        section.push(PAGE, Block::Paragraph(Emphasis::Plain, said));
    }
    for (outputs, most) in [(PAGE, ON_PAGE), (Outputs::MARKDOWN, PARTS_IN_SHORT)] {
        let columns = Columns::of(split.parts.iter().take(most))
            .text(word("report.touchpoint"), |part| Some((&part.touchpoint).into()))
            .head()
            .number(word("compare.share_before"), Unit::Percent, |part| Some(part.share_before))
            .number(word("compare.share_after"), Unit::Percent, |part| Some(part.share_after))
            .number(word("compare.within"), Unit::Effect, |part| Some(scaled(split, part.within)))
            .number(word("compare.mix"), Unit::Effect, |part| Some(scaled(split, part.mix)));
        let table = columns.table(title.clone());
        section.push(outputs, Block::Table(Table { shape: Shape::Narrow, ..table }));
    }
}

/// Points with a decimal; of a share percentage points.
fn scaled(split: &ScoreSplit, value: f64) -> f64 {
    match score_words::difference_unit(split.score) {
        Unit::ShareDifference => 100.0 * value,
        _ => value,
    }
}

/// Touchpoints.
pub(super) fn touchpoints(report: &ComparisonReport) -> Option<Section<'_>> {
    section(report, TableKind::Touchpoints, "touchpoints", "report.touchpoints")
}

/// What comments complain of and mention.
pub(super) fn aspects(report: &ComparisonReport) -> Option<Section<'_>> {
    section(report, TableKind::Aspects, "aspects", "compare.aspects")
}

/// What people write about beyond the aspects.
pub(super) fn themes(report: &ComparisonReport) -> Option<Section<'_>> {
    let mut section = section(report, TableKind::Themes, "themes", "compare.themes")?;
    section.push(PAGE.and(BRIEF), note(word("compare.themes_note")));
    Some(section)
}

/// Segment groups.
pub(super) fn segments(report: &ComparisonReport) -> Option<Section<'_>> {
    section(report, TableKind::Segments, "segments", "compare.segments")
}

/// Labels.
pub(super) fn labels(report: &ComparisonReport) -> Option<Section<'_>> {
    section(report, TableKind::Labels, "labels", "compare.labels")
}

/// Drivers.
pub(super) fn drivers(report: &ComparisonReport) -> Option<Section<'_>> {
    section(report, TableKind::Drivers, "drivers", "compare.drivers")
}

/// All changes in one table for scripts.
pub(super) fn for_scripts(report: &ComparisonReport) -> Section<'_> {
    let mut section = Section::untitled("changes");
    let name = |name: Option<&Name>| name.map(Text::from);
    let columns = Columns::of(report.comparison.changes())
        .given("table", |(kind, _)| Some(kind.as_str().to_owned()))
        .text("touchpoint", move |(_, row)| match &row.subject {
            Subject::Touchpoint { touchpoint } | Subject::Aspect { touchpoint, .. } => {
                name(Some(touchpoint))
            }
            _ => None,
        })
        .text("aspect", move |(_, row)| match &row.subject {
            Subject::Aspect { aspect, .. } => name(aspect.as_ref()),
            _ => None,
        })
        .given("field", |(_, row)| match &row.subject {
            Subject::Group { field, .. } => Some(field.clone()),
            _ => None,
        })
        .given("group", |(_, row)| match &row.subject {
            Subject::Group { group, .. } => Some(group.clone()),
            _ => None,
        })
        .given("measure", |(_, row)| Some(said::code(&row.measure)))
        .estimate("before", Unit::Mean, |(_, row)| row.before)
        .estimate("after", Unit::Mean, |(_, row)| row.after)
        .count("n_before", |(_, row)| Some(row.n_before))
        .count("n_after", |(_, row)| Some(row.n_after))
        .estimate("change", Unit::Mean, |(_, row)| row.change)
        .number("p", Unit::Probability, |(_, row)| row.p)
        .number("q", Unit::Probability, |(_, row)| row.q)
        .number("detectable", Unit::Mean, |(_, row)| row.detectable)
        .number("reach", Unit::Percent, |(_, row)| Some(row.reach))
        .given("paired", |(_, row)| Some(row.paired.to_string()))
        .cell("verdict", ColumnKind::Text, |(_, row)| {
            Cell::Code(row.verdict.as_str().to_owned(), said::verdict(row.verdict))
        })
        .given("theme", |(_, row)| match &row.subject {
            Subject::Theme { theme, .. } => Some(theme.clone()),
            _ => None,
        });
    let table = columns.table(word("compare.changes"));
    section.push(CSV, Block::Table(Table { file: Some("changes.csv"), ..table }));
    section
}

/// Values of a change on a line: `what: before → after (change [interval])`.
pub(super) fn line(row: &Change) -> Text {
    let places = [
        ("what", said::what(row)),
        ("before", said::value(row, row.before)),
        ("after", said::value(row, row.after)),
    ];
    let said = phrase("compare.item", places);
    match (row.change, row.verdict) {
        (Some(change), Verdict::Better | Verdict::Worse | Verdict::Different | Verdict::Unsure) => {
            let [value, interval] = said::moved(&row.measure, &change);
            parts([said, plain(" ("), value, plain(" "), interval, plain(")")])
        }
        _ => said,
    }
}
