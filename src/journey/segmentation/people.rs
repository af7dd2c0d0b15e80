//! Answers put together by who gave them.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use jiff::civil::DateTime;

use crate::feedback::{PerScore, ScoreKind, ScoreValue, Scores};
use crate::journey::facts::TouchpointId;
use crate::journey::row::RowView;
use crate::journey::row_key::RowKeys;
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
    /// By which answers of nobody who is named are left out, where there are too many.
    lot: u64,
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

/// Most answers of nobody who is named that are held in memory: of more a part, by a hash of what
/// they say, so that the order of the rows does not matter.
const MOST_UNNAMED: usize = 1_000_000;

/// Everybody who answered.
#[derive(Debug)]
pub struct People {
    all: Vec<Person>,
    known: HashMap<u64, usize>,
    /// Rows whose weight is not 1.
    weighted: bool,
    keys: RowKeys,
    most_unnamed: usize,
    unnamed: usize,
    /// Lots above it are left out.
    highest: u64,
    left_out: u64,
}

impl Default for People {
    fn default() -> People {
        People::holding(MOST_UNNAMED)
    }
}

impl People {
    /// With so many answers of nobody who is named at most.
    fn holding(most_unnamed: usize) -> People {
        People {
            all: Vec::new(),
            known: HashMap::new(),
            weighted: false,
            keys: RowKeys::default(),
            most_unnamed,
            unnamed: 0,
            highest: u64::MAX,
            left_out: 0,
        }
    }

    /// Adds a row; one that says nothing is left out.
    pub fn add(&mut self, row: &RowView) {
        let said = row.row().entries.iter().any(|e| e.comment.is_some() || !e.scores.is_empty());
        if !said {
            return;
        }
        self.weighted |= (row.row().weight - 1.0).abs() > 1e-9;
        match row.row().person {
            Some(person) => self.add_named(person, row),
            None => self.add_unnamed(row),
        }
    }

    fn add_named(&mut self, key: u64, row: &RowView) {
        let new = self.all.len();
        let at = *self.known.entry(key).or_insert(new);
        if at == new {
            self.all.push(Person { key, named: true, ..Person::default() });
        }
        self.all[at].add(row);
    }

    fn add_unnamed(&mut self, row: &RowView) {
        let lot = self.keys.of(row.content);
        if lot > self.highest {
            self.left_out += 1;
            return;
        }
        let mut one = Person { key: row.content, lot, ..Person::default() };
        one.add(row);
        self.all.push(one);
        self.unnamed += 1;
        while self.unnamed > self.most_unnamed && self.highest > 0 {
            self.thin_out();
        }
    }

    /// Leaves out half of the answers of nobody who is named.
    fn thin_out(&mut self) {
        self.highest /= 2;
        let (highest, before) = (self.highest, self.all.len());
        self.all.retain(|one| one.named || one.lot <= highest);
        let gone = before - self.all.len();
        self.unnamed -= gone;
        self.left_out += gone as u64;
        let named = self.all.iter().enumerate().filter(|(_, one)| one.named);
        self.known = named.map(|(at, one)| (one.key, at)).collect();
    }

    /// Answers of nobody who is named that are left out, since there are too many.
    pub fn left_out(&self) -> u64 {
        self.left_out
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journey::TouchpointSource;
    use crate::journey::tests::{entry, row, scores};

    /// An answer; every third has a person, of whom there are a hundred.
    fn answer(number: u64) -> RowView {
        let nps = f64::from(u8::try_from(number % 11).unwrap());
        let mut feedback = row(number, vec![entry(None, None, scores(Some(nps), None))]);
        feedback.person = number.is_multiple_of(3).then_some(number % 100);
        RowView::new(feedback, vec![None], TouchpointSource::Aspects)
    }

    #[test]
    fn of_too_many_unnamed_answers_a_part_is_held_and_everybody_who_is_named() {
        let held = |numbers: &mut dyn Iterator<Item = u64>, most: usize| {
            let mut people = People::holding(most);
            numbers.for_each(|number| people.add(&answer(number)));
            let left_out = people.left_out();
            (people.finish(), left_out)
        };
        let (all, left_out) = held(&mut (0..3_000), 2_000);
        assert_eq!((all.len(), left_out), (2_100, 0), "2,000 are not too many");
        let (part, left_out) = held(&mut (0..3_000), 600);
        let named: Vec<&Person> = part.iter().filter(|one| one.named).collect();
        let unnamed = part.len() - named.len();
        assert!((150..=600).contains(&unnamed), "{unnamed}");
        assert_eq!(unnamed as u64 + left_out, 2_000);
        assert_eq!((named.len(), named.iter().map(|one| one.answers).sum::<u64>()), (100, 1_000));
        // Answers that are alike are not left out together.
        let marks: BTreeSet<u64> = part
            .iter()
            .filter(|one| !one.named)
            .filter_map(|one| one.scores.get(ScoreKind::Nps))
            .map(|score| score.value as u64)
            .collect();
        assert_eq!(marks.len(), 11);
        let (turned, _) = held(&mut (0..3_000).rev(), 600);
        let keys = |people: &[Person]| people.iter().map(|one| one.key).collect::<Vec<_>>();
        assert_eq!(keys(&turned), keys(&part));
    }
}
