//! Where the table lies in a file: its header, its columns and their unique
//! names, the row at which the data begins.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use csv::StringRecord;

use crate::ingest::cells::zero_width;
use crate::ingest::dialect::{self, Dialect, Head};
use crate::ingest::read::delimited::most_common;
use crate::ingest::read::filled::Filled;
use crate::ingest::read::header::{Header, title_rows};
use crate::ingest::read::options::ReadOptions;
use crate::ingest::read::shape::Shape;
use crate::ingest::told::error::{ErrorKind, IngestError};
use crate::ingest::told::limits::MAX_CELLS;
use crate::ingest::told::listing::listing;
use crate::ingest::told::mend::Mend;
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
    /// These rows, as they are written.
    pub(crate) header_lines: Vec<StringRecord>,
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
    /// What the columns hold, by the first rows; of a format that names its columns nothing.
    pub(crate) shape: Arc<Shape>,
    /// What a reader should know.
    pub warnings: Vec<Warning>,
}

impl Layout {
    /// Index of the column called `name`.
    ///
    /// # Errors
    /// When there is none, or several of that name.
    pub fn column(&self, name: &str) -> Result<usize, IngestError> {
        let name: &str = &zero_width::without(name);
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
            header_lines: Vec::new(),
            first_data_row: 1,
            dialect: dialect::recognise(&Head::new([keys.iter().map(String::as_str)]))
                .map(Dialect::id),
            fit_rows: true,
            branches: true,
            filled: Arc::default(),
            shape: Arc::default(),
            warnings: Vec::new(),
        };
        // Mappings name columns without blanks around them.
        layout.name_columns(keys.iter().map(|key| key.trim().to_owned()).collect());
        layout
    }

    /// Sets unique headers and warns where names are shared.
    fn name_columns(&mut self, names: Vec<String>) {
        let plain = |name: &String| zero_width::without(name).into_owned();
        let names: Vec<String> = names.iter().map(plain).collect();
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
        header_lines: rows.iter().take(header.rows).map(|(_, row)| row.clone()).collect(),
        first_data_row: rows.get(header.rows).map_or(u64::MAX, |(row, _)| *row),
        dialect: dialect.map(Dialect::id),
        fit_rows: sheet,
        branches: true,
        filled: Arc::default(),
        shape: Arc::default(),
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
    layout.shape = Shape::above(data, names.len(), layout.fit_rows).into();
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
    if let Some((row, rows)) = grown(names.len(), data) {
        layout.fit_rows = true;
        layout.warnings.push(Warning::Mended(Mend::Grown { row, header: names.len(), rows }));
        names.resize(rows, String::new());
        return;
    }
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
    let shape = Shape::of(data, names.len(), false);
    let ends = |(_, r): &(u64, StringRecord)| r.len() >= names.len() || shape.may_end(r);
    if modal < names.len() && data.iter().all(ends) {
        // A program has left out what is blank at the end.
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

/// Fewest rows by which a table is known to have grown.
const GROWN: usize = 5;

/// The row from which on all rows have more cells than the header and those before, and how many,
/// as where a question was added to a survey.
fn grown(header: usize, data: &[(u64, StringRecord)]) -> Option<(u64, usize)> {
    let at = data.iter().position(|(_, record)| record.len() != header).filter(|at| *at > 0)?;
    let (before, after) = data.split_at(at);
    let width = after[0].1.len();
    // What a comma cuts begins with a blank.
    let added = |record: &StringRecord| {
        record.len() == width && !record.iter().skip(header).any(|cell| cell.starts_with(' '))
    };
    let filled = |record: &StringRecord| record.iter().skip(header).any(|c| !c.trim().is_empty());
    let longer = width > header && after.len() >= GROWN && before.len() >= GROWN;
    let all = after.iter().all(|(_, record)| added(record));
    let any = after.iter().any(|(_, record)| filled(record));
    (longer && all && any).then_some((after[0].0, width))
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

    fn delimited() -> Format {
        Format::Delimited { delimiter: b',', encoding: "GBK".into() }
    }

    fn sheet() -> Format {
        Format::Workbook { extension: "xlsx".into(), sheet: "一".into() }
    }

    /// The layout of rows whose cells stand between bars.
    fn laid(format: Format, rows: &[&str], options: &ReadOptions) -> Result<Layout, IngestError> {
        let record = |row: &&str| StringRecord::from(row.split('|').collect::<Vec<_>>());
        let rows: Vec<(u64, StringRecord)> = (1..).zip(rows.iter().map(record)).collect();
        let name: Arc<str> = "a.csv".into();
        detect(&Preview { name: &name, format, rows: &rows, hint_rows: 0 }, options)
    }

    #[test]
    fn formats_have_a_name_and_text_an_encoding() {
        let tabs = Format::Delimited { delimiter: b'\t', encoding: "UTF-8".into() };
        let json = Format::Json { encoding: "UTF-16LE".into() };
        for (format, name, encoding) in [
            (delimited(), "csv", Some("GBK")),
            (tabs, "tsv", Some("UTF-8")),
            (json, "jsonl", Some("UTF-16LE")),
            (sheet(), "xlsx", None),
            (Format::Parquet, "parquet", None),
        ] {
            assert_eq!((format.name(), format.encoding()), (name, encoding));
        }
    }

    #[test]
    fn a_table_of_numbers_has_no_header() {
        let rows = ["1|5", "2|4", "3|3|x"];
        let laid = |format| laid(format, &rows, &ReadOptions::default()).unwrap();
        let text = laid(delimited());
        assert_eq!((text.header_rows, text.first_data_row), (0, 1));
        assert_eq!(text.headers, ["column_1", "column_2"]);
        assert_eq!(text.warnings, [Warning::NoHeader]);
        // A sheet has as many columns as its widest row.
        assert_eq!(laid(sheet()).headers, ["column_1", "column_2", "column_3"]);
        let named = self::laid(delimited(), &["a|b", "1|5"], &ReadOptions::default()).unwrap();
        assert_eq!((named.headers, named.warnings), (vec!["a".into(), "b".into()], vec![]));
    }

    #[test]
    fn header_and_rows_come_to_one_width() {
        let odd = |header, rows| vec![Warning::OddHeader { header, rows }];
        let options =
            ReadOptions { skip_rows: Some(0), header_rows: Some(1), ..ReadOptions::default() };
        for (header, rows, names, warnings) in [
            ("a|b", "1|x,2|y,3|z|w", "a|b", vec![]),
            // A fifth of the rows is like the header.
            ("a|b|c", "1|x|y,2|x,3|x,4|x,5|x", "a|b|c", vec![]),
            // Four in five rows agree on another width, and no more than three.
            ("a|b|c", "1|x,2|x,3|x,4|x,5|x|y|z", "a|b", odd(3, 2)),
            ("a|b|c", "1|x,2|x,3|x,4|x|y|z,5|x|y|z", "a|b|c", vec![]),
            ("a|b", "1|x|y,2|x|y,3|x|y", "a|b|column_3", odd(2, 3)),
            // Nothing is at the end of the header, or of the rows.
            ("a|b|", "1|x,2|x,3|x", "a|b", vec![]),
            ("a|b", "1|x|,2|x|,3|x| ", "a|b", vec![]),
            // Rows that end before what may be blank, and those that lack something in the middle.
            ("a|b|c", "1|x|y,2|x,3|x,4|x,5|x,6|x", "a|b|c", vec![]),
            ("a|b|c", "1|x|y,2|x,3|x,4|x,5|x,z|x", "a|b", odd(3, 2)),
            // A name that commas have cut, and one that they may not have.
            (
                "id|How was it|all in all|Score",
                "1|good|5,2|bad|1",
                "id|How was it, all in all|Score",
                odd(4, 3),
            ),
            (
                "id|How was it|all in all|so far|Score",
                "1|good|x|5,2|bad|y|1",
                "id|How was it|all in all|so far",
                odd(5, 4),
            ),
        ] {
            let all: Vec<&str> = [header].into_iter().chain(rows.split(',')).collect();
            let layout = laid(delimited(), &all, &options).unwrap();
            assert_eq!(layout.headers.join("|"), names, "{header}: {rows}");
            assert_eq!(layout.fit_rows, !warnings.is_empty(), "{header}: {rows}");
            assert_eq!(layout.warnings, warnings, "{header}: {rows}");
            // Cells of a sheet may be blank anywhere.
            let layout = laid(sheet(), &all, &options).unwrap();
            assert_eq!((layout.fit_rows, layout.warnings), (true, vec![]), "{header}: {rows}");
            let width = header.split('|').count();
            assert_eq!(layout.headers.len(), width, "{header}: {rows}");
        }
    }

    #[test]
    fn rows_may_grow_by_a_question() {
        let options =
            ReadOptions { skip_rows: Some(0), header_rows: Some(1), ..ReadOptions::default() };
        let (five, six) = (vec!["1|x"; 5], vec!["1|x|yes"; 5]);
        let told = vec![Warning::Mended(Mend::Grown { row: 7, header: 2, rows: 3 })];
        for (rows, width, warnings) in [
            ([vec!["a|b"], five.clone(), six.clone()].concat(), 3, told),
            ([vec!["a|b"], five.clone(), six[1..].to_vec()].concat(), 2, vec![]),
            ([vec!["a|b"], five[1..].to_vec(), six.clone()].concat(), 2, vec![]),
            ([vec!["a|b"], five.clone(), six.clone(), vec!["1|x"]].concat(), 2, vec![]),
            ([vec!["a|b"], five.clone(), vec!["1|x| and y"; 5]].concat(), 2, vec![]),
            ([vec!["a|b"], five, vec!["1|x|"; 5]].concat(), 2, vec![]),
        ] {
            let layout = laid(delimited(), &rows, &options).unwrap();
            assert_eq!((layout.headers.len(), layout.warnings), (width, warnings), "{rows:?}");
        }
    }

    #[test]
    fn a_header_of_more_cells_than_a_table_has_is_refused() {
        let cells = |n: usize| (0..n).map(|n| format!("c{n}")).collect::<Vec<_>>().join("|");
        for (n, fits) in [(MAX_CELLS, true), (MAX_CELLS + 1, false)] {
            let (header, row) = (cells(n), "x|".repeat(n - 1));
            match laid(delimited(), &[&header, &row], &ReadOptions::default()) {
                Ok(layout) => assert_eq!((layout.headers.len(), fits), (n, true)),
                Err(error) => {
                    assert_eq!((error.kind, fits), (ErrorKind::TooWide, false));
                    assert_eq!(error.row, Some(1));
                }
            }
        }
    }
}
