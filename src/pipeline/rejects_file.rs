//! `rejects.csv`: every row and cell that was left out, why, and what to do.

use std::io::Write;

use super::input::short_name;
use crate::ingest::Rejection;
use crate::report::Lang;
use crate::report::formula_guard::guard;

/// Writes rejections as they occur.
pub struct RejectsFile<W: Write> {
    writer: csv::Writer<W>,
    lang: Lang,
}

impl<W: Write> RejectsFile<W> {
    /// Starts the file with its header.
    ///
    /// # Errors
    /// Any error of `inner`.
    pub fn new(inner: W, lang: Lang) -> csv::Result<RejectsFile<W>> {
        let mut writer = csv::Writer::from_writer(inner);
        writer.write_record([
            "file", "row", "column", "scope", "reason", "found", "what", "remedy",
        ])?;
        Ok(RejectsFile { writer, lang })
    }

    /// Adds one rejection.
    ///
    /// # Errors
    /// Any error of the writer.
    pub fn add(&mut self, rejection: &Rejection) -> csv::Result<()> {
        let locale = self.lang.code();
        self.writer.write_record([
            guard(&short_name(&rejection.file)).as_ref(),
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
    pub fn finish(self) -> std::io::Result<W> {
        self.writer.into_inner().map_err(csv::IntoInnerError::into_error)
    }
}
