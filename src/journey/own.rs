//! What comments say about a touchpoint itself.
//!
//! A comment that was given at a touchpoint, or stands beside the ratings of a
//! dozen of them, speaks of many things. Its own opinions about a touchpoint are
//! those on the aspects which the touchpoint's name names, or which the user
//! says it is about.

use std::fmt;
use std::sync::Arc;

use super::association::{CorrelationSummary, OwnPairs};
use super::facts::CommentFacts;
use super::row::mean;
use super::steps::{SentimentSum, sentiment_steps};
use crate::feedback::{PerScore, ScoreKind, ScoreValue};
use crate::metrics::{Design, Weight};
use crate::opinion::AspectId;
use crate::stats::Estimate;

/// From a touchpoint's name to what it is about.
type Resolve<'a> = dyn Fn(&str) -> Vec<AspectId> + Send + Sync + 'a;

/// Tells which aspects an export's touchpoint is about, by its name.
#[derive(Clone)]
pub struct AspectsOf<'a>(Arc<Resolve<'a>>);

impl<'a> AspectsOf<'a> {
    /// By this function; none for a name that says nothing.
    pub fn new(aspects_of: impl Fn(&str) -> Vec<AspectId> + Send + Sync + 'a) -> AspectsOf<'a> {
        AspectsOf(Arc::new(aspects_of))
    }

    pub(super) fn name(&self, name: &str) -> Vec<AspectId> {
        (self.0)(name)
    }
}

impl Default for AspectsOf<'_> {
    /// No name says anything.
    fn default() -> Self {
        AspectsOf::new(|_| Vec::new())
    }
}

impl fmt::Debug for AspectsOf<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AspectsOf")
    }
}

/// Mean sentiment, in steps, of a comment's opinions on some aspects.
pub(super) fn own_sentiment(facts: &CommentFacts, aspects: &[AspectId]) -> Option<i16> {
    let own = facts.opinions.iter().filter(|opinion| aspects.contains(&opinion.aspect));
    mean(own.filter_map(|opinion| sentiment_steps(opinion.sentiment)))
}

/// Opinions about one touchpoint, counted.
#[derive(Debug, Clone, Default)]
pub(super) struct OwnOpinions {
    sentiment: SentimentSum,
    pairs: PerScore<OwnPairs>,
}

impl OwnOpinions {
    /// Counts a comment by the mean sentiment of its opinions here, in steps.
    pub(super) fn comment(&mut self, own: i16, weight: Weight) {
        self.sentiment.add(own, weight);
    }

    /// Counts a score with that and with the sentiment of the comment, and of whom they are.
    pub(super) fn score(
        &mut self,
        (own, comment): (i16, i16),
        kind: ScoreKind,
        score: ScoreValue,
        person: Option<u64>,
    ) {
        self.pairs[kind].add(own, comment, score.goodness(), person);
    }

    /// Comments with an opinion here, the mean sentiment of these opinions, and
    /// its correlations.
    pub(super) fn summary(
        self,
        least: u64,
        permute: bool,
        of_comments: Design,
    ) -> (u64, Option<Estimate>, Vec<CorrelationSummary>) {
        let pairs = self.pairs.into_iter();
        let correlations = pairs.filter_map(|(kind, pairs)| pairs.correlate(kind, least, permute));
        (self.sentiment.n(), self.sentiment.mean(least, of_comments), correlations.collect())
    }
}
