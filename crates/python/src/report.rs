//! `xinsheng.Report`: what an analysis found.

use std::path::PathBuf;

use arrow_array::RecordBatch;
use pyo3::exceptions::{PyOSError, PyRuntimeError};
use pyo3::prelude::*;
use pyo3::types::PyDict;
use xinsheng::Lang;
use xinsheng::ingest::Rejection;
use xinsheng::pipeline::{PipelineError, Sink, write_output};
use xinsheng::report::comment_columns::{CommentColumns, CommentField};
use xinsheng::report::comment_row::CommentRow;
use xinsheng::report::html::report_html;
use xinsheng::report::json::summary_json;
use xinsheng::report::markdown::report_markdown;
use xinsheng::report::summary::Summary;
use xinsheng::report::tables::report_tables;

use crate::columns::{Values, batch, of_report, refused, table};
use crate::findings::Opinions;
use crate::progress::Progress;

/// Names of the columns of what was left out.
const REJECTS: [&str; 8] = ["file", "row", "column", "scope", "reason", "found", "what", "remedy"];

/// What an analysis found: numbers (`summary`), tables (`tables`) and pages (`to_html`,
/// `to_markdown`). It holds no comment but those of the table "comments" and the verbatims of the
/// report, with personal details masked.
#[pyclass(frozen, module = "xinsheng")]
pub(crate) struct Report {
    pub(crate) summary: Summary,
    pub(crate) lang: Lang,
    pub(crate) comments: Option<RecordBatch>,
    pub(crate) rejects: RecordBatch,
    /// Where reading broke off.
    pub(crate) cut_short: Vec<String>,
}

#[pymethods]
impl Report {
    /// All numbers, as `summary.json` has them and its schema describes: a dict of dicts, lists,
    /// numbers and None.
    #[getter]
    fn summary<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        py.import("json")?.call_method1("loads", (self.to_json()?,))
    }

    /// The tables by their names, each an arro3.core.Table: the CSV files of the command line with
    /// types (string, int64, double; times are timestamp[us] without a zone). A null was not asked,
    /// or is suppressed.
    ///
    /// touchpoints, pain_points, drivers, segments, actions; comments, a row each with what was
    /// found (`opinions` as a list of structs, ``start`` and ``end`` in the comment beside it);
    /// rejects, a row for all that was left out and why.
    #[getter]
    fn tables<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let tables = PyDict::new(py);
        let put = |name: &str, batch: RecordBatch| -> PyResult<()> {
            let schema = batch.schema();
            tables.set_item(name, table(py, vec![batch], schema)?)
        };
        for table in report_tables(&self.summary, self.lang) {
            let name = table.name;
            put(name, of_report(table).map_err(|error| refused(&error))?)?;
        }
        self.comments.iter().try_for_each(|batch| put("comments", batch.clone()))?;
        put("rejects", self.rejects.clone())?;
        Ok(tables)
    }

    /// Where and why reading broke off before the end of a file.
    #[getter]
    fn cut_short(&self) -> Vec<String> {
        self.cut_short.clone()
    }

    /// The report as one page that needs no network; also into a file, where `path` names one.
    /// `lang` is "en" or "zh", by default that of the analysis.
    #[pyo3(signature = (path = None, *, lang = None))]
    fn to_html(
        &self,
        py: Python<'_>,
        path: Option<PathBuf>,
        lang: Option<&str>,
    ) -> PyResult<String> {
        let lang = self.in_lang(lang)?;
        written(py.detach(|| report_html(&self.summary, lang)), path)
    }

    /// The short of the report as Markdown; also into a file, where `path` names one.
    #[pyo3(signature = (path = None, *, lang = None))]
    fn to_markdown(
        &self,
        py: Python<'_>,
        path: Option<PathBuf>,
        lang: Option<&str>,
    ) -> PyResult<String> {
        let lang = self.in_lang(lang)?;
        written(py.detach(|| report_markdown(&self.summary, lang)), path)
    }

    /// All numbers as the text of `summary.json`.
    fn to_json(&self) -> PyResult<String> {
        let wrong = |error: String| PyRuntimeError::new_err(error);
        let bytes = summary_json(&self.summary).map_err(|error| wrong(error.to_string()))?;
        String::from_utf8(bytes).map_err(|error| wrong(error.to_string()))
    }

    fn _repr_markdown_(&self) -> String {
        report_markdown(&self.summary, self.lang)
    }

    fn __repr__(&self) -> String {
        let account = &self.summary.account;
        let (scored, read) = (account.rows_scored, account.rows_read);
        let touchpoints = self.summary.touchpoints.len();
        format!("<xinsheng.Report: {scored} of {read} rows scored, {touchpoints} touchpoints>")
    }
}

impl Report {
    fn in_lang(&self, code: Option<&str>) -> PyResult<Lang> {
        code.map_or(Ok(self.lang), crate::engine::lang)
    }
}

/// A text that goes into a file too where one is named: all of it or nothing.
fn written(text: String, path: Option<PathBuf>) -> PyResult<String> {
    if let Some(path) = path {
        let failed =
            |error: std::io::Error| PyOSError::new_err(format!("{}: {error}", path.display()));
        write_output(&path, text.as_bytes()).map_err(failed)?;
    }
    Ok(text)
}

/// Takes comments and what was left out while a run goes on.
pub(crate) struct Taken<'a> {
    columns: Vec<(CommentField, String, Values)>,
    /// The opinions, and where they come among the columns.
    opinions: Option<(usize, Opinions)>,
    rejects: [Values; REJECTS.len()],
    keeps_comments: bool,
    lang: Lang,
    progress: &'a Progress,
}

impl<'a> Taken<'a> {
    pub(crate) fn new(keeps_comments: bool, lang: Lang, progress: &'a Progress) -> Taken<'a> {
        let rejects = REJECTS.map(|name| match name {
            "row" => Values::of_field(CommentField::Row),
            _ => Values::text(),
        });
        Taken { columns: Vec::new(), opinions: None, rejects, keeps_comments, lang, progress }
    }

    /// The comments, where they are kept, and what was left out.
    pub(crate) fn finish(mut self) -> PyResult<(Option<RecordBatch>, RecordBatch)> {
        let wrong = |error: arrow_schema::ArrowError| refused(&error);
        let comments = match self.keeps_comments {
            true => {
                let mut names: Vec<&str> = Vec::new();
                let mut arrays = Vec::new();
                for (_, name, values) in &mut self.columns {
                    names.push(name);
                    arrays.push(values.finish());
                }
                if let Some((at, opinions)) = self.opinions {
                    names.insert(at, CommentField::Opinions.name());
                    arrays.insert(at, opinions.finish().map_err(wrong)?);
                }
                Some(batch(&names, arrays).map_err(wrong)?)
            }
            false => None,
        };
        let rejects = self.rejects.iter_mut().map(Values::finish).collect();
        Ok((comments, batch(&REJECTS, rejects).map_err(wrong)?))
    }

    fn go_on(&self) -> Result<(), PipelineError> {
        match self.progress.is_ended() {
            true => Err(PipelineError::Other("interrupted".to_owned())),
            false => Ok(()),
        }
    }
}

impl Sink for Taken<'_> {
    fn begin(&mut self, columns: &CommentColumns) -> Result<(), PipelineError> {
        for (field, name) in columns.fields().zip(columns.names()) {
            match field {
                CommentField::Opinions => {
                    self.opinions = Some((self.columns.len(), Opinions::default()));
                }
                field => self.columns.push((field, name.to_owned(), Values::of_field(field))),
            }
        }
        Ok(())
    }

    fn comment(&mut self, comment: &CommentRow) -> Result<(), PipelineError> {
        self.go_on()?;
        if !self.keeps_comments {
            return Ok(());
        }
        for (field, _, values) in &mut self.columns {
            values.push(&field.of(comment));
        }
        if let Some((_, opinions)) = &mut self.opinions {
            let (text, found) = (&comment.text, &comment.findings);
            let spans: Vec<_> = found.opinions.iter().map(|o| o.evidence.clone()).collect();
            opinions.add(found, text, text, &spans);
        }
        Ok(())
    }

    fn rejection(&mut self, rejection: &Rejection) -> Result<(), PipelineError> {
        use xinsheng::report::comment_columns::CommentValue::{Text, Whole};
        self.go_on()?;
        let locale = self.lang.code();
        let (what, remedy) = (rejection.what_in(locale), rejection.remedy_in(locale));
        let file = rejection.file.rsplit(['/', '\\']).next().unwrap_or(&rejection.file);
        let values = [
            Text(file),
            Whole(rejection.row),
            Text(rejection.column.as_deref().unwrap_or_default()),
            Text(rejection.scope.code()),
            Text(rejection.reason.code()),
            Text(&rejection.found),
            Text(&what),
            Text(&remedy),
        ];
        self.rejects.iter_mut().zip(&values).for_each(|(column, value)| column.push(value));
        Ok(())
    }
}
