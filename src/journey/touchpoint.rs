//! The numbers of one touchpoint.

use serde::Serialize;

use super::Suppression;
use super::association::{Basis, CorrelationSummary, PairCounts};
use super::own::OwnOpinions;
use super::scores::{AskedForWhole, ScoreBook, ScoreScope, Split, designed, main_of};
use super::steps::SentimentSum;
use crate::feedback::{PerScore, ScoreKind, ScoreValue};
use crate::lang::Name;
use crate::metrics::{Design, ScoreSummary, Weight};
use crate::sentiment::Label;
use crate::stats::Estimate;

/// Where the touchpoints of a run come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum TouchpointSource {
    /// From the export: a touchpoint column, or one column per touchpoint.
    Export,
    /// From what the comments are about, by the taxonomy.
    Aspects,
}

/// The numbers of one touchpoint, or of everything.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct TouchpointSummary {
    /// Its name.
    pub name: Name,
    /// The stage of the journey, where it is known.
    pub stage: Option<Name>,
    /// Who takes care of it, by the mapping.
    pub owner: Option<String>,
    /// Rows that say something at this touchpoint, with or without comment; all rows, for
    /// everything together. Where touchpoints come from aspects: rows whose comments
    /// mention it.
    pub responses: u64,
    /// Comments with something to judge.
    pub comments: u64,
    /// Comments per label.
    pub labels: LabelCounts,
    /// Mean sentiment in [−1, 1]; `None` when suppressed. Where touchpoints
    /// come from aspects, that of the opinions about it.
    pub sentiment: Option<Estimate>,
    /// Comments with an opinion about the touchpoint itself.
    pub own_comments: u64,
    /// Mean sentiment of these opinions; `None` when suppressed, for everything
    /// together, and where it is not known what the touchpoint is about.
    pub own_sentiment: Option<Estimate>,
    /// Each score; `None` when not asked or suppressed.
    #[serde(flatten)]
    pub scores: PerScore<Option<ScoreSummary>>,
    /// Sentiment against each score that was given often enough.
    pub correlations: Vec<CorrelationSummary>,
}

impl TouchpointSummary {
    /// The summary of one score; `None` when not asked or suppressed.
    pub fn score(&self, kind: ScoreKind) -> Option<&ScoreSummary> {
        self.scores[kind].as_ref()
    }

    /// The headline measure of one score; `None` when not asked or suppressed.
    pub fn headline(&self, kind: ScoreKind) -> Option<Estimate> {
        self.score(kind).map(ScoreSummary::headline)
    }

    /// The sentiment the touchpoint is shown with: that of its comments or,
    /// where one comment stands beside the ratings of many touchpoints, that of
    /// the opinions about it.
    pub fn heard(&self) -> Option<Estimate> {
        self.sentiment.or(self.own_sentiment)
    }
}

/// Number of comments per label.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[allow(missing_docs)]
#[non_exhaustive]
pub struct LabelCounts {
    pub very_negative: u64,
    pub negative: u64,
    pub neutral: u64,
    pub positive: u64,
    pub very_positive: u64,
    pub mixed: u64,
    pub undetected: u64,
}

impl LabelCounts {
    /// Counts one comment.
    pub fn add(&mut self, label: Label) {
        *match label {
            Label::VeryNegative => &mut self.very_negative,
            Label::Negative => &mut self.negative,
            Label::Neutral => &mut self.neutral,
            Label::Positive => &mut self.positive,
            Label::VeryPositive => &mut self.very_positive,
            Label::Mixed => &mut self.mixed,
            Label::Undetected => &mut self.undetected,
        } += 1;
    }

    /// Adds the counts of `other`.
    pub fn merge(&mut self, other: &LabelCounts) {
        self.very_negative += other.very_negative;
        self.negative += other.negative;
        self.neutral += other.neutral;
        self.positive += other.positive;
        self.very_positive += other.very_positive;
        self.mixed += other.mixed;
        self.undetected += other.undetected;
    }

    /// The count of one label.
    pub fn get(&self, label: Label) -> u64 {
        match label {
            Label::VeryNegative => self.very_negative,
            Label::Negative => self.negative,
            Label::Neutral => self.neutral,
            Label::Positive => self.positive,
            Label::VeryPositive => self.very_positive,
            Label::Mixed => self.mixed,
            Label::Undetected => self.undetected,
        }
    }
}

/// Everything counted at one touchpoint, or of everything.
#[derive(Debug, Clone, Default)]
pub(super) struct Tally {
    pub(super) responses: u64,
    /// Number of the last row that was counted, from 1.
    last: u64,
    pub(super) comments: u64,
    labels: LabelCounts,
    sentiment: SentimentSum,
    scores: Split<ScoreBook>,
    pairs: Split<PerScore<PairCounts>>,
    pub(super) own: OwnOpinions,
}

impl Tally {
    /// Counts the row of this number, from 1, however many entries and comments it has here.
    pub(super) fn row(&mut self, number: u64) {
        self.responses += u64::from(self.last != number);
        self.last = number;
    }

    /// Counts a comment with the sentiment it has here, in steps.
    pub(super) fn comment(&mut self, label: Label, sentiment: Option<i16>, weight: Option<Weight>) {
        match sentiment {
            Some(steps) => {
                self.labels.add(label);
                self.comments += 1;
                if let Some(weight) = weight {
                    self.sentiment.add(steps, weight);
                }
            }
            None => self.labels.add(Label::Undetected),
        }
    }

    /// Counts a score.
    pub(super) fn score(
        &mut self,
        scope: ScoreScope,
        kind: ScoreKind,
        score: ScoreValue,
        weight: Weight,
    ) {
        self.scores.side(scope)[kind].add_weighted(score, weight);
    }

    /// Counts a pair of a comment's sentiment, in steps, and a goodness of 0–100; of whom, where
    /// others may be of the same person.
    pub(super) fn pair(
        &mut self,
        (scope, kind): (ScoreScope, ScoreKind),
        (steps, goodness): (i16, f64),
        person: Option<u64>,
    ) {
        self.pairs.side(scope)[kind].add(steps, goodness, person);
    }

    /// The answers to each score.
    pub(super) fn answers(&self, asked: AskedForWhole, design: &PerScore<Design>) -> ScoreBook {
        designed(self.scores.clone().resolve(asked), design)
    }

    /// The scores that are ratings of touchpoints put together.
    pub(super) fn pooled(&self, asked: AskedForWhole) -> PerScore<bool> {
        self.scores.pooled(asked, |answers| answers.n() > 0)
    }

    /// The score that speaks for the run, of those that at least so many gave.
    pub(super) fn main(&self, asked: AskedForWhole, least: u64) -> Option<ScoreKind> {
        let given = self.answers(asked, &PerScore::default());
        let shown = |kind: ScoreKind| {
            let summary = ScoreSummary::of(kind.measure(), &given[kind]);
            summary.is_some_and(|summary| summary.n() >= least)
        };
        main_of(shown, &self.pooled(asked))
    }

    pub(super) fn summary(
        self,
        name: Name,
        asked: AskedForWhole,
        suppression: Suppression,
        permute: bool,
        (design, of_comments): (&PerScore<Design>, Design),
    ) -> TouchpointSummary {
        let least = suppression.metric;
        let (own_comments, own_sentiment, own_correlations) =
            self.own.summary(least, permute, of_comments);
        let pairs = self.pairs.resolve(asked).into_iter();
        let mut correlations: Vec<CorrelationSummary> = pairs
            .filter_map(|(kind, pairs)| pairs.correlate(kind, Basis::Comment, least, permute))
            .collect();
        correlations.extend(own_correlations);
        correlations.sort_by_key(|c| (c.score, c.basis));
        let scores = designed(self.scores.resolve(asked), design);
        TouchpointSummary {
            name,
            stage: None,
            owner: None,
            responses: self.responses,
            comments: self.comments,
            labels: self.labels,
            sentiment: self.sentiment.mean(least, of_comments),
            own_comments,
            own_sentiment,
            scores: scores.map(|kind, answers| {
                ScoreSummary::of(kind.measure(), &answers).filter(|summary| summary.n() >= least)
            }),
            correlations,
        }
    }
}
