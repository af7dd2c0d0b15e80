//! Answers put together by who gave them.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use jiff::civil::DateTime;

use crate::feedback::{PerScore, ScoreKind, ScoreValue, Scores};
use crate::journey::facts::TouchpointId;
use crate::journey::row::RowView;
use crate::journey::steps::{GOODNESS_STEPS, SENTIMENT_STEPS, comment_steps, goodness_steps};
use crate::opinion::AspectId;
use crate::sentiment::Class;

/// One person, or one answer of nobody who is named, with all that was said.
#[derive(Debug, Clone, Default)]
pub struct Person {
    /// Hash of who it is, or of the answer.
    pub key: u64,
    /// Whether the export says who it is.
    pub named: bool,
    /// How the export calls them, as it may be shown.
    pub respondent: Option<String>,
    /// Answers.
    pub answers: u64,
    /// Of each kind the last score; of two at a time the worse.
    pub scores: Scores,
    /// Comments in which there is something to judge.
    pub comments: u64,
    /// Segment fields of the last answer.
    pub segments: Vec<Option<Arc<str>>>,
    /// Touchpoints that the answers are of.
    pub touchpoints: BTreeSet<Arc<str>>,
    /// Aspects that are spoken of, by touchpoint of the taxonomy, and whether negatively.
    pub said: BTreeMap<(TouchpointId, AspectId), bool>,
    /// Sum of goodness in steps and number of the ratings of a touchpoint.
    ratings: BTreeMap<Arc<str>, (u64, u64)>,
    /// Sum of sentiments in steps.
    sentiment: i64,
    when: Option<(Option<DateTime>, u64)>,
    scored: PerScore<Option<Option<DateTime>>>,
}

impl Person {
    /// Mean sentiment of the comments in [−1, 1].
    pub fn sentiment(&self) -> Option<f64> {
        let n = self.comments as f64 * f64::from(SENTIMENT_STEPS);
        (self.comments > 0).then(|| self.sentiment as f64 / n)
    }

    /// Mean goodness, 0–100, of the ratings of a touchpoint.
    pub fn rating(&self, touchpoint: &str) -> Option<f64> {
        let (sum, n) = self.ratings.get(touchpoint)?;
        Some(*sum as f64 / *n as f64 / f64::from(GOODNESS_STEPS))
    }

    /// Touchpoints that are rated.
    pub fn rated(&self) -> impl Iterator<Item = &Arc<str>> {
        self.ratings.keys()
    }

    fn add(&mut self, row: &RowView) {
        let time = row.row().time;
        self.answers += 1;
        for (kind, score) in row.scores.given() {
            let known = self.scores.get(kind).zip(self.scored[kind]);
            let lower = |known: ScoreValue| score.goodness() < known.goodness();
            let newer = known.is_none_or(|(value, at)| time > at || time == at && lower(value));
            if newer {
                self.scores.set(kind, Some(score));
                self.scored[kind] = Some(time);
            }
        }
        for steps in row.comments().iter().flatten().filter_map(comment_steps) {
            self.comments += 1;
            self.sentiment += i64::from(steps);
        }
        for opinion in row.comments().iter().flatten().flat_map(|facts| &facts.opinions) {
            let negative = self.said.entry((opinion.touchpoint, opinion.aspect)).or_default();
            *negative |= opinion.class == Class::Negative;
        }
        for entry in &row.row().entries {
            let rating = ScoreKind::as_ratings().find_map(|kind| entry.scores.get(kind));
            for name in entry.touchpoints() {
                if entry.comment.is_some() || !entry.scores.is_empty() {
                    self.touchpoints.insert(Arc::clone(name));
                }
                if let Some(steps) = rating.and_then(|score| goodness_steps(score.goodness())) {
                    let sums = self.ratings.entry(Arc::clone(name)).or_default();
                    *sums = (sums.0 + u64::from(steps), sums.1 + 1);
                }
            }
        }
        let when = Some((time, row.content));
        if self.when.is_none() || when > self.when {
            self.when = when;
            self.segments.clone_from(&row.row().segments);
            self.respondent.clone_from(&row.row().respondent);
        }
    }
}

/// Everybody who answered.
#[derive(Debug, Default)]
pub struct People {
    all: Vec<Person>,
    known: HashMap<u64, usize>,
    /// Rows whose weight is not 1.
    weighted: bool,
}

impl People {
    /// Adds a row; one that says nothing is left out.
    pub fn add(&mut self, row: &RowView) {
        let said = row.row().entries.iter().any(|e| e.comment.is_some() || !e.scores.is_empty());
        if !said {
            return;
        }
        self.weighted |= (row.row().weight - 1.0).abs() > 1e-9;
        let new = self.all.len();
        let at = match row.row().person {
            Some(person) => *self.known.entry(person).or_insert(new),
            None => new,
        };
        if at == new {
            let (key, named) =
                (row.row().person.unwrap_or(row.content), row.row().person.is_some());
            self.all.push(Person { key, named, ..Person::default() });
        }
        self.all[at].add(row);
    }

    /// Whether the answers have weights.
    pub fn weighted(&self) -> bool {
        self.weighted
    }

    /// Everybody, in an order that has nothing to do with that of the rows.
    pub fn finish(self) -> Vec<Person> {
        let mut all = self.all;
        all.sort_by_key(|one| (one.key, one.when));
        all
    }
}
