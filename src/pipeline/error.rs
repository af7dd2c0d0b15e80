//! Why a run could not be finished.

use std::io;
use std::path::{Path, PathBuf};

use super::corrections::CorrectionProblem;
use super::kpis::KpiSetupProblem;
use super::population_error::PopulationError;
use crate::ingest::{IngestError, Rejection};
use crate::journey::kpi::KpiError;
use crate::journey::targets::TargetsError;
use crate::opinion::TaxonomyError;
use crate::sentiment::{EngineError, UnusableModel};

/// An error that ends a run.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.message_in("en"))]
pub enum PipelineError {
    /// A file of the export or the mapping.
    #[error(transparent)]
    Ingest(#[from] IngestError),
    /// A row or cell that was rejected in a strict run.
    Rejected(Box<Rejection>),
    /// The taxonomy file.
    #[error(transparent)]
    Taxonomy(#[from] TaxonomyError),
    /// The targets file, by itself or in what the export has.
    #[error(transparent)]
    Targets(#[from] TargetsError),
    /// The margins of a population, by themselves or for the export.
    #[error(transparent)]
    Population(#[from] PopulationError),
    /// A model file.
    Model {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: UnusableModel,
    },
    /// An engine that failed while it judged.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// A file that cannot be read.
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file or folder that cannot be written.
    Write {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The scored table cannot be written, wherever it goes.
    Output {
        /// What the system said.
        source: io::Error,
    },
    /// An output that is one of the files that are read.
    OverInput {
        /// The output.
        output: PathBuf,
        /// The input that it is.
        input: PathBuf,
    },
    /// A folder that another run is writing.
    Busy {
        /// The folder.
        folder: PathBuf,
        /// Number of the process of that run.
        process: String,
        /// When that run began, in local time.
        since: String,
    },
    /// Two outputs that are one file.
    OneOutput {
        /// The one.
        first: PathBuf,
        /// The other.
        second: PathBuf,
    },
    /// Too few labelled comments to adapt a model to.
    TooFewLabels {
        /// Labelled comments there were.
        rows: usize,
    },
    /// A file of labels that was not drawn by this program, or of several draws.
    NotDrawn {
        /// The file.
        file: String,
        /// The row, as a spreadsheet shows it.
        row: u64,
        /// What was found there.
        found: String,
    },
    /// A label that is none.
    NoLabel {
        /// The file.
        file: String,
        /// The row, as a spreadsheet shows it.
        row: u64,
        /// What was found there.
        found: String,
    },
    /// A file of corrections that lacks a column.
    CorrectionColumns {
        /// The file.
        file: String,
        /// The column.
        wanted: String,
        /// Those that it has.
        found: String,
    },
    /// A correction that cannot be.
    Correction {
        /// The file.
        file: String,
        /// The row, as a spreadsheet shows it.
        row: u64,
        /// The column.
        column: String,
        /// What was found there.
        found: String,
        /// What is wrong with it.
        problem: CorrectionProblem,
    },
    /// A table of key figures that lacks a column.
    KpiColumn {
        /// The file.
        file: String,
        /// The kind of table.
        table: &'static str,
        /// What the column is to hold.
        field: &'static str,
        /// The columns that there are.
        found: String,
    },
    /// A setup of key figures that is none.
    KpiSetup {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        problem: KpiSetupProblem,
    },
    /// Tables of which no key figures can be made.
    Kpis {
        /// Why.
        error: KpiError,
        /// The first that was left out of them.
        first: Option<Box<Rejection>>,
    },
    /// Conditions that no row meets.
    NoneAskedFor {
        /// The conditions.
        conditions: String,
        /// Some of the values that there are.
        seen: String,
    },
    /// A wave without a row to analyse.
    EmptyWave {
        /// How it is called.
        wave: String,
        /// The days of the other, where it has dates.
        known: String,
    },
    /// A column that does not hold just two waves.
    NotTwoWaves {
        /// The column.
        column: String,
        /// The values that it holds.
        found: String,
        /// Whether there are more.
        more: bool,
    },
    /// Labels that were drawn from other comments than those of the run.
    OtherExport {
        /// The file of labels.
        file: String,
    },
    /// Labels that were drawn by what another model said.
    OtherModel {
        /// The file of labels.
        file: String,
        /// The model by which they were drawn.
        drawn: String,
        /// The model of the run.
        used: String,
    },
    /// A memory limit below what a run needs at least.
    LittleMemory {
        /// Bytes allowed.
        limit: u64,
        /// Bytes needed at least.
        least: u64,
    },
    /// The memory limit was reached.
    OutOfMemory {
        /// Bytes allowed.
        limit: u64,
    },
    /// A pack of topics that the taxonomy does not have.
    UnknownPack {
        /// What was asked for.
        pack: String,
        /// The packs that there are.
        known: String,
    },
    /// A mapping that names more touchpoints than a report holds.
    TooManyTouchpoints {
        /// Touchpoints it names.
        found: usize,
    },
    /// A mapping that says of a touchpoint that it is about an aspect which the taxonomy
    /// does not have.
    NoSuchAspect {
        /// The touchpoint.
        touchpoint: String,
        /// The identifier of the aspect.
        id: String,
        /// The identifiers that there are.
        known: String,
    },
    /// An output that cannot be made.
    Render {
        /// Name of its file.
        what: &'static str,
        /// What its writer said.
        reason: String,
    },
    /// Anything that should not happen with valid input.
    Other(String),
}

impl PipelineError {
    /// The error with the name of the output that it is about, where it has none.
    pub fn at(self, output: &Path) -> PipelineError {
        match self {
            PipelineError::Output { source } => PipelineError::writing(output)(source),
            other => other,
        }
    }

    /// A closure that turns a system error on writing `path` into this.
    pub(crate) fn writing(path: &Path) -> impl Fn(io::Error) -> PipelineError + '_ {
        |source| PipelineError::Write { path: path.to_owned(), source }
    }

    /// A closure that turns what the writer of the file called `what` said into this.
    pub(super) fn rendering<E: std::fmt::Display>(what: &'static str) -> impl Fn(E) -> Self {
        move |error| PipelineError::Render { what, reason: error.to_string() }
    }

    /// A closure that turns a system error on reading `path` into this.
    pub(crate) fn reading(path: &Path) -> impl Fn(io::Error) -> PipelineError + '_ {
        |source| PipelineError::Read { path: path.to_owned(), source }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gate::Gate;
    use crate::ingest::{ErrorDetail, ErrorKind, Reason};
    use crate::journey::Targets;
    use crate::lang::Lang;
    use crate::opinion::Taxonomy;
    use crate::pipeline::PopulationProblem;
    use crate::privacy::Redact;
    use crate::sentiment::EngineFailure;
    use crate::sentiment::encoder::EncoderError;
    use crate::sentiment::linear::{LinearModel, ModelError};
    use crate::text::Analyzer;

    fn each() -> Vec<PipelineError> {
        let path = || PathBuf::from("a.csv");
        let system = || io::Error::other("system");
        let damaged = LinearModel::from_bytes(b"XSLM").unwrap_err();
        let setup = |problem| PipelineError::KpiSetup { path: path(), problem };
        let correction = |problem| {
            let (file, column, found) = ("a.csv".into(), "label".into(), "x".into());
            PipelineError::Correction { file, row: 2, column, found, problem }
        };
        let row = Rejection::row(&"a.csv".into(), 3, Reason::BadJson, "{");
        let changed = IngestError::new(ErrorKind::Changed, "a.csv").found(ErrorDetail::Replaced);
        vec![
            PipelineError::Ingest(changed),
            PipelineError::Rejected(Box::new(row)),
            PipelineError::Taxonomy(Taxonomy::from_toml("", "t.toml").unwrap_err()),
            PipelineError::Targets(Targets::from_toml("", "t.toml").unwrap_err()),
            PipelineError::Population(PopulationError {
                file: "p.csv".into(),
                row: Some(2),
                problem: PopulationProblem::Sum { field: "a".into(), sum: 0.9 },
            }),
            PipelineError::Model { path: path(), source: damaged.into() },
            PipelineError::Read { path: path(), source: system() },
            PipelineError::Write { path: path(), source: system() },
            PipelineError::Output { source: system() },
            EngineError::new("a", EngineFailure::Memory { tokens: 7 }).into(),
            PipelineError::OverInput { output: path(), input: path() },
            PipelineError::Busy { folder: path(), process: "7".into(), since: "12:00".into() },
            PipelineError::OneOutput { first: path(), second: path() },
            PipelineError::TooFewLabels { rows: 3 },
            PipelineError::NotDrawn { file: "a.csv".into(), row: 2, found: "x".into() },
            PipelineError::NoLabel { file: "a.csv".into(), row: 2, found: "x".into() },
            PipelineError::OtherExport { file: "a.csv".into() },
            PipelineError::EmptyWave { wave: "w".into(), known: String::new() },
            PipelineError::EmptyWave { wave: "w".into(), known: "2026".into() },
            PipelineError::NotTwoWaves { column: "a".into(), found: "b".into(), more: true },
            PipelineError::NoneAskedFor { conditions: "a = b".into(), seen: "c".into() },
            PipelineError::OtherModel {
                file: "a.csv".into(),
                drawn: "encoder-4".into(),
                used: "fast-1".into(),
            },
            PipelineError::CorrectionColumns {
                file: "a.csv".into(),
                wanted: "b".into(),
                found: "c".into(),
            },
            PipelineError::KpiColumn {
                file: "a.csv".into(),
                table: "orders",
                field: "amount",
                found: "b".into(),
            },
            setup(KpiSetupProblem::Toml("reason".into())),
            setup(KpiSetupProblem::Field { table: "orders", found: "a".into(), known: "b".into() }),
            setup(KpiSetupProblem::Value { key: "margin", found: "2".into(), range: "0–1" }),
            PipelineError::Kpis { error: KpiError::NoDates, first: None },
            PipelineError::Kpis {
                error: KpiError::NoDates,
                first: Some(Box::new(Rejection::row(&"a.csv".into(), 2, Reason::NotATime, "x"))),
            },
            PipelineError::Kpis { error: KpiError::Backwards, first: None },
            correction(CorrectionProblem::Label),
            correction(CorrectionProblem::Aspect("b".into())),
            correction(CorrectionProblem::Sentiment),
            PipelineError::LittleMemory { limit: 1 << 20, least: 1 << 30 },
            PipelineError::LittleMemory { limit: 5, least: 1 << 30 },
            PipelineError::OutOfMemory { limit: 1 << 20 },
            PipelineError::Write { path: path(), source: io::ErrorKind::AlreadyExists.into() },
            PipelineError::UnknownPack { pack: "a".into(), known: "b".into() },
            PipelineError::TooManyTouchpoints { found: 6_000 },
            PipelineError::NoSuchAspect {
                touchpoint: "a".into(),
                id: "b".into(),
                known: "c".into(),
            },
            PipelineError::Render { what: "report.html", reason: "system".into() },
        ]
    }

    fn is_chinese(said: &str) -> bool {
        said.contains(|c: char| ('\u{4E00}'..='\u{9FFF}').contains(&c))
    }

    #[test]
    fn every_error_is_told_in_the_language_that_is_asked_for() {
        let gate = Gate::new(Redact::Off, Lang::En);
        for error in each() {
            let [zh, en] = [Lang::Zh, Lang::En].map(|lang| gate.error(&error, lang));
            assert!(is_chinese(&zh) && !is_chinese(&en), "{zh} / {en}");
            assert_eq!(error.to_string(), error.message_in("en"));
            assert!(!zh.contains("%{") && !zh.contains("pipeline."), "{zh}");
            assert!(!zh.contains("compare."), "{zh}");
        }
        // Those of lower floors as well, where they come by themselves.
        let dictionary = Analyzer::with_user_dictionary(&b"a 1 b c"[..]).err().unwrap();
        let model = LinearModel::from_bytes(b"PK").unwrap_err();
        let taxonomy = Taxonomy::from_toml("[[stage]]\n", "t.toml").unwrap_err();
        let engine = EngineError::new("a", EngineFailure::Memory { tokens: 7 });
        let (encoder, fast) = (EncoderError::NotBuiltIn, ModelError::NotBuiltIn);
        let errors: [&(dyn std::error::Error + 'static); 7] =
            [&dictionary, &model, &taxonomy.problem, &taxonomy, &engine, &encoder, &fast];
        for error in errors {
            let [zh, en] = [Lang::Zh, Lang::En].map(|lang| gate.error(error, lang));
            assert!(is_chinese(&zh) && !is_chinese(&en), "{zh} / {en}");
            assert_eq!(error.to_string(), en);
        }
    }
}
