//! Opening an export: what kind of file it is, how its text is encoded, and
//! its rows as a stream that can be started any number of times.

use std::cell::Cell;
use std::io::{self, Read, Seek};
use std::path::Path;
use std::sync::Arc;

use csv::StringRecord;
use encoding_rs::UTF_8;

use super::bytes::Bytes;
use super::workbook::Noted;
use super::{compressed, delimited, jsonl, padding, parquet_file, workbook};
use crate::ingest::dialect;
use crate::ingest::dialect::LongAnswers;
use crate::ingest::read::answers::AnswerTable;
use crate::ingest::read::content::{Content, ContentReader};
use crate::ingest::read::encoding::{self, TextEncoding};
use crate::ingest::read::escapes::{self, Unescaped};
use crate::ingest::read::incoming::OnWait;
use crate::ingest::read::layout::{self, Format, Layout, Preview};
pub(crate) use crate::ingest::read::options::{EncodingErrors, ReadOptions};
use crate::ingest::read::pivot::{self, Pivoted};
use crate::ingest::read::rows::{Records, Rows};
use crate::ingest::read::sniff::{is_markup, is_workbook, json_shape, known_binary};
use crate::ingest::read::stream::Stream;
use crate::ingest::read::watch::{self, Watch};
use crate::ingest::told::error::{ErrorKind, IngestError};
use crate::ingest::told::finding::Finding;
use crate::ingest::told::reject::{Reason, Rejection};
use crate::ingest::told::warning::Warning;

/// Rows and bytes that the layout is judged on.
pub(crate) const PREVIEW_ROWS: usize = 500;
pub(crate) const PREVIEW_BYTES: usize = 8 * 1024 * 1024;

/// Where the bytes of text are.
enum Place {
    File(Content),
    Stream(Stream),
}

impl Place {
    /// The text as UTF-8, of a stream its beginning.
    fn open(&self, text: TextEncoding) -> io::Result<Box<dyn Read + Send>> {
        match self {
            Place::File(content) => encoding::reader(content.open()?, text),
            Place::Stream(stream) => encoding::reader(stream.beginning(), text),
        }
    }

    /// The text as UTF-8 to its end, which of a stream can be had once.
    fn open_all(
        &self,
        text: TextEncoding,
        on_wait: Option<OnWait>,
    ) -> io::Result<Box<dyn Read + Send>> {
        match self {
            Place::File(_) => self.open(text),
            Place::Stream(stream) => stream.all(text, on_wait),
        }
    }
}

enum Body {
    Delimited { place: Place, text: TextEncoding, delimiter: u8, escapes: bool },
    Sheet { content: Content },
    Json { place: Place, text: TextEncoding, array: bool, keys: Arc<jsonl::Keys> },
    Parquet { content: Content, columns: parquet_file::Columns },
}

/// An export file whose layout is known. Holds no rows.
pub struct SourceFile {
    name: Arc<str>,
    body: Body,
    layout: Layout,
    /// Rows that were left out before the table was put together.
    rejections: Arc<[Rejection]>,
    encoding_errors: EncodingErrors,
    /// The file as it was when it was opened.
    watch: Option<Watch>,
}

impl SourceFile {
    fn new(name: Arc<str>, body: Body, layout: Layout, options: &ReadOptions) -> SourceFile {
        let encoding_errors = options.encoding_errors;
        let rejections = Arc::default();
        SourceFile { name, body, layout, encoding_errors, rejections, watch: None }
    }

    /// Opens `path`, which also is its name in messages.
    ///
    /// # Errors
    /// A file that is missing, a folder, empty, without rows, binary, a
    /// broken workbook or no readable JSON.
    pub fn open(path: &Path, options: &ReadOptions) -> Result<SourceFile, IngestError> {
        let content = Content::Path(path.to_owned());
        SourceFile::open_named(&content, &path.display().to_string(), options)
    }

    /// Opens an input under another name than its path, as a spooled standard
    /// input. A file with a path has to stay in place while the value lives.
    ///
    /// # Errors
    /// See [`SourceFile::open`].
    pub fn open_named(
        content: &Content,
        display_name: &str,
        options: &ReadOptions,
    ) -> Result<SourceFile, IngestError> {
        let watch = Watch::of(content);
        let mut file = SourceFile::open_as_is(content, display_name, options)?;
        file.watch = watch;
        if !options.pivot.unwrap_or(true) {
            return Ok(file);
        }
        let long = match file.layout.dialect {
            Some(_) => dialect::long_answers(&file.layout.headers),
            None => match AnswerTable::by_name(&file.layout.headers) {
                Some(table) => table.confirmed(file.rows()?),
                None => None,
            },
        };
        match long {
            Some(long) => file.by_response(&long, options),
            None => Ok(file),
        }
    }

    /// The table with one row for each response in place of one for each
    /// answer.
    fn by_response(
        self,
        long: &LongAnswers,
        options: &ReadOptions,
    ) -> Result<SourceFile, IngestError> {
        let Pivoted { content, rejections, answers } = pivot::by_response(&self, long)?;
        let (dialect, watch, warnings) = (self.layout.dialect, self.watch, self.layout.warnings);
        let options = ReadOptions { skip_rows: None, header_rows: Some(1), ..options.clone() };
        let body = Body::Sheet { content };
        let mut file = finish(self.name, body, self.layout.format, &options, 0)?;
        file.layout.dialect = dialect;
        file.layout.fit_rows = true;
        file.watch = watch;
        file.rejections = rejections;
        file.layout.warnings.splice(0..0, warnings);
        file.layout.warnings.push(Warning::ByResponse { answers });
        Ok(file)
    }

    fn open_as_is(
        content: &Content,
        display_name: &str,
        options: &ReadOptions,
    ) -> Result<SourceFile, IngestError> {
        let Bytes { content, file, head } = Bytes::of(content, display_name, options)?;
        open_plain(content, display_name.into(), file, head, options)
    }

    /// Headers, encoding and the like.
    pub fn layout(&self) -> &Layout {
        &self.layout
    }

    /// The data rows from the start, blank ones left out; of a stream only
    /// those that its layout was judged by.
    ///
    /// # Errors
    /// When the file cannot be opened again.
    pub fn rows(&self) -> Result<Rows, IngestError> {
        self.checked(self.body.records(&self.name, Place::open)?)
    }

    /// All data rows. Those of a stream can be read once; `on_wait` is called
    /// whenever no more of them are waiting.
    ///
    /// # Errors
    /// When the file cannot be opened again, or the stream has been read.
    pub fn all_rows(&self, on_wait: Option<OnWait>) -> Result<Rows, IngestError> {
        let on_wait = Cell::new(on_wait);
        let open = |place: &Place, text| place.open_all(text, on_wait.take());
        self.checked(self.body.records(&self.name, open)?)
    }

    fn checked(&self, records: Records) -> Result<Rows, IngestError> {
        Ok(Rows::new(records, &self.layout, Arc::clone(&self.rejections), self.encoding_errors))
    }

    /// Whether it comes through a pipe and is read as it comes.
    pub fn is_stream(&self) -> bool {
        self.stream_of().is_some()
    }

    /// The bytes of a Parquet file.
    pub fn parquet(&self) -> Option<&Content> {
        match &self.body {
            Body::Parquet { content, .. } => Some(content),
            _ => None,
        }
    }

    pub(crate) fn stream_of(&self) -> Option<&Stream> {
        match &self.body {
            Body::Delimited { place: Place::Stream(stream), .. }
            | Body::Json { place: Place::Stream(stream), .. } => Some(stream),
            _ => None,
        }
    }

    /// Whether its rows have to be put together to make one for each response.
    pub(crate) fn is_long(&self) -> bool {
        let headers = &self.layout.headers;
        match self.layout.dialect {
            Some(_) => dialect::long_answers(headers).is_some(),
            None => AnswerTable::by_name(headers).is_some(),
        }
    }

    /// The table of which `stream` is the text.
    pub(crate) fn of_stream(
        stream: Stream,
        name: Arc<str>,
        text: TextEncoding,
        options: &ReadOptions,
    ) -> Result<SourceFile, IngestError> {
        of_text(Place::Stream(stream), name, text, options)
    }

    /// To be asked once the rows have been read: whether the file is still the
    /// one that was opened, and held as many rows as the pass before, where
    /// there was one.
    ///
    /// # Errors
    /// A file that was written to, replaced or removed since it was opened.
    pub fn unchanged(&self, rows: Option<(u64, u64)>) -> Result<(), IngestError> {
        self.watch.as_ref().map_or(Ok(()), |watch| watch.check(&self.name))?;
        match rows {
            Some((before, now)) if before != now => Err(watch::other_rows(&self.name, before, now)),
            _ => Ok(()),
        }
    }
}

impl std::fmt::Debug for SourceFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SourceFile")
            .field("name", &self.name)
            .field("layout", &self.layout)
            .finish()
    }
}

impl Body {
    fn records(
        &self,
        name: &Arc<str>,
        open: impl Fn(&Place, TextEncoding) -> io::Result<Box<dyn Read + Send>>,
    ) -> Result<Records, IngestError> {
        let unreadable =
            |e: io::Error| IngestError::new(ErrorKind::Unreadable, &**name).found(e.to_string());
        let file = Arc::clone(name);
        Ok(match self {
            Body::Delimited { place, text, delimiter, escapes } => {
                let input = open(place, *text).map_err(unreadable)?;
                let input: Box<dyn Read + Send> = match escapes {
                    true => Box::new(Unescaped::new(input, *delimiter)),
                    false => input,
                };
                let unchecked = text.encoding == UTF_8;
                let records = delimited::Records::new(input, *delimiter, unchecked, false, file);
                Records::Delimited(records.into())
            }
            Body::Sheet { content } => {
                let input = Box::new(content.open().map_err(unreadable)?);
                let records = delimited::Records::new(input, b',', true, true, file);
                Records::Delimited(records.into())
            }
            Body::Json { place, text, array, keys } => {
                let input = open(place, *text).map_err(unreadable)?;
                let objects = jsonl::Objects::new(input, *array, file);
                let keys = Arc::clone(keys);
                Records::Json(jsonl::Records { objects, keys, cells: Vec::new() }.into())
            }
            Body::Parquet { content, columns } => {
                let records = parquet_file::Records::new(content, columns, file);
                let broken =
                    |found| IngestError::new(ErrorKind::BrokenParquet, &**name).found(found);
                Records::Parquet(records.map_err(broken)?.into())
            }
        })
    }
}

/// Opens a file that is not compressed and begins with `head`.
fn open_plain(
    content: Content,
    name: Arc<str>,
    mut file: ContentReader,
    head: Vec<u8>,
    options: &ReadOptions,
) -> Result<SourceFile, IngestError> {
    if head.is_empty() {
        return Err(IngestError::new(ErrorKind::Empty, &*name));
    }
    if is_workbook(&head) {
        return open_sheet(&content, name, options);
    }
    if head.starts_with(b"PAR1") {
        return open_parquet(content, name, options);
    }
    let text = encoding_of(&mut file, &head, &name, options)?;
    of_text(Place::File(content), name, text, options)
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
fn of_text(
    place: Place,
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
        return Err(error(ErrorKind::Empty));
    }
    if is_markup(inked) {
        return Err(error(ErrorKind::Markup));
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
    place: Place,
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
        return Err(match bad {
            Some(bad) => error(ErrorKind::JsonShape).at_row(bad.row).found(bad.found),
            None => error(ErrorKind::NoRows),
        });
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
fn finish(
    name: Arc<str>,
    body: Body,
    format: Format,
    options: &ReadOptions,
    hint_rows: usize,
) -> Result<SourceFile, IngestError> {
    let mut rows: Vec<(u64, StringRecord)> = Vec::new();
    let (mut bytes, mut bad) = (0, None);
    for record in body.records(&name, Place::open)? {
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
                .found(Finding::Row(Box::new(bad))),
            None => IngestError::new(ErrorKind::Empty, &*name),
        });
    }
    let preview = Preview { name: &name, format, rows: &rows, hint_rows };
    let layout = layout::detect(&preview, options).map_err(|error| match bad {
        // The first row of data is the one that cannot be read.
        Some(bad) if error.kind == ErrorKind::NoRows => {
            error.at_row(bad.row).found(Finding::Row(Box::new(bad)))
        }
        _ => error,
    })?;
    Ok(SourceFile::new(name, body, layout, options))
}
