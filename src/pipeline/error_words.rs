//! Why a run could not be finished, in words of either language.

use std::io::ErrorKind as Io;

use rust_i18n::t;

use super::PipelineError;
use super::corrections::CorrectionProblem;
use super::kpis::KpiSetupProblem;
use super::table_limit::TableLimit;
use super::touchpoint_limit::MOST_TOUCHPOINTS;
use crate::journey::kpi::KpiError;
use crate::sentiment::encoder::adapt::{FEWEST, FEWEST_OF_A_CLASS};

/// So much memory in mebibytes, rounded up; to the byte where it is less than one.
fn memory(bytes: &u64, locale: &str) -> String {
    match bytes >> 20 {
        0 => t!("pipeline.bytes", locale = locale, bytes = bytes).into_owned(),
        _ => format!("{} MB", bytes.div_ceil(1 << 20)),
    }
}

impl PipelineError {
    /// The message in words of `locale` (`en` or `zh`).
    pub fn message_in(&self, locale: &str) -> String {
        match self {
            PipelineError::Ingest(error) => return error.message_in(locale),
            PipelineError::Taxonomy(error) => return error.message_in(locale),
            PipelineError::Targets(error) => return error.message_in(locale),
            PipelineError::Population(error) => return error.message_in(locale),
            PipelineError::Model { path, source } => {
                return format!("{}: {}", path.display(), source.message_in(locale));
            }
            PipelineError::Engine(error) => return error.message_in(locale),
            PipelineError::Other(said) => return said.clone(),
            PipelineError::Rejected(rejection) => {
                let message = rejection.message_in(locale);
                t!("pipeline.strict", locale = locale, message = message)
            }
            PipelineError::Read { path, source } => {
                t!("pipeline.read", locale = locale, path = path.display(), reason = source)
            }
            // What stands where a folder is to be made.
            PipelineError::Write { path, source } if source.kind() == Io::AlreadyExists => {
                t!("pipeline.no_folder", locale = locale, path = path.display())
            }
            PipelineError::Write { path, source } => {
                let reason = TableLimit::reason(source, locale);
                t!("pipeline.write", locale = locale, path = path.display(), reason = reason)
            }
            PipelineError::Output { source } => {
                let reason = TableLimit::reason(source, locale);
                t!("pipeline.output", locale = locale, reason = reason)
            }
            PipelineError::OverInput { output, input } => {
                let (output, input) = (output.display(), input.display());
                t!("pipeline.over_input", locale = locale, output = output, input = input)
            }
            PipelineError::Busy { folder, process, since } => {
                let (key, folder) = ("pipeline.busy", folder.display());
                t!(key, locale = locale, folder = folder, process = process, since = since)
            }
            PipelineError::OneOutput { first, second } => {
                let (first, second) = (first.display(), second.display());
                t!("pipeline.one_output", locale = locale, first = first, second = second)
            }
            PipelineError::TooFewLabels { rows } => {
                let (key, fewest, class) = ("pipeline.too_few_labels", FEWEST, FEWEST_OF_A_CLASS);
                t!(key, locale = locale, rows = rows, fewest = fewest, class = class)
            }
            PipelineError::NotDrawn { file, row, found } => {
                t!("labels.not_drawn", locale = locale, file = file, row = row, found = found)
            }
            PipelineError::NoLabel { file, row, found } => {
                t!("labels.no_label", locale = locale, file = file, row = row, found = found)
            }
            PipelineError::CorrectionColumns { file, wanted, found } => {
                let key = "corrections.columns";
                t!(key, locale = locale, file = file, wanted = wanted, found = found)
            }
            PipelineError::Correction { file, row, column, found, problem } => {
                let (key, known) = match problem {
                    CorrectionProblem::Label => ("corrections.label", ""),
                    CorrectionProblem::Aspect(known) => ("corrections.aspect", known.as_str()),
                    CorrectionProblem::Sentiment => ("corrections.sentiment", ""),
                };
                t!(
                    key,
                    locale = locale,
                    file = file,
                    row = row,
                    column = column,
                    found = found,
                    known = known
                )
            }
            PipelineError::KpiColumn { file, table, field, found } => {
                let what = t!(format!("kpi.field.{field}"), locale = locale).into_owned();
                t!(
                    "kpi.error.column",
                    locale = locale,
                    file = file,
                    table = table,
                    field = field,
                    what = what,
                    found = found
                )
            }
            PipelineError::KpiSetup { path, problem } => {
                let path = path.display();
                match problem {
                    KpiSetupProblem::Toml(reason) => {
                        t!("kpi.error.toml", locale = locale, path = path, reason = reason)
                    }
                    KpiSetupProblem::Field { table, found, known } => {
                        let key = "kpi.error.field";
                        t!(
                            key,
                            locale = locale,
                            path = path,
                            table = table,
                            found = found,
                            known = known
                        )
                    }
                    KpiSetupProblem::Value { key: name, found, range } => {
                        let key = "kpi.error.value";
                        t!(
                            key,
                            locale = locale,
                            path = path,
                            name = name,
                            found = found,
                            range = range
                        )
                    }
                }
            }
            PipelineError::Kpis { error: KpiError::NoDates, first } => {
                let said = t!("kpi.error.no_dates", locale = locale);
                match first {
                    Some(first) => {
                        let (key, first) = ("kpi.error.first", first.message_in(locale));
                        t!(key, locale = locale, said = said, first = first)
                    }
                    None => said,
                }
            }
            PipelineError::Kpis { error: KpiError::Backwards, .. } => {
                t!("kpi.error.backwards", locale = locale)
            }
            PipelineError::NoneAskedFor { conditions, seen } => {
                let key = "pipeline.none_asked_for";
                t!(key, locale = locale, conditions = conditions, seen = seen)
            }
            PipelineError::EmptyWave { wave, known } if known.is_empty() => {
                t!("compare.empty_wave", locale = locale, wave = wave)
            }
            PipelineError::EmptyWave { wave, known } => {
                t!("compare.empty_wave_dated", locale = locale, wave = wave, known = known)
            }
            PipelineError::NotTwoWaves { column, found, more } => {
                let found = if *more { format!("{found}…") } else { found.clone() };
                t!("compare.not_two", locale = locale, column = column, found = found)
            }
            PipelineError::OtherExport { file } => {
                t!("labels.other_export", locale = locale, file = file)
            }
            PipelineError::OtherModel { file, drawn, used } => {
                let key = "labels.other_model";
                t!(key, locale = locale, file = file, drawn = drawn, used = used)
            }
            PipelineError::LittleMemory { limit, least } => {
                let (limit, least) = (memory(limit, locale), memory(least, locale));
                t!("pipeline.little_memory", locale = locale, limit = limit, least = least)
            }
            PipelineError::OutOfMemory { limit } => {
                t!("pipeline.out_of_memory", locale = locale, limit = memory(limit, locale))
            }
            PipelineError::UnknownPack { pack, known } => {
                t!("pipeline.unknown_pack", locale = locale, pack = pack, known = known)
            }
            PipelineError::TooManyTouchpoints { found } => {
                let key = "pipeline.too_many_touchpoints";
                t!(key, locale = locale, found = found, most = MOST_TOUCHPOINTS)
            }
            PipelineError::NoSuchAspect { touchpoint, id, known } => {
                let key = "pipeline.no_such_aspect";
                t!(key, locale = locale, id = id, name = touchpoint, known = known)
            }
            PipelineError::Render { what, reason } => {
                t!("pipeline.render", locale = locale, what = what, reason = reason)
            }
        }
        .into_owned()
    }
}
