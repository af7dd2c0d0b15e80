//! What a run says about the journey.

use super::actions::Action;
use super::comparison::Basis;
use super::contrast::Contrast;
use super::course::Course;
use super::driver_table::DriverTable;
use super::findings::Finding;
use super::framed_comments::FramedComments;
use super::implied::ImpliedScores;
use super::mismatch::Mismatch;
use super::other_languages::OtherLanguages;
use super::pain_point::PainPoint;
use super::segments::SegmentTable;
use super::shift::{Latest, Shift};
use super::targets::{Checked, TargetsError};
use super::touchpoint::TouchpointSummary;
use super::trend::{Grain, TrendPoint};
use super::voices::Voices;
use crate::feedback::ScoreKind;

/// What a run says about the journey.
#[derive(Debug, Clone, PartialEq)]
pub struct Journey {
    /// Design effects above 1: scores whose answers are of the same people.
    pub design: Vec<(ScoreKind, f64)>,
    /// How many times the variance of a share of comments is that of independent ones: above 1
    /// where comments are of the same people.
    pub comment_design: f64,
    /// What a reader must know, the most important first.
    pub findings: Vec<Finding>,
    /// All feedback together.
    pub overall: TouchpointSummary,
    /// One per touchpoint with feedback: first those of the known order, then
    /// by descending number of responses.
    pub touchpoints: Vec<TouchpointSummary>,
    /// The journey in its order.
    pub course: Course,
    /// Length of the periods of all trends.
    pub grain: Grain,
    /// By period, ascending.
    pub trend: Vec<TrendPoint>,
    /// What changed over the whole time.
    pub shifts: Vec<Shift>,
    /// The last two periods that are over.
    pub latest: Option<Latest>,
    /// Each touchpoint of the export against the others.
    pub contrasts: Vec<Contrast>,
    /// Who comments.
    pub voices: Vec<Voices>,
    /// What drives each score.
    pub drivers: Vec<DriverTable>,
    /// Ranked, worst first.
    pub pain_points: Vec<PainPoint>,
    /// Often judged negatively, but by people who score no lower than the others.
    pub harmless: Vec<PainPoint>,
    /// Whom to call first.
    pub actions: Vec<Action>,
    /// Where scores and text disagree.
    pub mismatch: Mismatch,
    /// Comments in other languages than those that are judged, where there are more than a few.
    pub other_languages: Option<OtherLanguages>,
    /// Comments that were asked for one side alone.
    pub framed_comments: FramedComments,
    /// Every segment field in turn.
    pub segments: Vec<SegmentTable>,
    /// What the text says of satisfaction where nobody scored it.
    pub implied: Option<ImpliedScores>,
    /// What is said of targets, where there are any; an error where they speak of what the
    /// export does not have.
    pub targets: Option<Result<Checked, TargetsError>>,
    /// What another run is compared with.
    pub basis: Basis,
}
