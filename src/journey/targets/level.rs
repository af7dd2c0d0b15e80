//! The level of a metric in some answers: its number, and how it differs from that of others.

use super::Metric;
use crate::feedback::{Direction, Measure, Scale, ScoreKind};
use crate::journey::steps::SentimentSum;
use crate::journey::watch::Seen;
use crate::metrics::answers::Footing;
use crate::metrics::summary::{headline, headline_moments};
use crate::metrics::{Answers, Design, Nps, nps};
use crate::stats::Estimate;
use crate::stats::change_point::Moments;
use crate::stats::difference::{moments, shares};
use crate::stats::interval::wilson_clustered;
use crate::stats::net_difference::net_p;

/// What a metric is told from.
#[derive(Debug, Clone)]
pub(super) enum Level {
    /// Answers to a score, by its headline measure.
    Score(ScoreKind, Answers),
    /// Answers to a score, by their mean.
    Mean(Answers),
    /// Sentiments, and how much those of the same people are alike.
    Sentiment(SentimentSum, Design),
    /// Some of all.
    Share {
        /// Those that count.
        hits: u64,
        /// All.
        n: u64,
        /// How much those of the same people are alike.
        design: Design,
    },
}

/// Of two levels, the later less the earlier.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Change {
    pub(super) change: Estimate,
    /// Two-sided p of no difference.
    pub(super) p: f64,
}

impl Level {
    /// Of a metric, in what was seen.
    pub(super) fn of(metric: Metric, seen: &Seen) -> Level {
        match metric {
            Metric::Score(kind) => Level::Score(kind, seen.scores[kind].clone()),
            Metric::Mean(kind) => Level::Mean(seen.scores[kind].clone()),
            Metric::Sentiment => Level::Sentiment(seen.sentiment, seen.alike.sentiment),
            Metric::Negative => {
                Level::Share { hits: seen.negative, n: seen.judged, design: seen.alike.labels }
            }
            Metric::Complaints => {
                Level::Share { hits: seen.complaints, n: seen.mentions, design: seen.alike.labels }
            }
        }
    }

    /// Answers, or comments.
    pub(super) fn n(&self) -> u64 {
        match self {
            Level::Score(_, answers) | Level::Mean(answers) => answers.n(),
            Level::Sentiment(sum, _) => sum.n(),
            Level::Share { n, .. } => *n,
        }
    }

    /// The number, with its interval; `None` without answers.
    pub(super) fn estimate(&self) -> Option<Estimate> {
        match self {
            Level::Score(kind, answers) => headline(kind.measure(), answers),
            Level::Mean(answers) => answers.footing().mean(),
            Level::Sentiment(sum, design) => sum.mean(1, *design),
            Level::Share { hits, n, design } => wilson_clustered(*hits, *n, design.effect()),
        }
    }

    /// The scale that a mean is on.
    fn scale(&self) -> Option<Scale> {
        match self {
            Level::Mean(answers) => answers.footing().scale,
            _ => None,
        }
    }

    /// Whether the numbers of both are on one footing.
    pub(super) fn is_like(&self, other: &Level) -> bool {
        self.scale() == other.scale()
    }

    /// Whether less is better, on the scale that the answers are on.
    pub(super) fn is_lower_better(&self, metric: Metric) -> bool {
        let turned = self.scale().is_some_and(|scale| scale.direction == Direction::Lower);
        metric.is_lower_better() || turned
    }

    /// A share, and what the answers are worth for it; `None` for what is no share.
    pub(super) fn share(&self) -> Option<(f64, f64)> {
        match self {
            Level::Score(kind, _) if kind.measure() == Measure::Net => None,
            Level::Score(kind, answers) => {
                let Moments { n, mean, .. } = headline_moments(kind.measure(), answers);
                Some((mean, n))
            }
            Level::Share { hits, n, design } => {
                Some((*hits as f64 / *n as f64, *n as f64 / design.effect()))
            }
            Level::Mean(_) | Level::Sentiment(..) => None,
        }
    }

    /// This less an earlier level of the same metric: of NPS by the permutation test of
    /// [`net_difference`](crate::stats::net_difference), of shares by Fisher's with Newcombe's interval, of
    /// means and sentiment by Welch's. `None` where either is empty or nothing varies.
    pub(super) fn less(&self, before: &Level) -> Option<Change> {
        let tested = |(difference, p): (Estimate, f64)| Change { change: difference, p };
        let found = match (self, before) {
            (Level::Score(kind, now), Level::Score(_, then)) if kind.measure() == Measure::Net => {
                let nps::NpsDifference { value, low, high, p } =
                    nps::difference(Nps::of(now), Nps::of(then))?;
                (Estimate { value, low, high }, p)
            }
            (Level::Mean(now), Level::Mean(then)) => {
                let of = |answers: &Answers| moments_of(&answers.footing());
                let found = moments(of(now), of(then))?;
                (found.difference, found.p)
            }
            (Level::Sentiment(now, alike), Level::Sentiment(then, before)) => {
                let found = moments(now.as_moments(*alike), then.as_moments(*before))?;
                (found.difference, found.p)
            }
            (now, then) => {
                let ((first, m), (second, n)) = (now.share()?, then.share()?);
                let found = shares([first, second], [m, n])?;
                let exact = now.counts().zip(then.counts());
                let p = match exact {
                    Some((now, then)) => net_p(now, then)?,
                    None => found.p,
                };
                (found.difference, p)
            }
        };
        Some(tested(found))
    }

    /// Those that count and those that do not, as whole numbers, where no answer is weighted or
    /// of the same people.
    fn counts(&self) -> Option<[u64; 3]> {
        let (hits, n) = match self {
            Level::Share { hits, n, design } if !design.matters() => (*hits, *n),
            Level::Score(_, answers) if answers.effective_n().is_none() => {
                let (share, n) = self.share()?;
                ((share * n).round() as u64, answers.n())
            }
            _ => return None,
        };
        Some([hits, n.saturating_sub(hits), 0])
    }
}

/// Number, mean and variance of answers on one footing.
fn moments_of(footing: &Footing) -> Moments {
    let n = footing.distribution.iter().map(|(_, count)| count).sum::<u64>() as f64;
    let worth = n / footing.design.effect();
    let (shares, worth): (Vec<(f64, f64)>, f64) = match &footing.weighted {
        Some(weighted) => (weighted.shares.clone(), weighted.effective_n),
        None => {
            (footing.distribution.iter().map(|(v, count)| (*v, *count as f64 / n)).collect(), worth)
        }
    };
    let mean = shares.iter().map(|(v, share)| v * share).sum::<f64>();
    let variance = shares.iter().map(|(v, share)| (v - mean).powi(2) * share).sum();
    Moments { n: worth, mean, variance }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feedback::ScoreValue;

    fn answers(values: &[f64], scale: Scale) -> Answers {
        let mut answers = Answers::default();
        values.iter().for_each(|&value| {
            answers.add(ScoreValue { value, scale });
        });
        answers
    }

    #[test]
    fn every_metric_has_its_difference() {
        let scale = Scale::higher(1.0, 5.0);
        let now = answers(&[1.0, 2.0, 4.0, 2.0, 1.0, 5.0, 2.0, 1.0], scale);
        let then = answers(&[5.0, 4.0, 5.0, 4.0, 5.0, 3.0, 5.0, 4.0], scale);
        let csat = |of: &Answers| Level::Score(ScoreKind::Csat, of.clone());
        let change = csat(&now).less(&csat(&then)).unwrap();
        // 2 of 8 against 7 of 8: Fisher's exact p is 0.0406.
        assert!((change.change.value + 0.625).abs() < 1e-12);
        assert!((change.p - 0.040_559).abs() < 1e-4, "{change:?}");
        let mean = Level::Mean(now).less(&Level::Mean(then)).unwrap();
        assert!((mean.change.value - (2.25 - 4.375)).abs() < 1e-12 && mean.p < 0.01);
        let share = |hits, n| Level::Share { hits, n, design: Design::NONE };
        assert!((share(2, 8).less(&share(7, 8)).unwrap().p - change.p).abs() < 1e-12);
        assert_eq!(share(0, 0).less(&share(7, 8)), None);
        assert_eq!(share(8, 8).less(&share(8, 8)), None);
    }

    #[test]
    fn a_scale_may_be_turned_round() {
        let turned = Scale { direction: Direction::Lower, ..Scale::higher(1.0, 5.0) };
        let effort = Level::Mean(answers(&[1.0, 2.0], turned));
        assert!(effort.is_lower_better(Metric::Mean(ScoreKind::Ces)));
        let ease = Level::Mean(answers(&[1.0, 2.0], Scale::higher(1.0, 7.0)));
        assert!(!ease.is_lower_better(Metric::Mean(ScoreKind::Ces)) && !ease.is_like(&effort));
    }
}
