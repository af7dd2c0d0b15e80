//! An export that was opened: its layout, and its rows as a stream that can be started any number
//! of times.

use std::cell::Cell;
use std::path::Path;
use std::sync::Arc;

use super::answers::AnswerTable;
use super::body::{Body, TextBytes};
use super::bytes::Bytes;
use super::content::Content;
use super::encoding::TextEncoding;
use super::filled::Filled;
use super::incoming::OnWait;
use super::json_cells::{self, Unfolded};
use super::layout::Layout;
use super::opening::{finish, of_text, open_plain};
use super::options::{EncodingErrors, ReadOptions};
use super::pivot::{self, Pivoted};
use super::rows::{Records, Rows};
use super::stream::Stream;
use super::watch::{self, Watch};
use crate::ingest::dialect::{self, LongAnswers};
use crate::ingest::told::error::IngestError;
use crate::ingest::told::mend::Mend;
use crate::ingest::told::reject::Rejection;
use crate::ingest::told::warning::Warning;

/// An export file whose layout is known. Holds no rows.
pub struct SourceFile {
    name: Arc<str>,
    body: Body,
    pub(super) layout: Layout,
    /// Rows that were left out before the table was put together.
    rejections: Arc<[Rejection]>,
    encoding_errors: EncodingErrors,
    /// The file as it was when it was opened.
    watch: Option<Watch>,
}

impl SourceFile {
    pub(super) fn new(
        name: Arc<str>,
        body: Body,
        layout: Layout,
        options: &ReadOptions,
    ) -> SourceFile {
        let encoding_errors = options.encoding_errors;
        let rejections = Arc::default();
        let layout = Layout { branches: options.branches.unwrap_or(true), ..layout };
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
        file = file.with_members(options)?;
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

    /// The table with the members of objects in its cells as columns, where it has a header.
    fn with_members(self, options: &ReadOptions) -> Result<SourceFile, IngestError> {
        let columns = self.layout.shape.objects();
        let merged = *self.layout.filled != Filled::default();
        if columns.is_empty() || merged || self.layout.header_rows == 0 {
            return Ok(self);
        }
        let Some(unfolded) = json_cells::unfolded(&self, &columns)? else { return Ok(self) };
        let Unfolded { content, rejections, members } = unfolded;
        let (watch, old) = (self.watch, self.layout);
        let options = ReadOptions { skip_rows: Some(0), header_rows: Some(1), ..options.clone() };
        let mut file = finish(self.name, Body::Sheet { content }, old.format, &options, 0)?;
        let layout = &mut file.layout;
        (layout.skip_rows, layout.header_rows) = (old.skip_rows, old.header_rows);
        (layout.dialect, layout.titles, layout.fit_rows) = (old.dialect, old.titles, true);
        layout.warnings.splice(0..0, old.warnings);
        layout.warnings.push(Warning::Mended(Mend::Members { n: members }));
        (file.watch, file.rejections) = (watch, rejections);
        Ok(file)
    }

    /// The table with one row for each response in place of one for each
    /// answer.
    fn by_response(
        self,
        long: &LongAnswers,
        options: &ReadOptions,
    ) -> Result<SourceFile, IngestError> {
        let Pivoted { content, rejections, answers } = pivot::by_response(&self, long)?;
        let of_question: Vec<String> =
            long.of_question.iter().map(|at| self.layout.headers[*at].clone()).collect();
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
        if !of_question.is_empty() {
            file.layout.warnings.push(Warning::ColumnsOfQuestions { columns: of_question });
        }
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
        self.checked(self.body.records(&self.name, TextBytes::open)?)
    }

    /// All data rows. Those of a stream can be read once; `on_wait` is called
    /// whenever no more of them are waiting.
    ///
    /// # Errors
    /// When the file cannot be opened again, or the stream has been read.
    pub fn all_rows(&self, on_wait: Option<OnWait>) -> Result<Rows, IngestError> {
        let on_wait = Cell::new(on_wait);
        let open = |place: &TextBytes, text| place.open_all(text, on_wait.take());
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
            Body::Delimited { place: TextBytes::Stream(stream), .. }
            | Body::Json { place: TextBytes::Stream(stream), .. } => Some(stream),
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
        of_text(TextBytes::Stream(stream), name, text, options)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::read::made_file::opened;
    use crate::ingest::told::error::ErrorKind;
    use crate::ingest::told::error_detail::ErrorDetail;

    #[test]
    fn a_file_is_the_same_while_it_has_the_same_bytes_and_rows() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        std::fs::write(&path, "id,comment\n1,good\n2,bad\n").unwrap();
        let file = SourceFile::open(&path, &ReadOptions::default()).unwrap();
        assert_eq!(file.unchanged(None), Ok(()));
        assert_eq!(file.unchanged(Some((2, 2))), Ok(()));
        let error = file.unchanged(Some((2, 3))).unwrap_err();
        let rows = ErrorDetail::Rows { before: 2, now: 3 };
        assert_eq!((error.kind, error.found), (ErrorKind::Changed, rows));
        std::fs::write(&path, "id,comment\n1,good\n").unwrap();
        assert_eq!(file.unchanged(None).unwrap_err().kind, ErrorKind::Changed);
    }

    #[test]
    fn a_file_is_no_stream_and_has_the_bytes_of_parquet_where_it_is_one() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/small.parquet");
        let parquet = SourceFile::open(&path, &ReadOptions::default()).unwrap();
        assert!(matches!(parquet.parquet(), Some(Content::Path(own)) if *own == path));
        let text = opened(b"id,comment\n1,good\n", "a.csv", &ReadOptions::default()).unwrap();
        assert!(text.parquet().is_none());
        assert!(!parquet.is_stream() && !text.is_stream());
    }

    #[test]
    fn tables_of_answers_are_long() {
        let options = ReadOptions { pivot: Some(false), ..ReadOptions::default() };
        for (table, wanted) in [
            ("respondent,question,answer\na,p,5\n", true),
            ("respondent,answer,comment\na,5,fine\n", false),
            ("ResponseId,QuestionName,NumberValue,TextValue\na,p,5,fine\n", true),
        ] {
            let file = opened(table.as_bytes(), "a.csv", &options).unwrap();
            assert_eq!(file.is_long(), wanted, "{table}");
        }
    }
}
