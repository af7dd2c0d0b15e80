//! The domain's own values, which every stage works on: one respondent's answers, with the
//! scores still on the scale they were given on.
//!
//! The ground floor: it knows of no file format and of no statistic.

mod asked;
mod per_score;
mod scale;
mod score;
mod score_kind;

use std::sync::Arc;

use serde::Serialize;

pub use asked::Asked;
pub use per_score::{PerScore, Scores};
pub use scale::{Direction, Scale};
pub use score::ScoreValue;
pub use score_kind::{Measure, ScoreDefinition, ScoreKind, ScoreUnit};

/// Where a feedback came from, so that every message and verbatim can be
/// traced back to the export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct SourceRow {
    /// Index of the file in the run, from 0.
    pub file: u32,
    /// Row number in that file as a spreadsheet shows it: the first row of
    /// the file, header or not, is 1. For delimited text this counts records,
    /// not physical lines.
    pub row: u64,
}

/// What one respondent said and scored at one touchpoint.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Entry {
    /// The touchpoint as the export names it; `None` for the experience as a
    /// whole or where the export has no touchpoint.
    pub touchpoint: Option<Arc<str>>,
    /// Further touchpoints of the same answer, where several may be chosen: in order of their
    /// names, each once. The answer counts at every one of them, and once of everything
    /// together.
    pub also: Vec<Arc<str>>,
    /// The comment as it was written, trimmed; `None` where the cell was empty.
    pub comment: Option<String>,
    /// Which side the question asks for that the comment answers.
    pub asked: Asked,
    /// The scores given at this touchpoint.
    pub scores: Scores,
}

impl Entry {
    /// All its touchpoints.
    pub fn touchpoints(&self) -> impl Iterator<Item = &Arc<str>> {
        self.touchpoint.iter().chain(&self.also)
    }
}

/// One row of an export in long form. A narrow export gives one entry a row;
/// a wide one (a rating or comment column per touchpoint) gives an entry per
/// touchpoint. In a wide row with exactly one comment, that comment speaks
/// for every entry of the row.
#[derive(Debug, Clone, PartialEq)]
pub struct Feedback {
    /// Where it stands in the export.
    pub source: SourceRow,
    /// When it was given, in the export's own time zone.
    pub time: Option<jiff::civil::DateTime>,
    /// Who gave it, as the export identifies them.
    pub respondent: Option<String>,
    /// Hash of the respondent as the export identifies them: answers of one person have
    /// the same, also where the respondent is masked. Never written.
    pub person: Option<u64>,
    /// Segment fields (product, store, region…), in the mapping's order.
    pub segments: Vec<Option<Arc<str>>>,
    /// How many respondents of the population the row stands for; 1 where the
    /// export has no weights.
    pub weight: f64,
    /// One entry per touchpoint; never empty.
    pub entries: Vec<Entry>,
}
