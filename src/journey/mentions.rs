//! What is mentioned where, and what it does to the scores: the counts behind
//! the pain points.
//!
//! Each comment counts once per touchpoint and aspect, at the touchpoint of its
//! entry or, where that has none, at the aspect's own. It is negative where more
//! of its opinions there are negative than positive; where as many are, it
//! counts as neither.

use std::cell::OnceCell;
use std::collections::HashMap;

use super::allocation::AllGains;
use super::coded::CodedPeople;
use super::facts::{CommentFacts, OpinionFact};
use super::mentioned_by::MentionedBy;
use super::pain_point::{Impact, LEAST_LISTED, PainPoint, PainVerdict, enough, priority, verdict};
use super::pain_rank::rank;
use super::place::Place;
use super::row::RowView;
use super::scores::{AskedForWhole, ScoreScope, ScoreSums, Split};
use super::suppression::Suppression;
use super::touchpoint::TouchpointSource;
use super::trend::{DailyMentions, Grain};
use super::verbatim::{Candidates, Offer};
use crate::feedback::PerScore;
use crate::lang::Name;
use crate::metrics::{Design, Weight};
use crate::opinion::AspectId;
use crate::sentiment::Class;
use crate::stats::interval::wilson_clustered;
use crate::stats::multiple::benjamini_hochberg;

/// Everything counted about one aspect at one touchpoint.
#[derive(Debug, Clone, Default)]
struct MentionSums {
    mentions: u64,
    negative: u64,
    positive: u64,
    /// Scores of the rows that mention it, each row once.
    scores: Split<ScoreSums>,
    /// Who mentions it.
    people: MentionedBy,
    gains: Split<AllGains>,
    days: DailyMentions,
    candidates: Candidates,
}

/// An aspect that a row mentions.
#[derive(Debug, Clone, Copy)]
struct Here {
    /// Where in the list of all mentions.
    index: usize,
    /// Above 0 where the row praises it, below where it complains.
    balance: i32,
    /// Comments of the row that mention it.
    mentions: u16,
    /// Of these, complaints.
    complaints: u16,
}

/// Collects mentions, row by row.
#[derive(Debug, Clone, Default)]
pub(super) struct Mentions {
    all: Vec<((Place, AspectId), MentionSums)>,
    /// Where in `all` a touchpoint and aspect are.
    index: HashMap<(Place, AspectId), usize>,
    scores: Split<ScoreSums>,
    here: Vec<Here>,
    /// The opinions of a comment by where and about what they are.
    sorted: Vec<(Place, AspectId, usize)>,
}

/// What is often judged negatively.
pub(super) struct Pains {
    /// Pain points, the worst first.
    pub(super) hurting: Vec<PainPoint>,
    /// Where those who complain score no lower than the others.
    pub(super) harmless: Vec<PainPoint>,
}

/// What is known at the end of a run.
pub(super) struct Ending<'a> {
    pub(super) asked: AskedForWhole,
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
        let mut scores: Split<ScoreSums> = Split::default();
        for (entry, weight) in row.entries().filter_map(|entry| Some((entry, row.weight?))) {
            let side = scores.side(entry.scope);
            row.counting(&entry).for_each(|(kind, score)| side.add(kind, score, weight));
        }
        self.scores.merge(scores);
        // In a run by the taxonomy an entry's own touchpoint is none.
        let exported = source == TouchpointSource::Export;
        self.here.clear();
        for (i, entry) in row.entries().enumerate() {
            if let Some(facts) = entry.facts
                && entry.sentiment.flatten().is_some()
                && !facts.opinions.is_empty()
            {
                let mut any = false;
                for place in entry.places().filter(|_| exported) {
                    any = true;
                    self.add_comment(row, i, facts, Some(place));
                }
                if !any {
                    self.add_comment(row, i, facts, None);
                }
            }
        }
        if self.here.is_empty() {
            return;
        }
        self.here.sort_unstable_by_key(|here| here.index);
        self.here.dedup_by(|next, first| {
            let same = next.index == first.index;
            if same {
                first.balance += next.balance;
                first.mentions = first.mentions.saturating_add(next.mentions);
                first.complaints = first.complaints.saturating_add(next.complaints);
            }
            same
        });
        for here in &self.here {
            let cell = &mut self.all[here.index].1;
            cell.scores.merge(scores);
            cell.people.add(row, here.mentions, here.complaints);
        }
        if let Some(weight) = row.weight {
            self.allocate(row, weight, exported);
        }
    }

    fn add_comment(
        &mut self,
        row: &RowView,
        entry: usize,
        facts: &CommentFacts,
        at: Option<Place>,
    ) {
        let place = |opinion: &OpinionFact| {
            (at.unwrap_or(Place::Taxonomy(opinion.touchpoint)), opinion.aspect)
        };
        let text = row.row.entries[entry].comment.as_deref().unwrap_or_default();
        let mut length = None;
        let wording = OnceCell::new();
        let mut sorted = std::mem::take(&mut self.sorted);
        sorted.clear();
        sorted.extend(facts.opinions.iter().enumerate().map(|(j, opinion)| {
            let (at, aspect) = place(opinion);
            (at, aspect, j)
        }));
        sorted.sort_unstable();
        for alike in sorted.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
            let [(at, aspect, _), ..] = *alike else { continue };
            let key = (at, aspect);
            let next = self.all.len();
            let index = *self.index.entry(key).or_insert(next);
            if index == next {
                self.all.push((key, MentionSums::default()));
            }
            let cell = &mut self.all[index].1;
            let same = || alike.iter().filter_map(|(.., j)| facts.opinions.get(*j));
            let balance: i32 = same().map(|o| direction(o.class)).sum();
            cell.mentions += 1;
            cell.positive += u64::from(balance > 0);
            cell.negative += u64::from(balance < 0);
            if let Some(time) = row.row.time {
                cell.days.add(time.date(), balance < 0);
            }
            if balance < 0
                && let Some(worst) = same().min_by(|a, b| {
                    let unclear = |o: &OpinionFact| !o.borne_out;
                    unclear(a).cmp(&unclear(b)).then(a.sentiment.total_cmp(&b.sentiment))
                })
            {
                let length = *length.get_or_insert_with(|| text.chars().count());
                cell.candidates.offer(&Offer {
                    row,
                    entry,
                    text,
                    length,
                    wording: &wording,
                    label: facts.label,
                    evidence: &worst.evidence,
                    sentiment: worst.sentiment,
                    borne_out: worst.borne_out,
                });
            }
            self.here.push(Here {
                index,
                balance: balance.signum(),
                mentions: 1,
                complaints: u16::from(balance < 0),
            });
        }
        self.sorted = sorted;
    }

    /// Divides gains and losses of the row's scores: a score of the whole among
    /// all that is mentioned, that of a touchpoint among what is mentioned there.
    fn allocate(&mut self, row: &RowView, weight: Weight, exported: bool) {
        for entry in row.entries().filter(|entry| row.counting(entry).next().is_some()) {
            let part = entry.scope == ScoreScope::Part;
            let at: Vec<Place> = entry.places().filter(|_| part && exported).collect();
            let concerned = |all: &[((Place, AspectId), MentionSums)], here: &Here| {
                at.is_empty() || at.contains(&all[here.index].0.0)
            };
            for praised in [true, false] {
                let of = |here: &&Here| if praised { here.balance > 0 } else { here.balance < 0 };
                let all = &mut self.all;
                let among = self.here.iter().filter(of).filter(|h| concerned(all, h)).count();
                for here in self.here.iter().filter(of) {
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
        self.all.iter().map(move |((place, aspect), sums)| (*place, *aspect, count(sums)))
    }

    /// The pain points, worst first, and what is complained of without harm.
    pub(super) fn finish(
        self,
        ending: &Ending<'_>,
        touchpoint: impl Fn(Place) -> Name,
        aspect: impl Fn(AspectId) -> Name,
    ) -> Pains {
        let Ending { asked, suppression, people, .. } = *ending;
        let all_scores = self.scores.resolve(asked);
        let main = all_scores.main_kind();
        let total =
            |count: fn(&MentionSums) -> u64| self.all.iter().map(|(_, m)| count(m)).sum::<u64>();
        let usual = total(|m| m.negative) as f64 / total(|m| m.mentions).max(1) as f64;
        let least = suppression.metric;
        let often = self.all.into_iter().filter(|(_, cell)| enough(cell.mentions, least));
        let mut often: Vec<_> = often
            .map(|(key, mut cell)| {
                let scores = cell.scores.resolve(asked);
                let people = people.map(|all| (std::mem::take(&mut cell.people).finish(), all));
                let of = |kind| {
                    // Where nobody comes again, those of a row are alike, and a row mentions it
                    // or not.
                    let alike = people.as_ref();
                    let design = alike.map(|(here, all)| here.impact(kind, all, asked));
                    let design = design.unwrap_or(ending.design[kind]);
                    Impact::leave_out(kind, &all_scores, &scores, least, design)
                };
                let impact = main.and_then(of);
                let alike = people.map_or(Design::NONE, |(here, _)| here.complaints());
                (key, cell, impact, alike)
            })
            .collect();
        let mut impacts: Vec<&mut Impact> =
            often.iter_mut().filter_map(|(.., impact, _)| impact.as_mut()).collect();
        let p: Vec<f64> = impacts.iter().map(|impact| impact.p).collect();
        let q = benjamini_hochberg(&p).unwrap_or(p);
        impacts.iter_mut().zip(q).for_each(|(impact, q)| impact.q = q);
        type Found = ((Place, AspectId), MentionSums, Option<Impact>, Design);
        let pain_point = |(key, cell, impact, design): Found| {
            let (place, id) = key;
            let share = wilson_clustered(cell.negative, cell.mentions, design.effect())?;
            let verdict = verdict(cell.negative, &share, usual, impact.as_ref());
            if verdict == PainVerdict::Nothing {
                return None;
            }
            let gains = cell.gains.resolve(asked);
            // Shown where the impact is: of fewer answers it would give them away.
            let allocation = impact.and_then(|impact| {
                gains.share(impact.score, all_scores.total_weight(impact.score))
            });
            let quotable = cell.mentions >= suppression.verbatim;
            let point = PainPoint {
                rank: 0,
                rank_interval: None,
                worst: None,
                touchpoint: touchpoint(place),
                aspect: aspect(id),
                mentions: cell.mentions,
                negative: cell.negative,
                positive: cell.positive,
                negative_share: share,
                impact,
                allocation,
                design,
                trend: cell.days.summary(ending.grain),
                priority: priority(cell.negative, ending.comments, &share, impact.as_ref()),
                verbatims: if quotable {
                    cell.candidates.listed(ending.files, main)
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
        rank(&mut others);
        let few = LEAST_LISTED.saturating_sub(hurting.len());
        hurting.extend(others.into_iter().take(few));
        rank(&mut hurting);
        rank(&mut harmless);
        Pains { hurting, harmless }
    }
}

fn direction(class: Class) -> i32 {
    match class {
        Class::Negative => -1,
        Class::Neutral => 0,
        Class::Positive => 1,
    }
}
