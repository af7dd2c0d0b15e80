//! What is counted of one group of a segment field.

use std::collections::BTreeMap;

use crate::feedback::{PerScore, ScoreKind, ScoreValue, Scores};
use crate::journey::place::Place;
use crate::journey::row::RowView;
use crate::journey::scores::{
    AskedForWhole, Merge, ScoreBook, ScoreScope, ScoreSums, Split, designed,
};
use crate::journey::steps::{SENTIMENT_STEPS, SentimentSum};
use crate::journey::touchpoint::TouchpointSource;
use crate::metrics::{Design, Weight};

/// Steps of sentiment per bin of 0.02.
const BIN: i16 = SENTIMENT_STEPS / 50;

/// Counts of one group.
#[derive(Debug, Clone, Default)]
pub(super) struct GroupCell {
    pub(super) responses: u64,
    /// Rows with at least one comment with something to judge.
    pub(super) commented: u64,
    pub(super) comments: u64,
    pub(super) sentiment: SentimentSum,
    /// Comments per bin of sentiment.
    pub(super) bins: BTreeMap<i16, u64>,
    scores: Split<ScoreBook>,
    pub(super) places: BTreeMap<Place, PlaceCell>,
}

/// Counts of one group at one touchpoint.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct PlaceCell {
    pub(super) responses: u64,
    pub(super) comments: u64,
    pub(super) sentiment: SentimentSum,
    pub(super) scores: ScoreSums,
}

impl PlaceCell {
    fn comment(&mut self, steps: i16, weight: Option<Weight>) {
        self.comments += 1;
        if let Some(weight) = weight {
            self.sentiment.add(steps, weight);
        }
    }

    fn score(&mut self, scores: &Scores, weight: Option<Weight>) {
        let Some(weight) = weight else { return };
        scores.given().for_each(|(kind, score)| self.scores.add(kind, score, weight));
    }

    pub(super) fn merge(&mut self, other: &PlaceCell) {
        self.responses += other.responses;
        self.comments += other.comments;
        self.sentiment.merge(other.sentiment);
        self.scores.merge(other.scores);
    }
}

/// What one row adds to every group it is in.
#[derive(Debug, Clone, Default)]
pub(super) struct RowGain {
    weight: Option<Weight>,
    sentiments: Vec<i16>,
    scores: Vec<(ScoreScope, ScoreKind, ScoreValue)>,
    places: BTreeMap<Place, PlaceCell>,
}

impl RowGain {
    /// Takes what the row adds, counted as [`crate::journey::Collector`] does.
    pub(super) fn take(&mut self, row: &RowView, source: TouchpointSource) {
        self.weight = row.weight;
        self.sentiments.clear();
        self.scores.clear();
        self.places.clear();
        for entry in row.entries() {
            let steps = entry.sentiment.flatten();
            self.sentiments.extend(steps);
            let counting = row.counting(&entry);
            self.scores.extend(counting.map(|(kind, score)| (entry.scope, kind, score)));
            for place in entry.places().filter(|_| source == TouchpointSource::Export) {
                let cell = self.places.entry(place).or_default();
                // The row, however many entries and comments it has here.
                cell.responses = 1;
                steps.into_iter().for_each(|steps| cell.comment(steps, row.weight));
                cell.score(&entry.entry.scores, row.weight);
            }
        }
        if source == TouchpointSource::Aspects {
            for mentioned in &row.mentioned {
                let cell = self.places.entry(mentioned.place).or_default();
                cell.responses = 1;
                cell.comment(mentioned.mean, row.weight);
            }
            self.places.values_mut().for_each(|cell| cell.score(&row.scores, row.weight));
        }
    }
}

impl GroupCell {
    pub(super) fn add(&mut self, gain: &RowGain) {
        self.responses += 1;
        self.commented += u64::from(!gain.sentiments.is_empty());
        for &steps in &gain.sentiments {
            self.comments += 1;
            if let Some(weight) = gain.weight {
                self.sentiment.add(steps, weight);
            }
            *self.bins.entry((steps + SENTIMENT_STEPS + BIN / 2) / BIN).or_default() += 1;
        }
        for &(scope, kind, score) in &gain.scores {
            let Some(weight) = gain.weight else { continue };
            self.scores.side(scope)[kind].add_weighted(score, weight);
        }
        for (&place, cell) in &gain.places {
            self.places.entry(place).or_default().merge(cell);
        }
    }

    pub(super) fn merge(&mut self, other: &GroupCell) {
        self.responses += other.responses;
        self.commented += other.commented;
        self.comments += other.comments;
        self.sentiment.merge(other.sentiment);
        other.bins.iter().for_each(|(bin, n)| *self.bins.entry(*bin).or_default() += n);
        self.scores.merge(other.scores.clone());
        for (&place, cell) in &other.places {
            self.places.entry(place).or_default().merge(cell);
        }
    }

    /// The scores that count.
    pub(super) fn book(&self, asked: AskedForWhole, design: &PerScore<Design>) -> ScoreBook {
        designed(self.scores.clone().resolve(asked), design)
    }

    /// Bins of sentiment as values and counts.
    pub(super) fn sentiments(&self) -> Vec<(f64, u64)> {
        self.bins.iter().map(|(&bin, &n)| (f64::from(bin), n)).collect()
    }
}
