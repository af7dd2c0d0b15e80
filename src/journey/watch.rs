//! What targets are set for, counted day by day as the rest of the journey is.
//!
//! A watched series is of all feedback, or of a touchpoint, a segment value, an aspect, or of
//! several of them together; where one stands for each (touchpoint `*`), a series is kept for
//! every one that comes. Which comment and which score counts where is as in the whole report:
//! see `counts.rs` for touchpoints, `segments` for segment values and `mentions.rs` for aspects.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;

use super::clusters::CommentDesign;
use super::facts::{CommentFacts, TouchpointId};
use super::place::{Place, Places};
use super::row::RowView;
use super::scores::{AskedForWhole, ScoreBook, ScoreScope, designed};
use super::segments::MOST_VALUES;
use super::steps::SentimentSum;
use super::targets::{Chosen, Target};
use super::touchpoint::{LabelCounts, TouchpointSource};
use super::trend::PeriodCounts;
use crate::feedback::PerScore;
use crate::metrics::Design;
use crate::opinion::AspectId;
use crate::sentiment::Class;

/// A touchpoint of the export by its name, or one of the taxonomy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Spot {
    /// Of the export.
    Export(String),
    /// Of the taxonomy.
    Taxonomy(TouchpointId),
}

/// A target whose names are known to the run.
#[derive(Debug, Clone, PartialEq)]
pub struct Watched {
    /// The target.
    pub target: Target,
    /// Its touchpoint.
    pub touchpoint: Chosen<Spot>,
    /// The number of its segment field, and the value.
    pub segment: Option<(usize, Chosen<String>)>,
    /// Its aspect.
    pub aspect: Option<AspectId>,
}

/// A part of the feedback that is told apart.
pub(super) type Key = (Option<Place>, Option<Arc<str>>);

/// Counts of some days.
#[derive(Debug, Clone, Default)]
struct Tallied {
    counts: PeriodCounts,
    mentions: u64,
    complaints: u64,
}

impl Tallied {
    fn merge(&mut self, other: &Tallied) {
        self.counts.merge(other.counts.clone());
        self.mentions += other.mentions;
        self.complaints += other.complaints;
    }

    fn seen(&self, asked: AskedForWhole, (design, alike): Designs<'_>) -> Seen {
        let labels = self.counts.labels();
        let LabelCounts {
            very_negative, negative, neutral, positive, very_positive, mixed, ..
        } = labels;
        let bad = very_negative + negative;
        Seen {
            scores: designed(self.counts.answers(asked), design),
            sentiment: self.counts.sentiment(),
            negative: bad,
            judged: bad + neutral + positive + very_positive + mixed,
            mentions: self.mentions,
            complaints: self.complaints,
            alike,
        }
    }
}

/// What was seen of a part of the feedback in some time.
#[derive(Debug, Clone, Default)]
pub(super) struct Seen {
    /// Answers to every score.
    pub(super) scores: ScoreBook,
    /// Sentiment of the comments.
    pub(super) sentiment: SentimentSum,
    /// Comments that are negative.
    pub(super) negative: u64,
    /// Comments with a label.
    pub(super) judged: u64,
    /// Comments that speak of the aspect.
    pub(super) mentions: u64,
    /// Of these, those that complain.
    pub(super) complaints: u64,
    /// How much comments of the same people are alike.
    pub(super) alike: CommentDesign,
}

/// How much answers to each score, and comments, are alike where they are of the same people.
pub(super) type Designs<'a> = (&'a PerScore<Design>, CommentDesign);

/// One series by day; what has no date counts in the whole alone.
#[derive(Debug, Clone, Default)]
struct Daily {
    dated: BTreeMap<Date, Tallied>,
    undated: Tallied,
}

impl Daily {
    fn of(&mut self, row: &RowView) -> &mut Tallied {
        match row.row.time {
            Some(time) => self.dated.entry(time.date()).or_default(),
            None => &mut self.undated,
        }
    }
}

/// A part of the feedback, in all and by period.
#[derive(Debug, Clone)]
pub(super) struct Series {
    pub(super) key: Key,
    /// All of it.
    pub(super) all: Seen,
    /// In the order of the periods that were asked for.
    pub(super) periods: Vec<Seen>,
}

/// All series of a target.
#[derive(Debug, Clone)]
pub(super) struct WatchedSeries {
    pub(super) watched: Watched,
    pub(super) series: Vec<Series>,
    /// Whether there are more parts than are kept.
    pub(super) too_many: bool,
}

/// Counts what is watched, row by row.
#[derive(Debug, Clone)]
pub(super) struct WatchCounter {
    source: TouchpointSource,
    watched: Vec<(Watched, BTreeMap<Key, Daily>, bool)>,
    /// Values of the fields that are watched.
    pub(super) values: BTreeMap<usize, BTreeSet<Arc<str>>>,
    places: Vec<Place>,
}

impl WatchCounter {
    pub(super) fn new(source: TouchpointSource, watched: Vec<Watched>) -> WatchCounter {
        let fields = watched.iter().filter_map(|watched| Some(watched.segment.as_ref()?.0));
        let values = fields.map(|field| (field, BTreeSet::new())).collect();
        let watched = watched.into_iter().map(|watched| (watched, BTreeMap::new(), false));
        WatchCounter { source, watched: watched.collect(), values, places: Vec::new() }
    }

    /// Takes one row.
    pub(super) fn add(&mut self, row: &RowView, places: &Places<'_>) {
        for (field, values) in &mut self.values {
            if let Some(Some(value)) = row.row.segments.get(*field)
                && values.len() < MOST_VALUES
                && !values.contains(value)
            {
                values.insert(Arc::clone(value));
            }
        }
        for (watched, series, too_many) in &mut self.watched {
            let value = match &watched.segment {
                None => None,
                Some((field, chosen)) => match row.row.segments.get(*field) {
                    Some(Some(value)) if is_chosen(chosen, value) => Some(Arc::clone(value)),
                    _ => continue,
                },
            };
            let mut at = Parts { series, value, too_many };
            match (watched.aspect, &watched.touchpoint) {
                (Some(aspect), touchpoint) => {
                    mentions(row, (aspect, touchpoint), (self.source, places), &mut at);
                }
                (None, Chosen::All) => at.with(None, |daily| whole(row, daily)),
                (None, touchpoint) => match self.source {
                    TouchpointSource::Export => exported(row, touchpoint, places, &mut at),
                    TouchpointSource::Aspects => {
                        by_aspects(row, touchpoint, &mut self.places, &mut at);
                    }
                },
            }
        }
    }

    /// The series, with the days of each period put together; `periods` holds the first day of
    /// each, ascending, and the first day after the last one. `design` is that of all feedback,
    /// and of touchpoints.
    pub(super) fn finish(
        self,
        periods: &[Date],
        asked: AskedForWhole,
        design: [Designs<'_>; 2],
    ) -> Vec<WatchedSeries> {
        let one = |(watched, series, too_many): (Watched, BTreeMap<Key, Daily>, bool)| {
            let at_touchpoint = watched.touchpoint != Chosen::All;
            let design = design[usize::from(at_touchpoint)];
            let series = series.into_iter().map(|(key, daily)| {
                let mut all = daily.undated.clone();
                daily.dated.values().for_each(|day| all.merge(day));
                let period = |ends: &[Date]| {
                    let mut tallied = Tallied::default();
                    let days = daily.dated.range(ends[0]..ends[1]);
                    days.for_each(|(_, day)| tallied.merge(day));
                    tallied.seen(asked, design)
                };
                let periods = periods.windows(2).map(period).collect();
                Series { key, all: all.seen(asked, design), periods }
            });
            WatchedSeries { watched, series: series.collect(), too_many }
        };
        self.watched.into_iter().map(one).collect()
    }
}

fn is_chosen(chosen: &Chosen<String>, value: &str) -> bool {
    match chosen {
        Chosen::One(one) => one == value,
        Chosen::All | Chosen::Each => true,
    }
}

/// Where a row counts: the series of a target, with the value that the row has.
struct Parts<'c> {
    series: &'c mut BTreeMap<Key, Daily>,
    value: Option<Arc<str>>,
    too_many: &'c mut bool,
}

impl Parts<'_> {
    /// Counts in the series of a place.
    fn with(&mut self, place: Option<Place>, count: impl FnOnce(&mut Daily)) {
        let key = (place, self.value.clone());
        if self.series.len() >= MOST_VALUES * 10 && !self.series.contains_key(&key) {
            *self.too_many = true;
            return;
        }
        count(self.series.entry(key).or_default());
    }
}

/// A row in all feedback.
fn whole(row: &RowView, daily: &mut Daily) {
    let counts = &mut daily.of(row).counts;
    for entry in row.entries() {
        if let (Some(facts), Some(steps)) = (entry.facts, entry.sentiment) {
            counts.comment(facts.label, steps, row.weight);
        }
        let Some(weight) = row.weight else { continue };
        for (kind, score) in row.counting(&entry) {
            counts.score(entry.scope, kind, score, weight);
        }
    }
}

/// Whether a place is among those chosen.
fn is_at(touchpoint: &Chosen<Spot>, place: Place, places: &Places<'_>) -> bool {
    match (touchpoint, place) {
        (Chosen::One(Spot::Export(name)), place) => {
            places.known(place).is_some_and(|known| *known.name == **name)
        }
        (Chosen::One(Spot::Taxonomy(id)), place) => place == Place::Taxonomy(*id),
        (Chosen::All | Chosen::Each, _) => true,
    }
}

/// The entries of a row at touchpoints of the export.
fn exported(row: &RowView, touchpoint: &Chosen<Spot>, places: &Places<'_>, at: &mut Parts<'_>) {
    for entry in row.entries() {
        for place in entry.places().filter(|place| is_at(touchpoint, *place, places)) {
            at.with(Some(place), |daily| {
                let counts = &mut daily.of(row).counts;
                if let (Some(facts), Some(steps)) = (entry.facts, entry.sentiment) {
                    counts.comment(facts.label, steps, row.weight);
                }
                let Some(weight) = row.weight else { return };
                for (kind, score) in entry.entry.scores.given() {
                    counts.score(ScoreScope::Whole, kind, score, weight);
                }
            });
        }
    }
}

/// A row at the touchpoints of the taxonomy that its comments speak of; its scores count at
/// each once.
fn by_aspects(row: &RowView, touchpoint: &Chosen<Spot>, seen: &mut Vec<Place>, at: &mut Parts<'_>) {
    let chosen = |place: Place| match touchpoint {
        Chosen::One(Spot::Taxonomy(id)) => place == Place::Taxonomy(*id),
        Chosen::One(Spot::Export(_)) => false,
        Chosen::All | Chosen::Each => true,
    };
    seen.clear();
    for mentioned in row.mentioned.iter().filter(|mentioned| chosen(mentioned.place)) {
        let Some(facts) = &row.comments[mentioned.entry] else { continue };
        let first = !seen.contains(&mentioned.place);
        if first {
            seen.push(mentioned.place);
        }
        at.with(Some(mentioned.place), |daily| {
            let counts = &mut daily.of(row).counts;
            counts.comment(facts.label, Some(mentioned.mean), row.weight);
            let Some(weight) = row.weight.filter(|_| first) else { return };
            for (kind, score) in row.scores.given() {
                counts.score(ScoreScope::Whole, kind, score, weight);
            }
        });
    }
}

/// The comments of a row that speak of an aspect.
fn mentions(
    row: &RowView,
    (aspect, touchpoint): (AspectId, &Chosen<Spot>),
    (source, known): (TouchpointSource, &Places<'_>),
    at: &mut Parts<'_>,
) {
    for entry in row.entries() {
        let Some(facts) = entry.facts.filter(|_| entry.sentiment.flatten().is_some()) else {
            continue;
        };
        let Some((balance, home)) = balance(facts, aspect) else { continue };
        let mut count = |place: Option<Place>| {
            at.with(place, |daily| {
                let tallied = daily.of(row);
                tallied.mentions += 1;
                tallied.complaints += u64::from(balance < 0);
            });
        };
        if *touchpoint == Chosen::All {
            count(None);
            continue;
        }
        let mut none = true;
        for place in entry.places().filter(|_| source == TouchpointSource::Export) {
            none = false;
            if is_at(touchpoint, place, known) {
                count(Some(place));
            }
        }
        // A comment that names no touchpoint is at that of the aspect.
        let home = Place::Taxonomy(home);
        if none && is_at(touchpoint, home, known) {
            count(Some(home));
        }
    }
}

/// Praise less complaint in what a comment says of an aspect, and its touchpoint; `None` where
/// it says nothing of it.
fn balance(facts: &CommentFacts, aspect: AspectId) -> Option<(i32, TouchpointId)> {
    let about = || facts.opinions.iter().filter(|opinion| opinion.aspect == aspect);
    let direction = |class: Class| match class {
        Class::Negative => -1,
        Class::Neutral => 0,
        Class::Positive => 1,
    };
    let home = about().next()?.touchpoint;
    Some((about().map(|opinion| direction(opinion.class)).sum(), home))
}
