//! An analysis whose results go into a folder.

use std::io::Write;
use std::path::{Path, PathBuf};

use super::analyze::{Outcome, summarize_from};
use super::checkpoint::Checkpoint;
use super::comments_file::CommentsFile;
use super::comments_spool::CommentsSpool;
use super::input::Input;
use super::judge::Judge;
use super::options::AnalyzeOptions;
use super::output_folder::{OutputFolder, StagedFile};
use super::outputs::{report_files, write_outputs};
use super::rejects_file::RejectsFile;
use super::run_files::RunFiles;
use super::sink::Sink;
use super::workbook_file::WORKBOOK_COMMENTS;
use super::{OnProgress, PipelineError};
use crate::gate::Gate;
use crate::ingest::Rejection;
use crate::report::workbook::MOST_COMMENTS;

/// Name of the file of what is left out.
const REJECTS: &str = "rejects.csv";

/// Name of the file in which the verdicts of a run wait for the next one.
const JUDGED: &str = ".xinsheng-judged";

/// Analyses exports into the folder `output`: the comments file and
/// `rejects.csv` while it reads, the reports from the summary at the end. The
/// folder gets all of them at once, or keeps those of the run before.
///
/// # Errors
/// An output that is an input, a folder that another run is writing, an output that cannot
/// be written, and what ends
/// [`summarize`](super::summarize).
pub fn analyze(
    inputs: &[Input],
    output: &Path,
    judge: &Judge,
    pool: &rayon::ThreadPool,
    options: &AnalyzeOptions,
    progress: OnProgress<'_>,
) -> Result<Outcome, PipelineError> {
    let mut checked = RunFiles::default();
    inputs.iter().for_each(|input| checked.reads_input(input));
    checked.writes_into(output, &report_files());
    checked.check()?;
    let mut output = OutputFolder::open(output, &report_files())?;
    let mut comments = CommentsFile::create(&mut output, options.comments, options.bom)?;
    let most = options.workbook_comments.unwrap_or(WORKBOOK_COMMENTS).min(MOST_COMMENTS);
    let mut first = CommentsSpool::new(&output, most)?;
    let mut rejects = Rejects::create(&mut output, REJECTS, options)?.naming(inputs, options);
    let sinks: &mut [&mut dyn Sink] = &mut [&mut comments, &mut first, &mut rejects];
    let mut checkpoint = Checkpoint::at(&output.path(JUDGED), options.resume);
    let judging = (judge, pool);
    let outcome = summarize_from(&mut checkpoint, inputs, sinks, judging, options, progress)?;
    comments.finish()?;
    rejects.finish()?;
    write_outputs(&outcome.summary, first, &mut output, options)?;
    checkpoint.finish();
    let written = output.commit()?;
    Ok(Outcome { written, ..outcome })
}

/// What is left out, as a file in the folder of a run.
pub(super) struct Rejects {
    path: PathBuf,
    file: RejectsFile<StagedFile>,
}

impl Rejects {
    pub(super) fn create(
        output: &mut OutputFolder,
        name: &str,
        options: &AnalyzeOptions,
    ) -> Result<Rejects, PipelineError> {
        let path = output.path(name);
        let mut file = output.create(name)?;
        if options.bom {
            file.write_all("\u{feff}".as_bytes()).map_err(PipelineError::writing(&path))?;
        }
        Ok(Rejects { path, file: RejectsFile::new(file, options.lang) })
    }

    /// The same file, in which these inputs have no name in common.
    pub(super) fn naming(self, inputs: &[Input], options: &AnalyzeOptions) -> Rejects {
        let gate = Gate::new(options.redact, options.lang);
        let paths: Vec<String> = inputs.iter().map(|input| gate.message(input.name())).collect();
        Rejects { file: self.file.naming(paths.iter().map(String::as_str)), ..self }
    }

    pub(super) fn finish(self) -> Result<(), PipelineError> {
        let finished = self.file.finish().and_then(StagedFile::finish);
        finished.map_err(PipelineError::writing(&self.path))
    }
}

impl Sink for Rejects {
    fn rejection(&mut self, rejection: &Rejection) -> Result<(), PipelineError> {
        self.file.add(rejection).map_err(|e| PipelineError::writing(&self.path)(e.into()))
    }
}
