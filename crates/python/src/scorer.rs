//! `xinsheng.Scorer`: comments in, what was found in them out.

use std::path::PathBuf;

use arrow_array::RecordBatch;
use pyo3::prelude::*;
use pyo3::types::PyTuple;
use pyo3_arrow::PySchema;
use rayon::ThreadPool;
use xinsheng::Lang;
use xinsheng::gate::Gate;
use xinsheng::pipeline::{Judge, score_comments};

use crate::columns::{refused, table};
use crate::comments::Comments;
use crate::engine::{EngineKind, OwnTaxonomy, Parts, lang, redact};
use crate::errors::{failed, raised};
use crate::findings::{Findings, schema};
use crate::pool::Pool;
use crate::progress::Progress;

/// Comments that a thread judges between two looks at signals and the progress.
const STEP: usize = 1024;

/// How a scorer is pickled.
type State = (
    &'static str,
    Option<(String, String)>,
    Vec<String>,
    Option<PathBuf>,
    usize,
    String,
    &'static str,
);

/// Judges comments, each by itself: the answer is the same in any batch, process and number of
/// threads, and is that of ``xinsheng score --no-language-prior``.
///
/// Made once and used for many batches, as in ``map_batches`` of Polars, a function of DuckDB or
/// ``mapInArrow`` of Spark. It can be pickled; a taxonomy goes along by its text, a model by its
/// path. Models that ship are made once a process, whatever the number of scorers.
///
/// Parameters
/// ----------
/// engine : "encoder" or "fast"
///     The transformer, or the linear model: fifty times as fast, less often right.
/// taxonomy : path, or "servqual"
///     A taxonomy of one's own (TOML) in place of the built-in one.
/// domain : str or list of str
///     Lines of business to look for topics of; None and "all" for every one.
/// model : path
///     A model of one's own: a file of ``xinsheng train``, a folder of ``xinsheng adapt``.
/// threads : int
///     Threads that judge; 1, as whoever makes batches has threads or processes of its own. None
///     for all cores.
/// redact : "on", "orders" or "off"
///     What is masked in the evidence of opinions.
/// lang : "en" or "zh"
///     Language of the marks in comments without letters.
#[pyclass(frozen, module = "xinsheng")]
pub(crate) struct Scorer {
    parts: Parts,
    judge: Judge,
    gate: Gate,
    redact: String,
    lang: Lang,
    pool: Pool,
}

#[pymethods]
impl Scorer {
    #[new]
    #[pyo3(signature = (engine = "encoder", *, taxonomy = None, domain = None, model = None,
        threads = Some(1), redact = "on", lang = "en"))]
    #[allow(clippy::too_many_arguments, reason = "keywords of Python")]
    fn new(
        py: Python<'_>,
        engine: &str,
        taxonomy: Option<PathBuf>,
        domain: Option<Domain>,
        model: Option<PathBuf>,
        threads: Option<i64>,
        redact: &str,
        lang: &str,
    ) -> PyResult<Scorer> {
        let made = Made::of(redact, lang)?;
        let own = |path: PathBuf| OwnTaxonomy::read(&path, &made.gate, made.lang);
        let parts = Parts {
            engine: EngineKind::named(engine)?,
            model,
            taxonomy: taxonomy.map(own).transpose()?,
            domain: domain.map(Domain::names).unwrap_or_default(),
        };
        made.scorer(py, parts, Pool::of(threads)?)
    }

    /// Judge a batch of comments.
    ///
    /// Parameters
    /// ----------
    /// comments : shape (n,), text
    ///     A series or array of pandas, Polars, PyArrow or anything else with Arrow's PyCapsule
    ///     interface, in any chunks and kind of text, read in place; or an iterable of str and
    ///     None.
    /// language_prior : bool
    ///     Whether a word or two of unclear language are read as what most comments of this batch
    ///     are written in.
    /// progress : bool or function of (done, total)
    ///     True for a bar of tqdm, where that is installed.
    ///
    /// Returns
    /// -------
    /// arro3.core.Table : shape (n, 11), in the order and the chunks of `comments`
    ///     lang, label, emotion, effort: string; sentiment, p_negative, p_neutral, p_positive,
    ///     p_mixed, stars: double; opinions: list<struct>. See `xinsheng.score`.
    #[pyo3(signature = (comments, *, language_prior = false, progress = None))]
    fn score<'py>(
        &self,
        py: Python<'py>,
        comments: &Bound<'py, PyAny>,
        language_prior: bool,
        progress: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let comments = Comments::of(comments)?;
        let progress = Progress::of(py, progress)?;
        let pool = self.pool.get()?;
        let judge = match language_prior {
            true => {
                let all = || comments.chunks().flat_map(|chunk| chunk.into_iter().flatten());
                &py.detach(|| self.judge.expecting_the_language_of(all()))
            }
            false => &self.judge,
        };
        let scored = self.scored(py, (judge, &pool), &comments, &progress);
        progress.close(py)?;
        table(py, scored?, schema())
    }

    /// The same as `score`.
    #[pyo3(signature = (comments, *, language_prior = false, progress = None))]
    fn __call__<'py>(
        &self,
        py: Python<'py>,
        comments: &Bound<'py, PyAny>,
        language_prior: bool,
        progress: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        self.score(py, comments, language_prior, progress)
    }

    /// The columns of the tables that `score` makes: an arro3.core.Schema of 11 fields.
    #[getter]
    fn schema<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        PySchema::new(schema()).into_arro3(py)
    }

    /// The engine's name.
    #[getter]
    fn engine(&self) -> &'static str {
        self.parts.engine.name()
    }

    /// The model's name and version.
    #[getter]
    fn model(&self) -> String {
        self.judge.engine().model().to_owned()
    }

    /// Threads that judge.
    #[getter]
    fn threads(&self) -> usize {
        self.pool.threads()
    }

    fn __repr__(&self) -> String {
        let (engine, threads) = (self.engine(), self.threads());
        let model = self.judge.engine().model();
        format!("Scorer(engine='{engine}', threads={threads})  # {model}")
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        let restored = py.import("xinsheng._native")?.getattr("_restored")?;
        let taxonomy = self.parts.taxonomy.clone().map(|own| (own.name, own.text));
        let Parts { engine, model, domain, .. } = &self.parts;
        let state: State = (
            engine.name(),
            taxonomy,
            domain.clone(),
            model.clone(),
            self.pool.threads(),
            self.redact.clone(),
            self.lang.code(),
        );
        (restored, state).into_pyobject(py)
    }
}

impl Scorer {
    fn scored(
        &self,
        py: Python<'_>,
        (judge, pool): (&Judge, &ThreadPool),
        comments: &Comments,
        progress: &Progress,
    ) -> PyResult<Vec<RecordBatch>> {
        let (mut done, total) = (0, comments.len() as u64);
        let mut batches = Vec::new();
        for chunk in comments.chunks() {
            if chunk.is_empty() {
                continue;
            }
            let mut findings = Findings::default();
            for step in chunk.chunks(STEP * pool.current_num_threads()) {
                let findings = &mut findings;
                let judged = py.detach(|| {
                    let texts: Vec<&str> = step.iter().flatten().copied().collect();
                    let mut scored = score_comments(&texts, (judge, pool), &self.gate)?.into_iter();
                    for comment in step {
                        let found = comment.and_then(|_| scored.next()).flatten();
                        findings.add(*comment, found.as_ref());
                    }
                    Ok(())
                });
                judged.map_err(|error| failed(&error, &self.gate, self.lang))?;
                done += step.len() as u64;
                progress.tell(py, done, Some(total))?;
            }
            batches.push(findings.finish().map_err(|error| refused(&error))?);
        }
        Ok(batches)
    }
}

/// What does not take long to make.
struct Made {
    gate: Gate,
    redact: String,
    lang: Lang,
}

impl Made {
    fn of(masked: &str, code: &str) -> PyResult<Made> {
        let lang = lang(code)?;
        Ok(Made { gate: Gate::new(redact(masked)?, lang), redact: masked.to_owned(), lang })
    }

    fn scorer(self, py: Python<'_>, parts: Parts, pool: Pool) -> PyResult<Scorer> {
        let Made { gate, redact, lang } = self;
        let judge = py.detach(|| parts.judge()).map_err(|error| raised(&error, &gate, lang))?;
        Ok(Scorer { parts, judge, gate, redact, lang, pool })
    }
}

/// A scorer as it was pickled.
#[pyfunction(name = "_restored")]
#[allow(clippy::too_many_arguments, reason = "the state of a pickle")]
pub(crate) fn restored(
    py: Python<'_>,
    engine: &str,
    taxonomy: Option<(String, String)>,
    domain: Vec<String>,
    model: Option<PathBuf>,
    threads: i64,
    redact: &str,
    lang: &str,
) -> PyResult<Scorer> {
    let taxonomy = taxonomy.map(|(name, text)| OwnTaxonomy { name, text });
    let parts = Parts { engine: EngineKind::named(engine)?, model, taxonomy, domain };
    Made::of(redact, lang)?.scorer(py, parts, Pool::of(Some(threads))?)
}

/// Lines of business: one or several.
#[derive(FromPyObject)]
pub(crate) enum Domain {
    One(String),
    Several(Vec<String>),
}

impl Domain {
    pub(crate) fn names(self) -> Vec<String> {
        match self {
            Domain::One(names) => names.split(',').map(|name| name.trim().to_owned()).collect(),
            Domain::Several(names) => names,
        }
    }
}
