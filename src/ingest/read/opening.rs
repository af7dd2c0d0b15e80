//! Opening an export: what kind of file it is, how its text is encoded and where its table lies.

use std::io::{self, Read, Seek};
use std::sync::Arc;

use csv::StringRecord;

use super::body::{Body, TextBytes};
use super::content::{Content, ContentReader};
use super::encoding::{self, TextEncoding};
use super::escapes;
use super::layout::{self, Format, Layout, Preview};
use super::options::ReadOptions;
use super::sniff::{is_markup, is_workbook, json_shape, known_binary, wrapped};
use super::source::SourceFile;
use super::workbook::Noted;
use super::{compressed, delimited, jsonl, padding, parquet_file, workbook};
use crate::ingest::told::error::{ErrorKind, IngestError};
use crate::ingest::told::error_detail::ErrorDetail;
use crate::ingest::told::reject::Reason;
use crate::ingest::told::warning::Warning;

/// Rows and bytes that the layout is judged on.
pub(crate) const PREVIEW_ROWS: usize = 500;
pub(crate) const PREVIEW_BYTES: usize = 8 * 1024 * 1024;

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
    let bom = encoding_rs::Encoding::for_bom(head);
    Ok(match bom {
        Some((marked, bom)) if marked == encoding => TextEncoding { encoding, bom },
        _ => TextEncoding { encoding, bom: 0 },
    })
}

/// The table of a text, by its beginning.
pub(super) fn of_text(
    place: TextBytes,
    name: Arc<str>,
    text: TextEncoding,
    options: &ReadOptions,
) -> Result<SourceFile, IngestError> {
    let error = |kind| IngestError::new(kind, &*name);
    let unreadable = |e: io::Error| error(ErrorKind::Unreadable).found(e.to_string());
    let mut start = Vec::new();
    let reader = place.open(text).map_err(unreadable)?;
    reader.take(256 * 1024).read_to_end(&mut start).map_err(unreadable)?;
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
            true => open_json(place, name, text, false, options),
            false => Err(error(ErrorKind::Empty)),
        };
    }
    if is_markup(inked) {
        return Err(error(ErrorKind::Markup));
    }
    if let Some(key) = wrapped(inked) {
        let mut file = open_json(place, name, text, true, options)?;
        file.layout.warnings.insert(0, Warning::WithinObject { key });
        return Ok(file);
    }
    match json_shape(inked, &name) {
        Some(array) => open_json(place, name, text, array, options),
        None => {
            let delimiter = options.delimiter.unwrap_or_else(|| delimited::sniff_delimiter(&start));
            let hint = delimited::separator_line(&start).is_some();
            let used = || escapes::are_used(&start, delimiter);
            let escapes = options.escapes.unwrap_or_else(used);
            let body = Body::Delimited { place, text, delimiter, escapes };
            let format = Format::Delimited { delimiter, encoding: text.name().to_owned() };
            let mut file = finish(name, body, format, options, usize::from(hint))?;
            if escapes && options.escapes.is_none() {
                file.layout.warnings.push(Warning::BackslashEscapes);
            }
            Ok(file)
        }
    }
}

/// Whether a file in which nothing stands is one of JSON lines, of which there may be none.
fn may_have_no_object(name: &str, options: &ReadOptions) -> bool {
    let name = compressed::inner_name(name).to_ascii_lowercase();
    let lines = [".jsonl", ".ndjson", ".json"].iter().any(|end| name.ends_with(end));
    lines && options.may_be_empty.is_some()
}

/// Bytes of a file that is not compressed.
fn size(content: &Content) -> u64 {
    content.open().and_then(|file| file.size()).unwrap_or(0)
}

fn open_sheet(
    content: &Content,
    name: Arc<str>,
    options: &ReadOptions,
) -> Result<SourceFile, IngestError> {
    let length = size(content);
    let limit = compressed::allowance(length, options.max_unpacked);
    let (sheet, fill_down) = (options.sheet.as_deref(), options.fill_down.unwrap_or(true));
    let spool = workbook::spool(content, &name, workbook::Wanted { sheet, fill_down, limit })?;
    let macros = spool.kind == "xlsx" && compressed::inner_name(&name).ends_with(".xlsm");
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
    let (headers, first) = (&file.layout.headers, file.layout.first_data_row);
    let width = headers.len();
    let Noted { widest, filled, formulas } = spool.noted;
    if widest.0 > width {
        warnings.push(Warning::BeyondHeader { width, row: widest.1 });
    }
    let named = |columns: Vec<usize>| -> Vec<String> {
        columns.into_iter().filter_map(|at| headers.get(at).cloned()).collect()
    };
    let (columns, cells) = filled.below(first);
    if cells > 0 {
        warnings.push(Warning::FilledDown { columns: named(columns), cells });
    }
    let formulas = formulas.into_iter().filter(|(at, (_, last))| *at < width && *last >= first);
    let (columns, counts): (Vec<usize>, Vec<u64>) = formulas.map(|(at, (n, _))| (at, n)).unzip();
    if !columns.is_empty() {
        let cells = counts.iter().sum();
        warnings.push(Warning::NoResults { columns: named(columns), cells });
    }
    file.layout.filled = filled.into();
    Ok(file)
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
    array: bool,
    options: &ReadOptions,
) -> Result<SourceFile, IngestError> {
    let error = |kind| IngestError::new(kind, &*name);
    let unreadable = |e: io::Error| error(ErrorKind::Unreadable).found(e.to_string());
    let input = place.open(text).map_err(unreadable)?;
    let (mut keys, mut bad) = (jsonl::Keys::new(options.pivot.unwrap_or(true)), None);
    let mut any = false;
    for object in jsonl::Objects::new(input, array, Arc::clone(&name)) {
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
    let body = Body::Json { place, text, array, keys: keys.into() };
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
}
