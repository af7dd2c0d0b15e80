//! The one serialisable result of a run. Every exporter reads it; nothing
//! else leaves the analysis, so all reports agree.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::feedback::{Scale, ScoreKind};

pub use super::corrections::{CorrectionConflict, CorrectionsSummary};
pub use crate::journey::filled_by_score::{Reason, Reasons};
pub use crate::journey::findings::Compared;
pub use crate::journey::findings::group::WeakGroup;
pub use crate::journey::findings::lowest::LowestRated;
pub use crate::journey::findings::standing::Standing;
pub use crate::journey::findings::strength::Strength;
pub use crate::journey::findings::weakness::{WeakDriver, WeakTopic, Weakness};
pub use crate::journey::framed_comments::FramedComments;
pub use crate::journey::gaps::{GapScore, GapSummary};
pub use crate::journey::implied::{
    Calibration, CalibrationMethod, ImpliedCsat, ImpliedScores, ImpliedTouchpoint, Withheld,
};
pub use crate::journey::label_check::{
    CheckedCorrelation, CheckedGroup, CheckedGroups, CheckedMean, CheckedShare, GroupField,
    LabelCheckSummary,
};
pub use crate::journey::mismatch::{
    Band, BandCounts, Contradiction, Mismatch, ScaleCheck, ScoreMismatch,
};
pub use crate::journey::segments::{
    AgainstRest, SegmentGroup, SegmentScore, SegmentSummary, SegmentTable, SegmentTouchpoint,
    TestedDifference,
};
pub use crate::journey::within::{ChangedPart, GroupPart, Interaction};
pub use crate::journey::{
    Action, ActionReason, Again, AlikeChange, Allocation, Basis, ChangeSpan, ComplaintOrigin,
    Concentration, Contrast, CorrelationSummary, Course, DriverRow, DriverTable, Drop, Finding,
    Grain, GraveCount, GraveMatters, GraveRow, GroupChange, GroupComplaints, GroupMix,
    HiddenChange, Impact, LabelCounts, LaterComments, Latest, LeftOutRow, LowOrigin, Manner,
    MentionPoint, Mix, NoGroups, OddPeriod, OtherLanguages, PainPoint, PartialSummary,
    PopulationField, PopulationSummary, PopulationValue, Predictors, Quadrant, SameComments,
    ScoreMix, ScoresApart, ShareOrigin, ShareRise, Shift, Slide, Stage, Subgroup, Suppression,
    Topic, TopicChange, TouchpointSource, TouchpointSummary, TrendPoint, Unnamed, Verbatim, Voices,
    VoicesOfBand, Weekend, WorstAt,
};
pub use crate::lang::Name;
pub use crate::metrics::{CesSummary, CsatSummary, Headlines, NpsSummary, ScoreSummary};
pub use crate::opinion::packs::PackShare;
pub use crate::privacy::MaskedCounts;
pub use crate::stats::Estimate;

/// Version of the JSON layout; raised when a field changes its meaning.
pub const SUMMARY_VERSION: u32 = 3;

/// Everything a run found.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Summary {
    /// [`SUMMARY_VERSION`].
    pub version: u32,
    /// The tool and the engine that made this.
    pub tool: Tool,
    /// The export files read.
    pub sources: Vec<Source>,
    /// What became of every row.
    pub account: Account,
    /// How many of those asked answered.
    pub responses: Responses,
    /// Scores of those who were asked, where nearly all of them answered.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub of_asked: Vec<AskedScore>,
    /// First and last day with feedback, where the export has dates.
    pub period: Option<Period>,
    /// Smallest number of answers for which a metric is shown, and of
    /// comments for which verbatims are.
    pub suppression: Suppression,
    /// What was masked in the outputs.
    pub privacy: Privacy,
    /// Which lines of business the topics were looked for in.
    pub topics: Topics,
    /// Where touchpoints come from.
    pub touchpoint_source: TouchpointSource,
    /// What a reader must know, the most important first.
    pub findings: Vec<Finding>,
    /// How right the engine is on this export, where somebody has labelled some comments.
    pub label_check: Option<LabelCheckSummary>,
    /// What became of corrections, where some were given.
    pub corrections: Option<CorrectionsSummary>,
    /// What customers perceived less what they expected, where items ask for both.
    pub servqual: Option<GapSummary>,
    /// The population that the answers are weighted to, where its shares are given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub population: Option<PopulationSummary>,
    /// All feedback together.
    pub overall: TouchpointSummary,
    /// One per touchpoint, in the order of the journey where it is known,
    /// else by descending number of responses.
    pub touchpoints: Vec<TouchpointSummary>,
    /// The journey in its order.
    pub course: Course,
    /// Length of the periods of all trends.
    pub grain: Grain,
    /// By period, ascending; empty where the export has no dates.
    pub trend: Vec<TrendPoint>,
    /// What changed over the whole time, beyond chance.
    pub shifts: Vec<Shift>,
    /// The last two periods that are over.
    pub latest: Option<Latest>,
    /// Each touchpoint of the export against the others, by the score most of them have.
    pub contrasts: Vec<Contrast>,
    /// Commenters against those who only score.
    pub voices: Vec<Voices>,
    /// What drives each score of the experience as a whole.
    pub drivers: Vec<DriverTable>,
    /// Ranked, worst first.
    pub pain_points: Vec<PainPoint>,
    /// What is often judged negatively by people who score no lower than the others; no pain
    /// points, the most complained of first.
    pub harmless: Vec<PainPoint>,
    /// Whom to call first, a line a person, the most urgent first.
    pub actions: Vec<Action>,
    /// Where scores and text disagree.
    pub mismatch: Mismatch,
    /// Comments in other languages than those that are judged, where there are more than a few.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub other_languages: Option<OtherLanguages>,
    /// Comments whose question asks for one side alone: the mean sentiment tells how many of
    /// each there are.
    // The name that programs know it by.
    #[serde(rename = "one_sided")]
    pub framed_comments: FramedComments,
    /// Every segment field in turn, each group against the rest.
    pub segments: Vec<SegmentTable>,
    /// What the text says of satisfaction where nobody scored it; never part of
    /// the scores above.
    pub implied: Option<ImpliedScores>,
    /// What a reader must know to trust the numbers, most important first.
    pub warnings: Vec<Name>,
    /// Those of them that say how many rows could not be used, or stand in sheets that were not
    /// read: reports for people begin with them.
    #[serde(skip)]
    pub told_first: Vec<Name>,
}

impl Summary {
    /// The warnings, but for those that a report begins with.
    pub(crate) fn further_warnings(&self) -> impl Iterator<Item = &Name> {
        self.warnings.iter().filter(|said| !self.told_first.contains(said))
    }
}

/// The packs of the taxonomy that opinions were looked for in, beside its common core.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Topics {
    /// The packs, that with the largest share of the opinions first; all packs where empty,
    /// unless none fits.
    pub packs: Vec<PackShare>,
    /// Whether they were given, and not chosen by what the comments are about.
    pub given: bool,
    /// Whether what the comments are about tells of no pack, so that the common core was looked for
    /// alone.
    pub none_fits: bool,
    /// The touchpoints that were looked for all the same, as the taxonomy names them: several packs
    /// have them, and many comments speak of them.
    pub shared: Vec<String>,
}

/// The program and engine that produced a result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
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
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
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
    pub columns: Vec<SourceColumn>,
    /// Columns that look like scores and are not used.
    #[serde(skip)]
    pub unused_scores: Vec<String>,
}

/// One column of an export and its role.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct SourceColumn {
    /// Header.
    pub name: String,
    /// `comment`, `touchpoint`, `nps`, `csat`, `ces`, `time`, `respondent`,
    /// `segment` or `ignore`.
    pub role: String,
    /// The touchpoint the column speaks of, in wide exports.
    pub touchpoint: Option<String>,
    /// The scale of a score column.
    pub scale: Option<Scale>,
    /// Points that the labels of a score in words stand for.
    #[serde(skip)]
    pub labels: BTreeMap<String, f64>,
    /// Why the role (and scale) was chosen, in words of both languages.
    pub evidence: Name,
}

/// What became of every row: `rows_read = rows_scored + rows_without_comment
/// + rows_rejected`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Account {
    /// Data rows in the files, without those that were not asked for.
    pub rows_read: u64,
    /// Data rows that are not analysed because only others were asked for.
    pub rows_not_asked_for: u64,
    /// Rows with at least one comment; of those in other languages than Chinese and English see
    /// [`Summary::other_languages`].
    pub rows_scored: u64,
    /// Rows whose comment cells are all empty; their scores still count.
    pub rows_without_comment: u64,
    /// Rows that could not be used; each is in the rejects file.
    pub rows_rejected: u64,
    /// Of these, rows that may have been answers: not those that sum up others, repeat the header
    /// or another row, or were to be left out.
    pub rows_lost: u64,
    /// Single cells that were ignored (a score outside its scale, say) in
    /// rows that were otherwise used; each is in the rejects file.
    pub cells_rejected: u64,
    /// Comments judged (a wide row can hold several).
    pub comments: u64,
    /// Of these, comments with nothing to judge.
    pub comments_undetected: u64,
}

/// How many of those asked answered.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Responses {
    /// Usable rows with at least one score or comment.
    pub answered: u64,
    /// People who were asked, where the user says so.
    pub invited: Option<u64>,
    /// `answered / invited` in [0, 1]: complete and partial answers among all
    /// who were asked (AAPOR, Standard Definitions, response rate 2). `None`
    /// where the number asked is not stated, or is fewer than answered. A count
    /// of everybody, so it has no interval.
    pub response_rate: Option<f64>,
}

/// A score of those who were asked, as a finite population.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct AskedScore {
    /// The score.
    pub score: ScoreKind,
    /// Its headline measure, with the interval narrowed by √(1 − answers / asked): nothing is left
    /// to chance where everybody answers (Cochran, Sampling Techniques, 1977).
    pub headline: Estimate,
}

/// Share of those asked whose answers are told as those of a finite population.
const NEAR_A_CENSUS: f64 = 0.5;

impl Responses {
    /// The scores of those who were asked, where at least half of them answered: if only they
    /// matter, and those who did not answer are like them.
    pub(crate) fn of_asked(&self, overall: &TouchpointSummary) -> Vec<AskedScore> {
        let asked = self.invited.filter(|_| self.response_rate.is_some()).unwrap_or(0) as f64;
        let near = |(score, summary): (ScoreKind, &Option<ScoreSummary>)| {
            let summary = summary.as_ref()?;
            let share = summary.n() as f64 / asked;
            let (e, left) = (summary.headline(), (1.0 - share).max(0.0).sqrt());
            let headline = Estimate {
                value: e.value,
                low: e.value - left * (e.value - e.low),
                high: e.value + left * (e.high - e.value),
            };
            (NEAR_A_CENSUS..=1.0).contains(&share).then_some(AskedScore { score, headline })
        };
        overall.scores.iter().filter_map(near).collect()
    }
}

impl Responses {
    /// So many answers, of so many who were asked.
    pub fn new(answered: u64, invited: Option<u64>) -> Responses {
        let asked = invited.filter(|invited| *invited > 0 && *invited >= answered);
        let response_rate = asked.map(|invited| answered as f64 / invited as f64);
        Responses { answered, invited, response_rate }
    }
}

/// What was masked in everything that was written of the comments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Privacy {
    /// Whether personal details were masked.
    pub redacted: bool,
    /// Whether order numbers were masked as well.
    pub orders: bool,
    /// Details masked in comments and in the fields beside them.
    #[cfg_attr(test, schemars(with = "std::collections::BTreeMap<String, u64>"))]
    pub masked: MaskedCounts,
}

/// A span of days, both included, as ISO 8601 dates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Period {
    /// First day.
    pub from: String,
    /// Last day.
    pub to: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_response_rate_needs_the_number_of_all_who_were_asked() {
        assert_eq!(Responses::new(30, Some(120)).response_rate, Some(0.25));
        assert_eq!(Responses::new(30, Some(30)).response_rate, Some(1.0));
        for invited in [None, Some(0), Some(29)] {
            assert_eq!(Responses::new(30, invited).response_rate, None, "{invited:?}");
        }
        assert_eq!(Responses::new(0, Some(0)).response_rate, None);
    }

    #[test]
    fn the_scores_of_nearly_all_who_were_asked_are_nearly_certain() {
        let overall = crate::report::sample::summary().overall;
        let n = overall.score(ScoreKind::Nps).unwrap().n();
        let of = |asked: u64| Responses::new(n, Some(asked)).of_asked(&overall);
        let half = |e: Estimate| e.high - e.low;
        let given = half(overall.headline(ScoreKind::Nps).unwrap());
        let nps = |asked| of(asked).into_iter().find(|of| of.score == ScoreKind::Nps);
        assert!(half(nps(n).unwrap().headline) < 1e-9);
        let most = half(nps(n * 4 / 3).unwrap().headline) / given;
        assert!((most - 0.5).abs() < 1e-3, "{most}");
        assert_eq!([nps(3 * n), nps(n - 1)], [None, None]);
        assert!(Responses::new(n, None).of_asked(&overall).is_empty());
    }
}
