//! Rows in, journey out.
//!
//! The [`Collector`] takes one row at a time and keeps counts, so its memory
//! grows with the number of distinct values, touchpoints and aspects, not with
//! the rows (but for answers that are kept up to a number, `within.rs`). Which
//! comment and which score counts where:
//!
//! - **All feedback and each touchpoint** are counted as `counts.rs` says.
//! - **Mentions**, **drivers**, **mismatches**, **segments**, **implied scores**
//!   and what is a touchpoint's **own** are counted as their modules say.
//! - **Weights** count in every metric, mean and driver; numbers of rows,
//!   comments and mentions and the rank correlations are of rows as they are. A
//!   row of weight 0 counts in the latter alone.

use std::collections::HashSet;
use std::sync::Arc;

use rayon::prelude::*;

use super::actions::{ActionPicker, Complaint};
use super::association::adjust;
use super::clusters::{Clustered, CommentDesign};
use super::comparison::Basis;
use super::contrast::{contrasts, contrasts_apart, now};
use super::counts::Counts;
use super::course::course;
use super::crossings::Crossings;
use super::driver_sums::Drivers;
use super::facts::TouchpointId;
use super::findings::weakness::{first_page, to_mend};
use super::findings::{Changed, Tables, group};
use super::framed_comments::FramedComments;
use super::group_change::{self, ChangeSpan, Search};
use super::group_ids::Groups;
use super::implied::ImpliedCounter;
use super::mentions::Ending;
use super::mismatch::MismatchCounter;
use super::odd_period::OddPeriod;
use super::one_grain::beside;
use super::pain_rank::rank_after;
use super::place::{Place, Places, named};
use super::plan::{Plan, RunNames};
use super::praise::holds_praise;
use super::raking::RakedCounter;
use super::row::{Resolver, RowView};
use super::said::Journey;
use super::scores::{AskedForWhole, ScoreBook};
use super::segments::SegmentCounter;
use super::shift::{Changes, Shift};
use super::suppression::Suppression;
use super::targets::{RunFacts, Timeline, judge};
use super::told_groups::{Looking, Told};
use super::topic_change::{TopicDays, changed};
use super::touchpoint::{Tally, TouchpointSource, TouchpointSummary};
use super::trend::Grain;
use super::verbatim::lead_apart;
use super::watch::WatchCounter;
use crate::feedback::ScoreKind;
use crate::lang::Name;
use crate::opinion::AspectId;

/// Most touchpoints whose correlations of few pairs are tested by permutation,
/// ten thousand shuffles each. Among more, one p in a thousand tells nothing that
/// the normal approximation does not.
pub const MOST_PERMUTED: usize = 500;

/// One of the parts of a [`Collector`]: takes the rows one at a time.
pub type Part<'c> = Box<dyn FnMut(&RowView) + Send + 'c>;

/// Collects a run, row by row.
#[derive(Debug, Clone)]
pub struct Collector<'a> {
    resolver: Resolver<'a>,
    counts: Counts,
    drivers: Drivers,
    actions: ActionPicker,
    mismatch: MismatchCounter,
    framed_comments: FramedComments,
    implied: ImpliedCounter,
    segments: SegmentCounter,
    crossings: Crossings,
    fields: Vec<String>,
    headers: Vec<String>,
    of_complaints: Vec<TouchpointId>,
    outcomes: Vec<AspectId>,
    unordered: bool,
    grain: Option<Grain>,
    watch: Option<(String, WatchCounter)>,
    raked: Option<RakedCounter>,
}

impl Collector<'_> {
    /// Number of the parts that count apart.
    pub const PARTS: usize = 6;
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
        let mut places = Places::new(&plan.stations, &plan.columns, plan.aspects_of);
        let rated = plan.rated.as_deref().unwrap_or(&plan.columns);
        let rated = rated.iter().map(|name| places.of(name)).collect();
        let outcomes = plan.outcomes.clone();
        Collector {
            resolver: Resolver { places, asked: AskedForWhole::default() },
            counts: Counts::new(source),
            drivers: Drivers::new(rated, plan.aspects, plan.outcomes),
            actions: ActionPicker::of(&plan.segments),
            mismatch: MismatchCounter::default(),
            framed_comments: FramedComments::default(),
            implied: ImpliedCounter::new(source),
            segments: SegmentCounter::new(source, plan.segments.len()),
            crossings: Crossings::new(source, &plan.segments, plan.grain),
            fields: plan.segments,
            headers: plan.headers,
            of_complaints: plan.complaints,
            outcomes,
            unordered: plan.unordered,
            grain: plan.grain,
            raked: plan.raking.map(RakedCounter::new),
            watch: plan.targets.map(|(path, watched)| (path, WatchCounter::new(source, watched))),
        }
    }

    /// Takes one row.
    pub fn add(&mut self, mut row: RowView) {
        self.resolve(std::slice::from_mut(&mut row));
        self.parts().into_iter().for_each(|mut part| part(&row));
    }

    /// Adds to the rows what takes those before them. Every row must come through
    /// here, in order, before the [parts](Collector::parts) take it.
    pub fn resolve(&mut self, rows: &mut [RowView]) {
        rows.iter_mut().for_each(|row| self.resolver.resolve(row));
    }

    /// What is counted apart: each part must take every row, in order, but no
    /// part waits for another, so that they can be given their rows in parallel.
    pub fn parts(&mut self) -> [Part<'_>; Collector::PARTS] {
        let Collector {
            resolver,
            counts,
            drivers,
            actions,
            mismatch,
            framed_comments,
            implied,
            segments,
            crossings,
            watch,
            raked,
            ..
        } = self;
        let places = &resolver.places;
        [
            Box::new(|row| counts.add(row, places)),
            Box::new(|row| drivers.add(row)),
            Box::new(|row| segments.add(row)),
            Box::new(|row| mismatch.add(row)),
            Box::new(|row| crossings.add(row)),
            Box::new(|row| {
                actions.add(row);
                framed_comments.add(row);
                implied.add(row);
                watch.iter_mut().for_each(|(_, watch)| watch.add(row, places));
                raked.iter_mut().for_each(|raked| raked.add(row));
            }),
        ]
    }

    /// What the run says, with cells too small for `suppression` left out.
    pub fn finish(self, names: RunNames<'_>, suppression: Suppression) -> Journey {
        let Counts { source, overall, days, tallies, mixes, voices, clusters, .. } = self.counts;
        let by_file = self.counts.files;
        let (mentions, unnamed) = (self.counts.mentions, self.counts.unnamed);
        let languages = self.counts.languages;
        let Resolver { places, asked } = self.resolver;
        let main = overall.main(asked, suppression.metric);
        let Clustered { all: design, at_one, comments: alike, coded, repeated, people } =
            clusters.finish(asked, main);
        let comment_design = alike.sentiment;
        let exported = &places.exported;
        let name_of = |place: Place| places.name(place, names.touchpoints);
        // By the taxonomy: position and stage of what a touchpoint is about, where it takes no two
        // for the same and knows all of them, or their order is known without it.
        let home = |i: usize| names.homes.get(*exported[i].aspects.first()?).copied();
        let homes: HashSet<TouchpointId> = (0..exported.len()).filter_map(home).collect();
        let all_known = homes.len() == exported.len();
        let ordered = places.ordered;
        let apart = homes.len() == (0..exported.len()).filter_map(home).count();
        let staged = all_known || (ordered > 0 && apart);
        let stage_of = |place: Place| match place {
            Place::Others => None,
            Place::Taxonomy(_) if self.unordered => None,
            Place::Taxonomy(i) => names.stages.get(i).cloned(),
            Place::Export(i) => match &exported[i].stage {
                Some(stage) => Some(Name::same(stage.as_str())),
                None if staged => names.stages.get(home(i)?).cloned(),
                None => None,
            },
        };
        let by_taxonomy = ordered == 0 && all_known;
        let position = |place: Place| match place {
            Place::Taxonomy(_) if self.unordered => 0,
            // The taxonomy is in the order of the journey.
            Place::Taxonomy(i) => i,
            Place::Others => usize::MAX,
            Place::Export(i) if by_taxonomy => home(i).unwrap_or(i),
            Place::Export(i) => i.min(ordered),
        };
        let comments = overall.comments;
        let aspect_of = |aspect: AspectId| named(names.aspects, aspect);
        let pooled = overall.pooled(asked);
        let basis = Basis::new(people, alike.labels)
            .with_answers(&overall.answers(asked, &design))
            .with_pooled(pooled)
            .with_cells(mixes.all(), name_of)
            .with_mentions(mentions.counts(), name_of, aspect_of);
        // The margins hold of all answers, not of those at a touchpoint or of a group.
        let calibrated = match self.raked.map(|raked| raked.finish(asked)) {
            Some(effects) => design.map(|kind, design| design.times(effects[kind])),
            None => design,
        };
        let name = words("overall.name");
        let calibrated = (&calibrated, comment_design);
        let mut overall = overall.summary(name, asked, suppression, true, calibrated);

        let of_people = if repeated { alike } else { CommentDesign::default() };
        let comments_at_one = of_people.sentiment;
        let permute = tallies.len() <= MOST_PERMUTED;
        let tallies: Vec<(Place, Tally)> = tallies.into_iter().collect();
        let books: Vec<(Place, ScoreBook)> = match source {
            TouchpointSource::Export => tallies
                .iter()
                .map(|(place, tally)| (*place, tally.answers(asked, &at_one)))
                .collect(),
            TouchpointSource::Aspects => Vec::new(),
        };
        let mut touchpoints: Vec<(usize, TouchpointSummary)> = tallies
            .into_par_iter()
            .map(|(place, tally)| {
                let mut summary = tally.summary(
                    name_of(place),
                    asked,
                    suppression,
                    permute,
                    (&at_one, comments_at_one),
                );
                summary.stage = stage_of(place);
                summary.owner = places.known(place).and_then(|known| known.owner.clone());
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

        let (grain, sentiment) = (self.grain.unwrap_or_else(|| days.grain()), comment_design);
        let changes = Changes {
            days: &days,
            mixes: &mixes,
            files: Some(&by_file),
            asked,
            suppression,
            design,
            sentiment,
        };
        let (shifts, latest) = (changes.shifts(), changes.latest(grain));
        let odd_period = main.and_then(|score| changes.odd_period(score, grain));
        let (files, people, design_of) = (names.files, repeated.then_some(&coded), &design);
        let of_others = self.crossings.bands.of_others(main);
        let kinds = (main, of_others.as_slice());
        let ending =
            Ending { asked, kinds, suppression, grain, comments, files, design: design_of, people };
        let of_outcomes: Vec<Name> =
            mentions.of_outcomes(&self.outcomes).into_iter().map(name_of).collect();
        let told = Changed::of(&shifts, odd_period.as_ref(), main);
        let (said, of_told) = ((&mentions, &unnamed), (told, kinds.1));
        let topic_days = TopicDays::of(said, &days, of_told, alike.labels, (name_of, aspect_of));
        let headers = self.headers.iter().chain(names.files).map(String::as_str);
        let said = headers.chain(exported.iter().map(|known| known.name.as_ref())).collect();
        let unnamed = unnamed.finish(main, (asked, &design), suppression.metric, said);
        let pains = mentions.finish(&ending, name_of, aspect_of);
        let drivers = self.drivers.finish(
            name_of,
            |aspect| named(names.touchpoints, names.homes.get(aspect).copied().unwrap_or(aspect)),
            |aspect| named(names.aspects, aspect),
            suppression.metric,
            repeated,
        );
        let in_order = match source {
            TouchpointSource::Aspects => !self.unordered,
            TouchpointSource::Export => by_taxonomy || places.in_order(names.homes, names.stages),
        };
        // Where something went wrong before, or what is named praise: neither can be what works.
        let of_complaints = self.of_complaints.iter().map(|id| named(names.touchpoints, *id));
        let praise = exported.iter().filter(|known| holds_praise(&known.name));
        let praise = praise.map(|known| Name::same(known.name.as_ref()));
        let of_complaints: Vec<Name> = of_complaints.chain(praise).collect();
        let course = match (course(&touchpoints, in_order, &of_complaints), source) {
            (course, TouchpointSource::Aspects) => course.by_stage(&touchpoints),
            (course, TouchpointSource::Export) => course,
        };
        let Crossings { ids, bands, answers, changes: followed, complaints, lows, later, shares } =
            self.crossings;
        let (at_touchpoints, least) = (course.score, suppression.metric);
        let groups = ids.finish(&self.fields);
        let (groups, reasons) = bands.leave_out(groups, &self.fields, main, least);
        let Groups { all: groups, left_out } = groups;
        let (name, beside_main) = (name_of, group::beside(main, &of_others, &pooled));
        let looking =
            Looking { answers: &answers, groups: &groups, name, asked, least, design, at_one };
        let weekend = main.and_then(|main| looking.weekend(main));
        let other = told.shift.and_then(|shift| shift.score).filter(|score| Some(*score) != main);
        // A stated length is that of all; what is shorter than the trend has no odd period of it.
        let (of_groups, shorter) = match self.grain {
            Some(stated) => (stated, false),
            None => days.grain_of_groups(grain),
        };
        let search = main.map(|main| {
            let (changed, columns) = (other, places.columns());
            let grain = of_groups;
            Search { grain, asked, main, changed, at_touchpoints, columns, least, design, at_one }
        });
        let mut group_changes = search
            .as_ref()
            .map_or_else(Vec::new, |search| search.changes(&followed, &groups, name_of));
        group_changes.retain(|change| !(shorter && matches!(change.span, ChangeSpan::Only { .. })));
        let group_change = group_change::told(&group_changes, told.shift, told.odd);
        let group_change = looking.changed(group_change, search.as_ref(), told.shift);
        let shift = told.shift.map(|shift| beside(shift, group_change.as_ref(), &changes));
        let by_groups = |score: ScoreKind, period: (&str, bool)| {
            search.as_ref()?.mix(&followed, &groups, score, period)
        };
        let shift = shift.map(|shift| Shift {
            by_groups: shift.score.and_then(|score| by_groups(score, (shift.since.as_str(), true))),
            ..shift
        });
        let odd = told.odd.map(|odd| OddPeriod {
            by_groups: by_groups(odd.score, (odd.period.as_str(), false)),
            ..odd.clone()
        });
        let hidden = looking.hidden(told, group_change.as_ref(), (&followed, search.as_ref()));
        let told = Changed { shift: shift.as_ref(), odd: odd.as_ref(), hidden: hidden.as_ref() };
        let topic_change = topic_days
            .as_ref()
            .and_then(|days| changed(told.shift, told.odd, suppression.metric, days));
        let mut books: Vec<(Name, ScoreBook)> =
            books.into_iter().map(|(place, book)| (name_of(place), book)).collect();
        books.sort_by(|a, b| a.0.cmp(&b.0));
        let contrasts = course.score.map(|kind| {
            // The answers at the touchpoints are the main score only where they are of its kind,
            // and nobody was asked for it as a whole but where rows come from.
            let (is_main, least) = (main == Some(kind), suppression.metric);
            match asked[kind] && places.any_column() {
                true => contrasts_apart(kind, books, &places.columns(), least, is_main),
                false => contrasts(kind, &books, least, is_main && !asked[kind]),
            }
        });
        let station = |place: Place| {
            (name_of(place), places.known(place).and_then(|known| known.owner.clone()))
        };
        let spoken_of = |said: &Complaint| places.spoken_of(*said, names.homes);
        let (actions, grave) = self.actions.finish(files, station, spoken_of, aspect_of);
        let designs = (design, comment_design);
        let mut segments = self.segments.finish(&self.fields, name_of, asked, suppression, designs);
        segments.iter_mut().zip(left_out).for_each(|(table, why)| table.no_groups = why);
        let targets = self.watch.map(|(path, watch)| {
            let timeline = Timeline::of(&days, grain);
            let run = RunFacts {
                path: &path,
                least: suppression.metric,
                fields: &self.fields,
                values: &watch.values.clone(),
                exported: exported.iter().map(|known| Arc::clone(&known.name)).collect(),
            };
            let series =
                watch.finish(&timeline.ends, asked, [(&design, alike), (&at_one, of_people)]);
            judge(series, &timeline, &run, name_of, |aspect| named(names.aspects, aspect))
        });
        let trend = days.summary(grain, asked, suppression, (&design, comment_design));
        let (contrasts, voices) =
            (contrasts.unwrap_or_default(), voices.finish(asked, suppression.metric, &design));
        let about: Vec<(Name, Vec<Name>)> = (0..exported.len())
            .map(|at| {
                let aspects = exported[at].aspects.iter().copied().map(aspect_of);
                (name_of(Place::Export(at)), aspects.collect())
            })
            .collect();
        let contrasts_now = now(&contrasts, group_change.as_ref());
        let share_rise = match main {
            Some(_) => None,
            None => shares.rise(grain, name_of, &groups, suppression.metric, alike.labels),
        };
        let later_comments = later.worse(&groups, suppression.metric, of_people.labels);
        let tables = Tables {
            main,
            beside: &beside_main,
            of_others: !of_others.is_empty(),
            overall: &overall,
            touchpoints: &touchpoints,
            changes: told,
            changed: group_change.as_ref(),
            voices: &voices,
            contrasts: &contrasts_now,
            drivers: &drivers,
            segments: &segments,
            topics: pains.any,
            of_complaints: &of_complaints,
            of_outcomes: &of_outcomes,
            about: &about,
            unnamed: unnamed.as_ref(),
            topic_change: topic_change.as_ref(),
            share_rise: share_rise.as_ref(),
            weekend: weekend.as_ref(),
            reasons: reasons.as_ref(),
            later_comments: later_comments.as_ref(),
            grave: grave.as_ref(),
            comments,
            labels: alike.labels,
        };
        let mut pain_points = pains.hurting;
        let mut weaknesses = tables.weaknesses(&pain_points);
        rank_after(&mut pain_points, &to_mend(&weaknesses), comments);
        lead_apart(pain_points.iter_mut().map(|point| &mut point.verbatims));
        weaknesses.iter_mut().for_each(|weakness| weakness.ranked_among(&pain_points));
        let origin = |touchpoint: &Name, aspect: &Name| {
            let topic = (touchpoint, aspect);
            complaints.origin(topic, &groups, name_of, aspect_of, suppression.metric)
        };
        weaknesses.iter_mut().for_each(|weakness| weakness.come_from(origin));
        let bounds = (suppression.metric, weaknesses.len());
        let rated_low = |touchpoint: &Name, score: Option<ScoreKind>| {
            lows.origin((touchpoint, score), &groups, name_of, bounds, &at_one)
        };
        weaknesses.iter_mut().for_each(|weakness| weakness.rated_low(rated_low));
        looking.look_into_touchpoints(&mut weaknesses, (&followed, search.as_ref()));
        let mut weak = tables.weak_groups(|first, second| looking.is_apart(first, second));
        looking.look_into(&mut weak, (&lows, at_touchpoints), (&followed, search.as_ref()));
        let told = Told { weaknesses: &weaknesses, groups: &weak, change: group_change.as_ref() };
        let interaction =
            main.and_then(|main| looking.interaction(main, |side| told.is_told(side)));
        // What comments are about has its touchpoint by the taxonomy, and drivers have that.
        let by_aspect = source == TouchpointSource::Aspects;
        let mut page = first_page(main, &weaknesses, &contrasts_now, &pain_points, by_aspect);
        let furthest_behind = weak.iter().filter_map(|group| group.worst_at.as_ref());
        page.bad.touchpoints.extend(furthest_behind.map(|at| at.touchpoint.clone()));
        let mut mended = drivers.clone();
        mended.iter_mut().for_each(|table| table.agree_with(&page));
        let tables = Tables { drivers: &mended, ..tables };
        let mut findings = tables.findings(weaknesses, &pain_points, weak, interaction);
        complaints.said.behind(&mut findings, &groups, (name_of, aspect_of), (least, alike.labels));
        Journey {
            comment_design: alike.labels.effect(),
            design: design
                .iter()
                .map(|(kind, design)| (kind, design.effect()))
                .filter(|(_, e)| *e > 1.0)
                .collect(),
            findings,
            overall,
            touchpoints,
            course,
            grain,
            trend,
            shifts,
            latest,
            contrasts,
            voices,
            drivers: mended,
            pain_points,
            harmless: pains.harmless,
            actions,
            mismatch: self.mismatch.finish(files, asked, suppression, alike.labels),
            other_languages: languages.finish(main, asked, suppression.metric),
            framed_comments: self.framed_comments,
            segments,
            implied: self.implied.finish(name_of, suppression),
            targets,
            basis,
        }
    }
}

/// Words of the tool in both languages.
pub(super) fn words(key: &str) -> Name {
    Name::both(|lang| rust_i18n::t!(key, locale = lang.code()).into_owned())
}
