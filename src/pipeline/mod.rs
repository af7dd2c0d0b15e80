//! The stages put together: the only place that owns threads and files.
//!
//! Rows are read by one thread, judged by a rayon pool in batches and taken
//! up in input order by the thread that called, with bounded queues between
//! them. Memory does not grow with the file, and the result does not depend
//! on the number of threads.

mod analyze;
mod answers_sheet;
mod bare_answer;
mod batches;
mod checkpoint;
mod comments_csv;
mod comments_file;
mod comments_parquet;
mod comments_spool;
mod compare;
mod compare_outputs;
mod compare_themes;
mod corrections;
mod destination;
mod error;
mod error_words;
mod expected;
mod explain;
mod export;
mod fingerprints;
mod gap_columns;
mod given_actions;
mod input;
mod inputs;
mod into_folder;
mod journey_plan;
mod judge;
mod judge_print;
mod judging;
mod kpis;
mod labels;
mod later;
mod left_out;
mod memory;
mod only;
mod options;
mod ordered;
mod output_file;
mod output_folder;
mod outputs;
mod parquet_table;
mod population;
mod population_error;
mod public_words;
mod raw_batches;
mod rejects_file;
mod repeats;
mod run_files;
mod score;
mod score_comments;
mod scored_parquet;
mod scored_table;
mod scored_workbook;
mod segments;
mod sheet_field;
mod shown_fields;
mod signals;
mod sink;
mod staging;
mod streamed;
mod table_limit;
mod themes;
mod topics;
mod touchpoint_limit;
mod understood;
mod unfinished;
mod unread_sheets;
mod verdict;
mod warnings;
mod watched;
mod wave;
mod workbook_file;

pub use analyze::{Outcome, summarize};
pub use checkpoint::Checkpoint;
pub use comments_file::CommentsFormat;
pub use compare::{CompareOptions, Compared, compare};
pub use compare_outputs::comparison_files;
pub use corrections::{Applied, CorrectionProblem, Corrections, read_corrections};
pub use error::PipelineError;
pub use explain::WordEffect;
pub use export::Export;
pub use given_actions::read_actions;
pub use input::{Input, Opened};
pub use inputs::{Inputs, Sheets, files_of};
pub use into_folder::analyze;
pub use judge::{Judge, JudgedComment};
pub use judge_print::{JudgeContents, JudgePrint};
pub use kpis::{
    Division, KpiField, KpiInputs, KpiOutcome, KpiSetup, KpiSetupProblem, KpiTableKind, kpi_files,
    kpis,
};
pub use labels::{Drawn, DrawnFrom, GivenLabels, SampleOptions, ToLabelFormat, draw, read_labels};
pub use memory::{Memory, Needs};
pub use only::Condition;
pub use options::AnalyzeOptions;
pub use output_file::{OutputFile, write_output};
pub use output_folder::{OutputFolder, StagedFile};
pub use outputs::report_files;
pub use population::{MOST_WEIGHT, Population, read_population};
pub use population_error::{PopulationError, PopulationProblem};
pub use rejects_file::RejectsFile;
pub use run_files::RunFiles;
pub use score::{DamagedCells, LateFields, ScoreOptions, ScoreOutcome, comment_column, score};
pub use score_comments::{ScoredComment, score_comments};
pub use scored_table::{ScoreFormat, ScoredTable, TableOptions};
pub use segments::{FoundSegments, SegmentInputs, SegmentsOptions, segments, segments_files};
pub use signals::{end_on_second_signal, end_on_signals};
pub use sink::{InMemory, Sink};
pub use streamed::incoming;
pub use themes::{FoundThemes, ThemesOptions, themes, themes_files};
pub use wave::{ByColumn, WavePart, Waves};
pub use workbook_file::WORKBOOK_COMMENTS;

/// Called with the number of rows done so far and of rows in all, where that
/// is known.
pub type OnProgress<'a> = &'a (dyn Fn(u64, Option<u64>) + Sync);
