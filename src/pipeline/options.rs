//! Settings of an analysis.

use super::Memory;
use super::comments_file::CommentsFormat;
use super::labels::GivenLabels;
use super::only::Condition;
use super::population::Population;
use super::wave::WavePart;
use crate::ingest::Mapping;
use crate::journey::{Grain, Suppression, Targets};
use crate::lang::Lang;
use crate::privacy::Redact;

/// Settings of an analysis.
#[derive(Debug, Clone, Default)]
pub struct AnalyzeOptions {
    /// The user's mapping, laid over what is recognised.
    pub mapping: Option<Mapping>,
    /// Cells smaller than this are not shown.
    pub suppression: Suppression,
    /// Language of the reports and of `rejects.csv`.
    pub lang: Lang,
    /// Starts CSV files with a byte order mark, for Excel.
    pub bom: bool,
    /// Ends the run at the first row or cell that is rejected.
    pub strict: bool,
    /// What to mask in everything that is written. Comments are judged as
    /// they are.
    pub redact: Redact,
    /// Leaves out answers that came in before, in place of telling of them.
    pub drop_duplicates: bool,
    /// Format of the comments file.
    pub comments: CommentsFormat,
    /// People who were asked, for the response rate.
    pub invited: Option<u64>,
    /// Most comments in the workbook, the first ones: none of them and no sheet
    /// for 0, [`WORKBOOK_COMMENTS`](super::WORKBOOK_COMMENTS) without a number,
    /// never more than a sheet takes. The comments file has them all.
    pub workbook_comments: Option<u64>,
    /// Analyses only the rows that meet all of these.
    pub only: Vec<Condition>,
    /// Analyses only the rows of one of two waves.
    pub part: Option<WavePart>,
    /// Length of the periods of all trends; `None` takes the one that suits the span.
    pub grain: Option<Grain>,
    /// Labels that somebody gave to some of the comments.
    pub labels: Option<GivenLabels>,
    /// What numbers are to be.
    pub targets: Option<Targets>,
    /// Shares of the population that the answers are to be weighted to.
    pub population: Option<Population>,
    /// Goes on from where a run into the same folder was killed.
    pub resume: bool,
    /// The memory it may take.
    pub memory: Memory,
}

impl AnalyzeOptions {
    /// Which rows are analysed.
    pub(super) fn chosen(&self) -> (&[Condition], Option<&WavePart>) {
        (&self.only, self.part.as_ref())
    }

    /// Whether nothing is to be expected of the language of the comments.
    pub(super) fn by_themselves(&self) -> bool {
        self.mapping.as_ref().is_some_and(|user| user.file.language_prior == Some(false))
    }
}
