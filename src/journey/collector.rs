//! Rows in, journey out.
//!
//! The [`Collector`] takes one row at a time and keeps counts, so its memory
//! grows with the number of distinct values, touchpoints and aspects, not with
//! the rows. Which comment and which score counts where:
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
//! - **Mentions** count each comment once per touchpoint and aspect, at the
//!   touchpoint of its entry or, where that has none, at the aspect's own. It
//!   is negative where more of its opinions there are negative than positive;
//!   where as many are, it counts as neither.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::association::adjust;
use super::facts::{CommentFacts, OpinionFact, TouchpointId};
use super::pain_point::{Impact, Mentions, PainPoint, hurts, priority, rank};
use super::row::{given, mean_sentiment, rounded_mean, row_scores, sole_sentiment, standing};
use super::scores::{AskedForWhole, ScoreSums, Split, Standing};
use super::steps::sentiment_steps;
use super::suppression::Suppression;
use super::touchpoint::{Tally, TouchpointSource, TouchpointSummary, comment_steps};
use super::trend::{Months, TrendPoint};
use super::verbatim::Offer;
use crate::ingest::Feedback;
use crate::lang::{Lang, Name};
use crate::opinion::AspectId;
use crate::sentiment::Class;
use crate::stats::interval::wilson;

/// The names behind the numbers used while collecting.
#[derive(Debug, Clone, Copy)]
pub struct Names<'a> {
    /// The taxonomy's touchpoints, by [`TouchpointId`].
    pub touchpoints: &'a [Name],
    /// The taxonomy's aspects, by [`AspectId`].
    pub aspects: &'a [Name],
    /// The run's files without their folders, by `SourceRow::file`.
    pub files: &'a [String],
}

/// What a run says about the journey.
#[derive(Debug, Clone, PartialEq)]
pub struct Journey {
    /// All feedback together.
    pub overall: TouchpointSummary,
    /// One per touchpoint with feedback: first those of the known order, then
    /// by descending number of responses.
    pub touchpoints: Vec<TouchpointSummary>,
    /// By month, ascending.
    pub trend: Vec<TrendPoint>,
    /// Ranked, worst first.
    pub pain_points: Vec<PainPoint>,
}

/// Where something was said: at a touchpoint of the export or of the taxonomy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Place {
    Export(usize),
    Taxonomy(TouchpointId),
}

/// Collects a run, row by row.
#[derive(Debug, Clone)]
pub struct Collector {
    source: TouchpointSource,
    overall: Tally,
    asked: AskedForWhole,
    all_scores: Split<ScoreSums>,
    months: Months,
    tallies: BTreeMap<Place, Tally>,
    mentions: Vec<((Place, AspectId), Mentions)>,
    /// Where in `mentions` a touchpoint and aspect are.
    mention_index: HashMap<(Place, AspectId), usize>,
    /// The export's touchpoints, those of the known order first.
    exported: Vec<Arc<str>>,
    /// How many of them have a known order.
    ordered: usize,
    index: HashMap<Arc<str>, usize>,
    scratch: Scratch,
}

/// Buffers that live across rows.
#[derive(Debug, Clone, Default)]
struct Scratch {
    /// Sentiment of each entry's comment: none, nothing to judge, or steps.
    sentiments: Vec<Option<Option<i16>>>,
    /// What the row mentions, as indices.
    mentioned: Vec<usize>,
    /// Touchpoints of a comment and of the row: sum of steps and their number.
    places: [Vec<(TouchpointId, i32, i32)>; 2],
}

impl Collector {
    /// An empty collector for a run whose touchpoints come from `source`.
    pub fn new(source: TouchpointSource) -> Collector {
        Collector {
            source,
            overall: Tally::default(),
            asked: AskedForWhole::default(),
            all_scores: Split::default(),
            months: Months::default(),
            tallies: BTreeMap::new(),
            mentions: Vec::new(),
            mention_index: HashMap::new(),
            exported: Vec::new(),
            ordered: 0,
            index: HashMap::new(),
            scratch: Scratch::default(),
        }
    }

    /// Sets the order in which the journey passes the export's touchpoints,
    /// where it is known (the columns of a wide export, say). To be called
    /// before the first row.
    pub fn in_order(mut self, touchpoints: &[Arc<str>]) -> Collector {
        touchpoints.iter().for_each(|name| {
            self.place(name);
        });
        self.ordered = self.exported.len();
        self
    }

    fn place(&mut self, name: &Arc<str>) -> usize {
        if let Some(&index) = self.index.get(name) {
            return index;
        }
        self.exported.push(name.clone());
        self.index.insert(name.clone(), self.exported.len() - 1);
        self.exported.len() - 1
    }

    /// Takes one row. `comments` holds, for each entry of the row in order,
    /// what was found in its comment, or `None` where it has none; missing ones
    /// count as `None`.
    pub fn add(&mut self, row: &Feedback, comments: &[Option<CommentFacts>]) {
        let mut scratch = std::mem::take(&mut self.scratch);
        let facts = |i: usize| comments.get(i).and_then(Option::as_ref);
        scratch.sentiments.clear();
        scratch.sentiments.extend((0..row.entries.len()).map(|i| facts(i).map(comment_steps)));

        self.add_overall(row, comments, &scratch.sentiments);
        match self.source {
            TouchpointSource::Export => {
                self.add_exported(row, comments, &scratch.sentiments);
            }
            TouchpointSource::Aspects => self.add_by_aspects(row, comments, &mut scratch.places),
        }
        self.add_mentions(row, comments, &mut scratch.mentioned);
        self.scratch = scratch;
    }

    fn add_overall(
        &mut self,
        row: &Feedback,
        comments: &[Option<CommentFacts>],
        sentiments: &[Option<Option<i16>>],
    ) {
        let mut month = row.time.map(|time| self.months.of(time));
        self.overall.responses += 1;
        if let Some(month) = &mut month {
            month.responses += 1;
        }
        for (facts, sentiment) in comments.iter().zip(sentiments) {
            if let (Some(facts), Some(steps)) = (facts, sentiment) {
                self.overall.comment(facts.label, *steps);
                if let Some(month) = &mut month {
                    month.comment(*steps);
                }
            }
        }
        let sole = sole_sentiment(sentiments);
        let mean = mean_sentiment(sentiments);
        let several = row.entries.len() > 1;
        for (entry, own) in row.entries.iter().zip(sentiments) {
            let standing = standing(row, entry.touchpoint.is_some());
            let sentiment = own.unwrap_or(if entry.touchpoint.is_none() { mean } else { sole });
            for (kind, score) in given(&entry.scores) {
                self.asked[kind as usize] |= several && standing == Standing::Whole;
                self.overall.score(standing, kind, score, sentiment);
                self.all_scores.side(standing).add(kind, score);
                if let Some(month) = &mut month {
                    month.score(standing, kind, score);
                }
            }
        }
    }

    fn add_exported(
        &mut self,
        row: &Feedback,
        comments: &[Option<CommentFacts>],
        sentiments: &[Option<Option<i16>>],
    ) {
        let sole = sole_sentiment(sentiments);
        for (i, entry) in row.entries.iter().enumerate() {
            let Some(name) = &entry.touchpoint else { continue };
            let facts = comments.get(i).and_then(Option::as_ref);
            if facts.is_none() && entry.scores.is_empty() {
                continue;
            }
            let place = Place::Export(self.place(name));
            let tally = self.tallies.entry(place).or_default();
            tally.responses += 1;
            if let (Some(facts), Some(steps)) = (facts, sentiments[i]) {
                tally.comment(facts.label, steps);
            }
            for (kind, score) in given(&entry.scores) {
                tally.score(Standing::Whole, kind, score, sentiments[i].unwrap_or(sole));
            }
        }
    }

    fn add_by_aspects(
        &mut self,
        row: &Feedback,
        comments: &[Option<CommentFacts>],
        [of_comment, of_row]: &mut [Vec<(TouchpointId, i32, i32)>; 2],
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
                tally.comment(facts.label, Some(mean));
                gather(of_row, touchpoint, i32::from(mean));
            }
        }
        let scores = row_scores(row);
        for &(touchpoint, sum, n) in of_row.iter() {
            let tally = self.tallies.entry(Place::Taxonomy(touchpoint)).or_default();
            for (kind, score) in given(&scores) {
                tally.score(Standing::Whole, kind, score, Some(rounded_mean(sum, n)));
            }
        }
    }

    fn add_mentions(
        &mut self,
        row: &Feedback,
        comments: &[Option<CommentFacts>],
        mentioned: &mut Vec<usize>,
    ) {
        mentioned.clear();
        for (i, entry) in row.entries.iter().enumerate() {
            let Some(facts) = comments.get(i).and_then(Option::as_ref) else { continue };
            if comment_steps(facts).is_none() || facts.opinions.is_empty() {
                continue;
            }
            let at = match (&entry.touchpoint, self.source) {
                (Some(name), TouchpointSource::Export) => Some(Place::Export(self.place(name))),
                _ => None,
            };
            let place = |opinion: &OpinionFact| {
                (at.unwrap_or(Place::Taxonomy(opinion.touchpoint)), opinion.aspect)
            };
            let text = entry.comment.as_deref().unwrap_or_default();
            let mut length = None;
            for (j, opinion) in facts.opinions.iter().enumerate() {
                let key = place(opinion);
                if facts.opinions[..j].iter().any(|before| place(before) == key) {
                    continue;
                }
                let next = self.mentions.len();
                let index = *self.mention_index.entry(key).or_insert(next);
                if index == next {
                    self.mentions.push((key, Mentions::default()));
                }
                let cell = &mut self.mentions[index].1;
                let same = || facts.opinions[j..].iter().filter(|other| place(other) == key);
                let balance: i32 = same().map(|o| weight(o.class)).sum();
                cell.mentions += 1;
                cell.positive += u64::from(balance > 0);
                cell.negative += u64::from(balance < 0);
                if balance < 0
                    && let Some(worst) = same().min_by(|a, b| a.sentiment.total_cmp(&b.sentiment))
                {
                    let length = *length.get_or_insert_with(|| text.chars().count());
                    cell.candidates.offer(&Offer {
                        row,
                        entry: i,
                        text,
                        length,
                        evidence: &worst.evidence,
                        sentiment: worst.sentiment,
                    });
                }
                mentioned.push(index);
            }
        }
        if mentioned.is_empty() {
            return;
        }
        mentioned.sort_unstable();
        mentioned.dedup();
        let mut scores: Split<ScoreSums> = Split::default();
        for entry in &row.entries {
            let side = scores.side(standing(row, entry.touchpoint.is_some()));
            given(&entry.scores).for_each(|(kind, score)| side.add(kind, score));
        }
        for &index in mentioned.iter() {
            self.mentions[index].1.scores.merge(&scores);
        }
    }

    /// What the run says, with cells too small for `suppression` left out.
    pub fn finish(self, names: Names<'_>, suppression: Suppression) -> Journey {
        let asked = self.asked;
        let name_of = |place: Place| match place {
            Place::Export(i) => Name::same(self.exported[i].as_ref()),
            Place::Taxonomy(i) => named(names.touchpoints, i),
        };
        let all_comments = self.overall.comments;
        let everything = words("overall.name");
        let mut overall = self.overall.summary(everything, asked, suppression);

        let mut touchpoints: Vec<(usize, TouchpointSummary)> = self
            .tallies
            .into_iter()
            .map(|(place, tally)| {
                // The taxonomy is in the order of the journey.
                let position = match place {
                    Place::Export(i) => i.min(self.ordered),
                    Place::Taxonomy(i) => i,
                };
                (position, tally.summary(name_of(place), asked, suppression))
            })
            .collect();
        touchpoints.sort_by(|(a, first), (b, second)| {
            let size = second.responses.cmp(&first.responses);
            a.cmp(b).then(size).then_with(|| first.name.cmp(&second.name))
        });
        let mut touchpoints: Vec<TouchpointSummary> =
            touchpoints.into_iter().map(|(_, summary)| summary).collect();
        let of_touchpoints = touchpoints.iter_mut().flat_map(|t| &mut t.correlations);
        adjust(overall.correlations.iter_mut().chain(of_touchpoints));

        let all_scores = self.all_scores.resolve(asked);
        let main = all_scores.main_kind();
        let total =
            |count: fn(&Mentions) -> u64| self.mentions.iter().map(|(_, m)| count(m)).sum::<u64>();
        let usual = total(|m| m.negative) as f64 / total(|m| m.mentions).max(1) as f64;
        let least = suppression.metric;
        let mut pain_points: Vec<PainPoint> = self
            .mentions
            .into_iter()
            .filter_map(|((place, aspect), cell)| {
                let share = wilson(cell.negative, cell.mentions)?;
                if !hurts(cell.mentions, cell.negative, &share, usual, least) {
                    return None;
                }
                let scores = cell.scores.resolve(asked);
                let impact =
                    main.and_then(|kind| Impact::leave_out(kind, &all_scores, &scores, least));
                let quotable = cell.mentions >= suppression.verbatim;
                Some(PainPoint {
                    rank: 0,
                    touchpoint: name_of(place),
                    aspect: named(names.aspects, aspect),
                    mentions: cell.mentions,
                    negative: cell.negative,
                    positive: cell.positive,
                    negative_share: share,
                    impact,
                    priority: priority(cell.negative, all_comments, &share, impact.as_ref()),
                    verbatims: if quotable {
                        cell.candidates.verbatims(names.files, main)
                    } else {
                        Vec::new()
                    },
                })
            })
            .collect();
        rank(&mut pain_points);

        let trend = self.months.summary(asked, suppression);
        Journey { overall, touchpoints, trend, pain_points }
    }
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

fn weight(class: Class) -> i32 {
    match class {
        Class::Negative => -1,
        Class::Neutral => 0,
        Class::Positive => 1,
    }
}

/// A name, or the number where the taxonomy does not know it.
fn named(names: &[Name], index: usize) -> Name {
    names.get(index).cloned().unwrap_or_else(|| Name::same(format!("#{index}")))
}

/// Words of the tool in both languages.
fn words(key: &str) -> Name {
    let say = |lang: Lang| rust_i18n::t!(key, locale = lang.code()).into_owned();
    Name { zh: say(Lang::Zh), en: say(Lang::En) }
}
