//! Sheets of a workbook that were not read though they have the columns of the one that was: a
//! sheet a month, or a shop.

use super::input::{Input, Opened};
use crate::ingest::{Format, Mapping, ReadOptions, Role, SheetNote, Warning};

/// Sheets beyond which nobody has made them by hand, and none is opened to see what it holds.
const MOST: usize = 100;

/// Fewest columns in common: a comment alone is in many a table.
const FEWEST: usize = 2;

/// Tells of them, with their rows.
pub(super) fn tell(input: &Input, options: &ReadOptions, opened: &mut Opened) {
    let layout = opened.file.layout();
    let Format::Workbook { sheet: read, .. } = &layout.format else { return };
    let used = opened.mapping.columns.iter().filter(|column| column.role != Role::Ignore);
    let used: Vec<&String> = used.map(|column| &column.name).collect();
    let holds_answers = opened.mapping.require_answers(layout).is_ok();
    // The rows of a list of answers are no answers each.
    if used.len() < FEWEST || !holds_answers || opened.file.is_long() {
        return;
    }
    let (mut sheets, rows) = (vec![read.clone()], opened.data_rows());
    let mut of = rows;
    for name in others(opened).into_iter().take(MOST) {
        let Ok(file) = input.sheet(name, false, true).open(options) else { continue };
        let headers = &file.layout().headers;
        if !used.iter().all(|column| headers.contains(column)) {
            continue;
        }
        let n = file.rows().map_or(0, |rows| rows.count() as u64);
        if n > 0 {
            of += n;
            sheets.push(name.clone());
        }
    }
    if sheets.len() > 1 {
        let note = SheetNote::SameColumns { sheets, rows, of };
        opened.mapping.warnings.insert(0, Warning::Sheet(note));
    }
}

/// The sheets that can be seen and were not read.
fn others(opened: &Opened) -> Vec<&String> {
    let told = opened.mapping.warnings.iter().chain(&opened.file.layout().warnings);
    let mut others = told.filter_map(|warning| match warning {
        Warning::OtherSheets { others } | Warning::SheetTaken { others, .. } => Some(others),
        _ => None,
    });
    others.next().into_iter().flatten().collect()
}

/// Whether all that a warning says is said by what was told of such sheets.
pub(super) fn covers(mapping: &Mapping, warning: &Warning) -> bool {
    let Warning::OtherSheets { others } = warning else { return false };
    mapping.warnings.iter().any(|told| match told {
        Warning::Sheet(SheetNote::SameColumns { sheets, .. }) => {
            others.iter().all(|other| sheets.contains(other))
        }
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use rust_xlsxwriter::Workbook;

    use super::*;
    use crate::gate::Gate;
    use crate::lang::Lang;
    use crate::pipeline::Export;
    use crate::privacy::Redact;

    /// A workbook of sheets with this many rows below their header.
    fn workbook(at: &Path, sheets: &[(&str, &[&str], usize)]) {
        let mut workbook = Workbook::new();
        for (name, header, rows) in sheets {
            let sheet = workbook.add_worksheet();
            sheet.set_name(*name).unwrap();
            for (column, cell) in header.iter().enumerate() {
                sheet.write(0, column as u16, *cell).unwrap();
                for row in 1..=*rows {
                    let cell = match *cell {
                        "Comment" => format!("The queue was {row} minutes long in {name}"),
                        _ => (1 + row % 5).to_string(),
                    };
                    sheet.write(row as u32, column as u16, cell).unwrap();
                }
            }
        }
        workbook.save(at).unwrap();
    }

    fn told(opened: &Opened) -> Option<(Vec<&str>, u64, u64)> {
        opened.mapping.warnings.iter().find_map(|warning| match warning {
            Warning::Sheet(SheetNote::SameColumns { sheets, rows, of }) => {
                Some((sheets.iter().map(String::as_str).collect(), *rows, *of))
            }
            _ => None,
        })
    }

    const HEADER: &[&str] = &["Comment", "Satisfaction (1-5)"];

    #[test]
    fn sheets_with_the_columns_that_are_used_are_told_with_their_rows() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.xlsx");
        let turned: &[&str] = &["Satisfaction (1-5)", "Note", "Comment"];
        // What has a column less is another table, and one without rows holds nothing.
        let sheets: [(&str, &[&str], usize); 5] = [
            ("March", HEADER, 120),
            ("April", HEADER, 30),
            ("May", turned, 20),
            ("Texts", &["Comment", "Note"], 40),
            ("June", HEADER, 0),
        ];
        workbook(&path, &sheets);
        let input = Input::new(&path).unwrap();
        let opened = Opened::open(&input, None).unwrap();
        assert_eq!(told(&opened), Some((vec!["March", "April", "May"], 120, 170)));
        // One that is stated was chosen.
        let options = ReadOptions { sheet: Some("April".to_owned()), ..ReadOptions::default() };
        let stated = Input::new(&path).unwrap().with_options(&options);
        assert_eq!(told(&Opened::open(&stated, None).unwrap()), None);
        workbook(&path, &sheets[3..]);
        assert_eq!(told(&Opened::open(&input, None).unwrap()), None);
    }

    #[test]
    fn what_is_told_so_is_not_told_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.xlsx");
        let gate = Gate::new(Redact::On, Lang::En);
        let again = |sheets: &[(&str, &[&str], usize)]| {
            workbook(&path, sheets);
            let export = Export::open(&Input::new(&path).unwrap(), None, &gate).unwrap();
            let mut warnings = export.warnings().iter();
            warnings.any(|warning| matches!(warning, Warning::OtherSheets { .. }))
        };
        let (one, two) = (("March", HEADER, 30), ("April", HEADER, 30));
        let of_notes: &[&str] = &["Note", "Code"];
        let (note, empty) = (("Notes", of_notes, 30), ("June", HEADER, 0));
        assert!(!again(&[one, two]));
        assert!(again(&[one, two, note]));
        assert!(again(&[one, empty]));
    }
}
