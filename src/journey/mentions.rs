//! What is mentioned where, and what it does to the scores: the counts behind
//! the pain points.
//!
//! Each comment counts once per touchpoint and aspect, at the touchpoint of its
//! entry or, where that has none, at the aspect's own. It is negative where more
//! of its opinions there are negative than positive; where as many are, it
//! counts as neither. Of all touchpoints of an export together it counts once per
//! aspect; what is told of that, [`everywhere`](super::everywhere) says. A comment whose touchpoints
//! are several, ticked in one question, is at none of them: what it says once counts once, at the
//! aspect's own touchpoint, and not at each as if it had been said there.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::coded::CodedPeople;
use super::collector::words;
use super::everywhere::{divided, together, without_parts};
use super::mention_cells::{Cells, Comment, Here, MentionSums};
use super::pain_point::{Impact, LEAST_LISTED, PainPoint, PainVerdict, enough, priority, verdict};
use super::pain_rank::rank;
use super::place::Place;
use super::row::RowView;
use super::same_comments::{Complained, SameComments, Scored, partner};
use super::scores::{AskedForWhole, ScoreScope, ScoreSums, Split};
use super::suppression::Suppression;
use super::touchpoint::TouchpointSource;
use super::trend::Grain;
use crate::feedback::{PerScore, ScoreKind};
use crate::lang::Name;
use crate::metrics::{Design, Weight};
use crate::opinion::AspectId;
use crate::stats::interval::wilson_clustered;
use crate::stats::multiple::benjamini_hochberg;

/// Collects mentions, row by row.
#[derive(Debug, Clone, Default)]
pub(super) struct Mentions {
    /// By touchpoint and aspect.
    at: Cells<(Place, AspectId)>,
    /// By aspect, where touchpoints are those of the export.
    anywhere: Cells<AspectId>,
    scores: Split<ScoreSums>,
}

/// Something that is mentioned often enough to be tested.
struct Found {
    /// Where; `None` of all touchpoints together.
    place: Option<Place>,
    aspect: AspectId,
    /// Its number among the topics at one touchpoint, or among those of all together.
    index: usize,
    sums: MentionSums,
    /// Of those who mention it, and of those who complain of it.
    mentioned: Option<Impact>,
    complaint: Option<Impact>,
    /// Whether those who mention it, or complain of it, score lower by another score.
    elsewhere: bool,
    /// How much mentions of the same people are alike in being complaints.
    alike: Design,
    /// Design effect of the impacts.
    design: Design,
    /// Another topic that the same comments complain of, where both are one matter.
    same: Option<SameComments>,
}

impl Found {
    fn complained(&self) -> Complained {
        Complained {
            index: self.index,
            place: self.place,
            aspect: self.aspect,
            negative: self.sums.negative,
            scores: self.sums.complaining,
            impact: self.complaint,
            design: self.design,
        }
    }
}

/// What is often judged negatively.
pub(super) struct Pains {
    /// Pain points, the worst first.
    pub(super) hurting: Vec<PainPoint>,
    /// Where neither those who mention it nor those who complain of it score lower than the others.
    pub(super) harmless: Vec<PainPoint>,
    /// Whether anything is mentioned often enough to be one of them.
    pub(super) any: bool,
}

/// What is known at the end of a run.
pub(super) struct Ending<'a> {
    pub(super) asked: AskedForWhole,
    /// The score of the run, and those that other people gave.
    pub(super) kinds: (Option<ScoreKind>, &'a [ScoreKind]),
    pub(super) suppression: Suppression,
    pub(super) grain: Grain,
    /// Comments with something to judge.
    pub(super) comments: u64,
    pub(super) files: &'a [String],
    /// Design effect of all answers to each score.
    pub(super) design: &'a PerScore<Design>,
    /// Answers to the main score by person, where people are named and come again.
    pub(super) people: Option<&'a CodedPeople>,
}

impl Mentions {
    /// Takes a row of a run whose touchpoints come from `source`.
    pub(super) fn add(&mut self, row: &RowView, source: TouchpointSource) {
        let scores = row.sums();
        self.scores.merge(scores);
        // In a run by the taxonomy an entry's own touchpoint is none.
        let exported = source == TouchpointSource::Export;
        self.take(row, exported, false);
        self.at.end(row, Some(scores));
        self.anywhere.end(row, Some(scores));
        if let Some(weight) = row.weight.filter(|_| !self.at.here.is_empty()) {
            self.allocate(row, weight, exported);
        }
        // It tells what is complained of, and nothing of the scores that were given before.
        if row.row.entries.iter().any(|entry| entry.asked.is_apart()) {
            self.take(row, exported, true);
            self.at.end(row, None);
            self.anywhere.end(row, None);
        }
    }

    /// Takes the comments of a row, those that were written `later` or all others.
    fn take(&mut self, row: &RowView, exported: bool, later: bool) {
        self.at.begin();
        self.anywhere.begin();
        for (i, entry) in row.entries().enumerate() {
            if let Some(facts) = entry.facts
                && entry.entry.asked.is_apart() == later
                && entry.sentiment.flatten().is_some()
                && !facts.opinions.is_empty()
            {
                let said = Comment::new(row, i, facts);
                match entry.only_place().filter(|_| exported) {
                    Some(place) => self.at.add(&said, |opinion| (place, opinion.aspect)),
                    None => self.at.add(&said, |opinion| {
                        (Place::Taxonomy(opinion.touchpoint), opinion.aspect)
                    }),
                }
                if exported {
                    self.anywhere.add(&said, |opinion| opinion.aspect);
                }
            }
        }
    }

    /// Divides gains and losses of the row's scores: a score of the whole among
    /// all that is mentioned, that of a touchpoint among what is mentioned there.
    fn allocate(&mut self, row: &RowView, weight: Weight, exported: bool) {
        let Cells { all, here: mentioned, .. } = &mut self.at;
        for entry in row.entries().filter(|entry| row.counting(entry).next().is_some()) {
            let part = entry.scope == ScoreScope::Part;
            let at = entry.only_place().filter(|_| part && exported);
            let concerned = |all: &[((Place, AspectId), MentionSums)], here: &Here| {
                at.is_none_or(|at| at == all[here.index].0.0)
            };
            for praised in [true, false] {
                let of = |here: &&Here| if praised { here.balance > 0 } else { here.balance < 0 };
                let among = mentioned.iter().filter(of).filter(|h| concerned(all, h)).count();
                for here in mentioned.iter().filter(of) {
                    if concerned(all, here) {
                        let gains = all[here.index].1.gains.side(entry.scope);
                        for (kind, score) in entry.entry.scores.given() {
                            gains.add(kind, score, weight, praised, among);
                        }
                    }
                }
            }
        }
    }

    /// How often each aspect was mentioned at each touchpoint, and how often judged
    /// negatively and positively.
    pub(super) fn counts(&self) -> impl Iterator<Item = (Place, AspectId, [u64; 3])> + '_ {
        let count = |sums: &MentionSums| [sums.mentions, sums.negative, sums.positive];
        self.at.all.iter().map(move |((place, aspect), sums)| (*place, *aspect, count(sums)))
    }

    /// Where half of what is mentioned, or more, are `outcomes`: what a score leads to.
    pub(super) fn of_outcomes(&self, outcomes: &[AspectId]) -> Vec<Place> {
        let mut sums: BTreeMap<Place, [u64; 2]> = BTreeMap::new();
        for (place, aspect, [mentions, ..]) in self.counts() {
            let [all, of_outcomes] = sums.entry(place).or_default();
            *all += mentions;
            *of_outcomes += if outcomes.contains(&aspect) { mentions } else { 0 };
        }
        let mostly = sums.into_iter().filter(|(_, [all, of_outcomes])| 2 * of_outcomes >= *all);
        mostly.map(|(place, _)| place).collect()
    }

    /// Complaints about each topic by day, of all or of those who gave one score: an aspect at a
    /// touchpoint of the taxonomy, or, where touchpoints are those of the export, at all of them
    /// together.
    pub(super) fn complaints(
        &self,
        of: Option<ScoreKind>,
    ) -> Vec<(Option<Place>, AspectId, BTreeMap<Date, u64>)> {
        if self.anywhere.all.is_empty() {
            let at = self.at.all.iter();
            return at
                .map(|((place, aspect), sums)| (Some(*place), *aspect, sums.days.complaints(of)))
                .collect();
        }
        let anywhere = self.anywhere.all.iter();
        anywhere.map(|(aspect, sums)| (None, *aspect, sums.days.complaints(of))).collect()
    }

    /// The pain points, worst first, and what is complained of without harm.
    pub(super) fn finish(
        self,
        ending: &Ending<'_>,
        touchpoint: impl Fn(Place) -> Name,
        aspect: impl Fn(AspectId) -> Name,
    ) -> Pains {
        let Ending { asked, kinds: (main, of_others), suppression, people, .. } = *ending;
        let Mentions { at, anywhere, scores } = self;
        let all_scores = scores.resolve(asked);
        let total =
            |count: fn(&MentionSums) -> u64| at.all.iter().map(|(_, m)| count(m)).sum::<u64>();
        let usual = total(|m| m.negative) as f64 / total(|m| m.mentions).max(1) as f64;
        let least = suppression.metric;
        let divided = divided(&at.all, anywhere.all, least, usual);
        let cells = at.all.into_iter().enumerate();
        let cells = cells.map(|(index, ((place, id), sums))| (Some(place), id, index, sums));
        let index_of = |id: &AspectId| anywhere.index.get(id).copied().unwrap_or_default();
        let of_all = divided.into_iter().map(|(id, sums)| (None, id, index_of(&id), sums));
        let often = cells.chain(of_all).filter(|(.., sums)| enough(sums.mentions, least));
        let mut often: Vec<Found> = often
            .map(|(place, aspect, index, mut sums)| {
                let scores = [sums.scores, sums.complaining].map(|split| split.resolve(asked));
                let people = people.map(|all| (std::mem::take(&mut sums.people).finish(), all));
                let costs = |kind: ScoreKind| {
                    let design = ending.design[kind];
                    let costs = |own| Impact::leave_out(kind, &all_scores, own, least, design);
                    scores.iter().filter_map(costs).any(|impact| impact.may_cost())
                };
                let own = main.map(|main| given_by_most(main, of_others, &scores));
                let elsewhere =
                    ScoreKind::ALL.into_iter().any(|kind| Some(kind) != own && costs(kind));
                let design = own.map_or(Design::NONE, |kind| {
                    // Where nobody comes again, those of a row are alike, and a row mentions it
                    // or not. Those who complain of it are as much alike as those who mention it.
                    let alike = people.as_ref().filter(|_| own == main);
                    let design = alike.map(|(here, all)| here.impact(kind, all, asked));
                    design.unwrap_or(ending.design[kind])
                });
                let impacts = own.map(|kind| {
                    scores.map(|own| Impact::leave_out(kind, &all_scores, &own, least, design))
                });
                let [mentioned, complaint] = impacts.unwrap_or_default();
                let alike = people.map_or(Design::NONE, |(here, _)| here.complaints());
                Found {
                    place,
                    aspect,
                    index,
                    sums,
                    mentioned,
                    complaint,
                    elsewhere,
                    alike,
                    design,
                    same: None,
                }
            })
            .collect();
        let any = !often.is_empty();
        adjust(often.iter_mut().filter_map(|found| found.mentioned.as_mut()));
        adjust(often.iter_mut().filter_map(|found| found.complaint.as_mut()));
        let called =
            |place: Option<Place>| place.map_or_else(|| words("overall.touchpoints"), &touchpoint);
        let complained: Vec<Complained> = often.iter().map(Found::complained).collect();
        let resolve = |scores: Split<ScoreSums>| scores.resolve(asked);
        let scored = Scored { all: &all_scores, resolve: &resolve, at_least: least };
        for (found, own) in often.iter_mut().zip(&complained) {
            let pairs = if own.place.is_some() { &at.pairs } else { &anywhere.pairs };
            let partner = partner(own, &complained, pairs, &scored);
            found.same = partner.map(|(other, together, impact)| SameComments {
                touchpoint: called(other.place),
                aspect: aspect(other.aspect),
                negative: other.negative,
                together,
                impact,
            });
        }
        let pain_point = |found: Found| {
            let Found { place, aspect: id, sums, mentioned, complaint, elsewhere, same, .. } =
                found;
            let alike = found.alike;
            let share = wilson_clustered(sums.negative, sums.mentions, alike.effect())?;
            // That the score is no lower is said only where it is so of every score.
            let known = [mentioned.as_ref(), complaint.as_ref()]
                .map(|impact| impact.filter(|impact| !(elsewhere && impact.value > 0.0)));
            let verdict = verdict(sums.negative, &share, usual, known);
            if verdict == PainVerdict::Nothing {
                return None;
            }
            let gains = sums.gains.resolve(asked);
            // Shown where that of all who mention it is known: of fewer it would give them away.
            let allocation = mentioned.and_then(|impact| {
                gains.share(impact.score, all_scores.total_weight(impact.score))
            });
            let quotable = sums.mentions >= suppression.verbatim;
            let point = PainPoint {
                rank: 0,
                rank_interval: None,
                worst: None,
                touchpoint: called(place),
                aspect: aspect(id),
                everywhere: place.is_none(),
                mentions: sums.mentions,
                negative: sums.negative,
                positive: sums.positive,
                negative_share: share,
                impact: complaint,
                mentioned,
                elsewhere,
                same,
                allocation,
                design: alike,
                trend: sums.days.summary(ending.grain),
                priority: priority(sums.negative, ending.comments, complaint.as_ref()),
                verbatims: if quotable {
                    sums.candidates.listed(ending.files, main)
                } else {
                    Vec::new()
                },
            };
            Some((verdict, point))
        };
        let (mut harmless, mut hurting, mut others) = (Vec::new(), Vec::new(), Vec::new());
        for (verdict, point) in often.into_iter().filter_map(pain_point) {
            match verdict {
                PainVerdict::Harmless => harmless.push(point),
                PainVerdict::Candidate => others.push(point),
                PainVerdict::StandsOut | PainVerdict::Nothing => hurting.push(point),
            }
        }
        let quotable = suppression.verbatim;
        let whole = together(&hurting);
        without_parts(&mut hurting, &whole, quotable);
        without_parts(&mut others, &whole, quotable);
        rank(&mut others);
        let few = LEAST_LISTED.saturating_sub(hurting.len());
        hurting.extend(others.into_iter().take(few));
        let whole = together(&hurting);
        without_parts(&mut hurting, &whole, quotable);
        // What hurts somewhere is not harmless everywhere.
        let hurts = |point: &PainPoint| hurting.iter().any(|other| other.aspect == point.aspect);
        harmless.retain(|point: &PainPoint| !(point.everywhere && hurts(point)));
        for whole in [together(&hurting), together(&harmless)] {
            without_parts(&mut harmless, &whole, quotable);
        }
        rank(&mut hurting);
        rank(&mut harmless);
        Pains { hurting, harmless, any }
    }
}

/// The score that most of those who mention, or complain of, something gave: the `main` one, else
/// one `of_others`. Where people of two kinds are asked for scores of their own, what some of
/// them complain of takes from theirs.
fn given_by_most(main: ScoreKind, of_others: &[ScoreKind], scores: &[ScoreSums; 2]) -> ScoreKind {
    let n = |kind: ScoreKind| scores.iter().map(|own| own.n(kind)).sum::<u64>();
    let more = of_others.iter().copied().filter(|kind| n(*kind) > n(main));
    more.max_by_key(|kind| n(*kind)).unwrap_or(main)
}

/// Sets the q of a family of impacts.
fn adjust<'a>(impacts: impl Iterator<Item = &'a mut Impact>) {
    let mut impacts: Vec<&mut Impact> = impacts.collect();
    let p: Vec<f64> = impacts.iter().map(|impact| impact.p).collect();
    let q = benjamini_hochberg(&p).unwrap_or(p);
    impacts.iter_mut().zip(q).for_each(|(impact, q)| impact.q = q);
}
