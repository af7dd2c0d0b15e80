//! Options of the commands that analyse whole exports: `analyze`, `check`, `compare`,
//! `themes`.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;
use xinsheng::Lang;
use xinsheng::journey::Suppression;
use xinsheng::opinion::Taxonomy;
use xinsheng::pipeline::{AnalyzeOptions, Condition, Input, Judge, PipelineError, RunFiles};

use super::reading::ExportArgs;
use super::{Common, setup};

/// Which rows of an export are analysed, and as what.
#[derive(Debug, Args)]
pub(super) struct AnalysisArgs {
    #[command(flatten)]
    pub(super) mapping: setup::MappingArgs,
    #[command(flatten)]
    judge: setup::JudgeArgs,
    #[command(flatten)]
    corrections: setup::CorrectionArgs,
    /// Show a number from this number of answers on
    #[arg(long, value_name = "N", default_value_t = 5)]
    min_answers: u64,
    /// Take only rows in which a column holds this: "区域=华东", "city=A,B" (one of them),
    /// "city!=A"; give it again for more conditions
    #[arg(long = "where", value_name = "COLUMN=VALUE", value_parser = setup::condition)]
    only: Vec<Condition>,
    /// Fail at the first row or cell that is rejected, and write nothing
    #[arg(long)]
    strict: bool,
    /// Leave out answers that came in before, in place of a warning
    #[arg(long)]
    drop_duplicates: bool,
    #[command(flatten)]
    export: ExportArgs,
}

impl AnalysisArgs {
    /// The settings that these and the options of all commands make.
    pub(super) fn options(&self, common: &Common) -> Result<AnalyzeOptions> {
        Ok(AnalyzeOptions {
            mapping: setup::mapping(&self.mapping, common)?,
            suppression: Suppression { metric: self.min_answers, ..Suppression::default() },
            lang: common.lang(),
            strict: self.strict,
            redact: common.redact(),
            drop_duplicates: self.drop_duplicates,
            only: self.only.clone(),
            memory: setup::memory(common),
            ..AnalyzeOptions::default()
        })
    }

    /// The exports that these files and patterns name.
    pub(super) fn inputs(&self, files: &[PathBuf], common: &Common) -> Result<Vec<Input>> {
        setup::inputs(files, &self.export.read, &self.export.sheets(), common)
    }

    pub(super) fn judge(&self, common: &Common) -> Result<Judge> {
        self.corrections.laid_over(setup::judge(&self.judge, common)?, common)
    }

    /// The judge of a run that looks for themes.
    pub(super) fn topical_judge(&self, common: &Common) -> Result<Judge> {
        self.corrections.laid_over(setup::topical_judge(&self.judge, common)?, common)
    }

    /// The text of the taxonomy that the judge has.
    pub(super) fn taxonomy_text(&self, common: &Common) -> Result<String> {
        match &self.judge.taxonomy {
            Some(path) => setup::read(path, common),
            None => Ok(Taxonomy::builtin_text().to_owned()),
        }
    }

    /// What a run reads: the exports, and what tells how to.
    pub(super) fn reads(
        &self,
        exports: &[PathBuf],
        common: &Common,
    ) -> Result<RunFiles, PipelineError> {
        let mut files = RunFiles::default();
        files.reads_named(exports)?;
        self.mapping.reads(&mut files);
        self.judge.reads(&mut files);
        self.corrections.reads(&mut files);
        common.model.iter().for_each(|model| files.reads_model(model));
        Ok(files)
    }
}

/// The byte order mark of CSV files.
#[derive(Debug, Args)]
pub(super) struct BomArgs {
    /// Start CSV files with a byte order mark, so that Excel reads Chinese [default: with
    /// --lang zh]
    #[arg(long)]
    bom: bool,
    /// Start no CSV file with a byte order mark
    #[arg(long, conflicts_with = "bom")]
    no_bom: bool,
}

impl BomArgs {
    pub(super) fn bom(&self, common: &Common) -> bool {
        self.bom || common.lang() == Lang::Zh && !self.no_bom
    }
}
