//! Whom to call first: the list by which a team closes the loop with single
//! customers, a line a person.
//!
//! A row is on the list where a score is in its low band, a comment is negative,
//! or somebody is angry. The order is
//!
//! ```text
//! priority = (2 × score + 2 × text + feeling + effort) × value × recency
//! score    = how far the worst low score lies under the top of its scale, 0–1
//! text     = how negative the worst comment is, 0–1
//! feeling  = 1 where it is angry, ½ where it is worried or disappointed
//! effort   = ½ where it tells of much effort
//! value    = 1½ where a segment field calls the customer a valued one
//! recency  = ½ per 60 days before the newest answer
//! ```
//!
//! which is a convention, no measurement: it puts in order what would be read
//! in order anyway. Grave matters (`grave.rs`) stand before all else, however old.

use std::cmp::Ordering;
use std::collections::HashSet;

use jiff::civil::DateTime;
use serde::Serialize;

use super::facts::{CommentFacts, OpinionFact, TouchpointId};
use super::grave::{GraveCounter, GraveMatters, counting};
use super::place::Place;
use super::row::RowView;
use super::steps::comment_steps;
use super::valued::{is_valued, may_name_customers};
use super::verbatim::quoted;
use crate::feedback::{Asked, ScoreKind, SourceRow};
use crate::lang::Name;
use crate::metrics::Band;
use crate::opinion::{AspectId, Effort};
use crate::sentiment::{Class, Emotion, Label};

/// People on the list.
pub const MOST_PEOPLE: usize = 500;

/// Days in which a case loses half of its priority.
const HALF_LIFE: f64 = 60.0;

/// Why a person is on the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ActionReason {
    /// A comment of harm to people, theft, fraud or the law.
    Grave,
    /// A detractor, or a bottom-2-box answer.
    LowScore,
    /// A negative comment.
    NegativeComment,
    /// Anger, worry or disappointment.
    Emotion,
    /// Much effort.
    Effort,
    /// A customer of special value, by a segment field.
    ValuedCustomer,
    /// No reason of its own: the comment was written after the score was given, and is not of the
    /// same day.
    LaterComment,
}

impl ActionReason {
    /// The code used in files.
    pub fn as_str(self) -> &'static str {
        match self {
            ActionReason::Grave => "grave",
            ActionReason::LowScore => "low_score",
            ActionReason::NegativeComment => "negative_comment",
            ActionReason::Emotion => "emotion",
            ActionReason::Effort => "effort",
            ActionReason::ValuedCustomer => "valued_customer",
            ActionReason::LaterComment => "later_comment",
        }
    }
}

/// One person to call.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Action {
    /// 1 is the most urgent.
    pub rank: u32,
    /// Who, as the export identifies them.
    pub respondent: Option<String>,
    /// File name without its folder.
    pub file: String,
    /// Row as a spreadsheet shows it.
    pub row: u64,
    /// When the feedback was given, ISO 8601.
    pub time: Option<String>,
    /// Where: of the worst comment, of what it complains about, or of the worst score.
    pub touchpoint: Option<Name>,
    /// The others of that answer, where it was given at several.
    pub also: Vec<Name>,
    /// Who takes care of the first touchpoint, by the mapping.
    pub owner: Option<String>,
    /// What the worst comment complains about most.
    pub aspect: Option<Name>,
    /// The worst low score.
    pub score: Option<ScoreKind>,
    /// Its value on its scale.
    pub score_value: Option<f64>,
    /// Label of the worst comment.
    pub label: Option<Label>,
    /// Emotion of the worst comment.
    pub emotion: Option<Emotion>,
    /// Effort that it tells of.
    pub effort: Option<Effort>,
    /// The segment field's value by which the customer is a valued one.
    pub value_segment: Option<String>,
    /// Why the person is on the list.
    pub reasons: Vec<ActionReason>,
    /// See the module's text; larger is more urgent.
    pub priority: f64,
    /// The worst comment, masked like every other.
    pub comment: Option<String>,
}

/// What is complained about: a touchpoint of the taxonomy and an aspect.
pub(super) type Complaint = (TouchpointId, AspectId);

/// A row that may be on the list.
#[derive(Debug, Clone)]
struct Case {
    source: SourceRow,
    /// Of what the row holds: decides between equally urgent ones, and not which
    /// came first.
    content: u64,
    respondent: Option<String>,
    person: Option<u64>,
    time: Option<DateTime>,
    /// Whether a comment tells of a grave matter.
    is_grave: bool,
    /// Everything but recency.
    urgency: f64,
    touchpoint: Option<Place>,
    also: Vec<Place>,
    /// Whether the worst comment was given at no touchpoint.
    unplaced: bool,
    /// What it complains about, the worst first.
    complaints: Vec<Complaint>,
    score: Option<(ScoreKind, f64)>,
    judged: Option<(Label, Option<Emotion>, Effort)>,
    value_segment: Option<std::sync::Arc<str>>,
    reasons: Vec<ActionReason>,
    comment: Option<String>,
}

impl Case {
    /// Grows with priority, whatever the newest answer is.
    fn key(&self) -> f64 {
        self.urgency.log2() + self.time.map_or(0.0, |time| days(time) / HALF_LIFE)
    }

    /// Grave matters before all others.
    fn in_rank(&self, other: &Case) -> Ordering {
        other.is_grave.cmp(&self.is_grave)
    }

    /// Which of two equally urgent cases comes first.
    fn turn(&self) -> (u64, SourceRow) {
        (self.content, self.source)
    }

    /// Rows without a respondent are each a person.
    fn person(&self) -> (Option<u64>, Option<SourceRow>) {
        let unknown = self.person.is_none().then_some(self.source);
        (self.person, unknown)
    }
}

/// Days since 1970.
fn days(time: DateTime) -> f64 {
    let start = jiff::civil::date(1970, 1, 1).at(0, 0, 0, 0);
    time.duration_since(start).as_secs_f64() / 86_400.0
}

/// Picks the most urgent cases, row by row. Keeps at most twice as many as the
/// list has people.
#[derive(Debug, Clone, Default)]
pub(super) struct ActionPicker {
    /// Cases with a date, whose keys compare; and those without.
    cases: [Vec<Case>; 2],
    newest: Option<DateTime>,
    grave: GraveCounter,
    /// Of each segment field: whether its values are products or places.
    of_products: Vec<bool>,
}

impl ActionPicker {
    /// For rows with these segment fields.
    pub(super) fn of(fields: &[String]) -> ActionPicker {
        let of_products = fields.iter().map(|field| !may_name_customers(field)).collect();
        ActionPicker { of_products, ..ActionPicker::default() }
    }

    pub(super) fn add(&mut self, row: &RowView) {
        if let Some(time) = row.row.time {
            self.newest = Some(self.newest.map_or(time, |newest| newest.max(time)));
        }
        self.grave.add(row);
        let Some(case) = case(row, &self.of_products) else { return };
        let side = &mut self.cases[usize::from(row.row.time.is_none())];
        side.push(case);
        if side.len() >= 2 * MOST_PEOPLE {
            keep(side);
        }
    }

    /// The list, and the comments of grave matters. `files` are the run's files without
    /// their folders; `place` names a touchpoint with its owner, `spoken_of` is that of the
    /// export which a complaint speaks of.
    pub(super) fn finish(
        self,
        files: &[String],
        place: impl Fn(Place) -> (Name, Option<String>),
        spoken_of: impl Fn(&Complaint) -> Option<Place>,
        aspect: impl Fn(AspectId) -> Name,
    ) -> (Vec<Action>, Option<GraveMatters>) {
        let grave = self.grave.told(files);
        let newest = self.newest.map(days);
        let recency = |time: Option<DateTime>| match (time, newest) {
            (Some(time), Some(newest)) => 0.5_f64.powf((newest - days(time)).max(0.0) / HALF_LIFE),
            _ => 1.0,
        };
        let mut all: Vec<(f64, Case)> = self
            .cases
            .into_iter()
            .flatten()
            .map(|case| (case.urgency * recency(case.time), case))
            .collect();
        all.sort_by(|(first, a), (second, b)| {
            let urgent = second.total_cmp(first);
            a.in_rank(b).then(urgent).then(a.turn().cmp(&b.turn()))
        });
        let mut seen = HashSet::new();
        all.retain(|(_, case)| seen.insert(case.person()));
        all.truncate(MOST_PEOPLE);
        let action = |(rank, (priority, case)): (u32, (f64, Case))| {
            // Whoever writes of the food is not sent to who looks after the seats, though it was
            // the seat that got the worst mark.
            let complaints = case.complaints.iter();
            let spoken = complaints.filter(|_| case.unplaced).find_map(&spoken_of);
            let first = case.complaints.first();
            let mentioned = first.map(|(at, _)| Place::Taxonomy(*at));
            let at = spoken.or(case.touchpoint).or(mentioned);
            let (touchpoint, owner) = at.map(&place).unzip();
            let also = case.also.iter().filter(|_| spoken.is_none());
            let (label, emotion, effort) = match case.judged {
                Some((label, emotion, effort)) => (Some(label), emotion, Some(effort)),
                None => (None, None, None),
            };
            Action {
                rank,
                respondent: case.respondent,
                file: files.get(case.source.file as usize).cloned().unwrap_or_default(),
                row: case.source.row,
                time: case.time.map(|time| time.to_string()),
                touchpoint,
                also: also.map(|at| place(*at).0).collect(),
                owner: owner.flatten(),
                aspect: first.map(|(_, id)| aspect(*id)),
                score: case.score.map(|(kind, _)| kind),
                score_value: case.score.map(|(_, value)| value),
                label,
                emotion,
                effort,
                value_segment: case.value_segment.map(|value| value.to_string()),
                reasons: case.reasons,
                priority,
                comment: case.comment,
            }
        };
        ((1..).zip(all).map(action).collect(), grave)
    }
}

/// Leaves the most urgent case of each person, and of these no more than are
/// shown.
fn keep(cases: &mut Vec<Case>) {
    cases.sort_by(|a, b| {
        let urgent = b.key().total_cmp(&a.key());
        a.in_rank(b).then(urgent).then(a.turn().cmp(&b.turn()))
    });
    let mut seen = HashSet::new();
    cases.retain(|case| seen.insert(case.person()));
    cases.truncate(MOST_PEOPLE);
}

fn case(view: &RowView, of_products: &[bool]) -> Option<Case> {
    let (row, comments) = (&view.row, &view.comments);
    let by_value = |a: &f64, b: &f64| a.partial_cmp(b).unwrap_or(Ordering::Equal);
    let low = row
        .entries
        .iter()
        .enumerate()
        .flat_map(|(i, entry)| entry.scores.given().map(move |(kind, score)| (i, kind, score)))
        .filter(|(_, kind, score)| Band::of(kind.measure(), *score) == Band::Low)
        .filter(|(.., score)| score.goodness().is_finite())
        .min_by(|a, b| by_value(&a.2.goodness(), &b.2.goodness()));
    let is_grave = |i: usize| !counting(view, i).is_empty();
    let worst = comments
        .iter()
        .enumerate()
        .filter_map(|(i, facts)| Some((i, facts.as_ref()?)))
        .filter(|(_, facts)| comment_steps(facts).is_some())
        .min_by(|a, b| {
            let worse = by_value(&f64::from(a.1.sentiment), &f64::from(b.1.sentiment));
            is_grave(b.0).cmp(&is_grave(a.0)).then(worse)
        });
    let grave = worst.is_some_and(|(i, _)| is_grave(i));
    let negative = worst
        .is_some_and(|(_, facts)| matches!(facts.label, Label::Negative | Label::VeryNegative));
    let emotion = worst.and_then(|(_, facts)| facts.emotion);
    let feeling = match emotion {
        Some(Emotion::Angry) => 1.0,
        Some(Emotion::Worried | Emotion::Disappointed) => 0.5,
        _ => 0.0,
    };
    if low.is_none() && !negative && feeling < 1.0 {
        return None;
    }
    let effort = worst.is_some_and(|(_, facts)| facts.effort == Effort::High);
    let fields = row.segments.iter().enumerate();
    let of_customers = fields.filter(|(at, _)| !of_products.get(*at).is_some_and(|is| *is));
    let mut called = of_customers.filter_map(|(_, value)| value.as_ref());
    let valued = called.find(|value| is_valued(value));
    let score = low.map_or(0.0, |(.., score)| 1.0 - score.goodness() / 100.0);
    let text = worst.map_or(0.0, |(_, facts)| f64::from(-facts.sentiment).clamp(0.0, 1.0));
    let plain = 2.0 * score + 2.0 * text + feeling + if effort { 0.5 } else { 0.0 };
    let complaints = |(_, facts): (usize, &CommentFacts)| -> Vec<Complaint> {
        let bad = |opinion: &&OpinionFact| opinion.class == Class::Negative;
        let mut bad: Vec<&OpinionFact> = facts.opinions.iter().filter(bad).collect();
        bad.sort_by(|a, b| a.sentiment.total_cmp(&b.sentiment));
        bad.into_iter().map(|opinion| (opinion.touchpoint, opinion.aspect)).collect()
    };
    let at = worst.filter(|_| negative).map(|(i, _)| i).or(low.map(|(i, ..)| i));
    let named = |i: &usize| view.places(*i).next().is_some();
    let at = at.filter(named).or(low.map(|(i, ..)| i));
    let mut places = at.into_iter().flat_map(|i| view.places(i));
    let is_later =
        worst.is_some_and(|(i, _)| row.entries.get(i).is_some_and(|e| e.asked == Asked::Later));
    let reasons = [
        (grave, ActionReason::Grave),
        (low.is_some(), ActionReason::LowScore),
        (negative, ActionReason::NegativeComment),
        (feeling > 0.0, ActionReason::Emotion),
        (effort, ActionReason::Effort),
        (valued.is_some(), ActionReason::ValuedCustomer),
        (is_later, ActionReason::LaterComment),
    ];
    Some(Case {
        source: row.source,
        content: view.content,
        respondent: row.respondent.clone(),
        person: row.person,
        time: row.time,
        is_grave: grave,
        urgency: plain.max(0.01) * if valued.is_some() { 1.5 } else { 1.0 },
        touchpoint: places.next(),
        also: places.collect(),
        unplaced: worst.is_some_and(|(i, _)| !named(&i)),
        complaints: worst.map(complaints).unwrap_or_default(),
        score: low.map(|(_, kind, score)| (kind, score.value)),
        judged: worst.map(|(_, facts)| (facts.label, facts.emotion, facts.effort)),
        value_segment: valued.cloned(),
        reasons: reasons.into_iter().filter(|(so, _)| *so).map(|(_, reason)| reason).collect(),
        comment: worst
            .and_then(|(i, _)| row.entries.get(i)?.comment.as_deref())
            .map(|comment| quoted(comment, 0..0).0),
    })
}

#[cfg(test)]
mod tests;
