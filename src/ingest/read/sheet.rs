//! Opening a sheet of a workbook, with what there is to tell of it.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::body::Body;
use super::content::Content;
use super::layout::{Format, Layout};
use super::office::other_document;
use super::opening::{finish, size};
use super::options::ReadOptions;
use super::source::SourceFile;
use super::workbook::Noted;
use super::{compressed, workbook};
use crate::ingest::told::error::{ErrorKind, IngestError};
use crate::ingest::told::sheet_note::SheetNote;
use crate::ingest::told::warning::Warning;

/// Opens the sheet that is stated, or the first that has more than a row.
pub(super) fn open_sheet(
    content: &Content,
    name: Arc<str>,
    options: &ReadOptions,
) -> Result<SourceFile, IngestError> {
    let length = size(content);
    let limit = compressed::allowance(length, options.max_unpacked);
    let (sheet, fill_down) = (options.sheet.as_deref(), options.fill_down.unwrap_or(true));
    let wanted = workbook::Wanted { sheet, fill_down, limit };
    let spool = workbook::spool(content, &name, wanted).map_err(|error| {
        let broken = error.kind == ErrorKind::BrokenWorkbook;
        match broken.then(|| other_document(content)).flatten() {
            Some(other) => error.found(other),
            None => error,
        }
    })?;
    let named = compressed::inner_name(&name).to_ascii_lowercase();
    let macros = spool.kind == "xlsx" && named.ends_with(".xlsm");
    let extension = if macros { "xlsm" } else { spool.kind }.to_owned();
    let format = Format::Workbook { extension, sheet: spool.sheet };
    let mut file = finish(name, Body::Sheet { content: spool.content }, format, options, 0)?;
    let warnings = &mut file.layout.warnings;
    if options.sheet.is_none() && !spool.others.is_empty() {
        warnings.push(Warning::OtherSheets { others: spool.others });
    }
    if !spool.hidden.is_empty() {
        warnings.push(Warning::HiddenSheets { names: spool.hidden });
    }
    let notes = notes(&file.layout, &spool.noted);
    file.layout.warnings.extend(notes.into_iter().map(Warning::Sheet));
    file.layout.filled = spool.noted.filled.into();
    Ok(file)
}

/// What there is to tell of the cells, rows and columns of a sheet.
fn notes(layout: &Layout, noted: &Noted) -> Vec<SheetNote> {
    let (headers, first) = (&layout.headers, layout.first_data_row);
    let width = headers.len();
    let named = |columns: Vec<usize>| -> Vec<String> {
        columns.into_iter().filter_map(|at| headers.get(at).cloned()).collect()
    };
    // Columns with such cells below the header, and how many there are.
    let counted = |cells: &BTreeMap<usize, (u64, u64)>| {
        let below = cells.iter().filter(|(at, (_, last))| **at < width && *last >= first);
        let (columns, counts): (Vec<usize>, Vec<u64>) = below.map(|(at, (n, _))| (*at, *n)).unzip();
        (named(columns), counts.iter().sum::<u64>())
    };
    let mut notes = Vec::new();
    let [rows, hidden] = noted.rows.each_ref().map(|rows| rows.below(first));
    if hidden > 0 {
        notes.push(SheetNote::HiddenRows { n: hidden, of: rows });
    }
    let columns: Vec<usize> = (0..width).filter(|at| noted.hidden.holds(*at as u64)).collect();
    if !columns.is_empty() {
        notes.push(SheetNote::HiddenColumns { columns: named(columns) });
    }
    if noted.widest.0 > width {
        notes.push(SheetNote::BeyondHeader { width, row: noted.widest.1 });
    }
    let (columns, cells) = noted.filled.below(first);
    if cells > 0 {
        notes.push(SheetNote::FilledDown { columns: named(columns), cells });
    }
    let (columns, cells) = counted(&noted.formulas);
    if cells > 0 {
        notes.push(SheetNote::NoResults { columns, cells });
    }
    let (columns, cells) = counted(&noted.errors);
    if cells > 0 {
        notes.push(SheetNote::Errors { columns, cells });
    }
    notes
}
