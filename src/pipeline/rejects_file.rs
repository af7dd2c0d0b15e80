//! `rejects.csv`: every row and cell that was left out, why, and what to do.

use std::io::Write;

use crate::gate::FileNames;
use crate::ingest::Rejection;
use crate::report::Lang;
use crate::report::formula_guard::guard;

/// Writes rejections as they occur, which come as they may be shown.
pub struct RejectsFile<W: Write> {
    writer: csv::Writer<W>,
    lang: Lang,
    /// The header is written.
    begun: bool,
    /// The first of them, and how many are kept.
    told: Vec<Rejection>,
    most_told: usize,
    /// What the files of the run are called.
    files: FileNames,
}

impl<W: Write> RejectsFile<W> {
    /// A file that has its header once there is a rejection, or when it is
    /// finished. One that is dropped before writes nothing.
    pub fn new(inner: W, lang: Lang) -> RejectsFile<W> {
        let writer = csv::Writer::from_writer(inner);
        let (told, files) = (Vec::new(), FileNames::default());
        RejectsFile { writer, lang, begun: false, told, most_told: 0, files }
    }

    /// The same file, in which those of a run at these paths, as they are shown, have no name in
    /// common.
    pub fn naming<'p>(self, paths: impl IntoIterator<Item = &'p str>) -> RejectsFile<W> {
        RejectsFile { files: FileNames::of(paths), ..self }
    }

    /// The same file, which keeps the first `most` rejections to be told.
    pub fn telling(self, most: usize) -> RejectsFile<W> {
        RejectsFile { most_told: most, ..self }
    }

    /// The rejections that were kept.
    pub fn told(&self) -> Vec<Rejection> {
        self.told.clone()
    }

    fn begin(&mut self) -> csv::Result<()> {
        if !std::mem::replace(&mut self.begun, true) {
            let names = ["file", "row", "column", "scope", "reason", "found", "what", "remedy"];
            self.writer.write_record(names)?;
        }
        Ok(())
    }

    /// Adds one rejection.
    ///
    /// # Errors
    /// Any error of the writer.
    pub fn add(&mut self, rejection: &Rejection) -> csv::Result<()> {
        self.begin()?;
        if self.told.len() < self.most_told {
            self.told.push(rejection.clone());
        }
        let locale = self.lang.code();
        self.writer.write_record([
            guard(self.files.name(&rejection.file)).as_ref(),
            &rejection.row.to_string(),
            guard(rejection.column.as_deref().unwrap_or_default()).as_ref(),
            rejection.scope.code(),
            rejection.reason.code(),
            guard(&rejection.found).as_ref(),
            guard(&rejection.what_in(locale)).as_ref(),
            guard(&rejection.remedy_in(locale)).as_ref(),
        ])
    }

    /// Ends the file and gives the writer back.
    ///
    /// # Errors
    /// Any error of the writer.
    pub fn finish(mut self) -> std::io::Result<W> {
        self.begin()?;
        self.writer.into_inner().map_err(csv::IntoInnerError::into_error)
    }
}
