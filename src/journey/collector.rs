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
//! - **Mentions**, **drivers**, **mismatches**, **segments**, **implied scores**
//!   and what is a touchpoint's **own** are counted as their modules say.
//! - **Weights** count in every metric, mean and driver; numbers of rows,
//!   comments and mentions and the rank correlations are of rows as they are. A
//!   row of weight 0 counts in the latter alone.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::actions::{Action, ActionPicker};
use super::association::adjust;
use super::by_name::ByName;
use super::course::{Course, course};
use super::driver_table::{DriverTable, Drivers};
use super::facts::{CommentFacts, TouchpointId};
use super::implied::{ImpliedCounter, ImpliedScores};
use super::mentions::{Ending, Mentions};
use super::mismatch::{Mismatch, MismatchCounter};
use super::own::{AspectsOf, own_sentiment};
use super::pain_point::PainPoint;
use super::row::{given, mean_sentiment, rounded_mean, row_scores, sole_sentiment, standing};
use super::scores::{AskedForWhole, Standing, may_count, note_asked};
use super::segments::{SegmentCounter, SegmentTable};
use super::steps::sentiment_steps;
use super::suppression::Suppression;
use super::touchpoint::{Tally, TouchpointSource, TouchpointSummary, comment_steps};
use super::trend::{Days, Grain, TrendPoint};
use crate::ingest::{Entry, Feedback, Station};
use crate::lang::{Lang, Name};
use crate::metrics::Weight;
use crate::opinion::AspectId;

/// The names behind the numbers used while collecting.
#[derive(Debug, Clone, Copy)]
pub struct Names<'a> {
    /// The taxonomy's touchpoints, by [`TouchpointId`].
    pub touchpoints: &'a [Name],
    /// The stage of each of them.
    pub stages: &'a [Name],
    /// The taxonomy's aspects, by [`AspectId`].
    pub aspects: &'a [Name],
    /// The touchpoint of each of them.
    pub homes: &'a [TouchpointId],
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
    /// The journey in its order.
    pub course: Course,
    /// Length of the periods of all trends.
    pub grain: Grain,
    /// By period, ascending.
    pub trend: Vec<TrendPoint>,
    /// What drives each score.
    pub drivers: Vec<DriverTable>,
    /// Ranked, worst first.
    pub pain_points: Vec<PainPoint>,
    /// Whom to call first.
    pub actions: Vec<Action>,
    /// Where scores and text disagree.
    pub mismatch: Mismatch,
    /// Every segment field in turn.
    pub segments: Vec<SegmentTable>,
    /// What the text says of satisfaction where nobody scored it.
    pub implied: Option<ImpliedScores>,
}

/// Where something was said: at a touchpoint of the export or of the taxonomy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Place {
    Export(usize),
    Taxonomy(TouchpointId),
}

/// A touchpoint of the export.
#[derive(Debug, Clone)]
struct Exported {
    name: Arc<str>,
    /// What it is about.
    aspects: Vec<AspectId>,
    stage: Option<String>,
    owner: Option<String>,
}

/// What is known of a run before its first row.
#[derive(Debug, Clone, Default)]
pub struct Plan<'a> {
    /// The touchpoints of a wide export's columns, in order.
    pub columns: Vec<Arc<str>>,
    /// What the user says of touchpoints, in the order of the journey.
    pub stations: Vec<Station>,
    /// Segment fields, as rows have them.
    pub segments: Vec<String>,
    /// Number of aspects in the taxonomy.
    pub aspects: usize,
    /// What a touchpoint of the export is about, by its name.
    pub aspects_of: AspectsOf<'a>,
}

/// Collects a run, row by row.
#[derive(Debug, Clone)]
pub struct Collector<'a> {
    source: TouchpointSource,
    overall: Tally,
    asked: AskedForWhole,
    days: Days,
    tallies: BTreeMap<Place, Tally>,
    mentions: Mentions,
    drivers: Drivers,
    actions: ActionPicker,
    mismatch: MismatchCounter,
    implied: ImpliedCounter,
    segments: SegmentCounter,
    fields: Vec<String>,
    touchpoints: Touchpoints<'a>,
    scratch: Scratch,
}

/// The export's touchpoints, those of a known order first.
#[derive(Debug, Clone, Default)]
struct Touchpoints<'a> {
    list: Vec<Exported>,
    index: ByName,
    /// How many of them have a known order.
    ordered: usize,
    aspects_of: AspectsOf<'a>,
}

impl Touchpoints<'_> {
    fn place(&mut self, name: &Arc<str>) -> usize {
        if let Some(index) = self.index.get(name) {
            return index;
        }
        let aspects = self.aspects_of.name(name);
        self.list.push(Exported { name: name.clone(), aspects, stage: None, owner: None });
        self.index.insert(name, self.list.len() - 1);
        self.list.len() - 1
    }

    /// Where an entry was given, if its touchpoint is one of the export.
    fn of(&mut self, source: TouchpointSource, entry: &Entry) -> Option<Place> {
        match (&entry.touchpoint, source) {
            (Some(name), TouchpointSource::Export) => Some(Place::Export(self.place(name))),
            _ => None,
        }
    }
}

/// Buffers that live across rows.
#[derive(Debug, Clone, Default)]
struct Scratch {
    /// Sentiment of each entry's comment: none, nothing to judge, or steps.
    sentiments: Vec<Option<Option<i16>>>,
    /// Touchpoints of a comment and of the row: sum of steps and their number.
    places: [Vec<(TouchpointId, i32, i32)>; 2],
}

impl<'a> Collector<'a> {
    /// An empty collector for a run whose touchpoints come from `source`, of
    /// which no more is known.
    pub fn new(source: TouchpointSource) -> Collector<'a> {
        Collector::planned(source, Plan::default())
    }

    /// An empty collector for a run with a plan. Touchpoints come in the order
    /// of the user's stations, then of the export's columns.
    pub fn planned(source: TouchpointSource, plan: Plan<'a>) -> Collector<'a> {
        let mut touchpoints = Touchpoints { aspects_of: plan.aspects_of, ..Touchpoints::default() };
        for station in &plan.stations {
            let at = touchpoints.place(&station.name.as_str().into());
            touchpoints.list[at].stage.clone_from(&station.stage);
            touchpoints.list[at].owner.clone_from(&station.owner);
        }
        for name in &plan.columns {
            touchpoints.place(name);
        }
        touchpoints.ordered = touchpoints.list.len();
        Collector {
            source,
            overall: Tally::default(),
            asked: AskedForWhole::default(),
            days: Days::default(),
            tallies: BTreeMap::new(),
            mentions: Mentions::default(),
            drivers: Drivers::new(&plan.columns, plan.aspects),
            actions: ActionPicker::default(),
            mismatch: MismatchCounter::default(),
            implied: ImpliedCounter::new(source),
            segments: SegmentCounter::new(source, plan.segments.len()),
            fields: plan.segments,
            touchpoints,
            scratch: Scratch::default(),
        }
    }

    /// Takes one row. `comments` holds, for each entry of the row in order,
    /// what was found in its comment, or `None` where it has none; missing ones
    /// count as `None`.
    pub fn add(&mut self, row: &Feedback, comments: &[Option<CommentFacts>]) {
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
        self.drivers.add(row, comments);
        self.actions.add(row, comments);
        self.mismatch.add(row, comments);
        self.implied.add(row, comments);
        self.segments.add(row, comments);
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
            day.responses += 1;
        }
        for (facts, sentiment) in comments.iter().zip(sentiments) {
            if let (Some(facts), Some(steps)) = (facts, sentiment) {
                self.overall.comment(facts.label, *steps, weight);
                if let Some(day) = &mut day {
                    day.comment(*steps, weight);
                }
            }
        }
        let sole = sole_sentiment(sentiments);
        let mean = mean_sentiment(sentiments);
        for (entry, own) in row.entries.iter().zip(sentiments) {
            let standing = standing(row, entry.touchpoint.is_some());
            let sentiment = own.unwrap_or(if entry.touchpoint.is_none() { mean } else { sole });
            for (kind, score) in given(&entry.scores) {
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
            for (kind, score) in given(&entry.scores) {
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
            for (kind, score) in given(&scores) {
                tally.score(Standing::Whole, kind, score, comment, weight);
                if let Some(comment) = comment {
                    tally.own.score(own, comment, kind, score);
                }
            }
        }
    }

    /// What the run says, with cells too small for `suppression` left out.
    pub fn finish(self, names: Names<'_>, suppression: Suppression) -> Journey {
        let asked = self.asked;
        let exported = &self.touchpoints.list;
        let name_of = |place: Place| match place {
            Place::Export(i) => Name::same(exported[i].name.as_ref()),
            Place::Taxonomy(i) => named(names.touchpoints, i),
        };
        // By the taxonomy: position and stage of what a touchpoint is about.
        let home = |i: usize| names.homes.get(*exported[i].aspects.first()?).copied();
        let stage_of = |place: Place| match place {
            Place::Taxonomy(i) => names.stages.get(i).cloned(),
            Place::Export(i) => match &exported[i].stage {
                Some(stage) => Some(Name::same(stage.as_str())),
                None => names.stages.get(home(i)?).cloned(),
            },
        };
        let ordered = self.touchpoints.ordered;
        let by_taxonomy = ordered == 0 && (0..exported.len()).all(|i| home(i).is_some());
        let position = |place: Place| match place {
            // The taxonomy is in the order of the journey.
            Place::Taxonomy(i) => i,
            Place::Export(i) if by_taxonomy => home(i).unwrap_or(i),
            Place::Export(i) => i.min(ordered),
        };
        let comments = self.overall.comments;
        let mut overall = self.overall.summary(words("overall.name"), asked, suppression);

        let mut touchpoints: Vec<(usize, TouchpointSummary)> = self
            .tallies
            .into_iter()
            .map(|(place, tally)| {
                let mut summary = tally.summary(name_of(place), asked, suppression);
                summary.stage = stage_of(place);
                if let Place::Export(i) = place {
                    summary.owner.clone_from(&exported[i].owner);
                }
                (position(place), summary)
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

        let grain = self.days.grain();
        let files = names.files;
        let ending = Ending { asked, suppression, grain, comments, files };
        let pain_points =
            self.mentions.finish(&ending, name_of, |aspect| named(names.aspects, aspect));
        let drivers = self.drivers.finish(
            |aspect| named(names.touchpoints, names.homes.get(aspect).copied().unwrap_or(aspect)),
            |aspect| named(names.aspects, aspect),
            suppression.metric,
        );
        let in_order = match self.source {
            TouchpointSource::Aspects => true,
            TouchpointSource::Export => by_taxonomy || ordered == exported.len(),
        };
        let course = course(&touchpoints, in_order);
        let trend = self.days.summary(grain, asked, suppression);
        let station = |name: &str| {
            let known = exported.iter().find(|touchpoint| *touchpoint.name == *name);
            (Name::same(name), known.and_then(|touchpoint| touchpoint.owner.clone()))
        };
        let actions = self.actions.finish(
            files,
            station,
            |touchpoint| named(names.touchpoints, touchpoint),
            |aspect| named(names.aspects, aspect),
        );
        Journey {
            overall,
            touchpoints,
            course,
            grain,
            trend,
            drivers,
            pain_points,
            actions,
            mismatch: self.mismatch.finish(files, suppression),
            segments: self.segments.finish(&self.fields, names, suppression),
            implied: self.implied.finish(names, suppression),
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

/// A name, or the number where the taxonomy does not know it.
fn named(names: &[Name], index: usize) -> Name {
    names.get(index).cloned().unwrap_or_else(|| Name::same(format!("#{index}")))
}

/// Words of the tool in both languages.
fn words(key: &str) -> Name {
    let say = |lang: Lang| rust_i18n::t!(key, locale = lang.code()).into_owned();
    Name { zh: say(Lang::Zh), en: say(Lang::En) }
}
