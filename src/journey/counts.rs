//! What is counted of all feedback together and of each touchpoint.
//!
//! - **Everything together** counts every row and every comment once. Its
//!   scores are those given for the whole experience, and those of rows with
//!   one entry. The scores of the touchpoints of a wide row stand in only where
//!   no wide row was asked for a score of that kind about the whole. A score
//!   for the whole is paired with the comment beside it, or, where there is
//!   none, with the mean of the row's comments.
//! - **Touchpoints of the export** count the entries that name them. An entry
//!   without a comment, in a row that holds exactly one, borrows that
//!   comment's sentiment for the correlation with its scores; the comment is
//!   not counted there.
//! - **Touchpoints found from aspects** count each comment at every touchpoint
//!   it holds an opinion about, under the comment's label, with the mean
//!   sentiment of those opinions, and the row's scores once.

use std::collections::BTreeMap;

use super::exported::{Place, Touchpoints};
use super::facts::{CommentFacts, TouchpointId};
use super::mentions::Mentions;
use super::own::own_sentiment;
use super::row::{mean_sentiment, rounded_mean, row_scores, sole_sentiment, standing};
use super::scores::{AskedForWhole, Standing, may_count, note_asked};
use super::steps::sentiment_steps;
use super::touchpoint::{Tally, TouchpointSource, comment_steps};
use super::trend::Days;
use crate::feedback::Feedback;
use crate::metrics::Weight;

/// What is counted.
#[derive(Debug, Clone)]
pub(super) struct Counts<'a> {
    pub(super) source: TouchpointSource,
    pub(super) overall: Tally,
    pub(super) asked: AskedForWhole,
    pub(super) days: Days,
    pub(super) tallies: BTreeMap<Place, Tally>,
    pub(super) mentions: Mentions,
    pub(super) touchpoints: Touchpoints<'a>,
    scratch: Scratch,
}

/// Buffers that live across rows.
#[derive(Debug, Clone, Default)]
struct Scratch {
    /// Sentiment of each entry's comment: none, nothing to judge, or steps.
    sentiments: Vec<Option<Option<i16>>>,
    /// Touchpoints of a comment and of the row: sum of steps and their number.
    places: [Vec<(TouchpointId, i32, i32)>; 2],
}

impl<'a> Counts<'a> {
    /// Nothing counted yet at these touchpoints.
    pub(super) fn new(source: TouchpointSource, touchpoints: Touchpoints<'a>) -> Counts<'a> {
        Counts {
            source,
            overall: Tally::default(),
            asked: AskedForWhole::default(),
            days: Days::default(),
            tallies: BTreeMap::new(),
            mentions: Mentions::default(),
            touchpoints,
            scratch: Scratch::default(),
        }
    }

    pub(super) fn add(&mut self, row: &Feedback, comments: &[Option<CommentFacts>]) {
        let mut scratch = std::mem::take(&mut self.scratch);
        let facts = |i: usize| comments.get(i).and_then(Option::as_ref);
        scratch.sentiments.clear();
        scratch.sentiments.extend((0..row.entries.len()).map(|i| facts(i).map(comment_steps)));
        let weight = Weight::new(row.weight);
        note_asked(row, &mut self.asked);

        self.add_overall(row, comments, &scratch.sentiments, weight);
        match self.source {
            TouchpointSource::Export => {
                self.add_exported(row, comments, &scratch.sentiments, weight);
            }
            TouchpointSource::Aspects => {
                self.add_by_aspects(row, comments, &mut scratch.places, weight);
            }
        }
        let (touchpoints, source) = (&mut self.touchpoints, self.source);
        self.mentions.add(row, comments, weight, self.asked, |entry| touchpoints.of(source, entry));
        self.scratch = scratch;
    }

    fn add_overall(
        &mut self,
        row: &Feedback,
        comments: &[Option<CommentFacts>],
        sentiments: &[Option<Option<i16>>],
        weight: Option<Weight>,
    ) {
        let mut day = row.time.map(|time| self.days.of(time));
        self.overall.responses += 1;
        if let Some(day) = &mut day {
            day.row(comments.iter().any(Option::is_some));
        }
        for (facts, sentiment) in comments.iter().zip(sentiments) {
            if let (Some(facts), Some(steps)) = (facts, sentiment) {
                self.overall.comment(facts.label, *steps, weight);
                if let Some(day) = &mut day {
                    day.comment(facts.label, *steps, weight);
                }
            }
        }
        let sole = sole_sentiment(sentiments);
        let mean = mean_sentiment(sentiments);
        for (entry, own) in row.entries.iter().zip(sentiments) {
            let standing = standing(row, entry.touchpoint.is_some());
            let sentiment = own.unwrap_or(if entry.touchpoint.is_none() { mean } else { sole });
            for (kind, score) in entry.scores.given() {
                let Some(weight) = weight.filter(|_| may_count(standing, kind, self.asked)) else {
                    continue;
                };
                self.overall.score(standing, kind, score, sentiment, weight);
                if let Some(day) = &mut day {
                    day.score(standing, kind, score, weight);
                }
            }
        }
    }

    fn add_exported(
        &mut self,
        row: &Feedback,
        comments: &[Option<CommentFacts>],
        sentiments: &[Option<Option<i16>>],
        weight: Option<Weight>,
    ) {
        let sole = sole_sentiment(sentiments);
        for (i, entry) in row.entries.iter().enumerate() {
            let Some(name) = &entry.touchpoint else { continue };
            let facts = comments.get(i).and_then(Option::as_ref);
            if facts.is_none() && entry.scores.is_empty() {
                continue;
            }
            let at = self.touchpoints.place(name);
            let tally = self.tallies.entry(Place::Export(at)).or_default();
            tally.responses += 1;
            if let (Some(facts), Some(steps)) = (facts, sentiments[i]) {
                tally.comment(facts.label, steps, weight);
            }
            let Some(weight) = weight else { continue };
            // What is said of the touchpoint: in its own comment or, where it
            // has none, in the one comment of the row.
            let speaking = facts.or_else(|| {
                let mut all = comments.iter().flatten();
                all.next().filter(|_| all.next().is_none())
            });
            let aspects = &self.touchpoints.list[at].aspects;
            let own = speaking
                .filter(|_| !aspects.is_empty())
                .and_then(|facts| Some((own_sentiment(facts, aspects)?, comment_steps(facts)?)));
            if let Some((own, _)) = own {
                tally.own.comment(own, weight);
            }
            for (kind, score) in entry.scores.given() {
                let sentiment = sentiments[i].unwrap_or(sole);
                tally.score(Standing::Whole, kind, score, sentiment, weight);
                if let Some((own, comment)) = own {
                    tally.own.score(own, comment, kind, score);
                }
            }
        }
    }

    fn add_by_aspects(
        &mut self,
        row: &Feedback,
        comments: &[Option<CommentFacts>],
        [of_comment, of_row]: &mut [Vec<(TouchpointId, i32, i32)>; 2],
        weight: Option<Weight>,
    ) {
        // A row's comments can meet at a touchpoint; its scores count there once.
        of_row.clear();
        for facts in comments.iter().flatten().filter(|f| comment_steps(f).is_some()) {
            of_comment.clear();
            for opinion in &facts.opinions {
                if let Some(steps) = sentiment_steps(opinion.sentiment) {
                    gather(of_comment, opinion.touchpoint, i32::from(steps));
                }
            }
            for &(touchpoint, sum, n) in of_comment.iter() {
                let tally = self.tallies.entry(Place::Taxonomy(touchpoint)).or_default();
                let mean = rounded_mean(sum, n);
                tally.responses += 1;
                tally.comment(facts.label, Some(mean), weight);
                if let Some(weight) = weight {
                    tally.own.comment(mean, weight);
                }
                gather(of_row, touchpoint, i32::from(mean));
            }
        }
        let Some(weight) = weight else { return };
        let scores = row_scores(row);
        let comment = mean_of(comments);
        for &(touchpoint, sum, n) in of_row.iter() {
            let tally = self.tallies.entry(Place::Taxonomy(touchpoint)).or_default();
            let own = rounded_mean(sum, n);
            for (kind, score) in scores.given() {
                tally.score(Standing::Whole, kind, score, comment, weight);
                if let Some(comment) = comment {
                    tally.own.score(own, comment, kind, score);
                }
            }
        }
    }
}

/// The mean sentiment of a row's comments, in steps.
fn mean_of(comments: &[Option<CommentFacts>]) -> Option<i16> {
    let (mut sum, mut n) = (0, 0);
    for steps in comments.iter().flatten().filter_map(comment_steps) {
        sum += i32::from(steps);
        n += 1;
    }
    (n > 0).then(|| rounded_mean(sum, n))
}

/// Adds a sentiment to the sum of its touchpoint. A comment speaks of a few
/// touchpoints at most, so a list is searched faster than a map.
fn gather(places: &mut Vec<(TouchpointId, i32, i32)>, touchpoint: TouchpointId, steps: i32) {
    match places.iter_mut().find(|(other, ..)| *other == touchpoint) {
        Some((_, sum, n)) => {
            *sum += steps;
            *n += 1;
        }
        None => places.push((touchpoint, steps, 1)),
    }
}
