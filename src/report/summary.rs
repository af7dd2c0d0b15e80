//! The one serialisable result of a run. Every exporter reads it; nothing
//! else leaves the analysis, so all reports agree.

use serde::Serialize;

use super::Lang;
use crate::ingest::{Scale, ScoreKind};

/// Version of the JSON layout; raised when a field changes its meaning.
pub const SUMMARY_VERSION: u32 = 1;

/// A name in both report languages. For names that come from the export both
/// are the same.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Name {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

impl Name {
    /// A name that is the same in both languages.
    pub fn same(name: impl Into<String>) -> Name {
        let name = name.into();
        Name { zh: name.clone(), en: name }
    }

    /// The name in one language.
    pub fn in_lang(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh => &self.zh,
            Lang::En => &self.en,
        }
    }
}

/// An estimate with its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Estimate {
    /// Point estimate.
    pub value: f64,
    /// Lower end of the 95 % interval.
    pub low: f64,
    /// Upper end of the 95 % interval.
    pub high: f64,
}

/// Everything a run found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Summary {
    /// [`SUMMARY_VERSION`].
    pub version: u32,
    /// The tool and the engine that made this.
    pub tool: Tool,
    /// The export files read.
    pub sources: Vec<Source>,
    /// What became of every row.
    pub account: Account,
    /// First and last day with feedback, where the export has dates.
    pub period: Option<Period>,
    /// Smallest number of answers for which a metric is shown, and of
    /// comments for which verbatims are.
    pub suppression: Suppression,
    /// Where touchpoints come from.
    pub touchpoint_source: TouchpointSource,
    /// All feedback together.
    pub overall: TouchpointSummary,
    /// One per touchpoint, in the order of the journey where it is known,
    /// else by descending number of responses.
    pub touchpoints: Vec<TouchpointSummary>,
    /// By month, ascending; empty where the export has no dates.
    pub trend: Vec<TrendPoint>,
    /// Ranked, worst first.
    pub pain_points: Vec<PainPoint>,
    /// What a reader must know to trust the numbers, most important first.
    pub warnings: Vec<Name>,
}

/// The program and engine that produced a result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Tool {
    /// Always `xinsheng`.
    pub name: String,
    /// Version of the program.
    pub version: String,
    /// Engine name, as `--engine` takes it.
    pub engine: String,
    /// Version of the engine's model.
    pub model: String,
}

/// One export file and what was recognised in it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Source {
    /// File name without its folder.
    pub file: String,
    /// `csv`, `tsv`, `xlsx`, `jsonl`…
    pub format: String,
    /// Character encoding, for text formats.
    pub encoding: Option<String>,
    /// Data rows read.
    pub rows: u64,
    /// The columns in order and what each was taken for.
    pub columns: Vec<Column>,
}

/// One column of an export and its role.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Column {
    /// Header.
    pub name: String,
    /// `comment`, `touchpoint`, `nps`, `csat`, `ces`, `time`, `respondent`,
    /// `segment` or `ignore`.
    pub role: String,
    /// The touchpoint the column speaks of, in wide exports.
    pub touchpoint: Option<String>,
    /// The scale of a score column.
    pub scale: Option<Scale>,
    /// Why the role (and scale) was chosen, in words.
    pub evidence: String,
}

/// What became of every row: `rows_read = rows_scored + rows_without_comment
/// + rows_rejected`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Account {
    /// Data rows in the files.
    pub rows_read: u64,
    /// Rows with at least one comment, all of which were judged.
    pub rows_scored: u64,
    /// Rows whose comment cells are all empty; their scores still count.
    pub rows_without_comment: u64,
    /// Rows that could not be used; each is in the rejects file.
    pub rows_rejected: u64,
    /// Single cells that were ignored (a score outside its scale, say) in
    /// rows that were otherwise used; each is in the rejects file.
    pub cells_rejected: u64,
    /// Comments judged (a wide row can hold several).
    pub comments: u64,
    /// Of these, comments with nothing to judge.
    pub comments_undetected: u64,
}

/// A span of days, both included, as ISO 8601 dates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Period {
    /// First day.
    pub from: String,
    /// Last day.
    pub to: String,
}

/// Minimum cell sizes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Suppression {
    /// Metrics need at least this many answers.
    pub metric: u64,
    /// Verbatims need at least this many comments.
    pub verbatim: u64,
}

/// Where the touchpoints of a run come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum TouchpointSource {
    /// From the export: a touchpoint column, or one column per touchpoint.
    Export,
    /// From what the comments are about, by the taxonomy.
    Aspects,
}

/// The numbers of one touchpoint, or of everything.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TouchpointSummary {
    /// Its name.
    pub name: Name,
    /// Entries at this touchpoint, with or without comment. Where touchpoints
    /// come from aspects: comments that mention it.
    pub responses: u64,
    /// Comments with something to judge.
    pub comments: u64,
    /// Comments per label.
    pub labels: LabelCounts,
    /// Mean sentiment in [−1, 1]; `None` when suppressed.
    pub sentiment: Option<Estimate>,
    /// Net Promoter Score; `None` when not asked or suppressed.
    pub nps: Option<NpsSummary>,
    /// Satisfaction; `None` when not asked or suppressed.
    pub csat: Option<CsatSummary>,
    /// Effort; `None` when not asked or suppressed.
    pub ces: Option<CesSummary>,
    /// Sentiment against each score that was given often enough.
    pub correlations: Vec<CorrelationSummary>,
}

/// Number of comments per label.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[allow(missing_docs)]
pub struct LabelCounts {
    pub very_negative: u64,
    pub negative: u64,
    pub neutral: u64,
    pub positive: u64,
    pub very_positive: u64,
    pub mixed: u64,
    pub undetected: u64,
}

/// Net Promoter Score with its groups.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NpsSummary {
    /// Answers.
    pub n: u64,
    /// Answers 9–10.
    pub promoters: u64,
    /// Answers 7–8.
    pub passives: u64,
    /// Answers 0–6.
    pub detractors: u64,
    /// Score in [−100, 100] with the adjusted Wald interval.
    pub nps: Estimate,
}

/// Satisfaction: top-2-box, mean and the whole distribution.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CsatSummary {
    /// Answers.
    pub n: u64,
    /// The scale of the answers; `None` where several scales meet and
    /// everything is on the common 0–100 footing.
    pub scale: Option<Scale>,
    /// Share of answers in the two best boxes, in [0, 1], Wilson interval.
    pub top2: Estimate,
    /// Share of answers in the two worst boxes, in [0, 1], Wilson interval.
    pub bottom2: Estimate,
    /// Mean in scale points (or 0–100) with its t interval.
    pub mean: Estimate,
    /// Answers per value, ascending.
    pub distribution: Vec<(f64, u64)>,
}

/// Customer effort on its declared scale and direction.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CesSummary {
    /// Answers.
    pub n: u64,
    /// The scale of the answers; `None` where several scales meet and
    /// everything is on the common 0–100 footing.
    pub scale: Option<Scale>,
    /// Mean in scale points (or 0–100) with its t interval.
    pub mean: Estimate,
    /// Share of answers on the easy side of the middle, in [0, 1], Wilson.
    pub easy: Estimate,
    /// Answers per value, ascending.
    pub distribution: Vec<(f64, u64)>,
}

/// Association of comment sentiment with one score. The score is taken on
/// its 0–100 footing, so a positive sign always means "better text, better
/// score".
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CorrelationSummary {
    /// The score.
    pub score: ScoreKind,
    /// Pairs of comment and score.
    pub n: u64,
    /// Kendall τ-b with interval.
    pub tau_b: Estimate,
    /// Spearman ρ with interval.
    pub spearman: Estimate,
    /// Two-sided p of τ-b.
    pub p: f64,
    /// Benjamini-Hochberg q over all correlations of the report.
    pub q: f64,
    /// Fewer than 30 pairs: read with caution.
    pub low_base: bool,
}

/// One month of feedback.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TrendPoint {
    /// Month as `YYYY-MM`.
    pub period: String,
    /// Entries.
    pub responses: u64,
    /// Comments with something to judge.
    pub comments: u64,
    /// Mean sentiment; `None` when suppressed.
    pub sentiment: Option<Estimate>,
    /// NPS; `None` when not asked or suppressed.
    pub nps: Option<Estimate>,
    /// Top-2-box share of CSAT; `None` when not asked or suppressed.
    pub csat_top2: Option<Estimate>,
}

/// A touchpoint × aspect that hurts.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PainPoint {
    /// 1 is the worst.
    pub rank: u32,
    /// The touchpoint.
    pub touchpoint: Name,
    /// The aspect.
    pub aspect: Name,
    /// Comments that mention it there.
    pub mentions: u64,
    /// Of these, comments that judge it negatively.
    pub negative: u64,
    /// Of these, comments that judge it positively.
    pub positive: u64,
    /// `negative / mentions` with its Wilson interval.
    pub negative_share: Estimate,
    /// Leave-one-out impact on the run's main score, where there is one.
    pub impact: Option<Impact>,
    /// What the ranking sorts by; see `journey::pain_point`.
    pub priority: f64,
    /// Up to three telling comments; empty when suppressed.
    pub verbatims: Vec<Verbatim>,
}

/// Leave-one-out impact: the score of all answers minus the score without the
/// answers that mention the pain point. Descriptive, not causal.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Impact {
    /// The score it is measured on: NPS in points, CSAT and CES as the mean on
    /// the 0–100 footing.
    pub score: ScoreKind,
    /// `with_all − without`; negative means it pulls the score down.
    pub value: f64,
    /// The score of all answers.
    pub with_all: f64,
    /// The score without the answers that mention it.
    pub without: f64,
    /// Answers that mention it.
    pub n: u64,
}

/// A comment that illustrates a finding.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Verbatim {
    /// File name without its folder.
    pub file: String,
    /// Row as a spreadsheet shows it.
    pub row: u64,
    /// The comment.
    pub text: String,
    /// The part that is the evidence, as start and end in bytes of `text`.
    pub evidence: (usize, usize),
    /// Sentiment of the evidence in [−1, 1].
    pub sentiment: f64,
    /// The main score given with it, if any.
    pub score: Option<f64>,
}
