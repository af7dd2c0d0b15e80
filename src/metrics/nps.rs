//! Net Promoter Score.

use serde::Serialize;

use crate::ingest::{Direction, ScoreValue};
use crate::stats::Estimate;
use crate::stats::distribution::{Z_95, normal_two_sided};

/// Net Promoter Score with its groups.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NpsSummary {
    /// Answers.
    pub n: u64,
    /// Answers 9–10.
    pub promoters: u64,
    /// Answers 7–8.
    pub passives: u64,
    /// Answers 0–6.
    pub detractors: u64,
    /// Score in [−100, 100] with the adjusted Wald interval.
    pub nps: Estimate,
}

/// Answers to "how likely are you to recommend us", by group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Nps {
    /// Answers 9–10.
    pub promoters: u64,
    /// Answers 7–8.
    pub passives: u64,
    /// Answers 0–6.
    pub detractors: u64,
}

impl Nps {
    /// From the number of answers in each group.
    pub fn from_counts(promoters: u64, passives: u64, detractors: u64) -> Nps {
        Nps { promoters, passives, detractors }
    }

    /// Counts one answer. Returns `false`, and counts nothing, where the
    /// answer is no number.
    ///
    /// An answer on 0–10 or 1–10 counts as it is; on any other scale (a
    /// reversed or a stretched one) its goodness is brought to 0–10 first. A
    /// fraction counts for the group below: 8.5 is passive.
    pub fn add(&mut self, answer: ScoreValue) -> bool {
        let standard = answer.scale.direction == Direction::Higher && answer.scale.high == 10.0;
        let value = if standard { answer.value } else { answer.goodness() / 10.0 };
        match value {
            v if !v.is_finite() => return false,
            v if v >= 9.0 => self.promoters += 1,
            v if v >= 7.0 => self.passives += 1,
            _ => self.detractors += 1,
        }
        true
    }

    /// Adds the answers of `other`.
    pub fn merge(&mut self, other: Nps) {
        self.promoters += other.promoters;
        self.passives += other.passives;
        self.detractors += other.detractors;
    }

    /// These answers without those of `part`, which must be among them.
    pub fn without(self, part: Nps) -> Nps {
        Nps {
            promoters: self.promoters.saturating_sub(part.promoters),
            passives: self.passives.saturating_sub(part.passives),
            detractors: self.detractors.saturating_sub(part.detractors),
        }
    }

    /// Number of answers.
    pub fn n(self) -> u64 {
        self.promoters + self.passives + self.detractors
    }

    /// Share of promoters minus share of detractors, in points [−100, 100];
    /// `None` without answers.
    pub fn score(self) -> Option<f64> {
        let difference = self.promoters as f64 - self.detractors as f64;
        (self.n() > 0).then(|| 100.0 * difference / self.n() as f64)
    }

    /// Variance of one response coded −1, 0, +1: p + d − (p − d)²; `None`
    /// without answers.
    pub fn variance(self) -> Option<f64> {
        let n = self.n() as f64;
        let (p, d) = (self.promoters as f64 / n, self.detractors as f64 / n);
        (n > 0.0).then(|| p + d - (p - d).powi(2))
    }

    /// Standard error in points: 100 √(variance / n); `None` without answers.
    pub fn standard_error(self) -> Option<f64> {
        Some(100.0 * (self.variance()? / self.n() as f64).sqrt())
    }

    /// The score with its 95 % adjusted Wald interval: three answers are
    /// added, ¾ of them promoters and ¾ detractors, and the interval is clipped
    /// to ±100 (Rocks, The American Statistician 70, 2016, who found it the
    /// best of the simple ones). `None` without answers.
    ///
    /// The plain Wald interval is a point when everybody is a promoter; this
    /// one is not. It is centred on the adjusted score, so the score itself
    /// need not be in its middle.
    pub fn estimate(self) -> Option<Estimate> {
        let value = self.score()?;
        let n = self.n() as f64 + 3.0;
        let p = (self.promoters as f64 + 0.75) / n;
        let d = (self.detractors as f64 + 0.75) / n;
        let centre = p - d;
        let half = Z_95 * ((p + d - centre * centre) / n).sqrt();
        let (low, high) = (100.0 * (centre - half), 100.0 * (centre + half));
        Some(Estimate { value, low, high }.clipped(-100.0, 100.0))
    }

    /// Everything a report shows; `None` without answers.
    pub fn summary(self) -> Option<NpsSummary> {
        let Nps { promoters, passives, detractors } = self;
        let nps = self.estimate()?;
        Some(NpsSummary { n: self.n(), promoters, passives, detractors, nps })
    }
}

/// The difference of two independent scores and its z test.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NpsDifference {
    /// First score minus second, in points.
    pub value: f64,
    /// Standard error in points.
    pub standard_error: f64,
    /// `value / standard_error`.
    pub z: f64,
    /// Two-sided p.
    pub p: f64,
}

/// Compares two independent groups of answers:
/// z = (NPS₁ − NPS₂) / √(Var₁/n₁ + Var₂/n₂). `None` where a group is empty or
/// neither varies.
pub fn difference(first: Nps, second: Nps) -> Option<NpsDifference> {
    let value = first.score()? - second.score()?;
    let standard_error = first.standard_error()?.hypot(second.standard_error()?);
    (standard_error > 0.0).then(|| {
        let z = value / standard_error;
        NpsDifference { value, standard_error, z, p: normal_two_sided(z) }
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::ingest::Scale;

    fn of(answers: &[(f64, Scale)]) -> Nps {
        let mut nps = Nps::default();
        answers.iter().for_each(|&(value, scale)| {
            nps.add(ScoreValue { value, scale });
        });
        nps
    }

    #[test]
    fn answers_fall_into_their_groups() {
        let all: Vec<_> = (0..=10).map(|v| (f64::from(v), Scale::NPS)).collect();
        assert_eq!(of(&all), Nps::from_counts(2, 2, 7));
        let from_one: Vec<_> = (1..=10).map(|v| (f64::from(v), Scale::higher(1.0, 10.0))).collect();
        assert_eq!(of(&from_one), Nps::from_counts(2, 2, 6));
        let reversed = Scale { direction: Direction::Lower, ..Scale::NPS };
        assert_eq!(of(&[(0.0, reversed), (10.0, reversed)]), Nps::from_counts(1, 0, 1));
        assert_eq!(of(&[(f64::NAN, Scale::NPS)]), Nps::default());
    }

    #[test]
    fn no_answer_no_score() {
        assert_eq!(Nps::default().summary(), None);
        assert_eq!(difference(Nps::default(), Nps::from_counts(1, 1, 1)), None);
        assert_eq!(difference(Nps::from_counts(5, 0, 0), Nps::from_counts(9, 0, 0)), None);
    }

    proptest! {
        #[test]
        fn score_and_interval_stay_in_range(p in 0_u64..500, m in 0_u64..500, d in 0_u64..500) {
            let nps = Nps::from_counts(p, m, d);
            prop_assert_eq!(nps.estimate().is_some(), p + m + d > 0);
            if let Some(e) = nps.estimate() {
                prop_assert!(-100.0 <= e.low && e.low < e.high && e.high <= 100.0);
                prop_assert!((-100.0..=100.0).contains(&e.value));
            }
        }
    }
}
