//! Where complaints come from: the group that has surely more than its part of those about a
//! topic.
//!
//! That 61 comments complain of dirt is a matter for all hotels, or for the one that all of them
//! are about. So it is counted in which groups of the segment fields people complain (of a topic
//! that is not at one touchpoint, at which touchpoints of the export too), and each group's part
//! of the complaints is held against its part of all comments there: Fisher's exact test, p times
//! the number of groups (Bonferroni). Who is in no group of a field was not asked for it, or answers
//! another export of the same file: a version of the app says nothing of those who were at a branch.
//! So parts are held against the comments of which the field is known. Told is a group that has at
//! least a third of all the complaints
//! and complains at least twice as often as all others; of several that one whose complaints say
//! most against chance, so that a region does not stand for its one bad shop.
//!
//! Several complaints of one person are no more than one that they are where they are: what a
//! complaint is worth is one by the number of them that each has.

use std::collections::BTreeMap;

use serde::Serialize;

use super::facts::{CommentFacts, TouchpointId};
use super::findings::CHANCE;
use super::group_change::Subgroup;
use super::group_complaints::SpeakingCounter;
use super::group_ids::Group;
use super::mention_cells::direction;
use super::nested::is_nested;
use super::place::Place;
use super::row::RowView;
use super::touchpoint::TouchpointSource;
use crate::lang::Name;
use crate::opinion::AspectId;
use crate::stats::Estimate;
use crate::stats::interval::wilson_clustered;
use crate::stats::net_difference::{net_p, pooled_p};

/// Fewest complaints of a group that is told.
const LEAST: u64 = 5;

/// Most topics, and numbers of complaints of a group about one; beyond, none is told.
const MOST_CELLS: usize = 200_000;

/// Most touchpoints that are told apart; beyond, none is.
const MOST_PLACES: usize = 200;

/// Most people of whom it is known how often they complain of a topic.
const MOST_PEOPLE: usize = 256;

/// The group that most complaints about a topic come from.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ComplaintOrigin {
    /// The group.
    pub group: Subgroup,
    /// Its comments that complain of the topic.
    pub complaints: u64,
    /// All comments that do, where the field of the group is known.
    pub all_complaints: u64,
    /// `complaints / all_complaints`, Wilson.
    pub share: Estimate,
    /// Comments of the group.
    pub comments: u64,
    /// All comments where it is known.
    pub all_comments: u64,
    /// Whether of more than a tenth of the comments it is not.
    pub of_field: bool,
    /// Whether comments are those at the touchpoint of the topic, and not those at all.
    pub there: bool,
    /// Two-sided p of Fisher's test, times the number of groups (Bonferroni).
    pub p: f64,
}

/// Comments, of all and of each group by its number.
#[derive(Debug, Clone, Default)]
struct Comments {
    n: u64,
    groups: Vec<u64>,
}

impl Comments {
    fn add(&mut self, groups: &[usize]) {
        self.n += 1;
        for group in groups {
            if self.groups.len() <= *group {
                self.groups.resize(group + 1, 0);
            }
            self.groups[*group] += 1;
        }
    }
}

/// Complaints about a topic.
#[derive(Debug, Clone, Default)]
struct Complaints {
    n: u64,
    /// By number of the group.
    groups: BTreeMap<usize, u64>,
    /// By number of the touchpoint in the export.
    places: BTreeMap<usize, u64>,
    /// Complaints of people who are named.
    named: u64,
    /// Those of the people of the smallest hashes.
    people: BTreeMap<u64, u64>,
}

impl Complaints {
    fn person(&mut self, person: u64) {
        self.named += 1;
        *self.people.entry(person).or_default() += 1;
        if self.people.len() > MOST_PEOPLE {
            self.people.pop_last();
        }
    }

    /// Complaints of one who complains.
    fn each(&self) -> f64 {
        let (people, theirs) = (self.people.len() as f64, self.people.values().sum::<u64>() as f64);
        let of_named = if people > 0.0 { theirs / people } else { 1.0 };
        self.n as f64 / ((self.n - self.named) as f64 + self.named as f64 / of_named)
    }
}

/// A topic: an aspect at a touchpoint, or at all of them.
type Topic = (Option<Place>, AspectId);

/// Counts complaints, row by row.
#[derive(Debug, Clone)]
pub(super) struct ComplaintCounter {
    source: TouchpointSource,
    /// What a group that is told complains of.
    pub(super) said: SpeakingCounter,
    all: Comments,
    /// At each touchpoint of the export.
    places: Vec<Comments>,
    too_many_places: bool,
    topics: BTreeMap<Topic, Complaints>,
    cells: usize,
    /// How a comment judges aspects, by the touchpoint that the taxonomy puts them at.
    here: Vec<(TouchpointId, AspectId, i32)>,
}

impl ComplaintCounter {
    /// For a run whose touchpoints come from `source`.
    pub(super) fn new(source: TouchpointSource) -> ComplaintCounter {
        ComplaintCounter {
            source,
            said: SpeakingCounter::new(source),
            all: Comments::default(),
            places: Vec::new(),
            too_many_places: false,
            topics: BTreeMap::new(),
            cells: 0,
            here: Vec::new(),
        }
    }

    /// Takes a row that is in these groups. A comment complains of what it complains of in
    /// [`Cells`](super::mention_cells::Cells).
    pub(super) fn add(&mut self, row: &RowView, groups: &[usize]) {
        self.said.add(row, groups);
        let exported = self.source == TouchpointSource::Export;
        for entry in row.entries() {
            let judged = entry.sentiment.flatten().is_some();
            let Some(facts) = entry.facts.filter(|_| judged) else { continue };
            let place = entry.only_place().filter(|_| exported);
            self.all.add(groups);
            match place {
                Some(Place::Export(at)) if at < MOST_PLACES => {
                    if self.places.len() <= at {
                        self.places.resize(at + 1, Comments::default());
                    }
                    self.places[at].add(groups);
                }
                Some(Place::Export(_)) => self.too_many_places = true,
                _ => {}
            }
            if facts.opinions.is_empty() || self.cells > MOST_CELLS {
                continue;
            }
            let mut here = std::mem::take(&mut self.here);
            balance(facts, place.is_some(), &mut here);
            for &(home, aspect, _) in here.iter().filter(|(.., balance)| *balance < 0) {
                let at = place.unwrap_or(Place::Taxonomy(home));
                self.complain((Some(at), aspect), row.row.person, groups);
                self.complain((None, aspect), row.row.person, groups);
                if let Some(Place::Export(at)) = place.filter(|_| !self.too_many_places) {
                    let topic = self.topics.entry((None, aspect)).or_default();
                    *topic.places.entry(at).or_default() += 1;
                }
            }
            self.here = here;
        }
    }

    fn complain(&mut self, topic: Topic, person: Option<u64>, groups: &[usize]) {
        let complaints = self.topics.entry(topic).or_insert_with(|| {
            self.cells += 1;
            Complaints::default()
        });
        complaints.n += 1;
        if let Some(person) = person {
            complaints.person(person);
        }
        for group in groups {
            let of_group = complaints.groups.entry(*group).or_default();
            self.cells += usize::from(*of_group == 0);
            *of_group += 1;
        }
    }

    /// The group that the complaints about an aspect at a touchpoint surely come from; at all of
    /// them, where it is no touchpoint. `name` and `aspect` give the names of both; groups with
    /// fewer than `at_least` comments, or with all but so few, are not tested.
    pub(super) fn origin(
        &self,
        (touchpoint, of): (&Name, &Name),
        groups: &[Group],
        name: impl Fn(Place) -> Name,
        aspect: impl Fn(AspectId) -> Name,
        at_least: u64,
    ) -> Option<ComplaintOrigin> {
        if self.cells > MOST_CELLS {
            return None;
        }
        let alike = || self.topics.iter().filter(|((_, known), _)| aspect(*known) == *of);
        let named = |place: &Option<Place>| place.is_some_and(|place| name(place) == *touchpoint);
        let at_one = alike().find(|((place, _), _)| named(place));
        let ((place, _), topic) =
            at_one.or_else(|| alike().find(|((place, _), _)| place.is_none()))?;
        let (comments, there) = match place {
            Some(Place::Export(_)) if self.too_many_places => return None,
            Some(Place::Export(at)) => (self.places.get(*at)?, true),
            _ => (&self.all, false),
        };
        let mut fields: Vec<&str> = groups.iter().map(|group| group.field.as_str()).collect();
        fields.sort_unstable();
        fields.dedup();
        let writes =
            |at: usize, group: usize| self.places[at].groups.get(group).is_some_and(|n| *n > 0);
        fields.retain(|field| !is_nested(field, groups, self.places.len(), writes));
        let told = groups.iter().filter(|group| fields.contains(&group.field.as_str()));
        let known = known(groups, topic, comments);
        let mut parts: Vec<(Subgroup, Part)> = told
            .map(|group| {
                let [own, wrote] = counts(group, topic, comments);
                let [complained, all] = known[group.field.as_str()];
                let part = Part { complaints: [own, complained], comments: [wrote, all] };
                let (field, value) = (group.field.clone(), group.value.clone());
                (Subgroup::Segment { field, value }, part)
            })
            .collect();
        if place.is_none() && !self.too_many_places {
            let all: u64 = topic.places.values().sum();
            let wrote: u64 = self.places.iter().map(|at| at.n).sum();
            // Else some complaints are of no touchpoint, or of several.
            let touchpoints = self.places.iter().enumerate().filter(|_| all == topic.n);
            parts.extend(touchpoints.map(|(at, comments)| {
                let own = topic.places.get(&at).copied().unwrap_or(0);
                let part = Part { complaints: [own, all], comments: [comments.n, wrote] };
                (Subgroup::Touchpoint(name(Place::Export(at))), part)
            }));
        }
        let found = ComplaintOrigin::surest(parts, there, at_least, topic.each())?;
        let of_field = matches!(found.group, Subgroup::Segment { .. })
            && 10 * found.all_comments < 9 * comments.n;
        (3 * found.complaints >= topic.n).then_some(ComplaintOrigin { of_field, ..found })
    }
}

/// Complaints and comments of a group.
fn counts(group: &Group, topic: &Complaints, comments: &Comments) -> [u64; 2] {
    let own = topic.groups.get(&group.id).copied().unwrap_or(0);
    [own, comments.groups.get(group.id).copied().unwrap_or(0)]
}

/// Of each field the complaints and comments of all its groups together. Who is not in the only
/// group of a field did not choose it: there all are known.
fn known<'a>(
    groups: &'a [Group],
    topic: &Complaints,
    comments: &Comments,
) -> BTreeMap<&'a str, [u64; 2]> {
    let mut fields: BTreeMap<&str, (u32, [u64; 2])> = BTreeMap::new();
    for group in groups {
        let (number, [complained, wrote]) = fields.entry(&group.field).or_default();
        let own = counts(group, topic, comments);
        *number += 1;
        *complained += own[0];
        *wrote += own[1];
    }
    let all = [topic.n, comments.n];
    let of = |(number, known): (u32, [u64; 2])| if number > 1 { known } else { all };
    fields.into_iter().map(|(field, counted)| (field, of(counted))).collect()
}

impl ComplaintOrigin {
    /// Of these parts the one that is surely more than a group's own, `there` or of all comments.
    pub(super) fn surest(
        parts: Vec<(Subgroup, Part)>,
        there: bool,
        at_least: u64,
        each: f64,
    ) -> Option<ComplaintOrigin> {
        let (group, part, p) = surest(parts, 1, at_least, each)?;
        let Part { complaints: [complaints, all_complaints], comments: [comments, all_comments] } =
            part;
        let share = wilson_clustered(complaints, all_complaints, each)?;
        Some(ComplaintOrigin {
            group,
            complaints,
            all_complaints,
            share,
            comments,
            all_comments,
            of_field: false,
            there,
            p,
        })
    }
}

/// The group whose part of complaints is surely larger than that of comments, and p: of several the
/// one that says most against chance. Of fewer than `at_least` comments none is compared; p counts
/// times the groups that are, and times what they are compared for, `among` (Bonferroni).
pub(super) fn surest(
    mut parts: Vec<(Subgroup, Part)>,
    among: usize,
    at_least: u64,
    each: f64,
) -> Option<(Subgroup, Part, f64)> {
    parts.retain(|(_, part)| part.is_compared(at_least));
    let tests = (parts.len() * among.max(1)) as f64;
    let much = parts.into_iter().filter(|(_, part)| part.is_much(at_least));
    let sure = much.filter_map(|(group, part)| {
        let p = (part.chance(each)? * tests).min(1.0);
        (p <= CHANCE).then_some((group, part, p))
    });
    // Groups are numbered as they come, on which nothing may depend.
    sure.min_by(|a, b| {
        let [first, second] = [a, b].map(|(_, part, _)| part.against_chance());
        second.total_cmp(&first).then_with(|| a.0.cmp(&b.0))
    })
}

/// How a comment judges each aspect: below 0 where it complains. At a touchpoint that is named it
/// does not matter where the taxonomy puts it.
fn balance(facts: &CommentFacts, placed: bool, here: &mut Vec<(TouchpointId, AspectId, i32)>) {
    here.clear();
    for opinion in &facts.opinions {
        let home = if placed { 0 } else { opinion.touchpoint };
        let judged = direction(opinion.class);
        match here.iter_mut().find(|known| (known.0, known.1) == (home, opinion.aspect)) {
            Some((.., balance)) => *balance += judged,
            None => here.push((home, opinion.aspect, judged)),
        }
    }
}

/// A group's part of complaints, and of comments: its own, and all.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part {
    pub(super) complaints: [u64; 2],
    pub(super) comments: [u64; 2],
}

impl Part {
    /// Whether the group, and the others, have enough comments to be compared.
    pub(super) fn is_compared(&self, at_least: u64) -> bool {
        let [own, all] = self.comments;
        own.min(all.saturating_sub(own)) >= at_least.max(1)
    }

    /// Whether the group has at least a third of the complaints, and complains at least twice as
    /// often as the others.
    pub(super) fn is_much(&self, at_least: u64) -> bool {
        let [complaints, all_complaints] = self.complaints.map(u128::from);
        let [comments, all_comments] = self.comments.map(u128::from);
        let others = (all_complaints - complaints, all_comments - comments);
        self.complaints[0] >= LEAST.max(at_least)
            && 3 * complaints >= all_complaints
            && complaints * others.1 >= 2 * others.0 * comments
    }

    /// Two-sided p of Fisher's test, of complaints of which each person has so many.
    pub(super) fn chance(&self, each: f64) -> Option<f64> {
        let ([complaints, all_complaints], [comments, all_comments]) =
            (self.complaints, self.comments);
        let quiet = comments.checked_sub(complaints)?;
        let others = (all_comments - comments).checked_sub(all_complaints - complaints)?;
        let (loud, quiet) = ([complaints, all_complaints - complaints, 0], [quiet, others, 0]);
        match each > 1.0 {
            true => pooled_p(loud.map(|n| n as f64 / each), quiet.map(|n| n as f64 / each)),
            false => net_p(loud, quiet),
        }
    }

    /// How much more likely the complaints are where they come from the group as they do than
    /// where they come from it as all comments do, as a logarithm.
    pub(super) fn against_chance(&self) -> f64 {
        let [complaints, all_complaints] = self.complaints.map(|n| n as f64);
        let usual = self.comments[0] as f64 / self.comments[1] as f64;
        let of = |n: f64, expected: f64| if n > 0.0 { n * (n / expected).ln() } else { 0.0 };
        of(complaints, all_complaints * usual)
            + of(all_complaints - complaints, all_complaints * (1.0 - usual))
    }
}

#[cfg(test)]
mod tests;
