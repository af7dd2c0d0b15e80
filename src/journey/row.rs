//! A row, resolved once for all that count it.
//!
//! What a row says of itself (how its comments are judged, whom its scores speak for, a hash
//! of what it holds) is worked out where its comments are judged, on many threads. What
//! takes the rows before it (the numbers of places, which scores were asked about the whole)
//! the [`Resolver`] adds in the order of the rows.

use super::clear_opinions::settle;
use super::facts::CommentFacts;
use super::place::{Place, Places};
use super::row_key::content;
use super::scores::{AskedForWhole, ScoreScope, ScoreSums, Split};
use super::steps::{comment_steps, rounded_mean, sentiment_steps};
use super::touchpoint::TouchpointSource;
use crate::feedback::{Entry, Feedback, ScoreKind, ScoreValue, Scores};
use crate::metrics::Weight;

/// A row with what was found in its comments, as everything that counts takes it.
#[derive(Debug, Clone)]
pub struct RowView {
    pub(super) row: Feedback,
    /// Of each entry in order: what was found in its comment.
    pub(super) comments: Vec<Option<CommentFacts>>,
    /// `None` for a row of weight 0, which enters no mean.
    pub(super) weight: Option<Weight>,
    /// Hash of what the row holds, but for its place in the export.
    pub(super) content: u64,
    /// Of each entry in order.
    entries: Vec<EntryView>,
    /// Of each entry in order: its further places. Empty where no entry has any.
    also: Vec<Vec<Place>>,
    /// The sentiment, in steps, of the only comment, where there is just one.
    pub(super) sole: Option<i16>,
    /// The mean sentiment of the comments, in steps.
    pub(super) mean: Option<i16>,
    /// The first score of each kind, one for the whole before one of a part.
    pub(super) scores: Scores,
    /// Where the comments have opinions, in a run whose touchpoints are those of the taxonomy.
    pub(super) mentioned: Vec<Mentioned>,
    /// What wide rows were asked about the whole, up to this one.
    pub(super) asked: AskedForWhole,
    /// Whether it has several entries, beside what was written later.
    pub(super) several: bool,
}

/// What is told of an entry beside what it holds.
#[derive(Debug, Clone, Copy)]
struct EntryView {
    scope: ScoreScope,
    /// Of its comment: none, nothing to judge, or steps.
    sentiment: Option<Option<i16>>,
    place: Option<Place>,
}

/// Opinions of one comment at one touchpoint of the taxonomy.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mentioned {
    /// Index of the comment's entry.
    pub(super) entry: usize,
    pub(super) place: Place,
    /// Mean sentiment of the opinions, in steps.
    pub(super) mean: i16,
}

/// An entry of a row with all that is told of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct ViewedEntry<'a> {
    pub(super) entry: &'a Entry,
    pub(super) facts: Option<&'a CommentFacts>,
    pub(super) scope: ScoreScope,
    /// Of its comment: none, nothing to judge, or steps.
    pub(super) sentiment: Option<Option<i16>>,
    /// The touchpoint of the export that it names, if it says anything there.
    pub(super) place: Option<Place>,
    /// The further ones, where several were chosen.
    also: &'a [Place],
}

impl ViewedEntry<'_> {
    /// All touchpoints of the export that it names, if it says anything there.
    pub(super) fn places(&self) -> impl Iterator<Item = Place> {
        self.place.into_iter().chain(self.also.iter().copied())
    }

    /// The touchpoint of the export that it is at; none where several were chosen: what is said
    /// once was not said at each of them.
    pub(super) fn only_place(&self) -> Option<Place> {
        self.place.filter(|_| self.also.is_empty())
    }
}

impl RowView {
    /// A row; `comments` holds, for each of its entries in order, what was found in its
    /// comment, or `None` where it has none; missing ones count as `None`. Opinions that do not
    /// judge become mentions. `source` is that of the run's touchpoints.
    pub fn new(
        mut row: Feedback,
        mut comments: Vec<Option<CommentFacts>>,
        source: TouchpointSource,
    ) -> RowView {
        comments.resize_with(row.entries.len(), || None);
        apart_from_scores(&mut row, &mut comments);
        for (entry, facts) in row.entries.iter().zip(&mut comments) {
            facts.iter_mut().for_each(|facts| settle(facts, entry.asked));
        }
        let several = row.entries.iter().filter(|entry| !entry.asked.is_apart()).nth(1).is_some();
        let entry = |(entry, facts): (&Entry, &Option<CommentFacts>)| EntryView {
            scope: match several && entry.touchpoint.is_some() {
                true => ScoreScope::Part,
                false => ScoreScope::Whole,
            },
            sentiment: facts.as_ref().map(comment_steps),
            place: None,
        };
        let entries: Vec<EntryView> = row.entries.iter().zip(&comments).map(entry).collect();
        let given = || entries.iter().zip(&row.entries).filter(|(_, own)| !own.asked.is_apart());
        let sentiments = || given().filter_map(|(entry, _)| entry.sentiment);
        let sole = match (sentiments().next(), sentiments().nth(1)) {
            (Some(first), None) => first,
            _ => None,
        };
        RowView {
            several,
            weight: Weight::new(row.weight),
            content: content(&row),
            sole,
            mean: mean(sentiments().flatten()),
            scores: row_scores(&row),
            mentioned: match source {
                TouchpointSource::Export => Vec::new(),
                TouchpointSource::Aspects => mentioned(&comments),
            },
            asked: AskedForWhole::default(),
            entries,
            also: Vec::new(),
            row,
            comments,
        }
    }

    /// The row itself.
    pub fn row(&self) -> &Feedback {
        &self.row
    }

    /// What was found in the comment of each entry.
    pub fn comments(&self) -> &[Option<CommentFacts>] {
        &self.comments
    }

    /// The entries in order.
    pub(super) fn entries(&self) -> impl Iterator<Item = ViewedEntry<'_>> {
        let told = self.row.entries.iter().zip(&self.comments).zip(&self.entries);
        told.enumerate().map(|(at, ((entry, facts), view))| ViewedEntry {
            entry,
            facts: facts.as_ref(),
            scope: view.scope,
            sentiment: view.sentiment,
            place: view.place,
            also: self.also.get(at).map_or(&[], Vec::as_slice),
        })
    }

    /// The places of an entry of this index, if it names any.
    pub(super) fn places(&self, entry: usize) -> impl Iterator<Item = Place> + '_ {
        let first = self.entries.get(entry).and_then(|entry| entry.place);
        let also = self.also.get(entry).map_or(&[][..], Vec::as_slice);
        first.into_iter().chain(also.iter().copied())
    }

    /// The sentiment that goes with an entry's scores: that of its own comment or, where it
    /// has none, that of the others: their mean for the whole, the only one for a touchpoint.
    pub(super) fn beside(&self, entry: &ViewedEntry<'_>) -> Option<i16> {
        let others = if entry.scope == ScoreScope::Whole { self.mean } else { self.sole };
        entry.sentiment.unwrap_or(others)
    }

    /// Whether a score can still count: that of a part cannot where the whole was asked, for
    /// then parts are left out at the end.
    pub(super) fn may_count(&self, scope: ScoreScope, kind: ScoreKind) -> bool {
        scope == ScoreScope::Whole || !self.asked[kind]
    }

    /// The scores of an entry that can still count.
    pub(super) fn counting(
        &self,
        entry: &ViewedEntry<'_>,
    ) -> impl Iterator<Item = (ScoreKind, ScoreValue)> {
        let scope = entry.scope;
        entry.entry.scores.given().filter(move |(kind, _)| self.may_count(scope, *kind))
    }

    /// The scores of the row that can still count; none where its weight is 0.
    pub(super) fn sums(&self) -> Split<ScoreSums> {
        let mut scores: Split<ScoreSums> = Split::default();
        let Some(weight) = self.weight else { return scores };
        for entry in self.entries() {
            let side = scores.side(entry.scope);
            self.counting(&entry).for_each(|(kind, score)| side.add(kind, score, weight));
        }
        scores
    }

    /// The scores given with the comment of one entry: its own, else the row's; none with what was
    /// written later.
    pub(super) fn scores_beside(&self, entry: usize) -> Scores {
        let entry = self.row.entries.get(entry);
        if entry.is_some_and(|entry| entry.asked.is_apart()) {
            return Scores::default();
        }
        let mut scores = self.scores;
        let own = entry.into_iter().flat_map(|entry| entry.scores.given());
        own.for_each(|(kind, score)| scores.set(kind, Some(score)));
        scores
    }
}

/// Adds to the rows what takes those before them.
#[derive(Debug, Clone, Default)]
pub(super) struct Resolver<'a> {
    pub(super) places: Places<'a>,
    pub(super) asked: AskedForWhole,
}

impl Resolver<'_> {
    pub(super) fn resolve(&mut self, row: &mut RowView) {
        let several = row.several;
        if row.row.entries.iter().any(|entry| !entry.also.is_empty()) {
            row.also = vec![Vec::new(); row.entries.len()];
        }
        let columns = several && self.places.any_column();
        let told = row.row.entries.iter().zip(&row.comments).zip(&mut row.entries);
        for (at, ((entry, facts), view)) in told.enumerate() {
            match &entry.touchpoint {
                Some(name) if facts.is_some() || !entry.scores.is_empty() => {
                    let place = self.places.of(name);
                    view.place = Some(place);
                    // Beside what columns hold of touchpoints of their own a row's answer is one
                    // for the whole, wherever the row comes from.
                    if columns && !self.places.is_column(place) {
                        view.scope = ScoreScope::Whole;
                        entry.scores.given().for_each(|(kind, _)| self.asked[kind] = true);
                    }
                    if let Some(also) = row.also.get_mut(at) {
                        *also = entry.also.iter().map(|name| self.places.of(name)).collect();
                    }
                }
                None if several => {
                    entry.scores.given().for_each(|(kind, _)| self.asked[kind] = true);
                }
                _ => {}
            }
        }
        row.asked = self.asked;
    }
}

#[cfg(test)]
impl Resolver<'_> {
    /// A row resolved, for tests of what counts it.
    pub(super) fn view(&mut self, row: &Feedback, comments: &[Option<CommentFacts>]) -> RowView {
        self.view_in(TouchpointSource::Export, row, comments)
    }

    /// The same in a run whose touchpoints come from `source`.
    pub(super) fn view_in(
        &mut self,
        source: TouchpointSource,
        row: &Feedback,
        comments: &[Option<CommentFacts>],
    ) -> RowView {
        let mut view = RowView::new(row.clone(), comments.to_vec(), source);
        self.resolve(&mut view);
        view
    }
}

/// The mean of sentiments in steps; `None` without any.
pub(super) fn mean(steps: impl Iterator<Item = i16>) -> Option<i16> {
    let (mut sum, mut n) = (0, 0);
    for steps in steps {
        sum += i32::from(steps);
        n += 1;
    }
    (n > 0).then(|| rounded_mean(sum, n))
}

/// Takes what was written later out of the entries with the scores that were given before, to
/// entries of its own.
fn apart_from_scores(row: &mut Feedback, comments: &mut Vec<Option<CommentFacts>>) {
    for at in 0..row.entries.len() {
        let entry = &mut row.entries[at];
        if !entry.asked.is_apart() || entry.scores.is_empty() {
            continue;
        }
        let later = Entry {
            touchpoint: entry.touchpoint.clone(),
            also: entry.also.clone(),
            comment: entry.comment.take(),
            asked: std::mem::take(&mut entry.asked),
            ..Entry::default()
        };
        row.entries.push(later);
        let facts = comments[at].take();
        comments.push(facts);
    }
}

/// The first score of each kind, one for the whole before one of a part.
fn row_scores(row: &Feedback) -> Scores {
    let mut scores = Scores::default();
    for kind in ScoreKind::ALL {
        let whole = row.entries.iter().filter(|e| e.touchpoint.is_none());
        let part = row.entries.iter().filter(|e| e.touchpoint.is_some());
        scores.set(kind, whole.chain(part).find_map(|e| e.scores.get(kind)));
    }
    scores
}

/// The mean sentiment of each comment's opinions at each touchpoint. A comment speaks of a
/// few touchpoints at most, so a list is searched faster than a map.
fn mentioned(comments: &[Option<CommentFacts>]) -> Vec<Mentioned> {
    let mut all = Vec::new();
    let mut sums: Vec<(usize, i32, i32)> = Vec::new();
    for (entry, facts) in comments.iter().enumerate() {
        let Some(facts) = facts.as_ref().filter(|facts| comment_steps(facts).is_some()) else {
            continue;
        };
        sums.clear();
        for opinion in &facts.opinions {
            let Some(steps) = sentiment_steps(opinion.sentiment) else { continue };
            match sums.iter_mut().find(|(other, ..)| *other == opinion.touchpoint) {
                Some((_, sum, n)) => {
                    *sum += i32::from(steps);
                    *n += 1;
                }
                None => sums.push((opinion.touchpoint, i32::from(steps), 1)),
            }
        }
        let mentioned = |&(touchpoint, sum, n): &(usize, i32, i32)| Mentioned {
            entry,
            place: Place::Taxonomy(touchpoint),
            mean: rounded_mean(sum, n),
        };
        all.extend(sums.iter().map(mentioned));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journey::tests::{entry, facts, opinion, row, scores, undetected};

    #[test]
    fn a_row_knows_its_sentiments_and_whom_its_scores_speak_for() {
        let entries = vec![
            entry(None, None, scores(Some(9.0), None)),
            entry(Some("shop"), Some("…"), scores(None, Some(4.0))),
            entry(Some("web"), Some("…"), scores(None, None)),
            entry(Some("desk"), None, scores(None, None)),
        ];
        let opinions = vec![opinion(2, 0, 0.4), opinion(1, 1, -0.5), opinion(2, 3, 0.8)];
        let comments = vec![None, facts(0.6, opinions), undetected()];
        let mut view = RowView::new(row(1, entries), comments, TouchpointSource::Aspects);
        let mut resolver = Resolver::default();
        resolver.resolve(&mut view);
        let scopes: Vec<_> = view.entries().map(|entry| entry.scope).collect();
        assert_eq!(scopes[..2], [ScoreScope::Whole, ScoreScope::Part]);
        // Two comments, one of which has nothing to judge.
        assert_eq!((view.sole, view.mean), (None, Some(6_000)));
        let beside: Vec<_> = view.entries().map(|entry| view.beside(&entry)).collect();
        assert_eq!(beside, [Some(6_000), Some(6_000), None, None]);
        let mentioned: Vec<_> = view.mentioned.iter().map(|m| (m.entry, m.place, m.mean)).collect();
        let at = Place::Taxonomy;
        assert_eq!(mentioned, [(1, at(2), 6_000), (1, at(1), -5_000)]);
        // Who says nothing at a touchpoint makes it no place.
        let places: Vec<_> = (0..4).map(|entry| view.places(entry).next()).collect();
        assert_eq!(places, [None, Some(Place::Export(0)), Some(Place::Export(1)), None]);
        assert!(view.asked[ScoreKind::Nps] && !view.asked[ScoreKind::Csat]);
        assert!(view.may_count(ScoreScope::Part, ScoreKind::Csat));
        assert!(!view.may_count(ScoreScope::Part, ScoreKind::Nps));
    }

    /// Four stars, and nothing but that it broke a month later.
    #[test]
    fn what_was_written_later_stands_beside_no_score() {
        let later = |nps: Option<f64>| Entry {
            asked: crate::feedback::Asked::Later,
            ..entry(Some("shop"), Some("…"), scores(nps, None))
        };
        let mut resolver = Resolver::default();
        let view = resolver.view(&row(1, vec![later(Some(9.0))]), &[facts(-0.6, vec![])]);
        let told: Vec<_> = view.entries().map(|entry| (entry.scope, entry.sentiment)).collect();
        let whole = ScoreScope::Whole;
        assert_eq!(told, [(whole, None), (whole, Some(Some(-6_000)))]);
        assert_eq!((view.sole, view.mean), (None, None));
        assert_eq!(view.row.entries[0].asked, crate::feedback::Asked::Anything);
        assert!(view.row.entries[1].scores.is_empty() && view.comments[1].is_some());
        // Beside a first comment it changes nothing of what goes with the score.
        let first = entry(Some("shop"), Some("…"), scores(Some(9.0), None));
        let comments = [facts(0.4, vec![]), facts(-0.6, vec![])];
        let view = resolver.view(&row(1, vec![first, later(None)]), &comments);
        assert_eq!((view.row.entries.len(), view.sole), (2, Some(4_000)));
        assert!(view.entries().all(|entry| entry.scope == whole));
    }

    /// The row comes from the phone, and rates the desk.
    #[test]
    fn what_a_row_answers_beside_rated_columns_is_for_the_whole() {
        let of = |columns: &[std::sync::Arc<str>]| {
            let entries = vec![
                entry(Some("phone"), None, scores(Some(9.0), None)),
                entry(Some("desk"), None, scores(None, Some(4.0))),
            ];
            let places = Places::new(&[], columns, super::super::own::AspectsOf::default());
            let mut resolver = Resolver { places, ..Resolver::default() };
            let view = resolver.view(&row(1, entries), &[]);
            let scopes: Vec<ScoreScope> = view.entries().map(|entry| entry.scope).collect();
            (scopes, [ScoreKind::Nps, ScoreKind::Csat].map(|kind| view.asked[kind]))
        };
        use ScoreScope::{Part, Whole};
        assert_eq!(of(&["desk".into()]), (vec![Whole, Part], [true, false]));
        assert_eq!(of(&[]), (vec![Part, Part], [false, false]), "touchpoints of one kind");
        let both = ["desk".into(), "phone".into()];
        assert_eq!(of(&both), (vec![Part, Part], [false, false]));
    }
}
