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
//! in order anyway.

use std::cmp::Ordering;
use std::collections::HashSet;

use jiff::civil::DateTime;
use serde::Serialize;

use super::facts::{CommentFacts, OpinionFact, TouchpointId};
use super::place::Place;
use super::row::RowView;
use super::steps::comment_steps;
use super::valued::{is_valued, may_name_customers};
use super::verbatim::quoted;
use crate::feedback::{ScoreKind, SourceRow};
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
        let Some(case) = case(row, &self.of_products) else { return };
        let side = &mut self.cases[usize::from(row.row.time.is_none())];
        side.push(case);
        if side.len() >= 2 * MOST_PEOPLE {
            keep(side);
        }
    }

    /// The list. `files` are the run's files without their folders; `place`
    /// names a touchpoint with its owner, `spoken_of` is that of the export which a
    /// complaint speaks of.
    pub(super) fn finish(
        self,
        files: &[String],
        place: impl Fn(Place) -> (Name, Option<String>),
        spoken_of: impl Fn(&Complaint) -> Option<Place>,
        aspect: impl Fn(AspectId) -> Name,
    ) -> Vec<Action> {
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
        all.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.turn().cmp(&b.1.turn())));
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
        (1..).zip(all).map(action).collect()
    }
}

/// Leaves the most urgent case of each person, and of these no more than are
/// shown.
fn keep(cases: &mut Vec<Case>) {
    cases.sort_by(|a, b| b.key().total_cmp(&a.key()).then(a.turn().cmp(&b.turn())));
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
    let worst = comments
        .iter()
        .enumerate()
        .filter_map(|(i, facts)| Some((i, facts.as_ref()?)))
        .filter(|(_, facts)| comment_steps(facts).is_some())
        .min_by(|a, b| by_value(&f64::from(a.1.sentiment), &f64::from(b.1.sentiment)));
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
        worst.is_some_and(|(i, _)| row.entries.get(i).is_some_and(|e| e.asked.is_later()));
    let reasons = [
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
mod tests {
    use super::*;
    use crate::feedback::Feedback;
    use crate::journey::own::AspectsOf;
    use crate::journey::place::Places;
    use crate::journey::row::Resolver;
    use crate::journey::tests::{entry, facts, opinion, row, scores};

    fn list(rows: &[(Feedback, Vec<Option<CommentFacts>>)]) -> Vec<Action> {
        let mut picker = ActionPicker::of(&["Cabin".to_owned()]);
        // The web is about aspects 7 and 1, the phone about 8 and 2, all of one touchpoint of the
        // taxonomy.
        let aspects_of = AspectsOf::new(|name| match name {
            "web" => vec![7, 1],
            "phone" => vec![8, 2],
            _ => Vec::new(),
        });
        let places = Places::new(&[], &[], aspects_of);
        let mut resolver = Resolver { places, ..Resolver::default() };
        rows.iter().for_each(|(row, comments)| picker.add(&resolver.view(row, comments)));
        let files = ["a.csv".to_owned()];
        let place = |place| {
            let name = resolver.places.name(place, &[]);
            (name.clone(), Some(format!("{} team", name.en)))
        };
        let spoken_of = |said: &Complaint| resolver.places.spoken_of(*said, &[0, 0, 0]);
        picker.finish(&files, place, spoken_of, |a| Name::same(format!("a{a}")))
    }

    fn case(
        number: u64,
        who: &str,
        nps: f64,
        sentiment: f32,
    ) -> (Feedback, Vec<Option<CommentFacts>>) {
        let entries = vec![entry(Some("shop"), Some("…"), scores(Some(nps), None))];
        let mut row = row(number, entries);
        row.time = Some(jiff::civil::date(2026, 3, 1).at(0, 0, 0, 0));
        row.respondent = (!who.is_empty()).then(|| who.to_owned());
        row.person = row.respondent.as_ref().map(|who| who.bytes().map(u64::from).sum());
        (row, vec![facts(sentiment, vec![opinion(1, 4, sentiment)])])
    }

    #[test]
    fn the_most_urgent_person_comes_first_and_once() {
        let mut rows = vec![
            case(2, "happy", 10.0, 0.9),
            case(3, "upset", 3.0, -0.6),
            case(4, "furious", 0.0, -0.9),
            case(5, "upset", 0.0, -0.7),
            case(6, "valued", 3.0, -0.6),
            case(7, "long ago", 0.0, -0.9),
        ];
        rows[3].0.segments = vec![Some("Premium".into()), Some("Premium Economy".into())];
        rows[4].0.segments = vec![None, Some("VIP 客户".into())];
        rows[5].0.time = Some(jiff::civil::date(2025, 9, 1).at(0, 0, 0, 0));
        if let Some(facts) = &mut rows[2].1[0] {
            facts.emotion = Some(Emotion::Angry);
            facts.effort = Effort::High;
        }
        let found = list(&rows);
        let who: Vec<&str> = found.iter().filter_map(|a| a.respondent.as_deref()).collect();
        assert_eq!(who, ["furious", "valued", "upset", "long ago"]);
        assert_eq!(found[2].row, 5, "the more urgent of two");
        assert_eq!(found[0].owner.as_deref(), Some("shop team"));
        assert_eq!(found[0].aspect, Some(Name::same("a4")));
        assert_eq!((found[0].rank, found[0].score_value), (1, Some(0.0)));
        assert!((found[0].priority - (2.0 + 1.8 + 1.0 + 0.5)).abs() < 1e-6);
        let reasons: Vec<&str> = found[1].reasons.iter().map(|r| r.as_str()).collect();
        assert_eq!(reasons, ["low_score", "negative_comment", "valued_customer"]);
        rows.reverse();
        assert_eq!(list(&rows), found);
    }

    #[test]
    fn every_touchpoint_of_an_answer_is_named() {
        let mut rows = vec![case(2, "a", 0.0, -0.9)];
        rows[0].0.entries[0].also = vec!["web".into(), "phone".into()];
        let found = list(&rows);
        assert_eq!(found[0].touchpoint, Some(Name::same("shop")));
        assert_eq!(found[0].also, ["web", "phone"].map(Name::same));
    }

    /// One comment beside the ratings of several touchpoints.
    #[test]
    fn what_is_written_of_a_touchpoint_goes_there_and_not_to_the_worst_rated_one() {
        let rated = |aspect: usize, home: usize| {
            let entries = vec![
                entry(None, Some("…"), scores(None, None)),
                entry(Some("shop"), None, scores(None, Some(1.0))),
                entry(Some("web"), None, scores(None, Some(3.0))),
                entry(Some("phone"), None, scores(None, Some(4.0))),
            ];
            let said = vec![opinion(5, 30, -0.9), opinion(home, aspect, -0.8), opinion(0, 8, 0.9)];
            (row(2, entries), vec![facts(-0.7, said), None, None, None])
        };
        let at = |aspect, home| list(&[rated(aspect, home)]).remove(0).touchpoint.unwrap().en;
        assert_eq!(at(7, 0), "web");
        // Of an aspect that neither names, at the touchpoint of both; of one of another touchpoint.
        assert_eq!(at(9, 0), "shop");
        assert_eq!(at(9, 4), "shop");
        let (mut of_one, comments) = rated(9, 0);
        of_one.entries.truncate(3);
        assert_eq!(list(&[(of_one, comments)])[0].touchpoint, Some(Name::same("web")));
    }

    #[test]
    fn the_list_ends_and_people_without_a_name_are_rows() {
        let rows: Vec<_> = (0..3_000)
            .map(|i| case(i, if i % 2 == 0 { "" } else { "one and the same" }, 0.0, -0.5))
            .collect();
        let found = list(&rows);
        assert_eq!(found.len(), MOST_PEOPLE);
        // All are equally urgent: what they hold decides, and that is the same.
        assert!(found.iter().filter(|a| a.respondent.is_some()).count() <= 1);
        let mut backwards = rows.clone();
        backwards.reverse();
        assert_eq!(list(&backwards), found);
        assert!(list(&rows[..1]).len() == 1 && list(&[case(1, "fine", 8.0, 0.2)]).is_empty());
    }
}
