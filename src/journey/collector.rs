//! Rows in, journey out.
//!
//! The [`Collector`] takes one row at a time and keeps counts, so its memory
//! grows with the number of distinct values, touchpoints and aspects, not with
//! the rows. Which comment and which score counts where:
//!
//! - **All feedback and each touchpoint** are counted as `counts.rs` says.
//! - **Mentions**, **drivers**, **mismatches**, **segments**, **implied scores**
//!   and what is a touchpoint's **own** are counted as their modules say.
//! - **Weights** count in every metric, mean and driver; numbers of rows,
//!   comments and mentions and the rank correlations are of rows as they are. A
//!   row of weight 0 counts in the latter alone.

use std::collections::HashMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::actions::{Action, ActionPicker};
use super::association::adjust;
use super::counts::Counts;
use super::course::{Course, course};
use super::driver_sums::Drivers;
use super::driver_table::DriverTable;
use super::exported::{Exported, Place, Touchpoints};
use super::facts::{CommentFacts, TouchpointId};
use super::implied::{ImpliedCounter, ImpliedScores};
use super::mentions::Ending;
use super::mismatch::{Mismatch, MismatchCounter};
use super::own::AspectsOf;
use super::pain_point::PainPoint;
use super::segments::{SegmentCounter, SegmentTable};
use super::suppression::Suppression;
use super::touchpoint::{Tally, TouchpointSource, TouchpointSummary};
use super::trend::{Grain, TrendPoint};
use crate::feedback::Feedback;
use crate::ingest::Station;
use crate::lang::Name;

/// Most touchpoints whose correlations of few pairs are tested by permutation,
/// ten thousand shuffles each. Among more, one p in a thousand tells nothing that
/// the normal approximation does not.
pub const MOST_PERMUTED: usize = 500;

/// The names behind the numbers used while collecting.
#[derive(Debug, Clone, Copy)]
pub struct Names<'a> {
    /// The taxonomy's touchpoints, by [`TouchpointId`].
    pub touchpoints: &'a [Name],
    /// The stage of each of them.
    pub stages: &'a [Name],
    /// The taxonomy's aspects, by [`AspectId`](crate::opinion::AspectId).
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

/// What is known of a run before its first row.
#[derive(Debug, Clone, Default)]
pub struct Plan<'a> {
    /// The touchpoints of a wide export's columns, in order.
    pub columns: Vec<Arc<str>>,
    /// Of these, those whose ratings may drive a score of the whole; the first
    /// of them where it is not said.
    pub rated: Option<Vec<Arc<str>>>,
    /// What the user says of touchpoints, in the order of the journey.
    pub stations: Vec<Station>,
    /// Segment fields, as rows have them.
    pub segments: Vec<String>,
    /// Number of aspects in the taxonomy.
    pub aspects: usize,
    /// What a touchpoint of the export is about, by its name.
    pub aspects_of: AspectsOf<'a>,
}

/// One of the parts of a [`Collector`]: takes a row as [`Collector::add`] does.
pub type Part<'c> = Box<dyn FnMut(&Feedback, &[Option<CommentFacts>]) + Send + 'c>;

/// Collects a run, row by row.
#[derive(Debug, Clone)]
pub struct Collector<'a> {
    counts: Counts<'a>,
    drivers: Drivers,
    actions: ActionPicker,
    mismatch: MismatchCounter,
    implied: ImpliedCounter,
    segments: SegmentCounter,
    fields: Vec<String>,
}

impl Collector<'_> {
    /// Number of the parts that count apart.
    pub const PARTS: usize = 5;
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
        let touchpoints = Touchpoints::new(&plan.stations, &plan.columns, plan.aspects_of);
        Collector {
            counts: Counts::new(source, touchpoints),
            drivers: Drivers::new(plan.rated.as_deref().unwrap_or(&plan.columns), plan.aspects),
            actions: ActionPicker::default(),
            mismatch: MismatchCounter::default(),
            implied: ImpliedCounter::new(source),
            segments: SegmentCounter::new(source, plan.segments.len()),
            fields: plan.segments,
        }
    }

    /// Takes one row. `comments` holds, for each entry of the row in order,
    /// what was found in its comment, or `None` where it has none; missing ones
    /// count as `None`.
    pub fn add(&mut self, row: &Feedback, comments: &[Option<CommentFacts>]) {
        for mut part in self.parts() {
            part(row, comments);
        }
    }

    /// What is counted apart: each part must take every row, in order, but no
    /// part waits for another, so that they can be given their rows in parallel.
    pub fn parts(&mut self) -> [Part<'_>; Collector::PARTS] {
        let Collector { counts, drivers, actions, mismatch, implied, segments, .. } = self;
        [
            Box::new(|row, comments| counts.add(row, comments)),
            Box::new(|row, comments| drivers.add(row, comments)),
            Box::new(|row, comments| segments.add(row, comments)),
            Box::new(|row, comments| mismatch.add(row, comments)),
            Box::new(|row, comments| {
                actions.add(row, comments);
                implied.add(row, comments);
            }),
        ]
    }

    /// What the run says, with cells too small for `suppression` left out.
    pub fn finish(self, names: Names<'_>, suppression: Suppression) -> Journey {
        let Counts { source, overall, asked, days, tallies, mentions, touchpoints, .. } =
            self.counts;
        let exported = &touchpoints.list;
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
        let ordered = touchpoints.ordered;
        let by_taxonomy = ordered == 0 && (0..exported.len()).all(|i| home(i).is_some());
        let position = |place: Place| match place {
            // The taxonomy is in the order of the journey.
            Place::Taxonomy(i) => i,
            Place::Export(i) if by_taxonomy => home(i).unwrap_or(i),
            Place::Export(i) => i.min(ordered),
        };
        let comments = overall.comments;
        let mut overall = overall.summary(words("overall.name"), asked, suppression, true);

        let permute = tallies.len() <= MOST_PERMUTED;
        let tallies: Vec<(Place, Tally)> = tallies.into_iter().collect();
        let mut touchpoints: Vec<(usize, TouchpointSummary)> = tallies
            .into_par_iter()
            .map(|(place, tally)| {
                let mut summary = tally.summary(name_of(place), asked, suppression, permute);
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

        let grain = days.grain();
        let files = names.files;
        let ending = Ending { asked, suppression, grain, comments, files };
        let pain_points = mentions.finish(&ending, name_of, |aspect| named(names.aspects, aspect));
        let drivers = self.drivers.finish(
            |aspect| named(names.touchpoints, names.homes.get(aspect).copied().unwrap_or(aspect)),
            |aspect| named(names.aspects, aspect),
            suppression.metric,
        );
        let in_order = match source {
            TouchpointSource::Aspects => true,
            TouchpointSource::Export => by_taxonomy || ordered == exported.len(),
        };
        let course = course(&touchpoints, in_order);
        let trend = days.summary(grain, asked, suppression);
        let by_name: HashMap<&str, &Exported> =
            exported.iter().map(|touchpoint| (touchpoint.name.as_ref(), touchpoint)).collect();
        let station = |name: &str| {
            let known = by_name.get(name);
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

/// A name, or the number where the taxonomy does not know it.
fn named(names: &[Name], index: usize) -> Name {
    names.get(index).cloned().unwrap_or_else(|| Name::same(format!("#{index}")))
}

/// Words of the tool in both languages.
pub(super) fn words(key: &str) -> Name {
    Name::both(|lang| rust_i18n::t!(key, locale = lang.code()).into_owned())
}
