//! The tables for scripts as values with types, for programs that hold them in memory: the same
//! tables, columns and rows as the CSV files have.

use super::document::{Block, Cell, Column, ColumnKind, Document, Outputs, Table, Words};
use super::summary::Estimate;
use super::{Lang, Summary, sections};

/// A table.
#[derive(Debug, Clone, PartialEq)]
pub struct ReportTable {
    /// Its name, that of the CSV file without the ending.
    pub name: &'static str,
    /// Its columns, all of one length.
    pub columns: Vec<ReportColumn>,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct ReportColumn {
    /// What it is called.
    pub name: String,
    /// A value a row; none where something was not asked, or is suppressed.
    pub values: ReportValues,
}

/// The values of a column. What they are depends on the column alone, not on the data.
#[derive(Debug, Clone, PartialEq)]
pub enum ReportValues {
    /// Words, names, codes. Nothing is guarded against spreadsheets.
    Text(Vec<Option<String>>),
    /// Whole numbers.
    Whole(Vec<Option<u64>>),
    /// Numbers, all of them finite.
    Number(Vec<Option<f64>>),
}

/// All tables of a result.
pub fn report_tables(summary: &Summary, lang: Lang) -> Vec<ReportTable> {
    tables(&sections::document(summary), lang)
}

fn tables(document: &Document<'_>, lang: Lang) -> Vec<ReportTable> {
    let words = Words::new(lang);
    let blocks = document.of(Outputs::CSV).flat_map(|(_, blocks)| blocks);
    let named = blocks.filter_map(|block| match block {
        Block::Table(table) => Some((table.file?, table)),
        _ => None,
    });
    named
        .map(|(file, table)| ReportTable {
            name: file.strip_suffix(".csv").unwrap_or(file),
            columns: columns(table, words),
        })
        .collect()
}

fn columns(table: &Table<'_>, words: Words) -> Vec<ReportColumn> {
    let of_csv = table.columns_of(Outputs::CSV);
    of_csv.into_iter().flat_map(|column| of_column(column, table.rows, words)).collect()
}

/// The column, and those of its interval where it has one.
fn of_column(column: &Column<'_>, rows: usize, words: Words) -> Vec<ReportColumn> {
    let cells = || (0..rows).map(|row| column.cell(row));
    let named = |end: &str, values| ReportColumn { name: format!("{}{end}", column.name), values };
    match column.kind {
        ColumnKind::Estimate => {
            let estimates: Vec<Option<Estimate>> =
                cells().map(|cell| cell.estimate().map(|(estimate, _)| *estimate)).collect();
            let part = |of: fn(&Estimate) -> f64| {
                ReportValues::Number(estimates.iter().map(|e| finite(of(e.as_ref()?))).collect())
            };
            vec![
                named("", part(|e| e.value)),
                named("_low", part(|e| e.low)),
                named("_high", part(|e| e.high)),
            ]
        }
        ColumnKind::Number if column.whole => {
            vec![named("", ReportValues::Whole(cells().map(whole).collect()))]
        }
        ColumnKind::Number => vec![named("", ReportValues::Number(cells().map(number).collect()))],
        ColumnKind::Text | ColumnKind::Prose => {
            vec![named("", ReportValues::Text(cells().map(|cell| text(cell, words)).collect()))]
        }
    }
}

fn finite(value: f64) -> Option<f64> {
    value.is_finite().then_some(value)
}

fn whole(cell: Cell) -> Option<u64> {
    match cell {
        Cell::Count(n) => Some(n),
        Cell::Share(share) => Some(share.count),
        Cell::Marked(cell, _) => whole(*cell),
        _ => None,
    }
}

fn number(cell: Cell) -> Option<f64> {
    match cell {
        Cell::Number(value, _) | Cell::Estimate(Estimate { value, .. }, _) => finite(value),
        Cell::Marked(cell, _) => number(*cell),
        cell => whole(cell).map(|n| n as f64),
    }
}

fn text(cell: Cell, words: Words) -> Option<String> {
    let said = match cell {
        Cell::Absent | Cell::Bar(..) => return None,
        Cell::Text(said) => words.say(&said),
        Cell::Code(code, _) | Cell::Time(code) | Cell::Period(code) => code,
        Cell::Lines(lines) => {
            let lines: Vec<_> = lines.iter().map(|line| words.say(line)).collect();
            lines.join("; ")
        }
        Cell::Quote(quote) => quote.text().to_string(),
        Cell::Marked(cell, _) => return text(*cell, words),
        cell => number(cell)?.to_string(),
    };
    (!said.is_empty()).then_some(said)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::csv::csv_tables;
    use crate::report::formula_guard::guard;
    use crate::report::sample;

    /// A value as CSV files have it.
    fn written(values: &ReportValues, row: usize) -> String {
        let short = |value: f64| {
            let text = format!("{value:.6}");
            let short = text.trim_end_matches('0').trim_end_matches('.');
            if short == "-0" { "0".to_owned() } else { short.to_owned() }
        };
        match values {
            ReportValues::Text(all) => guard(all[row].as_deref().unwrap_or_default()).into_owned(),
            ReportValues::Whole(all) => all[row].map_or(String::new(), |n| n.to_string()),
            ReportValues::Number(all) => all[row].map_or(String::new(), short),
        }
    }

    #[test]
    fn they_are_the_csv_files_cell_by_cell() {
        let summary = sample::summary();
        for lang in [Lang::En, Lang::Zh] {
            let files = csv_tables(&summary, lang, false).unwrap();
            let tables = report_tables(&summary, lang);
            assert_eq!(files.len(), tables.len());
            for ((file, bytes), table) in files.iter().zip(&tables) {
                assert_eq!(*file, format!("{}.csv", table.name));
                let mut reader = csv::Reader::from_reader(&bytes[..]);
                let names: Vec<&str> = table.columns.iter().map(|c| c.name.as_str()).collect();
                assert_eq!(reader.headers().unwrap().iter().collect::<Vec<_>>(), names);
                for (row, record) in reader.records().enumerate() {
                    for (column, cell) in table.columns.iter().zip(&record.unwrap()) {
                        assert_eq!(written(&column.values, row), cell, "{file} {}", column.name);
                    }
                }
            }
        }
    }

    #[test]
    fn counts_are_whole_numbers() {
        let tables = report_tables(&sample::summary(), Lang::En);
        let kinds = |name: &str| -> Vec<(String, char)> {
            let table = tables.iter().find(|table| table.name == name).unwrap();
            let kind = |values: &ReportValues| match values {
                ReportValues::Text(_) => 't',
                ReportValues::Whole(_) => 'w',
                ReportValues::Number(_) => 'n',
            };
            table.columns.iter().map(|c| (c.name.clone(), kind(&c.values))).collect()
        };
        let touchpoints = kinds("touchpoints");
        for wanted in [("touchpoint", 't'), ("responses", 'w'), ("nps", 'n'), ("nps_low", 'n')] {
            assert!(touchpoints.contains(&(wanted.0.to_owned(), wanted.1)), "{touchpoints:?}");
        }
        assert!(kinds("actions").contains(&("rank".to_owned(), 'w')));
    }
}
