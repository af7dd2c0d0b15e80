//! Workbooks (`.xlsx`, `.xlsm`, `.xlsb`, `.xls`, `.ods`): one sheet is written
//! once to a temporary file, row by row, from where it streams like text.
//! The cells of the zipped formats are read one at a time, so a sheet that
//! claims a million rows costs what it holds, not what it claims.

mod cells;
mod guard;
mod hidden_rows;
mod ods;
mod xls_hidden;
mod xlsb_merges;

use std::io::BufReader;

use calamine::{Data, DataRef, Dimensions, ExcelDateTime, Reader, SheetVisible, Xls, Xlsb, Xlsx};

pub(crate) use self::cells::Noted;
use self::cells::{Cells, Hidden, Stop};
use self::guard::Marks;
use self::xlsb_merges::{Rectangle, merged};
use crate::caught::caught;
use crate::ingest::read::compressed::too_much;
use crate::ingest::read::content::{Content, ContentReader, no_scratch};
use crate::ingest::told::error::{ErrorKind, IngestError};

/// One sheet as delimited text whose last cell is the row number.
pub(crate) struct SheetSpool {
    pub(crate) content: Content,
    pub(crate) sheet: String,
    /// `xlsx`, `xlsb`, `xls` or `ods`, whatever the file is called.
    pub(crate) kind: &'static str,
    /// Other sheets of the workbook that can be seen, in its order.
    pub(crate) others: Vec<String>,
    /// Other sheets that its author has hidden.
    pub(crate) hidden: Vec<String>,
    /// What is to be told of the sheet.
    pub(crate) noted: Noted,
}

type Input = BufReader<ContentReader>;

enum Workbook {
    Xlsx(Box<Xlsx<Input>>),
    Xlsb(Xlsb<Input>),
    Ods(ods::Ods),
    Xls(Box<Xls<Input>>),
}

/// What of a workbook is copied.
#[derive(Clone, Copy)]
pub(crate) struct Wanted<'a> {
    /// The sheet of that name, or the first that can be seen and has more than a row.
    pub(crate) sheet: Option<&'a str>,
    /// Whether blank cells below a merged one take its value.
    pub(crate) fill_down: bool,
    /// Bytes at most, for a few may stand for many in every one of the formats.
    pub(crate) limit: u64,
}

/// Copies a sheet.
pub(crate) fn spool(
    content: &Content,
    name: &str,
    wanted: Wanted<'_>,
) -> Result<SheetSpool, IngestError> {
    guarded(name, || copy(content, name, wanted))
}

/// The names of its sheets that can be seen.
pub(crate) fn sheet_names(
    content: &Content,
    name: &str,
    limit: u64,
) -> Result<Vec<String>, IngestError> {
    guarded(name, || Ok(open(content, name, limit)?.0.seen_and_hidden().0))
}

/// The reader of a damaged workbook may panic.
fn guarded<T>(name: &str, work: impl FnOnce() -> Result<T, IngestError>) -> Result<T, IngestError> {
    let panicked = || Err(broken(name, "internal error of the workbook reader".to_owned()));
    caught(work).unwrap_or_else(panicked)
}

fn broken(name: &str, found: String) -> IngestError {
    IngestError::new(ErrorKind::BrokenWorkbook, name).found(found)
}

impl Workbook {
    fn names(&self) -> Vec<String> {
        match self {
            Workbook::Xlsx(w) => w.sheet_names(),
            Workbook::Xlsb(w) => w.sheet_names(),
            Workbook::Ods(w) => w.sheet_names(),
            Workbook::Xls(w) => w.sheet_names(),
        }
    }

    /// The names of the sheets that can be seen and of the others; all can where none would.
    fn seen_and_hidden(&self) -> (Vec<String>, Vec<String>) {
        let hidden: Vec<String> = match self {
            Workbook::Xlsx(w) => hidden(w.sheets_metadata()),
            Workbook::Xlsb(w) => hidden(w.sheets_metadata()),
            Workbook::Xls(w) => hidden(w.sheets_metadata()),
            Workbook::Ods(w) => w.hidden().to_vec(),
        };
        let names = self.names();
        match names.iter().all(|name| hidden.contains(name)) {
            true => (names, Vec::new()),
            false => names.into_iter().partition(|name| !hidden.contains(name)),
        }
    }

    fn kind(&self) -> &'static str {
        match self {
            Workbook::Xlsx(_) => "xlsx",
            Workbook::Xlsb(_) => "xlsb",
            Workbook::Ods(_) => "ods",
            Workbook::Xls(_) => "xls",
        }
    }
}

fn hidden(sheets: &[calamine::Sheet]) -> Vec<String> {
    let hidden = sheets.iter().filter(|sheet| sheet.visible != SheetVisible::Visible);
    hidden.map(|sheet| sheet.name.clone()).collect()
}

fn copy(content: &Content, name: &str, wanted: Wanted<'_>) -> Result<SheetSpool, IngestError> {
    let Wanted { sheet, limit, .. } = wanted;
    let (mut workbook, marks) = open(content, name, limit)?;
    let fill_down = wanted.fill_down && marks.merged;
    let names = workbook.names();
    let (seen, hidden) = workbook.seen_and_hidden();
    let candidates: Vec<String> = match sheet {
        Some(sheet) => {
            vec![names.iter().find(|n| n.trim() == sheet.trim()).cloned().ok_or_else(|| {
                IngestError::new(ErrorKind::NoSuchSheet, name)
                    .in_column(sheet)
                    .found(names.join(", "))
            })?]
        }
        None => seen.clone(),
    };
    // A sheet of one row is a cover, unless there is no other.
    let mut cover = None;
    for candidate in candidates {
        let stopped = |stop: Stop| match stop {
            Stop::Broken(found) => broken(name, found).in_column(&candidate),
            Stop::TooWide(row) => IngestError::new(ErrorKind::TooWide, name).at_row(row),
            Stop::TooMuch => too_much(name, limit),
            Stop::Disk(found) => no_scratch(name, found),
            Stop::NoScratch(error) => *error,
        };
        let mut cells = Cells::new(name, limit).map_err(stopped)?;
        if fill_down {
            workbook.spans(content, &candidate, &mut cells).map_err(stopped)?;
        }
        if marks.hidden {
            cells.hidden = workbook.hidden_in(content, &candidate);
        }
        fill(&mut workbook, &candidate, fill_down, &mut cells).map_err(stopped)?;
        let rows = cells.rows();
        let (content, noted) = cells.finish().map_err(stopped)?;
        if rows == 0 {
            continue;
        }
        let others = seen.iter().filter(|n| **n != candidate).cloned().collect();
        let hidden = hidden.iter().filter(|n| **n != candidate).cloned().collect();
        let kind = workbook.kind();
        let spool = SheetSpool { content, sheet: candidate, kind, others, hidden, noted };
        if rows > 1 {
            return Ok(spool);
        }
        cover = cover.or(Some(spool));
    }
    cover.ok_or_else(|| IngestError::new(ErrorKind::Empty, name))
}

/// Opens by content: the extension of a spooled standard input says nothing. Says whether it is
/// worth a look for merged cells and hidden rows, which takes passes of their own.
fn open(content: &Content, name: &str, limit: u64) -> Result<(Workbook, Marks), IngestError> {
    let unreadable =
        |e: std::io::Error| IngestError::new(ErrorKind::Unreadable, name).found(e.to_string());
    let input = || content.open().map(BufReader::new).map_err(unreadable);
    let mut magic = [0u8; 4];
    std::io::Read::read_exact(&mut input()?, &mut magic).map_err(unreadable)?;
    if magic == [0xD0, 0xCF, 0x11, 0xE0] {
        guard::check_xls(input()?).map_err(|found| broken(name, found))?;
        let workbook = Xls::new(input()?).map_err(|e| broken(name, e.to_string()))?;
        return Ok((Workbook::Xls(workbook.into()), Marks { merged: true, hidden: true }));
    }
    let Some(marks) = guard::unpacked(input()?, limit) else {
        return Err(too_much(name, limit));
    };
    let merged = Marks { merged: true, hidden: false };
    if let Some(workbook) = ods::Ods::open(input()?).map_err(|found| broken(name, found))? {
        return Ok((Workbook::Ods(workbook), merged));
    }
    let first = match Xlsx::new(input()?) {
        Ok(workbook) => return Ok((Workbook::Xlsx(workbook.into()), marks)),
        Err(error) => error.to_string(),
    };
    let workbook = Xlsb::new(input()?).map_err(|_| broken(name, first))?;
    Ok((Workbook::Xlsb(workbook), merged))
}

impl Workbook {
    /// What is hidden in a sheet; an OpenDocument tells it with the cells.
    fn hidden_in(&self, content: &Content, sheet: &str) -> Hidden {
        let Ok(file) = content.open().map(BufReader::new) else { return Hidden::default() };
        match self {
            Workbook::Xlsx(_) => hidden_rows::in_sheet(file, sheet),
            Workbook::Xls(_) => {
                let at = self.names().iter().position(|name| name == sheet);
                at.map(|at| xls_hidden::in_sheet(file, at)).unwrap_or_default()
            }
            Workbook::Xlsb(_) | Workbook::Ods(_) => Hidden::default(),
        }
    }

    /// Tells which cells of a sheet are merged with those below; those of an OpenDocument
    /// say so themselves.
    fn spans(&mut self, content: &Content, sheet: &str, cells: &mut Cells) -> Result<(), Stop> {
        let broken = |error: String| Stop::Broken(error);
        let regions: Vec<Dimensions> = match self {
            Workbook::Xlsx(w) => match w.merge_cells_by_sheet_name(sheet) {
                Ok(regions) => regions,
                Err(calamine::XlsxError::NotAWorksheet(_)) => return Ok(()),
                Err(error) => return Err(broken(error.to_string())),
            },
            Workbook::Xls(w) => {
                w.merge_cells_by_sheet_name(sheet).map_err(|e| broken(e.to_string()))?
            }
            Workbook::Xlsb(_) => {
                let file = content.open().map_err(|e| broken(e.to_string()))?;
                for Rectangle { rows, column } in merged(BufReader::new(file), sheet) {
                    cells.span(rows.0, column, rows.1);
                }
                return Ok(());
            }
            Workbook::Ods(_) => return Ok(()),
        };
        for region in regions {
            cells.span(region.start.0, region.start.1, region.end.0);
        }
        Ok(())
    }
}

fn fill(
    workbook: &mut Workbook,
    sheet: &str,
    fill_down: bool,
    cells: &mut Cells,
) -> Result<(), Stop> {
    match workbook {
        Workbook::Xlsx(w) => {
            let mut reader = match w.worksheet_cells_reader(sheet) {
                Ok(reader) => reader,
                // A chart sheet has no cells.
                Err(calamine::XlsxError::NotAWorksheet(_)) => return Ok(()),
                Err(error) => return Err(Stop::Broken(error.to_string())),
            };
            let broken = |e: calamine::XlsxError| Stop::Broken(e.to_string());
            while let Some(cell) = reader.next_cell_with_formula_metadata().map_err(broken)? {
                let (row, column) = cell.pos;
                if cell.formula.is_some() && cell.value == DataRef::Empty {
                    cells.formula(row, column);
                }
                if matches!(cell.value, DataRef::Error(_)) {
                    cells.error(row, column);
                }
                cells.put(row, column, &text_of_ref(&cell.value))?;
            }
        }
        Workbook::Xlsb(w) => {
            let reader = w.worksheet_cells_reader(sheet);
            let mut reader = reader.map_err(|e| Stop::Broken(e.to_string()))?;
            while let Some(cell) = reader.next_cell().map_err(|e| Stop::Broken(e.to_string()))? {
                let (row, column) = cell.get_position();
                if matches!(cell.get_value(), DataRef::Error(_)) {
                    cells.error(row, column);
                }
                cells.put(row, column, &text_of_ref(cell.get_value()))?;
            }
        }
        Workbook::Ods(w) => w.fill(sheet, fill_down, cells)?,
        Workbook::Xls(w) => {
            let range = w.worksheet_range(sheet).map_err(|e| Stop::Broken(e.to_string()))?;
            dense(&range, cells)?;
        }
    }
    cells.flush()
}

fn dense(range: &calamine::Range<Data>, cells: &mut Cells) -> Result<(), Stop> {
    let Some((top, left)) = range.start() else { return Ok(()) };
    for (row, column, value) in range.used_cells() {
        let (row, column) = (top + row as u32, left + column as u32);
        if matches!(value, Data::Error(_)) {
            cells.error(row, column);
        }
        cells.put(row, column, &text_of(value))?;
    }
    Ok(())
}

fn text_of_ref(value: &DataRef<'_>) -> String {
    match value {
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            text.clone()
        }
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number_text(*number),
        DataRef::Bool(truth) => truth.to_string(),
        DataRef::DateTime(time) => time_text(time),
        DataRef::Error(_) | DataRef::Empty => String::new(),
    }
}

fn text_of(value: &Data) -> String {
    match value {
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text.clone(),
        Data::Int(number) => number.to_string(),
        Data::Float(number) => number_text(*number),
        Data::Bool(truth) => truth.to_string(),
        Data::DateTime(time) => time_text(time),
        Data::Error(_) | Data::Empty => String::new(),
        // Formatted text, should the reader ever give it.
        #[allow(unreachable_patterns)]
        other => other.to_string(),
    }
}

/// `9.0` prints as `9`: spreadsheets know no integers.
fn number_text(number: f64) -> String {
    format!("{number}")
}

fn time_text(time: &ExcelDateTime) -> String {
    if !time.is_datetime() {
        return number_text(time.as_f64());
    }
    let (year, month, day, hour, minute, second, _) = time.to_ymd_hms_milli();
    if time.as_f64() < 1.0 {
        return format!("{hour:02}:{minute:02}:{second:02}");
    }
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")
}

#[cfg(test)]
mod tests;
