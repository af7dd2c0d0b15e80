//! Where the table lies in a file: its header, its columns and their unique
//! names, the row at which the data begins.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use csv::StringRecord;

use crate::ingest::dialect::{self, Dialect, Head};
use crate::ingest::read::delimited::most_common;
use crate::ingest::read::filled::Filled;
use crate::ingest::read::header::{Header, title_rows};
use crate::ingest::read::options::ReadOptions;
use crate::ingest::told::error::{ErrorKind, IngestError};
use crate::ingest::told::limits::MAX_CELLS;
use crate::ingest::told::listing::listing;
use crate::ingest::told::warning::Warning;

/// What kind of file the table came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Format {
    /// Delimited text.
    Delimited {
        /// Delimiter.
        delimiter: u8,
        /// Encoding name.
        encoding: String,
    },
    /// A sheet of a workbook.
    Workbook {
        /// Extension, e.g. `xlsx`.
        extension: String,
        /// Sheet name.
        sheet: String,
    },
    /// JSON objects.
    Json {
        /// Encoding name.
        encoding: String,
    },
    /// Parquet rows.
    Parquet,
}

impl Format {
    /// `csv`, `tsv`, `xlsx`, `jsonl`…
    pub fn name(&self) -> &str {
        match self {
            Format::Delimited { delimiter: b'\t', .. } => "tsv",
            Format::Delimited { .. } => "csv",
            Format::Workbook { extension, .. } => extension,
            Format::Json { .. } => "jsonl",
            Format::Parquet => "parquet",
        }
    }

    /// Character encoding, for text formats.
    pub fn encoding(&self) -> Option<&str> {
        match self {
            Format::Delimited { encoding, .. } | Format::Json { encoding } => Some(encoding),
            Format::Workbook { .. } | Format::Parquet => None,
        }
    }
}

/// The table of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Layout {
    /// The file as the user named it.
    pub file: Arc<str>,
    /// Kind of file.
    pub format: Format,
    /// Unique column names; columns of one name are told apart as `name#1`,
    /// `name#2`, nameless ones are called `column_N`.
    pub headers: Vec<String>,
    /// Names that several columns share, as the file has them.
    pub shared_names: Vec<String>,
    /// Rows above the header.
    pub skip_rows: usize,
    /// What stands in them.
    pub(crate) titles: Vec<String>,
    /// Rows of the header; 0 when the file has none.
    pub header_rows: usize,
    /// Row of the first data.
    pub first_data_row: u64,
    /// The tool whose export this is, by the name of its dialect; see
    /// [`tool_in`](crate::ingest::tool_in).
    pub dialect: Option<&'static str>,
    /// Rows are padded and cut to the header instead of being rejected when
    /// their width differs: workbooks, JSON, and files whose header is wrong.
    pub fit_rows: bool,
    /// Whether columns of one question, of which each row fills one, are read as one.
    pub(crate) branches: bool,
    /// Cells that took the value of the merged one above.
    pub(crate) filled: Arc<Filled>,
    /// What a reader should know.
    pub warnings: Vec<Warning>,
}

impl Layout {
    /// Index of the column called `name`.
    ///
    /// # Errors
    /// When there is none, or several of that name.
    pub fn column(&self, name: &str) -> Result<usize, IngestError> {
        let name = name.trim();
        if let Some(at) = self.headers.iter().position(|h| h == name) {
            return Ok(at);
        }
        let (kind, found) = if self.shared_names.iter().any(|s| s == name) {
            let same = |h: &&String| h.strip_prefix(name).is_some_and(|rest| rest.starts_with('#'));
            (ErrorKind::AmbiguousColumn, self.headers.iter().filter(same).cloned().collect())
        } else {
            (ErrorKind::NoSuchColumn, self.headers.clone())
        };
        Err(IngestError::new(kind, &*self.file).in_column(name).found(listing(&found)))
    }

    /// The layout of a format that names its columns.
    pub(crate) fn of_keys(name: &Arc<str>, format: Format, keys: &[String]) -> Layout {
        let mut layout = Layout {
            file: Arc::clone(name),
            format,
            headers: Vec::new(),
            shared_names: Vec::new(),
            skip_rows: 0,
            titles: Vec::new(),
            header_rows: 0,
            first_data_row: 1,
            dialect: dialect::recognise(&Head::new([keys.iter().map(String::as_str)]))
                .map(Dialect::id),
            fit_rows: true,
            branches: true,
            filled: Arc::default(),
            warnings: Vec::new(),
        };
        // Mappings name columns without blanks around them.
        layout.name_columns(keys.iter().map(|key| key.trim().to_owned()).collect());
        layout
    }

    /// Sets unique headers and warns where names are shared.
    fn name_columns(&mut self, names: Vec<String>) {
        let mut count: BTreeMap<&str, usize> = BTreeMap::new();
        for name in names.iter().filter(|n| !n.is_empty()) {
            *count.entry(name).or_default() += 1;
        }
        self.shared_names =
            count.iter().filter(|(_, n)| **n > 1).map(|(name, _)| (*name).to_owned()).collect();
        let mut taken: HashSet<String> = names.iter().cloned().collect();
        let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
        for (at, name) in names.iter().enumerate() {
            let unique = if name.is_empty() {
                (at + 1..).map(|n| format!("column_{n}")).find(|n| taken.insert(n.clone()))
            } else if count[name.as_str()] > 1 {
                let next = seen.entry(name).or_default();
                *next += 1;
                (*next..).map(|n| format!("{name}#{n}")).find(|n| taken.insert(n.clone()))
            } else {
                Some(name.clone())
            };
            self.headers.extend(unique);
        }
        if !self.shared_names.is_empty() {
            self.warnings.push(Warning::SharedNames { names: self.shared_names.clone() });
        }
    }
}

/// The first rows of a file, blank ones left out.
pub(crate) struct Preview<'a> {
    pub(crate) name: &'a Arc<str>,
    pub(crate) format: Format,
    pub(crate) rows: &'a [(u64, StringRecord)],
    /// Rows on top that speak to Excel alone (`sep=;`).
    pub(crate) hint_rows: usize,
}

/// Works out the layout from the first rows.
pub(crate) fn detect(preview: &Preview<'_>, options: &ReadOptions) -> Result<Layout, IngestError> {
    let sheet = matches!(preview.format, Format::Workbook { .. });
    let from = match options.skip_rows {
        Some(skip) => preview.rows.partition_point(|(row, _)| *row <= skip as u64),
        None => {
            let hints = preview.hint_rows.min(preview.rows.len());
            hints + title_rows(&preview.rows[hints..], sheet)
        }
    };
    let (above, rows) = preview.rows.split_at(from);
    let Some((header_row, _)) = rows.first() else {
        return Err(IngestError::new(ErrorKind::NoRows, &**preview.name));
    };
    let dialect = dialect::recognise(&Head::new(rows.iter().map(|(_, record)| record)));
    let fixed = dialect.and_then(Dialect::header_rows).filter(|n| *n < rows.len());
    let header = Header::find(rows, options.header_rows.or(fixed));
    let mut layout = Layout {
        file: Arc::clone(preview.name),
        format: preview.format.clone(),
        headers: Vec::new(),
        shared_names: Vec::new(),
        skip_rows: (*header_row - 1) as usize,
        titles: titles(above),
        header_rows: header.rows,
        first_data_row: rows.get(header.rows).map_or(u64::MAX, |(row, _)| *row),
        dialect: dialect.map(Dialect::id),
        fit_rows: sheet,
        branches: true,
        filled: Arc::default(),
        warnings: Vec::new(),
    };
    let mut names = header.names;
    let data = &rows[header.rows.min(rows.len())..];
    if data.is_empty() && options.may_be_empty.is_none() {
        return Err(IngestError::new(ErrorKind::NoRows, &**preview.name).found(listing(&names)));
    }
    if header.rows == 0 {
        layout.warnings.push(Warning::NoHeader);
        let widths: Vec<usize> = data.iter().map(|(_, r)| r.len()).collect();
        let width = match sheet {
            true => widths.iter().max().copied(),
            false => most_common(&widths).map(|(w, _)| w),
        };
        names = vec![String::new(); width.unwrap_or(1)];
    } else if !sheet {
        settle_width(&mut names, data, &mut layout);
    }
    if names.len() > MAX_CELLS {
        return Err(IngestError::new(ErrorKind::TooWide, &**preview.name).at_row(*header_row));
    }
    layout.name_columns(names);
    Ok(layout)
}

/// Most cells above a header that are looked at.
const MOST_TITLES: usize = 100;

/// What stands in the rows above a header.
fn titles(above: &[(u64, StringRecord)]) -> Vec<String> {
    let cells = above.iter().flat_map(|(_, record)| record).map(str::trim);
    cells.filter(|cell| !cell.is_empty()).take(MOST_TITLES).map(str::to_owned).collect()
}

/// Brings header and rows of delimited text to one width. The header rules
/// unless nearly all rows agree on another width.
fn settle_width(names: &mut Vec<String>, data: &[(u64, StringRecord)], layout: &mut Layout) {
    let widths: Vec<usize> = data.iter().map(|(_, r)| r.len()).collect();
    let Some((modal, count)) = most_common(&widths) else { return };
    if modal == names.len() {
        return;
    }
    let blank_to = |n: usize| names.iter().skip(n).all(String::is_empty);
    let like_header = widths.iter().filter(|w| **w == names.len()).count();
    if like_header * 5 >= widths.len() || count * 5 < widths.len() * 4 {
        return;
    }
    if modal < names.len() && blank_to(modal) {
        names.truncate(modal);
        return;
    }
    let blank_rows =
        |(_, r): &(u64, StringRecord)| r.iter().skip(names.len()).all(|c| c.trim().is_empty());
    if modal > names.len() && data.iter().all(blank_rows) {
        return;
    }
    layout.fit_rows = true;
    layout.warnings.push(Warning::OddHeader { header: names.len(), rows: modal });
    rejoin(names, modal);
    names.resize(modal, String::new());
}

/// Joins header pieces that unquoted commas have cut: the later pieces begin
/// in lower case. Only if that explains the width exactly.
fn rejoin(names: &mut Vec<String>, width: usize) {
    let mut joined: Vec<String> = Vec::new();
    for name in names.iter() {
        match joined.last_mut() {
            Some(last) if name.starts_with(|c: char| c.is_lowercase()) && last.contains(' ') => {
                *last += ", ";
                *last += name;
            }
            _ => joined.push(name.clone()),
        }
    }
    if joined.len() == width {
        *names = joined;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_that_differ_by_blanks_are_told_apart() {
        let keys = ["time", " time", "text "].map(str::to_owned);
        let format = Format::Json { encoding: "UTF-8".into() };
        let layout = Layout::of_keys(&"a.json".into(), format, &keys);
        assert_eq!(layout.headers, ["time#1", "time#2", "text"]);
    }

    #[test]
    fn what_stands_above_the_header_is_kept() {
        let record = |cells: [&str; 3]| StringRecord::from(cells.as_slice());
        let rows = [
            (1, record(["回访记录（0=未评价）", "", ""])),
            (2, record(["编号", "评分", "留言"])),
            (3, record(["1", "0", "好"])),
            (4, record(["2", "4", "很好"])),
        ];
        let name: Arc<str> = "a.csv".into();
        for skip_rows in [None, Some(1)] {
            let format = Format::Delimited { delimiter: b',', encoding: "UTF-8".into() };
            let preview = Preview { name: &name, format, rows: &rows, hint_rows: 0 };
            let options = ReadOptions { skip_rows, ..ReadOptions::default() };
            let layout = detect(&preview, &options).unwrap();
            assert_eq!(layout.titles, ["回访记录（0=未评价）"], "{skip_rows:?}");
            assert_eq!(layout.headers, ["编号", "评分", "留言"], "{skip_rows:?}");
        }
    }
}
