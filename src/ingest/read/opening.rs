//! Opening an export: what kind of file it is, how its text is encoded and where its table lies.

use std::io::{self, Read, Seek};
use std::slice;
use std::sync::Arc;

use csv::StringRecord;
use encoding_rs::UTF_8;

use super::body::{Body, Quotes, TextBytes, from_byte};
use super::content::{Content, ContentReader};
use super::encoding::{self, TextEncoding};
use super::escapes;
use super::json_lists::{Within, are_lines, wrapped};
use super::json_table::put_together;
use super::layout::{self, Format, Layout, Preview};
use super::lines_apart::are_quotes_plain;
use super::odd_delimiters::not_read;
use super::options::ReadOptions;
use super::requoted::Style;
use super::sheet::open_sheet;
use super::sniff::{is_markup, is_workbook, json_shape, known_binary};
use super::source::SourceFile;
use super::whole_lines::unwrapped;
use super::{compressed, delimited, jsonl, padding, parquet_file};
use crate::ingest::told::error::{ErrorKind, IngestError};
use crate::ingest::told::error_detail::ErrorDetail;
use crate::ingest::told::mend::Mend;
use crate::ingest::told::reject::Reason;
use crate::ingest::told::warning::Warning;

/// Rows and bytes that the layout is judged on.
pub(crate) const PREVIEW_ROWS: usize = 500;
pub(crate) const PREVIEW_BYTES: usize = 8 * 1024 * 1024;

/// Bytes of a text by which it is told how its rows are written.
const SAMPLE: usize = 256 * 1024;

/// Opens a file that is not compressed and begins with `head`.
pub(super) fn open_plain(
    content: Content,
    name: Arc<str>,
    mut file: ContentReader,
    head: Vec<u8>,
    options: &ReadOptions,
) -> Result<SourceFile, IngestError> {
    if head.is_empty() && !may_have_no_object(&name, options) {
        return Err(IngestError::new(ErrorKind::Empty, &*name));
    }
    if is_workbook(&head) {
        return open_sheet(&content, name, options);
    }
    if head.starts_with(b"PAR1") {
        return open_parquet(content, name, options);
    }
    let text = encoding_of(&mut file, &head, &name, options)?;
    of_text(TextBytes::File(content), name, text, options)
}

/// The encoding of a text that begins with `head`, stated or recognised.
pub(crate) fn encoding_of(
    file: &mut (impl Read + Seek),
    head: &[u8],
    name: &str,
    options: &ReadOptions,
) -> Result<TextEncoding, IngestError> {
    let error = |kind| IngestError::new(kind, name);
    if let Some(what) = known_binary(head) {
        return Err(error(ErrorKind::Binary).found(what));
    }
    let Some(label) = &options.encoding else {
        let unreadable = |e: io::Error| error(ErrorKind::Unreadable).found(e.to_string());
        return encoding::detect(file).map_err(unreadable);
    };
    let encoding = encoding::by_label(label)
        .ok_or_else(|| error(ErrorKind::UnknownEncoding).found(label.as_str()))?;
    // Before other text a mark of UTF-8 was put by mistake.
    let bom = match encoding_rs::Encoding::for_bom(head) {
        Some((marked, bom)) if marked == encoding || marked == UTF_8 => bom,
        _ => 0,
    };
    Ok(TextEncoding { bom, ..TextEncoding::of(encoding) })
}

/// The table of a text, by its beginning.
pub(super) fn of_text(
    place: TextBytes,
    name: Arc<str>,
    text: TextEncoding,
    options: &ReadOptions,
) -> Result<SourceFile, IngestError> {
    let mut file = table_of(place, name, text, options)?;
    if text.mixed {
        file.layout.warnings.insert(0, Warning::Mended(Mend::Encodings));
    }
    if text.twice {
        file.layout.warnings.insert(0, Warning::Mended(Mend::Twice));
    }
    Ok(file)
}

fn table_of(
    place: TextBytes,
    name: Arc<str>,
    text: TextEncoding,
    options: &ReadOptions,
) -> Result<SourceFile, IngestError> {
    let error = |kind| IngestError::new(kind, &*name);
    let unreadable = |e: io::Error| error(ErrorKind::Unreadable).found(e.to_string());
    let mut start = Vec::new();
    let reader = place.open(text).map_err(unreadable)?;
    reader.take(SAMPLE as u64).read_to_end(&mut start).map_err(unreadable)?;
    // A few are damage, which costs their cells; more are no text.
    if padding::is_binary(&start) {
        return Err(error(ErrorKind::Binary).found("NUL"));
    }
    let mut inked = start.trim_ascii();
    while let Some(rest) = inked.strip_prefix(b"\0") {
        inked = rest.trim_ascii_start();
    }
    if inked.is_empty() {
        return match may_have_no_object(&name, options) {
            true => open_json(place, name, text, None, options),
            false => Err(error(ErrorKind::Empty)),
        };
    }
    if is_markup(inked) {
        return Err(error(ErrorKind::Markup));
    }
    if let Some(Within { key, at, .. }) = wrapped(inked) {
        let before = start.iter().position(|byte| *byte == b'{').unwrap_or(0);
        let mut file = open_json(place, name, text, Some((before + at) as u64), options)?;
        file.layout.warnings.insert(0, Warning::WithinObject { key });
        return Ok(file);
    }
    let shape = json_shape(inked, &name);
    if shape == Some(false)
        && inked.starts_with(b"{")
        && !are_lines(inked)
        && let Some(rows) = put_together(&place, &name, text)?
    {
        let n = rows.n;
        let text = TextEncoding::of(UTF_8);
        let mut file = open_json(TextBytes::File(rows.content), name, text, Some(0), options)?;
        file.layout.warnings.insert(0, Warning::Mended(Mend::Turned { n }));
        return Ok(file);
    }
    match shape {
        Some(list) => open_json(place, name, text, list.then_some(0), options),
        None => delimited_text(place, name, text, &start, options),
    }
}

/// The table of a delimited text that begins with `start`.
fn delimited_text(
    place: TextBytes,
    name: Arc<str>,
    text: TextEncoding,
    start: &[u8],
    options: &ReadOptions,
) -> Result<SourceFile, IngestError> {
    let whole = start.len() < SAMPLE;
    let delimiters = options.delimiter.as_ref().map_or(&delimited::CANDIDATES[..], slice::from_ref);
    let odd = Style::of(start, delimiters).filter(|_| options.escapes.is_none());
    let bare = match (odd, options.escapes) {
        (Some(style), _) => Some(style.usual(start)),
        (None, None) => unwrapped(start, whole),
        (None, Some(_)) => None,
    };
    let lines = bare.is_some();
    let start = bare.as_deref().unwrap_or(start);
    let hint = delimited::separator_line(start).is_some();
    let delimiter = options.delimiter.unwrap_or_else(|| delimited::sniff_delimiter(start));
    // A header of one name is that of a lone column.
    if options.delimiter.is_none()
        && options.header_rows != Some(0)
        && let Some(found) = not_read(start).filter(|_| delimited::is_uncut(start))
    {
        return Err(IngestError::new(ErrorKind::Delimiter, &*name).found(found));
    }
    let used = || escapes::are_used(start, delimiter);
    let quotes = match () {
        () if lines => odd.map_or(Quotes::Lines, Quotes::Odd),
        () if options.escapes.unwrap_or_else(used) => Quotes::Escaped,
        () if are_quotes_plain(start, delimiter, whole) => Quotes::Signs,
        () => Quotes::Cells,
    };
    let body = Body::Delimited { place, text, delimiter, quotes };
    let format = Format::Delimited { delimiter, encoding: text.name().to_owned() };
    let mut file = finish(name, body, format, options, usize::from(hint))?;
    match quotes {
        Quotes::Escaped if options.escapes.is_none() => {
            file.layout.warnings.push(Warning::BackslashEscapes);
        }
        Quotes::Lines => file.layout.warnings.push(Warning::Mended(Mend::Unwrapped)),
        Quotes::Signs => file.layout.warnings.push(Warning::Mended(Mend::Signs)),
        Quotes::Cells | Quotes::Escaped | Quotes::Odd(_) => {}
    }
    Ok(file)
}

/// Whether a file in which nothing stands is one of JSON lines, of which there may be none.
fn may_have_no_object(name: &str, options: &ReadOptions) -> bool {
    let name = compressed::inner_name(name).to_ascii_lowercase();
    let lines = [".jsonl", ".ndjson", ".json"].iter().any(|end| name.ends_with(end));
    lines && options.may_be_empty.is_some()
}

/// Bytes of a file that is not compressed.
pub(super) fn size(content: &Content) -> u64 {
    content.open().and_then(|file| file.size()).unwrap_or(0)
}

fn open_parquet(
    content: Content,
    name: Arc<str>,
    options: &ReadOptions,
) -> Result<SourceFile, IngestError> {
    let length = size(&content);
    let limit = compressed::allowance(length, options.max_unpacked);
    let columns = parquet_file::columns(&content, &name, limit)?;
    let layout = Layout::of_keys(&name, Format::Parquet, &columns.names);
    let body = Body::Parquet { content, columns };
    Ok(SourceFile::new(name, body, layout, options))
}

fn open_json(
    place: TextBytes,
    name: Arc<str>,
    text: TextEncoding,
    list: Option<u64>,
    options: &ReadOptions,
) -> Result<SourceFile, IngestError> {
    let error = |kind| IngestError::new(kind, &*name);
    let unreadable = |e: io::Error| error(ErrorKind::Unreadable).found(e.to_string());
    let input = place.open(text).map_err(unreadable)?;
    let input = from_byte(input, list.unwrap_or(0)).map_err(unreadable)?;
    let (mut keys, mut bad) = (jsonl::Keys::new(options.pivot.unwrap_or(true)), None);
    let mut any = false;
    for object in jsonl::Objects::new(input, list.is_some(), Arc::clone(&name)) {
        match object {
            Ok(object) => {
                any = true;
                if !keys.learn(&object.value) {
                    return Err(error(ErrorKind::TooWide).at_row(object.row));
                }
            }
            Err(rejection) => bad = bad.or(Some(rejection)),
        }
    }
    if !any || keys.names.is_empty() {
        match (bad, &options.may_be_empty) {
            (Some(bad), _) => {
                return Err(error(ErrorKind::JsonShape).at_row(bad.row).found(bad.found));
            }
            (None, Some(column)) if !any => {
                let object = [(column.clone(), serde_json::Value::Null)];
                keys.learn(&object.into_iter().collect());
            }
            (None, _) => return Err(error(ErrorKind::NoRows)),
        }
    }
    let format = Format::Json { encoding: text.name().to_owned() };
    let mut layout = Layout::of_keys(&name, format, &keys.names);
    if !keys.lists.is_empty() {
        let (lists, questions) = (keys.lists.iter().cloned().collect(), keys.questions);
        layout.warnings.push(Warning::AnswersInLists { lists, questions });
    }
    let body = Body::Json { place, text, list, keys: keys.into() };
    Ok(SourceFile::new(name, body, layout, options))
}

/// Reads the first rows and works out the layout.
pub(super) fn finish(
    name: Arc<str>,
    body: Body,
    format: Format,
    options: &ReadOptions,
    hint_rows: usize,
) -> Result<SourceFile, IngestError> {
    let mut rows: Vec<(u64, StringRecord)> = Vec::new();
    let (mut bytes, mut bad) = (0, None);
    for record in body.records(&name, TextBytes::open)? {
        let record = match record {
            Ok(record) => record,
            Err(r) if r.reason == Reason::TooLarge && rows.is_empty() => {
                return Err(IngestError::new(ErrorKind::TooWide, &*name).at_row(r.row));
            }
            Err(rejection) => {
                bad = bad.or(Some(rejection));
                continue;
            }
        };
        if record.padding || record.cells.iter().all(|c| c.trim().is_empty()) {
            continue;
        }
        bytes += record.cells.as_slice().len() + 8 * record.cells.len();
        rows.push((record.row, record.cells));
        if rows.len() >= PREVIEW_ROWS || bytes > PREVIEW_BYTES {
            break;
        }
    }
    if rows.is_empty() {
        return Err(match bad {
            Some(bad) => IngestError::new(ErrorKind::NoRows, &*name)
                .at_row(bad.row)
                .found(ErrorDetail::Row(Box::new(bad))),
            None => IngestError::new(ErrorKind::Empty, &*name),
        });
    }
    let preview = Preview { name: &name, format, rows: &rows, hint_rows };
    let layout = match (layout::detect(&preview, options), bad) {
        // The first row of data is the one that cannot be read.
        (Err(error), Some(bad)) if error.kind == ErrorKind::NoRows => {
            return Err(error.at_row(bad.row).found(ErrorDetail::Row(Box::new(bad))));
        }
        (Ok(layout), Some(bad)) if layout.first_data_row == u64::MAX => {
            let error = IngestError::new(ErrorKind::NoRows, &*name).at_row(bad.row);
            return Err(error.found(ErrorDetail::Row(Box::new(bad))));
        }
        (layout, _) => layout?,
    };
    Ok(SourceFile::new(name, body, layout, options))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::read::made_file::{content, opened};
    use crate::ingest::told::limits::MAX_CELLS;

    #[test]
    fn a_part_may_be_empty_where_it_has_the_column() {
        let folder = tempfile::tempdir().unwrap();
        let opened = |name: &str, text: &str, column: Option<&str>| {
            let path = folder.path().join(name);
            std::fs::write(&path, text).unwrap();
            let options =
                ReadOptions { may_be_empty: column.map(str::to_owned), ..ReadOptions::default() };
            SourceFile::open(&path, &options).map(|file| {
                assert_eq!(file.rows().unwrap().count(), 0, "{name}");
                file.layout().headers.clone()
            })
        };
        let kind = |name: &str, text: &str, column| opened(name, text, column).unwrap_err().kind;
        for (name, text, headers) in [
            ("a.csv", "id,comment\n", &["id", "comment"][..]),
            ("a.tsv", "id\tcomment", &["id", "comment"]),
            ("one.csv", "comment\n", &["comment"]),
            ("a.jsonl", "", &["comment"]),
            ("b.ndjson", "\n\n", &["comment"]),
            ("a.json", "[]", &["comment"]),
        ] {
            assert_eq!(opened(name, text, Some("comment")).unwrap(), headers, "{name}");
            let wanted = [ErrorKind::NoRows, ErrorKind::Empty];
            assert!(wanted.contains(&kind(name, text, None)), "{name}");
        }
        assert_eq!(kind("none.csv", "", Some("comment")), ErrorKind::Empty, "no header");
        assert_eq!(kind("bad.jsonl", "{\"a\":", Some("a")), ErrorKind::JsonShape);
    }

    fn of(name: &str, bytes: &[u8]) -> Result<SourceFile, IngestError> {
        opened(bytes, name, &ReadOptions::default())
    }

    #[test]
    fn a_mark_of_utf8_is_passed_whatever_encoding_is_stated() {
        let head = "\u{feff}id,comment\n".as_bytes();
        for (label, wanted) in [("utf-8", ("UTF-8", 3)), ("gbk", ("gb18030", 3))] {
            let options = ReadOptions { encoding: Some(label.into()), ..ReadOptions::default() };
            let text = encoding_of(&mut io::Cursor::new(head), head, "a.csv", &options).unwrap();
            assert_eq!((text.name(), text.bom), wanted);
        }
    }

    #[test]
    fn backslashes_that_escape_are_told_unless_that_was_stated() {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
        let path = path.join("tests/data/layouts/mysql_dump.csv");
        for (escapes, told) in [(None, true), (Some(true), false)] {
            let options = ReadOptions { escapes, ..ReadOptions::default() };
            let file = SourceFile::open(&path, &options).unwrap();
            assert_eq!(file.layout().headers, ["ticket", "opened", "csat", "comment"]);
            assert_eq!(file.layout().warnings.contains(&Warning::BackslashEscapes), told);
        }
    }

    #[test]
    fn the_size_is_that_of_the_bytes() {
        assert_eq!(size(&content(&[b'a'; 5000])), 5000);
        assert_eq!(size(&Content::Path("no/such.csv".into())), 0);
    }

    #[test]
    fn lists_of_answers_in_json_are_told_and_objects_without_a_key_are_no_rows() {
        let plain = of("a.jsonl", br#"{"id":1}"#).unwrap();
        assert_eq!(plain.layout().warnings, []);
        let answers = br#"{"id":1,"answers":[{"question":"Why?","answer":"x"},{"question":"How?","answer":"y"}]}"#;
        let told = Warning::AnswersInLists { lists: vec!["answers".to_owned()], questions: 2 };
        assert_eq!(of("a.jsonl", answers).unwrap().layout().warnings, [told]);
        assert_eq!(of("a.jsonl", b"{}\n{}\n").unwrap_err().kind, ErrorKind::NoRows);
        let bad = of("a.jsonl", b"{}\nnonsense\n").unwrap_err();
        assert_eq!((bad.kind, bad.row), (ErrorKind::JsonShape, Some(2)));
    }

    #[test]
    fn what_cannot_be_read_at_the_start_is_told_with_its_row() {
        let wide = "x,".repeat(MAX_CELLS);
        let error = of("a.csv", format!("{wide}\n1,fine\n").as_bytes()).unwrap_err();
        assert_eq!((error.kind, error.row), (ErrorKind::TooWide, Some(1)));
        let later = of("a.csv", format!("id,comment\n1,fine\n{wide}\n2,bad\n").as_bytes()).unwrap();
        let rows: Vec<_> = later.rows().unwrap().map(|row| row.map_err(|r| r.reason)).collect();
        assert_eq!(rows.iter().map(Result::is_ok).collect::<Vec<_>>(), [true, false, true]);
        assert_eq!(rows[1], Err(Reason::TooLarge));
        for (table, row) in [("id,\"comment\n1,fine\n", 1), ("id,comment\n1,\"fine\n", 2)] {
            let error = of("a.csv", table.as_bytes()).unwrap_err();
            assert_eq!((error.kind, error.row), (ErrorKind::NoRows, Some(row)), "{table}");
            let ErrorDetail::Row(cause) = error.found else { panic!("{table}") };
            assert_eq!((cause.reason, cause.row), (Reason::UnclosedQuote, row), "{table}");
        }
        let part = of("a.csv", b"id,comment\n1,\"fine, too\"\n2,\"bad\n").unwrap();
        let rows: Vec<_> = part.rows().unwrap().map(|row| row.map_err(|r| r.reason)).collect();
        assert_eq!((rows.len(), rows[1].clone().err()), (2, Some(Reason::UnclosedQuote)));
    }

    #[test]
    fn blank_rows_are_no_part_of_the_layout() {
        assert_eq!(of("a.csv", b",,\n,,\n").unwrap_err().kind, ErrorKind::Empty);
        for between in [",", "\0", "\0\0\0"] {
            let file =
                of("a.csv", format!("id,score\n{between}\n1,5\n2,4\n3,3\n").as_bytes()).unwrap();
            let layout = file.layout();
            assert_eq!((layout.header_rows, layout.first_data_row), (1, 3), "{between:?}");
            assert_eq!(file.rows().unwrap().filter(Result::is_ok).count(), 3, "{between:?}");
        }
    }

    #[test]
    fn the_layout_is_judged_by_the_first_rows_and_bytes() {
        // One like the header among the others would make a fifth of them.
        let rows = "1,x\n".repeat(99) + &"1,x,y\n".repeat(400) + "1,x\n";
        let file = of("a.csv", format!("id,comment\n{rows}").as_bytes()).unwrap();
        let grown = Warning::Mended(Mend::Grown { row: 101, header: 2, rows: 3 });
        assert_eq!(file.layout().warnings, [grown]);
        let long = format!("1,{}\n", "x".repeat(1_000_000)).repeat(10);
        let rows = long + &"1,x,y\n".repeat(60);
        let file = of("a.csv", format!("id,comment\n{rows}").as_bytes()).unwrap();
        assert_eq!(file.layout().warnings, []);
    }
}
