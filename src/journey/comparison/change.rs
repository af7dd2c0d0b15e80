//! A number of two waves: what it was, what it is, and whether that is more than chance.

use serde::Serialize;

use crate::feedback::{Direction, Scale, ScoreKind, ScoreUnit};
use crate::lang::Name;
use crate::metrics::ScoreSummary;
use crate::sentiment::Label;
use crate::stats::difference::{chance_of, detectable, of_estimates};
use crate::stats::multiple::benjamini_hochberg;
use crate::stats::{Estimate, is_sure};

/// What a number is about.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "of", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Subject {
    /// All feedback.
    Overall,
    /// A touchpoint.
    Touchpoint {
        /// Its name.
        touchpoint: Name,
    },
    /// An aspect at a touchpoint, or a touchpoint's rating as a driver.
    Aspect {
        /// The touchpoint.
        touchpoint: Name,
        /// The aspect.
        aspect: Option<Name>,
    },
    /// What people write about beyond the aspects.
    Theme {
        /// What it is called.
        theme: String,
        /// The words that are said in it more than elsewhere.
        words: Vec<String>,
    },
    /// A group of a segment field.
    Group {
        /// The field.
        field: String,
        /// Its value.
        group: String,
    },
}

/// What is measured.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "measure", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Measured {
    /// Headline measure of a score: points, or a share in [0, 1].
    Headline {
        /// The score.
        score: ScoreKind,
    },
    /// Mean answer to a score, on its scale.
    Mean {
        /// The score.
        score: ScoreKind,
        /// The scale; 0–100 where several meet.
        scale: Option<Scale>,
    },
    /// Mean sentiment in [−1, 1].
    Sentiment,
    /// Share of rows with a comment.
    CommentRate,
    /// Share of a label among judged comments.
    Label {
        /// The label.
        label: Label,
    },
    /// Share of judged comments that judge it negatively.
    Complaints,
    /// Share of judged comments that mention it.
    Mentions,
    /// Its share of all feedback.
    Part,
    /// Share of the explained variance of a score.
    Importance {
        /// The score.
        score: ScoreKind,
    },
}

impl Measured {
    /// Whether more is better; `None` where it is neither.
    pub fn higher_is_better(self) -> Option<bool> {
        match self {
            Measured::Headline { .. } | Measured::Sentiment => Some(true),
            Measured::Mean { scale, .. } => {
                Some(scale.is_none_or(|scale| scale.direction == Direction::Higher))
            }
            Measured::Label { label } => match label {
                Label::VeryNegative | Label::Negative => Some(false),
                Label::Positive | Label::VeryPositive => Some(true),
                Label::Neutral | Label::Mixed | Label::Undetected => None,
            },
            Measured::Complaints => Some(false),
            Measured::CommentRate
            | Measured::Mentions
            | Measured::Part
            | Measured::Importance { .. } => None,
        }
    }

    /// From the least to the greatest value there can be.
    pub fn span(self) -> f64 {
        match self {
            Measured::Headline { score } => match score.measure().unit() {
                ScoreUnit::Points => 200.0,
                ScoreUnit::Share => 1.0,
            },
            Measured::Mean { scale, .. } => scale.map_or(100.0, |s| s.high - s.low),
            Measured::Sentiment => 2.0,
            _ => 1.0,
        }
    }
}

/// What is said of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Verdict {
    /// Surely worse.
    Worse,
    /// Surely better.
    Better,
    /// Surely changed, which is neither good nor bad.
    Different,
    /// It may be chance.
    Unsure,
    /// Only in the later wave.
    New,
    /// Only in the earlier wave.
    Gone,
    /// Too few answers in one of them.
    TooFew,
    /// Asked in another way, so that the difference would say nothing.
    NotComparable,
}

impl Verdict {
    /// The code used in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Verdict::Worse => "worse",
            Verdict::Better => "better",
            Verdict::Different => "different",
            Verdict::Unsure => "unsure",
            Verdict::New => "new",
            Verdict::Gone => "gone",
            Verdict::TooFew => "too_few",
            Verdict::NotComparable => "not_comparable",
        }
    }
}

/// One number in both waves.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Change {
    /// What it is about.
    #[serde(flatten)]
    pub subject: Subject,
    /// What is measured.
    #[serde(flatten)]
    pub measure: Measured,
    /// The value before.
    pub before: Option<Estimate>,
    /// The value after.
    pub after: Option<Estimate>,
    /// Answers or comments before.
    pub n_before: u64,
    /// Answers or comments after.
    pub n_after: u64,
    /// After less before, with its 95 % interval.
    pub change: Option<Estimate>,
    /// Two-sided p of there being no change.
    pub p: Option<f64>,
    /// Benjamini-Hochberg q over the table.
    pub q: Option<f64>,
    /// The smallest change that would be told from chance in four of five cases.
    pub detectable: Option<f64>,
    /// Whether it is tested as the change of the same people.
    pub paired: bool,
    /// Share of the answers or comments that it is about, in [0, 1]: the mean of both waves.
    pub reach: f64,
    /// What is said of it.
    pub verdict: Verdict,
}

impl Change {
    /// A number that may be missing on either side. Without both there is no difference.
    pub(super) fn new(
        subject: Subject,
        measure: Measured,
        values: [Option<Estimate>; 2],
        n: [u64; 2],
    ) -> Change {
        let [before, after] = values;
        let reach = 1.0;
        let [n_before, n_after] = n;
        let verdict = match (before, after) {
            (Some(_), Some(_)) => Verdict::Unsure,
            (Some(_), None) if n_after == 0 => Verdict::Gone,
            (None, Some(_)) if n_before == 0 => Verdict::New,
            _ => Verdict::TooFew,
        };
        let change = Change {
            subject,
            measure,
            before,
            after,
            n_before,
            n_after,
            change: None,
            p: None,
            q: None,
            detectable: None,
            paired: false,
            reach,
            verdict,
        };
        match before.zip(after) {
            Some((before, after)) => change.differing(of_estimates(&after, &before)),
            None => change,
        }
    }

    /// With this difference.
    fn differing(self, difference: Estimate) -> Change {
        let limit = self.measure.span();
        let detectable = Some(detectable(&difference));
        let p = Some(chance_of(&difference));
        let change = Some(difference.clipped(-limit, limit));
        Change { change, p, detectable, ..self }
    }

    /// As the change of people who are in both waves: the interval `narrower` times as wide.
    pub(super) fn paired(self, narrower: Option<f64>) -> Change {
        let (Some(factor), Some((before, after))) = (narrower, self.before.zip(self.after)) else {
            return self;
        };
        let Estimate { value, low, high } = of_estimates(&after, &before);
        let (low, high) = (value - factor * (value - low), value + factor * (high - value));
        Change { paired: true, ..self.differing(Estimate { value, low, high }) }
    }

    /// Not to be compared: both values, and no difference.
    pub(super) fn apart(self) -> Change {
        let verdict = match self.verdict {
            Verdict::Unsure => Verdict::NotComparable,
            other => other,
        };
        Change { change: None, p: None, detectable: None, verdict, ..self }
    }

    /// Not to be compared unless `alike`.
    pub(super) fn apart_unless(self, alike: bool) -> Change {
        if alike { self } else { self.apart() }
    }

    pub(super) fn reaching(self, share: f64) -> Change {
        Change { reach: share, ..self }
    }

    /// Whether it is surely there.
    pub fn is_sure(&self) -> bool {
        matches!(self.verdict, Verdict::Better | Verdict::Worse | Verdict::Different)
    }

    /// How much it moves the whole: the change as a part of all it could be, times how many
    /// it is about.
    pub fn weight(&self) -> f64 {
        self.change.map_or(0.0, |c| (c.value / self.measure.span()).abs() * self.reach)
    }
}

/// Whether the answers of two summaries stand for the same question on the same scale.
pub(super) fn same_scale(before: Option<&ScoreSummary>, after: Option<&ScoreSummary>) -> bool {
    let scale = |summary: &ScoreSummary| summary.scale();
    before.zip(after).is_none_or(|(before, after)| scale(before) == scale(after))
}

/// What a table holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum TableKind {
    /// Scores, means, sentiment and comment rate of all feedback.
    Scores,
    /// Shares of the labels.
    Labels,
    /// Scores and sentiment of touchpoints; without any score also their shares of all feedback.
    Touchpoints,
    /// Complaints and mentions of aspects.
    Aspects,
    /// Complaints and mentions of themes.
    Themes,
    /// Scores and sentiment of segment groups.
    Segments,
    /// Importance of drivers.
    Drivers,
}

impl TableKind {
    /// The code used in files.
    pub fn as_str(self) -> &'static str {
        match self {
            TableKind::Scores => "scores",
            TableKind::Labels => "labels",
            TableKind::Touchpoints => "touchpoints",
            TableKind::Aspects => "aspects",
            TableKind::Themes => "themes",
            TableKind::Segments => "segments",
            TableKind::Drivers => "drivers",
        }
    }
}

/// Changes that are tested together.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ChangeTable {
    /// What it holds.
    pub kind: TableKind,
    /// Number of tests of the family.
    pub tested: u64,
    /// The changes.
    pub changes: Vec<Change>,
}

impl ChangeTable {
    /// A table in the order given.
    pub(super) fn in_order(kind: TableKind, mut changes: Vec<Change>) -> ChangeTable {
        let p: Vec<f64> = changes.iter().filter_map(|change| change.p).collect();
        let tested = p.len() as u64;
        let mut q = benjamini_hochberg(&p).unwrap_or(p).into_iter();
        for change in &mut changes {
            change.q = change.p.and_then(|_| q.next());
            let Some((difference, q)) = change.change.zip(change.q) else { continue };
            if is_sure(q) {
                change.verdict = match change.measure.higher_is_better() {
                    None => Verdict::Different,
                    Some(better) if better == (difference.value > 0.0) => Verdict::Better,
                    Some(_) => Verdict::Worse,
                };
            }
        }
        ChangeTable { kind, tested, changes }
    }

    /// A table with what is sure first, then by what it does to the whole.
    pub(super) fn by_size(kind: TableKind, changes: Vec<Change>) -> ChangeTable {
        let mut table = ChangeTable::in_order(kind, changes);
        let rank = |change: &Change| match change.verdict {
            _ if change.is_sure() => 0,
            Verdict::Unsure => 1,
            Verdict::New | Verdict::Gone => 2,
            _ => 3,
        };
        // Stable: what is alike stays in the order of the waves.
        table
            .changes
            .sort_by(|a, b| rank(a).cmp(&rank(b)).then_with(|| b.weight().total_cmp(&a.weight())));
        table
    }

    /// Those that are sure.
    pub fn sure(&self) -> impl Iterator<Item = &Change> {
        self.changes.iter().filter(|change| change.is_sure())
    }
}
