//! Each touchpoint of the export against all others, by the score that most of them
//! have.
//!
//! The worst of forty touchpoints looks bad even where all are alike. So each is tested
//! against the rest ([`against_rest`]), and all tests are one family.

use serde::Serialize;

use super::scores::ScoreBook;
use crate::feedback::{ScoreKind, ScoreValue};
use crate::lang::Name;
use crate::metrics::Answers;
use crate::metrics::summary::{against_rest, headline};
use crate::stats::Estimate;
use crate::stats::multiple::benjamini_hochberg;

/// A touchpoint against all others.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Contrast {
    /// The touchpoint.
    pub touchpoint: Name,
    /// The score that most touchpoints have.
    pub score: ScoreKind,
    /// Its headline measure here.
    pub own: Estimate,
    /// The same of all other touchpoints together.
    pub rest: Estimate,
    /// Here less there, with its 95 % interval.
    pub difference: Estimate,
    /// Two-sided p.
    pub p: f64,
    /// Benjamini-Hochberg q over all touchpoints.
    pub q: f64,
    /// Answers here.
    pub n: u64,
    /// What the measure of all answers together would gain if this touchpoint did as the
    /// others do, in units of the measure: below 0 where it does better.
    pub gain: f64,
    /// Mean goodness (0–100) here less that of the others: what a rating is to a score that it
    /// moves is told from means.
    #[serde(skip)]
    pub apart: f64,
    /// Whether the answers at all touchpoints together are the main score; else the whole has a
    /// question of its own, of this score or of another, and what it would gain depends on how
    /// much the touchpoint moves the answers to that.
    pub is_whole: bool,
}

impl Contrast {
    /// Whether it scores worse than the others beyond chance.
    pub(super) fn is_surely_worse(&self) -> bool {
        self.q <= 0.05 && self.difference.value < 0.0
    }
}

/// The contrasts of touchpoints by one score, in the order given; those of fewer than
/// `at_least` answers are not compared, but are among the others.
pub(super) fn contrasts(
    kind: ScoreKind,
    books: &[(Name, ScoreBook)],
    at_least: u64,
    is_whole: bool,
) -> Vec<Contrast> {
    let mut all = Answers::default();
    books.iter().for_each(|(_, book)| all.merge(&book[kind]));
    let measure = kind.measure();
    let whole = headline(measure, &all);
    let least = at_least.max(1);
    let mut found: Vec<Contrast> = books
        .iter()
        .filter(|(_, book)| book[kind].n() >= least && all.n() - book[kind].n() >= least)
        .filter_map(|(name, book)| {
            let tested = against_rest(measure, &book[kind], &all)?;
            let own = headline(measure, &book[kind])?;
            let mut others = Answers::default();
            books
                .iter()
                .filter(|(other, _)| other != name)
                .for_each(|(_, b)| others.merge(&b[kind]));
            let rest = headline(measure, &others)?;
            Some(Contrast {
                touchpoint: name.clone(),
                score: kind,
                own,
                rest,
                difference: tested.difference,
                p: tested.p,
                q: tested.p,
                n: tested.n,
                // By what answers weigh, and not by how many they are.
                gain: rest.value - whole?.value,
                apart: mean_goodness(&book[kind])? - mean_goodness(&others)?,
                is_whole,
            })
        })
        .collect();
    let p: Vec<f64> = found.iter().map(|contrast| contrast.p).collect();
    let q = benjamini_hochberg(&p).unwrap_or(p);
    found.iter_mut().zip(q).for_each(|(contrast, q)| contrast.q = q);
    found
}

/// Mean of answers on the 0–100 footing.
fn mean_goodness(answers: &Answers) -> Option<f64> {
    let footing = answers.footing();
    let value = footing.mean()?.value;
    Some(footing.scale.map_or(value, |scale| ScoreValue { value, scale }.goodness()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feedback::Scale;
    use crate::metrics::Weight;

    fn book(good: u64, bad: u64) -> ScoreBook {
        weighted(good, bad, Weight::ONE)
    }

    fn weighted(good: u64, bad: u64, weight: Weight) -> ScoreBook {
        let mut book = ScoreBook::default();
        let scale = Scale::higher(1.0, 5.0);
        for (value, n) in [(5.0, good), (2.0, bad)] {
            (0..n).for_each(|_| {
                book[ScoreKind::Csat].add_weighted(ScoreValue { value, scale }, weight);
            });
        }
        book
    }

    #[test]
    fn the_bad_one_of_three_is_found_and_sized() {
        let books: Vec<(Name, ScoreBook)> = [("a", 50, 50), ("queue", 29, 71), ("c", 52, 48)]
            .map(|(name, good, bad)| (Name::same(name), book(good, bad)))
            .into();
        let found = contrasts(ScoreKind::Csat, &books, 5, true);
        let worst = &found[1];
        assert_eq!((worst.touchpoint.en.as_str(), worst.n), ("queue", 100));
        assert!((worst.own.value - 0.29).abs() < 1e-12 && (worst.rest.value - 0.51).abs() < 1e-12);
        assert!(worst.q < 0.01 && found[0].q > 0.05, "{found:?}");
        assert!((worst.gain - 0.22 / 3.0).abs() < 1e-12);
        // Goodness of 100 and 25: 46.75 here and 63.25 there.
        assert!((worst.apart + 16.5).abs() < 1e-9, "{}", worst.apart);
    }

    /// 40 of 200 answers stand for half of the whole: a fourth of them are content, of the others
    /// three fourths.
    #[test]
    fn a_touchpoint_is_as_much_of_the_whole_as_its_answers_weigh() {
        let (heavy, light) = (Weight::new(4.0).unwrap(), Weight::ONE);
        let books = [("queue", weighted(10, 30, heavy)), ("shop", weighted(120, 40, light))];
        let books = books.map(|(name, book)| (Name::same(name), book));
        let found = contrasts(ScoreKind::Csat, &books, 5, true);
        assert_eq!((found[0].touchpoint.en.as_str(), found[0].n), ("queue", 40));
        assert!((found[0].difference.value + 0.5).abs() < 1e-12, "{:?}", found[0].difference);
        // The whole is at a half and would be at three fourths.
        assert!((found[0].gain - 0.25).abs() < 1e-12, "{}", found[0].gain);
    }

    #[test]
    fn few_answers_are_not_compared() {
        let books = [("a", 50, 50), ("b", 0, 3)];
        let books = books.map(|(name, good, bad)| (Name::same(name), book(good, bad)));
        assert_eq!(contrasts(ScoreKind::Csat, &books, 5, true), []);
        assert_eq!(contrasts(ScoreKind::Nps, &books, 1, true), []);
    }
}
