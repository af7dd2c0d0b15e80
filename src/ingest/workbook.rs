//! Workbooks (`.xlsx`, `.xlsm`, `.xlsb`, `.xls`, `.ods`): one sheet is written
//! once to a temporary file, row by row, from where it streams like text.
//! The cells of the zipped formats are read one at a time, so a sheet that
//! claims a million rows costs what it holds, not what it claims.

use std::fs::File;
use std::io::{BufReader, BufWriter, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use calamine::{Data, DataRef, ExcelDateTime, Ods, Reader, Xls, Xlsb, Xlsx};
use tempfile::NamedTempFile;

use super::error::{ErrorKind, IngestError};
use super::source::{MAX_CELLS, MAX_RECORD_BYTES};

/// One sheet as delimited text whose last cell is the row number.
pub(super) struct Spool {
    pub(super) file: NamedTempFile,
    pub(super) sheet: String,
    /// Other sheets of the workbook, in its order.
    pub(super) others: Vec<String>,
    /// Width and row of the widest row.
    pub(super) widest: (usize, u64),
}

type Input = BufReader<File>;

enum Workbook {
    Xlsx(Box<Xlsx<Input>>),
    Xlsb(Xlsb<Input>),
    Ods(Ods<Input>),
    Xls(Box<Xls<Input>>),
}

/// Copies the sheet called `sheet`, or the first one with data.
pub(super) fn spool(path: &Path, name: &str, sheet: Option<&str>) -> Result<Spool, IngestError> {
    let broken = |found: String| IngestError::new(ErrorKind::BrokenWorkbook, name).found(found);
    // The reader of a damaged workbook may panic; that must not end a run
    // over many files.
    catch_unwind(AssertUnwindSafe(|| copy(path, name, sheet)))
        .unwrap_or_else(|_| Err(broken("internal error of the workbook reader".into())))
}

/// The names of its sheets.
pub(super) fn sheet_names(path: &Path, name: &str) -> Result<Vec<String>, IngestError> {
    let broken = |found: String| IngestError::new(ErrorKind::BrokenWorkbook, name).found(found);
    catch_unwind(AssertUnwindSafe(|| open(path).map(|workbook| workbook.names())))
        .unwrap_or_else(|_| Err("internal error of the workbook reader".into()))
        .map_err(broken)
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
}

fn copy(path: &Path, name: &str, sheet: Option<&str>) -> Result<Spool, IngestError> {
    let mut workbook = open(path)
        .map_err(|found| IngestError::new(ErrorKind::BrokenWorkbook, name).found(found))?;
    let names = workbook.names();
    let wanted: Vec<String> = match sheet {
        Some(sheet) => {
            vec![names.iter().find(|n| n.trim() == sheet.trim()).cloned().ok_or_else(|| {
                IngestError::new(ErrorKind::NoSuchSheet, name)
                    .in_column(sheet)
                    .found(names.join(", "))
            })?]
        }
        None => names.clone(),
    };
    for candidate in wanted {
        let mut rows = Writer::new().map_err(|e| unreadable(name, &e.to_string()))?;
        fill(&mut workbook, &candidate, &mut rows).map_err(|found| {
            IngestError::new(ErrorKind::BrokenWorkbook, name).in_column(&candidate).found(found)
        })?;
        let (file, widest) = rows.finish().map_err(|e| unreadable(name, &e))?;
        if widest.0 > 0 {
            let others = names.iter().filter(|n| **n != candidate).cloned().collect();
            return Ok(Spool { file, sheet: candidate, others, widest });
        }
    }
    Err(IngestError::new(ErrorKind::Empty, name))
}

fn unreadable(name: &str, found: &str) -> IngestError {
    IngestError::new(ErrorKind::Unreadable, name).found(found)
}

/// Opens by content: the extension of a spooled standard input says nothing.
fn open(path: &Path) -> Result<Workbook, String> {
    let input = || File::open(path).map(BufReader::new).map_err(|e| e.to_string());
    let mut magic = [0u8; 4];
    std::io::Read::read_exact(&mut input()?, &mut magic).map_err(|e| e.to_string())?;
    if magic == [0xD0, 0xCF, 0x11, 0xE0] {
        return Xls::new(input()?).map(|w| Workbook::Xls(w.into())).map_err(|e| e.to_string());
    }
    let first = match Xlsx::new(input()?) {
        Ok(workbook) => return Ok(Workbook::Xlsx(workbook.into())),
        Err(error) => error.to_string(),
    };
    if let Ok(workbook) = Xlsb::new(input()?) {
        return Ok(Workbook::Xlsb(workbook));
    }
    Ods::new(input()?).map(Workbook::Ods).map_err(|_| first)
}

fn fill(workbook: &mut Workbook, sheet: &str, rows: &mut Writer) -> Result<(), String> {
    match workbook {
        Workbook::Xlsx(w) => {
            let mut cells = match w.worksheet_cells_reader(sheet) {
                Ok(cells) => cells,
                // A chart sheet has no cells.
                Err(calamine::XlsxError::NotAWorksheet(_)) => return Ok(()),
                Err(error) => return Err(error.to_string()),
            };
            while let Some(cell) = cells.next_cell().map_err(|e| e.to_string())? {
                let (row, column) = cell.get_position();
                rows.put(row, column, &text_of_ref(cell.get_value()))?;
            }
        }
        Workbook::Xlsb(w) => {
            let mut cells = w.worksheet_cells_reader(sheet).map_err(|e| e.to_string())?;
            while let Some(cell) = cells.next_cell().map_err(|e| e.to_string())? {
                let (row, column) = cell.get_position();
                rows.put(row, column, &text_of_ref(cell.get_value()))?;
            }
        }
        // Both formats bound the sheet: 65,536 × 256 cells, and calamine's
        // own limit of a hundred million.
        Workbook::Ods(w) => dense(&w.worksheet_range(sheet).map_err(|e| e.to_string())?, rows)?,
        Workbook::Xls(w) => dense(&w.worksheet_range(sheet).map_err(|e| e.to_string())?, rows)?,
    }
    rows.flush()
}

fn dense(range: &calamine::Range<Data>, rows: &mut Writer) -> Result<(), String> {
    let Some((top, left)) = range.start() else { return Ok(()) };
    for (row, column, value) in range.used_cells() {
        rows.put(top + row as u32, left + column as u32, &text_of(value))?;
    }
    Ok(())
}

/// Collects the cells of a row and writes it when the next one begins.
struct Writer {
    out: csv::Writer<BufWriter<NamedTempFile>>,
    row: u32,
    cells: Vec<String>,
    filled: usize,
    bytes: usize,
    widest: (usize, u64),
}

impl Writer {
    fn new() -> std::io::Result<Writer> {
        let file = tempfile::Builder::new().prefix("xinsheng-sheet-").tempfile()?;
        let out = csv::WriterBuilder::new().flexible(true).from_writer(BufWriter::new(file));
        Ok(Writer { out, row: 0, cells: Vec::new(), filled: 0, bytes: 0, widest: (0, 0) })
    }

    fn put(&mut self, row: u32, column: u32, text: &str) -> Result<(), String> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(());
        }
        if row != self.row {
            self.flush()?;
            self.row = row;
        }
        let column = column as usize;
        self.bytes += text.len();
        if column >= MAX_CELLS || self.bytes as u64 > MAX_RECORD_BYTES {
            return Err(format!("row {}: more than the reader takes", u64::from(row) + 1));
        }
        if self.cells.len() <= column {
            self.cells.resize(column + 1, String::new());
        }
        self.filled = self.filled.max(column + 1);
        self.cells[column].clear();
        self.cells[column].push_str(text);
        Ok(())
    }

    fn flush(&mut self) -> Result<(), String> {
        if self.filled == 0 {
            return Ok(());
        }
        let number = u64::from(self.row) + 1;
        if self.filled > self.widest.0 {
            self.widest = (self.filled, number);
        }
        let cells = self.cells[..self.filled].iter().map(String::as_str);
        let number = number.to_string();
        self.out.write_record(cells.chain([number.as_str()])).map_err(|e| e.to_string())?;
        self.cells.iter_mut().for_each(String::clear);
        (self.filled, self.bytes) = (0, 0);
        Ok(())
    }

    fn finish(self) -> Result<(NamedTempFile, (usize, u64)), String> {
        let mut buffer = self.out.into_inner().map_err(|e| e.to_string())?;
        buffer.flush().map_err(|e| e.to_string())?;
        Ok((buffer.into_inner().map_err(|e| e.to_string())?, self.widest))
    }
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
mod tests {
    use super::*;

    #[test]
    fn numbers_and_times_are_text_a_reader_expects() {
        assert_eq!(number_text(9.0), "9");
        assert_eq!(number_text(4.5), "4.5");
        assert_eq!(number_text(13_800_138_000.0), "13800138000");
        let time = ExcelDateTime::new(44320.5, calamine::ExcelDateTimeType::DateTime, false);
        assert_eq!(time_text(&time), "2021-05-04T12:00:00");
    }
}
