//! What complaints and praise are about, against what they were about.

use super::{BRIEF, CSV, ComparisonReport, PAGE, Voice, Wording, WordingShift, heading};
use crate::report::document::{
    Block, Cell, ColumnKind, Columns, Emphasis, Section, Shape, Table, Text, Tint, Tone, Unit,
    driver_name, plain, stars, word,
};

/// Rows of a page, and of a short report.
const ON_PAGE: usize = 100;
const IN_SHORT: usize = 8;

/// The section; the table for scripts is always there.
pub(super) fn section(report: &ComparisonReport) -> Option<Section<'_>> {
    let all = &report.comparison.wording;
    let mut section = Section::new("wording", word("compare.wording"));
    if !all.is_empty() {
        let note = Block::Paragraph(Emphasis::Note, word("compare.wording_note"));
        section.push(PAGE.and(BRIEF), note);
    }
    for (voice, title) in
        [(Voice::Complaints, "compare.complaints_title"), (Voice::Praise, "compare.praise_title")]
    {
        let rows: Vec<&Wording> = all.iter().filter(|row| row.voice == voice).collect();
        if rows.is_empty() {
            continue;
        }
        section.push(PAGE.and(BRIEF), heading(title));
        for (outputs, most) in [(PAGE, ON_PAGE), (BRIEF, IN_SHORT)] {
            section.push(outputs, Block::Table(table(&rows, title, most)));
        }
    }
    section.push(CSV, Block::Table(for_scripts(all)));
    Some(section)
}

fn shift(shift: WordingShift) -> Text {
    word(format!("compare.shift.{}", shift.as_str()))
}

fn table<'a>(rows: &[&'a Wording], title: &'static str, most: usize) -> Table<'a> {
    let columns = Columns::of(rows.iter().copied().take(most))
        .text(word("compare.what"), |row: &&Wording| {
            Some(driver_name(&row.touchpoint, Some(&row.aspect)))
        })
        .at_most(40)
        .head()
        .count(word("compare.before"), |row| Some(row.before))
        .count(word("compare.after"), |row| Some(row.after))
        .number(word("compare.log_odds"), Unit::Coefficient, |row| Some(row.log_odds))
        .on(PAGE)
        .number(plain("z"), Unit::Effect, |row| Some(row.z))
        .cell(plain("q"), ColumnKind::Number, |row| {
            Cell::Number(row.q, Unit::Probability).marked(stars(row.q))
        })
        .on(PAGE)
        .cell(word("compare.verdict_column"), ColumnKind::Text, |row| {
            let cell = Cell::Text(shift(row.shift));
            // More complaints are bad, more praise is good.
            let worse = row.voice == Voice::Complaints;
            match row.shift {
                WordingShift::New | WordingShift::More => {
                    cell.tinted(if worse { Tint::FixFirst } else { Tint::KeepUp })
                }
                WordingShift::Less | WordingShift::Gone => {
                    cell.tinted(if worse { Tint::KeepUp } else { Tint::FixFirst })
                }
                WordingShift::Unsure => cell,
            }
        });
    let table = columns.toned(word(title), |row| Tone::muted(row.shift == WordingShift::Unsure));
    Table { sortable: true, shape: Shape::Narrow, ..table }
}

fn for_scripts(all: &[Wording]) -> Table<'_> {
    let columns = Columns::of(all)
        .given("voice", |row| Some(row.voice.as_str().to_owned()))
        .text("touchpoint", |row| Some((&row.touchpoint).into()))
        .text("aspect", |row| Some((&row.aspect).into()))
        .count("before", |row| Some(row.before))
        .count("after", |row| Some(row.after))
        .number("log_odds", Unit::Coefficient, |row| Some(row.log_odds))
        .number("z", Unit::Coefficient, |row| Some(row.z))
        .number("p", Unit::Probability, |row| Some(row.p))
        .number("q", Unit::Probability, |row| Some(row.q))
        .cell("shift", ColumnKind::Text, |row| {
            Cell::Code(row.shift.as_str().to_owned(), shift(row.shift))
        });
    Table { file: Some("wording.csv"), ..columns.table(word("compare.wording")) }
}
