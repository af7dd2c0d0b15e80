//! What is counted of one group of a segment field.

use std::collections::BTreeMap;

use crate::feedback::{Feedback, ScoreKind, ScoreValue};
use crate::journey::facts::CommentFacts;
use crate::journey::places::Places;
use crate::journey::row::{row_scores, standing};
use crate::journey::scores::{
    AskedForWhole, Merge, ScoreBook, ScoreSums, Split, Standing, may_count, note_asked,
};
use crate::journey::steps::{SENTIMENT_STEPS, SentimentSum, sentiment_steps};
use crate::journey::touchpoint::{TouchpointSource, comment_steps};
use crate::metrics::Weight;

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
    /// By number of the place.
    pub(super) places: BTreeMap<usize, PlaceCell>,
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
    scores: Vec<(Standing, ScoreKind, ScoreValue)>,
    places: BTreeMap<usize, PlaceCell>,
}

impl RowGain {
    /// Takes what the row adds, counted as [`crate::journey::Collector`] does.
    pub(super) fn take(
        &mut self,
        row: &Feedback,
        comments: &[Option<CommentFacts>],
        places: &mut Places,
        asked: &mut AskedForWhole,
    ) {
        let weight = Weight::new(row.weight);
        self.weight = weight;
        self.sentiments.clear();
        self.scores.clear();
        self.places.clear();
        note_asked(row, asked);
        for (i, entry) in row.entries.iter().enumerate() {
            let facts = comments.get(i).and_then(Option::as_ref);
            let steps = facts.and_then(comment_steps);
            self.sentiments.extend(steps);
            let standing = standing(row, entry.touchpoint.is_some());
            for (kind, score) in entry.scores.given() {
                if may_count(standing, kind, *asked) {
                    self.scores.push((standing, kind, score));
                }
            }
            match (places.source(), &entry.touchpoint) {
                (TouchpointSource::Export, Some(name)) => {
                    if facts.is_some() || !entry.scores.is_empty() {
                        let cell = self.places.entry(places.exported(name)).or_default();
                        cell.responses += 1;
                        steps.into_iter().for_each(|steps| cell.comment(steps, weight));
                        if let Some(weight) = weight {
                            entry
                                .scores
                                .given()
                                .for_each(|(kind, score)| cell.scores.add(kind, score, weight));
                        }
                    }
                }
                (TouchpointSource::Export, None) => {}
                (TouchpointSource::Aspects, _) => {
                    for (place, mean) in facts.map_or(Vec::new(), |f| by_place(f, places)) {
                        let cell = self.places.entry(place).or_default();
                        cell.responses += 1;
                        cell.comment(mean, weight);
                    }
                }
            }
        }
        if let Some(weight) = weight.filter(|_| places.source() == TouchpointSource::Aspects) {
            let scores = row_scores(row);
            for cell in self.places.values_mut() {
                scores.given().for_each(|(kind, score)| cell.scores.add(kind, score, weight));
            }
        }
    }
}

/// The mean sentiment of a comment's opinions at each touchpoint.
fn by_place(facts: &CommentFacts, places: &mut Places) -> Vec<(usize, i16)> {
    let mut sums: Vec<(usize, i32, i32)> = Vec::new();
    for opinion in facts.opinions.iter().filter(|_| comment_steps(facts).is_some()) {
        let Some(steps) = sentiment_steps(opinion.sentiment) else { continue };
        let place = places.taxonomy(opinion.touchpoint);
        match sums.iter_mut().find(|(other, ..)| *other == place) {
            Some((_, sum, n)) => {
                *sum += i32::from(steps);
                *n += 1;
            }
            None => sums.push((place, i32::from(steps), 1)),
        }
    }
    let mean = |(place, sum, n): (usize, i32, i32)| {
        (place, (f64::from(sum) / f64::from(n)).round() as i16)
    };
    sums.into_iter().map(mean).collect()
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
        for &(standing, kind, score) in &gain.scores {
            let Some(weight) = gain.weight else { continue };
            self.scores.side(standing)[kind].add_weighted(score, weight);
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
    pub(super) fn book(&self, asked: AskedForWhole) -> ScoreBook {
        self.scores.clone().resolve(asked)
    }

    /// Bins of sentiment as values and counts.
    pub(super) fn sentiments(&self) -> Vec<(f64, u64)> {
        self.bins.iter().map(|(&bin, &n)| (f64::from(bin), n)).collect()
    }
}
