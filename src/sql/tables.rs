//! The files that a query names, opened as tables.
//!
//! Parquet, JSON lines and plain CSV are read by the query engine, which reads only the columns
//! and rows that it needs. Whatever else an export may be (GBK, several header rows, a workbook,
//! an archive) is read as all other commands read it; see [`export`](super::export).

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use datafusion::arrow::datatypes::SchemaRef;
use datafusion::catalog::{Session, TableProvider};
use datafusion::datasource::file_format::FileFormat;
use datafusion::datasource::file_format::csv::CsvFormat;
use datafusion::datasource::file_format::json::JsonFormat;
use datafusion::datasource::file_format::parquet::ParquetFormat;
use datafusion::datasource::listing::{
    ListingOptions, ListingTable, ListingTableConfig, ListingTableUrl,
};
use futures::TryStreamExt;

use super::error::{SqlError, SqlProblem};
use super::export::Export;
#[cfg(feature = "s3")]
use super::stored::Stored;
use crate::ingest::{Format, Mend, ReadOptions, SourceFile, Warning};
use crate::pipeline::{PipelineError, files_of};

/// How the files of a table are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reader {
    Parquet,
    JsonLines,
    /// Delimited text in UTF-8 with one header row on top.
    Csv {
        delimiter: u8,
    },
    /// As the other commands read it.
    Export,
}

impl Reader {
    /// By the name of the file, and for delimited text by what is in it.
    fn of(path: &Path) -> Result<Reader, SqlError> {
        match extension(path).as_deref() {
            Some("csv" | "tsv" | "tab" | "txt") => {
                let options = ReadOptions { pivot: Some(false), ..ReadOptions::default() };
                Reader::of_text(path, &SourceFile::open(path, &options)?)
            }
            _ => Ok(Reader::of_name(path)),
        }
    }

    /// By the name of the file alone.
    fn of_name(path: &Path) -> Reader {
        match extension(path).as_deref() {
            Some("parquet") => Reader::Parquet,
            Some("jsonl" | "ndjson") => Reader::JsonLines,
            _ => Reader::Export,
        }
    }

    fn of_text(path: &Path, file: &SourceFile) -> Result<Reader, SqlError> {
        let layout = file.layout();
        let Format::Delimited { delimiter, encoding } = &layout.format else {
            return Ok(Reader::Export);
        };
        let named = layout.shared_names.is_empty()
            && layout.headers.iter().all(|name| !name.is_empty() && name.trim() == name);
        let plain = encoding == "UTF-8"
            && layout.header_rows == 1
            && layout.skip_rows == 0
            && !layout.fit_rows
            && layout.dialect.is_none()
            && !layout.warnings.contains(&Warning::Mended(Mend::Twice))
            && named
            && !starts_with_mark(path)?;
        Ok(if plain { Reader::Csv { delimiter: *delimiter } } else { Reader::Export })
    }

    /// The reader of the query engine. A column is what all of its cells are, not only those of
    /// the first thousand rows.
    fn format(self) -> Option<Arc<dyn FileFormat>> {
        match self {
            Reader::Parquet => Some(Arc::new(ParquetFormat::default())),
            Reader::JsonLines => {
                Some(Arc::new(JsonFormat::default().with_schema_infer_max_rec(usize::MAX)))
            }
            Reader::Csv { delimiter } => {
                let format = CsvFormat::default().with_has_header(true).with_delimiter(delimiter);
                let format = format.with_schema_infer_max_rec(usize::MAX);
                // Comments have line breaks.
                Some(Arc::new(format.with_newlines_in_values(true)))
            }
            Reader::Export => None,
        }
    }
}

fn extension(path: &Path) -> Option<String> {
    path.extension().map(|extension| extension.to_string_lossy().to_ascii_lowercase())
}

/// Whether a file starts with a byte order mark.
fn starts_with_mark(path: &Path) -> Result<bool, SqlError> {
    use std::io::Read;
    let mut head = Vec::with_capacity(3);
    let read = File::open(path).and_then(|file| file.take(3).read_to_end(&mut head));
    read.map_err(unreadable(path))?;
    Ok(head == "\u{FEFF}".as_bytes())
}

/// An open table.
pub(super) struct Opened {
    pub(super) provider: Arc<dyn TableProvider>,
    /// Rows that cannot be read.
    pub(super) rejected: u64,
    /// Workbooks of which a later sheet than the first is read, with that sheet.
    pub(super) sheets: Vec<(String, String)>,
}

impl Opened {
    /// A table that the query engine reads itself.
    fn of(provider: Arc<dyn TableProvider>) -> Opened {
        Opened { provider, rejected: 0, sheets: Vec::new() }
    }
}

/// The one way in which all files of a name are read.
fn one_reader(name: &str, files: &[PathBuf], readers: &[Reader]) -> Result<Reader, SqlError> {
    let Some(first) = readers.first().copied() else {
        return Err(SqlProblem::NoFile { name: name.to_owned() }.into());
    };
    // A few files of a pattern may be less plain than the others.
    let text = |reader: &Reader| matches!(reader, Reader::Csv { .. } | Reader::Export);
    match readers.iter().position(|reader| *reader != first) {
        None => Ok(first),
        Some(_) if readers.iter().all(text) => Ok(Reader::Export),
        Some(other) => {
            let (name, second) = (name.to_owned(), shown(&files[other]));
            Err(SqlProblem::Mixed { name, first: shown(&files[0]), second }.into())
        }
    }
}

/// The table that a name in quotes stands for: a file, or several that have the same columns.
/// What other machines are to read has to be read by the query engine, which is on all of them.
pub(super) async fn open(
    name: &str,
    files: &[PathBuf],
    session: &dyn Session,
    elsewhere: bool,
) -> Result<Opened, SqlError> {
    let readers =
        files.iter().map(|path| Reader::of(path)).collect::<Result<Vec<Reader>, SqlError>>()?;
    let reader = one_reader(name, files, &readers)?;
    match reader.format() {
        Some(format) => {
            let urls = files.iter().map(|file| url(file)).collect::<Result<Vec<_>, _>>()?;
            Ok(Opened::of(listed(urls, format, session).await?))
        }
        None if elsewhere => {
            let own = readers.iter().position(|reader| *reader == Reader::Export);
            let file = shown(&files[own.unwrap_or_default()]);
            Err(SqlProblem::OwnReader { file }.into())
        }
        None => {
            let export = Export::open(files)?;
            let (rejected, sheets) = (export.rejected(), export.sheets().to_vec());
            Ok(Opened { provider: export.into_table()?, rejected, sheets })
        }
    }
}

/// Whether a name looks like one of a file.
pub(super) fn is_file_name(name: &str) -> bool {
    name.contains(['.', '/', '\\', '*', '?']) || Path::new(name).exists()
}

/// The table of what a name in an object store stands for. Parquet and JSON lines are read where
/// they are, whatever else is there is fetched into `folder` first.
#[cfg(feature = "s3")]
pub(super) async fn open_stored(
    name: &str,
    stored: &Stored,
    session: &dyn Session,
    folder: impl FnOnce() -> Result<PathBuf, SqlError>,
    elsewhere: bool,
) -> Result<Opened, SqlError> {
    let names: Vec<PathBuf> = stored.names().map(PathBuf::from).collect();
    let readers: Vec<Reader> = names.iter().map(|name| Reader::of_name(name)).collect();
    let reader = one_reader(name, &names, &readers)?;
    if let Some(format) = reader.format() {
        let urls = stored.names().map(|key| ListingTableUrl::parse(address(stored.root(), key)));
        let urls = urls.collect::<Result<Vec<_>, _>>()?;
        return Ok(Opened::of(listed(urls, format, session).await?));
    }
    if elsewhere {
        return Err(SqlProblem::OwnReader { file: name.to_owned() }.into());
    }
    let files = stored.fetch(&folder()?).await?;
    open(name, &files, session, false).await
}

/// The files that a name stands for.
pub(super) fn files(name: &str) -> Result<Vec<PathBuf>, SqlError> {
    let path = match name.split_once("://") {
        None => name,
        Some(("file", path)) => path,
        Some(_) => return Err(SqlProblem::Remote { url: name.to_owned() }.into()),
    };
    let files = files_of(&[PathBuf::from(path)])?;
    for file in &files {
        if file.is_dir() {
            return Err(SqlProblem::Folder { path: shown(file) }.into());
        }
        if !file.exists() {
            return Err(SqlProblem::NoFile { name: name.to_owned() }.into());
        }
    }
    Ok(files)
}

fn unreadable(path: &Path) -> impl Fn(io::Error) -> PipelineError + '_ {
    |source| PipelineError::Read { path: path.to_owned(), source }
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}

/// Files that the query engine reads.
async fn listed(
    urls: Vec<ListingTableUrl>,
    format: Arc<dyn FileFormat>,
    session: &dyn Session,
) -> Result<Arc<dyn TableProvider>, SqlError> {
    let options = ListingOptions::new(format).with_file_extension("");
    let schema = schema(&urls, &options, session).await?;
    let config = ListingTableConfig::new_with_multi_paths(urls)
        .with_listing_options(options)
        .with_schema(schema);
    Ok(Arc::new(ListingTable::try_new(config)?))
}

/// The columns of all files.
async fn schema(
    urls: &[ListingTableUrl],
    options: &ListingOptions,
    session: &dyn Session,
) -> Result<SchemaRef, SqlError> {
    let Some(first) = urls.first() else {
        return Err(SqlProblem::NoFile { name: String::new() }.into());
    };
    let store = session.runtime_env().object_store(first)?;
    let mut found = Vec::with_capacity(urls.len());
    for url in urls {
        let files = url.list_all_files(session, store.as_ref(), "").await?;
        let files: Vec<_> = files.try_collect().await?;
        found.extend(files.into_iter().filter(|file| file.size > 0));
    }
    Ok(options.format.infer_schema(session, &store, &found).await?)
}

/// The address of a file. A path would be taken for a pattern where it looks like one.
fn url(path: &Path) -> Result<ListingTableUrl, SqlError> {
    let absolute = std::path::absolute(path).map_err(unreadable(path))?;
    let path = absolute.to_string_lossy();
    let path = if cfg!(windows) { path.replace('\\', "/") } else { path.into_owned() };
    Ok(ListingTableUrl::parse(address("file://", &path))?)
}

/// The address of a path below `root`, in which no letter stands for anything but itself.
fn address(root: &str, path: &str) -> String {
    use std::fmt::Write as _;
    let mut url = root.to_owned();
    if !path.starts_with('/') {
        url.push('/');
    }
    for byte in path.bytes() {
        match byte {
            b'/' | b':' | b'-' | b'.' | b'_' | b'~' => url.push(char::from(byte)),
            byte if byte.is_ascii_alphanumeric() => url.push(char::from(byte)),
            // Writing to a string cannot fail.
            byte => drop(write!(url, "%{byte:02X}")),
        }
    }
    url
}
