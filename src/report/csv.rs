//! Tables for scripts (`touchpoints.csv`, `pain_points.csv`, `drivers.csv`,
//! `actions.csv`, `segments.csv`): stable English column names in either
//! language, codes rather than words. Numbers keep six decimals and a decimal
//! point; an empty cell means not asked or suppressed.

use super::document::{Block, Cell, Column, ColumnKind, Document, Outputs, Table, Words};
use super::formula_guard::guard;
use super::{Lang, Summary, sections};

/// The byte order mark by which Excel knows that a CSV file is UTF-8.
const BOM: &[u8] = b"\xEF\xBB\xBF";

/// A table as a file: its name and its bytes.
pub type File = (&'static str, Vec<u8>);

/// All tables of a result. With `bom`, Excel opens Chinese text correctly by a
/// double click.
///
/// # Errors
/// None in practice: tables are written to memory.
pub fn csv_tables(summary: &Summary, lang: Lang, bom: bool) -> csv::Result<Vec<File>> {
    tables(&sections::document(summary), lang, bom)
}

/// The tables of a document.
pub(super) fn tables(document: &Document<'_>, lang: Lang, bom: bool) -> csv::Result<Vec<File>> {
    let words = Words::new(lang);
    let blocks = document.of(Outputs::CSV).flat_map(|(_, blocks)| blocks);
    let named = blocks.filter_map(|block| match block {
        Block::Table(table) => Some((table.file?, table)),
        _ => None,
    });
    named.map(|(file, table)| Ok((file, write(table, words, bom)?))).collect()
}

/// The header and one line per row, in UTF-8.
fn write(table: &Table<'_>, words: Words, bom: bool) -> csv::Result<Vec<u8>> {
    let start = if bom { BOM.to_vec() } else { Vec::new() };
    let mut writer = csv::Writer::from_writer(start);
    let columns = table.columns_of(Outputs::CSV);
    writer.write_record(columns.iter().flat_map(|column| names(column)))?;
    for row in 0..table.rows {
        let cells = columns.iter().flat_map(|column| cells(column, column.cell(row), words));
        writer.write_record(cells)?;
    }
    writer.into_inner().map_err(|error| error.into_error().into())
}

fn names(column: &Column<'_>) -> Vec<String> {
    let name = &column.name;
    match column.kind {
        ColumnKind::Estimate => vec![name.clone(), format!("{name}_low"), format!("{name}_high")],
        _ => vec![name.clone()],
    }
}

fn cells(column: &Column<'_>, cell: Cell, words: Words) -> Vec<String> {
    if column.kind != ColumnKind::Estimate {
        return vec![field(cell, words)];
    }
    match cell.estimate() {
        Some((e, _)) => [e.value, e.low, e.high].map(number).to_vec(),
        None => vec![String::new(); 3],
    }
}

/// One field; text that looks like a formula is made harmless.
fn field(cell: Cell, words: Words) -> String {
    let text = |text: &str| guard(text).into_owned();
    match cell {
        Cell::Absent | Cell::Bar(..) => String::new(),
        Cell::Text(said) => text(&words.say(&said)),
        Cell::Code(code, _) | Cell::Time(code) | Cell::Period(code) => text(&code),
        Cell::Count(n) => n.to_string(),
        Cell::Number(value, _) | Cell::Estimate(super::summary::Estimate { value, .. }, _) => {
            number(value)
        }
        Cell::Marked(cell, _) => field(*cell, words),
        Cell::Share(share) => share.count.to_string(),
        Cell::Lines(lines) => {
            let lines: Vec<String> = lines.iter().map(|line| words.say(line)).collect();
            text(&lines.join("; "))
        }
        Cell::Quote(quote) => text(&quote.text()),
    }
}

/// `value` with up to six decimals; empty where it is not a number.
fn number(value: f64) -> String {
    if !value.is_finite() {
        return String::new();
    }
    let text = format!("{value:.6}");
    let short = text.trim_end_matches('0').trim_end_matches('.');
    if short == "-0" { "0".to_owned() } else { short.to_owned() }
}

#[cfg(test)]
mod tests;
