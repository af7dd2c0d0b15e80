//! Answers that are not independent: those of one person, or of one row.
//!
//! Who answers four times answers alike, and four hundred answers of a hundred people are
//! worth fewer than four hundred. How many times larger the variance of a mean is than
//! that of as many independent answers, its design effect, is told from the people
//! themselves: the linearised variance of the ratio Σ sums / Σ numbers over people, with
//! C of them Σ (s − r n)² C / (C − 1), against that over single answers (Kish and Frankel,
//! Journal of the Royal Statistical Society B 36, 1974). Few people know little of their
//! own spread, so the effect is widened by the square of the t quantile over the normal.
//!
//! A row is one person where nobody is named. Of the people a sample is kept, chosen by
//! the hashes of their names: the same whatever the order of the rows.

use std::collections::{BTreeMap, HashMap};

use super::coded::{Coded, CodedPeople, thousandths, whole_goodness};
use super::row::RowView;
use super::scores::{AskedForWhole, Merge, Split};
use crate::feedback::{Measure, PerScore, ScoreKind};
use crate::metrics::Design;
use crate::metrics::summary::headline_of;
use crate::sentiment::Label;
use crate::stats::distribution::{Z_95, t_quantile_95};
use crate::stats::tau_interval::WORTH_A_WORD;

/// Most people that are kept.
const MOST_PEOPLE: usize = 1 << 14;

/// Answers of one person: weights, weighted sums of the headline coding and of the
/// goodness, all in thousandths, and what each answer adds to the sums over single ones.
#[derive(Debug, Clone, Copy, Default)]
struct Own {
    answers: u32,
    weight: i64,
    headline: (i64, [i128; 3]),
    goodness: (i64, [i128; 3]),
}

/// What one person, or one row, says: answers to each score, and the sentiment of comments in
/// steps as if it were a headline coding.
#[derive(Debug, Clone, Copy, Default)]
struct Person {
    rows: u32,
    scores: Split<PerScore<Own>>,
    sentiment: Own,
    /// Whether comments are negative, in place of the headline, and positive, of the goodness.
    labels: Own,
}

/// Weight, and weighted sum of a coding, in thousandths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Total {
    pub(super) weight: i128,
    pub(super) sum: i128,
}

impl Merge for Total {
    fn merge(&mut self, other: Total) {
        self.weight += other.weight;
        self.sum += other.sum;
    }
}

/// What a measure is counted from: each score by its headline coding, and sentiment in steps.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Totals {
    pub(super) scores: PerScore<Total>,
    pub(super) sentiment: Total,
}

/// What was said by whom, as far as people are named.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct People {
    /// By the hash of the name: those whose hash is below `below`.
    pub(super) known: BTreeMap<u64, Totals>,
    pub(super) below: u64,
    /// Of everybody, named or not.
    pub(super) all: Totals,
}

/// How much answers of the same people are alike.
#[derive(Debug)]
pub(super) struct Clustered {
    /// Of all answers.
    pub(super) all: PerScore<Design>,
    /// Of those at one touchpoint (which those of one row are not, but those of one person
    /// may be).
    pub(super) at_one: PerScore<Design>,
    pub(super) comments: CommentDesign,
    /// Answers to the main score by person, where people are named.
    pub(super) coded: CodedPeople,
    /// Whether people who are named answer more than once so often that it matters.
    pub(super) repeated: bool,
    pub(super) people: People,
}

/// How much comments of the same people are alike.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct CommentDesign {
    /// In sentiment.
    pub(super) sentiment: Design,
    /// In being negative, or positive.
    pub(super) labels: Design,
}

/// Sums over people and over single answers.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    people: u64,
    answers: u64,
    weight: i128,
    headline: Moments,
    goodness: Moments,
}

/// Sums of one coding.
#[derive(Debug, Clone, Copy, Default)]
struct Moments {
    sum: i128,
    /// Of people: Σ n², Σ n s, Σ s².
    people: [i128; 3],
    /// The same of single answers.
    single: [i128; 3],
}

impl Moments {
    fn person(&mut self, weight: i64, (sum, single): (i64, [i128; 3])) {
        self.sum += i128::from(sum);
        add(&mut self.people, weight, sum);
        (0..3).for_each(|i| self.single[i] = self.single[i].saturating_add(single[i]));
    }

    /// Variance over people against that over single answers.
    fn effect(&self, weight: i128, people: u64) -> Option<f64> {
        let ratio = self.sum as f64 / weight as f64;
        let squares = |[nn, ns, ss]: [i128; 3]| {
            ss as f64 - 2.0 * ratio * ns as f64 + ratio * ratio * nn as f64
        };
        let single = squares(self.single);
        effect(squares(self.people), single, people as f64)
    }
}

/// Variance over `count` people against that over single answers, widened for few of them.
fn effect(clustered: f64, single: f64, count: f64) -> Option<f64> {
    let t = t_quantile_95(count - 1.0)? / Z_95;
    let found = clustered * count / (count - 1.0) * t * t / single;
    (single > 0.0).then_some(found)
}

/// The design effect of a number to which `people` add with the sum of squares `clustered`,
/// and their `answers` one by one with `single`.
pub(super) fn effect_of(clustered: f64, single: f64, people: usize, answers: usize) -> Design {
    if people < 2 || answers <= people {
        return Design::NONE;
    }
    Design::new(effect(clustered, single, people as f64).unwrap_or(1.0))
}

fn add(sums: &mut [i128; 3], weight: i64, sum: i64) {
    let (weight, sum) = (i128::from(weight), i128::from(sum));
    sums[0] = sums[0].saturating_add(weight * weight);
    sums[1] = sums[1].saturating_add(weight * sum);
    sums[2] = sums[2].saturating_add(sum * sum);
}

/// Collects the answers by person.
#[derive(Debug, Clone)]
pub(super) struct ClusterCounter {
    people: HashMap<u64, Person>,
    /// Hashes below this are kept.
    below: u64,
    sums: Split<PerScore<Sums>>,
    sentiment: Sums,
    labels: Sums,
    totals: Split<PerScore<Total>>,
    sentiments: Total,
}

impl Default for ClusterCounter {
    fn default() -> ClusterCounter {
        ClusterCounter {
            people: HashMap::new(),
            below: u64::MAX,
            sums: Split::default(),
            sentiment: Sums::default(),
            labels: Sums::default(),
            totals: Split::default(),
            sentiments: Total::default(),
        }
    }
}

impl Merge for Sums {
    fn merge(&mut self, other: Sums) {
        self.people += other.people;
        self.answers += other.answers;
        self.weight += other.weight;
        for (own, more) in
            [(&mut self.headline, other.headline), (&mut self.goodness, other.goodness)]
        {
            own.sum += more.sum;
            for i in 0..3 {
                own.people[i] = own.people[i].saturating_add(more.people[i]);
                own.single[i] = own.single[i].saturating_add(more.single[i]);
            }
        }
    }
}

impl ClusterCounter {
    /// Takes a row.
    pub(super) fn add(&mut self, row: &RowView) {
        let Some(weight) = row.weight else { return };
        let thousandths = thousandths(weight);
        let mut own = match row.row.person {
            Some(person) if person < self.below => {
                Some(self.people.get(&person).copied().unwrap_or_default())
            }
            None if row.row.entries.len() > 1 => Some(Person::default()),
            _ => None,
        };
        own.iter_mut().for_each(|own| own.rows += 1);
        for entry in row.entries() {
            for (kind, score) in row.counting(&entry).filter(|(_, s)| s.value.is_finite()) {
                let headline = thousandths * i64::from(headline_of(kind.measure(), score));
                self.totals.side(entry.scope)[kind].add(thousandths, headline);
                let Some(own) = &mut own else { continue };
                let goodness = thousandths * whole_goodness(score);
                let of = &mut own.scores.side(entry.scope)[kind];
                of.add(thousandths, headline, goodness);
            }
            let Some(steps) = entry.sentiment.flatten() else { continue };
            let steps = thousandths * i64::from(steps);
            self.sentiments.add(thousandths, steps);
            if let Some(own) = &mut own {
                own.sentiment.add(thousandths, steps, 0);
                let label = entry.facts.map_or(Label::Undetected, |facts| facts.label);
                let coded = |said: bool| if said { thousandths } else { 0 };
                let negative = matches!(label, Label::Negative | Label::VeryNegative);
                let positive = matches!(label, Label::Positive | Label::VeryPositive);
                own.labels.add(thousandths, coded(negative), coded(positive));
            }
        }
        match (row.row.person, own) {
            (Some(person), Some(own)) => {
                self.people.insert(person, own);
                self.thin();
            }
            (None, Some(own)) => self.settle(&own),
            (_, None) => {}
        }
    }

    /// Keeps half of the people, by their hashes, while there are too many.
    fn thin(&mut self) {
        while self.people.len() > MOST_PEOPLE {
            self.below /= 2;
            let below = self.below;
            self.people.retain(|person, _| *person < below);
        }
    }

    /// Adds a person to the sums.
    fn settle(&mut self, own: &Person) {
        let sides =
            [(&mut self.sums.whole, &own.scores.whole), (&mut self.sums.part, &own.scores.part)];
        for (sums, own) in sides {
            own.iter().for_each(|(kind, own)| sums[kind].person(own));
        }
        self.sentiment.person(&own.sentiment);
        self.labels.person(&own.labels);
    }

    /// The design effects, and who said what; `main` is the score of the run.
    pub(super) fn finish(mut self, asked: AskedForWhole, main: Option<ScoreKind>) -> Clustered {
        // Sums of whole numbers: whatever the order.
        let named = std::mem::take(&mut self.people);
        named.values().for_each(|own| self.settle(own));
        let sums = self.sums.resolve(asked);
        let all = PerScore::from_fn(|kind| sums[kind].effect());
        let rows = |of: fn(f64) -> f64| named.values().map(|own| of(own.rows.into())).sum::<f64>();
        let repeated = rows(|n| n * n) >= WORTH_A_WORD * rows(|n| n) && !named.is_empty();
        let at_one = if named.is_empty() { PerScore::default() } else { all };
        let given = self.totals.resolve(asked);
        let mut coded: Vec<(u64, Coded)> = match main {
            Some(kind) => named.iter().map(|(hash, own)| (*hash, own.coded(kind, asked))).collect(),
            None => Vec::new(),
        };
        coded.sort_unstable_by_key(|(hash, _)| *hash);
        let coded = CodedPeople { people: coded, below: self.below };
        let known = named.into_iter().map(|(hash, own)| {
            let Split { whole, part } = own.scores;
            let scores = Split { whole: totals(whole), part: totals(part) }.resolve(asked);
            (hash, Totals { scores, sentiment: own.sentiment.total() })
        });
        let people = People {
            known: known.collect(),
            below: self.below,
            all: Totals { scores: given, sentiment: self.sentiments },
        };
        let comments =
            CommentDesign { sentiment: self.sentiment.effect(), labels: self.labels.effect() };
        Clustered { all, at_one, comments, coded, repeated, people }
    }
}

impl Person {
    /// The answers to one score, those of parts where the whole was not asked.
    fn coded(&self, kind: ScoreKind, asked: AskedForWhole) -> Coded {
        let of = |own: &Own| {
            let (sum, single) = match kind.measure() {
                Measure::Net => own.headline,
                Measure::TopTwo | Measure::Ease => own.goodness,
            };
            let (answers, weight) = (own.answers.into(), own.weight.into());
            Coded { answers, weight, sum: sum.into(), single }
        };
        let mut coded = of(&self.scores.whole[kind]);
        if !asked[kind] {
            coded.merge(&of(&self.scores.part[kind]));
        }
        coded
    }
}

fn totals(own: PerScore<Own>) -> PerScore<Total> {
    own.map(|_, own| own.total())
}

impl Total {
    fn add(&mut self, weight: i64, sum: i64) {
        self.weight += i128::from(weight);
        self.sum += i128::from(sum);
    }
}

impl Own {
    fn add(&mut self, weight: i64, headline: i64, goodness: i64) {
        self.answers += 1;
        self.weight += weight;
        for (sums, value) in [(&mut self.headline, headline), (&mut self.goodness, goodness)] {
            sums.0 += value;
            add(&mut sums.1, weight, value);
        }
    }

    fn total(&self) -> Total {
        Total { weight: self.weight.into(), sum: self.headline.0.into() }
    }
}

impl Sums {
    /// Adds a person, if there is anything to add.
    fn person(&mut self, own: &Own) {
        if own.answers == 0 {
            return;
        }
        self.people += 1;
        self.answers += u64::from(own.answers);
        self.weight += i128::from(own.weight);
        self.headline.person(own.weight, own.headline);
        self.goodness.person(own.weight, own.goodness);
    }

    fn effect(&self) -> Design {
        if self.people < 2 || self.answers == self.people || self.weight <= 0 {
            return Design::default();
        }
        let effects = [self.headline, self.goodness].map(|m| m.effect(self.weight, self.people));
        Design::new(effects.into_iter().flatten().fold(1.0, f64::max))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feedback::ScoreKind;
    use crate::journey::row::Resolver;
    use crate::journey::tests::{entry, row, scores};

    /// `people` with `each` answers, of which a share `own` is a person's and the rest chance.
    fn effect(people: u64, each: u64, own: f64, named: bool, seed: u64) -> (f64, f64) {
        let mut rng = fastrand::Rng::with_seed(seed);
        let mut counter = ClusterCounter::default();
        let mut resolver = Resolver::default();
        for person in 0..people {
            let mood = rng.f64();
            let mut answer = || {
                let level = if rng.f64() < own { mood } else { rng.f64() };
                scores(None, Some(1.0 + (level * 5.0).floor().min(4.0)))
            };
            let rows: Vec<_> = match named {
                true => (0..each).map(|_| vec![entry(None, None, answer())]).collect(),
                false => {
                    vec![(0..each).map(|i| entry(Some(&format!("t{i}")), None, answer())).collect()]
                }
            };
            for entries in rows {
                let mut row = row(person, entries);
                row.person = named.then_some(person.wrapping_mul(0x9e37_79b9_7f4a_7c15));
                let comments = vec![None; row.entries.len()];
                counter.add(&resolver.view(&row, &comments));
            }
        }
        let Clustered { all, at_one, .. } = counter.finish(AskedForWhole::default(), None);
        (all[ScoreKind::Csat].effect(), at_one[ScoreKind::Csat].effect())
    }

    #[test]
    fn who_answers_often_is_worth_less() {
        // ICC .5: 1 + 3 × .5 with four answers each.
        let (all, at_one) = effect(400, 4, 0.707, true, 1);
        assert!((2.1..3.1).contains(&all), "{all}");
        assert_eq!(all, at_one);
        let (alone, _) = effect(400, 1, 0.7, true, 2);
        assert_eq!(alone, 1.0, "one answer each");
        let (chance, _) = effect(2_000, 4, 0.0, true, 3);
        assert!(chance < 1.12, "{chance}");
    }

    #[test]
    fn a_row_of_ratings_is_one_person() {
        let (all, at_one) = effect(300, 6, 0.8, false, 4);
        assert!(all > 3.0 && at_one == 1.0, "{all} {at_one}");
    }

    /// How often the interval of the share of satisfied answers holds the true one.
    fn covers(people: u64, each: u64, own: f64) -> f64 {
        use crate::feedback::{Scale, ScoreValue};
        use crate::metrics::{Answers, Weight};
        let runs = 400;
        let held = (0..runs).filter(|seed| {
            let mut rng = fastrand::Rng::with_seed(*seed);
            let (mut counter, mut answers) = (ClusterCounter::default(), Answers::default());
            let mut resolver = Resolver::default();
            for person in 1..=people {
                let mood = rng.f64();
                for number in 0..each {
                    let level = if rng.f64() < own { mood } else { rng.f64() };
                    let value = 1.0 + (level * 5.0).floor().min(4.0);
                    let answer = ScoreValue { value, scale: Scale::higher(1.0, 5.0) };
                    answers.add_weighted(answer, Weight::ONE);
                    let mut row = row(number, vec![entry(None, None, scores(None, Some(value)))]);
                    row.person = Some(person);
                    counter.add(&resolver.view(&row, &[None]));
                }
            }
            let design = counter.finish(AskedForWhole::default(), None).all;
            let answers = answers.with_design(design[ScoreKind::Csat]);
            let mean = answers.footing().mean().unwrap();
            mean.low <= 3.0 && 3.0 <= mean.high
        });
        held.count() as f64 / f64::from(runs as u32)
    }

    #[test]
    fn intervals_hold_what_they_promise_of_people_who_answer_often() {
        // Without the design effect about .80 and .70.
        for (people, each, own) in [(25, 4, 0.707), (20, 10, 0.548)] {
            let covered = covers(people, each, own);
            assert!((0.925..=0.985).contains(&covered), "{people} × {each}: {covered}");
        }
    }

    #[test]
    fn of_many_people_a_sample_tells() {
        let (some, _) = effect(3_000, 4, 0.707, true, 5);
        let (many, _) = effect(40_000, 4, 0.707, true, 5);
        assert!((some - many).abs() < 0.3, "{some} {many}");
    }
}
