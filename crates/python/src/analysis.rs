//! `xinsheng.analyze`: exports or a data frame in, a report out.

use std::path::{Path, PathBuf};

use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::PyString;
use xinsheng::gate::Gate;
use xinsheng::ingest::{Mapping, Preset, ReadOptions};
use xinsheng::journey::{Grain, Suppression};
use xinsheng::pipeline::{
    AnalyzeOptions, Condition, Inputs, PipelineError, Sheets, Sink, summarize,
};

use crate::comments::{is_arrow, type_name};
use crate::engine::{EngineKind, OwnTaxonomy, Parts, lang as lang_of, redact as redact_of};
use crate::errors::{none_of, raised};
use crate::frame::input_of;
use crate::pool::Pool;
use crate::progress::Progress;
use crate::report::{Report, Taken};
use crate::scorer::Domain;

const WANTED: &str = "a path, a list of paths, or a data frame of pandas, Polars or PyArrow";

/// Analyses exports.
#[pyfunction]
#[pyo3(signature = (data, *, mapping = None, preset = None, engine = "encoder", model = None,
    taxonomy = None, domain = None, r#where = None, sheet = None, encoding = None,
    min_answers = 5, min_comments = 8, invited = None, grain = None, drop_duplicates = false,
    strict = false, comments = true, threads = None, redact = "on", lang = "en",
    progress = None))]
#[allow(clippy::too_many_arguments, reason = "keywords of Python")]
pub(crate) fn analyze(
    py: Python<'_>,
    data: &Bound<'_, PyAny>,
    mapping: Option<PathBuf>,
    preset: Option<&str>,
    engine: &str,
    model: Option<PathBuf>,
    taxonomy: Option<PathBuf>,
    domain: Option<Domain>,
    r#where: Option<Domain>,
    sheet: Option<Domain>,
    encoding: Option<String>,
    min_answers: u64,
    min_comments: u64,
    invited: Option<u64>,
    grain: Option<&str>,
    drop_duplicates: bool,
    strict: bool,
    comments: bool,
    threads: Option<i64>,
    redact: &str,
    lang: &str,
    progress: Option<&Bound<'_, PyAny>>,
) -> PyResult<Report> {
    let (redact, lang) = (redact_of(redact)?, lang_of(lang)?);
    let gate = Gate::new(redact, lang);
    let failed = |error: PipelineError| raised(&error, &gate, lang);
    let own = |path: PathBuf| OwnTaxonomy::read(&path, &gate, lang);
    let parts = Parts {
        engine: EngineKind::named(engine)?,
        model,
        taxonomy: taxonomy.map(own).transpose()?,
        domain: domain.map(Domain::names).unwrap_or_default(),
    };
    let options = AnalyzeOptions {
        mapping: stated(mapping.as_deref(), preset).and_then(|m| m.map_err(failed))?,
        suppression: Suppression { metric: min_answers, verbatim: min_comments },
        lang,
        strict,
        redact,
        drop_duplicates,
        invited,
        only: r#where.map(conditions).transpose()?.unwrap_or_default(),
        grain: grain.map(grain_of).transpose()?,
        ..AnalyzeOptions::default()
    };
    let pool = Pool::of(threads)?;
    let read = ReadOptions { encoding, ..ReadOptions::default() };
    let inputs = match is_arrow(data)? {
        true => vec![input_of(py, data, failed)?],
        false => Inputs::new(&paths(data)?, &read, &sheets(sheet)).map_err(failed)?.files,
    };
    let judge = py.detach(|| parts.judge()).map_err(failed)?;
    let pool = pool.get()?;
    let progress = Progress::of(py, progress)?;
    let mut taken = Taken::new(comments, lang, &progress);
    let outcome = py.detach(|| {
        let sinks: &mut [&mut dyn Sink] = &mut [&mut taken];
        let told = |done, total| progress.note(done, total);
        summarize(&inputs, sinks, &judge, &pool, &options, &told)
    });
    progress.close(py)?;
    if let Some(error) = progress.ended() {
        return Err(error);
    }
    let outcome = outcome.map_err(failed)?;
    let (comments, rejects) = taken.finish()?;
    let cut_short: Vec<String> =
        outcome.cut_short.iter().map(|cut| cut.message_in(lang.code())).collect();
    if !cut_short.is_empty() {
        let warn = py.import("warnings")?.getattr("warn")?;
        cut_short.iter().try_for_each(|cut| warn.call1((cut,)).map(drop))?;
    }
    Ok(Report { summary: outcome.summary, lang, comments, rejects, cut_short })
}

/// The paths that are to be analysed.
fn paths(data: &Bound<'_, PyAny>) -> PyResult<Vec<PathBuf>> {
    if let Ok(path) = data.extract::<PathBuf>() {
        return Ok(vec![a_file(path)?]);
    }
    let no_paths = |name: &str| PyTypeError::new_err(format!("data is {name}, not {WANTED}"));
    if data.is_instance_of::<PyString>() {
        return Err(no_paths("a str that is no path"));
    }
    let paths = data.extract::<Vec<PathBuf>>();
    match paths.map_err(|_| no_paths(&format!("of type {}", type_name(data))))? {
        none if none.is_empty() => {
            Err(PyValueError::new_err(format!("data is an empty list; give {WANTED}")))
        }
        paths => paths.into_iter().map(a_file).collect(),
    }
}

/// A path that is not the command line's word for standard input.
fn a_file(path: PathBuf) -> PyResult<PathBuf> {
    match path.as_os_str() == "-" {
        true => Err(PyValueError::new_err("data is '-', which is no file; give a path")),
        false => Ok(path),
    }
}

/// What the columns mean, where the user says so.
fn stated(
    mapping: Option<&Path>,
    preset: Option<&str>,
) -> PyResult<Result<Option<Mapping>, PipelineError>> {
    match (mapping, preset) {
        (Some(_), Some(_)) => {
            Err(PyValueError::new_err("mapping and preset are both given; give one of them"))
        }
        (None, None) => Ok(Ok(None)),
        (None, Some(name)) => match Preset::find(name) {
            Some(preset) => Ok(preset.mapping().map(Some).map_err(PipelineError::from)),
            None => {
                let known: Vec<&str> = Preset::ALL.iter().map(|preset| preset.id).collect();
                Err(none_of("preset", name, &known))
            }
        },
        (Some(path), None) => {
            let text = std::fs::read_to_string(path);
            let text = text.map_err(|source| PipelineError::Read { path: path.to_owned(), source });
            Ok(text.and_then(|text| Ok(Some(Mapping::from_toml(&text, path)?))))
        }
    }
}

fn sheets(named: Option<Domain>) -> Sheets {
    match named {
        None => Sheets::First,
        Some(Domain::One(name)) => Sheets::Named(vec![name]),
        Some(Domain::Several(names)) => Sheets::Named(names),
    }
}

fn conditions(given: Domain) -> PyResult<Vec<Condition>> {
    let given = match given {
        Domain::One(one) => vec![one],
        Domain::Several(several) => several,
    };
    let condition = |text: String| {
        Condition::parse(&text).ok_or_else(|| {
            PyValueError::new_err(format!(
                "where has '{text}', which is no condition; it is 'COLUMN=VALUE' or \
                 'COLUMN!=VALUE'"
            ))
        })
    };
    given.into_iter().map(condition).collect()
}

fn grain_of(word: &str) -> PyResult<Grain> {
    match word {
        "week" => Ok(Grain::Week),
        "month" => Ok(Grain::Month),
        "quarter" => Ok(Grain::Quarter),
        "year" => Ok(Grain::Year),
        other => Err(none_of("grain", other, &["week", "month", "quarter", "year"])),
    }
}
