//! What is counted of all feedback together and of each touchpoint.
//!
//! - **Everything together** counts every row and every comment once. Its
//!   scores are those given for the whole experience, and those of rows with
//!   one entry. The scores of the touchpoints of a wide row stand in only where
//!   no wide row was asked for a score of that kind about the whole. What a row answers
//!   beside them is about the whole, also where it names where the row comes from. A score
//!   for the whole is paired with the comment beside it, or, where there is
//!   none, with the mean of the row's comments; the one comment beside many ratings
//!   of touchpoints is paired with their mean.
//! - **Touchpoints of the export** count the rows with an entry that names them, once
//!   each, and the comments and scores of these entries. An entry without a
//!   comment, in a row that holds exactly one, borrows that comment's sentiment for
//!   the correlation with its scores; the comment is not counted there.
//! - **Touchpoints found from aspects** count each comment at every touchpoint
//!   it holds an opinion about, under the comment's label, with the mean
//!   sentiment of those opinions, and the row and its scores once.

use std::collections::BTreeMap;

use super::by_file::FileCounter;
use super::clusters::ClusterCounter;
use super::mentions::Mentions;
use super::mix::MixCounter;
use super::other_languages::LanguageCounter;
use super::own::own_sentiment;
use super::place::{Place, Places};
use super::row::RowView;
use super::row_key::RowKeys;
use super::scores::ScoreScope;
use super::steps::{comment_steps, rounded_mean};
use super::touchpoint::{Tally, TouchpointSource};
use super::trend::Days;
use super::unnamed::UnnamedCounter;
use super::voices::VoiceCounter;
use crate::feedback::PerScore;

/// What is counted.
#[derive(Debug, Clone)]
pub(super) struct Counts {
    pub(super) source: TouchpointSource,
    pub(super) overall: Tally,
    pub(super) days: Days,
    pub(super) mixes: MixCounter,
    pub(super) files: FileCounter,
    pub(super) voices: VoiceCounter,
    pub(super) clusters: ClusterCounter,
    pub(super) tallies: BTreeMap<Place, Tally>,
    pub(super) mentions: Mentions,
    pub(super) unnamed: UnnamedCounter,
    pub(super) languages: LanguageCounter,
    /// Places of a row: sum of steps and their number. Lives across rows.
    of_row: Vec<(Place, i32, i32)>,
    /// Of rows with several comments of nobody who is named.
    keys: RowKeys,
}

impl Counts {
    /// Nothing counted yet.
    pub(super) fn new(source: TouchpointSource) -> Counts {
        Counts {
            source,
            overall: Tally::default(),
            days: Days::default(),
            mixes: MixCounter::default(),
            files: FileCounter::default(),
            voices: VoiceCounter::default(),
            clusters: ClusterCounter::default(),
            tallies: BTreeMap::new(),
            mentions: Mentions::default(),
            unnamed: UnnamedCounter::default(),
            languages: LanguageCounter::default(),
            of_row: Vec::new(),
            keys: RowKeys::default(),
        }
    }

    pub(super) fn add(&mut self, row: &RowView, places: &Places<'_>) {
        self.add_overall(row);
        self.mixes.add(row);
        self.files.add(row);
        self.voices.add(row);
        self.clusters.add(row);
        match self.source {
            TouchpointSource::Export => self.add_exported(row, places),
            TouchpointSource::Aspects => self.add_by_aspects(row),
        }
        self.mentions.add(row, self.source);
        self.unnamed.add(row);
        self.languages.add(row);
    }

    fn add_overall(&mut self, row: &RowView) {
        let mut day = row.row.time.map(|time| self.days.of(time));
        self.overall.responses += 1;
        if let Some(day) = &mut day {
            day.row(row.comments.iter().any(Option::is_some));
        }
        for entry in row.entries() {
            if let (Some(facts), Some(steps)) = (entry.facts, entry.sentiment) {
                self.overall.comment(facts.label, steps, row.weight);
                if let Some(day) = &mut day {
                    day.comment(facts.label, steps, row.weight);
                    if steps.is_some() {
                        day.beside(facts.label, &row.scores);
                    }
                }
            }
        }
        let Some(weight) = row.weight else { return };
        // Ratings of one row, each with a comment of its own, are of one person.
        let several = || row.comments.iter().flatten().nth(1).is_some();
        let person = match row.row.person {
            None if several() => Some(self.keys.of(row.content)),
            person => person,
        };
        // One comment beside six ratings is one pair, not six.
        let mut borrowed: PerScore<(f64, u32)> = PerScore::default();
        for entry in row.entries() {
            let borrows = entry.scope == ScoreScope::Part && entry.sentiment.is_none();
            let sentiment = row.beside(&entry).filter(|_| !borrows);
            for (kind, score) in row.counting(&entry) {
                self.overall.score(entry.scope, kind, score, weight);
                if let Some(steps) = sentiment {
                    let pair = (steps, score.goodness());
                    self.overall.pair((entry.scope, kind), pair, person);
                }
                if borrows && score.goodness().is_finite() {
                    borrowed[kind].0 += score.goodness();
                    borrowed[kind].1 += 1;
                }
                if let Some(day) = &mut day {
                    day.score(entry.scope, kind, score, weight);
                }
            }
        }
        let Some(sentiment) = row.sole else { return };
        for (kind, (sum, n)) in borrowed.into_iter().filter(|(_, (_, n))| *n > 0) {
            let pair = (sentiment, sum / f64::from(n));
            self.overall.pair((ScoreScope::Part, kind), pair, person);
        }
    }

    fn add_exported(&mut self, row: &RowView, places: &Places<'_>) {
        let number = self.overall.responses;
        for entry in row.entries() {
            for place in entry.places() {
                let tally = self.tallies.entry(place).or_default();
                tally.row(number);
                if let (Some(facts), Some(steps)) = (entry.facts, entry.sentiment) {
                    tally.comment(facts.label, steps, row.weight);
                }
                let Some(weight) = row.weight else { continue };
                // What is said of the touchpoint: in its own comment or, where it has
                // none, in the one comment of the row that was written with its scores.
                let later = entry.entry.asked.is_apart();
                let speaking = entry.facts.or_else(|| {
                    let said = row.comments.iter().zip(&row.row.entries);
                    let mut all =
                        said.filter(|(_, e)| !e.asked.is_apart()).filter_map(|(c, _)| c.as_ref());
                    all.next().filter(|_| !later && all.next().is_none())
                });
                let known = places.known(place);
                let at_it = entry.facts.is_some();
                let aspects = known.map_or(&[][..], |known| known.aspects_said(at_it));
                let own = speaking.filter(|_| !aspects.is_empty()).and_then(|facts| {
                    Some((own_sentiment(facts, aspects)?, comment_steps(facts)?))
                });
                if let Some((own, _)) = own {
                    tally.own.comment(own, weight);
                }
                let sentiment = entry.sentiment.unwrap_or(row.sole);
                for (kind, score) in entry.entry.scores.given() {
                    tally.score(ScoreScope::Whole, kind, score, weight);
                    if let Some(steps) = sentiment {
                        let pair = (steps, score.goodness());
                        tally.pair((ScoreScope::Whole, kind), pair, row.row.person);
                    }
                    if let Some(own) = own {
                        tally.own.score(own, kind, score, row.row.person);
                    }
                }
            }
        }
    }

    fn add_by_aspects(&mut self, row: &RowView) {
        // A row's comments can meet at a touchpoint; it and its scores count there once.
        let number = self.overall.responses;
        self.of_row.clear();
        for mentioned in &row.mentioned {
            let Some(facts) = &row.comments[mentioned.entry] else { continue };
            let (place, mean) = (mentioned.place, mentioned.mean);
            let tally = self.tallies.entry(place).or_default();
            tally.row(number);
            tally.comment(facts.label, Some(mean), row.weight);
            if let Some(weight) = row.weight {
                tally.own.comment(mean, weight);
            }
            // The scores of the row are of another day.
            if row.row.entries.get(mentioned.entry).is_some_and(|entry| entry.asked.is_apart()) {
                continue;
            }
            match self.of_row.iter_mut().find(|(other, ..)| *other == place) {
                Some((_, sum, n)) => {
                    *sum += i32::from(mean);
                    *n += 1;
                }
                None => self.of_row.push((place, i32::from(mean), 1)),
            }
        }
        let Some(weight) = row.weight else { return };
        for &(place, sum, n) in &self.of_row {
            let tally = self.tallies.entry(place).or_default();
            let own = rounded_mean(sum, n);
            for (kind, score) in row.scores.given() {
                tally.score(ScoreScope::Whole, kind, score, weight);
                if let Some(comment) = row.mean {
                    let pair = (comment, score.goodness());
                    tally.pair((ScoreScope::Whole, kind), pair, row.row.person);
                    tally.own.score((own, comment), kind, score, row.row.person);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feedback::{Asked, Entry};
    use crate::journey::own::AspectsOf;
    use crate::journey::row::Resolver;
    use crate::journey::tests::{entry, facts, opinion, row, scores};
    use crate::metrics::Design;

    /// Twenty rows that rate the desk and say of it a month later what mostly fits the score,
    /// beside a first comment or without one: comments that speak of it, and correlations.
    fn later(first: bool) -> (u64, usize) {
        let places = Places::new(&[], &["desk".into()], AspectsOf::new(|_| vec![0]));
        let mut resolver = Resolver { places, ..Resolver::default() };
        let mut counts = Counts::new(TouchpointSource::Export);
        for number in 0..20_u64 {
            let step = (number % 5) as f32;
            let said = || facts(0.3 * step - 0.6, vec![opinion(0, 0, 0.3 * step - 0.6)]);
            let good = if number < 4 { 4.0 - step } else { step };
            let given = scores(None, Some(f64::from(1.0 + good)));
            let rated = entry(Some("desk"), first.then_some("…"), given);
            let later = entry(Some("desk"), Some("…"), scores(None, None));
            let later = Entry { asked: Asked::Later, ..later };
            let comments = [if first { said() } else { None }, said()];
            let view = resolver.view(&row(number, vec![rated, later]), &comments);
            counts.add(&view, &resolver.places);
        }
        let tally = counts.tallies[&Place::Export(0)].clone();
        let (own, _, correlations) = tally.own.summary(1, false, Design::NONE);
        (own, correlations.len())
    }

    #[test]
    fn what_was_written_later_counts_once_and_beside_no_score() {
        assert_eq!(later(false), (20, 0));
        let (own, correlations) = later(true);
        assert!(own == 40 && correlations > 0, "{own} {correlations}");
    }
}
